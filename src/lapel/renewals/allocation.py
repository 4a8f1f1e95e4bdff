"""Which activity counts where: the best use of learning across all cycles of all certificates, with its proof.

Hours of a course are used once at most. As activities that may go to the same places are alike, they are put together
first: what is solved is small, however long the ledger.
"""

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction

from lapel.model.dates import NEVER, PartialDate
from lapel.model.value import Value
from lapel.renewals.ledger import Activity, Judged, Requirement
from lapel.renewals.simplex import Best, Column, Exact, divided, most

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
    can be filled.
    """

    cycles: tuple[Filled, ...]
    missing: Fraction
    prices: Mapping[Hashable, Exact]
    limits: Mapping[Hashable, Exact]


class _Part(Value):
    """A part of an activity with one content area, in the activity's own units."""

    activity: Activity
    amount: Fraction
    places: tuple["_Place", ...]

    @property
    def group(self) -> Hashable:
        """What parts have in common that are used alike."""
        return self.places, self.activity.planned, self.price

    @property
    def price(self) -> Fraction:
        """The money a unit still costs; nothing for what is done, or where no cost is said."""
        activity = self.activity
        if not activity.planned or not activity.cost or not activity.amount:
            return Fraction(0)
        return activity.cost / activity.amount

    @property
    def order(self) -> tuple[object, ...]:
        """What to use first of what is alike: the earliest."""
        done = self.activity.done
        day = done.earliest if isinstance(done, PartialDate) else done
        return day.toordinal() if day else NEVER, self.activity.place


class _Place(Value):
    """Where a part may count: the number of the cycle, the area there, points for one unit, and the limits it meets."""

    cycle: int
    area: str
    rate: Exact
    approved: bool
    early: bool
    card: str


def allocate(
    judged: Iterable[tuple[Activity, Sequence[Judged]]], requirements: Sequence[Requirement], *, shared: bool = False
) -> Allocation:
    """Use activities for cycles so that the fewest contact hours are missing, then with the least money for plans.

    Of what is alike, the earliest is used first. With ``shared`` each activity may count once for every certificate;
    otherwise its hours are used once. Activities that cannot be told to count are not used. Each activity's judgments
    stand in the order of ``requirements``.
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
            yield _Part(part.activity, part.amount, places)


def _parts(activity: Activity, found: Sequence[Judged]) -> Iterator[_Part]:
    """Cut an activity by content area; each part knows where it may count."""
    used = [judged for judged in found if judged.verdict == "counts" and judged.points]
    if not used or not activity.amount:
        return
    names = [name for name, _ in activity.areas]
    left = 1 - sum((share for _, share in activity.areas), Fraction(0))
    shares = [*activity.areas, *([(ANY, left)] if left or not names else [])]
    for name, share in shares:
        places = tuple(
            _Place(
                index,
                _area_of(judged, name),
                divided(judged.points, activity.amount),
                judged.approved or judged.requirement.approval is None,
                judged.early,
                judged.card.card if judged.card else "",
            )
            for index, judged in enumerate(found)
            if judged.verdict == "counts" and judged.points and _free(activity, judged)
        )
        if places and share:
            yield _Part(activity, activity.amount * share, places)


def _area_of(judged: Judged, name: str) -> str:
    if judged.card:
        return judged.card.area
    return name if any(line.area == name for line in judged.requirement.areas) else ANY


def _free(activity: Activity, judged: Judged) -> bool:
    """Whether its hours have not been used for another certificate."""
    named = {use.credential for use in activity.used_for if use.credential}
    return not named or judged.requirement.credential.id in named


def _allocated(parts: Sequence[_Part], requirements: Sequence[Requirement], only: set[int] | None = None) -> Allocation:
    groups: dict[Hashable, list[_Part]] = {}
    for part in parts:
        groups.setdefault(part.group, []).append(part)
    members = list(groups.values())
    asked = [i for i, r in enumerate(requirements) if r.total is not None and (only is None or i in only)]
    limits = dict(_limits(members, requirements, asked))
    choices = [(g, place, area) for g, same in enumerate(members) for place, area in _choices(same[0], limits)]
    columns = [_column(members, choice, requirements, limits) for choice in choices]
    best = most(columns, limits) if columns else Best((), 0, {})
    lines = list(_handed_out(members, choices, best.amounts, requirements))
    cycles = []
    for index, requirement in enumerate(requirements):
        if only is None or index in only:
            counted = tuple(line for number, line in lines if number == index)
            able = [(part, place) for part in parts for place in part.places if place.cycle == index]
            cycles.append(_filled(requirement, counted, able))
    wanted = sum((Fraction(requirements[i].total or 0) * requirements[i].hours for i in asked), Fraction(0))
    return Allocation(tuple(cycles), wanted - Fraction(best.value), best.prices, limits)


Limits = Mapping[Hashable, Exact]
Choice = tuple[int, _Place, str]


def _limits(
    members: Sequence[Sequence[_Part]], requirements: Sequence[Requirement], asked: Iterable[int]
) -> Iterator[tuple[Hashable, Exact]]:
    """The limits: hours of each group, and for each cycle its areas, the rest of its total, and its caps."""
    for group, same in enumerate(members):
        yield ("hours", group), divided(sum((part.amount for part in same), Fraction(0)), 1)
    for index in asked:
        requirement = requirements[index]
        total = requirement.total or Fraction(0)
        least = Fraction(0)
        for line in requirement.areas:
            yield ("area", index, line.area), Fraction(line.least)
            least += Fraction(line.least)
        yield ("any", index), max(total - least, Fraction(0))
        if requirement.others_at_most is not None:
            yield ("others", index), requirement.others_at_most
        if requirement.early:
            yield ("early", index), requirement.early[1]
        for card in requirement.counting.cards if requirement.counting else ():
            if card.starts <= requirement.ends:
                yield ("card", index, card.card), Fraction(card.points * card.at_most)


def _choices(part: _Part, limits: Limits) -> Iterator[tuple[_Place, str]]:
    """Where a part may go: first into the least of its area, then into the rest of the total."""
    for place in part.places:
        if place.area and limits.get(("area", place.cycle, place.area)):
            yield place, place.area
        if limits.get(("any", place.cycle)):
            yield place, ANY


def _column(
    members: Sequence[Sequence[_Part]], choice: Choice, requirements: Sequence[Requirement], limits: Limits
) -> Column:
    """One point of a group in a place of a cycle: what it takes, and the hours it saves before all else."""
    group, place, area = choice
    index = place.cycle
    met: list[Hashable] = [("area", index, area) if area else ("any", index)]
    met += [("others", index)] if not place.approved else []
    met += [("early", index)] if place.early else []
    met += [("card", index, place.card)] if place.card else []
    takes: dict[Hashable, Exact] = {("hours", group): divided(1, place.rate)}
    takes |= {name: 1 for name in met if name in limits}
    part = members[group][0]
    later = 1 if part.activity.planned else 0
    money = divided(part.price, place.rate)
    return Column(takes, (divided(requirements[index].hours, 1), -money, -divided(later, place.rate)))


def _handed_out(
    members: Sequence[Sequence[_Part]],
    choices: Sequence[Choice],
    amounts: Sequence[Exact],
    requirements: Sequence[Requirement],
) -> Iterator[tuple[int, Counted]]:
    """Share the points of a group out to its activities, the earliest first."""
    wanted: dict[int, list[tuple[_Place, Fraction]]] = {}
    for (group, place, _), amount in zip(choices, amounts, strict=True):
        if amount:
            wanted.setdefault(group, []).append((place, Fraction(amount)))
    for group, places in wanted.items():
        waiting = sorted(members[group], key=lambda part: part.order)
        left = [part.amount for part in waiting]
        at = 0
        for place, points in sorted(places, key=lambda pair: pair[0].cycle):
            while points > 0:
                taken = min(points, left[at] * place.rate)
                left[at] -= taken / place.rate
                points -= taken
                if taken:
                    counted = Counted(
                        waiting[at].activity, requirements[place.cycle], place.area, taken, place.approved
                    )
                    yield place.cycle, counted
                if not left[at]:
                    at += 1


def _filled(requirement: Requirement, counted: tuple[Counted, ...], able: Sequence[tuple[_Part, _Place]]) -> Filled:
    merged: dict[tuple[str, str], Counted] = {}
    for line in counted:
        key = (line.activity.place, line.area)
        so_far = merged[key].points if key in merged else Fraction(0)
        merged[key] = Counted(line.activity, requirement, line.area, so_far + line.points, line.approved)
    lines = tuple(merged.values())
    needed = further(requirement, lines)
    alone, because = _alone(requirement, able) if needed.points else (Fraction(0), "")
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


def _alone(requirement: Requirement, able: Sequence[tuple[_Part, _Place]]) -> tuple[Fraction, str]:
    """The points that are missing if all learning is used for this cycle, and which limit makes it so.

    The prices of the best use tell which: points in all where only the hours have one.
    """
    if requirement.total is None:
        return Fraction(0), ""
    best = _program([_Part(part.activity, part.amount, (place,)) for part, place in able], requirement)
    priced = {key[0] for key in best.prices if isinstance(key, tuple)}
    because = "approved" if "others" in priced else "areas" if "any" in priced else "total"
    return requirement.total - Fraction(best.value) / requirement.hours, because


def _program(parts: Sequence[_Part], requirement: Requirement) -> Best:
    """Solve one cycle on its own."""
    groups: dict[Hashable, list[_Part]] = {}
    for part in parts:
        groups.setdefault(part.places, []).append(part)
    members = list(groups.values())
    index = parts[0].places[0].cycle if parts else 0
    padded: list[Requirement] = [requirement] * (index + 1)
    limits = dict(_limits(members, padded, [index]))
    choices = [(g, place, area) for g, same in enumerate(members) for place, area in _choices(same[0], limits)]
    return most([_column(members, choice, padded, limits) for choice in choices], limits)
