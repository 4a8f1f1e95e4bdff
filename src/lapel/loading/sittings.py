"""What a session asks: the form of a mock exam, and the next question of practice and review.

For a command and for a page alike. What is drawn follows from the session's seed, its events and the sessions before
it, so that it is the same before and after a crash; generated questions are among those written.
"""

from collections.abc import Callable
from datetime import datetime

from lapel.exam.forms import Form, Slot, make_form
from lapel.exam.library import Library
from lapel.exam.practice import next_slot, open_practice
from lapel.exam.reviewing import next_review
from lapel.exam.sessions import Ending, Shown, State
from lapel.loading.histories import History, Sitting
from lapel.model.exam import Outline

Draw = Callable[[State], Slot | Ending]
"""Draws the next question of a session that stands so, or says why it ends."""
ON_A_FORM, IN_PRACTICE = 1, 2
"""Generated questions of a kind among those that are drawn from."""


def new_form(library: Library, history: History, outline: Outline, length: str, seed: int) -> Form:
    """Draw a mock form; what this learner has seen is taken last. Raises `BankTooSmall`."""
    sessions = history.sessions().values()
    seen = {event.item for events in sessions for event in events if isinstance(event, Shown)}
    return make_form(library.with_generated(seed, ON_A_FORM), outline, length, seed, avoid=seen)


def practice_draw(library: Library, sitting: Sitting, outline: Outline) -> Draw:
    """Give what draws the questions of practice, or of the weakest area first. Raises ValueError where none fits."""
    bank = library.with_generated(sitting.state.started.seed, IN_PRACTICE)
    practice = open_practice(bank, outline, library.find, sitting.state, sitting.history.before(sitting.name))
    return lambda state: next_slot(practice, state)


def review_draw(library: Library, sitting: Sitting, now: Callable[[], datetime]) -> Draw:
    """Give what draws the questions of a review: those due, the longest due first; the area is their topic."""
    earlier = sitting.history.before(sitting.name)
    return lambda state: next_review(library, state, sitting.events, earlier, now=now())
