"""A plan in the calendar, read back by another library than the one that writes it."""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta

import pytest
from ical.calendar import Calendar
from ical.calendar_stream import IcsCalendarStream

import sample_plans
from lapel.model.value import replace
from lapel.planner.plan import Plan, Plans
from lapel.reports.plans_ics import plan_ics

STAMP = datetime(2026, 11, 21, 8, 30, tzinfo=UTC)
NINE = timedelta(hours=9)


def written(plans: Plans = sample_plans.ONE, plan: Plan | None = None, *, sequence: int = 0) -> bytes:
    return plan_ics(plans, plan or plans.front[0], stamp=STAMP, sequence=sequence)


def read(data: bytes) -> Calendar:
    return IcsCalendarStream.calendar_from_ics(data.decode())


def days(data: bytes) -> Mapping[str | None, date]:
    """The first day of each event, by its summary."""
    return {event.summary: event.dtstart for event in read(data).events if event.dtstart}


def test_the_days_are_those_of_the_plan() -> None:
    assert days(written()) == {
        "Start: Certificate program in medical assisting, accredited by CAAHEP or ABHES": date(2026, 11, 21),
        "Last day: Certificate program in medical assisting, accredited by CAAHEP or ABHES": date(2027, 11, 21),
        "CPR class and card": date(2027, 6, 1),
        "Answer the eligibility questions, apply online, and pay the exam fee.": date(2027, 11, 22),
        "Should be done by today: Answer the eligibility questions, apply online, and pay the exam fee.": date(
            2027, 11, 29
        ),
        "The school: The school sends proof that you completed the program and its practicum.": date(2027, 11, 22),
        "Should be done by today: The school sends proof that you completed the program and its practicum.": date(
            2027, 12, 6
        ),
        "Take the exam at a test center.": date(2027, 11, 29),
        "Should be done by today: The AAMA sends your score and your certificate.": date(2028, 2, 7),
        "Last day to apply for the CMA (AAMA) by this route": date(2032, 11, 21),
        "Your CMA (AAMA) ends today, if nothing is done before": date(2033, 2, 28),
    }


def test_every_task_that_is_still_ahead_has_its_days() -> None:
    plan = sample_plans.SLOWEST
    found = {event.dtstart for event in read(written()).events}
    acts = {task.starts for task in plan.tasks if task.kind != "given" and task.who != "issuer"}
    assert acts | {task.ends for task in plan.tasks if task.kind != "given"} <= found


def test_what_the_record_brings_by_itself_is_there_as_information() -> None:
    first, *rest = sample_plans.TASKS
    given = replace(first, starts=date(2026, 1, 20), ends=date(2026, 12, 11), what="Your program")
    plan = replace(sample_plans.SLOWEST, tasks=(given, *rest))
    [event] = [
        event for event in read(written(sample_plans.ONE, plan)).events if "Your program" in (event.summary or "")
    ]
    assert (event.summary, event.dtstart, event.alarm) == ("Last day: Your program", date(2026, 12, 11), [])


def test_where_a_plan_earns_several_credentials_each_entry_names_its_own() -> None:
    found = days(written(sample_plans.ONE, sample_plans.BOTH))
    assert {"CMA (AAMA): Take the exam at a test center.", "RMA (AMT): Take the exam at a test center."} <= set(found)


def test_each_event_is_a_whole_day_that_stays_free() -> None:
    for event in read(written()).events:
        assert event.dtstart
        assert event.dtend == event.dtstart + timedelta(days=1)
        assert not isinstance(event.dtstart, datetime)
        assert event.transparency == "TRANSPARENT"
        assert str(event.classification).upper().endswith("PRIVATE")


def test_ids_are_unique_and_stay_when_days_move() -> None:
    ids = {event.summary: event.uid for event in read(written()).events}
    assert len(set(ids.values())) == len(ids)
    week = timedelta(days=7)
    moved = tuple(
        replace(task, starts=task.starts + week, ends=task.ends + week) if task.kind != "given" else task
        for task in sample_plans.TASKS
    )
    later = replace(sample_plans.SLOWEST, tasks=moved)
    assert {event.summary: event.uid for event in read(written(sample_plans.ONE, later)).events} == ids


def test_ids_stay_from_release_to_release() -> None:
    """Were they to change, every entry of every calendar would be there twice."""
    ids = {event.summary: event.uid for event in read(written()).events}
    assert ids["Take the exam at a test center."] == "4a98339e-ac50-5371-95ab-e968f2ed92f4"


def test_reminders_come_in_the_morning_a_week_and_a_day_before() -> None:
    alarms = {event.summary: [alarm.trigger for alarm in event.alarm] for event in read(written()).events}
    week, day = NINE - timedelta(days=7), NINE - timedelta(days=1)
    assert alarms["Take the exam at a test center."] == [week, day]
    assert alarms["Should be done by today: The AAMA sends your score and your certificate."] == [NINE]
    assert alarms["Last day to apply for the CMA (AAMA) by this route"] == [NINE - timedelta(days=30), week]
    assert alarms["Start: Certificate program in medical assisting, accredited by CAAHEP or ABHES"] == []


def test_stamp_and_sequence_are_those_given() -> None:
    for event in read(written(sequence=7)).events:
        assert (event.dtstamp, event.sequence) == (STAMP, 7)


def test_an_entry_says_who_acts_why_what_it_costs_and_that_we_are_not_the_issuer() -> None:
    [event] = [e for e in read(written()).events if (e.summary or "").startswith("Answer")]
    assert event.description == (
        "Who acts: you\n"
        "Why: The exam of the CMA (AAMA) is open to you from this day.\n"
        "Takes 3 to 5 business days, until November 29, 2027\n"
        "Cost: Exam fee: $125, not refunded\n"
        "Source: Application steps for the CMA (AAMA) exam (official page; read 2026-11-21)\n"
        "\n"
        "Lapel is not the issuer and grants nothing: confirm before you pay or apply.\n"
        "Confirm CMA (AAMA): https://www.aama-ntl.org/cma-aama-exam/eligibility"
    )


def test_a_plan_that_holds_perhaps_says_so_in_every_entry() -> None:
    events = read(written(sample_plans.ONLY_PERHAPS, sample_plans.PERHAPS)).events
    said = [e.description or "" for e in events if not (e.summary or "").startswith("Your CMA (AAMA) ends")]
    assert said
    assert all("Only if this is so: NCCT has approved the program or its school." in text for text in said)


def test_lines_are_folded_and_end_as_the_standard_says() -> None:
    data = written()
    lines = data.split(b"\r\n")
    assert b"\n" not in b"".join(lines)
    assert max(map(len, lines)) <= 75
    assert lines[0] == b"BEGIN:VCALENDAR"


HOSTILE = 'a,b;c\\d"e\nBEGIN:VALARM\nATTENDEE:mailto:x@example.org\x1b[2J\u2028 😀'


def test_text_cannot_break_out_of_its_place() -> None:
    data = written(sample_plans.ONE, sample_plans.saying(HOSTILE))
    assert not re.search(rb"^ATTENDEE", data, re.MULTILINE)
    assert b"\x1b" not in data
    assert len(read(data).events) == len(read(written()).events)


@pytest.mark.parametrize("name", ["two", "one", "some held"])
def test_other_plans_can_be_read_back(name: str) -> None:
    plans = sample_plans.EVERY[name]
    for plan in (*plans.front, *plans.perhaps):
        assert len(read(written(plans, plan)).events) >= len(plan.tasks) - 1
