"""The ladder and what a plan is worth as pages: the answers of the commands."""

import json
from collections.abc import Callable, Iterator
from html import unescape
from typing import TYPE_CHECKING, Any

import pytest
import time_machine

from lapel.cli.ladder import run as run_ladder
from lapel.cli.worth import run as run_worth
from lapel.loading.compiled import load_careers
from lapel.reports.ladder_json import ladder_data

if TYPE_CHECKING:
    from django.test import Client

WHO = "certified-with-courses"
FILE = f"examples/{WHO}.yaml"
Opened = Callable[[str], "Client"]


@pytest.fixture(autouse=True)
def frozen() -> Iterator[None]:
    with time_machine.travel("2026-11-22 12:00-05:00", tick=False):
        yield


def text(page: Any) -> str:
    """A page as it reads."""
    return unescape(page.content.decode())


def test_the_ladder_asks_for_facts_first(visitor: "Client") -> None:
    page = text(visitor.get("/ladder/"))
    assert "It starts where you stand" in page
    assert 'href="/ladder/registered-nurse/"' in page
    assert visitor.get("/ladder/ladder.svg").status_code == 404


def test_the_ladder_is_that_of_the_command(opened: Opened, capsys: pytest.CaptureFixture[str]) -> None:
    page = opened(WHO).get("/ladder/?by=2029-12-31&budget=20000")
    run_ladder([FILE, "--by", "2029-12-31", "--budget", "20000", "--json", "--on", "2026-11-22"])
    assert ladder_data(load_careers(), page.context["found"]) == json.loads(capsys.readouterr().out)
    assert all(name in text(page) for name in ("Stay and rise", "Spring to nursing, or another license", "Sideways"))
    assert "What goes with you, and what does not" in text(page)


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("by=2020-01-01", "a whole date from today on"),
        ("budget=-5", "whole dollars, from 0"),
        ("hours=200", "from 0 to 168"),
        ("area=Atlantis", "expected a state"),
    ],
)
def test_a_limit_that_is_none_is_said_and_nothing_is_planned(opened: Opened, query: str, says: str) -> None:
    page = opened(WHO).get(f"/ladder/?{query}")
    assert page.status_code == 422
    assert says in text(page)
    assert "found" not in page.context


def test_a_role_has_a_page_with_its_ways_and_what_does_not_go_with_you(opened: Opened) -> None:
    page = text(opened(WHO).get("/ladder/registered-nurse/"))
    assert "What does not go with you" in page
    assert "/plan/?goal=role%3Aregistered-nurse" in page
    assert opened(WHO).get("/ladder/astronaut/").status_code == 404


def test_the_worth_of_a_plan_is_that_of_the_command(opened: Opened, capsys: pytest.CaptureFixture[str]) -> None:
    asked = {"goal": "role:registered-nurse", "pay": "41000", "loan": "15000", "rate": "6.5", "loan_years": "10"}
    found = opened(WHO).get("/worth/", asked).context["found"]
    flags = [word for name, value in asked.items() for word in (f"--{name.replace('_', '-')}", value)]
    run_worth([FILE, *flags, "--json", "--on", "2026-11-22"])
    told = json.loads(capsys.readouterr().out)
    assert found.outlay.usual == told["outlay"]["usual"]
    assert found.even.middle == pytest.approx(told["even"]["middle"], abs=0.001)


@pytest.mark.parametrize("query", ["goal=role:astronaut", "goal=cma-aama&rate=lots", "goal=cma-aama&pay=much"])
def test_a_figure_that_is_none_weighs_nothing(opened: Opened, query: str) -> None:
    page = opened(WHO).get(f"/worth/?{query}")
    assert page.status_code == 422
    assert "I found" in text(page)
    assert "plan" not in page.context


def test_what_a_certificate_adds_to_the_pay_is_not_made_up(opened: Opened) -> None:
    page = text(opened(WHO).get("/worth/?goal=rma-amt&pay=41000"))
    assert "What a certificate adds to pay is not known" in page


def test_a_job_is_a_goal_of_a_plan(opened: Opened) -> None:
    page = opened(WHO).get("/plan/?goal=role:registered-nurse")
    assert page.context["goals"] == "Registered nurse"
    assert page.context["plans"].front
    assert 'value="role:phlebotomist"' in text(page)


def test_a_plan_takes_the_figures_of_a_real_program(opened: Opened) -> None:
    visitor = opened("career-changer")
    query = "goal=ccma-nha&own=short-certificate.price.1234&own=short-certificate.months.4-4&own=nonsense&own=x.price.1"
    page = visitor.get(f"/plan/?{query}")
    assert "Short certificate: $1,234" in text(page)
    assert "nonsense" not in text(page).partition("<main")[2].partition("Change goals")[2].replace(query, "")
    own = page.context["asked"].own
    assert own["short-certificate"].price == 1234
    assert str(own["short-certificate"].takes) == "4 months"
