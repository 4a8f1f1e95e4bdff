"""Files → the store: recognise, read, check, convert, and put in place, all or nothing for each edition."""

import os
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from lapel.model.located import Problem, Problems
from lapel.model.value import Value
from lapel.reference import convert
from lapel.reference.match import Match, Near, match, named, wanted
from lapel.reference.sets import every
from lapel.reference.shape import ADDED, DataSet, Facts, Table
from lapel.reference.sheets import Found, NotATable, Say, Sheet, discover, hash_of, problem, sheets
from lapel.reference.store import (
    OURS,
    Edition,
    Kept,
    Piece,
    connect,
    read_editions,
    sync_folder,
    write_manifest,
    writing,
)

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

Outcome = Literal["added", "there", "unknown", "wrong"]


NOTHING: Mapping[Path, str] = {}


SUFFIXES = (".csv", ".tsv", ".txt", ".xlsx")
"""Endings of names that promise a table; any other file in a folder may be of another kind."""
MOST_MISSING = 4
"""Missing columns that a message names."""


class Told(Value):
    """What became of one file: added, already there, not recognised, or wrong, with the reason."""

    file: str
    outcome: Outcome
    dataset: str = ""
    edition: str = ""
    rows: tuple[tuple[str, int], ...] = ()
    why: str = ""
    problems: tuple[Problem, ...] = ()


def add(
    paths: Iterable[Path],
    folder: Path,
    *,
    on: date,
    edition: str = "",
    replace: bool = False,
    say: Say = lambda _: None,
    origins: Mapping[Path, str] = NOTHING,
) -> list[Told]:
    """Add files, folders and archives; tells what became of each.

    ``edition`` names the edition where neither content nor names say it. A file whose rows differ from those of
    another file of the same edition is refused, or with ``replace`` takes that file's place. ``origins`` tells
    where a path came from, when that is not its name.
    """
    with writing(folder, lambda: say("another lapel data is at work: waiting for it …")) as work:
        adding = _Adding(folder, work, on, edition, replace, say)
        for path in paths:
            adding.origin, adding.named = origins.get(path, ""), path.is_file()
            for found in discover(path, work):
                adding.take(found)
        adding.commit()
    return adding.told


class _Adding:
    """One run of `add`."""

    def __init__(self, folder: Path, work: Path, on: date, edition: str, replace: bool, say: Say) -> None:
        self.folder, self.work, self.on, self.say = folder, work, on, say
        self.edition, self.replace, self.origin, self.named = edition, replace, "", False
        self.editions = {(e.dataset, e.edition): e for e in read_editions(folder)}
        self.replaced: set[str] = set()
        self.fresh: dict[tuple[str, str], list[Piece]] = {}
        self.told: list[Told] = []
        self.con: DuckDBPyConnection | None = None
        self.sets = every()
        self.versions = {s.id: s.version for s in self.sets}

    def take(self, found: Found | Problems) -> None:
        """Read one file, and stage what it gives."""
        if isinstance(found, Problems):
            self.told.append(_wrong(found.found[0].file, found))
            return
        try:
            self._take(found)
        except NotATable as other:
            if self.named or found.places[0].casefold().endswith(SUFFIXES):
                self.told.append(_wrong(found.shown, other))
            else:
                self.told.append(Told(found.shown, "unknown", why=other.found[0].found))
        except Problems as problems:
            self.told.append(_wrong(found.shown, problems))

    def _take(self, found: Found) -> None:
        if not self._looks_like_data(found):
            self.told.append(Told(found.shown, "unknown", why="not a table"))
            return
        self.say(f"{found.shown}: looking …")
        with sheets(found, self.work) as opened:
            self._recognise(found, opened)

    def _recognise(self, found: Found, opened: Sequence[Sheet]) -> None:
        fits = [(sheet, match(sheet, self.sets)) for sheet in opened]
        names = [sheet.name for sheet in opened]
        matches = _best([(s, m) for s, m in fits if isinstance(m, Match) and wanted(m.layout, names, s.name)])
        read = [m.layout for _, m in matches]
        missed = [(s, m) for s, m in fits if isinstance(m, Near) and m.layout not in read]
        nears = [m for s, m in missed if not matches or named(m.layout, s.name)]
        if nears:
            raise _missing(found.shown, max(nears, key=lambda near: near.share))
        if not matches:
            self.told.append(Told(found.shown, "unknown", why=_headers_found(opened)))
            return
        self._convert(found, matches)

    def _looks_like_data(self, found: Found) -> bool:
        name = found.places[0].casefold()
        return not name.endswith((".md", ".rst", ".py", ".r", ".ipynb", ".docx", ".sas", ".sps", ".do")) and not (
            name.startswith(("readme", "read me", "license", "licence"))
        )

    def _there(self, digest: str, shown: str, dataset: DataSet, said: str) -> Told | None:
        """The same file, if it was added to the edition that it is of; two editions may share a file."""
        pieces = {at: list(edition.pieces) for at, edition in self.editions.items()}
        for at, fresh in self.fresh.items():
            pieces.setdefault(at, []).extend(fresh)
        for (name, edition), kept in pieces.items():
            for piece in kept:
                if piece.sha256 == digest and piece.loader == dataset.version and said in ("", edition):
                    return Told(shown, "there", name, edition, _rows(piece))
        return None

    def _convert(self, found: Found, matches: list[tuple[Sheet, Match]]) -> None:
        dataset, digest = matches[0][1].dataset, hash_of(found.path)
        if there := self._there(digest, found.shown, dataset, self._edition_said(*matches[0])):
            self.told.append(there)
            return
        edition, kept = "", list[Kept]()
        for number, (sheet, matched) in enumerate(m for m in matches if m[1].dataset is dataset):
            con = self._connection(dataset)
            facts = self._facts(sheet, matched)
            self.say(f"{found.shown}: reading {matched.layout.name} …")
            convert.read(con, sheet, matched, facts, self.work, self.say)
            edition = edition or self._edition(sheet, matched)
            con.execute("ALTER TABLE cells ADD COLUMN edition VARCHAR")
            con.execute("UPDATE cells SET edition = ?", [edition])
            self._tables(con, sheet, matched, edition, kept, f"{digest[:12]}{number:04x}")
        origin = ": ".join(filter(None, (self.origin, found.shown.partition(": ")[2]))) if self.origin else found.shown
        piece = Piece(digest, origin, found.path.stat().st_size, self.on, dataset.version, tuple(kept))
        self.fresh.setdefault((dataset.id, edition), []).append(piece)
        self.told.append(Told(found.shown, "added", dataset.id, edition, _rows(piece)))

    def _facts(self, sheet: Sheet, matched: Match) -> Facts:
        facts: dict[str, Any] = {"first": matched.years[0], "last": matched.years[1]} if matched.layout.dated else {}
        return facts | dict(matched.layout.facts(sheet)) if matched.layout.facts else facts

    def _edition_said(self, sheet: Sheet, matched: Match) -> str:
        """The edition that the sheet, its names or the user say; "" where only its rows tell it, or nothing does."""
        said = self._facts(sheet, matched).get("edition") or matched.dataset.edition(sheet)
        return str(said or ("" if matched.layout.newest else self.edition))

    def _edition(self, sheet: Sheet, matched: Match) -> str:
        dataset = matched.dataset
        edition = self._edition_said(sheet, matched)
        if not edition and matched.layout.newest and self.con:
            edition = str((self.con.execute(matched.layout.newest).fetchone() or ("",))[0] or self.edition)
        if not edition and dataset.undated:
            return f"{ADDED}{self.on.isoformat()}"
        if not re.fullmatch(dataset.edition_form, edition):
            raise problem(
                sheet.shown,
                f"{dataset.name}, edition {edition!r}" if edition else f"{dataset.name} that does not say its edition",
                f"an edition such as {dataset.edition_example}, in the file or in its name",
                f"Say which it is: --edition {dataset.edition_example}",
            )
        return edition

    def _tables(
        self, con: "DuckDBPyConnection", sheet: Sheet, matched: Match, edition: str, kept: list[Kept], stem: str
    ) -> None:
        for table, query in matched.layout.tables:
            convert.make(con, table, query, sheet.shown)
            rows = self._only_new(con, matched.dataset, edition, table, kept, sheet.shown)
            if not rows:
                continue
            path = self.work / matched.dataset.id / edition / f"{table.name}-{stem}.parquet"
            path.parent.mkdir(parents=True, exist_ok=True)
            convert.write(con, table, path)
            facets = tuple((name, tuple(values)) for name, values in convert.facets(con, table).items())
            kept.append(Kept(table.name, f"{edition}/{path.name}", rows, hash_of(path), facets))

    def _only_new(
        self, con: "DuckDBPyConnection", dataset: DataSet, edition: str, table: Table, kept: list[Kept], shown: str
    ) -> int:
        """Take out of ``made`` the rows that other files of the edition gave; refuses those that differ."""
        at = (dataset.id, edition)
        others = [Piece("", shown, 0, self.on, dataset.version, tuple(kept)), *self.fresh.get(at, ())]
        others += self._standing(at)
        for other in others:
            for one in other.tables:
                if one.table != table.name:
                    continue
                path = str(self._path(dataset.id, one))
                if convert.differs(con, table, path):
                    if not self.replace or other not in self._standing(at):
                        raise _contradiction(con, table, path, shown, other)
                    self.replaced.add(other.sha256)
                    break
                convert.take_out(con, table, path)
        return convert.count(con)

    def _standing(self, at: tuple[str, str]) -> list[Piece]:
        """The pieces of an edition that stay: not those that are replaced, or that an older loader made."""
        edition, version = self.editions.get(at), self.versions.get(at[0])
        pieces = edition.pieces if edition else ()
        return [p for p in pieces if p.loader == version and p.sha256 not in self.replaced]

    def _path(self, dataset: str, kept: Kept) -> Path:
        staged = self.work / dataset / kept.file
        return staged if staged.exists() else self.folder / dataset / kept.file

    def _connection(self, dataset: DataSet) -> "DuckDBPyConnection":
        if self.con is None:
            self.con = connect(self.work)
        if dataset.macros:
            self.con.execute(dataset.macros)
        return self.con

    def commit(self) -> None:
        """Put what was staged in place, an edition at a time: the manifest last, in one step."""
        for at, pieces in self.fresh.items():
            dataset, edition = at
            place = self.folder / dataset / edition
            place.mkdir(parents=True, exist_ok=True)
            for piece in pieces:
                for kept in piece.tables:
                    staged = self.work / dataset / kept.file
                    with staged.open("rb") as file:
                        os.fsync(file.fileno())
                    os.replace(staged, place / staged.name)
            sync_folder(place)
            before = self._standing(at)
            write_manifest(self.folder, Edition(dataset, edition, (*before, *pieces)))
            named = {Path(k.file).name for p in (*before, *pieces) for k in p.tables}
            for path in place.glob("*.parquet"):
                if path.name not in named and OURS.fullmatch(path.name):
                    path.unlink()


def _best(matches: list[tuple[Sheet, Match]]) -> list[tuple[Sheet, Match]]:
    """Of the sheets of a workbook that a layout asks for by name, the one that says most."""
    most = {m.layout.name: max(n.columns for _, n in matches if n.layout is m.layout) for _, m in matches}
    seen: set[str] = set()
    out = []
    for sheet, found in matches:
        name = found.layout.name
        if found.layout.sheets and (found.columns < most[name] or name in seen):
            continue
        seen.add(name)
        out.append((sheet, found))
    return out


def _rows(piece: Piece) -> tuple[tuple[str, int], ...]:
    rows: dict[str, int] = {}
    for kept in piece.tables:
        rows[kept.table] = rows.get(kept.table, 0) + kept.rows
    return tuple(rows.items())


def _wrong(shown: str, problems: Problems) -> Told:
    return Told(shown, "wrong", problems=tuple(problems.found))


def _missing(shown: str, near: Near) -> Problems:
    """Say which columns are missing, and which that are there look like them."""
    missing = []
    for column, nearest in zip(near.missing, near.nearest, strict=True):
        name = column.headers[0] if column.headers else column.name
        missing.append(f"no column {name!r}" + (f" (nearest: {nearest!r})" if nearest else ""))
    more = [f"{len(missing) - MOST_MISSING} more"] if len(missing) > MOST_MISSING else []
    found = ", ".join(missing[:MOST_MISSING] + more)
    return problem(shown, found, f"the columns of {near.dataset.name}, {near.layout.name}", line=near.line)


def _contradiction(con: "DuckDBPyConnection", table: Table, path: str, shown: str, other: Piece) -> Problems:
    count, example = convert.differences(con, table, path)
    return problem(
        shown,
        f"{count:,} row{'s' if count != 1 else ''} of {table.name} that differ from {other.origin}"
        f" (added {other.added}), first: {example}",
        "the same figures for the same edition",
        "--replace puts this file in the place of that one.",
    )


def _headers_found(opened: Sequence[Sheet]) -> str:
    if not opened:
        return "a workbook with nothing in it"
    widest = max((row for sheet in opened for row in sheet.head[:10]), key=lambda row: sum(map(bool, row)), default=[])
    cells = [cell[:30] for cell in widest if cell]
    more = " …" if len(cells) > 4 else ""
    return f"its columns are those of no data set known here: {', '.join(cells[:4])}{more}"
