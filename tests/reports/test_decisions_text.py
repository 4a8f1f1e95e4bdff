"""What a person reads: the answer, the nearest reason, how sure it is, and what to do."""

from datetime import date
from pathlib import Path

import pytest

import lapel
from lapel.eligibility.verdict import Verdict
from lapel.model.truth import Truth
from lapel.reports.decisions_text import cautions, decisions_text, verdict_words

EXAMPLES = Path(__file__).parents[2] / "examples"
FALSE, UNKNOWN, TRUE = Truth.FALSE, Truth.UNKNOWN, Truth.TRUE


@pytest.mark.parametrize(
    ("verdict", "words"),
    [
        (Verdict("yes", date(2026, 1, 1), date(2027, 12, 11), True, TRUE, FALSE), "YES, until December 11, 2027"),
        (Verdict("yes", None, date(2027, 12, 11), False, TRUE, UNKNOWN), "YES, at least until December 11, 2027"),
        (Verdict("yes", None, None, True, TRUE, FALSE), "YES"),
        (Verdict("not-yet", date(2026, 12, 11), None, True, FALSE, TRUE), "NOT YET: from December 11, 2026"),
        (
            Verdict("not-yet", date(2026, 12, 11), date(2027, 1, 2), False, FALSE, TRUE),
            "NOT YET: from December 11, 2026 at the latest until January 2, 2027",
        ),
        (
            Verdict("no-longer", None, date(2020, 3, 30), True, FALSE, FALSE),
            "NO LONGER: it closed after March 30, 2020",
        ),
        (
            Verdict("no-longer", None, date(2020, 3, 30), False, FALSE, UNKNOWN),
            "NO LONGER: it closed after March 30, 2020 at the earliest, and may open again",
        ),
        (Verdict("no", None, None, True, FALSE, FALSE), "NO"),
        (Verdict("cannot-tell", None, None, False, UNKNOWN, FALSE), "CANNOT TELL"),
        (
            Verdict("cannot-tell", None, None, False, FALSE, UNKNOWN),
            "CANNOT TELL: not today, and later turns on what is missing",
        ),
        (
            Verdict("cannot-tell", date(2027, 5, 28), None, False, UNKNOWN, TRUE),
            "CANNOT TELL today; yes from May 28, 2027 in any case",
        ),
    ],
)
def test_an_answer_says_its_days_and_how_firm_they_are(verdict: Verdict, words: str) -> None:
    assert verdict_words(verdict) == words


def text(example: str, on: date, credential: str, *, explain: bool = False) -> str:
    record = lapel.read_record(EXAMPLES / f"{example}.yaml")
    decisions = lapel.check(record, on=on, credentials=[credential])
    return " ".join(decisions_text(decisions, record, on=on, explain=explain).split())


@pytest.mark.parametrize(
    ("day", "marked"), [(date(2027, 2, 20), False), (date(2027, 2, 21), False), (date(2027, 2, 22), True)]
)
def test_a_fact_is_marked_from_the_day_after_its_review_is_due(day: date, marked: bool) -> None:
    shown = text("student-20-days-from-graduating", day, "rma-amt")
    assert ("the sources disagree — overdue for review since 2027-02-21: confirm it first" in shown) is marked
    assert "weakest source: RMA (AMT) certification page" in shown
    assert "Confirm: https://americanmedtech.org" in shown


def test_a_no_names_the_fewest_changes_that_would_open_it() -> None:
    shown = text("ten-years-of-work", date(2026, 11, 21), "cma-aama")
    assert "The fewest changes that would open it (route category-1): · Make this so:" in shown


def test_readings_that_disagree_are_shown_side_by_side() -> None:
    shown = text("three-failed-attempts", date(2026, 11, 21), "cma-aama")
    assert "CMA (AAMA): CANNOT TELL" in shown
    assert "The sources disagree: ✗ three attempts:" in shown
    assert "✓ six attempts:" in shown


def test_met_conditions_are_folded_unless_asked_for() -> None:
    short = text("student-20-days-from-graduating", date(2026, 11, 21), "cma-aama")
    long = text("student-20-days-from-graduating", date(2026, 11, 21), "cma-aama", explain=True)
    assert "3 conditions are met (--explain shows them)" in short
    assert "you said: conduct.felony = no" not in short
    assert "you said: conduct.felony = no" in long


def test_an_expected_day_that_has_passed_is_cautioned() -> None:
    record = lapel.read_record(EXAMPLES / "student-20-days-from-graduating.yaml")
    assert list(cautions(record, date(2026, 12, 11))) == []
    [caution] = cautions(record, date(2026, 12, 12))
    assert caution.startswith("programs[0] still says that you expected to finish on December 11, 2026.")
