"""What answers tell of ability: the posterior on a grid, its mean (EAP) and its standard deviation.

The grid and the rule are those of R's catR (Magis and Raîche 2012): 33 points from −4 to 4 and the trapezoid rule,
over a normal prior.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from lapel.exam.response import Array, Items

POINTS = 33
REACH = 4.0


@dataclass(frozen=True, slots=True, eq=False)
class Posterior:
    """What is known of one ability: ``weights``, with the sum 1, on the abilities ``points``."""

    points: Array
    weights: Array

    @property
    def mean(self) -> float:
        """The expected ability (EAP)."""
        return float(self.points @ self.weights)

    @property
    def error(self) -> float:
        """The standard error of the mean: the posterior's standard deviation."""
        return float(np.sqrt(np.square(self.points - self.mean) @ self.weights))

    def interval(self, level: float = 0.9) -> tuple[float, float]:
        """Give the middle part of the posterior that holds ``level`` of it, interpolated between the points."""
        below, above = quantiles(self.points, self.weights, ((1 - level) / 2, (1 + level) / 2))
        return below, above


def quantiles(points: Array, weights: Array, shares: tuple[float, ...]) -> tuple[float, ...]:
    """Give the points below which these shares of the weight lie; a point's weight is spread about it."""
    middle = np.cumsum(weights) - weights / 2
    return tuple(float(found) for found in np.interp(shares, middle / weights.sum(), points))


def prior(mean: float = 0.0, sd: float = 1.0, *, points: int = POINTS, reach: float = REACH) -> Posterior:
    """Give what is known before any answer: N(mean, sd²), on ``points`` abilities from −reach to reach."""
    at = np.linspace(-reach, reach, points)
    weights = np.exp(-0.5 * np.square((at - mean) / sd))
    weights[[0, -1]] /= 2
    return Posterior(at, weights / weights.sum())


def log_likelihoods(bank: Items, answers: ArrayLike, points: Array) -> Array:
    """Give the log-likelihood of each person's answers (rows: 1, 0, NaN not answered) at each point."""
    given = np.atleast_2d(np.asarray(answers, dtype=float))
    if given.shape[1] != len(bank):
        raise ValueError(f"found {given.shape[1]} answers a person, expected one for each of {len(bank)} items")
    if not (np.isnan(given) | (given == 0) | (given == 1)).all():
        raise ValueError("found an answer that is none of 1 (right), 0 (wrong) and NaN (not answered)")
    right, wrong = log_curves(bank, points)
    return np.asarray((given == 1) @ right + (given == 0) @ wrong)


def log_curves(bank: Items, points: Array) -> tuple[Array, Array]:
    """Give log P and log (1 − P): a row for each item, a column for each point."""
    z = bank.slope[:, None] * points + bank.intercept[:, None]
    wrong = -np.logaddexp(0.0, z)
    if bank.guess is None:
        return wrong + z, wrong
    c = bank.guess[:, None]
    with np.errstate(divide="ignore"):
        return np.logaddexp(np.log(c), np.log1p(-c) + wrong + z), np.log1p(-c) + wrong


def posteriors(bank: Items, answers: ArrayLike, before: Posterior | None = None) -> Array:
    """Give the posterior weights of persons, a row each with the sum 1, on the prior's points."""
    before = before or prior()
    with np.errstate(divide="ignore"):
        logs = log_likelihoods(bank, answers, before.points) + np.log(before.weights)
    logs -= logs.max(axis=1, keepdims=True)
    weights = np.exp(logs)
    return np.asarray(weights / weights.sum(axis=1, keepdims=True))


def ability(bank: Items, answers: ArrayLike, before: Posterior | None = None) -> Posterior:
    """Give what one person's answers tell: 1 right, 0 wrong, NaN not answered, one for each item.

    >>> known = ability(Items(np.ones(2), np.zeros(2)), [1, 1])
    >>> round(known.mean, 3), round(known.error, 3)
    (0.704, 0.846)
    """
    before = before or prior()
    return Posterior(before.points, posteriors(bank, answers, before)[0])


def eap(bank: Items, answers: ArrayLike, before: Posterior | None = None) -> tuple[Array, Array]:
    """Give the abilities of many persons and their standard errors."""
    before = before or prior()
    weights = posteriors(bank, answers, before)
    mean = weights @ before.points
    return mean, np.sqrt(np.maximum(weights @ np.square(before.points) - mean**2, 0.0))


def learn(known: Posterior, bank: Items, item: int, right: bool) -> Posterior:
    """Take one more answer into account, at a cost that does not grow with the bank."""
    right_curve, wrong_curve = log_curves(bank.only([item]), known.points)
    weights = known.weights * np.exp((right_curve if right else wrong_curve)[0])
    return Posterior(known.points, weights / weights.sum())
