"""What machines read of the site: which pages there are, and that they may be read."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from lapel.web.browse.caching import kept
from lapel.web.browse.roles import careers
from lapel.web.browse.shelf import SHELF
from lapel.web.records.mine import catalogue


def _addresses() -> list[str]:
    known = catalogue()
    found = [reverse("site:start"), reverse("site:about"), *(reverse(name) for name in SHELF)]
    found += [reverse("browse:state", args=[code]) for code in known.states]
    found += [reverse("browse:role", args=[name]) for name in careers().roles]
    for credential in known.credentials.values():
        found.append(reverse("browse:credential", args=[credential.id]))
        for route in (*credential.routes, *credential.keep):
            found.append(reverse("browse:route", args=[credential.id, route.id]))
    return found


@require_safe
@kept
def sitemap(request: HttpRequest) -> HttpResponse:
    """List every public page."""
    addresses = [request.build_absolute_uri(address) for address in _addresses()]
    return render(request, "browse/sitemap.xml", {"addresses": addresses}, content_type="application/xml")


PRIVATE = ("/questions/", "/answers/", "/facts/", "/my-file/", "/examples/", "/plan/", "/keep/")
"""Pages about a visitor: nothing to find there."""


@require_safe
@kept
def robots(request: HttpRequest) -> HttpResponse:
    """Say what may be read."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in PRIVATE)]
    lines.append(f"Sitemap: {request.build_absolute_uri(reverse('browse:sitemap'))}")
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
