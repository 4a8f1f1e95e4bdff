"""Accreditation judged on a program's own dates: during enrollment, or soon enough after graduation."""

from typing import Any

from lapel.model import timeline
from lapel.model.dates import NEVER, shift
from lapel.model.record import Program
from lapel.model.timeline import NOT_EVER, NOT_KNOWN, Timeline, since, stepping
from lapel.model.truth import Truth
from lapel.rules import nodes
from lapel.rules.facts import DATES, Bounds, bounds, ended
from lapel.rules.trace import Scope, Trace

FALSE, UNKNOWN = Truth.FALSE, Truth.UNKNOWN


def accredited(rule: nodes.Accredited, scope: Scope) -> Trace:
    """Evaluate the condition for one program: true once one accreditation period meets it."""
    program: Program = scope.entry
    dates = [DATES["programs"][name](program) for name in ("started", "enrolled_until", "completed")]
    lines = [_accredited_by(rule, period, *dates) for period in program.accreditation]
    missing = _missing_accreditation(rule, program, scope)
    if "accreditation" not in program.complete:
        lines.append(NOT_KNOWN)
    return Trace(rule, timeline.any_of(lines), facts=(scope.at("accreditation"),), missing=missing, entry=scope.place)


def _missing_accreditation(rule: nodes.Accredited, program: Program, scope: Scope) -> tuple[str, ...]:
    missing = [] if "accreditation" in program.complete else ["accreditation"]
    if program.accreditation:
        spans = {name: DATES["programs"][name](program) for name in ("started", "completed")}
        missing += [name for name, (earliest, latest) in spans.items() if earliest != latest]
    for i, period in enumerate(program.accreditation):
        ends = ended(period.ends, "ends" in period.unsure)
        spans = {"starts": bounds(period.starts), "ends": ends}
        missing += [f"accreditation[{i}].{name}" for name, (early, late) in spans.items() if early != late]
    return tuple(scope.at(name) for name in missing)


def _accredited_by(rule: nodes.Accredited, period: Any, started: Bounds, left: Bounds, finished: Bounds) -> Timeline:
    """One accreditation period: overlap with enrollment, or a start soon enough after graduation.

    Enrollment lasts from the day started to the day completed or left, both inclusive; a period's end is exclusive.
    """
    if period.by is not None and period.by not in rule.by:
        return NOT_EVER
    begins, ends = bounds(period.starts), ended(period.ends, "ends" in period.unsure)
    started = (started[0], min(started[1], left[1]))
    left = (max(left[0], started[0]), left[1])
    finished = (max(finished[0], started[0]), finished[1])
    surely = begins[1] <= left[0] and ends[0] > max(started[1], begins[1])
    maybe = begins[0] <= left[1] and ends[1] > max(started[0], begins[0])
    lines = [_from_first_day(surely, maybe, max(begins[0], started[0]), max(begins[1], started[1]))]
    if rule.or_within is not None and finished[0] != NEVER:
        limits = shift(finished[0], rule.or_within), shift(finished[1], rule.or_within)
        surely = finished[1] <= begins[0] and begins[1] <= limits[0] and begins[1] < ends[0]
        maybe = finished[0] <= begins[1] and begins[0] <= limits[1] and begins[0] < ends[1]
        lines.append(_from_first_day(surely, maybe, *begins))
    line = timeline.any_of(lines)
    return line if period.by is not None else timeline.all_of([line, NOT_KNOWN])


def _from_first_day(surely: bool, maybe: bool, earliest: int, latest: int) -> Timeline:
    if surely:
        return since(earliest, latest)
    return stepping(FALSE, (earliest, UNKNOWN)) if maybe else NOT_EVER
