"""``lapel hold`` as its caller meets it."""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from lapel.cli import main
from lapel.reports.holding_json import holdings_schema

ROOT = Path(__file__).parents[2]
EXAMPLES = sorted((ROOT / "examples").glob("*.yaml"))
IVY = str(ROOT / "examples" / "assistant-in-washington.yaml")
FATIMA = str(ROOT / "examples" / "lapsed-cma.yaml")
ON = ("--on", "2026-11-21")

HOLDING = Draft202012Validator(holdings_schema(), format_checker=Draft202012Validator.FORMAT_CHECKER)


def outcome(args: Sequence[str], capsys: pytest.CaptureFixture[str]) -> tuple[int, str, str]:
    try:
        status = main(args)
    except SystemExit as left:  # argparse
        status = int(left.code or 0)
    said = capsys.readouterr()
    return status, said.out, said.err


def run(args: Sequence[str], *, stdin: bytes = b"", **env: str) -> subprocess.CompletedProcess[bytes]:
    settings = {name: value for name, value in os.environ.items() if name not in ("COLUMNS", "PYTHONUTF8")}
    command = [sys.executable, "-m", "lapel.cli", *args]
    return subprocess.run(command, input=stdin, capture_output=True, env=settings | env, timeout=60, check=False)


def test_the_schema_of_a_holding_is_a_json_schema() -> None:
    Draft202012Validator.check_schema(holdings_schema())


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_what_is_printed_of_an_example_has_the_published_shape(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, out, err = outcome(["hold", str(path), "--json", "--credential", "cmac-amca", *ON], capsys)
    assert (status, err) == (0, "")
    HOLDING.validate(json.loads(out))
    assert outcome(["hold", str(path), "--json", "--years", "12", *ON], capsys)[0] == 0


def test_without_a_name_the_four_stand_side_by_side(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = outcome(["hold", FATIMA, "--json", *ON], capsys)
    data = json.loads(out)
    assert [holding["name"] for holding in data["holdings"]] == [
        "CMA (AAMA)",
        "RMA (AMT)",
        "NCMA (NCCT)",
        "CCMA (NHA)",
    ]
    assert data["years"] == 5


def test_every_credential_of_the_catalogue_can_be_asked_about(capsys: pytest.CaptureFixture[str]) -> None:
    from lapel.loading.compiled import load_catalogue

    named = [part for name in load_catalogue().credentials for part in ("--credential", name)]
    status, out, _ = outcome(["hold", IVY, "--json", *named, *ON], capsys)
    assert status == 0
    HOLDING.validate(json.loads(out))
    assert outcome(["hold", IVY, *named, *ON], capsys)[0] == 0


def test_the_money_in_json_is_the_sum_of_the_events(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = outcome(["hold", IVY, "--json", "--years", "11", *ON], capsys)
    for holding in json.loads(out)["holdings"]:
        fees = [event for event in holding["events"] if event["kind"] == "fee"]
        known = [fee["amount"] for fee in fees if fee["amount"]]
        assert holding["fees_not_known"] == len(fees) - len(known)
        assert holding["money"]["high"] == sum(amount["high"] for amount in known)
        assert all(event["assumed_to_go_on"] for event in holding["events"] if event["id"])


def test_a_certificate_in_hand_counts_from_its_own_days(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = outcome(["hold", IVY, "--credential", "ccma-nha", "--certified", "2030-01-01", *ON], capsys)
    assert "CCMA (NHA): you hold it since September 18, 2026, to September 18, 2028" in out
    assert "September 18, 2030" in out


def test_one_that_ran_out_shows_the_ways_back(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = outcome(["hold", FATIMA, "--credential", "cma-aama", *ON], capsys)
    words = " ".join(out.split())
    assert "CMA (AAMA): yours ran out after September 30, 2026" in words
    assert "· Until December 29, 2026: Recertify by exam: $250." in words
    assert (
        "? From December 30, 2026 to December 31, 2026: Recertify by continuing education: $250 to $350*. "
        "Perhaps: the sources disagree." in words
    )
    assert "· From December 30, 2026: Recertify by exam: $300*." in words


def test_ways_that_are_over_are_marked_closed(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = outcome(["hold", FATIMA, "--credential", "cma-aama", "--on", "2027-01-01"], capsys)
    words = " ".join(out.split())
    assert "✗ Closed since December 31, 2026: Recertify by continuing education." in words
    assert "Until December 29, 2026" not in words


def test_figures_of_days_to_come_are_marked_and_the_mark_is_explained(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = outcome(["hold", IVY, "--credential", "ccma-nha", *ON], capsys)
    assert "Renewal fee: $185*" in out
    assert "* The last figure known, assumed to go on: it may have changed by then." in out


def test_figures_of_days_that_are_over_are_not_marked(capsys: pytest.CaptureFixture[str]) -> None:
    args = ["--credential", "cma-aama", "--certified", "2012-01-05", "--years", "6", "--on", "2040-01-01"]
    _, out, _ = outcome(["hold", IVY, *args], capsys)
    words = " ".join(out.split())
    assert "January 31, 2017 Points in the 60 months: 60 points (10 administrative, 10 clinical, 10 general" in words
    assert "If you let it lapse after January 31, 2017" in words
    assert "*" not in words


def test_what_is_not_known_is_never_shown_as_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = outcome(["hold", IVY, *ON], capsys)
    words = " ".join(out.split())
    assert "NCMA (NCCT) 6 fees not known and 70 hours." in words
    assert "$0" not in words


MISTAKES = [
    (["hold"], "the following arguments are required: RECORD"),
    (["hold", IVY, "--years", "0"], "found '0', expected a whole number of years from 1 to 50"),
    (["hold", IVY, "--years", "51"], "found '51', expected a whole number of years from 1 to 50"),
    (["hold", IVY, "--years", "2.5"], "found '2.5', expected a whole number of years from 1 to 50"),
    (["hold", IVY, "--years", "9" * 5000], "expected a whole number of years from 1 to 50"),
    (["hold", IVY, "--certified", "2026"], "found '2026', expected a whole date such as 2026-11-21"),
    (["hold", IVY, "--credential", "cma"], "found 'cma', expected the id of a credential."),
]


@pytest.mark.parametrize(("args", "message"), MISTAKES, ids=[" ".join(m[0][2:4])[:20] or "none" for m in MISTAKES])
def test_wrong_usage_ends_in_status_2(args: list[str], message: str, capsys: pytest.CaptureFixture[str]) -> None:
    status, out, err = outcome(args, capsys)
    assert (status, out) == (2, "")
    assert message in err


def test_the_last_days_of_the_calendar_do_no_harm(capsys: pytest.CaptureFixture[str]) -> None:
    for day in ("1900-01-01", "2199-12-31"):
        status, _, err = outcome(["hold", IVY, "--on", day, "--certified", day, "--years", "50"], capsys)
        assert (status, err) == (0, "")


def test_a_record_may_come_from_standard_input() -> None:
    found = run(["hold", "-", *ON], stdin=b"name: Ana")
    assert (found.returncode, found.stderr) == (0, b"")
    assert b"Ana, asked on November 21, 2026" in found.stdout


def test_no_line_is_longer_than_80_columns_without_a_terminal() -> None:
    for path in EXAMPLES:
        found = run(["hold", str(path), "--credential", "cmac-amca", "--credential", "cma-aama", *ON], PYTHONUTF8="1")
        assert found.returncode == 0
        assert [line for line in found.stdout.decode().splitlines() if len(line) > 80] == []


def test_it_can_be_written_where_only_ascii_can_be_written() -> None:
    found = run(["hold", FATIMA, *ON], PYTHONIOENCODING="ascii")
    assert (found.returncode, found.stderr) == (0, b"")
    assert found.stdout.isascii()


def test_holding_imports_only_what_it_needs() -> None:
    code = (
        "import sys; before = set(sys.modules); import lapel.cli.hold\n"
        "print([name for name in ('json', 'yaml', 'typst', 'icalendar', 'lapel.reports', 'lapel.renewals',"
        " 'lapel.planner') if name in set(sys.modules) - before])"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert found.stdout == "[]\n"
