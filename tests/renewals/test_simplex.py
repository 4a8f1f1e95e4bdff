"""Small linear programs: what is found is possible, and its prices prove that nothing is better."""

from collections.abc import Hashable
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from lapel.renewals.simplex import Column, Exact, divided, most

NAMES = ("hours", "area", "any", "others")
numbers = st.one_of(st.integers(0, 9), st.fractions(0, 9, max_denominator=6))
limits_drawn = st.fixed_dictionaries(dict.fromkeys(NAMES, numbers))
columns_drawn = st.lists(
    st.builds(
        lambda first, more, gives: Column({first: 1, **more}, gives),
        st.sampled_from(NAMES),
        st.dictionaries(st.sampled_from(NAMES), st.fractions(0, 4, max_denominator=4), max_size=3),
        st.tuples(st.integers(-1, 3), st.integers(-2, 2)),
    ).filter(lambda column: any(amount > 0 for amount in column.takes.values())),
    max_size=6,
)


@given(columns_drawn, limits_drawn)
def test_the_prices_prove_the_best_amounts(columns: list[Column], limits: dict[Hashable, Exact]) -> None:
    best = most(columns, limits)
    assert all(amount >= 0 for amount in best.amounts)
    for name, limit in limits.items():
        taken = sum(
            (column.takes.get(name, 0) * amount for column, amount in zip(columns, best.amounts, strict=True)),
            Fraction(0),
        )
        assert taken <= limit
    value = sum(
        (column.gives[0] * amount for column, amount in zip(columns, best.amounts, strict=True)),
        Fraction(0),
    )
    assert best.value == value
    assert all(price >= 0 for price in best.prices.values())
    for column in columns:
        cost = sum((amount * best.prices.get(name, 0) for name, amount in column.takes.items()), Fraction(0))
        assert cost >= column.gives[0]
    assert sum((limits[name] * price for name, price in best.prices.items()), Fraction(0)) == value


def test_ties_of_the_first_objective_go_to_the_next() -> None:
    dear, cheap = Column({"any": 1}, (1, -5)), Column({"any": 1}, (1, -2))
    assert most([dear, cheap], {"any": 4}).amounts == (0, 4)


def test_division_stays_whole_where_it_can() -> None:
    assert divided(6, 3) == 2
    assert isinstance(divided(6, 3), int)
    assert divided(1, 3) == Fraction(1, 3)
