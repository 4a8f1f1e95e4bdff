"""People in memory: a frame of Polars or a table of Arrow, checked as a file would be."""

from collections.abc import Iterator
from hashlib import sha256

import numpy as np
import pyarrow as pa

from lapel.batch.checking import as_ids
from lapel.batch.fitting import carried, check_columns, near_misses
from lapel.batch.parts import Chunk, Partition
from lapel.batch.reading import CHUNK, Source
from lapel.batch.repeated import repeated
from lapel.batch.schema import PERSON_ID
from lapel.model.located import Problem, Problems

FRAME = "people"

MOST = 100
"""Of more bad values than these, the rest is only counted."""


class FrameRows:
    """Rows of one table."""

    def __init__(self, table: pa.Table, chunk: int) -> None:
        check_columns(table.schema, FRAME)
        self.table = table
        self.chunk = chunk
        self.total = table.num_rows
        self.carried = tuple(carried(table.schema))
        self.notes = tuple(near_misses(table.schema))

    def partitions(self) -> tuple[Partition, ...]:
        """All rows are one part."""
        return (Partition("people", FRAME, 0, self.total),)

    def ids(self) -> Iterator[pa.Array]:
        """Give the ids."""
        yield from map(as_ids, self.table.column(PERSON_ID).chunks)

    def read(self, partition: Partition) -> Iterator[Chunk]:
        """Give the rows in chunks; an empty table as one."""
        for start in range(0, max(self.total, 1), self.chunk):
            rows = self.table.slice(start, self.chunk)
            yield Chunk(rows, np.arange(start + 1, start + 1 + rows.num_rows, dtype=np.int64))

    def fingerprint(self) -> str:
        """Hash the shape: what is in memory is not kept for later."""
        return sha256(f"{self.table.schema}\0{self.total}".encode()).hexdigest()


def checked_people(table: pa.Table, *, chunk: int = CHUNK) -> Iterator[pa.Table]:
    """Give the people in chunks that can be decided; raises `Problems` with every bad value, before the first."""
    rows = FrameRows(table, chunk)
    source = Source(rows, False, repeated(rows.ids, rows.total, FRAME))
    [part] = source.partitions()
    held, problems, more = [], Problems(), 0
    for checked in source.read(part):
        held.append(checked.people)
        for bad in checked.rejects.to_pylist() if checked.rejected else ():
            if len(problems.found) < MOST:
                problems.found.append(Problem(FRAME, bad["row"], bad["column"], bad["found"], bad["expected"]))
            else:
                more += 1
    if more:
        problems.found.append(Problem(FRAME, 0, "", f"{more:,} more bad values", "none"))
    if problems.found:
        raise problems
    return iter(held)
