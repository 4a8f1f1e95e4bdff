"""What holding a certificate costs: properties that always hold, and the edges of the years."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import strategies
from lapel.eligibility.validity import expiry
from lapel.loading.compiled import load_catalogue
from lapel.loading.records import parse_record
from lapel.model.credential import Credential
from lapel.model.dates import Duration, add
from lapel.model.money import Amount
from lapel.model.record import Certificate, Membership, Record
from lapel.model.truth import Truth
from lapel.model.value import replace
from lapel.renewals.dues import Event
from lapel.renewals.held import Held, ends_of_terms, fresh, held_since, holder
from lapel.renewals.holding import Holding, cost_between, cost_of_holding, cost_of_keeping, holding_of
from lapel.rules.evaluate import timeline_of

CATALOGUE = load_catalogue()
KEPT = [credential for credential in CATALOGUE.credentials.values() if credential.keep]
ON = date(2026, 11, 21)
DAY = timedelta(days=1)

credentials = st.sampled_from(KEPT)
days = strategies.dates(date(2005, 1, 1), date(2040, 12, 31))
people = strategies.records(lists=("memberships", "exams"))


def money(holding: Holding) -> tuple[int, ...]:
    sum_ = holding.money
    return sum_.low, sum_.usual, sum_.high, len(holding.not_known)


# Properties


@given(credentials, people, days, st.integers(1, 9), st.integers(1, 9), days)
def test_more_years_never_cost_less(
    credential: Credential, record: Record, certified: date, some: int, more: int, on: date
) -> None:
    few = cost_of_holding(credential, record, certified=certified, years=some, on=on)
    many = cost_of_holding(credential, record, certified=certified, years=some + more, on=on)
    assert all(a <= b for a, b in zip(money(few), money(many), strict=True))
    assert many.events[: len(few.events)] == few.events
    learned = {part.unit: part for part in many.education}
    for part in few.education:
        whole = learned[part.unit]
        assert whole.least is None or part.least is None or part.least <= whole.least
        assert whole.most is None or part.most is None or part.most <= whole.most


@given(credentials, people, days, st.integers(1, 9), st.integers(1, 9), days)
def test_years_and_the_years_after_them_add_up(
    credential: Credential, record: Record, certified: date, some: int, more: int, on: date
) -> None:
    whole = cost_of_holding(credential, record, certified=certified, years=some + more, on=on)
    middle = add(certified, Duration(some, "years", "clamp"))
    held = fresh(credential, certified=certified)
    first = cost_between(credential, record, held, after=certified, until=middle, on=on)
    then = cost_between(credential, record, held, after=middle, until=whole.until, on=on)
    assert first.events + then.events == whole.events
    assert first.money + then.money == whole.money
    assert len(first.not_known) + len(then.not_known) == len(whole.not_known)
    assert first.until + DAY == then.starts


@given(credentials, people, days, st.integers(1, 12), days)
def test_events_are_in_order_and_inside_the_years(
    credential: Credential, record: Record, certified: date, years: int, on: date
) -> None:
    holding = cost_of_holding(credential, record, certified=certified, years=years, on=on)
    seen = [event.on for event in holding.events]
    assert seen == sorted(seen)
    assert all(certified < holding.starts <= day <= holding.until for day in seen)
    assert holding.until == add(certified, Duration(years, "years", "clamp"))
    assert holding.next_end is None or holding.next_end > holding.until
    assert all(event.on == holding.next_end for event in holding.then)


@given(credentials, people, days, days)
def test_what_falls_due_on_a_day_counts_from_the_day_before_and_up_to_that_day(
    credential: Credential, record: Record, certified: date, on: date
) -> None:
    held = fresh(credential, certified=certified)

    def between(after: date, until: date) -> tuple[Event, ...]:
        return cost_between(credential, record, held, after=after, until=until, on=on).events

    events = cost_of_holding(credential, record, certified=certified, years=6, on=on).events
    for day in {event.on for event in events}:
        due = tuple(event for event in events if event.on == day)
        assert between(day - DAY, day) == due
        assert between(day - 2 * DAY, day - DAY) == ()
        assert between(day, day + DAY) == ()


@given(credentials, people, days, st.integers(1, 9), days)
def test_a_figure_is_assumed_to_go_on_where_no_later_version_bounds_it_and_only_after_the_day_asked_about(
    credential: Credential, record: Record, certified: date, years: int, on: date
) -> None:
    values = {value.id: value for value in credential.values}
    for event in cost_of_holding(credential, record, certified=certified, years=years, on=on).events:
        if event.id and event.since:
            last = max(version.starts for version in values[event.id].versions)
            assert event.assumed_to_go_on == (event.on > on and event.since == last)
        else:
            assert not event.assumed_to_go_on
            assert event.amount is None


@given(credentials, people, days, days, st.lists(st.integers(0, 1200), max_size=8))
def test_the_ways_back_are_open_when_their_rules_say_so(
    credential: Credential, record: Record, certified: date, on: date, later: list[int]
) -> None:
    held = fresh(credential, certified=certified)
    if held.expires is None:
        return
    holding = cost_of_holding(credential, record, certified=certified, years=1, on=min(on, certified))
    expires = next(day for day in ends_of_terms(credential, held) if day >= certified)
    lapsed = holder(record, held, expires=expires, on=min(on, certified))
    for day in [expires + timedelta(days=n) for n in (0, 1, 89, 90, 91, 92, 365, 366, *later)]:
        for route in credential.keep:
            truth = timeline_of(route.rule, lapsed).on(day)
            rungs = [r for r in holding.ways if r.route == route and r.starts <= day and (r.until or date.max) >= day]
            assert [rung.truth for rung in rungs] == ([] if truth is Truth.FALSE else [truth])


@given(days, st.integers(1, 12), days)
@settings(max_examples=40)
def test_where_membership_is_not_said_the_range_holds_what_members_and_what_others_pay(
    certified: date, years: int, on: date
) -> None:
    def cost(record: Record) -> Holding:
        return cost_of_holding(CATALOGUE.credentials["cma-aama"], record, certified=certified, years=years, on=on)

    unsaid = Record()
    others = Record(complete=frozenset({"memberships"}))
    member = Record(memberships=(Membership("aama", date(1990, 1, 1)),))
    for known in (others, member):
        assert cost(unsaid).money.low <= cost(known).money.low
        assert cost(known).money.high <= cost(unsaid).money.high
        assert [event.on for event in cost(known).events] == [event.on for event in cost(unsaid).events]


@pytest.mark.parametrize("credential", CATALOGUE.credentials.values(), ids=lambda credential: credential.id)
def test_what_is_not_known_is_never_nothing(credential: Credential) -> None:
    holding = cost_of_holding(credential, Record(), certified=ON, years=12, on=ON)
    assert holding.money.high or holding.not_known or holding.gaps


# Terms


@given(credentials, days)
def test_the_first_term_ends_where_validity_says(credential: Credential, certified: date) -> None:
    held = fresh(credential, certified=certified)
    assert next(ends_of_terms(credential, held), None) == expiry(credential, certified=certified)


def first_ends(credential: str, held: Held, count: int) -> list[date]:
    ends = ends_of_terms(CATALOGUE.credentials[credential], held)
    return [next(ends) for _ in range(count)]


def test_a_term_from_february_29_does_not_lose_a_day_on_the_way() -> None:
    held = fresh(CATALOGUE.credentials["ccma-nha"], certified=date(2024, 2, 29))
    assert first_ends("ccma-nha", held, 3) == [date(2026, 2, 28), date(2028, 2, 29), date(2030, 2, 28)]


def test_terms_of_the_aama_end_with_a_month_whatever_its_length() -> None:
    held = fresh(CATALOGUE.credentials["cma-aama"], certified=date(2019, 2, 10))
    assert first_ends("cma-aama", held, 3) == [date(2024, 2, 29), date(2029, 2, 28), date(2034, 2, 28)]


def test_later_terms_follow_the_last_day_that_the_record_gives() -> None:
    own = Held(Certificate("ccma-nha"), None, date(2026, 9, 18), date(2028, 10, 1))
    assert first_ends("ccma-nha", own, 2) == [date(2028, 10, 1), date(2030, 10, 1)]


def test_an_anniversary_of_february_29_is_kept_on_the_28th() -> None:
    rma = CATALOGUE.credentials["rma-amt"]
    holding = cost_of_holding(rma, Record(), certified=date(2024, 2, 29), years=4, on=ON)
    fees = [event.on for event in holding.events if event.id == "annual-fee"]
    assert fees == [date(2025, 2, 28), date(2026, 2, 28), date(2027, 2, 28), date(2028, 2, 29)]


# Certificates of the record


def record_with(*certificates: dict[str, Any], **more: Any) -> Record:
    return parse_record({"certificates": list(certificates), **more})


def test_of_several_certificates_the_one_that_lasts_longest_counts() -> None:
    record = record_with(
        {"id": "ccma-nha", "earned": "2020-01-01", "expires": "2022-01-01"},
        {"id": "ccma-nha", "earned": "2026-01-01", "expires": "2028-01-01"},
        {"id": "rma-amt", "earned": "2026-01-01", "expires": "2035-01-01"},
    )
    held = held_since(record, CATALOGUE.credentials["ccma-nha"])
    assert held is not None
    assert (held.since, held.expires, held.real) == (date(2026, 1, 1), date(2028, 1, 1), True)


def test_the_last_day_follows_from_the_latest_renewal_where_it_is_not_said() -> None:
    record = record_with({"id": "cma-aama", "earned": "2016-09-14", "renewed": "2021-09-08"})
    held = held_since(record, CATALOGUE.credentials["cma-aama"])
    assert held is not None
    assert (held.earned, held.since, held.expires) == (date(2016, 9, 14), date(2021, 9, 8), date(2026, 9, 30))


def test_of_a_month_the_first_day_is_taken_and_that_is_told() -> None:
    record = record_with({"id": "ccma-nha", "earned": "2026-03"})
    holding = holding_of(CATALOGUE.credentials["ccma-nha"], record, years=5, on=ON)
    assert (holding.held.since, holding.held.expires, holding.held.exact) == (date(2026, 3, 1), date(2028, 3, 1), False)
    assert any("only a month or a year" in note for note in holding.notes)


def test_a_certificate_without_any_day_is_as_none() -> None:
    ccma = CATALOGUE.credentials["ccma-nha"]
    assert held_since(record_with({"id": "ccma-nha"}), ccma) is None
    assert held_since(record_with({"earned": "2026-03-01"}), ccma) is None


def test_a_provisional_certificate_has_no_term_but_its_own() -> None:
    ccma = CATALOGUE.credentials["ccma-nha"]
    held = held_since(record_with({"id": "ccma-nha", "earned": "2026-03-01", "provisional": "yes"}), ccma)
    assert held is not None
    assert held.expires is None
    holding = cost_of_keeping(ccma, Record(), held, years=5, on=ON)
    assert holding.next_end is None
    assert holding.gaps


def test_one_that_is_still_to_be_earned_counts_from_its_day() -> None:
    record = record_with({"id": "ccma-nha", "earned": "2027-03-01", "expires": "2029-03-01"})
    holding = holding_of(CATALOGUE.credentials["ccma-nha"], record, years=2, on=ON)
    assert (holding.starts, holding.until) == (date(2027, 3, 2), date(2029, 3, 1))
    assert holding.money == Amount(185, 185, 185)


def test_a_new_certificate_is_not_taken_for_one_that_ran_out_long_ago() -> None:
    """The older one would make the fee to reactivate due at once."""
    record = record_with({"id": "cma-aama", "earned": "2005-05-10", "expires": "2010-05-31"}, complete=["certificates"])
    holding = cost_of_holding(CATALOGUE.credentials["cma-aama"], record, certified=ON, years=1, on=ON)
    [in_time] = [rung for rung in holding.ways if rung.by_exam and rung.in_time]
    assert "reactivation-fee" not in {fee.id for fee in in_time.fees}


def test_an_endless_certificate_says_so_and_has_no_gap() -> None:
    record = record_with({"id": "rma-amt", "earned": "1999-04-16", "renewed": "2009-05-04"})
    holding = holding_of(CATALOGUE.credentials["rma-amt"], record, years=1, on=ON)
    assert holding.held.endless
    assert not holding.gaps
    assert "You may keep this certificate without terms and without continuing education." in holding.notes


def test_when_it_is_not_said_whether_he_had_to_recertify_that_is_a_gap() -> None:
    holding = holding_of(
        CATALOGUE.credentials["rma-amt"], record_with({"id": "rma-amt", "earned": "1999-04-16"}), years=1, on=ON
    )
    assert not holding.held.endless
    assert holding.gaps


@pytest.mark.parametrize(
    ("renewed", "applies"), [("2009-05-04", None), (None, Truth.UNKNOWN), ("2024-04-16", Truth.TRUE)]
)
def test_points_are_asked_of_those_who_had_to_recertify(renewed: str | None, applies: Truth | None) -> None:
    """Of the others none, even where their record has a last day; where it is not said, perhaps."""
    record = record_with(
        {"id": "rma-amt", "earned": "1999-04-16", "renewed": renewed, "expires": "2027-04-16"},
        complete=["certificates", "exams"],
    )
    holding = holding_of(CATALOGUE.credentials["rma-amt"], record, years=1, on=ON)
    asked = [event for event in holding.events if event.kind == "education"]
    assert [event.applies for event in asked] == ([applies] if applies is not None else [])
    if applies is Truth.UNKNOWN:
        [points] = holding.education
        assert (points.least, points.most) == (0, 30)


@pytest.mark.parametrize(
    ("birth", "told"),
    [("2008-11-21", False), ("2008-11-22", True), ("2009-02-28", True), ("2008", True), (None, False)],
)
def test_when_the_years_of_a_minor_begin_is_told(birth: str | None, told: bool) -> None:
    record = parse_record({"birth": birth})
    holding = cost_of_holding(CATALOGUE.credentials["cmac-amca"], record, certified=ON, years=2, on=ON)
    assert any("18th birthday" in note for note in holding.notes) == told


def test_what_a_lapsed_one_would_hinge_on_is_told() -> None:
    record = record_with({"id": "ccma-nha", "earned": "2026-09-18"}, complete=["certificates", "exams"])
    holding = holding_of(CATALOGUE.credentials["ccma-nha"], record, years=1, on=ON)
    [first] = [rung for rung in holding.ways if rung.route.id == "by-ce"]
    assert first.truth is Truth.UNKNOWN
    assert first.hinges == ("It is not provisional, or you have turned it into a full one.",)
    assert not first.disputed


def test_a_way_whose_fee_was_not_seen_has_a_fee_that_is_not_known() -> None:
    holding = cost_of_holding(CATALOGUE.credentials["ccma-nha"], Record(), certified=ON, years=1, on=ON)
    [reinstate] = [rung for rung in holding.ways if rung.route.id == "reinstate"]
    assert [fee.amount for fee in reinstate.fees] == [None]
    assert reinstate.not_known == reinstate.fees


def test_the_catalogue_s_own_record_is_left_alone() -> None:
    record = record_with({"id": "ccma-nha", "earned": "2026-09-18"})
    copy = replace(record)
    holding_of(CATALOGUE.credentials["ccma-nha"], record, years=5, on=ON)
    assert record == copy
