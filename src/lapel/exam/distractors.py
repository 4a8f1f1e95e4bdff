"""What the options chosen say of an item: which ones do work, and whether another than the key may be right.

Everywhere a row is a person and a column an item; NaN in a result: the answers do not tell. The rest score is that of
`lapel.exam.statistics`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import erf, sqrt

import numpy as np
from numpy.typing import NDArray

from lapel.exam.response import Array
from lapel.exam.statistics import Correlation, correlation, wilson

DEAD = 0.05
"""An option that fewer choose does no work (Haladyna and Downing 1993)."""


def choices_scored(chosen: Sequence[Sequence[str]], keys: Sequence[str]) -> NDArray[np.float64]:
    """Score choices by their keys, a row a person: 1 the key, 0 another, NaN where the text is empty."""
    rows = [
        [float("nan") if not text else float(text == key) for text, key in zip(row, keys, strict=True)]
        for row in chosen
    ]
    return np.array(rows, dtype=float).reshape(len(rows), len(keys))


@dataclass(frozen=True, slots=True)
class OptionUse:
    """An option: how many chose it, their share, their mean rest score, and the correlation of choosing it with that.

    ``dead`` says that fewer than 5 % chose it, and that the interval of the share stays below 5 % too; None: fewer than
    5 % did, and the answers are too few to be sure.
    """

    option: str
    keyed: bool
    chosen: int
    share: float
    rest: float
    correlation: Correlation
    dead: bool | None


@dataclass(frozen=True, slots=True)
class Suspicion:
    """A key that may be wrong: how much more the rest score goes with another option than with the key.

    ``low`` and ``high`` bound the difference of the two correlations. ``suspected``: the other option goes with the
    rest score, and the whole interval is above 0; ``beaten``: it does, and the difference is above 0. Where only right
    and wrong are known, ``option`` is empty, and the difference is of the wrong answers from the right ones.
    """

    option: str
    difference: float
    low: float
    high: float
    beaten: bool
    suspected: bool


def option_uses(chosen: Sequence[str], key: str, rest: Array, options: Sequence[str] = ()) -> tuple[OptionUse, ...]:
    """Analyse an item's options, the key first; empty text: not answered. ``options`` also lists what nobody chose."""
    texts = np.asarray(chosen, dtype=object)
    answered = np.array([bool(text) for text in texts])
    number = int(answered.sum())
    names = list(dict.fromkeys([key, *options, *sorted(set(texts[answered]))]))
    uses = []
    for name in names:
        took = np.where(answered, (texts == name).astype(float), np.nan)
        count = int(np.nansum(took))
        mean = rest[(took == 1) & ~np.isnan(rest)]
        share = count / number if number else float("nan")
        rare = name != key and number > 0 and share < DEAD
        uses.append(
            OptionUse(
                option=str(name),
                keyed=name == key,
                chosen=count,
                share=share,
                rest=float(mean.mean()) if len(mean) else float("nan"),
                correlation=correlation(took, rest),
                dead=(True if wilson(count, number)[1] < DEAD else None) if rare else False,
            )
        )
    return tuple(uses)


def miskey(chosen: Sequence[str], key: str, rest: Array, *, tests: int = 1) -> Suspicion | None:
    """Hold the key of an item against its other options; None where no other was chosen or nothing varies.

    The interval is for all comparisons together (Šidák): of the item's options, and of ``tests`` items looked at. Its
    standard error is that of the difference of two correlations with the same variable, by the delta method.
    """
    texts = np.asarray(chosen, dtype=object)
    kept = np.array([bool(text) for text in texts]) & ~np.isnan(rest)
    texts, score = texts[kept], rest[kept]
    others = sorted(set(texts) - {key})
    if len(score) < 10 or not others or np.ptp(score) == 0:
        return None
    z = normal_quantile(1 - (1 - 0.95 ** (1 / (tests * len(others)))) / 2)
    keyed = (texts == key).astype(float)
    found = [_difference((texts == name).astype(float), keyed, score, str(name), z) for name in others]
    return max(found, key=_plainness)


def _plainness(found: Suspicion) -> tuple[bool, bool, float]:
    return found.suspected, found.beaten, found.low


def miskey_of_scores(right: Array, rest: Array, *, tests: int = 1) -> Suspicion | None:
    """Suspect a key where only right and wrong are known: the right answers go against the rest score."""
    found = correlation(right, rest)
    if found.persons < 10 or np.isnan(found.r) or np.isnan(found.low):
        return None
    z = normal_quantile(1 - (1 - 0.95 ** (1 / tests)) / 2)
    middle, reach = np.arctanh(found.r), z / sqrt(found.persons - 3)
    low, high = float(-2 * np.tanh(middle + reach)), float(-2 * np.tanh(middle - reach))
    return Suspicion("", -2 * found.r, low, high, found.r < 0, low > 0)


def _difference(other: Array, keyed: Array, score: Array, name: str, z: float) -> Suspicion:
    """Compare two correlations with the score, by the influence of each person on them."""
    y = (score - score.mean()) / score.std()
    rs, influence = [], []
    for took in (other, keyed):
        if np.ptp(took) == 0:
            rs.append(0.0)
            influence.append(np.zeros(len(y)))
            continue
        x = (took - took.mean()) / took.std()
        r = float((x * y).mean())
        rs.append(r)
        influence.append(x * y - r * (x**2 + y**2) / 2)
    difference = rs[0] - rs[1]
    reach = z * float(np.std(influence[0] - influence[1])) / sqrt(len(y))
    low, high = difference - reach, difference + reach
    return Suspicion(name, difference, low, high, difference > 0 and rs[0] > 0, low > 0 and rs[0] > 0)


def normal_quantile(share: float) -> float:
    """Give the point below which this share of a standard normal lies, to 1e-12, by bisection."""
    low, high = -40.0, 40.0
    for _ in range(80):
        middle = (low + high) / 2
        low, high = (middle, high) if 0.5 * (1 + erf(middle / sqrt(2))) < share else (low, middle)
    return (low + high) / 2
