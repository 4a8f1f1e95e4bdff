"""What a comparison of certificates for one person rests on, put together from decisions, plans and holdings."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Any, Literal

from lapel.eligibility.decide import Decision, decide_all
from lapel.eligibility.validity import term
from lapel.model.credential import NOT_SEEN, Catalogue, Credential, DatedValue, ValueVersion
from lapel.model.dates import Duration
from lapel.model.record import Record
from lapel.model.rule import Rule
from lapel.model.value import Value
from lapel.planner.plan import Leg, Plan, Plans
from lapel.renewals.dues import Event
from lapel.renewals.holding import Holding, holding_of
from lapel.rules import nodes
from lapel.rules.explain import version_in_force

MakePlans = Callable[[str], Plans]
"""Plans the way to one credential, by its id."""

ExamPart = Literal["questions", "minutes", "pass_mark"]


class ExamFact(Value):
    """One figure of an exam: a part, and its value with the version in force; None when nothing is known of it."""

    part: ExamPart
    value: DatedValue | None
    version: ValueVersion | None


class Side(Value):
    """One certificate of a comparison, for one person on one day.

    ``plan`` is the fastest sure plan, ``cheapest`` the one that costs least (the same, where one plan is both);
    ``perhaps`` is the soonest of those that hold only if something not known turns out well. ``named_in`` are state
    credentials whose rules, as they stand on the day, ask for this certificate or others like it; those of the
    person's own state come first.
    """

    credential: Credential
    decision: Decision
    plans: Plans
    holding: Holding
    term: Duration | None
    exam: tuple[ExamFact, ...]
    named_in: tuple[Credential, ...]

    @property
    def plan(self) -> Plan | None:
        """The first sure plan to finish."""
        return self.plans.fastest

    @property
    def cheapest(self) -> Plan | None:
        """The sure plan that costs least."""
        return self.plans.cheapest

    @property
    def perhaps(self) -> Plan | None:
        """The soonest plan that is not sure."""
        return min(self.plans.perhaps, key=lambda plan: (plan.finish, plan.money.usual), default=None)

    @property
    def renewal(self) -> tuple[Event, ...]:
        """What is due each year and each term, once of each kind."""
        found: dict[tuple[str, str], Event] = {}
        for event in (*self.holding.events, *self.holding.then):
            if event.kind != "end":
                found.setdefault((event.id, event.what), event)
        return tuple(found.values())


def compare(
    catalogue: Catalogue, record: Record, ids: Sequence[str], *, on: date, years: int, plan: MakePlans
) -> tuple[Side, ...]:
    """Set certificates side by side for a person on a day.

    The years of holding count from the day on which the fastest sure plan has the certificate; without such a plan, or
    with the certificate in hand, as `lapel.renewals.holding.holding_of` counts them. Raises KeyError for an unknown id.
    """
    decisions = decide_all(catalogue, record, on=on, only=ids)
    return tuple(_side(catalogue, record, decision, plan(decision.credential.id), on, years) for decision in decisions)


def _side(catalogue: Catalogue, record: Record, decision: Decision, plans: Plans, on: date, years: int) -> Side:
    credential = decision.credential
    leg = leg_to(plans.fastest, credential)
    holding = holding_of(credential, record, years=years, on=on, certified=leg.certified if leg else None)
    return Side(
        credential,
        decision,
        plans,
        holding,
        term(credential, certified=holding.held.since),
        tuple(_exam(credential, on)),
        tuple(_named_in(catalogue, credential, record.state, on)),
    )


def leg_to(plan: Plan | None, credential: Credential) -> Leg | None:
    """Find the part of a plan that ends in a credential."""
    return next((leg for leg in plan.legs if leg.credential.id == credential.id), None) if plan else None


PARTS: tuple[tuple[ExamPart, str, tuple[str, ...]], ...] = (
    ("questions", "items", ("total", "items")),
    ("minutes", "minutes", ("total", "minutes")),
    ("pass_mark", "points", ("pass", "score")),
)
"""Each part of an exam, the unit of its value, and where a value that is a mapping has the figure."""


def _exam(credential: Credential, on: date) -> Iterator[ExamFact]:
    for part, unit, names in PARTS:
        values = [value for value in credential.values if value.topic == "exam" and value.unit == unit]
        told = [(value, version) for value in values if (version := value.in_force(on=on)) and _tells(version, names)]
        value, version = told[0] if told else (None, None)
        yield ExamFact(part, value, version)


def _tells(version: ValueVersion, names: tuple[str, ...]) -> bool:
    said = [reading.value for reading in version.readings] or [version.value]
    return all(figure_of(value, names) is not None or value == NOT_SEEN for value in said)


def figure_of(said: Any, names: tuple[str, ...]) -> int | float | None:
    """Read the figure of a value that is a number, or a mapping that has it under one of some names."""
    if isinstance(said, dict):
        said = next((said[name] for name in names if name in said), None)
    return said if isinstance(said, (int, float)) else None


def _named_in(catalogue: Catalogue, credential: Credential, state: str | None, on: date) -> list[Credential]:
    found = [
        other
        for other in catalogue.credentials.values()
        if other.state and any(_names(route.rule, credential.id, on) for route in other.routes)
    ]
    return sorted(found, key=lambda other: (other.state != state, other.state, other.name))


def _names(rule: Rule, identity: str, on: date) -> bool:
    """Whether a rule, as it is in force on a day, asks for a certificate or its exam by its id."""
    if isinstance(rule, nodes.Nothing):
        return False
    if isinstance(rule, nodes.Fact):
        return rule.name in ("id", "exam") and identity in (
            rule.value if isinstance(rule.value, tuple) else (rule.value,)
        )
    below = nodes.children(rule)
    if isinstance(rule, nodes.Dated) and rule.by in ("application", "test"):
        chosen = version_in_force(rule, on)
        below = () if chosen is None else (below[chosen],)
    return any(_names(part, identity, on) for part in below)
