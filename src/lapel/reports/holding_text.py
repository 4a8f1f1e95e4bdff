"""What it costs to hold certificates → text for a terminal: side by side first, then each day by day."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import groupby

from lapel.model.credential import Catalogue
from lapel.model.money import NOTHING, Amount, total
from lapel.model.record import Record
from lapel.model.truth import Truth
from lapel.renewals.dues import Education, Event
from lapel.renewals.holding import Holding, sums
from lapel.renewals.lapse import Rung
from lapel.renewals.ways import ordinary_ways
from lapel.reports.page import cite_words, money
from lapel.reports.plan_words import NOT_THE_ISSUER, counted, dollars
from lapel.reports.plans_text import PlanPage
from lapel.rules.wording import long_date, plain

NOT_IN_SUMS = "The sums hold fees only: what courses and books cost is not in them, nor is the price of a membership."

ASSUMED = "The last figure known, assumed to go on: it may have changed by then."

DAY_WIDTH = len("September 30, 2026") + 1


def holdings_text(
    catalogue: Catalogue, holdings: Sequence[Holding], record: Record, *, years: int, on: date, width: int = 80
) -> str:
    """Write holdings for reading; without any of the record's own certificates they are all thought of."""
    page = PlanPage(width)
    page.add(f"What it costs to hold a certificate for {counted(years, 'year')}")
    page.add(f"{record.name or 'This record'}, asked on {long_date(on)}")
    page.add("─" * page.width)
    if len(holdings) > 1:
        page.head("Side by side")
        side_by_side(page, holdings)
    for holding in holdings:
        _holding(page, catalogue, holding, on)
    page.add()
    page.add(NOT_IN_SUMS)
    if any(event.assumed_to_go_on for holding in holdings for event in _told(holding, on)):
        page.add(ASSUMED, mark="*")
    page.add(NOT_THE_ISSUER)
    for holding in holdings:
        if holding.credential.confirm:
            page.add(f"Confirm {holding.credential.name}:", 2)
            page.lines.append(f"    {holding.credential.confirm}")
    return str(page)


def side_by_side(page: PlanPage, holdings: Sequence[Holding]) -> None:
    """Add the sums of each, and what falls due next after its time."""
    longest = max(len(holding.credential.name) for holding in holdings)
    for holding in holdings:
        text = sum_words(holding)
        page.add(f"{text[:1].upper()}{text[1:]}.", 2, f"{holding.credential.name:<{longest}} ")
        if words := then_words(holding):
            page.add(words, 2 + longest + 2)


def _told(holding: Holding, on: date) -> Iterator[Event]:
    """Every event that is shown."""
    yield from (*holding.events, *holding.then)
    for rung in holding.ways:
        if not rung.closed(on=on):
            yield from rung.fees


def _holding(page: PlanPage, catalogue: Catalogue, holding: Holding, on: date) -> None:
    credential = holding.credential
    page.add()
    page.add(f"{credential.name}: {_since(holding)}")
    issuer = catalogue.issuers.get(credential.issuer)
    payee = f" Fees are paid to {issuer.name} ({issuer.full_name})." if issuer else ""
    page.add(f"{long_date(holding.starts)} to {long_date(holding.until)}: {sum_words(holding)}.{payee}", 2)
    for gap in holding.gaps:
        page.add(gap, 2, "?")
    for way in () if holding.held.endless else ordinary_ways(credential):
        for step in way.steps:
            if step.kind == "earn":
                page.add(step.what, 2, "→")
    for day, due in groupby(holding.events, key=lambda event: event.on):
        words_of_day = [event_words(event) for event in due if event.amount != NOTHING]
        page.add("; ".join(words_of_day), 4, f"{long_date(day):<{DAY_WIDTH}}")
    if words := then_words(holding):
        page.add(words, 2)
    _ways(page, holding, on)
    _figures(page, holding, on)
    for note in holding.notes:
        page.add(note, 2)


def _since(holding: Holding) -> str:
    if holding.lapsed and holding.lapsed.expires:
        return (
            f"yours ran out after {long_date(holding.lapsed.expires)}; "
            f"the sums are as if you had it again from {long_date(holding.held.since)}"
        )
    if not holding.held.real:
        return f"as if earned on {long_date(holding.held.since)}"
    held = f"you hold it since {long_date(holding.held.earned or holding.held.since)}"
    return f"{held}, to {long_date(holding.held.expires)}" if holding.held.expires else held


def event_words(event: Event) -> str:
    """Say what falls due, without its day; an asterisk stands where the last figure known is assumed to go on."""
    maybe = "" if event.applies is Truth.TRUE else ", if it applies to you"
    star = "*" if event.assumed_to_go_on else ""
    if event.education is not None:
        return f"{event.what}: {education_words(event.education)}{star}{maybe}"
    if event.kind == "end":
        return event.what
    return f"{event.what}: {amount_words(event.amount)}{star}{maybe}"


def amount_words(amount: Amount | None) -> str:
    """Say a sum: a range where the sources disagree on it.

    >>> amount_words(Amount(250, 350, 350))
    '$250 to $350'
    """
    if amount is None or amount.usual not in (amount.low, amount.high):
        return dollars(amount)
    return f"${amount.low:,}" if amount.exact else f"${amount.low:,} to ${amount.high:,}"


def education_words(education: Education) -> str:
    """Say an amount of continuing education, and what it must consist of.

    >>> education_words(Education(60, 60, "points", (("clinical", "10"),)))
    '60 points (10 clinical)'
    """
    if education.least is None or education.most is None:
        return f"{education.unit} not known"
    amount = (
        f"{education.least:g}" if education.least == education.most else f"{education.least:g} to {education.most:g}"
    )
    parts = ", ".join(_part(name, part) for name, part in education.parts)
    return f"{amount} {education.unit}" + (f" ({parts})" if parts else "")


def _part(name: str, part: str) -> str:
    if part.isdecimal():
        return f"{part} {plain(name)}"
    return part if name in ("kind", "of") else f"{plain(name)} {part}"


def sum_words(holding: Holding) -> str:
    """Say all that falls due in the time of a holding, in one sentence without its period."""
    paid = bill_words(holding.events)
    if holding.gaps and not holding.not_known:
        paid = f"{paid}; more is not known" if holding.money.high else "not known"
    learned = [education_words(part) for part in holding.education]
    return " and ".join([paid, *learned])


def bill_words(events: Iterable[Event]) -> str:
    """Say the sum of fees: what is known of it, and how many fees come on top whose figures are not known."""
    fees = [event for event in events if event.kind == "fee"]
    unknown = sum(fee.amount is None for fee in fees)
    known = [fee.cost for fee in fees if fee.cost is not None]
    sum_ = total(known)
    more = f"{counted(unknown, 'fee')} not known" if unknown else ""
    return " plus ".join(filter(None, (amount_words(sum_) if sum_ != NOTHING else "", more))) or "no fee"


def then_words(holding: Holding) -> str:
    """Say what falls due at the end of the term that goes on after the time; nothing where no term is known."""
    if holding.next_end is None:
        return ""
    due = [bill_words(holding.then), *map(education_words, sums(holding.then))]
    return f"Next, not in the sum: by {long_date(holding.next_end)}, {' and '.join(due)}."


def _ways(page: PlanPage, holding: Holding, on: date) -> None:
    if not holding.ways:
        return
    lapsed = holding.lapsed.expires if holding.lapsed else None
    first = lapsed or holding.ways[0].starts
    page.add(f"Ways back after {long_date(first)}:" if lapsed else f"If you let it lapse after {long_date(first)}:", 2)
    for rung in _open_or_closed(holding.ways, on):
        mark = "✗" if rung.closed(on=on) else "·" if rung.truth is Truth.TRUE else "?"
        page.add(rung_words(rung, on), 4, mark)


def _open_or_closed(ways: Sequence[Rung], on: date) -> Iterator[Rung]:
    """The ways that are not over, and of each way that is, its last days."""
    for index, rung in enumerate(ways):
        later = any(other.route == rung.route for other in ways[index + 1 :])
        if not (rung.closed(on=on) and later):
            yield rung


def rung_words(rung: Rung, on: date) -> str:
    """Say a way to renew or to come back: its days, its name, what it costs, and on what it hinges."""
    name = f"{_days(rung, on)}: {rung.route.name}"
    if rung.closed(on=on):
        return f"{name}."
    fees = [fee for fee in rung.fees if fee.amount != NOTHING] or rung.fees
    star = "*" if any(fee.assumed_to_go_on for fee in fees) else ""
    text = f"{name}: {amount_words(fees[0].cost)}{star}." if len(fees) == 1 else f"{name}: {bill_words(fees)}{star}."
    if len(fees) > 1:
        text += f" {'; '.join(map(event_words, fees))}."
    if rung.disputed:
        return f"{text} Perhaps: the sources disagree."
    return f"{text} Perhaps; it hinges on this: {' '.join(rung.hinges)}" if rung.hinges else text


def _days(rung: Rung, on: date) -> str:
    if rung.until is None:
        return "At any time" if rung.in_time else f"From {long_date(rung.starts)}"
    until = long_date(rung.until)
    if rung.closed(on=on):
        return f"Closed since {until}"
    if rung.in_time:
        return f"By {until}" if rung.until == rung.starts else f"Until {until}"
    if rung.starts == rung.until:
        return f"On {until} only"
    return f"From {long_date(rung.starts)} to {until}" if rung.starts > on else f"Until {until}"


def _figures(page: PlanPage, holding: Holding, on: date) -> None:
    """The figures behind the sums, each once: readings, caveats, source."""
    shown: set[str] = set()
    events = [event for event in _told(holding, on) if event.id]
    if events:
        page.add("Where the figures come from:", 2)
    for event in events:
        if event.id in shown:
            continue
        shown.add(event.id)
        readings = " or ".join(f"{money(r.value, _unit(event))} ({r.label})" for r in event.readings)
        said = [f"{event.what}.", f"The sources disagree: {readings}." if readings else "", event.note]
        page.add(" ".join(filter(None, said)), 4, "·")
        for line in list(cite_words(event.cite, on))[:1]:
            page.add(line, 6)


def _unit(event: Event) -> str:
    return "USD" if event.kind == "fee" else event.education.unit if event.education else ""
