"""Outlines of the exams, and the crosswalk of two → plain data of a published, stable shape."""

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from typing import Any, get_args

from lapel.exam.outlines import LENGTHS, crosswalk, form_counts
from lapel.model import exam as nouns
from lapel.model.exam import Area, Bank, Outline
from lapel.reports.json_parts import CITE, DAY, FLAG, MAYBE_TEXT, TEXT, cite_data, list_of, shape

NUMBER = {"type": "number"}
WHOLE = {"type": "integer", "minimum": 0}
MAYBE_WHOLE = {"type": ["integer", "null"], "minimum": 0}
MAYBE_NUMBER = {"type": ["number", "null"]}


def outlines_data(bank: Bank, names: Sequence[str], compared: str | None, *, on: date) -> dict[str, Any]:
    """Give outlines in force as plain data; `outlines_schema` describes it."""
    pairs = [
        (a, b)
        for a in bank.exams[names[0]].in_force(on=on)
        for b in (bank.exams[compared].in_force(on=on) if compared else ())
        if a.areas and b.areas
    ]
    return {
        "on": on.isoformat(),
        "exams": bank.sha256,
        "outlines": [_outline(bank, one, on) for name in names for one in bank.exams[name].in_force(on=on)],
        "circulating": [
            {
                "exam": name,
                "says": one.says,
                "standing": one.standing,
                "note": one.note or None,
                "cite": _cites(one, on),
            }
            for name in names
            for one in bank.exams[name].circulating
        ],
        "compared": [_crossed(bank, a, b) for a, b in pairs],
    }


def _cites(one: Any, on: date) -> list[dict[str, Any]]:
    return [cite_data(cite, on) for cite in one.cite]


def _outline(bank: Bank, outline: Outline, on: date) -> dict[str, Any]:
    held = {area: len(items) for area, items in bank.items_of(outline).items()}
    pace = outline.seconds_a_question
    sitting = outline.sitting
    counted = bool(outline.areas) and all(area.items is not None for area in outline.areas)
    return {
        "id": outline.id,
        "exam": outline.exam,
        "name": outline.name,
        "reading": outline.reading or None,
        "starts": outline.starts.isoformat(),
        "dating": outline.dating,
        "delivered": outline.delivered,
        "scored": outline.scored,
        "pretest": outline.pretest,
        "minutes": outline.minutes,
        "other_minutes": [other.minutes for other in outline.other_times],
        "seconds_a_question": float(pace) if pace else None,
        "segments": sitting.segments,
        "segment_items": sitting.items,
        "segment_minutes": sitting.minutes,
        "locked": sitting.locked,
        "breaks": sitting.breaks,
        "tutorial": sitting.tutorial,
        "appointment": sitting.appointment,
        "kinds": [{"kinds": list(k.kinds), "percent": k.percent, "options": k.options} for k in outline.kinds],
        "marks": [
            {
                "score": mark.score,
                "scale_from": mark.scale_from,
                "scale_to": mark.scale_to,
                "label": mark.label or None,
                "note": mark.note or None,
                "cite": _cites(mark, on),
            }
            for mark in outline.marks
        ],
        "retakes": [
            {
                "waits": list(one.waits),
                "attempts": one.attempts,
                "label": one.label or None,
                "note": one.note or None,
                "cite": _cites(one, on),
            }
            for one in outline.retakes
        ],
        "areas": [_area(area, outline, held) for area in outline.every()],
        "forms": [{"length": length, "areas": form_counts(outline, length)} for length in LENGTHS] if counted else [],
        "note": outline.note or None,
        "cite": _cites(outline, on),
    }


def _area(area: Area, outline: Outline, held: dict[str, int]) -> dict[str, Any]:
    above = outline.above(area.id)
    return {
        "id": area.id,
        "name": area.name,
        "within": above[-2].id if len(above) > 1 else None,
        "items": area.items,
        "items_basis": area.items_basis,
        "percent": float(area.percent) if area.percent is not None else None,
        "percent_basis": area.percent_basis,
        "about": area.about or None,
        "in_bank": sum(held[leaf.id] for leaf in area.leaves()),
    }


def _crossed(bank: Bank, given: Outline, wanted: Outline) -> dict[str, Any]:
    found = crosswalk(bank, given, wanted)
    return {
        "given": given.id,
        "wanted": wanted.id,
        "share": _rounded(found.share),
        "published": _rounded(found.published),
        "areas": [
            {
                "area": area.area,
                "covered": _rounded(area.covered),
                "wanted": _rounded(area.wanted),
                "topics": [
                    {
                        "topic": topic.topic,
                        "given": _rounded(topic.given),
                        "wanted": _rounded(topic.wanted),
                        "published": topic.published,
                    }
                    for topic in area.topics
                ],
            }
            for area in found.areas
        ],
    }


def _rounded(number: Fraction) -> float:
    return round(float(number), 4)


def outlines_schema() -> dict[str, Any]:
    """Give the published JSON Schema (2020-12) of `outlines_data`."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Lapel study outline",
        **shape(
            on=DAY,
            exams=TEXT,
            outlines=list_of("outline"),
            circulating=list_of("circulating"),
            compared=list_of("compared"),
        ),
        "$defs": {
            "cite": CITE,
            "outline": shape(
                id=TEXT,
                exam=TEXT,
                name=TEXT,
                reading=MAYBE_TEXT,
                starts=DAY,
                dating={"enum": list(get_args(nouns.Dating))},
                delivered=MAYBE_WHOLE,
                scored=MAYBE_WHOLE,
                pretest=MAYBE_WHOLE,
                minutes=MAYBE_WHOLE,
                other_minutes=list_of(WHOLE),
                seconds_a_question=MAYBE_NUMBER,
                segments=WHOLE,
                segment_items=MAYBE_WHOLE,
                segment_minutes=MAYBE_WHOLE,
                locked=FLAG,
                breaks=MAYBE_WHOLE,
                tutorial=MAYBE_WHOLE,
                appointment=MAYBE_WHOLE,
                kinds=list_of("kinds"),
                marks=list_of("mark"),
                retakes=list_of("retakes"),
                areas=list_of("area"),
                forms=list_of("form"),
                note=MAYBE_TEXT,
                cite=list_of("cite"),
            ),
            "kinds": shape(
                kinds=list_of({"enum": list(get_args(nouns.Kind))}), percent=MAYBE_WHOLE, options=MAYBE_WHOLE
            ),
            "mark": shape(
                score=WHOLE,
                scale_from=MAYBE_WHOLE,
                scale_to=MAYBE_WHOLE,
                label=MAYBE_TEXT,
                note=MAYBE_TEXT,
                cite=list_of("cite"),
            ),
            "retakes": shape(
                waits=list_of(TEXT), attempts=MAYBE_WHOLE, label=MAYBE_TEXT, note=MAYBE_TEXT, cite=list_of("cite")
            ),
            "area": shape(
                id=TEXT,
                name=TEXT,
                within=MAYBE_TEXT,
                items=MAYBE_WHOLE,
                items_basis={"enum": list(get_args(nouns.Basis))},
                percent=MAYBE_NUMBER,
                percent_basis={"enum": list(get_args(nouns.Basis))},
                about=MAYBE_TEXT,
                in_bank=WHOLE,
            ),
            "form": shape(length={"enum": list(LENGTHS)}, areas={"type": "object", "additionalProperties": WHOLE}),
            "circulating": shape(
                exam=TEXT,
                says=TEXT,
                standing={"enum": ["stale", "wrong", "unconfirmed"]},
                note=MAYBE_TEXT,
                cite=list_of("cite"),
            ),
            "compared": shape(given=TEXT, wanted=TEXT, share=NUMBER, published=NUMBER, areas=list_of("compared-area")),
            "compared-area": shape(area=TEXT, covered=NUMBER, wanted=NUMBER, topics=list_of("compared-topic")),
            "compared-topic": shape(topic=TEXT, given=NUMBER, wanted=NUMBER, published=FLAG),
        },
    }
