"""What the checks of items have in common: what they tell, and what they read off an item."""

import re
from collections.abc import Iterable
from typing import Literal

from lapel.exam.wording import numbers, sentences
from lapel.model.exam import Item, Option
from lapel.model.value import Value

LintLevel = Literal["E", "W", "B"]

FEWEST = 3
"""Options of a question, at least."""
DOSE_UNITS = r"(?:mg|mcg|g|mL|units?|mEq|tablets?|capsules?|drops?|gtt)"


class Finding(Value):
    """Something wrong with an item, or with the bank (then ``item`` is empty); ``accepted`` is a reviewer's reason."""

    rule: str
    level: LintLevel
    says: str
    item: str = ""
    file: str = ""
    line: int = 0
    accepted: str = ""


class Told(Value):
    """What a check says: its words, and the level where it is not the rule's own."""

    says: str
    level: LintLevel | None = None


def lead_in(stem: str) -> str:
    """Give the question of a stem: its last sentence with a question mark, or else its last sentence."""
    parts = sentences(stem)
    asked = [part for part in parts if part.rstrip("”\"'").endswith("?")]
    return (asked or parts or [""])[-1]


def one_best(item: Item) -> Option | None:
    return item.keyed[0] if item.kind == "one-best" and len(item.keyed) == 1 else None


def texts_of(options: Iterable[Option]) -> list[str]:
    return [option.text for option in options]


def is_dose(item: Item) -> bool:
    """Whether an item is about a dose: an amount of a drug is to be found, or is among its options."""
    amounts = [text for text in texts_of(item.options) if re.search(rf"\d\s*{DOSE_UNITS}\b", text)]
    drug = item.topic in ("dosage-calculation", "medication-administration", "pharmacology")
    return drug or len(amounts) * 2 > len(item.options) > 0 or (item.kind == "numeric" and item.unit in ("mL", "mg"))


def in_order(item: Item) -> bool:
    """Whether the options begin with numbers that rise: they stand in their own order and are not shuffled."""
    begun = [re.match(r"(?:about )?[$<>≥≤−-]?\s*(?:\d|\.\d)", option.text.strip(), re.I) for option in item.options]
    values = [numbers(option.text) for option in item.options]
    return len(begun) > 1 and all(begun) and values == sorted(values)


def amount_in(text: str) -> re.Match[str] | None:
    """A text that is a number with a unit, or without."""
    return re.fullmatch(
        r"(?:about )?[$<>≥≤−-]?\s*(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?|(?:\d+ )?\d+/\d+|\d*\.?\d+)"
        r"(?:\s*(?:–|-|to)\s*(?P<to>\d*\.?\d+))?"
        r"\s*(?P<unit>%|°\s?[FC]?|mm Hg|[A-Za-zµ]+(?:/[A-Za-zµ]+|(?: [a-z]+)? per [a-z]+)?)?",
        text.strip(),
    )


def units_of(item: Item) -> set[str]:
    """The units of options that are amounts; one and many are the same unit."""
    found = (amount_in(option.text) for option in item.options)
    return {re.sub(r"(?<=ch)es$|s$", "", (match["unit"] or "").strip().lower()) for match in found if match}
