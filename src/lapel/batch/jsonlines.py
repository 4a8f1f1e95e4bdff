"""People as JSON, one object a line: of the shape of a record with ``person``, or flat, through a mapping."""

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from lapel.batch.findings import said
from lapel.batch.mapping import read_mapping
from lapel.batch.parts import Chunk
from lapel.batch.places import Place, places, walk
from lapel.batch.schema import PERSON_ID
from lapel.batch.text import Cut, TextRows, slips
from lapel.model.dates import PartialDate
from lapel.model.located import Located, Problem, Problems, locate
from lapel.model.record import LISTS
from lapel.model.shapes import NONE, Day, Number, Shape, did_you_mean, not_sure
from lapel.model.value import Value

Amiss = list[tuple[int, str, str, str]]
"""Bad values: place among the rows, column, found, expected."""


class JsonRows(TextRows):
    """Rows of JSON, one object a line: of the shape of a record with ``person``, or flat, through a mapping."""

    def __init__(self, files: Sequence[Path], mapping: Path | None, chunk: int, every: bool) -> None:
        super().__init__(files, chunk)
        self.columns = read_mapping(mapping) if mapping else None
        self.every = every
        self.cuts = [Cut(file) for file in self.files]
        if not self.total:
            raise Problems([Problem(str(self.files[0]), 0, "", "an empty file", "a JSON object on each line")])
        self.carried = self._carried()
        self.notes = slips(self.carried, every)

    def _carried(self) -> tuple[pa.Field, ...]:
        """Learn from the first rows which other columns there are; they are carried as they are, or as JSON."""
        used = self.columns.used() if self.columns else {PERSON_ID, *(place.path for place in places(every=True))}
        kinds: dict[str, set[type]] = {}
        for file in self.files:
            with file.open("rb") as raw:
                for line in raw.readlines(1_000_000):
                    row = _object(line)
                    if isinstance(row, dict):
                        for name in row.keys() - used:
                            kinds.setdefault(name, set()).add(type(row[name]))
        return tuple(pa.field(name, _kind(kinds[name] - {type(None)})) for name in sorted(kinds))

    def block(self, held: bytes, number: int, first: int, only_ids: bool) -> Iterator[Chunk]:
        """Read a block line by line."""
        rows, numbers, broken = [], [], []
        for at, line in enumerate(held.split(b"\n"), first + 1):
            if not line.strip():
                continue
            row = _object(line)
            if not isinstance(row, dict):
                broken.append((at, row, "a JSON object on each line"))
                continue
            rows.append(row)
            numbers.append(at)
            if len(rows) >= self.chunk:
                yield self._chunk(rows, numbers, broken, only_ids)
                rows, numbers, broken = [], [], []
        yield self._chunk(rows, numbers, broken, only_ids)

    def _chunk(self, rows: list[Any], numbers: list[int], broken: list[tuple[int, str, str]], only_ids: bool) -> Chunk:
        name = self.columns.person if self.columns else PERSON_ID
        findings: Amiss = []
        ids = [_leaf(TEXTUAL, row.get(name), PERSON_ID, at, findings) for at, row in enumerate(rows)]
        made: dict[str, Any] = {PERSON_ID: pa.array(ids, pa.string())}
        if not only_ids:
            made |= self._mapped(rows, findings) if self.columns else self._shaped(rows, findings)
            known = {*self.columns.used()} if self.columns else {*made, *(p.path for p in places(every=True))}
            known |= {field.name for field in self.carried}
            for field in self.carried:
                values = [_carried_value(row.get(field.name), field, at, findings) for at, row in enumerate(rows)]
                made[field.name] = pa.array(values, field.type)
            for at, row in enumerate(rows):
                for other in row.keys() - known:
                    findings.append((at, other, f"the column {other!r}", "the columns that the first rows have"))
        return Chunk(pa.RecordBatch.from_pydict(made), np.array(numbers, np.int64), tuple(broken), tuple(findings))

    def _shaped(self, rows: list[Any], findings: Amiss) -> dict[str, Any]:
        """Take rows of the shape of a record."""
        made = {}
        for place in places(every=self.every):
            values = [_said(place, row, at, findings) for at, row in enumerate(rows)]
            made[place.path] = pa.array(values, raw_type(place))
        return made

    def _mapped(self, rows: list[Any], findings: Amiss) -> dict[str, Any]:
        """Take flat rows through the mapping."""
        assert self.columns is not None
        texts = {}
        for column in sorted(self.columns.used()):
            values = [_leaf(TEXTUAL, row.get(column), column, at, findings) for at, row in enumerate(rows)]
            texts[column] = pa.array(values, pa.string())
        return self.columns.rows(texts, len(rows))


def _object(line: bytes) -> Any:
    """Read a line of JSON; what is none comes back as what was found."""
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        return f"a line that is not JSON ({str(error)[:80]})" if line.strip() else "an empty line"
    return row if isinstance(row, dict) else locate(row).describe()


def _said(place: Place, row: Mapping[str, Any], at: int, findings: Amiss) -> Any:
    """Read a column of a row; a list that is ``none`` is empty, and ``complete`` then names it."""
    value = row.get(place.path)
    if place.path == "complete":
        named = [name for name in LISTS if row.get(name) == NONE]
        value = [*([value] if isinstance(value, str) else value or []), *named] if named else value
    if value is None or (place.path in LISTS and value == NONE):
        return None
    if isinstance(value, str) and not_sure(Located(value)):
        return None
    return _plain(place, value, place.path, at, findings)


def _kind(found: set[type]) -> pa.DataType:
    if found == {bool}:
        return pa.bool_()
    if found == {int}:
        return pa.int64()
    if found and found <= {int, float}:
        return pa.float64()
    return pa.string()


def _carried_value(value: Any, field: pa.Field, at: int, findings: Amiss) -> Any:
    if value is None:
        return None
    if pa.types.is_string(field.type):
        return value if isinstance(value, str) else json.dumps(value)
    if type(value) in HOLDS[str(field.type)] and (isinstance(value, float) or abs(value) < 2**63):
        return value
    expected = f"a value like those of the rows before it ({field.type})"
    findings.append((at, field.name, said(json.dumps(value)), expected))
    return None


HOLDS: Mapping[str, tuple[type, ...]] = {"bool": (bool,), "int64": (int,), "double": (int, float)}


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


def _plain(place: Place, value: Any, path: str, at: int, findings: Amiss) -> Any:
    """Bring a value of JSON into the form of its column; what cannot be is a finding."""
    match place.kind:
        case "entry":
            return _fields(place, value, path, at, findings)
        case "entries" | "words" if isinstance(value, list):
            if place.kind == "words":
                return [_leaf(TEXTUAL, item, f"{path}[{n}]", at, findings) for n, item in enumerate(value)]
            return [
                None if item is None else _fields(place, item, f"{path}[{n}]", at, findings)
                for n, item in enumerate(value)
            ]
        case "entries":
            return _amiss(value, path, at, findings, "a list")
        case "words":
            return [_leaf(TEXTUAL, value, path, at, findings)]
        case "amounts":
            return _amounts(value, path, at, findings)
        case "when" if isinstance(value, dict):
            return {name: _leaf(EXACT, value.get(name), f"{path}.{name}", at, findings) for name in BOUNDS}
        case "when":
            day = _leaf(place.shape, value, path, at, findings)
            if isinstance(day, PartialDate):
                return {"earliest": day.earliest, "latest": day.latest}
            return None if day is None else {"earliest": day, "latest": day}
        case "number" if isinstance(value, int | float) and not isinstance(value, bool):
            return float(value) if abs(value) < 1e300 else math.inf
        case "text":
            return _leaf(TEXTUAL, value, path, at, findings)
    read = _leaf(place.shape, value, path, at, findings)
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


def _leaf(shape: Shape, value: Any, path: str, at: int, findings: Amiss) -> Any:
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
    if isinstance(read, str) and any("\ud800" <= sign <= "\udfff" for sign in read):
        findings.append((at, path, "half a character", "text"))
        return None
    if key is not None and not problems.found:
        if len(_read) >= KEPT_VALUES:
            _read.clear()
        _read[key] = read
    return read


KEPT_VALUES = 200_000

_read: dict[Any, Any] = {}


def _amiss(value: Any, path: str, at: int, findings: Amiss, expected: str) -> None:
    findings.append((at, path, locate(value).describe(), expected))


def _amounts(value: Any, path: str, at: int, findings: Amiss) -> Any:
    if isinstance(value, dict):
        value = [{"name": name, "amount": amount} for name, amount in value.items()]
    if not isinstance(value, list) or not all(item is None or isinstance(item, dict) for item in value):
        return _amiss(value, path, at, findings, "a mapping of names to numbers")
    return [
        item
        and {
            "name": _leaf(TEXTUAL, item.get("name"), f"{path}[{n}]", at, findings),
            "amount": _plain(AMOUNT, item.get("amount"), f"{path}[{n}]", at, findings),
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
        elif isinstance(held, str) and held.lower() in NOT_SURE_WORDS:
            unsure.append(name)
        elif held == NONE and name in LISTS_OF_PROGRAMS and place.path == "programs":
            none.append(name)
        else:
            made[name] = _plain(below, held, f"{path}.{name}", at, findings)
    if unsure and "unsure" in wanted:
        made["unsure"] = [*(made.get("unsure") or ()), *unsure]
    if none:
        made["complete"] = [*(made.get("complete") or ()), *none]
    return made


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
