"""The site for tests: its own folder and database, and visitors with cookies of their own."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from django.test import Client


@pytest.fixture(scope="session", autouse=True)
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Set the site up once, in a folder of its own."""
    folder = tmp_path_factory.mktemp("site")
    os.environ |= {"LAPEL_MODE": "local", "LAPEL_SITE": str(folder), "DJANGO_SETTINGS_MODULE": "lapel.web.settings"}
    os.environ.pop("DATABASE_URL", None)
    # The site sets the time zone of its process, which it shares with other tests.
    os.environ["LAPEL_TIME_ZONE"] = "UTC"
    # The tests in a browser leave an event loop behind in a process that they share.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "yes"
    import django
    from django.core.management import call_command
    from django.test.utils import setup_test_environment, teardown_test_environment

    django.setup()
    setup_test_environment()
    call_command("migrate", verbosity=0, interactive=False)
    yield folder
    teardown_test_environment()


@pytest.fixture(autouse=True)
def nothing_kept(site: Path) -> None:
    """Forget the pages kept in memory: what one test has asked for must not be the answer of another."""
    from lapel.web.kept import shelf

    shelf.clear()


@pytest.fixture
def visitor(site: Path) -> "Client":
    """A visitor whose forms are checked as a browser's are."""
    from django.test import Client

    return Client()


@pytest.fixture
def opened(visitor: "Client") -> Callable[[str], "Client"]:
    """A visitor who looks at an example person."""

    def open_example(name: str) -> "Client":
        visitor.post(f"/examples/{name}/")
        return visitor

    return open_example
