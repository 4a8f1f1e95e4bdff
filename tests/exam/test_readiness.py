from itertools import product
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from irt_data import matrix, needs_irt
from lapel.exam.ability import log_likelihoods, prior
from lapel.exam.readiness import Evidence, Form, angoff, readiness, scores, share_cut
from lapel.exam.response import Items, items, probabilities


def places(*areas: int) -> np.ndarray[tuple[int], np.dtype[np.intp]]:
    return np.array(areas, dtype=np.intp)


def evidence(answers: list[float], areas: tuple[int, ...] = ()) -> Evidence:
    count = len(answers)
    return Evidence(
        items(np.ones(count), np.linspace(-1, 1, count)), places(*(areas or (0,) * count)), np.array(answers)
    )


def form(count: int, cut: int, areas: tuple[int, ...] = ()) -> Form:
    return Form(items(np.full(count, 1.2), np.linspace(-1.5, 1.5, count)), places(*(areas or (0,) * count)), cut)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=8))
def test_the_distribution_of_scores_is_that_of_all_patterns(p: list[float]) -> None:
    slow = np.zeros(len(p) + 1)
    for pattern in product((0, 1), repeat=len(p)):
        slow[sum(pattern)] += np.prod([q if x else 1 - q for q, x in zip(p, pattern, strict=True)])
    assert scores(np.array([p]))[0] == pytest.approx(slow, abs=1e-12)


def test_the_probability_is_that_of_the_definition() -> None:
    had, asked = evidence([1, 0, 1, 1]), form(5, 3)
    before = prior(points=41)
    logs = log_likelihoods(had.bank, had.answers, before.points)[0]
    weights = np.exp(logs) * before.weights
    weights /= weights.sum()
    slow = 0.0
    for theta, weight in zip(before.points, weights, strict=True):
        p = probabilities(asked.bank, theta)
        for pattern in product((0, 1), repeat=5):
            if sum(pattern) >= 3:
                slow += weight * np.prod(np.where(np.array(pattern) == 1, p, 1 - p))
    assert readiness(had, asked, spread=0.0).whole.probability == pytest.approx(slow, abs=1e-9)


def test_areas_are_drawn_together_by_the_ability_and_apart_by_their_own_answers() -> None:
    had = evidence([1.0, 0.0] * 10, (0, 1) * 10)
    asked = form(30, 18, (0, 1, 2) * 10)
    strong, weak, other = readiness(had, asked).areas
    assert strong is not None
    assert weak is not None
    assert other is not None
    assert strong.probability > other.probability > weak.probability
    assert (strong.items, strong.cut, strong.answered, other.answered) == (10, 6, 10, 0)
    one = readiness(had, asked, spread=1e-6).areas
    assert one[0] is not None
    assert one[1] is not None
    assert strong.right - weak.right > one[0].right - one[1].right


def test_the_areas_of_a_form_add_up_to_it() -> None:
    found = readiness(evidence([1, 0, 1, 1, 0, 1], (0, 0, 0, 1, 1, 1)), form(9, 5, (0, 1, 1, 0, 1, 2, 2, 2, 2)))
    assert sum(one.right for one in found.areas if one) == pytest.approx(found.whole.right)


@given(st.lists(st.sampled_from([0.0, 1.0, float("nan")]), min_size=1, max_size=12), st.integers(0, 10))
def test_a_probability_lies_in_its_interval_and_falls_as_the_cut_rises(answers: list[float], cut: int) -> None:
    found = readiness(evidence(answers), form(10, cut)).whole
    assert 0 <= found.low <= found.probability <= found.high <= 1
    assert 0 <= found.right_low <= found.right_high <= 10
    if cut < 10:
        assert readiness(evidence(answers), form(10, cut + 1)).whole.probability <= found.probability + 1e-12


def test_more_answers_narrow_the_interval() -> None:
    few, many = (readiness(evidence([1.0, 0.0] * n), form(40, 22)).whole for n in (3, 60))
    assert many.high - many.low < few.high - few.low


def test_uncertain_items_widen_the_interval_and_the_same_chance_gives_the_same() -> None:
    had, asked = evidence([1.0, 0.0, 1.0] * 20), form(40, 22)
    exact = readiness(had, asked).whole
    vague = Form(asked.bank, asked.area, asked.cut, np.full(40, 1.0))
    drawn = [readiness(had, vague, chance=np.random.default_rng(4)).whole for _ in range(2)]
    assert drawn[0] == drawn[1]
    assert drawn[0].high - drawn[0].low > exact.high - exact.low
    assert any("leaves that out" in said for said in readiness(had, vague).unknown)


def test_it_says_what_it_does_not_know() -> None:
    said = " ".join(readiness(evidence([1.0, 0.0]), form(4, 2, (0, 0, 1, 1))).unknown)
    assert "No published link" in said
    assert "It rests on 2 answers" in said
    assert "1 of the form's areas has no answers yet" in said
    assert "%" not in said


def test_an_area_that_is_not_on_the_form_has_no_answer() -> None:
    assert readiness(evidence([1.0, 1.0], (0, 1)), form(4, 2)).areas[1] is None


@pytest.mark.parametrize("cut", [-1, 5])
def test_a_cut_beyond_the_form_is_refused(cut: int) -> None:
    with pytest.raises(ValueError, match="from 0 to their number"):
        readiness(evidence([1.0]), form(4, cut))


def test_cuts_by_hand() -> None:
    assert angoff([0.55, 0.65, 0.8]) == 2
    assert angoff([0.5, 0.51]) == 2
    assert share_cut(0.7, 10) == 7
    assert share_cut(0.71, 10) == 8


def test_simulated_people_reach_the_cut_as_often_as_told_and_the_interval_holds_their_chance() -> None:
    chance = np.random.default_rng(1)
    known, asked = items(np.full(15, 1.2), np.linspace(-1.5, 1.5, 15)), form(20, 12)
    told, came, held = [], [], []
    for theta in chance.normal(size=600):
        answers = (chance.random(15) < probabilities(known, theta)).astype(float)
        found = readiness(Evidence(known, places(*(0,) * 15), answers), asked, spread=0.0).whole
        true = scores(probabilities(asked.bank, theta)[None])[0, 12:].sum()
        told.append(found.probability)
        came.append(chance.random() < true)
        held.append(found.low <= true <= found.high)
    told_array, came_array = np.array(told), np.array(came)
    for low in (0.0, 0.25, 0.5, 0.75):
        part = (told_array >= low) & (told_array < low + 0.25)
        mean = told_array[part].mean()
        assert abs(came_array[part].mean() - mean) < 4 * np.sqrt(mean * (1 - mean) / part.sum())
    assert np.mean(held) == pytest.approx(0.9, abs=0.05)


@needs_irt
def test_real_people_are_told_better_than_by_their_raw_scores(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(Path(__file__).parents[2]))
    from benchmarks.readiness import together, trial

    _, answers = matrix("hci_scored.csv", ("gender", "major", "total"))
    told = together([trial(answers, np.random.default_rng(1), (0.6,))])
    assert told["readiness"].brier < told["raw score, binomial"].brier - 0.02
    assert told["readiness"].brier < told["same for everyone"].brier - 0.02
    assert told["readiness"].brier < told["raw score, table of earlier people"].brier + 0.005
    assert told["readiness"].ece < 0.06


def test_items_that_do_not_discriminate_say_nothing_of_the_ability() -> None:
    flat = Evidence(Items(np.zeros(30), np.zeros(30)), places(*(0,) * 30), np.ones(30))
    found = readiness(flat, form(10, 5), spread=0.0)
    assert (found.ability, found.ability_error) == pytest.approx((0.0, 1.0), abs=0.01)
