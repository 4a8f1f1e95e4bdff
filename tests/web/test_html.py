"""Every page is valid HTML; the judge is the Nu checker, which also runs validator.w3.org."""

import json
import os
import re
import shutil
import subprocess
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
import time_machine
from crawling import THOROUGH, personal, public, studied

ROOT = Path(__file__).parents[2]
JAR = ROOT / "build/html/node_modules/vnu-jar/build/dist/vnu.jar"
EVERY = ("student-20-days-from-graduating", "assistant-in-washington", "career-changer", "certified-with-courses")
PEOPLE = EVERY if THOROUGH else EVERY[:1]


@pytest.fixture(autouse=True)
def frozen() -> Iterator[None]:
    with time_machine.travel("2026-11-22 12:00-05:00", tick=False):
        yield


def checker() -> list[str]:
    """Give the command that checks pages."""
    jar, java = Path(os.environ.get("LAPEL_VNU", JAR)), shutil.which("java")
    if not jar.is_file():
        pytest.skip("The HTML checker is not here. Install it with: npm install --prefix build/html vnu-jar")
    if not java:
        pytest.skip("There is no Java on this machine. On Debian: apt install default-jre-headless")
    return [java, "-Xss2m", "-jar", str(jar), "--format", "json", "--stdout", "--exit-zero-always"]


@pytest.mark.timeout(300)
def test_every_page_is_valid_html(site: Path, tmp_path: Path) -> None:
    from django.test import Client

    command = checker()
    pages = [*public(), *(page for name in PEOPLE for page in personal(Client(), name)), *studied(Client())]
    written = {}
    for number, (address, page) in enumerate(pages):
        file = tmp_path / f"{number}.html"
        file.write_text(page)
        written[file.as_uri()] = address
    styles = [str(path) for path in (ROOT / "src/lapel/web/static").rglob("*") if path.suffix in (".css", ".svg")]
    more = ["--also-check-css", "--also-check-svg", str(tmp_path), *styles]
    done = subprocess.run([*command, *more], capture_output=True, text=True, timeout=280, check=False)
    found = json.loads(done.stdout)["messages"]
    told = Counter(
        f"{message['type']}: {message['message']} | {' '.join(message.get('extract', '').split())[:160]}"
        for message in found
    )
    first = {message["message"]: written.get(message["url"], message["url"]) for message in reversed(found)}
    assert not told, "\n".join(f"{count} × {text}" for text, count in told.most_common(40)) + f"\n{first}"
    assert len(pages) > 150


def test_every_page_has_one_main_heading_and_a_title_of_its_own(site: Path) -> None:
    from django.test import Client

    titles: dict[str, str] = {}
    for address, page in [*public(), *personal(Client(), PEOPLE[0]), *studied(Client())]:
        assert len(re.findall(r"<h1[ >]", page)) == 1, address
        title = re.search(r"<title>(.+?)</title>", page)
        assert title, address
        path = address.partition("?")[0]
        assert titles.setdefault(title[1], path) == path, f"{address} and {titles[title[1]]}: {title[1]}"
