"""Pictures of figures: drawn once for the same content, and served from an address of ours."""

from collections import OrderedDict
from collections.abc import Callable
from hashlib import sha256
from threading import Lock

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response, patch_cache_control

from lapel.reports.pictures.frame import Picture

MOST = 200
"""How many pictures a process keeps."""

SECONDS = 600
_drawn: OrderedDict[str, str] = OrderedDict()
_lock = Lock()


def drawn(
    request: HttpRequest, draw: Callable[[], Picture], *content: object, private: bool = False
) -> HttpResponseBase:
    """Answer with a picture; ``content`` is all that it is drawn from. One about a person is kept by nobody."""
    name = sha256(repr(content).encode()).hexdigest()
    with _lock:  # the drawing machine takes one at a time
        svg = _drawn.get(name)
        if svg is None:
            svg = _drawn[name] = draw().svg
            while len(_drawn) > MOST:
                _drawn.popitem(last=False)
    response = HttpResponse(svg, content_type="image/svg+xml; charset=utf-8")
    if private:
        return response
    tag = f'"{name[:32]}"'
    response.headers["ETag"] = tag
    patch_cache_control(response, public=True, max_age=SECONDS)
    return get_conditional_response(request, etag=tag, response=response) or response
