"""Generators: days, durations, records, rule trees, and the ways in which a record's gaps can be filled.

The words are few and the days close together, so that rules and records meet.
"""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, TypeVar, get_args

from hypothesis import strategies as st

from lapel.model import record as nouns
from lapel.model import vocabulary as words
from lapel.model.dates import FIRST_DATE, LAST_DATE, Duration, PartialDate, month_end
from lapel.model.record import LISTS, Record, When
from lapel.model.rule import Rule
from lapel.model.value import Value, replace
from lapel.rules import nodes
from lapel.rules.facts import DATES, FACTS, PERSON

T = TypeVar("T")
Draw = st.DrawFn

FEW_STATES = ("NJ", "WA")
EXAMS = ("x-exam", "y-exam")
ISSUERS = ("aama", "amt")
ACCREDITORS = ("caahep", "abhes")
TOPICS = ("anatomy", "pharmacology")
APPROVERS = ("us-dol", "wa-doh")
BRANCHES = ("army", "navy")
ROLES = words.ROLES[:3]
FREE_WORDS = {"branch": BRANCHES, "id": EXAMS, "exam": EXAMS, "organization": ISSUERS, "state": FEW_STATES}
SETS = {"approved_by": APPROVERS, "topics": TOPICS, "waived_by": ISSUERS}

# Days and durations.

EDGES = (
    *(date(2016, 2, 29), date(2019, 2, 28), date(2019, 12, 31), date(2020, 1, 1), date(2020, 1, 31)),
    *(date(2020, 2, 28), date(2020, 2, 29), date(2020, 3, 1), date(2021, 2, 28), date(2021, 3, 1)),
    *(date(2022, 8, 31), date(2023, 1, 30), date(2024, 2, 29), date(2024, 12, 31)),
)


def dates(first: date = date(2015, 1, 1), last: date = date(2027, 12, 31)) -> st.SearchStrategy[date]:
    """Days in a stretch, often leap days, ends of months and turns of years."""
    edges = [day for day in EDGES if first <= day <= last]
    plain = st.dates(first, last)
    return st.one_of(plain, st.sampled_from(edges)) if edges else plain


def any_dates() -> st.SearchStrategy[date]:
    """Every day a record may hold."""
    return st.one_of(dates(), st.dates(FIRST_DATE, LAST_DATE), st.dates(FIRST_DATE, LAST_DATE).map(month_end))


def partial_dates(first: date = date(2015, 1, 1), last: date = date(2027, 12, 31)) -> st.SearchStrategy[PartialDate]:
    """Months and years."""
    day = st.dates(first, last)
    return st.one_of(
        day.map(lambda d: PartialDate(d.replace(day=1), month_end(d))),
        day.map(lambda d: PartialDate(date(d.year, 1, 1), date(d.year, 12, 31))),
    )


@st.composite
def durations(draw: Draw, longest: int = 60, *, zero: bool = True) -> Duration:
    """Durations that a rule may hold: in months and years they name a rounding that cannot fail."""
    unit = draw(st.sampled_from(("days", "months", "years")))
    most = {"days": 12 * longest, "months": longest, "years": max(longest // 12, 1)}[unit]
    count = draw(st.integers(0 if zero else 1, most))
    anchor = draw(st.sampled_from(("day", "day", "day", "month-end")))
    rounding = "error" if unit == "days" else draw(st.sampled_from(("clamp", "up")))
    return Duration(count, unit, rounding, anchor)  # type: ignore[arg-type]


def years(most: int = 4) -> st.SearchStrategy[Duration]:
    """Whole years, as amounts of experience are written."""
    return st.integers(1, most).map(lambda n: Duration(n, "years", "clamp"))


# Records. With `sure`, everything is said; without, anything may be missing, partial or incomplete.


def _maybe(values: st.SearchStrategy[T], sure: bool) -> st.SearchStrategy[T | None]:
    return values if sure else st.one_of(values, values, st.none())


def when(first: date, sure: bool) -> st.SearchStrategy[When]:
    """A date on or after another, as it is said."""
    last = max(date(2027, 12, 31), first + timedelta(days=400))
    exact = dates(first, last)
    return exact if sure else st.one_of(exact, exact, partial_dates(first, last), st.none())


def first_day(said: When, otherwise: date = date(2015, 1, 1)) -> date:
    """The earliest day of a date as said."""
    return otherwise if said is None else said if isinstance(said, date) else said.earliest


@st.composite
def in_order(draw: Draw, sure: bool, count: int = 2) -> list[When]:
    """Dates that can follow one another."""
    said: list[When] = []
    earliest = date(2015, 1, 1)
    for _ in range(count):
        said.append(draw(when(earliest, sure)))
        earliest = max(earliest, first_day(said[-1], earliest))
    return said


NUMBERS = st.sampled_from([Decimal(n) for n in (0, 1, 2, 10, 30, 80, 160, 500)])


@st.composite
def periods(draw: Draw, sure: bool) -> nouns.Period:
    """A period of accreditation, open or closed."""
    starts, ends = draw(in_order(sure))
    by = draw(_maybe(st.sampled_from(ACCREDITORS), sure))
    return nouns.Period(by, starts, **draw(_open_end(ends, sure)))


def _open_end(ends: When, sure: bool) -> st.SearchStrategy[dict[str, Any]]:
    """An end that is said, one that does not come, or one that is not known."""
    options: list[dict[str, Any]] = [{"ends": ends}, {"ends": None}]
    if not sure:
        options.append({"unsure": frozenset({"ends"})})
    return st.sampled_from(options)


@st.composite
def programs(draw: Draw, sure: bool) -> nouns.Program:
    """A program: finished, expected, left or with nothing said of its end."""
    started, finished = draw(in_order(sure))
    ending = draw(st.sampled_from(("completed", "completed", "expected", "left")))
    if ending == "left" and finished is None:
        finished = draw(when(first_day(started), True))
    academic, practicum = draw(_maybe(NUMBERS, sure)), draw(_maybe(NUMBERS, sure))
    known = (academic or Decimal(0)) + (practicum or Decimal(0))
    total = draw(st.one_of(st.none(), NUMBERS.map(lambda n: n + known)))
    unsure = draw(_some_of(() if sure else words.DUTIES))
    flags = {name: None if name in unsure else draw(_maybe(st.booleans(), sure)) for name in words.DUTIES}
    choices = {
        name: draw(_maybe(st.sampled_from(FACTS["programs"][name].choices or ()), sure))
        for name in ("field", "kind", "award", "practicum_setting")
    }
    return nouns.Program(
        started=started,
        **{ending: finished},  # type: ignore[arg-type]
        state=draw(_maybe(st.sampled_from(FEW_STATES), sure)),
        semesters=draw(_maybe(NUMBERS, sure)),
        academic_hours=academic,
        practicum_hours=practicum,
        clock_hours=total,
        laboratory_hours=draw(_maybe(NUMBERS, sure)),
        institution_recognized=draw(_maybe(st.booleans(), sure)),
        accreditation=tuple(draw(st.lists(periods(sure), max_size=2))),
        approved_by=draw(_some_of(APPROVERS)),
        topics=draw(_some_of(TOPICS)),
        procedures=draw(_procedures(sure)),
        unsure=frozenset(unsure),
        complete=frozenset(("accreditation", *SETS) if sure else draw(_some_of(("accreditation", *SETS)))),
        **flags,  # type: ignore[arg-type]
        **choices,  # type: ignore[arg-type]
    )


def _some_of(options: Sequence[str]) -> st.SearchStrategy[tuple[str, ...]]:
    if not options:
        return st.just(())
    return st.lists(st.sampled_from(options), unique=True).map(tuple)


@st.composite
def _procedures(draw: Draw, sure: bool) -> tuple[tuple[str, Decimal], ...]:
    counts = {name: draw(_maybe(NUMBERS, sure)) for name in words.PROCEDURES if name != "injections"}
    by_route = sum((counts[name] or Decimal(0) for name in words.INJECTION_ROUTES), Decimal(0))
    counts["injections"] = draw(st.one_of(st.none(), NUMBERS.map(lambda n: n + by_route)))
    return tuple((name, count) for name, count in counts.items() if count is not None)


@st.composite
def spells(draw: Draw, sure: bool) -> nouns.Work:
    """A spell of work, open or closed."""
    started, ended = draw(in_order(sure))
    ending = draw(st.sampled_from(("closed", "closed", "open") if sure else ("closed", "closed", "open", "not sure")))
    facts = {
        name: draw(_maybe(st.sampled_from(options), sure))
        for name, options in {
            "role": ROLES,
            "kind": words.WORK_KINDS,
            "setting": words.WORK_SETTINGS[:2],
            "state": FEW_STATES,
            "clinical": (True, False),
            "administrative": (True, False),
            "supervised": (True, False),
            "full_time": (True, False),
            "hours_per_week": tuple(Decimal(n) for n in ("7", "20", "36.5", "40")),
        }.items()
    }
    return nouns.Work(
        started=started,
        ended=ended if ending == "closed" else None,
        unsure=frozenset({"ended"} if ending == "not sure" else ()),
        **facts,  # type: ignore[arg-type]
    )


@st.composite
def trainings(draw: Draw, sure: bool) -> nouns.Military:
    """Military training."""
    started, finished = draw(in_order(sure))
    ending = draw(st.sampled_from(("completed", "expected")))
    kind = draw(_maybe(st.sampled_from(words.MILITARY_KINDS), sure))
    branch = draw(_maybe(st.sampled_from(BRANCHES), sure))
    return nouns.Military(started=started, kind=kind, branch=branch, **{ending: finished})  # type: ignore[arg-type]


@st.composite
def certificates(draw: Draw, sure: bool) -> nouns.Certificate:
    """A certificate."""
    earned, renewed, expires = draw(in_order(sure, 3))
    named = draw(_maybe(st.sampled_from(EXAMS), sure))
    provisional = draw(_maybe(st.booleans(), sure))
    return nouns.Certificate(named, earned, renewed, expires, provisional=provisional)


@st.composite
def attempts(draw: Draw, sure: bool) -> nouns.ExamAttempt:
    """A sitting of an exam, mostly of one and the same, within two years."""
    exam = draw(_maybe(st.sampled_from((EXAMS[0], EXAMS[0], EXAMS[1])), sure))
    day = dates(date(2019, 12, 1), date(2021, 3, 31))
    taken = draw(day if sure else st.one_of(day, day, partial_dates(date(2019, 12, 1), date(2021, 3, 31)), st.none()))
    result = draw(_maybe(st.sampled_from(("fail", "fail", "pass")), sure))
    return nouns.ExamAttempt(exam, taken, result)


@st.composite
def cards(draw: Draw, sure: bool) -> nouns.Card:
    """A card."""
    issued, expires = draw(in_order(sure))
    kind = draw(_maybe(st.sampled_from(words.CARD_KINDS), sure))
    level = draw(_maybe(st.sampled_from(words.CARD_LEVELS), sure))
    return nouns.Card(kind, level, issued, expires)


@st.composite
def courses(draw: Draw, sure: bool) -> nouns.Learning:
    """Learning done."""
    return nouns.Learning(
        kind=draw(_maybe(st.sampled_from(words.LEARNING_KINDS), sure)),
        completed=draw(when(date(2015, 1, 1), sure)),
        hours=draw(_maybe(NUMBERS, sure)),
        clinical_hours=draw(_maybe(NUMBERS, sure)),
    )


@st.composite
def memberships(draw: Draw, sure: bool) -> nouns.Membership:
    """A membership, open or closed."""
    starts, ends = draw(in_order(sure))
    organization = draw(_maybe(st.sampled_from(ISSUERS), sure))
    return nouns.Membership(organization, starts, **draw(_open_end(ends, sure)))


ENTRIES: dict[str, Callable[[bool], st.SearchStrategy[Any]]] = {
    "programs": programs,
    "work": spells,
    "military": trainings,
    "certificates": certificates,
    "exams": attempts,
    "cards": cards,
    "learning": courses,
    "memberships": memberships,
}


@st.composite
def schools(draw: Draw, sure: bool) -> nouns.School:
    """High school: done, to come, not done or not said."""
    earned = draw(when(date(2015, 1, 1), sure))
    way = draw(
        st.sampled_from(("earned", "expected", "never") if sure else ("earned", "expected", "never", "done", ""))
    )
    diploma = {"never": False, "done": True}.get(way)
    return nouns.School(
        diploma=diploma,
        kind=draw(_maybe(st.sampled_from(words.DIPLOMA_KINDS), sure)),
        earned=earned if way == "earned" else None,
        expected=earned if way == "expected" else None,
        student=draw(_maybe(st.booleans(), sure)),
    )


@st.composite
def waivers(draw: Draw, sure: bool) -> tuple[nouns.Waiver, ...]:
    """What issuers decided; no issuer both grants and refuses."""
    if sure:
        return tuple(nouns.Waiver(issuer, draw(st.booleans())) for issuer in ISSUERS)
    said = [nouns.Waiver(issuer, draw(st.sampled_from((True, False, None)))) for issuer in draw(_some_of(ISSUERS))]
    return (*said, nouns.Waiver(None, True)) if draw(st.booleans()) else tuple(said)


@st.composite
def records(draw: Draw, *, sure: bool = False, lists: Sequence[str] = LISTS, most: int = 2) -> Record:
    """A person. Lists other than ``lists`` stay empty, to keep examples small."""
    held: dict[str, Any] = {name: tuple(draw(st.lists(ENTRIES[name](sure), max_size=most))) for name in lists}
    return Record(
        birth=draw(when(date(2000, 2, 29), sure) if draw(st.booleans()) else when(date(2015, 1, 1), sure)),
        state=draw(_maybe(st.sampled_from(FEW_STATES), sure)),
        school=draw(schools(sure)),
        conduct=nouns.Conduct(draw(_maybe(st.booleans(), sure)), draw(waivers(sure))),
        complete=frozenset(LISTS if sure else draw(_some_of(LISTS))),
        as_of=draw(st.one_of(st.none(), dates())),
        **held,
    )


# Rule trees.


def leaves(context: str) -> st.SearchStrategy[Rule]:
    """Conditions that may stand in a context."""
    options: list[st.SearchStrategy[Rule]] = [
        against_date(context),
        against_date(context),
        date_facts(context),
        st.booleans().map(nodes.Always),
        st.just(nodes.NotKnown("The text was not seen.")),
    ]
    if FACTS[context]:
        options += [facts(context), facts(context)]
    if context == "programs":
        options += [accredited(), accredited(), experience(context)]
    if context == PERSON:
        options += [experience(context), experience(context), failures(), waited()]
    return st.one_of(options)


@st.composite
def against_date(draw: Draw, context: str) -> Rule:
    """A condition on the day asked about."""
    build = draw(st.sampled_from((nodes.After, nodes.Until)))
    name = draw(st.sampled_from(sorted(DATES[context])))
    shift = draw(st.one_of(st.none(), durations()))
    return build(name, shift, draw(st.sampled_from((1, -1))) if shift else 1)


@st.composite
def date_facts(draw: Draw, context: str) -> Rule:
    """A condition on a date of the record."""
    name = draw(st.sampled_from(sorted(DATES[context])))
    return nodes.Fact(name, draw(st.sampled_from(("before", "on_or_after"))), draw(dates()))


@st.composite
def facts(draw: Draw, context: str) -> Rule:
    """A condition on a fact."""
    name = draw(st.sampled_from(sorted(FACTS[context])))
    kind = FACTS[context][name]
    if kind.kind == "flag":
        return nodes.Fact(name, "is", draw(st.booleans()))
    if kind.kind == "number":
        return nodes.Fact(name, draw(st.sampled_from(("at_least", "below"))), draw(NUMBERS))
    some = _words(SETS.get(name) or FREE_WORDS.get(name) or kind.choices or ())
    return nodes.Fact(
        name, "is" if kind.kind == "choice" else draw(st.sampled_from(("includes", "includes_any"))), draw(some)
    )


def _words(options: Sequence[str]) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(options), min_size=1, max_size=3, unique=True).map(tuple)


def accredited() -> st.SearchStrategy[Rule]:
    """Accreditation during enrolment, or soon after."""
    return st.builds(nodes.Accredited, _words(ACCREDITORS), st.one_of(st.none(), durations(24, zero=False)))


@st.composite
def experience(draw: Draw, context: str = PERSON) -> nodes.Experience:
    """Enough work, with every filter now and then."""
    by_years = draw(st.booleans())
    rare = st.sampled_from((True, False, False, False))
    filters: dict[str, Any] = {
        name: draw(_words(options))
        for name, options in {"roles": ROLES, "duties": words.DUTIES, "kinds": words.WORK_KINDS}.items()
        if draw(rare)
    }
    if draw(rare):
        filters["settings"] = words.WORK_SETTINGS[:1]
    if draw(rare):
        filters["state"] = FEW_STATES[0]
    if context == "programs" and draw(st.booleans()):
        filters["since"] = "completed"
    if by_years and draw(st.booleans()):
        filters["cap"] = nodes.Cap(draw(_words(ROLES)), draw(years(2)))
    return nodes.Experience(
        draw(years()) if by_years else None,
        None if by_years else Decimal(draw(st.sampled_from((1, 40, 500, 1000, 5616)))),
        within=draw(st.one_of(st.none(), years(5))),
        full_time=draw(rare),
        supervised=draw(rare),
        **filters,
    )


def failures() -> st.SearchStrategy[Rule]:
    """Fewer failures than some."""
    return st.builds(nodes.Failures, st.sampled_from(EXAMS), st.integers(1, 3))


def waited() -> st.SearchStrategy[Rule]:
    """Waits after failures."""
    waits = st.lists(durations(6, zero=False), min_size=1, max_size=3).map(tuple)
    return st.builds(nodes.Waited, st.sampled_from(EXAMS), waits)


PICKED_IN = {"programs": ("graduation",), "certificates": ("certification", "expiry")}


@st.composite
def dated(draw: Draw, context: str, below: st.SearchStrategy[Rule]) -> Rule:
    """A rule with one version or more."""
    by = draw(st.sampled_from(("application", "test", *PICKED_IN.get(context, ()) * 2)))
    starts = sorted(draw(st.sets(dates(), min_size=1, max_size=3)))
    dating = st.sampled_from(get_args(nodes.Dating))
    return nodes.Dated(by, tuple(nodes.Version(start, draw(dating), draw(below)) for start in starts))  # type: ignore[arg-type]


def rules(
    context: str = PERSON, *, most: int = 8, leaf: st.SearchStrategy[Rule] | None = None
) -> st.SearchStrategy[Rule]:
    """Rule trees over every operator that may stand in a context."""
    base = leaf if leaf is not None else leaves(context)
    if leaf is None and context == PERSON:
        base = st.one_of(base, some())

    def above(below: st.SearchStrategy[Rule]) -> st.SearchStrategy[Rule]:
        parts = st.lists(below, min_size=1, max_size=3).map(tuple)
        return st.one_of(
            st.builds(nodes.All, parts),
            st.builds(nodes.Any, parts),
            st.builds(nodes.Nothing, parts),
            parts.flatmap(lambda p: st.builds(nodes.AtLeast, st.integers(1, len(p)), st.just(p))),
            st.lists(below, min_size=2, max_size=3).map(_readings),
            dated(context, below),
            below.map(lambda rule: nodes.Use(f"rule-{_number(rule)}", rule)),
        )

    return st.recursive(base, above, max_leaves=most)


def _readings(options: list[Rule]) -> Rule:
    return nodes.Readings(tuple(nodes.Reading(f"reading {i}", option) for i, option in enumerate(options)))


def _number(rule: Rule) -> str:
    """A name of its own for each rule, the same for equal rules."""
    import hashlib

    return hashlib.sha256(repr(rule).encode()).hexdigest()[:8]


@st.composite
def some(draw: Draw, within: str | None = None) -> nodes.Some:
    """An entry of a list that meets a rule."""
    chosen = within or draw(st.sampled_from(LISTS))
    return nodes.Some(chosen, draw(rules(chosen, most=4)))


def lists_of(rule: Rule) -> set[str]:
    """The lists of the record that a rule looks at."""
    own = {nodes.Experience: {"work"}, nodes.Failures: {"exams"}, nodes.Waited: {"exams"}}.get(type(rule), set())
    own = own | ({rule.within} if isinstance(rule, nodes.Some) else set())
    return own.union(*(lists_of(part) for part in nodes.children(rule)))


@st.composite
def cases(
    draw: Draw, *, sure: bool = False, rule: st.SearchStrategy[Rule] | None = None, most: int = 2
) -> tuple[Rule, Record]:
    """A rule, and a person of whom the lists that the rule looks at are known more or less."""
    made = draw(rule if rule is not None else rules())
    return made, draw(records(sure=sure, lists=sorted(lists_of(made)), most=most))


# Refinements: what is not said is said, and nothing that was said is changed.


@st.composite
def refinements(draw: Draw, record: Record) -> Record:
    """A record that says everything, and agrees with all that another says."""
    lists = {name: tuple(draw(_filled(entry)) for entry in getattr(record, name)) for name in LISTS}
    for name in LISTS:
        if name not in record.complete:
            lists[name] += tuple(draw(st.lists(ENTRIES[name](True), max_size=2)))
    return replace(
        record,
        birth=draw(_day_in(record.birth)),
        state=record.state or draw(st.sampled_from(FEW_STATES)),
        school=draw(_filled_school(record)),
        conduct=draw(_filled_conduct(record.conduct)),
        complete=frozenset(LISTS),
        **lists,
    )


def _day_in(said: When, first: date = FIRST_DATE) -> st.SearchStrategy[date]:
    """A day that a date as said can be, not before another where there is a choice."""
    if isinstance(said, date):
        return st.just(said)
    if said is None:
        near = max(first, date(2014, 1, 1))
        return st.one_of(dates(near, max(near, date(2028, 12, 31))), st.dates(first, LAST_DATE))
    earliest = max(said.earliest, first)
    assert earliest <= said.latest
    return st.one_of(st.dates(earliest, said.latest), st.sampled_from((earliest, said.latest)))


@st.composite
def _ordered(draw: Draw, *said: When) -> list[date]:
    """Days that dates as said can be, each not before the one before it."""
    last = LAST_DATE
    bounds: list[date] = []
    for one in reversed(said):
        last = min(last, LAST_DATE if one is None else one if isinstance(one, date) else one.latest)
        bounds.insert(0, last)
    days: list[date] = []
    for one, bound in zip(said, bounds, strict=True):
        first = max(days[-1] if days else FIRST_DATE, first_day(one, FIRST_DATE))
        room = PartialDate(first, bound)
        days.append(draw(st.just(one) if isinstance(one, date) else st.one_of(_day_in(room), _near(room))))
    return days


def _near(room: PartialDate) -> st.SearchStrategy[date]:
    first, last = max(room.earliest, date(2014, 1, 1)), min(room.latest, date(2028, 12, 31))
    return dates(first, last) if first <= last else _day_in(room)


@st.composite
def _filled(draw: Draw, entry: Value) -> Value:
    """An entry with its gaps filled."""
    complete = draw(ENTRIES[_list_of(entry)](True))
    gaps = {
        name: getattr(complete, name)
        for name in entry._fields
        if getattr(entry, name) is None and name not in DATED_FIELDS and name not in ("left", "clock_hours")
    }
    return replace(replace(entry, **gaps), **draw(FILLING.get(type(entry), _no_more)(entry)))


DATED_FIELDS = {
    *("started", "completed", "expected", "ended", "earned", "renewed", "expires", "taken", "issued"),
    *("starts", "ends"),
}


def _list_of(entry: Value) -> str:
    kinds = {
        nouns.Program: "programs",
        nouns.Work: "work",
        nouns.Military: "military",
        nouns.Certificate: "certificates",
        nouns.ExamAttempt: "exams",
        nouns.Card: "cards",
        nouns.Learning: "learning",
        nouns.Membership: "memberships",
    }
    return kinds[type(entry)]


def _no_more(entry: Any) -> st.SearchStrategy[dict[str, Any]]:
    return st.just({})


@st.composite
def _fill_finish(draw: Draw, entry: Any) -> dict[str, Any]:
    """When training began and ended: what was expected may not be said anew, since it is taken as kept."""
    names = [name for name in ("completed", "left", "expected") if getattr(entry, name, None) is not None]
    name = names[0] if names else draw(st.sampled_from(("completed", "expected")))
    if not names and isinstance(entry, nouns.Program) and draw(st.booleans()):
        name = "left"
    started, ended = draw(_ordered(entry.started, getattr(entry, name)))
    return {"started": started, name: ended}


@st.composite
def _fill_program(draw: Draw, program: nouns.Program) -> dict[str, Any]:
    filled = draw(_fill_finish(program))
    counts = dict(program.procedures)
    for name in words.PROCEDURES:
        if name not in counts and name != "injections":
            room = _room(counts) if name in words.INJECTION_ROUTES else None
            drawn = draw(NUMBERS)
            counts[name] = drawn if room is None else min(drawn, room)
    filled["procedures"] = tuple(counts.items())
    parts = _hours(draw, program)
    for name in ("clinical", "administrative"):
        taught = FACTS["programs"][name].read(program)
        filled |= {} if taught is None else {name: taught}
    periods_ = [draw(_fill_period(period)) for period in program.accreditation]
    if "accreditation" not in program.complete:
        periods_ += draw(st.lists(periods(True), max_size=2))
    for name in ("approved_by", "topics"):
        said = getattr(program, name)
        filled[name] = said if name in program.complete else (*said, *draw(_some_of(SETS[name])))
    return (
        filled
        | parts
        | {"unsure": frozenset(), "accreditation": tuple(periods_), "complete": frozenset(("accreditation", *SETS))}
    )


def _room(counts: dict[str, Decimal]) -> Decimal | None:
    """How many more injections of a route there can be when the total is known."""
    if "injections" not in counts:
        return None
    return counts["injections"] - sum((counts.get(name, Decimal(0)) for name in words.INJECTION_ROUTES), Decimal(0))


def _hours(draw: Draw, program: nouns.Program) -> dict[str, Decimal]:
    """Hours that add up to no more than the total, if that was said."""
    filled = {}
    left = program.clock_hours
    if left is not None:
        left -= (program.academic_hours or 0) + (program.practicum_hours or 0)
    for name in ("academic_hours", "practicum_hours"):
        if getattr(program, name) is None:
            hours = draw(NUMBERS)
            filled[name] = hours if left is None else min(hours, left)
            left = None if left is None else left - filled[name]
    return filled


@st.composite
def _fill_period(draw: Draw, period: nouns.Period) -> nouns.Period:
    by = period.by or draw(st.sampled_from(ACCREDITORS))
    if period.ends is None and (not period.unsure or draw(st.booleans())):
        return nouns.Period(by, draw(_day_in(period.starts)), None)
    starts, ends = draw(_ordered(period.starts, period.ends))
    return nouns.Period(by, starts, ends)


@st.composite
def _fill_work(draw: Draw, work: nouns.Work) -> dict[str, Any]:
    filled: dict[str, Any] = {"unsure": frozenset()}
    if work.full_time is None and (work.hours_per_week or 0) >= 40:
        filled["full_time"] = True
    if work.ended is None and ("ended" not in work.unsure or draw(st.booleans())):
        return filled | {"started": draw(_day_in(work.started))}
    started, ended = draw(_ordered(work.started, work.ended))
    return filled | {"started": started, "ended": ended}


@st.composite
def _fill_certificate(draw: Draw, held: nouns.Certificate) -> dict[str, Any]:
    days = draw(_ordered(held.earned, held.renewed, held.expires))
    return dict(zip(("earned", "renewed", "expires"), days, strict=True))


@st.composite
def _fill_card(draw: Draw, card: nouns.Card) -> dict[str, Any]:
    return dict(zip(("issued", "expires"), draw(_ordered(card.issued, card.expires)), strict=True))


@st.composite
def _fill_membership(draw: Draw, membership: nouns.Membership) -> dict[str, Any]:
    if membership.ends is None and (not membership.unsure or draw(st.booleans())):
        return {"starts": draw(_day_in(membership.starts)), "unsure": frozenset()}
    starts, ends = draw(_ordered(membership.starts, membership.ends))
    return {"starts": starts, "ends": ends, "unsure": frozenset()}


FILLING: dict[type, Callable[[Any], st.SearchStrategy[dict[str, Any]]]] = {
    nouns.Program: _fill_program,
    nouns.Military: _fill_finish,
    nouns.Work: _fill_work,
    nouns.Certificate: _fill_certificate,
    nouns.ExamAttempt: lambda entry: st.fixed_dictionaries({"taken": _day_in(entry.taken)}),
    nouns.Card: _fill_card,
    nouns.Learning: lambda entry: st.fixed_dictionaries({"completed": _day_in(entry.completed)}),
    nouns.Membership: _fill_membership,
}


@st.composite
def _filled_school(draw: Draw, record: Record) -> nouns.School:
    school = record.school
    changes: dict[str, Any] = {
        "kind": school.kind or draw(st.sampled_from(words.DIPLOMA_KINDS)),
        "student": draw(st.booleans()) if school.student is None else school.student,
    }
    if school.earned is not None:
        changes["earned"] = draw(_day_in(school.earned))
    elif school.diploma:
        changes["earned"] = draw(st.dates(FIRST_DATE, record.as_of - timedelta(days=1) if record.as_of else LAST_DATE))
    elif school.expected is not None:
        changes["expected"] = draw(_day_in(school.expected))
    elif school.diploma is None:
        way = draw(st.sampled_from(("earned", "expected", "never")))
        changes |= {"diploma": False} if way == "never" else {way: draw(_day_in(None))}
    return replace(school, **changes)


@st.composite
def _filled_conduct(draw: Draw, conduct: nouns.Conduct) -> nouns.Conduct:
    felony = draw(st.booleans()) if conduct.felony is None else conduct.felony
    said = {w.issuer: w.granted for w in conduct.waivers if w.issuer and w.granted is not None}
    decided = {issuer: said.get(issuer, draw(st.booleans())) for issuer in ISSUERS}
    return nouns.Conduct(felony, tuple(nouns.Waiver(issuer, granted) for issuer, granted in decided.items()))


def days_to_try(record_and_rule: Any = None) -> st.SearchStrategy[list[date]]:
    """Days on which to compare two readings, apart from those on which a timeline turns."""
    return st.lists(st.one_of(dates(date(2010, 1, 1), date(2035, 12, 31)), any_dates()), min_size=1, max_size=6)
