"""A calendar that can be followed: every deadline and the plan, at an address that opens nothing else."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
import time_machine
from ical.calendar_stream import IcsCalendarStream
from icalendar import Calendar

if TYPE_CHECKING:
    from django.test import Client

Opened = Callable[[str], "Client"]


@pytest.fixture(autouse=True)
def frozen() -> Any:
    with time_machine.travel("2026-11-22 12:00-05:00", tick=False):
        yield


def fetched(path: str) -> bytes:
    """Read it as a calendar app does: without a cookie."""
    from django.test import Client

    content: bytes = Client().get(path).content
    return content


def events(content: bytes) -> dict[str, tuple[Any, int]]:
    calendar = Calendar.from_ical(content)
    return {str(e["UID"]): (e.decoded("DTSTART"), e.decoded("SEQUENCE")) for e in calendar.walk("VEVENT")}


def test_it_holds_every_last_day_and_the_plan_that_is_followed(opened: Opened) -> None:
    visitor = opened("certified-with-courses")
    path = visitor.get("/calendar/").context["path"]
    kept = events(fetched(path))
    assert kept.keys() == events(visitor.get("/keep/lapel-keep.ics").content).keys()
    visitor.post("/calendar/", {"plan": "goal=ccma-nha"})
    planned = events(visitor.get("/plan/lapel-plan.ics?goal=ccma-nha").content)
    assert events(fetched(path)).keys() == kept.keys() | planned.keys()
    days = {event.dtstart for event in IcsCalendarStream.calendar_from_ics(fetched(path).decode()).events}
    assert days == {day for day, _ in events(fetched(path)).values()}


def test_a_day_that_moves_keeps_its_uid_and_raises_its_sequence(opened: Opened) -> None:
    visitor = opened("lapsed-cma")
    visitor.post("/calendar/", {"plan": "goal=ccma-nha"})
    path = visitor.get("/calendar/").context["path"]
    before = events(fetched(path))
    with time_machine.travel("2026-11-25 12:00-05:00", tick=False):
        after = events(fetched(path))
    moved = [uid for uid in before.keys() & after.keys() if before[uid][0] != after[uid][0]]
    assert moved
    assert all(after[uid][1] > before[uid][1] for uid in moved)


def test_the_address_opens_no_record_and_stops_when_all_is_erased(opened: Opened) -> None:
    from django.test import Client

    visitor = opened("lapsed-cma")
    path = visitor.get("/calendar/").context["path"]
    thief = Client()
    thief.cookies["lapel"] = path.split("/")[2]
    assert thief.get("/answers/").status_code == 302
    visitor.post("/my-file/erase/")
    assert Client().get(path).status_code == 404


@pytest.mark.parametrize("name", ["x", "abc:def", "a" * 500])
def test_an_address_that_was_not_given_out_is_not_found(visitor: "Client", name: str) -> None:
    assert visitor.get(f"/calendar/{name}/lapel.ics").status_code == 404
