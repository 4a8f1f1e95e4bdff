"""Item parameters from answers: marginal maximum likelihood by EM (Bock and Aitkin 1981), in NumPy.

Ability is N(0, 1) in the people who answered, on 121 points from −6 to 6. How much is asked of an item's answers
depends on their number: a slope in common and a prior on the easiness below 200, an own slope with a prior from 200,
own and free from 500. Nothing is clipped: what the answers do not tell is not estimated, or is told to rest on a prior.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lapel.exam.response import Array, Items, logistic

Model = Literal["auto", "rasch", "1pl", "2pl"]
Kind = Literal["rasch", "1pl", "2pl-prior", "2pl", "none"]

POINTS = 121
REACH = 6.0
OWN_SLOPE = 200
FREE = 500
SLOPE, SLOPE_SD = 1.0, 0.75
"""The prior of a slope: written items discriminate about so much on the logistic scale. Normal, so that a negative
slope, the mark of a wrong key, is still found."""
EASINESS_SD = 2.0
"""The prior of an easiness, in logits, where no expert has said anything: little more than that it is finite."""
EXPERT_SD = 1.0
STEEPEST = 15.0
"""No item discriminates so; a slope that comes here runs off (two items may be one and the same)."""
LEAP = 64.0
NEWTON = 3
ROWS = 4096


@dataclass(frozen=True, slots=True, eq=False)
class Fit:
    """Estimates, an entry for each item; NaN where there is none, and ``doubts`` says why, or what it rests on.

    ``slope`` and ``intercept`` always go together; ``a`` and ``b`` are the discrimination and the difficulty, with
    their standard errors from the observed information (NaN where that has no inverse). ``change`` is the largest
    change of a parameter in the last round; ``converged`` says whether it came under the limit.
    """

    kinds: tuple[Kind, ...]
    slope: Array
    intercept: Array
    se_slope: Array
    se_intercept: Array
    se_b: Array
    answers: NDArray[np.int64]
    right: NDArray[np.int64]
    doubts: tuple[str, ...]
    persons: int
    silent: int
    loglik: float
    rounds: int
    change: float
    converged: bool

    @property
    def a(self) -> Array:
        """Discriminations."""
        return self.slope

    @property
    def b(self) -> Array:
        """Difficulties."""
        return self.items.difficulty

    @property
    def se_a(self) -> Array:
        """Standard errors of the discriminations; NaN where the slope was not estimated."""
        return self.se_slope

    @property
    def items(self) -> Items:
        """The parameters as items; NaN where there is no estimate."""
        return Items(self.slope, self.intercept)

    @property
    def known(self) -> NDArray[np.bool_]:
        """Which items have an estimate."""
        return np.isfinite(self.slope)


@dataclass(frozen=True, slots=True, eq=False)
class _Terms:
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


def calibrate(
    answers: ArrayLike,
    *,
    counts: ArrayLike | None = None,
    model: Model = "auto",
    expected: ArrayLike | None = None,
    expert_sd: float = EXPERT_SD,
    errors: bool = True,
    limit: float = 1e-6,
    rounds: int = 2000,
) -> Fit:
    """Estimate the parameters of items from a matrix of answers: a row a person; 1 right, 0 wrong, NaN not answered.

    ``counts`` says how many persons a row stands for. ``model`` "auto" goes by the number of answers of each item;
    "rasch" (all slopes 1), "1pl" (one slope) and "2pl" are the same for all items, without priors. ``expected`` are
    experts' shares of right answers of average people (between 0 and 1, NaN where nothing was said), a prior with
    ``expert_sd`` logits where the model is "auto" and an item has under 200 answers. Answers missing are taken to be
    missing at random. Raises ValueError for a matrix with other values, or without any answer.
    """
    data, weight = _checked(answers, counts)
    seen = ~np.isnan(data)
    number = np.rint(weight @ seen).astype(np.int64)
    right = np.rint(weight @ (data == 1)).astype(np.int64)
    talks = seen.any(axis=1) & (weight > 0)
    kinds, doubts = _kinds(model, number, right)
    used = np.array([kind != "none" for kind in kinds])
    if not used.any():
        return _nothing(kinds, doubts, number, right, weight, talks)
    terms = _terms(model, [kinds[j] for j in np.flatnonzero(used)], _logits(expected, len(number), used), expert_sd)
    work = _Data(data[talks][:, used], weight[talks])
    slope, intercept, loglik, taken, change = _maximise(work, terms, limit, rounds)
    steep = np.abs(slope) >= STEEPEST
    named = np.flatnonzero(used)
    for j in named[steep]:
        doubts[j] = "the slope runs off, the answers set no bound on it: too few, or the same question as another"
    none = np.full(len(named), np.nan)
    se_slope, se_intercept, se_b = _errors(work, terms, slope, intercept, steep) if errors else (none, none, none)
    found = (np.where(steep, np.nan, slope), np.where(steep, np.nan, intercept), se_slope, se_intercept, se_b)
    whole = [_spread(part, len(number), named) for part in found]
    return Fit(
        kinds=tuple(kinds),
        slope=whole[0],
        intercept=whole[1],
        se_slope=whole[2],
        se_intercept=whole[3],
        se_b=whole[4],
        answers=number,
        right=right,
        doubts=tuple(doubts),
        persons=int(np.rint(weight[talks].sum())),
        silent=int(np.rint(weight[~talks].sum())),
        loglik=loglik,
        rounds=taken,
        change=change,
        converged=change < limit,
    )


def expert_items(expected: ArrayLike) -> tuple[Items, Array]:
    """Give items that nobody has answered yet, from experts' shares of right answers, and the intercepts' errors.

    All slopes are 1, and ability 0 is that of the candidates the experts had in mind. A share of 0 or 1 is taken as
    0.02 or 0.98: nobody knows better. NaN, nothing said: an even chance, with an error twice as large.

    >>> bank, errors = expert_items([0.5, 0.73])
    >>> bank.difficulty.round(2), errors
    (array([ 0.  , -0.99]), array([1., 1.]))
    """
    share = np.clip(np.asarray(expected, dtype=float), 0.02, 0.98)
    said = np.isfinite(share)
    logits = np.where(said, np.log(share / (1 - share)), 0.0)
    return Items(np.full(len(share), SLOPE), logits), np.where(said, EXPERT_SD, EASINESS_SD)


def _checked(answers: ArrayLike, counts: ArrayLike | None) -> tuple[Array, Array]:
    data = np.asarray(answers, dtype=float)
    if data.ndim != 2:
        raise ValueError(f"found {data.ndim} dimensions, expected a matrix: a row a person, a column an item")
    if not (np.isnan(data) | (data == 0) | (data == 1)).all():
        raise ValueError("found an answer that is none of 1 (right), 0 (wrong) and NaN (not answered)")
    if np.isnan(data).all():
        raise ValueError("found no answer, expected at least one")
    weight = np.ones(len(data)) if counts is None else np.asarray(counts, dtype=float)
    if weight.shape != (len(data),) or not (np.isfinite(weight) & (weight >= 0)).all():
        raise ValueError("found counts that do not fit, expected a number of persons, 0 or more, for each row")
    return data, weight


def _kinds(model: Model, number: NDArray[np.int64], right: NDArray[np.int64]) -> tuple[list[Kind], list[str]]:
    """Choose what to estimate of each item, and say what cannot be."""
    kinds: list[Kind] = []
    doubts: list[str] = []
    for n, r in zip(number, right, strict=True):
        kind: Kind = _by_number(int(n)) if model == "auto" else model
        doubt = ""
        if n == 0:
            kind, doubt = "none", "no answers"
        elif r in (0, n):
            doubt = f"{f'all {n} answers are' if n > 1 else 'the only answer is'} {'right' if r else 'wrong'}"
            if kind == "1pl" and model == "auto":
                doubt += ": how far it goes rests on the prior"
            else:
                kind, doubt = "none", f"{doubt}: too {'easy' if r else 'hard'} to say how much"
        kinds.append(kind)
        doubts.append(doubt)
    usable = sum(kind != "none" for kind in kinds)
    if usable < 3:
        for j, kind in enumerate(kinds):
            if kind.startswith("2pl") or (kind == "1pl" and usable == 1):
                kinds[j] = "1pl" if usable == 2 else "rasch"
                doubts[j] = "slopes need three items or more with answers of both kinds: taken as alike" + (
                    "" if usable == 2 else ", 1"
                )
    return kinds, doubts


def _by_number(answers: int) -> Kind:
    return "2pl" if answers >= FREE else "2pl-prior" if answers >= OWN_SLOPE else "1pl"


def _logits(expected: ArrayLike | None, length: int, used: NDArray[np.bool_]) -> Array:
    if expected is None:
        return np.full(int(used.sum()), np.nan)
    share = np.asarray(expected, dtype=float)
    if share.shape != (length,) or not (np.isnan(share) | ((share > 0) & (share < 1))).all():
        raise ValueError(f"found experts' shares that do not fit, expected {length}, between 0 and 1 or NaN")
    return np.asarray(np.log(share / (1 - share))[used])


def _terms(model: Model, kinds: Sequence[Kind], experts: Array, expert_sd: float) -> _Terms:
    auto = model == "auto"
    common = np.array([kind in ("1pl", "rasch") for kind in kinds])
    prior = common & auto
    said = np.isfinite(experts)
    return _Terms(
        common=common,
        fixed=any(kind == "rasch" for kind in kinds),
        slope_precision=np.array([SLOPE_SD**-2 if kind == "2pl-prior" else 0.0 for kind in kinds]),
        easiness=np.where(said, experts, 0.0),
        easiness_precision=np.where(prior, np.where(said, expert_sd**-2, EASINESS_SD**-2), 0.0),
        common_precision=SLOPE_SD**-2 if auto else 0.0,
    )


def _spread(found: Array, length: int, named: NDArray[np.intp]) -> Array:
    """Put the entries of the items used at their places among all items."""
    whole = np.full(length, np.nan)
    whole[named] = found
    return whole


def _nothing(
    kinds: list[Kind],
    doubts: list[str],
    number: NDArray[np.int64],
    right: NDArray[np.int64],
    weight: Array,
    talks: NDArray[np.bool_],
) -> Fit:
    none = np.full(len(kinds), np.nan)
    persons, silent = int(weight[talks].sum()), int(weight[~talks].sum())
    return Fit(
        tuple(kinds), none, none, none, none, none, number, right, tuple(doubts), persons, silent, 0.0, 0, 0.0, True
    )


class _Data:
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


def _maximise(work: _Data, terms: _Terms, limit: float, rounds: int) -> tuple[Array, Array, float, int, float]:
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


def _start(work: _Data, terms: _Terms) -> Array:
    """Begin with slopes of 1 and the intercepts that the shares of right answers ask for."""
    right = work.weight @ work.right
    number = work.weight @ work.seen if work.seen is not None else np.full(len(right), work.weight.sum())
    share = (right + 0.5) / (number + 1.0)
    return np.stack([np.ones(len(right)), 1.2 * np.log(share / (1 - share))])


def _round(work: _Data, terms: _Terms, now: Array) -> tuple[Array, float]:
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


def _newton(terms: _Terms, now: Array, by_slope: Array, by_intercept: Array, bend: Array) -> Array:
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


def _errors(
    work: _Data, terms: _Terms, slope: Array, intercept: Array, steep: NDArray[np.bool_]
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


def _directions(terms: _Terms, steep: NDArray[np.bool_]) -> tuple[Array, bool]:
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


def _observed(work: _Data, slope: Array, intercept: Array) -> Array:
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
