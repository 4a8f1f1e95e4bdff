"""Every way to every role as the planner sees it: how soon, for how much, by which steps."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from lapel.careers.ladder import Paid, Point, Rung, Way
from lapel.model.credential import Catalogue
from lapel.model.preparation import Preparation
from lapel.model.record import LISTS, Record
from lapel.model.role import Code, Role
from lapel.model.truth import Truth
from lapel.model.value import replace
from lapel.planner.make import Planner, worse
from lapel.planner.plan import Limits, Plan
from lapel.planner.roles import with_roles
from lapel.planner.tell import tell

UNKNOWN, TRUE = Truth.UNKNOWN, Truth.TRUE

Pays = Callable[[Sequence[Code]], tuple[Paid, ...]]


def rungs(
    catalogue: Catalogue,
    roles: Mapping[str, Role],
    steps: Mapping[str, Preparation],
    record: Record,
    pays: Pays,
    *,
    on: date,
    limits: Limits,
    held: Sequence[Role] = (),
) -> tuple[Rung, ...]:
    """Plan the way to each role by each of its routes; ``pays`` gives what occupations pay.

    A role that the person has today is not planned for.
    """
    record = record if record.as_of else replace(record, as_of=on)
    return tuple(
        Rung(
            role,
            _ways(with_roles(catalogue, [role], steps, alone=True), role, record, pays, on, limits, role in held),
            role in held,
        )
        for role in roles.values()
    )


def _ways(
    catalogue: Catalogue, role: Role, record: Record, pays: Pays, on: date, limits: Limits, held: bool
) -> tuple[Way, ...]:
    ways = []
    for route in role.goal.routes:
        way = Way(role, route, pays(role.means(route.id)))
        ways.append(way if held else _planned(catalogue, way, record, on, limits))
    return tuple(ways)


def _planned(catalogue: Catalogue, way: Way, record: Record, on: date, limits: Limits) -> Way:
    """Search for the plans by one route: those that are sure, and those that are better if something turns out well."""
    goal = replace(way.role.goal, routes=(way.route,))
    planner = Planner(catalogue, record, (goal,), [goal], {}, on, limits)
    world = planner.world(limits)
    sure, proved = planner.search(world, TRUE, ())
    hopeful = planner.world(limits, replace(record, complete=frozenset(LISTS)))
    perhaps, proved_perhaps = planner.search(hopeful, UNKNOWN, sure)
    worth = [found for found in perhaps if not any(worse(found, other) for other in sure)]
    return replace(
        way,
        sure=tuple(point(tell(world, found, TRUE)) for found in sure),
        perhaps=tuple(point(tell(hopeful, found, UNKNOWN)) for found in worth),
        blocked=() if sure or worth else tuple(planner.blocked()),
        proved=proved and proved_perhaps,
    )


def point(plan: Plan) -> Point:
    """See a plan to a role as a point of the ladder. Waiting to be hired is left out: every plan has it."""
    return Point(
        plan.finish,
        plan.money,
        tuple(task.what for task in plan.tasks if not task.goal),
        tuple(line.what for line in plan.not_known if line.unpaid_hours is None),
        sum(task.wait is not None and not task.wait.known and task.kind != "apply" for task in plan.tasks),
        plan.sure,
        tuple(finding.says for finding in plan.assumes),
    )
