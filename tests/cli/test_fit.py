"""``lapel fit`` and ``lapel school`` as their callers meet them."""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from lapel.cli import main
from lapel.reports.fit_json import fit_schema
from lapel.reports.school_json import school_schema

ROOT = Path(__file__).parents[2]
EXAMPLES = sorted((ROOT / "examples").glob("*.yaml"))
GRACE = str(ROOT / "examples" / "high-school-student.yaml")
ON = ("--on", "2026-11-21")
CHECKER = Draft202012Validator.FORMAT_CHECKER
SHAPES = {
    "fit": Draft202012Validator(fit_schema(), format_checker=CHECKER),
    "school": Draft202012Validator(school_schema(), format_checker=CHECKER),
}


def outcome(args: Sequence[str], capsys: pytest.CaptureFixture[str]) -> tuple[int, str, str]:
    try:
        status = main(args)
    except SystemExit as left:  # argparse
        status = int(left.code or 0)
    said = capsys.readouterr()
    return status, said.out, said.err


@pytest.mark.parametrize(
    ("command", "path"),
    [*(("school", path) for path in EXAMPLES[::3]), *(("fit", path) for path in EXAMPLES[:2])],
    ids=lambda value: getattr(value, "stem", value),
)
def test_what_is_printed_of_an_example_fits_and_has_the_published_shape(
    command: str, path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status, out, err = outcome([command, str(path), *ON], capsys)
    assert (status, err) == (0, "")
    told = [line for line in out.splitlines() if "https://" not in line and " lapel plan " not in f" {line.strip()} "]
    assert [line for line in told if len(line) > 80 and str(path) not in line] == []
    status, out, err = outcome([command, str(path), "--json", *ON], capsys)
    assert (status, err) == (0, "")
    SHAPES[command].validate(json.loads(out))


def test_fit_needs_no_record_and_gives_no_score(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = outcome(["fit", *ON], capsys)
    assert status == 0
    flat = " ".join(out.split())
    assert "It comes from: a doctor who is under pressure" in flat
    assert "NCMA (NCCT): the sources disagree: covers both sides, or leans to clinical work." in flat
    assert "half earn less than $45,690 a year" in flat
    assert "62 percent of 157 employers of medical assistants, by the NHA, 2021" in flat
    assert "Say which you would rather do" in flat
    assert "✗" not in out
    data = json.loads(outcome(["fit", "--json", *ON], capsys)[1])
    assert not [name for name in data if "score" in name]
    assert data["pay"]["median"] == 45690


def test_every_line_of_fit_has_a_number_and_every_number_its_source(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = outcome(["fit", "--leaning", "clinical", *ON], capsys)
    body, _, foot = out.partition("\nSOURCES\n")
    numbers = {int(n) for line in foot.splitlines() if line.startswith("  [") for n in [line[3:].partition("]")[0]]}
    marks = {int(n) for part in body.replace("\n    ", " ").split("[")[1:] for n in part.partition("]")[0].split(",")}
    assert marks == numbers == set(range(1, len(numbers) + 1))
    assert all(word in foot for word in ("secondary", "official page", "uncertain"))


def test_an_overdue_source_is_marked(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = outcome(["fit", "--on", "2028-01-01"], capsys)
    assert "overdue for review since" in out


def test_a_leaning_that_is_none_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    status, _, err = outcome(["fit", "--leaning", "surgical"], capsys)
    assert status == 2
    assert "clinical" in err


def test_school_says_why_and_from_when_and_names_the_plan(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = outcome(["school", GRACE, "--goal", "rma-amt", *ON], capsys)
    flat = " ".join(out.split())
    assert "You are still at school." in flat
    assert "✓ Chemistry: in your record (chemistry)." in flat
    assert "· Statistics: not in your record." in flat
    assert "Example Community Health Center, 60 hours" in flat
    assert "CCMA (NHA): from May 28, 2027" in flat
    assert "You are 18 or older. From February 28, 2027." in flat
    assert f"plan {GRACE} --goal rma-amt" in flat


def test_school_behind_someone_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = outcome(["school", str(ROOT / "examples" / "ten-years-of-work.yaml"), *ON], capsys)
    assert "You have your diploma or GED: school is behind you." in out
    assert "Still in high school" not in out


def test_an_unknown_goal_is_refused_with_the_nearest(capsys: pytest.CaptureFixture[str]) -> None:
    status, _, err = outcome(["school", GRACE, "--goal", "ccma-nah"], capsys)
    assert status == 2
    assert "Did you mean 'ccma-nha'?" in err
