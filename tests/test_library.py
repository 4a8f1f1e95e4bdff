"""The front door of the library: every name is there, and does what the command line does."""

import json
import socket
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import lapel
from lapel.cli import main

EXAMPLE = Path(__file__).parents[1] / "examples" / "student-20-days-from-graduating.yaml"
ON = date(2026, 11, 21)


@pytest.fixture(autouse=True)
def _own_cache(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("LAPEL_CACHE", str(tmp_path))


@pytest.mark.parametrize("name", lapel.__all__)
def test_every_public_name_is_there_and_is_documented(name: str) -> None:
    value = getattr(lapel, name)
    assert name == "__version__" or value.__doc__


def test_a_name_that_is_not_there_is_told() -> None:
    with pytest.raises(AttributeError, match="module 'lapel' has no attribute 'chekc'"):
        lapel.chekc  # noqa: B018


def test_importing_the_library_imports_none_of_its_rooms() -> None:
    code = "import sys, lapel; print([name for name in sys.modules if name.startswith('lapel.')])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, check=True).stdout == b"[]\n"


def test_check_data_is_what_the_command_prints(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(EXAMPLE), "--json", "--on", ON.isoformat()]) == 0
    assert json.loads(capsys.readouterr().out) == lapel.check_data(lapel.read_record(EXAMPLE), on=ON)


def test_explain_is_what_the_command_prints(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lapel.cli.check.width", lambda: 80)
    assert main(["check", str(EXAMPLE), "--explain", "--on", ON.isoformat()]) == 0
    assert capsys.readouterr().out == lapel.explain(lapel.read_record(EXAMPLE), on=ON)


def test_check_answers_for_the_credentials_asked_for_in_their_order() -> None:
    found = lapel.check(lapel.read_record(EXAMPLE), on=ON, credentials=["rma-amt", "cma-aama"])
    assert {decision.credential.id for decision in found} == {"rma-amt", "cma-aama"}


def test_an_unknown_credential_is_a_key_error() -> None:
    record = lapel.parse_record({})
    for ask in (lapel.check, lapel.check_data, lapel.explain):
        with pytest.raises(KeyError, match="cma-ama"):
            ask(record, on=ON, credentials=["cma-ama"])
    with pytest.raises(KeyError, match="cma-ama"):
        lapel.expiry("cma-ama", certified=ON)


def test_a_catalogue_of_ones_own_is_asked_instead() -> None:
    own = lapel.load_catalogue(Path(__file__).parent / "catalog" / "small" / "good")
    record = lapel.parse_record({"birth": "2000-02-29"})
    [decision] = lapel.check(record, on=ON, catalogue=own, credentials=["card-one"])
    assert decision.verdict.answer == "yes"
    assert lapel.check_data(record, on=ON, catalogue=own)["catalogue"]["sha256"] == own.sha256
    assert lapel.expiry("card-one", certified=ON, catalogue=own) is None


def test_the_last_day_of_a_certificate_is_told() -> None:
    assert lapel.expiry("cma-aama", certified=date(2010, 2, 10)) == date(2015, 2, 28)


def test_lint_takes_the_built_in_catalogue_or_another() -> None:
    assert lapel.lint() == ()
    assert lapel.lint(Path(__file__).parent / "catalog" / "small" / "broken")


def test_checking_opens_no_socket(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: Any, **named: Any) -> None:
        raise AssertionError("a socket was opened")

    for name in ("socket", "create_connection", "getaddrinfo"):
        monkeypatch.setattr(socket, name, refuse)
    record = lapel.read_record(EXAMPLE)
    assert lapel.check_data(record, on=ON)["decisions"]
    assert lapel.explain(record, on=ON)
    assert lapel.lint() == ()


@pytest.mark.parametrize("on", [date(1900, 1, 1), date(2199, 12, 31)])
def test_the_first_and_the_last_day_can_be_asked_about(on: date) -> None:
    record = lapel.parse_record(
        "birth: 1900-01-01\nwork: [{started: 1900, ended: 2199-12-31, full_time: yes, role: medical-assistant}]\n"
        "programs: [{field: medical-assisting, started: 1900-01-01, completed: 2199-12-31}]\n"
        "certificates: [{id: cma-aama, earned: 2199-12-31}, {id: rma-amt, earned: 1900-01-01}]\n"
        "exams: [{exam: cma-aama, taken: 2199-12-31, result: fail}]"
    )
    every = list(lapel.load_catalogue().credentials)
    assert len(lapel.check(record, on=on, credentials=every)) == len(every)


def test_overlapping_spells_of_work_count_once() -> None:
    role = {"role": "medical-assistant", "full_time": "yes", "kind": "paid", "clinical": "yes", "administrative": "yes"}

    def answers(*spells: tuple[str, str]) -> Any:
        work = [{**role, "started": started, "ended": ended} for started, ended in spells]
        record = lapel.parse_record({"birth": "1990", "work": work, "complete": ["work"]})
        return [
            (decision.credential.id, route.route.id, route.verdict)
            for decision in lapel.check(record, on=ON, credentials=list(lapel.load_catalogue().credentials))
            for route in decision.routes
        ]

    merged = answers(("2020-01-01", "2026-01-01"))
    assert answers(("2020-01-01", "2024-06-30"), ("2022-01-01", "2026-01-01")) == merged
    assert answers(("2020-01-01", "2026-01-01"), ("2021-01-01", "2022-01-01")) == merged
    assert answers(("2020-01-01", "2020-01-02"), ("2025-12-01", "2026-01-01")) != merged
