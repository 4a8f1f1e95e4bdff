"""Every plan that no other plan beats: a best-first branch and bound over steps, routes, order and days.

A label stands for many plans: steps taken, each to start between two days; steps not decided; routes not decided;
steps that must wait for others. `lapel.rules.bounds` tells the earliest day on which any of them can finish; their cost
is at least that of what is taken. Labels are taken up in order of that day, then of cost (label setting, Martins 1984).
A label whose bound is met or beaten by a plan already found is dropped: what is left is the whole Pareto front.
"""

from collections.abc import Iterator, Mapping, Sequence
from heapq import heappop, heappush
from itertools import count

from lapel.model.dates import NEVER
from lapel.model.rule import Rule
from lapel.model.timeline import Timeline
from lapel.model.truth import Truth
from lapel.model.value import Value, replace
from lapel.planner.chain import Chain, Times, first_day, walk
from lapel.planner.draft import Piece, draft
from lapel.planner.world import Aim, Cost, World, rules_of
from lapel.rules.bounds import Draft, bracket

TRUE = Truth.TRUE

MOST_LABELS = 60_000
"""How many labels one question may take; plans found by then are not proved. It takes a minute or so."""

Window = tuple[int, int]
Bearing = tuple[tuple[str, Window | None], ...]


class Label(Value):
    """A set of plans: steps taken with the days they may start, steps open, a route for each aim (None: open).

    ``order`` holds pairs of steps of which the second waits for the end of the first; ``floors`` the days between
    which an application is wanted at the earliest, by aim.
    """

    taken: Mapping[str, Window]
    open: tuple[str, ...]
    routes: Mapping[str, Chain | None]
    order: frozenset[tuple[str, str]] = frozenset()
    floors: Mapping[str, Window] = {}


class Found(Value):
    """A plan: the day each step starts, the days of each aim's chain, when all is done, and what it costs."""

    starts: Mapping[str, int]
    times: Mapping[str, tuple[Chain, Times]]
    finish: int
    cost: int
    not_known: frozenset[str]

    def beats(self, finish: int, cost: Cost) -> bool:
        """Tell whether it is as soon, as cheap, and no less known than a finish and a cost."""
        return self.finish <= finish and self.cost <= cost[0] and self.not_known <= cost[1]


class Bound(Value):
    """The least that a label can come to, with the label narrowed to it."""

    label: Label
    finish: int
    cost: Cost


class Effort:
    """How many labels may still be looked at, by all the searches of one question together.

    Labels are counted and not time, so that the same question has the same answer everywhere.
    """

    def __init__(self, labels: int = MOST_LABELS) -> None:
        self.left = labels
        self.spent = False

    def take(self) -> bool:
        """Take one; False, from then on, when there is none left."""
        self.spent = self.spent or not self.left
        self.left -= not self.spent
        return not self.spent


class Search:
    """One search; ``least`` is the truth a rule must have: true, or unknown for plans that hold perhaps.

    It is cut short, and not ``proved``, when ``effort`` is spent.
    """

    def __init__(
        self, world: World, least: Truth = TRUE, known: Sequence[Found] = (), effort: Effort | None = None
    ) -> None:
        self.world = world
        self.least = least
        self.found: list[Found] = list(known)
        self.before = len(self.found)
        self.effort = effort or Effort()
        self.proved = True
        self._heap: list[tuple[int, int, int, int, int, Bound]] = []
        self._ties = count()
        self._walks: dict[object, Times | None] = {}
        self._needs: dict[object, Timeline] = {}

    def run(self, label: Label | None = None) -> list[Found]:
        """Find the front, of all plans or of those of a label; plans of ``known`` are not found again."""
        routes: dict[str, Chain | None] = dict.fromkeys(aim.id for aim in self.world.aims)
        self._push(label or Label({}, self.world.helpful(routes), routes))
        while self._heap and self.proved:
            best = heappop(self._heap)[-1]
            if self._beaten(best.finish, best.cost):
                continue
            self._take_up(best)
        return self._front()

    def _front(self) -> list[Found]:
        new = self.found[self.before :]
        kept: list[Found] = []
        for plan in sorted(new, key=lambda p: (p.finish, p.cost, len(p.not_known), len(p.starts))):
            if not any(other.beats(plan.finish, (plan.cost, plan.not_known)) for other in kept):
                kept.append(plan)
        return [self._sooner(plan) for plan in kept]

    def _sooner(self, plan: Found) -> Found:
        """Reach each of several aims as soon as can be on the same steps, where that makes nothing worse."""
        points = {name: (day, day) for name, day in plan.starts.items()}
        several = [aim for aim in self.world.aims if aim.id in plan.times and len(plan.times) > 1]
        for aim in several:
            for chain in self._open_to(aim):
                routes = {identity: way for identity, (way, _) in plan.times.items()} | {aim.id: chain}
                other = self.corner(Label(points, (), routes))
                if isinstance(other, Found) and other.beats(plan.finish, (plan.cost, plan.not_known)):
                    sooner = other.times[aim.id][1].certified < plan.times[aim.id][1].certified
                    plan = other if sooner else plan
        return plan

    def _open_to(self, aim: Aim) -> Iterator[Chain]:
        """Continuing education cannot be seen, so a way that needs it is never sure."""
        return (chain for chain in aim.chains if not (self.least is TRUE and chain.earns))

    def _beaten(self, finish: int, cost: Cost) -> bool:
        return any(plan.beats(finish, cost) for plan in self.found)

    def _push(self, label: Label) -> None:
        if not self.effort.take():
            self.proved = False
            return
        bound = self.bound(label)
        if bound is not None and not self._beaten(bound.finish, bound.cost):
            steps = len(bound.label.taken)
            key = (bound.finish, bound.cost[0], len(bound.cost[1]), steps, next(self._ties), bound)
            heappush(self._heap, key)

    def _take_up(self, bound: Bound) -> None:
        label = bound.label
        plan = self.corner(label)
        if isinstance(plan, Found) and self.world.affordable(plan.cost):
            self.found.append(plan)
            if plan.beats(bound.finish, bound.cost):
                return
        for child in self._children(label, plan):
            self._push(child)

    # Bounds

    def bound(self, label: Label) -> Bound | None:
        """Narrow a label to what can be, and give the least it can come to; None when nothing can be."""
        world, taken, open_ = self.world, dict(label.taken), label.open
        while True:
            before = dict(taken), open_
            if not self._ordered(taken, label.order):
                return None
            for name, (low, high) in list(taken.items()):
                low = self._ready(name, low, taken, open_)
                if low > high:
                    return None
                taken[name] = (low, high)
            open_ = tuple(n for n in open_ if self._ready(n, world.floor, taken, open_) <= world.horizon)
            if before == (taken, open_):
                break
        label = replace(label, taken=taken, open=open_)
        finish, fees = self._aims(label)
        if finish > world.horizon:
            return None
        cost = world.cost(taken, fees, least=True)
        return Bound(label, finish, cost) if world.affordable(cost[0]) else None

    def _ordered(self, taken: dict[str, Window], order: frozenset[tuple[str, str]]) -> bool:
        for _ in order:
            for first, second in order:
                low = max(taken[second][0], self.world.finish(first, taken[first][0]))
                if low > taken[second][1]:
                    return False
                taken[second] = (low, taken[second][1])
        return True

    def _ready(self, name: str, day: int, taken: Mapping[str, Window], open_: Sequence[str]) -> int:
        """Give the first day from ``day`` on which a step's needs may be met, without what it gives itself."""
        needs = self.world.options[name].needs
        if needs is None:
            return day
        others = [other for other in self.world.bearing((needs,)) if other != name]
        steps = self._bearing(others, taken, open_)
        key = id(needs), steps
        line = self._needs.get(key)
        if line is None:
            line = self._needs[key] = bracket(needs, self._draft(steps))[1]
        return first_day(line, day, self.least)

    def _bearing(self, names: Sequence[str], taken: Mapping[str, Window], open_: Sequence[str]) -> Bearing:
        """Of some steps, those taken, with their windows, and those open (no window)."""
        return tuple((name, taken.get(name)) for name in names if name in taken or name in open_)

    def _draft(self, steps: Bearing, more: Sequence[Piece] = ()) -> Draft:
        world = self.world
        whole = (world.floor, world.horizon)
        pieces = [world.laid(name, *(window or whole), perhaps=window is None) for name, window in steps]
        return draft(world.base, world.reads, [*pieces, *more])

    def _aims(self, label: Label) -> tuple[int, list[tuple[Chain, int]]]:
        """Give the least finish of all aims, and the days on which fees fall due; each counts for those after it."""
        world = self.world
        finish = max((world.ends(name, window[0]) for name, window in label.taken.items()), default=world.floor)
        pieces: tuple[Piece, ...] = ()
        fees: list[tuple[Chain, int]] = []
        for aim in world.aims:
            if aim.id not in label.routes:
                continue
            chosen = label.routes[aim.id]
            low, high = label.floors.get(aim.id, (0, world.horizon))
            best = self._soonest(chosen, aim, label, low, pieces)
            sure = chosen is not None or not aim.optional
            if best is None:
                if sure:
                    return NEVER, fees
                continue
            if sure:
                finish = max(finish, best.certified)
            if chosen:
                fees.append((chosen, best.applies))
            if aim.used:
                last = self._soonest(chosen, aim, label, high, pieces) if chosen else None
                late = _had(last) if last else (world.horizon, world.horizon)
                exam = bool(best.tests) if chosen else any(chain.tests for chain in aim.chains)
                pieces += (world.earned(aim, _had(best), late, exam=exam, perhaps=not sure),)
        return finish, fees

    def _soonest(
        self, chosen: Chain | None, aim: Aim, label: Label, floor: int, pieces: tuple[Piece, ...]
    ) -> Times | None:
        """Give the soonest certificate, with the soonest exam of any way while the way is open."""
        chains, before = (chosen,) if chosen else aim.chains, pieces if aim.helped else ()
        found = [self._walk(chain, label.taken, label.open, floor, before) for chain in chains]
        ways = [times for times in found if times]
        best = min(ways, key=lambda times: times.certified, default=None)
        return best and (best if chosen else replace(best, tests=min(_had(times)[0] for times in ways)))

    def _walk(
        self, chain: Chain, taken: Mapping[str, Window], open_: Sequence[str], floor: int, pieces: tuple[Piece, ...]
    ) -> Times | None:
        """Go through a chain; what bears on it decides, so other labels that agree on that have the same days."""
        steps = self._bearing(self.world.bearing(rules_of(chain)), taken, open_)
        key = chain.id, steps, floor, tuple((piece.key, piece.perhaps) for piece in pieces)
        if key not in self._walks:
            field = self._draft(steps, pieces)

            def line(rule: Rule) -> Timeline:
                return bracket(rule, field)[1]

            starts = {name: window[0] for name, window in steps if window}
            ready, trained = self.world.ready(chain, starts)
            self._walks[key] = walk(
                chain,
                line,
                floor=ready,
                trained=trained,
                least=self.least,
                quick=self.world.quick,
                wanted=floor,
            )
        return self._walks[key]

    # The corner: every step as early as can be, what is open left out

    def corner(self, label: Label) -> Found | frozenset[str] | None:
        """Give the plan at the corner of a label; steps whose hours are too many together; or None when it fails.

        It may cost more than the budget: the same later may not.
        """
        world = self.world
        starts = {name: window[0] for name, window in label.taken.items()}
        if crowd := world.crowd(starts):
            return crowd
        points = {name: (day, day) for name, day in starts.items()}
        if any(self._ready(name, day, points, ()) != day for name, day in starts.items()):
            return None
        finish = max((world.ends(name, day) for name, day in starts.items()), default=world.floor)
        pieces: tuple[Piece, ...] = ()
        chains: dict[str, tuple[Chain, Times]] = {}
        for aim in world.aims:
            chain = label.routes.get(aim.id)
            if chain is None and aim.optional:
                continue
            floor = label.floors.get(aim.id, (0, 0))[0]
            times = self._walk(chain, points, (), floor, pieces if aim.helped else ()) if chain else None
            if chain is None or times is None:
                return None
            chains[aim.id] = chain, times
            finish = max(finish, times.certified)
            if aim.used:
                pieces += (world.earned(aim, _had(times), _had(times), exam=chain.tests, perhaps=False),)
        cost = world.cost(starts, [(chain, times.applies) for chain, times in chains.values()])
        if finish > world.horizon:
            return None
        return Found(starts, chains, finish, *cost)

    # Branching

    def _children(self, label: Label, corner: Found | frozenset[str] | None) -> Iterator[Label]:
        undecided = [aim for aim in self.world.aims if aim.id in label.routes and not label.routes[aim.id]]
        if undecided:
            # What must be reached decides more than what may help.
            yield from self._by_route(label, min(undecided, key=lambda aim: aim.optional))
        elif isinstance(corner, frozenset):
            yield from self._by_order(label, corner)
        elif label.open:
            yield from self._by_step(label)
        else:
            yield from self._by_day(label, corner)

    def _by_route(self, label: Label, aim: Aim) -> Iterator[Label]:
        if aim.optional:
            yield self._on_routes(label, {name: chain for name, chain in label.routes.items() if name != aim.id})
        for chain in self._open_to(aim):
            yield self._on_routes(label, {**label.routes, aim.id: chain})

    def _on_routes(self, label: Label, routes: Mapping[str, Chain | None]) -> Label:
        """Choose routes, and leave out what is of no more use: certificates beyond those needed, and steps."""
        aims = [aim for aim in self.world.aims if aim.id in routes]
        spare = self.world.needed([routes[aim.id] for aim in aims if not aim.optional])
        if sum(aim.optional and routes[aim.id] is not None for aim in aims) >= spare:
            routes = {aim.id: routes[aim.id] for aim in aims if not aim.optional or routes[aim.id]}
        helpful = self.world.helpful(routes)
        return replace(label, routes=routes, open=tuple(name for name in label.open if name in helpful))

    def _by_order(self, label: Label, crowd: frozenset[str]) -> Iterator[Label]:
        """Of steps that are too many at a time, one must wait for the end of another."""
        for first in sorted(crowd):
            if not self.world.options[first].step.open_ended:
                for second in sorted(crowd - {first}):
                    yield replace(label, order=label.order | {(first, second)})

    def _by_step(self, label: Label) -> Iterator[Label]:
        name, rest = label.open[0], label.open[1:]
        window = (self.world.floor, self.world.horizon)
        yield replace(label, taken={**label.taken, name: window}, open=rest)
        yield replace(label, open=rest)

    def _by_day(self, label: Label, corner: Found | frozenset[str] | None) -> Iterator[Label]:
        if isinstance(corner, Found):
            yield from self._later_and_cheaper(label, corner)
        windows = {**label.taken, **self._exams(label)}
        name = max(windows, key=lambda n: windows[n][1] - windows[n][0], default=None)
        if name is None or windows[name][0] >= windows[name][1]:
            return
        low, high = windows[name]
        middle = (low + high) // 2
        for half in ((low, middle), (middle + 1, high)):
            if name in label.taken:
                yield replace(label, taken={**label.taken, name: half})
            else:
                yield replace(label, floors={**label.floors, name: half})

    def _exams(self, label: Label) -> dict[str, Window]:
        """The windows of applications whose certificate another aim looks at: it may be wanted later, not sooner."""
        whole = (self.world.floor, self.world.horizon)
        return {
            aim.id: label.floors.get(aim.id, whole) for aim in self.world.aims if aim.used and aim.id in label.routes
        }

    def _later_and_cheaper(self, label: Label, plan: Found) -> Iterator[Label]:
        """The same plan with an application on the first later day on which its fees are better, and after."""
        for identity, (chain, times) in plan.times.items():
            day = self.world.fees(chain).better(times.applies)
            if day is not None:
                high = label.floors.get(identity, (0, self.world.horizon))[1]
                yield replace(label, floors={**label.floors, identity: (day, max(day, high))})


def _had(times: Times) -> Window:
    """The days on which a certificate's exam is passed and the certificate had."""
    return times.tests or times.certified, times.certified
