"""The certification exams and practice for them: outlines, topics, the bank of items.

An *outline* says what an exam asks, and how much of each area; a *topic* is our own cut of the matter, which has a
place in every outline; an *item* is one practice question of a topic.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal

from lapel.model.citation import Citation, Confidence, Source
from lapel.model.value import Value

NOTHING: Mapping[str, Any] = {}

Cites = tuple[Citation, ...]
Basis = Literal["published", "derived", "not known"]
Dating = Literal["on", "by", "assumed"]
Kind = Literal["one-best", "multi-select", "ordering", "numeric", "hotspot"]
Level = Literal["recall", "apply", "analyze"]
Status = Literal["draft", "reviewed", "trial", "active", "withdrawn"]
Placing = Literal["published", "ours"]
Verdict = Literal["holds", "changed", "open", "withdrawn"]
ItemSourceKind = Literal["law", "standard", "guideline", "reference"]
Scaling = Literal["1pl", "2pl"]


# Outlines


class Area(Value):
    """An area of an outline; its ``id`` is its own within the outline, ``parts`` are the areas inside it.

    ``items`` are the scored questions and ``percent`` their share of all scored ones; each is None where it is not
    known. The bases tell what was read and what follows from other figures by arithmetic.
    """

    id: str
    name: str
    items: int | None = None
    percent: Decimal | None = None
    items_basis: Basis = "not known"
    percent_basis: Basis = "not known"
    about: str = ""
    parts: "tuple[Area, ...]" = ()
    note: str = ""

    def leaves(self) -> "Iterator[Area]":
        """Walk the areas that hold no others: this one, or those inside it."""
        if not self.parts:
            yield self
        for part in self.parts:
            yield from part.leaves()


class Sitting(Value):
    """How the time is cut: segments of ``items`` questions and ``minutes`` each, locked once left, and the breaks.

    ``breaks`` are the minutes of all breaks together, at most; 0 means that none is scheduled, None that nothing is
    published. So it is with ``tutorial`` and ``appointment``, the minutes of the whole visit.
    """

    segments: int = 1
    items: int | None = None
    minutes: int | None = None
    locked: bool = False
    breaks: int | None = None
    tutorial: int | None = None
    appointment: int | None = None
    note: str = ""
    cite: Cites = ()


class KindShare(Value):
    """Kinds of questions an exam delivers, and their share in percent, about; None where it is not known."""

    kinds: tuple[Kind, ...]
    percent: int | None = None
    options: int | None = None
    note: str = ""
    cite: Cites = ()


class PassMark(Value):
    """A scaled score that passes, by one reading of the sources. It is not a percentage of right answers."""

    score: int
    scale_from: int | None = None
    scale_to: int | None = None
    label: str = ""
    note: str = ""
    cite: Cites = ()


class Retakes(Value):
    """What is said of trying again: the wait after each failed attempt, and how many attempts there are."""

    waits: tuple[str, ...] = ()
    attempts: int | None = None
    label: str = ""
    note: str = ""
    cite: Cites = ()


class TimeReading(Value):
    """Another testing time that some source gives."""

    minutes: int
    note: str = ""
    cite: Cites = ()


class Outline(Value):
    """What an exam asks, by one reading of its outline, from ``starts`` (inclusive) until the next one.

    ``pretest`` questions are delivered and not scored; None: nothing is published of any. ``reading`` names the reading
    where the sources disagree; the first of them is the exam's own body's, if there is one.
    """

    id: str
    exam: str
    name: str
    starts: date
    dating: Dating
    areas: tuple[Area, ...]
    cite: Cites
    delivered: int | None = None
    scored: int | None = None
    pretest: int | None = None
    minutes: int | None = None
    other_times: tuple[TimeReading, ...] = ()
    sitting: Sitting = Sitting()
    kinds: tuple[KindShare, ...] = ()
    marks: tuple[PassMark, ...] = ()
    retakes: tuple[Retakes, ...] = ()
    reading: str = ""
    note: str = ""

    def every(self) -> Iterator[Area]:
        """Walk all areas, the outer before the inner."""
        waiting = list(self.areas)
        while waiting:
            area = waiting.pop(0)
            yield area
            waiting = [*area.parts, *waiting]

    def leaves(self) -> Iterator[Area]:
        """Walk the areas that hold no others."""
        for area in self.areas:
            yield from area.leaves()

    def area(self, name: str) -> Area | None:
        """Find an area by its id."""
        return next((area for area in self.every() if area.id == name), None)

    def above(self, name: str) -> tuple[Area, ...]:
        """List the area of this id and those around it, the outermost first; nothing where there is none."""
        return next((way for area in self.areas if (way := _way(area, name))), ())

    @property
    def seconds_a_question(self) -> Fraction | None:
        """The testing time over the questions delivered; None where either is not known."""
        return Fraction(60 * self.minutes, self.delivered) if self.minutes and self.delivered else None


def _way(area: Area, name: str) -> tuple[Area, ...]:
    if area.id == name:
        return (area,)
    inner = next((way for part in area.parts if (way := _way(part, name))), ())
    return (area, *inner) if inner else ()


class Circulating(Value):
    """An outline or figure that is still shown somewhere and is stale, wrong, or not confirmed."""

    says: str
    standing: Literal["stale", "wrong", "unconfirmed"]
    note: str = ""
    cite: Cites = ()


class Exam(Value):
    """An exam, by the id of its credential: its outlines by date, and what else is said of it.

    Where sources disagree, several outlines have the same ``starts``.
    """

    id: str
    name: str
    outlines: tuple[Outline, ...]
    circulating: tuple[Circulating, ...] = ()
    note: str = ""

    def in_force(self, *, on: date) -> tuple[Outline, ...]:
        """List the readings of the outline in force that day; nothing before the first known one."""
        latest = max((one.starts for one in self.outlines if one.starts <= on), default=None)
        return tuple(one for one in self.outlines if one.starts == latest)


# Topics


class Place(Value):
    """Where a topic stands in an outline: the id of an area that holds no others, and who says so."""

    outline: str
    area: str
    placing: Placing
    note: str = ""


class Topic(Value):
    """A cut of the matter that items belong to; every item's id begins with that of its topic."""

    id: str
    title: str
    covers: str
    places: tuple[Place, ...] = ()
    note: str = ""

    def place(self, outline: str) -> Place | None:
        """Find its place in an outline; None where it has none."""
        return next((place for place in self.places if place.outline == outline), None)


# Items


class ItemSource(Value):
    """A document that items rest on: as of a year, to be held against it again every so many years."""

    id: str
    title: str
    publisher: str
    section: str
    kind: ItemSourceKind
    as_of: int
    review_every: int
    confidence: Confidence
    note: str = ""

    def overdue(self, *, on: date) -> bool:
        """Tell whether it should have been read again by that year."""
        return on.year > self.as_of + self.review_every


class Option(Value):
    """An answer to choose, or a step to put in order; ``why`` tells why it is right, or which error leads to it."""

    id: str
    text: str
    why: str = ""


class NamedError(Value):
    """A wrong number, and the error that leads to it."""

    value: Decimal
    why: str


class Review(Value):
    """A second reading that tried to break an item: when, by whom, what was tried, and how it came out."""

    on: date
    by: str
    verdict: Verdict
    tried: tuple[str, ...] = ()
    note: str = ""


class Calibration(Value):
    """What answers say of an item on the logistic scale: discrimination ``a``, difficulty ``b``, standard errors.

    ``source`` names the answers; ``version`` is the item's that was answered, None where that was not noted.
    """

    model: Scaling
    b: float
    answers: int
    on: date
    a: float = 1.0
    se_a: float | None = None
    se_b: float | None = None
    source: str = ""
    version: int | None = None

    def holds(self, item: "Item") -> bool:
        """Whether it is of the item as it reads now."""
        return self.version in (None, item.version)


class Picture(Value):
    """A drawing whose ``regions`` a hotspot item asks for."""

    id: str
    name: str
    regions: tuple[str, ...]


class Item(Value):
    """A practice question.

    ``key`` holds the ids of the right options: one for one best answer and a hotspot, several for multi-select, all of
    them in their right order for ordering; nothing for numeric, which has ``answer`` in ``unit`` within ``tolerance``.
    ``expected`` is its author's estimate of the share of just-ready candidates who answer it right. ``areas`` place it
    elsewhere than its topic, by outline. ``accept`` are findings of the linter that a reviewer lets stand, with why.
    """

    _silent = frozenset({"file", "line"})

    id: str
    topic: str
    stem: str
    kind: Kind
    level: Level
    expected: float
    sources: tuple[str, ...]
    version: int
    status: Status
    options: tuple[Option, ...] = ()
    key: tuple[str, ...] = ()
    answer: Decimal | None = None
    unit: str = ""
    tolerance: Decimal = Decimal(0)
    why: str = ""
    errors: tuple[NamedError, ...] = ()
    picture: str = ""
    guideline: str = ""
    areas: tuple[tuple[str, str], ...] = ()
    not_for: tuple[str, ...] = ()
    enemies: tuple[str, ...] = ()
    accept: tuple[tuple[str, str], ...] = ()
    reviews: tuple[Review, ...] = ()
    calibration: Calibration | None = None
    file: str = ""
    line: int = 0

    def option(self, name: str) -> Option | None:
        """Find an option by its id."""
        return next((option for option in self.options if option.id == name), None)

    @property
    def keyed(self) -> tuple[Option, ...]:
        """The right options, in the order of the key."""
        found = (self.option(name) for name in self.key)
        return tuple(option for option in found if option is not None)

    @property
    def distractors(self) -> tuple[Option, ...]:
        """The options that are not in the key."""
        return tuple(option for option in self.options if option.id not in self.key)

    @property
    def usable(self) -> bool:
        """Whether it may be shown at all: anything but withdrawn."""
        return self.status != "withdrawn"


class Bank(Value):
    """Everything the catalogue knows of the exams, with the hash of the files it was read from.

    ``outdated`` are items whose calibration is of another version than theirs, and so is not theirs; ``own`` is the
    file that a user's own calibration was read from, if any.
    """

    sha256: str
    exams: Mapping[str, Exam] = NOTHING
    topics: Mapping[str, Topic] = NOTHING
    items: Mapping[str, Item] = NOTHING
    pictures: Mapping[str, Picture] = NOTHING
    item_sources: Mapping[str, ItemSource] = NOTHING
    sources: Mapping[str, Source] = NOTHING
    outdated: tuple[str, ...] = ()
    own: str = ""

    def outline(self, exam: str, *, on: date, named: str = "") -> Outline | None:
        """Give an outline of an exam: the one ``named``, else the one in force that day, by the first reading.

        None where none is known.
        """
        if exam not in self.exams:
            return None
        found = (outline for outline in self.exams[exam].outlines if outline.id == named)
        return next(found, None) or next(iter(self.exams[exam].in_force(on=on)), None)

    def place(self, item: Item, outline: Outline) -> str | None:
        """Give the id of the area that an item stands in; None where the item is not for this exam."""
        if outline.exam in item.not_for or outline.id in item.not_for:
            return None
        own = dict(item.areas)
        if area := own.get(outline.id) or own.get(outline.exam):
            return area
        topic = self.topics.get(item.topic)
        place = topic.place(outline.id) if topic else None
        return place.area if place else None

    def items_of(self, outline: Outline) -> dict[str, tuple[Item, ...]]:
        """List the items that may be shown, by the area that holds no others; every such area has its list."""
        found: dict[str, list[Item]] = {area.id: [] for area in outline.leaves()}
        for item in self.items.values():
            area = self.place(item, outline)
            if item.usable and area in found:
                found[area].append(item)
        return {area: tuple(items) for area, items in found.items()}
