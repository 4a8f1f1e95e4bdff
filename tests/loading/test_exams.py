"""The catalogue's files on exams: mistakes are told with file and line."""

from pathlib import Path

import pytest

from lapel.loading.compiled import catalogue_files, exams_files, load_exams
from lapel.loading.exams import examine_exams, read_exams
from lapel.model.located import Problems

SOURCES = "a-page: {title: A page, kind: official, retrieved: 2026-01-01, review_by: 2027-01-01}\n"
OUTLINE = """\
id: an-exam
name: AN EXAM
outlines:
  - id: an-exam-2024
    name: an outline
    starts: 2024-01-01
    dating: on
    delivered: 12
    scored: 10
    pretest: 2
    areas:
      - {id: one, name: One, items: 6, parts: [{id: one-a, name: A, items: 4}, {id: one-b, name: B, items: 2}]}
      - {id: two, name: Two, items: 4, items_basis: derived}
    cite: [{source: a-page, confidence: O}]
"""
TOPICS = "coding: {title: Coding, covers: Codes, places: {an-exam-2024: {area: two, placing: ours}}}\n"
PICTURES = "heart: {name: the heart, regions: [left, right]}\n"
ITEM_SOURCES = """\
a-text: {title: T, publisher: P, section: S, kind: reference, as_of: 2025, review_every: 5, confidence: U}
"""
ITEM = """\
- id: coding-001
  stem: Which book holds the codes?
  options: {a: {text: "15", why: So.}, b: {text: no, why: Not so.}, c: {text: C, why: Not so.}}
  key: a
  level: recall
  expected: 0.5
  sources: [a-text]
  version: 1
  status: draft
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name, text in {
        "sources.yaml": SOURCES,
        "exams/outlines/an-exam.yaml": OUTLINE,
        "exams/topics.yaml": TOPICS,
        "exams/pictures.yaml": PICTURES,
        "exams/sources/all.yaml": ITEM_SOURCES,
        "exams/items/coding.yaml": ITEM,
    }.items():
        path = tmp_path / "catalog" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return tmp_path / "catalog"


def told(root: Path, name: str, old: str, new: str) -> str:
    path = root / "exams" / name
    assert old in path.read_text("utf-8")
    path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")
    with pytest.raises(Problems) as caught:
        read_exams(root)
    return str(caught.value)


def test_the_files_are_read(root: Path) -> None:
    bank = read_exams(root)
    [outline] = bank.exams["an-exam"].outlines
    assert [area.id for area in outline.every()] == ["one", "one-a", "one-b", "two"]
    assert [area.id for area in outline.leaves()] == ["one-a", "one-b", "two"]
    assert [area.items_basis for area in outline.areas] == ["published", "derived"]
    item = bank.items["coding-001"]
    assert (item.kind, item.key, item.keyed[0].text) == ("one-best", ("a",), "15")
    assert item.options[1].text == "no", "words are words, not truth values"
    assert (item.file, item.line) == ("catalog/exams/items/coding.yaml", 1)
    assert bank.place(item, outline) == "two"


@pytest.mark.parametrize(
    ("name", "old", "new", "message"),
    [
        ("items/coding.yaml", "  key: a", "  kee: a", "coding.yaml:4: [0].kee: found the field 'kee'"),
        ("items/coding.yaml", "coding-001", "codes-1", "expected an id such as coding-001"),
        ("items/coding.yaml", "[a-text]", "[a-tex]", "Did you mean 'a-text'?"),
        ("items/coding.yaml", "0.5", "1.5", "coding.yaml:6: [0].expected: found '1.5', expected a number from 0 to 1"),
        ("items/coding.yaml", "recall", "remember", "expected one of recall, apply, analyze"),
        (
            "items/coding.yaml",
            "  status: draft",
            "  status: draft\n  enemies: [coding-002]",
            "expected the id of an item",
        ),
        ("items/coding.yaml", "  status: draft", "  status: draft\n  not_for: [exam]", "expected the id of an exam"),
        (
            "items/coding.yaml",
            "  status: draft",
            "  status: draft\n  areas: {an-exam: one}",
            "found 'one', expected an area of an-exam that holds no others",
        ),
        (
            "items/coding.yaml",
            "  status: draft",
            "  status: draft\n  kind: hotspot\n  picture: heart",
            "found 'a', expected regions of the picture 'heart'",
        ),
        ("topics.yaml", "area: two", "area: one", "an area of an-exam-2024 that holds no others"),
        ("topics.yaml", "an-exam-2024", "an-exam-2025", "Did you mean 'an-exam-2024'?"),
        ("topics.yaml", "coding:", "codes:", "found 'coding', expected a file named after a topic"),
        ("outlines/an-exam.yaml", "items: 4, items", "items: 5, items", "found 11, expected areas that come to 10"),
        (
            "outlines/an-exam.yaml",
            "name: B, items: 2",
            "name: B, items: 3",
            "found 7, expected parts that come to the 6",
        ),
        ("outlines/an-exam.yaml", ", items: 2}", "}", "the questions of every area beside each other, or of none"),
        ("outlines/an-exam.yaml", "pretest: 2", "pretest: 3", "found 12 delivered, 10 scored, 3 not"),
        ("outlines/an-exam.yaml", "id: two", "id: one", "found 'one', expected each id of an area once"),
        ("outlines/an-exam.yaml", "id: an-exam\n", "id: exam\n", "expected the name of the file (an-exam)"),
        ("outlines/an-exam.yaml", "source: a-page", "source: a-pag", "Did you mean 'a-page'?"),
    ],
)
def test_a_mistake_is_told_with_its_place(root: Path, name: str, old: str, new: str, message: str) -> None:
    said = told(root, name, old, new)
    assert message in said
    assert f"catalog/exams/{name}:" in said or name == "topics.yaml"


def test_an_item_twice_is_told(root: Path) -> None:
    path = root / "exams" / "items" / "coding.yaml"
    path.write_text(ITEM + ITEM, "utf-8")
    assert "coding.yaml:10: [1]: found the id 'coding-001' again" in str(examine_exams(root)[1])


def test_a_second_loading_reads_no_yaml(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LAPEL_CACHE", str(tmp_path / "cache"))
    first = load_exams(root)

    def refuse(*args: object) -> None:
        raise AssertionError("YAML was read")

    monkeypatch.setattr("lapel.loading.exams.read_exams", refuse)
    again = load_exams(root)
    assert again == first
    assert again.items["coding-001"].line == 1


def test_a_changed_item_is_read_anew(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LAPEL_CACHE", str(tmp_path / "cache"))
    before = load_exams(root)
    path = root / "exams" / "items" / "coding.yaml"
    path.write_text(ITEM.replace("key: a", "key: c"), "utf-8")
    assert load_exams(root).items["coding-001"].key == ("c",)
    assert before.items["coding-001"].key == ("a",)


def test_decisions_do_not_wait_for_the_exams(root: Path) -> None:
    assert not [path for path in catalogue_files(root) if "exams" in path.parts]
    assert {path.name for path in exams_files(root)} >= {"coding.yaml", "an-exam.yaml", "sources.yaml"}


MEASURED = (
    "coding-001: {model: 2pl, a: 1.4, b: -0.3, se_b: 0.1, answers: 812, on: 2026-10-01, source: Pilot, version: 1}\n"
)


def test_what_answers_say_of_items_is_read_from_a_file_of_its_own(root: Path) -> None:
    assert read_exams(root).items["coding-001"].calibration is None
    (root / "exams" / "calibration.yaml").write_text(MEASURED, "utf-8")
    bank = read_exams(root)
    said = bank.items["coding-001"].calibration
    assert said is not None
    assert (said.model, said.a, said.b, said.answers, said.source) == ("2pl", 1.4, -0.3, 812, "Pilot")
    assert bank.outdated == ()
    (root / "exams" / "calibration.yaml").write_text(MEASURED.replace("version: 1", "version: 2"), "utf-8")
    bank = read_exams(root)
    assert bank.items["coding-001"].calibration is None
    assert bank.outdated == ("coding-001",)


def test_a_calibration_of_no_item_or_said_twice_is_told(root: Path) -> None:
    (root / "exams" / "calibration.yaml").write_text(MEASURED, "utf-8")
    message = told(root, "calibration.yaml", "coding-001", "coding-01")
    assert "calibration.yaml:1" in message
    assert "found 'coding-01', expected the id of a question of the bank. Did you mean 'coding-001'?" in message
    (root / "exams" / "calibration.yaml").write_text(MEASURED, "utf-8")
    own = "status: draft\n  calibration: {model: 1pl, b: 0, answers: 300, on: 2026-09-01}"
    message = told(root, "items/coding.yaml", "status: draft", own)
    assert "found that of coding-001 twice, expected the calibration of a question in one place" in message
