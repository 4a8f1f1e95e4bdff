"""The words that reports on exams and practice share."""

from collections.abc import Iterable
from fractions import Fraction

from lapel.model.exam import Area, KindShare, Outline, PassMark

KINDS = {
    "one-best": "one best answer",
    "multi-select": "select all that apply",
    "ordering": "put in order",
    "numeric": "work out a number",
    "hotspot": "point at a picture",
}
DATINGS = {"on": "in force from", "by": "in force by", "assumed": "taken to be in force from"}
NOT_A_PERCENTAGE = "The pass mark is scaled and equated. No percentage of right answers passes."
OURS = "our own placing"


def plural(count: int, one: str, many: str = "") -> str:
    """Write a count with its noun.

    >>> plural(1, "question"), plural(1200, "question")
    ('1 question', '1,200 questions')
    """
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def share_words(share: Fraction) -> str:
    """Write a share of 0 to 1 in whole percent; what is neither nothing nor all never reads as either.

    >>> [share_words(Fraction(part, 500)) for part in (0, 1, 165, 499, 500)]
    ['0 %', 'under 1 %', '33 %', 'over 99 %', '100 %']
    """
    percent = round(100 * share)
    if share and not percent:
        return "under 1 %"
    if share != 1 and percent == 100:
        return "over 99 %"
    return f"{percent} %"


def questions_words(outline: Outline) -> str:
    """Say how many questions there are, and how many of them count."""
    if outline.delivered is None:
        return "how many questions was not read"
    if outline.pretest is None:
        return f"{plural(outline.delivered, 'question')}; no number of unscored ones is published"
    return (
        f"{plural(outline.delivered, 'question')}: {outline.scored} scored, {outline.pretest} tried out and not scored"
    )


def time_words(outline: Outline) -> str:
    """Say how long it takes, and how long a question has."""
    if outline.minutes is None:
        return "the time was not read"
    pace = outline.seconds_a_question
    each = f", {round(pace)} seconds a question" if pace else ""
    return f"{outline.minutes} minutes{each}"


def sitting_words(outline: Outline) -> str:
    """Say how the time is cut."""
    sitting = outline.sitting
    parts = []
    if sitting.segments > 1:
        locked = ", closed once left" if sitting.locked else ""
        parts.append(f"{sitting.segments} parts of {sitting.items} questions in {sitting.minutes} minutes{locked}")
    if sitting.breaks == 0:
        parts.append("no breaks scheduled")
    elif sitting.breaks:
        parts.append(f"breaks of {sitting.breaks} minutes in all at most")
    if sitting.tutorial:
        parts.append(f"a tutorial of {sitting.tutorial} minutes before")
    if sitting.appointment:
        parts.append(f"about {sitting.appointment} minutes at the test center")
    return "; ".join(parts)


def mark_words(mark: PassMark) -> str:
    """Say what passes."""
    known = mark.scale_from is not None and mark.scale_to is not None
    return (
        f"{mark.score} on a scale of {mark.scale_from} to {mark.scale_to}"
        if known
        else f"a scaled score of {mark.score}"
    )


def kinds_words(shares: Iterable[KindShare]) -> str:
    """Say which kinds of questions there are."""
    said = []
    for share in shares:
        names = ", ".join(KINDS[kind] for kind in share.kinds)
        much = f" (about {share.percent} %)" if share.percent not in (None, 100) else ""
        options = f", {share.options} options" if share.options else ""
        said.append(f"{names}{options}{much}")
    return "; ".join(said)


def count_words(area: Area) -> str:
    """Write the questions of an area; a star says that the number follows from others."""
    if area.items is None:
        return "?"
    return f"{area.items}{'*' if area.items_basis == 'derived' else ''}"


def percent_words(area: Area) -> str:
    """Write the share of an area as published."""
    return f"{area.percent} %" if area.percent is not None else ""
