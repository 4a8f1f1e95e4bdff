"""School: what helps to take and to do, what a record has of it, and what a diploma or an age opens."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Literal

from lapel.model.advice import Preparing
from lapel.model.citation import Citation
from lapel.model.credential import NOT_SEEN, Credential, Route
from lapel.model.dates import NEVER
from lapel.model.preparation import Preparation
from lapel.model.record import Record, Volunteering
from lapel.model.rule import Rule
from lapel.model.truth import Truth
from lapel.model.value import Value, replace
from lapel.rules import nodes
from lapel.rules.evaluate import evaluate
from lapel.rules.explain import next_true, version_in_force
from lapel.rules.trace import Scope
from lapel.rules.wording import wording

Stage = Literal["at school", "finished", "no diploma", "cannot tell"]
Subject = Literal["diploma", "birth"]


class Taking(Value):
    """Something that helps, and what the record has of it: courses, or unpaid service."""

    advice: Preparing
    courses: tuple[str, ...] = ()
    service: tuple[Volunteering, ...] = ()

    @property
    def begun(self) -> bool:
        """Whether the record has any of it."""
        return bool(self.courses or self.service)


class Opens(Value):
    """A condition of a credential on the diploma, or on age.

    ``routes`` ask for it. ``truth`` is that of the day asked about. ``starts`` is the first later day on which it is
    met, ``until`` the last day of being met now; None when no such day is known.
    """

    credential: Credential
    subject: Subject
    says: str
    routes: tuple[Route, ...]
    truth: Truth
    starts: date | None
    until: date | None
    cite: tuple[Citation, ...]


class Unasked(Value):
    """A credential none of whose routes, as far as seen, asks for a diploma, and what its file says of that."""

    credential: Credential
    says: str
    cite: tuple[Citation, ...]


class Schooling(Value):
    """Everything about school for one person on one day.

    ``others`` are credentials for which no condition on a diploma was seen. ``steps`` are the steps of a plan's first
    stage that are open to the person.
    """

    on: date
    stage: Stage
    takings: tuple[Taking, ...]
    notes: tuple[Preparing, ...]
    opens: tuple[Opens, ...]
    others: tuple[Unasked, ...]
    steps: tuple[Preparation, ...]


def schooling(
    advice: Iterable[Preparing],
    credentials: Iterable[Credential],
    steps: Mapping[str, Preparation],
    record: Record,
    *,
    on: date,
) -> Schooling:
    """Lay out school for a person; ``credentials`` are those whose conditions matter."""
    record = record if record.as_of else replace(record, as_of=on)
    scope, listed = Scope(record), list(advice)
    asked = list(credentials)
    opens = tuple(found for credential in asked for found in _opens(credential, scope, on))
    bound = {found.credential.id for found in opens if found.subject == "diploma"}
    return Schooling(
        on,
        stage_of(record, on=on),
        tuple(_taking(one, record) for one in listed if one.kind != "age"),
        tuple(one for one in listed if one.kind == "age"),
        opens,
        tuple(_unasked(credential, on) for credential in asked if credential.id not in bound),
        tuple(step for step in steps.values() if step.stage == "school" and _open(step, scope, on)),
    )


def stage_of(record: Record, *, on: date) -> Stage:
    """Tell where a person stands with school; what the record does not say is *cannot tell*."""
    if record.school.student:
        return "at school"
    diploma = evaluate(nodes.After("diploma"), Scope(record)).line.on(on)
    if diploma is Truth.TRUE:
        return "finished"
    if diploma is Truth.FALSE:
        return "no diploma"
    return "cannot tell"


def _open(step: Preparation, scope: Scope, on: date) -> bool:
    return step.needs is None or evaluate(step.needs, scope).line.on(on) is not Truth.FALSE


def _taking(advice: Preparing, record: Record) -> Taking:
    if advice.kind == "activity":
        return Taking(advice, service=record.school.volunteering)
    return Taking(advice, tuple(course for course in record.school.courses if matches(advice, course)))


def matches(advice: Preparing, course: str) -> bool:
    """Tell whether a course, as a record names it, is one of a subject: one of the subject's words is in it whole.

    >>> matches(Preparing("x", "subject", "Algebra", "", (), (), ("algebra", "math")), "AP Algebra 2")
    True
    """
    said = f" {''.join(c if c.isalnum() else ' ' for c in course.lower())} "
    said = f" {' '.join(said.split())} "
    return any(f" {word} " in said for word in advice.matches)


NOTES = ("diploma", "school-diploma")
"""Ids of the dated values that tell whether a diploma is needed where no rule does."""


def _unasked(credential: Credential, on: date) -> Unasked:
    value = next((value for value in credential.values if value.id in NOTES), None)
    version = value.in_force(on=on) if value else None
    if version is None:
        return Unasked(credential, "The rules that we hold name no diploma.", ())
    said = "Whether it asks for one was not seen." if version.value == NOT_SEEN else str(version.value)
    return Unasked(credential, f"{said} {version.note}".strip(), version.cite)


def _opens(credential: Credential, scope: Scope, on: date) -> Iterator[Opens]:
    """Each condition once, with the routes that have it; a route for people still at school is left out after it."""
    found: dict[tuple[Rule, str], list[tuple[Route, tuple[Citation, ...]]]] = {}
    for route in credential.routes:
        conditions = list(_conditions(route.rule, on))
        if any(isinstance(node, nodes.Until) and _over(node, scope, on) for node, _, _ in conditions):
            continue
        for node, says, cite in conditions:
            found.setdefault((node, says), []).append((route, cite))
    for (node, says), places in found.items():
        assert isinstance(node, (nodes.After, nodes.Until))
        line, day = evaluate(node, scope).line, on.toordinal()
        truth, then, ends = line.on(on), next_true(line, day), line.end_of(line.run_at(day))
        yield Opens(
            credential,
            "birth" if node.date == "birth" else "diploma",
            says,
            tuple({route.id: route for route, _ in places}.values()),
            truth,
            None if truth is Truth.TRUE or then >= NEVER else date.fromordinal(then),
            date.fromordinal(ends - 1) if truth is Truth.TRUE and ends < NEVER else None,
            places[0][1],
        )


def _over(node: Rule, scope: Scope, on: date) -> bool:
    """Whether a condition is false and stays so."""
    line = evaluate(node, scope).line
    return line.on(on) is Truth.FALSE and line.end_of(line.run_at(on.toordinal())) >= NEVER


def _conditions(
    rule: Rule, on: date, says: str = "", cite: tuple[Citation, ...] = ()
) -> Iterator[tuple[Rule, str, tuple[Citation, ...]]]:
    """Find the conditions on the diploma and on age in the version of a rule in force on a day, each in its words."""
    says, cite = rule.notes.says or says, rule.notes.cite or cite
    if isinstance(rule, (nodes.After, nodes.Until)) and rule.date in ("diploma", "birth"):
        yield rule, says or wording(rule), cite
        return
    below = nodes.children(rule)
    if isinstance(rule, nodes.Dated):
        index = version_in_force(rule, on)
        below = below[index : index + 1] if index is not None else ()
        cite = rule.versions[index].notes.cite or cite if index is not None else cite
    for part in below:
        yield from _conditions(part, on, says if len(below) == 1 else "", cite)
