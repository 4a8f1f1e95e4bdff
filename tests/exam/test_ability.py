import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from irt_data import needs_irt, rows
from lapel.exam.ability import Posterior, ability, eap, learn, posteriors, prior, quantiles
from lapel.exam.response import Items, information, items, probabilities
from lapel.exam.selection import next_item, pool

some_items = st.lists(
    st.tuples(st.floats(-1, 3), st.floats(-4, 4), st.sampled_from([0.0, 0.2])), min_size=1, max_size=12
)


def made(drawn: list[tuple[float, float, float]]) -> Items:
    return items(*(np.array(column) for column in zip(*drawn, strict=True)))


@needs_irt
def test_ability_and_the_next_item_are_those_of_catr_on_all_its_cases() -> None:
    table = rows("tcals_item_bank.csv")
    bank = items(*([float(row[head]) for row in table] for head in "abc"))
    cases = rows("catr_reference_cases.csv")
    assert len(cases) == 60
    for case in cases:
        at = np.array([int(one) - 1 for one in case["items"].split()])
        answers = np.full(len(bank), np.nan)
        answers[at] = [float(one) for one in case["responses"].split()]
        known = ability(bank, answers)
        assert known.mean == pytest.approx(float(case["eap"]), abs=1e-5)
        assert known.error == pytest.approx(float(case["eap_sem"]), abs=1e-5)
        choice = next_item(pool(bank), known.mean, at)
        assert choice is not None
        assert choice.item + 1 == int(case["next_item_mfi"])
        assert choice.information == pytest.approx(float(case["next_info"]), abs=1e-5)


@given(some_items, st.floats(-4, 4))
def test_probabilities_are_those_of_the_formula(drawn: list[tuple[float, float, float]], theta: float) -> None:
    found = probabilities(made(drawn), theta)
    for (a, b, c), p in zip(drawn, found, strict=True):
        assert p == pytest.approx(c + (1 - c) / (1 + np.exp(-a * (theta - b))), abs=1e-12)


@given(some_items, st.floats(-4, 4))
def test_information_is_the_squared_slope_of_the_curve_over_its_variance(
    drawn: list[tuple[float, float, float]], theta: float
) -> None:
    bank, step = made(drawn), 1e-5
    p = probabilities(bank, theta)
    slope = (probabilities(bank, theta + step) - probabilities(bank, theta - step)) / (2 * step)
    assert information(bank, theta) == pytest.approx(slope**2 / (p * (1 - p)), rel=1e-4, abs=1e-8)


@given(some_items, st.data())
def test_learning_answer_by_answer_is_learning_them_at_once(
    drawn: list[tuple[float, float, float]], data: st.DataObject
) -> None:
    bank = made(drawn)
    answers = data.draw(st.lists(st.sampled_from([0.0, 1.0, np.nan]), min_size=len(bank), max_size=len(bank)))
    known = prior()
    for j, answer in enumerate(answers):
        if not np.isnan(answer):
            known = learn(known, bank, j, bool(answer))
    whole = ability(bank, answers)
    assert known.weights == pytest.approx(whole.weights, abs=1e-12)
    means, errors = eap(bank, [answers, answers])
    assert means == pytest.approx([whole.mean] * 2)
    assert errors == pytest.approx([whole.error] * 2, abs=1e-7)


def test_without_answers_nothing_but_the_prior_is_known() -> None:
    bank = items([1.0, 2.0], [0.0, 1.0])
    assert posteriors(bank, [[np.nan, np.nan]])[0] == pytest.approx(prior().weights)


def test_a_thousand_right_answers_do_not_overflow() -> None:
    bank = items(np.full(1000, 3.0), np.zeros(1000), np.full(1000, 0.2))
    known = ability(bank, np.ones(1000))
    assert 2.0 < known.mean <= 4.0
    assert np.isfinite(known.weights).all()


def test_an_interval_holds_its_share_of_a_normal() -> None:
    low, high = prior(points=2001, reach=8.0).interval(0.9)
    assert (low, high) == pytest.approx((-1.6449, 1.6449), abs=1e-3)
    assert quantiles(np.array([0.0, 1.0]), np.array([0.5, 0.5]), (0.5,)) == (0.5,)


def test_an_item_without_discrimination_has_an_intercept_and_no_difficulty() -> None:
    flat = Items(np.zeros(1), np.array([1.0]))
    assert not np.isfinite(flat.difficulty[0])
    assert probabilities(flat, 2.0)[0] == pytest.approx(0.7310586)
    assert information(flat, 2.0)[0] == 0.0


@pytest.mark.parametrize(
    ("a", "b", "c", "says"),
    [([1.0], [0.0, 1.0], None, "one of each"), ([np.nan], [0.0], None, "numbers"), ([1.0], [0.0], [1.0], "guessing")],
)
def test_items_that_are_none_are_refused(a: list[float], b: list[float], c: list[float] | None, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        items(a, b, c)


@pytest.mark.parametrize("answers", [[1.0], [1.0, 2.0]])
def test_answers_that_do_not_fit_are_refused(answers: list[float]) -> None:
    with pytest.raises(ValueError, match=r"expected one for each|none of 1"):
        ability(items([1.0, 1.0], [0.0, 0.0]), answers)


def test_the_error_of_a_point_is_nothing() -> None:
    assert Posterior(np.array([1.0]), np.array([1.0])).error == 0.0
