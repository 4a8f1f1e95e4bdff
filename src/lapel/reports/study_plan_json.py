"""A study plan → plain data of a published, stable shape."""

from typing import Any, get_args

from lapel.exam.study_plan import StudyPlan, What
from lapel.model.exam import Bank
from lapel.reports.json_parts import DAY, MAYBE_TEXT, TEXT, list_of, shape

WHOLE = {"type": "integer", "minimum": 0}
SHARE = {"type": "number", "minimum": 0, "maximum": 1}


def study_plan_data(bank: Bank, plan: StudyPlan, *, answers: int) -> dict[str, Any]:
    """Give a study plan as plain data; `study_plan_schema` describes it."""
    return {
        "exam": plan.exam,
        "outline": plan.outline,
        "exams": bank.sha256,
        "on": plan.on.isoformat(),
        "date": plan.sits.isoformat(),
        "hours": plan.hours,
        "answers": answers,
        "minutes": plan.minutes,
        "areas": [
            {
                "area": share.standing.area,
                "questions": share.standing.questions,
                "answered": share.standing.answered,
                "right": share.standing.right,
                "expected": share.standing.share,
                "error": share.standing.error,
                "minutes": share.minutes,
            }
            for share in plan.shares
        ],
        "days": [
            {
                "day": one.day.isoformat(),
                "minutes": one.minutes,
                "blocks": [
                    {
                        "what": block.what,
                        "area": block.area or None,
                        "length": block.length or None,
                        "minutes": block.minutes,
                    }
                    for block in one.blocks
                ],
            }
            for one in plan.days
        ],
        "untold": list(plan.untold),
    }


def study_plan_schema() -> dict[str, Any]:
    """Give the published JSON Schema (2020-12) of `study_plan_data`."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A Lapel study plan",
        **shape(
            exam=TEXT,
            outline=TEXT,
            exams=TEXT,
            on=DAY,
            date=DAY,
            hours=WHOLE,
            answers=WHOLE,
            minutes=WHOLE,
            areas=list_of("area"),
            days=list_of("day"),
            untold=list_of(TEXT),
        ),
        "$defs": {
            "area": shape(
                area=TEXT,
                questions={"type": "number", "minimum": 0},
                answered=WHOLE,
                right=WHOLE,
                expected=SHARE,
                error=SHARE,
                minutes=WHOLE,
            ),
            "day": shape(day=DAY, minutes=WHOLE, blocks=list_of("block")),
            "block": shape(what={"enum": list(get_args(What))}, area=MAYBE_TEXT, length=MAYBE_TEXT, minutes=WHOLE),
        },
    }
