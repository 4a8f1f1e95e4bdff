"""Skills: what a person says of their own, what a job or an exam asks for, and the gaps between, with the reasons."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from lapel.careers.outlines import Asked, asked, most
from lapel.model.advice import MEDICAL_ASSISTANTS, NOTHING, Advice, Duty, Profile, Reported
from lapel.model.citation import Citation
from lapel.model.credential import Credential
from lapel.model.record import Record, When
from lapel.model.role import Role
from lapel.model.value import Value, replace
from lapel.model.vocabulary import SKILL_LEVELS

Standing = Literal["gap", "held", "not asked", "not sure"]

ENOUGH = SKILL_LEVELS.index("alone")
"""From this level on a duty is no gap."""

TIERS: tuple[Reported | None, ...] = ("core", "listed", "supplemental", None)
"""How O*NET reports a duty of an occupation, the firmest first; None where it is not seen there."""


HALFWAY = Decimal(3)
"""The middle of O*NET's scale of importance, from 1 to 5."""


class Target(Value):
    """What a person is held against: the occupations a job's title can mean, and an exam.

    ``missing`` are codes of which O*NET's profile is not held, ``added`` those of which added data tells.
    """

    name: str
    profiles: tuple[Profile, ...] = ()
    missing: tuple[str, ...] = ()
    credential: Credential | None = None
    added: tuple[str, ...] = ()
    role: Role | None = None


class Rated(Value):
    """How important one skill or knowledge is for an occupation: from 1 to 5."""

    element: str
    importance: Decimal
    profile: Profile


class Reason(Value):
    """Why a duty matters: how firmly each occupation has it, the most important skill behind it, the exam's share."""

    listed: tuple[tuple[Profile, Reported], ...] = ()
    rated: Rated | None = None
    asked: tuple[Asked, ...] = ()

    @property
    def tier(self) -> int:
        """How firmly the work has it, 0 the firmest; without a task, by the skill behind it."""
        if self.listed:
            return min(TIERS.index(reported) for _, reported in self.listed)
        if self.rated is None:
            return TIERS.index(None)
        return TIERS.index("core" if self.rated.importance >= HALFWAY else "supplemental")

    @property
    def known(self) -> bool:
        """Whether anything speaks for it."""
        return bool(self.listed or self.rated or self.asked)

    @property
    def cite(self) -> tuple[Citation, ...]:
        """Where it comes from."""
        profiles = [profile for profile, _ in self.listed] + ([self.rated.profile] if self.rated else [])
        cites = [*(found.cite for found in profiles), *(found.cite for found in self.asked)]
        return tuple(dict.fromkeys(one for found in cites for one in found))


class Checked(Value):
    """A duty: what the person says of it, and why it matters for the target."""

    duty: Duty
    standing: Standing
    level: str | None
    as_of: When
    reason: Reason


class SkillCheck(Value):
    """A self-check against a target; each part in its order, the most important first.

    ``outside`` are duties for which nothing speaks in what is held of the target: they may be part of it all the same.
    ``strangers`` are ids of the record that no duty has.
    """

    target: Target
    gaps: tuple[Checked, ...]
    held: tuple[Checked, ...]
    open: tuple[Checked, ...]
    outside: tuple[Checked, ...]
    strangers: tuple[str, ...] = ()


def codes_of(role: Role | None, credential: Credential | None) -> tuple[str, ...]:
    """Give the O*NET codes that a role's title can mean; those of medical assistants where nothing is named."""
    if role is None:
        return () if credential else (MEDICAL_ASSISTANTS,)
    return tuple(dict.fromkeys(code.onet for code in role.codes))


def target_of(
    advice: Advice,
    role: Role | None = None,
    credential: Credential | None = None,
    added: Mapping[str, Profile] = NOTHING,
) -> Target:
    """Give what to hold a person against: a role, a certificate, both, or the job of a medical assistant.

    Profiles ``added`` stand before the catalogue's, part by part: what one of them lacks, the catalogue's gives.
    """
    codes = codes_of(role, credential)
    held = {code: found for code in codes if (found := together(added.get(code), advice.profiles.get(code)))}
    profiles = tuple(held.values())
    names = [role.name if role else "", credential.name if credential else ""]
    name = " and ".join(filter(None, names)) or profiles[0].title
    missing = tuple(code for code in codes if code not in held)
    return Target(name, profiles, missing, credential, tuple(added), role)


def together(added: Profile | None, own: Profile | None) -> Profile | None:
    """Put an added profile before the catalogue's, part by part, with the sources of both where both are used."""
    if added is None or own is None:
        return added or own
    tasks = added.activities or added.tasks
    if tasks and added.importance:
        return added
    return replace(
        added,
        title=added.title or own.title,
        activities=added.activities if tasks else own.activities,
        tasks=added.tasks if tasks else own.tasks,
        importance=added.importance or own.importance,
        cite=(*added.cite, *own.cite),
    )


def check_skills(advice: Advice, record: Record, target: Target, *, on: date) -> SkillCheck:
    """Hold a person's own answers against a target. A duty that was not answered is no gap: it is open."""
    said = {skill.id: (index, skill) for index, skill in enumerate(record.skills) if skill.id}
    checked = []
    for duty in advice.duties.values():
        index, skill = said.get(duty.id, (0, None))
        level = skill.level if skill else None
        unsure = f"skills[{index}].level" in record.not_sure if skill else False
        standing = _standing(level, unsure)
        reason = reason_of(duty, target, advice, on=on)
        checked.append(Checked(duty, standing, level, skill.as_of if skill else None, reason))
    checked.sort(key=_order)
    inside = [one for one in checked if one.reason.known]
    return SkillCheck(
        target,
        tuple(one for one in inside if one.standing == "gap"),
        tuple(one for one in inside if one.standing == "held"),
        tuple(one for one in inside if one.standing in ("not asked", "not sure")),
        tuple(one for one in checked if not one.reason.known),
        tuple(name for name in said if name not in advice.duties),
    )


def _standing(level: str | None, unsure: bool) -> Standing:
    if level is None:
        return "not sure" if unsure else "not asked"
    return "held" if SKILL_LEVELS.index(level) >= ENOUGH else "gap"


def _order(one: Checked) -> tuple[Fraction, int, Decimal, int, str]:
    """The exam's share where there is an exam, then how firmly the work has it, then importance, then the level."""
    reason = one.reason
    importance = reason.rated.importance if reason.rated else Decimal(0)
    level = SKILL_LEVELS.index(one.level) if one.level else len(SKILL_LEVELS)
    return -most(reason.asked), reason.tier, -importance, level, one.duty.name


def reason_of(duty: Duty, target: Target, advice: Advice, *, on: date) -> Reason:
    """Say why a duty matters for a target."""
    listed = [(profile, found) for profile in target.profiles if (found := reported(duty, profile)) is not None]
    rated = max(_ratings(duty, target.profiles), key=lambda one: one.importance, default=None)
    parts = asked(duty, target.credential, advice.topics, on=on) if target.credential else ()
    needs_task = bool(target.profiles) and bool(duty.tasks)
    return Reason(tuple(listed), None if needs_task and not listed else rated, parts)


def reported(duty: Duty, profile: Profile) -> Reported | None:
    """Tell how an occupation has a duty: by its tasks, else by what O*NET files such tasks under; None if not seen."""
    tasks, activities = dict(profile.tasks), dict(profile.activities)
    found = [tasks[name] for name in duty.tasks if name in tasks]
    found = found or [activities[name] for name in duty.activities if name in activities]
    return min(found, key=TIERS.index, default=None)


def _ratings(duty: Duty, profiles: Sequence[Profile]) -> Iterator[Rated]:
    for profile in profiles:
        importance = dict(profile.importance)
        yield from (Rated(name, importance[name], profile) for name in duty.elements if name in importance)
