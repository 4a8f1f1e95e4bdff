"""keep: how each certificate of a record stands, and which learning counts where."""

from datetime import date
from typing import Any

from lapel.model.credential import Catalogue
from lapel.model.record import Record
from lapel.model.shapes import Entry, Shape
from lapel.model.value import Value
from lapel.renewals.keep import keeping
from lapel.reports.keep_json import keeping_data
from lapel.web.api.shapes import DAY, RecordIn, credentials
from lapel.web.api.verbs import Verb


class Asked(Value):
    """The record, the day, which credentials; with ``until``, only what is due by then."""

    record: Record
    on: date | None = None
    credentials: tuple[str, ...] = ()
    until: date | None = None


def takes(catalogue: Catalogue) -> Entry:
    """Give the shape of the body."""
    fields: dict[str, Shape] = {"record": RecordIn(), "on": DAY, "credentials": credentials(catalogue), "until": DAY}
    return Entry(Asked, fields, ("record",))


def work(catalogue: Catalogue, asked: Asked, on: date) -> dict[str, Any]:
    """Lay out the clocks and the ledger."""
    found = keeping(catalogue, asked.record, on=on, only=asked.credentials)
    return keeping_data(catalogue, found, until=asked.until)


VERB = Verb(
    "keep",
    "Say how each certificate of the record stands, what is due by when, and which learning counts where.",
    "The answer is what `lapel keep --json` prints. `until` does what `--due` does, with a day.",
    takes,
    work,
    "Keeping",
    options={"on": "2026-11-22"},
    examples=("certified-with-courses", "lapsed-cma"),
)
