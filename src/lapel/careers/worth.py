"""What a plan is worth: all it costs, and when the pay after it, against that of staying put, has paid for it.

Every answer is a range. The best end of it takes the least cost, the upper end of what to expect after and the lower
end of what staying put pays; the worst end takes the opposite of each. Money is before taxes and not discounted.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from decimal import Decimal
from itertools import pairwise

from lapel.careers.ladder import Paid
from lapel.model.citation import Citation
from lapel.model.figure import Figure
from lapel.model.money import NOTHING, Amount, exactly, total
from lapel.model.occupation import PERCENTILES, Spread
from lapel.model.role import Graduates
from lapel.model.value import Value

DAYS_IN_A_YEAR = 365.25
HOURS_IN_A_YEAR = 2080
"""Hours of a year of full-time work, 52 weeks of 40: the Bureau's own measure of a year's pay."""
MONTHS = 12


class Loan(Value):
    """Money borrowed, paid back in equal parts each month of ``years`` at ``rate`` percent a year; None: not said."""

    amount: int
    rate: Decimal | None = None
    years: int | None = None

    @property
    def month(self) -> float | None:
        """What a month's part comes to; None when the rate or the years were not said."""
        if self.rate is None or self.years is None:
            return None
        count, rate = self.years * MONTHS, float(self.rate) / 100 / MONTHS
        return self.amount / count if not rate else self.amount * rate / (1 - (1 + rate) ** -count)

    @property
    def interest(self) -> int | None:
        """What is paid back beyond the sum; None when the rate or the years were not said."""
        month = self.month
        return None if month is None or self.years is None else round(month * self.years * MONTHS) - self.amount


class Part(Value):
    """A part of what a plan costs; ``amount`` is None when it is not known."""

    what: str
    amount: Amount | None
    note: str = ""


class Before(Value):
    """What staying put pays a year; ``spread`` has the percentiles where it is that of an occupation.

    ``pay`` is None when neither the person nor the record says anything of it.
    """

    pay: Amount | None
    what: str
    spread: Spread | None = None
    cite: tuple[Citation, ...] = ()


class Study(Value):
    """A spell of training: its days as ordinals, the last one exclusive, and its hours a week (None: not known)."""

    starts: int
    ends: int
    hours: int | None


class Years(Value):
    """Years until a plan has paid for itself, from the best to the worst; None stands for never, or for not known."""

    best: float | None
    middle: float | None
    worst: float | None


class AtPercentile(Value):
    """One percentile of an occupation: the pay after, what it is above the pay before, and the years to break even."""

    soc: str
    percentile: str
    after: Figure
    gain: int | None
    years: float | None


class Branch(Value):
    """What if: the money lost or put in on top, the years to break even (None: never), and what to know about it."""

    id: str
    what: str
    amount: Amount | None
    years: Years | None = None
    note: str = ""
    cite: tuple[Citation, ...] = ()


class Worth(Value):
    """The answer for one plan.

    ``outlay`` is the sum of the ``parts`` that are known. ``even`` counts from the day on which the new pay may begin.
    ``net`` is what the plan brings over ``horizon`` years from the day asked about, less the outlay, against staying
    put: its low, its middle and its high end; None when the pay before or after is not known.
    """

    parts: tuple[Part, ...]
    before: Before
    after: tuple[Paid, ...]
    even: Years | None
    table: tuple[AtPercentile, ...]
    branches: tuple[Branch, ...]
    horizon: int
    net: tuple[int, int, int] | None
    loan: Loan | None = None

    @property
    def outlay(self) -> Amount:
        """What is put in, as far as it is known."""
        return outlay(self.parts)

    @property
    def not_known(self) -> tuple[str, ...]:
        """The parts without a figure."""
        return tuple(part.what for part in self.parts if part.amount is None)


class Asked(Value):
    """What a plan's worth is worked out from.

    ``parts`` are its own costs, with what is borrowed for them. ``unpaid`` are hours of work without pay. ``work_less``
    are the hours a week given up for training, None when the person did not say. ``waits`` is the time from today to
    the new pay, in years. ``failing`` is, for each exam: its name, the fee of the next attempt (None: not known) and
    the days it takes longer.
    """

    parts: tuple[Part, ...]
    study: tuple[Study, ...]
    unpaid: int
    before: Before
    after: tuple[Paid, ...]
    waits: float
    loan: Loan | None = None
    work_less: int | None = None
    failing: tuple[tuple[str, Amount | None, int | None], ...] = ()
    graduates: tuple[Graduates, ...] = ()
    horizon: int = 10


def worth(asked: Asked) -> Worth:
    """Work out what a plan is worth."""
    parts = (*asked.parts, *_loan_parts(asked.loan), *_given_up(asked))
    cost = outlay(parts)
    after = after_pay(asked.after)
    before = asked.before.pay
    gain = gains(before, after) if before and after else None
    return Worth(
        parts,
        asked.before,
        asked.after,
        break_even(cost, gain) if gain else None,
        tuple(_table(asked, cost)),
        tuple(_branches(asked, parts, gain)),
        asked.horizon,
        _net(cost, gain, asked.horizon - asked.waits) if gain else None,
        asked.loan,
    )


def outlay(parts: Iterable[Part]) -> Amount:
    """Add the parts that are known."""
    return total(part.amount for part in parts if part.amount)


def _loan_parts(loan: Loan | None) -> Iterable[Part]:
    if loan is None or not loan.amount:
        return
    interest = loan.interest
    note = "" if interest is not None else "Say --rate and --loan-years: no rate is assumed."
    yield Part("Interest on the loan", None if interest is None else exactly(interest), note)


def _given_up(asked: Asked) -> Iterable[Part]:
    """The pay of today that is given up for unpaid hours and for training."""
    pay, less = asked.before.pay, asked.work_less
    if less is not None and asked.study:
        years = covered(asked.study, lambda spell: less)
        note = f"You said {less} hours a week less, practicum included."
        yield Part("Pay given up while in training", _share(pay, years) if pay else None, note)
        return
    unpaid = asked.unpaid / HOURS_IN_A_YEAR
    if unpaid:
        note = f"{asked.unpaid} hours without pay, at an hour's worth of the pay before."
        yield Part("Pay given up in the practicum", _share(pay, unpaid) if pay else None, note)
    if not asked.study:
        return
    most = max(covered(asked.study, lambda spell: 40 if spell.hours is None else spell.hours) - unpaid, 0)
    note = (
        "From nothing, if you keep your hours of work, to the pay of all hours that training takes (40 a week where "
        "they are not known)."
    )
    amount = Amount(0, 0, _share(pay, most).high) if pay else None
    yield Part("Pay given up while in training", amount, note)


def _share(pay: Amount, years: float) -> Amount:
    return Amount(round(pay.low * years), round(pay.usual * years), round(pay.high * years))


def covered(study: Sequence[Study], hours: Callable[[Study], int]) -> float:
    """Add up training in years of full-time work: side by side at most 40 hours a week count."""
    days = sorted({day for spell in study for day in (spell.starts, spell.ends)})
    years = 0.0
    for first, last in pairwise(days):
        weekly = sum(hours(spell) for spell in study if spell.starts <= first and spell.ends >= last)
        years += min(weekly, 40) / 40 * (last - first) / DAYS_IN_A_YEAR
    return years


def after_pay(after: Sequence[Paid]) -> Amount | None:
    """Give the least, the middle and the most to expect; None when one of the figures is not reported.

    The middle is the least of the occupations' medians. Where it lies above what to expect, the least is planned with.
    """
    lows = [paid.careful.value for paid in after]
    highs = [paid.hopeful.value for paid in after]
    middles = [paid.quoted.wages.annual.median.value if paid.quoted else None for paid in after]
    if not after or any(value is None for value in (*lows, *highs, *middles)):
        return None
    low, high = min(v for v in lows if v is not None), max(v for v in highs if v is not None)
    middle = min(v for v in middles if v is not None)
    return Amount(round(low), round(middle if low <= middle <= high else low), round(high))


def gains(before: Amount, after: Amount) -> Amount:
    """Give what a year brings more than before: at worst, in the middle, at best. It may be less than nothing."""
    return Amount(after.low - before.high, after.usual - before.usual, after.high - before.low)


def break_even(cost: Amount, gain: Amount) -> Years:
    """Give the years until the gain has paid for the cost."""
    return Years(_years(cost.low, gain.high), _years(cost.usual, gain.usual), _years(cost.high, gain.low))


def _years(cost: int, gain: int) -> float | None:
    """A plan that costs nothing is even at once where it brings something; without a gain it never is."""
    return cost / gain if gain > 0 else None


def _net(cost: Amount, gain: Amount, years: float) -> tuple[int, int, int]:
    earning = max(years, 0.0)
    return (
        round(gain.low * earning) - cost.high,
        round(gain.usual * earning) - cost.usual,
        round(gain.high * earning) - cost.low,
    )


def _table(asked: Asked, cost: Amount) -> Iterable[AtPercentile]:
    """Compare like with like: each percentile after with the same one before, or with the pay that the person named."""
    for paid in asked.after:
        if paid.quoted is None:
            continue
        for name in PERCENTILES:
            after: Figure = getattr(paid.quoted.wages.annual, name)
            now = _before_at(asked.before, name)
            gain = None if after.value is None or now is None else round(after.value) - now
            years = None if gain is None else _years(cost.usual, gain)
            yield AtPercentile(paid.code.soc, name, after, gain, years)


def _before_at(before: Before, percentile: str) -> int | None:
    if before.spread is None:
        return before.pay.usual if before.pay else None
    value = getattr(before.spread, percentile).value
    return None if value is None else round(value)


def _branches(asked: Asked, parts: Sequence[Part], gain: Amount | None) -> Iterable[Branch]:
    cost = outlay(parts)
    if asked.study:
        yield Branch(
            "stop",
            "You stop before the end",
            Amount(0, cost.usual, cost.high),
            note="What was paid by then is lost, a loan is still owed, and your pay stays as it is.",
        )
    for name, fee, days in asked.failing:
        yield _failed(name, fee, days, cost, gain)
    yield Branch("stay", "You finish, and find no such job", cost, note="All of it is lost, until you do find one.")
    for line in asked.graduates:
        yield _graduated(line, asked.before.pay, cost)


def _failed(name: str, fee: Amount | None, days: int | None, cost: Amount, gain: Amount | None) -> Branch:
    """An exam failed once: the fee again, and the new pay so many days later."""
    years = None
    if gain and days is not None:
        even = break_even(cost + (fee or NOTHING), gain)
        later = days / DAYS_IN_A_YEAR
        years = Years(*(None if value is None else value + later for value in (even.best, even.middle, even.worst)))
    note = f"The new pay begins {days} days later." if days is not None else "How much later is not known."
    return Branch("fail", f"You fail the exam once: {name}", fee, years, note)


def _graduated(line: Graduates, before: Amount | None, cost: Amount) -> Branch:
    """Pay as graduates had it in all jobs, four years after, and one year after where only that is reported."""
    figures = [figure.value for figure in (line.year_1, line.year_4) if figure.value is not None]
    years = None
    if before and figures:
        after = Amount(round(min(figures)), round(figures[-1]), round(max(figures)))
        years = break_even(cost, gains(before, after))
    said = [
        f"${figure.value:,.0f} after {count} year{'s' if count > 1 else ''}"
        for count, figure in ((1, line.year_1), (4, line.year_4))
        if figure.value is not None
    ]
    what = f"Your pay is that of graduates, whatever their job: {line.what[:1].lower()}{line.what[1:]}"
    note = f"{', '.join(said) or 'not reported'}. {line.note}".strip()
    return Branch("graduates", what, None, years, note, line.cite)


def years_between(first: date, last: date) -> float:
    """Give the time between two days in years."""
    return (last - first).days / DAYS_IN_A_YEAR
