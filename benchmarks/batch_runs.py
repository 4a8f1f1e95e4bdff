"""Whole runs and how they grow: ``python -m benchmarks.batch_runs make|run|grow|spark …``."""

import json
from importlib.metadata import version
from pathlib import Path
from time import perf_counter
from typing import Any

from benchmarks.batch import ON, answer, timed

GROUP = 1 << 15


def make(file: str, people: int) -> dict[str, Any]:
    """Write synthetic people in groups of rows that workers can share out."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    from lapel.batch.synth import blocks

    writer, held = None, []
    for block in blocks(people, seed=1, on=ON):
        held.append(block)
        writer = writer or pq.ParquetWriter(file, block.schema, compression="zstd")
        if sum(part.num_rows for part in held) >= GROUP:
            writer.write_table(pa.concat_tables(held))
            held = []
    if writer is not None:
        if held:
            writer.write_table(pa.concat_tables(held))
        writer.close()
    return {}


def order(file: str) -> Any:
    """Ask for everything: all credentials, with reasons."""
    from lapel.batch.running import Order

    return Order(Path(file), ON, reasons=True)


def counts(manifest: dict[str, Any]) -> dict[str, Any]:
    """Take from a manifest what does not tell how the work was cut."""
    return {name: value for name, value in manifest.items() if name not in ("order", "parts")}


def run(file: str, out: str, workers: int) -> dict[str, Any]:
    """Decide everyone in processes of this machine."""
    from lapel.batch.running import run as decide

    manifest = decide(order(file), Path(out), workers=workers)
    took = json.loads((Path(out) / "timings.json").read_text(encoding="utf-8"))["seconds"]
    return {"seconds": took, "counts": counts(manifest)}


def by_spark(file: str, out: str, master: str) -> dict[str, Any]:
    """Decide everyone by Spark, its start included."""
    from lapel.batch.spark import run as decide

    started = perf_counter()
    manifest = decide(order(file), Path(out), master=master)
    return {"seconds": perf_counter() - started, "counts": counts(manifest), "version": version("pyspark")}


def grow(people: int, credentials: int, work: int) -> dict[str, Any]:
    """Decide people in memory by the first so many credentials (0 is all), each with ``work`` times their work."""
    import pyarrow as pa

    from lapel.batch.synth import blocks
    from lapel.batch.telling import Batch, plan
    from lapel.loading.compiled import load_catalogue

    pa.set_cpu_count(1)
    catalogue = load_catalogue()
    made = plan(catalogue, on=ON, only=tuple(catalogue.credentials)[: credentials or None], reasons=True)
    batches = [again(block, work) for block in blocks(people, seed=1, on=ON)]
    times, _ = timed(lambda: sum(Batch(made, batch).table().num_rows for batch in batches), 2, warm=0)
    return {"times": times}


def again(people: Any, times: int) -> Any:
    """Give everyone their spells of work so many times over, each time four years earlier."""
    import polars as pl
    import pyarrow as pa

    if times == 1:
        return people
    frame = pl.DataFrame(people.select(["person", "work"]))
    spells = frame.explode("work").drop_nulls("work")

    def earlier(name: str, years: int) -> pl.Expr:
        day = pl.col("work").struct.field(name)
        moved = [day.struct.field(bound).dt.offset_by(f"-{years}y") for bound in ("earliest", "latest")]
        return pl.when(day.struct.field("earliest").is_not_null()).then(pl.struct(moved)).alias(name)

    turns = [
        spells.with_columns(pl.col("work").struct.with_fields(earlier("started", 4 * n), earlier("ended", 4 * n)))
        for n in range(times)
    ]
    lists = pl.concat(turns).group_by("person").agg("work")
    joined = frame.select("person").join(lists, on="person", how="left", maintain_order="left")
    place = people.schema.get_field_index("work")
    return people.set_column(place, "work", pa.chunked_array([joined["work"].to_arrow()]))


if __name__ == "__main__":
    answer({"make": make, "run": run, "spark": by_spark, "grow": grow})
