"""The bank of practice questions → text for a terminal: by topic, a list, one question with its reasons."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date

from lapel.model.citation import CONFIDENCE_WORDS
from lapel.model.exam import Bank, Item, Outline
from lapel.reports.exam_words import KINDS, plural
from lapel.reports.plans_text import PlanPage
from lapel.rules.wording import long_date

LEVELS = {"recall": "recall", "apply": "apply what you know", "analyze": "judge a situation"}
STATUSES = {
    "draft": "written, and not yet read by a second person",
    "reviewed": "read by a second reader who tried to break it",
    "trial": "tried out, unscored",
    "active": "in use",
    "withdrawn": "withdrawn",
}
MARKS = {True: "✓", False: "✗"}
NO_AREAS = "None: the areas of the outline in force that day were not read."
ORIGINAL = "All questions are original. None comes from a real exam."


def bank_text(bank: Bank, *, on: date, program: str = "lapel", width: int = 80) -> str:
    """Write what the bank holds, by topic."""
    page = PlanPage(width)
    items = [item for item in bank.items.values() if item.usable]
    page.add(f"The practice questions: {plural(len(items), 'question')} on {plural(len(bank.topics), 'topic')}")
    page.add("─" * page.width)
    count = Counter(item.topic for item in items)
    room = max(map(len, bank.topics)) + 2
    for topic in bank.topics.values():
        page.lines.append(f"  {topic.id:<{room}}{count[topic.id]:>4}  {topic.title}")
    page.add()
    page.add(f"Kinds: {_tally(KINDS[item.kind] for item in items)}.")
    page.add(f"Levels: {_tally(LEVELS[item.level] for item in items)}.")
    page.add(f"Read by a second reader: {sum(bool(item.reviews) for item in items):,} of {len(items):,}.")
    for line in measured_lines(bank):
        page.add(line)
    page.add()
    page.add(ORIGINAL)
    page.head("Next")
    page.lines += [f"    {program} study items --topic coding", f"    {program} study items --exam ccma-nha --area 3e"]
    return str(page)


def measured_lines(bank: Bank) -> list[str]:
    """Say how many questions have been measured by answers, by whose, and what the others go by."""
    items = [item for item in bank.items.values() if item.usable]
    measured = sum(item.calibration is not None for item in items)
    said = [f"Measured by answers: {measured:,} of {len(items):,}. How hard the others are is their author's guess."]
    if bank.own:
        said.append(f"Among the measures are your own, of {bank.own}.")
    if bank.outdated:
        named = ", ".join(bank.outdated[:5]) + (" and others" if len(bank.outdated) > 5 else "")
        count = plural(len(bank.outdated), "measure")
        said.append(f"Not used: {count} of a question as it was before it was changed ({named}).")
    return said


def _tally(names: Iterable[str]) -> str:
    found = Counter(names)
    return "; ".join(f"{name} {count:,}" for name, count in found.most_common())


def items_text(
    bank: Bank, items: Sequence[Item], outline: Outline | None, *, program: str = "lapel", width: int = 80
) -> str:
    """Write a list of questions, each with its id and the start of its stem."""
    page = PlanPage(width)
    page.add(plural(len(items), "question") + (f" for {bank.exams[outline.exam].name}" if outline else ""))
    page.add("─" * page.width)
    room = max((len(item.id) for item in items), default=0) + 2
    for item in items:
        place = bank.place(item, outline) if outline else None
        shown = f"{item.id:<{room}}" + (f"{place:<6}" if place and len(place) < 5 else "")
        page.lines.append(f"{shown}{_start(item.stem, page.width - len(shown))}")
    if not items:
        page.add("None: no question is placed there." if outline is None or outline.areas else NO_AREAS)
    else:
        page.head("Next")
        page.lines.append(f"    {program} study items {items[0].id}")
    return str(page)


def _start(text: str, room: int) -> str:
    return text if len(text) <= room else f"{text[: room - 2].rsplit(' ', 1)[0]} …"


def item_text(bank: Bank, item: Item, *, on: date, width: int = 80) -> str:
    """Write one question with its key, the reasons, its places and its sources."""
    page = PlanPage(width)
    page.add(f"{item.id} ({bank.topics[item.topic].title}; {KINDS[item.kind]})")
    page.add("─" * page.width)
    page.add(item.stem)
    if item.picture:
        page.add(f"Picture: {bank.pictures[item.picture].name}. In words, the places to choose from are those below.")
    page.add()
    right = set(item.key)
    for option in item.options:
        told = f"{item.key.index(option.id) + 1}." if item.kind == "ordering" else MARKS[option.id in right]
        page.add(f"{option.id}) {option.text}", 2, told)
        page.add(option.why, 6)
    if item.kind == "numeric":
        within = f", within {item.tolerance}" if item.tolerance else ""
        page.add(f"{item.answer} {item.unit}{within}", 2, "✓")
        page.add(item.why, 6)
        for error in item.errors:
            page.add(f"{error.value} {item.unit}", 2, "✗")
            page.add(error.why, 6)
    if item.guideline:
        page.add()
        page.add(f"Goes by: {item.guideline}.")
    page.head("Where it stands")
    for exam in bank.exams.values():
        outline = bank.outline(exam.id, on=on)
        place = bank.place(item, outline) if outline else None
        area = outline.area(place) if outline and place else None
        way = " → ".join(one.name for one in outline.above(area.id)) if outline and area else "not for this exam"
        page.add(f"{exam.name}: {way}", 2, "·")
    page.head("About it")
    page.add(f"Level: {LEVELS[item.level]}. Version {item.version}; {STATUSES[item.status]}.", 2)
    page.add(
        f"Its author expects {item.expected:.0%} of candidates who are just ready to answer it right; that is a guess"
        " until enough people have.",
        2,
    )
    if item.calibration:
        said = item.calibration
        within = f" (standard error {said.se_b:.2f})" if said.se_b is not None else ""
        whose = f"; {said.source}" if said.source else ""
        page.add(
            f"Measured from {said.answers:,} answers by {long_date(said.on)}: difficulty {said.b:.2f}{within},"
            f" discrimination {said.a:.2f}{whose}. Practice and readiness go by that.",
            2,
        )
    elif item.id in bank.outdated:
        page.add("It was measured before it was changed; that is no longer used.", 2)
    for review in item.reviews:
        note = f" {review.note}" if review.note else ""
        page.add(f"Read on {long_date(review.on)} by {review.by}: {review.verdict}.{note}", 2)
    page.head("Sources")
    for name in item.sources:
        source = bank.item_sources[name]
        late = f"; to be read again since {source.as_of + source.review_every}" if source.overdue(on=on) else ""
        sure = CONFIDENCE_WORDS[source.confidence]
        page.add(f"{source.publisher}: {source.title}, {source.section} (as of {source.as_of}; {sure}{late})", 2, "·")
    return str(page)
