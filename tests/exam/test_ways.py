"""Ways to study: what a history tells, adaptive practice, weakest first, the queue of reviews, the dated plan."""

from collections import Counter
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from math import log
from typing import Any

import numpy as np
import pytest
from exam_items import bank, item, outline
from hypothesis import given
from hypothesis import strategies as st

from lapel.exam import sessions
from lapel.exam.events import Answered, Event, Finished, Mode, Shown, Started
from lapel.exam.evidence import (
    Standing,
    answers,
    before_session,
    evidence,
    firsts,
    parameters,
    standings,
    weakest_first,
)
from lapel.exam.marking import Misread, is_right, named_error, number, read_answer
from lapel.exam.practice import exposure, known_now, next_slot, open_practice
from lapel.exam.queue import cards, due, due_by_day, to_review
from lapel.exam.sessions import State, apply, replay
from lapel.exam.study_plan import UNIT, study_plan, study_weekdays
from lapel.model.exam import Area, Bank, Calibration, Item, NamedError
from lapel.model.value import replace

START = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
DAY = timedelta(days=1)
AREAS = (Area("a", "A", 60), Area("b", "B", 30), Area("c", "C", 10))
OUTLINE = outline(AREAS)
EACH = 40


def world() -> Bank:
    """Forty items in each of three areas, from easy to hard."""
    items = [
        item(n, topic, expected=round(0.35 + 0.6 * n / EACH, 3))
        for topic in ("ta", "tb", "tc")
        for n in range(1, EACH + 1)
    ]
    return bank(items, [OUTLINE], {"ta": "a", "tb": "b", "tc": "c"})


BANK = world()


def find(name: str) -> Item | None:
    return BANK.items.get(name)


def session(
    mode: Mode, given: list[tuple[str, bool]], at: datetime = START, *, over: bool = True, **said: Any
) -> tuple[Event, ...]:
    """A session in which these items were answered so, a minute each."""
    start = Started(mode=mode, exam="an-exam", outline=OUTLINE.id, seed=1, at=at, **said)
    events: list[Event] = [start]
    for place, (name, right) in enumerate(given):
        one = BANK.items[name]
        moment = at + timedelta(minutes=place)
        where: dict[str, Any] = {"place": place, "item": name, "version": 1, "area": BANK.place(one, OUTLINE) or ""}
        events.append(Shown(**where, options=tuple("abcd"), at=moment))
        events.append(
            Answered(
                **where, given=("a" if right else "b",), right=right, seconds=30.0, at=moment + timedelta(seconds=30)
            )
        )
    if over:
        events.append(Finished(why="done", at=at + timedelta(hours=1)))
    return tuple(events)


# What a history tells


def test_an_unmeasured_item_is_as_hard_as_its_author_expects_give_or_take_a_logit() -> None:
    known, errors = parameters([item(1, expected=0.7)])
    assert known.difficulty[0] == pytest.approx(-log(0.7 / 0.3))
    assert errors[0] == 1.0


def test_a_measured_item_is_as_hard_as_was_measured() -> None:
    measured = replace(item(1), calibration=Calibration("2pl", 0.5, 400, date(2026, 1, 1), a=1.6, se_b=0.1))
    known, errors = parameters([measured])
    assert (known.slope[0], known.difficulty[0]) == (1.6, 0.5)
    assert errors[0] == pytest.approx(0.16)


def test_only_first_answers_speak_for_ability() -> None:
    held = {
        "1": session("practice", [("ta-001", False)]),
        "2": session("review", [("ta-001", True), ("tb-001", True)], START + DAY),
    }
    assert {name: event.right for name, event in firsts(held).items()} == {"ta-001": False, "tb-001": True}


def test_a_mock_exam_that_goes_on_tells_nothing() -> None:
    going = session("mock", [("ta-001", False)], over=False)
    assert answers({"1": going}) == []
    assert cards({"1": going}) == []
    assert len(answers({"1": session("mock", [("ta-001", False)])})) == 1


def test_without_answers_a_learner_is_taken_as_just_ready_give_or_take() -> None:
    before = before_session(evidence(BANK, OUTLINE, find, {}))
    assert before.mean == pytest.approx(0.0, abs=1e-9)
    assert before.error == pytest.approx(1.0, abs=0.01)


def test_what_was_known_is_less_sure_in_the_next_session() -> None:
    held = {"1": session("practice", [(f"ta-{n:03}", True) for n in range(1, 31)])}
    known = evidence(BANK, OUTLINE, find, firsts(held))
    before = before_session(known)
    assert before.mean > 1
    assert 0.5 < before.error < 1


def test_the_weakest_area_is_where_answers_were_wrong() -> None:
    given = [(f"t{area}-{n:03}", area != "b") for area in "abc" for n in range(1, 13)]
    found = standings(BANK, OUTLINE, evidence(BANK, OUTLINE, find, firsts({"1": session("practice", given)})))
    assert [(one.area, one.answered, one.right) for one in found] == [("a", 12, 12), ("b", 12, 0), ("c", 12, 12)]
    assert weakest_first(found)[0].area == "b"
    assert all(0 < one.share < 1 and one.error > 0 for one in found)
    assert sum(one.questions for one in found) == 100


# Practice


def practised(mode: Mode = "practice", longest: int = 20, able: float = 0.0, **said: Any) -> tuple[State, list[str]]:
    """Play a session with a learner who answers right at this ability, by chance of a seed."""
    chance = np.random.default_rng(7)
    start = sessions.practice(mode, "an-exam", OUTLINE.id, seed=3, longest=longest, at=START, **said)
    state, drawn = replay([start]), []
    prepared = open_practice(BANK, OUTLINE, find, state, {})
    while not isinstance(slot := next_slot(prepared, state), str):
        one = BANK.items[slot.item]
        b = float(parameters([one])[0].difficulty[0])
        right = bool(chance.random() < 1 / (1 + np.exp(b - able)))
        state = apply(
            state, sessions.show(state, len(state.slots), one, area=slot.area, options=slot.options, at=START)
        )
        state = apply(state, sessions.answer(state, one, ("a" if right else "b",), at=START))
        drawn.append(slot.item)
    return apply(state, sessions.finish(state, slot, at=START)), drawn


def test_practice_keeps_the_proportions_of_the_outline_and_shows_nothing_twice() -> None:
    state, drawn = practised()
    assert state.finished == "long enough"
    assert len(set(drawn)) == len(drawn) == 20
    assert [sum(slot.area == area for slot in state.slots) for area in "abc"] == [12, 6, 2]


def test_practice_stops_once_it_knows_enough() -> None:
    sharp = [
        replace(one, calibration=Calibration("2pl", 0.0, 1000, date(2026, 1, 1), a=3.0, se_b=0.01))
        for one in BANK.items.values()
    ]
    sure = replace(BANK, items={one.id: one for one in sharp})
    start = sessions.practice("practice", "an-exam", OUTLINE.id, seed=3, longest=40, at=START)
    state = replay([start])
    prepared = open_practice(sure, OUTLINE, sure.items.get, state, {})
    count = 0
    while not isinstance(slot := next_slot(prepared, state), str):
        one = sure.items[slot.item]
        state = apply(state, sessions.show(state, count, one, area=slot.area, options=slot.options, at=START))
        state = apply(state, sessions.answer(state, one, ("a" if count % 2 else "b",), at=START))
        count += 1
    assert slot == "precise"
    assert 10 <= count < 40
    assert known_now(prepared, state).error <= 0.30


def test_practice_goes_on_after_a_crash_as_it_would_have() -> None:
    whole, drawn = practised()
    start = replay([whole.started])
    state = start
    prepared = open_practice(BANK, OUTLINE, find, start, {})
    for place in range(len(drawn)):
        fresh = open_practice(BANK, OUTLINE, find, state, {})  # everything but the events is gone
        assert next_slot(fresh, state) == next_slot(prepared, state) == whole.slots[place]
        one = BANK.items[drawn[place]]
        slot = whole.slots[place]
        state = apply(state, sessions.show(state, place, one, area=slot.area, options=slot.options, at=START))
        state = apply(state, whole.answers[place])


def many_sessions(count: int, longest: int, mode: Mode = "practice", able: float = 1.5) -> list[tuple[Event, ...]]:
    """Sessions of one learner in a row, each played from nothing but the events of those before it."""
    chance, held = np.random.default_rng(11), dict[str, tuple[Event, ...]]()
    for turn in range(count):
        at = START + turn * DAY
        events: list[Event] = [sessions.practice(mode, "an-exam", OUTLINE.id, seed=turn, longest=longest, at=at)]
        state = replay(events)
        prepared = open_practice(BANK, OUTLINE, find, state, held)
        while not isinstance(slot := next_slot(prepared, state), str):
            one = BANK.items[slot.item]
            right = chance.random() < 1 / (1 + np.exp(float(parameters([one])[0].difficulty[0]) - able))
            events.append(sessions.show(state, len(state.slots), one, area=slot.area, options=slot.options, at=at))
            state = apply(state, events[-1])
            events.append(sessions.answer(state, one, ("a" if right else "b",), at=at))
            state = apply(state, events[-1])
        held[str(turn)] = (*events, sessions.finish(state, slot, at=at))
    return list(held.values())


def shown_in(events: tuple[Event, ...]) -> list[str]:
    return [event.item for event in events if isinstance(event, Shown)]


@pytest.mark.parametrize("mode", ["practice", "weakest"])
def test_nothing_comes_again_in_an_area_before_all_the_rest_of_it_has_come(mode: Mode) -> None:
    times = dict.fromkeys(BANK.items, 0)
    for events in many_sessions(12, 15, mode):
        given = shown_in(events)
        assert len(set(given)) == len(given)
        for name in given:
            beside = [other for other in times if other[:2] == name[:2] and other not in given[: given.index(name)]]
            assert times[name] == min(times[other] for other in beside)
        for name in given:
            times[name] += 1
    assert sum(times.values()) == 12 * 15
    for topic in ("ta", "tb", "tc"):
        counts = [count for name, count in times.items() if name.startswith(topic)]
        assert max(counts) - min(counts) <= 1


def test_no_question_is_in_more_sessions_than_its_area_must_ask() -> None:
    held = many_sessions(20, 10)
    times = Counter(name for events in held for name in shown_in(events))
    asked = Counter(name[:2] for events in held for name in shown_in(events))
    assert all(count <= -(-asked[name[:2]] // EACH) for name, count in times.items())
    # 6, 3 and 1 of 10 questions in 20 sessions are 120, 60 and 20 of 40 questions: 3, 2 and 1 times at most.
    assert asked == {"ta": 120, "tb": 60, "tc": 20}
    assert max(times.values()) / len(held) <= 0.25


def test_what_was_seen_in_a_mock_exam_or_a_review_waits_too() -> None:
    seen = [(f"ta-{n:03}", True) for n in range(1, 31)]
    earlier = {"1": session("mock", seen[:15]), "2": session("review", seen[15:], START + DAY)}
    state = replay([sessions.practice("practice", "an-exam", OUTLINE.id, seed=3, longest=15, at=START + 2 * DAY)])
    prepared = open_practice(BANK, OUTLINE, find, state, earlier)
    slot = next_slot(prepared, state)
    assert not isinstance(slot, str)
    assert slot.area == "a"
    assert int(slot.item[3:]) > 30


def test_a_generated_question_is_counted_with_those_of_its_kind() -> None:
    earlier = {"1": session("practice", [("ta-001", True), ("ta-002", True)]), "2": session("mock", [("ta-003", True)])}
    kinds = {"ta-001": "made", "ta-002": "made", "ta-003": "made", "ta-004": "made"}
    items = [BANK.items[f"ta-{n:03}"] for n in range(1, 7)]
    found = exposure(items, earlier, lambda name: kinds.get(name, name))
    assert found.shown.tolist() == [2, 2, 2, 2, 0, 0], "in two sessions, however many of the kind were in each"
    assert exposure(items, earlier).shown.tolist() == [1, 1, 1, 0, 0, 0]


def test_practice_can_keep_to_an_area() -> None:
    state, _ = practised(focus="b")
    assert {slot.area for slot in state.slots} == {"b"}


def test_practice_with_nothing_to_ask_says_so() -> None:
    state = replay([sessions.practice("practice", "an-exam", OUTLINE.id, seed=3, longest=5, focus="z", at=START)])
    with pytest.raises(ValueError, match="found no question for 'an-exam-2024' z, expected one at least"):
        open_practice(BANK, OUTLINE, find, state, {})


def test_weakest_first_draws_from_the_area_with_the_wrong_answers() -> None:
    given = [(f"t{area}-{n:03}", area != "c") for area in "abc" for n in range(1, 13)]
    earlier = {"1": session("mock", given)}
    state = replay([sessions.practice("weakest", "an-exam", OUTLINE.id, seed=3, longest=5, at=START + DAY)])
    slot = next_slot(open_practice(BANK, OUTLINE, find, state, earlier), state)
    assert not isinstance(slot, str)
    assert slot.area == "c"


# The queue


def test_an_item_enters_the_queue_when_it_is_missed_and_is_due_in_ten_minutes() -> None:
    held = {"1": session("practice", [("ta-001", True), ("ta-002", False)])}
    (card,) = cards(held)
    missed = START + timedelta(minutes=1, seconds=30)
    assert (card.item, card.reviews, card.misses, card.missed) == ("ta-002", 1, 1, True)
    assert card.due == missed + timedelta(minutes=10)
    assert due([card], now=card.due - timedelta(milliseconds=1)) == []
    assert due([card], now=card.due) == [card]
    # What was just missed may be gone over at once, but not twice in a session before it is due.
    assert to_review([card], now=missed) == [card]
    assert to_review([card], now=missed, had={"ta-002"}) == []


def test_every_way_of_studying_counts_as_a_review_of_one_queue() -> None:
    held = {
        "1": session("mock", [("ta-002", False)]),
        "2": session("practice", [("ta-002", True)], START + DAY),
        "3": session("weakest", [("ta-002", True)], START + 4 * DAY),
    }
    (card,) = cards(held)
    assert (card.reviews, card.misses, card.missed) == (3, 1, False)
    assert card.due > START + 6 * DAY


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 40)), min_size=1, max_size=12))
def test_the_queue_agrees_with_the_scheduler_of_the_package(reviews: list[tuple[bool, int]]) -> None:
    from fsrs import Card, Rating, Scheduler

    held, at, days = {}, START, []
    for turn, (right, gap) in enumerate([(False, 0), *reviews]):
        at += gap * DAY + timedelta(hours=2)
        held[str(turn)] = session("review", [("ta-001", right)], at)
        days.append((right, at + timedelta(seconds=30)))
    scheduler = Scheduler(
        learning_steps=[timedelta(minutes=10)], relearning_steps=[timedelta(minutes=10)], enable_fuzzing=False
    )
    known = Card(card_id=99, due=START)
    for right, moment in days:
        known, _ = scheduler.review_card(known, Rating.Good if right else Rating.Again, moment)
    (card,) = cards(held)
    assert card.due == known.due
    assert card.stability == known.stability


def test_days_to_come_are_counted_from_now() -> None:
    held = {"1": session("practice", [("ta-001", False)]), "2": session("review", [("ta-001", True)], START + DAY)}
    (card,) = cards(held)
    ahead = (card.due - START) // DAY
    counts = due_by_day([card], now=START, days=ahead + 1)
    assert counts == [0] * ahead + [1]


# The dated plan


def standing(area: str, questions: float, share: float) -> Standing:
    return Standing(area, 10, round(10 * share), share, 0.05, questions)


STANDINGS = (standing("a", 60, 0.8), standing("b", 30, 0.4), standing("c", 10, 0.4))
ON = date(2026, 11, 23)  # a Monday


def test_time_goes_where_questions_would_be_lost() -> None:
    # Lost: 60 × 0.2 = 12, 30 × 0.6 = 18, 10 × 0.6 = 6. Each area has 1 unit, the rest goes 12 : 18 : 6.
    plan = study_plan(OUTLINE, STANDINGS, on=ON, sits=ON + 10 * 7 * DAY, hours=6, first=False)
    units = {share.standing.area: share.minutes // UNIT for share in plan.shares}
    spare = sum(units.values()) - 3
    assert all(abs(units[area] - 1 - spare * lost / 36) < 1 for area, lost in (("a", 12), ("b", 18), ("c", 6)))
    told = {area: sum(b.minutes for d in plan.days for b in d.blocks if b.area == area) // UNIT for area in "abc"}
    assert told == units


@given(st.integers(1, 60), st.integers(1, 200), st.integers(0, 6), st.booleans())
def test_a_plan_keeps_to_its_hours_and_its_days(hours: int, span: int, start: int, first: bool) -> None:
    on = ON + timedelta(days=start)
    sits = on + timedelta(days=span)
    plan = study_plan(OUTLINE, STANDINGS, on=on, sits=sits, hours=hours, first=first)
    weeks: dict[tuple[int, int], int] = {}
    for day in plan.days:
        assert on <= day.day < sits
        assert day.day.weekday() in study_weekdays(hours)
        assert day.minutes > 0
        week = day.day.isocalendar()[:2]
        weeks[week] = weeks.get(week, 0) + day.minutes
    assert all(minutes <= 60 * hours for minutes in weeks.values())
    assert len({day.day for day in plan.days}) == len(plan.days)
    assert sum(b.minutes for d in plan.days for b in d.blocks if b.what == "area") == sum(
        s.minutes for s in plan.shares
    )
    eve = [day for day in plan.days if day.day == sits - DAY]
    assert all(block.what != "area" for day in eve for block in day.blocks)


def test_mock_exams_stand_at_the_start_half_way_and_a_week_before() -> None:
    plan = study_plan(OUTLINE, STANDINGS, on=ON, sits=ON + 70 * DAY, hours=6)
    mocks = {day.day: block.length for day in plan.days for block in day.blocks if block.what == "mock"}
    assert mocks == {ON: "quarter", date(2026, 12, 28): "half", date(2027, 1, 25): "full"}


@pytest.mark.parametrize("sits", [ON, ON - DAY, ON + 800 * DAY])
def test_an_exam_day_that_cannot_be_planned_for_is_refused(sits: date) -> None:
    with pytest.raises(ValueError, match="expected a day after 2026-11-23, and within two years"):
        study_plan(OUTLINE, STANDINGS, on=ON, sits=sits, hours=5)


def test_the_plan_moves_to_where_answers_were_wrong() -> None:
    def minutes(given: list[tuple[str, bool]]) -> dict[str, int]:
        held = {"1": session("practice", given)}
        found = standings(BANK, OUTLINE, evidence(BANK, OUTLINE, find, firsts(held)))
        plan = study_plan(OUTLINE, found, on=ON, sits=ON + 70 * DAY, hours=6)
        return {share.standing.area: share.minutes for share in plan.shares}

    good = minutes([(f"t{area}-{n:03}", True) for area in "abc" for n in range(1, 13)])
    bad = minutes([(f"t{area}-{n:03}", area != "c") for area in "abc" for n in range(1, 13)])
    assert bad["c"] > good["c"]
    assert bad["a"] < good["a"]


# Marking


OPTIONS = {letter: {"text": f"Choice {letter}", "why": "So it is."} for letter in "abcd"}


@pytest.mark.parametrize(
    ("kind", "key", "typed", "right"),
    [
        ("one-best", "a", "A", True),
        ("one-best", "a", "b)", None),
        ("multi-select", ["a", "c"], "c, a", True),
        ("multi-select", ["a", "c"], "ac", True),
        ("multi-select", ["a", "c"], "a and c", True),
        ("multi-select", ["a", "c"], "a", False),
        ("multi-select", ["a", "c"], "a b c", False),
        ("ordering", ["c", "a", "d", "b"], "c > a > d > b", True),
        ("ordering", ["c", "a", "d", "b"], "abcd", False),
        ("ordering", ["c", "a", "d", "b"], "cad", None),
        ("one-best", "a", "ab", None),
        ("one-best", "a", "e", None),
        ("multi-select", ["a", "c"], "aac", None),
        ("multi-select", ["a", "c"], "", None),
    ],
)
def test_a_typed_answer_is_read_and_marked(kind: str, key: Any, typed: str, right: bool | None) -> None:
    stem = "Which of these fit? Select all that apply." if kind == "multi-select" else "What fits here?"
    one = item(1, kind=kind, key=key, options=OPTIONS, stem=stem)
    if right is None:
        with pytest.raises(Misread, match="expected"):
            read_answer(one, tuple("abcd"), typed)
    else:
        assert is_right(one, read_answer(one, tuple("abcd"), typed)) is right


def test_letters_are_those_on_the_screen_not_those_in_the_bank() -> None:
    assert read_answer(item(1, options=OPTIONS), tuple("dcba"), "a") == ("d",)


def dose() -> Item:
    errors = (NamedError(Decimal(25), "A decimal slip."), NamedError(Decimal("0.4"), "Upside down."))
    said = {"answer": Decimal("2.5"), "unit": "mL", "tolerance": Decimal("0.05"), "errors": errors}
    return replace(item(1), kind="numeric", options=(), key=(), **said)


@pytest.mark.parametrize(
    ("typed", "right"),
    [("2.5", True), ("2.5 mL", True), ("2,5", None), ("2.55", True), ("2.56", False), ("25", False), ("two", None)],
)
def test_a_number_is_read_with_its_unit_and_marked_within_its_tolerance(typed: str, right: bool | None) -> None:
    one = dose()
    if right is None:
        with pytest.raises(Misread, match="expected a number"):
            read_answer(one, (), typed)
    else:
        assert is_right(one, read_answer(one, (), typed)) is right


def test_a_wrong_number_names_its_error() -> None:
    found = named_error(dose(), ("25.0",))
    assert found is not None
    assert found.why == "A decimal slip."
    assert named_error(dose(), ("7",)) is None
    assert named_error(dose(), ("2.5",)) is None


@given(st.text(max_size=20))
def test_any_text_is_a_number_or_is_refused(text: str) -> None:
    found = None
    with suppress(Misread):
        found = number(text)
    assert found is None or found.is_finite()
