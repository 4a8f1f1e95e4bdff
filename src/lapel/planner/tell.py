"""A plan found → a plan told: dated tasks with reasons, money, room, what may go wrong."""

from collections.abc import Iterable, Iterator
from datetime import date

from lapel.eligibility.validity import expiry
from lapel.model.timeline import Timeline
from lapel.model.truth import Truth
from lapel.planner.bill import income, money, unknown_hours
from lapel.planner.failing import failing, failing_step
from lapel.planner.plan import Failing, Leg, Plan
from lapel.planner.risks import risks
from lapel.planner.room import Room, tidied
from lapel.planner.search import Found
from lapel.planner.tasks import chained_tasks, given_tasks, prepared_tasks
from lapel.planner.told import Told
from lapel.planner.world import Aim, World
from lapel.rules.evaluate import evaluate
from lapel.rules.explain import Explanation, Finding, conditions
from lapel.rules.nodes import All, Some, Use
from lapel.rules.trace import Scope, Trace

UNKNOWN, TRUE = Truth.UNKNOWN, Truth.TRUE


def tell(world: World, found: Found, least: Truth) -> Plan:
    """Tell a plan."""
    found = tidied(world, found, least)
    told = Told(world, found, least)
    legs = tuple(_leg(told, aim) for aim in world.aims if aim.id in found.times)
    tasks = [*given_tasks(told), *prepared_tasks(told), *(task for leg in legs for task in chained_tasks(told, leg))]
    room = Room(world, found, least)
    # On one day, what comes before a certificate that helps comes before what it helps.
    places = {leg.credential.id: place for place, leg in enumerate(legs, 1)}
    ordered = sorted((room.around(task) for task in tasks), key=lambda task: (task.starts, places.get(task.goal, 0)))
    lines = [line for task in ordered for line in task.costs]
    dollars, borrowed = money(world, lines)
    return Plan(
        id="+".join([*sorted(found.starts), *(chain.id for chain, _ in found.times.values())]),
        on=world.on,
        legs=legs,
        tasks=tuple(ordered),
        finish=date.fromordinal(found.finish),
        soonest=room.soonest(),
        money=dollars,
        not_known=tuple(line for line in lines if line.amount is None and "you" in line.paid_by),
        hours=world.peak(found.starts),
        sure=least is TRUE,
        hours_not_known=unknown_hours(world, found),
        borrowed=borrowed,
        income=income(world, found),
        assumes=tuple(_assumed(told, legs)),
        risks=tuple(risks(told.record, legs, ordered, _lines(told), on=world.on)),
        failing=(
            *(_failing(told, aim) for aim in world.aims if _tested(found, aim)),
            *(each for name, day in found.starts.items() for each in _failing_step(world, name, day)),
        ),
    )


def _tested(found: Found, aim: Aim) -> bool:
    return aim.id in found.times and found.times[aim.id][0].tests


def _leg(told: Told, aim: Aim) -> Leg:
    chain, times = told.chains[aim.id]
    day = date.fromordinal(times.applies)
    trace = told.trace(chain.route.rule, chain)
    return Leg(
        aim.credential,
        chain.route,
        date.fromordinal(times.opens),
        day,
        date.fromordinal(times.tests) if chain.tests else None,
        date.fromordinal(times.certified),
        expiry(aim.credential, certified=date.fromordinal(times.certified)),
        tuple(finding for finding in Explanation(day).findings(trace) if finding.truth is TRUE),
    )


def _assumed(told: Told, legs: Iterable[Leg]) -> Iterator[Finding]:
    """What is not known and would have to turn out well."""
    if told.least is TRUE:
        return
    for leg in legs:
        chain, times = told.chains[leg.credential.id]
        for step in chain.before:
            if step.kind == "earn":
                yield Finding(f"You have done this already: {step.what}", UNKNOWN, step.cite, step.note)
        rules = [chain.route.rule, *(step.needs for step in chain.steps if step.needs)]
        explanation = Explanation(date.fromordinal(times.applies))
        yield from dict.fromkeys(f for rule in rules for f in _unknown(told.trace(rule, chain), explanation))
    for name, start in told.found.starts.items():
        needs = told.world.options[name].needs
        if needs is not None:
            explanation = Explanation(date.fromordinal(start))
            yield from _unknown(evaluate(needs, Scope(told.record)), explanation)


def _unknown(trace: Trace, explanation: Explanation) -> Iterator[Finding]:
    """The unknown conditions that would all have to hold; alternatives, and a dispute among sources, are one."""
    for part, cite in conditions(trace, explanation.on):
        if part.line.at(explanation.day) is not UNKNOWN:
            continue
        below = [entry for entry in part.parts if entry.line.at(explanation.day) is UNKNOWN]
        if isinstance(part.rule, (All, Use)) or (isinstance(part.rule, Some) and len(below) == 1):
            for entry in below:
                yield from _unknown(entry, explanation)
        else:
            yield explanation.finding(part, cite)


def _lines(told: Told) -> list[Timeline]:
    """When each leg's route is open."""
    return [told.trace(chain.route.rule, chain).line for chain, _ in told.chains.values()]


def _failing_step(world: World, name: str, start: int) -> Iterator[Failing]:
    return failing_step(world.options[name].step, world.over(name, start))


def _failing(told: Told, aim: Aim) -> Failing:
    chain, times = told.chains[aim.id]
    record = told.scopes[aim.id].record
    trained = told.world.ready(chain, told.found.starts)[1]
    return failing(aim, chain, times, record, least=told.least, trained=trained, quick=told.world.quick)
