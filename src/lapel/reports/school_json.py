"""What helps at school, and what a diploma opens → plain data of a published, stable shape."""

from datetime import date
from typing import Any

from lapel.careers.school import Opens, Schooling, Taking
from lapel.model.advice import Because
from lapel.reports.json_parts import (
    CITE,
    DAY,
    FLAG,
    MAYBE_DAY,
    MAYBE_TEXT,
    TEXT,
    TRUTH,
    TRUTHS,
    cite_data,
    day_data,
    list_of,
    shape,
)


def school_data(found: Schooling) -> dict[str, Any]:
    """Give it as plain data; `school_schema` describes it."""
    on = found.on
    return {
        "on": on.isoformat(),
        "stage": found.stage,
        "takings": [_taking(taking, on) for taking in found.takings],
        "opens": [_opens(one, on) for one in found.opens],
        "no_diploma_asked": [
            {
                "credential": other.credential.id,
                "says": other.says,
                "cite": [cite_data(cite, on) for cite in other.cite],
            }
            for other in found.others
        ],
        "age": [
            {"id": note.id, "says": note.says, "cite": [cite_data(cite, on) for cite in note.cite]}
            for note in found.notes
        ],
        "steps": [
            {"id": step.id, "name": step.name, "about": step.about, "cite": [cite_data(cite, on) for cite in step.cite]}
            for step in found.steps
        ],
    }


def _taking(taking: Taking, on: date) -> dict[str, Any]:
    advice = taking.advice
    return {
        "id": advice.id,
        "kind": advice.kind,
        "name": advice.name,
        "says": advice.says,
        "in_record": taking.begun,
        "courses": list(taking.courses),
        "service": [
            {"where": one.where, "hours": None if one.hours is None else float(one.hours)} for one in taking.service
        ],
        "because": [_because(because, on) for because in advice.because],
        "note": advice.note,
        "cite": [cite_data(cite, on) for cite in advice.cite],
    }


def _because(because: Because, on: date) -> dict[str, Any]:
    return {
        "says": because.says,
        "topics": list(because.topics),
        "duties": list(because.duties),
        "training": list(because.training),
        "cite": [cite_data(cite, on) for cite in because.cite],
    }


def _opens(one: Opens, on: date) -> dict[str, Any]:
    return {
        "credential": one.credential.id,
        "about": one.subject,
        "says": one.says,
        "routes": [route.id for route in one.routes],
        "truth": TRUTHS[one.truth],
        "from": day_data(one.starts),
        "until": day_data(one.until),
        "cite": [cite_data(cite, on) for cite in one.cite],
    }


def school_schema() -> dict[str, Any]:
    """Give the published JSON Schema (2020-12) of `school_data`."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Lapel school",
        **shape(
            on=DAY,
            stage={"enum": ["at school", "finished", "no diploma", "cannot tell"]},
            takings=list_of("taking"),
            opens=list_of("opens"),
            no_diploma_asked=list_of("unasked"),
            age=list_of("line"),
            steps=list_of("step"),
        ),
        "$defs": {
            "cite": CITE,
            "taking": shape(
                id=TEXT,
                kind={"enum": ["subject", "activity"]},
                name=TEXT,
                says=TEXT,
                in_record=FLAG,
                courses=list_of(TEXT),
                service=list_of("service"),
                because=list_of("because"),
                note=TEXT,
                cite=list_of("cite"),
            ),
            "service": shape(where=MAYBE_TEXT, hours={"type": ["number", "null"]}),
            "because": shape(
                says=TEXT, topics=list_of(TEXT), duties=list_of(TEXT), training=list_of(TEXT), cite=list_of("cite")
            ),
            "opens": shape(
                **{
                    "credential": TEXT,
                    "about": {"enum": ["diploma", "birth"]},
                    "says": TEXT,
                    "routes": list_of(TEXT),
                    "truth": TRUTH,
                    "from": MAYBE_DAY,
                },
                until=MAYBE_DAY,
                cite=list_of("cite"),
            ),
            "unasked": shape(credential=TEXT, says=TEXT, cite=list_of("cite")),
            "line": shape(id=TEXT, says=TEXT, cite=list_of("cite")),
            "step": shape(id=TEXT, name=TEXT, about=TEXT, cite=list_of("cite")),
        },
    }
