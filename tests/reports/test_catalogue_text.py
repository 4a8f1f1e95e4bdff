"""The catalogue written for reading: coverage, what changed between two days, and one credential."""

from datetime import date
from pathlib import Path

import pytest

from lapel.loading.catalogue import read_catalogue
from lapel.loading.compiled import load_catalogue
from lapel.reports.catalogue_text import coverage_text, credential_text, diff_text

SMALL = read_catalogue(Path(__file__).parents[1] / "catalog" / "small" / "good")
ON = date(2026, 11, 21)

COVERAGE = """\
● complete   ◐ partial   ○ missing
          route fees  docum exam  valid renew disci histo
card-one  ●     ●     ◐     ○     ●     ○     ○     ○

card-one
  documents: partial. Only the main one.
"""


def test_coverage_is_a_table_and_the_reasons() -> None:
    assert coverage_text(SMALL) == COVERAGE


def test_a_change_is_told_from_the_day_after_the_first_to_the_second() -> None:
    told = diff_text(SMALL, date(2019, 12, 31), date(2020, 1, 1))
    assert told.startswith("2 changes from 2019-12-31 to 2020-01-01\n")
    assert "Fee: $100 → $125" in told
    assert "by 2020-01-01: Graduate: You are 18 or older." in told
    nothing = "Nothing that the catalogue knows of changed between 2020-01-01 and 2020-12-31.\n"
    assert diff_text(SMALL, date(2020, 1, 1), date(2020, 12, 31)) == nothing


def test_a_credential_is_shown_as_it_stands_on_a_day() -> None:
    credential = SMALL.credentials["card-one"]
    before, then, now = (
        credential_text(credential, on=on) for on in (date(2009, 12, 31), date(2019, 12, 31), date(2020, 1, 1))
    )
    assert "No rule is known for this day; the first known one starts 2010-01-01." in before
    assert "Fee: not known for this day" in before
    assert "Rule since 2010-01-01, until 2020-01-01, picked by the application date." in then
    assert "Your program is accredited." in then
    assert "$100" in then
    assert "Rule in force by 2020-01-01, picked by the application date." in now
    assert "Your program is accredited." not in now
    assert "$125" in now


@pytest.mark.parametrize("width", [50, 60, 100])
def test_no_line_is_wider_than_asked_for_but_for_a_word_that_is(width: int) -> None:
    texts = [credential_text(one, on=ON, width=width) for one in load_catalogue().credentials.values()]
    texts.append(diff_text(load_catalogue(), date(1990, 1, 1), date(2030, 1, 1), width=width))
    wide = [line for text in texts for line in text.splitlines() if len(line) > width]
    assert [line for line in wide if max(map(len, line.split())) < width - 20] == []
