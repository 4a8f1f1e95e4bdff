"""What must hold of every rule and every record."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lapel.eligibility.verdict import verdict
from lapel.model.record import LISTS, Record
from lapel.model.rule import Rule
from lapel.model.timeline import Timeline
from lapel.model.truth import Truth
from lapel.model.value import replace
from lapel.rules import nodes
from lapel.rules.evaluate import timeline_of
from strategies import (
    ENTRIES,
    cases,
    dates,
    experience,
    facts,
    failures,
    lists_of,
    records,
    refinements,
    rules,
    some,
    waited,
)

FALSE, UNKNOWN, TRUE = Truth.FALSE, Truth.UNKNOWN, Truth.TRUE


def days_of(*lines: Timeline) -> list[date]:
    """Days on and before each change of some timelines."""
    starts = {start + step for line in lines for start in line.starts for step in (-1, 0)}
    return [date.fromordinal(start) for start in sorted(starts) if 1 <= start <= date(2300, 1, 1).toordinal()]


# Refinement: learning more never contradicts what was firm.


@given(cases(), st.data())
def test_learning_what_was_unknown_never_contradicts_a_firm_answer(
    case: tuple[Rule, Record], data: st.DataObject
) -> None:
    check_refined(case, data)


@pytest.mark.parametrize("within", LISTS)
@given(data=st.data())
@settings(max_examples=settings().max_examples // 4)
def test_learning_more_of_a_list_never_contradicts_a_firm_answer(within: str, data: st.DataObject) -> None:
    check_refined(data.draw(cases(rule=some(within), most=3)), data)


@pytest.mark.parametrize("condition", [experience(), failures(), waited()], ids=["experience", "failures", "waited"])
@given(data=st.data())
def test_learning_more_of_work_or_exams_never_contradicts_a_firm_answer(
    condition: st.SearchStrategy[Rule], data: st.DataObject
) -> None:
    check_refined(data.draw(cases(rule=condition, most=3)), data)


def check_refined(case: tuple[Rule, Record], data: st.DataObject) -> None:
    rule, record = case
    line, learnt = timeline_of(rule, record), timeline_of(rule, data.draw(refinements(record)))
    for day in days_of(line, learnt):
        before = line.on(day)
        if before is not UNKNOWN:
            assert learnt.on(day) is before, f"on {day} {before.name} became {learnt.on(day).name}: {line} {learnt}"


@given(cases(), st.data(), dates())
def test_a_verdict_only_grows_firmer(case: tuple[Rule, Record], data: st.DataObject, on: date) -> None:
    rule, record = case
    before = verdict(timeline_of(rule, record), on)
    after = verdict(timeline_of(rule, data.draw(refinements(record))), on)
    match before.answer:
        case "yes" | "no-longer":
            assert after.answer == before.answer
        case "not-yet":
            assert after.answer == "not-yet"
            assert (after.starts or date.min) <= (before.starts or date.min)
        case "no":
            assert after.answer in ("no", "no-longer")
        case "cannot-tell" if before.starts:
            assert timeline_of(rule, record).on(before.starts) is TRUE


# Adding: without conditions that more can fail, more is never worse.


def only_gains(rule: Rule) -> bool:
    """Whether a rule has no condition that an added entry of a list can turn from met to not met.

    Experience with a cap is left out: a day in two roles belongs to the role without a cap, and leaves the other's.
    """
    if isinstance(rule, nodes.Experience) and rule.cap is not None:
        return False
    if isinstance(rule, (nodes.Failures, nodes.Waited, nodes.Nothing, nodes.Readings)):
        return False
    return all(only_gains(part) for part in nodes.children(rule))


@given(cases(sure=True, rule=rules().filter(only_gains)), st.data())
def test_adding_an_entry_never_takes_a_yes_away_unless_the_rule_has_a_negative_condition(
    case: tuple[Rule, Record], data: st.DataObject
) -> None:
    rule, record = case
    within = data.draw(st.sampled_from(sorted(lists_of(rule)) or LISTS))
    more: Any = {within: (*getattr(record, within), data.draw(ENTRIES[within](True)))}
    line, richer = timeline_of(rule, record), timeline_of(rule, replace(record, **more))
    assert all(richer.on(day) >= line.on(day) for day in days_of(line, richer))


# Order: lists and parts are sets in all but spelling.


@given(cases(most=3), st.data())
def test_the_order_of_lists_does_not_matter(case: tuple[Rule, Record], data: st.DataObject) -> None:
    rule, record = case
    shuffled: Any = {name: tuple(data.draw(st.permutations(getattr(record, name)))) for name in lists_of(rule)}
    assert timeline_of(rule, replace(record, **shuffled)) == timeline_of(rule, record)


BUILDS: list[Callable[[tuple[Rule, ...]], Rule]] = [
    nodes.All,
    nodes.Any,
    nodes.Nothing,
    lambda parts: nodes.AtLeast(2, parts),
    lambda parts: nodes.Readings(tuple(nodes.Reading("", part) for part in parts)),
]


@given(
    cases(rule=st.lists(rules(most=4), min_size=2, max_size=4).map(lambda parts: nodes.All(tuple(parts)))), st.data()
)
@settings(max_examples=settings().max_examples // 2)
def test_the_order_of_parts_does_not_matter(case: tuple[nodes.All, Record], data: st.DataObject) -> None:
    rule, record = case
    shuffled = tuple(data.draw(st.permutations(rule.parts)))
    for build in BUILDS:
        assert timeline_of(build(rule.parts), record) == timeline_of(build(shuffled), record)


@given(cases())
@settings(max_examples=settings().max_examples // 2)
def test_no_rule_is_its_own_opposite(case: tuple[Rule, Record]) -> None:
    rule, record = case
    line, opposite = timeline_of(rule, record), timeline_of(nodes.Nothing((rule,)), record)
    assert opposite == ~line
    assert timeline_of(nodes.Nothing((nodes.Nothing((rule,)),)), record) == line


@given(cases())
@settings(max_examples=settings().max_examples // 2)
def test_a_named_rule_means_what_it_names(case: tuple[Rule, Record]) -> None:
    rule, record = case
    assert timeline_of(nodes.Use("named", rule), record) == timeline_of(rule, record)


@given(facts("person"), records(lists=()))
def test_a_fact_of_the_person_is_as_true_on_one_day_as_on_another(rule: Rule, record: Record) -> None:
    assert len(timeline_of(rule, record).starts) == 1
