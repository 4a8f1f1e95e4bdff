"""skills: a person's own answers about skills, held against a job or an exam."""

from datetime import date
from typing import Any

from lapel.careers.learning import closing
from lapel.careers.skills import check_skills
from lapel.model.credential import Catalogue
from lapel.model.record import Record
from lapel.model.shapes import Choice, Entry, Shape
from lapel.model.value import Value
from lapel.reference.duties import held_against
from lapel.reports.skills_json import skills_data
from lapel.web.api.shapes import DAY, RecordIn
from lapel.web.api.verbs import Verb
from lapel.web.work.held import careers, store


class Asked(Value):
    """The record, the day, and the role or the exam to hold it against."""

    record: Record
    on: date | None = None
    role: str = ""
    credential: str = ""


def takes(catalogue: Catalogue) -> Entry:
    """Give the shape of the body."""
    fields: dict[str, Shape] = {
        "record": RecordIn(),
        "on": DAY,
        "role": Choice(list(careers().roles)),
        "credential": Choice(list(catalogue.credentials)),
    }
    return Entry(Asked, fields, ("record",))


def work(catalogue: Catalogue, asked: Asked, on: date) -> dict[str, Any]:
    """Check."""
    advice = careers().advice
    role, credential = careers().roles.get(asked.role), catalogue.credentials.get(asked.credential)
    found = check_skills(advice, asked.record, held_against(advice, store(), role, credential), on=on)
    return skills_data(found, closing(advice, [one.duty for one in found.gaps]), advice, on=on)


VERB = Verb(
    "skills",
    "Hold what a person says of their own skills against a job or an exam: gaps, why they matter, what closes them.",
    "The answer is what `lapel skills --json` prints; the person's answers are `skills` of the record. `credential` "
    "names the exam, as `--for` does. Without it and `role`: the job of a medical assistant.",
    takes,
    work,
    "Skills",
    options={"on": "2026-11-22", "role": "phlebotomist"},
)
