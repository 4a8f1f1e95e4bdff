"""Programs: find, look at one, set side by side."""

from collections import OrderedDict
from threading import Lock
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from lapel.eligibility.decide import FOUR
from lapel.model.program import DELIVERIES, KINDS, MEDICAL_ASSISTING, Offering
from lapel.model.truth import Truth
from lapel.model.value import replace
from lapel.model.vocabulary import STATES
from lapel.programs.appraise import Appraisal, Person, appraise, kinds
from lapel.programs.opens import enrollment, openings
from lapel.programs.own import own_program
from lapel.programs.search import OPENS, Match, Shelf, narrowed
from lapel.reference.schools import SETS, Gathered, gather, offering_of
from lapel.reports.programs_words import sources_of
from lapel.web.programs.asked import MORE, MOST, NUMBERS, WEIGHTS, Wanted, wanted, weighed
from lapel.web.records.mine import Mine, catalogue, mine, today
from lapel.web.records.views import STATES_BY_CODE
from lapel.web.work.asked import rows_of
from lapel.web.work.held import careers, store

MOST_SIDES = 4
_shelves: OrderedDict[tuple[Any, ...], tuple[Gathered, Shelf]] = OrderedDict()
_lock = Lock()


def shelf() -> tuple[Gathered, Shelf]:
    """Give the programs that were added, set up for searching; once for the same data."""
    held = store()
    key = held.editions
    with _lock:
        if key not in _shelves:
            gathered = gather(held)
            _shelves[key] = gathered, Shelf(gathered.offerings)
            while len(_shelves) > 1:
                _shelves.popitem(last=False)
        return _shelves[key]


def person_of(held: Mine) -> Person:
    """Give who asks: the visitor, or nobody in particular."""
    return Person(today(), today(), held.record if held.begun else None)


def _appraised(offering: Offering, person: Person) -> Appraisal:
    known = catalogue()
    chosen = [known.credentials[name] for name in FOUR]
    return appraise(offering, person, guide=careers().programs, credentials=chosen, steps=known.steps)


def empty() -> bool:
    """Whether no data on programs was added."""
    return not any(store().has(name) for name in SETS)


@require_safe
def find(request: HttpRequest) -> HttpResponse:
    """List programs by place, kind, price and length; without data, say what to add and what holds all the same."""
    held = mine(request)
    if empty():
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
    found = shelf_.find(asked.wishes, order=asked.order)
    if asked.wishes.opens:
        found = narrowed(found, OPENS, lambda offering: _opens(offering, asked.wishes.opens, person))
    fits = found.fits[: asked.shown]
    perhaps = found.perhaps[: max(asked.shown - len(fits), 3)]
    further = request.GET.copy()
    further["show"] = str(asked.shown + MORE)
    more = len(found.fits) + len(found.perhaps) - len(fits) - len(perhaps)
    weights = {f"weigh-{name}": f"{weight:g}" for name, weight in person.weights}
    return {
        "found": found,
        "fits": [_row(match, person) for match in fits],
        "perhaps": [_row(match, person) for match in perhaps],
        "more": more if asked.shown < MOST else 0,
        "further": further.urlencode(),
        "carry": urlencode(weights),
    }


def _row(match: Match, person: Person) -> dict[str, Any]:
    return {"match": match, "one": _appraised(match.offering, person)}


def _opens(offering: Offering, name: str, person: Person) -> Truth:
    """Whether a program opens one exam for the person."""
    days = enrollment(offering, starts=person.starts)
    chosen = [catalogue().credentials[name]]
    questions = careers().programs.questions
    [opening] = openings(offering, chosen, person.record, days=days, on=person.on, questions=questions).openings
    return opening.opens


def _nothing(request: HttpRequest, held: Mine, status: int = 200) -> HttpResponse:
    """Say what the keeper of the site has to add, and what the catalogue answers all the same."""
    guide, known = careers().programs, catalogue()
    answers = kinds(guide, known.steps, [known.credentials[name] for name in FOUR], on=today())
    page = {
        "guide": guide,
        "answers": answers,
        "mine_too": list(enumerate(held.record.programs)) if held.begun else [],
        "on": today(),
    }
    return render(request, "programs/nothing.html", page, status=status)


def _named(held: Mine, name: str, person: Person) -> Appraisal | None:
    """Look up one program: of the data, or of the visitor's record."""
    if not name.startswith("record-"):
        found = next((one for one in shelf()[1].offerings if one.id == name), None) if not empty() else None
        found = found or (None if empty() else offering_of(store(), name))
        return _appraised(found, person) if found else None
    index, record = name.removeprefix("record-"), held.record
    if not index.isdecimal() or len(index) > 3 or int(index) >= len(record.programs):
        return None
    offering, taught, others = own_program(record, int(index))
    known = catalogue()
    return appraise(
        offering,
        replace(person, record=others),
        guide=careers().programs,
        credentials=[known.credentials[each] for each in FOUR],
        steps=known.steps,
        curriculum=taught,
        program=record.programs[int(index)],
    )


@require_safe
def one(request: HttpRequest, name: str) -> HttpResponse:
    """Show everything about one program, for this visitor."""
    held, guide = mine(request), careers().programs
    person, weights = weighed(request.GET, guide, person_of(held))
    found = _named(held, name[:100], person)
    if found is None:
        if empty() and not name.startswith("record-"):
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
    found = [(name, _named(held, name, person)) for name in names[:MOST_SIDES]]
    sides = [each for _, each in found if each is not None]
    page = {
        "sides": sides,
        "unknown": [name for name, each in found if each is None],
        "too_many": len(names) > MOST_SIDES,
        "openings": list(zip(*(each.openings.openings for each in sides), strict=True)),
        "own": held.begun,
        "empty": empty(),
        "sources": sources_of(sides),
        "wrong": weights.wrong,
        "on": today(),
    }
    return render(request, "programs/compare.html", page)
