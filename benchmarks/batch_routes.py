"""Five routes for people in memory, three ways: ``python -m benchmarks.batch_routes WAY PEOPLE RUNS``.

The people have a diploma, a felony or none, and one program each; anything may not be said, days may be months. Polars
and OpenFisca get these as flat columns, and limits on dates worked out by hand; the kernel gets lists, and works the
limits out for each person.
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from importlib.metadata import version
from typing import Any

import numpy as np

from benchmarks.batch import ON, answer, timed

FIELDS = ("medical-assisting", "medical-administrative", "nursing", "phlebotomy")
MA, ADMINISTRATIVE = 0, 1
DAYS = ("diploma", "completed")
MONTH = 27


def flat(people: int) -> dict[str, Any]:
    """Make the columns; what was not said is masked."""
    dice = np.random.default_rng(7)
    today = (ON - date(1970, 1, 1)).days
    columns: dict[str, Any] = {}
    for name in DAYS:
        earliest = (today - dice.integers(-500, 6_000, people)).astype(np.int32)
        latest = np.where(dice.random(people) < 0.1, earliest + np.int32(MONTH), earliest)
        hidden = dice.random(people) < 0.1
        columns[f"{name}_earliest"] = np.ma.array(earliest, mask=hidden)
        columns[f"{name}_latest"] = np.ma.array(latest, mask=hidden)
    columns["felony"] = np.ma.array(dice.random(people) < 0.05, mask=dice.random(people) < 0.1)
    columns["field"] = np.ma.array(
        dice.integers(0, len(FIELDS), people).astype(np.int32), mask=dice.random(people) < 0.1
    )
    for name, least, most in (("clock_hours", 400, 1_200), ("practicum_hours", 60, 240)):
        hours = dice.integers(least, most, people).astype(float)
        columns[name] = np.ma.array(hours, mask=dice.random(people) < 0.15)
    return columns


def arrays(columns: Mapping[str, Any]) -> dict[str, Any]:
    """Make Arrow arrays of them."""
    import pyarrow as pa

    found = {name: pa.array(column.data, mask=column.mask) for name, column in columns.items()}
    for name in found:
        if name.endswith(("_earliest", "_latest")):
            found[name] = found[name].cast(pa.date32())
    found["field"] = pa.DictionaryArray.from_arrays(found["field"], pa.array(FIELDS))
    return found


def table(columns: Mapping[str, Any]) -> Any:
    """Make a table of people as `lapel batch` reads it."""
    import pyarrow as pa

    found = arrays(columns)
    people = len(found["felony"])
    when = {
        name: pa.StructArray.from_arrays([found[f"{name}_earliest"], found[f"{name}_latest"]], ["earliest", "latest"])
        for name in DAYS
    }
    fields = ["field", "clock_hours", "practicum_hours"]
    program = pa.StructArray.from_arrays([when["completed"], *(found[name] for name in fields)], ["completed", *fields])
    each = pa.array(np.arange(people + 1, dtype=np.int32))
    return pa.table(
        {
            "school": pa.StructArray.from_arrays([when["diploma"]], ["earned"]),
            "conduct": pa.StructArray.from_arrays([found["felony"]], ["felony"]),
            "programs": pa.ListArray.from_arrays(each, program),
            "complete": pa.ListArray.from_arrays(each, pa.array(["programs"] * people).dictionary_encode()),
        }
    )


def routes() -> list[Any]:
    """Write the routes in the rule language."""
    from lapel.model.dates import Duration
    from lapel.rules import nodes

    def fact(name: str, test: Any, value: Any) -> Any:
        return nodes.Fact(
            name, test, Decimal(value) if isinstance(value, int) and not isinstance(value, bool) else value
        )

    def program(*conditions: Any) -> Any:
        return nodes.Some("programs", nodes.All(conditions))

    def recent(years: int) -> Any:
        return nodes.Until("completed", Duration(years, "years", "clamp"))

    def hours(clock: int, practicum: int) -> Any:
        return nodes.All((fact("total_hours", "at_least", clock), fact("practicum_hours", "at_least", practicum)))

    diploma, done, clean = nodes.After("diploma"), nodes.After("completed"), fact("felony", "is", False)
    assisting, either = fact("field", "is", FIELDS[:1]), fact("field", "is", FIELDS[:2])
    return [
        nodes.All((diploma, program(assisting, done, recent(5)))),
        nodes.All((clean, diploma, program(assisting, done, recent(4), hours(720, 160)))),
        nodes.All((clean, program(assisting, nodes.Nothing((done,))))),
        nodes.All((diploma, program(either, done, recent(10)))),
        nodes.All((diploma, nodes.AtLeast(2, (program(assisting, done), program(hours(600, 120)), clean)))),
    ]


def kernel(people: int) -> tuple[Any, Any, Any]:
    """Make ready what both ways of the kernel need."""
    import pyarrow as pa

    from lapel.batch.circuit import Circuit

    pa.set_cpu_count(1)
    circuit = Circuit()
    return table(flat(people)), circuit, [circuit.add(rule) for rule in routes()]


def by_flags(people: int, runs: int) -> dict[str, Any]:
    """Work out the truths as flags, from the Arrow table on."""
    from lapel.batch.circuit import Cells, Work
    from lapel.batch.columns import People

    made, _, wanted = kernel(people)

    def run() -> Any:
        cells = Cells(Work(People(made, on=ON.toordinal())), "person", None, ON.toordinal())
        return [cells.truth(node) for node in wanted]

    times, found = timed(run, runs)
    return {"times": times, "sure": [int(s.sum()) for s, _ in found], "may": [int(m.sum()) for _, m in found]}


ROWS = 1 << 18


def by_bits(people: int, runs: int) -> dict[str, Any]:
    """Work out the truths as packed bits, a slice of the Arrow table after the other."""
    return _bits(people, runs, read=False)


def by_bits_read(people: int, runs: int) -> dict[str, Any]:
    """Work out the truths as packed bits from flat columns that were read out of the Arrow table before."""
    return _bits(people, runs, read=True)


def _bits(people: int, runs: int, read: bool) -> dict[str, Any]:
    from lapel.batch.circuit import Work
    from lapel.batch.columns import People
    from lapel.batch.packed import Program, unpacked

    made, _, wanted = kernel(people)
    program = Program(wanted, ON.toordinal())
    slices = [made.slice(at, ROWS) for at in range(0, people, ROWS)]
    held = [People(one, on=ON.toordinal()) for one in slices] if read else []

    def run() -> Any:
        tables = held or (People(one, on=ON.toordinal()) for one in slices)
        return [(program.run(Work(one)), one.size) for one in tables]

    times, found = timed(run, runs)
    each = [[[unpacked(plane, rows).sum() for plane in planes] for planes in words] for words, rows in found]
    totals = np.array(each).sum(axis=0)
    return {"times": times, "sure": totals[:, 0].tolist(), "may": totals[:, 1].tolist()}


def years_ago(years: int) -> date:
    """Give the day so many years before: folded by hand for the peers, good on any day but 28 and 29 February."""
    return ON.replace(year=ON.year - years)


def by_polars(people: int, runs: int) -> dict[str, Any]:
    """Write the routes as Polars expressions, null being unknown."""
    import polars as pl

    frame = pl.DataFrame(arrays(flat(people)))

    def after(name: str) -> pl.Expr:
        return pl.when(pl.col(f"{name}_latest") <= ON).then(True).when(pl.col(f"{name}_earliest") > ON).then(False)

    def recent(years: int) -> pl.Expr:
        limit = years_ago(years)
        since = pl.when(pl.col("completed_earliest") >= limit).then(True)
        return since.when(pl.col("completed_latest") < limit).then(False)

    def hours(clock: int, practicum: int) -> pl.Expr:
        return (pl.col("clock_hours") >= clock) & (pl.col("practicum_hours") >= practicum)

    diploma, done, clean = after("diploma"), after("completed"), ~pl.col("felony")
    assisting = pl.col("field") == FIELDS[MA]
    either = assisting | (pl.col("field") == FIELDS[ADMINISTRATIVE])
    one, two = assisting & done, hours(600, 120)
    asked = [
        diploma & assisting & done & recent(5),
        clean & diploma & assisting & done & recent(4) & hours(720, 160),
        clean & assisting & ~done,
        diploma & either & done & recent(10),
        diploma & ((one & two) | (one & clean) | (two & clean)),
    ]
    lazy = frame.lazy().select(route.alias(str(place)) for place, route in enumerate(asked))
    times, found = timed(lazy.collect, runs)
    sure = [int(found[name].sum()) for name in found.columns]
    may = [count + found[name].null_count() for count, name in zip(sure, found.columns, strict=True)]
    return {"times": times, "sure": sure, "may": may, "version": version("polars")}


def by_openfisca(people: int, runs: int) -> dict[str, Any]:
    """Write the routes as OpenFisca variables; what is not said is the value that fails."""
    from benchmarks.batch_fisca import DAY, Given, simulation, told

    given: dict[str, Given] = {}
    for name, column in flat(people).items():
        if name.endswith(("_earliest", "_latest")):
            never = 10**6 if name.endswith("_latest") else -(10**5)
            given[name] = (date, column.filled(never).astype("datetime64[D]"))
        else:
            kind = {"felony": bool, "field": int}.get(name, float)
            given[name] = (kind, column.filled(True if name == "felony" else -1))
    today = np.datetime64(ON)

    def since(person: Any, years: int) -> Any:
        return person("completed_earliest", DAY) >= np.datetime64(years_ago(years))

    def hours(person: Any, clock: int, practicum: int) -> Any:
        return (person("clock_hours", DAY) >= clock) & (person("practicum_hours", DAY) >= practicum)

    def two_of_three(person: Any, period: Any) -> Any:
        one = person("assisting", DAY) & person("done", DAY)
        count = one.astype(np.int8) + hours(person, 600, 120) + person("clean", DAY)
        return person("diploma", DAY) & (count >= 2)

    formulas = {
        "diploma": lambda person, period: person("diploma_latest", DAY) <= today,
        "done": lambda person, period: person("completed_latest", DAY) <= today,
        "not_done": lambda person, period: person("completed_earliest", DAY) > today,
        "clean": lambda person, period: ~person("felony", DAY),
        "assisting": lambda person, period: person("field", DAY) == MA,
        "route_0": lambda person, period: (
            person("diploma", DAY) & person("assisting", DAY) & person("done", DAY) & since(person, 5)
        ),
        "route_1": lambda person, period: (
            person("clean", DAY)
            & person("diploma", DAY)
            & person("assisting", DAY)
            & person("done", DAY)
            & since(person, 4)
            & hours(person, 720, 160)
        ),
        "route_2": lambda person, period: person("clean", DAY) & person("assisting", DAY) & person("not_done", DAY),
        "route_3": lambda person, period: (
            person("diploma", DAY)
            & (person("assisting", DAY) | (person("field", DAY) == ADMINISTRATIVE))
            & person("done", DAY)
            & since(person, 10)
        ),
        "route_4": two_of_three,
    }
    simulated = simulation(people, given, formulas)
    names = [name for name in formulas if name.startswith("route")]
    times, found = timed(lambda: told(simulated, formulas, names), runs)
    return {"times": times, "sure": [int(one.sum()) for one in found], "version": version("openfisca-core")}


if __name__ == "__main__":
    answer(
        {"flags": by_flags, "bits": by_bits, "columns": by_bits_read, "polars": by_polars, "openfisca": by_openfisca}
    )
