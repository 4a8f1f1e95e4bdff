"""The block ``counting`` of a credential's file → `lapel.model.counting.Counting`."""

from collections.abc import Mapping
from typing import Any, get_args

from lapel.loading.parts import DAY, ID
from lapel.model import counting as nouns
from lapel.model import vocabulary as words
from lapel.model.dates import Duration, format_duration, parse_duration
from lapel.model.located import Located, Problems
from lapel.model.shapes import Choice, Entry, Flag, ListOf, Number, Shape, Text
from lapel.model.value import Value
from lapel.rules import nodes

NUMBER = Number(0, 10_000)


class DurationShape(Value):
    """A length of calendar time that names its rounding."""

    def read(self, node: Located, problems: Problems) -> Duration | None:
        """Read it as it is written."""
        try:
            return parse_duration(node.text or "")
        except ValueError as error:
            problems.add(node, str(error).partition(", expected ")[2])
            return None

    def schema(self) -> dict[str, Any]:
        """A text."""
        return {"type": "string"}

    def write(self, value: Duration) -> str:
        """A text."""
        return format_duration(value)


LINES: Mapping[str, tuple[type[nouns.CountingLine], Mapping[str, Shape], tuple[str, ...]]] = {
    "areas": (nouns.AreaLeast, {"area": ID, "least": NUMBER}, ("area", "least")),
    "approval": (
        nouns.Approval,
        {"by": ListOf(ID, lone=True), "least": NUMBER, "others_at_most": NUMBER},
        ("by", "least", "others_at_most"),
    ),
    "units": (
        nouns.UnitPoints,
        {"unit": Choice(words.LEARNING_UNITS), "points": NUMBER, "granted": Flag(), "outside": Flag()},
        ("unit", "points"),
    ),
    "cards": (
        nouns.CardPoints,
        {"card": Choice(words.CARD_KINDS), "points": NUMBER, "area": ID, "approved_by": ID, "at_most": NUMBER},
        ("card", "points", "area", "approved_by", "at_most"),
    ),
    "smallest": (nouns.Smallest, {"contact_hours": NUMBER}, ("contact_hours",)),
    "early": (nouns.Early, {"before": DurationShape(), "at_most": NUMBER}, ("before", "at_most")),
    "refused": (
        nouns.Refused,
        {"kind": Choice(words.LEARNING_KINDS), "after": DAY, "says": Text()},
        ("kind", "says"),
    ),
    "deadlines": (nouns.Deadline, {"way": ID, "what": Text(), "before": DurationShape()}, ("way", "what", "before")),
    "minors": (nouns.Minors, {"birthday": NUMBER, "disputed": Flag()}, ("birthday",)),
    "gaps": (nouns.Gap, {"unit": Choice(words.LEARNING_UNITS), "says": Text()}, ("says",)),
}
"""Each list of the block: what its lines become, their fields, and which of these they must have."""


def counting(cites: ListOf) -> Entry:
    """Give the shape of the block."""
    dated: dict[str, Shape] = {
        "starts": DAY,
        "dating": Choice(get_args(nodes.Dating)),
        "cite": cites,
        "note": Text(),
    }
    lists: dict[str, Shape] = {
        name: ListOf(Entry(build, {**fields, **dated}, required=(*required, "starts", "dating", "cite")))
        for name, (build, fields, required) in LINES.items()
    }
    return Entry(
        nouns.Counting,
        {"cycle": Choice(get_args(nouns.CycleKind)), "about": Text(), **lists},
        required=("cycle",),
        check=_in_order,
    )


def _in_order(read: nouns.Counting, node: Located, problems: Problems) -> None:
    """Lines that take each other's place stand in the order of their days."""
    for name in LINES:
        last: dict[tuple[object, ...], Any] = {}
        for line in getattr(read, name):
            key = nouns.key_of(line)
            if key in last and line.starts <= last[key]:
                place = (node.fields or {}).get(name, node)
                problems.add(place, f"lines in order of 'starts' (after {last[key]})", found=str(line.starts))
            last[key] = line.starts
