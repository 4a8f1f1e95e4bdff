"""A program that a record already has, looked at as if a school offered it."""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal

from lapel.model.dates import PartialDate
from lapel.model.figure import Figure
from lapel.model.program import NOT_ACCREDITED, Accreditation, Claim, Institution, Kind, Length, Offering, Told
from lapel.model.record import Program, Record, When
from lapel.model.value import replace
from lapel.programs.opens import DAYS_OF_A_MONTH, FIELDS
from lapel.programs.topics import Curriculum
from lapel.rules.facts import FACTS

HOW = "your record says so"
KIND_OF_AWARD: Mapping[str, Kind] = {
    "certificate": "certificate",
    "diploma": "certificate",
    "associate": "associate",
    "bachelor": "bachelor",
}


def own_program(record: Record, index: int) -> tuple[Offering, Curriculum, Record]:
    """Give a program of a record as an offering, what it is known to teach, and the record without it.

    Raises IndexError where the record has no such program.
    """
    program = record.programs[index]
    kind: Kind = "apprenticeship" if program.kind == "apprenticeship" else KIND_OF_AWARD.get(program.award or "", "")
    offering = Offering(
        f"record-{index}",
        program.name or "Your program",
        Institution(f"record-{index}", program.school or "school not said", state=program.state or ""),
        next((cip for cip, field in FIELDS if field == program.field), "99"),
        kind,
        program.award or "",
        length=_length(program),
        clock_hours=_told(FACTS["programs"]["total_hours"].read(program)),
        clinical=_claim(program.clinical),
        administrative=_claim(program.administrative),
        practicum=Claim(program.practicum_hours > 0, HOW) if program.practicum_hours is not None else Claim(),
        practicum_hours=_told(program.practicum_hours),
        accreditation=_accreditation(program),
    )
    curriculum = Curriculum((), program.topics, "topics" in program.complete, "your record")
    others = (*record.programs[:index], *record.programs[index + 1 :])
    return offering, curriculum, replace(record, programs=others)


def _length(program: Program) -> Length:
    starts, ends = program.started, program.completed or program.expected
    if not isinstance(starts, date) or not isinstance(ends, date):
        return Length()
    months = round((ends - starts).days / DAYS_OF_A_MONTH, 1)
    return Length(months, months, "by the days in your record")


def _told(hours: Decimal | None) -> Told:
    return Told(Figure(why="not said")) if hours is None else Told(Figure(float(hours)), about=HOW)


def _claim(said: bool | None) -> Claim:
    return Claim() if said is None else Claim(said, HOW)


def _accreditation(program: Program) -> tuple[Accreditation, ...]:
    rows = tuple(
        Accreditation(period.by or "a body not said", period.starts, _last(period.ends), matched=HOW)
        for period in program.accreditation
    )
    if not rows and "accreditation" in program.complete:
        return (Accreditation(NOT_ACCREDITED, matched=HOW),)
    return rows


def _last(ends: When) -> When:
    """Give the last day of a period whose end is exclusive."""
    if isinstance(ends, PartialDate):
        return PartialDate(ends.earliest - timedelta(days=1), ends.latest - timedelta(days=1))
    return ends - timedelta(days=1) if ends else None
