"""`lapel ask`: scripted sessions, from the first question to the last."""

import functools
import os
import random
import re
import signal
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
import time_machine

from lapel.cli import ask, main
from lapel.eligibility.decide import FOUR, decide_all
from lapel.eligibility.forms import Form
from lapel.eligibility.questions import question_text
from lapel.loading.compiled import load_catalogue
from lapel.loading.records import parse_record, read_record
from lapel.loading.writing import look, read_data
from lapel.model.credential import Catalogue

ON = date(2026, 11, 21)
CTRL_C = KeyboardInterrupt()

FIRM = """
state: TX
school: {diploma: yes, earned: 2010-06-15}
programs: none
work: none
military: none
certificates: none
exams: none
cards: none
conduct: {felony: no}
"""

TRAINED = """
state: TX
school: {diploma: yes}
exams: none
conduct: {felony: no}
work: none
military: none
certificates: none
memberships: none
cards: none
learning: none
"""


PROGRAM = "{name: X, field: medical-assisting, kind: postsecondary, started: 2024, completed: 2025-06-01}"
FINISHED = f"programs: [{PROGRAM}]\ncomplete: [programs]\n{TRAINED}"


class Script:
    """Standard input that gives lines one by one and then ends; an exception among them is raised."""

    encoding, errors = "utf-8", "strict"

    def __init__(self, lines: Iterator[str | BaseException]) -> None:
        self.lines = lines

    def readline(self, _size: int = -1) -> str:
        line = next(self.lines, "")
        if isinstance(line, BaseException):
            raise line
        return f"{line}\n" if line or isinstance(line, Line) else ""

    def isatty(self) -> bool:
        return False

    def fileno(self) -> int:
        raise OSError("a script has no descriptor")


class Line(str):
    """A line that may be empty without being the end."""

    __slots__ = ()


EMPTY = Line("")


class Terminal:
    """Runs `lapel ask` in a folder of its own."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self.file = folder / "me.yaml"
        self.monkeypatch = monkeypatch
        self.capsys = capsys
        self.status = -1

    def ask(self, *lines: str | BaseException, args: tuple[str, ...] = ()) -> str:
        """Answer with these lines; gives what was printed."""
        self.monkeypatch.setattr(sys, "stdin", Script(iter(lines)))
        self.status = main(["ask", str(self.file), "--on", str(ON), *args])
        return re.sub(r"\s+", " ", self.capsys.readouterr().out)

    def said(self, place: str) -> Any:
        """What the file says at a place."""
        return look(read_data(self.file), place)


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue()


@pytest.fixture(autouse=True)
def frozen_clock(monkeypatch: pytest.MonkeyPatch, catalogue: Catalogue) -> Iterator[None]:
    monkeypatch.setattr(ask, "load_catalogue", lambda: catalogue)
    with time_machine.travel(datetime(ON.year, ON.month, ON.day, 12), tick=False):
        yield


@pytest.fixture
def terminal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Terminal:
    return Terminal(tmp_path, monkeypatch, capsys)


@pytest.fixture
def forms(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Form, ask.Interview]]:
    """Every question put, with the interview as it was then."""
    put: list[tuple[Form, ask.Interview]] = []
    show = ask.Interview._show

    def note(self: ask.Interview, form: Form) -> None:
        put.append((form, self))
        show(self, form)

    monkeypatch.setattr(ask.Interview, "_show", note)
    return put


Forms = list[tuple[Form, ask.Interview]]


def places(forms: Forms) -> list[str]:
    return [form.step.place for form, _ in forms]


# The order of questions


def test_the_most_useful_question_comes_first(terminal: Terminal) -> None:
    decisions = decide_all(load_catalogue(), parse_record({}), on=ON, only=FOUR)
    settles: dict[str, float] = {}
    for decision in decisions:
        for question in decision.ask_next:
            settles[question.place] = settles.get(question.place, 0) + question.settles
    first = max(settles, key=lambda place: settles[place])
    out = terminal.ask()
    assert out.count("Why I ask:") == 1
    assert question_text(first, parse_record({})) in out


def test_a_question_says_which_answers_it_can_settle(terminal: Terminal) -> None:
    assert "Why I ask: it can settle CMA (AAMA), RMA (AMT), NCMA (NCCT) and CCMA (NHA)." in terminal.ask()


def test_a_question_names_the_commands(terminal: Terminal) -> None:
    assert "[not sure · back · why · facts · save · quit]" in terminal.ask()


def test_nothing_is_asked_when_every_answer_is_firm(terminal: Terminal) -> None:
    terminal.file.write_text(FIRM)
    out = terminal.ask()
    assert "Why I ask" not in out
    assert "That is all that can change an answer." in out
    assert terminal.file.read_text() == FIRM


def test_a_program_for_nurses_is_not_asked_when_it_began(terminal: Terminal, forms: Forms) -> None:
    terminal.file.write_text(TRAINED)
    terminal.ask("yes", "Nursing at Example College", "nursing", "no", args=("--credential", "cma-aama"))
    assert places(forms)[:3] == ["programs", "programs[0].name", "programs[0].field"]
    assert "programs[0].started" not in places(forms)


def test_what_was_begun_is_finished_before_the_next_subject(terminal: Terminal, forms: Forms) -> None:
    terminal.file.write_text(TRAINED)
    terminal.ask("yes", "MA program", "1", "1", "9/2023", "1", "6/14/2024", "no")
    asked = places(forms)[:8]
    assert asked[0] == asked[-1] == "programs"
    assert all(place.startswith("programs[0].") for place in asked[1:-1])


def test_the_state_is_asked_last_and_adds_its_own_answers(terminal: Terminal, forms: Forms) -> None:
    terminal.file.write_text(FIRM.replace("state: TX\n", ""))
    out = terminal.ask("New Jersey")
    assert places(forms)[0] == "state"
    assert "Added: Injections and blood draws (New Jersey)" in out
    assert terminal.said("state") == "NJ"


def test_a_state_without_known_rules_is_said_to_be_so(terminal: Terminal) -> None:
    terminal.file.write_text(FIRM.replace("state: TX\n", ""))
    assert "Lapel holds no rules of this state yet." in terminal.ask("ohio")


def test_a_named_credential_asks_only_for_itself(terminal: Terminal, forms: Forms) -> None:
    out = terminal.ask("no", args=("--credential", "cma-aama"))
    assert "RMA (AMT)" not in out
    assert {name for form, talk in forms for ask in talk.now.asks for name in ask.names} == {"CMA (AAMA)"}


def test_an_unknown_credential_is_refused_with_the_nearest(
    terminal: Terminal, capsys: pytest.CaptureFixture[str]
) -> None:
    status = main(["ask", str(terminal.file), "--credential", "cma-aamaa"])
    assert status == 2
    assert "Did you mean 'cma-aama'?" in capsys.readouterr().err


# Answers


def test_an_answer_that_changes_a_verdict_says_so(terminal: Terminal) -> None:
    terminal.file.write_text(FIRM.replace("certificates: none\n", ""))
    out = terminal.ask("no")
    assert "CMA (AAMA): was CANNOT TELL, now NO" in out


def test_a_date_may_be_typed_as_americans_write_it(terminal: Terminal) -> None:
    terminal.file.write_text(TRAINED)
    out = terminal.ask("yes", "X", "1", "1", "9/20/2023")
    assert "(I take that as 2023-09-20.)" in out
    assert terminal.said("programs[0].started") == "2023-09-20"


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (("maybe",), "I found 'maybe', and expected yes or no. Nothing is lost: please try again."),
        (("yes", "X", "12"), "I found '12', and expected a number from 1 to 7."),
        (("yes", "X", "1", "1", "May"), "I found 'May', and expected a day, a month or a year, such as 2024-05-10"),
        (("yes", "X", "1", "1", "2024-02-30"), "I found '2024-02-30', and expected"),
        (
            ("yes", "X", "1", "1", "2024-09", "1", "2024-06-14"),
            "I found '2024-06-14', and expected a day on or after 'started' (2024-09).",
        ),
        (
            ("yes", "X", "1", "1", "2024-09", "1", "2031"),
            "I found '2031', and expected a day no later than",
        ),
        (("yes", "X", "1", "1", "2024-09", "2", "2025"), "I found '2025', and expected a day after November 21, 2026"),
    ],
)
def test_a_bad_answer_says_what_was_found_and_expected_and_asks_again(
    terminal: Terminal, forms: Forms, lines: tuple[str, ...], message: str
) -> None:
    terminal.file.write_text(TRAINED)
    out = terminal.ask(*lines)
    assert message in out
    assert out.count("please try again") == 1
    assert len(forms) == len(lines)  # the question that was answered badly is the last one put


def test_after_a_bad_answer_a_good_one_is_taken(terminal: Terminal) -> None:
    terminal.file.write_text(TRAINED)
    terminal.ask("perhaps", "no")
    assert terminal.said("programs") == "none"


def test_an_empty_line_shows_the_help_and_changes_nothing(terminal: Terminal, forms: Forms) -> None:
    out = terminal.ask(EMPTY)
    assert "takes back your last answer" in out
    assert len(forms) == 1
    assert not terminal.file.exists()


def test_no_declares_a_list_complete(terminal: Terminal) -> None:
    terminal.file.write_text(TRAINED)
    terminal.ask("no")
    assert read_record(terminal.file).complete >= {"programs"}


def test_no_other_entry_declares_a_list_complete_too(terminal: Terminal) -> None:
    terminal.file.write_text(TRAINED)
    terminal.ask("yes", "MA program", "1", "1", "9/2023", "1", "6/14/2024", "no")
    record = read_record(terminal.file)
    assert "programs" in record.complete
    assert record.programs[0].completed == date(2024, 6, 14)


def test_neither_accreditor_is_written_as_none(terminal: Terminal, forms: Forms) -> None:
    terminal.file.write_text(FINISHED)
    terminal.ask("none of these", args=("--credential", "cma-aama"))
    assert places(forms)[0] == "programs[0].accreditation"
    assert terminal.said("programs[0].accreditation") == "none"


def test_an_accreditor_is_asked_its_end_before_its_start(terminal: Terminal, forms: Forms) -> None:
    terminal.file.write_text(FINISHED)
    terminal.ask("caahep", "still", "2012", args=("--credential", "cma-aama"))
    assert [place.rpartition(".")[2] for place in places(forms)[:3]] == ["accreditation", "ends", "starts"]
    assert terminal.said("programs[0].accreditation") == [{"by": "caahep", "starts": "2012", "ends": "ongoing"}]


def test_approvers_are_chosen_from_those_that_rules_name_and_are_then_all(terminal: Terminal, forms: Forms) -> None:
    terminal.file.write_text(FINISHED.replace("completed: 2025-06-01", "expected: 2027-06-01"))
    terminal.ask("1, 2", args=("--credential", "ncma-ncct"))
    form = forms[0][0]
    assert form.step.place == "programs[0].approved_by"
    assert terminal.said("programs[0].approved_by") == [option.word for option in form.options[:2]]
    assert terminal.said("programs[0].complete") == ["approved_by"]


def test_approvers_may_be_some_of_them(terminal: Terminal) -> None:
    terminal.file.write_text(FINISHED.replace("completed: 2025-06-01", "expected: 2027-06-01"))
    terminal.ask("1, ?", args=("--credential", "ncma-ncct"))
    assert len(terminal.said("programs[0].approved_by")) == 1
    assert terminal.said("programs[0].complete") is None


def test_a_diploma_still_to_come_is_written_with_its_day(terminal: Terminal) -> None:
    terminal.file.write_text(
        FIRM.replace("school: {diploma: yes, earned: 2010-06-15}\n", "").replace(
            "work: none",
            "work: [{role: medical-assistant, employer: X, started: 2020, supervised: yes}]\ncomplete: [work]",
        )
    )
    terminal.ask("not yet", "2027-06-15", args=("--credential", "ccma-nha"))
    assert terminal.said("school") == {"diploma": "no", "expected": "2027-06-15"}


def test_felonies_are_asked_with_a_word_on_where_the_answer_stays(terminal: Terminal) -> None:
    terminal.file.write_text(
        FIRM.replace("conduct: {felony: no}\n", "").replace(
            "certificates: none",
            ("certificates: [{id: cma-aama, earned: 2015-01-01, expires: 2027-01-31}]\ncomplete: [certificates]"),
        )
    )
    out = terminal.ask(args=("--credential", "cma-aama"))
    assert "felony" in out
    assert "Lapel sends your answer nowhere." in out


def test_a_waiver_is_asked_only_of_who_has_a_conviction(terminal: Terminal, forms: Forms) -> None:
    terminal.file.write_text(
        FIRM.replace("felony: no", "felony: yes").replace(
            "certificates: none",
            ("certificates: [{id: cma-aama, earned: 2015-01-01, expires: 2027-01-31}]\ncomplete: [certificates]"),
        )
    )
    out = terminal.ask("yes", args=("--credential", "cma-aama"))
    assert places(forms) == ["conduct.waivers"]
    assert "Has AAMA reviewed your conviction and cleared you to apply?" in out
    assert terminal.said("conduct.waivers") == [{"issuer": "aama", "granted": "yes"}]


# Not sure


def test_not_sure_is_written_down_and_not_asked_again(terminal: Terminal, forms: Forms) -> None:
    terminal.ask("not sure")
    first = forms[0][0].step.place
    assert terminal.said(first) == "not sure"
    terminal.ask()
    assert forms[-1][0].step.place != first


def test_what_was_not_sure_is_asked_again_when_wished(terminal: Terminal, forms: Forms) -> None:
    terminal.ask("?")
    terminal.ask(args=("--again",))
    assert forms[-1][0].step.place == forms[0][0].step.place


def test_not_sure_never_takes_back_what_is_said(terminal: Terminal, forms: Forms) -> None:
    terminal.file.write_text(FINISHED.replace("completed: 2025-06-01", "completed: 2021").replace("2024", "2020"))
    out = terminal.ask("not sure", args=("--credential", "ccma-nha"))
    assert places(forms) == ["programs[0].completed"]
    assert "You said 2021." in out
    assert terminal.said("programs[0].completed") == "2021"


def test_the_same_vague_day_again_is_not_asked_for_once_more(
    terminal: Terminal, forms: Forms, monkeypatch: pytest.MonkeyPatch
) -> None:
    facts = "completed: 2022, accreditation: none, clock_hours: 800, institution_recognized: yes, approved_by: none"
    terminal.file.write_text(FINISHED.replace("started: 2024, completed: 2025-06-01", f"started: 2021, {facts}"))

    def lines() -> Iterator[str]:
        for _ in range(60):
            put = forms[-1][0]
            yield put.held if put.kind == "date" and put.held else "not sure"
        raise AssertionError("it goes on for ever")

    monkeypatch.setattr(sys, "stdin", Script(lines()))
    assert main(["ask", str(terminal.file), "--on", str(ON)]) == 0
    asked = places(forms)
    assert "programs[0].completed" in asked
    assert len(set(asked)) == len(asked)
    assert (terminal.said("programs[0].started"), terminal.said("programs[0].completed")) == ("2021", "2022")


def test_a_job_whose_end_is_not_known_does_not_go_on_by_itself(terminal: Terminal) -> None:
    terminal.file.write_text(FIRM.replace("work: none\n", ""))
    terminal.ask("yes", "Clinic", CTRL_C)
    assert "ended" in read_record(terminal.file).work[0].unsure


# Back


def test_back_takes_back_the_last_answers_one_by_one(terminal: Terminal, forms: Forms) -> None:
    terminal.ask("no", "yes", "no", "back", "back", "back", "back")
    asked = places(forms)
    assert asked[3:7] == asked[:4][::-1]
    assert terminal.file.read_text() == "{}\n"


def test_back_takes_back_a_skip_and_a_new_entry(terminal: Terminal) -> None:
    terminal.file.write_text(TRAINED)
    before = read_data(terminal.file)
    terminal.ask("yes", "MA program", "not sure", "back", "back", "back")
    assert read_data(terminal.file) == before


def test_back_at_the_first_question_says_that_there_is_nothing(terminal: Terminal) -> None:
    assert "there is nothing to take back" in terminal.ask("back")


def test_after_back_another_answer_is_taken(terminal: Terminal) -> None:
    terminal.file.write_text(TRAINED)
    terminal.ask("no", "back", "yes", "MA program")
    assert terminal.said("programs[0].name") == "MA program"


# Saving, stopping, going on


def test_every_answer_is_in_the_file_before_the_next_question(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch, forms: Forms
) -> None:
    seen: list[dict[str, Any]] = []

    def lines() -> Iterator[str]:
        yield "no"
        seen.append(read_data(terminal.file))
        yield "not sure"
        seen.append(read_data(terminal.file))

    monkeypatch.setattr(sys, "stdin", Script(lines()))
    main(["ask", str(terminal.file), "--on", str(ON)])
    assert [look(data, place) for data, place in zip(seen, places(forms), strict=False)] == ["none", "not sure"]


def test_control_c_loses_nothing_and_says_how_to_go_on(terminal: Terminal) -> None:
    terminal.file.write_text(TRAINED)
    out = terminal.ask("yes", "MA program", "1", CTRL_C)
    assert terminal.status == 130
    assert f"Your answers are saved in {terminal.file}" in out
    assert f"lapel ask {terminal.file}" in out
    assert terminal.said("programs") == [{"name": "MA program", "field": "medical-assisting"}]


def test_the_end_of_input_is_no_failure(terminal: Terminal) -> None:
    out = terminal.ask("no")
    assert terminal.status == 0
    assert "Your answers are saved" in out


def test_quit_saves_and_ends(terminal: Terminal) -> None:
    out = terminal.ask("no", "quit", "no")
    assert terminal.status == 0
    assert out.count("Why I ask") == 2
    assert terminal.file.exists()


def test_leaving_without_an_answer_leaves_no_file(terminal: Terminal) -> None:
    assert "there is nothing to save" in terminal.ask(CTRL_C)
    assert not terminal.file.exists()


def test_save_says_where(terminal: Terminal) -> None:
    assert f"Saved in {terminal.file}" in terminal.ask("no", "save")


def test_a_later_session_goes_on_where_the_first_one_stopped(terminal: Terminal, forms: Forms) -> None:
    terminal.ask("no", "yes", CTRL_C)
    stopped = places(forms)[-1]
    out = terminal.ask()
    assert places(forms)[-1] == stopped
    assert f"Going on with {terminal.file}" in out


def test_an_entry_left_half_said_is_taken_up_again(terminal: Terminal, forms: Forms) -> None:
    terminal.file.write_text(TRAINED)
    terminal.ask("yes", CTRL_C)
    terminal.ask("MA program")
    assert terminal.said("programs[0].name") == "MA program"


def test_only_the_owner_can_read_the_file(terminal: Terminal) -> None:
    terminal.file.write_text(TRAINED)
    terminal.file.chmod(0o644)
    terminal.ask("no")
    assert stat.S_IMODE(terminal.file.stat().st_mode) == 0o600


def test_no_temporary_file_is_left(terminal: Terminal) -> None:
    terminal.ask("no", "yes")
    assert os.listdir(terminal.file.parent) == ["me.yaml"]


def test_a_file_with_comments_is_copied_once_before_it_is_written(terminal: Terminal) -> None:
    written = f"# My own notes.\n{TRAINED}"
    terminal.file.write_text(written)
    out = terminal.ask("no")
    copy = terminal.file.with_name("me.yaml.bak")
    assert copy.read_text() == written
    assert out.count(str(copy)) == 1
    terminal.ask("new jersey")
    assert sorted(os.listdir(terminal.file.parent)) == ["me.yaml", "me.yaml.bak"]


def test_a_json_file_stays_json(terminal: Terminal) -> None:
    terminal.file = terminal.file.with_suffix(".json")
    terminal.ask("no", "yes")
    assert terminal.file.read_text().startswith("{\n")
    assert read_record(terminal.file).complete


def test_a_broken_file_is_refused_and_left_alone(terminal: Terminal, capsys: pytest.CaptureFixture[str]) -> None:
    terminal.file.write_text("birth: yesterday\n")
    assert main(["ask", str(terminal.file)]) == 1
    assert "'yesterday'" in capsys.readouterr().err
    assert terminal.file.read_text() == "birth: yesterday\n"


def test_a_folder_that_is_not_there_is_refused_before_the_first_question(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["ask", str(tmp_path / "nowhere" / "me.yaml")]) == 1
    assert "expected a folder to save in" in capsys.readouterr().err


def test_a_full_disk_loses_nothing(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("lapel.loading.writing.os.fsync", refuse)
    terminal.file.write_text(TRAINED)
    out = terminal.ask("no", CTRL_C)
    assert terminal.status == 1
    assert "could not save" in out
    assert "No space left on device" in out
    assert "programs: none" in out
    assert terminal.file.read_text() == TRAINED


# Explanations


def test_why_names_the_conditions_and_their_sources(terminal: Terminal) -> None:
    terminal.file.write_text(TRAINED)
    out = terminal.ask("why")
    assert "CMA (AAMA) ·" in out
    assert "source:" in out


def test_facts_shows_what_was_said(terminal: Terminal) -> None:
    assert "Nothing yet." in terminal.ask("facts")
    terminal.file.write_text(TRAINED)
    assert "diploma: yes" in terminal.ask("facts")


def test_a_finished_interview_gives_every_answer_and_how_to_go_on(terminal: Terminal) -> None:
    terminal.file.write_text(FIRM.replace("programs: none\n", ""))
    out = terminal.ask("no")
    for name in ("CMA (AAMA):", "RMA (AMT):", "NCMA (NCCT):", "CCMA (NHA):"):
        assert name in out
    assert f"lapel check {terminal.file}" in out


# Any session


@pytest.mark.parametrize("seed", range(4))
def test_any_session_ends_and_asks_only_what_can_matter(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch, forms: Forms, seed: int
) -> None:
    chance = random.Random(seed)

    def typed(form: Form) -> str:
        if form.options:
            if form.step.place in ("programs", "work", "exams") and not form.held:
                return "yes"
            if form.options[0].word == "yes" and chance.random() < 0.7:
                return "no"
            return str(chance.randint(1, len(form.options)))
        by_kind = {"date": ["2016-05", "2024-02-29", "2027-06-01", "still"], "number": ["0", "38", "800"]}
        return chance.choice([*by_kind.get(form.kind, ["Example", "TX"]), "not sure"])

    def lines() -> Iterator[str]:
        for _ in range(400):
            read_record(terminal.file) if terminal.file.exists() else None
            yield "not sure" if chance.random() < 0.1 else typed(forms[-1][0])
        raise AssertionError("it goes on for ever")

    monkeypatch.setattr(sys, "stdin", Script(lines()))
    check = ask.Interview._show

    def show(self: ask.Interview, form: Form) -> None:
        useful = {each.place for each in (*self.now.asks, *self.now.before)}
        assert form.step.always or {form.step.place, form.step.purpose} & useful or form.step.place == "state"
        check(self, form)

    monkeypatch.setattr(ask.Interview, "_show", show)
    assert main(["ask", str(terminal.file), "--on", str(ON)]) == 0
    assert forms[-1][1].now.asks == ()


def test_a_real_interrupt_loses_nothing(tmp_path: Path) -> None:
    file = tmp_path / "me.yaml"
    command = [sys.executable, "-m", "lapel.cli", "ask", str(file), "--on", str(ON)]
    # A job in the background ignores interrupts, and so would its children.
    heeding = functools.partial(signal.signal, signal.SIGINT, signal.SIG_DFL)
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=0, preexec_fn=heeding
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        too_long = threading.Timer(30, process.kill)
        too_long.start()
        process.stdin.write("no\n")
        questions = 0
        while questions < 2 and (line := process.stdout.readline()):
            questions += line.startswith("[not sure")
        time.sleep(0.5)  # An interrupt between the question and the wait for an answer is only seen with the answer.
        process.send_signal(signal.SIGINT)
        rest = process.stdout.read()
        too_long.cancel()
    assert process.returncode == 130
    assert "Your answers are saved" in rest.replace("\n", " ")
    assert read_record(file).complete
