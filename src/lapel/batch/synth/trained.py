"""School, programs and military training of synthetic people."""

import numpy as np
import pyarrow as pa

from lapel.batch.synth.building import (
    Builder,
    add_months,
    amounts,
    choose,
    entries_of,
    entry,
    first_of,
    listed,
    month_of,
)
from lapel.batch.synth.dice import Flags, Ints, quantiles
from lapel.batch.synth.lives import LATER, Lives, among
from lapel.model import vocabulary as words

CLOCK_HOURS = quantiles([(0, 120), (0.25, 345), (0.5, 692), (0.75, 829), (1, 1500)])
"""Quartiles of 41 programs of New Jersey's list of 2021 to 2023 (steps-nj-training-list); the ends are assumed."""

FIELDS = ("medical-assisting", "phlebotomy", "medical-administrative", "ekg", "nursing-assistant")
ASSISTING, PHLEBOTOMY, ADMINISTRATIVE = range(3)
AWARDS = ("certificate", "diploma", "associate", "none")
ASSOCIATE, NO_AWARD = 2, 3
KINDS = ("postsecondary", "high-school", "apprenticeship", "workforce")
IDS = ("p1", "p2")
GENERAL_APPROVALS = ("ncct", "amt")
STATE_APPROVALS = {
    "WA": ("wa-ospi", "wa-doh", "wa-li"),
    "SD": ("sd-board",),
    "MA": ("ma-commissioner",),
    "AZ": ("az-board",),
}
APPROVALS = (*GENERAL_APPROVALS, "us-dol", *(body for bodies in STATE_APPROVALS.values() for body in bodies))
TOPICS = (
    "anatomy",
    "physiology",
    "pharmacology",
    "infection-control",
    "applied-mathematics",
    "injections",
    "phlebotomy",
)
COUNTED = words.PROCEDURES[1:]
"""The procedures by their routes, without the sum of all injections."""

BRANCHES = ("Army", "Navy", "Air Force", "Coast Guard")


def school(lives: Lives, build: Builder) -> pa.Array:
    """Write down high school."""
    size, on, dice = lives.size, lives.on, lives.dice
    kind = lives.pick("diploma-kind")
    has = lives.yes("diploma") & ~lives.pupil
    june = first_of(month_of(lives.birth + 6_540) // 12 * 12 + 5) + 4 + dice.between(size, 0, 20)
    june = np.where(june < lives.birth + 6_300, add_months(june, 12), june)
    later = lives.birth + GED_AGE + dice.waits(size, 900)
    earned = np.minimum(np.where(kind == 0, june, later), on - 1)
    nobody = np.zeros(size, np.int32)
    return entry(
        "school",
        size,
        diploma=build.flag(has),
        kind=build.word(kind, lives.names("diploma-kind"), has),
        earned=build.when(earned, has),
        expected=build.when(lives.june, lives.pupil),
        student=build.flag(lives.pupil),
        courses=listed(nobody, build.word(nobody[:0], ("biology",))),
        volunteering=listed(nobody, entry("school.volunteering", 0)),
    )


GED_AGE = 6_700


def programs(lives: Lives, build: Builder) -> pa.Array:
    """Write down the program of the story, and for some a second one in a field beside it."""
    n, on, dice = lives.size, lives.on, lives.dice
    young = lives.pupil & dice.chance(n, 0.45)
    second = lives.finished + 60 + dice.waits(n, 800)
    enrolled = lives.trained | lives.studying | lives.quit | young
    owner, slot, counts = entries_of([enrolled, lives.trained & dice.chance(n, 0.09) & (second < on)])
    size = len(owner)
    main, pupil, award = slot == 0, young[owner], lives.award[owner]
    started = choose((pupil, lives.june[owner] - 640), (main, lives.started[owner]), otherwise=second[owner])
    started = np.minimum(started, on)
    ends = choose(
        (pupil, lives.june[owner]), (main, lives.finished[owner]), otherwise=started + dice.between(size, 20, 200)
    )
    left = main & lives.quit[owner]
    done = ~left & (ends <= on)
    accredited = main & lives.accredited[owner]
    field = np.where(main, ASSISTING, 1 + dice.between(size, 0, len(FIELDS) - 2))
    clinical = field != ADMINISTRATIVE
    practicum, clock = _hours(lives, ends - started, accredited)
    apprentice = main & lives.told("apprentice")[owner]
    paper = lives.pick("diploma-or-certificate", size=size)
    kind = choose((pupil, 1), (apprentice, 2 + paper), otherwise=0)
    given = choose((left, NO_AWARD), (main & ~pupil & (award == 3), ASSOCIATE), otherwise=paper)
    return listed(
        counts,
        entry(
            "programs",
            size,
            id=build.word(slot, IDS, sure=True),
            state=build.word(lives.state[owner], lives.names("state")),
            field=build.word(field, FIELDS),
            kind=build.word(kind, KINDS),
            started=build.when(started),
            completed=build.when(ends, done, sure=True),
            expected=build.when(ends, ~done & ~left, sure=True),
            left=build.when(np.minimum(lives.stopped[owner], on), left, sure=True),
            award=build.word(given, AWARDS),
            semesters=build.number(np.maximum(1, (ends - started + 60) // 125)),
            academic_hours=build.number(clock - practicum),
            practicum_hours=build.number(practicum),
            clock_hours=build.number(clock),
            laboratory_hours=build.number((clock - practicum) // 4, field == PHLEBOTOMY),
            practicum_setting=build.word(dice.chance(size, 0.2), words.PRACTICUM_SETTINGS, practicum > 0),
            clinical=build.flag(clinical),
            administrative=build.flag(among(field, (ASSISTING, ADMINISTRATIVE))),
            accreditation=_accreditation(lives, build, owner, accredited, started, ends),
            institution_recognized=build.flag(lives.yes("recognized", size) | accredited),
            approved_by=_approvals(lives, build, owner, apprentice),
            procedures=_procedures(lives, build, clinical & done),
            topics=_topics(lives, build, field == ASSISTING),
            complete=build.complete(size, ("accreditation", "approved_by", "topics")),
            unsure=listed(np.zeros(size, np.int32), build.word(slot[:0], ("clinical",))),
        ),
    )


def _hours(lives: Lives, days: Ints, accredited: Flags) -> tuple[Ints, Ints]:
    """Give the hours of practicum and of the whole program, as many as its weeks can hold."""
    size, dice = len(days), lives.dice
    offered = np.array([int(name.removeprefix("hours-")) for name in lives.names("practicum")], np.int32)
    practicum = offered[lives.pick("practicum", size=size)]
    practicum = np.where(accredited, np.maximum(practicum, 160), practicum)
    weeks = days // 7 + 1
    clock = np.clip(dice.along(size, CLOCK_HOURS), 8 * weeks, 36 * weeks)
    clock = np.where(accredited, np.maximum(clock, 700), clock)
    practicum = np.where(accredited, practicum, np.minimum(practicum, clock // 3))
    return practicum.astype(np.int32), clock.astype(np.int32)


def _accreditation(lives: Lives, build: Builder, owner: Ints, accredited: Flags, started: Ints, ends: Ints) -> pa.Array:
    """Lay the accreditation beside the enrolment as the case says; what would begin after the day began before it."""
    rows = np.flatnonzero(accredited)
    size, on, dice = len(rows), lives.on, lives.dice
    names, case = lives.names("accreditation"), lives.accreditation[owner[rows]]
    begun, over = started[rows], ends[rows]
    inside = dice.between(size, begun, np.minimum(over, on))
    after = np.minimum(over, on) + dice.between(size, 1, 1_090)
    before = begun - dice.between(size, 200, 8_000)
    told = {name: case == code for code, name in enumerate(names)}
    starts = choose((told["gained-during"], inside), (told["gained-after"] & (after <= on), after), otherwise=before)
    finish = choose(
        (told["lost-during"], np.maximum(inside, begun + 1)),
        (told["lost-after"] & (after <= on), after),
        (told["lost-before"], begun - 30),
        otherwise=LATER,
    )
    finished, unsure = build.open_end(finish, finish == LATER, "ends")
    periods = entry(
        "programs.accreditation",
        size,
        by=build.word(lives.pick("accreditor", size=size), lives.names("accreditor"), sure=True),
        starts=build.when(starts),
        ends=finished,
        unsure=unsure,
    )
    return listed(accredited, periods)


def _approvals(lives: Lives, build: Builder, owner: Ints, apprentice: Flags) -> pa.Array:
    """Name bodies that approve programs; those of a state only there."""
    size, dice = len(owner), lives.dice
    flags = [dice.chance(size, 0.25) for _ in GENERAL_APPROVALS]
    flags.append(apprentice & dice.chance(size, 0.7))
    for state, bodies in STATE_APPROVALS.items():
        here = lives.lives_in(state)[owner]
        for body in bodies:
            flags.append(here & dice.chance(size, 0.4) & (apprentice | (body != "wa-li")))
    return build.chosen(flags, APPROVALS)


def _procedures(lives: Lives, build: Builder, counted: Flags) -> pa.Array:
    """Count procedures, for those who kept a list."""
    size, dice = len(counted), lives.dice
    kept = counted & dice.chance(size, 0.6)
    _, slot, counts = entries_of([kept & dice.chance(size, 0.85) for _ in COUNTED])
    return listed(counts, amounts(build, slot, COUNTED, dice.waits(len(slot), 14) + 2))


def _topics(lives: Lives, build: Builder, taught: Flags) -> pa.Array:
    size, dice = len(taught), lives.dice
    named = taught & dice.chance(size, 0.55)
    return build.chosen([named & dice.chance(size, 0.95) for _ in TOPICS], TOPICS)


def military(lives: Lives, build: Builder) -> pa.Array:
    """Write down training in the armed forces."""
    rows = np.flatnonzero(lives.soldier)
    size, dice = len(rows), lives.dice
    completed = lives.drilled[rows]
    done = completed <= lives.on
    training = entry(
        "military",
        size,
        branch=build.word(dice.between(size, 0, len(BRANCHES) - 1), BRANCHES),
        kind=build.word(dice.chance(size, 0.2), words.MILITARY_KINDS),
        started=build.when(lives.begun[rows]),
        completed=build.when(completed, done, sure=True),
        expected=build.when(completed, ~done, sure=True),
    )
    return listed(lives.soldier, training)
