"""What is wrong with a row is named with its column, its row goes to the rejects whole, and none is lost."""

import json
from collections.abc import Callable
from datetime import date, datetime
from itertools import permutations
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from lapel.batch.findings import REJECTS
from lapel.batch.places import Place, places, walk
from lapel.batch.published import arrow_schema, schema_document, write_empty
from lapel.batch.reading import open_people, rejects_of
from lapel.batch.rejects import RejectsFile
from lapel.batch.repeated import repeated
from lapel.batch.schema import SCHEMA, table_of
from lapel.loading.records import parse_record
from lapel.model.located import Problems

SAID = {
    "birth": "2000-02-29",
    "state": "NJ",
    "school": {"kind": "ged", "earned": "2018"},
    "programs": [
        {
            "id": "a",
            "field": "nursing",
            "started": "2023-01-09",
            "completed": "2024-05-10",
            "academic_hours": 600.5,
            "accreditation": [{"by": "caahep", "starts": "2012-05-01"}],
            "procedures": {"ekgs": 10, "venipunctures": 30},
            "complete": ["accreditation"],
        }
    ],
    "work": [{"role": "instructor", "started": "2024-06", "hours_per_week": 38}],
    "certificates": [{"id": "ccma-nha", "earned": "2024-05-10", "expires": "2026-05-10"}],
    "complete": ["work"],
}

TYPES = pl.DataFrame(schema=SCHEMA).to_arrow().schema


def rows(count: int) -> list[dict[str, Any]]:
    """Give people of whom all is well, as rows of a table."""
    return table_of((f"p{at}", parse_record(SAID)) for at in range(count)).to_dicts()


def checked(path: Path, **how: Any) -> tuple[list[str], list[dict[str, Any]]]:
    """Read a file: who can be decided, and the rejects."""
    source = open_people(path, **how)
    chunks = [chunk for part in source.partitions() for chunk in source.read(part)]
    assert sum(chunk.seen for chunk in chunks) == source.total
    assert all(len(set(chunk.rejects["row"].to_pylist())) == chunk.rejected for chunk in chunks)
    return [p for c in chunks for p in c.people["person"].to_pylist()], rejects_of(chunks).to_pylist()


def bounds(earliest: Any, latest: Any) -> dict[str, Any]:
    return {"earliest": earliest, "latest": latest}


DAY = date(2024, 5, 10)


def put(path: str, value: Any) -> Callable[[dict[str, Any]], None]:
    """Make a change of one place of a row."""

    def change(row: dict[str, Any]) -> None:
        here: Any = row
        *lead, last = [int(step) if step.isdigit() else step for step in path.split(".")]
        for step in lead:
            here = here[step]
        here[last] = value

    return change


BAD = [
    ("state", "XX", "state", "'XX'", "one of AL"),
    ("programs.0.field", "nursng", "programs[0].field", "'nursng'", "Did you mean 'nursing'?"),
    ("certificates.0.id", " ", "certificates[0].id", "' '", "text"),
    ("certificates.0.id", "x" * 61, "certificates[0].id", "61 characters", "at most 60"),
    ("certificates.0.id", "a\x1b[2J", "certificates[0].id", "U+001B", "without control"),
    ("birth", bounds(date(1899, 12, 31), date(1900, 1, 1)), "birth", "1899-12-31", "1900-01-01 to 2199-12-31"),
    ("birth", bounds(date(2200, 1, 1), date(2200, 1, 1)), "birth", "2200-01-01", "1900-01-01 to 2199-12-31"),
    ("birth", bounds(DAY, date(2024, 5, 9)), "birth", "2024-05-10 after", "on or before the latest"),
    ("birth", bounds(DAY, None), "birth", "the earliest day 2024-05-10 alone", "both"),
    ("as_of", date(3000, 1, 1), "as_of", "3000-01-01", "1900-01-01 to 2199-12-31"),
    ("programs.0.completed", bounds(*[date(2023, 1, 8)] * 2), "programs[0].completed", "2023-01-08", "after 'started'"),
    ("certificates.0.expires", bounds(*[date(2024, 1, 1)] * 2), "certificates[0].expires", "2024-01-01", "'earned'"),
    ("programs.0.left", bounds(DAY, DAY), "programs[0]", "both", "not both"),
    ("programs.0.academic_hours", -1.0, "programs[0].academic_hours", "'-1.0'", "from 0 to 100000"),
    ("programs.0.academic_hours", 1.0005, "programs[0].academic_hours", "'1.0005'", "three decimals"),
    ("programs.0.academic_hours", float("nan"), "programs[0].academic_hours", "'nan'", "a number"),
    ("work.0.hours_per_week", 169.0, "work[0].hours_per_week", "'169.0'", "from 0 to 168"),
    ("programs.0.procedures.1.name", "ekgs", "programs[0].procedures[1]", "'ekgs' again", "each name once"),
    ("programs.0.procedures.1.name", "teeth", "programs[0].procedures[1]", "'teeth'", "one of injections"),
    ("programs.0.procedures.1.amount", None, "programs[0].procedures[1]", "no amount", "a name and an amount"),
    ("programs.0.accreditation.0", None, "programs[0].accreditation[0]", "nothing", "an entry"),
    ("work.0", None, "work[0]", "nothing", "an entry"),
    ("complete.0", None, "complete[0]", "nothing", "a word"),
    ("complete.0", "jobs", "complete[0]", "'jobs'", "one of programs"),
    ("work.0.unsure", ["started"], "work[0].started", "a value", "no value where 'unsure' names 'started'"),
    ("person", None, "person", "nothing", "an id of the person"),
    ("person", "", "person", "''", "an id of the person"),
]


@pytest.mark.parametrize(("path", "value", "column", "found", "expected"), BAD)
def test_one_bad_value_is_one_reject(
    tmp_path: Path, path: str, value: Any, column: str, found: str, expected: str
) -> None:
    people = rows(7)
    put(path, value)(people[5])
    pq.write_table(pa.Table.from_pylist(people, schema=TYPES), tmp_path / "people.parquet")
    decided, rejects = checked(tmp_path / "people.parquet", chunk=3)
    assert decided == ["p0", "p1", "p2", "p3", "p4", "p6"]
    [reject] = rejects
    assert (reject["row"], reject["column"]) == (6, column)
    assert found in reject["found"]
    assert expected in reject["expected"]
    assert reject["person"] == (value if path == "person" else "p5")


def test_dates_follow_one_another_as_the_record_s_reader_asks(tmp_path: Path) -> None:
    tried, late, early = [], "2024-01-02", "2024-01-01"
    for place in (place for place in walk(places(every=True)) if place.kind == "entries"):
        for first, second in permutations([below.name for below in place.below if below.kind == "when"], 2):
            tried.append((place, {first: late, second: early}))
    records = [wrapped(place, entry) for place, entry in tried]
    refused = [not reads(record) for record in records]
    lines = [json.dumps({"person": str(at), **record}) for at, record in enumerate(records)]
    (tmp_path / "people.jsonl").write_text("\n".join(lines))
    decided, _ = checked(tmp_path / "people.jsonl", every=True)
    assert [str(at) not in decided for at in range(len(records))] == refused
    assert any(refused)


def wrapped(place: Place, entry: dict[str, str]) -> dict[str, Any]:
    lead, _, last = place.path.rpartition(".")
    inner = {last: [entry]}
    return inner if not lead else {lead: [inner] if lead == "programs" else inner}


def reads(record: dict[str, Any]) -> bool:
    try:
        parse_record(record)
    except Problems:
        return False
    return True


def test_every_row_of_a_repeated_id_is_refused(tmp_path: Path) -> None:
    people = rows(20)
    people[3]["person"] = people[17]["person"] = "p5"
    pq.write_table(pa.Table.from_pylist(people, schema=TYPES), tmp_path / "people.parquet", row_group_size=4)
    decided, rejects = checked(tmp_path / "people.parquet", chunk=2)
    assert len(decided) == 17
    assert [(r["row"], r["person"], r["column"]) for r in rejects] == [(at, "p5", "person") for at in (4, 6, 18)]


@pytest.mark.parametrize("held", [3, 1000])
def test_repeated_ids_are_found_however_few_are_held(held: int) -> None:
    draw = np.random.default_rng(7).integers(0, 400, 300)
    ids = pa.array([None if n == 0 else f"x{n}" for n in draw])
    found = repeated(lambda: iter([ids.slice(0, 100), ids.slice(100)]), len(ids), "here", held=held)
    seen, counts = np.unique(draw[draw > 0], return_counts=True)
    assert sorted(found.to_pylist()) == sorted(f"x{n}" for n in seen[counts > 1])


def test_a_column_of_the_wrong_type_is_refused_as_a_whole(tmp_path: Path) -> None:
    table = pa.table({"person": ["a"], "birth": [20000229], "work": ["none"], "complete": [[1]], "state": ["NJ"]})
    pq.write_table(table, tmp_path / "people.parquet")
    with pytest.raises(Problems) as caught:
        open_people(tmp_path / "people.parquet")
    assert [problem.path for problem in caught.value.found] == ["birth", "work", "complete"]
    assert "people.parquet: birth: found a column of int64, expected a column of days" in str(caught.value)


def test_a_field_that_no_record_has_is_named(tmp_path: Path) -> None:
    table = pa.table({"person": ["a"], "programs": [[{"completd": date(2024, 1, 1)}]], "certifcates": ["x"]})
    pq.write_table(table, tmp_path / "people.parquet")
    with pytest.raises(Problems, match=r"programs\.completd.*Did you mean 'completed'\?"):
        open_people(tmp_path / "people.parquet")
    pq.write_table(table.drop(["programs"]), tmp_path / "people.parquet")
    source = open_people(tmp_path / "people.parquet")
    assert [field.name for field in source.carried] == ["certifcates"]
    [note] = source.notes
    assert "Did you mean 'certificates'?" in str(note)


def test_days_may_be_dates_texts_or_midnights(tmp_path: Path) -> None:
    births: list[pa.Array] = [
        pa.array([DAY, None, DAY]),
        pa.array(["2024-05-10", None, "2024-05-10"]),
        pa.array([datetime(2024, 5, 10), None, datetime(2024, 5, 10)]),
        pa.array([bounds(DAY, DAY), None, bounds(DAY, DAY)]),
    ]
    for at, births_of in enumerate(births):
        pq.write_table(pa.table({"person": ["a", "b", "c"], "birth": births_of}), tmp_path / f"{at}.parquet")
        source = open_people(tmp_path / f"{at}.parquet")
        [chunk] = source.read(source.partitions()[0])
        known = bounds(DAY, DAY)
        assert chunk.people["birth"].to_pylist() == [known, bounds(None, None), known]
    pq.write_table(pa.table({"person": ["a"], "birth": [datetime(2024, 5, 10, 9)]}), tmp_path / "noon.parquet")
    _, [reject] = checked(tmp_path / "noon.parquet")
    assert "without a time of day" in reject["expected"]


def write(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def test_files_that_cannot_be_read_are_named_with_what_to_do(tmp_path: Path) -> None:
    whole = tmp_path / "whole.parquet"
    pq.write_table(pa.Table.from_pylist(rows(20), schema=TYPES), whole)
    (tmp_path / "nothing").mkdir()
    for path, said in [
        (write(tmp_path / "cut.parquet", whole.read_bytes()[:-300]), "copy or write it again"),
        (write(tmp_path / "empty.parquet", b""), "expected a whole Parquet file"),
        (write(tmp_path / "text.parquet", b"person,birth\n1,2000\n" * 10), "expected a whole Parquet file"),
        (tmp_path / "missing.parquet", "no readable file"),
        (tmp_path / "nothing", "no files of people"),
        (tmp_path / "*.orc", "no files of people"),
        (write(tmp_path / "packed.csv.gz", b""), "Unpack"),
        (write(tmp_path / "empty.csv", b""), "an empty file, expected headings"),
        (write(tmp_path / "empty.ndjson", b""), "an empty file, expected a JSON object"),
        (write(tmp_path / "wide.csv", "person\n1\n".encode("utf-16")), "UTF-16 text, expected UTF-8 text"),
        (write(tmp_path / "nobody.csv", b"name,state\nx,NJ\n"), "no column 'person'"),
        (write(tmp_path / "nobody.ndjson", b'{"name": "x", "state": "NJ"}\n'), "say with --mapping"),
        (write(tmp_path / "semicolons.csv", b"person;state\nx;NJ\n"), "one column, with ';' in its name"),
        (
            write(tmp_path / "list.json", b'[{"person": "x"},\n{"person": "y"}]\n'),
            "a list, expected a JSON object on each line",
        ),
        (write(tmp_path / "misnamed.ndjson", whole.read_bytes()), "Name it *.parquet"),
        (write(tmp_path / "prose.jsonl", b"\nDear all,\n"), "a line that is not JSON"),
    ]:
        with pytest.raises(Problems) as caught:
            open_people(path)
        assert said in str(caught.value), path
        assert path.name in str(caught.value)


def test_damage_inside_a_parquet_file_is_named_when_it_is_met(tmp_path: Path) -> None:
    people = rows(20)
    pq.write_table(pa.Table.from_pylist(people, schema=TYPES), tmp_path / "people.parquet", compression="gzip")
    held = bytearray((tmp_path / "people.parquet").read_bytes())
    where = pq.ParquetFile(tmp_path / "people.parquet").metadata.row_group(0).column(3)
    start = where.dictionary_page_offset or where.data_page_offset
    held[start : start + where.total_compressed_size] = b"\xff" * where.total_compressed_size
    (tmp_path / "people.parquet").write_bytes(held)
    source = open_people(tmp_path / "people.parquet")
    with pytest.raises(Problems, match=r"people\.parquet: found a file that cannot be read"):
        list(source.read(source.partitions()[0]))


def test_lines_that_are_no_json_are_rejects_of_their_own(tmp_path: Path) -> None:
    lines = [b'{"person": "a"}', b"{nonsense", b"[1]", b'{"person": "b", "work": [{"ended": 5}]}', b'{"person": "c"}']
    decided, rejects = checked(write(tmp_path / "people.ndjson", b"\n".join(lines)))
    assert decided == ["a", "c"]
    assert [(r["row"], r["column"]) for r in rejects] == [(2, ""), (3, ""), (4, "work[0].ended")]


def test_half_a_character_in_a_line_of_json_costs_one_row(tmp_path: Path) -> None:
    lines = [
        b'{"person": "a", "county": "x"}',
        b'{"person": "b", "county": "\\ud800"}',
        b'{"person": "c", "\\ud800": 1}',
    ]
    decided, rejects = checked(write(tmp_path / "people.ndjson", b"\n".join(lines)))
    assert decided == ["a"]
    assert [(r["row"], r["column"]) for r in rejects] == [(2, "county"), (3, "")]
    assert all("half a character" in r["found"] for r in rejects)


def test_bytes_that_are_no_text_cost_one_row_of_a_csv(tmp_path: Path) -> None:
    decided, [reject] = checked(write(tmp_path / "people.csv", b"person,state,note\na,NJ,x\nb,NJ,caf\xe9\nc,WA,y\n"))
    assert decided == ["a", "c"]
    assert (reject["row"], reject["expected"]) == (2, "UTF-8 text")


def test_rejects_are_written_for_programs_and_for_people(tmp_path: Path) -> None:
    path = write(tmp_path / "people.csv", b"person,state\n=1+1,XX\nb,NJ\n")
    _, rejects = checked(path)
    with RejectsFile(tmp_path / "rejects") as file:
        file.add(pa.Table.from_pylist(rejects, schema=REJECTS))
        file.add(REJECTS.empty_table())
    assert pq.read_table(tmp_path / "rejects.parquet").to_pylist() == rejects
    [told] = pl.read_csv(tmp_path / "rejects.csv").to_dicts()
    assert (told["row"], told["person"], told["column"], told["found"]) == (1, "'=1+1", "state", "'XX'")


def test_the_published_file_can_be_filled_and_read(tmp_path: Path) -> None:
    write_empty(tmp_path / "people.parquet")
    assert checked(tmp_path / "people.parquet") == ([], [])
    assert set(arrow_schema().names) == {column["name"] for column in schema_document()["columns"]}
