from pathlib import Path

import numpy as np
import pytest

from lapel.loading.responses import read_answers, read_key
from lapel.model.located import Problems


def written(folder: Path, text: str, name: str = "answers.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_one_is_right_zero_is_wrong_and_nothing_is_not_answered(tmp_path: Path) -> None:
    found = read_answers(written(tmp_path, "id,q1,q2\nann,1,0\nbo,,1\n\ncy,NA,.\n"))
    assert found.items == ("q1", "q2")
    assert found.left_out == ("id",)
    assert np.array_equal(found.scores, np.array([[1, 0], [np.nan, 1], [np.nan, np.nan]]), equal_nan=True)
    assert found.chosen is None


def test_options_are_scored_by_their_key_and_the_other_columns_are_named(tmp_path: Path) -> None:
    key = read_key(written(tmp_path, "item,key,expected\nq1,B,0.7\nq2,A,\n", "key.csv"))
    found = read_answers(written(tmp_path, "q1;q2;sex\nB;C;f\n;A;m\n"), key=key.right, group="sex")
    assert np.array_equal(found.scores, np.array([[1, 0], [np.nan, 1]]), equal_nan=True)
    assert found.chosen == (("B", "C"), ("", "A"))
    assert found.left_out == ("sex",)
    assert found.focal is not None
    assert list(found.focal) == [0, 1]
    assert key.expected == {"q1": 0.7}


def test_rows_may_stand_for_several_people(tmp_path: Path) -> None:
    found = read_answers(written(tmp_path, "q1,q2,n\n1,0,12\n0,0,3\n"), count="n")
    assert found.items == ("q1", "q2")
    assert found.counts is not None
    assert list(found.counts) == [12, 3]


@pytest.mark.parametrize(
    ("text", "more", "says"),
    [
        ("q1,total\n1,17\n0,3\n", {}, "answers.csv:2: total: found '17', and 1 more like it, expected 1 (right)"),
        ("q1,total\n1,17\n", {}, "--leave-out total"),
        ("q1,q1\n1,0\n", {}, "'q1' again"),
        ("q1,q2\n1\n", {}, "answers.csv:2: found 1, expected 2 cells"),
        ("q1,n\n1,x\n", {"count": "n"}, "answers.csv:2: n: found 'x', expected a whole number of persons"),
        ("q1,n\n1,2\n", {"count": "m"}, "expected a column 'm'"),
        ("q1,g\n1,a\n0,a\n", {"group": "g"}, "expected two groups"),
        ("q1\n", {}, "expected a row for each person"),
        ("", {}, "expected headings in the first row"),
        ("id\n7\n", {}, "a column for at least one item"),
        ('q1\n"1\n', {}, "a row of a CSV file"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(tmp_path: Path, text: str, more: dict[str, str], says: str) -> None:
    with pytest.raises(Problems) as caught:
        read_answers(written(tmp_path, text), **more)  # type: ignore[arg-type]
    assert says in str(caught.value)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("question,key\nq1,A\n", "the columns item and key"),
        ("item,key\nq1,A\nq1,B\n", "key.csv:3: item: found 'q1' again"),
        ("item,expected\nq1,70\n", "a share between 0 and 1"),
        ("item,key\n", "a row for each item"),
        ("item,key\n,A\n", "the name of an item"),
    ],
)
def test_what_is_wrong_with_a_key_is_said(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(Problems) as caught:
        read_key(written(tmp_path, text, "key.csv"))
    assert says in str(caught.value)


def test_a_file_that_is_none_is_said(tmp_path: Path) -> None:
    with pytest.raises(Problems, match="no readable file"):
        read_answers(tmp_path / "none.csv")
    (tmp_path / "latin.csv").write_bytes("q1\n1\né\n".encode("latin-1"))
    with pytest.raises(Problems, match=r"latin.csv:3: found bytes of another encoding"):
        read_answers(tmp_path / "latin.csv")


def test_a_key_names_what_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(Problems, match="expected a column 'q9'"):
        read_answers(written(tmp_path, "q1\nA\n"), key={"q9": "A"})
