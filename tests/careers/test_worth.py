"""What a plan is worth: figures worked by hand, and what must hold whatever the figures."""

from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from lapel.careers.ladder import Paid
from lapel.careers.pay import Quoted
from lapel.careers.worth import (
    Asked,
    Before,
    Loan,
    Part,
    Study,
    Worth,
    after_pay,
    break_even,
    covered,
    gains,
    worth,
)
from lapel.loading.compiled import load_careers
from lapel.model.figure import NOT_REPORTED, Figure
from lapel.model.money import Amount, exactly
from lapel.model.occupation import NATION, Spread, Wages
from lapel.model.role import Band, Code

CAREERS = load_careers()


def nation(soc: str, year: int = 2025) -> Quoted:
    (found,) = [w for w in CAREERS.wages if (w.soc, w.year, w.area, w.industry) == (soc, year, NATION, "")]
    return Quoted(found)


def paid(soc: str, expect: Band | None = None) -> Paid:
    return Paid(Code(soc, f"{soc}.00", "occupation", "You do it.", expect=expect), nation(soc))


def made(p25: int, median: int, p75: int) -> Paid:
    spread = Spread(p25=Figure(p25), median=Figure(median), p75=Figure(p75))
    return Paid(
        Code("00-0000", "00-0000.00", "nearest", "You do it."), Quoted(Wages("00-0000", "", NATION, 2025, spread))
    )


def asked(cost: Amount | None, pay: Amount | None, *after: Paid, **more: object) -> Asked:
    known: dict[str, object] = {"study": (), "unpaid": 0, "waits": 2.0, **more}
    return Asked((Part("Costs", cost),), before=Before(pay, "now"), after=after, **known)  # type: ignore[arg-type]


def test_a_nurse_after_an_assistant_by_hand() -> None:
    """18,207 dollars (2,500 to 36,954) for 41,000 a year against 80,330 to 112,350, 97,550 in the middle.

    Best: 2,500 / (112,350 - 41,000) = 0.0350 years. Middle: 18,207 / 56,550 = 0.3220. Worst: 36,954 / 39,330 = 0.9396.
    Over ten years, of which two are on the way: 8 x 39,330 - 36,954 = 277,686; 8 x 56,550 - 18,207 = 434,193;
    8 x 71,350 - 2,500 = 568,300.
    """
    found = worth(asked(Amount(2500, 18207, 36954), exactly(41000), paid("29-1141")))
    assert found.even is not None
    assert found.even.best == pytest.approx(0.0350, abs=1e-4)
    assert found.even.middle == pytest.approx(0.3220, abs=1e-4)
    assert found.even.worst == pytest.approx(0.9396, abs=1e-4)
    assert found.net == (277_686, 434_193, 568_300)
    gains_ = {line.percentile: line.gain for line in found.table}
    assert gains_ == {"p10": 27_940, "p25": 39_330, "median": 56_550, "p75": 71_350, "p90": 96_470}


def test_against_the_range_of_the_work_of_today_each_percentile_meets_its_own() -> None:
    """Phlebotomists against assistants: 35,780 - 36,050 = -270 at the tenth, 45,230 - 45,690 = -460 in the middle."""
    assistants = nation("31-9092").wages
    before = Before(Amount(38470, 45690, 49180), "assistants", assistants.annual)
    known = Asked((Part("Course", exactly(1550)),), (), 0, before, (paid("31-9097"),), 0.25)
    found = worth(known)
    assert {line.percentile: line.gain for line in found.table} == {
        "p10": -270,
        "p25": -280,
        "median": -460,
        "p75": -250,
        "p90": -530,
    }
    assert all(line.years is None for line in found.table)
    assert found.even is not None
    assert found.even.middle is None
    assert found.even.worst is None
    assert found.even.best == pytest.approx(1550 / (48930 - 38470))


def test_a_degree_alone_does_not_bring_the_pay_of_a_manager() -> None:
    """70,760 dollars against 41,000 a year: graduates earned 57,633, which takes 70,760 / 16,633 = 4.254 years."""
    role = CAREERS.roles["medical-office-manager"]
    small = Band("p10", "p25", "A small practice.")
    cost = Amount(53260, 70760, 91500)
    found = worth(asked(cost, exactly(41000), paid("11-9111", small), graduates=role.graduates))
    assert after_pay(found.after) == Amount(73390, 73390, 94700)
    branch = next(branch for branch in found.branches if branch.id == "graduates")
    assert branch.years is not None
    assert branch.years.middle == pytest.approx(4.254, abs=1e-3)
    assert found.even is not None
    assert found.even.middle == pytest.approx(70760 / (73390 - 41000))


def test_a_loan_by_hand() -> None:
    """15,000 dollars at 6.5 % over 10 years: 170.32 a month, so 20,439 in all and 5,439 of interest."""
    loan = Loan(15000, Decimal("6.5"), 10)
    assert loan.month == pytest.approx(170.32, abs=0.005)
    assert loan.interest == 5439
    assert Loan(12000, Decimal(0), 10).month == pytest.approx(100)
    assert Loan(12000, Decimal(0), 10).interest == 0


def test_no_rate_is_assumed() -> None:
    loan = Loan(15000)
    assert (loan.month, loan.interest) == (None, None)
    found = worth(asked(exactly(20000), exactly(40000), made(60000, 70000, 80000), loan=loan))
    assert found.not_known == ("Interest on the loan",)
    assert found.outlay == exactly(20000)


def test_pay_given_up_by_hand() -> None:
    """160 unpaid hours of 2,080 at 41,600 are 3,200; ten hours a week less for four years are one year's pay."""
    pay = exactly(41600)
    practicum = worth(asked(exactly(0), pay, made(50000, 60000, 70000), unpaid=160))
    assert practicum.outlay == exactly(3200)
    study = (Study(0, 1461, None),)
    less = worth(asked(exactly(0), pay, made(50000, 60000, 70000), study=study, work_less=10, unpaid=160))
    assert less.outlay == exactly(41600)  # four years of a quarter; the practicum is in it
    open_ = worth(asked(exactly(0), pay, made(50000, 60000, 70000), study=study))
    assert open_.outlay == Amount(0, 0, 4 * 41600)


def test_hours_of_courses_side_by_side_are_counted_once() -> None:
    whole = Study(0, 1461, 40)
    assert covered((whole,), lambda spell: spell.hours or 0) == pytest.approx(4)
    assert covered((whole, whole), lambda spell: spell.hours or 0) == pytest.approx(4)
    half, later = Study(0, 1461, 10), Study(1461, 2922, 30)
    assert covered((half, later), lambda spell: spell.hours or 0) == pytest.approx(1 + 3)


def test_what_is_not_known_is_said_and_gives_no_break_even() -> None:
    no_pay = worth(asked(exactly(1000), None, made(50000, 60000, 70000)))
    assert (no_pay.even, no_pay.net) == (None, None)
    code = Code("00-0000", "00-0000.00", "nearest", "You do it.")
    suppressed = Paid(code, Quoted(Wages("00-0000", "", NATION, 2025, Spread())))
    assert after_pay((suppressed,)) is None
    assert worth(asked(exactly(1000), exactly(40000), suppressed)).even is None
    lines = worth(asked(exactly(1000), exactly(40000), suppressed)).table
    assert {line.after for line in lines} == {NOT_REPORTED}
    assert {line.gain for line in lines} == {None}
    assert worth(asked(None, exactly(40000), made(50000, 60000, 70000))).not_known == ("Costs",)


def test_failing_once_costs_its_fee_and_its_days() -> None:
    exam = (("Exam", exactly(200), 45),)
    found = worth(asked(exactly(10000), exactly(40000), made(50000, 60000, 70000), failing=exam))
    branch = next(branch for branch in found.branches if branch.id == "fail")
    assert branch.amount == exactly(200)
    assert branch.years is not None
    assert branch.years.middle == pytest.approx(10200 / 20000 + 45 / 365.25)
    unknown = worth(asked(exactly(10000), exactly(40000), made(1, 2, 3), failing=(("Exam", None, None),)))
    assert next(branch for branch in unknown.branches if branch.id == "fail").years is None


def test_stopping_loses_up_to_all_of_it_and_never_pays() -> None:
    study = (Study(0, 730, 40),)
    found = worth(asked(Amount(100, 200, 300), exactly(40000), made(50000, 60000, 70000), study=study))
    ids = [branch.id for branch in found.branches]
    assert ids == ["stop", "stay"]
    assert found.branches[0].amount == Amount(0, found.outlay.usual, found.outlay.high)
    assert found.branches[0].years is None


MONEY = st.integers(0, 200_000)
COSTS = st.tuples(MONEY, MONEY, MONEY).map(lambda three: Amount(*sorted(three)))
PAY = st.tuples(*[st.integers(20_000, 150_000)] * 3).map(lambda three: Amount(*sorted(three)))


def not_later(one: float | None, other: float | None) -> bool:
    return other is None or (one is not None and one <= other)


@given(COSTS, PAY, PAY)
def test_break_even_goes_from_best_to_worst(cost: Amount, before: Amount, after: Amount) -> None:
    even = break_even(cost, gains(before, after))
    assert not_later(even.best, even.middle)
    assert not_later(even.middle, even.worst)


@given(COSTS, PAY, PAY, MONEY)
def test_a_dearer_plan_is_never_even_sooner(cost: Amount, before: Amount, after: Amount, more: int) -> None:
    gain = gains(before, after)
    cheap, dear = break_even(cost, gain), break_even(cost + exactly(more), gain)
    for name in ("best", "middle", "worst"):
        assert not_later(getattr(cheap, name), getattr(dear, name))


@given(COSTS, PAY, PAY, st.integers(0, 100_000))
def test_more_pay_after_is_never_even_later(cost: Amount, before: Amount, after: Amount, more: int) -> None:
    less = break_even(cost, gains(before, after))
    better = break_even(cost, gains(before, after + exactly(more)))
    for name in ("best", "middle", "worst"):
        assert not_later(getattr(better, name), getattr(less, name))


@given(COSTS, PAY, PAY, st.integers(1, 30))
def test_the_net_is_positive_exactly_when_it_is_even_in_time(
    cost: Amount, before: Amount, after: Amount, years: int
) -> None:
    found = weighed(cost, before, after, years)
    assert found.net is not None
    assert found.even is not None
    for end, name in ((0, "worst"), (1, "middle"), (2, "best")):
        even = getattr(found.even, name)
        assume(even is None or abs(even - (years - 2)) > 0.001)
        assert (found.net[end] > 0) == (even is not None and even < years - 2)


def weighed(cost: Amount, before: Amount, after: Amount, years: int) -> Worth:
    return worth(asked(cost, before, made(after.low, after.usual, after.high), horizon=years))


@given(st.integers(1, 100_000), st.integers(0, 30), st.integers(1, 30))
def test_a_loan_is_paid_back_by_its_parts(amount: int, rate: int, years: int) -> None:
    """Month for month: what is left grows by the rate and falls by the part, and is gone at the end."""
    loan = Loan(amount, Decimal(rate), years)
    assert loan.month is not None
    assert loan.interest is not None
    left = float(amount)
    for _ in range(years * 12):
        left = left * (1 + rate / 1200) - loan.month
    assert left == pytest.approx(0, abs=max(amount / 1000, 1))
    assert loan.interest >= 0
    assert Loan(amount, Decimal(rate + 1), years).interest > loan.interest - 1  # type: ignore[operator]
