"""People as JSON, one object a line: of the shape of a record with ``person``, or flat, through a mapping."""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from lapel.batch.findings import said
from lapel.batch.jsoncolumns import Lane
from lapel.batch.jsonvalues import HALF, TEXTUAL, is_halved, leaf, raw_type, value_of
from lapel.batch.mapping import Amiss, read_mapping
from lapel.batch.parts import Chunk
from lapel.batch.places import places
from lapel.batch.schema import PERSON_ID
from lapel.batch.text import Cut, TextRows, blanks, nobody, slips, unmapped
from lapel.model.located import Problem, Problems, locate
from lapel.model.shapes import did_you_mean

Broken = list[tuple[int, str, str]]
"""Lines that hold no object: place among the lines, found, expected."""


class JsonRows(TextRows):
    """Rows of JSON, one object a line: of the shape of a record with ``person``, or flat, through a mapping."""

    def __init__(self, files: Sequence[Path], mapping: Path | None, chunk: int, every: bool) -> None:
        super().__init__(files, chunk)
        self.columns = read_mapping(mapping) if mapping else None
        self.person = self.columns.person if self.columns else PERSON_ID
        self.texts = tuple(sorted(self.columns.used())) if self.columns else ()
        self.every = every
        self.known = {*self.texts} if self.columns else {PERSON_ID, *(place.path for place in places(every=True))}
        self.cuts = [Cut(file) for file in self.files]
        if not self.lines:
            raise Problems([Problem(str(self.files[0]), 0, "", "an empty file", "a JSON object on each line")])
        sample = [row for file in self.files for row in _first_rows(file)]
        if not sample:
            raise Problems([_no_object(self.files[0])])
        names = sorted({name for row in sample for name in row})
        if not self.columns and self.person not in names:
            raise nobody(self.files[0], names)
        missing = [*_missing(mapping.name if mapping else "", sorted(set(self.texts) - {*names}), names)]
        if self.person not in names:
            raise Problems(missing)
        self.carried = self._carried(sample)
        if self.columns:
            unmapped(self.carried, self.files[0])
        self.known |= {field.name for field in self.carried}
        self.lane = Lane(sample, self.person, self.texts, None if self.columns else every, self.carried)
        self.notes = (*blanks(self.files, self.cuts), *missing, *slips(self.carried, every))

    def _carried(self, sample: Sequence[Mapping[str, Any]]) -> tuple[pa.Field, ...]:
        """Learn from the first rows which other columns there are; they are carried as they are, or as JSON."""
        kinds: dict[str, set[type]] = {}
        for row in sample:
            for name in row.keys() - self.known:
                kinds.setdefault(name, set()).add(type(row[name]))
        return tuple(pa.field(name, _kind(kinds[name] - {type(None)})) for name in sorted(kinds))

    def block(self, held: bytes, number: int, first: int, only_ids: bool) -> Iterator[Chunk]:
        """Read a block in chunks of lines, of which blank ones are nobody."""
        lines = held.split(b"\n")
        numbers = [at for at, line in enumerate(lines) if line.strip()]
        for start in range(0, max(len(numbers), 1), self.chunk):
            some = numbers[start : start + self.chunk]
            yield self._chunk([lines[at] for at in some], np.array(some, np.int64) + first + 1, only_ids)

    def _chunk(self, lines: list[bytes], numbers: NDArray[np.int64], only_ids: bool) -> Chunk:
        """Read lines many at once, and those that are left one by one; the rows keep their order."""
        quick, ids, made = (*self.lane.ids(lines), {}) if only_ids else self.lane.columns(lines)
        broken: Broken = []
        findings: Amiss = []
        seen: Amiss = []
        slow, rows = _objects(lines, np.setdiff1d(np.arange(len(lines)), quick), broken)
        more = self._one_by_one(rows, only_ids, findings)
        order = np.argsort(np.concatenate([quick, slow]))
        place = np.argsort(order)[len(quick) :]
        columns = {name: _merged(column, more[name], order) for name, column in {PERSON: ids, **made}.items()}
        ids = columns.pop(PERSON)
        if self.columns and not only_ids:
            texts = {name: columns.pop(name) for name in self.texts}
            columns |= self.columns.rows(texts, len(order), seen)
        findings = sorted(((int(place[at]), *rest) for at, *rest in findings), key=lambda found: found[0])  # type: ignore[misc]
        return Chunk(
            pa.RecordBatch.from_pydict({PERSON_ID: ids, **columns}),
            numbers[np.concatenate([quick, slow])[order]],
            tuple((int(numbers[at]), found, expected) for at, found, expected in broken),
            (*findings, *seen),
        )

    def _one_by_one(self, rows: Sequence[Mapping[str, Any]], only_ids: bool, findings: Amiss) -> dict[str, pa.Array]:
        """Read rows value by value, and name each that is amiss."""
        made = {PERSON: _text_column(rows, self.person, PERSON_ID, findings)}
        if only_ids:
            return made
        made |= {name: _text_column(rows, name, name, findings) for name in self.texts}
        for place in () if self.columns else places(every=self.every):
            values = [value_of(place, row, at, findings) for at, row in enumerate(rows)]
            made[place.path] = pa.array(values, raw_type(place))
        for field in self.carried:
            values = [_carried_value(row.get(field.name), field, at, findings) for at, row in enumerate(rows)]
            made[field.name] = pa.array(values, field.type)
        for at, row in enumerate(rows):
            for other in sorted(row.keys() - self.known):
                findings.append((at, other, f"the column {other!r}", "the columns that the first rows have"))
        return made


PERSON = ""
"""The ids among columns that may themselves be named *person*."""


def _no_object(file: Path) -> Problem:
    """Say what a file holds instead of objects."""
    with file.open("rb") as raw:
        first = next((line for line in raw if line.strip()), b"")[:1_000_000]
    found, hint = _object(first), "Write each person on a line, as an object."
    if first[:4] == b"PAR1":
        found, hint = "a Parquet file", "Name it *.parquet."
    elif first.lstrip()[:1] == b"[":
        found, hint = "a list", "Write each of its entries on a line of its own."
    return Problem(str(file), 0, "", str(found), "a JSON object on each line", hint)


def _missing(mapping: str, absent: Sequence[str], names: Sequence[str]) -> Iterator[Problem]:
    """Tell of columns that a mapping names and the first rows do not have: what is not said may be left out."""
    for name in absent:
        hint = did_you_mean(name, names) or f"Columns: {', '.join(names)[:300]}."
        yield Problem(mapping, 0, name, "no such column in the first rows", "a column that is there", hint)


def _first_rows(file: Path) -> Iterator[Mapping[str, Any]]:
    with file.open("rb") as raw:
        for line in raw.readlines(1_000_000):
            row = _object(line)
            if isinstance(row, dict):
                yield row


def _objects(
    lines: Sequence[bytes], left: NDArray[np.int64], broken: Broken
) -> tuple[NDArray[np.int64], list[Mapping[str, Any]]]:
    """Parse lines one by one: the places of those that hold an object, and the objects."""
    found: list[int] = []
    rows: list[Mapping[str, Any]] = []
    for at in left:
        row = _object(lines[at])
        if isinstance(row, dict):
            found.append(at)
            rows.append(row)
        else:
            broken.append((int(at), row, "a JSON object on each line"))
    return np.array(found, np.int64), rows


def _merged(quick: pa.Array, slow: pa.Array, order: NDArray[np.int64]) -> pa.Array:
    if not len(slow):
        return quick
    return pa.concat_arrays([quick, slow]).take(pa.array(order)) if len(quick) else slow


def _text_column(rows: Sequence[Mapping[str, Any]], name: str, path: str, findings: Amiss) -> pa.Array:
    values = [leaf(TEXTUAL, row.get(name), path, at, findings) for at, row in enumerate(rows)]
    return pa.array(values, pa.string())


def _object(line: bytes) -> Any:
    """Read a line of JSON; what is none comes back as what was found."""
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        return f"a line that is not JSON ({str(error)[:80]})" if line.strip() else "an empty line"
    if not isinstance(row, dict):
        return locate(row).describe()
    return f"a name with {HALF}" if b"\\u" in line and any(map(is_halved, _names(row))) else row


def _names(value: Any) -> Iterator[str]:
    """List the names of fields, however deep."""
    if isinstance(value, dict):
        yield from value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _names(inner)


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
    if isinstance(value, str) and is_halved(value):
        findings.append((at, field.name, HALF, "text"))
        return None
    if pa.types.is_string(field.type):
        return value if isinstance(value, str) else json.dumps(value)
    if type(value) in HOLDS[str(field.type)] and (isinstance(value, float) or -(2**63) <= value < 2**63):
        return float(value) if pa.types.is_floating(field.type) else value
    expected = f"a value like those of the rows before it ({field.type})"
    findings.append((at, field.name, said(json.dumps(value)), expected))
    return None


HOLDS: Mapping[str, tuple[type, ...]] = {"bool": (bool,), "int64": (int,), "double": (int, float)}
