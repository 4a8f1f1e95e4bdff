"""Plans to roles: dated, costed, in the right order, open on the day they say, and no burden to other plans."""

from datetime import date, timedelta
from pathlib import Path

import pytest

import lapel
from lapel.loading.compiled import load_careers, load_catalogue
from lapel.loading.records import parse_record
from lapel.model.record import LISTS, Record
from lapel.model.role import PREFIX
from lapel.model.truth import Truth
from lapel.model.value import replace
from lapel.planner.draft import gifts_made, laid
from lapel.planner.make import make_plans
from lapel.planner.plan import Limits, Plan, Plans
from lapel.planner.roles import with_goals
from lapel.rules.evaluate import timeline_of

EXAMPLES = Path(__file__).parents[2] / "examples"
ON = date(2026, 11, 22)

DIPLOMA = parse_record({"state": "NJ", "school": {"diploma": True, "earned": "2020-06-15"}})
ASSISTANT = parse_record(
    {
        "state": "NJ",
        "school": {"diploma": True, "earned": "2010-06-15"},
        "work": [{"role": "medical-assistant", "started": "2016-01-04", "hours_per_week": 40, "kind": "paid"}],
        "complete": list(LISTS),
    }
)


def planned(record: Record, *goals: str, limits: Limits | None = None) -> Plans:
    careers = load_careers()
    catalogue = with_goals(load_catalogue(), careers.roles, careers.steps, goals)
    return make_plans(catalogue, record, goals, on=ON, limits=limits)


def steps_of(plan: Plan) -> list[str]:
    return [task.id for task in plan.tasks if not task.goal]


def test_the_way_to_a_nurse_has_days_costs_and_both_degrees() -> None:
    """Two years and 17,632 + 200 + 300 + 75 dollars by an associate degree; four and 72,692 + 575 by a bachelor's."""
    soonest, cheapest = planned(DIPLOMA, "role:registered-nurse").front
    assert (soonest.finish, soonest.money.usual) == (date(2028, 11, 22), 17632 + 575)
    assert (soonest.money.low, soonest.money.high) == (2250 + 250, 36379 + 575)
    assert steps_of(soonest) == ["nursing-prerequisites", "adn", "nclex-rn"]
    assert [line.what for line in soonest.not_known] == ["Tuition of the first courses"]
    assert (cheapest.finish, cheapest.money.usual) == (date(2030, 11, 22), 72692 + 575)
    assert steps_of(cheapest) == ["bsn", "nclex-rn"]
    assert soonest.soonest == date(2028, 5, 22)


def test_a_role_is_applied_for_and_never_handed_out() -> None:
    plan = planned(DIPLOMA, "role:registered-nurse").front[0]
    last = plan.tasks[-1]
    assert (last.kind, last.what) == ("apply", "Apply for jobs as a registered nurse.")
    assert last.wait is not None
    assert not last.wait.known
    assert "No plan promises a job" in last.note
    assert not any(task.kind == "receive" for task in plan.tasks)


def test_a_failed_license_exam_costs_its_fee_again_and_its_wait() -> None:
    plan = planned(DIPLOMA, "role:registered-nurse").front[0]
    failing = plan.failing[0]
    assert failing.name == "License as a registered nurse (NCLEX-RN)"
    again = failing.attempts[0]
    assert (again.tests, again.days) == (plan.finish + timedelta(days=45), 45)
    assert [line.amount and line.amount.usual for line in again.fees] == [200]
    physician = planned(DIPLOMA, "role:physician-assistant").front[0].failing[0]
    assert (physician.attempts[0].days, physician.closes) == (90, 6)
    assert "six years" in physician.closing


def test_a_wait_between_attempts_that_is_not_known_is_not_made_up() -> None:
    plan = planned(DIPLOMA, "role:nurse-practitioner").front[0]
    practitioner = next(failing for failing in plan.failing if failing.credential == "np-license")
    assert practitioner.attempts == ()
    assert "not seen" in practitioner.closing


def test_each_step_comes_after_what_it_needs_also_on_one_day() -> None:
    plan = planned(DIPLOMA, "role:nurse-practitioner").front[0]
    assert steps_of(plan) == [
        "nursing-prerequisites",
        "adn",
        "nclex-rn",
        "rn-to-bsn",
        "np-degree",
        "np-license",
    ]


def test_years_of_work_that_the_person_has_are_counted() -> None:
    """Ten years as an assistant are more than the five that meet “less than five years” in any case."""
    plan = planned(ASSISTANT, "role:lead-medical-assistant").front[0]
    assert (plan.finish, plan.money.usual) == (ON, 0)
    fresh = planned(replace(DIPLOMA, complete=frozenset(LISTS)), "role:lead-medical-assistant")
    assert fresh.front[0].finish == date(2031, 11, 22)
    assert fresh.perhaps[0].finish == ON
    assert any("Fewer than five are usual" in found.says for found in fresh.perhaps[0].assumes)


def test_a_manager_without_a_degree_is_up_to_the_employer() -> None:
    plans = planned(ASSISTANT, "role:medical-office-manager")
    assert [plan.finish for plan in plans.front] == [date(2030, 11, 22)]
    assert plans.perhaps[0].finish == ON
    assert [found.says for found in plans.perhaps[0].assumes] == ["The employer takes you without a bachelor's degree."]


def test_a_certificate_and_a_role_are_planned_together() -> None:
    denise = lapel.read_record(EXAMPLES / "ten-years-of-work.yaml")
    alone = planned(denise, "rma-amt").front[0]
    both = planned(denise, "rma-amt", "role:phlebotomist").front[0]
    assert {leg.credential.id for leg in both.legs} == {"rma-amt", "role:phlebotomist"}
    assert "phlebotomy-course" in steps_of(both)
    assert both.money.usual == alone.money.usual + 1550


def test_a_state_that_asks_phlebotomists_for_a_license_is_not_surely_reached() -> None:
    for state in ("CA", "LA", "NV"):
        plans = planned(replace(DIPLOMA, state=state, complete=frozenset(LISTS)), "role:phlebotomist")
        assert plans.front == ()
        assert any("license" in found.says for found in plans.perhaps[0].assumes), plans.perhaps[0].assumes


def test_a_limit_that_is_too_tight_is_named() -> None:
    plans = planned(DIPLOMA, "role:registered-nurse", limits=Limits(by=date(2027, 12, 31)))
    assert plans.front == ()
    assert [change.limit for change in plans.relax] == ["by"]


def test_plans_without_a_role_do_not_see_the_steps_between_roles() -> None:
    assert not set(load_careers().steps) & set(load_catalogue().steps)


REPLAYED = (
    *("billing-and-coding", "cardiovascular-technologist", "lead-medical-assistant", "medical-executive-assistant"),
    *("medical-office-manager", "nurse-practitioner", "nursing-assistant", "ophthalmic-technician", "practical-nurse"),
    *("phlebotomist", "physician-assistant", "records-technician", "registered-nurse", "registered-nurse-supervisor"),
)
"""One role of each kind of way."""


@pytest.mark.parametrize("name", REPLAYED)
def test_a_role_is_open_on_the_day_the_plan_says(name: str) -> None:
    """Replay: with every step of the plan laid into the record, the role's rule is true on the day, and not before."""
    record = replace(DIPLOMA, as_of=ON, complete=frozenset(LISTS))
    careers = load_careers()
    front = planned(record, PREFIX + name).front
    assert front
    for place, plan in enumerate(front):
        entries = []
        for task in plan.tasks:
            step = careers.steps.get(task.id) or load_catalogue().steps.get(task.id)
            if step is not None:
                over = step.takes.after(task.starts).toordinal()
                entries += list(gifts_made(step.gives, task.starts.toordinal(), over))
        leg = plan.legs[0]
        line = timeline_of(leg.route.rule, laid(record, entries))
        assert line.on(leg.applies) is Truth.TRUE
        assert plan.finish >= leg.applies >= ON
        if not place and leg.applies > ON:
            assert line.on(leg.applies - timedelta(days=1)) is not Truth.TRUE


def test_an_instructor_needs_a_certificate_which_is_a_goal_of_its_own() -> None:
    alone = planned(ASSISTANT, "role:medical-assisting-instructor")
    soonest = alone.front[0]
    assert "health-administration-degree" in steps_of(soonest)
    denise = lapel.read_record(EXAMPLES / "ten-years-of-work.yaml")
    both = planned(denise, "rma-amt", "role:medical-assisting-instructor").front[0]
    assert both.finish == date(2028, 11, 22)
    assert {"associate-degree", "teaching-methods"} <= set(steps_of(both))


@pytest.mark.parametrize("name", ["high-school-student", "career-changer", "medic-leaving-the-army"])
def test_the_search_for_a_nurse_is_proved_for_every_example(name: str) -> None:
    plans = planned(lapel.read_record(EXAMPLES / f"{name}.yaml"), "role:registered-nurse")
    assert plans.proved
    assert plans.front


def test_goals_bring_in_the_roles_among_them_and_no_others() -> None:
    catalogue, careers = load_catalogue(), load_careers()

    def known(*goals: str) -> set[str]:
        return set(with_goals(catalogue, careers.roles, careers.steps, goals).credentials) - set(catalogue.credentials)

    assert known("cma-aama", "role:phlebotomist", "role:astronaut") == {"role:phlebotomist"}
    assert with_goals(catalogue, careers.roles, careers.steps, ["cma-aama", "role:astronaut"]) is catalogue
    alone = with_goals(catalogue, careers.roles, careers.steps, ["role:phlebotomist"])
    both = with_goals(catalogue, careers.roles, careers.steps, ["role:phlebotomist", "cma-aama"])
    assert set(alone.steps) < set(both.steps)
