"""People in files of text: CSV, and JSON a line.

A file is gone through once to be cut into blocks of whole rows, so that any process can read any block by itself, and
rows keep their numbers. A row that cannot be read as one is a reject of its own; the rows around it are read.
"""

import csv
from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pcsv
from numpy.typing import NDArray

from lapel.batch.mapping import Columns, by_heading, read_mapping
from lapel.batch.parts import Chunk, Partition
from lapel.batch.places import places
from lapel.batch.schema import PERSON_ID
from lapel.model.located import Problem, Problems
from lapel.model.shapes import did_you_mean

BLOCK = 8_000_000
"""Bytes of a block: enough for many rows, little beside a computer's memory."""

TOGETHER = 4
"""Blocks of a partition."""

OTHER = (";", "\t", "|", ",")
"""What may divide columns."""

SEPARATORS: Mapping[str, str] = {".csv": ",", ".tsv": "\t", ".psv": "|"}
LINES = (".ndjson", ".jsonl", ".json")

Block = tuple[int, int, int, int]
"""Where a block begins, how many bytes and how many lines it has, and how many of these are blank."""


UTF_8 = "UTF-8 text"
SAVE = "Save the file as UTF-8."


class Cut:
    """A file of text cut into blocks of whole rows, without its first ``skip`` bytes."""

    def __init__(self, file: Path, *, skip: int = 0, quoted: bool = False, size: int = BLOCK) -> None:
        self.blocks: list[Block] = []
        digest = sha256()
        try:
            with file.open("rb") as raw:
                at = skip
                raw.seek(at)
                while held := raw.read(size):
                    end, lines = _last_row(held, quoted)
                    while end == 0 and len(more := raw.read(size)):
                        held += more
                        end, lines = _last_row(held, quoted)
                        if end == 0 and len(held) > 8 * size:
                            raise Problems(
                                [_problem(file, f"a row of more than {len(held):,} bytes", "rows, each on a line")]
                            )
                    if end == 0:
                        end, lines = len(held), 1
                    self.blocks.append((at, end, lines, len(_blank(held[:end], quoted))))
                    digest.update(held[:end])
                    at += end
                    raw.seek(at)
        except OSError as error:
            raise Problems([_problem(file, f"no readable file ({error.strerror})", "a file of text")]) from None
        self.lines = sum(lines for _, _, lines, _ in self.blocks)
        self.blank = sum(blank for *_, blank in self.blocks)
        self.digest = digest.digest()


def _last_row(held: bytes, quoted: bool) -> tuple[int, int]:
    """Find the end of the last whole row, and count the rows up to it: a line feed between quotes ends none."""
    if not quoted or b'"' not in held:
        return held.rfind(b"\n") + 1, held.count(b"\n")
    ends = _ends(held, quoted)
    return (int(ends[-1]) + 1, len(ends)) if len(ends) else (0, 0)


def _ends(held: bytes, quoted: bool) -> NDArray[np.int64]:
    """Find the line feeds that end rows."""
    signs = np.frombuffer(held, np.uint8)
    ends = signs == ord("\n")
    if quoted and b'"' in held:
        ends &= (np.cumsum(signs == ord('"'), dtype=np.int32) & 1) == 0
    return np.flatnonzero(ends)


def _blank(held: bytes, quoted: bool) -> NDArray[np.int64]:
    """Find the rows of a block that are blank: their places among its rows."""
    signs = np.frombuffer(held + b"\n", np.uint8)
    after = np.flatnonzero(signs[:-1] == ord("\n")) + 1
    if held[0] not in SPACE and not np.isin(signs[after], SPACE).any():
        return np.empty(0, np.int64)
    starts, ends = _rows(held, quoted)
    perhaps = np.flatnonzero(np.isin(signs[starts], SPACE))
    return np.array([row for row in perhaps if not held[starts[row] : ends[row]].strip()], np.int64)


SPACE = [*b"\n\r \t\v\f"]


def _rows(held: bytes, quoted: bool) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Give where each row of a block begins, and where it ends; the last may lack its line feed."""
    ends = _ends(held, quoted)
    if not len(ends) or ends[-1] + 1 < len(held):
        ends = np.append(ends, len(held))
    return np.concatenate([[0], ends[:-1] + 1]), ends


def _problem(file: Path | str, found: str, expected: str, hint: str = "", path: str = "") -> Problem:
    return Problem(str(file), 0, path, found, expected, hint)


class TextRows:
    """What rows of CSV and of JSON have in common: files cut into blocks, and blocks taken together as partitions."""

    carried: tuple[pa.Field, ...] = ()
    notes: tuple[Problem, ...] = ()

    def __init__(self, files: Sequence[Path], chunk: int) -> None:
        self.files = tuple(files)
        self.chunk = chunk
        self.cuts: list[Cut] = []

    @property
    def lines(self) -> int:
        """How many lines there are."""
        return sum(cut.lines for cut in self.cuts)

    @property
    def total(self) -> int:
        """How many rows there are: lines that are not blank."""
        return self.lines - sum(cut.blank for cut in self.cuts)

    def partitions(self) -> tuple[Partition, ...]:
        """Take some blocks of a file together."""
        parts = []
        for number, (file, cut) in enumerate(zip(self.files, self.cuts, strict=True)):
            first = 0
            for start in range(0, len(cut.blocks), TOGETHER):
                rows = sum(lines for _, _, lines, _ in cut.blocks[start : start + TOGETHER])
                end = min(start + TOGETHER, len(cut.blocks))
                parts.append(Partition(f"{number:05}-{start:05}", str(file), first, rows, (number, start, end)))
                first += rows
        return tuple(parts)

    def ids(self) -> Iterator[pa.Array]:
        """Read the ids of everyone."""
        for partition in self.partitions():
            for chunk in self.read(partition, only_ids=True):
                yield chunk.rows.column(PERSON_ID)

    def read(self, partition: Partition, *, only_ids: bool = False) -> Iterator[Chunk]:
        """Read the rows of a part."""
        number, start, end = partition.part
        first = partition.first
        for at, size, lines, _ in self.cuts[number].blocks[start:end]:
            with Path(partition.file).open("rb") as raw:
                raw.seek(at)
                held = raw.read(size)
            for chunk in self.block(held, number, first, only_ids):
                yield from _in_pieces(chunk, self.chunk)
            first += lines

    def block(self, held: bytes, number: int, first: int, only_ids: bool) -> Iterator[Chunk]:
        """Read one block of a file."""
        raise NotImplementedError

    def fingerprint(self) -> str:
        """Hash names and contents."""
        total = sha256()
        for file, cut in zip(self.files, self.cuts, strict=True):
            total.update(file.name.encode() + b"\0" + cut.digest)
        return total.hexdigest()


def _in_pieces(chunk: Chunk, size: int) -> Iterator[Chunk]:
    """Divide a chunk; rows that could not be read go with the last piece."""
    rows = chunk.rows
    for start in range(0, max(rows.num_rows, 1), size):
        last = start + size >= rows.num_rows
        mine = tuple((at - start, *rest) for at, *rest in chunk.findings if start <= at < start + size)
        numbers = chunk.numbers[start : start + size]
        yield Chunk(rows.slice(start, size), numbers, chunk.broken if last else (), mine)  # type: ignore[arg-type]


# CSV


class CsvRows(TextRows):
    """Rows of CSV files with headings, read through a mapping or by headings that are paths of the record."""

    def __init__(self, files: Sequence[Path], mapping: Path | None, chunk: int, every: bool) -> None:
        super().__init__(files, chunk)
        self.separator = SEPARATORS[self.files[0].suffix.lower()]
        heads = [_headings(file, self.separator) for file in self.files]
        self.headings = heads[0][0]
        problems = Problems()
        for file, (headings, _) in zip(self.files, heads, strict=True):
            if headings != self.headings:
                expected = f"the headings of {self.files[0].name}"
                problems.found.append(_problem(file, f"the headings {', '.join(headings)[:200]}", expected))
        problems.raise_if_any()
        self.columns = read_mapping(mapping) if mapping else by_heading(self.headings, str(self.files[0]))
        self._check_headings(str(mapping) if mapping else str(self.files[0]), problems)
        self.carried = tuple(pa.field(name, pa.string()) for name in self.headings if name not in self.columns.used())
        unmapped(self.carried, self.files[0])
        self.cuts = [Cut(file, skip=skip, quoted=True) for file, (_, skip) in zip(self.files, heads, strict=True)]
        self.notes = (*blanks(self.files, self.cuts), *slips(self.carried, every))

    def _check_headings(self, where: str, problems: Problems) -> None:
        other = next((sign for sign in OTHER if sign != self.separator and sign in self.headings[0]), "")
        if other and len(self.headings) == 1:
            expected, hint = f"columns divided by {self.separator!r}", "Save the file with that sign."
            problems.found.append(_problem(self.files[0], f"one column, with {other!r} in its name", expected, hint))
            raise problems
        if self.columns.person not in self.headings and where == str(self.files[0]):
            raise nobody(self.files[0], self.headings)
        for name in sorted(self.columns.used() - set(self.headings)):
            hint = did_you_mean(name, self.headings) or f"Columns: {', '.join(self.headings)[:300]}."
            problems.found.append(
                _problem(where, f"no column {name!r} in {self.files[0].name}", "a column that is there", hint)
            )
        for name in sorted({name for name in self.headings if self.headings.count(name) > 1}):
            problems.found.append(_problem(self.files[0], f"the column {name!r} more than once", "each column once"))
        problems.raise_if_any()

    def block(self, held: bytes, number: int, first: int, only_ids: bool) -> Iterator[Chunk]:
        """Parse a block as columns of text, then lay them out as columns of the record."""
        broken: list[tuple[int, str, str]] = []
        wrong: list[int] = []
        held, numbers = _without_blank(held)
        numbers += first + 1

        def refuse(row: Any) -> str:
            found = f"{row.actual_columns} columns"
            broken.append(
                (int(numbers[row.number - 1]), found, f"{row.expected_columns} columns, as the headings have")
            )
            wrong.append(row.number - 1)
            return "skip"

        table = self._parsed(held, refuse)
        numbers = np.delete(numbers, wrong)
        texts, not_text = _decoded(table)
        if not_text:
            kept = np.setdiff1d(np.arange(table.num_rows), np.array(sorted(not_text)))
            broken += [
                (int(numbers[row]), f"bytes that are no text, in {not_text[row]!r}", "UTF-8 text") for row in not_text
            ]
            texts = {name: column.take(pa.array(kept)) for name, column in texts.items()}
            numbers = numbers[kept]
        size = len(numbers)
        wanted = Columns(self.columns.person, (), self.columns.empty) if only_ids else self.columns
        findings: list[tuple[int, str, str, str]] = []
        made = {PERSON_ID: _nulled(texts[self.columns.person]), **wanted.rows(texts, size, findings)}
        if not only_ids:
            made |= {field.name: _nulled(texts[field.name]) for field in self.carried}
        yield Chunk(pa.RecordBatch.from_pydict(made), numbers, tuple(broken), tuple(findings))

    def _parsed(self, held: bytes, refuse: Any) -> pa.Table:
        if not held.strip():
            return pa.table({name: pa.array([], pa.binary()) for name in self.headings})
        try:
            return pcsv.read_csv(
                BytesIO(held),
                read_options=pcsv.ReadOptions(column_names=self.headings, use_threads=False, block_size=len(held) + 1),
                parse_options=pcsv.ParseOptions(
                    delimiter=self.separator,
                    newlines_in_values=True,
                    ignore_empty_lines=False,
                    invalid_row_handler=refuse,
                ),
                convert_options=pcsv.ConvertOptions(
                    column_types=dict.fromkeys(self.headings, pa.binary()), strings_can_be_null=False
                ),
            )
        except pa.ArrowException as error:
            reason = " ".join(str(error).split())[:200]
            hint = "Look for a quotation mark that is not closed."
            raise Problems([_problem(self.files[0], f"rows that cannot be read ({reason})", "CSV", hint)]) from None


def _without_blank(held: bytes) -> tuple[bytes, NDArray[np.int64]]:
    """Take the blank rows out of a block; gives the places of the others among all."""
    starts, ends = _rows(held, True)
    rows = np.arange(len(starts))
    blank = _blank(held, True)
    if not len(blank):
        return held, rows
    kept = np.setdiff1d(rows, blank)
    return b"\n".join(held[starts[row] : ends[row]] for row in kept), kept


def _nulled(column: pa.Array) -> pa.Array:
    return pc.if_else(pc.equal(pc.utf8_length(column), 0), pa.scalar(None, pa.string()), column)


def _decoded(table: pa.Table) -> tuple[dict[str, pa.Array], dict[int, str]]:
    """Read columns of bytes as text; gives the rows that are none, each with the column at fault."""
    texts: dict[str, pa.Array] = {}
    not_text: dict[int, str] = {}
    for name in table.column_names:
        column = table.column(name).combine_chunks()
        try:
            texts[name] = column.cast(pa.string())
        except pa.ArrowInvalid:
            read = [_text(raw) for raw in column.to_pylist()]
            not_text |= {row: name for row, text in enumerate(read) if text is None}
            texts[name] = pa.array(read, pa.string())
    return texts, not_text


def _text(raw: bytes) -> str | None:
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return None


def _headings(file: Path, separator: str) -> tuple[list[str], int]:
    """Read the first row: the headings, and how many bytes it takes."""
    try:
        with file.open("rb") as raw:
            first = raw.readline(1_000_000)
    except OSError as error:
        raise Problems([_problem(file, f"no readable file ({error.strerror})", "a file of text")]) from None
    if first[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise Problems([_problem(file, "UTF-16 text", UTF_8, SAVE)])
    try:
        names = next(csv.reader([first.decode("utf-8-sig").rstrip("\r\n")], delimiter=separator), [])
    except (UnicodeDecodeError, csv.Error):
        raise Problems([_problem(file, "a first row that is no text", UTF_8, SAVE)]) from None
    if not any(name.strip() for name in names):
        raise Problems(
            [_problem(file, "an empty first row" if first else "an empty file", "headings in the first row")]
        )
    return [name.strip() for name in names], len(first)


def blanks(files: Sequence[Path], cuts: Sequence[Cut]) -> Iterator[Problem]:
    """Tell of blank lines: they are passed over, and keep their numbers."""
    for file, cut in zip(files, cuts, strict=True):
        if cut.blank:
            found = f"{cut.blank:,} blank lines" if cut.blank > 1 else "a blank line"
            hint = "They were skipped." if cut.blank > 1 else "It was skipped."
            yield _problem(file.name, found, "a person on each line", hint)


def nobody(file: Path, names: Sequence[str]) -> Problems:
    """Say that no column tells people apart."""
    hint = f"Name one so, or say with --mapping what the columns mean. Columns: {', '.join(names)[:300]}."
    return Problems([_problem(file, f"no column {PERSON_ID!r}", "a column with an id of each person", hint)])


def unmapped(fields: Sequence[pa.Field], file: Path) -> None:
    """Refuse columns that are carried along though their names are those of the record; raises `Problems`."""
    known = {PERSON_ID, *(place.path for place in places(every=True))}
    problems = Problems()
    for field in fields:
        if field.name in known:
            hint = f"Map it, or give the column another name: '{field.name}' is a column of the record."
            problems.found.append(_problem(file, "a column that is not mapped", "another name", hint, field.name))
    problems.raise_if_any()


def slips(fields: Sequence[pa.Field], every: bool) -> tuple[Problem, ...]:
    known = [place.path for place in places(every=every)]
    hints = ((field.name, did_you_mean(field.name, known)) for field in fields)
    return tuple(
        _problem("", "a column that is not mapped", "a known column", hint, name) for name, hint in hints if hint
    )
