"""Chance from a seed is the same for ever, and even."""

from collections import Counter

import pytest

from lapel.exam.chance import Chance


def test_the_generator_is_splitmix64() -> None:
    # The first numbers of the reference implementation from the state 0.
    chance = Chance(0)
    chance._state = 0
    assert [chance._next() for _ in range(3)] == [0xE220A8397B1DCDAF, 0x6E789E6AA1B965F4, 0x06C45D188009454F]


def test_the_draws_of_a_seed_are_written_down() -> None:
    # A form that was begun before an upgrade must come back: these must not change.
    chance = Chance(2026, "written down")
    drawn = [chance.below(1000) for _ in range(5)], chance.shuffled("abcdef"), chance.part()
    assert drawn == ([691, 678, 26, 729, 627], list("bfdcae"), 0.046365320236605)


def test_seeds_and_purposes_part_the_draws() -> None:
    firsts = {Chance(seed, purpose).below(1 << 60) for seed in (-1, 0, 1, 1 << 64) for purpose in ("", "a", "b")}
    assert len(firsts) == 12


def test_every_number_below_a_bound_is_as_likely() -> None:
    chance = Chance(7)
    tally = Counter(chance.below(6) for _ in range(60_000))
    assert all(abs(tally[n] - 10_000) < 400 for n in range(6))


def test_every_order_of_three_is_as_likely() -> None:
    chance = Chance(8)
    tally = Counter("".join(chance.shuffled("abc")) for _ in range(24_000))
    assert len(tally) == 6
    assert all(abs(count - 4_000) < 300 for count in tally.values())


def test_a_sample_has_each_place_once() -> None:
    assert sorted(Chance(9).sample(range(20), 20)) == list(range(20))
    assert len(Chance(9).sample(range(20), 5)) == 5


def test_a_bound_below_one_is_refused() -> None:
    with pytest.raises(ValueError, match="found the bound 0, expected 1 or more"):
        Chance(1).below(0)
