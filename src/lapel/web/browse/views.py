"""The pages of the catalogue: read what is asked for, let the selectors find it, show it."""

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from lapel.model.credential import Credential
from lapel.model.dates import Duration, add
from lapel.web.answers.views import asked_day
from lapel.web.browse import linked, selectors
from lapel.web.browse.caching import kept
from lapel.web.browse.comparing import glance
from lapel.web.records.mine import catalogue, today

LONGEST = 80
"""The most that is read of what was typed."""


def _typed(request: HttpRequest, name: str) -> str:
    return request.GET.get(name, "").strip()[:LONGEST]


@require_safe
@kept
def catalogue_list(request: HttpRequest) -> HttpResponse:
    """List the credentials, all or those looked for."""
    known = catalogue()
    wanted = selectors.Wanted(*(_typed(request, name) for name in ("q", "kind", "leaning", "state")))
    page = {
        "wanted": wanted,
        "groups": selectors.groups(known, wanted),
        "kinds": selectors.KINDS.items(),
        "leanings": selectors.leanings(known),
        "states": [(code, state.name) for code, state in known.states.items() if state.credentials],
        "issuers": known.issuers,
        "all": len(known.credentials),
    }
    return render(request, "browse/catalogue.html", page)


def _known(name: str) -> Credential:
    found = catalogue().credentials.get(name)
    if found is None:
        raise Http404
    return found


@require_safe
@kept
def credential(request: HttpRequest, name: str) -> HttpResponse:
    """Show one credential as it stands on a day, and what changed."""
    found, day = _known(name), asked_day(request)
    page = {
        **selectors.context(catalogue(), found, day.on),
        "glance": glance(catalogue(), found, day.on),
        "day": day,
        "on": day.on,
        "linked": linked.data_of(catalogue(), found, on=day.on, here=request.build_absolute_uri(request.path)),
    }
    return render(request, "browse/credential.html", page)


@require_safe
@kept
def route(request: HttpRequest, name: str, route: str) -> HttpResponse:
    """Show one route in full."""
    found, day = _known(name), asked_day(request)
    try:
        chosen = found.route(route)
    except KeyError:
        raise Http404 from None
    [way] = selectors.ways([chosen], day.on)
    fees = [
        fact for fact in selectors.facts(found, "fee", day.on) if route in fact.value.routes or not fact.value.routes
    ]
    page = {"credential": found, "way": way, "fees": fees, "day": day, "on": day.on, "keeps": chosen in found.keep}
    return render(request, "browse/route.html", page)


@require_safe
@kept
def fees(request: HttpRequest) -> HttpResponse:
    """Show every fee on a day."""
    day = asked_day(request)
    listed = [(c, selectors.facts(c, "fee", day.on)) for c in catalogue().credentials.values()]
    page = {
        "listed": [(c, found) for c, found in listed if found],
        "without": [c for c, found in listed if not found],
        "day": day,
        "on": day.on,
    }
    return render(request, "browse/fees.html", page)


@require_safe
@kept
def states(request: HttpRequest) -> HttpResponse:
    """List the states that were read."""
    return render(request, "browse/states.html", {"states": catalogue().states.values(), "on": today()})


@require_safe
@kept
def state(request: HttpRequest, code: str) -> HttpResponse:
    """Show what one state asks."""
    known = catalogue()
    if code.upper() in known.states and code != code.upper():
        return redirect("browse:state", code.upper(), permanent=True)
    found = known.states.get(code)
    if found is None:
        raise Http404
    credentials = [known.credentials[name] for name in found.credentials]
    page = {"state": found, "credentials": [(c, selectors.KINDS[c.kind]) for c in credentials], "on": today()}
    return render(request, "browse/state.html", page)


@require_safe
@kept
def letters(request: HttpRequest) -> HttpResponse:
    """Show which letters stand for several things."""
    page = {"found": selectors.collisions(catalogue()), "issuers": catalogue().issuers, "on": today()}
    return render(request, "browse/letters.html", page)


@require_safe
@kept
def changes(request: HttpRequest) -> HttpResponse:
    """Show what changed between two days."""
    wrong = ""
    until, after = today(), add(today(), Duration(5, "years", "clamp"), sign=-1)
    for name in ("after", "until"):
        read = _day_of(_typed(request, name))
        if isinstance(read, str):
            wrong = wrong or read
        elif read and name == "after":
            after = read
        elif read:
            until = read
    after, until = min(after, until), max(after, until)
    page = {"found": selectors.changed(catalogue(), after, until), "after": after, "until": until, "wrong": wrong}
    return render(request, "browse/changes.html", page)


def _day_of(said: str) -> date | str | None:
    """Read a day; text says what is wrong with it."""
    try:
        return date.fromisoformat(said) if said else None
    except ValueError:
        return f"I found {said!r}, and expected a day such as 2024-05-10."


@require_safe
@kept
def glossary(request: HttpRequest) -> HttpResponse:
    """Show the words and what they mean."""
    parts = selectors.glossary_of()
    if not parts:
        raise Http404
    return render(request, "browse/glossary.html", {"parts": parts})


@require_safe
@kept
def sources(request: HttpRequest) -> HttpResponse:
    """Show what was read, and what should be read again."""
    words, overdue = _typed(request, "q"), request.GET.get("overdue") == "yes"
    known, on = catalogue(), today()
    every = selectors.sources_of(known, on)
    page = {
        "found": selectors.sources_of(known, on, words=words, overdue=overdue),
        "all": len(every),
        "late": sum(used.overdue for used in every),
        "words": words,
        "overdue": overdue,
        "on": on,
    }
    return render(request, "browse/sources.html", page)


@require_safe
@kept
def coverage(request: HttpRequest) -> HttpResponse:
    """Show what is complete, partial or missing."""
    known = catalogue()
    parts = list(next(iter(known.coverage.values()), {}))
    rows = [(known.credentials[name], [covered[p] for p in parts], covered) for name, covered in known.coverage.items()]
    return render(request, "browse/coverage.html", {"parts": parts, "rows": rows, "catalogue": known})
