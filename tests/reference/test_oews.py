"""OEWS files of every shape the survey has been published in, small ones written for the tests."""

from pathlib import Path

import pytest
from reference_files import OEWS_2025, PAY, added, oews_rows, refused, write_book, write_csv, write_zip

from lapel.model.figure import Figure
from lapel.reference.pay import areas, find_areas, wages_of

NATION_2012 = ["OCC_CODE", "OCC_TITLE", "OCC_GROUP", "TOT_EMP", "EMP_PRSE", *PAY, "ANNUAL", "HOURLY"]
STATE_2012 = ["AREA", "ST", "STATE", "OCC_CODE", "OCC_TITLE", "OCC_GROUP", "TOT_EMP", "EMP_PRSE", "JOBS_1000", "LOC_Q"]
METRO_2012 = ["PRIM_STATE", "AREA", "AREA_NAME", "OCC_CODE", "OCC_TITLE", "OCC_GROUP", "TOT_EMP", "EMP_PRSE"]
ALL_2017 = [
    *("area", "area_title", "area_type", "naics", "naics_title", "own_code", "occ code", "occ title", "group"),
    *("tot_emp", "emp_prse", "jobs_1000", "loc quotient", "pct_total", *(h.lower() for h in PAY), "annual", "hourly"),
]
SAYS = [
    ["May 2025 OEWS Estimates"],
    ["#  = indicates a wage equal to or greater than $115.00 per hour or $239,200 per year"],
]


def test_the_national_file_of_2012_has_fewer_columns_and_another_word_for_the_level(tmp_path: Path) -> None:
    store = added(tmp_path / "s", write_csv(tmp_path / "national_M2012_dl.csv", oews_rows(NATION_2012)))
    (found,) = wages_of(store, "31-9092")
    assert (found.year, found.area.code, found.annual.median, found.hourly.median) == (
        2012,
        "US",
        Figure(35850),
        Figure(17.23),
    )
    assert found.employment == Figure(710200)


def test_a_state_file_of_2012_gives_states_by_two_digits(tmp_path: Path) -> None:
    rows = oews_rows([*STATE_2012, *PAY], area=6, st="CA", state="California", jobs_1000="0.5", loc_q=1.2)
    store = added(tmp_path / "s", write_book(tmp_path / "state_M2014_dl.xlsx", State_M2014=rows))
    (area,) = areas(store)
    assert (area.code, area.name, area.kind, area.state) == ("06", "California", "state", "CA")
    assert [w.year for w in wages_of(store, "31-9092", area="06")] == [2014]
    assert wages_of(store, "31-9092") == ()


@pytest.mark.parametrize(
    ("code", "written", "kind"),
    [("10180", 10180, "metro"), ("0100001", 100001, "nonmetro"), ("0100001", "0100001", "nonmetro")],
)
def test_metro_files_give_metros_and_the_rest_of_states(tmp_path: Path, code: str, written: object, kind: str) -> None:
    rows = oews_rows([*METRO_2012, *PAY], prim_state="TX", area=written, area_name="Abilene, TX")
    store = added(tmp_path / "s", write_csv(tmp_path / "MSA_M2013_dl_1_AK_IN.csv", rows))
    (area,) = areas(store)
    assert (area.code, area.kind, area.state) == (code, kind, "TX")
    assert wages_of(store, "31-9092", area=area)[0].annual.p10 == Figure(29120)


def test_the_file_of_everything_tells_industries_and_owners_apart(tmp_path: Path) -> None:
    def rows(**more: object) -> list[object]:
        found = oews_rows(ALL_2017, **more)[1]
        return list(found)

    nation = {"area": 99, "area_title": "U.S.", "area_type": 1}
    book = write_book(
        tmp_path / "oesm17all.xlsx",
        All_May_2017_Data=[
            ALL_2017,
            rows(**nation, naics="000000", naics_title="Cross-industry", own_code=1235),
            rows(**nation, naics="000000", naics_title="Cross-industry, private", own_code=5, a_median=36000),
            rows(
                **nation, naics="621100", naics_title="Offices of Physicians", own_code=5, a_median=36540, pct_total="~"
            ),
            rows(area=10180, area_title="Abilene, TX", area_type=4, naics="000000", own_code=1235, a_median=30000),
        ],
    )
    store = added(tmp_path / "s", book)
    assert [w.annual.median.value for w in wages_of(store, "31-9092")] == [35850]
    (office,) = wages_of(store, "31-9092", industry="621100")
    assert (office.annual.median.value, office.industry, office.note) == (36540, "621100", "private employers")
    assert [w.annual.median.value for w in wages_of(store, "31-9092", area="10180")] == [30000]
    assert store.rows("oews", "wages", "share, share_mark", "WHERE industry = '621100'") == [(0.5, "below")]
    assert store.rows("oews", "industries", "industry, name", "ORDER BY 1")[-1] == ("621100", "Offices of Physicians")


def test_the_workbook_itself_says_the_year_whatever_its_name(tmp_path: Path) -> None:
    book = write_book(tmp_path / "national_M2019_dl.xlsx", national=oews_rows(OEWS_2025), Field_Descriptions=SAYS)
    assert [w.year for w in wages_of(added(tmp_path / "s", book), "31-9092")] == [2025]


def test_an_archive_as_the_publisher_packs_it_is_read(tmp_path: Path) -> None:
    book = write_book(tmp_path / "x.xlsx", national=oews_rows(OEWS_2025))
    descriptions = write_book(tmp_path / "y.xlsx", fields=[["Field", "Field Description"], ["area", "U.S. (99)"]])
    archive = write_zip(
        tmp_path / "oesm24nat.zip",
        {"oesm24nat/national_M2024_dl.xlsx": book, "oesm24nat/field_descriptions.xlsx": descriptions},
    )
    from datetime import date

    from lapel.reference.add import add

    told = add([archive], tmp_path / "s", on=date(2026, 11, 22))
    assert [(one.file, one.outcome, one.edition) for one in told] == [
        ("oesm24nat.zip: national_M2024_dl.xlsx", "added", "2024"),
        ("oesm24nat.zip: field_descriptions.xlsx", "unknown", ""),
    ]


def test_the_user_may_say_the_edition_but_not_nonsense(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "wages.csv", oews_rows(OEWS_2025))
    assert "edition 'last'" in str(refused(tmp_path / "s", path, edition="last").problems[0])
    assert [w.year for w in wages_of(added(tmp_path / "s", path, edition="2017"), "31-9092")] == [2017]


# -- What is not a number ---------------------------------------------------------------------------------------------


def test_a_suppressed_cell_is_not_zero(tmp_path: Path) -> None:
    store = added(tmp_path / "s", write_csv(tmp_path / "national_2020.csv", oews_rows(OEWS_2025)))
    (actors,) = wages_of(store, "27-2011")
    assert actors.annual.median == Figure(why="wage not available")
    assert actors.hourly.mean == Figure(why="wage not available")
    (surgeons,) = wages_of(store, "29-1248")
    assert surgeons.employment == Figure(why="employment not available")
    assert store.rows("oews", "wages", "count(*)", "WHERE a_median = 0 OR employment = 0") == [(0,)]


@pytest.mark.parametrize(
    ("year", "hourly", "annual"),
    [(2021, 100, 208_000), (2022, 115, 239_200)],
)
def test_pay_above_the_highest_published_is_a_bound(tmp_path: Path, year: int, hourly: float, annual: float) -> None:
    store = added(tmp_path / "s", write_csv(tmp_path / f"national_{year}.csv", oews_rows(OEWS_2025)))
    (surgeons,) = wages_of(store, "29-1248")
    assert surgeons.annual.p90 == Figure(annual, bound="at least")
    assert surgeons.hourly.median == Figure(hourly, bound="at least")
    assert surgeons.annual.p90.exact is None
    assert surgeons.annual.p10 == Figure(93_810)


def test_a_bound_that_is_not_known_is_not_made_up(tmp_path: Path) -> None:
    store = added(tmp_path / "s", write_csv(tmp_path / "national_2013.csv", oews_rows(OEWS_2025)))
    assert wages_of(store, "29-1248")[0].annual.p90 == Figure(why="above the highest that is published")


def test_the_bound_that_the_workbook_states_counts(tmp_path: Path) -> None:
    says = [["May 2031 OEWS Estimates"], [str(SAYS[1][0]).replace("115.00", "130.00").replace("239,200", "270,400")]]
    book = write_book(tmp_path / "n.xlsx", national=oews_rows(OEWS_2025), Field_Descriptions=says)
    assert wages_of(added(tmp_path / "s", book), "29-1248")[0].annual.p90 == Figure(270_400, bound="at least")


def test_where_a_group_and_an_occupation_share_a_code_the_occupation_is_given(tmp_path: Path) -> None:
    rows = oews_rows(OEWS_2025)
    at = OEWS_2025.index("O_GROUP")
    broad = ["broad" if n == at else c for n, c in enumerate(rows[1])]
    store = added(tmp_path / "s", write_csv(tmp_path / "national_2020.csv", [rows[0], broad, rows[1]]))
    assert store.rows("oews", "wages", "level", "ORDER BY level") == [("broad",), ("detailed",)]
    assert len(wages_of(store, "31-9092")) == 1


# -- Flat files -------------------------------------------------------------------------------------------------------

FLAT = """series_id                     \tyear\tperiod\t       value\tfootnote_codes
OEUN000000000000031909201     \t2025\tA01\t      817870\t
OEUN000000000000031909213     \t2025\tA01\t       45690\t
OEUN000000000000031909208     \t2025\tA01\t       21.97\t
OEUN000000062110031909213     \t2025\tA01\t       45520\t
OEUS060000000000031909213     \t2025\tA01\t       49660\t
OEUM001018000000031909213     \t2025\tA01\t       37550\t
OEUN000000000000025107108     \t2025\tA01\t           -\t4
OEUN000000000000029124815     \t2025\tA01\t           -\t5
OEUN000000000000027201113     \t2025\tA01\t           -\t8
"""
AREA = """state_code\tarea_code\tareatype_code\tarea_name
00\t0000000\tN\tNational
06\t0600000\tS\tCalifornia
48\t0010180\tM\tAbilene, TX
01\t0100001\tM\tNorthwest Alabama nonmetropolitan area
"""
OCCUPATION = "occupation_code\toccupation_name\tdisplay_level\n319092\tMedical Assistants\t3\n"


@pytest.fixture
def flat(tmp_path: Path) -> Path:
    folder = tmp_path / "oe"
    folder.mkdir()
    (folder / "oe.data.0.Current").write_text(FLAT)
    (folder / "oe.area").write_text(AREA)
    (folder / "oe.occupation").write_text(OCCUPATION)
    (folder / "oe.footnote").write_text(
        "footnote_code\tfootnote_text\n"
        "5\tThis wage is equal to or greater than $120.00 per hour or $249,600 per year.\n8\tEstimate not released.\n"
    )
    return folder


def test_flat_files_become_the_same_rows(tmp_path: Path, flat: Path) -> None:
    store = added(tmp_path / "s", flat)
    (nation,) = wages_of(store, "31-9092")
    assert (nation.title, nation.year) == ("Medical Assistants", 2025)
    assert nation.annual.median == Figure(45690)
    assert nation.hourly.median == Figure(21.97)
    assert nation.employment == Figure(817870)
    assert nation.annual.p10 == Figure(why="not reported")
    assert wages_of(store, "31-9092", area="06")[0].annual.median == Figure(49660)
    assert wages_of(store, "31-9092", area="10180")[0].annual.median == Figure(37550)
    assert wages_of(store, "31-9092", industry="621100")[0].annual.median == Figure(45520)
    assert [a.code for a in find_areas(store, "AL")] == []
    assert [a.code for a in find_areas(store, "alabama")] == ["0100001"]


def test_footnotes_of_flat_files_say_why_there_is_no_figure(tmp_path: Path, flat: Path) -> None:
    store = added(tmp_path / "s", flat)
    assert wages_of(store, "25-1071")[0].hourly.median == Figure(why="paid by the year or by the hour only")
    assert wages_of(store, "29-1248")[0].annual.p90 == Figure(249_600, bound="at least")
    assert wages_of(store, "27-2011")[0].annual.median == Figure(why="not released")


def test_flat_files_and_workbooks_of_one_year_are_kept_once(tmp_path: Path, flat: Path) -> None:
    added(tmp_path / "s", flat)
    rows = oews_rows(OEWS_2025, a_median=45690, h_median=21.97, tot_emp=817870)[:2]
    store = added(tmp_path / "s", write_csv(tmp_path / "national_2025.csv", rows))
    assert len(wages_of(store, "31-9092")) == 1
