"""``lapel learn`` as its caller meets it."""

import csv
import io
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from lapel.cli import main
from lapel.loading.compiled import load_careers
from lapel.reports.learn_json import learning_schema

ROOT = Path(__file__).parents[2]
CARLA = str(ROOT / "examples" / "certified-with-courses.yaml")
EXAMPLES = sorted((ROOT / "examples").glob("*.yaml"))
ON = ("--on", "2026-11-21")
LEARNING = Draft202012Validator(learning_schema(), format_checker=Draft202012Validator.FORMAT_CHECKER)
ADVICE = load_careers().advice
COURSES = """name,topics,unit,amount,area,accepted by,refused by,cost
Front desk,office work,points,2,administrative,aama,,40
Wound care,clinical patient care,points,2,clinical,aama,,0
Cheap hours,office work,contact-hours,2,administrative,,,5
Refused,office work,points,2,administrative,,aama,0
Some day,office work,points,2,,aama,,40
"""


def outcome(args: Sequence[str], capsys: pytest.CaptureFixture[str]) -> tuple[int, str, str]:
    try:
        status = main(args)
    except SystemExit as left:  # argparse
        status = int(left.code or 0)
    said = capsys.readouterr()
    return status, said.out, said.err


def learned(args: Sequence[str], capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    status, out, _ = outcome(["learn", *args, "--json", *ON], capsys)
    assert status == 0
    data: dict[str, Any] = json.loads(out)
    LEARNING.validate(data)
    return data


@pytest.mark.parametrize("wanted", [*ADVICE.topics, "blood-draws", "respect", "cma-aama", "rma-amt", "cet-nha"])
def test_whatever_is_asked_for_fits_and_has_the_published_shape(
    wanted: str, capsys: pytest.CaptureFixture[str]
) -> None:
    status, out, err = outcome(["learn", "--for", wanted, *ON], capsys)
    assert (status, err) == (0, "")
    assert [line for line in out.splitlines() if len(line) > 80 and "https" not in line] == []
    learned(["--for", wanted], capsys)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_every_example_can_ask_for_points(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    learned([str(path), "--for", "renewal"], capsys)


def test_the_gaps_of_a_record_are_wanted_one_by_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    record = tmp_path / "me.yaml"
    record.write_text("skills: [{id: bookkeeping, level: not-yet}, {id: respect, level: with-help}]\n")
    assert [want["duties"] for want in learned([str(record), "--for", "skills"], capsys)["wants"]] == [
        ["respect"],
        ["bookkeeping"],
    ]
    wants = learned([str(record), "--for", "skills", "--role", "phlebotomist"], capsys)["wants"]
    assert [want["duties"] for want in wants] == [["respect"]]
    assert outcome(["learn", str(record), "--for", "skills", "--role", "phlebotomst"], capsys)[0] == 2


def test_missing_points_are_matched_by_the_ledger_s_own_rules(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """By hand: by May 31, 2028, Carla's CMA (AAMA) lacks 2 administrative points, all of which the AAMA must approve.

    So an administrative course of the AAMA counts; one without an area cannot be told; a clinical one, one that the
    AAMA did not approve, a CPR card (clinical) and training on the job do not help.
    """
    file = tmp_path / "courses.csv"
    file.write_text(COURSES)
    data = learned([CARLA, "--for", "renewal", "--from", str(file)], capsys)
    [want] = [want for want in data["wants"] if want["credential"] == "cma-aama"]
    assert (want["points"], want["unit"], want["by"]) == (2, "points", "2028-05-31")
    assert want["areas"] == [{"area": "administrative", "points": 2}]
    found = {match["name"]: match for match in want["matches"]}
    told = {name: match["accepted"] for name, match in found.items()}
    assert told["Front desk"] == "yes"
    assert told["Some day"] == told["Continuing education approved by the AAMA"] == "cannot tell"
    assert {told[name] for name in ("Wound care", "Cheap hours", "Refused", "Training by your employer")} == {"no"}
    assert told["CPR class with a card for two years"] == told["College class with credits"] == "no"
    assert want["matches"][0]["name"] == "Front desk"
    assert found["Some day"]["ask"] == "Which area is it for at AAMA?"
    assert found["Cheap hours"]["why"] == "All that is missing must be approved by AAMA, and this is not."
    assert found["Wound care"]["why"] == "What is missing must be administrative; this is clinical."
    assert found["Training by your employer"]["why"] == "On-the-job training does not count."


def test_where_no_page_was_seen_the_question_to_ask_is_given(capsys: pytest.CaptureFixture[str]) -> None:
    data = learned([CARLA, "--for", "renewal"], capsys)
    [want] = [want for want in data["wants"] if want["credential"] == "ncma-ncct"]
    college = next(match for match in want["matches"] if match["kind"] == "college")
    assert college["accepted"] == "cannot tell"
    assert college["ask"] == "NCCT: does it count for the NCMA (NCCT), for how much, and in which area?"


def test_nobody_without_a_gap_is_told_to_learn(capsys: pytest.CaptureFixture[str]) -> None:
    data = learned([str(ROOT / "examples" / "high-school-student.yaml"), "--for", "renewal"], capsys)
    assert data["wants"] == []
    assert "No points are missing" in data["notes"][-1]


def test_the_examples_of_the_article_are_shown_with_their_figures_and_not_praised(
    capsys: pytest.CaptureFixture[str],
) -> None:
    _, out, _ = outcome(["learn", "--for", "anatomy-and-physiology", *ON], capsys)
    flat = " ".join(out.split())
    assert "2,614 ratings, 58,886 enrolled, as of a day that is not recorded" in flat
    assert "An example that one article gives, not advice to buy it." in flat
    assert "Nobody pays to be here." in flat


def test_the_table_runs_nothing_when_it_is_opened(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    own, table = tmp_path / "own.yaml", tmp_path / "list.csv"
    own.write_text('- {name: "=cmd|calc", provider: "@SUM(A1)", topics: [pharmacology], free: yes}\n')
    status, _, err = outcome(["learn", "--for", "pharmacology", "--from", str(own), "--csv", str(table), *ON], capsys)
    assert status == 0
    assert f"Wrote {table}." in err
    rows = list(csv.DictReader(io.StringIO(table.read_bytes().decode("utf-8-sig"))))
    assert {(row["name"], row["provider"]) for row in rows} >= {("'=cmd|calc", "'@SUM(A1)")}
    assert all(row["source"] for row in rows)


def test_columns_that_are_not_used_are_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "own.csv"
    file.write_text("name,topics,colour\nA,pharmacology,red\n")
    _, out, err = outcome(["learn", "--for", "pharmacology", "--from", str(file), *ON], capsys)
    assert "1 resource." in err
    assert "columns not used: colour." in err
    assert "A (your list)" in out


def test_wrong_wishes_are_refused_with_what_can_be_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    status, _, err = outcome(["learn", "--for", "pharmcology"], capsys)
    assert (status, "Did you mean 'pharmacology'?" in err) == (2, True)
    status, _, err = outcome(["learn", "--for", "renewal"], capsys)
    assert (status, "found no record, expected one" in err) == (2, True)
    status, _, err = outcome(["learn", "--for", "pharmacology", "--from", "nowhere.csv"], capsys)
    assert (status, "nowhere.csv: found no readable file" in err) == (1, True)
