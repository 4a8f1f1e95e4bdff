"""Synthetic people: whole tables of made-up lives, for tests, demonstrations and measurements.

Lives are drawn a block at a time, column by column, from the shares of `lapel.batch.shares`. A block's people depend on
the seed, the number of the block, the day and the shares only: not on how many people are made, nor on what is missing.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from functools import lru_cache

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from lapel.batch.building import (
    Builder,
    Missing,
    add_months,
    entries_of,
    entry,
    first_of,
    last_of,
    listed,
    month_of,
    table,
)
from lapel.batch.dice import Codes, Dice, Flags, Ints, quantiles, table_of
from lapel.batch.shares import load_shares
from lapel.model import record as nouns
from lapel.model import vocabulary as words

BLOCK = 16_384
YEAR = 365.2425
EPOCH = date(1970, 1, 1).toordinal()


def people(n: int, *, seed: int = 1, on: date, missing: Missing | None = None) -> pa.Table:
    """Make ``n`` people as they stand on a day; the first of them are the same for every ``n``.

    The table has every column of `lapel.batch.schema`, dates as their earliest and latest day, words as codes.
    """
    return pa.concat_tables(blocks(n, seed=seed, on=on, missing=missing)) if n else _block(0, seed, on, Missing())[:0]


def blocks(n: int, *, seed: int = 1, on: date, missing: Missing | None = None, first: int = 0) -> Iterator[pa.Table]:
    """Make the people of `people` from the one at place ``first``, a block at a time."""
    for block in range(first // BLOCK, -(-n // BLOCK)):
        start = block * BLOCK
        made = _block(block, seed, on, missing or Missing())
        yield made[max(first - start, 0) : n - start]


def _block(block: int, seed: int, on: date, missing: Missing) -> pa.Table:
    lives = Lives(Dice(seed, block, 0), on.toordinal() - EPOCH, BLOCK)
    build = Builder(missing, Dice(seed, block, 1))
    columns: dict[str, pa.Array] = {
        "person": _persons(block * BLOCK + 1, BLOCK),
        "as_of": build.day(lives.on, BLOCK),
        "birth": build.when(lives.birth),
        "state": build.word(lives.state, lives.names("state")),
        "school": _school(lives, build),
        "programs": _programs(lives, build),
        "work": _work(lives, build),
        "military": _military(lives, build),
        "certificates": _certificates(lives, build),
        "exams": _exams(lives, build),
        "cards": _cards(lives, build),
        "learning": _learning(lives, build),
        "memberships": _memberships(lives, build),
        "conduct": _conduct(lives, build),
        "complete": build.complete(BLOCK, nouns.LISTS),
    }
    return table(columns)


DIGITS = 9


def _persons(first: int, size: int) -> pa.Array:
    """Number people: p and nine digits."""
    numbers = np.arange(first, first + size, dtype=np.int64)
    text = np.empty((size, DIGITS + 1), np.uint8)
    text[:, 0] = ord("p")
    for place in range(DIGITS, 0, -1):
        numbers, digit = np.divmod(numbers, 10)
        text[:, place] = digit + ord("0")
    offsets = np.arange(0, size * (DIGITS + 1) + 1, DIGITS + 1, dtype=np.int32)
    return pa.Array.from_buffers(pa.string(), size, [None, pa.py_buffer(offsets), pa.py_buffer(text)])


class Table:
    """The answers of a share, and the table to pick them by."""

    def __init__(self, *ids: str) -> None:
        shares = [load_shares()[one] for one in ids]
        self.names = tuple(name for name, _ in shares[0].shares)
        tables = [table_of([dict(share.shares)[name] for name in self.names]) for share in shares]
        self.table: Codes = tables[0] if len(tables) == 1 else np.stack(tables)


@lru_cache(maxsize=64)
def answers(*ids: str) -> Table:
    """Give the table of a share, or of several with the same answers, one row each."""
    return Table(*ids)


CERTIFICATES = ("cma-aama", "ccma-nha", "rma-amt", "ncma-ncct", "cpt-nha", "ma-c-wa", "ma-c-interim-wa", "ma-registration-sd")
CMA, CCMA, RMA, NCMA, CPT, MA_C, INTERIM, SD = range(8)
TERMS = np.array([60, 24, 36, 60, 24, 0, 12, 0], np.int32)
"""Months that each lasts; 0 where the catalogue knows none."""
BODIES = ("aama", "nha", "amt", "ncct", "nha")

CLOCK_HOURS = quantiles([(0, 120), (0.25, 345), (0.5, 692), (0.75, 829), (1, 1500)])
"""Quartiles of 41 programs of New Jersey's list, 2021-23; the ends are assumed."""

LENGTHS = ((28, 80), (84, 350), (270, 600), (600, 760))
"""Days from the first to the last day of a program, by its award: the bounds of the level, as calendar time."""
HOURS = np.array([0, 80, 120, 160, 180, 200, 240, 320], np.int32)
HARD = -100_000
"""A day before all others."""


class Lives:
    """The dates and turns of the lives of one block, before they are written down."""

    def __init__(self, dice: Dice, on: int, size: int) -> None:
        self.dice = dice
        self.on = on
        self.size = size
        self.state = self.pick("state")
        self.story = self.pick("story")
        self._training()
        self._youth()
        self._career()
        self._exams()

    def names(self, *ids: str) -> tuple[str, ...]:
        """List the answers of a share."""
        return answers(*ids).names

    def pick(self, *ids: str, size: int | None = None, row: Codes | Flags | None = None) -> Codes:
        """Pick answers by a share, or by one of several."""
        return self.dice.pick(self.size if size is None else size, answers(*ids).table, row)

    def yes(self, share: str, size: int | None = None) -> Flags:
        """Tell who has the first answer of a share."""
        found: Flags = self.pick(share, size=size) == 0
        return found

    def told(self, *stories: str) -> Flags:
        """Tell whose story is one of these."""
        names = self.names("story")
        return np.isin(np.arange(len(names)), [names.index(story) for story in stories])[self.story]

    def _training(self) -> None:
        """Lay out the program: its length, and where the day asked about falls."""
        size, on, dice = self.size, self.on, self.dice
        self.award = self.pick("award")
        bounds = np.array(LENGTHS, np.int32)[self.award]
        self.length = dice.between(size, bounds[:, 0], bounds[:, 1])
        self.studying, self.quit, self.pupil = self.told("student"), self.told("left"), self.told("high-school")
        self.trained = self.told("graduate", "changer", "apprentice")
        self.enrolled = self.trained | self.studying | self.quit
        ago = np.minimum(dice.waits(size, 7 * YEAR), 12_000)
        part = dice.between(size, 0, self.length - 1)
        self.started = np.where(self.studying, on - part, on - 1 - ago - self.length).astype(np.int32)
        self.finished = self.started + self.length
        self.stopped = self.started + np.maximum(part, 7)

    def _youth(self) -> None:
        """Lay out birth and school, so that what comes later finds a grown person."""
        size, on, dice = self.size, self.on, self.dice
        changer, military = self.told("changer"), self.told("military")
        begin = np.where(changer, 27 * 365, 6_750).astype(np.int32)
        age = begin + np.minimum(dice.waits(size, 6 * YEAR), 9_500)
        age = np.where(military, 6_750 + (age - 6_750) % 2_200, age)
        ago = np.minimum(dice.waits(size, 8 * YEAR), 9_000) + 1
        ago = np.where(military, ago + 1_500, ago)
        self.begun = np.where(self.enrolled, self.started, on - ago).astype(np.int32)
        """The first day of the program, of the service, or of the work without either."""
        this_june = first_of(month_of(np.array([on], np.int32)) // 12 * 12 + 5)[0] + 9
        next_june = this_june if this_june > on else first_of(month_of(np.array([on], np.int32)) // 12 * 12 + 17)[0] + 9
        june = first_of(month_of(np.array([next_june], np.int32)) + 12 * dice.between(size, 0, 2)) + dice.between(size, 0, 25)
        self.june = np.where(june > on, june, june + 366).astype(np.int32)
        self.birth = np.where(self.pupil, self.june - dice.between(size, 6_430, 6_740), self.begun - age).astype(np.int32)

    def _career(self) -> None:
        size, on, dice = self.size, self.on, self.dice
        self.service = dice.between(size, 1_100, 2_600)
        self.drilled = self.begun + dice.between(size, 80, 330)
        begin = np.where(self.trained, self.finished + dice.between(size, 0, 240), self.begun)
        begin = np.where(self.told("military"), self.drilled + self.service + 60, begin)
        begin = np.where(self.quit, self.stopped + 30, begin)
        idle = self.studying | self.pupil | (self.trained & dice.chance(size, 0.08))
        self.career = np.where(idle, 2_000_000, begin).astype(np.int32)

    def _exams(self) -> None:
        """Sit exams until one is passed, given up, or the day asked about comes."""
        size, on, dice = self.size, self.on, self.dice
        self.accreditation = self.pick("accreditation")
        self.accredited = (self.accreditation > 0) & (self.trained | self.studying)
        self.issuer = self.pick("exam-others", "exam-accredited", row=self.accredited)
        self.issuer = np.where(self.pupil, CCMA, self.issuer).astype(np.uint8)
        ready = np.where(self.trained | self.studying, self.finished - 28 + dice.waits(size, 150), self.career + 500 + dice.waits(size, 900))
        ready = np.where(self.pupil, self.june - 365 + dice.between(size, 5, 300), ready)
        seeks = self.yes("seeks") & ~self.quit & (~self.pupil | dice.chance(size, 0.4))
        day = ready.astype(np.int32)
        going = seeks & (day <= on) & (day > self.birth + 15 * 365)
        rates = answers(*(f"pass-{name}" for name in CERTIFICATES[:4]))
        self.attempts = []
        self.passed = np.zeros(size, bool)
        self.earned = np.zeros(size, np.int32)
        for number in range(4):
            won = dice.pick(size, rates.table, self.issuer) == 0
            self.attempts.append((day, going, won))
            wins = going & won
            self.passed |= wins
            self.earned = np.where(wins, day, self.earned)
            day = day + (32 if number < 2 else 366) + dice.waits(size, 60)
            going = going & ~won & self.yes("again") & (day <= on)
            if number == 2:
                going &= self.issuer != CMA
        after = self.pick("second-exam")
        day = self.earned + 120 + dice.waits(size, 700)
        self.second = self.passed & (after > 0) & (day <= on) & ~self.pupil
        self.second_day = day
        self.second_id = np.where(after == 2, CPT, (self.issuer + dice.between(size, 1, 3)) % 4).astype(np.uint8)


def _school(lives: Lives, build: Builder) -> pa.Array:
    size, on, dice = lives.size, lives.on, lives.dice
    kind = lives.pick("diploma-kind")
    has = lives.yes("diploma") & ~lives.pupil
    senior = first_of((month_of(lives.birth + 6_540) // 12) * 12 + 5) + 4 + dice.between(size, 0, 20)
    senior = np.where(senior < lives.birth + 6_300, add_months(senior, 12), senior)
    later = np.minimum(lives.birth + 6_700 + dice.waits(size, 900), on - 1)
    earned = np.where(kind == 0, np.minimum(senior, on - 1), later)
    nothing = np.zeros(size, bool)
    return entry(
        "school",
        size,
        diploma=build.flag(has),
        kind=build.word(kind, lives.names("diploma-kind"), has),
        earned=build.when(earned, has),
        expected=build.when(lives.june, lives.pupil),
        student=build.flag(lives.pupil),
        courses=listed(nothing, build.word(np.empty(0, np.int32), ("biology",))),
        volunteering=listed(nothing, entry("school.volunteering", 0)),
    )


AWARDS = ("certificate", "diploma", "associate", "none")
FIELDS = ("medical-assisting", "phlebotomy", "medical-administrative", "ekg", "nursing-assistant")
KINDS = ("postsecondary", "high-school", "apprenticeship", "workforce")


def _programs(lives: Lives, build: Builder) -> pa.Array:
    n, on, dice = lives.size, lives.on, lives.dice
    young = lives.pupil & dice.chance(n, 0.45)
    more = dice.chance(n, 0.09) & lives.trained
    extra = np.minimum(lives.finished + 60 + dice.waits(n, 800), on - 1)
    mask = np.stack([lives.enrolled | young, more & (extra > lives.finished)], axis=1)
    owner, slot, counts = entries_of(mask)
    size = len(owner)
    main, teen = slot == 0, young[owner]
    started = np.where(main, lives.started[owner], extra[owner])
    started = np.where(teen, np.minimum(lives.june[owner] - 700, on - 20), started).astype(np.int32)
    ends = np.where(main, lives.finished[owner], started + dice.between(size, 20, 200))
    ends = np.where(teen, lives.june[owner], ends).astype(np.int32)
    left = main & lives.quit[owner]
    done = ~left & (ends <= on)
    accredited = main & lives.accredited[owner]
    clock = dice.along(size, CLOCK_HOURS)
    practicum = HOURS[lives.pick("practicum", size=size)]
    practicum = np.where(accredited, np.maximum(practicum, 160), practicum)
    clock = np.maximum(clock, practicum + 80) + np.where(lives.award[owner] == 3, 400, 0)
    length = ends - started
    paper = lives.pick("diploma-or-certificate", size=size)
    award = np.where(main & (lives.award[owner] == 3) & ~teen, 2, paper)
    story = lives.story[owner]
    works = main & (story == lives.names("story").index("apprentice"))
    kind = np.where(teen, 1, np.where(works, 2 + (paper == 0), 0))
    field = np.where(main, 0, 1 + dice.between(size, 0, 3))
    clinical = field != 2
    administrative = np.isin(field, (0, 2))
    return listed(
        counts,
        entry(
            "programs",
            size,
            state=build.word(lives.state[owner], lives.names("state")),
            field=build.word(field, FIELDS),
            kind=build.word(kind, KINDS),
            started=build.when(started),
            completed=build.when(ends, done, sure=True),
            expected=build.when(ends, ~done & ~left, sure=True),
            left=build.when(np.minimum(lives.stopped[owner], on), left, sure=True),
            award=build.word(award, AWARDS, ~left),
            semesters=build.number(np.maximum(1, np.rint(length / 130))),
            academic_hours=build.number(clock - practicum),
            practicum_hours=build.number(practicum),
            clock_hours=build.number(clock),
            laboratory_hours=build.number((clock - practicum) // 4, field == 1),
            practicum_setting=build.word(lives.pick("setting", size=size) % 2, ("outpatient", "inpatient"), practicum > 0),
            clinical=build.flag(clinical),
            administrative=build.flag(administrative),
            accreditation=_accreditation(lives, build, owner, accredited, started, ends),
            institution_recognized=build.flag(lives.yes("recognized", size) | accredited),
            approved_by=_approvals(lives, build, owner, kind),
            procedures=_procedures(lives, build, clinical & (done | ~main)),
            topics=_topics(lives, build, field == 0),
            complete=build.complete(size, ("accreditation", "approved_by", "topics")),
            unsure=build.chosen([np.zeros(size, bool)], ["clinical"]),
        ),
    )


def _accreditation(lives: Lives, build: Builder, owner: Ints, accredited: Flags, started: Ints, ends: Ints) -> pa.Array:
    """Lay the accreditation beside the enrolment as the case says."""
    rows = np.flatnonzero(accredited)
    size, on, dice = len(rows), lives.on, lives.dice
    case = lives.accreditation[owner[rows]]
    names = lives.names("accreditation")
    begun, over = started[rows], ends[rows]
    inside = dice.between(size, begun, np.minimum(over, on))
    after = np.minimum(over + dice.between(size, 1, 1_094), on)
    before = begun - dice.between(size, 200, 8_000)

    def when(name: str) -> Flags:
        return case == names.index(name)

    gained_after = when("gained-after") & (after > over)
    starts = np.where(when("gained-during"), inside, np.where(gained_after, after, before))
    lost_after = when("lost-after") & (over < on)
    finish = np.where(when("lost-during"), inside, np.where(lost_after, np.minimum(after + 300, on), begun - 30))
    goes_on = ~(when("lost-during") | lost_after | when("lost-before"))
    finished, unsure = build.open_end(np.maximum(finish, starts + 1).astype(np.int32), goes_on, "ends")
    body = lives.pick("accreditor", size=size)
    periods = entry(
        "programs.accreditation",
        size,
        by=build.word(body, lives.names("accreditor"), sure=True),
        starts=build.when(starts.astype(np.int32)),
        ends=finished,
        unsure=unsure,
    )
    return listed(accredited, periods)


APPROVALS = ("ncct", "amt", "wa-ospi", "wa-doh", "us-dol", "wa-li", "sd-board", "ma-commissioner", "az-board")
APPROVING_STATES = {2: "WA", 3: "WA", 5: "WA", 6: "SD", 7: "MA", 8: "AZ"}


def _approvals(lives: Lives, build: Builder, owner: Ints, kind: Ints) -> pa.Array:
    size = len(owner)
    state = lives.state[owner]
    names = lives.names("state")
    flags = []
    for code in range(len(APPROVALS)):
        flag = lives.dice.chance(size, 0.3)
        if code in APPROVING_STATES:
            flag &= state == names.index(APPROVING_STATES[code])
        if APPROVALS[code] in ("us-dol", "wa-li"):
            flag &= kind == 2
        flags.append(flag)
    return build.chosen(flags, APPROVALS)


COUNTS = words.PROCEDURES[1:]


def _procedures(lives: Lives, build: Builder, counted: Flags) -> pa.Array:
    """Count procedures: for those who count any, some of each that they name."""
    size, dice = len(counted), lives.dice
    mask = np.stack([counted & dice.chance(size, 0.6)] * len(COUNTS), axis=1)
    mask &= dice.chance(mask.size, 0.85).reshape(mask.shape)
    _, slot, counts = entries_of(mask)
    amounts = dice.waits(len(slot), 14) + 2
    pairs = [build.word(slot, COUNTS, sure=True), build.number(amounts, sure=True)]
    kind = pa.struct([("name", pairs[0].type), ("amount", pairs[1].type)])
    return listed(counts, pa.Array.from_buffers(kind, len(slot), [None], children=pairs))


TOPICS = ("anatomy", "physiology", "pharmacology", "infection-control", "applied-mathematics", "injections", "phlebotomy")


def _topics(lives: Lives, build: Builder, taught: Flags) -> pa.Array:
    size = len(taught)
    named = taught & lives.dice.chance(size, 0.55)
    return build.chosen([named & lives.dice.chance(size, 0.95) for _ in TOPICS], TOPICS)


ROLES_MORE = ("other",)


def _work(lives: Lives, build: Builder) -> pa.Array:
    n, on, dice = lives.size, lives.on, lives.dice
    wanted = lives.pick("spells").astype(np.int32) + 1
    mask = np.zeros((n, 7), bool)
    starts, ends = np.zeros((n, 7), np.int32), np.zeros((n, 7), np.int32)
    # Slot 0: another job before; 1: the externship; 2: service in the armed forces; 3 to 6: the career.
    changer = lives.told("changer")
    before = lives.birth + np.where(changer, 7_000, 5_900) + dice.waits(n, 300)
    until = np.where(lives.pupil, on + 1, lives.begun - dice.between(n, 0, 300))
    starts[:, 0], ends[:, 0] = before, until
    mask[:, 0] = (changer | dice.chance(n, 0.3)) & (before + 60 < until) & (before < on)
    extern = dice.between(n, 30, 70)
    starts[:, 1], ends[:, 1] = lives.finished - extern, lives.finished
    mask[:, 1] = (lives.trained | lives.studying) & (lives.length > 100) & dice.chance(n, 0.35) & (starts[:, 1] <= on)
    starts[:, 2], ends[:, 2] = lives.drilled + 1, lives.drilled + lives.service
    mask[:, 2] = lives.told("military") & (starts[:, 2] <= on)
    day = lives.career
    for number in range(4):
        slot = 3 + number
        starts[:, slot] = day
        ends[:, slot] = day + 45 + dice.waits(n, 2.6 * YEAR)
        mask[:, slot] = (number < wanted) & (day <= on)
        gap = lives.pick("between")
        wait = np.array([-90, 0, 30, 400], np.int32)[gap] + dice.waits(n, 1) * 0
        spread = np.array([80, 40, 300, 900], np.int32)[gap]
        day = np.minimum(np.maximum(ends[:, slot] + wait + dice.between(n, 0, spread), starts[:, slot] + 10), 2_000_000)
    owner, slot, counts = entries_of(mask)
    size = len(owner)
    started = starts[owner, slot]
    ended = ends[owner, slot]
    career, extern_, other = slot >= 3, slot == 1, slot == 0
    role = lives.pick("role", size=size)
    names = (*lives.names("role"), *ROLES_MORE)
    role = np.where(other, len(names) - 1, np.where(career, role, 0))
    duty = lives.pick("duties", size=size)
    assistant = role == 0
    clinical = np.where(assistant, duty != 2, np.isin(role, (1, 3, 4, 5, 6, 9)))
    administrative = np.where(assistant, duty != 1, np.isin(role, (2, 3, 7, 8)))
    full = lives.yes("full-time", size) & ~extern_
    hours = np.where(full, 36 + 4 * (dice.throw(size) & 1).astype(np.int32), 8 + 4 * dice.between(size, 0, 6))
    setting = np.where(slot == 2, 1, lives.pick("setting", size=size))
    done, unsure = build.open_end(ended, ended > on, "ended")
    moved = dice.chance(size, 0.05)
    state = np.where(moved, lives.pick("state", size=size), lives.state[owner])
    return listed(
        counts,
        entry(
            "work",
            size,
            role=build.word(role, names),
            started=build.when(started),
            ended=done,
            hours_per_week=build.number(hours),
            full_time=build.flag(full),
            setting=build.word(np.where(other, 4, setting), lives.names("setting")),
            clinical=build.flag(clinical),
            administrative=build.flag(administrative),
            supervised=build.flag(clinical),
            kind=build.word(np.where(extern_, 1, np.where(slot == 2, 2, 0)), words.WORK_KINDS),
            state=build.word(state, lives.names("state")),
            unsure=unsure,
        ),
    )


BRANCHES = ("Army", "Navy", "Air Force", "Coast Guard")


def _military(lives: Lives, build: Builder) -> pa.Array:
    serves = lives.told("military") & (lives.begun <= lives.on)
    rows = np.flatnonzero(serves)
    size, dice = len(rows), lives.dice
    completed = lives.drilled[rows]
    done = completed <= lives.on
    return listed(
        serves,
        entry(
            "military",
            size,
            branch=build.word(dice.between(size, 0, 3), BRANCHES),
            kind=build.word(dice.chance(size, 0.2), words.MILITARY_KINDS),
            started=build.when(lives.begun[rows]),
            completed=build.when(completed, done, sure=True),
            expected=build.when(completed, ~done, sure=True),
        ),
    )


def _certificates(lives: Lives, build: Builder) -> pa.Array:
    n, on, dice = lives.size, lives.on, lives.dice
    state, names = lives.state, lives.names("state")
    days, ids = np.zeros((n, 3), np.int32), np.zeros((n, 3), np.uint8)
    mask = np.zeros((n, 3), bool)
    mask[:, 0], days[:, 0], ids[:, 0] = lives.passed, lives.earned, lives.issuer
    mask[:, 1], days[:, 1], ids[:, 1] = lives.second, lives.second_day, lives.second_id
    washington, dakota = state == names.index("WA"), state == names.index("SD")
    waiting = washington & lives.trained & ~lives.passed
    register = np.where(waiting, lives.finished + 20, lives.earned + 15 + dice.between(n, 0, 60))
    mask[:, 2] = (register <= on) & dice.chance(n, 0.7) & ~lives.pupil
    mask[:, 2] &= (washington & lives.passed) | waiting | (dakota & lives.passed)
    mask[:, 2] &= register >= RULES_WA
    days[:, 2] = register
    ids[:, 2] = np.where(dakota, SD, np.where(waiting, INTERIM, MA_C))
    owner, slot, counts = entries_of(mask)
    size = len(owner)
    earned, identity = days[owner, slot], ids[owner, slot]
    term = TERMS[identity]
    provisional = lives.pupil[owner]
    passed = np.where(term == 0, 0, (month_of(np.full(size, on, np.int32)) - month_of(earned) - 1) // np.maximum(term, 1))
    passed = np.where(provisional | (identity == INTERIM), 0, np.maximum(passed, 0))
    kept = lives.yes("kept", size)
    cycles = np.where(kept, passed, dice.between(size, 0, passed.astype(np.int32))).astype(np.int32)
    renewed = add_months(earned, term * cycles)
    renewed = np.where(identity == CMA, np.maximum(first_of(month_of(renewed)) + dice.between(size, 0, 27), earned), renewed)
    expires = add_months(earned, np.where(provisional, 12, term * (cycles + 1)))
    expires = np.where(identity == CMA, last_of(month_of(expires)), expires)
    return listed(
        counts,
        entry(
            "certificates",
            size,
            id=build.word(identity, CERTIFICATES, sure=True),
            earned=build.when(earned),
            renewed=build.when(renewed.astype(np.int32), cycles > 0),
            expires=build.when(expires.astype(np.int32), term > 0),
            provisional=build.flag(provisional, identity == CCMA),
        ),
    )


RULES_WA = date(2013, 7, 1).toordinal() - EPOCH


def _exams(lives: Lives, build: Builder) -> pa.Array:
    mask = np.stack([*(going for _, going, _ in lives.attempts), lives.second], axis=1)
    days = np.stack([*(day for day, _, _ in lives.attempts), lives.second_day], axis=1)
    won = np.stack([*(won for _, _, won in lives.attempts), lives.second], axis=1)
    owner, slot, counts = entries_of(mask)
    size = len(owner)
    exam = np.where(slot == 4, lives.second_id[owner], lives.issuer[owner])
    return listed(
        counts,
        entry(
            "exams",
            size,
            exam=build.word(exam, CERTIFICATES, sure=True),
            taken=build.when(days[owner, slot]),
            result=build.word(~won[owner, slot], words.RESULTS),
        ),
    )


def _cards(lives: Lives, build: Builder) -> pa.Array:
    n, on, dice = lives.size, lives.on, lives.dice
    case = lives.pick("card")
    case = np.where(lives.pupil, 0, case)
    recent = on - dice.between(n, 0, 700)
    older = recent - 715 - dice.between(n, 0, 40)
    expired = on - dice.between(n, 800, 2_200)
    issued = np.stack([np.where(case == 3, expired, np.where(case == 2, older, recent)), recent], axis=1).astype(np.int32)
    mask = np.stack([case > 0, case == 2], axis=1) & (issued > lives.birth[:, None] + 14 * 366)
    owner, slot, counts = entries_of(mask)
    size = len(owner)
    day = issued[owner, slot]
    return listed(
        counts,
        entry(
            "cards",
            size,
            kind=build.word(np.zeros(size, np.int32), words.CARD_KINDS, sure=True),
            level=build.word(dice.chance(size, 0.12), words.CARD_LEVELS),
            issued=build.when(day),
            expires=build.when(last_of(month_of(day) + 24)),
        ),
    )


AREAS = ("clinical", "administrative", "general")
UNITS = ("contact-hours", "ceu", "semester-credits")


def _learning(lives: Lives, build: Builder) -> pa.Array:
    n, on, dice = lives.size, lives.on, lives.dice
    wanted = np.where(lives.passed & ~lives.pupil, lives.pick("courses"), 0)
    counts = wanted
    owner = np.repeat(np.arange(n, dtype=np.int32), wanted)
    size = len(owner)
    day = dice.between(size, np.maximum(lives.earned[owner], on - 1_800), on)
    planned = dice.chance(size, 0.05)
    day = np.where(planned, on + dice.between(size, 1, 300), day).astype(np.int32)
    kind = lives.pick("course", size=size)
    vaccine, credit = kind == 4, kind == 2
    amount = np.where(credit, 3, dice.between(size, 1, 8))
    area = dice.pick(size, table_of((6, 2, 2)))
    pairs = [build.word(area, AREAS, sure=True), build.number(amount, sure=True)]
    amounts = pa.struct([("name", pairs[0].type), ("amount", pairs[1].type)])
    body = np.array([0, 1, 2, 3, 1], np.int32)[lives.issuer[owner]]
    approved = dice.chance(size, 0.6) & (kind < 3) & ~credit
    return listed(
        counts,
        entry(
            "learning",
            size,
            kind=build.word(kind, lives.names("course"), sure=True),
            completed=build.when(day),
            hours=build.number(np.where(vaccine, 32, amount), ~credit),
            clinical_hours=build.number(np.full(size, 8), vaccine),
            areas=listed(np.ones(size, np.int32), pa.Array.from_buffers(amounts, size, [None], children=pairs)),
            unit=build.word(np.where(credit, 2, dice.chance(size, 0.3)), UNITS, ~vaccine, sure=True),
            amount=build.number(amount, ~vaccine, sure=True),
            approved_by=listed(approved, build.word(body[approved], BODIES, sure=True)),
            evidence=build.flag(dice.chance(size, 0.8), ~planned),
            used_for=listed(np.zeros(size, np.int32), entry("learning.used_for", 0)),
            planned=build.flag(planned, planned, sure=True),
        ),
    )


def _memberships(lives: Lives, build: Builder) -> pa.Array:
    member = lives.passed & (lives.issuer == CMA) & lives.yes("member")
    rows = np.flatnonzero(member)
    size, on, dice = len(rows), lives.on, lives.dice
    starts = dice.between(size, np.maximum(lives.earned[rows], on - 8_000), on)
    ends = starts + 365 * (1 + dice.between(size, 0, 5))
    done, unsure = build.open_end(ends.astype(np.int32), ends > on, "ends")
    return listed(
        member,
        entry(
            "memberships",
            size,
            organization=build.word(np.zeros(size, np.int32), ("aama",), sure=True),
            starts=build.when(starts.astype(np.int32)),
            ends=done,
            unsure=unsure,
        ),
    )


def _conduct(lives: Lives, build: Builder) -> pa.Array:
    n = lives.size
    felony = lives.yes("felony")
    waiver = lives.pick("waiver")
    asked = felony & (waiver > 0)
    rows = np.flatnonzero(asked)
    waivers = entry(
        "conduct.waivers",
        len(rows),
        issuer=build.word(np.array([0, 1, 2, 3, 1])[lives.issuer[rows]], BODIES, sure=True),
        granted=build.flag(waiver[rows] == 1),
    )
    return entry("conduct", n, felony=build.flag(felony), waivers=listed(asked, waivers))


__all__ = ["BLOCK", "Missing", "blocks", "people"]
assert Mapping and NDArray
