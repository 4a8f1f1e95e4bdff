"""Impossible, contradictory and absurd questions get a clear answer."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from lapel.loading.compiled import load_catalogue
from lapel.loading.records import parse_record, read_record
from lapel.model.record import Conduct, Record
from lapel.model.span import parse_span
from lapel.model.value import replace
from lapel.planner.figures import Figures, with_figures
from lapel.planner.make import make_plans
from lapel.planner.plan import Help, Limits, Plans

EXAMPLES = Path(__file__).parents[2] / "examples"
ON = date(2026, 11, 22)
CATALOGUE = load_catalogue()
WORKER = read_record(EXAMPLES / "ten-years-of-work.yaml")


def plan(record: Record, *goals: str, **limits: Any) -> Plans:
    return make_plans(CATALOGUE, record, goals, on=ON, limits=Limits(**limits))


def test_a_budget_of_nothing_names_the_least_that_would_do_and_not_a_dollar_less() -> None:
    answer = plan(WORKER, "cma-aama", budget=0)
    assert not answer.front
    [relaxation] = [each for each in answer.relax if each.limit == "budget"]
    enough = int(relaxation.needed.strip("$").replace(",", ""))
    assert plan(WORKER, "cma-aama", budget=enough).front
    assert not plan(WORKER, "cma-aama", budget=enough - 1).front


def test_too_little_time_names_the_day_that_would_do_and_not_a_day_sooner() -> None:
    answer = plan(WORKER, "cma-aama", by=date(2027, 1, 31))
    [relaxation] = answer.relax
    day = date.fromisoformat(relaxation.needed)
    assert plan(WORKER, "cma-aama", by=day).front
    assert not plan(WORKER, "cma-aama", by=day - timedelta(days=1)).front


def test_too_few_hours_name_the_fewest_that_would_do() -> None:
    answer = plan(WORKER, "cma-aama", hours_per_week=5)
    [relaxation] = [each for each in answer.relax if each.limit == "hours_per_week"]
    assert plan(WORKER, "cma-aama", hours_per_week=int(relaxation.needed)).front
    assert not plan(WORKER, "cma-aama", hours_per_week=int(relaxation.needed) - 1).front


def test_two_limits_that_are_both_too_tight_say_what_there_would_be_without_them() -> None:
    answer = plan(WORKER, "cma-aama", budget=100, by=date(2027, 1, 31))
    assert not answer.front
    assert not answer.relax
    [says] = answer.blocked
    assert "$12,317" in says
    assert "November 22, 2027" in says


def test_a_last_day_in_the_past_is_answered_like_too_little_time() -> None:
    answer = plan(WORKER, "cma-aama", by=date(2020, 1, 1))
    assert not answer.front
    assert [each.limit for each in answer.relax] == ["by"]


def test_what_can_be_done_today_fits_into_today() -> None:
    assert plan(WORKER, "ccma-nha", by=ON).front
    assert plan(WORKER, "ccma-nha", hours_per_week=0).front


def test_an_unknown_goal_is_a_key_error() -> None:
    with pytest.raises(KeyError, match="cma-amaa"):
        plan(WORKER, "cma-amaa")


def test_a_goal_that_is_held_is_reached_and_asked_twice_is_one_goal() -> None:
    ivy = read_record(EXAMPLES / "assistant-in-washington.yaml")
    answer = plan(ivy, "ccma-nha", "ccma-nha")
    assert [(goal.id, until) for goal, until in answer.reached] == [("ccma-nha", date(2028, 9, 18))]
    assert not answer.front
    assert not answer.blocked
    both = plan(ivy, "ccma-nha", "rma-amt")
    assert [leg.credential.id for leg in both.front[0].legs] == ["rma-amt"]


def test_a_bar_that_no_step_lifts_is_named() -> None:
    barred = replace(WORKER, conduct=Conduct(felony=True))
    answer = plan(barred, "cma-aama")
    assert not answer.front
    assert any("felony" in line for line in answer.blocked)


def test_nothing_known_gives_no_sure_plan_and_says_what_is_missing() -> None:
    answer = plan(parse_record({}), "cma-aama", "ccma-nha")
    assert not answer.front
    assert any("not known" in line for line in answer.blocked)
    assert any(each.limit == "sure" for each in answer.relax) == bool(answer.perhaps)


def test_help_of_others_lowers_what_the_person_pays_and_a_loan_is_named() -> None:
    alone = plan(WORKER, "cma-aama").front[0]
    helped = plan(WORKER, "cma-aama", help=Help(grant=2000, employer=1000, loan=5000)).front[0]
    assert helped.money.usual == alone.money.usual - 8000
    assert helped.borrowed == 5000
    rich = plan(WORKER, "cma-aama", help=Help(grant=10**6)).front[0]
    assert rich.money.usual == 125  # the exam fee is the person's own


def test_own_figures_take_the_place_of_the_catalogue_s() -> None:
    own = {"accredited-certificate": Figures(price=3000, takes=parse_span("6 months"))}
    steps = with_figures(CATALOGUE.steps, own)
    [best] = make_plans(CATALOGUE, WORKER, ["cma-aama"], on=ON, steps=steps).front
    assert (best.finish, best.money.usual) == (date(2027, 5, 22), 3125)
    with pytest.raises(KeyError):
        with_figures(CATALOGUE.steps, {"no-such-step": Figures(price=1)})


def test_weighing_hours_adds_plans_with_fewer_hours_and_loses_none() -> None:
    carlos = read_record(EXAMPLES / "graduate-gained-accreditation.yaml")
    two = make_plans(CATALOGUE, carlos, ["rma-amt"], on=ON).front
    three = make_plans(CATALOGUE, carlos, ["rma-amt"], on=ON, hours=True).front
    assert {plan.id for plan in two} <= {plan.id for plan in three}
    assert min(plan.hours for plan in three) < min(plan.hours for plan in two)
    for one in three:
        for other in three:
            if one is not other:
                better = (one.finish <= other.finish, one.money.usual <= other.money.usual, one.hours <= other.hours)
                assert not all(better) or {line.what for line in one.not_known} - {
                    line.what for line in other.not_known
                }


def test_a_wage_prices_unpaid_hours() -> None:
    free, priced = plan(WORKER, "cma-aama").front[0], plan(WORKER, "cma-aama", wage=18).front[0]
    assert priced.money.usual == free.money.usual + 160 * 18
    assert len(priced.not_known) == len(free.not_known) - 1
