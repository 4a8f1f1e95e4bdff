"""Credential × record × day → a decision."""

from collections.abc import Iterable
from datetime import date
from functools import partial

from lapel.eligibility.questions import Question, ask_next
from lapel.eligibility.verdict import ANSWERS, Verdict, under_today_s_rule, verdict
from lapel.model.credential import Catalogue, Credential, DatedValue, Document, Route, Step, ValueVersion
from lapel.model.record import Record
from lapel.model.timeline import any_of
from lapel.model.truth import Truth
from lapel.model.value import Value, replace
from lapel.rules.changes import Way, fewest
from lapel.rules.evaluate import evaluate
from lapel.rules.explain import Explanation, Finding
from lapel.rules.facts import bounds
from lapel.rules.nodes import Dated
from lapel.rules.trace import Scope, Trace

FALSE, UNKNOWN, TRUE = Truth.FALSE, Truth.UNKNOWN, Truth.TRUE


class Fee(Value):
    """A fee on the day asked about; ``applies`` is unknown when a missing fact decides whether it is due.

    ``version`` holds the amount or, where sources disagree, each reading; None when no amount is known for that day.
    """

    value: DatedValue
    version: ValueVersion | None
    applies: Truth


class RouteDecision(Value):
    """The answer for one route, and why."""

    route: Route
    verdict: Verdict
    failed: tuple[Finding, ...]
    unknown: tuple[Finding, ...]
    met: tuple[Finding, ...]
    fees: tuple[Fee, ...]
    changes: Way | None
    trace: Trace

    @property
    def documents(self) -> tuple[Document, ...]:
        """What to hand in."""
        return self.route.documents

    @property
    def steps(self) -> tuple[Step, ...]:
        """What to do next."""
        return self.route.steps


class Decision(Value):
    """The answer for one credential: the best of its routes, each of them, and what would change it.

    ``keep`` are the ways to keep or bring back a certificate, for those who hold or held it. ``holds`` tells whether
    the record has a certificate that is current on the day.
    """

    credential: Credential
    on: date
    verdict: Verdict
    routes: tuple[RouteDecision, ...]
    keep: tuple[RouteDecision, ...]
    best: RouteDecision | None
    holds: Truth
    changes: tuple[tuple[str, Way], ...]
    ask_next: tuple[Question, ...]


def decide(credential: Credential, record: Record, *, on: date) -> Decision:
    """Decide one credential for one person on one day.

    The record is taken to describe the day asked about unless it says otherwise (`Record.as_of`).
    """
    record = record if record.as_of else replace(record, as_of=on)
    return _decide(credential, Scope(record), Explanation(on))


def decide_all(catalogue: Catalogue, record: Record, *, on: date, only: Iterable[str] = ()) -> tuple[Decision, ...]:
    """Decide the credentials named, or those that matter to the person (see `relevant`).

    Raises KeyError for a credential that the catalogue does not hold.
    """
    record = record if record.as_of else replace(record, as_of=on)
    chosen = [catalogue.credentials[name] for name in only] or relevant(catalogue, record)
    scope, explanation = Scope(record), Explanation(on)
    return tuple(_decide(credential, scope, explanation) for credential in chosen)


FOUR = ("cma-aama", "rma-amt", "ncma-ncct", "ccma-nha")
"""The certificates that are set side by side when none is named; the order says nothing of their worth."""

GENERALIST = (*FOUR, "cmac-amca")
"""Certificates of a generalist medical assistant; the order says nothing of their worth."""


def relevant(catalogue: Catalogue, record: Record) -> list[Credential]:
    """Give the generalist certificates, what the person holds or held, and what the person's own state asks for."""
    held = [certificate.id for certificate in record.certificates if certificate.id]
    state = [c.id for c in catalogue.credentials.values() if c.state is not None and c.state == record.state]
    names = dict.fromkeys([*GENERALIST, *held, *state])
    return [catalogue.credentials[name] for name in names if name in catalogue.credentials]


def _decide(credential: Credential, scope: Scope, explanation: Explanation) -> Decision:
    on = explanation.on
    traces = [evaluate(route.rule, scope) for route in credential.routes]
    doubts = [under_today_s_rule(trace.line, _next_rule(trace, on)) for trace in traces]
    overall = verdict(any_of([trace.line for trace in traces]), on, any_of(doubts))
    decide_route = partial(_route, credential, scope, explanation, overall.answer in ("no", "no-longer"))
    routes = tuple(decide_route(r, trace) for r, trace in zip(credential.routes, traces, strict=True))
    keep: tuple[RouteDecision, ...] = ()
    if any(certificate.id in (credential.id, None) for certificate in scope.record.certificates):
        keep = tuple(decide_route(r, evaluate(r.rule, scope)) for r in credential.keep)
    return Decision(
        credential,
        on,
        overall,
        routes,
        keep,
        _best(routes, overall, explanation),
        _holds(credential, scope.record, on),
        _changes(routes),
        ask_next(traces, scope.record, on) if overall.answer == "cannot-tell" else (),
    )


def _next_rule(trace: Trace, on: date) -> date | None:
    """When the rule of a route changes next; None when no change is known."""
    assert isinstance(trace.rule, Dated)
    return min((version.starts for version in trace.rule.versions if version.starts > on), default=None)


def _changes(routes: tuple[RouteDecision, ...]) -> tuple[tuple[str, Way], ...]:
    """What would open each route that something can open, the least to do first."""
    ways = [(route.route.id, route.changes) for route in routes if route.changes]
    return tuple(sorted(ways, key=lambda pair: (sum(change.kind == "do" for change in pair[1]), len(pair[1]))))


def _route(
    credential: Credential, scope: Scope, explanation: Explanation, closed: bool, route: Route, trace: Trace
) -> RouteDecision:
    on, found = explanation.on, explanation.findings(trace)
    return RouteDecision(
        route,
        verdict(trace.line, on, under_today_s_rule(trace.line, _next_rule(trace, on))),
        tuple(f for f in found if f.truth is FALSE),
        tuple(f for f in found if f.truth is UNKNOWN),
        tuple(f for f in found if f.truth is TRUE),
        _fees(credential, route, scope, on),
        fewest(trace, on, own=credential.id) if closed else None,
        trace,
    )


def _fees(credential: Credential, route: Route, scope: Scope, on: date) -> tuple[Fee, ...]:
    """The fees of a route, without those that surely do not apply to the person."""
    fees = []
    for value in credential.values:
        if value.topic == "fee" and (not value.routes or route.id in value.routes):
            applies = TRUE if value.when is None else evaluate(value.when, scope).line.on(on)
            if applies is not FALSE:
                fees.append(Fee(value, value.in_force(on=on), applies))
    return tuple(fees)


def _best(routes: tuple[RouteDecision, ...], overall: Verdict, explanation: Explanation) -> RouteDecision | None:
    """The route that the answer speaks of: one with the same answer, the nearest in time, the nearest to being met."""

    def rank(decision: RouteDecision) -> tuple[bool, int, int]:
        answer = decision.verdict
        days = {"not-yet": answer.starts or date.max, "no-longer": answer.until}
        near = abs(((days.get(answer.answer) or on) - on).days)
        return answer.answer != overall.answer, ANSWERS.index(answer.answer), near

    if not routes:
        return None
    on = explanation.on
    first = min(map(rank, routes))
    equals = [route for route in routes if rank(route) == first]
    return equals[0] if len(equals) == 1 else min(equals, key=lambda route: explanation.distance(route.trace))


def _holds(credential: Credential, record: Record, on: date) -> Truth:
    """Whether the record has this certificate, earned by the day and not expired."""
    truths = [FALSE if "certificates" in record.complete else UNKNOWN]

    day = on.toordinal()
    for certificate in record.certificates:
        if certificate.id == credential.id:
            earned, expires = bounds(certificate.earned), bounds(certificate.expires)
            if certificate.expires is not None:
                truths.append(
                    FALSE if expires[1] < day else TRUE if expires[0] >= day and earned[1] <= day else UNKNOWN
                )
    return max(truths)
