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


SCHEMAS: Mapping[str, Callable[[], dict[str, Any]]] = {
    "record": _record,
    "decisions": _decisions,
    "plans": _plans,
    "holding": _holding,
    "keep": _keep,
    "comparison": _comparison,
}


def run(argv: Sequence[str]) -> int:
    """Print one schema."""
    arguments = parser(
        "schema",
        "Print a JSON Schema (2020-12): of a record, or of what a command with --json prints.",
        ("lapel schema record > record.schema.json", "lapel schema decisions"),
    )
    arguments.add_argument("name", choices=sorted(SCHEMAS), help="which one")
    args = arguments.parse_args(argv)
    print(json.dumps(SCHEMAS[args.name](), indent=2))
    return 0
