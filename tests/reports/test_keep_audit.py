"""The pack for an audit: the same bytes for the same record, and nothing in it that runs."""

from datetime import date
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest

from lapel.loading.compiled import load_catalogue
from lapel.loading.records import parse_record, read_record
from lapel.renewals.keep import keeping
from lapel.reports.keep_audit import audit_pdf, audit_zip, harmless, pack

CARLA = read_record(Path(__file__).parents[2] / "examples" / "certified-with-courses.yaml")
ON = date(2026, 11, 21)


def test_the_rows_stand_by_area_and_then_by_day() -> None:
    catalogue = load_catalogue()
    [cma, *_] = pack(catalogue, keeping(catalogue, CARLA, on=ON), CARLA)["parts"]
    assert [(row[0], row[2]) for row in cma["rows"]] == sorted((row[0], row[2]) for row in cma["rows"])
    assert cma["missing"][0].endswith("CPR card (not said)")


def test_the_tables_are_the_same_for_the_same_record() -> None:
    catalogue = load_catalogue()
    found = keeping(catalogue, CARLA, on=ON)
    one, other = (ZipFile(BytesIO(audit_zip(catalogue, found, CARLA))) for _ in range(2))
    for name in ("activities.csv", "allocation.csv", "evidence.csv"):
        assert one.read(name) == other.read(name)


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1+1", "@SUM(A1)", "\t=1", " =1", "|cmd", "%0"])
def test_what_a_spreadsheet_would_run_begins_with_an_apostrophe(cell: str) -> None:
    assert harmless(cell) == f"'{cell}"


def test_signs_that_no_font_has_do_not_stop_it() -> None:
    record = parse_record(
        {
            "name": "𒀀",
            "certificates": [{"id": "cma-aama", "earned": "2023-05-12"}],
            "learning": [{"title": "𒀀 #strong[x]"}],
        }
    )
    catalogue = load_catalogue()
    assert audit_pdf(catalogue, keeping(catalogue, record, on=ON), record).startswith(b"%PDF")
