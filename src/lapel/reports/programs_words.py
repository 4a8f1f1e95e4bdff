"""What every form of an answer about programs says: prices, lengths, claims, results and where they come from."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from shlex import quote
from textwrap import wrap

from lapel.model.citation import Citation
from lapel.model.dates import LAST_DATE, PartialDate, month_end
from lapel.model.figure import Figure
from lapel.model.program import Claim, Institution, Offering, Told
from lapel.model.truth import Truth
from lapel.programs.appraise import Appraisal
from lapel.programs.factors import Enrollment, Score, accredited_on, months_words
from lapel.programs.opens import Opening
from lapel.programs.outcomes import Outcome
from lapel.programs.search import Found, Wishes
from lapel.programs.steps import Own
from lapel.reports.decisions_text import verdict_words
from lapel.reports.plan_words import counted
from lapel.rules.wording import long_date

NOT_ADVICE = (
    "Lapel is not a school, an accreditor or an issuer. These are published figures, not advice: confirm them with the "
    "school, and on the pages named, before you sign or pay."
)

MEASURE_NAMES = {
    "earnings_1yr": "Pay 1 year after",
    "earnings_4yr": "Pay 4 years after",
    "debt": "Federal debt at the end",
}

CAVEATS = (
    "Pay and debt are medians of former students who had federal aid, in any job they hold, and cover a field of four "
    "digits that mixes several programs. They are not what this program will bring you."
)

FILTERS = {
    "field": "another field of study",
    "open": "closed, or no longer listed",
    "state": "another state",
    "within": "too far away",
    "kind": "another kind of program",
    "cost": "costs more",
    "months": "takes longer",
    "delivery": "taught in another way",
    "evening": "no evening classes",
    "opens": "does not open that exam for you",
}

UNKNOWNS = {
    "state": "state",
    "within": "place",
    "kind": "kind",
    "cost": "price",
    "months": "length",
    "delivery": "how it is taught",
    "evening": "evening classes",
    "opens": "whether it opens the exam",
}

FLAGS = {
    "state": "--state",
    "within": "--within",
    "kind": "--kind",
    "cost": "--max-cost",
    "months": "--max-months",
    "delivery": "--delivery",
    "evening": "--evening",
    "opens": "--opens",
}


def money_words(figure: Figure) -> str:
    """Write a sum, its bound, or why there is none."""
    if figure.value is None:
        return figure.why or "not reported"
    bound = {"at least": "at least ", "below": "less than "}.get(figure.bound, "")
    return f"{bound}${figure.value:,.0f}"


def price_words(offering: Offering) -> str:
    """Write a price in few words."""
    return money_words(offering.price.figure) if offering.price.figure.value is not None else "price not known"


def length_words(offering: Offering) -> str:
    """Write a length: months, or what its award level says."""
    length = offering.length
    if length.least is None and length.most is None:
        return "length not known"
    if length.about.startswith("by its award level"):
        _, _, span = offering.award.partition(", ")
        return span or "length not known"
    return months_words(length.least, length.most)


def school_words(school: Institution) -> str:
    """Name a school and its place."""
    return ", ".join(filter(None, (school.name, " ".join(filter(None, (school.city, school.state))))))


def miles_words(miles: float | None) -> str:
    """Write a distance."""
    if miles is None:
        return ""
    return "under 1 mile" if miles < 1 else counted(round(miles), "mile")


def brief(offering: Offering) -> str:
    """Say in a line what matters first."""
    hours = offering.clock_hours.figure.exact
    said = (
        price_words(offering),
        length_words(offering),
        f"{hours:,.0f} hours" if hours else "",
        offering.kind or "kind not known",
        offering.delivery,
    )
    return " · ".join(filter(None, said))


def claim_words(claim: Claim) -> str:
    """Say what a source says, or that none does."""
    if claim.said is None:
        return "not known"
    return f"{'yes' if claim.said else 'no'} ({claim.how})" if claim.how else "yes" if claim.said else "no"


def accreditation_words(offering: Offering, days: Enrollment) -> Iterator[str]:
    """Say what is known of a program's accreditation, row by row, and for the person's days."""
    truth = accredited_on(offering, days)
    if not offering.accreditation:
        yield "Not known. No list that was added names it. That is no sign either way."
        return
    who = "a list that was added" if any(row.cite for row in offering.accreditation) else "your record"
    yield {
        Truth.TRUE: f"Accredited by CAAHEP or ABHES on your days, by {who}.",
        Truth.FALSE: f"Not accredited, by {who}. Some exams accept such a program: see below.",
        Truth.UNKNOWN: "Not known for your days.",
    }[truth]
    for row in offering.accreditation:
        name = "Not accredited" if row.by == "none" else row.by.upper() if row.by in ("caahep", "abhes") else row.by
        starts = f" since {said_words(row.starts)}" if row.starts else ""
        ends = f" to {said_words(row.last)}" if row.last else ""
        seen = f", as of {long_date(row.as_of)}" if row.as_of else ""
        yield f"{name}{starts}{ends}{seen}" + (f"; matched {row.matched}." if row.matched and row.cite else ".")


def said_words(said: date | PartialDate) -> str:
    """Write a day, the month or year that was said, or from which day to which it may be.

    >>> said_words(PartialDate(date(2015, 1, 1), date(2015, 12, 31)))
    '2015'
    >>> said_words(PartialDate(date(2014, 12, 31), date(2015, 12, 30)))
    'some day from December 31, 2014 to December 30, 2015'
    """
    if isinstance(said, date):
        return long_date(said)
    if said.earliest.day == 1 and said.latest == month_end(said.latest):
        return str(said)
    return f"some day from {long_date(said.earliest)} to {long_date(said.latest)}"


def days_words(days: Enrollment) -> str:
    """Say a person's days in a program."""
    starts = long_date(days.starts) if isinstance(days.starts, date) else "a day not known"
    ends = days.ends
    if ends is None:
        return f"from {starts}; the last day is not known"
    if isinstance(ends, PartialDate):
        if ends.latest == LAST_DATE:
            return f"from {starts} to {long_date(ends.earliest)} or later"
        return f"from {starts} to some day from {long_date(ends.earliest)} to {long_date(ends.latest)}"
    return f"from {starts} to {long_date(ends)}"


def score_words(score: Score) -> str:
    """Write a score, as a range where it is one."""
    low, high = round(score.low), round(score.high)
    return f"{low} of 100" if low == high else f"{low} to {high} of 100"


def opening_words(opening: Opening) -> str:
    """Say the answer for one credential."""
    if opening.without:
        return f"{verdict_words(opening.before)}, without this program"
    return verdict_words(opening.after.verdict)


_GROUPS = {Truth.TRUE: "opens", Truth.UNKNOWN: "not known", Truth.FALSE: "does not open"}


def short_openings(openings: Iterable[Opening]) -> str:
    """Say in a line which exams a program opens: those that are sure, not known, and not opened."""
    groups: dict[str, list[str]] = {}
    for opening in openings:
        group = "open to you without it" if opening.without else _GROUPS[opening.opens]
        groups.setdefault(group, []).append(opening.credential.name)
    order = ("opens", "not known", "does not open", "open to you without it")
    said = [f"{group} {', '.join(groups[group])}" for group in order if group in groups]
    text = "; ".join(said)
    return text[:1].upper() + text[1:]


def outcome_words(outcome: Outcome, offering: Offering) -> str:
    """Say one result, and whose figure it is."""
    name = MEASURE_NAMES[outcome.measure]
    if outcome.scope == "program":
        return f"{name}: {money_words(outcome.told.figure)} ({outcome.told.about})."
    own = getattr(offering, outcome.measure).figure
    if outcome.scope == "none":
        return f"{name}: {own.why or 'not reported'}."
    lead = f"{name}: {own.why or 'not reported'} for this school."
    runs = " and ".join(one.control for one in outcome.sectors if one.control != "all")
    schools = f"{runs} schools" if runs else "schools"
    return f"{lead} Over {schools} in the field {outcome.sectors[0].cip}, not this one: {sector_words(outcome)}."


def sector_words(outcome: Outcome) -> str:
    """Write the median of the sector, or from which to which median where the sector is not known."""
    medians = sorted((getattr(one, outcome.measure) for one in outcome.sectors), key=lambda figure: figure.value or 0)
    low, high = money_words(medians[0]), money_words(medians[-1])
    return low if low == high else f"{low} to {high}"


def completions_words(completions: Sequence[tuple[int, Told]]) -> str:
    """Say awards by year."""
    said = [
        f"{year}: {'not reported' if told.figure.value is None else f'{told.figure.value:,.0f}'}"
        for year, told in completions
    ]
    return ", ".join(said)


def wishes_words(wishes: Wishes) -> str:
    """Say what was looked for."""
    near = wishes.near
    within = f"within {wishes.within:g} miles of {near.name}" if near and wishes.within is not None else ""
    said = (
        f"field {wishes.field}" if wishes.field else "every field",
        within or (f"from {near.name}" if near else ""),
        f"in {wishes.state}" if wishes.state else "",
        " or ".join(wishes.kinds),
        f"at most ${wishes.most_cost:,.0f}" if wishes.most_cost is not None else "",
        f"at most {wishes.most_months:g} months" if wishes.most_months is not None else "",
        wishes.delivery,
        "evening classes" if wishes.evening else "",
        f"opens {wishes.opens}" if wishes.opens else "",
    )
    return ", ".join(filter(None, said))


def left_out_words(found: Found) -> Iterator[str]:
    """Say how many programs each wish left out, and how many more there would be without it."""
    for left in found.left_out:
        more = ""
        if left.alone and left.wish in FLAGS:
            more = f"; without {FLAGS[left.wish]} you would see {left.alone:,} more"
        yield f"{left.count:,} {FILTERS[left.wish]}{more}"


def plan_command(called: str, own: Own, goal: str, record: str) -> list[str]:
    """Write the command that puts a program into a plan, a line for each part of it."""
    lines = [f"{called} plan {quote(record)}", f"--goal {goal}"]
    if own.price is not None:
        lines.append(f"--price {own.step}={own.price}")
    if own.most is not None and own.least is not None:
        months = f"{own.most} months" if own.least == own.most else f"{own.least} to {own.most} months"
        lines.append(f'--time "{own.step}={months}"')
    if own.hours_per_week is not None:
        lines.append(f"--hours {own.step}={own.hours_per_week}")
    return [*(f"{line} \\" for line in lines[:-1]), lines[-1]]


def sources_of(appraisals: Iterable[Appraisal]) -> list[Citation]:
    """List every source behind some programs, each once."""
    found: dict[str, Citation] = {}
    for one in appraisals:
        offering = one.offering
        cites = [*offering.cite, *offering.institution.cite, *offering.price.cite]
        cites += [*offering.school_price.cite, *offering.employed.cite]
        cites += [cite for outcome in one.outcomes for cite in outcome.told.cite]
        cites += [cite for row in offering.accreditation for cite in row.cite]
        for _, told in offering.completions:
            cites += told.cite
        for cite in cites:
            found.setdefault(cite.source.id, cite)
    return list(found.values())


def columns(rows: Iterable[Sequence[str]], widths: Sequence[int]) -> Iterator[str]:
    """Set cells side by side, each wrapped in its column; a blank between columns.

    >>> list(columns([("Price", "$4,000 in all", "not known")], (5, 7, 9)))
    ['Price $4,000  not known', '      in all']
    """
    for row in rows:
        cells = [
            [line for part in cell.split("\n") for line in (wrap(part, width) or [""])]
            for cell, width in zip(row, widths, strict=True)
        ]
        for index in range(max(map(len, cells))):
            shown = (
                f"{lines[index] if index < len(lines) else '':<{width}}"
                for lines, width in zip(cells, widths, strict=True)
            )
            yield " ".join(shown).rstrip()
