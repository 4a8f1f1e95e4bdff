"""Pictures of pay: ranges side by side, and the middle over the years with every break of the line."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from lapel.careers.money_of import real, usual_year
from lapel.careers.pay import Line, PayOf, rough
from lapel.model.citation import Citation
from lapel.model.figure import Figure
from lapel.model.occupation import Area, Prices, Spread
from lapel.model.value import Value
from lapel.reports.pay_words import pay, place, range_words
from lapel.reports.pictures.frame import (
    BLUE,
    FAINT,
    INK,
    PAPER,
    SOFT,
    WIDTH,
    Picture,
    data,
    finish,
    padded,
    source_line,
)

if TYPE_CHECKING:
    import altair

ROW = 84
HOW_TO_READ = (
    "Line: from the lowest tenth to the highest tenth of people.",
    "Bar: the middle half. White stroke: half earn less, half more.",
)
ONLY_MIDDLE = ("Diamond: half earn less, half more. Nothing else is at hand for that year.",)
DOLLARS = "$~s"


class Range(Value):
    """A row of the picture of ranges: a name and its pay."""

    name: str
    spread: Spread
    missing: str = ""


def ranges(answers: Sequence[PayOf]) -> Picture:
    """Draw the range of each occupation, by rising middle; what is not reported is said in words in its place."""
    wages = [a.shown.wages for a in answers if a.shown]
    rows = [
        Range(
            (w.title or w.soc) + (" (rough)" if rough(w) else ""),
            w.annual,
            w.annual.median.why,
        )
        for w in wages
    ]
    rows += [Range(a.match.title or a.match.soc, Spread(), "no figures at hand") for a in answers if not a.shown]
    areas: list[Area] = [w.area for w in wages] or [a.area for a in answers]
    when = " and ".join(str(year) for year in sorted({w.year for w in wages}))
    where = " and ".join(dict.fromkeys(map(place, areas)))
    what = rows[0].name if len(rows) == 1 else f"{len(rows)} occupations"
    return draw_ranges(rows, f"A year's pay: {what}, in {where}, May {when}", [c for w in wages for c in w.cite])


def draw_ranges(rows: Iterable[Range], title: str, cites: Iterable[Citation]) -> Picture:
    """Draw ranges of pay from plain figures, by rising middle."""
    import altair as alt

    ordered = sorted(rows, key=lambda row: row.spread.median.value or row.spread.p10.value or 0)
    cells = [_cells(number, row) for number, row in enumerate(ordered)]
    values = [v for cell in cells for name in ("from", "to") if (v := cell[name]) is not None]
    low, high = padded(values, 0.24, 0.3)
    y = alt.Y("row:O", title=None, axis=None, scale=alt.Scale(padding=0))
    x = alt.X(
        "from:Q",
        title="dollars a year, before taxes",
        scale=alt.Scale(domain=[max(low, 0), high], nice=False, zero=False),
        axis=alt.Axis(format=DOLLARS, tickCount=6) if values else None,
    )
    base = alt.Chart(data(cells))

    def words(field: str, at: str, dy: int, **more: Any) -> Any:
        known = base.transform_filter(f"isValid(datum.{at})")
        return known.mark_text(dy=dy, **more).encode(y=y, x=f"{at}:Q", text=f"{field}:N")

    layers: list[Any] = [
        base.mark_text(dy=-30, align="left", fontSize=14).encode(y=y, x=alt.value(0), text="name:N"),
        _between(base, "from", "to").mark_rule(strokeWidth=2, color=INK).encode(y=y, x=x, x2="to:Q"),
        _between(base, "q1", "q3").mark_bar(height=18, color=BLUE).encode(y=y, x="q1:Q", x2="q3:Q"),
        _between(base, "q1", "middle")
        .mark_tick(thickness=4, size=18, color=PAPER, opacity=1)
        .encode(y=y, x="middle:Q"),
        base.transform_filter("isValid(datum.middle) && !isValid(datum.q1)")
        .mark_point(shape="diamond", size=130, filled=True, color=BLUE, opacity=1)
        .encode(y=y, x="middle:Q"),
        words("middle_text", "middle", 20, fontWeight="bold"),
        words("from_text", "from", 0, align="right", dx=-6, color=SOFT),
        words("to_text", "to", 0, align="left", dx=6, color=SOFT),
        base.transform_filter("!isValid(datum.middle)")
        .mark_text(align="left", fontStyle="italic")
        .encode(y=y, x=alt.value(0), text="why:N"),
    ]
    chart = alt.layer(*layers).properties(width=WIDTH, height=ROW * max(len(cells), 1))
    told = " ".join(f"{row.name}: {_range_told(row)}." for row in ordered)
    ranged = any(cell["q1"] is not None for cell in cells)
    return finish(chart, title, [*(HOW_TO_READ if ranged else ONLY_MIDDLE), source_line(cites)], told)


def _between(base: "altair.Chart", *names: str) -> "altair.Chart":
    """Keep the rows that have all of these figures."""
    return base.transform_filter(" && ".join(f"isValid(datum.{name})" for name in names))


def _cells(number: int, row: Range) -> dict[str, Any]:
    spread = row.spread
    return {
        "row": number,
        "name": row.name,
        "from": _first(spread.p10, spread.p25, spread.median),
        "q1": spread.p25.value,
        "middle": spread.median.value,
        "q3": spread.p75.value,
        "to": _first(spread.p90, spread.p75, spread.median),
        "from_text": _end(spread, spread.p10, "lowest tenth"),
        "middle_text": _text(spread.median),
        "to_text": _end(spread, spread.p90, "highest tenth"),
        "why": row.missing or "not reported",
    }


def _first(*figures: Figure) -> float | None:
    """Give the first figure that is reported."""
    return next((figure.value for figure in figures if figure.value is not None), None)


def _end(spread: Spread, figure: Figure, what: str) -> str:
    """Write the end of a range, or that it is not reported; nothing where only the middle is."""
    if figure.value is None:
        return f"{what}: not reported" if spread.p25.value is not None or spread.p75.value is not None else ""
    return pay(figure)


def _text(figure: Figure) -> str:
    return pay(figure) if figure.value is not None else ""


def _range_told(row: Range) -> str:
    return row.missing if row.spread.median.value is None and row.missing else f"{range_words(row.spread)} a year"


def years(answers: Sequence[PayOf], prices: Prices | None, *, in_dollars_of: int | None = None) -> Picture:
    """Draw the middle of a year's pay over the years, a panel an occupation: then, and in money of one year.

    A line joins only years that follow each other and were counted in one way.
    """
    import altair as alt

    shown = [a for a in answers if a.lines]
    if not shown:
        return ranges(answers)
    to = in_dollars_of or usual_year((p.wages.year for a in shown for line in a.lines for p in line.points), prices)
    known = prices is not None and to in dict(prices.averages)
    panels = [_panel(a, prices, to if known else None) for a in shown]
    chart = panels[0] if len(panels) == 1 else alt.vconcat(*panels, spacing=30)
    below = [
        f"Solid: in dollars of {to}. Dashed, open points: in dollars of each year."
        if known
        else f"In dollars of each year. Consumer prices of {to} are not known.",
        "No line where years are missing or where the way of counting changed.",
    ]
    if any(a.readings for a in shown):
        below.append("Crosses: only quoted by other pages.")
    below.append(f"Source: {'; '.join(dict.fromkeys(cite.source.publisher for cite in _cites(shown)))}.")
    if known and prices:
        below.append(f"Consumer prices: {prices.series}. {prices.note}")
    names = shown[0].match.title if len(shown) == 1 else f"{len(shown)} occupations"
    told = " ".join(_told(a, prices, to if known else None) for a in shown)
    return finish(chart, f"{names}: the middle of a year's pay", below, told)


def _cites(answers: Iterable[PayOf]) -> Iterator[Citation]:
    return (cite for a in answers for line in a.lines for point in line.points for cite in point.wages.cite)


def _panel(answer: PayOf, prices: Prices | None, to: int | None) -> Any:
    import altair as alt

    rows = [row for number, line in enumerate(answer.lines) for row in _points(number, line, prices, to)]
    quoted = [{"year": e.median_year, "pay": e.median.value} for e in answer.readings if e.median.value is not None]
    first, last = min(row["year"] for row in rows), max(row["year"] for row in rows)
    low, high = padded([row["pay"] for row in rows], 0.16, 0.16)
    step = 1 if last - first < 8 else 2
    across: dict[str, Any] = {
        "title": None,
        "scale": alt.Scale(domain=[first - 0.8, last + 0.8], nice=False, zero=False),
        "axis": alt.Axis(format="d", values=list(range(last, first - 1, -step)), grid=False),
    }
    x = alt.X("year:Q", **across)
    y = alt.Y(
        "pay:Q",
        title=None,
        scale=alt.Scale(domain=[low, high], nice=False, zero=False),
        axis=alt.Axis(format=DOLLARS, tickCount=5),
    )
    layers: list[Any] = []
    if answer.gaps:
        blank = alt.Chart(data({"from": year - 0.5, "to": year + 0.5} for year in answer.gaps))
        layers.append(blank.mark_rect(color=FAINT, opacity=0.6).encode(x=alt.X("from:Q", **across), x2="to:Q"))
    base = alt.Chart(data(rows))
    for kind, dash, fill in (("then", [5, 4], PAPER), ("now", [1, 0], BLUE)):
        of_kind = base.transform_filter(f"datum.kind == '{kind}'")
        point = of_kind.mark_point(fill=fill, color=BLUE, size=60, opacity=1)
        layers += [
            of_kind.mark_line(strokeDash=dash, color=BLUE, strokeWidth=2).encode(x=x, y=y, detail="run:N"),
            point.encode(x=x, y=y),
        ]
    ends = [row for row in rows if row["year"] in (first, last) and not (row["kind"] == "then" and row["same"])]
    highest = {year: max(row["pay"] for row in ends if row["year"] == year) for year in (first, last)}
    for above, dy in ((True, -14), (False, 18)):
        here = [row for row in ends if (row["pay"] == highest[row["year"]]) is above]
        layers.append(alt.Chart(data(here)).mark_text(dy=dy).encode(x=x, y=y, text="text:N"))
    layers.append(alt.Chart(data(quoted)).mark_point(shape="cross", angle=45, size=60, color=INK).encode(x=x, y=y))
    breaks = [{"at": line.points[0].wages.year - 0.5} for line in answer.lines[1:]]
    upright = alt.Chart(data({**each, "text": "counted anew from here"} for each in breaks))
    layers += [
        upright.mark_rule(color=INK, strokeDash=[2, 3]).encode(x=alt.X("at:Q", **across)),
        upright.mark_text(align="left", dx=5, baseline="bottom", color=SOFT).encode(
            x=alt.X("at:Q", **across), y=alt.value(HEIGHT - 6), text="text:N"
        ),
    ]
    title = alt.TitleParams(answer.match.title, fontSize=14, fontWeight="normal", anchor="start")
    return alt.layer(*layers).properties(width=WIDTH, height=HEIGHT, title=title)


HEIGHT = 250


def _points(number: int, line: Line, prices: Prices | None, to: int | None) -> Iterator[Mapping[str, Any]]:
    """A row a figure; a new run begins with each line and after each missing year."""
    run, before = 0, 0
    for point in line.points:
        wages = point.wages
        run += wages.year != before + 1
        before = wages.year
        kinds = [("then", wages.annual.median)]
        if to is not None:
            kinds.append(("now", real(wages.annual.median, prices, of=wages.year, to=to)))
        for kind, figure in kinds:
            if figure.value is not None:
                name = f"{number}-{run}-{kind}"
                row = {"year": wages.year, "pay": figure.value, "kind": kind, "run": name, "text": pay(figure)}
                yield {**row, "same": to == wages.year}


def _told(answer: PayOf, prices: Prices | None, to: int | None) -> str:
    """Say a panel in words."""
    parts = []
    for line in answer.lines:
        if line.after:
            parts.append(f"Break: {line.after}")
        for point in line.points:
            wages = point.wages
            now = f" ({pay(real(wages.annual.median, prices, of=wages.year, to=to))} in dollars of {to})" if to else ""
            parts.append(f"{wages.year}: {pay(wages.annual.median)}{now}.")
    parts += [f"{e.median_year}: {pay(e.median)}, only quoted by other pages." for e in answer.readings]
    missing = f" Not at hand: {', '.join(map(str, answer.gaps))}." if answer.gaps else ""
    return f"{answer.match.title}. {' '.join(parts)}{missing}"
