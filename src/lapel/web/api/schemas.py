"""The published JSON Schemas, as they are and as parts of the OpenAPI document."""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from lapel.loading.records import record_schema
from lapel.reports.catalogue_json import changes_schema, credential_schema, credentials_schema
from lapel.reports.compare_json import comparison_schema
from lapel.reports.decisions_json import decisions_schema
from lapel.reports.fit_json import fit_schema
from lapel.reports.holding_json import holdings_schema
from lapel.reports.keep_json import keeping_schema
from lapel.reports.ladder_json import ladder_schema
from lapel.reports.learn_json import learning_schema
from lapel.reports.outlook_json import outlook_schema
from lapel.reports.pay_json import pay_schema
from lapel.reports.plans_json import plans_schema
from lapel.reports.programs_json import programs_schema
from lapel.reports.school_json import school_schema
from lapel.reports.skills_json import skills_schema
from lapel.reports.worth_json import worth_schema

PUBLISHED: Mapping[str, Callable[[], dict[str, Any]]] = {
    "Record": record_schema,
    "Decisions": decisions_schema,
    "Plans": plans_schema,
    "Holding": holdings_schema,
    "Keeping": keeping_schema,
    "Comparison": comparison_schema,
    "Ladder": ladder_schema,
    "Pay": pay_schema,
    "Outlook": outlook_schema,
    "Worth": worth_schema,
    "Programs": programs_schema,
    "School": school_schema,
    "Skills": skills_schema,
    "Learning": learning_schema,
    "Fit": fit_schema,
    "Credentials": credentials_schema,
    "Credential": credential_schema,
    "Changes": changes_schema,
}
"""Each name of the OpenAPI document, and what makes its schema."""


@cache
def components() -> dict[str, Any]:
    """Give every schema as a component; what a schema defines for itself becomes a component beside it."""
    found: dict[str, Any] = {}
    for name, make in PUBLISHED.items():
        whole = make()
        inner = whole.pop("$defs", {})
        whole.pop("$schema", None)
        found[name] = _moved(whole, name)
        found |= {f"{name}.{part}": _moved(described, name) for part, described in inner.items()}
    return found


def _moved(described: Any, name: str) -> Any:
    """Point references at components instead of at the schema's own definitions."""
    if isinstance(described, dict):
        return {
            key: _pointed(value, name) if key == "$ref" else _moved(value, name) for key, value in described.items()
        }
    if isinstance(described, list):
        return [_moved(part, name) for part in described]
    return described


def _pointed(reference: str, name: str) -> str:
    return reference.replace("#/$defs/", f"#/components/schemas/{name}.")
