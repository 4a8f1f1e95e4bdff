"""Readiness → plain data of a published, stable shape."""

from typing import Any

from lapel.exam.foretell import Foretold
from lapel.exam.outlines import LENGTHS
from lapel.exam.readiness import Reach
from lapel.model.exam import Bank
from lapel.reports.json_parts import FLAG, TEXT, list_of, shape

WHOLE = {"type": "integer", "minimum": 0}
SHARE = {"type": "number", "minimum": 0, "maximum": 1}


def readiness_data(bank: Bank, told: Foretold) -> dict[str, Any]:
    """Give readiness as plain data; `readiness_schema` describes it."""
    return {
        "exam": told.outline.exam,
        "outline": told.outline.id,
        "exams": bank.sha256,
        "length": told.length,
        "own_cut": told.own_cut,
        "judged_cut": told.judged,
        "whole": _reach(told.found.whole),
        "areas": [
            {"area": area, **_reach(reach)}
            for area, reach in zip(told.areas, told.found.areas, strict=True)
            if reach is not None
        ],
        "ability": told.found.ability,
        "ability_error": told.found.ability_error,
        "measured": told.measured,
        "unknown": list(told.found.unknown),
    }


def _reach(reach: Reach) -> dict[str, Any]:
    return {
        "cut": reach.cut,
        "items": reach.items,
        "answered": reach.answered,
        "probability": reach.probability,
        "low": reach.low,
        "high": reach.high,
        "right": reach.right,
        "right_low": reach.right_low,
        "right_high": reach.right_high,
    }


def readiness_schema() -> dict[str, Any]:
    """Give the published JSON Schema (2020-12) of `readiness_data`."""
    reach = {
        "cut": WHOLE,
        "items": WHOLE,
        "answered": WHOLE,
        "probability": SHARE,
        "low": SHARE,
        "high": SHARE,
        "right": {"type": "number", "minimum": 0},
        "right_low": WHOLE,
        "right_high": WHOLE,
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Lapel study readiness",
        **shape(
            exam=TEXT,
            outline=TEXT,
            exams=TEXT,
            length={"enum": list(LENGTHS)},
            own_cut=FLAG,
            judged_cut=WHOLE,
            whole={"$ref": "#/$defs/reach"},
            areas=list_of("area"),
            ability={"type": "number"},
            ability_error={"type": "number", "minimum": 0},
            measured=WHOLE,
            unknown=list_of(TEXT),
        ),
        "$defs": {"reach": shape(**reach), "area": shape(area=TEXT, **reach)},
    }
