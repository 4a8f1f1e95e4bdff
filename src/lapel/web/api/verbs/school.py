"""school: what to take and to do at school, and what a diploma opens."""

from datetime import date
from typing import Any

from lapel.careers.school import schooling
from lapel.eligibility.decide import relevant
from lapel.model.credential import Catalogue
from lapel.model.record import Record
from lapel.model.shapes import Entry
from lapel.model.value import Value
from lapel.reports.school_json import school_data
from lapel.web.api.shapes import DAY, RecordIn
from lapel.web.api.verbs import Verb
from lapel.web.work.held import careers


class Asked(Value):
    """The record and the day."""

    record: Record
    on: date | None = None


def takes(catalogue: Catalogue) -> Entry:
    """Give the shape of the body."""
    return Entry(Asked, {"record": RecordIn(), "on": DAY}, ("record",))


def work(catalogue: Catalogue, asked: Asked, on: date) -> dict[str, Any]:
    """Lay out school."""
    advice = careers().advice.preparing.values()
    return school_data(schooling(advice, relevant(catalogue, asked.record), catalogue.steps, asked.record, on=on))


VERB = Verb(
    "school",
    "Say what to take and to do at school and why each helps, and what a diploma or GED opens and from when.",
    "The answer is what `lapel school --json` prints.",
    takes,
    work,
    "School",
    options={"on": "2026-11-22"},
)
