"""The official files themselves: known figures, and several hundred more, exactly as the facts have them."""

import csv
from pathlib import Path

import pytest
from reference_files import DATA, ON, SHARED, real

from lapel.model.figure import Figure
from lapel.reference.add import add
from lapel.reference.check import check
from lapel.reference.pay import areas, find_areas, followed, prices, projections_of, wages_of
from lapel.reference.store import Store
from lapel.reference.work import profile

pytestmark = real

FOLDERS = ("oews", "bls_employment_projections", "cpi_u", "soc", "cip_soc_crosswalk", "onet", "ca_edd_projections")


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    folder = tmp_path_factory.mktemp("official")
    told = add([DATA / name for name in FOLDERS], folder, on=ON)
    odd = [(one.file, one.why, one.problems) for one in told if one.outcome not in ("added", "there")]
    assert {why for _, why, _ in odd} == {"not a table"}, odd
    return Store(folder)


def twin(name: str) -> list[dict[str, str]]:
    with (SHARED / "facts" / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def exactly(text: str) -> float | None:
    text = text.replace(",", "")
    return float(text) if text not in ("", "—", "None") else None


def test_the_figures_that_everybody_quotes(store: Store) -> None:
    (newest,) = wages_of(store, "31-9092", years=[2025])
    assert newest.annual.median == Figure(45690)
    by_edition = {p.edition: p for p in projections_of(store, "31-9092")}
    assert by_edition["2021-31"].median == Figure(37190)
    assert by_edition["2021-31"].growth == Figure(15.8)
    assert by_edition["2024-34"].growth == Figure(12.5)
    assert by_edition["2024-34"].openings == Figure(112.3)


def test_every_wage_of_the_facts_is_what_the_files_give(store: Store) -> None:
    compared = 0
    for row in twin("labour_wages.csv"):
        if not row["series"].startswith("OEWS") or row["year"] not in ("2016", "2018", "2020", "2025"):
            continue
        (found,) = wages_of(store, row["soc"], years=[int(row["year"])])
        for name, figure in (
            ("employment", found.employment),
            ("median_hourly", found.hourly.median),
            ("median_annual", found.annual.median),
            ("p10_annual", found.annual.p10),
            ("p25_annual", found.annual.p25),
            ("p75_annual", found.annual.p75),
            ("p90_annual", found.annual.p90),
        ):
            assert figure.exact == exactly(row[name]), (row["soc"], row["year"], name)
            compared += 1
    assert compared > 1000


def test_every_projection_of_the_facts_is_what_the_files_give(store: Store) -> None:
    compared = 0
    for row in twin("labour_projections.csv"):
        if row["window"] not in ("2021-31", "2024-34"):
            continue
        (found,) = [p for p in projections_of(store, row["soc"]) if p.edition == row["window"]]
        for name, figure in (
            ("employment_base_thousands", found.jobs),
            ("employment_end_thousands", found.jobs_then),
            ("change_percent", found.growth),
            ("openings_annual_thousands", found.openings),
            ("median_annual_wage_base_year", found.median),
        ):
            assert figure.exact == exactly(row[name]), (row["soc"], row["window"], name)
            compared += 1
    assert compared > 350


@pytest.mark.parametrize("name", ["national_2016.csv", "state_M2025_subset.csv", "MSA_M2025_subset.csv"])
def test_every_cell_of_pay_is_the_cell_of_the_file(store: Store, name: str) -> None:
    """Against Python's own reading of the file: numbers equal, and what is no number is no number."""
    edition = "2016" if "2016" in name else "2025"
    kept = {
        (soc, area, level): (value, mark)
        for soc, area, level, value, mark in store.rows(
            "oews", "wages", "soc, area, level, a_pct90, a_pct90_mark", "WHERE industry = ''", edition=edition
        )
    }
    with (DATA / "oews" / name).open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            area = row.get("AREA", "US")
            at = row["OCC_CODE"], f"{int(area):07}" if len(area) == 6 else area, row.get("O_GROUP") or row["OCC_GROUP"]
            value, mark = kept[at]
            written = row["A_PCT90"]
            if written == "#":
                assert (value, mark) == (208_000 if edition == "2016" else 239_200, "at least")
            elif written == "*":
                assert (value, mark) == (None, "wage not available")
            else:
                assert (value, mark) == (exactly(written), None)


def test_an_occupation_paid_by_the_year_has_no_hourly_wage(store: Store) -> None:
    (found,) = wages_of(store, "25-1071", years=[2025])
    assert found.hourly.median == Figure(why="wage not available")
    assert found.annual.median == Figure(107310)


def test_areas_are_found_by_code_state_and_part_of_a_name(store: Store) -> None:
    known = areas(store)
    assert (known[0].code, len(known)) == ("US", 583)
    assert [a.name for a in find_areas(store, "ca")] == ["California"]
    assert [a.name for a in find_areas(store, "New  york")] == ["New York"]
    assert [a.code for a in find_areas(store, "portland")] == ["38860", "38900"]
    assert [a.kind for a in find_areas(store, "10180")] == ["metro"]
    assert find_areas(store, "atlantis") == find_areas(store, " ") == ()
    assert wages_of(store, "31-9092", area="atlantis") == ()


def test_prices_are_those_of_the_facts(store: Store) -> None:
    found = prices(store)
    assert found is not None
    averages = dict(found.averages)
    facts = {2012: 229.594, 2016: 240.007, 2020: 258.811, 2021: 270.970, 2024: 313.689, 2025: 321.943}
    assert {year: averages[year] for year in facts} == facts
    assert 2026 not in averages


def test_a_code_is_followed_through_the_official_crosswalks(store: Store) -> None:
    told = {(f.soc, f.vintage): f.relation for f in followed(store, "29-2071")}
    assert told["29-2072", "SOC 2018"] == "part of"
    assert told["29-9021", "SOC 2018"] == "overlaps"
    assert {(f.soc, f.relation) for f in followed(store, "31-1014")} == {("31-1014", "same"), ("31-1131", "same")}
    assert ("11-3010", "OEWS 2019") in {(f.soc, f.vintage) for f in followed(store, "11-3011")}


def test_the_description_of_medical_assistants_is_whole(store: Store) -> None:
    found = profile(store, "31-9092")
    assert found is not None
    assert (found.title, found.zone, len(found.tasks)) == ("Medical Assistants", 3, 20)
    assert found.skills[0].name == "Social Perceptiveness"
    assert found.skills[0].value == Figure(4)
    assert (found.kindred[0].code, found.kindred[0].rank) == ("29-9093.00", 1)
    assert "Certified Medical Assistant (CMA)" in found.titles
    assert [cite.source.id for cite in found.cite] == ["onet-30-1", "onet-29"]


def test_everything_that_was_added_verifies(store: Store) -> None:
    assert [found.problems for found in check(store.folder, store.editions) if found.problems] == []


@pytest.mark.parametrize("path", sorted(DATA.glob("oews/*.csv")) if DATA.is_dir() else [], ids=lambda p: p.name)
def test_an_official_file_cut_off_anywhere_in_its_last_row_is_refused(path: Path, tmp_path: Path) -> None:
    whole = path.read_bytes().rstrip(b"\r\n")
    cut = tmp_path / path.name
    cut.write_bytes(whole[: whole.rindex(b"\n") + 40])
    (told,) = add([cut], tmp_path / "store", on=ON)
    assert told.outcome == "wrong"
    assert "The file may be cut off" in str(told.problems[0])
