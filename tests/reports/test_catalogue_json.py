"""The catalogue as plain data: of its published shape on every day, with every reading and every source."""

import json
from datetime import date

import pytest
from jsonschema import Draft202012Validator

from lapel.loading.compiled import load_catalogue
from lapel.reports.catalogue_json import (
    changes_data,
    changes_schema,
    credential_data,
    credential_schema,
    credentials_data,
    credentials_schema,
)
from lapel.reports.catalogue_outline import Condition, outline

CATALOGUE = load_catalogue()
ON = date(2026, 11, 22)


@pytest.mark.parametrize("on", [date(1950, 1, 1), date(2012, 1, 1), ON, date(2199, 12, 31)], ids=str)
def test_each_credential_has_its_shape_on_any_day(on: date) -> None:
    judge = Draft202012Validator(credential_schema())
    for credential in CATALOGUE.credentials.values():
        judge.validate(json.loads(json.dumps(credential_data(CATALOGUE, credential, on=on))))


def test_the_list_and_the_changes_have_their_shapes() -> None:
    Draft202012Validator(credentials_schema()).validate(credentials_data(CATALOGUE))
    told = changes_data(CATALOGUE, CATALOGUE.credentials.values(), after=date(2009, 1, 1), until=ON)
    Draft202012Validator(changes_schema()).validate(told)
    assert len(told["changes"]) > 100


def test_a_change_says_what_was_and_what_is() -> None:
    cma = CATALOGUE.credentials["cma-aama"]
    told = changes_data(CATALOGUE, [cma], after=date(2019, 12, 17), until=date(2019, 12, 18))["changes"]
    limit = next(change for change in told if change["what"].startswith("Time in which a graduate"))
    assert (limit["now"], limit["first"], limit["starts"]) == ("none", False, "2019-12-18")
    assert "the sources disagree" in limit["was"]


def flat(conditions: tuple[Condition, ...]) -> list[Condition]:
    """Every condition of an outline."""
    return [each for condition in conditions for each in (condition, *flat(condition.parts))]


def test_an_outline_holds_every_reading_with_its_source() -> None:
    rule = outline(CATALOGUE.credentials["cma-aama"].route("category-1"), on=ON)
    assert rule is not None
    [disputed] = [each for each in flat(rule.conditions) if each.disputed]
    assert [part.lead for part in disputed.parts] == ["three attempts", "four attempts", "six attempts"]
    assert all(part.cite for part in disputed.parts)


def test_before_the_first_rule_there_is_no_outline() -> None:
    route = CATALOGUE.credentials["cma-aama"].route("category-4")
    assert outline(route, on=date(1990, 1, 1)) is None


def test_a_version_ends_where_the_next_one_starts() -> None:
    rule = outline(CATALOGUE.credentials["cma-aama"].route("by-points"), on=date(2019, 12, 31))
    assert rule is not None
    assert rule.ends == date(2020, 1, 1)


def test_what_is_never_so_says_it() -> None:
    says = [
        each.says
        for credential in CATALOGUE.credentials.values()
        for route in (*credential.routes, *credential.keep)
        if (rule := outline(route, on=ON))
        for each in flat(rule.conditions)
    ]
    assert "Not so: The route is open." in says
    assert all(text.strip() for text in says)
