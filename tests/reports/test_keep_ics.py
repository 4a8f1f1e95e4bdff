"""The last days in the calendar, read back by two libraries, and brought up to date."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from ical.calendar_stream import IcsCalendarStream
from icalendar import Calendar

from lapel.loading.compiled import load_catalogue
from lapel.loading.records import parse_record, read_record
from lapel.model.record import Record
from lapel.renewals.keep import keeping
from lapel.reports.keep_ics import keeping_ics, read_earlier

CARLA = read_record(Path(__file__).parents[2] / "examples" / "certified-with-courses.yaml")
STAMP = datetime(2026, 11, 21, 8, 30, tzinfo=UTC)
ON = date(2026, 11, 21)


def written(record: Record = CARLA, earlier: bytes = b"", on: date = ON) -> bytes:
    known = read_earlier(earlier) if earlier else {}
    return keeping_ics(keeping(load_catalogue(), record, on=on), stamp=STAMP, earlier=known)


def events_of(data: bytes) -> list[Any]:
    return list(Calendar.from_ical(data).walk("VEVENT"))


def days(data: bytes) -> dict[str, date]:
    return {str(event["SUMMARY"]): event["DTSTART"].dt for event in events_of(data)}


def test_two_readers_see_the_same_days() -> None:
    data = written()
    others: dict[str, Any] = {
        str(event.summary): event.dtstart for event in IcsCalendarStream.calendar_from_ics(data.decode()).events
    }
    assert days(data) == others
    assert others["The last day of the CMA (AAMA), unless it is renewed by then"] == date(2028, 5, 31)
    assert others["CMA (AAMA): Recertify by exam: Pass the exam, if you want no gap"] == date(2028, 3, 31)
    assert others["RMA (AMT): Yearly fee"] == date(2027, 3, 10)


def test_each_day_is_announced_a_year_half_a_year_three_months_a_month_and_a_week_before() -> None:
    [event] = [e for e in events_of(written()) if "last day of the CMA" in str(e["SUMMARY"])]
    triggers = [alarm["TRIGGER"].dt for alarm in event.walk("VALARM")]
    last = date(2028, 5, 31)
    before = [date(2027, 5, 31), date(2027, 11, 30), date(2028, 2, 29), date(2028, 4, 30), date(2028, 5, 24)]
    assert triggers == [timedelta(hours=9) - (last - day) for day in before]


def test_nothing_is_announced_for_days_that_are_over() -> None:
    [event] = [e for e in events_of(written(on=date(2028, 5, 1))) if "last day of the CMA" in str(e["SUMMARY"])]
    assert len(event.walk("VALARM")) == 1


def test_the_same_day_keeps_its_number_and_another_day_raises_it() -> None:
    first = written()
    again = written(earlier=first)
    assert {before.sequence for before in read_earlier(again).values()} == {0}
    data = {"certificates": [{"id": "cma-aama", "earned": "2023-05-12", "expires": "2028-06-30"}]}
    moved = read_earlier(written(parse_record(data), earlier=again))
    [uid] = [uid for uid, before in moved.items() if before.day == date(2028, 6, 30) and uid in read_earlier(first)][:1]
    assert read_earlier(first)[uid].day == date(2028, 5, 31)
    assert moved[uid].sequence == 1


def test_what_is_no_longer_due_is_cancelled() -> None:
    alone = parse_record({"certificates": [{"id": "cma-aama", "earned": "2023-05-12"}]})
    events = events_of(written(alone, earlier=written()))
    gone = [event for event in events if event.get("STATUS") == "CANCELLED"]
    assert gone
    assert {int(event["SEQUENCE"]) for event in gone} == {1}


def test_nothing_names_the_person() -> None:
    assert b"Carla" not in written()


def test_what_is_no_calendar_is_refused() -> None:
    with pytest.raises(ValueError, match=r"."):
        read_earlier(b"certificates: []\n")
