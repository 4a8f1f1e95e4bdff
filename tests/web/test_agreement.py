"""What the pages say is what the terminal says: the words and days on the page against the JSON of the commands."""

import json
import re
from calendar import month_abbr, month_name
from collections.abc import Callable, Iterator
from datetime import date
from html import unescape
from typing import TYPE_CHECKING, Any

import pytest
import time_machine

from lapel.cli import main
from lapel.web.records.examples import ABOUT

if TYPE_CHECKING:
    from django.test import Client

TODAY = "2026-11-22"
DAYS = (TODAY, "2018-03-01", "2027-06-01")
GOALS = ("ccma-nha", "rma-amt", "cma-aama")
WORDS = {
    "yes": "Yes",
    "not-yet": "Not yet",
    "no-longer": "No longer",
    "no": "No",
    "cannot-tell": "Cannot tell",
}

Opened = Callable[[str], "Client"]
Asked = Callable[..., Any]


@pytest.fixture(autouse=True)
def frozen() -> Iterator[None]:
    with time_machine.travel(f"{TODAY} 12:00-05:00", tick=False):
        yield


@pytest.fixture
def terminal(capsys: pytest.CaptureFixture[str]) -> Asked:
    """What a command says as JSON about an example person."""

    def ask(command: str, name: str, *more: str) -> Any:
        main([command, f"examples/{name}.yaml", "--json", *more])
        return json.loads(capsys.readouterr().out)

    return ask


def text(page: str) -> str:
    """What is read of a piece of a page."""
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", page)).split())


def squeezed(said: str) -> str:
    """Write a sentence without its spaces and capitals, which tags and places move."""
    return re.sub(r"\s", "", said).casefold()


def says(page: str, said: str) -> bool:
    """Whether a page holds a sentence."""
    return squeezed(said) in squeezed(text(page))


def long(day: str) -> str:
    """Write a day out.

    >>> long("2026-11-22")
    'November 22, 2026'
    """
    when = date.fromisoformat(day)
    return f"{month_name[when.month]} {when.day}, {when.year}"


def short(day: str) -> str:
    """Write a day in little room.

    >>> short("2026-11-22")
    'Nov 22, 2026'
    """
    when = date.fromisoformat(day)
    return f"{month_abbr[when.month]} {when.day}, {when.year}"


def pieces(page: str, opening: str) -> list[tuple[str, str]]:
    """Cut a page at the tags of a kind; gives for each its class and what follows up to the next one."""
    parts = re.split(rf"<{opening} class=\"{'card' if opening == 'li' else 'routes'} ([\w -]+)\"[^>]*>", page)
    return list(zip(parts[1::2], parts[2::2], strict=True))


def sentences(findings: list[Any], depth: int = 0) -> Iterator[tuple[str, str]]:
    """Every condition that a page shows, with its sign."""
    for each in findings:
        yield {"true": "met", "false": "failed", "unknown": "unknown"}[each["truth"]], each["says"]
        if depth < 4:
            yield from sentences(each["parts"], depth + 1)


def check_verdict(found: Any, page: str) -> None:
    """Compare an answer with its words and days on the page."""
    shown = text(page)
    assert WORDS[found["answer"]] in shown
    if found["answer"] == "not-yet" and found["from"]:
        assert long(found["from"]) in shown
    if found["answer"] in ("yes", "no-longer") and found["until"]:
        assert long(found["until"]) in shown, (found["answer"], found["until"], shown[:200])


@pytest.mark.parametrize("name", ABOUT)
@pytest.mark.parametrize("on", DAYS)
def test_the_answers_are_those_of_the_terminal(opened: Opened, terminal: Asked, name: str, on: str) -> None:
    visitor = opened(name)
    found = {each["name"]: each for each in terminal("check", name, "--on", on)["decisions"]}
    cards = pieces(visitor.get("/answers/", {"on": on}).content.decode(), "li")
    shown = {text(re.findall(r"<h2>(.*?)</h2>", card)[0]): (kind, card) for kind, card in cards}
    assert shown.keys() == found.keys()
    for title, (kind, card) in shown.items():
        assert kind == found[title]["answer"]
        check_verdict(found[title], card)
        best = next((each for each in found[title]["routes"] if each["route"] == found[title]["best_route"]), None)
        if best:
            told = [*best["failed"], *best["unknown"], *best["met"]]
            signs = re.findall(r'<li class="finding (\w+)">', card)
            assert signs == [sign for sign, _ in sentences(told)]
            assert all(says(card, sentence) for _, sentence in sentences(told))
        assert ("You hold this now." in card) == (found[title]["holds"] == "true")


@pytest.mark.parametrize("name", ABOUT)
@pytest.mark.parametrize("on", DAYS[::2])
def test_every_route_is_that_of_the_terminal(opened: Opened, terminal: Asked, name: str, on: str) -> None:
    visitor = opened(name)
    for found in terminal("check", name, "--on", on)["decisions"]:
        page = visitor.get(f"/answers/{found['credential']}/", {"on": on}).content.decode()
        check_verdict(found, page)
        routes = pieces(page, "section")
        told = [*found["routes"], *found.get("keep", [])]
        assert [kind for kind, _ in routes[: len(told)]] == [route["answer"] for route in told]
        for route, (_, part) in zip(told, routes, strict=False):
            assert says(part, route["name"])
            check_verdict(route, part)
            conditions = list(sentences([*route["failed"], *route["unknown"], *route["met"]]))
            assert re.findall(r'<li class="finding (\w+)">', part) == [sign for sign, _ in conditions]
            assert all(says(part, sentence) for _, sentence in conditions)


@pytest.mark.parametrize("name", ABOUT)
def test_every_plan_is_that_of_the_terminal(opened: Opened, terminal: Asked, name: str) -> None:
    visitor = opened(name)
    for goal in GOALS:
        found = terminal("plan", name, "--goal", goal, "--on", TODAY)
        page = visitor.get("/plan/", {"goal": goal}).content.decode()
        plans = [*found["plans"], *found["perhaps"]]
        assert page.count('<li class="way') == (len(plans) if len(plans) > 1 else 0)
        assert all(says(page, reason) for reason in found["blocked"] if not plans)
        for plan in plans:
            pick = plan["id"] if plan["sure"] else f"perhaps:{plan['id']}"
            full = visitor.get("/plan/", {"goal": goal, "pick": pick}).content.decode()
            check_plan(plan, full[full.index('id="plan"') :])


def check_plan(plan: Any, page: str) -> None:
    """Compare one plan with its page."""
    assert says(page, f"Done by {long(plan['finish'])}")
    assert plan["money"]["usual"] == 0 or f"${plan['money']['usual']:,}" in page
    tasks = re.findall(r'<li class="task.*?(?=<li class="task|</ol>\s*<p class="muted)', page, re.DOTALL)
    assert len(tasks) == len(plan["tasks"])
    for task, shown in zip(plan["tasks"], tasks, strict=True):
        assert says(shown, task["what"]) or task["kind"] == "given"
        assert short(task["starts"]) in text(shown)
        assert task["open_ended"] or short(task["ends"]) in text(shown)
        assert all(says(shown, document["what"]) for document in task["documents"])
        assert all(f"${cost['amount']['usual']:,}" in shown for cost in task["costs"] if cost["amount"])


@pytest.mark.parametrize("name", ABOUT)
@pytest.mark.parametrize("on", DAYS[::2])
def test_keeping_is_that_of_the_terminal(opened: Opened, terminal: Asked, name: str, on: str) -> None:
    found = terminal("keep", name, "--on", on)
    page = opened(name).get("/keep/", {"on": on}).content.decode()
    cards = [card for _, card in pieces(page, "li")]
    assert len(cards) == len(found["certificates"])
    for held, card in zip(found["certificates"], cards, strict=True):
        assert says(card, held["name"])
        assert says(card, held["state"])
        assert all(long(state["from"]) in text(card) for state in held["states"] if (state["from"] or "") > on)
        for cycle in held["cycles"]:
            assert says(card, f"{long(cycle['from'])} to {long(cycle['to'])}")
            assert cycle["asked"] is None or says(card, f"{cycle['counted']} of {cycle['asked']}")
            assert all(says(card, area["area"]) for area in cycle["missing_by_area"])
    ledger = page[page.index('id="ledger"') :]
    assert all(says(ledger, line["title"]) and says(ledger, line["verdict"]) for line in found["learning"])
    assert all(says(page, name) for name in found["not_in_catalogue"])
