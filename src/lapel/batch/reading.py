"""Open people wherever they lie, and read them in checked chunks.

A source is cut into partitions, each of which any process can read by itself, in as much memory as a few chunks take.
A person with a bad value goes as a whole into the rejects: in = decided + rejected.
"""

import glob
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from lapel.batch.checking import Checker
from lapel.batch.findings import REJECTS, Findings, Level, said
from lapel.batch.jsonlines import JsonRows
from lapel.batch.parquet import PARQUET, ParquetRows
from lapel.batch.parts import Chunk, Partition
from lapel.batch.places import places
from lapel.batch.repeated import repeated
from lapel.batch.schema import PERSON_ID
from lapel.batch.tables import TableRows, is_warehouse
from lapel.batch.text import LINES, SEPARATORS, CsvRows
from lapel.model.located import Problem, Problems

CHUNK = 16_384


class Checked:
    """One chunk: the people that can be decided, and every bad value of those that cannot.

    ``people`` has the columns of `lapel.batch.schema` that were asked for, then those carried along. ``seen`` counts
    the rows read, ``rejected`` those that are not among ``people``; so ``seen == people.num_rows + rejected``.
    """

    __slots__ = ("people", "rejected", "rejects", "seen")

    def __init__(self, people: pa.Table, rejects: pa.Table, seen: int) -> None:
        self.people = people
        self.rejects = rejects
        self.seen = seen
        self.rejected = seen - people.num_rows


class Rows(Protocol):
    """A way to read rows as they lie in files: Parquet, text or tables of a warehouse."""

    carried: tuple[pa.Field, ...]
    notes: tuple[Problem, ...]

    @property
    def total(self) -> int:
        """How many rows there are."""

    def partitions(self) -> tuple[Partition, ...]:
        """Cut the rows into parts, always the same ones for the same files and chunk."""

    def ids(self) -> Iterator[pa.Array]:
        """Read the ids of all people, in the order of the rows."""

    def read(self, partition: Partition) -> Iterator[Chunk]:
        """Read the rows of a part in chunks."""

    def fingerprint(self) -> str:
        """Tell the files apart from any others."""


class Source:
    """People, ready to be read. It can be handed to another process.

    ``total`` counts the rows. ``notes`` says what may be an oversight, such as a column whose name is nearly that of a
    known one. ``carried`` lists the columns beside the known ones.
    """

    def __init__(self, rows: Rows, every: bool, repeated: pa.Array) -> None:
        self._rows = rows
        self._every = every
        self._repeated = repeated
        self.total = rows.total
        self.notes = rows.notes
        self.carried = rows.carried

    def fingerprint(self) -> str:
        """Give a hash that changes with the files: names of parts, sizes, and what they say of their content."""
        return self._rows.fingerprint()

    def partitions(self) -> tuple[Partition, ...]:
        """Give the parts, in the order of the rows."""
        return self._rows.partitions()

    def read(self, partition: Partition) -> Iterator[Checked]:
        """Read one part in checked chunks; raises `Problems` where the file turns out to be damaged."""
        checker = Checker(places(every=self._every))
        for chunk in self._rows.read(partition):
            yield self._checked(chunk, checker, partition.file)

    def _checked(self, chunk: Chunk, checker: Checker, file: str) -> Checked:
        findings, rows = Findings(), chunk.rows
        for index, path, found, expected in chunk.findings:
            findings.add(Level(), path, index, found, expected)
        ids, made = checker.check(rows, findings)
        if len(self._repeated):
            twice = pc.is_in(ids, value_set=self._repeated).to_numpy(zero_copy_only=False)
            for row in np.flatnonzero(twice):
                findings.add(Level(), PERSON_ID, int(row), said(ids[int(row)].as_py()), ONCE)
        names = [PERSON_ID, *(place.path for place in checker.columns), *(field.name for field in self.carried)]
        extras = [_extra(rows, field) for field in self.carried]
        people = pa.table([ids, *made, *extras], names=names)
        bad = findings.bad_rows(rows.num_rows)
        if bad.any():
            people = people.filter(pa.array(~bad))
        rejects = findings.table(file, chunk.numbers, ids, chunk.broken)
        if chunk.strays is not None:
            rejects = pa.concat_tables([rejects, chunk.strays])
        return Checked(people, rejects, rows.num_rows + len(chunk.broken))


ONCE = "an id that no other row has"


def _extra(table: pa.RecordBatch | pa.Table, field: pa.Field) -> Any:
    if field.name in table.schema.names:
        return table.column(field.name)
    return pa.nulls(table.num_rows, field.type)


def open_people(
    path: Path,
    *,
    mapping: Path | None = None,
    chunk: int = CHUNK,
    every: bool = False,
    scratch: Path | None = None,
) -> Source:
    """Open people: a file of Parquet, CSV or JSON lines, a folder or a pattern of such files, or tables of a warehouse.

    ``mapping`` says what the columns of CSV or flat JSON mean. Tables that are not in the order of their people are
    put in order in ``scratch``; without it, in a folder that goes when this process lets go of the source.

    ``chunk`` is how many people are in memory at once; ``every`` also reads and checks the fields that no rule reads.
    Raises `Problems` with whatever makes the input as a whole unreadable: nothing there, a damaged file, columns that
    are missing or of another type, fields that no record has.
    """
    if mapping is None and is_warehouse(path):
        rows: Rows = TableRows(path, chunk, scratch)
    else:
        files = found_files(path)
        kind = _kind(files, mapping)
        rows = ParquetRows(files, chunk, every) if kind == "parquet" else kind(files, mapping, chunk, every)
    return Source(rows, every, repeated(rows.ids, rows.total, str(path)))


KINDS = {**dict.fromkeys(PARQUET, "parquet"), **dict.fromkeys(SEPARATORS, CsvRows), **dict.fromkeys(LINES, JsonRows)}
KNOWN = f"files named {', '.join(KINDS)}"


def found_files(path: Path) -> list[Path]:
    """List the files of people that a path names: itself, those of a folder and below it, or those of a pattern.

    Names that begin with a dot or an underscore are passed over, as those who write such folders expect.
    """
    if path.is_dir():
        within = path.rglob("*")
    elif glob.has_magic(str(path)) and not path.exists():
        within = (Path(name) for name in glob.glob(str(path), recursive=True))
    else:
        return [path]
    files = sorted(file for file in within if file.is_file() and not file.name.startswith((".", "_")))
    if path.is_dir():
        files = [file for file in files if file.suffix.lower() in KINDS]
    if not files:
        raise Problems([Problem(str(path), 0, "", "no files of people", KNOWN)])
    return files


def _kind(files: Sequence[Path], mapping: Path | None) -> Any:
    problems = Problems()
    kinds = [KINDS.get(file.suffix.lower()) for file in files]
    for file, kind in zip(files, kinds, strict=True):
        if kind is None:
            problems.found.append(Problem(str(file), 0, "", f"a file named *{file.suffix}", KNOWN, UNPACK))
        elif kind is not kinds[0]:
            hint = "Read files of different kinds one after the other."
            problems.found.append(
                Problem(str(file), 0, "", "files of several kinds", f"files like {files[0].name}", hint)
            )
    if kinds[0] == "parquet" and mapping is not None:
        hint = "Name the columns of a Parquet file as the published schema has them."
        problems.found.append(Problem(str(mapping), 0, "", "a mapping for Parquet", "a mapping for CSV or JSON", hint))
    problems.raise_if_any()
    return kinds[0]


UNPACK = "Unpack what is packed first."


def rejects_of(chunks: Sequence[Checked]) -> pa.Table:
    """Put the rejects of chunks together."""
    return pa.concat_tables([REJECTS.empty_table(), *(chunk.rejects for chunk in chunks)])
