"""Outlines side by side: how many questions each area has, and how far practice for one exam goes for another."""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from lapel.model.exam import Area, Bank, Outline
from lapel.model.value import Value

LENGTHS = {"full": 1, "half": 2, "quarter": 4}
"""The lengths of a mock form, by what a full one is divided by."""


def largest_remainder(total: int, weights: Sequence[Fraction | int]) -> tuple[int, ...]:
    """Share out a whole number in proportion to weights, by the largest remainders.

    A tie goes to the larger weight, then to the earlier one. The weights are 0 or more, and not all 0.

    >>> largest_remainder(90, (106, 38, 36)), largest_remainder(75, (15, 8, 84, 12, 12, 12, 7))
    ((53, 19, 18), (8, 4, 42, 6, 6, 6, 3))
    """
    whole = sum(weights)
    exact = [Fraction(total * weight, 1) / whole for weight in weights]
    counts = [int(part) for part in exact]
    order = sorted(range(len(exact)), key=lambda i: (counts[i] - exact[i], -weights[i]))
    for place in order[: total - sum(counts)]:
        counts[place] += 1
    return tuple(counts)


def weights(areas: Sequence[Area]) -> tuple[int, ...] | None:
    """Give the questions of areas that stand beside each other; alike where none is known, None where some are."""
    known = [area.items for area in areas if area.items is not None]
    if not known:
        return (1,) * len(areas)
    return tuple(known) if len(known) == len(areas) else None


def counts(outline: Outline, total: int) -> dict[str, int]:
    """Share out questions over the areas that hold no others: first over the outer areas, then inside each.

    Areas inside another whose counts are not known get alike; that is ours, not the outline's. Raises ValueError for an
    outline whose outer areas have no counts.
    """
    if not outline.areas or any(area.items is None for area in outline.areas):
        raise ValueError(f"found no counts in the outline {outline.id!r}, expected the questions of each area")
    return dict(_shared(outline.areas, total))


def _shared(areas: Sequence[Area], total: int) -> Iterator[tuple[str, int]]:
    known = weights(areas)
    assert known is not None, "the loading sees to it that all counts of one level are known, or none"
    for area, count in zip(areas, largest_remainder(total, known), strict=True):
        if area.parts:
            yield from _shared(area.parts, count)
        else:
            yield area.id, count


def exact_counts(outline: Outline) -> dict[str, Fraction]:
    """Give the scored questions of each area that holds no others, in fractions where parts get alike."""
    found: dict[str, Fraction] = {}

    def walk(areas: Sequence[Area], total: Fraction) -> None:
        known = weights(areas) or ()
        for area, weight in zip(areas, known, strict=False):
            share = total * weight / sum(known)
            if area.parts:
                walk(area.parts, share)
            else:
                found[area.id] = share

    if outline.areas and all(area.items is not None for area in outline.areas):
        walk(outline.areas, Fraction(sum(area.items or 0 for area in outline.areas)))
    return found


def spread_evenly(outline: Outline) -> tuple[Area, ...]:
    """List the areas whose parts get alike, since the outline as read has no counts for them."""
    return tuple(area for area in outline.every() if area.parts and all(part.items is None for part in area.parts))


# Topics between outlines


class Held(Value):
    """How many of an outline's scored questions fall to a topic: those of its area, shared alike among its topics."""

    topic: str
    area: str
    questions: Fraction
    published: bool


def held(bank: Bank, outline: Outline) -> dict[str, Held]:
    """Give the questions of each topic that has a place in an outline."""
    places = {topic.id: place for topic in bank.topics.values() if (place := topic.place(outline.id))}
    among: dict[str, int] = {}
    for place in places.values():
        among[place.area] = among.get(place.area, 0) + 1
    exact = exact_counts(outline)
    return {
        name: Held(name, place.area, exact[place.area] / among[place.area], place.placing == "published")
        for name, place in places.items()
        if place.area in exact
    }


class Shared(Value):
    """A topic in two outlines: its questions in each, and how many of the second's the first provides for."""

    topic: str
    given: Fraction
    wanted: Fraction
    published: bool

    @property
    def covered(self) -> Fraction:
        """The smaller number of questions."""
        return min(self.given, self.wanted)


class AreaCovered(Value):
    """An area of the exam wanted, with its topics."""

    area: str
    topics: tuple[Shared, ...]

    @property
    def wanted(self) -> Fraction:
        """The scored questions of the area that topics account for."""
        return sum((topic.wanted for topic in self.topics), Fraction(0))

    @property
    def covered(self) -> Fraction:
        """Those of them that practice for the other exam provides for."""
        return sum((topic.covered for topic in self.topics), Fraction(0))


class Crosswalk(Value):
    """How far one full form of an exam's practice goes for another exam.

    A topic is covered up to the questions that both ask of it: 20 questions on coding cover an exam that asks 5, and
    5 do not cover one that asks 20.
    """

    given: Outline
    wanted: Outline
    areas: tuple[AreaCovered, ...]

    @property
    def share(self) -> Fraction:
        """The share of the wanted exam's scored questions that is covered, from 0 to 1."""
        wanted = sum((area.wanted for area in self.areas), Fraction(0))
        return sum((area.covered for area in self.areas), Fraction(0)) / wanted if wanted else Fraction(0)

    @property
    def published(self) -> Fraction:
        """The part of `share` that rests on topics both outlines name; the rest is our own placing."""
        wanted = sum((area.wanted for area in self.areas), Fraction(0))
        sure = sum((one.covered for area in self.areas for one in area.topics if one.published), Fraction(0))
        return sure / wanted if wanted else Fraction(0)


def crosswalk(bank: Bank, given: Outline, wanted: Outline) -> Crosswalk:
    """Hold one outline against another, topic by topic."""
    here, there = held(bank, given), held(bank, wanted)
    areas: dict[str, list[Shared]] = {area.id: [] for area in wanted.leaves()}
    for name, one in there.items():
        other = here.get(name)
        both = one.published and other is not None and other.published
        areas[one.area].append(Shared(name, other.questions if other else Fraction(0), one.questions, both))
    return Crosswalk(given, wanted, tuple(AreaCovered(area, tuple(topics)) for area, topics in areas.items()))


def form_counts(outline: Outline, length: str) -> "Mapping[str, int]":
    """Give the scored questions of each area in a mock form of a length, ``full``, ``half`` or ``quarter``."""
    total = outline.scored or outline.delivered or 0
    return counts(outline, total // LENGTHS[length])
