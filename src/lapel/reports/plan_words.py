"""What every form of a plan says: days, money, people, waits, and which plan is meant."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Literal

from lapel.model.credential import ROLE, Credential
from lapel.model.money import NOTHING, Amount, total
from lapel.planner.plan import Again, Failing, Leg, Limits, Line, Plan, Plans, Task
from lapel.planner.world import out_of_pocket
from lapel.rules.wording import long_date

Show = Literal["fastest", "cheapest", "all"]

WHO: Mapping[str, str] = {"you": "you", "school": "the school", "issuer": "the issuer", "employer": "an employer"}

PAYERS: Mapping[str, str] = {"you": "you", "employer": "an employer", "grant": "a grant", "loan": "a loan"}

SPELLS = ("school", "training", "work", "practice")
"""Tasks that a person is in for a while, other than acts whose outcome is waited for."""

NOT_THE_ISSUER = "Lapel is not the issuer and grants nothing: confirm before you pay or apply."

NOT_IN_DATES = "time not known: not in the dates"


def chosen(plans: Plans, show: Show = "fastest") -> Plan | None:
    """Pick the plan to show in full: a sure one if there is one, else the best that holds perhaps."""
    sure = plans.cheapest if show == "cheapest" else plans.fastest
    if sure or not plans.perhaps:
        return sure
    if show == "cheapest":
        return min(plans.perhaps, key=lambda plan: (plan.money.usual, plan.finish))
    return min(plans.perhaps, key=lambda plan: (plan.finish, plan.money.usual))


def cut_words(plans: Plans) -> str:
    """Say what a search that was cut short may have missed; nothing of one that was not."""
    if plans.proved and not plans.spent:
        return ""
    if not plans.proved:
        missed = "there may be a better plan" if plans.front else "there may be one all the same"
    else:
        missed = f"not every other {'way' if plans.front else 'change of limits'} was looked at"
    fewer = " Ask for fewer goals at a time." if len(plans.goals) > 1 else ""
    return f"The search was cut short: {missed}.{fewer}"


def who_words(who: str) -> str:
    """Name who acts."""
    return WHO.get(who, who)


def reached_words(leg: Leg) -> str:
    """Say when a goal is reached, after an exam if there is one."""
    if leg.credential.kind == ROLE:
        return f"you can apply for such jobs from {short_date(leg.certified)}"
    tests = f"exam {short_date(leg.tests)}; " if leg.tests else ""
    ends = f"; it lasts until {short_date(leg.expires)}" if leg.expires else ""
    return f"{tests}certificate {short_date(leg.certified)}{ends}"


def exam_words(plan: Plan, failing: Failing) -> str:
    """Name the credential of an exam."""
    legs = (leg.credential.name for leg in plan.legs if leg.credential.id == failing.credential)
    return next(legs, failing.name)


def short_date(day: date) -> str:
    """Write a day in little room.

    >>> short_date(date(2026, 11, 21))
    'Nov 21, 2026'
    """
    return f"{day:%b} {day.day}, {day.year}"


def this_week(plan: Plan) -> list[Task]:
    """List what to begin in the week of the plan; a certificate in the mail is nothing to begin."""
    return [task for task in plan.this_week() if task.kind != "receive"]


def act_words(plan: Plan, task: Task) -> str:
    """Say what to do on the day a task starts, and who does it if not the person."""
    if task.kind in SPELLS:
        return f"Start: {task.what}" if task.ends > task.starts or task.open_ended else task.what
    who = "" if task.who == "you" or task.kind == "receive" else f"{upper(who_words(task.who))}: "
    return who + what_words(plan, task)


def what_words(plan: Plan, task: Task) -> str:
    """Say what to do; where a plan earns several credentials, for which one."""
    names = [leg.credential.name for leg in plan.legs if leg.credential.id == task.goal]
    if len(plan.legs) < 2 or not names or names[0] in task.what:
        return task.what
    return f"{names[0]}: {task.what}"


def given_words(plan: Plan, task: Task) -> str:
    """Say of what the record brings by itself whether it is there."""
    return "you have this" if task.ends <= plan.on else "comes with time"


def waits(plan: Plan) -> int:
    """Count the waits that are not in the dates, because how long they take is not known."""
    return sum(task.wait is not None and not task.wait.known for task in plan.tasks)


def finish_words(plan: Plan) -> str:
    """Say when all is done, and what the day leaves out."""
    more = f", not counting {counted(waits(plan), 'wait')} of unknown length" if waits(plan) else ""
    return long_date(plan.finish) + more


def gaps_words(plan: Plan) -> str:
    """Say how much is not known of a plan's costs and times; nothing when all is."""
    counts = [(len(plan.not_known), "cost"), (waits(plan), "wait")]
    parts = [counted(number, what) for number, what in counts if number]
    return f"Plus {' and '.join(parts)} not known." if parts else ""


def days_words(task: Task) -> str:
    """Write the days of a task."""
    if task.open_ended:
        return f"from {short_date(task.starts)}"
    if task.starts == task.ends:
        return short_date(task.starts)
    return f"{short_date(task.starts)} – {short_date(task.ends)}"


def span_words(task: Task) -> str:
    """Say how long a task takes; nothing when it is done on the day."""
    if task.wait is None or (task.starts == task.ends and task.wait.known):
        return ""
    return f"takes {task.wait}" if task.wait.known else NOT_IN_DATES


def room_words(task: Task) -> str:
    """Say how late a task may start; nothing when it has no room, or that was not worked out."""
    if task.critical or task.latest is None or task.latest <= task.starts:
        return ""
    return f"can start as late as {short_date(task.latest)}"


def dollars(amount: Amount | None) -> str:
    """Write a sum, with its range.

    >>> dollars(Amount(4000, 6385, 12800))
    '$6,385 (from $4,000 to $12,800)'
    """
    if amount is None:
        return "not known"
    usual = f"${amount.usual:,}"
    return usual if amount.exact else f"{usual} (from ${amount.low:,} to ${amount.high:,})"


def counted(number: int, one: str, more: str = "") -> str:
    """Write a number with its noun.

    >>> counted(2, "cost")
    '2 costs'
    """
    return f"{number} {one if number == 1 else more or one + 's'}"


def pocket_words(plan: Plan) -> str:
    """Say what a person pays out of pocket, and how many costs come on top of it."""
    more = f" and {counted(len(plan.not_known), 'cost')} not known" if plan.not_known else ""
    return dollars(plan.money) + more


def hours_words(plan: Plan) -> str:
    """Say how many hours a week the steps of a plan take that last for weeks."""
    if plan.hours:
        return f"{plan.hours} or more" if plan.hours_not_known else str(plan.hours)
    return "not known" if plan.hours_not_known else "none"


def line_words(line: Line) -> str:
    """Say a line of the bill: what, how much, and who may pay it if not only the person."""
    text = f"{line.what}: {dollars(line.amount)}"
    if line.unpaid_hours:
        text = f"{line.what}: {line.unpaid_hours} hours without pay" + (
            f", {dollars(line.amount)}" if line.amount else ""
        )
    if line.paid_by != ("you",):
        text += f", paid by {payers_words(line.paid_by)}"
    if line.refundable is False:
        text += ", not refunded"
    return text


def fees_words(fees: Sequence[Line]) -> str:
    """Add up fees, with the number of those whose figure is not known."""
    known = [line.amount for line in fees if line.amount]
    unknown = len(fees) - len(known)
    more = f"{counted(unknown, 'fee')} not known" if unknown else ""
    return " and ".join(filter(None, [dollars(total(known)) if known or not unknown else "", more]))


def later_words(again: Again) -> str:
    """Say how much later a further attempt makes the certificate."""
    return f"{counted(again.days, 'day')} later" if again.days else "no later"


def payers_words(payers: Iterable[str]) -> str:
    """Name who may pay."""
    names = [PAYERS.get(payer, payer) for payer in payers]
    return " or ".join(filter(None, [", ".join(names[:-1]), names[-1]]))


def lines_of(plan: Plan) -> Iterator[Line]:
    """List the bill in the order of the tasks."""
    return (line for task in plan.tasks for line in task.costs)


def by_payer(plan: Plan) -> dict[tuple[str, ...], tuple[Amount, int]]:
    """Add the lines of the bill by who may pay them, with the number of lines whose figure is not known."""
    found: dict[tuple[str, ...], tuple[Amount, int]] = {}
    for line in lines_of(plan):
        sum_, unknown = found.get(line.paid_by, (NOTHING, 0))
        found[line.paid_by] = (sum_ + (line.amount or NOTHING), unknown + (line.amount is None))
    return found


def running(plan: Plan, limits: Limits) -> dict[str, Amount]:
    """Add up what the person has paid out of pocket by each task, after what others pay."""
    sums: dict[tuple[str, ...], Amount] = {}
    found = {}
    for task in plan.tasks:
        for line in task.costs:
            sums[line.paid_by] = sums.get(line.paid_by, NOTHING) + (line.amount or NOTHING)
        found[task.id] = _pocket(sums, limits)
    return found


def _pocket(sums: Mapping[tuple[str, ...], Amount], limits: Limits) -> Amount:
    low, usual, high = (
        out_of_pocket({payers: getattr(sum_, which) for payers, sum_ in sums.items()}, limits.help)
        for which in ("low", "usual", "high")
    )
    return Amount(low, usual, high)


def help_words(limits: Limits, plan: Plan) -> str:
    """Say which money of others is counted on; nothing when there is none."""
    said = limits.help
    parts = [f"{name} ${sum_:,}" for name, sum_ in (("grant", said.grant), ("employer", said.employer)) if sum_]
    if plan.borrowed:
        parts.append(f"loan ${plan.borrowed:,}, to be paid back")
    return "; ".join(parts)


def limits_words(limits: Limits) -> str:
    """Say what a plan has to keep to; nothing when nothing was asked for."""
    parts = [
        f"done by {short_date(limits.by)}" if limits.by else "",
        f"at most ${limits.budget:,} of your own" if limits.budget is not None else "",
        f"at most {limits.hours_per_week} hours a week" if limits.hours_per_week is not None else "",
        f"nothing before {short_date(limits.not_before)}" if limits.not_before else "",
        "the shortest times seen" if limits.quick else "",
    ]
    return "; ".join(filter(None, parts))


def confirm_pages(plans: Plans, plan: Plan | None = None) -> list[tuple[str, str]]:
    """List the pages on which to confirm, of the goals and of what a plan earns on the way to them."""
    on_the_way = [leg.credential for leg in plan.legs] if plan else []
    pages = {one.id: (one.name, one.confirm) for one in (*plans.goals, *on_the_way) if one.confirm}
    return list(pages.values())


def title(goals: Iterable[Credential]) -> str:
    """Name what a plan leads to."""
    names = [goal.name for goal in goals]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def upper(text: str) -> str:
    """Begin a sentence."""
    return text[:1].upper() + text[1:]


def closing_words(failing: Failing) -> str:
    """Say when failures shut the way, or that this is not known."""
    if failing.closes is None:
        return failing.closing
    return f"After {counted(failing.closes, 'failure')}: {failing.closing}"
