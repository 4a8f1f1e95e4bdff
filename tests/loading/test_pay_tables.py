"""The catalogue's tables of pay and jobs: exact as published, and every mistake is named with its line."""

import csv
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from reference_files import SHARED

from lapel.loading.catalogue import Reading, source
from lapel.loading.compiled import CATALOGUE_DIR, load_careers
from lapel.loading.parts import CiteShape
from lapel.loading.pay import read_pay
from lapel.model.figure import Figure
from lapel.model.occupation import PERCENTILES, Projection, Wages
from lapel.model.shapes import ListOf
from lapel.model.survey import Survey

CAREERS = load_careers()
FACTS = SHARED / "facts"
DATA = SHARED / "data"
needs_facts = pytest.mark.skipif(not FACTS.is_dir(), reason="the folder ../shared/facts is not beside the project")
needs_data = pytest.mark.skipif(not DATA.is_dir(), reason="the folder ../shared/data is not beside the project")


def wages(soc: str, year: int, place: str = "US", industry: str = "") -> Wages:
    return next(
        w
        for w in CAREERS.wages
        if (w.soc, w.year, w.industry) == (soc, year, industry) and place in (w.area.code, w.area.state)
    )


def projection(soc: str, edition: str) -> Projection:
    return next(p for p in CAREERS.projections if (p.soc, p.edition) == (soc, edition))


def rows(name: str) -> list[Mapping[str, str]]:
    with (FACTS / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def number(text: str) -> float | None:
    cleaned = text.replace(",", "").strip()
    return float(cleaned) if cleaned not in ("", "—") else None


def same(figure: Figure, text: str) -> bool:
    """An empty cell of the facts is never a number with us."""
    return figure.exact == number(text)


def test_the_figures_that_everybody_asks_for() -> None:
    assert wages("31-9092", 2025).annual.median == Figure(45690)
    assert wages("31-9092", 2021).annual.median == Figure(37190)
    assert projection("31-9092", "2024-34").growth == Figure(12.5)
    assert projection("31-9092", "2021-31").growth == Figure(15.8)


@needs_facts
def test_every_figure_of_pay_is_that_of_the_facts() -> None:
    found = rows("labour_wages.csv")
    wrong = []
    for row in found:
        own = wages(row["soc"], int(row["year"]))
        pairs = [
            (own.annual.median, row["median_annual"]),
            (own.hourly.median if not row["series"].startswith("EP") else Figure(), row["median_hourly"]),
            (own.employment if not row["series"].startswith("EP") else Figure(), row["employment"]),
            (own.annual.p10, row["p10_annual"]),
            (own.annual.p25, row["p25_annual"]),
            (own.annual.p75, row["p75_annual"]),
            (own.annual.p90, row["p90_annual"]),
        ]
        wrong += [(row["soc"], row["year"], figure, text) for figure, text in pairs if not same(figure, text)]
    assert len(found) == 347
    assert wrong == []
    nation = [w for w in CAREERS.wages if w.area.kind == "nation" and not w.industry]
    assert len(nation) == len(found)


@needs_facts
def test_every_projection_is_that_of_the_facts() -> None:
    found = rows("labour_projections.csv")
    for row in found:
        own = projection(row["soc"], row["window"])
        assert same(own.jobs, row["employment_base_thousands"]), row
        assert same(own.jobs_then, row["employment_end_thousands"]), row
        assert same(own.growth, row["change_percent"]), row
        assert same(own.openings, row["openings_annual_thousands"]), row
        assert same(own.median, row["median_annual_wage_base_year"]), row
        assert own.education == row["typical_education"].replace("—", ""), row
        assert own.experience == {"": "None", "—": ""}.get(row["work_experience"], row["work_experience"]), row
        assert own.training == {"": "None", "—": ""}.get(row["on_the_job_training"], row["on_the_job_training"]), row
    assert len(CAREERS.projections) == len(found) == 124


@needs_data
def test_every_state_is_that_of_the_official_columns() -> None:
    with (DATA / "oews" / "state_M2025_subset.csv").open(encoding="utf-8") as file:
        found = [row for row in csv.DictReader(file) if row["OCC_CODE"] == "31-9092"]
    for row in found:
        own = wages("31-9092", 2025, row["PRIM_STATE"])
        for name, header in zip(PERCENTILES, ("PCT10", "PCT25", "MEDIAN", "PCT75", "PCT90"), strict=True):
            assert same(getattr(own.annual, name), row[f"A_{header}"]), row
            assert same(getattr(own.hourly, name), row[f"H_{header}"]), row
        assert same(own.annual.mean, row["A_MEAN"])
        assert same(own.employment, row["TOT_EMP"])
        assert same(own.employment_error, row["EMP_PRSE"])
        assert same(own.wage_error, row["MEAN_PRSE"])
    assert len(found) == len([w for w in CAREERS.wages if w.area.kind == "state"]) == 54


@needs_data
def test_the_prices_are_those_of_the_series() -> None:
    assert CAREERS.prices is not None
    averages = dict(CAREERS.prices.averages)
    found = {}
    with (DATA / "cpi_u" / "cpi_u.tsv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            if row["period"] == "M13":
                found[int(row["year"])] = float(row["value"])
    assert averages == found
    assert 2026 not in averages


def test_what_is_not_reported_never_became_a_number() -> None:
    teachers = wages("25-1071", 2019)
    assert teachers.hourly.median.value is None
    assert "by the year" in teachers.hourly.median.why
    assert teachers.annual.p90.value is None
    assert "above the highest" in teachers.annual.p90.why
    assert wages("31-9092", 2021).annual.p10.value is None


def test_every_table_names_its_source() -> None:
    assert all(w.cite for w in CAREERS.wages)
    assert all(p.cite for p in CAREERS.projections)
    assert all(s.cite for s in CAREERS.surveys)
    assert all(view.cite for view in CAREERS.employers)
    assert all(posting.cite for posting in CAREERS.postings)
    assert all(edition.cite for edition in CAREERS.handbook)
    assert all(found.cite for found in CAREERS.breaks)
    assert {s.cite[0].confidence for s in CAREERS.surveys} == {"S", "OX", "U"}
    assert {e.cite[0].confidence for e in CAREERS.handbook} == {"S"}


def test_the_surveys_are_there_with_how_sure_they_are() -> None:
    found = {(s.survey, s.group): s for s in CAREERS.surveys}
    certified: Survey = found["aama-2013", "certified"]
    assert (certified.hourly, certified.annual) == (Figure(15.35), Figure(29889))
    assert found["popular-2021", "certified"].cite[0].confidence == "U"


def test_borders_hold_both_ways() -> None:
    borders = CAREERS.borders
    assert all(state in borders[other] for state, others in borders.items() for other in others)
    assert {state: len(borders[state]) for state in ("MO", "TN", "ME", "DC")} == {"MO": 8, "TN": 8, "ME": 1, "DC": 2}
    assert {"AK", "HI"} & borders.keys() == set()


def said_of(root: Path, name: str, old: str, new: str) -> list[str]:
    """Damage a file, and give what is said of it."""
    path = root / "careers" / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    reading = Reading(root)
    sources = reading.mapping("careers/sources", source)
    read_pay(reading, "careers", ListOf(CiteShape(sources)))
    problems = reading.problems.found
    return [str(problem) for problem in problems if problem.file.endswith(name.rpartition("/")[2])]


def line_of(name: str, text: str) -> int:
    lines = (CATALOGUE_DIR / "careers" / name).read_text(encoding="utf-8").splitlines()
    return next(number for number, line in enumerate(lines, 1) if text in line)


MISTAKES = {
    "a word for a number": ("wages/national.yaml", "22040, 26080", "22040, much", "a number"),
    "a cell too few": ("wages/national.yaml", "22040, 26080", "26080", "a list of 7: employment, hourly_median"),
    "percentiles that fall": ("wages/national.yaml", "22040, 26080", "26080, 22040", "rising order"),
    "a code nobody knows": ("wages/national.yaml", "31-9092:", "31-9999:", "the code of an occupation"),
    "no column": ("wages/settings.yaml", "columns: [employment", "columns: [jobs", "'jobs'"),
    "an edition without a base": ("projections.yaml", "  base: 2019\n", "", "the field 'base'"),
    "a kind of education": ("projections.yaml", "award,", "diploma,", "one of none, high school, award"),
    "an index that is no number": ("prices.yaml", "2024: 313.689", "2024: high", "a number"),
    "a survey without a source": ("surveys.yaml", "aama-survey-2009", "nobody", "the id of a source"),
    "a border on itself": ("borders.yaml", "AL: [FL", "AL: [AL, FL", "each pair once"),
    "an edition's name": ("handbook.yaml", "2012-22:", "2012 to 22:", "an edition such as 2012-22"),
    "a neighbour nobody knows": ("occupations.yaml", "near: [29-2057", "near: [29-9999", "occupations.yaml"),
}


OWN = {name.rpartition("/")[2] for name, *_ in MISTAKES.values()}


@pytest.fixture
def catalogue(tmp_path: Path) -> Path:
    """The catalogue's folder, with the files of this part alone: the others take longer to read."""
    root = tmp_path / "catalog"
    for path in (CATALOGUE_DIR / "careers").rglob("*.yaml"):
        inside = path.relative_to(CATALOGUE_DIR)
        if inside.parts[1] in ("sources", "wages") or path.name in OWN:
            (root / inside).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, root / inside)
    return root


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_named_with_its_line(mistake: str, catalogue: Path) -> None:
    name, old, new, expected = MISTAKES[mistake]
    said = said_of(catalogue, name, old, new)
    assert [one for one in said if expected in one], said
    assert all(f"catalog/careers/{name}:" in one for one in said)


def test_the_line_is_the_line(catalogue: Path) -> None:
    (said,) = said_of(catalogue, "wages/national.yaml", "22040, 26080", "22040, much")
    assert said.startswith(f"catalog/careers/wages/national.yaml:{line_of('wages/national.yaml', '22040, 26080')}:")


def numbers(wages: Wages) -> Iterator[list[float]]:
    for spread in (wages.annual, wages.hourly):
        yield [v for name in PERCENTILES if (v := getattr(spread, name).value) is not None]


def test_ranges_rise_everywhere() -> None:
    assert all(found == sorted(found) for w in CAREERS.wages for found in numbers(w))
