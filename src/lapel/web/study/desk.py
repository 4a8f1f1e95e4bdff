"""The questions, and which of them comes next."""

from datetime import datetime
from functools import lru_cache
from secrets import randbits

from django.utils import timezone

from lapel.exam.events import Mode
from lapel.exam.forms import Slot
from lapel.exam.library import Library
from lapel.loading import sittings
from lapel.loading.compiled import load_materials
from lapel.loading.histories import History, Sitting
from lapel.loading.questions import load_questions
from lapel.model.exam import Bank, Item, Outline
from lapel.web.records.mine import today


@lru_cache(maxsize=1)
def library() -> Library:
    """Give the questions, read once by each process."""
    return Library(load_questions(), load_materials())


def bank() -> Bank:
    """Give the written questions."""
    return library().bank


def now() -> datetime:
    """Give this instant; the site's clock is the only one."""
    return timezone.now()


def outline_of(exam: str, name: str = "") -> Outline | None:
    """Give the outline of an exam in force, or the one named; None where there is none."""
    return bank().outline(exam, on=today(), named=name)


def begin_mock(held: History, outline: Outline, length: str) -> Sitting:
    """Begin a mock exam."""
    return sittings.begin_mock(library(), held, outline, length, seed=randbits(48), at=now())


def begin_practice(held: History, mode: Mode, outline: Outline, longest: int, focus: str) -> Sitting:
    """Begin adaptive practice, or weakest first."""
    return sittings.begin_practice(held, mode, outline, seed=randbits(48), longest=longest, focus=focus, at=now())


def begin_review(held: History, longest: int) -> Sitting:
    """Begin going over what was missed."""
    return sittings.begin_review(held, seed=randbits(48), longest=longest, at=now())


def turn(sitting: Sitting) -> None:
    """Draw the next question and show it, or end the session."""
    started = sitting.state.started
    draw = sittings.draw_of(library(), sitting, outline_of(started.exam, started.outline), now)
    slot = draw(sitting.state)
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
