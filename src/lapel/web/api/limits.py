"""How much one client may ask: a bucket of points for each, in the memory of this process."""

import os
from collections import OrderedDict
from collections.abc import Callable
from ipaddress import ip_address
from math import ceil
from threading import Lock, Semaphore
from time import monotonic

from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest

from lapel.web.api.problems import Refused

POINTS_A_MINUTE = 600
"""The default of ``LAPEL_API_POINTS``; 0 means no limit. Each worker process counts for itself."""

MOST_CLIENTS = 10_000
SEARCHES_AT_ONCE = 3
"""Plans and searches worked out at once in one process: of its four threads one stays free for short questions."""

PATIENCE = 1.0
"""How many seconds a search waits for room."""


def points_a_minute(said: str) -> int:
    """Read ``LAPEL_API_POINTS``."""
    if not said:
        return POINTS_A_MINUTE
    if not (said.isascii() and said.isdigit() and len(said) < 10):
        raise ImproperlyConfigured(
            f"LAPEL_API_POINTS: found {said!r}, expected points a minute such as 600; 0: no limit."
        )
    return int(said)


class Limit:
    """A bucket for each client, filled at a steady rate."""

    def __init__(self, points_a_minute: int, clock: Callable[[], float] = monotonic) -> None:
        self.most = points_a_minute
        self.clock = clock
        self._held: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._lock = Lock()

    def take(self, client: str, points: int) -> int:
        """Take points from a client's bucket; gives the seconds to wait when they are not there, else 0."""
        if not self.most:
            return 0
        now = self.clock()
        with self._lock:
            left, at = self._held.pop(client, (float(self.most), now))
            left = min(float(self.most), left + (now - at) * self.most / 60)
            wait = 0 if left >= points else ceil((points - left) * 60 / self.most)
            self._held[client] = (left if wait else left - points, now)
            while len(self._held) > MOST_CLIENTS:
                self._held.popitem(last=False)
        return wait


limit = Limit(points_a_minute(os.environ.get("LAPEL_API_POINTS", "")))
searches = Semaphore(SEARCHES_AT_ONCE)


def client(request: HttpRequest) -> str:
    """Name who asks: the address, of IPv6 the network. Behind a proxy it is the one that the proxy saw."""
    found = str(request.META.get("REMOTE_ADDR", ""))
    if os.environ.get("LAPEL_BEHIND_PROXY") == "yes":
        found = request.headers.get("X-Forwarded-For", found).rpartition(",")[2].strip()
    try:
        address = ip_address(found)
    except ValueError:
        return found[:60]
    return str(address.exploded)[:19] if address.version == 6 else str(address)


def spend(request: HttpRequest, points: int) -> None:
    """Count a request; raises `Refused` when the client has asked too much."""
    wait = limit.take(client(request), points)
    if wait:
        raise Refused(429, f"Wait {wait} second{'s' if wait != 1 else ''}.", headers={"Retry-After": str(wait)})


class Search:
    """Room for one long search; raises `Refused` when all of it is taken."""

    def __enter__(self) -> None:
        if not searches.acquire(timeout=PATIENCE):
            raise Refused(429, "Other plans and searches are being worked out.", headers={"Retry-After": "5"})

    def __exit__(self, *_: object) -> None:
        searches.release()
