"""Where official data is kept: a folder for each data set and edition, with Parquet files and a manifest.

The manifest decides what is there. Files are written beside it first, under names made of their content, and it is
replaced last, in one step: an interrupted `add` leaves what was there before, and files that no manifest names, which
the next one removes.
"""

import json
import os
import re
import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lapel.model.citation import Citation, Source
from lapel.model.figure import Figure
from lapel.model.located import Problem, Problems
from lapel.model.value import Value

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

MANIFEST = "manifest.json"
ADDING = ".adding-"
SMALL = 65_536
"""Rows up to which a table may be kept in memory."""


class Kept(Value):
    """A Parquet file of a table: how many rows it has, its hash, and the values of its facets."""

    table: str
    file: str
    rows: int
    sha256: str
    facets: tuple[tuple[str, tuple[Any, ...]], ...] = ()


class Piece(Value):
    """What one file gave to an edition."""

    sha256: str
    origin: str
    bytes: int
    added: date
    loader: int
    tables: tuple[Kept, ...]


class Edition(Value):
    """An edition of a data set, with the files it came from."""

    dataset: str
    edition: str
    pieces: tuple[Piece, ...]

    @property
    def rows(self) -> dict[str, int]:
        """Rows by table."""
        out: dict[str, int] = {}
        for piece in self.pieces:
            for kept in piece.tables:
                out[kept.table] = out.get(kept.table, 0) + kept.rows
        return out


def data_dir() -> Path:
    """The folder of the data: ``LAPEL_DATA``, else ``lapel/data`` in ``XDG_DATA_HOME`` or ``~/.local/share``."""
    if chosen := os.environ.get("LAPEL_DATA"):
        return Path(chosen)
    home = os.environ.get("XDG_DATA_HOME")
    return (Path(home) if home else Path(os.path.expanduser("~")) / ".local" / "share") / "lapel" / "data"


class Store:
    """The data that was added, to be asked. It is read once: what is added later is not seen.

    >>> Store(Path("/nowhere")).has("oews")
    False
    """

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder or data_dir()
        self.editions = tuple(read_editions(self.folder))
        self._con: DuckDBPyConnection | None = None
        self._current: dict[str, int] = {}
        self._asked: dict[tuple[str, ...], str] = {}

    def has(self, dataset: str, table: str = "") -> bool:
        """Whether a data set, or one of its tables, was added."""
        return any(e.dataset == dataset and (not table or table in e.rows) for e in self.editions)

    def of(self, dataset: str) -> tuple[Edition, ...]:
        """The editions of a data set, oldest first."""
        return tuple(e for e in self.editions if e.dataset == dataset)

    def files(self, dataset: str, table: str, *, edition: str = "", **facets: Any) -> list[str]:
        """The Parquet files of a table: of all editions or one, less those whose facets rule them out."""
        return [str(self.folder / dataset / kept.file) for kept in self._kept(dataset, table, edition, facets)]

    def _kept(self, dataset: str, table: str, edition: str, facets: dict[str, Any]) -> list[Kept]:
        pieces = (
            piece
            for one in self.of(dataset)
            if not edition or one.edition == edition
            for piece in one.pieces
            if piece.loader == self._version(dataset)
        )
        return [k for piece in pieces for k in piece.tables if k.table == table and _may_hold(k, facets)]

    def rows(
        self,
        dataset: str,
        table: str,
        columns: str,
        rest: str = "",
        given: Sequence[Any] = (),
        *,
        edition: str = "",
        **facets: Any,
    ) -> list[tuple[Any, ...]]:
        """Ask one table: ``SELECT columns FROM table rest``, with ``given`` for each ``?``; facets narrow the files.

        A table of which nothing was added has no rows. ``edition`` is a column of every table. What is asked a second
        time and is small is kept in memory, in the order of its key.
        """
        kept = self._kept(dataset, table, edition, facets)
        if not kept:
            return []
        files = tuple(str(self.folder / dataset / one.file) for one in kept)
        small = sum(one.rows for one in kept) <= SMALL
        if small and files in self._asked:
            return self.ask(f"SELECT {columns} FROM {self._in_memory(dataset, table, files)} AS {table} {rest}", given)
        self._asked.setdefault(files, "")
        return self.ask(f"SELECT {columns} FROM read_parquet(?) AS {table} {rest}", [list(files), *given])

    def _in_memory(self, dataset: str, table: str, files: tuple[str, ...]) -> str:
        if not self._asked[files]:
            from lapel.reference.sets import find

            name, key = f"kept_{sum(map(bool, self._asked.values()))}", ", ".join(find(dataset).table(table).key)
            self.ask(f"CREATE TABLE {name} AS SELECT * FROM read_parquet(?) ORDER BY {key}", [list(files)])
            self._asked[files] = name
        return self._asked[files]

    def ask(self, sql: str, given: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Ask DuckDB; the connection is opened once, reads these files, and nothing else is loaded into it."""
        if self._con is None:
            self._con = connect()
            self._con.execute("SET parquet_metadata_cache = true")
        return self._con.execute(sql, list(given)).fetchall()

    def source(self, dataset: str, edition: str) -> Source:
        """The source to cite for an edition, made from its manifest."""
        from lapel.reference.sets import find

        described = find(dataset)
        kept = next(e for e in self.editions if (e.dataset, e.edition) == (dataset, edition))
        added = max(piece.added for piece in kept.pieces)
        return Source(
            id=f"{dataset}-{edition}".lower().replace(".", "-"),
            title=f"{described.name}, {described.told_edition(edition)}",
            kind="official",
            retrieved=added,
            review_by=_months_later(added, described.review_months),
            publisher=described.publisher,
            url=described.url or None,
            where=", ".join(dict.fromkeys(piece.origin for piece in kept.pieces)),
            note=described.attribution,
        )

    def cite(self, dataset: str, edition: str, section: str = "") -> Citation:
        """Cite an edition."""
        source = self.source(dataset, edition)
        return Citation(source, "O", source.review_by, section)

    def _version(self, dataset: str) -> int:
        if dataset not in self._current:
            from lapel.reference.sets import find

            self._current[dataset] = find(dataset).version
        return self._current[dataset]


def figure_of(value: float | None, mark: str | None) -> Figure:
    """The figure behind a column of kind figure and its mark.

    >>> figure_of(None, "wage not available")
    Figure(value=None, why='wage not available', bound='')
    >>> figure_of(239200.0, "at least").exact is None
    True
    """
    if mark == "at least":
        return Figure(value, bound="at least")
    if mark == "below":
        return Figure(value, bound="below")
    if value is None:
        return Figure(why=mark or "not reported")
    return Figure(value)


def _months_later(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, 28))


def _may_hold(kept: Kept, facets: dict[str, Any]) -> bool:
    held = dict(kept.facets)
    return all(name not in held or value in held[name] for name, value in facets.items())


def connect(folder: Path | None = None) -> "DuckDBPyConnection":
    """Open DuckDB in memory, without extensions from the network; ``folder`` takes what does not fit in memory."""
    import duckdb

    con = duckdb.connect(
        config={"autoinstall_known_extensions": "false", "autoload_known_extensions": "false", "threads": "2"}
    )
    if folder:
        con.execute("SET temp_directory = ?", [str(folder)])
        con.execute("SET memory_limit = '2GB'")
    return con


# -- Manifests --------------------------------------------------------------------------------------------------------


def read_editions(folder: Path) -> Iterator[Edition]:
    """Read every manifest, by data set and edition."""
    for path in sorted(folder.glob(f"*/*/{MANIFEST}"), key=lambda p: (p.parts[-3], _in_order(p.parts[-2]))):
        yield read_manifest(path)


def _in_order(edition: str) -> list[tuple[int, int | str]]:
    """Editions in the order of their numbers: 9.1 before 10.0."""
    return [(0, int(part)) if part.isdigit() else (1, part) for part in re.split(r"(\d+)", edition) if part]


def read_manifest(path: Path) -> Edition:
    """Read one manifest; raises `Problems` for one that is damaged."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        pieces = tuple(
            Piece(
                sha256=p["sha256"],
                origin=p["from"],
                bytes=p["bytes"],
                added=date.fromisoformat(p["added"]),
                loader=p["loader"],
                tables=tuple(
                    Kept(
                        t["table"],
                        t["file"],
                        t["rows"],
                        t["sha256"],
                        tuple((name, tuple(values)) for name, values in t["facets"].items()),
                    )
                    for t in p["tables"]
                ),
            )
            for p in data["pieces"]
        )
        return Edition(data["set"], data["edition"], pieces)
    except (ValueError, KeyError, TypeError, AttributeError):
        hint = f"Remove the folder {path.parent} and add the data again."
        raise Problems(
            [Problem(str(path), 0, "", "a damaged manifest", "one written by lapel data add", hint)]
        ) from None


def write_manifest(folder: Path, edition: Edition) -> None:
    """Replace the manifest of an edition in one step: before it the old edition is there, after it the new one."""
    data = {
        "version": 1,
        "set": edition.dataset,
        "edition": edition.edition,
        "pieces": [
            {
                "sha256": piece.sha256,
                "from": piece.origin,
                "bytes": piece.bytes,
                "added": piece.added.isoformat(),
                "loader": piece.loader,
                "tables": [
                    {
                        "table": kept.table,
                        "file": kept.file,
                        "rows": kept.rows,
                        "sha256": kept.sha256,
                        "facets": dict(kept.facets),
                    }
                    for kept in piece.tables
                ],
            }
            for piece in edition.pieces
        ],
    }
    path = folder / edition.dataset / edition.edition / MANIFEST
    beside = path.with_suffix(".new")
    with beside.open("w", encoding="utf-8") as file:
        json.dump(data, file, indent=1, ensure_ascii=False)
        file.flush()
        os.fsync(file.fileno())
    os.replace(beside, path)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make names in a folder last through a loss of power."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


# -- Writing ----------------------------------------------------------------------------------------------------------


@contextmanager
def writing(folder: Path, waiting: Any = None) -> Iterator[Path]:
    """Hold the right to change the data, alone; gives an empty folder to work in, beside the data.

    What interrupted work left behind is removed first. ``waiting`` is called once if another process is at it.
    """
    import fcntl

    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (folder / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if waiting:
                waiting()
            fcntl.flock(lock, fcntl.LOCK_EX)
        _sweep(folder)
        work = folder / f"{ADDING}{os.getpid()}"
        work.mkdir()
        try:
            yield work
        finally:
            shutil.rmtree(work, ignore_errors=True)


OURS = re.compile(r"[a-z0-9_]+-[0-9a-f]{16}\.parquet|manifest\.new")


def _sweep(folder: Path) -> None:
    """Remove what no manifest names: the remains of work that was interrupted. Files not named as ours stay."""
    for path in folder.glob(f"{ADDING}*"):
        shutil.rmtree(path, ignore_errors=True)
    for place in folder.glob("*/*/"):
        manifest = place / MANIFEST
        pieces = read_manifest(manifest).pieces if manifest.exists() else ()
        named = {Path(kept.file).name for piece in pieces for kept in piece.tables}
        for path in place.iterdir():
            if OURS.fullmatch(path.name) and path.name not in named:
                path.unlink(missing_ok=True)
        _remove_empty(place)


def _remove_empty(place: Path) -> None:
    for path in (place, place.parent):
        if any(path.iterdir()):
            return
        path.rmdir()


def drop(folder: Path, editions: Iterable[Edition]) -> None:
    """Remove editions: the manifest first, so that no half of one is ever there."""
    for edition in editions:
        place = folder / edition.dataset / edition.edition
        (place / MANIFEST).unlink()
        sync_folder(place)
        for path in place.iterdir():
            if OURS.fullmatch(path.name):
                path.unlink(missing_ok=True)
        _remove_empty(place)
