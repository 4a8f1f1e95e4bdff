"""The places of a table of people: what `lapel.loading.records` says of one record, laid out for columns.

Every place keeps the shape by which the record's own reader reads it, so that a word, a number or a date means, and is
refused, the same in a table as in a file of one person.
"""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Literal

from lapel.batch.schema import UNUSED
from lapel.loading.records import RECORD
from lapel.model.record import Record
from lapel.model.shapes import Choice, Counts, Day, Entry, Flag, ListOf, Names, Number, Shape, Text
from lapel.model.value import Value

Kind = Literal["text", "flag", "number", "when", "day", "words", "amounts", "entry", "entries"]

UNREAD = frozenset(
    {
        *("school.courses", "school.volunteering"),
        *("programs.id", "programs.name", "programs.school", "programs.institution_accreditor"),
        *("work.id", "work.employer", "military.id", "certificates.number", "cards.issuer"),
        *("learning.title", "learning.provider", "learning.areas", "learning.unit", "learning.amount"),
        *("learning.approved_by", "learning.evidence", "learning.used_for", "learning.planned", "learning.cost"),
    }
)
"""Places that no rule reads: a batch leaves them in the file, unread and unchecked."""

ORDERS: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "school.volunteering": (("started", "ended"),),
    "programs": (("started", "completed"), ("started", "expected"), ("started", "left")),
    "programs.accreditation": (("starts", "ends"),),
    "work": (("started", "ended"),),
    "military": (("started", "completed"),),
    "certificates": (("earned", "renewed", "expires"),),
    "cards": (("issued", "expires"),),
    "memberships": (("starts", "ends"),),
}
"""Dates of an entry that follow one another, as the record's reader asks; a test holds the two together."""

OWN_IDS = ("programs", "work", "military")
"""Lists in which an id names one entry only."""


class Place(Value):
    """A column, or a field inside one. ``path`` is written like ``programs.started``, without places in lists.

    ``below`` holds the fields of an entry, and of each of the entries of a list.
    """

    path: str
    kind: Kind
    shape: Shape
    below: tuple["Place", ...] = ()

    @property
    def name(self) -> str:
        """The last part of the path."""
        return self.path.rpartition(".")[2]

    def field(self, name: str) -> "Place | None":
        """Give the field of a name."""
        return next((place for place in self.below if place.name == name), None)


@cache
def places(*, every: bool = False) -> tuple[Place, ...]:
    """List the columns that a batch reads; with ``every``, also those that no rule reads."""
    return _fields(RECORD, "", every)


def walk(within: tuple[Place, ...]) -> Iterator[Place]:
    """Go through places and all that is below them, in their order."""
    for place in within:
        yield place
        yield from walk(place.below)


def _fields(entry: Entry, path: str, every: bool) -> tuple[Place, ...]:
    noun: type[Value] = entry.build  # type: ignore[assignment]
    found = []
    for name in noun._fields:
        whole = f"{path}.{name}" if path else name
        if (noun is Record and name in UNUSED) or (whole in UNREAD and not every):
            continue
        shape = entry.fields.get(name) or Names(tuple(field for field in noun._fields if field != "unsure"))
        found.append(_place(whole, shape, every))
    return tuple(found)


def _place(path: str, shape: Shape, every: bool) -> Place:
    match shape:
        case Entry():
            return Place(path, "entry", shape, _fields(shape, path, every))
        case ListOf(entry=Entry() as entry):
            return Place(path, "entries", shape, _fields(entry, path, every))
        case ListOf() | Names():
            return Place(path, "words", shape)
        case Day():
            return Place(path, "when" if shape.partial else "day", shape)
    return Place(path, KINDS[type(shape)], shape)


KINDS: Mapping[type, Kind] = {
    Text: "text",
    Choice: "text",
    Flag: "flag",
    Number: "number",
    Counts: "amounts",
}
