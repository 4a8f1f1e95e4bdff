"""How a question is put to a person. No input or output, and no rule.

Documents are seen only through a function that tells what they say at a place.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal

from lapel.eligibility.offers import CHOSEN, LABELS, STATUS, YES_NO, Look, Option, options, waivers_open
from lapel.eligibility.questions import describe, question_text
from lapel.model.credential import Catalogue, Credential
from lapel.model.record import Record
from lapel.model.shapes import NOT_SURE, Choice, Day, Flag, Number, Shape
from lapel.model.value import Value, replace
from lapel.model.vocabulary import STATES
from lapel.rules.wording import plain

Kind = Literal["choice", "several", "date", "number", "state", "text"]

PARTIAL = re.compile(r"\d{4}(-\d\d)?")


class Step(Value):
    """One question to put: about ``place``, for the sake of ``root``.

    One that is not ``always`` asked is dropped when its answer can no longer change anything. With ``exact`` the date
    itself is asked for, not first whether there is one.
    """

    place: str
    root: str = ""
    always: bool = False
    exact: bool = False

    @property
    def purpose(self) -> str:
        """The place that this question helps to settle."""
        return self.root or self.place


class Form(Value):
    """One question as it is put to a person.

    ``held`` is what the document says at the place already; ``subject`` is the issuer a waiver comes from.
    """

    step: Step
    kind: Kind
    text: str
    hint: str = ""
    options: tuple[Option, ...] = ()
    held: Any = None
    open_end: bool = False
    subject: str = ""


def pattern(place: str) -> str:
    """Give a place without its numbers.

    >>> pattern("programs[0].accreditation[1].by")
    'programs[].accreditation[].by'
    """
    return re.sub(r"\[\d+\]", "[]", place)


def where_said(place: str, look: Look) -> str:
    """Give the place where a date is said: a program under way says ``expected`` for ``completed``."""
    if place == "school.diploma" and look("school.expected"):
        return "school.expected"
    entry, _, name = place.rpartition(".")
    ends = [f"{entry}.{end}" for end in ("completed", "expected", "left")] if name == "completed" else []
    return next((end for end in ends if look(end) not in (None, NOT_SURE)), place)


def form(
    step: Step,
    shape: Callable[[str], Shape],
    record: Record,
    catalogue: Catalogue,
    chosen: Sequence[Credential],
    look: Look,
) -> Form:
    """Put a question: its words, what may be answered, and what is said already."""
    where = where_said(step.place, look)
    said = look(where)
    if where != step.place or (isinstance(said, str) and PARTIAL.fullmatch(said)):
        step = replace(step, place=where, root=step.purpose, exact=True)
    name = pattern(step.place)
    kind = shape(step.place)
    status = () if step.exact else STATUS.get(name, ())
    subject = next(iter(waivers_open(chosen, look)), "") if name == "conduct.waivers" else ""
    return Form(
        step,
        "choice" if status else _kind(name, kind),
        _text(step, record, catalogue, look, subject),
        "" if status else HINTS.get(name, ""),
        status or options(name, kind, record, catalogue, said),
        look(step.place),
        isinstance(kind, Day) and bool(kind.also),
        subject,
    )


def _text(step: Step, record: Record, catalogue: Catalogue, look: Look, subject: str) -> str:
    name = pattern(step.place)
    texts = EXACT_TEXTS if step.exact else STATUS_TEXTS
    text = question_text(step.place, record)
    if name in texts:
        text = texts[name].replace("{it}", describe(step.place, record))
    if name == "programs[].accreditation" and isinstance(look(step.place), list):
        text = f"Is or was {describe(step.place, record)} accredited by another body too?"
    if name.startswith("cards[]"):
        text = re.sub(r"“([\w-]+)”", lambda kind: f"your {LABELS.get(f'kind {kind[1]}', plain(kind[1]))} card", text)
    if subject:
        text = f"Has “{subject}” reviewed your conviction and cleared you to apply?"
    return named(text, catalogue)


def named(text: str, catalogue: Catalogue) -> str:
    """Write credentials and issuers, quoted by their ids, by the names that people know."""

    def known(match: re.Match[str]) -> str:
        found = catalogue.credentials.get(match[1]) or catalogue.issuers.get(match[1])
        return found.name if found else match[0]

    return re.sub(r"“([\w-]+)”", known, text)


def _kind(name: str, shape: Shape) -> Kind:
    if name in SEVERAL:
        return "several"
    if name in CHOSEN or name in YES_NO or isinstance(shape, Flag):
        return "choice"
    if isinstance(shape, Choice):
        return "state" if shape.options is STATES else "choice"
    return "date" if isinstance(shape, Day) else "number" if isinstance(shape, Number) else "text"


SEVERAL = ("programs[].approved_by", "programs[].topics")

STATUS_TEXTS: Mapping[str, str] = {
    "programs[].completed": "Have you finished {it}?",
    "military[].completed": "Have you finished {it}?",
}
EXACT_TEXTS: Mapping[str, str] = {
    "programs[].completed": "When did you finish {it}?",
    "military[].completed": "When did you finish {it}?",
}

HINTS: Mapping[str, str] = {
    "conduct.felony": "Some issuers ask this of everyone. Lapel sends your answer nowhere.",
    "exams": "For example the exam for the CMA (AAMA) or the CCMA (NHA).",
    "programs": "At a college, a school, a high school or an employer; finished or not.",
    "work": "Paid or volunteer, now or in the past. Teaching medical assisting counts too.",
    "programs[].name": "Take the name on the school's papers. The name of the school will do.",
    "work[].employer": "The name of the clinic, office or school.",
    "programs[].accreditation": (
        "This is about the program, not the whole school. The school can tell you; CAAHEP and ABHES keep lists."
    ),
    "programs[].accreditation[].starts": "A year is enough. The school or the body itself can tell you.",
    "programs[].institution_recognized": "Schools say this on their web site, under “accreditation”.",
    "programs[].approved_by": "Choose all that you know of. The school can tell you.",
    "programs[].topics": "Choose all that it teaches.",
    "programs[].clock_hours": "Class and practicum together. The school's catalog tells.",
    "programs[].academic_hours": "The school's catalog or your enrollment papers tell.",
    "programs[].practicum_hours": "The practicum is unpaid, supervised work in a clinic near the end of a program.",
    "work[].hours_per_week": "An average will do.",
    "work[].clinical": "Work with patients: vital signs, injections, drawing blood, EKGs and the like.",
    "work[].administrative": "Appointments, records, phones, billing and the like.",
    "work[].supervised": "A doctor, nurse practitioner, physician assistant or the like.",
    "certificates[].earned": "It is printed on the certificate.",
    "state": "Some states have rules of their own.",
}
