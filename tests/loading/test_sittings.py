"""Sessions one after the other, each begun from nothing but the file of a history."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from lapel.exam.events import Shown
from lapel.exam.forms import Slot
from lapel.exam.library import Library
from lapel.loading.compiled import load_exams, load_materials
from lapel.loading.histories import History, open_history
from lapel.loading.sittings import begin_mock, begin_practice, begin_review, draw_of, queue_of
from lapel.model.exam import Outline

START = datetime(2026, 11, 22, 8, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _fast(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lapel.loading.histories.DURABLE", "OFF")


@pytest.fixture(scope="module")
def library() -> Library:
    return Library(load_exams(), load_materials())


@pytest.fixture(scope="module")
def outline(library: Library) -> Outline:
    found = library.bank.outline("ccma-nha", on=date(2026, 11, 22))
    assert found is not None
    return found


def practised(library: Library, outline: Outline, folder: Path, turn: int, focus: str = "", longest: int = 10) -> None:
    """Go through a session and show its questions, answering the first alone: the rest is left open."""
    history, at = open_history("me", folder), START + turn * DAY
    sitting = begin_practice(history, "practice", outline, seed=turn, longest=longest, focus=focus, at=at)
    draw = draw_of(library, sitting, outline, lambda: at)
    for place in range(longest):
        slot = draw(sitting.state)
        assert isinstance(slot, Slot)
        item = library.find(slot.item)
        assert item is not None
        sitting.show(place, item, area=slot.area, options=slot.options, at=at)
        if not place:
            sitting.answer(item, ("1",) if item.kind == "numeric" else slot.options[:1], at=at)


def shown(history: History) -> list[list[str]]:
    return [[e.item for e in events if isinstance(e, Shown)] for events in history.sessions().values()]


def test_sessions_on_one_area_go_through_all_of_it_before_anything_comes_again(
    library: Library, outline: Outline, tmp_path: Path
) -> None:
    area = next(area.id for area in outline.leaves() if 24 <= len(library.bank.items_of(outline)[area.id]) <= 60)
    written = {item.id for item in library.bank.items_of(outline)[area]}
    turns = 2 * len(written) // 10 + 1
    for turn in range(turns):
        practised(library, outline, tmp_path, turn, area)
    times = Counter[str]()
    for given in shown(open_history("me", tmp_path)):
        seen = Counter({name: times[name] for name in written})
        for name in given:
            if name in written:
                assert times[name] == min(seen.values())
                del seen[name]
        times.update(set(given))
    assert min(times[name] for name in written) >= 1
    assert max(times[name] for name in written) - min(times[name] for name in written) <= 1


def test_mock_exams_in_a_row_ask_what_was_asked_least(library: Library, outline: Outline, tmp_path: Path) -> None:
    history, times = open_history("me", tmp_path), Counter[str]()
    for turn in range(3):
        at = START + turn * DAY
        sitting = begin_mock(library, history, outline, "quarter", seed=turn, at=at)
        asked = [slot.item for slot in sitting.state.slots]
        assert not any(times[name] for name in asked)
        sitting.enter(at=at)
        for place, name in enumerate(asked):
            item = library.find(name)
            assert item is not None
            if place < len(sitting.state.places()):
                sitting.show(place, item, at=at)
        times.update(asked)


def test_a_history_erased_forgets_what_was_shown(library: Library, outline: Outline, tmp_path: Path) -> None:
    practised(library, outline, tmp_path, 1)
    first = shown(open_history("me", tmp_path))
    open_history("me", tmp_path).erase()
    practised(library, outline, tmp_path, 1)
    assert shown(open_history("me", tmp_path)) == first


def test_a_review_draws_what_the_queue_holds(library: Library, outline: Outline, tmp_path: Path) -> None:
    history = open_history("me", tmp_path)
    for turn in range(6):
        practised(library, outline, tmp_path, turn)
    queue = queue_of(library, history)
    assert queue
    now = START + 30 * DAY
    sitting = begin_review(history, seed=1, longest=5, at=now)
    slot = draw_of(library, sitting, None, lambda: now)(sitting.state)
    assert isinstance(slot, Slot)
    assert library.stands_for(slot.item) == queue[0].item
