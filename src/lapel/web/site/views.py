"""Start, about, health, and the pages for what goes wrong."""

from datetime import date
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from lapel.eligibility.decide import FOUR, decide_all
from lapel.loading.records import parse_record
from lapel.web.records.examples import example, examples
from lapel.web.records.mine import catalogue, today


def start(request: HttpRequest) -> HttpResponse:
    """Say what this is, show a person's answers, and open the doors."""
    return render(request, "site/start.html", {"examples": examples(), "shown": _shown(today())})


SHOWN = "student-20-days-from-graduating"


@lru_cache(maxsize=2)
def _shown(on: date) -> dict[str, Any] | None:
    """The answers of an example person on a day."""
    data = example(SHOWN)
    if data is None:
        return None
    record = parse_record(data)
    decisions = decide_all(catalogue(), record, on=on, only=FOUR)
    return {"id": SHOWN, "name": record.name, "decisions": decisions, "on": on}


def about(request: HttpRequest) -> HttpResponse:
    """Say where the facts come from and what happens to what a visitor says."""
    days = settings.SESSION_COOKIE_AGE // 86400
    return render(request, "site/about.html", {"catalogue": catalogue(), "days": days})


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say that a form came without its token: too old, or not from this site."""
    return render(request, "site/expired.html", status=403)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Say that the request could not be read."""
    return render(request, "site/bad_request.html", status=400)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Say that there is no such page."""
    return render(request, "site/not_found.html", status=404)


def broken(request: HttpRequest) -> HttpResponse:
    """Say that the fault is ours; nothing of what was said is lost."""
    return render(request, "site/broken.html", status=500)
