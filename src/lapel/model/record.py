"""The record: what is known about a person.

None means *not said*, which is unknown to every rule. Lists are complete only when `Record.complete` (or
`Program.complete`) names them.
"""

from datetime import date
from decimal import Decimal

from lapel.model.dates import PartialDate
from lapel.model.value import Value

Said = date | PartialDate
When = Said | None


class Period(Value):
    """Accreditation by one body, from ``starts`` to ``ends`` (exclusive).

    Without ``ends`` it goes on, unless ``unsure`` names it.
    """

    by: str | None = None
    starts: When = None
    ends: When = None
    unsure: frozenset[str] = frozenset()


class Volunteering(Value):
    """A spell of unpaid service while at school."""

    where: str | None = None
    started: When = None
    ended: When = None
    hours: Decimal | None = None


class School(Value):
    """High school: the diploma or its equivalent, and what was done there."""

    diploma: bool | None = None
    kind: str | None = None
    earned: When = None
    expected: When = None
    student: bool | None = None
    courses: tuple[str, ...] = ()
    volunteering: tuple[Volunteering, ...] = ()


class Program(Value):
    """A training program, finished (``completed``), under way (``expected``) or stopped (``left``).

    ``unsure`` names its fields that were asked and are not known, where leaving a field out says something.
    """

    id: str | None = None
    name: str | None = None
    school: str | None = None
    state: str | None = None
    field: str | None = None
    kind: str | None = None
    started: When = None
    completed: When = None
    expected: When = None
    left: When = None
    award: str | None = None
    semesters: Decimal | None = None
    academic_hours: Decimal | None = None
    practicum_hours: Decimal | None = None
    clock_hours: Decimal | None = None
    laboratory_hours: Decimal | None = None
    practicum_setting: str | None = None
    clinical: bool | None = None
    administrative: bool | None = None
    accreditation: tuple[Period, ...] = ()
    institution_recognized: bool | None = None
    institution_accreditor: str | None = None
    approved_by: tuple[str, ...] = ()
    procedures: tuple[tuple[str, Decimal], ...] = ()
    topics: tuple[str, ...] = ()
    complete: frozenset[str] = frozenset()
    unsure: frozenset[str] = frozenset()


class Work(Value):
    """A spell of work up to its last day ``ended``; without it, it goes on, unless ``unsure`` names it."""

    id: str | None = None
    role: str | None = None
    employer: str | None = None
    started: When = None
    ended: When = None
    hours_per_week: Decimal | None = None
    full_time: bool | None = None
    setting: str | None = None
    clinical: bool | None = None
    administrative: bool | None = None
    supervised: bool | None = None
    kind: str | None = None
    state: str | None = None
    unsure: frozenset[str] = frozenset()


class Military(Value):
    """Training in the armed forces."""

    id: str | None = None
    branch: str | None = None
    kind: str | None = None
    started: When = None
    completed: When = None
    expected: When = None


class Certificate(Value):
    """A certificate or state credential held now or once; ``id`` is the catalogue's."""

    id: str | None = None
    earned: When = None
    renewed: When = None
    expires: When = None
    number: str | None = None
    provisional: bool | None = None


class ExamAttempt(Value):
    """One sitting of an exam; ``exam`` is the credential's id in the catalogue."""

    exam: str | None = None
    taken: When = None
    result: str | None = None


class Card(Value):
    """A card such as CPR."""

    kind: str | None = None
    level: str | None = None
    issued: When = None
    expires: When = None
    issuer: str | None = None


class Use(Value):
    """A cycle that learning was used for: the credential, and the last day of the cycle."""

    credential: str | None = None
    cycle: When = None


class Learning(Value):
    """A course or other learning done, or ``planned`` for the day ``completed``.

    ``amount`` is how much of ``unit`` it gives; without it, ``hours`` are contact hours. ``areas`` are hours, or
    amounts, by content area. ``evidence`` tells whether there is proof on file.
    """

    title: str | None = None
    kind: str | None = None
    completed: When = None
    hours: Decimal | None = None
    clinical_hours: Decimal | None = None
    provider: str | None = None
    areas: tuple[tuple[str, Decimal], ...] = ()
    unit: str | None = None
    amount: Decimal | None = None
    approved_by: tuple[str, ...] = ()
    evidence: bool | None = None
    used_for: tuple[Use, ...] = ()
    planned: bool | None = None
    cost: Decimal | None = None


class Membership(Value):
    """Membership of an organization, from ``starts`` to ``ends`` (exclusive), open-ended as a `Period` is."""

    organization: str | None = None
    starts: When = None
    ends: When = None
    unsure: frozenset[str] = frozenset()


class Waiver(Value):
    """An issuer's decision to waive, or not to waive, a bar."""

    issuer: str | None = None
    granted: bool | None = None


class Conduct(Value):
    """Convictions and waivers; ``felony`` covers a conviction or a guilty plea."""

    felony: bool | None = None
    waivers: tuple[Waiver, ...] = ()


class Skill(Value):
    """How well the person does a duty of the catalogue, by the person's own word on the day ``as_of``."""

    id: str | None = None
    level: str | None = None
    as_of: When = None


class Preferences(Value):
    """What the person would rather do; no rule asks for it."""

    leaning: str | None = None


class Record(Value):
    """What is known about one person.

    ``complete`` names the lists that hold everything there is. ``not_sure`` holds the paths that were asked and are
    not known: unknown to every rule, and not asked again.
    """

    lapel: Decimal | None = None
    name: str | None = None
    as_of: date | None = None
    birth: When = None
    state: str | None = None
    school: School = School()
    programs: tuple[Program, ...] = ()
    work: tuple[Work, ...] = ()
    military: tuple[Military, ...] = ()
    certificates: tuple[Certificate, ...] = ()
    exams: tuple[ExamAttempt, ...] = ()
    cards: tuple[Card, ...] = ()
    learning: tuple[Learning, ...] = ()
    memberships: tuple[Membership, ...] = ()
    conduct: Conduct = Conduct()
    skills: tuple[Skill, ...] = ()
    preferences: Preferences = Preferences()
    complete: frozenset[str] = frozenset()
    not_sure: frozenset[str] = frozenset()


LISTS = ("programs", "work", "military", "certificates", "exams", "cards", "learning", "memberships")
