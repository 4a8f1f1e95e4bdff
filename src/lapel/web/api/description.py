"""The OpenAPI 3.1 document: the addresses as ninja knows them, our schemas, refusals and example people."""

from functools import cache
from typing import Any

from lapel.loading.records import parse_record, record_data
from lapel.web.api.problems import KINDS, MEDIA, SCHEMA
from lapel.web.api.schemas import components
from lapel.web.api.shapes import DAY, body_schema
from lapel.web.api.verbs import Verb, verbs
from lapel.web.records.examples import ABOUT, example
from lapel.web.records.mine import catalogue

OF_A_BODY = (400, 413, 415, 422, 429, 500)

Data = dict[str, Any]


def parameter(name: str, says: str, shown: str, *, required: bool = False) -> Data:
    """Describe a day in an address's query."""
    return {
        "name": name,
        "in": "query",
        "description": says,
        "required": required,
        "schema": {**DAY.schema(), "format": "date"},
        "example": shown,
    }


def responses(gives: str | Data, *refusals: int, cached: bool = False) -> dict[int, Data]:
    """Describe the answers of an address: ``gives`` is the name of a schema, or a schema."""
    schema = {"$ref": f"#/components/schemas/{gives}"} if isinstance(gives, str) else gives
    found: dict[int, Data] = {200: {"description": "The answer.", "content": {"application/json": {"schema": schema}}}}
    if cached:
        found[200]["headers"] = {"ETag": {"description": "Names this answer.", "schema": {"type": "string"}}}
        found[304] = {"description": "What you have, named in If-None-Match, still holds."}
    return found | {status: _refusal(status) for status in sorted({*refusals, 400, 429, 500})}


def _refusal(status: int) -> Data:
    described: Data = {
        "description": f"{KINDS[status][1]}.",
        "content": {MEDIA: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
    if status == 429:
        described["headers"] = {"Retry-After": {"description": "Seconds to wait.", "schema": {"type": "integer"}}}
    return described


def described(document: Data) -> Data:
    """Complete the document."""
    document["components"]["schemas"] |= {**components(), "Problem": SCHEMA}
    by_name = {verb.name: verb for verb in verbs()}
    for path in document["paths"].values():
        for operation in path.values():
            operation["responses"] = {str(status): said for status, said in operation["responses"].items()}
            verb = by_name.get(operation.pop("x-verb", ""))
            if verb:
                operation |= _of_verb(verb)
    return document


def _of_verb(verb: Verb) -> Data:
    body = {"schema": body_schema(verb.takes(catalogue())), "examples": examples(verb)}
    answers = responses(verb.gives or {"type": "string"}, *OF_A_BODY)
    if not verb.gives:
        answers[200]["content"] = {"text/plain": answers[200]["content"].pop("application/json")}
    return {
        "requestBody": {"required": True, "content": {"application/json": body}},
        "responses": {str(status): said for status, said in answers.items()},
    }


def examples(verb: Verb) -> Data:
    """Give the example people of a verb as bodies; of one that asks about nobody, its options."""
    if not verb.examples:
        return {verb.name: {"summary": verb.says, "value": dict(verb.options)}}
    return {
        name: {"summary": ABOUT[name], "value": {"record": record, **verb.options}}
        for name in verb.examples
        if (record := _record(name)) is not None
    }


@cache
def _record(name: str) -> Data | None:
    """Write an example as JSON has it, with numbers for numbers."""
    found = example(name)
    return record_data(parse_record(found)) if found is not None else None
