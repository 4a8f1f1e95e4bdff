"""What a plan is worth → plain data of a published, stable shape."""

from typing import Any

from lapel.careers.worth import AtPercentile, Before, Branch, Loan, Part, Worth, Years
from lapel.model.careers import Careers
from lapel.model.money import Amount
from lapel.model.occupation import PERCENTILES
from lapel.model.role import Role
from lapel.planner.plan import Plan, Plans
from lapel.reports.json_parts import DAY, FLAG, TEXT, cite_data, list_of, named, shape
from lapel.reports.ladder_json import (
    MAYBE_WHOLE,
    TEXTS,
    WHOLE,
    amount_data,
    figure_data,
    or_null,
    paid_data,
    shared_definitions,
    spread_data,
)

Data = dict[str, Any]


def worth_data(careers: Careers, plans: Plans, plan: Plan, worth: Worth, role: Role | None) -> Data:
    """Give what a plan is worth as plain data; `worth_schema` describes it.

    Money is whole US dollars, null where it is not known. Years are null for never; ``even`` is null when not known.
    """
    on = plans.on
    return {
        "on": on.isoformat(),
        "careers": careers.sha256,
        "goals": [goal.id for goal in plans.goals],
        "role": role.id if role else None,
        "plan": {"id": plan.id, "sure": plan.sure, "finish": plan.finish.isoformat()},
        "parts": [_part(part) for part in worth.parts],
        "outlay": amount_data(worth.outlay),
        "not_known": list(worth.not_known),
        "loan": _loan(worth.loan) if worth.loan else None,
        "before": _before(worth.before, worth, plans),
        "after": [paid_data(paid, on) for paid in worth.after],
        "even": _years(worth.even),
        "percentiles": [_at(line) for line in worth.table],
        "horizon": worth.horizon,
        "net": dict(zip(("low", "usual", "high"), worth.net, strict=True)) if worth.net else None,
        "branches": [_branch(branch, plans) for branch in worth.branches],
        "blocked": [],
    }


def nothing_data(plans: Plans) -> Data:
    """Give the same shape where there is no plan to weigh, with what stands in the way."""
    zero = amount_data(Amount(0, 0, 0))
    reasons = [*(change.says for change in plans.relax), *plans.blocked]
    return {
        "on": plans.on.isoformat(),
        "careers": "",
        "goals": [goal.id for goal in plans.goals],
        "role": None,
        "plan": None,
        "parts": [],
        "outlay": zero,
        "not_known": [],
        "loan": None,
        "before": None,
        "after": [],
        "even": None,
        "percentiles": [],
        "horizon": 0,
        "net": None,
        "branches": [],
        "blocked": reasons or ["There is nothing to do: you hold it already."],
    }


def _part(part: Part) -> Data:
    return {"what": part.what, "amount": _amount(part.amount), "note": part.note}


def _amount(amount: Amount | None) -> Data | None:
    return amount_data(amount) if amount else None


def _loan(loan: Loan) -> Data:
    return {
        "amount": loan.amount,
        "rate": None if loan.rate is None else float(loan.rate),
        "years": loan.years,
        "month": None if loan.month is None else round(loan.month, 2),
        "interest": loan.interest,
    }


def _before(before: Before, worth: Worth, plans: Plans) -> Data:
    return {
        "what": before.what,
        "pay": _amount(before.pay),
        "annual": spread_data(before.spread) if before.spread else None,
        "cite": [cite_data(cite, plans.on) for cite in before.cite],
    }


def _years(years: Years | None) -> Data | None:
    if years is None:
        return None
    return {name: _rounded(getattr(years, name)) for name in ("best", "middle", "worst")}


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)


def _at(line: AtPercentile) -> Data:
    return {
        "soc": line.soc,
        "percentile": line.percentile,
        "after": figure_data(line.after),
        "gain": line.gain,
        "years": _rounded(line.years),
    }


def _branch(branch: Branch, plans: Plans) -> Data:
    return {
        "id": branch.id,
        "what": branch.what,
        "amount": _amount(branch.amount),
        "years": _years(branch.years),
        "note": branch.note,
        "cite": [cite_data(cite, plans.on) for cite in branch.cite],
    }


MAYBE_NUMBER = {"type": ["number", "null"]}


def worth_schema() -> Data:
    """Give the published JSON Schema (2020-12) of `worth_data`."""
    amount, years = or_null(named("amount")), or_null(named("years"))
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Lapel worth",
        **shape(
            on=DAY,
            careers=TEXT,
            goals=TEXTS,
            role={"type": ["string", "null"]},
            plan=or_null(named("plan")),
            parts=list_of("part"),
            outlay=named("amount"),
            not_known=TEXTS,
            loan=or_null(named("loan")),
            before=or_null(named("before")),
            after=list_of("occupation"),
            even=years,
            percentiles=list_of("percentile"),
            horizon=WHOLE,
            net=amount,
            branches=list_of("branch"),
            blocked=TEXTS,
        ),
        "$defs": {
            **{name: entry for name, entry in shared_definitions().items() if name != "graduates"},
            **_definitions(amount, years),
        },
    }


def _definitions(amount: Data, years: Data) -> Data:
    return {
        "plan": shape(id=TEXT, sure=FLAG, finish=DAY),
        "part": shape(what=TEXT, amount=amount, note=TEXT),
        "loan": shape(amount=WHOLE, rate=MAYBE_NUMBER, years=MAYBE_WHOLE, month=MAYBE_NUMBER, interest=MAYBE_WHOLE),
        "before": shape(what=TEXT, pay=amount, annual=or_null(named("spread")), cite=list_of("cite")),
        "percentile": shape(
            soc=TEXT,
            percentile={"enum": list(PERCENTILES)},
            after=named("figure"),
            gain=MAYBE_WHOLE,
            years=MAYBE_NUMBER,
        ),
        "years": shape(best=MAYBE_NUMBER, middle=MAYBE_NUMBER, worst=MAYBE_NUMBER),
        "branch": shape(
            id={"enum": ["stop", "fail", "stay", "graduates"]},
            what=TEXT,
            amount=amount,
            years=years,
            note=TEXT,
            cite=list_of("cite"),
        ),
    }
