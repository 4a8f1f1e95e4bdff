"""Outlook → plain data of a published, stable shape."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from lapel.careers.lookup import Found
from lapel.careers.outlook import After, OutlookOf, openings_of
from lapel.model.careers import Careers
from lapel.model.occupation import OldEdition, Projection
from lapel.reports.json_parts import CITE, DAY, FLAG, MAYBE_TEXT, TEXT, cite_data, list_of, named, shape
from lapel.reports.pay_json import ASKED, FIGURE, MAYBE_WHOLE, MEANT, WHOLE, figure_data, found_data, whole


def outlook_data(careers: Careers, found: Sequence[Found], answers: Sequence[OutlookOf], on: date) -> dict[str, Any]:
    """Give the outlook as plain data; `outlook_schema` describes it."""
    return {
        "on": on.isoformat(),
        "catalogue": careers.sha256,
        "asked": found_data(found),
        "answers": [_answer(answer, on) for answer in answers],
    }


def _answer(answer: OutlookOf, on: date) -> dict[str, Any]:
    return {
        "soc": answer.match.soc,
        "title": answer.match.title,
        "missing": answer.missing or None,
        "editions": [_edition(edition, edition.edition in answer.added, on) for edition in answer.editions],
        "after": [_after(after) for after in answer.after],
        "quoted_elsewhere": [_old(edition, on) for edition in answer.handbook],
        "reasons": [
            {"says": reason.says, "cite": [cite_data(cite, on) for cite in reason.cite]} for reason in answer.reasons
        ],
        "note": answer.note,
    }


def _edition(edition: Projection, added: bool, on: date) -> dict[str, Any]:
    split = openings_of(edition)
    return {
        "edition": edition.edition,
        "from": edition.base,
        "to": edition.end,
        "jobs": figure_data(edition.jobs),
        "jobs_then": figure_data(edition.jobs_then),
        "growth": figure_data(edition.growth),
        "openings": figure_data(edition.openings),
        "new_jobs": figure_data(split.new),
        "replacing": figure_data(split.replacing),
        "education": edition.education,
        "experience": edition.experience,
        "training": edition.training,
        "added": added,
        "note": edition.note,
        "cite": [cite_data(cite, on) for cite in edition.cite],
    }


def _after(after: After) -> dict[str, Any]:
    return {
        "edition": after.edition.edition,
        "year": after.later.base,
        "expected": after.expected,
        "counted": after.counted,
        "difference": after.difference,
    }


OLD = ("jobs", "jobs_then", "growth", "change", "openings", "median")


def _old(edition: OldEdition, on: date) -> dict[str, Any]:
    return {
        "edition": edition.edition,
        **{name: figure_data(getattr(edition, name)) for name in OLD},
        "words": edition.words,
        "median_year": edition.median_year,
        "note": edition.note,
        "cite": [cite_data(cite, on) for cite in edition.cite],
    }


def outlook_schema() -> dict[str, Any]:
    """Describe what ``lapel outlook --json`` prints (JSON Schema 2020-12)."""
    number = {"type": "number"}
    figures = ("jobs", "jobs_then", "growth", "openings", "new_jobs", "replacing")
    edition = shape(
        **{"edition": TEXT, "from": WHOLE, "to": WHOLE},
        **dict.fromkeys(figures, named("figure")),
        education=TEXT,
        experience=TEXT,
        training=TEXT,
        added=FLAG,
        note=TEXT,
        cite=list_of("cite"),
    )
    old = shape(
        edition=TEXT,
        **dict.fromkeys(OLD, named("figure")),
        words=TEXT,
        median_year=MAYBE_WHOLE,
        note=TEXT,
        cite=list_of("cite"),
    )
    answer = shape(
        soc=TEXT,
        title=TEXT,
        missing=MAYBE_TEXT,
        editions=list_of("edition"),
        after=list_of("after"),
        quoted_elsewhere=list_of("old"),
        reasons=list_of("reason"),
        note=TEXT,
    )
    body = shape(on=DAY, catalogue=TEXT, asked=list_of("asked"), answers=list_of("answer"))
    parts = {
        "cite": CITE,
        "figure": FIGURE,
        "asked": ASKED,
        "meant": MEANT,
        "answer": answer,
        "edition": edition,
        "after": shape(edition=TEXT, year=WHOLE, expected=number, counted=number, difference=number),
        "old": old,
        "reason": shape(says=TEXT, cite=list_of("cite")),
    }
    return whole("What lapel outlook prints", body, parts)
