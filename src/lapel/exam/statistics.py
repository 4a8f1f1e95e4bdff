"""What answers say of items, without and with a model: difficulty, discrimination, distractors, fit, groups, time.

Everywhere a row is a person and a column an item; 1 right, 0 wrong, NaN not answered. NaN in a result: the answers do
not tell. A person's rest score is the share of right answers among the other items that the person answered.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import erf, sqrt
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lapel.exam.ability import Posterior, posteriors, prior
from lapel.exam.response import Array, Items, logistic

Z90, Z95 = 1.6448536269514722, 1.959963984540054
DEAD = 0.05
"""An option that fewer choose does no work (Haladyna and Downing 1993)."""


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


# Options


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


# Groups


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


# Time


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


def choices_scored(chosen: Sequence[Sequence[str]], keys: Sequence[str]) -> NDArray[np.float64]:
    """Score choices by their keys, a row a person: 1 the key, 0 another, NaN where the text is empty."""
    rows = [
        [float("nan") if not text else float(text == key) for text, key in zip(row, keys, strict=True)]
        for row in chosen
    ]
    return np.array(rows, dtype=float).reshape(len(rows), len(keys))
