"""The front that the search finds is the one that counting out every plan finds, on small worlds."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from planner_brute import Brute, Worth
from worlds import (
    COURSE,
    DIPLOMA,
    ON,
    Small,
    card_given,
    carded,
    certified,
    credential,
    done,
    fee,
    job_given,
    later,
    passed,
    practice_given,
    practised,
    preparation,
    program_given,
    route,
    step,
    wait,
    worked,
    world,
    worlds,
)

from lapel.model.preparation import Cost
from lapel.model.record import Card, Program, School
from lapel.model.truth import Truth
from lapel.planner.aims import aims_for
from lapel.planner.plan import Help
from lapel.planner.search import Found, Search
from lapel.planner.world import World
from lapel.rules import nodes

UNKNOWN, TRUE = Truth.UNKNOWN, Truth.TRUE

ALWAYS = nodes.Always(True)


def searched(small: Small, least: Truth = TRUE) -> list[Found]:
    """Search a small world."""
    known = small.catalogue.credentials
    aims = aims_for(small.catalogue, small.record, [known[name] for name in small.goals])
    big = World(small.record, aims, small.catalogue.steps.values(), on=ON, limits=small.limits)
    search = Search(big, least)
    found = search.run()
    assert search.proved
    return found


def worths(found: list[Found]) -> list[Worth]:
    """What plans come to."""
    return [(plan.finish, plan.cost, plan.not_known) for plan in found]


def check(small: Small, least: Truth = TRUE) -> frozenset[Worth]:
    """Search and count out; give the front."""
    found = worths(searched(small, least))
    assert len(set(found)) == len(found)
    assert sorted(found, key=str) == sorted(Brute(small, least).front(), key=str)
    return frozenset(found)


def days(front: frozenset[Worth]) -> list[tuple[int, int]]:
    """A front, with days counted from the first; without what is not known."""
    return sorted((finish - ON.toordinal(), cost) for finish, cost, _ in front)


@given(worlds(), st.sampled_from((TRUE, TRUE, UNKNOWN)))
@settings(max_examples=settings().max_examples * 3 // 2)
@pytest.mark.timeout(3600)
def test_the_front_is_the_one_found_by_counting_out_every_plan(small: Small, least: Truth) -> None:
    check(small, least)


# What was wrong once, or is easily done wrong.


def test_what_is_later_and_cheaper_is_on_the_front_at_each_fall_of_a_fee() -> None:
    falling = fee((0, 40), (1, 20), (3, 0))
    front = check(world(credential("alpha", route(ALWAYS), fees=(falling,))))
    assert days(front) == [(0, 40), (1, 20), (3, 0)]


def test_a_fee_that_falls_is_waited_for_with_the_papers_in_hand() -> None:
    papers = route(ALWAYS, step("gather", takes=2), step("apply"))
    front = check(world(credential("alpha", papers, fees=(fee((0, 40), (2, 10)),))))
    assert days(front) == [(2, 10)]


def test_a_fee_that_is_seen_later_is_worth_waiting_for() -> None:
    front = check(world(credential("alpha", route(ALWAYS), fees=(fee((0, "not known"), (2, 30)),))))
    assert [(finish - ON.toordinal(), cost, len(missing)) for finish, cost, missing in sorted(front, key=str)] == [
        (0, 0, 1),
        (2, 30, 0),
    ]


def test_an_application_that_is_too_dear_today_is_put_off_until_it_is_not() -> None:
    falling = credential("alpha", route(ALWAYS), fees=(fee((0, 40), (4, 10)),))
    assert days(check(world(falling, budget=10))) == [(4, 10)]


def test_two_fees_that_fall_on_other_days_give_every_mix() -> None:
    alpha = credential("alpha", route(ALWAYS), fees=(fee((0, 40), (2, 30)),))
    beta = credential("beta", route(ALWAYS), fees=(fee((0, 8), (1, 4), (5, 1)),))
    assert days(check(world(alpha, beta))) == [(0, 48), (1, 44), (2, 34), (5, 31)]


def test_of_fees_that_may_be_due_none_need_be_known() -> None:
    doubtful = [fee((0, "not known"), when=nodes.NotKnown("Not seen.")) for _ in range(2)]
    [(_, cost, missing)] = check(world(credential("alpha", route(ALWAYS), fees=tuple(doubtful))))
    assert (cost, missing) == (0, frozenset({"alpha: application"}))


def test_an_exam_waits_for_what_it_needs_on_a_day_that_the_route_is_open_too() -> None:
    short = nodes.Until("birth", wait(1))
    needs = nodes.After("birth", wait(3))
    closed = route(short, step("apply"), step("exam", needs=needs), by="test")
    assert not check(world(credential("alpha", closed)))
    opened = route(
        nodes.Any((short, nodes.After("birth", wait(5)))), step("apply"), step("exam", needs=needs), by="test"
    )
    assert days(check(world(credential("alpha", opened)))) == [(5, 0)]


def test_what_papers_need_counts_before_the_application() -> None:
    review = route(ALWAYS, step("review", needs=nodes.After("birth", wait(2)), takes=1), step("apply"))
    assert days(check(world(credential("alpha", review)))) == [(3, 0)]


def test_a_way_without_an_exam_passes_none() -> None:
    alpha = credential(
        "alpha",
        route(ALWAYS, identity="without"),
        route(nodes.After("birth", wait(4)), step("apply"), step("exam"), identity="with"),
    )
    beta = credential("beta", route(passed("alpha")))
    assert days(check(world(alpha, beta))) == [(4, 0)]


def test_what_a_step_gives_is_not_held_against_it() -> None:
    none = nodes.Nothing((nodes.After("diploma", wait(10), -1),))
    ged = preparation("p", DIPLOMA, needs=none, takes=2, stage="school")
    assert days(check(world(credential("alpha", route(nodes.After("diploma"))), steps=(ged,)))) == [(2, 0)]


def test_practice_goes_into_a_program_that_is_planned_too() -> None:
    steps = (preparation("p", program_given(), takes=2), preparation("q", practice_given(10), stage="practice"))
    assert days(check(world(credential("alpha", route(practised(done()))), steps=steps))) == [(2, 0)]


def test_practice_goes_into_the_program_that_there_is_where_no_other_is_taken() -> None:
    enrolled = Program(field="medical-assisting", started=later(-5), completed=later(1))
    steps = (
        preparation("p", program_given(), takes=9, costs=(100,)),
        preparation("q", practice_given(10), stage="practice"),
    )
    small = world(credential("alpha", route(practised())), steps=steps, programs=(enrolled,), horizon=4)
    assert days(check(small)) == [(0, 0)]


def test_goals_help_each_other_in_whatever_order_they_are_asked_for() -> None:
    alpha = credential("alpha", route(ALWAYS, step("apply", takes=1), step("exam")))
    beta = credential("beta", route(passed("alpha")))
    for goals in (("alpha", "beta"), ("beta", "alpha")):
        assert days(check(world(alpha, beta, goals=goals))) == [(1, 0)]


def test_a_certificate_that_nobody_asked_for_is_earned_where_it_helps() -> None:
    alpha = credential("alpha", route(ALWAYS, step("apply", takes=1)), fees=(fee((0, 30)),))
    beta = credential("beta", route(certified("alpha")), route(nodes.After("birth", wait(6)), identity="slow"))
    assert days(check(world(alpha, beta, goals=("beta",)))) == [(1, 30), (6, 0)]


def test_two_certificates_that_nobody_asked_for_are_earned_where_both_are_needed() -> None:
    alpha, gamma = (credential(name, route(ALWAYS), fees=(fee((0, 30)),)) for name in ("alpha", "gamma"))
    both = nodes.AtLeast(2, (certified("alpha"), certified("gamma"), nodes.Always(False)))
    assert days(check(world(alpha, gamma, credential("beta", route(both)), goals=("beta",)))) == [(0, 60)]


def test_a_certificate_is_earned_late_where_it_must_be_fresh() -> None:
    alpha = credential("alpha", route(ALWAYS))
    fresh = nodes.All((certified("alpha", until=1), nodes.After("birth", wait(5))))
    assert days(check(world(alpha, credential("beta", route(fresh))))) == [(5, 0)]


def test_a_card_is_not_taken_so_early_that_it_is_over() -> None:
    steps = (
        preparation("p", card_given(1), stage="card"),
        preparation("q", job_given(), open_ended=True, stage="work"),
    )
    small = world(credential("alpha", route(nodes.All((carded(), worked(24))))), steps=steps)
    assert days(check(small)) == [(3, 0)]


def test_steps_that_do_not_fit_side_by_side_follow_each_other_in_the_better_order() -> None:
    steps = (
        preparation("p", card_given(1), takes=2, hours_per_week=30, stage="card"),
        preparation("q", COURSE, takes=3, hours_per_week=30, stage="practice"),
    )
    both = route(nodes.All((carded(), nodes.Some("learning", nodes.After("completed")))))
    assert days(check(world(credential("alpha", both), steps=steps, hours_per_week=40))) == [(5, 0)]
    assert days(check(world(credential("alpha", both), steps=steps, hours_per_week=60))) == [(3, 0)]


def test_a_step_that_must_not_come_too_early_is_put_where_others_still_fit() -> None:
    steps = (
        preparation("p", card_given(2), takes=1, stage="card"),
        preparation("q", program_given(), takes=4, needs=carded(left=1)),
    )
    small = world(credential("alpha", route(nodes.All((done(), carded())))), steps=steps)
    assert not check(small)
    again = (*steps, preparation("r", card_given(2), takes=1, stage="card"))
    assert days(check(world(credential("alpha", route(nodes.All((done(), carded())))), steps=again))) == [(5, 0)]


def test_help_is_put_where_it_counts() -> None:
    costs: tuple[Any, ...] = (
        Cost("a", fee_of(100), paid_by=("you", "grant", "employer")),
        Cost("b", fee_of(100), paid_by=("you", "grant", "loan")),
    )
    for lines in (costs, costs[::-1]):
        steps = (preparation("p", program_given(), costs=lines),)
        small = world(credential("alpha", route(done())), steps=steps, help=Help(grant=100, employer=100))
        assert days(check(small)) == [(0, 0)]


def fee_of(dollars: int) -> Any:
    """A sum that is known."""
    from lapel.model.money import exactly

    return exactly(dollars)


def test_what_is_not_said_of_a_person_is_not_hoped_for_in_a_sure_plan() -> None:
    small = world(credential("alpha", route(carded())), complete=())
    assert not check(small)
    assert days(check(small, UNKNOWN)) == [(0, 0)]


def test_a_card_that_runs_out_is_made_new() -> None:
    had = Card("cpr", issued=later(-9), expires=later(1))
    steps = (preparation("p", card_given(5), takes=2, stage="card", costs=(30,)),)
    late = nodes.All((carded(), nodes.After("birth", wait(3))))
    assert days(check(world(credential("alpha", route(late)), steps=steps, cards=(had,)))) == [(3, 30)]
    assert days(check(world(credential("alpha", route(carded())), steps=steps, cards=(had,)))) == [(0, 0)]


def test_a_diploma_on_its_way_is_waited_for() -> None:
    school = School(diploma=False, expected=later(4))
    steps = (preparation("p", DIPLOMA, takes=6, stage="school"),)
    assert days(check(world(credential("alpha", route(nodes.After("diploma"))), steps=steps, school=school))) == [
        (4, 0)
    ]
