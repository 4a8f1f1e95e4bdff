"""What a probe is told: that the process lives, and whether it can do its work."""

from django.db import connection
from django.http import HttpRequest, JsonResponse

from lapel.web.records.mine import catalogue


def healthz(request: HttpRequest) -> JsonResponse:
    """Say that the process answers."""
    return JsonResponse({"status": "ok"})


def readyz(request: HttpRequest) -> JsonResponse:
    """Say whether the catalogue and the database can be read."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM django_session LIMIT 1")
        ready = bool(catalogue().credentials)
    except Exception:  # whatever it is, this process should get no visitors
        ready = False
    return JsonResponse({"status": "ready" if ready else "not ready"}, status=200 if ready else 503)
