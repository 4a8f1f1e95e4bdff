"""Looking for programs: nothing is dropped without a word, and what is not known leaves nothing out."""

from math import acos, cos, radians, sin

from hypothesis import given, settings
from hypothesis import strategies as st
from offers import CHICAGO, NEWARK, TRENTON, offering, offerings, school, told, yes

from lapel.model.figure import Figure
from lapel.model.program import DELIVERIES, KINDS, Length, Offering, Told
from lapel.model.truth import Truth
from lapel.programs.distance import EARTH, miles
from lapel.programs.search import Found, LeftOut, Spot, Wishes, asked, find, first, narrowed, truth

HOME = Spot("07102", *NEWARK)


def wishes() -> st.SearchStrategy[Wishes]:
    """Any wishes."""
    return st.builds(
        Wishes,
        field=st.sampled_from(("51.0801", "51", "")),
        near=st.one_of(st.none(), st.just(HOME)),
        within=st.one_of(st.none(), st.floats(0, 9000)),
        state=st.sampled_from(("", "NJ")),
        kinds=st.sampled_from(((), ("certificate",), ("certificate", "associate"))),
        most_cost=st.one_of(st.none(), st.integers(0, 40_000).map(float)),
        most_months=st.one_of(st.none(), st.integers(1, 36).map(float)),
        delivery=st.sampled_from(("", *DELIVERIES)),
        evening=st.booleans(),
    )


def ids(matches: object) -> list[str]:
    return [match.offering.id for match in matches]  # type: ignore[attr-defined]


def test_newark_and_chicago_are_about_712_miles_apart() -> None:
    # The law of cosines, another way than the haversines of the code: 11.4 degrees of a great circle or so.
    north, south = radians(NEWARK[0]), radians(CHICAGO[0])
    turn = sin(north) * sin(south) + cos(north) * cos(south) * cos(radians(NEWARK[1] - CHICAGO[1]))
    assert abs(miles(*NEWARK, *CHICAGO) - EARTH * acos(turn)) < 1e-6
    assert 700 < miles(*NEWARK, *CHICAGO) < 720


@given(st.floats(-90, 90), st.floats(-180, 180), st.floats(-90, 90), st.floats(-180, 180))
def test_a_distance_is_the_same_both_ways_and_never_more_than_half_the_earth(
    lat: float, long: float, lat2: float, long2: float
) -> None:
    there, back = miles(lat, long, lat2, long2), miles(lat2, long2, lat, long)
    assert abs(there - back) < 1e-6
    assert 0 <= there <= EARTH * 3.1416
    assert miles(lat, long, lat, long) == 0


@given(st.lists(offerings(), max_size=12), wishes())
@settings(max_examples=15)
def test_every_program_fits_or_may_fit_or_is_counted_as_left_out(offered: list[Offering], wanted: Wishes) -> None:
    found = find(offered, wanted)
    assert found.total == len(offered)
    assert len(found.fits) + len(found.perhaps) + sum(out.count for out in found.left_out) == found.total


@given(st.lists(offerings(), max_size=12, unique_by=lambda one: one.id), wishes())
@settings(max_examples=15)
def test_the_search_agrees_with_one_that_looks_at_every_wish_of_every_program(
    offered: list[Offering], wanted: Wishes
) -> None:
    truths = {one.id: {name: truth(name, one, wanted) for name in asked(wanted)} for one in offered}
    fits = {key for key, said in truths.items() if all(truth is Truth.TRUE for truth in said.values())}
    out = {key for key, said in truths.items() if Truth.FALSE in said.values()}
    found = find(offered, wanted)
    assert set(ids(found.fits)) == fits
    assert set(ids(found.perhaps)) == set(truths) - fits - out
    for match in found.perhaps:
        said = truths[match.offering.id]
        assert match.unknown == tuple(name for name in said if said[name] is Truth.UNKNOWN)
    failed = [[name for name, truth in said.items() if truth is Truth.FALSE] for said in truths.values()]
    for left in found.left_out:
        assert left.count == sum(names[:1] == [left.wish] for names in failed)
        assert left.alone == failed.count([left.wish])


@given(st.lists(offerings(), max_size=12), wishes())
@settings(max_examples=15)
def test_taking_a_wish_away_never_loses_a_program(offered: list[Offering], wanted: Wishes) -> None:
    looser = Wishes(field=wanted.field, near=wanted.near)
    narrow, wide = find(offered, wanted), find(offered, looser)
    assert {*ids(narrow.fits), *ids(narrow.perhaps)} <= {*ids(wide.fits), *ids(wide.perhaps)}


def test_a_price_that_is_not_known_is_shown_apart_and_never_passes_for_cheap() -> None:
    found = find([offering(id="a"), offering(id="b", price=told(4000))], Wishes(most_cost=5000))
    assert (ids(found.fits), ids(found.perhaps)) == (["b"], ["a"])
    assert found.perhaps[0].unknown == ("cost",)


def test_a_price_that_is_only_a_bound_is_decided_where_the_bound_decides_it() -> None:
    def cost(figure: Figure) -> Truth:
        return truth("cost", offering(price=Told(figure)), Wishes(most_cost=5000))

    assert cost(Figure(6000, bound="at least")) is Truth.FALSE
    assert cost(Figure(4000, bound="at least")) is Truth.UNKNOWN
    assert cost(Figure(5000, bound="below")) is Truth.TRUE
    assert cost(Figure(6000, bound="below")) is Truth.UNKNOWN
    assert cost(Figure(0)) is Truth.TRUE


def test_a_range_of_months_fits_only_when_its_longest_does() -> None:
    def months(least: float | None, most: float | None) -> Truth:
        return truth("months", offering(length=Length(least, most)), Wishes(most_months=10))

    assert months(6, 10) is Truth.TRUE
    assert months(6, 12) is Truth.UNKNOWN
    assert months(11, 12) is Truth.FALSE
    assert months(None, 9) is Truth.TRUE
    assert months(11, None) is Truth.FALSE
    assert months(None, None) is Truth.UNKNOWN


def test_a_closed_school_is_left_out_and_counted() -> None:
    found = find([offering(institution=school(closed="closed on July 30, 2024")), offering()], Wishes())
    assert len(found.fits) == 1
    assert found.left_out == (LeftOut("open", 1, 1),)


def test_the_nearest_comes_first_and_a_school_without_a_place_last() -> None:
    offered = [
        offering(id="nowhere", institution=school(None)),
        offering(id="trenton", institution=school(TRENTON)),
        offering(id="newark", institution=school(NEWARK)),
        offering(id="chicago", institution=school(CHICAGO)),
    ]
    found: Found = find(offered, Wishes(near=HOME))
    assert ids(found.fits) == ["newark", "trenton", "chicago", "nowhere"]
    near = find(offered, Wishes(near=HOME, within=50))
    assert (ids(near.fits), ids(near.perhaps)) == (["newark", "trenton"], ["nowhere"])
    assert near.left_out == (LeftOut("within", 1, 1),)


def test_the_box_of_latitudes_never_drops_a_school_at_the_very_edge() -> None:
    edge = miles(*NEWARK, NEWARK[0] + 1, NEWARK[1])
    one = offering(institution=school((NEWARK[0] + 1, NEWARK[1])))
    assert len(find([one], Wishes(near=HOME, within=edge)).fits) == 1
    assert len(find([one], Wishes(near=HOME, within=edge - 0.01)).fits) == 0


def test_how_many_more_there_would_be_without_one_wish_is_counted() -> None:
    offered = [
        offering(id="dear", price=told(9000), kind="certificate"),
        offering(id="dear degree", price=told(9000), kind="associate"),
        offering(id="degree", price=told(100), kind="associate"),
    ]
    found = find(offered, Wishes(kinds=("certificate",), most_cost=5000))
    assert found.left_out == (LeftOut("kind", 2, 1), LeftOut("cost", 1, 1))


def test_evening_classes_that_nobody_mentions_may_exist() -> None:
    found = find([offering(id="a", evening=yes()), offering(id="b")], Wishes(evening=True))
    assert (ids(found.fits), ids(found.perhaps)) == (["a"], ["b"])


def test_every_kind_may_be_wished_for() -> None:
    offered = [offering(id=kind, kind=kind) for kind in KINDS]
    for kind in KINDS:
        assert ids(find(offered, Wishes(kinds=(kind,))).fits) == [kind]


@given(st.lists(offerings(), max_size=12), wishes(), st.sampled_from(list(Truth)))
@settings(max_examples=15)
def test_one_more_wish_keeps_the_count(offered: list[Offering], wanted: Wishes, said: Truth) -> None:
    found = find(offered, wanted)
    after = narrowed(found, "opens", lambda one: said)
    assert len(after.fits) + len(after.perhaps) + sum(out.count for out in after.left_out) == after.total
    assert after.fits == (found.fits if said is Truth.TRUE else ())
    assert {left.alone for left in after.left_out if left.wish != "opens"} <= {None}
    assert all("opens" in match.unknown for match in after.perhaps) or said is Truth.TRUE


@given(st.lists(offerings(), max_size=12), wishes(), st.integers(1, 6))
@settings(max_examples=15)
def test_some_that_may_fit_are_shown_however_many_fit(offered: list[Offering], wanted: Wishes, limit: int) -> None:
    found = find(offered, wanted)
    fits, perhaps = first(found, limit)
    assert (fits, perhaps) == (found.fits[: len(fits)], found.perhaps[: len(perhaps)])
    assert len(fits) == min(limit, len(found.fits))
    assert len(perhaps) == min(max(limit - len(fits), 3), len(found.perhaps))
