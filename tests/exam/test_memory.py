from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from fsrs import Card, Rating, Scheduler
from fsrs.scheduler import DEFAULT_PARAMETERS
from hypothesis import given
from hypothesis import strategies as st

from irt_data import needs_irt, rows
from lapel.exam.memory import DEFAULT, LONGEST, Forgetting, Memory, forecast

START = datetime(2026, 1, 1, tzinfo=UTC)
SCHEDULER = Scheduler(enable_fuzzing=False)


def test_the_weights_are_those_of_the_package() -> None:
    assert tuple(DEFAULT_PARAMETERS) == DEFAULT


def followed(reviews: list[tuple[int, datetime]]) -> None:
    """Go through the reviews of a card with the package and with ours, and compare after each."""
    forgetting, card, memory, last = Forgetting(), Card(card_id=1), None, START
    for rating, at in reviews:
        card, _ = SCHEDULER.review_card(card, Rating(rating), at)
        memory = (
            forgetting.first([rating]) if memory is None else forgetting.review(memory, [rating], [(at - last).days])
        )
        last = at
        assert memory.stability[0] == pytest.approx(card.stability, rel=1e-9)
        assert memory.difficulty[0] == pytest.approx(card.difficulty, abs=1e-9)
        for days in (0, 1, 30):
            recall = SCHEDULER.get_card_retrievability(card, at + timedelta(days=days))
            assert forgetting.recall(memory, days)[0] == pytest.approx(recall, abs=1e-12)
        assert card.stability is not None
        assert forgetting.interval(memory)[0] == SCHEDULER._next_interval(stability=card.stability)


@given(st.lists(st.tuples(st.integers(1, 4), st.integers(0, 60 * 24 * 90)), min_size=1, max_size=12))
def test_any_history_is_remembered_as_by_the_package(history: list[tuple[int, int]]) -> None:
    at, reviews = START, []
    for rating, minutes in history:
        at += timedelta(minutes=minutes)
        reviews.append((rating, at))
    followed(reviews)


@needs_irt
def test_a_real_learners_cards_are_remembered_as_by_the_package() -> None:
    cards: dict[str, list[tuple[int, datetime]]] = {}
    for row in rows("review_log_learner_a_first70.csv"):
        at = datetime.fromisoformat(row["review_time"]).astimezone(UTC)
        cards.setdefault(row["card"], []).append((int(row["rating"]), at))
    for name in list(cards)[::25]:
        followed(cards[name])


def test_many_cards_are_as_each_alone() -> None:
    chance, forgetting = np.random.default_rng(1), Forgetting()
    memory = Memory(chance.lognormal(2, 1.5, 500), chance.uniform(1, 10, 500))
    ratings, days = chance.integers(1, 5, 500), chance.integers(0, 40, 500)
    whole = forgetting.review(memory, ratings, days)
    for j in range(0, 500, 7):
        one = forgetting.review(Memory(memory.stability[[j]], memory.difficulty[[j]]), ratings[[j]], days[[j]])
        assert (one.stability[0], one.difficulty[0]) == pytest.approx((whole.stability[j], whole.difficulty[j]))


def test_the_interval_is_when_recall_has_fallen_to_what_is_wanted() -> None:
    forgetting = Forgetting()
    memory = Memory(np.array([0.01, 10.0, 400.0, 1e9]), np.full(4, 5.0))
    days = forgetting.interval(memory, 0.9)
    assert list(days) == [1, 10, 400, LONGEST]
    assert forgetting.recall(memory, days)[1:3] == pytest.approx([0.9, 0.9])


def test_a_forecast_by_hand() -> None:
    never = np.random.default_rng(0)
    forgetting = Forgetting()
    memory = Memory(np.array([10.0, 10.0, 500.0]), np.full(3, 5.0))
    reviews, lapses = forecast(forgetting, memory, [10, 8, 0], 3, never)
    # One is due today and one in two days; the third in over a year. A lapse is one more review on its day.
    assert list(reviews - lapses) == [1, 0, 1]


def test_a_forecast_lapses_as_often_as_recall_says_and_is_the_same_for_the_same_chance() -> None:
    memory = Memory(np.full(20_000, 10.0), np.full(20_000, 5.0))
    ages = np.full(20_000, 10)
    once, again = (forecast(Forgetting(), memory, ages, 1, np.random.default_rng(3)) for _ in range(2))
    assert (once[0] == again[0]).all()
    assert once[1][0] / 20_000 == pytest.approx(0.1, abs=0.01)
    assert once[0][0] == 20_000 + once[1][0]
    assert memory.stability[0] == 10.0


@pytest.mark.parametrize("ratings", [[0], [5], [2.0]])
def test_what_is_no_rating_is_refused(ratings: list[float]) -> None:
    with pytest.raises(ValueError, match="rating"):
        Forgetting().first(ratings)


def test_another_number_of_weights_is_refused() -> None:
    with pytest.raises(ValueError, match="expected 21"):
        Forgetting((1.0,))
