"""`lapel synth`: made-up people, shown or written."""

import json
from pathlib import Path

import jsonschema
import pyarrow.parquet as pq
import pytest

from lapel.cli import main
from lapel.cli.synth import synth_schema
from lapel.loading.records import parse_record


def test_people_are_shown_as_records_that_can_be_read_back(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["synth", "3", "--show", "--on", "2026-11-21", "--missing", "0.3"]) == 0
    shown = capsys.readouterr().out.split("---\n")[1:]
    assert len(shown) == 3
    assert shown[0].startswith("# p000000001: made up, like everyone here.\n")
    for text in shown:
        assert str(parse_record(text).as_of) == "2026-11-21"


def test_people_are_written_and_what_comes_next_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "people.parquet"
    assert main(["synth", "1,000", "--out", str(out), "--on", "2026-11-21", "--seed", "5"]) == 0
    said = capsys.readouterr().out.splitlines()
    assert said == [
        f"Wrote 1,000 made-up people as they stand on 2026-11-21 (seed 5) to {out}.",
        f"Next: lapel batch {out} --on 2026-11-21 --out answers",
    ]
    assert pq.ParquetFile(out).metadata.num_rows == 1_000


def test_the_json_has_the_published_shape(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "people"
    assert main(["synth", "9", "--out", str(out), "--partitions", "2", "--on", "2026-11-21", "--json"]) == 0
    written = json.loads(capsys.readouterr().out)
    jsonschema.validate(written, synth_schema())
    assert written["files"] == [str(out / "people-00000.parquet"), str(out / "people-00001.parquet")]
    assert main(["synth", "2", "--show", "--on", "2026-11-21", "--missing", "0", "--missing", "ends=1", "--json"]) == 0
    shown = json.loads(capsys.readouterr().out)
    jsonschema.validate(shown, synth_schema())
    assert shown["missing"] == {"dates": 0, "fields": 0, "lists": 0, "ends": 1}
    assert len(shown["records"]) == 2


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["5"], "found neither --out FILE nor --show, expected one of them"),
        (["5", "--out", "x", "--show"], "found both --out and --show, expected one of them"),
        (["2000", "--show"], "found 2,000 people to show, expected at most 1,000; --out writes more"),
        (["many", "--show"], "found 'many', expected a number of people up to 999,999,999"),
        (["5", "--show", "--missing", "2"], "found '2', expected a share from 0 to 1"),
        (["5", "--show", "--missing", "days=0.1"], "found 'days=0.1', expected a share from 0 to 1, or one of dates="),
        (["5", "--out", "x", "--partitions", "0"], "found '0', expected a number of files from 1 to 10,000"),
    ],
)
def test_wrong_usage_says_what_was_found_and_expected(
    words: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as raised:
        main(["synth", *words])
    assert raised.value.code == 2
    assert said in capsys.readouterr().err


def test_a_file_in_the_way_is_left_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "people.parquet"
    out.write_text("mine")
    assert main(["synth", "5", "--out", str(out)]) == 1
    assert f"{out}: found something of that name, expected a new name." in capsys.readouterr().err
    assert out.read_text() == "mine"


def test_a_folder_that_is_not_there_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["synth", "5", "--out", str(tmp_path / "no" / "people.parquet")]) == 1
    assert "no such folder" in capsys.readouterr().err
