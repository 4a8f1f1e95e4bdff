"""What answers say of an item that its text does not: too hard, a dead option, perhaps a wrong key.

The figures are measured elsewhere (`lapel.exam.statistics`); here they are held against thresholds. From 30 answers on
a finding is shown, from 100 on it decides. What was not measured is not judged.
"""

from collections.abc import Iterable, Iterator
from typing import Literal

from lapel.model.value import Value

SHOWN_FROM = 30
DECIDED_FROM = 100
HARDEST, EASIEST = 0.25, 0.95
LOW_DISCRIMINATION = 0.10
MISKEY_MORE = 0.10
DEAD = 0.05
GUESSED = 0.35
FIT_LEAST, FIT_MOST = 0.7, 1.3
DIF_CLASS_C = 1.5
SECONDS_A_WORD = 0.25
DRIFT = 0.5

AnswerLint = Literal["p-range", "low-disc", "miskey", "dead-option", "guessing", "fit", "dif", "speed", "drift"]
Weight = Literal["shown", "decides"]


class Chosen(Value):
    """An option that is not the key, and the share of all answers that chose it."""

    option: str
    share: float


class Rival(Value):
    """The option that is most likely the right one instead of the key.

    ``difference`` is by how much more choosing it goes with the score on the other items than choosing the key does,
    ``low`` the lower end of the 95 % interval of that.
    """

    option: str
    difference: float
    low: float


class Measured(Value):
    """What was measured of an item from ``answers`` answers; None for what was not.

    ``rest`` is the point-biserial correlation with the score on the other items, ``guessing`` the lower asymptote of
    the 3PL, ``dif`` the Mantel–Haenszel delta with whether it is significant, ``seconds`` the median time, ``words``
    what is to be read, ``shift`` how far the difficulty moved between periods with whether that is significant.
    """

    item: str
    answers: int
    right: float
    rest: float | None = None
    others: tuple[Chosen, ...] = ()
    rival: Rival | None = None
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


def lint_answers(measured: Iterable[Measured]) -> tuple[Suspicion, ...]:
    """Check measured items; those with fewer than 30 answers are not judged."""
    return tuple(found for one in measured if one.answers >= SHOWN_FROM for found in _judged(one))


def _judged(one: Measured) -> Iterator[Suspicion]:
    weight: Weight = "decides" if one.answers >= DECIDED_FROM else "shown"

    def found(rule: AnswerLint, says: str, withdraw: bool = False) -> Suspicion:
        return Suspicion(rule, one.item, says, weight, withdraw and weight == "decides")

    if not HARDEST <= one.right <= EASIEST:
        yield found("p-range", f"{one.right:.0%} answer it right, expected {HARDEST:.0%} to {EASIEST:.0%}")
    if one.rest is not None and one.rest < LOW_DISCRIMINATION:
        yield found("low-disc", f"right answers correlate with the rest by {one.rest:.2f}", one.rest < 0)
    if one.rival is not None and one.rival.difference > MISKEY_MORE and one.rival.low > 0:
        yield found("miskey", f"option {one.rival.option} goes with a high score more than the key does", True)
    for option in one.others:
        if option.share < DEAD:
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
