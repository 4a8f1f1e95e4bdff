"""How a session came out."""

from collections.abc import Mapping
from datetime import timedelta

from lapel.exam.sessions import State
from lapel.model.value import Value

ZERO = timedelta(0)


class Tally(Value):
    """How many scored items there were, how many were answered, and how many right."""

    items: int
    answered: int
    right: int


class Outcome(Value):
    """How a session came out: scored items alone, in all and by area; the rest was tried out and does not count.

    ``seconds`` is the time on questions, by the clock where there is one; ``given_back`` that of pauses.
    """

    whole: Tally
    areas: Mapping[str, Tally]
    tried_out: int
    seconds: float
    given_back: float
    pauses: int


def outcome(state: State) -> Outcome:
    """Count how a session came out so far; in a mock exam an item without an answer is not right."""
    areas: dict[str, list[int]] = {}
    for place, slot in enumerate(state.slots):
        if slot.scored:
            areas.setdefault(slot.area, []).append(place)
    given = state.answers
    tallies = {
        area: Tally(
            len(places),
            sum(place in given for place in places),
            sum(given[place].right for place in places if place in given),
        )
        for area, places in areas.items()
    }
    whole = Tally(*(sum(getattr(one, name) for one in tallies.values()) for name in ("items", "answered", "right")))
    spent = state.ran if state.timed else sum(state.spent.values(), ZERO)
    return Outcome(
        whole,
        tallies,
        sum(not slot.scored for slot in state.slots),
        spent.total_seconds(),
        state.given_back.total_seconds(),
        state.pauses,
    )
