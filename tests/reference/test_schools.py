"""Programs put together from official files: as published, in other forms, with what is held back, and by ids only."""

import re
from datetime import date, datetime
from pathlib import Path

import pytest
from offers import guide
from openpyxl import Workbook  # type: ignore[import-untyped]
from program_files import (
    ACCREDITED,
    C_A,
    DAY,
    ETPL,
    GAZETTEER_CSV,
    HD,
    SCORECARD,
    SCORECARD_DERIVED,
    added,
    filled,
)
from reference_files import DATA, real

from lapel.model.dates import PartialDate
from lapel.model.figure import Figure
from lapel.model.program import Offering
from lapel.programs.claims import with_claims
from lapel.programs.factors import score
from lapel.programs.opens import enrollment
from lapel.programs.search import Wishes, find
from lapel.reference.add import add
from lapel.reference.schools import gather, near_zips, spot_of
from lapel.reference.store import Store


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return filled(tmp_path_factory.mktemp("programs"))


@pytest.fixture(scope="module")
def known(store: Store) -> dict[str, Offering]:
    return {one.id: one for one in gather(store).offerings}


def test_a_row_of_awards_is_a_program_and_second_majors_are_not_added(known: dict[str, Offering]) -> None:
    one = known["ipeds-100001-51.0801-2"]
    assert (one.kind, one.cip, one.institution.name) == ("certificate", "51.0801", "Alpha College")
    assert [(year, told.figure.value) for year, told in one.completions] == [(2022, 30), (2023, 35), (2024, 40)]
    assert "ipeds-100001-51.3801-3" not in known


def test_no_awards_is_offered_and_not_unknown(known: dict[str, Offering]) -> None:
    assert known["ipeds-100001-51.0801-3"].completions[0][1].figure == Figure(0.0)


def test_a_suppressed_cell_is_not_zero(known: dict[str, Offering]) -> None:
    one, degree = known["ipeds-100001-51.0801-2"], known["ipeds-100001-51.0801-3"]
    assert (one.earnings_1yr.figure.value, one.earnings_4yr.figure.value) == (30100, 36200)
    assert one.debt.figure == Figure(why="suppressed for privacy")
    assert degree.earnings_1yr.figure == Figure(why="suppressed for privacy")
    assert known["nj-502"].employed.figure == Figure(why="suppressed for privacy")


def test_a_school_that_is_closed_says_why(known: dict[str, Offering]) -> None:
    assert known["ipeds-100003-51.0801-20"].institution.closed == "closed on 07/30/2024"
    assert known["ipeds-100002-51.0801-21"].institution.closed == "not operating, by College Scorecard (2026-06-10)"
    assert known["ipeds-100009-51.0801-2"].closed == "last listed for the school year ending 2022"
    assert known["nj-503"].closed == "suspended in the state's list of 2022-10-31"
    assert known["ipeds-100001-51.0801-2"].closed == known["ipeds-100001-51.0801-2"].institution.closed == ""


def test_a_school_without_a_name_is_not_dropped(known: dict[str, Offering]) -> None:
    assert known["ipeds-100009-51.0801-2"].institution.name == "School 100009 (its name is not in the data)"


def test_schools_of_two_sources_are_one_where_their_ids_agree(known: dict[str, Offering]) -> None:
    listed = known["nj-501"]
    assert listed.institution.id == "ipeds-100002"
    assert listed.institution.also == ("Beta Career Institute, Inc.",)
    assert known["nj-502"].institution.id == "nj-8"
    assert {"nj-501", "ipeds-100002-51.0801-21"} <= set(known), "the programs stay apart: nothing says they are one"
    assert listed.earnings_4yr.figure.value == 33333, "the school's figure for the field covers each program of it"
    assert known["nj-502"].earnings_4yr.figure.value is None


def test_a_list_made_by_hand_is_no_official_page(known: dict[str, Offering]) -> None:
    assert known["list-4"].cite[0].confidence == "S"
    assert known["nj-502"].cite[0].confidence == "O"


def test_cells_with_quotation_marks_and_line_breaks_are_read(known: dict[str, Offering]) -> None:
    one = known["nj-501"]
    assert one.title == 'Medical "Clinical" Assistant'
    assert one.text == "Vital signs, EKG\nand an externship. Insurance billing."
    assert (one.price.figure.value, one.clock_hours.figure.value) == (4100, 360)
    assert (one.length.least, one.length.most) == (3, 5)
    assert (one.placement.said, one.evening.said, one.employed.figure.value) == (True, True, 75)


def test_nothing_in_the_price_of_the_list_is_a_price_that_was_not_said(known: dict[str, Offering]) -> None:
    one = known["nj-502"]
    assert one.price.figure == Figure(why="not reported (0 in the list)")
    assert one.clock_hours.figure.value is None
    assert (one.delivery, one.placement.said, one.kind) == ("hybrid", False, "")


def test_mail_addresses_and_names_of_people_are_not_kept(store: Store) -> None:
    for dataset in ("ipeds", "etpl"):
        for edition in store.of(dataset):
            for piece in edition.pieces:
                for kept in piece.tables:
                    rows = store.ask("SELECT * FROM read_parquet(?)", [str(store.folder / dataset / kept.file)])
                    assert not re.search(r"Jo Public|Sam Public|me@beta", repr(rows))


def test_what_a_school_writes_of_accreditation_is_no_accreditation(known: dict[str, Offering]) -> None:
    assert "ABHES Accredited School" in known["nj-501"].notes[0]
    assert all("writes" not in row.matched for row in known["nj-501"].accreditation)


def test_being_in_ipeds_is_no_accreditation(tmp_path: Path) -> None:
    store, _ = added(tmp_path, {"hd2024.csv": HD, "c2024_a.csv": C_A})
    offered = gather(store).offerings
    assert len(offered) == 5
    assert {one.accreditation for one in offered} == {()}


def test_a_row_of_an_accreditation_list_goes_by_id_and_award(known: dict[str, Offering]) -> None:
    [row] = known["ipeds-100001-51.0801-2"].accreditation
    assert (row.by, row.starts, row.last, row.as_of) == ("caahep", date(2012, 5, 1), None, date(2026, 11, 1))
    assert row.matched == "by UNITID 100001"


def test_a_row_that_goes_by_name_says_so_and_may_use_an_old_name(known: dict[str, Offering]) -> None:
    [row] = known["ipeds-100002-51.0801-21"].accreditation
    assert (row.by, row.starts, row.last) == ("abhes", date(2015, 5, 1), date(2027, 12, 31))
    assert row.matched.startswith("by its name, state, not by an official id")
    [denied] = known["ipeds-100001-51.0801-3"].accreditation
    assert denied.by == "none"


def test_a_name_that_two_schools_have_is_not_guessed_at(known: dict[str, Offering]) -> None:
    one = known["list-3"]
    assert one.notes == ("2 schools have this name: write the UNITID into the list to say which it is.",)
    assert one.accreditation[0].starts == PartialDate(date(2015, 1, 1), date(2015, 12, 31))


def test_a_row_that_fits_no_school_is_a_program_of_its_own(known: dict[str, Offering]) -> None:
    one = known["list-4"]
    assert (one.institution.name, one.institution.city, one.institution.state) == ("Unknown School", "Salem", "OR")
    assert "No school in the data" in one.notes[0]


def test_a_row_about_another_field_is_left_alone(known: dict[str, Offering]) -> None:
    assert not any("Surgical" in one.title for one in known.values())


def test_the_list_of_the_how_to_page_can_be_added(tmp_path: Path) -> None:
    page = (Path(__file__).parents[2] / "docs" / "how-to" / "choose-a-program.md").read_text("utf-8")
    shown = re.findall(r"<!-- file: (\S+) -->\n```csv\n(.*?)```", page, re.DOTALL)
    store, told = added(tmp_path, dict(shown))
    assert [(one.outcome, dict(one.rows)) for one in told] == [("added", {"periods": 3})]
    assert [one.accreditation[0].by for one in gather(store).offerings] == ["caahep", "abhes", "none"]


def test_a_newer_list_of_an_accreditor_takes_the_place_of_an_older_one(tmp_path: Path) -> None:
    head, first, *_ = ACCREDITED.splitlines(keepends=True)
    ended = first.replace("2012-05-01,,100001", "2012-05-01,2025-06-30,100001")
    newer = head + ended.replace("2026-11-01", "2026-12-01")
    files = {"hd2024.csv": HD, "c2024_a.csv": C_A, "a-2026-11-01.csv": head + first, "a-2026-12-01.csv": newer}
    store, _ = added(tmp_path, files)
    one = next(one for one in gather(store).offerings if one.id == "ipeds-100001-51.0801-2")
    assert [row.last for row in one.accreditation] == [date(2025, 6, 30)]


def test_errors_of_a_list_name_the_row_and_change_nothing(tmp_path: Path) -> None:
    bad = "school,program,accreditor,from,until\nA,,CAAHEP,2012-13-01,\n,,CAAHEP,2012-05-01,soon\n"
    store, [told] = added(tmp_path, {"list-2026-11-02.csv": bad})
    assert told.outcome == "wrong"
    assert [(one.line, one.path) for one in told.problems] == [(2, "from"), (3, "school")]
    assert "expected a date such as 2024-05-10" in str(told.problems[0])
    assert not store.has("accreditation")


@pytest.mark.parametrize("text", ["2024-02-30", "13/40/2024", "24-05-10", "May 2024", "2024-00"])
def test_a_day_that_is_none_is_refused(text: str, tmp_path: Path) -> None:
    rows = f"school,program,accreditor,from,until\nA,,CAAHEP,2012,{text}\n"
    _, [told] = added(tmp_path, {"list-2026-11-02.csv": rows})
    assert told.outcome == "wrong"


def test_both_forms_of_the_scorecard_say_the_same(tmp_path: Path) -> None:
    rows = []
    for name, text in (("raw", SCORECARD), ("derived", SCORECARD_DERIVED)):
        folder = tmp_path / name
        folder.mkdir()
        store, _ = added(folder, {"field_06102026.csv": text})
        columns = "unitid, opeid6, cip, level, earnings_1yr, earnings_4yr"
        rows += store.rows("scorecard", "fields", columns, "WHERE unitid = '100001' AND level = '1'")
    assert rows == [("100001", "001001", "5108", "1", 30100.0, 36200.0)] * 2


def test_a_directory_of_few_columns_is_enough(tmp_path: Path) -> None:
    few = "UNITID,INSTNM,CITY,STABBR,ZIP,CONTROL\n100001,Alpha College,Newark,NJ,7102,1\n"
    store, _ = added(tmp_path, {"hd2025.csv": few, "c2025_a.csv": C_A, "zips_2023.csv": GAZETTEER_CSV})
    one = next(one for one in gather(store).offerings if one.id == "ipeds-100001-51.0801-2")
    school = one.institution
    assert (school.zip, school.latitude, school.placed) == ("07102", 40.735659, "the middle of its ZIP code area")
    assert one.completions[0][0] == 2025


def test_zip_codes_are_found_in_the_text_file_as_published(store: Store) -> None:
    spot = spot_of(store, "07102")
    assert spot is not None
    assert (spot.latitude, spot.longitude) == (40.735659, -74.173605)
    assert spot_of(store, "07101") is None
    assert near_zips(store, "07101") == ["07102"]


def test_the_schools_near_a_zip_code_are_found(store: Store) -> None:
    found = find(gather(store).offerings, Wishes(near=spot_of(store, "07102"), within=60))
    assert {match.offering.id for match in found.fits} == {"ipeds-100001-51.0801-2", "ipeds-100001-51.0801-3", "nj-502"}


def test_an_older_list_gives_what_a_newer_one_lacks(tmp_path: Path) -> None:
    older = ETPL.replace(",501,", ",499,").replace(",4100,", ",3000,")
    both = {"standardized_etpl_20210329.csv": older, "standardized_etpl_20221031.csv": ETPL}
    store, _ = added(tmp_path, both)
    offered = {one.id: one for one in gather(store).offerings}
    assert offered["nj-499"].cite[0].source.id == "etpl-2021-03-29"
    assert offered["nj-502"].cite[0].source.id == "etpl-2022-10-31"


def test_control_characters_of_a_file_do_not_reach_the_terminal(tmp_path: Path) -> None:
    colored = ETPL.replace("Delta Academy", "Delta\x1b[31m Academy")
    store, _ = added(tmp_path, {"standardized_etpl_20221031.csv": colored})
    for one in gather(store).offerings:
        assert "\x1b" not in one.institution.name


@pytest.fixture(scope="module")
def official(tmp_path_factory: pytest.TempPathFactory) -> Store:
    folder = tmp_path_factory.mktemp("official")
    parts = {"": ("zip_centroids", "ipeds"), "2026-06-10": ("college_scorecard",), "2020": ("nj_etpl",)}
    for edition, names in parts.items():
        add([DATA / name for name in names], folder, on=DAY, edition=edition)
    return Store(folder)


@real
def test_the_official_files_give_the_figures_that_are_in_them(official: Store) -> None:
    # Counted in the files by other means: 33,791 areas; 861 schools; 1,244 rows of 51.0801 in 2024; 4,544 rows of
    # College Scorecard; 33 listed programs of 51.0801, one of them in both snapshots.
    assert official.rows("zips", "places", "count(*)") == [(33791,)]
    assert official.rows("ipeds", "schools", "count(*)") == [(861,)]
    assert official.rows("scorecard", "fields", "count(*)") == [(4544,)]
    offered = {one.id: one for one in gather(official).offerings}
    assert sum(one.startswith("nj-") for one in offered) == 32
    assert sum(one.startswith("ipeds-") and not offered[one].closed for one in offered) == 1244
    # Rows looked up in the files by eye.
    aims = offered["nj-45326"]
    assert (aims.price.figure.value, aims.clock_hours.figure.value, aims.length.least) == (12800, 835, 6)
    newer = offered["nj-43609"]
    assert (newer.price.figure.value, newer.cite[0].source.id) == (31593, "etpl-2022-10-31")
    career = offered["ipeds-457767-51.0801-2"]
    assert career.earnings_1yr.figure.value == 21968
    assert [told.figure.value for _, told in career.completions] == [26, 33, 25, 20, 49]
    central = offered["ipeds-100760-51.0801-3"]
    assert central.earnings_1yr.figure.value is None
    assert central.completions[-1][1].figure.value == 5
    assert offered["nj-21201"].institution.id == "ipeds-184056", "Lincoln Tech of Iselin: one EIN, one city"
    assert offered["nj-5329"].employed.figure.value == 68.2, "provider 307 in outcomes_schcip.csv"


@real
def test_the_five_factors_of_a_listed_program_come_out_as_worked_by_hand(official: Store) -> None:
    # $12,800: (31,593 - 12,800) / (31,593 - 2,199) = 0.63935. 6 to 12 months: 0.57143 to 0.85714 of 24 to 3.
    # Each is half of the factor, which has 20 of 100 points: 20 x (0.63935 + 0.57143) / 2 = 12.11, and 14.96.
    one = next(one for one in gather(official).offerings if one.id == "nj-45326")
    days = enrollment(one, starts=date(2027, 1, 11))
    weighed = score(with_claims(one, guide().subjects), guide().factors, {}, days)
    # The listing names vital signs and an externship; office work it does not mention; the school helps to find a job.
    assert {part.factor.id: [round(points, 2) for points in part.points] for part in weighed.factors} == {
        "accreditation": [0, 20],
        "curriculum": [10, 20],
        "hands-on": [10, 20],
        "cost": [12.11, 14.96],
        "placement": [10, 20],
    }


DAMAGED = {
    "hd2024.csv": (HD.replace("STABBR", "STATE_X"), "found no column 'STABBR' (nearest: 'STATE_X')"),
    "c2024_a.csv": (C_A.replace(",40,", ",forty,"), "c2024_a.csv:2: CTOTALT: found 'forty', expected a number"),
    "standardized_etpl_20221031.csv": (ETPL[:900], "found a row of 19 cells, expected 37, as in the header"),
    "2023_Gaz.csv": ("GEOID,LAT,LONG\n07102,140.7,-74.1\n", "LAT: found '140.7', expected a number from -90 to 90"),
}


def test_a_damaged_file_gives_one_message_and_changes_nothing(tmp_path: Path) -> None:
    store, told = added(tmp_path, {name: text for name, (text, _) in DAMAGED.items()})
    assert {one.file: one.outcome for one in told} == dict.fromkeys(DAMAGED, "wrong")
    for one in told:
        assert DAMAGED[one.file][1] in "\n".join(map(str, one.problems))
    assert store.editions == ()


def test_a_file_that_is_published_without_its_edition_is_kept_under_the_day_it_was_added(tmp_path: Path) -> None:
    store, [told] = added(tmp_path, {"Most-Recent-Cohorts-Field-of-Study.csv": SCORECARD})
    assert (told.outcome, told.edition) == ("added", f"added-{DAY}")
    assert "edition not said, added 2026-" in store.cite("scorecard", told.edition).source.title
    _, [again] = added(tmp_path, {"Most-Recent-Cohorts-Field-of-Study.csv": SCORECARD})
    assert (again.outcome, again.edition) == ("there", f"added-{DAY}")


def test_a_list_may_be_a_spreadsheet(tmp_path: Path) -> None:
    book = Workbook()
    assert book.active is not None
    for row in (
        ["School", "Program", "Accreditor", "From", "Until", "UNITID"],
        ["Alpha College", "Medical Assisting", "CAAHEP", datetime(2012, 5, 1), None, 100001],
        ["Beta", None, "ABHES", 2015, date(2027, 12, 31), None],
    ):
        book.active.append(row)
    book.save(tmp_path / "list-2026-11-01.xlsx")
    [told] = add([tmp_path / "list-2026-11-01.xlsx"], tmp_path / "data", on=DAY)
    rows = Store(tmp_path / "data").rows("accreditation", "periods", "school, starts, ends, unitid")
    assert rows == [("Alpha College", "2012-05-01", None, "100001"), ("Beta", "2015", "2027-12-31", None)]
    assert (told.outcome, told.edition) == ("added", "2026-11-01")
