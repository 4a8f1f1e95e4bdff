"""``lapel compare`` as its caller meets it, with the planner as it is."""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from lapel.cli import main
from lapel.reports.compare_json import comparison_schema

ROOT = Path(__file__).parents[2]
EXAMPLES = sorted((ROOT / "examples").glob("*.yaml"))
ANA = str(ROOT / "examples" / "student-20-days-from-graduating.yaml")
ON = ("--on", "2026-11-21")

COMPARISON = Draft202012Validator(comparison_schema(), format_checker=Draft202012Validator.FORMAT_CHECKER)


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


def test_the_schema_of_a_comparison_is_a_json_schema() -> None:
    Draft202012Validator.check_schema(comparison_schema())


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_what_is_printed_of_an_example_has_the_published_shape(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, out, err = outcome(["compare", str(path), "--json", *ON], capsys)
    assert (status, err) == (0, "")
    data = json.loads(out)
    COMPARISON.validate(data)
    assert [side["credential"] for side in data["sides"]] == ["cma-aama", "rma-amt", "ncma-ncct", "ccma-nha"]


def test_the_student_s_comparison_is_her_own(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = outcome(["compare", ANA, "--json", *ON], capsys)
    sides = {side["credential"]: side for side in json.loads(out)["sides"]}
    assert sides["cma-aama"]["fastest"]["certified"] == "2026-12-11"
    assert sides["cma-aama"]["cheapest"]["money"] == {"low": 125, "usual": 125, "high": 125}
    assert sides["cma-aama"]["holding"]["until"] == "2031-12-11"
    assert sides["ccma-nha"]["holding"]["money"]["usual"] == 370
    assert sides["rma-amt"]["term_months"] == 36
    assert sides["cma-aama"]["month_end"]
    assert sides["cma-aama"]["named_in"][0] == {
        "credential": "injections-nj",
        "name": "Injections and blood draws (New Jersey)",
        "state": "NJ",
    }


def test_ids_come_before_the_record_and_keep_their_order(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = outcome(["compare", "cmac-amca", "rma-amt", "cmac-amca", ANA, "--json", *ON], capsys)
    assert [side["name"] for side in json.loads(out)["sides"]] == ["CMAC (AMCA)", "RMA (AMT)"]


MISTAKES = [
    (["compare"], "the following arguments are required: RECORD"),
    (["compare", "rma-amt"], "found 'rma-amt', expected a record (YAML or JSON) after the ids."),
    (["compare", "rma", ANA], "found 'rma', expected the id of a credential.\nDid you mean 'rma-amt'?"),
    (["compare", ANA, "rma-amt"], "expected the id of a credential."),
    (["compare", ANA, "--years", "x"], "found 'x', expected a whole number of years from 1 to 50"),
]


@pytest.mark.parametrize(("args", "message"), MISTAKES, ids=range(len(MISTAKES)))
def test_wrong_usage_ends_in_status_2(args: list[str], message: str, capsys: pytest.CaptureFixture[str]) -> None:
    status, out, err = outcome(args, capsys)
    assert (status, out) == (2, "")
    assert message in err


def test_a_record_may_come_from_standard_input() -> None:
    found = run(["compare", "ccma-nha", "-", *ON], stdin=b"name: Ana")
    assert (found.returncode, found.stderr) == (0, b"")
    assert b"Ana: certificates side by side, on November 21, 2026" in found.stdout


def test_no_line_is_longer_than_80_columns_without_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    for path in EXAMPLES:
        found = run(["compare", f"examples/{path.name}", *ON], PYTHONUTF8="1")
        assert found.returncode == 0
        assert [line for line in found.stdout.decode().splitlines() if len(line) > 80] == []


def test_it_can_be_written_where_only_ascii_can_be_written() -> None:
    found = run(["compare", ANA, *ON], PYTHONIOENCODING="ascii")
    assert (found.returncode, found.stderr) == (0, b"")
    assert found.stdout.isascii()


def test_comparing_imports_only_what_it_needs() -> None:
    code = (
        "import sys; before = set(sys.modules); import lapel.cli.compare\n"
        "print([name for name in ('json', 'yaml', 'typst', 'icalendar', 'lapel.reports', 'lapel.planner')"
        " if name in set(sys.modules) - before])"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert found.stdout == "[]\n"
