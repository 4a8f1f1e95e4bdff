"""What is wrong with a table of people: every bad value with its row and place, what was found and expected."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

Index = NDArray[np.int64]

REJECTS = pa.schema(
    [
        pa.field("file", pa.string(), nullable=False),
        pa.field("row", pa.int64(), nullable=False),
        pa.field("person", pa.string()),
        pa.field("column", pa.string(), nullable=False),
        pa.field("found", pa.string(), nullable=False),
        pa.field("expected", pa.string(), nullable=False),
    ]
)
"""A row for every bad value. ``row`` counts the rows of the file, the first being 1."""


class Level:
    """People, or the entries of one of their lists: how an entry is traced back to its person and named.

    ``offsets`` tells where the entries of each of ``parent`` begin.
    """

    def __init__(self, path: str = "", parent: "Level | None" = None, offsets: Index | None = None) -> None:
        self.path = path
        self.parent = parent
        self.offsets = offsets

    def owner(self, index: int) -> int:
        """Give the place, one level up, of what an entry belongs to."""
        assert self.offsets is not None
        return int(np.searchsorted(self.offsets, index, side="right")) - 1

    def row(self, index: int) -> int:
        """Give the person's row of an entry."""
        return index if self.parent is None else self.parent.row(self.owner(index))

    def label(self, index: int, path: str) -> str:
        """Name a place of an entry, like ``programs[0].started``."""
        own = path.removeprefix(self.path).removeprefix(".")
        if self.parent is None:
            return own
        assert self.offsets is not None
        owner = self.owner(index)
        entry = f"{self.parent.label(owner, self.path)}[{index - int(self.offsets[owner])}]"
        return f"{entry}.{own}" if own else entry


class Findings:
    """Collects bad values of one chunk of rows."""

    def __init__(self) -> None:
        self.rows: list[int] = []
        self.columns: list[str] = []
        self.found: list[str] = []
        self.expected: list[str] = []
        self._marked: dict[str, set[int]] = {}

    def add(self, level: Level, path: str, index: int, found: str, expected: str, hint: str = "") -> None:
        """Note one bad value of the entry ``index`` of a level."""
        self.rows.append(level.row(index))
        self.columns.append(level.label(index, path))
        self.found.append(found)
        self.expected.append(f"{expected}. {hint}" if hint else expected)
        self._marked.setdefault(path, set()).add(index)

    def take(self, level: Level, path: str, indices: Any, found: Sequence[str], expected: str) -> None:
        """Note many bad values that expect the same."""
        for index, said in zip(indices, found, strict=True):
            self.add(level, path, int(index), said, expected)

    def knows(self, path: str, index: int) -> bool:
        """Whether a value is already known to be bad: what is compared with it says nothing more."""
        return index in self._marked.get(path, ())

    def bad_rows(self, size: int) -> NDArray[np.bool_]:
        """Flag the rows with any bad value."""
        flags = np.zeros(size, bool)
        flags[self.rows] = True
        return flags

    def table(
        self, file: str, numbers: Index, persons: pa.Array, broken: Sequence[tuple[int, str, str]] = ()
    ) -> pa.Table:
        """Give the rejects, sorted by row: ``numbers`` are the rows' numbers in their file.

        ``broken`` are rows that could not be read at all: number, found, expected.
        """
        held = self._table(file, numbers, persons)
        if not broken:
            return held
        more = [
            {"file": file, "row": row, "person": None, "column": "", "found": found, "expected": expected}
            for row, found, expected in broken
        ]
        return pa.concat_tables([held, pa.Table.from_pylist(more, schema=REJECTS)]).sort_by("row")

    def _table(self, file: str, numbers: Index, persons: pa.Array) -> pa.Table:
        if not self.rows:
            return REJECTS.empty_table()
        order = np.argsort(np.array(self.rows), kind="stable")
        rows = np.array(self.rows, np.int64)[order]
        columns = {
            "file": [file] * len(rows),
            "row": numbers[rows],
            "person": persons.take(pa.array(rows)),
            "column": [self.columns[i] for i in order],
            "found": [self.found[i] for i in order],
            "expected": [self.expected[i] for i in order],
        }
        return pa.Table.from_pydict(columns, schema=REJECTS)


def said(value: Any) -> str:
    """Say what was found, short enough for a message."""
    if value is None:
        return "nothing"
    text = str(value)
    return repr(text if len(text) <= 60 else f"{text[:57]}...")


def where(flags: Any) -> list[int]:
    """Give the places of an Arrow array of flags that are set."""
    if not pc.any(flags).as_py():
        return []
    set_flags = pc.fill_null(flags, False).to_numpy(zero_copy_only=False)
    return [int(index) for index in np.flatnonzero(set_flags)]


def shown(days: pa.Array, index: int) -> str:
    """Write a day, also one that Python's calendar does not have."""
    number = days.view(pa.int32())[index].as_py()
    return str(np.datetime64(int(number), "D"))
