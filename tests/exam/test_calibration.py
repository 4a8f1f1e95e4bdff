from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from irt_data import Array, column, lsat6, matrix, needs_irt, simulated
from lapel.exam.calibration import FREE, OWN_SLOPE, Model, calibrate, expert_items


def test_the_published_estimates_of_lsat_6_come_out() -> None:
    patterns, counts = lsat6()
    found = calibrate(patterns, counts=counts)
    assert found.kinds == ("2pl",) * 5
    assert found.persons == 1000
    assert found.a == pytest.approx([0.8254, 0.7229, 0.8905, 0.6886, 0.6575], abs=0.005)
    assert found.b == pytest.approx([-3.3597, -1.3696, -0.2799, -1.8659, -3.1236], abs=0.01)
    assert found.se_a == pytest.approx([0.2581, 0.1867, 0.2326, 0.1852, 0.2100], abs=0.001)
    assert found.se_b == pytest.approx([0.8669, 0.3073, 0.0997, 0.4341, 0.8700], abs=0.005)
    assert found.loglik == pytest.approx(-2466.653, abs=0.001)
    assert found.converged


def test_lsat_6_with_slopes_of_one_and_with_one_slope_comes_out() -> None:
    patterns, counts = lsat6()
    rasch = calibrate(patterns, counts=counts, model="rasch")
    assert rasch.b == pytest.approx([-2.8720, -1.0630, -0.2576, -1.3881, -2.2188], abs=0.001)
    assert rasch.loglik == pytest.approx(-2473.054, abs=0.001)
    assert (rasch.a == 1).all()
    common = calibrate(patterns, counts=counts, model="1pl")
    assert common.b == pytest.approx([-3.6153, -1.3224, -0.3176, -1.7301, -2.7802], abs=0.002)
    assert common.a == pytest.approx([0.7551] * 5, abs=0.0005)
    assert common.loglik == pytest.approx(-2466.938, abs=0.001)


@needs_irt
@pytest.mark.parametrize(
    ("name", "drop", "loglik"),
    [
        ("sapa_ability16", (), -12612.701),
        ("hci_scored", ("gender", "major", "total"), -7526.749),
        ("verbal_aggression_r2", ("id",), -4016.426),
    ],
)
def test_the_estimates_and_errors_of_r_ltm_come_out(name: str, drop: tuple[str, ...], loglik: float) -> None:
    names, answers = matrix(f"{name}.csv", drop)
    reference = f"{name.removesuffix('_r2').removesuffix('_scored')}_ref_2pl_ltm.csv"
    a, b, se_a = (column(reference, head, names) for head in ("a", "b", "se_a"))
    found = calibrate(answers, model="2pl")
    assert found.a == pytest.approx(a, abs=0.003)
    assert found.intercept == pytest.approx(-a * b, abs=0.003)
    assert found.se_a == pytest.approx(se_a, rel=0.005)
    assert found.loglik == pytest.approx(loglik, abs=0.002)
    assert found.converged
    assert set(found.doubts) == {""}


@needs_irt
def test_rasch_difficulties_agree_with_conditional_likelihood_within_half_a_standard_error() -> None:
    names, answers = matrix("verbal_aggression_r2.csv", ("id",))
    reference = "verbal_aggression_ref_rasch_cml_erm.csv"
    found = calibrate(answers, model="1pl")
    logits = found.a * found.b
    apart = (logits - logits.mean()) - column(reference, "difficulty", names)
    assert (np.abs(apart) < 0.5 * column(reference, "se", names)).all()


@needs_irt
def test_answers_that_are_missing_are_not_wrong() -> None:
    _, answers = matrix("sapa_ability16.csv")
    as_wrong = calibrate(np.nan_to_num(answers), model="2pl", errors=False)
    assert np.abs(as_wrong.a - calibrate(answers, model="2pl", errors=False).a).max() > 0.1


def truth(count: int, seed: int) -> tuple[Array, Array]:
    chance = np.random.default_rng(seed)
    return np.exp(chance.normal(0.0, 0.3, count)), chance.normal(0.0, 1.0, count)


@pytest.mark.parametrize(("persons", "missing", "most"), [(2000, 0.0, 0.12), (1000, 0.3, 0.2)])
def test_simulated_parameters_are_recovered_within_their_errors(persons: int, missing: float, most: float) -> None:
    a, b = truth(25, 1)
    found = calibrate(simulated(persons, a, b, 2, missing))
    assert np.sqrt(np.square(found.a - a).mean()) < most
    assert np.sqrt(np.square(found.b - b).mean()) < most
    for estimate, true, error in ((found.a, a, found.se_a), (found.b, b, found.se_b)):
        z = (estimate - true) / error
        assert 0.7 < z.std() < 1.3
        assert np.abs(z).max() < 4


def slowly(patterns: Array, counts: Array, slope: Array, intercept: Array) -> float:
    """The marginal log-likelihood by its definition, row by row, on other points."""
    points, step = np.linspace(-8, 8, 401, retstep=True)
    p = 1 / (1 + np.exp(-(slope[:, None] * points + intercept[:, None])))
    mass = np.exp(-(points**2) / 2) * step / np.sqrt(2 * np.pi)
    total = 0.0
    for row, count in zip(patterns, counts, strict=True):
        total += count * np.log(p[row == 1].prod(axis=0) * (1 - p)[row == 0].prod(axis=0) @ mass)
    return float(total)


@pytest.mark.parametrize("missing", [0.0, 0.2])
def test_the_estimates_are_a_top_of_the_likelihood_and_the_errors_its_bend(missing: float) -> None:
    a, b = truth(4, 5)
    answers = simulated(600, a, b, 6, missing)
    patterns, counts = np.unique(np.nan_to_num(answers, nan=-1.0), axis=0, return_counts=True)
    found = calibrate(answers, model="2pl", limit=1e-8)
    at = np.concatenate([found.slope, found.intercept])

    def value(where: Array) -> float:
        return slowly(patterns, counts.astype(float), where[:4], where[4:])

    assert value(at) == pytest.approx(found.loglik, abs=1e-6)
    step = 1e-3
    eye = np.eye(8) * step
    bend = np.zeros((8, 8))
    for i in range(8):
        assert (value(at + eye[i]) - value(at - eye[i])) / (2 * step) == pytest.approx(0.0, abs=0.02)
        for j in range(i, 8):
            corners = [value(at + s * eye[i] + t * eye[j]) for s, t in ((1, 1), (1, -1), (-1, 1), (-1, -1))]
            bend[i, j] = bend[j, i] = (corners[0] - corners[1] - corners[2] + corners[3]) / (4 * step**2)
    errors = np.sqrt(np.linalg.inv(-bend).diagonal())
    assert np.concatenate([found.se_slope, found.se_intercept]) == pytest.approx(errors, rel=2e-3)


def test_how_much_is_asked_of_an_item_follows_from_its_answers() -> None:
    answers = simulated(600, np.ones(4), np.zeros(4), 1)
    answers[OWN_SLOPE - 1 :, 0] = np.nan
    answers[OWN_SLOPE:, 1] = np.nan
    answers[FREE - 1 :, 2] = np.nan
    found = calibrate(answers)
    assert found.kinds == ("1pl", "2pl-prior", "2pl-prior", "2pl")
    assert list(found.answers) == [OWN_SLOPE - 1, OWN_SLOPE, FREE - 1, 600]


def test_an_expert_is_heard_while_answers_are_few_and_not_when_they_are_many() -> None:
    few, many = simulated(12, np.ones(5), np.zeros(5), 3), simulated(3000, np.ones(5), np.zeros(5), 3)
    said = np.array([0.95, np.nan, np.nan, np.nan, np.nan])
    moved = [calibrate(x, expected=said).intercept - calibrate(x).intercept for x in (few, many)]
    assert moved[0][0] > 0.4
    assert np.abs(moved[1]).max() < 1e-9


def test_before_any_answer_experts_give_the_parameters() -> None:
    bank, errors = expert_items([0.5, 0.8, 1.0, np.nan])
    assert list(bank.slope) == [1.0] * 4
    assert 1 / (1 + np.exp(-bank.intercept)) == pytest.approx([0.5, 0.8, 0.98, 0.5])
    assert list(errors) == [1.0, 1.0, 1.0, 2.0]


def test_a_wrong_key_shows_as_a_negative_slope() -> None:
    for persons in (300, 900):
        answers = simulated(persons, np.full(8, 1.2), np.zeros(8), 4)
        answers[:, 3] = 1 - answers[:, 3]
        found = calibrate(answers)
        assert found.a[3] < -0.5
        assert (np.delete(found.a, 3) > 0.4).all()


def test_what_cannot_be_estimated_is_said() -> None:
    answers = simulated(600, np.ones(6), np.zeros(6), 1)
    answers[:, 1], answers[:, 2], answers[:, 3] = 1, 0, np.nan
    found = calibrate(answers)
    assert list(found.known) == [True, False, False, False, True, True]
    assert found.doubts[1:4] == (
        "all 600 answers are right: too easy to say how much",
        "all 600 answers are wrong: too hard to say how much",
        "no answers",
    )
    assert np.isnan(found.b[1:4]).all()
    alone = calibrate(answers[:, [0, 4, 5]])
    assert found.b[[0, 4, 5]] == pytest.approx(alone.b, abs=1e-5)


def test_an_item_that_all_got_right_rests_on_the_prior_while_answers_are_few() -> None:
    answers = simulated(100, np.ones(4), np.zeros(4), 1)
    answers[:, 0] = 1
    found = calibrate(answers)
    assert "rests on the prior" in found.doubts[0]
    assert np.isfinite(found.b[0])
    assert found.b[0] < found.b[1:].min()


def test_an_item_asked_twice_has_no_slope() -> None:
    answers = simulated(600, np.ones(5), np.zeros(5), 1)
    answers[:, 1] = answers[:, 0]
    found = calibrate(answers)
    assert list(found.known) == [False, False, True, True, True]
    assert "same question" in found.doubts[0]
    assert found.converged


@pytest.mark.parametrize(("items", "kind"), [(1, "rasch"), (2, "1pl")])
def test_one_or_two_items_have_no_slopes_of_their_own(items: int, kind: str) -> None:
    found = calibrate(simulated(800, np.ones(items), np.zeros(items), 1))
    assert found.kinds == (kind,) * items
    assert "three items" in found.doubts[0]
    assert np.abs(found.b).max() < 0.3


def test_people_without_answers_do_not_count() -> None:
    answers = simulated(600, np.ones(5), np.zeros(5), 1)
    more = np.vstack([np.full((7, 5), np.nan), answers])
    with_silent, without = calibrate(more), calibrate(answers)
    assert (with_silent.persons, with_silent.silent) == (600, 7)
    assert with_silent.a == pytest.approx(without.a)


def test_a_count_is_that_many_people() -> None:
    answers = simulated(700, np.ones(5), np.zeros(5), 1)
    patterns, counts = np.unique(answers, axis=0, return_counts=True)
    assert calibrate(patterns, counts=counts).a == pytest.approx(calibrate(answers).a, abs=1e-6)


@given(st.integers(1, 40), st.integers(1, 6), st.integers(0, 10_000), st.sampled_from(["auto", "rasch", "1pl", "2pl"]))
def test_any_matrix_has_an_answer(persons: int, items: int, seed: int, model: Model) -> None:
    chance = np.random.default_rng(seed)
    answers = chance.choice([0.0, 1.0, np.nan], (persons, items))
    if np.isnan(answers).all():
        return
    found = calibrate(answers, model=model)
    assert np.isfinite(found.loglik)
    for j in range(items):
        assert np.isfinite(found.slope[j]) == np.isfinite(found.intercept[j])
        assert np.isfinite(found.slope[j]) or found.doubts[j]


@pytest.mark.parametrize(
    ("answers", "more", "says"),
    [
        ([1.0, 0.0], {}, "a matrix"),
        ([[2.0]], {}, "none of 1"),
        ([[np.nan]], {}, "no answer"),
        ([[1.0]], {"counts": [-1.0]}, "counts"),
        ([[1.0]], {"expected": [1.0]}, "experts"),
    ],
)
def test_what_is_no_matrix_of_answers_is_refused(answers: Any, more: dict[str, Any], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        calibrate(answers, **more)
