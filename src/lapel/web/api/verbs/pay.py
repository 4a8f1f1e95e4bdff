"""pay: what an occupation pays, where, and over time."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from lapel.careers.lookup import Found, find, names_of
from lapel.careers.pay import pay_of
from lapel.model.credential import Catalogue
from lapel.model.located import Problem, Problems
from lapel.model.shapes import Entry, ListOf, Shape, Text, did_you_mean
from lapel.model.value import Value, replace
from lapel.reports.pay_json import pay_data
from lapel.web.api.shapes import DAY, Whole, placed
from lapel.web.api.verbs import Verb
from lapel.web.work.held import careers, figures

USUAL = ("medical-assistant",)
MOST_ROLES = 10
NAME = Text(100)
YEAR = Whole(1990, 2199)


class Asked(Value):
    """Roles, titles or codes, where, in which year, and in dollars of which year."""

    roles: tuple[str, ...] = USUAL
    on: date | None = None
    area: str = ""
    year: int | None = None
    real: int | None = None


def takes(catalogue: Catalogue) -> Entry:
    """Give the shape of the body."""
    fields: dict[str, Shape] = {
        "roles": ListOf(NAME, longest=MOST_ROLES),
        "on": DAY,
        "area": NAME,
        "year": YEAR,
        "real": YEAR,
    }
    return Entry(Asked, fields)


def meant(roles: Sequence[str]) -> list[Found]:
    """Find what each name means; raises Problems for one that is not known."""
    found, problems = [], Problems()
    for index, name in enumerate(roles or USUAL):
        one = find(name, careers())
        if one is None:
            hint = did_you_mean(name.casefold(), [known.casefold() for known in names_of(careers())])
            expected = "a role, the title of an occupation, or a code like 31-9092"
            problems.found.append(Problem("", 0, f"roles[{index}]", repr(name), expected, hint))
        else:
            found.append(one)
    problems.raise_if_any()
    return found


def work(catalogue: Catalogue, asked: Asked, on: date) -> dict[str, Any]:
    """Gather the figures."""
    known = careers()
    held, found = figures(), meant(asked.roles)
    where = placed(asked.area, held)
    matches = {match.soc: match for one in found for match in one.matches}
    answers = [pay_of(m, known, held, area=where.area, year=asked.year) for m in matches.values()]
    if where.wider and not any(answer.shown for answer in answers):
        note = f"{where.note} There are no figures for it: those of {where.wider.name} are shown."
        where = replace(where, area=where.wider, note=note)
        answers = [pay_of(m, known, held, area=where.area, year=asked.year) for m in matches.values()]
    return pay_data(known, found, answers, held.prices, place=where.note, real=asked.real, on=on)


VERB = Verb(
    "pay",
    "Say what an occupation pays: a range, with its source and month.",
    "The answer is what `lapel pay --json` prints. `roles` are roles, titles or codes, side by side; without them "
    "medical assistants. `area` is a state, a metropolitan area or a ZIP code.",
    takes,
    work,
    "Pay",
    options={"on": "2026-11-22", "roles": ["medical-assistant", "phlebotomist"], "area": "WA"},
    examples=(),
)
