"""Sessions of practice: where one stands, as a fold over its events (`lapel.exam.events`), and what can be done then.

For a page or a command: `started` begins (`mock` from a form, `practice` from nothing), `replay` folds the events kept,
`arrears` gives what the clock alone has brought since, and `show`, `answer`, `flag`, `leave`, `enter`, `pause`,
`come_back` and `finish` give the event of what a person does, or raise `NotNow` in words for that person. Whoever
calls keeps every event before going on (`lapel.loading.histories.Sitting` does all of this). Nothing else is kept: a
session after a crash is its events folded again.

Times are instants in UTC, so that neither midnight nor daylight saving is anywhere in the arithmetic. The clock of a
segment is the time since it was opened, but for the pauses; it stands in no variable that a crash could lose.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from lapel.exam.events import (
    Answered,
    Ending,
    Entered,
    Event,
    Finished,
    Flagged,
    Locked,
    Mode,
    Paused,
    Resumed,
    Shown,
    Started,
    Why,
)
from lapel.exam.forms import Form, Slot
from lapel.exam.marking import is_right
from lapel.model.exam import Item
from lapel.model.value import Value, replace

NOTHING: Mapping[int, Any] = {}
ZERO = timedelta(0)


class NotNow(ValueError):
    """What a person wants cannot be done as the session stands; the message says why, and what to do."""


# Where a session stands


class State(Value):
    """Where a session stands after some events.

    ``place`` is that of the item on the screen. ``entered`` is when the clock of the open ``segment`` began and
    ``left`` when the break did, both moved on by every pause; one of them is None. ``closed`` is how the last segment
    ended. ``given_back`` is the time of all pauses, ``ran`` that of the clock in the segments closed, and ``spent`` the
    time on each place but for the last look.
    """

    started: Started
    slots: tuple[Slot, ...]
    last: datetime
    events: int = 1
    answers: Mapping[int, Answered] = NOTHING
    flags: frozenset[int] = frozenset()
    place: int | None = None
    shown: datetime | None = None
    spent: Mapping[int, timedelta] = NOTHING
    segment: int = 0
    entered: datetime | None = None
    left: datetime | None = None
    closed: Why | None = None
    rested: timedelta = ZERO
    paused: datetime | None = None
    pauses: int = 0
    given_back: timedelta = ZERO
    ran: timedelta = ZERO
    finished: Ending | None = None

    @property
    def mock(self) -> bool:
        """Whether it is a mock exam, where nothing is told before the end."""
        return self.started.mode == "mock"

    @property
    def timed(self) -> bool:
        """Whether a clock runs."""
        return any(self.started.seconds)

    @property
    def segments(self) -> int:
        """How many segments there are."""
        return max(1, len(self.started.seconds))

    def places(self, segment: int | None = None) -> tuple[int, ...]:
        """List the places of a segment; of the one that is open, if none is named."""
        wanted = self.segment if segment is None else segment
        return tuple(i for i, slot in enumerate(self.slots) if slot.segment == wanted)

    @property
    def unanswered(self) -> tuple[int, ...]:
        """The places of the segment that have no answer."""
        return tuple(place for place in self.places() if place not in self.answers)


def replay(events: Iterable[Event]) -> State:
    """Fold the events of one session; raises ValueError where the first of them is no start."""
    first, *rest = events
    if not isinstance(first, Started):
        raise ValueError(f"found {first!r}, expected the start of a session")
    state = State(first, first.slots, first.at)
    for event in rest:
        state = apply(state, event)
    return state


def apply(state: State, event: Event) -> State:
    """Give where a session stands after one more event. A clock set back does not take time back."""
    event = replace(event, at=max(event.at, state.last))
    after = replace(_applied(state, event), last=event.at, events=state.events + 1)
    return after


def _applied(state: State, event: Event) -> State:
    match event:
        case Entered():
            rested = state.rested + (event.at - state.left if state.left else ZERO)
            return replace(state, segment=event.segment, entered=event.at, left=None, rested=rested)
        case Shown():
            slots = state.slots
            if event.place == len(slots):
                slots = (*slots, Slot(event.item, event.area, True, state.segment, event.options))
            return replace(_looked_away(state, event.at), slots=slots, place=event.place, shown=event.at)
        case Answered():
            return replace(state, answers={**state.answers, event.place: event})
        case Flagged():
            return replace(state, flags=state.flags | {event.place} if event.on else state.flags - {event.place})
        case Locked():
            away = replace(_stopped(state, event.at), left=event.at)
            return replace(away, segment=event.segment + 1, closed=event.why)
        case Paused():
            return replace(state, paused=event.at)
        case Resumed():
            return _resumed(state, event)
        case Finished():
            return replace(_stopped(state, event.at), left=None, paused=None, finished=event.why)
    raise ValueError(f"found {event!r}, expected an event of a session that goes on")


def _looked_away(state: State, at: datetime) -> State:
    if state.place is None or state.shown is None:
        return state
    spent = state.spent.get(state.place, ZERO) + (at - state.shown)
    return replace(state, spent={**state.spent, state.place: spent})


def _stopped(state: State, at: datetime) -> State:
    at = state.paused or at
    ran = state.ran + (at - state.entered if state.entered else ZERO)
    return replace(_looked_away(state, at), place=None, shown=None, entered=None, ran=ran)


def _resumed(state: State, event: Resumed) -> State:
    gap = max(ZERO, event.at - event.since)
    later = {name: at + gap for name in ("entered", "left", "shown") if (at := getattr(state, name)) is not None}
    return replace(state, paused=None, pauses=state.pauses + 1, given_back=state.given_back + gap, **later)


# The clock


def time_left(state: State, now: datetime) -> timedelta | None:
    """Give the time that the open segment has left, 0 at least; None where no clock runs, as in a break."""
    if not state.timed or state.entered is None:
        return None
    return max(ZERO, _deadline(state, state.entered) - _clock(state, now))


def break_left(state: State, now: datetime) -> timedelta | None:
    """Give the time that is left of all breaks, 0 at least; None where there is no break now."""
    if state.left is None or state.finished:
        return None
    return max(ZERO, state.left + _rest(state) - _clock(state, now))


def _clock(state: State, now: datetime) -> datetime:
    return state.paused or max(now, state.last)


def _deadline(state: State, entered: datetime) -> datetime:
    return entered + timedelta(seconds=state.started.seconds[state.segment])


def _rest(state: State) -> timedelta:
    return timedelta(minutes=state.started.breaks or 0) - state.rested


def arrears(state: State, now: datetime) -> tuple[Event, ...]:
    """Give the events that time alone has brought by now: segments whose time is up, breaks that are over.

    Each bears the instant at which it was due, not that at which it is noticed. While the clock stands there are none.
    """
    found: list[Event] = []
    while event := _due(state, now):
        found.append(event)
        state = apply(state, event)
    return tuple(found)


def _due(state: State, now: datetime) -> Event | None:
    if state.finished or state.paused or not state.timed:
        return None
    if state.entered is not None:
        due = _deadline(state, state.entered)
        return Locked(segment=state.segment, why="time", at=due) if due <= now else None
    if state.left is None:
        return None
    if state.segment >= state.segments:
        return Finished(why="time" if state.closed == "time" else "done", at=state.left)
    due = state.left + _rest(state)
    return Entered(segment=state.segment, at=due) if due <= now else None


# What a person does


def mock(form: Form, *, at: datetime) -> Started:
    """Begin a mock exam; its first segment is entered by `enter`."""
    return Started(
        mode="mock",
        exam=form.exam,
        outline=form.outline,
        seed=form.seed,
        length=form.length,
        slots=form.slots,
        seconds=form.seconds,
        locked=form.locked,
        breaks=form.breaks,
        at=_utc(at),
    )


def practice(mode: Mode, exam: str, outline: str, *, seed: int, longest: int, focus: str = "", at: datetime) -> Started:
    """Begin a session without a clock, whose items are drawn as it goes; at most ``longest`` of them, 0: no end."""
    return Started(mode=mode, exam=exam, outline=outline, seed=seed, longest=longest, focus=focus, at=_utc(at))


def enter(state: State, *, at: datetime) -> Entered:
    """Open the segment that is next, and end a break."""
    _going(state)
    if state.entered is not None:
        raise NotNow("This part is open already.")
    return Entered(segment=state.segment, at=_moment(state, at))


def show(state: State, place: int, item: Item, *, area: str = "", options: Sequence[str] = (), at: datetime) -> Shown:
    """Bring the item of a place on the screen; the place after the last one is a new one, with its area and options."""
    _running(state)
    if place == len(state.slots) and not state.mock:
        return Shown(
            place=place, item=item.id, version=item.version, area=area, options=tuple(options), at=_moment(state, at)
        )
    slot = _slot(state, place)
    return Shown(
        place=place, item=item.id, version=item.version, area=slot.area, options=slot.options, at=_moment(state, at)
    )


def answer(state: State, item: Item, given: Sequence[str], *, at: datetime) -> Answered:
    """Answer the item on the screen; in a mock exam the last answer counts, elsewhere the first."""
    _running(state)
    if state.place is None or state.shown is None:
        raise NotNow("No question is on the screen. Open one first.")
    slot = _slot(state, state.place)
    if slot.item != item.id:
        raise NotNow(f"The question on the screen is {slot.item}, not {item.id}. Load it again.")
    if not state.mock and state.place in state.answers:
        raise NotNow("This question is answered, and its answer was shown. Go to the next one.")
    moment = _moment(state, at)
    spent = state.spent.get(state.place, ZERO) + max(ZERO, moment - state.shown)
    return Answered(
        place=state.place,
        item=item.id,
        version=item.version,
        area=slot.area,
        given=tuple(given),
        right=is_right(item, given),
        seconds=round(spent.total_seconds(), 3),
        scored=slot.scored,
        at=moment,
    )


def flag(state: State, place: int, on: bool, *, at: datetime) -> Flagged:
    """Mark a place of the open segment to come back to, or take the mark off."""
    _running(state)
    _slot(state, place)
    return Flagged(place=place, on=on, at=_moment(state, at))


def leave(state: State, *, at: datetime) -> Locked | Finished:
    """Close the open segment for good; the session ends with the last one, and anywhere without segments."""
    _running(state)
    if not state.timed:
        return Finished(why="done", at=_moment(state, at))
    return Locked(segment=state.segment, why="left", at=_moment(state, at))


def pause(state: State, *, at: datetime) -> Paused:
    """Stop the clock. A real exam has no such thing, and a result says how long it stood."""
    _open(state)
    if state.paused:
        raise NotNow("The clock stands already.")
    return Paused(at=_moment(state, at))


def come_back(state: State, *, at: datetime) -> Resumed:
    """Go on after a pause, or after a crash: the time since the last event is given back.

    Whoever wants the clock to have run on, as on the day of the exam, calls `arrears` instead.
    """
    _open(state)
    return Resumed(since=state.paused or state.last, at=_moment(state, at))


def finish(state: State, why: Ending, *, at: datetime) -> Finished:
    """End the session."""
    _open(state)
    return Finished(why=why, at=_moment(state, at))


def _utc(at: datetime) -> datetime:
    if at.tzinfo is None:
        raise ValueError(f"found {at} without a time zone, expected an instant")
    return at.astimezone(UTC).replace(microsecond=at.microsecond // 1000 * 1000)


def _moment(state: State, at: datetime) -> datetime:
    """Give the instant to note: a clock that was set back stands until it has caught up."""
    return max(_utc(at), state.last)


def _open(state: State) -> None:
    if state.finished:
        raise NotNow("This session is over. Its answers are kept.")


def _going(state: State) -> None:
    _open(state)
    if state.paused:
        raise NotNow("The clock stands. Take the session up again first.")


def _running(state: State) -> None:
    _going(state)
    if state.timed and state.entered is None:
        raise NotNow("No part is open. Begin the next part first.")


def _slot(state: State, place: int) -> Slot:
    if not 0 <= place < len(state.slots):
        raise NotNow(f"Found question {place + 1}, expected one of 1 to {len(state.slots)}.")
    slot = state.slots[place]
    if state.mock and slot.segment != state.segment:
        raise NotNow(f"Question {place + 1} is in another part. A part that was left stays closed.")
    return slot
