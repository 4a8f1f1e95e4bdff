import json
from pathlib import Path

import jsonschema
import numpy as np
import pytest

from irt_data import FOLDER, lsat6, needs_irt, simulated
from lapel.cli import main
from lapel.loading.tree import parse_tree
from lapel.reports.calibration_json import calibration_schema


def patterns(folder: Path) -> str:
    answers, counts = lsat6()
    lines = [",".join(f"{one:.0f}" for one in (*row, count)) for row, count in zip(answers, counts, strict=True)]
    path = folder / "lsat6.csv"
    path.write_text("\n".join(["i1,i2,i3,i4,i5,count", *lines, ""]), encoding="utf-8")
    return str(path)


def test_it_prints_the_estimates(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["study", "calibrate", patterns(tmp_path), "--count", "count"]) == 0
    shown = capsys.readouterr().out
    assert "5 items, 1,000 persons with answers." in shown
    assert "own slope, free: 5 items. Settled after" in shown
    row = next(line for line in shown.splitlines() if line.startswith("i1"))
    assert row.split() == ["i1", "1,000", "92%", "0.11", "0.83", "(0.26)", "-3.36", "(0.87)", "1.00"]
    assert "Nothing stands out." in shown
    assert max(map(len, shown.splitlines())) <= 80


def test_its_json_follows_the_published_schema(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["study", "calibrate", patterns(tmp_path), "--count", "count", "--json", "--on", "2026-11-22"]
    assert main(words) == 0
    data = json.loads(capsys.readouterr().out)
    jsonschema.validate(data, calibration_schema())
    assert data["items"][2]["estimate"]["a"] == pytest.approx(0.8905, abs=0.005)
    assert data["persons"] == 1000
    assert main(["schema", "study-calibration"]) == 0
    assert json.loads(capsys.readouterr().out) == calibration_schema()


def test_a_wrong_key_is_shouted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    right = simulated(300, np.full(8, 1.3), np.zeros(8), 1)
    wrong = np.random.default_rng(2).choice(["B", "C"], right.shape)
    chosen = np.where(right == 1, "A", wrong)
    heads = [f"q{j}" for j in range(8)]
    (tmp_path / "choices.csv").write_text("\n".join([",".join(heads), *map(",".join, chosen), ""]), encoding="utf-8")
    keys = ["item,key", *(f"{head},{'B' if head == 'q4' else 'A'}" for head in heads), ""]
    (tmp_path / "key.csv").write_text("\n".join(keys), encoding="utf-8")
    assert main(["study", "calibrate", str(tmp_path / "choices.csv"), "--key", str(tmp_path / "key.csv")]) == 0
    shown = " ".join(capsys.readouterr().out.split())
    assert "q4: THE KEY MAY BE WRONG. People who do well elsewhere choose 'A' more than the key" in shown
    assert shown.count("THE KEY MAY BE WRONG") == 1


@pytest.mark.parametrize("ending", ["csv", "json", "yaml"])
def test_the_estimates_are_kept(tmp_path: Path, ending: str, capsys: pytest.CaptureFixture[str]) -> None:
    kept = tmp_path / f"items.{ending}"
    words = ["study", "calibrate", patterns(tmp_path), "--count", "count", "--out", str(kept), "--on", "2026-11-22"]
    assert main(words) == 0
    text = kept.read_text(encoding="utf-8")
    if ending == "csv":
        heads, first, *_ = text.splitlines()
        row = dict(zip(heads.split(","), first.split(","), strict=True))
        assert (row["item"], row["model"], row["answers"]) == ("i1", "2pl", "1000")
        assert float(row["b"]) == pytest.approx(-3.3597, abs=0.01)
    elif ending == "json":
        jsonschema.validate(json.loads(text), calibration_schema())
    else:
        first_item = (parse_tree(text.encode(), "items.yaml").fields or {})["i1"].fields or {}
        assert list(first_item) == ["model", "a", "b", "se_a", "se_b", "answers", "on", "source"]
        told = [first_item[name].text for name in ("model", "answers", "on", "source")]
        assert told == ["2pl", "1000", "2026-11-22", "lsat6.csv"]
        assert (
            "No questions of the bank, which refuses a file with them: i1, i2, i3, i4, i5." in capsys.readouterr().err
        )


def test_a_column_that_is_no_item_is_named_with_the_way_out(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "answers.csv"
    path.write_text("q1,total\n1,17\n", encoding="utf-8")
    assert main(["study", "calibrate", str(path)]) == 1
    assert "--leave-out total" in capsys.readouterr().err


def test_answers_that_are_all_missing_are_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "answers.csv"
    path.write_text("q1,q2\nNA,.\n", encoding="utf-8")
    assert main(["study", "calibrate", str(path)]) == 1
    assert "found no answer, expected at least one" in capsys.readouterr().err


def test_another_ending_is_wrong_usage(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["study", "calibrate", patterns(tmp_path), "--out", "items.txt"]) == 2
    assert "expected a name that ends in .csv, .json or .yaml" in capsys.readouterr().err


def test_nothing_that_can_be_estimated_is_an_answer_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "answers.csv"
    path.write_text("q1,q2\n" + "1,1\n" * 600, encoding="utf-8")
    assert main(["study", "calibrate", str(path)]) == 0
    shown = capsys.readouterr().out
    assert "No item could be estimated." in shown
    assert "q1: all 600 answers are right: too easy to say how much." in shown


@needs_irt
def test_the_item_of_the_hci_that_says_nothing_is_worth_a_look(capsys: pytest.CaptureFixture[str]) -> None:
    words = ["study", "calibrate", str(FOLDER / "hci_choices.csv"), "--key", str(FOLDER / "hci_key.csv")]
    assert main([*words, "--group", "gender"]) == 0
    shown = " ".join(capsys.readouterr().out.split())
    assert "Item17: people who do well elsewhere choose 'A' more than the key" in shown
    assert "THE KEY MAY BE WRONG" not in shown
    assert "Columns that are no items: gender, major, total." in shown
