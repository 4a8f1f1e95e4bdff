"""The ways back after a certificate has run out: until when each is open, and what it costs."""

from collections.abc import Iterator
from datetime import date

from lapel.model.credential import Credential, DatedValue, Route
from lapel.model.dates import NEVER
from lapel.model.money import Amount, total
from lapel.model.record import Record
from lapel.model.truth import Truth
from lapel.model.value import Value, replace
from lapel.renewals.dues import Event, fees
from lapel.renewals.held import Held, holder
from lapel.rules.evaluate import evaluate
from lapel.rules.explain import Explanation, Finding, conditions
from lapel.rules.trace import Scope, Trace

FALSE, UNKNOWN, TRUE = Truth.FALSE, Truth.UNKNOWN, Truth.TRUE

DUE = ("application", "term", "year", "return")
"""Fees that are paid for keeping a certificate, or for coming back."""


class Rung(Value):
    """One way to keep a certificate or bring it back, over days on which it is open and its fees stay the same.

    ``starts`` is the first such day, but no day before the certificate's last; ``until`` the last, None when no end is
    known. ``truth`` is unknown when the way is only perhaps open: ``hinges`` then says on what, and ``disputed`` that
    sources disagree on it. ``in_time`` ways are open on the last day of the certificate, before anything has lapsed.
    """

    route: Route
    starts: date
    until: date | None
    truth: Truth
    fees: tuple[Event, ...]
    in_time: bool
    by_exam: bool = False
    hinges: tuple[str, ...] = ()
    disputed: bool = False

    @property
    def money(self) -> Amount:
        """The fees whose figures are known, together."""
        return total(fee.cost for fee in self.fees if fee.cost is not None)

    def closed(self, *, on: date) -> bool:
        """Tell whether these days are over."""
        return self.until is not None and self.until < on

    @property
    def not_known(self) -> tuple[Event, ...]:
        """The fees whose figures are not known."""
        return tuple(fee for fee in self.fees if fee.amount is None)


def ladder(credential: Credential, record: Record, held: Held, *, expires: date, on: date) -> tuple[Rung, ...]:
    """List the ways to keep a certificate from its last day on, or to bring it back, in the order in which they open.

    They are read off the timelines of the catalogue's rules, for a record that holds this certificate and no newer one.
    Ways that are closed from that day on do not appear.
    """
    scope = Scope(holder(record, held, expires=expires, on=on))
    rungs = [rung for route in credential.keep for rung in _rungs(credential, route, scope, expires, on)]
    return tuple(sorted(rungs, key=lambda rung: (rung.starts, rung.until or date.max, rung.truth is UNKNOWN)))


def _rungs(credential: Credential, route: Route, scope: Scope, expires: date, on: date) -> Iterator[Rung]:
    trace = evaluate(route.rule, scope)
    values = [
        v for v in credential.values if v.topic == "fee" and v.due in DUE and route.id in (v.routes or (route.id,))
    ]
    days = _turns(trace, values, scope, expires)
    last: Rung | None = None
    for starts, ends in zip(days, [*days[1:], NEVER], strict=True):
        rung = _rung(credential, route, trace, values, scope, (starts, ends), on)
        if last is not None and _same(last, rung):
            last = replace(last, until=rung.until)
            continue
        if last is not None and last.truth is not FALSE:
            yield last
        last = rung if starts > days[0] else replace(rung, in_time=rung.truth is not FALSE)
    if last is not None and last.truth is not FALSE:
        yield last


def _turns(trace: Trace, values: list[DatedValue], scope: Scope, expires: date) -> list[int]:
    """The days from the certificate's last on on which the way, or one of its fees, changes."""
    parts = [part.line for part, _ in conditions(trace, expires)]
    lines = [trace.line, *parts, *(evaluate(value.when, scope).line for value in values if value.when)]
    first = expires.toordinal()
    turns = {start for line in lines for start in line.starts}
    turns |= {version.starts.toordinal() for value in values for version in value.versions}
    return [first, *sorted(turn for turn in turns if turn > first)]


def _rung(
    credential: Credential,
    route: Route,
    trace: Trace,
    values: list[DatedValue],
    scope: Scope,
    days: tuple[int, int],
    on: date,
) -> Rung:
    day = date.fromordinal(days[0])
    until = date.fromordinal(days[1] - 1) if days[1] < NEVER else None
    truth = trace.line.at(days[0])
    due = fees(values, credential.issuer, scope, day=day, on=on) if truth is not FALSE else []
    if not due:
        due = [Event(day, "fee", "Fee", payee=credential.issuer, note="No fee for it was seen.")]
    found = Explanation(day).findings(trace) if truth is UNKNOWN else ()
    unknown = [part for finding in found if finding.truth is UNKNOWN for part in _open(finding)]
    return Rung(
        route,
        day,
        until,
        truth,
        tuple(due),
        in_time=False,
        by_exam=any(step.kind == "exam" for step in route.steps),
        hinges=tuple(dict.fromkeys(finding.says for finding in unknown)),
        disputed=any(_split(finding) for finding in unknown),
    )


def _split(finding: Finding) -> bool:
    """Whether sources disagree on a finding; where each reading lacks the same fact, that fact is what is missing."""
    return finding.disputed and len({reading.truth for reading in finding.parts}) > 1


def _open(finding: Finding) -> Iterator[Finding]:
    """What is not known behind a finding, as deep as it goes; a dispute is told as a whole."""
    below = [] if finding.disputed else [part for part in finding.parts if part.truth is UNKNOWN]
    for part in below:
        yield from _open(part)
    if not below:
        yield finding


def _same(one: Rung, other: Rung) -> bool:
    """Whether nothing changes from one stretch of days to the next."""

    def told(rung: Rung) -> tuple[object, ...]:
        return rung.truth, rung.hinges, [(fee.id, fee.amount, fee.applies) for fee in rung.fees]

    return told(one) == told(other)
