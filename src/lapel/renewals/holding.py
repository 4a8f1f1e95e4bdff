"""What it costs to hold a certificate for some years: every dated event, the totals, and what is not known."""

from collections.abc import Iterable
from datetime import date
from itertools import takewhile

from lapel.model.credential import Credential
from lapel.model.dates import Duration, PartialDate, add
from lapel.model.money import Amount, total
from lapel.model.record import Record
from lapel.model.truth import Truth
from lapel.model.value import Value, replace
from lapel.renewals.dues import KINDS, Education, Event, education, fees
from lapel.renewals.held import Held, anniversaries, ends_of_terms, fresh, held_since, holder
from lapel.renewals.lapse import Rung, ladder
from lapel.renewals.ways import due_values
from lapel.rules.trace import Scope


class Holding(Value):
    """What falls due while a certificate is held, from ``starts`` to ``until`` (both included).

    ``events`` are in the order of their days. ``next_end`` is the last day of the term that is still running when the
    time is over, None when no term is known; ``then`` is what falls due on it, and no part of any sum. ``held`` is the
    certificate of the record or, with `Held.real` false, the one that is thought of. ``lapsed`` is one of the record
    that has run out, and ``ways`` lead back from the day on which it did, otherwise from the next last day of
    ``held``. ``gaps`` say what is not known about holding it at all, ``notes`` what was taken for granted.
    """

    credential: Credential
    held: Held
    starts: date
    until: date
    events: tuple[Event, ...]
    next_end: date | None = None
    then: tuple[Event, ...] = ()
    lapsed: Held | None = None
    ways: tuple[Rung, ...] = ()
    gaps: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def money(self) -> Amount:
        """The fees whose figures are known, together."""
        return total(event.cost for event in self.events if event.cost is not None)

    @property
    def not_known(self) -> tuple[Event, ...]:
        """The fees whose figures are not known; they come on top of ``money``."""
        return tuple(event for event in self.events if event.kind == "fee" and event.amount is None)

    @property
    def education(self) -> tuple[Education, ...]:
        """Continuing education by unit: from none on where it perhaps does not apply, not known if any of it is not."""
        return sums(self.events)


def sums(events: Iterable[Event]) -> tuple[Education, ...]:
    """Add up the continuing education of events, by unit."""
    found: dict[str, Education] = {}
    for event in events:
        if event.education is not None:
            part, unit = event.education, event.education.unit
            least = part.least if event.applies is Truth.TRUE or part.least is None else 0
            so_far = found.get(unit, Education(0, 0, unit))
            found[unit] = Education(_plus(so_far.least, least), _plus(so_far.most, part.most), unit)
    return tuple(found.values())


def _plus(one: float | None, other: float | None) -> float | None:
    return None if one is None or other is None else one + other


def cost_of_holding(credential: Credential, record: Record, *, certified: date, years: int, on: date) -> Holding:
    """Lay out what it costs to hold a certificate for some years after it was earned on a day.

    The years run from the day after ``certified`` to the last anniversary, which belongs to them: what falls due on
    that day counts. So one year and then two more are three. February 29 has its anniversary on February 28, but in
    leap years. Facts of the record are read for the day on which a fee falls due. ``on`` is the day asked about: on
    later days the last figure known is assumed to go on, and each event says so.
    """
    until = add(certified, Duration(years, "years", "clamp"))
    return cost_between(credential, record, fresh(credential, certified=certified), after=certified, until=until, on=on)


def cost_of_keeping(credential: Credential, record: Record, held: Held, *, years: int, on: date) -> Holding:
    """Lay out what it costs to keep a certificate of the record for some years after the day asked about.

    What fell due up to that day is not counted again. A certificate to come counts from the day it is earned.
    """
    after = max(on, held.since)
    until = add(after, Duration(years, "years", "clamp"))
    return cost_between(credential, record, held, after=after, until=until, on=on)


def holding_of(
    credential: Credential, record: Record, *, years: int, on: date, certified: date | None = None
) -> Holding:
    """Lay out what it costs to hold a certificate, from where the person stands.

    One that the record has is kept; one that has run out, or that it does not have, is as if earned on ``certified``
    (the day asked about, when None).
    """
    held = held_since(record, credential)
    if held is not None and not held.lapsed(on=on):
        return cost_of_keeping(credential, record, held, years=years, on=on)
    holding = cost_of_holding(credential, record, certified=certified or on, years=years, on=on)
    if held is None or held.expires is None:
        return holding
    ways = ladder(credential, record, held, expires=held.expires, on=on)
    return replace(holding, lapsed=held, ways=ways)


def cost_between(credential: Credential, record: Record, held: Held, *, after: date, until: date, on: date) -> Holding:
    """Lay out what falls due on a certificate after one day and up to another, which is included."""
    book = _Book(credential, record, held, on)
    ends = list(takewhile(lambda day: day <= until, ends_of_terms(credential, held)))
    following = next((day for day in ends_of_terms(credential, held) if day > until), None)
    events: list[Event] = []
    for day in anniversaries(held, after=after, until=until):
        running = next((end for end in ends if end >= day), following)
        events += book.yearly(day, running)
    for day in ends:
        if day > after:
            events += book.end(day)
    expires = next((end for end in (*ends, following) if end is not None and end >= after), following)
    return Holding(
        credential,
        held,
        date.fromordinal(after.toordinal() + 1),
        until,
        _in_order(events),
        following,
        _in_order(book.on_day(following)) if following else (),
        ways=ladder(credential, record, held, expires=expires, on=on) if expires and credential.keep else (),
        gaps=tuple(_gaps(credential, held)),
        notes=tuple(_notes(credential, record, held)),
    )


def _in_order(events: Iterable[Event]) -> tuple[Event, ...]:
    return tuple(sorted(events, key=lambda event: (event.on, KINDS.index(event.kind))))


class _Book:
    """What one holder owes on given days."""

    def __init__(self, credential: Credential, record: Record, held: Held, on: date) -> None:
        self.credential = credential
        self.record = record
        self.held = held
        self.on = on

    def on_day(self, day: date) -> list[Event]:
        """What is due on the last day of a term, and each year on that day."""
        yearly = anniversaries(self.held, after=date.fromordinal(day.toordinal() - 1), until=day)
        return [event for each in yearly for event in self.yearly(each, day)] + self.end(day)

    def yearly(self, day: date, expires: date | None) -> list[Event]:
        """What is due each year."""
        return self._due("year", day, expires)

    def end(self, day: date) -> list[Event]:
        """What is due at the end of a term, and the end itself."""
        due = self._due("term", day, day)
        if not due_values(self.credential, "fee", "term"):
            note = f"No fee to renew at the end of a term was seen; ask {self.credential.issuer.upper()}."
            due.append(Event(day, "fee", "Fee to renew", due="term", payee=self.credential.issuer, note=note))
        return [
            *due,
            Event(day, "end", f"The last day of the {self.credential.name}, unless it is renewed by then."),
        ]

    def _due(self, due: str, day: date, expires: date | None) -> list[Event]:
        scope = Scope(holder(self.record, self.held, expires=expires, on=self.on))
        found = education(self.credential, self.record, due, scope, day=day, on=self.on)
        values = due_values(self.credential, "fee", due)
        return found + fees(values, self.credential.issuer, scope, day=day, on=self.on)


def _gaps(credential: Credential, held: Held) -> Iterable[str]:
    if held.expires is None and not held.endless:
        yield "How long it lasts from this day is not known, so what is due at the end of a term is not dated."
    if not due_values(credential, "fee", "term", "year"):
        yield "What it costs to keep it was not seen."


def _notes(credential: Credential, record: Record, held: Held) -> Iterable[str]:
    if due_values(credential, "fee", "year") or due_values(credential, "renewal", "year"):
        yield "What is due each year is put on the anniversary of the certificate; the issuer may want it sooner."
    if held.endless:
        yield "You may keep this certificate without terms and without continuing education."
    if not held.exact:
        yield "The record gives only a month or a year for this certificate; the first day it can be is taken."
    if record.birth is not None and held.since < add(_latest(record.birth), Duration(18, "years", "up")):
        for value in credential.values:
            version = value.in_force(on=held.since) if value.id == "validity-start" else None
            if version is not None:
                said = [reading.value for reading in version.readings] or [version.value]
                yield f"{value.what}: {'; or '.join(map(str, said))}."


def _latest(said: date | PartialDate) -> date:
    return said if isinstance(said, date) else said.latest
