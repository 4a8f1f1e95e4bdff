"""Pages of figures may be kept, by anyone, for a short while: data may be added at any time."""

from collections.abc import Callable
from functools import wraps
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response, patch_cache_control, patch_vary_headers

SECONDS = 600


def lent(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponseBase]:
    """Let the page of a visitor without a session be kept elsewhere; here it is written anew each time."""

    @wraps(view)
    def told(request: HttpRequest, *args: Any, **named: Any) -> HttpResponseBase:
        response = view(request, *args, **named)
        if response.status_code != 200 or settings.SESSION_COOKIE_NAME in request.COOKIES:
            return response
        tag = f'"{sha256(response.content).hexdigest()[:32]}"'
        response.headers["ETag"] = tag
        patch_cache_control(response, public=True, max_age=SECONDS)
        patch_vary_headers(response, ["Cookie"])
        return get_conditional_response(request, etag=tag, response=response) or response

    return told
