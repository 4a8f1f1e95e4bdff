"""The columns say what `evaluate` and `decide` say: on truth, on dates, for any rule and any record."""

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

import numpy as np
import pytest
import strategies as some
from hypothesis import given, settings
from hypothesis import strategies as st

from lapel.batch.answers import Verdicts
from lapel.batch.circuit import Cells, Circuit, Stretch, Work
from lapel.batch.columns import People
from lapel.batch.deciding import Plan, decide_table, plan
from lapel.batch.lines import FIRST
from lapel.batch.schema import UNUSED, records_of, table_of
from lapel.eligibility.decide import decide
from lapel.eligibility.verdict import ANSWERS, Verdict
from lapel.loading.compiled import load_catalogue
from lapel.loading.records import read_record
from lapel.model.dates import BEFORE, NEVER
from lapel.model.record import Record
from lapel.model.rule import Rule
from lapel.model.truth import Truth
from lapel.model.value import replace
from lapel.rules.evaluate import timeline_of

ON = date(2021, 6, 15)
EXAMPLES = sorted(Path("examples").glob("*.yaml"))


@pytest.fixture(scope="module")
def everything() -> Plan:
    return plan(load_catalogue())


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


def assert_same(everything: Plan, records: Sequence[Record], on: date) -> None:
    for ways, overall, routes in decide_table(everything, table_of(enumerated(records)), on=on):
        for row, record in enumerate(records):
            decision = decide(ways.credential, record, on=on)
            assert verdict_of(overall, row) == decision.verdict, ways.credential.id
            for told, route in zip(routes, decision.routes, strict=True):
                assert verdict_of(told, row) == route.verdict, f"{ways.credential.id}/{route.route.id}"


@pytest.mark.parametrize("on", [date(2012, 1, 1), date(2019, 3, 1), date(2026, 11, 21), date(2030, 2, 28)])
def test_every_example_person_gets_the_same_answers_and_days(everything: Plan, cast: list[Record], on: date) -> None:
    assert_same(everything, cast, on)


@given(st.lists(some.records(most=3), min_size=1, max_size=4), some.dates())
@settings(deadline=None, max_examples=20)
def test_any_records_get_the_same_answers_and_days(everything: Plan, records: list[Record], on: date) -> None:
    assert_same(everything, records, on)
