"""Pictures: each can be read without being seen, and shows no figure that is not there."""

import struct
import xml.etree.ElementTree as ET
import zlib
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import sample_plans
from lapel.careers.lookup import Match
from lapel.careers.outlook import outlook_of
from lapel.careers.pay import PayOf, pay_of
from lapel.loading.compiled import load_careers
from lapel.model.figure import Figure
from lapel.model.occupation import Spread
from lapel.reference.figures import Figures
from lapel.reports.pictures import frame, ladder, outlook, pay, timeline
from lapel.reports.pictures.frame import Picture

SVG = "{http://www.w3.org/2000/svg}"
CAREERS = load_careers()


@pytest.fixture
def answers() -> list[PayOf]:
    figures = Figures(CAREERS)
    return [pay_of(Match(soc, CAREERS.occupations[soc].title, ""), CAREERS, figures) for soc in ("31-9092", "25-1071")]


def texts(picture: Picture) -> str:
    root = ET.fromstring(picture.svg)
    return " ".join(" ".join(element.itertext()) for element in root.iter(f"{SVG}text"))


def dark_pixels(png: bytes) -> tuple[int, int, int]:
    """Width, height, and how many bytes of a PNG's picture are dark."""
    width, height = struct.unpack(">II", png[16:24])
    at, packed = 8, b""
    while at < len(png):
        size = int.from_bytes(png[at : at + 4], "big")
        if png[at + 4 : at + 8] == b"IDAT":
            packed += png[at + 8 : at + 8 + size]
        at += size + 12
    return width, height, sum(byte < 120 for byte in zlib.decompress(packed)[::16])


def check(picture: Picture, *, drawn: bool = False) -> None:
    """One role, a name, a description and a sensible size; with ``drawn``, also as it comes out."""
    root = ET.fromstring(picture.svg)
    assert root.get("role") == "img"
    assert root.get("aria-label") == picture.title == root.findtext(f"{SVG}title")
    assert root.findtext(f"{SVG}desc") == picture.words
    assert [e for e in root.iter() if e is not root and (e.get("role") or e.get("aria-label"))] == []
    assert "http" not in texts(picture)
    assert 400 < float(root.get("width") or 0) < 720
    assert 100 < float(root.get("height") or 0) < 2000
    if drawn:
        width, height, dark = dark_pixels(picture.png())
        assert (abs(width - float(root.get("width") or 0)) < 2, height > 100, dark > 100) == (True, True, True)


def test_ranges_show_each_figure_and_what_is_missing(answers: list[PayOf]) -> None:
    picture = pay.ranges(answers)
    check(picture, drawn=True)
    for words in ("Medical Assistants", "$36,050", "$45,690", "$59,310", "$107,310", "Source:", "May 2025"):
        assert words in texts(picture)
        assert words in picture.words + texts(picture)
    old = pay.ranges([pay_of(a.match, CAREERS, Figures(CAREERS), year=2020) for a in answers])
    check(old)
    assert "highest tenth: not reported" in texts(old)


def test_a_year_with_medians_only_still_makes_a_picture(answers: list[PayOf]) -> None:
    picture = pay.ranges([pay_of(a.match, CAREERS, Figures(CAREERS), year=2021) for a in answers])
    check(picture)
    assert "Diamond" in texts(picture)


def test_nothing_at_hand_is_said_in_the_picture() -> None:
    nothing = pay_of(Match("51-9081", "Dental Laboratory Technicians", ""), CAREERS, Figures(CAREERS))
    for picture in (pay.ranges([nothing]), pay.years([nothing], CAREERS.prices)):
        check(picture)
        assert "no figures at hand" in texts(picture)
    silent = outlook.editions([outlook_of(nothing.match, CAREERS)])
    assert silent.words == "No projections for the code 51-9081 are at hand."


def test_years_show_the_break_and_the_gap(answers: list[PayOf]) -> None:
    picture = pay.years(answers, CAREERS.prices)
    check(picture)
    for words in ("counted anew from here", "$41,551", "$30,590", "October 2025 was never"):
        assert words in texts(picture)
    for words in ("Break: From May 2021", "Not at hand: 2022, 2023", "2022: $38,270, only quoted by other pages"):
        assert words in picture.words
    unknown = pay.years(answers[:1], CAREERS.prices, in_dollars_of=2026)
    check(unknown)
    assert "Consumer prices of 2026 are not known" in texts(unknown)


@pytest.mark.parametrize("socs", [("31-9092",), ("43-6011",), ("31-9092", "43-6011", "11-3012")])
def test_editions_show_what_was_counted_later(socs: tuple[str, ...]) -> None:
    found = [outlook_of(Match(soc, CAREERS.occupations[soc].title, ""), CAREERS) for soc in socs]
    picture = outlook.editions(found)
    check(picture)
    assert "2024-34" in texts(picture)
    assert "12.5%" in picture.words or "expected" in picture.words


def test_a_ladder_shows_time_and_pay_and_what_is_not_known() -> None:
    spread = CAREERS.wages[0].annual
    rungs = [
        ladder.Rung("Medical assistant", spread, here=True),
        ladder.Rung("Registered nurse", spread, (24, 60)),
        ladder.Rung("Another", Spread(), None),
    ]
    picture = ladder.ladder(rungs, "A ladder", CAREERS.wages[0].cite)
    check(picture)
    for words in ("you are here", "2 to 5 years", "time not known", "pay not reported"):
        assert words in texts(picture)


def test_a_timeline_shows_every_day() -> None:
    rows = [
        timeline.Stretch("Practicum", date(2026, 12, 1), date(2027, 2, 1), True),
        timeline.Stretch("Apply", date(2027, 2, 2), date(2027, 2, 2)),
    ]
    picture = timeline.timeline(rows, "A plan & its days", "Source: a plan.")
    check(picture)
    assert "Dec 1, 2026 to Feb 1, 2027" in texts(picture)
    assert "Feb 2, 2027" in texts(picture)


def test_a_plan_is_drawn_from_its_day_on() -> None:
    picture = timeline.of_plan(sample_plans.FASTEST, "Plan: CMA (AAMA)")
    check(picture)
    assert "CPR class and card" in texts(picture)
    assert "high school diploma" not in picture.words
    assert "2024" not in texts(picture)


PLACES = st.tuples(st.floats(0, 400), st.floats(0, 300), st.text("abc", min_size=1, max_size=12))


@given(st.lists(PLACES, max_size=5))
@settings(max_examples=50)
def test_a_label_has_a_spot_and_covers_another_only_where_none_is_free(labels: list[tuple[float, float, str]]) -> None:
    chosen = frame.spots(labels)
    assert len(chosen) == len(labels)
    assert set(chosen) <= set(frame.SPOTS)


def test_a_figure_that_is_not_reported_has_no_place_in_a_picture() -> None:
    row = pay.Range("A", Spread(median=Figure(why="not released")), "not released")
    picture = pay.draw_ranges([row], "A", ())
    check(picture)
    assert "not released" in texts(picture)
    assert "$" not in texts(picture)
