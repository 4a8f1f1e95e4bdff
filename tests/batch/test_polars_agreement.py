"""The circuit says what rules written as Polars expressions say, of any rule and of the whole catalogue.

Of counted work, failures and waits the circuit's own columns are taken as given: `test_agreement` proves those.
"""

import os
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import polars as pl
import pytest
from batch.polars_rules import GIVEN, OPERATORS, Rules, shifted
from hypothesis import given, settings
from hypothesis import strategies as st

import strategies as some
from lapel.batch.circuit import Cells, Circuit, Work
from lapel.batch.columns import People
from lapel.batch.schema import table_of
from lapel.batch.synth import people
from lapel.batch.telling import plan
from lapel.loading.compiled import load_catalogue
from lapel.model.dates import Duration, add
from lapel.model.record import Record
from lapel.model.rule import Rule
from lapel.rules import evaluate

LONG = os.environ.get("LAPEL_LONG_TESTS") == "yes"


def assert_agree(frame: pl.DataFrame, table: Any, rules: Sequence[Rule], on: date, names: Sequence[str]) -> None:
    circuit = Circuit()
    work = Work(People(table, on=on.toordinal()))
    cells: dict[str, Cells] = {}

    def told(rule: Rule, context: str) -> tuple[Any, Any]:
        here = cells.setdefault(context, Cells(work, context, None, on.toordinal()))
        return here.truth(circuit.add(rule, context))

    by_polars = Rules(frame, on, told).truths(rules)
    for place, (name, rule) in enumerate(zip(names, rules, strict=True)):
        for plane, flags in zip(("sure", "may"), told(rule, "person"), strict=True):
            differ = (by_polars[f"{place} {plane}"].to_numpy() != flags).nonzero()[0]
            assert not differ.size, f"{name}: {plane} differs for rows {differ[:5]}"


any_rule = st.one_of(some.rules(), some.some("programs"), some.some("work"), some.some("memberships"))


@st.composite
def cases(draw: st.DrawFn) -> tuple[Rule, list[Record]]:
    """A rule, and people of whom the lists that it looks at are known more or less."""
    rule = draw(any_rule)
    return rule, draw(st.lists(some.records(lists=sorted(some.lists_of(rule))), min_size=1, max_size=3))


@given(cases(), some.dates())
@settings(deadline=None, max_examples=300 if LONG else 40)
def test_any_rule_has_the_truth_that_polars_gives_it(case: tuple[Rule, list[Record]], on: date) -> None:
    rule, records = case
    table = table_of((str(place), record) for place, record in enumerate(records))
    assert_agree(table, table, [rule], on, ["rule"])


@pytest.mark.parametrize("on", [date(2026, 11, 22), date(2019, 2, 28)])
def test_the_whole_catalogue_has_the_truth_that_polars_gives_it(on: date) -> None:
    table = people(100_000 if LONG else 3_000, seed=11, on=date(2026, 11, 22))
    ways = plan(load_catalogue(), on=on).ways
    routes = [route for way in ways for route in way.credential.routes]
    names = [f"{way.credential.id}/{route.id}" for way in ways for route in way.credential.routes]
    frame = pl.from_arrow(table)
    assert isinstance(frame, pl.DataFrame)
    assert_agree(frame, table, [route.rule for route in routes], on, names)


@given(st.lists(some.any_dates(), min_size=1, max_size=5), some.durations(), st.sampled_from((1, -1)))
@settings(deadline=None)
def test_polars_moves_a_day_by_months_as_the_rules_do(days: list[date], duration: Duration, sign: Any) -> None:
    moved = pl.DataFrame({"day": days}).select(shifted(pl.col("day"), duration, sign))["day"]
    assert moved.to_list() == [add(day, duration, sign=sign) for day in days]


def test_polars_says_every_operator_but_those_given() -> None:
    assert set(OPERATORS) == set(evaluate.EVALUATORS)
    assert {OPERATORS[kind] for kind in GIVEN}.isdisjoint(OPERATORS[kind] for kind in {*OPERATORS} - {*GIVEN})


def broken(says: Callable[[Any, Any], Any]) -> Any:
    return lambda rule, frame: tuple(reversed(says(rule, frame)))


def test_a_wrong_operator_would_be_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    after = next(kind for kind in OPERATORS if kind.__name__ == "After")
    monkeypatch.setitem(OPERATORS, after, broken(OPERATORS[after]))
    with pytest.raises(AssertionError, match="differs"):
        test_the_whole_catalogue_has_the_truth_that_polars_gives_it(date(2026, 11, 22))
