"""Decisions → text for a terminal: failed conditions first, then unknown ones, met ones folded."""

from collections.abc import Iterator, Sequence
from datetime import date

from lapel.eligibility.decide import Decision, Fee, RouteDecision
from lapel.eligibility.verdict import Verdict
from lapel.model.citation import CONFIDENCE_WORDS, Citation
from lapel.model.credential import NOT_SEEN
from lapel.model.record import Record
from lapel.model.truth import Truth
from lapel.reports.page import Page, cite_words, money, overdue_words
from lapel.reports.places import said
from lapel.rules.changes import Way
from lapel.rules.explain import Finding
from lapel.rules.wording import long_date

MARKS = {Truth.FALSE: "✗", Truth.UNKNOWN: "?", Truth.TRUE: "✓"}

HEADINGS = {
    "yes": "YES",
    "not-yet": "NOT YET",
    "no-longer": "NO LONGER",
    "no": "NO",
    "cannot-tell": "CANNOT TELL",
}


def verdict_words(verdict: Verdict) -> str:
    """Say an answer with its dates.

    >>> verdict_words(Verdict("not-yet", date(2026, 12, 1)))
    'NOT YET: from December 1, 2026'
    """
    text = HEADINGS[verdict.answer]
    starts = long_date(verdict.starts) if verdict.starts else ""
    until = long_date(verdict.until) if verdict.until else ""
    if verdict.answer == "yes" and until:
        return f"{text}, until {until}" if verdict.firm else f"{text}, at least until {until}"
    if verdict.answer == "not-yet":
        text += f": from {starts}" + ("" if verdict.firm else " at the latest")
        return f"{text} until {until}" if until else text
    if verdict.answer == "no-longer" and until:
        text += f": it closed after {until}" + ("" if verdict.firm else " at the earliest")
        return text + (", and may open again" if verdict.later is Truth.UNKNOWN else "")
    if verdict.answer == "cannot-tell":
        text += ": not today, and later turns on what is missing" if verdict.today is Truth.FALSE else ""
        text += f" today; yes from {starts} in any case" if starts else ""
    return text


def decisions_text(
    decisions: Sequence[Decision], record: Record, *, on: date, explain: bool = False, width: int = 80
) -> str:
    """Write decisions for reading; ``explain`` adds every route, met conditions, facts used and sources."""
    page = Page(width)
    page.add(f"{record.name or 'This record'}, on {long_date(on)}")
    page.add("─" * page.width)
    for decision in decisions:
        page.add()
        _decision(page, decision, record, explain)
    for caution in cautions(record, on):
        page.add()
        page.add(caution, mark="!")
    page.add()
    page.add(
        "Lapel is not the issuer and grants nothing: confirm on the page named before you pay or apply. "
        "Marks: ✗ not met, ? not known, ✓ met."
    )
    return str(page)


def cautions(record: Record, on: date) -> Iterator[str]:
    """Say where a record rests on something that should have happened by now."""
    for index, expected in overdue_programs(record, on):
        yield (
            f"programs[{index}] still says that you expected to finish on {long_date(expected)}. That day is taken as "
            "kept; write 'completed:' when you have finished, or 'left:' if you stopped."
        )


def overdue_programs(record: Record, on: date) -> Iterator[tuple[int, date]]:
    """Give the programs that should be finished by now and are not said to be, each with the day it was expected."""
    for index, program in enumerate(record.programs):
        expected = program.expected
        if isinstance(expected, date) and program.completed is None and expected < on:
            yield index, expected


def _decision(page: Page, decision: Decision, record: Record, explain: bool) -> None:
    credential = decision.credential
    page.add(f"{credential.name}: {verdict_words(decision.verdict)}")
    if decision.holds is Truth.TRUE:
        page.add("You hold this certificate now.", 2)
    shown = decision.routes if explain else [decision.best] if decision.best else []
    for route in shown:
        _route(page, route, record, decision.on, explain, None if explain else decision.verdict)
    for route in decision.keep:
        if explain or route.verdict.answer != "no":
            page.add(f"Keep or regain it: {route.route.name}: {verdict_words(route.verdict)}", 2)
            _conditions(page, route, record, decision.on, explain, 4)
    if decision.verdict.answer in ("no", "no-longer"):
        _changes(page, decision)
    if decision.verdict.answer == "cannot-tell" and not decision.ask_next:
        page.add("No fact of yours settles it: the rule was not seen, or the sources disagree. Ask the issuer.", 2)
    if decision.ask_next:
        page.add("To settle it, the most useful facts first:", 2)
        for question in decision.ask_next[: None if explain else 3]:
            page.add(f"{question.text} ({question.place})", 4, "·")
    if credential.confirm:
        page.add(f"Confirm: {credential.confirm}", 2)


def _route(page: Page, route: RouteDecision, record: Record, on: date, explain: bool, alone: Verdict | None) -> None:
    term = f" ({route.route.term})" if route.route.term else ""
    own = "" if alone and verdict_words(alone) == verdict_words(route.verdict) else f": {verdict_words(route.verdict)}"
    page.add(f"Route: {route.route.name}{term}{own}", 2)
    _conditions(page, route, record, on, explain, 4)
    if route.verdict.answer in ("yes", "not-yet") or explain:
        for fee in route.fees:
            if not explain and fee.version and fee.version.value == NOT_SEEN:
                continue
            page.add(fee_words(fee) + overdue_words(_fee_cites(fee), on), 4, "$")
        for document in route.documents:
            when = f" ({document.when})" if document.when else ""
            late = overdue_words(document.cite, on)
            page.add(f"{document.what}: from {_who(document.who)}{when}{late}", 4, "▤")
        for step in route.steps if route.verdict.answer == "yes" or explain else ():
            page.add(step.what + overdue_words(step.cite, on), 4, "→")


def _who(who: str) -> str:
    return "you" if who == "you" else f"the {who}"


def _conditions(page: Page, route: RouteDecision, record: Record, on: date, explain: bool, indent: int) -> None:
    for found in (*route.failed, *route.unknown):
        _finding(page, found, record, on, explain, indent)
    if explain:
        for found in route.met:
            _finding(page, found, record, on, explain, indent)
    elif route.met:
        many = "condition is" if len(route.met) == 1 else "conditions are"
        page.add(f"{len(route.met)} {many} met (--explain shows them).", indent, MARKS[Truth.TRUE])
        weakest = max((cite for found in route.met for cite in found.cite), key=_doubt, default=None)
        if weakest and route.verdict.answer in ("yes", "not-yet"):
            page.add(f"weakest {next(cite_words([weakest], on))}", indent + 4)


def _doubt(cite: Citation) -> int:
    return list(CONFIDENCE_WORDS).index(cite.confidence)


def _finding(page: Page, found: Finding, record: Record, on: date, explain: bool, indent: int, depth: int = 0) -> None:
    page.add(_says(found), indent, MARKS[found.truth])
    if explain:
        _evidence(page, found, record, on, indent + 4)
    parts = found.parts if explain else _worth_showing(found, depth)
    for part in parts:
        _finding(page, part, record, on, explain, indent + 4, depth + 1)
    if not explain and depth == 0 and found.truth is not Truth.TRUE:
        for line in list(cite_words(found.cite, on))[:1]:
            page.add(line, indent + 4)


def _says(found: Finding) -> str:
    text = f"{found.label}: {found.says}" if found.label else found.says
    if found.disputed and len({part.truth for part in found.parts}) > 1:
        text += " The sources disagree:"
    if found.truth is Truth.FALSE and found.changes and not found.parts:
        text += f" This will be so from {long_date(found.changes)}."
    return text


def _worth_showing(found: Finding, depth: int) -> tuple[Finding, ...]:
    """What to show behind a finding in short: one level, and readings only where they differ."""
    differ = len({part.truth for part in found.parts}) > 1
    return found.parts if depth == 0 and (differ or not found.disputed) else ()


def _evidence(page: Page, found: Finding, record: Record, on: date, indent: int) -> None:
    facts = [(place, said(record, place)) for place in found.facts]
    known = ", ".join(f"{place} = {_shown(value)}" for place, value in facts if value not in (None, []))
    if known:
        page.add(f"you said: {known}", indent)
    if found.missing:
        page.add(f"not said: {', '.join(found.missing)}", indent)
    if found.note:
        page.add(f"note: {found.note}", indent)
    for line in cite_words(found.cite, on):
        page.add(line, indent)


def _shown(value: object) -> str:
    """Write a fact as a person would say it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _fee_cites(fee: Fee) -> list[Citation]:
    version = fee.version
    return [] if version is None else [*version.cite, *(cite for reading in version.readings for cite in reading.cite)]


def fee_words(fee: Fee) -> str:
    """Say a fee, each reading where sources disagree, and whether it is sure to apply."""
    version = fee.version
    if version is None:
        amount = "not known for this day"
    elif version.readings:
        shown = " or ".join(f"{money(r.value, fee.value.unit)} ({r.label})" for r in version.readings)
        amount = f"{shown}: the sources disagree"
    else:
        amount = money(version.value, fee.value.unit)
    maybe = "" if fee.applies is Truth.TRUE else ", if it applies to you"
    return f"{fee.value.what}: {amount}{maybe}"


def _changes(page: Page, decision: Decision) -> None:
    if not decision.changes:
        page.add("Nothing you can do would open this as the rules stand.", 2)
        return
    route, way = decision.changes[0]
    page.add(f"The fewest changes that would open it (route {route}):", 2)
    for line in way_words(way):
        page.add(line, 4, "·")


def way_words(way: Way) -> list[str]:
    """Say a set of changes: what to do, then what to wait for, then what to make sure of."""
    order = {"do": 0, "wait": 1, "confirm": 2}
    leads = {"do": "Make this so", "wait": "Wait", "confirm": "Make sure of this"}
    return [
        f"{leads[change.kind]}" + (f" until {long_date(change.on)}" if change.on else "") + f": {change.says}"
        for change in sorted(way, key=lambda c: (order[c.kind], c.says))
    ]


def change_words(old: Decision | None, new: Decision) -> str:
    """Say how an answer changed; ``old`` is None for one that was not asked about before."""
    words = verdict_words(new.verdict)
    if old is None:
        return f"Added: {new.credential.name}: {words}"
    if old.verdict.answer == new.verdict.answer:
        return f"{new.credential.name}: still {words}"
    return f"{new.credential.name}: was {HEADINGS[old.verdict.answer]}, now {words}"
