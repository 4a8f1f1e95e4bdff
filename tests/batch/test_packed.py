"""Packed bits say what the circuit's flags say."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import strategies as some
from lapel.batch.circuit import Cells, Circuit, Work
from lapel.batch.columns import People
from lapel.batch.packed import BLOCK, WORD, packed_truths, unpacked
from lapel.batch.schema import table_of
from lapel.batch.synth import people
from lapel.batch.telling import plan
from lapel.loading.compiled import load_catalogue
from lapel.model import vocabulary as words
from lapel.model.dates import Duration, add
from lapel.model.record import Card, Record
from lapel.model.rule import Rule
from lapel.rules import nodes

ON = date(2021, 6, 15)


def assert_same(work: Work, rules: Sequence[Rule], day: int, circuit: Circuit, context: str = "person") -> None:
    wanted = [circuit.add(rule, context) for rule in rules]
    cells = Cells(work, context, None, day)
    for node, planes in zip(wanted, packed_truths(wanted, work, day), strict=True):
        for plane, flags in zip(planes, cells.truth(node), strict=True):
            assert (unpacked(plane, cells.size) == flags).all()


@given(
    st.lists(some.rules(), min_size=1, max_size=3), st.lists(some.records(most=1), min_size=1, max_size=3), some.dates()
)
@settings(deadline=None, max_examples=15)
def test_packed_bits_say_the_same_of_any_rules(rules: list[Rule], records: list[Record], on: date) -> None:
    work = Work(People(table_of((str(place), record) for place, record in enumerate(records)), on=ON.toordinal()))
    assert_same(work, rules, on.toordinal(), Circuit())


@given(some.rules("programs"), st.lists(some.records(lists=("programs",)), min_size=1, max_size=3), some.dates())
@settings(deadline=None, max_examples=15)
def test_packed_bits_say_the_same_of_entries(rule: Rule, records: list[Record], on: date) -> None:
    work = Work(People(table_of((str(place), record) for place, record in enumerate(records)), on=ON.toordinal()))
    assert_same(work, [rule], on.toordinal(), Circuit(), "programs")


def test_packed_bits_say_the_same_of_every_route_of_the_catalogue() -> None:
    on = date(2026, 11, 22)
    made = plan(load_catalogue(), on=on)
    work = Work(People(people(3_001, seed=3, on=on), on=on.toordinal()))
    routes = [route.rule for ways in made.ways for route in ways.credential.routes]
    assert_same(work, routes, on.toordinal(), made.circuit)


@given(
    st.sampled_from((nodes.After, nodes.Until)),
    some.durations(),
    st.sampled_from((1, -1)),
    some.any_dates(),
    st.lists(some.any_dates(), min_size=1, max_size=6),
)
@settings(deadline=None)
def test_a_limit_on_the_date_is_the_limit_on_the_shifted_date(
    kind: Any, length: Duration, sign: Any, on: date, births: list[date]
) -> None:
    people = table_of((str(place), Record(birth=birth)) for place, birth in enumerate(births))
    (planes,) = packed_truths(
        [Circuit().add(kind("birth", length, sign))], Work(People(people, on=ON.toordinal())), on.toordinal()
    )
    moved = [add(birth, length, sign=sign) for birth in births]
    wanted = [day <= on if kind is nodes.After else day >= on for day in moved]
    assert [unpacked(plane, len(births)).tolist() for plane in planes] == [wanted, wanted]


@pytest.mark.parametrize("entries", [(1, 1, 1), (0, 2, 1), (0, 0, 0), (3, 0, 9)])
def test_entries_are_brought_back_to_their_owners(entries: tuple[int, ...]) -> None:
    kinds = words.CARD_KINDS[:2]
    held = [tuple(Card(kinds[n % 2] if n % 3 else None, None) for n in range(count)) for count in entries]
    records = [Record(cards=cards, complete=frozenset({"cards"} if n else ())) for n, cards in enumerate(held)]
    work = Work(People(table_of((str(n), record) for n, record in enumerate(records)), on=ON.toordinal()))
    rules = [nodes.Some("cards", nodes.Fact("kind", "is", (kind,))) for kind in words.CARD_KINDS]
    assert_same(work, rules, ON.toordinal(), Circuit())


def test_a_rule_of_more_people_than_a_block_holds_is_whole() -> None:
    size = BLOCK * WORD + 77
    flags = np.random.default_rng(1).integers(0, 3, (3, size))
    rows = {"person": [str(n) for n in range(size)], "state": [[None, "NJ", "WA"][n] for n in flags[0]]}
    work = Work(People(pa.table(rows), on=ON.toordinal()))
    in_nj, in_wa = (nodes.Fact("state", "is", (state,)) for state in ("NJ", "WA"))
    felony = nodes.Fact("felony", "is", False)
    rules = [nodes.All((in_nj, felony)), nodes.AtLeast(2, (in_nj, in_wa, felony)), nodes.Nothing((in_nj, felony))]
    assert_same(work, rules, ON.toordinal(), Circuit())


def test_few_parts_or_none_are_a_truth_for_everyone() -> None:
    work = Work(People(table_of([("a", Record())]), on=ON.toordinal()))
    rules = [nodes.All(()), nodes.Any(()), nodes.Nothing(()), nodes.Any((nodes.All(()), nodes.Any(())))]
    rules += [nodes.AtLeast(count, (nodes.Always(True),) * parts) for count in range(3) for parts in range(3)]
    assert_same(work, rules, ON.toordinal(), Circuit())
