"""The drawings of practice questions: every region can be reached and is told, and the words hold what the eye sees."""

import re
from fractions import Fraction
from xml.etree import ElementTree

import pytest

from lapel.exam.drawings import Dials, Drawing, Sheet, Strip
from lapel.exam.generators import GENERATORS, make
from lapel.loading.compiled import load_exams, load_materials
from lapel.model.exam import Item, Option
from lapel.reports.pictures.exam import FIXED, angle, picture_of

SVG = "{http://www.w3.org/2000/svg}"


def hotspot(picture: str) -> Item:
    regions = load_exams().pictures[picture].regions
    options = tuple(Option(name, f"place {number}") for number, name in enumerate(regions))
    return Item(f"x-{picture}", "coding", "Where?", "hotspot", "apply", 0.5, (), 1, "draft", options, picture=picture)


def shown(picture: str, drawing: Drawing) -> str:
    item = Item("x", "coding", "What?", "one-best", "apply", 0.5, (), 1, "draft", picture=picture)
    made = picture_of(item, drawing)
    assert made
    return made.svg


def test_every_picture_of_the_catalogue_is_drawn_and_no_other() -> None:
    assert set(FIXED) == set(load_exams().pictures)


@pytest.mark.parametrize("name", FIXED)
def test_every_region_takes_the_keyboard_and_has_a_name(name: str) -> None:
    picture = picture_of(hotspot(name))
    assert picture
    root = ElementTree.fromstring(picture.svg)
    groups = [group for group in root.iter(f"{SVG}g") if "data-region" in group.attrib]
    assert [group.attrib["data-region"] for group in groups] == list(load_exams().pictures[name].regions)
    for number, group in enumerate(groups):
        letter = "ABCDEFGH"[number]
        assert group.attrib["tabindex"] == "0"
        assert group.attrib["role"] == "button"
        assert group.attrib["aria-label"] == f"{letter}: place {number}"
        assert letter in [text.text for text in group.iter(f"{SVG}text")]
        assert f"{letter}: place {number}." in picture.words
    assert root.attrib["role"] == "group"
    assert root.findtext(f"{SVG}desc") == picture.words


@pytest.mark.parametrize("name", FIXED)
def test_a_drawing_has_a_light_and_a_dark_look(name: str) -> None:
    light, dark = picture_of(hotspot(name)), picture_of(hotspot(name), dark=True)
    assert light
    assert dark
    assert "prefers-color-scheme: dark" in light.svg
    assert "prefers-color-scheme" not in dark.svg
    assert light.png()[:4] == b"\x89PNG"


def test_every_hotspot_of_the_bank_is_drawn() -> None:
    pictured = [item for item in load_exams().items.values() if item.picture]
    assert pictured
    for item in pictured:
        picture = picture_of(item)
        assert picture
        for option in item.options:
            assert f'data-region="{option.id}"' in picture.svg
            assert option.text in picture.words


def test_a_question_without_a_picture_has_none() -> None:
    assert picture_of(Item("x", "coding", "What?", "one-best", "apply", 0.5, (), 1, "draft")) is None


def test_the_words_of_a_picture_do_not_tell_the_answer() -> None:
    for name in ("blood-pressure", "rhythm-strip"):
        for seed in range(40):
            made = make(name, seed, load_materials())
            if made.drawing is None:
                continue
            picture = picture_of(made.item, made.drawing)
            assert picture
            said = str(made.item.answer) if made.item.kind == "numeric" else made.item.keyed[0].text
            assert said.partition(" beats")[0] not in re.findall(r"[\d/]+", picture.words)
            assert said not in picture.words


def test_the_needle_points_where_the_reading_is() -> None:
    """On a dial of 300° from 0 to 300, at 150 the needle points straight up, and each mm Hg turns it one degree."""
    assert (angle(0), angle(150), angle(240)) == (-150, 0, 90)
    svg = shown("pressure-dial", Dials(150, 60))
    needles = re.findall(r'M ([\d.]+),([\d.]+) L ([\d.]+),([\d.]+)" class="line l-red"', svg)
    (x1, y1, x2, y2), (u1, v1, u2, v2) = (tuple(map(float, needle)) for needle in needles)
    assert x1 == x2 == 215
    assert y2 < y1
    assert v1 == v2 == 490
    assert u2 < u1


def test_a_strip_has_a_spike_for_each_beat_once() -> None:
    beats = tuple(Fraction(place, 5) for place in (11, 31, 62, 88, 110))
    svg = shown("rhythm-strip", Strip(30, beats))
    tops = [y for trace in re.findall(r'd="(M [^"]*)" class="line l-ink"', svg) for y in _peaks(trace)]
    assert len(tops) == len(beats)


def _peaks(trace: str) -> list[float]:
    heights = [float(y) for y in re.findall(r",([\d.]+)", trace)]
    base = max(set(heights), key=heights.count)
    return [y for y in heights if base - y > 50]


def test_a_sheet_shows_who_comes_and_what_is_free() -> None:
    svg = shown("appointment-sheet", Sheet(15, (("9:00", "Lee & Sons"), ("9:15", ""))))
    assert "Lee &amp; Sons" in svg
    assert svg.count(">free<") == 1


def test_every_generated_drawing_is_well_formed() -> None:
    for name in GENERATORS:
        for seed in range(4):
            made = make(name, seed, load_materials())
            if made.item.picture:
                picture = picture_of(made.item, made.drawing)
                assert picture
                ElementTree.fromstring(picture.svg)
