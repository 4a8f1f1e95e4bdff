"""What to ask next: the missing facts that can still change an answer, the most useful first."""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from lapel.model.record import LISTS, Record
from lapel.model.timeline import any_of
from lapel.model.truth import Truth
from lapel.model.value import Value
from lapel.rules.diagram import NO, YES, Diagram, build
from lapel.rules.trace import Trace
from lapel.rules.wording import ENTRY_NAMES, plain

UNKNOWN = Truth.UNKNOWN


class Question(Value):
    """A fact worth asking for: its place in the record, and how much of the doubt it can settle (0 to 1)."""

    place: str
    text: str
    settles: float


def ask_next(traces: Iterable[Trace], record: Record, on: date) -> tuple[Question, ...]:
    """Order the missing facts that can still change whether any of several routes is open.

    Looks at the day itself or, when the answer is firm that day, at the first later day on which it is not. Places
    that the record says are not sure are left out.
    """
    traces = list(traces)
    line = any_of([trace.line for trace in traces])
    day = on.toordinal()
    if line.at(day) is not UNKNOWN:
        later = [s for s, v in zip(line.starts, line.values, strict=True) if s > day and v is UNKNOWN]
        if not later:
            return ()
        day = later[0]
    return _on_day(traces, record, day)


def ask_before(traces: Iterable[Trace], record: Record, on: date) -> tuple[Question, ...]:
    """Order the missing facts that tell *no longer* from *no*: whether a route, closed now, was open before.

    Looks at the last day of each earlier run of days that is unknown, back to the last on which a route was open;
    the latest that some fact can settle decides.
    """
    traces = list(traces)
    line = any_of([trace.line for trace in traces])
    for run in reversed(range(line.run_at(on.toordinal()))):
        if line.values[run] is Truth.TRUE:
            break
        if line.values[run] is UNKNOWN and (found := _on_day(traces, record, line.end_of(run) - 1)):
            return found
    return ()


def _on_day(traces: list[Trace], record: Record, day: int) -> tuple[Question, ...]:
    diagram = Diagram(LIKELY)
    root = diagram.either([build(diagram, trace, day) for trace in traces])
    settled: dict[str, float] = dict.fromkeys(_vague(traces, day), 0.0) if root in (NO, YES) else {}
    for places, share in diagram.influence(root).items():
        for place in places:
            settled[place] = settled.get(place, 0.0) + share
    ordered = sorted(settled.items(), key=lambda pair: (-pair[1], _depth(pair[0]), pair[0]))
    return tuple(
        Question(place, question_text(place, record), round(min(share * 4, 1.0), 4))
        for place, share in ordered
        if place not in record.not_sure and (place != "conduct.waivers" or record.conduct.felony)
    )


def _vague(traces: Iterable[Trace], day: int) -> Iterator[str]:
    """Places that leave every route unknown on a day though one of them is open, such as a day known to its month."""
    for trace in traces:
        if trace.line.at(day) is UNKNOWN:
            yield from trace.missing if trace.missing or not trace.parts else _vague(trace.parts, day)


LIKELY = ("conduct.felony", "exams")
"""Conditions that most people meet: no conviction, an attempt left. It changes the order of questions, no answer."""


def _depth(place: str) -> int:
    return place.count(".") + place.count("[")


def question_text(place: str, record: Record) -> str:
    """Ask for one place of the record in plain words."""
    pattern = re.sub(r"\[\d+\]", "[]", place)
    text = TEXTS.get(pattern)
    if text is None:
        if pattern.startswith("programs[].procedures."):
            return f"How many {plain(pattern.split('.')[-1])} did you do in {describe(place, record)}?"
        return f"What is the {pattern.split('.')[-1].replace('_', ' ')} of {describe(place, record) or 'this'}?"
    if pattern in LISTS:
        text = text[1] if getattr(record, pattern) else text[0]
    return str(text).replace("{it}", describe(place, record))


def describe(place: str, record: Record) -> str:
    """Name the list entry that a place belongs to, as a person would."""
    match = re.match(r"(\w+)\[(\d+)\]", place)
    if not match or match[1] not in LISTS:
        return ""
    entry = getattr(record, match[1])[int(match[2])]
    for name in ("name", "title", "school", "employer", "branch", "id", "exam", "organization", "role", "kind"):
        value = getattr(entry, name, None)
        if value:
            return f"“{value}”"
    return f"{ENTRY_NAMES[match[1]]} {int(match[2]) + 1}"


TEXTS: Mapping[str, str | tuple[str, str]] = {
    "birth": "When were you born?",
    "state": "Which state do you work, or plan to work, in?",
    "school.diploma": "Do you have a high school diploma or a GED?",
    "school.earned": "When did you get your diploma or GED?",
    "school.expected": "When do you expect your diploma or GED?",
    "school.kind": "Is it a high school diploma, a GED, or another equivalent?",
    "school.student": "Are you in high school, or in a GED program, now?",
    "conduct.felony": "Have you ever been convicted of, or pleaded guilty to, a felony?",
    "conduct.waivers": "Has the issuer waived the conviction for you?",
    "programs": (
        "Have you done, or are you in, a training program in health care?",
        "Is there another training program?",
    ),
    "work": ("Have you worked in health care?", "Is there another job in health care?"),
    "military": (
        "Did you train in health care in the armed forces?",
        "Is there other military training?",
    ),
    "certificates": (
        "Do you hold, or have you ever held, a certificate such as CMA (AAMA) or CCMA (NHA)?",
        "Is there another certificate?",
    ),
    "exams": (
        "Have you ever taken a certification exam, passed or failed?",
        "Have you taken another certification exam, or the same one again?",
    ),
    "cards": ("Do you have a card such as CPR, first aid or EMT?", "Do you have another card of that kind?"),
    "learning": (
        "Have you done any courses beyond your training program?",
        "Is there another course?",
    ),
    "memberships": (
        "Are you a member of a professional body, such as AAMA?",
        "Is there another membership?",
    ),
    "programs[].name": "What is the program called?",
    "programs[].field": "What does {it} train people for?",
    "programs[].kind": "What kind of program is {it}?",
    "programs[].completed": "When did you finish {it}, or when will you?",
    "programs[].expected": "When do you expect to finish {it}?",
    "programs[].left": "When did you stop {it}?",
    "programs[].started": "When did you start {it}?",
    "programs[].award": "What does {it} award: a certificate, a diploma or a degree?",
    "programs[].semesters": "How many semesters does {it} last?",
    "programs[].academic_hours": "How many class hours does {it} have, without the practicum?",
    "programs[].practicum_hours": "How many practicum (externship) hours does {it} have?",
    "programs[].clock_hours": "How many hours does {it} have in all?",
    "programs[].laboratory_hours": "How many hours of laboratory work does {it} have?",
    "programs[].practicum_setting": "Where is the practicum of {it}: outpatient, inpatient or elsewhere?",
    "programs[].clinical": "Does {it} teach clinical skills?",
    "programs[].administrative": "Does {it} teach front-office (administrative) skills?",
    "programs[].accreditation": "Is or was {it} itself accredited by CAAHEP or ABHES?",
    "programs[].accreditation[].starts": "Since when has {it} been accredited by that body?",
    "programs[].accreditation[].ends": "Until when was {it} accredited, or is it still?",
    "programs[].institution_recognized": (
        "Is the school of {it} accredited by a body that the US Department of Education or CHEA recognizes?"
    ),
    "programs[].approved_by": "Who has approved {it} or its school?",
    "programs[].topics": "Which topics does {it} teach?",
    "programs[].state": "In which state is {it}?",
    "programs[].procedures.injections": "How many injections did you give in {it}?",
    "programs[].procedures.venipunctures": "How many blood draws (venipunctures) did you do in {it}?",
    "programs[].procedures.capillary_punctures": "How many finger or heel sticks did you do in {it}?",
    "programs[].procedures.ekgs": "How many EKGs did you do in {it}?",
    "work[].employer": "Where do you work, or where did you work?",
    "work[].role": "What is or was your job at {it}?",
    "work[].started": "When did you start at {it}?",
    "work[].ended": "When did you leave {it}, or are you still there?",
    "work[].hours_per_week": "How many hours a week do you, or did you, work at {it}?",
    "work[].full_time": "Is or was your work at {it} full time?",
    "work[].setting": "Where is or was the work at {it}: outpatient, inpatient or elsewhere?",
    "work[].clinical": "Do you, or did you, do clinical work at {it}?",
    "work[].administrative": "Do you, or did you, do front-office work at {it}?",
    "work[].supervised": "Are you, or were you, supervised by a licensed provider at {it}?",
    "work[].kind": "Is or was the work at {it} paid, volunteer or military?",
    "work[].state": "In which state is or was the work at {it}?",
    "military[].branch": "In which branch did you train?",
    "military[].expected": "When do you expect to finish {it}?",
    "military[].kind": "What kind of training was {it}?",
    "military[].completed": "When did you finish {it}?",
    "certificates[].id": "Which certificate is it?",
    "certificates[].earned": "When did you first earn {it}?",
    "certificates[].expires": "When does {it} expire, or when did it?",
    "certificates[].renewed": "When did you last renew {it}?",
    "exams[].exam": "Which exam did you take?",
    "exams[].taken": "When did you take the {it} exam?",
    "exams[].result": "Did you pass the {it} exam?",
    "cards[].kind": "What kind of card is it?",
    "cards[].expires": "When does {it} expire?",
    "cards[].issued": "When was {it} issued?",
    "cards[].level": "Is {it} at the provider level?",
    "learning[].title": "What was the course called?",
    "learning[].kind": "What kind of learning was {it}?",
    "learning[].hours": "How many hours was {it}?",
    "learning[].completed": "When did you finish {it}?",
    "memberships[].starts": "Since when are you a member of {it}?",
    "memberships[].ends": "Until when are you a member of {it}?",
    "memberships[].organization": "Of which body are you a member?",
}
