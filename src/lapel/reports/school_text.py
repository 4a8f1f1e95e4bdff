"""What helps at school, and what a diploma opens → text for a terminal."""

from collections.abc import Iterable, Mapping

from lapel.careers.school import Opens, Schooling, Taking
from lapel.model.advice import Advice, Because
from lapel.model.record import Record, Volunteering
from lapel.model.truth import Truth
from lapel.reports.footnotes import Footnotes
from lapel.reports.plan_words import NOT_THE_ISSUER
from lapel.reports.plans_text import PlanPage
from lapel.rules.wording import long_date

STAGES: Mapping[str, str] = {
    "at school": "You are still at school. This is the time when these choices are open.",
    "finished": "You have your diploma or GED: school is behind you. Below is what still matters.",
    "no diploma": "You have no diploma or GED, and you are not at school. What takes a GED instead is said below.",
    "cannot tell": "The record does not say whether you are at school or have a diploma. Both are shown.",
}


def school_text(
    found: Schooling, advice: Advice, record: Record, *, file: str, goal: str, program: str, width: int = 80
) -> str:
    """Write it for reading; ``file`` and ``goal`` are named in the command that makes the plan."""
    page, notes = PlanPage(width), Footnotes()
    page.add("School")
    page.add(f"{record.name or 'This record'}, asked on {long_date(found.on)}")
    page.add("─" * page.width)
    page.add(STAGES[found.stage])
    page.head("What to take, and why" if found.stage != "finished" else "What still helps")
    if found.stage == "finished":
        page.add("You can still take these at a college or online. Programs teach much of it from the start.", 2)
    for taking in (one for one in found.takings if one.advice.kind == "subject"):
        _taking(page, notes, taking, advice)
    page.head("What to do")
    for taking in (one for one in found.takings if one.advice.kind == "activity"):
        _taking(page, notes, taking, advice)
    _opened(page, notes, found)
    page.head("Age")
    _age(page, notes, found)
    _first_stage(page, notes, found)
    page.add("Your plan, with dates and money:", 2, "→")
    page.lines.append(f"    {program} plan {file} --goal {goal}")
    page.add("Where to learn what an exam asks:", 2, "→")
    page.lines.append(f"    {program} learn --for {goal}")
    page.head("Sources")
    notes.add_to(page, found.on)
    page.add()
    page.add(NOT_THE_ISSUER)
    return str(page)


def _taking(page: PlanPage, notes: Footnotes, taking: Taking, advice: Advice) -> None:
    page.add(f"{taking.advice.name}: {taken_words(taking)}", 2, "✓" if taking.begun else "·")
    page.add(taking.advice.says + notes.mark(taking.advice.cite), 4)
    for because in taking.advice.because:
        page.add(because.says + notes.mark(because.cite), 6, "-")
        if leads := leads_words(because, advice):
            page.add(f"For: {leads}.", 8)
    if taking.advice.note:
        page.add(taking.advice.note, 4)


def taken_words(taking: Taking) -> str:
    """Say what a record has of it."""
    if taking.courses:
        return f"in your record ({', '.join(taking.courses)})."
    if taking.service:
        return f"in your record ({'; '.join(map(service_words, taking.service))})."
    return "not in your record."


def service_words(service: Volunteering) -> str:
    """Name a spell of unpaid service with its hours."""
    where = service.where or "a place not named"
    return f"{where}, {service.hours:g} hours" if service.hours is not None else f"{where}, hours not said"


def leads_words(because: Because, advice: Advice) -> str:
    """Name what a reason leads to: exam topics, duties and what programs teach."""
    parts = [
        (f"exam: {_joined(advice.topics[name].name for name in because.topics)}" if because.topics else ""),
        (f"training: {_joined(because.training)}" if because.training else ""),
        (f"work: {_joined(advice.duties[name].name.lower() for name in because.duties)}" if because.duties else ""),
    ]
    return "; ".join(filter(None, parts))


def _joined(names: Iterable[str]) -> str:
    return ", ".join(names)


def _opened(page: PlanPage, notes: Footnotes, found: Schooling) -> None:
    page.head("What a diploma or GED opens")
    opens = [one for one in found.opens if one.subject == "diploma"]
    page.add("One condition of several: the others must hold too. lapel check shows them all.", 2)
    for one in opens:
        page.add(f"{one.credential.name}: {when_words(one)}", 2, MARKS[one.truth])
        page.add(one.says + notes.mark(one.cite), 4)
        page.add(f"Asked for on: {ways_words(one)}.", 4)
    for other in found.others:
        page.add(f"{other.credential.name}: {other.says}{notes.mark(other.cite)}", 2, "·")


MARKS: Mapping[Truth, str] = {Truth.TRUE: "✓", Truth.UNKNOWN: "?", Truth.FALSE: "✗"}


def when_words(one: Opens) -> str:
    """Say from when to when a condition is met.

    Unknown means that the record does not say the day.
    """
    if one.truth is Truth.TRUE:
        return f"met, until {long_date(one.until)}" if one.until else "met"
    if one.starts:
        return f"from {long_date(one.starts)}"
    return "cannot tell: the record does not say the day" if one.truth is Truth.UNKNOWN else "not as things stand"


def ways_words(one: Opens) -> str:
    """Name the ways that ask for it, and say when all do."""
    names = _joined(f"“{route.name}”" for route in one.routes)
    every = len(one.routes) == len(one.credential.routes)
    return f"every way ({names})" if every and len(one.routes) > 1 else names


def _age(page: PlanPage, notes: Footnotes, found: Schooling) -> None:
    ages = [one for one in found.opens if one.subject == "birth"]
    for one in ages:
        page.add(f"{one.credential.name}: {one.says} {_sentence(when_words(one))}" + notes.mark(one.cite), 2, "·")
    if not ages:
        page.add("No rule that we hold for your state and for the national certificates asks for an age.", 2, "·")
    for note in found.notes:
        page.add(note.says + notes.mark(note.cite), 2, "·")


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}."


def _first_stage(page: PlanPage, notes: Footnotes, found: Schooling) -> None:
    page.head("The first stage of your plan")
    steps = [step for step in found.steps if found.stage != "finished" or step.gives]
    for step in steps:
        page.add(f"{step.name}. {step.about}" + notes.mark(step.cite), 2, "·")
        for check in step.checks:
            page.add(check.what + notes.mark(check.cite), 4)
    if not steps:
        page.add("It is done: a plan begins with a program or with work.", 2, "✓")
