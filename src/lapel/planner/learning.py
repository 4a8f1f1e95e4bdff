"""Points that are missing to renew → what to learn for them, and what of it would count."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from fractions import Fraction

from lapel.careers.learning import Accepted, Want
from lapel.model.advice import Resource
from lapel.model.dates import Duration, add
from lapel.model.record import Card, Learning, Record
from lapel.renewals.allocation import Filled
from lapel.renewals.ledger import Activity, Judge, activities


def want_points(filled: Filled) -> Want | None:
    """Want what a cycle still lacks; None where how much it asks for is not known."""
    requirement, further = filled.requirement, filled.further
    if requirement.total is None:
        return None
    return Want(
        requirement.credential.name,
        credential=requirement.credential,
        unit=requirement.unit,
        points=further.points,
        areas=further.areas,
        approved=further.approved,
        by=requirement.ends,
    )


def accepts(judge: Judge, filled: Filled, on: date) -> Callable[[Resource], Accepted]:
    """Say of a resource whether it would count for what a cycle still lacks."""
    requirement, further = filled.requirement, filled.further
    credential = requirement.credential
    issuer = credential.issuer.upper()

    def said(resource: Resource) -> Accepted:
        ask = f"{issuer}: does it count for the {credential.name}, for how much, and in which area?"
        if credential.issuer in resource.refused_by:
            return Accepted("no", f"Its entry says that {issuer} does not take it.")
        judged = judge.judged(_activity(resource, min(on, requirement.ends)), requirement)
        if judged.verdict == "nowhere":
            return Accepted("no", judged.why)
        if judged.verdict == "cannot tell":
            return Accepted("cannot tell", judged.why.partition(" Enter ")[0], ask)
        if further.approved >= further.points and not judged.approved:
            return Accepted("no", f"All that is missing must be approved by {issuer}, and this is not.")
        lacking = dict(further.areas)
        areas = {name for name, _ in judged.areas if name}
        if lacking and sum(lacking.values(), Fraction(0)) >= further.points and not areas & set(lacking):
            needed = " or ".join(lacking)
            if areas:
                return Accepted("no", f"What is missing must be {needed}; this is {', '.join(sorted(areas))}.")
            return Accepted("cannot tell", f"What is missing must be {needed}.", f"Which area is it for at {issuer}?")
        return Accepted("yes", judged.why)

    return said


def _activity(resource: Resource, done: date) -> Activity:
    """Shape a resource as if it had been done: a card of two years, or one of its unit where no amount is told."""
    if resource.kind == "card":
        card = Card("cpr", "provider", done, add(done, Duration(2, "years", "clamp")))
        return activities(Record(cards=(card,)), on=done)[0]
    amount = resource.amount or Decimal(1)
    learned = Learning(
        title=resource.name,
        kind="on-the-job" if resource.kind == "employer" else "course",
        completed=done,
        unit=resource.unit or "contact-hours",
        amount=amount,
        approved_by=resource.accepted_by,
        areas=((resource.area, amount),) if resource.area else (),
    )
    return activities(Record(learning=(learned,)), on=done)[0]
