"""Transcripts: a CSV file or a spreadsheet of courses → `lapel.model.record.Learning`.

Nothing is guessed: a column is used when its heading is known or is mapped by the caller, every other one is named, and
what is wrong with a row is reported with its line.
"""

import csv
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from lapel.loading.records import LEARNING
from lapel.loading.tree import MAX_BYTES, NOT_TEXT
from lapel.model.located import Located, Problem, Problems
from lapel.model.record import Learning
from lapel.model.shapes import Number, did_you_mean, one_of
from lapel.model.value import Value

MAX_ROWS = 10_000
MAX_UNPACKED = 50_000_000
"""Bytes that a spreadsheet, which is compressed, may hold."""

AREAS = ("clinical", "administrative", "general")

HEADINGS: Mapping[str, tuple[str, ...]] = {
    "title": ("title", "course", "course title", "course name", "activity", "name"),
    "completed": ("completed", "date", "completion date", "date completed", "completed on"),
    "kind": ("kind", "type"),
    "unit": ("unit", "units"),
    "amount": ("amount", "quantity"),
    "contact-hours": ("contact hours", "hours"),
    "clock-hours": ("clock hours",),
    "ceu": ("ceu", "ceus"),
    "points": ("points", "credits"),
    "quarter-credits": ("quarter credits",),
    "semester-credits": ("semester credits",),
    "approved_by": ("approved_by", "approved by", "approval", "accredited by"),
    "provider": ("provider", "sponsor", "school"),
    "area": ("area", "category", "content area"),
    **{name: (name,) for name in AREAS},
    "evidence": ("evidence", "proof", "certificate on file"),
    "planned": ("planned",),
    "cost": ("cost", "price", "fee"),
}
"""What a column may be, with the headings by which it is known, in small letters."""

UNITS = ("contact-hours", "clock-hours", "ceu", "points", "quarter-credits", "semester-credits")


class Transcript(Value):
    """Courses in the order of their rows; ``used`` and ``ignored`` are headings of columns."""

    learning: tuple[Learning, ...]
    used: tuple[tuple[str, str], ...]
    ignored: tuple[str, ...]


def read_transcript(path: Path, *, mapping: Mapping[str, str] | None = None) -> Transcript:
    """Read a CSV file or an XLSX spreadsheet (its first sheet) with a heading in the first row.

    ``mapping`` names what a heading stands for where it is not known by itself. Raises `Problems` with everything that
    is wrong: the file as a whole, its headings, and each row with its line.
    """
    name, problems = str(path), Problems()
    raw = _content(path, name)
    rows = _sheet(raw, name, problems) if raw[:4] == b"PK\x03\x04" else _lines(raw, name, problems)
    first = next(rows, None)
    if first is None or not any(cell.strip() for cell in first[1]):
        problems.add(Located("", file=name, line=1), "headings in the first row", found="none")
        raise problems
    columns = _columns(first[1], mapping or {}, name, problems)
    learning = [read for line, cells in rows if (read := _row(cells, columns, name, line, problems)) is not None]
    problems.raise_if_any()
    used = tuple((first[1][at], what) for at, what in columns.items())
    return Transcript(tuple(learning), used, tuple(c for at, c in enumerate(first[1]) if c and at not in columns))


Rows = Iterator[tuple[int, list[str]]]


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


def _sheet(raw: bytes, name: str, problems: Problems) -> Rows:
    """The rows of the first sheet of a spreadsheet; formulas are kept as text, and never worked out."""
    from io import BytesIO
    from zipfile import BadZipFile, ZipFile

    try:
        with ZipFile(BytesIO(raw)) as packed:
            if sum(part.file_size for part in packed.infolist()) > MAX_UNPACKED:
                raise Problems([Problem(name, 0, "", "too much in it", f"at most {MAX_UNPACKED:,} bytes unpacked")])
        from openpyxl import load_workbook  # type: ignore[import-untyped]

        book = load_workbook(BytesIO(raw), read_only=True, data_only=False, keep_links=False)
        sheet = book.worksheets[0]
        for number, row in enumerate(sheet.iter_rows(values_only=True), 1):
            if number > MAX_ROWS + 1:
                problems.add(Located("", file=name, line=number), f"at most {MAX_ROWS:,} rows", found="more")
                return
            yield number, [_cell(value) for value in row]
    except (BadZipFile, KeyError, IndexError, ValueError, OSError, SyntaxError) as error:
        raise Problems([Problem(name, 0, "", f"no spreadsheet ({error})", "an XLSX spreadsheet")]) from None


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


def _columns(heads: list[str], mapping: Mapping[str, str], name: str, problems: Problems) -> dict[int, str]:
    """What each column is, by its place."""
    known = {heading: what for what, headings in HEADINGS.items() for heading in headings}
    place = Located("", file=name, line=1)
    for heading, what in mapping.items():
        if heading not in heads:
            problems.add(place, one_of(heads), found=f"no column {heading!r}", hint=did_you_mean(heading, heads))
        if what not in HEADINGS:
            problems.add(place, one_of(list(HEADINGS)), found=repr(what), hint=did_you_mean(what, list(HEADINGS)))
    columns: dict[int, str] = {}
    for at, heading in enumerate(heads):
        what = mapping.get(heading) or known.get(heading.lower().replace("_", " ")) or known.get(heading.lower(), "")
        if what in columns.values():
            problems.add(place, "each thing in one column", found=f"{what!r} again in {heading!r}")
        elif what:
            columns[at] = what
    for needed in ("title", "completed"):
        if needed not in columns.values() and not problems.found:
            hint = f"Say which column it is: --map 'HEADING={needed}'. Headings: {', '.join(filter(None, heads))}."
            problems.add(place, f"a column for {needed!r}", found="none", hint=hint)
    problems.raise_if_any()
    return columns


FORMULA = re.compile(r"[=+@\t\r]|-(?!\d*\.?\d+$)")
AMERICAN = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
SHORT_YEAR = re.compile(r"\d{1,2}[/-]\d{1,2}[/-]\d{2}")


def _row(cells: list[str], columns: Mapping[int, str], name: str, line: int, problems: Problems) -> Learning | None:
    """Read one row as the record's reader reads a course; an empty row is none."""
    if not any(cells):
        return None
    before = len(problems.found)
    said = {what: cells[at] for at, what in columns.items() if at < len(cells) and cells[at]}
    if len(cells) > max(columns) + 1 and any(cells[at] for at in range(len(cells)) if at > 200):
        problems.add(Located("", file=name, line=line), "at most 200 columns", found=f"{len(cells)}")
    fields: dict[str, Located] = {}
    for what, text in said.items():
        place = Located(text, file=name, line=line, path=what)
        if FORMULA.match(text):
            problems.add(place, "plain text or a number", found=f"a formula ({text[:20]!r})")
        elif NOT_TEXT.search(text):
            problems.add(place, "text", found="control characters")
        else:
            fields[what] = place
    for what in ("amount", "cost", *UNITS, *AREAS):
        if what in fields:
            Number().read(fields[what], problems)
    if len(problems.found) > before:
        return None
    course = _course(fields, name, line, problems)
    read = LEARNING.read(course, problems) if len(problems.found) == before else None
    for needed in ("title", "completed"):
        if needed not in said:
            problems.add(Located("", file=name, line=line, path=needed), f"the field {needed!r}", found="nothing")
    return read if isinstance(read, Learning) and len(problems.found) == before else None


def _course(fields: dict[str, Located], name: str, line: int, problems: Problems) -> Located:
    """Shape the columns of a row as the record has them."""
    said: dict[str, Located] = {}
    for what in ("title", "kind", "provider", "evidence", "planned", "cost", "unit", "amount"):
        if what in fields:
            said[what] = _lowered(fields[what]) if what in ("kind", "evidence", "planned", "unit") else fields[what]
    if "completed" in fields:
        said["completed"] = _day(fields["completed"], problems)
    amounts = [unit for unit in UNITS if unit in fields]
    if len(amounts) > 1 or (amounts and "amount" in fields):
        named = ", ".join(what for what in (*UNITS, "amount") if what in fields)
        problems.add(fields[amounts[0]], "one amount", found=f"several ({named})")
    elif amounts:
        said["unit"] = Located(amounts[0], file=name, line=line, path="unit")
        said["amount"] = fields[amounts[0]]
    if "approved_by" in fields:
        bodies = re.split(r"[,;/]| and ", fields["approved_by"].text or "")
        said["approved_by"] = Located(list(_names(bodies, fields["approved_by"])), file=name, line=line)
    areas = {area: fields[area] for area in AREAS if area in fields}
    if "area" in fields and "amount" in said:
        areas = {(fields["area"].text or "").lower(): said["amount"]}
    if areas:
        said["areas"] = Located(dict(areas), file=name, line=line, path="areas")
    return Located(said, file=name, line=line)


def _names(bodies: Iterable[str], place: Located) -> Iterator[Located]:
    for body in bodies:
        if body.strip():
            yield Located(body.strip().lower(), file=place.file, line=place.line, path=place.path)


def _lowered(node: Located) -> Located:
    return Located((node.text or "").lower().replace(" ", "-"), file=node.file, line=node.line, path=node.path)


def _day(node: Located, problems: Problems) -> Located:
    """A day as the record has it: also 3/15/2026, month first; a year of two digits is refused."""
    text = node.text or ""
    if found := AMERICAN.fullmatch(text):
        month, day, year = map(int, found.groups())
        text = f"{year:04}-{month:02}-{day:02}"
    elif SHORT_YEAR.fullmatch(text):
        problems.add(node, "a year of four digits, such as 2026-03-15 or 3/15/2026")
    return Located(text, file=node.file, line=node.line, path="completed")
