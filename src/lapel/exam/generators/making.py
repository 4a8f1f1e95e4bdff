"""How a generated question is made: a template drafts it, and here the draft becomes an item.

A template is a function of draws and materials. It gives a draft (`Sum`, `Pick`, `Order` or `Point`), or None when what
it drew makes no fair question; then it draws again. All arithmetic is in exact fractions.
"""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from math import floor
from typing import Any

from lapel.exam.chance import Chance
from lapel.exam.drawings import Drawing
from lapel.model.exam import Item, Level, NamedError, Option
from lapel.model.materials import Materials
from lapel.model.value import Value

LETTERS = "abcdef"
OPTIONS = 4
TRIES = 1000
ENTERED = 4
"""One sum in so many asks for the number itself, without options."""
APART = Fraction(1, 50)
"""How far a wrong number must be from the right one, as a share of it: rounding on the way makes no other answer."""
ABSURD = 12
"""Above so many times the right number, or below that part of it, a wrong one tempts nobody."""

LONGER = 15
"""Characters by which a key (and three tenths) stands out by its length alone."""

Amount = int | Decimal | Fraction


class Wrong(Value):
    """A wrong number, and the error that leads to it; a ``filler`` is taken where errors with more to say run out."""

    value: Fraction
    why: str
    filler: bool = False


class Sum(Value):
    """A question for a number. ``why`` is the working; ``fixed`` numbers show all of their ``places``.

    ``before``, such as a dollar sign, stands in place of the ``unit``. A wrong number is at most ``absurd`` times too
    large or too small.
    """

    stem: str
    answer: Fraction
    unit: str
    why: str
    wrongs: tuple[Wrong, ...]
    places: int = 0
    fixed: bool = False
    before: str = ""
    absurd: int = ABSURD
    dose: bool = False
    accept: tuple[tuple[str, str], ...] = ()
    expected: float = 0.65
    level: Level = "apply"
    picture: str = ""
    drawing: Drawing | None = None


class Choice(Value):
    """A text to choose, why it is right or wrong, and its ``rank`` where options stand in an order of their own."""

    text: str
    why: str
    rank: Any = None


class Pick(Value):
    """A question for one of several texts."""

    stem: str
    key: Choice
    wrongs: tuple[Choice, ...]
    accept: tuple[tuple[str, str], ...] = ()
    expected: float = 0.65
    level: Level = "apply"
    picture: str = ""
    drawing: Drawing | None = None


class Order(Value):
    """A question for the order of steps, which stand here in their right order."""

    stem: str
    steps: tuple[Choice, ...]
    accept: tuple[tuple[str, str], ...] = ()
    expected: float = 0.65
    level: Level = "apply"
    picture: str = ""
    drawing: Drawing | None = None


class Point(Value):
    """A question for a region of a picture; the options' ids are those of the regions."""

    stem: str
    options: tuple[Option, ...]
    key: str
    expected: float = 0.65
    level: Level = "apply"
    picture: str = ""
    drawing: Drawing | None = None


Draft = Sum | Pick | Order | Point
Template = Callable[[Chance, Materials], Draft | None]


class Generator(Value):
    """A kind of questions that a seed is turned into; ``version`` rises when the same seed gives another question."""

    id: str
    title: str
    topic: str
    sources: tuple[str, ...]
    templates: Mapping[str, Template]
    version: int = 1


class Made(Value):
    """A generated question, the template it came from, and its picture where it has one of its own."""

    item: Item
    generator: str
    template: str
    seed: int
    drawing: Drawing | None = None


def make_item(generator: Generator, seed: int, materials: Materials) -> Made:
    """Make the question of a seed, a whole number of 0 or more.

    It is the same for ever while the version of the generator and the materials are.
    """
    if seed < 0:
        raise ValueError(f"found the seed {seed}, expected 0 or more")
    chance = Chance(seed, f"{generator.id} {generator.version}")
    name = chance.pick(list(generator.templates))
    for _ in range(TRIES):
        draft = generator.templates[name](chance, materials)
        said = _said(chance, draft) if draft is not None else None
        if draft is not None and said is not None:
            item = Item(
                id=f"{generator.id}-{seed}",
                topic=generator.topic,
                level=draft.level,
                expected=draft.expected,
                sources=generator.sources,
                version=generator.version,
                status="draft",
                picture=draft.picture,
                **said,
            )
            return Made(item, generator.id, name, seed, draft.drawing)
    raise RuntimeError(f"the template {name!r} of {generator.id!r} made no fair question in {TRIES} tries")


def _said(chance: Chance, draft: Draft) -> dict[str, Any] | None:
    match draft:
        case Sum():
            return _sum(chance, draft)
        case Pick():
            return _pick(chance, draft.stem, draft.key, draft.wrongs, draft.accept)
        case Order():
            return _order(chance, draft)
        case Point():
            return {"kind": "hotspot", "stem": draft.stem, "options": draft.options, "key": (draft.key,)}


# Numbers


def rounded(value: Amount, places: int = 0) -> Fraction:
    """Round to so many decimal places, halves up.

    >>> rounded(Fraction(9, 2)), rounded(Fraction(469, 100), 1)
    (Fraction(5, 1), Fraction(47, 10))
    """
    return Fraction(floor(Fraction(value) * 10**places + Fraction(1, 2)), 10**places)


def decimals(value: Fraction) -> int:
    """Count the decimal places a number needs, 6 at most.

    >>> decimals(Fraction(3, 4)), decimals(Fraction(5))
    (2, 0)
    """
    return next((places for places in range(6) if (value * 10**places).denominator == 1), 6)


def decimal(value: Fraction) -> Decimal:
    """Give a number that ends as a decimal, without a zero at its end."""
    places = decimals(value)
    return Decimal(int(value * 10**places)).scaleb(-places)


def written(value: Amount, places: int | None = None) -> str:
    """Write a number as a dose is written: a zero before the point, none at the end; commas from 1,000.

    With ``places`` all of them are shown, as for money.

    >>> written(Fraction(1, 2)), written(Fraction(5)), written(Fraction(2500)), written(Fraction(5, 2), 2)
    ('0.5', '5', '2,500', '2.50')
    """
    exact = Fraction(value)
    return f"{decimal(exact):,.{decimals(exact) if places is None else places}f}"


def amount(value: Amount, unit: str, places: int | None = None, before: str = "") -> str:
    """Write a number with its unit; up to one of it, the unit is singular.

    >>> amount(Fraction(1, 2), "tablets"), amount(3, "tablets"), amount(38, "°C", 1)
    ('0.5 tablet', '3 tablets', '38.0 °C')
    """
    one = unit.removesuffix("s") if value <= 1 else unit
    return f"{before}{written(value, places)}" if before or not one else f"{written(value, places)} {one}"


def result(exact: Fraction, places: int, unit: str, *, fixed: bool = False) -> str:
    """Write the result of a working, and what it rounds to where it does not end there.

    >>> result(Fraction(16, 3), 1, "mL"), result(Fraction(5, 2), 1, "mL"), result(Fraction(9932, 100), 1, "°F")
    ('5.333…, which rounds to 5.3 mL', '2.5 mL', '99.32, which rounds to 99.3 °F')
    """
    short = rounded(exact, places)
    said = amount(short, unit, places if fixed else None)
    if short == exact:
        return said
    shown = rounded(exact, places + 2)
    return f"{written(shown)}{'…' * (shown != exact)}, which rounds to {said}"


ROUNDING = ("Give a whole number.", "Round to one decimal place.", "Round to two decimal places.")
EXACT = "Give the exact number."
MONEY = "Give dollars and cents."


def _sum(chance: Chance, draft: Sum) -> dict[str, Any] | None:
    answer = rounded(draft.answer, draft.places)
    wrongs = _fair(draft, answer)
    entered = chance.below(ENTERED) == 0
    how = MONEY if draft.before else ROUNDING[draft.places] if draft.places < len(ROUNDING) else EXACT
    stem = f"{draft.stem} {how}" if entered or answer != draft.answer else draft.stem
    if answer <= 0 or len(wrongs) < OPTIONS - 1:
        return None
    if entered:
        errors = tuple(NamedError(decimal(wrong.value), wrong.why) for wrong in wrongs)
        return {
            "kind": "numeric",
            "stem": stem,
            "answer": decimal(answer),
            "unit": draft.unit,
            "why": draft.why,
            "errors": errors,
            "accept": draft.accept,
        }
    chosen = _chosen(chance, wrongs, answer)
    if not draft.fixed and not draft.dose and any(decimals(one.value) != decimals(answer) for one in chosen):
        return None
    places = draft.places if draft.fixed else None
    texts = [(answer, draft.why), *((wrong.value, wrong.why) for wrong in chosen)]
    key, *others = (Choice(amount(n, draft.unit, places, draft.before), why, n) for n, why in texts)
    return _pick(chance, stem, key, others, draft.accept)


def _fair(draft: Sum, answer: Fraction) -> list[Wrong]:
    """Keep the wrong numbers that stay what they are after rounding, differ from each other, and can tempt."""
    kept: dict[Fraction, Wrong] = {}
    for wrong in draft.wrongs if answer > 0 else ():
        value = rounded(wrong.value, draft.places)
        same = value > 0 and abs(value - wrong.value) <= APART * wrong.value
        tempts = Fraction(1, draft.absurd) <= value / answer <= draft.absurd
        if same and tempts and abs(value - answer) >= APART * answer and value not in kept:
            kept[value] = Wrong(value, wrong.why, wrong.filler)
    return list(kept.values())


def _chosen(chance: Chance, wrongs: Sequence[Wrong], answer: Fraction) -> list[Wrong]:
    """Choose what stands beside the key, so that the key stands at each place as often as the errors let it.

    Numbers as exact as the key come first: they do not set it apart by their look.
    """
    order = sorted(chance.shuffled(wrongs), key=lambda one: (decimals(one.value) != decimals(answer), one.filler))
    below = [wrong for wrong in order if wrong.value < answer]
    above = [wrong for wrong in order if wrong.value > answer]
    others = OPTIONS - 1
    place = min(max(chance.below(OPTIONS), others - len(above)), len(below))
    return sorted([*below[:place], *above[: others - place]], key=lambda one: one.value)


# Texts


def _pick(
    chance: Chance, stem: str, key: Choice, wrongs: Sequence[Choice], accept: tuple[tuple[str, str], ...] = ()
) -> dict[str, Any] | None:
    different = list({wrong.text: wrong for wrong in wrongs if wrong.text != key.text}.values())
    if len(different) < OPTIONS - 1:
        return None
    longest = max(len(wrong.text) for wrong in different[: OPTIONS - 1])
    if len(key.text) - longest >= LONGER and 10 * len(key.text) >= 13 * longest:
        return None
    # Templates put the most tempting errors first.
    choices = chance.shuffled([key, *different[: OPTIONS - 1]])
    if all(choice.rank is not None for choice in choices):
        choices.sort(key=lambda choice: choice.rank)
    options = tuple(Option(letter, one.text, one.why) for letter, one in zip(LETTERS, choices, strict=False))
    right = next(option.id for option in options if option.text == key.text)
    return {"kind": "one-best", "stem": stem, "options": options, "key": (right,), "accept": accept}


def _order(chance: Chance, draft: Order) -> dict[str, Any] | None:
    shown = chance.shuffled(draft.steps)
    if shown == list(draft.steps):
        return None
    letters = dict(zip((step.text for step in shown), LETTERS, strict=False))
    return {
        "kind": "ordering",
        "stem": draft.stem,
        "options": tuple(Option(letters[step.text], step.text, step.why) for step in shown),
        "key": tuple(letters[step.text] for step in draft.steps),
        "accept": draft.accept,
    }
