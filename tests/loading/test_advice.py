"""The catalogue's advice: each line has its source, each code is O*NET's, each name is one that the catalogue has."""

import csv
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from lapel.careers.outlines import areas_of
from lapel.loading.advice import resource
from lapel.loading.catalogue import Reading
from lapel.loading.compiled import CATALOGUE_DIR, load_careers, load_catalogue
from lapel.loading.tree import parse_tree
from lapel.model.advice import MEDICAL_ASSISTANTS, Advice
from lapel.model.citation import Citation
from lapel.model.located import Problems
from lapel.model.value import Value

CATALOGUE = load_catalogue()
CAREERS = load_careers()
ADVICE = CAREERS.advice
ONET = Path(__file__).parents[3] / "shared" / "data" / "onet"
NO_FILES = "the folder shared/data/onet with O*NET's files is not beside the project"
needs_onet = pytest.mark.skipif(not ONET.is_dir(), reason=NO_FILES)


def cited(value: Any) -> Iterator[Value]:
    """Every value of the advice that has a field for its sources."""
    if isinstance(value, Mapping):
        value = tuple(value.values())
    if isinstance(value, tuple):
        for one in value:
            yield from cited(one)
    elif isinstance(value, Value) and not isinstance(value, Citation):
        if "cite" in value._fields:
            yield value
        for name in value._fields:
            yield from cited(getattr(value, name))


def test_every_line_of_advice_has_a_source() -> None:
    found = list(cited(ADVICE))
    assert len(found) > 80
    assert [one for one in found if not getattr(one, "cite")] == []  # noqa: B009 - a field of many classes


def test_our_own_reading_is_never_called_certain() -> None:
    cites = [cite for one in cited(ADVICE) for cite in getattr(one, "cite")]  # noqa: B009
    own = [cite for cite in cites if cite.source.id == "advice-own-reading"]
    assert own
    assert {cite.confidence for cite in own} == {"U"}


def test_every_credential_and_area_named_is_one_that_the_catalogue_has() -> None:
    on = max(source.retrieved for source in CATALOGUE.sources.values())
    lists = {one.id: one.areas for one in ADVICE.topics.values()} | {
        one.id: one.areas for one in ADVICE.duties.values()
    }
    for name, found in lists.items():
        for credential, areas in found:
            known = {area.name for area in areas_of(CATALOGUE.credentials[credential], on=on)}
            assert set(areas) <= known, (name, credential)
    for aspect in ADVICE.aspects.values():
        assert aspect.credential is None or aspect.credential in CATALOGUE.credentials


def test_every_issuer_of_a_resource_is_one_that_the_catalogue_has() -> None:
    for one in ADVICE.resources.values():
        assert {*one.accepted_by, *one.refused_by} <= set(CATALOGUE.issuers), one.id


def test_figures_in_sentences_are_those_of_the_tables() -> None:
    """12.5 against 3.1 percent from 2024 to 2034, 15.8 and 19.2 before; 452,150 of 817,870 in doctors' offices."""
    growth = {(one.soc, one.edition): one.growth.exact for one in CAREERS.projections}
    stability = ADVICE.aspects["stability"]
    assert f"{growth['31-9092', '2024-34']:g} percent from 2024 to 2034" in stability.says
    assert f"{growth['00-0000', '2024-34']:g} percent for all jobs" in stability.says
    assert f"2021-31 said {growth['31-9092', '2021-31']:g} percent" in stability.note
    assert f"2019-29 said {growth['31-9092', '2019-29']:g}" in stability.note
    pay = [one for one in CAREERS.wages if (one.soc, one.year, one.area.kind) == ("31-9092", 2025, "nation")]
    workers = {one.industry: one.employment.exact for one in pay}
    where = ADVICE.aspects["day-where"].says
    counts = {f"{count:,.0f}" for count in workers.values() if count}
    assert {"452,150", "817,870", "139,070", "85,840"} <= counts
    assert all(count in where for count in ("452,150", "817,870", "139,070", "85,840"))


# O*NET


def rows(name: str) -> list[dict[str, str]]:
    with (ONET / "db_30_1_text" / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


@needs_onet
def test_the_names_of_codes_are_o_net_s() -> None:
    names = {
        row["Task ID"]: row["Task"]
        for row in rows("Task Statements.txt")
        if row["O*NET-SOC Code"] == MEDICAL_ASSISTANTS
    }
    names |= {row["IWA ID"]: row["IWA Title"] for row in rows("IWA Reference.txt")}
    names |= {row["Element ID"]: row["Element Name"] for row in rows("Content Model Reference.txt")}
    assert {code: name for code, name in ADVICE.codes.items() if names.get(code) != name} == {}


@needs_onet
def test_how_firmly_an_occupation_has_a_task_is_o_net_s() -> None:
    types = {(row["O*NET-SOC Code"], row["Task ID"]): row["Task Type"].lower() for row in rows("Task Statements.txt")}
    order = ("core", "supplemental", "listed")
    best: dict[tuple[str, str], str] = {}
    for row in rows("Tasks to DWAs.txt"):
        key = row["O*NET-SOC Code"], row["DWA ID"].rpartition(".")[0]
        kind = types.get((row["O*NET-SOC Code"], row["Task ID"]), "")
        kind = kind if kind in order else "listed"
        best[key] = min(best.get(key, kind), kind, key=order.index)
    activities = {name for duty in ADVICE.duties.values() for name in duty.activities}
    for profile in ADVICE.profiles.values():
        expected = {name: kind for (code, name), kind in best.items() if code == profile.id and name in activities}
        assert dict(profile.activities) == expected, profile.id
        assert all(types[profile.id, task] == kind for task, kind in profile.tasks)


@needs_onet
def test_importances_are_o_net_s() -> None:
    from openpyxl import load_workbook  # type: ignore[import-untyped]

    published = {}
    for name in ("Skills", "Knowledge"):
        book = load_workbook(ONET / "db_29_excel" / f"{name}.xlsx", read_only=True)
        heads, *found = book.active.iter_rows(values_only=True)
        book.close()
        for row in (dict(zip(heads, cells, strict=True)) for cells in found):
            if row["Scale ID"] == "IM" and row["Recommend Suppress"] != "Y":
                published[row["O*NET-SOC Code"], row["Element ID"]] = float(row["Data Value"])
    elements = {name for duty in ADVICE.duties.values() for name in duty.elements}
    for profile in ADVICE.profiles.values():
        expected = {name: value for (code, name), value in published.items() if code == profile.id and name in elements}
        assert {name: float(value) for name, value in profile.importance} == expected, profile.id


# What the reader refuses

WRONG = [
    ("{name: A, kind: course}", "found nothing that says what it is for"),
    ("{name: A, kind: course, topics: [pharmacolgy]}", "Did you mean 'pharmacology'?"),
    ("{name: A, kind: course, topics: [pharmacology], rating: 4}", "expected the day on which 'rating' was read"),
    ("{name: A, kind: course, topics: [pharmacology], amount: 4}", "expected 'amount' together with 'unit'"),
    ("{name: A, topics: [pharmacology], accepted_by: [aama], refused_by: [aama]}", "expected each issuer once"),
    ("{name: A, topics: [pharmacology], free: yes, cost: 20}", "expected no cost for what is free"),
    ("{name: A, topics: [pharmacology], link: javascript:alert(1)}", "expected an address that begins with https://"),
    ("{name: A, topics: [pharmacology], ratings: 2.5, as_of: 2026-01-01}", "expected a whole number"),
    ("{name: A, topics: [pharmacology], rating: 6, as_of: 2026-01-01}", "expected a number from 0 to 5"),
    ("{topics: [pharmacology]}", "expected the field 'name'"),
]


@pytest.mark.parametrize(("text", "message"), WRONG)
def test_a_wrong_resource_is_refused_with_what_was_expected(text: str, message: str) -> None:
    problems = Problems()
    shape = resource("x", None, list(ADVICE.topics), list(ADVICE.duties))
    shape.read(parse_tree(text.encode(), "file.yaml"), problems)
    assert message in str(problems)
    assert "file.yaml:1" in str(problems)


def test_a_duty_without_a_code_must_say_so(tmp_path: Path) -> None:
    from lapel.loading.advice import read_advice
    from lapel.loading.catalogue import source
    from lapel.loading.parts import CiteShape
    from lapel.model.shapes import ListOf

    folder = tmp_path / "catalog" / "careers"
    folder.mkdir(parents=True)
    cite = "[{source: steps-career-2023, confidence: S}]"
    (folder / "exam-topics.yaml").write_text(f"care: {{name: care, about: Care., cite: {cite}}}\n")
    (folder / "duties.yaml").write_text(
        f"a: {{name: A, asks: I do., group: clinical, topics: [care], cite: {cite}}}\n"
        f"b: {{name: B, asks: I do., group: clinical, topics: [cure], no_code: None fits., cite: {cite}}}\n"
    )
    reading = Reading(tmp_path / "catalog")
    sources = Reading(CATALOGUE_DIR).mapping("sources", source)
    found: Advice = read_advice(reading, ListOf(CiteShape(sources)))
    said = str(reading.problems)
    assert "catalog/careers/duties.yaml:1" in said
    assert "found neither, expected 'tasks', or why no task fits ('no_code')" in said
    assert "catalog/careers/duties.yaml:2" in said
    assert "'cure'" in said
    assert set(found.topics) == {"care"}
