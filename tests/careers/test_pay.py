"""Pay: what is shown, how it goes over time, and what lies beside it, by hand and by property."""

from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lapel.careers.lookup import Match, find
from lapel.careers.money_of import ratio, real, usual_year
from lapel.careers.pay import (
    Line,
    PayOf,
    Quoted,
    gaps_of,
    lines_of,
    newest,
    pay_of,
    places_beside,
    quote,
    rough,
    states_in,
)
from lapel.loading.compiled import load_careers
from lapel.model.careers import Careers
from lapel.model.figure import Figure
from lapel.model.occupation import NATION, Area, AreaKind, Break, Earlier, Occupation, Prices, Spread, Wages
from lapel.model.value import replace

CAREERS = load_careers()
WASHINGTON = Area("WA", "Washington", "state", "WA")


class Table:
    """A shelf with the catalogue's figures, and what a test adds to them."""

    def __init__(self, added: Sequence[Wages] = ()) -> None:
        self.all = quote(CAREERS.wages, added)

    def here(self, socs: Sequence[str], area: Area) -> tuple[Quoted, ...]:
        return tuple(
            q
            for q in self.all
            if q.wages.soc in socs
            and not q.wages.industry
            and (q.wages.area.kind, q.wages.area.state) == (area.kind, area.state)
        )

    def everywhere(self, soc: str, year: int, kinds: Sequence[AreaKind]) -> tuple[Quoted, ...]:
        of_year = (q for q in self.all if (q.wages.soc, q.wages.year) == (soc, year))
        return tuple(q for q in of_year if q.wages.area.kind in kinds)

    def settings(self, soc: str, year: int) -> tuple[Quoted, ...]:
        return tuple(q for q in self.all if (q.wages.soc, q.wages.year) == (soc, year) and q.wages.industry)


def asked(name: str, area: Area = NATION, year: int | None = None, added: Sequence[Wages] = ()) -> PayOf:
    found = find(name, CAREERS)
    assert found is not None
    return pay_of(found.matches[0], CAREERS, Table(added), area=area, year=year)


def measured(soc: str, year: int, median: float | None, area: Area = NATION) -> Wages:
    spread = Spread(median=Figure(median) if median is not None else Figure(why="not released"))
    return Wages(soc, "An occupation", area, year, spread)


def test_a_medical_assistants_range_is_that_of_may_2025() -> None:
    answer = asked("medical assistant")
    assert answer.shown is not None
    annual = answer.shown.wages.annual
    assert [f.value for f in (annual.p10, annual.p25, annual.median, annual.p75, annual.p90)] == [
        36050,
        38470,
        45690,
        49180,
        59310,
    ]
    assert not answer.shown.added


def test_money_of_2025_is_that_of_the_facts() -> None:
    """By hand: 30,590 x 321.943 / 237.017 = 41,551 (labour.md, section 3)."""
    lines = asked("31-9092").lines
    points = {p.wages.year: p.wages.annual.median for line in lines for p in line.points}
    now = {year: round(real(f, CAREERS.prices, of=year, to=2025).value or 0) for year, f in points.items()}
    assert now == {
        2015: 41551,
        2016: 42307,
        2017: 42660,
        2018: 43091,
        2019: 43823,
        2020: 44595,
        2021: 44186,
        2024: 45363,
        2025: 45690,
    }


def test_the_line_is_broken_where_the_method_changed() -> None:
    answer = asked("31-9092")
    assert [[p.wages.year for p in line.points] for line in answer.lines] == [
        [2015, 2016, 2017, 2018, 2019, 2020],
        [2021, 2024, 2025],
    ]
    assert "model" in answer.lines[1].after
    assert answer.gaps == (2022, 2023)
    assert [(e.median_year, e.median.value) for e in answer.readings] == [(2022, 38270), (2023, 42000)]


def test_nursing_assistants_of_before_2019_have_another_code() -> None:
    added = [measured("31-1014", year, pay) for year, pay in ((2016, 26590.0), (2018, 28540.0))]
    answer = asked("nursing assistants", added=added)
    assert [(line.soc, [p.wages.year for p in line.points]) for line in answer.lines] == [
        ("31-1014", [2016, 2018]),
        ("31-1131", [2019, 2020]),
        ("31-1131", [2021, 2024, 2025]),
    ]
    assert "31-1014" in answer.lines[1].after


def test_a_wider_code_is_said_to_be_wider() -> None:
    answer = asked("29-2072", added=[measured("29-2071", 2018, 40350.0), measured("29-2098", 2020, 45000.0)])
    assert [line.soc for line in answer.lines] == ["29-2071", "29-2098", "29-2072"]
    assert "wider" in answer.lines[1].after
    assert "29-2098 was wider" in answer.lines[2].after


def test_puerto_rico_is_rough_and_washington_is_not() -> None:
    puerto_rico = asked("31-9092", Area("PR", "Puerto Rico", "state", "PR")).shown
    washington = asked("31-9092", WASHINGTON).shown
    assert puerto_rico is not None
    assert washington is not None
    assert (puerto_rico.wages.wage_error.value, puerto_rico.wages.employment_error.value) == (10.6, 31.8)
    assert rough(puerto_rico.wages)
    assert not rough(washington.wages)


def test_next_to_a_state_are_those_that_it_borders_on() -> None:
    answer = asked("31-9092", WASHINGTON)
    assert answer.places_are == "borders"
    assert [q.wages.area.state for q in answer.places] == ["ID", "OR"]


def test_a_year_that_is_not_there_is_not_made_up() -> None:
    answer = asked("31-9092", year=2023)
    assert answer.shown is None
    assert answer.missing.startswith("No figures of May 2023")
    assert "2021, 2024, 2025" in answer.missing


def test_an_unknown_code_has_no_figures() -> None:
    answer = asked("51-9081")
    assert answer.shown is None
    assert "51-9081" in answer.missing


def test_added_figures_stand_and_a_difference_is_kept() -> None:
    other = measured("31-9092", 2025, 46000.0)
    shown = asked("31-9092", added=[other]).shown
    assert shown is not None
    assert (shown.added, shown.wages.annual.median.value) == (True, 46000)
    assert shown.against is not None
    assert shown.against.annual.median.value == 45690
    alike = asked("31-9092", added=[measured("31-9092", 2025, 45690.0)]).shown
    assert alike is not None
    assert alike.against is None


def test_a_year_without_pay_does_not_hide_one_with_pay() -> None:
    table = [Quoted(measured("31-9092", 2026, None)), Quoted(measured("31-9092", 2025, 45690.0))]
    found = newest(table)
    assert found is not None
    assert found.wages.year == 2025


def test_a_metro_over_two_states_is_beside_the_areas_of_both() -> None:
    chicago = Area("16980", "Chicago-Naperville-Elgin, IL-IN", "metro", "IL")
    gary = Area("23844", "Lake County, IN", "metro", "IN")
    seattle = Area("42660", "Seattle-Tacoma-Bellevue, WA", "metro", "WA")
    assert states_in(chicago) == {"IL", "IN"}
    all_ = [Quoted(measured("31-9092", 2025, 1.0, area)) for area in (chicago, gary, seattle)]
    assert [q.wages.area for q in places_beside(all_, chicago, {})[0]] == [gary]


STATES = st.sampled_from(sorted(CAREERS.borders))


@given(STATES, STATES)
def test_neighbours_are_neighbours_of_each_other(one: str, other: str) -> None:
    def beside(state: str) -> set[str]:
        area = Area(state, state, "state", state)
        all_ = [Quoted(measured("31-9092", 2025, 1.0, Area(s, s, "state", s))) for s in CAREERS.borders]
        return {q.wages.area.state for q in places_beside(all_, area, CAREERS.borders)[0]}

    assert (other in beside(one)) == (one in beside(other))


YEARS = st.dictionaries(st.integers(2000, 2030), st.floats(10, 500, allow_nan=False), min_size=1)


@given(YEARS, st.integers(2000, 2030), st.integers(2000, 2030), st.floats(0, 1e6))
def test_real_pay_is_pay_times_the_ratio_of_prices(averages: dict[int, float], of: int, to: int, pay: float) -> None:
    prices = Prices("X", tuple(averages.items()))
    found = real(Figure(pay), prices, of=of, to=to)
    if of == to:
        assert found == Figure(pay)
    elif of in averages and to in averages:
        assert found.value == pytest.approx(pay * averages[to] / averages[of])
        back = real(found, prices, of=to, to=of)
        assert back.value == pytest.approx(pay)
    else:
        assert found.value is None
        assert "not known" in found.why
        assert ratio(prices, of=of, to=to) is None


@given(st.sampled_from(["", "at least", "below"]), st.floats(1, 1e6))
def test_a_bound_stays_a_bound_and_nothing_stays_nothing(bound: str, pay: float) -> None:
    prices = Prices("X", ((2020, 100.0), (2025, 125.0)))
    assert real(Figure(pay, bound=bound), prices, of=2020, to=2025).bound == bound  # type: ignore[arg-type]
    silent = Figure(why="not released")
    assert real(silent, prices, of=2020, to=2025) == silent


FIGURES = st.lists(
    st.tuples(st.sampled_from(["11-1111", "22-2222"]), st.integers(2000, 2012), st.one_of(st.none(), st.floats(1, 9))),
    unique_by=lambda row: row[:2],
    min_size=1,
)
BREAKS = st.lists(st.integers(2001, 2012), unique=True)


@given(FIGURES, BREAKS, st.integers(2000, 2012))
def test_no_line_crosses_a_break_or_a_change_of_code(
    rows: list[tuple[str, int, float | None]], breaks: list[int], until: int
) -> None:
    occupation = Occupation("22-2222", "T", "d", earlier=(Earlier("11-1111", "T", until, "renumbered"),))
    quoted = [Quoted(measured(*row)) for row in rows]
    lines: tuple[Line, ...] = lines_of(quoted, occupation, [Break(year, "new method") for year in breaks])
    seen = [(p.wages.soc, p.wages.year) for line in lines for p in line.points]
    kept = {(soc, year) for soc, year, _ in rows if soc == "22-2222" or year <= until}
    assert len(seen) == len(set(seen))
    assert set(seen) == kept
    for line in lines:
        years = [p.wages.year for p in line.points]
        assert years == sorted(years)
        assert {p.wages.soc for p in line.points} == {line.soc}
        assert not [b for b in breaks for one, two in pairwise(years) if one < b <= two]
    assert all(line.after for line in lines[1:])
    assert [line.after for line in lines[:1]] in ([], [""])
    found = {year for _, year in seen}
    missing = set(range(min(found), max(found) + 1)) - found if found else set()
    assert set(gaps_of(lines)) == missing


def test_four_figures_of_the_popular_comparison_then_and_now() -> None:
    then = {soc: asked(soc, year=2021).shown for soc in ("31-9092", "31-1131", "31-9091", "29-2052")}
    now = {soc: asked(soc).shown for soc in then}
    assert [q.wages.annual.median.value for q in then.values() if q] == [37190, 30310, 38660, 36740]
    assert [q.wages.annual.median.value for q in now.values() if q] == [45690, 42260, 48070, 45750]


def test_every_name_of_an_occupation_finds_it() -> None:
    for occupation in CAREERS.occupations.values():
        for name in (occupation.title, occupation.title.upper(), occupation.soc, f"{occupation.soc}.00"):
            found = find(name, CAREERS)
            assert found is not None, name
            assert occupation.soc in {match.soc for match in found.matches}, name


def test_a_title_of_several_occupations_gives_them_all_with_how_to_tell() -> None:
    found = find("medical biller", CAREERS)
    assert found is not None
    assert {match.soc for match in found.matches} >= {"29-2072", "43-3021"}
    assert all(match.tell for match in found.matches)
    assert find("astronaut", CAREERS) is None


def test_a_match_of_a_catalogue_without_roles_still_works() -> None:
    bare = replace(CAREERS, roles={})
    assert isinstance(bare, Careers)
    found = find("phlebotomists", bare)
    assert found is not None
    assert found.matches == (
        Match("31-9097", "Phlebotomists", "Someone who draws blood for tests, donations or research."),
    )


def test_money_is_that_of_the_last_year_whose_prices_are_known() -> None:
    assert usual_year((2019, 2025, 2026), CAREERS.prices) == 2025
    assert usual_year((2026, 2027), CAREERS.prices) == 2027
    assert usual_year((), CAREERS.prices) is None
