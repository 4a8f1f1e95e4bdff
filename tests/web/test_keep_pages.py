"""Keeping certificates as pages: what the library says, and courses that come in by hand and by file."""

from collections.abc import Callable
from io import BytesIO
from typing import TYPE_CHECKING, Any
from zipfile import ZipFile

import pytest
import time_machine
from icalendar import Calendar

if TYPE_CHECKING:
    from django.test import Client

Opened = Callable[[str], "Client"]
COURSE = {"title": "Coding", "completed": "2026-03-01", "amount": "4", "unit": "contact-hours", "approved_by": "aama"}


@pytest.fixture(autouse=True)
def frozen() -> Any:
    with time_machine.travel("2026-11-22 12:00-05:00", tick=False):
        yield


@pytest.fixture
def carla(opened: Opened) -> "Client":
    return opened("certified-with-courses")


def upload(visitor: "Client", content: bytes, name: str = "courses.csv", **mapping: str) -> Any:
    from django.core.files.uploadedfile import SimpleUploadedFile

    return visitor.post("/keep/import/", {"courses": SimpleUploadedFile(name, content), **mapping}, follow=True)


def titles(page: Any) -> list[str]:
    return [each["line"].activity.title for each in page.context["lines"]]


def test_each_certificate_stands_with_its_clocks_and_its_gaps(carla: "Client") -> None:
    page = carla.get("/keep/").content.decode()
    assert "58 of 60 points count" in page
    assert "Last safe days" in page
    assert "learn 2 administrative points" in page


def test_nothing_to_keep_is_said_and_leads_on(opened: Opened) -> None:
    assert "there is nothing to keep yet" in opened("high-school-student").get("/keep/").content.decode()


def test_a_course_is_added_changed_and_taken_back(carla: "Client") -> None:
    sent = {**COURSE, "area-administrative": "4", "evidence": "yes"}
    assert "Coding" in titles(carla.post("/keep/course/", sent, follow=True))
    at = next(each["at"] for each in carla.get("/keep/").context["lines"] if each["line"].activity.title == "Coding")
    assert carla.get(f"/keep/course/?at={at}").context["entry"]["areas"] == {"administrative": "4"}
    after = titles(carla.post("/keep/course/", {**sent, "title": "Coding again", "at": at}, follow=True))
    assert "Coding again" in after
    assert "Coding" not in after
    gone = carla.post("/facts/forget/", {"place": f"learning[{at}]", "then": "keep"}, follow=True)
    assert "Coding again" not in titles(gone)


def test_what_the_form_does_not_ask_stays_in_the_entry(carla: "Client") -> None:
    first = carla.get("/keep/course/?at=0").context["entry"]
    carla.post("/keep/course/", {**COURSE, "at": "0"})
    again = carla.get("/keep/course/?at=0").context["entry"]
    assert again.get("used_for") == first.get("used_for")
    assert again["title"] == "Coding"


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"title": ""}, "the name of the course"),
        ({"completed": ""}, "a day, such as"),
        ({"completed": "someday"}, "someday"),
        ({"amount": "-4"}, "-4"),
        ({"unit": "bushels"}, "bushels"),
    ],
)
def test_a_course_that_cannot_be_is_refused_and_stays_in_the_form(
    carla: "Client", wrong: dict[str, str], says: str
) -> None:
    before = titles(carla.get("/keep/"))
    page = carla.post("/keep/course/", {**COURSE, **wrong})
    assert page.status_code == 422
    assert says in page.content.decode()
    assert titles(carla.get("/keep/")) == before


def test_a_file_of_courses_is_added_and_says_what_it_left_out(carla: "Client") -> None:
    page = upload(carla, b"Course,Date,Hours,Room\nECG,2026-01-05,2,B12\nLaw,2026-01-06,3,B13\n")
    assert {"ECG", "Law"} <= set(titles(page))
    assert page.context["news"] == ["2 courses added. Not used: the column Room."]


def test_headings_of_ones_own_can_be_named(carla: "Client") -> None:
    page = upload(carla, b"What,When\nECG,2026-01-05\n", title="What", completed="When")
    assert "ECG" in titles(page)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "headings"),
        (b"Course,Date\nECG,01/02/26\n", "01/02/26"),
        (b"Course,Date\n=HYPERLINK(1),2026-01-01\n", "a formula"),
        (b"Course,Date,Hours\nECG,2026-01-01,-3\n", "-3"),
        (b"What,When\nECG,2026-01-01\n", "Headings: What, When"),
        (b"\xff\xfeC\x00", "UTF-"),
    ],
)
def test_a_bad_file_adds_nothing_and_says_why(carla: "Client", content: bytes, says: str) -> None:
    before = titles(carla.get("/keep/"))
    page = upload(carla, content)
    assert page.status_code == 422
    assert says in page.content.decode().replace("&#x27;", "'")
    assert "/tmp" not in page.content.decode()
    assert titles(carla.get("/keep/")) == before


def test_the_calendar_and_the_packs_can_be_taken_along(carla: "Client") -> None:
    assert Calendar.from_ical(carla.get("/keep/lapel-keep.ics").content).walk("VEVENT")
    assert carla.get("/keep/lapel-audit.pdf").content.startswith(b"%PDF-")
    assert any(
        name.endswith(".csv") for name in ZipFile(BytesIO(carla.get("/keep/lapel-audit.zip").content)).namelist()
    )
    assert carla.get("/keep/lapel-audit.exe").status_code == 404
