"""Which activity counts where: the best use of learning across all cycles of all certificates, with its proof.

Hours of a course are used once at most. Activities that may go to the same places are alike: of these the cheapest and
earliest are worth the most, so the next one is looked at only when the last is used up. What is solved stays small,
however long the ledger.
"""

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import islice
from math import lcm
from operator import itemgetter
from typing import NamedTuple

from lapel.model.dates import NEVER, PartialDate
from lapel.model.value import Value
from lapel.renewals.ledger import Activity, Judged, Requirement
from lapel.renewals.simplex import Best, Column, Exact, Program, divided

ANY = ""
"""Points of any area, or of none."""


class Counted(Value):
    """Points of an activity that count in a cycle, in an area."""

    activity: Activity
    requirement: Requirement
    area: str
    points: Fraction
    approved: bool = False


class Further(Value):
    """What is still to be learned for a cycle: ``points`` in all, of which so many in these areas.

    ``approved`` of them at least must come from approved sources.
    """

    points: Fraction
    areas: tuple[tuple[str, Fraction], ...] = ()
    approved: Fraction = Fraction(0)


class Filled(Value):
    """How far a cycle is filled: what counts, what is missing, and the fewest that can be missing.

    ``alone`` is what would be missing if all learning were used for this cycle only; ``because`` tells which of its
    limits makes that so: the total, the areas, or the approved points.
    """

    requirement: Requirement
    counted: tuple[Counted, ...]
    further: Further
    alone: Fraction
    because: str

    @property
    def points(self) -> Fraction:
        """All points that count."""
        return sum((line.points for line in self.counted), Fraction(0))

    @property
    def met(self) -> bool:
        """Whether nothing is missing."""
        return not self.further.points

    @property
    def contested(self) -> Fraction:
        """How much is missing only because hours are used elsewhere."""
        return self.further.points - self.alone

    def area(self, name: str) -> Fraction:
        """The points that count in an area."""
        return sum((line.points for line in self.counted if line.area == name), Fraction(0))


class Allocation(Value):
    """The best use of all activities: ``missing`` contact hours over all cycles, and no use leaves fewer.

    ``prices`` proves it, as `lapel.renewals.simplex.Best` says: together with ``limits``, nothing beyond what is filled
    can be filled. Learning without a limit here is like some that is not used up, so more of it has no price.
    """

    cycles: tuple[Filled, ...]
    missing: Fraction
    prices: Mapping[Hashable, Exact]
    limits: Mapping[Hashable, Exact]


class _Place(NamedTuple):
    """Where a part may count: the number of the cycle, the area there, points for one unit, and the limits it meets.

    A plain tuple, as long ledgers sort by it.
    """

    cycle: int
    area: str
    rate: Exact
    approved: bool
    early: bool
    card: str


Worth = tuple[Exact, int, bool]


class _Part(Value):
    """A part of an activity with one content area, in the activity's own units.

    ``worth`` sorts parts that may go to the same places: the money a unit still costs (nothing for what is done, or
    where no cost is said), the day, and whether it is only planned.
    """

    activity: Activity
    amount: Exact
    places: tuple[_Place, ...]
    worth: Worth


def allocate(
    judged: Iterable[tuple[Activity, Sequence[Judged]]], requirements: Sequence[Requirement], *, shared: bool = False
) -> Allocation:
    """Use activities for cycles so that the fewest contact hours are missing.

    Among such uses it takes one with the least money for plans, and of these one that uses the earliest: the sum of the
    days of all contact hours used is the least. Of what falls on one day, what is done is used before what is planned;
    and where all this is even, hours go to the cycle that ends first.

    With ``shared`` each activity may count once for every certificate; otherwise its hours are used once. Activities
    that cannot be told to count are not used. Each activity's judgments stand in the order of ``requirements``.
    """
    parts = [part for activity, found in judged for part in _parts(activity, found)]
    if shared:
        return _shared(parts, requirements)
    return _allocated(parts, requirements)


def _shared(parts: Sequence[_Part], requirements: Sequence[Requirement]) -> Allocation:
    """Each certificate on its own; within one, hours are used once."""
    cycles: dict[int, Filled] = {}
    missing = Fraction(0)
    prices: dict[Hashable, Exact] = {}
    limits: dict[Hashable, Exact] = {}
    for name in dict.fromkeys(requirement.credential.id for requirement in requirements):
        own = {i for i, requirement in enumerate(requirements) if requirement.credential.id == name}
        found = _allocated(list(_only(parts, own)), requirements, own)
        missing += found.missing
        prices |= {(name, key): price for key, price in found.prices.items()}
        limits |= {(name, key): limit for key, limit in found.limits.items()}
        cycles |= dict(zip(sorted(own), found.cycles, strict=True))
    return Allocation(tuple(cycles[i] for i in sorted(cycles)), missing, prices, limits)


def _only(parts: Iterable[_Part], cycles: set[int]) -> Iterator[_Part]:
    for part in parts:
        places = tuple(place for place in part.places if place.cycle in cycles)
        if places:
            yield _Part(part.activity, part.amount, places, part.worth)


def _parts(activity: Activity, found: Sequence[Judged]) -> Iterator[_Part]:
    """Cut an activity by content area; each part knows where it may count."""
    amount = activity.amount
    if not amount:
        return
    used = [
        (index, judged, 1 if judged.points == amount else divided(judged.points, amount))
        for index, judged in enumerate(found)
        if judged.verdict == "counts" and judged.points and _free(activity, judged)
    ]
    if not used:
        return
    worth = _worth(activity, amount)
    shares: tuple[tuple[str, Exact], ...] = activity.areas
    if (left := 1 - sum(share for _, share in shares)) > 0:
        shares = (*shares, (ANY, left))
    for name, share in shares:
        yield _Part(activity, divided(amount * share, 1), tuple([_place(*one, name) for one in used]), worth)


def _place(index: int, judged: Judged, rate: Exact, name: str) -> _Place:
    approved = judged.approved or judged.requirement.approval is None
    return _Place(index, _area_of(judged, name), rate, approved, judged.early, judged.card.card if judged.card else "")


def _worth(activity: Activity, amount: Fraction) -> Worth:
    done = activity.done.earliest if isinstance(activity.done, PartialDate) else activity.done
    price = divided(activity.cost, amount) if activity.planned and activity.cost else 0
    return price, done.toordinal() if done else NEVER, activity.planned


def _area_of(judged: Judged, name: str) -> str:
    if judged.card:
        return judged.card.area
    return name if any(line.area == name for line in judged.requirement.areas) else ANY


def _free(activity: Activity, judged: Judged) -> bool:
    """Whether its hours have not been used for another certificate."""
    named = {use.credential for use in activity.used_for if use.credential}
    return not named or judged.requirement.credential.id in named


def _allocated(parts: Sequence[_Part], requirements: Sequence[Requirement], only: set[int] | None = None) -> Allocation:
    own = {i: r for i, r in enumerate(requirements) if only is None or i in only}
    use = _Use(parts, own)
    best = use.solve()
    counted: dict[int, list[Counted]] = {index: [] for index in own}
    for index, line in use.handed_out(best):
        counted[index].append(line)
    cycles = tuple(_filled(requirement, index, counted[index], parts) for index, requirement in own.items())
    wanted = sum(((r.total or Fraction(0)) * r.hours for r in own.values()), Fraction(0))
    return Allocation(cycles, wanted - Fraction(best.value), best.prices, use.limits)


NOTHING: tuple[Exact, ...] = (0, 0, 0, 0, 0)
"""What a move gives: no hours, money or days."""

AT_ONCE = 8
"""How many of a queue get their turn together: with fewer the search begins with worse ones, and corrects itself."""


class _Use:
    """The linear program of using parts for cycles, in points.

    The limits of a cycle are the least of each area, the rest of its total, and its caps. Parts that may go to the same
    places stand in one queue, those that are worth the most first; parts worth the same are one.
    """

    def __init__(self, parts: Sequence[_Part], requirements: Mapping[int, Requirement]) -> None:
        self.requirements = requirements
        self.program = Program(len(NOTHING))
        self.limits: dict[Hashable, Exact] = {}
        self.choices: list[tuple[int, _Place] | None] = []
        self.used: list[list[_Part]] = []
        for index, requirement in requirements.items():
            if requirement.total is not None:
                self._open(index, requirement, requirement.total)
        self.cents = lcm(*(part.worth[0].denominator for part in parts))
        alike: dict[tuple[_Place, ...], dict[Worth, list[_Part]]] = {}
        for part in parts:
            places = tuple(place for place in part.places if self._slot(place))
            alike.setdefault(places, {}).setdefault(part.worth, []).append(part)
        alike.pop((), None)
        self.places = list(alike)
        self.queues = [iter(sorted(queue.items(), key=itemgetter(0))) for queue in alike.values()]

    def _open(self, index: int, requirement: Requirement, total: Fraction) -> None:
        """Set the limits of a cycle; what an area has beyond its least moves on to the rest of the total."""
        rest = max(total - sum((Fraction(line.least) for line in requirement.areas), Fraction(0)), Fraction(0))
        self._limit(("any", index), rest)
        for line in requirement.areas:
            name = ("area", index, line.area)
            self._limit(name, Fraction(line.least))
            if rest and line.least:
                self.choices.append(None)
                self.program.add_column(Column({name: -1, ("any", index): 1}, NOTHING))
        if requirement.others_at_most is not None:
            self._limit(("others", index), requirement.others_at_most)
        if requirement.early:
            self._limit(("early", index), requirement.early[1])
        for card in requirement.counting.cards if requirement.counting else ():
            if card.starts <= requirement.ends:
                self._limit(("card", index, card.card), Fraction(card.points * card.at_most))

    def _limit(self, name: Hashable, limit: Exact) -> None:
        self.limits[name] = divided(limit, 1)
        self.program.add_limit(name, self.limits[name])

    def _slot(self, place: _Place) -> tuple[str | int, ...] | None:
        """Where a point goes first: the least of its area, or the rest of the total; None where nothing is asked."""
        names: tuple[tuple[str | int, ...], ...] = (("area", place.cycle, place.area), ("any", place.cycle))
        return next((name for name in names if self.limits.get(name)), None)

    def solve(self) -> Best:
        """Find the best use. Only where all is used up, what stands behind it in the queue gets its turn."""
        last: dict[int, Hashable] = {}
        best, turns = self.program.solve(), list(range(len(self.queues)))
        while batch := [(worth, at, same) for at in turns for worth, same in islice(self.queues[at], AT_ONCE)]:
            for worth, at, same in sorted(batch, key=itemgetter(0, 1)):
                last[at] = self._admit(self.places[at], worth, same)
            best = self.program.solve()
            turns = [at for at, name in last.items() if not self.program.left_of(name)]
        return best

    def _admit(self, places: tuple[_Place, ...], worth: Worth, same: list[_Part]) -> Hashable:
        """Let parts into the program; gives the name of their hours."""
        name = ("hours", len(self.used))
        unit = places[0].rate
        limit = self.limits[name] = divided(sum(part.amount for part in same) * unit, 1)
        if len(places) > 1:
            self.program.add_limit(name, limit)
        for place in places:
            self.choices.append((len(self.used), place))
            takes, gives = self._takes(place), self._gives(place, worth)
            if len(places) > 1:
                takes[name] = divided(unit, place.rate)
                self.program.add_column(Column(takes, gives))
            else:
                self.program.add_column(Column(takes, gives, name, limit))
        self.used.append(same)
        return name

    def _takes(self, place: _Place) -> dict[Hashable, Exact]:
        """What a point takes of the limits of its cycle."""
        index = place.cycle
        met = (self._slot(place), not place.approved and ("others", index), place.early and ("early", index))
        return {name: 1 for name in (*met, place.card and ("card", index, place.card)) if name in self.limits}

    def _gives(self, place: _Place, worth: Worth) -> tuple[Exact, ...]:
        """What a point gives: hours, then money, then days, then what is done, then the cycle that ends first."""
        price, day, planned = worth
        requirement = self.requirements[place.cycle]
        hours, ends = divided(requirement.hours, 1), requirement.ends.toordinal()
        return hours, -divided(price * self.cents, place.rate), -hours * day, -hours * planned, -hours * ends

    def handed_out(self, best: Best) -> Iterator[tuple[int, Counted]]:
        """Share the points of parts that are worth the same out to them, in the order of the record."""
        wanted: dict[int, list[tuple[_Place, Fraction]]] = {}
        for choice, amount in zip(self.choices, best.amounts, strict=True):
            if choice is not None and amount:
                wanted.setdefault(choice[0], []).append((choice[1], Fraction(amount)))
        for group, places in wanted.items():
            waiting = iter(self.used[group])
            part = next(waiting)
            left = part.amount
            for place, points in sorted(places):
                while points > 0:
                    if not left:
                        part = next(waiting)
                        left = part.amount
                    taken = min(points, Fraction(left * place.rate))
                    left -= divided(taken, place.rate)
                    points -= taken
                    requirement = self.requirements[place.cycle]
                    yield place.cycle, Counted(part.activity, requirement, place.area, taken, place.approved)


def _filled(requirement: Requirement, index: int, counted: Iterable[Counted], parts: Iterable[_Part]) -> Filled:
    merged: dict[tuple[str, str], Counted] = {}
    for line in counted:
        key = (line.activity.place, line.area)
        so_far = merged[key].points if key in merged else Fraction(0)
        merged[key] = Counted(line.activity, requirement, line.area, so_far + line.points, line.approved)
    lines = tuple(merged.values())
    needed = further(requirement, lines)
    alone, because = _alone(requirement, index, parts) if needed.points else (Fraction(0), "")
    return Filled(requirement, lines, needed, alone, because)


def further(requirement: Requirement, counted: Sequence[Counted]) -> Further:
    """Say what is still to be learned for a cycle when this much counts."""
    total = requirement.total or Fraction(0)
    missing = total - sum((line.points for line in counted), Fraction(0))
    areas = []
    for line in requirement.areas:
        have = sum((found.points for found in counted if found.area == line.area), Fraction(0))
        if have < line.least:
            areas.append((line.area, Fraction(line.least) - have))
    others = sum((line.points for line in counted if not line.approved), Fraction(0))
    room = requirement.others_at_most
    approved = max(Fraction(0), missing - (room - others)) if room is not None else Fraction(0)
    return Further(missing, tuple(areas), approved)


def _alone(requirement: Requirement, index: int, parts: Iterable[_Part]) -> tuple[Fraction, str]:
    """The points that are missing if all learning is used for this cycle, and which limit makes it so.

    The prices of the best use tell which: points in all where only the hours have one.
    """
    if requirement.total is None:
        return Fraction(0), ""
    able = [
        _Part(part.activity, part.amount, (place,), (0, 0, False))
        for part in parts
        for place in part.places
        if place.cycle == index
    ]
    best = _Use(able, {index: requirement}).solve()
    priced = {key[0] for key in best.prices if isinstance(key, tuple)}
    because = "approved" if "others" in priced else "areas" if "any" in priced else "total"
    return requirement.total - Fraction(best.value) / requirement.hours, because
