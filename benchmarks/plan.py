"""``lapel plan``: the whole front, beside trying every choice of steps with the same rules."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import partial
from itertools import combinations
from pathlib import Path

from benchmarks.check import EXAMPLES
from benchmarks.measure import Row, functions
from lapel.loading.compiled import load_catalogue
from lapel.loading.records import read_record
from lapel.model.credential import Catalogue
from lapel.model.preparation import Preparation
from lapel.model.record import Record
from lapel.model.truth import Truth
from lapel.model.value import replace
from lapel.planner.aims import aims_for
from lapel.planner.chain import walk
from lapel.planner.draft import gifts_made, laid
from lapel.planner.make import make_plans
from lapel.planner.plan import Limits
from lapel.planner.search import Found, Search
from lapel.planner.world import World
from lapel.rules.evaluate import evaluate
from lapel.rules.trace import Scope

ON = date(2026, 11, 22)
FOUR = ("cma-aama", "rma-amt", "ncma-ncct", "ccma-nha")


def people() -> Mapping[str, Record]:
    """Give the example records."""
    return {path.stem: replace(read_record(path), as_of=ON) for path in sorted(Path(EXAMPLES).glob("*.yaml"))}


def front(catalogue: Catalogue, record: Record, goals: Sequence[str], steps: Sequence[Preparation]) -> list[Found]:
    """Find the whole Pareto front of sure plans, with nothing kept from an earlier search."""
    aims = aims_for(catalogue, record, [catalogue.credentials[goal] for goal in goals])
    return Search(World(record, aims, steps, on=ON, limits=Limits()), Truth.TRUE).run()


def every_choice(catalogue: Catalogue, record: Record, goal: str, steps: Sequence[Preparation]) -> int:
    """Try each set of three steps at most, all begun today, on each route: the peer, and less than the search does."""
    aims = aims_for(catalogue, record, [catalogue.credentials[goal]])
    world = World(record, aims, steps, on=ON, limits=Limits())
    best = 0
    for count in range(4):
        for names in combinations(world.options, count):
            filled = record
            for name in names:
                gifts = world.options[name].step.gives
                filled = laid(filled, gifts_made(gifts, world.floor, world.over(name, world.floor)))
            scope = Scope(filled)
            for chain in aims[0].chains:
                found = walk(
                    chain,
                    lambda rule, scope=scope: evaluate(rule, scope).line,  # type: ignore[misc]
                    floor=world.floor,
                    trained=world.floor,
                    least=Truth.TRUE,
                    quick=False,
                )
                best = min(best or found.certified, found.certified) if found else best
    return best


def each_person() -> list[Row]:
    """Every example person and each of the four certificates, by how long their fronts take."""
    catalogue = load_catalogue()
    steps = tuple(catalogue.steps.values())
    named = {
        f"{name}: {goal}": partial(front, catalogue, record, [goal], steps)
        for name, record in people().items()
        for goal in FOUR
    }
    rows = sorted(functions(named, runs=15), key=lambda row: row.middle)
    at = {"the quickest": 0, "the median": len(rows) // 2, "the 95th percentile": round(len(rows) * 0.95) - 1}
    chosen = [
        (f"{where} of {len(rows)} fronts ({rows[i].what})", rows[i]) for where, i in {**at, "the slowest": -1}.items()
    ]
    told = [replace_what(row, what, "≤ 50 ms" if "95th" in what else "") for what, row in chosen]
    worker = people()["ten-years-of-work"]
    more = functions(
        {
            "the front of ten years of work: cma-aama": lambda: front(catalogue, worker, ["cma-aama"], steps),
            "every choice of up to three steps, begun today (peer)": lambda: every_choice(
                catalogue, worker, "cma-aama", steps
            ),
            "make_plans: both fronts, told with room, risks and failing": lambda: make_plans(
                catalogue, worker, ["cma-aama"], on=ON
            ),
        },
        runs=10,
    )
    return [*told, *more]


def growth() -> list[Row]:
    """The same with more goals, with more steps, and with a state's credential, which others help to reach."""
    catalogue = load_catalogue()
    steps = tuple(catalogue.steps.values())
    person = people()["ten-years-of-work"]
    named: dict[str, Callable[[], object]] = {}
    for count in range(1, 5):
        words = f"{count} goal{'s' * (count > 1)}, {len(steps)} steps"
        named[words] = partial(front, catalogue, person, FOUR[:count], steps)
    for times in (2, 4):
        many = [replace(step, id=f"{step.id}-{copy}") for copy in range(times) for step in steps]
        named[f"1 goal, {len(many)} steps"] = partial(front, catalogue, person, FOUR[:1], many)
    named["MA-C (Washington), by any certificate"] = partial(front, catalogue, person, ["ma-c-wa"], steps)
    return functions(named, runs=5)


def replace_what(row: Row, what: str, aim: str) -> Row:
    """Give a row another name and aim."""
    return Row(what, row.middle, row.least, row.most, row.ratio, row.memory, aim)
