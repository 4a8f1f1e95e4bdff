"""All that answers tell of a set of items, put together: estimates, classical statistics, and what is worth a look."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from lapel.exam.calibration import EXPERT_SD, Fit, Model, calibrate
from lapel.exam.differences import GroupDifference, group_differences
from lapel.exam.distractors import OptionUse, Suspicion, miskey, miskey_of_scores, option_uses
from lapel.exam.statistics import Correlation, Easiness, MeanSquare, alpha, discrimination, easiness, fit, rest_scores

Finding = Literal[
    "no-estimate", "rests-on-prior", "wrong-key", "key-beaten", "backward", "dead-option", "noisy", "group-difference"
]
NOISY = 1.2


@dataclass(frozen=True, slots=True, eq=False)
class ItemAnalysis:
    """One item: its name, and what each measure says; None where it was not asked or cannot be told."""

    name: str
    easiness: Easiness
    discrimination: Correlation
    mean_square: MeanSquare
    options: tuple[OptionUse, ...]
    suspicion: Suspicion | None
    difference: GroupDifference | None
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Analysis:
    """A set of items; ``estimates`` has its arrays in the order of ``items``."""

    items: tuple[ItemAnalysis, ...]
    estimates: Fit
    alpha: float


def analyse(
    names: Sequence[str],
    answers: ArrayLike,
    *,
    counts: ArrayLike | None = None,
    chosen: Sequence[Sequence[str]] | None = None,
    keys: Mapping[str, str] | None = None,
    focal: ArrayLike | None = None,
    expected: ArrayLike | None = None,
    expert_sd: float = EXPERT_SD,
    model: Model = "auto",
) -> Analysis:
    """Analyse a matrix of answers: a row a person, a column an item; 1 right, 0 wrong, NaN not answered.

    ``counts`` are whole numbers of persons with the same row. ``chosen`` are the options chosen, with their ``keys``,
    for the analysis of distractors. ``focal`` tells the focal group (1) from the reference group (0). The rest is for
    `calibrate`.
    """
    estimates = calibrate(answers, counts=counts, model=model, expected=expected, expert_sd=expert_sd)
    data = np.asarray(answers, dtype=float)
    times = np.ones(len(data), dtype=int) if counts is None else np.rint(np.asarray(counts)).astype(int)
    data = np.repeat(data, times, axis=0)
    rest = rest_scores(data)
    shares, correlations = easiness(data), discrimination(data)
    squares = fit(estimates.items, data)
    groups = group_differences(data, np.repeat(np.asarray(focal, dtype=float), times)) if focal is not None else None
    found = []
    for j, name in enumerate(names):
        if chosen is not None and keys is not None:
            column = [row[j] for row, n in zip(chosen, times, strict=True) for _ in range(n)]
            uses = option_uses(column, keys[name], rest[:, j])
            suspicion = miskey(column, keys[name], rest[:, j], tests=len(names))
        else:
            uses, suspicion = (), miskey_of_scores(data[:, j], rest[:, j], tests=len(names))
        own = ItemAnalysis(
            name, shares[j], correlations[j], squares[j], uses, suspicion, groups[j] if groups else None, ()
        )
        found.append(_with_findings(own, estimates, j))
    return Analysis(tuple(found), estimates, alpha(data))


def _with_findings(item: ItemAnalysis, estimates: Fit, j: int) -> ItemAnalysis:
    return ItemAnalysis(
        item.name,
        item.easiness,
        item.discrimination,
        item.mean_square,
        item.options,
        item.suspicion,
        item.difference,
        tuple(_findings(item, estimates, j)),
    )


def _findings(item: ItemAnalysis, estimates: Fit, j: int) -> list[Finding]:
    """List what is worth a look, the gravest first."""
    found: list[Finding] = []
    suspicion, square, difference = item.suspicion, item.mean_square, item.difference
    if suspicion and suspicion.suspected:
        found.append("wrong-key" if suspicion.option else "backward")
    elif suspicion and suspicion.beaten:
        found.append("key-beaten" if suspicion.option else "backward")
    if not np.isfinite(estimates.slope[j]):
        found.append("no-estimate")
    elif estimates.doubts[j]:
        found.append("rests-on-prior")
    if difference and difference.size in ("B", "C"):
        found.append("group-difference")
    if square.infit > NOISY and square.infit - 3 * square.infit_error > 1:
        found.append("noisy")
    if any(use.dead for use in item.options):
        found.append("dead-option")
    return found
