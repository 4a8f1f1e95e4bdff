"""The best use of learning: against every use that there is, against another solver, and what always holds."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import product
from typing import Any
from unittest.mock import patch

import highspy
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lapel.loading.compiled import load_catalogue
from lapel.model.counting import Approval, AreaLeast, Counting, Early
from lapel.model.dates import Duration
from lapel.model.value import replace
from lapel.renewals import allocation
from lapel.renewals.allocation import Allocation, allocate
from lapel.renewals.ledger import Activity, Judged, Requirement

DAY = date(2026, 1, 1)
QUARTER = Duration(3, "months", "clamp")
CATALOGUE = load_catalogue()
CREDENTIALS = [CATALOGUE.credentials[name] for name in ("cma-aama", "rma-amt", "ncma-ncct", "ccma-nha", "cmac-amca")]
AREAS = ("clinical", "general")


@dataclass(frozen=True)
class Asked:
    """What a cycle asks for, in the words of the tests."""

    total: int
    areas: tuple[int, ...] = ()
    others: int | None = None
    early: int | None = None


@dataclass(frozen=True)
class Course:
    """Learning, with the cycles in which it may count and, of these, those in which it is approved or early."""

    points: int
    area: str
    may: frozenset[int]
    approved: frozenset[int] = frozenset()
    early: frozenset[int] = frozenset()
    planned: bool = False
    cost: int = 0
    day: int = 1

    @property
    def price(self) -> Fraction:
        return Fraction(self.cost, self.points) if self.planned else Fraction(0)


def requirement(index: int, asked: Asked) -> Requirement:
    approval = None
    if asked.others is not None:
        approval = Approval(
            by=("aama",), least=Decimal(0), others_at_most=Decimal(asked.others), starts=DAY, dating="on", cite=()
        )
    early = (
        (Early(before=QUARTER, at_most=Decimal(asked.early), starts=DAY, dating="on", cite=()),)
        if asked.early is not None
        else ()
    )
    return Requirement(
        CREDENTIALS[index],
        DAY,
        date(2030, 12, 31),
        "points",
        Fraction(asked.total),
        Counting("term", early=early),
        tuple(
            AreaLeast(area=name, least=Decimal(least), starts=DAY, dating="on", cite=())
            for name, least in zip(AREAS, asked.areas, strict=False)
        ),
        approval,
        DAY,
    )


def judged(courses: Sequence[Course], requirements: Sequence[Requirement]) -> list[tuple[Activity, tuple[Judged, ...]]]:
    found = []
    for number, course in enumerate(courses):
        areas = ((course.area, Fraction(1)),) if course.area else ()
        activity = Activity(
            f"learning[{number}]",
            "Course",
            DAY + timedelta(course.day),
            unit="points",
            amount=Fraction(course.points),
            areas=areas,
            planned=course.planned,
            cost=Fraction(course.cost),
        )
        found.append((activity, tuple(_judged(activity, course, i, r) for i, r in enumerate(requirements))))
    return found


def _judged(activity: Activity, course: Course, index: int, asked: Requirement) -> Judged:
    if index not in course.may:
        return Judged(activity, asked, "nowhere", "Not here.")
    return Judged(
        activity,
        asked,
        "counts",
        "",
        Fraction(course.points),
        approved=index in course.approved,
        early=index in course.early,
    )


def solved(courses: Sequence[Course], asked: Sequence[Asked], *, shared: bool = False) -> Allocation:
    requirements = [requirement(index, one) for index, one in enumerate(asked)]
    return allocate(judged(courses, requirements), requirements, shared=shared)


# Every use there is


def units(courses: Sequence[Course]) -> Iterator[Course]:
    for course in courses:
        yield from [course] * course.points


Cost = tuple[Fraction, Fraction, Fraction]
"""How much is missing, the money, and the sum of the days of all points used."""


def least_cost(courses: Sequence[Course], asked: Sequence[Asked]) -> Cost:
    """Try every cycle, or none, for every single point."""
    each = list(units(courses))
    return min(
        cost
        for uses in product(*([None, *sorted(course.may)] for course in each))
        if (cost := cost_of(list(zip(each, uses, strict=True)), asked)) is not None
    )


def cost_of(uses: Sequence[tuple[Course, int | None]], asked: Sequence[Asked]) -> Cost | None:
    """What a use of points costs; None where it exceeds a limit."""
    missing = 0
    for index, one in enumerate(asked):
        here = [course for course, use in uses if use == index]
        others = sum(index not in course.approved for course in here)
        early = sum(index in course.early for course in here)
        if one.others is not None and others > min(one.others, one.total):
            return None
        if one.early is not None and early > one.early:
            return None
        lacking = sum(
            max(0, least - sum(course.area == name for course in here))
            for name, least in zip(AREAS, one.areas, strict=False)
        )
        missing += max(0, one.total - len(here), lacking)
    used = [course for course, use in uses if use is not None]
    money = sum((course.price for course in used), Fraction(0))
    return Fraction(missing), money, Fraction(sum(course.day for course in used))


def cost_found(found: Allocation, courses: Sequence[Course]) -> Cost:
    used = [(courses[int(line.activity.place[9:-1])], line.points) for cycle in found.cycles for line in cycle.counted]
    money = sum((course.price * points for course, points in used), Fraction(0))
    return found.missing, money, sum((course.day * points for course, points in used), Fraction(0))


def places(cycles: int) -> st.SearchStrategy[frozenset[int]]:
    return st.frozensets(st.integers(0, cycles - 1))


@st.composite
def ledgers(draw: st.DrawFn, *, cycles: int = 2, courses: int = 3, most: int = 2) -> tuple[list[Course], list[Asked]]:
    asked = []
    for _ in range(draw(st.integers(1, cycles))):
        areas = tuple(draw(st.lists(st.integers(0, 2), max_size=2)))
        total = sum(areas) + draw(st.integers(0, 3))
        limit = st.none() | st.integers(0, total)
        asked.append(Asked(total, areas, draw(limit), draw(limit)))
    course = st.builds(
        Course,
        st.integers(1, most),
        st.sampled_from((*AREAS, "")),
        places(len(asked)),
        places(len(asked)),
        places(len(asked)),
        st.booleans(),
        st.integers(0, 3),
        st.integers(1, 4),
    )
    return draw(st.lists(course, max_size=courses)), asked


@settings(max_examples=settings().max_examples * 5 // 2)
@given(ledgers())
def test_no_use_of_single_points_is_better(ledger: tuple[list[Course], list[Asked]]) -> None:
    courses, asked = ledger
    assert cost_found(solved(courses, asked), courses) == least_cost(courses, asked)


# Another solver


def by_highs(courses: Sequence[Course], asked: Sequence[Asked]) -> float:
    """The fewest missing points, by HiGHS: each course on its own, with what is missing as a quantity."""
    model: Any = highspy.Highs()  # type: ignore[no-untyped-call]
    model.silent()
    use = {(i, r): model.addVariable(lb=0) for i, course in enumerate(courses) for r in course.may}
    missing: list[Any] = []
    for i, course in enumerate(courses):
        if course.may:
            model.addConstr(sum(use[i, r] for r in course.may) <= course.points)
    for r, one in enumerate(asked):
        lacks = model.addVariable(lb=0)
        missing.append(lacks)
        here = [i for i, course in enumerate(courses) if r in course.may]
        model.addConstr(sum((use[i, r] for i in here), lacks) >= one.total)
        parts = []
        for name, least in zip(AREAS, one.areas, strict=False):
            part = model.addVariable(lb=0)
            parts.append(part)
            model.addConstr(sum((use[i, r] for i in here if courses[i].area == name), part) >= least)
        if parts:
            model.addConstr(lacks - sum(parts) >= 0)
        others = [use[i, r] for i in here if r not in courses[i].approved]
        if one.others is not None and others:
            model.addConstr(sum(others) <= min(one.others, one.total))
        early = [use[i, r] for i in here if r in courses[i].early]
        if one.early is not None and early:
            model.addConstr(sum(early) <= one.early)
    model.minimize(sum(missing))
    return float(model.getObjectiveValue())


@st.composite
def large(draw: st.DrawFn) -> tuple[list[Course], list[Asked]]:
    courses, asked = draw(ledgers(cycles=5, courses=40, most=12))
    factor = draw(st.integers(1, 12))
    wider = [
        Asked(
            one.total * factor,
            tuple(least * factor for least in one.areas),
            None if one.others is None else one.others * factor,
            None if one.early is None else one.early * factor,
        )
        for one in asked
    ]
    return courses, wider


@settings(max_examples=settings().max_examples * 2)
@given(large())
def test_another_solver_finds_the_same(ledger: tuple[list[Course], list[Asked]]) -> None:
    courses, asked = ledger
    assert float(solved(courses, asked).missing) == pytest.approx(by_highs(courses, asked), abs=1e-6)


@settings(max_examples=settings().max_examples)
@given(large())
def test_the_use_is_as_good_when_each_waits_for_the_one_before_it(ledger: tuple[list[Course], list[Asked]]) -> None:
    courses, asked = ledger
    with patch.object(allocation, "AT_ONCE", 1):
        waited = cost_found(solved(courses, asked), courses)
    with patch.object(allocation, "AT_ONCE", 1000):
        assert cost_found(solved(courses, asked), courses) == waited


# What always holds


@settings(max_examples=settings().max_examples * 2)
@given(ledgers(cycles=4, courses=8, most=6), st.booleans())
def test_no_limit_is_exceeded_and_no_hour_is_used_twice(ledger: tuple[list[Course], list[Asked]], shared: bool) -> None:
    courses, asked = ledger
    found = solved(courses, asked, shared=shared)
    used: dict[str, Fraction] = {}
    for index, (cycle, one) in enumerate(zip(found.cycles, asked, strict=True)):
        assert cycle.points + cycle.further.points == one.total
        others = sum((line.points for line in cycle.counted if not line.approved), Fraction(0))
        assert one.others is None or others <= one.others
        early = Fraction(0)
        for line in cycle.counted:
            number = int(line.activity.place[9:-1])
            assert index in courses[number].may
            assert line.points > 0
            early += line.points if index in courses[number].early else 0
            key = f"{number}/{index}" if shared else str(number)
            used[key] = used.get(key, Fraction(0)) + line.points
        assert one.early is None or early <= one.early
        assert cycle.alone <= cycle.further.points
        assert sum((points for _, points in cycle.further.areas), Fraction(0)) <= cycle.further.points
        assert cycle.further.approved <= cycle.further.points
    assert all(points <= courses[int(key.split("/")[0])].points for key, points in used.items())
    assert found.missing == sum((cycle.further.points for cycle in found.cycles), Fraction(0))


@settings(max_examples=settings().max_examples * 2)
@given(ledgers(cycles=4, courses=8, most=6), st.booleans())
def test_the_prices_prove_that_no_less_can_be_missing(ledger: tuple[list[Course], list[Asked]], shared: bool) -> None:
    courses, asked = ledger
    found = solved(courses, asked, shared=shared)
    assert all(price >= 0 for price in found.prices.values())
    most = sum((found.limits[name] * price for name, price in found.prices.items()), Fraction(0))
    assert found.missing == sum(one.total for one in asked) - most


@settings(max_examples=settings().max_examples * 2)
@given(ledgers(cycles=3, courses=6, most=4), st.booleans())
def test_more_learning_never_leaves_more_missing(ledger: tuple[list[Course], list[Asked]], shared: bool) -> None:
    courses, asked = ledger
    missing = [solved(courses[:count], asked, shared=shared).missing for count in range(len(courses) + 1)]
    assert missing == sorted(missing, reverse=True)


@settings(max_examples=settings().max_examples * 5 // 2)
@given(ledgers(cycles=3, courses=6, most=4))
def test_what_is_still_to_be_learned_closes_every_gap(ledger: tuple[list[Course], list[Asked]]) -> None:
    courses, asked = ledger
    more = list(courses)
    for index, cycle in enumerate(solved(courses, asked).cycles):
        further, here = cycle.further, frozenset([index])
        rest = further.points - sum((points for _, points in further.areas), Fraction(0))
        for area, points in [*further.areas, ("", rest)]:
            if points:
                assert points.denominator == 1
                more.append(Course(int(points), area, here, here))
    assert solved(more, asked).missing == 0


@settings(max_examples=settings().max_examples * 5 // 2)
@given(ledgers(cycles=3, courses=6, most=4))
def test_sharing_never_leaves_more_missing(ledger: tuple[list[Course], list[Asked]]) -> None:
    courses, asked = ledger
    assert solved(courses, asked, shared=True).missing <= solved(courses, asked).missing


# Ties


def test_of_two_plans_that_do_the_same_the_cheaper_is_used() -> None:
    here = frozenset([0])
    dear, cheap = Course(5, "", here, planned=True, cost=90), Course(5, "", here, planned=True, cost=20)
    [line] = solved([dear, cheap], [Asked(5)]).cycles[0].counted
    assert line.activity.place == "learning[1]"


def test_what_is_done_is_used_before_what_is_only_planned() -> None:
    here = frozenset([0])
    [line] = solved([Course(5, "", here, planned=True), Course(5, "", here)], [Asked(5)]).cycles[0].counted
    assert line.activity.place == "learning[1]"


def test_less_money_comes_before_earlier_days() -> None:
    here = frozenset([0])
    dear, cheap = Course(5, "", here, planned=True, cost=90, day=1), Course(5, "", here, planned=True, cost=20, day=400)
    [line] = solved([dear, cheap], [Asked(5)]).cycles[0].counted
    assert line.activity.place == "learning[1]"


def test_across_certificates_and_areas_the_earliest_are_used() -> None:
    # The late course fits only the first cycle, the others either; so the late one is left out, not one of the early.
    late = Course(5, "clinical", frozenset([0]), day=300)
    early = Course(5, "general", frozenset([0, 1]), day=1)
    other = Course(5, "", frozenset([0, 1]), day=100)
    found = solved([late, early, other], [Asked(5), Asked(5)])
    assert cost_found(found, [late, early, other])[2] == 5 * 1 + 5 * 100


def test_where_all_else_is_even_hours_go_to_the_cycle_that_ends_first() -> None:
    later, sooner = requirement(0, Asked(5)), replace(requirement(1, Asked(5)), ends=date(2029, 12, 31))
    found = allocate(judged([Course(5, "", frozenset([0, 1]))], [later, sooner]), [later, sooner])
    assert [cycle.points for cycle in found.cycles] == [0, 5]


def test_of_what_is_alike_the_earliest_is_used_first() -> None:
    asked = [requirement(0, Asked(5))]
    here = frozenset([0])
    [late, early] = judged([Course(5, "", here), Course(5, "", here)], asked)
    moved = replace(late[0], done=date(2027, 6, 1))
    late = (moved, tuple(replace(one, activity=moved) for one in late[1]))
    [line] = allocate([late, early], asked).cycles[0].counted
    assert line.activity.place == "learning[1]"


# One CMA (AAMA) cycle, in words


def test_college_credits_leave_thirty_approved_points_to_earn() -> None:
    # Three credits are 45 points, of which 30 may count. Without any of the AAMA's own, 30 are missing.
    here = frozenset([0])
    college = Course(45, "general", here)
    found = solved([college], [Asked(60, (10, 10), 30)]).cycles[0]
    assert found.points == 30
    assert found.because == "approved"
    assert found.further.approved == 30
