"""A second planner, which counts out every plan of a small world; written from what the planner promises, not its code.

A plan is a set of steps, each with a day on which it starts, and for each goal a route with a day for each of its
steps. It counts if every rule holds on its day, if the hours of a week and the budget are kept to, and if all is done
by the last day. Of a rule only its meaning is taken from Lapel: `lapel.rules.evaluate`.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import combinations, product
from typing import Any

from worlds import ON, Small

from lapel.eligibility.validity import expiry
from lapel.model.credential import Credential, DatedValue, Route
from lapel.model.preparation import Gift, Preparation
from lapel.model.record import Certificate, ExamAttempt, Program, Record
from lapel.model.rule import Rule
from lapel.model.span import Span
from lapel.model.timeline import Timeline
from lapel.model.truth import Truth
from lapel.model.value import Value, replace
from lapel.planner.plan import Help
from lapel.rules import nodes
from lapel.rules.evaluate import timeline_of

FALSE, UNKNOWN, TRUE = Truth.FALSE, Truth.UNKNOWN, Truth.TRUE

Worth = tuple[int, int, frozenset[str]]
"""What a plan comes to: the day it is done, what it costs, and the costs that are not known."""

Starts = Mapping[str, int]


class Reached(Value):
    """A way through a route: the days of its application, its exam (0 without one) and its certificate."""

    applies: int
    tests: int
    certified: int


class Leg(Value):
    """A credential reached."""

    credential: Credential
    route: Route
    days: Reached

    @property
    def key(self) -> tuple[str, int, int]:
        """What it adds to the record."""
        return self.credential.id, self.days.tests, self.days.certified


class Counted(Value):
    """A plan."""

    starts: Starts
    legs: tuple[Leg, ...]
    worth: Worth


def better(one: Worth, other: Worth) -> bool:
    """Whether a plan is as soon, as cheap and as well known as another."""
    return one[0] <= other[0] and one[1] <= other[1] and one[2] <= other[2]


def reads(rule: Rule) -> frozenset[str]:
    """The lists of the record that a rule looks at, and ``school``."""
    own: set[str] = set()
    match rule:
        case nodes.Some(within=within):
            own.add(within)
        case nodes.Experience():
            own.add("work")
        case nodes.Failures() | nodes.Waited():
            own.add("exams")
        case nodes.After(date="diploma") | nodes.Until(date="diploma") | nodes.Fact(name="diploma_kind"):
            own.add("school")
    return frozenset(own.union(*(reads(part) for part in nodes.children(rule))))


def names(rule: Rule) -> set[str]:
    """The credentials that a rule names."""
    own = {str(rule.value)} if isinstance(rule, nodes.Fact) and rule.name in ("id", "exam") else set()
    return own.union(*(names(part) for part in nodes.children(rule)))


def somes(rule: Rule) -> Iterator[nodes.Some]:
    """The conditions on entries of a list, in a rule."""
    if isinstance(rule, nodes.Some):
        yield rule
    for part in nodes.children(rule):
        yield from somes(part)


def after(span: Span | None, day: int, quick: bool) -> int:
    """The day on which a wait that begins on a day is over."""
    return day if span is None else span.after(date.fromordinal(day), quick=quick).toordinal()


# The record of a plan.


def with_gift(record: Record, gift: Gift, start: int, finish: int) -> Record:
    """The record with what a step gives."""
    entry = gift.made(date.fromordinal(start), date.fromordinal(finish))
    if gift.within == "school":
        said = {name: getattr(entry, name) for name in entry._fields if getattr(entry, name) not in (None, ())}
        return replace(record, school=replace(record.school, **said))
    if gift.amends:
        return replace(record, programs=_amended(record.programs, entry))
    more: dict[str, Any] = {gift.within: (*getattr(record, gift.within), entry)}
    return replace(record, **more)


def _amended(programs: tuple[Program, ...], practice: Program) -> tuple[Program, ...]:
    """More practice in the latest program in medical assisting that was not left."""
    at = max((i for i, p in enumerate(programs) if p.field == "medical-assisting" and p.left is None), default=None)
    if at is None:
        return programs
    held = programs[at]
    assert practice.practicum_hours is not None
    hours = max(held.practicum_hours or practice.practicum_hours, practice.practicum_hours)
    return (*programs[:at], replace(held, practicum_hours=hours), *programs[at + 1 :])


def with_certificate(record: Record, leg: Leg) -> Record:
    """The record once a credential is had."""
    days = leg.days
    earned = date.fromordinal(days.certified)
    held = Certificate(leg.credential.id, earned, None, expiry(leg.credential, certified=earned))
    exams = record.exams
    if days.tests:
        exams = (*exams, ExamAttempt(leg.credential.id, date.fromordinal(days.tests), "pass"))
    return replace(record, certificates=(*record.certificates, held), exams=exams)


# Money.


def out_of_pocket(lines: Sequence[tuple[tuple[str, ...], int]], help_: Help) -> int:
    """The least that is left to the person: whatever others may pay is put where it counts.

    Each set of helpers can take at most what they have: what all lines that only they may pay come to, less that, is
    left in any case, and no more than the most of these need be (Hall's theorem).
    """
    has = {"grant": help_.grant, "employer": help_.employer, "loan": help_.loan}
    own = [(frozenset(payers) & has.keys(), amount) for payers, amount in lines if "you" in payers]
    sets = [frozenset(chosen) for count in range(4) for chosen in combinations(has, count)]
    return max(sum(a for who, a in own if who <= some) - sum(has[name] for name in some) for some in sets)


class Brute:
    """The plans of one small world; ``least`` is the truth that every rule must have."""

    def __init__(self, world: Small, least: Truth) -> None:
        self.world, self.least, self.limits = world, least, world.limits
        self.quick = self.limits.quick
        self.floor = max(ON, self.limits.not_before or ON).toordinal()
        assert self.limits.by is not None
        self.last = self.limits.by.toordinal()
        self.steps = {s.id: s for s in world.catalogue.steps.values() if s.gives and self._alone_fits(s)}
        self._gives = {name: frozenset(gift.within for gift in step.gives) for name, step in self.steps.items()}
        goals = [world.catalogue.credentials[name] for name in world.goals]
        asked = {name for goal in goals for rule in rules_of(goal) for name in names(rule)}
        had = {certificate.id for certificate in world.record.certificates} | set(world.goals)
        helpers = [c for c in world.catalogue.credentials.values() if c.id in asked - had]
        self.helpers = [c for c in helpers if c.kind == "certification"]
        # Whatever order they are asked for in, a goal that another names comes before it.
        self.goals = sorted(
            goals, key=lambda goal: sum(other.id in names(r) for other in goals for r in rules_of(goal))
        )
        self._lines: dict[object, Timeline] = {}
        self._ways: dict[object, tuple[Reached, ...]] = {}
        self._counts: dict[object, frozenset[str]] = {}
        self._fees: dict[object, tuple[int, frozenset[str]]] = {}
        self._reads: dict[int, frozenset[str]] = {}
        self._named = {
            (one.id, other.id): any(one.id in names(rule) for rule in rules_of(other))
            for one in (*self.helpers, *goals)
            for other in (*self.helpers, *goals)
        }

    # Steps

    def hours(self, step: Preparation) -> int:
        """Hours a week, rounded up; 0 where they are not known."""
        if step.hours_per_week is not None:
            return step.hours_per_week
        new_year = date(2027, 1, 1).toordinal()
        length = after(step.takes, new_year, self.quick) - new_year
        return -(-step.hours * 7 // length) if step.hours is not None and length else 0

    def _alone_fits(self, step: Preparation) -> bool:
        return self.limits.hours_per_week is None or self.hours(step) <= self.limits.hours_per_week

    def over(self, name: str, start: int) -> int:
        """The day on which a step is over."""
        return after(self.steps[name].takes, start, self.quick)

    def end(self, name: str, start: int) -> int:
        """The day on which the plan is done with a step."""
        return start if self.steps[name].open_ended else self.over(name, start)

    def _busy(self, starts: Starts) -> bool:
        """Whether there is a day with too many hours a week."""
        if self.limits.hours_per_week is None:
            return False
        for day in range(self.floor, self.last + 1):
            running = [n for n, s in starts.items() if s <= day and (self.steps[n].open_ended or day < self.over(n, s))]
            if sum(self.hours(self.steps[n]) for n in running) > self.limits.hours_per_week:
                return True
        return False

    # Rules

    def line(self, rule: Rule, starts: Starts, legs: Sequence[Leg] = ()) -> Timeline:
        """The truth of a rule, day by day, with all that is planned laid into the record."""
        looked = self._reads.get(id(rule))
        if looked is None:
            looked = self._reads[id(rule)] = reads(rule)
        bearing = tuple((name, starts[name]) for name in starts if self._gives[name] & looked)
        earlier = tuple(legs) if looked & {"certificates", "exams"} else ()
        key = id(rule), bearing, tuple(leg.key for leg in earlier)
        if key not in self._lines:
            record = self.world.record
            # Practice goes into the latest program, so programs come first.
            for amends in (False, True):
                for name, start in bearing:
                    for gift in self.steps[name].gives:
                        if gift.amends is amends:
                            record = with_gift(record, gift, start, self.over(name, start))
            for leg in earlier:
                record = with_certificate(record, leg)
            self._lines[key] = timeline_of(rule, record)
        return self._lines[key]

    def holds(self, rule: Rule | None, day: int, starts: Starts, legs: Sequence[Leg] = ()) -> bool:
        """Whether a rule holds on a day of a plan."""
        return rule is None or self.line(rule, starts, legs).at(day) >= self.least

    # Routes

    def ways(self, credential: Credential, route: Route, starts: Starts, legs: Sequence[Leg]) -> tuple[Reached, ...]:
        """Every way through a route: each day for each of its steps, in order, with the waits between them."""
        counted = self.counted(credential, route)
        mine = {name: start for name, start in starts.items() if name in counted}
        undated = [n for n in mine if not all(gift.dates for gift in self.steps[n].gives)]
        ready = max([self.floor, *(self.over(n, mine[n]) for n in undated)])
        training = [n for n in mine if self.steps[n].stage in ("training", "practice") and not self.steps[n].open_ended]
        trained = max([self.floor, *(self.over(n, mine[n]) for n in training)])
        open_ = self.line(route.rule, starts, legs)
        rules = [step.needs for step in route.steps if step.needs is not None and step.kind != "after"]
        key = route.id, credential.id, ready, trained, open_, *(self.line(rule, starts, legs) for rule in rules)
        if key not in self._ways:
            self._ways[key] = self._all_ways(route, ready, trained, open_, starts, legs)
        return self._ways[key]

    def _all_ways(
        self, route: Route, ready: int, trained: int, open_: Timeline, starts: Starts, legs: Sequence[Leg]
    ) -> tuple[Reached, ...]:
        whole = range(ready, self.last + 1)
        # The day from which the next step may start, with the days of the application and the exam so far.
        now = {(day, 0, 0) for day in whole if open_.at(day) >= self.least}
        for step in route.steps:
            if step.kind == "after":
                continue
            then = set()
            for ready_on, applies, tests in now:
                for day in range(ready_on, self.last + 1):
                    if not self.holds(step.needs, day, starts, legs):
                        continue
                    if step.kind == "apply" and open_.at(day) < self.least:
                        continue
                    if step.kind == "exam" and not self._may_sit(route, open_, day, trained):
                        continue
                    over = after(step.takes, day, self.quick)
                    then.add((over, day if step.kind == "apply" else applies, day if step.kind == "exam" else tests))
            now = {one for one in then if one[0] <= self.last}
        return _in_order(Reached(a, t, over) for over, a, t in now)

    def _may_sit(self, route: Route, open_: Timeline, day: int, trained: int) -> bool:
        assert isinstance(route.rule, nodes.Dated)
        return day >= trained and (route.rule.by != "test" or open_.at(day) >= self.least)

    def counted(self, credential: Credential, route: Route) -> frozenset[str]:
        """The steps that a route counts: it reads what they give, and what they give can meet some of its conditions.

        It also reads what the steps need that give what it reads.
        """
        key = credential.id, route.id
        if key not in self._counts:
            asked = [route.rule, *(step.needs for step in route.steps if step.needs and step.kind != "after")]
            chosen: set[str] = set()
            while True:
                looked = frozenset().union(*(reads(rule) for rule in asked))
                more = {n for n, s in self.steps.items() if any(g.within in looked for g in s.gives)} - chosen
                if not more:
                    break
                chosen |= more
                asked += [needs for name in more if (needs := self.steps[name].needs)]
            self._counts[key] = frozenset(name for name in chosen if self._can_meet(name, asked))
        return self._counts[key]

    def _can_meet(self, name: str, asked: Sequence[Rule]) -> bool:
        for gift in self.steps[name].gives:
            if gift.amends or gift.within in ("school", "work"):
                return True
            for some in (some for rule in asked for some in somes(rule) if some.within == gift.within):
                for start in range(self.floor, self.last + 1):
                    alone: dict[str, Any] = {
                        gift.within: (gift.made(date.fromordinal(start), date.fromordinal(self.over(name, start))),)
                    }
                    record = replace(self.world.record, complete=frozenset((gift.within,)), **alone)
                    line = timeline_of(some, record)
                    if any(value is not FALSE for value in line.values[line.run_at(self.floor) :]):
                        return True
        return False

    # Money

    def fees(self, credential: Credential, route: Route, day: int) -> tuple[int, frozenset[str]]:
        """What an application costs on a day, with the names of what is not known."""
        key = credential.id, route.id, day
        if key not in self._fees:
            self._fees[key] = self._fees_on(credential, route, day)
        return self._fees[key]

    def _fees_on(self, credential: Credential, route: Route, day: int) -> tuple[int, frozenset[str]]:
        values = [value for value in credential.values if value.topic == "fee"]
        if not values and credential.kind != "permission":
            return 0, frozenset((f"{credential.id}: application",))
        total, missing, either = 0, set(), []
        for value in values:
            truth = TRUE if value.when is None else timeline_of(value.when, self.world.record).at(day)
            if not _is_due(value, route) or truth is FALSE:
                continue
            name, amount = f"{credential.id}: {value.due or 'application'}", amount_on(value, day)
            if truth is UNKNOWN and value.due != "return":
                either.append((name, amount))
            elif amount is None:
                missing.add(name)
            else:
                total += amount
        # Of several fees that may be due, one is; the highest is planned with.
        if either:
            amounts = [amount for _, amount in either if amount is not None]
            if len(amounts) == len(either):
                total += max(amounts)
            else:
                missing.add(either[0][0])
        return total, frozenset(missing)

    def cost(self, starts: Iterable[str], legs: Sequence[Leg]) -> tuple[int, frozenset[str]]:
        """What a plan costs out of pocket, with the names of what is not known."""
        lines: list[tuple[tuple[str, ...], int]] = []
        missing: set[str] = set()
        for name in starts:
            for cost in self.steps[name].costs:
                if cost.unpaid_hours is not None and self.limits.wage is not None:
                    lines.append((("you",), cost.unpaid_hours * self.limits.wage))
                elif cost.amount is not None:
                    lines.append((cost.paid_by, cost.amount.usual))
                elif cost.unpaid_hours is None and "you" in cost.paid_by:
                    missing.add(f"{name}: {cost.what}")
        for leg in legs:
            fee, unseen = self.fees(leg.credential, leg.route, leg.days.applies)
            lines.append((("you",), fee))
            missing |= unseen
        return out_of_pocket(lines, self.limits.help), frozenset(missing)

    # Plans

    def prepared(self) -> Iterator[dict[str, int]]:
        """Every set of steps with every day for each, that keeps to the hours and to what each step needs."""
        for count in range(len(self.steps) + 1):
            for chosen in combinations(self.steps, count):
                spans = [[d for d in range(self.floor, self.last + 1) if self.end(n, d) <= self.last] for n in chosen]
                for each in product(*spans):
                    starts = dict(zip(chosen, each, strict=True))
                    if not self._busy(starts) and all(self._may_start(name, starts) for name in starts):
                        yield starts

    def _may_start(self, name: str, starts: Starts) -> bool:
        """Whether what a step needs is true on the day it starts, with what all other steps give."""
        others = {other: day for other, day in starts.items() if other != name}
        return self.holds(self.steps[name].needs, starts[name], others)

    def aims(self) -> Iterator[list[Credential]]:
        """The goals, behind any of the certificates that may help."""
        for count in range(len(self.helpers) + 1):
            for helping in combinations(self.helpers, count):
                yield [*helping, *self.goals]

    def plans(self, beaten: Callable[[Worth], bool] = lambda worth: False) -> Iterator[Counted]:
        """Every plan within the limits; of ways through a route, those that can differ in what a plan comes to.

        Steps that come to more by themselves than another plan in all need not be gone on with.
        """
        for starts in self.prepared():
            done = max((self.end(name, start) for name, start in starts.items()), default=self.floor)
            if beaten((done, *self.cost(starts, ()))):
                continue
            for aims in self.aims():
                for legs in self._legs(aims, starts, ()):
                    finish = max(done, *(leg.days.certified for leg in legs))
                    cost, missing = self.cost(starts, legs)
                    if self.limits.budget is None or cost <= self.limits.budget:
                        yield Counted(starts, legs, (finish, cost, missing))

    def _legs(self, aims: Sequence[Credential], starts: Starts, legs: tuple[Leg, ...]) -> Iterator[tuple[Leg, ...]]:
        if not aims:
            yield legs
            return
        first, rest = aims[0], aims[1:]
        named = any(self._named[first.id, other.id] for other in rest)
        for route in first.routes:
            if self.least is TRUE and any(step.kind == "earn" for step in route.steps):
                continue
            for way in self._different(first, route, self.ways(first, route, starts, legs), named):
                yield from self._legs(rest, starts, (*legs, Leg(first, route, way)))

    def _different(
        self, credential: Credential, route: Route, ways: Iterable[Reached], named: bool
    ) -> tuple[Reached, ...]:
        """The soonest way for each sum of fees, and for each of its days where another credential may ask for them."""
        soonest: dict[object, Reached] = {}
        for way in ways:
            days = (way.tests, way.certified) if named else ()
            soonest.setdefault((self.fees(credential, route, way.applies), days), way)
        return tuple(soonest.values())

    def front(self) -> frozenset[Worth]:
        """What the plans come to that no other beats."""
        kept: set[Worth] = set()

        def beaten(worth: Worth) -> bool:
            return any(better(other, worth) for other in kept)

        for plan in self.plans(beaten):
            if not beaten(plan.worth):
                kept -= {other for other in kept if better(plan.worth, other)}
                kept.add(plan.worth)
        return frozenset(kept)


def rules_of(credential: Credential) -> Iterator[Rule]:
    """The rules that decide on a credential."""
    for route in credential.routes:
        yield route.rule
        yield from (step.needs for step in route.steps if step.needs is not None)


def _is_due(value: DatedValue, route: Route) -> bool:
    if value.due not in ("application", "return", "term", ""):
        return False
    return route.id in value.routes or (not value.routes and value.due != "term")


def amount_on(value: DatedValue, day: int) -> int | None:
    """The highest figure in force on a day; None where it was not seen."""
    version = next((v for v in reversed(value.versions) if v.starts.toordinal() <= day), None)
    figures = [] if version is None else [r.value for r in version.readings] or [version.value]
    return max(figures) if figures and all(isinstance(figure, int) for figure in figures) else None


def _in_order(ways: Iterable[Reached]) -> tuple[Reached, ...]:
    return tuple(sorted(set(ways), key=lambda way: (way.certified, way.applies, way.tests)))
