"""The algebra of timelines, against plain lists of truths by day."""

from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from lapel.model import timeline
from lapel.model.dates import BEFORE, NEVER
from lapel.model.timeline import ALWAYS, NOT_EVER, Timeline, since, stepping, through
from lapel.model.truth import Truth

FALSE, UNKNOWN, TRUE = Truth.FALSE, Truth.UNKNOWN, Truth.TRUE
DAYS = range(BEFORE + 1, 40)

truths = st.sampled_from(Truth)


@st.composite
def lines(draw: st.DrawFn) -> Timeline:
    starts = sorted(draw(st.lists(st.integers(2, 30), max_size=6)))
    return stepping(draw(truths), *((start, draw(truths)) for start in starts))


def listed(line: Timeline) -> list[Truth]:
    return [line.at(day) for day in DAYS]


def by_day(combine: Callable[[list[Truth]], Truth], parts: list[Timeline]) -> list[Truth]:
    return [combine([part.at(day) for part in parts]) for day in DAYS]


some_lines = st.lists(lines(), max_size=4)


@given(truths, st.lists(st.tuples(st.integers(2, 30), truths), max_size=6))
def test_a_day_has_the_truth_of_the_latest_step(first: Truth, steps: list[tuple[int, Truth]]) -> None:
    steps.sort(key=lambda step: step[0])
    line = stepping(first, *steps)
    for day in DAYS:
        expected = [value for start, value in [(BEFORE, first), *steps] if start <= day][-1]
        assert line.at(day) is expected


@given(lines())
def test_runs_begin_at_the_beginning_grow_and_differ_from_their_neighbours(line: Timeline) -> None:
    assert line.starts[0] == BEFORE
    assert all(a < b < NEVER for a, b in zip(line.starts, line.starts[1:], strict=False))
    assert all(a is not b for a, b in zip(line.values, line.values[1:], strict=False))


@given(lines())
def test_a_run_holds_its_first_day_and_not_the_first_day_after_it(line: Timeline) -> None:
    for run, start in enumerate(line.starts):
        assert line.run_at(start) == run
        end = line.end_of(run)
        assert line.run_at(end - 1) == run
        assert end == NEVER or line.run_at(end) == run + 1


@given(lines(), lines())
def test_timelines_are_equal_exactly_when_every_day_is(one: Timeline, other: Timeline) -> None:
    assert (one == other) is (listed(one) == listed(other))
    assert one != other or hash(one) == hash(other)


@given(some_lines)
def test_all_of_is_the_least_truth_of_each_day(parts: list[Timeline]) -> None:
    assert listed(timeline.all_of(parts)) == by_day(lambda values: min(values, default=TRUE), parts)


@given(some_lines)
def test_any_of_is_the_greatest_truth_of_each_day(parts: list[Timeline]) -> None:
    assert listed(timeline.any_of(parts)) == by_day(lambda values: max(values, default=FALSE), parts)


@given(st.integers(0, 5), some_lines)
def test_at_least_counts_each_day(count: int, parts: list[Timeline]) -> None:
    def counted(values: list[Truth]) -> Truth:
        if values.count(TRUE) >= count:
            return TRUE
        return UNKNOWN if values.count(TRUE) + values.count(UNKNOWN) >= count else FALSE

    assert listed(timeline.at_least(count, parts)) == by_day(counted, parts)


@given(st.lists(lines(), min_size=1, max_size=4))
def test_agreement_is_what_all_say_or_unknown(parts: list[Timeline]) -> None:
    assert listed(timeline.agreement(parts)) == by_day(
        lambda values: values[0] if len(set(values)) == 1 else UNKNOWN, parts
    )


@given(st.lists(lines(), min_size=1, max_size=3))
def test_merge_of_a_merge_is_one_merge(parts: list[Timeline]) -> None:
    nested = timeline.merge([timeline.merge(parts[:1], min), *parts[1:]], min)
    assert nested == timeline.merge(parts, min) == timeline.merge(parts[::-1], min)


@given(some_lines)
def test_de_morgan_holds_over_time(parts: list[Timeline]) -> None:
    assert ~timeline.all_of(parts) == timeline.any_of([~part for part in parts])
    assert ~timeline.any_of(parts) == timeline.all_of([~part for part in parts])


@given(lines())
def test_a_double_negation_is_no_change(line: Timeline) -> None:
    assert ~~line == line


@given(lines(), lines(), lines())
def test_and_spreads_over_or(a: Timeline, b: Timeline, c: Timeline) -> None:
    both, either = timeline.all_of, timeline.any_of
    assert both([a, either([b, c])]) == either([both([a, b]), both([a, c])])


@given(st.integers(2, 30), st.integers(0, 5))
def test_since_holds_from_its_day_on_and_through_up_to_and_with_it(earliest: int, room: int) -> None:
    latest = earliest + room
    for day in DAYS:
        assert since(earliest, latest).at(day) is (TRUE if day >= latest else UNKNOWN if day >= earliest else FALSE)
        assert through(earliest, latest).at(day) is (TRUE if day <= earliest else UNKNOWN if day <= latest else FALSE)


def test_a_day_that_never_comes_is_never_reached_nor_passed() -> None:
    assert since(NEVER, NEVER) == NOT_EVER
    assert through(NEVER, NEVER) == ALWAYS
    assert since(BEFORE, NEVER) == Timeline([BEFORE], [UNKNOWN])
