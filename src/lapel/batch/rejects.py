"""The rejects as files: Parquet for programs, CSV for people."""

from pathlib import Path
from types import TracebackType

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pcsv
import pyarrow.parquet as pq

from lapel.batch.findings import REJECTS

ACTS = "^[=+@\t\r-]"
"""What a spreadsheet takes for a formula at the beginning of a cell."""


class RejectsFile:
    """Writes rejects, as they come, to ``<path>.parquet`` and ``<path>.csv``; both are there also when none came.

    In the CSV, a text that a spreadsheet would run as a formula has an apostrophe before it.
    """

    def __init__(self, path: Path) -> None:
        self.rows = 0
        self._parquet = pq.ParquetWriter(path.with_suffix(".parquet"), REJECTS)
        self._csv = pcsv.CSVWriter(path.with_suffix(".csv"), REJECTS)

    def add(self, rejects: pa.Table) -> None:
        """Write some more."""
        if rejects.num_rows:
            self.rows += rejects.num_rows
            self._parquet.write_table(rejects)
            self._csv.write_table(harmless(rejects))

    def __enter__(self) -> "RejectsFile":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._parquet.close()
        self._csv.close()


def harmless(rejects: pa.Table) -> pa.Table:
    """Put an apostrophe before every text that a spreadsheet would run as a formula."""
    for at, field in enumerate(rejects.schema):
        if pa.types.is_string(field.type):
            column = rejects.column(at)
            guarded = pc.binary_join_element_wise("'", column, "")
            acts = pc.match_substring_regex(column, ACTS)
            rejects = rejects.set_column(at, field, pc.if_else(acts, guarded, column))
    return rejects
