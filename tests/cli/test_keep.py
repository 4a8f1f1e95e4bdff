"""``lapel keep`` as its caller meets it."""

import csv
import io
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from jsonschema import Draft202012Validator
from pypdf import PdfReader

from lapel.cli import main
from lapel.loading.records import read_record
from lapel.model.value import replace
from lapel.reports.keep_json import keeping_schema

ROOT = Path(__file__).parents[2]
EXAMPLES = sorted((ROOT / "examples").glob("*.yaml"))
CARLA = str(ROOT / "examples" / "certified-with-courses.yaml")
FATIMA = str(ROOT / "examples" / "lapsed-cma.yaml")
ON = ("--on", "2026-11-21")
KEEPING = Draft202012Validator(keeping_schema(), format_checker=Draft202012Validator.FORMAT_CHECKER)


def outcome(args: Sequence[str], capsys: pytest.CaptureFixture[str]) -> tuple[int, str, str]:
    try:
        status = main(args)
    except SystemExit as left:  # argparse
        status = int(left.code or 0)
    said = capsys.readouterr()
    return status, said.out, said.err


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_what_is_printed_of_an_example_fits_and_has_the_published_shape(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status, out, err = outcome(["keep", str(path), *ON], capsys)
    assert (status, err) == (0, "")
    assert all(len(line) <= 80 or "https://" in line for line in out.splitlines())
    status, out, err = outcome(["keep", str(path), "--json", *ON], capsys)
    assert (status, err) == (0, "")
    KEEPING.validate(json.loads(out))


def test_the_first_page_says_what_to_learn_by_when(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = outcome(["keep", CARLA, *ON], capsys)
    flat = " ".join(out.split())
    assert "CMA (AAMA), by May 31, 2028: learn 2 administrative points, all approved by the AAMA." in flat
    assert "NCMA (NCCT), by July 31, 2027: learn 14 hours." in flat
    assert "2 points are missing whatever you do" in flat
    assert "No more than 30 points from other sources count." in flat


def test_a_certificate_that_ran_out_is_still_open_by_credits(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = outcome(["keep", FATIMA, *ON], capsys)
    assert "late, still open by credits; it ended on September 30, 2026" in " ".join(out.split())


def test_only_what_is_due_soon_can_be_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = outcome(["keep", CARLA, "--due", "6m", *ON], capsys)
    assert out.splitlines() == [
        "Due from November 21, 2026 to May 21, 2027",
        "  March 9, 2027       RMA (AMT): Yearly fee.",
    ]
    _, out, _ = outcome(["keep", CARLA, "--due", "90d", "--json", *ON], capsys)
    data = json.loads(out)
    assert (data["until"], data["due"]) == ("2027-02-19", [])
    status, _, err = outcome(["keep", CARLA, "--due", "soon"], capsys)
    assert status == 2
    assert "expected a time such as 90d" in err


def test_one_certificate_can_be_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = outcome(["keep", CARLA, "--credential", "rma-amt", "--json", *ON], capsys)
    assert [kept["credential"] for kept in json.loads(out)["certificates"]] == ["rma-amt"]
    assert outcome(["keep", CARLA, "--credential", "cma-amaa"], capsys)[0] == 2


def test_courses_of_a_file_count_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "courses.csv"
    file.write_text("Course,Done,CEU,Approved by,Area\nFront desk,2026-05-05,2,AAMA,administrative\n")
    args = ["keep", CARLA, "--add", str(file), "--json", "--credential", "cma-aama", *ON]
    status, _, err = outcome(args, capsys)
    assert status == 1
    assert "--map 'HEADING=completed'" in err
    status, out, err = outcome([*args, "--map", "Done=completed"], capsys)
    assert status == 0
    assert "1 course from the columns" in err
    assert json.loads(out)["missing_hours"] == 0


def test_the_calendar_is_brought_up_to_date(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "last.ics"
    assert outcome(["keep", CARLA, "--ics", str(file), *ON], capsys)[0] == 0
    first = file.read_bytes()
    assert outcome(["keep", CARLA, "--ics", str(file), *ON], capsys)[0] == 0
    uids = [line for line in first.splitlines() if line.startswith(b"UID")]
    assert [line for line in file.read_bytes().splitlines() if line.startswith(b"UID")] == uids
    file.write_text("no calendar")
    status, _, err = outcome(["keep", CARLA, "--ics", str(file), *ON], capsys)
    assert status == 1
    assert "a file that is no calendar" in err


def test_the_audit_pack_is_tagged_and_lists_the_proof(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "audit.zip"
    assert outcome(["keep", CARLA, "--audit", str(file), "--credential", "cma-aama", *ON], capsys)[0] == 0
    with ZipFile(file) as packed:
        assert packed.namelist() == ["audit.pdf", "activities.csv", "allocation.csv", "evidence.csv"]
        pdf = PdfReader(io.BytesIO(packed.read("audit.pdf")))
        rows = list(csv.DictReader(io.StringIO(packed.read("evidence.csv").decode("utf-8-sig"))))
    root: Any = pdf.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    text = " ".join("".join(page.extract_text() for page in pdf.pages).split())
    assert "Continuing education by cycle" in text
    assert "58 of 60 points count" in text
    assert {row["title"]: row["proof"] for row in rows}["Anatomy"] == "missing"
    areas = [row["place"] for row in rows]
    clinical = ["learning[0]", "cards[0]", "learning[3]", "cards[1]"]
    assert areas == ["learning[1]", *clinical, "learning[2]", "learning[6]"]


def test_a_table_runs_nothing_when_it_is_opened(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    record = tmp_path / "me.yaml"
    record.write_text(
        "certificates: [{id: cma-aama, earned: 2023-05-12}]\n"
        'learning: [{title: "=cmd|calc", completed: 2024-05-05, hours: 2, provider: "@SUM(A1)"}]\n'
    )
    file = tmp_path / "audit.zip"
    assert outcome(["keep", str(record), "--audit", str(file), *ON], capsys)[0] == 0
    with ZipFile(file) as packed:
        [row] = csv.DictReader(io.StringIO(packed.read("activities.csv").decode("utf-8-sig")))
    assert (row["title"], row["provider"]) == ("'=cmd|calc", "'@SUM(A1)")


COURSES = "Course,Date,Hours\nECG,2026-01-05,2\nLaw,2026-01-06,3\n"


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    """A copy of Carla's record, with its comments, beside a file of courses."""
    (tmp_path / "courses.csv").write_text(COURSES)
    copy = tmp_path / "me.yaml"
    copy.write_text(Path(CARLA).read_text())
    return copy


def saved(mine: Path, target: str, capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    courses = str(mine.parent / "courses.csv")
    status, _, err = outcome(["keep", str(mine), "--add", courses, "--save", target, *ON], capsys)
    return status, err


def test_courses_are_saved_into_a_new_record_and_nothing_of_the_old_one_is_lost(
    mine: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before, target = mine.read_bytes(), mine.parent / "new.yaml"
    assert saved(mine, str(target), capsys)[0] == 0
    old, new = read_record(mine), read_record(target)
    assert [course.title for course in new.learning[-2:]] == ["ECG", "Law"]
    assert replace(new, learning=new.learning[:-2]) == old
    assert mine.read_bytes() == before


def test_courses_are_saved_into_the_record_itself_and_its_comments_are_kept_in_a_copy(
    mine: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = mine.read_bytes()
    status, err = saved(mine, str(mine), capsys)
    assert status == 0
    assert "with its comments" in err
    assert [path.read_bytes() for path in mine.parent.glob("me.yaml.bak*")] == [before]
    assert len(read_record(mine).learning) == len(read_record(CARLA).learning) + 2


def test_no_other_file_is_overwritten(mine: Path, capsys: pytest.CaptureFixture[str]) -> None:
    other = mine.parent / "other.yaml"
    other.write_text("birth: 2000-01-01\n")
    status, err = saved(mine, str(other), capsys)
    assert status == 1
    assert "a file that is there already" in err
    assert other.read_text() == "birth: 2000-01-01\n"


def test_saving_needs_courses(capsys: pytest.CaptureFixture[str]) -> None:
    status, _, err = outcome(["keep", CARLA, "--save", "x.yaml", *ON], capsys)
    assert status == 2
    assert "--save without --add" in err


def test_of_several_sheets_the_one_to_read_is_asked_for(mine: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from openpyxl import Workbook  # type: ignore[import-untyped]

    book = Workbook()
    book.active.title = "Notes"
    book.active.append(["Please fill in the other sheet"])
    sheet = book.create_sheet("Courses")
    for row in (["Course", "Date", "Hours"], ["ECG", "2026-01-05", 2]):
        sheet.append(row)
    path = mine.parent / "courses.xlsx"
    book.save(path)
    status, _, err = outcome(["keep", str(mine), "--add", str(path), *ON], capsys)
    assert status == 1
    assert "2 sheets that hold something" in err
    assert "Notes" in err
    assert "--sheet NAME" in err
    status, out, err = outcome(["keep", str(mine), "--add", str(path), "--sheet", "Courses", *ON], capsys)
    assert status == 0
    assert "ECG" in out
    assert outcome(["keep", str(mine), "--add", str(path), "--sheet", "Nothing", *ON], capsys)[0] == 1
