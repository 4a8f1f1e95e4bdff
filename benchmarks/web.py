"""The results page under 50 users at once, beside a bare Django view that gives the same bytes."""

import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from socket import socket
from statistics import quantiles
from threading import Thread
from typing import Any

from benchmarks.measure import Row

USERS = 50
SECONDS = int(os.environ.get("LAPEL_BENCH_SECONDS", "60"))
PERSON = "ten-years-of-work"
AIM = 3
"""The most that the 95th percentile may be, as a multiple of the bare view's."""


class Load:
    """What a number of users met: how long each answer took, in milliseconds, and what went wrong."""

    def __init__(self, port: int, path: str, cookies: list[str], seconds: float) -> None:
        self.taken: list[float] = []
        self.errors = 0
        self.port, self.path, self.until = port, path, time.perf_counter() + seconds
        threads = [Thread(target=self._user, args=(cookie,)) for cookie in cookies]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def _user(self, cookie: str) -> None:
        """Ask again and again, over one connection."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        while time.perf_counter() < self.until:
            began = time.perf_counter()
            try:
                connection.request("GET", self.path, headers={"Cookie": cookie})
                answer = connection.getresponse()
                answer.read()
                self.errors += answer.status != 200
            except (OSError, HTTPException):
                connection.close()
                self.errors += 1
            self.taken.append((time.perf_counter() - began) * 1000)
        connection.close()


def bare() -> Any:
    """A Django site with nothing but one view: the peer (gunicorn loads it)."""
    from django.conf import settings
    from django.core.wsgi import get_wsgi_application
    from django.http import HttpRequest, HttpResponse
    from django.urls import path

    content = Path(os.environ["LAPEL_BENCH_BYTES"]).read_bytes()

    def view(request: HttpRequest) -> HttpResponse:
        return HttpResponse(content)

    settings.configure(ROOT_URLCONF=(path("", view),), ALLOWED_HOSTS=["*"], SECRET_KEY="x" * 50, MIDDLEWARE=[])
    return get_wsgi_application()


@contextmanager
def serving(command: list[str], port: int, **environment: str) -> Iterator[int]:
    """Run a server until it is no longer needed; gives the id of its process."""
    process = subprocess.Popen(
        command, env={**os.environ, **environment}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        _wait(port, process)
        yield process.pid
    finally:
        process.terminate()
        process.wait(30)


def _wait(port: int, process: "subprocess.Popen[bytes]") -> None:
    for _ in range(300):
        connection = HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            connection.request("GET", "/")
            connection.getresponse().read()
            return
        except OSError:
            time.sleep(0.1)
        finally:
            connection.close()
        if process.poll() is not None:
            break
    sys.exit(f"the server on port {port} did not start")


def _port() -> int:
    with socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    return port


def visitor(port: int) -> str:
    """Open an example as a browser would; gives the cookies that it would send."""
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", "/")
    first = connection.getresponse()
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', first.read().decode())
    form = (first.getheader("Set-Cookie") or "").partition(";")[0]
    assert token is not None
    headers = {"Cookie": form, "Content-Type": "application/x-www-form-urlencoded"}
    connection.request("POST", f"/examples/{PERSON}/", f"csrfmiddlewaretoken={token[1]}", headers)
    answer = connection.getresponse()
    answer.read()
    cookies = [value for name, value in answer.getheaders() if name.lower() == "set-cookie"]
    connection.close()
    session = next(cookie.partition(";")[0] for cookie in cookies if cookie.startswith("lapel="))
    return f"{session}; {form}"


def _memory(pid: int) -> float:
    """The memory of a process and of those it started, in MB; shared pages count once, in parts."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    total = 0
    for each in (pid, *map(int, children)):
        found = re.search(r"^Pss:\s+(\d+)", Path(f"/proc/{each}/smaps_rollup").read_text(), re.MULTILINE)
        total += int(found[1]) if found else 0
    return total / 1024


def results() -> list[Row]:
    """The page with every answer, and the peer, in turn: half of the time each before the other."""
    path = "/answers/"
    with tempfile.TemporaryDirectory() as folder:
        site, peer, page = _port(), _port(), Path(folder) / "page.html"
        serve = [sys.executable, "-m", "lapel.cli", "serve", "--port", str(site)]
        with serving(serve, site, LAPEL_SITE=folder) as pid:
            cookies = [visitor(site) for _ in range(USERS)]
            page.write_bytes(_get(site, path, cookies[0]))
            gunicorn = [sys.executable, "-m", "gunicorn", "benchmarks.web:bare()", "-b", f"127.0.0.1:{peer}"]
            same = ["-w", "2", "--threads", "4", "-k", "gthread", "--preload", "--log-level", "critical"]
            with serving([*gunicorn, *same], peer, LAPEL_BENCH_BYTES=str(page)):
                Load(site, path, cookies, 3)
                before = _memory(pid)
                turns: list[tuple[Load, Load]] = []
                for _ in range(2):
                    ours = Load(site, path, cookies, SECONDS / 2)
                    turns.append((ours, Load(peer, "/", cookies, SECONDS / 2)))
                after = _memory(pid)
    return _rows(turns, f"{before:.0f} → {after:.0f}")


def _get(port: int, path: str, cookie: str) -> bytes:
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", path, headers={"Cookie": cookie})
    content = connection.getresponse().read()
    connection.close()
    return content


def _rows(turns: list[tuple[Load, Load]], memory: str) -> list[Row]:
    ours = sorted(taken for each, _ in turns for taken in each.taken)
    theirs = sorted(taken for _, each in turns for taken in each.taken)
    errors = sum(each.errors for each, _ in turns), sum(each.errors for _, each in turns)
    mine, other = quantiles(ours, n=100), quantiles(theirs, n=100)
    return [
        Row(
            _named("the results page", ours, errors[0]),
            mine[49],
            ours[0],
            ours[-1],
            f"{mine[49] / other[49]:.1f}×",
            memory,
        ),
        Row("its 95th percentile", mine[94], ours[0], ours[-1], f"{mine[94] / other[94]:.1f}×", "", f"≤ {AIM}×"),
        Row(_named("a bare view, same bytes (peer)", theirs, errors[1]), other[49], theirs[0], theirs[-1], "1.0×"),
        Row("its 95th percentile", other[94], theirs[0], theirs[-1], "1.0×"),
    ]


def _named(what: str, taken: list[float], errors: int) -> str:
    return f"{what}: {len(taken) / SECONDS:.0f} answers a second, {errors} errors"
