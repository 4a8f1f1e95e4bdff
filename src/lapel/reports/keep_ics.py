"""Keeping certificates → an iCalendar file of all last days, with reminders; a newer file moves what has moved."""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from uuid import UUID, uuid5

from icalendar import Alarm, Calendar, Event

from lapel import __version__
from lapel.model.dates import Duration, add
from lapel.model.value import Value
from lapel.renewals.keep import Keeping, Kept
from lapel.reports.keep_words import cycle_name, further_words, to_do
from lapel.reports.page import cite_words
from lapel.reports.plan_words import NOT_THE_ISSUER, upper

EVENTS = UUID("8a1f7c34-50cf-4f02-9d3e-6f0b9c2a7d51")
"""The space in which the ids of these events are made; another one would double every entry of every calendar."""

BEFORE = (*(Duration(count, "months", "clamp") for count in (12, 6, 3, 1)), Duration(7, "days"))
"""How long before each day the calendar reminds of it."""

MORNING = timedelta(hours=9)


class Entry(Value):
    """A last day in the calendar. ``key`` stays the same for the same thing, whatever its day."""

    key: str
    day: date
    summary: str
    description: str
    url: str | None = None


class Before(Value):
    """What an earlier file said of an entry; a cancelled one keeps its number, so that it can come back."""

    day: date
    sequence: int
    cancelled: bool = False


def keeping_ics(keeping: Keeping, *, stamp: datetime, earlier: Mapping[str, Before] | None = None) -> bytes:
    """Write all last days that are still to come as all-day events that leave the day free.

    ``stamp`` (with a time zone) is when it was made. The UID of an event never changes; where its day is another one
    than in ``earlier``, its SEQUENCE is higher, so that a calendar moves it. What was there before and is no longer due
    is cancelled. Nothing in it names the person.
    """
    known = earlier or {}
    calendar = Calendar()
    calendar.add("PRODID", f"-//Lapel//lapel {__version__}//EN")
    calendar.add("VERSION", "2.0")
    calendar.add("CALSCALE", "GREGORIAN")
    calendar.add("METHOD", "PUBLISH")
    calendar.add("X-WR-CALNAME", "Keeping my certificates")
    written = set()
    for entry in entries(keeping):
        uid = uid_of(entry.key)
        written.add(uid)
        calendar.add_component(_event(entry, uid, keeping.on, stamp, _sequence(known.get(uid), entry)))
    for uid, before in known.items():
        if uid not in written and before.day >= keeping.on:
            calendar.add_component(_cancelled(uid, before, stamp))
    return bytes(calendar.to_ical())


def uid_of(key: str) -> str:
    """Give the UID of an entry."""
    return str(uuid5(EVENTS, key))


def _sequence(before: Before | None, entry: Entry) -> int:
    if before is None:
        return 0
    return before.sequence + (before.day != entry.day or before.cancelled)


def read_earlier(data: bytes) -> dict[str, Before]:
    """Read the days and numbers of an earlier file; raises ValueError for what is no calendar."""
    found = {}
    for event in Calendar.from_ical(data).walk("VEVENT"):
        start = event.get("DTSTART")
        if start is not None:
            day = start.dt.date() if isinstance(start.dt, datetime) else start.dt
            cancelled = event.get("STATUS") == "CANCELLED"
            found[str(event.get("UID"))] = Before(day, int(event.get("SEQUENCE", 0)), cancelled)
    return found


def entries(keeping: Keeping) -> Iterator[Entry]:
    """List the last days that are still to come: of each certificate, and of learning that is missing."""
    for kept in keeping.kept:
        name, seen = kept.credential.name, Counter[str]()
        for deadline in kept.deadlines:
            key = f"{kept.credential.id}/{deadline.way}/{deadline.what}"
            if deadline.yearly:
                key += f"/{deadline.on.year}"
            seen[key] += 1
            if seen[key] > 1:
                key += f"/{seen[key]}"
            what = f"{deadline.way}: {deadline.what}" if deadline.way else deadline.what
            sources = map(upper, cite_words(deadline.cite, keeping.on))
            about = "\n".join([*_about(kept), deadline.note, *sources])
            yield Entry(key, deadline.on, _named(name, what), about, kept.credential.confirm)
    for kept, filled in to_do(keeping.kept, keeping):
        requirement = filled.requirement
        if requirement.total is not None:
            words = further_words(filled.further, requirement)
            summary = f"{cycle_name(keeping, requirement)}: learn {words}"
            key = f"{kept.credential.id}/learning"
            if filled is kept.running:
                yield Entry(key, requirement.ends, summary, NOT_THE_ISSUER, kept.credential.confirm)


def _named(name: str, what: str) -> str:
    return what if name in what else f"{name}: {what}"


def _about(kept: Kept) -> Iterator[str]:
    yield NOT_THE_ISSUER
    if kept.credential.confirm:
        yield f"Confirm it on {kept.credential.confirm}"


def _event(entry: Entry, uid: str, on: date, stamp: datetime, sequence: int) -> Event:
    event = Event()
    event.add("UID", uid)
    event.add("DTSTAMP", stamp)
    event.add("SEQUENCE", sequence)
    event.add("DTSTART", entry.day)
    event.add("DTEND", entry.day + timedelta(days=1))
    event.add("SUMMARY", clean(entry.summary))
    event.add("DESCRIPTION", clean(entry.description.strip()))
    event.add("TRANSP", "TRANSPARENT")
    event.add("CLASS", "PRIVATE")
    if entry.url:
        event.add("URL", entry.url)
    for span in BEFORE:
        day = add(entry.day, span, sign=-1)
        if day >= on:
            alarm = Alarm()
            alarm.add("ACTION", "DISPLAY")
            alarm.add("DESCRIPTION", clean(entry.summary))
            alarm.add("TRIGGER", MORNING - (entry.day - day))
            event.add_component(alarm)
    return event


def _cancelled(uid: str, before: Before, stamp: datetime) -> Event:
    event = Event()
    event.add("UID", uid)
    event.add("DTSTAMP", stamp)
    event.add("SEQUENCE", before.sequence + (not before.cancelled))
    event.add("DTSTART", before.day)
    event.add("STATUS", "CANCELLED")
    event.add("SUMMARY", "No longer due")
    return event


def clean(text: str) -> str:
    """Leave out what no calendar may hold; lines stay."""
    return "".join(c if c.isprintable() or c == "\n" else " " for c in text)
