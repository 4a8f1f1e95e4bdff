"""Histories: kept before anything follows, never changed, written out and read in again, erased."""

import json
import os
import sqlite3
import subprocess
import sys
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import IO

import pytest
from exam_items import item
from hypothesis import given
from hypothesis import strategies as st

from lapel.exam import sessions
from lapel.exam.events import Answered, Event, Finished, Flagged, Locked, Paused, Resumed, Shown
from lapel.exam.forms import Form, Slot
from lapel.exam.sessions import replay, time_left
from lapel.loading.histories import (
    Elsewhere,
    History,
    Noted,
    Unreadable,
    history_csv,
    history_json,
    learners,
    open_history,
    read_history,
)

START = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
ITEMS = [item(n) for n in range(1, 5)]
FORM = Form(
    "an-exam",
    "an-exam-2024",
    "full",
    1,
    tuple(Slot(one.id, "a", True, n // 2, ("a", "b")) for n, one in enumerate(ITEMS)),
    (600, 600),
    True,
    20,
)


@pytest.fixture(autouse=True)
def _fast(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody pulls the plug here; the command that is killed below writes as it does for people."""
    monkeypatch.setattr("lapel.loading.histories.DURABLE", "OFF")


@pytest.fixture
def history(tmp_path: Path) -> History:
    return open_history("me", tmp_path)


def begun(history: History) -> str:
    sitting = history.begin(sessions.mock(FORM, at=START))
    sitting.enter(at=START)
    for place in (0, 1):
        sitting.show(place, ITEMS[place], at=START + place * SECOND)
        sitting.answer(ITEMS[place], ("a",), at=START + (place + 1) * SECOND)
    return sitting.name


def test_a_session_taken_up_is_the_one_that_was_left(history: History) -> None:
    sitting = history.begin(sessions.mock(FORM, at=START + timedelta(microseconds=1234)))
    sitting.enter(at=START + timedelta(microseconds=9999))
    sitting.show(0, ITEMS[0], at=START + SECOND)
    assert sitting.answer(ITEMS[0], ("b",), at=START + 2 * SECOND) is False
    again = history.take_up(sitting.name)
    assert again.state == sitting.state
    assert time_left(again.state, START + 10 * SECOND) == time_left(sitting.state, START + 10 * SECOND)


def test_what_time_brought_is_kept_before_what_is_done(history: History) -> None:
    sitting = history.take_up(begun(history))
    with pytest.raises(sessions.NotNow, match="No part is open"):
        sitting.answer(ITEMS[1], ("b",), at=START + 600 * SECOND)
    assert history.session(sitting.name)[-1] == Locked(segment=0, why="time", at=START + 600 * SECOND)


def test_two_windows_cannot_both_go_on(history: History) -> None:
    name = begun(history)
    one, other = history.take_up(name), history.take_up(name)
    one.flag(0, True, at=START + 5 * SECOND)
    with pytest.raises(Elsewhere, match="another window"):
        other.flag(1, True, at=START + 6 * SECOND)
    assert history.take_up(name).state == one.state


def test_the_file_itself_refuses_changes(history: History) -> None:
    begun(history)
    with sqlite3.connect(history.path) as db:
        for statement in ("UPDATE event SET data = '{}'", "DELETE FROM event"):
            with pytest.raises(sqlite3.IntegrityError, match="not changed"):
                db.execute(statement)
    db.close()


def test_learners_are_kept_apart_and_nobody_else_can_read_them(tmp_path: Path) -> None:
    begun(open_history("ana", tmp_path))
    begun(open_history("ben", tmp_path))
    assert learners(tmp_path) == ["ana", "ben"]
    assert open_history("ana", tmp_path).erase()
    assert learners(tmp_path) == ["ben"]
    assert open_history("ben", tmp_path).sessions()
    assert not open_history("ana", tmp_path).sessions()
    assert (tmp_path / "ben.sqlite3").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("name", ["", "../me", "Me", "a/b", "-a", "a" * 65, "me.sqlite3"])
def test_a_name_that_could_leave_the_folder_is_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="expected small letters"):
        open_history(name, tmp_path)


def test_a_file_that_is_no_history_is_named(tmp_path: Path) -> None:
    (tmp_path / "me.sqlite3").write_bytes(b"not a database" * 100)
    with pytest.raises(Unreadable, match=r"me\.sqlite3: file is not a database"):
        open_history("me", tmp_path).sessions()


def test_a_history_of_a_newer_version_is_not_touched(history: History) -> None:
    begun(history)
    with sqlite3.connect(history.path) as db:
        db.execute("PRAGMA user_version = 2")
    db.close()
    with pytest.raises(Unreadable, match="found a history of version 2, expected 1"):
        history.sessions()


# Files


def written(history: History, kind: str) -> str:
    return history_json("me", history.noted()) if kind == "json" else history_csv(history.noted())


@pytest.mark.parametrize("kind", ["json", "csv"])
def test_a_history_written_out_and_read_in_is_the_same(kind: str, history: History, tmp_path: Path) -> None:
    begun(history)
    other = open_history("other", tmp_path)
    found = read_history(written(history, kind), "a file")
    assert other.merge(found) == len(found) == 6
    assert other.noted() == history.noted()
    assert other.merge(found) == 0  # again: nothing twice


def test_a_session_that_went_on_at_home_goes_on_here(history: History, tmp_path: Path) -> None:
    name = begun(history)
    home = open_history("home", tmp_path)
    home.merge(history.noted())
    home.take_up(name).flag(0, True, at=START + 9 * SECOND)
    assert history.merge(home.noted()) == 1
    assert history.take_up(name).state.flags == {0}


def test_histories_that_went_different_ways_are_not_mixed(history: History, tmp_path: Path) -> None:
    name = begun(history)
    home = open_history("home", tmp_path)
    home.merge(history.noted())
    home.take_up(name).flag(0, True, at=START + 9 * SECOND)
    history.take_up(name).flag(1, True, at=START + 9 * SECOND)
    before = history.noted()
    with pytest.raises(Unreadable, match=rf"session {name}, event 6: found flagged .* Import it as another learner"):
        history.merge(home.noted())
    assert history.noted() == before


instants = st.integers(0, 10**9).map(lambda ms: START + timedelta(milliseconds=ms))
words = st.text(st.characters(codec="utf-8"), max_size=20)
events = st.one_of(
    st.builds(Shown, place=st.integers(0, 3), item=words, version=st.integers(0, 9), area=words, at=instants),
    st.builds(
        Answered,
        place=st.integers(0, 3),
        item=words,
        version=st.integers(0, 9),
        area=words,
        given=st.lists(st.from_regex(r"[a-z0-9-]{1,9}", fullmatch=True), min_size=1, max_size=5).map(tuple),
        right=st.booleans(),
        seconds=st.floats(0, 1e6),
        scored=st.booleans(),
        at=instants,
    ),
    st.builds(Flagged, place=st.integers(0, 3), on=st.booleans(), at=instants),
    st.builds(Resumed, since=instants, at=instants),
    st.builds(Paused, at=instants),
    st.builds(Finished, why=st.sampled_from(["done", "time"]), at=instants),
)


@given(st.lists(events, max_size=8), st.sampled_from(["json", "csv"]))
def test_any_event_survives_a_file(some: list[Event], kind: str) -> None:
    noted = [Noted("0" * 32, n, event) for n, event in enumerate([sessions.mock(FORM, at=START), *some])]
    text = history_json("me", noted) if kind == "json" else history_csv(noted)
    assert read_history(text, "a file") == noted


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (("'", '"'), None),
        (('"right": true', '"right": 1'), r"event 4: right: found 1, expected true or false"),
        (('"kind": "answered"', '"kind": "guessed"'), r"event 4: found the kind 'guessed', expected one of started"),
        (('"at": "2026-11-22T08:00:01.000Z"', '"at": "today"'), r"event 4: at: found 'today', expected an instant"),
        (('"number": 3', '"number": 9'), "found a gap or a number twice"),
        (('"place": 1', '"place": 9'), r"event 4: found the place 9, expected one of 4"),
        (
            ('"kind": "entered", "segment": 0', '"kind": "entered", "segment": 2'),
            r"found the part 2, expected one of 2",
        ),
        (('"number": 3', '"number": true'), r"event 4: found True, expected a whole number"),
        (('"version": 1, "learner"', '"version": 7, "learner"'), "found version 7, expected 1"),
        (('"seconds": 1.0', '"seconds": -1'), r"event 4: seconds: found -1, expected seconds"),
        (('"kind": "entered", "segment": 0', '"kind": "entered", "part": 0'), "event 2: found the field 'part'"),
        (('"format": "lapel', '"format": "other'), "expected the file of lapel study history export"),
    ],
)
def test_a_file_with_a_fault_is_refused_with_its_place(
    change: tuple[str, str], says: str | None, history: History
) -> None:
    begun(history)
    text = written(history, "json")
    changed = text.replace(*change, 1)
    if says is None:
        assert read_history(changed, "mine.json")
        return
    assert changed != text
    with pytest.raises(Unreadable, match=says) as caught:
        read_history(changed, "mine.json")
    assert str(caught.value).startswith("mine.json: ")


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    for whole in (text, "{" + text, history_csv([]) + text):
        with suppress(Unreadable):
            read_history(whole, "a file")


# Killed


def fed(line: str, to: IO[str]) -> None:
    to.write(line + "\n")
    to.flush()


@pytest.mark.parametrize("answers", [1, 7])
def test_a_kill_in_the_middle_of_a_mock_exam_loses_no_answer(answers: int, tmp_path: Path, shared_cache: str) -> None:
    """The command is killed the moment the next question is on the screen; every answer before it is there."""
    command = [sys.executable, "-m", "lapel.cli", "study", "mock", "ccma-nha", "--length", "quarter", "--seed", "5"]
    where = {**os.environ, "LAPEL_STUDY": str(tmp_path), "LAPEL_CACHE": shared_cache, "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=where
    ) as run:
        assert run.stdin
        assert run.stdout
        fed("", run.stdin)
        for number in range(1, answers + 2):
            while f"question {number} (" not in (line := run.stdout.readline()):
                assert line, run.stderr.read() if run.stderr else ""
            if number <= answers:
                fed("a", run.stdin)
        run.kill()
    history = open_history("me", tmp_path)
    (name,) = history.sessions()
    state = replay(history.session(name))
    assert sorted(state.answers) == list(range(answers))
    assert all(one.given == ("a",) or len(one.given) == 1 for one in state.answers.values())
    left = time_left(state, state.last)
    later = history.take_up(name)
    later.come_back(at=state.last + timedelta(hours=30))
    assert time_left(later.state, later.state.last) == left
    assert later.state.place == answers
    assert json.loads(history_json("me", history.noted()))["events"]
