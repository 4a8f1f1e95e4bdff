"""What a reform changes reads as a list of places, each with what was and what becomes of it."""

from pathlib import Path

import pytest

from lapel.cli.catalog import run
from lapel.loading.compiled import CATALOGUE_DIR

REFORMS = Path("examples/reforms")


def told(capsys: pytest.CaptureFixture[str], *argv: str) -> str:
    assert run(["diff", *argv]) == 0
    return capsys.readouterr().out


def test_each_place_says_what_was_and_what_becomes(capsys: pytest.CaptureFixture[str]) -> None:
    text = told(capsys, "--reform", str(REFORMS / "rma-three-years.yaml"))
    place = "  · rules.five-of-seven-years.experience.amount\n      was: 5 years\n      becomes: 3 years\n"
    assert text.startswith(f"RMA (AMT)\n{place}")
    assert text.endswith("Ways whose rule changes: Work as a medical assistant [work-experience].\n")
    assert max(map(len, text.splitlines())) <= 80


def test_what_is_new_has_nothing_before_it(capsys: pytest.CaptureFixture[str]) -> None:
    text = told(capsys, "--reform", str(REFORMS / "rma-longer-externship.yaml"))
    assert "  · routes[work-experience].versions[2027-01-01]\n      new: starts: 2027-01-01;" in text
    assert "[education]" in text


def test_the_catalogue_beside_itself_changes_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    assert told(capsys, "--reform", str(CATALOGUE_DIR)) == ("The reform changes nothing in the files of credentials.\n")


def test_days_and_a_reform_do_not_go_together(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["diff", "2019-01-01", "2020-01-01", "--reform", str(REFORMS / "rma-three-years.yaml")]) == 2
    assert "expected two days, or --reform and no day" in capsys.readouterr().err
