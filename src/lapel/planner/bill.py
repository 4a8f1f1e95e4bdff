"""What a plan costs, what it brings in, and the lines of the bill."""

from collections.abc import Sequence
from datetime import date

from lapel.model.money import Amount, exactly, total
from lapel.model.preparation import Cost, Preparation
from lapel.model.value import replace
from lapel.planner.chain import Fee
from lapel.planner.plan import Line
from lapel.planner.search import Found
from lapel.planner.world import World, hours_a_week, out_of_pocket


def cost_line(step: Preparation, cost: Cost, start: date, finish: date, wage: int | None) -> Line:
    """Give a line of a step's cost; ``wage`` prices unpaid hours."""
    amount = exactly(cost.unpaid_hours * wage) if cost.unpaid_hours is not None and wage is not None else cost.amount
    day = finish if cost.due == "finish" else start
    return Line(
        cost.what, day, amount, cost.paid_by, cost.refundable, cost.unpaid_hours, cost.cite or step.cite, cost.note
    )


def fee_line(fee: Fee, day: int) -> Line:
    """Give a line for a fee that is paid on a day."""
    return Line(fee.what, date.fromordinal(day), fee.amount, cite=fee.cite, note=fee.note, refundable=None)


def money(world: World, lines: Sequence[Line]) -> tuple[Amount, int]:
    """What the person pays out of pocket, and what of the rest is borrowed."""

    def paid(which: str, loan: int) -> int:
        sums: dict[tuple[str, ...], int] = {}
        for line in lines:
            if line.amount is not None:
                sums[line.paid_by] = sums.get(line.paid_by, 0) + getattr(line.amount, which)
        return out_of_pocket(sums, replace(world.limits.help, loan=loan))

    loan = world.limits.help.loan
    low, usual, high = (paid(which, loan) for which in ("low", "usual", "high"))
    return Amount(low, usual, high), paid("usual", 0) - usual


def unknown_hours(world: World, found: Found) -> tuple[str, ...]:
    """Name the steps whose hours a week are not known."""
    steps = (world.options[name].step for name in found.starts)
    return tuple(s.name for s in steps if s.takes.known and hours_a_week(s, quick=world.quick) is None)


def income(world: World, found: Found) -> Amount | None:
    """What paid steps bring until the plan is done, by the day."""
    brought = []
    for name, start in found.starts.items():
        pay = world.options[name].step.pay
        if pay:
            days = min(world.finish(name, start), found.finish) - start
            year = pay.per_year
            brought.append(Amount(*(round(sum_ * days / 365.25) for sum_ in (year.low, year.usual, year.high))))
    return total(brought) if brought else None
