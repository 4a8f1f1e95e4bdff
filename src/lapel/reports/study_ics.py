"""A study plan → an iCalendar file: an entry a study day, one for the exam; a newer file rewrites the days to come."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, timedelta
from uuid import UUID, uuid5

from icalendar import Calendar, Event

from lapel import __version__
from lapel.exam.study_plan import Block, StudyPlan
from lapel.model.exam import Bank, Outline
from lapel.model.value import Value
from lapel.reports.keep_ics import Before, clean
from lapel.reports.study_plan_text import block_words, command_words

EVENTS = UUID("c4b7d7e2-91a3-4a55-8b0e-5d8f0a6c3e19")
"""The space in which the ids of these events are made; another one would double every entry of every calendar."""


Way = Callable[[Outline, Block], str]
"""Says how a piece of study is begun."""


class Entry(Value):
    """A day in the calendar; ``key`` stays the same for the same day of the same exam's plan."""

    key: str
    day: date
    summary: str
    description: str


def study_ics(
    bank: Bank,
    outline: Outline,
    plan: StudyPlan,
    *,
    stamp: datetime,
    earlier: Mapping[str, Before] | None = None,
    way: Way = command_words,
    address: str = "",
) -> bytes:
    """Write the study days to come as all-day entries that leave the day free.

    ``way`` says how each piece of study is begun, by default with its command; ``address`` is the page to begin on, if
    there is one.
    An entry keeps its UID, by exam and day, and its SEQUENCE rises with every file, so that a calendar takes over what
    has changed; days of an ``earlier`` file that are still to come and no longer in the plan are cancelled. Nothing in
    it names the person.
    """
    known = earlier or {}
    calendar = Calendar()
    calendar.add("PRODID", f"-//Lapel//lapel {__version__}//EN")
    calendar.add("VERSION", "2.0")
    calendar.add("CALSCALE", "GREGORIAN")
    calendar.add("METHOD", "PUBLISH")
    calendar.add("X-WR-CALNAME", f"Study: {bank.exams[plan.exam].name}")
    written = set()
    for entry in entries(bank, outline, plan, way, address):
        uid = str(uuid5(EVENTS, entry.key))
        written.add(uid)
        before = known.get(uid)
        event = _event(uid, entry.day, stamp, before.sequence + 1 if before else 0)
        event.add("DTEND", entry.day + timedelta(days=1))
        event.add("SUMMARY", clean(entry.summary))
        event.add("DESCRIPTION", clean(entry.description))
        event.add("TRANSP", "TRANSPARENT")
        event.add("CLASS", "PRIVATE")
        calendar.add_component(event)
    for uid, before in known.items():
        if uid not in written and before.day >= plan.on:
            event = _event(uid, before.day, stamp, before.sequence + (not before.cancelled))
            event.add("STATUS", "CANCELLED")
            event.add("SUMMARY", "No longer in the study plan")
            calendar.add_component(event)
    return bytes(calendar.to_ical())


def entries(
    bank: Bank, outline: Outline, plan: StudyPlan, way: Way = command_words, address: str = ""
) -> Iterator[Entry]:
    """List the study days and the day of the exam."""
    name = bank.exams[plan.exam].name
    for day in plan.days:
        said = [block_words(outline, block) for block in day.blocks]
        ways = dict.fromkeys(way(outline, block) for block in day.blocks)
        about = "\n".join([*said, "", *ways, *filter(None, [address])])
        yield Entry(f"{plan.exam}/{day.day}", day.day, f"Study {day.minutes} min: {name}", about)
    yield Entry(f"{plan.exam}/exam", plan.sits, f"Exam: {name}", "The day the study plan is made for. Confirm it.")


def _event(uid: str, day: date, stamp: datetime, sequence: int) -> Event:
    event = Event()
    event.add("UID", uid)
    event.add("DTSTAMP", stamp)
    event.add("SEQUENCE", sequence)
    event.add("DTSTART", day)
    return event
