"""``lapel study make`` as its users meet it."""

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from lapel.cli import main
from lapel.exam.generators import GENERATORS
from lapel.reports.made import made_schema

ON = ("--on", "2026-11-22")


def said(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    assert main(["study", "make", *words, *ON]) == 0
    return capsys.readouterr().out


def test_without_a_name_it_lists_the_kinds(capsys: pytest.CaptureFixture[str]) -> None:
    out = said(capsys)
    assert all(f"  {name} " in out for name in GENERATORS)
    assert max(map(len, out.splitlines())) <= 80


def test_the_question_stands_before_its_answer(capsys: pytest.CaptureFixture[str]) -> None:
    out = said(capsys, "dose-tablets", "--seed", "1")
    question, answer = out.split("\nANSWER\n")
    assert "✓" not in question
    assert answer.count("✓") == 1
    assert answer.count("✗") == 3


def test_the_same_seed_says_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    assert said(capsys, "ledger", "--seed", "5") == said(capsys, "ledger", "--seed", "5")
    assert said(capsys, "ledger", "--seed", "5") != said(capsys, "ledger", "--seed", "6")


def test_a_picture_is_told_and_saved(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "strip.svg"
    out = said(capsys, "rhythm-strip", "--seed", "2", "--picture", str(path))
    assert "The picture in words: A rhythm strip" in out
    assert path.read_text(encoding="utf-8").startswith("<svg ")


def test_a_question_without_a_picture_saves_none(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert main(["study", "make", "plurals", "--picture", str(tmp_path / "x.svg")]) == 1
    assert "found a question without a picture" in capsys.readouterr().err
    assert not (tmp_path / "x.svg").exists()


@pytest.mark.parametrize("words", [(), ("pulse", "--seed", "3", "--count", "4"), ("claim-form",), ("filing-names",)])
def test_its_json_is_as_published(capsys: pytest.CaptureFixture[str], words: tuple[str, ...]) -> None:
    data = json.loads(said(capsys, *words, "--json"))
    Draft202012Validator(made_schema()).validate(data)
    if "--count" in words:
        assert [one["seed"] for one in data["made"]] == [3, 4, 5, 6]
        assert len({place["outline"] for place in data["made"][0]["item"]["places"]}) == 4


def test_an_unknown_kind_is_told_with_those_known(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["study", "make", "dose-tablet"]) != 0
    assert "dose-tablets" in capsys.readouterr().err


@pytest.mark.parametrize("seed", ["-1", "x", "1.5"])
def test_a_seed_is_a_whole_number(capsys: pytest.CaptureFixture[str], seed: str) -> None:
    with pytest.raises(SystemExit):
        main(["study", "make", "pulse", f"--seed={seed}"])
    assert f"found '{seed}', expected a whole number of 0 or more" in capsys.readouterr().err
