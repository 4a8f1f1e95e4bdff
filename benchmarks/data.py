"""``lapel data add``: the largest official file at hand, beside DuckDB by hand on the same file."""

import dataclasses
import sys
import tempfile
from pathlib import Path

from benchmarks.measure import Row, commands

SHARED = Path(__file__).parents[2] / "shared" / "data"
AIM = "≤ 1.5×"

BY_HAND = """
import duckdb, sys
con = duckdb.connect()
con.execute("CREATE TABLE t AS SELECT * FROM read_csv(?)", [sys.argv[1]])
"""
BY_HAND_KEPT = """
import duckdb, sys, tempfile
with tempfile.TemporaryDirectory() as folder:
    duckdb.connect().execute(f"COPY (SELECT * FROM read_csv('{sys.argv[1]}')) TO '{folder}/x.parquet'")
"""
BY_LAPEL = """
import sys, tempfile
from datetime import date
from pathlib import Path
from lapel.reference.add import add
with tempfile.TemporaryDirectory() as folder:
    edition = "2025" if "M_2025" in sys.argv[1] else "2026-06-10"
    (told,) = add([Path(sys.argv[1])], Path(folder), on=date(2026, 11, 22), edition=edition)
    assert told.outcome == "added", told
"""


def many_wages(folder: Path, rows: int = 200_000) -> Path:
    """A state file of OEWS, as large as those of all areas of a year, made of the columns of a small real one."""
    path = folder / "all_data_M_2025.csv"
    with (SHARED / "oews" / "state_M2025_subset.csv").open(encoding="utf-8", newline="") as file:
        header, *lines = file.read().splitlines()
    with path.open("w", encoding="utf-8") as out:
        out.write(header + "\n")
        for number in range(rows):
            first, _, rest = lines[number % len(lines)].partition(",")
            metro = 10_000 + number // len(lines)
            out.write(f"{metro}{first},{rest}\n")
    return path


def load() -> list[Row]:
    """Time a cold process that loads one file, and its memory: Lapel, and DuckDB by hand."""
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        paths = {
            "Scorecard, 1.4 MB": SHARED / "college_scorecard" / "field_of_study_value_check.csv",
            "OEWS, 200,000 rows": many_wages(Path(folder)),
        }
        for name, path in paths.items():
            by_hand = f"DuckDB reads it, {name}"
            found = commands(
                {
                    by_hand: [sys.executable, "-c", BY_HAND, str(path)],
                    f"DuckDB reads it and writes Parquet, {name}": [sys.executable, "-c", BY_HAND_KEPT, str(path)],
                    f"lapel data add, {name}": [sys.executable, "-c", BY_LAPEL, str(path)],
                },
                by_hand,
                runs=7,
            )
            found[-1] = dataclasses.replace(found[-1], aim=AIM)
            rows += found
    return rows
