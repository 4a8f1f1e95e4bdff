"""The five factors of choosing a program, with a person's weights: every figure of the sum can be seen.

A part that is not known is anywhere from 0 to all of its share, so that a score is a range and never a guess.
"""

from collections.abc import Callable, Mapping
from datetime import timedelta

from lapel.model.citation import Citation
from lapel.model.dates import FIRST_DATE, NEVER, PartialDate
from lapel.model.program import NOT_ACCREDITED, Claim, Factor, Offering, Part
from lapel.model.record import Period, Program, Record, When
from lapel.model.truth import Truth
from lapel.model.value import Value
from lapel.rules.accreditation import accredited
from lapel.rules.nodes import Accredited
from lapel.rules.trace import Scope

FALSE, UNKNOWN, TRUE = Truth.FALSE, Truth.UNKNOWN, Truth.TRUE
PROGRAMMATIC = ("caahep", "abhes")


class Enrollment(Value):
    """A person's own days in a program; None where not known."""

    starts: When = None
    ends: When = None


class Reading(Value):
    """What is known of one part of a factor: its score from ``low`` to ``high``, within 0 and 1, and on what ground."""

    low: float
    high: float
    says: str
    cite: tuple[Citation, ...] = ()

    @property
    def known(self) -> bool:
        """Whether the score is one figure."""
        return self.low == self.high


class PartScore(Value):
    """A part of a factor and what is known of it."""

    part: Part
    reading: Reading


class FactorScore(Value):
    """A factor with its weight. ``low`` and ``high`` lie within 0 and 1, ``points`` are its part of 100."""

    factor: Factor
    weight: float
    parts: tuple[PartScore, ...]
    low: float
    high: float
    points: tuple[float, float]


class Score(Value):
    """The sum over the factors: at least ``low``, at most ``high``, of 100."""

    factors: tuple[FactorScore, ...]
    low: float
    high: float


def score(
    offering: Offering, factors: Mapping[str, Factor], weights: Mapping[str, float], enrollment: Enrollment
) -> Score:
    """Weigh an offering by each factor; a factor without a weight has 1.

    Raises ValueError when every weight is 0, and KeyError for a weight of a factor that is not there.
    """
    for name in weights:
        factors[name]
    given = {name: weights.get(name, 1.0) for name in factors}
    total = sum(given.values())
    if total <= 0:
        raise ValueError("every weight is 0")
    scores = tuple(_factor(offering, factor, given[name], total, enrollment) for name, factor in factors.items())
    return Score(scores, sum(one.points[0] for one in scores), sum(one.points[1] for one in scores))


def _factor(offering: Offering, factor: Factor, weight: float, total: float, enrollment: Enrollment) -> FactorScore:
    parts = tuple(PartScore(part, READERS[part.id](offering, part, enrollment)) for part in factor.parts)
    low = sum(one.part.share * one.reading.low for one in parts)
    high = sum(one.part.share * one.reading.high for one in parts)
    return FactorScore(factor, weight, parts, low, high, (100 * weight * low / total, 100 * weight * high / total))


def periods(offering: Offering) -> tuple[Period, ...]:
    """Give an offering's accreditation as periods of a record.

    A row without a first day had begun when its list was made; a row without a last day is taken to go on.
    """
    return tuple(
        Period(row.by, row.starts or (PartialDate(FIRST_DATE, row.as_of) if row.as_of else None), _after(row.last))
        for row in offering.accreditation
        if row.by != NOT_ACCREDITED
    )


def _after(last: When) -> When:
    """Give the day after a last day: the end of a record's period, which is exclusive."""
    if isinstance(last, PartialDate):
        return PartialDate(last.earliest + timedelta(days=1), last.latest + timedelta(days=1))
    return last + timedelta(days=1) if last else None


def denied(offering: Offering) -> bool:
    """Whether a list says that the program is not accredited, and none says that it is."""
    rows = {row.by for row in offering.accreditation}
    return rows == {NOT_ACCREDITED}


def accredited_on(offering: Offering, enrollment: Enrollment) -> Truth:
    """Tell whether CAAHEP or ABHES accredits the program on one of the person's days in it."""
    complete = frozenset({"accreditation"} if denied(offering) else ())
    program = Program(
        started=enrollment.starts, expected=enrollment.ends, accreditation=periods(offering), complete=complete
    )
    line = accredited(Accredited(PROGRAMMATIC), Scope(Record(), "programs", program, "programs[0]")).line
    return line.at(NEVER - 1)


def _accredited(offering: Offering, part: Part, enrollment: Enrollment) -> Reading:
    cite = tuple(cite for row in offering.accreditation for cite in row.cite)
    truth = accredited_on(offering, enrollment)
    named = ", ".join(dict.fromkeys(row.by.upper() for row in offering.accreditation if row.by in PROGRAMMATIC))
    who = "a list" if cite else "your record"
    if truth is TRUE:
        return Reading(1, 1, f"{who} names {named} on your days", cite)
    if truth is FALSE:
        return Reading(0, 0, f"{who} says that it is not accredited", cite)
    if named:
        return Reading(0, 1, f"not known for your days: {who} names {named}", cite)
    return Reading(0, 1, "not known: no list that was added names it")


def _claimed(claim: Claim) -> Reading:
    if claim.said is None:
        return Reading(0, 1, "not known")
    return Reading(claim.said, claim.said, f"{'yes' if claim.said else 'no'}, {claim.how}".rstrip(", "), claim.cite)


def _practicum_hours(offering: Offering, part: Part, enrollment: Enrollment) -> Reading:
    if offering.practicum.said is False:
        return Reading(0, 0, "it has no practicum", offering.practicum.cite)
    hours = offering.practicum_hours.figure.exact
    if hours is None:
        return Reading(0, 1, "hours not known")
    return _measured(part, hours, hours, f"{hours:,.0f} hours", offering.practicum_hours.cite)


def _price(offering: Offering, part: Part, enrollment: Enrollment) -> Reading:
    price = offering.price.figure.exact
    if price is None:
        return Reading(0, 1, "price not known")
    return _measured(part, price, price, f"${price:,.0f}", offering.price.cite)


def _length(offering: Offering, part: Part, enrollment: Enrollment) -> Reading:
    least, most = offering.length.least, offering.length.most
    if least is None and most is None:
        return Reading(0, 1, "length not known")
    return _measured(part, least, most, months_words(least, most), offering.length.cite)


def _employed(offering: Offering, part: Part, enrollment: Enrollment) -> Reading:
    percent = offering.employed.figure.exact
    if percent is None:
        return Reading(0, 1, f"not known: {offering.employed.figure.why or 'not reported'}")
    says = f"{percent:.0f} percent {offering.employed.about}".strip()
    return _measured(part, percent, percent, says, offering.employed.cite)


def _measured(part: Part, least: float | None, most: float | None, says: str, cite: tuple[Citation, ...]) -> Reading:
    """Place a measure between the worst and the best of its scale; an end that is not known lies anywhere."""
    assert part.best is not None
    assert part.worst is not None
    ends = [_place(part, value) for value in (least, most) if value is not None]
    if least is None or most is None:
        ends.append(0.0 if (most is None) is (part.worst > part.best) else 1.0)
    return Reading(min(ends), max(ends), says, cite)


def _place(part: Part, value: float) -> float:
    assert part.best is not None
    assert part.worst is not None
    return min(1.0, max(0.0, (part.worst - value) / (part.worst - part.best)))


def months_words(least: float | None, most: float | None) -> str:
    """Say a length in months.

    >>> months_words(6, 12), months_words(24, 24), months_words(None, 2.8)
    ('6 to 12 months', '24 months', 'at most 2.8 months')
    """
    if least is None or most is None:
        known = most if least is None else least
        if known is None:
            return "not known"
        return f"{'at most' if least is None else 'at least'} {known:g} months"
    if least == most:
        return f"{least:g} month{'' if least == 1 else 's'}"
    return f"{least:g} to {most:g} months"


READERS: Mapping[str, Callable[[Offering, Part, Enrollment], Reading]] = {
    "accredited": _accredited,
    "clinical": lambda offering, part, enrollment: _claimed(offering.clinical),
    "administrative": lambda offering, part, enrollment: _claimed(offering.administrative),
    "practicum": lambda offering, part, enrollment: _claimed(offering.practicum),
    "practicum-hours": _practicum_hours,
    "price": _price,
    "length": _length,
    "help": lambda offering, part, enrollment: _claimed(offering.placement),
    "employed": _employed,
}
"""How each part of a factor is read off an offering."""
