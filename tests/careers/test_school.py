"""School: what helps, what a record has of it, and from when a diploma or an age opens a way."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lapel.careers.school import Schooling, matches, schooling
from lapel.eligibility.decide import relevant
from lapel.loading.compiled import load_careers, load_catalogue
from lapel.loading.records import parse_record
from lapel.model.truth import Truth
from lapel.model.value import replace

CATALOGUE = load_catalogue()
PREPARING = load_careers().advice.preparing
ON = date(2026, 11, 21)
GRACE = {
    "birth": "2009-02-28",
    "state": "SD",
    "school": {
        "diploma": "no",
        "expected": "2027-05-28",
        "student": "yes",
        "courses": ["AP Biology", "Algebra 2", "Woodwork"],
        "volunteering": [{"where": "Clinic", "hours": 60}],
    },
}


def school(data: dict[str, Any], on: date = ON) -> Schooling:
    record = parse_record(data)
    record = record if record.as_of else replace(record, as_of=on)
    return schooling(PREPARING.values(), relevant(CATALOGUE, record), CATALOGUE.steps, record, on=on)


def opened(found: Schooling) -> dict[tuple[str, str, str], tuple[Truth, date | None, date | None]]:
    return {
        (one.credential.id, one.subject, route.id): (one.truth, one.starts, one.until)
        for one in found.opens
        for route in one.routes
    }


def test_what_is_in_the_record_is_told_apart_from_what_is_not() -> None:
    begun = {one.advice.id: one for one in school(GRACE).takings}
    assert begun["biology"].courses == ("AP Biology",)
    assert begun["algebra"].courses == ("Algebra 2",)
    assert not begun["chemistry"].begun
    assert [str(one.hours) for one in begun["volunteering"].service] == ["60"]


def test_a_diploma_still_to_come_opens_ways_from_its_day() -> None:
    """By hand: the diploma is expected on 2027-05-28, the eighteenth birthday is 2027-02-28."""
    found = opened(school(GRACE))
    no, day = Truth.FALSE, date(2027, 5, 28)
    assert found["rma-amt", "diploma", "work-experience"] == (no, day, None)
    assert found["ccma-nha", "diploma", "training"] == (no, day, None)
    assert found["cmac-amca", "diploma", "training"] == (no, day, None)
    assert found["ma-registration-sd", "birth", "registration"] == (no, date(2027, 2, 28), None)


def test_the_way_for_people_still_at_school_ends_with_it() -> None:
    """By hand: the provisional way of the CCMA (NHA) is open in the 12 months before the diploma, and until its day."""
    early = school(GRACE, date(2026, 5, 27))
    assert [one.starts for one in early.opens if one.says.startswith("You will graduate")] == [date(2026, 5, 28)]
    ways = [one for one in school(GRACE).opens if one.says.startswith("You have not graduated")]
    assert [(one.truth, one.until) for one in ways] == [(Truth.TRUE, date(2027, 5, 28))]
    done = school({"school": {"diploma": "yes", "earned": "2020-06-01"}})
    assert "provisional" not in {route.id for one in done.opens for route in one.routes}


@pytest.mark.parametrize(
    ("said", "stage"),
    [
        ({"student": "yes"}, "at school"),
        ({"student": "yes", "diploma": "no"}, "at school"),
        ({"diploma": "yes"}, "finished"),
        ({"earned": "2020-06-01"}, "finished"),
        ({"expected": "2027-06-01"}, "no diploma"),
        ({"diploma": "no", "student": "no"}, "no diploma"),
        ({}, "cannot tell"),
        ({"earned": "2026"}, "cannot tell"),
    ],
)
def test_the_stage_is_what_the_record_says_and_never_guessed(said: dict[str, str], stage: str) -> None:
    assert school({"school": said}).stage == stage


def test_where_no_rule_names_a_diploma_the_catalogue_says_what_was_seen() -> None:
    others = {one.credential.id: one for one in school(GRACE).others}
    assert set(others) == {"cma-aama", "ncma-ncct"}
    assert others["cma-aama"].says.startswith("No such condition was seen on the AAMA's pages.")
    assert others["ncma-ncct"].says.startswith("Whether it asks for one was not seen.")
    assert all(one.cite for one in others.values())


def test_a_diploma_that_is_not_said_is_unknown_and_has_no_day() -> None:
    for one in school({}).opens:
        assert (one.truth, one.starts) == (Truth.UNKNOWN, None)


def test_a_ged_is_a_step_for_those_without_a_diploma_only() -> None:
    without = {step.id for step in school({"school": {"diploma": "no", "student": "no"}}).steps}
    assert "ged" in without
    assert "ged" not in {step.id for step in school({"school": {"diploma": "yes"}}).steps}
    assert "school-subjects" in {step.id for step in school({"school": {"student": "yes"}}).steps}


def test_a_word_must_stand_whole_to_name_a_subject() -> None:
    algebra = PREPARING["algebra"]
    assert matches(algebra, "Pre-algebra (honors)")
    assert not matches(algebra, "Aftermath of war")
    assert not matches(PREPARING["chemistry"], "")


@given(st.dates(date(2024, 1, 1), date(2029, 12, 31)), st.dates(date(2024, 1, 1), date(2029, 12, 31)))
@settings(max_examples=40)
def test_a_diploma_condition_is_met_exactly_from_its_day(earned: date, on: date) -> None:
    """Against the calendar: `after: {date: diploma}` is true on and after the day, whatever day is asked about."""
    found = [
        one
        for one in school({"school": {"expected": earned.isoformat()}}, on).opens
        if one.credential.id == "rma-amt" and one.subject == "diploma"
    ]
    assert [one.truth is Truth.TRUE for one in found] == [on >= earned]
    assert [one.starts for one in found] == [None if on >= earned else earned]
