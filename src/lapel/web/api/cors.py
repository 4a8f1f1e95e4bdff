"""Pages of other sites may not read answers, unless ``LAPEL_API_ORIGINS`` names their origin."""

import os
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers

ALLOWED = frozenset(os.environ.get("LAPEL_API_ORIGINS", "").split())

View = Callable[..., HttpResponseBase]


def crossing(view: View, allowed: frozenset[str] = ALLOWED) -> View:
    """Tell a browser which origins may read the answers of a view."""
    if not allowed:
        return view

    @wraps(view)
    def told(request: HttpRequest, *args: Any, **named: Any) -> HttpResponseBase:
        origin = request.headers.get("Origin", "")
        asks_first = request.method == "OPTIONS" and "Access-Control-Request-Method" in request.headers
        known = origin in allowed
        response = HttpResponse(status=204) if asks_first and known else view(request, *args, **named)
        patch_vary_headers(response, ["Origin"])
        if known:
            response.headers["Access-Control-Allow-Origin"] = origin
            response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        if asks_first and known:
            response.headers["Access-Control-Allow-Methods"] = "GET, POST"
            response.headers["Access-Control-Allow-Headers"] = "Content-Type, If-None-Match"
            response.headers["Access-Control-Max-Age"] = "600"
        return response

    return told
