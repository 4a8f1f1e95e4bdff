"""How true a rule can be, at best and at worst, while some entries of a record are not yet decided.

A planner asks what a record would say if some steps were taken, between two days each, or perhaps not at all. A
`Draft` holds such entries. For every day, `bracket` gives the least and the greatest truth that any such choice can
lead to; where everything is decided, both are what `lapel.rules.evaluate` says. The two are sound and not always
tight: entries are taken to vary independently. That is what a branch and bound search needs (Land and Doig 1960, with
the inclusion principle of interval arithmetic, Moore 1966).
"""

from collections.abc import Callable, Hashable, Mapping
from datetime import date
from typing import Any

from lapel.model import timeline
from lapel.model.dates import NEVER, PartialDate
from lapel.model.record import Record
from lapel.model.rule import Rule
from lapel.model.timeline import NOT_EVER, NOT_KNOWN, Timeline, all_of, any_of
from lapel.model.truth import Truth
from lapel.rules import nodes
from lapel.rules.evaluate import evaluate, in_turn
from lapel.rules.experience import experience
from lapel.rules.facts import DATES, PERSON, PICKING_DATE
from lapel.rules.trace import Scope

FALSE, UNKNOWN, TRUE = Truth.FALSE, Truth.UNKNOWN, Truth.TRUE

Bracket = tuple[Timeline, Timeline]

NO_VARIANTS: Mapping[tuple[str, int], tuple[Any, ...]] = {}
NO_KEYS: Mapping[tuple[str, int], Hashable] = {}

OF_SCHOOL = {"diploma", "diploma_kind", "high_school_student"}


class Reads:
    """Which lists of a record a rule reads; ``school`` stands for the diploma and what belongs to it.

    It also keeps what was worked out for one entry, for other drafts of the same record that hold the same entry, and
    skips the versions of a rule that end before ``floor``: no day before it is asked about.
    """

    def __init__(self, floor: int = 0) -> None:
        self.floor = floor
        self.kept: dict[tuple[int, Hashable], Bracket] = {}
        self._seen: dict[int, tuple[Rule, frozenset[str]]] = {}

    def of(self, rule: Rule) -> frozenset[str]:
        """Name the lists."""
        found = self._seen.get(id(rule))
        if found is None:
            found = self._seen[id(rule)] = (rule, self._find(rule))
        return found[1]

    def _find(self, rule: Rule) -> frozenset[str]:
        below = frozenset(name for child in nodes.children(rule) for name in self.of(child))
        match rule:
            case nodes.Some(within=within):
                return below | {within}
            case nodes.Experience():
                return below | {"work"}
            case nodes.Failures() | nodes.Waited():
                return below | {"exams"}
            case nodes.After(date=name) | nodes.Until(date=name) | nodes.Fact(name=name) if name in OF_SCHOOL:
                return below | {"school"}
        return below


class Draft:
    """A record with entries that are not yet decided.

    ``open`` holds every such entry after those of ``base``, with dates between bounds. ``early`` and ``late`` hold them
    at one end: as soon as can be, and as late as can be without those in ``perhaps``, which may never come.
    ``variants`` are the forms that an entry may take, the first of which stands in ``open``. ``lists`` names what
    differs from the base at all. ``keys`` stand for the entries that are not of the base: equal keys, equal entries.
    """

    __slots__ = ("base", "early", "keys", "late", "lists", "open", "perhaps", "reads", "variants")

    def __init__(
        self,
        base: Scope,
        reads: Reads,
        open_: Record,
        early: Record,
        late: Record,
        lists: frozenset[str],
        perhaps: frozenset[tuple[str, int]],
        variants: Mapping[tuple[str, int], tuple[Any, ...]] = NO_VARIANTS,
        keys: Mapping[tuple[str, int], Hashable] = NO_KEYS,
    ) -> None:
        self.base = base
        self.reads = reads
        self.open = Scope(open_)
        self.early = Scope(early)
        self.late = Scope(late)
        self.lists = lists
        self.perhaps = perhaps
        self.variants = variants
        self.keys = keys


def bracket(rule: Rule, draft: Draft, scope: Scope | None = None) -> Bracket:
    """Give the least and the greatest truth of a rule, for every day from the floor of ``draft.reads`` on.

    ``scope`` is that of an entry of ``draft.open`` for a rule about entries.
    """
    return _bracket(rule, draft, scope or draft.open)


def _bracket(rule: Rule, draft: Draft, scope: Scope) -> Bracket:
    if not draft.reads.of(rule) & draft.lists and scope.context == PERSON:
        line = evaluate(rule, draft.base).line
        return line, line
    return BRACKETS.get(type(rule), _leaf)(rule, draft, scope)


def _each(combine: Callable[[list[Timeline]], Timeline]) -> "Bracketer":
    """For operators that never fall when a part rises."""

    def run(rule: Any, draft: Draft, scope: Scope) -> Bracket:
        parts = [_bracket(part, draft, scope) for part in nodes.children(rule)]
        return combine([low for low, _ in parts]), combine([high for _, high in parts])

    return run


def _at_least(rule: nodes.AtLeast, draft: Draft, scope: Scope) -> Bracket:
    return _each(lambda lines: timeline.at_least(rule.count, lines))(rule, draft, scope)


def _nothing(rule: nodes.Nothing, draft: Draft, scope: Scope) -> Bracket:
    low, high = _each(any_of)(rule, draft, scope)
    return ~high, ~low


def _dated(rule: nodes.Dated, draft: Draft, scope: Scope) -> Bracket:
    starts = [version.starts.toordinal() for version in rule.versions]
    if rule.by not in PICKING_DATE:
        over = [end <= draft.reads.floor for end in [*starts[1:], NEVER]]
        parts = [
            (NOT_KNOWN, NOT_KNOWN) if past else _bracket(version.rule, draft, scope)
            for version, past in zip(rule.versions, over, strict=True)
        ]
        return in_turn(starts, [low for low, _ in parts]), in_turn(starts, [high for _, high in parts])
    parts = [_bracket(version.rule, draft, scope) for version in rule.versions]
    (earliest, latest), _ = scope.date(PICKING_DATE[rule.by][1])
    ends = [*starts[1:], NEVER + 1]
    chosen = [p for p, start, end in zip(parts, starts, ends, strict=True) if earliest < end and latest >= start]
    if earliest < starts[0]:
        chosen.append((NOT_KNOWN, NOT_KNOWN))
    if _undecided(draft, scope):
        return all_of([low for low, _ in chosen]), any_of([high for _, high in chosen])
    return timeline.agreement([low for low, _ in chosen]), timeline.agreement([high for _, high in chosen])


def _undecided(draft: Draft, scope: Scope) -> bool:
    """Whether a scope is an entry that the base does not have, of which some day is not decided."""
    known = scope.context == PERSON or _index(scope) < len(getattr(draft.base.record, scope.context))
    return not known and _moves(scope.entry)


def _moves(entry: Any) -> bool:
    """Whether some day of an entry lies between two others; a day that is not said at all is simply not known."""
    return any(isinstance(getattr(entry, name), PartialDate) for name in entry._fields)


def _index(scope: Scope) -> int:
    return int(scope.place[len(scope.context) + 1 : -1])


def _some(rule: nodes.Some, draft: Draft, scope: Scope) -> Bracket:
    within, lows, highs = rule.within, [], []
    same = not draft.reads.of(rule.where) & draft.lists
    known = len(getattr(draft.base.record, within))
    for index, entry in enumerate(getattr(draft.open.record, within)):
        place = (within, index)
        if index < known and same and place not in draft.variants:
            low = high = evaluate(rule.where, draft.base.of(within, index, entry)).line
        elif same and place in draft.keys:
            low, high = _kept(rule.where, draft, place, entry)
        else:
            low, high = _bracket(rule.where, draft, draft.open.of(within, index, entry))
        if place in draft.perhaps:
            low = NOT_EVER
        lows.append(low)
        highs.append(high)
    if within not in draft.base.record.complete:
        lows.append(NOT_KNOWN)
        highs.append(NOT_KNOWN)
    return any_of(lows), any_of(highs)


def _kept(where: Rule, draft: Draft, place: tuple[str, int], entry: Any) -> Bracket:
    """Ask about an entry on which nothing else of the draft bears, once for all drafts that hold it."""
    key = id(where), draft.keys[place]
    found = draft.reads.kept.get(key)
    if found is None:
        found = draft.reads.kept[key] = _bracket(where, draft, draft.open.of(*place, entry))
    return found


def _leaf(rule: Rule, draft: Draft, scope: Scope) -> Bracket:
    if scope.context == PERSON:
        return _of_person(rule, draft)
    forms = draft.variants.get((scope.context, _index(scope)), (scope.entry,))
    scopes = [scope, *(Scope(draft.open.record, scope.context, form, scope.place) for form in forms[1:])]
    lines = [evaluate(rule, each).line for each in scopes]
    if _undecided(draft, scope) and _is_dated(rule, scope):
        return all_of([_at_worst(line) for line in lines]), any_of([_at_best(line) for line in lines])
    return all_of(lines), any_of(lines)


def _of_person(rule: Rule, draft: Draft) -> Bracket:
    """A condition on a whole list, or on school."""
    ends = [evaluate(rule, draft.early).line, evaluate(rule, draft.late).line]
    if _is_dated(rule, draft.open) and _moves(draft.open.record.school):
        between = evaluate(rule, draft.open).line
        return all_of([*ends, _at_worst(between)]), any_of([*ends, _at_best(between)])
    low, high = _ends(*ends)
    return (_at_worst(low), _at_best(high)) if _on_one_day(rule, draft) else (low, high)


def _on_one_day(rule: Rule, draft: Draft) -> bool:
    """Whether a condition on attempts may come true on the very day of a pass, wherever between its ends that lies.

    A pass wipes out a failure without a day, which a day later may have come again.
    """
    known = draft.base.record.exams
    if not isinstance(rule, nodes.Waited | nodes.Failures) or not any(
        map(_moves, draft.open.record.exams[len(known) :])
    ):
        return False
    return any(not isinstance(attempt.taken, date) for attempt in known)


def _ends(first: Timeline, last: Timeline) -> Bracket:
    return all_of([first, last]), any_of([first, last])


def _is_dated(rule: Rule, scope: Scope) -> bool:
    """Whether what is unknown of a condition on an undecided entry comes from its days."""
    match rule:
        case nodes.After() | nodes.Until() | nodes.Accredited():
            return True
        case nodes.Fact(name=name):
            return name in DATES[scope.context]
    return False


def _at_best(line: Timeline) -> Timeline:
    return Timeline(line.starts, [TRUE if value is UNKNOWN else value for value in line.values])


def _at_worst(line: Timeline) -> Timeline:
    return Timeline(line.starts, [FALSE if value is UNKNOWN else value for value in line.values])


def _experience(rule: nodes.Experience, draft: Draft, scope: Scope) -> Bracket:
    """More work never hurts, so the earliest starts are the best that can be; so is an early day to count from."""
    if scope.context == PERSON or rule.since is None:
        return evaluate(rule, draft.late).line, evaluate(rule, draft.early).line
    (earliest, latest), _ = scope.date(rule.since)
    if not _undecided(draft, scope):
        begins = ((earliest + 1, latest + 1),) * 2
    else:
        begins = ((latest + 1, latest + 1), (earliest + 1, earliest + 1))
    return (
        experience(rule, draft.late.record, begins[0])[0],
        experience(rule, draft.early.record, begins[1])[0],
    )


Bracketer = Callable[[Any, Draft, Scope], Bracket]

BRACKETS: Mapping[type[Rule], Bracketer] = {
    nodes.All: _each(all_of),
    nodes.Any: _each(any_of),
    nodes.Nothing: _nothing,
    nodes.AtLeast: _at_least,
    nodes.Readings: _each(timeline.agreement),
    nodes.Use: _each(all_of),
    nodes.Dated: _dated,
    nodes.Some: _some,
    nodes.Experience: _experience,
}
