"""Synthetic people as files: Parquet, NDJSON, or the tables of a warehouse; in one part or several."""

import os
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from lapel.batch.synth.building import Missing, schema
from lapel.batch.synth.making import blocks
from lapel.model.located import Problem, Problems
from lapel.model.record import LISTS

ROW_GROUP = 65_536
TOGETHER = 4
"""Blocks that fill a row group."""

Told = Callable[[int], None]
Tables = dict[str, pa.Table]


def write(
    out: Path,
    n: int,
    *,
    form: str,
    seed: int,
    on: date,
    missing: Missing,
    partitions: int = 1,
    told: Told = lambda made: None,
) -> list[Path]:
    """Write people and list the files; ``told`` hears how many are made so far.

    With several partitions, ``out`` is a folder of their files; as ``tables`` it always is one, of a file or
    a folder of files for each table. Nothing stands at ``out`` before all of it does.
    Raises `Problems` where something stands there already, OSError where it cannot be written.
    """
    if out.exists() or out.is_symlink():
        hint = "Give another name, or move it away."
        raise Problems([Problem(str(out), 0, "", "something of that name", "a new name", hint)])
    if not out.parent.is_dir():
        raise Problems([Problem(str(out.parent), 0, "", "no such folder", "a folder to write to", "Make it first.")])
    scratch = out.with_name(f".{out.name}.{os.getpid()}.part")
    try:
        made = FORMS[form](scratch, _parts(n, partitions, seed, on, missing, told))
        os.replace(scratch, out)
    except BaseException:
        shutil.rmtree(scratch, ignore_errors=True)
        scratch.unlink(missing_ok=True)
        raise
    return [out / name if name else out for name in made]


def _parts(n: int, partitions: int, seed: int, on: date, missing: Missing, told: Told) -> list[Iterator[pa.Table]]:
    """Give the row groups of every partition: the same people in the same order, however many partitions there are."""

    def groups(first: int, end: int) -> Iterator[pa.Table]:
        made = first
        if first == end:
            yield schema().empty_table()
        for some in _several(blocks(end, seed=seed, on=on, missing=missing, first=first)):
            group = pa.concat_tables(some)
            yield group
            made += group.num_rows
            told(made)

    bounds = [n * part // partitions for part in range(partitions + 1)]
    return [groups(first, end) for first, end in pairwise(bounds)]


def _several(made: Iterator[pa.Table]) -> Iterator[list[pa.Table]]:
    held: list[pa.Table] = []
    for block in made:
        held.append(block)
        if len(held) == TOGETHER:
            yield held
            held = []
    if held:
        yield held


def _name(part: int, suffix: str) -> str:
    return f"people-{part:05}{suffix}"


def _parquet(out: Path, parts: Sequence[Iterator[pa.Table]]) -> list[str]:
    names = _places(out, len(parts), ".parquet")
    for name, part in zip(names, parts, strict=True):
        with _opened(out / name if name else out, schema()) as file:
            for group in part:
                file.write_table(group, row_group_size=ROW_GROUP)
    return names


def _places(out: Path, parts: int, suffix: str) -> list[str]:
    if parts == 1:
        return [""]
    out.mkdir()
    return [_name(part, suffix) for part in range(parts)]


def _opened(path: Path, schema: pa.Schema) -> pq.ParquetWriter:
    path.parent.mkdir(exist_ok=True)  # the folder of a table in several files
    return pq.ParquetWriter(path, schema, compression="zstd")


def _ndjson(out: Path, parts: Sequence[Iterator[pa.Table]]) -> list[str]:
    names = _places(out, len(parts), ".ndjson")
    for name, part in zip(names, parts, strict=True):
        with (out / name if name else out).open("wb") as file:
            for group in part:
                frame = pl.from_arrow(group)
                assert isinstance(frame, pl.DataFrame)
                frame.write_ndjson(file)
    return names


def _tables(out: Path, parts: Sequence[Iterator[pa.Table]]) -> list[str]:
    out.mkdir()
    names: list[str] = []
    for number, part in enumerate(parts):
        with ExitStack() as files:
            opened: dict[str, pq.ParquetWriter] = {}
            for group in part:
                for table, rows in tables_of(group).items():
                    name = f"{table}.parquet" if len(parts) == 1 else f"{table}/part-{number:05}.parquet"
                    if name not in opened:
                        opened[name] = files.enter_context(_opened(out / name, rows.schema))
                    opened[name].write_table(rows, row_group_size=ROW_GROUP)
        names += opened
    return names


FORMS: Mapping[str, Callable[[Path, Sequence[Iterator[pa.Table]]], list[str]]] = {
    "parquet": _parquet,
    "ndjson": _ndjson,
    "tables": _tables,
}

OF_A_PROGRAM = ("accreditation", "procedures", "approved_by", "topics")


def tables_of(people: pa.Table) -> Tables:
    """Take people apart into the tables of a warehouse: one of people, and one for each list, joined on ``person``.

    What lies in a program is joined on ``program``, the program's ``id``, as well.
    """
    columns = {name: people.column(name).combine_chunks() for name in people.column_names}
    ids = columns["person"]
    made: Tables = {}
    for name in LISTS:
        rows = _rows(columns.pop(name), {"person": ids})
        if name == "programs":
            keys = {"person": rows["person"], "program": rows["id"]}
            made |= {below: pa.table(_rows(rows.pop(below), keys)) for below in OF_A_PROGRAM}
        made[name] = pa.table(rows)
    school, conduct = _fields(columns.pop("school")), _fields(columns.pop("conduct"))
    made["waivers"] = pa.table(_rows(conduct["waivers"], {"person": ids}))
    plain = {f"school.{name}": school[name] for name in ("diploma", "kind", "earned", "expected", "student")}
    return {"people": pa.table({**columns, **plain, "conduct.felony": conduct["felony"]}), **made}


def _rows(lists: pa.Array, keys: Mapping[str, pa.Array]) -> dict[str, Any]:
    """Give the entries of lists, each with the keys of whose they are; plain words are called ``name``."""
    owner = pa.array(np.repeat(np.arange(len(lists)), lists.value_lengths().to_numpy()))
    values = lists.flatten()
    fields = _fields(values) if pa.types.is_struct(values.type) else {"name": values}
    return {**{key: pc.take(column, owner) for key, column in keys.items()}, **fields}


def _fields(entries: pa.Array) -> dict[str, Any]:
    return {field.name: entries.field(index) for index, field in enumerate(entries.type)}
