"""hold: what it costs to hold a certificate, and what if it lapses."""

from datetime import date
from typing import Any

from lapel.eligibility.decide import FOUR
from lapel.model.credential import Catalogue
from lapel.model.record import Record
from lapel.model.shapes import Entry, Shape
from lapel.model.value import Value
from lapel.renewals.holding import holding_of
from lapel.reports.holding_json import holdings_data
from lapel.web.api.shapes import DAY, RecordIn, Whole, credentials
from lapel.web.api.verbs import Verb

MOST_YEARS = 50


class Asked(Value):
    """The record, the day, which credentials, for how long, and since when."""

    record: Record
    on: date | None = None
    credentials: tuple[str, ...] = FOUR
    years: int = 5
    certified: date | None = None


def takes(catalogue: Catalogue) -> Entry:
    """Give the shape of the body."""
    fields: dict[str, Shape] = {
        "record": RecordIn(),
        "on": DAY,
        "credentials": credentials(catalogue),
        "years": Whole(1, MOST_YEARS),
        "certified": DAY,
    }
    return Entry(Asked, fields, ("record",))


def work(catalogue: Catalogue, asked: Asked, on: date) -> dict[str, Any]:
    """Lay out what falls due."""
    chosen = dict.fromkeys(asked.credentials or FOUR)
    holdings = [
        holding_of(catalogue.credentials[name], asked.record, years=asked.years, on=on, certified=asked.certified)
        for name in chosen
    ]
    return holdings_data(catalogue, holdings, years=asked.years, on=on)


VERB = Verb(
    "hold",
    "Say what it costs to hold a certificate for some years, and what it takes to come back after a lapse.",
    "The answer is what `lapel hold --json` prints. Without `credentials`: CMA (AAMA), RMA (AMT), NCMA (NCCT) and CCMA "
    "(NHA). One that the record does not have is as if earned on `certified`, or on the day asked about.",
    takes,
    work,
    "Holding",
    options={"on": "2026-11-22", "years": 5},
)
