"""``lapel keep``: the best use of learning, beside HiGHS on the same ledger."""

from collections.abc import Sequence
from datetime import date, timedelta
from fractions import Fraction
from functools import partial
from random import Random
from typing import Any

import highspy

from benchmarks.measure import Row, functions
from lapel.loading.compiled import load_catalogue
from lapel.loading.records import parse_record
from lapel.model.record import Record
from lapel.renewals.allocation import Allocation, allocate
from lapel.renewals.cycles import cycles_of, requirement_of
from lapel.renewals.held import held_since
from lapel.renewals.keep import keeping
from lapel.renewals.ledger import Activity, Judge, Judged, Requirement, activities, ceu_hours

ON = date(2026, 11, 22)
CERTIFICATES = {"cma-aama": "2024-05-10", "rma-amt": "2025-01-15", "ncma-ncct": "2025-06-01", "ccma-nha": "2025-09-20"}
BODIES = ("aama", "amt", "nha", "amca")
Ledger = tuple[list[tuple[Activity, tuple[Judged, ...]]], list[Requirement]]


def person(count: int, seed: int) -> Record:
    """Five certificates and so much learning, of all areas and sources, some mixed, some approved by several bodies."""
    chance = Random(seed)
    learning = []
    for number in range(count):
        unit = chance.choice(("contact-hours", "contact-hours", "ceu", "points", "points", "clock-hours"))
        first, second = chance.sample(("clinical", "administrative", "general"), 2)
        amount = chance.randint(1, 4)
        learning.append(
            {
                "title": f"Course {number}",
                "completed": (date(2024, 3, 1) + timedelta(days=chance.randint(0, 1300))).isoformat(),
                "unit": unit,
                "amount": amount,
                "approved_by": ["ncct"] if unit == "clock-hours" else chance.sample(BODIES, chance.randint(1, 3)),
                "areas": {first: amount} if chance.random() < 0.7 else {first: 1, second: amount},
                "cost": chance.randint(0, 90),
            }
        )
    certificates = [{"id": name, "earned": day} for name, day in {**CERTIFICATES, "cmac-amca": "2025-03-03"}.items()]
    record = parse_record({"certificates": certificates, "complete": ["learning"]})
    parts: list[Record] = [parse_record({"learning": learning[at : at + 1000]}) for at in range(0, count, 1000)]
    return type(record)(
        certificates=record.certificates, complete=record.complete, learning=sum((part.learning for part in parts), ())
    )


def ledger(record: Record) -> Ledger:
    """Judge all learning for all cycles."""
    catalogue = load_catalogue()
    asked = []
    for certificate in record.certificates:
        credential = catalogue.credentials[certificate.id or ""]
        held = held_since(record, credential)
        assert held is not None
        asked += [requirement_of(credential, record, held, one, on=ON) for one in cycles_of(credential, held, on=ON)]
    judge = Judge(ceu_hours(catalogue.credentials.values(), on=ON))
    found = [(one, tuple(judge.judged(one, each) for each in asked)) for one in activities(record, on=ON)]
    return found, asked


def by_highs(judged: Sequence[tuple[Activity, Sequence[Judged]]], asked: Sequence[Requirement]) -> float:
    """The fewest missing hours, each course on its own: the peer, without reasons or proof."""
    model: Any = highspy.Highs()  # type: ignore[no-untyped-call]
    model.silent()
    missing = [model.addVariable(lb=0) for _ in asked]
    placed: list[list[tuple[Any, Judged, str]]] = [[] for _ in asked]
    for activity, found in judged:
        for name, share in activity.areas or (("", Fraction(1)),):
            use: list[Any] = []
            for index, judgment in enumerate(found):
                if judgment.verdict == "counts":
                    use.append(model.addVariable(lb=0))
                    placed[index].append((use[-1], judgment, name))
            if use:
                model.addConstr(sum(use) <= float((activity.amount or 0) * share))
    for index, one in enumerate(asked):
        _cycle(model, one, missing[index], placed[index])
    model.minimize(sum(missing))
    return float(model.getObjectiveValue())


def _cycle(model: Any, asked: Requirement, missing: Any, placed: Sequence[tuple[Any, Judged, str]]) -> None:
    """Add what one cycle asks for."""
    model.addConstr(sum((use for use, _, _ in placed), missing) >= float(asked.total or 0))
    lacks = []
    for line in asked.areas:
        lacks.append(model.addVariable(lb=0))
        model.addConstr(sum((use for use, _, name in placed if name == line.area), lacks[-1]) >= float(line.least))
    if lacks:
        model.addConstr(missing - sum(lacks) >= 0)
    others = [use for use, judgment, _ in placed if not judgment.approved]
    if asked.others_at_most is not None and others:
        model.addConstr(sum(others) <= float(asked.others_at_most))


def allocated(made: Ledger) -> Allocation:
    """Use the learning of a ledger."""
    return allocate(*made)


def each_size() -> list[Row]:
    """Typical and long ledgers of five certificates; the 95th percentile is over fifty people."""
    catalogue = load_catalogue()
    people = [ledger(person(200, seed)) for seed in range(50)]
    rows = sorted(functions({f"{i}": partial(allocated, made) for i, made in enumerate(people)}, runs=5), key=_middle)
    slow = rows[round(len(rows) * 0.95) - 1]
    name = "200 activities, 5 certificates: the 95th percentile of 50 people"
    told = Row(name, slow.middle, slow.least, slow.most, aim="≤ 20 ms")
    long = person(10_000, 1)
    made, record = ledger(long), person(200, 1)
    more = functions(
        {
            "10,000 activities, 5 certificates": partial(allocated, made),
            "200 activities, all of `lapel keep` but the printing": lambda: keeping(catalogue, record, on=ON),
            "10,000 activities, all of `lapel keep` but the printing": lambda: keeping(catalogue, long, on=ON),
            "200 activities by HiGHS (peer)": lambda: by_highs(*people[0]),
        },
        runs=3,
    )
    return [told, *more]


def _middle(row: Row) -> float:
    return row.middle
