"""The fewest changes, against a search through every set of changes."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lapel.model.dates import Duration
from lapel.model.record import LISTS, Conduct, Record, Waiver
from lapel.model.rule import Notes, Rule
from lapel.model.truth import Truth
from lapel.model.value import replace
from lapel.rules import nodes
from lapel.rules.changes import fewest
from lapel.rules.evaluate import evaluate
from lapel.rules.trace import Scope, Trace
from strategies import rules

ON = date(2024, 6, 1)
NOBODY = Record(
    birth=date(2010, 6, 1),
    conduct=Conduct(None, (Waiver("aama", False), Waiver("amt", False))),
    complete=frozenset(LISTS),
)


def said(rule: Rule, says: str) -> Rule:
    return replace(rule, notes=Notes(says))


TO_DO = [
    said(nodes.Fact("waived_by", "includes", ("aama",)), "AAMA waived it."),
    said(nodes.Fact("waived_by", "includes", ("amt",)), "AMT waived it."),
    said(nodes.Experience(None, Decimal(500)), "You worked 500 hours."),
    said(nodes.Experience(Duration(1, "years", "clamp"), None), "You worked a year."),
    said(nodes.Some("cards", nodes.Always(True)), "You have a card."),
    said(nodes.Some("exams", nodes.Fact("result", "is", ("pass",))), "You passed an exam."),
]
FREE = [
    said(nodes.After("birth", Duration(18, "years", "up")), "You are 18."),
    said(nodes.NotKnown("Not seen."), "Nobody knows."),
    said(nodes.Fact("felony", "is", False), "You have no felony."),
]
SHUT = [
    said(nodes.Until("birth"), "You are not born yet."),
    said(nodes.Some("military", nodes.Always(True)), "You have served."),
    nodes.Always(False),
]
AGAIN = [said(rule, f"In other words, {rule.notes.says}") for rule in (*TO_DO, *FREE)]
LEAVES = st.sampled_from([*TO_DO, *TO_DO, *FREE, *AGAIN, *SHUT, nodes.Always(True)])


def holds(trace: Trace, done: set[Rule]) -> bool:
    """Whether a rule holds once some conditions are met, and everything that needs no doing turns out well."""
    rule = trace.rule
    if trace.line.on(ON) is Truth.TRUE or rule in done or rule in FREE:
        return True
    parts = [holds(part, done) for part in trace.parts]
    match rule:
        case nodes.All() | nodes.Use() | nodes.Readings():
            return all(parts)
        case nodes.Any():
            return any(parts)
        case nodes.AtLeast(count=count):
            return sum(parts) >= count
        case nodes.Dated(versions=versions):
            in_force = [n for n, version in enumerate(versions) if version.starts <= ON]
            return parts[in_force[-1]] if in_force else True
        case nodes.Nothing():
            later = any(v is Truth.TRUE and s > ON.toordinal() for s, v in zip(*_runs(trace), strict=True))
            return trace.line.on(ON) is Truth.UNKNOWN or later
    return False


def _runs(trace: Trace) -> tuple[tuple[int, ...], tuple[Truth, ...]]:
    return trace.line.starts, trace.line.values


def sets_by_size() -> Iterator[set[Rule]]:
    for size in range(len(TO_DO) + 1):
        yield from map(set, combinations(TO_DO, size))


@given(rules(most=12, leaf=LEAVES))
def test_no_smaller_set_of_things_to_do_would_be_enough(rule: Rule) -> None:
    trace = evaluate(rule, Scope(NOBODY))
    way = fewest(trace, ON)
    least = next((len(done) for done in sets_by_size() if holds(trace, done)), None)
    assert (None if way is None else sum(change.kind == "do" for change in way)) == least


@given(rules(most=12, leaf=LEAVES))
def test_what_is_to_be_done_is_enough(rule: Rule) -> None:
    trace = evaluate(rule, Scope(NOBODY))
    way = fewest(trace, ON)
    if way is not None:
        assert holds(trace, {change.rule for change in way if change.kind == "do"})


@given(rules(most=12, leaf=LEAVES))
def test_nothing_is_to_be_done_exactly_where_the_rule_holds(rule: Rule) -> None:
    trace = evaluate(rule, Scope(NOBODY))
    assert (fewest(trace, ON) == frozenset()) is (trace.line.on(ON) is Truth.TRUE)


@pytest.mark.parametrize("order", [("Clean.", "No felony."), ("No felony.", "Clean.")])
def test_a_fact_said_in_two_sentences_is_one_change_told_by_the_first_of_them(order: tuple[str, str]) -> None:
    facts = tuple(said(nodes.Fact("felony", "is", False), says) for says in order)
    readings = nodes.Readings(tuple(nodes.Reading("", fact) for fact in facts))
    for rule in (nodes.All(facts), nodes.Any(facts), readings):
        way = fewest(evaluate(rule, Scope(NOBODY)), ON)
        assert way is not None
        assert [(change.kind, change.says) for change in way] == [("confirm", "Clean.")]
