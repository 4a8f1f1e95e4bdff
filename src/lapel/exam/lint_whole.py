"""Checks of many items together: patterns of their keys that chance does not make."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from math import erfc, exp, gamma, sqrt

from lapel.exam.lint_parts import Finding, in_order, one_best
from lapel.model.exam import Item

UNLIKELY = 0.01
"""The chance below which a pattern of the whole bank is no accident."""
MOST_IN_A_ROW = 4
MOST_AT_A_PLACE = Fraction(35, 100)
JUDGED_FROM = 50
"""Items of a form from which the share of a place is judged."""


def longest_in_bank(items: Iterable[Item]) -> Iterator[Finding]:
    """Tell whether the key is the one longest option more often than chance (a sum of chances of 1 in the options)."""
    found, chances = 0, []
    for item in items:
        if key := one_best(item):
            chances.append(1 / len(item.options))
            found += all(len(key.text) > len(option.text) for option in item.distractors)
    if chances and at_least(found, chances) < UNLIKELY:
        says = f"the key is the one longest option in {found} of {len(chances)} items; by chance it would be about"
        yield Finding("longest-key-bank", "B", f"{says} {sum(chances):.0f}")


def at_least(count: int, chances: Sequence[float]) -> float:
    """Give the chance that ``count`` or more of independent events happen (the Poisson binomial, by convolution)."""
    spread = [1.0]
    for chance in chances:
        spread = [
            (spread[k] if k < len(spread) else 0) * (1 - chance) + (spread[k - 1] * chance if k else 0)
            for k in range(len(spread) + 1)
        ]
    return sum(spread[count:])


def places_in_bank(items: Iterable[Item]) -> Iterator[Finding]:
    """Tell whether keys stand at every place alike, among items with as many options; numbers keep their own order."""
    places: dict[int, Counter[int]] = defaultdict(Counter)
    for item in items:
        if one_best(item) and not in_order(item):
            places[len(item.options)][[option.id for option in item.options].index(item.key[0])] += 1
    for count, found in sorted(places.items()):
        seen = [found[place] for place in range(count)]
        expected = sum(seen) / count
        if expected >= 5 and chi_square_above(sum((n - expected) ** 2 / expected for n in seen), count - 1) < UNLIKELY:
            yield Finding("key-position", "B", f"keys of items with {count} options stand at {seen}, expected alike")


def chi_square_above(value: float, freedom: int) -> float:
    """Give the chance that chi-square with so many degrees of freedom is above a value (closed forms)."""
    half = value / 2
    start = 0.5 if freedom % 2 else 0.0
    total = erfc(sqrt(half)) if freedom % 2 else 0.0
    steps = freedom // 2
    for k in range(steps):
        power = k + start
        total += half**power * exp(-half) / gamma(power + 1)
    return total


def places_in_form(places: Sequence[int]) -> list[str]:
    """Tell what is wrong with the places of keys in a form, given those of its one-best items in their order."""
    wrong = []
    run, before = 0, -1
    for place in places:
        run = run + 1 if place == before else 1
        before = place
        if run == MOST_IN_A_ROW + 1:
            wrong.append(f"more than {MOST_IN_A_ROW} keys in a row at place {place + 1}")
    for place, count in sorted(Counter(places).items()) if len(places) >= JUDGED_FROM else ():
        if Fraction(count, len(places)) > MOST_AT_A_PLACE:
            wrong.append(f"{count} of {len(places)} keys at place {place + 1}")
    return wrong
