"""Goals, a record and limits → plans: every one that no other beats, or what stands in the way."""

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from lapel.eligibility.decide import decide
from lapel.model.credential import Catalogue, Credential
from lapel.model.preparation import Preparation
from lapel.model.record import LISTS, Record
from lapel.model.truth import Truth
from lapel.model.value import replace
from lapel.planner.aims import aims_for
from lapel.planner.chain import Chain
from lapel.planner.plan import Limits, Other, Plan, Plans, Relaxation, Task
from lapel.planner.search import MOST_LABELS, Effort, Found, Label, Search
from lapel.planner.tell import tell
from lapel.planner.world import Option, World, rules_of
from lapel.rules.wording import long_date

UNKNOWN, TRUE = Truth.UNKNOWN, Truth.TRUE


def make_plans(
    catalogue: Catalogue,
    record: Record,
    goals: Sequence[str],
    *,
    on: date,
    limits: Limits | None = None,
    steps: Mapping[str, Preparation] | None = None,
    hours: bool = False,
    effort: int = MOST_LABELS,
) -> Plans:
    """Plan the way to every goal together, from a day on.

    The record is taken to describe the day of the plan unless it says otherwise. ``steps`` stand in for those of the
    catalogue (see `lapel.planner.figures`). With ``hours``, the front also weighs hours a week: it holds plans that are
    later or dearer and ask for fewer. ``effort`` is how many sets of plans may be looked at: when they are spent, the
    answer says so and holds what was found by then, the same on every machine. Raises KeyError for a goal that the
    catalogue does not hold.
    """
    if steps is not None:
        catalogue = replace(catalogue, steps=steps)
    record = record if record.as_of else replace(record, as_of=on)
    asked = [catalogue.credentials[name] for name in dict.fromkeys(goals)]
    reached = {c.id: day for c in asked for held, day in [held_until(record, c, on)] if held is TRUE}
    wanted = [credential for credential in asked if credential.id not in reached]
    planner = Planner(catalogue, record, tuple(asked), wanted, reached, on, limits or Limits(), Effort(effort))
    return planner.plans(hours=hours)


def held_until(record: Record, credential: Credential, on: date) -> tuple[Truth, date | None]:
    """Tell whether a credential is held on a day, and its last day where that is known."""
    decision = decide(credential, record, on=on)
    days = [c.expires for c in record.certificates if c.id == credential.id and isinstance(c.expires, date)]
    return decision.holds, max(days, default=None)


class Planner:
    """One question and what is worked out for it.

    Plans that hold perhaps take the lists of the record to be complete: what a person has not told is not hoped for.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        record: Record,
        goals: tuple[Credential, ...],
        wanted: list[Credential],
        reached: dict[str, date | None],
        on: date,
        limits: Limits,
        effort: Effort | None = None,
    ) -> None:
        self.catalogue = catalogue
        self.record = record
        self.goals = goals
        self.wanted = wanted
        self.reached = reached
        self.on = on
        self.limits = limits
        self.effort = effort or Effort()
        self.aims = aims_for(catalogue, record, wanted)

    def plans(self, *, hours: bool = False) -> Plans:
        """Search, and tell what was found."""
        held = tuple((goal, self.reached[goal.id]) for goal in self.goals if goal.id in self.reached)
        answer = Plans(self.on, self.goals, self.limits, (), reached=held)
        if not self.wanted:
            return answer
        world = self.world(self.limits)
        sure, proved = self.with_fewer_hours() if hours else self.search(world, TRUE, ())
        hopeful = self.world(self.limits, replace(self.record, complete=frozenset(LISTS)))
        perhaps, proved_perhaps = self.search(hopeful, UNKNOWN, sure)
        told = [tell(world, found, TRUE) for found in sure]
        # Hoping must be worth it: a plan that is later or dearer, and nothing else, is not.
        worth = [p for p in perhaps if not any(worse(p, other) for other in sure)]
        hoped = [tell(hopeful, found, UNKNOWN) for found in worth]
        relax = () if told else tuple(self.relax(bool(hoped)))
        answer = replace(
            answer,
            front=tuple(replace(plan, because=tuple(because(plan, told))) for plan in told),
            perhaps=tuple(replace(plan, because=tuple(hopes(plan, told))) for plan in hoped),
            relax=relax,
            blocked=() if told or any(each.limit != "sure" for each in relax) else tuple(self.blocked()),
            advice=tuple(self.advice()),
            others=tuple(self.others(world, sure)),
            proved=proved and proved_perhaps,
        )
        return replace(answer, spent=self.effort.spent)

    def world(self, limits: Limits, record: Record | None = None) -> World:
        """Give the problem under some limits; with a record, for that one."""
        return World(record or self.record, self.aims, self.catalogue.steps.values(), on=self.on, limits=limits)

    def search(self, world: World, least: Truth, known: Sequence[Found]) -> tuple[list[Found], bool]:
        """Search for the front; nothing can be found when the last day is over before the first."""
        if world.horizon < world.floor:
            return [], True
        search = Search(world, least, known, self.effort)
        return search.run(), search.proved

    def with_fewer_hours(self) -> tuple[list[Found], bool]:
        """Find the front of finish, money and hours a week: search again with ever fewer hours."""
        limits, plans, proved = self.limits, [], True
        while True:
            world = self.world(limits)
            found, sure = self.search(world, TRUE, ())
            proved = proved and sure
            plans += [(plan, world.peak(plan.starts)) for plan in found]
            most = max((peak for plan, peak in plans[len(plans) - len(found) :]), default=0)
            if not most:
                break
            limits = replace(limits, hours_per_week=most - 1)
        kept: list[tuple[Found, int]] = []
        for plan, peak in sorted(plans, key=lambda pair: (pair[0].finish, pair[0].cost, pair[1])):
            if not any(other.beats(plan.finish, (plan.cost, plan.not_known)) and less <= peak for other, less in kept):
                kept.append((plan, peak))
        return [plan for plan, _ in kept], proved

    def others(self, world: World, front: Sequence[Found]) -> Iterator[Other]:
        """Try each other program or job in the place of those on the front, where there is one to replace."""
        routes: dict[str, Chain | None] = dict.fromkeys(aim.id for aim in world.aims)
        helpful = world.helpful(routes)
        ways = [name for name in helpful if world.options[name].step.stage in ("training", "work")]
        used = {name for plan in front for name in plan.starts}
        if not front or not set(front[0].starts) & set(ways):
            return
        rest = tuple(name for name in helpful if name not in ways)
        for name in ways:
            if name not in used:
                window = (world.floor, world.horizon)
                for plan in Search(world, effort=self.effort).run(Label({name: window}, rest, routes))[:1]:
                    if any(name in world.bearing(rules_of(chain)) for chain, _ in plan.times.values()):
                        yield other(world.options[name], plan, front[0])

    # No plan

    def relax(self, hoped: bool) -> Iterator[Relaxation]:
        """Say for each limit alone how far it would have to give for there to be a sure plan."""
        limits = self.limits
        if hoped:
            says = "There is a plan that holds if what is not known turns out well."
            yield Relaxation("sure", "only what is certain", "what may be true", says)
        if limits.by is not None:
            front = self.front(replace(limits, by=None))
            if front:
                day = date.fromordinal(front[0].finish)
                yield Relaxation("by", str(limits.by), str(day), f"With time until {long_date(day)} there is a plan.")
        if limits.budget is not None:
            front = self.front(replace(limits, budget=None))
            if front:
                least = min(found.cost for found in front)
                yield Relaxation(
                    "budget", f"${limits.budget:,}", f"${least:,}", f"With ${least:,} of your own there is a plan."
                )
        if limits.hours_per_week is not None:
            hours = self.enough_hours()
            if hours is not None:
                says = f"With {hours} hours a week there is a plan."
                yield Relaxation("hours_per_week", str(limits.hours_per_week), str(hours), says)

    def front(self, limits: Limits) -> list[Found]:
        """Find the sure plans under other limits."""
        return self.search(self.world(limits), TRUE, ())[0]

    def enough_hours(self) -> int | None:
        """Find the fewest hours a week with which there is a plan: only sums of steps' hours can matter."""
        options = self.world(replace(self.limits, hours_per_week=None)).options.values()
        sums = {0}
        for option in options:
            sums |= {amount + option.hours for amount in sums}
        more = sorted(amount for amount in sums if amount > (self.limits.hours_per_week or 0))
        # With more hours there is no less of a plan.
        enough = bisect_left(more, True, key=lambda most: bool(self.front(replace(self.limits, hours_per_week=most))))
        return more[enough] if enough < len(more) else None

    def blocked(self) -> Iterator[str]:
        """Say what stands in the way: the limits together, or conditions that no step and no time can meet."""
        free = self.front(replace(self.limits, by=None, budget=None, hours_per_week=None))
        if free:
            soonest, least = date.fromordinal(free[0].finish), min(plan.cost for plan in free)
            yield f"Without any limit the soonest plan ends on {long_date(soonest)}, and the cheapest costs ${least:,}."
            return
        for goal in self.wanted:
            decision = decide(goal, self.record, on=self.on)
            if decision.best is None:
                continue
            for finding in decision.best.failed:
                yield f"{goal.name}: not met: {finding.says}"
            for finding in decision.best.unknown:
                yield f"{goal.name}: not known: {finding.says}"

    # Advice

    def advice(self) -> Iterator[Task]:
        """Steps that change no rule and still help, for those they are meant for."""
        from lapel.rules.evaluate import timeline_of

        for step in self.catalogue.steps.values():
            if step.gives or step.needs is None:
                continue
            if timeline_of(step.needs, self.record).on(self.on) is TRUE:
                yield Task(
                    step.id, step.name, step.who, step.stage, self.on, self.on,
                    about=step.about, checks=step.checks, cite=step.cite, note=step.note,
                )  # fmt: skip


def other(option: Option, plan: Found, best: Found) -> Other:
    """Say what a beaten way comes to beside the soonest plan."""
    finish = date.fromordinal(plan.finish)
    says = difference(plan.finish - best.finish, plan.cost - best.cost)
    return Other(option.id, option.step.name, finish, plan.cost, f"beside the soonest plan {says}.")


def difference(days: int, dollars: int) -> str:
    """Say how much later or sooner, dearer or cheaper.

    >>> difference(366, -19401)
    '366 days later and $19,401 less'
    """
    time = f"{abs(days):,} days {'later' if days > 0 else 'sooner'}" if days else "the same day"
    price = f"${abs(dollars):,} {'more' if dollars > 0 else 'less'}" if dollars else "the same known cost"
    return f"{time} and {price}"


def worse(plan: Found, other: Found) -> bool:
    """Tell whether a plan is later or dearer than another, and neither sooner nor cheaper."""
    mine, theirs = (plan.finish, plan.cost), (other.finish, other.cost)
    return mine != theirs and theirs[0] <= mine[0] and theirs[1] <= mine[1]


def because(plan: Plan, front: Sequence[Plan]) -> Iterator[str]:
    """Say why a plan stands on the front: what it has over each other one."""
    if len(front) == 1:
        yield "No other sure plan is sooner, and none costs less."
        return
    if plan is front[0]:
        yield "No sure plan is sooner."
    if plan.money.usual == min(other.money.usual for other in front) and not plan.not_known:
        yield "No sure plan costs less."
    for other in front:
        if other is not plan:
            yield compared(plan, other)


def hopes(plan: Plan, front: Sequence[Plan]) -> Iterator[str]:
    """Say what a plan that holds perhaps has over the sure ones."""
    for other in front[:1]:
        yield compared(plan, other)


def compared(plan: Plan, other: Plan) -> str:
    """Compare two plans in one sentence."""
    says = difference((plan.finish - other.finish).days, plan.money.usual - other.money.usual)
    mine = {line.what for line in plan.not_known}
    fewer = [line.what for line in other.not_known if line.what not in mine and line.unpaid_hours is None]
    hours = other.hours - plan.hours
    says += f", {abs(hours)} hours a week {'fewer' if hours > 0 else 'more'}" if hours else ""
    without = f", and without a cost that is not known ({'; '.join(fewer)})" if fewer else ""
    return f"Against the plan that ends on {long_date(other.finish)}: {says}{without}."
