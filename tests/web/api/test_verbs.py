"""The verbs over HTTP say what the command line says, and keep nothing."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from lapel.cli import main
from lapel.loading.writing import read_data

Ask = Callable[..., Any]
EXAMPLES = Path(__file__).parents[3] / "examples"
PEOPLE = sorted(path.stem for path in EXAMPLES.glob("*.yaml"))
COMMANDS: dict[str, tuple[list[str], dict[str, Any]]] = {
    "check": (["--credential", "cma-aama", "--credential", "ccma-nha"], {"credentials": ["cma-aama", "ccma-nha"]}),
    "hold": (["--years", "3"], {"years": 3}),
    "keep": ([], {}),
    "school": ([], {}),
    "skills": (["--role", "phlebotomist", "--for", "ccma-nha"], {"role": "phlebotomist", "credential": "ccma-nha"}),
    "fit": (["--leaning", "administrative"], {"leaning": "administrative"}),
    "compare": (["cma-aama", "rma-amt"], {"credentials": ["cma-aama", "rma-amt"]}),
    "plan": (
        ["--goal", "ccma-nha", "--budget", "6000", "--price", "other-certificate=4200"],
        {"goals": ["ccma-nha"], "budget": 6000, "steps": {"other-certificate": {"price": 4200}}},
    ),
}


def person(name: str) -> dict[str, Any]:
    data: dict[str, Any] = read_data(EXAMPLES / f"{name}.yaml")
    return data


def printed(verb: str, name: str, words: list[str], capsys: pytest.CaptureFixture[str]) -> Any:
    """What the command prints as JSON."""
    path = str(EXAMPLES / f"{name}.yaml")
    ids = words if verb == "compare" else []
    options = [] if verb == "compare" else words
    assert main([verb, *ids, path, *options, "--on", "2026-11-22", "--json"]) == 0
    return json.loads(capsys.readouterr().out)


ABOUT_NOBODY: dict[str, tuple[list[str], dict[str, Any]]] = {
    "pay": (
        ["phlebotomist", "--compare", "medical-assistant", "--area", "WA", "--real", "2020"],
        {"roles": ["phlebotomist", "medical-assistant"], "area": "WA", "real": 2020},
    ),
    "outlook": (["registered-nurse"], {"roles": ["registered-nurse"]}),
    "fit": ([], {}),
    "learn": (["--for", "pharmacology"], {"for": "pharmacology"}),
    "programs/find": (["--weigh", "cost=3"], {"weigh": {"cost": 3}}),
    "programs/show": (["ipeds-1"], {"id": "ipeds-1"}),
    "programs/compare": (["nj-1", "nj-2"], {"ids": ["nj-1", "nj-2"]}),
}


@pytest.mark.parametrize("verb", ABOUT_NOBODY)
def test_a_question_about_nobody_answers_what_the_command_prints(
    verb: str, ask: Ask, capsys: pytest.CaptureFixture[str]
) -> None:
    words, options = ABOUT_NOBODY[verb]
    assert main([*verb.split("/"), *words, "--on", "2026-11-22", "--json"]) == 0
    assert ask(verb, {"on": "2026-11-22", **options}).json() == json.loads(capsys.readouterr().out)


def test_the_roles_within_reach_are_those_that_the_command_prints(ask: Ask, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["--role", "phlebotomist", "--area", "WA"]
    said = ask(
        "ladder",
        {"record": person("ten-years-of-work"), "on": "2026-11-22", "roles": ["phlebotomist"], "area": "WA"},
    )
    assert said.json() == printed("ladder", "ten-years-of-work", words, capsys)


@pytest.mark.parametrize(
    ("words", "options"),
    [
        (
            [
                "--goal",
                "role:registered-nurse",
                "--pay",
                "41000",
                "--loan",
                "15000",
                "--rate",
                "6.5",
                "--loan-years",
                "9",
            ],
            {"goals": ["role:registered-nurse"], "pay": 41000, "loan": 15000, "rate": 6.5, "loan_years": 9},
        ),
        (
            ["--goal", "role:phlebotomist", "--area", "WA", "--cheapest", "--work-less", "8", "--years", "5"],
            {"goals": ["role:phlebotomist"], "area": "WA", "cheapest": True, "work_less": 8, "years": 5},
        ),
        (["--goal", "ccma-nha"], {"goals": ["ccma-nha"]}),
        (
            ["--goal", "role:registered-nurse", "--by", "2026-12-01", "--budget", "10"],
            {"goals": ["role:registered-nurse"], "by": "2026-12-01", "budget": 10},
        ),
    ],
    ids=["a loan", "a place", "a certificate", "no plan"],
)
def test_the_worth_of_a_plan_is_what_the_command_prints(
    words: list[str], options: dict[str, Any], ask: Ask, capsys: pytest.CaptureFixture[str]
) -> None:
    said = ask("worth", {"record": person("ten-years-of-work"), "on": "2026-11-22", **options})
    assert said.json() == printed("worth", "ten-years-of-work", words, capsys)
    assert bool(said.json()["blocked"]) == ("budget" in options)


@pytest.mark.parametrize(
    ("name", "wanted", "role"),
    [
        ("certified-with-courses", "renewal", ""),
        ("lapsed-cma", "renewal", ""),
        ("ten-years-of-work", "skills", "phlebotomist"),
        ("ten-years-of-work", "rma-amt", ""),
        ("ten-years-of-work", "blood-draws", ""),
    ],
)
def test_where_to_learn_is_what_the_command_prints(
    name: str, wanted: str, role: str, ask: Ask, capsys: pytest.CaptureFixture[str]
) -> None:
    named = {"role": role} if role else {}
    said = ask("learn", {"record": person(name), "on": "2026-11-22", "for": wanted, **named})
    words = ["--for", wanted, *(["--role", role] if role else [])]
    assert said.json() == printed("learn", name, words, capsys)


def test_a_role_can_be_the_goal_of_a_plan(ask: Ask, capsys: pytest.CaptureFixture[str]) -> None:
    body = {"record": person("ten-years-of-work"), "on": "2026-11-22", "goals": ["role:phlebotomist"]}
    said = ask("plan", body)
    assert said.json() == printed("plan", "ten-years-of-work", ["--goal", "role:phlebotomist"], capsys)


@pytest.mark.parametrize("verb", COMMANDS)
@pytest.mark.parametrize("name", PEOPLE[::3])
def test_each_verb_answers_what_the_command_prints(
    verb: str, name: str, ask: Ask, capsys: pytest.CaptureFixture[str]
) -> None:
    words, options = COMMANDS[verb]
    said = ask(verb, {"record": person(name), "on": "2026-11-22", **options})
    assert said.status_code == 200, said.content
    assert said.json() == printed(verb, name, words, capsys)


def test_explain_answers_in_text(ask: Ask) -> None:
    said = ask("explain", {"record": person("ten-years-of-work"), "credentials": ["cma-aama"]})
    assert said["Content-Type"] == "text/plain; charset=utf-8"
    assert "CMA (AAMA)" in said.content.decode()


def test_without_a_day_the_answer_is_for_today(ask: Ask) -> None:
    assert ask("keep", {"record": {}}).json()["on"] == "2026-11-22"


def test_nothing_is_kept_of_who_asks(ask: Ask) -> None:
    said = ask("check", {"record": person("lapsed-cma")})
    assert not said.cookies
    assert said["Cache-Control"] == "no-store"
    assert "Access-Control-Allow-Origin" not in said.headers


def test_every_answer_has_its_published_shape(ask: Ask) -> None:
    from jsonschema import Draft202012Validator

    from lapel.web.api.schemas import PUBLISHED
    from lapel.web.api.verbs import verbs

    for verb in verbs():
        if verb.gives:
            record = {"record": person(verb.examples[0])} if verb.examples else {}
            said = ask(verb.name, {**record, **verb.options})
            Draft202012Validator(PUBLISHED[verb.gives]()).validate(said.json())


@pytest.mark.parametrize(
    ("verb", "body", "place", "expected", "hint"),
    [
        ("check", {"record": {"birth": "soon"}}, "record.birth", "a date such as", ""),
        ("check", {"record": {}, "on": "2026"}, "on", "a whole date", ""),
        ("check", {"record": {}, "credentials": ["cma-ama"]}, "credentials[0]", "one of", "'cma-aama'"),
        ("check", {"record": {}, "credential": "cma-aama"}, "credential", "a known field", "'credentials'"),
        ("check", {"on": "2026-11-22"}, "", "the field 'record'", ""),
        ("check", {"record": None}, "", "the field 'record'", ""),
        ("check", ["record"], "", "a mapping", ""),
        ("plan", {"record": {}, "goals": []}, "goals", "one entry or more", ""),
        ("plan", {"record": {}, "goals": ["cma-aama"], "budget": -1}, "budget", "a whole number from 0", ""),
        ("plan", {"record": {}, "goals": ["cma-aama"], "budget": 10.5}, "budget", "a whole number from 0", ""),
        ("plan", {"record": {}, "goals": ["cma-aama"], "by": "2020-01-01"}, "by", "a day on or after", ""),
        (
            "plan",
            {"record": {}, "goals": ["cma-aama"], "steps": {"cpr-crad": {"price": 1}}},
            "steps.cpr-crad",
            "a known name",
            "'cpr-card'",
        ),
        (
            "plan",
            {"record": {}, "goals": ["cma-aama"], "steps": {"cpr-card": {"takes": "soon"}}},
            "steps.cpr-card.takes",
            "a time",
            "",
        ),
        (
            "plan",
            {"record": {}, "goals": ["cma-aama"], "steps": {"ekg-course": {"price": 1}}},
            "steps.ekg-course",
            "a step that may lead to these goals",
            "cpr-card",
        ),
        ("plan", {"record": {}, "goals": ["role:nurse"]}, "goals[0]", "one of", ""),
        ("pay", {"roles": ["medical-asistant"]}, "roles[0]", "a role, the title of an occupation", "medical"),
        ("pay", {"area": "Narnia"}, "area", "one place", "Narnia"),
        ("ladder", {"record": {}, "by": "2020-01-01"}, "by", "a day on or after", ""),
        ("worth", {"record": {}, "goals": ["cma-aama"], "by": "2020-01-01"}, "by", "a day on or after", ""),
        ("worth", {"record": {}, "goals": ["cma-aama"], "rate": 101}, "rate", "a number from 0 to 100", ""),
        ("worth", {"record": {}, "goals": ["cma-aama"], "area": "Narnia"}, "area", "one place", "Narnia"),
        ("skills", {"record": {}, "role": "phlebotomy"}, "role", "one of", "'phlebotomist'"),
        ("fit", {"leaning": "left"}, "leaning", "one of clinical", ""),
        ("learn", {}, "", "the field 'for'", ""),
        ("learn", {"for": "pharmacolgy"}, "for", "one of", "'pharmacology'"),
        ("learn", {"for": "renewal"}, "", "the field 'record'", ""),
        ("learn", {"for": "skills", "record": None}, "", "the field 'record'", ""),
        ("programs/find", {"within": 20}, "within", "a ZIP code in near", ""),
        ("programs/find", {"near": "7102"}, "near", "a ZIP code of five digits", ""),
        ("programs/find", {"field": "51"}, "field", "four digits or more", ""),
        ("programs/find", {"limit": 51}, "limit", "a whole number from 1 to 50", ""),
        ("programs/find", {"state": "nj"}, "state", "one of", ""),
        ("programs/find", {"weigh": {"costs": 1}}, "weigh.costs", "a known name", "'cost'"),
        ("programs/find", {"length": "3 business days"}, "length", "a time such as", ""),
        ("programs/show", {}, "", "the field 'id'", ""),
        ("programs/show", {"id": "record-0"}, "id", "a program of the record", "names no program"),
        ("programs/show", {"id": "record-0", "record": {}, "whole": True}, "whole", "in curriculum", ""),
        ("programs/compare", {"ids": ["nj-1"]}, "ids", "two entries or more", ""),
        ("programs/compare", {"ids": ["nj-1"] * 5}, "ids", "at most 4", ""),
        ("hold", {"record": {}, "years": 51}, "years", "a whole number from 1 to 50", ""),
        ("compare", {"record": {}, "credentials": ["cma-aama"] * 7}, "credentials", "at most 6", ""),
    ],
)
def test_what_is_not_understood_is_said_with_its_place(
    verb: str, body: Any, place: str, expected: str, hint: str, ask: Ask
) -> None:
    said = ask(verb, body)
    assert (said.status_code, said["Content-Type"]) == (422, "application/problem+json")
    [problem] = said.json()["problems"]
    assert problem["place"] == place
    assert expected in problem["expected"]
    assert hint in problem["hint"]


def test_all_problems_are_said_at_once(ask: Ask) -> None:
    said = ask("plan", {"record": {"birth": "soon", "sex": "f"}, "goals": ["x"], "on": "x"})
    assert len(said.json()["problems"]) == 4


@pytest.mark.parametrize(
    ("raw", "status"),
    [
        (b" ", 400),
        (b"{", 400),
        (b"{'record': {}}", 400),
        ('{"record": {}}'.encode("utf-16"), 400),
        (b'{"record": {"name": "\xff"}}', 400),
        (b"[" * 5000, 400),
        (b'{"record": {}, "record": {}}', 422),
        (b'{"record": {"name": "' + b"x" * 2_000_000 + b'"}}', 413),
        (b" " * 10_000_000, 413),
    ],
    ids=["empty", "cut off", "not JSON", "UTF-16", "Latin-1", "deep", "twice", "2 MB", "10 MB"],
)
def test_a_body_that_cannot_be_read_is_refused(raw: bytes, status: int, ask: Ask) -> None:
    said = ask("check", raw)
    assert (said.status_code, said["Content-Type"]) == (status, "application/problem+json")
    assert said.json()["status"] == status


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "application/json; charset=latin-1"]
)
def test_a_body_of_another_kind_is_refused(kind: str, ask: Ask) -> None:
    said = ask("check", b'{"record": {}}', kind=kind)
    assert (said.status_code, said["Content-Type"]) == (415, "application/problem+json")


def test_a_packed_body_is_refused(ask: Ask) -> None:
    assert ask("check", b"{}", **{"Content-Encoding": "gzip"}).status_code == 415


def test_a_fault_of_ours_says_nothing_of_it(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    from lapel.web.api import service

    def fail(*_: Any) -> None:
        raise RuntimeError("a secret")

    monkeypatch.setattr(service, "read_body", fail)
    said = ask("check", {"record": {}})
    assert (said.status_code, said["Content-Type"]) == (500, "application/problem+json")
    assert b"secret" not in said.content
