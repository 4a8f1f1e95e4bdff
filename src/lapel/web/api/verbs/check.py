"""check: where a person stands on a day."""

from datetime import date
from typing import Any

from lapel.eligibility.decide import Decision, decide_all
from lapel.model.credential import Catalogue
from lapel.model.record import Record
from lapel.model.shapes import Entry, Shape
from lapel.model.value import Value
from lapel.reports.decisions_json import decisions_data
from lapel.web.api.shapes import DAY, FLAG, RecordIn, credentials
from lapel.web.api.verbs import Verb


class Asked(Value):
    """The record, the day, and which credentials; none named means those that matter to this person."""

    record: Record
    on: date | None = None
    credentials: tuple[str, ...] = ()
    all: bool = False


def takes(catalogue: Catalogue) -> Entry:
    """Give the shape of the body."""
    fields: dict[str, Shape] = {"record": RecordIn(), "on": DAY, "credentials": credentials(catalogue), "all": FLAG}
    return Entry(Asked, fields, ("record",))


def decisions(catalogue: Catalogue, asked: Asked, on: date) -> tuple[Decision, ...]:
    """Decide."""
    chosen = list(catalogue.credentials) if asked.all else asked.credentials
    return decide_all(catalogue, asked.record, on=on, only=chosen)


def work(catalogue: Catalogue, asked: Asked, on: date) -> dict[str, Any]:
    """Decide, and give plain data."""
    return decisions_data(catalogue, decisions(catalogue, asked, on), asked.record, on=on)


VERB = Verb(
    "check",
    "Say for each certificate whether the person may go for it on a day, from when, until when, and why.",
    "The answer is what `lapel check --json` prints. Without `credentials` or `all`: the certificates of a generalist, "
    "those held, and what the person's state asks for.",
    takes,
    work,
    "Decisions",
    options={"on": "2026-11-22", "credentials": ["cma-aama", "ccma-nha"]},
)
