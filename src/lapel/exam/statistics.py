"""What answers say of items, without and with a model: difficulty, discrimination, fit, time.

Everywhere a row is a person and a column an item; 1 right, 0 wrong, NaN not answered. NaN in a result: the answers do
not tell. A person's rest score is the share of right answers among the other items that the person answered.
"""

from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import ArrayLike

from lapel.exam.ability import Posterior, posteriors, prior
from lapel.exam.response import Array, Items, logistic

Z95 = 1.959963984540054


@dataclass(frozen=True, slots=True)
class Easiness:
    """How many answered an item, the share of right answers among them, and its 95 % interval (Wilson)."""

    answers: int
    right: int
    share: float
    low: float
    high: float


def wilson(right: float, answers: float, z: float = Z95) -> tuple[float, float]:
    """Give the interval of a share (Wilson 1927); 0 to 1 without answers.

    >>> tuple(round(end, 3) for end in wilson(8, 10))
    (0.49, 0.943)
    """
    if answers <= 0:
        return 0.0, 1.0
    share, extra = right / answers, z * z / answers
    middle = (share + extra / 2) / (1 + extra)
    reach = z * sqrt(share * (1 - share) / answers + extra / (4 * answers)) / (1 + extra)
    return max(0.0, middle - reach), min(1.0, middle + reach)


def easiness(answers: ArrayLike) -> tuple[Easiness, ...]:
    """Give the share of right answers of each item."""
    data = np.asarray(answers, dtype=float)
    number, right = (~np.isnan(data)).sum(axis=0), (data == 1).sum(axis=0)
    return tuple(
        Easiness(int(n), int(r), r / n if n else float("nan"), *wilson(int(r), int(n)))
        for n, r in zip(number, right, strict=True)
    )


def rest_scores(answers: ArrayLike) -> Array:
    """Give each person's rest score for each item; NaN where the person answered no other item."""
    data = np.asarray(answers, dtype=float)
    seen, right = ~np.isnan(data), np.nan_to_num(data)
    others = seen.sum(axis=1, keepdims=True) - seen
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray((right.sum(axis=1, keepdims=True) - right) / np.where(others > 0, others, np.nan))


@dataclass(frozen=True, slots=True)
class Correlation:
    """A correlation, over how many persons, with its 95 % interval; NaN where one side does not vary."""

    r: float
    persons: int
    low: float
    high: float


def correlation(one: Array, other: Array) -> Correlation:
    """Correlate where both are there; the interval is Fisher's."""
    both = ~(np.isnan(one) | np.isnan(other))
    x, y = one[both], other[both]
    count = int(both.sum())
    if count < 3 or np.ptp(x) == 0 or np.ptp(y) == 0:
        return Correlation(float("nan"), count, float("nan"), float("nan"))
    x, y = x - x.mean(), y - y.mean()
    r = float(np.clip(x @ y / sqrt(float(x @ x) * float(y @ y)), -1.0, 1.0))
    if count < 4 or abs(r) == 1.0:
        return Correlation(r, count, float("nan"), float("nan"))
    middle, reach = np.arctanh(r), Z95 / sqrt(count - 3)
    return Correlation(r, count, float(np.tanh(middle - reach)), float(np.tanh(middle + reach)))


def discrimination(answers: ArrayLike) -> tuple[Correlation, ...]:
    """Give each item's correlation with the rest score (the corrected point-biserial)."""
    data = np.asarray(answers, dtype=float)
    rest = rest_scores(data)
    return tuple(correlation(data[:, j], rest[:, j]) for j in range(data.shape[1]))


def alpha(answers: ArrayLike) -> float:
    """Give Cronbach's alpha over the persons who answered everything; NaN under two items or without variance."""
    data = np.asarray(answers, dtype=float)
    whole = data[~np.isnan(data).any(axis=1)]
    count = data.shape[1]
    total = float(whole.sum(axis=1).var(ddof=1)) if len(whole) > 1 else 0.0
    if count < 2 or total == 0:
        return float("nan")
    return count / (count - 1) * (1 - float(whole.var(axis=0, ddof=1).sum()) / total)


# Fit to a model


@dataclass(frozen=True, slots=True)
class MeanSquare:
    """Infit and outfit of an item: about 1 where the model holds, above where answers are noisier than it says.

    ``infit_error`` and ``outfit_error`` are standard errors, over the persons.
    """

    infit: float
    outfit: float
    infit_error: float
    outfit_error: float


def fit(bank: Items, answers: ArrayLike, before: Posterior | None = None) -> tuple[MeanSquare, ...]:
    """Give the mean squares of residuals (Wright and Masters 1982), averaged over what is known of each ability.

    The average over the posterior, instead of one ability a person, keeps both at 1 on average where the model holds,
    also for short tests. Items without parameters or answers have NaN.
    """
    data = np.asarray(answers, dtype=float)
    before = before or prior(points=61, reach=6.0)
    known = np.isfinite(bank.slope) & np.isfinite(bank.intercept)
    weights = posteriors(bank.only(known), data[:, known], before)
    none = float("nan")
    found = []
    for j in range(data.shape[1]):
        seen = ~np.isnan(data[:, j])
        if not known[j] or not seen.any():
            found.append(MeanSquare(none, none, none, none))
            continue
        p = logistic(bank.slope[j] * before.points + bank.intercept[j])
        if bank.guess is not None:
            p = bank.guess[j] + (1 - bank.guess[j]) * p
        spread = np.maximum(p * (1 - p), 1e-12)
        x, mass = data[seen, j], weights[seen]
        square = np.where(x[:, None] == 1, np.square(1 - p), np.square(p))
        outer = (mass * (square / spread)).sum(axis=1)
        top, bottom = (mass * square).sum(axis=1), mass @ spread
        infit, outfit, root = float(top.sum() / bottom.sum()), float(outer.mean()), sqrt(len(x))
        inner = float(np.std(top - infit * bottom)) / float(bottom.mean()) / root
        found.append(MeanSquare(infit, outfit, inner, float(np.std(outer)) / root))
    return tuple(found)


# Time


@dataclass(frozen=True, slots=True)
class Speed:
    """How long an item takes: median seconds, the middle half, and answers so quick that they are guesses.

    ``rapid`` is the share of answers under a tenth of the item's mean time, 10 seconds at most (Wise and Ma 2012), and
    ``rapid_right`` the share of them that are right; ``with_right`` is the correlation of the logarithm of the time,
    less the person's own pace, with a right answer.
    """

    answers: int
    median: float
    low: float
    high: float
    rapid: float
    rapid_right: float
    with_right: Correlation


def speed(seconds: ArrayLike, answers: ArrayLike) -> tuple[Speed, ...]:
    """Describe the times of each item; times of 0 or less, and those without an answer, do not count."""
    time, data = np.asarray(seconds, dtype=float), np.asarray(answers, dtype=float)
    if time.shape != data.shape:
        raise ValueError(f"found times {time.shape} and answers {data.shape}, expected a time for each answer")
    time = np.where((time > 0) & ~np.isnan(data), time, np.nan)
    logs = np.log(time)
    level = _means(logs, 0)
    pace = _means(logs - level, 1)
    found = []
    for j in range(data.shape[1]):
        kept = ~np.isnan(time[:, j])
        taken, x = time[kept, j], data[kept, j]
        if not len(taken):
            none = float("nan")
            found.append(Speed(0, none, none, none, none, none, Correlation(none, 0, none, none)))
            continue
        quick = taken < min(10.0, float(taken.mean()) / 10)
        low, median, high = (float(one) for one in np.percentile(taken, (25, 50, 75)))
        right = float(x[quick].mean()) if quick.any() else float("nan")
        own = correlation(logs[kept, j] - pace[kept], x)
        found.append(Speed(len(taken), median, low, high, float(quick.mean()), right, own))
    return tuple(found)


def _means(values: Array, axis: int) -> Array:
    """Means of what is there; NaN where nothing is."""
    there = ~np.isnan(values)
    count = there.sum(axis=axis)
    return np.asarray(np.nansum(values, axis=axis) / np.where(count > 0, count, np.nan))
