"""Reads the worked cases of tests/cases: stories that a non-programmer can check against the facts."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lapel.eligibility.verdict import ANSWERS
from lapel.loading.records import record_of
from lapel.loading.tree import read_tree
from lapel.model.located import Located, Problems
from lapel.model.record import Record
from lapel.model.shapes import Choice, Day, Entry, ListOf, Text

CASES = Path(__file__).parent / "cases"


class AnswersByRoute:
    """A mapping from route ids to answers."""

    def read(self, node: Located, problems: Problems) -> dict[str, str | None]:
        return {name: Choice(ANSWERS).read(entry, problems) for name, entry in (node.fields or {}).items()}


DAY = Day(partial=False)
NO_DAY = "none"


class DayOrNone:
    """A day, or the word none for no known bound."""

    def read(self, node: Located, problems: Problems) -> Any:
        return NO_DAY if node.text == NO_DAY else DAY.read(node, problems)


class RecordShape:
    """A record, read as the loader reads a file of its own."""

    def read(self, node: Located, problems: Problems) -> Record | None:
        return record_of(node, problems)


EXPECTED = Entry(
    dict,
    {
        "on": DAY,
        "answer": Choice(ANSWERS),
        "from": DayOrNone(),  # type: ignore[dict-item]
        "until": DayOrNone(),  # type: ignore[dict-item]
        "best_route": Text(),
        "routes": AnswersByRoute(),  # type: ignore[dict-item]
        "failed": ListOf(Text()),
        "ask": ListOf(Text()),
    },
    required=("on",),
)
CASE = Entry(
    dict,
    {
        "about": Text(),
        "source": ListOf(Text(), lone=True),
        "record": RecordShape(),  # type: ignore[dict-item]
        "days": ListOf(EXPECTED),
    },
    required=("about", "source", "record", "days"),
)


@dataclass(frozen=True, slots=True)
class WorkedCase:
    """One story: a record, and what is expected of one credential on some days."""

    path: Path
    credential: str
    about: str
    source: tuple[str, ...]
    record: Record
    days: tuple[dict[str, Any], ...]


def read_cases(root: Path = CASES) -> list[WorkedCase]:
    """Read every case; raises `Problems` naming file and line of every mistake in them."""
    problems = Problems()
    cases = []
    for path in sorted(root.glob("*/*/*.yaml")):
        tree = read_tree(path, shown=str(path.relative_to(root.parent.parent)))
        said = CASE.read(tree, problems)
        if said is not None:
            cases.append(WorkedCase(path, path.parts[-3], **said))
    problems.raise_if_any()
    return cases
