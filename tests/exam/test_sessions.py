"""Sessions as folds over events: parts, clock, breaks, pauses, crashes, what counts."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from exam_items import item
from hypothesis import given
from hypothesis import strategies as st

from lapel.exam import sessions
from lapel.exam.events import Answered, Entered, Event, Finished, Locked, Started
from lapel.exam.forms import Form, Slot
from lapel.exam.outcomes import outcome
from lapel.exam.sessions import NotNow, State, apply, arrears, break_left, replay, time_left
from lapel.model.exam import Item

START = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
ITEMS = {f"supplies-{n:03}": item(n) for n in range(1, 9)}
NAMES = list(ITEMS)
MINUTE, SECOND, MILLI = timedelta(minutes=1), timedelta(seconds=1), timedelta(milliseconds=1)
PART = 40 * MINUTE


def form(parts: int = 2, each: int = 2, *, locked: bool = True, breaks: int | None = 20) -> Form:
    """A form whose last item is tried out and does not count."""
    count = parts * each
    slots = tuple(Slot(NAMES[n], "ab"[n % 2], n < count - 1, n // each, tuple("abcd")) for n in range(count))
    return Form("an-exam", "an-exam-2024", "full", 1, slots, (2400,) * parts, locked, breaks)


class Played:
    """A session played by hand; every event it gives is put down."""

    def __init__(self, start: Started) -> None:
        self.events: list[Event] = [start]
        self.state = replay(self.events)

    def put(self, *events: Event) -> None:
        self.events += events
        for event in events:
            self.state = apply(self.state, event)

    def wait(self, at: datetime) -> tuple[Event, ...]:
        brought = arrears(self.state, at)
        self.put(*brought)
        return brought

    def answer(self, place: int, given: str, at: datetime) -> None:
        self.wait(at)
        wanted = ITEMS[self.state.slots[place].item]
        self.put(sessions.show(self.state, place, wanted, at=at))
        self.put(sessions.answer(self.state, wanted, (given,), at=at))


def begun(at: datetime = START, shape: Form | None = None) -> Played:
    played = Played(sessions.mock(shape or form(), at=at))
    played.put(sessions.enter(played.state, at=at))
    return played


def test_an_answer_in_the_last_millisecond_counts_and_one_at_the_end_does_not() -> None:
    played = begun()
    assert time_left(played.state, START + PART - MILLI) == MILLI
    played.answer(0, "a", START + PART - MILLI)
    assert not arrears(played.state, START + PART - MILLI)
    brought = played.wait(START + PART)
    assert brought == (Locked(segment=0, why="time", at=START + PART),)
    with pytest.raises(NotNow, match="No part is open"):
        played.answer(1, "a", START + PART)
    assert [event.place for event in played.events if isinstance(event, Answered)] == [0]


def test_a_part_is_closed_at_its_deadline_however_late_that_is_noticed() -> None:
    played = begun()
    brought = played.wait(START + 10 * PART)
    # 40 minutes, then 20 of break, then 40 more; nothing of it at the hour of looking.
    assert [(type(event), event.at - START) for event in brought] == [
        (Locked, 40 * MINUTE),
        (Entered, 60 * MINUTE),
        (Locked, 100 * MINUTE),
        (Finished, 100 * MINUTE),
    ]
    assert played.state.finished == "time"


def test_a_break_takes_of_all_breaks_and_the_next_part_begins_when_they_are_used_up() -> None:
    played = begun(shape=form(parts=3))
    played.put(sessions.leave(played.state, at=START + 10 * MINUTE))
    assert break_left(played.state, START + 15 * MINUTE) == 15 * MINUTE
    played.put(sessions.enter(played.state, at=START + 22 * MINUTE))  # 12 of 20 minutes used
    assert break_left(played.state, START + 22 * MINUTE) is None
    played.put(sessions.leave(played.state, at=START + 30 * MINUTE))
    assert break_left(played.state, START + 37 * MINUTE) == MINUTE
    assert played.wait(START + 38 * MINUTE) == (Entered(segment=2, at=START + 38 * MINUTE),)
    assert time_left(played.state, START + 38 * MINUTE) == PART


@pytest.mark.parametrize("breaks", [0, None])
def test_without_a_scheduled_break_the_next_part_begins_at_once(breaks: int | None) -> None:
    played = begun(shape=form(breaks=breaks))
    played.put(sessions.leave(played.state, at=START + MINUTE))
    assert played.wait(START + MINUTE) == (Entered(segment=1, at=START + MINUTE),)


def test_a_part_that_was_left_stays_closed() -> None:
    played = begun()
    played.put(sessions.leave(played.state, at=START + MINUTE))
    played.put(sessions.enter(played.state, at=START + 2 * MINUTE))
    for place in (0, 1):
        with pytest.raises(NotNow, match="another part"):
            sessions.show(played.state, place, ITEMS[NAMES[place]], at=START + 3 * MINUTE)
        with pytest.raises(NotNow, match="another part"):
            sessions.flag(played.state, place, True, at=START + 3 * MINUTE)


def test_unused_time_of_a_part_is_not_carried_over() -> None:
    played = begun()
    played.put(sessions.leave(played.state, at=START + MINUTE))
    played.put(sessions.enter(played.state, at=START + 2 * MINUTE))
    assert time_left(played.state, START + 2 * MINUTE) == PART


def test_a_mock_exam_counts_the_last_answer_and_practice_the_first() -> None:
    played = begun()
    played.answer(0, "b", START + SECOND)
    played.answer(0, "a", START + 2 * SECOND)
    assert played.state.answers[0].right
    practice = Played(sessions.practice("practice", "an-exam", "an-exam-2024", seed=1, longest=5, at=START))
    one = ITEMS[NAMES[0]]
    practice.put(sessions.show(practice.state, 0, one, area="a", options="abcd", at=START))
    practice.put(sessions.answer(practice.state, one, ("b",), at=START + SECOND))
    with pytest.raises(NotNow, match="answer was shown"):
        sessions.answer(practice.state, one, ("a",), at=START + 2 * SECOND)


def test_the_seconds_of_an_answer_are_those_on_the_screen_in_all_looks_without_pauses() -> None:
    played = begun()
    first, second = ITEMS[NAMES[0]], ITEMS[NAMES[1]]
    played.put(sessions.show(played.state, 0, first, at=START))
    played.put(sessions.show(played.state, 1, second, at=START + 10 * SECOND))  # 10 s on the first
    played.put(sessions.show(played.state, 0, first, at=START + 30 * SECOND))
    played.put(sessions.pause(played.state, at=START + 33 * SECOND))  # 3 s more
    played.put(sessions.come_back(played.state, at=START + MINUTE))
    played.put(sessions.answer(played.state, first, ("a",), at=START + MINUTE + 2 * SECOND))  # 2 s more
    assert played.state.answers[0].seconds == 15.0


def test_a_pause_gives_back_every_millisecond() -> None:
    played = begun()
    played.put(sessions.pause(played.state, at=START + 39 * MINUTE))
    assert time_left(played.state, START + 99 * MINUTE) == MINUTE
    assert not arrears(played.state, START + 99 * MINUTE)
    with pytest.raises(NotNow, match="clock stands"):
        sessions.show(played.state, 0, ITEMS[NAMES[0]], at=START + 99 * MINUTE)
    back = START + 99 * MINUTE + 123 * MILLI
    played.put(sessions.come_back(played.state, at=back))
    assert time_left(played.state, back) == MINUTE
    assert outcome(played.state).given_back == 3600.123


def test_after_a_crash_the_clock_stands_where_it_was_when_something_was_last_kept() -> None:
    played = begun()
    played.answer(0, "a", START + 7 * MINUTE)
    crashed = replay(played.events)  # nothing but the events is left
    later = START + 5 * 60 * MINUTE
    assert crashed == played.state
    after = apply(crashed, sessions.come_back(crashed, at=later))
    assert time_left(after, later) == 33 * MINUTE
    assert after.answers[0].right


def test_who_wants_the_clock_to_have_run_through_a_crash_has_it_so() -> None:
    played = begun()
    played.answer(0, "a", START + 7 * MINUTE)
    crashed = replay(played.events)
    assert time_left(crashed, START + 9 * MINUTE) == 31 * MINUTE
    assert not arrears(crashed, START + 9 * MINUTE)


def test_midnight_is_a_moment_like_any_other() -> None:
    late = datetime(2026, 12, 31, 23, 50, tzinfo=ZoneInfo("America/New_York"))
    played = begun(late)
    assert time_left(played.state, late + 10 * MINUTE) == 30 * MINUTE
    assert time_left(played.state, datetime(2027, 1, 1, 0, 29, 59, tzinfo=ZoneInfo("America/New_York"))) == SECOND


@pytest.mark.parametrize(
    ("before", "after"),
    [
        # 1:30 summer time, and 1:10 standard time on the same night: 40 minutes went by, not minus 20.
        (datetime(2026, 11, 1, 1, 30), datetime(2026, 11, 1, 1, 10, fold=1)),
        # 1:30 standard time, and 3:10 summer time: 40 minutes went by, not 100.
        (datetime(2027, 3, 14, 1, 30), datetime(2027, 3, 14, 3, 10)),
    ],
)
def test_daylight_saving_takes_and_gives_no_time(before: datetime, after: datetime) -> None:
    zone = ZoneInfo("America/New_York")
    played = begun(before.replace(tzinfo=zone))
    end = after.replace(tzinfo=zone)
    assert time_left(played.state, end.astimezone(UTC) - SECOND) == SECOND
    assert [type(event) for event in played.wait(end.astimezone(UTC))] == [Locked]


def test_a_clock_that_is_set_back_gives_no_time_and_breaks_nothing() -> None:
    played = begun()
    played.answer(0, "a", START + 10 * MINUTE)
    assert time_left(played.state, START - PART) == 30 * MINUTE
    played.answer(1, "a", START - PART)
    assert played.state.answers[1].at == START + 10 * MINUTE
    assert played.state.answers[1].seconds == 0


def test_an_instant_without_a_time_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="without a time zone"):
        sessions.mock(form(), at=datetime(2026, 11, 22, 8, 0))


def test_items_that_are_tried_out_do_not_count_and_open_ones_are_not_right() -> None:
    played = begun()
    played.answer(0, "a", START)
    played.answer(1, "b", START)
    played.put(sessions.leave(played.state, at=START))
    played.put(sessions.enter(played.state, at=START))
    played.answer(3, "a", START)  # right, and not scored
    played.put(sessions.leave(played.state, at=START))
    played.wait(START)
    found = outcome(played.state)
    assert played.state.finished == "done"
    assert (found.whole.items, found.whole.answered, found.whole.right, found.tried_out) == (3, 2, 1, 1)
    assert {area: tally.right for area, tally in found.areas.items()} == {"a": 1, "b": 0}


def test_nothing_is_done_in_a_session_that_is_over() -> None:
    played = begun()
    played.put(sessions.finish(played.state, "left", at=START))
    acts: Sequence[Callable[[State], object]] = (
        lambda state: sessions.enter(state, at=START),
        lambda state: sessions.pause(state, at=START),
        lambda state: sessions.come_back(state, at=START),
        lambda state: sessions.leave(state, at=START),
        lambda state: sessions.show(state, 0, ITEMS[NAMES[0]], at=START),
    )
    for act in acts:
        with pytest.raises(NotNow, match="is over"):
            act(played.state)
    assert not arrears(played.state, START + 10 * PART)


steps = st.lists(
    st.tuples(
        st.sampled_from(["show", "answer", "flag", "leave", "enter", "pause", "back", "crash", "wait"]),
        st.integers(0, 3),
        st.integers(0, 2_000_000),
    ),
    max_size=40,
)


def act(state: State, what: str, place: int, at: datetime) -> Event | None:
    """Try one act; None where it cannot be done."""
    one: Item = ITEMS[NAMES[place]]
    try:
        match what:
            case "show":
                return sessions.show(state, place, one, at=at)
            case "answer":
                return sessions.answer(state, ITEMS[NAMES[state.place or 0]], ("a",), at=at)
            case "flag":
                return sessions.flag(state, place, True, at=at)
            case "leave":
                return sessions.leave(state, at=at)
            case "enter":
                return sessions.enter(state, at=at)
            case "pause":
                return sessions.pause(state, at=at)
            case "back" if state.paused:
                return sessions.come_back(state, at=at)
            case "crash":
                return sessions.come_back(state, at=at)
    except NotNow:
        pass
    return None


@given(steps)
def test_no_way_through_a_mock_exam_loses_an_answer_or_a_second(steps: list[tuple[str, int, int]]) -> None:
    """Whatever is done, and wherever it crashes: the fold is the session, and its time is parts, breaks and pauses."""
    played, at, answered = begun(), START, {}
    for what, place, gap in steps:
        at += timedelta(milliseconds=gap)
        if what != "crash":
            played.wait(at)
        event = act(played.state, what, place, at)
        if event is not None:
            played.put(event)
        if isinstance(event, Answered):
            answered[event.place] = event
        state = played.state
        assert replay(played.events) == state
        stands = state.last - state.paused if state.paused else timedelta(0)
        here = state.paused or state.last
        running = state.ran + (here - state.entered if state.entered else timedelta(0))
        resting = state.rested + (here - state.left if state.left else timedelta(0))
        assert state.last - START == running + resting + state.given_back + stands
        assert running <= 2 * PART
        assert resting <= 20 * MINUTE
    assert played.state.answers == answered


@given(steps)
def test_time_brings_the_same_however_often_it_is_looked_at(steps: list[tuple[str, int, int]]) -> None:
    often, once, at = begun(), begun(), START
    for _, _, gap in steps:
        at += timedelta(milliseconds=gap)
        often.wait(at)
    once.wait(at)
    assert often.events == once.events
