"""Mapping files: which column of a file of rows says what of a person.

A mapping names, for each field of the record, the column that holds it, and how its texts are to be understood. Several
columns may make one entry of a list: ``programs[0].started`` and ``programs[0].completed``.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from lapel.batch.findings import said
from lapel.batch.places import Place, places
from lapel.batch.schema import PERSON_ID
from lapel.loading.tree import read_tree
from lapel.model.located import Located, Problems
from lapel.model.shapes import Choice, Entry, ListOf, Shape, Text, did_you_mean
from lapel.model.value import Value

STEP = re.compile(r"([A-Za-z_]\w*)(?:\[(\d{1,3})\])?")

Path_ = tuple[str | int, ...]

Amiss = list[tuple[int, str, str, str]]
"""Bad values: place among the rows, column, found, expected."""


class Field(Value):
    """One field of the record: the column that says it, or what is ``always`` so, with how to understand the texts.

    ``words`` turns texts of the column into words of the record; ``dates`` are formats as `datetime.strptime` has them,
    beside those that ``shape`` reads.
    """

    path: Path_
    shape: Shape
    column: str | None = None
    always: tuple[str, ...] | None = None
    words: Mapping[str, str] = {}
    dates: tuple[str, ...] = ()

    def translate(self, text: str, empty: tuple[str, ...]) -> str | None:
        """Turn a text of the column into one that the record's reader reads; None is *not said*."""
        bare = text.strip()
        if bare in self.words:
            return self.words[bare] or None
        if not bare or bare in empty:
            return None
        for form in self.dates:
            try:
                return datetime.strptime(bare, form).date().isoformat()
            except ValueError:
                continue
        return bare

    @property
    def name(self) -> str:
        """The path as the mapping writes it."""
        steps = (f"[{step}]" if isinstance(step, int) else f".{step}" for step in self.path)
        return "".join(steps).removeprefix(".")

    def misses(self, text: str | None) -> str:
        """Say what is expected where a text is no date in any format; empty where it is one, or need not be."""
        problems = Problems()
        if text is not None and self.dates:
            self.shape.read(Located(text, quoted=True), problems)
        forms = " or ".join(self.dates)
        return f"a date like {forms}, or {problems.found[0].expected}" if problems.found else ""


class Columns(Value):
    """A whole mapping: the column of ids, the fields, and texts that say nothing."""

    person: str
    fields: tuple[Field, ...]
    empty: tuple[str, ...] = ()

    def used(self) -> set[str]:
        """Name the columns that are mapped."""
        return {self.person, *(field.column for field in self.fields if field.column is not None)}

    def rows(self, columns: Mapping[str, pa.Array], size: int, findings: Amiss) -> dict[str, pa.Array]:
        """Lay columns of text out as columns of the record; dates in none of a column's formats are findings."""
        tree: dict[str | int, Any] = {}
        for field in self.fields:
            here = tree
            for step in field.path[:-1]:
                here = here.setdefault(step, {})
            here[field.path[-1]] = self._leaf(field, columns, size, findings)
        return {str(name): _grown(below, size)[0] for name, below in tree.items()}

    def _leaf(self, field: Field, columns: Mapping[str, pa.Array], size: int, findings: Amiss) -> tuple[pa.Array, bool]:
        if field.column is None:
            return pa.array([";".join(field.always or ())] * size, pa.string()), False
        coded = columns[field.column].dictionary_encode()
        written = coded.dictionary.to_pylist()
        texts = [field.translate(text, self.empty) for text in written]
        wrong = {code: expected for code, text in enumerate(texts) if (expected := field.misses(text))}
        if wrong:
            codes = pc.fill_null(coded.indices, -1).to_numpy(zero_copy_only=False)
            for row in np.flatnonzero(np.isin(codes, list(wrong))):
                findings.append((int(row), field.name, said(written[codes[row]]), wrong[codes[row]]))
            texts = [None if code in wrong else text for code, text in enumerate(texts)]
        return pa.array(texts, pa.string()).take(coded.indices), True


Grown = tuple[pa.Array, Any]


def _grown(below: Any, size: int) -> Grown:
    """Give the column of a part of the tree, and where any of its columns says something (None: nothing can)."""
    if isinstance(below, tuple):
        array, said = below
        return array, pc.is_valid(array).to_numpy(zero_copy_only=False) if said else None
    grown = {step: _grown(part, size) for step, part in below.items()}
    present = [flags for _, flags in grown.values() if flags is not None]
    anywhere = np.logical_or.reduce(present) if present else None
    if not isinstance(next(iter(grown)), int):
        arrays = [array for array, _ in grown.values()]
        return pa.StructArray.from_arrays(arrays, [str(step) for step in grown]), anywhere
    slots = [grown[step] for step in sorted(grown, key=int)]
    flags = np.stack([np.ones(size, bool) if said is None else said for _, said in slots], axis=1)
    rows, slot = np.nonzero(flags)
    values = _together([array for array, _ in slots]).take(pa.array(slot * size + rows))
    offsets = np.concatenate([[0], np.cumsum(flags.sum(axis=1))]).astype(np.int32)
    return pa.ListArray.from_arrays(pa.array(offsets), values), anywhere


def _together(arrays: Sequence[pa.Array]) -> pa.Array:
    """Put entries of several places of a list under one another; each may say other fields."""
    if len({array.type for array in arrays}) == 1:
        return pa.concat_arrays(arrays)
    tables = [pa.Table.from_struct_array(array) for array in arrays]
    made = pa.concat_tables(tables, promote_options="default").to_struct_array()
    return made.combine_chunks() if isinstance(made, pa.ChunkedArray) else made


# Reading the file

TEXT = Text(500)


class _Words(Value):
    """Texts of a column and the words of the record that they stand for; an empty word is *not said*."""

    def read(self, node: Located, problems: Problems) -> Mapping[str, str] | None:
        """Read a mapping of texts."""
        if node.fields is None or any(part.text is None for part in node.fields.values()):
            problems.add(node, "a mapping of the column's texts to words, such as {M: medical-assisting}")
            return None
        return {name: "" if part.is_null else part.text or "" for name, part in node.fields.items()}

    def schema(self) -> dict[str, Any]:
        """An object of texts."""
        return {"type": "object", "additionalProperties": {"type": "string"}}

    def write(self, value: Mapping[str, str]) -> dict[str, str]:
        """A mapping."""
        return dict(value)


class _Described(Value):
    """One field's column as it is written out."""

    column: str | None = None
    always: tuple[str, ...] | None = None
    words: Mapping[str, str] = {}
    dates: tuple[str, ...] = ()


class _File(Value):
    person: str
    fields: Any
    empty: tuple[str, ...] = ()
    dates: tuple[str, ...] = ()


class _Anything(Value):
    """Left for later: the fields are read one by one."""

    def read(self, node: Located, problems: Problems) -> Located:
        """Give the node itself."""
        return node

    def schema(self) -> dict[str, Any]:
        """An object."""
        return {"type": "object"}

    def write(self, value: Any) -> Any:
        """Nothing is written."""
        return value


DESCRIBED = Entry(
    _Described,
    {
        "column": TEXT,
        "always": ListOf(TEXT, lone=True),
        "words": _Words(),
        "dates": ListOf(TEXT, lone=True),
    },
)
FILE = Entry(
    _File,
    {
        "person": TEXT,
        "empty": ListOf(TEXT, lone=True),
        "dates": ListOf(TEXT, lone=True),
        "fields": _Anything(),
    },
    required=("person", "fields"),
)


def read_mapping(path: Path) -> Columns:
    """Read a mapping file; raises `Problems` with everything wrong in it, each with its line."""
    problems = Problems()
    read: _File | None = FILE.read(read_tree(path, shown=str(path), problems=problems), problems)
    problems.raise_if_any()
    assert read is not None
    if read.fields.fields is None:
        problems.add(read.fields, "a mapping of fields to columns, such as 'birth: date_of_birth'")
        raise problems
    fields = [_field(name, node, read.dates, problems) for name, node in read.fields.fields.items()]
    problems.raise_if_any()
    return Columns(read.person, tuple(field for field in fields if field is not None), read.empty)


def _field(name: str, node: Located, dates: tuple[str, ...], problems: Problems) -> Field | None:
    path, place = find(name, node, problems)
    described: _Described | None = (
        _Described(column=node.text) if node.text is not None else DESCRIBED.read(node, problems)
    )
    if described is None or place is None:
        return None
    if (described.column is None) is (described.always is None):
        problems.add(node, "'column' or 'always', and not both")
    if place.kind in ("when", "day"):
        described = _Described(described.column, described.always, described.words, described.dates or dates)
    elif described.dates:
        problems.add(node, "'dates' only for a field that is a date", found="'dates'")
    shape: Shape = place.shape
    for text, word in described.words.items():
        if isinstance(shape, Choice) and word and word not in shape.options:
            shape.read(Located(word, file=node.file, line=node.line, path=f"{node.path}.words.{text}"), problems)
    return Field(path, shape, described.column, described.always, described.words, described.dates)


def find(name: str, node: Located, problems: Problems) -> tuple[Path_, Place | None]:
    """Find the place that a path such as ``programs[0].completed`` names."""
    steps: list[str | int] = []
    below: tuple[Place, ...] = places(every=True)
    place: Place | None = None
    for part in name.split("."):
        match = STEP.fullmatch(part)
        if place is not None and place.kind == "amounts" and match and match[2] is None:
            return (*steps, match[1]), Place(f"{place.path}.{match[1]}", "number", place.shape)
        place = next((known for known in below if match and known.name == match[1]), None)
        if match is None or place is None:
            known = [known.name for known in below]
            hint = did_you_mean(part, known) or f"Known here: {', '.join(known) or 'nothing further'}."
            problems.add(node, "a field of the record", found=f"{name!r}", hint=hint)
            return (), None
        steps.append(match[1])
        if match[2] is not None:
            steps.append(int(match[2]))
        if (match[2] is None) is (place.kind == "entries") and (match[2] is None or place.kind != "words"):
            say = f"{match[1]}[0]" if match[2] is None else match[1]
            problems.add(node, f"{say!r} in the path", found=f"{name!r}")
            return (), None
        below = place.below
    if place is not None and place.below:
        problems.add(node, f"one field of {name!r}, such as '{name}.{place.below[0].name}'", found=f"{name!r}")
        return (), None
    return tuple(steps), place


def by_heading(headings: Sequence[str], name: str) -> Columns:
    """Map columns whose headings are paths of the record themselves; all others are carried along."""
    problems = Problems()
    fields = []
    tops = {place.path for place in places(every=True)}
    for heading in headings:
        top = re.split(r"[.\[]", heading)[0]
        if top in tops and heading != PERSON_ID:
            path, place = find(heading, Located(heading, file=name, line=1, path=heading), problems)
            if place is not None:
                fields.append(Field(path, place.shape, heading))
    problems.raise_if_any()
    return Columns(PERSON_ID, tuple(fields))
