"""``lapel study``: outlines, questions and the linter, as a user sees them."""

import json
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from lapel.cli import main
from lapel.cli.study import VERBS
from lapel.loading.compiled import load_exams
from lapel.model.exam import Item, Option
from lapel.model.value import replace
from lapel.reports.items_json import items_schema
from lapel.reports.items_lint import lint_schema
from lapel.reports.outlines_json import outlines_schema

ON = ("--on", "2026-11-22")


def outcome(capsys: pytest.CaptureFixture[str], *args: str) -> tuple[int, str, str]:
    try:
        status = main(["study", *args])
    except SystemExit as left:  # argparse
        status = int(left.code or 0)
    said = capsys.readouterr()
    return status, said.out, said.err


def shown(capsys: pytest.CaptureFixture[str], *args: str) -> str:
    status, out, err = outcome(capsys, *args)
    assert (status, err) == (0, "")
    assert max(map(len, out.splitlines())) <= 80 or "https://" in max(out.splitlines(), key=len)
    return out


def checked(capsys: pytest.CaptureFixture[str], schema: dict[str, Any], *args: str) -> Any:
    _, out, _ = outcome(capsys, *args, *ON, "--json")
    data = json.loads(out)
    Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER).validate(data)
    return data


def line_of(text: str, *words: str) -> list[str]:
    """The numbers of a table's row."""
    row = next(line for line in text.splitlines() if line.strip().startswith(words[0]))
    return row.strip().removeprefix(words[0]).split()


# Outlines


def test_an_outline_shows_areas_with_questions_and_shares(capsys: pytest.CaptureFixture[str]) -> None:
    text = shown(capsys, "outline", "ccma-nha", *ON)
    assert line_of(text, "1  Foundational knowledge and basic science")[:3] == ["15", "10.0", "%"]
    assert line_of(text, "3e  Phlebotomy")[:3] == ["12", "8.0", "%"]
    assert "180 questions: 150 scored, 30 tried out and not scored." in text
    assert "60 seconds a question" in text
    assert "390 on a scale of 200 to 500" in text


def test_what_is_worked_out_has_a_star_and_what_was_not_read_a_question_mark(
    capsys: pytest.CaptureFixture[str],
) -> None:
    text = shown(capsys, "outline", "cma-aama", *ON)
    assert line_of(text, "clinical  Clinical competency")[0] == "106"
    assert line_of(text, "general  General")[0] == "38*"
    assert line_of(text, "workflow  Clinical workflow")[0] == "?"


@pytest.mark.parametrize("exam", sorted(load_exams().exams))
def test_no_percentage_is_ever_the_pass_rule(exam: str, capsys: pytest.CaptureFixture[str]) -> None:
    text = shown(capsys, "outline", exam, *ON)
    passing = text.split("TO PASS")[1].split("TRYING AGAIN")[0]
    assert "No percentage of right answers passes." in passing
    assert "%" not in passing


def test_sources_that_disagree_are_both_shown(capsys: pytest.CaptureFixture[str]) -> None:
    ncma = shown(capsys, "outline", "ncma-ncct", *ON)
    assert "575 on a scale of 200 to 720" in ncma
    assert "70 on a scale of 0 to 100" in ncma
    assert "The sources disagree on the pass mark." in ncma
    rma = shown(capsys, "outline", "rma-amt", *ON)
    assert line_of(rma, "anatomy  Anatomy and physiology")[0] == "44"
    assert line_of(rma, "general  General")[0] == "65"
    assert "Another source says 180 minutes." in rma


def test_an_older_day_gives_the_older_outline(capsys: pytest.CaptureFixture[str]) -> None:
    text = shown(capsys, "outline", "cma-aama", "--on", "2021-07-14")
    assert line_of(text, "clinical  Clinical")[0] == "85"


def test_what_is_stale_elsewhere_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    text = " ".join(shown(capsys, "outline", "cma-aama", *ON).split())
    assert "Stale: 50 general, 45 administrative and 85 clinical questions." in text
    assert "Wrong: That 86 percent of the questions must be right." in text


def test_the_four_stand_side_by_side(capsys: pytest.CaptureFixture[str]) -> None:
    text = shown(capsys, "outline", *ON)
    assert all(name in text for name in ("CMA (AAMA)", "RMA (AMT)", "CCMA (NHA)", "NCMA (NCCT)"))


def test_practice_for_one_exam_says_how_far_it_goes_for_another(capsys: pytest.CaptureFixture[str]) -> None:
    text = " ".join(shown(capsys, "outline", "ccma-nha", "--compare", "ncma-ncct", *ON).split())
    assert "enough questions on the right topics for 88 % of the scored questions of the second" in text
    data = checked(capsys, outlines_schema(), "outline", "ccma-nha", "--compare", "ncma-ncct")
    [found] = data["compared"]
    assert round(100 * found["share"]) == 88
    areas = found["areas"]
    assert found["share"] == pytest.approx(sum(a["covered"] for a in areas) / sum(a["wanted"] for a in areas), abs=1e-3)


def test_the_json_of_every_outline_has_its_shape(capsys: pytest.CaptureFixture[str]) -> None:
    data = checked(capsys, outlines_schema(), "outline")
    assert [one["id"] for one in data["outlines"]] == [
        "ccma-nha-2022",
        "cma-aama-2021",
        "ncma-ncct-2024",
        "rma-amt-2022",
        "rma-amt-guide-2026",
    ]
    assert all(form["areas"] for one in data["outlines"] for form in one["forms"])


def test_areas_that_were_not_read_are_said_to_be_so(capsys: pytest.CaptureFixture[str]) -> None:
    old = ("--on", "2017-01-01")
    assert "Its areas were not read." in shown(capsys, "outline", "ccma-nha", *old)
    assert "so the two cannot be" in shown(capsys, "outline", "ccma-nha", "--compare", "ncma-ncct", *old)
    assert "were not read" in shown(capsys, "items", "--exam", "ccma-nha", *old)


def test_a_narrow_page_has_no_wide_line(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lapel.cli.study.outline.width", lambda: 40)
    for args in (("outline", "rma-amt"), ("outline", "ccma-nha", "--compare", "cma-aama")):
        lines = [line for line in shown(capsys, *args, *ON).splitlines() if "https://" not in line]
        assert max(map(len, lines)) <= 40


@pytest.mark.parametrize(
    ("args", "status", "said"),
    [
        (("outline", "ccma"), 2, "Did you mean 'ccma-nha'?"),
        (("outline", "ncma-ncct", "--on", "2005-01-01"), 1, "the first one known is of 2011-01-01"),
        (("outline", "--compare", "ccma-nha"), 2, "expected an exam before --compare"),
        (("items", "--topic", "codin"), 2, "Did you mean 'coding'?"),
        (("items", "coding-0001"), 2, "Did you mean 'coding-001'?"),
        (("items", "--area", "3e"), 2, "expected an exam beside --area, such as --exam ccma-nha"),
        (("items", "--exam", "ccma-nha", "--area", "3x"), 2, "expected an area of ccma-nha-2022"),
        (("lint", "--rule", "klang"), 2, "Did you mean 'clang'?"),
    ],
)
def test_a_slip_is_told_with_what_to_do(
    args: Sequence[str], status: int, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    found, _, err = outcome(capsys, *args)
    assert found == status
    assert said in err


# Questions


def test_the_bank_is_listed_by_topic(capsys: pytest.CaptureFixture[str]) -> None:
    text = shown(capsys, "items", *ON)
    tally = [int(line.split()[1]) for line in text.splitlines() if line.split()[:1] and line.split()[0] in TOPICS]
    assert sum(tally) == sum(item.usable for item in load_exams().items.values())
    assert len(tally) == len(TOPICS)


TOPICS = load_exams().topics


def test_questions_of_an_area_stand_in_it(capsys: pytest.CaptureFixture[str]) -> None:
    data = checked(capsys, items_schema(), "items", "--exam", "ccma-nha", "--area", "3")
    areas = {p["area"] for item in data["items"] for p in item["places"] if p["outline"] == "ccma-nha-2022"}
    assert areas == {"3a", "3b", "3c", "3d", "3e", "3f"}


@pytest.mark.parametrize("kind", ["one-best", "multi-select", "ordering", "numeric", "hotspot"])
def test_a_question_is_shown_with_its_key_and_every_reason(kind: str, capsys: pytest.CaptureFixture[str]) -> None:
    item = next(item for item in load_exams().items.values() if item.kind == kind)
    text = " ".join(shown(capsys, "items", item.id, *ON).split())
    for option in item.options:
        assert " ".join(option.why.split()) in text
    right = [f"✓ {option.id})" for option in item.keyed] if kind not in ("ordering", "numeric") else []
    if kind == "ordering":
        right = [f"{place}. {name})" for place, name in enumerate(item.key, 1)]
    if kind == "numeric":
        right = [f"✓ {item.answer} {item.unit}", *(error.why for error in item.errors)]
    assert all(said in text for said in right)
    assert text.count("✓") == (0 if kind == "ordering" else 1 if kind == "numeric" else len(item.key))


def test_the_json_of_all_questions_has_its_shape(capsys: pytest.CaptureFixture[str]) -> None:
    data = checked(capsys, items_schema(), "items")
    assert len(data["items"]) == len(load_exams().items)
    assert {name for item in data["items"] for name in item["sources"]} == {one["id"] for one in data["sources"]}


# The linter


@pytest.fixture
def only(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Leaves these items in the bank; tests/catalog checks all of it."""

    def leave(*items: Item) -> None:
        held = replace(load_exams(), items={item.id: item for item in items})
        monkeypatch.setattr("lapel.cli.study.lint.load_exams", lambda: held)

    return leave


def test_the_linter_passes_where_there_is_no_error(
    only: Callable[..., None], capsys: pytest.CaptureFixture[str]
) -> None:
    only(*(item for item in load_exams().items.values() if item.topic in ("terminology", "coding")))
    status, out, _ = outcome(capsys, "lint", *ON)
    assert status == 0
    assert "ERRORS: THE QUESTION MUST NOT BE USED (0)" in out
    assert "FLAWED QUESTIONS OF A HUNDRED" in out


def test_an_error_fails_and_names_the_file(only: Callable[..., None], capsys: pytest.CaptureFixture[str]) -> None:
    item = load_exams().items["coding-001"]
    only(replace(item, options=(*item.options, Option("e", "All of the above", "No."))))
    status, out, _ = outcome(capsys, "lint", "--rule", "all-none-above", *ON)
    assert status == 1
    assert "items/coding.yaml:2: coding-001: option e" in " ".join(out.split())
    data = checked(capsys, lint_schema(), "lint", "--rule", "all-none-above")
    assert data["levels"]["E"] == len(data["findings"]) == 1
    assert data["per_hundred"] == 100


def test_what_a_reviewer_let_stand_is_shown_on_request(
    only: Callable[..., None], capsys: pytest.CaptureFixture[str]
) -> None:
    only(load_exams().items["terminology-018"])
    _, short, _ = outcome(capsys, "lint", *ON)
    _, full, _ = outcome(capsys, "lint", "--all", *ON)
    assert "Reason: The item is about them." not in " ".join(short.split())
    assert "Reason: The item is about them." in " ".join(full.split())


# Help


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_explains_itself_with_examples(verb: str, capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = outcome(capsys, verb, "--help")
    assert status == 0
    assert f"  lapel study {verb}" in out
