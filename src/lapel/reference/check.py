"""Read again what was added, and say whether it is still what it was."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from lapel.model.located import Problem
from lapel.model.value import Value
from lapel.reference.convert import literal
from lapel.reference.sets import SETS, find
from lapel.reference.sheets import hash_of
from lapel.reference.store import Edition, Kept, connect

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

AGAIN = "Drop this edition and add its files again."


class Checked(Value):
    """What was found of an edition: nothing when all is as it was added."""

    edition: Edition
    problems: tuple[Problem, ...]


def check(folder: Path, editions: tuple[Edition, ...]) -> Iterator[Checked]:
    """Verify editions: every file's hash, its rows, the bounds of its figures, and that no key is there twice."""
    con = connect()
    for edition in editions:
        yield Checked(edition, tuple(_edition(con, folder, edition)))


def _edition(con: "DuckDBPyConnection", folder: Path, edition: Edition) -> Iterator[Problem]:
    if edition.dataset not in SETS:
        known = f"one of {', '.join(SETS)}"
        yield Problem(edition.dataset, 0, "", "a data set that this version does not know", known)
        return
    version, whole = find(edition.dataset).version, dict[str, list[str]]()
    for piece in edition.pieces:
        if piece.loader != version:
            expected = f"version {version}"
            yield Problem(piece.origin, 0, "", f"made by version {piece.loader} of the loader", expected, AGAIN)
            continue
        for kept in piece.tables:
            path = folder / edition.dataset / kept.file
            if amiss := _file(con, path, kept):
                yield amiss
            else:
                whole.setdefault(kept.table, []).append(str(path))
    for name, paths in whole.items():
        yield from _rows(con, edition, name, paths)


def _file(con: "DuckDBPyConnection", path: Path, kept: Kept) -> Problem | None:
    if not path.exists():
        return Problem(str(path), 0, "", "no such file", f"{kept.rows:,} rows of {kept.table}", AGAIN)
    if hash_of(path) != kept.sha256:
        return Problem(str(path), 0, "", "another content than was written", f"SHA-256 {kept.sha256[:16]}…", AGAIN)
    rows = (con.execute("SELECT count(*) FROM read_parquet(?)", [str(path)]).fetchone() or (0,))[0]
    if rows != kept.rows:
        return Problem(str(path), 0, "", f"{rows:,} rows", f"{kept.rows:,}", AGAIN)
    return None


def _rows(con: "DuckDBPyConnection", edition: Edition, name: str, paths: list[str]) -> Iterator[Problem]:
    table = find(edition.dataset).table(name)
    place = f"{edition.dataset} {edition.edition}"
    files = "[" + ", ".join(map(literal, paths)) + "]"
    key = ", ".join(table.key)
    twice = con.execute(
        f"SELECT count(*) FROM (SELECT {key} FROM read_parquet({files}) GROUP BY {key} HAVING count(*) > 1)"
    ).fetchone()
    if twice and twice[0]:
        yield Problem(place, 0, name, f"{twice[0]:,} keys more than once", f"one row for each {key}", AGAIN)
    for column in table.columns:
        outside = [
            f"{column.name} {sign} {bound!r}"
            for sign, bound in (("<", column.least), (">", column.most))
            if bound is not None
        ]
        if not outside:
            continue
        found = con.execute(f"SELECT count(*) FROM read_parquet({files}) WHERE {' OR '.join(outside)}").fetchone()
        if found and found[0]:
            least, most = (f"{b:,.10g}" if b is not None else "…" for b in (column.least, column.most))
            yield Problem(
                place, 0, f"{name}.{column.name}", f"{found[0]:,} figures outside", f"{least} to {most}", AGAIN
            )
