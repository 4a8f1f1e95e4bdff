"""What an official data set looks like: the columns its publisher writes, and the tables kept of them.

A data set is one module of this folder with a `DataSet` named ``SET``, and one line in `lapel.reference.sets`.
"""

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal

from lapel.model.value import Value

if TYPE_CHECKING:
    from lapel.reference.sheets import Sheet

Kind = Literal["text", "code", "date", "whole", "number", "figure", "flag"]
"""How a cell is read. ``code`` also loses the ``="…"`` with which spreadsheets are made to keep leading zeros. ``date``
is a day, a month or a year: 2024-05-10, 5/10/2024, 2024-05 or 2024, kept as ISO 8601 writes it.

``figure`` becomes two columns: ``x`` (a number, or NULL) and ``x_mark`` (NULL; ``at least`` or ``below``, when the
number is only a bound; otherwise the words why it is not reported).
"""

SQL_TYPES: Mapping[Kind, str] = {
    "text": "VARCHAR",
    "code": "VARCHAR",
    "date": "VARCHAR",
    "whole": "BIGINT",
    "number": "DOUBLE",
    "figure": "DOUBLE",
    "flag": "BOOLEAN",
}

MARKS: Mapping[str, str] = {
    "n/a": "not available",
    "na": "not available",
    "n.a.": "not available",
    "—": "not available",
    "–": "not available",
    "-": "not available",
    ".": "not available",
    "null": "not reported",
    "privacysuppressed": "suppressed for privacy",
    "ps": "suppressed for privacy",
    "-99999": "suppressed for privacy",
}
"""What stands in official files where there is no number; in small letters."""


class Column(Value):
    """A column: our name, how its cells are read, and the headers it has had over the years.

    Headers are compared without case, spaces, signs and footnote marks. A sheet without a ``needed`` column is not
    this table; any other column that is not there is NULL. Numbers outside ``least`` … ``most`` are refused.
    """

    name: str
    kind: Kind = "text"
    headers: tuple[str, ...] = ()
    needed: bool = False
    meaning: str = ""
    unit: str = ""
    least: float | None = None
    most: float | None = None
    facet: bool = False


class Table(Value):
    """A table that is kept. No two rows of an edition agree in ``key``; rows are kept in its order."""

    name: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    meaning: str = ""

    @property
    def sql_columns(self) -> tuple[tuple[str, str], ...]:
        """Names and SQL types of the Parquet columns."""
        out = [("edition", "VARCHAR")]
        for column in self.columns:
            out.append((column.name, SQL_TYPES[column.kind]))
            if column.kind == "figure":
                out.append((f"{column.name}_mark", "VARCHAR"))
        return tuple(out)


Facts = Mapping[str, Any]
"""What a sheet says outside its rows. ``edition`` is the one that every sheet needs."""


class Layout(Value):
    """A sheet as its publisher writes it, and how its rows become tables.

    ``fills`` maps tables to SQL over the view ``cells``: this layout's columns, typed, with ``row`` (the row of the
    sheet) and a column for each fact. Without ``fills`` the rows go as they are into ``table``.
    ``where`` tells rows of data from notes below them. ``sheets`` narrows a workbook to the sheets whose name it
    matches. ``dated`` headers carry years: the first year in the header row is written ``base`` and the last ``end``,
    every other year and every span of years is left out. ``bounds`` gives what a cell marked ``at least`` is at least,
    by column. ``newest`` is SQL over ``cells`` for the edition, where the rows themselves tell it. ``holds`` is a
    pattern that a cell of the first rows must match, where headers do not tell data sets apart. ``near`` is the number
    of needed columns from which a sheet counts as a damaged one of this layout. Of the sheets of a workbook that
    ``sheets`` names, the one with most of the columns is read.
    """

    name: str
    columns: tuple[Column, ...] = ()
    table: Table | None = None
    fills: tuple[tuple[Table, str], ...] = ()
    where: str = ""
    sheets: str = ""
    dated: bool = False
    marks: Mapping[str, str] = MARKS
    facts: Callable[["Sheet"], Facts] | None = None
    bounds: Callable[["Sheet"], Mapping[str, float]] | None = None
    newest: str = ""
    holds: str = ""
    near: int = 3

    @property
    def read(self) -> tuple[Column, ...]:
        """The columns as published."""
        return self.columns or (self.table.columns if self.table else ())

    @property
    def tables(self) -> tuple[tuple[Table, str], ...]:
        """The tables filled, with the SQL that fills them."""
        return self.fills or (((self.table, "SELECT * FROM cells"),) if self.table else ())


ADDED = "added-"
"""How the name of an edition begins that no file said: the day on which it was added follows."""


class DataSet(Value):
    """An official data set. ``edition`` finds the edition of a sheet, or "" where neither content nor names say it.

    Files of an ``undated`` set are published without their edition: the day they were added stands in.
    """

    id: str
    name: str
    about: str
    publisher: str
    licence: str
    attribution: str
    url: str
    layouts: tuple[Layout, ...]
    edition: Callable[["Sheet"], str]
    edition_form: str
    edition_example: str
    as_of: Callable[[str], str] = str
    macros: str = ""
    version: int = 1
    review_months: int = 12
    undated: bool = False

    def told_edition(self, edition: str) -> str:
        """Say what an edition is of."""
        return f"edition not said, {edition.replace('-', ' ', 1)}" if edition.startswith(ADDED) else self.as_of(edition)

    @property
    def tables(self) -> tuple[Table, ...]:
        """The tables kept, each once."""
        return tuple(dict.fromkeys(table for layout in self.layouts for table, _ in layout.tables))

    def table(self, name: str) -> Table:
        """Find a table by name."""
        return next(table for table in self.tables if table.name == name)


_FOOTNOTE = re.compile(r"\[\d+\]|\(\d\)$")
_SPAN = re.compile(r"((?:19|20)\d\d)\s*[-–—]\s*(?:(?:19|20)\d\d|\d\d)(?!\d)")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


@lru_cache(maxsize=4096)
def fold(header: str) -> str:
    """Reduce a header to what does not change from year to year: small letters and digits.

    >>> fold("Base Year Employment Estimate 2023[4][5]")
    'baseyearemploymentestimate2023'
    """
    return "".join(c for c in _FOOTNOTE.sub("", header).casefold() if c.isalnum() or c in "%$")


def fold_dated(header: str, first: str, last: str) -> str:
    """Reduce a header that carries years.

    >>> fold_dated("Employment change, percent, 2024-34", "2024", "2034")
    'employmentchangepercent'
    >>> fold_dated("Employment, 2034", "2024", "2034")
    'employmentend'
    """

    def word(found: re.Match[str]) -> str:
        return {last: "end", first: "base"}.get(found[0], "")

    return fold(_YEAR.sub(word, _SPAN.sub("", _FOOTNOTE.sub("", header))))


def years_in(headers: list[str]) -> tuple[str, str]:
    """The first and the last year that a header row names; empty where it names none.

    >>> years_in(["Employment, 2024", "Employment, 2034", "Median wage, 2025"])
    ('2024', '2034')
    """
    found = sorted({year for header in headers for year in _YEAR.findall(header)})
    return (found[0], found[-1]) if found else ("", "")
