"""Programs: find, look at one, set side by side."""

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from lapel.eligibility.decide import FOUR
from lapel.model.program import DELIVERIES, KINDS, MEDICAL_ASSISTING
from lapel.model.vocabulary import STATES
from lapel.programs.appraise import Person
from lapel.programs.search import Match, Shelf, first
from lapel.reference.desk import Desk
from lapel.reports.programs_words import sources_of
from lapel.web.programs.asked import MORE, MOST, NUMBERS, WEIGHTS, Wanted, wanted, weighed
from lapel.web.programs.held import desk_of, shelf
from lapel.web.records.mine import Mine, catalogue, mine, today
from lapel.web.records.views import STATES_BY_CODE
from lapel.web.work.asked import rows_of
from lapel.web.work.held import careers, store

MOST_SIDES = 4


def person_of(held: Mine) -> Person:
    """Give who asks: the visitor, or nobody in particular."""
    return Person(today(), today(), held.record if held.begun else None)


@require_safe
def find(request: HttpRequest) -> HttpResponse:
    """List programs by place, kind, price and length; without data, say what to add and what holds all the same."""
    held = mine(request)
    if desk_of(person_of(held)).empty:
        return _nothing(request, held)
    guide, known = careers().programs, catalogue().credentials
    person, weights = weighed(request.GET, guide, person_of(held))
    asked = wanted(request.GET, store(), guide, known)
    gathered, shelf_ = shelf()
    wrong = {**asked.wrong, **weights.wrong}
    page: dict[str, Any] = {
        "asked": asked,
        "wrong": wrong,
        "numbers": rows_of(NUMBERS, asked.numbers),
        "factors": [(one, dict(weights.weights).get(name, 1.0)) for name, one in guide.factors.items()],
        "weights": WEIGHTS,
        "start": weights.start,
        "kinds": KINDS,
        "deliveries": DELIVERIES,
        "states": sorted(
            ((code, name) for code, name in STATES_BY_CODE.items() if code in STATES), key=lambda pair: pair[1]
        ),
        "exams": [known[name] for name in FOUR],
        "sources": gathered.sources,
        "own": held.begun,
        "looked": bool(request.GET),
        "on": today(),
    }
    if request.GET:
        page |= _found(request, asked, shelf_, person)
    return render(request, "programs/find.html", page, status=422 if wrong else 200)


def _found(request: HttpRequest, asked: Wanted, shelf_: Shelf, person: Person) -> dict[str, Any]:
    desk = desk_of(person)
    found = desk.narrowed(shelf_.find(asked.wishes, order=asked.order))
    fits, perhaps = first(found, asked.shown)
    further = request.GET.copy()
    further["show"] = str(asked.shown + MORE)
    more = len(found.fits) + len(found.perhaps) - len(fits) - len(perhaps)
    weights = {f"weigh-{name}": f"{weight:g}" for name, weight in person.weights}
    return {
        "found": found,
        "fits": [_row(match, desk) for match in fits],
        "perhaps": [_row(match, desk) for match in perhaps],
        "more": more if asked.shown < MOST else 0,
        "further": further.urlencode(),
        "carry": urlencode(weights),
    }


def _row(match: Match, desk: Desk) -> dict[str, Any]:
    return {"match": match, "one": desk.appraise(match.offering)}


def _nothing(request: HttpRequest, held: Mine, status: int = 200) -> HttpResponse:
    """Say what the keeper of the site has to add, and what the catalogue answers all the same."""
    desk = desk_of(person_of(held))
    page = {
        "guide": desk.guide,
        "answers": desk.kinds(),
        "mine_too": list(enumerate(held.record.programs)) if held.begun else [],
        "on": today(),
    }
    return render(request, "programs/nothing.html", page, status=status)


@require_safe
def one(request: HttpRequest, name: str) -> HttpResponse:
    """Show everything about one program, for this visitor."""
    held, guide = mine(request), careers().programs
    person, weights = weighed(request.GET, guide, person_of(held))
    desk = desk_of(person)
    found = desk.named(name[:100])
    if found is None:
        if desk.empty and not name.startswith("record-"):
            return _nothing(request, held, 404)
        raise Http404
    chosen = [factor.weight for factor in found.score.factors]
    page = {
        "one": found,
        "offering": found.offering,
        "other_field": found.offering.cip != MEDICAL_ASSISTING,
        "wrong": weights.wrong,
        "start": weights.start,
        "factors": [(each.factor, each.weight) for each in found.score.factors],
        "weights": WEIGHTS,
        "total": sum(chosen),
        "ask": found.openings.ask[:5],
        "names": {each.credential.id: each.credential.name for each in found.openings.openings},
        "sources": sources_of([found]),
        "begun": held.begun,
        "on": today(),
    }
    return render(request, "programs/one.html", page, status=422 if weights.wrong else 200)


@require_safe
def compare(request: HttpRequest) -> HttpResponse:
    """Set up to four programs side by side."""
    held, guide = mine(request), careers().programs
    person, weights = weighed(request.GET, guide, person_of(held))
    names = list(dict.fromkeys(name[:100] for name in request.GET.getlist("with")))
    desk = desk_of(person)
    found = [(name, desk.named(name)) for name in names[:MOST_SIDES]]
    sides = [each for _, each in found if each is not None]
    page = {
        "sides": sides,
        "unknown": [name for name, each in found if each is None],
        "too_many": len(names) > MOST_SIDES,
        "openings": list(zip(*(each.openings.openings for each in sides), strict=True)),
        "own": held.begun,
        "empty": desk.empty,
        "sources": sources_of(sides),
        "wrong": weights.wrong,
        "on": today(),
    }
    return render(request, "programs/compare.html", page)
