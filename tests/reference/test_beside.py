"""What lies beside a figure: other places, settings, and the place that a ZIP code is taken for."""

import csv
from pathlib import Path

import pytest
from reference_files import DATA, OEWS_2025, added, oews_rows, real, write_csv

from lapel.cli.common import place_from
from lapel.loading.compiled import load_careers
from lapel.model.occupation import AreaKind
from lapel.reference.beside import around, everywhere, settings
from lapel.reference.figures import Figures
from lapel.reference.store import Store

KINDS: tuple[AreaKind, ...] = ("state", "metro", "nonmetro")
SCHOOLS = (
    ("UNITID", "INSTNM", "CITY", "STABBR", "ZIP", "CONTROL", "CBSA", "LATITUDE", "LONGITUD"),
    (1, "Harbor College", "Seattle", "WA", "98101-1234", 1, 42660, 47.61, -122.33),
    (2, "River College", "Portland", "OR", "97201", 1, 38900, 45.51, -122.69),
    (3, "Border School", "Vancouver", "WA", "98660", 3, 38900, 45.63, -122.68),
)
ZIPS = (
    ("GEOID", "INTPTLAT", "INTPTLONG"),
    ("98101", 47.611, -122.334),
    ("98109", 47.63, -122.345),
    ("97202", 45.48, -122.64),
)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    files = tmp_path_factory.mktemp("files")
    paths = [
        write_csv(files / "hd2024.csv", SCHOOLS),
        write_csv(files / "2023_Gaz_zcta.csv", ZIPS),
        write_csv(
            files / "state_M2025.csv",
            oews_rows(OEWS_2025, AREA="53", AREA_TITLE="Washington", AREA_TYPE=2, PRIM_STATE="WA"),
        ),
        write_csv(
            files / "MSA_M2025.csv",
            oews_rows(
                OEWS_2025, AREA="38900", AREA_TITLE="Portland-Vancouver-Hillsboro, OR-WA", AREA_TYPE=4, PRIM_STATE="OR"
            ),
        ),
    ]
    return added(files / "data", *paths)


@pytest.fixture(scope="module")
def figures(store: Store) -> Figures:
    return Figures(load_careers(), store)


def test_every_place_of_a_year_is_given_with_its_name(store: Store) -> None:
    found = {w.area.name: w for w in everywhere(store, "31-9092", 2025, KINDS)}
    assert set(found) == {"Washington", "Portland-Vancouver-Hillsboro, OR-WA"}
    assert found["Washington"].annual.median.value == 35850
    assert found["Washington"].area.state == "WA"
    assert found["Washington"].cite
    assert everywhere(store, "31-9092", 2024, KINDS) == ()
    assert settings(store, "31-9092", 2025) == ()


def test_settings_are_the_industries_of_four_digits(tmp_path: Path) -> None:
    industries = (("621100", "Offices of Physicians"), ("62", "Health Care"), ("622002", "Hospitals, State Owned"))
    files = [
        write_csv(
            tmp_path / f"{code}_M2025.csv",
            oews_rows(OEWS_2025, AREA=99, AREA_TITLE="U.S.", AREA_TYPE=1, NAICS=code, NAICS_TITLE=name, OWN_CODE=1235),
        )
        for code, name in industries
    ]
    found = settings(added(tmp_path / "data", *files, edition="2025"), "31-9092", 2025)
    assert [(w.industry, w.annual.median.value) for w in found] == [("Offices of Physicians", 35850)]


def test_a_zip_with_a_school_is_sure_of_its_state(store: Store) -> None:
    found = around(store, "98101")
    assert found is not None
    assert (found.state, found.metro, found.sure, found.miles) == ("WA", "42660", True, 0.0)


def test_another_zip_is_taken_for_the_nearest_school(store: Store) -> None:
    """By hand: 0.02 degrees north are 1.38 miles, 0.015 west at 47.6 degrees 0.70: together 1.55."""
    found = around(store, "98109")
    assert found is not None
    assert (found.school, found.state, found.sure) == ("Harbor College", "WA", False)
    assert found.miles == pytest.approx(1.55, abs=0.05)
    assert around(store, "10001") is None


def test_a_zip_becomes_its_metro_or_else_its_state_and_says_how(figures: Figures) -> None:
    portland, seattle = place_from("97202", figures), place_from("98101", figures)
    assert portland is not None
    assert portland.area.code == "38900"
    assert portland.wider is not None
    assert portland.wider.state == "OR"
    assert "approximate" in portland.note
    assert "River College" in portland.note
    assert seattle is not None
    assert (seattle.area.kind, seattle.area.state) == ("state", "WA")
    assert "approximate" not in seattle.note


def test_a_part_of_a_metros_name_is_enough_and_the_states_name_wins(figures: Figures) -> None:
    vancouver, washington = place_from("vancouver", figures), place_from("washington", figures)
    assert vancouver is not None
    assert vancouver.area.code == "38900"
    assert washington is not None
    assert washington.area.kind == "state"


def test_added_places_stand_beside_those_of_the_table(figures: Figures) -> None:
    found = {q.wages.area.name: q for q in figures.everywhere("31-9092", 2025, KINDS)}
    assert len(found) == 54 + 1
    assert (found["Washington"].added, found["Oregon"].added) == (True, False)
    assert found["Washington"].against is not None


@real
def test_the_official_files_answer_for_a_metro(tmp_path: Path) -> None:
    """Every line of medical assistants in MSA_M2025_subset.csv."""
    path = DATA / "oews" / "MSA_M2025_subset.csv"
    with path.open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["OCC_CODE"] == "31-9092"]
    store = added(tmp_path, path)
    found = {w.area.code: w for w in everywhere(store, "31-9092", 2025, KINDS)}
    assert len(found) == len(rows) > 200
    for row in rows:
        median = row["A_MEDIAN"]
        own = found[row["AREA"].lstrip("0").zfill(5 if row["AREA_TYPE"] == "4" else 7)]
        assert own.annual.median.exact == (float(median) if median.isdigit() else None), row
    figures = Figures(load_careers(), store)
    area = next(iter(found.values())).area
    (shown,) = figures.here(["31-9092"], area)
    assert shown.added
