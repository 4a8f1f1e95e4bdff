"""Outlook: openings that are not growth, and what happened after, by hand and by property."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lapel.careers.lookup import Match
from lapel.careers.outlook import on_path, openings_of, outlook_of, what_happened
from lapel.loading.compiled import load_careers
from lapel.model.figure import Figure
from lapel.model.occupation import Projection

CAREERS = load_careers()
ASSISTANTS = outlook_of(Match("31-9092", "Medical Assistants", ""), CAREERS)


def edition(jobs: float, then: float, openings: float = 10, base: int = 2019) -> Projection:
    return Projection("31-9092", "T", base, base + 10, Figure(jobs), Figure(then), openings=Figure(openings))


def test_the_editions_stand_side_by_side() -> None:
    assert [(e.edition, e.growth.value, e.openings.value) for e in ASSISTANTS.editions] == [
        ("2019-29", 19.2, 92.8),
        ("2021-31", 15.8, 123.0),
        ("2024-34", 12.5, 112.3),
    ]


def test_nine_of_a_hundred_openings_are_new_jobs() -> None:
    """By hand: (912.2 - 811.0) / 10 = 10.12 thousand a year of 112.3; the rest, 102.18, replaces."""
    assert ASSISTANTS.newest is not None
    split = openings_of(ASSISTANTS.newest)
    assert split.new.value == pytest.approx(10.12)
    assert split.replacing.value == pytest.approx(102.18)


def test_what_was_expected_of_2021_and_2024_against_what_was_counted() -> None:
    """By hand: 725.2 x (864.4 / 725.2) ^ 0.2 = 751.12; the root of 725.2 x 864.4 is 791.75; 743.5 x 1.15844 ^ 0.3."""
    found = [(a.edition.edition, a.later.base, round(a.expected, 2), a.counted) for a in ASSISTANTS.after]
    assert found == [
        ("2019-29", 2021, 751.12, 743.5),
        ("2019-29", 2024, 791.75, 811.0),
        ("2021-31", 2024, 777.04, 811.0),
    ]
    assert [round(a.difference, 1) for a in ASSISTANTS.after] == [-1.0, 2.4, 4.4]


def test_a_shrinking_occupation_has_openings_and_no_new_jobs() -> None:
    executive = outlook_of(Match("43-6011", "", ""), CAREERS)
    assert executive.newest is not None
    split = openings_of(executive.newest)
    assert split.new.value == pytest.approx(-0.79)
    assert split.replacing.value == pytest.approx(50.79)


def test_an_added_edition_stands_in_place_of_the_tables() -> None:
    added = [edition(1.0, 2.0), Projection("31-9092", "T", 2025, 2035, Figure(3.0), Figure(4.0))]
    found = outlook_of(Match("31-9092", "", ""), CAREERS, added)
    assert [e.edition for e in found.editions] == ["2019-29", "2021-31", "2024-34", "2025-35"]
    assert found.editions[0].jobs == Figure(1.0)
    assert found.added == {"2019-29", "2025-35"}


def test_without_figures_nothing_is_split_or_set_against_anything() -> None:
    bare = Projection("31-9092", "T", 2019, 2029)
    assert openings_of(bare).new.value is None
    assert what_happened([bare, edition(1, 2, base=2021)]) == ()
    assert outlook_of(Match("51-9081", "", ""), CAREERS).missing


JOBS = st.floats(1, 5000)


@given(JOBS, JOBS, st.integers(0, 10))
def test_the_path_grows_evenly_and_ends_where_the_edition_does(jobs: float, then: float, after: int) -> None:
    found = edition(jobs, then)
    assert on_path(found, 2019) == pytest.approx(jobs)
    assert on_path(found, 2029) == pytest.approx(then)
    yearly = (then / jobs) ** 0.1
    walked = jobs
    for _ in range(after):
        walked *= yearly
    assert on_path(found, 2019 + after) == pytest.approx(walked)
    assert on_path(found, 2018) is None
    assert on_path(found, 2030) is None


@given(JOBS, JOBS, st.floats(0, 500))
def test_new_jobs_and_replacement_are_all_openings(jobs: float, then: float, openings: float) -> None:
    split = openings_of(edition(jobs, then, openings))
    assert split.new.value is not None
    assert split.replacing.value is not None
    assert split.new.value + split.replacing.value == pytest.approx(openings)
    assert (split.new.value > 0) == (then > jobs)
