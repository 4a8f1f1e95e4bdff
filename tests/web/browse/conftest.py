"""Pages read as a browser would: their headings, links, labels and blocks of data."""

import json
import re
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

import pytest
import time_machine

if TYPE_CHECKING:
    from django.test import Client


class Page(HTMLParser):
    """What is on a page."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.source = text
        self.headings: list[int] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.controls: list[str] = []
        self.labels: set[str] = set()
        self.head: dict[str, str] = {}
        self.words: list[str] = []
        self.data: list[Any] = []
        self._open: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if "id" in said:
            self.ids.append(said["id"])
        if tag == "a":
            self.links.append(said.get("href", ""))
        if tag in ("input", "select", "textarea") and said.get("type") not in ("hidden", "checkbox"):
            self.controls.append(said.get("id", ""))
        if tag == "label" and "for" in said:
            self.labels.add(said["for"])
        if tag == "link" and said.get("rel") == "canonical":
            self.head["canonical"] = said["href"]
        if tag == "meta" and said.get("name") == "description":
            self.head["description"] = said["content"]
        self._open.append("json" if said.get("type") == "application/ld+json" else tag)

    def handle_endtag(self, tag: str) -> None:
        if self._open:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        within = self._open[-1] if self._open else ""
        if within == "title":
            self.head["title"] = data
        if within == "json":
            self.data.append(json.loads(data))
        elif within not in ("script", "style", "title"):
            self.words.append(data)

    @property
    def text(self) -> str:
        """Everything that is read, in one line."""
        return " ".join(" ".join(self.words).split())


@pytest.fixture(autouse=True)
def frozen() -> Iterator[None]:
    with time_machine.travel("2026-11-22 12:00-05:00", tick=False):
        yield


@pytest.fixture
def page(visitor: "Client") -> Callable[..., Page]:
    """Open a page."""

    def open_page(address: str, **asked: str) -> Page:
        said = visitor.get(address, asked)
        assert said.status_code == 200, (address, said.status_code)
        return Page(said.content.decode())

    return open_page
