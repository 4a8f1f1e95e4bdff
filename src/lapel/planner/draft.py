"""Steps laid into a record: certain or not, on a day or between two."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from lapel.model.dates import LAST_DATE, PartialDate
from lapel.model.preparation import Gift
from lapel.model.record import Certificate, ExamAttempt, Program, Record
from lapel.model.value import Value, replace
from lapel.rules.bounds import Draft, Reads
from lapel.rules.trace import Scope

LAST = LAST_DATE.toordinal()


class Piece(Value):
    """Entries that a step adds, for its earliest and its latest days; ``perhaps`` it is not taken at all."""

    first: tuple[tuple[str, Any, bool], ...]
    last: tuple[tuple[str, Any, bool], ...]
    between: tuple[tuple[str, Any, bool], ...]
    perhaps: bool
    key: tuple[object, ...]


def piece(
    name: str,
    first: tuple[tuple[str, Any, bool], ...],
    last: tuple[tuple[str, Any, bool], ...],
    days: tuple[int, ...],
    *,
    perhaps: bool,
) -> Piece:
    """Lay entries that come between a first and a last form; name and days stand for them."""
    between = tuple(_between(a, b) for a, b in zip(first, last, strict=True))
    return Piece(first, last, between, perhaps, (name, *days))


def gifts_made(gifts: Sequence[Gift], start: int, finish: int) -> tuple[tuple[str, Any, bool], ...]:
    """Make the entries of a step that runs between two days."""
    days = date.fromordinal(start), date.fromordinal(min(finish, LAST))
    return tuple((gift.within, gift.made(*days), gift.amends) for gift in gifts)


def certified(
    identity: str, days: tuple[int, int], expires: date | None, *, exam: bool
) -> tuple[tuple[str, Any, bool], ...]:
    """Make the entries of a certificate: its exam passed on the first day, the certificate had on the second."""
    tested, earned = (date.fromordinal(min(day, LAST)) for day in days)
    entries: list[tuple[str, Any, bool]] = [("certificates", Certificate(identity, earned, None, expires), False)]
    if exam:
        entries.append(("exams", ExamAttempt(identity, tested, "pass"), False))
    return tuple(entries)


def laid(record: Record, entries: Iterable[tuple[str, Any, bool]]) -> Record:
    """Give the record with entries added, or put into what is there."""
    lists: dict[str, Any] = {}
    for within, entry, amends in entries:
        held = lists.get(within, getattr(record, within))
        if within == "school":
            lists[within] = _schooled(held, entry)
        elif amends:
            lists[within] = _amended(held, entry)
        else:
            lists[within] = (*held, entry)
    return replace(record, **lists) if lists else record


def _schooled(school: Any, gift: Any) -> Any:
    said = {name: value for name in gift._fields if (value := getattr(gift, name)) not in (None, ())}
    return replace(school, **said)


def amended(programs: Sequence[Program]) -> int | None:
    """Find the program that a practical step adds to: the latest in medical assisting; None when there is none."""
    found = [i for i, p in enumerate(programs) if p.field == "medical-assisting" and p.left is None]
    return found[-1] if found else None


def _amended(programs: tuple[Program, ...], gift: Program) -> tuple[Program, ...]:
    at = amended(programs)
    if at is None:
        return programs
    program = programs[at]
    counts = dict(program.procedures)
    for name, count in gift.procedures:
        counts[name] = max(count, counts.get(name, count))
    said: dict[str, Any] = {"procedures": tuple(counts.items())}
    for name in ("practicum_hours", "academic_hours", "practicum_setting"):
        value, held = getattr(gift, name), getattr(program, name)
        if value is not None:
            said[name] = value if held is None or isinstance(value, str) else max(value, held)
    return (*programs[:at], replace(program, **said), *programs[at + 1 :])


def draft(base: Scope, reads: Reads, pieces: Sequence[Piece]) -> Draft:
    """Lay pieces into a record, each wherever it may be."""
    record = base.record
    # What is certain stands first, so that an entry has one place in each of the three records.
    ordered = sorted(pieces, key=lambda p: p.perhaps)
    lists, perhaps, changed = set(), set(), set()
    places: dict[str, int] = {}
    keys = {}
    for each in ordered:
        for number, (within, _, amends) in enumerate(each.first):
            lists.add(within)
            if amends:
                at = amended(record.programs)
                changed |= {(within, at)} if at is not None else set()
            elif within != "school":
                places[within] = place = places.get(within, len(getattr(record, within)) - 1) + 1
                perhaps |= {(within, place)} if each.perhaps else set()
                keys[within, place] = (*each.key, number)
    return Draft(
        base,
        reads,
        laid(record, [entry for each in ordered for entry in each.between]),
        laid(record, [entry for each in ordered for entry in each.first]),
        laid(record, [entry for each in ordered if not each.perhaps for entry in each.last]),
        frozenset(lists),
        frozenset(perhaps),
        frozenset(changed),
        keys,
    )


def _between(first: tuple[str, Any, bool], last: tuple[str, Any, bool]) -> tuple[str, Any, bool]:
    if first is last or first == last:
        return first
    early, late = first[1], last[1]
    spans = {
        name: PartialDate(a, b)
        for name in early._fields
        if isinstance(a := getattr(early, name), date) and isinstance(b := getattr(late, name), date) and a != b
    }
    return first[0], replace(early, **spans), first[2]
