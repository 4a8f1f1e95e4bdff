"""A plan's exam days beside readiness → plain data: the chance of the cut, and what a failure costs in money and time.

A chance here is of a cut on a mock form. Nothing published ties it to the real exam, so what a failure is expected to
cost is only as good as the cut stands for that exam.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from lapel.model.money import Amount, total
from lapel.planner.plan import Again, Plan
from lapel.reports.json_parts import DAY, FLAG, TEXT, list_of, named, shape

if TYPE_CHECKING:
    from lapel.exam.foretell import Foretold
    from lapel.exam.readiness import Reach

WHOLE = {"type": "integer", "minimum": 0}
SHARE = {"type": "number", "minimum": 0, "maximum": 1}
NUMBER = {"type": "number"}


def sittings_data(plans: Sequence[Plan], told: Mapping[str, "Foretold"]) -> list[dict[str, Any]]:
    """List the exam days of plans whose readiness is ``told``, by the id of the credential; `sitting_shapes` describes.

    Each is of one leg of one plan, in the order of the plans.
    """
    return [sitting for plan in plans for sitting in _sittings(plan, told)]


def _sittings(plan: Plan, told: Mapping[str, "Foretold"]) -> Iterator[dict[str, Any]]:
    for leg in plan.legs:
        found = told.get(leg.credential.id)
        if not found or not leg.tests:
            continue
        whole = found.found.whole
        failing = (one for one in plan.failing if one.credential == leg.credential.id)
        again = next((one.attempts[0] for one in failing if one.attempts), None)
        yield {
            "plan": plan.id,
            "credential": leg.credential.id,
            "name": leg.credential.name,
            "tests": leg.tests.isoformat(),
            "outline": found.outline.id,
            "length": found.length,
            "cut": whole.cut,
            "items": whole.items,
            "answered": whole.answered,
            "measured": found.measured,
            "chance": {"low": whole.low, "usual": whole.probability, "high": whole.high},
            "failing": _failing(again, whole) if again else None,
            "unknown": list(found.found.unknown),
        }


def _failing(again: Again, whole: "Reach") -> dict[str, Any]:
    amounts = [line.amount for line in again.fees]
    known = [amount for amount in amounts if amount]
    fees = total(known) if len(known) == len(amounts) else None
    return {
        "tests": again.tests.isoformat(),
        "days": again.days,
        "sure": again.sure,
        "fees": {"low": fees.low, "usual": fees.usual, "high": fees.high} if fees else None,
        "expected_fees": _expected(fees, whole) if fees else None,
        "expected_days": _expected(Amount(again.days, again.days, again.days), whole),
    }


def _expected(amount: Amount, whole: "Reach") -> dict[str, float]:
    """Weigh what a failure costs by the chance of missing the cut; its least with the best of the chances."""
    return {
        "low": round(amount.low * (1 - whole.high), 2),
        "usual": round(amount.usual * (1 - whole.probability), 2),
        "high": round(amount.high * (1 - whole.low), 2),
    }


def sitting_shapes() -> Iterator[tuple[str, dict[str, Any]]]:
    """Give the definitions of the schema: of a sitting, and of its parts."""
    yield (
        "sitting",
        shape(
            plan=TEXT,
            credential=TEXT,
            name=TEXT,
            tests=DAY,
            outline=TEXT,
            length={"enum": ["full", "half", "quarter"]},
            cut=WHOLE,
            items=WHOLE,
            answered=WHOLE,
            measured=WHOLE,
            chance=named("chance"),
            failing=_or_null("failed"),
            unknown=list_of(TEXT),
        ),
    )
    yield "chance", shape(low=SHARE, usual=SHARE, high=SHARE)
    yield (
        "failed",
        shape(
            tests=DAY,
            days=WHOLE,
            sure=FLAG,
            fees=_or_null("amount"),
            expected_fees=_or_null("expected"),
            expected_days=named("expected"),
        ),
    )
    yield "expected", shape(low=NUMBER, usual=NUMBER, high=NUMBER)


def _or_null(name: str) -> dict[str, Any]:
    return {"anyOf": [named(name), {"type": "null"}]}
