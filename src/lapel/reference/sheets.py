"""Files as they come, turned into sheets of text: CSV and tab-separated text, workbooks, and zip archives of them.

Nothing is believed: sizes are bounded, names inside archives decide nothing, and what is not a table is said plainly.
"""

import codecs
import csv
import hashlib
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path, PurePath, PurePosixPath
from typing import TYPE_CHECKING, Any

from lapel.model.located import Problem, Problems
from lapel.model.value import Value

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

Say = Callable[[str], None]

HEAD = 60
"""Rows looked at to find the header row, and what a workbook says about itself."""
MOST_BYTES = 8 << 30
MOST_RATIO = 200
RATIO_FROM = 16 << 20
MOST_MEMBERS = 4000
NEARBY_BYTES = 8 << 10

csv.field_size_limit(1 << 24)


class Found(Value):
    """A file to look at: where it lies now, how to call it, what its names say, and short texts that lie beside it."""

    path: Path
    shown: str
    places: tuple[str, ...]
    nearby: Mapping[str, str]


def problem(shown: str, found: str, expected: str, hint: str = "", *, line: int = 0, column: str = "") -> Problems:
    """One thing that is wrong with a file."""
    return Problems([Problem(shown, line, column, found, expected, hint)])


class NotATable(Problems):
    """The file is of another kind: nothing is wrong with it, but it is not for us."""


A_TABLE = "a table of official data (CSV, tab-separated text, .xlsx or .zip)"


def hash_of(path: Path) -> str:
    """Hash a file (SHA-256, hexadecimal)."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


# -- From a path to files ---------------------------------------------------------------------------------------------


def discover(path: Path, folder: Path) -> Iterator[Found | Problems]:
    """List the files under a path, archives opened into ``folder``; what cannot be opened is given as problems."""
    if path.is_dir():
        inside = sorted(p for p in path.rglob("*") if p.is_file() and not _hidden(p.relative_to(path)))
        for file in inside:
            yield from _one(file, folder, base=path)
    elif path.is_file():
        yield from _one(path, folder, base=path.parent)
    else:
        yield problem(str(path), "no such file", "a file, a folder or an address that begins with https://")


def _hidden(path: PurePath) -> bool:
    return any(part.startswith((".", "~$")) and part != ".." for part in path.parts)


def _one(path: Path, folder: Path, *, base: Path) -> Iterator[Found | Problems]:
    shown = str(path.relative_to(base)) if path != base else path.name
    places = (path.name, path.resolve().parent.name)
    try:
        if _is_archive(path):
            yield from _members(path, shown, folder)
        else:
            yield Found(path, shown, places, _nearby(path.parent))
    except Problems as problems:
        yield problems
    except OSError as error:
        yield problem(shown, error.strerror or "an unreadable file", "a file that can be read")


def _nearby(folder: Path) -> dict[str, str]:
    out = {}
    for path in folder.iterdir():
        if _tells(path.name) and path.is_file():
            with path.open("rb") as file:
                out[path.name] = file.read(NEARBY_BYTES).decode("utf-8", "replace")
    return out


def _tells(name: str) -> bool:
    """Whether a file says something of those beside it, in its first bytes."""
    small = name.casefold()
    return small in ("read me.txt", "readme.txt", "oe.footnote") or small.startswith("oe.data")


def _is_archive(path: Path) -> bool:
    with path.open("rb") as file:
        if file.read(4) != b"PK\x03\x04":
            return False
    try:
        with zipfile.ZipFile(path) as archive:
            return "[Content_Types].xml" not in archive.namelist()
    except (zipfile.BadZipFile, OSError):
        return path.suffix.casefold() not in (".xlsx", ".xlsm")


def _members(path: Path, shown: str, folder: Path) -> Iterator[Found]:
    try:
        with zipfile.ZipFile(path) as archive:
            members = [m for m in archive.infolist() if not m.is_dir() and not _hidden(_inside(m))]
            check_zip(archive, shown)
            into = folder / hashlib.sha256(shown.encode()).hexdigest()[:12]
            into.mkdir(parents=True, exist_ok=True)
            nearby: dict[str, dict[str, str]] = {}
            for member in members:
                name = _inside(member)
                if _tells(name.name):
                    with archive.open(member) as file:
                        text = file.read(NEARBY_BYTES).decode("utf-8", "replace")
                    nearby.setdefault(str(name.parent), {})[name.name] = text
            for number, member in enumerate(members):
                name = _inside(member)
                # The member's own name decides nothing about where it is written.
                out = into / f"{number}{name.suffix if name.suffix.isascii() else ''}"
                with archive.open(member) as source, out.open("wb") as target:
                    _copy(source, target, member.file_size, f"{shown}: {name.name}")
                places = (name.name, name.parent.name, path.name)
                yield Found(out, f"{shown}: {name.name}", places, nearby.get(str(name.parent), {}))
                out.unlink(missing_ok=True)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise problem(
            shown, f"a damaged archive ({_short(error)})", "a whole .zip file", "Fetch the file again."
        ) from None


def _inside(member: zipfile.ZipInfo) -> PurePosixPath:
    return PurePosixPath(member.filename.replace("\\", "/"))


def check_zip(archive: zipfile.ZipFile, shown: str) -> None:
    """Refuse archives that would fill the disk, by what they declare; what they hold is bounded when it is read."""
    members = archive.infolist()
    if len(members) > MOST_MEMBERS:
        raise problem(shown, f"an archive of {len(members):,} files", f"at most {MOST_MEMBERS:,}")
    total = sum(member.file_size for member in members)
    if total > MOST_BYTES:
        raise problem(shown, f"an archive of {total >> 30:,} GB", f"at most {MOST_BYTES >> 30} GB")
    for member in members:
        if member.file_size > RATIO_FROM and member.file_size > MOST_RATIO * max(member.compress_size, 1):
            raise problem(
                shown,
                f"{member.filename!r}, packed {member.file_size // max(member.compress_size, 1):,} to 1",
                f"at most {MOST_RATIO} to 1, as no table of figures goes beyond",
                "Such an archive is made to fill the disk: it was not opened.",
            )
        if member.flag_bits & 1:
            raise problem(shown, f"{member.filename!r} behind a password", "an archive without one")


def _copy(source: Any, target: Any, declared: int, shown: str) -> None:
    left = declared
    while chunk := source.read(1 << 20):
        left -= len(chunk)
        if left < 0:
            raise problem(shown, "more than the archive declares", f"{declared:,} bytes", "It was not read on.")
        target.write(chunk)


def _short(error: BaseException) -> str:
    return str(error).split("\n")[0][:120] or type(error).__name__


# -- From a file to sheets --------------------------------------------------------------------------------------------


class Sheet:
    """A sheet of text cells.

    ``head`` are its first rows; ``places`` the names around it, nearest first: sheet, file, folder, archive; ``words``
    what its workbook says in the first rows of all sheets; ``nearby`` short texts that lie beside the file.
    """

    def __init__(self, found: Found, name: str, head: list[list[str]], words: str) -> None:
        self.shown = found.shown
        self.name = name
        self.head = head
        self.words = words
        self.nearby = found.nearby
        self.places = (name, *found.places) if name else found.places

    def load(self, con: "DuckDBPyConnection", header_ends: int, columns: list[int], folder: Path, say: Say) -> None:
        """Make the table ``raw`` of the rows after the header, with the columns asked for: ``c0``, ``c1`` …

        Its ``rowid`` counts from 0; row r of it is row r + header_ends + 1 of the sheet.
        """
        raise NotImplementedError


class TextSheet(Sheet):
    """A CSV or tab-separated file, in UTF-8."""

    def __init__(self, found: Found, path: Path, head: list[list[str]], lines: list[int], dialect: tuple[str, str]):
        super().__init__(found, "", head, "")
        self.path = path
        self.lines = lines
        self.delimiter, self.quote = dialect

    def load(self, con: "DuckDBPyConnection", header_ends: int, columns: list[int], folder: Path, say: Say) -> None:
        """Read through DuckDB, strictly: a row with too few or too many cells is a mistake."""
        import duckdb

        width = len(self.head[header_ends - 1])
        names = {f"c{number}": "VARCHAR" for number in range(width)}
        wanted = ", ".join(f"c{number}" for number in columns)
        try:
            con.execute(
                f"CREATE OR REPLACE TEMP TABLE raw AS SELECT {wanted} FROM read_csv(?, auto_detect=false, header=false,"
                " skip=?, delim=?, quote=?, escape=?, columns=?, strict_mode=true, null_padding=false)",
                [str(self.path), self.lines[header_ends - 1], self.delimiter, self.quote, self.quote, names],
            )
        except duckdb.Error as error:
            raise self._told(str(error), width) from None

    def _told(self, message: str, width: int) -> Problems:
        import re

        line = int(found[1]) if (found := re.search(r"CSV Error on Line: (\d+)", message)) else 0
        if found := re.search(r"Expected Number of Columns: (\d+) Found: (\d+)", message):
            cells = int(found[2])
            hint = "The file may be cut off: fetch it again." if cells < width else ""
            return problem(self.shown, f"a row of {cells} cells", f"{width}, as in the header", hint, line=line)
        if "unterminated quote" in message or "quote" in message.casefold():
            hint = "The file may be cut off: fetch it again."
            return problem(self.shown, "a quotation mark that is never closed", "whole cells", hint, line=line)
        return problem(self.shown, _short(Exception(message)), A_TABLE, "Fetch the file again.", line=line)


class BookSheet(Sheet):
    """A sheet of a workbook that is open."""

    def __init__(self, found: Found, sheet: Any, head: list[list[str]], words: str) -> None:
        super().__init__(found, sheet.title, head, words)
        self.sheet = sheet

    def load(self, con: "DuckDBPyConnection", header_ends: int, columns: list[int], folder: Path, say: Say) -> None:
        """Stream the rows to a file of text, and read that: a sheet of any length needs little memory."""
        path = folder / "sheet.csv"
        with _whole_book(self.shown), path.open("w", encoding="utf-8", newline="") as out:
            write = csv.writer(out).writerow
            for number, row in enumerate(self.sheet.iter_rows(min_row=header_ends + 1, values_only=True), 1):
                write([_text(row[at]) if at < len(row) else "" for at in columns])
                if number % 20_000 == 0:
                    say(f"{self.shown}: {number:,} rows read …")
        names = {f"c{at}": "VARCHAR" for at in columns}
        con.execute(
            "CREATE OR REPLACE TEMP TABLE raw AS SELECT * FROM read_csv(?, auto_detect=false, header=false, delim=',',"
            " quote='\"', escape='\"', columns=?)",
            [str(path), names],
        )
        path.unlink()


@contextmanager
def sheets(found: Found, folder: Path) -> Iterator[list[Sheet]]:
    """Open a file for as long as its sheets are read; raises `Problems` for one that holds no table."""
    with found.path.open("rb") as file:
        start = file.read(4096)
    if not start:
        raise problem(found.shown, "an empty file (0 bytes)", A_TABLE, "Fetch the file again.")
    for begins, what, hint in NOT_TABLES:
        if start.lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(begins):
            raise NotATable(problem(found.shown, what, A_TABLE, hint).found)
    if not start.startswith(b"PK"):
        yield [_text_sheet(found, folder, start)]
        return
    with found.path.open("rb") as file:
        book = _opened(found, file)
        try:
            yield _book_sheets(found, book)
        finally:
            book.close()


NOT_TABLES = (
    (b"%pdf", "a PDF document", "Fetch the table itself."),
    (b"<!doctype", "a web page", "Servers send such a page instead of a file that they do not have: fetch it again."),
    (b"<html", "a web page", "Servers send such a page instead of a file that they do not have: fetch it again."),
    (b"<?xml", "an XML document", ""),
    (
        b"\xd0\xcf\x11\xe0",
        "a workbook of the old kind (.xls)",
        "Open it in a spreadsheet program and save it as .xlsx.",
    ),
    (b"\x1f\x8b", "a gzip archive", "Unpack it first."),
    (b"par1", "a Parquet file", "Add the file as its publisher gives it."),
    (b"{", "JSON", ""),
)


@contextmanager
def _whole_book(shown: str) -> Iterator[None]:
    """Say of whatever can go wrong in a workbook that it is damaged."""
    from xml.etree.ElementTree import ParseError

    from openpyxl.utils.exceptions import InvalidFileException  # type: ignore[import-untyped]

    try:
        yield
    except (zipfile.BadZipFile, InvalidFileException, ParseError, KeyError, ValueError, EOFError, zlib.error) as error:
        damaged = f"a damaged workbook ({_short(error)})"
        raise problem(shown, damaged, "a whole .xlsx file", "Fetch the file again.") from None


def _opened(found: Found, file: Any) -> Any:
    from openpyxl import load_workbook  # type: ignore[import-untyped]

    with _whole_book(found.shown):
        with zipfile.ZipFile(file) as archive:
            check_zip(archive, found.shown)
        return load_workbook(file, read_only=True, data_only=True, keep_links=False)


def _book_sheets(found: Found, book: Any) -> list[Sheet]:
    heads = []
    with _whole_book(found.shown):
        for sheet in book.worksheets:
            sheet.reset_dimensions()
            rows = sheet.iter_rows(max_row=HEAD, values_only=True)
            heads.append((sheet, [[_text(cell) for cell in row] for row in rows]))
    words = "\n".join(cell for _, head in heads for row in head for cell in row if " " in cell)
    return [BookSheet(found, sheet, head, words) for sheet, head in heads if any(any(row) for row in head)]


def _text(cell: object) -> str:
    """A cell as text; a whole number in a cell of numbers has no ``.0``, a day is written 2026-11-21."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        return cell.strip()
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    return str(cell)


def _text_sheet(found: Found, folder: Path, start: bytes) -> Sheet:
    path = _in_utf8(found, folder, start)
    with path.open(encoding="utf-8-sig", newline="") as file:
        sample = file.read(256 << 10)
    delimiter = _delimiter(sample)
    quote = '"' if delimiter != "\t" or sample.startswith('"') else ""
    head: list[list[str]] = []
    lines: list[int] = []
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.reader(file, delimiter=delimiter, quoting=csv.QUOTE_MINIMAL if quote else csv.QUOTE_NONE)
        try:
            for row in reader:
                head.append([cell.strip() for cell in row])
                lines.append(reader.line_num)
                if len(head) == HEAD:
                    break
        except csv.Error as error:
            raise problem(found.shown, f"text that is no table ({error})", A_TABLE) from None
    return TextSheet(found, path, head, lines, (delimiter, quote))


def _delimiter(sample: str) -> str:
    for line in sample.splitlines()[:HEAD]:
        if best := max("\t,;|", key=line.count):
            if "\t" in line:
                return "\t"
            if best in line:
                return best
    return ","


def _in_utf8(found: Found, folder: Path, start: bytes) -> Path:
    """The file itself if it is UTF-8; otherwise a copy in UTF-8 of what is UTF-16 or Windows-1252."""
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _copied(found, folder, "utf-16")
    if b"\0" in start:
        if start[1::2].count(0) > len(start) // 3:
            return _copied(found, folder, "utf-16-le")
        raise NotATable(problem(found.shown, "a file that is not text", A_TABLE).found)
    decoder = codecs.getincrementaldecoder("utf-8")()
    with found.path.open("rb") as file:
        try:
            while chunk := file.read(1 << 20):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return _copied(found, folder, "cp1252")
    return found.path


def _copied(found: Found, folder: Path, encoding: str) -> Path:
    out = folder / "in-utf8.txt"
    try:
        with (
            found.path.open(encoding=encoding, newline="") as source,
            out.open("w", encoding="utf-8", newline="") as to,
        ):
            while chunk := source.read(1 << 20):
                to.write(chunk)
    except UnicodeError:
        raise problem(
            found.shown, "text in an unknown encoding", "UTF-8, UTF-16 or Windows-1252", "Save it as UTF-8."
        ) from None
    return out
