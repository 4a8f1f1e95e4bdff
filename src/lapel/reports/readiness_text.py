"""Readiness → text for a terminal: how likely a cut is reached on another mock form, and what that does not say."""

from collections.abc import Mapping

from lapel.exam.foretell import Foretold
from lapel.exam.readiness import Reach
from lapel.model.exam import Bank
from lapel.planner.plan import Plan
from lapel.reports.exam_words import NOT_A_PERCENTAGE, mark_words, plural
from lapel.reports.plan_words import fees_words, later_words
from lapel.reports.plans_text import PlanPage
from lapel.rules.wording import long_date

LENGTHS = {"full": "full-length", "half": "half-length", "quarter": "quarter-length"}
NOT_THE_MARK = "Not the exam's passing score, and not a share that passes."


def chance_words(value: float) -> str:
    """Write a probability in 100 tries, never as sure.

    >>> chance_words(0.004), chance_words(0.634), chance_words(1.0)
    ('under 1 in 100', '63 in 100', 'over 99 in 100')
    """
    if value < 0.01:
        return "under 1 in 100"
    return "over 99 in 100" if value > 0.99 else f"{round(100 * value)} in 100"


def between_words(reach: Reach) -> str:
    """Write a probability with its interval, in 100 tries."""
    low, high = chance_words(reach.low), chance_words(reach.high)
    if low == high:
        return low
    return f"about {chance_words(reach.probability)}; it may be as low as {low} or as high as {high}"


def estimate_lines(told: Foretold) -> list[str]:
    """Say, after a mock exam, what is to be expected on another form."""
    whole = told.found.whole
    return [
        f"On another {LENGTHS[told.length]} form of this outline, {whole.right_low} to {whole.right_high} of"
        f" {whole.items} right are to be expected (9 times in 10), by all your first answers so far"
        f" ({whole.answered}).",
    ]


def readiness_text(bank: Bank, told: Foretold, *, program: str = "lapel", width: int = 80) -> str:
    """Write how likely the cut is reached, by area too, where the cut comes from, and what is not known."""
    page = PlanPage(width)
    outline, whole = told.outline, told.found.whole
    page.add(f"Readiness for the {bank.exams[outline.exam].name}")
    page.add("─" * page.width)
    page.add(
        f"Reaching {whole.cut} right of {whole.items} on another {LENGTHS[told.length]} mock form:"
        f" {between_words(whole)}."
    )
    page.add(
        f"To be expected: {whole.right_low} to {whole.right_high} right (9 times in 10). It rests on"
        f" {plural(whole.answered, 'first answer')}."
    )
    page.head("The cut is yours to choose")
    page.add(_cut(told), 2)
    page.add(f"{NOT_THE_MARK} {NOT_A_PERCENTAGE}", 2)
    for mark in outline.marks:
        page.add(f"The real exam: {mark_words(mark)}, by its own equating.", 2, "·")
    page.head("By area, with its part of the cut")
    for area, reach in zip(told.areas, told.found.areas, strict=True):
        if reach:
            name = outline.above(area)[-1].name
            page.add(f"{name}: {reach.cut} of {reach.items} – {_area(reach)}", 2, "·")
    page.head("What this does not know")
    for line in (*told.found.unknown, _measured(told)):
        page.add(line, 2, "·")
    page.head("Next")
    page.lines += [
        f"    {program} study weakest {outline.exam}",
        f"    {program} study readiness {outline.exam} --cut {min(whole.cut + 5, whole.items)}",
    ]
    return str(page)


def sitting_text(plan: Plan, told: Mapping[str, Foretold], *, program: str = "lapel", width: int = 80) -> str:
    """Set a plan's exam days beside readiness: what is known of the chance, what a failure costs, what to study till.

    ``told`` is by the id of the credential; exams of the plan without it are left out. Nothing where all are.
    """
    page = PlanPage(width)
    for leg in plan.legs:
        found = told.get(leg.credential.id)
        if not found or not leg.tests:
            continue
        whole = found.found.whole
        if not page.lines:
            page.head("Ready to sit?")
        page.add(f"{leg.credential.name}: this plan sits the exam on {long_date(leg.tests)}.", 2, "·")
        page.add(
            f"By your practice so far ({plural(whole.answered, 'first answer')}), {whole.cut} right of {whole.items} on"
            f" a mock exam: {between_words(whole)}. That is not the chance of passing the real exam: nothing published"
            " ties the two. It is of a form taken today, not on that day.",
            4,
        )
        again = next(
            (one.attempts[0] for one in plan.failing if one.credential == leg.credential.id and one.attempts), None
        )
        if again:
            page.add(
                f"A failed attempt: the next one on {long_date(again.tests)}, {later_words(again)}, for"
                f" {fees_words(again.fees)} more. To see a later first attempt: --not-before DATE.",
                4,
            )
        if leg.tests > plan.on:
            page.lines.append(f"    {program} study plan {leg.credential.id} --date {leg.tests}")
    return str(page) if page.lines else ""


def _cut(told: Foretold) -> str:
    whole = told.found.whole
    judged = (
        f"{told.judged} of {whole.items} is what a candidate who is just ready would get right, added up from the"
        " guesses of the questions' authors (Angoff's method)."
    )
    if told.own_cut:
        return f"You chose {whole.cut}. Without a choice it would be {told.judged}: {judged}"
    return f"{judged} Choose another with --cut; a higher one is the safer wish."


def _area(reach: Reach) -> str:
    said = chance_words(reach.probability)
    return f"{said} ({plural(reach.answered, 'answer')})" if reach.answered else f"{said} (no answers here yet)"


def _measured(told: Foretold) -> str:
    items = told.found.whole.items
    return (
        f"{told.measured} of the form's {items} questions have been measured by answers; the difficulty of the others"
        " is their author's guess, and the interval counts that in."
    )
