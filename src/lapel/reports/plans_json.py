"""Plans → plain data of a published, stable shape."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, get_args

from lapel.model.credential import Catalogue, Document, Step
from lapel.model.money import Amount
from lapel.model.span import Span
from lapel.planner.plan import Again, Failing, Leg, Limits, Line, Plan, Plans, Risk, Task, TaskKind
from lapel.reports.json_parts import (
    CITE,
    DAY,
    FLAG,
    MAYBE_DAY,
    MAYBE_TEXT,
    TEXT,
    TRUTH,
    TRUTHS,
    catalogue_data,
    cite_data,
    day_data,
    list_of,
    named,
    shape,
)
from lapel.reports.plan_words import running, this_week
from lapel.reports.sitting_json import sitting_shapes, sittings_data
from lapel.rules.explain import Finding

if TYPE_CHECKING:
    from lapel.exam.foretell import Foretold

Data = dict[str, Any]


def plans_data(catalogue: Catalogue, plans: Plans, readiness: Mapping[str, "Foretold"] | None = None) -> Data:
    """Give plans as plain data; `plans_schema` describes it.

    Dates are ISO 8601, amounts whole US dollars as low, usual and high; null means that it is not known.
    ``readiness`` is by the id of the credential; None where it was not asked for.
    """
    on = plans.on
    return {
        "on": on.isoformat(),
        "catalogue": catalogue_data(catalogue),
        "goals": [{"credential": g.id, "name": g.name, "confirm": g.confirm} for g in plans.goals],
        "limits": _limits(plans.limits),
        "reached": [{"credential": c.id, "name": c.name, "until": day_data(until)} for c, until in plans.reached],
        "fastest": plans.fastest.id if plans.fastest else None,
        "cheapest": plans.cheapest.id if plans.cheapest else None,
        "plans": [_plan(plan, plans.limits) for plan in plans.front],
        "perhaps": [_plan(plan, plans.limits) for plan in plans.perhaps],
        "others": [
            {"step": o.step, "name": o.name, "finish": str(o.finish), "money": o.money, "says": o.says}
            for o in plans.others
        ],
        "relax": [{"limit": r.limit, "now": r.now, "needed": r.needed, "says": r.says} for r in plans.relax],
        "blocked": list(plans.blocked),
        "advice": [_task(task, None, on) for task in plans.advice],
        "readiness": None if readiness is None else sittings_data([*plans.front, *plans.perhaps], readiness),
        "proved": plans.proved,
        "spent": plans.spent,
    }


def _limits(limits: Limits) -> Data:
    return {
        "by": day_data(limits.by),
        "budget": limits.budget,
        "hours_per_week": limits.hours_per_week,
        "not_before": day_data(limits.not_before),
        "quick": limits.quick,
        "wage": limits.wage,
        "grant": limits.help.grant,
        "employer": limits.help.employer,
        "loan": limits.help.loan,
    }


def _plan(plan: Plan, limits: Limits) -> Data:
    on, so_far = plan.on, running(plan, limits)
    return {
        "id": plan.id,
        "sure": plan.sure,
        "finish": plan.finish.isoformat(),
        "soonest": plan.soonest.isoformat(),
        "money": _amount(plan.money),
        "not_known": [_line(line, on) for line in plan.not_known],
        "borrowed": plan.borrowed,
        "income": _amount(plan.income),
        "hours_per_week": plan.hours,
        "hours_not_known": list(plan.hours_not_known),
        "this_week": [task.id for task in this_week(plan)],
        "critical_path": [task.id for task in plan.critical_path],
        "legs": [_leg(leg, on) for leg in plan.legs],
        "tasks": [_task(task, so_far[task.id], on) for task in plan.tasks],
        "assumes": [_finding(found, on) for found in plan.assumes],
        "failing": [_failing(failing, on) for failing in plan.failing],
        "risks": [_risk(risk, on) for risk in plan.risks],
        "because": list(plan.because),
    }


def _amount(amount: Amount | None) -> Data | None:
    return {"low": amount.low, "usual": amount.usual, "high": amount.high} if amount else None


def _leg(leg: Leg, on: date) -> Data:
    return {
        "credential": leg.credential.id,
        "name": leg.credential.name,
        "route": leg.route.id,
        "route_name": leg.route.name,
        "opens": leg.opens.isoformat(),
        "applies": leg.applies.isoformat(),
        "tests": day_data(leg.tests),
        "certified": leg.certified.isoformat(),
        "expires": day_data(leg.expires),
        "met": [_finding(found, on) for found in leg.met],
    }


def _task(task: Task, so_far: Amount | None, on: date) -> Data:
    return {
        "id": task.id,
        "what": task.what,
        "who": task.who,
        "kind": task.kind,
        "goal": task.goal or None,
        "starts": task.starts.isoformat(),
        "ends": task.ends.isoformat(),
        "earliest": day_data(task.earliest),
        "latest": day_data(task.latest),
        "critical": task.critical,
        "open_ended": task.open_ended,
        "wait": _wait(task.wait),
        "hours_per_week": task.hours_per_week,
        "after": list(task.after),
        "why": task.why,
        "about": task.about,
        "note": task.note,
        "costs": [_line(line, on) for line in task.costs],
        "so_far": _amount(so_far),
        "documents": [_document(document, on) for document in task.documents],
        "checks": [_check(check, on) for check in task.checks],
        "cite": [cite_data(cite, on) for cite in task.cite],
    }


def _wait(wait: Span | None) -> Data | None:
    if wait is None:
        return None
    least, most = (str(length.count) + " " + length.unit if length else None for length in (wait.least, wait.most))
    return {"least": least, "most": most, "business": wait.business}


def _line(line: Line, on: date) -> Data:
    return {
        "what": line.what,
        "on": line.on.isoformat(),
        "amount": _amount(line.amount),
        "paid_by": list(line.paid_by),
        "refundable": line.refundable,
        "unpaid_hours": line.unpaid_hours,
        "note": line.note,
        "cite": [cite_data(cite, on) for cite in line.cite],
    }


def _document(document: Document, on: date) -> Data:
    cites = [cite_data(cite, on) for cite in document.cite]
    return {"what": document.what, "who": document.who, "when": document.when, "cite": cites}


def _check(check: Step, on: date) -> Data:
    return {"what": check.what, "who": check.who, "cite": [cite_data(cite, on) for cite in check.cite]}


def _finding(found: Finding, on: date) -> Data:
    return {
        "says": found.says,
        "label": found.label or None,
        "truth": TRUTHS[found.truth],
        "missing": list(found.missing),
        "note": found.note,
        "cite": [cite_data(cite, on) for cite in found.cite],
        "parts": [_finding(part, on) for part in found.parts],
    }


def _failing(failing: Failing, on: date) -> Data:
    return {
        "credential": failing.credential,
        "name": failing.name,
        "attempts": [_again(again, on) for again in failing.attempts],
        "closes": failing.closes,
        "closing": failing.closing,
        "door": day_data(failing.door),
    }


def _again(again: Again, on: date) -> Data:
    return {
        "number": again.number,
        "applies": again.applies.isoformat(),
        "tests": again.tests.isoformat(),
        "days": again.days,
        "sure": again.sure,
        "fees": [_line(line, on) for line in again.fees],
    }


def _risk(risk: Risk, on: date) -> Data:
    cites = [cite_data(cite, on) for cite in risk.cite]
    return {"what": risk.what, "on": day_data(risk.on), "do": risk.do, "cite": cites}


WHOLE = {"type": "integer"}
MAYBE_WHOLE = {"type": ["integer", "null"]}
MAYBE_FLAG = {"type": ["boolean", "null"]}
TEXTS = list_of(TEXT)


def plans_schema() -> Data:
    """Give the published JSON Schema (2020-12) of `plans_data`."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Lapel plans",
        **shape(
            on=DAY,
            catalogue=shape(version=TEXT, sha256=TEXT),
            goals=list_of(shape(credential=TEXT, name=TEXT, confirm=MAYBE_TEXT)),
            limits=named("limits"),
            reached=list_of(shape(credential=TEXT, name=TEXT, until=MAYBE_DAY)),
            fastest=MAYBE_TEXT,
            cheapest=MAYBE_TEXT,
            plans=list_of("plan"),
            perhaps=list_of("plan"),
            relax=list_of("relaxation"),
            blocked=TEXTS,
            advice=list_of("task"),
            readiness={"anyOf": [list_of("sitting"), {"type": "null"}]},
            others=list_of("other"),
            proved=FLAG,
            spent=FLAG,
        ),
        "$defs": dict(_definitions()),
    }


def _definitions() -> Iterable[tuple[str, Data]]:
    cites, amount = list_of("cite"), _or_null("amount")
    yield "limits", _limits_shape()
    yield (
        "relaxation",
        shape(limit={"enum": ["by", "budget", "hours_per_week", "sure"]}, now=TEXT, needed=TEXT, says=TEXT),
    )
    yield "other", shape(step=TEXT, name=TEXT, finish=DAY, money=WHOLE, says=TEXT)
    yield "plan", _plan_shape(amount)
    yield "leg", _leg_shape()
    yield "task", _task_shape(amount, cites)
    yield "wait", shape(least=MAYBE_TEXT, most=MAYBE_TEXT, business=FLAG)
    yield "amount", shape(low=WHOLE, usual=WHOLE, high=WHOLE)
    yield "line", _line_shape(amount, cites)
    yield "document", shape(what=TEXT, who=TEXT, when=TEXT, cite=cites)
    yield "check", shape(what=TEXT, who=TEXT, cite=cites)
    yield "failing", _failing_shape()
    yield "attempt", _attempt_shape()
    yield "risk", shape(what=TEXT, on=MAYBE_DAY, do=TEXT, cite=cites)
    yield from sitting_shapes()
    yield "finding", _finding_shape(cites)
    yield "cite", CITE


def _or_null(name: str) -> Data:
    return {"anyOf": [named(name), {"type": "null"}]}


def _limits_shape() -> Data:
    return shape(
        by=MAYBE_DAY,
        budget=MAYBE_WHOLE,
        hours_per_week=MAYBE_WHOLE,
        not_before=MAYBE_DAY,
        quick=FLAG,
        wage=MAYBE_WHOLE,
        grant=WHOLE,
        employer=WHOLE,
        loan=WHOLE,
    )


def _plan_shape(amount: Data) -> Data:
    return shape(
        id=TEXT,
        sure=FLAG,
        finish=DAY,
        soonest=DAY,
        money=named("amount"),
        not_known=list_of("line"),
        borrowed=WHOLE,
        income=amount,
        hours_per_week=WHOLE,
        hours_not_known=TEXTS,
        this_week=TEXTS,
        critical_path=TEXTS,
        legs=list_of("leg"),
        tasks=list_of("task"),
        assumes=list_of("finding"),
        failing=list_of("failing"),
        risks=list_of("risk"),
        because=TEXTS,
    )


def _leg_shape() -> Data:
    return shape(
        credential=TEXT,
        name=TEXT,
        route=TEXT,
        route_name=TEXT,
        opens=DAY,
        applies=DAY,
        tests=MAYBE_DAY,
        certified=DAY,
        expires=MAYBE_DAY,
        met=list_of("finding"),
    )


def _task_shape(amount: Data, cites: Data) -> Data:
    return shape(
        id=TEXT,
        what=TEXT,
        who=TEXT,
        kind={"enum": list(get_args(TaskKind))},
        goal=MAYBE_TEXT,
        starts=DAY,
        ends=DAY,
        earliest=MAYBE_DAY,
        latest=MAYBE_DAY,
        critical=FLAG,
        open_ended=FLAG,
        wait=_or_null("wait"),
        hours_per_week=MAYBE_WHOLE,
        after=TEXTS,
        why=TEXT,
        about=TEXT,
        note=TEXT,
        costs=list_of("line"),
        so_far=amount,
        documents=list_of("document"),
        checks=list_of("check"),
        cite=cites,
    )


def _line_shape(amount: Data, cites: Data) -> Data:
    return shape(
        what=TEXT,
        on=DAY,
        amount=amount,
        paid_by=TEXTS,
        refundable=MAYBE_FLAG,
        unpaid_hours=MAYBE_WHOLE,
        note=TEXT,
        cite=cites,
    )


def _failing_shape() -> Data:
    return shape(
        credential=TEXT,
        name=TEXT,
        attempts=list_of("attempt"),
        closes=MAYBE_WHOLE,
        closing=TEXT,
        door=MAYBE_DAY,
    )


def _attempt_shape() -> Data:
    return shape(number=WHOLE, applies=DAY, tests=DAY, days=WHOLE, sure=FLAG, fees=list_of("line"))


def _finding_shape(cites: Data) -> Data:
    return shape(
        says=TEXT,
        label=MAYBE_TEXT,
        truth=TRUTH,
        missing=TEXTS,
        note=TEXT,
        cite=cites,
        parts=list_of("finding"),
    )
