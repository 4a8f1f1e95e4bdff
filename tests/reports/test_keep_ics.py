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
from lapel.reports.keep_words import to_do

CARLA = read_record(Path(__file__).parents[2] / "examples" / "certified-with-courses.yaml")
STAMP = datetime(2026, 11, 21, 8, 30, tzinfo=UTC)
ON = date(2026, 11, 21)


def written(record: Record = CARLA, earlier: bytes = b"", on: date = ON) -> bytes:
    known = read_earlier(earlier) if earlier else {}
    return keeping_ics(keeping(load_catalogue(), record, on=on), stamp=STAMP, earlier=known)


def events_of(data: bytes) -> list[Any]:
    return list(Calendar.from_ical(data).walk("VEVENT"))


def days(data: bytes) -> set[tuple[str, date]]:
    return {(str(event["SUMMARY"]), event["DTSTART"].dt) for event in events_of(data)}


def test_two_readers_see_the_same_days() -> None:
    data = written()
    others: Any = {
        (event.summary, event.dtstart) for event in IcsCalendarStream.calendar_from_ics(data.decode()).events
    }
    assert days(data) == others
    assert {
        ("The last day of the CMA (AAMA), unless it is renewed by then", date(2028, 5, 31)),
        ("CMA (AAMA): Recertify by exam: Pass the exam, if you want no gap", date(2028, 3, 31)),
        ("RMA (AMT): Yearly fee", date(2027, 3, 9)),
        ("RMA (AMT): Yearly fee", date(2028, 3, 9)),
        ("NCMA (NCCT): Yearly fee for active status", date(2027, 7, 31)),
    } <= others


def test_every_last_day_that_is_told_is_in_the_calendar_once() -> None:
    found = keeping(load_catalogue(), CARLA, on=ON)
    told = [deadline.on for kept in found.kept for deadline in kept.deadlines]
    learning = [filled for _, filled in to_do(found.kept, found)]
    events = events_of(written())
    assert len({str(event["UID"]) for event in events}) == len(events) == len(told) + len(learning)


def test_a_state_registration_stands_beside_the_certificates() -> None:
    data = {
        "certificates": [{"id": "cma-aama", "earned": "2023-05-12"}, {"id": "ma-c-interim-wa", "earned": "2026-02-27"}]
    }
    found = days(written(parse_record(data)))
    assert [day for what, day in found if "last day of the Interim MA-C" in what] == [date(2027, 2, 27)]


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


def test_what_comes_back_after_it_was_cancelled_is_newer_than_that() -> None:
    alone = parse_record({"certificates": [{"id": "cma-aama", "earned": "2023-05-12"}]})
    first = written()
    gone = written(alone, earlier=first)
    still_gone = written(alone, earlier=gone)
    back = read_earlier(written(earlier=still_gone))
    again = [uid for uid, before in read_earlier(still_gone).items() if before.cancelled]
    assert again
    assert {(read_earlier(still_gone)[uid].sequence, back[uid].sequence) for uid in again} == {(1, 2)}


def test_nothing_names_the_person() -> None:
    assert b"Carla" not in written()


def test_what_is_no_calendar_is_refused() -> None:
    with pytest.raises(ValueError, match=r"."):
        read_earlier(b"certificates: []\n")
