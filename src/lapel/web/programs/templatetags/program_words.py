"""The words of programs for the pages; the sentences are those of the reports."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django import template

from lapel.model.program import Offering
from lapel.model.truth import Truth
from lapel.programs.appraise import Appraisal, KindStep
from lapel.programs.factors import FactorScore, PartScore, Score, accredited_on
from lapel.programs.opens import Opening
from lapel.programs.search import Found, LeftOut, Match
from lapel.programs.topics import Coverage, Covered
from lapel.reports import programs_words as words
from lapel.reports.decisions_text import verdict_words
from lapel.reports.plan_words import dollars
from lapel.web.site.templatetags.words import verdict_says

register = template.Library()

WORDS: dict[str, Callable[[Any], str]] = {
    "school_says": words.school_words,
    "miles_says": words.miles_words,
    "brief": words.brief,
    "length_says": words.length_words,
    "money_says": words.money_words,
    "claim_says": words.claim_words,
    "days_say": words.days_words,
    "score_says": words.score_words,
    "openings_say": words.short_openings,
    "completions_say": words.completions_words,
    "wishes_say": words.wishes_words,
}
for name, word in WORDS.items():
    register.filter(name, word)

DELIVERY = {"in-person": "In person", "hybrid": "Partly online", "online": "Online"}
KIND = {
    "certificate": "Certificate or diploma",
    "associate": "Associate degree",
    "bachelor": "Bachelor’s degree",
    "apprenticeship": "Apprenticeship",
    "other": "Other",
}


@register.filter
def opening_says(opening: Opening) -> str:
    """Say the answer for one exam."""
    if opening.without:
        return f"{verdict_says(opening.before)}, without this program"
    return verdict_says(opening.after.verdict)


@register.filter
def delivery_word(name: str) -> str:
    """Name how a program is taught."""
    return DELIVERY.get(name, "not known")


@register.filter
def kind_word(name: str) -> str:
    """Name a kind of program."""
    return KIND.get(name, "not known")


@register.filter
def unknown_say(match: Match) -> str:
    """Name the wishes that the sources do not settle."""
    return ", ".join(words.UNKNOWNS.get(name, "whether it opens the exam") for name in match.unknown)


@register.filter
def left_out_says(left: LeftOut) -> str:
    """Say how many programs a wish left out, and how many more there would be without it."""
    what = words.FILTERS.get(left.wish, "do not open the exam for you")
    more = f"; without this wish you would see {left.alone:,} more" if left.alone and left.wish in words.FLAGS else ""
    return f"{left.count:,} {what}{more}"


@register.filter
def count_says(found: Found) -> str:
    """Say how many fit."""
    fits, all_ = len(found.fits), f"{found.total:,}"
    head = f"1 program of {all_} known fits" if fits == 1 else f"{fits:,} programs of {all_} known fit"
    return f"{head}; {len(found.perhaps):,} more may, but a figure is not known."


@register.simple_tag
def accreditation_lines(one: Appraisal) -> list[str]:
    """Say what is known of accreditation."""
    return list(words.accreditation_words(one.offering, one.openings.enrollment))


@register.filter
def price_says(offering: Offering) -> str:
    """Say a price with its parts."""
    if offering.price.figure.value is None:
        return f"not known ({words.money_words(offering.price.figure)})"
    parts = [f"{name} {words.money_words(told.figure)}" for name, told in offering.prices if told.figure.value]
    return words.money_words(offering.price.figure) + (f" ({', '.join(parts)})" if parts else "")


@register.filter
def school_price_says(offering: Offering) -> str:
    """Say what a year at the school costs after grants."""
    told = offering.school_price
    return f"{words.money_words(told.figure)} {told.about}" if told.figure.value is not None else ""


@register.filter
def hours_in_all(offering: Offering) -> str:
    """Say the hours of a program."""
    hours = offering.clock_hours.figure.exact
    return f"{hours:,.0f} in all" if hours else "not known"


@register.filter
def practicum_hours(offering: Offering) -> str:
    """Say the hours of a practicum."""
    hours = offering.practicum_hours.figure.exact
    return f"{hours:,.0f}" if hours is not None else "not known"


def _range(low: float, high: float) -> str:
    first, last = f"{low:.1f}".removesuffix(".0"), f"{high:.1f}".removesuffix(".0")
    return first if first == last else f"{first} to {last}"


@register.filter
def points_say(factor: FactorScore) -> str:
    """Say the points of a factor."""
    return f"{_range(*factor.points)} points"


@register.simple_tag
def part_points(factor: FactorScore, one: PartScore, score: Score) -> str:
    """Say the points of a part of a factor."""
    total = sum(each.weight for each in score.factors)
    ends = (factor.weight * one.part.share * end * 100 / total for end in (one.reading.low, one.reading.high))
    return _range(*ends)


@register.filter
def best_findings(opening: Opening) -> list[Any]:
    """Give what fails or is not known on the best way."""
    best = opening.after.best
    return [*best.failed, *best.unknown][:2] if best and not opening.without else []


@register.filter
def covered_says(coverage: Coverage) -> str:
    """Say how many topics are covered."""
    return f"{coverage.count('covered')} of {len(coverage.topics)} covered"


@register.filter
def topic_says(topic: Covered) -> str:
    """Say how far a topic is covered, and by which words."""
    seen = ", ".join(f"“{hit.words}”" for hit in topic.hits)
    lacking = ", ".join(name.replace("-", " ") for name in topic.missing) if topic.hits else ""
    said = "; ".join(filter(None, (seen, f"not found: {lacking}" if lacking else "")))
    return topic.status + (f", by {said}" if said else "")


@register.filter
def topic_mark(topic: Covered) -> str:
    """Name the sign of a topic."""
    return {"covered": "met", "in part": "partly", "not said": "unknown", "not covered": "failed"}[topic.status]


@register.simple_tag
def outcome_lines(one: Appraisal) -> list[str]:
    """Say the results of those who finished."""
    return [words.outcome_words(outcome, one.offering) for outcome in one.outcomes]


@register.simple_tag
def result(one: Appraisal, measure: str) -> str:
    """Say one result in few words; the median of a sector is marked."""
    outcome = next(each for each in one.outcomes if each.measure == measure)
    if outcome.scope == "sector":
        return f"{words.sector_words(outcome)} (sector)"
    return words.money_words(outcome.told.figure)


@register.filter
def accredited_says(one: Appraisal) -> str:
    """Say in few words whether a program is accredited on the person's days."""
    return {Truth.TRUE: "yes, on your days", Truth.FALSE: "no; some exams accept that", Truth.UNKNOWN: "not known"}[
        accredited_on(one.offering, one.openings.enrollment)
    ]


@register.filter
def employed_says(offering: Offering) -> str:
    """Say the share of graduates at work."""
    figure = offering.employed.figure
    if figure.value is None:
        return figure.why or "not reported"
    return f"{figure.value:.0f} percent {offering.employed.about}"


@register.filter
def plan_query(one: Appraisal) -> str:
    """Give the question that puts a program with its own figures into a plan."""
    own = one.own
    if own is None:
        return ""
    goal = one.openings.openings[0].credential.id if one.openings.openings else "cma-aama"
    asked = [("goal", goal)]
    asked += [("own", f"{own.step}.price.{own.price}")] if own.price is not None else []
    asked += [("own", f"{own.step}.months.{own.least}-{own.most}")] if own.least and own.most else []
    asked += [("own", f"{own.step}.hours.{own.hours_per_week}")] if own.hours_per_week is not None else []
    return urlencode(asked)


@register.filter
def step_says(answer: KindStep) -> str:
    """Say how long a step takes, and what it costs."""
    step = answer.step
    takes = "goes on" if step.open_ended else f"{step.takes}" if step.takes.known else "time not known"
    prices = [dollars(cost.amount) for cost in step.costs if cost.unpaid_hours is None and cost.amount]
    return takes + (f", {', '.join(prices)}" if prices else "")


@register.filter
def step_opens(answer: KindStep) -> list[tuple[str, str]]:
    """Say which exams a step opens, by answer."""
    groups = (
        ("Opens", ("yes",)),
        ("Opens later", ("not-yet",)),
        ("Not known", ("cannot-tell",)),
        ("Does not open", ("no", "no-longer")),
    )
    told = []
    for group, answers in groups:
        named = [
            one.name + (f" ({verdict_words(verdict).removeprefix('NOT YET: ')})" if group == "Opens later" else "")
            for one, verdict in answer.opens
            if verdict.answer in answers
        ]
        if named:
            told.append((group, ", ".join(named)))
    return told


@register.filter
def step_cites(answer: KindStep) -> list[Any]:
    """List the sources of what a step costs."""
    return list(dict.fromkeys(cite for cost in answer.step.costs for cite in cost.cite))
