"""People in Parquet files, one row a person: only the fields that are asked for are read, and words as codes."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from pyarrow import types

from lapel.batch.checking import as_ids
from lapel.batch.fitting import carried, check_columns, is_list, is_text, near_misses
from lapel.batch.parts import Chunk, Partition
from lapel.batch.places import Place, places
from lapel.batch.schema import PERSON_ID
from lapel.model.located import Problem, Problems

PARQUET = (".parquet", ".pq")

TOGETHER = 4
"""Small row groups are read together, until they fill this many chunks."""

APART = 16
"""A row group of more chunks than this is cut: rows before a cut are read again, to be passed over."""


class ParquetRows:
    """Rows of Parquet files, read row group by row group: only the fields that are asked for, words as codes."""

    def __init__(self, files: Sequence[Path], chunk: int, every: bool) -> None:
        self.files = tuple(files)
        self.chunk = chunk
        self.every = every
        found: dict[str, pa.Field] = {}
        problems = Problems()
        notes: list[Problem] = []
        self.shapes = []
        for file in self.files:
            try:
                held = opened(file)
                check_columns(held.schema_arrow, str(file))
                self.shapes.append(_shape(held))
                _add_carried(found, held.schema_arrow, str(file))
                notes = near_misses(held.schema_arrow)
            except Problems as more:
                problems.found += more.found
        problems.raise_if_any()
        self.notes = tuple(notes)
        self.carried = tuple(found.values())
        self.total = sum(sum(shape) for shape in self.shapes)

    def partitions(self) -> tuple[Partition, ...]:
        """Take small row groups of a file together, and cut long ones."""
        parts: list[Partition] = []
        for number, (file, groups) in enumerate(zip(self.files, self.shapes, strict=True)):
            first = start = 0
            for group in range(len(groups)):
                so_far = sum(groups[start : group + 1])
                if so_far >= TOGETHER * self.chunk or group == len(groups) - 1:
                    parts += self._cut(f"{number:05}-{start:05}", str(file), first, so_far, (start, group + 1))
                    first, start = first + so_far, group + 1
        return tuple(parts)

    def _cut(self, name: str, file: str, first: int, rows: int, groups: tuple[int, int]) -> Iterator[Partition]:
        most = APART * self.chunk
        if rows <= most:
            yield Partition(name, file, first, rows, (*groups, 0))
            return
        for passed in range(0, rows, most):
            share = min(most, rows - passed)
            yield Partition(f"{name}-{passed // most:05}", file, first + passed, share, (*groups, passed))

    def ids(self) -> Iterator[pa.Array]:
        """Read the column of ids alone."""
        for file in self.files:
            for batch in batches(opened(file), str(file), [PERSON_ID], None, self.chunk):
                yield as_ids(batch.column(0))

    def read(self, partition: Partition) -> Iterator[Chunk]:
        """Read row groups in chunks."""
        plain = _kept(partition.file, _changed(Path(partition.file)))
        columns, words = _leaves(plain, self.every, {field.name for field in self.carried})
        coded = opened(Path(partition.file), words, plain.metadata)
        first, left = partition.first + 1, partition.rows
        start, end, passed = partition.part
        # One group at a time: codes differ from group to group.
        for group in range(start, end):
            for batch in self._group(coded, plain, partition.file, columns, group):
                mine = batch.slice(passed, left)
                passed, left = max(passed - batch.num_rows, 0), left - mine.num_rows
                if mine.num_rows:
                    yield Chunk(mine, np.arange(first, first + mine.num_rows, dtype=np.int64))
                    first += mine.num_rows
                if not left:
                    return

    def _group(
        self, coded: pq.ParquetFile, plain: pq.ParquetFile, file: str, columns: list[str], group: int
    ) -> Iterator[pa.RecordBatch]:
        """Read a row group with words as codes or, where it has too many words for that, as they are."""
        done = 0
        try:
            for batch in batches(coded, file, columns, [group], self.chunk):
                yield batch
                done += batch.num_rows
        except pa.ArrowNotImplementedError:
            for batch in batches(plain, file, columns, [group], self.chunk):
                if done < batch.num_rows:
                    yield batch.slice(done)
                done = max(done - batch.num_rows, 0)

    def fingerprint(self) -> str:
        """Hash names, sizes and footers."""
        total = sha256()
        for file in self.files:
            total.update(f"{file.name}\0{file.stat().st_size}\0".encode())
            total.update(footer(file))
        return total.hexdigest()


def footer(file: Path) -> bytes:
    """Read the end of a Parquet file, which says where everything lies, with its bounds."""
    with file.open("rb") as raw:
        size = file.stat().st_size
        raw.seek(size - 8)
        length = min(int.from_bytes(raw.read(4), "little"), size - 8)
        raw.seek(size - 8 - length)
        return raw.read(length)


@lru_cache(maxsize=1)
def _kept(file: str, changed: int) -> pq.ParquetFile:
    """Open a file once for all its parts: of many row groups, what lies where alone takes tens of megabytes."""
    return opened(Path(file))


def _changed(file: Path) -> int:
    try:
        return file.stat().st_mtime_ns
    except OSError as error:
        raise unreadable(file, error) from None


def opened(file: Path, words: Sequence[str] = (), metadata: pq.FileMetaData | None = None) -> pq.ParquetFile:
    """Open a Parquet file, whose ``metadata`` may be known; raises `Problems` when it is none, or is damaged."""
    try:
        return pq.ParquetFile(file, metadata=metadata, read_dictionary=list(words), pre_buffer=False)
    except (OSError, pa.ArrowException) as error:
        raise unreadable(file, error) from None


def batches(
    held: pq.ParquetFile, file: str, columns: Sequence[str], groups: Sequence[int] | None, chunk: int
) -> Iterator[pa.RecordBatch]:
    """Read columns in batches; raises `Problems` when the file turns out to be damaged."""
    try:
        yield from held.iter_batches(batch_size=chunk, columns=list(columns), row_groups=groups)
    except pa.ArrowNotImplementedError:
        raise
    except (OSError, pa.ArrowException) as error:
        raise unreadable(Path(file), error) from None


def unreadable(file: Path, error: Exception, expected: str = "a whole Parquet file") -> Problems:
    """Say that a file cannot be read, and what to do."""
    if isinstance(error, FileNotFoundError | PermissionError):
        return Problems([Problem(str(file), 0, "", f"no readable file ({error.strerror})", expected)])
    reason = " ".join(str(error).split())[:200]
    hint = "It may be cut short or damaged: copy or write it again."
    return Problems([Problem(str(file), 0, "", f"a file that cannot be read ({reason})", expected, hint)])


def _shape(held: pq.ParquetFile) -> tuple[int, ...]:
    about = held.metadata
    return tuple(about.row_group(group).num_rows for group in range(about.num_row_groups))


def _add_carried(found: dict[str, pa.Field], schema: pa.Schema, file: str) -> None:
    for field in carried(schema):
        known = found.setdefault(field.name, field)
        if known.type != field.type:
            hint = "Write the files with the same columns."
            expected = f"{known.type}, as in the files before it"
            raise Problems([Problem(file, 0, field.name, f"a column of {field.type}", expected, hint)])


def _leaves(held: pq.ParquetFile, every: bool, also: set[str]) -> tuple[list[str], list[str]]:
    """List the paths of the leaves to be read, and those of them that hold words."""
    known = {place.path: place for place in places(every=every)}
    columns, words, at = [], [], 0
    for field in held.schema_arrow:
        place = known.get(field.name)
        kinds = list(_below(field.type, place))
        paths = [held.schema.column(at + n).path for n in range(len(kinds))]
        at += len(kinds)
        if field.name in also or field.name == PERSON_ID:
            columns += paths
        elif place is not None:
            mine = [path for path, (wanted, _) in zip(paths, kinds, strict=True) if wanted]
            # Entries of which nothing is read are entries all the same.
            columns += mine or paths[:1]
            words += [path for path, (wanted, kind) in zip(paths, kinds, strict=True) if wanted and is_text(kind)]
    return columns, words


def _below(kind: pa.DataType, place: Place | None) -> Iterator[tuple[bool, pa.DataType]]:
    """Go through the leaves of a column as Parquet counts them: whether each is wanted, and its type."""
    if types.is_struct(kind):
        for field in kind:
            inside = place.field(field.name) if place is not None and place.below else place
            yield from _below(field.type, inside)
    elif types.is_map(kind):
        yield place is not None, kind.key_type
        yield place is not None, kind.item_type
    elif is_list(kind):
        yield from _below(kind.value_type, place)
    else:
        yield place is not None, kind
