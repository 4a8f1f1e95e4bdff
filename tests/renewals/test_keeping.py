"""Keeping certificates: states on every day, what cannot be told, and what the ledger says."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lapel.loading.compiled import load_catalogue
from lapel.loading.records import parse_record
from lapel.model.credential import Credential
from lapel.model.record import Record
from lapel.model.truth import Truth
from lapel.model.value import replace
from lapel.renewals.cycles import Deadline, cycles_of, state_on, states_of
from lapel.renewals.held import held_since, holder
from lapel.renewals.keep import Keeping, keeping
from lapel.rules.evaluate import timeline_of

CATALOGUE = load_catalogue()
ON = date(2026, 11, 21)
COUNTED = [credential for credential in CATALOGUE.credentials.values() if credential.counting]
KEPT = [credential for credential in CATALOGUE.credentials.values() if credential.keep]


def kept_by(certificate: dict[str, object], *learning: dict[str, object], on: date = ON) -> Keeping:
    data = {"certificates": [certificate], "learning": list(learning), "complete": ["certificates", "learning"]}
    return keeping(CATALOGUE, parse_record(data), on=on)


def person(name: str, earned: date) -> Record:
    data = {
        "certificates": [{"id": name, "earned": earned.isoformat(), "provisional": "no"}],
        "exams": [{"exam": name, "taken": earned.isoformat(), "result": "pass"}],
        "conduct": {"felony": "no"},
        "complete": ["certificates", "exams"],
    }
    return parse_record(data)


# States


@pytest.mark.parametrize("credential", KEPT, ids=lambda credential: credential.id)
@pytest.mark.parametrize("earned", [date(2020, 2, 29), date(2021, 8, 31), date(2023, 5, 12)], ids=str)
def test_each_day_of_ten_years_agrees_with_the_rules_themselves(credential: Credential, earned: date) -> None:
    record = person(credential.id, earned)
    held = held_since(record, credential)
    assert held is not None
    if held.expires is None:
        return
    states = states_of(credential, record, held, on=ON)
    whole = holder(record, held, expires=held.expires, on=ON)
    exams = {route.id: any(step.kind == "exam" for step in route.steps) for route in credential.keep}
    lines = [(exams[route.id], timeline_of(route.rule, whole)) for route in credential.keep]
    for number in range(0, 3653):
        day = earned + timedelta(days=number)
        state = state_on(states, day).state
        if day <= held.expires:
            assert state in ("current", "expiring soon")
            assert (state == "current") is (day < max(held.expires - timedelta(days=90), earned))
            continue
        truths = [(by_exam, line.on(day)) for by_exam, line in lines]
        if (False, Truth.TRUE) in truths:
            expected = "late, still open by credits"
        elif (False, Truth.UNKNOWN) in truths:
            expected = "cannot tell"
        elif (True, Truth.TRUE) in truths:
            expected = "exam only"
        else:
            expected = "cannot tell" if (True, Truth.UNKNOWN) in truths else "lapsed for good"
        assert state == expected, day


@given(st.sampled_from(COUNTED), st.dates(date(2012, 1, 1), date(2026, 11, 21)))
@settings(max_examples=settings().max_examples * 4)
def test_cycles_follow_each_other_without_a_gap(credential: Credential, earned: date) -> None:
    held = held_since(person(credential.id, earned), credential)
    assert held is not None
    cycles = cycles_of(credential, held, on=date(2060, 1, 1))
    for early, late in pairwise(cycles):
        assert late.starts == early.ends + timedelta(days=1)
    if cycles:
        assert cycles[0].starts == earned
    if cycles and held.expires:
        assert cycles[-1].ends == held.expires


# What the facts do not know

NOT_KNOWN = [
    ("ncma-ncct", {"unit": "contact-hours", "amount": 14}, "Which learning NCCT accepts was not seen."),
    ("ccma-nha", {"unit": "contact-hours", "amount": 10}, "Which learning NHA accepts"),
    ("cmaa-nha", {"unit": "ceu", "amount": 1, "approved_by": "aama"}, "Which learning NHA accepts"),
    ("rma-amt", {"unit": "contact-hours", "amount": 30}, "AMT's points for each kind of activity were not seen."),
    ("rma-amt", {"unit": "points", "amount": 30}, "AMT's points for each kind of activity were not seen."),
    ("cmac-amca", {"unit": "contact-hours", "amount": 10}, "Which learning AMCA accepts"),
    ("cma-aama", {"unit": "clock-hours", "amount": 10}, "No page seen says how the AAMA counts clock hours"),
    ("cma-aama", {"unit": "ceu", "amount": 10}, "The record does not say whose CEU these are"),
    ("cma-aama", {}, "The record does not say how much it was."),
]


@pytest.mark.parametrize(("name", "course", "reason"), NOT_KNOWN)
def test_what_the_facts_do_not_know_cannot_be_told(name: str, course: dict[str, object], reason: str) -> None:
    found = kept_by({"id": name, "earned": "2025-09-01"}, {"title": "A", "completed": "2026-10-01", **course})
    [line] = found.lines
    assert line.verdict == "cannot tell"
    assert reason in " ".join(why for _, why in line.why)
    assert not line.counted


def test_a_college_credit_of_before_june_2025_cannot_be_told() -> None:
    course = {"title": "A", "completed": "2024-10-01", "unit": "semester-credits", "amount": 3}
    found = kept_by({"id": "cma-aama", "earned": "2020-01-10"}, course, on=date(2025, 1, 1))
    assert found.lines[0].verdict == "cannot tell"


def test_how_an_inactive_ncma_comes_back_cannot_be_told() -> None:
    [kept] = kept_by({"id": "ncma-ncct", "earned": "2024-08-01"}).kept
    assert kept.state.state == "inactive"
    back = [rung for rung in kept.ways if rung.route.id == "reinstate"]
    assert back
    assert all(rung.truth is Truth.UNKNOWN for rung in back)


def test_a_fact_that_is_missing_is_not_told_as_a_dispute() -> None:
    # Readings of how many attempts there are all lack the same fact: the exams that were taken.
    record = parse_record({"certificates": [{"id": "cma-aama", "earned": "2022-01-10"}], "conduct": {"felony": "no"}})
    [kept] = keeping(CATALOGUE, record, on=ON).kept
    assert state_on(kept.states, date(2027, 2, 1)).why == (
        "Recertify by continuing education hangs on this: You have an exam attempt left."
    )
    assert "The sources disagree" in state_on(kept.states, date(2027, 5, 1)).why


def test_a_fee_that_no_page_names_or_that_is_nothing_is_no_deadline() -> None:
    whats = [deadline.what for name in ("rma-amt", "ncma-ncct") for deadline in deadlines_of(name)]
    assert not [what for what in whats if what in ("Fee to renew", "Fee for the points program itself")]
    assert "Yearly fee" in whats


def deadlines_of(name: str) -> tuple[Deadline, ...]:
    [kept] = kept_by({"id": name, "earned": "2025-03-10"}).kept
    return kept.deadlines


# The next cycle


def met(*more: dict[str, object]) -> Keeping:
    course = {"title": "A", "completed": "2025-03-01", "unit": "points", "amount": 30, "approved_by": "amt"}
    return kept_by({"id": "rma-amt", "earned": "2024-03-10"}, course, *more)


def test_once_a_cycle_is_met_the_next_one_is_told_and_filled() -> None:
    late = {"title": "B", "completed": "2027-03-11", "unit": "points", "amount": 7, "approved_by": "amt"}
    early = {**late, "title": "C", "completed": "2027-03-10"}
    [kept] = met(late, early).kept
    assert kept.next is not None
    requirement = kept.next.requirement
    assert (requirement.starts, requirement.ends) == (date(2027, 3, 11), date(2030, 3, 10))
    assert requirement.total == 30
    # What is done on the last day of a cycle is not carried over.
    assert [line.activity.title for line in kept.next.counted] == ["B"]


def test_no_next_cycle_is_told_while_learning_is_missing_or_where_none_follows() -> None:
    assert kept_by({"id": "rma-amt", "earned": "2024-03-10"}).kept[0].next is None
    assert kept_by({"id": "ma-c-interim-wa", "earned": "2026-02-27"}).kept[0].next is None


def test_the_next_year_of_a_certificate_begins_on_its_anniversary() -> None:
    course = {"title": "A", "completed": "2026-03-01", "unit": "clock-hours", "amount": 14, "approved_by": "ncct"}
    [kept] = kept_by({"id": "ncma-ncct", "earned": "2026-02-28"}, course).kept
    assert kept.next is not None
    assert (kept.next.requirement.starts, kept.next.requirement.ends) == (date(2027, 2, 28), date(2028, 2, 27))


def test_how_an_expired_ccma_comes_back_and_what_it_costs_is_not_guessed() -> None:
    [kept] = kept_by({"id": "ccma-nha", "earned": "2024-03-31", "provisional": "no"}).kept
    back = [rung for rung in kept.ways if not rung.by_exam and not rung.in_time]
    assert back
    assert all(rung.not_known for rung in back)


# Days


@pytest.mark.parametrize(
    ("completed", "verdict"),
    [
        ("2023-05-11", "counts"),
        ("2023-02-11", "nowhere"),
        ("2023-05-12", "counts"),
        ("2028-05-31", "counts"),
        ("2028-06-01", "nowhere"),
        ("2028-05", "counts"),
        ("2023", "cannot tell"),
    ],
)
def test_learning_counts_from_the_first_day_of_the_cycle_to_the_last(completed: str, verdict: str) -> None:
    course = {"title": "A", "completed": completed, "hours": 2, "areas": {"clinical": 2}, "approved_by": "aama"}
    [line] = kept_by({"id": "cma-aama", "earned": "2023-05-12"}, course).lines
    assert line.verdict == verdict


def test_what_lies_ahead_is_only_planned() -> None:
    course = {"title": "A", "completed": "2027-01-01", "hours": 2}
    [line] = kept_by({"id": "cma-aama", "earned": "2023-05-12"}, course).lines
    assert line.activity.planned


def test_hours_used_for_another_certificate_are_not_used_again() -> None:
    course = {
        "title": "A",
        "completed": "2026-01-01",
        "hours": 2,
        "approved_by": "aama",
        "used_for": [{"credential": "rma-amt"}],
    }
    [line] = kept_by({"id": "cma-aama", "earned": "2023-05-12"}, course).lines
    assert line.verdict == "nowhere"
    assert [why for _, why in line.why] == ["Its hours were already used for another certificate."]


def test_a_record_without_certificates_has_nothing_to_keep() -> None:
    found = keeping(CATALOGUE, Record(), on=ON)
    assert (found.kept, found.lines) == ((), ())


def test_a_certificate_that_the_catalogue_does_not_have_is_named() -> None:
    assert kept_by({"id": "nrcma-nahp", "earned": "2024-01-01"}).others == ("nrcma-nahp",)


def test_the_order_of_the_record_does_not_change_what_is_missing() -> None:
    courses = [
        {
            "title": str(n),
            "completed": f"2026-0{n}-01",
            "unit": "points",
            "amount": n * 3,
            "approved_by": ["aama", "amt"],
        }
        for n in range(1, 7)
    ]
    data = {"certificates": [{"id": "cma-aama", "earned": "2024-05-12"}, {"id": "rma-amt", "earned": "2025-05-12"}]}
    record = parse_record({**data, "learning": courses})
    turned = replace(record, learning=record.learning[::-1], certificates=record.certificates[::-1])
    one, other = (keeping(CATALOGUE, each, on=ON).together.missing for each in (record, turned))
    # 63 points without an area: 30 fill the RMA (AMT), 30 the part of any area of the CMA (AAMA).
    assert one == other == 90 - 60
