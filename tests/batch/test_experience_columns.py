"""Work in a sliding window, in columns: the same days as one person at a time, whatever the spells."""

import random
from decimal import Decimal

import numpy as np
import pytest

from lapel.batch import experience, windows
from lapel.batch.spells import Spells
from lapel.model.dates import NEVER, Duration
from lapel.rules.experience import Spell, enough
from lapel.rules.nodes import Cap, Experience

PEOPLE = 30


def years(count: int) -> Duration:
    return Duration(count, "years", "clamp")


def some_rule(chance: random.Random) -> Experience:
    counted, count = chance.random() < 0.4, chance.randint(1, 4)
    capped = not counted and chance.random() < 0.25
    return Experience(
        years=None if counted else years(count),
        hours=Decimal(chance.choice([520, 1040, 2000, 5616])) if counted else None,
        within=chance.choice([None, years(count + chance.randint(0, 3)), years(chance.randint(1, 7))]),
        cap=Cap(("x",), years(chance.randint(1, 3))) if capped else None,
    )


def some_spell(chance: random.Random, asker: int, rule: Experience) -> tuple[int, int, int, int, bool]:
    """Mostly lengths that lie close to whole years, where a day decides."""
    start = chance.choice([0, *(chance.randint(733000, 740000) for _ in range(9))])
    close = start + chance.choice([1, 30, 365, 366, 730, 731, 1095, 1461])
    end = chance.choice([NEVER, close, start + chance.randint(1, 3000), start + chance.randint(1, 300)])
    if start == 0 and end < NEVER:
        end = chance.randint(733000, 740000)
    rate = chance.choice([0, 8000, 16000, 36000, 40000, 168000]) if rule.hours is not None else 0
    return asker, start, min(end, NEVER), rate, bool(rule.cap) and chance.random() < 0.4


@pytest.mark.parametrize("seed", range(8))
def test_spells_of_many_people_are_enough_on_the_same_days_as_one_by_one(seed: int) -> None:
    chance = random.Random(seed)
    rule = some_rule(chance)
    rows = [some_spell(chance, asker, rule) for asker in range(PEOPLE) for _ in range(chance.randint(1, 4))]
    asker, start, end, rate, capped = (np.array(column) for column in zip(*rows, strict=True))
    spells = Spells(asker, start.astype(np.int32), end.astype(np.int32), rate, capped)
    for person in range(PEOPLE):
        mine = tuple(Spell(s, e, Decimal(r) / 1000, c) for who, s, e, r, c in rows if who == person and s < e)
        line = enough(rule, mine)
        told = turns(rule, spells, person)
        wanted = [(day, bool(value)) for day, value in zip(line.starts, line.values, strict=True)]
        assert told == [(day, value) for day, value in wanted if day > 0 or value], mine


def turns(rule: Experience, spells: Spells, person: int) -> list[tuple[int, bool]]:
    """The days on which the truth of a person turns."""
    if rule.within is None:
        first = int(experience._first_days(rule, spells, PEOPLE)[person])
        return [(first, True)] if first < NEVER else []
    steps = windows.turns_inside(rule, spells, PEOPLE)
    mine = steps.rows == person
    found: list[tuple[int, bool]] = []
    for day, value in zip(steps.days[mine].tolist(), steps.after[0][mine].tolist(), strict=True):
        if found and found[-1][0] == day:
            found.pop()
        if value != (found[-1][1] if found else False):
            found.append((day, value))
    return found
