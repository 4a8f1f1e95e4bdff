"""What pages of practice say in words; the sentences and figures are those of the reports."""

from datetime import timedelta
from math import ceil
from typing import Any

from lapel.exam.evidence import Sessions
from lapel.exam.foretell import foretell
from lapel.exam.forms import BankTooSmall
from lapel.exam.outcomes import Outcome
from lapel.exam.sessions import State
from lapel.model.exam import Outline
from lapel.reports import study_text
from lapel.reports.exam_words import mark_words, plural
from lapel.reports.readiness_text import estimate_lines
from lapel.reports.study_text import clock_words
from lapel.web.study.desk import bank, library

__all__ = ["clock_words"]

LENGTHS = {"full": "Full length", "half": "Half length", "quarter": "Quarter length"}


def title_words(state: State) -> str:
    """Name a session: its exam, if it is of one, and its way to study."""
    length = {"half": ", half length", "quarter": ", quarter length"}.get(state.started.length, "")
    return f"{study_text.title_words(bank(), state)}{length}"


def long_words(span: timedelta) -> str:
    """Say about how long something took.

    >>> long_words(timedelta(seconds=200)), long_words(timedelta(hours=5)), long_words(timedelta(days=3))
    ('4 minutes', '5 hours', '3 days')
    """
    seconds = span.total_seconds()
    for size, name in ((86_400, "day"), (3_600, "hour")):
        if seconds >= 2 * size:
            return plural(round(seconds / size), name)
    return plural(max(1, ceil(seconds / 60)), "minute")


def result_lines(state: State, outline: Outline | None, found: Outcome) -> list[str]:
    """Say how a session came out, in sentences."""
    whole, said = found.whole, []
    counted = "scored question" if state.mock else "question"
    said.append(f"{whole.right} of {plural(whole.items if state.mock else whole.answered, counted)} right.")
    if found.tried_out:
        said.append(f"{found.tried_out} more stood among them unmarked. They do not count, as in the real exam.")
    if state.mock and whole.items > whole.answered:
        open_ones = plural(whole.items - whole.answered, "scored question")
        said.append(f"{open_ones} had no answer. An open question is never right, so guess.")
    if state.finished and study_text.ENDINGS[state.finished]:
        said.append(study_text.ENDINGS[state.finished])
    if measured := study_text.measured_words(bank(), state):
        said.append(measured)
    if state.mock:
        had = timedelta(seconds=sum(state.started.seconds))
        said.append(f"Time: {clock_words(timedelta(seconds=found.seconds))} of {clock_words(had)}.")
        pace = outline.seconds_a_question if outline else None
        if state.answers and pace:
            each = sum(one.seconds for one in state.answers.values()) / len(state.answers)
            said.append(f"You took {plural(round(each), 'second')} a question. The exam gives {round(pace)}.")
    if state.pauses:
        stood = clock_words(timedelta(seconds=found.given_back))
        said.append(f"The clock stood {plural(state.pauses, 'time')}, {stood} in all. A real exam does not stop.")
    return said


def area_rows(state: State, outline: Outline | None, found: Outcome) -> list[dict[str, Any]]:
    """List what was right by area, or by topic where the session was of no exam."""
    names = {area.id: area.name for area in outline.leaves()} if outline else {}
    names = names or {topic.id: topic.title for topic in bank().topics.values()}
    rows = []
    for area, name in names.items():
        tally = found.areas.get(area)
        if tally:
            rows.append({"name": name, "right": tally.right, "of": tally.items if state.mock else tally.answered})
    return rows


def estimate(outline: Outline, sessions: Sessions) -> list[str]:
    """Say what is to be expected on another form; nothing where the bank cannot fill one."""
    try:
        return estimate_lines(foretell(bank(), outline, library().find, sessions))
    except BankTooSmall:
        return []


def mark(outline: Outline | None) -> str:
    """Say what passes the real exam, by the first reading."""
    return mark_words(outline.marks[0]) if outline and outline.marks else ""
