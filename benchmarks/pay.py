"""``lapel pay``: a question about pay, beside DuckDB asked by hand for the same range in the published file."""

import tempfile
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path

import duckdb

from benchmarks.measure import Row, functions
from lapel.careers.lookup import Match
from lapel.careers.pay import pay_of
from lapel.loading.compiled import load_careers
from lapel.model.occupation import NATION, Area
from lapel.reference.add import add
from lapel.reference.figures import Figures
from lapel.reference.store import Store
from lapel.reports.pay_text import Asked, pay_text

DATA = Path(__file__).parents[2] / "shared" / "data"
ON = date(2026, 11, 22)
FILES = ("oews/national_M2025_dl.xlsx", "oews/state_M2025_subset.csv", "oews/MSA_M2025_subset.csv", "cpi_u/cpi_u.tsv")
OLDER = ("oews/national_2016.csv", "oews/national_2018.csv", "oews/national_2020.csv")
ASSISTANTS = Match("31-9092", "Medical Assistants", "")
WASHINGTON = Area("53", "Washington", "state", "WA")


def figures(folder: Path, *, with_data: bool) -> Figures:
    """The catalogue's table alone, or with the shared files of pay and prices added."""
    if with_data:
        add([DATA / name for name in (*FILES, *OLDER)], folder, on=ON)
    return Figures(load_careers(), Store(folder))


def asked(at_hand: Figures, area: Area) -> str:
    """All of ``lapel pay`` but the start of Python: range, time, places, settings, related occupations, the text."""
    answer = pay_of(ASSISTANTS, at_hand.careers, at_hand, area=area)
    return pay_text(Asked([], None, ON), [answer], at_hand.prices)


def by_hand(con: duckdb.DuckDBPyConnection) -> object:
    """The peer: one line of the published file, without time, places or sources."""
    return con.execute(
        "SELECT A_PCT10, A_PCT25, A_MEDIAN, A_PCT75, A_PCT90 FROM read_csv(?, all_varchar = true) "
        "WHERE OCC_CODE = '31-9092' AND AREA = '53'",
        [str(DATA / "oews" / "state_M2025_subset.csv")],
    ).fetchall()


def each_source() -> list[Row]:
    """Warm questions, from the catalogue's table and from added data."""
    with tempfile.TemporaryDirectory() as name:
        own, con = figures(Path(name) / "none", with_data=False), duckdb.connect()
        full = figures(Path(name) / "data", with_data=DATA.is_dir())
        told = "added data" if DATA.is_dir() else "added data (../shared/data is absent: the table again)"
        cases: dict[str, Callable[[], object]] = {
            "the catalogue's table, the nation": partial(asked, own, NATION),
            f"{told}, the nation": partial(asked, full, NATION),
            f"{told}, a state": partial(asked, full, WASHINGTON),
            f"{told}, the range alone": partial(full.here, ["31-9092"], WASHINGTON),
        }
        if DATA.is_dir():
            cases["one line of the CSV by DuckDB (peer)"] = partial(by_hand, con)
        rows = functions(cases, runs=30)
        return [
            Row(row.what, row.middle, row.least, row.most, aim="≤ 10 ms" if "peer" not in row.what else "")
            for row in rows
        ]
