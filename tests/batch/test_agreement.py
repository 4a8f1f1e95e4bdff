"""The columns say what `evaluate` and `decide` say: on truth, on dates, for any rule and any record."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import strategies as some
from lapel.batch import circuit
from lapel.batch.circuit import Cells, Circuit, Stretch, Work
from lapel.batch.columns import People
from lapel.batch.lines import FIRST
from lapel.batch.schema import UNUSED, records_of, table_of
from lapel.loading.records import read_record
from lapel.model.dates import NEVER
from lapel.model.record import Record
from lapel.model.rule import Rule
from lapel.model.value import replace
from lapel.rules import evaluate, nodes
from lapel.rules.evaluate import timeline_of
from many_people import assert_same, enumerated

ON = date(2021, 6, 15)
EXAMPLES = sorted(Path("examples").glob("*.yaml"))


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


@pytest.mark.parametrize("on", [date(2012, 1, 1), date(2026, 11, 21), date(2030, 2, 28)])
def test_every_example_person_gets_the_same_answers_days_and_reasons(cast: list[Record], on: date) -> None:
    assert_same(cast, on)


@given(st.lists(some.records(most=3), min_size=1, max_size=3), some.dates())
@settings(deadline=None, max_examples=12)
def test_any_records_get_the_same_answers_days_and_reasons(records: list[Record], on: date) -> None:
    assert_same(records, on)


def test_the_batch_evaluates_every_operator_of_the_language() -> None:
    assert set(circuit.EVALUATORS) == set(evaluate.EVALUATORS) - {nodes.Use}
