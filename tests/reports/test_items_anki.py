"""An Anki deck: unpacked and read with SQLite, as Anki reads it."""

import json
import re
import sqlite3
import sys
from collections import Counter
from datetime import UTC, datetime
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.dom import minidom
from zipfile import ZipFile

import any_items
import pytest
from exam_items import ON
from hypothesis import given, settings

from lapel.loading.compiled import load_exams
from lapel.model.exam import Item
from lapel.model.value import replace
from lapel.reports import items_anki
from lapel.reports.items_anki import BACK, FIELDS, FRONT, STYLE, NoGenanki, anki_package, fields, guid, number

BANK = load_exams()
ITEMS = tuple(BANK.items.values())
EVERY_KIND = [next(item for item in ITEMS if item.kind == kind) for kind in dict.fromkeys(i.kind for i in ITEMS)]


class Deck:
    """A package, unpacked."""

    def __init__(self, raw: bytes, folder: Path) -> None:
        with ZipFile(BytesIO(raw)) as packed:
            self.names = packed.namelist()
            self.times = {info.date_time for info in packed.infolist()}
            media = json.loads(packed.read("media"))
            self.media = {name: packed.read(number).decode() for number, name in media.items()}
            path = folder / "collection.anki2"
            path.write_bytes(packed.read("collection.anki2"))
        db = sqlite3.connect(path)
        try:
            rows = db.execute("SELECT id, guid, mid, mod, tags, flds FROM notes").fetchall()
            self.cards = db.execute("SELECT nid, did, ord FROM cards").fetchall()
            models, decks = db.execute("SELECT models, decks FROM col").fetchone()
            assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        finally:
            db.close()
        self.models: dict[str, Any] = json.loads(models)
        self.decks = {int(key): deck["name"] for key, deck in json.loads(decks).items() if deck["name"] != "Default"}
        self.rows = rows
        self.notes = {row[5].split("\x1f")[0]: dict(zip(FIELDS, row[5].split("\x1f"), strict=True)) for row in rows}
        self.guids = {row[5].split("\x1f")[0]: row[1] for row in rows}
        self.tags = {row[5].split("\x1f")[0]: row[4].split() for row in rows}


@pytest.fixture(scope="module")
def ccma(tmp_path_factory: pytest.TempPathFactory) -> Deck:
    raw = anki_package(BANK, ITEMS, exam="ccma-nha", on=ON)
    return Deck(raw, tmp_path_factory.mktemp("deck"))


def test_every_question_is_one_note_with_one_card(ccma: Deck) -> None:
    assert set(ccma.notes) == set(BANK.items)
    assert len(ccma.cards) == len({note for note, _, _ in ccma.cards}) == len(ITEMS) == 752
    assert {order for _, _, order in ccma.cards} == {0}
    [model] = ccma.models.values()
    assert [field["name"] for field in model["flds"]] == list(FIELDS)
    assert {row[2] for row in ccma.rows} == {int(model["id"])}


def test_a_deck_for_an_exam_has_a_part_for_each_area(ccma: Deck) -> None:
    outline = BANK.outline("ccma-nha", on=ON)
    assert outline
    wanted = Counter(
        "::".join(("Lapel", "CCMA (NHA)", *(area.name for area in outline.above(BANK.place(item, outline) or ""))))
        for item in ITEMS
    )
    assert Counter(ccma.decks[deck] for _, deck, _ in ccma.cards) == wanted
    assert wanted["Lapel::CCMA (NHA)::Clinical patient care::Phlebotomy"] == 32


def test_a_deck_without_an_exam_goes_by_topic(tmp_path: Path) -> None:
    deck = Deck(anki_package(BANK, ITEMS, on=ON), tmp_path)
    assert set(deck.decks.values()) == {f"Lapel::{topic.title}" for topic in BANK.topics.values()}


def test_a_note_says_what_its_question_says(ccma: Deck) -> None:
    note, item = ccma.notes["infection-control-001"], BANK.items["infection-control-001"]
    assert note["Question"] == item.stem.replace("&", "&amp;")
    assert note["Options"].count("<li>") == 4
    assert note["Answer"] == f"A. {item.options[0].text}"
    assert f"✓ A, right:</span> {item.options[0].why}" in note["Why"]
    assert f"✗ B, wrong:</span> {item.options[1].why}" in note["Why"]
    assert note["Source"].startswith("Centers for Disease Control and Prevention: ")
    assert note["Kind"] == "One best answer"


def test_a_number_and_an_order_are_told_as_they_are_worked_out(ccma: Deck) -> None:
    number = ccma.notes["dosage-calculation-002"]
    assert (number["Answer"], number["Options"]) == ("2 tablets", "")
    assert number["Why"].startswith("<p>1 g is 1,000 mg.")
    assert "✗ 0.5 tablets, wrong:</span> The fraction was turned upside down" in number["Why"]
    order = ccma.notes["safety-emergency-005"]
    assert re.findall(r"<li>(\w)\.", order["Answer"]) == ["C", "D", "B", "A"]
    assert re.findall(r">(\w):</span>", order["Why"]) == ["C", "D", "B", "A"]


def test_tags_name_topic_level_kind_and_the_area_of_each_exam(ccma: Deck) -> None:
    assert ccma.tags["ekg-003"] == [
        "lapel::topic::ekg",
        "lapel::level::apply",
        "lapel::kind::hotspot",
        "lapel::area::ccma-nha::3f",
        "lapel::area::cma-aama::procedures",
        "lapel::area::ncma-ncct::2",
        "lapel::area::rma-amt::procedural",
    ]
    assert all(" " not in tag for tags in ccma.tags.values() for tag in tags)


def test_pictures_come_along_with_their_words(ccma: Deck) -> None:
    pictured = [item for item in ITEMS if item.picture]
    assert len(ccma.media) == len(pictured) == 11
    for item in pictured:
        found = re.fullmatch(r'<img src="([^"]+)" alt="([^"]+)">', ccma.notes[item.id]["Picture"])
        assert found
        minidom.parseString(ccma.media[found[1]])
        assert len(found[2]) > 100
    assert all(not note["Picture"] for name, note in ccma.notes.items() if not BANK.items[name].picture)


def test_nothing_is_fetched_and_nothing_runs(ccma: Deck) -> None:
    [model] = ccma.models.values()
    whole = " ".join([STYLE, FRONT, BACK, *(row[5] for row in ccma.rows), *ccma.media.values()])
    links = set(re.findall(r"https?://[^\s\"'<]+", whole))
    assert links <= {"http://www.w3.org/2000/svg"}
    assert not re.search(r"<script|javascript:|@import|url\((?!#)|\son\w+=", whole)
    assert "nightMode" in model["css"]


class Tags(HTMLParser):
    """Which tags a text opens, and that each is closed."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: set[str] = set()
        self.said = ""
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add(tag)
        if tag not in ("br", "img"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.said += data


@given(any_items.items())
@settings(max_examples=settings().max_examples // 2)
def test_no_word_of_a_question_becomes_markup(item: Item) -> None:
    made = fields(BANK, item)
    for text in made:
        assert Tags(text).seen <= {"br", "img", "ol", "ul", "li", "span", "p"}
        assert "\x1f" not in text
        assert not re.search(r"\[\w+:", text)
    assert Tags(made[1]).said == item.stem.replace("\n", "")


# The same again, and changed


def test_the_same_questions_and_day_give_the_same_bytes() -> None:
    assert anki_package(BANK, EVERY_KIND, on=ON) == anki_package(BANK, EVERY_KIND, on=ON)


def test_the_order_of_the_questions_moves_no_deck(tmp_path: Path) -> None:
    one = Deck(anki_package(BANK, EVERY_KIND, on=ON), tmp_path)
    other = Deck(anki_package(BANK, EVERY_KIND[::-1], on=ON), tmp_path)
    assert (one.decks, one.guids) == (other.decks, other.guids)


def test_a_changed_question_keeps_its_guid_its_deck_and_its_note_type(tmp_path: Path) -> None:
    before = Deck(anki_package(BANK, EVERY_KIND, on=ON), tmp_path)
    changed = [replace(item, stem="Changed?", version=item.version + 1, level="recall") for item in EVERY_KIND]
    later = datetime(2026, 12, 1, 12, tzinfo=UTC)
    after = Deck(anki_package(BANK, changed, on=ON, at=later), tmp_path)
    assert (after.guids, after.decks, after.models.keys()) == (before.guids, before.decks, before.models.keys())
    assert {note["Question"] for note in after.notes.values()} == {"Changed?"}
    assert {row[3] for row in after.rows} == {int(later.timestamp())}
    assert {row[3] for row in before.rows} == {int(datetime(2026, 11, 22, tzinfo=UTC).timestamp())}


def test_guids_are_the_same_for_ever_and_differ() -> None:
    assert guid(BANK.items["coding-001"]) == "47e828eb35f92b19e189"
    assert len({guid(item) for item in ITEMS}) == len(ITEMS)


def test_decks_and_note_type_are_known_by_numbers_that_do_not_change(ccma: Deck) -> None:
    assert list(ccma.models) == ["802291543"]
    assert {name: number for number, name in ccma.decks.items()}[
        "Lapel::CCMA (NHA)::Clinical patient care::Phlebotomy"
    ] == 1577825092
    assert len(ccma.decks) == 12


def test_no_two_decks_have_the_same_number() -> None:
    outlines = [outline for exam in BANK.exams.values() for outline in exam.outlines]
    keys = {f"{one.exam} {area.id}" for one in outlines for area in one.leaves()} | {
        f"topic {name}" for name in BANK.topics
    }
    assert len({number(f"deck {key}") for key in keys}) == len(keys) > 50


def test_no_time_of_the_machine_is_in_the_package(ccma: Deck) -> None:
    assert ccma.times == {(1980, 1, 1, 0, 0, 0)}


def test_without_genanki_it_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "genanki", None)
    with pytest.raises(NoGenanki, match=r"python -m pip install 'lapel\[anki\]'"):
        items_anki.anki_package(BANK, EVERY_KIND, on=ON)
