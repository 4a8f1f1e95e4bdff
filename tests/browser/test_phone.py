"""Pages on a small screen and on paper: short, with what matters first, and a menu that needs no script."""

from collections.abc import Callable

import pytest
from browsing import Walker

from lapel.web.records.examples import ABOUT

Walk = Callable[..., Walker]

SCREEN = 740
"""Pixels of height of the phone of these tests."""


def become(walker: Walker, name: str) -> None:
    """Look at an example person."""
    walker.go("/")
    walker.follow(walker.page.get_by_role("button", name=ABOUT[name], exact=True))


@pytest.mark.parametrize("name", ["student-20-days-from-graduating", "career-changer"])
def test_the_first_screen_of_the_answers_says_what_is_open_and_what_is_next(walk: Walk, name: str) -> None:
    walker = walk(phone=True)
    become(walker, name)
    walker.go("/answers/")
    box = walker.page.locator(".glance .go a").first.bounding_box()
    assert box
    assert box["y"] + box["height"] <= SCREEN, box


@pytest.mark.parametrize(("address", "screens"), [("/fit/", 4), ("/ladder/", 5), ("/facts/", 7), ("/fees/", 4)])
def test_long_pages_begin_with_a_summary_and_fold_the_rest(walk: Walk, address: str, screens: int) -> None:
    walker = walk(phone=True)
    become(walker, "certified-with-courses")
    walker.go(address)
    height = walker.page.evaluate("document.documentElement.scrollHeight")
    assert height <= screens * SCREEN, height


@pytest.mark.parametrize("scripts", [True, False])
def test_the_menu_of_a_phone_opens_with_the_keys_alone(walk: Walk, scripts: bool) -> None:
    walker = walk(phone=True, keys=True, scripts=scripts)
    walker.go("/pay/")
    menu = walker.page.locator(".menu")
    assert "Work" in menu.locator("summary").inner_text()
    assert not menu.locator("ul").is_visible()
    walker.press(menu.locator("summary"))
    assert menu.get_by_role("link").count() == 9
    assert menu.locator("[aria-current]").inner_text() == "Work"
    assert all(link.bounding_box()["height"] >= 44 for link in menu.get_by_role("link").all())  # type: ignore[index]
    if scripts:
        walker.page.keyboard.press("Escape")
        assert not menu.locator("ul").is_visible()
    else:
        walker.follow(menu.get_by_role("link", name="Certificates"))
        assert walker.page.url.endswith("/catalogue/")


def test_a_wide_window_needs_no_menu_to_open(walk: Walk) -> None:
    walker = walk()
    walker.go("/pay/")
    assert not walker.page.locator(".menu summary").is_visible()
    assert walker.page.get_by_role("link", name="Programs", exact=True).is_visible()


def test_pages_of_work_and_programs_print_whole_and_without_controls(walk: Walk) -> None:
    walker = walk()
    become(walker, "career-changer")
    for address in (
        "/fit/",
        "/ladder/",
        "/pay/",
        "/school/",
        "/worth/?goal=ccma-nha",
        "/programs/?state=NJ",
        "/facts/",
    ):
        walker.go(address)
        walker.page.emulate_media(media="print")
        assert walker.page.locator("nav, button, .go a, .skip").filter(visible=True).count() == 0, address
        hidden = walker.page.evaluate(FOLDED)
        assert not hidden, (address, hidden)
        walker.page.emulate_media(media="screen")


def test_a_link_to_elsewhere_is_written_out_on_paper(walk: Walk) -> None:
    walker = walk()
    walker.go("/fit/")
    walker.page.emulate_media(media="print")
    written = walker.page.evaluate(
        "getComputedStyle(document.querySelector('main .sources a[href^=http]'), '::after').content"
    )
    assert "http" in written


FOLDED = """() => [...document.querySelectorAll("main details:not(:has(form)) > *")]
  .filter(e => e.textContent.trim() && !e.closest("form") && !e.checkVisibility({contentVisibilityAuto: true,
    opacityProperty: true, visibilityProperty: true}) && !e.matches(".go, .beside, .actions, .more")
    && !e.parentElement.closest(".folded:has(> form)")).map(e => e.outerHTML.slice(0, 120)).slice(0, 5)"""
"""What is folded on the screen and missing on paper."""
