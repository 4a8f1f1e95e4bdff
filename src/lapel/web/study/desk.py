"""The questions, and which of them comes next."""

from datetime import datetime
from functools import lru_cache
from secrets import randbits

from django.utils import timezone

from lapel.exam.forms import Slot, make_form
from lapel.exam.library import Library
from lapel.exam.practice import next_slot, open_practice
from lapel.exam.reviewing import next_review
from lapel.exam.sessions import Ending, Mode, Shown, mock, practice
from lapel.loading.compiled import load_exams, load_materials
from lapel.loading.histories import History, Sitting
from lapel.model.exam import Bank, Item, Outline
from lapel.web.records.mine import today

IN_PRACTICE, IN_A_FORM = 2, 1
"""Generated questions of a kind among those that a session, or a form, is drawn from."""


@lru_cache(maxsize=1)
def library() -> Library:
    """Give the questions, read once by each process."""
    return Library(load_exams(), load_materials())


def bank() -> Bank:
    """Give the written questions."""
    return library().bank


def now() -> datetime:
    """Give this instant; the site's clock is the only one."""
    return timezone.now()


def outline_of(exam: str, name: str = "") -> Outline | None:
    """Give the outline of an exam in force, or the one named; None where there is none."""
    known = bank().exams.get(exam)
    named = (outline for outline in known.outlines if outline.id == name) if known else iter(())
    return next(named, None) or bank().outline(exam, on=today())


def begin_mock(held: History, outline: Outline, length: str) -> Sitting:
    """Draw a form of questions that were rather not seen yet, and begin."""
    seed = randbits(48)
    seen = {event.item for events in held.sessions().values() for event in events if isinstance(event, Shown)}
    form = make_form(library().with_generated(seed, IN_A_FORM), outline, length, seed, avoid=seen)
    return held.begin(mock(form, at=now()))


def begin_practice(held: History, mode: Mode, outline: Outline, longest: int, focus: str) -> Sitting:
    """Begin adaptive practice, or weakest first."""
    seed = randbits(48)
    return held.begin(practice(mode, outline.exam, outline.id, seed=seed, longest=longest, focus=focus, at=now()))


def begin_review(held: History, longest: int) -> Sitting:
    """Begin going over what was missed."""
    return held.begin(practice("review", "", "", seed=randbits(48), longest=longest, at=now()))


def draw(sitting: Sitting) -> Slot | Ending:
    """Choose the next question of a session without a clock; or say why it ends here."""
    state, earlier = sitting.state, sitting.history.before(sitting.name)
    if state.started.mode == "review":
        return next_review(library(), state, sitting.events, earlier, now=now())
    outline = outline_of(state.started.exam, state.started.outline)
    if outline is None:
        return "no items left"
    drawn_from = library().with_generated(state.started.seed, IN_PRACTICE)
    return next_slot(open_practice(drawn_from, outline, library().find, state, earlier), state)


def turn(sitting: Sitting) -> None:
    """Draw the next question and show it, or end the session."""
    slot = draw(sitting)
    if not isinstance(slot, Slot):
        sitting.finish(slot, at=now())
        return
    item = library().find(slot.item)
    if item is not None:
        sitting.show(len(sitting.state.slots), item, area=slot.area, options=slot.options, at=now())


def item_at(sitting: Sitting, place: int) -> Item | None:
    """Give the question of a place; None where the bank no longer has it."""
    slots = sitting.state.slots
    return library().find(slots[place].item) if 0 <= place < len(slots) else None
