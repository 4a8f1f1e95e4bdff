"""What a user's own answers say of the questions: written by calibration, read over the bank, gone by in practice."""

from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import pytest

from irt_data import simulated
from lapel.cli import main
from lapel.exam import sessions
from lapel.exam.calibration import EXPERT_SD
from lapel.exam.estimation import SLOPE
from lapel.exam.evidence import parameters
from lapel.exam.foretell import foretell
from lapel.exam.practice import open_practice
from lapel.exam.sessions import replay
from lapel.loading.compiled import load_exams
from lapel.loading.exams import with_calibration
from lapel.loading.questions import FILE, load_questions
from lapel.model.exam import Calibration
from lapel.model.located import Problems
from lapel.model.value import replace

ON = date(2026, 11, 22)
START = datetime(2026, 11, 22, 8, tzinfo=UTC)
NAMES = [f"infection-control-{n:03}" for n in range(1, 13)]
LINE = "{model: 2pl, a: 1.2, b: 0.5, se_b: 0.1, answers: 700, on: 2026-05-01, source: Our school}"


def kept(folder: Path, *lines: str) -> Path:
    (folder / FILE).write_text("\n".join([*lines, ""]), encoding="utf-8")
    return folder


def test_without_a_file_the_questions_are_those_of_the_catalogue(tmp_path: Path) -> None:
    assert load_questions(tmp_path) is load_exams()
    assert load_exams().own == ""
    kept(tmp_path)
    assert load_questions(tmp_path).items == load_exams().items, "an empty file says nothing"


def test_what_simulated_people_answered_is_what_practice_and_readiness_go_by(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    slopes, middles = np.linspace(0.9, 1.8, 12), np.linspace(-1.2, 1.2, 12)
    right = simulated(3000, slopes, middles, 5)
    rows = [",".join(f"{one:.0f}" for one in row) for row in right]
    (tmp_path / "spring.csv").write_text("\n".join([",".join(NAMES), *rows, ""]), encoding="utf-8")
    words = ["study", "calibrate", str(tmp_path / "spring.csv"), "--out", str(tmp_path / FILE), "--on", str(ON)]
    monkeypatch.setenv("LAPEL_STUDY", str(tmp_path))
    assert main([*words, "--source", "Spring class"]) == 0
    said = capsys.readouterr().err
    assert "It holds 12 of 12 questions." in said
    assert f"As {tmp_path / FILE} it is what practice goes by." in said

    before, bank = load_exams(), load_questions()
    assert bank.sha256 != before.sha256
    items = [bank.items[name] for name in NAMES]
    found, errors = parameters(items)
    assert np.abs(found.slope - slopes).max() < 0.2
    assert (np.abs(found.difficulty - middles) < 4 * errors).all()
    assert errors.max() < 0.2 < EXPERT_SD
    first = items[0].calibration
    assert first is not None
    assert (first.answers, first.on, first.source, first.version) == (3000, ON, "Spring class", items[0].version)
    others = [name for name in bank.items if name not in NAMES]
    assert [bank.items[name] for name in others] == [before.items[name] for name in others]

    outline = bank.outline("ccma-nha", on=ON)
    assert outline is not None
    start = sessions.practice("practice", "ccma-nha", outline.id, seed=1, longest=20, at=START)
    practice = open_practice(bank, outline, bank.items.get, replay([start]), {})
    asked = [practice.place[name] for name in NAMES]
    assert np.array_equal(practice.pool.bank.slope[asked], found.slope)
    rest = np.setdiff1d(np.arange(len(practice.items)), asked)
    assert (practice.pool.bank.slope[rest] == SLOPE).all(), "the others go by their authors"
    told = foretell(bank, outline, bank.items.get, {})
    assert told.measured == sum(name in NAMES for name in _on_the_form(told.outline.id))
    assert foretell(before, outline, before.items.get, {}).measured == 0


def _on_the_form(outline: str) -> list[str]:
    from lapel.exam.foretell import SEED
    from lapel.exam.forms import make_form

    bank = load_exams()
    found = next(one for exam in bank.exams.values() for one in exam.outlines if one.id == outline)
    return [slot.item for slot in make_form(bank, found, "full", SEED).slots if slot.scored]


def test_a_file_for_the_bank_names_what_it_leaves_out(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    right = simulated(600, np.ones(10), np.zeros(10), 3)
    right[:, 1] = 1
    right[:, 2] = 1 - right[:, 2]
    heads = [*NAMES[:9], "our-own"]
    rows = [",".join(f"{one:.0f}" for one in row) for row in right]
    (tmp_path / "answers.csv").write_text("\n".join([",".join(heads), *rows, ""]), encoding="utf-8")
    assert main(["study", "calibrate", str(tmp_path / "answers.csv"), "--out", str(tmp_path / FILE)]) == 0
    said = capsys.readouterr().err
    assert "It holds 7 of 10 questions." in said
    assert f"for want of an estimate to go by or a key that is sure: {NAMES[1]}, {NAMES[2]}." in said
    assert "since the bank does not have them (a .csv or .json holds all): our-own." in said
    monkeypatch.setenv("LAPEL_STUDY", str(tmp_path))
    found = load_questions().items
    assert [name for name in NAMES if found[name].calibration] == [NAMES[0], *NAMES[3:9]]


def test_commands_say_what_was_measured_and_what_is_a_guess(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LAPEL_STUDY", str(kept(tmp_path, f"{NAMES[0]}: {LINE}")))
    assert main(["study", "items"]) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "Measured by answers: 1 of " in said
    assert "How hard the others are is their author's guess." in said
    assert "Among the measures are your own" in said
    assert main(["study", "items", NAMES[0]]) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "Measured from 700 answers by May 1, 2026: difficulty 0.50 (standard error 0.10)" in said
    assert "discrimination 1.20; Our school." in said


def test_a_measure_of_a_question_as_it_was_before_is_set_aside_and_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    version = load_exams().items[NAMES[0]].version
    old = LINE.replace("}", f", version: {version + 1}}}")
    monkeypatch.setenv("LAPEL_STUDY", str(kept(tmp_path, f"{NAMES[0]}: {old}", f"{NAMES[1]}: {LINE}")))
    bank = load_questions()
    assert bank.items[NAMES[0]].calibration is None
    assert bank.items[NAMES[1]].calibration is not None
    assert bank.outdated == (NAMES[0],)
    assert main(["study", "items"]) == 0
    said = " ".join(capsys.readouterr().out.split()).replace("- ", "-")
    assert f"Not used: 1 measure of a question as it was before it was changed ({NAMES[0]})." in said
    assert main(["study", "items", NAMES[0]]) == 0
    assert "It was measured before it was changed" in " ".join(capsys.readouterr().out.split())


def test_one_s_own_measure_comes_before_that_of_the_catalogue(tmp_path: Path) -> None:
    bank = load_exams()
    said = Calibration("1pl", 1.0, 300, ON)
    held = with_calibration(bank, {NAMES[0]: said})
    assert held.items[NAMES[0]].calibration == said
    later = with_calibration(held, {NAMES[0]: replace(said, b=-1.0, version=held.items[NAMES[0]].version)})
    found = later.items[NAMES[0]].calibration
    assert found is not None
    assert found.b == -1.0


def test_a_site_does_not_start_on_a_file_that_cannot_be_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LAPEL_MODE", "local")
    monkeypatch.setenv("LAPEL_STUDY", str(kept(tmp_path, "infection-contrl-001: " + LINE)))
    assert main(["serve", "--port", "1"]) == 1
    said = capsys.readouterr().err
    assert "the calibration of the questions cannot be read" in said
    assert f"{tmp_path / FILE}:1" in said


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("infection-contrl-001: " + LINE, "found 'infection-contrl-001', expected the id of a question of the bank"),
        (f"{NAMES[0]}: {LINE.replace('0.5', 'hard')}", "expected a number from -10 to 10"),
        (f"{NAMES[0]}: {LINE.replace('0.5', '11')}", "expected a number from -10 to 10"),
        (f"{NAMES[0]}: {LINE.replace('1.2', '0')}", "expected a discrimination 'a' above 0"),
        (f"{NAMES[0]}: {LINE.replace('1.2', '-1')}", "expected a number from 0 to 10"),
        (f"{NAMES[0]}: {LINE.replace('700', '0')}", "expected one answer or more"),
        (f"{NAMES[0]}: {LINE.replace('2pl', '3pl')}", "expected one of 1pl, 2pl"),
        (f"{NAMES[0]}: {{model: 2pl, b: 0.5, on: 2026-05-01}}", "expected the field 'answers'"),
        (f"- {NAMES[0]}", "expected a mapping of questions' ids"),
        (f"{NAMES[0]}: {LINE}\n{NAMES[0]}: {LINE}", "expected each field once"),
    ],
)
def test_a_file_that_cannot_be_right_is_refused_with_its_line(
    line: str, told: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LAPEL_STUDY", str(kept(tmp_path, "# ours", line)))
    with pytest.raises(Problems):
        load_questions()
    assert main(["study", "readiness", "ccma-nha"]) == 1
    said = capsys.readouterr().err
    assert f"{tmp_path / FILE}:" in said
    assert told in said
