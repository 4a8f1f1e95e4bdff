"""Brackets hold every record that a draft stands for: nothing in it is less true, or more, than they say."""

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from planner_brute import reads, with_gift

from lapel.model import record as nouns
from lapel.model.dates import Duration
from lapel.model.preparation import Gift, Moment
from lapel.model.record import LISTS, Record
from lapel.model.rule import Rule
from lapel.model.span import Span
from lapel.model.timeline import Timeline
from lapel.model.value import Value, replace
from lapel.planner.draft import Piece, draft, gifts_made, piece
from lapel.rules import nodes
from lapel.rules.bounds import Reads, bracket
from lapel.rules.evaluate import timeline_of
from lapel.rules.trace import Scope
from strategies import ENTRIES, accredited, cases, experience, failures, records, some, waited

T = TypeVar("T")
Draw = Callable[[st.SearchStrategy[T]], T]

FLOOR = date(2021, 4, 1).toordinal()
"""The first day of what is planned, after every exam that was sat."""

MOVED: dict[str, dict[str, tuple[str, ...]]] = {
    "programs": {"started": ("start",), "completed": ("finish",)},
    "work": {"started": ("start", "finish")},
    "military": {"started": ("start",), "completed": ("finish",)},
    "certificates": {"earned": ("start", "finish"), "expires": ("later",)},
    "exams": {"taken": ("start", "finish")},
    "cards": {"issued": ("start", "finish"), "expires": ("later",)},
    "learning": {"completed": ("finish",)},
    "memberships": {"starts": ("start",)},
    "school": {"earned": ("finish",)},
}
"""The dates of each kind of entry that go with the step that gives it."""

NOT_SAID: dict[str, dict[str, None]] = {
    "programs": {"expected": None, "left": None},
    "work": {"ended": None},
    "military": {"expected": None},
    "certificates": {"renewed": None},
    "memberships": {"ends": None},
}


class Planned(Value):
    """A step of a draft: what it gives, how long it takes, the days between which it starts, and whether it is sure."""

    gifts: tuple[Gift, ...]
    takes: Span
    low: int
    high: int
    perhaps: bool

    def over(self, start: int) -> int:
        """The day on which it is over."""
        return self.takes.after(date.fromordinal(start)).toordinal()

    def piece(self, name: str) -> Piece:
        """As the planner lays it."""
        first, last = (gifts_made(self.gifts, day, self.over(day)) for day in (self.low, self.high))
        return piece(name, first, last, (self.low, self.high), perhaps=self.perhaps)

    def put(self, record: Record, start: int) -> Record:
        """As it is when it starts on a day."""
        for gift in self.gifts:
            record = with_gift(record, gift, start, self.over(start))
        return record


@st.composite
def moments(draw: Draw[Any], edges: Sequence[str]) -> Moment:
    edge = draw(st.sampled_from(edges))
    if edge == "later":
        return Moment("finish", Duration(draw(st.integers(1, 800)), "days"))
    shift = draw(st.sampled_from((None, None, Duration(40, "days"), Duration(5, "months", "clamp"))))
    return Moment(edge, shift if edge == "finish" else None)


@st.composite
def gifts(draw: Draw[Any], within: str) -> Gift:
    """What a step gives to a list."""
    dates = tuple((name, draw(moments(edges))) for name, edges in MOVED[within].items())
    if within == "school":
        kind = draw(st.sampled_from(("ged", "high-school", None)))
        return Gift("school", nouns.School(diploma=True, kind=kind), dates)
    entry = replace(draw(ENTRIES[within](True)), **NOT_SAID.get(within, {}))
    if within == "exams":
        # Nobody plans to fail.
        entry = replace(entry, result="pass")
    return Gift(within, entry, dates)


def practice(count: int) -> Gift:
    """What a practical step adds to a program."""
    said = nouns.Program(practicum_hours=Decimal(count), procedures=(("venipunctures", Decimal(count)),))
    return Gift("programs", said, (), True)


@st.composite
def planned(draw: Draw[Any], lists: Sequence[str], *, decided: bool = False) -> Planned:
    """A step that gives to some lists."""
    within = draw(st.sampled_from(sorted(lists)))
    given_ = [draw(gifts(within))]
    if len(lists) > 1 and within != "school" and draw(st.booleans()):
        other = draw(st.sampled_from(sorted(set(lists) - {"school"})))
        given_.append(draw(gifts(other)))
    length = draw(st.integers(0, 700))
    low = FLOOR + draw(st.integers(0, 900))
    high = low if decided else low + draw(st.sampled_from((0, 1, 30, 400, 1500)))
    takes = Span(Duration(length, "days"), Duration(length, "days"))
    if draw(st.booleans()):
        takes = Span(Duration(length // 30, "months", "clamp"), Duration(length // 30, "months", "clamp"))
    return Planned(tuple(given_), takes, low, high, not decided and draw(st.booleans()))


def lists_read(rule: Rule) -> tuple[str, ...]:
    return tuple(sorted(reads(rule))) or ("programs",)


def days_of(*lines: Timeline) -> list[int]:
    """Days around each change, from the floor on."""
    near = {start + step for line in lines for start in line.starts for step in (-1, 0, 1)}
    return [FLOOR, *sorted(day for day in near if FLOOR <= day <= date(2150, 1, 1).toordinal())]


def check(rule: Rule, record: Record, steps: Sequence[Planned], data: st.DataObject) -> None:
    """Compare the brackets of a draft with the truth of some records that it stands for."""
    laid = draft(Scope(record), Reads(FLOOR), [step.piece(f"step {n}") for n, step in enumerate(steps)])
    low, high = bracket(rule, laid)
    for _ in range(4):
        point = record
        for step in steps:
            if not (step.perhaps and data.draw(st.booleans())):
                edges = st.sampled_from((step.low, step.high))
                point = step.put(point, data.draw(st.one_of(edges, st.integers(step.low, step.high))))
        line = timeline_of(rule, point)
        for day in days_of(low, line, high):
            assert low.at(day) <= line.at(day) <= high.at(day), date.fromordinal(day)
        if all(step.low == step.high and not step.perhaps for step in steps):
            assert all(low.at(day) == line.at(day) == high.at(day) for day in days_of(low, line, high))


def only_one_diploma(steps: Sequence[Planned]) -> bool:
    return sum(gift.within == "school" for step in steps for gift in step.gifts) <= 1


def drafts(rule: Rule, *, decided: bool = False) -> st.SearchStrategy[list[Planned]]:
    """Up to three steps that give to what a rule reads; one diploma at most."""
    return st.lists(planned(lists_read(rule), decided=decided), max_size=3).filter(only_one_diploma)


@pytest.mark.parametrize("sure", [True, False], ids=["all said", "with gaps"])
@given(data=st.data())
@settings(max_examples=settings().max_examples * 2)
@pytest.mark.timeout(1800)
def test_brackets_hold_every_record_of_a_draft(sure: bool, data: st.DataObject) -> None:
    rule, record = data.draw(cases(sure=sure))
    check(rule, record, data.draw(drafts(rule)), data)


@given(data=st.data())
@pytest.mark.timeout(1800)
def test_brackets_say_what_the_evaluator_says_where_all_is_decided(data: st.DataObject) -> None:
    rule, record = data.draw(cases())
    check(rule, record, data.draw(drafts(rule, decided=True)), data)


@pytest.mark.parametrize("within", LISTS)
@given(data=st.data())
@settings(max_examples=settings().max_examples // 2)
def test_brackets_hold_for_conditions_on_entries(within: str, data: st.DataObject) -> None:
    rule, record = data.draw(cases(rule=some(within), most=1))
    check(rule, record, data.draw(drafts(rule)), data)


WHOLE = {
    "experience": experience(),
    "failures": failures(),
    "waited": waited(),
    "diploma": st.builds(nodes.After, st.just("diploma")),
    "no diploma": st.just(nodes.Nothing((nodes.After("diploma"),))),
    "accreditation": st.builds(nodes.Some, st.just("programs"), accredited()),
    "work since a program": st.builds(nodes.Some, st.just("programs"), experience("programs")),
}


@pytest.mark.parametrize("condition", WHOLE)
@given(data=st.data())
@settings(max_examples=settings().max_examples // 2)
def test_brackets_hold_for_conditions_on_whole_lists(condition: str, data: st.DataObject) -> None:
    rule, record = data.draw(cases(rule=WHOLE[condition], most=1))
    check(rule, record, data.draw(drafts(rule)), data)


@given(data=st.data())
@settings(max_examples=settings().max_examples // 2)
def test_brackets_hold_where_practice_goes_into_a_program(data: st.DataObject) -> None:
    rule = data.draw(some("programs"))
    record = data.draw(records(lists=("programs",), most=1))
    steps = data.draw(st.lists(planned(("programs",)), max_size=1))
    steps += [
        Planned((practice(data.draw(st.sampled_from((1, 10, 80)))),), Span(), FLOOR, FLOOR, data.draw(st.booleans()))
        for _ in range(data.draw(st.integers(1, 2)))
    ]
    check(rule, record, steps, data)
