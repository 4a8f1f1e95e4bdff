"""Lapel: what a medical assistant may do today and why, what next, and from when.

The verbs of the command line, as functions. A record comes from a file, from text, or from plain data:

>>> import lapel
>>> from datetime import date
>>> record = lapel.parse_record({
...     "birth": "1990-05-01",
...     "school": {"diploma": "yes", "earned": "2008-06-10"},
...     "programs": "none", "military": "none", "certificates": "none", "exams": "none",
...     "work": [{"role": "medical-assistant", "started": "2012-03-01", "full_time": "yes", "kind": "paid",
...               "clinical": "yes", "administrative": "yes", "supervised": "yes", "hours_per_week": 40}],
...     "complete": ["work"], "conduct": {"felony": "no"},
... })
>>> [decision] = lapel.check(record, on=date(2026, 11, 21), credentials=["cma-aama"])
>>> decision.verdict.answer
'no'
>>> lapel.expiry("cma-aama", certified=date(2010, 2, 10))
datetime.date(2015, 2, 28)
"""

from collections.abc import Iterable
from datetime import date
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from lapel.eligibility.decide import Decision as Decision
    from lapel.eligibility.decide import RouteDecision as RouteDecision
    from lapel.eligibility.verdict import Verdict as Verdict
    from lapel.loading.compiled import load_catalogue as load_catalogue
    from lapel.loading.records import parse_record as parse_record
    from lapel.loading.records import read_record as read_record
    from lapel.loading.records import record_data as record_data
    from lapel.loading.records import record_schema as record_schema
    from lapel.model.credential import Catalogue as Catalogue
    from lapel.model.credential import Credential as Credential
    from lapel.model.located import Problem as Problem
    from lapel.model.located import Problems as Problems
    from lapel.model.record import Record as Record
    from lapel.model.timeline import Timeline as Timeline
    from lapel.model.truth import Truth as Truth
    from lapel.planner.plan import Help as Help
    from lapel.planner.plan import Limits as Limits
    from lapel.planner.plan import Plan as Plan
    from lapel.planner.plan import Plans as Plans
    from lapel.reports.decisions_json import decisions_schema as decisions_schema
    from lapel.reports.plans_json import plans_schema as plans_schema

__version__ = "0.1.0"

_ROOMS = {
    "Decision": "lapel.eligibility.decide",
    "RouteDecision": "lapel.eligibility.decide",
    "Verdict": "lapel.eligibility.verdict",
    "load_catalogue": "lapel.loading.compiled",
    "parse_record": "lapel.loading.records",
    "read_record": "lapel.loading.records",
    "record_data": "lapel.loading.records",
    "record_schema": "lapel.loading.records",
    "Catalogue": "lapel.model.credential",
    "Credential": "lapel.model.credential",
    "Problem": "lapel.model.located",
    "Problems": "lapel.model.located",
    "Record": "lapel.model.record",
    "Timeline": "lapel.model.timeline",
    "Truth": "lapel.model.truth",
    "Help": "lapel.planner.plan",
    "Limits": "lapel.planner.plan",
    "Plan": "lapel.planner.plan",
    "Plans": "lapel.planner.plan",
    "decisions_schema": "lapel.reports.decisions_json",
    "plans_schema": "lapel.reports.plans_json",
}

__all__ = ["__version__", "check", "check_data", "explain", "expiry", "lint", "plan", "plan_data", *sorted(_ROOMS)]


def __getattr__(name: str) -> Any:
    """Import a name when it is first used: a short command should not pay for all of them."""
    if name not in _ROOMS:
        raise AttributeError(f"module 'lapel' has no attribute {name!r}")
    return getattr(import_module(_ROOMS[name]), name)


@cache
def _built_in() -> "Catalogue":
    """Load the built-in catalogue once a process."""
    from lapel.loading.compiled import load_catalogue

    return load_catalogue()


def check(
    record: "Record", *, on: date, credentials: Iterable[str] = (), catalogue: "Catalogue | None" = None
) -> "tuple[Decision, ...]":
    """Decide what a person may go for on a day.

    Without ``credentials``: the certificates of a generalist medical assistant, those held, and what the person's state
    asks for. Raises KeyError for an unknown id.
    """
    from lapel.eligibility.decide import decide_all

    return decide_all(catalogue or _built_in(), record, on=on, only=credentials)


def check_data(
    record: "Record", *, on: date, credentials: Iterable[str] = (), catalogue: "Catalogue | None" = None
) -> dict[str, Any]:
    """Decide as `check` does, and give plain data of the published shape (`decisions_schema`)."""
    from lapel.reports.decisions_json import decisions_data

    catalogue = catalogue or _built_in()
    decisions = check(record, on=on, credentials=credentials, catalogue=catalogue)
    return decisions_data(catalogue, decisions, record, on=on)


def explain(
    record: "Record", *, on: date, credentials: Iterable[str] = (), catalogue: "Catalogue | None" = None
) -> str:
    """Decide as `check` does, and write the answers with every route, fact and source, for reading."""
    from lapel.reports.decisions_text import decisions_text

    decisions = check(record, on=on, credentials=credentials, catalogue=catalogue)
    return decisions_text(decisions, record, on=on, explain=True)


def plan(
    record: "Record",
    goals: Iterable[str],
    *,
    on: date,
    limits: "Limits | None" = None,
    catalogue: "Catalogue | None" = None,
) -> "Plans":
    """Plan the way to every goal together, from a day on.

    Raises KeyError for an unknown id.

    >>> import lapel
    >>> ana = lapel.read_record("examples/student-20-days-from-graduating.yaml")
    >>> plans = lapel.plan(ana, ["cma-aama"], on=date(2026, 11, 22), limits=lapel.Limits(budget=200))
    >>> plans.fastest.finish, plans.fastest.money.usual
    (datetime.date(2026, 12, 11), 125)
    """
    from lapel.planner.make import make_plans

    return make_plans(catalogue or _built_in(), record, list(goals), on=on, limits=limits)


def plan_data(
    record: "Record",
    goals: Iterable[str],
    *,
    on: date,
    limits: "Limits | None" = None,
    catalogue: "Catalogue | None" = None,
) -> dict[str, Any]:
    """Plan as `plan` does, and give plain data of the published shape (`plans_schema`)."""
    from lapel.reports.plans_json import plans_data

    catalogue = catalogue or _built_in()
    return plans_data(catalogue, plan(record, goals, on=on, limits=limits, catalogue=catalogue))


def expiry(credential: str, *, certified: date, catalogue: "Catalogue | None" = None) -> date | None:
    """Give the last day of a certificate earned, or last renewed, on a day; None where no term is known."""
    from lapel.eligibility.validity import expiry as last_day

    return last_day((catalogue or _built_in()).credentials[credential], certified=certified)


def lint(root: Path | None = None) -> "tuple[Problem, ...]":
    """List everything wrong with a catalogue; the built-in one when no folder is given."""
    from lapel.loading.compiled import CATALOGUE_DIR
    from lapel.loading.lint import lint_catalogue

    return lint_catalogue(root or CATALOGUE_DIR)
