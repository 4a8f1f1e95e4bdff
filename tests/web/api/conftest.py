"""The API for tests: without a limit, and programs that ask it."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine


@pytest.fixture(autouse=True)
def without_a_limit(site: Any) -> Iterator[None]:
    from lapel.web.api.limits import limit

    most, limit.most = limit.most, 0
    yield
    limit.most = most


@pytest.fixture(autouse=True)
def frozen() -> Iterator[None]:
    with time_machine.travel("2026-11-22 12:00-05:00", tick=False):
        yield


@pytest.fixture
def ask(site: Any) -> Callable[..., Any]:
    """Send a body to a verb."""
    from django.test import Client

    def send(verb: str, body: Any, **headers: str) -> Any:
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        kind = headers.pop("kind", "application/json")
        return Client().post(f"/api/v1/{verb}", raw, content_type=kind, headers=headers)

    return send
