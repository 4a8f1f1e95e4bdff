"""Review: which of the questions that were missed comes next."""

from collections.abc import Sequence
from datetime import datetime

from lapel.exam.events import Ending, Event
from lapel.exam.evidence import Sessions
from lapel.exam.forms import Slot
from lapel.exam.library import Library
from lapel.exam.practice import order_of
from lapel.exam.queue import cards, to_review
from lapel.exam.sessions import State


def next_review(
    library: Library, state: State, events: Sequence[Event], earlier: Sessions, *, now: datetime
) -> Slot | Ending:
    """Choose what is due, the longest due first, with the order of its options; or say why the session ends here.

    ``events`` are those of this session, ``earlier`` the sessions that began before it.
    """
    if len(state.answers) >= state.started.longest:
        return "long enough"
    had = {library.stands_for(slot.item) for slot in state.slots}
    seed = state.started.seed + len(state.slots)
    queue = cards({**earlier, "this one": events}, library.stands_for)
    for card in to_review(queue, now=now, had=had):
        item = library.again(card.item, seed)
        if item:
            return Slot(item.id, item.topic, True, 0, order_of(item, seed))
    return "no items left"
