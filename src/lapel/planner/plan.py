"""A plan: dated tasks that lead from where a person stands to a credential, with money, risks and what may go wrong."""

from datetime import date
from typing import Literal

from lapel.model.citation import Citation
from lapel.model.credential import Credential, Document, Route, Step
from lapel.model.money import Amount
from lapel.model.span import Span
from lapel.model.value import Value
from lapel.rules.explain import Finding

TaskKind = Literal[
    "given",
    "school",
    "training",
    "work",
    "practice",
    "card",
    "check",
    "task",
    "gather",
    "earn",
    "review",
    "apply",
    "send",
    "exam",
    "confirm",
    "receive",
    "after",
    "license",
]


class Help(Value):
    """Money of others that a person can count on, in US dollars; a loan is to be paid back."""

    grant: int = 0
    employer: int = 0
    loan: int = 0


class Limits(Value):
    """What a plan must keep to.

    ``by`` is the last day on which it may be finished, ``budget`` the most money out of the person's own pocket,
    ``hours_per_week`` the most hours a week for its steps, beside what the person already does; None for no limit.
    Nothing starts before ``not_before``. ``quick`` takes the shortest times seen instead of the longest. ``wage`` is
    what an hour of the person's work brings, to price unpaid hours.
    """

    by: date | None = None
    budget: int | None = None
    hours_per_week: int | None = None
    not_before: date | None = None
    quick: bool = False
    wage: int | None = None
    help: Help = Help()


class Line(Value):
    """A line of a plan's bill; ``amount`` is None when the figure is not known.

    ``paid_by`` lists who may pay it. ``unpaid_hours`` are hours of service without pay that the line stands for.
    """

    what: str
    on: date
    amount: Amount | None
    paid_by: tuple[str, ...] = ("you",)
    refundable: bool | None = None
    unpaid_hours: int | None = None
    cite: tuple[Citation, ...] = ()
    note: str = ""


class Task(Value):
    """One thing to do, or to wait for.

    ``id`` stays the same from day to day for the same task of the same goal. It starts on ``starts`` and is over on
    ``ends``; it may start as early as ``earliest`` and as late as ``latest`` without making the plan later (None when
    that was not worked out). ``critical`` tasks have no such room. ``wait`` is the range of time it takes, not known
    where its `Span.known` is False, None when it is done on the day; such waits are not in the dates. ``open_ended``
    tasks go on after the plan. ``after`` names the tasks that must come first, ``why`` what it is for.
    """

    id: str
    what: str
    who: str
    kind: TaskKind
    starts: date
    ends: date
    earliest: date | None = None
    latest: date | None = None
    critical: bool = False
    open_ended: bool = False
    wait: Span | None = None
    hours_per_week: int | None = None
    after: tuple[str, ...] = ()
    why: str = ""
    about: str = ""
    goal: str = ""
    costs: tuple[Line, ...] = ()
    documents: tuple[Document, ...] = ()
    checks: tuple[Step, ...] = ()
    cite: tuple[Citation, ...] = ()
    note: str = ""


class Leg(Value):
    """How a plan reaches one credential.

    ``opens`` is the first day of the plan on which the route is open; ``applies``, ``tests`` and ``certified`` are the
    days of the application, the exam (None without one) and the certificate. ``expires`` is the certificate's last
    day, None where no term is known. ``met`` are the route's conditions as they are on the day of the application.
    """

    credential: Credential
    route: Route
    opens: date
    applies: date
    tests: date | None
    certified: date
    expires: date | None
    met: tuple[Finding, ...] = ()


class Again(Value):
    """A further attempt at an exam after a failure, on the same plan.

    ``sure`` is False when only some readings of the rules allow it. ``fees`` are what it costs on top, ``days`` how
    much later the certificate comes than with the attempt before it.
    """

    number: int
    applies: date
    tests: date
    days: int
    fees: tuple[Line, ...]
    sure: bool


class Failing(Value):
    """What happens when an exam is failed, again and again.

    ``credential`` is its id and ``name`` its name where it is not one of the plan's legs. ``attempts`` are the further
    attempts in order. ``closes`` is the number of failures after which the route is shut,
    None when it was not reached; ``closing`` says what is known about that. ``door`` is the day by which the next
    attempt must be applied for, None when it does not close by itself.
    """

    credential: str
    attempts: tuple[Again, ...]
    closes: int | None
    closing: str
    door: date | None = None
    name: str = ""


class Risk(Value):
    """Something that may upset a plan, with the day it would, and what to do about it."""

    what: str
    on: date | None = None
    do: str = ""
    cite: tuple[Citation, ...] = ()


class Plan(Value):
    """Dated tasks to every goal.

    ``finish`` is the day on which all of it is done. ``money`` is what the person pays out of pocket, planned with
    ``money.usual``; ``not_known`` are lines that come on top and whose figures were not seen. ``borrowed`` is to be
    paid back later. ``income`` is what paid steps of the plan bring until ``finish``, before taxes. ``hours`` is the
    greatest number of hours a week; ``hours_not_known`` names steps whose hours are not in it.

    ``sure`` plans hold on what is known; others hold if ``assumes`` turns out to be true and the record leaves out no
    program, job, certificate, exam or the like. ``soonest`` is the finish if
    everything takes the shortest time seen. ``because`` says why this plan and not another one.
    """

    id: str
    on: date
    legs: tuple[Leg, ...]
    tasks: tuple[Task, ...]
    finish: date
    soonest: date
    money: Amount
    not_known: tuple[Line, ...]
    hours: int
    sure: bool
    hours_not_known: tuple[str, ...] = ()
    borrowed: int = 0
    income: Amount | None = None
    assumes: tuple[Finding, ...] = ()
    risks: tuple[Risk, ...] = ()
    failing: tuple[Failing, ...] = ()
    because: tuple[str, ...] = ()

    @property
    def critical_path(self) -> tuple[Task, ...]:
        """The tasks that have no room: a day more in one of them is a day more in all."""
        return tuple(task for task in self.tasks if task.critical)

    def this_week(self) -> tuple[Task, ...]:
        """What to begin in the seven days from the day of the plan."""
        return tuple(t for t in self.tasks if t.kind != "given" and (t.starts - self.on).days < 7)


class Other(Value):
    """A way to prepare that leads to the goals too and is beaten by a plan: what it comes to, and by how much."""

    step: str
    name: str
    finish: date
    money: int
    says: str


class Relaxation(Value):
    """One limit, and how far it would have to give for there to be a plan."""

    limit: Literal["by", "budget", "hours_per_week", "sure"]
    now: str
    needed: str
    says: str


class Plans(Value):
    """The answer of the planner.

    ``front`` are the sure plans of which none is both later and dearer than another, the soonest first. ``perhaps`` are
    plans that hold only if something not known turns out well, and are then better. ``others`` are programs and jobs
    that lead there too, later or dearer. ``reached`` are goals already held on the day, with the last day of the
    certificate (None when not known). Without any plan, ``relax`` names single limits that would have to give, and
    ``blocked`` says what stands in the way. ``proved`` is False when the search was cut short: a better plan may exist.
    ``spent`` is True when the effort allowed was used up: not every other way or change of limits was looked at.
    """

    on: date
    goals: tuple[Credential, ...]
    limits: Limits
    front: tuple[Plan, ...]
    perhaps: tuple[Plan, ...] = ()
    reached: tuple[tuple[Credential, date | None], ...] = ()
    relax: tuple[Relaxation, ...] = ()
    blocked: tuple[str, ...] = ()
    advice: tuple[Task, ...] = ()
    others: tuple[Other, ...] = ()
    proved: bool = True
    spent: bool = False

    @property
    def fastest(self) -> Plan | None:
        """The first sure plan to finish; of those, the cheapest."""
        return self.front[0] if self.front else None

    @property
    def cheapest(self) -> Plan | None:
        """The sure plan that costs least; of those, the first to finish."""
        return min(self.front, key=lambda plan: (plan.money.usual, len(plan.not_known), plan.finish), default=None)
