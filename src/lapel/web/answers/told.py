"""What the page of all answers says."""

from datetime import date

from lapel.eligibility.decide import Decision, decide_all
from lapel.eligibility.verdict import ANSWERS
from lapel.model.value import Value
from lapel.reports.decisions_text import overdue_programs
from lapel.web.records.mine import Mine, catalogue


class Told(Value):
    """The answers, the most welcome first; ``late`` are programs by place that should be finished by now."""

    decisions: tuple[Decision, ...]
    late: tuple[tuple[int, date], ...]
    name: str
    open: bool


def told(held: Mine, *, on: date) -> Told:
    """Give the answers for a day."""
    record = held.record
    found = decide_all(catalogue(), record, on=on)
    decisions = tuple(sorted(found, key=lambda decision: ANSWERS.index(decision.verdict.answer)))
    asks = any(decision.ask_next for decision in decisions)
    return Told(decisions, tuple(overdue_programs(record, on)), record.name or "", asks)
