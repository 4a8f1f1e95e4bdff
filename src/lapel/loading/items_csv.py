"""A table of items, one a row → items. The columns are told in docs/reference/item-exchange.md.

What there may be several of has numbered columns: ``option_1_id``, ``option_1_text``, ``option_1_why``, and so on for
errors, reviews and accepted findings. The order of the columns does not matter, and one that is not there says nothing.
"""

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from io import StringIO
from pathlib import Path
from typing import Any

from lapel.loading.cells import bare
from lapel.loading.intake import Incoming
from lapel.model.located import Problem, Problems
from lapel.model.shapes import did_you_mean

SINGLE = (
    "id",
    "topic",
    "kind",
    "stem",
    "key",
    "answer",
    "unit",
    "tolerance",
    "why",
    "picture",
    "level",
    "expected",
    "sources",
    "guideline",
    "version",
    "status",
    "not_for",
    "enemies",
    "areas",
)
"""Columns that a row has once."""

LISTS = ("key", "sources", "not_for", "enemies")
"""Those whose cell holds ids with blanks between them."""

MEASURED = ("model", "a", "b", "se_a", "se_b", "answers", "on", "source", "version")
"""The columns of a calibration, each behind ``calibration_``."""

NUMBERED: Mapping[str, tuple[str, ...]] = {
    "option": ("id", "text", "why"),
    "error": ("value", "why"),
    "accept": ("rule", "why"),
    "review": ("on", "by", "verdict", "tried", "note"),
}
"""Groups of columns, numbered from 1."""

NEEDED = ("id", "stem")
MAX_BYTES = 50_000_000
MAX_ROWS = 20_000
LONGEST_CELL = 20_000
COLUMN = re.compile(r"(?P<group>[a-z]+)_(?P<number>[1-9]\d?)_(?P<part>[a-z]+)")


def read_items_csv(path: Path) -> tuple[tuple[Incoming, ...], tuple[str, ...]]:
    """Read the rows, and notes on columns that are not known; raises `Problems` for what is no such table."""
    name = str(path)
    rows = _rows(_text(path, name), name)
    line, heads = next(rows, (1, []))
    heads = [head.strip().lower() for head in heads]
    if missing := [head for head in NEEDED if head not in heads]:
        hint = "Its cells are parted by semicolons: save it with commas." if any(";" in head for head in heads) else ""
        expected = f"the columns {' and '.join(missing)} among the headings of the first row"
        raise Problems([Problem(name, line, "", f"the headings {', '.join(heads[:6]) or 'none'}", expected, hint)])
    if twice := next((head for head in heads if head and heads.count(head) > 1), ""):
        raise Problems([Problem(name, line, "", f"the heading {twice!r} twice", "each heading once")])
    unknown = [head for head in heads if head and not _known(head)]
    notes = tuple(f"{name}: left out: the column {head!r}. {_near(head)}".strip() for head in unknown)
    return tuple(_incoming(name, line, cells, heads) for line, cells in rows), notes


def _known(head: str) -> bool:
    found = COLUMN.fullmatch(head)
    numbered = found is not None and found["part"] in NUMBERED.get(found["group"], ())
    return head in SINGLE or numbered or head.removeprefix("calibration_") in MEASURED


def _near(head: str) -> str:
    numbered = [f"{group}_1_{part}" for group, parts in NUMBERED.items() for part in parts]
    return did_you_mean(head, [*SINGLE, *numbered])


def _text(path: Path, name: str) -> str:
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "no such name"
        raise Problems([Problem(name, 0, "", f"no readable file ({reason})", "a table of questions (.csv)")]) from None
    if len(raw) > MAX_BYTES:
        raise Problems([Problem(name, 0, "", f"more than {MAX_BYTES:,} bytes", f"at most {MAX_BYTES:,} bytes")])
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        found = f"the byte {raw[error.start]:#04x}"
        raise Problems([Problem(name, line, "", found, "UTF-8 text", "Save it as “CSV UTF-8”.")]) from None


def _rows(text: str, name: str) -> Iterator[tuple[int, list[str]]]:
    """The rows that hold anything, each with the line on which it begins; cells may have several lines."""
    reader = csv.reader(StringIO(text, newline=""), strict=True)
    line = 1
    try:
        for number, cells in enumerate(reader):
            if number > MAX_ROWS:
                raise Problems([Problem(name, line, "", "too many rows", f"at most {MAX_ROWS:,}")])
            if any(cell.strip() for cell in cells):
                yield line, cells
            line = reader.line_num + 1
    except csv.Error as error:
        raise Problems([Problem(name, line, "", f"a row that is no CSV ({error})", "a comma between cells")]) from None


def _incoming(name: str, line: int, cells: Sequence[str], heads: Sequence[str]) -> Incoming:
    place = f"{name}:{line}"
    said = {head: bare(cell.replace("\r\n", "\n")) for head, cell in zip(heads, cells, strict=False) if cell}
    own = said.get("id", "").strip()
    if len(cells) > len(heads) and any(cell.strip() for cell in cells[len(heads) :]):
        unfit = f"found {len(cells)} cells, expected {len(heads)} as in the first row. Is a text with commas unquoted?"
        return Incoming(own, place, unfit=unfit)
    if long := next((head for head, cell in said.items() if len(cell) > LONGEST_CELL), ""):
        return Incoming(own, place, unfit=f"{long}: found more than {LONGEST_CELL:,} characters, expected fewer.")
    try:
        return Incoming(own, place, _data(said), topic=said.get("topic", ""))
    except ValueError as error:
        return Incoming(own, place, unfit=str(error))


def _data(said: Mapping[str, str]) -> dict[str, Any]:
    """Give a row in the form of the catalogue's files; raises ValueError for a cell that cannot stand so."""
    data: dict[str, Any] = {head: said.get(head, "") for head in SINGLE if head not in ("id", "topic", "areas")}
    data |= {head: data[head].split() for head in LISTS}
    data["key"] = data["key"][0] if len(data["key"]) == 1 else data["key"]
    data["areas"] = dict(_pair(text) for text in said.get("areas", "").split())
    options = [dict(one) for one in _group(said, "option")]
    data["options"] = {one.pop("id", ""): one for one in options}
    if len(data["options"]) != len(options) or "" in data["options"]:
        raise ValueError("options: found an option without an id of its own, expected one in every option_…_id.")
    data["errors"] = _group(said, "error")
    data["accept"] = {one.get("rule", ""): one.get("why", "") for one in _group(said, "accept")}
    data["review"] = [{**one, "tried": one.get("tried", "").split()} for one in _group(said, "review")]
    measured = {part: said.get(f"calibration_{part}", "") for part in MEASURED}
    data["calibration"] = {part: value for part, value in measured.items() if value}
    return {field: value for field, value in data.items() if value not in ("", [], {})}


def _group(said: Mapping[str, str], group: str) -> list[dict[str, str]]:
    """The entries of a group that say anything, by their numbers."""
    found: dict[int, dict[str, str]] = {}
    for head, cell in said.items():
        match = COLUMN.fullmatch(head)
        if match and match["group"] == group and match["part"] in NUMBERED[group]:
            found.setdefault(int(match["number"]), {})[match["part"]] = cell
    return [found[number] for number in sorted(found)]


def _pair(text: str) -> tuple[str, str]:
    name, sign, area = text.partition("=")
    if not sign:
        raise ValueError(f"areas: found {text!r}, expected an exam and an area such as ccma-nha=3e.")
    return name, area
