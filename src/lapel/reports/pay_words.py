"""The words for figures of pay and of jobs that several reports share."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from textwrap import wrap

from lapel.model.citation import CONFIDENCE_WORDS, Citation
from lapel.model.figure import Figure
from lapel.model.occupation import PERCENTILES, Area, Spread, Wages
from lapel.reports.page import Page, cite_words

UNKNOWN = "—"
"""What stands in a table for a figure that is not reported; the reason stands below it."""

OWN_TABLE = "the small table that comes with Lapel"
ADDED = "data that you added"

TENTHS = ("10%", "25%", "middle", "75%", "90%")
HOW_TO_READ = (
    "10 of 100 people earn less than the first figure, 25 less than the second, half less than the middle one, 75 less "
    "than the fourth, 90 less than the last. They are not years of experience."
)
BEFORE_TAXES = (
    "Pay of people who are employed, before taxes, without benefits and without people who work for themselves."
)


def pay(figure: Figure) -> str:
    """Write pay: whole dollars by the year, cents by the hour.

    >>> pay(Figure(45690)), pay(Figure(21.97)), pay(Figure(239200, bound="at least")), pay(Figure(why="not released"))
    ('$45,690', '$21.97', 'at least $239,200', 'not reported')
    """
    return cell(figure) if figure.value is None or not figure.bound else f"{figure.bound} {cell(Figure(figure.value))}"


def cell(figure: Figure) -> str:
    """Write pay for a table, where a plus stands for a bound and a dash for what is not reported."""
    if figure.value is None:
        return "not reported"
    text = f"${figure.value:,.2f}" if abs(figure.value) < 1000 else f"${figure.value:,.0f}"
    return f"{text}+" if figure.bound == "at least" else text


def short(figure: Figure) -> str:
    """Write pay for a narrow column of a table."""
    return UNKNOWN if figure.value is None else cell(figure)


def number(figure: Figure, unit: str = "") -> str:
    """Write a count or a percentage, or that it is not reported."""
    if figure.value is None:
        return "not reported"
    value = figure.value
    text = f"{value:,.0f}" if value == int(value) else f"{value:,.1f}"
    return f"{figure.bound} {text}{unit}".strip()


def range_words(spread: Spread) -> str:
    """Say a range with its middle, as in "$36,050 to $59,310, half below $45,690"."""
    low, middle, high = spread.p10, spread.median, spread.p90
    if middle.value is None and low.value is None:
        return "not reported"
    if low.value is None or high.value is None:
        return f"half below {pay(middle)}" if middle.value is not None else f"from {pay(low)}"
    return f"{pay(low)} to {pay(high)}" + (f", half below {pay(middle)}" if middle.value is not None else "")


def reasons(figures: Iterable[Figure]) -> Iterator[str]:
    """List why figures are not reported, each reason once."""
    seen: dict[str, None] = {}
    for figure in figures:
        if figure.value is None and figure.why and figure.why != "not reported":
            seen.setdefault(figure.why)
    yield from seen


def bounds(figures: Iterable[Figure]) -> Iterator[str]:
    """Say what a plus stands for."""
    for value in sorted({figure.value for figure in figures if figure.value is not None and figure.bound}):
        yield f"{cell(Figure(value))}+ means at least {cell(Figure(value))}: no higher figure is published."


def figures_of(wages: Wages) -> tuple[Figure, ...]:
    """List the percentiles of a year and of an hour."""
    return tuple(getattr(spread, name) for spread in (wages.annual, wages.hourly) for name in PERCENTILES)


def place(area: Area) -> str:
    """Name an area as in a sentence.

    >>> place(Area("US", "United States", "nation"))
    'the United States'
    """
    return "the United States" if area.kind == "nation" else area.name


def table(rows: Sequence[Sequence[str]], width: int, indent: int = 2, left: int = 1) -> list[str]:
    """Align rows in columns: the first ``left`` columns to the left, the others to the right.

    A first cell that would make the table wider than ``width`` goes on a line of its own.
    """
    if not rows:
        return []
    columns = max(map(len, rows))
    full = [[*row, *[""] * (columns - len(row))] for row in rows]
    widths = [max(len(row[i]) for row in full) for i in range(columns)]
    rest = sum(widths[1:]) + 2 * (columns - 1)
    first = min(widths[0], width - indent - rest)
    lines = []
    for row in full:
        cells = [c.ljust(w) if i < left else c.rjust(w) for i, (c, w) in enumerate(zip(row, widths, strict=True))]
        if len(row[0]) > first:
            lead = " " * indent
            lines += wrap(row[0], width, initial_indent=lead, subsequent_indent=lead)
            cells[0] = ""
        cells[0] = cells[0].strip().ljust(max(first, 0))
        if any(cell.strip() for cell in cells):
            lines.append((" " * indent + "  ".join(cells)).rstrip())
    return lines


def sources(page: Page, cites: Iterable[Citation], on: date, *, indent: int = 2) -> None:
    """Add each source once, those that are equally sure together; one that is overdue for review stands alone."""
    seen: dict[tuple[str, str], Citation] = {}
    for cite in cites:
        seen.setdefault((cite.source.id, cite.section), cite)
    groups: dict[tuple[str, date], list[Citation]] = {}
    for cite in seen.values():
        if not cite.overdue(on=on):
            groups.setdefault((cite.confidence, cite.source.retrieved), []).append(cite)
    for (confidence, read), alike in groups.items():
        titles = "; ".join(cite.source.title + (f", {cite.section}" if cite.section else "") for cite in alike)
        page.add(f"{titles} ({CONFIDENCE_WORDS[confidence]}; read {read}).", indent, "·")  # type: ignore[index]
    for line in cite_words((cite for cite in seen.values() if cite.overdue(on=on)), on):
        page.add(line.removeprefix("source: "), indent, "·")
    for url in dict.fromkeys(cite.source.url for cite in seen.values() if cite.source.url):
        page.lines.append(" " * (indent + 2) + url)
