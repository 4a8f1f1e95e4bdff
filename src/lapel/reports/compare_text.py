"""A comparison → text for a terminal: a block for each question, with a paragraph for each certificate."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date

from lapel.model.credential import NOT_SEEN, Catalogue
from lapel.model.record import Record
from lapel.model.value import replace
from lapel.planner.plan import Plan
from lapel.renewals.dues import Event
from lapel.reports.comparison import PARTS, ExamFact, Side, figure_of, leg_to
from lapel.reports.decisions_text import fee_words, verdict_words
from lapel.reports.holding_text import NOT_IN_SUMS, amount_words, event_words, rung_words, sum_words, then_words
from lapel.reports.page import overdue_words
from lapel.reports.plan_words import NOT_THE_ISSUER, counted
from lapel.reports.plans_text import PlanPage
from lapel.rules.wording import long_date

Row = tuple[str, Callable[[Side], Iterator[str]]]
"""A question, and the lines that answer it for one side."""

ORIENTATIONS = {
    "balanced": "clinical and front-office work",
    "clinical": "mostly clinical work",
    "administrative": "front-office work",
    "laboratory": "laboratory work",
    "phlebotomy": "drawing blood",
}


def comparison_text(
    catalogue: Catalogue, sides: Sequence[Side], record: Record, *, years: int, on: date, width: int = 80
) -> str:
    """Write a comparison for reading; the order of the certificates says nothing of their worth."""
    page = PlanPage(width)
    page.add(f"{record.name or 'This record'}: certificates side by side, on {long_date(on)}")
    page.add("─" * page.width)
    longest = max(len(side.credential.name) for side in sides)
    for heading, lines in comparison_rows(catalogue, record, years=years):
        page.head(heading)
        for side in sides:
            for index, text in enumerate(lines(side)):
                page.add(text, 2, f"{side.credential.name if not index else '':<{longest}} ")
    page.add()
    page.add(NOT_IN_SUMS)
    if any(event.assumed_to_go_on for side in sides for event in (*side.holding.events, *side.holding.then)):
        page.add(
            "Of fees to come the last figure known is taken: it is assumed to go on, and may have changed by then."
        )
    page.add(NOT_THE_ISSUER)
    for side in sides:
        if side.credential.confirm:
            page.add(f"Confirm {side.credential.name}:", 2)
            page.lines.append(f"    {side.credential.confirm}")
    return str(page)


def comparison_rows(catalogue: Catalogue, record: Record, *, years: int) -> tuple[Row, ...]:
    """Give the questions of a comparison in their order, each with what answers it for one side."""
    return (
        ("What it leans to", _orientation),
        ("Ways in, for you", _routes),
        ("Earliest date", _earliest),
        ("Cost to get", _cost),
        (f"Cost to hold for {counted(years, 'year')}", _holding),
        ("Exam", _exam),
        ("Renewal", _renewal),
        ("Where it is recognized", lambda side: _recognized(side, catalogue, record)),
    )


def _orientation(side: Side) -> Iterator[str]:
    said = side.credential.orientation
    yield _sentence(ORIENTATIONS.get(said, said) or "not known")


def _routes(side: Side) -> Iterator[str]:
    decision = side.decision
    lead = "By" if decision.verdict.answer in ("yes", "not-yet") else "The nearest way"
    best = f" {lead}: {decision.best.route.name}." if decision.best else ""
    yield f"{verdict_words(decision.verdict)}.{best}"
    others = [route for route in decision.routes if route is not decision.best]
    maybe = [f"{r.route.name} ({verdict_words(r.verdict)})" for r in others if r.verdict.answer in ("yes", "not-yet")]
    if maybe:
        yield f"Also: {'; '.join(maybe)}."
    unknown = [route.route.name for route in others if route.verdict.answer == "cannot-tell"]
    if unknown:
        yield f"Cannot tell: {'; '.join(unknown)}."
    closed = sum(route.verdict.answer in ("no", "no-longer") for route in others)
    if closed:
        yield f"{counted(closed, 'other way')} {'is' if closed == 1 else 'are'} closed to you."


def _reached(side: Side) -> str:
    for credential, until in side.plans.reached:
        if credential.id == side.credential.id:
            return f"You hold it{f', to {long_date(until)}' if until else ''}."
    return ""


def _earliest(side: Side) -> Iterator[str]:
    if words := _reached(side):
        yield words
        return
    yield from _ways_back(side)
    leg, perhaps = leg_to(side.plan, side.credential), leg_to(side.perhaps, side.credential)
    if leg:
        yield f"{long_date(leg.certified)}, by: {leg.route.name}."
    else:
        yield "No plan is sure."
        yield from side.plans.blocked if not perhaps else ()
    if perhaps and side.perhaps:
        yield f"Perhaps {long_date(perhaps.certified)}, by: {perhaps.route.name}. It hangs on this:"
        yield from _assumed(side.perhaps)


def _ways_back(side: Side) -> Iterator[str]:
    """For someone whose certificate has run out: the ways to bring it back that are still open."""
    lapsed, on = side.holding.lapsed, side.decision.on
    if lapsed and lapsed.expires:
        yield f"Yours ran out after {long_date(lapsed.expires)}. The ways back:"
        for rung in side.holding.ways:
            if not rung.closed(on=on):
                yield f"· {rung_words(rung, on).replace('*', '')}"
        yield "By the plan that is soonest:"


MOST_ASSUMED = 3


def _assumed(plan: Plan) -> Iterator[str]:
    """The first things that a plan hangs on, and how many more there are."""
    says = list(dict.fromkeys(finding.says for finding in plan.assumes))
    yield from (f"? {text}" for text in says[:MOST_ASSUMED])
    if len(says) > MOST_ASSUMED:
        yield f"? and {len(says) - MOST_ASSUMED} more."


def _cost(side: Side) -> Iterator[str]:
    if _reached(side):
        yield "Nothing more: you hold it."
        return
    cheapest, fastest = side.cheapest, side.plan
    if cheapest and fastest:
        yield _sentence(_bill(cheapest, side))
        if fastest is not cheapest:
            yield f"By the fastest plan: {_bill(fastest, side)}."
    else:
        yield "Not sure: no plan is sure."
    if side.perhaps:
        yield f"Perhaps: {_bill(side.perhaps, side)}."


def _bill(plan: Plan, side: Side) -> str:
    unknown = ", ".join(dict.fromkeys(line.what.removeprefix(f"{side.credential.name}: ") for line in plan.not_known))
    parts = [amount_words(plan.money)] if plan.money.high or not unknown else []
    parts += [f"not known: {unknown}"] if unknown else []
    return f"{', plus what is '.join(parts)}; done by {long_date(plan.finish)}"


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."


def _holding(side: Side) -> Iterator[str]:
    held = side.holding.held
    since = "from today" if held.real else f"from {long_date(held.since)}"
    yield _sentence(f"{sum_words(side.holding)}, {since}")
    if words := then_words(side.holding):
        yield words


def _exam(side: Side) -> Iterator[str]:
    yield _sentence(", ".join(exam_words(fact) for fact in side.exam))
    fees = side.decision.best.fees if side.decision.best else ()
    for fee in fees:
        if fee.value.due == "application":
            cites = fee.version.cite if fee.version else ()
            yield fee_words(fee) + overdue_words(cites, side.decision.on) + "."


EXAM_WORDS = {"questions": "{} questions", "minutes": "{} minutes", "pass_mark": "pass mark {}"}


def exam_words(fact: ExamFact) -> str:
    """Say a figure of an exam, each reading where sources disagree."""
    names = next(names for part, _, names in PARTS if part == fact.part)
    version = fact.version
    if version is None or version.value == NOT_SEEN:
        return f"{fact.part.replace('_', ' ')} not known"
    if version.readings:
        # A pass mark names its scale, which tells the readings apart.
        labels = [f" ({r.label})" if fact.part != "pass_mark" else "" for r in version.readings]
        said = " or ".join(_figure(r.value, names) + label for r, label in zip(version.readings, labels, strict=True))
    else:
        said = _figure(version.value, names)
    return EXAM_WORDS[fact.part].format(said)


def _figure(said: object, names: tuple[str, ...]) -> str:
    figure = figure_of(said, names)
    if isinstance(said, dict) and "scale_from" in said:
        return f"{figure} on a scale of {said['scale_from']} to {said['scale_to']}"
    if isinstance(said, dict) and "scale" in said:
        return f"{figure} on a scale of {said['scale']}"
    return str(figure)


def _renewal(side: Side) -> Iterator[str]:
    if side.term is None:
        yield "How long it lasts is not known for this day."
    else:
        end = ", to the end of that month" if side.term.anchor == "month-end" else ""
        yield f"It lasts {side.term.months} months{end}."
    for lead, due in (("Each year", "year"), ("Each term", "term")):
        words = [_without_star(event) for event in side.renewal if event.due == due and _matters(event)]
        if words:
            yield f"{lead}: {'; '.join(words)}."
    late = [rung.route.name for rung in side.holding.ways if not rung.in_time]
    if late:
        yield f"After a lapse: {'; then '.join(dict.fromkeys(late))}."


def _matters(event: Event) -> bool:
    return event.amount is None or event.amount.high > 0


def _without_star(event: Event) -> str:
    return event_words(replace(event, assumed_to_go_on=False))


def _recognized(side: Side, catalogue: Catalogue, record: Record) -> Iterator[str]:
    names = [_body(entry.body, catalogue) for entry in side.credential.recognized_by]
    yield f"{'; '.join(names)}." if names else "No body is known that recognizes it."
    own = [other.name for other in side.named_in if other.state == record.state]
    others = [other.name for other in side.named_in if other.state != record.state]
    if own:
        yield f"Named in the rules of your state: {'; '.join(own)}."
    if others:
        yield f"Named in the rules of {'other states' if own else 'these states'}: {'; '.join(others)}."


def _body(identity: str, catalogue: Catalogue) -> str:
    body = catalogue.accreditors.get(identity)
    if body is None:
        return identity.upper()
    return body.name if body.name == body.full_name else f"{body.name} ({body.full_name})"
