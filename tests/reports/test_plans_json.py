"""What `lapel plan --json` prints has a published shape that stays as it is."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from jsonschema import Draft202012Validator

import sample_plans
from lapel.reports.plans_json import plans_data, plans_schema

PLANS = Draft202012Validator(plans_schema(), format_checker=Draft202012Validator.FORMAT_CHECKER)


def data(name: str) -> Any:
    return json.loads(json.dumps(plans_data(sample_plans.CATALOGUE, sample_plans.EVERY[name])))


def test_the_schema_of_plans_is_a_json_schema() -> None:
    Draft202012Validator.check_schema(plans_schema())


@pytest.mark.parametrize("name", sample_plans.EVERY)
def test_plans_have_the_published_shape(name: str) -> None:
    PLANS.validate(data(name))


@pytest.mark.parametrize("name", sample_plans.EVERY)
def test_the_same_plans_give_the_same_bytes(name: str) -> None:
    assert json.dumps(data(name)) == json.dumps(data(name))


def test_the_schema_refuses_what_is_not_of_its_shape() -> None:
    spoilings: tuple[Callable[[Any], object], ...] = (
        lambda d: d.pop("catalogue"),
        lambda d: d.update(extra=1),
        lambda d: d["plans"][0].update(finish="soon"),
        lambda d: d["plans"][0]["money"].update(usual="$6,210"),
        lambda d: d["plans"][0]["tasks"][0].update(kind="other"),
        lambda d: d["plans"][0]["tasks"][0].pop("so_far"),
    )
    for spoil in spoilings:
        spoiled = data("two")
        spoil(spoiled)
        assert not PLANS.is_valid(spoiled)


NAMES: dict[str, set[str]] = {
    "": {
        "on",
        "catalogue",
        "goals",
        "limits",
        "reached",
        "fastest",
        "cheapest",
        "plans",
        "perhaps",
        "relax",
        "blocked",
    },
    "plans": {
        "id",
        "finish",
        "soonest",
        "money",
        "not_known",
        "this_week",
        "critical_path",
        "legs",
        "tasks",
        "failing",
    },
    "plans.money": {"low", "usual", "high"},
    "plans.legs": {"credential", "name", "route", "applies", "tests", "certified", "expires"},
    "plans.tasks": {
        "id",
        "what",
        "who",
        "starts",
        "ends",
        "latest",
        "critical",
        "wait",
        "costs",
        "so_far",
        "documents",
    },
    "plans.tasks.costs": {"what", "on", "amount", "paid_by", "refundable"},
    "plans.tasks.cite": {"source", "title", "url", "confidence", "overdue"},
    "plans.failing": {"attempts", "closes", "closing", "door"},
    "plans.failing.attempts": {"number", "applies", "tests", "days", "sure", "fees"},
    "perhaps.assumes": {"says", "missing"},
}
"""The names that readers of the output count on: none of them may go."""


@pytest.mark.parametrize("place", NAMES)
def test_the_names_that_readers_count_on_are_there(place: str) -> None:
    found = [data("two")]
    for name in filter(None, place.split(".")):
        below = [entry[name] for entry in found]
        found = [entry for value in below for entry in (value if isinstance(value, list) else [value])]
    assert found
    assert all(NAMES[place] <= set(entry) for entry in found)


def test_what_is_not_known_is_null_and_never_zero() -> None:
    tasks = {task["id"]: task for task in data("one")["plans"][0]["tasks"]}
    assert tasks["cpr-card"]["costs"][0]["amount"] is None
    assert tasks["cpr-card"]["wait"] == {"least": None, "most": None, "business": False}
    assert tasks["cma-aama/category-1/exam"]["wait"] is None
    assert tasks["cma-aama/category-1/apply"]["wait"] == {"least": "3 days", "most": "5 days", "business": True}


def test_the_running_total_ends_with_what_is_paid_out_of_pocket() -> None:
    [plan] = data("one")["plans"]
    sums = [task["so_far"] for task in plan["tasks"]]
    assert sums[0] == {"low": 0, "usual": 0, "high": 0}
    assert sums[-1] == plan["money"]
    assert sums == sorted(sums, key=lambda amount: amount["usual"])


def test_every_id_that_is_named_is_the_id_of_a_task() -> None:
    for plan in (*data("two")["plans"], *data("two")["perhaps"]):
        ids = [task["id"] for task in plan["tasks"]]
        assert len(ids) == len(set(ids))
        named = [
            *plan["this_week"],
            *plan["critical_path"],
            *(name for task in plan["tasks"] for name in task["after"]),
        ]
        assert set(named) <= set(ids)
