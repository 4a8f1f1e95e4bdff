"""A picture of a ladder: for each job what it pays, and beside it how long the way there takes."""

from collections.abc import Iterable, Sequence
from typing import Any

from lapel.model.citation import Citation
from lapel.model.occupation import Spread
from lapel.model.value import Value
from lapel.reports.pay_words import range_words
from lapel.reports.pictures.frame import BLUE, INK, PAPER, SOFT, WIDTH, Picture, data, finish, padded, source_line

ROW = 66
TIME = 150
"""Width of the part that shows time."""


class Rung(Value):
    """A job on the ladder. ``months`` is the shortest and the longest way there; None when it is not known."""

    name: str
    spread: Spread
    months: tuple[float, float] | None = None
    here: bool = False


def ladder(rungs: Sequence[Rung], title: str, cites: Iterable[Citation]) -> Picture:
    """Draw rungs in their order, the first at the top: years to get there on the left, pay on the right."""
    import altair as alt

    cells = [_cells(number, rung) for number, rung in enumerate(rungs)]
    y = alt.Y("row:O", title=None, axis=None, scale=alt.Scale(padding=0))
    height = ROW * max(len(cells), 1)
    base = alt.Chart(data(cells))
    most = max((cell["to"] for cell in cells if cell["to"] is not None), default=1)
    years = alt.X(
        "from:Q",
        title="years to get there",
        scale=alt.Scale(domain=[0, max(most * 1.35, 1)], nice=False),
        axis=alt.Axis(format="d", tickCount=4),
    )
    known = base.transform_filter("isValid(datum.to)")
    time = alt.layer(
        base.mark_text(dy=-22, align="left", fontSize=14).encode(y=y, x=alt.value(0), text="name:N"),
        known.mark_rule(strokeWidth=6, color=SOFT, strokeCap="round").encode(y=y, x=years, x2="to:Q"),
        known.mark_text(dx=8, align="left").encode(y=y, x="to:Q", text="time_text:N"),
        base.transform_filter("!isValid(datum.to)")
        .mark_text(align="left", fontStyle="italic")
        .encode(y=y, x=alt.value(0), text="time_text:N"),
    ).properties(width=TIME, height=height)
    values = [v for cell in cells for name in ("low", "middle", "high") if (v := cell[name]) is not None]
    pay = alt.X(
        "low:Q",
        title="dollars a year, before taxes",
        scale=alt.Scale(domain=padded(values, 0.08, 0.14), nice=False, zero=False),
        axis=alt.Axis(format="$~s", tickCount=5),
    )
    ranged = base.transform_filter("isValid(datum.low) && isValid(datum.high)")
    layers: list[Any] = [
        ranged.mark_rule(strokeWidth=2, color=INK).encode(y=y, x=pay, x2="high:Q"),
        base.transform_filter("isValid(datum.q1)")
        .mark_bar(height=14, color=BLUE)
        .encode(y=y, x=alt.X("q1:Q"), x2="q3:Q"),
        base.transform_filter("isValid(datum.middle)")
        .mark_tick(thickness=4, size=14, color=PAPER, opacity=1)
        .encode(y=y, x="middle:Q"),
        base.transform_filter("isValid(datum.middle)")
        .mark_text(dy=18, fontWeight="bold")
        .encode(y=y, x="middle:Q", text="pay_text:N"),
        base.transform_filter("!isValid(datum.middle)")
        .mark_text(align="left", fontStyle="italic")
        .encode(y=y, x=alt.value(0), text="pay_text:N"),
    ]
    money = alt.layer(*layers).properties(width=WIDTH - TIME, height=height)
    below = [
        "Left: years on the way, shortest to longest.",
        "Right: line, from the lowest to the highest tenth; bar, the middle half; white stroke, half earn less.",
        source_line(cites),
    ]
    words = " ".join(f"{rung.name}: {_time(rung)}; {range_words(rung.spread)} a year." for rung in rungs)
    return finish(alt.hconcat(time, money, spacing=14), title, below, words)


def _cells(number: int, rung: Rung) -> dict[str, Any]:
    spread, months = rung.spread, rung.months
    middle = spread.median.value
    return {
        "row": number,
        "name": rung.name,
        "from": months[0] / 12 if months else None,
        "to": months[1] / 12 if months else None,
        "time_text": _time(rung),
        "low": spread.p10.value,
        "q1": spread.p25.value,
        "middle": middle,
        "q3": spread.p75.value,
        "high": spread.p90.value,
        "pay_text": f"${middle:,.0f}" if middle is not None else "pay not reported",
    }


def _time(rung: Rung) -> str:
    if rung.here:
        return "you are here"
    if rung.months is None:
        return "time not known"
    unit, one = (1, "month") if rung.months[1] < 12 else (12, "year")
    low, high = (f"{months / unit:.1f}".removesuffix(".0") for months in rung.months)
    return f"{low} {one}{'' if low == '1' else 's'}" if low == high else f"{low} to {high} {one}s"
