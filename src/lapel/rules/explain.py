"""Why a rule is true, false or unknown on a day: its conditions as findings, from an evaluation's trace."""

from collections.abc import Iterator
from datetime import date

from lapel.model.citation import Citation
from lapel.model.dates import BEFORE, NEVER
from lapel.model.timeline import Timeline
from lapel.model.truth import Truth
from lapel.model.value import Value, replace
from lapel.rules import nodes
from lapel.rules.evaluate import Trace
from lapel.rules.facts import PICKING_DATE
from lapel.rules.wording import wording

FALSE, UNKNOWN, TRUE = Truth.FALSE, Truth.UNKNOWN, Truth.TRUE


class Finding(Value):
    """One condition on one day.

    ``since`` and ``until`` (inclusive) bound the present run of this truth; ``changes`` is the first later day on which
    the condition is true (for one that is not). ``facts`` and ``missing`` are places in the record, given where there
    are no parts; ``entry`` is the list entry it speaks of. ``parts`` are the findings behind this one that are not met
    and, for a condition that is ``disputed`` (the sources disagree), each reading.
    """

    says: str
    truth: Truth
    cite: tuple[Citation, ...] = ()
    note: str = ""
    since: date | None = None
    until: date | None = None
    changes: date | None = None
    facts: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    entry: str = ""
    label: str = ""
    disputed: bool = False
    parts: "tuple[Finding, ...]" = ()


def findings(trace: Trace, on: date, cite: tuple[Citation, ...] = ()) -> tuple[Finding, ...]:
    """List the conditions that must all hold, each as a finding."""
    return tuple(_finding(part, on, inherited) for part, inherited in conditions(trace, on, cite))


def conditions(
    trace: Trace, on: date, cite: tuple[Citation, ...] = (), top: bool = True
) -> Iterator[tuple[Trace, tuple[Citation, ...]]]:
    """Walk the conjunction that a trace stands for: through *all*, named rules and the version in force."""
    rule = trace.rule
    cite = rule.notes.cite or cite
    if isinstance(rule, nodes.All) and (top or not rule.notes.says):
        for part in trace.parts:
            yield from conditions(part, on, cite, top=False)
    elif isinstance(rule, nodes.Use) and not rule.notes.says:
        yield from conditions(trace.parts[0], on, cite, top=False)
    elif isinstance(rule, nodes.Dated) and rule.by not in PICKING_DATE and (top or not rule.notes.says):
        chosen = version_in_force(rule, on)
        if chosen is None:
            yield trace, cite
        else:
            yield from conditions(trace.parts[chosen], on, rule.versions[chosen].notes.cite or cite, top=top)
    else:
        yield trace, cite


def version_in_force(rule: nodes.Dated, on: date) -> int | None:
    """Index of the version whose period contains ``on``; None before the first known start."""
    found = None
    for index, version in enumerate(rule.versions):
        if version.starts <= on:
            found = index
    return found


def _finding(trace: Trace, on: date, cite: tuple[Citation, ...]) -> Finding:
    day = on.toordinal()
    run = trace.line.run_at(day)
    truth, end = trace.line.values[run], trace.line.end_of(run)
    says, parts = _says(trace, on), _parts(trace, on, cite)
    if len(parts) == 1 and parts[0].says == says and not parts[0].label:
        return parts[0]
    return Finding(
        says,
        truth,
        trace.rule.notes.cite or cite,
        trace.rule.notes.note,
        _day(trace.line.starts[run]),
        _day(end - 1) if end < NEVER else None,
        None if truth is TRUE else _day(next_true(trace.line, day)),
        () if parts else tuple(dict.fromkeys(_facts(trace, on))),
        () if parts or truth is not UNKNOWN else tuple(dict.fromkeys(missing_places(trace, on))),
        trace.entry,
        "",
        isinstance(trace.rule, nodes.Readings),
        parts,
    )


def _says(trace: Trace, on: date) -> str:
    rule = trace.rule
    if isinstance(rule, nodes.Dated) and rule.by not in PICKING_DATE and version_in_force(rule, on) is None:
        return "No rule is known for this day."
    return wording(rule)


def _day(ordinal: int) -> date | None:
    return date.fromordinal(ordinal) if BEFORE < ordinal < NEVER else None


def next_true(line: Timeline, day: int) -> int:
    """First ordinal after ``day`` on which a timeline is true; `NEVER` when there is none."""
    return next((s for s, v in zip(line.starts, line.values, strict=True) if s > day and v is TRUE), NEVER)


def _parts(trace: Trace, on: date, cite: tuple[Citation, ...]) -> tuple[Finding, ...]:
    rule, cite = trace.rule, trace.rule.notes.cite or cite
    day = on.toordinal()
    if isinstance(rule, nodes.Readings):
        return tuple(
            _labelled(part, on, option.notes.cite or cite, option.label)
            for option, part in zip(rule.options, trace.parts, strict=True)
        )
    if trace.line.at(day) is TRUE:
        return ()
    if isinstance(rule, nodes.Some):
        nearest = nearest_entry(trace, on)
        return _open(nearest, on, cite) if nearest else ()
    if isinstance(rule, (nodes.Any, nodes.AtLeast)):
        return tuple(_finding(part, on, cite) for part in trace.parts if part.line.at(day) is not TRUE)
    if isinstance(rule, nodes.Nothing):
        return ()
    if isinstance(rule, (nodes.All, nodes.Use, nodes.Dated)):
        return _open(trace, on, cite)
    return ()


def _open(trace: Trace, on: date, cite: tuple[Citation, ...]) -> tuple[Finding, ...]:
    """The conditions behind a trace that are not met, failed ones first; nothing where it is its own condition."""
    below = [(part, inherited) for part, inherited in conditions(trace, on, cite) if part is not trace]
    if not below and isinstance(trace.rule, nodes.Use):
        below = list(conditions(trace.parts[0], on, cite))
    elif not below and not isinstance(trace.rule, (nodes.All, nodes.Dated)):
        below = [(trace, cite)]
    open_ones = [(part, inherited) for part, inherited in below if part.line.at(on.toordinal()) is not TRUE]
    open_ones.sort(key=lambda pair: pair[0].line.at(on.toordinal()))
    return tuple(_finding(part, on, inherited) for part, inherited in open_ones)


def _labelled(trace: Trace, on: date, cite: tuple[Citation, ...], label: str) -> Finding:
    return replace(_finding(trace, on, cite), label=label, cite=cite)


def nearest_entry(trace: Trace, on: date) -> Trace | None:
    """The entry of a list that comes nearest to meeting a condition: the truest, then the one that lacks least."""
    day = on.toordinal()

    def lacks(part: Trace) -> tuple[int, int, int]:
        truths = [below.line.at(day) for below, _ in conditions(part, on)]
        return -part.line.at(day), truths.count(FALSE), truths.count(UNKNOWN)

    return min(trace.parts, key=lacks, default=None)


def leaves(trace: Trace, on: date) -> Iterator[Trace]:
    """Walk the conditions below a trace, through the version in force on the day."""
    if isinstance(trace.rule, nodes.Dated) and trace.rule.by not in PICKING_DATE:
        chosen = version_in_force(trace.rule, on)
        if chosen is None:
            yield trace
        else:
            yield from leaves(trace.parts[chosen], on)
    elif trace.parts:
        for part in trace.parts:
            yield from leaves(part, on)
    if not trace.parts or trace.missing:
        yield trace


def _facts(trace: Trace, on: date) -> Iterator[str]:
    for leaf in leaves(trace, on):
        yield from leaf.facts


def missing_places(trace: Trace, on: date) -> Iterator[str]:
    """Places of the record that would make an unknown condition firmer."""
    for leaf in leaves(trace, on):
        if leaf.line.at(on.toordinal()) is UNKNOWN or leaf.rule.__class__ is nodes.Some:
            yield from leaf.missing
