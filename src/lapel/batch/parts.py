"""Parts of a source, and rows as they come out of a file before they are checked."""

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from lapel.model.value import Value


class Partition(Value):
    """A part of a source. ``name`` tells it from the others and can name a file; ``file`` is where it lies.

    ``first`` is the number of rows of the file before it, ``rows`` how many it has; ``part`` says where they are.
    """

    name: str
    file: str
    first: int
    rows: int
    part: tuple[int, ...] = ()


class Chunk:
    """Rows in columns of the record, not yet checked.

    ``numbers`` are the rows' numbers in their file, the first being 1. ``broken`` are rows that could not be read as
    such: number, found, expected. ``findings`` are bad values already seen: place among the rows, column, found,
    expected. Both name their own ``file`` where that is not the partition's.
    """

    __slots__ = ("broken", "findings", "numbers", "rows", "strays")

    def __init__(
        self,
        rows: pa.RecordBatch | pa.Table,
        numbers: NDArray[np.int64],
        broken: tuple[tuple[int, str, str], ...] = (),
        findings: tuple[tuple[int, str, str, str], ...] = (),
        strays: pa.Table | None = None,
    ) -> None:
        self.rows = rows
        self.numbers = numbers
        self.broken = broken
        self.findings = findings
        self.strays = strays
