"""A ladder → plain data of a published, stable shape."""

from collections.abc import Iterable
from datetime import date
from typing import Any, get_args

from lapel.careers.ladder import Ladder, Paid, Point, Reach, Rung, Way
from lapel.model.careers import Careers
from lapel.model.figure import Bound, Figure
from lapel.model.money import Amount
from lapel.model.occupation import PERCENTILES, Area, AreaKind, Spread
from lapel.model.role import PATHS, Code, Graduates, Mapping, Said
from lapel.reports.json_parts import (
    CITE,
    DAY,
    FLAG,
    MAYBE_DAY,
    TEXT,
    cite_data,
    day_data,
    list_of,
    named,
    shape,
)

Data = dict[str, Any]


def ladder_data(careers: Careers, ladder: Ladder) -> Data:
    """Give a ladder as plain data; `ladder_schema` describes it.

    Pay is US dollars a year; a figure without a value says why it is not reported.
    """
    on = ladder.on
    return {
        "on": on.isoformat(),
        "careers": careers.sha256,
        "area": area_data(ladder.area),
        "where": ladder.where,
        "limits": {"by": day_data(ladder.by), "budget": ladder.budget},
        "standing": {
            "roles": [role.id for role in ladder.standing.roles],
            "certificates": list(ladder.standing.certificates),
            "programs": list(ladder.standing.programs),
        },
        "rungs": [_rung(rung, on) for rung in ladder.rungs],
        "best": {
            "whole": [_reach(reach) for reach in ladder.best.whole],
            "part": [_reach(reach) for reach in ladder.best.part],
            "not_reported": [{"role": way.role.id, "route": way.route.id} for way in ladder.best.left_out],
        },
    }


def area_data(area: Area) -> Data:
    """Give an area."""
    return {"code": area.code, "name": area.name, "kind": area.kind, "state": area.state}


def figure_data(figure: Figure) -> Data:
    """Give a figure: its value, whether it is only a bound, and why there is none."""
    return {"value": figure.value, "bound": figure.bound, "why": figure.why}


def spread_data(spread: Spread) -> Data:
    """Give pay by percentile."""
    return {name: figure_data(getattr(spread, name)) for name in PERCENTILES}


def amount_data(amount: Amount) -> Data:
    """Give a sum as a range with the figure to plan with."""
    return {"low": amount.low, "usual": amount.usual, "high": amount.high}


def _rung(rung: Rung, on: date) -> Data:
    role = rung.role
    return {
        "role": role.id,
        "name": role.name,
        "path": role.path,
        "held": rung.held,
        "about": role.about,
        "names": list(role.names),
        "duties": _saids(role.duties, on),
        "education": _said(role.education, on),
        "experience": _said(role.experience, on),
        "license": _said(role.license, on) if role.license else None,
        "ways": [_way(way, on) for way in rung.ways],
        "stays": _saids(role.stays, on),
        "remarks": _saids(role.remarks, on),
        "readings": _saids(role.readings, on),
        "graduates": [_graduates(line, on) for line in role.graduates],
    }


def _saids(saids: Iterable[Said], on: date) -> list[Data]:
    return [_said(said, on) for said in saids]


def _said(said: Said, on: date) -> Data:
    return {"says": said.says, "cite": [cite_data(cite, on) for cite in said.cite]}


def _graduates(line: Graduates, on: date) -> Data:
    return {
        "step": line.step,
        "what": line.what,
        "year_1": figure_data(line.year_1),
        "year_4": figure_data(line.year_4),
        "note": line.note,
        "cite": [cite_data(cite, on) for cite in line.cite],
    }


def _way(way: Way, on: date) -> Data:
    return {
        "route": way.route.id,
        "name": way.route.name,
        "careful": figure_data(way.careful),
        "hopeful": figure_data(way.hopeful),
        "occupations": [paid_data(paid, on) for paid in way.paid],
        "plans": [_point(point) for point in (*way.sure, *way.perhaps)],
        "blocked": list(way.blocked),
        "proved": way.proved,
    }


def paid_data(paid: Paid, on: date) -> Data:
    """Give what an occupation that a role can mean pays, and its outlook."""
    wages = paid.quoted.wages if paid.quoted else None
    outlook = paid.outlook
    return {
        **_code(paid.code, on),
        "year": wages.year if wages else None,
        "area": area_data(wages.area) if wages else None,
        "added": bool(paid.quoted and paid.quoted.added),
        "instead": paid.instead,
        "annual": spread_data(wages.annual if wages else Spread()),
        "careful": figure_data(paid.careful),
        "hopeful": figure_data(paid.hopeful),
        "edition": outlook.edition if outlook else None,
        "growth": figure_data(outlook.growth) if outlook else None,
        "openings": figure_data(outlook.openings) if outlook else None,
        "shrinking": paid.shrinking,
        "cite": [cite_data(cite, on) for cite in (*(wages.cite if wages else ()), *(outlook.cite if outlook else ()))],
    }


def _code(code: Code, on: date) -> Data:
    expect = code.expect
    return {
        "soc": code.soc,
        "onet": code.onet,
        "mapping": code.mapping,
        "alternate": code.alternate,
        "tell": code.tell,
        "expect": {"low": expect.low, "high": expect.high, "why": expect.why} if expect else None,
    }


def _point(point: Point) -> Data:
    return {
        "sure": point.sure,
        "finish": point.finish.isoformat(),
        "money": amount_data(point.money),
        "not_known": list(point.not_known),
        "waits": point.waits,
        "steps": list(point.steps),
        "assumes": list(point.assumes),
    }


def _reach(reach: Reach) -> Data:
    way, point = reach.way, reach.point
    return {
        "role": way.role.id,
        "route": way.route.id,
        "finish": point.finish.isoformat(),
        "money": amount_data(point.money),
        "not_known": list(point.not_known),
        "careful": figure_data(way.careful),
        "hopeful": figure_data(way.hopeful),
    }


WHOLE = {"type": "integer"}
MAYBE_WHOLE = {"type": ["integer", "null"]}
MAYBE_TEXT = {"type": ["string", "null"]}
TEXTS = list_of(TEXT)


def or_null(schema: Data) -> Data:
    """Give the schema of something that may be missing."""
    return {"anyOf": [schema, {"type": "null"}]}


def ladder_schema() -> Data:
    """Give the published JSON Schema (2020-12) of `ladder_data`."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Lapel ladder",
        **shape(
            on=DAY,
            careers=TEXT,
            area=named("area"),
            where=TEXT,
            limits=named("limits"),
            standing=named("standing"),
            rungs=list_of("rung"),
            best=named("best"),
        ),
        "$defs": {**shared_definitions(), **_definitions()},
    }


def shared_definitions() -> Data:
    """Give the definitions that the ladder and what a plan is worth share."""
    figure = named("figure")
    return {
        "area": shape(code=TEXT, name=TEXT, kind={"enum": list(get_args(AreaKind))}, state=TEXT),
        "figure": shape(value={"type": ["number", "null"]}, bound={"enum": list(get_args(Bound))}, why=TEXT),
        "spread": shape(**dict.fromkeys(PERCENTILES, figure)),
        "amount": shape(low=WHOLE, usual=WHOLE, high=WHOLE),
        "occupation": shape(
            soc=TEXT,
            onet=TEXT,
            mapping={"enum": list(get_args(Mapping))},
            alternate=TEXT,
            tell=TEXT,
            expect=or_null(named("band")),
            year=MAYBE_WHOLE,
            area=or_null(named("area")),
            added=FLAG,
            instead=FLAG,
            annual=named("spread"),
            careful=figure,
            hopeful=figure,
            edition=MAYBE_TEXT,
            growth=or_null(figure),
            openings=or_null(figure),
            shrinking=FLAG,
            cite=list_of("cite"),
        ),
        "band": shape(low={"enum": list(PERCENTILES)}, high={"enum": list(PERCENTILES)}, why=TEXT),
        "graduates": shape(step=TEXT, what=TEXT, year_1=figure, year_4=figure, note=TEXT, cite=list_of("cite")),
        "cite": CITE,
    }


def _definitions() -> Data:
    figure = named("figure")
    return {
        "limits": shape(by=MAYBE_DAY, budget=MAYBE_WHOLE),
        "standing": shape(roles=TEXTS, certificates=TEXTS, programs=TEXTS),
        "best": shape(whole=list_of("reach"), part=list_of("reach"), not_reported=list_of("unreported")),
        "unreported": shape(role=TEXT, route=TEXT),
        "rung": shape(
            role=TEXT,
            name=TEXT,
            path={"enum": list(PATHS)},
            held=FLAG,
            about=TEXT,
            names=TEXTS,
            duties=list_of("said"),
            education=named("said"),
            experience=named("said"),
            license=or_null(named("said")),
            ways=list_of("way"),
            stays=list_of("said"),
            remarks=list_of("said"),
            readings=list_of("said"),
            graduates=list_of("graduates"),
        ),
        "said": shape(says=TEXT, cite=list_of("cite")),
        "way": shape(
            route=TEXT,
            name=TEXT,
            careful=figure,
            hopeful=figure,
            occupations=list_of("occupation"),
            plans=list_of("point"),
            blocked=TEXTS,
            proved=FLAG,
        ),
        "point": shape(
            sure=FLAG,
            finish=DAY,
            money=named("amount"),
            not_known=TEXTS,
            waits=WHOLE,
            steps=TEXTS,
            assumes=TEXTS,
        ),
        "reach": shape(
            role=TEXT,
            route=TEXT,
            finish=DAY,
            money=named("amount"),
            not_known=TEXTS,
            careful=figure,
            hopeful=figure,
        ),
    }
