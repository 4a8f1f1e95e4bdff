"""Days, durations and month arithmetic."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lapel.model.dates import (
    BEFORE,
    NEVER,
    Duration,
    PartialDate,
    RoundingError,
    add,
    format_duration,
    month_end,
    parse_date,
    parse_duration,
    shift,
)
from strategies import any_dates, durations, partial_dates

months = st.integers(0, 600)


def duration(count: int, rounding: str, unit: str = "months") -> Duration:
    return Duration(count, unit, rounding)  # type: ignore[arg-type]


@given(any_dates(), months, st.sampled_from((1, -1)))
def test_a_day_that_exists_in_the_target_month_is_kept_whatever_the_rounding(day: date, count: int, sign: int) -> None:
    target = (day.year * 12 + day.month - 1) + sign * count
    try:
        expected = date(target // 12, target % 12 + 1, day.day)
    except ValueError:
        with pytest.raises(RoundingError, match="name a rounding"):
            add(day, duration(count, "error"), sign=sign)  # type: ignore[arg-type]
        return
    for rounding in ("clamp", "up", "error"):
        assert add(day, duration(count, rounding), sign=sign) == expected  # type: ignore[arg-type]


@given(any_dates(), months, st.sampled_from((1, -1)))
def test_rounding_up_is_the_day_after_clamping_where_the_day_does_not_exist(day: date, count: int, sign: int) -> None:
    clamped, up = (add(day, duration(count, r), sign=sign) for r in ("clamp", "up"))  # type: ignore[arg-type]
    if clamped.day == day.day:
        assert up == clamped
    else:
        assert clamped == month_end(clamped)
        assert up == clamped + timedelta(days=1)
        assert up.day == 1


@given(any_dates(), any_dates(), durations(), st.sampled_from((1, -1)))
def test_later_days_never_move_to_earlier_ones(one: date, other: date, by: Duration, sign: int) -> None:
    first, second = sorted((one, other))
    assert add(first, by, sign=sign) <= add(second, by, sign=sign)  # type: ignore[arg-type]


@given(any_dates(), durations(), durations())
def test_a_longer_duration_of_one_kind_never_ends_earlier(day: date, one: Duration, other: Duration) -> None:
    shorter, longer = sorted((one.count, other.count))
    ends = [add(day, Duration(count, one.unit, one.rounding, one.anchor)) for count in (shorter, longer)]
    assert ends[0] <= ends[1]


@given(any_dates(), durations())
def test_a_year_is_twelve_months(day: date, by: Duration) -> None:
    if by.unit == "years":
        assert add(day, by) == add(day, Duration(12 * by.count, "months", by.rounding, by.anchor))


@given(any_dates(), durations())
def test_the_month_end_anchor_ends_on_the_last_day_of_the_month_it_comes_to(day: date, by: Duration) -> None:
    plain = add(day, Duration(by.count, by.unit, by.rounding))
    anchored = add(day, Duration(by.count, by.unit, by.rounding, "month-end"))
    assert anchored == month_end(plain)
    assert (anchored + timedelta(days=1)).day == 1


@given(any_dates(), st.integers(0, 5000))
def test_days_are_added_as_they_are_counted(day: date, count: int) -> None:
    by = Duration(count, "days")
    assert add(day, by) - day == timedelta(days=count)
    assert add(add(day, by), by, sign=-1) == day


@given(any_dates(), durations(), st.sampled_from((1, -1)))
def test_shifting_an_ordinal_is_adding_to_its_day(day: date, by: Duration, sign: int) -> None:
    moved = add(day, by, sign=sign)  # type: ignore[arg-type]
    assert shift(day.toordinal(), by, sign) == moved.toordinal()


@given(durations())
def test_the_days_beyond_every_date_stay_where_they_are(by: Duration) -> None:
    assert (shift(BEFORE, by), shift(NEVER, by), shift(NEVER, by, -1)) == (BEFORE, NEVER, NEVER)


@given(durations())
def test_a_duration_is_read_back_as_it_is_written(by: Duration) -> None:
    assert parse_duration(format_duration(by)) == by


@given(any_dates())
def test_a_date_is_read_back_as_it_is_written(day: date) -> None:
    assert parse_date(day.isoformat()) == day


@given(partial_dates())
def test_a_month_or_a_year_is_read_back_as_it_is_written(said: PartialDate) -> None:
    assert parse_date(str(said)) == said


@pytest.mark.parametrize(
    ("day", "by", "expected"),
    [
        ("2024-02-29", "1 year clamp", "2025-02-28"),
        ("2024-02-29", "1 year up", "2025-03-01"),
        ("2024-02-29", "4 years error", "2028-02-29"),
        ("2023-01-31", "1 month clamp", "2023-02-28"),
        ("2023-01-31", "1 month up", "2023-03-01"),
        ("2024-01-30", "1 month clamp", "2024-02-29"),
        ("2023-10-31", "1 month up", "2023-12-01"),
        ("2019-02-10", "60 months clamp month-end", "2024-02-29"),
        ("2023-12-31", "2 months up month-end", "2024-03-31"),
        ("1899-12-31", "100 years clamp", "1999-12-31"),
        ("2000-02-29", "100 years clamp", "2100-02-28"),
    ],
)
def test_known_ends_of_terms(day: str, by: str, expected: str) -> None:
    assert add(date.fromisoformat(day), parse_duration(by)) == date.fromisoformat(expected)


@pytest.mark.parametrize("text", ["2023-02-29", "2024-13", "24-01-01", "2024-1-1", "1899-12-31", "2200", "", "٢٠٢٤"])
def test_what_is_no_date_says_what_was_found(text: str) -> None:
    with pytest.raises(ValueError, match=r"^found .*"):
        parse_date(text)


@pytest.mark.parametrize("text", ["", "12", "months 12", "12 fortnights", "12 months sideways", "-1 days"])
def test_what_is_no_duration_says_what_was_found(text: str) -> None:
    with pytest.raises(ValueError, match=r"found .*expected"):
        parse_duration(text)
