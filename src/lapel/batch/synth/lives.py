"""The lives of synthetic people: what happened to them and when, before anything is written down or left out."""

from collections.abc import Iterable
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from lapel.batch.synth.building import choose, first_of, month_of
from lapel.batch.synth.dice import Codes, Dice, Flags, Ints, table_of
from lapel.batch.synth.shares import load_shares

YEAR = 365.2425
GROWN = 6_750
"""Days of age at which the first program or job for grown people begins: eighteen and a half years."""

LONGEST = 9_000
"""Days since a program ended or work began, at most: the rules of most credentials are not known for earlier years."""

OLDEST = 25_500
"""Days of age, at most: not quite seventy years."""

LATER = 2_000_000
"""A day after all others."""

CERTIFICATES = (
    *("cma-aama", "ccma-nha", "rma-amt", "ncma-ncct", "cpt-nha"),
    *("ma-c-wa", "ma-c-interim-wa", "ma-r-wa", "ma-p-wa", "ma-registration-sd"),
)
CMA, CCMA, RMA, NCMA, CPT, MA_C, INTERIM, MA_R, MA_P, SD = range(len(CERTIFICATES))

LENGTHS = np.array([(28, 80), (84, 350), (270, 600), (600, 760)], np.int32)
"""Days from the first to the last day of a program, by its award: the bounds of the level, as calendar time."""

WAITS = np.array([(1, 1, 1), (30, 30, 365), (45, 45, 45), (30, 90, 365)], np.int32)
"""Days to wait after the first, second and third failure, by exam, as the catalogue's rules of today have them."""

SITTINGS = 4
"""Most sittings of one exam; the CMA (AAMA) allows three."""


class Table:
    """The answers of a share, or of several with the same answers, and the table to pick them by."""

    def __init__(self, ids: Iterable[str]) -> None:
        shares = [load_shares()[one] for one in ids]
        self.names = tuple(name for name, _ in shares[0].shares)
        tables = [table_of([share.of(name) for name in self.names]) for share in shares]
        self.table: Codes = tables[0] if len(tables) == 1 else np.stack(tables)


@lru_cache(maxsize=256)
def answers(*ids: str) -> Table:
    """Give the table of a share, or of several with the same answers, one row each."""
    return Table(ids)


def among(codes: NDArray[np.integer], wanted: Iterable[int], size: int = 64) -> Flags:
    """Tell which codes are among a few."""
    table = np.zeros(size, bool)
    table[list(wanted)] = True
    found: Flags = table[codes]
    return found


class Lives:
    """The people of one block, a value each; days are days since 1970.

    ``begun`` is the first day of the program, of the service, or of work without either; ``finished`` the last day of
    the program, which may be to come; ``career`` the first day of work in the field, `LATER` where there is none.
    """

    def __init__(self, dice: Dice, on: int, size: int) -> None:
        self.dice = dice
        self.on = on
        self.size = size
        self.state = self.pick("state")
        self.story = self.pick("story")
        self._training()
        self._youth()
        self._career()
        self._first_exam()
        self._second_exam()

    def names(self, share: str) -> tuple[str, ...]:
        """List the answers of a share."""
        return answers(share).names

    def pick(self, *shares: str, size: int | None = None, row: Codes | Flags | None = None) -> Codes:
        """Pick answers by a share, or by one of several."""
        return self.dice.pick(self.size if size is None else size, answers(*shares).table, row)

    def yes(self, share: str, size: int | None = None) -> Flags:
        """Tell who has the first answer of a share."""
        found: Flags = self.pick(share, size=size) == 0
        return found

    def told(self, *stories: str) -> Flags:
        """Tell whose story is one of these."""
        names = self.names("story")
        return among(self.story, [names.index(story) for story in stories])

    def lives_in(self, state: str) -> Flags:
        """Tell who lives in a state."""
        found: Flags = self.state == self.names("state").index(state)
        return found

    def _training(self) -> None:
        size, on, dice = self.size, self.on, self.dice
        self.pupil, self.studying, self.quit = self.told("high-school"), self.told("student"), self.told("left")
        self.trained = self.told("graduate", "changer", "apprentice")
        self.soldier = self.told("military")
        self.award = self.pick("award")
        bounds = LENGTHS[self.award]
        self.length = dice.between(size, bounds[:, 0], bounds[:, 1])
        part = dice.between(size, 0, self.length - 1)
        ago = np.minimum(dice.waits(size, 7 * YEAR), LONGEST)
        self.started = np.where(self.studying, on - part, on - 1 - ago - self.length)
        self.finished = self.started + self.length
        self.stopped = self.started + np.maximum(part, 7)

    def _youth(self) -> None:
        size, on, dice = self.size, self.on, self.dice
        ago = np.minimum(dice.waits(size, 8 * YEAR), LONGEST) + 1
        self.begun = np.where(self.trained | self.studying | self.quit, self.started, on - ago)
        age = np.where(self.told("changer"), 27 * 365, GROWN) + np.minimum(dice.waits(size, 6 * YEAR), 9_500)
        age = np.where(self.soldier, GROWN + dice.between(size, 0, 2_200), age)
        grown = np.maximum(self.begun - age, on - OLDEST)
        self.june = self._graduation()
        """The day on which a pupil leaves school, in one of the next three Junes."""
        self.birth = np.where(self.pupil, self.june - dice.between(size, 6_430, 6_740), grown).astype(np.int32)

    def _graduation(self) -> Ints:
        size, dice = self.size, self.dice
        year = month_of(np.array([self.on], np.int32))[0] // 12
        june = first_of(12 * (year + dice.between(size, 0, 2)) + 5) + dice.between(size, 0, 25)
        return np.where(june > self.on, june, first_of(month_of(june) + 36) + 9)

    def _career(self) -> None:
        size, dice = self.size, self.dice
        self.drilled = self.begun + dice.between(size, 80, 330)
        self.served = self.drilled + dice.between(size, 1_100, 2_600)
        self.career = choose(
            (self.pupil | self.studying | (self.trained & dice.chance(size, 0.08)), LATER),
            (self.trained, self.finished + dice.between(size, 0, 240)),
            (self.soldier, self.served + 60),
            (self.quit, self.stopped + 30),
            otherwise=self.begun,
        )

    def _first_exam(self) -> None:
        """Sit an exam until it is passed or given up, or the day asked about comes."""
        size, on, dice = self.size, self.on, self.dice
        self.accreditation = self.pick("accreditation")
        self.accredited = (self.accreditation > 0) & (self.award > 0) & (self.trained | self.studying)
        issuer = self.pick("exam-others", "exam-accredited", row=self.accredited)
        self.issuer = np.where(self.pupil, CCMA, issuer).astype(np.uint8)
        day = choose(
            (self.pupil, self.june - 360 + dice.between(size, 0, 300)),
            (self.trained | self.studying, self.finished - 28 + dice.waits(size, 150)),
            otherwise=self.career + 500 + dice.waits(size, 900),
        )
        sits = self.yes("seeks") & ~self.quit & (~self.pupil | dice.chance(size, 0.4)) & (day <= on)
        rates = answers(*(f"pass-{name}" for name in CERTIFICATES[:4])).table
        self.sits, self.sittings, self.passes = [], [], []
        self.certified, self.earned = np.zeros(size, bool), np.zeros(size, np.int32)
        for number in range(SITTINGS):
            passes = dice.pick(size, rates, self.issuer) == 0
            self.sits.append(sits)
            self.sittings.append(day)
            self.passes.append(passes)
            self.certified |= sits & passes
            self.earned = np.where(sits & passes, day, self.earned)
            if number + 1 < SITTINGS:
                day = day + WAITS[self.issuer, number] + dice.waits(size, 60)
                sits = sits & ~passes & self.yes("again") & (day <= on)
                sits &= (self.issuer != CMA) | (number < 2)

    def _second_exam(self) -> None:
        size, dice = self.size, self.dice
        which = self.pick("second-exam")
        self.second_earned = self.earned + 120 + dice.waits(size, 700)
        self.second = self.certified & (which > 0) & (self.second_earned <= self.on) & ~self.pupil
        other = (self.issuer + dice.between(size, 1, 3)) % 4
        self.second_issuer = np.where(which == self.names("second-exam").index("cpt-nha"), CPT, other).astype(np.uint8)
