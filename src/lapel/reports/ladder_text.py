"""A ladder → text for a terminal: where one stands, the best pay within reach, every role, and what each asks."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from lapel.careers.ladder import (
    Best,
    Ladder,
    Paid,
    Point,
    Reach,
    Rung,
    Way,
    best_pay,
    citations,
    soonest_raise,
)
from lapel.model.figure import NOT_REPORTED
from lapel.model.record import Record
from lapel.model.role import Path, Said
from lapel.reports.page import cite_words
from lapel.reports.pay_words import BEFORE_TAXES, HOW_TO_READ, cell, number, pay, place, range_words, sources, table
from lapel.reports.plan_words import counted, dollars, short_date
from lapel.reports.plans_text import PlanPage
from lapel.rules.wording import long_date

HEADINGS: dict[Path, str] = {
    "start": "The job itself",
    "rise": "Stay and rise",
    "license": "Spring to nursing, or another license",
    "sideways": "Sideways",
    "teach": "Teach",
}

NOTHING_LEFT_OUT = "Your record leaves out no program, job, certificate, exam or the like."

NOT_AN_OFFER = (
    "The figures are those of everyone in an occupation. They are not an offer, and the plans promise no job. Where a "
    "code holds much larger jobs too, such as heads of hospitals under 11-9111, only its lower end is expected here."
)


def ladder_text(ladder: Ladder, record: Record, *, width: int = 80) -> str:
    """Write a ladder for reading: tables of roles by where they lie, and below them what holds for many."""
    page = PlanPage(width)
    page.add(f"The ladder for {record.name or 'this record'}, {long_date(ladder.on)}")
    if limits := _limits(ladder):
        page.add(f"Limits: {limits}")
    page.add(f"Pay: {place(ladder.area)}, a year before taxes, {_months(ladder)}.")
    if ladder.where:
        page.add(ladder.where)
    if any(paid.quoted and paid.quoted.added for way in ladder.ways for paid in way.paid):
        page.add("Data that was added answers first, the table that comes with Lapel for the rest.")
    else:
        page.add("From the table that comes with Lapel. More places and years: lapel data add FILE.")
    page.add("─" * page.width)
    _standing(page, ladder)
    _best(page, ladder)
    _side_by_side(page, ladder)
    for path, heading in HEADINGS.items():
        rungs = sorted((r for r in ladder.rungs if r.role.path == path and not r.held), key=_order)
        if rungs:
            ways = [way for rung in rungs for way in rung.ways]
            page.head(heading)
            _table(page, ladder.on, ways)
            _pays_less(page, ladder, ways)
            if path != "sideways":
                _stays(page, rungs)
    _key(page, ladder)
    _shrinking(page, ladder)
    page.head("How to read it")
    for text in (NOT_AN_OFFER, HOW_TO_READ, BEFORE_TAXES):
        page.add(text, 2, "·")
    page.head("Sources")
    sources(page, citations(ladder), ladder.on)
    return str(page)


def _limits(ladder: Ladder) -> str:
    parts = [
        f"able to apply by {short_date(ladder.by)}" if ladder.by else "",
        f"at most ${ladder.budget:,} of your own" if ladder.budget is not None else "",
    ]
    return "; ".join(filter(None, parts))


def _months(ladder: Ladder) -> str:
    years = sorted({paid.quoted.wages.year for way in ladder.ways for paid in way.paid if paid.quoted})
    return f"measured in May {' and '.join(map(str, years))}" if years else "not reported"


def _standing(page: PlanPage, ladder: Ladder) -> None:
    page.head("Where you stand")
    held = [rung for rung in ladder.rungs if rung.held]
    for rung in held:
        page.add(f"You work as {rung.role.called}.", 2, "·")
        for paid in _occupations(rung.ways):
            page.add(_spread(paid), 4)
    if not held:
        page.add("Your record names no job that you have today.", 2, "·")
    for programs in ladder.standing.programs:
        page.add(f"Finished: {programs}.", 2, "·")
    if ladder.standing.certificates:
        page.add(f"Certificates: {', '.join(ladder.standing.certificates)}.", 2, "·")


def _spread(paid: Paid) -> str:
    if paid.quoted is None:
        return f"{paid.code.soc}: pay not reported"
    wages = paid.quoted.wages
    return f"{wages.title} ({wages.soc}): {range_words(wages.annual)}"


def _best(page: PlanPage, ladder: Ladder) -> None:
    page.head(f"Best pay within reach{f': {_limits(ladder)}' if _limits(ladder) else ''}")
    best = ladder.best
    if not best.part:
        page.add("No role is surely within reach.", 2)
    _ways(page, ladder.on, best)
    for way in best.left_out:
        page.add(f"{_name(way)}: within reach, but its pay is not reported.", 2, "?")
    if best.part:
        page.add("No role within reach pays more at both ends of what to expect.", 2)


def _ways(page: PlanPage, on: date, best: Best) -> None:
    if best.whole and best.whole != best.part:
        page.add("If only plans count of which every cost is known:", 2)
        _lines(page, on, best.whole)
        page.add("If costs that are not known may come on top:", 2)
    _lines(page, on, best.part)


def _lines(page: PlanPage, on: date, ways: Iterable[Reach]) -> None:
    for names, reach in _alike(ways):
        page.add(f"{names}: {_expected(reach.way)} a year", 4, "→")
        page.add(f"{_when_words(reach.point, on)}; costs you {_cost_words(reach.point)}.", 6)


def _alike(ways: Iterable[Reach]) -> Iterator[tuple[str, Reach]]:
    """Put together what is reached on the same day, for the same money and pay."""
    groups: dict[tuple[object, ...], list[Reach]] = {}
    for reach in ways:
        point = reach.point
        key = (point.finish, point.money, point.not_known, point.waits, _expected(reach.way))
        groups.setdefault(key, []).append(reach)
    for alike in groups.values():
        yield "; ".join(_name(reach.way) for reach in alike), alike[0]


def _side_by_side(page: PlanPage, ladder: Ladder) -> None:
    """For each direction the soonest raise and the best within reach."""
    page.head("Side by side")
    now = [paid.quoted.wages.annual.median for paid in _today(ladder) if paid.quoted]
    than = now[0] if now else NOT_REPORTED
    page.add(f"A raise here is a role whose lower end is above {pay(than)}, the middle of the work today.", 2)
    for path in ("rise", "license", "sideways", "teach"):
        ways = [way for rung in ladder.rungs if rung.role.path == path and not rung.held for way in rung.ways]
        if not ways:
            continue
        page.add(f"{HEADINGS[path]}:", 2)
        found = soonest_raise(ways, than)
        page.add(
            f"soonest: {_reach_words(_name(found.way), found, ladder.on) if found else 'none within reach'}", 4, "·"
        )
        for names, reach in _alike(best_pay(ways).part) if found else ():
            page.add(f"best: {_reach_words(names, reach, ladder.on)}", 4, "·")


def _reach_words(names: str, reach: Reach, on: date) -> str:
    return f"{_when(reach.point, on)}, {_cost(reach.point)}, {_expected(reach.way)}: {names}"


def _today(ladder: Ladder) -> tuple[Paid, ...]:
    """The pay to compare with: that of today's work, else that of the job itself."""
    start = (paid for rung in ladder.rungs if rung.role.path == "start" for way in rung.ways[:1] for paid in way.paid)
    return ladder.today or tuple(start)


def _pays_less(page: PlanPage, ladder: Ladder, ways: Iterable[Way]) -> None:
    """Say which roles pay less in the middle than the work of today."""
    now = [paid.quoted.wages.annual.median for paid in _today(ladder) if paid.quoted]
    if not now or now[0].value is None:
        return
    for paid in _occupations(ways):
        median = paid.quoted.wages.annual.median if paid.quoted else NOT_REPORTED
        if median.value is not None and median.value < now[0].value and paid.quoted:
            name = paid.quoted.wages.title
            page.add(f"{name}: {pay(median)} in the middle, below {pay(now[0])}. Not a raise.", 2, "↘")


def _name(way: Way) -> str:
    several = len(way.role.routes) > 1
    return f"{way.role.name}, {way.route.name[:1].lower()}{way.route.name[1:]}" if several else way.role.name


def _table(page: PlanPage, on: date, ways: Sequence[Way]) -> None:
    rows = [["", "from", "costs you", "expect a year"]]
    for rung in dict.fromkeys(way.role for way in ways):
        several = len(rung.routes) > 1
        if several:
            rows.append([rung.name, "", "", ""])
        for way in (way for way in ways if way.role is rung):
            name = f"· {way.route.name}" if several else rung.name
            rows.append([name, *_cells(way, on)])
    page.lines += table(rows, page.width)
    _perhaps(page, on, ways)


def _cells(way: Way, on: date) -> list[str]:
    point = way.sure[0] if way.sure else None
    marks = "°" if len(way.paid) > 1 else ""
    marks += "*" if any(paid.instead for paid in way.paid) else ""
    marks += "↓" if way.paid and all(paid.shrinking for paid in way.paid) else ""
    if point is None:
        return ["perhaps" if way.perhaps else "not yet", "", _expected(way, short=True) + marks]
    return [_when(point, on), _cost(point), _expected(way, short=True) + marks]


def _when(point: Point, on: date) -> str:
    return ("now" if point.finish <= on else f"{point.finish:%b %Y}") + ("+" if point.waits else "")


def _cost(point: Point) -> str:
    return f"${point.money.usual:,}" + ("+" if point.not_known else "")


def _when_words(point: Point, on: date) -> str:
    more = f", not counting {counted(point.waits, 'wait')} of unknown length" if point.waits else ""
    return ("you can apply now" if point.finish <= on else f"you can apply from {short_date(point.finish)}") + more


def _cost_words(point: Point) -> str:
    more = f" and {counted(len(point.not_known), 'cost')} not known" if point.not_known else ""
    return dollars(point.money) + more


def _expected(way: Way, *, short: bool = False) -> str:
    low, high = way.careful, way.hopeful
    if low.value is None or high.value is None:
        return "not reported"
    return f"{cell(low)}–{cell(high).removeprefix('$')}" if short else f"{pay(low)} to {pay(high)}"


def _perhaps(page: PlanPage, on: date, ways: Iterable[Way]) -> None:
    """Say what could be sooner or cheaper, and on what it hangs; what several ways share is said once."""
    said: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for way in ways:
        for point in way.perhaps[:1]:
            when = "now" if point.finish <= on else f"from {point.finish:%b %Y}"
            said.setdefault((when, point.assumes), []).append(way.role.name)
    for (when, assumes), names in said.items():
        page.add(f"{'; '.join(dict.fromkeys(names))}: {when}, if this is so:", 2, "?")
        for text in assumes or (NOTHING_LEFT_OUT,):
            page.add(text, 6, "·")


def _key(page: PlanPage, ladder: Ladder) -> None:
    page.add()
    page.add("“not yet”: no way known here leads there within what was asked; --role ROLE says why.")
    page.add("--role also says what goes with you on a step sideways, and what does not.")
    page.add("+ more comes on top: a wait or a cost not known. ° the title means several jobs; the duties tell which.")
    if any(paid.instead for way in ladder.ways for paid in way.paid):
        page.add("* of the whole country: there are no figures here for the place that was asked for.")
    if any(paid.shrinking for way in ladder.ways for paid in way.paid):
        page.add("↓ fewer such jobs are expected.")
    page.add("“From” is the day on which you meet what is asked or usual. How long it takes to be hired was not seen.")


def _order(rung: Rung) -> tuple[date, str]:
    """The soonest first, what is out of reach last."""
    days = [point.finish for way in rung.ways for point in (*way.sure, *way.perhaps)]
    return min(days, default=date.max), rung.role.name


def _stays(page: PlanPage, rungs: Iterable[Rung]) -> None:
    """Say what goes along and what does not, once for all roles of which it is true."""
    said: dict[str, list[str]] = {}
    for rung in rungs:
        for line in rung.role.stays:
            said.setdefault(line.says, []).append(rung.role.name)
    page.add("What goes with you, and what does not:", 2)
    for text, names in said.items():
        page.add(f"{'; '.join(names)}: {text}", 4, "·")


def _occupations(ways: Iterable[Way]) -> list[Paid]:
    return list({paid.code.soc: paid for way in ways for paid in way.paid}.values())


def _shrinking(page: PlanPage, ladder: Ladder) -> None:
    fewer = [paid for paid in _occupations(ladder.ways) if paid.shrinking]
    if fewer:
        page.head("Shrinking")
    for paid in fewer:
        page.add(f"{_growth(paid)}", 2, "↓")


def _growth(paid: Paid) -> str:
    outlook = paid.outlook
    if outlook is None:
        return f"{paid.code.soc}: outlook not reported"
    openings = "not reported"
    if outlook.openings.value is not None:
        whose = (
            "all of them to replace people who leave" if paid.shrinking else "with those to replace people who leave"
        )
        openings = f"{outlook.openings.value * 1000:,.0f} openings a year, {whose}"
    return f"{outlook.title} ({outlook.soc}): {number(outlook.growth, ' %')} over {outlook.edition}; {openings}"


def role_text(ladder: Ladder, rung: Rung, *, explain: bool = False, width: int = 80) -> str:
    """Write one rung whole: what the role is, what it asks and pays, each way to it, and what stays behind."""
    page, role, on = PlanPage(width), rung.role, ladder.on
    page.add(f"{role.name} ({role.id})")
    if ladder.where:
        page.add(ladder.where)
    page.add("─" * page.width)
    page.add(role.about)
    if role.names:
        page.add(f"Also called: {', '.join(role.names)}.")
    _said_list(page, "What one does", role.duties, on, explain)
    page.head("What it asks for")
    for name, said in (("education", role.education), ("experience", role.experience), ("license", role.license)):
        if said:
            page.add(f"{name}: {said.says}", 2, "·")
            _cites(page, [said], on, explain)
    page.head("What it pays")
    for paid in _occupations(rung.ways):
        _occupation(page, paid, on, explain)
    for way in rung.ways:
        _way(page, way, on, rung.held)
    _said_list(page, "What does not go with you", role.stays, on, explain)
    _said_list(page, "Remarks", role.remarks, on, explain)
    _said_list(page, "Where sources disagree", role.readings, on, explain)
    _graduates(page, rung, on, explain)
    page.add()
    page.add(NOT_AN_OFFER)
    return str(page)


def _said_list(page: PlanPage, heading: str, saids: Sequence[Said], on: date, explain: bool) -> None:
    if saids:
        page.head(heading)
    for said in saids:
        page.add(said.says, 2, "·")
        _cites(page, [said], on, explain)


def _cites(page: PlanPage, saids: Iterable[Said], on: date, explain: bool) -> None:
    for line in (line for said in saids for line in cite_words(said.cite, on)) if explain else ():
        page.add(line, 6)


def _occupation(page: PlanPage, paid: Paid, on: date, explain: bool) -> None:
    code = paid.code
    mapping = {
        "occupation": "the occupation itself",
        "alternate title": f"O*NET lists “{code.alternate}” here",
        "nearest": "nearest by the duties, by our judgment",
    }[code.mapping]
    page.add(f"{_spread(paid)}", 2, "·")
    page.add(f"It is this one if: {code.tell} ({mapping})", 4)
    if code.note:
        page.add(f"note: {code.note}", 4)
    if code.expect:
        page.add(f"Expect {pay(paid.careful)} to {pay(paid.hopeful)}: {code.expect.why}", 4)
    if paid.outlook:
        page.add(_growth(paid), 4)
    if paid.instead:
        page.add("No figures for the place that was asked for: these are of the whole country.", 4, "!")
    cites = paid.quoted.wages.cite if paid.quoted else ()
    for line in cite_words((*cites, *code.cite), on) if explain else ():
        page.add(line, 6)


def _way(page: PlanPage, way: Way, on: date, held: bool) -> None:
    page.head(f"Way: {way.route.name}")
    page.add(way.route.about, 2)
    if held:
        page.add("You work in this role today.", 2, "✓")
        return
    for point in way.sure:
        _point(page, point, on, "→")
    for point in way.perhaps:
        _point(page, point, on, "?")
    for reason in way.blocked:
        page.add(reason, 2, "✗")
    if not way.sure and not way.perhaps and not way.blocked:
        page.add("Not within the limits.", 2, "✗")


def _point(page: PlanPage, point: Point, on: date, mark: str) -> None:
    page.add(f"{_when_words(point, on)}; costs you {_cost_words(point)}.", 2, mark)
    if point.steps:
        page.add(f"steps: {'; '.join(point.steps)}", 4)
    for text in point.not_known:
        page.add(f"cost not known: {text}", 4)
    for text in point.assumes or (() if point.sure else (NOTHING_LEFT_OUT,)):
        page.add(f"only if: {text}", 4)


def _graduates(page: PlanPage, rung: Rung, on: date, explain: bool) -> None:
    if rung.role.graduates:
        page.head("What graduates earned, whatever their job")
    for line in rung.role.graduates:
        page.add(f"{line.what}: {pay(line.year_1)} after 1 year, {pay(line.year_4)} after 4 years.", 2, "·")
        if line.note:
            page.add(line.note, 4)
        for text in cite_words(line.cite, on) if explain else ():
            page.add(text, 6)
