"""The tasks of a plan: what comes by itself, the steps that prepare, and those of each route."""

from collections.abc import Iterator
from datetime import date

from lapel.model.credential import ROLE, Step
from lapel.model.truth import Truth
from lapel.model.value import replace
from lapel.planner.bill import cost_line, fee_line
from lapel.planner.chain import Chain, Times
from lapel.planner.plan import Leg, Task
from lapel.planner.told import Told
from lapel.planner.world import hours_a_week
from lapel.rules.explain import conditions
from lapel.rules.nodes import Some
from lapel.rules.trace import Trace
from lapel.rules.wording import long_date, wording

FALSE = Truth.FALSE


def given_tasks(told: Told) -> Iterator[Task]:
    """What comes with time, or is under way: conditions that are not met today and will be, without a step."""
    planned = {place for places in told.places.values() for place in places}
    seen = set()
    for chain, times in told.chains.values():
        day = date.fromordinal(times.certified)
        rules = [chain.route.rule, *(step.needs for step in chain.steps if step.needs)]
        for trace in (part for rule in rules for part, _ in conditions(told.trace(rule, chain), day)):
            since = trace.line.starts[trace.line.run_at(times.certified)]
            says = wording(trace.rule)
            if since <= told.world.on.toordinal() or says in seen or _through(trace, times.certified, planned):
                continue
            seen.add(says)
            came = date.fromordinal(since)
            name = f"given/{chain.credential.id}/{_words(says)}"
            yield Task(
                name,
                says,
                "you",
                "given",
                came,
                came,
                why=_for(chain),
                goal=chain.credential.id,
                cite=trace.rule.notes.cite,
            )


def _words(says: str) -> str:
    """Make a name of a sentence, which stays as long as the sentence does."""
    return "-".join("".join(c if c.isalnum() else " " for c in says.lower()).split()[:12])


def _through(trace: Trace, day: int, places: set[str]) -> bool:
    """Whether a condition is met on a day through some of these entries."""
    entries = _entries(trace, day)
    return bool(entries & places) or bool({place.split("[")[0] for place in places} & entries)


def _entries(trace: Trace, day: int) -> set[str]:
    """The entries of the record through which a condition is true on a day."""
    if isinstance(trace.rule, Some):
        return {part.entry or place for part in trace.parts for place in _below(part) if part.line.at(day) is not FALSE}
    return {place.split(".")[0] for place in _below(trace)}


def _below(trace: Trace) -> set[str]:
    places = {trace.entry} if trace.entry else set(trace.facts)
    return places.union(*(_below(part) for part in trace.parts))


def _for(chain: Chain) -> str:
    term = f" ({chain.route.term})" if chain.route.term else ""
    if chain.credential.kind == ROLE:
        return f"To work as {chain.credential.full_name}: {chain.route.name}{term}."
    return f"For the {chain.credential.name}, by the route: {chain.route.name}{term}."


def prepared_tasks(told: Told) -> Iterator[Task]:
    """The steps that prepare, each with what it opens."""
    world, found = told.world, told.found
    for name in _in_turn(told):
        start = found.starts[name]
        option = world.options[name]
        step = option.step
        over = world.over(name, start)
        begins, ends = date.fromordinal(start), date.fromordinal(found.finish if step.open_ended else over)
        met = _opened(told, set(told.places[name]))
        yield Task(
            id=name,
            what=step.name,
            who=step.who,
            kind=step.stage,
            starts=begins,
            ends=max(begins, ends),
            open_ended=step.open_ended,
            wait=None if step.takes.known and step.takes.most and not step.takes.most.count else step.takes,
            hours_per_week=hours_a_week(step, quick=world.quick),
            after=_before(told, name),
            why=" ".join(dict.fromkeys(met)) or " ".join(_for(chain) for chain, _ in told.chains.values()),
            about=step.about,
            costs=tuple(
                cost_line(step, cost, begins, date.fromordinal(over), world.limits.wage) for cost in step.costs
            ),
            documents=step.documents,
            checks=step.checks,
            cite=step.cite,
            note=step.note,
        )


def _in_turn(told: Told) -> Iterator[str]:
    """Name the steps in the order of the plan; each after what it needs, where both start on the same day."""
    starts, named = told.found.starts, set[str]()

    def follow(name: str, trail: frozenset[str]) -> Iterator[str]:
        for other in _before(told, name):
            if starts[other] == starts[name] and other not in trail and told.requires(name, other):
                yield from follow(other, trail | {name})
        if name not in named:
            named.add(name)
            yield name

    for name in starts:
        yield from follow(name, frozenset({name}))


def _opened(told: Told, places: set[str]) -> Iterator[str]:
    """The conditions that the entries of a step meet, in words."""
    for chain, times in told.chains.values():
        trace = told.trace(chain.route.rule, chain)
        for part, _ in conditions(trace, date.fromordinal(times.applies)):
            if part.line.at(times.applies) is not FALSE and _through(part, times.applies, places):
                yield f"{chain.credential.name}: {wording(part.rule)}"


def _before(told: Told, name: str) -> tuple[str, ...]:
    """The steps that give what a step needs."""
    needs = told.world.options[name].needs
    read = told.world.reads.of(needs) if needs is not None else frozenset()
    gives = {
        other: {gift.within for gift in told.world.options[other].step.gives}
        for other in told.found.starts
        if other != name and told.found.starts[other] <= told.found.starts[name]
    }
    return tuple(other for other, lists in gives.items() if lists & read)


def chained_tasks(told: Told, leg: Leg) -> Iterator[Task]:
    """The steps of a route, each with its day: before the application, from it to the certificate, and after."""
    chain, times = told.chains[leg.credential.id]
    before = list(_before_applying(told, chain, times))
    last = (*told.found.starts, *_helpers(told, chain), *(task.id for task in before))
    steps = list(_from_applying(told, chain, times, last))
    yield from (*before, *steps)
    if leg.credential.kind == ROLE:
        return
    received = Task(
        id=f"{chain.id}/receive",
        what=f"You have the {leg.credential.name}.",
        who="issuer",
        kind="receive",
        starts=leg.certified,
        ends=leg.certified,
        critical=times.certified == told.found.finish,
        after=(steps[-1].id,),
        why=f"It is valid through {long_date(leg.expires)}." if leg.expires else "",
        goal=leg.credential.id,
    )
    yield received
    for place, step in enumerate(chain.after, 100):
        yield replace(_task(told, chain, step, place, times.certified), after=(received.id,))


AT_ONCE = ("check", "task")
"""Kinds of steps that can be done on the day of the plan, whatever comes later."""


def _before_applying(told: Told, chain: Chain, times: Times) -> Iterator[Task]:
    """Questions at once; papers just in time, and not before the route is open."""
    now = told.world.on.toordinal()
    day = max(now, times.applies - sum(_length(told, step, times.applies) for step in chain.before))
    for place, step in enumerate(chain.before):
        start = now if step.kind in AT_ONCE else day
        earliest = date.fromordinal(min(times.opens, start))
        yield replace(_task(told, chain, step, place, start), earliest=earliest)
        day = day if step.kind in AT_ONCE else start + _length(told, step, start)


def _from_applying(told: Told, chain: Chain, times: Times, last: tuple[str, ...]) -> Iterator[Task]:
    latest = _latest(told, chain, times)
    for place, (step, start, late) in enumerate(zip(chain.steps, times.starts, latest, strict=True), len(chain.before)):
        task = _task(told, chain, step, place, start)
        task = replace(task, after=last, latest=date.fromordinal(late), critical=late == start)
        if step.kind == "apply":
            costs = tuple(fee_line(fee, start) for fee in told.world.fees(chain).on(start))
            opens = date.fromordinal(times.opens)
            task = replace(task, earliest=opens, why=_for(chain), costs=costs, documents=chain.route.documents)
        yield task
        last = (task.id,)


def _helpers(told: Told, chain: Chain) -> Iterator[str]:
    """The certificates on the way that a chain looks at, as tasks."""
    helped = {aim.id for aim in told.world.aims if aim.helped}
    for aim in told.world.aims:
        if aim.id == chain.credential.id:
            return
        if aim.used and aim.id in told.chains and chain.credential.id in helped:
            yield f"{told.chains[aim.id][0].id}/receive"


def _latest(told: Told, chain: Chain, times: Times) -> list[int]:
    """Give the latest start of each step that leaves the finish of the plan where it is."""
    limit, latest = told.found.finish, []
    for step, start in zip(reversed(chain.steps), reversed(times.starts), strict=True):
        if step.kind == "apply":
            limit = _latest_application(told, chain, start, limit)
        else:
            limit = max(start, limit - _length(told, step, start))
        latest.append(limit)
    return latest[::-1]


def _latest_application(told: Told, chain: Chain, low: int, high: int) -> int:
    """Find the last day that will do by bisection: from it on, the route would be closed or the end too late."""
    high = max(low, high)
    while low < high:
        middle = (low + high + 1) // 2
        again = told.walk(chain, middle)
        in_time = again is not None and again.applies == middle and again.certified <= told.found.finish
        low, high = (middle, high) if in_time else (low, middle - 1)
    return low


def _length(told: Told, step: Step, day: int) -> int:
    if step.takes is None:
        return 0
    return step.takes.after(date.fromordinal(day), quick=told.world.quick).toordinal() - day


def _task(told: Told, chain: Chain, step: Step, place: int, start: int) -> Task:
    return Task(
        id=f"{chain.id}/{step.kind}-{place + 1}",
        what=step.what,
        who=step.who,
        kind=step.kind,  # type: ignore[arg-type]
        starts=date.fromordinal(start),
        ends=date.fromordinal(start + _length(told, step, start)),
        wait=step.takes,
        goal=chain.credential.id,
        cite=step.cite,
        note=step.note,
    )
