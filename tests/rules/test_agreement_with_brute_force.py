"""The evaluator against a second reading of the documents that counts days one by one."""

from collections.abc import Iterable, Iterator
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from brute import truth_on
from lapel.model.record import LISTS, Record
from lapel.model.rule import Rule
from lapel.model.timeline import Timeline
from lapel.model.truth import Truth
from lapel.rules import nodes
from lapel.rules.evaluate import timeline_of
from strategies import (
    accredited,
    against_date,
    cases,
    date_facts,
    days_to_try,
    experience,
    failures,
    records,
    some,
    waited,
)


def turning_days(line: Timeline, reach: int = 1) -> list[date]:
    """The days around each on which a timeline changes."""
    first, last = date(1900, 1, 1).toordinal(), date(2250, 1, 1).toordinal()
    near = {start + step for start in line.starts for step in range(-reach, reach + 1)}
    return [date.fromordinal(day) for day in sorted(near) if first <= day <= last]


def tree(rule: Rule) -> Iterator[Rule]:
    """A rule and every rule below it."""
    yield rule
    for part in nodes.children(rule):
        yield from tree(part)


COARSE = (nodes.Accredited, nodes.Waited)
"""Conditions that may be unknown where trying every combination of several unsure dates settles them."""


def check(rule: Rule, record: Record, days: Iterable[date], *, gaps: bool) -> None:
    line = timeline_of(rule, record)
    coarse = gaps and any(isinstance(below, COARSE) for below in tree(rule))
    for day in [*turning_days(line), *days]:
        expected, found = truth_on(rule, record, day), line.on(day)
        if not (coarse and found is Truth.UNKNOWN):
            assert found is expected, f"on {day} the timeline says {found.name}, brute force {expected.name}: {line}"


@given(cases(sure=True), days_to_try())
def test_a_timeline_says_on_every_day_what_brute_force_says(case: tuple[Rule, Record], days: list[date]) -> None:
    check(*case, days, gaps=False)


@given(cases(), days_to_try())
def test_a_timeline_of_a_record_with_gaps_says_what_brute_force_says(
    case: tuple[Rule, Record], days: list[date]
) -> None:
    check(*case, days, gaps=True)


CONDITIONS = {
    "experience of the person": (experience(), ("work",)),
    "experience since a program": (
        st.builds(nodes.Some, st.just("programs"), experience("programs")),
        ("work", "programs"),
    ),
    "failures": (failures(), ("exams",)),
    "waits": (waited(), ("exams",)),
    "accreditation": (st.builds(nodes.Some, st.just("programs"), accredited()), ("programs",)),
    "dates": (st.one_of(against_date("person"), date_facts("person")), ()),
    **{f"entries of {name}": (some(name), (name,)) for name in LISTS},
}


@pytest.mark.parametrize("sure", [True, False], ids=["all said", "with gaps"])
@pytest.mark.parametrize("condition", CONDITIONS)
@given(data=st.data())
@settings(max_examples=settings().max_examples // 4)
def test_one_condition_says_what_brute_force_says(condition: str, sure: bool, data: st.DataObject) -> None:
    rule, lists = CONDITIONS[condition]
    record = data.draw(records(sure=sure, lists=lists, most=4 if sure else 3))
    check(data.draw(rule), record, data.draw(days_to_try()), gaps=not sure)
