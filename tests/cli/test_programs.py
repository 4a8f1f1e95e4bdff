"""`lapel programs`: what is printed, what is refused, and that nothing is dropped without a word."""

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from program_files import filled

from lapel.cli import main
from lapel.reference.store import Store
from lapel.reports.programs_json import programs_schema

EXAMPLES = Path(__file__).parents[2] / "examples"
ANA = str(EXAMPLES / "student-20-days-from-graduating.yaml")
TEN = str(EXAMPLES / "ten-years-of-work.yaml")
ON = ("--on", "2026-11-22", "--start", "2027-01-11")
SCHEMA = Draft202012Validator(programs_schema())


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return filled(tmp_path_factory.mktemp("programs"))


@pytest.fixture
def data(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LAPEL_DATA", str(store.folder))


@pytest.fixture
def nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LAPEL_DATA", str(tmp_path / "none"))


def said(capsys: pytest.CaptureFixture[str], *args: str, status: int = 0) -> tuple[str, str]:
    assert main(["programs", *args]) == status
    return capsys.readouterr()


def told(capsys: pytest.CaptureFixture[str], *args: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(said(capsys, *args, *ON, "--json")[0])
    return found


@pytest.mark.usefixtures("data")
def test_the_json_is_of_the_published_shape(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for args in (
        ("find", "--near", "07102", "--within", "60", "--limit", "3"),
        ("show", "ipeds-100001-51.0801-2"),
        ("compare", "nj-501", "list-4", "record-0", ANA),
    ):
        SCHEMA.validate(told(capsys, *args))
    monkeypatch.setenv("LAPEL_DATA", "/nowhere")
    SCHEMA.validate(told(capsys, "find"))


@pytest.mark.usefixtures("data")
def test_every_program_is_shown_or_counted(capsys: pytest.CaptureFixture[str]) -> None:
    found = told(capsys, "find", "--near", "07102", "--within", "60", "--max-cost", "5000", "--limit", "99")["found"]
    assert found["total"] == 12
    assert len(found["fits"]) + len(found["perhaps"]) + sum(out["count"] for out in found["left_out"]) == 12
    assert {out["wish"]: out["count"] for out in found["left_out"]} == {"open": 6, "within": 1}
    assert {match["id"]: match["unknown"] for match in found["perhaps"]}["nj-502"] == ["cost"]


@pytest.mark.usefixtures("data")
def test_programs_that_open_an_exam_are_told_from_those_that_may(capsys: pytest.CaptureFixture[str]) -> None:
    found = told(capsys, "find", "--opens", "cma-aama", "--near", "07102", "--within", "60")["found"]
    assert [match["id"] for match in found["fits"]] == ["ipeds-100001-51.0801-2"]
    assert {match["id"]: match["unknown"] for match in found["perhaps"]}["nj-502"] == ["opens"]
    none = told(capsys, "find", "--opens", "cma-aama", "--length", "3 months", "--field", "51.10")["found"]
    assert (none["fits"], none["total"]) == ([], 1)
    assert {"wish": "opens", "count": 1, "alone": 1} in none["left_out"]


@pytest.mark.usefixtures("data")
def test_an_accredited_program_opens_the_cma_and_an_unknown_one_is_unknown(capsys: pytest.CaptureFixture[str]) -> None:
    listed, unlisted = (told(capsys, "show", name)["programs"][0] for name in ("ipeds-100001-51.0801-2", "nj-502"))
    answers = {one["credential"]: one["with"]["answer"] for one in listed["openings"]["credentials"]}
    assert answers["cma-aama"] == "not-yet"
    assert listed["accredited_on_your_days"] == "true"
    unknown = {one["credential"]: one["with"]["answer"] for one in unlisted["openings"]["credentials"]}
    assert unknown == {
        "cma-aama": "cannot-tell",
        "rma-amt": "cannot-tell",
        "ncma-ncct": "cannot-tell",
        "ccma-nha": "not-yet",
    }
    assert unlisted["accredited_on_your_days"] == "unknown"
    assert "accreditation" in [question["place"] for question in unlisted["ask"]]


@pytest.mark.usefixtures("data")
def test_a_program_that_is_not_accredited_is_not_called_worthless(capsys: pytest.CaptureFixture[str]) -> None:
    out, _ = said(capsys, "show", "ipeds-100001-51.0801-3", *ON, "--length", "20 months")
    assert "Not accredited, by a list that was added. Some exams accept such a program" in out
    assert "CCMA (NHA): NOT YET: from September 11, 2028 until September 11, 2033" in out
    assert "worthless" not in out


@pytest.mark.usefixtures("data")
def test_what_is_open_without_the_program_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    out, _ = said(capsys, "show", "nj-502", TEN, *ON)
    assert "CCMA (NHA): YES, without this program" in out


@pytest.mark.usefixtures("data")
def test_the_command_for_a_plan_can_be_run(capsys: pytest.CaptureFixture[str]) -> None:
    out, _ = said(capsys, "show", "nj-501", ANA, *ON)
    typed = out.split("PUT IT INTO A PLAN")[1].split("A practicum is")[0]
    words = typed[typed.index("plan ") :].replace("\\\n", " ").replace('"', "\x00").split("\x00")
    args = [part for index, word in enumerate(words) for part in ([word.strip()] if index % 2 else word.split())]
    assert main([*args, "--on", "2026-11-22"]) == 0
    assert "--price accredited-certificate=4100" in typed
    assert '--time "accredited-certificate=3 to 5 months"' in typed


@pytest.mark.usefixtures("data")
def test_weights_change_the_score_and_not_what_is_known(capsys: pytest.CaptureFixture[str]) -> None:
    # By hand: with cost alone, price (31,593 - 4,100) / 29,394 and 3 to 5 months, (24 - 5) / 21 to (24 - 3) / 21.
    only = "accreditation=0,curriculum=0,hands-on=0,placement=0,cost=2"
    score = told(capsys, "show", "nj-501", "--weigh", only)["programs"][0]["score"]
    assert score["low"] == round(100 * (0.5 * 27493 / 29394 + 0.5 * 19 / 21), 2)
    assert score["high"] == round(100 * (0.5 * 27493 / 29394 + 0.5), 2)


@pytest.mark.usefixtures("data")
def test_a_sector_stands_in_under_its_own_name(capsys: pytest.CaptureFixture[str]) -> None:
    out = " ".join(said(capsys, "show", "ipeds-100002-51.0801-21", *ON)[0].split())
    assert "Pay 4 years after: $33,333" in out
    assert "Over for-profit schools in the field 5108, not this one:" in out
    outcomes = {
        one["measure"]: one for one in told(capsys, "show", "ipeds-100001-51.0801-2")["programs"][0]["outcomes"]
    }
    assert (outcomes["earnings_1yr"]["scope"], outcomes["earnings_1yr"]["value"]) == ("program", 30100)
    assert (outcomes["debt"]["scope"], outcomes["debt"]["value"]) == ("sector", 9208)


@pytest.mark.usefixtures("data")
def test_a_curriculum_file_is_held_against_the_lists(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    courses = tmp_path / "courses.csv"
    courses.write_text("course,hours\nAnatomy and Physiology,60\nPharmacology,30\nMedical Terminology,30\n", "utf-8")
    for flags, status in ((("--whole",), "not covered"), ((), "not said")):
        found = told(capsys, "show", "nj-502", "--curriculum", str(courses), *flags)["programs"][0]["topics"]
        pathway = next(one for one in found if one["list"] == "alternative-pathway")["topics"]
        assert [topic["status"] for topic in pathway] == ["covered", "covered", status, status, status, status]


@pytest.mark.usefixtures("nothing")
def test_a_program_of_the_record_needs_no_data(capsys: pytest.CaptureFixture[str]) -> None:
    found = told(capsys, "show", "record-0", ANA)["programs"][0]
    answers = {one["credential"]: one["with"]["answer"] for one in found["openings"]["credentials"]}
    assert answers["cma-aama"] == "yes"
    assert found["clock_hours"]["value"] == 800
    pathway = next(one for one in found["topics"] if one["list"] == "alternative-pathway")["topics"]
    assert {topic["status"] for topic in pathway} == {"covered"}


@pytest.mark.usefixtures("nothing")
def test_without_data_one_message_says_what_to_add_and_what_is_known(capsys: pytest.CaptureFixture[str]) -> None:
    out, err = said(capsys, "find", "--near", "07102", *ON)
    assert err == ""
    for words in (
        "lapel data add FILE",
        "https://nces.ed.gov/ipeds/use-the-data",
        "9 to 12 months",
        "is not worthless",
    ):
        assert words in out
    found = told(capsys, "find")
    assert [one["id"] for one in found["add"]] == ["ipeds", "scorecard", "zips", "etpl-nj", "accreditation"]
    opens = {
        step["step"]: {one["credential"]: one["answer"] for one in step["opens"]} for step in found["kinds"][0]["steps"]
    }
    assert opens["accredited-certificate"]["cma-aama"] == "yes"
    assert opens["short-certificate"]["cma-aama"] == "no"


NO_WEIGHT = "accreditation=0,curriculum=0,hands-on=0,cost=0,placement=0"

MISTAKES = [
    (["find", "--near", "7102"], "found '7102', expected a ZIP code of five digits"),
    (["find", "--within", "10"], "found --within without --near"),
    (["find", "--weigh", "beauty=3"], "found 'beauty', expected a factor to weigh."),
    (["find", "--weigh", "cost"], "found 'cost', expected a factor and a number"),
    (["find", "--field", "medical"], "found 'medical', expected a field of study such as 51.0801"),
    (["find", "--max-cost", "cheap"], "found 'cheap', expected whole dollars"),
    (["find", "--length", "soon"], "found 'soon', expected a time such as"),
    (["find", "--credential", "cma"], "found 'cma', expected the id of a credential."),
    (["find", "--opens", "cma"], "found 'cma', expected the id of a credential."),
    (["show", "nj-505"], "found 'nj-505', expected the id of a program."),
    (["show", "record-0"], "found 'record-0', expected a program of a record that is given."),
    (["show", "record-7", ANA], "Known: record-0."),
    (["show", "nj-502", "--whole"], "found --whole without --curriculum"),
    (["compare", "nj-502"], "found 1 programs, expected two to four"),
    (["compare", "nj-502", "nj-501", "nj-503", "ipeds-1-2-3", "list-4"], "found 5 programs, expected two to four"),
    (["compare", ANA, "nj-502", "nj-501"], "a record comes last"),
    (
        ["find", "--weigh", "accreditation=0,curriculum=0,hands-on=0,cost=0,placement=0"],
        "a weight of 0 for every factor",
    ),
]


@pytest.mark.usefixtures("data")
@pytest.mark.parametrize(("args", "message"), MISTAKES, ids=[" ".join(m[0])[:30] for m in MISTAKES])
def test_wrong_usage_ends_in_status_2(args: list[str], message: str, capsys: pytest.CaptureFixture[str]) -> None:
    try:
        status = main(["programs", *args])
    except SystemExit as stop:
        status = int(str(stop.code))
    out, err = capsys.readouterr()
    assert (status, out) == (2, "")
    assert message in " ".join(err.split())


@pytest.mark.usefixtures("data")
def test_a_zip_code_without_a_place_is_told_apart_from_missing_data(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    _, err = said(capsys, "find", "--near", "07101", status=1)
    assert "Try one near it, such as 07102." in err
    image = tmp_path / "courses.txt"
    image.write_bytes(b"\x89PNG\x00\xff")
    _, err = said(capsys, "show", "nj-502", "--curriculum", str(image), status=1)
    assert "expected a text or CSV file that lists what is taught" in err


@pytest.mark.usefixtures("data")
def test_no_line_is_longer_than_80_columns(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(EXAMPLES.parent)
    ten, ana = "examples/ten-years-of-work.yaml", "examples/student-20-days-from-graduating.yaml"
    for args in (
        ("find", ten, "--near", "07102"),
        ("show", "nj-501", ana),
        ("compare", "nj-501", "ipeds-100001-51.0801-2", "nj-502", "list-4", ten),
        ("compare", "nj-501", "ipeds-100001-51.0801-2"),
    ):
        out, _ = said(capsys, *args, *ON)
        assert [line for line in out.splitlines() if len(line) > 80] == []


@pytest.mark.usefixtures("data")
def test_four_programs_stand_side_by_side(capsys: pytest.CaptureFixture[str]) -> None:
    found = told(capsys, "compare", "nj-501", "ipeds-100001-51.0801-2", "record-0", ANA)["programs"]
    assert [one["id"] for one in found] == ["nj-501", "ipeds-100001-51.0801-2", "record-0"]
    out, _ = said(capsys, "compare", "nj-501", "ipeds-100001-51.0801-2", *ON)
    [line] = [line for line in out.splitlines() if line.startswith("Accredited")]
    assert line.split("  ")[-1].strip() == "yes, on your days"
