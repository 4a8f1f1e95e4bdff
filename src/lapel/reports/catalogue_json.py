"""The catalogue → plain data of a published, stable shape: its list, one credential on a day, and what changed."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from lapel.model.citation import Citation
from lapel.model.credential import Catalogue, Credential, DatedValue, Document, Route, Step
from lapel.reports.catalogue_outline import Condition, outline
from lapel.reports.catalogue_text import Change, changes
from lapel.reports.json_parts import (
    CITE,
    DAY,
    FLAG,
    MAYBE_DAY,
    MAYBE_TEXT,
    TEXT,
    catalogue_data,
    cite_data,
    day_data,
    list_of,
    named,
    shape,
)

Data = dict[str, Any]


def credentials_data(catalogue: Catalogue) -> Data:
    """List every credential as plain data; `credentials_schema` describes it."""
    return {
        "catalogue": catalogue_data(catalogue),
        "credentials": [_head(credential) for credential in catalogue.credentials.values()],
    }


def _head(credential: Credential) -> Data:
    names = ("name", "full_name", "kind", "issuer", "state", "orientation", "about", "confirm")
    return {"credential": credential.id, **{name: getattr(credential, name) for name in names}}


def credential_data(catalogue: Catalogue, credential: Credential, *, on: date) -> Data:
    """Give one credential as it stands on a day; `credential_schema` describes it."""
    return {
        "on": on.isoformat(),
        "catalogue": catalogue_data(catalogue),
        **_head(credential),
        "letters": [
            {"letters": o.letters, "also": o.also, "note": o.note, "cite": _cites(o.cite, on)}
            for o in credential.letters
        ],
        "recognized_by": [{"body": r.body, "cite": _cites(r.cite, on)} for r in credential.recognized_by],
        "routes": [_route(route, on) for route in credential.routes],
        "keep": [_route(route, on) for route in credential.keep],
        "values": [_value(value, on) for value in credential.values],
        "history": [
            {"on": h.on, "what": h.what, "note": h.note, "cite": _cites(h.cite, on)} for h in credential.history
        ],
        "coverage": {
            part: {"state": covered.state, "why": covered.why}
            for part, covered in catalogue.coverage.get(credential.id, {}).items()
        },
    }


def _cites(cites: Iterable[Citation], on: date) -> list[Data]:
    return [cite_data(cite, on) for cite in cites]


def _route(route: Route, on: date) -> Data:
    return {
        "route": route.id,
        "name": route.name,
        "term": route.term,
        "about": route.about,
        "rule": _rule(route, on),
        "documents": [_document(document, on) for document in route.documents],
        "steps": [_step(step, on) for step in route.steps],
    }


def _rule(route: Route, on: date) -> Data | None:
    rule = outline(route, on=on)
    if rule is None:
        return None
    return {
        "starts": rule.starts.isoformat(),
        "ends": day_data(rule.ends),
        "dating": rule.dating,
        "picked_by": rule.picked_by,
        "conditions": [_condition(condition, on) for condition in rule.conditions],
        "note": rule.note,
        "cite": _cites(rule.cite, on),
    }


def _condition(condition: Condition, on: date) -> Data:
    return {
        "says": condition.says,
        "lead": condition.lead,
        "disputed": condition.disputed,
        "note": condition.note,
        "cite": _cites(condition.cite, on),
        "parts": [_condition(part, on) for part in condition.parts],
    }


def _document(document: Document, on: date) -> Data:
    return {"what": document.what, "who": document.who, "when": document.when, "cite": _cites(document.cite, on)}


def _step(step: Step, on: date) -> Data:
    return {"what": step.what, "who": step.who, "kind": step.kind, "note": step.note, "cite": _cites(step.cite, on)}


def _value(value: DatedValue, on: date) -> Data:
    version = value.in_force(on=on)
    readings = version.readings if version else ()
    return {
        "id": value.id,
        "topic": value.topic,
        "what": value.what,
        "unit": value.unit,
        "due": value.due,
        "routes": list(value.routes),
        "starts": day_data(version.starts) if version else None,
        "dating": version.dating if version else None,
        "value": version.value if version else None,
        "readings": [
            {"label": r.label, "value": r.value, "note": r.note, "cite": _cites(r.cite, on)} for r in readings
        ],
        "note": version.note if version else "",
        "cite": _cites(version.cite, on) if version else [],
    }


def changes_data(catalogue: Catalogue, credentials: Iterable[Credential], *, after: date, until: date) -> Data:
    """Give what changed after one day and up to another (included); `changes_schema` describes it."""
    return {
        "after": after.isoformat(),
        "until": until.isoformat(),
        "catalogue": catalogue_data(catalogue),
        "changes": [
            {"credential": credential.id, "name": credential.name, **_change(change)}
            for credential in credentials
            for change in changes(credential, after, until)
        ],
    }


def _change(change: Change) -> Data:
    return {
        "starts": change.starts.isoformat(),
        "dating": change.dating,
        "what": change.what,
        "was": change.was,
        "now": change.now,
        "first": change.first,
    }


def _published(title: str, described: Data, **definitions: Any) -> Data:
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": title,
        **described,
        **({"$defs": definitions} if definitions else {}),
    }


STAMP = shape(version=TEXT, sha256=TEXT)
DATING = {"enum": ["on", "by", "assumed"]}
HEAD: Data = {
    "credential": TEXT,
    "name": TEXT,
    "full_name": TEXT,
    "kind": {"enum": ["certification", "registration", "permission"]},
    "issuer": TEXT,
    "state": MAYBE_TEXT,
    "orientation": TEXT,
    "about": TEXT,
    "confirm": MAYBE_TEXT,
}
CITES = list_of("cite")


def credentials_schema() -> Data:
    """Give the published JSON Schema (2020-12) of `credentials_data`."""
    return _published("Lapel credentials", shape(catalogue=STAMP, credentials=list_of(shape(**HEAD))))


def credential_schema() -> Data:
    """Give the published JSON Schema (2020-12) of `credential_data`."""
    whole = shape(
        on=DAY,
        catalogue=STAMP,
        **HEAD,
        letters=list_of(shape(letters=TEXT, also=TEXT, note=TEXT, cite=CITES)),
        recognized_by=list_of(shape(body=TEXT, cite=CITES)),
        routes=list_of("route"),
        keep=list_of("route"),
        values=list_of("value"),
        history=list_of(shape(on=TEXT, what=TEXT, note=TEXT, cite=CITES)),
        coverage={
            "type": "object",
            "additionalProperties": shape(state={"enum": ["complete", "partial", "missing"]}, why=TEXT),
        },
    )
    return _published("Lapel credential", whole, **_defs())


def _defs() -> Data:
    rule = shape(
        starts=DAY,
        ends=MAYBE_DAY,
        dating=DATING,
        picked_by=TEXT,
        conditions=list_of("condition"),
        note=TEXT,
        cite=CITES,
    )
    who = {"enum": ["you", "school", "employer", "issuer"]}
    return {
        "cite": CITE,
        "condition": shape(says=TEXT, lead=TEXT, disputed=FLAG, note=TEXT, cite=CITES, parts=list_of("condition")),
        "rule": rule,
        "route": shape(
            route=TEXT,
            name=TEXT,
            term=TEXT,
            about=TEXT,
            rule={"anyOf": [named("rule"), {"type": "null"}]},
            documents=list_of(shape(what=TEXT, who=who, when=TEXT, cite=CITES)),
            steps=list_of(shape(what=TEXT, who=who, kind=TEXT, note=TEXT, cite=CITES)),
        ),
        "value": shape(
            id=TEXT,
            topic=TEXT,
            what=TEXT,
            unit=TEXT,
            due=TEXT,
            routes=list_of(TEXT),
            starts=MAYBE_DAY,
            dating={"enum": [*DATING["enum"], None]},
            value={},
            readings=list_of(shape(label=TEXT, value={}, note=TEXT, cite=CITES)),
            note=TEXT,
            cite=CITES,
        ),
    }


def changes_schema() -> Data:
    """Give the published JSON Schema (2020-12) of `changes_data`."""
    change = shape(credential=TEXT, name=TEXT, starts=DAY, dating=DATING, what=TEXT, was=TEXT, now=TEXT, first=FLAG)
    return _published("Lapel changes", shape(after=DAY, until=DAY, catalogue=STAMP, changes=list_of(change)))
