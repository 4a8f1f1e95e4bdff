"""A mock exam in a real browser: crash, reload and lost network cost nothing; every kind of question has its keys."""

import json
import os
import re
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from browsing import FOCUS, Walker
from study_sessions import NAME, hotspots, items, short_mock

from lapel.exam.events import Answered, Resumed
from lapel.loading.compiled import load_exams
from lapel.loading.histories import read_history

if TYPE_CHECKING:
    from playwright.sync_api import Page

Walk = Callable[..., Walker]
HERE = f"/study/session/{NAME}/"
AXE = """() => axe.run(document, {resultTypes: ["violations"], preload: false}).then(found => found.violations.flatMap(
  each => each.nodes.map(node => `${each.id}: ${node.html.slice(0, 160)} ${node.failureSummary.slice(0, 200)}`)))"""
BEGUN = datetime(2026, 11, 22, 17, tzinfo=UTC)
"""When the mock exam was drawn, by the clock of the site in these tests."""


def sit_down(walker: Walker, folder: Path, **said: Any) -> "Page":
    """Open a mock exam from a file and begin its first part, of 10 minutes."""
    file = folder / "mine.json"
    file.write_text(short_mock(BEGUN, **said))
    walker.go("/study/history/")
    walker.page.set_input_files("#history", str(file))
    walker.follow(walker.page.get_by_role("button", name="Open", exact=True))
    walker.go(HERE)
    walker.follow(walker.page.get_by_role("button", name="Begin: the clock starts"))
    return walker.page


def events(page: "Page", base: str) -> list[Any]:
    """What the site holds."""
    saved = page.request.get(f"{base}/study/history/lapel-study.json").text()
    return [one.event for one in read_history(saved, "saved")]


def answers(page: "Page", base: str) -> dict[int, tuple[str, ...]]:
    return {one.place: one.given for one in events(page, base) if isinstance(one, Answered)}


def seconds(page: "Page") -> int:
    """The time left, as it is read on the page."""
    minutes, rest = page.locator(".clock b").inner_text().split(":")
    return int(minutes) * 60 + int(rest)


def next_one(walker: Walker) -> None:
    walker.follow(walker.page.locator('button[value="next"]'))


def kept(page: "Page") -> None:
    page.locator("#kept", has_text="Kept.").wait_for()


def test_a_reload_and_a_crash_lose_no_answer_and_no_second(walk: Walk, base: str, tmp_path: Path) -> None:
    walker = walk()
    page = sit_down(walker, tmp_path)
    began, first = time.monotonic(), seconds(page)
    page.locator("input[name=given]").nth(1).check()
    kept(page)
    page.reload()
    assert page.locator("input[name=given]").nth(1).is_checked()
    walker.follow(page.locator('button[value="next"]'))
    page.locator("input[name=given]").nth(0).check()
    kept(page)
    cookies = page.context.storage_state()
    walker.context.close()  # the browser is gone, without a word to the site

    again = walk()
    again.context.add_cookies(cookies["cookies"])  # type: ignore[arg-type]
    again.go("/study/")
    again.follow(again.page.get_by_role("link", name=re.compile("Go on")))
    assert again.page.locator("input[name=given]").nth(0).is_checked()
    passed = time.monotonic() - began
    assert abs(first - seconds(again.page) - passed) <= 2
    assert [len(given) for _, given in sorted(answers(again.page, base).items())] == [1, 1]


def test_a_lost_network_loses_no_answer_and_no_second(walk: Walk, base: str, tmp_path: Path) -> None:
    walker = walk()
    page = sit_down(walker, tmp_path)
    page.locator("input[name=given]").nth(1).check()
    kept(page)
    next_one(walker)
    walker.context.set_offline(True)
    page.locator("input[name=given]").nth(2).check()
    page.locator("#kept", has_text="No connection").wait_for()
    page.locator('button[value="next"]').click()
    page.wait_for_selector(".clock.stands")
    stood = seconds(page)
    time.sleep(3)
    assert seconds(page) == stood, "the clock on the page stands while it waits"
    with page.expect_navigation():
        walker.context.set_offline(False)
    page.wait_for_load_state()
    assert abs(stood - seconds(page)) <= 1, "and so does the site's"
    assert sorted(answers(page, base)) == [0, 1]
    (back,) = (one for one in events(page, base) if isinstance(one, Resumed))
    assert (back.at - back.since).total_seconds() >= 3
    walker.wrong[:] = [each for each in walker.wrong if "ERR_INTERNET_DISCONNECTED" not in each]


def test_a_choice_that_a_crash_without_network_left_behind_comes_back(walk: Walk, base: str, tmp_path: Path) -> None:
    walker = walk()
    page = sit_down(walker, tmp_path)
    walker.context.set_offline(True)
    page.locator("input[name=given]").nth(2).check()
    page.locator("#kept", has_text="No connection").wait_for()
    page.goto("about:blank")
    walker.context.set_offline(False)
    page.goto(base + HERE)
    assert page.locator("input[name=given]").nth(2).is_checked()
    # Either page may have sent it: this one, or the one that was left, in the moment the network came back.
    for _ in range(50):
        if answers(page, base):
            break
        time.sleep(0.1)
    assert list(answers(page, base)) == [0]
    walker.wrong[:] = [each for each in walker.wrong if "ERR_INTERNET_DISCONNECTED" not in each]


def practise(walker: Walker) -> "Page":
    """Begin practice; its first question is on the page."""
    walker.go("/study/ccma-nha/")
    walker.follow(walker.page.get_by_role("button", name="Start practice"))
    return walker.page


def choose(page: "Page") -> None:
    """Give some answer to the question on the page, of whatever kind it is."""
    if page.locator("#typed").count():
        page.locator("#typed").fill("7")
        page.locator("#typed").blur()
    elif ranks := page.locator("select[name^=rank-]").all():
        for number, field in enumerate(ranks, 1):
            field.select_option(str(number))
    else:
        page.locator("input[name=given]").nth(1).check()


CHOSEN = """() => [...new FormData(document.querySelector("form[data-study]"))]
  .filter(([name]) => name === "given" || name === "typed" || name.startsWith("rank-")).map(String).sort()"""


def test_practice_without_a_network_keeps_the_answer_and_sends_it_once(walk: Walk, base: str) -> None:
    walker = walk()
    page = practise(walker)
    walker.context.set_offline(True)
    choose(page)
    page.locator('button[value="next"]').click()
    page.locator("#kept", has_text="Your answer is kept on this page").wait_for()
    chosen = page.evaluate(CHOSEN)
    assert chosen
    page.locator('button[value="next"]').click()  # once more, for want of patience
    assert page.evaluate(CHOSEN) == chosen
    with page.expect_navigation():
        walker.context.set_offline(False)
    page.wait_for_load_state()
    assert page.locator("form[data-go]").count(), "the reasons are shown, and how to go on"
    assert list(answers(page, base)) == [0]
    assert len([one for one in events(page, base) if isinstance(one, Answered)]) == 1
    walker.wrong[:] = [each for each in walker.wrong if "ERR_INTERNET_DISCONNECTED" not in each]
    walker.follow(page.locator("form[data-go] button"))
    assert "Question 2" in page.locator("h1").inner_text()


def test_a_choice_in_practice_outlives_a_crash_without_network(walk: Walk, base: str) -> None:
    walker = walk()
    page = practise(walker)
    here = page.url
    walker.context.set_offline(True)
    choose(page)
    chosen = page.evaluate(CHOSEN)
    page.goto("about:blank")
    walker.context.set_offline(False)
    page.goto(here)
    assert page.evaluate(CHOSEN) == chosen
    assert not answers(page, base), "nobody has asked yet whether it is right"
    next_one(walker)
    assert list(answers(page, base)) == [0]
    walker.wrong[:] = [each for each in walker.wrong if "ERR_INTERNET_DISCONNECTED" not in each]


@pytest.mark.parametrize("scripts", [True, False])
def test_every_kind_of_question_is_answered_with_the_keys_alone(
    walk: Walk, base: str, tmp_path: Path, scripts: bool
) -> None:
    walker = walk(keys=True, scripts=scripts)
    page = sit_down(walker, tmp_path)
    for item in items(load_exams())[:6]:
        if item.kind == "numeric":
            walker.write(page.locator("#typed"), str(item.answer))
        for number, name in enumerate(item.key, 1):
            if item.kind == "ordering":
                order(walker, page.locator(f"#rank-{name}"), number)
            else:
                walker.tick(page.locator(f'input[value="{name}"]'))
        next_one(walker)
    assert page.url.endswith("/list/")
    given = [one for one in events(page, base) if isinstance(one, Answered)]
    assert {one.place for one in given if one.right} == set(range(6))


def order(walker: Walker, field: Any, number: int) -> None:
    """Choose a number in a field, going to it with the tab key from wherever the focus is."""
    for key in ("Tab", "Shift+Tab"):
        for _ in range(30):
            if field.evaluate("e => e === document.activeElement"):
                walker.page.keyboard.type(str(number))
                assert field.input_value() == str(number)
                return
            walker.page.keyboard.press(key)
    raise AssertionError("the tab key does not lead to the field")


def test_single_keys_choose_flag_and_go_on_unless_they_are_turned_off(walk: Walk, base: str, tmp_path: Path) -> None:
    walker = walk()
    page = sit_down(walker, tmp_path)
    page.keyboard.press("b")
    assert page.locator("input[name=given]").nth(1).is_checked()
    page.keyboard.press("3")
    assert page.locator("input[name=given]").nth(2).is_checked()
    kept(page)
    with page.expect_navigation():
        page.keyboard.press("f")
    assert page.locator(".flag").is_visible()
    with page.expect_navigation():
        page.keyboard.press("n")
    assert "Question 2" in page.locator("h1").inner_text()
    page.locator(".keys summary").click()
    page.locator("#keys").uncheck()
    page.keyboard.press("b")
    assert not page.locator("input[name=given]:checked").count()
    assert list(answers(page, base).values()) == [(items(load_exams())[0].options[2].id,)]


def test_every_picture_is_answered_with_the_keys_and_told_to_a_screen_reader(
    walk: Walk, base: str, tmp_path: Path
) -> None:
    asked = hotspots(load_exams())
    assert len({item.picture for item in asked}) == 9
    asked = asked if os.environ.get("LAPEL_BROWSER") else asked[::4]
    walker = walk(keys=True)
    page = sit_down(walker, tmp_path, asked=[*asked, items(load_exams())[0]], second=1)
    for number, item in enumerate(asked):
        drawing = page.locator("figure.hotspot svg[role=group]")
        assert drawing.get_attribute("aria-label"), item.picture
        told = re.findall(r'button "(.+?)"', drawing.aria_snapshot().replace("''", "'"))
        assert told == [f"{letter}: {one.text}" for letter, one in zip("ABCDEFGH", item.options, strict=False)]
        assert not drawing.get_by_role("button", pressed=True).count()
        place = [option.id for option in item.options].index(item.key[0])
        region = drawing.get_by_role("button", name=f"{'ABCDEFGH'[place]}: {item.options[place].text}", exact=True)
        tab_to(page, region)
        assert not page.evaluate(FOCUS).startswith(("no ring", "out of sight")), item.picture
        page.keyboard.press("Space" if number % 2 else "Enter")
        assert region.get_attribute("aria-pressed") == "true"
        assert drawing.get_by_role("button", pressed=True).count() == 1
        listed = page.get_by_role("group", name=item.stem).get_by_role("radio", checked=True)
        assert listed.get_attribute("value") == item.key[0], "the list below says the same"
        kept(page)
        assert page.get_by_text("The picture in words").count() == 1
        next_one(walker)
    given = [one for one in events(page, base) if isinstance(one, Answered)]
    assert [(one.item, one.right) for one in given] == [(item.id, True) for item in asked]


def test_boxes_and_steps_have_names_and_a_slip_in_the_order_loses_nothing(
    walk: Walk, base: str, tmp_path: Path
) -> None:
    walker = walk()
    page = sit_down(walker, tmp_path)
    _, several, steps, *_ = items(load_exams())
    next_one(walker)
    group = page.get_by_role("group", name=several.stem)
    for letter, option in zip("ABCDEFGH", several.options, strict=False):
        assert group.get_by_role("checkbox", name=f"{letter} {option.text}", exact=True).count() == 1
    next_one(walker)
    group = page.get_by_role("group", name=steps.stem)
    fields = [group.get_by_role("combobox", name=option.text, exact=True) for option in steps.options]
    for field in fields:
        field.select_option("1")
    next_one(walker)
    alert = page.get_by_role("alert")
    assert "Give each step a number of its own" in alert.inner_text()
    assert group.get_attribute("aria-describedby") == alert.get_attribute("id")
    assert [field.input_value() for field in fields] == ["1"] * len(fields)
    for number, name in enumerate(steps.key, 1):
        page.locator(f"#rank-{name}").select_option(str(number))
    next_one(walker)
    assert answers(page, base) == {2: steps.key}


def tab_to(page: "Page", target: Any) -> None:
    for _ in range(40):
        if target.evaluate("e => e === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError("the tab key does not lead to the region")


@pytest.mark.parametrize("dark", [False, True] if os.environ.get("LAPEL_BROWSER") else [True])
def test_pages_of_a_mock_exam_stop_no_reader(walk: Walk, base: str, tmp_path: Path, dark: bool) -> None:
    from axe_playwright_python.base import AXE_SCRIPT  # type: ignore[import-untyped]

    walker = walk(phone=True, dark=dark)
    page = sit_down(walker, tmp_path)

    def looked() -> None:
        walker.sound()
        page.evaluate(AXE_SCRIPT)
        found = page.evaluate(AXE)
        assert not found, (page.url, json.dumps(found, indent=1))

    for _ in range(6):
        looked()
        next_one(walker)
    walker.follow(page.get_by_role("link", name="Close this part"))
    looked()
    walker.follow(page.get_by_role("button", name="Yes, close it"))
    looked()
    walker.follow(page.get_by_role("button", name="Begin part 2"))
    walker.follow(page.locator('button[value="list"]'))
    walker.follow(page.get_by_role("link", name="Finish the exam"))
    walker.follow(page.get_by_role("button", name="Yes, finish"))
    looked()
    for number in (2, 3):
        walker.go(f"{HERE}question/{number}/")
        looked()
