"""The five answers, read off a timeline on a day."""

from datetime import date
from typing import Literal

from lapel.model.dates import BEFORE, NEVER
from lapel.model.timeline import Timeline, stepping
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
    the first later day from which the answer is *yes* whatever the missing facts turn out to be. ``today`` is the truth
    on the day itself: *cannot-tell* may mean "not today, and later turns on what is missing". ``later`` is the most
    welcome truth of any later day.
    """

    answer: Answer
    starts: date | None = None
    until: date | None = None
    firm: bool = True
    today: Truth = UNKNOWN
    later: Truth = UNKNOWN


def verdict(line: Timeline, on: date, doubts: Timeline | None = None) -> Verdict:
    """Read the answer on a day.

    *True* is yes; *unknown* is cannot-tell. *False* is not-yet with a later true run; with a later unknown run only,
    cannot-tell, since whether it will open turns on what is missing; else no-longer with an earlier true run; else no.
    With an earlier true run, only the unknown runs of ``doubts`` are minded: see `under_today_s_rule`.
    """
    run = line.run_at(on.toordinal())
    value, after = line.values[run], line.values[run + 1 :]
    later = max(after, default=FALSE)
    if value is TRUE:
        return _of_run("yes", line, run, value, later)
    if value is UNKNOWN:
        sure = _bounds(line, run + 1 + after.index(TRUE)) if later is TRUE else (None, None)
        return Verdict("cannot-tell", *sure, False, value, later)
    if later is TRUE:
        opens = run + 1 + after.index(TRUE)
        return _of_run("not-yet", line, opens, value, later, firm=UNKNOWN not in line.values[run:opens])
    earlier = [i for i in range(run) if line.values[i] is TRUE]
    doubted = doubts or line
    if earlier and UNKNOWN not in doubted.values[doubted.run_at(on.toordinal()) :]:
        return _of_run("no-longer", line, earlier[-1], value, later)
    return Verdict("cannot-tell" if later is UNKNOWN else "no", None, None, later is FALSE, value, later)


def under_today_s_rule(line: Timeline, next_rule: date | None) -> Timeline:
    """Leave out the doubts that only a later rule raises: from its start, what is unknown counts as false."""
    if next_rule is None or UNKNOWN not in line.values:
        return line
    day = next_rule.toordinal()
    later = stepping(line.at(day), *((s, v) for s, v in zip(line.starts, line.values, strict=True) if s > day))
    firm_later = Timeline(later.starts, [FALSE if value is UNKNOWN else value for value in later.values])
    steps = [(s, v) for s, v in zip(line.starts, line.values, strict=True) if 0 < s < day]
    after = [(max(s, day), v) for s, v in zip(firm_later.starts, firm_later.values, strict=True)]
    return stepping(line.values[0], *steps, *after)


def _of_run(answer: Answer, line: Timeline, run: int, today: Truth, later: Truth, *, firm: bool = True) -> Verdict:
    beside = [line.values[i] for i in (run - 1, run + 1) if 0 <= i < len(line.values)]
    return Verdict(answer, *_bounds(line, run), firm and UNKNOWN not in beside, today, later)


def _bounds(line: Timeline, run: int) -> tuple[date | None, date | None]:
    start, end = line.starts[run], line.end_of(run)
    return (
        date.fromordinal(start) if start > BEFORE else None,
        date.fromordinal(end - 1) if end < NEVER else None,
    )
