"""Pay → text for a terminal: the range first, then time, places, settings and occupations beside it."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import NamedTuple

from lapel.careers.lookup import Found
from lapel.careers.money_of import real, usual_year
from lapel.careers.outlook import OutlookOf
from lapel.careers.pay import FOUR_YEAR, ROUGH_JOBS, ROUGH_WAGE, PayOf, Quoted, rough
from lapel.model.citation import Citation
from lapel.model.figure import NOT_REPORTED
from lapel.model.occupation import PERCENTILES, Prices, Wages
from lapel.reports.page import Page
from lapel.reports.pay_words import (
    ADDED,
    BEFORE_TAXES,
    HOW_TO_READ,
    OWN_TABLE,
    TENTHS,
    bounds,
    figures_of,
    number,
    pay,
    place,
    range_words,
    reasons,
    short,
    sources,
    table,
)

START = "31-9092"
"""Medical assistants: only of them the settings and certificates are told."""

NO_EXPERIENCE = (
    "No official figures go by years of experience or by specialty. The low percentiles are often, but not always, "
    "people who start; a specialty is counted with all others."
)


class Asked(NamedTuple):
    """What was asked: which names, in money of which year (None: of the newest figure), and how the place was found."""

    found: Sequence[Found]
    real: int | None
    on: date
    place: str = ""
    place_cite: tuple[Citation, ...] = ()


def pay_text(asked: Asked, answers: Sequence[PayOf], prices: Prices | None, *, width: int = 80) -> str:
    """Write pay for reading: one occupation in full, several side by side."""
    page = Page(width)
    if asked.place:
        page.add(asked.place, mark="!")
    for found in asked.found:
        if len(found.matches) > 1:
            several(page, found, [a for a in answers if a.match in found.matches])
    if len(answers) == 1:
        _one(page, answers[0], asked, prices)
    else:
        side_by_side(page, answers)
        _code_by_code(page, answers)
    page.add()
    page.add("Where the figures come from:")
    shown = (cite for a in answers if a.shown for cite in a.shown.wages.cite)
    cites = cites_of(answers[0], prices) if len(answers) == 1 else shown
    sources(page, [*cites, *asked.place_cite], asked.on)
    return str(page)


def several(page: Page, found: Found, answers: Sequence[PayOf]) -> None:
    """Say that a name is used for several occupations, and how to tell which."""
    page.add(f"“{found.name}” is used for {len(found.matches)} occupations. Go by what you would do:")
    for answer in answers:
        match, shown = answer.match, answer.shown
        page.add(f"{match.title or 'an occupation Lapel has no name for'}", 2, match.soc)
        page.add(match.tell, 11)
        page.add(f"{range_words(shown.wages.annual)} a year." if shown else f"{answer.missing}.", 11)
        if expected := expected_words(found, answer):
            page.add(expected, 11)
        elif answer.note:
            page.add(answer.note, 11)
    page.add()


def expected_words(found: Found, answer: PayOf) -> str:
    """Say which part of an occupation's pay to expect in a role, where that is not the whole; otherwise nothing."""
    codes = found.role.codes if found.role else ()
    band = next((code.expect for code in codes if code.soc == answer.match.soc and code.expect), None)
    if band is None or answer.shown is None:
        return ""
    low, high = (getattr(answer.shown.wages.annual, name) for name in (band.low, band.high))
    if low.value is None or high.value is None:
        return ""
    return f"As {found.role.called if found.role else 'such'}, expect {pay(low)} to {pay(high)}. {band.why}"


def _one(page: Page, answer: PayOf, asked: Asked, prices: Prices | None) -> None:
    match, shown = answer.match, answer.shown
    when = f", May {shown.wages.year}" if shown else ""
    title = match.title or (shown.wages.title if shown else "Occupation")
    page.add(f"{title} ({match.soc}): pay in {place(answer.area)}{when}")
    page.add("─" * page.width)
    if shown is None:
        page.add(f"{answer.missing}.", mark="?")
    else:
        spread(page, shown)
        _against_the_nation(page, answer)
    expected = [words for found in asked.found if (words := expected_words(found, answer))]
    for remark in expected or filter(None, [answer.note]):
        page.add(remark)
    over_time(page, answer, asked.real, prices)
    _settings(page, answer)
    _places(page, answer)
    _near(page, answer)
    page.add()
    page.add(NO_EXPERIENCE)
    if match.soc == START:
        page.add("Does a certificate pay? lapel pay --certified says what is known.")


def spread(page: Page, quoted: Quoted) -> None:
    """Add the percentiles of one figure by year and by hour, its mean, jobs and errors."""
    wages = quoted.wages
    rows = [["", *TENTHS]]
    for name, values in (("a year", wages.annual), ("an hour", wages.hourly)):
        if any(getattr(values, p).value is not None for p in PERCENTILES):
            rows.append([name, *(short(getattr(values, p)) for p in PERCENTILES)])
    if len(rows) == 1:
        page.add("Pay is not reported here.", mark="?")
    page.lines += table(rows, page.width) if len(rows) > 1 else []
    if wages.annual.p10.value is not None:
        page.add(HOW_TO_READ)
    for why in reasons(figures_of(wages)):
        page.add(f"Not reported: {why}.", mark="—")
    for words in bounds(figures_of(wages)):
        page.add(words)
    jobs = f"{number(wages.employment)} jobs." if wages.employment.value is not None else "How many jobs: not reported."
    page.add(" ".join(filter(None, (_mean(wages), jobs, _errors(wages)))))
    if rough(wages):
        page.add(
            f"Rough: few people were asked. We say so from an error of {ROUGH_WAGE:g}% of the pay, or {ROUGH_JOBS:g}% "
            "of the jobs, on. Do not compare this figure closely.",
            mark="!",
        )
    page.add(f"{BEFORE_TAXES} From {ADDED if quoted.added else OWN_TABLE}.")
    if quoted.against:
        page.add(
            f"{OWN_TABLE[:1].upper()}{OWN_TABLE[1:]} says {pay(quoted.against.annual.median)} in the middle: the two "
            "disagree.",
            mark="!",
        )
    if wages.note:
        page.add(wages.note)


def _mean(wages: Wages) -> str:
    return f"Mean: {pay(wages.annual.mean)} a year." if wages.annual.mean.value is not None else ""


def _errors(wages: Wages) -> str:
    """Say how far the mean and the jobs may be off, where that is known."""
    said = [
        f"{number(error, '%')} for {what}"
        for error, what in ((wages.wage_error, "the mean"), (wages.employment_error, "the jobs"))
        if error.value is not None
    ]
    return f"Relative standard error: {', '.join(said)}." if said else ""


def _against_the_nation(page: Page, answer: PayOf) -> None:
    shown, nation = answer.shown, answer.nation
    if shown is None or nation is None or answer.area.kind == "nation" or nation.wages.year != shown.wages.year:
        return
    here, there = shown.wages.annual.median.exact, nation.wages.annual.median.exact
    if here is not None and there:
        words = (
            "the same as"
            if here == there
            else f"{abs(here / there - 1) * 100:.0f}% {'above' if here > there else 'below'}"
        )
        page.add(f"The middle is {words} that of the United States, {pay(nation.wages.annual.median)}.")


def over_time(page: Page, answer: PayOf, year: int | None, prices: Prices | None) -> None:
    """Add the medians by year, then and in money of one year, with every break of the line."""
    if sum(len(line.points) for line in answer.lines) < 2:
        return
    to = year or usual_year((point.wages.year for line in answer.lines for point in line.points), prices)
    known = prices is not None and to in dict(prices.averages)
    page.add()
    page.add("Over time: the middle of a year's pay" + (f", then and in dollars of {to}" if known else ""))
    if not known:
        page.add(
            f"The average of consumer prices for {to} is not known: pay is shown in dollars of each year.", mark="?"
        )
    missing = list(answer.gaps)
    for index, line in enumerate(answer.lines):
        if index:
            page.add(f"break: {line.after}", 2, "──")
        rows = []
        for point in line.points:
            while missing and missing[0] < point.wages.year:
                rows.append(_gap(missing.pop(0), answer))
            rows.append(_year(point, to if known else None, prices))
        name = f"counted as {line.soc} {line.title}" if line.soc != answer.match.soc else ""
        if name:
            page.add(name, 2)
        for row in rows:
            page.add(row, 2)
    if known and prices is not None:
        page.add(
            f"In dollars of {to}: pay × average consumer prices of {to} ÷ those of its year ({prices.series})."
            + (f" {prices.note}" if prices.note else "")
        )


def _year(point: Quoted, to: int | None, prices: Prices | None) -> str:
    wages = point.wages
    then = f"{wages.year}  {short(wages.annual.median):>10}"
    if to is None:
        return then
    now = real(wages.annual.median, prices, of=wages.year, to=to)
    return f"{then}  {short(now):>10}"


def _gap(year: int, answer: PayOf) -> str:
    """Say that a year is missing, and what other pages quote for it."""
    quoted = [f"{pay(e.median)} (secondary page only)" for e in answer.readings if e.median_year == year]
    return f"{year}  not in the data at hand" + (f"; other pages quote {', '.join(quoted)}" if quoted else "")


def _rows(quoted: Iterable[Quoted], names: Iterable[str]) -> Iterator[list[str]]:
    for each, name in zip(quoted, names, strict=True):
        annual = each.wages.annual
        mark = " !" if rough(each.wages) else ""
        jobs = number(each.wages.employment) if each.wages.employment.value is not None else "—"
        yield [name + mark, short(annual.p10), short(annual.median), short(annual.p90), jobs]


HEADINGS = ["", "10%", "middle", "90%", "jobs"]


def _table(page: Page, quoted: Sequence[Quoted], names: Iterable[str]) -> None:
    """Add a table of ranges; a mark stands behind what is rough."""
    page.lines += table([HEADINGS, *_rows(quoted, names)], page.width)
    if any(rough(each.wages) for each in quoted):
        page.add("Rough: few people were asked.", mark="!")


def _settings(page: Page, answer: PayOf) -> None:
    if not answer.settings:
        return
    page.add()
    page.add(f"By setting, in the United States, May {answer.settings[0].wages.year}, a year")
    ordered = sorted(answer.settings, key=lambda q: -(q.wages.annual.median.value or 0))
    _table(page, ordered, (q.wages.industry for q in ordered))
    if answer.settings[0].added:
        page.add("The kinds of employers with the most such jobs.")
    else:
        page.add("Settings overlap: some are parts of others.")


ENDS = 5


def _places(page: Page, answer: PayOf) -> None:
    """Add the places beside: all that border on a state, the ends of a long list otherwise."""
    sound = [q for q in answer.places if not rough(q.wages) and q.wages.annual.median.value is not None]
    kept = set(map(id, sound))
    left_out = [q.wages.area.name for q in answer.places if id(q) not in kept]
    if not answer.places:
        return
    page.add()
    year = answer.places[0].wages.year
    if answer.places_are == "borders":
        page.add(f"Next door, May {year}, a year")
        shown = list(reversed(answer.places))
        _table(page, shown, (q.wages.area.name for q in shown))
        return
    what = "states and territories" if answer.places_are == "states" else "areas of the same state"
    shown = list(reversed(sound))
    if len(shown) > 2 * ENDS:
        page.add(f"By place: the highest and the lowest {ENDS} of {len(shown)} {what}, May {year}, a year")
        shown = shown[:ENDS] + shown[-ENDS:]
    else:
        page.add(f"By place: {what}, May {year}, a year")
    _table(page, shown, (q.wages.area.name for q in shown))
    if left_out:
        page.add(f"Left out of this list, because their figures are rough or not reported: {', '.join(left_out)}.")
    if answer.places_are == "states":
        page.add("For one: --area and its name. What things cost differs by place, and is not in these figures.")


def _near(page: Page, answer: PayOf) -> None:
    if not answer.near:
        return
    page.add()
    page.add(f"Related occupations in {place(answer.area)}, May {answer.near[0].wages.year}, a year")
    names = (f"{q.wages.title} ({q.wages.soc})" for q in answer.near)
    _table(page, answer.near, names)


def side_by_side(page: Page, answers: Sequence[PayOf]) -> None:
    """Add several occupations in one table, by rising median."""
    shown = [a for a in answers if a.shown]
    if shown:
        years = sorted({a.shown.wages.year for a in shown if a.shown})
        area = shown[0].area
        page.add(f"Pay side by side in {place(area)}, May {' and '.join(map(str, years))}, a year")
        page.add("─" * page.width)
        rows = sorted((a.shown for a in shown if a.shown), key=lambda q: q.wages.annual.median.value or 0)
        names = (f"{q.wages.title} ({q.wages.soc})" for q in rows)
        _table(page, rows, names)
        every = [figure for q in rows for figure in (q.wages.annual.p10, q.wages.annual.median, q.wages.annual.p90)]
        for why in reasons(every):
            page.add(f"Not reported: {why}.", mark="—")
        for words in bounds(every):
            page.add(words)
        page.add(f"10 of 100 earn less than the first figure, half less than the middle one. {BEFORE_TAXES}")
        page.add(f"From {_origin(rows)}.")
    for answer in answers:
        if answer.shown is None:
            page.add(f"{answer.match.title or answer.match.soc}: {answer.missing}.", mark="?")


def _origin(quoted: Iterable[Quoted]) -> str:
    added = {q.added for q in quoted}
    return f"{ADDED} and from {OWN_TABLE}" if len(added) > 1 else ADDED if added == {True} else OWN_TABLE


def _code_by_code(page: Page, answers: Sequence[PayOf]) -> None:
    notes = {answer.match.title: answer.note for answer in answers if answer.note}
    for title, note in notes.items():
        page.add(f"{title}: {note}", mark="·")
    page.add(f"For one of them in full: lapel pay {answers[0].match.soc}")


def cites_of(answer: PayOf, prices: Prices | None) -> Iterator[Citation]:
    """Every source of what is shown of one occupation."""
    for quoted in filter(None, (answer.shown, answer.nation)):
        yield from quoted.wages.cite
    yield from (cite for line in answer.lines for point in line.points for cite in point.wages.cite)
    yield from (cite for reading in answer.readings for cite in reading.cite)
    yield from (cite for quoted in (*answer.settings, *answer.places, *answer.near) for cite in quoted.wages.cite)
    yield from prices.cite if prices and answer.lines else ()


def four_text(
    then: Sequence[PayOf], now: Sequence[PayOf], outlooks: Sequence[OutlookOf], on: date, *, width: int = 80
) -> str:
    """Write the four occupations that career pages compare: as those pages show them, and the newest beside it."""
    page = Page(width)
    year = next((a.shown.wages.year for a in now if a.shown), FOUR_YEAR)
    editions = ("2021-31", next((o.newest.edition for o in outlooks if o.newest), ""))
    page.add(f"Four occupations as career pages of 2021 and 2022 show them, and now ({year})")
    page.add("─" * page.width)
    rows = [["", "middle", "middle", "jobs", "jobs"], ["", f"May {FOUR_YEAR}", f"May {year}", *editions]]
    for old, new, outlook in zip(then, now, outlooks, strict=True):
        growth = {edition.edition: edition.growth for edition in outlook.editions}
        rows.append(
            [
                new.match.title,
                *(short(a.shown.wages.annual.median) if a.shown else "—" for a in (old, new)),
                *(number(growth.get(name, NOT_REPORTED), "%") for name in editions),
            ]
        )
    page.lines += table(rows, page.width)
    page.add(
        "Middle: half earn less in a year. Jobs: by how much their number is expected to change over ten years. The "
        f"pages show the columns of {FOUR_YEAR} and {editions[0]}: those are out of date. More jobs are not more pay."
    )
    page.add()
    side_by_side(page, now)
    page.add()
    page.add("Where the figures come from:")
    wages = [c for a in (*then, *now) if a.shown for c in a.shown.wages.cite]
    sources(page, [*wages, *(c for o in outlooks for e in o.editions if e.edition in editions for c in e.cite)], on)
    return str(page)
