"""What a person reads of a plan: the choice, what to do when, what it costs, and what may go wrong."""

import pytest

import sample_plans
from lapel.model.record import Record
from lapel.model.value import replace
from lapel.planner.plan import Limits, Plans
from lapel.reports.plan_words import Show
from lapel.reports.plans_text import plans_text

ANA = Record(name="Ana (example)")


def text(plans: Plans, *, show: Show = "fastest", explain: bool = False, width: int = 80) -> str:
    """The text in one line, to look for sentences in it."""
    return " ".join(plans_text(plans, ANA, show=show, explain=explain, width=width).split())


def part(plans: Plans, head: str, show: Show = "fastest") -> str:
    """The part of the text under a heading."""
    whole = plans_text(plans, ANA, show=show)
    return " ".join(whole.partition(f"\n{head.upper()}\n")[2].partition("\n\n")[0].split())


def test_the_choice_lists_every_plan_on_the_front_with_what_speaks_for_it() -> None:
    lines = plans_text(sample_plans.TWO, ANA).splitlines()
    at = lines.index("   done by       hours a week  out of your own pocket")
    assert lines[at + 1 : at + 6] == [
        " 1 Sep 30, 2027  40            $12,595 (from $12,000 to $13,000)",
        "   Plus 1 wait not known. It is done 130 days sooner.",
        " 2 Feb 7, 2028   24 or more    $6,210 (from $3,825 to $12,625)",
        "   Plus 1 cost and 1 wait not known. It costs least: $6,385 less than the next",
        "   one.",
    ]


def test_the_fastest_plan_is_shown_in_full_unless_another_is_asked_for() -> None:
    fastest, cheapest = (text(sample_plans.TWO, show=show) for show in ("fastest", "cheapest"))
    assert "PLAN 1 OF 2, THE SOONEST: DONE BY SEPTEMBER 30, 2027" in fastest
    assert "--cheapest shows the one that costs least; --all shows every plan in full." in fastest
    assert "PLAN 2 OF 2, THE CHEAPEST: DONE BY FEBRUARY 7, 2028" in cheapest
    assert "--cheapest shows" not in cheapest


def test_all_shows_every_plan_in_full() -> None:
    shown = text(sample_plans.TWO, show="all")
    assert shown.count("STEP BY STEP") == 3
    assert "--all shows" not in shown


def test_a_search_cut_short_is_told_whatever_it_found() -> None:
    cut = "The search was cut short: there may be a better plan."
    assert cut in text(replace(sample_plans.ONE, proved=False))
    assert cut in text(replace(sample_plans.TWO, proved=False))
    assert cut not in text(sample_plans.ONE)


def test_a_single_plan_needs_no_table() -> None:
    assert "out of your own pocket $" not in text(sample_plans.ONE)
    assert "PLAN: DONE BY FEBRUARY 7, 2028, NOT COUNTING 1 WAIT OF UNKNOWN LENGTH" in text(sample_plans.ONE)


def test_this_week_comes_before_the_steps() -> None:
    shown = text(sample_plans.ONE)
    assert shown.index("THIS WEEK") < shown.index("STEP BY STEP")
    assert part(sample_plans.ONE, "This week").startswith("· Nov 21, 2026: Start: Certificate program")


def test_a_week_without_a_task_names_the_first_day_that_has_one() -> None:
    plan = sample_plans.SLOWEST
    waiting = replace(plan, tasks=tuple(task for task in plan.tasks if task.id != "certificate-program"))
    shown = part(replace(sample_plans.ONE, front=(waiting,)), "This week")
    assert shown == "Nothing has to be begun. The first step is on June 1, 2027."


def test_a_step_says_when_who_what_why_its_cost_and_the_total_so_far() -> None:
    shown = text(sample_plans.ONE)
    assert (
        "! 4. Nov 22, 2027 – Nov 29, 2027 · you · takes 3 to 5 business days Answer the eligibility questions, apply "
        "online, and pay the exam fee. why: The exam of the CMA (AAMA) is open to you from this day. comes after 2 "
        "$ Exam fee: $125, not refunded so far $6,010 (from $3,625 to $12,125)"
    ) in shown
    assert "5. Nov 22, 2027 – Dec 6, 2027 · the school · takes 14 days · can start as late as Dec 1, 2027" in shown
    assert "▤ Official transcript: from the school (at any time)" in shown
    assert "? Check that the program is accredited while you are in it." in shown


def test_where_a_plan_earns_several_credentials_each_step_names_its_own() -> None:
    shown = text(replace(sample_plans.ONE, front=(sample_plans.BOTH,)))
    assert "you CMA (AAMA): Take the exam at a test center." in shown
    assert "you RMA (AMT): Take the exam at a test center." in shown
    assert "CMA (AAMA): Take the exam" not in text(sample_plans.ONE)


def test_what_the_record_brings_is_there_or_comes_with_time() -> None:
    shown = text(replace(sample_plans.ONE, front=(sample_plans.BOTH,)))
    assert "1. Dec 11, 2026 · you · comes with time You have finished the program." in shown
    assert "2. Jun 18, 2024 · you · you have this You have a high school diploma." in shown


def test_a_wait_of_unknown_length_is_said_not_to_be_in_the_dates() -> None:
    assert "3. Jun 1, 2027 · you · time not known: not in the dates · can start as late as Nov 2, 2027" in text(
        sample_plans.ONE
    )


def test_only_steps_without_room_are_marked_critical() -> None:
    lines = plans_text(sample_plans.ONE, ANA).splitlines()
    marked = [line for line in lines if line.startswith("! ") and line[2].isdigit()]
    assert [line.split(".")[0] for line in marked] == ["! 2", "! 4", "! 6", "! 7"]
    assert "! is on the critical path: it has no room" in text(sample_plans.ONE)


def test_a_failed_exam_is_followed_to_the_day_the_door_closes() -> None:
    shown = part(sample_plans.ONE, "If you fail the exam for the CMA (AAMA)")
    assert "Attempt 2: apply Feb 8, 2028, exam Feb 15, 2028. That is 78 days later, and costs $125 on top. ·" in shown
    assert "costs $125 and 1 fee not known on top. Only some sources allow this attempt." in shown
    assert "! This route is open through November 21, 2032: apply for the next attempt by then." in shown
    assert "After 3 failures: You lose the right to the exam and to recertification." in shown


def test_what_may_go_wrong_names_the_day_and_what_to_do() -> None:
    assert "! November 21, 2027: The school may lose its accreditation" in part(sample_plans.ONE, "What may go wrong")


def test_the_bill_is_added_up_by_who_may_pay() -> None:
    shown = part(sample_plans.ONE, "What it costs in all")
    assert "$ you: $6,010 (from $3,625 to $12,125), and 1 line not known" in shown
    assert "$ you or a grant: $200 (from $200 to $500)" in shown
    assert "$ an employer: $75" in shown
    assert "$ you or an employer: 1 line not known" in shown
    assert "Help you count on: grant $500; loan $1,000, to be paid back." in shown
    assert "Out of your own pocket: $6,010 (from $3,625 to $12,125) and 1 cost not known." in shown
    assert "Paid work in the plan brings $10,000 (from $9,000 to $12,000) by then, before taxes." in shown


def test_the_finish_with_the_shortest_times_is_told() -> None:
    assert "If everything takes the shortest time seen: by October 4, 2027." in text(sample_plans.ONE)


def test_plans_that_hold_perhaps_come_after_the_sure_ones_with_what_to_confirm() -> None:
    shown = text(sample_plans.TWO)
    assert shown.index("COULD BE SOONER OR CHEAPER, IF …") > shown.index("WHAT IT COSTS IN ALL")
    assert "· Done by Feb 1, 2027, $125, if: ? NCCT has approved the program or its school." in shown


def test_without_a_sure_plan_one_that_holds_perhaps_is_shown_and_so_named() -> None:
    shown = text(sample_plans.ONLY_PERHAPS)
    assert "There is no plan that is certain." in shown
    assert "IF IT TURNS OUT WELL: DONE BY FEBRUARY 1, 2027" in shown
    assert "This plan holds only if all of this is so. Make sure of it first: ? NCCT has approved" in shown


def test_no_plan_is_said_first_then_what_blocks_then_what_would_have_to_give() -> None:
    shown = text(sample_plans.NO_PLAN)
    order = [
        "There is no plan within your limits.",
        "What stands in the way: · The quickest program takes 8 months.",
        "Any one of these changes would be enough: → With time until September 30, 2027 there is a plan.",
        "→ With $125 of your own there is a plan.",
    ]
    places = [shown.index(words) for words in order]
    assert places == sorted(places)
    assert "The search was cut short" in shown


def test_where_no_single_limit_is_to_blame_that_is_said() -> None:
    tight = replace(sample_plans.NO_PLAN, relax=(), blocked=(), proved=True)
    assert "There is no plan within your limits. Giving way on one of them alone is not enough" in text(tight)


def test_a_goal_already_held_is_told_with_its_last_day() -> None:
    shown = text(sample_plans.ALL_HELD)
    assert "✓ You already hold CMA (AAMA), until November 30, 2031." in shown
    assert "✓ You already hold RMA (AMT); its last day is not known." in shown
    assert "no plan" not in shown
    assert "STEP BY STEP" in text(sample_plans.SOME_HELD)


def test_the_limits_asked_for_are_repeated() -> None:
    limits = Limits(by=sample_plans.ON, budget=0, hours_per_week=20, not_before=sample_plans.ON, quick=True)
    shown = text(replace(sample_plans.TWO, limits=limits))
    assert (
        "Limits: done by Nov 21, 2026; at most $0 of your own; at most 20 hours a week; nothing before Nov 21, 2026; "
        "the shortest times seen"
    ) in shown


def test_sources_are_named_only_when_asked_for() -> None:
    assert "source: " not in text(sample_plans.ONE)
    assert "source: Application steps for the CMA (AAMA) exam (official page; read" in text(
        sample_plans.ONE, explain=True
    )


def test_an_overdue_source_is_marked_even_so() -> None:
    late = replace(sample_plans.SLOWEST, on=sample_plans.ON.replace(year=2028))
    assert "overdue for review since" in text(replace(sample_plans.ONE, front=(late,)))


@pytest.mark.parametrize("name", sample_plans.EVERY)
def test_every_answer_ends_with_the_pages_to_confirm_on(name: str) -> None:
    plans = sample_plans.EVERY[name]
    lines = plans_text(plans, ANA).splitlines()
    assert "Lapel is not the issuer and grants nothing: confirm before you pay or apply." in lines[-5:]
    assert lines[-1].strip() == plans.goals[-1].confirm


@pytest.mark.parametrize("name", sample_plans.EVERY)
@pytest.mark.parametrize("width", [60, 80, 100])
def test_no_line_is_wider_than_asked_for_but_for_a_word_that_is(name: str, width: int) -> None:
    shown = plans_text(sample_plans.EVERY[name], ANA, show="all", explain=True, width=width)
    wide = [line for line in shown.splitlines() if len(line) > max(width, 65)]
    assert [line for line in wide if max(map(len, line.split())) < width - 20] == []


@pytest.mark.parametrize("name", sample_plans.EVERY)
@pytest.mark.parametrize("width", range(50, 101, 10))
def test_a_credential_is_never_parted_from_its_issuer(name: str, width: int) -> None:
    for line in plans_text(sample_plans.EVERY[name], ANA, show="all", explain=True, width=width).splitlines():
        assert not line.rstrip().endswith(("CMA", "RMA", "NCMA", "CCMA"))
