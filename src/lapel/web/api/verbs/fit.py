"""fit: is the work for me? The day, the hours, the hard and the good sides, and no score."""

from datetime import date
from typing import Any

from lapel.careers.fit import CERTIFICATES, OCCUPATION, fit_of
from lapel.model.credential import Catalogue
from lapel.model.record import Record
from lapel.model.shapes import Choice, Entry
from lapel.model.value import Value
from lapel.model.vocabulary import LEANINGS
from lapel.reports.fit_json import fit_data
from lapel.web.api.shapes import DAY, RecordIn
from lapel.web.api.verbs import Verb
from lapel.web.work.held import careers, figures


class Asked(Value):
    """The record or none, the day, and the side that the person would rather work on."""

    record: Record | None = None
    on: date | None = None
    leaning: Any = None


def takes(catalogue: Catalogue) -> Entry:
    """Give the shape of the body."""
    return Entry(Asked, {"record": RecordIn(), "on": DAY, "leaning": Choice(LEANINGS)})


def work(catalogue: Catalogue, asked: Asked, on: date) -> dict[str, Any]:
    """Lay out the work."""
    credentials = [catalogue.credentials[name] for name in CERTIFICATES if name in catalogue.credentials]
    found = fit_of(careers().advice, credentials, asked.record or Record(), asked.leaning, on=on)
    return fit_data(found, figures().newest(OCCUPATION), careers().employers, on=on)


VERB = Verb(
    "fit",
    "Say what the work is like: the day, the hours, what is hard, what is good, and which certificates lean where.",
    "The answer is what `lapel fit --json` prints. `record` may be left out; with it, the person's own leaning counts.",
    takes,
    work,
    "Fit",
    options={"on": "2026-11-22", "leaning": "clinical"},
    examples=(),
)
