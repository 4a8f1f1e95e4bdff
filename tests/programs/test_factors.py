"""The five factors: sums worked by hand, and ranges that hold whatever the unknown turns out to be."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from offers import LIST, guide, offering, offerings, told, yes

from lapel.model.dates import PartialDate
from lapel.model.figure import Figure
from lapel.model.program import Accreditation, Claim, Length, Offering, Told
from lapel.model.span import parse_span
from lapel.model.truth import Truth
from lapel.model.value import replace
from lapel.programs.appraise import said_length
from lapel.programs.factors import Enrollment, accredited_on, months_words, score

YEAR = Enrollment(date(2027, 1, 11), date(2027, 12, 17))


def listed(by: str = "caahep", **said: object) -> Accreditation:
    return Accreditation(by, cite=(LIST,), **said)  # type: ignore[arg-type]


FULL = offering(
    length=Length(9, 9),
    price=told(8076.25),
    clinical=yes(),
    administrative=yes(),
    practicum=yes(),
    practicum_hours=told(120),
    placement=yes(),
    employed=told(72),
    accreditation=(listed(starts=date(2012, 5, 1)),),
)


def points(one: Offering, **weights: float) -> dict[str, tuple[float, float]]:
    found = score(one, guide().factors, weights, YEAR)
    return {part.factor.id: (round(part.points[0], 2), round(part.points[1], 2)) for part in found.factors}


def test_a_program_of_which_all_is_known_has_one_score() -> None:
    # By hand. Price: (31,593 - 8,076.25) / (31,593 - 2,199) = 0.80006. Months: (24 - 9) / (24 - 3) = 0.71429.
    # Cost: 0.5 x 0.80006 + 0.5 x 0.71429 = 0.75717. Hands-on: 0.5 + 0.5 x 120 / 160 = 0.875.
    # Job: 0.5 + 0.5 x 0.72 = 0.86. Each of five weighs 20 of 100.
    assert points(FULL) == {
        "accreditation": (20, 20),
        "curriculum": (20, 20),
        "hands-on": (17.5, 17.5),
        "cost": (15.14, 15.14),
        "placement": (17.2, 17.2),
    }
    found = score(FULL, guide().factors, {}, YEAR)
    assert round(found.low, 2) == round(found.high, 2) == 89.84


def test_weights_share_out_the_hundred() -> None:
    # By hand: 5 + 1 + 1 + 3 + 0 = 10 parts; 100 x 5 / 10 = 50, and 100 x 3 x 0.75717 / 10 = 22.72.
    assert points(FULL, accreditation=5, cost=3, placement=0) == {
        "accreditation": (50, 50),
        "curriculum": (10, 10),
        "hands-on": (8.75, 8.75),
        "cost": (22.72, 22.72),
        "placement": (0, 0),
    }


def test_what_is_not_known_widens_the_range_and_is_no_middle_value() -> None:
    found = score(offering(), guide().factors, {}, YEAR)
    assert (found.low, found.high) == (0, 100)
    # 6 to 12 months: from (24 - 12) / 21 = 0.57143 to (24 - 6) / 21 = 0.85714, each half of 20.
    assert points(offering(length=Length(6, 12), price=told(2199)))["cost"] == (15.71, 18.57)
    assert points(offering(length=Length(6, None), price=told(2199)))["cost"] == (10, 18.57)
    assert points(offering(length=Length(None, 12), price=told(2199)))["cost"] == (15.71, 20)


def test_a_price_beyond_the_scale_scores_no_less_than_nothing() -> None:
    assert points(offering(price=told(60_000), length=Length(30, 30)))["cost"] == (0, 0)
    assert points(offering(price=told(0), length=Length(1, 1)))["cost"] == (20, 20)


def test_a_suppressed_figure_is_not_zero() -> None:
    hidden = offering(placement=yes(), employed=told(None))
    assert points(hidden)["placement"] == (10, 20)
    assert points(replace(hidden, employed=told(0)))["placement"] == (10, 10)


def test_a_price_that_is_only_a_bound_is_no_figure() -> None:
    bound = offering(price=Told(Figure(5000, bound="at least")), length=Length(3, 3))
    assert points(bound)["cost"] == (10, 20)


def test_no_practicum_means_no_hours_either() -> None:
    assert points(offering(practicum=Claim(False)))["hands-on"] == (0, 0)


def test_weights_of_nothing_and_of_unknown_factors_are_refused() -> None:
    factors = guide().factors
    with pytest.raises(ValueError, match="every weight is 0"):
        score(FULL, factors, dict.fromkeys(factors, 0), YEAR)
    with pytest.raises(KeyError, match="beauty"):
        score(FULL, factors, {"beauty": 1}, YEAR)


@given(offerings(), offerings(), st.dictionaries(st.sampled_from(("cost", "accreditation")), st.floats(0, 9)))
@settings(max_examples=15)
def test_a_score_only_narrows_when_more_becomes_known(
    one: Offering, other: Offering, weights: dict[str, float]
) -> None:
    factors = guide().factors
    before = score(one, factors, weights, YEAR)
    known = replace(
        one,
        clinical=one.clinical if one.clinical.said is not None else other.clinical,
        practicum_hours=one.practicum_hours if one.practicum_hours.figure.exact is not None else other.practicum_hours,
        placement=one.placement if one.placement.said is not None else other.placement,
        employed=one.employed if one.employed.figure.exact is not None else other.employed,
        price=one.price if one.price.figure.exact is not None else other.price,
    )
    after = score(known, factors, weights, YEAR)
    assert -1e-9 <= before.low <= after.low + 1e-9
    assert after.high - 1e-9 <= before.high <= 100 + 1e-9
    assert after.low <= after.high + 1e-9


ACCREDITED = {
    "by a list without an end": ([listed(starts=date(2012, 5, 1))], Truth.TRUE),
    "since before the list was made": ([listed(as_of=date(2026, 10, 1))], Truth.TRUE),
    "by ABHES": ([listed("abhes", starts=date(2020, 1, 1))], Truth.TRUE),
    "to the day before the first": ([listed(starts=date(2012, 5, 1), last=date(2027, 1, 10))], Truth.UNKNOWN),
    "to the first day": ([listed(starts=date(2012, 5, 1), last=date(2027, 1, 11))], Truth.TRUE),
    "from the last day on": ([listed(starts=date(2027, 12, 17))], Truth.TRUE),
    "after the last day": ([listed(starts=date(2027, 12, 18))], Truth.UNKNOWN),
    "by another body": ([listed("ACCSC", starts=date(2012, 5, 1))], Truth.UNKNOWN),
    "by none, as a list says": ([listed("none")], Truth.FALSE),
    "by none, as one list says against another": ([listed("none"), listed(starts=date(2012, 5, 1))], Truth.TRUE),
    "from some day of that year": ([listed(starts=PartialDate(date(2027, 1, 1), date(2027, 12, 31)))], Truth.UNKNOWN),
    "to some day of the year before": (
        [listed(starts=date(2012, 5, 1), last=PartialDate(date(2026, 1, 1), date(2026, 12, 31)))],
        Truth.UNKNOWN,
    ),
    "no list names it": ([], Truth.UNKNOWN),
}


@pytest.mark.parametrize("name", ACCREDITED)
def test_accreditation_is_judged_on_the_persons_days(name: str) -> None:
    rows, truth = ACCREDITED[name]
    assert accredited_on(offering(accreditation=tuple(rows)), YEAR) is truth


def test_accreditation_in_an_enrollment_known_to_a_range_may_be_unknown() -> None:
    row = listed(starts=date(2027, 9, 1))
    one = offering(accreditation=(row,))
    assert accredited_on(one, Enrollment(date(2027, 1, 11), PartialDate(date(2027, 7, 11), date(2028, 1, 11)))) is (
        Truth.UNKNOWN
    )
    assert (
        accredited_on(one, Enrollment(date(2027, 1, 11), PartialDate(date(2027, 9, 1), date(2028, 1, 11))))
        is Truth.TRUE
    )


def test_lengths_are_said_in_months() -> None:
    assert months_words(1, 1) == "1 month"
    assert months_words(None, None) == "not known"
    assert months_words(12, None) == "at least 12 months"


def test_a_time_that_the_person_knows_becomes_a_length_in_months() -> None:
    months = said_length(parse_span("9 to 12 months"))
    assert months == Length(9, 12, "as you said")
    days = said_length(parse_span("90 days"))
    assert days is not None
    assert days.least == days.most == pytest.approx(90 / 30.436875)
    assert said_length(parse_span("3 business days")) is None
