"""What a session asks: how each way to study begins, and its next question.

For a command and for a page alike. What is drawn follows from the session's seed, its events and the sessions before
it, so that it is the same before and after a crash; generated questions are among those written.
"""

from collections.abc import Callable
from datetime import datetime

from lapel.exam import sessions
from lapel.exam.events import Ending, Mode
from lapel.exam.forms import Slot, make_form
from lapel.exam.library import Library
from lapel.exam.practice import next_slot, open_practice, times_shown
from lapel.exam.queue import Card, cards
from lapel.exam.reviewing import next_review
from lapel.exam.sessions import State
from lapel.loading.histories import History, Sitting
from lapel.model.exam import Outline

Draw = Callable[[State], Slot | Ending]
"""Draws the next question of a session that stands so, or says why it ends."""
ON_A_FORM, IN_PRACTICE = 1, 2
"""Generated questions of a kind among those that are drawn from."""


def begin_mock(
    library: Library, history: History, outline: Outline, length: str, *, seed: int, at: datetime
) -> Sitting:
    """Draw a mock form and begin; what this learner has seen in the fewest sessions is taken. Raises `BankTooSmall`."""
    seen = times_shown(history.sessions())
    form = make_form(library.with_generated(seed, ON_A_FORM), outline, length, seed, seen=seen)
    return history.begin(sessions.mock(form, at=at))


def begin_practice(
    history: History, mode: Mode, outline: Outline, *, seed: int, longest: int, focus: str, at: datetime
) -> Sitting:
    """Begin adaptive practice, or weakest first."""
    started = sessions.practice(mode, outline.exam, outline.id, seed=seed, longest=longest, focus=focus, at=at)
    return history.begin(started)


def begin_review(history: History, *, seed: int, longest: int, at: datetime) -> Sitting:
    """Begin to go over what was missed."""
    return history.begin(sessions.practice("review", "", "", seed=seed, longest=longest, at=at))


def draw_of(library: Library, sitting: Sitting, outline: Outline | None, now: Callable[[], datetime]) -> Draw:
    """Give what draws the questions of a session without a clock.

    Of a review: those due at the instant ``now`` gives, the longest due first; the area is their topic. Raises
    ValueError where the bank has no question for practice of this outline.
    """
    started, earlier = sitting.state.started, sitting.history.before(sitting.name)
    if started.mode == "review":
        return lambda state: next_review(library, state, sitting.events, earlier, now=now())
    if outline is None:
        return lambda state: "no items left"
    bank = library.with_generated(started.seed, IN_PRACTICE)
    practice = open_practice(bank, outline, library.find, sitting.state, earlier, library.stands_for)
    return lambda state: next_slot(practice, state)


def queue_of(library: Library, history: History) -> list[Card]:
    """Give the queue of what was missed, across all ways to study."""
    return cards(history.sessions(), library.stands_for)
