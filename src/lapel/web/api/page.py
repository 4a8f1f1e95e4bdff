"""What the page about the API shows, read off the shapes."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from lapel.model.shapes import Entry
from lapel.model.value import Value
from lapel.web.api.description import examples
from lapel.web.api.shapes import DAY, body_schema
from lapel.web.api.verbs import Verb
from lapel.web.records.mine import catalogue


class Row(Value):
    """One field of a body."""

    name: str
    takes: str
    needed: bool


def verb_rows(found: Iterable[Verb]) -> list[dict[str, Any]]:
    """Give each verb with its fields and a body to send."""
    return [{"verb": verb, "fields": list(_fields(verb.takes(catalogue()))), "body": _small(verb)} for verb in found]


def _small(verb: Verb) -> str:
    """A short body; the whole examples are in the OpenAPI document."""
    known: dict[str, Any] = next(iter(examples(verb).values()), {"value": {"record": {}}})["value"]
    if "record" not in known:
        return json.dumps(known)
    record = {name: known["record"][name] for name in ("birth", "state") if name in known["record"]}
    return json.dumps({**known, "record": record or {"birth": "1990-05-01"}})


def _fields(entry: Entry) -> Iterator[Row]:
    described = body_schema(entry)["properties"]
    for name in entry.fields:
        yield Row(name, _words(described[name]), name in entry.required)


def _words(schema: dict[str, Any]) -> str:
    """Say what a field takes."""
    if "anyOf" in schema:
        return _words(schema["anyOf"][0])
    if "$ref" in schema:
        return "a record"
    if "enum" in schema:
        return "true or false" if True in schema["enum"] else "a name"
    if schema.get("type") == "array":
        return f"a list, {schema['maxItems']:,} entries at most"
    if schema.get("type") == "integer":
        return f"a whole number, {schema['minimum']:,} to {schema['maximum']:,}"
    if schema.get("type") == "number":
        return f"a number, {schema['minimum']:,} to {schema['maximum']:,}"
    if schema == DAY.schema():
        return "a date, such as 2026-11-22"
    if "examples" in schema:
        return f"text, such as {schema['examples'][0]}"
    return "an object" if schema.get("type") == "object" else "text"


def catalogue_rows() -> list[tuple[str, str]]:
    """Give the addresses about the catalogue."""
    return [
        ("/api/v1/catalogue", "Every credential, in short."),
        ("/api/v1/catalogue/cma-aama?on=2019-01-01", "One credential as it stood on a day."),
        ("/api/v1/changes?after=2024-01-01", "What changed after a day, up to today or the day in until."),
        ("/api/v1/schemas", "The names of the JSON Schemas."),
        ("/api/v1/schemas/decisions", "One JSON Schema."),
    ]
