"""Addresses of the API."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import URLPattern, include, path, re_path
from django.views.decorators.csrf import csrf_exempt

from lapel.web.api import views
from lapel.web.api.cors import crossing
from lapel.web.api.service import make, told, unknown

app_name = "api"
api = make()


@csrf_exempt
def no_such(request: HttpRequest) -> HttpResponseBase:
    """Say that there is no such address."""
    return unknown(request)


def _own(pattern: URLPattern) -> URLPattern:
    pattern.callback = crossing(told(pattern.callback))
    return pattern


_operations = [_own(found) for found in api.urls[0] if isinstance(found, URLPattern) and found.name != "api-root"]

urlpatterns = [
    path("api/", views.reference, name="reference"),
    path("api/v1/openapi.json", crossing(csrf_exempt(told(views.openapi_view(api)))), name="openapi"),
    path("api/v1/", include((_operations, "v1"))),
    re_path(r"^api/v\d+(?:/.*)?$", no_such, name="no-such"),
]
