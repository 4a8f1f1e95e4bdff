"""The published schema of a record says what the reader says."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from jsonschema import Draft202012Validator

import strategies
from lapel.cli import main
from lapel.cli.schema import SCHEMAS
from lapel.loading.records import parse_record, record_data, record_schema
from lapel.loading.tree import read_tree
from lapel.model.located import Located, Problems
from lapel.model.record import Record
from lapel.model.shapes import not_sure

EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("*.yaml"))
RECORD = Draft202012Validator(record_schema())
NUMBERS = (
    "hours",
    "amount",
    "cost",
    "semesters",
    "hours_per_week",
    "academic_hours",
    "practicum_hours",
    "clock_hours",
    "laboratory_hours",
)


def as_json(node: Located, name: str = "") -> Any:
    """What a file says, as JSON writes it: dates and words as text, numbers as numbers."""
    if node.fields is not None:
        counted = name in ("procedures", "areas")
        return {key: as_json(entry, "hours" if counted else key) for key, entry in node.fields.items()}
    if node.items is not None:
        return [as_json(item) for item in node.items]
    if node.is_null:
        return None
    number = name in (*NUMBERS, "clinical_hours", "lapel") and not not_sure(node)
    return float(node.text or "") if number else node.text


@pytest.mark.parametrize("name", SCHEMAS)
def test_a_schema_is_printed(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["schema", name]) == 0
    Draft202012Validator.check_schema(json.loads(capsys.readouterr().out))


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_the_schema_takes_an_example_as_it_is_written(path: Path) -> None:
    RECORD.validate(as_json(read_tree(path)))


@given(strategies.records(most=1))
@settings(max_examples=25)
def test_the_schema_takes_whatever_a_record_is_written_as(record: Record) -> None:
    data = record_data(record)
    for program in data.get("programs", []):
        program.pop("complete", None)
    RECORD.validate(data)


REFUSED: list[dict[str, Any]] = [
    {"naem": "Ana"},
    {"name": ""},
    {"name": ["Ana"]},
    {"name": "a" * 501},
    {"lapel": 2},
    {"birth": "14.3.2007"},
    {"birth": "0001-01-01"},
    {"birth": "9999-12-31"},
    {"birth": True},
    {"as_of": "2026"},
    {"state": "NO"},
    {"school": {"diploma": "perhaps"}},
    {"school": ["yes"]},
    {"school": "none"},
    {"work": {"role": "other"}},
    {"work": [{"hours_per_week": 169}]},
    {"work": [{"hours_per_week": -1}]},
    {"work": [{"role": "nurse"}]},
    {"work": [{}] * 1001},
    {"programs": [{"procedures": {"ekg": 10}}]},
    {"programs": [{"procedures": {"ekgs": "ten"}}]},
    {"learning": [{"areas": {"a.b": 1}}]},
    {"complete": ["jobs"]},
    {"conduct": {"felony": 1}},
]

TAKEN: list[dict[str, Any]] = [
    {},
    {"name": None, "birth": "not sure", "work": "none", "programs": [], "conduct": "not sure"},
    {
        "birth": 2007,
        "school": {"diploma": True, "earned": "2025-06"},
        "work": [{"ended": "ongoing", "full_time": "no"}],
    },
    {
        "programs": [
            {"accreditation": "none", "procedures": {"ekgs": "not sure", "injections": 3}, "complete": "topics"}
        ]
    },
    {"learning": [{"areas": {"clinical": 24}}], "complete": "work"},
]


@pytest.mark.parametrize("data", REFUSED, ids=lambda data: json.dumps(data)[:60])
def test_the_schema_and_the_reader_refuse_the_same(data: dict[str, Any]) -> None:
    assert not RECORD.is_valid(data)
    with pytest.raises(Problems):
        parse_record(data)


@pytest.mark.parametrize("data", TAKEN, ids=lambda data: json.dumps(data)[:60])
def test_the_schema_and_the_reader_take_the_same(data: dict[str, Any]) -> None:
    RECORD.validate(data)
    parse_record(data)
