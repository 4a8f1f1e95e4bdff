"""The interview: which question comes next, and what an answer to it changes. No input or output.

Nothing here knows a rule: what is worth asking is what `ask_next` gives.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Literal

from lapel.eligibility.decide import Decision
from lapel.eligibility.forms import PARTIAL, Form, Step, pattern, where_said
from lapel.eligibility.offers import Look, waivers_open
from lapel.eligibility.questions import Question, ask_before
from lapel.model.credential import Credential
from lapel.model.record import LISTS, Record
from lapel.model.shapes import NONE, NOT_SURE
from lapel.model.value import Value
from lapel.rules.explain import Finding


class Ask(Value):
    """A place worth asking for: how much of the doubt it can settle, over all answers, and which answers."""

    place: str
    settles: float
    names: tuple[str, ...]


class Edit(Value):
    """One change of a document: say a value, drop one, add an empty entry to a list, or close a list."""

    act: Literal["say", "drop", "add", "close"]
    place: str
    value: Any = None


class Answer(Value):
    """What an answer does: changes of the document, questions that follow, and places not to ask for again today."""

    edits: tuple[Edit, ...] = ()
    steps: tuple[Step, ...] = ()
    passed: tuple[str, ...] = ()


class Reason(Value):
    """A condition that an answer would help to decide."""

    name: str
    finding: Finding


def worth_asking(
    decisions: Iterable[Decision],
    closed: Callable[[str], bool],
    vague: Callable[[str], bool],
    asked: Callable[[Decision], Iterable[Question]] = lambda decision: decision.ask_next,
) -> tuple[Ask, ...]:
    """Merge what is ``asked`` for several answers, the most useful first; places that are ``closed`` are left out.

    What is only said too vaguely comes last. Among equals the place nearest to the top of the record comes first, then
    the one that some answer asks for sooner.
    """
    found: dict[str, Ask] = {}
    soonest: dict[str, int] = {}
    for decision in decisions:
        for rank, question in enumerate(asked(decision)):
            place = question.place
            known = found.get(place, Ask(place, 0.0, ()))
            found[place] = Ask(place, known.settles + question.settles, (*known.names, decision.credential.name))
            soonest[place] = min(rank, soonest.get(place, rank))

    def order(ask: Ask) -> tuple[bool, float, int, int, str]:
        depth = len(re.findall(r"[.\[]", ask.place))
        return vague(ask.place), -round(ask.settles, 4), depth, soonest[ask.place], ask.place

    return tuple(sorted((ask for ask in found.values() if not closed(ask.place)), key=order))


def was_open(record: Record) -> Callable[[Decision], tuple[Question, ...]]:
    """Give what to ask about an answer that is closed today: whether it was open before (see `ask_before`)."""

    def asked(decision: Decision) -> tuple[Question, ...]:
        closed = decision.verdict.answer in ("no", "no-longer")
        return ask_before([route.trace for route in decision.routes], record, decision.on) if closed else ()

    return asked


def needless(place: str, look: Look, chosen: Iterable[Credential]) -> bool:
    """Whether a place needs no question: it is said as exactly as can be, or there is nothing to ask it about."""
    if place == "conduct.waivers":
        return str(look("conduct.felony")).lower() not in ("yes", "true") or not waivers_open(chosen, look)
    said = look(where_said(place, look))
    return isinstance(said, str) and said != NONE and not PARTIAL.fullmatch(said)


def is_vague(place: str, look: Look) -> bool:
    """Whether a place says a month or a year where a day could be said."""
    said = look(where_said(place, look))
    return isinstance(said, str) and PARTIAL.fullmatch(said) is not None


def following(asks: Sequence[Ask], pending: Sequence[Step]) -> tuple[Step | None, tuple[Step, ...]]:
    """Pick the next question and what is pending after it: first what was begun, then the most useful."""
    useful = {ask.place for ask in asks}
    for index, step in enumerate(pending):
        if step.always or step.place in useful:
            return step, tuple(pending[index + 1 :])
    return (Step(asks[0].place) if asks else None), ()


def reasons(decisions: Iterable[Decision], place: str) -> Iterator[Reason]:
    """Give the conditions, innermost first, whose truth a place would help to decide; each once."""
    seen = set()
    for decision in decisions:
        for route in decision.routes:
            for finding in route.unknown:
                for inner in _innermost(finding, place):
                    if (decision.credential.id, inner.says) not in seen:
                        seen.add((decision.credential.id, inner.says))
                        yield Reason(decision.credential.name, inner)


def _innermost(finding: Finding, place: str) -> Iterator[Finding]:
    below = [inner for part in finding.parts for inner in _innermost(part, place)]
    if below:
        yield from below
    elif place in finding.missing:
        yield finding


def changed(before: Iterable[Decision], after: Iterable[Decision]) -> Iterator[tuple[Decision | None, Decision]]:
    """Pair the decisions that an answer has changed; None before one that was not asked about until now."""
    old = {decision.credential.id: decision for decision in before}
    for decision in after:
        known = old.get(decision.credential.id)
        if known is None or known.verdict != decision.verdict:
            yield known, decision


GROUPS: Mapping[str, tuple[str, ...]] = {
    "programs": ("name!", "field", "kind", "started", "completed"),
    "work": ("employer!", "role!", "ended!", "started", "hours_per_week"),
    "military": ("branch!", "kind", "completed"),
    "certificates": ("id!", "earned!", "expires!"),
    "exams": ("exam!", "taken", "result"),
    "cards": ("kind!", "issued", "expires"),
    "learning": ("title!", "kind", "completed", "hours"),
    "memberships": ("organization!", "ends!", "starts"),
}
"""What is asked first of a new entry; a name with ``!`` always, since the entry means little without it.

An open end comes before its start: with no end said, what has started goes on.
"""


def begun(data: Mapping[str, Any]) -> tuple[Step, ...]:
    """Find the entries that an earlier session left half said, and what to ask of them first."""
    steps: list[Step] = []
    for within in LISTS:
        entries = data.get(within)
        for index, entry in enumerate(entries if isinstance(entries, list) else []):
            missing = [name.rstrip("!") for name in GROUPS[within] if name.endswith("!") and _unsaid(entry, name)]
            steps += [Step(f"{within}[{index}].{name}", within, always=True) for name in missing]
            place = f"{within}[{index}].accreditation"
            periods = entry.get("accreditation") if within == "programs" else None
            for number, period in enumerate(periods if isinstance(periods, list) else []):
                if "starts" not in period:
                    steps += _period(f"{place}[{number}]", place)
    return tuple(steps)


def _unsaid(entry: Mapping[str, Any], name: str) -> bool:
    """Whether an entry lacks a field; an end is lacking only while the start is too."""
    name = name.rstrip("!")
    if name in ("ended", "ends"):
        return entry.get(name) in (None, NOT_SURE) and not {"started", "starts"} & set(entry)
    return name not in entry


def _period(entry: str, root: str) -> tuple[Step, ...]:
    return Step(f"{entry}.ends", root, always=True), Step(f"{entry}.starts", root, always=True)


def taken(put: Form, value: str | tuple[str, ...]) -> Answer:
    """Say what an answer to a question changes, and what it leads to.

    The same words as before tell nothing new: the place is passed over, as after *not sure*.
    """
    if value == put.held and value != NONE:
        return unsure(put)
    name = pattern(put.step.place)
    return TAKERS.get(name, _say)(put, value)


def _say(put: Form, value: Any) -> Answer:
    return Answer((Edit("say", put.step.place, value),))


def _entries(put: Form) -> int:
    return len(put.held) if isinstance(put.held, list) else 0


def _list(put: Form, value: Any) -> Answer:
    within = put.step.place
    if value == "no":
        return Answer((Edit("close", within),))
    entry = f"{within}[{_entries(put)}]"
    fields = [Step(f"{entry}.{name.rstrip('!')}", within, always=name.endswith("!")) for name in GROUPS[within]]
    edits = [Edit("add", within)]
    if within == "work":  # without an end it would go on, even if the person is interrupted here
        edits.append(Edit("say", f"{entry}.ended", NOT_SURE))
    return Answer(tuple(edits), (*fields, Step(within)))


def _accreditation(put: Form, value: Any) -> Answer:
    place = put.step.place
    if value == NONE:
        return Answer((Edit("close", place),))
    entry = f"{place}[{_entries(put)}]"
    edits = (Edit("add", place), Edit("say", f"{entry}.by", value))
    return Answer(edits, (*_period(entry, place), Step(place)))


def _several(put: Form, value: Any) -> Answer:
    place = put.step.place
    known = [word for word in value if word != NOT_SURE]
    edits = (Edit("say", place, known),) if known else ()
    if NOT_SURE in value:
        return Answer(edits, passed=(place,))
    return Answer((*edits, Edit("close", place)) if known else (Edit("drop", place), Edit("close", place)))


def _diploma(put: Form, value: Any) -> Answer:
    if value == "expected":
        return Answer(steps=(Step("school.expected", "school.diploma", always=True, exact=True),))
    return Answer((Edit("drop", "school.expected"), Edit("say", "school.diploma", value)))


def _diploma_expected(put: Form, value: Any) -> Answer:
    return Answer((Edit("say", "school.diploma", "no"), Edit("say", "school.expected", value)))


def _finish(put: Form, value: Any) -> Answer:
    """Take whether something is finished and ask for the date, or take the date of one of its ends."""
    entry, _, name = put.step.place.rpartition(".")
    if put.kind == "choice":
        return Answer(steps=(Step(f"{entry}.{value}", f"{entry}.completed", always=True, exact=True),))
    others = tuple(Edit("drop", f"{entry}.{end}") for end in ("completed", "expected", "left") if end != name)
    return Answer((*others, Edit("say", put.step.place, value)))


def _waiver(put: Form, value: Any) -> Answer:
    entry = f"conduct.waivers[{_entries(put)}]"
    said = (Edit("say", f"{entry}.issuer", put.subject), Edit("say", f"{entry}.granted", value))
    return Answer((Edit("add", "conduct.waivers"), *said))


TAKERS: Mapping[str, Callable[[Form, Any], Answer]] = {
    **dict.fromkeys(LISTS, _list),
    "programs[].accreditation": _accreditation,
    "programs[].approved_by": _several,
    "programs[].topics": _several,
    "school.diploma": _diploma,
    "school.expected": _diploma_expected,
    "programs[].completed": _finish,
    "programs[].expected": _finish,
    "programs[].left": _finish,
    "military[].completed": _finish,
    "military[].expected": _finish,
    "conduct.waivers": _waiver,
}
"""Places whose answers change more than the place itself."""


def unsure(put: Form) -> Answer:
    """Say what *not sure* changes: it is written down, but never over something that is said."""
    place = put.step.place
    if put.subject:
        return _waiver(put, NOT_SURE)
    if put.held not in (None, NONE, NOT_SURE, []):
        return Answer(passed=(put.step.purpose, place))
    asked = () if put.step.purpose in (place, *LISTS) or "[" in place[len(put.step.purpose) :] else (put.step.purpose,)
    return Answer(tuple(Edit("say", where, NOT_SURE) for where in (place, *asked)))
