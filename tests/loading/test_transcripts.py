"""Courses from CSV files and spreadsheets: every mistake has its row, and nothing is guessed."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import Workbook  # type: ignore[import-untyped]

from lapel.loading.transcripts import Transcript, read_transcript
from lapel.loading.tree import MAX_BYTES
from lapel.model.located import Problems

HEAD = "Course,Date,CEU,Approved by,Area\n"


def written(path: Path, text: str | bytes) -> Path:
    file = path / "courses.csv"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return file


def wrong(path: Path, text: str | bytes, **mapping: str) -> list[str]:
    with pytest.raises(Problems) as caught:
        read_transcript(written(path, text), mapping=mapping)
    return [f"{p.line}: {p.path}: {p.found} | {p.expected}" for p in caught.value.found]


def read(path: Path, text: str | bytes, **mapping: str) -> Transcript:
    return read_transcript(written(path, text), mapping=mapping)


def test_a_row_becomes_a_course(tmp_path: Path) -> None:
    [course] = read(tmp_path, HEAD + '"Wounds, new",3/15/2026,2.5,AAMA; AMT,Clinical\n').learning
    assert (course.title, course.completed) == ("Wounds, new", date(2026, 3, 15))
    assert (course.unit, course.amount) == ("ceu", Decimal("2.5"))
    assert course.approved_by == ("aama", "amt")
    assert course.areas == (("clinical", Decimal("2.5")),)


def test_semicolons_tabs_and_a_byte_order_mark_are_understood(tmp_path: Path) -> None:
    for text in ("\ufeffTitle;Date;Points\nA;2026-01-02;3\n", "Title\tDate\tPoints\nA\t2026-01-02\t3\n"):
        [course] = read(tmp_path, text).learning
        assert course.amount == 3


def test_a_heading_that_is_not_known_is_named_and_can_be_mapped(tmp_path: Path) -> None:
    text = "What I did,Date,CEU,Mood\nA,2026-01-02,3,good\n"
    assert wrong(tmp_path, text) == ["1: : none | a column for 'title'"]
    found = read(tmp_path, text, **{"What I did": "title"})
    assert found.ignored == ("Mood",)
    assert found.used[0] == ("What I did", "title")


def test_each_wrong_row_is_told_with_its_line(tmp_path: Path) -> None:
    rows = [
        "Two digits,3/15/26,2,AAMA,clinical",
        "Negative,2026-01-02,-2,AAMA,clinical",
        '"=HYPERLINK(""http://x"")",2026-01-02,2,AAMA,clinical',
        "No day,,2,AAMA,clinical",
        "No such day,2026-02-30,2,AAMA,clinical",
        "Slip,2026-01-02,2,AAMA,clincal",
        "Fine,2026-01-02,2,AAMA,clinical",
    ]
    found = wrong(tmp_path, HEAD + "\n".join(rows) + "\n")
    assert [line.split(":")[0] for line in found] == ["2", "3", "4", "5", "6", "7"]
    assert "a year of four digits" in found[0]
    assert "-2" in found[1]
    assert "a formula" in found[2]


def test_another_encoding_is_told_by_line(tmp_path: Path) -> None:
    found = wrong(tmp_path, HEAD.encode() + b"Caf\xe9,2026-01-02,2,AAMA,clinical\n")
    assert "2: : bytes of another encoding | UTF-8 text" in found
    assert wrong(tmp_path, HEAD.encode("utf-16"))[0].startswith("1: : UTF-16")


def test_a_huge_file_is_refused_without_being_read_whole(tmp_path: Path) -> None:
    file = tmp_path / "huge.csv"
    with file.open("wb") as sparse:
        sparse.truncate(1_000_000_000)
    with pytest.raises(Problems, match=f"{MAX_BYTES:,} bytes"):
        read_transcript(file)


def test_two_amounts_in_a_row_are_refused(tmp_path: Path) -> None:
    [found] = wrong(tmp_path, "Title,Date,CEU,Hours\nA,2026-01-02,1,2\n")
    assert "several (contact-hours, ceu)" in found


def test_a_file_that_is_missing_or_empty_is_told(tmp_path: Path) -> None:
    with pytest.raises(Problems, match="no readable file"):
        read_transcript(tmp_path / "none.csv")
    assert wrong(tmp_path, "") == ["1: : none | headings in the first row"]


def test_a_spreadsheet_is_read_and_its_formulas_are_refused(tmp_path: Path) -> None:
    book = Workbook()
    book.active.append(["Title", "Date", "Points"])
    book.active.append(["A", date(2026, 1, 2), 3])
    book.save(tmp_path / "fine.xlsx")
    [course] = read_transcript(tmp_path / "fine.xlsx").learning
    assert (course.completed, course.amount) == (date(2026, 1, 2), Decimal(3))
    book.active.append(["B", date(2026, 1, 2), "=1+1"])
    book.save(tmp_path / "formula.xlsx")
    with pytest.raises(Problems, match=r"formula.xlsx:3: points: found a formula"):
        read_transcript(tmp_path / "formula.xlsx")


def test_what_only_looks_like_a_spreadsheet_is_refused(tmp_path: Path) -> None:
    (tmp_path / "bad.xlsx").write_bytes(b"PK\x03\x04 not really")
    with pytest.raises(Problems, match="no spreadsheet"):
        read_transcript(tmp_path / "bad.xlsx")
