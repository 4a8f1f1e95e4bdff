"""Items, outlines and banks for the tests of the exam room."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from lapel.loading.exams import item_shape
from lapel.model.citation import Citation, Source
from lapel.model.exam import Area, Bank, Exam, Item, ItemSource, KindShare, Outline, Place, Sitting, Topic
from lapel.model.located import Problems, locate

ON = date(2026, 11, 22)
SOURCE = ItemSource("a-text", "A text", "A publisher", "chapter 1", "reference", 2025, 5, "U")
OLD = ItemSource("a-law", "A law", "A state", "section 1", "law", 2020, 1, "U")
PAGE = Source("a-page", "A page", "official", ON, date(2027, 1, 1))
CITE = (Citation(PAGE, "O", date(2027, 1, 1)),)

CLEAN: Mapping[str, Any] = {
    "id": "supplies-001",
    "stem": "A cut on the hand is to be covered. What does the medical assistant fetch first?",
    "options": {
        "a": {"text": "Gauze", "why": "It covers the cut."},
        "b": {"text": "Tape", "why": "It comes after what it holds."},
        "c": {"text": "Shears", "why": "Nothing is to be cut yet."},
        "d": {"text": "Splints", "why": "They are for bones."},
    },
    "key": "a",
    "level": "apply",
    "expected": 0.7,
    "sources": ["a-text"],
    "version": 1,
    "status": "draft",
}


def item(number: int = 1, topic: str = "supplies", **said: Any) -> Item:
    """A clean item, with what is said put in its place."""
    problems = Problems()
    node = locate({**CLEAN, "id": f"{topic}-{number:03}", **said}, file="items.yaml")
    read = item_shape(topic, {}, {}, ["a-text", "a-law"]).read(node, problems)
    problems.raise_if_any()
    assert read is not None
    return read


def outline(areas: Sequence[Area], *, exam: str = "an-exam", starts: date = date(2024, 1, 1), **said: Any) -> Outline:
    """An outline of as many scored questions as its areas have, unless said otherwise."""
    total = sum(area.items or 0 for area in areas)
    given: dict[str, Any] = {"delivered": total, "scored": total, "pretest": 0, "minutes": total, **said}
    given.setdefault("sitting", Sitting(1, given["delivered"], given["minutes"]))
    given.setdefault("kinds", (KindShare(("one-best",), 100),))
    return Outline(f"{exam}-{starts.year}", exam, "an outline", starts, "on", tuple(areas), CITE, **given)


def bank(items: Sequence[Item], outlines: Sequence[Outline], places: Mapping[str, str]) -> Bank:
    """A bank whose topics stand in these areas of every outline."""
    exams = {one.exam: Exam(one.exam, one.exam, (one,)) for one in outlines}
    topics = {
        name: Topic(name, name, "", tuple(Place(one.id, area, "published") for one in outlines))
        for name, area in places.items()
    }
    return Bank("", exams, topics, {one.id: one for one in items}, item_sources={"a-text": SOURCE, "a-law": OLD})
