"""How likely a right answer is at an ability, and how much an answer tells: the 1PL, 2PL and 3PL models.

P(θ) = c + (1 − c) / (1 + exp(−a (θ − b))): discrimination ``a``, difficulty ``b``, guessing ``c``; the scale is
logistic, without the constant 1.7, and the ability of the people it was set on is N(0, 1). Kept as slope ``a`` and
intercept −a·b, which stay finite for an item that does not discriminate.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Items:
    """The parameters of items, an array each; ``guess`` is None where no item can be guessed.

    >>> items([1.0, 2.0], [0.0, 0.5]).difficulty
    array([0. , 0.5])
    """

    slope: Array
    intercept: Array
    guess: Array | None = None

    def __len__(self) -> int:
        return len(self.slope)

    @property
    def difficulty(self) -> Array:
        """The abilities ``b`` of the curves' middles; infinite or NaN where the slope is 0."""
        with np.errstate(divide="ignore", invalid="ignore"):
            return 0.0 - self.intercept / self.slope

    def only(self, which: ArrayLike) -> "Items":
        """Take some of them: places or a mask."""
        at = np.asarray(which)
        at = at if at.dtype == bool else at.astype(np.intp)
        return Items(self.slope[at], self.intercept[at], None if self.guess is None else self.guess[at])


def items(a: ArrayLike, b: ArrayLike, c: ArrayLike | None = None) -> Items:
    """Make items of discriminations, difficulties and, if any, chances of guessing (0 to below 1).

    Raises ValueError where the lengths differ, or where a number is missing or outside its bounds.
    """
    slope, middle = np.atleast_1d(np.asarray(a, dtype=float)), np.atleast_1d(np.asarray(b, dtype=float))
    if slope.ndim != 1 or slope.shape != middle.shape:
        raise ValueError(f"found {slope.shape} discriminations and {middle.shape} difficulties, expected one of each")
    if not (np.isfinite(slope).all() and np.isfinite(middle).all()):
        raise ValueError("found an item without a discrimination or a difficulty, expected numbers")
    guess = None if c is None else np.broadcast_to(np.asarray(c, dtype=float), slope.shape)
    if guess is not None and not ((guess >= 0) & (guess < 1)).all():
        raise ValueError("found a chance of guessing outside 0 (included) to 1 (excluded)")
    return Items(slope, -slope * middle, guess if guess is not None and guess.any() else None)


def logistic(z: Array) -> Array:
    """Give 1 / (1 + exp(−z)), without overflow."""
    return np.asarray(0.5 * (1.0 + np.tanh(0.5 * z)))


def probabilities(bank: Items, theta: ArrayLike) -> Array:
    """Give the probabilities of right answers: one for each item, or for each ability a row of them."""
    at = np.asarray(theta, dtype=float)
    p = logistic(at[..., None] * bank.slope + bank.intercept)
    return p if bank.guess is None else bank.guess + (1.0 - bank.guess) * p


def information(bank: Items, theta: ArrayLike) -> Array:
    """Give the Fisher information of the items: one for each item, or for each ability a row of them.

    a² P Q for the 2PL; a² (Q/P) ((P − c) / (1 − c))² for the 3PL (Birnbaum 1968).
    """
    at = np.asarray(theta, dtype=float)
    z = bank.slope * at if at.ndim == 0 else at[..., None] * bank.slope
    z += bank.intercept
    # p q of the curve without guessing is e^-|z| / (1 + e^-|z|)², by one exponential that cannot overflow.
    np.abs(z, out=z)
    np.negative(z, out=z)
    e = np.exp(z, out=z)
    rest = e + 1.0
    rest *= rest
    found = e / rest
    found *= bank.slope
    found *= bank.slope
    if bank.guess is None:
        return found
    star = logistic(at[..., None] * bank.slope + bank.intercept)
    p = bank.guess + (1.0 - bank.guess) * star
    # a² (1−P)/P · P*² with 1−P = (1−c) Q*: that is a² P* Q* · (1−c) P* / P.
    return np.asarray(found * (1.0 - bank.guess) * star / np.maximum(p, 1e-300))
