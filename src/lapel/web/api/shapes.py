"""What a body may hold beside a record: shapes that read it and describe it, as those of the record do."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from lapel.loading.records import record_data, record_of
from lapel.model.credential import Catalogue
from lapel.model.located import Located, Problem, Problems
from lapel.model.record import Record
from lapel.model.shapes import Choice, Day, Entry, Flag, ListOf, Number, Shape, did_you_mean
from lapel.model.span import Span, parse_span
from lapel.model.value import Value
from lapel.reference.figures import Figures
from lapel.reference.places import NoPlace, Place, find_place

DAY = Day(partial=False)
FLAG = Flag()


class RecordIn(Value):
    """A person's record."""

    def read(self, node: Located, problems: Problems) -> Record | None:
        """Read it as a file is read."""
        return record_of(node, problems)

    def schema(self) -> dict[str, Any]:
        """Refer to the published schema."""
        return {"$ref": "#/components/schemas/Record"}

    def write(self, value: Record) -> dict[str, Any]:
        """Plain data."""
        return record_data(value)


class Whole(Value):
    """A whole number."""

    least: int = 0
    most: int = 999_999_999

    def read(self, node: Located, problems: Problems) -> int | None:
        """Read it; 6000.0 is whole too."""
        number = Number(self.least, self.most).read(node, Problems())
        if number is None or number != number.to_integral_value():
            problems.add(node, f"a whole number from {self.least} to {self.most}")
            return None
        return int(number)

    def schema(self) -> dict[str, Any]:
        """An integer with its bounds."""
        return {"type": "integer", "minimum": self.least, "maximum": self.most}

    def write(self, value: int) -> int:
        """The number."""
        return value


class Time(Value):
    """A length of time, or a range."""

    def read(self, node: Located, problems: Problems) -> Span | None:
        """Read it as the catalogue writes it."""
        try:
            return parse_span(node.text or "")
        except ValueError as error:
            problems.add(node, str(error).partition(", expected ")[2] or "a time such as '10 months'")
            return None

    def schema(self) -> dict[str, Any]:
        """Text."""
        return {"type": "string", "maxLength": 60, "examples": ["10 months", "9 to 12 months"]}

    def write(self, value: Span) -> str:
        """Text."""
        return str(value)


class Matching(Value):
    """Text of a pattern."""

    pattern: str
    says: str
    shown: str

    def read(self, node: Located, problems: Problems) -> str | None:
        """Read it."""
        if not re.fullmatch(self.pattern, node.text or "", re.ASCII):
            problems.add(node, f"{self.says}, such as {self.shown}")
            return None
        return node.text

    def schema(self) -> dict[str, Any]:
        """A string with its pattern."""
        return {"type": "string", "pattern": f"^{self.pattern}$", "examples": [self.shown]}

    def write(self, value: str) -> str:
        """Text."""
        return value


class ByName(Value):
    """A mapping from known names to one shape."""

    names: Sequence[str]
    entry: Shape

    def read(self, node: Located, problems: Problems) -> dict[str, Any] | None:
        """Read every entry; a near miss is suggested."""
        if node.fields is None:
            problems.add(node, "a mapping of names")
            return None
        read: dict[str, Any] = {}
        for name, entry in node.fields.items():
            if name not in self.names:
                problems.add(entry, "a known name", found=repr(name), hint=did_you_mean(name, self.names))
            elif (value := self.entry.read(entry, problems)) is not None:
                read[name] = value
        return read

    def schema(self) -> dict[str, Any]:
        """An object that refuses unknown names."""
        return {"type": "object", "properties": dict.fromkeys(self.names, self.entry.schema()), **CLOSED}

    def write(self, value: dict[str, Any]) -> dict[str, Any]:
        """A mapping."""
        return {name: self.entry.write(entry) for name, entry in value.items()}


def placed(area: str, figures: Figures) -> Place:
    """Find a place by its name; raises Problems when nothing, or more than one, has it."""
    found = find_place(area, figures)
    if isinstance(found, NoPlace):
        raise Problems(
            [Problem("", 0, "area", repr(area), "one place that has the name", " ".join((found.says, *found.hints)))]
        )
    return found


def in_time(by: date | None, first: date, what: str = "the day asked about") -> None:
    """Raise Problems when a last day lies before the first one."""
    if by and by < first:
        raise Problems([Problem("", 0, "by", str(by), f"a day on or after {first}, {what}")])


CLOSED = {"additionalProperties": False}


COUNTS = {1: "one entry", 2: "two entries"}


class OneOrMore(ListOf):
    """A list of ``least`` entries or more."""

    least: int = 1

    def read(self, node: Located, problems: Problems) -> tuple[Any, ...] | None:
        """Read every entry."""
        read = super().read(node, problems)
        if node.items is not None and len(node.items) < self.least:
            problems.add(node, f"{COUNTS[self.least]} or more")
            return None
        return read

    def schema(self) -> dict[str, Any]:
        """An array that is not too short."""
        return {**super().schema(), "minItems": self.least}


def credentials(catalogue: Catalogue, most: int = 100) -> ListOf:
    """Ids of credentials."""
    return ListOf(Choice(list(catalogue.credentials)), longest=most)


def body_schema(entry: Entry) -> dict[str, Any]:
    """Describe a body; unlike other fields, those that must be there may not be null."""
    described = entry.schema()
    for name in entry.required:
        described["properties"][name] = entry.fields[name].schema()
    return described
