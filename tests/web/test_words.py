"""What pages say to a stranger: no notes of ours to ourselves, no commands, and days in words."""

import re
from collections.abc import Callable, Iterator
from html import unescape
from typing import TYPE_CHECKING

import pytest
import time_machine
from crawling import ELSEWHERE, OPENING, public, studied

from lapel.model.record import Record
from lapel.reports.skills_text import GROUP_WORDS
from lapel.web.records.facts import ABOUT, BESIDE, SECTIONS

if TYPE_CHECKING:
    from django.test import Client

Opened = Callable[[str], "Client"]

PEOPLE = ("student-20-days-from-graduating", "certified-with-courses")
OF_A_PERSON: tuple[str, ...] = (
    "/answers/",
    ELSEWHERE,
    "/answers/cma-aama/",
    OPENING,
    "/keep/",
    "/facts/",
    "/my-file/",
    "/school/",
    "/fit/",
)
OF_A_PERSON += ("/ladder/", "/ladder/registered-nurse/", "/worth/?goal=ccma-nha", "/learn/?for=ccma-nha", "/programs/")
BLOCK = "p|li|dt|dd|h[1-6]|t[dhr]|caption|summary|label|legend|button|option|div|section|ul|ol|dl|br|details"
OURS = re.compile(r"\bD[0-2]\b|[Ff]acts file|starting.list|project started|\b(facts|traps) \d|catalogue file|\bTODO\b")
COMMAND = re.compile(r"\blapel [a-z]+\b|(?<![\w-])--[a-z]{3,}|\b[a-z]+\[\d+\]|'[a-z]+:'|\.ya?ml\b")
NUMBERED = re.compile(r"\b\d{4}-\d\d-\d\d\b")


@pytest.fixture(autouse=True)
def frozen() -> Iterator[None]:
    with time_machine.travel("2026-11-22 12:00-05:00", tick=False):
        yield


def lines(page: str) -> list[str]:
    """Give the visible text of a page, block by block; files and code are shown as they are written."""
    text = re.sub(r"(?s)<(script|style|svg|pre|code|select)\b.*?</\1>", " ", page.partition("<body>")[2])
    text = re.sub(rf"</?(?:{BLOCK})\b[^>]*>", "\n", text)
    plain = unescape(re.sub(r"<[^>]+>", "", text))
    return [line.strip() for line in plain.split("\n") if line.strip()]


def told(pages: list[tuple[str, str]], unfit: re.Pattern[str]) -> list[str]:
    """Give the lines that should not be there, each once with the page it was seen on first."""
    first: dict[str, str] = {}
    for address, page in pages:
        for line in lines(page) if not address.startswith("/api/") else ():
            if unfit.search(line):
                first.setdefault(line, address)
    return [f"{address}: {line[:200]}" for line, address in first.items()]


@pytest.fixture(scope="module")
def pages(site: None) -> list[tuple[str, str]]:
    from django.test import Client

    with time_machine.travel("2026-11-22 12:00-05:00", tick=False):
        of_people = (page for name in PEOPLE for page in looked_at(Client(), name))
        return [*public(), *of_people, *studied(Client())]


def looked_at(visitor: "Client", name: str) -> Iterator[tuple[str, str]]:
    visitor.post(f"/examples/{name}/")
    for address in OF_A_PERSON:
        yield address, visitor.get(address).content.decode()


@pytest.mark.timeout(300)
def test_no_page_shows_our_notes_to_ourselves(pages: list[tuple[str, str]]) -> None:
    assert not told(pages, OURS)


def test_no_page_about_the_work_names_a_command(pages: list[tuple[str, str]]) -> None:
    assert not told(pages, COMMAND)


def test_every_day_is_written_in_words(pages: list[tuple[str, str]]) -> None:
    assert not told(pages, NUMBERED)


@pytest.mark.parametrize(
    ("unfit", "said"),
    [
        (OURS, "an article (one of the three articles the project started from (D0))"),
        (COMMAND, "programs[0] still says so; see lapel check, or say --rate"),
        (NUMBERED, "Its <b>last</b> day is 2028-05-31."),
    ],
)
def test_the_measure_sees_what_it_looks_for(unfit: re.Pattern[str], said: str) -> None:
    assert told([("/x/", f"<html><body><p>Fine.</p><p>{said}</p></body></html>")], unfit)
    assert not told([("/x/", "<html><body><p>From May 31, 2028. <code>2028-05-31</code></p></body></html>")], unfit)


# The facts


def test_the_facts_have_a_place_for_everything_that_a_record_can_hold() -> None:
    held = {name for name in Record.__annotations__ if name != "not_sure"}
    assert held == {*SECTIONS, *ABOUT, *BESIDE} - {""}


def test_skills_are_listed_among_the_facts_and_can_be_changed(opened: Opened) -> None:
    visitor = opened("ten-years-of-work")
    group = next(iter(GROUP_WORDS))
    duty = visitor.get(f"/skills/check/{group}/").context["duties"][0][0]
    visitor.post(f"/skills/check/{group}/", {duty.id: "alone"})
    page = visitor.get("/facts/").content.decode()
    assert duty.name in page
    assert f'href="/skills/check/{group}/"' in page


def test_what_a_person_would_rather_do_is_listed_among_the_facts(visitor: "Client") -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    visitor.post("/my-file/open/", {"record": SimpleUploadedFile("me.yaml", b"preferences: {leaning: clinical}\n")})
    page = visitor.get("/facts/").content.decode()
    assert "Would rather do" in page


def test_a_course_is_changed_on_its_own_page(opened: Opened) -> None:
    page = opened("certified-with-courses").get("/facts/").content.decode()
    assert 'href="/keep/course/?at=0"' in page
    assert "May 12, 2023" in page


def test_a_month_and_a_year_are_said_as_exactly_as_they_are_known(site: None) -> None:
    from lapel.web.site.days import written_day

    assert [written_day(said) for said in ("2026-11-21", "2026-11", "2026", "none-so", "")] == [
        "November 21, 2026",
        "November 2026",
        "",
        "",
        "",
    ]


# The first look


def glance(page: str) -> str:
    """The summary above the answers."""
    return " ".join(lines("<body>" + page.partition('class="week glance"')[2].partition("</section>")[0]))


def test_the_answers_begin_with_what_is_open_and_what_comes_next(opened: Opened) -> None:
    page = opened("student-20-days-from-graduating").get("/answers/").content.decode()
    assert page.index('class="week glance"') < page.index('class="board"')
    said = glance(page)
    assert "Open today CMA (AAMA) RMA (AMT)" in said
    assert "Opens later CCMA (NHA) from December 11, 2026" in said
    assert "Next question" in said


def test_a_certificate_that_is_held_is_to_be_kept_and_not_open(opened: Opened) -> None:
    said = glance(opened("certified-with-courses").get("/answers/").content.decode())
    assert "To keep CMA (AAMA), " in said
    assert "Open today CCMA (NHA)" in said


def test_a_program_that_should_be_over_is_asked_after_on_its_page(opened: Opened) -> None:
    page = opened("student-20-days-from-graduating").get("/answers/?on=2027-06-01").content.decode()
    assert "You expected to finish your program on December 11, 2026" in page
    assert 'href="/questions/?at=programs%5B0%5D.completed"' in page


# The menu


def test_the_menu_is_folded_for_phones_and_names_where_the_reader_is(visitor: "Client") -> None:
    page = visitor.get("/pay/").content.decode()
    menu = page.partition('<nav aria-label="Main">')[2].partition("</nav>")[0]
    assert '<details class="menu"><summary>Menu<span class="here"> Work</span></summary>' in menu
    assert menu.count('aria-current="true"') == 2
    assert "Menu<span" not in visitor.get("/").content.decode()
