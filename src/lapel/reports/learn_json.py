"""Learning resources → plain data of a published, stable shape."""

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from typing import Any

from lapel.careers.learning import VERDICTS, Match, Want
from lapel.model.advice import Resource
from lapel.model.span import Span
from lapel.model.vocabulary import LEARNING_UNITS
from lapel.reports.holding_json import amount_data
from lapel.reports.json_parts import (
    CITE,
    DAY,
    FLAG,
    MAYBE_DAY,
    MAYBE_TEXT,
    TEXT,
    cite_data,
    day_data,
    list_of,
    named,
    shape,
)
from lapel.reports.learn_words import KIND_WORDS, NOT_ADVERTISED, order_words


def learning_data(
    found: Sequence[tuple[Want, Sequence[Match]]], said: Sequence[str], *, wanted: str, on: date
) -> dict[str, Any]:
    """Give matches as plain data; `learning_schema` describes it."""
    return {
        "on": on.isoformat(),
        "for": wanted,
        "notes": [NOT_ADVERTISED, *said],
        "wants": [
            {**_want(want), "order": order_words(want), "matches": [match_data(match, on) for match in matches]}
            for want, matches in found
        ],
    }


def _want(want: Want) -> dict[str, Any]:
    return {
        "name": want.name,
        "topics": list(want.topics),
        "duties": [duty.id for duty in want.duties],
        "credential": want.credential.id if want.credential else None,
        "points": number_data(want.points),
        "unit": want.unit or None,
        "areas": [{"area": name, "points": number_data(points)} for name, points in want.areas],
        "by": day_data(want.by),
    }


def number_data(value: Fraction | None) -> float | int | None:
    """Give an exact number as JSON has it."""
    if value is None:
        return None
    return value.numerator if value.denominator == 1 else float(value)


def match_data(match: Match, on: date) -> dict[str, Any]:
    """Give one match as plain data."""
    accepted = match.accepted
    return {
        **resource_data(match.resource, on),
        "serves": list(match.serves),
        "accepted": accepted.verdict if accepted else None,
        "why": accepted.why if accepted else "",
        "ask": accepted.ask if accepted else "",
    }


def resource_data(resource: Resource, on: date) -> dict[str, Any]:
    """Give a resource as plain data."""
    return {
        "id": resource.id,
        "name": resource.name,
        "provider": resource.provider,
        "kind": resource.kind,
        "yours": resource.own,
        "about": resource.about,
        "topics": list(resource.topics),
        "duties": list(resource.duties),
        "groups": list(resource.groups),
        "level": resource.level or None,
        "time": None if resource.takes in (None, Span()) else str(resource.takes),
        "hours": None if resource.hours is None else float(resource.hours),
        "pace": resource.pace or None,
        "cost": amount_data(resource.cost),
        "free": resource.free,
        "unit": resource.unit,
        "amount": None if resource.amount is None else float(resource.amount),
        "area": resource.area,
        "accepted_by": list(resource.accepted_by),
        "refused_by": list(resource.refused_by),
        "rating": None if resource.rating is None else float(resource.rating),
        "ratings": resource.ratings,
        "enrolled": resource.enrolled,
        "as_of": str(resource.as_of) if resource.as_of else None,
        "link": resource.link or None,
        "note": resource.note,
        "cite": [cite_data(cite, on) for cite in resource.cite],
    }


def learning_schema() -> dict[str, Any]:
    """Give the published JSON Schema (2020-12) of `learning_data`."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Lapel learning",
        **shape(**{"on": DAY, "for": TEXT, "notes": list_of(TEXT), "wants": list_of("want")}),
        "$defs": learning_defs(),
    }


def learning_defs() -> dict[str, Any]:
    """Give the definitions that the schema rests on."""
    number, count = {"type": ["number", "null"]}, {"type": ["integer", "null"]}
    texts = list_of(TEXT)
    return {
        "cite": CITE,
        "amount": shape(low={"type": "integer"}, usual={"type": "integer"}, high={"type": "integer"}),
        "area": shape(area=TEXT, points=number),
        "want": shape(
            name=TEXT,
            topics=texts,
            duties=texts,
            credential=MAYBE_TEXT,
            points=number,
            unit=MAYBE_TEXT,
            areas=list_of("area"),
            by=MAYBE_DAY,
            order=TEXT,
            matches=list_of("match"),
        ),
        "match": shape(
            id=TEXT,
            name=TEXT,
            provider=TEXT,
            kind={"enum": list(KIND_WORDS)},
            yours=FLAG,
            about=TEXT,
            topics=texts,
            duties=texts,
            groups=texts,
            level=MAYBE_TEXT,
            time=MAYBE_TEXT,
            hours=number,
            pace=MAYBE_TEXT,
            cost={"anyOf": [named("amount"), {"type": "null"}]},
            free=FLAG,
            unit={"enum": [*LEARNING_UNITS, None]},
            amount=number,
            area=MAYBE_TEXT,
            accepted_by=texts,
            refused_by=texts,
            rating=number,
            ratings=count,
            enrolled=count,
            as_of=MAYBE_TEXT,
            link=MAYBE_TEXT,
            note=TEXT,
            cite=list_of("cite"),
            serves=texts,
            accepted={"enum": [*VERDICTS, None]},
            why=TEXT,
            ask=TEXT,
        ),
    }
