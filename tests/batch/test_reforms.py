"""Two sets of rules over the same people: who gains and who loses is what two runs compared would say."""

import csv
import json
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from lapel.batch.reading import open_people
from lapel.batch.reforms import EFFECTS, Both, differ
from lapel.batch.running import Order, run
from lapel.batch.schema import table_of
from lapel.batch.synth import people
from lapel.batch.telling import Batch, plan
from lapel.eligibility.verdict import ANSWERS
from lapel.loading.compiled import CATALOGUE_DIR, load_catalogue, load_reform
from lapel.loading.overlay import differences
from lapel.loading.records import parse_record
from lapel.model.located import Problems

ON = date(2026, 11, 21)
THREE_YEARS = Path("examples/reforms/rma-three-years.yaml")
EXTERNSHIP = Path("examples/reforms/rma-longer-externship.yaml")
NAMES = ("rma-amt", "cma-aama")


@pytest.fixture(scope="module")
def crowd() -> pa.Table:
    made = people(150, seed=3, on=ON)
    regions = pa.array(["north" if place % 3 else None for place in range(made.num_rows)])
    return made.append_column("region", regions)


@pytest.fixture(scope="module")
def compared(crowd: pa.Table, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The crowd decided under today's rules and a reform that helps some and hurts others."""
    folder = tmp_path_factory.mktemp("reform")
    pq.write_table(crowd, folder / "people.parquet")
    order = Order(
        folder / "people.parquet", ON, NAMES, reasons=True, chunk=64, reform=EXTERNSHIP, by=("region", "graduated")
    )
    run(order, folder / "out", workers=1)
    return folder / "out"


@pytest.fixture(scope="module")
def checked(compared: Path) -> pa.Table:
    """The crowd as it is read and checked."""
    source = open_people(compared.parent / "people.parquet")
    return pa.concat_tables([chunk.people for part in source.partitions() for chunk in source.read(part)])


def alone(crowd: pa.Table, catalogue: Any) -> dict[str, list[dict[str, Any]]]:
    """Decide under one set of rules and nothing else."""
    told = Batch(plan(catalogue, on=ON, only=NAMES, reasons=True), crowd).table()
    return {name: told.column(name).to_pylist() for name in NAMES}


def effect(before: dict[str, Any], after: dict[str, Any]) -> str:
    first, second = (ANSWERS.index(each["answer"]) for each in (before, after))
    if first != second:
        return "gains" if second < first else "loses"
    days = [(each["starts"], each["until"]) for each in (before, after)]
    return "same" if days[0] == days[1] else "other-days"


def answers_of(out: Path) -> dict[str, list[dict[str, Any]]]:
    told = pa.concat_tables([pq.read_table(file) for file in sorted((out / "answers").glob("*.parquet"))])
    return {name: told.column(name).to_pylist() for name in NAMES}


def test_both_at_once_is_the_same_as_two_runs_compared(checked: pa.Table, compared: Path) -> None:
    before, after = alone(checked, load_catalogue()), alone(checked, load_reform(EXTERNSHIP))
    told = answers_of(compared)
    seen: Counter[str] = Counter()
    for name in NAMES:
        for row, first, second in zip(told[name], before[name], after[name], strict=True):
            reform = row.pop("reform")
            assert row == first
            assert reform.pop("effect") == effect(first, second)
            assert reform == {field: second[field] for field in reform}
            seen[effect(first, second)] += name == "rma-amt"
    assert seen["gains"]
    assert seen["loses"]
    assert seen["same"]


def test_counts_by_a_column_are_those_of_the_rows(crowd: pa.Table, compared: Path) -> None:
    told = json.loads((compared / "gains-and-losses.json").read_text(encoding="utf-8"))["credentials"]["rma-amt"]
    rows = answers_of(compared)["rma-amt"]
    regions = [region or "not said" for region in crowd.column("region").to_pylist()]
    for region in ("north", "not said"):
        mine = Counter(row["reform"]["effect"] for row, where in zip(rows, regions, strict=True) if where == region)
        cell = told["by"]["region"][region]
        assert {name: cell[name] for name in EFFECTS} == {name: mine[name] for name in EFFECTS}
        assert cell["people"] == regions.count(region)
        assert cell["loses_share"] == round(mine["loses"] / cell["people"], 4)
    moved = Counter(f"{r['answer']} → {r['reform']['answer']}" for r in rows if r["answer"] != r["reform"]["answer"])
    assert told["moves"] == moved
    for column in ("region", "graduated"):
        assert sum(cell["people"] for cell in told["by"][column].values()) == len(rows)


def test_the_year_of_graduation_is_that_of_the_last_program_completed(crowd: pa.Table, compared: Path) -> None:
    told = json.loads((compared / "gains-and-losses.json").read_text(encoding="utf-8"))["credentials"]["rma-amt"]
    years: Counter[str] = Counter()
    for programs in crowd.column("programs").to_pylist():
        days = [p["completed"] for p in programs or () if p["completed"] and p["completed"]["earliest"]]
        first, last = (max((d[bound].year for d in days), default=None) for bound in ("earliest", "latest"))
        years["not said" if first is None else str(first) if first == last else "year not known"] += 1
    assert {value: cell["people"] for value, cell in told["by"]["graduated"].items()} == years


def test_the_table_says_what_the_json_says(compared: Path) -> None:
    told = json.loads((compared / "gains-and-losses.json").read_text(encoding="utf-8"))
    with (compared / "gains-and-losses.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        effects = told["credentials"][row["credential"]]
        cell = effects if row["column"] == "everyone" else effects["by"][row["column"]][row["value"]]
        assert (int(row["gains"]), int(row["loses"])) == (cell["gains"], cell["loses"])
    assert next(row["column"] for row in rows if row["credential"] == "cma-aama") == "everyone"


def test_a_credential_whose_rules_are_the_same_is_told_to_be_the_same(compared: Path) -> None:
    told = json.loads((compared / "gains-and-losses.json").read_text(encoding="utf-8"))["credentials"]["cma-aama"]
    assert told["rules_differ"] is False
    assert told["same"] == told["people"] == 150


@pytest.mark.parametrize("again", ["overlay", "folder"])
def test_a_reform_that_changes_nothing_helps_and_hurts_nobody(crowd: pa.Table, tmp_path: Path, again: str) -> None:
    reform = tmp_path / "same.yaml"
    reform.write_text(
        "reform: The same again\n"
        "changes:\n"
        "  - {credential: rma-amt, at: rules.five-of-seven-years.experience.amount, was: 5 years, becomes: 5 years}\n",
        encoding="utf-8",
    )
    other = load_reform(reform if again == "overlay" else CATALOGUE_DIR)
    rules = load_catalogue()
    assert not any(differ(rules, other, name) for name in rules.credentials)
    both = Both(rules, other, on=ON, only=NAMES)
    _, table = both.decide(crowd.slice(0, 20))
    for name in both.names:
        effects = table.column(name).combine_chunks().field("reform").field("effect")
        assert set(effects.to_pylist()) == {"same"}
    assert not differences(reform)


def test_shared_conditions_are_one_node() -> None:
    rules, reform = load_catalogue(), load_reform(THREE_YEARS)
    both = Both(rules, reform, on=ON, only=["rma-amt"])
    one, other = (len(plan(each, on=ON, only=["rma-amt"]).circuit.nodes) for each in (rules, reform))
    assert both.changed == {"rma-amt"}
    assert len(both.before.circuit.nodes) < (one + other) * 0.6


FOUR_YEARS = """
lapel: 1
as_of: 2026-11-21
school: {{diploma: yes, kind: high-school, earned: 2015-06-01}}
programs: none
military: none
certificates: none
exams: none
cards: {cards}
conduct: {{felony: no}}
complete: [work]
work:
  - role: medical-assistant
    clinical: yes
    administrative: yes
    hours_per_week: 40
    started: 2021-01-01
    ended: 2025-01-01
"""

CPR = "[{kind: cpr, issued: 2026-01-01, expires: 2028-01-01}]"


@pytest.mark.parametrize(("cards", "before", "after"), [("none", "no", "cannot-tell"), (CPR, "cannot-tell", "yes")])
def test_four_years_of_work_gain_by_three_instead_of_five(cards: str, before: str, after: str) -> None:
    """Four of the last seven years: the older list refuses them and then takes them, the newest asks for a CPR card."""
    record = parse_record(FOUR_YEARS.format(cards=cards).encode(), name="four-years.yaml")
    both = Both(load_catalogue(), load_reform(THREE_YEARS), on=ON, only=["rma-amt"])
    _, table = both.decide(table_of({"p1": record}), routes=True)
    told = table.column("rma-amt").to_pylist()[0]
    assert told["work-experience"]["answer"] == before
    assert told["reform"]["work-experience"]["answer"] == after
    assert told["reform"]["effect"] == "gains"


def test_another_reform_is_another_run(crowd: pa.Table, tmp_path: Path) -> None:
    pq.write_table(crowd.slice(0, 5), tmp_path / "people.parquet")
    order = Order(tmp_path / "people.parquet", ON, ("cma-aama",), reform=THREE_YEARS)
    run(order, tmp_path / "out", workers=1)
    with pytest.raises(Problems, match="a run with other reform"):
        run(Order(tmp_path / "people.parquet", ON, ("cma-aama",), reform=EXTERNSHIP), tmp_path / "out", workers=1)


@pytest.mark.parametrize(
    ("by", "says"),
    [
        ("regoin", "found --by regoin, expected a column of the people. Did you mean 'region'?"),
        ("person", "found --by person, a column of ids, expected a column of words, whole numbers, days or flags"),
    ],
)
def test_a_column_that_makes_no_groups_is_refused(crowd: pa.Table, tmp_path: Path, by: str, says: str) -> None:
    pq.write_table(crowd.slice(0, 5), tmp_path / "people.parquet")
    order = Order(tmp_path / "people.parquet", ON, ("cma-aama",), reform=THREE_YEARS, by=(by,))
    with pytest.raises(Problems) as caught:
        run(order, tmp_path / "out", workers=1)
    assert says in str(caught.value)
    assert not (tmp_path / "out").exists()
