"""What happens in a session of practice, each thing with its instant in UTC; nothing else is kept of a session."""

from collections.abc import Mapping
from datetime import datetime
from typing import Literal

from lapel.exam.forms import Slot
from lapel.model.value import Value

Mode = Literal["mock", "practice", "weakest", "review"]
Why = Literal["left", "time"]
Ending = Literal["done", "time", "left", "precise", "long enough", "no items left"]


class Event(Value):
    """Something that happened, at an instant in UTC."""

    at: datetime


class Started(Event):
    """A session began. A mock form is kept whole; ``seconds`` of its segments, ``breaks`` in minutes together.

    ``focus`` is the area that practice keeps to, if any.
    """

    mode: Mode
    exam: str
    outline: str
    seed: int
    length: str = ""
    slots: tuple[Slot, ...] = ()
    seconds: tuple[int, ...] = ()
    locked: bool = False
    breaks: int | None = 0
    longest: int = 0
    focus: str = ""


class Entered(Event):
    """A segment was opened: its clock runs from here, and a break before it ends."""

    segment: int


class Shown(Event):
    """An item came on the screen at a place of the session; in practice the place is new, and is drawn by this."""

    place: int
    item: str
    version: int
    area: str
    options: tuple[str, ...] = ()


class Answered(Event):
    """An item was answered: with ids of options or a number, after ``seconds`` on the screen; an old answer goes."""

    place: int
    item: str
    version: int
    area: str
    given: tuple[str, ...]
    right: bool
    seconds: float
    scored: bool = True


class Flagged(Event):
    """An item was marked to come back to, or the mark was taken off."""

    place: int
    on: bool


class Locked(Event):
    """A segment was closed: left, or its time was up. What time it has left is lost; a break begins."""

    segment: int
    why: Why


class Paused(Event):
    """The clock was stopped."""


class Resumed(Event):
    """The clock goes on. The time since ``since`` is given back: a pause, or a crash since the event before it."""

    since: datetime


class Finished(Event):
    """The session ended."""

    why: Ending


KINDS: Mapping[str, type[Event]] = {
    "started": Started,
    "entered": Entered,
    "shown": Shown,
    "answered": Answered,
    "flagged": Flagged,
    "locked": Locked,
    "paused": Paused,
    "resumed": Resumed,
    "finished": Finished,
}
"""The kinds of events by the names under which they are kept."""
