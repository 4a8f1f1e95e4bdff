"""Every worked plan comes out as it says."""

import re
from pathlib import Path
from typing import Any

import pytest

from lapel.loading.compiled import load_catalogue
from lapel.loading.records import RECORD, read_record
from lapel.loading.tree import read_tree
from lapel.model.located import Located, Problems
from lapel.model.money import Amount, total
from lapel.model.record import Record
from lapel.model.shapes import Choice, Day, Entry, ListOf, Shape, Text
from lapel.model.value import replace
from lapel.planner.make import make_plans
from lapel.planner.plan import Line, Plan

ROOT = Path(__file__).parents[2]
CASES = sorted((ROOT / "tests" / "cases_plans").glob("*.yaml"))
DAY = Day(partial=False)
WHO = Choice(("you", "school", "employer", "issuer"))


class Person(Text):
    """A record, or the name of one of the example people."""

    def read(self, node: Located, problems: Problems) -> Any:
        if node.text is not None:
            return read_record(ROOT / "examples" / f"{node.text}.yaml")
        return RECORD.read(node, problems)


class Changes(Text):
    """Fields of a record that differ."""

    def read(self, node: Located, problems: Problems) -> Any:
        changed = RECORD.read(node, problems)
        return {name: getattr(changed, name) for name in node.fields or {}}


FIELDS: dict[str, Shape] = {
    "about": Text(),
    "source": ListOf(Text()),
    "record": Person(),
    "changes": Changes(),
    "goal": Text(),
    "on": DAY,
    "perhaps": Choice(("yes",)),
    "route": Text(),
    "finish": DAY,
    "money": Text(),
    "tasks": ListOf(Entry(dict, {"on": DAY, "who": WHO, "what": Text()}, required=("on", "who", "what"))),
    "papers": ListOf(Entry(dict, {"what": Text(), "who": WHO}, required=("what", "who"))),
    "again": ListOf(Entry(dict, {"exam": DAY, "money": Text()}, required=("exam", "money"))),
}
CASE = Entry(dict, FIELDS, required=("about", "source", "record", "goal", "on", "route", "finish", "money"))


def read(path: Path) -> dict[str, Any]:
    problems = Problems()
    case: dict[str, Any] = CASE.read(read_tree(path, shown=path.name, problems=problems), problems)
    problems.raise_if_any()
    return case


def words(amount: Amount | None) -> str:
    if amount is None:
        return "not known"
    return str(amount.low) if amount.exact else f"{amount.low} to {amount.high}"


def fees(lines: tuple[Line, ...]) -> str:
    if any(line.amount is None for line in lines):
        return "not known"
    return words(total(line.amount for line in lines if line.amount))


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_worked_plan_comes_out_as_it_says(path: Path) -> None:
    case = read(path)
    catalogue = load_catalogue()
    assert set(case["source"]) <= set(catalogue.sources)
    record: Record = replace(case["record"], **case.get("changes", {}))
    plans = make_plans(catalogue, record, [case["goal"]], on=case["on"])
    plan: Plan = (plans.perhaps if "perhaps" in case else plans.front)[0]
    [leg] = plan.legs
    assert (leg.route.id, plan.finish, words(plan.money)) == (case["route"], case["finish"], case["money"])
    if "tasks" in case:
        mine = [task for task in plan.tasks if task.kind not in ("given", "after")]
        assert [(task.starts, task.who) for task in mine] == [(task["on"], task["who"]) for task in case["tasks"]]
        for task, expected in zip(mine, case["tasks"], strict=True):
            assert re.search(re.escape(expected["what"]), task.what, re.IGNORECASE), task.what
    if "papers" in case:
        papers = leg.route.documents
        assert [paper.who for paper in papers] == [paper["who"] for paper in case["papers"]]
        assert all(expected["what"] in paper.what for paper, expected in zip(papers, case["papers"], strict=True))
    if "again" in case:
        [failing] = plan.failing
        told = [(again.tests, fees(again.fees)) for again in failing.attempts]
        assert told[: len(case["again"])] == [(again["exam"], again["money"]) for again in case["again"]]
