"""What every form of keeping certificates says: states, amounts, what is missing, and what to do next."""

from collections.abc import Iterable, Iterator
from fractions import Fraction

from lapel.model.record import When
from lapel.renewals.allocation import Filled, Further
from lapel.renewals.keep import Keeping, Kept, Line, number
from lapel.renewals.ledger import Activity, Requirement
from lapel.rules.wording import long_date

NOT_SHARED = (
    "Each hour is used for one certificate only. No page seen says whether an issuer takes a course that another took."
)

MARKS = {"counts": "✓", "partly": "◐", "next": "→", "nowhere": "✗", "cannot tell": "?"}

VERDICTS = {"counts": "counts", "partly": "counts in part", "nowhere": "counts nowhere", "cannot tell": "cannot tell"}


def points_words(points: Fraction, unit: str) -> str:
    """Write an amount with its unit.

    >>> points_words(Fraction(1), "points")
    '1 point'
    """
    return f"{number(points)} {unit[:-1] if points == 1 and unit.endswith('s') else unit}"


def further_words(further: Further, requirement: Requirement) -> str:
    """Say what is still to be learned, with its areas and who must approve it."""
    parts = [f"{number(points)} {name}" for name, points in further.areas]
    rest = further.points - sum((points for _, points in further.areas), Fraction(0))
    if rest > 0 and parts:
        parts.append(f"{number(rest)} of any area")
    amount = points_words(further.points, requirement.unit)
    if len(parts) == 1:
        text = amount.replace(" ", f" {further.areas[0][0]} ", 1)
    else:
        text = amount + (f" ({', '.join(parts)})" if parts else "")
    approval = requirement.approval
    if further.approved > 0 and approval is not None:
        bodies = " or ".join(body.upper() for body in approval.by)
        least = "" if further.approved == further.points else f"at least {number(further.approved)} "
        text += f", {least}approved by the {bodies}" if least else f", all approved by the {bodies}"
    return text


def because_words(filled: Filled) -> str:
    """Say why so much is missing whatever one does: the proof, in a sentence."""
    requirement, unit = filled.requirement, filled.requirement.unit
    if filled.met:
        return ""
    said = []
    if filled.alone > 0:
        amount = points_words(filled.alone, unit)
        reason = {
            "approved": "too few are approved, and the limit for other sources is reached",
            "areas": "some areas have too little, and the others are full",
            "total": "all learning that counts is used",
        }.get(filled.because, "all learning that counts is used")
        said.append(f"{amount} {'is' if filled.alone == 1 else 'are'} missing whatever you do: {reason}.")
    if filled.contested > 0:
        amount = points_words(filled.contested, unit)
        said.append(f"{amount} more {'is' if filled.contested == 1 else 'are'} missing as the hours go elsewhere.")
    if requirement.areas and filled.because == "areas":
        lacking = ", ".join(f"{name} {number(points)}" for name, points in filled.further.areas)
        said.append(f"Lacking by area: {lacking}." if lacking else "")
    return " ".join(filter(None, said))


def filled_words(filled: Filled) -> str:
    """Say how far a cycle is filled."""
    requirement = filled.requirement
    if requirement.total is None:
        return f"how many {requirement.unit} it takes is not known"
    if not requirement.total:
        return f"no {requirement.unit} are asked for"
    planned = sum((line.points for line in filled.counted if line.activity.planned), Fraction(0))
    more = f", {number(planned)} of them only planned" if planned else ""
    return f"{number(filled.points)} of {points_words(requirement.total, requirement.unit)} count{more}"


def parts_words(filled: Filled) -> Iterator[str]:
    """Say how far each area is filled, and how the sources share it."""
    requirement = filled.requirement
    for line in requirement.areas:
        yield f"{line.area}: {number(filled.area(line.area))} (at least {number(Fraction(line.least))})"
    approval = requirement.approval
    if approval is not None and requirement.others_at_most is not None:
        bodies = " or ".join(body.upper() for body in approval.by)
        own = sum((line.points for line in filled.counted if line.approved), Fraction(0))
        yield f"approved by the {bodies}: {number(own)} (at least {number(Fraction(approval.least))})"
        yield f"from others: {number(filled.points - own)} (at most {number(requirement.others_at_most)})"


def when_words(done: When) -> str:
    """Write a day as exactly as it is known."""
    return str(done) if done else "no day"


def activity_words(activity: Activity) -> str:
    """Name an activity with its amount and where it came from."""
    amount = ""
    if activity.amount is not None and activity.unit and activity.unit != "card":
        unit = activity.unit.replace("-", " ")
        amount = f"{number(activity.amount)} CEU" if unit == "ceu" else points_words(activity.amount, unit)
    by = f"approved by {', '.join(body.upper() for body in activity.approved_by)}" if activity.approved_by else ""
    more = ", ".join(filter(None, [amount, by, "planned" if activity.planned else ""]))
    return f"{activity.title}" + (f" ({more})" if more else "")


def use_words(keeping: Keeping, line: Line) -> str:
    """Say where an activity counts."""
    parts = []
    for counted in line.counted:
        requirement = counted.requirement
        area = f" {counted.area}" if counted.area else ""
        unit = points_words(counted.points, requirement.unit)
        amount = unit.replace(" ", f"{area} ", 1)
        parts.append(f"{amount} for the {cycle_name(keeping, requirement)}")
    return "; ".join(parts)


def next_words(kept: Kept) -> str:
    """Say what comes once the running cycle is met, and from which day on learning counts toward it."""
    if kept.next is None:
        return ""
    requirement = kept.next.requirement
    ends = kept.held.expires
    renewed = ", if you renew it on its last day" if ends and requirement.ends > ends else ""
    asks = "" if requirement.total is None else f" It asks for {points_words(requirement.total, requirement.unit)}."
    since = f"What you learn from {long_date(requirement.starts)} on counts toward the next cycle{renewed}."
    return f"nothing more to learn now. {since}{asks}"


def ahead_words(keeping: Keeping, line: Line) -> Iterator[str]:
    """Say toward which next cycles an activity counts."""
    for kept in keeping.kept:
        for counted in kept.next.counted if kept.next else ():
            if counted.activity is line.activity:
                amount = points_words(counted.points, counted.requirement.unit)
                yield f"{amount} for the next cycle of the {kept.credential.name}."


def verdict_of(keeping: Keeping, line: Line) -> str:
    """The verdict on an activity; ``next`` for what only counts toward a next cycle."""
    return "next" if any(ahead_words(keeping, line)) else line.verdict


def cycle_name(keeping: Keeping, requirement: Requirement) -> str:
    """Name a cycle: by its certificate, and where that has several by its last day."""
    credential = requirement.credential
    several = any(len(kept.filled) > 1 for kept in keeping.kept if kept.credential.id == credential.id)
    return f"{credential.name}" + (f", year to {long_date(requirement.ends)}" if several else "")


def reasons(keeping: Keeping, line: Line) -> Iterator[str]:
    """Say of each certificate why an activity does not count for it in full; what concerns other times is left out.

    Of several years of one certificate, the year that comes nearest speaks for the others.
    """
    by_credential: dict[str, list[tuple[Requirement, str]]] = {}
    for requirement, why in zip(requirements(keeping), (why for _, why in line.why), strict=True):
        by_credential.setdefault(requirement.credential.id, []).append((requirement, why))
    for found in by_credential.values():
        counted = [c for c in line.counted if c.requirement.credential is found[0][0].credential]
        used = {c.requirement.id for c in counted}
        own = [pair for pair in found if pair[0].id in used] or [_nearest(found)]
        for requirement, why in own:
            if why:
                yield f"{requirement.credential.name}: {why}"


def _nearest(found: list[tuple[Requirement, str]]) -> tuple[Requirement, str]:
    """The cycle whose reason is not only that the day lies outside it; otherwise the last one."""
    inside = [pair for pair in found if "this cycle" not in pair[1]]
    return inside[-1] if inside else found[-1]


def requirements(keeping: Keeping) -> Iterator[Requirement]:
    """List the cycles in the order of the ledger's reasons."""
    return (filled.requirement for filled in keeping.together.cycles)


def to_do(kept: Iterable[Kept], keeping: Keeping) -> Iterator[tuple[Kept, Filled]]:
    """List the cycles that still lack something that can be learned, the one that ends first at the top."""
    open_ = [
        (one, filled)
        for one in kept
        for filled in one.filled
        if not filled.met and filled.requirement.ends >= keeping.on
    ]
    return iter(sorted(open_, key=lambda pair: pair[1].requirement.ends))


def state_words(kept: Kept) -> str:
    """Say in which state a certificate is, and to when."""
    state = kept.state.state
    ends = kept.held.expires
    if state in ("current", "expiring soon", "provisional", "inactive") and ends:
        return f"{state}, to {long_date(ends)}"
    if ends and state not in ("cannot tell", "current"):
        return f"{state}; it ended on {long_date(ends)}"
    return state
