"""The site as a person meets it: `lapel serve` in a process of its own, and a real Chromium."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from browsing import Walker

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ROOT = Path(__file__).parents[2]
NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # Whatever a page asks for elsewhere is not found; the test then says so.
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
)
PHONE: dict[str, Any] = {"viewport": {"width": 360, "height": 740}, "is_mobile": True, "has_touch": True}
DESKTOP: dict[str, Any] = {"viewport": {"width": 1280, "height": 900}}

# The example people are asked on the day they were written for: what is still to come for them must not pass.
SERVE = """
import sys
import time_machine
time_machine.travel("2026-11-22 12:00-05:00", tick=True).start()
from lapel.cli import main
sys.exit(main(["serve", "--port", sys.argv[1], "--workers", "1"]))
"""


def chromium() -> str | None:
    """Give the Chromium of this machine."""
    found = os.environ.get("LAPEL_CHROMIUM")
    return found or next((path for name in NAMES if (path := shutil.which(name))), None)


@pytest.fixture(scope="session")
def browser() -> Iterator["Browser"]:
    """A browser for the whole run."""
    path = chromium()
    if path is None:
        pytest.skip("There is no Chromium on this machine. On Debian: apt install chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield launched
        launched.close()


@pytest.fixture(scope="session")
def base(tmp_path_factory: pytest.TempPathFactory, shared_cache: str) -> Iterator[str]:
    """The address of a site with a folder of its own."""
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    folder = tmp_path_factory.mktemp("served")
    settings = {name: value for name, value in os.environ.items() if not name.startswith(("LAPEL_", "DATABASE_"))}
    settings |= {"LAPEL_SITE": str(folder), "LAPEL_CACHE": shared_cache}
    with (folder / "log").open("w+") as log:
        server = subprocess.Popen([sys.executable, "-c", SERVE, str(port)], cwd=ROOT, env=settings, stderr=log)
        try:
            _wait(f"http://127.0.0.1:{port}/readyz", server, folder / "log")
            yield f"http://127.0.0.1:{port}"
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(timeout=20)


def _wait(address: str, server: "subprocess.Popen[bytes]", log: Path) -> None:
    for _ in range(300):
        if server.poll() is not None:
            raise AssertionError(f"the site ended: {log.read_text()}")
        try:
            with urlopen(address):
                return
        except (URLError, ConnectionError):
            time.sleep(0.1)
    raise AssertionError(f"the site did not start: {log.read_text()}")


Walk = Callable[..., Walker]


@pytest.fixture
def walk(browser: "Browser", base: str) -> Iterator[Walk]:
    """Open windows that are closed after the test; nothing may have gone wrong in any."""
    opened: list[Walker] = []

    def new(*, phone: bool = False, scripts: bool = True, keys: bool = False, dark: bool = False) -> Walker:
        context = browser.new_context(
            **(PHONE if phone else DESKTOP),
            java_script_enabled=scripts,
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
            accept_downloads=True,
        )
        opened.append(Walker(context, base, scripts=scripts, keys=keys))
        return opened[-1]

    yield new
    for each in opened:
        each.context.close()
    assert not [wrong for each in opened for wrong in each.wrong]
