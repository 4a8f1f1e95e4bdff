"""Is it for me → plain data of a published, stable shape."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from lapel.careers.fit import Fit, Lean
from lapel.careers.pay import Quoted
from lapel.model.advice import SIDES, Aspect
from lapel.model.occupation import PERCENTILES
from lapel.model.survey import EmployerView
from lapel.model.vocabulary import LEANINGS
from lapel.reports.json_parts import CITE, DAY, FLAG, MAYBE_TEXT, TEXT, cite_data, list_of, named, shape
from lapel.reports.learn_json import number_data


def fit_data(found: Fit, pay: Quoted | None, employers: Sequence[EmployerView], *, on: date) -> dict[str, Any]:
    """Give it as plain data; `fit_schema` describes it."""
    return {
        "on": on.isoformat(),
        "leaning": found.leaning,
        "sides": [_aspect(aspect, on) for _, aspects in found.sides for aspect in aspects],
        "certificates": [_lean(lean, on) for lean in found.leans],
        "pay": _pay(pay, on) if pay else None,
        "employers": [_view(view, on) for view in employers],
    }


def _aspect(aspect: Aspect, on: date) -> dict[str, Any]:
    return {
        "id": aspect.id,
        "side": aspect.side,
        "name": aspect.name,
        "says": aspect.says,
        "causes": list(aspect.causes),
        "leaning": aspect.leaning,
        "note": aspect.note,
        "cite": [cite_data(cite, on) for cite in aspect.cite],
    }


def _lean(lean: Lean, on: date) -> dict[str, Any]:
    return {
        "credential": lean.credential.id,
        "leaning": lean.leaning,
        "disputed": lean.disputed,
        "suits": lean.suits,
        "said": [_aspect(aspect, on) for aspect in lean.said],
        "office_work": [
            {
                "percent": number_data(part.percent),
                "reading": part.reading or None,
                "cite": [cite_data(cite, on) for cite in part.cite],
            }
            for part in lean.office
        ],
    }


def _pay(pay: Quoted, on: date) -> dict[str, Any]:
    wages = pay.wages
    return {
        "added": pay.added,
        "year": wages.year,
        "area": wages.area.name,
        **{name: getattr(wages.annual, name).exact for name in PERCENTILES},
        "cite": [cite_data(cite, on) for cite in wages.cite],
    }


def _view(view: EmployerView, on: date) -> dict[str, Any]:
    return {
        "year": view.year,
        "asked": view.asked,
        "percent": view.percent.value,
        "says": view.says,
        "cite": [cite_data(cite, on) for cite in view.cite],
    }


def fit_schema() -> dict[str, Any]:
    """Give the published JSON Schema (2020-12) of `fit_data`."""
    leaning = {"enum": [*LEANINGS, None]}
    number = {"type": ["number", "null"]}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Lapel fit",
        **shape(
            on=DAY,
            leaning=leaning,
            sides=list_of("side"),
            certificates=list_of("certificate"),
            pay={"anyOf": [named("pay"), {"type": "null"}]},
            employers=list_of("view"),
        ),
        "$defs": {
            "cite": CITE,
            "side": shape(
                id=TEXT,
                side={"enum": list(SIDES)},
                name=TEXT,
                says=TEXT,
                causes=list_of(TEXT),
                leaning=leaning,
                note=TEXT,
                cite=list_of("cite"),
            ),
            "certificate": shape(
                credential=TEXT,
                leaning={"enum": list(LEANINGS)},
                disputed=FLAG,
                suits={"type": ["boolean", "null"]},
                said=list_of("side"),
                office_work=list_of("share"),
            ),
            "share": shape(percent=number, reading=MAYBE_TEXT, cite=list_of("cite")),
            "pay": shape(
                added=FLAG,
                year={"type": "integer"},
                area=TEXT,
                **dict.fromkeys(PERCENTILES, number),
                cite=list_of("cite"),
            ),
            "view": shape(year={"type": "integer"}, asked=TEXT, percent=number, says=TEXT, cite=list_of("cite")),
        },
    }
