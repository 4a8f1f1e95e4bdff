"""A search that may not take for ever: it stops after so many labels, says so, and holds what it has found."""

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st
from planner_brute import Brute
from worlds import ON, Small, worlds

from lapel.loading.compiled import load_catalogue
from lapel.loading.records import read_record
from lapel.model.truth import Truth
from lapel.planner.make import make_plans
from lapel.planner.plan import Limits, Plans
from lapel.reports.plan_words import cut_words

GOALS = ("cma-aama", "rma-amt", "ccma-nha", "ncma-ncct")


def planned(small: Small, effort: int) -> Plans:
    return make_plans(small.catalogue, small.record, small.goals, on=ON, limits=small.limits, effort=effort)


def ten_years(effort: int, *, limits: Limits | None = None, goals: tuple[str, ...] = GOALS) -> Plans:
    record = read_record("examples/ten-years-of-work.yaml")
    return make_plans(load_catalogue(), record, goals, on=date(2026, 11, 22), limits=limits, effort=effort)


@given(worlds(), st.integers(0, 40))
@settings(max_examples=max(40, settings().max_examples // 2))
def test_what_is_found_with_little_effort_can_be_done_and_is_proved_only_when_it_is_the_front(
    small: Small, effort: int
) -> None:
    plans = planned(small, effort)
    every = Brute(small, Truth.TRUE).front()
    for plan in plans.front:
        assert any(finish <= plan.finish.toordinal() and cost <= plan.money.usual for finish, cost, _ in every)
    if plans.proved:
        assert len(plans.front) == len(every)
    else:
        assert plans.spent
        assert cut_words(plans)
    assert planned(small, effort) == plans


def test_nothing_is_claimed_where_nothing_was_looked_at() -> None:
    plans = ten_years(0)
    assert (plans.front, plans.perhaps, plans.others, plans.relax) == ((), (), (), ())
    assert (plans.proved, plans.spent) == (False, True)
    assert cut_words(plans) == (
        "The search was cut short: there may be one all the same. Ask for fewer goals at a time."
    )


def test_the_effort_is_of_the_whole_question_and_not_of_each_of_its_searches() -> None:
    whole = ten_years(100_000)
    assert (whole.proved, whole.spent, cut_words(whole)) == (True, False, "")
    assert whole.others
    for effort in (200, 800):
        part = ten_years(effort)
        assert part.spent
        if part.proved:
            assert part.front == whole.front
            assert len(part.others) < len(whole.others)
            assert "not every other way was looked at" in cut_words(part)
    assert ten_years(100_000, goals=GOALS[:1]).proved


def test_with_one_goal_nobody_is_told_to_ask_for_fewer() -> None:
    assert cut_words(ten_years(3, goals=GOALS[:1])).endswith("may be one all the same.")


def test_the_fewest_hours_that_would_do_are_found_in_few_searches() -> None:
    tight = Limits(hours_per_week=0)
    plans = ten_years(400, limits=tight, goals=("cma-aama",))
    (change,) = (each for each in plans.relax if each.limit == "hours_per_week")
    assert not plans.spent
    enough = int(change.needed)
    assert ten_years(100_000, limits=Limits(hours_per_week=enough), goals=("cma-aama",)).front
    assert not ten_years(100_000, limits=Limits(hours_per_week=enough - 1), goals=("cma-aama",)).front
