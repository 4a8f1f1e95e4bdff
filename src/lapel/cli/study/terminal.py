"""Sessions at the terminal: a question a screen, answers typed, the result at the end.

Screens go to standard output, or to standard error where the result is printed as JSON. Lines are read from standard
input, from a person or a pipe; at its end a session is left as by ``q``.
"""

import os
import select
import sys
from argparse import Namespace
from collections.abc import Sequence
from datetime import timedelta
from shlex import quote

from lapel.cli.common import program, width
from lapel.cli.study.common import print_json
from lapel.cli.study.desk import Desk, now
from lapel.exam.forms import Slot
from lapel.exam.marking import Misread, read_answer
from lapel.exam.outcomes import outcome
from lapel.exam.sessions import NotNow, State, break_left, time_left
from lapel.loading.histories import Sitting, Unreadable
from lapel.loading.sittings import Draw
from lapel.model.exam import Item, Outline
from lapel.reports import study_text as text

CLEAR = "\x1b[2J\x1b[H"
LEAVE = ("q", "quit")


class Left(Exception):
    """The person stopped, or there is nothing more to read."""


class TimeUp(Exception):
    """The time ran out while an answer was waited for."""


class Screen:
    """Where a session is shown and typed."""

    def __init__(self, *, json: bool) -> None:
        self.out = sys.stderr if json else sys.stdout
        self.width = width()

    def say(self, written: str) -> None:
        """Show text."""
        print(written, end="" if written.endswith("\n") else "\n", file=self.out, flush=True)

    def clear(self) -> None:
        """Begin a new screen; where there is no terminal, an empty line."""
        print(CLEAR if self.out.isatty() else "", end="" if self.out.isatty() else "\n", file=self.out, flush=True)

    def ask(self, prompt: str, left: timedelta | None = None) -> str:
        """Read a line; raises Left at the end of input, and TimeUp where a person takes longer than is left."""
        print(prompt, end="", file=self.out, flush=True)
        if left is not None and sys.stdin.isatty() and os.name == "posix":
            ready, _, _ = select.select([sys.stdin], [], [], left.total_seconds())
            if not ready:
                raise TimeUp
        try:
            line = sys.stdin.readline()
        except KeyboardInterrupt:
            raise Left from None
        if not line:
            raise Left
        if not sys.stdin.isatty():
            print(file=self.out)
        return line.strip()


def play(desk: Desk, sitting: Sitting, outline: Outline | None, args: Namespace, draw: Draw | None = None) -> int:
    """Go on with a session until it is over or left; then say how it came out."""
    screen = Screen(json=args.json)
    try:
        if sitting.state.mock:
            _mock(desk, sitting, screen)
        else:
            assert draw is not None
            _practice(desk, sitting, screen, draw)
    except (Left, KeyboardInterrupt):
        _leave(sitting, screen)
    return show_result(desk, sitting, outline, args)


def _leave(sitting: Sitting, screen: Screen) -> None:
    if not sitting.state.finished and sitting.state.timed and not sitting.state.paused:
        sitting.catch_up(at=now())
        if not sitting.state.finished:
            sitting.pause(at=now())
    if not sitting.state.finished:
        whose = "" if sitting.history.learner == "me" else f" --learner {quote(sitting.history.learner)}"
        screen.say(f"\nEvery answer is kept. To go on from here:\n    {program()} study resume{whose}\n")


def show_result(desk: Desk, sitting: Sitting, outline: Outline | None, args: Namespace) -> int:
    """Say how a session came out; of a mock exam nothing before its end."""
    state = sitting.state
    if args.json:
        from lapel.reports.study_json import session_data

        print_json(session_data(desk.bank, sitting.name, state))
        return 0
    if state.mock and not state.finished:
        return 0
    lines = _estimate(desk, outline, state)
    if state.answers:
        shown = text.result_text(desk.bank, outline, state, outcome(state), lines, program=program(), width=width())
        print(f"\n{shown}", end="")
    elif state.finished:
        print(f"\n{text.ENDINGS[state.finished]}".rstrip())
    return 0


def _estimate(desk: Desk, outline: Outline | None, state: State) -> Sequence[str]:
    """Say what the answers so far tell of another form; nothing but after a mock exam."""
    if not state.mock or outline is None:
        return ()
    from lapel.exam.foretell import foretell
    from lapel.reports.readiness_text import estimate_lines

    found = foretell(desk.bank, outline, desk.find, desk.history.sessions())
    return estimate_lines(found)


# Practice


def _practice(desk: Desk, sitting: Sitting, screen: Screen, draw: Draw) -> None:
    while not sitting.state.finished:
        state = sitting.state
        at_hand = state.place is not None and state.place not in state.answers
        slot = state.slots[state.place] if at_hand and state.place is not None else draw(state)
        if not isinstance(slot, Slot):
            sitting.finish(slot, at=now())
            return
        item = _item(desk, slot)
        if not at_hand:
            sitting.show(len(state.slots), item, area=slot.area, options=slot.options, at=now())
        screen.clear()
        screen.say(_practice_screen(desk, sitting.state, item, slot, screen))
        given = _given(screen, item, slot)
        right = sitting.answer(item, given, at=now())
        screen.say(text.feedback_text(item, slot.options, given, right, width=screen.width))
        if screen.out.isatty() and sys.stdin.isatty() and screen.ask("\nEnter: go on; q: stop. ").lower() in LEAVE:
            raise Left


def _practice_screen(desk: Desk, state: State, item: Item, slot: Slot, screen: Screen) -> str:
    done = len(state.answers)
    right = sum(one.right for one in state.answers.values())
    of = f" of {state.started.longest}" if state.started.longest else ""
    so_far = f" · {right} of {done} right" if done else ""
    head = f"{text.title_words(desk.bank, state)} · question {done + 1}{of}{so_far}"
    words = _picture(desk, item)
    return text.screen_text(desk.bank, item, slot.options, head=head, picture=words, width=screen.width)


def _picture(desk: Desk, item: Item) -> str:
    """Tell in words what a question's picture shows."""
    made = desk.library.made(item.id) if item.id not in desk.bank.items else None
    if not item.picture and (made is None or made.drawing is None):
        return ""
    from lapel.reports.pictures.exam import picture_of

    found = picture_of(item, made.drawing if made else None)
    return f"Picture, in words: {found.words}" if found else ""


def _given(screen: Screen, item: Item, slot: Slot) -> tuple[str, ...]:
    while True:
        typed = screen.ask(text.prompt_words(item, slot.options, mock=False))
        if typed.lower() in LEAVE:
            raise Left
        if typed in ("?", "help"):
            screen.say(text.HELP_PRACTICE)
            continue
        try:
            return read_answer(item, slot.options, typed)
        except Misread as error:
            screen.say(str(error))


# Mock exams


def _mock(desk: Desk, sitting: Sitting, screen: Screen) -> None:
    while not sitting.state.finished:
        part = sitting.state.segment
        try:
            if sitting.state.entered is None:
                _between(desk, sitting, screen)
            elif sitting.state.place is None:
                _turn(sitting, desk, min(sitting.state.unanswered or sitting.state.places()))
            else:
                _question(desk, sitting, screen)
        except TimeUp:
            sitting.catch_up(at=now())
        except NotNow as error:
            if sitting.state.segment == part and not sitting.state.finished:
                screen.say(str(error))
        if sitting.state.segment != part and sitting.state.closed == "time":
            screen.say("\nTime is up for this part. What was answered in time counts.")


def _between(desk: Desk, sitting: Sitting, screen: Screen) -> None:
    """Wait before a part: at the start, or in a break."""
    state = sitting.state
    count = len(state.places())
    minutes = text.clock_words(timedelta(seconds=state.started.seconds[state.segment]))
    screen.clear()
    part = f"Part {state.segment + 1} of {state.segments}" if state.segments > 1 else "The mock exam"
    screen.say(f"{text.title_words(desk.bank, state)}. {part}: {count} questions in {minutes}.")
    rest = break_left(state, now())
    if rest is not None:
        screen.say(f"Break: {text.clock_words(rest)} left of all breaks; then the next part begins by itself.")
    if state.started.locked:
        screen.say("A part that was left stays closed.")
    typed = screen.ask("Enter: begin, and the clock runs; q: leave. ", rest)
    if typed.lower() in LEAVE:
        raise Left
    sitting.catch_up(at=now())
    if sitting.state.entered is None and not sitting.state.finished:
        sitting.enter(at=now())


def _question(desk: Desk, sitting: Sitting, screen: Screen) -> None:
    state = sitting.state
    assert state.place is not None
    place, slot = state.place, state.slots[state.place]
    item = _item(desk, slot)
    left = time_left(state, now()) or timedelta(0)
    own = state.places()
    part = f", part {state.segment + 1}" if state.segments > 1 else ""
    where = f"question {place + 1} ({own.index(place) + 1} of {len(own)}{part}) · {text.clock_words(left)} left"
    given = state.answers[place].given if place in state.answers else ()
    screen.clear()
    screen.say(
        text.screen_text(
            desk.bank,
            item,
            slot.options,
            head=f"{text.title_words(desk.bank, state)} · {where}",
            flagged=place in state.flags,
            given=given,
            picture=_picture(desk, item),
            width=screen.width,
        )
    )
    typed = screen.ask(text.prompt_words(item, slot.options, mock=True), left)
    _typed(desk, sitting, screen, item, slot, typed)


def _typed(desk: Desk, sitting: Sitting, screen: Screen, item: Item, slot: Slot, typed: str) -> None:
    """Do what was typed at a question."""
    state = sitting.state
    assert state.place is not None
    place, own, word = state.place, state.places(), typed.lower()
    if word in LEAVE:
        raise Left
    if word in ("?", "help"):
        screen.say(text.HELP_MOCK)
    elif word in ("!", "flag"):
        sitting.flag(place, place not in state.flags, at=now())
    elif word in ("<", "back"):
        _turn(sitting, desk, max(place - 1, own[0]))
    elif word in (">", "next"):
        _turn(sitting, desk, min(place + 1, own[-1]))
    elif word.startswith("/") and word[1:].strip().isdecimal():
        _turn(sitting, desk, int(word[1:]) - 1)
    elif word == "list":
        screen.say(text.list_text(state, width=screen.width))
    elif word == "end":
        _end(sitting, screen)
    else:
        try:
            given = read_answer(item, slot.options, typed)
        except Misread as error:
            screen.say(str(error))
            return
        sitting.answer(item, given, at=now())
        _go_on(desk, sitting, screen, place)


def _go_on(desk: Desk, sitting: Sitting, screen: Screen, place: int) -> None:
    """Turn to the next question without an answer; when there is none, show the list and offer to close the part."""
    open_ones = sitting.state.unanswered
    if open_ones:
        _turn(sitting, desk, next((other for other in open_ones if other > place), open_ones[0]))
        return
    screen.say(text.list_text(sitting.state, width=screen.width))
    _end(sitting, screen)


def _end(sitting: Sitting, screen: Screen) -> None:
    """Close the part, once the person says so again."""
    left = len(sitting.state.unanswered)
    still = f"{left} without an answer. " if left else ""
    typed = screen.ask(f"{still}Close this part for good? yes, or Enter to go back: ", time_left(sitting.state, now()))
    if typed.lower() in ("y", "yes"):
        sitting.leave(at=now())


def _turn(sitting: Sitting, desk: Desk, place: int) -> None:
    own = sitting.state.places()
    if place not in own:
        raise NotNow(f"Found question {place + 1}, expected one of {own[0] + 1} to {own[-1] + 1}.")
    sitting.show(place, _item(desk, sitting.state.slots[place]), at=now())


def _item(desk: Desk, slot: Slot) -> Item:
    item = desk.find(slot.item)
    if item is None:
        raise Unreadable(f"found no question {slot.item}, expected it in the bank: this session is of another Lapel.")
    return item
