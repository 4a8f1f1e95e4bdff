"""Values of JSON brought into the form of their columns, one by one; each that cannot be is named with its place."""

import math
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pyarrow as pa

from lapel.batch.mapping import Amiss
from lapel.batch.places import Place, places, walk
from lapel.model.dates import PartialDate
from lapel.model.located import Located, Problems, locate
from lapel.model.record import LISTS
from lapel.model.shapes import NONE, Day, Number, Shape, did_you_mean, not_sure
from lapel.model.value import Value


def value_of(place: Place, row: Mapping[str, Any], at: int, findings: Amiss) -> Any:
    """Read a column of a row; a list that is ``none`` is empty, and ``complete`` then names it."""
    value = row.get(place.path)
    if place.path == "complete":
        named = [name for name in LISTS if row.get(name) == NONE]
        said = [] if value is None else [value] if isinstance(value, str) else value
        value = [*said, *named] if named and isinstance(said, list) else value
    if value is None or (place.path in LISTS and value == NONE):
        return None
    if isinstance(value, str) and not_sure(Located(value)):
        return None
    return plain(place, value, place.path, at, findings)


def raw_type(place: Place) -> pa.DataType:
    """Give the type in which JSON holds a place until it is checked."""
    if place.kind in ("entry", "entries"):
        held = pa.struct([(below.name, raw_type(below)) for below in place.below])
        return held if place.kind == "entry" else pa.list_(held)
    return RAW_TYPES.get(place.kind, pa.string())


DAYS = pa.struct([("earliest", pa.date32()), ("latest", pa.date32())])
RAW_TYPES: Mapping[str, pa.DataType] = {
    "when": DAYS,
    "words": pa.list_(pa.string()),
    "amounts": pa.list_(pa.struct([("name", pa.string()), ("amount", pa.float64())])),
    "number": pa.float64(),
    "flag": pa.bool_(),
    "day": pa.date32(),
}


def plain(place: Place, value: Any, path: str, at: int, findings: Amiss) -> Any:
    """Bring a value of JSON into the form of its column; what cannot be is a finding."""
    match place.kind:
        case "entry":
            return _fields(place, value, path, at, findings)
        case "entries" | "words" if isinstance(value, list):
            if place.kind == "words":
                return [leaf(TEXTUAL, item, f"{path}[{n}]", at, findings) for n, item in enumerate(value)]
            return [
                None if item is None else _fields(place, item, f"{path}[{n}]", at, findings)
                for n, item in enumerate(value)
            ]
        case "entries":
            return _amiss(value, path, at, findings, "a list")
        case "words":
            return [leaf(TEXTUAL, value, path, at, findings)]
        case "amounts":
            return _amounts(value, path, at, findings)
        case "when" if isinstance(value, dict):
            return {name: leaf(EXACT, value.get(name), f"{path}.{name}", at, findings) for name in BOUNDS}
        case "when":
            day = leaf(place.shape, value, path, at, findings)
            if isinstance(day, PartialDate):
                return {"earliest": day.earliest, "latest": day.latest}
            return None if day is None else {"earliest": day, "latest": day}
        case "number" if isinstance(value, int | float) and not isinstance(value, bool):
            return float(value) if abs(value) < 1e300 else math.inf
        case "text":
            return leaf(TEXTUAL, value, path, at, findings)
    read = leaf(place.shape, value, path, at, findings)
    return float(read) if isinstance(read, Decimal) else read


EXACT = Day(partial=False)
BOUNDS = ("earliest", "latest")


class _Textual(Value):
    """Text of any length: the check of the column says more."""

    def read(self, node: Located, problems: Problems) -> str | None:
        """Take text; a list or mapping is a problem."""
        if node.text is None:
            problems.add(node, "text")
        return node.text

    def schema(self) -> dict[str, Any]:
        """A string."""
        return {"type": "string"}

    def write(self, value: str) -> str:
        """The text."""
        return value


TEXTUAL = _Textual()


def leaf(shape: Shape, value: Any, path: str, at: int, findings: Amiss) -> Any:
    if value is None:
        return None
    # Shapes live as long as the places, so that each is known by its identity.
    key = (id(shape), type(value), value) if isinstance(value, str | int | float) else None
    if key in _read:
        return _read[key]
    problems = Problems()
    read = shape.read(locate(value), problems)
    for problem in problems.found[:1]:
        expected = f"{problem.expected}. {problem.hint}" if problem.hint else problem.expected
        findings.append((at, path, problem.found, expected))
    if isinstance(read, str) and is_halved(read):
        findings.append((at, path, HALF, "text"))
        return None
    if key is not None and not problems.found:
        if len(_read) >= KEPT_VALUES:
            _read.clear()
        _read[key] = read
    return read


HALF = "half a character"


def is_halved(text: str) -> bool:
    """Whether a text holds half a character, as JSON can write and nothing else can."""
    return not text.isascii() and any("\ud800" <= sign <= "\udfff" for sign in text)


KEPT_VALUES = 200_000

_read: dict[Any, Any] = {}


def _amiss(value: Any, path: str, at: int, findings: Amiss, expected: str) -> None:
    findings.append((at, path, locate(value).describe(), expected))


def _amounts(value: Any, path: str, at: int, findings: Amiss) -> Any:
    if isinstance(value, dict):
        said = ((name, value[name]) for name in sorted(value))
        value = [{"name": name, "amount": amount} for name, amount in said if not _is_not_sure(amount)]
    if not isinstance(value, list) or not all(item is None or isinstance(item, dict) for item in value):
        return _amiss(value, path, at, findings, "a mapping of names to numbers")
    return [
        item
        and {
            "name": leaf(TEXTUAL, item.get("name"), f"{path}[{n}]", at, findings),
            "amount": plain(AMOUNT, item.get("amount"), f"{path}[{n}]", at, findings),
        }
        for n, item in enumerate(value)
    ]


AMOUNT = Place("amount", "number", Number())


def _fields(place: Place, value: Any, path: str, at: int, findings: Amiss) -> Any:
    if not isinstance(value, dict):
        return _amiss(value, path, at, findings, "a mapping of fields")
    made: dict[str, Any] = {}
    unsure: list[str] = []
    none: list[str] = []
    wanted = _by_name(place)
    for name, held in value.items():
        below = wanted.get(name)
        if below is None and name not in KNOWN[place.path]:
            known = sorted(KNOWN[place.path])
            hint = did_you_mean(name, known) or f"Known fields: {', '.join(known)}."
            findings.append((at, f"{path}.{name}", f"the field {name!r}", f"a known field. {hint}"))
        elif below is None or held is None:
            continue
        elif _is_not_sure(held):
            unsure.append(name)
        elif held == NONE and name in LISTS_OF_PROGRAMS and place.path == "programs":
            none.append(name)
        else:
            made[name] = plain(below, held, f"{path}.{name}", at, findings)
    if unsure and "unsure" in wanted:
        made["unsure"] = [*(made.get("unsure") or ()), *unsure]
    if none:
        made["complete"] = [*(made.get("complete") or ()), *none]
    return made


def _is_not_sure(value: Any) -> bool:
    return isinstance(value, str) and value.lower() in NOT_SURE_WORDS


LISTS_OF_PROGRAMS = ("accreditation", "approved_by", "topics")

NOT_SURE_WORDS = frozenset({"not sure", "not-sure", "unknown"})

KNOWN: Mapping[str, frozenset[str]] = {
    place.path: frozenset(below.name for below in place.below) for place in walk(places(every=True)) if place.below
}
"""All fields of each entry, also those that are not read."""

_names: dict[int, Mapping[str, Place]] = {}


def _by_name(place: Place) -> Mapping[str, Place]:
    found = _names.get(id(place))
    if found is None:
        found = _names[id(place)] = {below.name: below for below in place.below}
    return found
