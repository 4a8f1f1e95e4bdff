"""Conditions on single facts, in columns: every test of `lapel.rules.evaluate`, for all rows of a context."""

from typing import Any

import numpy as np

from lapel.batch import columns
from lapel.batch.columns import THOUSAND, People, Planes, Rows, taught
from lapel.batch.days import shift
from lapel.batch.lines import Constant, Everywhere, Line, Since, Through
from lapel.model.dates import NEVER
from lapel.rules.evaluate import OPEN_ENDS
from lapel.rules.facts import DATES, FACTS


def fact(rule: Any, context: str, people: People) -> Line:
    """Test a fact; it has one truth on every day."""
    if rule.name in DATES[context]:
        return Constant(*_date_test(rule, context, people))
    kind = FACTS[context][rule.name].kind
    return Constant(*READERS[kind](rule, people.rows(context)))


def _date_test(rule: Any, context: str, people: People) -> Planes:
    lo, hi = people.date(context, rule.name)
    limit = rule.value.toordinal()
    sure, may = hi < limit, lo < limit
    if rule.test != "before":
        sure, may = ~may, ~sure
    if (context, rule.name) in OPEN_ENDS:
        return sure, may
    happens = lo < NEVER
    return sure & happens, may & happens


def _choice(rule: Any, rows: Rows) -> Planes:
    wanted = rule.value if isinstance(rule.value, tuple) else (rule.value,)
    return rows.word_in(FACTS[rows.context][rule.name].path, wanted)


def _flag(rule: Any, rows: Rows) -> Planes:
    path = FACTS[rows.context][rule.name].path
    taught_facts = rows.context == "programs" and path in ("clinical", "administrative")
    sure, may = taught(rows, path) if taught_facts else rows.flag(path)
    return (sure, may) if rule.value else (~may, ~sure)


def _number(rule: Any, rows: Rows) -> Planes:
    (amount, said), least = columns.amount(rows, rule.name)
    unsaid = rows.once(("unsaid number", rule.name), lambda: ~said)
    wanted = int(rule.value * THOUSAND)
    if rule.test == "is":
        return said & (amount == wanted), unsaid | (amount == wanted)
    surely = said & (amount >= wanted)
    if least is not None:
        surely |= unsaid & (least >= wanted)
    may = surely | unsaid
    return (surely, may) if rule.test == "at_least" else (~may, ~surely)


def _set(rule: Any, rows: Rows) -> Planes:
    known = columns.set_of(rows, rule.name)
    truths = [known.holds(name) for name in rule.value]
    join = np.logical_and if rule.test == "includes" else np.logical_or
    if not truths:
        return np.full(rows.size, rule.test == "includes"), np.full(rows.size, rule.test == "includes")
    return join.reduce([sure for sure, _ in truths]), join.reduce([may for _, may in truths])


READERS = {"choice": _choice, "flag": _flag, "number": _number, "set": _set}


def after(rule: Any, context: str, people: People) -> Line:
    """The day is on or after a date, shifted."""
    lo, hi = _shifted(rule, context, people)
    return Since(lo, hi)


def until(rule: Any, context: str, people: People) -> Line:
    """The day is on or before a date, shifted; a date that never comes is no limit only where it ends a spell."""
    lo, hi = _shifted(rule, context, people)
    if (context, rule.date) in OPEN_ENDS:
        return Through(lo, hi)
    comes = people.date(context, rule.date)[0] < NEVER
    return Through(np.where(comes, lo, np.int32(0)), np.where(comes, hi, np.int32(0)))


def _shifted(rule: Any, context: str, people: People) -> Any:
    lo, hi = people.date(context, rule.date)
    if rule.shift is None:
        return lo, hi
    moved = shift(lo, rule.shift, rule.sign)
    return moved, moved if lo is hi else shift(hi, rule.shift, rule.sign)


def accredited(rule: Any, context: str, people: People) -> Line:
    """A program was accredited during enrollment, or became so soon enough after graduation."""
    programs = people.rows(context)
    periods = programs.below("accreditation")
    earliest = np.where(programs.lists("complete", "accreditation"), np.int32(NEVER), np.int32(0))
    latest = np.full(programs.size, NEVER, np.int32)
    if periods.size:
        has = periods.having
        heads = periods.offsets[has]
        lo, hi = _by_period(rule, programs, periods, people)
        earliest[has] = np.minimum(earliest[has], np.minimum.reduceat(lo, heads))
        latest[has] = np.minimum.reduceat(hi, heads)
    return Since(np.minimum(earliest, latest), latest)


def _by_period(rule: Any, programs: Rows, periods: Rows, people: People) -> columns.Span:
    """For each period the day from which the condition may, and surely does, hold; `NEVER` where it does not."""
    owner = periods.owner
    started, left, finished = (
        tuple(bound[owner] for bound in people.date("programs", name))
        for name in ("started", "enrolled_until", "completed")
    )
    begins, ends = periods.span("starts"), columns.open_end(periods, "ends")
    started = started[0], np.minimum(started[1], left[1])
    left = np.maximum(left[0], started[0]), left[1]
    finished = np.maximum(finished[0], started[0]), finished[1]
    surely = (begins[1] <= left[0]) & (ends[0] > np.maximum(started[1], begins[1]))
    maybe = (begins[0] <= left[1]) & (ends[1] > np.maximum(started[0], begins[0]))
    never = np.int32(NEVER)
    lo = np.where(surely | maybe, np.maximum(begins[0], started[0]), never)
    hi = np.where(surely, np.maximum(begins[1], started[1]), never)
    if rule.or_within is not None:
        comes = finished[0] != NEVER
        limits = shift(finished[0], rule.or_within), shift(finished[1], rule.or_within)
        surely = comes & (finished[1] <= begins[0]) & (begins[1] <= limits[0]) & (begins[1] < ends[0])
        maybe = comes & (finished[0] <= begins[1]) & (begins[0] <= limits[1]) & (begins[0] < ends[1])
        lo = np.minimum(lo, np.where(surely | maybe, begins[0], never))
        hi = np.minimum(hi, np.where(surely, begins[1], never))
    sure_body, may_body = periods.word_in("by", rule.by)
    return np.where(may_body, lo, never), np.where(sure_body, hi, never)


def not_known(rule: Any, context: str, people: People) -> Line:
    """Always unknown."""
    return Everywhere(False, True)


def always(rule: Any, context: str, people: People) -> Line:
    """Always true, or never."""
    return Everywhere(rule.value, rule.value)
