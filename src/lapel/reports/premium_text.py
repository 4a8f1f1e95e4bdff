"""What a certificate is worth in pay → text: the one like-for-like figure, its limits, and why others are none."""

from collections.abc import Iterable, Sequence
from datetime import date

from lapel.careers.premium import YEAR_HOURS, Pair, hours_behind, pairs
from lapel.model.careers import Careers
from lapel.model.citation import Citation
from lapel.model.figure import Figure
from lapel.model.occupation import Wages
from lapel.model.survey import Survey
from lapel.reports.page import Page
from lapel.reports.pay_words import pay, sources

LIKE_FOR_LIKE = "aama-2013"
POPULAR = "popular-2021"
POPULAR_YEAR = 2021
START = "31-9092"

BY_CERTIFICATE = (
    "By certificate: no survey was found that says how it asked and splits pay by CMA (AAMA), RMA (AMT), NCMA (NCCT) "
    "and CCMA (NHA)."
)
LIMITS = (
    "It is old, and from members and readers of one association who chose to answer.",
    "Those without the CMA (AAMA) may hold another certificate.",
    "People with the certificate may have worked longer, or elsewhere: it does not show that it is the cause.",
    "Pay by the hour and by the year were averaged apart.",
)


def premium_text(careers: Careers, on: date, *, width: int = 80) -> str:
    """Write what is known of certified pay against pay that is not."""
    page = Page(width)
    found = pairs(careers.surveys)
    best = next((pair for pair in found if pair.certified.survey == LIKE_FOR_LIKE), None)
    page.add("Does a certificate pay? Certified against not certified medical assistants")
    page.add("─" * page.width)
    if best:
        _like_for_like(page, best)
    for pair in found:
        if pair is not best:
            _other(page, pair)
    popular = next((survey for survey in careers.surveys if survey.survey == POPULAR), None)
    all_of_them = _wages(careers, POPULAR_YEAR)
    if popular and all_of_them:
        _popular(page, popular, all_of_them)
    _over_time(page, careers.surveys)
    _employers(page, careers)
    _postings(page, careers)
    page.add()
    page.add(BY_CERTIFICATE)
    page.add("Lapel shows no figure of its own, and promises none.")
    page.add()
    page.add("Where the figures come from:")
    sources(page, _cites(careers, found), on)
    return str(page)


def _wages(careers: Careers, year: int) -> Wages | None:
    """Pay of all medical assistants in the nation in one year."""
    nation = (w for w in careers.wages if w.soc == START and w.area.kind == "nation" and not w.industry)
    return next((w for w in nation if w.year == year), None)


def _like_for_like(page: Page, pair: Pair) -> None:
    certified, other = pair.certified, pair.other
    page.add(f"The one like-for-like figure: a survey of the AAMA in {certified.year}, full-time, means.")
    for unit, ours, theirs, more in (
        ("an hour", certified.hourly, other.hourly, pair.hourly),
        ("a year", certified.annual, other.annual, pair.annual),
    ):
        page.add(f"{pay(ours)} with, {pay(theirs)} without the CMA (AAMA): {percent(more)}", 2, f"{unit:<8}")
    page.add("What it cannot say:")
    for limit in LIMITS:
        page.add(limit, 2, "·")


def _other(page: Page, pair: Pair) -> None:
    certified = pair.certified
    page.add(
        f"An older one, from a secondary page only (about {certified.year}): {pay(certified.annual)} with, "
        f"{pay(pair.other.annual)} without, a year: {percent(pair.annual)}.",
        0,
    )


def percent(more: Figure) -> str:
    """Write a difference in percent with its sign.

    >>> percent(Figure(7.42))
    '+7.4%'
    """
    return "not reported" if more.value is None else f"{more.value:+.1f}%"


def _popular(page: Page, popular: Survey, everyone: Wages) -> None:
    hourly, annual, median = popular.hourly.exact, popular.annual.exact, everyone.annual.median.exact
    hours = hours_behind(popular)
    if hourly is None or annual is None or median is None or hours is None:
        return
    implied = median / YEAR_HOURS
    page.add()
    page.add(f"The popular figure, {pay(popular.hourly)} certified against ${implied:.2f} not certified, is not one:")
    for point in (
        f"${implied:.2f} is not the pay of people without a certificate. It is the middle of all medical assistants, "
        f"certified or not, in May {everyone.year}: {pay(everyone.annual.median)} ÷ {YEAR_HOURS:,} hours.",
        f"{pay(popular.hourly)} was not found on any page of the association. If it comes from its survey, it is a "
        "mean of members who work full time.",
        "So a mean is set against a median, some people against all, and one survey against another.",
        f"The two figures that go with it are not even one wage: {pay(popular.annual)} a year ÷ {pay(popular.hourly)} "
        f"is {hours:,.0f} hours; {pay(popular.hourly)} × {YEAR_HOURS:,} hours would be ${hourly * YEAR_HOURS:,.0f}.",
    ):
        page.add(point, 2, "·")


def _over_time(page: Page, surveys: Sequence[Survey]) -> None:
    page.add()
    page.add("What holders of the CMA (AAMA) told its surveys, means. Do not compare them with the pay of all:")
    for survey in surveys:
        if survey.group != "certified" or survey.survey == POPULAR:
            continue
        parts = [f"{pay(f)} {unit}" for f, unit in ((survey.hourly, "an hour"), (survey.annual, "a year")) if f.value]
        about = "about " if survey.note.startswith("The year is about") else ""
        said = ", ".join(parts) or "pay not seen"
        note = "" if about else f" {survey.note}"
        page.add(f"{said}.{note}", 2, f"{about}{survey.year} ")


def _employers(page: Page, careers: Careers) -> None:
    if not careers.employers:
        return
    page.add()
    page.add("What employers said. This counts employers, not dollars:")
    for view in careers.employers:
        said = "" if view.percent.value is None else f"{view.percent.value:g} of 100 {view.says}"
        page.add(f"{said} ({view.asked}, {view.year}).", 2, "·")


def _postings(page: Page, careers: Careers) -> None:
    if not careers.postings:
        return
    page.add()
    page.add(
        "What job postings offered on top of the mean of medical assistants. Offers, not pay; a secondary page only:"
    )
    for posting in careers.postings:
        page.add(f"{percent(posting.percent)} {posting.says} ({posting.asked}).", 2, "·")


def _cites(careers: Careers, found: Sequence[Pair]) -> Iterable[Citation]:
    for pair in found:
        yield from (*pair.certified.cite, *pair.other.cite)
    for survey in careers.surveys:
        yield from survey.cite
    everyone = _wages(careers, POPULAR_YEAR)
    yield from everyone.cite if everyone else ()
    yield from (cite for view in careers.employers for cite in view.cite)
    yield from (cite for posting in careers.postings for cite in posting.cite)
