"""How well cards are remembered, for many at once: the arithmetic of FSRS-6 on arrays.

The scheduler of the package `fsrs` goes card by card; this gives the same stability, difficulty, recall and interval
for a whole collection, to forecast reviews. Stability is in days: after so many, recall has fallen to 0.9.
Source: open-spaced-repetition, FSRS-6.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lapel.exam.response import Array

DEFAULT = (
    *(0.212, 1.2931, 2.3065, 8.2956, 6.4133, 0.8334, 3.0194),
    *(0.001, 1.8722, 0.1666, 0.796, 1.4835, 0.0614, 0.2629),
    *(1.6483, 0.6014, 1.8729, 0.5425, 0.0912, 0.0658, 0.1542),
)
"""The weights of FSRS-6 before anything is known of a learner."""
LEAST_STABILITY = 0.001
LONGEST = 36_500
AGAIN, HARD, GOOD, EASY = 1, 2, 3, 4
Ratings = NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class Memory:
    """What is remembered of cards, an entry each: stability in days, and difficulty from 1 to 10."""

    stability: Array
    difficulty: Array


@dataclass(frozen=True)
class Forgetting:
    """FSRS-6 with its 21 weights; raises ValueError for another number of them."""

    weights: tuple[float, ...] = DEFAULT

    def __post_init__(self) -> None:
        if len(self.weights) != len(DEFAULT):
            raise ValueError(f"found {len(self.weights)} weights, expected {len(DEFAULT)}")

    @cached_property
    def _decay(self) -> float:
        return -self.weights[20]

    @cached_property
    def _factor(self) -> float:
        return float(0.9 ** (1 / self._decay) - 1)

    def recall(self, memory: Memory, days: ArrayLike) -> Array:
        """Give the probability of recall so many whole days after the last review."""
        since = np.maximum(np.asarray(days, dtype=float), 0.0)
        return np.asarray((1 + self._factor * since / memory.stability) ** self._decay)

    def interval(self, memory: Memory, wanted: float = 0.9, longest: int = LONGEST) -> NDArray[np.int64]:
        """Give the days after which recall falls to what is wanted: whole, from 1 to the longest, without fuzz."""
        days = memory.stability / self._factor * (wanted ** (1 / self._decay) - 1)
        return np.clip(np.rint(days), 1, longest).astype(np.int64)

    def first(self, ratings: ArrayLike) -> Memory:
        """Give the memory after the first review of each card; ratings are 1 again, 2 hard, 3 good, 4 easy."""
        rating = _ratings(ratings)
        stability = np.maximum(np.array(self.weights[:4])[rating - 1], LEAST_STABILITY)
        return Memory(stability, np.clip(self._difficulty(rating), 1.0, 10.0))

    def review(self, memory: Memory, ratings: ArrayLike, days: ArrayLike) -> Memory:
        """Give the memory after one more review of each card, so many whole days after its last one."""
        rating = _ratings(ratings)
        stability = self._next_stability(memory, rating, np.asarray(days, dtype=float))
        return Memory(np.maximum(stability, LEAST_STABILITY), self._next_difficulty(memory.difficulty, rating))

    def _difficulty(self, rating: Ratings) -> Array:
        start, growth = self.weights[4], self.weights[5]
        return np.asarray(start - np.exp(growth * (rating - 1)) + 1)

    def _next_difficulty(self, difficulty: Array, rating: Ratings) -> Array:
        back = self.weights[7]
        easy = float(self._difficulty(np.array(EASY)))
        moved = difficulty - (10.0 - difficulty) * (self.weights[6] * (rating - 3)) / 9.0
        return np.clip(back * easy + (1 - back) * moved, 1.0, 10.0)

    def _next_stability(self, memory: Memory, rating: Ratings, days: Array) -> Array:
        """Choose among the three ways a stability changes: on the same day, recalled, forgotten."""
        soon = days < 1
        if soon.all():
            return self._same_day(memory.stability, rating)
        lost = 1 - self.recall(memory, days)
        stability = self._recalled(memory, rating, lost)
        if (forgot := rating == AGAIN).any():
            part = Memory(memory.stability[forgot], memory.difficulty[forgot])
            stability[forgot] = self._forgotten(part, lost[forgot])
        if soon.any():
            stability[soon] = self._same_day(memory.stability[soon], rating[soon])
        return stability

    def _same_day(self, stability: Array, rating: Ratings) -> Array:
        w = self.weights
        grown = np.exp(w[17] * (rating - 3 + w[18])) * stability ** -w[19]
        return np.asarray(stability * np.where(rating == AGAIN, grown, np.maximum(grown, 1.0)))

    def _recalled(self, memory: Memory, rating: Ratings, lost: Array) -> Array:
        w = self.weights
        by_rating = np.array([1.0, w[15], 1.0, w[16]])[rating - 1] * np.exp(w[8])
        grown = by_rating * (11 - memory.difficulty) * memory.stability ** -w[9] * (np.exp(lost * w[10]) - 1)
        return np.asarray(memory.stability * (1 + grown))

    def _forgotten(self, memory: Memory, lost: Array) -> Array:
        w = self.weights
        long = w[11] * memory.difficulty ** -w[12] * ((memory.stability + 1) ** w[13] - 1) * np.exp(lost * w[14])
        return np.minimum(long, memory.stability / np.exp(w[17] * w[18]))


def _ratings(ratings: ArrayLike) -> Ratings:
    rating = np.asarray(ratings)
    if rating.dtype.kind not in "iu" or not ((rating >= 1) & (rating <= 4)).all():
        raise ValueError("found a rating that is none of 1 (again), 2 (hard), 3 (good) and 4 (easy)")
    return rating.astype(np.intp, copy=False)


def forecast(
    forgetting: Forgetting,
    memory: Memory,
    ages: ArrayLike,
    days: int,
    chance: np.random.Generator,
    *,
    wanted: float = 0.9,
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Play the coming days through: every card is reviewed when it is due, and remembered or not as its recall is.

    ``ages`` are the whole days since each card's last review. A card that is remembered is rated good; one that is not,
    again, and good later on the same day. Gives, for each of ``days`` days from today, the reviews and the lapses; a
    card overdue comes today.
    """
    stability, difficulty = memory.stability.copy(), memory.difficulty.copy()
    last = -np.asarray(ages, dtype=np.int64)
    due = np.maximum(last + forgetting.interval(memory, wanted), 0)
    reviews, lapses = np.zeros(days, dtype=np.int64), np.zeros(days, dtype=np.int64)
    while (rows := np.flatnonzero(due < days)).size:
        today, held = due[rows], Memory(stability[rows], difficulty[rows])
        since = today - last[rows]
        lapsed = chance.random(len(rows)) >= forgetting.recall(held, since)
        after = forgetting.review(held, np.where(lapsed, AGAIN, GOOD), since)
        again = np.flatnonzero(lapsed)
        if again.size:
            back = forgetting.review(
                Memory(after.stability[again], after.difficulty[again]), np.full(len(again), GOOD), np.zeros(len(again))
            )
            after.stability[again], after.difficulty[again] = back.stability, back.difficulty
        lost = np.bincount(today[again], minlength=days)
        lapses += lost
        reviews += np.bincount(today, minlength=days) + lost
        stability[rows], difficulty[rows], last[rows] = after.stability, after.difficulty, today
        due[rows] = today + forgetting.interval(after, wanted)
    return reviews, lapses
