"""What every form of learning resources says: length, cost, units, ratings, and why the order is as it is."""

from collections.abc import Iterator

from lapel.careers.learning import Match, Want
from lapel.model.advice import Resource
from lapel.model.span import Span
from lapel.renewals.keep import number
from lapel.reports.keep_words import points_words
from lapel.reports.plan_words import dollars
from lapel.rules.wording import long_date, plain

KIND_WORDS = {
    "program": "program",
    "course": "course",
    "practicum": "practicum",
    "employer": "at work",
    "card": "class with a card",
    "college": "college class",
    "self-study": "on your own",
    "visit": "visit",
}

NOT_ADVERTISED = (
    "These are kinds of resource, with what their sources say; yours are marked “your list”. Nobody pays to be here. "
    "Ratings have no part in the order: they are shown with the day they were read."
)

ORDER = "The closest fit comes first, then what costs least, then what takes least time. What is not known comes last."

ORDER_RENEWAL = (
    "What your issuer takes comes first, then what cannot be told, and of these its own approved learning before "
    "other; then what costs least and takes least time. What is not known comes last."
)


def order_words(want: Want) -> str:
    """Say how the list is ordered."""
    return ORDER_RENEWAL if want.renewal else ORDER


def facts_words(resource: Resource) -> str:
    """Say how long it takes, what it costs and what it gives."""
    parts = [KIND_WORDS[resource.kind], *time_words(resource), cost_words(resource)]
    if resource.unit:
        amount = f"{resource.amount:g} " if resource.amount is not None else ""
        parts.append(f"gives {amount}{plain(resource.unit)}" + (f" ({resource.area})" if resource.area else ""))
    if resource.level:
        parts.append(f"level: {resource.level}")
    return "; ".join(parts)


def time_words(resource: Resource) -> Iterator[str]:
    """Say how long it takes and at what pace."""
    if resource.takes is not None and resource.takes != Span():
        yield str(resource.takes)
    if resource.hours is not None:
        yield f"{resource.hours:g} hours"
    if resource.pace:
        yield resource.pace
    if resource.hours is None and (resource.takes is None or not resource.takes.known):
        yield "time not known"


def cost_words(resource: Resource) -> str:
    """Say what it costs.

    >>> cost_words(Resource("x", "X", "course"))
    'cost not known'
    """
    if resource.free:
        return "free of charge"
    return dollars(resource.cost) if resource.cost else "cost not known"


def rating_words(resource: Resource) -> str:
    """Say how it was rated and how many are enrolled, with the day; nothing where none of it is known."""
    parts = []
    if resource.rating is not None:
        parts.append(f"rated {resource.rating:g} of 5")
    if resource.ratings is not None:
        parts.append(f"{resource.ratings:,} ratings")
    if resource.enrolled is not None:
        parts.append(f"{resource.enrolled:,} enrolled")
    if not parts:
        return ""
    day = f"as of {resource.as_of}" if resource.as_of else "as of a day that is not recorded"
    return f"{', '.join(parts)}, {day}"


def want_words(want: Want) -> str:
    """Say what something is to be learned for."""
    if not want.renewal:
        return want.name
    assert want.points is not None
    assert want.by is not None
    areas = ", ".join(f"{number(points)} {name}" for name, points in want.areas)
    parts = f" ({areas})" if areas else ""
    return f"{want.name}: {points_words(want.points, want.unit)}{parts} by {long_date(want.by)}"


def accepted_words(match: Match) -> str:
    """Say whether the issuer takes it."""
    accepted = match.accepted
    if accepted is None:
        return ""
    lead = {"yes": "Accepted.", "no": "Not accepted.", "cannot tell": "Cannot tell."}[accepted.verdict]
    ask = f" Ask: {accepted.ask}" if accepted.ask else ""
    return f"{lead} {accepted.why}{ask}".replace("  ", " ").strip()
