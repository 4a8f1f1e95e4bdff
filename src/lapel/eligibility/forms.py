"""How a question is put to a person, and how what is typed is read. No input or output, and no rule.

Documents are seen only through a function that tells what they say at a place.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Literal

from lapel.eligibility.decide import relevant
from lapel.eligibility.questions import describe, question_text
from lapel.model.credential import Accreditor, Catalogue, Credential
from lapel.model.dates import PartialDate, parse_date
from lapel.model.record import LISTS, Record
from lapel.model.rule import Rule
from lapel.model.shapes import NONE, NOT_SURE, Choice, Day, Flag, Number, Shape
from lapel.model.value import Value, replace
from lapel.model.vocabulary import ASSISTING_FIELDS, ASSISTING_ROLES, STATES
from lapel.rules import nodes
from lapel.rules.wording import long_date, plain

Look = Callable[[str], Any]
"""What a document says at a place, as plain data; None when it says nothing."""

Kind = Literal["choice", "several", "date", "number", "state", "text"]

PARTIAL = re.compile(r"\d{4}(-\d\d)?")


class Step(Value):
    """One question to put: about ``place``, for the sake of ``root``.

    One that is not ``always`` asked is dropped when its answer can no longer change anything. With ``exact`` the date
    itself is asked for, not first whether there is one.
    """

    place: str
    root: str = ""
    always: bool = False
    exact: bool = False

    @property
    def purpose(self) -> str:
        """The place that this question helps to settle."""
        return self.root or self.place


class Option(Value):
    """One of several answers: the word of the record, and what the person reads."""

    word: str
    label: str


class Form(Value):
    """One question as it is put to a person.

    ``held`` is what the document says at the place already; ``subject`` is the issuer a waiver comes from.
    """

    step: Step
    kind: Kind
    text: str
    hint: str = ""
    options: tuple[Option, ...] = ()
    held: Any = None
    open_end: bool = False
    subject: str = ""


class Misread(ValueError):
    """What was typed is no answer to the question: what was found, and what was expected."""

    def __init__(self, found: str, expected: str) -> None:
        super().__init__(f"found {found!r}, expected {expected}")
        self.found = found
        self.expected = expected


def pattern(place: str) -> str:
    """Give a place without its numbers.

    >>> pattern("programs[0].accreditation[1].by")
    'programs[].accreditation[].by'
    """
    return re.sub(r"\[\d+\]", "[]", place)


def where_said(place: str, look: Look) -> str:
    """Give the place where a date is said: a program under way says ``expected`` for ``completed``."""
    if place == "school.diploma" and look("school.expected"):
        return "school.expected"
    entry, _, name = place.rpartition(".")
    ends = [f"{entry}.{end}" for end in ("completed", "expected", "left")] if name == "completed" else []
    return next((end for end in ends if look(end) not in (None, NOT_SURE)), place)


def form(
    step: Step,
    shape: Callable[[str], Shape],
    record: Record,
    catalogue: Catalogue,
    chosen: Sequence[Credential],
    look: Look,
) -> Form:
    """Put a question: its words, what may be answered, and what is said already."""
    where = where_said(step.place, look)
    said = look(where)
    if where != step.place or (isinstance(said, str) and PARTIAL.fullmatch(said)):
        step = replace(step, place=where, root=step.purpose, exact=True)
    name = pattern(step.place)
    kind = shape(step.place)
    status = () if step.exact else STATUS.get(name, ())
    subject = next(iter(waivers_open(chosen, look)), "") if name == "conduct.waivers" else ""
    return Form(
        step,
        "choice" if status else _kind(name, kind),
        _text(step, record, catalogue, look, subject),
        "" if status else HINTS.get(name, ""),
        status or _options(name, kind, record, catalogue, said),
        look(step.place),
        isinstance(kind, Day) and bool(kind.also),
        subject,
    )


def _text(step: Step, record: Record, catalogue: Catalogue, look: Look, subject: str) -> str:
    name = pattern(step.place)
    texts = EXACT_TEXTS if step.exact else STATUS_TEXTS
    text = question_text(step.place, record)
    if name in texts:
        text = texts[name].replace("{it}", describe(step.place, record))
    if name == "programs[].accreditation" and isinstance(look(step.place), list):
        text = f"Is or was {describe(step.place, record)} accredited by another body too?"
    if name.startswith("cards[]"):
        text = re.sub(r"“([\w-]+)”", lambda kind: f"your {LABELS.get(f'kind {kind[1]}', plain(kind[1]))} card", text)
    if subject:
        text = f"Has “{subject}” reviewed your conviction and cleared you to apply?"
    return named(text, catalogue)


def named(text: str, catalogue: Catalogue) -> str:
    """Write credentials and issuers, quoted by their ids, by the names that people know."""

    def known(match: re.Match[str]) -> str:
        found = catalogue.credentials.get(match[1]) or catalogue.issuers.get(match[1])
        return found.name if found else match[0]

    return re.sub(r"“([\w-]+)”", known, text)


def _kind(name: str, shape: Shape) -> Kind:
    if name in SEVERAL:
        return "several"
    if name in CHOSEN or name in YES_NO or isinstance(shape, Flag):
        return "choice"
    if isinstance(shape, Choice):
        return "state" if shape.options is STATES else "choice"
    return "date" if isinstance(shape, Day) else "number" if isinstance(shape, Number) else "text"


def _options(name: str, shape: Shape, record: Record, catalogue: Catalogue, held: Any) -> tuple[Option, ...]:
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


SHORTER = {"programs[].field": ASSISTING_FIELDS, "work[].role": ASSISTING_ROLES}
"""Of these long lists only the beginning is offered, with *something else*, and what is held already."""


YES_NO = (*LISTS, "conduct.waivers")
SEVERAL = ("programs[].approved_by", "programs[].topics")
YES, NO = Option("yes", "yes"), Option("no", "no")
OTHER = "other"

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

STATUS_TEXTS: Mapping[str, str] = {
    "programs[].completed": "Have you finished {it}?",
    "military[].completed": "Have you finished {it}?",
}
EXACT_TEXTS: Mapping[str, str] = {
    "programs[].completed": "When did you finish {it}?",
    "military[].completed": "When did you finish {it}?",
}

HINTS: Mapping[str, str] = {
    "conduct.felony": "Some issuers ask this of everyone. Your answer stays in the file on this machine.",
    "exams": "For example the exam for the CMA (AAMA) or the CCMA (NHA).",
    "programs": "At a college, a school, a high school or an employer; finished or not.",
    "work": "Paid or volunteer, now or in the past. Teaching medical assisting counts too.",
    "programs[].name": "Take the name on the school's papers. The name of the school will do.",
    "work[].employer": "The name of the clinic, office or school.",
    "programs[].accreditation": (
        "This is about the program, not the whole school. The school can tell you; CAAHEP and ABHES keep lists."
    ),
    "programs[].accreditation[].starts": "A year is enough. The school or the body itself can tell you.",
    "programs[].institution_recognized": "Schools say this on their web site, under “accreditation”.",
    "programs[].approved_by": "Choose all that you know of. The school can tell you.",
    "programs[].topics": "Choose all that it teaches.",
    "programs[].clock_hours": "Class and practicum together. The school's catalog tells.",
    "programs[].academic_hours": "The school's catalog or your enrollment papers tell.",
    "programs[].practicum_hours": "The practicum is unpaid, supervised work in a clinic near the end of a program.",
    "work[].hours_per_week": "An average will do.",
    "work[].clinical": "Work with patients: vital signs, injections, drawing blood, EKGs and the like.",
    "work[].administrative": "Appointments, records, phones, billing and the like.",
    "work[].supervised": "A doctor, nurse practitioner, physician assistant or the like.",
    "certificates[].earned": "It is printed on the certificate.",
    "state": "Some states have rules of their own.",
}

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


def read(put: Form, typed: str, *, early: date, late: date) -> str | tuple[str, ...]:
    """Read an answer as the record writes it.

    What has happened cannot lie after ``late``, what is expected not before ``early``. Raises Misread.
    """
    if put.kind == "choice":
        return _option(put.options, typed)
    if put.kind == "several":
        return _several(put.options, typed)
    if put.kind == "state":
        return _state(typed)
    if put.kind == "number":
        return re.sub(r"(?<=\d),(?=\d{3})|\s*(hours?|hrs?|h)\.?$", "", typed.strip(), flags=re.IGNORECASE)
    if put.kind == "date":
        if put.open_end and typed.lower() in STILL:
            return "ongoing"
        return _in_time(put, _date(typed), early, late)
    return typed


STILL = ("still", "still there", "still is", "yes", "now", "ongoing", "present", "today")


def _option(options: Sequence[Option], typed: str) -> str:
    if typed.isdecimal() and 0 < int(typed) <= len(options):
        return options[int(typed) - 1].word
    said = typed.lower()
    whole = [option.word for option in options if said in (option.word.lower(), option.label.lower())]
    begun = [option.word for option in options if option.label.lower().startswith(said)]
    for found in (whole, begun):
        if len(found) == 1:
            return found[0]
    expected = "yes or no" if options == (YES, NO) else f"a number from 1 to {len(options)}"
    raise Misread(typed, expected)


def _several(options: Sequence[Option], typed: str) -> tuple[str, ...]:
    if typed.lower() in (NONE, "none of these", "no"):
        return ()
    parts = re.split(r"\s*,\s*|\s+and\s+", typed) if not re.fullmatch(r"[\d\s?]+", typed) else typed.split()
    try:
        words = [NOT_SURE if part in ("?", NOT_SURE) else _option(options, part) for part in parts if part]
    except Misread as wrong:
        raise Misread(wrong.found, f"numbers from 1 to {len(options)}, such as 1, 2; or none") from None
    return tuple(dict.fromkeys(words))


def _state(typed: str) -> str:
    code = NAMES_OF_STATES.get(re.sub(r"[\s.]+", " ", typed).strip().lower(), typed.upper())
    if code not in STATES:
        raise Misread(typed, "a state, such as NJ or New Jersey")
    return code


STATE_NAMES = """
    alabama, alaska, arizona, arkansas, california, colorado, connecticut, delaware, district of columbia, florida,
    georgia, hawaii, idaho, illinois, indiana, iowa, kansas, kentucky, louisiana, maine, maryland, massachusetts,
    michigan, minnesota, mississippi, missouri, montana, nebraska, nevada, new hampshire, new jersey, new mexico,
    new york, north carolina, north dakota, ohio, oklahoma, oregon, pennsylvania, rhode island, south carolina,
    south dakota, tennessee, texas, utah, vermont, virginia, washington, west virginia, wisconsin, wyoming,
    american samoa, guam, northern mariana islands, puerto rico, virgin islands
"""
NAMES_OF_STATES = dict(zip((name.strip() for name in STATE_NAMES.split(",")), STATES, strict=True))

MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]


def _date(typed: str) -> str:
    """Write a date as the record does; American ways of writing one are understood, others left as they are.

    >>> _date("5/10/2024"), _date("May 2024"), _date("June 3, 2025")
    ('2024-05-10', '2024-05', '2025-06-03')
    """
    text = typed.strip().lower()
    if found := re.fullmatch(r"(?:(\d\d?)[/-])?(\d\d?)[/-](\d{4})", text):
        month, day = (found[1], found[2]) if found[1] else (found[2], None)
        return _iso(found[3], int(month), day)
    found = re.fullmatch(r"([a-z]{3})[a-z]*\.?(?:\s+(\d\d?)(?:st|nd|rd|th)?,?)?\s+(\d{4})", text)
    if found and found[1] in MONTHS:
        return _iso(found[3], MONTHS.index(found[1]) + 1, found[2])
    return typed.strip()


def _iso(year: str, month: int, day: str | None) -> str:
    return f"{year}-{month:02}" + (f"-{int(day):02}" if day else "")


HAPPENED = re.compile(r"birth|.*\.(earned|completed|left|taken|issued|renewed)")
EXPECTED = re.compile(r".*\.expected")


def _in_time(put: Form, said: str, early: date, late: date) -> str:
    try:
        when = parse_date(said)
    except ValueError:
        raise Misread(said, "a day, a month or a year, such as 2024-05-10, 2024-05 or 2024") from None
    name = pattern(put.step.place)
    first, last = (when.earliest, when.latest) if isinstance(when, PartialDate) else (when, when)
    if HAPPENED.fullmatch(name) and first > late:
        raise Misread(said, f"a day no later than {long_date(late)}")
    if EXPECTED.fullmatch(name) and last < early:
        raise Misread(said, f"a day after {long_date(early)}; if it has passed, type back")
    return said
