"""`lapel plan` as its caller meets it: what is asked, what is written, and what goes wrong."""

import io
import json
import os
import stat
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
import time_machine
from ical.calendar_stream import IcsCalendarStream
from pypdf import PdfReader

import sample_plans
from lapel.cli import main
from lapel.planner.plan import Help, Limits, Plans

ROOT = Path(__file__).parents[2]
EXAMPLE = str(ROOT / "examples" / "student-20-days-from-graduating.yaml")
ASK = ["plan", EXAMPLE, "--goal", "cma-aama", "--on", "2026-11-21"]


def outcome(args: Sequence[str], capsys: pytest.CaptureFixture[str]) -> tuple[int, str, str]:
    """Run the command: its status, and what it wrote."""
    try:
        status = main(args)
    except SystemExit as left:  # argparse
        status = int(left.code or 0)
    said = capsys.readouterr()
    return status, said.out, said.err


@pytest.fixture
def answer(monkeypatch: pytest.MonkeyPatch) -> dict[str, object]:
    """Give the sample plans for every question; holds what was asked, and what to answer."""
    asked: dict[str, object] = {"plans": sample_plans.TWO}

    def planner(catalogue: object, record: object, goals: Sequence[str], **named: object) -> Plans:
        asked.update(named, goals=list(goals))
        plans = asked["plans"]
        assert isinstance(plans, Plans)
        return plans

    monkeypatch.setattr("lapel.cli.plan.make_plans", planner)
    return asked


# The question


def test_every_limit_reaches_the_planner(answer: dict[str, object], capsys: pytest.CaptureFixture[str]) -> None:
    words = (
        "--goal ccma-nha --by 2028-06-30 --not-before 2027-01-01 --budget $6,000 --hours-per-week 20 --quick --wage 18 "
        "--grant 500 --employer 1000 --loan 2000"
    )
    assert outcome([*ASK, *words.split()], capsys)[0] == 0
    assert answer["goals"] == ["cma-aama", "ccma-nha"]
    assert str(answer["on"]) == "2026-11-21"
    limits = answer["limits"]
    assert isinstance(limits, Limits)
    assert (str(limits.by), str(limits.not_before)) == ("2028-06-30", "2027-01-01")
    assert (limits.budget, limits.hours_per_week, limits.quick, limits.wage) == (6000, 20, True, 18)
    assert limits.help == Help(500, 1000, 2000)


def test_without_limits_there_are_none(answer: dict[str, object], capsys: pytest.CaptureFixture[str]) -> None:
    assert outcome(ASK, capsys)[0] == 0
    assert answer["limits"] == Limits()


@time_machine.travel("2027-02-03 12:00", tick=False)
def test_the_day_is_today_unless_another_is_named(
    answer: dict[str, object], capsys: pytest.CaptureFixture[str]
) -> None:
    assert outcome(ASK[:-2], capsys)[0] == 0
    assert str(answer["on"]) == "2027-02-03"


MISTAKES = [
    (
        ["--goal", "cma-ama"],
        "found 'cma-ama', expected the id of a credential or a role to reach.\nDid you mean 'cma-aama'?",
    ),
    (["--by", "2026-11-20"], "found --by 2026-11-20, expected a day on or after 2026-11-21, the day of the plan."),
    (
        ["--by", "2026-12-20", "--not-before", "2027-01-01"],
        "found --by 2026-12-20, expected a day on or after 2027-01-01, --not-before.",
    ),
    (["--by", "soon"], "argument --by: found 'soon', expected a date such as"),
    (["--budget", "-5"], "argument --budget: found '-5', expected whole dollars such as 6000"),
    (["--budget", "much"], "argument --budget: found 'much', expected whole dollars such as 6000"),
    (["--budget", "9" * 5000], "expected whole dollars such as 6000"),
    (["--wage", "17.50"], "argument --wage: found '17.50', expected whole dollars"),
    (["--loan", "²"], "argument --loan: found '²', expected whole dollars"),
    (["--hours-per-week", "169"], "found '169', expected whole hours from 0 to 168, the hours of a week"),
    (["--hours-per-week", "ten"], "found 'ten', expected whole hours from 0 to 168, the hours of a week"),
    (["--json", "--ics", "a.ics"], "argument --ics: not allowed with argument --json"),
    (["--pdf", "a.pdf", "--ics", "a.ics"], "argument --ics: not allowed with argument --pdf"),
    (["--cheapest", "--fastest"], "argument --fastest: not allowed with argument --cheapest"),
    (["--all", "--pdf", "a.pdf"], "found --all with a file, expected --fastest or --cheapest: a file holds one plan."),
    (["--pdf", "/"], "found the folder '/', expected the name of a file to write."),
]


@pytest.mark.parametrize(("args", "message"), MISTAKES, ids=[" ".join(args)[:40] for args, _ in MISTAKES])
def test_wrong_usage_ends_in_status_2_and_says_what_was_expected(
    args: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    status, out, err = outcome([*ASK, *args], capsys)
    assert (status, out) == (2, "")
    assert message in err


def test_without_a_goal_every_goal_is_listed_by_place(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, err = outcome(["plan", EXAMPLE], capsys)
    assert (status, out) == (2, "")
    assert "lapel: found no goal, expected at least one, such as:\n  lapel plan " in err
    assert "\nCertificates:\n" in err
    assert "\nNew Jersey:\n  injections-nj             Injections and blood draws (New Jersey)\n" in err
    assert all(f"  {name} " in err for name in sample_plans.CATALOGUE.credentials)


def test_a_record_that_cannot_be_read_ends_in_status_1(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "me.yaml"
    path.write_text("naem: Ana")
    status, out, err = outcome(["plan", str(path), "--goal", "cma-aama"], capsys)
    assert (status, out) == (1, "")
    assert "Did you mean 'name'?" in err


def test_a_budget_or_a_week_of_nothing_is_a_question_like_any_other(
    answer: dict[str, object], capsys: pytest.CaptureFixture[str]
) -> None:
    assert outcome([*ASK, "--budget", "0", "--hours-per-week", "0"], capsys)[0] == 0
    limits = answer["limits"]
    assert isinstance(limits, Limits)
    assert (limits.budget, limits.hours_per_week) == (0, 0)


# The answer


def test_the_text_ends_with_the_commands_that_give_it_in_other_forms(
    answer: dict[str, object], capsys: pytest.CaptureFixture[str]
) -> None:
    _, out, _ = outcome([*ASK, "--cheapest"], capsys)
    typed = f"  lapel plan {EXAMPLE} --goal cma-aama --on 2026-11-21 --cheapest"
    assert out.splitlines()[-6:] == [
        "",
        "With sources:",
        f"{typed} --explain",
        "On paper, or in your calendar:",
        f"{typed} --pdf plan.pdf",
        f"{typed} --ics plan.ics",
    ]


@pytest.mark.parametrize("name", ["no plan", "all held"])
def test_having_no_plan_is_an_answer_and_no_mistake(
    name: str, answer: dict[str, object], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    answer["plans"] = sample_plans.EVERY[name]
    status, out, err = outcome(ASK, capsys)
    assert (status, err) == (0, "")
    assert "plan.pdf" not in out
    target = tmp_path / "plan.ics"
    status, out, err = outcome([*ASK, "--ics", str(target)], capsys)
    assert (status, err) == (0, f"lapel: there is no plan, so {target} was not written.\n")
    assert "Lapel is not the issuer" in out
    assert not target.exists()


def test_a_plan_that_hangs_on_what_is_not_known_says_how_to_settle_it(
    answer: dict[str, object], capsys: pytest.CaptureFixture[str]
) -> None:
    answer["plans"] = sample_plans.ONLY_PERHAPS
    _, out, _ = outcome(ASK, capsys)
    assert f"Settle what is not known:\n  lapel ask {EXAMPLE} --credential cma-aama\n" in out


def test_json_is_printed(answer: dict[str, object], capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = outcome([*ASK, "--json"], capsys)
    assert status == 0
    assert json.loads(out)["fastest"] == "cma-aama:short-program"


@time_machine.travel("2026-11-22 09:30:00+00:00", tick=False)
def test_a_calendar_is_written_in_one_piece_and_for_its_owner_only(
    answer: dict[str, object], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "plan.ics"
    target.write_text("old")
    status, out, err = outcome([*ASK, "--ics", str(target)], capsys)
    assert (status, err) == (0, "")
    assert out == f"Wrote {target}: the plan that is done by 2027-09-30.\n"
    assert [path.name for path in tmp_path.iterdir()] == ["plan.ics"]
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    events = IcsCalendarStream.calendar_from_ics(target.read_bytes().decode()).events
    assert {str(event.dtstamp) for event in events} == {"2026-11-22 09:30:00+00:00"}
    assert {event.sequence for event in events} == {9821}


def test_a_page_is_written(answer: dict[str, object], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = tmp_path / "plan.pdf"
    status, out, _ = outcome([*ASK, "--cheapest", "--pdf", str(target)], capsys)
    assert (status, out) == (0, f"Wrote {target}: the plan that is done by 2028-02-07.\n")
    assert len(PdfReader(target).pages) == 1


def test_a_file_of_a_plan_that_holds_perhaps_is_told_to_be_one(
    answer: dict[str, object], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    answer["plans"] = sample_plans.ONLY_PERHAPS
    _, out, _ = outcome([*ASK, "--pdf", str(tmp_path / "plan.pdf")], capsys)
    assert out.endswith("the plan that is done by 2027-02-01, if what is not known turns out well.\n")


def test_a_file_where_there_is_no_folder_is_refused_before_anything_is_worked_out(
    answer: dict[str, object], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status, out, err = outcome([*ASK, "--ics", str(tmp_path / "none" / "plan.ics")], capsys)
    assert (status, out) == (1, "")
    assert "no folder" in err
    assert "goals" not in answer


def test_a_device_is_written_to_and_not_replaced(answer: dict[str, object], capsys: pytest.CaptureFixture[str]) -> None:
    assert outcome([*ASK, "--ics", os.devnull], capsys)[0] == 0
    assert stat.S_ISCHR(os.stat(os.devnull).st_mode)


# As a process of its own, with the real planner


def run(args: Sequence[str], *, stdin: bytes = b"", **env: str) -> subprocess.CompletedProcess[bytes]:
    settings = {name: value for name, value in os.environ.items() if name not in ("COLUMNS", "PYTHONUTF8")}
    command = [sys.executable, "-m", "lapel.cli", *args]
    return subprocess.run(command, input=stdin, capture_output=True, env=settings | env, timeout=60, check=False)


def test_a_student_sees_her_own_plan() -> None:
    found = run(ASK, PYTHONUTF8="1")
    assert (found.returncode, found.stderr) == (0, b"")
    lines = found.stdout.decode().splitlines()
    assert lines[0] == "Plan for Ana (example), made for November 21, 2026"
    assert {"THIS WEEK", "STEP BY STEP", "WHAT IT COSTS IN ALL"} <= set(lines)
    assert [line for line in lines if len(line) > 80 and "lapel plan" not in line] == []


def test_a_record_may_come_from_standard_input_and_a_file_go_to_standard_output() -> None:
    record = Path(EXAMPLE).read_bytes()
    words = ["plan", "-", "--goal", "cma-aama", "--on", "2026-11-21"]
    assert b"--pdf plan.pdf" not in run(words, stdin=record, PYTHONUTF8="1").stdout
    page = run([*words, "--pdf", "-"], stdin=record)
    assert (page.returncode, page.stderr) == (0, b"")
    assert len(PdfReader(io.BytesIO(page.stdout)).pages) == 1
    assert run([*words, "--ics", "-"], stdin=record).stdout.startswith(b"BEGIN:VCALENDAR\r\n")


@pytest.mark.parametrize("more", [[], ["--all", "--explain"], ["--json"]], ids=" ".join)
def test_a_plan_can_be_written_where_only_ascii_can_be(more: list[str]) -> None:
    found = run([*ASK, *more], PYTHONIOENCODING="ascii", LC_ALL="C")
    assert (found.returncode, found.stderr) == (0, b"")
    assert found.stdout.isascii()


def test_planning_imports_only_what_its_form_needs() -> None:
    code = (
        "import sys; from lapel.cli import main; before = set(sys.modules)\n"
        f"main({ASK!r})\n"
        "print([name for name in ('json', 'typst', 'icalendar', 'uuid', 'dateutil', 'lapel.reports.plans_pdf') "
        "if name in set(sys.modules) - before])"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert found.stdout.endswith("\n[]\n")


def test_planning_opens_no_connection(tmp_path: Path) -> None:
    """Whatever package would want one: opening a socket, or asking for a host's address, ends the process."""
    code = (
        "import sys\n"
        "def refuse(event, args):\n"
        "    if event.startswith(('socket.', 'urllib.', 'http.')): raise SystemExit(event)\n"
        "sys.addaudithook(refuse)\n"
        "from lapel.cli import main\n"
        f"for more in ([], ['--json'], ['--ics', 'a.ics'], ['--pdf', 'a.pdf']): main([*{ASK!r}, *more])\n"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False, cwd=tmp_path)
    assert (found.returncode, found.stderr) == (0, b"")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.ics", "a.pdf"]
