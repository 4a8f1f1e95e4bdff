"""Every date and fact of the record that a rule may name, and how it is read.

A date is read as two ordinals, the earliest and the latest day it can be; a fact as a value, or None when it was not
said. `lapel.model.dates.NEVER` twice means that it will not happen as things stand.
"""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from lapel.model import vocabulary as words
from lapel.model.dates import BEFORE, NEVER
from lapel.model.record import LISTS, Membership, Military, Program, Record, When, Work
from lapel.model.value import Value

Bounds = tuple[int, int]
Kind = Literal["choice", "flag", "number", "set"]

UNSAID: Bounds = (BEFORE, NEVER)
NOT_HAPPENING: Bounds = (NEVER, NEVER)

PERSON = "person"
CONTEXTS = (PERSON, *LISTS)


def bounds(said: When) -> Bounds:
    """Give the earliest and the latest ordinal of a date as said."""
    if said is None:
        return UNSAID
    if isinstance(said, date):
        ordinal = said.toordinal()
        return ordinal, ordinal
    return said.earliest.toordinal(), said.latest.toordinal()


def _diploma(record: Record) -> Bounds:
    school = record.school
    if school.earned is not None:
        return bounds(school.earned)
    if school.diploma:
        return BEFORE, record.as_of.toordinal() - 1 if record.as_of else NEVER
    if school.expected is not None:
        return bounds(school.expected)
    return NOT_HAPPENING if school.diploma is False else UNSAID


def _finish(entry: Program | Military) -> Bounds:
    if entry.completed is not None:
        return bounds(entry.completed)
    if isinstance(entry, Program) and entry.left is not None:
        return NOT_HAPPENING
    return bounds(entry.expected)


def ended(said: When, unknown: bool) -> Bounds:
    """Read the end of an open-ended spell: when not said, it goes on."""
    return UNSAID if unknown else NOT_HAPPENING if said is None else bounds(said)


def work_ended(work: Work) -> Bounds:
    """Read the last day of a spell of work."""
    return ended(work.ended, "ended" in work.unsure)


def _enrolled_until(program: Program) -> Bounds:
    """Read the last day in a program: the day it was left, or completed."""
    return bounds(program.left) if program.left is not None else _finish(program)


def _last_day(member: Membership) -> Bounds:
    """Read an exclusive, open-ended end as its last day."""
    earliest, latest = ended(member.ends, "ends" in member.unsure)
    return max(earliest - 1, BEFORE) if earliest < NEVER else NEVER, latest - 1 if latest < NEVER else NEVER


DATES: Mapping[str, Mapping[str, Callable[[Any], Bounds]]] = {
    PERSON: {"birth": lambda r: bounds(r.birth), "diploma": _diploma},
    "programs": {
        "started": lambda p: bounds(p.started),
        "completed": _finish,
        "enrolled_until": _enrolled_until,
    },
    "military": {"started": lambda m: bounds(m.started), "completed": _finish},
    "work": {"started": lambda w: bounds(w.started), "ended": work_ended},
    "certificates": {
        "earned": lambda c: bounds(c.earned),
        "renewed": lambda c: bounds(c.renewed),
        "expires": lambda c: bounds(c.expires),
    },
    "exams": {"taken": lambda e: bounds(e.taken)},
    "cards": {"issued": lambda c: bounds(c.issued), "expires": lambda c: bounds(c.expires)},
    "learning": {"completed": lambda item: bounds(item.completed)},
    "memberships": {"starts": lambda m: bounds(m.starts), "ends": _last_day},
}

PICKING_DATE = {
    "graduation": ("programs", "completed"),
    "certification": ("certificates", "earned"),
    "expiry": ("certificates", "expires"),
}


class KnownSet(Value):
    """What is known of a set: members, non-members, and whether there may be others."""

    members: frozenset[str]
    complete: bool
    excluded: frozenset[str] = frozenset()

    def holds(self, name: str) -> bool | None:
        """Tell whether a name is in the set; None when unknown."""
        if name in self.members:
            return True
        return False if self.complete or name in self.excluded else None


def _waivers(record: Record) -> KnownSet:
    granted = {w.issuer for w in record.conduct.waivers if w.granted and w.issuer}
    refused = {w.issuer for w in record.conduct.waivers if w.granted is False and w.issuer}
    return KnownSet(frozenset(granted), False, frozenset(refused - granted))


def _set_of(name: str) -> Callable[[Program], KnownSet]:
    return lambda p: KnownSet(frozenset(getattr(p, name)), name in p.complete)


def _total_hours(program: Program) -> Decimal | None:
    if program.clock_hours is not None:
        return program.clock_hours
    if program.academic_hours is None or program.practicum_hours is None:
        return None
    return program.academic_hours + program.practicum_hours


def _procedure(name: str) -> Callable[[Program], Decimal | None]:
    return lambda p: dict(p.procedures).get(name)


def _injections(program: Program) -> Decimal | None:
    counts = dict(program.procedures)
    if "injections" in counts:
        return counts["injections"]
    by_route = [counts[name] for name in words.INJECTION_ROUTES if name in counts]
    return sum(by_route, Decimal(0)) if len(by_route) == len(words.INJECTION_ROUTES) else None


class FactKind(Value):
    """What a fact holds, the words it may use, and where in the record it is found.

    ``parts`` are other places that together say the same: who is not sure of ``path`` may know them.
    """

    kind: Kind
    read: Callable[[Any], Any]
    choices: tuple[str, ...] | None = None
    path: str = ""
    at_least: Callable[[Any], Decimal] | None = None
    parts: tuple[str, ...] = ()

    def asked(self, subject: Any) -> str:
        """Give the field that says the fact or, when it is not sure, the first part that is open."""
        if not self.parts or self.path not in subject.unsure:
            return self.path
        open_ = (name for name in self.parts if getattr(subject, name) is None and name not in subject.unsure)
        return next(open_, self.path)


def _taught(content: str) -> FactKind:
    """Clinical or administrative content: as said, else by the field, whose name means it."""

    def read(program: Program) -> bool | None:
        said: bool | None = getattr(program, content)
        if content in program.unsure:
            return None
        if said is None and program.field == "medical-assisting":
            return True
        if said is None and program.field == "medical-administrative":
            return content == "administrative"
        return said

    return FactKind("flag", read, path=content)


def _flag(name: str) -> FactKind:
    return FactKind("flag", lambda entry: getattr(entry, name), path=name)


def _number(name: str) -> FactKind:
    return FactKind("number", lambda entry: getattr(entry, name), path=name)


def _choice(name: str, choices: tuple[str, ...] | None) -> FactKind:
    return FactKind("choice", lambda entry: getattr(entry, name), choices, name)


def _known_part(program: Program) -> Decimal:
    return (program.academic_hours or Decimal(0)) + (program.practicum_hours or Decimal(0))


def _known_injections(program: Program) -> Decimal:
    return sum((n for name, n in program.procedures if name in words.INJECTION_ROUTES), Decimal(0))


HOURS_IN_PARTS = ("academic_hours", "practicum_hours")

FACTS: Mapping[str, Mapping[str, FactKind]] = {
    PERSON: {
        "state": _choice("state", words.STATES),
        "diploma_kind": FactKind("choice", lambda r: r.school.kind, words.DIPLOMA_KINDS, "school.kind"),
        "high_school_student": FactKind("flag", lambda r: r.school.student, path="school.student"),
        "felony": FactKind("flag", lambda r: r.conduct.felony, path="conduct.felony"),
        "waived_by": FactKind("set", _waivers, path="conduct.waivers"),
    },
    "programs": {
        "field": _choice("field", words.FIELDS),
        "kind": _choice("kind", words.PROGRAM_KINDS),
        "award": _choice("award", words.AWARDS),
        "state": _choice("state", words.STATES),
        "semesters": _number("semesters"),
        "academic_hours": _number("academic_hours"),
        "practicum_hours": _number("practicum_hours"),
        "total_hours": FactKind("number", _total_hours, None, "clock_hours", _known_part, HOURS_IN_PARTS),
        "laboratory_hours": _number("laboratory_hours"),
        "practicum_setting": _choice("practicum_setting", words.PRACTICUM_SETTINGS),
        "clinical": _taught("clinical"),
        "administrative": _taught("administrative"),
        "institution_recognized": _flag("institution_recognized"),
        "approved_by": FactKind("set", _set_of("approved_by"), path="approved_by"),
        "topics": FactKind("set", _set_of("topics"), path="topics"),
        "injections": FactKind("number", _injections, path="procedures.injections", at_least=_known_injections),
        **{
            name: FactKind("number", _procedure(name), path=f"procedures.{name}")
            for name in words.PROCEDURES
            if name != "injections"
        },
    },
    "military": {"kind": _choice("kind", words.MILITARY_KINDS), "branch": _choice("branch", None)},
    "work": {
        "role": _choice("role", words.ROLES),
        "kind": _choice("kind", words.WORK_KINDS),
        "setting": _choice("setting", words.WORK_SETTINGS),
        "clinical": _flag("clinical"),
        "administrative": _flag("administrative"),
        "supervised": _flag("supervised"),
        "full_time": _flag("full_time"),
        "hours_per_week": _number("hours_per_week"),
        "state": _choice("state", words.STATES),
    },
    "certificates": {"id": _choice("id", None), "provisional": _flag("provisional")},
    "exams": {"exam": _choice("exam", None), "result": _choice("result", words.RESULTS)},
    "cards": {"kind": _choice("kind", words.CARD_KINDS), "level": _choice("level", words.CARD_LEVELS)},
    "learning": {
        "kind": _choice("kind", words.LEARNING_KINDS),
        "hours": _number("hours"),
        "clinical_hours": _number("clinical_hours"),
    },
    "memberships": {"organization": _choice("organization", None)},
}


def date_path(context: str, name: str, entry: object = None) -> str:
    """Where in the record a date is said, or would be."""
    if context == PERSON and name == "diploma" and isinstance(entry, Record):
        if entry.school.diploma or entry.school.earned is not None:
            return "school.earned"
        return "school.diploma" if entry.school.expected is None else "school.expected"
    return "completed" if name == "enrolled_until" else name
