"""Rules as Polars expressions: the truth on one day, by other means than the circuit's.

A truth is two boolean expressions, *sure* and *may*; a date the two days it lies between, far days standing for those
that no calendar has. What looks at the entries of a list is worked out on a frame of those entries and brought back by
grouping. Work counted and exams failed (`GIVEN`) are taken from whoever gives them.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import reduce
from operator import and_, or_
from typing import Any

import polars as pl

from lapel.model import vocabulary as words
from lapel.model.dates import Duration
from lapel.model.rule import Rule
from lapel.rules import nodes
from lapel.rules.facts import DATES, FACTS, PERSON

GIVEN = (nodes.Experience, nodes.Failures, nodes.Waited)

Truth = tuple[pl.Expr, pl.Expr]
Span = tuple[pl.Expr, pl.Expr]

DAYS_TO_1970 = 719163
EVER = pl.lit(-DAYS_TO_1970, pl.Int32).cast(pl.Date)
NEVER = pl.lit(date.max.toordinal() + 1 - DAYS_TO_1970, pl.Int32).cast(pl.Date)

YES, NO, UNKNOWN = ((pl.lit(sure), pl.lit(may)) for sure, may in ((True, True), (False, False), (False, True)))


def every(truths: Sequence[Truth]) -> Truth:
    return reduce(and_, [t[0] for t in truths], YES[0]), reduce(and_, [t[1] for t in truths], YES[1])


def either(truths: Sequence[Truth]) -> Truth:
    return reduce(or_, [t[0] for t in truths], NO[0]), reduce(or_, [t[1] for t in truths], NO[1])


def opposite(truth: Truth) -> Truth:
    return ~truth[1], ~truth[0]


def chosen(flag: pl.Expr, this: Span, otherwise: Span) -> Span:
    return (
        pl.when(flag).then(this[0]).otherwise(otherwise[0]),
        pl.when(flag).then(this[1]).otherwise(otherwise[1]),
    )


def shifted(day: pl.Expr, duration: Duration | None, sign: int = 1) -> pl.Expr:
    """Shift a day by `dt.offset_by`, which takes the last day of a month where there is no such day."""
    if duration is None:
        return day
    if duration.unit == "days":
        moved = day.dt.offset_by(f"{sign * duration.count}d")
    else:
        moved = day.dt.offset_by(f"{sign * duration.months}mo")
        if duration.rounding == "up":
            moved = pl.when(moved.dt.day() < day.dt.day()).then(moved.dt.offset_by("1d")).otherwise(moved)
    if duration.anchor == "month-end":
        moved = moved.dt.month_end()
    return pl.when((day > EVER) & (day < NEVER)).then(moved).otherwise(day)


@dataclass
class Frame:
    """The rows of one context: the people, or the entries of a list with the row of the person they belong to."""

    rules: "Rules"
    context: str
    rows: pl.DataFrame
    made: dict[int, tuple[Rule, Truth]] = field(default_factory=dict)

    def field(self, path: str) -> pl.Expr | None:
        """Give a field by its path; None where the table has none."""
        kind: Any = self.rows.schema.get(path.partition(".")[0])
        found = pl.col(path.partition(".")[0])
        for name in path.split(".")[1:]:
            inner = {f.name: f.dtype for f in kind.fields} if isinstance(kind, pl.Struct) else {}
            kind, found = inner.get(name), found.struct.field(name)
        return None if kind is None else found

    def word(self, path: str) -> pl.Expr:
        found = self.field(path)
        return pl.lit(None, pl.String) if found is None else found.cast(pl.String)

    def flag(self, path: str) -> pl.Expr:
        found = self.field(path)
        return pl.lit(None, pl.Boolean) if found is None else found.cast(pl.Boolean)

    def thousandths(self, path: str) -> pl.Expr:
        found = self.field(path)
        return pl.lit(None, pl.Int64) if found is None else in_thousandths(found)

    def lists(self, path: str, word: str) -> pl.Expr:
        found = self.field(path)
        return pl.lit(False) if found is None else found.cast(pl.List(pl.String)).list.contains(word).fill_null(False)

    def said(self, path: str) -> pl.Expr:
        found = self.field(path)
        return pl.lit(False) if found is None else self._bound(path, "earliest").is_not_null()

    def _bound(self, path: str, bound: str) -> pl.Expr:
        found = self.field(path)
        assert found is not None
        holds = self.rows.select(found.alias("it")).schema["it"]
        return found.struct.field(bound) if isinstance(holds, pl.Struct) else found

    def span(self, path: str) -> Span:
        if self.field(path) is None:
            return EVER, NEVER
        return self._bound(path, "earliest").fill_null(EVER), self._bound(path, "latest").fill_null(NEVER)

    def date(self, name: str) -> Span:
        read = DATES_OF_THEIR_OWN.get((self.context, name))
        return read(self) if read else self.span(name)

    def keep(self, name: str, sure: pl.Expr | pl.Series, may: pl.Expr | pl.Series) -> Truth:
        """Work a truth out now, as two columns."""
        self.rows = self.rows.with_columns(sure.alias(f"{name} sure"), may.alias(f"{name} may"))
        return pl.col(f"{name} sure"), pl.col(f"{name} may")

    def truth(self, rule: Rule) -> Truth:
        """Give the two expressions of a rule for these rows."""
        found = self.made.get(id(rule))
        if found is None:
            found = self.made[id(rule)] = rule, OPERATORS[type(rule)](rule, self)
        return found[1]

    def entries(self, path: str, carried: Mapping[str, pl.Expr] | None = None) -> pl.DataFrame:
        """Give the entries of a list as rows, each with the ``row`` of its owner and what is carried from there."""
        found = self.field(path)
        if found is None:
            return pl.DataFrame(schema={"row": pl.UInt32, **dict.fromkeys(carried or {}, pl.Date)})
        owners = self.rows.select(
            pl.int_range(pl.len(), dtype=pl.UInt32).alias("row"), found.alias("it"), **carried or {}
        )
        return owners.filter(pl.col("it").list.len() > 0).explode("it").unnest("it")


def in_thousandths(amount: pl.Expr) -> pl.Expr:
    return (amount * 1000).round(0).cast(pl.Int64)


def _diploma(frame: Frame) -> Span:
    as_of = frame.field("as_of")
    on = pl.lit(frame.rules.on)
    before = (on if as_of is None else frame._bound("as_of", "earliest").fill_null(on)).dt.offset_by("-1d")
    has = frame.flag("school.diploma")
    plain = chosen(~has.fill_null(True), (NEVER, NEVER), (EVER, NEVER))
    otherwise = chosen(
        has.fill_null(False),
        (EVER, before),
        chosen(frame.said("school.expected"), frame.span("school.expected"), plain),
    )
    return chosen(frame.said("school.earned"), frame.span("school.earned"), otherwise)


def _finish(frame: Frame) -> Span:
    otherwise = chosen(frame.said("left"), (NEVER, NEVER), frame.span("expected"))
    return chosen(frame.said("completed"), frame.span("completed"), otherwise)


def _open_end(frame: Frame, name: str) -> Span:
    goes_on = ~frame.said(name) & ~frame.lists("unsure", name)
    return chosen(goes_on, (NEVER, NEVER), frame.span(name))


def _last_day(frame: Frame) -> Span:
    lo, hi = _open_end(frame, "ends")
    return tuple(pl.when((day > EVER) & (day < NEVER)).then(day.dt.offset_by("-1d")).otherwise(day) for day in (lo, hi))  # type: ignore[return-value]


DATES_OF_THEIR_OWN: Mapping[tuple[str, str], Callable[[Frame], Span]] = {
    (PERSON, "diploma"): _diploma,
    ("programs", "completed"): _finish,
    ("programs", "enrolled_until"): lambda frame: chosen(frame.said("left"), frame.span("left"), _finish(frame)),
    ("military", "completed"): _finish,
    ("work", "ended"): lambda frame: _open_end(frame, "ended"),
    ("memberships", "ends"): _last_day,
}

GOES_ON = {("work", "ended"), ("memberships", "ends")}


def _fact(rule: nodes.Fact, frame: Frame) -> Truth:
    if rule.name in DATES[frame.context]:
        return _date_fact(rule, frame)
    return KINDS[FACTS[frame.context][rule.name].kind](rule, frame)


def _date_fact(rule: nodes.Fact, frame: Frame) -> Truth:
    lo, hi = frame.date(rule.name)
    limit = pl.lit(rule.value, pl.Date)
    truth = (hi < limit, lo < limit) if rule.test == "before" else (lo >= limit, hi >= limit)
    return truth if (frame.context, rule.name) in GOES_ON else every([truth, (lo < NEVER, lo < NEVER)])


def _known(value: pl.Expr) -> Truth:
    """Read a yes or no that may be missing."""
    return value.fill_null(False), value.fill_null(True)


def _choice(rule: nodes.Fact, frame: Frame) -> Truth:
    wanted = list(rule.value) if isinstance(rule.value, tuple) else [rule.value]
    return _known(frame.word(FACTS[frame.context][rule.name].path).is_in(wanted))


def _flag(rule: nodes.Fact, frame: Frame) -> Truth:
    value = frame.flag(FACTS[frame.context][rule.name].path)
    if frame.context == "programs" and rule.name in ("clinical", "administrative"):
        by_field = {"medical-assisting": True, "medical-administrative": rule.name == "administrative"}
        meant = frame.word("field").replace_strict(by_field, default=None, return_dtype=pl.Boolean)
        value = pl.when(~frame.lists("unsure", rule.name)).then(pl.coalesce(value, meant))
    return _known(value if rule.value else ~value)


def _number(rule: nodes.Fact, frame: Frame) -> Truth:
    wanted = int(Decimal(str(rule.value)) * 1000)
    value, least = _amount(frame, rule.name)
    if rule.test == "is":
        return _known(value == wanted)
    enough = pl.coalesce(value >= wanted, pl.when(least >= wanted).then(True))
    return _known(enough) if rule.test == "at_least" else opposite(_known(enough))


def _amount(frame: Frame, name: str) -> tuple[pl.Expr, pl.Expr]:
    """Give a number, null where it is not known, and the least that it can be."""
    nothing = pl.lit(None, pl.Int64)
    if frame.context != "programs" or name not in (*words.PROCEDURES, "total_hours"):
        return frame.thousandths(name), nothing
    if name == "total_hours":
        whole, parts = (
            frame.thousandths("clock_hours"),
            [frame.thousandths(f"{p}_hours") for p in ("academic", "practicum")],
        )
    elif name == "injections":
        whole, parts = _counted(frame, name), [_counted(frame, route) for route in words.INJECTION_ROUTES]
    else:
        return _counted(frame, name), nothing
    return pl.coalesce(whole, reduce(pl.Expr.__add__, parts)), pl.sum_horizontal(parts)


def _counted(frame: Frame, name: str) -> pl.Expr:
    counts = frame.field("procedures")
    if counts is None:
        return pl.lit(None, pl.Int64)
    named = pl.element().struct.field("name").cast(pl.String) == name
    return in_thousandths(counts.list.eval(pl.element().struct.field("amount").filter(named)).list.last())


def _set(rule: nodes.Fact, frame: Frame) -> Truth:
    holds = _waived if rule.name == "waived_by" else _listed
    return (every if rule.test == "includes" else either)([holds(frame, rule.name, name) for name in rule.value])  # type: ignore[union-attr]


def _listed(frame: Frame, name: str, word: str) -> Truth:
    has = frame.lists(name, word)
    return has, has | ~frame.lists("complete", name)


def _waived(frame: Frame, name: str, issuer: str) -> Truth:
    waivers = frame.field("conduct.waivers")
    if waivers is None:
        return UNKNOWN
    named = pl.element().struct.field("issuer").cast(pl.String) == issuer
    decided = waivers.list.eval(pl.element().struct.field("granted").filter(named))
    granted = decided.list.contains(True).fill_null(False)
    return granted, granted | ~decided.list.contains(False).fill_null(False)


KINDS: Mapping[str, Callable[[Any, Frame], Truth]] = {"choice": _choice, "flag": _flag, "number": _number, "set": _set}


def _after(rule: nodes.After, frame: Frame) -> Truth:
    lo, hi = (shifted(day, rule.shift, rule.sign) for day in frame.date(rule.date))
    return hi <= frame.rules.on, lo <= frame.rules.on


def _until(rule: nodes.Until, frame: Frame) -> Truth:
    span = frame.date(rule.date)
    lo, hi = (shifted(day, rule.shift, rule.sign) for day in span)
    truth = lo >= frame.rules.on, hi >= frame.rules.on
    return truth if (frame.context, rule.date) in GOES_ON else every([truth, (span[0] < NEVER, span[0] < NEVER)])


def _at_least(rule: nodes.AtLeast, frame: Frame) -> Truth:
    truths = [frame.truth(part) for part in rule.parts]
    return tuple(pl.sum_horizontal(pl.lit(0), *(t[plane] for t in truths)) >= rule.count for plane in (0, 1))  # type: ignore[return-value]


def agreed(truths: Sequence[Truth]) -> Truth:
    return every(truths)[0], either(truths)[1]


PICKED = {"graduation": "completed", "certification": "earned", "expiry": "expires"}


def _dated(rule: nodes.Dated, frame: Frame) -> Truth:
    starts = [version.starts for version in rule.versions]
    if rule.by not in PICKED:
        now = [version for version in rule.versions if version.starts <= frame.rules.on]
        return frame.truth(now[-1].rule) if now else UNKNOWN
    lo, hi = frame.date(PICKED[rule.by])
    options = [(lo < starts[0], UNKNOWN)]
    for version, end in zip(rule.versions, [*starts[1:], None], strict=True):
        may_be = (hi >= version.starts) & (lo < end if end else pl.lit(True))
        options.append((may_be, frame.truth(version.rule)))
    # One that cannot be the version in force says what any answer says.
    return (
        reduce(and_, [~may_be | truth[0] for may_be, truth in options]),
        reduce(or_, [may_be & truth[1] for may_be, truth in options]),
    )


def _some(rule: nodes.Some, frame: Frame) -> Truth:
    below = frame.rules.below(frame, rule.within)
    sure, may = below.truth(rule.where)
    found = below.rows.select("row", sure.alias("sure"), may.alias("may"))
    return _over_entries(frame, f"some {len(frame.rows.columns)}", found, frame.lists("complete", rule.within))


def _over_entries(frame: Frame, name: str, found: pl.DataFrame, complete: pl.Expr) -> Truth:
    """Bring the truth over any of one's entries back to their owners; a list that is not complete may hold more."""
    groups = found.group_by("row").agg(pl.col("sure").any(), pl.col("may").any())
    owners = frame.rows.select(pl.int_range(pl.len(), dtype=pl.UInt32).alias("row"), complete.alias("complete"))
    joined = owners.join(groups, on="row", how="left", maintain_order="left")
    sure = joined["sure"].fill_null(False)
    return frame.keep(name, sure, joined["may"].fill_null(False) | ~joined["complete"])


def _accredited(rule: nodes.Accredited, frame: Frame) -> Truth:
    """True from the day on which a period of an accreditor surely covers a day in the program, or follows it soon."""
    names = {"started": "started", "left": "enrolled_until", "finished": "completed"}
    carried = {
        f"{name} {bound}": day
        for name, source in names.items()
        for bound, day in zip(("lo", "hi"), frame.date(source), strict=True)
    }
    rows = frame.entries("accreditation", carried)
    if not len(rows):
        return NO[0], ~frame.lists("complete", "accreditation")
    period = Frame(frame.rules, "accreditation", rows)
    begins, ends = period.span("starts"), _open_end(period, "ends")
    start, left, finish = ((pl.col(f"{name} lo"), pl.col(f"{name} hi")) for name in names)
    start = start[0], pl.min_horizontal(start[1], left[1])
    left, finish = (pl.max_horizontal(left[0], start[0]), left[1]), (pl.max_horizontal(finish[0], start[0]), finish[1])
    on = frame.rules.on
    surely = (begins[1] <= left[0]) & (ends[0] > pl.max_horizontal(start[1], begins[1]))
    maybe = (begins[0] <= left[1]) & (ends[1] > pl.max_horizontal(start[0], begins[0]))
    ways = [_from(surely, maybe, pl.max_horizontal(begins[0], start[0]), pl.max_horizontal(begins[1], start[1]), on)]
    if rule.or_within is not None:
        comes = finish[0] != NEVER
        limits = shifted(finish[0], rule.or_within), shifted(finish[1], rule.or_within)
        surely = comes & (finish[1] <= begins[0]) & (begins[1] <= limits[0]) & (begins[1] < ends[0])
        maybe = comes & (finish[0] <= begins[1]) & (begins[0] <= limits[1]) & (begins[0] < ends[1])
        ways.append(_from(surely, maybe, *begins, on))
    sure, may = every([either(ways), _known(period.word("by").is_in(list(rule.by)))])
    found = rows.select("row", sure.alias("sure"), may.alias("may"))
    return _over_entries(
        frame, f"accredited {len(frame.rows.columns)}", found, frame.lists("complete", "accreditation")
    )


def _from(surely: pl.Expr, maybe: pl.Expr, earliest: pl.Expr, latest: pl.Expr, on: date) -> Truth:
    return surely & (latest <= on), (surely | maybe) & (earliest <= on)


def _given(rule: Rule, frame: Frame) -> Truth:
    sure, may = frame.rules.given(rule, frame.context)
    return frame.keep(f"given {len(frame.rows.columns)}", pl.Series(sure), pl.Series(may))


OPERATORS: Mapping[type[Rule], Callable[[Any, Frame], Truth]] = {
    nodes.All: lambda rule, frame: every([frame.truth(part) for part in rule.parts]),
    nodes.Any: lambda rule, frame: either([frame.truth(part) for part in rule.parts]),
    nodes.Nothing: lambda rule, frame: opposite(either([frame.truth(part) for part in rule.parts])),
    nodes.AtLeast: _at_least,
    nodes.Readings: lambda rule, frame: agreed([frame.truth(option.rule) for option in rule.options]),
    nodes.Dated: _dated,
    nodes.Use: lambda rule, frame: frame.truth(rule.rule),
    nodes.Some: _some,
    nodes.After: _after,
    nodes.Until: _until,
    nodes.Fact: _fact,
    nodes.Accredited: _accredited,
    nodes.NotKnown: lambda rule, frame: UNKNOWN,
    nodes.Always: lambda rule, frame: YES if rule.value else NO,
    **dict.fromkeys(GIVEN, _given),
}


class Rules:
    """A table of people on a day, to be asked for the truth of rules; ``given`` gives what is not worked out here."""

    def __init__(self, people: pl.DataFrame, on: date, given: Callable[[Rule, str], tuple[Any, Any]]) -> None:
        self.on = on
        self.given = given
        self.people = Frame(self, PERSON, people)
        self._lists: dict[str, Frame] = {}

    def below(self, owners: Frame, within: str) -> Frame:
        """Give the entries of a list of all people."""
        assert owners.context == PERSON
        if within not in self._lists:
            self._lists[within] = Frame(self, within, owners.entries(within))
        return self._lists[within]

    def truths(self, rules: Sequence[Rule]) -> pl.DataFrame:
        """Give two columns a rule, ``0 sure``, ``0 may``, ``1 sure`` …, a row a person."""
        truths = [self.people.truth(rule) for rule in rules]
        size = pl.int_range(pl.len())
        named = {
            f"{place} {plane}": (size >= 0) & flag
            for place, truth in enumerate(truths)
            for plane, flag in zip(("sure", "may"), truth, strict=True)
        }
        return self.people.rows.select(**named)
