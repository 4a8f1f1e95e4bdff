"""Where an item is not the same for all: between two groups of people, and between two calibrations.

A row is a person and a column an item; 1 right, 0 wrong, NaN not answered. NaN in a result: the answers do not tell.
"""

from dataclasses import dataclass
from math import erf, sqrt
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from lapel.exam.response import Array, Items

Z90 = 1.6448536269514722

Class = Literal["A", "B", "C"]


@dataclass(frozen=True, slots=True)
class GroupDifference:
    """Whether an item is harder for one group than for people of the other with the same score (Mantel–Haenszel).

    ``odds`` are the odds of a right answer in the reference group over those in the focal group; ``delta`` is
    −2.35 ln odds, ETS's scale: below 0 the item is harder for the focal group. ``error`` is delta's standard error
    (Robins, Breslow and Greenland 1986), ``chi`` the test with continuity correction, ``p`` its probability. ``size``
    is ETS's: A negligible, B, C large (Zieky 1993). NaN and None: the groups cannot be compared.
    """

    odds: float
    delta: float
    error: float
    chi: float
    p: float
    size: Class | None
    persons: int


def group_differences(answers: ArrayLike, focal: ArrayLike) -> tuple[GroupDifference, ...]:
    """Compare two groups on each item: ``focal`` is 1 for the focal group, 0 for the reference group, NaN for neither.

    People are matched on their number of right answers, the item's own with them; where answers are missing, on their
    share of right answers, in steps of one item.
    """
    data, group = np.asarray(answers, dtype=float), np.asarray(focal, dtype=float)
    if group.shape != (len(data),) or not (np.isnan(group) | (group == 0) | (group == 1)).all():
        raise ValueError("found groups that do not fit, expected 1, 0 or NaN for each person")
    seen = ~np.isnan(data)
    with np.errstate(invalid="ignore"):
        share = np.nansum(data, axis=1) / np.where(seen.any(axis=1), seen.sum(axis=1), np.nan)
    score = np.rint(share * data.shape[1])
    return tuple(_mantel(data[:, j], group, score) for j in range(data.shape[1]))


def _mantel(x: Array, group: Array, score: Array) -> GroupDifference:
    kept = ~(np.isnan(x) | np.isnan(group) | np.isnan(score))
    stratum = score[kept].astype(int)
    cell = [
        np.bincount(stratum[(group[kept] == g) & (x[kept] == r)], minlength=int(stratum.max(initial=0)) + 1).astype(
            float
        )
        for g in (0, 1)
        for r in (1, 0)
    ]
    a, b, c, d = cell
    total = a + b + c + d
    used = (a + b > 0) & (c + d > 0)
    a, b, c, d, total = (part[used] for part in (a, b, c, d, total))
    none, persons = float("nan"), int(total.sum())
    top, bottom = (a * d / total, b * c / total) if len(total) else (np.zeros(0), np.zeros(0))
    if not top.sum() > 0 or not bottom.sum() > 0:
        return GroupDifference(none, none, none, none, none, None, persons)
    odds = float(top.sum() / bottom.sum())
    right, many = a + c, total > 1
    expected = (a + b) * right / total
    variance = float(((a + b) * (c + d) * right * (b + d))[many] @ (1 / (total**2 * np.maximum(total - 1, 1)))[many])
    chi = max(abs(float((a - expected).sum())) - 0.5, 0.0) ** 2 / variance if variance > 0 else none
    p1, p2 = (a + d) / total, (b + c) / total
    r, s = float(top.sum()), float(bottom.sum())
    of_log = (
        float(p1 @ top) / (2 * r * r) + float(p1 @ bottom + p2 @ top) / (2 * r * s) + float(p2 @ bottom) / (2 * s * s)
    )
    delta, error = -2.35 * float(np.log(odds)), 2.35 * sqrt(of_log)
    p = 1 - erf(sqrt(chi / 2)) if chi == chi else none
    return GroupDifference(odds, delta, error, chi, p, _size(delta, error, p), persons)


def _size(delta: float, error: float, p: float) -> Class:
    """ETS's classes: B is significant and 1 or more; C is 1.5 or more, and significantly above 1."""
    if not p < 0.05 or abs(delta) < 1:
        return "A"
    return "C" if abs(delta) >= 1.5 and abs(delta) - Z90 * error > 1 else "B"


@dataclass(frozen=True, slots=True)
class Drift:
    """How far an item has moved between two calibrations, beyond all items: ``shift`` in logits with its error.

    ``moved``: the shift is 0.3 or more and its robust z is above 2.7; ``shift`` above 0 is harder now.
    """

    shift: float
    error: float
    z: float
    moved: bool


def drift(before: Items, before_errors: ArrayLike, after: Items, after_errors: ArrayLike) -> tuple[Drift, ...]:
    """Compare the difficulties of the same items in two calibrations; the errors are those of the difficulties.

    The two scales are first laid over each other at the median difference, so an item that moved does not move the
    others. The robust z (Huynh 2009) is the shift over 0.74 of the range between the quartiles of all shifts, or over
    its own standard error where that is larger.
    """
    shift = after.difficulty - before.difficulty
    error = np.hypot(np.asarray(before_errors, dtype=float), np.asarray(after_errors, dtype=float))
    there = np.isfinite(shift) & np.isfinite(error)
    none = float("nan")
    if there.sum() < 3:
        return tuple(Drift(none, none, none, False) for _ in shift)
    low, middle, high = np.percentile(shift[there], (25, 50, 75))
    spread = np.maximum(0.74 * (high - low), error)
    found = []
    for own, wide, deviation, ok in zip(shift - middle, error, spread, there, strict=True):
        z = float(own / deviation) if ok and deviation > 0 else none
        found.append(
            Drift(float(own), float(wide), z, abs(z) > 2.7 and abs(own) >= 0.3)
            if ok
            else Drift(none, none, none, False)
        )
    return tuple(found)
