"""A table of items: read back as it was written, and refused row by row."""

import csv
from io import StringIO
from pathlib import Path
from tempfile import NamedTemporaryFile

import any_items
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lapel.loading.cells import bare, harmless
from lapel.loading.compiled import load_exams
from lapel.loading.intake import Given, Intake, take
from lapel.loading.items_csv import read_items_csv
from lapel.model.exam import Item
from lapel.model.located import Problems
from lapel.model.value import replace
from lapel.reports.items_csv import items_csv

BANK = load_exams()
ITEMS = tuple(BANK.items.values())
SMALL = """id,stem,option_1_id,option_1_text,option_1_why,option_2_id,option_2_text,option_3_id,option_3_text,key
Q1,"Which one, of these, is a tube?",a,A tube,It is,b,A cup,c,A box,a
"""


def read(path: Path, raw: bytes, given: Given | None = None) -> Intake:
    path.write_bytes(raw)
    incoming, notes = read_items_csv(path)
    return take(incoming, BANK, given, notes)


def refusal(path: Path, raw: bytes) -> str:
    path.write_bytes(raw)
    with pytest.raises(Problems) as caught:
        read_items_csv(path)
    return str(caught.value).removeprefix(str(path))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "own.csv"


GIVEN = Given("coding", "recall", "0.7")


def test_the_whole_bank_comes_back_as_it_was(path: Path) -> None:
    found = read(path, items_csv(ITEMS))
    assert not found.refused
    assert tuple(replace(one.item, status="reviewed") for one in found.taken) == ITEMS


@given(any_items.items())
@settings(max_examples=settings().max_examples // 2)
def test_any_item_comes_back_as_it_was(item: Item) -> None:
    with NamedTemporaryFile(suffix=".csv") as file:
        Path(file.name).write_bytes(items_csv([item]))
        [incoming], notes = read_items_csv(Path(file.name))
    assert notes == ()
    found = take([incoming], BANK)
    assert not found.refused, found.refused
    assert replace(found.taken[0].item, status=item.status) == item
    assert incoming.data["status"] == item.status


def test_a_small_table_by_hand_is_enough(path: Path) -> None:
    found = read(path, SMALL.encode(), GIVEN)
    [taken] = found.taken
    assert taken.item.options[0].why == "It is"
    assert [option.text for option in taken.item.options] == ["A tube", "A cup", "A box"]
    assert taken.item.stem == "Which one, of these, is a tube?"
    assert (taken.item.key, taken.item.kind) == (("a",), "one-best")


@pytest.mark.parametrize("lead", ["\ufeff", ""])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_marks_and_ends_of_lines_do_not_matter(path: Path, lead: str, end: str) -> None:
    found = read(path, (lead + SMALL.replace("\n", end)).encode(), GIVEN)
    assert [one.item.id[:7] for one in found.taken] == ["coding-"]


def test_rows_are_counted_by_the_lines_of_the_file(path: Path) -> None:
    text = SMALL + '\n"Q2","two\nlines"' + "," * 8 + "\nQ3" + "," * 9 + "\n"
    found = read(path, text.encode(), GIVEN)
    assert [one.place for one in found.refused] == [f"{path}:4", f"{path}:6"]


def test_nothing_in_the_table_is_run_by_a_spreadsheet() -> None:
    item = replace(ITEMS[0], stem='=HYPERLINK("x")', guideline="@x", why="'=1")
    [heads, cells] = csv.reader(StringIO(items_csv([item]).decode("utf-8-sig")))
    row = dict(zip(heads, cells, strict=True))
    assert (row["stem"], row["guideline"]) == ('\'=HYPERLINK("x")', "'@x")
    assert not any(cell.lstrip()[:1] in tuple("=+-@|%") and cell.strip() for cell in cells)


@given(st.text(st.sampled_from("'=+-@|%\t ax"), max_size=8))
def test_an_apostrophe_is_taken_off_again_and_only_that_one(cell: str) -> None:
    assert bare(harmless(cell)) == cell
    assert harmless(cell) in (cell, f"'{cell}")


def test_a_column_that_is_not_known_is_told_with_the_nearest(path: Path) -> None:
    text = SMALL.replace("option_1_why", "option_1_whi")
    found = read(path, text.encode(), GIVEN)
    assert found.notes == (f"{path}: left out: the column 'option_1_whi'. Did you mean 'option_1_why'?",)
    assert len(found.taken) == 1


def test_a_row_with_too_many_cells_is_refused_alone(path: Path) -> None:
    found = read(path, (SMALL + "Q2,a, b, c" + ",x" * 9 + "\n").encode(), GIVEN)
    assert len(found.taken) == 1
    assert found.refused[0].why == ("found 13 cells, expected 10 as in the first row. Is a text with commas unquoted?",)


def test_options_without_an_id_of_their_own_are_refused(path: Path) -> None:
    found = read(path, SMALL.replace(",b,A cup", ",a,A cup").encode(), GIVEN)
    assert found.refused[0].why == (
        "options: found an option without an id of its own, expected one in every option_…_id.",
    )


def test_an_area_without_its_exam_is_refused(path: Path) -> None:
    text = SMALL.replace(",key\n", ",key,areas\n").replace(",c,A box,a\n", ",c,A box,a,3e\n")
    assert read(path, text.encode(), GIVEN).refused[0].why == (
        "areas: found '3e', expected an exam and an area such as ccma-nha=3e.",
    )


def test_what_is_no_table_of_questions_is_refused_in_a_sentence(path: Path) -> None:
    semicolons = SMALL.splitlines()[0].replace(",", ";") + "\n"
    assert refusal(path, semicolons.encode()).endswith("Its cells are parted by semicolons: save it with commas.")
    assert "found the byte 0xe9, expected UTF-8 text. Save it as “CSV UTF-8”." in refusal(path, b"id,stem\nQ,caf\xe9\n")
    assert "expected the columns id and stem among the headings" in refusal(path, b"")
    assert "found the heading 'id' twice, expected each heading once" in refusal(path, b"id,stem,id\n")
    assert "found a row that is no CSV" in refusal(path, b'id,stem\nQ1,"open')


def test_a_table_that_is_too_long_is_refused(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lapel.loading.items_csv.MAX_ROWS", 3)
    assert "found too many rows, expected at most 3" in refusal(path, b"id,stem\n" + b"Q,a\n" * 5)
    monkeypatch.setattr("lapel.loading.items_csv.MAX_BYTES", 10)
    assert "found more than 10 bytes" in refusal(path, b"id,stem\nQ,a\n")


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(Problems, match="found no readable file"):
        read_items_csv(tmp_path / "none.csv")
