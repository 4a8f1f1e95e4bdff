"""Exam outlines: which areas ask about a topic, and for how many of the questions."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Any

from lapel.model.advice import Duty, Topic
from lapel.model.citation import Citation
from lapel.model.credential import Credential
from lapel.model.value import Value

OUTLINE = "exam-outline"
"""The id of the dated value that holds a credential's outline."""


class Area(Value):
    """An area of an outline, or a part of one (``within``); ``percent`` of all scored questions, None if not known.

    ``reading`` is the label of the source's reading where the sources disagree.
    """

    name: str
    percent: Fraction | None
    reading: str = ""
    within: str = ""
    cite: tuple[Citation, ...] = ()


class Asked(Value):
    """How much of an exam asks about something, at most: the areas hold other things too."""

    areas: tuple[str, ...]
    percent: Fraction | None
    reading: str
    cite: tuple[Citation, ...]


def areas_of(credential: Credential, *, on: date) -> tuple[Area, ...]:
    """List the areas of the outline in force on a day, of every reading; none where no outline is known."""
    value = next((value for value in credential.values if value.id == OUTLINE), None)
    version = value.in_force(on=on) if value else None
    if version is None:
        return ()
    if version.readings:
        return tuple(
            area
            for reading in version.readings
            for area in _areas(reading.value, reading.label, reading.cite or version.cite)
        )
    return tuple(_areas(version.value, "", version.cite))


def _areas(said: Any, reading: str, cite: tuple[Citation, ...], within: str = "", total: int = 0) -> Iterator[Area]:
    if not isinstance(said, tuple):
        return
    total = total or sum(area.get("items", 0) for area in said)
    for area in said:
        yield Area(area["area"], _percent(area, total), reading, within, cite)
        yield from _areas(area.get("parts"), reading, cite, area["area"], total)


def _percent(area: Mapping[str, Any], total: int) -> Fraction | None:
    """The share as published, or worked out from the number of questions to a tenth of a percent."""
    if "percent" in area:
        return Fraction(str(area["percent"]))
    return round(Fraction(100 * area["items"], total), 1) if "items" in area and total else None


def asked(named: Topic | Duty, credential: Credential, topics: Mapping[str, Topic], *, on: date) -> tuple[Asked, ...]:
    """Say in which areas of an exam a topic or duty is asked about, once for each reading of its outline.

    A duty's own areas say it most exactly; otherwise those of its topics are meant. Nothing where no area names it.
    """
    names = dict(named.areas).get(credential.id) or _of_topics(named, credential, topics)
    found = areas_of(credential, on=on)
    readings = dict.fromkeys(area.reading for area in found)
    return tuple(
        Asked(tuple(area.name for area in chosen), _sum([area.percent for area in chosen]), reading, chosen[0].cite)
        for reading in readings
        if (chosen := [area for area in found if area.reading == reading and area.name in names])
    )


def _of_topics(named: Topic | Duty, credential: Credential, topics: Mapping[str, Topic]) -> tuple[str, ...]:
    if isinstance(named, Topic):
        return ()
    lists = (dict(topics[name].areas).get(credential.id, ()) for name in named.topics[:1])
    return tuple(dict.fromkeys(name for names in lists for name in names))


def _sum(percents: Sequence[Fraction | None]) -> Fraction | None:
    known = [percent for percent in percents if percent is not None]
    return sum(known, Fraction(0)) if len(known) == len(percents) else None


def topics_of(credential: Credential, topics: Mapping[str, Topic], *, on: date) -> tuple[Topic, ...]:
    """List the topics that an exam asks about, the largest share first and then by name."""
    found = [(topic, parts) for topic in topics.values() if (parts := asked(topic, credential, topics, on=on))]
    return tuple(topic for topic, _ in sorted(found, key=lambda pair: (-most(pair[1]), pair[0].name)))


def most(parts: Sequence[Asked]) -> Fraction:
    """Give the largest share that any reading allows; 0 where none is known."""
    return max((part.percent for part in parts if part.percent is not None), default=Fraction(0))
