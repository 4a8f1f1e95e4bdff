"""Questions are shared out by the largest remainder, and one outline is held against another."""

from fractions import Fraction

import pytest
from exam_items import bank, outline
from hypothesis import given
from hypothesis import strategies as st

from lapel.exam.outlines import counts, crosswalk, exact_counts, form_counts, held, largest_remainder
from lapel.model.exam import Area, Bank, Outline


@given(st.integers(0, 500), st.lists(st.integers(1, 200), min_size=1, max_size=8))
def test_the_largest_remainder_shares_all_and_is_never_one_off(total: int, weights: list[int]) -> None:
    shared = largest_remainder(total, weights)
    assert sum(shared) == total
    assert all(abs(count - Fraction(total * w, sum(weights))) < 1 for count, w in zip(shared, weights, strict=True))


@given(st.integers(0, 60), st.lists(st.integers(1, 12), min_size=1, max_size=5))
def test_no_other_way_of_sharing_is_nearer(total: int, weights: list[int]) -> None:
    # Hamilton's method has the least sum of squared errors: moving one question anywhere makes it no smaller.
    shared = list(largest_remainder(total, weights))
    exact = [Fraction(total * w, sum(weights)) for w in weights]

    def off(counts: list[int]) -> Fraction:
        return sum(((c - e) ** 2 for c, e in zip(counts, exact, strict=True)), Fraction(0))

    for i in range(len(weights)):
        for j in range(len(weights)):
            if i != j and shared[i]:
                moved = list(shared)
                moved[i], moved[j] = moved[i] - 1, moved[j] + 1
                assert off(moved) >= off(shared)


def test_a_tie_goes_to_the_larger_area() -> None:
    # 45 of 180: 26.5, 9.5 and 9; the half that is left goes to the 106.
    assert largest_remainder(45, (106, 38, 36)) == (27, 9, 9)
    assert largest_remainder(45, (36, 38, 106)) == (9, 9, 27)


PARTS = outline(
    [
        Area("a", "A", 10, parts=(Area("a1", "A1"), Area("a2", "A2"), Area("a3", "A3"))),
        Area("b", "B", 6, parts=(Area("b1", "B1", 4), Area("b2", "B2", 2))),
        Area("c", "C", 4),
    ]
)


def test_parts_without_counts_get_alike_and_others_their_own() -> None:
    assert counts(PARTS, 20) == {"a1": 4, "a2": 3, "a3": 3, "b1": 4, "b2": 2, "c": 4}
    assert counts(PARTS, 10) == {"a1": 2, "a2": 2, "a3": 1, "b1": 2, "b2": 1, "c": 2}
    assert exact_counts(PARTS)["a1"] == Fraction(10, 3)


def test_an_outline_without_counts_cannot_be_shared_out() -> None:
    with pytest.raises(ValueError, match="found no counts in the outline"):
        counts(outline([Area("a", "A")], scored=10), 10)


def test_a_half_of_an_odd_number_rounds_down() -> None:
    # 125 scored: 62; 8.928, 35.712, 7.44 and 9.92 round down to 59, and the three largest remainders take the rest.
    ncma = outline([Area("1", "1", 18), Area("2", "2", 72), Area("3", "3", 15), Area("4", "4", 20)])
    assert form_counts(ncma, "half") == {"1": 9, "2": 36, "3": 7, "4": 10}


def two() -> tuple[Bank, Outline, Outline]:
    one = outline([Area("x", "X", 12), Area("y", "Y", 8)], exam="one")
    other = outline([Area("x", "X", 4), Area("y", "Y", 26)], exam="other")
    return bank([], [one, other], {"coding": "x", "billing": "x", "law": "y"}), one, other


def test_an_area_is_shared_alike_among_its_topics() -> None:
    held_bank, one, _ = two()
    shares = held(held_bank, one)
    assert {name: share.questions for name, share in shares.items()} == {"coding": 6, "billing": 6, "law": 8}


def test_practice_covers_a_topic_up_to_what_both_ask() -> None:
    # One asks coding 6, billing 6, law 8; the other 2, 2, 26. Of the other's 30 are covered 2 + 2 + 8 = 12.
    held_bank, one, other = two()
    found = crosswalk(held_bank, one, other)
    assert found.share == Fraction(12, 30)
    assert found.published == Fraction(12, 30)
    back = crosswalk(held_bank, other, one)
    assert back.share == Fraction(2 + 2 + 8, 20)


def test_an_exam_covers_itself() -> None:
    held_bank, one, _ = two()
    assert crosswalk(held_bank, one, one).share == 1
