"""What a plan is worth → text for a terminal: costs, pay before and after, break-even, and what may go wrong."""

from lapel.careers.ladder import Paid
from lapel.careers.worth import AtPercentile, Before, Branch, Worth, Years, after_pay
from lapel.model.citation import Citation
from lapel.model.money import Amount
from lapel.model.record import Record
from lapel.planner.plan import Leg, Plan, Plans
from lapel.reports.pay_words import pay, range_words, sources, table
from lapel.reports.plan_words import counted, dollars, finish_words, reached_words, title
from lapel.reports.plans_text import PlanPage
from lapel.rules.wording import long_date

NOT_ADVICE = (
    "Nobody can know what you will earn, and no plan promises a job. Money is before taxes, and a dollar later counts "
    "as a dollar now. This is not financial advice."
)

NO_PREMIUM = (
    "What a certificate adds to pay is not known: no figure of today compares like with like (see lapel pay "
    "--certified). Figures of pay are those of the whole job, with or without it."
)


def worth_text(
    plans: Plans, plan: Plan, worth: Worth, record: Record, leg: Leg | None, *, where: str = "", width: int = 80
) -> str:
    """Write what one plan is worth; ``where`` says how the place of the pay was found."""
    page = PlanPage(width)
    page.add(f"What it is worth for {record.name or 'this record'}, {long_date(plans.on)}")
    page.add(f"Goal: {title(plans.goals)}")
    unsure = "" if plan.sure else "; it holds only if what is not known turns out well"
    page.add(f"Plan: done by {finish_words(plan)}{unsure}")
    for each in plan.legs:
        page.add(f"{each.credential.name} by the route “{each.route.name}”; {reached_words(each)}", 2, "→")
    if where:
        page.add(where)
    page.add("─" * page.width)
    _costs(page, worth)
    _pay(page, worth, leg)
    _even(page, worth)
    _table(page, worth)
    _branches(page, worth)
    page.head("How to read it")
    page.add(
        "The best end takes the least cost, the upper end of the pay after and the lower end of the pay before; the "
        "worst end takes the opposite of each.",
        2,
        "·",
    )
    page.add(NOT_ADVICE, 2, "·")
    page.head("Sources")
    sources(page, _cites(worth), plans.on)
    return str(page)


def _costs(page: PlanPage, worth: Worth) -> None:
    page.head("What you put in")
    for part in worth.parts:
        page.add(f"{part.what}: {dollars(part.amount)}", 2, "$")
        if part.note:
            page.add(part.note, 4)
    if worth.loan and worth.loan.month is not None:
        years = counted(worth.loan.years or 0, "year")
        page.add(f"A loan of ${worth.loan.amount:,} takes ${worth.loan.month:,.0f} a month for {years}.", 2)
    more = f", and {counted(len(worth.not_known), 'cost')} not known on top" if worth.not_known else ""
    page.add(f"In all: {dollars(worth.outlay)}{more}.", 2)


def _pay(page: PlanPage, worth: Worth, leg: Leg | None) -> None:
    page.head("Pay a year, before and after")
    page.add(f"If you stay put: {_before_words(worth.before)}", 2, "·")
    if leg is None:
        page.add(NO_PREMIUM, 2, "!")
    for paid in worth.after:
        page.add(f"After: {_after_words(paid)}", 2, "·")
        page.add(f"It is this one if: {paid.code.tell}", 4)
        if paid.code.expect:
            page.add(f"Expect {pay(paid.careful)} to {pay(paid.hopeful)}: {paid.code.expect.why}", 4)
        if paid.instead:
            page.add("No figures for the place that was asked for: these are of the whole country.", 4, "!")


def _before_words(before: Before) -> str:
    return f"{before.what}: {dollars(before.pay) if before.pay else 'not known'}"


def _after_words(paid: Paid) -> str:
    if paid.quoted is None:
        return f"{paid.code.soc}: not reported"
    wages = paid.quoted.wages
    return f"{wages.title} ({wages.soc}, May {wages.year}): {range_words(wages.annual)}"


def _even(page: PlanPage, worth: Worth) -> None:
    page.head("When it has paid for itself")
    if worth.even is None:
        page.add(f"Not known: {_missing(worth)}", 2)
        return
    page.add(f"Counted from the day on which the new pay may begin: {even_words(worth.even)}.", 2)
    if worth.net:
        low, middle, high = (_signed(sum_) for sum_ in worth.net)
        page.add(
            f"Over {counted(worth.horizon, 'year')} from today, beside staying put: {low} at worst, {middle} in the "
            f"middle, {high} at best.",
            2,
        )
    if worth.not_known:
        page.add("Costs that are not known come on top, and make it later.", 2, "!")


def _missing(worth: Worth) -> str:
    if not worth.after:
        return "no figure of today says what the certificate adds to the pay of the job that you have."
    if worth.before.pay is None:
        return "say what you earn now, with --pay DOLLARS a year."
    return "the pay after is not reported." if after_pay(worth.after) is None else "see above."


def even_words(even: Years) -> str:
    """Say a range of years."""
    return f"{_years(even.best)} at best, {_years(even.middle)} in the middle, {_years(even.worst)} at worst"


def _years(value: float | None) -> str:
    """Write years.

    >>> _years(None), _years(0.04), _years(1.0), _years(2.345)
    ('never', 'less than 0.1 years', '1.0 years', '2.3 years')
    """
    if value is None:
        return "never"
    return "at once" if value == 0 else "less than 0.1 years" if value < 0.05 else f"{value:.1f} years"


def _signed(sum_: int) -> str:
    return f"${sum_:,} more" if sum_ >= 0 else f"${-sum_:,} less"


def _table(page: PlanPage, worth: Worth) -> None:
    if not worth.table or worth.before.pay is None:
        return
    page.head("By percentile, each against the same one before")
    rows = [["", "10%", "25%", "middle", "75%", "90%"]]
    for soc in dict.fromkeys(line.soc for line in worth.table):
        lines = [line for line in worth.table if line.soc == soc]
        rows.append([f"{soc} after", *(pay(line.after).replace("not reported", "—") for line in lines)])
        rows.append(["  more a year", *(_gain(line) for line in lines)])
        rows.append(["  years to break even", *(_cell(line) for line in lines)])
    page.lines += table(rows, page.width)


def _gain(line: AtPercentile) -> str:
    return "—" if line.gain is None else f"${line.gain:,}" if line.gain >= 0 else f"-${-line.gain:,}"


def _cell(line: AtPercentile) -> str:
    return "—" if line.gain is None else "never" if line.years is None else f"{line.years:.1f}"


def _branches(page: PlanPage, worth: Worth) -> None:
    page.head("What if")
    for branch in worth.branches:
        page.add(f"{branch.what}.", 2, "?")
        page.add(f"{_branch_words(branch)} {branch.note}".strip(), 4)


def _branch_words(branch: Branch) -> str:
    parts = []
    if branch.id in ("stop", "stay"):
        parts.append(f"You lose {_lost(branch.amount)}; it never pays for itself.")
    elif branch.id == "fail":
        parts.append(f"On top: {dollars(branch.amount)}.")
    if branch.years:
        parts.append(f"Paid for itself after {even_words(branch.years)}.")
    return " ".join(parts)


def _lost(amount: Amount | None) -> str:
    return "a sum that is not known" if amount is None else f"up to ${amount.high:,}"


def _cites(worth: Worth) -> list[Citation]:
    pays = [cite for paid in worth.after if paid.quoted for cite in paid.quoted.wages.cite]
    return [*pays, *worth.before.cite, *(cite for branch in worth.branches for cite in branch.cite)]
