"""Outlines of the exams, and how far practice for one goes for another → text for a terminal."""

from collections.abc import Sequence
from datetime import date

from lapel.exam.outlines import LENGTHS, Crosswalk, crosswalk, form_counts, spread_evenly
from lapel.model.exam import Area, Bank, Exam, Outline
from lapel.reports.exam_words import (
    DATINGS,
    NOT_A_PERCENTAGE,
    count_words,
    kinds_words,
    mark_words,
    percent_words,
    plural,
    questions_words,
    share_words,
    sitting_words,
    time_words,
)
from lapel.reports.footnotes import Footnotes
from lapel.reports.plans_text import PlanPage
from lapel.rules.wording import long_date

OUR_SPREAD = (
    "The outlines give no counts inside an area; there its questions are shared alike among its topics, which is ours."
)


NARROW = 60
"""Columns below which a table's figures stand under the name."""


def outlines_text(bank: Bank, *, on: date, program: str = "lapel", width: int = 80) -> str:
    """Write what the exams ask, side by side."""
    page, notes = PlanPage(width), Footnotes()
    page.add(f"What the exams ask, on {long_date(on)}")
    page.add("─" * page.width)
    for exam in bank.exams.values():
        found = exam.in_force(on=on)
        page.head(exam.name)
        if not found:
            page.add("No outline is known for that day.", 2)
            continue
        outline = found[0]
        page.add(f"{questions_words(outline)}.{notes.mark(outline.cite)}", 2)
        page.add(
            f"{_sentence(time_words(outline))}{_after(sitting_words(outline))}{notes.mark(outline.sitting.cite)}", 2
        )
        for area in outline.areas:
            page.add(f"{area.name}: {_short(area)}", 2, "·")
        if len(found) > 1:
            page.add(
                f"The sources disagree: this is the {outline.reading}. There is also the {_others(found)}.", 2, "!"
            )
        marks = "; or ".join(f"{mark_words(mark)}{notes.mark(mark.cite)}" for mark in outline.marks)
        page.add(f"To pass: {marks or 'not known'}.", 2)
        if len(outline.marks) > 1:
            page.add("The sources disagree on the pass mark.", 2, "!")
    page.add()
    page.add(NOT_A_PERCENTAGE)
    page.head("Next")
    page.lines += [f"    {program} study outline {name}" for name in list(bank.exams)[:1]]
    page.lines += [f"    {program} study outline {a} --compare {b}" for a, b in [list(bank.exams)[:2]]]
    page.head("Sources")
    notes.add_to(page, on)
    return str(page)


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"


def _after(text: str) -> str:
    return f": {text}." if text else "."


def _short(area: Area) -> str:
    counted = f"{plural(area.items, 'question')}" if area.items is not None else "its questions are not known"
    return f"{counted}{', worked out' if area.items_basis == 'derived' else ''}"


def _others(found: Sequence[Outline]) -> str:
    return " and the ".join(outline.reading for outline in found[1:])


def outline_text(bank: Bank, name: str, *, on: date, program: str = "lapel", width: int = 80) -> str:
    """Write the outline of one exam as it stands on a day, in every reading."""
    page, notes = PlanPage(width), Footnotes()
    exam = bank.exams[name]
    found = exam.in_force(on=on)
    page.add(f"{exam.name}: what the exam asks, on {long_date(on)}")
    page.add("─" * page.width)
    if len(found) > 1:
        page.add(f"The sources disagree: {len(found)} readings of the outline follow. Ask the exam's body.", mark="!")
    for outline in found:
        _outline(page, notes, bank, outline)
    _passing(page, notes, found[0])
    if earlier := [outline for outline in exam.outlines if outline not in found]:
        page.head("Other outlines")
        for outline in earlier:
            page.add(f"{_sentence(outline.name)}: {DATINGS[outline.dating]} {long_date(outline.starts)}.", 2, "·")
            page.lines.append(f"      {program} study outline {name} --on {outline.starts}")
    _circulating(page, notes, exam)
    page.head("Sources")
    notes.add_to(page, on)
    return str(page)


def _outline(page: PlanPage, notes: Footnotes, bank: Bank, outline: Outline) -> None:
    page.head(f"Reading: {outline.reading}" if outline.reading else "The outline")
    page.add(
        f"{_sentence(outline.name)}, {DATINGS[outline.dating]} {long_date(outline.starts)}.{notes.mark(outline.cite)}",
        2,
    )
    page.add(f"{_sentence(questions_words(outline))}.", 2)
    page.add(f"{_sentence(time_words(outline))}{_after(sitting_words(outline))}{notes.mark(outline.sitting.cite)}", 2)
    for other in outline.other_times:
        page.add(f"Another source says {other.minutes} minutes.{notes.mark(other.cite)}", 2, "!")
    if outline.kinds:
        marks = notes.mark(cite for share in outline.kinds for cite in share.cite)
        page.add(f"Kinds of questions: {kinds_words(outline.kinds)}.{marks}", 2)
    if outline.note:
        page.add(outline.note, 2)
    page.add()
    if not outline.areas:
        page.add("Its areas were not read.", 2)
        return
    held = {area: len(items) for area, items in bank.items_of(outline).items()}
    page.lines += _table(outline, held, page.width)
    page.add()
    if any(area.items_basis == "derived" for area in outline.every()):
        page.add("* worked out from a published share or total; the others are published.", 2)
    if spread_evenly(outline):
        names = " and ".join(area.name for area in spread_evenly(outline))
        page.add(f"? not read: a mock form shares the questions of {names} alike among their parts, which is ours.", 2)
    if outline.scored or outline.delivered:
        lengths = ", ".join(f"{length} {sum(form_counts(outline, length).values())}" for length in LENGTHS)
        page.add(f"Scored questions of a mock form here: {lengths}.", 2)


def _table(outline: Outline, held: dict[str, int], width: int) -> list[str]:
    """Areas with their questions, share, and how many items the bank has; a line under each where it is narrow."""
    narrow = width < NARROW
    room = width - 4 if narrow else min(width, 84) - 30
    lines = [] if narrow else [f"  {'area':<{room}}{'questions':>9}{'share':>9}{'in bank':>9}"]
    for area in outline.every():
        have = sum(held[leaf.id] for leaf in area.leaves())
        deep = "  " * (len(outline.above(area.id)) - 1)
        lead = f"{deep}    " if narrow else f"{deep}{' ' * len(area.id)}  "
        first, *rest = _wrapped(f"{deep}{area.id}  {area.name}", room - 1, len(lead))
        if narrow:
            share = f", {percent_words(area)}" if area.percent is not None else ""
            rest += _wrapped(f"{lead}{count_words(area)} asked{share}; {have} in the bank", room, len(lead))
            lines.append(f"  {first}")
        else:
            lines.append(f"  {first:<{room}}{count_words(area):>9}{percent_words(area):>9}{have:>9}")
        lines += [f"  {line}" for line in rest]
        if area.about:
            lines += [f"  {line}" for line in _wrapped(f"{lead}{area.about}", min(width, 84) - 4, len(lead))]
    return lines


def _wrapped(text: str, width: int, indent: int) -> list[str]:
    from textwrap import wrap

    lead = text[: len(text) - len(text.lstrip())]
    return wrap(text.strip(), width, initial_indent=lead, subsequent_indent=" " * indent) or [""]


def _passing(page: PlanPage, notes: Footnotes, outline: Outline) -> None:
    page.head("To pass")
    for mark in outline.marks:
        label = f"{mark.label}: " if mark.label and len(outline.marks) > 1 else ""
        page.add(f"{label}{mark_words(mark)}. {mark.note}".strip() + notes.mark(mark.cite), 2, "·")
    if len(outline.marks) > 1:
        page.add("The sources disagree on the pass mark. Ask the exam's body which is meant.", 2, "!")
    if not outline.marks:
        page.add("The pass mark was not read.", 2)
    page.add(NOT_A_PERCENTAGE, 2)
    if outline.retakes:
        page.head("Trying again")
    for one in outline.retakes:
        parts = [f"{plural(one.attempts, 'attempt')} in all"] if one.attempts else []
        parts += [f"a wait of {', then '.join(one.waits)}"] if one.waits else []
        label = f"{one.label}: " if one.label else ""
        said = f"{label}{', '.join(parts)}. {one.note}" if parts else f"{label}{one.note}"
        page.add(said.strip() + notes.mark(one.cite), 2, "·")


def _circulating(page: PlanPage, notes: Footnotes, exam: Exam) -> None:
    if exam.circulating:
        page.head("Still shown elsewhere")
    for one in exam.circulating:
        note = f" {one.note}" if one.note else ""
        page.add(f"{_sentence(one.standing)}: {one.says}{note}{notes.mark(one.cite)}", 2, "·")


def crosswalk_text(bank: Bank, given: str, wanted: str, *, on: date, width: int = 80) -> str:
    """Write how far practice for one exam goes for another."""
    page, notes = PlanPage(width), Footnotes()
    one, other = bank.exams[given], bank.exams[wanted]
    page.add(f"Practice for the {one.name}, used for the {other.name}")
    page.add(f"By the outlines in force on {long_date(on)}")
    page.add("─" * page.width)
    pairs = [(a, b) for a in one.in_force(on=on) for b in other.in_force(on=on) if a.areas and b.areas]
    if not pairs:
        page.add("The areas of one of them were not read for that day, so the two cannot be compared.")
        return str(page)
    for a, b in pairs:
        _crossed(page, notes, bank, crosswalk(bank, a, b), several=len(pairs) > 1)
    page.add()
    page.add(OUR_SPREAD)
    page.add("It counts questions, not how hard they are, and is no chance of passing.")
    page.head("Sources")
    notes.add_to(page, on)
    return str(page)


def _crossed(page: PlanPage, notes: Footnotes, bank: Bank, found: Crosswalk, *, several: bool) -> None:
    if several:
        page.head(" against ".join(outline.reading or outline.name for outline in (found.given, found.wanted)))
    sure = share_words(found.published)
    page.add(
        "A full form of the first has enough questions on the right topics for"
        f" {share_words(found.share)} of the scored questions of the second."
        f"{notes.mark((*found.given.cite, *found.wanted.cite))} For {sure}, both outlines name the topic; the rest goes"
        " by our own placing."
    )
    page.add()
    narrow = page.width < NARROW
    room = page.width - 4 if narrow else min(page.width, 84) - 22
    if not narrow:
        page.lines.append(f"  {'area of the second':<{room}}{'covered':>10}{'of':>8}")
    for area in found.areas:
        at = found.wanted.area(area.area)
        first, *rest = _wrapped(f"{area.area}  {at.name if at else ''}", room - 1, 4 if narrow else len(area.area) + 2)
        if narrow:
            rest.append(f"    {float(area.covered):.1f} of {float(area.wanted):.1f} covered")
        figures = "" if narrow else f"{float(area.covered):>10.1f}{float(area.wanted):>8.1f}"
        page.lines.append(f"  {first:<{room}}{figures}".rstrip())
        page.lines += [f"  {line}" for line in rest]
    gaps = [(round(topic.wanted - topic.covered), topic.topic) for area in found.areas for topic in area.topics]
    gaps = sorted((gap for gap in gaps if gap[0]), key=lambda gap: -gap[0])
    if gaps:
        page.add()
        page.add("What is missing most:", 2)
    for missing, topic in gaps[:5]:
        page.add(f"{bank.topics[topic].title}: about {plural(missing, 'question')}", 4, "·")
