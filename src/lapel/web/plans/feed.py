"""One calendar of everything, at an address of its own that a calendar app can read again and again."""

from datetime import UTC, date, datetime

from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.backends.db import SessionStore
from django.core.signing import BadSignature, Signer
from django.http import QueryDict
from icalendar import Calendar, Component

from lapel.renewals.keep import keeping
from lapel.reports.keep_ics import keeping_ics
from lapel.reports.plan_words import chosen
from lapel.reports.plans_ics import plan_ics
from lapel.web.plans.asked import MOST_GOALS, asked, picked_of
from lapel.web.plans.made import goals_catalogue, made
from lapel.web.records.mine import Mine, catalogue

SIGNER = Signer(salt="lapel.calendar")
"""Another salt than the cookie's: who has the address can read the dates, and cannot open the record."""


def token(session: SessionBase) -> str:
    """Give the name of a visitor's calendar."""
    return SIGNER.sign(session.session_key or "")


def owner(name: str) -> Mine | None:
    """Give the record behind a calendar; None when there is none any more, or never was."""
    try:
        held = Mine(SessionStore(SIGNER.unsign(name)))
    except BadSignature:
        return None
    return held if held.begun else None


def calendar(held: Mine, *, on: date, now: datetime | None = None) -> bytes:
    """Write every last day of the certificates held, and the plan that was followed last.

    Every entry keeps its UID; its SEQUENCE grows from day to day, so that a calendar takes the newest.
    """
    stamp, sequence = now or datetime.now(UTC), (on - date(2000, 1, 1)).days
    whole = Calendar.from_ical(keeping_ics(keeping(catalogue(), held.record, on=on), stamp=stamp))
    whole["X-WR-CALNAME"] = "My road as a medical assistant"
    for event in whole.walk("VEVENT"):
        event["SEQUENCE"] = sequence
    for event in _planned(held, on, stamp, sequence):
        whole.add_component(event)
    return bytes(whole.to_ical())


def _planned(held: Mine, on: date, stamp: datetime, sequence: int) -> list[Component]:
    query = QueryDict(held.followed)
    wanted = asked(query, goals_catalogue(query.getlist("goal")[:MOST_GOALS]), on=on)
    if not wanted.goals or wanted.wrong:
        return []
    plans = made(held.record, wanted, on=on)
    plan = picked_of(plans, query.get("pick") or "") or chosen(plans)
    if plan is None:
        return []
    return list(Calendar.from_ical(plan_ics(plans, plan, stamp=stamp, sequence=sequence)).walk("VEVENT"))
