import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lapel.exam.response import information, items, probabilities
from lapel.exam.selection import (
    AIM,
    CEILING,
    Exposure,
    Pool,
    Session,
    Stop,
    due,
    next_item,
    opened,
    pool,
    practice,
    unexposed,
)


def bank(count: int, seed: int, shares: tuple[float, ...]) -> Pool:
    chance = np.random.default_rng(seed)
    slopes, middles = np.exp(chance.normal(0.0, 0.3, count)), chance.normal(0.0, 1.0, count)
    whole = np.array(shares) / sum(shares)
    return pool(items(slopes, middles), chance.choice(len(shares), count, p=whole), shares)


def learners(choices: Pool, count: int, seed: int, stop: Stop) -> tuple[list[Session], Exposure]:
    chance = np.random.default_rng(seed)
    seen, sessions = unexposed(len(choices.bank)), []
    for _ in range(count):
        p = probabilities(choices.bank, chance.normal())
        sessions.append(
            practice(choices, lambda j, p=p: bool(chance.random() < p[j]), stop=stop, open_items=opened(seen, chance))  # type: ignore[misc]
        )
        seen = seen.after(sessions[-1].given)
    return sessions, seen


def test_forty_items_are_precise_balanced_and_not_overexposed() -> None:
    choices = bank(500, 1, (53, 19, 18))
    sessions, seen = learners(choices, 250, 2, Stop(longest=40, shortest=40))
    assert np.mean([one.known.error <= 0.30 for one in sessions]) >= 0.95
    assert seen.highest <= CEILING
    for one in sessions:
        had = np.bincount(choices.area[list(one.given)], minlength=3)
        assert (np.abs(had - 40 * choices.shares) < 1).all()
        assert len(set(one.given)) == 40
        assert one.reopened == one.elsewhere == 0


def test_practice_is_the_same_for_the_same_chance() -> None:
    choices = bank(120, 3, (2, 1))
    once, again = (learners(choices, 5, 7, Stop())[0] for _ in range(2))
    assert [one.given for one in once] == [one.given for one in again]
    other = learners(choices, 5, 8, Stop())[0]
    assert [one.given for one in once] != [one.given for one in other]


def test_practice_stops_when_it_is_precise_or_long_enough_or_out_of_items() -> None:
    strong = pool(items(np.full(60, 2.5), np.linspace(-2, 2, 60)))
    precise = practice(strong, lambda j: j % 2 == 0, stop=Stop(longest=60, shortest=10))
    assert precise.reason == "precise"
    assert precise.known.error <= 0.30
    assert 10 <= len(precise.given) < 60
    assert practice(strong, lambda j: True, stop=Stop(longest=5, shortest=5)).reason == "long enough"
    few = practice(pool(items([1.0] * 3, [0.0] * 3)), lambda j: True)
    assert (few.reason, sorted(few.given)) == ("no items left", [0, 1, 2])


@given(st.lists(st.integers(1, 60), min_size=1, max_size=12), st.integers(1, 200))
def test_every_area_has_its_share_rounded_down_or_up_after_every_item(weights: list[int], length: int) -> None:
    shares = np.array(weights) / sum(weights)
    had = np.zeros(len(weights), dtype=int)
    for number in range(1, length + 1):
        had[due(shares, had)[0]] += 1
        exact = number * shares
        assert (had >= np.floor(exact - 1e-9)).all()
        assert (had <= np.ceil(exact + 1e-9)).all()


@given(st.integers(0, 10_000), st.floats(-3, 3), st.integers(0, 30))
def test_the_next_item_is_the_best_of_all_that_may_be_taken(seed: int, theta: float, had: int) -> None:
    choices = bank(40, seed, (3, 1, 1))
    chance = np.random.default_rng(seed)
    given_items = chance.choice(40, had, replace=False)
    free = chance.random(40) < 0.5
    choice = next_item(choices, theta, given_items, free)
    left = [j for j in range(40) if j not in given_items]
    assert choice is not None
    turns = due(choices.shares, np.bincount(choices.area[given_items], minlength=3))
    area = next(k for k in turns if any(choices.area[j] == k for j in left))
    within = [j for j in left if choices.area[j] == area]
    allowed = [j for j in within if free[j]] or within
    told = information(choices.bank, theta)
    assert choice.item in allowed
    assert choice.information == pytest.approx(max(told[j] for j in allowed), abs=1e-12)
    assert choice.elsewhere == (area != turns[0])
    assert choice.reopened == (not any(free[j] for j in within))


@given(st.integers(0, 1000), st.integers(1, 60))
def test_no_item_is_shown_oftener_than_its_room_even_to_those_who_would_take_it_always(
    seed: int, sessions: int
) -> None:
    chance = np.random.default_rng(seed)
    seen = unexposed(3)
    for _ in range(sessions):
        seen = seen.after(np.flatnonzero(opened(seen, chance)))
        assert (seen.shown < CEILING * AIM * seen.sessions + 1).all()


def test_an_item_with_room_is_open_and_one_without_is_closed() -> None:
    chance = np.random.default_rng(0)
    seen = Exposure(99, np.array([0, 23, 24, 50]))
    drawn = np.array([opened(seen, chance) for _ in range(200)])
    assert drawn.mean(axis=0) == pytest.approx([1.0, 1.0, 0.0, 0.0])
    assert np.mean([opened(unexposed(1), chance)[0] for _ in range(4000)]) == pytest.approx(0.24, abs=0.03)


def test_an_area_without_share_or_items_gives_none() -> None:
    choices = pool(items([1.0, 1.0, 9.0], [0.0, 0.1, 0.0]), [0, 0, 1], [1.0, 0.0])
    first = next_item(choices, 0.0)
    assert first is not None
    assert first.item == 0
    assert next_item(choices, 0.0, [0, 1]) is None
    lacking = pool(items([1.0], [0.0]), [0], [1.0, 1.0])
    second = next_item(lacking, 0.0, [])
    assert second is not None
    assert second.area == 0


def test_pools_that_do_not_fit_are_refused() -> None:
    one = items([1.0], [0.0])
    for area, shares, says in (([2], [1.0, 1.0], "areas"), ([0], [-1.0], "shares"), ([0], [0.0], "shares")):
        with pytest.raises(ValueError, match=says):
            pool(one, area, shares)


def test_exposure_counts_sessions_not_showings() -> None:
    seen = unexposed(2).after([0, 0]).after([1])
    assert (seen.sessions, list(seen.shown), seen.highest) == (2, [1, 1], 0.5)
    assert math.isclose(unexposed(0).highest, 0.0)
