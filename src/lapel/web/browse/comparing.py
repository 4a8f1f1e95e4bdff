"""Certificates side by side: for the visitor's record where there is one, else in general."""

from collections.abc import Iterator
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from lapel.eligibility.decide import FOUR
from lapel.loading.records import parse_record
from lapel.model.credential import Catalogue, Credential
from lapel.model.record import Record
from lapel.model.value import Value
from lapel.planner.make import make_plans
from lapel.planner.plan import Limits, Plans
from lapel.reports.compare_text import comparison_rows
from lapel.reports.comparison import Side, compare
from lapel.reports.decisions_text import HEADINGS
from lapel.web.browse.caching import kept
from lapel.web.browse.selectors import Fact, Way, facts, ways
from lapel.web.records.mine import catalogue, mine, today

MOST = 6
YEARS = (1, 3, 5, 10)
FOR_ONE = ("Ways in, for you", "Earliest date", "Cost to get")
"""Questions that only a record answers."""


class Row(Value):
    """A question, and its answer for each certificate."""

    heading: str
    cells: tuple[tuple[Side, tuple[str, ...]], ...]


class General(Value):
    """What is so of a certificate for everybody."""

    side: Side
    ways: tuple[Way, ...]
    fees: tuple[Fact, ...]


@require_safe
@kept
def compare_page(request: HttpRequest) -> HttpResponse:
    """Show the certificates that were chosen, or the four best known."""
    known, held, on = catalogue(), mine(request), today()
    asked = [name for name in dict.fromkeys(request.GET.getlist("with")) if name in known.credentials]
    chosen = asked[:MOST] or list(FOUR)
    said = request.GET.get("years", "5")
    years = int(said) if said in {str(number) for number in YEARS} else 5
    record = held.record if held.begun else None
    sides = sides_of(known, record, chosen, years=years, on=on)
    page = {
        "sides": sides,
        "rows": list(rows(known, record, sides, years=years)),
        "general": [] if record else [_general(side, on) for side in sides],
        "for_one": record is not None,
        "chosen": chosen,
        "too_many": len(asked) > MOST,
        "most": MOST,
        "years": years,
        "choices": YEARS,
        "groups": _groups(known),
        "on": on,
    }
    return render(request, "browse/compare.html", page)


def sides_of(known: Catalogue, record: Record | None, chosen: list[str], *, years: int, on: date) -> tuple[Side, ...]:
    """Compare; without a record nothing is planned."""
    if record is None:
        nobody = parse_record({})
        return compare(known, nobody, chosen, on=on, years=years, plan=lambda name: Plans(on, (), Limits(), ()))
    return compare(
        known, record, chosen, on=on, years=years, plan=lambda name: make_plans(known, record, [name], on=on)
    )


def rows(known: Catalogue, record: Record | None, sides: tuple[Side, ...], *, years: int) -> Iterator[Row]:
    """Give the questions with their answers, but for those that need a record where there is none."""
    for heading, lines in comparison_rows(known, record or parse_record({}), years=years):
        if record is not None or heading not in FOR_ONE:
            yield Row(heading, tuple((side, tuple(map(calm, lines(side)))) for side in sides))


def glance(known: Catalogue, credential: Credential, on: date) -> list[Row]:
    """Give the short of a certificate: the exam, the cost of holding it, renewal; nothing for what a state gives."""
    if credential.state:
        return []
    found = rows(known, None, sides_of(known, None, [credential.id], years=5, on=on), years=5)
    return [row for row in found if row.heading not in ("What it leans to", "Where it is recognized")]


def calm(line: str) -> str:
    """Write an answer in the middle of a line as a page does, not as a terminal does."""
    for word in HEADINGS.values():
        line = line.replace(f"({word}", f"({word.lower()}")
        if line.startswith(word):
            line = word.capitalize() + line[len(word) :]
    return line


def _general(side: Side, on: date) -> General:
    fees = [fact for fact in facts(side.credential, "fee", on) if fact.value.due == "application"]
    return General(side, tuple(ways(side.credential.routes, on)), tuple(fees))


def _groups(known: Catalogue) -> list[tuple[str, list[Credential]]]:
    """The checkboxes: national certificates, then those of states."""
    every = known.credentials.values()
    return [
        ("National certificates", [c for c in every if not c.state]),
        ("State credentials and permissions", [c for c in every if c.state]),
    ]
