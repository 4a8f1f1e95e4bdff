"""What a person asks of a plan: goals and limits, read from the address of the page."""

import re
from collections.abc import Iterator, Mapping
from datetime import date

from django.http import QueryDict

from lapel.eligibility.decide import relevant
from lapel.model.credential import Catalogue, Credential
from lapel.model.dates import Duration, PartialDate, parse_date
from lapel.model.record import Record
from lapel.model.role import PREFIX, Role
from lapel.model.span import Span
from lapel.model.value import Value, replace
from lapel.planner.figures import Figures
from lapel.planner.plan import Help, Limits, Plan, Plans

MOST_GOALS = 4
MOST_DOLLARS = 10_000_000
WEEK = 168


class Field(Value):
    """A limit as the form has it: its name, what it asks, its unit, and the greatest number it takes."""

    name: str
    label: str
    unit: str
    most: int


FIELDS = (
    Field("budget", "The most money of my own", "dollars", MOST_DOLLARS),
    Field("hours", "The most hours a week", "hours", WEEK),
)
HELP = (
    Field("grant", "A grant pays", "dollars", MOST_DOLLARS),
    Field("employer", "My employer pays", "dollars", MOST_DOLLARS),
    Field("loan", "I would borrow up to", "dollars", MOST_DOLLARS),
    Field("wage", "An hour of my work brings", "dollars", 1_000),
)


class Asked(Value):
    """Goals and limits. ``wrong`` says by field what could not be read; nothing is planned then.

    ``own`` are the person's own figures for steps, as ``own_typed`` writes them.
    """

    goals: tuple[str, ...]
    limits: Limits
    wrong: Mapping[str, str]
    typed: Mapping[str, str]
    own: Mapping[str, Figures]
    own_typed: tuple[str, ...] = ()


class Goal(Value):
    """What can be planned for."""

    id: str
    name: str


def asked(sent: QueryDict, catalogue: Catalogue, *, on: date) -> Asked:
    """Read goals and limits."""
    wrong: dict[str, str] = {}
    typed = {name: sent.get(name, "").strip()[:40] for name in ("by", *(field.name for field in (*FIELDS, *HELP)))}
    named = tuple(dict.fromkeys(sent.getlist("goal")))
    goals = tuple(goal for goal in named if goal in catalogue.credentials)
    if len(goals) > MOST_GOALS:
        wrong["goal"] = f"I found {len(goals)} goals, and expected at most {MOST_GOALS} at a time."
    numbers = {field.name: _number(field, typed[field.name], wrong) for field in (*FIELDS, *HELP)}
    given = Help(numbers["grant"] or 0, numbers["employer"] or 0, numbers["loan"] or 0)
    limits = Limits(
        by=_day(typed["by"], on, wrong),
        budget=numbers["budget"],
        hours_per_week=numbers["hours"],
        quick=sent.get("quick") == "yes",
        wage=numbers["wage"],
        help=given,
    )
    own_typed = tuple(said for said in sent.getlist("own")[:MOST_OWN] if OWN.fullmatch(said[:80]))
    return Asked(goals, limits, wrong, typed, own_of(own_typed, catalogue), own_typed)


OWN = re.compile(r"([a-z0-9-]+)\.(?:price\.(\d{1,7})|months\.([1-9]\d{0,2})-([1-9]\d{0,2})|hours\.(\d{1,3}))")
"""A person's own figure for a step: its price, its months from least to most, or its hours a week."""

MOST_OWN = 12


def own_of(said: tuple[str, ...], catalogue: Catalogue) -> dict[str, Figures]:
    """Read own figures for steps; those of a step that is not there are left out."""
    own: dict[str, Figures] = {}
    for text in said:
        found = OWN.fullmatch(text)
        if found is None or found[1] not in catalogue.steps:
            continue
        held = own.get(found[1], Figures())
        if found[2]:
            held = replace(held, price=int(found[2]))
        elif found[3]:
            least, most = sorted((int(found[3]), int(found[4])))
            held = replace(held, takes=Span(Duration(least, "months", "clamp"), Duration(most, "months", "clamp")))
        elif int(found[5]) <= WEEK:
            held = replace(held, hours_per_week=int(found[5]))
        own[found[1]] = held
    return own


def _number(field: Field, said: str, wrong: dict[str, str]) -> int | None:
    digits = said.removeprefix("$").replace(",", "").strip()
    if not digits:
        return None
    if digits.isascii() and digits.isdigit() and int(digits[:9]) <= field.most and len(digits) < 9:
        return int(digits)
    wrong[field.name] = f"I found {said!r}, and expected whole {field.unit}, from 0 to {field.most:,}."
    return None


def _day(said: str, on: date, wrong: dict[str, str]) -> date | None:
    if not said:
        return None
    try:
        day = parse_date(said)
    except ValueError as error:
        wrong["by"] = f"I {error}."
        return None
    if isinstance(day, PartialDate) or day < on:
        wrong["by"] = f"I found {said!r}, and expected a whole date from today on."
        return None
    return day


def offered(
    catalogue: Catalogue, record: Record, roles: Mapping[str, Role]
) -> Iterator[tuple[str, list[Credential] | list[Goal]]]:
    """List what can be planned for: what matters to this person first, then all else, by kind."""
    near = relevant(catalogue, record)
    yield "For you", near
    others = [one for one in catalogue.credentials.values() if one not in near]
    yield "Other certificates", [one for one in others if one.state is None]
    yield "States", [one for one in others if one.state is not None]
    yield "Jobs", [Goal(PREFIX + role.id, role.name) for role in sorted(roles.values(), key=lambda role: role.name)]


def pick_of(plan: Plan) -> str:
    """Give what names a plan in an address: a sure one and one that has to turn out well may share their id."""
    return plan.id if plan.sure else f"perhaps:{plan.id}"


def picked_of(plans: Plans, wanted: str) -> Plan | None:
    """Find the plan that an address names; None when it is no more."""
    return next((plan for plan in (*plans.front, *plans.perhaps) if wanted in (pick_of(plan), plan.id)), None)
