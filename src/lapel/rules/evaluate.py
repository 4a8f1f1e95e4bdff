"""What a rule means: for a record, a truth for every day.

This module defines the language; every other engine must agree with it. An evaluation is a `Trace`: the timeline of a
node with the traces of its parts and, for a condition, the places of the record it read and those it missed.
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from lapel.model import timeline
from lapel.model.dates import BEFORE, NEVER, shift
from lapel.model.record import ExamAttempt, Program, Record
from lapel.model.rule import Rule
from lapel.model.timeline import ALWAYS, NOT_EVER, NOT_KNOWN, Timeline, constant, since, stepping, through
from lapel.model.truth import Truth
from lapel.rules import nodes
from lapel.rules.experience import experience
from lapel.rules.facts import (
    DATES,
    FACTS,
    NOT_HAPPENING,
    PERSON,
    PICKING_DATE,
    Bounds,
    FactKind,
    bounds,
    date_path,
    ended,
)

FALSE, UNKNOWN, TRUE = Truth.FALSE, Truth.UNKNOWN, Truth.TRUE


class Trace:
    """One node's evaluation; ``entry`` is the place of the list entry it was evaluated for, if any."""

    __slots__ = ("entry", "facts", "line", "missing", "parts", "rule")

    def __init__(
        self,
        rule: Rule,
        line: Timeline,
        parts: "tuple[Trace, ...]" = (),
        facts: tuple[str, ...] = (),
        missing: tuple[str, ...] = (),
        entry: str = "",
    ) -> None:
        self.rule = rule
        self.line = line
        self.parts = parts
        self.facts = facts
        self.missing = missing
        self.entry = entry


class Scope:
    """What a rule is evaluated for: a record, and inside ``some`` one entry of a list."""

    __slots__ = ("below", "context", "entry", "place", "record", "seen")

    def __init__(self, record: Record, context: str = PERSON, entry: Any = None, place: str = "") -> None:
        self.record = record
        self.context = context
        self.entry = entry
        self.place = place
        self.seen: dict[int, Trace] = {}
        self.below: dict[str, Scope] = {}

    def of(self, within: str, index: int, entry: Any) -> "Scope":
        """Give the scope of one entry of a list, the same each time."""
        place = f"{within}[{index}]"
        found = self.below.get(place)
        if found is None:
            found = self.below[place] = Scope(self.record, within, entry, place)
        return found

    @property
    def subject(self) -> Any:
        """The person, or the entry."""
        return self.record if self.context == PERSON else self.entry

    def at(self, name: str) -> str:
        """Give the place of a field in the record."""
        return f"{self.place}.{name}" if self.place else name

    def date(self, name: str) -> tuple[Bounds, str]:
        """Read a date, as bounds and as the place it is said."""
        return DATES[self.context][name](self.subject), self.at(date_path(self.context, name, self.subject))


def evaluate(rule: Rule, scope: Scope) -> Trace:
    """Evaluate a rule; a rule met again in the same scope is not evaluated again."""
    found = scope.seen.get(id(rule))
    if found is None:
        found = scope.seen[id(rule)] = EVALUATORS[type(rule)](rule, scope)
    return found


def timeline_of(rule: Rule, record: Record) -> Timeline:
    """Give the truth of a rule for a person, for every day.

    Unknown means that a fact was not said, that readings disagree, or that no rule is known for that day.
    """
    return evaluate(rule, Scope(record)).line


def _over_parts(combine: Callable[[list[Timeline]], Timeline]) -> "Evaluator":
    def run(rule: Any, scope: Scope) -> Trace:
        parts = tuple(evaluate(part, scope) for part in rule.parts)
        return Trace(rule, combine([part.line for part in parts]), parts, entry=scope.place)

    return run


def _at_least(rule: nodes.AtLeast, scope: Scope) -> Trace:
    parts = tuple(evaluate(part, scope) for part in rule.parts)
    return Trace(rule, timeline.at_least(rule.count, [p.line for p in parts]), parts, entry=scope.place)


def _readings(rule: nodes.Readings, scope: Scope) -> Trace:
    parts = tuple(evaluate(option.rule, scope) for option in rule.options)
    return Trace(rule, timeline.agreement([p.line for p in parts]), parts, entry=scope.place)


def _use(rule: nodes.Use, scope: Scope) -> Trace:
    below = evaluate(rule.rule, scope)
    if not (rule.notes.says or rule.notes.note or rule.notes.cite):
        return below
    return Trace(rule, below.line, (below,), entry=scope.place)


def _dated(rule: nodes.Dated, scope: Scope) -> Trace:
    parts = tuple(evaluate(version.rule, scope) for version in rule.versions)
    starts = [version.starts.toordinal() for version in rule.versions]
    if rule.by not in PICKING_DATE:
        return Trace(rule, in_turn(starts, [p.line for p in parts]), parts, entry=scope.place)
    (earliest, latest), place = scope.date(PICKING_DATE[rule.by][1])
    chosen = [
        part.line
        for part, start, end in zip(parts, starts, [*starts[1:], NEVER + 1], strict=True)
        if earliest < end and latest >= start
    ]
    if earliest < starts[0]:
        chosen.append(NOT_KNOWN)
    missing = (place,) if len(chosen) > 1 and earliest != latest else ()
    return Trace(rule, timeline.agreement(chosen), parts, (place,), missing, scope.place)


def in_turn(starts: list[int], lines: list[Timeline]) -> Timeline:
    """Follow each line from its start to the next; unknown before the first."""
    steps: list[tuple[int, Truth]] = []
    for start, end, line in zip(starts, [*starts[1:], NEVER], lines, strict=True):
        steps.append((start, line.at(start)))
        steps.extend((s, v) for s, v in zip(line.starts, line.values, strict=True) if start < s < end)
    return stepping(UNKNOWN, *steps)


def _some(rule: nodes.Some, scope: Scope) -> Trace:
    entries = getattr(scope.record, rule.within)
    parts = []
    for index, entry in enumerate(entries):
        parts.append(evaluate(rule.where, scope.of(rule.within, index, entry)))
    complete = rule.within in scope.record.complete
    lines = [part.line for part in parts] + ([] if complete else [NOT_KNOWN])
    missing = () if complete else (rule.within,)
    return Trace(rule, timeline.any_of(lines), tuple(parts), (rule.within,), missing)


def _after(rule: nodes.After, scope: Scope) -> Trace:
    (earliest, latest), place = scope.date(rule.date)
    return _dated_leaf(rule, scope, since(_shifted(earliest, rule), _shifted(latest, rule)), place, earliest, latest)


def _until(rule: nodes.Until, scope: Scope) -> Trace:
    (earliest, latest), place = scope.date(rule.date)
    if earliest == NEVER and (scope.context, rule.date) in OPEN_ENDS:
        line = ALWAYS
    elif earliest == NEVER:
        line = NOT_EVER
    else:
        line = through(_shifted(earliest, rule), _shifted(latest, rule))
    return _dated_leaf(rule, scope, line, place, earliest, latest)


OPEN_ENDS = {("work", "ended"), ("memberships", "ends")}
"""Dates that, when they never come, leave what they end going on."""


def _shifted(ordinal: int, rule: nodes.After | nodes.Until) -> int:
    return ordinal if rule.shift is None else shift(ordinal, rule.shift, rule.sign)


def _dated_leaf(rule: Rule, scope: Scope, line: Timeline, place: str, earliest: int, latest: int) -> Trace:
    missing = (place,) if earliest != latest else ()
    return Trace(rule, line, facts=(place,), missing=missing, entry=scope.place)


def _fact(rule: nodes.Fact, scope: Scope) -> Trace:
    if rule.name in DATES[scope.context]:
        span, place = scope.date(rule.name)
        truth = _date_test(rule, span, (scope.context, rule.name) in OPEN_ENDS)
    else:
        kind = FACTS[scope.context][rule.name]
        place = scope.at(kind.path)
        value = kind.read(scope.subject)
        truth = TESTS[rule.test](value, rule.value)
        if truth is UNKNOWN and _surely_at_least(kind, scope.subject, rule.value):
            truth = Truth.of(rule.test == "at_least")
    return Trace(rule, constant(truth), facts=(place,), missing=(place,) if truth is UNKNOWN else (), entry=scope.place)


def _surely_at_least(kind: FactKind, subject: Any, wanted: Any) -> bool:
    """Whether what is known of a total is already enough, whatever is missing."""
    return kind.at_least is not None and bool(kind.at_least(subject) >= wanted)


def _date_test(rule: nodes.Fact, span: Bounds, open_end: bool) -> Truth:
    assert isinstance(rule.value, date)
    limit = rule.value.toordinal()
    earliest, latest = span
    before = TRUE if latest < limit else FALSE if earliest >= limit else UNKNOWN
    if span == NOT_HAPPENING and not open_end:
        return FALSE
    return before if rule.test == "before" else ~before


def _includes(value: Any, wanted: Any) -> Truth:
    return min((Truth.of(value.holds(name)) for name in wanted), default=TRUE)


def _includes_any(value: Any, wanted: Any) -> Truth:
    return max((Truth.of(value.holds(name)) for name in wanted), default=FALSE)


def _is(value: Any, wanted: Any) -> Truth:
    if value is None:
        return UNKNOWN
    return Truth.of(value in wanted if isinstance(wanted, tuple) else value == wanted)


TESTS: Mapping[str, Callable[[Any, Any], Truth]] = {
    "is": _is,
    "at_least": lambda value, wanted: UNKNOWN if value is None else Truth.of(value >= wanted),
    "below": lambda value, wanted: UNKNOWN if value is None else Truth.of(value < wanted),
    "includes": _includes,
    "includes_any": _includes_any,
}


def _accredited(rule: nodes.Accredited, scope: Scope) -> Trace:
    program: Program = scope.entry
    dates = [DATES["programs"][name](program) for name in ("started", "enrolled_until", "completed")]
    lines = [_accredited_by(rule, period, *dates) for period in program.accreditation]
    missing = _missing_accreditation(rule, program, scope)
    if "accreditation" not in program.complete:
        lines.append(NOT_KNOWN)
    return Trace(rule, timeline.any_of(lines), facts=(scope.at("accreditation"),), missing=missing, entry=scope.place)


def _missing_accreditation(rule: nodes.Accredited, program: Program, scope: Scope) -> tuple[str, ...]:
    missing = [] if "accreditation" in program.complete else ["accreditation"]
    if program.accreditation:
        spans = {name: DATES["programs"][name](program) for name in ("started", "completed")}
        missing += [name for name, (earliest, latest) in spans.items() if earliest != latest]
    for i, period in enumerate(program.accreditation):
        ends = ended(period.ends, "ends" in period.unsure)
        spans = {"starts": bounds(period.starts), "ends": ends}
        missing += [f"accreditation[{i}].{name}" for name, (early, late) in spans.items() if early != late]
    return tuple(scope.at(name) for name in missing)


def _accredited_by(rule: nodes.Accredited, period: Any, started: Bounds, left: Bounds, finished: Bounds) -> Timeline:
    """One accreditation period: overlap with enrollment, or a start soon enough after graduation.

    Enrolment lasts from the day started to the day completed or left, both inclusive; a period's end is exclusive.
    """
    if period.by is not None and period.by not in rule.by:
        return NOT_EVER
    begins, ends = bounds(period.starts), ended(period.ends, "ends" in period.unsure)
    started = (started[0], min(started[1], left[1]))
    left = (max(left[0], started[0]), left[1])
    finished = (max(finished[0], started[0]), finished[1])
    surely = begins[1] <= left[0] and ends[0] > max(started[1], begins[1])
    maybe = begins[0] <= left[1] and ends[1] > max(started[0], begins[0])
    lines = [_from_first_day(surely, maybe, max(begins[0], started[0]), max(begins[1], started[1]))]
    if rule.or_within is not None and finished[0] != NEVER:
        limits = shift(finished[0], rule.or_within), shift(finished[1], rule.or_within)
        surely = finished[1] <= begins[0] and begins[1] <= limits[0] and begins[1] < ends[0]
        maybe = finished[0] <= begins[1] and begins[0] <= limits[1] and begins[0] < ends[1]
        lines.append(_from_first_day(surely, maybe, *begins))
    line = timeline.any_of(lines)
    return line if period.by is not None else timeline.all_of([line, NOT_KNOWN])


def _from_first_day(surely: bool, maybe: bool, earliest: int, latest: int) -> Timeline:
    if surely:
        return since(earliest, latest)
    return stepping(FALSE, (earliest, UNKNOWN)) if maybe else NOT_EVER


def _experience(rule: nodes.Experience, scope: Scope) -> Trace:
    begins: Bounds = (BEFORE, BEFORE)
    missing: tuple[str, ...] = ()
    if rule.since:
        (earliest, latest), place = scope.date(rule.since)
        begins = (earliest + 1, latest + 1)
        missing = (place,) if earliest != latest else ()
    line, lacking = experience(rule, scope.record, begins)
    return Trace(rule, line, facts=("work",), missing=missing + lacking, entry=scope.place)


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


def _failures(rule: nodes.Failures, scope: Scope) -> Trace:
    tries = _tries(scope, rule.exam)

    def truth(day: int) -> Truth:
        failed, maybe = _since_last_pass(tries, day)
        if len(failed) >= rule.fewer_than:
            return FALSE
        return TRUE if len(maybe) < rule.fewer_than else UNKNOWN

    return _by_day(rule, scope, tries, _turning_days(tries), truth)


def _waited(rule: nodes.Waited, scope: Scope) -> Trace:
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


def _not_known(rule: nodes.NotKnown, scope: Scope) -> Trace:
    return Trace(rule, NOT_KNOWN, entry=scope.place)


def _always(rule: nodes.Always, scope: Scope) -> Trace:
    return Trace(rule, ALWAYS if rule.value else NOT_EVER, entry=scope.place)


Evaluator = Callable[[Any, Scope], Trace]

EVALUATORS: Mapping[type[Rule], Evaluator] = {
    nodes.All: _over_parts(timeline.all_of),
    nodes.Any: _over_parts(timeline.any_of),
    nodes.Nothing: _over_parts(lambda lines: ~timeline.any_of(lines)),
    nodes.AtLeast: _at_least,
    nodes.Readings: _readings,
    nodes.Dated: _dated,
    nodes.Use: _use,
    nodes.Some: _some,
    nodes.After: _after,
    nodes.Until: _until,
    nodes.Fact: _fact,
    nodes.Accredited: _accredited,
    nodes.Experience: _experience,
    nodes.Failures: _failures,
    nodes.Waited: _waited,
    nodes.NotKnown: _not_known,
    nodes.Always: _always,
}
