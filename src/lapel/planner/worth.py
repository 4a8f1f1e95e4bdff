"""A plan → what its worth is worked out from."""

from collections.abc import Iterator, Mapping, Sequence

from lapel.careers.ladder import Paid
from lapel.careers.worth import Asked, Before, Loan, Part, Study, years_between
from lapel.model.money import Amount, total
from lapel.model.role import PREFIX, Role
from lapel.model.value import replace
from lapel.planner.plan import Failing, Help, Leg, Plan
from lapel.planner.world import out_of_pocket


def role_leg(plan: Plan, roles: Mapping[str, Role]) -> tuple[Leg, Role] | None:
    """Find the last role that a plan leads to; None for a plan that leads to certificates alone."""
    legs = [leg for leg in plan.legs if leg.credential.id.startswith(PREFIX)]
    last = max(legs, key=lambda leg: leg.applies, default=None)
    return None if last is None else (last, roles[last.credential.id.removeprefix(PREFIX)])


def asked_of(
    plan: Plan,
    before: Before,
    after: Sequence[Paid],
    role: Role | None,
    *,
    help_: Help,
    loan: Loan | None = None,
    work_less: int | None = None,
    horizon: int = 10,
) -> Asked:
    """Give what a plan's worth is worked out from: its costs, its training, its exams, and what graduates earned.

    The new pay may begin on the day on which the plan is done. Unpaid hours that the plan priced are not counted again.
    A loan of ``help_`` is money that the person pays too, only later.
    """
    lines = [line for task in plan.tasks for line in task.costs]
    steps = {task.id for task in plan.tasks}
    return Asked(
        tuple(_parts(plan, help_)),
        tuple(_study(plan)),
        sum(line.unpaid_hours or 0 for line in lines if line.amount is None),
        before,
        tuple(after),
        years_between(plan.on, plan.finish),
        loan,
        work_less,
        tuple(_failing(plan, failing) for failing in plan.failing),
        tuple(line for line in role.graduates if line.step in steps) if role else (),
        horizon,
    )


def _parts(plan: Plan, help_: Help) -> Iterator[Part]:
    yield Part("Out of your own pocket, with what you borrow", own_money(plan, replace(help_, loan=0)))
    for line in plan.not_known:
        if line.unpaid_hours is None:
            yield Part(line.what, None, line.note)


def own_money(plan: Plan, help_: Help) -> Amount:
    """Add what the person pays of the known lines of a plan's bill, after what others pay."""
    lines = [line for task in plan.tasks for line in task.costs]

    def paid(which: str) -> int:
        sums: dict[tuple[str, ...], int] = {}
        for line in lines:
            if line.amount is not None:
                sums[line.paid_by] = sums.get(line.paid_by, 0) + getattr(line.amount, which)
        return out_of_pocket(sums, help_)

    return Amount(paid("low"), paid("usual"), paid("high"))


def _study(plan: Plan) -> Iterator[Study]:
    for task in plan.tasks:
        if task.kind == "training" and not task.open_ended and task.starts < task.ends:
            yield Study(task.starts.toordinal(), task.ends.toordinal(), task.hours_per_week)


def _failing(plan: Plan, failing: Failing) -> tuple[str, Amount | None, int | None]:
    legs = (leg.credential.name for leg in plan.legs if leg.credential.id == failing.credential)
    name = next(legs, failing.name)
    if not failing.attempts:
        return name, None, None
    first = failing.attempts[0]
    known = [line.amount for line in first.fees if line.amount]
    return name, total(known) if len(known) == len(first.fees) else None, first.days
