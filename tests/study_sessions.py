"""A short mock exam with a question of every kind, as the file of a history that a page can open."""

from collections.abc import Sequence
from datetime import UTC, datetime

from lapel.exam.events import Started
from lapel.exam.forms import Slot
from lapel.loading.compiled import load_exams
from lapel.loading.histories import Noted, history_json
from lapel.model.exam import Bank, Item

NAME = "0123456789abcdef0123456789abcdef"
KINDS = ("one-best", "multi-select", "ordering", "hotspot", "numeric", "one-best", "one-best", "one-best")
"""The kinds of the questions, in order; the last two are the second part."""


def items(bank: Bank) -> list[Item]:
    """Give the first questions of these kinds."""
    found: list[Item] = []
    for kind in KINDS:
        found.append(next(item for item in bank.items.values() if item.kind == kind and item not in found))
    return found


def hotspots(bank: Bank) -> list[Item]:
    """Give the first question on each picture."""
    found: dict[str, Item] = {}
    for item in bank.items.values():
        if item.kind == "hotspot":
            found.setdefault(item.picture, item)
    return list(found.values())


def short_mock(
    at: datetime,
    *,
    seconds: tuple[int, ...] = (600, 300),
    breaks: int = 5,
    asked: Sequence[Item] = (),
    second: int = 2,
) -> str:
    """Write a mock exam of two locked parts, begun at an instant and not entered yet; the last ``second`` are part two.

    ``asked`` are its questions: one of every kind, unless said otherwise.
    """
    bank = load_exams()
    asked = asked or items(bank)
    area = next(next(one for one in bank.exams["cma-aama"].outlines if one.id == "cma-aama-2021").leaves()).id
    slots = tuple(
        Slot(item.id, area, True, int(place >= len(asked) - second), tuple(option.id for option in item.options))
        for place, item in enumerate(asked)
    )
    started = Started(
        mode="mock",
        exam="cma-aama",
        outline="cma-aama-2021",
        seed=1,
        length="quarter",
        slots=slots,
        seconds=seconds,
        locked=True,
        breaks=breaks,
        at=at.astimezone(UTC),
    )
    return history_json("me", [Noted(NAME, 0, started)])
