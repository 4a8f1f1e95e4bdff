"""Steps laid into a record: certain or not, on a day or between two."""

from collections.abc import Iterable, Mapping, Sequence
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
    """Give the record with entries added, and then with what is put into entries that are there."""
    lists: dict[str, Any] = {}
    for within, entry, amends in sorted(entries, key=lambda made: made[2]):
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
    return (*programs[:at], with_practice(programs[at], gift), *programs[at + 1 :])


def with_practice(program: Program, gift: Program) -> Program:
    """Give a program with at least the hours and the counts of a practical step."""
    counts = dict(program.procedures)
    for name, count in gift.procedures:
        counts[name] = max(count, counts.get(name, count))
    said: dict[str, Any] = {"procedures": tuple(counts.items())}
    for name in ("practicum_hours", "academic_hours", "practicum_setting"):
        value, held = getattr(gift, name), getattr(program, name)
        if value is not None:
            said[name] = value if held is None or isinstance(value, str) else max(value, held)
    return replace(program, **said)


def draft(base: Scope, reads: Reads, pieces: Sequence[Piece]) -> Draft:
    """Lay pieces into a record, each wherever it may be."""
    record = base.record
    # What is certain stands first, so that an entry has one place in each of the three records.
    ordered = sorted(pieces, key=lambda p: p.perhaps)
    perhaps: set[Place] = set()
    keys: dict[Place, tuple[object, ...]] = {}
    for each in ordered:
        for number, (within, _, amends) in enumerate(each.first):
            if within != "school" and not amends:
                count = sum(place[0] == within for place in keys)
                place = within, len(getattr(record, within)) + count
                keys[place] = (*each.key, number)
                perhaps |= {place} if each.perhaps else set()
    open_ = laid(record, [entry for each in ordered for entry in each.between if not entry[2]])
    variants = _variants(open_, ordered, perhaps)
    practice = tuple((each.key[0], each.perhaps) for each in ordered if any(amends for _, _, amends in each.first))
    return Draft(
        base,
        reads,
        replace(open_, programs=_first(open_.programs, variants)) if variants else open_,
        laid(record, [entry for each in ordered for entry in each.first]),
        laid(record, [entry for each in ordered if not each.perhaps for entry in each.last]),
        frozenset(within for each in ordered for within, _, _ in each.first),
        frozenset(perhaps),
        variants,
        {place: (*key, len(variants[place]), practice) if place in variants else key for place, key in keys.items()},
    )


Place = tuple[str, int]


def _variants(record: Record, pieces: Sequence[Piece], perhaps: set[Place]) -> dict[Place, tuple[Program, ...]]:
    """Give each program that practical steps may be put into, with and (where that is not certain) without them.

    They go into the latest program in medical assisting: the last certain one, or one that perhaps comes after it.
    """
    gifts = [(entry, each.perhaps) for each in pieces for _, entry, amends in each.first if amends]
    found: list[int] = []
    for index, program in enumerate(record.programs):
        if program.field == "medical-assisting" and program.left is None:
            found = [*found, index] if ("programs", index) in perhaps else [index]
    variants: dict[Place, tuple[Program, ...]] = {}
    for index in found if gifts else ():
        whole = plain = record.programs[index]
        for gift, doubtful in gifts:
            whole = with_practice(whole, gift)
            plain = with_practice(plain, gift) if not doubtful and len(found) == 1 else plain
        if whole != record.programs[index]:
            variants["programs", index] = (whole,) if whole == plain else (whole, plain)
    return variants


def _first(programs: Sequence[Program], variants: Mapping[Place, tuple[Program, ...]]) -> tuple[Program, ...]:
    return tuple(variants.get(("programs", i), (program,))[0] for i, program in enumerate(programs))


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
