"""What an evaluation is made of: the scope a rule is evaluated in, and the trace it leaves."""

from typing import Any

from lapel.model.record import Record
from lapel.model.rule import Rule
from lapel.model.timeline import Timeline
from lapel.rules.facts import DATES, PERSON, Bounds, date_path


class Trace:
    """One node's evaluation; ``entry`` is the place of the list entry it was evaluated for, if any."""

    __slots__ = ("entry", "facts", "line", "missing", "parts", "rule")

    def __init__(
        self,
        rule: Rule,
        line: Timeline,
        parts: "tuple[Trace, ...]" = (),
        facts: tuple[str, ...] = (),
        missing: tuple[str, ...] = (),
        entry: str = "",
    ) -> None:
        self.rule = rule
        self.line = line
        self.parts = parts
        self.facts = facts
        self.missing = missing
        self.entry = entry


class Scope:
    """What a rule is evaluated for: a record, and inside ``some`` one entry of a list."""

    __slots__ = ("below", "context", "entry", "place", "record", "seen")

    def __init__(self, record: Record, context: str = PERSON, entry: Any = None, place: str = "") -> None:
        self.record = record
        self.context = context
        self.entry = entry
        self.place = place
        self.seen: dict[int, Trace] = {}
        self.below: dict[str, Scope] = {}

    def of(self, within: str, index: int, entry: Any) -> "Scope":
        """Give the scope of one entry of a list, the same each time."""
        place = f"{within}[{index}]"
        found = self.below.get(place)
        if found is None:
            found = self.below[place] = Scope(self.record, within, entry, place)
        return found

    @property
    def subject(self) -> Any:
        """The person, or the entry."""
        return self.record if self.context == PERSON else self.entry

    def at(self, name: str) -> str:
        """Give the place of a field in the record."""
        return f"{self.place}.{name}" if self.place else name

    def date(self, name: str) -> tuple[Bounds, str]:
        """Read a date, as bounds and as the place it is said."""
        return DATES[self.context][name](self.subject), self.at(date_path(self.context, name, self.subject))
