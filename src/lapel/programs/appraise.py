"""All that is worked out about one program for one person, and about the kinds of program where no data was added."""

from collections.abc import Iterable, Mapping
from datetime import date

from lapel.eligibility.decide import decide
from lapel.eligibility.verdict import Verdict
from lapel.model.credential import Credential
from lapel.model.preparation import Preparation
from lapel.model.program import Length, Offering, ProgramGuide, ProgramKind, Subject
from lapel.model.record import Program, Record
from lapel.model.span import Span
from lapel.model.value import Value, replace
from lapel.programs.claims import curriculum_of, with_claims
from lapel.programs.factors import Enrollment, Score, accredited_on, score
from lapel.programs.opens import DAYS_OF_A_MONTH, STAND_IN, Openings, enrollment, in_record, openings
from lapel.programs.outcomes import Outcome, outcomes
from lapel.programs.steps import Own, step_for
from lapel.programs.topics import Coverage, Curriculum, coverages, hits, merged


class Person(Value):
    """Who asks: a record or none, the first day, the length where it is known better, and what counts how much."""

    on: date
    starts: date
    record: Record | None = None
    length: Length | None = None
    weights: tuple[tuple[str, float], ...] = ()


def said_length(span: Span) -> Length | None:
    """Give a time as the length of a program, as the person knows it; None for business days and for no time at all."""
    if span.least is None or span.most is None or span.business:
        return None
    least, most = (time.months or time.count / DAYS_OF_A_MONTH for time in (span.least, span.most))
    return Length(least, most, "as you said")


class Appraisal(Value):
    """One program for one person."""

    offering: Offering
    score: Score
    openings: Openings
    outcomes: tuple[Outcome, ...]
    coverages: tuple[Coverage, ...]
    own: Own | None


def appraise(
    offering: Offering,
    person: Person,
    *,
    guide: ProgramGuide,
    credentials: Iterable[Credential],
    steps: Mapping[str, Preparation],
    curriculum: Curriculum | None = None,
    program: Program | None = None,
) -> Appraisal:
    """Work out everything about a program.

    ``curriculum`` is what is known of it beside its listing, ``program`` how a record has it (`own_program`).
    """
    offering = with_claims(offering, guide.subjects)
    if person.length:
        offering = replace(offering, length=person.length)
    days = enrollment(offering, starts=person.starts)
    if program is not None:
        days = Enrollment(program.started, program.completed or program.expected)
    elif curriculum is not None:
        program = with_topics(in_record(offering, days), curriculum, guide.subjects)
    taught = merged([curriculum, curriculum_of(offering)] if curriculum else [curriculum_of(offering)])
    return Appraisal(
        offering,
        score(offering, guide.factors, dict(person.weights), days),
        openings(
            offering, credentials, person.record, days=days, on=person.on, questions=guide.questions, program=program
        ),
        outcomes(offering, guide.sectors),
        coverages(taught, guide.lists.values(), guide.subjects),
        step_for(offering, steps, accredited_on(offering, days), offering.length),
    )


def with_topics(program: Program, curriculum: Curriculum, subjects: Mapping[str, Subject]) -> Program:
    """Put what a curriculum names into a program of a record; the words of a listing are too loose for that."""
    complete = program.complete | ({"topics"} if curriculum.complete else set())
    return replace(program, topics=tuple(hits(curriculum, subjects)), complete=frozenset(complete))


class KindStep(Value):
    """A step that stands for a kind of program, and what it opens for the stand-in on the day it is over."""

    step: Preparation
    ends: date
    opens: tuple[tuple[Credential, Verdict], ...]


class KindAnswer(Value):
    """A kind of program, by the steps that stand for it."""

    kind: ProgramKind
    steps: tuple[KindStep, ...]


def kinds(
    guide: ProgramGuide, steps: Mapping[str, Preparation], credentials: Iterable[Credential], *, on: date
) -> tuple[KindAnswer, ...]:
    """Say of each kind of program what it opens for someone who starts today with a diploma and nothing else."""
    chosen = list(credentials)
    return tuple(
        KindAnswer(kind, tuple(_kind_step(steps[name], chosen, on) for name in kind.steps if name in steps))
        for kind in guide.kinds.values()
    )


def _kind_step(step: Preparation, credentials: Iterable[Credential], on: date) -> KindStep:
    ends = on if step.open_ended else step.takes.after(on)
    record = STAND_IN
    for gift in step.gives:
        if gift.within != "school" and not gift.amends:
            entries = (*getattr(record, gift.within), gift.made(on, ends))
            record = replace(record, **{gift.within: entries})
    return KindStep(step, ends, tuple((one, decide(one, record, on=ends).verdict) for one in credentials))
