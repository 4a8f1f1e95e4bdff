"""A run over a file of people: part by part, over all cores, to be taken up again where it stopped.

Every part is written beside its place and moved there whole, then its counts, then nothing touches it again: a part
with its counts is done. The manifest is made of these counts alone, so that the same people, rules and code give the
same manifest, however often the run was stopped; what took how long stands in a file of its own.
"""

import json
import os
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from datetime import date
from importlib.metadata import version
from multiprocessing import get_context, parent_process
from pathlib import Path
from threading import Thread
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from lapel.batch.counting import Counts
from lapel.batch.findings import REJECTS
from lapel.batch.gains import write_gains
from lapel.batch.groups import check_groups
from lapel.batch.own_days import by_day, check_own_days
from lapel.batch.parts import Partition
from lapel.batch.plain import plain
from lapel.batch.reading import CHUNK, Source, open_people
from lapel.batch.reforms import Both
from lapel.batch.rejects import harmless
from lapel.batch.schema import PERSON_ID
from lapel.batch.strangers import known_words
from lapel.batch.telling import Batch, Plan, plan
from lapel.loading.compiled import CATALOGUE_DIR, catalogue_hash, load_catalogue, load_reform, reform_hash
from lapel.model.credential import Catalogue
from lapel.model.located import Problem, Problems
from lapel.model.value import Value

ANSWERS, REJECTED, DONE = "answers", "rejects", "done"

COMPRESSION = "zstd"


class Order(Value):
    """What to decide, for whom, and how much to say of it.

    ``only`` names credentials (none is all); ``reasons`` adds why not and what would change it, ``routes`` the answer
    of every route. ``catalogue`` is the folder of the rules, ``reform`` an overlay over it or a second folder, and
    ``by`` the columns by which its gains and losses are told. ``on_column`` is a column with a day for each person, in
    place of ``on``.
    """

    people: Path
    on: date
    only: tuple[str, ...] = ()
    reasons: bool = False
    routes: bool = False
    mapping: Path | None = None
    catalogue: Path = CATALOGUE_DIR
    chunk: int = CHUNK
    reform: Path | None = None
    by: tuple[str, ...] = ()
    on_column: str = ""

    def source(self) -> Source:
        """Open the people."""
        return open_people(self.people, mapping=self.mapping, chunk=self.chunk)

    def plan(self) -> Plan:
        """Make the rules ready; raises KeyError for a credential that the catalogue does not hold."""
        return plan(load_catalogue(self.catalogue), on=self.on, only=self.only, reasons=self.reasons)

    def rules(self) -> "Rules":
        """Load the rules in force, and those of the reform where there is one."""
        reform = load_reform(self.reform, self.catalogue) if self.reform is not None else None
        return Rules(load_catalogue(self.catalogue), reform)

    def key(self, people: str) -> dict[str, Any]:
        """Say what the result depends on, and nothing else; ``people`` is their fingerprint."""
        reform = {"reform": reform_hash(self.reform, self.catalogue), "by": list(self.by)} if self.reform else {}
        own_days = {"on_column": self.on_column} if self.on_column else {}
        return {
            "people": people,
            "on": self.on.isoformat(),
            **own_days,
            "credentials": list(self.only),
            "reasons": self.reasons,
            "routes": self.routes,
            "catalogue": catalogue_hash(self.catalogue),
            "lapel": version("lapel"),
            "chunk": self.chunk,
            **reform,
        }


class Rules(Value):
    """The catalogue, and the one that a reform would make of it."""

    now: Catalogue
    reform: Catalogue | None = None


class Decider:
    """What an order asks for, ready for any number of tables of people; raises KeyError as `Order.plan` does.

    ``carried`` names the columns that go along.
    """

    def __init__(self, order: Order, rules: Rules, carried: Sequence[str]) -> None:
        self.order = order
        self.rules = rules
        self.carried = carried
        self.known = known_words(each for each in (rules.now, rules.reform) if each is not None)
        self._made: dict[date, Both | Plan] = {}
        self._of(order.on)

    def decide(self, people: pa.Table, counts: Counts) -> pa.Table:
        """Decide people that were checked, and count what was decided."""
        order = self.order
        if not order.on_column or not people.num_rows:
            table = self._on(order.on, people, counts)
            return plain(table) if order.on_column else table
        # Codes differ from day to day: words do not.
        told = [(rows, plain(self._on(day, people.take(rows), counts))) for day, rows in self._days(people)]
        place = np.argsort(np.concatenate([rows for rows, _ in told]))
        return pa.concat_tables([table for _, table in told]).take(place).combine_chunks()

    def _days(self, people: pa.Table) -> Iterator[tuple[date, Any]]:
        return by_day(people, self.order.on_column, self.order.on)

    def _on(self, day: date, people: pa.Table, counts: Counts) -> pa.Table:
        made, order = self._of(day), self.order
        if isinstance(made, Plan):
            batch = Batch(made, people)
            table = batch.table(routes=order.routes, carry=self.carried)
        else:
            batch, table = made.decide(people, routes=order.routes, carry=self.carried)
            counts.compared(table, made.names, batch.people, order.by)
        counts.read(batch.people, self.known)
        counts.told(table, batch.plan)
        return table

    def _of(self, day: date) -> Both | Plan:
        """Give the rules as they stand on a day."""
        if day not in self._made:
            named: dict[str, Any] = {"on": day, "only": self.order.only, "reasons": self.order.reasons}
            now, reform = self.rules.now, self.rules.reform
            self._made[day] = plan(now, **named) if reform is None else Both(now, reform, **named)
        return self._made[day]


class Progress(Value):
    """How far a run has come: people decided and rejected, of how many, and how many parts were there already."""

    decided: int
    rejected: int
    total: int
    parts: int
    of: int
    kept: int


Telling = Callable[[Progress], None]
"""Hears how far a run has come."""


def carried_along(source: Source) -> list[str]:
    """Name the columns that stand beside the answers."""
    return [PERSON_ID, *(field.name for field in source.carried)]


def decide_part(source: Source, ready: Decider, part: Partition, out: Path) -> Counts:
    """Decide one part and write its files; returns the counts that were written last."""
    counts = Counts(part.name)
    answers, rejects = _place(out, ANSWERS, part), _place(out, REJECTED, part)
    with _Writer(answers) as told, _Writer(rejects, REJECTS) as refused:
        for checked in source.read(part):
            counts.seen(checked.seen, checked.rejected)
            refused.write(checked.rejects)
            told.write(ready.decide(checked.people, counts))
    write_json(_mark(out, part), counts.data())
    return counts


def run(order: Order, out: Path, *, workers: int | None = None, told: Telling | None = None) -> dict[str, Any]:
    """Decide everyone and return the manifest.

    Parts that are done already are not done again. Raises `Problems` for people that cannot be read, and for a folder
    that holds another run.
    """
    began = time.monotonic()
    check_place(order, out)
    source = order.source()
    parts = source.partitions()
    check_columns(order, source)
    key = order.key(source.fingerprint())
    rules = order.rules()
    try:
        with _alone(out):
            prepare(out, key)
            done = {part.name: found for part in parts if (found := _done(out, part)) is not None}
            kept = len(done)
            report = told or (lambda progress: None)
            report(_progress(done, source, len(parts), kept))
            todo = [part for part in parts if part.name not in done]
            for counts in _each(order, source, todo, out, workers):
                done[counts.part] = counts
                report(_progress(done, source, len(parts), kept))
            gather_rejects(out, (_place(out, REJECTED, part) for part in parts))
            manifest = finish(order, rules, key, [done[part.name] for part in parts], out, source.notes)
            write_json(out / "timings.json", {"seconds": round(time.monotonic() - began, 3), "parts_kept": kept})
    except OSError as error:
        raise _unwritten(out, error) from error
    return manifest


@contextmanager
def _alone(out: Path) -> Iterator[None]:
    """Hold the right to write to a folder, which is made; raises `Problems` where another run has it."""
    import fcntl

    out.mkdir(parents=True, exist_ok=True)
    held = os.open(out, os.O_RDONLY)
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError:
        hint = "Wait for its end, or name another folder with --out."
        found = "a folder that another run is writing to"
        raise Problems([Problem(str(out), 0, "", found, "a folder for this run alone", hint)]) from None
    finally:
        os.close(held)


def check_place(order: Order, out: Path) -> None:
    """Make sure that answers can be written to ``out``, and would not be read as people; raises `Problems`."""
    found, hint = "", "Name another folder with --out."
    if out.exists() and not out.is_dir():
        found = "a file"
    elif order.people.is_dir() and out.resolve().is_relative_to(order.people.resolve()):
        found = "a folder among the people"
    if found:
        raise Problems([Problem(str(out), 0, "", found, "a folder for the answers", hint)])


def check_columns(order: Order, source: Source) -> None:
    """Make sure that the people have the columns that are asked for; raises `Problems`."""
    check_groups(order.by, source, str(order.people))
    check_own_days(order.on_column, source, str(order.people))


def _unwritten(out: Path, error: OSError) -> Problems:
    """Say that the answers could not be written; what was, is kept."""
    reason = os.strerror(error.errno) if error.errno else " ".join(str(error).split())[:200]
    hint = "What is done is kept: make room or mend it, and run the same command again."
    found = f"that nothing more can be written ({reason})"
    return Problems([Problem(str(out), 0, "", found, "a folder with room that can be written to", hint)])


def finish(
    order: Order,
    rules: Rules,
    key: Mapping[str, Any],
    parts: list[Counts],
    out: Path,
    notes: Sequence[Problem] = (),
) -> dict[str, Any]:
    """Add up what the parts came to, and write the manifest and the gains and losses; gives the manifest."""
    manifest = _manifest(key, parts, notes)
    if rules.reform is not None:
        write_gains(Counts.sum(parts), Both(rules.now, rules.reform, on=order.on, only=order.only), out, settle)
    write_json(out / "manifest.json", manifest)
    return manifest


def _each(order: Order, source: Source, parts: list[Partition], out: Path, workers: int | None) -> Iterator[Counts]:
    count = min(len(parts), workers or os.cpu_count() or 1)
    if count <= 1:
        ready = Decider(order, order.rules(), carried_along(source))
        pa.set_cpu_count(1)
        for part in parts:
            yield decide_part(source, ready, part, out)
        return
    # A fresh process each: threads of the reader do not survive a fork.
    pool = ProcessPoolExecutor(count, get_context("spawn"), initializer=_begin, initargs=(order, source, out))
    try:
        waiting = [pool.submit(_one, part) for part in parts]
        for finished in as_completed(waiting):
            yield finished.result()
    except BrokenProcessPool as error:
        hint = (
            "Most often the memory ran out. Run the same command again: what is done is kept. --workers 1 needs least."
        )
        raise Problems([Problem(str(out), 0, "", "a worker that was ended", "workers that finish", hint)]) from error
    finally:
        pool.shutdown(cancel_futures=True)


_ready: dict[str, Any] = {}


def _begin(order: Order, source: Source, out: Path) -> None:
    Thread(target=_end_with_parent, daemon=True).start()
    pa.set_cpu_count(1)
    pa.set_io_thread_count(1)
    _ready.update(source=source, out=out, decider=Decider(order, order.rules(), carried_along(source)))


def _end_with_parent() -> None:
    # A worker of a run that was killed would wait for work for ever.
    if (parent := parent_process()) is not None:
        parent.join()
        os._exit(1)


def _one(part: Partition) -> Counts:
    return decide_part(_ready["source"], _ready["decider"], part, _ready["out"])


class _Writer:
    """A Parquet file that appears under its name when it is whole, and not before."""

    def __init__(self, path: Path, schema: pa.Schema | None = None) -> None:
        self.path = path
        self.beside = path.with_name(f".{path.name}.{os.getpid()}")
        self.schema = schema
        self.writer: pq.ParquetWriter | None = None

    def __enter__(self) -> "_Writer":
        return self

    def write(self, table: pa.Table) -> None:
        """Add rows."""
        if self.writer is None:
            self.schema = self.schema or _plain(table.schema)
            self.writer = pq.ParquetWriter(self.beside, self.schema, compression=COMPRESSION, write_statistics=False)
        self.writer.write_table(table.cast(self.schema))

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        if self.writer is None and kind is None and self.schema is not None:
            self.write(self.schema.empty_table())
        if self.writer is None:
            return
        try:
            self.writer.close()
            if kind is None:
                settle(self.beside, self.path)
        finally:
            self.beside.unlink(missing_ok=True)


def _plain(schema: pa.Schema) -> pa.Schema:
    """Keep the shape of the first chunk for the whole file."""
    return schema.remove_metadata()


def settle(beside: Path, path: Path) -> None:
    """Put a file in its place once it is safe on the disk."""
    handle = os.open(beside, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
    os.replace(beside, path)


def write_json(path: Path, data: Mapping[str, Any]) -> None:
    """Write JSON whole or not at all."""
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    beside.write_text(json.dumps(data, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    settle(beside, path)


def _place(out: Path, kind: str, part: Partition) -> Path:
    return out / kind / f"{part.name}.parquet"


def _mark(out: Path, part: Partition) -> Path:
    return out / DONE / f"{part.name}.json"


def _done(out: Path, part: Partition) -> Counts | None:
    mark = _mark(out, part)
    if not all(file.exists() for file in (mark, _place(out, REJECTED, part), _place(out, ANSWERS, part))):
        return None
    return Counts.of(json.loads(mark.read_text(encoding="utf-8")))


def prepare(out: Path, key: Mapping[str, Any]) -> None:
    """Make the folder ready, or make sure that it holds the beginning of this very run."""
    out.mkdir(parents=True, exist_ok=True)
    order = out / "order.json"
    if order.exists():
        found = json.loads(order.read_text(encoding="utf-8"))
        differs = sorted(name for name in {*found, *key} if found.get(name) != key.get(name))
        if differs:
            hint = "Name another folder with --out, or remove this one."
            said = f"a run with other {', '.join(differs)}"
            raise Problems([Problem(str(out), 0, "", said, "an empty folder, or the same run", hint)])
    elif any(not file.name.startswith(".order.json.") for file in out.iterdir()):
        hint = "Name another folder with --out, or empty this one."
        raise Problems([Problem(str(out), 0, "", "a folder with other files", "an empty folder, or a new one", hint)])
    write_json(order, key)
    for name in (".", ANSWERS, REJECTED, DONE):
        (out / name).mkdir(exist_ok=True)
        for left in (out / name).glob(".*"):
            left.unlink()


def _progress(done: Mapping[str, Counts], source: Source, of: int, kept: int) -> Progress:
    rejected = sum(counts.rejected for counts in done.values())
    seen = sum(counts.people for counts in done.values())
    return Progress(seen - rejected, rejected, source.total, len(done), of, kept)


def _manifest(key: Mapping[str, Any], parts: list[Counts], notes: Sequence[Problem]) -> dict[str, Any]:
    total = Counts.sum(parts)
    return {
        "order": dict(key),
        "people": {"in": total.people, "decided": total.people - total.rejected, "rejected": total.rejected},
        "parts": {counts.part: {"in": counts.people, "rejected": counts.rejected} for counts in parts},
        **({"notes": [str(note) for note in notes]} if notes else {}),
        **total.summary(),
    }


def gather_rejects(out: Path, files: Iterable[Path]) -> None:
    """Put all rejects into one file that a person can open."""
    import pyarrow.csv

    beside = out / f".rejects.csv.{os.getpid()}"
    with pyarrow.csv.CSVWriter(beside, REJECTS) as writer:
        for file in files:
            writer.write_table(harmless(pq.read_table(file).cast(REJECTS)))
    settle(beside, out / "rejects.csv")
