"""Studying at the terminal: sessions typed through, left, taken up; plan, readiness and history."""

import io
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar

import pytest
import time_machine
from icalendar import Calendar
from jsonschema import Draft202012Validator

from lapel.cli import main
from lapel.exam import sessions
from lapel.exam.events import Event
from lapel.exam.forms import make_form
from lapel.exam.library import Library
from lapel.exam.marking import LETTERS
from lapel.exam.sessions import State, replay
from lapel.loading.compiled import load_exams, load_materials
from lapel.loading.histories import History, Sitting, open_history
from lapel.reports.plans_json import plans_schema
from lapel.reports.readiness_json import readiness_schema
from lapel.reports.study_json import history_schema, session_schema
from lapel.reports.study_plan_json import study_plan_schema

QUARTER = ("mock", "ccma-nha", "--length", "quarter", "--seed", "1")
Typing = Callable[[State | None], str]


@pytest.fixture(scope="module")
def library() -> Library:
    return Library(load_exams(), load_materials())


@pytest.fixture
def history(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> History:
    monkeypatch.setenv("LAPEL_STUDY", str(tmp_path))
    monkeypatch.setattr("lapel.loading.histories.DURABLE", "OFF")  # nobody pulls the plug here, and it is fast
    return open_history("me", tmp_path)


class Person(io.StringIO):
    """Types what a function says of where the newest session stands; an empty text ends the input."""

    def __init__(self, sittings: list[Sitting], typing: Typing) -> None:
        super().__init__()
        self.sittings = sittings
        self.typing = typing

    def readline(self, size: int | None = -1, /) -> str:  # type: ignore[override]
        return self.typing(self.sittings[-1].state if self.sittings else None)


class Watched(Sitting):
    """A sitting that a person at the terminal can see."""

    seen: ClassVar[list[Sitting]] = []

    def __init__(self, history: History, name: str, events: Sequence[Event]) -> None:
        super().__init__(history, name, events)
        self.seen.append(self)


def key_of(library: Library, state: State) -> str:
    """What is to be typed for the right answer to the question on the screen."""
    assert state.place is not None
    slot = state.slots[state.place]
    item = library.find(slot.item)
    assert item is not None
    return str(item.answer) if item.kind == "numeric" else "".join(LETTERS[slot.options.index(k)] for k in item.key)


def wrong_of(library: Library, state: State) -> str:
    """A wrong answer of the right form."""
    right, slot = key_of(library, state), state.slots[state.place or 0]
    item = library.find(slot.item)
    assert item is not None
    if item.kind == "numeric":
        return "99999"
    if item.kind == "ordering":
        return right[::-1]
    return next(letter for letter in LETTERS[: len(slot.options)] if letter not in right)


def told(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, history: History, typing: Typing, *args: str
) -> tuple[int, str, str]:
    monkeypatch.setattr("lapel.loading.histories.Sitting", Watched)
    Watched.seen.clear()
    monkeypatch.setattr("sys.stdin", Person(Watched.seen, typing))
    try:
        status = main(["study", *args])
    except SystemExit as left:
        status = int(left.code or 0)
    said = capsys.readouterr()
    return status, said.out, said.err


def checked(text: str, schema: dict[str, Any]) -> Any:
    data = json.loads(text)
    Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER).validate(data)
    return data


def nothing(_: State | None) -> str:
    return ""


def narrow(text: str) -> None:
    assert max(map(len, text.splitlines())) <= 80


def through_mock(library: Library, wrong: bool = False) -> Typing:
    """Answer everything, close each part, begin the next."""

    def typing(state: State | None) -> str:
        assert state is not None
        if state.entered is None:
            return "\n"
        if not state.unanswered:
            return "yes\n"
        return (wrong_of if wrong else key_of)(library, state) + "\n"

    return typing


# Practice


def test_practice_tells_after_each_answer_why(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, history: History, library: Library
) -> None:
    def typing(state: State | None) -> str:
        assert state is not None
        return (wrong_of if len(state.answers) else key_of)(library, state) + "\n"

    status, out, err = told(capsys, monkeypatch, history, typing, "practice", "ccma-nha", "--items", "2", "--seed", "5")
    assert (status, err) == (0, "")
    narrow(out)
    assert "✓ Right." in out
    assert "✗ Not right. You answered" in out
    assert "1 of 2 questions right." in out
    (state,) = [replay(events) for events in history.sessions().values()]
    first, second = (library.find(slot.item) for slot in state.slots)
    assert first is not None
    assert second is not None
    said = re.sub(r"\s+", " ", out)
    for item, given in ((first, first.key), (second, state.answers[1].given)):
        for name in (*item.key, *given):
            option = item.option(name)
            assert option is None or option.why in said


def test_what_cannot_be_read_is_asked_again(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, history: History, library: Library
) -> None:
    lines = iter(["zebra\n", "?\n", ""])
    _, out, _ = told(capsys, monkeypatch, history, lambda _: next(lines), "practice", "ccma-nha", "--seed", "5")
    assert "Found 'zebra', expected" in out
    assert "this help" in out
    assert "Every answer is kept. To go on from here:" in out


def test_practice_left_is_taken_up_at_the_same_question(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, history: History, library: Library
) -> None:
    def two(state: State | None) -> str:
        assert state is not None
        return key_of(library, state) + "\n" if len(state.answers) < 2 else "q\n"

    told(capsys, monkeypatch, history, two, "practice", "rma-amt", "--items", "4", "--seed", "5")
    (before,) = history.unfinished().values()
    assert len(before.answers) == 2
    _, out, _ = told(capsys, monkeypatch, history, lambda s: key_of(library, s) + "\n" if s else "", "resume")
    (after,) = [replay(events) for events in history.sessions().values()]
    assert after.slots[:3] == before.slots
    assert "4 of 4 questions right." in out
    assert not history.unfinished()


def test_json_goes_out_alone_and_the_questions_beside_it(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, history: History, library: Library
) -> None:
    _, out, err = told(
        capsys,
        monkeypatch,
        history,
        lambda state: key_of(library, state) + "\n" if state else "",
        *("weakest", "ncma-ncct", "--items", "3", "--seed", "2", "--json"),
    )
    data = checked(out, session_schema())
    assert (data["mode"], data["result"]["right"], len(data["answers"])) == ("weakest", 3, 3)
    assert "question 1 of 3" in err


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (("practice", "ccma"), "expected the id of an exam"),
        (("practice", "ccma-nha", "--items", "0"), "expected 1 to 200"),
        (("practice", "ccma-nha", "--seed", "-1"), "--seed"),
        (("practice", "ccma-nha", "--area", "9z"), "expected an area of ccma-nha"),
        (("mock", "ccma-nha", "--learner", "../x"), "expected small letters, digits and hyphens"),
        (("readiness", "ccma-nha", "--cut", "151"), "expected 1 to 150 right answers"),
        (("plan", "ccma-nha", "--date", "2026-01-01", "--on", "2026-11-22"), "expected a day after 2026-11-22"),
        (("history", "export"), "found no file, expected one"),
    ],
)
def test_what_is_asked_wrongly_is_said(
    args: tuple[str, ...],
    says: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    history: History,
) -> None:
    status, _, err = told(capsys, monkeypatch, history, nothing, *args)
    assert status
    assert says in err
    assert not history.sessions()


# Mock exams


def test_a_mock_exam_tells_nothing_before_its_end_and_then_all(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, history: History, library: Library
) -> None:
    typing = through_mock(library)
    status, out, _ = told(capsys, monkeypatch, history, typing, *QUARTER)
    assert status == 0
    narrow(out)
    questions, _, result = out.partition("37 of 37 scored questions right.")
    assert "✓" not in questions
    assert "✗" not in questions
    assert "8 more stood among them unmarked and do not count" in result
    assert "AN ESTIMATE, NOT A SCORE" in result
    assert "No percentage of right answers passes." in re.sub(r"\s+", " ", result)
    assert "390 on a scale of 200 to 500" in result


def test_parts_are_closed_for_good_and_a_break_lies_between(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, history: History, library: Library
) -> None:
    lines = iter(["\n", "a\n", "!\n", "<\n", "list\n", "end\n", "yes\n", "\n", "/1\n", "end\n", "yes\n"])
    _, out, _ = told(
        capsys, monkeypatch, history, lambda _: next(lines), "mock", "cma-aama", "--length", "half", "--seed", "1"
    )
    assert "1 of 50 questions answered (○ open, ! flagged)." in out
    assert "[your answer: a]" in out
    assert "49 without an answer. Close this part for good?" in out
    assert "Part 2 of 2: 50 questions in 40:00." in out
    assert "20:00 left of all breaks" in out
    assert "Found question 1, expected one of 51 to 100." in out
    (state,) = [replay(events) for events in history.sessions().values()]
    assert (state.finished, len(state.answers), state.flags) == ("done", 1, frozenset({1}))


def test_a_mock_exam_that_is_left_keeps_its_clock_and_its_answers(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, history: History, library: Library
) -> None:
    with time_machine.travel(datetime(2026, 11, 22, 8, 0, tzinfo=UTC), tick=False) as clock:

        def slow(state: State | None) -> str:
            assert state is not None
            clock.shift(30)
            return "\n" if state.entered is None else "q\n" if len(state.answers) == 3 else "b\n"

        _, out, _ = told(capsys, monkeypatch, history, slow, *QUARTER)
        assert "scored questions right" not in out
        clock.shift(timedelta(days=3))
        _, out, _ = told(capsys, monkeypatch, history, nothing, "resume")
        # 45 minutes less three answers and a farewell of 30 seconds each.
        assert "question 4 (4 of 45) · 43:00 left" in out
        _, out, _ = told(capsys, monkeypatch, history, through_mock(library), "resume")
        assert "The clock stood 2 times, 72:00:00 in all" in re.sub(r"\s+", " ", out)


def test_an_answer_that_comes_after_the_time_does_not_count_and_that_is_said(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, history: History
) -> None:
    with time_machine.travel(datetime(2026, 11, 22, 8, 0, tzinfo=UTC), tick=False) as clock:
        turns = iter([("\n", 0), ("a\n", 45 * 60 - 1), ("a\n", 1)])

        def late(_: State | None) -> str:
            line, seconds = next(turns)
            clock.shift(seconds)
            return line

        _, out, _ = told(capsys, monkeypatch, history, late, *QUARTER)
    assert "question 2 (2 of 45) · 0:01 left" in out
    assert "Time is up for this part. What was answered in time counts." in out
    (state,) = [replay(events) for events in history.sessions().values()]
    assert (state.finished, list(state.answers)) == ("time", [0])


def test_a_second_mock_exam_takes_other_questions_first(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, history: History
) -> None:
    args = ("mock", "ccma-nha", "--length", "quarter")
    enter = ["\n", *["a\n"] * 5, ""]
    for seed in ("1", "2"):
        lines = iter(enter)
        told(capsys, monkeypatch, history, lambda _, lines=lines: next(lines), *args, "--seed", seed)  # type: ignore[misc]
    first, second = (replay(events) for events in history.sessions().values())
    seen = {slot.item for slot in first.slots[:6]}
    assert not seen & {slot.item for slot in second.slots}


# Review, plan, readiness


def test_what_a_mock_exam_missed_is_gone_over_and_then_waits(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, history: History, library: Library
) -> None:
    with time_machine.travel(datetime(2026, 11, 22, 8, 0, tzinfo=UTC), tick=False) as clock:
        told(capsys, monkeypatch, history, through_mock(library, wrong=True), *QUARTER)
        _, out, _ = told(capsys, monkeypatch, history, nothing, "review", "--list")
        count = re.search(r"To go over now: (\d+) questions of \1 that were missed", out)
        assert count
        assert int(count[1]) >= 40
        clock.shift(timedelta(minutes=11))
        right: Typing = lambda state: key_of(library, state) + "\n" if state else ""  # noqa: E731
        _, out, _ = told(capsys, monkeypatch, history, right, "review", "--items", "6")
        assert "6 of 6 questions right." in out
        assert "BY TOPIC" in out
        _, out, _ = told(capsys, monkeypatch, history, nothing, "review", "--list")
        assert f"To go over now: {int(count[1]) - 6} questions of {count[1]}" in out


def events_of(file: Path) -> list[Any]:
    """The entries of a calendar file, of whatever types the package has for their fields."""
    return list(Calendar.from_ical(file.read_bytes()).walk("VEVENT"))


def test_the_plan_is_told_and_written_to_a_calendar_that_a_newer_one_moves(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, history: History, tmp_path: Path
) -> None:
    args = ("plan", "ccma-nha", "--date", "2027-01-31", "--on", "2026-11-23", "--ics", str(tmp_path / "study.ics"))
    _, out, _ = told(capsys, monkeypatch, history, nothing, *args, "--hours", "5")
    narrow(out)
    assert "5 hours a week" in out
    first = events_of(tmp_path / "study.ics")
    told(capsys, monkeypatch, history, nothing, *args, "--hours", "2")
    second = {str(event["UID"]): event for event in events_of(tmp_path / "study.ics")}
    assert {str(event["UID"]) for event in first} <= set(second)
    for event in first:
        later = second[str(event["UID"])]
        assert later["DTSTART"].dt == event["DTSTART"].dt
        assert int(later["SEQUENCE"]) == int(event["SEQUENCE"]) + 1
    gone = [event for event in second.values() if event.get("STATUS") == "CANCELLED"]
    assert len(gone) == sum(event["DTSTART"].dt.weekday() not in (0, 3) for event in first) - 1  # the exam is a Sunday
    _, out, _ = told(capsys, monkeypatch, history, nothing, *args[:-2], "--json")
    data = checked(out, study_plan_schema())
    assert sum(one["questions"] for one in data["areas"]) == 150
    assert data["minutes"] == sum(day["minutes"] for day in data["days"])
    assert date.fromisoformat(data["days"][-1]["day"]) < date(2027, 1, 31)


def test_readiness_rises_with_right_answers_and_says_what_it_does_not_know(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, history: History, library: Library
) -> None:
    def ready(*more: str) -> Any:
        _, out, _ = told(capsys, monkeypatch, history, nothing, "readiness", "ccma-nha", "--json", *more)
        return checked(out, readiness_schema())

    before = ready()
    right: Typing = lambda state: key_of(library, state) + "\n" if state else ""  # noqa: E731
    told(capsys, monkeypatch, history, right, "practice", "ccma-nha", "--items", "12", "--seed", "1")
    after = ready()
    assert after["whole"]["probability"] > before["whole"]["probability"]
    assert (before["whole"]["answered"], after["whole"]["answered"]) == (0, 12)
    assert sum(one["items"] for one in after["areas"]) == after["whole"]["items"] == 150
    assert ready("--cut", "150")["whole"]["probability"] < after["whole"]["probability"]
    _, out, _ = told(capsys, monkeypatch, history, nothing, "readiness", "ccma-nha")
    narrow(out)
    flat = re.sub(r"\s+", " ", out)
    assert "No published link ties this form to the real exam's scale" in flat
    assert "No percentage of right answers passes." in flat
    assert not re.search(r"\d ?%", out)


def test_a_plan_can_be_set_beside_readiness(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, history: History
) -> None:
    person = Path(__file__).parents[2] / "examples" / "career-changer.yaml"
    plan = ["plan", str(person), "--goal", "ccma-nha", "--on", "2026-11-22", "--not-before", "2027-01-10"]
    assert main([*plan, "--readiness"]) == 0
    out = capsys.readouterr().out
    _, _, said = out.partition("READY TO SIT?")
    flat = re.sub(r"\s+", " ", said)
    assert "this plan sits the exam on January 10, 2027. By your practice so far (0 first answers)" in flat
    assert "That is not the chance of passing the real exam" in flat
    assert "A failed attempt: the next one on February 9, 2027, 30 days later, for $165 more." in flat
    assert "study plan ccma-nha --date 2027-01-10" in said
    assert "--readiness" not in said
    assert main([*plan, "--readiness", "--ics", "-"]) == 2
    assert "expected it with the text or with --json" in capsys.readouterr().err


def test_the_json_of_plans_holds_readiness_and_what_a_failure_costs(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, history: History, library: Library
) -> None:
    right: Typing = lambda state: key_of(library, state) + "\n" if state else ""  # noqa: E731
    told(capsys, monkeypatch, history, right, "practice", "ccma-nha", "--items", "6", "--seed", "1")
    person = Path(__file__).parents[2] / "examples" / "career-changer.yaml"
    plan = ["plan", str(person), "--goal", "ccma-nha", "--on", "2026-11-22", "--not-before", "2027-01-10", "--json"]
    assert main(plan) == 0
    assert checked(capsys.readouterr().out, plans_schema())["readiness"] is None
    assert main([*plan, "--readiness"]) == 0
    data = checked(capsys.readouterr().out, plans_schema())
    held = {one["id"] for one in (*data["plans"], *data["perhaps"])}
    assert {one["plan"] for one in data["readiness"]} <= held
    one = next(one for one in data["readiness"] if one["plan"] in (data["fastest"], data["perhaps"][0]["id"]))
    assert (one["credential"], one["tests"], one["answered"], one["items"]) == ("ccma-nha", "2027-01-10", 6, 150)
    _, out, _ = told(capsys, monkeypatch, history, nothing, "readiness", "ccma-nha", "--json", "--on", "2026-11-22")
    whole = checked(out, readiness_schema())["whole"]
    assert one["cut"] == whole["cut"]
    assert one["chance"] == {"low": whole["low"], "usual": whole["probability"], "high": whole["high"]}
    # What the text says: the next attempt on February 9, 30 days later, for $165 more.
    failing = one["failing"]
    assert (failing["tests"], failing["days"], failing["fees"]["usual"]) == ("2027-02-09", 30, 165)
    for end, chance in (("low", whole["high"]), ("usual", whole["probability"]), ("high", whole["low"])):
        assert failing["expected_days"][end] == pytest.approx(30 * (1 - chance), abs=0.005)
        assert failing["expected_fees"][end] == pytest.approx(failing["fees"][end] * (1 - chance), abs=0.005)


# History


@pytest.mark.parametrize("name", ["mine.json", "mine.csv"])
def test_a_history_goes_out_comes_in_again_and_is_erased(
    name: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    history: History,
    library: Library,
    tmp_path: Path,
) -> None:
    right: Typing = lambda state: key_of(library, state) + "\n" if state else ""  # noqa: E731
    told(capsys, monkeypatch, history, right, "practice", "ccma-nha", "--items", "2", "--seed", "5")
    before, file = history.noted(), tmp_path / name
    _, out, _ = told(capsys, monkeypatch, history, nothing, "history", "export", str(file))
    assert out == f"Wrote 6 events to {file}.\n"
    assert told(capsys, monkeypatch, history, lambda _: "no\n", "history", "erase")[0] == 1
    assert history.noted() == before
    _, out, _ = told(capsys, monkeypatch, history, lambda _: "yes\n", "history", "erase")
    assert "Erased." in out
    assert history.noted() == []
    _, out, _ = told(capsys, monkeypatch, history, nothing, "history", "import", str(file))
    assert out == "Read 6 events; 6 of them are new.\n"
    assert history.noted() == before
    _, out, _ = told(capsys, monkeypatch, history, nothing, "history", "--json")
    assert len(checked(out, history_schema())["events"]) == 6


def test_a_broken_file_is_named_and_nothing_is_read_of_it(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, history: History, tmp_path: Path
) -> None:
    (tmp_path / "bad.json").write_text('{"format": "lapel study history", "version": 1, "events": [{}]}')
    status, _, err = told(capsys, monkeypatch, history, nothing, "history", "import", str(tmp_path / "bad.json"))
    assert status == 1
    assert "bad.json: event 1: found None, expected text" in err
    assert history.noted() == []


# A terminal


@pytest.mark.skipif(os.name != "posix", reason="there is no pseudo-terminal here")
def test_at_a_terminal_the_part_ends_while_an_answer_is_waited_for(history: History, shared_cache: str) -> None:
    """Nothing is typed: the clock ends the exam by itself, and the session is over."""
    import pty

    bank = load_exams()
    outline = bank.outline("ccma-nha", on=date(2026, 11, 22))
    assert outline is not None
    form = make_form(bank, outline, "quarter", 1)
    start = datetime.now(UTC) - timedelta(minutes=44, seconds=58)
    sitting = history.begin(sessions.mock(form, at=start))
    sitting.enter(at=start)
    mine, theirs = pty.openpty()
    where = {**os.environ, "LAPEL_CACHE": shared_cache, "TERM": "xterm"}
    command = [sys.executable, "-m", "lapel.cli", "study", "resume", "--clock-ran"]
    with subprocess.Popen(command, stdin=theirs, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=where) as run:
        out, err = run.communicate(timeout=30)
    os.close(mine)
    os.close(theirs)
    assert (run.returncode, err) == (0, b"")
    assert "Time is up for this part." in out.decode()
    state = history.take_up(sitting.name).state
    assert state.finished == "time"
    assert state.last == sitting.state.last + timedelta(minutes=45)
