"""Every page that links lead to: of the site for everyone, and of one person."""

import os
import re
from collections import deque
from collections.abc import Callable, Iterator
from functools import cache
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any
from urllib.parse import urldefrag, urljoin, urlsplit

if TYPE_CHECKING:
    from django.test import Client

Get = Callable[[str], tuple[int, str]]
"""Gives the status of an address and its page; nothing when what lies there is no page."""

FILES = re.compile(r"\.(ics|pdf|zip|ya?ml|json|jsonld|csv|xml|txt|svg|css|js)$")
THOROUGH = bool(os.environ.get("LAPEL_THOROUGH"))
"""Whether every example person's pages are read, or a few people's."""

PUBLIC = (
    "/catalogue/",
    "/compare/",
    "/fees/",
    "/states/",
    "/letters/",
    "/changes/",
    "/glossary/",
    "/sources/",
    "/coverage/",
    "/about/",
    "/api/",
)
OPENING = "/plan/?goal=ccma-nha&goal=cma-aama"
ELSEWHERE = "/answers/?on=2027-06-01"


class Links(HTMLParser):
    """The addresses that a page links, and the static files that it loads."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.loaded: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a link or a file."""
        said = dict(attrs)
        if tag == "a" and said.get("href") and "download" not in said:
            self.found.append(said["href"] or "")
        if tag in ("script", "img") and said.get("src"):
            self.loaded.append(said["src"] or "")
        if tag == "link" and said.get("rel") in ("stylesheet", "icon", "manifest") and said.get("href"):
            self.loaded.append(said["href"] or "")


def shape(address: str, alike: str = "pick|first", one_of: str = "") -> str:
    """Give what addresses of one kind have in common: numbers do not matter, nor which plan is picked.

    >>> shape("/states/WA/", one_of="states|roles")
    '/states/*/'
    """
    if one_of and (found := re.match(rf"/({one_of})(?=/)([^?]*)", address)):
        address = f"/{found[1]}{re.sub('[^/]+', '*', found[2])}{address[found.end() :]}"
    return re.sub(r"\d+", "#", re.sub(rf"\b({alike})=[^&]*", r"\1=", address))


def crawl(
    get: Get,
    *starts: str,
    leave_out: tuple[str, ...] = (),
    most: int = 400,
    alike: str = "pick|first",
    one_of: str = "",
    within: str = "/",
) -> Iterator[tuple[str, str]]:
    """Follow links from the starts; give each page once with its address, and ``one_of`` each kind in these folders.

    Links that lead out of ``within`` are not followed.
    Fails at a link that leads nowhere.
    """
    waiting = deque((start, "") for start in starts)
    seen = {shape(start, alike, one_of) for start in starts}
    while waiting and most:
        address, origin = waiting.popleft()
        status, page = get(address)
        assert status in (200, 302, 422), f"{address}, linked on {origin or 'nothing'}, answers {status}"
        if not page:
            continue
        most -= 1
        yield address, page
        for link in Links(page).found:
            target = urldefrag(urljoin(f"http://site{address}", link))[0]
            parts = urlsplit(target)
            inside = target.removeprefix("http://site")
            known = shape(inside, alike, one_of) in seen or inside.startswith(leave_out or "\n") or "on=" in parts.query
            if parts.netloc == "site" and inside.startswith(within) and not known and not FILES.search(parts.path):
                seen.add(shape(inside, alike, one_of))
                waiting.append((inside, address))


def client_get(visitor: "Client") -> Get:
    """Get pages with Django's own client."""

    def get(address: str) -> tuple[int, str]:
        sent = visitor.get(address)
        page = sent.get("Content-Type", "").startswith("text/html")
        return sent.status_code, sent.content.decode() if page else ""

    return get


STUDY = ("/study/", "/study/ccma-nha/", "/study/ccma-nha/plan/?date=2027-02-15&hours=6", "/study/history/")
"""Pages of practice to begin with."""


def studied(visitor: "Client", within: str = "/") -> list[tuple[str, str]]:
    """Every page of practice of somebody who has taken a mock exam with a question of every kind.

    Also the pages that these link, unless they lie outside ``within``.
    """
    from datetime import UTC, datetime

    from django.core.files.uploadedfile import SimpleUploadedFile
    from study_sessions import NAME, short_mock

    own = f"/study/session/{NAME}/"
    content = short_mock(datetime.now(UTC)).encode()
    visitor.post("/study/history/open/", {"history": SimpleUploadedFile("mine.json", content)})
    found = [(f"{own}?begin", visitor.get(own).content.decode())]

    def step(name: str, address: str, **form: str) -> None:
        """Post a form of the session, and note the page that it leads to."""
        found.append((f"{own}?{name}", visitor.post(f"{own}{address}/", form, follow=True).content.decode()))

    step("question-0", "clock", act="enter", segment="0")
    for place in range(5):
        step(f"question-{place + 1}", "answer", place=str(place), given="b")
    step("wrong", "answer", place="4", typed="x")
    step("flagged", "answer", place="5", then="flag", given="a")
    step("list", "answer", place="5", then="list")
    found.append((f"{own}close/", visitor.get(f"{own}close/").content.decode()))
    step("break", "close", segment="0", sure="yes")
    step("part", "clock", act="enter", segment="1")
    step("paused", "answer", place="6", then="pause", given="b")
    step("on", "clock", act="go-on")
    step("result", "close", segment="1", sure="yes")
    begun = visitor.post("/study/begin/", {"mode": "practice", "exam": "ccma-nha", "items": "10"}, follow=True)
    other = begun.redirect_chain[-1][0]
    found.append((f"{other}?practice", begun.content.decode()))
    for name in ("refused", "told"):
        form = {"place": "0", **(_some_answer(begun.context["shown"]) if name == "told" else {})}
        found.append((f"{other}?{name}", visitor.post(f"{other}answer/", form, follow=True).content.decode()))
    return [*found, *crawl(client_get(visitor), *STUDY, own, leave_out=PUBLIC, most=60, within=within)]


def _some_answer(shown: Any) -> dict[str, str]:
    """Fill in a form for whatever kind of question was drawn."""
    if shown.item.kind == "ordering":
        return {f"rank-{choice.id}": str(number) for number, choice in enumerate(shown.choices, 1)}
    return {"typed": "7"} if shown.item.kind == "numeric" else {"given": shown.choices[0].id}


def personal(visitor: "Client", name: str, *, whole: bool = False) -> list[tuple[str, str]]:
    """Every page about an example person; what is the same for everyone is left out.

    Unless the ``whole`` is asked for, one role stands for all: their pages have one template.
    """
    visitor.post(f"/examples/{name}/")
    starts = ("/answers/", ELSEWHERE, OPENING, "/keep/", "/keep/course/", "/facts/", "/my-file/")
    alike = "pick|first" if whole else "pick|first|role|goal|group"
    return list(crawl(client_get(visitor), *starts, leave_out=PUBLIC, alike=alike))


@cache
def public() -> tuple[tuple[str, str], ...]:
    """Every page that is the same for everyone."""
    from django.test import Client

    visitor = Client()
    found = [*crawl(client_get(visitor), "/", "/api/", most=400)]
    lost = [(f"{status}", visitor.get(address).content.decode()) for status, address in ((404, "/nowhere/"),)]
    return (*found, *lost)
