"""Learning: what matches, and an order that nothing but fit, acceptance, cost and time decides."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from lapel.careers.learning import VERDICTS, Accepted, Match, Want, matches, want_duties, want_exam, want_topic
from lapel.loading.compiled import load_careers, load_catalogue
from lapel.model.advice import Resource
from lapel.model.dates import Duration
from lapel.model.money import exactly
from lapel.model.span import Span
from lapel.model.value import replace

CATALOGUE = load_catalogue()
ADVICE = load_careers().advice
ON = date(2026, 11, 21)
CMA = CATALOGUE.credentials["cma-aama"]
PHARMACOLOGY = want_topic(ADVICE.topics["pharmacology"])
BLOOD = want_duties([ADVICE.duties["blood-draws"]])
EXAM = want_exam(CATALOGUE.credentials["ccma-nha"], ADVICE, on=ON)
RENEWAL = Want("x", credential=CMA, unit="points", points=Fraction(2), by=date(2028, 5, 31))


def judged(resource: Resource) -> Accepted:
    """A stand-in for the ledger: what the resource says of the AAMA."""
    if "aama" in resource.accepted_by:
        return Accepted("yes")
    return Accepted("no" if "aama" in resource.refused_by else "cannot tell")


def found(resources: Sequence[Resource], want: Want) -> tuple[Match, ...]:
    return matches(resources, want, ADVICE.topics, judged)


def ids(resources: Sequence[Resource], want: Want) -> list[str]:
    return [match.resource.id for match in found(resources, want)]


def course(name: str, **said: Any) -> Resource:
    return Resource(name, name, "course", **{"topics": ("pharmacology",), **said})


def test_the_closest_fit_comes_first_then_cost_then_time_then_the_name() -> None:
    wide = course("wide", topics=("pharmacology", "office-work"), free=True)
    dear, cheap = course("dear", cost=exactly(500)), course("cheap", cost=exactly(20), hours=Decimal(9))
    quick, unknown = course("quick", cost=exactly(20), hours=Decimal(3)), course("unknown")
    free = course("free", free=True)
    expected = ["free", "quick", "cheap", "dear", "unknown", "wide"]
    assert ids([unknown, wide, dear, cheap, quick, free], PHARMACOLOGY) == expected


def test_a_length_is_an_hour_a_day_to_order_by() -> None:
    """By hand: 1 month is 30 hours, which is more than 29 and less than 31."""
    month = course("month", takes=Span(Duration(1, "months", "clamp"), Duration(1, "months", "clamp")))
    assert ids([course("b", hours=Decimal(31)), month, course("a", hours=Decimal(29))], PHARMACOLOGY) == [
        "a",
        "month",
        "b",
    ]


def test_what_names_the_skill_comes_before_what_is_for_its_group() -> None:
    named = course("named", topics=(), duties=("blood-draws",))
    group = course("group", topics=(), groups=("clinical",), free=True)
    other = course("other", topics=("diagnostic-testing",))
    assert ids([other, group, named], BLOOD) == ["named", "group"]


def test_an_exam_wants_what_covers_most_of_it() -> None:
    full = next(r for r in ADVICE.resources.values() if r.id == "certificate-program")
    assert ids([course("one", free=True), full], EXAM) == ["certificate-program", "one"]


def test_what_the_issuer_takes_comes_first_and_no_is_still_shown() -> None:
    listed = [
        course("no", unit="points", refused_by=("aama",), free=True),
        course("cannot", unit="points", free=True),
        course("yes", unit="points", accepted_by=("aama",), cost=exactly(900)),
        course("without a unit", accepted_by=("aama",)),
    ]
    assert ids(listed, RENEWAL) == ["yes", "cannot", "no"]


def test_every_topic_and_every_duty_has_a_way_to_learn_it() -> None:
    resources = list(ADVICE.resources.values())
    assert [topic for topic in ADVICE.topics.values() if not ids(resources, want_topic(topic))] == []
    assert [duty for duty in ADVICE.duties.values() if not ids(resources, want_duties([duty]))] == []


@st.composite
def resources(draw: st.DrawFn) -> Resource:
    names = st.lists(st.sampled_from(sorted(ADVICE.topics)), max_size=3, unique=True).map(tuple)
    cost = draw(st.one_of(st.none(), st.integers(0, 3).map(lambda n: exactly(100 * n))))
    return Resource(
        draw(st.uuids()).hex,
        draw(st.sampled_from(("A", "a", "B"))),
        draw(st.sampled_from(("course", "card"))),
        topics=draw(names),
        duties=draw(st.lists(st.sampled_from(("blood-draws", "billing")), max_size=2, unique=True).map(tuple)),
        groups=draw(st.sampled_from(((), ("clinical",)))),
        cost=cost,
        hours=draw(st.one_of(st.none(), st.integers(1, 3).map(Decimal))),
        unit=draw(st.sampled_from((None, "points"))),
        accepted_by=draw(st.sampled_from(((), ("aama",)))),
        rating=draw(st.one_of(st.none(), st.integers(0, 5).map(Decimal))),
        as_of=ON,
    )


WANTS = st.sampled_from((PHARMACOLOGY, BLOOD, EXAM, RENEWAL))


@given(st.lists(resources(), max_size=8), WANTS, st.randoms(use_true_random=False))
@settings(max_examples=40)
def test_the_order_of_the_list_has_no_part_in_the_order(listed: list[Resource], want: Want, random: Any) -> None:
    first = ids(listed, want)
    random.shuffle(listed)
    assert ids(listed, want) == first


@given(st.lists(resources(), max_size=8), resources(), WANTS)
@settings(max_examples=40)
def test_a_resource_more_takes_none_away_and_moves_none(listed: list[Resource], more: Resource, want: Want) -> None:
    before, after = ids(listed, want), ids([*listed, more], want)
    assert [name for name in after if name != more.id] == before


@given(st.lists(resources(), max_size=8), WANTS)
@settings(max_examples=40)
def test_a_rating_has_no_part_in_the_order(listed: list[Resource], want: Want) -> None:
    unrated = [replace(one, rating=None) for one in listed]
    assert ids(unrated, want) == ids(listed, want)


@given(st.lists(resources(), max_size=8), WANTS)
@settings(max_examples=40)
def test_the_order_is_that_of_fit_acceptance_and_cost(listed: list[Resource], want: Want) -> None:
    """Against a plain count: what of the want a resource serves, and what it holds beside it."""
    ranks = []
    for match in found(listed, want):
        one = match.resource
        if want.renewal:
            left, beside = 0, int("aama" not in one.accepted_by)
        elif want.duties:
            left, beside = 0, int("blood-draws" not in one.duties)
        else:
            left = sum(name not in one.topics for name in want.topics)
            beside = sum(name not in want.topics for name in one.topics)
        cost = one.cost.usual if one.cost else 10**9
        ranks.append((left, VERDICTS.index(match.accepted.verdict) if match.accepted else 0, beside, cost))
    assert ranks == sorted(ranks)
