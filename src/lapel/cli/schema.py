"""``lapel schema``: the published JSON Schemas."""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from lapel.cli.common import parser


def _record() -> dict[str, Any]:
    from lapel.loading.records import record_schema

    return record_schema()


def _decisions() -> dict[str, Any]:
    from lapel.reports.decisions_json import decisions_schema

    return decisions_schema()


def _plans() -> dict[str, Any]:
    from lapel.reports.plans_json import plans_schema

    return plans_schema()


def _holding() -> dict[str, Any]:
    from lapel.reports.holding_json import holdings_schema

    return holdings_schema()


def _comparison() -> dict[str, Any]:
    from lapel.reports.compare_json import comparison_schema

    return comparison_schema()


def _keep() -> dict[str, Any]:
    from lapel.reports.keep_json import keeping_schema

    return keeping_schema()


def _school() -> dict[str, Any]:
    from lapel.reports.school_json import school_schema

    return school_schema()


def _skills() -> dict[str, Any]:
    from lapel.reports.skills_json import skills_schema

    return skills_schema()


def _learning() -> dict[str, Any]:
    from lapel.reports.learn_json import learning_schema

    return learning_schema()


def _fit() -> dict[str, Any]:
    from lapel.reports.fit_json import fit_schema

    return fit_schema()


def _data() -> dict[str, Any]:
    from lapel.cli.data_json import data_schema

    return data_schema()


def _programs() -> dict[str, Any]:
    from lapel.reports.programs_json import programs_schema

    return programs_schema()


def _ladder() -> dict[str, Any]:
    from lapel.reports.ladder_json import ladder_schema

    return ladder_schema()


def _worth() -> dict[str, Any]:
    from lapel.reports.worth_json import worth_schema

    return worth_schema()


def _pay() -> dict[str, Any]:
    from lapel.reports.pay_json import pay_schema

    return pay_schema()


def _four() -> dict[str, Any]:
    from lapel.reports.pay_json import four_schema

    return four_schema()


def _premium() -> dict[str, Any]:
    from lapel.reports.pay_json import premium_schema

    return premium_schema()


def _outlook() -> dict[str, Any]:
    from lapel.reports.outlook_json import outlook_schema

    return outlook_schema()


def _study_outline() -> dict[str, Any]:
    from lapel.reports.outlines_json import outlines_schema

    return outlines_schema()


def _study_items() -> dict[str, Any]:
    from lapel.reports.items_json import items_schema

    return items_schema()


def _study_make() -> dict[str, Any]:
    from lapel.reports.made import made_schema

    return made_schema()


def _study_lint() -> dict[str, Any]:
    from lapel.reports.items_lint import lint_schema

    return lint_schema()


def _study_export() -> dict[str, Any]:
    from lapel.reports.exchange import export_schema

    return export_schema()


def _study_import() -> dict[str, Any]:
    from lapel.reports.exchange import import_schema

    return import_schema()


def _study_session() -> dict[str, Any]:
    from lapel.reports.study_json import session_schema

    return session_schema()


def _study_plan() -> dict[str, Any]:
    from lapel.reports.study_plan_json import study_plan_schema

    return study_plan_schema()


def _study_readiness() -> dict[str, Any]:
    from lapel.reports.readiness_json import readiness_schema

    return readiness_schema()


def _study_history() -> dict[str, Any]:
    from lapel.reports.study_json import history_schema

    return history_schema()


def _synth() -> dict[str, Any]:
    from lapel.cli.synth import synth_schema

    return synth_schema()


def _study_calibration() -> dict[str, Any]:
    from lapel.reports.calibration_json import calibration_schema

    return calibration_schema()


def _batch() -> dict[str, Any]:
    from lapel.reports.batch_json import batch_schema

    return batch_schema()


def _people() -> dict[str, Any]:
    from lapel.batch.published import schema_document

    return schema_document()


SCHEMAS: Mapping[str, Callable[[], dict[str, Any]]] = {
    "record": _record,
    "programs": _programs,
    "decisions": _decisions,
    "plans": _plans,
    "holding": _holding,
    "keep": _keep,
    "ladder": _ladder,
    "worth": _worth,
    "comparison": _comparison,
    "pay": _pay,
    "pay-four": _four,
    "pay-certified": _premium,
    "outlook": _outlook,
    "school": _school,
    "skills": _skills,
    "learning": _learning,
    "fit": _fit,
    "data": _data,
    "people": _people,
    "batch": _batch,
    "synth": _synth,
    "study-outline": _study_outline,
    "study-items": _study_items,
    "study-make": _study_make,
    "study-lint": _study_lint,
    "study-export": _study_export,
    "study-import": _study_import,
    "study-session": _study_session,
    "study-plan": _study_plan,
    "study-readiness": _study_readiness,
    "study-history": _study_history,
    "study-calibration": _study_calibration,
}


def run(argv: Sequence[str]) -> int:
    """Print one schema."""
    arguments = parser(
        "schema",
        "Print a JSON Schema (2020-12): of a record, or of what a command with --json prints.",
        ("lapel schema record > record.schema.json", "lapel schema decisions"),
    )
    names = sorted(SCHEMAS)
    arguments.add_argument("name", metavar="NAME", choices=names, help=f"one of {', '.join(names)}")
    args = arguments.parse_args(argv)
    print(json.dumps(SCHEMAS[args.name](), indent=2))
    return 0
