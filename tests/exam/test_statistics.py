import math
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from irt_data import Array, matrix, needs_irt, rows, simulated
from lapel.exam.calibration import calibrate
from lapel.exam.differences import drift, group_differences
from lapel.exam.distractors import choices_scored, miskey, miskey_of_scores, normal_quantile, option_uses
from lapel.exam.response import Items, items
from lapel.exam.statistics import alpha, correlation, discrimination, easiness, fit, rest_scores, speed, wilson

nan = float("nan")


def chosen_options(persons: int, seed: int) -> tuple[list[list[str]], list[str]]:
    """Choices on 12 items of four options, the key the first, the rest drawn alike."""
    chance = np.random.default_rng(seed)
    right = simulated(persons, np.full(12, 1.2), np.linspace(-1.5, 1.5, 12), seed)
    wrong = chance.choice(["B", "C", "D"], right.shape)
    return [list(row) for row in np.where(right == 1, "A", wrong)], ["A"] * 12


def doubts(chosen: list[list[str]], keys: list[str]) -> list[tuple[int, str]]:
    rest = rest_scores(choices_scored(chosen, keys))
    found = [miskey([row[j] for row in chosen], key, rest[:, j], tests=len(keys)) for j, key in enumerate(keys)]
    return [(j, one.option) for j, one in enumerate(found) if one and one.suspected]


@pytest.mark.parametrize("at", [0, 5, 11])
def test_a_wrong_key_is_found_and_no_right_one_is_doubted(at: int) -> None:
    chosen, keys = chosen_options(400, 1)
    assert doubts(chosen, keys) == []
    keys[at] = "C"
    assert doubts(chosen, keys) == [(at, "A")]


@needs_irt
def test_a_wrong_key_hidden_in_real_answers_is_found() -> None:
    keys = {row["item"]: row["key"] for row in rows("hci_key.csv")}
    names, right = list(keys), list(keys.values())
    chosen = [[row[name] for name in names] for row in rows("hci_choices.csv")]
    assert doubts(chosen, right) == []
    hits = tries = 0
    for j, name in enumerate(names):
        for option in sorted({row[j] for row in chosen} - {right[j], ""}):
            found = doubts(chosen, [*right[:j], option, *right[j + 1 :]])
            assert {at for at, _ in found} <= {j}, f"a right key is doubted when that of {name} is wrong"
            hits, tries = hits + bool(found), tries + 1
            # Items 4, 7 and 17 hardly discriminate: their right key is hardly better than a wrong one.
            assert found or name in ("Item4", "Item7", "Item17")
    assert (hits, tries) == (51, 55)


def test_scores_that_go_backward_are_suspected_without_options() -> None:
    answers = simulated(300, np.full(8, 1.2), np.zeros(8), 1)
    answers[:, 2] = 1 - answers[:, 2]
    rest = rest_scores(answers)
    found = [miskey_of_scores(answers[:, j], rest[:, j], tests=8) for j in range(8)]
    assert [bool(one and one.suspected) for one in found] == [j == 2 for j in range(8)]


def test_the_interval_of_a_doubt_holds_the_truth_as_often_as_it_says() -> None:
    chance = np.random.default_rng(1)
    held = 0
    for _ in range(400):
        rest = chance.normal(size=150)
        key = np.where(chance.random(150) < 1 / (1 + np.exp(-rest)), "A", "B")
        # Two options: their correlations with the rest score are r and -r, here in a population of any size.
        found = miskey(list(key), "A", rest)
        assert found is not None
        held += found.low <= TRUE_DIFFERENCE <= found.high
    assert 0.92 <= held / 400 <= 0.98


def _true_difference() -> float:
    chance = np.random.default_rng(2)
    rest = chance.normal(size=1_000_000)
    right = chance.random(1_000_000) < 1 / (1 + np.exp(-rest))
    return float(-2 * np.corrcoef(right, rest)[0, 1])


TRUE_DIFFERENCE = _true_difference()


def test_options_are_counted_and_a_dead_one_is_told_from_a_rare_one() -> None:
    chosen = ["A"] * 120 + ["B"] * 75 + ["C"] * 2 + [""] * 3
    uses = option_uses(chosen, "A", np.linspace(1, 0, 200), ("A", "B", "C", "D"))
    assert [(use.option, use.keyed, use.chosen) for use in uses] == [
        ("A", True, 120),
        ("B", False, 75),
        ("C", False, 2),
        ("D", False, 0),
    ]
    assert uses[0].share == pytest.approx(120 / 197)
    assert uses[0].rest > uses[1].rest
    assert [use.dead for use in uses] == [False, False, True, True]
    few = option_uses(["A"] * 20, "A", np.linspace(0, 1, 20), ("A", "B"))
    assert few[1].dead is None


def test_shares_and_correlations_by_hand() -> None:
    answers = np.array([[1, 1, 0], [1, 0, 0], [0, 0, 1], [1, 1, nan]])
    shares = easiness(answers)
    assert [(one.answers, one.right) for one in shares] == [(4, 3), (4, 2), (3, 1)]
    assert shares[2].share == pytest.approx(1 / 3)
    # The rest scores of item 1, by hand: 1/2, 0/2, 1/2, and 1/1 where item 3 was not answered.
    assert rest_scores(answers)[:, 0] == pytest.approx([0.5, 0.0, 0.5, 1.0])
    # Against 1, 1, 0, 1: means 0.75 and 0.5; products 0, -0.125, 0, 0.125; so r is 0.
    assert discrimination(answers)[0].r == pytest.approx(0.0, abs=1e-12)


@given(st.integers(3, 40), st.integers(2, 6), st.integers(0, 1000))
def test_the_item_rest_correlation_is_numpys_on_whole_answers(persons: int, count: int, seed: int) -> None:
    answers = np.random.default_rng(seed).integers(0, 2, (persons, count)).astype(float)
    for j, found in enumerate(discrimination(answers)):
        rest = np.delete(answers, j, axis=1).sum(axis=1)
        if np.ptp(answers[:, j]) == 0 or np.ptp(rest) == 0:
            assert math.isnan(found.r)
        else:
            assert found.r == pytest.approx(np.corrcoef(answers[:, j], rest)[0, 1], abs=1e-9)


def test_alpha_by_hand() -> None:
    # Variances 1/3, 1/4 and 1/4 of the items and 11/12 of the totals 2, 2, 0, 1: 3/2 (1 - (5/6) / (11/12)) = 3/22.
    answers = np.array([[1, 1, 0], [1, 0, 1], [0, 0, 0], [0, 0, 1.0]])
    own = sum(answers.var(axis=0, ddof=1))
    assert own == pytest.approx(1 / 3 + 1 / 4 + 1 / 3)
    assert alpha(answers) == pytest.approx(1.5 * (1 - (11 / 12) / (11 / 12)), abs=1e-12)
    assert math.isnan(alpha(answers[:, :1]))


def test_quantiles_and_intervals_are_those_of_the_tables() -> None:
    assert normal_quantile(0.975) == pytest.approx(1.959963984540054)
    assert wilson(0, 0) == (0.0, 1.0)
    assert wilson(0, 10) == pytest.approx((0.0, 0.2775), abs=1e-4)


def test_a_correlation_of_nothing_is_not_known() -> None:
    assert math.isnan(correlation(np.array([1.0, 1, 1]), np.array([1.0, 2, 3])).r)
    assert correlation(np.array([1.0, 2, nan]), np.array([1.0, 2, 3])).persons == 2


# Fit


def test_mean_squares_are_one_where_the_model_holds_and_above_it_for_a_noisy_item() -> None:
    slope, middle = np.full(20, 1.2), np.linspace(-1.5, 1.5, 20)
    answers = simulated(3000, slope, middle, 1)
    answers[:, 10] = np.random.default_rng(3).integers(0, 2, 3000)
    found = fit(items(slope, middle), answers)
    for j, one in enumerate(found):
        if j == 10:
            assert one.infit > 1.15
            assert one.outfit > 1.3
        else:
            assert abs(one.infit - 1) < 4 * one.infit_error + 0.03
            assert abs(one.outfit - 1) < 4 * one.outfit_error + 0.05


def test_fit_of_an_item_without_parameters_is_not_known() -> None:
    found = fit(Items(np.array([1.0, nan]), np.array([0.0, nan])), np.array([[1, 0], [0, 1.0]]))
    assert math.isfinite(found[0].infit)
    assert math.isnan(found[1].infit)


# Groups


def slow_mantel(x: Array, group: Array, score: Array) -> tuple[float, float]:
    """Odds and chi-squared by their definition, one stratum after the other."""
    top = bottom = observed = expected = variance = 0.0
    for s in set(score):
        cell = {(g, r): float(((score == s) & (group == g) & (x == r)).sum()) for g, r in product((0, 1), (0, 1))}
        a, b, c, d = cell[0, 1], cell[0, 0], cell[1, 1], cell[1, 0]
        n = a + b + c + d
        if a + b == 0 or c + d == 0:
            continue
        top, bottom = top + a * d / n, bottom + b * c / n
        observed, expected = observed + a, expected + (a + b) * (a + c) / n
        if n > 1:
            variance += (a + b) * (c + d) * (a + c) * (b + d) / (n * n * (n - 1))
    return top / bottom, max(abs(observed - expected) - 0.5, 0) ** 2 / variance


def test_the_groups_are_compared_as_mantel_and_haenszel_do() -> None:
    answers = simulated(800, np.full(10, 1.0), np.zeros(10), 1)
    group = np.random.default_rng(2).integers(0, 2, 800).astype(float)
    found = group_differences(answers, group)
    for j, one in enumerate(found):
        odds, chi = slow_mantel(answers[:, j], group, answers.sum(axis=1))
        assert (one.odds, one.chi) == pytest.approx((odds, chi))
        assert one.delta == pytest.approx(-2.35 * math.log(odds))


def test_an_item_that_is_harder_for_a_group_is_found_and_a_group_that_knows_less_is_not_blamed() -> None:
    chance = np.random.default_rng(5)
    group = np.repeat([0.0, 1.0], 1500)
    theta = chance.normal(size=3000) - 0.5 * group
    middle = np.linspace(-1, 1, 15)
    z = theta[:, None] - middle
    z[:, 7] -= 1.0 * group
    answers = (chance.random(z.shape) < 1 / (1 + np.exp(-z))).astype(float)
    found = group_differences(answers, group)
    assert found[7].size == "C"
    assert found[7].delta == pytest.approx(-2.35, abs=0.5)
    assert {one.size for j, one in enumerate(found) if j != 7} == {"A"}
    errors = [(one.delta - 0.1) / one.error for j, one in enumerate(found) if j != 7]
    assert 0.5 < np.std(errors) < 1.6


def test_groups_that_cannot_be_compared_are_not() -> None:
    answers = np.array([[1.0, 0], [0, 1]])
    assert {one.size for one in group_differences(answers, np.zeros(2))} == {None}
    with pytest.raises(ValueError, match="groups"):
        group_differences(answers, [2, 0])


# Time


def test_an_item_that_became_easier_has_moved_and_the_others_have_not() -> None:
    slope, middle = np.full(15, 1.2), np.linspace(-1.5, 1.5, 15)
    later = middle + 0.4
    later[4] -= 1.0
    before = calibrate(simulated(1500, slope, middle, 1))
    after = calibrate(simulated(1500, slope, later, 2))
    found = drift(before.items, before.se_b, after.items, after.se_b)
    assert [one.moved for one in found] == [j == 4 for j in range(15)]
    assert found[4].shift == pytest.approx(-1.0, abs=0.3)


def test_two_items_cannot_tell_drift() -> None:
    two = items([1.0, 1.0], [0.0, 1.0])
    assert all(math.isnan(one.z) for one in drift(two, [0.1, 0.1], two, [0.1, 0.1]))


def test_quick_guesses_are_told_from_answers() -> None:
    chance = np.random.default_rng(1)
    seconds = chance.lognormal(3.5, 0.3, (200, 3))
    answers = chance.integers(0, 2, (200, 3)).astype(float)
    seconds[:20, 1], answers[:20, 1] = 0.5, 0
    seconds[:, 2] = 0
    found = speed(seconds, answers)
    assert found[0].rapid == 0
    assert math.isnan(found[0].rapid_right)
    assert found[0].median == pytest.approx(np.median(seconds[:, 0]))
    assert (found[1].rapid, found[1].rapid_right) == (0.1, 0.0)
    assert found[2].answers == 0


@needs_irt
def test_the_choices_of_the_hci_score_as_its_authors_scored_them() -> None:
    keys = {row["item"]: row["key"] for row in rows("hci_key.csv")}
    chosen = [[row[name] for name in keys] for row in rows("hci_choices.csv")]
    assert (
        choices_scored(chosen, list(keys.values())) == matrix("hci_scored.csv", ("gender", "major", "total"))[1]
    ).all()
