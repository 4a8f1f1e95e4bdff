"""Exam topics: the areas of the outlines that ask about them, with shares worked out by hand."""

from datetime import date
from fractions import Fraction

import pytest

from lapel.careers.outlines import areas_of, asked, most, topics_of
from lapel.loading.compiled import load_careers, load_catalogue

CATALOGUE = load_catalogue()
ADVICE = load_careers().advice
ON = date(2026, 11, 21)
FOUR = ("cma-aama", "rma-amt", "ncma-ncct", "ccma-nha")
SIX = {
    *("medical-terminology", "anatomy-and-physiology", "diagnostic-testing", "pharmacology"),
    *("clinical-patient-care", "medical-law-and-ethics"),
}


def shares(topic: str, credential: str) -> list[tuple[str, str | None]]:
    found = asked(ADVICE.topics[topic], CATALOGUE.credentials[credential], ADVICE.topics, on=ON)
    return [(part.reading, None if part.percent is None else str(float(part.percent))) for part in found]


def test_the_six_names_of_the_article_are_there() -> None:
    assert {topic.id for topic in ADVICE.topics.values() if topic.named} == SIX


def test_shares_are_those_of_the_outlines() -> None:
    """By hand from the outlines: CCMA (NHA) 6 + 8 + 4 = 18; RMA (AMT) 18.6 + 33.8 = 52.4, and 115 of 210 = 54.8."""
    assert shares("diagnostic-testing", "ccma-nha") == [("", "18.0")]
    assert shares("clinical-patient-care", "rma-amt") == [
        ("AMT document of 2022", "52.4"),
        ("study guide of 2026", "54.8"),
    ]
    assert shares("office-work", "cma-aama") == [("", "20.0")]
    assert shares("office-work", "rma-amt") == [("AMT document of 2022", "26.7"), ("study guide of 2026", "14.3")]
    assert shares("medical-law-and-ethics", "ncma-ncct") == [("", "16.0")]
    assert shares("pharmacology", "rma-amt") == []


def test_an_outline_before_its_first_known_day_is_not_known() -> None:
    assert areas_of(CATALOGUE.credentials["ccma-nha"], on=date(2010, 1, 1)) == ()
    assert topics_of(CATALOGUE.credentials["ccma-nha"], ADVICE.topics, on=date(2010, 1, 1)) == ()


@pytest.mark.parametrize("name", FOUR)
def test_the_areas_of_each_reading_add_up_to_the_whole_exam(name: str) -> None:
    areas = [area for area in areas_of(CATALOGUE.credentials[name], on=ON) if not area.within]
    for reading in {area.reading for area in areas}:
        percents = [area.percent for area in areas if area.reading == reading and area.percent is not None]
        assert abs(sum(percents, Fraction(0)) - 100) <= Fraction(1, 5)


@pytest.mark.parametrize("name", FOUR)
def test_every_area_is_one_that_some_topic_asks_about(name: str) -> None:
    """But for one: what the area “General” of a study guide of 2026 for the RMA (AMT) holds was not seen."""
    named = {area for topic in ADVICE.topics.values() for area in dict(topic.areas).get(name, ())}
    areas = {area.name for area in areas_of(CATALOGUE.credentials[name], on=ON)}
    whole = {area.name for area in areas_of(CATALOGUE.credentials[name], on=ON) if not area.within}
    parts = {area.within for area in areas_of(CATALOGUE.credentials[name], on=ON) if area.name in named}
    assert whole - named - parts == ({"General"} if name == "rma-amt" else set())
    assert named <= areas


def test_topics_come_with_the_largest_share_first() -> None:
    credential = CATALOGUE.credentials["ccma-nha"]
    found = topics_of(credential, ADVICE.topics, on=ON)
    sizes = [most(asked(topic, credential, ADVICE.topics, on=ON)) for topic in found]
    assert sizes == sorted(sizes, reverse=True)
    assert found[0].id == "clinical-patient-care"
