"""The practice questions → plain data of a published, stable shape."""

from collections.abc import Sequence
from datetime import date
from typing import Any, get_args

from lapel.model import exam as nouns
from lapel.model.exam import Bank, Item
from lapel.reports.json_parts import DAY, FLAG, MAYBE_TEXT, TEXT, list_of, shape

WHOLE = {"type": "integer", "minimum": 0}
NUMBER = {"type": "number"}
MAYBE_NUMBER = {"type": ["number", "null"]}


def items_data(bank: Bank, items: Sequence[Item], *, on: date) -> dict[str, Any]:
    """Give questions as plain data; `items_schema` describes it."""
    used = {name for item in items for name in item.sources}
    return {
        "on": on.isoformat(),
        "exams": bank.sha256,
        "items": [_item(bank, item, on) for item in items],
        "sources": [
            {
                "id": one.id,
                "title": one.title,
                "publisher": one.publisher,
                "section": one.section,
                "kind": one.kind,
                "as_of": one.as_of,
                "confidence": one.confidence,
                "overdue": one.overdue(on=on),
            }
            for name, one in bank.item_sources.items()
            if name in used
        ],
    }


def _item(bank: Bank, item: Item, on: date) -> dict[str, Any]:
    outlines = (bank.outline(name, on=on) for name in bank.exams)
    places = [(outline, bank.place(item, outline)) for outline in outlines if outline]
    said = item.calibration
    return {
        "id": item.id,
        "topic": item.topic,
        "kind": item.kind,
        "stem": item.stem,
        "options": [{"id": o.id, "text": o.text, "right": o.id in item.key, "why": o.why} for o in item.options],
        "key": list(item.key),
        "answer": _number(item.answer),
        "unit": item.unit or None,
        "tolerance": _number(item.tolerance) if item.kind == "numeric" else None,
        "why": item.why or None,
        "errors": [{"value": _number(error.value), "why": error.why} for error in item.errors],
        "picture": item.picture or None,
        "guideline": item.guideline or None,
        "level": item.level,
        "expected": item.expected,
        "places": [{"outline": outline.id, "area": place} for outline, place in places if place],
        "sources": list(item.sources),
        "version": item.version,
        "status": item.status,
        "reviews": [{"on": r.on.isoformat(), "by": r.by, "verdict": r.verdict} for r in item.reviews],
        "calibration": _calibration(said) if said else None,
    }


def _calibration(said: nouns.Calibration) -> dict[str, Any]:
    return {
        "model": said.model,
        "a": said.a,
        "a_se": said.se_a,
        "b": said.b,
        "b_se": said.se_b,
        "answers": said.answers,
        "on": said.on.isoformat(),
        "source": said.source or None,
    }


def _number(value: Any) -> int | float | None:
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


def items_schema() -> dict[str, Any]:
    """Give the published JSON Schema (2020-12) of `items_data`."""
    calibration = shape(
        model={"enum": list(get_args(nouns.Scaling))},
        a=NUMBER,
        a_se=MAYBE_NUMBER,
        b=NUMBER,
        b_se=MAYBE_NUMBER,
        answers=WHOLE,
        on=DAY,
        source=MAYBE_TEXT,
    )
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Lapel study items",
        **shape(on=DAY, exams=TEXT, items=list_of("item"), sources=list_of("source")),
        "$defs": {
            "item": shape(
                id=TEXT,
                topic=TEXT,
                kind={"enum": list(get_args(nouns.Kind))},
                stem=TEXT,
                options=list_of("option"),
                key=list_of(TEXT),
                answer=MAYBE_NUMBER,
                unit=MAYBE_TEXT,
                tolerance=MAYBE_NUMBER,
                why=MAYBE_TEXT,
                errors=list_of("error"),
                picture=MAYBE_TEXT,
                guideline=MAYBE_TEXT,
                level={"enum": list(get_args(nouns.Level))},
                expected={"type": "number", "minimum": 0, "maximum": 1},
                places=list_of("place"),
                sources=list_of(TEXT),
                version=WHOLE,
                status={"enum": list(get_args(nouns.Status))},
                reviews=list_of("review"),
                calibration={"anyOf": [{"$ref": "#/$defs/calibration"}, {"type": "null"}]},
            ),
            "option": shape(id=TEXT, text=TEXT, right=FLAG, why=TEXT),
            "error": shape(value=NUMBER, why=TEXT),
            "place": shape(outline=TEXT, area=TEXT),
            "review": shape(on=DAY, by=TEXT, verdict={"enum": list(get_args(nouns.Verdict))}),
            "calibration": calibration,
            "source": shape(
                id=TEXT,
                title=TEXT,
                publisher=TEXT,
                section=TEXT,
                kind={"enum": list(get_args(nouns.ItemSourceKind))},
                as_of=WHOLE,
                confidence={"enum": ["O", "OX", "S", "U"]},
                overdue=FLAG,
            ),
        },
    }
