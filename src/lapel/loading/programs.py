"""The catalogue's files on choosing a program → `lapel.model.program.ProgramGuide`."""

from collections.abc import Callable
from decimal import Decimal
from math import isclose
from typing import Any

from lapel.loading.catalogue import Reading
from lapel.loading.parts import ID, CiteShape
from lapel.model import program as nouns
from lapel.model.citation import Source
from lapel.model.figure import Figure
from lapel.model.located import Located, Problems
from lapel.model.shapes import Choice, Entry, ListOf, Number, Shape, Text, did_you_mean
from lapel.model.value import Value

TEXT = Text()
SIDES = ("clinical", "administrative")


class FigureShape(Value):
    """A published figure: a number."""

    def read(self, node: Located, problems: Problems) -> Figure | None:
        """Read the number."""
        number = Number(most=1_000_000).read(node, problems)
        return Figure(float(number)) if number is not None else None

    def schema(self) -> dict[str, Any]:
        """A number."""
        return {"type": "number"}

    def write(self, value: Figure) -> float | None:
        """The number."""
        return value.value


class Real(Value):
    """A number, as Python computes with it."""

    def read(self, node: Located, problems: Problems) -> float | None:
        """Read the number."""
        number: Decimal | None = Number(most=1_000_000).read(node, problems)
        return float(number) if number is not None else None

    def schema(self) -> dict[str, Any]:
        """A number."""
        return {"type": "number"}

    def write(self, value: float) -> float:
        """The number."""
        return value


def program_guide(reading: Reading, folder: str, sources: dict[str, Source]) -> nouns.ProgramGuide:
    """Read every file on choosing a program; what is wrong with them goes to the problems of the reading."""
    cites = ListOf(CiteShape(sources))

    def part(name: str, shape: Callable[[str], Entry]) -> dict[str, Any]:
        return reading.mapping(f"{folder}/{name}", shape)

    subjects = part("topics-subjects", _subject)
    return nouns.ProgramGuide(
        part("programs-kinds", lambda key: _kind(key, cites)),
        part("programs-factors", lambda key: _factor(key, cites)),
        _questions(reading, folder),
        tuple(part("programs-sectors", lambda key: _sector(cites)).values()),
        subjects,
        part("topics-lists", lambda key: _list(key, cites, subjects)),
        part("programs-places", _place),
    )


def _questions(reading: Reading, folder: str) -> dict[str, str]:
    questions = {}
    for path in reading.files(f"{folder}/programs-questions"):
        tree = reading.tree(path)
        for place, node in ((tree and tree.fields) or {}).items():
            text = TEXT.read(node, reading.problems)
            if text:
                questions[place] = text
    return questions


def _kind(key: str, cites: ListOf) -> Entry:
    return Entry(
        lambda **said: nouns.ProgramKind(id=key, **said),
        {"name": TEXT, "about": TEXT, "steps": ListOf(ID), "cite": cites, "note": TEXT},
        required=("name", "about", "cite"),
    )


def _factor(key: str, cites: ListOf) -> Entry:
    measured: dict[str, Shape] = {"best": Real(), "worst": Real()}
    part: dict[str, Shape] = {"name": TEXT, "share": Real(), **measured, "ask": TEXT, "cite": cites, "note": TEXT}
    return Entry(
        lambda **said: nouns.Factor(id=key, **said),
        {"name": TEXT, "why": TEXT, "parts": _Parts(part), "cite": cites, "note": TEXT},
        required=("name", "why", "parts", "cite"),
        check=_check_shares,
    )


class _Parts(Value):
    """A mapping of ids to the parts of a factor."""

    fields: dict[str, Shape]

    def read(self, node: Located, problems: Problems) -> tuple[nouns.Part, ...] | None:
        """Read every part."""
        if node.fields is None:
            problems.add(node, "a mapping of ids to parts")
            return None
        read = []
        for key, below in node.fields.items():
            said = Entry(dict, self.fields, required=("name", "share", "ask")).read(below, problems)
            if said is not None:
                read.append(nouns.Part(id=key, **said))
        return tuple(read)

    def schema(self) -> dict[str, Any]:
        """Not published."""
        return {"type": "object"}

    def write(self, value: Any) -> Any:
        """Not written."""
        return value


def _check_shares(factor: nouns.Factor, node: Located, problems: Problems) -> None:
    total = sum(part.share for part in factor.parts)
    if not isclose(total, 1):
        problems.add(node, "parts whose shares come to 1", found=f"{total:g}")
    for part in factor.parts:
        if (part.best is None) is not (part.worst is None) or (part.best is not None and part.best == part.worst):
            problems.add(node, f"'best' and 'worst' of {part.id!r}, apart from each other")


def _sector(cites: ListOf) -> Entry:
    figure = FigureShape()
    return Entry(
        nouns.Sector,
        {
            "cip": ID,
            "kind": Choice(nouns.KINDS),
            "control": Choice(("public", "nonprofit", "for-profit", "all")),
            "earnings_1yr": figure,
            "earnings_4yr": figure,
            "debt": figure,
            "cite": cites,
            "note": TEXT,
        },
        required=("cip", "kind", "control", "cite"),
    )


def _subject(key: str) -> Entry:
    return Entry(
        lambda **said: nouns.Subject(id=key, **said),
        {"name": TEXT, "aliases": ListOf(TEXT), "side": Choice(SIDES), "note": TEXT},
        required=("name", "aliases"),
    )


def _list(key: str, cites: ListOf, subjects: dict[str, nouns.Subject]) -> Entry:
    def known(topic: nouns.Topic, node: Located, problems: Problems) -> None:
        for name in topic.subjects:
            if name not in subjects:
                problems.add(
                    node, "subjects of topics-subjects.yaml", found=repr(name), hint=did_you_mean(name, list(subjects))
                )

    fields: dict[str, Shape] = {"name": TEXT, "subjects": ListOf(ID)}
    topic = Entry(nouns.Topic, fields, required=("name", "subjects"), check=known)
    return Entry(
        lambda **said: nouns.TopicList(id=key, **said),
        {"name": TEXT, "topics": ListOf(topic), "cite": cites, "note": TEXT},
        required=("name", "topics", "cite"),
    )


def _place(key: str) -> Entry:
    return Entry(
        lambda **said: nouns.DataPlace(id=key, **said),
        {"name": TEXT, "gives": TEXT, "where": TEXT, "look_for": TEXT, "note": TEXT},
        required=("name", "gives", "where"),
    )
