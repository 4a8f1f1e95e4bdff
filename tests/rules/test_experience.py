"""The days on which work becomes enough, or too little, against counting day by day."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from brute import moved, truth_on
from lapel.model.dates import Duration
from lapel.model.record import Record, Work
from lapel.model.truth import Truth
from lapel.rules import nodes
from lapel.rules.evaluate import timeline_of
from strategies import days_to_try, experience, records


def anniversaries(record: Record) -> set[int]:
    """The day of, before and after each whole year after a spell's first and last day."""
    edges = [day.toordinal() for work in record.work for day in (work.started, work.ended) if isinstance(day, date)]
    years = [Duration(count, "years", "clamp") for count in range(6)]
    return {int(moved(edge, year, 1)) + step for edge in edges for year in years for step in (-1, 0, 1, 2)}


@given(experience(), records(sure=True, lists=("work",), most=5), days_to_try())
def test_work_becomes_enough_on_the_day_that_counting_gives(
    rule: nodes.Experience, record: Record, days: list[date]
) -> None:
    line = timeline_of(rule, record)
    near = {start + step for start in line.starts[1:] for step in range(-2, 3)}
    for ordinal in sorted(near | anniversaries(record) | {day.toordinal() for day in days}):
        day = date.fromordinal(ordinal)
        assert line.on(day) is truth_on(rule, record, day), f"{day}: {line}"


@pytest.mark.parametrize("started", ["2019-03-01", "2020-02-29", "2020-03-01", "2023-12-31"])
@given(count=st.integers(1, 9))
def test_one_unbroken_spell_reaches_its_years_on_their_anniversary_and_keeps_them(started: str, count: int) -> None:
    years = Duration(count, "years", "clamp")
    first = date.fromisoformat(started)
    record = Record(work=(Work(started=first),), complete=frozenset({"work"}))
    line = timeline_of(nodes.Experience(years, None), record)
    assert line.starts[1:] == (moved(first.toordinal(), years, 1),)
    assert line.values[-1] is Truth.TRUE


@given(st.integers(1, 6000))
def test_hours_are_reached_on_the_day_after_the_last_one_needed(hours: int) -> None:
    first = date(2020, 1, 1)
    record = Record(work=(Work(started=first, hours_per_week=Decimal(14)),), complete=frozenset({"work"}))
    line = timeline_of(nodes.Experience(None, Decimal(hours)), record)
    assert line.starts[1:] == (first.toordinal() + -(-hours // 2),)
