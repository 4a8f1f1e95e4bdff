"""Small files in the shape of official ones, written for the tests, and where the real ones lie."""

import csv
import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook  # type: ignore[import-untyped]

from lapel.reference.add import Told, add
from lapel.reference.store import Store

ON = date(2026, 11, 22)
SHARED = Path(__file__).parents[2] / "shared"
DATA = SHARED / "data"
real = pytest.mark.skipif(not DATA.is_dir(), reason="the official files are not in ../shared/data")

Row = Sequence[object]

PAY = ["H_MEAN", "A_MEAN", "MEAN_PRSE"]
PAY += [f"{unit}_{part}" for unit in "HA" for part in ("PCT10", "PCT25", "MEDIAN", "PCT75", "PCT90")]
OEWS_2025 = ["AREA", "AREA_TITLE", "AREA_TYPE", "PRIM_STATE", "NAICS", "NAICS_TITLE", "I_GROUP", "OWN_CODE"]
OEWS_2025 += ["OCC_CODE", "OCC_TITLE", "O_GROUP", "TOT_EMP", "EMP_PRSE", "JOBS_1000", "LOC_QUOTIENT", "PCT_TOTAL"]
OEWS_2025 += ["PCT_RPT", *PAY, "ANNUAL", "HOURLY"]
ASSISTANT = dict(
    zip(PAY, (17.75, 36930, 0.3, 14.0, 15.1, 17.23, 18.9, 22.9, 29120, 31410, 35850, 39310, 47630), strict=True)
)
SURGEON = dict(zip(PAY, ("120.90", "251,650", 1.0, 45.1, 90, "#", "#", "#", "93,810", "187,200", *"###"), strict=True))
TEACHER = dict(zip(PAY, ("*", 121620, 1.1, *"*****", 45600, 63290, 99090, 157890, "#"), strict=True))
UNKNOWN = dict(zip(PAY, ("*", "*", "*", *"**********"), strict=True))


def oews_rows(headers: Sequence[str], **more: object) -> list[Row]:
    """Four occupations in the columns asked for; ``more`` fills further columns in every row."""
    people = (
        ("31-9092", "Medical Assistants", "detailed", "710,200", ASSISTANT),
        ("29-1248", "Surgeons, Except Ophthalmologists", "detailed", "**", SURGEON),
        ("25-1071", "Health Specialties Teachers, Postsecondary", "detailed", 194860, TEACHER),
        ("27-2011", "Actors", "detailed", 40340, UNKNOWN),
    )
    out: list[Row] = [headers]
    for code, title, level, jobs, pay in people:
        cells: Mapping[str, object] = {
            "OCC_CODE": code,
            "OCC_TITLE": title,
            "O_GROUP": level,
            "OCC_GROUP": level,
            "GROUP": level,
            "TOT_EMP": jobs,
            "EMP_PRSE": 0.8,
            "ANNUAL": "TRUE" if code.startswith("25") else "",
            **pay,
            **more,
        }
        known = {"".join(c for c in name.casefold() if c.isalnum()): value for name, value in cells.items()}
        out.append([known.get("".join(c for c in h.casefold() if c.isalnum()), "") for h in headers])
    return out


def write_csv(path: Path, rows: Iterable[Row], *, encoding: str = "utf-8", delimiter: str = ",") -> Path:
    """Write rows as text."""
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows(rows)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.getvalue().encode(encoding))
    return path


def write_book(path: Path, **sheets: Iterable[Row]) -> Path:
    """Write a workbook; a ``_`` in a sheet's name is a blank, two are a point."""
    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name.replace("__", ".").replace("_", " "))
        for row in rows:
            sheet.append(list(row))
    path.parent.mkdir(parents=True, exist_ok=True)
    book.save(path)
    return path


def write_zip(path: Path, members: Mapping[str, bytes | Path]) -> Path:
    """Write an archive."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content.read_bytes() if isinstance(content, Path) else content)
    return path


def added(folder: Path, *paths: Path, edition: str = "", replace: bool = False) -> Store:
    """Add files, all of which must be known and right, and open the store."""
    told = add(paths, folder, on=ON, edition=edition, replace=replace)
    assert all(one.outcome in ("added", "there") or one.why == "not a table" for one in told), told
    return Store(folder)


def refused(folder: Path, path: Path, *, edition: str = "") -> Told:
    """Add a file that must be refused, or not known."""
    told = add([path], folder, on=ON, edition=edition)
    (found,) = [one for one in told if one.outcome in ("wrong", "unknown") and one.why != "not a table"]
    return found


def contents(folder: Path) -> dict[str, bytes]:
    """Everything that a store holds, but for its lock."""
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file() and p.name != ".lock"}
