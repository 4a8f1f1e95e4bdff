"""What may upset a plan."""

from collections.abc import Iterator, Sequence
from datetime import date

from lapel.model.citation import CONFIDENCE_WORDS
from lapel.model.credential import ROLE
from lapel.model.dates import NEVER
from lapel.model.record import Record
from lapel.model.timeline import Timeline
from lapel.model.truth import Truth
from lapel.planner.plan import Leg, Risk, Task
from lapel.rules.nodes import Dated
from lapel.rules.wording import long_date

FALSE, UNKNOWN, TRUE = Truth.FALSE, Truth.UNKNOWN, Truth.TRUE


def risks(
    record: Record, legs: Sequence[Leg], tasks: Sequence[Task], lines: Sequence[Timeline], *, on: date
) -> Iterator[Risk]:
    """List what may upset a plan: windows, accreditation, times and rules that are not known, weak sources.

    ``lines`` tell for each leg when its route is open.
    """
    for leg, line in zip(legs, lines, strict=True):
        yield from _window(leg, line)
        yield from _weak(leg)
    yield from _accreditation(record, on)
    waits = [task for task in tasks if task.wait is not None and not task.wait.known]
    if waits:
        names = "; ".join(dict.fromkeys(task.what.rstrip(".") for task in waits))
        yield Risk(
            f"How long these take was not seen, and the dates do not count it: {names}.",
            do="Begin them as early as you can, and ask how long they take.",
        )
    if any(task.kind == "training" for task in tasks):
        yield Risk(
            "A program can lose its accreditation, or not have the hours and the topics that the exam asks for.",
            do="Get the answers to the checks in writing before you pay.",
        )


def _window(leg: Leg, line: Timeline) -> Iterator[Risk]:
    run = line.run_at(leg.applies.toordinal())
    end = line.end_of(run)
    if end >= NEVER:
        return
    last = date.fromordinal(end - 1)
    after = line.values[run + 1]
    what = f"{leg.credential.name}, {leg.route.name}: this way is open through {long_date(last)}"
    if after is FALSE:
        yield Risk(f"{what}, and closes then.", last, "Apply before that day.", leg.route.rule.notes.cite)
    elif after < line.values[run]:
        yield Risk(f"{what}. Whether it stays open after that is not known.", last, "Apply before that day.")


def _weak(leg: Leg) -> Iterator[Risk]:
    """Say when the rule in force on the day rests on no official page of today."""
    assert isinstance(leg.route.rule, Dated)
    versions = [version for version in leg.route.rule.versions if version.starts <= leg.applies]
    cites = versions[-1].notes.cite if versions else ()
    if cites and all(cite.confidence != "O" for cite in cites):
        whom = "an employer or your state" if leg.credential.kind == ROLE else "the issuer"
        words = " and ".join(dict.fromkeys(CONFIDENCE_WORDS[cite.confidence] for cite in cites))
        yield Risk(
            f"{leg.credential.name}: the rule for this way rests on weak sources ({words}).",
            do=f"Confirm it with {whom} before you pay or start.",
            cite=cites,
        )


def _accreditation(record: Record, on: date) -> Iterator[Risk]:
    for program in record.programs:
        for period in program.accreditation:
            if isinstance(period.ends, date) and period.ends > on and period.by:
                name = program.name or "your program"
                yield Risk(
                    f"The accreditation of {name} by {period.by.upper()} ends on {long_date(period.ends)}.",
                    period.ends,
                    "Ask the school whether it will be renewed.",
                )
