"""What is typed → an answer as the record writes it."""

import re
from collections.abc import Sequence
from datetime import date

from lapel.eligibility.forms import Form, pattern
from lapel.eligibility.offers import NO, YES, Option
from lapel.model.dates import PartialDate, parse_date
from lapel.model.shapes import NONE, NOT_SURE
from lapel.model.vocabulary import STATES
from lapel.rules.wording import long_date


class Misread(ValueError):
    """What was typed is no answer to the question: what was found, and what was expected."""

    def __init__(self, found: str, expected: str) -> None:
        super().__init__(f"found {found!r}, expected {expected}")
        self.found = found
        self.expected = expected


def read(put: Form, typed: str, *, early: date, late: date) -> str | tuple[str, ...]:
    """Read an answer as the record writes it.

    What has happened cannot lie after ``late``, what is expected not before ``early``. Raises Misread.
    """
    if put.kind == "choice":
        return _option(put.options, typed)
    if put.kind == "several":
        return _several(put.options, typed)
    if put.kind == "state":
        return _state(typed)
    if put.kind == "number":
        return re.sub(r"(?<=\d),(?=\d{3})|\s*(hours?|hrs?|h)\.?$", "", typed.strip(), flags=re.IGNORECASE)
    if put.kind == "date":
        if put.open_end and typed.lower() in STILL:
            return "ongoing"
        return _in_time(put, _date(typed), early, late)
    return typed


STILL = ("still", "still there", "still is", "yes", "now", "ongoing", "present", "today")


def _option(options: Sequence[Option], typed: str) -> str:
    if typed.isdecimal() and 0 < int(typed) <= len(options):
        return options[int(typed) - 1].word
    said = typed.lower()
    whole = [option.word for option in options if said in (option.word.lower(), option.label.lower())]
    begun = [option.word for option in options if option.label.lower().startswith(said)]
    for found in (whole, begun):
        if len(found) == 1:
            return found[0]
    expected = "yes or no" if options == (YES, NO) else f"a number from 1 to {len(options)}"
    raise Misread(typed, expected)


def _several(options: Sequence[Option], typed: str) -> tuple[str, ...]:
    if typed.lower() in (NONE, "none of these", "no"):
        return ()
    parts = re.split(r"\s*,\s*|\s+and\s+", typed) if not re.fullmatch(r"[\d\s?]+", typed) else typed.split()
    try:
        words = [NOT_SURE if part in ("?", NOT_SURE) else _option(options, part) for part in parts if part]
    except Misread as wrong:
        raise Misread(wrong.found, f"numbers from 1 to {len(options)}, such as 1, 2; or none") from None
    return tuple(dict.fromkeys(words))


def _state(typed: str) -> str:
    code = NAMES_OF_STATES.get(re.sub(r"[\s.]+", " ", typed).strip().lower(), typed.upper())
    if code not in STATES:
        raise Misread(typed, "a state, such as NJ or New Jersey")
    return code


STATE_NAMES = """
    alabama, alaska, arizona, arkansas, california, colorado, connecticut, delaware, district of columbia, florida,
    georgia, hawaii, idaho, illinois, indiana, iowa, kansas, kentucky, louisiana, maine, maryland, massachusetts,
    michigan, minnesota, mississippi, missouri, montana, nebraska, nevada, new hampshire, new jersey, new mexico,
    new york, north carolina, north dakota, ohio, oklahoma, oregon, pennsylvania, rhode island, south carolina,
    south dakota, tennessee, texas, utah, vermont, virginia, washington, west virginia, wisconsin, wyoming,
    american samoa, guam, northern mariana islands, puerto rico, virgin islands
"""
NAMES_OF_STATES = dict(zip((name.strip() for name in STATE_NAMES.split(",")), STATES, strict=True))

MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]


def _date(typed: str) -> str:
    """Write a date as the record does; American ways of writing one are understood, others left as they are.

    >>> _date("5/10/2024"), _date("May 2024"), _date("June 3, 2025")
    ('2024-05-10', '2024-05', '2025-06-03')
    """
    text = typed.strip().lower()
    if found := re.fullmatch(r"(?:(\d\d?)[/-])?(\d\d?)[/-](\d{4})", text):
        month, day = (found[1], found[2]) if found[1] else (found[2], None)
        return _iso(found[3], int(month), day)
    found = re.fullmatch(r"([a-z]{3})[a-z]*\.?(?:\s+(\d\d?)(?:st|nd|rd|th)?,?)?\s+(\d{4})", text)
    if found and found[1] in MONTHS:
        return _iso(found[3], MONTHS.index(found[1]) + 1, found[2])
    return typed.strip()


def _iso(year: str, month: int, day: str | None) -> str:
    return f"{year}-{month:02}" + (f"-{int(day):02}" if day else "")


HAPPENED = re.compile(r"birth|.*\.(earned|completed|left|taken|issued|renewed)")
EXPECTED = re.compile(r".*\.expected")


def _in_time(put: Form, said: str, early: date, late: date) -> str:
    try:
        when = parse_date(said)
    except ValueError:
        raise Misread(said, "a day, a month or a year, such as 2024-05-10, 2024-05 or 2024") from None
    name = pattern(put.step.place)
    first, last = (when.earliest, when.latest) if isinstance(when, PartialDate) else (when, when)
    if HAPPENED.fullmatch(name) and first > late:
        raise Misread(said, f"a day no later than {long_date(late)}")
    if EXPECTED.fullmatch(name) and last < early:
        raise Misread(said, f"a day after {long_date(early)}; if it has passed, type back")
    return said
