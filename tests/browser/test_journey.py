"""From the empty start page to a dated plan in a calendar: each example person, as a person would."""

import os
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from browsing import Walker
from icalendar import Calendar
from telling import Told

from lapel.eligibility.decide import decide_all
from lapel.loading.compiled import load_catalogue
from lapel.loading.records import parse_record
from lapel.loading.writing import read_data
from lapel.web.records.examples import ABOUT

WAYS: dict[str, dict[str, bool]] = {
    "phone": {"phone": True},
    "phone without JavaScript": {"phone": True, "scripts": False},
    "desktop": {},
    "desktop without JavaScript": {"scripts": False},
    "keyboard alone": {"keys": True},
}
ALL, PEOPLE = (os.environ.get("LAPEL_BROWSER") == word for word in ("all", "people"))
FEWEST: tuple[str, ...] = (
    "student-20-days-from-graduating",
    "high-school-student",
    "ten-years-of-work",
    "medic-leaving-the-army",
)
FEWEST += ("graduate-lost-accreditation",)
"""Those who are asked least come first: they go every way between them."""
SHORTEST = (1, 2, 4)
"""When time is short: a phone without scripts, a desktop, and the keyboard alone."""
JOURNEYS = [
    (name, way)
    for number, name in enumerate([*FEWEST, *(name for name in ABOUT if name not in FEWEST)])
    for index, way in enumerate(WAYS)
    if ALL or (number % len(WAYS) == index and (PEOPLE or number in SHORTEST))
]
DOORS = {"high-school-student": "Thinking about it", "lapsed-cma": "Certified", "certified-with-courses": "Certified"}
"""Where a person enters; the others are on the way."""

TODAY = date(2026, 11, 22)
"""The day of the site; see conftest.py."""

Walk = Callable[..., Walker]


@pytest.mark.parametrize(("name", "way"), JOURNEYS)
def test_a_person_comes_from_the_start_to_a_plan_in_their_calendar(walk: Walk, name: str, way: str) -> None:
    walker = walk(**WAYS[way])
    page = walker.page
    walker.go("/")
    walker.follow(page.get_by_role("link", name=DOORS.get(name, "On the way")))
    data = read_data(Path("examples") / f"{name}.yaml")
    walker.interview(Told(data))
    assert page.url.endswith("/answers/")
    assert dict(page.locator("main li.card").evaluate_all(ANSWERS)) == answers(data)
    walker.turn_to("Plan")
    assert "BEGIN:VEVENT" in take_a_plan(walker)


ANSWERS = "cards => cards.map(card => [card.querySelector('h2').textContent.trim(), card.classList[1]])"


def answers(data: dict[str, Any]) -> dict[str, str]:
    """What the file itself answers; whoever told its facts in the interview must read the same."""
    found = decide_all(load_catalogue(), parse_record(data), on=TODAY)
    return {decision.credential.name: decision.verdict.answer for decision in found}


def take_a_plan(walker: Walker) -> str:
    """Ask for plans until there is one, the certificates of the page in turn, and take its calendar along."""
    page = walker.page
    goals = page.locator("main fieldset").first.locator("> .choices input")
    for number in range(goals.count()):
        if number:
            walker.go("/plan/")
        walker.tick(goals.nth(number))
        walker.follow(page.get_by_role("button", name="Make the plan"))
        calendar = page.get_by_role("link", name="Put it in my calendar")
        if calendar.count():
            with page.expect_download() as download:
                walker.press(calendar)
            said = download.value.path().read_text()
            assert Calendar.from_ical(said).walk("VEVENT")
            return said
    raise AssertionError("no certificate on the page has a plan")


# What happens on the way


@pytest.mark.parametrize("scripts", [True, False])
def test_an_answer_that_is_none_is_said_and_the_next_one_is_taken(walk: Walk, scripts: bool) -> None:
    walker = walk(scripts=scripts, phone=True)
    walker.go("/questions/")
    asked = walker.asking
    walker.send("Go on")
    assert "I found nothing" in walker.page.locator("#wrong").inner_text()
    assert walker.asking == asked
    walker.send("Not sure")
    assert walker.asking != asked


@pytest.mark.parametrize("scripts", [True, False])
def test_the_browser_s_own_back_leads_to_a_page_that_works(walk: Walk, scripts: bool) -> None:
    walker = walk(scripts=scripts)
    walker.go("/")
    walker.follow(walker.page.get_by_role("link", name="Thinking about it"))
    for _ in range(3):
        walker.send("Not sure")
    asked = walker.asking
    walker.follow(walker.page.get_by_role("link", name="See my answers so far"))
    walker.page.go_back()
    assert walker.asking == asked
    walker.send("Not sure")
    assert walker.asking != asked


@pytest.mark.parametrize("scripts", [True, False])
def test_a_stale_page_and_a_second_press_change_nothing(walk: Walk, scripts: bool) -> None:
    walker = walk(scripts=scripts)
    walker.go("/questions/")
    with walker.page.expect_event("load") if not scripts else walker.page.expect_response("**/questions/"):
        walker.page.locator("main button:text-is('Not sure')").dblclick(no_wait_after=True)
    walker.page.wait_for_timeout(300)
    other = walker.context.new_page()
    other.goto(f"{walker.base}/facts/")
    assert other.locator("main h2").all_inner_texts() == ["Exams taken"]


@pytest.mark.parametrize("scripts", [True, False])
def test_a_session_that_ended_in_the_middle_is_said_clearly(walk: Walk, scripts: bool) -> None:
    walker = walk(scripts=scripts)
    walker.go("/questions/")
    walker.send("Not sure")
    walker.context.clear_cookies(name="lapel")
    walker.send("Not sure")
    page = walker.page
    assert page.get_by_role("heading", level=1).inner_text() == "What you said is no longer here"
    walker.follow(page.get_by_role("link", name="Start again"))
    assert walker.asking


def test_a_site_that_does_not_answer_is_said_and_nothing_is_lost(walk: Walk) -> None:
    walker = walk()
    walker.go("/questions/")
    walker.page.route("**/questions/", lambda route: route.abort())
    walker.press(walker.page.locator("main button:text-is('Not sure')"))
    walker.page.get_by_text("The site did not answer").wait_for()
    walker.wrong.clear()  # the request that failed
    walker.page.unroute_all()
    asked = walker.asking
    walker.send("Not sure")
    assert walker.asking != asked


def test_the_back_button_takes_the_last_answer_back(walk: Walk) -> None:
    walker = walk(phone=True)
    walker.go("/questions/")
    first = walker.asking
    walker.send("Not sure")
    walker.send("Back")
    assert walker.asking == first


def test_a_day_can_be_typed_without_being_asked_for_too_soon(walk: Walk) -> None:
    walker = walk(keys=True)
    walker.go("/")
    walker.follow(walker.page.get_by_role("button", name="Ten years of work"))
    walker.tab_to(walker.page.locator("#on"))
    walker.page.keyboard.type("12242027")
    walker.follow(walker.page.get_by_role("button", name="Ask for this day"))
    assert walker.page.url.endswith("on=2027-12-24")
