"""The API itself: django-ninja's routing and description, with our own reading, problems and schemas."""

import json
import logging
from collections.abc import Callable
from datetime import date
from functools import cache, wraps
from typing import Any

from django.core.exceptions import DisallowedHost
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.http.response import HttpResponseBase
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from lapel import __version__
from lapel.model.located import Problems
from lapel.model.shapes import did_you_mean
from lapel.reports.catalogue_json import changes_data, credential_data, credentials_data
from lapel.web.api.asking import answer, asked_day, only, public, read_body
from lapel.web.api.description import described, parameter, responses
from lapel.web.api.limits import Search, spend
from lapel.web.api.problems import KINDS, Refused, one, problem_response, refused
from lapel.web.api.schemas import PUBLISHED
from lapel.web.api.verbs import Verb, verbs
from lapel.web.records.mine import catalogue, today

log = logging.getLogger("lapel.api")

OURS = Refused(500, "It has been noted. Nothing of what you sent was kept.")

ABOUT = (
    "What a medical assistant may do today and why, what next, what it costs, and how to keep it: the verbs of the "
    "command line, for programs. Nothing is kept: a record comes with each request and is forgotten with its answer. "
    "Each client has so many points a minute; each worker process of a site counts for itself, in its memory alone."
)

View = Callable[..., HttpResponseBase]


class Service(NinjaAPI):
    """The API; its document holds our published schemas and examples, and what goes wrong is said in our form."""

    def on_exception(self, request: HttpRequest, exc: Any) -> HttpResponse:
        """Say what went wrong."""
        return answered_wrong(request, exc)

    def document(self) -> dict[str, Any]:
        """Give the document."""
        return described(self.get_openapi_schema(path_prefix="api/v1/"))


def broken(request: HttpRequest, error: Exception) -> HttpResponse:
    """Say that the fault is ours, and nothing else."""
    log.error("broken", exc_info=error)
    return problem_response(OURS)


def answered_wrong(request: HttpRequest, error: Any) -> HttpResponse:
    """Say what went wrong: with the request, or with us."""
    match error:
        case Refused():
            return problem_response(error)
        case Problems():
            return problem_response(refused(422, error))
        case Http404():
            return unknown(request)
        case HttpError(status_code=status) if status in KINDS:
            return problem_response(Refused(status))
        case ValidationError():
            return problem_response(Refused(422))
    return broken(request, error)


def unknown(request: HttpRequest, error: Exception | None = None) -> HttpResponse:
    """Say that there is no such address."""
    return problem_response(Refused(404, "There is no such address; /api/ lists them all."))


def to_programs(page: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Say what goes wrong before any view is reached as a problem where a program asked, else by a page."""

    def said(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
        if not request.path_info.startswith("/api/v"):
            return page(request) if exception is None else page(request, exception)
        match exception:
            case None:
                return problem_response(OURS)
            case DisallowedHost():
                found = repr(request.headers.get("Host", "")[:100])
                return problem_response(one(400, "Host", found, "a name under which this site is reached"))
        return problem_response(Refused(400))

    return said


def make() -> Service:
    """Put the API together."""
    api = Service(
        title="Lapel",
        version=__version__,
        description=ABOUT,
        docs_url=None,
        openapi_url=None,
        urls_namespace="api-v1",
        servers=[{"url": "/"}],
        openapi_extra={"info": {"license": {"name": "Apache-2.0", "identifier": "Apache-2.0"}}},
    )
    for verb in verbs():
        _add_verb(api, verb)
    _add_catalogue(api)
    return api


def _add_verb(api: Service, verb: Verb) -> None:
    entry = cache(lambda: verb.takes(catalogue()))

    def view(request: HttpRequest) -> HttpResponse:
        only(request)
        spend(request, verb.points)
        asked = read_body(request, entry())
        on: date = asked.on or today()
        if verb.long:
            with Search():
                told = verb.work(catalogue(), asked, on)
        else:
            told = verb.work(catalogue(), asked, on)
        if verb.gives:
            return answer(told)
        return HttpResponse(told, content_type="text/plain; charset=utf-8", headers={"Cache-Control": "no-store"})

    view.__name__ = verb.name
    register = api.api_operation(
        ["POST"],
        f"/{verb.name}",
        operation_id=verb.name.replace("/", "-"),
        summary=verb.says,
        description=verb.about,
        tags=["Verbs"],
        url_name=verb.name.replace("/", "-"),
        openapi_extra={"x-verb": verb.name},
    )
    register(view)


def _add_catalogue(api: Service) -> None:
    day = parameter("on", "The day asked about; today when left out.", "2026-11-22")

    def credentials(request: HttpRequest) -> HttpResponseBase:
        only(request)
        spend(request, 1)
        return _public(request, credentials_data(catalogue()))

    def credential(request: HttpRequest, credential: str) -> HttpResponseBase:
        only(request, "on")
        spend(request, 1)
        found = catalogue().credentials.get(credential)
        if found is None:
            raise _no_such(credential, "credential", list(catalogue().credentials))
        on = asked_day(request, "on", today())
        return _public(request, credential_data(catalogue(), found, on=on))

    def changes(request: HttpRequest) -> HttpResponseBase:
        only(request, "after", "until", "credential")
        spend(request, 2)
        after, until = asked_day(request, "after", None), asked_day(request, "until", today())
        known = catalogue().credentials
        name = request.GET.get("credential", "")
        if name and name not in known:
            hint = did_you_mean(name, list(known))
            raise one(422, "credential", repr(name[:60]), "the id of a credential", hint)
        chosen = [known[name]] if name else list(known.values())
        return _public(request, changes_data(catalogue(), chosen, after=after, until=until))

    def schemas(request: HttpRequest) -> HttpResponseBase:
        only(request)
        spend(request, 1)
        return _public(request, {"schemas": [name.lower() for name in PUBLISHED]})

    def schema(request: HttpRequest, name: str) -> HttpResponseBase:
        only(request)
        spend(request, 1)
        found = {name.lower(): make for name, make in PUBLISHED.items()}
        if name not in found:
            raise _no_such(name, "schema", list(found))
        return _public(request, found[name]())

    names = {"type": "object", "properties": {"schemas": {"type": "array", "items": {"type": "string"}}}}
    which = {"name": "credential", "in": "query", "schema": {"type": "string"}, "description": "Only of this one."}
    after = parameter("after", "The day after which.", "2024-01-01", required=True)
    until = parameter("until", "The last day, included; today when left out.", "2026-11-22")
    for path, view, says, gives, parameters, refusals in (
        ("/catalogue", credentials, "List every credential.", "Credentials", [], (422,)),
        (
            "/catalogue/{credential}",
            credential,
            "Give one credential as it stands on a day.",
            "Credential",
            [day],
            (404, 422),
        ),
        ("/changes", changes, "Say what changed between two days.", "Changes", [after, until, which], (422,)),
        ("/schemas", schemas, "List the published JSON Schemas.", names, [], (422,)),
        ("/schemas/{name}", schema, "Give a published JSON Schema.", {"type": "object"}, [], (404, 422)),
    ):
        register = api.api_operation(
            ["GET"],
            path,
            operation_id=view.__name__,
            summary=says,
            tags=["Catalogue"],
            openapi_extra={"parameters": parameters, "responses": responses(gives, *refusals, cached=True)},
        )
        register(view)


def _no_such(name: str, what: str, known: list[str]) -> Refused:
    hint = did_you_mean(name, known) or f"Known: {', '.join(known)}."
    return one(404, what, repr(name[:60]), f"the id of a {what}", hint)


def _public(request: HttpRequest, data: dict[str, Any]) -> HttpResponseBase:
    return public(request, json.dumps(data, ensure_ascii=False).encode())


def told(view: View) -> View:
    """Let a view of the API answer in the API's own form where Django or its routing refuse."""

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **named: Any) -> HttpResponseBase:
        try:
            response = view(request, *args, **named)
        except Exception as error:
            response = answered_wrong(request, error)
        if isinstance(response, HttpResponseNotAllowed):
            allowed = response.headers["Allow"]
            found = one(405, "", f"the method {request.method}", allowed)
            found.headers["Allow"] = allowed
            response = problem_response(found)
        return response

    return answered
