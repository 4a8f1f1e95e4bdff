"""Keeping all certificates of a person: cycles, states, last safe days, and the best use of the learning there is."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from fractions import Fraction

from lapel.model.credential import Catalogue, Credential
from lapel.model.dates import Duration, add
from lapel.model.record import Record
from lapel.model.truth import Truth
from lapel.model.value import Value, replace
from lapel.renewals.allocation import Allocation, Counted, Filled, allocate
from lapel.renewals.cycles import (
    Cycle,
    Deadline,
    Stretch,
    cycles_of,
    dated,
    deadlines_of,
    late_deadlines,
    next_cycle,
    requirement_of,
    state_on,
    states_of,
)
from lapel.renewals.held import Held, held_since, holder
from lapel.renewals.holding import cost_between
from lapel.renewals.lapse import Rung, ladder
from lapel.renewals.ledger import Activity, Judge, Judged, Requirement, activities, ceu_hours, judge_all
from lapel.renewals.ways import spared
from lapel.rules.trace import Scope

OVER = ("exam only", "lapsed for good", "not yet")
"""States in which what was learned in the cycle no longer helps."""


class Line(Value):
    """An activity in the ledger: where it counts, and one sentence for each cycle on why it does or does not.

    ``verdict`` is ``counts``, ``partly``, ``nowhere`` or ``cannot tell``.
    """

    activity: Activity
    verdict: str
    counted: tuple[Counted, ...]
    why: tuple[tuple[str, str], ...]


class Kept(Value):
    """A certificate that is kept: its state on every day, its cycles and how far they are filled, and its last days.

    ``filled`` and ``shared`` are in the order of the cycles; in ``shared`` learning may also count for the other
    certificates. They are empty where learning no longer helps, or where how it counts is not known; then ``gap`` says
    so. ``exam`` are the ways to renew by exam in time. ``next`` is the cycle after the running one, once that is met.
    It begins on the next day, if a term that ends is renewed on its last day, and holds learning that no running cycle
    uses.
    """

    credential: Credential
    held: Held
    states: tuple[Stretch, ...]
    state: Stretch
    filled: tuple[Filled, ...]
    shared: tuple[Filled, ...]
    deadlines: tuple[Deadline, ...]
    ways: tuple[Rung, ...]
    gap: str = ""
    next: Filled | None = None

    @property
    def running(self) -> Filled | None:
        """The cycle that is not over, or the last one."""
        return self.filled[-1] if self.filled else None

    @property
    def exam(self) -> tuple[Rung, ...]:
        """The ways to renew by exam in time."""
        return tuple(rung for rung in self.ways if rung.by_exam and rung.in_time)


class Keeping(Value):
    """Everything about keeping the certificates of a record on a day.

    ``together`` uses each hour once, ``shared`` once for each certificate: no page seen says which of the two issuers
    hold to. ``others`` are certificates of the record that the catalogue does not have, or without any day.
    """

    on: date
    kept: tuple[Kept, ...]
    lines: tuple[Line, ...]
    together: Allocation
    shared: Allocation
    others: tuple[str, ...] = ()


def keeping(catalogue: Catalogue, record: Record, *, on: date, only: Sequence[str] = ()) -> Keeping:
    """Lay out what it takes to keep the certificates of a record, or ``only`` those with these ids."""
    held = _held(catalogue, record, only, on)
    asked: list[tuple[Credential, Held, Cycle]] = []
    requirements: list[Requirement] = []
    for credential, own in held:
        if state_on(states_of(credential, record, own, on=on), on).state in OVER:
            continue
        for cycle in cycles_of(credential, own, on=on):
            asked.append((credential, own, cycle))
            requirements.append(requirement_of(credential, record, own, cycle, on=on))
    judge = Judge(ceu_hours(catalogue.credentials.values(), on=on))
    judged = list(judge_all(judge, activities(record, on=on), requirements))
    together = allocate(judged, requirements)
    shared = allocate(judged, requirements, shared=True)
    kept = []
    for credential, own in held:
        places = [i for i, (other, _, _) in enumerate(asked) if other.id == credential.id]
        truths = {asked[i][2]: _done(record, together.cycles[i], shared.cycles[i], judged, i) for i in places}
        kept.append(_kept(credential, record, own, on, together, shared, places, truths))
    lines = tuple(_line(activity, found, together) for activity, found in judged)
    return Keeping(
        on,
        tuple(_with_next(kept, record, judge, lines, on)),
        lines,
        together,
        shared,
        tuple(_others(catalogue, record, held)),
    )


def _with_next(kept: Iterable[Kept], record: Record, judge: Judge, lines: Iterable[Line], on: date) -> Iterator[Kept]:
    """Add the next cycle of each certificate whose running one is met, filled with what no running one uses."""
    kept = list(kept)
    asked = [following for one in kept if (following := _following(one, record, on))]
    free = [line.activity for line in lines if not line.counted]
    found = allocate(judge_all(judge, free, asked), asked)
    by_name = {filled.requirement.credential.id: filled for filled in found.cycles}
    return (replace(one, next=by_name.get(one.credential.id)) for one in kept)


def _following(kept: Kept, record: Record, on: date) -> Requirement | None:
    """What the next cycle asks for, once the running one is met."""
    running, credential, held = kept.running, kept.credential, kept.held
    if running is None or not running.met or running.requirement.ends < on:
        return None
    cycle = next_cycle(credential, held, after=running.requirement.ends)
    if cycle is None:
        return None
    renewed = replace(held, expires=max(cycle.ends, held.expires or cycle.ends))
    return requirement_of(credential, record, renewed, cycle, on=on)


def _held(catalogue: Catalogue, record: Record, only: Sequence[str], on: date) -> list[tuple[Credential, Held]]:
    named = dict.fromkeys(certificate.id for certificate in record.certificates)
    found = []
    for name in named:
        credential = catalogue.credentials.get(name or "")
        own = held_since(record, credential) if credential and (not only or name in only) else None
        if credential and own:
            found.append((credential, dated(credential, record, _endless(credential, record, own, on))))
    return found


def _endless(credential: Credential, record: Record, held: Held, on: date) -> Held:
    """Tell of a certificate without a known term whether it is kept without terms by the rules of the day."""
    if held.expires is not None or held.endless or held.certificate.provisional:
        return held
    scope = Scope(holder(record, held, expires=None, on=on))
    return replace(held, endless=spared(credential, scope, on) is Truth.TRUE)


def _others(catalogue: Catalogue, record: Record, held: Iterable[tuple[Credential, Held]]) -> Iterator[str]:
    known = {credential.id for credential, _ in held}
    for certificate in record.certificates:
        if certificate.id and certificate.id not in known:
            known.add(certificate.id)
            if certificate.id not in catalogue.credentials:
                yield certificate.id


def _done(
    record: Record,
    together: Filled,
    shared: Filled,
    judged: Sequence[tuple[Activity, Sequence[Judged]]],
    index: int,
) -> Truth:
    """Whether the learning of a cycle is done, as far as the record tells."""
    if together.requirement.total is None:
        return Truth.UNKNOWN
    if together.met:
        return Truth.TRUE
    open_ = any(found[index].verdict == "cannot tell" for _, found in judged)
    if shared.met or open_ or "learning" not in record.complete:
        return Truth.UNKNOWN
    return Truth.FALSE


def _kept(
    credential: Credential,
    record: Record,
    held: Held,
    on: date,
    together: Allocation,
    shared: Allocation,
    places: Sequence[int],
    truths: dict[Cycle, Truth],
) -> Kept:
    yearly = credential.counting is not None and credential.counting.cycle != "term"
    states = states_of(credential, record, held, on=on, filled=truths if yearly else {})
    until = held.expires or add(on, Duration(1, "years", "clamp"))
    before = date.fromordinal(on.toordinal() - 1)
    ways = ladder(credential, record, held, expires=held.expires, on=on) if held.expires and credential.keep else ()
    late = late_deadlines(ways, on=on) if held.lapsed(on=on) else ()
    events = cost_between(credential, record, held, after=before, until=until, on=on).events if until >= on else ()
    return Kept(
        credential,
        held,
        states,
        state_on(states, on),
        tuple(together.cycles[i] for i in places),
        tuple(shared.cycles[i] for i in places),
        late or deadlines_of(credential, record, held, events, on=on),
        ways,
        _gap(credential, held, state_on(states, on), bool(places)),
    )


def _gap(credential: Credential, held: Held, state: Stretch, asked: bool) -> str:
    if asked:
        return ""
    if held.endless:
        return "You may keep it without continuing education."
    if held.certificate.provisional:
        return "A provisional certificate cannot be renewed, so no learning counts for it yet."
    if state.state in OVER:
        return "Learning of the old cycle no longer helps."
    if credential.keep and not any(route.steps for route in credential.keep):
        return "It cannot be renewed."
    if credential.counting is None:
        return "How continuing education counts for it was not seen."
    return "Its cycle cannot be dated, as no last day is known."


def _line(activity: Activity, found: Sequence[Judged], together: Allocation) -> Line:
    counted = tuple(line for cycle in together.cycles for line in cycle.counted if line.activity is activity)
    used = sum((_share(line, activity, found) for line in counted), Fraction(0))
    why = tuple((judged.requirement.id, _why(judged, together.cycles[i], used >= 1)) for i, judged in enumerate(found))
    if counted:
        return Line(activity, "counts" if used >= 1 else "partly", counted, why)
    unknown = any(judged.verdict == "cannot tell" for judged in found)
    able = any(judged.verdict == "counts" for judged in found)
    return Line(activity, "cannot tell" if unknown and not able else "nowhere", (), why)


def _share(line: Counted, activity: Activity, found: Sequence[Judged]) -> Fraction:
    points = next(judged.points for judged in found if judged.requirement is line.requirement)
    return line.points / points


def _why(judged: Judged, cycle: Filled, spent: bool) -> str:
    """One sentence on an activity in a cycle: how the judge sees it, or why it is not used in full.

    The hours of an activity that is ``spent`` are all used, here or for other certificates.
    """
    if judged.verdict != "counts":
        return judged.why
    used = sum((line.points for line in cycle.counted if line.activity is judged.activity), Fraction(0))
    if used >= judged.points:
        return judged.why
    return "Its hours are used for another certificate." if spent else _limit(judged, cycle)


def _limit(judged: Judged, cycle: Filled) -> str:
    named = {use.credential for use in judged.activity.used_for if use.credential}
    requirement = cycle.requirement
    if named and requirement.credential.id not in named:
        return "Its hours were already used for another certificate."
    if cycle.met:
        return "The cycle is full with other learning."
    others = sum((line.points for line in cycle.counted if not line.approved), Fraction(0))
    if not judged.approved and requirement.others_at_most is not None and others >= requirement.others_at_most:
        return f"No more than {number(requirement.others_at_most)} {requirement.unit} from other sources count."
    if judged.card is not None:
        return f"No more than {judged.card.at_most} cards count."
    if judged.early and requirement.early:
        return f"No more than {number(requirement.early[1])} {requirement.unit} from before you were certified count."
    if cycle.further.areas:
        areas = " and ".join(name for name, _ in cycle.further.areas)
        return f"What is still missing must be {areas}."
    return "Its hours are used for another certificate."


def number(points: Fraction) -> str:
    """Write an exact number as people do: whole, or with two decimals at most.

    >>> number(Fraction(5, 2)), number(Fraction(1, 3)), number(Fraction(60))
    ('2.5', '0.33', '60')
    """
    if points.denominator == 1:
        return str(points.numerator)
    return f"{float(points):.2f}".rstrip("0").rstrip(".")
