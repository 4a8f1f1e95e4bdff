"""``lapel skills``: the page, and scripted sessions of the self-check."""

import builtins
import json
import stat
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from lapel.careers.skills import check_skills, target_of
from lapel.cli import main
from lapel.loading.compiled import load_careers
from lapel.loading.records import parse_record, read_record
from lapel.reports.skills_json import skills_data, skills_schema

ROOT = Path(__file__).parents[2]
GRACE = str(ROOT / "examples" / "high-school-student.yaml")
ON = ("--on", "2026-11-21")
SKILLS = Draft202012Validator(skills_schema(), format_checker=Draft202012Validator.FORMAT_CHECKER)
ADVICE = load_careers().advice
ROLES = sorted(load_careers().roles)
ANSWERED = """skills:
  - {id: blood-draws, level: with-help, as_of: 2026-10}
  - {id: respect, level: not-yet}
  - {id: bookkeeping, level: not-yet}
  - {id: vital-signs, level: alone}
"""


def outcome(args: Sequence[str], capsys: pytest.CaptureFixture[str]) -> tuple[int, str, str]:
    try:
        status = main(args)
    except SystemExit as left:  # argparse
        status = int(left.code or 0)
    said = capsys.readouterr()
    return status, said.out, said.err


def session(
    path: Path,
    typed: Sequence[str | BaseException],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    *more: str,
) -> tuple[int, str]:
    lines: Iterator[str | BaseException] = iter(typed)

    def read(_: str = "") -> str:
        line = next(lines, None)
        if line is None:
            raise EOFError
        if isinstance(line, BaseException):
            raise line
        return line

    monkeypatch.setattr(builtins, "input", read)
    status, out, _ = outcome(["skills", str(path), "--check", *ON, *more], capsys)
    return status, out


def levels(path: Path) -> dict[str | None, str | None]:
    return {skill.id: skill.level for skill in read_record(path).skills}


@pytest.fixture
def record(tmp_path: Path) -> Path:
    path = tmp_path / "me.yaml"
    path.write_text(ANSWERED)
    return path


@pytest.mark.parametrize("more", [(), ("--for", "rma-amt"), ("--role", "role:registered-nurse", "--for", "cmaa-nha")])
def test_what_is_printed_fits_and_has_the_published_shape(
    more: tuple[str, ...], record: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status, out, err = outcome(["skills", str(record), *more, *ON], capsys)
    assert (status, err) == (0, "")
    assert [
        line for line in out.splitlines() if len(line) > 80 and str(record) not in line and "https" not in line
    ] == []
    SKILLS.validate(json.loads(outcome(["skills", str(record), *more, "--json", *ON], capsys)[1]))


@pytest.mark.parametrize("role", ROLES)
def test_every_role_can_be_held_against(role: str) -> None:
    on = date(2026, 11, 21)
    found = check_skills(ADVICE, parse_record(ANSWERED), target_of(ADVICE, load_careers().roles[role]), on=on)
    data = skills_data(found, {}, ADVICE, on=on)
    assert data["against"]["occupations"] or data["against"]["not_held"]
    assert all(one["why"] for part in ("gaps", "held", "not_answered") for one in data[part])


def test_a_gap_has_its_reason_and_what_closes_it(record: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = outcome(["skills", str(record), *ON], capsys)
    flat = " ".join(out.split())
    assert "WHAT TO WORK ON (3)" in out
    assert flat.index("Respect and compassion: not yet") < flat.index("Drawing blood: with help, said on 2026-10")
    assert "Medicine and Dentistry, has importance 4.33 of 5." in flat
    assert "Closed by: short course in drawing blood; training by your employer" in flat
    assert "O*NET has no task for it." in flat
    assert "a side task of Medical Assistants" in flat
    assert "There is no score" in flat
    data = json.loads(outcome(["skills", str(record), "--json", *ON], capsys)[1])
    assert data["gaps"][1]["closed_by"][0] == "phlebotomy-course"
    assert {code["id"] for code in data["gaps"][1]["codes"]} == {"2028", "4.A.3.a.2.I38", "2.C.5.a"}
    assert data["gaps"][0]["no_code"]


def test_two_readings_of_an_outline_are_both_told(record: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = outcome(["skills", str(record), "--for", "rma-amt", *ON], capsys)
    flat = " ".join(out.split())
    assert "Up to 26.7 percent of the exam's questions" in flat
    assert "Up to 14.3 percent of the exam's questions: “Administrative” (by the study guide of 2026)." in flat


def test_answers_are_saved_after_each_question(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "new.yaml"
    status, out = session(path, ["1", "with help", "not sure", KeyboardInterrupt()], capsys, monkeypatch)
    assert status == 130
    saved = levels(path)
    assert list(saved.values()) == ["not-yet", "with-help", None]
    assert {skill.as_of.isoformat() for skill in read_record(path).skills if skill.as_of} == {"2026-11-21"}  # type: ignore[union-attr]
    assert f"Your answers are in {path}" in out
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_back_takes_back_and_skip_leaves_for_later(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "new.yaml"
    _, out = session(path, ["back", "3", "4", "back", "1", "skip", "quit"], capsys, monkeypatch)
    assert "there is nothing to take back" in out
    assert list(levels(path).values()) == ["alone", "not-yet"]
    _, again = session(path, ["quit"], capsys, monkeypatch)
    assert f"1 of {len(ADVICE.duties) - 2}" in again


def test_a_word_that_is_no_answer_changes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "new.yaml"
    status, out = session(path, ["5", "", "why", "quit"], capsys, monkeypatch)
    assert status == 0
    flat = " ".join(out.split())
    assert "I found '5', and expected a number from 1 to 4. Nothing is lost" in flat
    assert "takes back your last answer" in flat
    assert "has importance" in flat
    assert "You gave no answers, so there is nothing to save." in flat
    assert not path.exists()


def test_all_questions_can_be_answered_and_then_none_is_left(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "new.yaml"
    session(path, ["3"] * len(ADVICE.duties), capsys, monkeypatch)
    assert set(levels(path)) == set(ADVICE.duties)
    _, out = session(path, [], capsys, monkeypatch)
    assert "Everything is answered already." in out
    session(path, ["1", "quit"], capsys, monkeypatch, "--again")
    assert sorted(levels(path).values(), key=str)[-1] == "not-yet"


def test_what_the_record_held_stays_and_comments_are_kept_in_a_copy(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "grace.yaml"
    path.write_text(Path(GRACE).read_text())
    before = read_record(path)
    _, out = session(path, ["2", "quit"], capsys, monkeypatch)
    after = read_record(path)
    assert (after.programs, after.school, after.complete) == (before.programs, before.school, before.complete)
    assert "comments" in out
    assert path.with_name("grace.yaml.bak").read_text() == Path(GRACE).read_text()


def test_a_file_that_cannot_be_written_loses_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from lapel.loading import writing

    def fail(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(writing, "save_record", fail)
    status, out = session(tmp_path / "new.yaml", ["2", "quit"], capsys, monkeypatch)
    assert status == 1
    assert "Permission denied" in out
    assert "level: with-help" in out


def test_wrong_names_and_places_are_refused(record: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, _, err = outcome(["skills", str(record), "--role", "phlebotomst"], capsys)
    assert (status, "Did you mean 'phlebotomist'?" in err) == (2, True)
    status, _, err = outcome(["skills", str(record), "--for", "cma-aam"], capsys)
    assert (status, "Did you mean 'cma-aama'?" in err) == (2, True)
    status, _, err = outcome(["skills", "-", "--check"], capsys)
    assert (status, "expected a file to keep the answers in" in err) == (1, True)
    status, _, err = outcome(["skills", "nowhere/me.yaml", "--check"], capsys)
    assert (status, "expected a folder to save in" in err) == (1, True)
