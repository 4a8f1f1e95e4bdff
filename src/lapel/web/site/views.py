"""Start, about, health, and the pages for what goes wrong."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from lapel.web.records.examples import examples
from lapel.web.records.mine import catalogue


def start(request: HttpRequest) -> HttpResponse:
    """Say what this is, and open the doors."""
    return render(request, "site/start.html", {"examples": examples()})


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
