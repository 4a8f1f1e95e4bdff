"""Public pages may be kept, by anyone and by us, for a while; not once a page is about a visitor."""

from collections import OrderedDict
from collections.abc import Callable
from functools import wraps
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response, patch_cache_control, patch_vary_headers

from lapel.model.value import Value
from lapel.web.records.mine import today

View = Callable[..., HttpResponse]
SECONDS = 3600
MOST_PAGES = 400


class Kept(Value):
    """A page as it was written, with the tag by which one asks whether it still holds."""

    content: bytes
    kind: str
    tag: str


_pages: OrderedDict[tuple[object, ...], Kept] = OrderedDict()
"""The pages that were asked for last; the catalogue does not change while a process runs, the day does."""


def kept(view: View) -> Callable[..., HttpResponseBase]:
    """Let the page of a visitor without a session be kept; its address without a query is written once a day."""

    @wraps(view)
    def told(request: HttpRequest, *args: Any, **named: Any) -> HttpResponseBase:
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            return view(request, *args, **named)
        key = (request.scheme, request.get_host(), request.path, today())
        page = _pages.get(key) if not request.GET else None
        if page is None:
            response = view(request, *args, **named)
            if response.status_code != 200:
                return response
            page = Kept(response.content, response.headers["Content-Type"], _tag(response.content))
            if not request.GET:
                _keep(key, page)
        else:
            response = HttpResponse(page.content, content_type=page.kind)
        response.headers["ETag"] = page.tag
        patch_cache_control(response, public=True, max_age=SECONDS)
        patch_vary_headers(response, ["Cookie"])
        return get_conditional_response(request, etag=page.tag, response=response) or response

    return told


def _tag(content: bytes) -> str:
    return f'"{sha256(content).hexdigest()[:32]}"'


def _keep(key: tuple[object, ...], page: Kept) -> None:
    _pages[key] = page
    while len(_pages) > MOST_PAGES:
        _pages.popitem(last=False)
