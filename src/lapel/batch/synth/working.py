"""Work of synthetic people: jobs before, the externship, service, and the spells of a career."""

import numpy as np
import pyarrow as pa

from lapel.batch.synth.building import Builder, choose, entries_of, entry, listed, taken
from lapel.batch.synth.dice import Flags, Ints
from lapel.batch.synth.lives import LATER, YEAR, Lives, among
from lapel.model import vocabulary as words

SPELLS = 4
BETWEEN = {"overlap": (-90, -10), "none": (0, 40), "months": (31, 330), "years": (400, 1_300)}
"""Days from the end of one spell to the start of the next."""

CLINICAL = (
    "phlebotomist",
    "lead-medical-assistant",
    "instructor",
    "ekg-technician",
    "laboratory-assistant",
    "nursing-assistant",
)
ADMINISTRATIVE = ("medical-administrative", "lead-medical-assistant", "billing-and-coding", "office-manager")
PAID, VOLUNTEER, SERVICE = range(3)

Spell = tuple[Flags, Ints, Ints]
"""Who has it, its first day and its last."""


def _spells(lives: Lives) -> list[Spell]:
    """Lay out spells of work: another job before, the externship, service, and the career."""
    n, on, dice = lives.size, lives.on, lives.dice
    changer = lives.told("changer")
    began = lives.birth + np.where(changer, 7_000, 5_900) + dice.waits(n, 300)
    ended = np.where(lives.pupil, on + 1, lives.begun - dice.between(n, 0, 300))
    before = (changer | dice.chance(n, 0.3)) & (began + 60 < ended) & (began < on)
    extern = lives.finished - dice.between(n, 30, 70)
    unpaid = (lives.trained | lives.studying) & (lives.length > 100) & dice.chance(n, 0.35) & (extern <= on)
    served = lives.soldier & (lives.drilled < on)
    return [
        (before, began, ended),
        (unpaid, extern, lives.finished),
        (served, lives.drilled + 1, lives.served),
        *_career(lives),
    ]


def _career(lives: Lives) -> list[Spell]:
    n, dice = lives.size, lives.dice
    wanted = lives.pick("spells")
    gaps = np.array([BETWEEN[name] for name in lives.names("between")], np.int32)
    spells: list[Spell] = []
    day = lives.career
    for number in range(SPELLS):
        ended = day + 45 + dice.waits(n, 2.6 * YEAR)
        spells.append(((number <= wanted) & (day <= lives.on), day, ended))
        gap = gaps[lives.pick("between")]
        day = np.maximum(ended + dice.between(n, gap[:, 0], gap[:, 1]), day + 10)
        day = np.minimum(day, LATER).astype(np.int32)
    return spells


def work(lives: Lives, build: Builder) -> pa.Array:
    """Write down every spell that had begun by the day."""
    spells, dice = _spells(lives), lives.dice
    owner, slot, counts = entries_of([had for had, _, _ in spells])
    size = len(owner)
    started = taken([began for _, began, _ in spells], owner, slot)
    last = taken([ended for _, _, ended in spells], owner, slot)
    ended, unsure = build.open_end(last, last > lives.on, "ended")
    other, extern, service = slot == 0, slot == 1, slot == 2
    roles = (*lives.names("role"), "other")
    role = np.where(slot > 2, lives.pick("role", size=size), np.where(other, len(roles) - 1, 0))
    assists, duty = role == roles.index("medical-assistant"), lives.pick("duties", size=size)
    duties = lives.names("duties")
    clinical = np.where(
        assists, (duty != duties.index("administrative")) | extern, among(role, map(roles.index, CLINICAL))
    )
    desk = np.where(assists, (duty != duties.index("clinical")) | extern, among(role, map(roles.index, ADMINISTRATIVE)))
    full = lives.yes("full-time", size) & ~extern
    hours = np.where(full, 36 + dice.between(size, 0, 1) * 4, 8 + 4 * dice.between(size, 0, 6))
    settings = lives.names("setting")
    setting = choose(
        (service, settings.index("inpatient")),
        (other, settings.index("other")),
        otherwise=lives.pick("setting", size=size),
    )
    moved = dice.chance(size, 0.05)
    return listed(
        counts,
        entry(
            "work",
            size,
            role=build.word(role, roles),
            started=build.when(started),
            ended=ended,
            hours_per_week=build.number(hours),
            full_time=build.flag(full),
            setting=build.word(setting, settings),
            clinical=build.flag(clinical),
            administrative=build.flag(desk),
            supervised=build.flag(clinical),
            kind=build.word(choose((extern, VOLUNTEER), (service, SERVICE), otherwise=PAID), words.WORK_KINDS),
            state=build.word(np.where(moved, lives.pick("state", size=size), lives.state[owner]), lives.names("state")),
            unsure=unsure,
        ),
    )
