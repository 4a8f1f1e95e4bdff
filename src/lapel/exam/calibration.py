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

from lapel.exam.estimation import SLOPE, STEEPEST, Terms, Work, maximise, standard_errors
from lapel.exam.response import Array, Items

Model = Literal["auto", "rasch", "1pl", "2pl"]
Kind = Literal["rasch", "1pl", "2pl-prior", "2pl", "none"]

OWN_SLOPE = 200
FREE = 500
SLOPE_SD = 0.75
"""How far slopes lie from `SLOPE`, as a standard deviation of their prior; a negative one, the mark of a wrong key, is
still found."""
EASINESS_SD = 2.0
"""The prior of an easiness, in logits, where no expert has said anything: little more than that it is finite."""
EXPERT_SD = 1.0


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
    work = Work(data[talks][:, used], weight[talks])
    slope, intercept, loglik, taken, change = maximise(work, terms, limit, rounds)
    steep = np.abs(slope) >= STEEPEST
    named = np.flatnonzero(used)
    for j in named[steep]:
        doubts[j] = "the slope runs off, the answers set no bound on it: too few, or the same question as another"
    found_errors = (np.full(len(named), np.nan),) * 3
    if errors:
        found_errors = standard_errors(work, terms, slope, intercept, steep)
    found = (np.where(steep, np.nan, slope), np.where(steep, np.nan, intercept), *found_errors)
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


def _terms(model: Model, kinds: Sequence[Kind], experts: Array, expert_sd: float) -> Terms:
    auto = model == "auto"
    common = np.array([kind in ("1pl", "rasch") for kind in kinds])
    prior = common & auto
    said = np.isfinite(experts)
    return Terms(
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
