"""A picture of what happens when: bars for what lasts, diamonds for single days. `of_plan` takes a plan."""

from collections.abc import Sequence
from datetime import date
from textwrap import shorten
from typing import TYPE_CHECKING, Any

from lapel.model.value import Value
from lapel.reports.pictures.frame import BLUE, SOFT, WIDTH, Picture, data, finish
from lapel.rules.wording import long_date

if TYPE_CHECKING:
    from lapel.planner.plan import Plan

ROW = 50
SHORT = 4
"""Days up to which something is drawn as a single day."""


class Stretch(Value):
    """A row of the timeline, from its first to its last day. ``important`` rows are drawn filled, others outlined."""

    name: str
    starts: date
    ends: date
    important: bool = False
    note: str = ""


def of_plan(plan: "Plan", title: str) -> Picture:
    """Draw a plan: its tasks by their days; filled are those in which a day more is a day more for all."""
    rows = [
        Stretch(task.what, max(task.starts, plan.on), task.ends, task.critical)
        for task in sorted(plan.tasks, key=lambda task: (task.starts, task.ends))
        if task.kind != "given" and task.ends >= plan.on
    ]
    return timeline(rows, title, "From the plan that is written beside it; nothing here is promised.")


def timeline(rows: Sequence[Stretch], title: str, source: str) -> Picture:
    """Draw rows in their order, the first at the top."""
    import altair as alt

    days = [day for row in rows for day in (row.starts, row.ends)] or [date(2000, 1, 1)]
    room = max((max(days) - min(days)).days // 12, 3)
    first, last = (date.fromordinal(min(days).toordinal() - room), date.fromordinal(max(days).toordinal() + room))
    cells = [_cells(number, row, first, last) for number, row in enumerate(rows)]
    y = alt.Y("row:O", title=None, axis=None, scale=alt.Scale(padding=0))
    form = "%b %-d, %Y" if (last - first).days < MONTHS_ONLY else "%b %Y"
    across: dict[str, Any] = {
        "title": None,
        "scale": alt.Scale(domain=[_moment(first), _moment(last)], nice=False),
        "axis": alt.Axis(orient="top", format=form, tickCount=4, labelOverlap=True),
    }
    x = alt.X("starts:T", **across)
    base = alt.Chart(data(cells))
    long, single = (base.transform_filter(test) for test in ("!datum.single", "datum.single"))
    layers: list[Any] = [base.mark_text(dy=-12, align="left").encode(y=y, x=alt.value(0), text="name:N")]
    for important, fill in ((True, BLUE), (False, "white")):
        kept = f"datum.important == {str(important).lower()}"
        layers += [
            long.transform_filter(kept)
            .mark_bar(height=12, yOffset=8, fill=fill, stroke=BLUE, strokeWidth=2)
            .encode(y=y, x=x, x2="ends:T"),
            single.transform_filter(kept)
            .mark_point(shape="diamond", size=120, yOffset=8, fill=fill, stroke=BLUE, strokeWidth=2, opacity=1)
            .encode(y=y, x=x),
        ]
    for side, at, look in (
        ("right", "ends", {"align": "left", "dx": 10, "dy": 8}),
        ("left", "starts", {"align": "right", "dx": -10, "dy": 8}),
        ("below", "ends", {"align": "right", "dx": 0, "dy": 23}),
    ):
        here = base.transform_filter(f"datum.side == '{side}'").mark_text(color=SOFT, fontSize=12, **look)  # type: ignore[arg-type]
        layers.append(here.encode(y=y, x=alt.X(f"{at}:T", **across), text="days:N"))
    chart = alt.layer(*layers).properties(width=WIDTH, height=ROW * max(len(cells), 1))
    below = ["Filled: a day later here is a day later for all. Outlined: there is room.", source]
    words = " ".join(f"{row.name.rstrip('.')}: {_days(row)}." for row in rows)
    return finish(chart, title, below, words)


LONGEST = 66
MONTHS_ONLY = 150
"""Days from which on the scale names months, not days."""


def _cells(number: int, row: Stretch, first: date, last: date) -> dict[str, Any]:
    return {
        "row": number,
        "name": shorten(row.name, LONGEST, placeholder=" …"),
        "starts": _moment(row.starts),
        "ends": _moment(row.ends),
        "single": (row.ends - row.starts).days <= SHORT,
        "important": row.important,
        "days": _days(row),
        "side": _side(row, first, last),
    }


def _side(row: Stretch, first: date, last: date) -> str:
    """Say where the days of a row have room: right of it, left of it, or below its end."""
    starts, ends = ((day - first).days / max((last - first).days, 1) for day in (row.starts, row.ends))
    return "right" if ends < 0.55 else "left" if starts > 0.45 else "below"


def _moment(day: date) -> int:
    """A day as the charts count time: milliseconds since 1970, at noon, so that no time zone moves it."""
    return (day - date(1970, 1, 1)).days * 86_400_000 + 43_200_000


def _days(row: Stretch) -> str:
    return _day(row.starts) if row.starts == row.ends else f"{_day(row.starts)} to {_day(row.ends)}"


def _day(day: date) -> str:
    month, rest = long_date(day).split(" ", 1)
    return f"{month[:3]} {rest}"
