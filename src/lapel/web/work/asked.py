"""What a visitor asks of the pages on work, read from the address."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation

from django.http import QueryDict

from lapel.careers.lookup import Found, find, names_of
from lapel.model.careers import Careers
from lapel.model.credential import Credential
from lapel.model.dates import PartialDate, parse_date
from lapel.model.occupation import NATION
from lapel.model.role import PATHS
from lapel.model.shapes import did_you_mean
from lapel.model.value import Value
from lapel.planner.plan import Limits
from lapel.reference.figures import Figures
from lapel.reference.places import NoPlace, Place, find_place

LONGEST = 80
"""The most that is read of what was typed."""

MOST_COMPARED = 3
MOST_DOLLARS = 10_000_000
WEEK = 168
FIRST_YEAR, LAST_YEAR = 1990, 2100
START = "medical-assistant"

Options = list[tuple[str, list[tuple[str, str]]]]
"""What a list offers: groups, each with values and what is read."""


def said(sent: QueryDict, name: str) -> str:
    """Give what was typed into a field."""
    return " ".join(sent.get(name, "").split())[:LONGEST]


class Jobs(Value):
    """The jobs asked about. ``wrong`` says which name is not known, and then ``found`` has the others."""

    names: tuple[str, ...]
    found: tuple[Found, ...]
    wrong: str = ""


def jobs_of(sent: QueryDict, careers: Careers) -> Jobs:
    """Read the job and those to set beside it; medical assistants when none was named."""
    compared = [" ".join(name.split())[:LONGEST] for name in sent.getlist("compare")]
    names = tuple(dict.fromkeys([said(sent, "role") or START, *filter(None, compared)]))[: MOST_COMPARED + 1]
    read = {name: find(name, careers) for name in names}
    wrong = ""
    for name, meant in read.items():
        if meant is None:
            hint = did_you_mean(name.casefold(), [known.casefold() for known in names_of(careers)])
            wrong = f"I found {name!r}, and expected a job of the list, or a code such as 31-9092. {hint or ''}".strip()
    return Jobs(names, tuple(meant for meant in read.values() if meant is not None), wrong)


def job_options(careers: Careers) -> Options:
    """List the jobs by where they lie, and the occupations of official figures."""
    heads = {
        "start": "The job itself",
        "rise": "Stay and rise",
        "license": "Nursing and other licenses",
        "sideways": "Sideways",
        "teach": "Teach",
    }
    listed = [
        (
            heads[path],
            sorted(((r.id, r.name) for r in careers.roles.values() if r.path == path), key=lambda pair: pair[1]),
        )
        for path in PATHS
    ]
    occupations = sorted(((o.soc, o.title) for o in careers.occupations.values()), key=lambda pair: pair[1])
    return [*listed, ("Occupations of the official figures", occupations)]


def role_options(careers: Careers) -> Options:
    """List the jobs alone."""
    return job_options(careers)[:-1]


def credential_options(credentials: Iterable[Credential]) -> list[tuple[str, str]]:
    """List certificates by name."""
    return sorted(((one.id, one.name) for one in credentials), key=lambda pair: pair[1])


class Where(Value):
    """The place asked about; ``wrong`` says why none is meant, and then it is the nation."""

    place: Place
    typed: str = ""
    wrong: str = ""


def where_of(sent: QueryDict, figures: Figures) -> Where:
    """Read the place."""
    typed = said(sent, "area")
    found = find_place(typed, figures)
    if isinstance(found, NoPlace):
        says = found.says if found.says.startswith("found") else f"found that {found.says}"
        hints = [hint for hint in found.hints if "lapel data" not in hint]
        return Where(Place(NATION), typed, " ".join([f"I {says}", *hints]))
    return Where(found, typed)


class Numbers(Value):
    """Numbers as they were typed and read. ``wrong`` says by field what could not be read."""

    read: Mapping[str, int | None]
    typed: Mapping[str, str]
    wrong: Mapping[str, str]


class Field(Value):
    """A number as a form asks for it."""

    name: str
    label: str
    unit: str
    most: int
    least: int = 0


def numbers_of(sent: QueryDict, fields: Iterable[Field]) -> Numbers:
    """Read whole numbers."""
    read: dict[str, int | None] = {}
    typed: dict[str, str] = {}
    wrong: dict[str, str] = {}
    for field in fields:
        text = typed[field.name] = said(sent, field.name)
        digits = text.removeprefix("$").replace(",", "").strip()
        known = digits.isascii() and digits.isdigit() and len(digits) < 9 and field.least <= int(digits) <= field.most
        read[field.name] = int(digits) if known else None
        if digits and not known:
            wrong[field.name] = (
                f"I found {text!r}, and expected whole {field.unit}, from {field.least:,} to {field.most:,}."
            )
    return Numbers(read, typed, wrong)


def rows_of(fields: Iterable[Field], numbers: Numbers) -> list[dict[str, object]]:
    """Give fields as a form shows them."""
    return [
        {"field": field, "typed": numbers.typed[field.name], "wrong": numbers.wrong.get(field.name, "")}
        for field in fields
    ]


YEAR = Field("real", "In dollars of the year", "years", LAST_YEAR, FIRST_YEAR)

LIMITS = (
    Field("budget", "The most money of my own", "dollars", MOST_DOLLARS),
    Field("hours", "The most hours a week for it", "hours", WEEK),
)


class Bounds(Value):
    """Limits of a plan as they were typed and read."""

    limits: Limits
    numbers: Numbers
    by: str
    wrong: Mapping[str, str]


def bounds_of(sent: QueryDict, *, on: date, more: Iterable[Field] = ()) -> Bounds:
    """Read a last day, money and hours; ``more`` are further numbers of the same form."""
    numbers = numbers_of(sent, (*LIMITS, *more))
    by = said(sent, "by")
    day, wrong = _day(by, on)
    limits = Limits(
        by=day,
        budget=numbers.read["budget"],
        hours_per_week=numbers.read["hours"],
        quick=sent.get("quick") == "yes",
    )
    return Bounds(limits, numbers, by if day else "", {**numbers.wrong, **({"by": wrong} if wrong else {})})


def _day(text: str, on: date) -> tuple[date | None, str]:
    """Read a day that is still to come."""
    if not text:
        return None, ""
    try:
        day = parse_date(text)
    except ValueError as error:
        return None, f"I {error}."
    if isinstance(day, PartialDate) or day < on:
        return None, f"I found {text!r}, and expected a whole date from today on."
    return day, ""


def rate_of(text: str) -> tuple[Decimal | None, str]:
    """Read percent a year; the second says what is wrong with it."""
    if not text:
        return None, ""
    try:
        rate = Decimal(text.removesuffix("%").strip())
    except InvalidOperation:
        rate = Decimal(-1)
    if not rate.is_finite() or not 0 <= rate <= 100:
        return None, f"I found {text!r}, and expected percent a year from 0 to 100, such as 6.5."
    return rate, ""
