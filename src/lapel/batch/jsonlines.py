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
from lapel.batch.jsonvalues import TEXTUAL, Amiss, leaf, raw_type, value_of
from lapel.batch.mapping import read_mapping
from lapel.batch.parts import Chunk
from lapel.batch.places import places
from lapel.batch.schema import PERSON_ID
from lapel.batch.text import Cut, TextRows, blanks, slips, unmapped
from lapel.model.located import Problem, Problems, locate

Broken = list[tuple[int, str, str]]
"""Lines that hold no object: place among the lines, found, expected."""


class JsonRows(TextRows):
    """Rows of JSON, one object a line: of the shape of a record with ``person``, or flat, through a mapping."""

    def __init__(self, files: Sequence[Path], mapping: Path | None, chunk: int, every: bool) -> None:
        super().__init__(files, chunk)
        self.columns = read_mapping(mapping) if mapping else None
        self.person = self.columns.person if self.columns else PERSON_ID
        self.texts = tuple(sorted(self.columns.used())) if self.columns else ()
        self.wanted = () if self.columns else places(every=every)
        self.known = {*self.texts} if self.columns else {PERSON_ID, *(place.path for place in places(every=True))}
        self.cuts = [Cut(file) for file in self.files]
        if not self.lines:
            raise Problems([Problem(str(self.files[0]), 0, "", "an empty file", "a JSON object on each line")])
        sample = [row for file in self.files for row in _first_rows(file)]
        self.carried = self._carried(sample)
        if self.columns:
            unmapped(self.carried, self.files[0])
        self.known |= {field.name for field in self.carried}
        self.lane = Lane(sample, self.person, self.texts, self.wanted, self.carried)
        self.notes = (*blanks(self.files, self.cuts), *slips(self.carried, every))

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
        slow, rows = _objects(lines, np.setdiff1d(np.arange(len(lines)), quick), broken)
        more = self._one_by_one(rows, only_ids, findings)
        order = np.argsort(np.concatenate([quick, slow]))
        place = np.argsort(order)[len(quick) :]
        columns = {name: _merged(column, more[name], order) for name, column in {PERSON: ids, **made}.items()}
        ids = columns.pop(PERSON)
        if self.columns and not only_ids:
            texts = {name: columns.pop(name) for name in self.texts}
            columns |= self.columns.rows(texts, len(order))
        return Chunk(
            pa.RecordBatch.from_pydict({PERSON_ID: ids, **columns}),
            numbers[np.concatenate([quick, slow])[order]],
            tuple((int(numbers[at]), found, expected) for at, found, expected in broken),
            tuple(sorted(((int(place[at]), *rest) for at, *rest in findings), key=lambda found: found[0])),  # type: ignore[misc]
        )

    def _one_by_one(self, rows: Sequence[Mapping[str, Any]], only_ids: bool, findings: Amiss) -> dict[str, pa.Array]:
        """Read rows value by value, and name each that is amiss."""
        made = {PERSON: _text_column(rows, self.person, PERSON_ID, findings)}
        if only_ids:
            return made
        made |= {name: _text_column(rows, name, name, findings) for name in self.texts}
        for place in self.wanted:
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
    found, rows = [], []
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
    return row if isinstance(row, dict) else locate(row).describe()


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
    if type(value) in HOLDS[str(field.type)] and (isinstance(value, float) or -(2**63) <= value < 2**63):
        return float(value) if pa.types.is_floating(field.type) else value
    expected = f"a value like those of the rows before it ({field.type})"
    findings.append((at, field.name, said(json.dumps(value)), expected))
    return None


HOLDS: Mapping[str, tuple[type, ...]] = {"bool": (bool,), "int64": (int,), "double": (int, float)}
