"""Outlook → text for a terminal: editions side by side, openings that are not growth, and what happened after."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from lapel.careers.lookup import Found
from lapel.careers.outlook import After, OutlookOf, openings_of
from lapel.model.citation import Citation
from lapel.model.figure import Figure
from lapel.model.occupation import OldEdition, Projection
from lapel.reports.page import Page
from lapel.reports.pay_words import ADDED, OWN_TABLE, pay, sources, table

OPENINGS = (
    "Openings are not growth: most replace people who leave for another job, another field or retirement. A job that "
    "shrinks still has openings."
)
HOW_IT_WENT = (
    "Expected: the edition's figures joined by even yearly growth. Counted: the first year of a later edition. Both "
    "are the publisher's own count of jobs, people who work for themselves included; counts are also revised."
)
USUAL = "Most usual for entry, which is not what the law asks for"
READINGS = "As other pages quote them, not read in the editions themselves"


def outlook_text(found: Sequence[Found], answers: Sequence[OutlookOf], on: date, *, width: int = 80) -> str:
    """Write the outlook for reading: one occupation in full, several side by side."""
    page = Page(width)
    for meant in found:
        if len(meant.matches) > 1:
            page.add(f"“{meant.name}” is used for {len(meant.matches)} occupations. Go by what you would do:")
            for match in meant.matches:
                page.add(f"{match.title}: {match.tell}", 2, match.soc)
            page.add()
    if len(answers) == 1:
        _one(page, answers[0])
    else:
        _side_by_side(page, answers)
    page.add()
    page.add("Where the figures come from:")
    old = answers[0].handbook if len(answers) == 1 else ()
    sources(page, [*_cites(answers), *(cite for edition in old for cite in edition.cite)], on)
    return str(page)


def _one(page: Page, answer: OutlookOf) -> None:
    newest = answer.newest
    page.add(f"{answer.match.title or answer.match.soc} ({answer.match.soc}): how many jobs there will be")
    page.add("─" * page.width)
    if newest is None:
        page.add(f"{answer.missing}.", mark="?")
        return
    page.add(expectation(newest))
    page.add(openings_words(newest))
    page.add(OPENINGS)
    page.add()
    page.add("Edition by edition (thousands of jobs; openings are of one year, replacement included)")
    page.lines += table([COLUMNS, *(_row(edition) for edition in answer.editions)], page.width)
    page.add(_origin(answer))
    _after(page, answer.after)
    _entry(page, newest)
    if answer.reasons:
        page.add()
        page.add(f"Why, as the edition {newest.edition} sees it, in our words:")
        for reason in answer.reasons:
            page.add(reason.says, 2, "·")
    if answer.note:
        page.add(answer.note)
    _handbook(page, answer.handbook)


def _origin(answer: OutlookOf) -> str:
    """Say which editions are from data that was added."""
    own = [edition.edition for edition in answer.editions if edition.edition not in answer.added]
    if not answer.added:
        return f"From {OWN_TABLE}."
    added = ", ".join(sorted(answer.added))
    return f"{added} from {ADDED}" + (f"; {', '.join(own)} from {OWN_TABLE}." if own else ".")


COLUMNS = ["", "jobs", "then", "change", "growth", "openings"]


def _row(edition: Projection) -> list[str]:
    jobs, then = edition.jobs.exact, edition.jobs_then.exact
    change = f"{then - jobs:+,.1f}" if jobs is not None and then is not None else "—"
    growth = "—" if edition.growth.value is None else f"{edition.growth.value:+.1f}%"
    counts = (edition.jobs, edition.jobs_then, edition.openings)
    now, later, openings = ("—" if f.value is None else f"{f.value:,.1f}" for f in counts)
    return [edition.edition, now, later, change, growth, openings]


def expectation(edition: Projection) -> str:
    """Say what an edition expects, and plainly where jobs are lost."""
    growth = edition.growth.exact
    if growth is None:
        return f"{edition.edition}: growth is not reported."
    way = "grow by" if growth > 0 else "shrink by" if growth < 0 else "change by"
    people = f", from {thousands(edition.jobs)} jobs to {thousands(edition.jobs_then)}"
    return f"From {edition.base} to {edition.end} the number of jobs is expected to {way} {abs(growth):g}%{people}."


def openings_words(edition: Projection) -> str:
    """Say how many openings a year there are, and how many of them are new jobs."""
    split = openings_of(edition)
    new, total = split.new.exact, split.total.exact
    if total is None:
        return "Openings are not reported."
    said = f"About {thousands(split.total)} openings a year"
    if new is None:
        return f"{said}, people who leave included."
    if new <= 0:
        return f"{said}, all of them to replace people who leave: the number of jobs does not grow."
    share = 100 * new / total
    return f"{said}: about {share:.0f} of 100 are new jobs, the others replace people who leave."


def thousands(figure: Figure) -> str:
    """Write thousands of jobs as jobs.

    >>> thousands(Figure(112.3))
    '112,300'
    """
    return "not reported" if figure.value is None else f"{round(figure.value * 1000):,}"


def _after(page: Page, found: Sequence[After]) -> None:
    if not found:
        return
    page.add()
    page.add("What was expected, and what was counted later (thousands of jobs)")
    rows = [["", "year", "expected", "counted", "difference"]]
    for after in found:
        rows.append(
            [
                after.edition.edition,
                str(after.later.base),
                f"{after.expected:,.1f}",
                f"{after.counted:,.1f}",
                f"{after.difference:+.1f}%",
            ]
        )
    page.lines += table(rows, page.width)
    page.add(HOW_IT_WENT)


PLAIN = {
    "Postsecondary nondegree award": "a certificate or diploma after high school",
    "High school diploma or equivalent": "a high school diploma or its equivalent",
    "No formal educational credential": "no diploma",
    "Associate's degree": "an associate's degree",
    "Bachelor's degree": "a bachelor's degree",
    "Master's degree": "a master's degree",
    "Doctoral or professional degree": "a doctoral or professional degree",
}
"""The publisher's words for education in plain ones."""


def _entry(page: Page, edition: Projection) -> None:
    if not edition.education:
        return
    rest = [
        f"{what}: {value[:1].lower()}{value[1:]}"
        for what, value in (("experience in a related job", edition.experience), ("training", edition.training))
        if value
    ]
    education = PLAIN.get(edition.education, edition.education)
    page.add()
    page.add(f"{USUAL} ({edition.edition}): {'; '.join([education, *rest])}.")


def _handbook(page: Page, editions: Sequence[OldEdition]) -> None:
    if not editions:
        return
    page.add()
    page.add(f"Older editions. {READINGS}:")
    for edition in editions:
        page.add("; ".join(_quoted(edition)) + ".", 2, edition.edition)


def _quoted(edition: OldEdition) -> Iterator[str]:
    if edition.jobs.value is not None:
        then = f" to {thousands(edition.jobs_then)}" if edition.jobs_then.value is not None else ""
        yield f"{thousands(edition.jobs)} jobs{then}"
    if edition.growth.value is not None:
        yield f"growth {edition.growth.value:g}%"
    elif edition.words:
        yield f"growth “{edition.words}”"
    if edition.change.value is not None:
        yield f"{thousands(edition.change)} new jobs"
    if edition.openings.value is not None:
        yield f"{thousands(edition.openings)} openings a year"
    if edition.median.value is not None:
        yield f"middle pay {pay(edition.median)}" + (f" (May {edition.median_year})" if edition.median_year else "")
    if edition.note:
        yield edition.note


def _side_by_side(page: Page, answers: Sequence[OutlookOf]) -> None:
    """Add several occupations: growth by edition, and the newest openings; the fastest growing first."""
    names = sorted({edition.edition for answer in answers for edition in answer.editions})
    newest = names[-1] if names else ""
    page.add(f"Outlook side by side: expected growth of jobs over ten years, and openings a year ({newest})")
    page.add("─" * page.width)
    rows = [["", *names, "openings", "new jobs"]]
    for answer in sorted(answers, key=lambda a: -((a.newest and a.newest.growth.value) or 0)):
        if answer.newest is None:
            continue
        growth = {edition.edition: edition.growth for edition in answer.editions}
        split = openings_of(answer.newest)
        new = "—" if split.new.value is None else f"{round(split.new.value * 1000):+,}"
        shown = ("—" if (g := growth.get(name)) is None or g.value is None else f"{g.value:+.1f}%" for name in names)
        rows.append([f"{answer.match.title} ({answer.match.soc})", *shown, thousands(answer.newest.openings), new])
    page.lines += table(rows, page.width)
    page.add(OPENINGS)
    for answer in answers:
        growth_now = answer.newest.growth.exact if answer.newest else None
        if growth_now is not None and growth_now < 0:
            page.add(f"{answer.match.title}: the number of jobs is expected to shrink.", mark="!")
        if answer.newest is None:
            page.add(f"{answer.match.title or answer.match.soc}: {answer.missing}.", mark="?")
    if answers:
        page.add(f"For one of them in full: lapel outlook {answers[0].match.soc}")


def _cites(answers: Iterable[OutlookOf]) -> Iterator[Citation]:
    for answer in answers:
        for edition in reversed(answer.editions):
            yield from edition.cite
        for reason in answer.reasons:
            yield from reason.cite
