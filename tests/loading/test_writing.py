"""A record written as plain data reads back as the same record."""

import stat
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import assume, given, settings

import strategies
from lapel.loading.records import parse_record, record_data
from lapel.loading.writing import (
    close,
    drop,
    forget_unsure,
    keep_comments,
    look,
    read_data,
    record_text,
    save_record,
    shape_at,
)
from lapel.model.located import Problems
from lapel.model.record import Record

ODD = [
    *(
        "null",
        "~",
        "yes",
        "- a",
        "a: b",
        "a #b",
        "[x]",
        "{y}",
        "'",
        '"',
        "\\",
        "é—“”",
        "😀",
        "a\tb",
        " a ",
        "*a",
        "&a",
        "!a",
    ),
    *("%a", "@a", "`a", "a,", "---", "...", "2024-05-10", "0x1", "?", "|", ">", "a\nb"),
]


@settings(max_examples=40)
@given(strategies.records())
def test_any_record_reads_back_from_its_text(record: Record) -> None:
    data = record_data(record)
    try:
        read = parse_record(data)
    except Problems:  # the strategies also make records that no file can hold
        assume(False)
        raise
    assert parse_record(record_text(data)) == read


@pytest.mark.parametrize("name", ODD)
def test_odd_text_reads_back(name: str) -> None:
    assert parse_record(record_text({"name": name, "programs": [{"name": name}]})).programs[0].name == name


def test_an_empty_record_is_written_so_that_it_reads_back() -> None:
    assert parse_record(record_text({})) == parse_record({})


def test_scalars_stay_as_they_were_typed(tmp_path: Path) -> None:
    text = "state: NJ\nschool:\n  diploma: yes\nwork:\n  - started: 2021-01\n    ended: ongoing\n"
    (tmp_path / "me.yaml").write_text(text)
    assert record_text(read_data(tmp_path / "me.yaml")) == text


def test_fields_come_in_the_order_of_the_record() -> None:
    assert list(yaml.safe_load(record_text({"exams": "none", "birth": "2000", "state": "NJ"}))) == [
        "birth",
        "state",
        "exams",
    ]


def test_saving_leaves_one_file_that_only_its_owner_reads(tmp_path: Path) -> None:
    path = tmp_path / "me.yaml"
    save_record({"state": "NJ"}, path)
    save_record({"state": "PA"}, path)
    assert path.read_text() == "state: PA\n"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [path]


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "me.yaml").symlink_to(tmp_path / "real.yaml")
    save_record({"state": "NJ"}, tmp_path / "me.yaml")
    assert (tmp_path / "me.yaml").is_symlink()
    assert (tmp_path / "real.yaml").read_text() == "state: NJ\n"


def test_a_save_that_fails_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "me.yaml"
    save_record({"state": "NJ"}, path)

    def refuse(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("lapel.loading.writing.os.replace", refuse)
    with pytest.raises(OSError, match="No space"):
        save_record({"state": "PA"}, path)
    assert path.read_text() == "state: NJ\n"
    assert list(tmp_path.iterdir()) == [path]


def test_only_a_file_with_comments_is_copied(tmp_path: Path) -> None:
    path = tmp_path / "me.yaml"
    path.write_text("state: NJ\n")
    assert keep_comments(path) is None
    path.write_text("state: NJ  # home\n")
    copies = [keep_comments(path), keep_comments(path)]
    assert copies == [tmp_path / "me.yaml.bak", tmp_path / "me.yaml.bak1"]


@pytest.mark.parametrize(
    ("data", "place", "expected"),
    [
        ({}, "work", {"work": "none"}),
        ({"work": [{}]}, "work", {"work": [{}], "complete": ["work"]}),
        ({"work": [{}], "complete": "exams"}, "work", {"work": [{}], "complete": ["exams", "work"]}),
        ({"programs": [{}]}, "programs[0].topics", {"programs": [{"topics": "none"}]}),
    ],
)
def test_a_list_is_closed_in_the_way_that_reads_best(
    data: dict[str, Any], place: str, expected: dict[str, Any]
) -> None:
    close(data, place)
    assert data == expected


def test_dropping_what_is_not_there_does_nothing() -> None:
    data: dict[str, Any] = {"programs": [{"left": "2024"}]}
    drop(data, "programs[0].left")
    drop(data, "programs[3].left")
    drop(data, "state")
    assert data == {"programs": [{}]}


def test_what_is_not_sure_is_forgotten_everywhere() -> None:
    data = {"exams": "not sure", "work": [{"ended": "unknown", "role": "other"}], "state": "NJ"}
    assert forget_unsure(data) == {"work": [{"role": "other"}], "state": "NJ"}


def test_a_place_that_is_not_there_says_nothing() -> None:
    assert look({"programs": "none"}, "programs[0].name") is None
    with pytest.raises(KeyError):
        shape_at("programs[0].colour")
