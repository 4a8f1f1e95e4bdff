"""The ways to keep a certificate going, as its catalogue entry tells them apart."""

from datetime import date

from lapel.model.credential import Credential, DatedValue, Route
from lapel.model.truth import Truth
from lapel.rules.evaluate import evaluate
from lapel.rules.trace import Scope

FALSE = Truth.FALSE


def due_values(credential: Credential, topic: str, *due: str) -> tuple[DatedValue, ...]:
    """List the values of a topic that are called for at these times."""
    return tuple(value for value in credential.values if value.topic == topic and value.due in due)


def ordinary_ways(credential: Credential) -> tuple[Route, ...]:
    """List the ways to keep a certificate going, apart from the exam and the ways back.

    They are those that have a fee each year or term; where no such fee is known, the first way.
    """
    named = {
        route
        for topic in ("fee", "renewal")
        for v in due_values(credential, topic, "year", "term")
        for route in v.routes
    }
    return tuple(route for route in credential.keep if route.id in named) or credential.keep[:1]


def spared(credential: Credential, scope: Scope, day: date) -> Truth:
    """Tell whether a person may keep a certificate without continuing education, in a way beside one that asks for it.

    There is no term in such a way: points and their cycles belong together.
    """
    asking = [any(step.kind == "earn" for step in route.steps) for route in ordinary_ways(credential)]
    ways = zip(ordinary_ways(credential), asking, strict=True)
    free = [route for route, asks in ways if not asks] if any(asking) else []
    return max((evaluate(route.rule, scope).line.on(day) for route in free), default=FALSE)
