"""``lapel pay`` and ``lapel outlook`` as their callers meet them."""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from reference_files import OEWS_2025, added, oews_rows, write_csv

from lapel.cli import main
from lapel.reports.outlook_json import outlook_schema
from lapel.reports.pay_json import four_schema, pay_schema, premium_schema

ON = ("--on", "2026-11-22")
SCHEMAS = {"pay": pay_schema, "pay-four": four_schema, "pay-certified": premium_schema, "outlook": outlook_schema}


def outcome(args: Sequence[str], capsys: pytest.CaptureFixture[str]) -> tuple[int, str, str]:
    try:
        status = main(args)
    except SystemExit as left:  # argparse
        status = int(left.code or 0)
    said = capsys.readouterr()
    return status, said.out, said.err


def data_of(args: Sequence[str], schema: str, capsys: pytest.CaptureFixture[str]) -> Any:
    """What a command prints as JSON, which must have the published shape."""
    status, out, err = outcome([*args, "--json", *ON], capsys)
    assert (status, err) == (0, "")
    found = json.loads(out)
    Draft202012Validator(SCHEMAS[schema](), format_checker=Draft202012Validator.FORMAT_CHECKER).validate(found)
    return found


@pytest.mark.parametrize("name", SCHEMAS)
def test_the_schemas_are_json_schemas_and_published(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    Draft202012Validator.check_schema(SCHEMAS[name]())
    assert json.loads(outcome(["schema", name], capsys)[1]) == SCHEMAS[name]()


ASKED: dict[str, tuple[Sequence[str], str]] = {
    "one": (["pay", "medical-assistant"], "pay"),
    "a state": (["pay", "31-9092", "--area", "puerto rico"], "pay"),
    "several": (["pay", "medical biller", "--compare", "25-1071", "--year", "2020"], "pay"),
    "real": (["pay", "--real", "2016"], "pay"),
    "money of a year not known": (["pay", "--real", "2026"], "pay"),
    "nothing": (["pay", "51-9081"], "pay"),
    "four": (["pay", "--four"], "pay-four"),
    "certified": (["pay", "--certified"], "pay-certified"),
    "outlook": (["outlook"], "outlook"),
    "outlooks": (["outlook", "43-6011", "--compare", "phlebotomist", "--compare", "51-9081"], "outlook"),
}


@pytest.mark.parametrize("name", ASKED)
def test_what_is_printed_has_its_shape_and_fits_the_screen(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    args, schema = ASKED[name]
    data_of(args, schema, capsys)
    status, out, err = outcome([*args, *ON], capsys)
    assert (status, err) == (0, "")
    assert [line for line in out.splitlines() if len(line) > 80 and "https://" not in line] == []
    assert "source" in out.casefold() or "Where the figures come from:" in out


def test_the_figure_has_its_range_its_month_and_its_table(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = outcome(["pay", "medical-assistant", *ON], capsys)
    for words in ("$36,050", "$45,690", "$59,310", "May 2025", "the small table that comes with Lapel", "817,870 jobs"):
        assert words in out
    assert "$38,270 (secondary page only)" in out
    assert "── break: From May 2021 on" in out


def test_teachers_have_no_pay_by_the_hour(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = outcome(["pay", "25-1071", "--year", "2019", *ON], capsys)
    assert "an hour" not in out
    assert "by the year: no hourly pay" in out
    assert "above the highest pay that was published" in out
    data = data_of(["pay", "25-1071", "--year", "2019"], "pay", capsys)
    assert data["answers"][0]["shown"]["annual"]["p90"]["value"] is None


def test_a_rough_figure_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = outcome(["pay", "--area", "PR", *ON], capsys)
    assert "! Rough" in out
    assert "10.6% for the mean, 31.8% for" in " ".join(out.split())


def test_the_popular_premium_is_taken_apart(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = outcome(["pay", "--certified", *ON], capsys)
    flat = " ".join(out.split())
    for words in ("$15.35 with, $14.29 without", "+7.4%", "+7.1%", "$37,190 ÷ 2,080 hours", "$43,181", "1,883 hours"):
        assert words in flat
    assert "counts employers, not dollars" in flat


def test_a_name_nobody_knows_is_answered_with_the_nearest(capsys: pytest.CaptureFixture[str]) -> None:
    status, _, err = outcome(["pay", "flebotomist"], capsys)
    assert status == 2
    assert "found 'flebotomist', expected a role" in err
    assert "Did you mean 'phlebotomist" in err
    assert outcome(["outlook", "flebotomist"], capsys)[0] == 2


PLACES = {
    "Atlantis": "found the place 'Atlantis', expected a state",
    "98101": "no data here says where that ZIP code lies",
    "virgin": "in the names of 3 places: Virginia; Virgin Islands; West Virginia",
}


@pytest.mark.parametrize("place", PLACES)
def test_a_place_that_is_not_sure_is_not_guessed(place: str, capsys: pytest.CaptureFixture[str]) -> None:
    status, _, err = outcome(["pay", "--area", place, *ON], capsys)
    assert status == 2
    assert PLACES[place] in err


@pytest.mark.parametrize("args", [["--year", "25"], ["--real", "20x5"], ["--four", "nurse"], ["--picture", "cake"]])
def test_a_wrong_argument_is_told(args: Sequence[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert outcome(["pay", *args], capsys)[0] == 2


def test_added_data_answers_first_and_the_difference_is_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The small file says 35,850 in the middle for May 2019, the catalogue 34,800."""
    added(tmp_path / "data", write_csv(tmp_path / "national_2019.csv", oews_rows(OEWS_2025)))
    monkeypatch.setenv("LAPEL_DATA", str(tmp_path / "data"))
    shown = data_of(["pay", "--year", "2019"], "pay", capsys)["answers"][0]["shown"]
    assert (shown["added"], shown["annual"]["median"]["value"]) == (True, 35850)
    assert shown["table_median"]["value"] == 34800
    _, out, _ = outcome(["pay", "--year", "2019", *ON], capsys)
    assert "From data that you added" in out
    assert "says $34,800 in the middle" in out
    untouched = data_of(["pay"], "pay", capsys)["answers"][0]["shown"]
    assert (untouched["added"], untouched["year"]) == (False, 2025)


def test_a_cell_above_the_top_is_at_least(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    added(tmp_path / "data", write_csv(tmp_path / "national_2020.csv", oews_rows(OEWS_2025)))
    monkeypatch.setenv("LAPEL_DATA", str(tmp_path / "data"))
    found = data_of(["pay", "29-1248"], "pay", capsys)["answers"][0]["shown"]
    top = found["annual"]["median"]
    assert top["bound"] == "at least" or top["value"] is None
    assert found["jobs"]["value"] is None
    _, out, _ = outcome(["pay", "29-1248", *ON], capsys)
    assert "How many jobs: not reported." in out
    assert "at least" in out or "—" in out


def test_a_picture_is_written_and_told_in_words(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "pay.svg"
    status, out, err = outcome(["pay", "--svg", str(path), *ON], capsys)
    assert (status, err) == (0, "")
    text = path.read_text(encoding="utf-8")
    assert "<title>" in text
    assert "$45,690" in text
    assert "$45,690" in out


def test_a_picture_that_cannot_be_written_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, _, err = outcome(["outlook", "--svg", str(tmp_path / "no" / "x.svg"), *ON], capsys)
    assert status == 1
    assert "No such file or directory" in err


def test_no_picture_is_drawn_unless_asked_for(tmp_path: Path) -> None:
    code = (
        "import sys; from lapel.cli import main; main(['pay', '--on', '2026-11-22']); "
        "heavy = {'altair', 'vl_convert', 'duckdb', 'yaml'} & set(sys.modules); sys.exit(str(heavy) if heavy else 0)"
    )
    env = os.environ | {"LAPEL_DATA": str(tmp_path)}
    subprocess.run([sys.executable, "-c", "from lapel.loading.compiled import load_careers; load_careers()"], env=env)
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, env=env, timeout=60, check=False)
    assert ran.returncode == 0, ran.stderr.decode()
