"""``lapel study export`` and ``import``, as a user sees them."""

import json
import sys
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from jsonschema import Draft202012Validator

from lapel.cli import main
from lapel.loading.compiled import load_exams
from lapel.loading.items_file import read_items
from lapel.model.value import replace
from lapel.reports.exchange import export_schema, import_schema

ON = ("--on", "2026-11-22")
BANK = load_exams()


@pytest.fixture(autouse=True)
def _in_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def outcome(capsys: pytest.CaptureFixture[str], *args: str) -> tuple[int, str, str]:
    try:
        status = main(["study", *args])
    except SystemExit as left:  # argparse
        status = int(left.code or 0)
    said = capsys.readouterr()
    assert max(map(len, said.out.splitlines()), default=0) <= 80
    return status, said.out, said.err


def done(capsys: pytest.CaptureFixture[str], *args: str) -> str:
    status, out, err = outcome(capsys, *args)
    assert (status, err) == (0, "")
    return out


def checked(capsys: pytest.CaptureFixture[str], schema: dict[str, Any], *args: str) -> Any:
    main(["study", *args, "--json"])
    data = json.loads(capsys.readouterr().out)
    Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER).validate(data)
    return data


@pytest.mark.parametrize("file", ["own.zip", "own.csv"])
def test_there_and_back_as_a_user_would(file: str, capsys: pytest.CaptureFixture[str]) -> None:
    out = done(capsys, "export", "ccma-nha", "--area", "3e", "--to", file, *ON)
    assert f"Wrote 32 questions for CCMA (NHA) to {file}" in out
    assert "point at a picture: 2" in out
    out = done(capsys, "import", file, "--out", "own.yaml")
    assert f"{file}: 32 questions came: 32 taken, 0 refused" in out
    assert "32 questions: its status is draft now; it was reviewed" in out
    assert "own.yaml: 32 drafts." in out
    read = read_items(Path("own.yaml"), BANK)
    assert [replace(item, status="reviewed") for item in read] == [BANK.items[item.id] for item in read]
    out = done(capsys, "lint", "own.yaml", *ON)
    assert out.startswith("32 questions checked for")
    assert "ERRORS: THE QUESTION MUST NOT BE USED (0)" in out


def test_the_name_of_the_file_tells_its_form_unless_told(capsys: pytest.CaptureFixture[str]) -> None:
    for file, start in (("a.zip", b"PK"), ("a.apkg", b"PK"), ("a.csv", b"\xef\xbb\xbfid,")):
        done(capsys, "export", "--topic", "phlebotomy", "--kind", "hotspot", "--to", file, *ON)
        assert Path(file).read_bytes().startswith(start)
    with ZipFile("a.apkg") as packed:
        assert "collection.anki2" in packed.namelist()
    done(capsys, "export", "--kind", "hotspot", "--to", "a.txt", "--format", "csv", *ON)
    assert Path("a.txt").read_bytes().startswith(b"\xef\xbb\xbfid,")
    status, _, err = outcome(capsys, "export", "--to", "a.docx")
    assert (status, err) == (
        2,
        "lapel: --to: found 'a.docx', expected a name that ends in .zip, .apkg, .csv, or --format.\n",
    )


def test_filters_pick_what_items_shows(capsys: pytest.CaptureFixture[str]) -> None:
    args = ("--topic", "dosage-calculation", "--level", "apply", "--kind", "numeric")
    main(["study", "items", *args, "--json"])
    shown = [item["id"] for item in json.loads(capsys.readouterr().out)["items"]]
    done(capsys, "export", *args, "--to", "some.csv", *ON)
    rows = Path("some.csv").read_text(encoding="utf-8-sig").splitlines()[1:]
    assert shown
    assert [row.partition(",")[0] for row in rows] == shown
    assert all(BANK.items[name].level == "apply" and BANK.items[name].kind == "numeric" for name in shown)


def test_names_that_are_not_known_are_told_with_the_nearest(capsys: pytest.CaptureFixture[str]) -> None:
    status, _, err = outcome(capsys, "export", "ccma", "--to", "a.zip")
    assert (status, err) == (2, "lapel: found 'ccma', expected the id of an exam.\nDid you mean 'ccma-nha'?\n")
    status, _, err = outcome(capsys, "export", "--area", "3e", "--to", "a.zip")
    assert status == 2
    assert "expected an exam beside --area, such as lapel study export ccma-nha --area 3e --to deck.apkg" in err
    status, _, err = outcome(capsys, "export", "--kind", "essay", "--to", "a.zip")
    assert status == 2
    status, _, err = outcome(capsys, "import", "a.zip", "--topic", "codin")
    assert (status, err) == (2, "lapel: found 'codin', expected the id of a topic.\nDid you mean 'coding'?\n")
    assert not list(Path().iterdir())


def test_where_no_question_fits_nothing_is_written(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, err = outcome(capsys, "export", "--topic", "law", "--kind", "hotspot", "--to", "a.zip")
    assert (status, out) == (1, "")
    assert err == "lapel: found no question of that kind, expected one or more. Nothing was written.\n"
    assert not Path("a.zip").exists()


def test_without_genanki_it_says_how_to_install_it(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "genanki", None)
    status, out, err = outcome(capsys, "export", "--kind", "hotspot", "--to", "a.apkg")
    assert (status, out) == (1, "")
    assert err == (
        "lapel: found no package genanki, which writes Anki decks, expected it beside Lapel. Install it with: python -m"
        " pip install 'lapel[anki]'\n"
    )
    assert not Path("a.apkg").exists()


TABLE = """id,stem,option_1_id,option_1_text,option_2_id,option_2_text,option_3_id,option_3_text,key,sources
Q1,Which of these is a book of codes?,a,A ledger,b,ICD-10-CM,c,A day sheet,b,my-own-book
Q2,Which of these is not answered?,a,One,b,Two,c,Three,,
"""


def test_what_was_changed_and_what_was_refused_is_told_of_each(capsys: pytest.CaptureFixture[str]) -> None:
    Path("own.csv").write_text(TABLE, encoding="utf-8")
    given = ("--topic", "coding", "--level", "recall", "--expected", "0.7")
    status, out, err = outcome(capsys, "import", "own.csv", *given, "--out", "own.yaml")
    assert (status, err) == (1, "")
    text = " ".join(out.split())
    assert "own.csv: 2 questions came: 1 taken, 1 refused" in text
    assert "came with 'Q1', which is no id such as coding-001" in text
    assert "left out: the source 'my-own-book', which the catalogue has not" in text
    assert "REFUSED (1) · Q2 (own.csv:3) key: found no right answer, expected one." in text
    [item] = read_items(Path("own.yaml"), BANK)
    assert (item.topic, item.level, item.expected, item.status) == ("coding", "recall", 0.7, "draft")
    status, out, _ = outcome(capsys, "lint", "own.yaml", *ON)
    assert status == 1
    assert "names no source" in out
    assert "does not say why of a, b, c" in " ".join(out.split())


def test_the_small_table_that_the_page_shows_can_be_read(capsys: pytest.CaptureFixture[str]) -> None:
    page = (Path(__file__).parents[2] / "docs" / "how-to" / "practice.md").read_text(encoding="utf-8")
    table = page[page.index("id,stem,option_1_id") :].partition("```")[0]
    Path("questions.csv").write_text(table, encoding="utf-8")
    given = ("--topic", "phlebotomy", "--level", "apply", "--expected", "0.7")
    out = done(capsys, "import", "questions.csv", *given, "--out", "own.yaml")
    assert "1 question came: 1 taken, 0 refused" in out
    assert "left out" not in out
    [item] = read_items(Path("own.yaml"), BANK)
    assert all(option.why for option in item.options)


def test_import_without_out_writes_nothing_and_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    done(capsys, "export", "--kind", "hotspot", "--to", "a.zip", *ON)
    out = done(capsys, "import", "a.zip")
    assert "Nothing. --out FILE writes what was taken." in out
    assert [path.name for path in Path().iterdir()] == ["a.zip"]


def test_a_file_that_is_there_is_not_written_over_unless_told(capsys: pytest.CaptureFixture[str]) -> None:
    done(capsys, "export", "--kind", "hotspot", "--to", "a.zip", *ON)
    Path("own.yaml").write_text("mine", encoding="utf-8")
    status, _, err = outcome(capsys, "import", "a.zip", "--out", "own.yaml")
    assert (status, err) == (
        2,
        "lapel: --out: found own.yaml there already, expected a new name, or --replace to write over it.\n",
    )
    assert Path("own.yaml").read_text(encoding="utf-8") == "mine"
    done(capsys, "import", "a.zip", "--out", "own.yaml", "--replace")
    assert len(read_items(Path("own.yaml"), BANK)) == 11


def test_where_nothing_is_taken_nothing_is_written(capsys: pytest.CaptureFixture[str]) -> None:
    Path("q.xml").write_text("<html/>", encoding="utf-8")
    status, out, _ = outcome(capsys, "import", "q.xml", "--out", "own.yaml")
    assert status == 1
    assert "Nothing. No question was taken." in out
    assert not Path("own.yaml").exists()


def test_a_dangerous_file_is_refused_in_a_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    Path("q.xml").write_text("<!DOCTYPE x><x/>", encoding="utf-8")
    status, out, err = outcome(capsys, "import", "q.xml", "--out", "own.yaml")
    assert (status, out) == (1, "")
    assert err.startswith("q.xml:1: found a DOCTYPE, expected XML without one")
    status, _, err = outcome(capsys, "import", "none.zip")
    assert (status, err.count("\n")) == (1, 2)
    assert "none.zip: found no readable file (No such file or directory)" in err


def test_no_word_of_a_file_acts_on_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    hostile = (
        TABLE.replace("Q2", "\x1b[2J\u202e").replace("my-own-book", "\x9bsmith").replace("sources\n", "sources,\x07x\n")
    )
    Path("own.csv").write_text(hostile, encoding="utf-8")
    given = ("--topic", "coding", "--level", "recall", "--expected", "0.7")
    _, out, _ = outcome(capsys, "import", "own.csv", *given)
    assert [sign for sign in out if not sign.isprintable() and sign != "\n"] == []
    assert "\\x1b[2J\\u202e (own.csv:3)" in out


def test_a_share_is_a_share(capsys: pytest.CaptureFixture[str]) -> None:
    status, _, err = outcome(capsys, "import", "a.zip", "--expected", "70")
    assert status == 2
    assert "found '70', expected a share from 0 to 1, such as 0.7" in err


def test_a_question_of_the_bank_under_another_id_is_found_by_the_linter(capsys: pytest.CaptureFixture[str]) -> None:
    done(capsys, "export", "--topic", "coding", "--to", "a.csv", *ON)
    text = Path("a.csv").read_text(encoding="utf-8-sig").replace("coding-001", "coding-901")
    Path("a.csv").write_text("\n".join(text.splitlines()[:2]), encoding="utf-8")
    done(capsys, "import", "a.csv", "--out", "own.yaml")
    _, out, _ = outcome(capsys, "lint", "own.yaml", *ON)
    assert "coding-901: has the stem of coding-001" in " ".join(out.split())


def test_a_wrong_file_of_ones_own_is_told_with_its_line(capsys: pytest.CaptureFixture[str]) -> None:
    Path("own.yaml").write_text("- id: coding-901\n  stem: What?\n  kind: essay\n", encoding="utf-8")
    status, _, err = outcome(capsys, "lint", "own.yaml")
    assert status == 1
    assert "own.yaml:3: [0].kind: found 'essay', expected one of one-best" in err


def test_the_json_of_both_has_its_shape(capsys: pytest.CaptureFixture[str]) -> None:
    data = checked(capsys, export_schema(), "export", "--kind", "hotspot", "--to", "a.zip", *ON)
    assert (data["items"], data["format"], data["pictures"], data["exam"]) == (11, "qti", 11, None)
    assert data["bytes"] == Path("a.zip").stat().st_size
    data = checked(capsys, import_schema(), "import", "a.zip", "--out", "own.yaml")
    assert (data["came"], len(data["taken"]), data["refused"], data["out"]) == (11, 11, [], "own.yaml")
    Path("own.csv").write_text(TABLE, encoding="utf-8")
    data = checked(capsys, import_schema(), "import", "own.csv")
    assert [one["name"] for one in data["refused"]] == ["Q1", "Q2"]
