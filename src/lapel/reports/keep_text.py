"""Keeping certificates → text for a terminal: what to do first, then each certificate, then the ledger."""

from collections.abc import Iterator
from datetime import date

from lapel.model.credential import Catalogue
from lapel.model.record import Record
from lapel.model.truth import Truth
from lapel.renewals.allocation import Filled
from lapel.renewals.keep import Keeping, Kept, number
from lapel.reports.holding_text import amount_words, rung_words
from lapel.reports.keep_words import (
    MARKS,
    NOT_SHARED,
    activity_words,
    ahead_words,
    because_words,
    cycle_name,
    filled_words,
    further_words,
    next_words,
    parts_words,
    points_words,
    reasons,
    state_words,
    to_do,
    use_words,
    verdict_of,
    when_words,
)
from lapel.reports.page import cite_words
from lapel.reports.plan_words import NOT_THE_ISSUER
from lapel.reports.plans_text import PlanPage
from lapel.rules.wording import long_date

DAY_WIDTH = len("September 30, 2026") + 1


def keeping_text(catalogue: Catalogue, keeping: Keeping, record: Record, *, width: int = 80) -> str:
    """Write it for reading."""
    page = PlanPage(width)
    page.add("Keeping your certificates")
    page.add(f"{record.name or 'This record'}, asked on {long_date(keeping.on)}")
    page.add("─" * page.width)
    if not keeping.kept:
        page.add("The record has no certificate with a day, so there is nothing to keep.")
    else:
        page.head("At a glance")
        for kept in keeping.kept:
            page.add(f"{glance(kept)}.", 2, f"{kept.credential.name}:")
        _next(page, keeping)
        for kept in keeping.kept:
            _certificate(page, keeping, kept)
        _ledger(page, keeping, complete="learning" in record.complete)
    for name in keeping.others:
        page.add(f"The catalogue does not have {name!r}, so nothing is said of it.", 0, "?")
    page.add()
    page.add(NOT_THE_ISSUER)
    for kept in keeping.kept:
        if kept.credential.confirm:
            page.add(f"Confirm {kept.credential.name}:", 2)
            page.lines.append(f"    {kept.credential.confirm}")
    return str(page)


def due_text(keeping: Keeping, *, until: date, width: int = 80) -> str:
    """Write only what falls due up to a day."""
    page = PlanPage(width)
    found = list(due_lines(keeping, until))
    page.add(f"Due from {long_date(keeping.on)} to {long_date(until)}")
    for day, text in found:
        page.add(text, 2, f"{long_date(day):<{DAY_WIDTH}}")
    if not found:
        page.add("Nothing that is known.", 2)
    return str(page)


def due_lines(keeping: Keeping, until: date) -> Iterator[tuple[date, str]]:
    """List what falls due up to a day: last days of each certificate, and learning that is missing by then."""
    found = []
    for kept in keeping.kept:
        for deadline in kept.deadlines:
            found.append((deadline.on, f"{kept.credential.name}: {_deadline(deadline.way, deadline.what)}."))
    for _, filled in to_do(keeping.kept, keeping):
        requirement = filled.requirement
        words = further_words(filled.further, requirement)
        found.append((requirement.ends, f"{cycle_name(keeping, requirement)}: still to learn: {words}."))
    return iter(sorted(pair for pair in found if keeping.on <= pair[0] <= until))


def glance(kept: Kept) -> str:
    """Say the most important of a certificate in a line."""
    filled = kept.running
    if filled is None:
        return state_words(kept)
    return f"{state_words(kept)}; {filled_words(filled)}"


def _next(page: PlanPage, keeping: Keeping) -> None:
    page.head("What to do next")
    found = False
    for _, filled in to_do(keeping.kept, keeping):
        requirement = filled.requirement
        if requirement.total is None:
            continue
        found = True
        words = further_words(filled.further, requirement)
        page.add(f"{requirement.credential.name}, by {long_date(requirement.ends)}: learn {words}.", 2, "→")
    for kept in keeping.kept:
        if words := _too_late(kept, keeping.on):
            found = True
            page.add(words, 2, "→")
    if not found:
        page.add("No learning is known to be missing that can still be done.", 2)
    for kept in keeping.kept:
        if words := next_words(kept):
            page.add(f"{kept.credential.name}: {words}", 2, "→")
    if keeping.together.missing != keeping.shared.missing:
        page.add(NOT_SHARED, 2, "?")
        _if_shared(page, keeping)


def _too_late(kept: Kept, on: date) -> str:
    """Say what is left once the last day of a certificate is over."""
    running = kept.running
    if running is None or running.requirement.ends >= on:
        return ""
    name = kept.credential.name
    if running.met:
        return f"{name}: the learning is done. Renew it while it is still open."
    words = points_words(running.further.points, running.requirement.unit)
    return f"{name}: its cycle is over: later learning does not fill it. Missing: {words}. See the ways below."


def _if_shared(page: PlanPage, keeping: Keeping) -> None:
    for kept in keeping.kept:
        for one, other in zip(kept.filled, kept.shared, strict=True):
            if one.further.points != other.further.points:
                words = further_words(other.further, other.requirement) if not other.met else "nothing"
                page.add(f"If it does, {cycle_name(keeping, other.requirement)} lacks {words}.", 4)


def _certificate(page: PlanPage, keeping: Keeping, kept: Kept) -> None:
    page.add()
    page.add(f"{kept.credential.name}: {state_words(kept)}")
    if kept.state.state not in ("current", "expiring soon"):
        page.add(kept.state.why, 2)
    if kept.gap:
        page.add(kept.gap, 2, "?")
    for filled in kept.filled:
        _cycle(page, filled, keeping.on)
    if kept.next is not None:
        page.add(f"Next, {_span(kept.next)}: so far {filled_words(kept.next)}.", 2, "→")
    _days(page, kept)
    _exam(page, keeping, kept)
    _later(page, keeping, kept)


def _span(filled: Filled) -> str:
    return f"{long_date(filled.requirement.starts)} to {long_date(filled.requirement.ends)}"


def _cycle(page: PlanPage, filled: Filled, on: date) -> None:
    requirement = filled.requirement
    mark = "?" if requirement.total is None else "✓" if filled.met else "✗"
    page.add(f"{_span(filled)}: {filled_words(filled)}.", 2, mark)
    if requirement.total:
        for part in parts_words(filled):
            page.add(part, 6)
    if words := because_words(filled):
        page.add(words, 4)
    if requirement.event is not None:
        for line in list(cite_words(requirement.event.cite, on))[:1]:
            page.add(line, 6)


def _days(page: PlanPage, kept: Kept) -> None:
    if kept.deadlines:
        page.add("Last safe days:", 2)
    for deadline in kept.deadlines:
        page.add(f"{_deadline(deadline.way, deadline.what)}.", 4, f"{long_date(deadline.on):<{DAY_WIDTH}}")


def _deadline(way: str, what: str) -> str:
    return f"{way}: {what[:1].lower() if not what.startswith('The A') else what[:1]}{what[1:]}" if way else what


def _exam(page: PlanPage, keeping: Keeping, kept: Kept) -> None:
    """Set the exam beside the learning that is missing, in money and hours."""
    running = kept.running
    if not kept.exam or running is None or running.met or running.requirement.ends < keeping.on:
        return
    rung = kept.exam[0]
    hours = running.further.points * running.requirement.hours
    page.add("Renew by exam instead:", 2)
    minutes = exam_minutes(kept, keeping.on)
    long = f"{minutes} minutes of exam" if minutes else "how long the exam takes is not known"
    cost = amount_words(rung.money) if not rung.not_known else "a fee that is not known"
    page.add(f"The exam: {cost}, {long}, and the time to prepare, which nobody can tell.", 4, "·")
    page.add(f"The learning: {_application(kept)}{number(hours)} hours of learning more, and what it costs.", 4, "·")


def _application(kept: Kept) -> str:
    """What it costs to renew by learning, beside the learning."""
    ways = [rung for rung in kept.ways if rung.in_time and not rung.by_exam and rung.truth is Truth.TRUE]
    if not ways:
        return ""
    return f"{amount_words(ways[0].money)} to apply, " if not ways[0].not_known else "a fee that is not known, "


def exam_minutes(kept: Kept, on: date) -> int | None:
    """How long the exam takes in minutes, None where that is not known."""
    for value in kept.credential.values:
        version = value.in_force(on=on) if value.topic == "exam" and value.unit == "minutes" else None
        said = version.value if version is not None else None
        if isinstance(said, dict):
            said = said.get("minutes", said.get("total"))
        if isinstance(said, int):
            return said
    return None


def _later(page: PlanPage, keeping: Keeping, kept: Kept) -> None:
    later = [stretch for stretch in kept.states if stretch.starts and stretch.starts > keeping.on]
    if later:
        page.add("If nothing is done:", 2)
    for stretch in later:
        assert stretch.starts is not None
        page.add(f"{stretch.state}. {stretch.why}", 4, f"from {long_date(stretch.starts)}:")
    if kept.ways:
        page.add("What each way costs:", 2)
    for rung in kept.ways:
        if not rung.closed(on=keeping.on):
            page.add(rung_words(rung, keeping.on), 4, "·")


def _ledger(page: PlanPage, keeping: Keeping, *, complete: bool) -> None:
    if not keeping.lines:
        page.add()
        more = "" if complete else " What you have done may be missing from it."
        page.add(f"The record has no learning.{more}")
        return
    page.head("Your learning")
    for line in keeping.lines:
        page.add(
            f"{when_words(line.activity.done)}: {activity_words(line.activity)}", 2, MARKS[verdict_of(keeping, line)]
        )
        if line.counted:
            page.add(f"{use_words(keeping, line)}.", 6)
        for reason in [*ahead_words(keeping, line), *reasons(keeping, line)]:
            page.add(reason, 6)
    page.add("✓ counts, ◐ counts in part, → next cycle, ✗ counts nowhere, ? cannot tell", 2)
