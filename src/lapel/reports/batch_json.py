"""The published schema of the manifest: what a run over many people depended on, and what it counted."""

from typing import Any

from lapel.reports.batch_text import ANSWERS
from lapel.reports.json_parts import DAY, FLAG, TEXT, list_of, shape

COUNT = {"type": "integer", "minimum": 0}


def _counts(inner: Any = None) -> dict[str, Any]:
    """Counts by a name that the data give."""
    return {"type": "object", "additionalProperties": inner or COUNT}


def batch_schema() -> dict[str, Any]:
    """Give the JSON Schema (2020-12) of ``manifest.json``, which ``lapel batch --json`` prints."""
    order = shape(
        people=TEXT,
        on=DAY,
        credentials=list_of(TEXT),
        reasons=FLAG,
        routes=FLAG,
        catalogue=TEXT,
        lapel=TEXT,
        chunk={"type": "integer", "minimum": 1},
        optional={"reform": TEXT, "by": list_of(TEXT), "engine": {"enum": ["spark"]}},
    )
    people = {"in": COUNT, "decided": COUNT, "rejected": COUNT}
    effects = {"gains": COUNT, "loses": COUNT, "other-days": COUNT, "same": COUNT}
    by_name = _counts(_counts())
    told = {
        "notes": list_of(TEXT),
        "answers": _counts({**_counts(), "propertyNames": {"enum": list(ANSWERS)}}),
        **dict.fromkeys(("alone", "settles", "lacks", "changes"), by_name),
        "effects": _counts(shape(**effects)),
        "moves": by_name,
        "unknown_ids": by_name,
    }
    part = {name: COUNT for name in people if name != "decided"}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Lapel manifest of a batch",
        **shape(order={"$ref": "#/$defs/order"}, people=shape(**people), parts=_counts(shape(**part)), optional=told),
        "$defs": {"order": order},
    }
