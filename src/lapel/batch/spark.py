"""The same kernel on a Spark cluster, or on Spark on this machine: checked and decided inside `mapInArrow`.

People come in as Spark reads their Parquet, batch by batch as Arrow; nothing goes through pandas, which would turn null
into NaN. The rules travel to the workers as they were read here, so that all decide by the same ones. What each task
counted comes back under the number of its partition: a task that ran twice is counted once.
"""

import json
import os
import pickle
import re
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from shutil import rmtree, which
from traceback import extract_tb
from typing import Any
from urllib.parse import unquote, urlparse

import numpy as np
import pyarrow as pa

from lapel.batch.counting import Counts
from lapel.batch.findings import REJECTS
from lapel.batch.parquet import ParquetRows
from lapel.batch.parts import Chunk, Partition
from lapel.batch.places import Place, places
from lapel.batch.plain import plain_schema
from lapel.batch.reading import Checked, Source
from lapel.batch.running import (
    ANSWERS,
    COMPRESSION,
    DONE,
    REJECTED,
    Decider,
    Order,
    Progress,
    Rules,
    Telling,
    carried_along,
    check_columns,
    check_place,
    finish,
    gather_rejects,
    prepare,
    write_json,
)
from lapel.batch.schema import PERSON_ID
from lapel.model.located import Problem, Problems

FILE, ROW = "__file", "__row"
"""Where a row lies, beside the columns of the people."""

EVERY = 1.0
"""Seconds between two looks at how far the tasks are."""


def run(order: Order, out: Path, *, master: str | None = None, told: Telling | None = None) -> dict[str, Any]:
    """Decide everyone on Spark and return the manifest.

    ``master`` is that of Spark; without one it is the session's own, or this machine. People and ``out`` lie where the
    driver and every worker see them under the same name. A run that has ended is not run again; one that was stopped
    begins anew. Raises `Problems` as `lapel.batch.running.run` does, and where Spark or Java is absent.
    """
    began = time.monotonic()
    _check_installed(master)
    check_place(order, out)
    source = order.source()
    if not isinstance(source._rows, ParquetRows):
        hint = "Write the people as Parquet first, or leave --engine out."
        raise Problems([Problem(str(order.people), 0, "", "people in other files", "Parquet, for Spark", hint)])
    check_columns(order, source)
    key = {**order.key(source.fingerprint()), "engine": "spark"}
    task = Task(order, order.rules(), source)
    prepare(out, key)
    ended = out / "manifest.json"
    if ended.exists():
        (out / DONE).rmdir()
        kept: dict[str, Any] = json.loads(ended.read_text(encoding="utf-8"))
        return kept
    with _session(master, order.chunk) as spark:
        counts = _decided(spark, task, source, out, told or (lambda progress: None))
    rmtree(out / DONE)
    gather_rejects(out, sorted((out / REJECTED).glob("*.parquet")))
    manifest = finish(order, task.rules, key, counts, out, source.notes)
    write_json(out / "timings.json", {"seconds": round(time.monotonic() - began, 3), "parts_kept": 0})
    return manifest


def _check_installed(master: str | None) -> None:
    # Spark asks for pandas before it maps Arrow, though no batch passes through it.
    for name in ("pyspark", "pandas"):
        try:
            import_module(name)
        except ImportError:
            hint = "Install it with: pip install 'lapel[spark]'"
            raise Problems([Problem("", 0, "--engine spark", f"no {name}", name, hint)]) from None
    from pyspark.sql.utils import is_remote

    if is_remote() or (master or "").startswith("sc://"):
        expected = "a session of Spark itself, or a master such as local[2] or spark://HOST:7077"
        raise Problems([Problem("", 0, "--engine spark", "Spark Connect", expected)])
    if not os.environ.get("JAVA_HOME") and which("java") is None:
        raise Problems([Problem("", 0, "--engine spark", "no Java", "Java 17 or newer, which Spark runs on")])


# What runs on the driver


@contextmanager
def _session(master: str | None, chunk: int) -> Iterator[Any]:
    """Give the session that is there, or one of our own, which ends with the run; settings are put back."""
    from pyspark.sql import SparkSession

    held = SparkSession.getActiveSession()
    if held is None and (master or "local").startswith("local"):
        # Workers of this machine need the very packages that this process has.
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    if held is None:
        builder = SparkSession.builder.appName("lapel batch").config("spark.ui.enabled", "false")
        builder = builder.config("spark.log.level", "OFF").config("spark.ui.showConsoleProgress", "false")
        # What comes last cannot be lost: rows are written where all see them.
        builder = builder.config("spark.sql.session.timeZone", "UTC")
        if master or not os.environ.get("SPARK_ENV_LOADED"):
            builder = builder.master(master or "local[*]")
        spark = _begun(builder.getOrCreate, master)
    else:
        spark = held
    name = "spark.sql.execution.arrow.maxRecordsPerBatch"
    before = spark.conf.get(name)
    spark.conf.set(name, str(chunk))
    try:
        yield spark
    finally:
        if held is None:
            spark.stop()
        else:
            spark.conf.set(name, before)


def _begun(begin: Callable[[], Any], master: str | None) -> Any:
    try:
        return begin()
    except Exception as error:
        hint = "Is the master running, and reached from here? Is Java 17 or newer?"
        found = f"a Spark that does not start ({type(error).__name__})"
        raise Problems([Problem("", 0, f"--master {master or 'local[*]'}", found, "a session", hint)]) from None


def _decided(spark: Any, task: "Task", source: Source, out: Path, told: Telling) -> list[Counts]:
    """Write the answers, then the rejects where there are any; gives what each partition came to."""
    from pyspark.sql.pandas.types import from_arrow_schema

    context = spark.sparkContext
    counted = context.accumulator({}, _by_partition())
    shipped = context.broadcast((version("lapel"), pickle.dumps(task, pickle.HIGHEST_PROTOCOL)))
    try:
        people = _people(spark, source)
    except Exception as error:
        hint = "Every worker has to see the files under the same name, and Spark to know the types of their columns."
        failed = f"files that Spark does not read ({type(error).__name__})"
        raise Problems([Problem(str(task.order.people), 0, "", failed, "Parquet that Spark reads", hint)]) from None
    answers = people.mapInArrow(_mapping(shipped, counted), from_arrow_schema(task.answers))

    def parts() -> list[Counts]:
        return [Counts.of(data) for _, data in sorted(counted.value.items())]

    _written(answers, out / ANSWERS, lambda: told(_progress(parts(), source, people)))
    found = parts()
    total = Counts.sum(found)
    if total.people != source.total:
        said = f"{total.people:,} people decided or rejected"
        raise Problems([Problem(str(out), 0, "", said, f"{source.total:,}, as in the files", AGAIN)])
    if total.rejected:
        rejects = people.mapInArrow(_mapping(shipped, None), from_arrow_schema(REJECTS))
        _written(rejects, out / REJECTED, lambda: None)
    shipped.unpersist()
    return found


AGAIN = "Run the same command again; what was written is written anew."


def _progress(parts: list[Counts], source: Source, people: Any) -> Progress:
    total = Counts.sum(parts)
    return Progress(total.people - total.rejected, total.rejected, source.total, len(parts), len(parts), 0)


def _written(frame: Any, place: Path, look: Callable[[], None]) -> None:
    """Write a frame, looking now and then at how far it is; raises `Problems` when Spark gives up."""
    failed: list[Exception] = []

    def write() -> None:
        try:
            frame.write.mode("overwrite").option("compression", COMPRESSION).parquet(_uri(place))
        except Exception as error:
            failed.append(error)

    writing = threading.Thread(target=write, daemon=True)
    writing.start()
    while writing.is_alive():
        look()
        writing.join(EVERY)
    look()
    if failed:
        raise Problems([Problem(str(place), 0, "", f"a run that Spark gave up ({_why(failed[0])})", "answers", AGAIN)])


def _why(error: Exception) -> str:
    """Say why Spark gave up, in words of ours where they are, and never in those of a value."""
    text = str(error)
    start = text.find(FAULT)
    return text[start + len(FAULT) :].partition("\n")[0] if start >= 0 else type(error).__name__


def _people(spark: Any, source: Source) -> Any:
    """Read the people with Spark: the columns and fields that are wanted, and where each row lies."""
    from pyspark.sql.functions import col
    from pyspark.sql.types import StructType

    assert isinstance(source._rows, ParquetRows)
    files = [PATTERN.sub(r"\\\1", _uri(file)) for file in source._rows.files]
    plain = spark.read.option("mergeSchema", "true").parquet(*files)
    also = {PERSON_ID, *(field.name for field in source.carried)}
    wanted = {place.path: place for place in places()}
    kept = [
        field if field.name in also else _pruned(field, wanted[field.name])
        for field in plain.schema.fields
        if field.name in also or field.name in wanted
    ]
    people = spark.read.schema(StructType(kept)).parquet(*files)
    lies = [col("_metadata.file_path").alias(FILE), col("_metadata.row_index").alias(ROW)]
    return people.select("*", *lies)


PATTERN = re.compile(r"([\\\[\]{}*?])")
"""What Spark would take for a pattern in the name of a file."""


def _uri(place: Path) -> str:
    """Name a place as Spark wants it, which escapes nothing."""
    return f"file://{place.absolute()}"


def _pruned(field: Any, place: Place) -> Any:
    """Leave out the fields of an entry that no rule reads, but one at least: entries are counted."""
    from pyspark.sql.types import ArrayType, StructField, StructType

    kind = field.dataType
    if not place.below:
        return field
    if isinstance(kind, ArrayType) and isinstance(kind.elementType, StructType):
        inside = StructField(field.name, kind.elementType, kind.containsNull)
        return StructField(field.name, ArrayType(_pruned(inside, place).dataType, kind.containsNull), field.nullable)
    if isinstance(kind, StructType):
        found = ((held, place.field(held.name)) for held in kind.fields)
        kept = [_pruned(held, below) for held, below in found if below is not None]
        return StructField(field.name, StructType(kept or kind.fields[:1]), field.nullable)
    return field


def _by_partition() -> Any:
    from pyspark.accumulators import AccumulatorParam

    class ByPartition(AccumulatorParam):  # type: ignore[misc,type-arg,unused-ignore]
        """Counts under the numbers of their partitions: said twice, they are there once."""

        def zero(self, value: Any) -> dict[int, Any]:
            return {}

        def addInPlace(self, first: dict[int, Any], second: dict[int, Any]) -> dict[int, Any]:
            first.update(second)
            return first

    return ByPartition()


# What travels, and what runs on the workers


class Task:
    """All that a worker needs: what is asked for, the rules, what columns go along, and the shape of the answers."""

    def __init__(self, order: Order, rules: Rules, source: Source) -> None:
        assert isinstance(source._rows, ParquetRows)
        self.order = order
        self.rules = rules
        self.carried = source.carried
        self.repeated = source._repeated
        self.files = {str(file.absolute()): str(file) for file in source._rows.files}
        self.names = carried_along(source)
        nobody = _Batches(pa.schema([(PERSON_ID, pa.string()), *self.carried]).empty_table(), self).checked("", 0)
        decider = Decider(order, rules, self.names)
        # Spark takes words as words.
        self.answers = plain_schema(decider.decide(nobody.people, Counts("")).schema)


class _Batches:
    """Rows as Spark hands them over, as a source reads rows."""

    notes: tuple[Problem, ...] = ()

    def __init__(self, rows: pa.Table, task: Task) -> None:
        self.rows = rows
        self.task = task
        self.carried = task.carried
        self.total = rows.num_rows
        self.first = 1

    def checked(self, file: str, first: int) -> Checked:
        """Check the rows, which lie in a file after ``first`` others."""
        self.first = first + 1
        source = Source(self, False, self.task.repeated)
        return next(source.read(Partition("", file, first, self.total)))

    def read(self, partition: Partition) -> Iterator[Chunk]:
        """Give the rows as one chunk."""
        yield Chunk(self.rows, np.arange(self.first, self.first + self.total, dtype=np.int64))

    def partitions(self) -> tuple[Partition, ...]:
        """All rows are one part."""
        return (Partition("", "", 0, self.total),)

    def ids(self) -> Iterator[pa.Array]:
        """Ids were looked at before."""
        return iter(())

    def fingerprint(self) -> str:
        """The files were told apart before."""
        return ""


FAULT = "lapel: "


def _mapping(shipped: Any, counted: Any) -> Callable[[Iterator[pa.RecordBatch]], Iterator[pa.RecordBatch]]:
    """Give what maps batches to answers, counting them, or without a count to rejects."""

    def over(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        return _guarded(shipped.value, batches, counted)

    return over


def _guarded(shipped: tuple[str, bytes], batches: Any, counted: Any) -> Iterator[pa.RecordBatch]:
    """Work through batches; a fault is told by its kind and place alone, as its words could name a person."""
    try:
        expected, packed = shipped
        if version("lapel") != expected:
            raise RuntimeError(f"{FAULT}found lapel {version('lapel')} on a worker, expected {expected}, as here")
        task, decider = _ready(packed)
        yield from _answers(task, decider, batches, counted) if counted is not None else _rejects(task, batches)
    except Problems as problems:
        raise RuntimeError(f"{FAULT}{problems}") from None
    except RuntimeError as error:
        if str(error).startswith(FAULT):
            raise
        raise RuntimeError(_fault(error)) from None
    except Exception as error:
        raise RuntimeError(_fault(error)) from None


def _fault(error: Exception) -> str:
    last = extract_tb(error.__traceback__)[-1]
    return f"{FAULT}{type(error).__name__} in {Path(last.filename).name}, line {last.lineno}"


@lru_cache(maxsize=1)
def _ready(packed: bytes) -> tuple[Task, Decider]:
    """Make the rules ready, once a worker."""
    pa.set_cpu_count(1)
    task: Task = pickle.loads(packed)
    return task, Decider(task.order, task.rules, task.names)


def _answers(task: Task, decider: Decider, batches: Any, counted: Any) -> Iterator[pa.RecordBatch]:
    from pyspark import TaskContext

    number = TaskContext.get().partitionId()  # type: ignore[union-attr,unused-ignore]
    counts = Counts(f"{number:05}")
    for checked in _checked(task, batches):
        counts.seen(checked.seen, checked.rejected)
        yield from decider.decide(checked.people, counts).cast(task.answers).combine_chunks().to_batches()
    counted.add({number: counts.data()})


def _rejects(task: Task, batches: Any) -> Iterator[pa.RecordBatch]:
    for checked in _checked(task, batches):
        yield from checked.rejects.combine_chunks().to_batches()


def _checked(task: Task, batches: Any) -> Iterator[Checked]:
    """Check batches file by file: rows are named by their number in it."""
    for batch in batches:
        if not batch.num_rows:
            continue
        rows = pa.Table.from_batches([batch])
        files, numbers = rows.column(FILE).combine_chunks(), rows.column(ROW).to_numpy()
        codes = files.dictionary_encode().indices.to_numpy()
        heads = np.flatnonzero(np.append(True, (np.diff(codes) != 0) | (np.diff(numbers) != 1)))
        rows = rows.drop_columns([FILE, ROW])
        for start, end in zip(heads, np.append(heads[1:], len(codes)), strict=True):
            place = unquote(urlparse(files[int(start)].as_py()).path)
            part = _Batches(rows.slice(start, end - start), task)
            yield part.checked(task.files.get(place, place), int(numbers[start]))
