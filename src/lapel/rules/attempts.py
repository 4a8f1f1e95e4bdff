"""Exam attempts: how many failures count on a day, and whether the wait after the latest is over."""

from collections.abc import Callable

from lapel.model.dates import BEFORE, NEVER, shift
from lapel.model.record import ExamAttempt
from lapel.model.rule import Rule
from lapel.model.timeline import NOT_KNOWN, stepping
from lapel.model.truth import Truth
from lapel.rules import nodes
from lapel.rules.facts import Bounds, bounds
from lapel.rules.trace import Scope, Trace

FALSE, UNKNOWN, TRUE = Truth.FALSE, Truth.UNKNOWN, Truth.TRUE

Try = tuple[Bounds, ExamAttempt, str]


def _tries(scope: Scope, exam: str) -> list[Try]:
    """The attempts at an exam (or at an exam not said), by the latest day they can have been."""
    tries = [
        (bounds(attempt.taken), attempt, f"exams[{i}]")
        for i, attempt in enumerate(scope.record.exams)
        if attempt.exam in (exam, None)
    ]
    return sorted(tries, key=lambda entry: (entry[0][1], entry[0][0]))


def _surely(attempt: ExamAttempt, result: str) -> bool:
    return attempt.exam is not None and attempt.result == result


def _perhaps(attempt: ExamAttempt, result: str) -> bool:
    return attempt.result in (result, None)


def _lacking(tries: list[Try], scope: Scope) -> tuple[str, ...]:
    lacking = [] if "exams" in scope.record.complete else ["exams"]
    for (earliest, latest), attempt, place in tries:
        lacking += [f"{place}.exam"] if attempt.exam is None else []
        lacking += [f"{place}.result"] if attempt.result is None else []
        lacking += [f"{place}.taken"] if earliest != latest else []
    return tuple(lacking)


def _turning_days(tries: list[Try]) -> set[int]:
    days = {day for span, _, _ in tries for day in span if BEFORE < day < NEVER}
    return days | {day + 1 for day in days}


def _since_last_pass(tries: list[Try], day: int) -> tuple[list[Bounds], list[Bounds]]:
    """The failures that surely, and that perhaps, count on a day; a pass wipes out those up to its own day.

    The sure ones leave out what a possible pass may have wiped out; the possible ones keep what no sure pass has.
    """
    surely = [early for (early, late), a, _ in tries if late <= day and _surely(a, "pass")]
    perhaps = [min(late, day) for (early, late), a, _ in tries if early <= day and _perhaps(a, "pass")]
    passed_surely, passed_perhaps = max(surely, default=BEFORE - 1), max(perhaps, default=BEFORE - 1)
    failed = [t[0] for t in tries if t[0][1] <= day and _surely(t[1], "fail") and t[0][0] > passed_perhaps]
    maybe = [t[0] for t in tries if t[0][0] <= day and _perhaps(t[1], "fail") and min(t[0][1], day) > passed_surely]
    return failed, maybe


def _by_day(rule: Rule, scope: Scope, tries: list[Try], days: set[int], truth: Callable[[int], Truth]) -> Trace:
    """Trace a condition on exam attempts; where some may not be listed, one could turn it either way."""
    line = NOT_KNOWN
    if "exams" in scope.record.complete:
        line = stepping(truth(BEFORE + 1), *((day, truth(day)) for day in sorted(days)))
    return Trace(rule, line, facts=("exams",), missing=_lacking(tries, scope), entry=scope.place)


def failures(rule: nodes.Failures, scope: Scope) -> Trace:
    """Count the failures since the last pass: false from enough of them, true while there cannot be enough."""
    tries = _tries(scope, rule.exam)

    def truth(day: int) -> Truth:
        failed, maybe = _since_last_pass(tries, day)
        if len(failed) >= rule.fewer_than:
            return FALSE
        return TRUE if len(maybe) < rule.fewer_than else UNKNOWN

    return _by_day(rule, scope, tries, _turning_days(tries), truth)


def waited(rule: nodes.Waited, scope: Scope) -> Trace:
    """Look at the latest failure since the last pass; how many there are decides the wait after it."""
    tries = _tries(scope, rule.exam)
    days = _turning_days(tries)
    days |= {shift(day, wait) for day in days for wait in rule.after}

    def truth(day: int) -> Truth:
        failed, maybe = _since_last_pass(tries, day)
        waits = rule.after[max(len(failed), 1) - 1 : len(maybe)] or rule.after[-1:]
        if failed and all(day < shift(max(early for early, _ in failed), wait) for wait in waits):
            return FALSE
        latest = max((min(late, day) for _, late in maybe), default=BEFORE)
        return TRUE if all(day >= shift(latest, wait) for wait in waits) else UNKNOWN

    return _by_day(rule, scope, tries, days, truth)
