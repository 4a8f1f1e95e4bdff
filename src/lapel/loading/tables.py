"""Tables that people keep: the rows of a CSV file or of a spreadsheet's sheet, each with its line."""

import csv
import re
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

from lapel.loading.tree import MAX_BYTES
from lapel.model.located import Located, Problem, Problems
from lapel.model.shapes import one_of

MAX_ROWS = 10_000
MAX_UNPACKED = 50_000_000
"""Bytes that a spreadsheet, which is compressed, may hold."""

FORMULA = re.compile(r"[=+@\t\r]|-(?!\d*\.?\d+$)")
"""How a cell begins that a spreadsheet would run."""

Rows = Iterator[tuple[int, list[str]]]


def table_rows(path: Path, name: str, problems: Problems, *, sheet: str = "") -> Rows:
    """Give the rows of a CSV file or an XLSX spreadsheet, every cell as text without blanks around it.

    Of a spreadsheet in which several sheets hold something, ``sheet`` names the one to read. Formulas are kept as text
    and never worked out. What is wrong with a row is added to ``problems``; raises `Problems` for a file that is none.
    """
    raw = _content(path, name)
    return _sheet(raw, name, problems, sheet) if raw[:4] == b"PK\x03\x04" else _lines(raw, name, problems)


def _content(path: Path, name: str) -> bytes:
    expected = "a CSV file or an XLSX spreadsheet"
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "no such name"
        raise Problems([Problem(name, 0, "", f"no readable file ({reason})", expected)]) from None
    if len(raw) > MAX_BYTES:
        raise Problems([Problem(name, 0, "", "a file that is too large", f"at most {MAX_BYTES:,} bytes")])
    return raw


def _lines(raw: bytes, name: str, problems: Problems) -> Rows:
    """The rows of a CSV file; lines that are no UTF-8 text are problems of their own."""
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise Problems([Problem(name, 1, "", "UTF-16", "UTF-8", "Save it as “CSV UTF-8”.")])
    texts = []
    for number, line in enumerate(raw.removeprefix(b"\xef\xbb\xbf").splitlines(), 1):
        try:
            texts.append(line.decode("utf-8"))
        except UnicodeDecodeError:
            texts.append("")
            problems.add(
                Located("", file=name, line=number),
                "UTF-8 text",
                found="bytes of another encoding",
                hint="Save it as “CSV UTF-8”.",
            )
    head = texts[0] if texts else ""
    mark = max(",;\t", key=head.count)
    reader = csv.reader((f"{text}\n" for text in texts), delimiter=mark, strict=True)
    try:
        for cells in reader:
            if reader.line_num > MAX_ROWS + 1:
                problems.add(Located("", file=name, line=reader.line_num), f"at most {MAX_ROWS:,} rows", found="more")
                return
            yield reader.line_num, [cell.strip() for cell in cells]
    except csv.Error as error:
        problems.add(Located("", file=name, line=reader.line_num), "a row of a CSV file", found=f"an error ({error})")


def _sheet(raw: bytes, name: str, problems: Problems, wanted: str) -> Rows:
    """The rows of a spreadsheet's sheet; formulas are kept as text, and never worked out."""
    from io import BytesIO
    from zipfile import BadZipFile, ZipFile

    try:
        with ZipFile(BytesIO(raw)) as packed:
            if sum(part.file_size for part in packed.infolist()) > MAX_UNPACKED:
                raise Problems([Problem(name, 0, "", "too much in it", f"at most {MAX_UNPACKED:,} bytes unpacked")])
        from openpyxl import load_workbook  # type: ignore[import-untyped]

        book = load_workbook(BytesIO(raw), read_only=True, data_only=False, keep_links=False)
        sheet = _chosen(book, name, wanted)
        for number, row in enumerate(sheet.iter_rows(values_only=True), 1):
            if number > MAX_ROWS + 1:
                problems.add(Located("", file=name, line=number), f"at most {MAX_ROWS:,} rows", found="more")
                return
            yield number, [_cell(value) for value in row]
    except (BadZipFile, KeyError, IndexError, ValueError, OSError, SyntaxError) as error:
        raise Problems([Problem(name, 0, "", f"no spreadsheet ({error})", "an XLSX spreadsheet")]) from None


def _chosen(book: Any, name: str, wanted: str) -> Any:
    """Pick the sheet that is named or, when none is, the only one that holds something."""
    filled = [sheet for sheet in book.worksheets if any(any(row) for row in sheet.iter_rows(values_only=True))]
    named = [sheet for sheet in book.worksheets if sheet.title == wanted] if wanted else filled
    if len(named) > 1 or (wanted and not named):
        titles = [sheet.title for sheet in filled]
        found = f"no sheet {wanted!r}" if wanted else f"{len(titles)} sheets that hold something"
        raise Problems([Problem(name, 0, "", found, one_of(titles), "Say which one it is: --sheet NAME.")])
    return (named or book.worksheets)[0]


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.10f}".rstrip("0").rstrip(".")
    return str(value).strip()
