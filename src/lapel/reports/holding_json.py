"""What it costs to hold certificates → plain data of a published, stable shape."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from lapel.model.credential import Catalogue, ValueReading
from lapel.model.money import Amount
from lapel.renewals.dues import KINDS, Education, Event
from lapel.renewals.held import Held
from lapel.renewals.holding import Holding
from lapel.renewals.lapse import Rung
from lapel.renewals.ways import ordinary_ways
from lapel.reports.json_parts import (
    CITE,
    DAY,
    FLAG,
    MAYBE_DAY,
    MAYBE_TEXT,
    TEXT,
    TRUTH,
    TRUTHS,
    catalogue_data,
    cite_data,
    day_data,
    list_of,
    named,
    shape,
)


def holdings_data(catalogue: Catalogue, holdings: Sequence[Holding], *, years: int, on: date) -> dict[str, Any]:
    """Give holdings as plain data; `holdings_schema` describes it."""
    return {
        "on": on.isoformat(),
        "years": years,
        "catalogue": catalogue_data(catalogue),
        "holdings": [holding_data(catalogue, holding, on) for holding in holdings],
    }


def holding_data(catalogue: Catalogue, holding: Holding, on: date) -> dict[str, Any]:
    """Give one holding as plain data."""
    credential = holding.credential
    issuer = catalogue.issuers.get(credential.issuer)
    return {
        "credential": credential.id,
        "name": credential.name,
        "issuer": issuer.full_name if issuer else credential.issuer,
        "held": _held(holding.held),
        "lapsed": _held(holding.lapsed) if holding.lapsed else None,
        "from": holding.starts.isoformat(),
        "until": holding.until.isoformat(),
        "money": amount_data(holding.money),
        "fees_not_known": len(holding.not_known),
        "education": [_education(part) for part in holding.education],
        "events": [_event(event, on) for event in holding.events],
        "next_end": day_data(holding.next_end),
        "then": [_event(event, on) for event in holding.then],
        "keep": [
            {"route": way.id, "name": way.name, "steps": [step.what for step in way.steps]}
            for way in ordinary_ways(credential)
        ],
        "ways": [_rung(rung, on) for rung in holding.ways],
        "gaps": list(holding.gaps),
        "notes": list(holding.notes),
        "confirm": credential.confirm,
    }


def amount_data(amount: Amount | None) -> dict[str, int] | None:
    """Give a sum with its range; None when it is not known."""
    return {"low": amount.low, "usual": amount.usual, "high": amount.high} if amount else None


def _held(held: Held) -> dict[str, Any]:
    return {
        "in_record": held.real,
        "earned": day_data(held.earned),
        "since": held.since.isoformat(),
        "expires": day_data(held.expires),
        "exact": held.exact,
        "endless": held.endless,
    }


def _education(part: Education) -> dict[str, Any]:
    return {
        "least": part.least,
        "most": part.most,
        "unit": part.unit,
        "parts": [{"name": name, "amount": amount} for name, amount in part.parts],
    }


def _event(event: Event, on: date) -> dict[str, Any]:
    return {
        "on": event.on.isoformat(),
        "kind": event.kind,
        "what": event.what,
        "id": event.id or None,
        "due": event.due or None,
        "amount": amount_data(event.amount),
        "pay_to": event.payee or None,
        "education": _education(event.education) if event.education else None,
        "applies": TRUTHS[event.applies],
        "known_since": day_data(event.since),
        "assumed_to_go_on": event.assumed_to_go_on,
        "readings": [_reading(reading, on) for reading in event.readings],
        "note": event.note,
        "cite": [cite_data(cite, on) for cite in event.cite],
    }


def _reading(reading: ValueReading, on: date) -> dict[str, Any]:
    return {"label": reading.label, "value": reading.value, "cite": [cite_data(cite, on) for cite in reading.cite]}


def _rung(rung: Rung, on: date) -> dict[str, Any]:
    return {
        "route": rung.route.id,
        "name": rung.route.name,
        "from": rung.starts.isoformat(),
        "until": day_data(rung.until),
        "in_time": rung.in_time,
        "by_exam": rung.by_exam,
        "open": TRUTHS[rung.truth],
        "disputed": rung.disputed,
        "hinges": list(rung.hinges),
        "money": amount_data(rung.money),
        "fees_not_known": len(rung.not_known),
        "fees": [_event(fee, on) for fee in rung.fees],
        "steps": [step.what for step in rung.route.steps],
    }


def holdings_schema() -> dict[str, Any]:
    """Give the published JSON Schema (2020-12) of `holdings_data`."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Lapel holding",
        **shape(
            on=DAY, years={"type": "integer"}, catalogue=shape(version=TEXT, sha256=TEXT), holdings=list_of("holding")
        ),
        "$defs": holding_defs(),
    }


def holding_defs() -> dict[str, Any]:
    """Give the definitions that the schema of a holding rests on."""
    amount = {"anyOf": [named("amount"), {"type": "null"}]}
    number = {"type": ["number", "null"]}
    count = {"type": "integer", "minimum": 0}
    return {
        "cite": CITE,
        "amount": shape(low={"type": "integer"}, usual={"type": "integer"}, high={"type": "integer"}),
        "education": shape(least=number, most=number, unit=TEXT, parts=list_of(shape(name=TEXT, amount=TEXT))),
        "held": shape(in_record=FLAG, earned=MAYBE_DAY, since=DAY, expires=MAYBE_DAY, exact=FLAG, endless=FLAG),
        "event": shape(
            on=DAY,
            kind={"enum": list(KINDS)},
            what=TEXT,
            id=MAYBE_TEXT,
            due=MAYBE_TEXT,
            amount=amount,
            pay_to=MAYBE_TEXT,
            education={"anyOf": [named("education"), {"type": "null"}]},
            applies=TRUTH,
            known_since=MAYBE_DAY,
            assumed_to_go_on=FLAG,
            readings=list_of(shape(label=TEXT, value={}, cite=list_of("cite"))),
            note=TEXT,
            cite=list_of("cite"),
        ),
        "way": shape(
            **{"route": TEXT, "name": TEXT, "from": DAY},
            until=MAYBE_DAY,
            in_time=FLAG,
            by_exam=FLAG,
            open=TRUTH,
            disputed=FLAG,
            hinges=list_of(TEXT),
            money=named("amount"),
            fees_not_known=count,
            fees=list_of("event"),
            steps=list_of(TEXT),
        ),
        "holding": shape(
            **{
                "credential": TEXT,
                "name": TEXT,
                "issuer": TEXT,
                "held": named("held"),
                "lapsed": {"anyOf": [named("held"), {"type": "null"}]},
                "from": DAY,
            },
            until=DAY,
            money=named("amount"),
            fees_not_known=count,
            education=list_of("education"),
            events=list_of("event"),
            next_end=MAYBE_DAY,
            then=list_of("event"),
            keep=list_of(shape(route=TEXT, name=TEXT, steps=list_of(TEXT))),
            ways=list_of("way"),
            gaps=list_of(TEXT),
            notes=list_of(TEXT),
            confirm=MAYBE_TEXT,
        ),
    }
