"""How likely a person reaches a cut on a parallel mock form, and what that does not say.

The answers so far give a posterior of ability; every item of the form is then predicted, and the distribution of the
number right (Lord and Wingersky 1984) is averaged over what is not known: the ability, how far it differs from area to
area, and, where the items' difficulties are uncertain, those too. Nothing published ties a mock form to the scale of a
real exam; the cut is a number of right answers on this form, and no pass rule.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

import numpy as np
from numpy.typing import NDArray

from lapel.exam.ability import log_likelihoods, prior, quantiles
from lapel.exam.response import Array, Items, probabilities

SPREAD = 1 / 3
"""The standard deviation of a person's areas about the person's ability: areas that correlate at 0.9."""
STEPS = 11
LEVEL = 0.9
DRAWS = 20
FEW = 30


@dataclass(frozen=True, slots=True, eq=False)
class Evidence:
    """Items that were answered: parameters, the area of each by number, 1 right or 0 wrong (NaN does not count).

    ``errors`` are standard errors of the intercepts; None: taken as exact.
    """

    bank: Items
    area: NDArray[np.intp]
    answers: Array
    errors: Array | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Form:
    """The scored items of a mock form, and the fewest right answers that reach the cut."""

    bank: Items
    area: NDArray[np.intp]
    cut: int
    errors: Array | None = None


@dataclass(frozen=True, slots=True)
class Reach:
    """The probability of reaching a number of right answers, of how many.

    ``low`` and ``high`` bound the middle 90 % of what the probability may be for this person, by what is not known of
    the ability and of the items; ``right`` is the expected number right, with the middle 90 % of what may come.
    """

    cut: int
    items: int
    answered: int
    probability: float
    low: float
    high: float
    right: float
    right_low: int
    right_high: int


@dataclass(frozen=True, slots=True, eq=False)
class Readiness:
    """The answer for the form and, in the order of the areas, for each; None for an area without items on the form."""

    whole: Reach
    areas: tuple[Reach | None, ...]
    ability: float
    ability_error: float
    unknown: tuple[str, ...]


def angoff(expected: Sequence[float] | Array) -> int:
    """Set a cut: what a candidate who is just ready is expected to get right (Angoff 1971), rounded up.

    ``expected`` are the shares of just-ready candidates who answer each item right, by the judgement of its author.

    >>> angoff([0.7, 0.6, 0.9])
    3
    """
    total = float(np.sum(np.asarray(expected, dtype=float)))
    return ceil(total - 1e-9)


def share_cut(share: float, items: int) -> int:
    """Give the fewest right answers that make at least this share.

    >>> share_cut(0.7, 100), share_cut(0.75, 10)
    (70, 8)
    """
    return ceil(share * items - 1e-9)


def scores(p: Array) -> Array:
    """Give the distribution of the number right, for rows of probabilities: the recursion of Lord and Wingersky.

    >>> scores(np.array([[0.5, 0.5]]))
    array([[0.25, 0.5 , 0.25]])
    """
    found = np.zeros((len(p), p.shape[1] + 1))
    found[:, 0] = 1.0
    for j in range(p.shape[1]):
        right = p[:, j : j + 1]
        gained = found[:, : j + 1] * right
        found[:, : j + 1] -= gained
        found[:, 1 : j + 2] += gained
    return found


def readiness(
    evidence: Evidence,
    form: Form,
    *,
    areas: int | None = None,
    spread: float = SPREAD,
    chance: np.random.Generator | None = None,
) -> Readiness:
    """Predict a form from the answers so far.

    ``areas`` is how many areas there are (default: as many as are named). ``chance`` draws the items' parameters within
    their standard errors; without it they are taken as exact, and that is said. An area's cut is the form's, in
    proportion, rounded up. Raises ValueError for a form without items, or for a cut outside 0 to their number.
    """
    size = len(form.bank)
    if not size or not 0 <= form.cut <= size:
        raise ValueError(f"found the cut {form.cut} of {size} items, expected items, and a cut from 0 to their number")
    count = areas or 1 + int(np.concatenate([form.area, evidence.area]).max())
    vague = any(one.errors is not None and np.nan_to_num(one.errors).any() for one in (evidence, form))
    runs = DRAWS if vague and chance is not None else 1
    worlds = [_world(_drawn(evidence, chance), _drawn_form(form, chance), count, spread) for _ in range(runs)]
    cuts = [form.cut, *(_cut_of(form, k) for k in range(count))]
    answered = [_answered(evidence, None), *(_answered(evidence, k) for k in range(count))]
    reached = [
        _reach([world.parts[k] for world in worlds], cuts[k], answered[k])
        if worlds[0].parts[k].distribution.shape[-1] > 1
        else None
        for k in range(count + 1)
    ]
    whole = reached[0]
    assert whole is not None, "a form has items"
    weights = np.mean([world.weights for world in worlds], axis=0)
    points = worlds[0].points
    mean = float(weights @ points)
    return Readiness(
        whole=whole,
        areas=tuple(reached[1:]),
        ability=mean,
        ability_error=float(np.sqrt(weights @ np.square(points - mean))),
        unknown=_unknown(answered, reached, evidence, vague, chance is not None),
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Part:
    """The score on a part of the form: its distribution in each state of what is not known, and how likely that is."""

    weights: Array
    distribution: Array


@dataclass(frozen=True, slots=True, eq=False)
class _World:
    """What is predicted under one set of item parameters: of the whole form, then of each area."""

    points: Array
    weights: Array
    parts: tuple[_Part, ...]


def _world(evidence: Evidence, form: Form, count: int, spread: float) -> _World:
    """Weigh the abilities, and in each the differences of the areas; predict each area, then their sum."""
    before = prior(points=41)
    offsets = np.linspace(-2.5, 2.5, STEPS) * spread
    mass = np.exp(-0.5 * np.square(np.linspace(-2.5, 2.5, STEPS)))
    mass /= mass.sum()
    at = before.points[:, None] + offsets
    logs = np.log(before.weights)
    shares, found = [], []
    for k in range(count):
        had = (evidence.area == k) & ~np.isnan(evidence.answers)
        told = log_likelihoods(evidence.bank.only(had), evidence.answers[had], at.ravel())[0] if had.any() else None
        joint = np.log(mass) + (np.zeros_like(at) if told is None else told.reshape(at.shape))
        top = joint.max(axis=1, keepdims=True)
        given = np.exp(joint - top)
        total = given.sum(axis=1, keepdims=True)
        logs = logs + (np.log(total) + top)[:, 0]
        shares.append(given / total)
        items = form.bank.only(form.area == k)
        found.append(scores(probabilities(items, at.ravel())).reshape(*at.shape, len(items) + 1))
    weights = np.exp(logs - logs.max())
    weights /= weights.sum()
    sums = np.ones((len(at), 1))
    parts = []
    for share, distribution in zip(shares, found, strict=True):
        parts.append(_Part((weights[:, None] * share).ravel(), distribution.reshape(-1, distribution.shape[-1])))
        sums = _added(sums, np.einsum("tm,tms->ts", share, distribution))
    return _World(before.points, weights, (_Part(weights, sums), *parts))


def _added(one: Array, other: Array) -> Array:
    """Give the distribution of the sum of two scores, row by row."""
    found = np.zeros((len(one), one.shape[1] + other.shape[1] - 1))
    for score in range(other.shape[1]):
        found[:, score : score + one.shape[1]] += one * other[:, score : score + 1]
    return found


def _reach(parts: Sequence[_Part], cut: int, answered: int) -> Reach:
    weights = np.concatenate([part.weights for part in parts]) / len(parts)
    distribution = np.concatenate([part.distribution for part in parts])
    chances = distribution[:, cut:].sum(axis=1)
    order = np.argsort(chances, kind="stable")
    low, high = quantiles(chances[order], weights[order], ((1 - LEVEL) / 2, (1 + LEVEL) / 2))
    mixed = weights @ distribution
    numbers = np.arange(len(mixed))
    below = np.cumsum(mixed)
    probability = float(np.clip(mixed[cut:].sum(), 0.0, 1.0))
    return Reach(
        cut=cut,
        items=len(mixed) - 1,
        answered=answered,
        probability=probability,
        # The middle of a skewed distribution may leave its mean outside; the answer is never outside its own interval.
        low=float(np.clip(min(low, probability), 0.0, 1.0)),
        high=float(np.clip(max(high, probability), 0.0, 1.0)),
        right=float(mixed @ numbers),
        right_low=int(np.searchsorted(below, (1 - LEVEL) / 2)),
        right_high=min(int(np.searchsorted(below, (1 + LEVEL) / 2)), len(mixed) - 1),
    )


def _cut_of(form: Form, area: int) -> int:
    return share_cut(form.cut / len(form.bank), int((form.area == area).sum()))


def _answered(evidence: Evidence, area: int | None) -> int:
    seen = ~np.isnan(evidence.answers)
    return int((seen if area is None else seen & (evidence.area == area)).sum())


def _drawn(evidence: Evidence, chance: np.random.Generator | None) -> Evidence:
    bank = _moved(evidence.bank, evidence.errors, chance)
    return Evidence(bank, evidence.area, evidence.answers, evidence.errors)


def _drawn_form(form: Form, chance: np.random.Generator | None) -> Form:
    return Form(_moved(form.bank, form.errors, chance), form.area, form.cut, form.errors)


def _moved(bank: Items, errors: Array | None, chance: np.random.Generator | None) -> Items:
    """Draw the intercepts within their errors."""
    if errors is None or chance is None:
        return bank
    moved = bank.intercept + np.nan_to_num(errors) * chance.standard_normal(len(bank))
    return Items(bank.slope, moved, bank.guess)


def _unknown(
    answered: Sequence[int], reached: Sequence[Reach | None], evidence: Evidence, vague: bool, drawn: bool
) -> tuple[str, ...]:
    """Say what the probability does not know."""
    said = [
        "No published link ties this form to the real exam's scale: the cut is a number right on this form,"
        " not the exam's passing score.",
        "It predicts a form taken today: what is learned or forgotten until the exam is not in it.",
    ]
    if answered[0] < FEW:
        said.append(f"It rests on {answered[0]} answers; {FEW} or more would say much more.")
    blank = sum(1 for n, reach in zip(answered[1:], reached[1:], strict=True) if reach and not n)
    if blank:
        said.append(
            f"{blank} of the form's areas {'has' if blank == 1 else 'have'} no answers yet:"
            " what it says there comes from the other areas."
        )
    if vague and not drawn:
        said.append("The items' difficulties are uncertain; the interval leaves that out.")
    if not vague:
        said.append("The items' difficulties are taken as exact.")
    return tuple(said)
