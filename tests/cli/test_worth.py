"""``lapel worth`` as its caller meets it."""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from lapel.cli import main
from lapel.reports.worth_json import worth_schema

ROOT = Path(__file__).parents[2]
DENISE = str(ROOT / "examples" / "ten-years-of-work.yaml")
STUDENT = str(ROOT / "examples" / "high-school-student.yaml")
ON = ("--on", "2026-11-22")
NURSE = ("--goal", "role:registered-nurse")
WORTH = Draft202012Validator(worth_schema(), format_checker=Draft202012Validator.FORMAT_CHECKER)


def outcome(args: Sequence[str], capsys: pytest.CaptureFixture[str]) -> tuple[int, str, str]:
    try:
        status = main(args)
    except SystemExit as left:  # argparse
        status = int(left.code or 0)
    said = capsys.readouterr()
    return status, said.out, said.err


def data_of(args: Sequence[str], capsys: pytest.CaptureFixture[str]) -> dict[str, object]:
    status, out, _ = outcome([*args, "--json"], capsys)
    assert status == 0
    data: dict[str, object] = json.loads(out)
    WORTH.validate(data)
    return data


def test_the_schema_of_a_worth_is_a_json_schema() -> None:
    Draft202012Validator.check_schema(worth_schema())


def test_a_nurse_with_a_loan_by_hand(capsys: pytest.CaptureFixture[str]) -> None:
    """18,207 + 5,439 of interest = 23,646; at most 36,954 + 5,439 + 731 of 365.25 days at 41,000 (82,056)."""
    loan = ("--loan", "15000", "--rate", "6.5", "--loan-years", "10")
    data = data_of(["worth", DENISE, *ON, *NURSE, "--pay", "41000", *loan], capsys)
    assert data["outlay"] == {"low": 2500 + 5439, "usual": 23646, "high": 36954 + 5439 + 82056}
    assert data["not_known"] == ["Tuition of the first courses"]
    assert data["even"] == {"best": 0.1113, "middle": 0.4181, "worst": 3.1642}
    assert data["loan"] == {"amount": 15000, "rate": 6.5, "years": 10, "month": 170.32, "interest": 5439}


def test_the_text_says_ranges_branches_and_what_is_not_known_on_eighty_columns(
    capsys: pytest.CaptureFixture[str],
) -> None:
    status, out, _ = outcome(["worth", DENISE, *ON, *NURSE, "--pay", "41000", "--loan", "15000"], capsys)
    flat = " ".join(out.split())
    assert status == 0
    assert max(map(len, out.split("\nThe plan with its steps")[0].splitlines())) <= 80
    assert "Say --rate and --loan-years: no rate is assumed." in flat
    assert "at best" in flat
    assert "You stop before the end." in flat
    assert "You fail the exam once: License as a registered nurse (NCLEX-RN)." in flat
    assert "$68,342 after 1 year, $79,954 after 4 years." in flat
    assert "This is not financial advice." in flat


def test_without_pay_the_work_of_today_stands_for_it(capsys: pytest.CaptureFixture[str]) -> None:
    data = data_of(["worth", DENISE, *ON, *NURSE], capsys)
    before = data["before"]
    assert isinstance(before, dict)
    assert before["pay"] == {"low": 38470, "usual": 45690, "high": 49180}
    nobody = data_of(["worth", STUDENT, *ON, *NURSE], capsys)
    assert nobody["even"] is None
    _, out, _ = outcome(["worth", STUDENT, *ON, *NURSE], capsys)
    assert "say what you earn now, with --pay DOLLARS a year" in " ".join(out.split())


def test_pay_before_and_after_are_of_one_place(capsys: pytest.CaptureFixture[str]) -> None:
    """Washington's assistants are in the table and its nurses are not, so both are of the whole country."""
    args = ["worth", DENISE, *ON, *NURSE, "--area", "WA"]
    before = data_of(args, capsys)["before"]
    assert isinstance(before, dict)
    assert before["pay"]["usual"] == 45690
    _, out, _ = outcome(args, capsys)
    assert "Washington has figures here for 1 of 2 occupations" in " ".join(out.split())


def test_hours_given_up_are_the_persons_own_figure(capsys: pytest.CaptureFixture[str]) -> None:
    """Ten of forty hours for 731 of 365.25 days, at 41,000 dollars a year: 20,514."""
    data = data_of(["worth", DENISE, *ON, *NURSE, "--pay", "41000", "--work-less", "10"], capsys)
    assert data["outlay"] == {"low": 2500 + 20514, "usual": 18207 + 20514, "high": 36954 + 20514}


def test_what_a_certificate_adds_is_not_made_up(capsys: pytest.CaptureFixture[str]) -> None:
    data = data_of(["worth", DENISE, *ON, "--goal", "rma-amt", "--pay", "41000"], capsys)
    assert data["even"] is None
    assert data["after"] == []
    _, out, _ = outcome(["worth", DENISE, *ON, "--goal", "rma-amt", "--pay", "41000"], capsys)
    assert "What a certificate adds to pay is not known" in " ".join(out.split())


def test_the_unpaid_practicum_and_what_graduates_earned_are_counted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """160 of 2,080 hours at 30,000 are 2,308. Training: 14 of 40 hours for 365 of 365.25 days, 10,493, less that."""
    record = tmp_path / "new.yaml"
    record.write_text("{state: NJ, school: {diploma: yes, earned: 2024-06-15}, work: none, programs: none}")
    data = data_of(["worth", str(record), *ON, "--goal", "cma-aama", "--pay", "30000"], capsys)
    parts = data["parts"]
    assert isinstance(parts, list)
    amounts = {part["what"]: part["amount"] for part in parts}
    assert amounts["Pay given up in the practicum"] == {"low": 2308, "usual": 2308, "high": 2308}
    assert amounts["Pay given up while in training"] == {"low": 0, "usual": 0, "high": 8185}
    branches = data["branches"]
    assert isinstance(branches, list)
    assert [branch["id"] for branch in branches] == ["stop", "fail", "stay", "graduates"]
    assert "$31,348 after 1 year, $38,052 after 4 years." in branches[-1]["note"]


def test_where_there_is_no_plan_there_is_nothing_to_weigh(capsys: pytest.CaptureFixture[str]) -> None:
    data = data_of(["worth", DENISE, *ON, *NURSE, "--by", "2027-01-01"], capsys)
    assert data["plan"] is None
    assert data["blocked"] == ["With time until November 22, 2028 there is a plan."]


@pytest.mark.parametrize(
    ("args", "said"),
    [
        ((), "found no goal"),
        (("--goal", "role:registred-nurse"), "role:registered-nurse"),
        ((*NURSE, "--rate", "-1"), "percent a year from 0 to 100"),
        ((*NURSE, "--rate", "much"), "percent a year from 0 to 100"),
        ((*NURSE, "--by", "2020-01-01"), "expected a day on or after"),
        ((*NURSE, "--pay", "4e4"), "whole dollars such as 6000"),
        ((*NURSE, "--area", "Atlantis"), "expected a state such as WA"),
    ],
)
def test_a_wrong_question_is_told_with_what_was_expected(
    args: tuple[str, ...], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    status, _, err = outcome(["worth", DENISE, *ON, *args], capsys)
    assert status == 2
    assert said in err
