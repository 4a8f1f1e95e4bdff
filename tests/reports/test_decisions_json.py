"""What `lapel check --json` prints has a published shape that stays as it is."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

import lapel
from lapel.cli import main

EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("*.yaml"))
DAYS = (
    date(1999, 12, 31),
    date(2015, 2, 28),
    date(2024, 2, 29),
    date(2026, 11, 21),
    date(2034, 7, 1),
    date(2199, 12, 31),
)

DECISIONS = Draft202012Validator(lapel.decisions_schema(), format_checker=Draft202012Validator.FORMAT_CHECKER)


def test_the_schema_of_decisions_is_a_json_schema() -> None:
    Draft202012Validator.check_schema(lapel.decisions_schema())


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_what_is_printed_of_an_example_has_the_published_shape(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(path), "--json", "--all", "--on", "2026-11-21"]) == 0
    DECISIONS.validate(json.loads(capsys.readouterr().out))
    record = lapel.read_record(path)
    on = DAYS[EXAMPLES.index(path) % len(DAYS)]
    DECISIONS.validate(json.loads(json.dumps(lapel.check_data(record, on=on))))


def test_an_empty_record_has_the_published_shape() -> None:
    every = list(lapel.load_catalogue().credentials)
    DECISIONS.validate(lapel.check_data(lapel.parse_record("{}"), on=date(2026, 11, 21), credentials=every))


ROUTE = {"route", "answer", "from", "until", "failed", "unknown", "met", "readings", "fees", "documents"}
KEYS: dict[str, set[str]] = {
    "": {"on", "catalogue", "decisions"},
    "catalogue": {"version", "sha256"},
    "decisions": {"credential", "answer", "from", "until", "best_route", "routes", "changes", "ask_next"},
    "decisions.routes": ROUTE,
    "decisions.keep": ROUTE,
    "decisions.routes.fees": {"id", "what", "unit", "applies", "amount", "readings", "cite"},
    "decisions.routes.documents": {"what", "who", "when", "cite"},
    "decisions.routes.met": {
        "says",
        "truth",
        "since",
        "until",
        "true_from",
        "facts",
        "missing",
        "note",
        "cite",
        "parts",
    },
    "decisions.routes.met.cite": {
        "source",
        "title",
        "url",
        "section",
        "confidence",
        "retrieved",
        "review_by",
        "overdue",
    },
    "decisions.changes": {"route", "steps"},
    "decisions.ask_next": {"path", "question", "settles"},
}
"""The names that readers of the output count on: none of them may go."""


def _all_at(data: Any, place: str) -> list[Any]:
    found = [data]
    for name in filter(None, place.split(".")):
        below = [entry[name] for entry in found]
        found = [entry for value in below for entry in (value if isinstance(value, list) else [value])]
    return found


@pytest.mark.parametrize("place", KEYS)
def test_the_names_that_readers_count_on_are_there(place: str) -> None:
    seen = 0
    for path in EXAMPLES:
        for entry in _all_at(lapel.check_data(lapel.read_record(path), on=date(2026, 11, 21)), place):
            assert KEYS[place] <= set(entry)
            seen += 1
    assert seen


def test_the_schema_refuses_what_is_not_of_its_shape() -> None:
    data = lapel.check_data(lapel.read_record(EXAMPLES[0]), on=date(2026, 11, 21))
    spoilings: tuple[Callable[[Any], object], ...] = (
        lambda d: d.pop("catalogue"),
        lambda d: d.update(extra=1),
        lambda d: d["decisions"][0].update(answer="maybe"),
        lambda d: d["decisions"][0].pop("until"),
        lambda d: d["decisions"][0]["routes"][0].update({"from": 2026}),
    )
    for spoil in spoilings:
        spoiled = json.loads(json.dumps(data))
        spoil(spoiled)
        assert not DECISIONS.is_valid(spoiled)


def test_the_same_question_gives_the_same_bytes() -> None:
    record = lapel.read_record(EXAMPLES[0])
    once, again = (json.dumps(lapel.check_data(record, on=date(2026, 11, 21))) for _ in range(2))
    assert once == again
