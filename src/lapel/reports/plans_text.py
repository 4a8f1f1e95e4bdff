"""Plans → text for a terminal: the choice first, then one plan in full, and last what is not in it."""

import re
from collections.abc import Iterable, Sequence
from datetime import date

from lapel.model.citation import Citation
from lapel.model.record import Record
from lapel.planner.plan import Failing, Plan, Plans, Task
from lapel.reports.page import Page, cite_words, overdue_words
from lapel.reports.plan_words import (
    NOT_THE_ISSUER,
    Show,
    act_words,
    by_payer,
    chosen,
    closing_words,
    confirm_pages,
    counted,
    cut_words,
    days_words,
    dollars,
    exam_words,
    fees_words,
    finish_words,
    gaps_words,
    given_words,
    help_words,
    hours_words,
    later_words,
    limits_words,
    line_words,
    payers_words,
    pocket_words,
    reached_words,
    room_words,
    running,
    short_date,
    span_words,
    this_week,
    title,
    what_words,
    who_words,
)
from lapel.rules.explain import Finding
from lapel.rules.wording import long_date

SPACE = "\u00a0"
"""Keeps what belongs together on one line while a page is wrapped."""

TOGETHER = re.compile(r"(?<=[A-Z]{3}) (?=\()|(?<=\b[A-Z][a-z]{2}) (?=\d\d?, \d{4})|(?<=\d,) (?=\d{4}\b)")


class PlanPage(Page):
    """A page on which a credential keeps its issuer, and a date its year, on one line."""

    def add(self, text: str = "", indent: int = 0, mark: str = "") -> None:
        """Add a paragraph; ``mark`` hangs before it."""
        super().add(TOGETHER.sub(SPACE, text), indent, mark)

    def head(self, text: str) -> None:
        """Begin a part."""
        self.add()
        self.add(text.upper())

    def __str__(self) -> str:
        return super().__str__().replace(SPACE, " ")


def plans_text(plans: Plans, record: Record, *, show: Show = "fastest", explain: bool = False, width: int = 80) -> str:
    """Write plans for reading.

    One plan is written in full, with ``show="all"`` every one; ``explain`` adds conditions met and sources.
    """
    page = PlanPage(width)
    page.add(f"Plan for {record.name or 'this record'}, made for {long_date(plans.on)}")
    page.add(f"Goal: {title(plans.goals)}")
    if limits := limits_words(plans.limits):
        page.add(f"Limits: {limits}")
    page.add("─" * page.width)
    for credential, until in plans.reached:
        last = f", until {long_date(until)}" if until else "; its last day is not known"
        page.add(f"You already hold {credential.name}{last}.", mark="✓")
    if len(plans.reached) < len(plans.goals):
        _answer(page, plans, show, explain)
    _advice(page, plans.advice)
    page.add()
    page.add(NOT_THE_ISSUER)
    for name, url in confirm_pages(plans, chosen(plans, show)):
        page.add(f"Confirm {name}:", 2)
        page.lines.append(f"    {url}")
    return str(page)


def _answer(page: PlanPage, plans: Plans, show: Show, explain: bool) -> None:
    if not plans.front:
        _no_plan(page, plans)
    elif len(plans.front) > 1:
        _choice(page, plans, show)
    if plans.front and (cut := cut_words(plans)):
        page.add(cut, mark="!")
    best = chosen(plans, show)
    for plan in (*plans.front, *plans.perhaps):
        if plan == best or show == "all":
            _plan(page, plans, plan, explain)
    if plans.front and show != "all":
        _others(page, plans)
        _perhaps(page, plans.perhaps)


def _choice(page: PlanPage, plans: Plans, show: Show) -> None:
    page.add(f"{len(plans.front)} plans. None of them is both later and dearer than another.")
    _table(page, plans.front)
    if show != "all":
        other = show == "fastest" and plans.cheapest != plans.fastest
        cheapest = "--cheapest shows the one that costs least; " if other else ""
        page.add(f"{cheapest}--all shows every plan in full.")


def _table(page: PlanPage, front: Sequence[Plan]) -> None:
    """List plans, each with what speaks for it."""
    page.add()
    page.lines.append("   done by       hours a week  out of your own pocket")
    for number, plan in enumerate(front, start=1):
        page.lines.append(f"{number:>2} {short_date(plan.finish):<14}{hours_words(plan):<14}{dollars(plan.money)}")
        page.add(" ".join([gaps_words(plan), *plan.because[:2]]).strip(), 3)
    page.add()


def _no_plan(page: PlanPage, plans: Plans) -> None:
    limits = [change for change in plans.relax if change.limit != "sure"]
    certain = " that is certain" if plans.perhaps else ""
    tight = not plans.blocked and not plans.perhaps and limits_words(plans.limits)
    page.add(f"There is no plan{certain}{' within your limits' if limits or tight else ''}.")
    if cut := cut_words(plans):
        page.add(cut, mark="!")
    if plans.blocked:
        page.add("What stands in the way:")
    for reason in plans.blocked:
        page.add(reason, 2, "·")
    if tight and not limits:
        page.add("Giving way on one of them alone is not enough: ask again with fewer of them.")
    if limits:
        page.add("One change would be enough:" if len(limits) == 1 else "Any one of these changes would be enough:")
    for change in limits:
        page.add(change.says, 2, "→")


def _plan(page: PlanPage, plans: Plans, plan: Plan, explain: bool) -> None:
    page.head(f"{_lead(plans, plan)}: done by {finish_words(plan)}")
    _summary(page, plan, explain)
    # The table has said it of the sure plans.
    for reason in plan.because if len(plans.front) < 2 or not plan.sure else ():
        page.add(reason, 2)
    _assumes(page, plan, explain)
    _this_week(page, plan)
    _tasks(page, plans, plan, explain)
    for failing in plan.failing:
        _failing(page, plan, failing, explain)
    _risks(page, plan, explain)
    _costs(page, plans, plan)


def _lead(plans: Plans, plan: Plan) -> str:
    if not plan.sure:
        return "If it turns out well"
    if len(plans.front) == 1:
        return "Plan"
    best = " the soonest" if plan == plans.fastest else " the cheapest" if plan == plans.cheapest else ""
    return f"Plan {plans.front.index(plan) + 1} of {len(plans.front)}{',' if best else ''}{best}"


def _summary(page: PlanPage, plan: Plan, explain: bool) -> None:
    for leg in plan.legs:
        page.add(f"{leg.credential.name} by the route “{leg.route.name}”", 2, "→")
        page.add(f"open from {short_date(leg.opens)}; {reached_words(leg)}", 4)
        for found in leg.met if explain else ():
            _finding(page, found, plan.on, explain, "✓")
    page.add(f"Out of your own pocket: {pocket_words(plan)}.", 2)
    if plan.hours or plan.hours_not_known:
        page.add(f"Hours a week, at most: {hours_words(plan)}.", 2)
    if plan.soonest < plan.finish:
        page.add(f"If everything takes the shortest time seen: by {long_date(plan.soonest)}.", 2)


def _assumes(page: PlanPage, plan: Plan, explain: bool) -> None:
    if plan.assumes:
        page.add("This plan holds only if all of this is so. Make sure of it first:", 2)
    for found in plan.assumes:
        _finding(page, found, plan.on, explain, "?")


def _finding(page: PlanPage, found: Finding, on: date, explain: bool, mark: str) -> None:
    page.add(f"{found.label}: {found.says}" if found.label else found.says, 4, mark)
    _sources(page, found.cite, on, explain, 6)


def _sources(page: PlanPage, cites: Iterable[Citation], on: date, explain: bool, indent: int) -> None:
    for line in cite_words(cites, on) if explain else ():
        page.add(line, indent)


def _this_week(page: PlanPage, plan: Plan) -> None:
    page.head("This week")
    tasks = this_week(plan)
    for task in tasks:
        page.add(f"{short_date(task.starts)}: {act_words(plan, task)}", 2, "·")
    if not tasks:
        later = [task for task in plan.tasks if task.kind != "given"]
        first = f" The first step is on {long_date(later[0].starts)}." if later else ""
        page.add(f"Nothing has to be begun.{first}", 2)


def _tasks(page: PlanPage, plans: Plans, plan: Plan, explain: bool) -> None:
    page.head("Step by step")
    so_far = running(plan, plans.limits)
    numbers = {task.id: number for number, task in enumerate(plan.tasks, start=1)}
    for number, task in enumerate(plan.tasks, start=1):
        said = [given_words(plan, task)] if task.kind == "given" else [span_words(task), room_words(task)]
        lead = " · ".join([days_words(task), who_words(task.who), *filter(None, said)])
        page.add(lead, 0 if task.critical else 2, f"{'! ' if task.critical else ''}{number}.")
        page.add(what_words(plan, task), 5)
        _reasons(page, task, [numbers[name] for name in task.after if name in numbers])
        for line in task.costs:
            page.add(line_words(line) + overdue_words(line.cite, plan.on), 5, "$")
            _sources(page, line.cite, plan.on, explain, 7)
        if any(line.amount for line in task.costs):
            page.add(f"so far {dollars(so_far[task.id])}", 7)
        _papers(page, task, plan.on, explain)
    page.add()
    page.add("! is on the critical path: it has no room, and a day later there is a day later in all.")


def _reasons(page: PlanPage, task: Task, after: Sequence[int]) -> None:
    if task.why:
        page.add(f"why: {task.why}", 5)
    if task.about:
        page.add(task.about, 5)
    if after:
        page.add(f"comes after {', '.join(map(str, after))}", 5)
    if task.hours_per_week:
        page.add(f"{task.hours_per_week} hours a week", 5)


def _papers(page: PlanPage, task: Task, on: date, explain: bool) -> None:
    for document in task.documents:
        when = f" ({document.when})" if document.when else ""
        page.add(f"{document.what}: from {who_words(document.who)}{when}{overdue_words(document.cite, on)}", 5, "▤")
        _sources(page, document.cite, on, explain, 7)
    for check in task.checks:
        page.add(check.what + overdue_words(check.cite, on), 5, "?")
        _sources(page, check.cite, on, explain, 7)
    if task.note:
        page.add(f"note: {task.note}", 5)
    late = overdue_words(task.cite, on)
    if late and not explain:
        page.add(late.removeprefix(" — "), 5, "!")
    _sources(page, task.cite, on, explain, 5)


def _failing(page: PlanPage, plan: Plan, failing: Failing, explain: bool) -> None:
    page.head(f"If you fail the exam{f' for the {name}' if (name := exam_words(plan, failing)) else ''}")
    for again in failing.attempts:
        sure = "" if again.sure else " Only some sources allow this attempt."
        page.add(
            f"Attempt {again.number}: apply {short_date(again.applies)}, exam {short_date(again.tests)}. "
            f"That is {later_words(again)}, and costs {fees_words(again.fees)} on top.{sure}",
            2,
            "·",
        )
        for line in again.fees if explain else ():
            _sources(page, line.cite, plan.on, explain, 4)
    if failing.door:
        page.add(f"This route is open through {long_date(failing.door)}: apply for the next attempt by then.", 2, "!")
    if failing.closing:
        page.add(closing_words(failing), 2)


def _risks(page: PlanPage, plan: Plan, explain: bool) -> None:
    if plan.risks:
        page.head("What may go wrong")
    for risk in plan.risks:
        when = f"{long_date(risk.on)}: " if risk.on else ""
        page.add(f"{when}{risk.what} {risk.do}".strip(), 2, "!")
        _sources(page, risk.cite, plan.on, explain, 4)


def _costs(page: PlanPage, plans: Plans, plan: Plan) -> None:
    page.head("What it costs in all")
    for payers, (sum_, unknown) in by_payer(plan).items():
        more = f"{counted(unknown, 'line')} not known" if unknown else ""
        known = dollars(sum_) if sum_.high or not unknown else ""
        page.add(f"{payers_words(payers)}: {', and '.join(filter(None, [known, more]))}", 2, "$")
    if helped := help_words(plans.limits, plan):
        page.add(f"Help you count on: {helped}.", 2)
    page.add(f"Out of your own pocket: {pocket_words(plan)}.", 2)
    for line in plan.not_known:
        page.add(f"cost not known: {line.what}{f' ({line.note})' if line.note else ''}", 4)
    for name in plan.hours_not_known:
        page.add(f"hours not known: {name}", 4)
    if plan.income:
        page.add(f"Paid work in the plan brings {dollars(plan.income)} by then, before taxes.", 2)


def _others(page: PlanPage, plans: Plans) -> None:
    """Programs and jobs that lead there too, and why they are not above."""
    if plans.others:
        page.head("Other ways, later or dearer")
    for other in plans.others:
        page.add(f"{other.name}: done by {short_date(other.finish)}, ${other.money:,}: {other.says}", 2, "·")


def _perhaps(page: PlanPage, perhaps: Sequence[Plan]) -> None:
    if perhaps:
        page.head("Could be sooner or cheaper, if …")
    for plan in perhaps:
        page.add(f"Done by {short_date(plan.finish)}, {pocket_words(plan)}, if:", 2, "·")
        for found in plan.assumes:
            page.add(f"{found.label}: {found.says}" if found.label else found.says, 6, "?")
        for reason in plan.because[:1]:
            page.add(reason, 4)


def _advice(page: PlanPage, advice: Sequence[Task]) -> None:
    if advice:
        page.head("Also worth doing")
    for task in advice:
        page.add(f"{task.what.rstrip('.')}. {task.about}".strip(), 2, "·")
