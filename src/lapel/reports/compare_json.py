"""A comparison → plain data of a published, stable shape."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from lapel.eligibility.verdict import ANSWERS, Verdict
from lapel.model.credential import Catalogue
from lapel.planner.plan import Plan
from lapel.reports.comparison import ExamFact, Side, leg_to
from lapel.reports.holding_json import amount_data, holding_data, holding_defs
from lapel.reports.json_parts import (
    DAY,
    FLAG,
    MAYBE_DAY,
    MAYBE_TEXT,
    TEXT,
    TRUTHS,
    catalogue_data,
    cite_data,
    day_data,
    list_of,
    named,
    shape,
)


def comparison_data(catalogue: Catalogue, sides: Sequence[Side], *, years: int, on: date) -> dict[str, Any]:
    """Give a comparison as plain data; `comparison_schema` describes it."""
    return {
        "on": on.isoformat(),
        "years": years,
        "catalogue": catalogue_data(catalogue),
        "sides": [_side(catalogue, side, on) for side in sides],
    }


def _side(catalogue: Catalogue, side: Side, on: date) -> dict[str, Any]:
    credential, decision = side.credential, side.decision
    return {
        "credential": credential.id,
        "name": credential.name,
        "orientation": credential.orientation,
        **_answer(decision.verdict),
        "best_route": decision.best.route.id if decision.best else None,
        "routes": [
            {"route": route.route.id, "name": route.route.name, **_answer(route.verdict)} for route in decision.routes
        ],
        "held": any(held.id == credential.id for held, _ in side.plans.reached),
        "fastest": _plan(side, side.plan),
        "cheapest": _plan(side, side.cheapest),
        "perhaps": _plan(side, side.perhaps),
        "blocked": list(side.plans.blocked),
        "holding": holding_data(catalogue, side.holding, on),
        "term_months": side.term.months if side.term else None,
        "month_end": side.term is not None and side.term.anchor == "month-end",
        "exam": {fact.part: _exam(fact, on) for fact in side.exam},
        "exam_fees": _exam_fees(side),
        "recognized_by": [entry.body for entry in credential.recognized_by],
        "named_in": [{"credential": o.id, "name": o.name, "state": o.state} for o in side.named_in],
        "confirm": credential.confirm,
    }


def _answer(verdict: Verdict) -> dict[str, Any]:
    days = {"from": day_data(verdict.starts), "until": day_data(verdict.until)}
    return {"answer": verdict.answer, **days, "firm": verdict.firm}


def _plan(side: Side, plan: Plan | None) -> dict[str, Any] | None:
    leg = leg_to(plan, side.credential)
    if plan is None or leg is None:
        return None
    return {
        "route": leg.route.id,
        "certified": leg.certified.isoformat(),
        "finish": plan.finish.isoformat(),
        "money": amount_data(plan.money),
        "not_known": [line.what for line in plan.not_known],
        "sure": plan.sure,
        "assumes": [finding.says for finding in plan.assumes],
    }


def _exam(fact: ExamFact, on: date) -> dict[str, Any]:
    version = fact.version
    readings = version.readings if version else ()
    cites = [*version.cite, *(cite for reading in readings for cite in reading.cite)] if version else []
    return {
        "value": version.value if version else None,
        "readings": [{"label": reading.label, "value": reading.value} for reading in readings],
        "cite": [cite_data(cite, on) for cite in cites],
    }


def _exam_fees(side: Side) -> list[dict[str, Any]]:
    """The fees of an application by the best way in."""
    return [
        {
            "what": fee.value.what,
            "applies": TRUTHS[fee.applies],
            "amount": fee.version.value if fee.version else None,
            "readings": [{"label": r.label, "value": r.value} for r in (fee.version.readings if fee.version else ())],
        }
        for fee in (side.decision.best.fees if side.decision.best else ())
        if fee.value.due == "application"
    ]


def comparison_schema() -> dict[str, Any]:
    """Give the published JSON Schema (2020-12) of `comparison_data`."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Lapel comparison",
        **shape(on=DAY, years={"type": "integer"}, catalogue=shape(version=TEXT, sha256=TEXT), sides=list_of("side")),
        "$defs": {**holding_defs(), **_defs()},
    }


def _defs() -> dict[str, Any]:
    answer = {"answer": {"enum": list(ANSWERS)}, "from": MAYBE_DAY, "until": MAYBE_DAY, "firm": FLAG}
    plan = {"anyOf": [named("plan"), {"type": "null"}]}
    readings = list_of(shape(label=TEXT, value={}))
    return {
        "plan": shape(
            route=TEXT,
            certified=DAY,
            finish=DAY,
            money=named("amount"),
            not_known=list_of(TEXT),
            sure=FLAG,
            assumes=list_of(TEXT),
        ),
        "figure": shape(value={}, readings=readings, cite=list_of("cite")),
        "side": shape(
            credential=TEXT,
            name=TEXT,
            orientation=TEXT,
            **answer,
            best_route=MAYBE_TEXT,
            routes=list_of(shape(route=TEXT, name=TEXT, **answer)),
            held=FLAG,
            fastest=plan,
            cheapest=plan,
            perhaps=plan,
            blocked=list_of(TEXT),
            holding=named("holding"),
            term_months={"type": ["integer", "null"]},
            month_end=FLAG,
            exam=shape(questions=named("figure"), minutes=named("figure"), pass_mark=named("figure")),
            exam_fees=list_of(shape(what=TEXT, applies={"enum": list(TRUTHS.values())}, amount={}, readings=readings)),
            recognized_by=list_of(TEXT),
            named_in=list_of(shape(credential=TEXT, name=TEXT, state=TEXT)),
            confirm=MAYBE_TEXT,
        ),
    }
