"""Real answers to test the measures of exams with: a small set that is always there, and the folder of larger ones."""

import csv
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

FOLDER = Path(__file__).parents[2] / "shared" / "data" / "irt"
needs_irt = pytest.mark.skipif(not FOLDER.is_dir(), reason="the folder ../shared/data/irt is not beside the project")

Array = NDArray[np.float64]

# The answers of 1,000 people to section 6 of the LSAT, as patterns and how many had each (Bock and Lieberman 1970).
LSAT6 = (
    "00000 3 00001 6 00010 2 00011 11 00100 1 00101 1 00110 3 00111 4 01000 1 01001 8 01011 16 01101 3 01110 2 01111 15"
    " 10000 10 10001 29 10010 14 10011 81 10100 3 10101 28 10110 15 10111 80 11000 16 11001 56 11010 21 11011 173"
    " 11100 11 11101 61 11110 28 11111 298"
)


def lsat6() -> tuple[Array, Array]:
    """Give the patterns and their counts."""
    words = LSAT6.split()
    return np.array([[float(c) for c in word] for word in words[::2]]), np.array([float(word) for word in words[1::2]])


def rows(name: str) -> list[dict[str, str]]:
    """Read a file of the folder."""
    with (FOLDER / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def matrix(name: str, drop: tuple[str, ...] = ()) -> tuple[list[str], Array]:
    """Read a matrix of answers: the names of its items, and persons × items, NaN where nothing was answered."""
    found = rows(name)
    names = [head for head in found[0] if head not in drop]
    return names, np.array([[float(row[head]) if row[head] else np.nan for head in names] for row in found])


def column(name: str, head: str, order: list[str]) -> Array:
    """Read a column of reference values in the order of items."""
    found = {row["item"]: float(row[head]) for row in rows(name)}
    return np.array([found[item] for item in order])


def simulated(persons: int, slope: Array, middle: Array, seed: int, missing: float = 0.0) -> Array:
    """Draw answers of a 2PL."""
    chance = np.random.default_rng(seed)
    theta = chance.normal(size=persons)
    p = 1 / (1 + np.exp(-slope * (theta[:, None] - middle)))
    answers = (chance.random(p.shape) < p).astype(float)
    if missing:
        answers[chance.random(p.shape) < missing] = np.nan
    return answers
