"""Located data → rules: grammar, names and types, with every problem at once.

Adding an operator is a function here and one line in `OPERATORS`.
"""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, get_args

from lapel.model import vocabulary as words
from lapel.model.dates import Duration, PartialDate, parse_date, parse_duration
from lapel.model.located import Located, Problems
from lapel.model.record import LISTS
from lapel.model.rule import Notes, Rule
from lapel.model.shapes import Choice, Flag, ListOf, Number, Shape, Text, did_you_mean, one_of
from lapel.model.value import replace
from lapel.rules import nodes
from lapel.rules.facts import DATES, FACTS, PERSON, PICKING_DATE, FactKind

NOTES = ("says", "note", "cite")
BROKEN = nodes.Always(False)
"""Stands where a rule could not be read; never seen by a caller, since its problem is reported."""

TESTS: Mapping[str, tuple[str, ...]] = {
    "choice": ("is",),
    "flag": ("is",),
    "number": ("at_least", "below"),
    "set": ("includes", "includes_any"),
    "date": ("before", "on_or_after"),
}


class Parser:
    """Reads the rules of one file: its named rules and how its citations are read."""

    def __init__(self, named: Mapping[str, Located], cites: Shape, problems: Problems) -> None:
        self.named = named
        self.cites = cites
        self.problems = problems
        self.used: set[str] = set()
        self._memo: dict[tuple[str, str], Rule] = {}
        self._open: list[str] = []
        self._interned: dict[tuple[object, ...], Rule] = {}

    def rule(self, node: Located, context: str = PERSON) -> Rule:
        """Read one rule, valid for the person or for the entries of one list."""
        if node.fields is None:
            self.problems.add(node, "a rule: a mapping with one operator", hint=f"Operators: {', '.join(OPERATORS)}.")
            return BROKEN
        operators = [name for name in node.fields if name not in NOTES]
        if len(operators) != 1 or operators[0] not in OPERATORS:
            hint = did_you_mean(operators[0], list(OPERATORS)) if len(operators) == 1 else ""
            found = f"the operators {', '.join(operators)}" if operators else "no operator"
            self.problems.add(node, "exactly one operator", found=found, hint=hint)
            return BROKEN
        name = operators[0]
        rule = OPERATORS[name](self, node.fields[name], context)
        return self._one_of_each(replace(rule, notes=self.notes(node.fields)))

    def _one_of_each(self, rule: Rule) -> Rule:
        """Give one object for rules of this file that are alike in every word: it is then evaluated once."""
        if isinstance(rule, (nodes.Readings, nodes.Dated)):
            return rule
        key = (rule, rule.notes, *map(id, nodes.children(rule)))
        return self._interned.setdefault(key, rule)

    def notes(self, fields: Mapping[str, Located]) -> Notes:
        """Read ``says``, ``note`` and ``cite``."""
        says, note = (Text().read(fields[n], self.problems) if n in fields else "" for n in ("says", "note"))
        cite = self.cites.read(fields["cite"], self.problems) if "cite" in fields else ()
        return Notes(says or "", note or "", tuple(c for c in cite or () if c))

    def rules(self, node: Located, context: str) -> tuple[Rule, ...]:
        """Read a list of one rule or more."""
        if not node.items:
            self.problems.add(node, "a list of rules")
            return ()
        return tuple(self.rule(item, context) for item in node.items)

    def fields(self, node: Located, known: tuple[str, ...], required: tuple[str, ...] = ()) -> dict[str, Located]:
        """Read the arguments of an operator; unknown and missing names are problems."""
        given = node.fields
        if given is None:
            self.problems.add(node, f"a mapping with {', '.join(known)}")
            return {}
        for name, entry in given.items():
            if name not in known:
                hint = did_you_mean(name, known) or f"Known: {', '.join(known)}."
                self.problems.add(entry, "a known argument", found=repr(name), hint=hint)
        for name in required:
            if name not in given:
                self.problems.add(node, f"the argument {name!r}")
        return {name: entry for name, entry in given.items() if name in known}

    def named_rule(self, node: Located, context: str) -> Rule:
        """Read the rule that a ``use`` names, once for each context."""
        name = node.text or ""
        if name not in self.named:
            self.problems.add(node, "the name of a rule in 'rules:'", hint=did_you_mean(name, list(self.named)))
            return BROKEN
        if name in self._open:
            self.problems.add(node, "rules that do not use themselves", found=" → ".join([*self._open, name]))
            return BROKEN
        self.used.add(name)
        key = (name, context)
        if key not in self._memo:
            self._open.append(name)
            self._memo[key] = self.rule(self.named[name], context)
            self._open.pop()
        return self._memo[key]

    def duration(self, node: Located, *, rounded: bool = True) -> Duration:
        """Read a duration; months and years must name a rounding that cannot fail."""
        try:
            read = parse_duration(node.text or "")
        except ValueError as error:
            found, _, expected = str(error).partition(", expected ")
            self.problems.add(node, expected, found=found.removeprefix("found "))
            return Duration(0, "days")
        if rounded and read.months and read.rounding == "error":
            self.problems.add(node, "a duration that names its rounding, such as '12 months clamp'")
        return read

    def day(self, node: Located) -> date:
        """Read an exact day."""
        try:
            read = parse_date(node.text or "")
        except ValueError:
            read = PartialDate(date.min, date.max)
        if isinstance(read, PartialDate):
            self.problems.add(node, "a whole date such as 2020-01-01")
            return date.min
        return read

    def words(self, node: Located, options: tuple[str, ...] | None = None) -> tuple[str, ...]:
        """Read one word or a list of words."""
        shape: Shape = Choice(options) if options is not None else Text(100)
        return tuple(word for word in ListOf(shape, lone=True).read(node, self.problems) or () if word)


def _parts(build: Callable[..., Rule]) -> "Operator":
    return lambda parser, node, context: build(parser.rules(node, context))


def _at_least(parser: Parser, node: Located, context: str) -> Rule:
    given = parser.fields(node, ("count", "of"), ("count", "of"))
    parts = parser.rules(given["of"], context) if "of" in given else ()
    count = Number(1, max(len(parts), 1)).read(given["count"], parser.problems) if "count" in given else None
    return nodes.AtLeast(int(count or 0), parts)


def _readings(parser: Parser, node: Located, context: str) -> Rule:
    options = []
    for item in node.items or ():
        given = parser.fields(item, ("label", "rule", *NOTES), ("label", "rule"))
        if "label" in given and "rule" in given:
            label = Text().read(given["label"], parser.problems) or ""
            options.append(nodes.Reading(label, parser.rule(given["rule"], context), parser.notes(given)))
    if len(node.items or ()) < 2:
        parser.problems.add(node, "two readings or more")
    return nodes.Readings(tuple(options))


def versions(parser: Parser, node: Located, context: str) -> tuple[nodes.Version, ...]:
    """Read a list of versions, each starting later than the one before."""
    read: list[nodes.Version] = []
    for item in node.items or ():
        given = parser.fields(item, ("starts", "dating", "rule", *NOTES), ("starts", "dating", "rule"))
        if not {"starts", "dating", "rule"} <= set(given):
            continue
        starts = parser.day(given["starts"])
        if read and starts <= read[-1].starts:
            parser.problems.add(given["starts"], f"a start later than the version before ({read[-1].starts})")
        dating = Choice(get_args(nodes.Dating)).read(given["dating"], parser.problems) or "on"
        rule = parser.rule(given["rule"], context)
        read.append(nodes.Version(starts, dating, rule, parser.notes(given)))  # type: ignore[arg-type]
    if not node.items:
        parser.problems.add(node, "a list of versions")
    return tuple(read)


def _dated(parser: Parser, node: Located, context: str) -> Rule:
    given = parser.fields(node, ("by", "versions"), ("by", "versions"))
    by: Any = picked_by(parser, given["by"], context) if "by" in given else "application"
    return nodes.Dated(by, versions(parser, given["versions"], context) if "versions" in given else ())


def picked_by(parser: Parser, node: Located, context: str) -> str:
    """Read the date that picks a version, which must exist where the rule stands."""
    by = Choice(get_args(nodes.PickedBy)).read(node, parser.problems)
    if by in PICKING_DATE and PICKING_DATE[by][0] != context:
        parser.problems.add(node, f"a date of {context!r}", hint=f"{by!r} works in 'some: {PICKING_DATE[by][0]}'.")
    return by or "application"


def _use(parser: Parser, node: Located, context: str) -> Rule:
    return nodes.Use(node.text or "", parser.named_rule(node, context))


def _some(parser: Parser, node: Located, context: str) -> Rule:
    if context != PERSON:
        parser.problems.add(node, "'some' only outside another 'some'", found="'some' inside 'some'")
        return BROKEN
    given = parser.fields(node, ("in", "where"), ("in", "where"))
    within = Choice(LISTS).read(given["in"], parser.problems) if "in" in given else None
    if within is None or "where" not in given:
        return BROKEN
    return nodes.Some(within, parser.rule(given["where"], within))


def _against_date(build: Callable[..., Rule]) -> "Operator":
    def parse(parser: Parser, node: Located, context: str) -> Rule:
        given = parser.fields(node, ("date", "plus", "minus"), ("date",))
        if "plus" in given and "minus" in given:
            parser.problems.add(node, "'plus' or 'minus', not both")
        name = Choice(tuple(DATES[context])).read(given["date"], parser.problems) if "date" in given else None
        moved = given.get("plus") or given.get("minus")
        return build(name or "", parser.duration(moved) if moved else None, -1 if "minus" in given else 1)

    return parse


def _fact(parser: Parser, node: Located, context: str) -> Rule:
    tests = [name for name in node.fields or {} if name != "name"]
    if node.fields is None or "name" not in node.fields or len(tests) != 1:
        parser.problems.add(node, "a mapping with 'name' and one test", hint="Tests: is, at_least, below, before, …")
        return BROKEN
    known = (*FACTS[context], *DATES[context])
    name = Choice(known).read(node.fields["name"], parser.problems)
    if name is None:
        return BROKEN
    kind = FACTS[context].get(name)
    allowed = TESTS[kind.kind if kind else "date"]
    if tests[0] not in allowed:
        parser.problems.add(node, f"a test of {name!r}: {one_of(allowed)}", found=repr(tests[0]))
        return BROKEN
    return nodes.Fact(name, tests[0], _value(parser, node.fields[tests[0]], kind))  # type: ignore[arg-type]


def _value(parser: Parser, node: Located, kind: FactKind | None) -> nodes.Operand:
    if kind is None:
        return parser.day(node)
    if kind.kind == "flag":
        return bool(Flag().read(node, parser.problems))
    if kind.kind == "number":
        return Number().read(node, parser.problems) or Decimal(0)
    return parser.words(node, kind.choices)


def _accredited(parser: Parser, node: Located, context: str) -> Rule:
    if context != "programs":
        parser.problems.add(node, "'accredited' inside 'some: programs'")
    given = parser.fields(node, ("by", "or_within"), ("by",))
    within = parser.duration(given["or_within"]) if "or_within" in given else None
    return nodes.Accredited(parser.words(given["by"]) if "by" in given else (), within)


EXPERIENCE_LISTS: Mapping[str, tuple[str, ...]] = {
    "roles": words.ROLES,
    "duties": words.DUTIES,
    "settings": words.WORK_SETTINGS,
    "kinds": words.WORK_KINDS,
}


def _experience(parser: Parser, node: Located, context: str) -> Rule:
    others = ("within", "full_time", "supervised", "state", "since", "cap")
    given = parser.fields(node, ("amount", *EXPERIENCE_LISTS, *others), ("amount",))
    years, hours = _amount(parser, given["amount"]) if "amount" in given else (None, None)
    lists: dict[str, Any] = {
        name: parser.words(given[name], options) for name, options in EXPERIENCE_LISTS.items() if name in given
    }
    if "cap" in given and years is None:
        parser.problems.add(given["cap"], "'cap' with an amount in years only")
    if "since" in given and context != "programs":
        parser.problems.add(given["since"], "'since' inside 'some: programs' only")
    return nodes.Experience(
        years,
        hours,
        within=_whole_years(parser, given["within"]) if "within" in given else None,
        full_time=bool("full_time" in given and Flag().read(given["full_time"], parser.problems)),
        supervised=bool("supervised" in given and Flag().read(given["supervised"], parser.problems)),
        state=Choice(words.STATES).read(given["state"], parser.problems) if "state" in given else None,
        since=Choice(("completed",)).read(given["since"], parser.problems) if "since" in given else None,
        cap=_cap(parser, given["cap"]) if "cap" in given else None,
        **lists,
    )


def _amount(parser: Parser, node: Located) -> tuple[Duration | None, Decimal | None]:
    number, _, unit = (node.text or "").partition(" ")
    if unit == "hours" and number.isdigit() and int(number):
        return None, Decimal(number)
    return _whole_years(parser, node), None


def _whole_years(parser: Parser, node: Located) -> Duration:
    read = parser.duration(node, rounded=False)
    if read.unit != "years" or not read.count:
        parser.problems.add(node, "whole years, such as '3 years' (or, for an amount, '1000 hours')")
    return Duration(read.count, "years", "clamp")


def _cap(parser: Parser, node: Located) -> nodes.Cap | None:
    given = parser.fields(node, ("roles", "at_most"), ("roles", "at_most"))
    if len(given) < 2:
        return None
    return nodes.Cap(parser.words(given["roles"], words.ROLES), _whole_years(parser, given["at_most"]))


def _failures(parser: Parser, node: Located, context: str) -> Rule:
    given = parser.fields(node, ("exam", "fewer_than"), ("exam", "fewer_than"))
    if len(given) < 2:
        return BROKEN
    count = Number(1, 100).read(given["fewer_than"], parser.problems)
    return nodes.Failures(Text().read(given["exam"], parser.problems) or "", int(count or 0))


def _waited(parser: Parser, node: Located, context: str) -> Rule:
    given = parser.fields(node, ("exam", "after"), ("exam", "after"))
    if len(given) < 2 or not given["after"].items:
        parser.problems.add(node, "an exam and a list of waits")
        return BROKEN
    waits = tuple(parser.duration(item) for item in given["after"].items)
    for wait, item in zip(waits, given["after"].items, strict=True):
        if not wait.count:
            parser.problems.add(item, "a wait of one day or more")
    return nodes.Waited(Text().read(given["exam"], parser.problems) or "", waits)


def _not_known(parser: Parser, node: Located, context: str) -> Rule:
    return nodes.NotKnown(Text().read(node, parser.problems) or "")


def _always(parser: Parser, node: Located, context: str) -> Rule:
    return nodes.Always(bool(Flag().read(node, parser.problems)))


Operator = Callable[[Parser, Located, str], Rule]

OPERATORS: Mapping[str, Operator] = {
    "all": _parts(nodes.All),
    "any": _parts(nodes.Any),
    "none": _parts(nodes.Nothing),
    "at_least": _at_least,
    "readings": _readings,
    "dated": _dated,
    "use": _use,
    "some": _some,
    "after": _against_date(nodes.After),
    "until": _against_date(nodes.Until),
    "fact": _fact,
    "accredited": _accredited,
    "experience": _experience,
    "failures": _failures,
    "waited": _waited,
    "not_known": _not_known,
    "always": _always,
}
