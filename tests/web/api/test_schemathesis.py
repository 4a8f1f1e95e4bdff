"""Whatever the document allows, and what it does not, is thrown at the API: no fault of ours, no answer left out.

``LAPEL_LONG_TESTS=yes`` throws a hundred times as much.
"""

import os
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

MOST = 500 if os.environ.get("LAPEL_LONG_TESTS") == "yes" else 6

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]

ADDRESSES = (
    "check",
    "explain",
    "plan",
    "hold",
    "keep",
    "compare",
    "ladder",
    "pay",
    "outlook",
    "worth",
    "school",
    "skills",
    "learn",
    "fit",
    "programs/find",
    "programs/show",
    "programs/compare",
    "catalogue",
    "catalogue/{credential}",
    "changes",
    "schemas",
    "schemas/{name}",
)


@pytest.fixture(scope="module")
def operations(site: Any) -> dict[str, Any]:
    """Each address with what is said of it."""
    from lapel.web.wsgi import application

    described: Any = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)
    found = [result.ok() for result in described.get_all_operations()]
    return {operation.path.removeprefix("/api/v1/"): operation for operation in found}


def test_no_address_is_left_out(operations: dict[str, Any]) -> None:
    assert set(operations) == set(ADDRESSES)


# Hypothesis writes out a strategy, here a whole record's, whenever a draw is cut short.
@pytest.mark.filterwarnings("ignore:Generating overly large repr")
@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
@pytest.mark.parametrize("address", ADDRESSES)
def test_the_api_answers_as_it_says(address: str, mode: GenerationMode, operations: dict[str, Any]) -> None:
    operation = operations[address]
    if mode is GenerationMode.NEGATIVE and not (operation.body or operation.query):
        return  # nothing that could be wrong

    @given(operation.as_strategy(generation_mode=mode))
    @settings(max_examples=MOST, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    def throw(case: Any) -> None:
        case.call_and_validate(checks=CHECKS, headers={"Accept-Encoding": "identity"})

    throw()
