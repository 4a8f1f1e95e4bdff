"""Practice without a clock: which item comes next, and when to stop.

Adaptive practice takes the most informative item at the ability known so far, area by area in the outline's
proportions, of the items that this learner has seen in the fewest sessions, and of these an open one under the bound on
exposure; *weakest first* takes it from the area that is weakest at that moment. Both are functions of the history and
of the session's events, so that they go on the same after a crash: what was shown is counted from the events, and kept
nowhere else.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from lapel.exam import ability, selection
from lapel.exam.chance import Chance
from lapel.exam.events import Ending, Shown
from lapel.exam.evidence import Find, Sessions, before_session, evidence, firsts, parameters, standings, weakest_first
from lapel.exam.forms import Slot
from lapel.exam.lint_parts import in_order
from lapel.exam.outlines import exact_counts
from lapel.exam.selection import Stop
from lapel.exam.sessions import State
from lapel.model.exam import Bank, Item, Outline

SHORTEST = 10


@dataclass(frozen=True, slots=True, eq=False)
class Practice:
    """A session's choices: its pool, how often each item was shown, which are open, and what was known before it."""

    bank: Bank
    outline: Outline
    find: Find
    items: tuple[Item, ...]
    areas: tuple[str, ...]
    pool: selection.Pool
    exposure: selection.Exposure
    open_items: selection.Mask
    before: ability.Posterior
    earlier: Sessions

    @property
    def place(self) -> dict[str, int]:
        """The places of the items in the pool."""
        return {item.id: number for number, item in enumerate(self.items)}


def open_practice(
    bank: Bank, outline: Outline, find: Find, state: State, earlier: Sessions, key: Callable[[str], str] = str
) -> Practice:
    """Prepare the choices of a session; ``earlier`` are the sessions that began before it.

    ``key`` names what an item stands for, as a seed stands for its generator: what was shown of it counts as one.
    Raises ValueError where no item has a place in the outline, or in the area that the session keeps to.
    """
    focus = state.started.focus
    areas = tuple(area.id for area in outline.leaves())
    held = {area: items if _within(outline, area, focus) else () for area, items in bank.items_of(outline).items()}
    items = tuple(item for area in areas for item in held[area])
    if not items:
        raise ValueError(f"found no question for {outline.id!r} {focus}".rstrip() + ", expected one at least")
    exact = exact_counts(outline)
    shares = [float(exact.get(area, 0)) if held[area] else 0.0 for area in areas]
    numbers = [number for number, area in enumerate(areas) for _ in held[area]]
    pool = selection.pool(parameters(items)[0], numbers, shares if any(shares) else None)
    chance = np.random.default_rng(state.started.seed)
    known = evidence(bank, outline, find, firsts(earlier))
    shown = exposure(items, earlier, key)
    return Practice(
        bank,
        outline,
        find,
        items,
        areas,
        pool,
        shown,
        selection.opened(shown, chance),
        before_session(known),
        earlier,
    )


def _within(outline: Outline, area: str, focus: str) -> bool:
    return not focus or focus in [one.id for one in outline.above(area)]


def exposure(items: Sequence[Item], earlier: Sessions, key: Callable[[str], str] = str) -> selection.Exposure:
    """Count in how many of this learner's sessions each item was shown, or another one that stands for the same."""
    times = times_shown(earlier, key)
    return selection.Exposure(len(earlier), np.array([times[key(item.id)] for item in items], dtype=np.int64))


def times_shown(sessions: Sessions, key: Callable[[str], str] = str) -> Counter[str]:
    """Count in how many sessions what an item stands for was on the screen."""
    each = ({key(event.item) for event in events if isinstance(event, Shown)} for events in sessions.values())
    return Counter(name for names in each for name in names)


def known_now(practice: Practice, state: State) -> ability.Posterior:
    """Give what is known of the ability after the answers of the session so far."""
    known, place = practice.before, practice.place
    for _, event in sorted(state.answers.items()):
        if event.item in place:
            known = ability.learn(known, practice.pool.bank, place[event.item], event.right)
    return known


def stop_of(state: State) -> Stop:
    """Say when a session stops: at its length, or once the ability is known well enough."""
    longest = state.started.longest or selection.Stop().longest
    return Stop(longest=longest, shortest=min(SHORTEST, longest))


def next_slot(practice: Practice, state: State) -> Slot | Ending:
    """Choose the next item, with the order of its options; or say why the session ends here."""
    known = known_now(practice, state)
    weakest = state.started.mode == "weakest"
    stop = stop_of(state)
    reason = stop.reason(len(state.answers), 1.0 if weakest else known.error)
    if reason:
        return reason
    place = practice.place
    given = [place[slot.item] for slot in state.slots if slot.item in place]
    pool = _weakest(practice, state) if weakest else practice.pool
    choice = selection.next_item(pool, known.mean, given, practice.open_items, practice.exposure.shown)
    if choice is None:
        return "no items left"
    item = practice.items[choice.item]
    return Slot(item.id, practice.areas[choice.area], True, 0, order_of(item, state.started.seed))


def _weakest(practice: Practice, state: State) -> selection.Pool:
    """Leave only the weakest area that still has an item which was not had in this session."""
    given = firsts(practice.earlier)
    for event in state.answers.values():
        given.setdefault(event.item, event)
    known = evidence(practice.bank, practice.outline, practice.find, given)
    had = {slot.item for slot in state.slots}
    fresh = {
        practice.areas[n] for item, n in zip(practice.items, practice.pool.area, strict=True) if item.id not in had
    }
    order = weakest_first(standings(practice.bank, practice.outline, known))
    weakest = next((one.area for one in order if one.area in fresh), None)
    shares = [float(area == weakest) for area in practice.areas]
    return selection.pool(practice.pool.bank, practice.pool.area, shares) if weakest else practice.pool


def order_of(item: Item, seed: int) -> tuple[str, ...]:
    """Draw the order in which an item's options are shown; regions and rising numbers keep theirs."""
    ids = tuple(option.id for option in item.options)
    if item.kind == "hotspot" or in_order(item):
        return ids
    shown = tuple(Chance(seed, f"order {item.id}").shuffled(ids))
    return shown[1:] + shown[:1] if item.kind == "ordering" and shown == item.key else shown
