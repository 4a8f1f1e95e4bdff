"""A plan → an iCalendar file: a day for each thing to do, with reminders."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from uuid import UUID, uuid5

from icalendar import Alarm, Calendar, Event

from lapel import __version__
from lapel.model.credential import Credential
from lapel.model.value import Value
from lapel.planner.plan import Plan, Plans, Task
from lapel.reports.page import cite_words
from lapel.reports.plan_words import (
    NOT_THE_ISSUER,
    SPELLS,
    act_words,
    closing_words,
    confirm_pages,
    line_words,
    room_words,
    span_words,
    title,
    upper,
    what_words,
    who_words,
)
from lapel.rules.wording import long_date

EVENTS = UUID("5f0c1a52-6b0e-4c39-9f6e-2d1b7a4c8e10")
"""The space in which the ids of events are made; another one would double every entry of every calendar."""

MORNING = timedelta(hours=9)
"""An all-day event starts at midnight, when nobody wants to be reminded."""


class Entry(Value):
    """One day in the calendar. ``key`` never changes for the same thing; ``remind`` are days before, at nine."""

    key: str
    day: date
    summary: str
    description: str
    url: str | None = None
    remind: tuple[int, ...] = ()


def plan_ics(plans: Plans, plan: Plan, *, stamp: datetime, sequence: int = 0) -> bytes:
    """Write a plan as a calendar of all-day events that leave the day free.

    ``stamp`` (with a time zone) is when it was made. An event keeps its UID from plan to plan, whatever its day, so
    that a newer file with a higher ``sequence`` moves it. Nothing in it names the person.
    """
    calendar = Calendar()
    calendar.add("PRODID", f"-//Lapel//lapel {__version__}//EN")
    calendar.add("VERSION", "2.0")
    calendar.add("CALSCALE", "GREGORIAN")
    calendar.add("METHOD", "PUBLISH")
    calendar.add("X-WR-CALNAME", f"Plan: {title(plans.goals)}")
    for entry in entries(plans, plan):
        calendar.add_component(_event(entry, plan.on, stamp, sequence))
    return bytes(calendar.to_ical())


def entries(plans: Plans, plan: Plan) -> Iterator[Entry]:
    """List the days of a plan: of its tasks, and those on which something ends."""
    for task in plan.tasks:
        if task.kind != "given" or task.ends >= plan.on:
            yield from _of_task(plans, plan, task)
    yield from _doors(plans, plan)
    for leg in plan.legs:
        if leg.expires:
            what = f"Your {leg.credential.name} ends today, if nothing is done before"
            about = "Find out in good time how to keep it."
            yield Entry(f"{leg.credential.id}/expires", leg.expires, what, about, leg.credential.confirm, (90, 30))


def _of_task(plans: Plans, plan: Plan, task: Task) -> Iterator[Entry]:
    """Give the day a task starts and, where it takes time, the day it should be over.

    Of what an issuer does, only the second: nobody but the issuer can begin it.
    """
    url, about = _page(plans, plan, task), "\n".join(_description(plans, plan, task))
    key, given = f"{task.goal}/{task.id}", task.kind == "given"
    spans = task.ends > task.starts and not task.open_ended
    if not (spans and (task.who == "issuer" or (given and task.starts < plan.on))):
        own = task.who == "you" or task.kind in SPELLS
        yield Entry(key, task.starts, act_words(plan, task), about, url, (7, 1) if own and not given else ())
    if spans:
        end = "Last day: " if task.kind in SPELLS or given else "Should be done by today: "
        yield Entry(f"{key}/end", task.ends, end + what_words(plan, task), about, url, () if given else (0,))


def _doors(plans: Plans, plan: Plan) -> Iterator[Entry]:
    for failing in plan.failing:
        if failing.door:
            name = next((leg.credential.name for leg in plan.legs if leg.credential.id == failing.credential), "")
            what = f"Last day to apply for the {name} by this route"
            about = "\n".join(
                ["It matters if you have not passed the exam yet.", closing_words(failing), *_closing(plans, plan)]
            )
            yield Entry(f"{failing.credential}/door", failing.door, what, about, None, (30, 7))


def _page(plans: Plans, plan: Plan, task: Task) -> str | None:
    """The page on which to confirm a task: of its credential, or its source."""
    goals: list[Credential] = [*plans.goals, *(leg.credential for leg in plan.legs)]
    own = [goal.confirm for goal in goals if goal.id == task.goal]
    pages = [*own, *(cite.source.url for cite in task.cite)]
    return next((page for page in pages if page), None)


def _description(plans: Plans, plan: Plan, task: Task) -> Iterator[str]:
    yield f"Who acts: {who_words(task.who)}"
    if not plan.sure:
        yield f"Only if this is so: {' '.join(found.says for found in plan.assumes)}"
    if task.why:
        yield f"Why: {task.why}"
    yield from filter(None, (task.about, _until(task), upper(room_words(task)), task.note))
    for document in task.documents:
        when = f" ({document.when})" if document.when else ""
        yield f"Document: {document.what}, from {who_words(document.who)}{when}"
    yield from (f"Make sure: {check.what}" for check in task.checks)
    yield from (f"Cost: {line_words(line)}" for line in task.costs)
    yield from (upper(line) for line in cite_words(task.cite, plan.on))
    yield from _closing(plans, plan)


def _until(task: Task) -> str:
    span = span_words(task)
    until = f", until {long_date(task.ends)}" if span and task.ends > task.starts and not task.open_ended else ""
    return upper(span) + until


def _closing(plans: Plans, plan: Plan) -> Iterator[str]:
    yield ""
    yield NOT_THE_ISSUER
    yield from (f"Confirm {name}: {url}" for name, url in confirm_pages(plans, plan))


def _event(entry: Entry, on: date, stamp: datetime, sequence: int) -> Event:
    event = Event()
    event.add("UID", str(uuid5(EVENTS, entry.key)))
    event.add("DTSTAMP", stamp)
    event.add("SEQUENCE", sequence)
    event.add("DTSTART", entry.day)
    event.add("DTEND", entry.day + timedelta(days=1))
    event.add("SUMMARY", _clean(entry.summary))
    event.add("DESCRIPTION", _clean(entry.description))
    event.add("TRANSP", "TRANSPARENT")
    event.add("CLASS", "PRIVATE")
    if entry.url:
        event.add("URL", entry.url)
    for days in entry.remind:
        if entry.day - timedelta(days=days) >= on:
            event.add_component(_alarm(entry, days))
    return event


def _alarm(entry: Entry, days: int) -> Alarm:
    alarm = Alarm()
    alarm.add("ACTION", "DISPLAY")
    alarm.add("DESCRIPTION", _clean(entry.summary))
    alarm.add("TRIGGER", MORNING - timedelta(days=days))
    return alarm


def _clean(text: str) -> str:
    """Leave out what no calendar may hold; lines stay."""
    return "".join(c if c.isprintable() or c == "\n" else " " for c in text)
