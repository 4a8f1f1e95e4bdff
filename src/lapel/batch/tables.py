"""People in the tables of a warehouse: one of people, and one for each list of theirs, joined on ``person``.

A table is a file, or a folder of files, named after the list it holds. Tables that are not in the order of their people
are put in order first, on disk. Then every chunk of people is read with its stretch of each table, so that tables may
be far larger than memory.
"""

import shutil
import tempfile
import weakref
from collections.abc import Iterator, Mapping
from hashlib import file_digest, sha256
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from lapel.batch.checking import as_ids
from lapel.batch.findings import REJECTS
from lapel.batch.fitting import carried, check_columns, near_misses
from lapel.batch.parquet import PARQUET, batches, footer, opened, unreadable
from lapel.batch.parts import Chunk, Partition
from lapel.batch.schema import PERSON_ID
from lapel.model.located import Problem, Problems
from lapel.model.record import LISTS
from lapel.model.shapes import did_you_mean

PEOPLE = "people"

WHERE: Mapping[str, str] = {
    **{name: name for name in LISTS},
    "accreditation": "programs.accreditation",
    "procedures": "programs.procedures",
    "approved_by": "programs.approved_by",
    "topics": "programs.topics",
    "waivers": "conduct.waivers",
}
"""The tables beside that of people, and the list that each holds."""

OF_PROGRAMS = tuple(name for name, place in WHERE.items() if place.startswith("programs."))
"""Tables whose rows belong to a program: ``program`` is its ``id``."""

WORDS = ("approved_by", "topics")
"""Tables of one word a row, in the column ``name``."""

NUMBER = "lapel row"
"""Where a row stood before its table was put in order."""

MEMORY = "500MB"
"""What putting a table in order may take; the rest of it goes through the disk."""

READ = {
    **dict.fromkeys(PARQUET, "read_parquet({files})"),
    ".csv": "read_csv({files}, all_varchar = true, header = true, delim = ',')",
    ".tsv": "read_csv({files}, all_varchar = true, header = true, delim = '\t')",
}


def is_warehouse(path: Path) -> bool:
    """Whether a path is a folder with a table of people and others beside it."""
    return path.is_dir() and any(_stem(entry) == PEOPLE for entry in path.iterdir())


def _stem(entry: Path) -> str:
    return entry.name if entry.is_dir() else entry.stem


class Table:
    """One table, in the order of its people: its file as it lies, and as it was found."""

    def __init__(self, name: str, origin: Path, file: Path) -> None:
        self.name = name
        self.origin = origin
        self.file = file
        about = opened(file).metadata
        self.groups = tuple(about.row_group(group).num_rows for group in range(about.num_row_groups))
        self.starts = np.concatenate([[0], np.cumsum(self.groups, dtype=np.int64)])
        self.bounds = [_bounds(about.row_group(group)) for group in range(about.num_row_groups)]

    def empty(self) -> pa.Table:
        """Give the table without its rows."""
        return _numbered(opened(self.file).schema_arrow.empty_table(), 0)

    def stretch(self, after: str | None, upto: str | None) -> pa.Table:
        """Read the rows of the people after one id and up to another; None is the beginning, and the end."""
        held = opened(self.file)
        parts = [self.empty()]
        for group, bounds in enumerate(self.bounds):
            if bounds is not None and ((after and bounds[1] <= after) or (upto and bounds[0] > upto)):
                continue
            try:
                rows = held.read_row_group(group)
            except (OSError, pa.ArrowException) as error:
                raise unreadable(self.origin, error) from None
            rows = _numbered(rows, int(self.starts[group]))
            ids = as_ids(rows.column(PERSON_ID).combine_chunks())
            mine = pc.fill_null(pc.greater(ids, after), False) if after is not None else None
            if upto is not None:
                before = pc.fill_null(pc.less_equal(ids, upto), after is None)
                mine = before if mine is None else pc.and_(mine, before)
            parts.append(rows if mine is None else rows.filter(mine))
        return pa.concat_tables(parts)


def _bounds(group: Any) -> tuple[str, str] | None:
    """Give the least and the greatest id of a row group, where it says them and has no row without one."""
    for at in range(group.num_columns):
        column = group.column(at)
        if column.path_in_schema == PERSON_ID and column.statistics is not None and column.statistics.has_min_max:
            stats = column.statistics
            if isinstance(stats.min, str) and isinstance(stats.max, str) and not stats.null_count:
                return stats.min, stats.max
    return None


def _numbered(rows: pa.Table, before: int) -> pa.Table:
    if NUMBER in rows.column_names:
        return rows
    return rows.append_column(NUMBER, pa.array(np.arange(before + 1, before + rows.num_rows + 1, dtype=np.int64)))


class TableRows:
    """Rows of people with their lists, joined from the tables of a folder."""

    def __init__(self, path: Path, chunk: int, scratch: Path | None) -> None:
        self.path = path
        self.chunk = chunk
        found = _found(path)
        if scratch is None:
            scratch = Path(tempfile.mkdtemp(prefix="lapel-tables-"))
            self._clean = weakref.finalize(self, shutil.rmtree, scratch, True)
        scratch.mkdir(parents=True, exist_ok=True)
        self.found = tuple((name, tuple(files)) for name, files in found.items())
        self.people = _in_order(PEOPLE, found.pop(PEOPLE), scratch, chunk, always=True)
        self.tables = {name: _in_order(name, files, scratch, chunk) for name, files in found.items()}
        self.lasts = self._last_ids()
        empty = self._joined(self.people.empty(), {name: table.empty() for name, table in self.tables.items()})[0]
        check_columns(empty.schema, str(path))
        self.carried = tuple(carried(empty.schema))
        self.notes = tuple(near_misses(empty.schema))

    def __getstate__(self) -> dict[str, Any]:
        return {name: value for name, value in self.__dict__.items() if name != "_clean"}

    @property
    def total(self) -> int:
        """How many people there are."""
        return sum(self.people.groups)

    def _last_ids(self) -> list[str | None]:
        """Give the id of the last person of each row group."""
        held = opened(self.people.file)
        lasts = []
        for group in range(len(self.people.groups)):
            ids = held.read_row_group(group, columns=[PERSON_ID]).column(0)
            lasts.append(ids[-1].as_py())
        return lasts

    def partitions(self) -> tuple[Partition, ...]:
        """Make a part of every row group of people."""
        return tuple(
            Partition(f"{group:05}", str(self.people.origin), int(self.people.starts[group]), rows, (group,))
            for group, rows in enumerate(self.people.groups)
        )

    def ids(self) -> Iterator[pa.Array]:
        """Read the ids of all people, in their order."""
        for batch in batches(opened(self.people.file), str(self.people.origin), [PERSON_ID], None, self.chunk):
            yield as_ids(batch.column(0))

    def read(self, partition: Partition) -> Iterator[Chunk]:
        """Read a row group of people, with their stretch of every table."""
        (group,) = partition.part
        people = opened(self.people.file).read_row_group(group)
        after = self.lasts[group - 1] if group else None
        upto = self.lasts[group] if group < len(self.lasts) - 1 else None
        # People of one id may stand on both sides of a cut; they are refused, and their rows with them.
        stretches = {name: table.stretch(after, upto) for name, table in self.tables.items()}
        rows, numbers, strays = self._joined(people, stretches)
        yield Chunk(rows, numbers, strays=strays)

    def _joined(
        self, people: pa.Table, stretches: Mapping[str, pa.Table]
    ) -> tuple[pa.Table, NDArray[np.int64], pa.Table]:
        ids = as_ids(_whole(people.column(PERSON_ID)))
        columns = {name: _whole(people.column(name)) for name in people.column_names if name != NUMBER}
        strays = [REJECTS.empty_table()]
        lists: dict[str, pa.Array] = {}
        programs = None
        for name in sorted(stretches, key=lambda name: name in OF_PROGRAMS):
            if name in OF_PROGRAMS:
                continue
            owner = pc.index_in(as_ids(_whole(stretches[name].column(PERSON_ID))), value_set=ids)
            rows, owners = self._owned(name, stretches[name], owner, strays, "a person of the table of people")
            if name == "programs":
                programs = rows, owners
            else:
                lists[WHERE[name]] = _listed(owners, len(ids), _values(name, rows))
        if programs is not None:
            rows, owners = programs
            below = {
                name: self._of_programs(name, rows, owners, stretches[name], ids, strays)
                for name in OF_PROGRAMS
                if name in stretches
            }
            lists["programs"] = _listed(owners, len(ids), _values("programs", rows, below))
        tree = {**{name: column for name, column in columns.items() if name not in lists}, **lists}
        made = _nested(tree)
        made[PERSON_ID] = ids
        numbers = people.column(NUMBER).to_numpy().astype(np.int64)
        return pa.table(made), numbers, pa.concat_tables(strays)

    def _owned(
        self, name: str, rows: pa.Table, owner: Any, strays: list[pa.Table], expected: str
    ) -> tuple[pa.Table, NDArray[np.int64]]:
        """Put rows in the order of their owners; those without one are strays."""
        lost = rows.filter(pc.is_null(owner))
        if lost.num_rows:
            strays.append(self._strays(name, lost, expected))
            rows, owner = rows.filter(pc.is_valid(owner)), owner.drop_null()
        owners = owner.to_numpy(zero_copy_only=False).astype(np.int64)
        order = np.argsort(owners, kind="stable")
        return rows.take(pa.array(order)), owners[order]

    def _strays(self, name: str, lost: pa.Table, expected: str) -> pa.Table:
        column = "program" if expected.startswith("the id") else PERSON_ID
        found = [repr(value) if value is not None else "nothing" for value in lost.column(column).to_pylist()]
        return pa.table(
            {
                "file": [str(self.tables[name].origin)] * lost.num_rows,
                "row": lost.column(NUMBER).cast(pa.int64()),
                "person": as_ids(_whole(lost.column(PERSON_ID))),
                "column": [f"{name}.{column}"] * lost.num_rows,
                "found": found,
                "expected": [expected] * lost.num_rows,
            },
            schema=REJECTS,
        )

    def _of_programs(
        self,
        name: str,
        programs: pa.Table,
        owners: NDArray[np.int64],
        rows: pa.Table,
        ids: pa.Array,
        strays: list[pa.Table],
    ) -> pa.Array:
        """Give the list of every program from a table whose rows name their program."""
        origin = str(self.tables[name].origin)
        for table, column, file in ((rows, "program", origin), (programs, "id", str(self.tables["programs"].origin))):
            if column not in table.column_names:
                hint = f"Rows of {name} belong to the program of that id."
                raise Problems([Problem(file, 0, column, "no such column", "the id of a program", hint)])
        left = pl.DataFrame(
            {
                "owner": pl.Series(pc.index_in(as_ids(_whole(rows.column(PERSON_ID))), value_set=ids)).cast(pl.Int64),
                "id": pl.Series(as_ids(_whole(rows.column("program")))),
            }
        )
        right = pl.DataFrame({"owner": owners, "id": pl.Series(as_ids(_whole(programs.column("id"))))})
        right = right.with_row_index("program").unique(["owner", "id"], keep="first", maintain_order=True)
        joined = left.join(right, on=["owner", "id"], how="left", maintain_order="left")
        owner = joined["program"].to_arrow()
        kept, programs_of = self._owned(name, rows, owner, strays, "the id of a program of this person")
        return _listed(programs_of, programs.num_rows, _values(name, kept))

    def fingerprint(self) -> str:
        """Hash names, sizes, and the footers of Parquet files or the content of others."""
        total = sha256()
        for name, files in self.found:
            for file in files:
                total.update(f"{name}\0{file.name}\0{file.stat().st_size}\0".encode())
                total.update(footer(file) if file.suffix.lower() in PARQUET else _content(file))
        return total.hexdigest()


def _content(file: Path) -> bytes:
    with file.open("rb") as raw:
        return file_digest(raw, "sha256").digest()


def _whole(column: Any) -> pa.Array:
    return column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column


def _values(name: str, rows: pa.Table, below: Mapping[str, pa.Array] | None = None) -> pa.Array:
    """Make the entries of a list from rows."""
    left_out = {PERSON_ID, NUMBER, *(["program"] if name in OF_PROGRAMS else [])}
    columns = {field: _whole(rows.column(field)) for field in rows.column_names if field not in left_out}
    columns |= below or {}
    if name in WORDS:
        return columns.get("name", pa.nulls(rows.num_rows, pa.string()))
    made = _nested(columns)
    if not made:
        return pa.array([{}] * rows.num_rows, pa.struct([]))
    return pa.StructArray.from_arrays(list(made.values()), list(made))


def _nested(columns: Mapping[str, pa.Array]) -> dict[str, pa.Array]:
    """Make structs of columns whose names have a dot, such as ``school.earned``."""
    made: dict[str, Any] = {}
    for name, column in columns.items():
        head, _, rest = name.partition(".")
        if not rest:
            made[head] = column
        else:
            made.setdefault(head, {})
            if isinstance(made[head], dict):
                made[head][rest] = column
    return {
        name: pa.StructArray.from_arrays(list(inner.values()), list(inner))
        if isinstance(below, dict) and (inner := _nested(below))
        else below
        for name, below in made.items()
    }


def _listed(owners: NDArray[np.int64], size: int, values: pa.Array) -> pa.Array:
    offsets = np.concatenate([[0], np.cumsum(np.bincount(owners, minlength=size))]).astype(np.int32)
    return pa.ListArray.from_arrays(pa.array(offsets), values)


# Finding the tables, and putting them in order


def _found(path: Path) -> dict[str, list[Path]]:
    """Find the files of every table; refuses one that is named after nothing that people have."""
    known = (PEOPLE, *WHERE)
    found: dict[str, list[Path]] = {}
    problems = Problems()
    for entry in sorted(path.iterdir()):
        files = sorted(entry.rglob("*")) if entry.is_dir() else [entry]
        files = [file for file in files if file.suffix.lower() in READ and not file.name.startswith((".", "_"))]
        name = _stem(entry)
        if not files or name.startswith((".", "_")):
            continue
        if name not in known:
            hint = did_you_mean(name, known) or f"Tables: {', '.join(known)}."
            problems.found.append(Problem(str(entry), 0, "", f"a table {name!r}", "a list that people have", hint))
        elif name in found:
            problems.found.append(Problem(str(entry), 0, "", f"the table {name!r} again", "each table once"))
        elif len({file.suffix.lower() for file in files}) > 1:
            problems.found.append(Problem(str(entry), 0, "", "files of several kinds", "files of one kind in a table"))
        else:
            found[name] = files
    if PEOPLE not in found and not problems.found:
        problems.found.append(Problem(str(path), 0, "", "no files of people", f"files named *{', *'.join(READ)}"))
    if "programs" not in found:
        for name in (name for name in OF_PROGRAMS if name in found):
            problems.found.append(Problem(str(found[name][0]), 0, "", f"{name} without programs", "a table 'programs'"))
    problems.raise_if_any()
    return found


def _in_order(name: str, files: list[Path], scratch: Path, chunk: int, *, always: bool = False) -> Table:
    """Give a table in the order of its people: as it lies, or put in order on disk."""
    if len(files) == 1 and files[0].suffix.lower() in PARQUET and not always and _is_in_order(files[0], chunk):
        return Table(name, files[0], files[0])
    import duckdb

    made = scratch / f"{name}.parquet"
    source = READ[files[0].suffix.lower()].format(files="[" + ", ".join(_literal(str(file)) for file in files) + "]")
    con = duckdb.connect(config={"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"})
    con.execute(f"SET temp_directory = {_literal(str(scratch / 'sorting'))}")
    con.execute(f"SET memory_limit = '{MEMORY}'")
    try:
        columns = [row[0] for row in con.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()]
        if PERSON_ID not in columns:
            hint = f"Columns here: {', '.join(columns)[:300]}."
            raise Problems([Problem(str(files[0]), 0, PERSON_ID, "no such column", "the id of a person", hint)])
        con.execute(
            f"COPY (SELECT * REPLACE (CAST({PERSON_ID} AS VARCHAR) AS {PERSON_ID}),"
            f' row_number() OVER () AS "{NUMBER}" FROM {source} ORDER BY {PERSON_ID} NULLS FIRST, "{NUMBER}")'
            f" TO {_literal(str(made))} (FORMAT parquet, ROW_GROUP_SIZE {chunk})"
        )
    except duckdb.Error as error:
        raise unreadable(files[0], error, "a table as Parquet or CSV") from None
    finally:
        con.close()
    return Table(name, files[0], made)


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _is_in_order(file: Path, chunk: int) -> bool:
    """Whether a file holds its people in order, in row groups small enough to be read again and again."""
    held = opened(file)
    if PERSON_ID not in held.schema_arrow.names or not pa.types.is_string(held.schema_arrow.field(PERSON_ID).type):
        return False
    about = held.metadata
    if any(about.row_group(group).num_rows > 4 * chunk for group in range(about.num_row_groups)):
        return False
    last: Any = None
    for batch in batches(held, str(file), [PERSON_ID], None, chunk):
        ids = batch.column(0)
        if ids.null_count or (last is not None and len(ids) and pc.greater(last, ids[0]).as_py()):
            return False
        if pc.any(pc.greater(ids.slice(0, len(ids) - 1), ids.slice(1))).as_py():
            return False
        last = ids[-1] if len(ids) else last
    return True
