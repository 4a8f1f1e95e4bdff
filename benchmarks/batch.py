"""``lapel batch``: the kernel beside Polars and OpenFisca, and whole runs from file to file.

Each measurement is a process of its own with one thread, so that its memory is its own. ``LAPEL_BENCH_…`` sets the
sizes: `SIZES` has their names.
"""

import json
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from importlib.util import find_spec
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.measure import Row, measured

ON = date(2026, 11, 22)

SIZES: Mapping[str, int] = {
    "ROUTES_PEOPLE": 2_000_000,
    "ROUTES_RUNS": 5,
    "RULES_PEOPLE": 1_000_000,
    "RULES": 1_000,
    "RULES_RUNS": 3,
    "RULES_SLICE": 20,
    "RUN_PEOPLE": 100_000,
    "RUN_MORE_PEOPLE": 400_000,
    "RUN_WORKERS": 2,
    "RUN_RUNS": 1,
    "GROWTH_PEOPLE": 10_000,
    "SPARK_PEOPLE": 100_000,
}
"""Sizes unless the environment says otherwise, as ``LAPEL_BENCH_RULES=100``; one in ``RULES_SLICE`` people is the part
that OpenFisca gets."""

ONE_THREAD = {
    "POLARS_MAX_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "NUMEXPR_MAX_THREADS": "1",
    "NUMEXPR_NUM_THREADS": "1",
}


def size(name: str) -> int:
    """Give a size."""
    return int(os.environ.get(f"LAPEL_BENCH_{name}", SIZES[name]))


def there(*modules: str) -> bool:
    """Tell whether a peer is installed, and say so on stderr where it is not."""
    absent = [module for module in modules if find_spec(module) is None]
    if absent:
        print(f"  left out: there is no {' and no '.join(absent)} here (uv sync --all-groups)", file=sys.stderr)
    return not absent


def child(part: str, *words: object, threads: int = 1) -> dict[str, Any]:
    """Run a function of the modules beside this one in a process of its own: what it prints, with its peak memory."""
    command = [sys.executable, "-m", f"benchmarks.{part}", *map(str, words)]
    told, peak = measured(command, ONE_THREAD if threads == 1 else {})
    return {**json.loads(told), "peak": peak}


def row(what: str, times: list[float], base: list[float] | None, peak: float, aim: str = "", of: str = "") -> Row:
    """Make a row of seconds; the ratio is to the medians of ``base``, unless ``of`` says something else."""
    ms = [took * 1000 for took in times]
    ratio = of or (f"{median(times) / median(base):.2f}×" if base else "")
    return Row(what, median(ms), min(ms), max(ms), ratio, f"{peak:.0f}", aim)


def five_routes() -> list[Row]:
    """Five routes for people in memory: kernel, Polars and OpenFisca, a process and a core each.

    All three must count the same people as surely meeting each route, the first two also as possibly meeting it.
    """
    people, runs = size("ROUTES_PEOPLE"), size("ROUTES_RUNS")
    found = {name: child("batch_routes", name, people, runs) for name in ("flags", "bits", "columns", "polars")}
    if there("openfisca_core"):
        found["openfisca"] = child("batch_routes", "openfisca", people, runs)
    for name, told in found.items():
        same(told["sure"], found["polars"]["sure"], f"{name}: people who surely meet a route")
        if name != "openfisca":
            same(told["may"], found["polars"]["may"], f"{name}: people who may meet a route")
    titles = {
        "flags": "kernel, a flag a byte, from lists of structs",
        "bits": "kernel, packed bits, from lists of structs",
        "columns": "kernel, packed bits, from flat columns",
        "polars": f"Polars {found['polars']['version']} by hand, from flat columns",
        "openfisca": f"OpenFisca-core {found.get('openfisca', {}).get('version')}, flat columns, no *unknown*",
    }
    aims = {"polars": "≥ 1×", "openfisca": "≥ 1.2×"}
    return [
        row(
            f"{titles[name]}; {people:,} people",
            told["times"],
            found["columns"]["times"],
            told["peak"],
            aims.get(name, ""),
        )
        for name, told in found.items()
    ]


def same(told: object, wanted: object, what: str) -> None:
    """Stop where two ways do not find the same."""
    if told != wanted:
        sys.exit(f"benchmark: {what} came out differently: {told}, and {wanted}")


def thousand_rules() -> list[Row]:
    """Many rules on one day, on one core: packed bits, flags, and OpenFisca on a slice."""
    people, runs, rules, slices = (size(n) for n in ("RULES_PEOPLE", "RULES_RUNS", "RULES", "RULES_SLICE"))
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "people.parquet"
        child("batch_rules", "make", file, people)
        bits = child("batch_rules", "bits", file, rules, runs)
        part = people // slices
        flags = child("batch_rules", "flags", file, rules, 1, part)
        few = child("batch_rules", "bits", file, rules, runs, part)
        same(flags["sure"], few["sure"], "people who surely meet the rules")
        what = f"{rules:,} rules × {people:,} people"
        rows = [
            row(
                f"plan of {rules:,} rules: {bits['nodes']:,} nodes, {bits['leaves']} conditions",
                bits["plan"],
                None,
                bits["peak"],
                "≤ 100 ms",
            ),
            row(f"{what}: all, packed bits", bits["times"], bits["times"], bits["peak"], "≤ 1 s, ≤ 500 MB"),
            row(f"{what}: of it the {bits['leaves']} conditions", bits["leaf_times"], bits["times"], bits["peak"]),
            row(f"{what}: of it the rules over them", bits["rule_times"], bits["times"], bits["peak"]),
            row(
                f"{what}: all, a flag a byte ({part:,} people, × {slices})",
                scaled(flags["times"], slices),
                bits["times"],
                flags["peak"],
            ),
        ]
        if there("openfisca_core"):
            fisca = child("batch_rules", "openfisca", file, rules, 1, part)
            same(fisca["sure"], few["sure"], "people who surely meet the rules in OpenFisca")
            name = f"OpenFisca-core {fisca['version']}, conditions given, no *unknown* ({part:,} people, × {slices})"
            over = median(scaled(fisca["times"], slices)) / median(bits["rule_times"])
            told = f"{over:.1f}× the rules alone"
            rows.append(row(f"{what}: {name}", scaled(fisca["times"], slices), None, fisca["peak"], "≥ 20×", told))
        return rows


def scaled(times: list[float], factor: int) -> list[float]:
    """Scale what a slice took to everyone: time grows with people, which `growth` shows of the kernel."""
    return [took * factor for took in times]


def whole_catalogue() -> list[Row]:
    """The whole catalogue with answers, dates and reasons, from Parquet to Parquet, at two sizes."""
    rows = []
    workers = size("RUN_WORKERS")
    with tempfile.TemporaryDirectory() as folder:
        for people, runs in ((size("RUN_PEOPLE"), size("RUN_RUNS")), (size("RUN_MORE_PEOPLE"), 1)):
            file = Path(folder) / f"{people}.parquet"
            child("batch_runs", "make", file, people)
            told = [
                child("batch_runs", "run", file, Path(folder) / f"{people}-{n}", workers, threads=0)
                for n in range(runs)
            ]
            times = [one["seconds"] for one in told]
            rate = f"{people / median(times):,.0f} people/s"
            peak = max(one["peak"] for one in told)
            what = f"{people:,} people, {workers} workers"
            rows.append(row(what, times, None, peak, "≥ 250,000 people/s, ≤ 1,000 MB", rate))
    return rows


def growth() -> list[Row]:
    """How a run grows: with people, with credentials, with spells of work a person."""
    people = size("GROWTH_PEOPLE")
    steps: list[tuple[str, tuple[object, ...]]] = [
        *((f"{people * n:,} people", ("grow", people * n, 0, 1)) for n in (1, 2, 4)),
        *((f"{people:,} people, {n} credentials", ("grow", people, n, 1)) for n in (1, 6, 12, 24)),
        *((f"{people:,} people, {n} × the work", ("grow", people, 0, n)) for n in (2, 4, 8)),
    ]
    told = [(what, child("batch_runs", *words)) for what, words in steps]
    first = told[0][1]["times"]
    return [row(what, one["times"], first, one["peak"]) for what, one in told]


def spark() -> list[Row]:
    """The whole catalogue by Spark on this machine, beside two processes of it."""
    if not there("pyspark"):
        return []
    people = size("SPARK_PEOPLE")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "people.parquet"
        child("batch_runs", "make", file, people)
        here = child("batch_runs", "run", file, Path(folder) / "here", 2, threads=0)
        there_ = child("batch_runs", "spark", file, Path(folder) / "spark", "local[2]", threads=0)
        same(there_["counts"], here["counts"], "counts of the manifests")
    base = [here["seconds"]]
    return [
        row(f"{people:,} people, two processes", base, base, here["peak"]),
        row(
            f"{people:,} people, Spark {there_['version']} local[2], with its start",
            [there_["seconds"]],
            base,
            there_["peak"],
            "≤ 3×",
        ),
    ]


def timed(run: Callable[[], Any], runs: int, warm: int = 1) -> tuple[list[float], Any]:
    """Run something a few times: seconds of the processor for each (others may use it too), and what it gave last."""
    times, found = [], None
    for turn in range(runs + warm):
        found = None
        started = time.process_time()
        found = run()
        if turn >= warm:
            times.append(time.process_time() - started)
    return times, found


def answer(parts: Mapping[str, Callable[..., dict[str, Any]]]) -> None:
    """Do the part named on the command line and print what it gives."""
    print(json.dumps(parts[sys.argv[1]](*map(plain, sys.argv[2:]))))


def plain(word: str) -> int | str:
    """Read a word of the command line."""
    return int(word) if word.isdigit() else word


__all__ = ["Iterator", "answer", "five_routes", "growth", "spark", "thousand_rules", "timed", "whole_catalogue"]
