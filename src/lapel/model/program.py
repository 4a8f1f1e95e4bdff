"""Programs on offer: where they are, how long they take, what they cost, and how those who finished fare.

The program of a person is `lapel.model.record.Program`; what a school offers to anyone is an `Offering`.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any, Literal

from lapel.model.citation import Citation
from lapel.model.figure import NOT_REPORTED, Figure
from lapel.model.record import When
from lapel.model.value import Value

Kind = Literal["", "certificate", "associate", "bachelor", "apprenticeship", "other"]
Control = Literal["", "public", "nonprofit", "for-profit"]
Delivery = Literal["", "in-person", "hybrid", "online"]

KINDS: tuple[Kind, ...] = ("certificate", "associate", "bachelor", "apprenticeship", "other")
DELIVERIES: tuple[Delivery, ...] = ("in-person", "hybrid", "online")
MEDICAL_ASSISTING = "51.0801"
NOT_ACCREDITED = "none"


class Told(Value):
    """A published figure with its source; ``about`` says whom or what it covers, such as a year."""

    figure: Figure = NOT_REPORTED
    cite: tuple[Citation, ...] = ()
    about: str = ""


class Claim(Value):
    """Something a source says of a program, or does not say (None); ``how`` tells in what words."""

    said: bool | None = None
    how: str = ""
    cite: tuple[Citation, ...] = ()


class Length(Value):
    """How long a program takes, in months, both ends included; None where an end is not known."""

    least: float | None = None
    most: float | None = None
    about: str = ""
    cite: tuple[Citation, ...] = ()


class Accreditation(Value):
    """A row of a list of accredited programs, and how it was found to be about an offering.

    ``by`` is the accreditor's id in the catalogue, its name as written where there is none, or ``none`` for a row that
    says a program is not accredited. From ``starts`` to ``last``, both inclusive, as exact as they are said; without
    ``last`` it went on when the list was made, on ``as_of``.
    """

    by: str
    starts: When = None
    last: When = None
    as_of: date | None = None
    matched: str = ""
    cite: tuple[Citation, ...] = ()


class Institution(Value):
    """A school that offers programs.

    ``also`` are other names of it. ``ids`` are (kind, value) pairs of official ids, such as ("UNITID", "100760").
    Coordinates are degrees; ``placed`` says where they come from. ``closed`` says why it is taken to be closed, and is
    empty for a school that is not.
    """

    id: str
    name: str
    city: str = ""
    state: str = ""
    zip: str = ""
    latitude: float | None = None
    longitude: float | None = None
    placed: str = ""
    control: Control = ""
    website: str = ""
    closed: str = ""
    ids: tuple[tuple[str, str], ...] = ()
    also: tuple[str, ...] = ()
    cite: tuple[Citation, ...] = ()


class Offering(Value):
    """A program that a school offers.

    ``cip`` is its field of study (CIP 2020, such as 51.0801). ``completions`` are awards a year, by the year in which
    it ended. ``price`` is everything that must be paid, ``prices`` its parts; ``school_price`` is what a year at the
    whole school costs after grants, which is not the price of a program. ``text`` is what the school says of it.
    """

    id: str
    title: str
    institution: Institution
    cip: str
    kind: Kind = ""
    award: str = ""
    length: Length = Length()
    clock_hours: Told = Told()
    price: Told = Told()
    prices: tuple[tuple[str, Told], ...] = ()
    school_price: Told = Told()
    delivery: Delivery = ""
    evening: Claim = Claim()
    clinical: Claim = Claim()
    administrative: Claim = Claim()
    practicum: Claim = Claim()
    practicum_hours: Told = Told()
    placement: Claim = Claim()
    accreditation: tuple[Accreditation, ...] = ()
    completions: tuple[tuple[int, Told], ...] = ()
    earnings_1yr: Told = Told()
    earnings_4yr: Told = Told()
    debt: Told = Told()
    employed: Told = Told()
    text: str = ""
    leads_to: str = ""
    closed: str = ""
    notes: tuple[str, ...] = ()
    cite: tuple[Citation, ...] = ()


class Subject(Value):
    """One thing that is taught. ``aliases`` are the words by which it is recognized; ``side`` is the work it is for."""

    id: str
    name: str
    aliases: tuple[str, ...] = ()
    side: Literal["", "clinical", "administrative"] = ""
    note: str = ""


class Topic(Value):
    """A topic of a list: covered when every one of its subjects is."""

    name: str
    subjects: tuple[str, ...]


class TopicList(Value):
    """What some kind of program should teach, in the words of one source."""

    id: str
    name: str
    topics: tuple[Topic, ...]
    cite: tuple[Citation, ...] = ()
    note: str = ""


class Part(Value):
    """A part of a factor, with its share of it. A measured part runs from ``worst`` (0) to ``best`` (1)."""

    id: str
    name: str
    share: float
    best: float | None = None
    worst: float | None = None
    ask: str = ""
    cite: tuple[Citation, ...] = ()
    note: str = ""


class Factor(Value):
    """One of the things to choose a program by."""

    id: str
    name: str
    why: str
    parts: tuple[Part, ...]
    cite: tuple[Citation, ...] = ()
    note: str = ""


class ProgramKind(Value):
    """A kind of program, and the catalogue's steps that stand for it in a plan."""

    id: str
    name: str
    about: str
    steps: tuple[str, ...] = ()
    cite: tuple[Citation, ...] = ()
    note: str = ""


class Sector(Value):
    """Median figures over the schools of one sector, for a field of four CIP digits and a kind of award."""

    cip: str
    kind: str
    control: str
    earnings_1yr: Figure = NOT_REPORTED
    earnings_4yr: Figure = NOT_REPORTED
    debt: Figure = NOT_REPORTED
    cite: tuple[Citation, ...] = ()
    note: str = ""


class DataPlace(Value):
    """Where to get a data set that the programs are looked up in."""

    id: str
    name: str
    gives: str
    where: str
    look_for: str = ""
    note: str = ""


NOTHING: Mapping[str, Any] = {}


class ProgramGuide(Value):
    """What the catalogue knows of choosing a program, whatever data was added.

    ``questions`` are what to ask a school, by the place in a person's program that the answer fills, such as
    ``accreditation``.
    """

    kinds: Mapping[str, ProgramKind] = NOTHING
    factors: Mapping[str, Factor] = NOTHING
    questions: Mapping[str, str] = NOTHING
    sectors: tuple[Sector, ...] = ()
    subjects: Mapping[str, Subject] = NOTHING
    lists: Mapping[str, TopicList] = NOTHING
    places: Mapping[str, DataPlace] = NOTHING
