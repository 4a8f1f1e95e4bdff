"""Decisions → plain data of a published, stable shape."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from lapel.eligibility.decide import Decision, Fee, RouteDecision
from lapel.eligibility.verdict import ANSWERS, Verdict
from lapel.model.credential import Catalogue, Document, Step
from lapel.model.record import Record
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
    list_of,
    shape,
)
from lapel.reports.places import said
from lapel.rules.changes import Way
from lapel.rules.explain import Finding


def decisions_data(catalogue: Catalogue, decisions: Sequence[Decision], record: Record, *, on: date) -> dict[str, Any]:
    """Give decisions as plain data; `decisions_schema` describes it.

    Dates are ISO 8601. ``until`` is the last day on which the answer holds; null means that no end is known.
    """
    return {
        "on": on.isoformat(),
        "catalogue": catalogue_data(catalogue),
        "decisions": [_decision(decision, record) for decision in decisions],
    }


def _decision(decision: Decision, record: Record) -> dict[str, Any]:
    return {
        "credential": decision.credential.id,
        "name": decision.credential.name,
        **_verdict(decision.verdict),
        "best_route": decision.best.route.id if decision.best else None,
        "holds": TRUTHS[decision.holds],
        "routes": [_route(route, record, decision.on) for route in decision.routes],
        "keep": [_route(route, record, decision.on) for route in decision.keep],
        "changes": [{"route": route, "steps": _way(way)} for route, way in decision.changes],
        "ask_next": [{"path": q.place, "question": q.text, "settles": q.settles} for q in decision.ask_next],
        "confirm": decision.credential.confirm,
    }


def _verdict(verdict: Verdict) -> dict[str, Any]:
    return {
        "answer": verdict.answer,
        "from": verdict.starts.isoformat() if verdict.starts else None,
        "until": verdict.until.isoformat() if verdict.until else None,
        "firm": verdict.firm,
        "today": TRUTHS[verdict.today],
    }


def _route(decision: RouteDecision, record: Record, on: date) -> dict[str, Any]:
    return {
        "route": decision.route.id,
        "name": decision.route.name,
        "term": decision.route.term,
        **_verdict(decision.verdict),
        **{
            name: [_finding(found, record, on) for found in getattr(decision, name)]
            for name in ("failed", "unknown", "met")
        },
        "readings": _readings(decision, record, on),
        "fees": [_fee(fee, on) for fee in decision.fees],
        "documents": [_document(document, on) for document in decision.documents],
        "steps": [_step(step, on) for step in decision.steps],
    }


def _readings(decision: RouteDecision, record: Record, on: date) -> list[dict[str, Any]]:
    """The disputed conditions of a route, with what each reading says."""
    return [
        {"says": found.says, "truth": TRUTHS[found.truth], "readings": [_finding(p, record, on) for p in found.parts]}
        for found in _walk((*decision.failed, *decision.unknown, *decision.met))
        if found.disputed
    ]


def _walk(found: Sequence[Finding]) -> list[Finding]:
    return [below for one in found for below in (one, *_walk(one.parts))]


def _finding(found: Finding, record: Record, on: date) -> dict[str, Any]:
    return {
        **({"label": found.label} if found.label else {}),
        "says": found.says,
        "truth": TRUTHS[found.truth],
        "since": found.since.isoformat() if found.since else None,
        "until": found.until.isoformat() if found.until else None,
        "true_from": found.changes.isoformat() if found.changes else None,
        "facts": [{"path": place, "value": said(record, place)} for place in found.facts],
        "missing": list(found.missing),
        "entry": found.entry or None,
        "note": found.note,
        "cite": [cite_data(cite, on) for cite in found.cite],
        "parts": [_finding(part, record, on) for part in found.parts],
    }


def _fee(fee: Fee, on: date) -> dict[str, Any]:
    version = fee.version
    return {
        "id": fee.value.id,
        "what": fee.value.what,
        "unit": fee.value.unit,
        "applies": TRUTHS[fee.applies],
        "amount": version.value if version else None,
        "readings": [
            {"label": r.label, "amount": r.value, "cite": [cite_data(c, on) for c in r.cite]}
            for r in (version.readings if version else ())
        ],
        "cite": [cite_data(cite, on) for cite in (version.cite if version else ())],
    }


def _document(document: Document, on: date) -> dict[str, Any]:
    cites = [cite_data(cite, on) for cite in document.cite]
    return {"what": document.what, "who": document.who, "when": document.when, "cite": cites}


def _step(step: Step, on: date) -> dict[str, Any]:
    return {"what": step.what, "who": step.who, "cite": [cite_data(cite, on) for cite in step.cite]}


def _way(way: Way) -> list[dict[str, Any]]:
    kinds = {"do": 0, "wait": 1, "confirm": 2}
    return [
        {
            "kind": change.kind,
            "says": change.says,
            "path": change.place or None,
            "on": change.on.isoformat() if change.on else None,
        }
        for change in sorted(way, key=lambda c: (kinds[c.kind], c.says))
    ]


def decisions_schema() -> dict[str, Any]:
    """Give the published JSON Schema (2020-12) of `decisions_data`."""
    day, truth, text, maybe = MAYBE_DAY, TRUTH, TEXT, MAYBE_TEXT
    answer = {"answer": {"enum": list(ANSWERS)}, "from": day, "until": day, "firm": FLAG, "today": truth}
    cites = list_of("cite")
    findings = list_of("finding")
    routes = list_of("route")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Lapel decisions",
        **shape(
            on=DAY,
            catalogue=shape(version=text, sha256=text),
            decisions={"type": "array", "items": {"$ref": "#/$defs/decision"}},
        ),
        "$defs": {
            "cite": CITE,
            "finding": {
                **shape(
                    says=text,
                    truth=truth,
                    since=day,
                    until=day,
                    true_from=day,
                    facts={"type": "array", "items": shape(path=text, value={})},
                    missing={"type": "array", "items": text},
                    entry=maybe,
                    note=text,
                    cite=cites,
                    parts=findings,
                    optional={"label": text},
                ),
            },
            "fee": shape(
                id=text,
                what=text,
                unit=text,
                applies=truth,
                amount={},
                readings={"type": "array", "items": shape(label=text, amount={}, cite=cites)},
                cite=cites,
            ),
            "route": shape(
                route=text,
                name=text,
                term=text,
                **answer,
                failed=findings,
                unknown=findings,
                met=findings,
                readings={"type": "array", "items": shape(says=text, truth=truth, readings=findings)},
                fees={"type": "array", "items": {"$ref": "#/$defs/fee"}},
                documents={"type": "array", "items": shape(what=text, who=text, when=text, cite=cites)},
                steps={"type": "array", "items": shape(what=text, who=text, cite=cites)},
            ),
            "decision": shape(
                credential=text,
                name=text,
                **answer,
                best_route=maybe,
                holds=truth,
                routes=routes,
                keep=routes,
                changes={
                    "type": "array",
                    "items": shape(
                        route=text,
                        steps={
                            "type": "array",
                            "items": shape(kind={"enum": ["do", "wait", "confirm"]}, says=text, path=maybe, on=day),
                        },
                    ),
                },
                ask_next={"type": "array", "items": shape(path=text, question=text, settles={"type": "number"})},
                confirm=maybe,
            ),
        },
    }
