"""People come out of files as they went in, whatever the kind of file and however it is cut."""

import json
import pickle
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, Phase, given, settings

from lapel.batch import parquet, text
from lapel.batch.places import UNREAD, places, walk
from lapel.batch.reading import Source, open_people, rejects_of
from lapel.batch.schema import records_of, table_of
from lapel.loading.records import parse_record
from lapel.model.located import Problems
from lapel.model.record import LISTS, Record
from lapel.model.value import replace
from lapel.rules.facts import DATES, FACTS, PERSON
from strategies import records


@pytest.fixture(scope="module")
def crowd() -> list[Record]:
    """People of every kind that the generators make."""
    made: list[Record] = []

    @settings(
        max_examples=40,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(records())
    def gather(record: Record) -> None:
        # What a waiver is complete for is no list of a program; the record's reader refuses it.
        programs = (replace(p, complete=p.complete - {"waived_by"}) for p in record.programs)
        made.append(replace(record, programs=tuple(programs)))

    gather()
    return made


@pytest.fixture(scope="module")
def frame(crowd: list[Record]) -> pl.DataFrame:
    """The crowd as a table, with a column of its own beside."""
    return table_of((name(at), record) for at, record in enumerate(crowd)).with_columns(county=pl.lit("Ocean"))


def name(at: int) -> str:
    return f"p{at:04}"


def read(source: Source) -> pl.DataFrame:
    """Read all of a source as other processes would, and look that nobody is lost."""
    sent: Source = pickle.loads(pickle.dumps(source))
    chunks = [chunk for part in sent.partitions() for chunk in sent.read(pickle.loads(pickle.dumps(part)))]
    assert all(chunk.seen == chunk.people.num_rows + chunk.rejected for chunk in chunks)
    assert sum(chunk.seen for chunk in chunks) == source.total
    assert rejects_of(chunks).to_pylist() == []
    found = pl.from_arrow(pa.concat_tables([chunk.people for chunk in chunks]))
    assert isinstance(found, pl.DataFrame)
    return found


def by_polars(frame: pl.DataFrame, path: Path) -> None:
    frame.write_parquet(path.with_suffix(".parquet"), row_group_size=7)


def by_pyarrow(frame: pl.DataFrame, path: Path) -> None:
    pq.write_table(frame.to_arrow(), path.with_suffix(".parquet"), row_group_size=20)


def with_too_many_words(frame: pl.DataFrame, path: Path) -> None:
    pq.write_table(frame.to_arrow(), path.with_suffix(".parquet"), dictionary_pagesize_limit=8, data_page_size=64)


def by_json(frame: pl.DataFrame, path: Path) -> None:
    frame.write_ndjson(path.with_suffix(".ndjson"))


@pytest.mark.parametrize("write", [by_polars, by_pyarrow, with_too_many_words, by_json])
@pytest.mark.parametrize("chunk", [9, 1000])
def test_records_come_back_as_they_were(
    crowd: list[Record], frame: pl.DataFrame, tmp_path: Path, write: Callable[[pl.DataFrame, Path], None], chunk: int
) -> None:
    write(frame, tmp_path / "people")
    [file] = tmp_path.iterdir()
    source = open_people(file, every=True, chunk=chunk)
    found = read(source)
    assert all(piece.seen <= chunk for part in source.partitions() for piece in source.read(part))
    assert found["person"].to_list() == [name(at) for at in range(len(crowd))]
    assert found["county"].to_list() == ["Ocean"] * len(crowd)
    assert records_of(found) == crowd


def test_a_record_written_as_json_is_read_as_its_own_reader_reads_it(tmp_path: Path) -> None:
    row = {
        "person": "a",
        "birth": "2000-02",
        "work": "none",
        "complete": ["exams"],
        "programs": [
            {"completed": 2024, "left": "not sure", "procedures": {"ekgs": 3}, "topics": "none", "clinical": "yes"}
        ],
    }
    (tmp_path / "people.jsonl").write_text(json.dumps(row) + "\n\n")
    source = open_people(tmp_path / "people.jsonl", every=True)
    [chunk] = [chunk for part in source.partitions() for chunk in source.read(part)]
    found = pl.from_arrow(chunk.people)
    assert isinstance(found, pl.DataFrame)
    told = parse_record({key: value for key, value in row.items() if key != "person"})
    assert records_of(found) == [replace(told, not_sure=frozenset())]


def tables_of(frame: pl.DataFrame, folder: Path) -> None:
    """Write a table of people as a warehouse has it: some tables as CSV, some out of order."""
    folder.mkdir()
    mixed = frame.sample(fraction=1.0, shuffle=True, seed=3)

    def entries(list_name: str, of: pl.DataFrame) -> pl.DataFrame:
        return of.select("person", list_name).explode(list_name).drop_nulls(list_name).unnest(list_name)

    for list_name in LISTS[1:]:
        entries(list_name, mixed if list_name == "work" else frame).write_parquet(folder / f"{list_name}.parquet")
    programs = entries("programs", mixed).with_columns(id=pl.int_range(pl.len()).over("person").cast(pl.String))

    def of_program(column: str) -> pl.DataFrame:
        return programs.select("person", column, program="id").explode(column).drop_nulls(column)

    of_program("accreditation").unnest("accreditation").write_parquet(folder / "accreditation.parquet")
    of_program("procedures").unnest("procedures").write_csv(folder / "procedures.csv")
    of_program("topics").rename({"topics": "name"}).write_csv(folder / "topics.csv")
    programs.drop("accreditation", "procedures", "topics").write_parquet(folder / "programs.parquet")
    conduct = mixed.select("person", waivers=pl.col("conduct").struct.field("waivers"))
    entries("waivers", conduct).write_csv(folder / "waivers.csv")
    felony = pl.col("conduct").struct.field("felony").alias("conduct.felony")
    mixed.select("person", "as_of", "birth", "state", "school", "complete", "county", felony).write_parquet(
        folder / "people.parquet"
    )


@pytest.mark.parametrize("chunk", [7, 1000])
def test_tables_of_a_warehouse_are_joined_into_the_same_people(
    crowd: list[Record], frame: pl.DataFrame, tmp_path: Path, chunk: int
) -> None:
    tables_of(frame, tmp_path / "state")
    source = open_people(tmp_path / "state", every=True, chunk=chunk)
    found = read(source)
    back = [replace(r, programs=tuple(replace(p, id=None) for p in r.programs)) for r in records_of(found)]
    assert found["person"].to_list() == [name(at) for at in range(len(crowd))]
    assert back == crowd


def test_rows_of_nobody_are_named_and_not_lost(tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_text("person,state\nb,NJ\na,WA\n")
    (tmp_path / "work.csv").write_text("person,role\na,instructor\nz,instructor\n,instructor\n")
    source = open_people(tmp_path)
    chunks = [chunk for part in source.partitions() for chunk in source.read(part)]
    strays = rejects_of(chunks).select(["row", "person", "column", "found"]).to_pylist()
    assert sorted(tuple(stray.values()) for stray in strays if stray["person"]) == [(2, "z", "work.person", "'z'")]
    assert [tuple(stray.values()) for stray in strays if not stray["person"]] == [(3, None, "work.person", "nothing")]
    assert [chunk.people["person"].to_pylist() for chunk in chunks] == [["a", "b"]]


MAPPING = """
person: student
dates: ["%m/%d/%Y"]
empty: [n/a]
fields:
  birth: dob
  programs[0].field: {always: medical-assisting}
  programs[0].completed: grad_date
  programs[0].award: {column: degree, words: {CERT: certificate, AAS: associate}}
  programs[0].procedures.ekgs: ekgs
  exams[0].exam: {always: cma-aama}
  exams[0].result: {column: passed, words: {Y: pass, N: fail}}
  complete: {always: [programs, exams]}
"""


def test_a_mapping_tells_what_the_columns_of_a_csv_mean(tmp_path: Path) -> None:
    (tmp_path / "map.yaml").write_text(MAPPING)
    (tmp_path / "list.csv").write_text(
        "student,dob,grad_date,degree,ekgs,passed,campus\r\n"
        '1,02/29/2000,06/12/2026,CERT,10,Y,"Main, ""Old"" hall\nnorth"\r\n'
        "2,1999-05,n/a,,,,South\r\n"
        "3,02/30/2000,06/12/2026,CERT,10,Y,South\r\n"
        "4,02/01/2000,06/12/2026,CERT\r\n"
        "5,02/01/2000,06/12/2026,PHD,10,N,South\r\n"
    )
    source = open_people(tmp_path / "list.csv", mapping=tmp_path / "map.yaml")
    [chunk] = [chunk for part in source.partitions() for chunk in source.read(part)]
    frame = pl.from_arrow(chunk.people)
    assert isinstance(frame, pl.DataFrame)
    first, second = records_of(frame)
    assert (str(first.birth), str(second.birth)) == ("2000-02-29", "1999-05")
    [program] = first.programs
    assert (program.field, str(program.completed), program.award) == ("medical-assisting", "2026-06-12", "certificate")
    assert [(name, int(amount)) for name, amount in program.procedures] == [("ekgs", 10)]
    assert [(e.exam, e.result) for e in first.exams] == [("cma-aama", "pass")]
    assert (second.programs, second.exams, second.complete) == ((), (), frozenset({"programs", "exams"}))
    assert frame["campus"].to_list() == ['Main, "Old" hall\nnorth', "South"]
    assert [(r["row"], r["person"], r["column"], r["found"]) for r in chunk.rejects.to_pylist()] == [
        (3, "3", "birth", "'02/30/2000'"),
        (4, None, "", "4 columns"),
        (5, "5", "programs[0].award", "'PHD'"),
    ]
    assert (chunk.seen, chunk.rejected) == (5, 3)


BLANK = [
    ("csv", "person,state\n\na,NJ\n\n   \nb,XX\n\n", 4, 5),
    ("csv", "person,state\r\na,NJ\r\n\r\n\r\nb,XX\r\n \r\n\t", 4, 4),
    ("csv", "person\n\na\nb,XX\n", 1, 3),
    ("tsv", "person\tstate\na\tNJ\n\t\nb\tXX\n", 1, 3),
    ("csv", 'person,state\n"a",NJ\n\n"b","X\n\nX"\n\n', 2, 3),
    ("ndjson", '\n{"person": "a"}\n\n \r\n{"person": "b", "state": "XX"}\n\n', 4, 5),
]


@pytest.mark.parametrize(("kind", "content", "blank", "row"), BLANK)
@pytest.mark.parametrize("size", [7, 1000])
def test_blank_lines_are_passed_over_counted_and_keep_their_numbers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str, content: str, blank: int, row: int, size: int
) -> None:
    monkeypatch.setattr(text.Cut.__init__, "__kwdefaults__", {"skip": 0, "quoted": False, "size": size})
    (tmp_path / f"people.{kind}").write_bytes(content.encode())
    source = open_people(tmp_path / f"people.{kind}")
    chunks = [chunk for part in source.partitions() for chunk in source.read(part)]
    [note] = source.notes
    lines = "a blank line" if blank == 1 else f"{blank} blank lines"
    assert str(note).startswith(f"people.{kind}: found {lines}, expected a person on each line.")
    assert [person for chunk in chunks for person in chunk.people["person"].to_pylist()] == ["a"]
    assert [reject["row"] for reject in rejects_of(chunks).to_pylist()] == [row]
    assert sum(chunk.seen for chunk in chunks) == source.total == 2


def test_a_mapping_that_names_what_is_not_there_says_so_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "map.yaml").write_text("person: id\nfields:\n  birht: dob\n  programs.completed: grad\n")
    (tmp_path / "list.csv").write_text("id,dob\n1,2000\n")
    with pytest.raises(Problems) as caught:
        open_people(tmp_path / "list.csv", mapping=tmp_path / "map.yaml")
    text = str(caught.value)
    assert "map.yaml:3" in text
    assert "Did you mean 'birth'?" in text
    assert "'programs[0]' in the path" in text


def test_a_date_in_none_of_the_formats_of_a_mapping_is_told_with_them(tmp_path: Path) -> None:
    (tmp_path / "map.yaml").write_text(
        'person: id\ndates: ["%m/%d/%Y"]\nfields:\n  birth: dob\n  exams[0].taken: a\n  exams[1].taken: b\n'
    )
    rows = [{"id": 1, "dob": "2000-05", "b": "05/10/2024"}, {"id": 2, "dob": "31/12/2000"}, {"id": 3, "b": "10.5.2024"}]
    (tmp_path / "list.csv").write_text("id,dob,a,b\n1,2000-05,,05/10/2024\n2,31/12/2000,,\n3,,,10.5.2024\n")
    (tmp_path / "list.ndjson").write_text("".join(f"{json.dumps({'a': None, **row})}\n" for row in rows))
    for file in ("list.csv", "list.ndjson"):
        source = open_people(tmp_path / file, mapping=tmp_path / "map.yaml")
        [chunk] = [chunk for part in source.partitions() for chunk in source.read(part)]
        assert chunk.people["person"].to_pylist() == ["1"]
        told = [(r["row"], r["column"], r["found"]) for r in chunk.rejects.to_pylist()]
        assert told == [(2, "birth", "'31/12/2000'"), (3, "exams[1].taken", "'10.5.2024'")]
        assert all(r["expected"].startswith("a date like %m/%d/%Y, or ") for r in chunk.rejects.to_pylist())


def test_a_mapping_of_flat_json_is_held_against_the_first_rows(tmp_path: Path) -> None:
    (tmp_path / "map.yaml").write_text("person: id\nfields:\n  birth: brith\n")
    (tmp_path / "list.ndjson").write_text('{"id": 1, "born": "2000"}\n')
    [note] = open_people(tmp_path / "list.ndjson", mapping=tmp_path / "map.yaml").notes
    assert "map.yaml: brith: found no such column in the first rows" in str(note)
    (tmp_path / "list.ndjson").write_text('{"id": 1, "birth": "2000"}\n')
    with pytest.raises(Problems, match="birth: found a column that is not mapped"):
        open_people(tmp_path / "list.ndjson", mapping=tmp_path / "map.yaml")
    (tmp_path / "list.ndjson").write_text('{"ident": 1}\n')
    with pytest.raises(Problems, match=r"map\.yaml: id: found no such column in the first rows"):
        open_people(tmp_path / "list.ndjson", mapping=tmp_path / "map.yaml")


def test_blocks_of_text_are_read_like_the_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = "".join(f'{at},NJ,"a ""b""\n{at}"\n' for at in range(200))
    (tmp_path / "list.csv").write_text("person,state,note\n" + rows)
    whole = read(open_people(tmp_path / "list.csv"))
    monkeypatch.setattr(text.Cut.__init__, "__kwdefaults__", {"skip": 0, "quoted": False, "size": 100})
    cut = open_people(tmp_path / "list.csv", chunk=3)
    assert len(cut.partitions()) > 5
    assert read(cut).equals(whole)


def test_what_rules_read_is_read() -> None:
    read = {place.path for place in walk(places())}
    assert {place.path for place in walk(places(every=True))} - read >= UNREAD
    for context, facts in FACTS.items():
        lead = "" if context == PERSON else f"{context}."
        for kind in facts.values():
            for path in (kind.path, *kind.parts):
                assert lead + path.partition("procedures.")[0] + "procedures" * ("procedures." in path) in read
    for context, dates in DATES.items():
        for date in dates:
            alias = {"diploma": "school.earned", "enrolled_until": "programs.left"}.get(date)
            assert alias or (f"{context}.{date}" if context != PERSON else date) in read


def test_where_codes_cannot_be_had_the_rest_of_a_group_is_read_as_text(
    crowd: list[Record], frame: pl.DataFrame, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pq.write_table(frame.to_arrow(), tmp_path / "people.parquet")
    source, whole, calls = open_people(tmp_path / "people.parquet", every=True, chunk=7), parquet.batches, []

    def failing(*asked: Any) -> Iterator[pa.RecordBatch]:
        calls.append(asked)
        for at, batch in enumerate(whole(*asked)):
            if len(calls) == 1 and at == 2:
                raise pa.ArrowNotImplementedError("Nested data conversions not implemented for chunked array outputs")
            yield batch

    monkeypatch.setattr(parquet, "batches", failing)
    chunks = [chunk for part in source.partitions() for chunk in source.read(part)]
    found = pl.from_arrow(pa.concat_tables([chunk.people for chunk in chunks]))
    assert isinstance(found, pl.DataFrame)
    assert len(calls) == 2
    assert records_of(found) == crowd
