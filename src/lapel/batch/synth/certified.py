"""Exams, certificates, cards, learning, memberships and convictions of synthetic people."""

from datetime import date

import numpy as np
import pyarrow as pa

from lapel.batch.synth.building import (
    EPOCH,
    Builder,
    add_months,
    amounts,
    choose,
    entries_of,
    entry,
    first_of,
    last_of,
    listed,
    month_of,
    taken,
)
from lapel.batch.synth.dice import Flags, Ints, table_of
from lapel.batch.synth.lives import CCMA, CERTIFICATES, CMA, INTERIM, LATER, MA_C, MA_P, MA_R, SD, Lives, among
from lapel.model import vocabulary as words

TERMS = np.array([60, 24, 36, 60, 24, 0, 12, 0, 0, 0], np.int32)
"""Months that each certificate lasts, as the catalogue has it; 0 where it knows none."""

BODIES = ("aama", "nha", "amt", "ncct")
"""Who stands behind the first four certificates, in their order."""

WASHINGTON_RULES = date(2013, 7, 1).toordinal() - EPOCH
AREAS = ("clinical", "administrative", "general")
UNITS = ("contact-hours", "ceu", "semester-credits")
CREDITS = 2


def exams(lives: Lives, build: Builder) -> pa.Array:
    """Write down every sitting."""
    owner, slot, counts = entries_of([*lives.sits, lives.second])
    second = slot == len(lives.sits)
    passes = taken([*lives.passes, lives.second], owner, slot)
    return listed(
        counts,
        entry(
            "exams",
            len(owner),
            exam=build.word(np.where(second, lives.second_issuer[owner], lives.issuer[owner]), CERTIFICATES, sure=True),
            taken=build.when(taken([*lives.sittings, lives.second_earned], owner, slot)),
            result=build.word(~passes, words.RESULTS),
        ),
    )


def certificates(lives: Lives, build: Builder) -> pa.Array:
    """Write down certificates, each renewed every time, or some times and then let go."""
    on, dice = lives.on, lives.dice
    state, state_day, state_id = _state_credentials(lives)
    owner, slot, counts = entries_of([lives.certified, lives.second, state])
    size = len(owner)
    identity = taken([lives.issuer, lives.second_issuer, state_id], owner, slot)
    earned = taken([lives.earned, lives.second_earned, state_day], owner, slot)
    provisional = lives.pupil[owner]
    term = TERMS[identity]
    months = month_of(np.full(size, on, np.int32)) - month_of(earned) - 1
    cycles = np.where((term == 0) | provisional | (identity == INTERIM), 0, months // np.maximum(term, 1))
    cycles = np.maximum(cycles, 0)
    renewals = np.where(lives.yes("kept", size), cycles, dice.between(size, 0, cycles))
    renewed = add_months(earned, term * renewals)
    expires = add_months(earned, np.where(provisional, 12, term * (renewals + 1)))
    to_month_end = identity == CMA
    renewed = np.where(to_month_end, first_of(month_of(renewed)) + dice.between(size, 0, 27), renewed)
    expires = np.where(to_month_end, last_of(month_of(expires)), expires)
    return listed(
        counts,
        entry(
            "certificates",
            size,
            id=build.word(identity, CERTIFICATES, sure=True),
            earned=build.when(earned),
            renewed=build.when(renewed, renewals > 0),
            expires=build.when(expires, term > 0),
            provisional=build.flag(provisional, identity == CCMA),
        ),
    )


def _state_credentials(lives: Lives) -> tuple[Flags, Ints, Ints]:
    """Give who holds a credential of Washington or South Dakota, since when, and which."""
    n, dice = lives.size, lives.dice
    here, dakota = lives.lives_in("WA"), lives.lives_in("SD")
    working = lives.career <= lives.on
    cases: list[tuple[Flags, Ints, int | Ints]] = [
        (lives.certified & here, lives.earned + 15 + dice.between(n, 0, 60), MA_C),
        (lives.certified & dakota, lives.earned + 15 + dice.between(n, 0, 60), SD),
        (lives.trained & here, lives.finished + 20, INTERIM),
        (working & here, lives.career + 1, np.where(dice.chance(n, 0.2), MA_P, MA_R)),
    ]
    day = choose(*((who, first) for who, first, _ in cases), otherwise=LATER)
    which = choose(*((who, code) for who, _, code in cases), otherwise=MA_C)
    holds = (day <= lives.on) & (day >= WASHINGTON_RULES) & ~lives.pupil & dice.chance(n, 0.7)
    return holds, day, which


def cards(lives: Lives, build: Builder) -> pa.Array:
    """Write down CPR cards, of two years each, and now and then the card of an emergency technician."""
    n, on, dice = lives.size, lives.on, lives.dice
    names, case = lives.names("card"), lives.pick("card")
    current, renewed, expired = (case == names.index(name) for name in ("current", "renewed", "expired"))
    recent = on - dice.between(n, 0, np.where(lives.pupil, 200, 700))
    ago = dice.between(n, 800, 2_200)
    older = np.where(expired, on - ago, recent - 715 - dice.between(n, 0, 40))
    grown = older > lives.birth + 15 * 365
    technician = lives.yes("technician") & ~lives.pupil
    owner, slot, counts = entries_of([(renewed | expired) & grown, current | renewed, technician])
    size = len(owner)
    issued = taken([older, recent, recent], owner, slot)
    kinds = (words.CARD_KINDS.index("cpr"), words.CARD_KINDS.index("emt"))
    return listed(
        counts,
        entry(
            "cards",
            size,
            kind=build.word(np.where(slot == 2, kinds[1], kinds[0]), words.CARD_KINDS, sure=True),
            level=build.word(dice.chance(size, 0.12), words.CARD_LEVELS, slot != 2),
            issued=build.when(issued),
            expires=build.when(last_of(month_of(issued) + 24)),
        ),
    )


def learning(lives: Lives, build: Builder) -> pa.Array:
    """Write down courses of those who are certified, since they are or in the last five years; some are planned."""
    n, on, dice = lives.size, lives.on, lives.dice
    counts = np.where(lives.certified & ~lives.pupil, lives.pick("courses"), 0)
    owner = np.repeat(np.arange(n, dtype=np.int32), counts)
    size = len(owner)
    planned = dice.chance(size, 0.05)
    done = dice.between(size, np.maximum(lives.earned[owner], on - 1_800), on)
    kinds, kind = lives.names("course"), lives.pick("course", size=size)
    vaccine, credit = (kind == kinds.index(name) for name in ("vaccine-training", "college-credit"))
    amount = np.where(credit, 3, dice.between(size, 1, 8))
    approved = dice.chance(size, 0.6) & among(kind, map(kinds.index, ("course", "conference")))
    used = dice.chance(size, 0.2) & ~planned
    issuer = lives.issuer[owner]
    uses = entry("learning.used_for", int(used.sum()), credential=build.word(issuer[used], CERTIFICATES, sure=True))
    area = dice.pick(size, table_of((6, 2, 2)))
    return listed(
        counts,
        entry(
            "learning",
            size,
            kind=build.word(kind, kinds, sure=True),
            completed=build.when(np.where(planned, on + dice.between(size, 1, 300), done)),
            hours=build.number(np.where(vaccine, 32, amount), ~credit),
            clinical_hours=build.number(np.full(size, 8), vaccine),
            areas=listed(np.ones(size, np.int32), amounts(build, area, AREAS, amount)),
            unit=build.word(np.where(credit, CREDITS, dice.chance(size, 0.3)), UNITS, ~vaccine, sure=True),
            amount=build.number(amount, ~vaccine, sure=True),
            approved_by=listed(approved, build.word(issuer[approved], BODIES, sure=True)),
            evidence=build.flag(dice.chance(size, 0.8), ~planned),
            used_for=listed(used, uses),
            planned=build.flag(planned, planned, sure=True),
        ),
    )


def memberships(lives: Lives, build: Builder) -> pa.Array:
    """Write down memberships of the AAMA."""
    member = lives.certified & (lives.issuer == CMA) & lives.yes("member")
    rows = np.flatnonzero(member)
    size, on, dice = len(rows), lives.on, lives.dice
    starts = dice.between(size, np.maximum(lives.earned[rows], on - 8_000), on)
    ends = starts + 365 * (1 + dice.between(size, 0, 5))
    ended, unsure = build.open_end(ends, ends > on, "ends")
    member_of = build.word(np.zeros(size, np.int32), BODIES, sure=True)
    spells = entry("memberships", size, organization=member_of, starts=build.when(starts), ends=ended, unsure=unsure)
    return listed(member, spells)


def conduct(lives: Lives, build: Builder) -> pa.Array:
    """Write down felonies, which are rare, and waivers, which are rarer."""
    felony, waiver = lives.yes("felony"), lives.pick("waiver")
    asked = felony & (waiver > 0)
    rows = np.flatnonzero(asked)
    granted = waiver[rows] == lives.names("waiver").index("granted")
    issuer = build.word(lives.issuer[rows], BODIES, sure=True)
    waivers = entry("conduct.waivers", len(rows), issuer=issuer, granted=build.flag(granted))
    return entry("conduct", lives.size, felony=build.flag(felony), waivers=listed(asked, waivers))
