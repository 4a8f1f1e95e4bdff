"""The ladder: what is best within reach, what a title can mean, and that more time or money never takes a role away."""

from datetime import date
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from lapel.careers.ladder import Best, Paid, Point, Way, best_pay, paid, soonest_raise, standing
from lapel.careers.pay import Quoted
from lapel.loading.compiled import load_careers, load_catalogue
from lapel.loading.records import parse_record
from lapel.model.figure import NOT_REPORTED, Figure
from lapel.model.money import exactly
from lapel.model.occupation import NATION, Area, Spread, Wages
from lapel.model.record import LISTS
from lapel.model.role import Code, Role
from lapel.model.value import replace
from lapel.planner.ladder import rungs
from lapel.planner.plan import Limits

ON = date(2026, 11, 22)
CAREERS = load_careers()
NURSE, PHLEBOTOMIST = CAREERS.roles["registered-nurse"], CAREERS.roles["phlebotomist"]


def quoted(soc: str, low: int | None, high: int | None, year: int = 2025, area: Area = NATION) -> Quoted:
    """Pay of which half of the people have from ``low`` to ``high``; a figure that is None is not reported."""
    quarter, three = (NOT_REPORTED if value is None else Figure(float(value)) for value in (low, high))
    middle = NOT_REPORTED if low is None or high is None else Figure((low + high) / 2)
    return Quoted(Wages(soc, soc, area, year, Spread(p25=quarter, median=middle, p75=three)))


def code(soc: str) -> Code:
    return Code(soc, f"{soc}.00", "occupation", "You do it.")


def way(low: int | None, high: int | None, *points: Point, soc: str = "29-1141") -> Way:
    return Way(NURSE, NURSE.routes[0], (Paid(code(soc), quoted(soc, low, high)),), points)


def point(cost: int = 0, finish: date = ON, *missing: str) -> Point:
    return Point(finish, exactly(cost), not_known=missing)


PAYS = st.one_of(st.none(), st.integers(20, 60).map(lambda thousands: thousands * 1000))
POINTS = st.builds(point, st.integers(0, 3), st.just(ON)) | st.just(point(1, ON, "a fee"))
WAYS = st.lists(st.builds(way, PAYS, PAYS, POINTS) | st.builds(way, PAYS, PAYS), max_size=7)


def brute(ways: list[Way], *, whole: bool) -> set[int]:
    """Compare every way with every other: by its own figures, and by nothing else."""
    kept = set()
    for mine in ways:
        ends = mine.careful.value, mine.hopeful.value
        reach = [p for p in mine.sure if not (whole and p.not_known)]
        if None in ends or not reach:
            continue
        beaten = False
        for other in ways:
            theirs = other.careful.value, other.hopeful.value
            if None in theirs or not [p for p in other.sure if not (whole and p.not_known)]:
                continue
            not_less = all(t >= m for t, m in zip(theirs, ends, strict=True))  # type: ignore[operator]
            beaten = beaten or (not_less and theirs != ends)
        if not beaten:
            kept.add(id(mine))
    return kept


@given(WAYS)
def test_the_best_pay_is_what_comparing_every_pair_finds(ways: list[Way]) -> None:
    best = best_pay(ways)
    assert {id(reach.way) for reach in best.part} == brute(ways, whole=False)
    assert {id(reach.way) for reach in best.whole} == brute(ways, whole=True)
    assert all(not reach.point.not_known for reach in best.whole)
    assert all(None in (w.careful.value, w.hopeful.value) for w in best.left_out)


@given(WAYS, st.builds(way, PAYS, PAYS, POINTS))
def test_one_more_role_never_makes_the_best_worse(ways: list[Way], more: Way) -> None:
    def top(best: Best) -> tuple[float, float]:
        lows = [reach.way.careful.value or 0 for reach in best.part]
        highs = [reach.way.hopeful.value or 0 for reach in best.part]
        return max(lows, default=0), max(highs, default=0)

    before, after = top(best_pay(ways)), top(best_pay([*ways, more]))
    assert after[0] >= before[0]
    assert after[1] >= before[1]


def test_nothing_is_best_when_nothing_is_within_reach() -> None:
    assert best_pay([way(50_000, 60_000)]) == Best((), ())


def test_pay_that_is_not_reported_is_left_out_and_said_never_taken_as_zero() -> None:
    missing = way(None, 60_000, point())
    best = best_pay([missing, way(30_000, 40_000, point())])
    assert best.left_out == (missing,)
    assert len(best.part) == 1


def test_a_title_with_two_occupations_ranges_from_the_least_to_the_most_of_both() -> None:
    two = (
        Paid(code("43-1011"), quoted("43-1011", 55_950, 85_090)),
        Paid(code("11-3012"), quoted("11-3012", 67_100, 86_460)),
    )
    both = replace(way(1, 2), paid=two)
    assert (both.careful.value, both.hopeful.value) == (55_950, 86_460)
    unknown = replace(both, paid=(*two, Paid(code("11-9111"), None)))
    assert unknown.careful == NOT_REPORTED


def test_a_small_practice_is_expected_to_pay_the_lower_end_of_a_code_with_hospital_executives() -> None:
    """labour.md, section 7: p10 73,390 and p25 94,700 of 11-9111, not the median of 123,860."""
    manager = CAREERS.roles["medical-office-manager"]
    wages = [Quoted(w) for w in CAREERS.wages if w.soc == "11-9111" and w.area == NATION and not w.industry]
    found = paid(manager.codes, wages, wages, CAREERS.projections)[0]
    assert (found.careful.value, found.hopeful.value) == (73_390, 94_700)
    assert found.quoted is not None
    assert found.quoted.wages.annual.median.value == 123_860
    assert found.outlook is not None
    assert (found.outlook.edition, found.outlook.growth.value) == ("2024-34", 23.2)


def test_the_newest_year_of_the_place_comes_first_and_the_nation_stands_in() -> None:
    there = Area("53", "Washington", "state", "WA")
    here = [quoted("29-1141", 1, 2, 2021, there), quoted("29-1141", 3, 4, 2025, there)]
    nation = [quoted("29-1141", 5, 6), quoted("31-9097", 7, 8)]
    nurse, phlebotomist = (paid(role.codes, here, nation, ())[0] for role in (NURSE, PHLEBOTOMIST))
    assert (nurse.careful.value, nurse.instead) == (3, False)
    assert (phlebotomist.careful.value, phlebotomist.instead) == (7, True)


def test_an_occupation_with_fewer_jobs_to_come_is_shrinking() -> None:
    secretary = paid([code("43-6011")], (), (), CAREERS.projections)[0]
    nurse = paid([code("29-1141")], (), (), CAREERS.projections)[0]
    assert secretary.shrinking
    assert not nurse.shrinking
    assert not Paid(code("29-1141"), None).shrinking


def test_a_raise_is_soonest_before_it_is_best() -> None:
    late, soon = (
        way(90_000, 99_000, point(finish=date(2030, 1, 1))),
        way(50_000, 60_000, point(finish=date(2027, 1, 1))),
    )
    found = soonest_raise([late, soon, way(40_000, 95_000, point())], Figure(45_690))
    assert found is not None
    assert found.way is soon
    assert soonest_raise([way(40_000, 99_000, point())], Figure(45_690)) is None


def test_where_a_person_stands_is_what_is_under_way_or_finished() -> None:
    record = parse_record(
        {
            "work": [
                {"role": "phlebotomist", "started": "2015-01-01", "ended": "2018-01-01"},
                {"role": "medical-assistant", "started": "2018-02-01"},
            ],
            "certificates": [
                {"id": "ccma-nha", "earned": "2020-01-01", "expires": "2022-01-01"},
                {"id": "rma-amt", "earned": "2024-01-01", "expires": "2027-01-01"},
            ],
            "programs": [{"field": "medical-assisting", "award": "certificate", "completed": "2017-06-01"}],
        }
    )
    found = standing(record, CAREERS.roles, on=ON)
    assert [role.id for role in found.roles] == ["medical-assistant"]
    assert found.certificates == ("rma-amt",)
    assert found.programs == ("medical-assisting, certificate",)


SOME = {name: CAREERS.roles[name] for name in ("phlebotomist", "billing-and-coding")}
PERSON = parse_record(
    {"state": "NJ", "school": {"diploma": True, "earned": "2020-06-01"}, "complete": list(LISTS), "as_of": "2026-11-22"}
)


def reached(limits: Limits, roles: dict[str, Role] = SOME) -> set[tuple[str, str]]:
    found = rungs(load_catalogue(), roles, CAREERS.steps, PERSON, lambda codes: (), on=ON, limits=limits)
    return {(way.role.id, way.route.id) for rung in found for way in rung.ways if way.sure}


def test_a_later_deadline_or_a_bigger_budget_never_takes_a_role_away() -> None:
    days = (date(2026, 12, 1), date(2027, 3, 1), None)
    budgets = (0, 1549, 1550, None)
    asked = list(product(range(len(days)), range(len(budgets))))
    found = {(d, b): reached(Limits(by=days[d], budget=budgets[b])) for d, b in asked}
    for (d, b), roles in found.items():
        for more in ((d + 1, b), (d, b + 1)):
            assert roles <= found.get(more, roles)
    assert ("phlebotomist", "course") not in found[2, 1]
    assert ("phlebotomist", "course") in found[1, 2]
    assert found[0, 0] == {("billing-and-coding", "on-the-job")}


def test_a_role_that_one_has_is_not_planned_for() -> None:
    found = rungs(
        load_catalogue(), SOME, CAREERS.steps, PERSON, lambda codes: (), on=ON, limits=Limits(), held=(PHLEBOTOMIST,)
    )
    held = next(rung for rung in found if rung.role is PHLEBOTOMIST)
    assert held.held
    assert not held.reached
