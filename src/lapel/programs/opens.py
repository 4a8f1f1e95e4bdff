"""Whether a program opens an exam for a person who takes it on given days, and what to ask the school about it."""

import re
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from math import ceil

from lapel.eligibility.decide import Decision, decide
from lapel.eligibility.verdict import Verdict
from lapel.model.credential import Credential
from lapel.model.dates import LAST_DATE, Duration, PartialDate, add
from lapel.model.program import Claim, Length, Offering, Told
from lapel.model.record import LISTS, Conduct, Program, Record, School
from lapel.model.truth import Truth
from lapel.model.value import Value, replace
from lapel.programs.factors import Enrollment, denied, periods

FIELDS: tuple[tuple[str, str], ...] = (
    ("51.0801", "medical-assisting"),
    ("51.0710", "medical-administrative"),
    ("51.0716", "medical-administrative"),
    ("51.1009", "phlebotomy"),
    ("51.0902", "ekg"),
    ("51.0802", "medical-laboratory"),
    ("51.1004", "medical-laboratory"),
    ("51.38", "nursing"),
    ("51.39", "nursing"),
)
"""What a field of study (the beginning of its CIP code) is called in a record."""

AWARDS: Mapping[str, str] = {"certificate": "certificate", "associate": "associate", "bachelor": "bachelor"}

DAYS_OF_A_MONTH = 365.2425 / 12

STAND_IN = Record(
    birth=date(1990, 1, 1),
    school=School(diploma=True, earned=date(2008, 6, 1)),
    conduct=Conduct(felony=False),
    complete=frozenset(LISTS),
)
"""Someone with a diploma, of age, without convictions, exams, work or other training: to judge a program alone."""


class SchoolQuestion(Value):
    """What to ask a school: the place in the record it fills, its words, what it helps to settle, and how much."""

    place: str
    text: str
    credentials: tuple[str, ...]
    settles: float


class Opening(Value):
    """The answer for one credential, without the program and with it."""

    credential: Credential
    before: Verdict
    after: Decision

    @property
    def without(self) -> bool:
        """Whether it is, or comes, open without the program."""
        return _open(self.before) is Truth.TRUE

    @property
    def opens(self) -> Truth:
        """Whether the program opens it: true when it is, or comes, open with it; unknown when that cannot be told."""
        return _open(self.after.verdict)


def _open(verdict: Verdict) -> Truth:
    """Read off an answer whether the exam is, or surely comes, open; unknown when that cannot be told."""
    if verdict.answer == "cannot-tell":
        return Truth.TRUE if verdict.starts else Truth.UNKNOWN
    return Truth.of(verdict.answer in ("yes", "not-yet"))


class Openings(Value):
    """What a program opens for a record; ``own`` is False when the record is the stand-in."""

    offering: Offering
    enrollment: Enrollment
    own: bool
    openings: tuple[Opening, ...]
    ask: tuple[SchoolQuestion, ...]


def enrollment(offering: Offering, *, starts: date, length: Length | None = None) -> Enrollment:
    """Work out a person's days in a program from its first day and its length, a range where the length is one."""
    length = length or offering.length
    least = _after(starts, length.least) if length.least is not None else starts
    most = _after(starts, length.most) if length.most is not None else None
    if most is None:
        return Enrollment(starts, None if length.least is None else PartialDate(least, LAST_DATE))
    return Enrollment(starts, most if least == most else PartialDate(least, most))


def _after(starts: date, months: float) -> date:
    """Go on by whole months of the calendar, and by days for what is left of them."""
    whole = int(months)
    day = add(starts, Duration(whole, "months", "clamp"))
    return day + timedelta(days=ceil((months - whole) * DAYS_OF_A_MONTH))


def in_record(offering: Offering, days: Enrollment) -> Program:
    """Write an offering as a program of a record: only what its sources say, so that the rest stays unknown.

    That a school takes part in federal aid, or reports to IPEDS, says nothing of the accreditation of a program.
    """
    return Program(
        id=offering.id,
        name=offering.title,
        school=offering.institution.name,
        state=offering.institution.state or None,
        field=next((field for cip, field in FIELDS if offering.cip.startswith(cip)), "other"),
        kind="apprenticeship" if offering.kind == "apprenticeship" else "postsecondary",
        started=days.starts,
        expected=days.ends,
        award=AWARDS.get(offering.kind),
        clock_hours=_hours(offering.clock_hours),
        practicum_hours=_hours(offering.practicum_hours),
        clinical=_yes(offering.clinical),
        administrative=_yes(offering.administrative),
        accreditation=periods(offering),
        complete=frozenset({"accreditation"} if denied(offering) else ()),
    )


def _hours(told: Told) -> Decimal | None:
    hours = told.figure.exact
    return Decimal(str(hours)) if hours else None


def _yes(claim: Claim) -> bool | None:
    return claim.said


def openings(
    offering: Offering,
    credentials: Iterable[Credential],
    record: Record | None,
    *,
    days: Enrollment,
    on: date,
    questions: Mapping[str, str],
    program: Program | None = None,
) -> Openings:
    """Decide each credential for a person who takes the program on these days; without a record, for a stand-in.

    ``program`` is the program as a record has it, where it is known better than from the offering.
    """
    person = record or STAND_IN
    place = len(person.programs)
    with_it = replace(person, programs=(*person.programs, program or in_record(offering, days)))
    decided = tuple(
        Opening(one, decide(one, person, on=on).verdict, decide(one, with_it, on=on)) for one in credentials
    )
    ask = school_questions([opening.after for opening in decided], place, questions)
    return Openings(offering, days, record is not None, decided, ask)


def school_questions(
    decisions: Iterable[Decision], place: int, questions: Mapping[str, str]
) -> tuple[SchoolQuestion, ...]:
    """List what to ask the school of one program of a record: the question that settles most comes first."""
    found: dict[str, SchoolQuestion] = {}
    for decision in decisions:
        for question in decision.ask_next:
            inside = re.fullmatch(rf"programs\[{place}\]\.(.+)", question.place)
            if not inside:
                continue
            text = questions.get(re.sub(r"\[\d+\]", "[]", inside[1]))
            if text is None:
                continue
            known = found.get(text) or SchoolQuestion(inside[1], text, (), 0.0)
            names = tuple(dict.fromkeys((*known.credentials, decision.credential.id)))
            found[text] = replace(known, credentials=names, settles=known.settles + question.settles)
    return tuple(sorted(found.values(), key=lambda one: (-one.settles, one.place)))
