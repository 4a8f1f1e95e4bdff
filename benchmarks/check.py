"""``lapel check``, cold and warm, beside the bare interpreter, a command-line library and rules by hand."""

import sys
from dataclasses import replace as with_changes
from datetime import date
from pathlib import Path

from benchmarks.measure import Row, commands, functions
from lapel.eligibility.decide import GENERALIST, decide_all
from lapel.loading.compiled import load_catalogue
from lapel.loading.records import read_record
from lapel.model.record import Record

EXAMPLES = Path(__file__).parents[1] / "examples"
ON = date(2026, 11, 21)


def cold() -> list[Row]:
    """One process a run: from the shell to the printed answers."""
    example = str(EXAMPLES / "student-20-days-from-graduating.yaml")
    lapel = [sys.executable, "-m", "lapel.cli"]
    rows = commands(
        {
            "python -c pass": [sys.executable, "-c", "pass"],
            "python -c 'import typer' (peer)": [sys.executable, "-c", "import typer"],
            "lapel --version": [*lapel, "--version"],
            "lapel check (text)": [*lapel, "check", example, "--on", str(ON)],
            "lapel check --json": [*lapel, "check", example, "--on", str(ON), "--json"],
            "lapel check --all --json": [*lapel, "check", example, "--on", str(ON), "--json", "--all"],
        },
        base="python -c pass",
    )
    aims = {"lapel check (text)": "≤ 10×, ≤ 60 MB"}
    return [with_changes(row, aim=aims.get(row.what, "")) for row in rows]


def warm() -> list[Row]:
    """The library in one process: decisions with all their reasons."""
    catalogue = load_catalogue()
    names = list(catalogue.credentials)
    student = read_record(EXAMPLES / "student-20-days-from-graduating.yaml")
    worker = read_record(EXAMPLES / "ten-years-of-work.yaml")
    unknown = read_record(EXAMPLES / "career-changer.yaml")
    routes = sum(len(catalogue.credentials[name].routes) for name in GENERALIST)
    every = sum(len(credential.routes) for credential in catalogue.credentials.values())
    rows = functions(
        {
            "category 1 by hand: one bool, no dates, no reasons (peer)": lambda: by_hand(student, ON),
            f"five certificates, {routes} routes, student": lambda: decide_all(catalogue, student, on=ON),
            f"five certificates, {routes} routes, ten years of work": lambda: decide_all(catalogue, worker, on=ON),
            f"five certificates, {routes} routes, unknowns": lambda: decide_all(
                catalogue, unknown, on=ON, only=GENERALIST
            ),
            f"all {len(names)} credentials, {every} routes, student": lambda: decide_all(
                catalogue, student, on=ON, only=names
            ),
        }
    )
    return [with_changes(row, aim="≤ 1 ms" if "routes" in row.what else "") for row in rows]


def by_hand(record: Record, on: date) -> bool:
    """CMA (AAMA) category 1 as a programmer would write it for one day, all facts known: the least there is to do."""
    for program in record.programs:
        finished = program.completed or program.expected
        started = program.started
        assert isinstance(finished, date)
        assert isinstance(started, date)
        accredited = any(
            isinstance(period.starts, date) and period.starts <= finished for period in program.accreditation
        )
        if accredited and -30 <= (on - finished).days <= 365 and record.conduct.felony is False:
            return sum(attempt.result == "fail" for attempt in record.exams) < 3
    return False
