"""What continuing education counts toward keeping a credential: figures with their days and sources, and no more."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Literal, TypeVar

from lapel.model.citation import Citation
from lapel.model.dates import Duration
from lapel.model.value import Value

CycleKind = Literal["term", "year", "calendar-year"]


class CountingLine(Value):
    """One thing that is known of how learning counts, in force from ``starts`` until a later line of the same kind."""

    starts: date
    dating: str
    cite: tuple[Citation, ...]


class AreaLeast(CountingLine):
    """So many points at least must lie in an area."""

    area: str
    least: Decimal
    note: str = ""


class Approval(CountingLine):
    """So many points at least must be approved by one of these bodies; no more than so many may come from others."""

    by: tuple[str, ...]
    least: Decimal
    others_at_most: Decimal
    note: str = ""


class UnitPoints(CountingLine):
    """So many points for one unit.

    A ``granted`` unit counts only as the issuer itself granted it. Learning measured in an ``outside`` unit never
    counts as approved by the issuer.
    """

    unit: str
    points: Decimal
    granted: bool = False
    outside: bool = False
    note: str = ""


class CardPoints(CountingLine):
    """So many points in an area for each card issued in the cycle, as approved by a body, for so many cards at most."""

    card: str
    points: Decimal
    area: str
    approved_by: str
    at_most: Decimal
    note: str = ""


class Smallest(CountingLine):
    """An activity shorter than so many contact hours does not count."""

    contact_hours: Decimal
    note: str = ""


class Early(CountingLine):
    """Points from so long before the first certification count in the first cycle, up to a limit."""

    before: Duration
    at_most: Decimal
    note: str = ""


class Refused(CountingLine):
    """Learning of a kind does not count, with ``after`` only what was done after that day."""

    kind: str
    says: str
    after: date | None = None
    note: str = ""


class Deadline(CountingLine):
    """On one of the ways to renew, something must be done so long before the last day of the certificate."""

    way: str
    what: str
    before: Duration
    note: str = ""


class Minors(CountingLine):
    """For who tested younger, the first term begins on this birthday; ``disputed`` where the sources disagree on it."""

    birthday: Decimal
    disputed: bool = False
    note: str = ""


class Gap(CountingLine):
    """Something about counting that was not seen, with ``unit`` only for learning measured in it."""

    says: str
    unit: str = ""
    note: str = ""


class Counting(Value):
    """How continuing education counts in each cycle. How much is needed is said by the credential's value with ``due``.

    A cycle is the whole ``term``, each ``year`` of it from the day of the certificate, or each ``calendar-year``.
    """

    cycle: str
    about: str = ""
    areas: tuple[AreaLeast, ...] = ()
    approval: tuple[Approval, ...] = ()
    units: tuple[UnitPoints, ...] = ()
    cards: tuple[CardPoints, ...] = ()
    smallest: tuple[Smallest, ...] = ()
    early: tuple[Early, ...] = ()
    refused: tuple[Refused, ...] = ()
    deadlines: tuple[Deadline, ...] = ()
    minors: tuple[Minors, ...] = ()
    gaps: tuple[Gap, ...] = ()


KEYS = ("area", "unit", "card", "kind", "way", "what")
"""Fields that tell lines of one list apart; a later line takes the place of an earlier one with the same."""

L = TypeVar("L", bound=CountingLine)


def in_force(lines: Iterable[L], *, on: date) -> tuple[L, ...]:
    """Pick the lines in force on a day, in the order of the catalogue."""
    found: dict[tuple[object, ...], L] = {}
    for line in lines:
        if line.starts <= on:
            found[key_of(line)] = line
    return tuple(found.values())


def key_of(line: CountingLine) -> tuple[object, ...]:
    """Tell a line of one list from the others."""
    own = tuple(getattr(line, name) for name in KEYS if name in line._fields)
    return (*own, line.says) if isinstance(line, Gap) else own
