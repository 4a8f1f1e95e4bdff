"""A self-check of skills → text for a terminal: the gaps first, each with its reason and what closes it."""

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction

from lapel.careers.learning import Match
from lapel.careers.outlines import Asked
from lapel.careers.skills import Checked, Reason, SkillCheck
from lapel.model.advice import Advice, Duty
from lapel.model.record import Record
from lapel.reports.footnotes import Footnotes
from lapel.reports.plans_text import PlanPage
from lapel.rules.wording import long_date

LEVEL_WORDS: Mapping[str, str] = {
    "not-yet": "not yet",
    "with-help": "with help",
    "alone": "alone",
    "could-teach": "could teach it",
}
GROUP_WORDS: Mapping[str, str] = {
    "clinical": "clinical",
    "administrative": "medical office",
    "office": "office",
    "human": "with people",
}
REPORTED: Mapping[str, str] = {
    "core": "a core task",
    "supplemental": "a side task",
    "listed": "a task",
}
NO_SCORE = "This is your own word, not a test. There is no score, and nobody else sees it unless you show it."


def skills_text(
    found: SkillCheck,
    closes: Mapping[str, Sequence[Match]],
    advice: Advice,
    record: Record,
    *,
    on: date,
    file: str,
    program: str,
    width: int = 80,
) -> str:
    """Write a check for reading; ``closes`` are the resources for each gap, by duty."""
    page, notes = PlanPage(width), Footnotes()
    page.add(f"Your skills, held against: {found.target.name}")
    page.add(f"{record.name or 'This record'}, asked on {long_date(on)}")
    page.add("─" * page.width)
    page.add(NO_SCORE)
    page.add(against_words(found) + notes.mark(c for profile in found.target.profiles for c in profile.cite))
    if len(found.target.profiles) + len(found.target.missing) > 1:
        page.add("The title can mean several occupations. What any of them asks for is counted.")
    if found.target.profiles:
        page.add(ADDED if found.target.added else NOT_ADDED)
    for code in found.target.missing:
        page.add(f"O*NET's profile of {code} is not held, so nothing can be said of it.", 2, "?")
    page.head(f"What to work on ({len(found.gaps)})")
    if not found.gaps:
        page.add("Nothing that you have answered so far." if found.held else "You have answered nothing yet.", 2)
    for one in found.gaps:
        page.add(f"{one.duty.name}: {level_words(one)}", 2, "○" if one.level == "not-yet" else "◐")
        page.add(reason_words(one.reason, one.duty, advice) + notes.mark(one.reason.cite), 4)
        if ways := closing_words(closes.get(one.duty.id, ())):
            page.add(f"Closed by: {ways}.", 4)
    page.head(f"What you can do ({len(found.held)})")
    for one in found.held:
        page.add(f"{one.duty.name}: {level_words(one)}", 2, "●")
    page.head(f"Not answered ({len(found.open)})")
    for one in found.open:
        unsure = " You were not sure." if one.standing == "not sure" else ""
        page.add(f"{one.duty.name}: {one.duty.asks}{unsure}", 2, "?")
    if found.outside:
        page.head(f"Nothing seen that asks for it ({len(found.outside)})")
        page.add("It may be part of the work all the same: what we hold does not name it.", 2)
        page.add(", ".join(one.duty.name for one in found.outside) + ".", 2)
    for name in found.strangers:
        page.add(f"The record has a skill that we do not know: {name}.", 0, "!")
    page.head("Next")
    if found.open:
        page.add("Answer the questions, one at a time:", 2, "→")
        page.lines.append(f"    {program} skills {file} --check")
    if found.gaps:
        role = f" --role {found.target.role.id}" if found.target.role else ""
        page.add("Where to learn what is missing:", 2, "→")
        page.lines.append(f"    {program} learn {file} --for skills{role}")
    page.head("Sources")
    notes.add_to(page, on)
    if found.target.profiles:
        page.add()
        page.add(ONET)
    return str(page)


ADDED = "O*NET is read from the data that you added."
NOT_ADDED = "O*NET is read from the small table of the catalog; lapel data add takes a newer release."

ONET = (
    "Includes information from the O*NET Database by the US Department of Labor, Employment and Training "
    "Administration (USDOL/ETA), used under the CC BY 4.0 license; only a part of it is held here."
)


def against_words(found: SkillCheck) -> str:
    """Say what the order rests on."""
    target, parts = found.target, []
    if target.credential:
        parts.append(f"how much of the {target.credential.name} exam asks about it")
    if target.profiles:
        titles = " or ".join(f"{profile.title} ({profile.id})" for profile in target.profiles)
        parts += [f"how firmly O*NET counts it among the tasks of {titles}", "how important the skill behind it is"]
    return f"The most important comes first: by {', then '.join(parts)}." if parts else ""


def level_words(one: Checked) -> str:
    """Say a level in plain words, and when it was said."""
    said = f", said on {one.as_of}" if one.as_of else ""
    return f"{LEVEL_WORDS[one.level]}{said}" if one.level else "not answered"


def reason_words(reason: Reason, duty: Duty, advice: Advice) -> str:
    """Say why a duty matters."""
    parts = [share_words(part) for part in reason.asked]
    for reported in dict.fromkeys(found for _, found in reason.listed):
        titles = " and ".join(profile.title for profile, found in reason.listed if found == reported)
        parts.append(f"O*NET lists it as {REPORTED[reported]} of {titles}.")
    if duty.no_code and not reason.listed and reason.rated:
        parts.append("O*NET has no task for it.")
    if reason.rated:
        name, importance = advice.codes[reason.rated.element], reason.rated.importance
        parts.append(f"The skill or knowledge behind it, {name}, has importance {importance:.2f} of 5.")
    return " ".join(parts)


def share_words(part: Asked) -> str:
    """Say in which areas an exam asks about something, and for how much of it at most."""
    areas = " and ".join(f"“{name}”" for name in part.areas)
    reading = f" (by the {part.reading})" if part.reading else ""
    if part.percent is None:
        return f"The exam asks about it in {areas}{reading}; how much is not known."
    return f"Up to {percent_words(part.percent)} of the exam's questions: {areas}{reading}."


def percent_words(percent: Fraction) -> str:
    """Write a share.

    >>> percent_words(Fraction("56")), percent_words(Fraction("18.6"))
    ('56 percent', '18.6 percent')
    """
    return f"{float(percent):g} percent"


def closing_words(matches: Sequence[Match], most: int = 4) -> str:
    """Name what closes a gap, the closest first."""
    names = [match.resource.name for match in matches[:most]]
    return "; ".join(name[:1].lower() + name[1:] if name[1:2].islower() else name for name in names)
