"""Why a rule is true, false or unknown on a day: its conditions as findings, from an evaluation's trace."""

from collections.abc import Iterator
from datetime import date

from lapel.model.citation import Citation
from lapel.model.dates import BEFORE, NEVER
from lapel.model.rule import Rule
from lapel.model.timeline import Timeline
from lapel.model.truth import Truth
from lapel.model.value import Value
from lapel.rules import nodes
from lapel.rules.facts import PICKING_DATE
from lapel.rules.trace import Trace
from lapel.rules.wording import wording

FALSE, UNKNOWN, TRUE = Truth.FALSE, Truth.UNKNOWN, Truth.TRUE

IDENTITY = ("id", "exam", "organization", "field", "kind")
"""Facts that say what a list entry is: another kind of entry is as far away as none."""

Cites = tuple[Citation, ...]

NEW_ENTRY = 4
"""How far away a program, a job or a card is that a person does not have at all."""


class Finding(Value):
    """One condition on one day.

    ``since`` and ``until`` (inclusive) bound the present run of this truth; ``changes`` is the first later day on which
    the condition is true (for one that is not). ``facts`` and ``missing`` are places in the record, given where there
    are no parts; ``entry`` is the list entry it speaks of. ``parts`` are the findings behind this one that are not met
    and, for a condition that is ``disputed`` (the sources disagree), each reading.
    """

    says: str
    truth: Truth
    cite: Cites = ()
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


class Explanation:
    """Explains traces on one day; what several routes share is explained once."""

    def __init__(self, on: date) -> None:
        self.on = on
        self.day = on.toordinal()
        self._far: dict[int, int] = {}
        self._memo: dict[tuple[int, int, str], tuple[Trace, Cites, Finding]] = {}

    def findings(self, trace: Trace, cite: Cites = ()) -> tuple[Finding, ...]:
        """List the conditions that must all hold, each as a finding."""
        return tuple(self.finding(part, inherited) for part, inherited in conditions(trace, self.on, cite))

    def finding(self, trace: Trace, cite: Cites, label: str = "") -> Finding:
        """Explain one condition; ``cite`` is what it rests on unless it has citations of its own."""
        cite = cite if label else trace.rule.notes.cite or cite
        key = (id(trace), id(cite), label)
        if key not in self._memo:
            self._memo[key] = (trace, cite, self._make(trace, cite, label))
        return self._memo[key][2]

    def _make(self, trace: Trace, cite: Cites, label: str) -> Finding:
        line, day = trace.line, self.day
        run = line.run_at(day)
        truth, end = line.values[run], line.end_of(run)
        says, parts = self._says(trace), self._parts(trace, cite)
        if len(parts) == 1 and parts[0].says == says and not parts[0].label and not label:
            return parts[0]
        return Finding(
            says,
            truth,
            cite,
            trace.rule.notes.note,
            _day(line.starts[run]),
            _day(end - 1) if end < NEVER else None,
            None if truth is TRUE else _day(next_true(line, day)),
            () if parts else tuple(dict.fromkeys(self._facts(trace))),
            () if parts or truth is not UNKNOWN else tuple(dict.fromkeys(self._missing(trace))),
            trace.entry,
            label,
            isinstance(trace.rule, nodes.Readings),
            parts,
        )

    def _says(self, trace: Trace) -> str:
        rule = trace.rule
        if isinstance(rule, nodes.Dated) and rule.by not in PICKING_DATE and version_in_force(rule, self.on) is None:
            return "No rule is known for this day."
        return wording(rule)

    def _parts(self, trace: Trace, cite: Cites) -> tuple[Finding, ...]:
        rule = trace.rule
        if isinstance(rule, nodes.Readings):
            pairs = zip(rule.options, trace.parts, strict=True)
            return tuple(self.finding(part, option.notes.cite or cite, option.label) for option, part in pairs)
        if not trace.parts or trace.line.at(self.day) is TRUE or isinstance(rule, nodes.Nothing):
            return ()
        if isinstance(rule, nodes.Some):
            nearest = self._nearest(trace)
            told = nearest is not None and nearest.line.at(self.day) is trace.line.at(self.day)
            return self._open(nearest, cite) if nearest and told else ()
        if isinstance(rule, (nodes.Any, nodes.AtLeast)):
            return tuple(self.finding(part, cite) for part in trace.parts if part.line.at(self.day) is not TRUE)
        return self._open(trace, cite)

    def _open(self, trace: Trace, cite: Cites) -> tuple[Finding, ...]:
        """The conditions behind a trace that are not met, failed ones first; nothing where it is its own condition."""
        below = [(part, inherited) for part, inherited in conditions(trace, self.on, cite) if part is not trace]
        if not below and isinstance(trace.rule, nodes.Use):
            below = list(conditions(trace.parts[0], self.on, cite))
        elif not below and isinstance(trace.rule, nodes.Dated) and trace.rule.by in PICKING_DATE:
            below = [(part, cite) for part in trace.parts if part.line.at(self.day) is trace.line.at(self.day)]
        elif not below and not isinstance(trace.rule, (nodes.All, nodes.Dated)):
            below = [(trace, cite)]
        truths = [(part.line.at(self.day), part, inherited) for part, inherited in below]
        truths.sort(key=lambda entry: entry[0])
        return tuple(self.finding(part, inherited) for truth, part, inherited in truths if truth is not TRUE)

    def _nearest(self, trace: Trace) -> Trace | None:
        """The entry of a list that comes nearest to meeting a condition."""
        return min(trace.parts, key=self.distance, default=None)

    def distance(self, trace: Trace) -> int:
        """How far a rule is from being met: 2 for a condition that is false, 1 for one that is unknown.

        Everything missing adds up; of alternatives the nearest counts, and a new entry of a list is one of them.
        """
        if id(trace) not in self._far:
            self._far[id(trace)] = self._distance(trace)
        return self._far[id(trace)]

    def _distance(self, trace: Trace) -> int:
        truth = trace.line.at(self.day)
        if truth is TRUE:
            return 0
        rule, below = trace.rule, trace.parts
        if isinstance(rule, nodes.Dated) and rule.by not in PICKING_DATE:
            chosen = version_in_force(rule, self.on)
            below = () if chosen is None else (trace.parts[chosen],)
        distances = [self.distance(part) for part in below]
        if isinstance(rule, nodes.Some):
            return min([*distances, NEW_ENTRY - truth])
        if isinstance(rule, nodes.Fact) and rule.name in IDENTITY and truth is FALSE:
            return NEW_ENTRY
        if not distances or isinstance(rule, nodes.Nothing):
            return 2 - truth
        return min(distances) if isinstance(rule, nodes.Any) else max(1, sum(distances))

    def _facts(self, trace: Trace) -> Iterator[str]:
        for leaf in leaves(trace, self.on):
            yield from leaf.facts

    def _missing(self, trace: Trace) -> Iterator[str]:
        """Places of the record that would make an unknown condition firmer."""
        for leaf in leaves(trace, self.on):
            if leaf.line.at(self.day) is UNKNOWN:
                yield from leaf.missing


def conditions(trace: Trace, on: date, cite: Cites = (), top: bool = True) -> Iterator[tuple[Trace, Cites]]:
    """Walk the conjunction that a trace stands for: through *all*, named rules and the version in force."""
    rule = trace.rule
    cite = rule.notes.cite or cite
    if not is_walked(rule, top):
        yield trace, cite
    elif isinstance(rule, nodes.Dated):
        chosen = None if rule.by in PICKING_DATE else version_in_force(rule, on)
        if chosen is None:
            yield trace, cite
        else:
            yield from conditions(trace.parts[chosen], on, rule.versions[chosen].notes.cite or cite, top)
    else:
        for part in trace.parts:
            yield from conditions(part, on, cite, False)


def is_walked(rule: Rule, top: bool) -> bool:
    """Tell whether a rule is no condition of its own but the conjunction of those below it."""
    kind = type(rule)
    return kind in _WALKED and not (rule.notes.says and not (top and kind is not nodes.Use))


_WALKED = (nodes.All, nodes.Use, nodes.Dated)


def version_in_force(rule: nodes.Dated, on: date) -> int | None:
    """Index of the version whose period contains ``on``; None before the first known start."""
    found = None
    for index, version in enumerate(rule.versions):
        if version.starts <= on:
            found = index
    return found


def next_true(line: Timeline, day: int) -> int:
    """First ordinal after ``day`` on which a timeline is true; `NEVER` when there is none."""
    return next((s for s, v in zip(line.starts, line.values, strict=True) if s > day and v is TRUE), NEVER)


def _day(ordinal: int) -> date | None:
    return date.fromordinal(ordinal) if BEFORE < ordinal < NEVER else None


def leaves(trace: Trace, on: date) -> Iterator[Trace]:
    """Walk the conditions below a trace, through the version in force on the day."""
    rule = trace.rule
    if isinstance(rule, nodes.Dated) and rule.by not in PICKING_DATE:
        chosen = version_in_force(rule, on)
        if chosen is None:
            yield trace
        else:
            yield from leaves(trace.parts[chosen], on)
    elif trace.parts:
        for part in trace.parts:
            yield from leaves(part, on)
    if not trace.parts or trace.missing:
        yield trace
