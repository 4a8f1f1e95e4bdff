"""How item parameters are found: EM over points of ability, speeded up, and standard errors.

The E-step spreads each person over the points, by the answers; the M-step moves each item's curve to what was then
expected of it (Bock and Aitkin 1981). Which slopes are free, in common or fixed, and the priors, are `Terms`; what they
are for which item, `lapel.exam.calibration` says. All of it is sums of products of tables persons × items.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lapel.exam.response import Array, logistic

POINTS = 121
REACH = 6.0
SLOPE = 1.0
"""The middle of the prior of a slope: written items discriminate about so much on the logistic scale."""
STEEPEST = 15.0
"""No item discriminates so; a slope that comes here runs off (two items may be one and the same)."""
LEAP = 64.0
NEWTON = 3
ROWS = 4096


@dataclass(frozen=True, slots=True, eq=False)
class Terms:
    """What is maximised beside the likelihood, and which slopes are free, in common or fixed."""

    common: NDArray[np.bool_]
    fixed: bool
    slope_precision: Array
    easiness: Array
    easiness_precision: Array
    common_precision: float

    def penalty(self, slope: Array, intercept: Array) -> float:
        """Give the log of the priors, but for what does not change."""
        found = self.slope_precision @ np.square(slope - SLOPE)
        found += self.easiness_precision @ np.square(intercept - self.easiness)
        if self.common.any() and not self.fixed:
            found += self.common_precision * (slope[self.common][0] - SLOPE) ** 2
        return float(-0.5 * found)


class Work:
    """The answers as the E-step wants them: equal rows of short tests together, and the points of ability."""

    def __init__(self, data: Array, weight: Array) -> None:
        if data.shape[1] <= 40:
            rows, where = np.unique(np.nan_to_num(data, nan=-1.0), axis=0, return_inverse=True)
            weight = np.bincount(where.ravel(), weights=weight, minlength=len(rows)).astype(float)
            data = np.where(rows < 0, np.nan, rows)
        self.weight = weight
        self.right = np.ascontiguousarray(data == 1, dtype=float)
        seen = ~np.isnan(data)
        self.complete = bool(seen.all())
        self.seen = None if self.complete else seen.astype(float)
        self.points = np.linspace(-REACH, REACH, POINTS)
        mass = np.exp(-0.5 * np.square(self.points))
        self.log_mass = np.log(mass / mass.sum())

    def parts(self) -> list[slice]:
        """Cut the rows into pieces whose tables stay small."""
        return [slice(at, at + ROWS) for at in range(0, len(self.weight), ROWS)]

    def posterior(self, slope: Array, intercept: Array, part: slice) -> tuple[Array, Array]:
        """Give the posterior weights of a piece of the rows, and the log-likelihood of each row."""
        z = slope[:, None] * self.points + intercept[:, None]
        wrong = -np.logaddexp(0.0, z)
        logs = self.right[part] @ z
        logs += self.log_mass
        logs += wrong.sum(axis=0) if self.seen is None else self.seen[part] @ wrong
        top = logs.max(axis=1, keepdims=True)
        logs -= top
        weights = np.exp(logs, out=logs)
        total = weights.sum(axis=1, keepdims=True)
        weights /= total
        return weights, (np.log(total) + top)[:, 0]

    def expected(self, slope: Array, intercept: Array) -> tuple[Array, Array, float]:
        """Give the expected right answers and answers of each item at each point, and the log-likelihood (E-step)."""
        right = np.zeros((len(slope), POINTS))
        number = np.zeros((1 if self.complete else len(slope), POINTS))
        loglik = 0.0
        for part in self.parts():
            weights, logs = self.posterior(slope, intercept, part)
            weight = self.weight[part]
            loglik += float(weight @ logs)
            weights *= weight[:, None]
            right += self.right[part].T @ weights
            number += weights.sum(axis=0) if self.seen is None else self.seen[part].T @ weights
        return right, number, loglik


def maximise(work: Work, terms: Terms, limit: float, rounds: int) -> tuple[Array, Array, float, int, float]:
    """Run EM with squared extrapolation (SQUAREM; Varadhan and Roland 2008); no leap may lose likelihood."""
    now = _start(work, terms)
    taken, change = 0, np.inf
    while taken < rounds:
        first, value = _round(work, terms, now)
        taken += 1
        step = first - now
        change = float(np.abs(step).max())
        if change < limit or taken >= rounds:
            now = first
            break
        second, _ = _round(work, terms, first)
        bend = second - first - step
        length = min(float(np.sqrt(np.square(step).sum() / max(np.square(bend).sum(), 1e-300))), LEAP)
        ahead = np.clip(now + 2 * length * step + length**2 * bend, -STEEPEST * 4, STEEPEST * 4)
        ahead[0] = np.clip(ahead[0], -STEEPEST, STEEPEST)
        landed, there = _round(work, terms, ahead)
        taken += 2
        now = landed if there >= value else second
    if terms.common.sum() == 0 and now[0].sum() < 0:
        # The scale has no direction of its own: more right answers mean more ability.
        now = np.stack([-now[0], now[1]])
    return now[0], now[1], work.expected(now[0], now[1])[2], taken, change


def _start(work: Work, terms: Terms) -> Array:
    """Begin with slopes of 1 and the intercepts that the shares of right answers ask for."""
    right = work.weight @ work.right
    number = work.weight @ work.seen if work.seen is not None else np.full(len(right), work.weight.sum())
    share = (right + 0.5) / (number + 1.0)
    return np.stack([np.ones(len(right)), 1.2 * np.log(share / (1 - share))])


def _round(work: Work, terms: Terms, now: Array) -> tuple[Array, float]:
    """Do one E-step and one M-step; gives the new parameters, and what the old ones were worth."""
    right, number, loglik = work.expected(now[0], now[1])
    basis = np.stack([np.square(work.points), work.points, np.ones(POINTS)], axis=1)
    new = now
    for _ in range(NEWTON):
        p = logistic(new[0][:, None] * work.points + new[1][:, None])
        by_slope, by_intercept = ((right - number * p) @ basis[:, 1:]).T
        bend = (number * p * (1 - p)) @ basis
        change = _newton(terms, new, by_slope, by_intercept, bend)
        new = new + change
        if np.abs(change).max() < 1e-9:
            break
    return new, loglik + terms.penalty(now[0], now[1])


def _newton(terms: Terms, now: Array, by_slope: Array, by_intercept: Array, bend: Array) -> Array:
    """Give a Newton step of every item: of two parameters, or of an intercept under the slope in common."""
    aa, ad, dd = bend[:, 0] + terms.slope_precision, bend[:, 1], bend[:, 2] + terms.easiness_precision
    dd = np.maximum(dd, 1e-12)
    by_slope = by_slope - terms.slope_precision * (now[0] - SLOPE)
    by_intercept = by_intercept - terms.easiness_precision * (now[1] - terms.easiness)
    down, left = by_slope - ad * by_intercept / dd, np.maximum(aa - ad**2 / dd, 1e-12)
    slope = down / left
    both = terms.common
    if both.any():
        pull = 0.0
        if not terms.fixed:
            at = float(now[0][both][0])
            pull = float(down[both].sum() - terms.common_precision * (at - SLOPE))
            pull /= float(left[both].sum() + terms.common_precision)
        slope[both] = pull
    slope = np.clip(now[0] + np.clip(slope, -1.0, 1.0), -STEEPEST, STEEPEST) - now[0]
    return np.stack([slope, np.clip((by_intercept - ad * slope) / dd, -2.0, 2.0)])


def standard_errors(
    work: Work, terms: Terms, slope: Array, intercept: Array, steep: NDArray[np.bool_]
) -> tuple[Array, Array, Array]:
    """Give standard errors of slopes, intercepts and difficulties, from the observed information and the priors."""
    count = len(slope)
    whole = _observed(work, slope, intercept)
    whole[np.arange(count), np.arange(count)] += terms.slope_precision
    at = np.arange(count, 2 * count)
    whole[at, at] += terms.easiness_precision
    if steep.all():
        return (np.full(count, np.nan),) * 3
    spread, free = _directions(terms, steep)
    reduced = spread.T @ whole @ spread
    if free and not terms.fixed and terms.common.any():
        reduced[0, 0] += terms.common_precision
    try:
        covariance = spread @ np.linalg.inv(reduced) @ spread.T
    except np.linalg.LinAlgError:
        return (np.full(count, np.nan),) * 3
    aa, dd = covariance[:count, :count].diagonal(), covariance[count:, count:].diagonal()
    ad = covariance[:count, count:].diagonal()
    with np.errstate(divide="ignore", invalid="ignore"):
        middle = -intercept / slope
        of_b = (dd + middle**2 * aa + 2 * middle * ad) / slope**2
        se = [np.sqrt(np.where(part > 0, part, np.nan)) for part in (aa, dd, of_b)]
    for part in se:
        part[steep] = np.nan
    return se[0], se[1], se[2]


def _directions(terms: Terms, steep: NDArray[np.bool_]) -> tuple[Array, bool]:
    """Give what each free parameter moves: the slope in common first, own slopes, then intercepts."""
    count = len(steep)
    common = terms.common & ~steep
    columns = []
    shared = bool(common.any()) and not terms.fixed
    if shared:
        columns.append(np.concatenate([common.astype(float), np.zeros(count)]))
    own = np.flatnonzero(~terms.common & ~steep)
    places = [*own, *(np.flatnonzero(~steep) + count)]
    columns += list(np.eye(2 * count)[places])
    return np.stack(columns, axis=1), shared


def _observed(work: Work, slope: Array, intercept: Array) -> Array:
    """Give the observed information of all slopes, then all intercepts (Louis 1982), without the priors.

    It is the expected information of the whole data less the variance, over what is not known of the abilities, of the
    whole data's score: (x − P(θ)) (θ, 1) for each answer. Both are sums of products of tables persons × items.
    """
    count = len(slope)
    powers = np.stack([np.square(work.points), work.points, np.ones(POINTS)])
    p = logistic(slope[:, None] * work.points + intercept[:, None])
    curves = [(p * power).T for power in powers]
    blocks = np.zeros((3, count, count))
    total = np.zeros((2 * count, 2 * count))
    number = np.zeros((1 if work.complete else count, POINTS))
    for part in work.parts():
        weights, _ = work.posterior(slope, intercept, part)
        weight = work.weight[part]
        right = work.right[part]
        seen = None if work.seen is None else work.seen[part]
        weighed = weights * weight[:, None]
        number += weighed.sum(axis=0) if seen is None else seen.T @ weighed
        scores = []
        for power, curve in zip(powers, curves, strict=True):
            moment, fitted = weights @ power, weights @ curve
            fitted = fitted if seen is None else fitted * seen
            scores.append(right * moment[:, None] - fitted)
            blocks[len(scores) - 1] += right.T @ (right * (weight * moment)[:, None])
            crossed = right.T @ (fitted * weight[:, None])
            blocks[len(scores) - 1] -= crossed + crossed.T
        score = np.concatenate(scores[1:], axis=1)
        total += score.T @ (score * weight[:, None])
        if seen is not None:
            for q in range(POINTS):
                both = seen.T @ (seen * weighed[:, q : q + 1])
                both *= np.outer(p[:, q], p[:, q])
                blocks += powers[:, q, None, None] * both
    if work.complete:
        blocks += np.stack([(p * (number[0] * power)) @ p.T for power in powers])
    whole = (number * p * (1 - p)) @ powers.T
    total[:count, :count] -= blocks[0]
    total[:count, count:] -= blocks[1]
    total[count:, :count] -= blocks[1].T
    total[count:, count:] -= blocks[2]
    at = np.arange(count)
    total[at, at] += whole[:, 0]
    total[at, count + at] += whole[:, 1]
    total[count + at, at] += whole[:, 1]
    total[count + at, count + at] += whole[:, 2]
    return total
