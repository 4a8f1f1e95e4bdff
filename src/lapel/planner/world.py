"""What a search works on: a person, the aims with their routes, the steps that may help, and the limits."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property
from itertools import combinations

from lapel.eligibility.validity import expiry
from lapel.model.credential import Credential
from lapel.model.dates import NEVER, Duration, add
from lapel.model.preparation import Preparation
from lapel.model.record import Record, Work
from lapel.model.rule import Rule
from lapel.model.truth import Truth
from lapel.model.value import Value, replace
from lapel.model.vocabulary import PROCEDURES
from lapel.planner.chain import Chain, Fees, known
from lapel.planner.draft import Piece, certified, draft, gifts_made, piece
from lapel.planner.plan import Help, Limits
from lapel.rules import nodes
from lapel.rules.bounds import Draft, Reads, bracket
from lapel.rules.trace import Scope

FALSE = Truth.FALSE

HORIZON = Duration(10, "years", "clamp")
"""How far a plan looks when it has no last day."""

Cost = tuple[int, frozenset[str]]

OTHERS = ("certificates", "exams")
"""Lists through which one credential helps to another."""


class Option(Value):
    """A step that a plan may take, as the search sees it.

    ``hours`` a week are 0 when they are not known. ``payable`` are sums of the cost lines by who may pay them;
    ``not_known`` names the lines without a figure.
    """

    id: str
    step: Preparation
    payable: tuple[tuple[tuple[str, ...], int], ...]
    not_known: frozenset[str]
    hours: int

    @property
    def needs(self) -> Rule | None:
        """What must be true on the day it starts."""
        return self.step.needs

    @property
    def dated(self) -> bool:
        """Whether its gifts say when they come; those that do not count from the end of the step."""
        return all(gift.dates for gift in self.step.gives)


class Aim(Value):
    """A credential to reach by one of its chains.

    An ``optional`` one only helps others. Later aims look at the certificate of one that is ``used``; one that is
    ``helped`` looks at those of others.
    """

    id: str
    credential: Credential
    chains: tuple[Chain, ...]
    optional: bool = False
    used: bool = False
    helped: bool = False


class World:
    """The problem, with what is worked out once for all labels of a search."""

    def __init__(
        self,
        record: Record,
        aims: Sequence[Aim],
        steps: Iterable[Preparation],
        *,
        on: date,
        limits: Limits,
    ) -> None:
        self.on = on
        self.limits = limits
        self._steps = tuple(steps)
        self.record = record
        self.quick = limits.quick
        self.floor = max(on, limits.not_before or on).toordinal()
        self.horizon = (limits.by or add(max(on, limits.not_before or on), HORIZON)).toordinal()
        self.reads = Reads(self.floor)
        self.base = Scope(record)
        self.aims = tuple(aims)
        self.options: dict[str, Option] = {}
        for step in self._steps:
            option = option_of(step, limits)
            if step.gives and (limits.hours_per_week is None or option.hours <= limits.hours_per_week):
                self.options[step.id] = option
        self._pieces: dict[tuple[str, int, int, bool], Piece] = {}
        self._fees: dict[str, Fees] = {}
        self._bearing: dict[tuple[int, ...], tuple[str, ...]] = {}

    def quickly(self) -> "World":
        """Give the same problem with the shortest times."""
        limits = replace(self.limits, quick=True)
        return World(self.record, self.aims, self._steps, on=self.on, limits=limits)

    # What the search asks

    def laid(self, name: str, low: int, high: int, *, perhaps: bool) -> Piece:
        """Lay a step that starts between two days into the record."""
        key = (name, low, high, perhaps)
        found = self._pieces.get(key)
        if found is None:
            gifts = self.options[name].step.gives
            first = gifts_made(gifts, low, self.over(name, low))
            last = first if low == high else gifts_made(gifts, high, self.over(name, high))
            found = self._pieces[key] = piece(name, first, last, (low, high), perhaps=perhaps)
        return found

    def earned(self, aim: Aim, first: tuple[int, int], last: tuple[int, int], *, exam: bool, perhaps: bool) -> Piece:
        """Lay a certificate that is tested for (or not) and had between two pairs of days into the record."""
        early, late = (
            certified(aim.credential.id, days, expiry(aim.credential, certified=date.fromordinal(days[1])), exam=exam)
            for days in (first, last)
        )
        return piece(f"{aim.id} {'tested' if exam else 'earned'}", early, late, (*first, *last), perhaps=perhaps)

    def over(self, name: str, start: int) -> int:
        """Give the day on which a step begun on a day is over."""
        return self.options[name].step.takes.after(date.fromordinal(start), quick=self.quick).toordinal()

    def finish(self, name: str, start: int) -> int:
        """Give the day from which a step leaves its hours to others; `NEVER` for a job, which goes on."""
        return NEVER if self.options[name].step.open_ended else self.over(name, start)

    def ends(self, name: str, start: int) -> int:
        """Give the day on which the plan is done with a step: a job goes on without it."""
        return start if self.options[name].step.open_ended else self.over(name, start)

    def crowd(self, starts: Mapping[str, int]) -> frozenset[str]:
        """Give steps that together ask for more hours a week than there are; none when all fit."""
        limit = self.limits.hours_per_week
        if limit is None:
            return frozenset()
        for day in starts.values():
            at_once = self.at_once(starts, day)
            if sum(self.options[name].hours for name in at_once) > limit:
                return frozenset(at_once)
        return frozenset()

    def at_once(self, starts: Mapping[str, int], day: int) -> list[str]:
        """Name the steps that take hours and run on a day."""
        return [n for n, start in starts.items() if self.options[n].hours and start <= day < self.finish(n, start)]

    def peak(self, starts: Mapping[str, int]) -> int:
        """Give the greatest number of hours a week of steps with their starts."""
        weeks = (self.at_once(starts, day) for day in starts.values())
        return max((sum(self.options[name].hours for name in names) for names in weeks), default=0)

    def ready(self, chain: Chain, starts: Mapping[str, int]) -> tuple[int, int]:
        """Give the first day of an application and the first of its exam, for steps and their starts.

        Steps whose gifts bear no dates must be over before the application. The exam waits for the end of training.
        Both hold for steps that the chain counts: see `helpful`.
        """
        floor = trained = self.floor
        counted = self.bearing(rules_of(chain))
        for name in starts.keys() & counted:
            option = self.options[name]
            if not option.dated:
                floor = max(floor, self.over(name, starts[name]))
            if option.step.stage in ("training", "practice") and not option.step.open_ended:
                trained = max(trained, self.over(name, starts[name]))
        return floor, trained

    def fees(self, chain: Chain) -> Fees:
        """Give the fees of a chain."""
        found = self._fees.get(chain.id)
        if found is None:
            found = self._fees[chain.id] = Fees(chain, self.base)
        return found

    def cost(self, taken: Iterable[str], fees: Iterable[tuple[Chain, int]], *, least: bool = False) -> Cost:
        """Give what a person pays out of pocket, and the lines whose figure is not known.

        With ``least``, the fees are the least of that day or any later one.
        """
        sums: dict[tuple[str, ...], int] = {}
        missing: set[str] = set()
        for name in taken:
            option = self.options[name]
            missing |= option.not_known
            for payers, amount in option.payable:
                sums[payers] = sums.get(payers, 0) + amount
        own = ("you",)
        for chain, day in fees:
            book = self.fees(chain)
            if least:
                sums[own] = sums.get(own, 0) + book.least(day)
                missing |= book.never_known(day)
            else:
                at = book.on(day)
                sums[own] = sums.get(own, 0) + known(at)
                missing |= {fee.key for fee in at if fee.amount is None}
        return out_of_pocket(sums, self.limits.help), frozenset(missing)

    def affordable(self, cost: int) -> bool:
        """Tell whether a cost keeps to the budget."""
        return self.limits.budget is None or cost <= self.limits.budget

    # What may help

    def needed(self, chains: Sequence[Chain | None]) -> int:
        """Give the most certificates of other aims that routes can need; no limit while a route is open."""
        if None in chains:
            return len(self.aims)
        return sum(
            witnesses(rule, chain.credential.id, self.floor) for chain in chains if chain for rule in rules_of(chain)
        )

    def bearing(self, rules: Iterable[Rule]) -> tuple[str, ...]:
        """Name the steps that can make a difference to some rules, the dearest first."""
        asked = list(rules)
        key = tuple(id(rule) for rule in asked)
        found = self._bearing.get(key)
        if found is None:
            found = self._bearing[key] = self._find_bearing(asked)
        return found

    def helpful(self, routes: Mapping[str, Chain | None]) -> tuple[str, ...]:
        """Name the steps that can make a difference on these routes (None: any), the dearest first."""
        ways = [[routes[aim.id]] if routes[aim.id] else aim.chains for aim in self.aims if aim.id in routes]
        chains = [chain for chains in ways for chain in chains if chain]
        return self._dearest_first({name for chain in chains for name in self.bearing(rules_of(chain))})

    def _find_bearing(self, rules: list[Rule]) -> tuple[str, ...]:
        """Leave out a step only when the rules read nothing that it adds, or no condition on its entry can be met."""
        chosen: set[str] = set()
        asked = list(rules)
        while True:
            read = frozenset(name for rule in asked for name in self.reads.of(rule))
            conditions = Conditions.of(asked)
            more = [
                name
                for name, option in self.options.items()
                if name not in chosen
                and any(gift.within in read for gift in option.step.gives)
                and self._counts(name, conditions)
            ]
            if not more:
                return self._dearest_first(chosen)
            chosen |= set(more)
            asked += [needs for name in more if (needs := self.options[name].needs) is not None]

    def _dearest_first(self, names: Iterable[str]) -> tuple[str, ...]:
        """Order steps so that those which decide most come first."""
        return tuple(sorted(names, key=lambda n: (-self.price(n), -self.over(n, self.floor), n)))

    def price(self, name: str) -> int:
        """Give the known price of a step, whoever pays."""
        return sum(amount for _, amount in self.options[name].payable)

    def _counts(self, name: str, asked: "Conditions") -> bool:
        """Whether some condition that reads an entry of a step can be met by it at all, with the help of any other."""
        for gift in self.options[name].step.gives:
            if gift.within == "school" or (gift.amends and asked.practice):
                return True
            if gift.within == "work" and asked.may_count(gift.entry):
                return True
        for (within, index), key in self._everything.keys.items():
            if isinstance(key, tuple) and key[0] == name:
                entry = getattr(self._everything.open.record, within)[index]
                scope = self._everything.open.of(within, index, entry)
                lines = (bracket(s.where, self._everything, scope)[1] for s in asked.somes if s.within == within)
                if any(value is not FALSE for line in lines for value in line.values[line.run_at(self.floor) :]):
                    return True
        return False

    @cached_property
    def _everything(self) -> Draft:
        """Every step that may be taken, laid in."""
        return draft(
            self.base,
            self.reads,
            [self.laid(name, self.floor, self.horizon, perhaps=True) for name in self.options],
        )


def out_of_pocket(sums: Mapping[tuple[str, ...], int], help_: Help) -> int:
    """Give what is left to the person when others pay as much as they may of what they may pay.

    Lines that "you" is not among those who may pay cost the person nothing. What others can cover is a greatest flow,
    and so the least cut: over every choice of helpers who are used up.
    """
    own = [(set(payers), amount) for payers, amount in sums.items() if "you" in payers]
    left = {"grant": help_.grant, "employer": help_.employer, "loan": help_.loan}
    if not any(left.values()):
        return sum(amount for _, amount in own)
    spent = [set(chosen) for count in range(len(left) + 1) for chosen in combinations(left, count)]
    covered = min(
        sum(left[name] for name in chosen) + sum(amount for payers, amount in own if payers & left.keys() - chosen)
        for chosen in spent
    )
    return sum(amount for _, amount in own) - covered


def option_of(step: Preparation, limits: Limits) -> Option:
    """See a step as the search does."""
    payable: list[tuple[tuple[str, ...], int]] = []
    missing = []
    for cost in step.costs:
        if cost.unpaid_hours is not None and limits.wage is not None:
            payable.append((("you",), cost.unpaid_hours * limits.wage))
        elif cost.amount is not None:
            payable.append((cost.paid_by, cost.amount.usual))
        elif cost.unpaid_hours is None and "you" in cost.paid_by:
            missing.append(f"{step.id}: {cost.what}")
    return Option(step.id, step, tuple(payable), frozenset(missing), hours_a_week(step, quick=limits.quick) or 0)


def hours_a_week(step: Preparation, *, quick: bool) -> int | None:
    """Give the hours a week of a step, rounded up; None when they are not known."""
    if step.hours_per_week is not None:
        return step.hours_per_week
    start = date(2027, 1, 1)
    days = (step.takes.after(start, quick=quick) - start).days
    return -(-step.hours * 7 // days) if step.hours is not None and days else None


def rules_of(chain: Chain) -> Iterator[Rule]:
    """List the rules that a chain asks about."""
    yield chain.route.rule
    yield from (step.needs for step in (*chain.before, *chain.steps) if step.needs is not None)


def witnesses(rule: Rule, own: str, floor: int) -> int:
    """Count how many other certificates a rule can need at most: one for each condition that one of them meets.

    A plan that earns more has one that it could do without, and costs no less. Versions that end by ``floor``, the
    ordinal of a day, are over.
    """
    below = [witnesses(child, own, floor) for child in nodes.children(rule)]
    match rule:
        case nodes.Some(within=within) if within in OTHERS:
            return 1
        case nodes.Failures(exam=exam) | nodes.Waited(exam=exam):
            return int(exam != own)
        case nodes.Any():
            return max(below, default=0)
        case nodes.Dated(by="application" | "test"):
            ends = [version.starts.toordinal() for version in rule.versions[1:]]
            return max(count for count, end in zip(below, [*ends, floor + 1], strict=True) if end > floor)
    return sum(below)


PRACTICE = frozenset({*PROCEDURES, "practicum_hours", "academic_hours", "total_hours", "practicum_setting"})
"""Facts of a program to which a practical step can add."""


class Conditions(Value):
    """The conditions of some rules on entries of the record: on any of a list, and on all work together."""

    somes: tuple[nodes.Some, ...]
    experience: tuple[nodes.Experience, ...]

    @classmethod
    def of(cls, rules: Iterable[Rule]) -> "Conditions":
        """List the conditions of rules."""
        below = [part for rule in rules for part in _below(rule)]
        return cls(
            tuple(part for part in below if isinstance(part, nodes.Some)),
            tuple(part for part in below if isinstance(part, nodes.Experience)),
        )

    @property
    def practice(self) -> bool:
        """Whether some condition reads what practice adds to a program: hours, a setting, counts of procedures."""
        facts = (part.name for some in self.somes for part in _below(some.where) if isinstance(part, nodes.Fact))
        return not PRACTICE.isdisjoint(facts)

    def may_count(self, work: Work) -> bool:
        """Tell whether some condition may count a spell of work, going by its role alone."""
        return any(not rule.roles or work.role is None or work.role in rule.roles for rule in self.experience)


def _below(rule: Rule) -> Iterator[Rule]:
    """List a rule and every part of it."""
    yield rule
    for child in nodes.children(rule):
        yield from _below(child)


def somes(rule: Rule) -> Iterator[nodes.Some]:
    """List every condition on some entry of a list, in a rule."""
    if isinstance(rule, nodes.Some):
        yield rule
    for child in nodes.children(rule):
        yield from somes(child)
