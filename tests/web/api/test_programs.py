"""Programs over HTTP, with data that was added: what the commands print, and what is not known is said."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from program_files import filled

from lapel.cli import main
from lapel.loading.writing import read_data
from lapel.reference.store import Store

Ask = Callable[..., Any]
ANA = Path(__file__).parents[3] / "examples" / "student-20-days-from-graduating.yaml"
ON = "2026-11-22"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return filled(tmp_path_factory.mktemp("programs"))


@pytest.fixture(autouse=True)
def added(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LAPEL_DATA", str(store.folder))


@pytest.mark.parametrize(
    ("words", "verb", "body"),
    [
        (["find"], "find", {}),
        (
            ["find", "--near", "07102", "--within", "60", "--max-cost", "5000", "--limit", "2", "--sort", "price"],
            "find",
            {"near": "07102", "within": 60, "max_cost": 5000, "limit": 2, "sort": "price"},
        ),
        (
            [
                "find",
                "--state",
                "NJ",
                "--kind",
                "certificate",
                "--kind",
                "associate",
                "--max-months",
                "12.5",
                "--evening",
            ],
            "find",
            {"state": "NJ", "kinds": ["certificate", "associate"], "max_months": 12.5, "evening": True},
        ),
        (
            ["find", "--opens", "cma-aama", "--length", "3 months", "--field", "51.10"],
            "find",
            {"opens": "cma-aama", "length": "3 months", "field": "51.10"},
        ),
        (
            ["show", "ipeds-100001-51.0801-2", "--start", "2027-01-11", "--weigh", "cost=3,accreditation=0"],
            "show",
            {"id": "ipeds-100001-51.0801-2", "start": "2027-01-11", "weigh": {"cost": 3, "accreditation": 0}},
        ),
        (["compare", "nj-501", "list-4"], "compare", {"ids": ["nj-501", "list-4"]}),
    ],
    ids=["all", "near", "wishes", "opens", "one", "two"],
)
def test_programs_are_those_that_the_command_prints(
    words: list[str], verb: str, body: dict[str, Any], ask: Ask, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["programs", *words, "--on", ON, "--json"]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert printed["programs"] or printed["found"]["total"]
    assert ask(f"programs/{verb}", {"on": ON, **body}).json() == printed


@pytest.mark.parametrize(
    ("words", "verb", "body"),
    [
        (
            ["find", "--opens", "rma-amt", "--credential", "rma-amt"],
            "find",
            {"opens": "rma-amt", "credentials": ["rma-amt"]},
        ),
        (["show", "nj-501"], "show", {"id": "nj-501"}),
        (["show", "record-0"], "show", {"id": "record-0"}),
        (["compare", "record-0", "list-4", "record-0"], "compare", {"ids": ["record-0", "list-4", "record-0"]}),
    ],
    ids=["find", "show", "own", "compare"],
)
def test_programs_for_a_person_are_those_that_the_command_prints(
    words: list[str], verb: str, body: dict[str, Any], ask: Ask, capsys: pytest.CaptureFixture[str]
) -> None:
    options = [word for word in words[1:] if word.startswith("--")]
    at = words.index(options[0]) if options else len(words)
    assert main(["programs", *words[:at], str(ANA), *words[at:], "--on", ON, "--json"]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert ask(f"programs/{verb}", {"record": read_data(ANA), "on": ON, **body}).json() == printed


def test_what_a_school_teaches_is_read_as_from_a_file(
    ask: Ask, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = ["Medical terminology", "  Pharmacology ", "", "Phlebotomy"]
    file = tmp_path / "courses.txt"
    file.write_text("\n".join(lines))
    assert main(["programs", "show", "nj-501", "--curriculum", str(file), "--whole", "--on", ON, "--json"]) == 0
    body = {"id": "nj-501", "curriculum": [line for line in lines if line], "whole": True, "on": ON}
    assert ask("programs/show", body).json() == json.loads(capsys.readouterr().out)


@pytest.mark.parametrize(
    ("verb", "body", "place", "expected", "hint"),
    [
        ("find", {"near": "00001"}, "near", "an area on the Census Bureau's map", ""),
        ("show", {"id": "nj-0"}, "id", "the id of a program", ""),
        ("show", {"id": "record-7"}, "id", "a program of the record", "names no program"),
        ("compare", {"ids": ["nj-501", "nj-0"]}, "ids[1]", "the id of a program", ""),
        ("find", {"weigh": {}, "state": "NJ", "within": 5}, "within", "a ZIP code in near", ""),
    ],
)
def test_what_is_not_known_is_said_with_its_place(
    verb: str, body: dict[str, Any], place: str, expected: str, hint: str, ask: Ask
) -> None:
    said = ask(f"programs/{verb}", body)
    assert (said.status_code, said["Content-Type"]) == (422, "application/problem+json")
    [problem] = said.json()["problems"]
    assert problem["place"] == place
    assert expected in problem["expected"]
    assert hint in problem["hint"]


def test_no_weight_at_all_is_refused(ask: Ask) -> None:
    from lapel.loading.compiled import load_careers

    said = ask("programs/find", {"weigh": dict.fromkeys(load_careers().programs.factors, 0)})
    assert [problem["place"] for problem in said.json()["problems"]] == ["weigh"]
