"""Pictures of the outlook: what each edition expects, and for one occupation what was counted later."""

from collections.abc import Sequence
from typing import Any

from lapel.careers.outlook import OutlookOf
from lapel.reports.pictures.frame import (
    BLUE,
    DASHES,
    INK,
    SHAPES,
    SOFT,
    WIDTH,
    Picture,
    data,
    finish,
    padded,
    source_line,
    spots,
)

HEIGHT = 300
ROW = 56


def editions(answers: Sequence[OutlookOf]) -> Picture:
    """Draw the editions of one occupation as paths of jobs, or the growth that each expects of several."""
    shown = [answer for answer in answers if answer.editions]
    return _paths(shown[0]) if len(shown) == 1 == len(answers) else _growth(answers)


def _paths(answer: OutlookOf) -> Picture:
    import altair as alt

    known = [e for e in answer.editions if e.jobs.exact is not None and e.jobs_then.exact is not None][-len(DASHES) :]
    names = [e.edition for e in known]
    ends = [(e, e.jobs.exact or 0.0, e.jobs_then.exact or 0.0) for e in known]
    rows = [
        {"edition": e.edition, "year": year, "jobs": jobs, "starts": year == e.base}
        for e, now, then in ends
        for year, jobs in ((e.base, now), (e.end, then))
    ]
    years = sorted({year for e in known for year in (e.base, e.end)}) or [0]
    x_ends = [years[0] - 1, years[-1] + 5]
    y_ends = padded([jobs for _, now, then in ends for jobs in (now, then)], 0.14, 0.14)
    x = alt.X(
        "year:Q",
        title=None,
        scale=alt.Scale(domain=x_ends, nice=False),
        axis=alt.Axis(format="d", values=years, grid=False, labelOverlap=True),
    )
    y = alt.Y(
        "jobs:Q",
        title="thousand jobs",
        scale=alt.Scale(domain=y_ends, nice=False, zero=False),
        axis=alt.Axis(format=",.0f", tickCount=6),
    )
    base = alt.Chart(data(rows))
    dash = alt.StrokeDash("edition:N", scale=alt.Scale(domain=names, range=list(DASHES[: len(names)])), legend=None)
    shape = alt.Shape("edition:N", scale=alt.Scale(domain=names, range=list(SHAPES[: len(names)])), legend=None)
    first, last = (base.transform_filter(test) for test in ("datum.starts", "!datum.starts"))
    layers: list[Any] = [
        base.mark_line(color=BLUE, strokeWidth=2.5).encode(x=x, y=y, strokeDash=dash),
        last.mark_point(size=90, color=BLUE, strokeWidth=2, opacity=1).encode(x=x, y=y, shape=shape),
        first.mark_point(filled=True, size=130, color=INK, opacity=1).encode(x=x, y=y),
    ]
    places = [
        (
            (e.end - x_ends[0]) / (x_ends[1] - x_ends[0]) * WIDTH,
            (y_ends[1] - then) / (y_ends[1] - y_ends[0]) * HEIGHT,
            f"{e.edition}: {then:,.0f}",
        )
        for e, _, then in ends
    ]
    for (e, now, then), (_, _, text), spot in zip(ends, places, spots(places), strict=True):
        at_end = alt.Chart(data([{"year": e.end, "jobs": then, "text": text}]))
        layers.append(
            at_end.mark_text(align=spot.align, dx=spot.dx, dy=spot.dy).encode(x=x, y=y, text="text:N")  # type: ignore[arg-type]
        )
        at_start = alt.Chart(data([{"year": e.base, "jobs": now, "text": f"{now:,.0f}"}]))
        dy = 14 if then >= now else -14
        layers.append(at_start.mark_text(align="left", dx=8, dy=dy, fontWeight="bold").encode(x=x, y=y, text="text:N"))
    chart = alt.layer(*layers).properties(width=WIDTH, height=HEIGHT)
    below = [
        "Black dots: jobs counted in the first year of each edition.",
        "Lines: what that edition expected from there on.",
        source_line(cite for e in known for cite in e.cite),
    ]
    words = [
        f"{e.edition}: {e.jobs.exact:,.1f} thousand jobs in {e.base}, {e.jobs_then.exact:,.1f} expected in {e.end}."
        for e in known
    ]
    words += [
        f"{a.edition.edition} expected {a.expected:,.1f} thousand for {a.later.base}; {a.counted:,.1f} were counted."
        for a in answer.after
    ]
    return finish(chart, f"{answer.match.title}: jobs expected, and jobs counted later", below, " ".join(words))


def _growth(answers: Sequence[OutlookOf]) -> Picture:
    import altair as alt

    names = sorted({e.edition for a in answers for e in a.editions})[-len(SHAPES) :]
    shown = [a for a in answers if a.editions]
    ordered = sorted(shown, key=lambda a: -((a.newest and a.newest.growth.value) or 0))
    growths = [
        (number, e.edition, e.growth.exact)
        for number, a in enumerate(ordered)
        for e in a.editions
        if e.growth.exact is not None and e.edition in names
    ]
    rows = [
        {"row": n, "edition": name, "growth": growth, "newest": name == names[-1], "text": f"{growth:+.1f}%"}
        for n, name, growth in growths
    ]
    y = alt.Y("row:O", title=None, axis=None, scale=alt.Scale(padding=0.5))
    x = alt.X(
        "growth:Q",
        title="percent more or fewer jobs over ten years",
        scale=alt.Scale(domain=padded([0, *(growth for _, _, growth in growths)], 0.1, 0.1), nice=False),
        axis=alt.Axis(format="+.0f", tickCount=6),
    )
    shapes = alt.Scale(domain=names, range=list(SHAPES[: len(names)]))
    shape = alt.Shape("edition:N", scale=shapes, legend=alt.Legend(title=None, symbolStrokeColor=INK, symbolSize=110))
    base = alt.Chart(data(rows))
    newest, older = (base.transform_filter(test) for test in ("datum.newest", "!datum.newest"))
    titles = alt.Chart(data({"row": number, "name": a.match.title} for number, a in enumerate(ordered)))
    layers: list[Any] = [
        titles.mark_text(dy=-14, align="left", fontSize=14).encode(y=y, x=alt.value(0), text="name:N"),
        alt.Chart(data([{"zero": 0}])).mark_rule(color=INK, strokeWidth=1.5).encode(x="zero:Q"),
        older.mark_point(size=110, color=SOFT, strokeWidth=2, opacity=1, yOffset=6).encode(x=x, y=y, shape=shape),
        newest.mark_point(size=140, color=BLUE, filled=True, opacity=1, yOffset=6).encode(x=x, y=y, shape=shape),
        newest.mark_text(dy=22, fontWeight="bold").encode(x=x, y=y, text="text:N"),
    ]
    chart = alt.layer(*layers).properties(width=WIDTH, height=ROW * max(len(ordered), 1))
    below = [
        "Left of the upright line the number of jobs shrinks.",
        f"Filled, with its figure: the newest edition, {names[-1] if names else ''}.",
        *(f"{a.match.title or a.match.soc}: {a.missing}." for a in answers if a.missing),
        source_line(cite for a in ordered for e in a.editions for cite in e.cite),
    ]
    told = [f"{a.match.title}: {_growths(a)}." for a in ordered]
    told += [f"{a.missing}." for a in answers if a.missing]
    words = " ".join(told)
    return finish(chart, f"Expected growth of jobs in {len(ordered)} occupations", below, words)


def _growths(answer: OutlookOf) -> str:
    known = (e for e in answer.editions if e.growth.value is not None)
    return ", ".join(f"{e.growth.value:+.1f}% ({e.edition})" for e in known)
