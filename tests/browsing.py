"""A person in front of a browser: reads the question, fills the form from their own record, and watches the page."""

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from telling import Told

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Locator, Page

REFUSED = re.compile(r"status of (422|410|404)")
"""Chromium writes a page with such an answer into the console, though the page is meant."""

MEASURE = """() => {
  const wide = document.documentElement.scrollWidth > innerWidth + 1;
  const out = wide ? [...document.querySelectorAll("body *")].filter(e => {
    const box = e.getBoundingClientRect();
    const kept = e.closest(".away, pre, .scroll");
    return !kept && box.width && box.right > innerWidth + 1;
  }).slice(0, 5).map(e => e.outerHTML.slice(0, 120)) : [];
  return wide ? ["wider than the window: " + document.documentElement.scrollWidth, ...out] : [];
}"""

ASKED = """() => {
  const main = document.querySelector("main");
  const place = main && main.querySelector("input[name=place]");
  if (!place || !location.pathname.startsWith("/questions/")) return null;
  const boxes = main.querySelectorAll("input[type=radio], input[type=checkbox]:not([name=goes-on])");
  return {
    place: place.value,
    offered: [...boxes].map(e => e.value),
    open: !!main.querySelector("[name=goes-on]"),
    field: main.querySelector("#year") ? "date" : main.querySelector("select#value") ? "select" : "text",
  };
}"""
"""What a person sees of a question."""

FOCUS = """() => {
  const e = document.activeElement;
  if (!e || e === document.body) return "";
  const seen = getComputedStyle(e), near = getComputedStyle(e.closest("label") || e);
  const ring = seen.outlineStyle !== "none" && parseFloat(seen.outlineWidth) > 0
    || near.outlineStyle !== "none" && parseFloat(near.outlineWidth) > 0;
  const box = e.getBoundingClientRect();
  const there = box.width > 0 && box.bottom > 0 && box.top < innerHeight;
  return (ring ? "" : "no ring ") + (there ? "" : "out of sight ") + e.tagName + " "
    + (e.name || e.id || e.textContent.trim().slice(0, 40));
}"""

SETTLED = """() => {
  const main = document.querySelector("#main");
  const swapped = main && !main.dataset.old && document.readyState === "complete";
  return swapped && (!document.querySelector("#ask") || document.activeElement !== document.body);
}"""


class Walker:
    """One browser window, and everything that went wrong in it."""

    def __init__(self, context: "BrowserContext", base: str, *, scripts: bool, keys: bool = False) -> None:
        self.context = context
        self.base = base
        self.scripts = scripts
        self.keys = keys
        self.wrong: list[str] = []
        self.weights: dict[str, dict[str, int]] = {}
        context.set_default_timeout(30_000)
        context.on("request", self._asked)
        context.on("requestfailed", self._failed)
        context.on("console", self._said)
        context.on("weberror", lambda error: self.wrong.append(f"error: {error.error}"))
        self.page: Page = context.new_page()

    def _asked(self, request: Any) -> None:
        host = urlsplit(request.url).netloc
        if not request.url.startswith("data:") and host != urlsplit(self.base).netloc:
            self.wrong.append(f"asked another host: {request.url}")

    def _failed(self, request: Any) -> None:
        if "ERR_ABORTED" not in (request.failure or ""):  # a download, or a page that was left
            self.wrong.append(f"failed: {request.url} {request.failure}")

    def _said(self, message: Any) -> None:
        page = message.location["url"].partition("?")[0] in (self.page.url.partition("?")[0], f"{self.base}/nowhere/")
        if message.type in ("error", "warning") and not (page and REFUSED.search(message.text)):
            self.wrong.append(f"console: {message.text} on {self.page.url}")

    def go(self, path: str) -> None:
        """Open a page by its address."""
        self.page.goto(self.base + path)
        self.sound()

    def sound(self) -> None:
        """Fail when anything went wrong so far, or when the page is wider than the window."""
        assert not self.wrong, self.wrong
        too_wide = self.page.evaluate(MEASURE)
        assert not too_wide, (self.page.url, too_wide)

    # Pressing

    def press(self, target: "Locator") -> None:
        """Press a button or a link, with the finger or with the keys."""
        if not self.keys:
            target.click()
            return
        self.tab_to(target)
        self.page.keyboard.press("Enter")

    def follow(self, target: "Locator") -> None:
        """Press what leads to another page, and wait for it."""
        with self.page.expect_navigation():
            self.press(target)
        self.page.wait_for_load_state()
        self.sound()

    def turn_to(self, name: str) -> None:
        """Go to a part of the site by its menu, which is folded on a phone."""
        folded = self.page.locator(".menu summary")
        if folded.is_visible():
            self.press(folded)
        self.follow(self.page.get_by_role("link", name=name, exact=True))

    def section(self, name: str) -> None:
        """Go to a part of the site by its menu, which is folded where there is little room."""
        menu = self.page.get_by_role("navigation", name="Main")
        fold = menu.locator("summary")
        if fold.is_visible():
            self.press(fold)
        self.follow(menu.get_by_role("link", name=name, exact=True))

    def tab_to(self, target: "Locator", most: int = 60) -> None:
        """Go to an element by the tab key alone; the focus must be seen on the way."""
        for _ in range(most):
            if target.evaluate("e => e === document.activeElement"):
                return
            self.page.keyboard.press("Tab")
            here = self.page.evaluate(FOCUS)
            assert not here.startswith(("no ring", "out of sight")), (self.page.url, here)
        raise AssertionError(f"the tab key does not lead to {target} on {self.page.url}")

    def tick(self, box: "Locator") -> None:
        """Choose a radio button or tick a box, as a person does: on its label, or with the space bar."""
        if not self.keys:
            box.locator("xpath=ancestor::label").click()
            return
        if box.get_attribute("type") == "radio":
            self._arrow_to(box)
        else:
            self.tab_to(box)
            self.page.keyboard.press("Space")

    def _arrow_to(self, box: "Locator") -> None:
        """Radio buttons of one question are one stop of the tab key; arrows lead from one to the next."""
        radios = self.page.locator("input[type=radio]")
        for _ in range(60):
            if self.page.evaluate("() => document.activeElement.type") == "radio":
                break
            self.page.keyboard.press("Tab")
        self.page.keyboard.press("Space")
        for _ in range(radios.count() + 1):
            if box.is_checked():
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError("the arrows do not lead to every choice")

    def write(self, field: "Locator", text: str) -> None:
        """Type into a field."""
        if not self.keys:
            field.fill(text)
            return
        self.tab_to(field)
        self.page.keyboard.type(text)

    # The interview

    @property
    def asking(self) -> str:
        """The place that the page asks about; nothing when it asks nothing."""
        seen = self.page.evaluate(ASKED)
        return str(seen["place"]) if seen else ""

    def interview(self, told: Told, most: int = 120) -> list[str]:
        """Answer until nothing is asked any more; gives the places that were asked about."""
        asked: list[str] = []
        while (seen := self.page.evaluate(ASKED)) and len(asked) < most:
            asked.append(seen["place"])
            self.answer(told, seen)
        assert len(asked) < most, f"the questions do not end: {asked[-20:]}"
        return asked

    def answer(self, told: Told, seen: Mapping[str, Any]) -> None:
        """Answer the question on the page, and wait for what comes next."""
        main = self.page.locator("main")
        offered = seen["offered"]
        said = told.says(seen["place"], offered, open_end=seen["open"])
        if said is None or (offered and not self._choose(main, said, offered)):
            self.send("Not sure")
            return
        if not offered:
            self._fill(main, seen["field"], str(said))
        self.send("Go on")

    def _choose(self, main: "Locator", said: Any, offered: list[str]) -> bool:
        several = isinstance(said, list)
        words = [str(word) for word in said] if several else [str(said)]
        known = [word for word in words if word in offered]
        for word in known or (["none"] if several and not words else []):
            self.tick(main.locator(f'input[name=value][value="{word}"]'))
        return bool(known) or (several and not words)

    def _fill(self, main: "Locator", field: str, said: str) -> None:
        if said == "ongoing":
            self.tick(main.locator("input[name=goes-on]"))
        elif field == "date":
            year, month, day = [*said.split("-"), "", ""][:3]
            if month:
                self._select(main.locator("#month"), str(int(month)))
            if day:
                self.write(main.locator("#day"), str(int(day)))
            self.write(main.locator("#year"), year)
        elif field == "select":
            self._select(main.locator("#value"), said)
        else:
            self.write(main.locator("#value"), said)

    def _select(self, field: "Locator", value: str) -> None:
        if not self.keys:
            field.select_option(value)
            return
        self.tab_to(field)
        label = field.locator(f'option[value="{value}"]').inner_text()
        self.page.keyboard.type(label)
        assert field.input_value() == value

    def send(self, name: str) -> None:
        """Press a button of the question, and wait for what comes next."""
        if self.scripts:
            self.page.evaluate("() => { document.querySelector('#main').dataset.old = 'yes'; }")
        self.press(self.page.locator(f'main button:text-is("{name}")'))
        if self.scripts:
            self.page.wait_for_function(SETTLED)
        self.page.wait_for_load_state()
        self.sound()
        if self.scripts and self.asking:
            here = self.page.evaluate("() => document.activeElement.tagName + document.activeElement.id")
            assert here in ("H1", "Pwrong"), f"after the swap the focus is on {here}"
