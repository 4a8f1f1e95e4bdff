"""A catalogue made ready for columns, and the decisions it gives for a table of people."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from lapel.batch.answers import Span, Verdicts, Ways, decide
from lapel.batch.circuit import Cells, Circuit, Work
from lapel.batch.columns import People
from lapel.batch.lines import FIRST
from lapel.model.credential import Catalogue, Credential
from lapel.model.dates import NEVER


class Plan:
    """The rules of some credentials as one circuit: made once, used for every batch of people."""

    def __init__(self, credentials: Iterable[Credential]) -> None:
        self.circuit = Circuit()
        self.ways = tuple(Ways(credential, self.circuit) for credential in credentials)


def plan(catalogue: Catalogue, only: Sequence[str] = ()) -> Plan:
    """Make a plan of the credentials named, or of all. Raises KeyError for one that the catalogue does not hold."""
    names = only or list(catalogue.credentials)
    return Plan(catalogue.credentials[name] for name in names)


def decide_table(plan: Plan, table: Any, *, on: date) -> Iterator[tuple[Ways, Verdicts, list[Verdicts]]]:
    """Decide every credential of a plan for every row of a table: over all routes, and for each."""
    day = on.toordinal()
    work = Work(People(table, on=day))
    now = Cells(work, "person", None, day)
    after, past = Span(work, day, NEVER - 1), Span(work, FIRST, day - 1)
    for ways in plan.ways:
        yield ways, *decide(ways, work, day, now, after, past)
