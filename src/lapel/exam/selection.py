"""The next item of adaptive practice: the most informative one, in the area that is due, of those that are open.

Information at the ability estimated so far (Lord 1980); areas in turn by the quota method of Balinski and Young (1975),
so that after every item each area has its share, rounded down or up; exposure bounded by what each item still has room
for. Nothing here draws by itself: a `numpy.random.Generator` is an argument where chance is wanted.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lapel.exam.ability import Posterior, learn, prior
from lapel.exam.response import Array, Items, information

Mask = NDArray[np.bool_]
Counts = NDArray[np.int64]
CEILING = 0.25
"""No item in more than this share of the sessions."""
AIM = 0.96
"""Of the ceiling: what stays below it is for chance, and for items that had to be shown though they were closed."""
PRECISE = 0.30
"""The standard error at which practice has said enough."""


@dataclass(frozen=True, slots=True, eq=False)
class Pool:
    """The items to choose from: their parameters, the area each is in, and the weight of each area.

    ``shares`` are in the order of the numbers in ``area``; an area of share 0 gives no item.
    """

    bank: Items
    area: NDArray[np.intp]
    shares: Array
    members: tuple[NDArray[np.intp], ...] = field(repr=False)
    parts: tuple[Items, ...] = field(repr=False)


def pool(bank: Items, area: ArrayLike | None = None, shares: ArrayLike | None = None) -> Pool:
    """Make a pool; without areas all items are in one, without shares all areas weigh the same.

    Raises ValueError for an item in an area that has no share, for shares below 0, or for none above.
    """
    place = np.zeros(len(bank), dtype=np.intp) if area is None else np.asarray(area, dtype=np.intp)
    weight = np.ones(int(place.max(initial=0)) + 1) if shares is None else np.asarray(shares, dtype=float)
    if place.shape != (len(bank),) or (place < 0).any() or (place >= len(weight)).any():
        raise ValueError(f"found areas that do not fit, expected one of 0 to {len(weight) - 1} for each item")
    if not (np.isfinite(weight) & (weight >= 0)).all() or not weight.any():
        raise ValueError("found shares below 0 or none above, expected the weight of each area")
    if not np.isfinite(bank.slope).all() or not np.isfinite(bank.intercept).all():
        raise ValueError("found an item without parameters, expected items that have an estimate")
    members = tuple(np.flatnonzero(place == k) for k in range(len(weight)))
    parts = (bank,) if len(members) == 1 else tuple(bank.only(each) for each in members)
    return Pool(bank, place, weight / weight.sum(), members, parts)


@dataclass(frozen=True, slots=True, eq=False)
class Choice:
    """An item, by its place, with its information, and what had to give way to find it.

    ``reopened``: the area due had no open item left, and one that was closed for its exposure was taken.
    ``elsewhere``: the area due had no item left at all.
    """

    item: int
    information: float
    area: int
    reopened: bool = False
    elsewhere: bool = False


def due(shares: Array, given: Sequence[int] | Counts) -> list[int]:
    """List the areas by whose turn it is, given how many items each has had.

    The first keeps every area between its share of the items so far rounded down and rounded up, for as long as it is
    followed (the quota method); an area of share 0 is not listed.

    >>> due(np.array([0.5, 0.3, 0.2]), [1, 1, 0])
    [0, 2, 1]
    """
    had = np.asarray(given, dtype=float)
    next_place = had.sum() + 1
    below = had < shares * next_place - 1e-9
    # The area's next item divided by its share: whose would come first if items were handed out evenly.
    with np.errstate(divide="ignore"):
        turn = np.where(shares > 0, (had + 1) / shares, np.inf)
    order = np.lexsort((-shares, turn, ~below))
    return [int(k) for k in order if shares[k] > 0]


def next_item(
    choices: Pool,
    theta: float,
    given: Sequence[int] | NDArray[np.intp] = (),
    open_items: Mask | None = None,
    shown: Counts | None = None,
) -> Choice | None:
    """Choose the next item at an ability; ``given`` are the places of items that were had, None: nothing is left.

    Areas come before exposure: where the area due has no open item, a closed one of it is taken, and that is told.
    With ``shown``, in how many sessions this person has seen each item, only those of the area are looked at that were
    seen least: none comes again before all others of its area have come. Of items with the same information the first
    is taken.
    """
    had = np.asarray(given, dtype=np.intp)
    if len(choices.members) == 1:
        return _best(choices, 0, theta, had, open_items, shown, False)
    turns = due(choices.shares, np.bincount(choices.area[had], minlength=len(choices.members)))
    for area in turns:
        found = _best(choices, area, theta, had, open_items, shown, area != turns[0])
        if found:
            return found
    return None


def _best(
    choices: Pool,
    area: int,
    theta: float,
    had: NDArray[np.intp],
    open_items: Mask | None,
    shown: Counts | None,
    elsewhere: bool,
) -> Choice | None:
    """Find the most informative item of an area that was not had, of those seen least, an open one if there is any."""
    members = choices.members[area]
    if not len(members):
        return None
    told = information(choices.parts[area], theta)
    if len(had):
        told[_within(members, had, choices.area, area)] = -1.0
    if shown is not None:
        times = shown[members]
        left = times[told >= 0]
        told[times > left.min(initial=np.iinfo(np.int64).max)] = -1.0
    if open_items is not None:
        free = np.where(open_items[members], told, -1.0)
        at = int(free.argmax())
        if free[at] >= 0:
            return Choice(int(members[at]), float(free[at]), area, elsewhere=elsewhere)
    at = int(told.argmax())
    if told[at] < 0:
        return None
    return Choice(int(members[at]), float(told[at]), area, reopened=open_items is not None, elsewhere=elsewhere)


def _within(members: NDArray[np.intp], had: NDArray[np.intp], areas: NDArray[np.intp], area: int) -> NDArray[np.intp]:
    """Give the places, among an area's members, of items that were had."""
    if len(members) == len(areas):
        return had
    return np.searchsorted(members, had[areas[had] == area])


@dataclass(frozen=True, slots=True, eq=False)
class Exposure:
    """How many sessions there were, and in how many of them each item was shown."""

    sessions: int
    shown: Counts

    def after(self, given: Sequence[int] | NDArray[np.intp]) -> "Exposure":
        """Count one more session, in which these items were shown."""
        shown = self.shown.copy()
        shown[np.unique(np.asarray(given, dtype=np.intp))] += 1
        return Exposure(self.sessions + 1, shown)

    @property
    def highest(self) -> float:
        """The largest share of the sessions that an item was in; 0 before any."""
        return float(self.shown.max(initial=0)) / self.sessions if self.sessions else 0.0


def unexposed(count: int) -> Exposure:
    """Begin to count the exposure of ``count`` items."""
    return Exposure(0, np.zeros(count, dtype=np.int64))


def opened(exposure: Exposure, chance: np.random.Generator, ceiling: float = CEILING) -> Mask:
    """Draw which items are open in the next session.

    An item has room for its part, ``AIM`` of the ceiling, of all sessions with the next one, less those it was shown
    in: with room for 1 it is open, with none it is closed, between it is open with that probability. So after every
    session, whatever the bank and whoever the learners, the sessions it was shown in are fewer than its part of them
    plus 1, and from 100 sessions on within the ceiling; only an item that had to be reopened goes beyond.
    """
    room = ceiling * AIM * (exposure.sessions + 1) - exposure.shown
    return np.asarray(chance.random(len(exposure.shown)) < room)


Reason = Literal["precise", "long enough", "no items left"]


@dataclass(frozen=True, slots=True)
class Stop:
    """When practice ends: after ``longest`` items, or once the standard error is small and there were ``shortest``."""

    longest: int = 40
    shortest: int = 10
    error: float = PRECISE

    def reason(self, count: int, error: float) -> Reason | None:
        """Say why to stop after so many items with that standard error; None: go on."""
        if count >= self.longest:
            return "long enough"
        return "precise" if count >= self.shortest and error <= self.error else None


@dataclass(frozen=True, slots=True, eq=False)
class Session:
    """Practice that came to its end: the items in their order, what was answered, and what is known after it."""

    given: tuple[int, ...]
    right: tuple[bool, ...]
    known: Posterior
    reason: Reason
    reopened: int
    elsewhere: int


def practice(
    choices: Pool,
    answer: Callable[[int], bool],
    *,
    stop: Stop | None = None,
    open_items: Mask | None = None,
    known: Posterior | None = None,
) -> Session:
    """Go through a whole session; ``answer`` says whether an item was answered right."""
    stop, known = stop or Stop(), known or prior()
    given: list[int] = []
    right: list[bool] = []
    reopened = elsewhere = 0
    while (reason := stop.reason(len(given), known.error)) is None:
        choice = next_item(choices, known.mean, given, open_items)
        if choice is None:
            reason = "no items left"
            break
        given.append(choice.item)
        right.append(answer(choice.item))
        reopened += choice.reopened
        elsewhere += choice.elsewhere
        known = learn(known, choices.bank, choice.item, right[-1])
    return Session(tuple(given), tuple(right), known, reason, reopened, elsewhere)
