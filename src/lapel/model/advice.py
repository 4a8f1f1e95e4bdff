"""Advice of the catalogue: exam topics, duties and skills, school, learning, and what the work is like.

None of it is a rule: nothing here decides what a person may do. Every line has its source.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Literal

from lapel.model.citation import Citation
from lapel.model.money import Amount
from lapel.model.record import When
from lapel.model.span import Span
from lapel.model.value import Value

NOTHING: Mapping[str, Any] = {}

Cites = tuple[Citation, ...]
Group = Literal["clinical", "administrative", "office", "human"]
Side = Literal["day", "hours", "hard", "good", "leaning", "ask-yourself", "find-out"]
Leaning = Literal["clinical", "administrative", "both"]
ResourceKind = Literal["program", "course", "practicum", "employer", "card", "college", "self-study", "visit"]
Reported = Literal["core", "supplemental", "listed"]

GROUPS: tuple[Group, ...] = ("clinical", "administrative", "office", "human")
SIDES: tuple[Side, ...] = ("day", "hours", "hard", "good", "leaning", "ask-yourself", "find-out")
MEDICAL_ASSISTANTS = "31-9092.00"
"""The O*NET code of medical assistants."""


class Topic(Value):
    """What an exam asks about.

    ``areas`` are, by credential, the areas of its outline that hold the topic, among others. ``named`` tells whether it
    is one of the six names of the source documents.
    """

    id: str
    name: str
    about: str
    cite: Cites
    named: bool = False
    areas: tuple[tuple[str, tuple[str, ...]], ...] = ()
    note: str = ""


class Duty(Value):
    """A duty or skill of a medical assistant, with what a person reads in the self-check (``asks``).

    ``tasks`` are O*NET tasks of medical assistants, ``activities`` O*NET's intermediate work activities, ``elements``
    the skills and knowledge behind it; ``no_code`` says that no task fits. ``areas`` are, by credential, the areas of
    an outline that ask for it where its topics say it less exactly.
    """

    id: str
    name: str
    asks: str
    group: Group
    topics: tuple[str, ...]
    cite: Cites
    tasks: tuple[str, ...] = ()
    activities: tuple[str, ...] = ()
    elements: tuple[str, ...] = ()
    no_code: str = ""
    areas: tuple[tuple[str, tuple[str, ...]], ...] = ()
    note: str = ""


class Profile(Value):
    """What O*NET publishes of one occupation, as far as duties name it; ``id`` is its O*NET code.

    ``activities`` and ``tasks`` are core or supplemental, or listed where that is not published. ``importance`` of a
    skill or knowledge runs from 1 to 5. What is missing is not known, never unimportant.
    """

    id: str
    title: str
    cite: Cites
    activities: tuple[tuple[str, Reported], ...] = ()
    tasks: tuple[tuple[str, Reported], ...] = ()
    importance: tuple[tuple[str, Decimal], ...] = ()
    note: str = ""


class Because(Value):
    """A reason, with the exam topics, duties and training subjects it leads to."""

    says: str
    cite: Cites
    topics: tuple[str, ...] = ()
    duties: tuple[str, ...] = ()
    training: tuple[str, ...] = ()


class Preparing(Value):
    """Something to take or to do at school, or to know of age.

    ``matches`` are words by which it is found among the courses of a record.
    """

    id: str
    kind: Literal["subject", "activity", "age"]
    name: str
    says: str
    cite: Cites
    because: tuple[Because, ...] = ()
    matches: tuple[str, ...] = ()
    note: str = ""


class Aspect(Value):
    """A side of the work: what it is, and where it comes from (``causes``).

    ``leaning`` and ``credential`` tell to which leaning or certificate it speaks.
    """

    id: str
    side: Side
    name: str
    says: str
    cite: Cites
    causes: tuple[str, ...] = ()
    leaning: Leaning | None = None
    credential: str | None = None
    note: str = ""


class Resource(Value):
    """A way to learn: a kind of resource of the catalogue, or a real one of a person's own list.

    ``topics`` are exam topics, ``duties`` duties, ``groups`` whole groups of duties. ``amount`` of ``unit`` is what it
    gives toward keeping a certificate; ``accepted_by`` and ``refused_by`` are issuers: of all others it is not known.
    ``rating`` (of 5), ``ratings`` and ``enrolled`` are as of ``as_of``. What is None is not known.
    """

    id: str
    name: str
    kind: ResourceKind
    cite: Cites = ()
    about: str = ""
    provider: str = ""
    topics: tuple[str, ...] = ()
    duties: tuple[str, ...] = ()
    groups: tuple[Group, ...] = ()
    level: str = ""
    takes: Span | None = None
    hours: Decimal | None = None
    pace: str = ""
    cost: Amount | None = None
    free: bool = False
    unit: str | None = None
    amount: Decimal | None = None
    area: str | None = None
    accepted_by: tuple[str, ...] = ()
    refused_by: tuple[str, ...] = ()
    rating: Decimal | None = None
    ratings: int | None = None
    enrolled: int | None = None
    as_of: When = None
    link: str = ""
    own: bool = False
    note: str = ""


class Advice(Value):
    """All of it, by id."""

    topics: Mapping[str, Topic] = NOTHING
    duties: Mapping[str, Duty] = NOTHING
    codes: Mapping[str, str] = NOTHING
    profiles: Mapping[str, Profile] = NOTHING
    preparing: Mapping[str, Preparing] = NOTHING
    aspects: Mapping[str, Aspect] = NOTHING
    resources: Mapping[str, Resource] = NOTHING
