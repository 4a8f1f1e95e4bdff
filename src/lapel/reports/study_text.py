"""Studying → text for a terminal: one question a screen, what was right and why, how a session came out."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from fractions import Fraction
from math import ceil

from lapel.exam.events import Event
from lapel.exam.evidence import answers
from lapel.exam.marking import LETTERS, asked, named_error
from lapel.exam.outcomes import Outcome, outcome
from lapel.exam.queue import Card, due_by_day, to_review
from lapel.exam.sessions import State, replay
from lapel.model.exam import Bank, Item, Outline
from lapel.reports.exam_words import NOT_A_PERCENTAGE, mark_words, plural
from lapel.reports.plans_text import PlanPage

MODES = {
    "mock": "mock exam",
    "practice": "practice",
    "weakest": "practice, weakest area first",
    "review": "review of what was missed",
}
ENDINGS = {
    "done": "",
    "time": "The time was up.",
    "left": "You ended it here.",
    "precise": "It stopped because your answers say enough about where you stand today.",
    "long enough": "",
    "no items left": "There is no further question that fits.",
}
NOT_THE_EXAM = "All questions are original. None comes from a real exam."

SHOWN = 10
"""Questions of the queue that are named."""


def clock_words(left: timedelta) -> str:
    """Write a time that is left, rounded up to the second, so that 0:00 is reached when it is over and not before.

    >>> clock_words(timedelta(minutes=39, seconds=59.2)), clock_words(timedelta(hours=2)), clock_words(timedelta(0))
    ('40:00', '2:00:00', '0:00')
    """
    seconds = ceil(left.total_seconds())
    hours, rest = divmod(seconds, 3600)
    minutes, last = divmod(rest, 60)
    return f"{hours}:{minutes:02}:{last:02}" if hours else f"{minutes}:{last:02}"


def screen_text(
    bank: Bank,
    item: Item,
    shown: Sequence[str],
    *,
    head: str,
    flagged: bool = False,
    given: Sequence[str] = (),
    picture: str = "",
    width: int = 80,
) -> str:
    """Write one question with its options, lettered in the order shown; ``picture`` is the drawing in words."""
    page = PlanPage(width)
    page.add(head)
    page.add("─" * page.width)
    page.add(item.stem)
    if item.guideline:
        page.add(f"Goes by: {item.guideline}.")
    if picture:
        page.add()
        page.add(picture)
    elif item.picture:
        name = bank.pictures[item.picture].name if item.picture in bank.pictures else item.picture
        page.add()
        page.add(f"Picture: {name}. The places to choose from are told in words:")
    page.add()
    for letter, name in zip(LETTERS, shown, strict=False):
        option = item.option(name)
        page.add(option.text if option else name, 2, f"{letter})")
    if item.kind == "numeric":
        page.add(f"Type the number{f' of {item.unit}' if item.unit else ''}.", 2)
    notes = [f"your answer: {answer_words(item, shown, given)}"] if given else []
    notes += ["flagged"] if flagged else []
    if notes:
        page.add()
        page.add(f"[{'; '.join(notes)}]")
    page.add()
    return str(page)


def answer_words(item: Item, shown: Sequence[str], given: Sequence[str]) -> str:
    """Write what was answered: letters as shown, or the number."""
    if item.kind == "numeric":
        return f"{given[0]} {item.unit}".strip()
    letters = [LETTERS[shown.index(name)] for name in given if name in shown]
    return ", ".join(letters if item.kind == "ordering" else sorted(letters))


def prompt_words(item: Item, shown: Sequence[str], *, mock: bool) -> str:
    """Ask for an answer."""
    more = "? help, q stop" if not mock else "? help"
    return f"Your answer – {asked(item, shown).example} ({more}): "


def feedback_text(item: Item, shown: Sequence[str], given: Sequence[str], right: bool, *, width: int = 80) -> str:
    """Tell after an answer in practice: right or not, why the key is right, and what is wrong with the choice."""
    page = PlanPage(width)
    page.add("✓ Right." if right else f"✗ Not right. You answered {answer_words(item, shown, given)}.")
    if item.kind == "numeric":
        error = named_error(item, given)
        if error:
            page.add(error.why, 2)
        page.add(f"The answer is {item.answer} {item.unit}.".replace(" .", "."), 2)
        page.add(item.why, 4)
        return str(page)
    if item.kind == "ordering":
        _ordered(page, item, shown)
        return str(page)
    key = set(item.key)
    for name in sorted((name for name in shown if name in key or name in given), key=lambda name: name not in key):
        option = item.option(name)
        if option:
            mark = "✓" if name in key else "✗"
            missed = " (you did not choose it)" if name in key and len(key) > 1 and name not in given else ""
            page.add(f"{option.text}{missed}", 2, f"{mark} {LETTERS[shown.index(name)]})")
            page.add(option.why, 6)
    return str(page)


def _ordered(page: PlanPage, item: Item, shown: Sequence[str]) -> None:
    page.add("The right order:", 2)
    for number, option in enumerate(item.keyed, 1):
        page.add(option.text, 2, f"{number}. {LETTERS[shown.index(option.id)]})")
        page.add(option.why, 6)


HELP_PRACTICE = """Type the letter of your answer and press Enter; several letters where
several are asked for, a number where a number is.
  ?        this help
  q        stop; lapel study resume goes on from here
"""

HELP_MOCK = """Type the letter of your answer and press Enter; several letters where
several are asked for, a number where a number is.
  >        the next question          <        the question before
  /12      question 12                !        flag it, or take the flag off
  list     all questions of this part, and which are open or flagged
  end      close this part for good   ?        this help
  q        stop the clock and leave; lapel study resume goes on from here
           (a real exam has no such key)
"""


def list_text(state: State, *, width: int = 80) -> str:
    """List the questions of the open part: answered, open, flagged."""
    page = PlanPage(width)
    places = state.places()
    marks = [
        f"{place + 1}{'' if place in state.answers else '○'}{'!' if place in state.flags else ''}" for place in places
    ]
    room = max(map(len, marks), default=1) + 2
    across = max(1, (page.width - 2) // room)
    for start in range(0, len(marks), across):
        page.lines.append("  " + "".join(f"{mark:<{room}}" for mark in marks[start : start + across]).rstrip())
    left = len(state.unanswered)
    page.add()
    page.add(f"{len(places) - left} of {plural(len(places), 'question')} answered (○ open, ! flagged).")
    return str(page)


def result_text(
    bank: Bank,
    outline: Outline | None,
    state: State,
    found: Outcome,
    estimate: Sequence[str] = (),
    *,
    program: str = "lapel",
    width: int = 80,
) -> str:
    """Write how a session came out, by area, or by topic where it was of no exam.

    ``estimate`` are the lines on what it says of another form.
    """
    page = PlanPage(width)
    length = {"half": ", half length", "quarter": ", quarter length"}.get(state.started.length, "")
    page.add(f"{title_words(bank, state)}{length}")
    page.add("─" * page.width)
    whole = found.whole
    counted = "scored question" if state.mock else "question"
    page.add(f"{whole.right} of {plural(whole.items if state.mock else whole.answered, counted)} right.")
    if found.tried_out:
        page.add(f"{found.tried_out} more stood among them unmarked and do not count, as in the real exam.")
    open_ones = whole.items - whole.answered
    if state.mock and open_ones:
        page.add(f"{plural(open_ones, 'scored question')} had no answer. An open question is never right: guess.")
    if state.finished and ENDINGS[state.finished]:
        page.add(ENDINGS[state.finished])
    if state.mock and outline:
        page.add(_time(outline, state, found))
    _areas(page, bank, outline, found, mock=state.mock)
    if said := measured_words(bank, state):
        page.add()
        page.add(said)
    if estimate:
        page.head("An estimate, not a score")
        for line in estimate:
            page.add(line, 2)
    if state.mock and outline:
        page.add("; ".join(f"The real exam: {mark_words(mark)}" for mark in outline.marks[:1]) + ".", 2)
        page.add(f"Nothing published ties this form to that scale. {NOT_A_PERCENTAGE}", 2)
    page.add()
    page.add(NOT_THE_EXAM)
    page.head("Next")
    page.lines.append(f"    {program} study review")
    if outline:
        page.lines += [f"    {program} study readiness {outline.exam}", f"    {program} study weakest {outline.exam}"]
    return str(page)


def title_words(bank: Bank, state: State) -> str:
    """Name a session: its exam, if it is of one, and its way to study."""
    mode, exam = MODES[state.started.mode], state.started.exam
    return f"{bank.exams[exam].name}: {mode}" if exam in bank.exams else f"{mode[0].upper()}{mode[1:]}"


def measured_words(bank: Bank, state: State) -> str:
    """Say what practice took the difficulty of its questions from; nothing of other ways to study.

    A generated question is never measured.
    """
    count = len(state.slots)
    if state.started.mode not in ("practice", "weakest") or not count:
        return ""
    items = (bank.items.get(slot.item) for slot in state.slots)
    measured = sum(item is not None and item.calibration is not None for item in items)
    if measured == count:
        return "How hard these questions are was measured by answers."
    whose = "their authors' guess" if count > 1 else "its author's guess"
    if measured:
        return f"How hard they are: {measured} of {count} were measured by answers, the rest is {whose}."
    return f"How hard {'these questions are' if count > 1 else 'this question is'} is {whose}: not measured yet."


def _time(outline: Outline, state: State, found: Outcome) -> str:
    had = timedelta(seconds=sum(state.started.seconds))
    said = f"Time: {clock_words(timedelta(seconds=found.seconds))} of {clock_words(had)}"
    if state.answers and outline.seconds_a_question:
        each = sum(one.seconds for one in state.answers.values()) / len(state.answers)
        said += f"; {each:.0f} seconds a question, where the exam gives {round(outline.seconds_a_question)}"
    if state.pauses:
        stood = clock_words(timedelta(seconds=found.given_back))
        said += f". The clock stood {plural(state.pauses, 'time')}, {stood} in all; a real exam does not stop"
    return said + "."


def _areas(page: PlanPage, bank: Bank, outline: Outline | None, found: Outcome, *, mock: bool) -> None:
    page.head("By area" if outline else "By topic")
    names = {area.id: area.name for area in outline.leaves()} if outline else {}
    names = names or {topic.id: topic.title for topic in bank.topics.values()}
    for area, name in names.items():
        tally = found.areas.get(area)
        of = (tally.items if mock else tally.answered) if tally else 0
        if tally and of:
            page.add(name, 2, f"{tally.right} of {of} ")


def sessions_text(bank: Bank, states: Mapping[str, State], *, program: str = "lapel", width: int = 80) -> str:
    """List the sessions that are not over."""
    page = PlanPage(width)
    page.add(f"{plural(len(states), 'session')} not over, the latest last")
    page.add("─" * page.width)
    for name, state in states.items():
        begun = state.started.at.strftime("%Y-%m-%d %H:%M UTC")
        done = f"{len(state.answers)} of {len(state.slots)}" if state.mock else str(len(state.answers))
        page.add(f"{name[:8]}  {title_words(bank, state)}, begun {begun}, {done} answered", 2)
    page.head("Next")
    page.lines.append(f"    {program} study resume {list(states)[-1][:8]}")
    return str(page)


def history_text(
    bank: Bank, held: Mapping[str, Sequence[Event]], path: str, *, program: str = "lapel", width: int = 80
) -> str:
    """List the sessions of a learner, and say where they are kept."""
    page = PlanPage(width)
    given = answers(held)
    page.add(f"{plural(len(held), 'session')}, {plural(len(given), 'answer')}, {sum(a.right for a in given):,} right")
    page.add("─" * page.width)
    for events in held.values():
        state = replay(events)
        found = outcome(state).whole
        told = not state.mock or state.finished
        right = f"{found.right} of {found.items if state.mock else found.answered} right" if told else "going on"
        page.add(f"{state.started.at:%Y-%m-%d}  {title_words(bank, state)}: {right}", 2)
    page.add()
    page.add(f"Kept in {path}, and nowhere else. It is yours:")
    page.lines += [
        f"    {program} study history export my-answers.json",
        f"    {program} study history import my-answers.json",
        f"    {program} study history erase",
    ]
    return str(page)


def queue_text(bank: Bank, queue: Sequence[Card], *, now: datetime, width: int = 80) -> str:
    """Say what is due of what was missed, and what the next days bring."""
    page = PlanPage(width)
    if not queue:
        page.add("Nothing to go over: no question was missed yet. What you miss anywhere comes here by itself.")
        return str(page)
    ready = to_review(queue, now=now)
    page.add(f"To go over now: {plural(len(ready), 'question')} of {len(queue):,} that were missed at some time")
    page.add("─" * page.width)
    for card in ready[:SHOWN]:
        item = bank.items.get(card.item)
        name = item.stem if item else f"{card.item}, with new numbers"
        page.add(f"{name if len(name) <= 60 else name[:58].rsplit(' ', 1)[0] + ' …'}", 2, "·")
    if len(ready) > SHOWN:
        page.add(f"and {len(ready) - SHOWN:,} more", 2, "·")
    page.head("The next days")
    later = due_by_day([card for card in queue if card not in ready], now=now, days=7)
    for number, count in enumerate(later):
        day = "within a day" if not number else f"in {plural(number, 'day')}"
        if count:
            page.add(f"{plural(count, 'question')} {day}", 2)
    if not any(later):
        page.add("nothing in the next 7 days", 2)
    page.add()
    page.add("When a question comes again follows from how well you remembered it (FSRS, the aim is 9 times in 10).")
    return str(page)


def bar(share: Fraction | float, room: int = 20) -> str:
    """Draw a share of 0 to 1."""
    full = round(float(share) * room)
    return "▤" * full + "·" * (room - full)
