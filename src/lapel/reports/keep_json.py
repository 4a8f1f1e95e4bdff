"""Keeping certificates → plain data of a published, stable shape."""

from datetime import date
from fractions import Fraction
from typing import Any, get_args

from lapel.model.credential import Catalogue
from lapel.renewals.allocation import Counted, Filled
from lapel.renewals.cycles import Deadline, StateName, Stretch
from lapel.renewals.keep import Keeping, Kept, Line
from lapel.reports.holding_json import amount_data
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
from lapel.reports.keep_text import due_lines
from lapel.reports.keep_words import because_words


def keeping_data(catalogue: Catalogue, keeping: Keeping, *, until: date | None = None) -> dict[str, Any]:
    """Give it as plain data; `keeping_schema` describes it. With ``until``, ``due`` stops there."""
    last = until or date.max
    return {
        "on": keeping.on.isoformat(),
        "until": day_data(until),
        "catalogue": catalogue_data(catalogue),
        "missing_hours": exact(keeping.together.missing),
        "missing_hours_if_shared": exact(keeping.shared.missing),
        "due": [{"on": day.isoformat(), "what": what} for day, what in due_lines(keeping, last)],
        "certificates": [_kept(kept, keeping.on) for kept in keeping.kept],
        "learning": [_line(line) for line in keeping.lines],
        "not_in_catalogue": list(keeping.others),
    }


def exact(points: Fraction) -> int | float:
    """Give an amount as a JSON number."""
    return points.numerator if points.denominator == 1 else float(points)


def _kept(kept: Kept, on: date) -> dict[str, Any]:
    held = kept.held
    return {
        "credential": kept.credential.id,
        "name": kept.credential.name,
        "earned": day_data(held.earned),
        "since": held.since.isoformat(),
        "expires": day_data(held.expires),
        "exact": held.exact,
        "state": kept.state.state,
        "why": kept.state.why,
        "states": [_stretch(stretch) for stretch in kept.states],
        "cycles": [_filled(one, other, on) for one, other in zip(kept.filled, kept.shared, strict=True)],
        "next": None if kept.next is None else _next(kept.next),
        "deadlines": [_deadline(deadline, on) for deadline in kept.deadlines],
        "ways": [
            {
                "route": rung.route.id,
                "name": rung.route.name,
                "from": rung.starts.isoformat(),
                "until": day_data(rung.until),
                "open": TRUTHS[rung.truth],
                "by_exam": rung.by_exam,
                "money": amount_data(rung.money),
                "fees_not_known": len(rung.not_known),
            }
            for rung in kept.ways
        ],
        "gap": kept.gap,
        "confirm": kept.credential.confirm,
    }


def _stretch(stretch: Stretch) -> dict[str, Any]:
    return {"from": day_data(stretch.starts), "state": stretch.state, "why": stretch.why}


def _deadline(deadline: Deadline, on: date) -> dict[str, Any]:
    return {
        "on": deadline.on.isoformat(),
        "way": deadline.way,
        "what": deadline.what,
        "note": deadline.note,
        "cite": [cite_data(cite, on) for cite in deadline.cite],
    }


def _filled(filled: Filled, shared: Filled, on: date) -> dict[str, Any]:
    requirement, further = filled.requirement, filled.further
    return {
        "from": requirement.starts.isoformat(),
        "to": requirement.ends.isoformat(),
        "unit": requirement.unit,
        "asked": None if requirement.total is None else exact(requirement.total),
        "counted": exact(filled.points),
        "areas": [
            {"area": line.area, "least": exact(Fraction(line.least)), "counted": exact(filled.area(line.area))}
            for line in requirement.areas
        ],
        "missing": None if requirement.total is None else exact(further.points),
        "missing_by_area": [{"area": name, "points": exact(points)} for name, points in further.areas],
        "missing_approved": exact(further.approved),
        "missing_alone": exact(filled.alone),
        "missing_if_shared": None if requirement.total is None else exact(shared.further.points),
        "because": because_words(filled),
        "counts": [_counted(line) for line in filled.counted],
        "cite": [cite_data(cite, on) for cite in (requirement.event.cite if requirement.event else ())],
    }


def _next(filled: Filled) -> dict[str, Any]:
    requirement = filled.requirement
    return {
        "from": requirement.starts.isoformat(),
        "to": requirement.ends.isoformat(),
        "unit": requirement.unit,
        "asked": None if requirement.total is None else exact(requirement.total),
        "counts": [_counted(line) for line in filled.counted],
    }


def _counted(line: Counted) -> dict[str, Any]:
    return {
        "activity": line.activity.place,
        "area": line.area,
        "points": exact(line.points),
        "approved": line.approved,
    }


def _line(line: Line) -> dict[str, Any]:
    activity = line.activity
    return {
        "activity": activity.place,
        "title": activity.title,
        "done": str(activity.done) if activity.done else None,
        "planned": activity.planned,
        "evidence": activity.evidence,
        "verdict": line.verdict,
        "why": [{"cycle": name, "says": why} for name, why in line.why],
    }


def keeping_schema() -> dict[str, Any]:
    """Give the published JSON Schema (2020-12) of `keeping_data`."""
    number, maybe = {"type": "number"}, {"type": ["number", "null"]}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Lapel keeping",
        **shape(
            on=DAY,
            until=MAYBE_DAY,
            catalogue=shape(version=TEXT, sha256=TEXT),
            missing_hours=number,
            missing_hours_if_shared=number,
            due=list_of(shape(on=DAY, what=TEXT)),
            certificates=list_of("certificate"),
            learning=list_of("line"),
            not_in_catalogue=list_of(TEXT),
        ),
        "$defs": _defs(number, maybe),
    }


def _defs(number: Any, maybe: Any) -> dict[str, Any]:
    amount = shape(low={"type": "integer"}, usual={"type": "integer"}, high={"type": "integer"})
    state = {"enum": list(get_args(StateName))}
    return {
        "cite": CITE,
        "amount": amount,
        "stretch": shape(**{"from": MAYBE_DAY, "state": state, "why": TEXT}),
        "deadline": shape(on=DAY, way=TEXT, what=TEXT, note=TEXT, cite=list_of("cite")),
        "way": shape(
            **{"route": TEXT, "name": TEXT, "from": DAY},
            until=MAYBE_DAY,
            open=TRUTH,
            by_exam=FLAG,
            money=named("amount"),
            fees_not_known={"type": "integer", "minimum": 0},
        ),
        "count": shape(activity=TEXT, area=TEXT, points=number, approved=FLAG),
        "cycle": shape(
            **{"from": DAY, "to": DAY},
            unit=TEXT,
            asked=maybe,
            counted=number,
            areas=list_of(shape(area=TEXT, least=number, counted=number)),
            missing=maybe,
            missing_by_area=list_of(shape(area=TEXT, points=number)),
            missing_approved=number,
            missing_alone=number,
            missing_if_shared=maybe,
            because=TEXT,
            counts=list_of("count"),
            cite=list_of("cite"),
        ),
        "next": shape(**{"from": DAY, "to": DAY}, unit=TEXT, asked=maybe, counts=list_of("count")),
        "certificate": shape(
            credential=TEXT,
            name=TEXT,
            earned=MAYBE_DAY,
            since=DAY,
            expires=MAYBE_DAY,
            exact=FLAG,
            state=state,
            why=TEXT,
            states=list_of("stretch"),
            cycles=list_of("cycle"),
            next={"anyOf": [named("next"), {"type": "null"}]},
            deadlines=list_of("deadline"),
            ways=list_of("way"),
            gap=TEXT,
            confirm=MAYBE_TEXT,
        ),
        "line": shape(
            activity=TEXT,
            title=TEXT,
            done=MAYBE_TEXT,
            planned=FLAG,
            evidence={"type": ["boolean", "null"]},
            verdict={"enum": ["counts", "partly", "nowhere", "cannot tell"]},
            why=list_of(shape(cycle=TEXT, says=TEXT)),
        ),
    }
