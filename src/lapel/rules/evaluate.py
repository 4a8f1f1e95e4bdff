"""What a rule means: for a record, a truth for every day.

This module defines the language; every other engine must agree with it. An evaluation is a `Trace`: the timeline of a
node with the traces of its parts and, for a condition, the places of the record it read and those it missed.
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from lapel.model import timeline
from lapel.model.dates import BEFORE, NEVER, shift
from lapel.model.record import Record
from lapel.model.rule import Rule
from lapel.model.timeline import ALWAYS, NOT_EVER, NOT_KNOWN, Timeline, constant, since, stepping, through
from lapel.model.truth import Truth
from lapel.rules import nodes
from lapel.rules.accreditation import accredited
from lapel.rules.attempts import failures, waited
from lapel.rules.experience import experience
from lapel.rules.facts import (
    DATES,
    FACTS,
    NOT_HAPPENING,
    PICKING_DATE,
    Bounds,
    FactKind,
)
from lapel.rules.trace import Scope, Trace

FALSE, UNKNOWN, TRUE = Truth.FALSE, Truth.UNKNOWN, Truth.TRUE


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
        place = scope.at(kind.asked(scope.subject))
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


def _experience(rule: nodes.Experience, scope: Scope) -> Trace:
    begins: Bounds = (BEFORE, BEFORE)
    missing: tuple[str, ...] = ()
    if rule.since:
        (earliest, latest), place = scope.date(rule.since)
        begins = (earliest + 1, latest + 1)
        missing = (place,) if earliest != latest else ()
    line, lacking = experience(rule, scope.record, begins)
    return Trace(rule, line, facts=("work",), missing=missing + lacking, entry=scope.place)


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
    nodes.Accredited: accredited,
    nodes.Experience: _experience,
    nodes.Failures: failures,
    nodes.Waited: waited,
    nodes.NotKnown: _not_known,
    nodes.Always: _always,
}
