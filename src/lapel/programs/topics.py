"""Which topics of a list a curriculum covers, and by which words: nothing is matched that cannot be shown."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Literal

from lapel.model.program import Subject, Topic, TopicList
from lapel.model.value import Value

Status = Literal["covered", "in part", "not said", "not covered"]
STATUSES: tuple[Status, ...] = ("covered", "in part", "not said", "not covered")

WORD = re.compile(r"[a-z0-9]+(?:&[a-z0-9]+)?")


class Curriculum(Value):
    """What is known to be taught: lines of text such as the names of courses, and ids of subjects.

    With ``complete`` the lines are all there is: a subject that is not among them is not taught. Without, it was only
    not said. ``source`` says where the lines come from.
    """

    lines: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()
    complete: bool = False
    source: str = ""


class Hit(Value):
    """The words by which a subject was found, in a line of the curriculum."""

    subject: str
    words: str
    line: str


class Covered(Value):
    """One topic of a list: how far it is covered, by which words, and which of its subjects were not found."""

    topic: Topic
    status: Status
    hits: tuple[Hit, ...]
    missing: tuple[str, ...]


class Coverage(Value):
    """A curriculum against one list."""

    list: TopicList
    topics: tuple[Covered, ...]

    def count(self, status: Status) -> int:
        """Count the topics with one status."""
        return sum(topic.status == status for topic in self.topics)


def coverages(
    curriculum: Curriculum, lists: Iterable[TopicList], subjects: Mapping[str, Subject]
) -> tuple[Coverage, ...]:
    """Hold a curriculum against lists of topics."""
    found = hits(curriculum, subjects)
    return tuple(
        Coverage(one, tuple(_covered(topic, found, curriculum.complete) for topic in one.topics)) for one in lists
    )


def _covered(topic: Topic, found: Mapping[str, Hit], complete: bool) -> Covered:
    there = tuple(found[name] for name in topic.subjects if name in found)
    missing = tuple(name for name in topic.subjects if name not in found)
    status: Status = "not covered" if complete else "not said"
    if there:
        status = "in part" if missing else "covered"
    return Covered(topic, status, there, missing)


def hits(curriculum: Curriculum, subjects: Mapping[str, Subject]) -> dict[str, Hit]:
    """Find each subject in a curriculum: the first line that has one of its words."""
    found = {name: Hit(name, name.replace("-", " "), "") for name in curriculum.subjects if name in subjects}
    lines = [_Line(line) for line in curriculum.lines]
    for name, subject in subjects.items():
        if name not in found:
            hit = next(_search(subject, lines), None)
            if hit:
                found[name] = hit
    return found


class _Line:
    """A line as words in the singular, with the place of each in the text."""

    def __init__(self, text: str) -> None:
        self.text = text
        words = [(_singular(found[0]), found.start(), found.end()) for found in WORD.finditer(text.casefold())]
        self.places = [(start, end) for _, start, end in words]
        self.words = f" {' '.join(word for word, _, _ in words)} "


def _search(subject: Subject, lines: Sequence[_Line]) -> Iterator[Hit]:
    for line in lines:
        for alias in subject.aliases:
            wanted = _wanted(alias)
            at = line.words.find(wanted)
            if at >= 0:
                first = line.words.count(" ", 0, at)
                last = first + wanted.count(" ") - 2
                yield Hit(subject.id, line.text[line.places[first][0] : line.places[last][1]], line.text)


@cache
def _wanted(alias: str) -> str:
    """The words of an alias, as they stand in a line."""
    return f" {' '.join(_singular(word) for word in WORD.findall(alias.casefold()))} "


def _singular(word: str) -> str:
    """Drop the ending of a plural.

    >>> [_singular(word) for word in ("injections", "studies", "process", "ethics", "ekgs")]
    ['injection', 'study', 'process', 'ethics', 'ekg']
    """
    if len(word) < 4 or word.endswith(("ss", "ics", "us", "is")):
        return word
    return f"{word[:-3]}y" if word.endswith("ies") else word.removesuffix("s")


def lines_of(text: str) -> tuple[str, ...]:
    """Cut a text into lines with something in them.

    >>> lines_of("Anatomy\\n\\n  Pharmacology ")
    ('Anatomy', 'Pharmacology')
    """
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def merged(curricula: Iterable[Curriculum]) -> Curriculum:
    """Put together what several sources say is taught; complete when one of them is."""
    said = [one for one in curricula if one.lines or one.subjects]
    return Curriculum(
        tuple(line for one in said for line in one.lines),
        tuple(dict.fromkeys(name for one in said for name in one.subjects)),
        any(one.complete for one in said),
        "; ".join(dict.fromkeys(one.source for one in said if one.source)),
    )
