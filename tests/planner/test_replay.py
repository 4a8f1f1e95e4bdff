"""Every plan is replayed: its steps, put into the record by hand, open the route on the day it says and not before."""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from lapel.eligibility.decide import decide
from lapel.loading.compiled import load_catalogue
from lapel.loading.records import read_record
from lapel.model.record import Certificate, ExamAttempt, Program, Record
from lapel.model.truth import Truth
from lapel.model.value import replace
from lapel.planner.make import make_plans
from lapel.planner.plan import Leg, Limits, Plan
from lapel.rules.evaluate import timeline_of

EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("*.yaml"))
GOALS = ("cma-aama", "rma-amt", "ncma-ncct", "ccma-nha", "cmac-amca", "ma-c-wa")
ON = date(2026, 11, 22)
CATALOGUE = load_catalogue()


@cache
def person(name: str) -> Record:
    [path] = [path for path in EXAMPLES if path.stem == name]
    return replace(read_record(path), as_of=ON)


@cache
def sure_plans(name: str, goal: str) -> tuple[Plan, ...]:
    return make_plans(CATALOGUE, person(name), [goal], on=ON).front


CASES = [(path.stem, goal) for path in EXAMPLES for goal in GOALS]


def prepared(record: Record, plan: Plan) -> Record:
    """Put every step of a plan into a record, from what the catalogue says of it and the days of its task."""
    for task in plan.tasks:
        step = CATALOGUE.steps.get(task.id)
        for gift in step.gives if step else ():
            finish = task.starts if task.open_ended else task.ends
            said: dict[str, Any] = {}
            for name, moment in gift.dates:
                said[name] = moment.of(task.starts, finish)
            record = _put(record, gift.within, replace(gift.entry, **said), gift.amends)
    return record


def _put(record: Record, within: str, entry: Any, amends: bool) -> Record:
    if within == "school":
        return replace(record, school=replace(record.school, diploma=True, kind=entry.kind, earned=entry.earned))
    held = getattr(record, within)
    if not amends:
        return replace(record, **{within: (*held, entry)})
    last = max(i for i, program in enumerate(held) if program.field == "medical-assisting")
    program: Program = held[last]
    counts = {
        **dict(entry.procedures),
        **{n: c for n, c in program.procedures if c >= dict(entry.procedures).get(n, 0)},
    }
    merged = replace(program, procedures=tuple(counts.items()))
    return replace(record, programs=(*held[:last], merged, *held[last + 1 :]))


def earned(record: Record, leg: Leg) -> Record:
    """Add the certificate of a leg, and its exam."""
    name = leg.credential.id
    exams = (ExamAttempt(name, leg.tests, "pass"),) if leg.tests else ()
    had = Certificate(name, leg.certified, None, leg.expires)
    return replace(record, certificates=(*record.certificates, had), exams=(*record.exams, *exams))


def legs(name: str, plan: Plan) -> Iterator[tuple[Record, Leg]]:
    """Give each leg with the record that leads to it."""
    record = prepared(person(name), plan)
    for leg in plan.legs:
        yield record, leg
        record = earned(record, leg)


def answer(record: Record, leg: Leg, day: date) -> str:
    decision = decide(leg.credential, record, on=day)
    [route] = [route for route in (*decision.routes, *decision.keep) if route.route.id == leg.route.id]
    return route.verdict.answer


@pytest.mark.parametrize(("name", "goal"), CASES)
def test_the_route_is_open_on_the_day_of_the_application_and_opens_on_the_day_it_says(name: str, goal: str) -> None:
    for plan in sure_plans(name, goal):
        for record, leg in legs(name, plan):
            assert answer(record, leg, leg.applies) == "yes"
            assert answer(record, leg, leg.opens) == "yes"
            if leg.opens > ON:
                assert answer(record, leg, leg.opens - timedelta(days=1)) != "yes"
            if leg.tests and leg.route.rule.by == "test":  # type: ignore[attr-defined]
                assert answer(record, leg, leg.tests) == "yes"


@pytest.mark.parametrize(("name", "goal"), CASES)
def test_what_a_step_needs_is_true_on_the_day_it_starts(name: str, goal: str) -> None:
    for plan in sure_plans(name, goal):
        record = prepared(person(name), plan)
        for task in plan.tasks:
            step = CATALOGUE.steps.get(task.id)
            if step and step.needs is not None:
                assert timeline_of(step.needs, record).on(task.starts) is Truth.TRUE
        for record, leg in legs(name, plan):
            for asked in leg.route.steps:
                if asked.needs is not None and asked.kind not in ("after", "check"):
                    [task] = [t for t in plan.tasks if t.goal == leg.credential.id and t.what == asked.what]
                    assert timeline_of(asked.needs, record).on(task.starts) is Truth.TRUE


@pytest.mark.parametrize(("name", "goal"), CASES)
def test_tasks_are_in_order_and_end_when_the_plan_does(name: str, goal: str) -> None:
    for plan in sure_plans(name, goal):
        starts = [task.starts for task in plan.tasks]
        assert starts == sorted(starts)
        assert min(starts) >= ON
        by_id = {task.id: task for task in plan.tasks}
        assert len(by_id) == len(plan.tasks)
        for task in plan.tasks:
            assert all(by_id[before].starts <= task.starts for before in task.after)
            assert task.latest is None or task.latest >= task.starts
        over = [task.ends for task in plan.tasks if not task.open_ended and task.kind != "after"]
        assert max(over) == plan.finish == max([leg.certified for leg in plan.legs] + over)
        known = [line.amount for task in plan.tasks for line in task.costs if line.amount and "you" in line.paid_by]
        assert sum(amount.usual for amount in known) == plan.money.usual


@pytest.mark.parametrize(("name", "goal"), CASES)
def test_each_further_attempt_is_allowed_after_the_failures_before_it(name: str, goal: str) -> None:
    for plan in sure_plans(name, goal):
        for record, leg in legs(name, plan):
            attempts = [again for f in plan.failing if f.credential == leg.credential.id for again in f.attempts]
            tests = leg.tests
            record = replace(record, complete=record.complete | {"exams"})
            for again in attempts:
                assert tests is not None
                record = replace(record, exams=(*record.exams, ExamAttempt(leg.credential.id, tests, "fail")))
                decision = decide(leg.credential, record, on=again.applies)
                ways = [*decision.routes, *decision.keep]
                assert any(way.verdict.answer == "yes" for way in ways) or not again.sure
                assert again.tests >= again.applies > tests
                tests = again.tests


@pytest.mark.parametrize(("name", "goal"), [case for case in CASES if case[1] != "ma-c-wa"])
def test_more_money_hours_or_time_never_make_the_best_plan_worse(name: str, goal: str) -> None:
    front = sure_plans(name, goal)
    for plan in front:
        exact = Limits(by=plan.finish, budget=plan.money.usual, hours_per_week=plan.hours)
        same = make_plans(CATALOGUE, person(name), [goal], on=ON, limits=exact).front
        assert (same[0].finish, same[0].money.usual) == (plan.finish, plan.money.usual) or plan.not_known
        earlier = Limits(by=plan.finish - timedelta(days=1))
        if plan is front[0] and earlier.by and earlier.by >= ON:
            assert not make_plans(CATALOGUE, person(name), [goal], on=ON, limits=earlier).front
    pairs = [(plan.finish, plan.money.usual) for plan in front]
    assert pairs == sorted(pairs)
    quick = make_plans(CATALOGUE, person(name), [goal], on=ON, limits=Limits(quick=True)).front
    if front:
        assert quick[0].finish <= front[0].finish
        assert front[0].soonest <= front[0].finish


@pytest.mark.parametrize("name", [path.stem for path in EXAMPLES])
def test_a_step_started_a_day_after_its_latest_day_makes_the_plan_later(name: str) -> None:
    for plan in sure_plans(name, "cma-aama"):
        for task in plan.tasks:
            if task.id in CATALOGUE.steps and task.critical:
                later = Limits(not_before=task.starts + timedelta(days=1), by=plan.finish)
                if task.starts == ON:
                    assert not make_plans(CATALOGUE, person(name), ["cma-aama"], on=ON, limits=later).front
