"""The questions there are: those written, and those that a generator makes of a seed, found by their ids alike."""

import re
from functools import lru_cache

from lapel.exam.chance import Chance
from lapel.exam.generators import GENERATORS, make
from lapel.exam.generators.making import Made
from lapel.model.exam import Bank, Item
from lapel.model.materials import Materials
from lapel.model.value import replace

SEEDS = 1_000_000
MADE = re.compile(r"(?P<generator>[a-z0-9-]+)-(?P<seed>\d{1,15})")
KEPT = 4096


class Library:
    """The written bank, and what generated questions are made of."""

    def __init__(self, bank: Bank, materials: Materials) -> None:
        self.bank = bank
        self.materials = materials
        self._make = lru_cache(KEPT)(lambda name, seed: make(name, seed, materials))

    def find(self, name: str) -> Item | None:
        """Find a question by its id; None where it is gone."""
        made = None if name in self.bank.items else self.made(name)
        return made.item if made else self.bank.items.get(name)

    def made(self, name: str) -> Made | None:
        """Make a generated question again, with its drawing; None where the id is of no generator."""
        generator, seed = _parted(name)
        found: Made | None = self._make(generator, seed) if generator in GENERATORS else None
        return found

    def stands_for(self, name: str) -> str:
        """Name what a question practises: itself, or of a generated one its generator."""
        generator, _ = _parted(name)
        return generator if name not in self.bank.items and generator in GENERATORS else name

    def again(self, name: str, seed: int) -> Item | None:
        """Give the question that goes over it again: the same one, or of a generator one of this seed."""
        return self.find(f"{name}-{seed % SEEDS}" if name in GENERATORS else name)

    def with_generated(self, seed: int, each: int) -> Bank:
        """Give the bank with so many questions of every generator that follow from a seed."""
        chance = Chance(seed, "generated questions")
        made = [self.made(f"{name}-{chance.below(SEEDS)}") for name in GENERATORS for _ in range(each)]
        items = {one.item.id: one.item for one in made if one}
        return replace(self.bank, items={**self.bank.items, **items})


def _parted(name: str) -> tuple[str, int]:
    found = MADE.fullmatch(name)
    return (found["generator"], int(found["seed"])) if found else ("", 0)
