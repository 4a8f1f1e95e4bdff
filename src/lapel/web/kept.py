"""Pages about a person, kept in memory for a while: asked for again, the same page is not made again."""

import json
import re
from collections import OrderedDict
from collections.abc import Callable
from functools import wraps
from hashlib import sha256
from threading import Lock
from time import monotonic

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token

from lapel.web.records.mine import KEY, today

MOST_BYTES = 16_000_000
"""How much of pages a process keeps; the oldest go first."""

MOST_SECONDS = 600
"""How old a page may be; an older one goes when the next is asked for."""

TOKEN = re.compile(rb'(?<=name="csrfmiddlewaretoken" value=")\w{64}(?=")')
"""What differs in a form each time. Nobody can type one: a quotation mark that is typed comes back as ``&quot;``."""

Pieces = list[bytes]
View = Callable[..., HttpResponse]


class Shelf:
    """Pages by the hash of all that they show, in the order in which they were made."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.bytes = 0
        self._pages: OrderedDict[bytes, tuple[float, Pieces]] = OrderedDict()
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._pages)

    def get(self, key: bytes) -> Pieces | None:
        """Give a page, in pieces between which tokens go, unless there is none or it is too old."""
        with self._lock:
            self._sweep()
            _, pieces = self._pages.get(key, (0.0, None))
            return pieces

    def put(self, key: bytes, pieces: Pieces) -> None:
        """Keep a page."""
        with self._lock:
            if key not in self._pages:
                self._pages[key] = monotonic(), pieces
                self.bytes += _size(pieces)
            self._sweep()

    def clear(self) -> None:
        """Forget every page."""
        with self._lock:
            self._pages.clear()
            self.bytes = 0

    def _sweep(self) -> None:
        now = monotonic()
        while self._pages:
            made, pieces = next(iter(self._pages.values()))
            if self.bytes <= self.most and now - made <= MOST_SECONDS:
                return
            self._pages.popitem(last=False)
            self.bytes -= _size(pieces)


shelf = Shelf(MOST_BYTES)


def kept(view: View) -> View:
    """Keep what a view shows for its address, the visitor's session and the day: it must show nothing else.

    What is not a page, and what changes the session, such as news that is shown once, is made each time.
    """

    @wraps(view)
    def shown(request: HttpRequest, *args: object, **named: object) -> HttpResponse:
        key = _key(request)
        pieces = shelf.get(key)
        if pieces is not None:
            token = get_token(request).encode() if len(pieces) > 1 else b""
            return HttpResponse(token.join(pieces))
        response = view(request, *args, **named)
        if response.status_code == 200 and not request.session.modified:
            shelf.put(key, TOKEN.split(response.content))
        return response

    return shown


def _key(request: HttpRequest) -> bytes:
    """Hash all that a page can show. Of the way back, which may be long, only whether there is one is shown."""
    session = dict(request.session.items())
    if KEY in session:
        session[KEY] = {**session[KEY], "past": bool(session[KEY]["past"])}
    said = json.dumps([request.get_full_path(), today().isoformat(), session])
    return sha256(said.encode()).digest()


def _size(pieces: Pieces) -> int:
    return sum(map(len, pieces))
