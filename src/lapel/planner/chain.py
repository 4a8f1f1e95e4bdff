"""From an open route to the certificate: the tasks of one route in order, and their days."""

from collections.abc import Callable
from datetime import date

from lapel.model.citation import Citation
from lapel.model.credential import ROLE, Credential, DatedValue, Route, Step
from lapel.model.dates import NEVER
from lapel.model.money import Amount, amount_of
from lapel.model.rule import Rule
from lapel.model.span import AT_ONCE
from lapel.model.timeline import Timeline, all_of
from lapel.model.truth import Truth
from lapel.model.value import Value, replace
from lapel.rules.evaluate import evaluate
from lapel.rules.nodes import Dated
from lapel.rules.trace import Scope

FALSE, UNKNOWN, TRUE = Truth.FALSE, Truth.UNKNOWN, Truth.TRUE

FIRST = ("check", "gather", "review", "earn", "task")
"""Kinds of steps that come before the application."""

APPLY = Step("Apply.", kind="apply")


class Chain(Value):
    """The steps of one route: before the application, from it to the certificate, and with the certificate in hand."""

    credential: Credential
    route: Route
    before: tuple[Step, ...]
    steps: tuple[Step, ...]
    after: tuple[Step, ...]

    @property
    def id(self) -> str:
        """The credential and the route."""
        return f"{self.credential.id}/{self.route.id}"

    @property
    def tests(self) -> bool:
        """Whether there is an exam to pass."""
        return any(step.kind == "exam" for step in self.steps)

    @property
    def earns(self) -> bool:
        """Whether continuing education must be in hand, which a plan cannot see."""
        return any(step.kind == "earn" for step in self.before)


def chain_of(credential: Credential, route: Route) -> Chain:
    """Put the steps of a route in order; what comes before its application stands before it."""
    kinds = [step.kind for step in route.steps]
    at = kinds.index("apply") if "apply" in kinds else None
    before = tuple(s for i, s in enumerate(route.steps) if s.kind in FIRST and (at is None or i < at))
    rest = tuple(s for s in route.steps if s not in before and s.kind != "after")
    return Chain(
        credential,
        route,
        before,
        rest if at is not None else (APPLY, *rest),
        tuple(step for step in route.steps if step.kind == "after"),
    )


class Times(Value):
    """The days of a chain, as ordinals: open, the steps before, each step's start, and the certificate."""

    opens: int
    begins: int
    applies: int
    starts: tuple[int, ...]
    tests: int
    certified: int


Line = Callable[[Rule], Timeline]


def first_day(line: Timeline, day: int, least: Truth) -> int:
    """Find the first day from ``day`` on which a line is at least so true; `NEVER` when there is none."""
    run = line.run_at(day)
    if line.values[run] >= least:
        return day
    for later in range(run + 1, len(line.values)):
        if line.values[later] >= least:
            return line.starts[later]
    return NEVER


def last_day(line: Timeline, low: int, high: int, least: Truth) -> int:
    """Find the last day from ``low`` to ``high`` on which a line is at least so true; ``low`` when there is none."""
    for run in range(line.run_at(high), line.run_at(low) - 1, -1):
        if line.values[run] >= least:
            return max(low, min(high, line.end_of(run) - 1))
    return low


def walk(
    chain: Chain, line: Line, *, floor: int, trained: int, least: Truth, quick: bool, wanted: int = 0
) -> Times | None:
    """Go through a chain, each step as early as can be; None when it never ends.

    ``line`` gives the timeline of a rule. Nothing before the application starts before ``floor``, the application is
    not made before ``wanted``, and the exam not sat before ``trained``, the end of the plan's own training. The route
    is open on the day of the application and, where its rule is picked by the test, on the day of the exam.
    """
    rule = chain.route.rule
    assert isinstance(rule, Dated)
    whole = line(rule)
    opens = first_day(whole, floor, least)
    if opens == NEVER:
        return None
    day, days, starts = opens, {"apply": opens, "exam": 0}, []
    for step in (*chain.before, *chain.steps):
        day = max(day, {"apply": wanted, "exam": trained}.get(step.kind, 0))
        asked = [line(step.needs)] if step.needs is not None else []
        if step.kind == "apply" or (step.kind == "exam" and rule.by == "test"):
            asked.append(whole)
        day = days[step.kind] = first_day(all_of(asked), day, least)
        if day >= NEVER:
            return None
        starts.append(day)
        day = _after(step, day, quick)
    own = tuple(starts[len(chain.before) :])
    return Times(opens, opens, days["apply"], own, days["exam"], day) if day < NEVER else None


def _after(step: Step, day: int, quick: bool) -> int:
    span = step.takes or AT_ONCE
    return span.after(date.fromordinal(day), quick=quick).toordinal() if span.most and span.most.count else day


class Fee(Value):
    """A fee of an application; ``amount`` is None when it is not known. ``key`` tells what it is paid for."""

    key: str
    what: str
    amount: Amount | None
    cite: tuple[Citation, ...] = ()
    note: str = ""


APPLYING = ("application", "return", "term", "")
"""When fees fall due that an application calls for; those of a term are named by the ways to renew."""


class Fees:
    """The fees of a chain for a person, by the day of the application."""

    def __init__(self, chain: Chain, scope: Scope, due: tuple[str, ...] = APPLYING) -> None:
        self.credential = chain.credential
        self.values = [
            (value, None if value.when is None else evaluate(value.when, scope).line)
            for value in chain.credential.values
            if value.topic == "fee"
            and value.due in due
            and (chain.route.id in value.routes or (not value.routes and value.due != "term"))
        ]
        # Where nothing at all was seen on what an application costs, that is not the same as free.
        silent = not any(value.topic == "fee" for value in chain.credential.values)
        self._unseen = silent and chain.credential.kind not in ("permission", ROLE) and due == APPLYING
        days = {version.starts.toordinal() for value, _ in self.values for version in value.versions}
        days |= {start for _, line in self.values if line for start in line.starts}
        self._days = sorted(days)
        self._at: dict[int, tuple[Fee, ...]] = {}

    def on(self, day: int) -> tuple[Fee, ...]:
        """Give the fees of an application on a day.

        Of application fees that may or may not apply, one is due, and which is not known: a range.
        """
        found = self._at.get(day)
        if found is None:
            found = self._at[day] = self._on(day)
        return found

    def _on(self, day: int) -> tuple[Fee, ...]:
        if self._unseen:
            name = self.credential.name
            return (Fee(f"{self.credential.id}: application", f"{name}: application fee, if there is one", None),)
        sure: list[tuple[Fee, str]] = []
        doubtful: list[tuple[Fee, str]] = []
        for value, line in self.values:
            applies = TRUE if line is None else line.at(day)
            if applies is not FALSE:
                (sure if applies is TRUE else doubtful).append(self._fee(value, day))
        either = [fee for fee, due in doubtful if due != "return"]
        extra = [replace(fee, amount=_perhaps(fee.amount)) for fee, due in doubtful if due == "return"]
        return (*(fee for fee, _ in sure), *_one_of(either), *extra)

    def _fee(self, value: DatedValue, day: int) -> tuple[Fee, str]:
        version = value.in_force(on=date.fromordinal(day))
        cite = () if version is None else version.cite or tuple(c for r in version.readings for c in r.cite)
        key = f"{self.credential.id}: {value.due or 'application'}"
        what = f"{self.credential.name}: {value.what[:1].lower()}{value.what[1:]}"
        return Fee(key, what, amount_of(version), cite, version.note if version else ""), value.due

    def least(self, day: int) -> int:
        """Give the least known sum of an application on a day or later."""
        return min(known(self.on(option)) for option in (day, *(start for start in self._days if start > day)))

    def better(self, day: int) -> int | None:
        """Find the first later day on which the known sum is less, or some figure is known that is not on the day."""
        sum_, missing = known(self.on(day)), self._missing(day)
        later = (start for start in self._days if start > day)
        return next((d for d in later if known(self.on(d)) < sum_ or not missing <= self._missing(d)), None)

    def _missing(self, day: int) -> frozenset[str]:
        return frozenset(fee.key for fee in self.on(day) if fee.amount is None)

    def never_known(self, day: int) -> frozenset[str]:
        """Name the fees without a figure on a day and ever after."""
        later = (start for start in self._days if start > day)
        return self._missing(day).intersection(*(self._missing(start) for start in later))


def known(fees: tuple[Fee, ...]) -> int:
    """Add the figures to plan with, of the fees that have one."""
    return sum(fee.amount.usual for fee in fees if fee.amount)


def _perhaps(amount: Amount | None) -> Amount | None:
    return amount and Amount(0, amount.usual, amount.high)


def _one_of(fees: list[Fee]) -> tuple[Fee, ...]:
    if len(fees) < 2:
        return tuple(fees)
    amounts = [fee.amount for fee in fees if fee.amount]
    whole = None
    if len(amounts) == len(fees):
        whole = Amount(min(a.low for a in amounts), max(a.usual for a in amounts), max(a.high for a in amounts))
    cite = tuple(c for fee in fees for c in fee.cite)
    what = " or ".join(fee.what for fee in fees)
    return (Fee(fees[0].key, what, whole, cite),)
