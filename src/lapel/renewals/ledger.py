"""The ledger: learning done or planned, and for each cycle whether it counts, how much, and why."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from lapel.model.counting import Approval, AreaLeast, CardPoints, Counting, UnitPoints, in_force
from lapel.model.credential import Credential
from lapel.model.dates import Duration, PartialDate, add
from lapel.model.record import Card, Learning, Record, Use, When
from lapel.model.value import Value
from lapel.renewals.dues import Event
from lapel.rules.wording import long_date

Verdict = Literal["counts", "cannot tell", "nowhere"]

CARD = "card"
"""The unit of a card."""


class Activity(Value):
    """A course, a card or other learning; ``place`` is where it stands in the record.

    ``amount`` is None when it is not said. ``areas`` share it out by content; what they leave over has no area.
    """

    place: str
    title: str
    done: When = None
    kind: str | None = None
    unit: str | None = None
    amount: Fraction | None = None
    areas: tuple[tuple[str, Fraction], ...] = ()
    approved_by: tuple[str, ...] = ()
    provider: str | None = None
    evidence: bool | None = None
    planned: bool = False
    cost: Fraction | None = None
    used_for: tuple[Use, ...] = ()
    until: When = None


class Requirement(Value):
    """What one cycle of a certificate asks for, from ``starts`` to ``ends`` (both included).

    ``total`` is None when it is not known; where sources disagree it is the most that any of them asks for. ``earned``
    is the day of the first certification, if this cycle is the first. ``hours`` are the contact hours in one point, as
    far as that is known, otherwise 1.
    """

    credential: Credential
    starts: date
    ends: date
    unit: str
    total: Fraction | None
    counting: Counting | None
    areas: tuple[AreaLeast, ...] = ()
    approval: Approval | None = None
    earned: date | None = None
    hours: Fraction = Fraction(1)
    event: Event | None = None

    @property
    def id(self) -> str:
        """Name the cycle."""
        return f"{self.credential.id}/{self.ends.isoformat()}"

    @property
    def early(self) -> tuple[date, Fraction] | None:
        """From which day on learning from before the certification counts, and how many points of it at most."""
        lines = in_force(self.counting.early, on=self.ends) if self.counting and self.earned else ()
        if not lines or self.earned is None:
            return None
        return add(self.earned, lines[0].before, sign=-1), Fraction(lines[0].at_most)

    @property
    def others_at_most(self) -> Fraction | None:
        """How many points may come from sources other than the approved ones."""
        if self.approval is None or self.total is None:
            return None
        return min(Fraction(self.approval.others_at_most), self.total - Fraction(self.approval.least))


class Judged(Value):
    """Whether an activity counts in a cycle: for how many points, in which areas, and why.

    ``approved`` points are no part of the limit for others; ``early`` ones come from before the first certification.
    """

    activity: Activity
    requirement: Requirement
    verdict: str
    why: str
    points: Fraction = Fraction(0)
    areas: tuple[tuple[str, Fraction], ...] = ()
    approved: bool = False
    early: bool = False
    card: CardPoints | None = None


def activities(record: Record, *, on: date) -> tuple[Activity, ...]:
    """List the learning and the cards of a record; what lies after the day asked about is planned."""
    courses = (_course(index, said, on) for index, said in enumerate(record.learning))
    return (*courses, *(_card(index, card, on) for index, card in enumerate(record.cards)))


def _course(index: int, said: Learning, on: date) -> Activity:
    unit, amount = said.unit, said.amount
    if unit is None and said.hours is not None:
        unit, amount = "contact-hours", said.hours
    areas = said.areas or ((("clinical", said.clinical_hours),) if said.clinical_hours else ())
    return Activity(
        f"learning[{index}]",
        said.title or "A course without a name",
        said.completed,
        said.kind,
        unit,
        None if amount is None else Fraction(amount),
        _shares(areas, said, amount),
        said.approved_by,
        said.provider,
        said.evidence,
        said.planned is True or (said.completed is not None and _first(said.completed) > on),
        None if said.cost is None else Fraction(said.cost),
        said.used_for,
    )


def _shares(
    areas: Iterable[tuple[str, Decimal]], said: Learning, amount: Decimal | None
) -> tuple[tuple[str, Fraction], ...]:
    """Split an activity by the time spent on each area; areas that leave some of it over are parts of the whole."""
    known = [(name, Fraction(part)) for name, part in areas if part > 0]
    whole = max(sum(part for _, part in known), Fraction(said.hours or amount or 0))
    return tuple((name, part / whole) for name, part in known)


def _card(index: int, card: Card, on: date) -> Activity:
    title = f"{(card.kind or 'a').upper() if card.kind == 'cpr' else card.kind or 'A'} card"
    planned = card.issued is not None and _first(card.issued) > on
    return Activity(
        f"cards[{index}]",
        title,
        card.issued,
        card.kind,
        CARD,
        Fraction(1),
        provider=card.issuer,
        planned=planned,
        until=card.expires,
    )


def ceu_hours(credentials: Iterable[Credential], *, on: date) -> Mapping[str, Fraction]:
    """Give the contact hours in one CEU of each issuer for which that is known."""
    found = {}
    for credential in credentials:
        lines = in_force(credential.counting.units, on=on) if credential.counting else ()
        points = {line.unit: Fraction(line.points) for line in lines}
        if points.get("contact-hours") and "ceu" in points:
            found[credential.issuer] = points["ceu"] / points["contact-hours"]
    return found


class Judge:
    """Says of activities whether they count in cycles, with the contact hours in a CEU of each issuer."""

    def __init__(self, ceu: Mapping[str, Fraction]) -> None:
        self.ceu = ceu

    def judged(self, activity: Activity, requirement: Requirement) -> Judged:
        """Say whether an activity counts in a cycle."""
        for check in (self._known, self._when, self._used, self._kind):
            found: Judged | None = check(activity, requirement)
            if found is not None:
                return found
        return self._counted(activity, requirement)

    def _known(self, activity: Activity, requirement: Requirement) -> Judged | None:
        if requirement.counting is None or requirement.total is None:
            why = f"How learning counts for the {requirement.credential.name} was not seen."
            return Judged(activity, requirement, "cannot tell", why)
        if activity.done is None:
            return Judged(activity, requirement, "cannot tell", "The record does not say when it was done.")
        return None

    def _when(self, activity: Activity, requirement: Requirement) -> Judged | None:
        assert activity.done is not None
        first, last = _first(activity.done), _last(activity.done)
        opens = min(requirement.early[0], requirement.starts) if requirement.early else requirement.starts
        if last < opens:
            why = f"It was done before this cycle began on {long_date(requirement.starts)}."
            return Judged(activity, requirement, "nowhere", why)
        if first > requirement.ends:
            why = f"It comes after the last day of this cycle, {long_date(requirement.ends)}."
            return Judged(activity, requirement, "nowhere", why)
        across = first < requirement.starts <= last
        if first < opens or last > requirement.ends or across:
            why = "The record does not give the day, and part of that time lies outside the cycle."
            return Judged(activity, requirement, "cannot tell", why)
        return None

    def _used(self, activity: Activity, requirement: Requirement) -> Judged | None:
        for use in activity.used_for:
            if use.credential == requirement.credential.id and use.cycle is not None:
                day = _last(use.cycle)
                if not _first(use.cycle) <= requirement.ends <= day:
                    why = f"It was already used for the cycle that ended on {long_date(day)}."
                    return Judged(activity, requirement, "nowhere", why)
        return None

    def _kind(self, activity: Activity, requirement: Requirement) -> Judged | None:
        assert requirement.counting is not None
        assert activity.done is not None
        for line in in_force(requirement.counting.refused, on=requirement.ends):
            if line.kind == activity.kind and activity.unit != CARD:
                if line.after is None or _first(activity.done) > line.after:
                    return Judged(activity, requirement, "nowhere", line.says)
                if _last(activity.done) > line.after:
                    why = f"The record does not give the day. {line.says}"
                    return Judged(activity, requirement, "cannot tell", why)
        return None

    def _counted(self, activity: Activity, requirement: Requirement) -> Judged:
        if activity.unit == CARD:
            return self._card(activity, requirement)
        if activity.unit is None or activity.amount is None:
            return Judged(activity, requirement, "cannot tell", "The record does not say how much it was.")
        points, why = self._points(activity, requirement)
        if points is None:
            return Judged(activity, requirement, "cannot tell", why)
        return self._placed(activity, requirement, points, why)

    def _points(self, activity: Activity, requirement: Requirement) -> tuple[Fraction | None, str]:
        """How many points it gives, or why that cannot be told."""
        assert requirement.counting is not None
        assert activity.amount is not None
        lines = {line.unit: line for line in in_force(requirement.counting.units, on=requirement.ends)}
        unit, amount, issuer = str(activity.unit), activity.amount, requirement.credential.issuer
        line = lines.get(unit)
        if unit == "ceu" and not (issuer in activity.approved_by and line):
            whose = {self.ceu[body] for body in activity.approved_by if body in self.ceu}
            if len(whose) != 1:
                return None, _whose_ceu(self.ceu)
            unit, amount = "contact-hours", amount * whose.pop()
            line = lines.get(unit)
        if line is None or (line.granted and issuer not in activity.approved_by):
            return None, self._gap(requirement, unit)
        return amount * Fraction(line.points), _granted(line, requirement)

    def _gap(self, requirement: Requirement, unit: str) -> str:
        assert requirement.counting is not None
        gaps = in_force(requirement.counting.gaps, on=requirement.ends)
        own = [gap.says for gap in gaps if gap.unit == unit] or [gap.says for gap in gaps if not gap.unit]
        return (
            own[0] if own else f"How {unit.replace('-', ' ')} count for the {requirement.credential.name} was not seen."
        )

    def _placed(self, activity: Activity, requirement: Requirement, points: Fraction, why: str) -> Judged:
        assert requirement.counting is not None
        smallest = in_force(requirement.counting.smallest, on=requirement.ends)
        if smallest and points * requirement.hours < Fraction(smallest[0].contact_hours):
            why = f"It is shorter than {smallest[0].contact_hours} contact hour, the least that counts."
            return Judged(activity, requirement, "nowhere", why)
        outside = any(line.unit == activity.unit and line.outside for line in requirement.counting.units)
        approval = requirement.approval
        approved = approval is not None and not outside and bool(set(approval.by) & set(activity.approved_by))
        if approval is not None and not approved:
            bodies = " or ".join(body.upper() for body in approval.by)
            why = why or f"It counts as from another source: the record does not say that {bodies} approved it."
        known = {line.area for line in requirement.areas}
        shares = [(name if name in known else "", share) for name, share in activity.areas]
        rest = 1 - sum((share for _, share in shares), Fraction(0))
        areas: dict[str, Fraction] = {}
        for name, share in [*shares, *([("", rest)] if rest else [])]:
            areas[name] = areas.get(name, Fraction(0)) + share * points
        early = self._early(activity, requirement)
        return Judged(activity, requirement, "counts", why, points, tuple(areas.items()), approved, early)

    def _early(self, activity: Activity, requirement: Requirement) -> bool:
        return activity.done is not None and _last(activity.done) < requirement.starts

    def _card(self, activity: Activity, requirement: Requirement) -> Judged:
        assert requirement.counting is not None
        assert activity.done is not None
        line = next(
            (c for c in in_force(requirement.counting.cards, on=requirement.ends) if c.card == activity.kind), None
        )
        if line is None:
            why = f"No page seen says that this card counts for the {requirement.credential.name}."
            return Judged(activity, requirement, "cannot tell", why)
        if activity.until is None:
            why = "Only two-year cards count, and the record does not say when this one ends."
            return Judged(activity, requirement, "cannot tell", why)
        if _last(activity.until) < add(_first(activity.done), TWO_YEARS):
            return Judged(activity, requirement, "nowhere", "Only two-year cards count.")
        points = Fraction(line.points)
        why = f"A CPR card counts as {points} {line.area} points of the {line.approved_by.upper()}."
        early = self._early(activity, requirement)
        return Judged(activity, requirement, "counts", why, points, ((line.area, points),), True, early, line)


TWO_YEARS = Duration(2, "years", "clamp")


def _granted(line: UnitPoints, requirement: Requirement) -> str:
    issuer = requirement.credential.issuer.upper()
    return f"These are the {requirement.unit} as {issuer} granted them." if line.granted else ""


def _whose_ceu(known: Mapping[str, Fraction]) -> str:
    sizes = " and ".join(f"{hours} for {body.upper()}" for body, hours in sorted(known.items()))
    return f"The record does not say whose CEU these are: one is so many contact hours as the body says ({sizes})."


def judge_all(
    judge: Judge, done: Iterable[Activity], requirements: Iterable[Requirement]
) -> Iterator[tuple[Activity, tuple[Judged, ...]]]:
    """Judge each activity for each cycle."""
    asked = tuple(requirements)
    for activity in done:
        yield activity, tuple(judge.judged(activity, requirement) for requirement in asked)


def _first(said: date | PartialDate) -> date:
    return said.earliest if isinstance(said, PartialDate) else said


def _last(said: date | PartialDate) -> date:
    return said.latest if isinstance(said, PartialDate) else said
