"""Which layout a sheet has, by its headers and not by its name."""

import re
from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from itertools import zip_longest

from lapel.model.value import Value
from lapel.reference.shape import Column, DataSet, Layout, fold, fold_dated, years_in
from lapel.reference.sheets import Sheet

HEADER_BY = 30
"""Rows among which the header is looked for."""


class Match(Value):
    """A sheet whose headers are those of a layout: which cell of a row is which column; the rest are None."""

    dataset: DataSet
    layout: Layout
    header_ends: int
    cells: tuple[int | None, ...]
    years: tuple[str, str]

    @property
    def columns(self) -> int:
        """How many columns of the layout the sheet has."""
        return sum(at is not None for at in self.cells)


class Near(Value):
    """A sheet that has most columns of a layout, but not all that are needed."""

    dataset: DataSet
    layout: Layout
    missing: tuple[Column, ...]
    nearest: tuple[str, ...]
    line: int
    share: float


def match(sheet: Sheet, sets: Iterable[DataSet]) -> Match | Near | None:
    """Find the layout of a sheet: of those that fit, the one that uses most of its columns; or the nearest miss."""
    best: Match | None = None
    near: Near | None = None
    rows = [_Row(line, cells) for line, cells in _headers(sheet)]
    for dataset in sets:
        for layout in dataset.layouts:
            aliases = [tuple(map(fold, (column.name, *column.headers))) for column in layout.read]
            for row in rows:
                if layout.holds and not _holds(layout.holds, sheet, row.line):
                    continue
                found = _fits(dataset, layout, aliases, row)
                if isinstance(found, Match) and (best is None or found.columns > best.columns):
                    best = found
                if isinstance(found, Near) and (near is None or found.share > near.share):
                    near = found
    return best or near


def _holds(pattern: str, sheet: Sheet, line: int) -> bool:
    return any(re.match(pattern, cell) for row in sheet.head[line : line + 5] for cell in row)


class _Row:
    """A row that may be a header: each header's place, reduced for layouts without years and for those with."""

    def __init__(self, line: int, headers: list[str]) -> None:
        self.line, self.headers = line, headers
        self.years = years_in(headers)
        self.plain = _places(map(fold, headers))
        self.dated = _places(fold_dated(h, *self.years) for h in headers) if self.years[0] else self.plain


def _places(folded: Iterable[str]) -> dict[str, int]:
    places: dict[str, int] = {}
    for at, header in enumerate(folded):
        if header:
            places.setdefault(header, at)
    return places


def _headers(sheet: Sheet) -> Iterable[tuple[int, list[str]]]:
    """Each row that may be the header, and each pair of rows that may be one in two rows."""
    for number, row in enumerate(sheet.head[:HEADER_BY]):
        if sum(map(bool, row)) < 2:
            continue
        yield number + 1, row
        below = sheet.head[number + 1] if number + 1 < len(sheet.head) else []
        if any(below) and not all(row[: len(below)]):
            yield number + 2, _joined(row, below)


def _joined(top: list[str], below: list[str]) -> list[str]:
    """A header in two rows: a cell of the first row stretches over the empty ones to its right, where one is below."""
    out, over = [], ""
    for upper, lower in zip_longest(top, below, fillvalue=""):
        over = upper or (over if lower else "")
        out.append(f"{over} {lower}".strip())
    return out


def _fits(dataset: DataSet, layout: Layout, aliases: Sequence[tuple[str, ...]], row: _Row) -> Match | Near | None:
    places = row.dated if layout.dated else row.plain
    cells = tuple(next((places[f] for f in names if f in places), None) for names in aliases)
    needed = [(column, at) for column, at in zip(layout.read, cells, strict=True) if column.needed]
    missing = tuple(column for column, at in needed if at is None)
    if not missing:
        return Match(dataset, layout, row.line, cells, row.years if layout.dated else ("", ""))
    there = len(needed) - len(missing)
    if there < max(layout.near, len(needed) / 2):
        return None
    unused = [h for at, h in enumerate(row.headers) if h and at not in cells]
    nearest = tuple(_nearest(column, unused) for column in missing)
    return Near(dataset, layout, missing, nearest, row.line, there / len(needed))


def _nearest(column: Column, unused: list[str]) -> str:
    for name in (*column.headers, column.name):
        if close := get_close_matches(fold(name), [fold(h) for h in unused], 1, cutoff=0.5):
            return next(h for h in unused if fold(h) == close[0])
    return ""


def named(layout: Layout, name: str) -> bool:
    """Whether a sheet of a workbook has a name by which its layout asks for it."""
    return bool(layout.sheets and re.search(layout.sheets, name))


def wanted(layout: Layout, names: list[str], name: str) -> bool:
    """Whether a sheet of a workbook is one that its layout reads: the named ones, or any where none is named."""
    return named(layout, name) or not any(named(layout, other) for other in names)
