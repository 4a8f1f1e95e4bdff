"""Shapes: how located data becomes values, what a JSON Schema says of them, and how they are written back.

Reading never stops at the first error: a shape adds what it finds to `Problems` and returns None. Scalars are read by
the shape that expects them, so the word ``no`` is a state, a label or a false flag by position and never by guess.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Protocol

from lapel.model.dates import PartialDate, parse_date
from lapel.model.located import Located, Problems
from lapel.model.value import Value

NOT_SURE = "not sure"
NONE = "none"

# Control characters (but for tab and line feed), separators, reversals of direction and lone surrogates: they would
# act on the terminal that shows them, or could not be written at all.
UNSHOWN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


class Shape(Protocol):
    """What one place in a file may hold."""

    def read(self, node: Located, problems: Problems) -> Any:
        """Turn located data into a value, or add problems and return None."""

    def schema(self) -> dict[str, Any]:
        """Give the JSON Schema (2020-12) of the place."""

    def write(self, value: Any) -> Any:
        """Turn a value into plain data that `read` takes back."""


class Text(Value):
    """Any text of one visible character or more, and none that acts on a terminal."""

    longest: int = 10_000

    def read(self, node: Located, problems: Problems) -> str | None:
        """Read text; a list or mapping is a problem."""
        if node.text is None or node.is_null or not node.text.strip():
            problems.add(node, "text")
            return None
        if unshown := UNSHOWN.search(node.text):
            found = f"the character U+{ord(unshown[0]):04X}"
            problems.add(node, "text without control characters", found=found)
            return None
        if len(node.text) > self.longest:
            problems.add(node, f"at most {self.longest} characters", found=f"{len(node.text)} characters")
            return None
        return node.text

    def schema(self) -> dict[str, Any]:
        """A string."""
        return {"type": "string", "minLength": 1, "maxLength": self.longest}

    def write(self, value: str) -> str:
        """Text is written as it is."""
        return value


class Flag(Value):
    """Yes or no."""

    def read(self, node: Located, problems: Problems) -> bool | None:
        """Read yes, no, true or false."""
        value = {"yes": True, "true": True, "no": False, "false": False}.get((node.text or "").lower())
        if value is None:
            problems.add(node, "yes or no")
        return value

    def schema(self) -> dict[str, Any]:
        """A boolean, or the words."""
        return {"enum": [True, False, "yes", "no"]}

    def write(self, value: bool) -> bool:
        """A boolean."""
        return value


class Number(Value):
    """A number from ``least`` to ``most``, both inclusive."""

    least: int = 0
    most: int = 100_000

    def read(self, node: Located, problems: Problems) -> Decimal | None:
        """Read a decimal number of 15 digits at most, which a float can hold; no signs, no exponents."""
        text = (node.text or "").strip()
        value = Decimal(text) if text.isascii() and text.replace(".", "", 1).isdecimal() and len(text) <= 16 else None
        if value is None or not self.least <= value <= self.most:
            problems.add(node, f"a number from {self.least} to {self.most}")
            return None
        return value

    def schema(self) -> dict[str, Any]:
        """A number with its bounds."""
        return {"type": "number", "minimum": self.least, "maximum": self.most}

    def write(self, value: Decimal) -> int | float:
        """A JSON number."""
        return int(value) if value == value.to_integral_value() else float(value)


class Choice(Value):
    """One word of a list."""

    options: Sequence[str]

    def read(self, node: Located, problems: Problems) -> str | None:
        """Read the word; a near miss is suggested."""
        if node.text in self.options:
            return node.text
        problems.add(node, one_of(self.options), hint=did_you_mean(node.text, self.options))
        return None

    def schema(self) -> dict[str, Any]:
        """An enumeration."""
        return {"enum": list(self.options)}

    def write(self, value: str) -> str:
        """The word."""
        return value


class Day(Value):
    """An exact day, or (when ``partial``) also a month or a year."""

    partial: bool = True
    also: tuple[str, ...] = ()

    def read(self, node: Located, problems: Problems) -> date | PartialDate | None:
        """Read the date; the words in ``also`` give None without a problem."""
        if node.text in self.also and node.text:
            return None
        other = f", or {self.also[0]!r}" if self.also else ""
        try:
            value = parse_date(node.text or "")
        except ValueError as error:
            expected = str(error).partition(", expected ")[2] or "a day of the calendar"
            problems.add(node, f"{expected}{other}")
            return None
        if isinstance(value, PartialDate) and not self.partial:
            problems.add(node, "a whole date such as 2024-05-10")
            return None
        return value

    def schema(self) -> dict[str, Any]:
        """A string with the date's pattern."""
        pattern = r"^(19|20|21)\d\d(-\d\d(-\d\d)?)?$" if self.partial else r"^(19|20|21)\d\d-\d\d-\d\d$"
        dates: dict[str, Any] = {"type": "string", "pattern": pattern}
        if self.partial:
            dates = {"anyOf": [dates, {"type": "integer", "minimum": 1900, "maximum": 2199}]}
        return {"anyOf": [dates, {"enum": list(self.also)}]} if self.also else dates

    def write(self, value: date | PartialDate) -> str:
        """ISO 8601, as exact as it is known."""
        return str(value)


class ListOf(Value):
    """A list of one shape; ``lone`` also takes a single entry without its list."""

    entry: Shape
    lone: bool = False
    longest: int = 1_000

    def read(self, node: Located, problems: Problems) -> tuple[Any, ...] | None:
        """Read every entry, whatever is wrong with the others."""
        if node.is_null:
            return ()
        if node.items is None:
            if self.lone:
                return tuple(v for v in (self.entry.read(node, problems),) if v is not None)
            problems.add(node, "a list")
            return None
        if len(node.items) > self.longest:
            problems.add(node, f"at most {self.longest:,} entries")
            return None
        read = (self.entry.read(item, problems) for item in node.items)
        return tuple(value for value in read if value is not None)

    def schema(self) -> dict[str, Any]:
        """An array."""
        many = {"type": "array", "items": self.entry.schema(), "maxItems": self.longest}
        return {"anyOf": [many, self.entry.schema()]} if self.lone else many

    def write(self, value: Sequence[Any]) -> list[Any]:
        """A list."""
        return [self.entry.write(item) for item in value]


class Names(Value):
    """A set of words, each once; ``options`` limits them."""

    options: Sequence[str] | None = None

    def read(self, node: Located, problems: Problems) -> frozenset[str] | None:
        """Read the words."""
        shape: Shape = Choice(self.options) if self.options is not None else Text(200)
        words = ListOf(shape, lone=True).read(node, problems)
        return frozenset(words) if words is not None else None

    def schema(self) -> dict[str, Any]:
        """An array of words."""
        return ListOf(Choice(self.options) if self.options is not None else Text(200), lone=True).schema()

    def write(self, value: frozenset[str]) -> list[str]:
        """A sorted list."""
        return sorted(value)


# A name that may be part of a place such as `learning[0].areas.clinical`.
COUNTED = re.compile(r"[A-Za-z][\w -]{0,59}", re.ASCII)


class Counts(Value):
    """A mapping from names to numbers."""

    options: Sequence[str] | None = None

    def read(self, node: Located, problems: Problems) -> tuple[tuple[str, Decimal], ...] | None:
        """Read the counts in the order written."""
        if node.fields is None:
            problems.add(node, "a mapping of names to numbers")
            return None
        for name, entry in node.fields.items():
            if self.options is not None and name not in self.options:
                problems.add(entry, one_of(self.options), found=repr(name), hint=did_you_mean(name, self.options))
            elif self.options is None and not COUNTED.fullmatch(name):
                problems.add(entry, "a name of letters, digits and hyphens", found=repr(name))
        read = {name: Number().read(entry, problems) for name, entry in node.fields.items() if not not_sure(entry)}
        return tuple((name, value) for name, value in read.items() if value is not None)

    def schema(self) -> dict[str, Any]:
        """An object of numbers."""
        number = {"anyOf": [Number().schema(), {"const": NOT_SURE}]}
        if self.options is None:
            names = {"pattern": r"^[A-Za-z][\w -]{0,59}$"}
            return {"type": "object", "propertyNames": names, "additionalProperties": number}
        return {"type": "object", "properties": dict.fromkeys(self.options, number), "additionalProperties": False}

    def write(self, value: tuple[tuple[str, Decimal], ...]) -> dict[str, Any]:
        """A mapping."""
        return {name: Number().write(number) for name, number in value}


class Entry(Value):
    """A mapping with known fields that builds a frozen value.

    Fields left out, null or ``not sure`` keep the value's default. A field named in ``lists`` may be ``none``: empty,
    and complete. ``complete`` is then a field of the value.
    """

    build: Callable[..., Any]
    fields: Mapping[str, Shape]
    required: tuple[str, ...] = ()
    lists: tuple[str, ...] = ()
    check: Callable[[Any, Located, Problems], None] | None = None
    title: str = ""
    unsure: bool = False

    def read(self, node: Located, problems: Problems) -> Any:
        """Read every field; unknown names are problems, with the nearest known name.

        What can be built is built and checked whatever else is wrong with it, so that every problem is found at once.
        """
        if node.fields is None:
            problems.add(node, f"a mapping with fields such as {', '.join(list(self.fields)[:4])}")
            return None
        values: dict[str, Any] = {}
        complete: set[str] = set()
        for name, entry in node.fields.items():
            shape = self.fields.get(name)
            if shape is None:
                known = [n for n in self.fields if n not in node.fields]
                hint = did_you_mean(name, known) or f"Known fields: {', '.join(self.fields)}."
                problems.add(entry, "a known field", found=f"the field {name!r}", hint=hint)
            elif name in self.lists and entry.text == NONE:
                complete.add(name)
            elif not entry.is_null and not (self.unsure and not_sure(entry)):
                value = shape.read(entry, problems)
                if value is not None:
                    values[name] = value
        for name in self.required:
            if name not in node.fields or node.fields[name].is_null:
                problems.add(node, f"the field {name!r}", found=node.describe())
        if self.lists:
            values["complete"] = frozenset(complete | values.get("complete", frozenset()))
        if any(name not in values for name in self.required):
            return None
        built = self.build(**values)
        if self.check:
            self.check(built, node, problems)
        return built

    def schema(self) -> dict[str, Any]:
        """An object that refuses unknown fields."""
        properties = {}
        for name, shape in self.fields.items():
            options = [shape.schema(), {"type": "null"}]
            if self.unsure:
                options.append({"const": NOT_SURE})
            if name in self.lists:
                options.append({"const": NONE})
            properties[name] = {"anyOf": options}
        described: dict[str, Any] = {"type": "object", "properties": properties, "additionalProperties": False}
        if self.required:
            described["required"] = list(self.required)
        if self.title:
            described["description"] = self.title
        return described

    def write(self, value: Any) -> dict[str, Any]:
        """A mapping of the fields that were said."""
        written = {}
        for name, shape in self.fields.items():
            held = getattr(value, name)
            if held is not None and held != () and held != frozenset():
                data = shape.write(held)
                if data != {}:
                    written[name] = data
        return written


def not_sure(node: Located) -> bool:
    """Whether a place says that the person was asked and does not know."""
    return node.text is not None and node.text.lower() in (NOT_SURE, "not-sure", "unknown")


def one_of(options: Sequence[str]) -> str:
    """Say a choice in words, short enough for a message."""
    shown = list(options[:12])
    return f"one of {', '.join(shown)}" + (f" and {len(options) - 12} more" if len(options) > 12 else "")


def did_you_mean(text: str | None, options: Sequence[str]) -> str:
    """Suggest the nearest known word, or nothing."""
    if not text or len(text) > 60:
        return ""
    from difflib import get_close_matches  # only when there is something wrong

    near = get_close_matches(text, options, n=1)
    return f"Did you mean {near[0]!r}?" if near else ""
