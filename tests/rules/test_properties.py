"""What must hold of every rule and every record."""

from datetime import date
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from strategies import ENTRIES, dates, days_to_try, facts, leaves, records, refinements, rules, some

from lapel.eligibility.verdict import verdict
from lapel.model.record import LISTS, Record
from lapel.model.rule import Rule
from lapel.model.timeline import Timeline
from lapel.model.truth import Truth
from lapel.model.value import replace
from lapel.rules import nodes
from lapel.rules.evaluate import timeline_of

FALSE, UNKNOWN, TRUE = Truth.FALSE, Truth.UNKNOWN, Truth.TRUE


def days_of(*lines: Timeline) -> list[date]:
    """Days on and before each change of some timelines."""
    starts = {start + step for line in lines for start in line.starts for step in (-1, 0)}
    return [date.fromordinal(start) for start in sorted(starts) if 1 <= start <= date(2300, 1, 1).toordinal()]


# Refinement: learning more never contradicts what was firm.


@given(st.data())
def test_learning_what_was_unknown_never_contradicts_a_firm_answer(data: st.DataObject) -> None:
    check_refined(data, data.draw(rules()), LISTS)


@pytest.mark.parametrize("within", LISTS)
@given(data=st.data())
def test_learning_more_of_a_list_never_contradicts_a_firm_answer(within: str, data: st.DataObject) -> None:
    rule = data.draw(st.one_of(some(within), leaves("person")))
    check_refined(data, rule, (within,), most=3)


def check_refined(data: st.DataObject, rule: Rule, lists: tuple[str, ...], most: int = 2) -> None:
    record = data.draw(records(lists=lists, most=most))
    line, learnt = timeline_of(rule, record), timeline_of(rule, data.draw(refinements(record)))
    for day in days_of(line, learnt):
        before = line.on(day)
        if before is not UNKNOWN:
            assert learnt.on(day) is before, f"on {day} {before.name} became {learnt.on(day).name}: {line} {learnt}"


@given(st.data(), dates())
def test_a_verdict_only_grows_firmer(data: st.DataObject, on: date) -> None:
    record = data.draw(records())
    rule = data.draw(rules())
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


@given(st.data())
def test_adding_an_entry_never_takes_a_yes_away_unless_the_rule_has_a_negative_condition(data: st.DataObject) -> None:
    rule = data.draw(rules().filter(only_gains))
    record = data.draw(records(sure=True))
    within = data.draw(st.sampled_from(LISTS))
    entry = data.draw(ENTRIES[within](True))
    more: Any = {within: (*getattr(record, within), entry)}
    line, richer = timeline_of(rule, record), timeline_of(rule, replace(record, **more))
    assert all(richer.on(day) >= line.on(day) for day in days_of(line, richer))


# Order: lists and parts are sets in all but spelling.


@given(st.data())
def test_the_order_of_lists_does_not_matter(data: st.DataObject) -> None:
    record = data.draw(records(most=3))
    shuffled: dict[str, Any] = {name: tuple(data.draw(st.permutations(getattr(record, name)))) for name in LISTS}
    rule = data.draw(rules())
    assert timeline_of(rule, replace(record, **shuffled)) == timeline_of(rule, record)


@pytest.mark.parametrize("build", [nodes.All, nodes.Any, nodes.Nothing, lambda parts: nodes.AtLeast(2, parts)])
@given(data=st.data())
def test_the_order_of_parts_does_not_matter(build: Any, data: st.DataObject) -> None:
    parts = data.draw(st.lists(rules(most=4), min_size=2, max_size=4))
    record = data.draw(records())
    shuffled = data.draw(st.permutations(parts))
    assert timeline_of(build(tuple(parts)), record) == timeline_of(build(tuple(shuffled)), record)


@given(rules(), records())
def test_no_rule_is_its_own_opposite(rule: Rule, record: Record) -> None:
    line, opposite = timeline_of(rule, record), timeline_of(nodes.Nothing((rule,)), record)
    assert opposite == ~line
    assert timeline_of(nodes.Nothing((nodes.Nothing((rule,)),)), record) == line


@given(rules(), records())
def test_a_named_rule_means_what_it_names(rule: Rule, record: Record) -> None:
    assert timeline_of(nodes.Use("named", rule), record) == timeline_of(rule, record)


@given(facts("person"), records(sure=True), days_to_try())
def test_a_fact_of_the_person_is_as_true_on_one_day_as_on_another(rule: Rule, record: Record, days: list[date]) -> None:
    assume(days)
    assert len(timeline_of(rule, record).starts) == 1
