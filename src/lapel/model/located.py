"""Plain data that remembers where it was written, and the problems found in it."""

from collections.abc import Iterable
from decimal import Decimal
from typing import TypeVar, cast

from lapel.model.value import Value

T = TypeVar("T")


class Located:
    """A scalar, list or mapping with its file, line and path.

    ``value`` is a string for scalars (never converted: the schema decides), a list of `Located`, or a dict from names
    to `Located`. ``quoted`` tells a quoted scalar from a plain one.
    """

    __slots__ = ("file", "line", "path", "quoted", "value")

    def __init__(
        self,
        value: "str | list[Located] | dict[str, Located]",
        *,
        file: str = "",
        line: int = 0,
        path: str = "",
        quoted: bool = False,
    ) -> None:
        self.value = value
        self.file = file
        self.line = line
        self.path = path
        self.quoted = quoted

    @property
    def text(self) -> str | None:
        """The scalar as written, or None for a list or mapping."""
        return self.value if isinstance(self.value, str) else None

    @property
    def items(self) -> "list[Located] | None":
        """The entries of a list, or None."""
        return self.value if isinstance(self.value, list) else None

    @property
    def fields(self) -> "dict[str, Located] | None":
        """The entries of a mapping, or None."""
        return self.value if isinstance(self.value, dict) else None

    @property
    def is_null(self) -> bool:
        """Whether nothing was written: an empty scalar, ``~`` or ``null``."""
        return not self.quoted and self.value in ("", "~", "null")

    def describe(self) -> str:
        """Say what was found, short enough for a message."""
        if isinstance(self.value, list):
            return f"a list of {len(self.value)}" if self.value else "an empty list"
        if isinstance(self.value, dict):
            return f"a mapping with {', '.join(list(self.value)[:4]) or 'nothing in it'}"
        if self.is_null:
            return "nothing"
        shown = self.value if len(self.value) <= 60 else self.value[:57] + "..."
        return repr(shown)


def locate(data: object, *, file: str = "", path: str = "") -> Located:
    """Turn plain Python data (as JSON gives it) into located data without lines."""
    if isinstance(data, dict):
        value = {str(k): locate(v, file=file, path=f"{path}.{k}" if path else str(k)) for k, v in data.items()}
        return Located(value, file=file, path=path)
    if isinstance(data, (list, tuple, set, frozenset)):
        return Located([locate(v, file=file, path=f"{path}[{i}]") for i, v in enumerate(data)], file=file, path=path)
    if isinstance(data, bool):
        return Located("true" if data else "false", file=file, path=path)
    if isinstance(data, float):
        return Located(format(Decimal(repr(data)), "f"), file=file, path=path)
    return Located("" if data is None else str(data), file=file, path=path, quoted=isinstance(data, str))


class Problem(Value):
    """One thing wrong with a file: where, what was found, what was expected, and what to do."""

    file: str
    line: int
    path: str
    found: str
    expected: str
    hint: str = ""

    def __str__(self) -> str:
        where = ":".join(part for part in (self.file, str(self.line) if self.line else "") if part)
        place = ": ".join(part for part in (where, self.path) if part)
        text = (
            f"{place}: found {self.found}, expected {self.expected}"
            if place
            else (f"found {self.found}, expected {self.expected}")
        )
        return visible(f"{text}. {self.hint}" if self.hint else text)


def visible(text: str) -> str:
    """Write what a terminal would act on as its escape: names of fields come from the file."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


class Problems(Exception):
    """Every problem found in the input, in the order of lines."""

    def __init__(self, found: Iterable[Problem] = ()) -> None:
        super().__init__()
        self.found = list(found)

    def add(self, node: Located, expected: str, *, found: str | None = None, hint: str = "") -> None:
        """Note a problem at a node."""
        self.found.append(Problem(node.file, node.line, node.path, found or node.describe(), expected, hint))

    def raise_if_any(self) -> None:
        """Raise this collection when it holds anything."""
        if self.found:
            self.found.sort(key=lambda p: (p.file, p.line))
            raise self

    def __str__(self) -> str:
        return "\n".join(str(problem) for problem in self.found)


def given(value: T | None) -> T:
    """Assert to the type checker that a value read without problems is there."""
    return cast(T, value)
