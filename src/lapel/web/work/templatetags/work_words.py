"""The words of work, pay and learning for the pages; the sentences are those of the reports."""

from collections.abc import Callable, Iterable
from typing import Any

from django import template

from lapel.careers.fit import Fit, Lean
from lapel.careers.ladder import Paid, Point, Way
from lapel.careers.learning import Match, Want
from lapel.careers.money_of import real
from lapel.careers.pay import Quoted, rough
from lapel.careers.premium import Pair
from lapel.careers.school import Opens, Taking
from lapel.careers.skills import Checked
from lapel.careers.worth import Branch
from lapel.model.advice import Advice, Because
from lapel.model.figure import Figure
from lapel.model.occupation import PERCENTILES, OldEdition, Prices, Projection, Spread, Wages
from lapel.model.survey import EmployerView
from lapel.reports import (
    fit_text,
    learn_words,
    outlook_text,
    pay_words,
    plan_words,
    premium_text,
    school_text,
    skills_text,
    worth_text,
)

register = template.Library()

WORDS: dict[str, Callable[[Any], str]] = {
    "pay": pay_words.pay,
    "cell": pay_words.short,
    "count": pay_words.number,
    "place": pay_words.place,
    "range_says": pay_words.range_words,
    "pay_says": fit_text.pay_words,
    "service_says": school_text.service_words,
    "opens_says": school_text.when_words,
    "ways_says": school_text.ways_words,
    "against_says": skills_text.against_words,
    "level_says": skills_text.level_words,
    "closing_says": skills_text.closing_words,
    "percent_says": skills_text.percent_words,
    "want_says": learn_words.want_words,
    "order_says": learn_words.order_words,
    "facts_says": learn_words.facts_words,
    "rating_says": learn_words.rating_words,
    "accepted_says": learn_words.accepted_words,
    "expectation": outlook_text.expectation,
    "openings_says": outlook_text.openings_words,
    "thousands": outlook_text.thousands,
    "more_percent": premium_text.percent,
    "even_says": worth_text.even_words,
    "dollars": plan_words.dollars,
    "finish_says": plan_words.finish_words,
    "short_day": plan_words.short_date,
    "route_says": plan_words.reached_words,
}
for name, word in WORDS.items():
    register.filter(name, word)


@register.filter
def leaning_word(leaning: str) -> str:
    """Name a leaning."""
    return fit_text.LEANING_WORDS[leaning]


@register.filter
def stage_says(stage: str) -> str:
    """Say where a person stands with school."""
    return school_text.STAGES[stage].replace("The record does", "Your facts do")


@register.filter
def spread_rows(wages: Wages) -> list[tuple[str, str, str]]:
    """Write the five percentiles, by year and by hour, each with what it means."""
    return [
        (head, pay_words.short(getattr(wages.annual, name)), pay_words.short(getattr(wages.hourly, name)))
        for head, name in zip(HEADS, PERCENTILES, strict=True)
    ]


HEADS = ("10 earn less than", "25 earn less than", "Half earn less than", "25 earn more than", "10 earn more than")


@register.filter
def told_spread(spread: Spread) -> bool:
    """Whether any percentile is reported."""
    return any(getattr(spread, name).value is not None for name in PERCENTILES)


@register.filter
def why_not(wages: Wages) -> list[str]:
    """Say why figures are not reported, and what a plus stands for."""
    figures = pay_words.figures_of(wages)
    return [*(f"Not reported: {why}." for why in pay_words.reasons(figures)), *pay_words.bounds(figures)]


@register.filter
def why_rows(rows: Iterable[Quoted]) -> list[str]:
    """Say for a table why figures are not reported, and what a plus stands for."""
    figures = [f for q in rows for f in (q.wages.annual.p10, q.wages.annual.median, q.wages.annual.p90)]
    return [*(f"Not reported: {why}." for why in pay_words.reasons(figures)), *pay_words.bounds(figures)]


@register.filter
def is_rough(wages: Wages) -> bool:
    """Whether few people were asked."""
    return rough(wages)


@register.filter
def errors_say(wages: Wages) -> str:
    """Say how far the mean and the jobs may be off, where that is known."""
    said = [
        f"{pay_words.number(error, '%')} for {what}"
        for error, what in ((wages.wage_error, "the mean"), (wages.employment_error, "the jobs"))
        if error.value is not None
    ]
    return f"Relative standard error: {', '.join(said)}." if said else ""


@register.simple_tag
def beside_nation(here: Quoted, nation: Quoted | None) -> str:
    """Say how the middle stands to that of the nation in the same year."""
    if nation is None or nation.wages.area == here.wages.area or nation.wages.year != here.wages.year:
        return ""
    own, all_ = here.wages.annual.median, nation.wages.annual.median
    if own.exact is None or not all_.exact:
        return ""
    more = (own.exact / all_.exact - 1) * 100
    how = "the same as" if round(more) == 0 else f"{abs(more):.0f}% {'above' if more > 0 else 'below'}"
    return f"The middle is {how} that of the United States, {pay_words.pay(all_)}."


@register.simple_tag
def in_dollars(point: Quoted, prices: Prices | None, to: int) -> str:
    """Write a median in dollars of another year."""
    return pay_words.short(real(point.wages.annual.median, prices, of=point.wages.year, to=to))


@register.simple_tag
def suits_says(lean: Lean, found: Fit) -> str:
    """Say what a certificate leans to."""
    said = fit_text.lean_words(lean, found)
    return said[:1].upper() + said[1:]


@register.filter
def job_word(role: str | None) -> str:
    """Name a kind of work as a record has it."""
    return (role or "work").replace("-", " ")


@register.filter
def share_says(view: EmployerView) -> str:
    """Say what share of employers said so."""
    return fit_text.share_of(view)


@register.filter
def taken_says(taking: Taking) -> str:
    """Say what the record has of it."""
    return school_text.taken_words(taking).replace("in your record", "in your facts")


@register.simple_tag
def leads_says(because: Because, advice: Advice) -> str:
    """Name what a reason leads to."""
    return school_text.leads_words(because, advice)


@register.filter
def opens_mark(one: Opens) -> str:
    """Name the sign of a condition."""
    return {"TRUE": "met", "FALSE": "failed", "UNKNOWN": "unknown"}[one.truth.name]


@register.simple_tag
def reason_says(one: Checked, advice: Advice) -> str:
    """Say why a duty matters."""
    return skills_text.reason_words(one.reason, one.duty, advice)


@register.filter
def accepted_mark(match: Match) -> str:
    """Name the sign of a resource."""
    if match.accepted is None:
        return ""
    return {"yes": "met", "no": "failed", "cannot tell": "unknown"}[match.accepted.verdict]


@register.filter
def is_renewal(want: Want) -> bool:
    """Whether something is to be learned for points."""
    return want.renewal


@register.filter
def growth(figure: Figure | None) -> str:
    """Write growth with its sign."""
    return pay_words.UNKNOWN if figure is None or figure.value is None else f"{figure.value:+.1f}%"


@register.filter
def thousand(figure: Figure) -> str:
    """Write thousands of jobs in thousands."""
    return pay_words.UNKNOWN if figure.value is None else f"{figure.value:,.1f}"


@register.filter
def changed_by(edition: Projection) -> str:
    """Write by how many thousand jobs an edition expects a change."""
    jobs, then = edition.jobs.exact, edition.jobs_then.exact
    return pay_words.UNKNOWN if jobs is None or then is None else f"{then - jobs:+,.1f}"


@register.filter
def entry_says(edition: Projection) -> str:
    """Say what is most usual for entry."""
    if not edition.education:
        return ""
    rest = [
        f"{what}: {value[:1].lower()}{value[1:]}"
        for what, value in (("experience in a related job", edition.experience), ("training", edition.training))
        if value
    ]
    return "; ".join([outlook_text.PLAIN.get(edition.education, edition.education), *rest])


@register.filter
def quoted_says(edition: OldEdition) -> str:
    """Say what other pages quote of an old edition."""
    parts = []
    if edition.jobs.value is not None:
        then = f" to {outlook_text.thousands(edition.jobs_then)}" if edition.jobs_then.value is not None else ""
        parts.append(f"{outlook_text.thousands(edition.jobs)} jobs{then}")
    if edition.growth.value is not None:
        parts.append(f"growth {edition.growth.value:g}%")
    elif edition.words:
        parts.append(f"growth “{edition.words}”")
    if edition.change.value is not None:
        parts.append(f"{outlook_text.thousands(edition.change)} new jobs")
    if edition.openings.value is not None:
        parts.append(f"{outlook_text.thousands(edition.openings)} openings a year")
    if edition.median.value is not None:
        when = f" (May {edition.median_year})" if edition.median_year else ""
        parts.append(f"middle pay {pay_words.pay(edition.median)}{when}")
    return "; ".join([*parts, *([edition.note] if edition.note else [])])


@register.filter
def new_jobs(split: Any) -> str:
    """Write how many of a year's openings are new jobs."""
    return pay_words.UNKNOWN if split.new.value is None else f"{round(split.new.value * 1000):+,}"


@register.filter
def pair_rows(pair: Pair) -> list[tuple[str, str, str, str]]:
    """Give the hour and the year of a pair: with, without, and how much more."""
    return [
        (unit, pay_words.pay(ours), pay_words.pay(theirs), premium_text.percent(more))
        for unit, ours, theirs, more in (
            ("An hour", pair.certified.hourly, pair.other.hourly, pair.hourly),
            ("A year", pair.certified.annual, pair.other.annual, pair.annual),
        )
    ]


@register.filter
def times(one: float | None, other: float | None) -> float:
    """Multiply."""
    return (one or 0) * (other or 0)


@register.simple_tag
def can_apply(point: Point, on: Any) -> str:
    """Say from when one can apply, and what is not in that day."""
    waits = point.waits
    more = f", not counting {plan_words.counted(waits, 'wait')} of unknown length" if waits else ""
    return ("Now" if point.finish <= on else f"From {plan_words.short_date(point.finish)}") + more


@register.filter
def costs_you(point: Point) -> str:
    """Say what a plan costs the person."""
    more = f" and {plan_words.counted(len(point.not_known), 'cost')} not known" if point.not_known else ""
    return plan_words.dollars(point.money) + more


@register.filter
def soonest(way: Way) -> Point | None:
    """Give the sure plan that is done first."""
    return way.sure[0] if way.sure else None


@register.filter
def expect(way: Way) -> str:
    """Say what pay to expect by a way."""
    low, high = way.careful, way.hopeful
    if low.value is None or high.value is None:
        return "not reported"
    return f"{pay_words.pay(low)} to {pay_words.pay(high)}"


@register.filter
def way_name(way: Way) -> str:
    """Name a role, with the way where there are several."""
    if len(way.role.routes) < 2:
        return way.role.name
    return f"{way.role.name}, {way.route.name[:1].lower()}{way.route.name[1:]}"


@register.filter
def first_raise(sides: Iterable[dict[str, Any]]) -> tuple[list[str], Any] | None:
    """Give the raise that can be had soonest in any direction; None where there is none."""
    raises = [pair for side in sides for pair in side["soonest"]]
    return min(raises, key=lambda pair: pair[1].point.finish, default=None)


@register.filter
def uncapped(text: str) -> str:
    """Begin small what goes on in a sentence; a word that is all capitals stays."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


@register.filter
def elsewhere(way: Way) -> bool:
    """Whether the pay is that of the whole country, because there are no figures for the place."""
    return any(one.instead for one in way.paid)


@register.filter
def all_shrink(way: Way) -> bool:
    """Whether fewer of such jobs are expected."""
    return bool(way.paid) and all(one.shrinking for one in way.paid)


@register.filter
def paid_says(paid: Paid) -> str:
    """Say what an occupation pays."""
    if paid.quoted is None:
        return f"{paid.code.soc}: pay not reported"
    wages = paid.quoted.wages
    return f"{wages.title} ({wages.soc}, May {wages.year}): {pay_words.range_words(wages.annual)}"


@register.filter
def growth_says(paid: Paid) -> str:
    """Say what is expected of an occupation."""
    outlook = paid.outlook
    if outlook is None:
        return f"{paid.code.soc}: outlook not reported"
    openings = "openings not reported"
    if outlook.openings.value is not None:
        whose = "all of them" if paid.shrinking else "some of them"
        openings = f"{outlook.openings.value * 1000:,.0f} openings a year, {whose} to replace people who leave"
    return f"{outlook.title} ({outlook.soc}): {growth(outlook.growth)} over {outlook.edition}; {openings}"


@register.filter
def mapping_says(paid: Paid) -> str:
    """Say how a title came to a code."""
    return {
        "occupation": "the occupation itself",
        "alternate title": f"O*NET lists “{paid.code.alternate}” here",
        "nearest": "nearest by the duties, by our judgment",
    }[paid.code.mapping]


@register.filter
def signed(sum_: int) -> str:
    """Write more or less money."""
    return f"${sum_:,} more" if sum_ >= 0 else f"${-sum_:,} less"


@register.filter
def gain(line: Any) -> str:
    """Write what a percentile brings more a year."""
    if line.gain is None:
        return pay_words.UNKNOWN
    return f"${line.gain:,}" if line.gain >= 0 else f"−${-line.gain:,}"


@register.filter
def even_years(line: Any) -> str:
    """Write the years to break even."""
    return pay_words.UNKNOWN if line.gain is None else "never" if line.years is None else f"{line.years:.1f}"


@register.filter
def branch_says(branch: Branch) -> str:
    """Say what a branch costs, and when it has paid for itself."""
    parts = []
    if branch.id in ("stop", "stay"):
        lost = "a sum that is not known" if branch.amount is None else f"up to ${branch.amount.high:,}"
        parts.append(f"You lose {lost}; it never pays for itself.")
    elif branch.id == "fail":
        parts.append(f"On top: {plan_words.dollars(branch.amount)}.")
    if branch.years:
        parts.append(f"Paid for itself after {worth_text.even_words(branch.years)}.")
    return " ".join([*parts, branch.note]).strip()


@register.filter
def plain_note(text: str) -> str:
    """Name pages where a note of the catalogue names commands."""
    for command, page in COMMANDS.items():
        text = text.replace(command, page)
    return text


@register.filter
def percentile_word(name: str) -> str:
    """Name a percentile."""
    return dict(zip(PERCENTILES, ("10 of 100", "25 of 100", "Middle", "75 of 100", "90 of 100"), strict=True))[name]


COMMANDS = {
    "Say --rate and --loan-years: no rate is assumed.": "Say its rate and its years: none is assumed.",
    "lapel check and lapel catalog show cma-aama have them": "the page of the CMA (AAMA) has them",
    "lapel check tells": "“Where I stand” tells",
    "lapel check says so": "“Where I stand” says so",
    "see lapel programs": "see “Programs”",
    "See lapel outlook": "See “Outlook”",
    "Figures of places: lapel data add FILE.": "",
    "Your record": "What you told",
}
"""What a note says of commands, and the pages that stand for them here."""
