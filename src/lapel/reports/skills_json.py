"""A self-check of skills → plain data of a published, stable shape."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from lapel.careers.learning import Match
from lapel.careers.outlines import Asked
from lapel.careers.skills import Checked, SkillCheck
from lapel.model.advice import GROUPS, Advice
from lapel.model.vocabulary import SKILL_LEVELS
from lapel.reports.json_parts import CITE, DAY, MAYBE_TEXT, TEXT, cite_data, list_of, named, shape
from lapel.reports.learn_json import number_data
from lapel.reports.skills_text import reason_words

REPORTED = ("core", "supplemental", "listed")


def skills_data(
    found: SkillCheck, closes: Mapping[str, Sequence[Match]], advice: Advice, *, on: date
) -> dict[str, Any]:
    """Give a check as plain data; `skills_schema` describes it."""
    target = found.target

    def part(checks: Sequence[Checked]) -> list[dict[str, Any]]:
        return [_checked(one, closes, advice, on) for one in checks]

    return {
        "on": on.isoformat(),
        "against": {
            "name": target.name,
            "occupations": [profile.id for profile in target.profiles],
            "not_held": list(target.missing),
            "added": list(target.added),
            "credential": target.credential.id if target.credential else None,
        },
        "gaps": part(found.gaps),
        "held": part(found.held),
        "not_answered": part(found.open),
        "outside": part(found.outside),
        "unknown": list(found.strangers),
    }


def _checked(one: Checked, closes: Mapping[str, Sequence[Match]], advice: Advice, on: date) -> dict[str, Any]:
    duty, reason = one.duty, one.reason
    rated = reason.rated
    return {
        "id": duty.id,
        "name": duty.name,
        "asks": duty.asks,
        "group": duty.group,
        "level": one.level,
        "as_of": str(one.as_of) if one.as_of else None,
        "standing": one.standing,
        "codes": [{"id": name, "name": advice.codes[name]} for name in (*duty.tasks, *duty.activities, *duty.elements)],
        "no_code": duty.no_code or None,
        "why": reason_words(reason, duty, advice),
        "listed": [{"occupation": profile.id, "as": reported} for profile, reported in reason.listed],
        "importance": (
            {"element": rated.element, "value": float(rated.importance), "occupation": rated.profile.id}
            if rated
            else None
        ),
        "exam": [_asked(part) for part in reason.asked],
        "closed_by": [match.resource.id for match in closes.get(duty.id, ())],
        "cite": [cite_data(cite, on) for cite in dict.fromkeys((*duty.cite, *reason.cite))],
    }


def _asked(part: Asked) -> dict[str, Any]:
    return {"areas": list(part.areas), "percent": number_data(part.percent), "reading": part.reading or None}


def skills_schema() -> dict[str, Any]:
    """Give the published JSON Schema (2020-12) of `skills_data`."""
    checks = list_of("skill")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Lapel skills",
        **shape(
            on=DAY,
            against=named("against"),
            gaps=checks,
            held=checks,
            not_answered=checks,
            outside=checks,
            unknown=list_of(TEXT),
        ),
        "$defs": {
            "cite": CITE,
            "against": shape(
                name=TEXT,
                occupations=list_of(TEXT),
                not_held=list_of(TEXT),
                added=list_of(TEXT),
                credential=MAYBE_TEXT,
            ),
            "skill": shape(
                id=TEXT,
                name=TEXT,
                asks=TEXT,
                group={"enum": list(GROUPS)},
                level={"enum": [*SKILL_LEVELS, None]},
                as_of=MAYBE_TEXT,
                standing={"enum": ["gap", "held", "not asked", "not sure"]},
                codes=list_of("code"),
                no_code=MAYBE_TEXT,
                why=TEXT,
                listed=list_of("listed"),
                importance={"anyOf": [named("importance"), {"type": "null"}]},
                exam=list_of("share"),
                closed_by=list_of(TEXT),
                cite=list_of("cite"),
            ),
            "code": shape(id=TEXT, name=TEXT),
            "listed": shape(**{"occupation": TEXT, "as": {"enum": list(REPORTED)}}),
            "importance": shape(element=TEXT, value={"type": "number", "minimum": 1, "maximum": 5}, occupation=TEXT),
            "share": shape(areas=list_of(TEXT), percent={"type": ["number", "null"]}, reading=MAYBE_TEXT),
        },
    }
