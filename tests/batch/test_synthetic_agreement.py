"""Made-up people get the answers of one at a time, whether their table comes from memory or through a file."""

import os
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from lapel.batch.reading import open_people
from lapel.batch.schema import records_of
from lapel.batch.synth import Missing, people
from lapel.batch.telling import Batch, plan
from lapel.loading.compiled import load_catalogue
from many_people import assert_same

ON = date(2026, 11, 21)

HOW_MANY = int(os.environ.get("LAPEL_SYNTHETIC", "60"))
"""How many are compared one by one; 100,000 take about half an hour."""


def test_made_up_people_get_the_answers_days_and_reasons_of_one_at_a_time() -> None:
    import polars as pl

    for seed in range(max(1, HOW_MANY // 500)):
        table = people(min(HOW_MANY, 500), seed=seed, on=ON)
        assert_same(records_of(pl.DataFrame(pl.from_arrow(table))), ON)


@pytest.mark.parametrize("missing", [0.05, 0.4])
def test_a_table_read_from_a_file_gives_the_answers_of_the_same_table_in_memory(tmp_path: Path, missing: float) -> None:
    table = people(1500, seed=3, on=ON, missing=Missing(missing, missing, missing, missing))
    pq.write_table(table, tmp_path / "people.parquet", row_group_size=700)
    source = open_people(tmp_path / "people.parquet")
    chunks = [checked for part in source.partitions() for checked in source.read(part)]
    assert sum(checked.rejected for checked in chunks) == 0
    ready = plan(load_catalogue(), on=ON, reasons=True)
    through = pa.concat_tables(
        [Batch(ready, checked.people).table() for checked in chunks], promote_options="permissive"
    )
    assert through.to_pylist() == Batch(ready, table).table().to_pylist()
