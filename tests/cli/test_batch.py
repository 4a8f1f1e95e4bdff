"""``lapel batch`` at a terminal: what it says, and what it says when something is wrong."""

import json
from pathlib import Path

import jsonschema
import polars as pl
import pytest

from lapel.batch.running import Progress
from lapel.cli import main
from lapel.cli.batch import Meter
from lapel.reports.batch_json import batch_schema

MANY = Path("examples/many-people")
"""Six people of a school, one of them born on February 31."""

TWO = ["--credential", "cma-aama", "--credential", "ccma-nha"]


def batch(*more: str) -> int:
    return main(["batch", *more, "--on", "2026-11-21", "--workers", "1", "--quiet"])


def test_the_example_of_many_people_comes_out_as_counted_by_hand(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """1001 is within 30 days of finishing, 1002 and 1005 graduated where accredited; 1003 and 1006 do not say."""
    out = tmp_path / "answers"
    assert batch(str(MANY / "people.csv"), "--mapping", str(MANY / "columns.yaml"), "--out", str(out), *TWO) == 0
    said = capsys.readouterr().out.splitlines()
    assert said[0] == "6 people = 5 decided + 1 rejected, on 2026-11-21."
    assert said[2].split() == ["yes", "not-yet", "cannot-tell", "no-longer", "no"]
    assert said[3].split() == ["cma-aama", "3", "0", "2", "0", "0"]
    assert f"Rejects:  {out / 'rejects.csv'}, each with what is wrong" in said
    told = pl.read_parquet(out / "answers").select("person", "office", pl.col("cma-aama").struct.field("answer"))
    assert told.rows() == [
        ("1001", "Tucson", "yes"),
        ("1002", "Tucson", "yes"),
        ("1003", "Mesa", "cannot-tell"),
        ("1005", "Mesa", "yes"),
        ("1006", "Yuma", "cannot-tell"),
    ]


@pytest.fixture
def loose(tmp_path: Path) -> Path:
    """Three people whose certificates and exams are named as a state might name them."""
    people = pl.DataFrame(
        {
            "person": ["a", "b", "c"],
            "certificates": [
                [{"id": "CMA"}, {"id": "cma-aama"}],
                [{"id": "CMA"}],
                [{"id": "cma-ama"}],
            ],
            "exams": [[{"exam": "RMA"}], [], [{"exam": "rma-amt"}]],
            "lerning": ["x", "y", "z"],
        }
    )
    people.write_parquet(tmp_path / "people.parquet")
    return tmp_path / "people.parquet"


def test_ids_that_nothing_knows_are_counted_and_told_and_never_guessed(
    loose: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    assert batch(str(loose), "--out", str(out), *TWO) == 0
    told, manifest = capsys.readouterr().out, json.loads((out / "manifest.json").read_text())
    assert manifest["unknown_ids"] == {
        "certificates[].id": {"CMA": 2, "cma-ama": 1},
        "exams[].exam": {"RMA": 1},
    }
    assert "2 × certificates[].id 'CMA'. Meant may be cma-aama or ma-c-wa." in told
    assert "1 × certificates[].id 'cma-ama'. Meant may be cma-aama." in told
    assert "1 × exams[].exam 'RMA'. Meant may be rma-amt or rma-arma." in told


def test_a_column_with_nearly_a_known_name_is_told(
    loose: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert batch(str(loose), "--out", str(tmp_path / "out"), *TWO) == 0
    assert "! lerning: found a column that no rule reads" in capsys.readouterr().out


def test_what_is_said_fits_into_eighty_columns(loose: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out"
    assert batch(str(loose), "--out", str(out), "--reasons") == 0
    said = [line for line in capsys.readouterr().out.splitlines() if str(tmp_path) not in line]
    assert max(map(len, said)) <= 80
    assert len(said) > 40
    with pytest.raises(SystemExit):
        main(["batch", "--help"])
    described = capsys.readouterr().out.split("\nexamples:")[0]
    assert max(map(len, described.splitlines())) <= 80


@pytest.mark.parametrize("more", [[], ["--reasons"], ["--reform", "examples/reforms/rma-three-years.yaml"]])
def test_the_manifest_can_be_had_as_json_of_the_published_shape(
    more: list[str], loose: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert batch(str(loose), "--out", str(tmp_path / "out"), "--json", *TWO, *more) == 0
    told = json.loads(capsys.readouterr().out)
    assert told == json.loads((tmp_path / "out" / "manifest.json").read_text())
    jsonschema.validate(told, batch_schema())


@pytest.mark.parametrize(
    ("more", "status", "said"),
    [
        (["--credential", "cma-amaa"], 2, "found 'cma-amaa', expected the id of a credential"),
        (["--by", "state"], 2, "found --by without --reform"),
        (["--mapping", "nosuch.yaml"], 1, "nosuch.yaml: found"),
        (["--out", "{loose}"], 1, "found a file, expected a folder for the answers"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_written(
    more: list[str], status: int, said: str, loose: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given = [word.replace("{loose}", str(loose)) for word in more]
    assert batch(str(loose), "--out", str(tmp_path / "out"), *given) == status
    assert said in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_nobody_is_told_as_nobody(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "people.csv").write_text("person,birth\n")
    assert batch(str(tmp_path / "people.csv"), "--out", str(tmp_path / "out")) == 0
    said = capsys.readouterr().out
    assert said.startswith("0 people = 0 decided + 0 rejected, on 2026-11-21.\nNobody was decided.\n")


def test_progress_tells_the_rate_and_the_time_left(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    now = [100.0]
    monkeypatch.setattr("lapel.cli.batch.time.monotonic", lambda: now[0])
    meter = Meter(now[0], quiet=False)
    meter.told(Progress(200_000, 0, 1_000_000, 2, 10, 2))
    now[0] = 120.0
    meter.told(Progress(399_990, 10, 1_000_000, 4, 10, 2))
    now[0] = 180.0
    meter.told(Progress(999_990, 10, 1_000_000, 10, 10, 2))
    meter.end()
    assert [line.rstrip() for line in capsys.readouterr().err.splitlines()] == [
        "Going on: 2 of 10 parts were done already.",
        "400,000 of 1,000,000 people (40 %), 10,000 a second, about 60 s left",
        "1,000,000 people, 10,000 a second",
        "Took 80 s.",
    ]
