"""The columns say what `evaluate` and `decide` say: on truth, on dates, for any rule and any record."""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import strategies as some
from lapel.batch import circuit
from lapel.batch.answers import Verdicts
from lapel.batch.circuit import Cells, Circuit, Stretch, Work
from lapel.batch.columns import People
from lapel.batch.lines import FIRST
from lapel.batch.schema import UNUSED, records_of, table_of
from lapel.batch.telling import Batch, Plan, plan
from lapel.eligibility.decide import Decision, decide
from lapel.eligibility.verdict import ANSWERS, Verdict
from lapel.loading.compiled import load_catalogue
from lapel.loading.records import read_record
from lapel.model.dates import BEFORE, NEVER
from lapel.model.record import Record
from lapel.model.rule import Rule
from lapel.model.truth import Truth
from lapel.model.value import replace
from lapel.rules import evaluate, nodes
from lapel.rules.changes import ways
from lapel.rules.evaluate import timeline_of
from lapel.rules.explain import conditions, leaves
from lapel.rules.trace import Trace

ON = date(2021, 6, 15)
EXAMPLES = sorted(Path("examples").glob("*.yaml"))


def everything(on: date) -> Plan:
    return plan(load_catalogue(), on=on, reasons=True)


@pytest.fixture(scope="module")
def cast() -> list[Record]:
    return [read_record(path) for path in EXAMPLES if "lapel:" in path.read_text(encoding="utf-8")]


def as_truths(sure: np.ndarray, may: np.ndarray) -> list[int]:
    return (sure.astype(int) + may.astype(int)).tolist()


def described(records: Sequence[Record], on: date = ON) -> list[Record]:
    return [replace(record, as_of=record.as_of or on) for record in records]


any_rule = st.one_of(
    some.rules(), some.experience(), some.failures(), some.waited(), some.some("programs"), some.some("work")
)


@given(any_rule, st.lists(some.records(), min_size=1, max_size=4))
@settings(deadline=None)
def test_every_rule_has_the_same_truth_on_every_day(rule: Rule, records: list[Record]) -> None:
    records = described(records)
    lines = [timeline_of(rule, record) for record in records]
    work, node = Work(People(table_of(enumerated(records)), on=ON.toordinal())), Circuit().add(rule)
    turns = {start + step for line in lines for start in line.starts for step in (-1, 0, 1)}
    days = sorted(day for day in {FIRST, ON.toordinal(), *turns} if FIRST <= day < NEVER)
    rows, each = np.repeat(np.arange(len(records)), len(days)), np.tile(np.array(days, np.int32), len(records))
    told = as_truths(*Cells(work, "person", rows, each).truth(node))
    assert told == [int(lines[row].at(int(day))) for row, day in zip(rows, each, strict=True)]
    for day in (FIRST, ON.toordinal()):
        assert as_truths(*Cells(work, "person", None, day).truth(node)) == [int(line.at(day)) for line in lines]


@given(any_rule, st.lists(some.records(), min_size=1, max_size=4))
@settings(deadline=None)
def test_the_least_and_the_most_over_a_stretch_hold_every_day_between(rule: Rule, records: list[Record]) -> None:
    records = described(records)
    lines = [timeline_of(rule, record) for record in records]
    work, node = Work(People(table_of(enumerated(records)), on=ON.toordinal())), Circuit().add(rule)
    for first, last in ((ON.toordinal(), NEVER - 1), (FIRST, ON.toordinal() - 1)):
        least = as_truths(*Cells(work, "person", None, Stretch(first, last, False)).truth(node))
        most = as_truths(*Cells(work, "person", None, Stretch(first, last, True)).truth(node))
        for line, low, high in zip(lines, least, most, strict=True):
            inside = [v for s, v in zip(line.starts, line.values, strict=True) if first <= s <= last]
            assert low <= min([line.at(first), *inside])
            assert high >= max([line.at(first), *inside])


@given(some.records())
def test_a_table_gives_its_records_back(record: Record) -> None:
    bare = replace(record, **{name: Record._defaults[name] for name in UNUSED})
    assert records_of(table_of([("a", record)])) == [bare]


def enumerated(records: Sequence[Record]) -> Iterator[tuple[str, Record]]:
    return ((str(place), record) for place, record in enumerate(records))


def verdict_of(told: Verdicts, row: int) -> Verdict:
    def day(ordinal: int) -> date | None:
        return date.fromordinal(ordinal) if BEFORE < ordinal < NEVER else None

    return Verdict(
        ANSWERS[told.answer[row]],
        day(int(told.starts[row])),
        day(int(told.until[row])),
        bool(told.firm[row]),
        Truth(int(told.today[row])),
        Truth(int(told.later[row])),
    )


def assert_same(records: Sequence[Record], on: date) -> None:
    """Every credential: the answer and its days, the route it speaks of, why not, and what alone would change it."""
    batch = Batch(everything(on), table_of(enumerated(records)))
    told = batch.table()
    for credential in batch.plan.ways:
        overall, routes = batch.verdicts(credential)
        for row, record in enumerate(records):
            decision = decide(credential.credential, record, on=on)
            assert verdict_of(overall, row) == decision.verdict, credential.credential.id
            for verdict, route in zip(routes, decision.routes, strict=True):
                assert verdict_of(verdict, row) == route.verdict, f"{credential.credential.id}/{route.route.id}"
            wanted = why(decision, on)
            assert {name: told[credential.credential.id][row].as_py()[name] for name in wanted} == wanted


def why(decision: Decision, on: date) -> dict[str, Any]:
    """What the batch says of one decision, worked out from the traces of one person."""
    if decision.verdict.answer == "yes" or decision.best is None:
        return {"failed": [], "unknown": [], "missing": [], "change": None, "change_kind": None}
    best = decision.best
    opens = one_change(decision, on)
    return {
        "route": best.route.id,
        "failed": list(dict.fromkeys(finding.says for finding in best.failed)),
        "unknown": list(dict.fromkeys(finding.says for finding in best.unknown)),
        "missing": sorted(set(places(best.trace, on))),
        "change": opens[1] if opens else None,
        "change_kind": opens[2] if opens else None,
    }


def places(trace: Trace, on: date) -> Iterator[str]:
    """Kinds of places that would make the unknown conditions of a route firmer."""
    for part, _ in conditions(trace, on):
        if part.line.on(on) is Truth.UNKNOWN:
            for leaf in leaves(part, on):
                if leaf.line.on(on) is Truth.UNKNOWN:
                    yield from (re.sub(r"\[\d+\]", "[]", place) for place in leaf.missing)


def one_change(decision: Decision, on: date) -> tuple[bool, str, str] | None:
    """The one change that would open some route: rather one to confirm or to wait for, then by its words."""
    closed = [route for route in decision.routes if route.verdict.today is not Truth.TRUE]
    every = [way for route in closed for way in ways(route.trace, on, decision.credential.id) if len(way) == 1]
    return min(((c.kind == "do", c.says, c.kind) for way in every for c in way), default=None)


@pytest.mark.parametrize("on", [date(2012, 1, 1), date(2026, 11, 21), date(2030, 2, 28)])
def test_every_example_person_gets_the_same_answers_days_and_reasons(cast: list[Record], on: date) -> None:
    assert_same(cast, on)


@given(st.lists(some.records(most=3), min_size=1, max_size=3), some.dates())
@settings(deadline=None, max_examples=12)
def test_any_records_get_the_same_answers_days_and_reasons(records: list[Record], on: date) -> None:
    assert_same(records, on)


def test_the_batch_evaluates_every_operator_of_the_language() -> None:
    assert set(circuit.EVALUATORS) == set(evaluate.EVALUATORS) - {nodes.Use}
