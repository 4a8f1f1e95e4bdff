"""The answers to choose from: words of the record with what a person reads, and what the catalogue offers."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from lapel.eligibility.decide import relevant
from lapel.model.credential import Accreditor, Catalogue, Credential
from lapel.model.record import LISTS, Record
from lapel.model.rule import Rule
from lapel.model.shapes import NONE, NOT_SURE, Choice, Flag, Shape
from lapel.model.value import Value
from lapel.model.vocabulary import ASSISTING_FIELDS, ASSISTING_ROLES, STATES
from lapel.rules import nodes
from lapel.rules.wording import plain

Look = Callable[[str], Any]
"""What a document says at a place, as plain data; None when it says nothing."""


class Option(Value):
    """One of several answers: the word of the record, and what the person reads."""

    word: str
    label: str


YES, NO = Option("yes", "yes"), Option("no", "no")
OTHER = "other"

YES_NO = (*LISTS, "conduct.waivers")
"""Places where *yes* adds an entry and *no* closes the list."""

SHORTER = {"programs[].field": ASSISTING_FIELDS, "work[].role": ASSISTING_ROLES}
"""Of these long lists only the beginning is offered, with *something else*, and what is held already."""


def options(name: str, shape: Shape, record: Record, catalogue: Catalogue, held: Any) -> tuple[Option, ...]:
    """List the answers to choose from at a place, whose numbers are left out; none where it is not a choice."""
    if name in CHOSEN:
        return CHOSEN[name](catalogue, record)
    if name in YES_NO or isinstance(shape, Flag):
        return YES, NO
    if isinstance(shape, Choice) and shape.options is not STATES:
        last = name.rpartition(".")[2]
        offered = (*SHORTER[name], OTHER) if name in SHORTER else shape.options
        words = offered if held is None or held == NOT_SURE or held in offered else (*offered, str(held))
        return tuple(Option(word, LABELS.get(f"{last} {word}", plain(word))) for word in words)
    return ()


STATUS: Mapping[str, tuple[Option, ...]] = {
    "school.diploma": (YES, NO, Option("expected", "not yet, but I expect to")),
    "programs[].completed": (
        Option("completed", "yes, I finished it"),
        Option("expected", "not yet: I am in it, or will start"),
        Option("left", "no, I stopped before the end"),
    ),
    "military[].completed": (Option("completed", "yes, I finished it"), Option("expected", "not yet")),
}
"""Dates of which we first ask whether there is one."""

LABELS: Mapping[str, str] = {
    "field medical-administrative": "medical office work",
    "field phlebotomy": "phlebotomy (drawing blood)",
    "field ekg": "EKG (heart tracing)",
    "field pre-nursing": "courses that a nursing program asks for first",
    "field ophthalmic": "eye care (ophthalmic)",
    "field cardiovascular": "cardiovascular technology (heart and vessels)",
    "field other": "something else",
    "kind postsecondary": "college, or a school after high school",
    "kind high-school": "part of high school",
    "kind workforce": "an employer's or a workforce program",
    "kind paid": "paid work",
    "kind volunteer": "volunteer work",
    "kind military": "military service",
    "kind medical-services-training": "medical services (such as medic or corpsman)",
    "kind medical-assistant-training": "medical assistant",
    "kind cpr": "CPR",
    "kind emt": "EMT",
    "kind ged": "GED",
    "kind other": "something else",
    "kind first-aid": "first aid",
    "kind other-equivalent": "another equivalent",
    "award associate": "associate degree",
    "award bachelor": "bachelor's degree",
    "award master": "master's degree",
    "award none": "nothing",
    "practicum_setting outpatient": "outpatient (a clinic or a doctor's office)",
    "practicum_setting inpatient": "inpatient (a hospital or nursing home)",
    "practicum_setting other": "elsewhere",
    "setting outpatient": "outpatient (a clinic or a doctor's office)",
    "setting inpatient": "inpatient (a hospital or nursing home)",
    "setting other": "elsewhere",
    "role instructor": "instructor of medical assistants",
    "role ekg-technician": "EKG technician",
    "role medical-administrative": "medical office work (front desk, billing)",
    "role emergency-medical": "emergency medical work (EMT, paramedic)",
    "role lead-medical-assistant": "lead or supervisor of medical assistants",
    "role office-manager": "manager of a medical office or practice",
    "role billing-and-coding": "medical billing or coding",
    "role medical-records": "medical records or health information",
    "role practical-nurse": "licensed practical or vocational nurse (LPN, LVN)",
    "role other": "something else",
    "result pass": "yes, I passed",
    "result fail": "no, I did not pass",
    "level provider": "for health care providers (such as BLS)",
    "level layperson": "for everyone",
}


def _rules(credentials: Iterable[Credential]) -> Iterator[Rule]:
    pending = [route.rule for credential in credentials for route in (*credential.routes, *credential.keep)]
    while pending:
        rule = pending.pop()
        yield rule
        pending += nodes.children(rule)


def _mentioned(credentials: Iterable[Credential], fact: str) -> set[str]:
    """The words that any of the rules looks for in a set of the record."""
    return {
        word
        for rule in _rules(credentials)
        if isinstance(rule, nodes.Fact) and rule.name == fact and isinstance(rule.value, tuple)
        for word in rule.value
    }


def waivers_open(chosen: Iterable[Credential], look: Look) -> list[str]:
    """List the issuers whose waiver some rule looks for, and that have not been asked about."""
    said = {waiver.get("issuer") for waiver in look("conduct.waivers") or () if isinstance(waiver, dict)}
    return sorted(_mentioned(chosen, "waived_by") - said)


def _accreditors(catalogue: Catalogue, record: Record) -> tuple[Option, ...]:
    rules = _rules(catalogue.credentials.values())
    asked = {by for rule in rules if isinstance(rule, nodes.Accredited) for by in rule.by}
    known = [body for body in catalogue.accreditors.values() if body.id in asked]
    return (*(Option(body.id, f"{body.name} ({body.full_name})") for body in known), Option(NONE, "none of these"))


def _approvers(catalogue: Catalogue, record: Record) -> tuple[Option, ...]:
    """Whoever some rule looks for, those that matter to the person first: the answer then holds for every rule."""
    near = _mentioned(relevant(catalogue, record), "approved_by")
    asked = _mentioned(catalogue.credentials.values(), "approved_by")
    known = {body.id: _full(body) for body in catalogue.accreditors.values()}
    order = [name for name in known if name in near] + [name for name in known if name in asked - near]
    return tuple(Option(word, known.get(word, word)) for word in (*order, *sorted(asked - set(known))))


def _full(body: Accreditor) -> str:
    return f"{body.full_name} ({body.name})" if body.name.isupper() else body.full_name


def _topics(catalogue: Catalogue, record: Record) -> tuple[Option, ...]:
    return tuple(Option(word, plain(word)) for word in sorted(_mentioned(catalogue.credentials.values(), "topics")))


def _credentials(catalogue: Catalogue, record: Record) -> tuple[Option, ...]:
    """What can be held: what matters to the person, then the others; every state's, until theirs is known."""
    near = {c.id: c for c in relevant(catalogue, record) if c.kind != "permission"}
    kinds = ("certification", "registration") if record.state is None else ("certification",)
    others = {c.id: c for c in catalogue.credentials.values() if c.kind in kinds}
    return (*(Option(c.id, c.name) for c in {**near, **others}.values()), Option(OTHER, "another one"))


def _examined(catalogue: Catalogue, record: Record) -> tuple[Option, ...]:
    state = {c.id for c in catalogue.credentials.values() if c.kind != "certification"}
    return tuple(option for option in _credentials(catalogue, record) if option.word not in state)


def _organizations(catalogue: Catalogue, record: Record) -> tuple[Option, ...]:
    return (*(Option(i.id, i.name) for i in catalogue.issuers.values()), Option(OTHER, "another one"))


CHOSEN: Mapping[str, Callable[[Catalogue, Record], tuple[Option, ...]]] = {
    "programs[].accreditation": _accreditors,
    "programs[].approved_by": _approvers,
    "programs[].topics": _topics,
    "certificates[].id": _credentials,
    "exams[].exam": _examined,
    "memberships[].organization": _organizations,
}
"""Places whose answers are drawn from the catalogue, so that a new rule is asked about without a change here."""
