"""The OpenAPI document, and a plain page about the API."""

import json
from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_safe

from lapel.web.api.asking import MOST_BYTES, public
from lapel.web.api.limits import limit
from lapel.web.api.page import catalogue_rows, verb_rows
from lapel.web.api.problems import KINDS
from lapel.web.api.service import Service
from lapel.web.api.verbs import verbs
from lapel.web.browse.caching import kept


def openapi_view(api: Service) -> Any:
    """Make the view that gives the document, written once."""

    @cache
    def document() -> bytes:
        return json.dumps(api.document(), ensure_ascii=False).encode()

    @require_GET
    def openapi(request: HttpRequest) -> HttpResponseBase:
        return public(request, document())

    return openapi


@require_safe
@kept
def reference(request: HttpRequest) -> HttpResponse:
    """Show what can be asked, with an example."""
    page = {
        "verbs": verb_rows(verbs()),
        "catalogue_rows": catalogue_rows(),
        "kinds": [(status, *said) for status, said in KINDS.items()],
        "most_bytes": MOST_BYTES,
        "points": limit.most,
        "base": request.build_absolute_uri("/").rstrip("/"),
    }
    return render(request, "api/reference.html", page)
