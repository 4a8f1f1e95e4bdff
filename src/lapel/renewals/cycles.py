"""Cycles and clocks: what each cycle of a certificate asks for, its state on every day, and the last safe days."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Literal

from lapel.eligibility.validity import term
from lapel.model.citation import Citation
from lapel.model.counting import CycleKind, in_force
from lapel.model.credential import Credential
from lapel.model.dates import Duration, add
from lapel.model.record import Record
from lapel.model.truth import Truth
from lapel.model.value import Value, replace
from lapel.renewals.dues import Event, education
from lapel.renewals.held import Held, anniversaries, ends_of_terms, holder
from lapel.renewals.lapse import Rung, ladder
from lapel.renewals.ledger import Requirement
from lapel.rules.trace import Scope
from lapel.rules.wording import long_date

FALSE, UNKNOWN, TRUE = Truth.FALSE, Truth.UNKNOWN, Truth.TRUE

SOON = Duration(90, "days")
"""From how long before its last day on a certificate is said to end soon."""

StateName = Literal[
    "not yet",
    "current",
    "expiring soon",
    "late, still open by credits",
    "exam only",
    "lapsed for good",
    "inactive",
    "provisional",
    "cannot tell",
]


class Stretch(Value):
    """Days on which a certificate is in one state, from ``starts`` on up to the next stretch; None from the start."""

    starts: date | None
    state: StateName
    why: str


class Cycle(Value):
    """A span of days in which what is learned counts together, both included; ``first`` is the one that was earned."""

    starts: date
    ends: date
    first: bool = False


class Deadline(Value):
    """The last safe day for something on a way to keep a certificate; ``yearly`` for what comes again each year."""

    on: date
    way: str
    what: str
    cite: tuple[Citation, ...] = ()
    note: str = ""
    yearly: bool = False


def cycles_of(credential: Credential, held: Held, *, on: date) -> tuple[Cycle, ...]:
    """List the cycles of the present term up to a day, the running one last; after the term, those of the whole term.

    A year runs from the day of the certificate or its anniversary to the day before the next; the last year of a term
    goes on to its last day. No cycles where the term, or how learning counts, is not known.
    """
    counting = credential.counting
    if counting is None or held.endless or held.certificate.provisional:
        return ()
    found = list(_cycles(counting.cycle, held, on))
    begun = [cycle for cycle in found if cycle.starts <= on] or found[:1]
    return tuple(begun)


def _cycles(kind: CycleKind | str, held: Held, on: date) -> Iterator[Cycle]:
    first = held.earned is not None and held.since == held.earned
    if kind == "calendar-year":
        last = held.expires.year if held.expires else max(on.year, held.since.year)
        for year in range(held.since.year, last + 1):
            start, end = date(year, 1, 1), date(year, 12, 31)
            yield Cycle(max(start, held.since), min(end, held.expires or end), first and year == held.since.year)
    elif held.expires is None:
        return
    elif kind == "term":
        yield Cycle(held.since, held.expires, first)
    else:
        start = held.since
        for day in anniversaries(held, after=held.since, until=held.expires):
            end = held.expires if _last_year(held, day) else date.fromordinal(day.toordinal() - 1)
            yield Cycle(start, end, first and start == held.since)
            start = day
            if end == held.expires:
                return
        if start <= held.expires:
            yield Cycle(start, held.expires)


def next_cycle(credential: Credential, held: Held, *, after: date) -> Cycle | None:
    """Give the cycle after the one that ends on a day: the next year, or the next term if this one is renewed then.

    None where the certificate cannot be renewed, or where no further term is known.
    """
    counting = credential.counting
    if counting is None or not credential.keep:
        return None
    starts = _next(after)
    if counting.cycle == "calendar-year":
        return Cycle(starts, date(starts.year, 12, 31))
    if counting.cycle == "year":
        return next((cycle for cycle in _cycles(counting.cycle, held, after) if cycle.starts == starts), None)
    ends = next((day for day in ends_of_terms(credential, held) if day > after), None)
    return Cycle(starts, ends) if ends else None


def _last_year(held: Held, anniversary: date) -> bool:
    """Whether a term ends on this anniversary, so that the day belongs to the year before it."""
    return anniversary == held.expires


def requirement_of(credential: Credential, record: Record, held: Held, cycle: Cycle, *, on: date) -> Requirement:
    """Say what a cycle asks for: the amount of the value with ``due``, and how learning counts toward it."""
    counting = credential.counting
    assert counting is not None
    due = "term" if counting.cycle == "term" else "year"
    scope = Scope(holder(record, held, expires=held.expires or cycle.ends, on=on))
    events = education(credential, record, due, scope, day=cycle.ends, on=on)
    event = events[0] if events else None
    asked = event.education if event else None
    total = Fraction(str(asked.most)) if asked and asked.most is not None else None
    approval = in_force(counting.approval, on=cycle.ends)
    return Requirement(
        credential,
        cycle.starts,
        cycle.ends,
        asked.unit if asked else "points",
        total if event else Fraction(0),
        counting,
        in_force(counting.areas, on=cycle.ends),
        approval[0] if approval else None,
        held.earned if cycle.first else None,
        _hours(credential, cycle.ends),
        event,
    )


def _hours(credential: Credential, day: date) -> Fraction:
    """The contact hours in one point; 1 where that is not known."""
    lines = in_force(credential.counting.units, on=day) if credential.counting else ()
    for line in lines:
        if line.unit == "contact-hours" and line.points:
            return 1 / Fraction(line.points)
    return Fraction(1)


def states_of(
    credential: Credential,
    record: Record,
    held: Held,
    *,
    on: date,
    filled: Mapping[Cycle, Truth] | None = None,
) -> tuple[Stretch, ...]:
    """Give the state of a certificate on every day, for the present term and what follows if it is not renewed.

    ``filled`` tells of each yearly cycle whether its learning is done: without it the certificate is inactive from the
    next day on, to the end of its term or the next year that is filled.
    """
    return tuple(_merged(_states(credential, record, held, on, filled or {})))


def _merged(stretches: Iterator[Stretch]) -> Iterator[Stretch]:
    last: Stretch | None = None
    for stretch in stretches:
        if last is not None and (stretch.state, stretch.why) == (last.state, last.why):
            continue
        yield stretch
        last = stretch


def _states(
    credential: Credential, record: Record, held: Held, on: date, filled: Mapping[Cycle, Truth]
) -> Iterator[Stretch]:
    yield Stretch(None, "not yet", f"The {credential.name} was not earned yet, or this term had not begun.")
    if held.certificate.provisional:
        why = "It cannot be renewed until it is a full one. Its term runs from the day of the test."
        yield Stretch(held.since, "provisional", why)
        ends = held.expires or provisional_end(credential, held)
        if ends:
            why = "It was provisional to the end. How it can still become a full one, ask the issuer."
            yield Stretch(_next(ends), "cannot tell", why)
        return
    if held.expires is None:
        if held.endless:
            yield Stretch(held.since, "current", "It is kept without terms.")
        else:
            yield Stretch(held.since, "cannot tell", "How long it lasts from this day is not known.")
        return
    yield from _inside(credential, held, filled)
    later = minor_end(credential, record, held)
    if later is not None and later[1]:
        why = "The sources disagree on whether the term of a young person begins on a birthday."
        yield Stretch(_next(held.expires), "cannot tell", why)
        yield from _after(credential, record, held, later[0], on)
        return
    yield from _after(credential, record, held, held.expires, on)


def provisional_end(credential: Credential, held: Held) -> date | None:
    """Give the last day of a provisional certificate, counted from the day of the test; None where it is not known."""
    for value in credential.values:
        version = value.in_force(on=held.since) if value.id == "provisional-validity" else None
        if version is not None and isinstance(version.value, dict) and "months" in version.value:
            return add(held.since, Duration(version.value["months"], "months", "clamp"))
    return None


def minor_end(credential: Credential, record: Record, held: Held) -> tuple[date, bool] | None:
    """Give the last day of a first term that began on a birthday after the test, and whether the sources disagree.

    None for who was old enough on the day of the test, and where the record says the last day itself.
    """
    counting, earned = credential.counting, held.earned
    if counting is None or record.birth is None or earned is None:
        return None
    if held.since != earned or held.certificate.expires is not None:
        return None
    length = term(credential, certified=earned)
    for line in in_force(counting.minors, on=earned):
        born = record.birth if isinstance(record.birth, date) else record.birth.earliest
        birthday = add(born, Duration(int(line.birthday), "years", "up"))
        if length is not None and birthday > earned:
            return add(birthday, length), line.disputed
    return None


def dated(credential: Credential, record: Record, held: Held) -> Held:
    """Give a certificate of a young person its last day, where the sources agree on how it is counted."""
    found = minor_end(credential, record, held)
    return replace(held, expires=found[0]) if found and not found[1] else held


def _inside(credential: Credential, held: Held, filled: Mapping[Cycle, Truth]) -> Iterator[Stretch]:
    assert held.expires is not None
    soon = max(add(held.expires, SOON, sign=-1), held.since)
    turns: dict[date, tuple[StateName, str]] = {held.since: ("current", "The term is running.")}
    for cycle, done in filled.items():
        if cycle.ends < held.expires and done is not TRUE:
            year = f"the year to {long_date(cycle.ends)}"
            turns[_next(cycle.ends)] = (
                ("inactive", f"Learning for {year} is missing, so it is inactive.")
                if done is FALSE
                else ("cannot tell", f"Whether it is active hangs on the learning for {year}.")
            )
        elif cycle.ends < held.expires:
            turns[_next(cycle.ends)] = ("current", "The term is running.")
    for day in sorted(turns):
        if day < soon:
            yield Stretch(day, *turns[day])
    state, why = turns[max(day for day in turns if day <= soon)]
    if state == "current":
        yield Stretch(soon, "expiring soon", f"Its last day is {long_date(held.expires)}.")
    else:
        yield Stretch(soon, state, why)
    for day in sorted(turns):
        if day > soon:
            yield Stretch(day, *turns[day])


def _after(credential: Credential, record: Record, held: Held, expires: date, on: date) -> Iterator[Stretch]:
    if not credential.keep:
        yield Stretch(_next(expires), "cannot tell", "What holds after its last day was not seen.")
        return
    rungs = ladder(credential, record, held, expires=expires, on=on)
    turns = {_next(expires)}
    turns |= {rung.starts for rung in rungs if rung.starts > expires}
    turns |= {_next(rung.until) for rung in rungs if rung.until and rung.until > expires}
    for day in sorted(turns):
        yield Stretch(day, *_state_after(rungs, day))


def _state_after(rungs: Sequence[Rung], day: date) -> tuple[StateName, str]:
    """The state on a day after the last one, by the ways that are open then."""
    open_ = [rung for rung in rungs if rung.starts <= day and (rung.until is None or day <= rung.until)]
    sure = [rung for rung in open_ if rung.truth is TRUE]
    credits = [rung for rung in sure if not rung.by_exam]
    if credits:
        return "late, still open by credits", f"Still open: {credits[0].route.name}."
    perhaps = [rung for rung in open_ if rung.truth is UNKNOWN and not rung.by_exam]
    if perhaps:
        first = perhaps[0]
        if first.disputed:
            return "cannot tell", f"The sources disagree on whether this is still open: {first.route.name}."
        return "cannot tell", f"{first.route.name} hangs on this: {' '.join(first.hinges)}"
    if sure:
        return "exam only", f"Only this is left: {sure[0].route.name}."
    if open_:
        return "cannot tell", f"{open_[0].route.name} hangs on this: {' '.join(open_[0].hinges)}"
    return "lapsed for good", "No way back is open."


def state_on(stretches: Sequence[Stretch], day: date) -> Stretch:
    """Pick the stretch that holds a day."""
    return [stretch for stretch in stretches if stretch.starts is None or stretch.starts <= day][-1]


def deadlines_of(
    credential: Credential, record: Record, held: Held, events: Sequence[Event], *, on: date
) -> tuple[Deadline, ...]:
    """List the last safe days of a certificate that are not over: of each way to renew, and of what is due."""
    found = [
        Deadline(_safe_day(event), "", event.what, event.cite, event.note, event.due == "year")
        for event in events
        if event.kind == "fee" and event.due in ("year", "term") and _asked(event)
    ]
    ends = held.expires
    if held.certificate.provisional and (proof := ends or provisional_end(credential, held)):
        found.append(Deadline(proof, "", "The issuer has your proof, so that the certificate becomes a full one"))
    elif ends is not None and not held.endless:
        found += list(_before_the_end(credential, ends))
    return tuple(sorted((one for one in found if one.on >= on), key=lambda one: (one.on, one.way, one.what)))


def _safe_day(event: Event) -> date:
    """The last day for a fee on which nobody calls it late: one of each year is due before the anniversary."""
    return date.fromordinal(event.on.toordinal() - 1) if event.due == "year" else event.on


def _asked(event: Event) -> bool:
    """Whether a fee was seen, and is one: some pages say that there is none."""
    return bool(event.id) and (event.amount is None or event.amount.high > 0)


def _before_the_end(credential: Credential, ends: date) -> Iterator[Deadline]:
    names = {route.id: route.name for route in credential.keep}
    if credential.counting is not None:
        for line in in_force(credential.counting.deadlines, on=ends):
            yield Deadline(
                add(ends, line.before, sign=-1), names.get(line.way, line.way), line.what, line.cite, line.note
            )
    unless = ", unless it is renewed by then" if any(route.steps for route in credential.keep) else ""
    yield Deadline(ends, "", f"The last day of the {credential.name}{unless}")


def late_deadlines(ways: Sequence[Rung], *, on: date) -> tuple[Deadline, ...]:
    """List the last days of the ways back of a certificate that has run out; where sources disagree, each of them."""
    found = []
    for rung in ways:
        if rung.until is not None and rung.until >= on:
            perhaps = "" if rung.truth is TRUE else ", and only perhaps open"
            found.append(Deadline(rung.until, rung.route.name, f"Last day of this way at this price{perhaps}"))
    return tuple(sorted(found, key=lambda one: (one.on, one.way)))


def _next(day: date) -> date:
    return date.fromordinal(day.toordinal() + 1)
