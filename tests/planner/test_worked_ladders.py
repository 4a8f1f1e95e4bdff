"""Every worked ladder comes out as it says."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from lapel.careers.ladder import best_pay, paid, standing
from lapel.careers.pay import Quoted
from lapel.loading.compiled import load_careers, load_catalogue
from lapel.loading.records import RECORD, parse_record, read_record
from lapel.loading.tree import read_tree
from lapel.model.located import Located, Problems
from lapel.model.occupation import NATION
from lapel.model.record import LISTS
from lapel.model.shapes import Day, Entry, ListOf, Number, Shape, Text
from lapel.planner.ladder import rungs
from lapel.planner.plan import Limits

ROOT = Path(__file__).parents[2]
CASES = sorted((ROOT / "tests" / "cases_roles").glob("*.yaml"))
DAY = Day(partial=False)


class Person(Text):
    """A record, or the name of one of the example people."""

    def read(self, node: Located, problems: Problems) -> Any:
        if node.text is not None:
            return read_record(ROOT / "examples" / f"{node.text}.yaml")
        return RECORD.read(node, problems)


FIELDS: dict[str, Shape] = {
    "about": Text(),
    "source": ListOf(Text()),
    "record": Person(),
    "on": DAY,
    "by": DAY,
    "budget": Number(0, 1_000_000),
    "role": Text(),
    "route": Text(),
    "finish": Text(),
    "money": Text(),
    "not_known": ListOf(Text()),
    "expect": Text(),
    "best": ListOf(Text()),
    "best_known": ListOf(Text()),
}
CASE = Entry(dict, FIELDS, required=("about", "source", "record", "on"))


def read(path: Path) -> dict[str, Any]:
    problems = Problems()
    case: dict[str, Any] = CASE.read(read_tree(path, shown=path.name, problems=problems), problems)
    problems.raise_if_any()
    return case


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_worked_ladder_comes_out_as_it_says(path: Path) -> None:
    case, careers = read(path), load_careers()
    assert set(case["source"]) <= set(careers.sources)
    chosen = {case["role"]: careers.roles[case["role"]]} if "role" in case else dict(careers.roles)
    wages = [Quoted(w) for w in careers.wages if w.area == NATION and not w.industry]
    budget = case.get("budget")
    found = rungs(
        load_catalogue(),
        chosen,
        careers.steps,
        case["record"],
        lambda codes: paid(codes, wages, wages, careers.projections),
        on=case["on"],
        limits=Limits(by=case.get("by"), budget=None if budget is None else int(budget)),
        held=standing(case["record"], careers.roles, on=case["on"]).roles,
    )
    ways = [way for rung in found for way in rung.ways]
    if "route" in case:
        (way,) = [way for way in ways if way.route.id == case["route"]]
        assert f"{way.careful.value:.0f} to {way.hopeful.value:.0f}" == case["expect"]
        assert (str(way.sure[0].finish) if way.sure else "no plan") == case["finish"]
        if "money" not in case:
            return
        money = way.sure[0].money
        assert case["money"] in (str(money.usual), f"{money.low} to {money.high}")
        missing = way.sure[0].not_known
        assert len(missing) == len(case.get("not_known", ()))
        assert all(any(words in line for line in missing) for words in case.get("not_known", ()))
    best = best_pay(ways)
    for name, reached in (("best", best.part), ("best_known", best.whole)):
        if name in case:
            assert {reach.way.role.id for reach in reached} == set(case[name])


def test_every_role_is_within_reach_of_someone_with_a_diploma_and_a_certificate() -> None:
    """Surely, by some way, within ten years."""
    careers = load_careers()
    person = parse_record(
        {
            "state": "NJ",
            "as_of": "2026-11-22",
            "school": {"diploma": True, "earned": "2020-06-01"},
            "certificates": [{"id": "ccma-nha", "earned": "2026-01-01", "expires": "2040-01-01"}],
            "complete": list(LISTS),
        }
    )
    found = rungs(
        load_catalogue(), careers.roles, careers.steps, person, lambda codes: (), on=date(2026, 11, 22), limits=Limits()
    )
    assert [rung.role.id for rung in found if not rung.reached] == []
    assert all(way.proved for rung in found for way in rung.ways)
