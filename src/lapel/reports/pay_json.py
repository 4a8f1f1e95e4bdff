"""Pay → plain data of a published, stable shape."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from lapel.careers.lookup import Found
from lapel.careers.money_of import real as in_money_of
from lapel.careers.money_of import usual_year
from lapel.careers.outlook import OutlookOf
from lapel.careers.pay import FOUR_YEAR, Line, PayOf, Quoted, rough
from lapel.careers.premium import Pair, hours_behind, pairs
from lapel.model.careers import Careers
from lapel.model.figure import Figure
from lapel.model.occupation import Area, OldEdition, Prices, Spread
from lapel.model.survey import EmployerView, Posting, Survey
from lapel.reports.json_parts import CITE, DAY, FLAG, MAYBE_TEXT, TEXT, cite_data, list_of, named, shape

WHOLE = {"type": "integer"}
NUMBER = {"type": ["number", "null"]}
MAYBE_WHOLE = {"type": ["integer", "null"]}


def figure_data(figure: Figure) -> dict[str, Any]:
    """Give a figure: its value, whether it is only a bound, and why there is none."""
    return {"value": figure.value, "bound": figure.bound or None, "why": figure.why or None}


def area_data(area: Area) -> dict[str, Any]:
    """Give a place."""
    return {"code": area.code, "name": area.name, "kind": area.kind, "state": area.state or None}


def spread_data(spread: Spread) -> dict[str, Any]:
    """Give percentiles and mean."""
    return {name: figure_data(getattr(spread, name)) for name in Spread._fields}


def quoted_data(quoted: Quoted, on: date) -> dict[str, Any]:
    """Give pay with where it was found."""
    wages = quoted.wages
    return {
        "soc": wages.soc,
        "title": wages.title,
        "area": area_data(wages.area),
        "year": wages.year,
        "setting": wages.industry or None,
        "annual": spread_data(wages.annual),
        "hourly": spread_data(wages.hourly),
        "jobs": figure_data(wages.employment),
        "jobs_error": figure_data(wages.employment_error),
        "mean_error": figure_data(wages.wage_error),
        "rough": rough(wages),
        "added": quoted.added,
        "table_median": figure_data(quoted.against.annual.median) if quoted.against else None,
        "note": wages.note,
        "cite": [cite_data(cite, on) for cite in wages.cite],
    }


def found_data(found: Iterable[Found]) -> list[dict[str, Any]]:
    """Give what each name that was asked for means."""
    return [
        {
            "asked": meant.asked,
            "name": meant.name,
            "role": meant.role.id if meant.role else None,
            "occupations": [{"soc": m.soc, "title": m.title, "tell": m.tell} for m in meant.matches],
        }
        for meant in found
    ]


def pay_data(
    careers: Careers,
    found: Sequence[Found],
    answers: Sequence[PayOf],
    prices: Prices | None,
    *,
    place: str = "",
    real: int | None = None,
    on: date,
) -> dict[str, Any]:
    """Give pay as plain data; `pay_schema` describes it."""
    to = real or usual_year((p.wages.year for a in answers for line in a.lines for p in line.points), prices)
    return {
        "on": on.isoformat(),
        "catalogue": careers.sha256,
        "asked": found_data(found),
        "place": place or None,
        "real": _prices(prices, to, on),
        "answers": [_answer(answer, prices, to, on) for answer in answers],
    }


def _prices(prices: Prices | None, to: int | None, on: date) -> dict[str, Any] | None:
    if prices is None or to is None:
        return None
    return {
        "year": to,
        "known": to in dict(prices.averages),
        "series": prices.series,
        "note": prices.note,
        "cite": [cite_data(cite, on) for cite in prices.cite],
    }


def _answer(answer: PayOf, prices: Prices | None, to: int | None, on: date) -> dict[str, Any]:
    return {
        "soc": answer.match.soc,
        "title": answer.match.title,
        "tell": answer.match.tell,
        "area": area_data(answer.area),
        "shown": quoted_data(answer.shown, on) if answer.shown else None,
        "missing": answer.missing or None,
        "nation": quoted_data(answer.nation, on) if answer.nation else None,
        "lines": [_line(line, prices, to, on) for line in answer.lines],
        "gaps": list(answer.gaps),
        "quoted_elsewhere": [_reading(reading, on) for reading in answer.readings],
        "places_are": answer.places_are or None,
        "places": [quoted_data(quoted, on) for quoted in answer.places],
        "settings": [quoted_data(quoted, on) for quoted in answer.settings],
        "related": [quoted_data(quoted, on) for quoted in answer.near],
        "note": answer.note,
    }


def _line(line: Line, prices: Prices | None, to: int | None, on: date) -> dict[str, Any]:
    points = []
    for point in line.points:
        wages = point.wages
        now = in_money_of(wages.annual.median, prices, of=wages.year, to=to) if to else Figure(why="no year")
        points.append(
            {
                "year": wages.year,
                "median": figure_data(wages.annual.median),
                "real_median": figure_data(now),
                "added": point.added,
                "cite": [cite_data(cite, on) for cite in wages.cite],
            }
        )
    return {"soc": line.soc, "title": line.title, "break": line.after or None, "points": points}


def _reading(reading: OldEdition, on: date) -> dict[str, Any]:
    return {
        "year": reading.median_year,
        "median": figure_data(reading.median),
        "cite": [cite_data(cite, on) for cite in reading.cite],
    }


def four_data(
    careers: Careers, then: Sequence[PayOf], now: Sequence[PayOf], outlooks: Sequence[OutlookOf], on: date
) -> dict[str, Any]:
    """Give the four occupations that career pages compare, then and now; `four_schema` describes it."""
    return {
        "on": on.isoformat(),
        "catalogue": careers.sha256,
        "then": FOUR_YEAR,
        "occupations": [
            {
                "soc": new.match.soc,
                "title": new.match.title,
                "then": quoted_data(old.shown, on) if old.shown else None,
                "now": quoted_data(new.shown, on) if new.shown else None,
                "growth": [{"edition": e.edition, "percent": figure_data(e.growth)} for e in outlook.editions],
            }
            for old, new, outlook in zip(then, now, outlooks, strict=True)
        ],
    }


def premium_data(careers: Careers, on: date) -> dict[str, Any]:
    """Give what is known of certified pay against pay that is not; `premium_schema` describes it."""
    return {
        "on": on.isoformat(),
        "catalogue": careers.sha256,
        "like_for_like": [_pair(pair, on) for pair in pairs(careers.surveys)],
        "surveys": [_survey(survey, on) for survey in careers.surveys],
        "employers": [_share(view, on) for view in careers.employers],
        "postings": [_share(posting, on) for posting in careers.postings],
    }


def _share(view: EmployerView | Posting, on: date) -> dict[str, Any]:
    return {
        "year": view.year,
        "asked": view.asked,
        "percent": figure_data(view.percent),
        "what": view.says,
        "cite": [cite_data(cite, on) for cite in view.cite],
    }


def _pair(pair: Pair, on: date) -> dict[str, Any]:
    return {
        "survey": pair.certified.survey,
        "year": pair.certified.year,
        "certified": _survey(pair.certified, on),
        "not_certified": _survey(pair.other, on),
        "hourly_percent": figure_data(pair.hourly),
        "annual_percent": figure_data(pair.annual),
    }


def _survey(survey: Survey, on: date) -> dict[str, Any]:
    return {
        "survey": survey.survey,
        "year": survey.year,
        "who": survey.who,
        "group": survey.group,
        "statistic": survey.statistic,
        "hourly": figure_data(survey.hourly),
        "annual": figure_data(survey.annual),
        "hours_behind": hours_behind(survey),
        "note": survey.note,
        "cite": [cite_data(cite, on) for cite in survey.cite],
    }


def pay_schema() -> dict[str, Any]:
    """Describe what ``lapel pay --json`` prints (JSON Schema 2020-12)."""
    body = shape(
        on=DAY,
        catalogue=TEXT,
        asked=list_of("asked"),
        place=MAYBE_TEXT,
        real=maybe(named("prices")),
        answers=list_of("answer"),
    )
    return whole("What lapel pay prints", body, ANSWER_PARTS)


def four_schema() -> dict[str, Any]:
    """Describe what ``lapel pay --four --json`` prints."""
    parts = {
        "growth": shape(edition=TEXT, percent=named("figure")),
        "occupation": shape(
            soc=TEXT, title=TEXT, then=maybe(named("pay")), now=maybe(named("pay")), growth=list_of("growth")
        ),
    }
    body = shape(on=DAY, catalogue=TEXT, then=WHOLE, occupations=list_of("occupation"))
    return whole("What lapel pay --four prints", body, {**PAY_PARTS, **parts})


def premium_schema() -> dict[str, Any]:
    """Describe what ``lapel pay --certified --json`` prints."""
    survey = shape(
        survey=TEXT,
        year=WHOLE,
        who=TEXT,
        group={"enum": ["certified", "not-certified", "all"]},
        statistic={"enum": ["mean", "median"]},
        hourly=named("figure"),
        annual=named("figure"),
        hours_behind=NUMBER,
        note=TEXT,
        cite=list_of("cite"),
    )
    pair = shape(
        survey=TEXT,
        year=WHOLE,
        certified=named("survey"),
        not_certified=named("survey"),
        hourly_percent=named("figure"),
        annual_percent=named("figure"),
    )
    view = shape(year=WHOLE, asked=TEXT, percent=named("figure"), what=TEXT, cite=list_of("cite"))
    body = shape(
        on=DAY,
        catalogue=TEXT,
        like_for_like=list_of("pair"),
        surveys=list_of("survey"),
        employers=list_of("share"),
        postings=list_of("share"),
    )
    parts = {"cite": CITE, "figure": FIGURE, "survey": survey, "pair": pair, "share": view}
    return whole("What lapel pay --certified prints", body, parts)


def maybe(entry: dict[str, Any]) -> dict[str, Any]:
    """Give the schema of something that may be null."""
    return {"anyOf": [entry, {"type": "null"}]}


def whole(title: str, body: dict[str, Any], parts: dict[str, Any]) -> dict[str, Any]:
    """Give a complete schema."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": title, **body, "$defs": parts}


FIGURE = shape(value=NUMBER, bound={"enum": ["at least", "below", None]}, why=MAYBE_TEXT)
SPREAD = shape(**dict.fromkeys(Spread._fields, named("figure")))
AREA = shape(code=TEXT, name=TEXT, kind={"enum": ["nation", "state", "metro", "nonmetro"]}, state=MAYBE_TEXT)
PAY = shape(
    soc=TEXT,
    title=TEXT,
    area=named("area"),
    year=WHOLE,
    setting=MAYBE_TEXT,
    annual=named("spread"),
    hourly=named("spread"),
    jobs=named("figure"),
    jobs_error=named("figure"),
    mean_error=named("figure"),
    rough=FLAG,
    added=FLAG,
    table_median=maybe(named("figure")),
    note=TEXT,
    cite=list_of("cite"),
)
PAY_PARTS = {"cite": CITE, "figure": FIGURE, "spread": SPREAD, "area": AREA, "pay": PAY}
ASKED = shape(asked=TEXT, name=TEXT, role=MAYBE_TEXT, occupations=list_of("meant"))
MEANT = shape(soc=TEXT, title=TEXT, tell=TEXT)
READING = shape(year=MAYBE_WHOLE, median=named("figure"), cite=list_of("cite"))
PRICES = shape(year=WHOLE, known=FLAG, series=TEXT, note=TEXT, cite=list_of("cite"))
POINT = shape(year=WHOLE, median=named("figure"), real_median=named("figure"), added=FLAG, cite=list_of("cite"))
LINE = shape(**{"soc": TEXT, "title": TEXT, "break": MAYBE_TEXT, "points": list_of("point")})
ANSWER = shape(
    soc=TEXT,
    title=TEXT,
    tell=TEXT,
    area=named("area"),
    shown=maybe(named("pay")),
    missing=MAYBE_TEXT,
    nation=maybe(named("pay")),
    lines=list_of("line"),
    gaps=list_of(WHOLE),
    quoted_elsewhere=list_of("reading"),
    places_are={"enum": ["states", "borders", "areas", None]},
    places=list_of("pay"),
    settings=list_of("pay"),
    related=list_of("pay"),
    note=TEXT,
)
ANSWER_PARTS = {
    **PAY_PARTS,
    "asked": ASKED,
    "meant": MEANT,
    "prices": PRICES,
    "answer": ANSWER,
    "line": LINE,
    "point": POINT,
    "reading": READING,
}
