"""From a learner's history to readiness: how likely a cut is reached on another mock form of the same outline."""

from dataclasses import dataclass

import numpy as np

from lapel.exam.evidence import Find, Sessions, evidence, firsts, parameters
from lapel.exam.forms import make_form
from lapel.exam.outlines import LENGTHS
from lapel.exam.readiness import Form, Readiness, angoff, readiness
from lapel.model.exam import Bank, Outline

SEED = 20261122
"""The form that is foretold is always the same one: an answer changes because of answers, not because of draws."""


@dataclass(frozen=True, slots=True, eq=False)
class Foretold:
    """What is foretold of a form: of the whole, and by area in the order of ``areas``.

    ``own_cut`` tells whether the person chose the cut; ``judged`` is the one that authors' estimates make (Angoff);
    ``measured`` is how many of the form's items have been measured by answers.
    """

    found: Readiness
    outline: Outline
    areas: tuple[str, ...]
    length: str
    own_cut: bool
    judged: int
    measured: int


def foretell(
    bank: Bank, outline: Outline, find: Find, sessions: Sessions, *, length: str = "full", cut: int | None = None
) -> Foretold:
    """Foretell a mock form from first answers.

    ``cut`` is a number of right answers of the form's scored items; left out, it is what a candidate who is just ready
    is expected to get right by the judgement of the items' authors. Raises ValueError for a cut outside the form, and
    `BankTooSmall` where the bank cannot fill one.
    """
    form = make_form(bank, outline, length, SEED)
    areas = tuple(area.id for area in outline.leaves())
    slots = [slot for slot in form.slots if slot.scored]
    items = [bank.items[slot.item] for slot in slots]
    known, errors = parameters(items)
    judged = angoff([item.expected for item in items])
    if cut is not None and not 1 <= cut <= len(items):
        raise ValueError(f"found the cut {cut}, expected 1 to {len(items)} right answers, of {len(items)} that count")
    numbers = np.array([areas.index(slot.area) for slot in slots], dtype=np.intp)
    predicted = Form(known, numbers, judged if cut is None else cut, errors)
    told = evidence(bank, outline, find, firsts(sessions))
    found = readiness(told, predicted, areas=len(areas), chance=np.random.default_rng(SEED))
    measured = sum(item.calibration is not None for item in items)
    return Foretold(found, outline, areas, length, cut is not None, judged, measured)


def lengths(outline: Outline) -> dict[str, int]:
    """Give how many scored questions a form of each length has."""
    full = outline.scored or outline.delivered or 0
    return {name: full // part for name, part in LENGTHS.items()}
