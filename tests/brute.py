"""A second reading of the rule language, written from docs/reference/rules.md and nothing else: slow and plain.

`truth_on` looks at one rule, one record and one day. It knows no timelines: days are counted one by one, and what is
not known is settled by trying the worlds that could be. Where a condition's facts are all known it is exact.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import product
from math import inf
from typing import Any

from lapel.model.dates import Duration
from lapel.model.record import Military, Period, Program, Record, When, Work
from lapel.model.rule import Rule
from lapel.model.truth import Truth
from lapel.rules import nodes

FALSE, UNKNOWN, TRUE = Truth.FALSE, Truth.UNKNOWN, Truth.TRUE

Span = tuple[float, float]
"""The first and last ordinal a date can be; infinity twice for a date that will not come."""

UNSAID: Span = (-inf, inf)
NOT_COMING: Span = (inf, inf)


def truth_on(rule: Rule, record: Record, day: date, context: str = "person", entry: Any = None) -> Truth:
    """Evaluate a rule for a record on one day; inside ``some``, for one entry of a list."""
    return READERS[type(rule)](rule, Case(record, day, context, entry))


class Case:
    """What a rule is read for."""

    def __init__(self, record: Record, day: date, context: str, entry: Any) -> None:
        self.record = record
        self.day = day
        self.today = day.toordinal()
        self.context = context
        self.entry = entry

    def truth(self, rule: Rule) -> Truth:
        return truth_on(rule, self.record, self.day, self.context, self.entry)

    def date(self, name: str) -> Span:
        return date_of(self.record if self.context == "person" else self.entry, self.context, name)

    def fact(self, name: str) -> Any:
        return fact_of(self.record if self.context == "person" else self.entry, self.context, name)


# Combinators.


def _all(truths: list[Truth]) -> Truth:
    if FALSE in truths:
        return FALSE
    return UNKNOWN if UNKNOWN in truths else TRUE


def _any(truths: list[Truth]) -> Truth:
    if TRUE in truths:
        return TRUE
    return UNKNOWN if UNKNOWN in truths else FALSE


def _none(truths: list[Truth]) -> Truth:
    if TRUE in truths:
        return FALSE
    return UNKNOWN if UNKNOWN in truths else TRUE


def _at_least(rule: nodes.AtLeast, case: Case) -> Truth:
    truths = [case.truth(part) for part in rule.parts]
    if truths.count(TRUE) >= rule.count:
        return TRUE
    return FALSE if len(truths) - truths.count(FALSE) < rule.count else UNKNOWN


def _agreed(truths: list[Truth]) -> Truth:
    if all(truth is TRUE for truth in truths):
        return TRUE
    return FALSE if all(truth is FALSE for truth in truths) else UNKNOWN


def _dated(rule: nodes.Dated, case: Case) -> Truth:
    names = {"graduation": "completed", "certification": "earned", "expiry": "expires"}
    first, last = case.date(names[rule.by]) if rule.by in names else (case.today, case.today)
    starts = [version.starts.toordinal() for version in rule.versions]
    if first < starts[0]:
        return UNKNOWN
    possible = [
        version.rule
        for version, start, end in zip(rule.versions, starts, [*starts[1:], inf], strict=True)
        if (start <= last and first < end) or start <= first == end == inf
    ]
    return _agreed([case.truth(below) for below in possible])


def _some(rule: nodes.Some, case: Case) -> Truth:
    entries = getattr(case.record, rule.within)
    truths = [truth_on(rule.where, case.record, case.day, rule.within, entry) for entry in entries]
    return _any([*truths, FALSE if rule.within in case.record.complete else UNKNOWN])


# Dates and facts.


def span(said: When) -> Span:
    if said is None:
        return UNSAID
    if isinstance(said, date):
        return said.toordinal(), said.toordinal()
    return said.earliest.toordinal(), said.latest.toordinal()


def date_of(subject: Any, context: str, name: str) -> Span:
    if (context, name) == ("person", "diploma"):
        return _diploma(subject)
    if name == "completed" and isinstance(subject, (Program, Military)):
        return _finish(subject)
    if (context, name) == ("programs", "enrolled_until"):
        return span(subject.left) if subject.left is not None else _finish(subject)
    if (context, name) == ("work", "ended"):
        return _open_end(subject, "ended")
    if (context, name) == ("memberships", "ends"):
        first, last = _open_end(subject, "ends")
        return first - 1, last - 1
    return span(getattr(subject, name))


def _open_end(entry: Any, name: str) -> Span:
    """An end that is not said does not come, unless it was asked and is not known."""
    said = getattr(entry, name)
    return UNSAID if name in entry.unsure else NOT_COMING if said is None else span(said)


def _diploma(record: Record) -> Span:
    school = record.school
    if school.earned is not None:
        return span(school.earned)
    if school.diploma:
        return -inf, record.as_of.toordinal() - 1 if record.as_of else inf
    if school.expected is not None:
        return span(school.expected)
    return UNSAID if school.diploma is None else NOT_COMING


def _finish(entry: Program | Military) -> Span:
    if entry.completed is not None:
        return span(entry.completed)
    if getattr(entry, "left", None) is not None:
        return NOT_COMING
    return span(entry.expected)


def moved(ordinal: float, duration: Duration | None, sign: int) -> float:
    """Shift a day by a duration; infinities stay."""
    if duration is None or abs(ordinal) == inf:
        return ordinal
    day = date.fromordinal(int(ordinal))
    if duration.unit == "days":
        day += timedelta(days=sign * duration.count)
    else:
        months = duration.count * (12 if duration.unit == "years" else 1)
        day = _in_month(day.year * 12 + day.month - 1 + sign * months, day.day, duration.rounding)
    while duration.anchor == "month-end" and (day + timedelta(days=1)).month == day.month:
        day += timedelta(days=1)
    return day.toordinal()


def _in_month(months: int, day: int, rounding: str) -> date:
    first = date(months // 12, months % 12 + 1, 1)
    try:
        return first.replace(day=day)
    except ValueError:
        following = date((months + 1) // 12, (months + 1) % 12 + 1, 1)
        return following if rounding == "up" else following - timedelta(days=1)


def _after(rule: nodes.After, case: Case) -> Truth:
    first, last = (moved(end, rule.shift, rule.sign) for end in case.date(rule.date))
    return _between(case.today >= last, case.today >= first)


OPEN_ENDS = (("work", "ended"), ("memberships", "ends"))
"""What has not ended goes on: every day is before its end."""


def _until(rule: nodes.Until, case: Case) -> Truth:
    said = case.date(rule.date)
    if said == NOT_COMING and (case.context, rule.date) not in OPEN_ENDS:
        return FALSE
    first, last = (moved(end, rule.shift, rule.sign) for end in said)
    return _between(case.today <= first, case.today <= last)


def _between(surely: bool, perhaps: bool) -> Truth:
    return TRUE if surely else UNKNOWN if perhaps else FALSE


def fact_of(subject: Any, context: str, name: str) -> Any:
    """Read a fact; None when it was not said."""
    if context == "person":
        return {
            "state": subject.state,
            "diploma_kind": subject.school.kind,
            "high_school_student": subject.school.student,
            "felony": subject.conduct.felony,
        }[name]
    if context == "programs" and name == "total_hours":
        parts = (subject.academic_hours, subject.practicum_hours)
        return subject.clock_hours if subject.clock_hours is not None else None if None in parts else sum(parts)
    if context == "programs" and (name.startswith("injections") or name in COUNTED):
        return _procedures(dict(subject.procedures), name)
    if context == "programs" and name in ("clinical", "administrative") and getattr(subject, name) is None:
        if name in subject.unsure:
            return None
        return TAUGHT.get(subject.field, {}).get(name)
    return getattr(subject, name)


TAUGHT = {
    "medical-assisting": {"clinical": True, "administrative": True},
    "medical-administrative": {"clinical": False, "administrative": True},
}
COUNTED = ("skin_tests", "venipunctures", "capillary_punctures", "ekgs")
BY_ROUTE = ("injections_im", "injections_sc", "injections_id")


def _procedures(counts: dict[str, Decimal], name: str) -> Decimal | None:
    if name == "injections" and name not in counts and all(route in counts for route in BY_ROUTE):
        return sum((counts[route] for route in BY_ROUTE), Decimal(0))
    return counts.get(name)


def _least(program: Program, name: str) -> Decimal | None:
    """What is known of a sum when some of its parts are not."""
    if name == "total_hours":
        return (program.academic_hours or Decimal(0)) + (program.practicum_hours or Decimal(0))
    if name == "injections":
        return sum((dict(program.procedures).get(route, Decimal(0)) for route in BY_ROUTE), Decimal(0))
    return None


def _fact(rule: nodes.Fact, case: Case) -> Truth:
    wanted: Any = rule.value
    if rule.test in ("before", "on_or_after"):
        return _date_fact(rule, case)
    if rule.test in ("includes", "includes_any"):
        truths = [_holds(case, rule.name, word) for word in wanted]
        return _all(truths) if rule.test == "includes" else _any(truths)
    value = case.fact(rule.name)
    if value is None and rule.test in ("at_least", "below"):
        least = _least(case.entry, rule.name) if case.context == "programs" else None
        if least is None or least < wanted:
            return UNKNOWN
        value = least
    if value is None:
        return UNKNOWN
    if rule.test == "at_least":
        return Truth.of(value >= wanted)
    if rule.test == "below":
        return Truth.of(value < wanted)
    return Truth.of(value in wanted if isinstance(wanted, tuple) else value == wanted)


def _date_fact(rule: nodes.Fact, case: Case) -> Truth:
    first, last = case.date(rule.name)
    assert isinstance(rule.value, date)
    turn = rule.value.toordinal()
    if (first, last) == NOT_COMING and (case.context, rule.name) not in OPEN_ENDS:
        return FALSE
    return _between(last < turn, first < turn) if rule.test == "before" else _between(first >= turn, last >= turn)


def _holds(case: Case, name: str, word: str) -> Truth:
    if name == "waived_by":
        said = {waiver.granted for waiver in case.record.conduct.waivers if waiver.issuer == word}
        return TRUE if True in said else FALSE if False in said else UNKNOWN
    if word in getattr(case.entry, name):
        return TRUE
    return FALSE if name in case.entry.complete else UNKNOWN


# Accreditation: every world of one period of accreditation.


def _accredited(rule: nodes.Accredited, case: Case) -> Truth:
    truths = [_by_period(rule, case, period) for period in case.entry.accreditation]
    return _any([*truths, FALSE if "accreditation" in case.entry.complete else UNKNOWN])


def _by_period(rule: nodes.Accredited, case: Case, period: Period) -> Truth:
    if period.by is not None and period.by not in rule.by:
        return FALSE
    spans = [
        case.date("started"),
        case.date("enrolled_until"),
        span(period.starts),
        _open_end(period, "ends"),
    ]
    near = {case.today, *(end for said in spans for end in said if abs(end) < inf)}
    if rule.or_within:
        near |= {moved(end, rule.or_within, sign) for end in near for sign in (1, -1)}
    worlds = {
        _accredited_in_time(rule, case, *world)
        for world in product(*(_days_of(said, near) for said in spans))
        if world[0] <= world[1] and world[2] <= world[3]
    }
    if period.by is None:
        worlds.add(False)
    return UNKNOWN if len(worlds) > 1 else Truth.of(worlds.pop()) if worlds else UNKNOWN


def _days_of(said: Span, near: set[float]) -> list[float]:
    """The days of a span at which something can turn: its ends, and the days around those of the other dates."""
    turns = {end + step for end in near for step in (-1, 0, 1)} if said[0] < said[1] else set()
    return sorted({*said} | {day for day in turns if said[0] <= day <= said[1]})


def _accredited_in_time(
    rule: nodes.Accredited, case: Case, started: float, left: float, starts: float, ends: float
) -> bool:
    if max(started, starts) <= min(left, ends - 1, case.today):
        return True
    if starts == ends:
        return False
    if rule.or_within is None or case.entry.left is not None:
        return False
    return left <= starts <= min(moved(left, rule.or_within, 1), case.today)


# Experience: days are counted one by one.


def _experience(rule: nodes.Experience, case: Case) -> Truth:
    first, last = case.date("completed") if rule.since else (-inf, -inf)
    works = [(work, _passes(rule, work)) for work in case.record.work]
    if _enough(rule, case, [w for w, passes in works if passes is TRUE], last, surely=True):
        return TRUE
    if "work" not in case.record.complete:
        return UNKNOWN
    return Truth.of(
        None if _enough(rule, case, [w for w, p in works if p is not FALSE], first, surely=False) else False
    )


def _passes(rule: nodes.Experience, work: Work) -> Truth:
    truths = [
        *(_one_of(work.role, rule.roles), _one_of(work.setting, rule.settings), _one_of(work.kind, rule.kinds)),
        *(Truth.of(getattr(work, duty)) for duty in rule.duties),
    ]
    if rule.full_time:
        truths.append(Truth.of(_full_time(work)))
    if rule.supervised:
        truths.append(Truth.of(work.supervised))
    if rule.state is not None:
        truths.append(Truth.of(None if work.state is None else work.state == rule.state))
    return _all(truths)


def _full_time(work: Work) -> bool | None:
    """As said; without that, 40 hours a week or more are full time."""
    if work.full_time is None and work.hours_per_week is not None and work.hours_per_week >= 40:
        return True
    return work.full_time


def _one_of(value: str | None, wanted: tuple[str, ...]) -> Truth:
    return TRUE if not wanted else Truth.of(None if value is None else value in wanted)


def _enough(rule: nodes.Experience, case: Case, works: list[Work], begins: float, *, surely: bool) -> bool:
    """Whether enough was worked before the day, each spell as short (or long) as it can have been."""
    opens = moved(case.today, rule.within, -1) if rule.within else -inf
    if rule.since:
        opens = max(opens, begins + 1)
    free: set[int] = set()
    capped: set[int] = set()
    hours = Fraction(0)
    for work in works:
        days = _days_worked(work, opens, case.today, surely)
        roles = rule.cap.roles if rule.cap else ()
        is_capped = (work.role in roles) or (surely and bool(roles) and work.role is None)
        (capped if is_capped else free).update(days)
        hours += len(days) * _hours_a_week(work, surely) / 7
    if rule.hours is not None:
        return hours >= Fraction(rule.hours)
    assert rule.years is not None
    limited = _years(capped - free)
    if rule.cap and limited > rule.cap.at_most.count:
        limited = Fraction(rule.cap.at_most.count)
    return _years(free) + limited >= rule.years.count


def _years(days: set[int]) -> Fraction:
    """Calendar years of each unbroken run of days; of what is left over, its share of the year that follows."""
    total = Fraction(0)
    for first in days:
        if first - 1 not in days:
            end = first
            while end in days:
                end += 1
            whole = 0
            while moved(first, _year(whole + 1), 1) <= end:
                whole += 1
            anniversary, following = moved(first, _year(whole), 1), moved(first, _year(whole + 1), 1)
            total += whole + Fraction(int(end - anniversary), int(following - anniversary))
    return total


def _year(count: int) -> Duration:
    return Duration(count, "years", "clamp")


def _hours_a_week(work: Work, surely: bool) -> Fraction:
    if work.hours_per_week is None:
        return Fraction(0 if surely else 7 * 24)
    return Fraction(work.hours_per_week)


LONG = 6_000
"""Days that a spell without a known start can have lasted: more than any rule in the tests asks for."""


def _days_worked(work: Work, opens: float, today: int, surely: bool) -> range:
    """The days of a spell from ``opens`` on and before today; its last day is worked."""
    (start_first, start_last), (end_first, end_last) = date_of(work, "work", "started"), date_of(work, "work", "ended")
    first = max(start_last if surely else start_first, opens)
    last = min(end_first if surely else end_last, today - 1)
    first = last - LONG if first == -inf < last else first
    return range(int(first), int(last) + 1) if first <= last else range(0)


# Exam attempts: every world of results and days.

Try = tuple[float, str]


def _since_last_pass(tries: tuple[Try, ...], today: int) -> list[float]:
    """The days of the failures up to today that no pass on the same or a later day has wiped out."""
    passed = max((day for day, result in tries if result == "pass" and day <= today), default=-inf)
    return sorted(day for day, result in tries if result == "fail" and passed < day <= today)


def _worlds(exam: str, case: Case, waits: tuple[Duration, ...] = ()) -> Iterator[tuple[Try, ...]]:
    attempts = [attempt for attempt in case.record.exams if attempt.exam in (exam, None)]
    spans = [span(attempt.taken) for attempt in attempts]
    near: set[float] = {case.today, *(_last_over(case.today, wait) for wait in waits)}
    near |= {end for said in spans for end in said if abs(end) < inf}
    options: list[list[Try]] = []
    for attempt, said in zip(attempts, spans, strict=True):
        results = [attempt.result] if attempt.result else ["pass", "fail"]
        days = _days_of(said, near)
        past = [day for day in days if day <= case.today]
        ahead = [(day, "not yet taken") for day in days if day > case.today][:1]
        elsewhere = [(day, "of another exam") for day in days[:1] if attempt.exam is None]
        options.append([(day, result) for day in past for result in results] + ahead + elsewhere)
    return product(*options)


def _last_over(today: int, wait: Duration) -> int:
    """The last day from which a wait is over today."""
    day = int(moved(today, wait, -1)) + 35
    while moved(day, wait, 1) > today:
        day -= 1
    return day


def _over_worlds(exam: str, case: Case, test: Callable[[list[float]], bool], waits: tuple[Duration, ...]) -> Truth:
    """What a test says of the failures since the last pass, in every world the exam attempts allow."""
    if "exams" not in case.record.complete:
        return UNKNOWN
    found = set()
    for world in _worlds(exam, case, waits):
        found.add(test(_since_last_pass(world, case.today)))
        if len(found) == 2:
            return UNKNOWN
    return Truth.of(found.pop())


def _failures(rule: nodes.Failures, case: Case) -> Truth:
    return _over_worlds(rule.exam, case, lambda failures: len(failures) < rule.fewer_than, ())


def _waited(rule: nodes.Waited, case: Case) -> Truth:
    def over(failures: list[float]) -> bool:
        if not failures:
            return True
        wait = rule.after[min(len(failures), len(rule.after)) - 1]
        return case.today >= moved(failures[-1], wait, 1)

    return _over_worlds(rule.exam, case, over, rule.after)


READERS: Mapping[type[Rule], Callable[[Any, Case], Truth]] = {
    nodes.All: lambda rule, case: _all([case.truth(part) for part in rule.parts]),
    nodes.Any: lambda rule, case: _any([case.truth(part) for part in rule.parts]),
    nodes.Nothing: lambda rule, case: _none([case.truth(part) for part in rule.parts]),
    nodes.AtLeast: _at_least,
    nodes.Readings: lambda rule, case: _agreed([case.truth(option.rule) for option in rule.options]),
    nodes.Dated: _dated,
    nodes.Use: lambda rule, case: case.truth(rule.rule),
    nodes.Some: _some,
    nodes.After: _after,
    nodes.Until: _until,
    nodes.Fact: _fact,
    nodes.Accredited: _accredited,
    nodes.Experience: _experience,
    nodes.Failures: _failures,
    nodes.Waited: _waited,
    nodes.NotKnown: lambda rule, case: UNKNOWN,
    nodes.Always: lambda rule, case: Truth.of(rule.value),
}
