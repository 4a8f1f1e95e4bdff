"""Every page in a real browser: for all readers, in both themes, at both widths, on paper, and light to load."""

import gzip
import os
import re
from collections.abc import Callable
from functools import cache
from http.cookiejar import CookieJar
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, HTTPRedirectHandler, Request, build_opener

import pytest
from browsing import Walker
from crawling import ELSEWHERE, OPENING, PUBLIC, Get, Links, crawl

from lapel.web.records.examples import ABOUT

if TYPE_CHECKING:
    from playwright.sync_api import Page

Walk = Callable[..., Walker]

ALL = os.environ.get("LAPEL_BROWSER") == "all"
WEIGHED = [*ABOUT, ""] if os.environ.get("LAPEL_BROWSER") else ["certified-with-courses", ""]
LOOKED_AT = list(ABOUT) if ALL else ["certified-with-courses"]
HEAVIEST = 100_000
"""Bytes on the wire for a first load: the page and everything it loads."""

OF_A_PERSON: tuple[str, ...] = (
    "/answers/",
    ELSEWHERE,
    "/answers/cma-aama/",
    "/plan/",
    OPENING,
    "/keep/",
    "/keep/course/",
    "/facts/",
)
OF_A_PERSON += ("/my-file/", "/questions/?at=conduct.felony", "/questions/?at=birth", "/plan/?goal=cma-aama&budget=x")
OF_ALL: tuple[str, ...] = (
    "/",
    "/about/",
    "/questions/",
    "/nowhere/",
    "/api/",
    "/catalogue/",
    "/catalogue/cma-aama/",
    "/compare/",
)
OF_ALL += ("/fees/", "/states/", "/states/WA/", "/letters/", "/changes/", "/glossary/", "/sources/", "/coverage/")
OF_WORK: tuple[str, ...] = ("/work/", "/fit/", "/school/", "/skills/", "/learn/", "/pay/", "/pay/four/", "/outlook/")
OF_WORK += ("/pay/certified/", "/ladder/", "/worth/", "/programs/", "/programs/compare/")
WAYS = [
    (width, theme)
    for number, (width, theme) in enumerate([(360, "light"), (1280, "dark"), (360, "dark"), (1280, "light")])
    if ALL or number < 2
]
PICTURES = Path(__file__).parents[2] / "docs/pictures"


def become(walker: Walker, name: str) -> None:
    """Look at an example person."""
    walker.go("/")
    walker.follow(walker.page.get_by_role("button", name=ABOUT[name], exact=True))


def violations(page: "Page") -> list[str]:
    """What a screen reader, a keyboard or weak eyes would stumble over."""
    from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]

    found: list[Any] = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    return [
        f"{each['id']}: {node['html'][:160]} {node['failureSummary'][:200]}" for each in found for node in each["nodes"]
    ]


def look(walker: Walker, addresses: tuple[str, ...]) -> None:
    """Look at pages in every way; tell everything that is wrong at once."""
    wrong: list[str] = []
    for address in addresses:
        walker.page.goto(walker.base + address)
        for width, theme in WAYS:
            walker.page.set_viewport_size({"width": width, "height": 800})
            walker.page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
            wrong += [f"{address} {width} {theme} {each}" for each in violations(walker.page)[:5]]
            walker.sound()
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("part", [0, 1])
def test_no_page_for_everyone_has_a_hurdle_or_overflows(walk: Walk, part: int) -> None:
    walker = walk()
    look(walker, OF_ALL[part::2])


def test_no_page_about_work_and_school_has_a_hurdle_or_overflows(walk: Walk) -> None:
    walker = walk()
    become(walker, "career-changer")
    look(walker, OF_WORK)


@pytest.mark.parametrize("name", LOOKED_AT)
def test_no_page_about_a_person_has_a_hurdle_or_overflows(walk: Walk, name: str) -> None:
    walker = walk()
    become(walker, name)
    look(walker, OF_A_PERSON)


def test_paper_shows_everything_that_the_screen_does(walk: Walk) -> None:
    walker = walk()
    become(walker, "student-20-days-from-graduating")
    for address in ("/answers/", "/answers/rma-amt/", OPENING, "/keep/"):
        walker.go(address)
        walker.page.emulate_media(media="print")
        lost = walker.page.evaluate(NOT_ON_PAPER)
        assert not lost, (address, lost)
        walker.page.emulate_media(media="screen")


NOT_ON_PAPER = """() => {
  const needed = "h1, h2, h3, .verdict, .finding p, .task h4, .when, .money li, .facts-line dd, .caution, "
    + ".foot strong, summary";
  const folded = e => { const d = e.closest("details:not([open])"); return d && !e.matches("details > summary"); };
  const forms = e => e.closest("form, .beside, .go, .ways");
  return [...document.querySelectorAll(needed)].filter(e => !folded(e) && !forms(e) && e.textContent.trim()
    && !e.getClientRects().length).map(e => e.outerHTML.slice(0, 140)).slice(0, 5);
}"""
"""What is needed and cannot be seen. What is folded away is counted in its heading, which must be there."""


# Weight


class Stay(HTTPRedirectHandler):
    """A page that leads on is no page."""

    def redirect_request(self, *_: Any) -> None:
        """Stay where we are."""


def wire(base: str) -> tuple[Callable[..., tuple[int, bytes, str]], dict[str, int]]:
    """Give a visitor who fetches as a browser does, compressed, and the bytes of everything fetched."""
    opener = build_opener(HTTPCookieProcessor(CookieJar()), Stay())
    weights: dict[str, int] = {}

    def fetch(address: str, form: dict[str, str] | None = None) -> tuple[int, bytes, str]:
        request = Request(base + address, headers={"Accept-Encoding": "gzip"})
        request.data = urlencode(form).encode() if form else None
        try:
            answer = opener.open(request)
        except HTTPError as refused:
            answer = refused
        with answer:
            body = answer.read()
            weights[address] = len(body)
            packed = answer.headers.get("Content-Encoding") == "gzip"
            return answer.status, gzip.decompress(body) if packed else body, answer.headers.get("Content-Type", "")

    return fetch, weights


@pytest.mark.parametrize("name", WEIGHED)
def test_every_page_is_light_to_load(base: str, name: str) -> None:
    fetch, weights = wire(base)

    def get(address: str) -> tuple[int, str]:
        status, body, kind = fetch(address)
        return status, body.decode() if kind.startswith("text/html") else ""

    if name:
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', get("/")[1])
        assert token
        fetch(f"/examples/{name}/", {"csrfmiddlewaretoken": token[1]})
    starts = ("/answers/", OPENING, "/keep/", "/facts/", "/my-file/") if name else OF_ALL[:1] + OF_ALL[5:]
    # Questions are the smallest pages, and a person has dozens.
    leave_out = (*PUBLIC, "/questions/?at=") if name else ("/api/",)
    table = sorted(first_loads(get, fetch, weights, starts, leave_out), reverse=True)
    assert len(table) > 10
    heavy = [f"{weight:>9,}  {address}" for weight, address in table if weight > HEAVIEST]
    assert not heavy, "Bytes on the wire:\n" + "\n".join(heavy)
    if told := os.environ.get("LAPEL_WEIGHTS"):
        with Path(told).open("a") as file:
            file.writelines(f"{weight:>9,}  {name or 'everyone'} {address}\n" for weight, address in table[:5])


def first_loads(
    get: Get, fetch: Callable[..., Any], weights: dict[str, int], starts: tuple[str, ...], leave_out: tuple[str, ...]
) -> list[tuple[int, str]]:
    """Weigh every page with the files that it loads."""

    @cache
    def file(address: str) -> int:
        fetch(address)
        return weights[address]

    pages = crawl(
        get, *starts, leave_out=leave_out, alike="pick|first" if ALL else "pick|first|role|goal|group|with|job"
    )
    return [(weights[address] + sum(map(file, Links(page).loaded)), address) for address, page in pages]


# Pictures for the README


@pytest.mark.skipif(
    "not __import__('os').environ.get('LAPEL_SCREENSHOTS')", reason="set LAPEL_SCREENSHOTS to draw them"
)
@pytest.mark.parametrize("phone", [True, False])
def test_the_pictures_of_the_readme(walk: Walk, phone: bool) -> None:
    walker = walk(phone=phone)
    become(walker, "student-20-days-from-graduating")
    size = "phone" if phone else "desktop"
    for name, address in (("answers", "/answers/"), ("plan", "/plan/?goal=ccma-nha&goal=rma-amt#plan")):
        walker.go(address)
        walker.page.screenshot(path=PICTURES / f"web-{name}-{size}.png", scale="css")
    if phone:
        walker.go("/questions/?at=conduct.felony")
        walker.page.screenshot(path=PICTURES / "web-question-phone.png", scale="css")
