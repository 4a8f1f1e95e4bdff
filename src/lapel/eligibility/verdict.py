"""The five answers, read off a timeline on a day."""

from datetime import date
from typing import Literal

from lapel.model.dates import BEFORE, NEVER
from lapel.model.timeline import Timeline
from lapel.model.truth import Truth
from lapel.model.value import Value

FALSE, UNKNOWN, TRUE = Truth.FALSE, Truth.UNKNOWN, Truth.TRUE

Answer = Literal["yes", "not-yet", "no-longer", "no", "cannot-tell"]

ANSWERS: tuple[Answer, ...] = ("yes", "not-yet", "cannot-tell", "no-longer", "no")
"""From the most welcome to the least."""


class Verdict(Value):
    """An answer with the days it holds.

    ``starts`` and ``until`` (inclusive) bound the run of days on which the answer is *yes*: the present run for *yes*,
    the next for *not-yet*, the last for *no-longer*. None means no known bound. ``firm`` is False when the days beside
    that run are unknown rather than false, so that it may begin earlier or last longer. For *cannot-tell* ``starts`` is
    the first later day from which the answer is *yes* whatever the missing facts turn out to be.
    """

    answer: Answer
    starts: date | None = None
    until: date | None = None
    firm: bool = True


def verdict(line: Timeline, on: date) -> Verdict:
    """Read the answer on a day.

    *True* is yes. *False* with a later true run is not-yet; with a later unknown run only, cannot-tell, since whether
    it opens turns on something missing; with an earlier true run, no-longer; otherwise no. *Unknown* is cannot-tell.
    """
    run = line.run_at(on.toordinal())
    value = line.values[run]
    if value is TRUE:
        return _of_run("yes", line, run)
    later = [i for i in range(run + 1, len(line.values)) if line.values[i] is TRUE]
    if value is UNKNOWN:
        return Verdict("cannot-tell", *_bounds(line, later[0]), firm=False) if later else Verdict("cannot-tell")
    if later:
        return _of_run("not-yet", line, later[0], firm=UNKNOWN not in line.values[run : later[0]])
    if UNKNOWN in line.values[run:]:
        return Verdict("cannot-tell")
    earlier = [i for i in range(run) if line.values[i] is TRUE]
    return _of_run("no-longer", line, earlier[-1]) if earlier else Verdict("no")


def _of_run(answer: Answer, line: Timeline, run: int, *, firm: bool = True) -> Verdict:
    beside = [line.values[i] for i in (run - 1, run + 1) if 0 <= i < len(line.values)]
    return Verdict(answer, *_bounds(line, run), firm=firm and UNKNOWN not in beside)


def _bounds(line: Timeline, run: int) -> tuple[date | None, date | None]:
    start, end = line.starts[run], line.end_of(run)
    return (
        date.fromordinal(start) if start > BEFORE else None,
        date.fromordinal(end - 1) if end < NEVER else None,
    )
