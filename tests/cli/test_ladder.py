"""``lapel ladder`` as its caller meets it."""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from lapel.cli import main
from lapel.reports.ladder_json import ladder_schema

ROOT = Path(__file__).parents[2]
DENISE = str(ROOT / "examples" / "ten-years-of-work.yaml")
STUDENT = str(ROOT / "examples" / "high-school-student.yaml")
ON = ("--on", "2026-11-22")
LADDER = Draft202012Validator(ladder_schema(), format_checker=Draft202012Validator.FORMAT_CHECKER)
FEW = ("--role", "phlebotomist", "--role", "lead-medical-assistant", "--role", "medical-office-manager")


def outcome(args: Sequence[str], capsys: pytest.CaptureFixture[str]) -> tuple[int, str, str]:
    try:
        status = main(args)
    except SystemExit as left:  # argparse
        status = int(left.code or 0)
    said = capsys.readouterr()
    return status, said.out, said.err


def test_the_schema_of_a_ladder_is_a_json_schema() -> None:
    Draft202012Validator.check_schema(ladder_schema())


def test_the_whole_ladder_reads_on_eighty_columns(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = outcome(["ladder", DENISE, *ON, "--by", "2029-12-31", "--budget", "20000"], capsys)
    assert status == 0
    text = out.split("\nOne role in full")[0]
    assert max(len(line) for line in text.splitlines() if "://" not in line) <= 80
    for heading in ("WHERE YOU STAND", "SIDE BY SIDE", "STAY AND RISE", "SPRING TO NURSING", "SIDEWAYS", "SHRINKING"):
        assert heading in out
    assert "BEST PAY WITHIN REACH: ABLE TO APPLY BY DEC 31, 2029" in out
    assert "$80,330 to $112,350" in out
    assert "Phlebotomists: $45,230 in the middle, below $45,690. Not a raise." in out
    assert "Executive Secretaries and Executive Administrative Assistants (43-6011)" in out
    assert "They are not an offer" in out
    assert "no part of a nursing license" in " ".join(out.split())


@pytest.mark.parametrize("more", [(), ("--area", "WA"), ("--by", "2027-06-01", "--budget", "0"), ("--quick",)])
def test_the_data_has_the_published_shape(more: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = outcome(["ladder", DENISE, *ON, *FEW, *more, "--json"], capsys)
    assert status == 0
    data = json.loads(out)
    LADDER.validate(data)
    assert [rung["role"] for rung in data["rungs"]] == [
        "lead-medical-assistant",
        "medical-office-manager",
        "phlebotomist",
    ]


def test_pay_of_a_state_is_not_set_beside_pay_of_the_nation(capsys: pytest.CaptureFixture[str]) -> None:
    """Of the two occupations, only that of medical assistants has figures of Washington in the table."""
    _, out, _ = outcome(["ladder", DENISE, *ON, "--role", "phlebotomist", "--area", "WA"], capsys)
    said = "Washington has figures here for 1 of 2 occupations, so all pay is that of the whole country"
    assert said in " ".join(out.split())
    _, out, _ = outcome(["ladder", DENISE, *ON, "--role", "medical-assistant", "--area", "WA", "--json"], capsys)
    (rung,) = json.loads(out)["rungs"]
    assert rung["ways"][0]["careful"]["value"] == 49310


def test_one_role_is_told_in_full_with_its_sources(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = outcome(["ladder", STUDENT, *ON, "--role", "patient-care-manager", "--explain"], capsys)
    flat = " ".join(out.split())
    assert status == 0
    assert "Take it as a condition unless you are told otherwise" in flat
    assert "Those need a license of their own and a master's degree" in flat
    assert "only if: You have the years as a nurse" in flat
    assert "source: General article on the medical assistant career" in flat


def test_a_role_that_is_not_known_gets_the_nearest_one(capsys: pytest.CaptureFixture[str]) -> None:
    status, _, err = outcome(["ladder", DENISE, "--role", "flebotomist"], capsys)
    assert status == 2
    assert "phlebotomist" in err


def test_a_last_day_before_the_day_asked_about_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    status, _, err = outcome(["ladder", DENISE, *ON, "--by", "2026-01-01"], capsys)
    assert status == 2
    assert "expected a day on or after 2026-11-22" in err


def test_a_picture_is_drawn_with_words_that_stand_for_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = tmp_path / "ladder.svg"
    status, _, _ = outcome(["ladder", DENISE, *ON, "--role", "phlebotomist", "--svg", str(target)], capsys)
    assert status == 0
    svg = target.read_text()
    assert "Phlebotomist" in svg
    assert "<desc" in svg or "aria-label" in svg
