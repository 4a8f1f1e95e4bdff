"""What a learner's history tells: first answers, the ability they speak for, and where the learner stands by area.

An item that was not measured yet has the difficulty its author expects, b = −logit(expected), with a standard error of
`EXPERT_SD` logits, and the discrimination of a written item. Repeats tell of memory, not of ability: of each item only
the first answer counts, and none of a mock exam that is still going on.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from math import log

import numpy as np

from lapel.exam import ability
from lapel.exam.calibration import EXPERT_SD
from lapel.exam.estimation import SLOPE
from lapel.exam.events import Answered, Event, Finished, Started
from lapel.exam.outlines import exact_counts
from lapel.exam.readiness import SPREAD, Evidence
from lapel.exam.response import Array, Items, probabilities
from lapel.model.exam import Bank, Item, Outline
from lapel.model.value import Value

SURE = 0.98
"""No author's estimate is taken as surer than this."""
DRIFT = 0.5
"""How much an ability may have moved since earlier sessions, as a standard deviation in logits."""

Sessions = Mapping[str, Sequence[Event]]
Find = Callable[[str], Item | None]
"""Finds an item by its id, written or generated; None where it is gone."""


def parameters(items: Iterable[Item]) -> tuple[Items, Array]:
    """Give the parameters of items, and the standard errors of their intercepts."""
    rows = [_parameters(item) for item in items]
    slope, intercept, error = np.array(rows, dtype=float).reshape(-1, 3).T
    return Items(slope, intercept, None), error


def _parameters(item: Item) -> tuple[float, float, float]:
    said = item.calibration
    if said:
        return said.a, -said.a * said.b, said.a * (EXPERT_SD if said.se_b is None else said.se_b)
    share = min(max(item.expected, 1 - SURE), SURE)
    return SLOPE, SLOPE * log(share / (1 - share)), SLOPE * EXPERT_SD


def told(events: Sequence[Event]) -> bool:
    """Whether the answers of a session may be spoken of: always, but for a mock exam that is not over."""
    start = events[0]
    return not (isinstance(start, Started) and start.mode == "mock") or isinstance(events[-1], Finished)


def answers(sessions: Sessions) -> list[Answered]:
    """List the answers that count, in time: of a place that was answered more than once, the last one."""
    found: list[Answered] = []
    for events in sessions.values():
        if told(events):
            last = {event.place: event for event in events if isinstance(event, Answered)}
            found += last.values()
    return sorted(found, key=lambda event: event.at)


def firsts(sessions: Sessions) -> dict[str, Answered]:
    """Give the first answer to each item."""
    found: dict[str, Answered] = {}
    for event in answers(sessions):
        found.setdefault(event.item, event)
    return found


def evidence(bank: Bank, outline: Outline, find: Find, given: Mapping[str, Answered]) -> Evidence:
    """Gather first answers to items that have a place in an outline, numbered as its areas without parts are."""
    numbers = {area.id: number for number, area in enumerate(outline.leaves())}
    rows = []
    for name, event in given.items():
        item = find(name)
        place = bank.place(item, outline) if item else None
        if item and place in numbers:
            rows.append((item, numbers[place], event.right))
    items, errors = parameters(item for item, _, _ in rows)
    return Evidence(
        items,
        np.array([area for _, area, _ in rows], dtype=np.intp),
        np.array([right for _, _, right in rows], dtype=float),
        errors,
    )


def before_session(known: Evidence) -> ability.Posterior:
    """Give what is taken to be known of the ability when a session begins: earlier answers, and that time has passed.

    Without any it is N(0, 1): the ability of someone who is just ready, give or take.
    """
    if not len(known.bank):
        return ability.prior()
    earlier = ability.ability(known.bank, known.answers)
    return ability.prior(earlier.mean, min(1.0, float(np.hypot(earlier.error, DRIFT))))


class Standing(Value):
    """Where a learner stands in an area: what was answered, and the share of its questions to be expected right.

    ``share`` leans on the other areas where there are few answers here; ``error`` is its standard error. ``questions``
    are the area's on the exam; ``lost`` how many of them are to be expected wrong.
    """

    area: str
    answered: int
    right: int
    share: float
    error: float
    questions: float

    @property
    def lost(self) -> float:
        """The questions to be expected wrong."""
        return self.questions * (1 - self.share)


def standings(bank: Bank, outline: Outline, known: Evidence) -> tuple[Standing, ...]:
    """Tell where a learner stands in each area that has items, in the order of the outline."""
    whole = ability.ability(known.bank, known.answers) if len(known.bank) else ability.prior()
    before = ability.prior(whole.mean, float(np.hypot(whole.error, SPREAD)))
    questions = exact_counts(outline)
    found = []
    for number, (area, items) in enumerate(bank.items_of(outline).items()):
        if not items:
            continue
        here = known.area == number
        own = ability.ability(known.bank.only(here), known.answers[here], before) if here.any() else before
        shares = probabilities(parameters(items)[0], own.points).mean(axis=1)
        mean = float(own.weights @ shares)
        error = float(np.sqrt(max(0.0, own.weights @ np.square(shares - mean))))
        asked = float(questions.get(area, 0))
        found.append(Standing(area, int(here.sum()), int(known.answers[here].sum()), mean, error, asked))
    return tuple(found)


def weakest_first(found: Iterable[Standing]) -> list[Standing]:
    """Put areas in order, the one with the smallest share to be expected right first; of equals the larger."""
    return sorted(found, key=lambda one: (one.share, -one.questions))
