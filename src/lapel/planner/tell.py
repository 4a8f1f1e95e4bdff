"""A plan found → a plan told: dated tasks with reasons, money, room, what may go wrong."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from lapel.eligibility.validity import expiry
from lapel.model.credential import Step
from lapel.model.money import Amount, exactly, total
from lapel.model.preparation import Cost, Preparation
from lapel.model.record import Record
from lapel.model.rule import Rule
from lapel.model.timeline import Timeline
from lapel.model.truth import Truth
from lapel.model.value import replace
from lapel.planner.chain import Chain, Fee, Times, first_day, last_day, walk
from lapel.planner.draft import certified, gifts_made, laid
from lapel.planner.failing import failing
from lapel.planner.plan import Failing, Leg, Line, Plan, Task
from lapel.planner.risks import risks
from lapel.planner.room import LEAD, Room, tidied
from lapel.planner.search import Found
from lapel.planner.world import Aim, World, hours_a_week, out_of_pocket
from lapel.rules.evaluate import evaluate
from lapel.rules.explain import Explanation, Finding, conditions
from lapel.rules.nodes import All, Some, Use
from lapel.rules.trace import Scope, Trace
from lapel.rules.wording import wording

FALSE, UNKNOWN, TRUE = Truth.FALSE, Truth.UNKNOWN, Truth.TRUE


class Told:
    """What is worked out of one plan before it is told.

    Each aim has a record of its own: with every step and with the certificates that come before it.
    """

    def __init__(self, world: World, found: Found, least: Truth) -> None:
        self.world = world
        self.found = found
        self.least = least
        self.places: dict[str, tuple[str, ...]] = {}
        self.record = world.record
        for name, start in found.starts.items():
            gifts = gifts_made(world.options[name].step.gives, start, world.over(name, start))
            self.places[name] = tuple(_place(self.record, within, amends) for within, _, amends in gifts)
            self.record = laid(self.record, gifts)
        self.scopes: dict[str, Scope] = {}
        for aim in world.aims:
            if aim.id in found.times:
                self.scopes[aim.id] = Scope(self.record)
                if aim.used:
                    self.record = laid(self.record, earned(aim, *found.times[aim.id]))
        self.chains = {identity: (chain, self._later(chain, times)) for identity, (chain, times) in found.times.items()}

    def trace(self, rule: Rule, chain: Chain) -> Trace:
        """Evaluate a rule of a chain on the record as planned."""
        return evaluate(rule, self.scopes[chain.credential.id])

    def _later(self, chain: Chain, times: Times) -> Times:
        """Put the application a month before the last day for it, where the exam waits for the end of the training."""
        whole = self.trace(chain.route.rule, chain).line
        opens = min(times.opens, first_day(whole, self.world.on.toordinal(), self.least))
        trained = self.world.ready(chain, self.found.starts)[1]
        if not chain.tests or times.tests != trained or trained == self.world.floor:
            return replace(times, opens=opens)
        fees = self.world.fees(chain)
        for day in range(times.tests, times.applies, -1):
            late = last_day(whole, times.applies, max(times.applies, day - LEAD), self.least)
            again = self.walk(chain, late)
            if again and again.certified == times.certified and fees.on(late) == fees.on(times.applies):
                return replace(again, opens=opens)
        return replace(times, opens=opens)

    def walk(self, chain: Chain, floor: int) -> Times | None:
        """Go through a chain from a day on, in this plan."""
        world = self.world
        ready, trained = world.ready(chain, self.found.starts)

        def line(rule: Rule) -> Timeline:
            return self.trace(rule, chain).line

        return walk(chain, line, floor=max(floor, ready), trained=trained, least=self.least, quick=world.quick)


def earned(aim: Aim, chain: Chain, times: Times) -> tuple[tuple[str, object, bool], ...]:
    """Make the entries of a certificate that a plan earns."""
    term = expiry(aim.credential, certified=date.fromordinal(times.certified))
    return certified(aim.credential.id, (times.tests or times.certified, times.certified), term, exam=chain.tests)


def _place(record: Record, within: str, amends: bool) -> str:
    if within == "school":
        return "school"
    return f"{within}[{len(getattr(record, within)) - (1 if amends else 0)}]"


def tell(world: World, found: Found, least: Truth) -> Plan:
    """Tell a plan."""
    found = tidied(world, found, least)
    told = Told(world, found, least)
    legs = tuple(_leg(told, aim) for aim in world.aims if aim.id in found.times)
    tasks = [*_given(told), *_prepared(told), *(task for leg in legs for task in _chained(told, leg))]
    room = Room(world, found, least)
    # On one day, what comes before a certificate that helps comes before what it helps.
    places = {leg.credential.id: place for place, leg in enumerate(legs, 1)}
    ordered = sorted((room.around(task) for task in tasks), key=lambda task: (task.starts, places.get(task.goal, 0)))
    lines = [line for task in ordered for line in task.costs]
    money, borrowed = _money(world, lines)
    return Plan(
        id="+".join([*sorted(found.starts), *(chain.id for chain, _ in found.times.values())]),
        on=world.on,
        legs=legs,
        tasks=tuple(ordered),
        finish=date.fromordinal(found.finish),
        soonest=room.soonest(),
        money=money,
        not_known=tuple(line for line in lines if line.amount is None and "you" in line.paid_by),
        hours=world.peak(found.starts),
        sure=least is TRUE,
        hours_not_known=_unknown_hours(world, found),
        borrowed=borrowed,
        income=_income(world, found),
        assumes=tuple(_assumed(told, legs)),
        risks=tuple(risks(told.record, legs, ordered, _lines(told), on=world.on)),
        failing=tuple(_failing(told, aim) for aim in world.aims if _tested(found, aim)),
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


# Tasks


def _given(told: Told) -> Iterator[Task]:
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
            name = f"given/{chain.credential.id}/{len(seen)}"
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
    return f"For the {chain.credential.name}, by the route: {chain.route.name}{term}."


def _prepared(told: Told) -> Iterator[Task]:
    world, found = told.world, told.found
    for name, start in found.starts.items():
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
            costs=tuple(_line(step, cost, begins, date.fromordinal(over), world.limits.wage) for cost in step.costs),
            documents=step.documents,
            checks=step.checks,
            cite=step.cite,
            note=step.note,
        )


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


def _line(step: Preparation, cost: Cost, start: date, finish: date, wage: int | None) -> Line:
    amount = exactly(cost.unpaid_hours * wage) if cost.unpaid_hours is not None and wage is not None else cost.amount
    day = finish if cost.due == "finish" else start
    return Line(
        cost.what, day, amount, cost.paid_by, cost.refundable, cost.unpaid_hours, cost.cite or step.cite, cost.note
    )


def _chained(told: Told, leg: Leg) -> Iterator[Task]:
    """The steps of a route, each with its day."""
    chain, times = told.chains[leg.credential.id]
    world = told.world
    earlier = tuple(told.found.starts) + tuple(_helpers(told, chain))
    begin = times.applies - sum(_length(step, times.applies, world.quick) for step in chain.before)
    day = max(begin, world.on.toordinal())
    for place, step in enumerate(chain.before):
        now = world.on.toordinal() if step.kind in ("check", "task") else day
        over = now + _length(step, now, world.quick)
        yield _task(chain, step, place, now, over, earliest=now if step.kind == "check" else min(times.opens, now))
        day = over if step.kind not in ("check", "task") else day
    before = tuple(f"{chain.id}/{_slug(step, place)}" for place, step in enumerate(chain.before))
    last: tuple[str, ...] = (*earlier, *before)
    latest = _latest(told, chain, times)
    for place, (step, start) in enumerate(zip(chain.steps, times.starts, strict=True), len(chain.before)):
        over = start + _length(step, start, world.quick)
        costs = tuple(_fee_line(fee, start) for fee in world.fees(chain).on(start)) if step.kind == "apply" else ()
        documents = leg.route.documents if step.kind == "apply" else ()
        task = _task(chain, step, place, start, over, earliest=times.opens if step.kind == "apply" else None)
        late = date.fromordinal(latest[place - len(chain.before)])
        yield replace(task, after=last, costs=costs, documents=documents, latest=late, critical=late == task.starts)
        last = (task.id,)
    end = times.certified
    got = f"You have the {leg.credential.name}."
    held = f"It is valid through {leg.expires:%B} {leg.expires.day}, {leg.expires.year}." if leg.expires else ""
    name = f"{chain.id}/receive"
    yield Task(
        name,
        got,
        "issuer",
        "receive",
        leg.certified,
        leg.certified,
        critical=end == told.found.finish,
        after=last,
        why=held,
        goal=leg.credential.id,
    )
    for place, step in enumerate(chain.after):
        yield replace(_task(chain, step, 100 + place, end, end + _length(step, end, world.quick)), after=(name,))


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
            low, high = start, max(start, limit)
            while low < high:
                middle = (low + high + 1) // 2
                again = told.walk(chain, middle)
                in_time = again is not None and again.applies == middle and again.certified <= told.found.finish
                low, high = (middle, high) if in_time else (low, middle - 1)
            limit = low
        else:
            limit = max(start, limit - _length(step, start, told.world.quick))
        latest.append(limit)
    return latest[::-1]


def _length(step: Step, day: int, quick: bool) -> int:
    return step.takes.after(date.fromordinal(day), quick=quick).toordinal() - day if step.takes else 0


def _slug(step: Step, place: int) -> str:
    return f"{step.kind}-{place + 1}"


def _task(chain: Chain, step: Step, place: int, start: int, over: int, *, earliest: int | None = None) -> Task:
    return Task(
        id=f"{chain.id}/{_slug(step, place)}",
        what=step.what,
        who=step.who,
        kind=step.kind,  # type: ignore[arg-type]
        starts=date.fromordinal(start),
        ends=date.fromordinal(over),
        earliest=date.fromordinal(earliest) if earliest is not None else None,
        wait=step.takes,
        why=_for(chain) if step.kind == "apply" else "",
        goal=chain.credential.id,
        cite=step.cite,
        note=step.note,
    )


def _fee_line(fee: Fee, day: int) -> Line:
    return Line(fee.what, date.fromordinal(day), fee.amount, cite=fee.cite, note=fee.note, refundable=None)


# Money and hours


def _money(world: World, lines: Sequence[Line]) -> tuple[Amount, int]:
    """What the person pays out of pocket, and what of the rest is borrowed."""

    def paid(which: str, loan: int) -> int:
        sums: dict[tuple[str, ...], int] = {}
        for line in lines:
            if line.amount is not None:
                sums[line.paid_by] = sums.get(line.paid_by, 0) + getattr(line.amount, which)
        return out_of_pocket(sums, replace(world.limits.help, loan=loan))

    loan = world.limits.help.loan
    low, usual, high = (paid(which, loan) for which in ("low", "usual", "high"))
    return Amount(low, usual, high), paid("usual", 0) - usual


def _unknown_hours(world: World, found: Found) -> tuple[str, ...]:
    steps = (world.options[name].step for name in found.starts)
    return tuple(s.name for s in steps if s.takes.known and hours_a_week(s, quick=world.quick) is None)


def _income(world: World, found: Found) -> Amount | None:
    """What paid steps bring until the plan is done, by the day."""
    brought = []
    for name, start in found.starts.items():
        pay = world.options[name].step.pay
        if pay:
            days = min(world.finish(name, start), found.finish) - start
            year = pay.per_year
            brought.append(Amount(*(round(sum_ * days / 365.25) for sum_ in (year.low, year.usual, year.high))))
    return total(brought) if brought else None


# What it rests on


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


def _failing(told: Told, aim: Aim) -> Failing:
    chain, times = told.chains[aim.id]
    record = told.scopes[aim.id].record
    trained = told.world.ready(chain, told.found.starts)[1]
    return failing(aim, chain, times, record, least=told.least, trained=trained, quick=told.world.quick)
