"""Steps that prepare for a credential: school, a program, work, a card; what they take, cost and give."""

from datetime import date
from typing import Any, Literal

from lapel.model.citation import Citation
from lapel.model.credential import Document, Step
from lapel.model.dates import Duration, add
from lapel.model.money import Amount
from lapel.model.record import Record
from lapel.model.rule import Rule
from lapel.model.span import AT_ONCE, Span
from lapel.model.value import Value, replace

Edge = Literal["start", "finish"]
Stage = Literal["school", "training", "work", "practice", "card", "license"]
Payer = Literal["you", "employer", "grant", "loan"]

STAGES: tuple[Stage, ...] = ("school", "training", "work", "practice", "card", "license")
PAYERS: tuple[Payer, ...] = ("you", "employer", "grant", "loan")


class Cost(Value):
    """A line of the bill. ``amount`` is None when it is not known.

    ``due`` is the edge of the step at which it is paid. ``refundable`` is None when it is not known. ``paid_by`` lists
    who may pay it; without "you", it costs the person nothing. ``unpaid_hours`` are hours of unpaid service, whose
    price is the pay given up.
    """

    what: str
    amount: Amount | None = None
    due: Edge = "start"
    refundable: bool | None = None
    paid_by: tuple[str, ...] = ("you",)
    unpaid_hours: int | None = None
    cite: tuple[Citation, ...] = ()
    note: str = ""


class Moment(Value):
    """A day of the plan: an edge of the step, shifted."""

    edge: Edge
    shift: Duration | None = None

    def of(self, start: date, finish: date) -> date:
        """Give the day for a step that runs from ``start`` to ``finish``."""
        day = start if self.edge == "start" else finish
        return add(day, self.shift) if self.shift else day


class Gift(Value):
    """What a step adds to the record: an entry of the list ``within`` (or the fields of ``school``), with its dates.

    With ``amends``, the entry's facts go into the latest program of the record that teaches medical assisting instead.
    """

    within: str
    entry: Any
    dates: tuple[tuple[str, Moment], ...] = ()
    amends: bool = False

    def made(self, start: date, finish: date) -> Any:
        """Give the entry of a step that runs from ``start`` to ``finish``."""
        return replace(self.entry, **{name: moment.of(start, finish) for name, moment in self.dates})


class Pay(Value):
    """What a paid step brings in, in US dollars a year before taxes."""

    per_year: Amount
    cite: tuple[Citation, ...] = ()
    note: str = ""


class Again(Value):
    """What happens when the exam in a step is failed: the wait for the next attempt, and what that costs.

    ``most`` is the greatest number of attempts that is known, None where no limit is known; ``closing`` says what is.
    """

    wait: Span
    costs: tuple[Cost, ...] = ()
    most: int | None = None
    closing: str = ""
    cite: tuple[Citation, ...] = ()
    note: str = ""


class Preparation(Value):
    """A step that prepares.

    ``needs`` must be true on the day it starts. ``hours`` is its whole length in hours of attendance, from which hours
    a week follow; ``hours_per_week`` says them directly; both None when they are not known. ``open_ended`` steps, such
    as a job, go on after the plan. ``checks`` is what to make sure of before choosing. ``again`` is for a step that
    holds an exam, such as one for a license.
    """

    id: str
    name: str
    stage: Stage
    who: str = "you"
    about: str = ""
    needs: Rule | None = None
    takes: Span = AT_ONCE
    open_ended: bool = False
    hours: int | None = None
    hours_per_week: int | None = None
    gives: tuple[Gift, ...] = ()
    costs: tuple[Cost, ...] = ()
    pay: Pay | None = None
    again: Again | None = None
    checks: tuple[Step, ...] = ()
    documents: tuple[Document, ...] = ()
    cite: tuple[Citation, ...] = ()
    note: str = ""


def given(record: Record, gift: Gift, start: date, finish: date) -> Record:
    """Give the record as it is once a step has been taken."""
    raise NotImplementedError
