"""What answers say of an item that its text does not: too hard, a dead option, perhaps a wrong key.

The statistics are given; `lapel.exam` measures them elsewhere. From 30 answers on a finding is shown, from 100 on it
decides. What was not measured is not judged.
"""

from collections.abc import Iterable, Iterator
from math import sqrt
from typing import Literal

from lapel.model.value import Value

SHOWN_FROM = 30
DECIDED_FROM = 100
HARDEST, EASIEST = 0.25, 0.95
LOW_DISCRIMINATION = 0.10
MISKEY_MORE = 0.10
NORMAL_95 = 1.959963984540054
DEAD = 0.05
GUESSED = 0.35
FIT_LEAST, FIT_MOST = 0.7, 1.3
DIF_CLASS_C = 1.5
SECONDS_A_WORD = 0.25
DRIFT = 0.5

AnswerLint = Literal["p-range", "low-disc", "miskey", "dead-option", "guessing", "fit", "dif", "speed", "drift"]
Weight = Literal["shown", "decides"]


class Chosen(Value):
    """How an option was chosen: the share of all answers, and the correlation of choosing it with the rest score."""

    option: str
    share: float
    rest: float | None = None
    keyed: bool = False


class Answered(Value):
    """What was measured of an item from ``answers`` answers; None for what was not.

    ``rest`` is the point-biserial correlation with the score on the other items, ``guessing`` the lower asymptote of
    the 3PL, ``dif`` the Mantel–Haenszel delta with whether it is significant, ``seconds`` the median time, ``words``
    what is to be read, ``shift`` how far the difficulty moved between periods with whether that is significant.
    """

    item: str
    answers: int
    right: float
    rest: float | None = None
    options: tuple[Chosen, ...] = ()
    guessing: float | None = None
    infit: float | None = None
    outfit: float | None = None
    dif: tuple[float, bool] | None = None
    seconds: float | None = None
    words: int | None = None
    shift: tuple[float, bool] | None = None


class Suspicion(Value):
    """A finding on answers; with too few of them it is only shown. ``withdraw`` says not to use the item meanwhile."""

    rule: AnswerLint
    item: str
    says: str
    weight: Weight
    withdraw: bool = False


def lint_answers(measured: Iterable[Answered]) -> tuple[Suspicion, ...]:
    """Check measured items; those with fewer than 30 answers are not judged."""
    return tuple(found for one in measured if one.answers >= SHOWN_FROM for found in _judged(one))


def _judged(one: Answered) -> Iterator[Suspicion]:
    weight: Weight = "decides" if one.answers >= DECIDED_FROM else "shown"

    def found(rule: AnswerLint, says: str, withdraw: bool = False) -> Suspicion:
        return Suspicion(rule, one.item, says, weight, withdraw and weight == "decides")

    if not HARDEST <= one.right <= EASIEST:
        yield found("p-range", f"{one.right:.0%} answer it right, expected {HARDEST:.0%} to {EASIEST:.0%}")
    if one.rest is not None and one.rest < LOW_DISCRIMINATION:
        yield found("low-disc", f"right answers correlate with the rest by {one.rest:.2f}", one.rest < 0)
    for option in miskeyed(one):
        yield found("miskey", f"option {option.option} goes with a high score more than the key does", True)
    for option in one.options:
        if not option.keyed and option.share < DEAD:
            yield found("dead-option", f"option {option.option} is chosen by {option.share:.0%}")
    if one.guessing is not None and one.guessing > GUESSED:
        yield found("guessing", f"{one.guessing:.0%} of those who know nothing answer it right")
    for name, value in (("infit", one.infit), ("outfit", one.outfit)):
        if value is not None and not FIT_LEAST <= value <= FIT_MOST:
            yield found("fit", f"{name} is {value:.2f}, expected {FIT_LEAST} to {FIT_MOST}")
    if one.dif is not None and one.dif[1] and abs(one.dif[0]) >= DIF_CLASS_C:
        yield found("dif", f"groups of the same ability differ by a delta of {one.dif[0]:.2f}")
    if one.seconds is not None and one.words and one.seconds < SECONDS_A_WORD * one.words:
        yield found("speed", f"half of the answers come within {one.seconds:.0f} seconds, for {one.words} words")
    if one.shift is not None and one.shift[1] and abs(one.shift[0]) > DRIFT:
        yield found("drift", f"its difficulty moved by {one.shift[0]:+.2f}")


def miskeyed(one: Answered) -> Iterator[Chosen]:
    """Give the distractors that may be the right answer.

    Choosing one goes with a high score, by more than 0.10 more than choosing the key does, and the 95 % interval of
    that difference of dependent correlations (Pearson and Filon 1898) lies above 0.
    """
    keys = [option for option in one.options if option.keyed and option.rest is not None]
    if len(keys) != 1:
        return
    key = keys[0]
    for option in one.options:
        if option.keyed or option.rest is None or option.rest <= 0 or key.rest is None:
            continue
        more = option.rest - key.rest
        if more > MISKEY_MORE and more - NORMAL_95 * _error(option, key, one.answers) > 0:
            yield option


def _error(one: Chosen, other: Chosen, count: int) -> float:
    """The standard error of the difference of two correlations with the same rest score."""
    a, b = one.rest or 0.0, other.rest or 0.0
    p, q = min(max(one.share, 1e-9), 1 - 1e-9), min(max(other.share, 1e-9), 1 - 1e-9)
    c = -sqrt(p * q / ((1 - p) * (1 - q))) if p + q <= 1 else -1.0
    shared = c * (1 - a * a - b * b) - a * b * (1 - a * a - b * b - c * c) / 2
    return sqrt(max((1 - a * a) ** 2 + (1 - b * b) ** 2 - 2 * shared, 0.0) / count)
