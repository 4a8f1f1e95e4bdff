"""Every page in a real browser: for all readers, in both themes, at both widths, on paper, and light to load."""

import gzip
import os
import re
from collections.abc import Callable
from functools import cache
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, HTTPRedirectHandler, Request, build_opener

import pytest
from browsing import Walker
from crawling import ELSEWHERE, OPENING, PUBLIC, Get, Links, crawl

from lapel.web.records.examples import ABOUT

Walk = Callable[..., Walker]

ALL = os.environ.get("LAPEL_BROWSER") == "all"
WEIGHED = [*ABOUT, ""] if os.environ.get("LAPEL_BROWSER") else ["certified-with-courses", ""]
ONE_OF = "" if os.environ.get("LAPEL_BROWSER") else "catalogue|ladder|roles|states"
"""Folders of many pages with one template, of which one is weighed when time is short."""
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
OF_WORK += ("/study/", "/study/cma-aama/", "/study/cma-aama/readiness/", "/study/history/")
OF_WORK += ("/study/cma-aama/plan/?date=2027-02-15&hours=6",)
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


AXE = """options => axe.run(document, options).then(found => found.violations.flatMap(each => each.nodes.map(
  node => `${each.id}: ${node.html.slice(0, 160)} ${node.failureSummary.slice(0, 200)}`)))"""
THOROUGH: dict[str, Any] = {"resultTypes": ["violations"], "preload": False}
COLORS = THOROUGH | {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}


def look(walker: Walker, addresses: tuple[str, ...]) -> None:
    """Look at pages in every way; tell everything that is wrong at once.

    What a screen reader, a keyboard or weak eyes would stumble over is looked for at each width, and the colors in each
    theme too. Nothing is preloaded: that is for sound and video, of which there is none.
    """
    from axe_playwright_python.base import AXE_SCRIPT  # type: ignore[import-untyped]

    page, wrong = walker.page, list[str]()
    for address in addresses:
        page.goto(walker.base + address)
        page.evaluate(AXE_SCRIPT)
        seen: set[int] = set()
        for width, theme in WAYS:
            page.set_viewport_size({"width": width, "height": 800})
            page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
            found: list[str] = page.evaluate(AXE, COLORS if width in seen else THOROUGH)
            wrong += [f"{address} {width} {theme} {each}" for each in found[:5]]
            seen.add(width)
            walker.sound()
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("part", [0, 1] if os.environ.get("LAPEL_BROWSER") else [1])
def test_no_page_for_everyone_has_a_hurdle_or_overflows(walk: Walk, part: int) -> None:
    walker = walk()
    look(walker, OF_ALL[part::2])


def test_no_page_about_work_and_school_has_a_hurdle_or_overflows(walk: Walk) -> None:
    walker = walk()
    become(walker, "career-changer")
    look(walker, OF_WORK[:: 1 if os.environ.get("LAPEL_BROWSER") else 2])


@pytest.mark.parametrize("name", LOOKED_AT)
def test_no_page_about_a_person_has_a_hurdle_or_overflows(walk: Walk, name: str) -> None:
    walker = walk()
    become(walker, name)
    look(walker, OF_A_PERSON)


def test_a_hurdle_and_a_page_that_is_too_wide_would_be_noticed(walk: Walk) -> None:
    walker = walk()
    walker.page.route("**/bad/", lambda route: route.fulfill(content_type="text/html", body=BAD))
    with pytest.raises(AssertionError) as found:
        look(walker, ("/bad/",))
    assert {f"/bad/ {width} {theme} color-contrast" in str(found.value) for width, theme in WAYS} == {True}
    assert "image-alt" in str(found.value)
    walker.page.evaluate("document.body.innerHTML = '<p style=width:3000px>wide'")
    with pytest.raises(AssertionError, match="wider than the window"):
        walker.sound()


BAD = "<!doctype html><html lang=en><title>x</title><main><h1>x</h1><img src=data:,><p style=color:#ccc>pale</p></main>"


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
  const forms = e => e.closest("form, nav, .beside, .go, .ways, .folded:has(> form)");
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

    alike = "pick|first" if ALL else "pick|first|role|goal|group|with|job"
    pages = crawl(get, *starts, leave_out=leave_out, alike=alike, one_of=ONE_OF)
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
