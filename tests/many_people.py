"""What the columns say of many people, held against what is said of one at a time."""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from lapel.batch.answers import Verdicts
from lapel.batch.schema import table_of
from lapel.batch.telling import Batch, Plan, plan
from lapel.eligibility.decide import Decision, decide
from lapel.eligibility.verdict import ANSWERS, Verdict
from lapel.loading.compiled import load_catalogue
from lapel.model.dates import BEFORE, NEVER
from lapel.model.record import Record
from lapel.model.truth import Truth
from lapel.rules.changes import ways
from lapel.rules.explain import conditions, leaves
from lapel.rules.trace import Trace


def everything(on: date) -> Plan:
    return plan(load_catalogue(), on=on, reasons=True)


def enumerated(records: Sequence[Record]) -> Iterator[tuple[str, Record]]:
    return ((str(place), record) for place, record in enumerate(records))


def verdict_of(told: Verdicts, row: int) -> Verdict:
    def day(ordinal: int) -> date | None:
        return date.fromordinal(ordinal) if BEFORE < ordinal < NEVER else None

    return Verdict(
        ANSWERS[told.answer[row]],
        day(int(told.starts[row])),
        day(int(told.until[row])),
        bool(told.firm[row]),
        Truth(int(told.today[row])),
        Truth(int(told.later[row])),
    )


def assert_same(records: Sequence[Record], on: date) -> None:
    """Every credential: the answer and its days, the route it speaks of, why not, and what alone would change it."""
    batch = Batch(everything(on), table_of(enumerated(records)))
    told = batch.table()
    for credential in batch.plan.ways:
        overall, routes = batch.verdicts(credential)
        for row, record in enumerate(records):
            decision = decide(credential.credential, record, on=on)
            assert verdict_of(overall, row) == decision.verdict, credential.credential.id
            for verdict, route in zip(routes, decision.routes, strict=True):
                assert verdict_of(verdict, row) == route.verdict, f"{credential.credential.id}/{route.route.id}"
            wanted, found = why(decision, on), told[credential.credential.id][row].as_py()
            assert {name: found[name] for name in wanted} == wanted


def why(decision: Decision, on: date) -> dict[str, Any]:
    """What the batch says of one decision, worked out from the traces of one person."""
    if decision.verdict.answer == "yes" or decision.best is None:
        return {"failed": [], "unknown": [], "missing": [], "change": None, "change_kind": None}
    best = decision.best
    opens = one_change(decision, on)
    return {
        "route": best.route.id,
        "failed": list(dict.fromkeys(finding.says for finding in best.failed)),
        "unknown": list(dict.fromkeys(finding.says for finding in best.unknown)),
        "missing": sorted(set(places(best.trace, on))),
        "change": opens[1] if opens else None,
        "change_kind": opens[2] if opens else None,
    }


def places(trace: Trace, on: date) -> Iterator[str]:
    """Kinds of places that would make the unknown conditions of a route firmer."""
    for part, _ in conditions(trace, on):
        if part.line.on(on) is Truth.UNKNOWN:
            for leaf in leaves(part, on):
                if leaf.line.on(on) is Truth.UNKNOWN:
                    yield from (re.sub(r"\[\d+\]", "[]", place) for place in leaf.missing)


def one_change(decision: Decision, on: date) -> tuple[bool, str, str] | None:
    """The one change that would open some route: rather one to confirm or to wait for, then by its words."""
    closed = [route for route in decision.routes if route.verdict.today is not Truth.TRUE]
    every = [way for route in closed for way in ways(route.trace, on, decision.credential.id) if len(way) == 1]
    return min(((c.kind == "do", c.says, c.kind) for way in every for c in way), default=None)
