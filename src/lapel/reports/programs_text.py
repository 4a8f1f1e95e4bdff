"""Programs → text for a terminal: found, shown in full, side by side, and what can be said without data."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from itertools import groupby

from lapel.model.citation import Citation
from lapel.model.program import MEDICAL_ASSISTING, Offering, ProgramGuide
from lapel.model.truth import Truth
from lapel.programs.appraise import Appraisal, KindAnswer, KindStep
from lapel.programs.factors import FactorScore, accredited_on
from lapel.programs.search import Found, Match
from lapel.programs.topics import Coverage
from lapel.reports.decisions_text import verdict_words
from lapel.reports.page import cite_words
from lapel.reports.plan_words import counted, dollars
from lapel.reports.plans_text import PlanPage
from lapel.reports.programs_words import (
    CAVEATS,
    MEASURE_NAMES,
    NOT_ADVICE,
    UNKNOWNS,
    accreditation_words,
    brief,
    claim_words,
    columns,
    completions_words,
    days_words,
    left_out_words,
    length_words,
    miles_words,
    money_words,
    opening_words,
    outcome_words,
    plan_command,
    school_words,
    score_words,
    sector_words,
    short_openings,
    sources_of,
    wishes_words,
)
from lapel.rules.wording import long_date

MARKS = {"covered": "✓", "in part": "◐", "not said": "?", "not covered": "✗"}
STAND_IN_WORDS = (
    "No record was given: the answers are for an adult with a diploma, no conviction, no failed exam and no other "
    "training or work."
)
MOST_QUESTIONS = 5


def found_text(
    found: Found,
    appraised: Mapping[str, Appraisal],
    sources: Sequence[Citation],
    *,
    on: date,
    limit: int,
    own: bool,
    width: int = 80,
) -> str:
    """Write what was found; ``appraised`` holds the programs to be shown, by id."""
    page = PlanPage(width)
    page.add(f"Programs on {long_date(on)}: {wishes_words(found.wishes)}")
    page.add("─" * page.width)
    page.add(
        f"{counted(len(found.fits), 'program')} of {found.total:,} known {'fits' if len(found.fits) == 1 else 'fit'}; "
        f"{len(found.perhaps):,} more may, but a figure is not known. The order says nothing of their worth."
    )
    shown = _matches(page, "These fit", found.fits, appraised, limit)
    _matches(page, "These may fit: ask the school what is not known", found.perhaps, appraised, max(limit - shown, 3))
    if found.left_out:
        page.head("Left out")
        for words in left_out_words(found):
            page.add(words, 2, "·")
    page.head("Before you choose")
    if not own:
        page.add(STAND_IN_WORDS, 2)
    page.add("Accreditation is known only where a list that was added names the program.", 2)
    page.add("lapel programs show ID says what each score is made of, what to ask the school, and the sources.", 2)
    _sources(page, sources, on)
    page.add()
    page.add(NOT_ADVICE)
    return str(page)


def _matches(
    page: PlanPage, heading: str, matches: Sequence[Match], appraised: Mapping[str, Appraisal], limit: int
) -> int:
    if not matches:
        return 0
    page.head(heading)
    shown = matches[:limit]
    for _, group in groupby(shown, key=lambda match: match.offering.institution.id):
        same = list(group)
        far = miles_words(same[0].miles)
        page.add(school_words(same[0].offering.institution) + (f" ({far})" if far else ""), 2)
        for match in same:
            _match(page, match, appraised[match.offering.id])
    if len(matches) > len(shown):
        page.add(f"and {len(matches) - len(shown):,} more: --limit shows them.", 2)
    return len(shown)


def _match(page: PlanPage, match: Match, appraisal: Appraisal) -> None:
    offering = appraisal.offering
    page.add(f"{offering.title}  [{offering.id}]", 4, "·")
    page.add(brief(offering), 6)
    if match.unknown:
        page.add(f"Not known: {', '.join(UNKNOWNS[name] for name in match.unknown)}.", 6)
    page.add(f"Five factors: {score_words(appraisal.score)}. {short_openings(appraisal.openings.openings)}.", 6)


def shown_text(appraisal: Appraisal, *, on: date, called: str, record: str, width: int = 80) -> str:
    """Write everything about one program."""
    offering, page = appraisal.offering, PlanPage(width)
    page.add(f"{offering.title}  [{offering.id}]")
    page.add(school_words(offering.institution))
    page.add("─" * page.width)
    for gone in filter(None, (offering.institution.closed, offering.closed)):
        page.add(f"Probably not open to new students: {gone}.", mark="!")
    _facts(page, appraisal)
    page.head("Accreditation")
    for line in accreditation_words(offering, appraisal.openings.enrollment):
        page.add(line, 2)
    for note in offering.notes:
        page.add(note, 2)
    page.add("That a school is in federal student aid or in IPEDS says nothing of it.", 2)
    if offering.cip != MEDICAL_ASSISTING:
        page.add("What follows is for medical assisting: this program is in another field of study.", mark="!")
    _score(page, appraisal)
    _openings(page, appraisal)
    _ask(page, appraisal)
    _results(page, appraisal)
    page.head("What it teaches")
    for coverage in appraisal.coverages:
        _coverage(page, coverage)
    _plan(page, appraisal, called, record)
    _sources(page, sources_of([appraisal]), on)
    page.add()
    page.add(NOT_ADVICE)
    return str(page)


def _facts(page: PlanPage, appraisal: Appraisal) -> None:
    offering = appraisal.offering
    said = (
        ("Field", f"CIP {offering.cip}"),
        ("Award", offering.award or offering.kind or "not known"),
        ("Price", _price(offering)),
        ("Net price", _school_price(offering)),
        ("Length", f"{length_words(offering)}" + (f" ({offering.length.about})" if offering.length.about else "")),
        ("Hours", _in_all(appraisal)),
        ("Taught", offering.delivery or "how is not known"),
        ("Evening", claim_words(offering.evening)),
        ("Practicum", f"{claim_words(offering.practicum)}; as a rule unpaid. Hours: {_hours(appraisal)}"),
        ("Leads to", offering.leads_to and f"{offering.leads_to} (as the school says)"),
        ("Run by", offering.institution.control),
        ("Site", offering.institution.website),
    )
    for name, text in said:
        if text:
            page.add(text, 2, f"{name:<9}")


def _price(offering: Offering) -> str:
    if offering.price.figure.value is None:
        return f"not known ({money_words(offering.price.figure)})"
    parts = [f"{name} {money_words(told.figure)}" for name, told in offering.prices if told.figure.value]
    return money_words(offering.price.figure) + (f" ({', '.join(parts)})" if parts else "")


def _school_price(offering: Offering) -> str:
    told = offering.school_price
    return f"{money_words(told.figure)} {told.about}" if told.figure.value is not None else ""


def _in_all(appraisal: Appraisal) -> str:
    hours = appraisal.offering.clock_hours.figure.exact
    return f"{hours:,.0f} in all" if hours else "not known"


def _hours(appraisal: Appraisal) -> str:
    hours = appraisal.offering.practicum_hours.figure.exact
    return f"{hours:,.0f}" if hours is not None else "not known"


def _score(page: PlanPage, appraisal: Appraisal) -> None:
    score = appraisal.score
    page.head(f"Five factors: {score_words(score)}")
    total = sum(factor.weight for factor in score.factors)
    for factor in score.factors:
        weight = f"weight {factor.weight:g} of {total:g}"
        page.add(f"{factor.factor.name}: {_points(factor)} ({weight})", 2)
        for one in factor.parts:
            low, high = (
                factor.weight * one.part.share * end * 100 / total for end in (one.reading.low, one.reading.high)
            )
            page.add(f"{one.part.name}: {one.reading.says}", 2, f"{_range(low, high):>12} ")
    page.add("What is not known counts from nothing to all of its points. --weigh cost=3 changes a weight.", 2)


def _points(factor: FactorScore) -> str:
    return f"{_range(*factor.points)} points"


def _range(low: float, high: float) -> str:
    first, last = f"{low:.1f}".removesuffix(".0"), f"{high:.1f}".removesuffix(".0")
    return first if first == last else f"{first} to {last}"


def _openings(page: PlanPage, appraisal: Appraisal) -> None:
    openings = appraisal.openings
    page.head("Which exams it opens")
    page.add(f"For someone in it {days_words(openings.enrollment)}.", 2)
    if not openings.own:
        page.add(STAND_IN_WORDS, 2)
    for opening in openings.openings:
        page.add(f"{opening.credential.name}: {opening_words(opening)}", 2)
        best = opening.after.best
        if best and not opening.without:
            page.add(f"Way: {best.route.name}", 4)
            for finding in (*best.failed, *best.unknown)[:2]:
                page.add(finding.says, 4, "✗" if finding.truth is Truth.FALSE else "?")


def _ask(page: PlanPage, appraisal: Appraisal) -> None:
    page.head("Ask the school, in these words")
    names = {one.credential.id: one.credential.name for one in appraisal.openings.openings}
    asked = appraisal.openings.ask[:MOST_QUESTIONS]
    for question in asked:
        about = ", ".join(names[name] for name in question.credentials)
        page.add(f"{question.text} (It bears on {about}.)", 2, "·")
    places = {question.place for question in asked}
    for factor in appraisal.score.factors:
        for one in factor.parts:
            if not one.reading.known and places.isdisjoint(_SAME.get(one.part.id, ())):
                page.add(one.part.ask, 2, "·")


_SAME: Mapping[str, tuple[str, ...]] = {
    "accredited": ("accreditation",),
    "clinical": ("clinical", "topics"),
    "administrative": ("administrative", "topics"),
    "practicum-hours": ("practicum_hours",),
    "length": ("completed", "expected"),
}
"""Parts of a factor about which a question on the exams asks already, by its place."""


def _results(page: PlanPage, appraisal: Appraisal) -> None:
    offering = appraisal.offering
    page.head("What came of those before you")
    if offering.completions:
        page.add(
            f"Awards by school year ending: {completions_words(offering.completions)}. 0 is offered, none given.", 2
        )
    if offering.employed.figure.value is not None:
        page.add(f"{offering.employed.figure.value:.0f} percent {offering.employed.about}.", 2)
    else:
        page.add(f"Share of graduates at work: {offering.employed.figure.why or 'not reported'}.", 2)
    for outcome in appraisal.outcomes:
        page.add(outcome_words(outcome, offering), 2)
    page.add(CAVEATS, 2)


def _coverage(page: PlanPage, coverage: Coverage) -> None:
    counts = f"{coverage.count('covered')} of {len(coverage.topics)} covered"
    page.add(f"{coverage.list.name}: {counts}", 2)
    for topic in coverage.topics:
        seen = ", ".join(f"“{hit.words}”" for hit in topic.hits)
        lacking = ", ".join(name.replace("-", " ") for name in topic.missing) if topic.hits else ""
        said = "; ".join(filter(None, (seen, f"not found: {lacking}" if lacking else "")))
        page.add(f"{topic.topic.name}: {topic.status}" + (f", by {said}" if said else ""), 4, MARKS[topic.status])


def _plan(page: PlanPage, appraisal: Appraisal, called: str, record: str) -> None:
    page.head("Put it into a plan")
    own = appraisal.own
    if own is None:
        page.add("Plans know no step like this program.", 2)
        return
    openings = appraisal.openings.openings
    goal = openings[0].credential.id if openings else "cma-aama"
    page.add(f"It stands for the step {own.step}: {own.because}.", 2)
    for index, line in enumerate(plan_command(called, own, goal, record)):
        page.lines.append(f"    {'    ' if index else ''}{line}")
    page.add("A practicum is unpaid. --wage DOLLARS counts the pay that you give up for its hours.", 2)


def _sources(page: PlanPage, sources: Sequence[Citation], on: date) -> None:
    if sources:
        page.head("Sources")
        for line in cite_words(sources, on):
            page.add(line.removeprefix("source: "), 2, "·")


def compared_text(appraisals: Sequence[Appraisal], *, on: date, width: int = 80) -> str:
    """Set programs side by side, a column each."""
    page = PlanPage(width)
    page.add(f"Programs side by side, on {long_date(on)}")
    page.add("─" * page.width)
    label = 11 if len(appraisals) > 2 else 13
    column = (page.width - label - len(appraisals)) // len(appraisals)
    widths = (label, *[column] * len(appraisals))
    for name, tell in _ROWS:
        cells = [tell(one) for one in appraisals]
        if any(cells):
            page.lines += [*columns([(name, *(cell or "–" for cell in cells))], widths), ""]
    for index, opening in enumerate(appraisals[0].openings.openings):
        cells = [opening_words(one.openings.openings[index]) for one in appraisals]
        page.lines += [*columns([(opening.credential.name, *cells)], widths), ""]
    if not appraisals[0].openings.own:
        page.add(STAND_IN_WORDS)
    page.add(CAVEATS)
    page.add(
        "Five factors: what is not known counts from nothing to all of its points. (s): the median of the sector, "
        "not of this school."
    )
    _sources(page, sources_of(appraisals), on)
    page.add()
    page.add(NOT_ADVICE)
    return str(page)


def _accredited_cell(one: Appraisal) -> str:
    truth = accredited_on(one.offering, one.openings.enrollment)
    return {Truth.TRUE: "yes, on your days", Truth.FALSE: "no; some exams accept that", Truth.UNKNOWN: "not known"}[
        truth
    ]


def _said(claim: object) -> str:
    said = getattr(claim, "said", None)
    return "not known" if said is None else "yes" if said else "no"


def _result(measure: str) -> Callable[[Appraisal], str]:
    def cell(one: Appraisal) -> str:
        outcome = next(out for out in one.outcomes if out.measure == measure)
        if outcome.scope == "sector":
            return f"{sector_words(outcome)} (s)"
        return money_words(outcome.told.figure)

    return cell


def _employed(one: Appraisal) -> str:
    figure = one.offering.employed.figure
    return f"{figure.value:.0f} percent" if figure.value is not None else figure.why or "not reported"


_ROWS: tuple[tuple[str, Callable[[Appraisal], str]], ...] = (
    ("Program", lambda one: f"{one.offering.title}\n[{one.offering.id}]"),
    ("School", lambda one: school_words(one.offering.institution)),
    ("Closed", lambda one: one.offering.institution.closed or one.offering.closed),
    ("Price", lambda one: _price(one.offering).partition(" (tuition")[0]),
    ("Net price", lambda one: _school_price(one.offering)),
    ("Award", lambda one: one.offering.award or one.offering.kind or "not known"),
    ("Length", lambda one: length_words(one.offering)),
    ("Hours", _in_all),
    ("Taught", lambda one: one.offering.delivery or "not known"),
    ("Accredited", _accredited_cell),
    ("Clinical", lambda one: _said(one.offering.clinical)),
    ("Office", lambda one: _said(one.offering.administrative)),
    ("Practicum", lambda one: f"{_said(one.offering.practicum)}; hours {_hours(one)}"),
    ("Job help", lambda one: _said(one.offering.placement)),
    ("At work after", _employed),
    (MEASURE_NAMES["earnings_1yr"], _result("earnings_1yr")),
    (MEASURE_NAMES["earnings_4yr"], _result("earnings_4yr")),
    (MEASURE_NAMES["debt"], _result("debt")),
    ("Awards a year", lambda one: completions_words(one.offering.completions)),
    ("Five factors", lambda one: score_words(one.score)),
)


def nothing_added_text(guide: ProgramGuide, kinds: Sequence[KindAnswer], *, on: date, width: int = 80) -> str:
    """Say what can be said without data: what to add and from where, the kinds of program, and what to ask."""
    page = PlanPage(width)
    page.add("No list of schools was added yet, so no program can be looked up.")
    page.add("─" * page.width)
    page.add(
        "Lapel takes nothing from the network by itself. Fetch a file from its publisher, then: lapel data add FILE"
    )
    page.head("What to add")
    for place in guide.places.values():
        page.add(f"{place.name}: {place.gives}.", 2, "·")
        page.add(f"From {place.where}. Look for {place.look_for}.", 4)
        if place.note:
            page.add(place.note, 4)
    page.head("Kinds of program")
    page.add("What each opens on the day it is over, for an adult with a diploma and no other training:", 2)
    for answer in kinds:
        page.add(f"{answer.kind.name}: {answer.kind.about}", 2)
        for step in answer.steps:
            for line, indent, mark in _kind_step(step):
                page.add(line, indent, mark)
        if answer.kind.note:
            page.add(answer.kind.note, 4)
    page.head("Five things to choose by, and what to ask the school")
    for factor in guide.factors.values():
        page.add(f"{factor.name}. {factor.why}", 2)
        for part in factor.parts:
            page.add(f"“{part.ask}”", 4, "·")
        if factor.note:
            page.add(factor.note, 4)
    _sources(page, _kind_sources(guide, kinds), on)
    page.add()
    page.add(NOT_ADVICE)
    return str(page)


def _kind_step(answer: KindStep) -> Iterator[tuple[str, int, str]]:
    step = answer.step
    takes = "goes on" if step.open_ended else f"{step.takes}" if step.takes.known else "time not known"
    prices = [dollars(cost.amount) for cost in step.costs if cost.unpaid_hours is None and cost.amount]
    yield f"{step.name}: {takes}" + (f", {', '.join(prices)}" if prices else ""), 4, "·"
    for group, answers in (
        ("Opens", ("yes",)),
        ("Opens later", ("not-yet",)),
        ("Not known", ("cannot-tell",)),
        ("Does not open", ("no", "no-longer")),
    ):
        named = [
            one.name + (f" ({verdict_words(verdict).removeprefix('NOT YET: ')})" if group == "Opens later" else "")
            for one, verdict in answer.opens
            if verdict.answer in answers
        ]
        if named:
            yield f"{group}: {', '.join(named)}.", 6, ""


def _kind_sources(guide: ProgramGuide, kinds: Sequence[KindAnswer]) -> list[Citation]:
    cites = [cite for answer in kinds for cite in answer.kind.cite]
    cites += [cite for answer in kinds for step in answer.steps for cost in step.step.costs for cite in cost.cite]
    cites += [cite for factor in guide.factors.values() for cite in factor.cite]
    return list({cite.source.id: cite for cite in cites}.values())
