"""Questions about pay, outlook and prices, answered with values of the model."""

from collections.abc import Iterable, Sequence
from typing import Any, cast

from lapel.model.citation import Citation
from lapel.model.occupation import NATION, Area, AreaKind, Prices, Projection, Spread, Wages
from lapel.model.value import Value
from lapel.reference.oews import STATE_OF
from lapel.reference.store import Store, figure_of

PERCENTILES = ("pct10", "pct25", "median", "pct75", "pct90", "mean")
FIGURES = (
    *(f"a_{p}" for p in PERCENTILES),
    *(f"h_{p}" for p in PERCENTILES),
    "employment",
    "employment_error",
    "wage_error",
)
LEVELS = ("detailed", "broad", "minor", "major", "total")


def wages_of(
    store: Store,
    socs: str | Iterable[str],
    *,
    area: Area | str | None = None,
    years: Iterable[int] | None = None,
    industry: str | None = None,
) -> tuple[Wages, ...]:
    """Give the pay of occupations in an area, in the order of the codes asked for and of years.

    ``area`` is an `Area` or its code; None is the nation. ``industry`` is a NAICS code; None is all industries. Only
    these very codes are looked up: see `followed` for what a code was called before. Where a code stands for a group
    and for an occupation, the occupation is given.
    """
    asked = (socs,) if isinstance(socs, str) else tuple(socs)
    place = NATION if area is None else area if isinstance(area, Area) else _area(store, area)
    if not asked or place is None:
        return ()
    wanted = None if years is None else tuple(years)
    columns = ", ".join(f"{name}, {name}_mark" for name in FIGURES)
    marks = ", ".join("?" for _ in asked)
    given: list[Any] = [*asked, place.code, industry or ""]
    facets: dict[str, Any] = {"area_kind": place.kind}
    if wanted is not None and len(wanted) == 1:
        facets["year"] = wanted[0]
    rest = f"WHERE soc IN ({marks}) AND area = ? AND industry = ?"
    found = store.rows(
        "oews", "wages", f"soc, year, level, title, ownership, edition, {columns}", rest, given, **facets
    )
    best: dict[tuple[str, int, str], tuple[Any, ...]] = {}
    for row in found:
        soc, year, level, _, ownership = row[:5]
        if wanted is not None and year not in wanted:
            continue
        at = (soc, year, ownership)
        if at not in best or LEVELS.index(level) < LEVELS.index(best[at][2]):
            best[at] = row
    order = {soc: number for number, soc in enumerate(asked)}
    rows = sorted(best.values(), key=lambda row: (order[row[0]], row[1], row[4]))
    return tuple(_wages(store, row, place, industry or "") for row in rows)


def _wages(store: Store, row: Sequence[Any], place: Area, industry: str) -> Wages:
    soc, year, _, title, ownership, edition = row[:6]
    figures = [figure_of(row[at], row[at + 1]) for at in range(6, len(row), 2)]
    return Wages(
        soc=soc,
        title=title or title_of(store, soc, edition),
        area=place,
        year=year,
        annual=Spread(*figures[:6]),
        hourly=Spread(*figures[6:12]),
        employment=figures[12],
        employment_error=figures[13],
        wage_error=figures[14],
        industry=industry,
        cite=(store.cite("oews", edition),),
        note=OWNERS.get(ownership, "") if industry else "",
    )


OWNERS = {
    "1": "federal government",
    "2": "state government",
    "3": "local government",
    "5": "private employers",
    "123": "federal, state and local government",
    "235": "private employers, state and local government",
    "35": "private employers and local government",
    "1235": "all employers",
}


def title_of(store: Store, soc: str, edition: str) -> str:
    """Give the title of an occupation in an edition, empty where it has none."""
    found = store.rows("oews", "occupations", "title", "WHERE soc = ? LIMIT 1", [soc], edition=edition)
    return str(found[0][0]) if found else ""


# -- Areas ------------------------------------------------------------------------------------------------------------


def areas(store: Store) -> tuple[Area, ...]:
    """List the areas for which pay was added, by their newest names: the nation, states, metros, the rest of states."""
    found = store.rows("oews", "areas", "area, name, area_kind, state, edition")
    newest: dict[str, tuple[str, Area]] = {}
    for code, name, kind, state, edition in found:
        if code not in newest or edition > newest[code][0]:
            newest[code] = edition, _as_area(code, name, kind, state)
    order = ("nation", "state", "metro", "nonmetro")
    return tuple(sorted((area for _, area in newest.values()), key=lambda a: (order.index(a.kind), a.name)))


def _as_area(code: str, name: str, kind: str, state: str | None) -> Area:
    return NATION if code == NATION.code else Area(code, name, cast(AreaKind, kind), state or "")


def find_areas(store: Store, text: str) -> tuple[Area, ...]:
    """Find areas by code, postal code, or name; a part of a metro's name gives every metro that has it.

    An exact code or name wins over parts of names.
    """
    sought = " ".join(text.casefold().split())
    if not sought:
        return ()
    known = areas(store)
    if sought in THE_NATION:
        return (NATION,)
    if sought.upper() in STATE_OF.values():
        return tuple(area for area in known if area.kind == "state" and area.state == sought.upper())
    exact = tuple(area for area in known if sought in (area.code.casefold(), area.name.casefold()))
    return exact or tuple(area for area in known if sought in area.name.casefold())


THE_NATION = ("us", "usa", "u.s.", "nation", "united states")


def _area(store: Store, code: str) -> Area | None:
    return NATION if code == NATION.code else next((a for a in areas(store) if a.code == code), None)


# -- Outlook and prices -----------------------------------------------------------------------------------------------

OUTLOOK = ("jobs", "jobs_then", "growth", "openings", "median")


def projections_of(store: Store, socs: str | Iterable[str]) -> tuple[Projection, ...]:
    """Give what each edition of the national projections expects of occupations, oldest edition first.

    Openings are a yearly average. Only these very codes are looked up.
    """
    asked = (socs,) if isinstance(socs, str) else tuple(socs)
    if not asked:
        return ()
    columns = ", ".join(f"{name}, {name}_mark" for name in OUTLOOK)
    rest = f"WHERE soc IN ({', '.join('?' for _ in asked)})"
    text = "soc, title, base, ends, education, experience, training, median_year, edition, summary"
    found = store.rows("projections", "occupations", f"{text}, {columns}", rest, list(asked))
    order = {soc: number for number, soc in enumerate(asked)}
    best: dict[tuple[str, str], tuple[Any, ...]] = {}
    for row in found:
        at = (row[0], row[8])
        if at not in best or (best[at][9] and not row[9]):
            best[at] = row
    rows = sorted(best.values(), key=lambda row: (order[row[0]], row[2], row[3]))
    return tuple(_projection(store, row) for row in rows)


def _projection(store: Store, row: Sequence[Any]) -> Projection:
    soc, title, base, ends, education, experience, training, median_year, edition = row[:9]
    figures = dict(zip(OUTLOOK, (figure_of(row[at], row[at + 1]) for at in range(10, len(row), 2)), strict=True))
    note = f"The median is of May {median_year}." if median_year and median_year != base else ""
    return Projection(
        soc=soc,
        title=title,
        base=base,
        end=ends,
        **figures,
        education=education or "",
        experience=experience or "",
        training=training or "",
        cite=(store.cite("projections", edition),),
        note=note,
    )


ALL_ITEMS = "CUUR0000SA0"


def prices(store: Store, series: str = ALL_ITEMS) -> Prices | None:
    """Give the yearly averages of a consumer price index, of the newest edition added that has it."""
    for edition in reversed(store.of("cpi")):
        rest = "WHERE series = ? AND period IN ('M13', 'S03', 'A01') ORDER BY year"
        found = store.rows("cpi", "indexes", "year, index", rest, [series], edition=edition.edition)
        if found:
            averages = tuple((int(year), float(index)) for year, index in found if index is not None)
            months = store.rows(
                "cpi",
                "indexes",
                "max(year * 100 + CAST(period[2:] AS INTEGER))",
                "WHERE series = ? AND period <= 'M12'",
                [series],
                edition=edition.edition,
            )
            last = months[0][0] if months else None
            note = f"Months up to {last // 100}-{last % 100:02}." if last else ""
            return Prices(series, averages, (store.cite("cpi", edition.edition),), note)
    return None


# -- Codes over the years ---------------------------------------------------------------------------------------------


class Followed(Value):
    """A code that stands for an occupation, or part of it, in another version of the classification.

    ``relation`` says how: ``same`` (only the number changed, or not even that), ``part of`` (the other code is a part
    of the code asked for), ``wider`` (the other code also covers other occupations), ``overlaps``.
    """

    soc: str
    title: str
    vintage: str
    relation: str
    cite: tuple[Citation, ...] = ()


def followed(store: Store, soc: str) -> tuple[Followed, ...]:
    """Follow a code through the crosswalks of the classifications, both ways: SOC 2010, SOC 2018, and the OEWS codes.

    29-2071 (2010) is followed to 29-2072 and 29-9021 (2018); asked for 29-2072, to 29-2071, of which it is a part.
    Nothing is merged: what to do with a part is for the reader to decide. Empty where no crosswalk was added.
    """
    pairs = store.rows("soc", "crosswalk", "DISTINCT old, old_title, old_vintage, new, new_title, new_vintage, edition")
    news: dict[tuple[str, str, str], set[str]] = {}
    olds: dict[tuple[str, str, str], set[str]] = {}
    for old, _, old_vintage, new, _, new_vintage, _ in pairs:
        news.setdefault((old, old_vintage, new_vintage), set()).add(new)
        olds.setdefault((new, old_vintage, new_vintage), set()).add(old)
    out: dict[tuple[str, str], Followed] = {}
    for old, old_title, was, new, new_title, now, edition in pairs:
        if soc not in (old, new):
            continue
        cite, ahead, back = (store.cite("soc", edition),), len(news[old, was, now]), len(olds[new, was, now])
        if old == soc:
            out.setdefault((new, now), Followed(new, new_title, now, _relation(ahead, back), cite))
        if new == soc:
            out.setdefault((old, was), Followed(old, old_title, was, _relation(back, ahead), cite))
    return tuple(sorted(out.values(), key=lambda f: (f.vintage, f.soc)))


def _relation(there: int, back: int) -> str:
    """How a code relates to another: to how many codes the one asked for leads, and from how many the other comes."""
    if there == 1 and back == 1:
        return "same"
    if back == 1:
        return "part of"
    return "wider" if there == 1 else "overlaps"
