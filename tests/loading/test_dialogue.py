"""The interview from its first question to its last: whoever tells it what a file says gets the file's answers."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from telling import Told

from lapel.eligibility.decide import decide_all
from lapel.eligibility.forms import Form
from lapel.eligibility.interview import Answer, taken, unsure
from lapel.eligibility.reading import Misread, read
from lapel.eligibility.verdict import Verdict
from lapel.loading.compiled import load_catalogue
from lapel.loading.dialogue import Dialogue, opened
from lapel.loading.records import parse_record, record_data
from lapel.loading.writing import read_data
from lapel.model.record import LISTS, Record
from lapel.model.shapes import NOT_SURE
from lapel.model.value import replace
from lapel.reports.decisions_text import verdict_words
from strategies import records

ON = date(2026, 11, 22)
CATALOGUE = load_catalogue()
PEOPLE = sorted(path.stem for path in Path("examples").glob("*.yaml"))


class Talk:
    """Tells what a file says until nothing is asked any more: the end of it, what was asked, what was refused."""

    def __init__(self, data: dict[str, Any], *, every: bool = False) -> None:
        self.told = Told(data)
        self.asked: list[str] = []
        self.refused: list[str] = []
        state = opened({})
        while True:
            self.now = Dialogue(CATALOGUE, state, on=ON, every=every)
            put, rest = self.now.next(talked=bool(self.asked))
            if put is None:
                return
            self.asked.append(put.step.place)
            assert len(self.asked) < 150, f"the questions do not end: {self.asked[-20:]}"
            state = self.now.after(self.answer(put), rest)

    def answer(self, put: Form) -> Answer:
        """Answer a question; who is refused is not sure."""
        typed = self.told.types(put)
        try:
            return unsure(put) if typed == NOT_SURE else taken(put, read(put, typed, early=ON, late=ON))
        except Misread as wrong:
            self.refused.append(f"{put.step.place}: {wrong}")
            return unsure(put)


def says_no_more(told: Verdict, held: Verdict) -> bool:
    """Whether what was told gives the answer of the file; an end may be left open, but not said too late."""
    if told.answer != held.answer:
        return False
    if told.answer == "not-yet":
        return told.starts == held.starts or (not told.firm and (held.starts or date.min) <= (told.starts or date.max))
    return told.until == held.until or (not told.firm and (told.until or date.max) <= (held.until or date.max))


def differences(data: dict[str, Any], talk: Talk, names: Sequence[str] = ()) -> list[tuple[str, str, str]]:
    """The answers that differ: which, after the talk, and by the file."""
    told = decide_all(CATALOGUE, talk.now.record, on=ON, only=names)
    held = decide_all(CATALOGUE, parse_record(data), on=ON, only=names or [each.credential.id for each in told])
    return [
        (mine.credential.id, verdict_words(mine.verdict), verdict_words(theirs.verdict))
        for mine, theirs in zip(told, held, strict=True)
        if not says_no_more(mine.verdict, theirs.verdict)
    ]


@pytest.mark.parametrize(
    ("name", "every"),
    [*((name, False) for name in PEOPLE), *((name, True) for name in ("graduate-gained-accreditation", "lapsed-cma"))],
)
def test_who_tells_what_the_file_says_gets_the_answers_of_the_file(name: str, every: bool) -> None:
    data = read_data(Path("examples") / f"{name}.yaml")
    talk = Talk(data, every=every)
    assert talk.refused == []
    assert talk.now.record.state == data["state"]
    assert differences(data, talk, list(CATALOGUE.credentials) if every else ()) == []


@given(records(lists=[name for name in LISTS if name != "learning"]))
@settings(max_examples=settings().max_examples // 12)
def test_whatever_a_record_can_hold_and_a_rule_asks_for_can_be_told(record: Record) -> None:
    data = as_typed(record)
    talk = Talk(data)
    # What the questions refuse, such as an end still expected on a day gone by, is left open, and never guessed.
    assert all(talk.refused and said.startswith("CANNOT TELL") for _, said, _ in differences(data, talk))


def as_typed(record: Record) -> dict[str, Any]:
    """Write a record as a file does; without a day of its own, and without what is no question of the interview."""

    def plain(said: Any) -> Any:
        if isinstance(said, dict):
            return {name: plain(below) for name, below in said.items()}
        if isinstance(said, list):
            return [plain(below) for below in said]
        return ("no", "yes")[said] if isinstance(said, bool) else said if said is None else str(said)

    programs = tuple(
        replace(
            program,
            accreditation=tuple(period for period in program.accreditation if period.by),
            complete=program.complete - {"waived_by"},
        )
        for program in record.programs
    )
    said: dict[str, Any] = plain(record_data(replace(record, as_of=None, programs=programs)))
    return said
