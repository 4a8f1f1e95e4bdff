"""Plans as pages: the same plans as in the terminal, as a picture, a calendar and a page on paper."""

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from lapel.loading.compiled import load_catalogue
from lapel.loading.records import read_record
from lapel.planner.make import make_plans
from lapel.planner.plan import Limits, Task
from lapel.web.plans.picture import Scale, bar

if TYPE_CHECKING:
    from django.test import Client

ON = date(2026, 11, 22)
DAYS = st.dates(date(2026, 1, 1), date(2036, 12, 31))


@pytest.fixture(autouse=True)
def frozen() -> Any:
    with time_machine.travel("2026-11-22 12:00-05:00", tick=False):
        yield


Opened = Callable[[str], "Client"]


def test_the_page_asks_for_goals_first(opened: Opened) -> None:
    page = opened("ten-years-of-work").get("/plan/").content.decode()
    assert "What do you want to reach?" in page
    assert 'value="cma-aama"' in page


@pytest.mark.parametrize("name", ["graduate-gained-accreditation", "lapsed-cma"])
def test_the_plans_are_those_of_the_library(opened: Opened, name: str) -> None:
    shown = opened(name).get("/plan/?goal=rma-amt&budget=20000").context["plans"]
    made = make_plans(
        load_catalogue(), read_record(f"examples/{name}.yaml"), ["rma-amt"], on=ON, limits=Limits(budget=20000)
    )
    assert shown == made


def test_every_plan_can_be_picked_and_shows_every_task(opened: Opened) -> None:
    visitor = opened("graduate-gained-accreditation")
    plans = visitor.get("/plan/?goal=rma-amt").context["plans"]
    for plan in (*plans.front, *plans.perhaps):
        page = visitor.get("/plan/", {"goal": "rma-amt", "pick": plan.id})
        assert page.context["picked"]["plan"].id == plan.id
        assert page.content.decode().count('class="bar"') == len(plan.tasks)


def test_the_calendar_and_the_paper_hold_the_plan_that_was_picked(opened: Opened) -> None:
    visitor = opened("graduate-gained-accreditation")
    cheap = visitor.get("/plan/?goal=rma-amt").context["plans"].cheapest
    sent = visitor.get("/plan/lapel-plan.ics", {"goal": "rma-amt", "pick": cheap.id})
    days = {event.decoded("DTSTART") for event in Calendar.from_ical(sent.content).walk("VEVENT")}
    assert cheap.finish in days
    paper = visitor.get("/plan/lapel-plan.pdf", {"goal": "rma-amt", "pick": cheap.id})
    assert paper.content.startswith(b"%PDF-")


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("budget=lots", "whole dollars"),
        ("budget=-1", "whole dollars"),
        ("hours=169", "from 0 to 168"),
        ("by=2020-01-01", "a whole date from today on"),
        ("by=2027", "a whole date from today on"),
        ("by=tomorrow", "tomorrow"),
    ],
)
def test_a_limit_that_is_none_is_said_beside_its_field(opened: Opened, query: str, says: str) -> None:
    page = opened("lapsed-cma").get(f"/plan/?goal=cma-aama&{query}")
    assert page.status_code == 422
    assert says in page.content.decode()


def test_without_a_plan_it_says_what_would_have_to_give(opened: Opened) -> None:
    page = opened("graduate-gained-accreditation").get("/plan/?goal=rma-amt&budget=10")
    assert "There is no plan" in page.content.decode()
    assert page.context["relax"]


@pytest.mark.parametrize("path", ["/plan/lapel-plan.ics", "/plan/lapel-plan.pdf"])
@pytest.mark.parametrize("query", ["", "?goal=none", "?goal=rma-amt&budget=10"])
def test_there_is_no_file_without_a_plan(opened: Opened, path: str, query: str) -> None:
    assert opened("graduate-gained-accreditation").get(path + query).status_code == 404


@given(
    starts=DAYS,
    days=st.integers(0, 4000),
    begun=st.integers(-200, 4000),
    long=st.integers(0, 4000),
    open_=st.booleans(),
)
def test_a_bar_never_leaves_its_picture(starts: date, days: int, begun: int, long: int, open_: bool) -> None:
    day = starts.toordinal()
    line = Scale(starts, date.fromordinal(day + days), ())
    first = date.fromordinal(day + begun)
    task = Task("t", "t", "you", "work", first, date.fromordinal(first.toordinal() + long), open_ended=open_)
    drawn = bar(task, line)
    assert drawn.left >= 0
    assert drawn.width >= 10
    assert drawn.left + drawn.width + drawn.room <= 1000


@pytest.mark.parametrize(("most", "says"), [(0, "there may be one all the same"), (800, "not every other way")])
def test_a_search_cut_short_is_told_on_the_page(
    opened: Callable[[str], "Client"], monkeypatch: pytest.MonkeyPatch, most: int, says: str
) -> None:
    from lapel.web.plans import made

    monkeypatch.setattr(made, "MOST_LABELS", most)
    page = opened("ten-years-of-work").get("/plan/?goal=cma-aama&goal=rma-amt&goal=ccma-nha&goal=ncma-ncct")
    assert f"The search was cut short: {says}" in page.content.decode()
    assert "Ask for fewer goals at a time." in page.content.decode()
