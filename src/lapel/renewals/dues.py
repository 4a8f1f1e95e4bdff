"""What falls due on a day for someone who holds a certificate: fees and continuing education, with their sources."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any, Literal

from lapel.model.citation import Citation
from lapel.model.credential import Credential, DatedValue, ValueReading, ValueVersion
from lapel.model.money import Amount, amount_of, between
from lapel.model.record import Record
from lapel.model.truth import Truth
from lapel.model.value import Value, replace
from lapel.renewals.ways import due_values, spared
from lapel.rules import nodes
from lapel.rules.evaluate import evaluate
from lapel.rules.trace import Scope

FALSE, UNKNOWN, TRUE = Truth.FALSE, Truth.UNKNOWN, Truth.TRUE

EventKind = Literal["education", "fee", "end"]
KINDS: tuple[EventKind, ...] = ("education", "fee", "end")
"""In the order in which they stand on one day: what to have done, what to pay, what ends."""


class Education(Value):
    """Continuing education: from ``least`` to ``most`` of a unit, and what it must consist of.

    Both are None when the amount is not known.
    """

    least: int | float | None
    most: int | float | None
    unit: str
    parts: tuple[tuple[str, str], ...] = ()


class Event(Value):
    """Something that falls due, or a last day; ``on`` is the last day for it.

    ``amount`` is that of a fee, None when the figure is not known; it is paid to ``payee``, the id of an issuer.
    ``applies`` is unknown when a fact that is missing decides whether it is due at all. ``since`` is the start of the
    version that gives the figure; with ``assumed_to_go_on`` that is the last version known, and the day lies after the
    day asked about, so that it may have changed by then. ``readings`` are the figures where sources disagree. ``id`` is
    that of the value in the catalogue, empty where the catalogue has none; ``due`` tells how often it is called for, as
    `DatedValue.due` does.
    """

    on: date
    kind: EventKind
    what: str
    id: str = ""
    due: str = ""
    amount: Amount | None = None
    payee: str = ""
    education: Education | None = None
    applies: Truth = TRUE
    assumed_to_go_on: bool = False
    since: date | None = None
    readings: tuple[ValueReading, ...] = ()
    cite: tuple[Citation, ...] = ()
    note: str = ""

    @property
    def cost(self) -> Amount | None:
        """What it adds to a bill: nothing at the least where it perhaps does not apply; None when not known."""
        if self.amount is None or self.applies is TRUE:
            return self.amount
        return replace(self.amount, low=0)


def fees(values: Iterable[DatedValue], payee: str, scope: Scope, *, day: date, on: date) -> list[Event]:
    """Give the fees among dated values that are due from a person on a day.

    Those whose ``when`` is false do not appear. Of two that exclude each other (members, all others) one is due in any
    case: where it is not known which, they become one fee with the range of both.
    """
    due: list[tuple[DatedValue, Event]] = []
    for value in values:
        applies = TRUE if value.when is None else evaluate(value.when, scope).line.on(day)
        if applies is not FALSE:
            version = value.in_force(on=day)
            event = replace(_event(value, version, "fee", day=day, on=on), payee=payee, applies=applies)
            due.append((value, replace(event, amount=amount_of(version))))
    return list(_either(due))


def _either(due: list[tuple[DatedValue, Event]]) -> Iterator[Event]:
    taken: set[str] = set()
    for index, (value, event) in enumerate(due):
        if value.id in taken:
            continue
        for other, its in due[index + 1 :]:
            if event.applies is UNKNOWN and _exclude(value, other):
                taken.add(other.id)
                event = _one_of(event, its)
        yield event


def _exclude(one: DatedValue, other: DatedValue) -> bool:
    """Whether exactly one of two values applies to anybody: the condition of one is that of the other is not met."""
    if one.when is None or other.when is None:
        return False
    return nodes.Nothing((one.when,)) == other.when or nodes.Nothing((other.when,)) == one.when


def _one_of(one: Event, other: Event) -> Event:
    known = one.amount is not None and other.amount is not None
    figures = [figure for each in (one.amount, other.amount) if each for figure in (each.low, each.high)]
    return replace(
        one,
        what=_common(one.what, other.what),
        amount=between(figures) if known else None,
        applies=TRUE,
        assumed_to_go_on=one.assumed_to_go_on or other.assumed_to_go_on,
        readings=(*_labeled(one), *_labeled(other)),
        cite=tuple(dict.fromkeys((*one.cite, *other.cite))),
        note=" ".join(dict.fromkeys(filter(None, (one.note, other.note)))),
    )


def _labeled(event: Event) -> tuple[ValueReading, ...]:
    """The figures of a fee, each with the name of the fee."""
    if event.readings:
        return tuple(replace(reading, label=f"{event.what}: {reading.label}") for reading in event.readings)
    figure = event.amount.usual if event.amount else None
    return (ValueReading(event.what, figure, event.cite),)


def _common(one: str, other: str) -> str:
    """What two names begin with, without the words that only lead to where they part."""
    words = []
    for left, right in zip(one.split(), other.split(), strict=False):
        if left != right:
            break
        words.append(left)
    while words and words[-1].strip(",") in ("for", "of", "if", "the"):
        words.pop()
    return " ".join(words).rstrip(",") if words else f"{one}, or: {other}"


def education(credential: Credential, record: Record, due: str, scope: Scope, *, day: date, on: date) -> list[Event]:
    """Give the continuing education that must be done by a day, without what surely is not asked of the person.

    Whoever may keep the certificate in a way that asks for none, beside one that does, need not do it.
    """
    found = []
    for value in due_values(credential, "renewal", due):
        applies = TRUE if value.when is None else evaluate(value.when, scope).line.on(day)
        applies = min(applies, ~spared(credential, scope, day))
        if applies is not FALSE:
            version = value.in_force(on=day)
            event = _event(value, version, "education", day=day, on=on)
            found.append(replace(event, education=_amount(value, version), applies=applies))
    return found


def _event(value: DatedValue, version: ValueVersion | None, kind: EventKind, *, day: date, on: date) -> Event:
    if version is None:
        return Event(day, kind, value.what, value.id, value.due, note="No figure is known for this day.")
    return Event(
        day,
        kind,
        value.what,
        value.id,
        value.due,
        assumed_to_go_on=day > on and version is value.versions[-1],
        since=version.starts,
        readings=version.readings,
        cite=(*version.cite, *(cite for reading in version.readings for cite in reading.cite)),
        note=version.note,
    )


TOTALS = ("total", "hours", "required")
"""Where a value that is a mapping says how much continuing education is needed."""


def _amount(value: DatedValue, version: ValueVersion | None) -> Education:
    said = [reading.value for reading in version.readings] or [version.value] if version else []
    figures = [_figure(each) for each in said]
    known = [figure for figure in figures if figure is not None]
    if not known or len(known) < len(figures):
        return Education(None, None, value.unit)
    return Education(min(known), max(known), value.unit, _parts(said[0]) if len(said) == 1 else ())


def _figure(said: Any) -> int | float | None:
    if isinstance(said, dict):
        said = next((said[name] for name in TOTALS if name in said), None)
    return said if isinstance(said, (int, float)) and not isinstance(said, bool) else None


def _parts(said: Any) -> tuple[tuple[str, str], ...]:
    if not isinstance(said, dict):
        return ()
    return tuple((name, str(part)) for name, part in said.items() if name not in TOTALS)
