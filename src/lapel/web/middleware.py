"""What every request and every answer goes through: the content policy, the signed session, the access log."""

import logging
from collections.abc import Callable
from importlib import import_module
from time import perf_counter
from typing import Any

from django.conf import settings
from django.contrib.sessions.middleware import SessionMiddleware
from django.core.signing import BadSignature, Signer
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from lapel.web.site.health import healthz, readyz

Handler = Callable[[HttpRequest], HttpResponseBase]
log = logging.getLogger("lapel.access")

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
FEATURES = "camera=(), geolocation=(), microphone=(), payment=(), usb=(), interest-cohort=()"


class Health:
    """Answer probes before anything else: they come by any name, and without TLS."""

    def __init__(self, handle: Handler) -> None:
        self.handle = handle
        self.probes = {"/healthz": healthz, "/readyz": readyz}

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer a probe, or pass the request on."""
        probe = self.probes.get(request.path_info)
        return probe(request) if probe else self.handle(request)


class ContentPolicy:
    """Let a page load from this site only, and keep what is about a person out of every cache."""

    def __init__(self, handle: Handler) -> None:
        self.handle = handle

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Add the headers."""
        response = self.handle(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        response.headers.setdefault("Permissions-Policy", FEATURES)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers.setdefault("Cache-Control", "private, no-store")
        return response


class SignedSession(SessionMiddleware):
    """A session whose cookie holds a signed id: an id that this site did not give out is never looked up."""

    def __init__(self, get_response: Handler) -> None:
        super().__init__(get_response)
        self.SessionStore = import_module(settings.SESSION_ENGINE).SessionStore
        self.signer = Signer(salt="lapel.session")

    def process_request(self, request: HttpRequest) -> None:
        """Open the session of the cookie, or a new one."""
        request.session = self.SessionStore(self._key(request))

    def process_response(self, request: HttpRequest, response: Any) -> Any:
        """Save, and sign the id on its way out."""
        response = super().process_response(request, response)
        morsel = response.cookies.get(settings.SESSION_COOKIE_NAME)
        if morsel is not None and morsel.value:
            signed = self.signer.sign(morsel.value)
            morsel.set(morsel.key, signed, signed)
        return response

    def _key(self, request: HttpRequest) -> str | None:
        try:
            return self.signer.unsign(request.COOKIES.get(settings.SESSION_COOKIE_NAME, ""))
        except BadSignature:
            return None


class AccessLog:
    """One line a request: the name of the route, never the address as it was typed."""

    def __init__(self, handle: Handler) -> None:
        self.handle = handle

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Time the request and log it."""
        began = perf_counter()
        response = self.handle(request)
        match = request.resolver_match
        log.info(
            "request",
            extra={
                "method": request.method if request.method in ("GET", "POST", "HEAD", "OPTIONS") else "other",
                "route": match.view_name if match else "static or unknown",
                "status": response.status_code,
                "ms": round((perf_counter() - began) * 1000, 1),
            },
        )
        return response
