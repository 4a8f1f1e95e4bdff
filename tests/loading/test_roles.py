"""The roles of the catalogue: all there, coded with codes that exist, every figure with its source."""

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest

from lapel.loading.careers import examine_careers, read_careers
from lapel.loading.catalogue import read_catalogue
from lapel.loading.roles import lint_roles
from lapel.model.careers import Careers
from lapel.model.citation import Citation
from lapel.model.preparation import Preparation
from lapel.model.role import PATHS, Role
from lapel.model.value import replace
from lapel.rules.nodes import Dated

SHARED = Path(__file__).parents[3] / "shared" / "data"
TITLES = SHARED / "onet" / "db_30_1_text" / "Alternate Titles.txt"
CODES = SHARED / "soc" / "soc2018_definitions.csv"

M18 = {
    "medical executive assistant": "medical-executive-assistant",
    "medical office manager": "medical-office-manager",
    "medical practice manager": "practice-manager",
    "medical center manager": "medical-center-manager",
    "business office manager": "business-office-manager",
    "patient care manager": "patient-care-manager",
    "medical office administrator": "medical-office-administrator",
    "healthcare administrator": "healthcare-administrator",
    "medical assistant manager": "lead-medical-assistant",
    "registered nurse": "registered-nurse",
    "registered nurse supervisor": "registered-nurse-supervisor",
    "records and health-information technician": "records-technician",
    "phlebotomist": "phlebotomist",
    "billing and coding": "billing-and-coding",
    "pediatrics": "pediatric-medical-assistant",
    "ophthalmology": "ophthalmology-medical-assistant",
    "cardiology": "cardiology-medical-assistant",
    "dermatology": "dermatology-medical-assistant",
    "emergency": "emergency-medical-assistant",
    "teaching": "medical-assisting-instructor",
    "medical secretary": "medical-secretary",
    "practical nurse": "practical-nurse",
    "nurse practitioner": "nurse-practitioner",
    "physician assistant": "physician-assistant",
    "ophthalmic technician": "ophthalmic-technician",
    "cardiovascular technologist": "cardiovascular-technologist",
    "nursing assistant": "nursing-assistant",
    "medical assistant": "medical-assistant",
}
"""The roles of the source documents, and of the steps between them, with their ids."""


@pytest.fixture(scope="module")
def careers() -> Careers:
    return read_careers()


def test_every_role_of_the_source_documents_is_there(careers: Careers) -> None:
    assert set(M18.values()) == set(careers.roles)
    assert {role.path for role in careers.roles.values()} == set(PATHS)


@pytest.mark.skipif(not CODES.is_file(), reason="the list of SOC codes is not in ../shared/data/soc")
def test_every_code_is_one_of_the_classification(careers: Careers) -> None:
    with CODES.open(encoding="utf-8-sig") as file:
        known = {row["SOCCode"] for row in csv.DictReader(file)}
    assert {code.soc for role in careers.roles.values() for code in role.codes} <= known


@pytest.mark.skipif(not TITLES.is_file(), reason="the alternate titles are not in ../shared/data/onet")
def test_every_alternate_title_is_listed_under_its_code(careers: Careers) -> None:
    with TITLES.open(encoding="utf-8") as file:
        listed = {(row[0], row[1]) for row in csv.reader(file, delimiter="\t")}
    for role in careers.roles.values():
        for code in role.codes:
            if code.alternate:
                found = {title for soc, title in listed if soc == code.onet and title.startswith(code.alternate)}
                assert found, f"{role.id}: {code.alternate} is not a title of {code.onet}"


def test_a_title_with_several_codes_says_how_to_tell_them_apart(careers: Careers) -> None:
    several = [role for role in careers.roles.values() if len(role.codes) > 1]
    assert {"medical-office-administrator", "practice-manager", "billing-and-coding"} <= {role.id for role in several}
    for role in several:
        tells = [code.tell for code in role.codes]
        assert len(set(tells)) == len(tells), role.id


def _uncited(role: Role) -> Iterator[str]:
    said = (*role.duties, *role.stays, *role.remarks, *role.readings, role.education, role.experience)
    yield from (line.says for line in said if not line.cite)
    yield from (line.what for line in role.graduates if not line.cite)
    yield from (code.soc for code in role.codes if not code.cite or (code.expect and not code.expect.cite))
    for route in role.routes:
        assert isinstance(route.rule, Dated)
        yield from (route.id for version in route.rule.versions if not version.notes.cite)


def test_everything_that_a_role_says_has_a_source(careers: Careers) -> None:
    assert [(role.id, text) for role in careers.roles.values() for text in _uncited(role)] == []


def _cites(step: Preparation) -> Iterator[tuple[str, tuple[Citation, ...]]]:
    yield step.id, step.cite
    yield from ((f"{step.id}: {cost.what}", cost.cite or step.cite) for cost in step.costs)
    if step.pay:
        yield f"{step.id}: pay", step.pay.cite
    if step.again:
        yield f"{step.id}: again", step.again.cite
        yield from ((f"{step.id}: {cost.what}", cost.cite) for cost in step.again.costs)
    yield from ((f"{step.id}: {check.what}", check.cite) for check in step.checks)


def test_every_figure_of_a_step_has_a_source(careers: Careers) -> None:
    assert [name for step in careers.steps.values() for name, cite in _cites(step) if not cite] == []


def test_prices_and_hours_are_those_of_the_facts(careers: Careers) -> None:
    """Least, median and most by labour.md, section 7."""
    prices = {
        "phlebotomy-course": (300, 1550, 8500),
        "ekg-course": (500, 1360, 7000),
        "coding-certificate": (350, 4100, 20462),
        "nursing-assistant-course": (1325, 3237, 16220),
        "lpn-program": (8892, 16193, 31026),
    }
    for name, figures in prices.items():
        amount = careers.steps[name].costs[0].amount
        assert amount is not None
        assert (amount.low, amount.usual, amount.high) == figures, name
    assert [careers.steps[n].hours for n in ("phlebotomy-course", "ekg-course", "coding-certificate")] == [107, 90, 300]
    nurse = careers.roles["registered-nurse"]
    assert [(g.year_1.value, g.year_4.value) for g in nurse.graduates] == [(68342, 79954), (75093, 86383)]


def test_what_sources_say_differently_stands_side_by_side(careers: Careers) -> None:
    bridge = " ".join(line.says for line in careers.roles["registered-nurse"].readings)
    assert "no short way" in bridge
    assert "“bridge” programs are shorter" in bridge
    care = " ".join(line.says for line in careers.roles["patient-care-manager"].remarks)
    assert "nurse practitioner or physician assistant" in care
    assert "license" in care


def test_the_roles_hold_together(careers: Careers) -> None:
    steps = [*read_catalogue().steps, *careers.steps]
    assert list(lint_roles(careers.roles, steps, {wages.soc for wages in careers.wages})) == []


def test_a_role_that_names_what_is_not_there_is_told_with_the_nearest_name(careers: Careers) -> None:
    nurse = careers.roles["registered-nurse"]
    code = replace(nurse.codes[0], soc="29-1142", routes=("licence",))
    broken = replace(nurse, steps=("bns",), codes=(code,))
    faults = list(lint_roles({nurse.id: broken}, careers.steps, {"29-1141"}))
    assert ("'bns'", "the id of a step") in [(fault.found, fault.expected) for fault in faults]
    assert any(fault.found == "'licence'" and "license" in fault.hint for fault in faults)
    assert any("without an occupation" in fault.found for fault in faults)
    assert any(fault.found == "'29-1142'" for fault in faults)


ROLE = """id: {id}
name: Reader
called: a reader
path: sideways
about: Reads.
duties: [{{says: Reads., cite: [{{source: s, confidence: U}}]}}]
codes:
  - soc: {soc}
    onet: {onet}
    mapping: {mapping}
    tell: You read.
    expect: {{low: p75, high: p25, why: So., cite: [{{source: s, confidence: U}}]}}
    cite: [{{source: s, confidence: U}}]
education: {{says: None., cite: []}}
experience: {{says: None., cite: [{{source: s, confidence: U}}]}}
stays: [{{says: Nothing., cite: [{{source: s, confidence: U}}]}}]
routes: []
cite: [{{source: s, confidence: U}}]
"""
SOURCE = """s: {title: A page, kind: secondary, where: here, retrieved: 2026-11-21, review_by: 2027-02-21}
"""


def test_a_broken_role_is_told_with_its_file_and_line(tmp_path: Path) -> None:
    root = tmp_path / "catalog"
    for folder in ("credentials", "careers/roles", "careers/sources"):
        (root / folder).mkdir(parents=True)
    (root / "careers/sources/s.yaml").write_text(SOURCE)
    text = ROLE.format(id="writer", soc="43-6013", onet="29-1141.00", mapping="alternate title")
    (root / "careers/roles/reader.yaml").write_text(text)
    (root / "careers/roles/other.yaml").write_text(ROLE.format(id="other", soc="436013", onet="1", mapping="nearest"))
    (root / "careers/rules.yaml").write_text("idle: {always: true}\n")
    said = "\n".join(str(problem) for problem in examine_careers(root)[1].found)
    assert "catalog/careers/roles/reader.yaml:8" in said
    assert "an O*NET code of 43-6013" in said
    assert "a code of the Standard Occupational Classification, such as 31-9092" in said
    assert "the lower percentile first" in said
    assert "the name of the file (reader)" in said
    assert "a citation ('cite')" in said
    assert "'idle', which nothing uses" in said
