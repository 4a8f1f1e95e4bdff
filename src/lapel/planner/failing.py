"""The branch of a failed exam: when the next attempt may be, what it costs, and when the door closes."""

from collections.abc import Iterator
from datetime import date

from lapel.model.dates import NEVER
from lapel.model.preparation import Preparation
from lapel.model.record import ExamAttempt, Record
from lapel.model.rule import Rule
from lapel.model.timeline import Timeline
from lapel.model.truth import Truth
from lapel.model.value import replace
from lapel.planner.chain import Chain, Fee, Fees, Times, known, walk
from lapel.planner.plan import Again, Failing, Line
from lapel.planner.world import Aim
from lapel.rules.evaluate import evaluate
from lapel.rules.trace import Scope

UNKNOWN, TRUE = Truth.UNKNOWN, Truth.TRUE

MOST_ATTEMPTS = 6
"""The greatest number of attempts that any source speaks of."""


def failing(
    aim: Aim, chain: Chain, times: Times, record: Record, *, least: Truth, trained: int, quick: bool
) -> Failing:
    """Follow failure after failure, each at the first attempt that may be had, to the one that shuts the route.

    Each attempt is taken as soon as some route is open again: surely, or where none is, perhaps.
    """
    attempts: list[Again] = []
    door = _door(chain, times, record, least)
    tests, certified = times.tests, times.certified
    record = replace(record, complete=record.complete | {"exams"})
    for number in range(2, MOST_ATTEMPTS + 1):
        record = replace(record, exams=(*record.exams, ExamAttempt(aim.credential.id, date.fromordinal(tests), "fail")))
        again = _next(aim, record, tests + 1, least, trained, quick)
        if again is None:
            perhaps = _next(aim, record, tests + 1, UNKNOWN, trained, quick)
            return Failing(aim.id, tuple(attempts), number - 1, NOT_SURE if perhaps else SHUT, door)
        found, fees, sure = again
        applies, sits = date.fromordinal(found.applies), date.fromordinal(found.tests)
        lines = tuple(Line(fee.what, applies, fee.amount, cite=fee.cite, note=fee.note) for fee in fees)
        attempts.append(Again(number, applies, sits, found.certified - certified, lines, sure))
        if not sure:
            return Failing(aim.id, tuple(attempts), None, HANGS, door)
        tests, certified = found.tests, found.certified
    return Failing(aim.id, tuple(attempts), None, NO_LIMIT, door)


def failing_step(step: Preparation, over: int) -> Iterator[Failing]:
    """Say what a failure of the exam in a step means, which is passed on the day ``over``; nothing without an exam.

    Only the next attempt is followed: each later one is the same wait and the same price again.
    """
    again = step.again
    if again is None:
        return
    day = date.fromordinal(over)
    lines = tuple(
        Line(cost.what, day, cost.amount, cost.paid_by, cite=cost.cite, note=cost.note) for cost in again.costs
    )
    attempts: tuple[Again, ...] = ()
    if again.wait.known:
        sits = again.wait.after(day)
        attempts = (Again(2, day, sits, (sits - day).days, lines, True),)
    yield Failing(step.id, attempts, again.most, again.closing, name=step.name)


NOT_SURE = (
    "Whether another attempt is allowed after that is not sure: the sources disagree or say nothing. Ask the issuer."
)
HANGS = "Whether there are more attempts hangs on what is not known."
SHUT = "After that no route known here is open."
NO_LIMIT = "No limit on attempts is known here."


def _next(
    aim: Aim, record: Record, floor: int, least: Truth, trained: int, quick: bool
) -> tuple[Times, tuple[Fee, ...], bool] | None:
    """The next attempt: the soonest sure one, else, where the plan is not sure either, the soonest of all."""
    scope = Scope(record)

    def line(rule: Rule) -> Timeline:
        return evaluate(rule, scope).line

    for wanted in dict.fromkeys((TRUE, least)):
        ways: list[tuple[int, int, int, Times, tuple[Fee, ...]]] = []
        for chain in aim.chains:
            times = walk(chain, line, floor=floor, trained=trained, least=wanted, quick=quick) if chain.tests else None
            if times:
                fees = Fees(chain, scope, ("retest",)).on(times.applies) or Fees(chain, scope).on(times.applies)
                ways.append((times.certified, known(fees), len(ways), times, fees))
        if ways:
            *_, times, fees = min(ways, key=lambda way: way[:3])
            return times, fees, wanted is TRUE
    return None


def _door(chain: Chain, times: Times, record: Record, least: Truth) -> date | None:
    """The last day on which the route is open without a break; None when that day is not known to come."""
    line = evaluate(chain.route.rule, Scope(record)).line
    run = line.run_at(times.applies)
    while run + 1 < len(line.values) and line.values[run + 1] >= least:
        run += 1
    end = line.end_of(run)
    return date.fromordinal(end - 1) if end < NEVER else None
