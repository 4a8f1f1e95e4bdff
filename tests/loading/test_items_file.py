"""Items in a file of one's own: read as they were written."""

from pathlib import Path

import any_items
import pytest
from hypothesis import given, settings

from lapel.loading.compiled import CATALOGUE_DIR, load_exams
from lapel.loading.exams import item_shape
from lapel.loading.items_file import item_data, items_yaml, read_items
from lapel.loading.tree import parse_tree
from lapel.model.exam import Item
from lapel.model.located import Problems, locate
from lapel.model.value import replace

BANK = load_exams()
ITEMS = tuple(BANK.items.values())
SOURCE = "osha-fire-extinguishers"


def test_the_whole_bank_comes_back_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "own.yaml"
    path.write_text(items_yaml(ITEMS, head="Two\nlines."), encoding="utf-8")
    assert read_items(path, BANK) == ITEMS


@given(any_items.items())
@settings(max_examples=settings().max_examples // 2)
def test_any_item_comes_back_as_it_was(item: Item) -> None:
    nodes = parse_tree(items_yaml([item]).encode(), "own.yaml").items or []
    problems = Problems()
    shape = item_shape(item.topic, BANK.exams, BANK.pictures, list(BANK.item_sources))
    assert [shape.read(node, problems) for node in nodes] == [item], problems


def test_a_written_file_looks_like_one_of_the_catalogue() -> None:
    lines = items_yaml([BANK.items["coding-001"]], head="Mine").splitlines()
    held = (CATALOGUE_DIR / "exams" / "items" / "coding.yaml").read_text(encoding="utf-8").splitlines()
    assert lines[:3] == ["# Mine", "- id: coding-001", "  stem: >-"]
    assert len([line for line in lines if line in held]) > len(lines) / 2
    assert max(map(len, lines[:5])) <= 120


def test_words_that_yaml_takes_for_something_else_are_quoted() -> None:
    text = items_yaml([replace(ITEMS[0], guideline="no", accept=(("clang", "# 1"),))])
    assert '  guideline: "no"\n' in text
    assert '  accept: {clang: "# 1"}\n' in text


def test_an_id_without_a_topic_is_told_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "own.yaml"
    text = items_yaml(ITEMS[:1]).replace("body-systems-001", "body-system-001")
    path.write_text(text, encoding="utf-8")
    with pytest.raises(Problems) as caught:
        read_items(path, BANK)
    assert str(caught.value) == (
        f"{path}:1: [0].id: found 'body-system-001', expected an id such as coding-001, of a topic of the catalogue."
        " Did you mean 'body-systems'?"
    )


def test_an_id_twice_and_an_enemy_that_is_nowhere_are_told(tmp_path: Path) -> None:
    path = tmp_path / "own.yaml"
    strange = replace(ITEMS[1], enemies=("coding-999",))
    path.write_text(items_yaml([ITEMS[0], strange, ITEMS[0]]), encoding="utf-8")
    with pytest.raises(Problems) as caught:
        read_items(path, BANK)
    assert "expected each id once" in str(caught.value)
    assert "found 'coding-999', expected the id of an item in 'enemies'" in str(caught.value)


def test_plain_data_of_an_item_are_read_as_that_item() -> None:
    for item in ITEMS[::40]:
        problems = Problems()
        shape = item_shape(item.topic, BANK.exams, BANK.pictures, list(BANK.item_sources))
        assert shape.read(locate(item_data(item)), problems) == item
