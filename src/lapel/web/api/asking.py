"""From a request to what it asks: the body as located data, the day of an address, the tag of an answer."""

import json
from collections.abc import Mapping
from datetime import date
from hashlib import sha256
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response, patch_cache_control

from lapel.loading.tree import parse_tree
from lapel.model.located import Located, Problems
from lapel.model.shapes import Day, Entry
from lapel.web.api.problems import Refused, one, refused

MOST_BYTES = 2_000_000
BODY = "body.json"
JSON = "application/json"


def read_body(request: HttpRequest, entry: Entry) -> Any:
    """Read a body by its shape; raises `Refused` with every problem at once."""
    _check_kind(request)
    try:
        raw = request.body
    except RequestDataTooBig:
        raise _too_large() from None
    except UnreadablePostError:
        raise one(400, "", "a body that broke off", "a whole body") from None
    if len(raw) > MOST_BYTES:
        raise _too_large()
    if not raw.strip():
        raise one(400, "", "an empty body", "a JSON object", 'The least is {"record": {}}.')
    problems = Problems()
    try:
        tree = parse_tree(raw, BODY, problems)
    except Problems as found:
        raise refused(400, found) from None
    asked = entry.read(tree, problems)
    if problems.found:
        raise refused(422, problems)
    return asked


def _check_kind(request: HttpRequest) -> None:
    params = request.content_params or {}
    if request.content_type != JSON or params.get("charset", "utf-8").lower() not in ("utf-8", "utf8"):
        said = request.headers.get("Content-Type", "") or "no Content-Type"
        raise one(415, "Content-Type", repr(said[:100]), "application/json, in UTF-8")
    if request.headers.get("Content-Encoding", "identity") != "identity":
        raise one(415, "Content-Encoding", repr(request.headers["Content-Encoding"][:100]), "a body that is not packed")


def _too_large() -> Refused:
    return one(413, "", f"more than {MOST_BYTES:,} bytes", f"at most {MOST_BYTES:,} bytes")


def asked_day(request: HttpRequest, name: str, usual: date | None) -> date:
    """Read a day of the address's query; ``usual`` when it says none."""
    said = request.GET.getlist(name)
    if not said or (said == [""] and usual):
        if usual is None:
            raise one(422, name, "nothing", "a whole date such as 2024-05-10")
        return usual
    problems = Problems()
    day = Day(partial=False).read(Located(said[-1][:60], path=name), problems)
    if not isinstance(day, date):
        raise refused(422, problems)
    return day


def only(request: HttpRequest, *known: str) -> None:
    """Refuse a query with names that are not known."""
    for name in request.GET:
        if name not in known:
            names = ", ".join(known)
            raise one(422, name[:60], f"the parameter {name[:60]!r}", f"only {names}" if known else "no parameters")


def answer(data: Mapping[str, Any]) -> HttpResponse:
    """Write an answer about a person: never kept by a cache."""
    return HttpResponse(json.dumps(data, ensure_ascii=False), content_type=JSON, headers={"Cache-Control": "no-store"})


def public(request: HttpRequest, content: bytes, *, kind: str = JSON, seconds: int = 3600) -> HttpResponseBase:
    """Write an answer about the catalogue: anyone may keep it, and ask whether it still holds."""
    tag = f'"{sha256(content).hexdigest()[:32]}"'
    response = HttpResponse(content, content_type=kind, headers={"ETag": tag})
    patch_cache_control(response, public=True, max_age=seconds)
    return get_conditional_response(request, etag=tag, response=response) or response
