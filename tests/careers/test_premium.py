"""Certified against not: only figures of one survey are set side by side."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lapel.careers.premium import hours_behind, pairs
from lapel.loading.compiled import load_careers
from lapel.model.figure import Figure
from lapel.model.survey import Group, Survey

SURVEYS = load_careers().surveys
BY_ID = {(s.survey, s.group): s for s in SURVEYS}


def test_the_like_for_like_figure_is_that_of_2013() -> None:
    """By hand: 15.35 / 14.29 = 1.07418; 29,889 / 27,914 = 1.07075."""
    best = pairs(SURVEYS)[0]
    assert best.certified.survey == "aama-2013"
    assert best.hourly.value == pytest.approx(7.418, abs=0.001)
    assert best.annual.value == pytest.approx(7.075, abs=0.001)


def test_the_popular_figure_is_never_half_of_a_pair() -> None:
    assert "popular-2021" not in {pair.certified.survey for pair in pairs(SURVEYS)}
    assert hours_behind(BY_ID["popular-2021", "certified"]) == pytest.approx(1882.7, abs=0.05)
    assert hours_behind(BY_ID["aama-2019", "certified"]) == pytest.approx(1892.3, abs=0.05)


def test_a_side_that_is_not_known_gives_no_premium() -> None:
    older = next(pair for pair in pairs(SURVEYS) if pair.certified.survey == "aama-2012")
    assert older.hourly.value is None
    assert older.annual.value == pytest.approx(11.576, abs=0.001)


MONEY = st.one_of(st.none(), st.floats(1, 100))
GROUPS = st.sampled_from(["certified", "not-certified"])


@given(st.lists(st.tuples(st.sampled_from("abc"), GROUPS, MONEY), unique_by=lambda row: row[:2]))
def test_a_pair_is_always_of_one_survey(rows: list[tuple[str, Group, float | None]]) -> None:
    surveys = [Survey(s, 2013, "", g, "mean", Figure(m) if m else Figure(why="not seen")) for s, g, m in rows]
    for pair in pairs(surveys):
        assert pair.certified.survey == pair.other.survey
        assert (pair.certified.group, pair.other.group) == ("certified", "not-certified")
        both = pair.certified.hourly.value is not None and pair.other.hourly.value is not None
        assert (pair.hourly.value is not None) == both
