"""Transcripts: a CSV file or a spreadsheet of courses → `lapel.model.record.Learning`.

Nothing is guessed: a column is used when its heading is known or is mapped by the caller, every other one is named, and
what is wrong with a row is reported with its line.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from lapel.loading.records import LEARNING, record_data
from lapel.loading.tables import FORMULA, table_rows
from lapel.loading.tree import NOT_TEXT
from lapel.loading.writing import look
from lapel.model.located import Located, Problems
from lapel.model.record import Learning, Record
from lapel.model.shapes import Number, did_you_mean, one_of
from lapel.model.value import Value

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


def read_transcript(path: Path, *, mapping: Mapping[str, str] | None = None, sheet: str = "") -> Transcript:
    """Read a CSV file or an XLSX spreadsheet with headings in the first row.

    ``sheet`` names the sheet where several hold something; ``mapping`` names what a heading stands for where it is not
    known by itself. Raises `Problems` with everything that is wrong: the file as a whole, its headings, and each row
    with its line.
    """
    name, problems = str(path), Problems()
    rows = table_rows(path, name, problems, sheet=sheet)
    first = next(rows, None)
    if first is None or not any(cell.strip() for cell in first[1]):
        problems.add(Located("", file=name, line=1), "headings in the first row", found="none")
        raise problems
    columns = _columns(first[1], mapping or {}, name, problems)
    learning = [read for line, cells in rows if (read := _row(cells, columns, name, line, problems)) is not None]
    problems.raise_if_any()
    used = tuple((first[1][at], what) for at, what in columns.items())
    return Transcript(tuple(learning), used, tuple(c for at, c in enumerate(first[1]) if c and at not in columns))


def with_courses(data: Mapping[str, Any], courses: Iterable[Learning]) -> dict[str, Any]:
    """Give a record's plain data with courses added to its learning; a list that was said to be empty is one no more.

    >>> with_courses({"learning": "none"}, [Learning(title="ECG")])
    {'learning': [{'title': 'ECG'}]}
    """
    held = look(data, "learning")
    added = record_data(Record(learning=tuple(courses))).get("learning", [])
    return {**data, "learning": [*(held if isinstance(held, list) else []), *added]}


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
        areas = {_area(fields["area"], problems): said["amount"]}
    if areas:
        said["areas"] = Located(dict(areas), file=name, line=line, path="areas")
    return Located(said, file=name, line=line)


def _area(node: Located, problems: Problems) -> str:
    """One of the areas that are known; points of any other would count in none."""
    name = (node.text or "").lower()
    if name not in AREAS:
        problems.add(node, one_of(AREAS), hint=did_you_mean(name, AREAS))
    return name


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
