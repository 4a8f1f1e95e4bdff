"""Certificates side by side: what is told of plans that are sure, perhaps or none, and of the exam."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from lapel.loading.compiled import load_catalogue
from lapel.loading.records import parse_record, read_record
from lapel.model.credential import Credential
from lapel.model.dates import Duration
from lapel.model.money import Amount, exactly
from lapel.model.record import Record
from lapel.model.truth import Truth
from lapel.planner.plan import Leg, Limits, Line, Plan, Plans
from lapel.reports.compare_text import comparison_text, exam_words
from lapel.reports.comparison import Side, compare
from lapel.rules.explain import Finding

CATALOGUE = load_catalogue()
ON = date(2026, 11, 21)
EXAMPLES = Path(__file__).parents[2] / "examples"
ANA = read_record(EXAMPLES / "student-20-days-from-graduating.yaml")


def a_plan(credential: Credential, certified: date, money: Amount, *, sure: bool = True, unknown: str = "") -> Plan:
    leg = Leg(credential, credential.routes[0], ON, ON, certified, certified, None)
    return Plan(
        "plan",
        ON,
        (leg,),
        (),
        certified,
        certified,
        money,
        (Line(f"{credential.name}: {unknown}", certified, None),) if unknown else (),
        0,
        sure,
        assumes=() if sure else tuple(Finding(f"Thing {n} is so.", Truth.UNKNOWN) for n in range(1, 6)),
    )


def planned(*front: Plan, perhaps: tuple[Plan, ...] = (), blocked: tuple[str, ...] = ()) -> Callable[[str], Plans]:
    return lambda name: Plans(ON, (CATALOGUE.credentials[name],), Limits(), front, perhaps, blocked=blocked)


def side(name: str, plan: Callable[[str], Plans], record: Record = ANA, *, on: date = ON) -> Side:
    [found] = compare(CATALOGUE, record, [name], on=on, years=5, plan=plan)
    return found


def block(found: Side, heading: str, record: Record = ANA) -> str:
    """One block of the text, as one line."""
    text = comparison_text(CATALOGUE, [found], record, years=5, on=ON)
    return " ".join(text.partition(f"\n{heading}\n")[2].partition("\n\n")[0].split())


CCMA = CATALOGUE.credentials["ccma-nha"]
SOON = a_plan(CCMA, date(2027, 1, 4), exactly(900))
LATE = a_plan(CCMA, date(2027, 6, 1), Amount(150, 165, 200), unknown="books")
MAYBE = a_plan(CCMA, date(2026, 12, 1), exactly(165), sure=False)


def test_the_fastest_plan_gives_the_date_and_the_cheapest_the_cost() -> None:
    found = side("ccma-nha", planned(SOON, LATE))
    assert block(found, "EARLIEST DATE").startswith("CCMA (NHA) January 4, 2027, by: ")
    assert block(found, "COST TO GET") == (
        "CCMA (NHA) $165 (from $150 to $200), plus what is not known: books; done by June 1, 2027. "
        "By the fastest plan: $900; done by January 4, 2027."
    )


def test_a_plan_that_is_both_is_told_once() -> None:
    assert block(side("ccma-nha", planned(SOON)), "COST TO GET") == "CCMA (NHA) $900; done by January 4, 2027."


def test_the_years_of_holding_count_from_the_day_of_the_fastest_plan() -> None:
    found = side("ccma-nha", planned(SOON, LATE))
    assert (found.holding.starts, found.holding.until) == (date(2027, 1, 5), date(2032, 1, 4))
    assert block(found, "COST TO HOLD FOR 5 YEARS").startswith("CCMA (NHA) $370 and 20 points, from January 4, 2027.")


def test_without_a_sure_plan_it_is_told_what_it_hangs_on() -> None:
    found = side("ccma-nha", planned(perhaps=(MAYBE,), blocked=("Something is not known.",)))
    assert block(found, "EARLIEST DATE").endswith(
        "It hangs on this: ? Thing 1 is so. ? Thing 2 is so. ? Thing 3 is so. ? and 2 more."
    )
    assert block(found, "EARLIEST DATE").startswith("CCMA (NHA) No plan is sure. Perhaps December 1, 2026, by: ")
    assert block(found, "COST TO GET") == (
        "CCMA (NHA) Not sure: no plan is sure. Perhaps: $165; done by December 1, 2026."
    )
    assert found.holding.held.since == ON


def test_without_any_plan_it_is_told_what_stands_in_the_way() -> None:
    found = side("ccma-nha", planned(blocked=("You are too late.",)))
    assert block(found, "EARLIEST DATE") == "CCMA (NHA) No plan is sure. You are too late."


def test_a_plan_whose_only_fee_is_not_known_does_not_cost_nothing() -> None:
    plan = a_plan(CCMA, date(2027, 1, 4), exactly(0), unknown="exam fee")
    assert block(side("ccma-nha", planned(plan)), "COST TO GET") == (
        "CCMA (NHA) Not known: exam fee; done by January 4, 2027."
    )


def test_a_certificate_in_hand_needs_no_plan() -> None:
    record = parse_record({"certificates": [{"id": "ccma-nha", "earned": "2026-09-18", "expires": "2028-09-18"}]})
    reached = Plans(ON, (CCMA,), Limits(), (), reached=((CCMA, date(2028, 9, 18)),))
    found = side("ccma-nha", lambda name: reached, record)
    assert block(found, "EARLIEST DATE", record) == "CCMA (NHA) You hold it, to September 18, 2028."
    assert block(found, "COST TO GET", record) == "CCMA (NHA) Nothing more: you hold it."
    assert "from today" in block(found, "COST TO HOLD FOR 5 YEARS", record)


def test_one_that_ran_out_shows_the_ways_back_that_are_open() -> None:
    fatima = read_record(EXAMPLES / "lapsed-cma.yaml")
    found = block(side("cma-aama", planned(), fatima), "EARLIEST DATE", fatima)
    assert found.startswith(
        "CMA (AAMA) Yours ran out after September 30, 2026. The ways back: "
        "· Until December 29, 2026: Recertify by exam: $250."
    )
    assert found.endswith("By the plan that is soonest: No plan is sure.")


def test_no_asterisk_stands_without_its_meaning() -> None:
    assert "*" not in comparison_text(CATALOGUE, [side("ccma-nha", planned())], ANA, years=5, on=ON)


EXAMS = {
    "cma-aama": ["200 questions", "160 minutes", "pass mark 430 on a scale of 200 to 800"],
    "rma-amt": [
        "210 questions",
        "120 (most sources) or 180 (one site) minutes",
        "pass mark 70 on a scale of 0 to 100",
    ],
    "ncma-ncct": [
        "150 questions",
        "180 minutes",
        "pass mark 70 on a scale of 0 to 100 or 575 on a scale of 200 to 720",
    ],
    "ccma-nha": ["180 questions", "180 minutes", "pass mark 390 on a scale of 200 to 500"],
    "cmac-amca": ["175 questions", "150 minutes", "pass mark not known"],
}


@pytest.mark.parametrize("name", EXAMS)
def test_the_exam_is_told(name: str) -> None:
    assert [exam_words(fact) for fact in side(name, planned()).exam] == EXAMS[name]


def test_before_the_first_known_exam_its_figures_are_not_known() -> None:
    facts = side("cma-aama", planned(), on=date(1999, 1, 1)).exam
    assert [exam_words(fact) for fact in facts] == [
        "questions not known",
        "minutes not known",
        "pass mark not known",
    ]


def test_the_term_is_told_with_its_end_of_month() -> None:
    assert side("cma-aama", planned()).term == Duration(60, "months", "clamp", "month-end")
    assert block(side("cma-aama", planned()), "RENEWAL").startswith("CMA (AAMA) It lasts 60 months, to the end of that")


def test_a_certificate_is_named_where_a_state_asks_for_it() -> None:
    named = {name: [other.id for other in side(name, planned()).named_in] for name in ("cma-aama", "cmac-amca")}
    assert named["cma-aama"][0] == "injections-nj"
    assert set(named["cma-aama"]) >= {"ma-c-wa", "vaccines-ct", "ma-registration-sd"}
    assert "vaccines-ma" not in named["cma-aama"]


def test_a_state_that_took_a_certificate_in_later_did_not_name_it_before() -> None:
    def named(on: date) -> set[str]:
        return {other.id for other in side("cmac-amca", planned(), on=on).named_in}

    assert "ma-c-wa" in named(date(2019, 1, 1))
    assert "ma-c-wa" not in named(date(2017, 1, 1))


def test_the_text_names_each_question_once_and_keeps_its_width() -> None:
    sides = [side(name, planned()) for name in ("cma-aama", "rma-amt")]
    for width in (80, 60, 100):
        lines = comparison_text(CATALOGUE, sides, ANA, years=5, on=ON, width=width).splitlines()
        assert all(len(line) <= width for line in lines if "https:" not in line)
        heads = [line for line in lines if line and line == line.upper() and line[0].isalpha()]
        assert heads == [
            "WHAT IT LEANS TO",
            "WAYS IN, FOR YOU",
            "EARLIEST DATE",
            "COST TO GET",
            "COST TO HOLD FOR 5 YEARS",
            "EXAM",
            "RENEWAL",
            "WHERE IT IS RECOGNIZED",
        ]
