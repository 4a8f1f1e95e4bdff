"""A file from an address, on the user's word: bounded in size and time, and nothing else is sent or asked."""

import re
from http.client import HTTPException
from pathlib import Path
from urllib.error import URLError
from urllib.parse import unquote, urlsplit
from urllib.request import HTTPHandler, HTTPRedirectHandler, HTTPSHandler, OpenerDirector, ProxyHandler, Request

from lapel.reference.sheets import Say, problem

MOST_BYTES = 2 << 30
SECONDS = 60
ADDRESS = "an address that begins with https:// or http://"


def is_address(text: str) -> bool:
    """Whether an argument is meant as an address.

    >>> is_address("https://example.org/a.zip"), is_address("ftp://example.org/a"), is_address("data/a.zip")
    (True, True, False)
    """
    return bool(re.match(r"[a-zA-Z][a-zA-Z0-9+.-]+://", text))


def fetch(address: str, folder: Path, say: Say, most: int = MOST_BYTES) -> Path:
    """Write what an address gives to a file in ``folder``; raises `Problems` when it gives none, or too much."""
    if urlsplit(address).scheme not in ("http", "https") or not urlsplit(address).hostname:
        raise problem(address, "an address of another kind", ADDRESS)
    path = folder / _name(address)
    try:
        with _opener().open(Request(address, headers={"User-Agent": "lapel"}), timeout=SECONDS) as reply:
            declared = int(reply.headers.get("Content-Length") or 0)
            if declared > most:
                raise problem(address, f"{declared >> 20:,} MB", f"at most {most >> 20:,} MB")
            size = 0
            with path.open("wb") as out:
                while chunk := reply.read(1 << 20):
                    size += len(chunk)
                    if size > most:
                        raise problem(address, f"more than {most >> 20:,} MB", "a file of figures")
                    out.write(chunk)
                    say(f"{path.name}: {size / (1 << 20):,.0f} MB fetched …")
    except (URLError, HTTPException, TimeoutError, ConnectionError) as error:
        reason = getattr(error, "reason", None) or error
        hint = "Nothing was changed. Fetch the file in a browser, and add it from there."
        raise problem(address, f"no answer that can be used ({reason})", "a file", hint) from None
    if declared and size < declared:
        raise problem(address, f"{size:,} bytes", f"{declared:,}, as the server said", "Try again.")
    return path


class _OnlyHttp(HTTPRedirectHandler):
    """Follows an address only to another of the web."""

    def redirect_request(self, req, fp, code, msg, headers, newurl):  # type: ignore[no-untyped-def]
        if urlsplit(newurl).scheme not in ("http", "https"):
            raise URLError(f"it points to {newurl}")
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def _opener() -> OpenerDirector:
    from urllib.request import HTTPDefaultErrorHandler, HTTPErrorProcessor

    opener = OpenerDirector()
    for handler in (ProxyHandler, HTTPHandler, HTTPSHandler, HTTPDefaultErrorHandler, HTTPErrorProcessor, _OnlyHttp):
        opener.add_handler(handler())
    return opener


def _name(address: str) -> str:
    last = unquote(urlsplit(address).path).replace("\\", "/").rsplit("/", 1)[-1]
    return re.sub(r"[^\w.-]", "_", last).lstrip(".")[-100:] or "fetched"
