"""Sheets of text → typed, checked rows in tables, through DuckDB."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lapel.model.located import Problem, Problems
from lapel.model.value import Value
from lapel.reference.days import iso
from lapel.reference.match import Match
from lapel.reference.shape import SQL_TYPES, Column, Facts, Layout, Table
from lapel.reference.sheets import Say, Sheet, problem

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

ROW_GROUP = 8192
"""Rows in a group of a Parquet file: small, as most questions want the few rows of one code."""
MOST_PROBLEMS = 5
EXPECTED = {
    "whole": "a whole number",
    "number": "a number",
    "figure": "a number",
    "flag": "yes or no (Y, N)",
    "date": "a date such as 2024-05-10, 5/10/2024, 2024-05 or 2024",
}
UNBOUNDED = {"at least": "above the highest that is published", "below": "below the lowest that is published"}
"""Marks of a bound, with what is said where the bound itself is not known."""
OPEN_ENDED = r"^(?:>=|≥|>|<=|≤|<) *\$?([0-9.,]+)$"
NUMBERS = ("whole", "number", "figure")
TRUE = ("true", "y", "yes", "1", "t")
FALSE = ("false", "n", "no", "0", "f")


class Made(Value):
    """A table that was made of a sheet, as the temporary table ``made``."""

    table: Table
    rows: int


def literal(value: object) -> str:
    """Write a value into SQL.

    >>> literal("it's"), literal(None), literal(2.5)
    ("'it''s'", 'NULL', '2.5')
    """
    if value is None:
        return "NULL"
    if isinstance(value, (int, float)):
        return repr(value)
    return "'" + str(value).replace("'", "''") + "'"


def read(con: "DuckDBPyConnection", sheet: Sheet, found: Match, facts: Facts, folder: Path, say: Say) -> None:
    """Make the temporary table ``cells`` of a sheet: its columns, typed, with ``row`` and the facts.

    Raises `Problems` for cells that are not what their column holds: with row, column, what was found and expected.
    """
    layout = found.layout
    there = {at: column for column, at in zip(layout.read, found.cells, strict=True) if at is not None}
    sheet.load(con, found.header_ends, sorted(there), folder, say)
    bounds = layout.bounds(sheet) if layout.bounds else {}
    _remember(con, layout.marks)
    trimmed = [f"{_trimmed(at, column.kind)} AS c{at}" for at, column in there.items()]
    numbers = [f"{_number(f'c{at}')} AS n{at}" for at, column in there.items() if column.kind in NUMBERS]
    chosen, amiss = [], []
    for number, (column, at) in enumerate(zip(layout.read, found.cells, strict=True)):
        chosen += [f"{sql} AS {name}" for name, sql in _typed(column, at, layout, bounds)]
        amiss += [f"WHEN {condition} THEN {number}" for condition in _amiss(column, at, layout)]
    chosen += [f"{literal(value)} AS {name}" for name, value in facts.items() if name != "edition"]
    texts = ", ".join(f"c{at}" for at in there)
    wrong = f"CASE {' '.join(amiss)} END" if amiss else "NULL::INTEGER"
    text = f"SELECT rowid + {found.header_ends + 1} AS row, {', '.join(trimmed)} FROM raw"
    number_too = f"SELECT {', '.join(('*', *numbers))} FROM ({text})"
    typed = f"SELECT row, {', '.join(chosen)}, {texts} FROM ({number_too}) WHERE coalesce({texts}) IS NOT NULL"
    with _unhurried(con):
        con.execute(
            f"CREATE OR REPLACE TEMP TABLE cells AS SELECT * EXCLUDE ({texts}), {wrong} AS wrong FROM ({typed})"
            f" WHERE {layout.where or 'true'}"
        )
    _refuse(con, sheet, found)
    con.execute("DROP TABLE raw")


FEW = 10_000
"""Rows up to which it takes longer to think about the reading of a sheet than to read it."""


@contextmanager
def _unhurried(con: "DuckDBPyConnection") -> Iterator[None]:
    """Let DuckDB think about a query only where there are many rows in ``raw``."""
    few = (con.execute("SELECT count(*) FROM raw").fetchone() or (0,))[0] <= FEW
    if few:
        con.execute("PRAGMA disable_optimizer")
    try:
        yield
    finally:
        con.execute("PRAGMA enable_optimizer")


def _refuse(con: "DuckDBPyConnection", sheet: Sheet, found: Match) -> None:
    rows, wrong = con.execute("SELECT count(*), count(wrong) FROM cells").fetchone() or (0, 0)
    header = sheet.head[found.header_ends - 1]
    if not rows:
        raise problem(sheet.shown, "a header and no rows below it", f"rows of {found.layout.name}", "Fetch it again.")
    if not wrong:
        return
    problems, above = Problems(), found.header_ends + 1
    for row, number in con.execute(
        "SELECT row, wrong FROM cells WHERE wrong IS NOT NULL ORDER BY row LIMIT ?", [MOST_PROBLEMS]
    ).fetchall():
        column, at = found.layout.read[number], found.cells[number]
        text = (con.execute(f"SELECT trim(c{at}) FROM raw WHERE rowid = ?", [row - above]).fetchone() or ("",))[0]
        what = repr(text[:60]) if text else "nothing"
        name = header[at] if at is not None and at < len(header) else column.name
        place = f"{sheet.name}: {name}" if sheet.name else name
        problems.found.append(Problem(sheet.shown, row, place, what, _expected(column)))
    if wrong > MOST_PROBLEMS:
        problems.found.append(Problem(sheet.shown, 0, "", f"{wrong - MOST_PROBLEMS:,} more such rows", "none"))
    raise problems


def _expected(column: Column) -> str:
    words = EXPECTED.get(column.kind, "something")
    if column.least is not None and column.most is not None:
        return f"{words} from {column.least:,.10g} to {column.most:,.10g}"
    if column.least is not None:
        return f"{words}, {column.least:,.10g} or more"
    return words


def _trimmed(at: int, kind: str) -> str:
    text = f"nullif(trim(c{at}), '')"
    if kind == "code":
        return f"CASE WHEN c{at}[1] IN ('=', '\"') THEN nullif(trim(c{at}, '=\" '), '') ELSE {text} END"
    return text


def _number(text: str) -> str:
    return f"coalesce(TRY_CAST({text} AS DOUBLE), TRY_CAST(replace(replace({text}, ',', ''), '$', '') AS DOUBLE))"


def _typed(column: Column, at: int | None, layout: Layout, bounds: Mapping[str, float]) -> list[tuple[str, str]]:
    """The columns of ``cells`` that a column becomes, as names and SQL over its trimmed text and its number."""
    name, kind = column.name, column.kind
    if at is None:
        empty = [(name, f"NULL::{SQL_TYPES[kind]}")]
        return [*empty, (f"{name}_mark", "NULL::VARCHAR")] if kind == "figure" else empty
    text, number = f"c{at}", f"n{at}"
    if kind in ("text", "code"):
        return [(name, text)]
    if kind == "date":
        return [(name, iso(text))]
    if kind == "flag":
        yes, no = (", ".join(map(literal, words)) for words in (TRUE, FALSE))
        return [(name, f"CASE WHEN lower({text}) IN ({yes}) THEN true WHEN lower({text}) IN ({no}) THEN false END")]
    marks = [literal(mark) for mark in layout.marks if _is_number(mark)]
    marked_number = f" OR {text} IN ({', '.join(marks)})" if marks else ""
    odd = f"{text} IS NOT NULL AND ({number} IS NULL OR NOT isfinite({number}){marked_number})"
    if kind == "whole":
        return [(name, f"CASE WHEN {odd} OR {number} <> round({number}) THEN NULL ELSE {number}::BIGINT END")]
    if kind == "number":
        return [(name, f"CASE WHEN {odd} THEN NULL ELSE {number} END")]
    bound = bounds.get(name)
    said = f"getvariable('{'unbounded' if bound is None else 'marks'}')[lower({text})]"
    ends = _number(f"regexp_extract({text}, '{OPEN_ENDED}', 1)")
    opens = f"CASE WHEN {ends} IS NULL THEN NULL WHEN {text}[1] IN ('>', '≥') THEN 'at least' ELSE 'below' END"
    stated = ends if bound is None else f"CASE WHEN {said} IN ('at least', 'below') THEN {bound!r} ELSE {ends} END"
    return [
        (name, f"CASE WHEN {odd} THEN {stated} ELSE {number} END"),
        (f"{name}_mark", f"CASE WHEN {odd} THEN coalesce({said}, {opens}) END"),
    ]


def _remember(con: "DuckDBPyConnection", marks: Mapping[str, str]) -> None:
    """Set what marks stand for as variables, so that no query has to spell it out for each column."""
    for name, words in (("marks", {}), ("unbounded", UNBOUNDED)):
        pairs = ", ".join(f"{literal(mark)}: {literal(words.get(why, why))}" for mark, why in marks.items())
        con.execute(f"SET VARIABLE {name} = MAP {{{pairs}}}")


def _is_number(mark: str) -> bool:
    return mark.lstrip("-").replace(".", "", 1).isdigit()


def _amiss(column: Column, at: int | None, layout: Layout) -> list[str]:
    """Conditions under which a cell of ``cells`` is not what its column holds."""
    if at is None:
        return []
    name, out, text = column.name, [], f"c{at}"
    if column.kind in ("text", "code"):
        key = {k for table, _ in layout.tables for k in table.key}
        return [f"{name} IS NULL"] if column.needed and name in key else []
    if column.kind == "figure":
        out.append(f"{name} IS NULL AND {text} IS NOT NULL AND {name}_mark IS NULL")
    else:
        unread = f"{name} IS NULL AND {text} IS NOT NULL"
        out.append(f"CASE WHEN {unread} THEN getvariable('marks')[lower({text})] IS NULL END")
    if column.least is not None:
        out.append(f"{name} < {column.least!r}")
    if column.most is not None:
        out.append(f"{name} > {column.most!r}")
    return out


def make(con: "DuckDBPyConnection", table: Table, query: str, shown: str) -> Made:
    """Make the temporary table ``made`` of ``cells``; columns that the query does not give are NULL.

    Rows that are equal are kept once; rows that agree in the key and in nothing else are refused.
    """
    given = {row[0] for row in con.execute(f"DESCRIBE {query}").fetchall()}
    chosen = ", ".join(
        f"{name}::{kind} AS {name}" if name in given else f"NULL::{kind} AS {name}" for name, kind in table.sql_columns
    )
    con.execute(f"CREATE OR REPLACE TEMP TABLE made AS SELECT {chosen} FROM ({query})")
    rows, keys = _counted(con, table)
    if rows != keys:
        con.execute("CREATE OR REPLACE TEMP TABLE made AS SELECT DISTINCT * FROM made")
        rows, keys = _counted(con, table)
    if rows != keys:
        key = ", ".join(table.key)
        twice = con.execute(f"SELECT {key} FROM made GROUP BY {key} HAVING count(*) > 1 ORDER BY {key}").fetchone()
        raise problem(
            shown,
            f"{rows - keys:,} rows more than their keys: {said(table.key, twice or ())} is there with different values",
            f"one row for each {' and '.join(table.key)}",
        )
    return Made(table, rows)


def said(names: Sequence[str], values: Sequence[Any]) -> str:
    """Name a row by its key."""
    return ", ".join(f"{n} {v}" for n, v in zip(names, values, strict=False) if v not in (None, ""))


def _counted(con: "DuckDBPyConnection", table: Table) -> tuple[int, int]:
    key = ", ".join(table.key)
    rows, keys = con.execute(f"SELECT count(*), count(DISTINCT ({key},)) FROM made").fetchone() or (0, 0)
    return rows, keys


def _shared(table: Table) -> str:
    return " AND ".join(f"made.{k} IS NOT DISTINCT FROM other.{k}" for k in table.key)


def _differing(table: Table) -> str:
    figures = [c.name for c in table.columns if c.kind in ("whole", "number", "figure") and c.name not in table.key]
    return " OR ".join(f"made.{name} <> other.{name}" for name in figures) or "false"


def differs(con: "DuckDBPyConnection", table: Table, path: str) -> bool:
    """Whether a figure of ``made`` is another in a Parquet file, in a row of the same key."""
    return differences(con, table, path)[0] > 0


def differences(con: "DuckDBPyConnection", table: Table, path: str) -> tuple[int, str]:
    """Count the rows that differ from those of a Parquet file, and name the first by its key."""
    key = ", ".join(f"made.{k}" for k in table.key)
    found = f"FROM made JOIN read_parquet({literal(path)}) AS other ON {_shared(table)} WHERE {_differing(table)}"
    first = con.execute(f"SELECT count(*) OVER (), {key} {found} ORDER BY {key} LIMIT 1").fetchone()
    return (first[0], said(table.key, first[1:])) if first else (0, "")


def take_out(con: "DuckDBPyConnection", table: Table, path: str) -> None:
    """Take the rows out of ``made`` whose key a Parquet file has."""
    con.execute(f"DELETE FROM made USING read_parquet({literal(path)}) AS other WHERE {_shared(table)}")


def write(con: "DuckDBPyConnection", table: Table, path: Path) -> None:
    """Write ``made`` as Parquet, in the order of its key."""
    con.execute(
        f"COPY (SELECT * FROM made ORDER BY {', '.join(table.key)}) TO {literal(str(path))}"
        f" (FORMAT parquet, COMPRESSION snappy, ROW_GROUP_SIZE {ROW_GROUP})"
    )


def count(con: "DuckDBPyConnection") -> int:
    """How many rows ``made`` has."""
    return int((con.execute("SELECT count(*) FROM made").fetchone() or (0,))[0])


def facets(con: "DuckDBPyConnection", table: Table) -> dict[str, list[Any]]:
    """The few values of the columns by which files are told apart."""
    out = {}
    for column in table.columns:
        if column.facet:
            found = con.execute(f"SELECT DISTINCT {column.name} FROM made ORDER BY 1").fetchall()
            out[column.name] = [value for (value,) in found]
    return out
