"""Small worlds for the planner, drawn at random: a few steps, routes and days, so that every plan can be counted out.

Everything turns within some days: experience is counted in hours, shifts and waits are days. Beside what is usual they
hold what is awkward: cards that expire before the exam, fees that fall with time, figures that were not seen, steps
that need other steps, certificates that open the way to others.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, TypeVar

from hypothesis import strategies as st

from lapel.model.credential import Catalogue, Credential, DatedValue, Route, Step, ValueReading, ValueVersion
from lapel.model.dates import Duration
from lapel.model.money import Amount
from lapel.model.preparation import Cost, Gift, Moment, Preparation
from lapel.model.record import LISTS, Card, Certificate, ExamAttempt, Learning, Program, Record, School, Work
from lapel.model.rule import Rule
from lapel.model.span import Span
from lapel.model.value import Value
from lapel.planner.plan import Help, Limits
from lapel.rules import nodes

ON = date(2027, 3, 1)
"""The day of every plan here, a Monday."""

LONG_AGO = date(2020, 1, 1)

T = TypeVar("T")
Draw = Callable[[st.SearchStrategy[T]], T]


class Small(Value):
    """A small world: what is known, who asks, for what, and within what limits."""

    catalogue: Catalogue
    record: Record
    goals: tuple[str, ...]
    limits: Limits


def days(count: int) -> Duration:
    """So many days."""
    return Duration(count, "days")


def later(count: int) -> date:
    """A day so many days after the first."""
    return ON + timedelta(days=count)


def one_of(draw: Any, *options: T) -> T:
    """Draw one of some values, the first ones rather than the last when an example is made smaller."""
    return draw(st.sampled_from(options))  # type: ignore[no-any-return]


def rarely(draw: Any, one_in: int = 4) -> bool:
    """Draw yes now and then."""
    return bool(draw(st.integers(0, one_in - 1)) == one_in - 1)


# Rules.


def done(after: int = 0, until: int | None = None) -> Rule:
    """A medical assisting program is finished, for so many days, and not for more than so many."""
    shift = days(after) if after else None
    parts: list[Rule] = [nodes.Fact("field", "is", "medical-assisting"), nodes.After("completed", shift)]
    if until is not None:
        parts.append(nodes.Until("completed", days(until)))
    return nodes.Some("programs", nodes.All(tuple(parts)))


def under_way() -> Rule:
    """A program has begun and is not over."""
    return nodes.Some("programs", nodes.All((nodes.After("started"), nodes.Until("enrolled_until"))))


def practised(*more: Rule) -> Rule:
    """A program has a practicum of ten hours."""
    return nodes.Some("programs", nodes.All((nodes.Fact("practicum_hours", "at_least", Decimal(10)), *more)))


def carded(kind: str = "cpr", left: int = 0) -> Rule:
    """A card is valid, for so many days more."""
    until = nodes.Until("expires", days(left), -1) if left else nodes.Until("expires")
    return nodes.Some("cards", nodes.All((nodes.Fact("kind", "is", kind), nodes.After("issued"), until)))


def certified(identity: str, after: int = 0, until: int | None = None) -> Rule:
    """A certificate was earned, so many days ago, and not more than so many."""
    parts: list[Rule] = [nodes.Fact("id", "is", identity), nodes.After("earned", days(after) if after else None)]
    if until is not None:
        parts.append(nodes.Until("earned", days(until)))
    return nodes.Some("certificates", nodes.All(tuple(parts)))


def passed(identity: str) -> Rule:
    """An exam was passed."""
    return nodes.Some(
        "exams",
        nodes.All((nodes.Fact("exam", "is", identity), nodes.Fact("result", "is", "pass"), nodes.After("taken"))),
    )


def worked(hours: int, within: int | None = None) -> Rule:
    """So many hours of work, within so many days."""
    return nodes.Experience(None, Decimal(hours), days(within) if within else None)


class About(Value):
    """What the rules of a world may speak of: a credential, those that come before it, and what its steps give."""

    credential: str
    before: tuple[str, ...] = ()
    given: tuple[str, ...] = ()


MET_BY: Mapping[str, Callable[[Any], Rule]] = {
    "program": lambda draw: done(one_of(draw, 0, 0, 1, 2), one_of(draw, None, None, 2, 4)),
    "short": lambda draw: practised(*draw(st.sampled_from(((), (nodes.After("completed"),))))),
    "other": lambda draw: under_way(),
    "card": lambda draw: carded("cpr", one_of(draw, 0, 0, 2)),
    "job": lambda draw: worked(one_of(draw, 8, 16, 24), one_of(draw, None, None, 4)),
    "course": lambda draw: nodes.Some("learning", nodes.After("completed", days(one_of(draw, 0, 1)))),
    "ged": lambda draw: nodes.After("diploma"),
    "practice": lambda draw: practised(),
    "both": lambda draw: nodes.Any((done(2), carded())),
}
"""The conditions that each kind of step can meet."""

OTHERWISE: tuple[Callable[[Any, About], Rule], ...] = (
    lambda draw, about: nodes.After("birth", days(draw(st.integers(0, 7)))),
    lambda draw, about: nodes.Until("birth", days(draw(st.integers(2, 9)))),
    lambda draw, about: nodes.Nothing((carded("other"),)),
    lambda draw, about: nodes.Nothing((nodes.After("diploma"),)),
    lambda draw, about: nodes.Nothing((under_way(),)),
    lambda draw, about: nodes.Waited(about.credential, (days(3),)),
    lambda draw, about: nodes.Failures(about.credential, 2),
    lambda draw, about: nodes.NotKnown("The text was not seen."),
    lambda draw, about: nodes.Always(True),
)
"""Conditions that no step can meet, or that some step can upset."""


@st.composite
def conditions(draw: Draw[Any], about: About) -> Rule:
    """A condition on the person, mostly one that some step can meet."""
    kind = one_of(draw, "given", "given", "other", "before")
    if kind == "before" and about.before:
        other = one_of(draw, *about.before)
        fresh = certified(other, one_of(draw, 0, 0, 2), one_of(draw, None, None, 1, 3))
        return one_of(draw, fresh, passed(other))
    if kind == "other":
        return one_of(draw, *OTHERWISE)(draw, about)
    return MET_BY[one_of(draw, *(about.given or tuple(MET_BY)))](draw)


@st.composite
def rules(draw: Draw[Any], about: About) -> Rule:
    """A rule of one to three conditions."""
    parts: tuple[Rule, ...] = tuple(draw(st.lists(conditions(about), min_size=1, max_size=3)))
    if len(parts) == 1:
        return parts[0]
    build = one_of(draw, "all", "all", "all", "any", "two", "readings")
    if build == "any":
        return nodes.Any(parts)
    if build == "two":
        return nodes.AtLeast(2, parts)
    if build == "readings":
        return nodes.Readings(tuple(nodes.Reading(str(i), part) for i, part in enumerate(parts)))
    return nodes.All(parts)


# Routes and fees.


@st.composite
def spans(draw: Draw[Any], most: int = 4) -> Span:
    """A time of some days, of some business days, or not known."""
    longest = draw(st.integers(0, most))
    kind = one_of(draw, "exact", "range", "business", "not known")
    if kind == "not known":
        return Span()
    least = draw(st.integers(0, longest)) if kind == "range" else longest
    return Span(days(least), days(longest), kind == "business")


@st.composite
def route_steps(draw: Draw[Any], about: About) -> tuple[Step, ...]:
    """The steps of a route: what comes before the application, that, and what comes after it."""

    def step(kind: str, most: int, needs: int = 8) -> Step:
        wait = None if draw(st.booleans()) else draw(spans(most))
        rule = draw(conditions(about)) if rarely(draw, needs) else None
        return Step(kind, kind=kind, takes=wait, needs=rule)

    made = [step(one_of(draw, "check", "gather", "review"), 2)] if rarely(draw, 3) else []
    made.append(step("apply", 3))
    if draw(st.booleans()):
        if rarely(draw, 3):
            made.append(step("send", 2))
        made.append(step("exam", 1, 4))
    if rarely(draw, 3):
        made.append(step("confirm", 2, 2))
    if rarely(draw):
        made.append(step("after", 2))
    return tuple(made)


@st.composite
def routes(draw: Draw[Any], identity: str, about: About) -> Route:
    """A route whose rule may change on some day."""
    versions = [nodes.Version(LONG_AGO, "on", draw(rules(about)))]
    if rarely(draw):
        versions.append(nodes.Version(later(draw(st.integers(1, 6))), "on", draw(rules(about))))
    steps = draw(route_steps(about))
    by = one_of(draw, "application", "test") if any(step.kind == "exam" for step in steps) else "application"
    return Route(identity, identity, nodes.Dated(by, tuple(versions)), steps=steps)  # type: ignore[arg-type]


@st.composite
def fees(draw: Draw[Any], identity: str, ways: Sequence[str]) -> DatedValue:
    """A fee that may change with the day, be owed only at times, only on some routes, or be unseen."""
    versions = []
    for start in sorted({LONG_AGO, *(later(n) for n in draw(st.lists(st.integers(1, 7), max_size=2)))}):
        figure = one_of(draw, 0, 20, 50, 100, "not known")
        readings = (ValueReading("a", 10), ValueReading("b", 30)) if rarely(draw, 6) else ()
        versions.append(ValueVersion(start, "on", None if readings else figure, readings))
    when: Rule | None = None
    if rarely(draw, 3):
        edge: Any = nodes.After if draw(st.booleans()) else nodes.Until
        when = edge("birth", days(draw(st.integers(0, 7)))) if draw(st.booleans()) else conditions_of_fees(draw)
    return DatedValue(
        identity,
        "fee",
        identity,
        "application",
        tuple(versions),
        "USD",
        () if draw(st.booleans()) else (draw(st.sampled_from(tuple(ways))),),
        when,
        one_of(draw, "application", "application", "return", "term", "retest", "other"),
    )


def conditions_of_fees(draw: Any) -> Rule:
    """When a fee is owed, by what the record says."""
    return one_of(draw, nodes.NotKnown("Not seen."), done(), nodes.Always(True))


@st.composite
def credentials(draw: Draw[Any], about: About) -> Credential:
    """A credential with one to three routes."""
    identity = about.credential
    names = [f"way-{n}" for n in range(one_of(draw, 1, 1, 2, 2, 3))]
    values = draw(st.lists(fees(f"fee-{identity}", names), max_size=2))
    return Credential(
        identity,
        one_of(draw, "certification", "certification", "certification", "registration", "permission"),
        identity.upper(),
        identity.upper(),
        "issuer",
        tuple(draw(routes(name, about)) for name in names),
        values=tuple(values),
    )


# Steps.


def at(edge: Any, shift: int = 0) -> Moment:
    """The day a step starts or finishes, or some days later."""
    return Moment(edge, days(shift) if shift else None)


def program_given(**said: Any) -> Gift:
    """A program in medical assisting."""
    entry = Program(field=said.pop("field", "medical-assisting"), **said)
    return Gift("programs", entry, (("started", at("start")), ("completed", at("finish"))))


def card_given(valid: int, kind: str = "cpr") -> Gift:
    """A card, valid for so many days."""
    return Gift("cards", Card(kind), (("issued", at("finish")), ("expires", at("finish", valid))))


def job_given() -> Gift:
    """A job of eight hours each day of the week, which goes on."""
    return Gift("work", Work(role="medical-assistant", hours_per_week=Decimal(56)), (("started", at("start")),))


def practice_given(hours: int) -> Gift:
    """Hours of practice, to be added to a program."""
    return Gift("programs", Program(practicum_hours=Decimal(hours)), (), True)


DIPLOMA = Gift("school", School(diploma=True, kind="ged"), (("earned", at("finish")),))
COURSE = Gift("learning", Learning(kind="course"), (("completed", at("finish")),))

GIVEN: tuple[tuple[str, Any, str], ...] = (
    ("program", lambda draw: (program_given(),), "training"),
    ("program", lambda draw: (program_given(),), "training"),
    ("short", lambda draw: (program_given(practicum_hours=Decimal(one_of(draw, 0, 10))),), "training"),
    ("other", lambda draw: (program_given(field="phlebotomy"),), "training"),
    ("card", lambda draw: (card_given(one_of(draw, 1, 3, 5)),), "card"),
    ("card", lambda draw: (card_given(one_of(draw, 1, 3, 5)),), "card"),
    ("job", lambda draw: (job_given(),), "work"),
    ("course", lambda draw: (COURSE,), "practice"),
    ("ged", lambda draw: (DIPLOMA,), "school"),
    ("practice", lambda draw: (practice_given(one_of(draw, 10, 20, 5)),), "practice"),
    ("both", lambda draw: (program_given(), card_given(2)), "training"),
)

PAYERS = (
    *(("you",), ("you",), ("you",), ("employer",)),
    *(("you", "grant"), ("you", "employer", "loan"), ("you", "grant", "employer"), ("you", "grant", "loan")),
)


@st.composite
def costs(draw: Draw[Any], most: int = 2) -> tuple[Cost, ...]:
    """What a step costs, if anything, and who may pay."""
    lines = []
    for number in range(one_of(draw, *range(most + 1))):
        amount = one_of(draw, 10, 50, 100, 100, None)
        lines.append(
            Cost(
                f"line {number}",
                None if amount is None else Amount(amount // 2, amount, amount),
                paid_by=one_of(draw, *PAYERS),
                unpaid_hours=5 if rarely(draw, 6) else None,
            )
        )
    return tuple(lines)


@st.composite
def preparations(draw: Draw[Any], identity: str, kind: int, about: About) -> Preparation:
    """A step of a few days."""
    name, gives, stage = GIVEN[kind]
    job = name == "job"
    return Preparation(
        identity,
        f"{name} {identity}",
        stage,  # type: ignore[arg-type]
        needs=draw(conditions(about)) if rarely(draw, 3) else None,
        takes=Span(days(0), days(0)) if job else draw(spans()),
        open_ended=job,
        hours=None if job else one_of(draw, None, None, 10, 30),
        hours_per_week=one_of(draw, 20, 40) if job else one_of(draw, None, None, 20, 40),
        gives=gives(draw),
        costs=draw(costs()),
    )


@st.composite
def kinds(draw: Draw[Any], count: int) -> tuple[int, ...]:
    """Kinds of steps, by their place; some are the same, so that a quick one stands against a cheap one.

    There is one diploma at most, and one program in medical assisting where there is practice to add to it: a plan
    does not say which of two is meant.
    """
    chosen: list[int] = []
    for _ in range(count):
        again = bool(chosen) and draw(st.booleans())
        chosen.append(chosen[-1] if again else draw(st.integers(0, len(GIVEN) - 1)))
    named = [GIVEN[kind][0] for kind in chosen]
    lone = [{"ged"}, {"program", "short", "both"} if "practice" in named else set()]
    spare = {i for i, name in enumerate(named) for alike in lone if name in alike and alike & set(named[:i])}
    return tuple(kind for i, kind in enumerate(chosen) if i not in spare)


# Worlds made by hand.


def wait(count: int) -> Duration:
    """So many days."""
    return days(count)


def step(kind: str, *, takes: int = 0, needs: Rule | None = None) -> Step:
    """A step of a route."""
    return Step(kind, kind=kind, takes=Span(days(takes), days(takes)), needs=needs)


def route(rule: Rule, *steps: Step, by: str = "application", identity: str = "way") -> Route:
    """A route; without steps, an application."""
    versions = (nodes.Version(LONG_AGO, "on", rule),)
    return Route(identity, identity, nodes.Dated(by, versions), steps=steps or (step("apply"),))  # type: ignore[arg-type]


def fee(*amounts: tuple[int, int | str], when: Rule | None = None, due: str = "application") -> DatedValue:
    """A fee: so much from so many days after the first on; the first amount holds before, too."""
    starts = [LONG_AGO, *(later(day) for day, _ in amounts[1:])]
    versions = tuple(ValueVersion(start, "on", amount) for start, (_, amount) in zip(starts, amounts, strict=True))
    return DatedValue("fee", "fee", "Fee", "application", versions, "USD", when=when, due=due)


FREE = fee((0, 0))


def credential(
    identity: str, *ways: Route, fees: tuple[DatedValue, ...] = (FREE,), kind: str = "certification"
) -> Credential:
    """A credential; without fees, a free one."""
    return Credential(identity, kind, identity.upper(), identity.upper(), "issuer", ways, values=fees)


def preparation(
    identity: str,
    *gives: Gift,
    takes: int = 0,
    stage: Any = "training",
    costs: Sequence[int | Cost] = (),
    **said: Any,
) -> Preparation:
    """A step of so many days, with what it costs you."""
    lines = tuple(c if isinstance(c, Cost) else Cost(f"cost {n}", Amount(c, c, c)) for n, c in enumerate(costs))
    return Preparation(
        identity,
        identity,
        stage,
        takes=Span(days(takes), days(takes)),
        gives=gives,
        costs=lines,
        **said,
    )


def world(
    *made: Credential,
    steps: Sequence[Preparation] = (),
    goals: Sequence[str] = (),
    horizon: int = 9,
    complete: Sequence[str] = LISTS,
    school: School = School(diploma=False),  # noqa: B008
    programs: tuple[Program, ...] = (),
    cards: tuple[Card, ...] = (),
    **limited: Any,
) -> Small:
    """A world with some credentials, all of them goals where none are named, and a person of whom all is known."""
    record = Record(as_of=ON, birth=ON, school=school, programs=programs, cards=cards, complete=frozenset(complete))
    asked = tuple(goals) or tuple(one.id for one in made)
    return Small(catalogue(made, steps), record, asked, Limits(**{"by": later(horizon), **limited}))


# People.


@st.composite
def records(draw: Draw[Any], credential: str) -> Record:
    """A person with little in the record, of which all is known, or not."""
    lists: dict[str, Any] = {}
    if rarely(draw, 3):
        completed = later(draw(st.integers(-3, 5)))
        field = one_of(draw, "medical-assisting", "medical-assisting", "phlebotomy")
        program = Program(field=field, started=completed - timedelta(days=3), completed=completed)
        lists["programs"] = (program,)
    if rarely(draw, 3):
        lists["cards"] = (Card("cpr", issued=later(-5), expires=later(draw(st.integers(-1, 5)))),)
    if rarely(draw):
        lists["exams"] = tuple(
            ExamAttempt(credential, later(-n), "fail") for n in draw(st.lists(st.integers(1, 4), max_size=2))
        )
    if rarely(draw):
        lists["work"] = (Work(role="medical-assistant", started=later(-1), hours_per_week=Decimal(56)),)
    if rarely(draw, 8):
        lists["certificates"] = (Certificate("elsewhere", earned=later(-5), expires=later(3)),)
    diploma = one_of(draw, "none", "none", "had", "to come", "not said")
    schools = {
        "none": School(diploma=False),
        "had": School(diploma=True, earned=later(-100)),
        "to come": School(diploma=False, expected=later(2)),
        "not said": School(),
    }
    known = one_of(draw, LISTS, LISTS, LISTS, ("programs", "work"), ())
    return Record(as_of=ON, birth=ON, school=schools[diploma], complete=frozenset(known), **lists)


@st.composite
def limits(draw: Draw[Any], horizon: int) -> Limits:
    """Limits; the last day is always near."""
    budget = one_of(draw, None, None, None, 0, 50, 120, 200)
    week = one_of(draw, None, None, None, 20, 40, 60)
    assistance = Help()
    if rarely(draw, 3):
        assistance = Help(*(one_of(draw, 0, 30, 80) for _ in range(3)))
    return Limits(
        by=later(horizon),
        budget=budget,
        hours_per_week=week,
        not_before=later(2) if rarely(draw, 8) else None,
        quick=rarely(draw, 6),
        wage=7 if rarely(draw, 6) else None,
        help=assistance,
    )


def catalogue(made: Sequence[Credential], steps: Sequence[Preparation]) -> Catalogue:
    """A catalogue of some credentials and steps, and nothing else."""
    return Catalogue("small", "0", {c.id: c for c in made}, steps={step.id: step for step in steps})


@st.composite
def worlds(draw: Draw[Any], *, most_steps: int = 4) -> Small:
    """A small world."""
    shape = one_of(draw, "one", "one", "one", "two", "helper", "two")
    count = draw(st.integers(0, most_steps))
    chosen = draw(kinds(count))
    given = tuple(GIVEN[kind][0] for kind in chosen)
    made, goals = [draw(credentials(About("alpha", (), given)))], ["alpha"]
    if shape != "one":
        first = made[0]
        if first.kind != "certification":
            first = Credential(first.id, "certification", "A", "A", "issuer", first.routes, values=first.values)
        made = [first, draw(credentials(About("beta", ("alpha",), given)))]
        goals = ["beta"] if shape == "helper" else ["beta", "alpha"] if rarely(draw) else ["alpha", "beta"]
    about = About(goals[-1], (), given)
    steps = [draw(preparations(name, kind, about)) for name, kind in zip("pqrs", chosen, strict=False)]
    horizon = one_of(draw, *((8, 10, 6, 12) if count <= 2 else (7, 6, 8) if count == 3 else (5, 6)))
    return Small(catalogue(made, steps), draw(records(goals[-1])), tuple(goals), draw(limits(horizon)))
