"""The ladder: where a person stands, which roles are within reach by which way, and what each of them pays.

How soon and for how much a role is reached is the planner's answer; here it is set beside the pay.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from lapel.careers.pay import Quoted, newest
from lapel.model.citation import Citation
from lapel.model.credential import Route
from lapel.model.figure import NOT_REPORTED, Figure
from lapel.model.money import Amount
from lapel.model.occupation import Area, Projection
from lapel.model.record import Record
from lapel.model.role import Code, Role
from lapel.model.value import Value

CAREFUL, HOPEFUL = "p25", "p75"
"""The percentiles between which half of the people in an occupation lie: what to expect, unless a role says more."""


class Paid(Value):
    """What an occupation that a role can mean pays, and what is expected of it; None where the figures are missing.

    Where there are no figures for the area asked about, those of the nation stand in, and ``instead`` is true.
    """

    code: Code
    quoted: Quoted | None
    outlook: Projection | None = None
    instead: bool = False

    @property
    def careful(self) -> Figure:
        """The lower end of what to expect."""
        return self._at(self.code.expect.low if self.code.expect else CAREFUL)

    @property
    def hopeful(self) -> Figure:
        """The upper end of what to expect."""
        return self._at(self.code.expect.high if self.code.expect else HOPEFUL)

    def _at(self, percentile: str) -> Figure:
        found: Figure = getattr(self.quoted.wages.annual, percentile) if self.quoted else NOT_REPORTED
        return found

    @property
    def shrinking(self) -> bool:
        """Whether fewer such jobs are expected."""
        return self.outlook is not None and (self.outlook.growth.value or 0) < 0


class Point(Value):
    """One plan to a role, that no other beats: the day one can apply, what it costs, and by which steps.

    ``not_known`` are costs on top without a figure, ``waits`` the number of waits that are not in the day. One that is
    not ``sure`` holds only if what it ``assumes`` turns out to be so.
    """

    finish: date
    money: Amount
    steps: tuple[str, ...] = ()
    not_known: tuple[str, ...] = ()
    waits: int = 0
    sure: bool = True
    assumes: tuple[str, ...] = ()


class Way(Value):
    """One way to a role, with the plans that lead there. Without any, ``blocked`` says what stands in the way."""

    role: Role
    route: Route
    paid: tuple[Paid, ...]
    sure: tuple[Point, ...] = ()
    perhaps: tuple[Point, ...] = ()
    blocked: tuple[str, ...] = ()
    proved: bool = True

    @property
    def careful(self) -> Figure:
        """The least to expect, whichever of its occupations the job turns out to be."""
        return _least(paid.careful for paid in self.paid)

    @property
    def hopeful(self) -> Figure:
        """The most to expect, whichever of its occupations the job turns out to be."""
        return _most(paid.hopeful for paid in self.paid)


class Rung(Value):
    """A role with the ways to it. One ``held`` is the person's work today."""

    role: Role
    ways: tuple[Way, ...]
    held: bool = False

    @property
    def reached(self) -> bool:
        """Whether some plan surely leads there."""
        return any(way.sure for way in self.ways)


class Standing(Value):
    """Where a person stands: roles held today, certificates and degrees of the record."""

    roles: tuple[Role, ...]
    certificates: tuple[str, ...]
    programs: tuple[str, ...]


class Reach(Value):
    """A way with the plan by which it is within reach."""

    way: Way
    point: Point


class Best(Value):
    """The best pay within reach: of the ways surely reached, those that no other beats at both ends.

    ``whole`` looks only at plans of which every cost is known, ``part`` at all. ``left_out`` are ways within reach
    whose pay is not reported.
    """

    whole: tuple[Reach, ...]
    part: tuple[Reach, ...]
    left_out: tuple[Way, ...] = ()


class Ladder(Value):
    """The answer: where the person stands, every role, and the best pay within the limits.

    ``where`` says how the area was found, when it was not named outright.
    """

    on: date
    area: Area
    standing: Standing
    rungs: tuple[Rung, ...]
    best: Best
    by: date | None = None
    budget: int | None = None
    where: str = ""
    cite: tuple[Citation, ...] = ()

    @property
    def ways(self) -> tuple[Way, ...]:
        """Every way to every role."""
        return tuple(way for rung in self.rungs for way in rung.ways)

    @property
    def today(self) -> tuple[Paid, ...]:
        """What the person's work of today pays; none where the record names no work."""
        return tuple(paid for rung in self.rungs if rung.held for way in rung.ways[:1] for paid in way.paid)


def standing(record: Record, roles: Mapping[str, Role], *, on: date) -> Standing:
    """Say where a person stands on a day: what the record says is under way or finished."""
    now = {work.role for work in record.work if work.role and _runs(work.started, work.ended, on)}
    held = tuple(role for role in roles.values() if now.intersection(role.works))
    done = (p for p in record.programs if isinstance(p.completed, date) and p.completed <= on)
    return Standing(
        held,
        tuple(c.id for c in record.certificates if c.id and not (isinstance(c.expires, date) and c.expires < on)),
        tuple(f"{p.field or 'program'}, {p.award or 'award not said'}" for p in done),
    )


def _runs(started: object, ended: object, on: date) -> bool:
    return not (isinstance(started, date) and started > on) and not (isinstance(ended, date) and ended < on)


def paid(
    codes: Iterable[Code],
    there: Sequence[Quoted],
    nation: Sequence[Quoted],
    projections: Sequence[Projection],
) -> tuple[Paid, ...]:
    """Give what each occupation pays, by its newest figures in a place or else the nation, and its newest outlook."""
    made = []
    for code in codes:
        here = newest(q for q in there if q.wages.soc == code.soc)
        instead = newest(q for q in nation if q.wages.soc == code.soc) if here is None else None
        editions = [each for each in projections if each.soc == code.soc]
        outlook = max(editions, key=lambda edition: edition.base, default=None)
        made.append(Paid(code, here or instead, outlook, here is None and instead is not None))
    return tuple(made)


def best_pay(ways: Iterable[Way]) -> Best:
    """Find the ways within reach whose expected pay no other beats at both ends.

    A way that is sooner or cheaper is no better for it here: all of them are within the limits.
    """
    within = [Reach(way, way.sure[0]) for way in ways if way.sure]
    known = [each for each in within if each.way.careful.value is not None and each.way.hopeful.value is not None]
    whole = [Reach(each.way, point) for each in known for point in _whole(each.way)]
    return Best(_unbeaten(whole), _unbeaten(known), tuple(each.way for each in within if each not in known))


def _whole(way: Way) -> Iterator[Point]:
    """The soonest plan of which every cost is known, if there is one."""
    yield from [point for point in way.sure if not point.not_known][:1]


def soonest_raise(ways: Iterable[Way], than: Figure) -> Reach | None:
    """Find the way within reach soonest whose lower end is above a figure; of several, the one that pays most."""
    above = [Reach(way, way.sure[0]) for way in ways if way.sure and (way.careful.value or 0) > (than.value or 0)]
    return min(above, key=lambda each: (each.point.finish, -(each.way.careful.value or 0)), default=None)


def _unbeaten(ways: Sequence[Reach]) -> tuple[Reach, ...]:
    return tuple(one for one in ways if not any(_beats(other.way, one.way) for other in ways))


def _beats(one: Way, other: Way) -> bool:
    mine, theirs = ((way.careful.value or 0, way.hopeful.value or 0) for way in (one, other))
    return mine != theirs and mine[0] >= theirs[0] and mine[1] >= theirs[1]


def _least(figures: Iterable[Figure]) -> Figure:
    """The least of several figures; not reported when one of them is not."""
    listed = list(figures)
    if not listed or any(each.value is None for each in listed):
        return NOT_REPORTED
    return min(listed, key=lambda each: each.value or 0)


def _most(figures: Iterable[Figure]) -> Figure:
    listed = list(figures)
    if not listed or any(each.value is None for each in listed):
        return NOT_REPORTED
    return max(listed, key=lambda each: each.value or 0)


def citations(ladder: Ladder) -> tuple[Citation, ...]:
    """List the sources of the pay and the outlook that a ladder shows."""
    shown = [paid for way in ladder.ways for paid in way.paid]
    pay = (cite for each in shown if each.quoted for cite in each.quoted.wages.cite)
    outlook = (cite for each in shown if each.outlook for cite in each.outlook.cite)
    return tuple(dict.fromkeys((*pay, *outlook, *ladder.cite)))
