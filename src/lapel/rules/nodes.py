"""The operators of the rule language, as frozen values.

Two nodes are equal when they mean the same, whatever they say to the reader: `Rule.notes` takes no part in equality.
"""

from datetime import date
from decimal import Decimal
from typing import ClassVar, Literal

from lapel.model.dates import Duration
from lapel.model.rule import NO_NOTES, Notes, Rule
from lapel.model.value import Value

PickedBy = Literal["application", "test", "graduation", "certification", "expiry"]
Dating = Literal["on", "by", "assumed"]
Test = Literal["is", "at_least", "below", "before", "on_or_after", "includes", "includes_any"]
Operand = str | bool | Decimal | date | tuple[str, ...]


class All(Rule):
    """True when every part is."""

    parts: tuple[Rule, ...]


class Any(Rule):
    """True when at least one part is."""

    parts: tuple[Rule, ...]


class Nothing(Rule):
    """True when every part is false (the operator ``none``)."""

    parts: tuple[Rule, ...]


class AtLeast(Rule):
    """True when ``count`` parts or more are."""

    count: int
    parts: tuple[Rule, ...]


class Reading(Value):
    """One of several readings of a rule on which the sources disagree."""

    _silent: ClassVar[frozenset[str]] = frozenset({"notes"})

    label: str
    rule: Rule
    notes: Notes = NO_NOTES


class Readings(Rule):
    """What all readings say where they agree; unknown where they do not."""

    options: tuple[Reading, ...]


class Version(Value):
    """A rule in force from ``starts`` (inclusive) until the next version's start."""

    _silent: ClassVar[frozenset[str]] = frozenset({"notes"})

    starts: date
    dating: Dating
    rule: Rule
    notes: Notes = NO_NOTES


class Dated(Rule):
    """The version in force on the date named by ``by``; unknown before the first start."""

    by: PickedBy
    versions: tuple[Version, ...]


class Use(Rule):
    """A named rule of the same credential."""

    name: str
    rule: Rule


class Some(Rule):
    """True when some entry of a list of the record meets ``where``."""

    within: str
    where: Rule


class After(Rule):
    """The day is on or after a date of the record, shifted by ``shift`` (``sign`` 1 later, -1 earlier)."""

    date: str
    shift: Duration | None = None
    sign: Literal[1, -1] = 1


class Until(Rule):
    """The day is on or before a date of the record, shifted by ``shift`` (``sign`` 1 later, -1 earlier)."""

    date: str
    shift: Duration | None = None
    sign: Literal[1, -1] = 1


class Fact(Rule):
    """A fact of the record passes a test."""

    name: str
    test: Test
    value: Operand


class Accredited(Rule):
    """A program was accredited during enrollment, or became so within ``or_within`` after graduation."""

    by: tuple[str, ...]
    or_within: Duration | None = None


class Cap(Value):
    """At most so many years of an amount may come from these roles."""

    roles: tuple[str, ...]
    at_most: Duration


class Experience(Rule):
    """Enough work: ``years`` (counted in days) or ``hours``, of spells that pass every filter."""

    years: Duration | None
    hours: Decimal | None
    within: Duration | None = None
    roles: tuple[str, ...] = ()
    duties: tuple[str, ...] = ()
    settings: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    full_time: bool = False
    supervised: bool = False
    state: str | None = None
    since: str | None = None
    cap: Cap | None = None


class Failures(Rule):
    """Fewer than ``fewer_than`` failed attempts at an exam since the last pass."""

    exam: str
    fewer_than: int


class Waited(Rule):
    """The wait after the latest failure is over."""

    exam: str
    after: tuple[Duration, ...]


class NotKnown(Rule):
    """Always unknown: there is such a rule, and its text was not seen."""

    reason: str


class Always(Rule):
    """Always true, or never."""

    value: bool


def children(rule: Rule) -> tuple[Rule, ...]:
    """Give the rules directly below a node."""
    match rule:
        case All(parts=parts) | Any(parts=parts) | Nothing(parts=parts) | AtLeast(parts=parts):
            return parts
        case Readings(options=options):
            return tuple(option.rule for option in options)
        case Dated(versions=versions):
            return tuple(version.rule for version in versions)
        case Use(rule=below) | Some(where=below):
            return (below,)
    return ()
