"""Mock forms meet their outline exactly, whatever the seed."""

from collections import Counter
from functools import cache
from itertools import pairwise
from typing import Any

import pytest
from exam_items import ON, bank, item, outline

from lapel.exam.forms import BankTooSmall, Form, Pool, blueprint, draw_form, make_form, open_pool, shortages
from lapel.exam.lint_parts import in_order
from lapel.exam.outlines import LENGTHS, form_counts
from lapel.loading.compiled import load_exams
from lapel.model.exam import Area, Bank, KindShare, Sitting

SEEDS = 1_000
"""Spread over every outline in force and every length."""


@cache
def real() -> Bank:
    return load_exams()


@cache
def pools() -> tuple[Pool, ...]:
    outlines = [one for exam in real().exams.values() for one in exam.in_force(on=ON)]
    return tuple(open_pool(real(), one, length) for one in outlines for length in LENGTHS)


@cache
def places(outline: str) -> dict[str, str | None]:
    """The area of every item in an outline."""
    found = next(one for exam in real().exams.values() for one in exam.outlines if one.id == outline)
    return {one.id: real().place(one, found) for one in real().items.values()}


@cache
def counted(outline: str, length: str) -> Counter[str]:
    """The scored questions of every area, as the outline has them."""
    found = next(one for exam in real().exams.values() for one in exam.outlines if one.id == outline)
    return Counter({area: count for area, count in form_counts(found, length).items() if count})


def wrong(form: Form, pool: Pool) -> list[str]:
    """What is not as it must be, worked out from the outline and the bank alone."""
    items = [real().items[slot.item] for slot in form.slots]
    out = pool.outline
    found = []
    if Counter(slot.area for slot in form.slots if slot.scored) != counted(out.id, form.length):
        found.append("scored questions by area")
    if len(form.slots) != (out.delivered or 0) // LENGTHS[form.length]:
        found.append("questions delivered")
    if any(slot.area != places(out.id)[slot.item] for slot in form.slots):
        found.append("an item outside its area")
    if len({one.id for one in items}) != len(items):
        found.append("an item twice")
    if any(enemy in {one.id for one in items} for one in items for enemy in one.enemies):
        found.append("enemies")
    if any(
        sorted(slot.options) != sorted(o.id for o in one.options) for slot, one in zip(form.slots, items, strict=True)
    ):
        found.append("options")
    if any(one.kind != "one-best" for one in items) is not (out.exam == "ncma-ncct"):
        found.append("kinds")
    keys = [s.options.index(one.key[0]) for s, one in zip(form.slots, items, strict=True) if one.kind == "one-best"]
    if max(Counter(keys).values()) > 0.35 * len(keys) and len(keys) >= 50:
        found.append("a place with too many keys")
    if any(len(set(keys[i : i + 5])) == 1 for i in range(len(keys) - 4)):
        found.append("five keys in a row")
    return found


def test_a_thousand_seeds_meet_every_count_exactly() -> None:
    for seed in range(SEEDS):
        pool = pools()[seed % len(pools())]
        form = draw_form(pool, seed)
        assert not wrong(form, pool), (pool.outline.id, pool.length, seed)


def test_the_same_seed_gives_the_same_form_and_another_seed_another() -> None:
    pool = pools()[0]
    assert draw_form(pool, 5) == draw_form(pool, 5)
    assert draw_form(pool, 5) != draw_form(pool, 6)


def form_of(exam: str, length: str = "full", seed: int = 1) -> Form:
    found = real().outline(exam, on=ON)
    assert found
    return make_form(real(), found, length, seed)


def test_the_cma_has_four_locked_segments_of_fifty_in_forty_minutes() -> None:
    form = form_of("cma-aama")
    assert Counter(slot.segment for slot in form.slots) == {0: 50, 1: 50, 2: 50, 3: 50}
    assert (form.seconds, form.locked, form.breaks) == ((2400,) * 4, True, 20)
    assert form_of("cma-aama", "half").seconds == (2400, 2400)


def test_the_areas_of_a_half_cma_are_those_worked_out_by_hand() -> None:
    # 90 of 180: 53, 19 and 18. The parts, whose counts are not known, share alike.
    scored = form_of("cma-aama", "half").scored
    assert sum(scored[a] for a in ("workflow", "safety", "procedures", "pharmacology")) == 53
    assert sum(scored[a] for a in ("legal", "communication")) == 19
    assert sum(scored[a] for a in ("billing", "records")) == 18


def test_a_quarter_of_the_rma_keeps_its_pace() -> None:
    # 52 of 210 questions in 120 minutes: 7200 × 52 / 210 = 1782.9 seconds.
    form = form_of("rma-amt", "quarter")
    assert (len(form.slots), form.seconds) == (52, (1782,))
    assert all(len(slot.options) == 4 for slot in form.slots)


def test_unscored_questions_are_as_many_as_published_and_unmarked() -> None:
    for exam, unscored in {"cma-aama": 20, "rma-amt": 0, "ccma-nha": 30, "ncma-ncct": 25}.items():
        form = form_of(exam)
        assert sum(not slot.scored for slot in form.slots) == unscored
    spots = [i for i, slot in enumerate(form_of("ccma-nha").slots) if not slot.scored]
    assert max(b - a for a, b in pairwise(spots)) < 60, "they do not stand together"


def test_twelve_of_the_hundred_and_fifty_of_the_ncma_are_of_other_kinds() -> None:
    kinds = Counter(real().items[slot.item].kind for slot in form_of("ncma-ncct").slots)
    assert kinds["one-best"] == 138
    assert set(kinds) == {"one-best", "multi-select", "ordering", "hotspot"}


def test_options_that_are_numbers_keep_their_order_and_steps_are_not_shown_in_theirs() -> None:
    for seed in range(5):
        for slot in form_of("ncma-ncct", seed=seed).slots:
            one = real().items[slot.item]
            if one.kind == "one-best" and in_order(one):
                assert slot.options == tuple(option.id for option in one.options)
            if one.kind == "ordering":
                assert slot.options != one.key


def test_what_was_seen_in_more_sessions_comes_later() -> None:
    first = {slot.item for slot in form_of("ccma-nha", "quarter").slots}
    found = real().outline("ccma-nha", on=ON)
    assert found
    again = make_form(real(), found, "quarter", 1, seen=dict.fromkeys(first, 1))
    assert not first & {slot.item for slot in again.slots}
    all_twice = {**dict.fromkeys(real().items, 2), **dict.fromkeys(first, 1)}
    assert {slot.item for slot in make_form(real(), found, "quarter", 9, seen=all_twice).slots} == first


# Small banks

SMALL = outline([Area("x", "The first", 3), Area("y", "The second", 2)])
STEM = "Where does the number {} card of the exam room belong?"


def small(x: int = 3, y: int = 2, **more: dict[str, Any]) -> Bank:
    items = [item(n, topic="xs", stem=STEM.format(n), **more.get(f"xs-{n:03}", {})) for n in range(1, x + 1)]
    items += [item(n, topic="ys", stem=STEM.format(100 + n), **more.get(f"ys-{n:03}", {})) for n in range(1, y + 1)]
    return bank(items, [SMALL], {"xs": "x", "ys": "y"})


def test_a_bank_that_just_suffices_gives_a_form() -> None:
    assert len(make_form(small(), SMALL, "full", 1).slots) == 5
    assert shortages(small(), SMALL, "full") == ()


def test_a_bank_that_is_too_small_says_where_and_by_how_much() -> None:
    with pytest.raises(BankTooSmall, match="the area “The second” needs 2 items and has 1"):
        make_form(small(y=1), SMALL, "full", 1)
    [short] = shortages(small(y=1), SMALL, "full")
    assert (short.what, short.needed, short.held) == ("the area “The second”", 2, 1)


def test_enemies_never_meet() -> None:
    enemies = {"xs-001": {"enemies": ["xs-002"]}, "xs-003": {"enemies": ["ys-001"]}}
    held = small(5, 4, **enemies)
    for seed in range(100):
        drawn = {slot.item for slot in make_form(held, SMALL, "full", seed).slots}
        assert not {"xs-001", "xs-002"} <= drawn
        assert not {"xs-003", "ys-001"} <= drawn


def test_enemies_that_leave_too_few_are_told() -> None:
    with pytest.raises(BankTooSmall, match="with no two enemies, needs 3 items and has 2"):
        make_form(small(3, 2, **{"xs-001": {"enemies": ["xs-002"]}}), SMALL, "full", 1)


def test_withdrawn_items_and_those_of_other_kinds_are_left_out() -> None:
    assert shortages(small(3, 2, **{"xs-001": {"status": "withdrawn"}}), SMALL, "full")
    assert shortages(small(3, 2, **{"xs-001": {"kind": "ordering", "key": ["b", "a", "d", "c"]}}), SMALL, "full")
    assert not shortages(small(4, 2, **{"xs-001": {"status": "withdrawn"}}), SMALL, "full")


def test_settled_items_count_and_new_ones_are_tried_out() -> None:
    tried = outline([Area("x", "X", 4)], delivered=6, scored=4, pretest=2)
    items = [item(n, topic="xs", stem=STEM.format(n), status="active" if n <= 4 else "draft") for n in range(1, 7)]
    for seed in range(20):
        form = make_form(bank(items, [tried], {"xs": "x"}), tried, "full", seed)
        assert {slot.item for slot in form.slots if not slot.scored} == {"xs-005", "xs-006"}


def test_other_kinds_that_are_too_few_are_told() -> None:
    kinds = (KindShare(("one-best",), 50), KindShare(("multi-select",), 50))
    mixed = outline([Area("x", "X", 4)], kinds=kinds)
    plain = [item(n, topic="xs", stem=STEM.format(n)) for n in range(1, 7)]
    assert blueprint(mixed, "full").others == 2
    [short] = shortages(bank(plain, [mixed], {"xs": "x"}), mixed, "full")
    assert (short.what, short.needed, short.held) == ("the kinds multi-select", 2, 0)


def test_other_kinds_that_are_enemies_are_told_and_not_replaced() -> None:
    kinds = (KindShare(("one-best",), 50), KindShare(("ordering",), 50))
    mixed = outline([Area("x", "X", 4)], kinds=kinds)
    steps: dict[str, Any] = {"kind": "ordering", "key": ["b", "a", "d", "c"]}
    items = [item(n, topic="xs", stem=STEM.format(n)) for n in range(1, 7)]
    rivals = [item(7, topic="xs", **steps, enemies=["xs-008"]), item(8, topic="xs", **steps)]
    with pytest.raises(BankTooSmall, match="other kinds, with no two enemies, needs 2 items and has 1"):
        make_form(bank([*items, *rivals], [mixed], {"xs": "x"}), mixed, "full", 1)


def test_an_item_without_a_sound_key_is_never_drawn() -> None:
    broken: dict[str, dict[str, Any]] = {"xs-001": {"key": "e"}, "xs-002": {"key": ["a", "b"]}}
    held = small(4, 2, **broken)
    [short] = shortages(held, SMALL, "full")
    assert (short.needed, short.held) == (3, 2)


def test_segments_cut_the_form_in_order() -> None:
    cut = outline([Area("x", "X", 6)], minutes=6, sitting=Sitting(3, 2, 2, locked=True, breaks=5))
    items = [item(n, topic="xs", stem=STEM.format(n)) for n in range(1, 9)]
    form = make_form(bank(items, [cut], {"xs": "x"}), cut, "full", 3)
    assert [slot.segment for slot in form.slots] == [0, 0, 1, 1, 2, 2]
    assert form.seconds == (120, 120, 120)
    assert (form.locked, form.breaks) == (True, 5)
    half = make_form(bank(items, [cut], {"xs": "x"}), cut, "half", 3)
    assert ([slot.segment for slot in half.slots], half.seconds) == ([0, 0, 1], (120, 60))
