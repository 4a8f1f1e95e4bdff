"""Right or wrong: what was given for an item against its key, and what a typed answer means.

An answer is a tuple of texts: the ids of options, in their order for ordering, or one number as it was typed.
"""

import re
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation

from lapel.model.exam import Item, NamedError
from lapel.model.value import Value

LETTERS = "abcdefghij"
MOST_DIGITS = 15


class Misread(ValueError):
    """What was typed is no answer to this kind of question; the message says what is."""


def is_right(item: Item, given: Sequence[str]) -> bool:
    """Tell whether an answer is right: the whole key and nothing else, or the number within its tolerance."""
    if item.kind == "numeric":
        return item.answer is not None and abs(number(given[0]) - item.answer) <= item.tolerance
    if item.kind == "ordering":
        return tuple(given) == item.key
    return len(given) == len(item.key) and set(given) == set(item.key)


def named_error(item: Item, given: Sequence[str]) -> NamedError | None:
    """Find the error that leads to a wrong number; None where no known one does."""
    if item.kind != "numeric" or is_right(item, given):
        return None
    value = number(given[0])
    return next((error for error in item.errors if error.value == value), None)


def number(text: str) -> Decimal:
    """Read a number as people type it: 0.5, .5, 1,250 or $12.50.

    >>> number("1,250"), number(".5"), number("$12.50")
    (Decimal('1250'), Decimal('0.5'), Decimal('12.50'))
    """
    plain = text.strip().removeprefix("$").strip()
    if not re.fullmatch(r"[-−]?(\d{1,3}(,\d{3})+|\d*)(\.\d*)?", plain) or not re.search(r"\d", plain):
        raise Misread(f"Found {text.strip()!r}, expected a number such as 0.5 or 12.")
    if len(plain) > MOST_DIGITS:
        raise Misread(f"Found a number of {len(plain)} signs, expected {MOST_DIGITS} at most.")
    try:
        return Decimal(plain.replace(",", "").replace("−", "-"))
    except InvalidOperation:  # pragma: no cover - the pattern lets nothing else through
        raise Misread(f"Found {text.strip()!r}, expected a number such as 0.5 or 12.") from None


class Asked(Value):
    """What a question wants typed: how many letters (0: any number of them), of which, or a number."""

    letters: str
    count: int
    example: str


def asked(item: Item, shown: Sequence[str]) -> Asked:
    """Say what may be typed for an item whose options are shown in this order, lettered from a."""
    letters = LETTERS[: len(shown)]
    if item.kind == "multi-select":
        return Asked(letters, 0, "letters such as a, c")
    if item.kind == "ordering":
        return Asked(letters, len(shown), f"all {len(shown)} letters in order, such as {', '.join(letters[::-1])}")
    if item.kind == "numeric":
        return Asked("", 0, "a number such as 0.5 or 12")
    return Asked(letters, 1, f"a letter from a to {letters[-1]}")


def read_answer(item: Item, shown: Sequence[str], text: str) -> tuple[str, ...]:
    """Read a typed answer: letters of the options as shown, or a number; raises Misread.

    The unit may stand after a number, as it is asked for.
    """
    wanted = asked(item, shown)
    if item.kind == "numeric":
        typed = text.strip()
        bare = typed[: -len(item.unit)].strip() if item.unit and typed.lower().endswith(item.unit.lower()) else typed
        return (str(number(bare)),)
    letters = re.sub(r"[\s,;.>]+|\band\b", "", text.strip().lower())
    known = letters and all(letter in wanted.letters for letter in letters) and len(set(letters)) == len(letters)
    if not known or (wanted.count and len(letters) != wanted.count):
        raise Misread(f"Found {text.strip()!r}, expected {wanted.example}.")
    return tuple(shown[LETTERS.index(letter)] for letter in letters)
