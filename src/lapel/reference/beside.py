"""What lies beside a figure of pay: every other place, every setting, and the place that a ZIP code is taken for."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, cast

from lapel.model.citation import Citation
from lapel.model.occupation import NATION, Area, AreaKind, Spread, Wages
from lapel.model.value import Value
from lapel.programs.distance import miles
from lapel.reference.pay import FIGURES, OWNERS, title_of
from lapel.reference.store import Store, figure_of

COLUMNS = ", ".join(f"{name}, {name}_mark" for name in FIGURES)
MOST = 12
"""Settings that are given: those with the most jobs."""

FOUR_DIGITS = "^[0-9]{3}[1-9]00$"
"""Industries of four digits: each is a setting that a person can name, and none is a part of another."""


def everywhere(store: Store, soc: str, year: int, kinds: Sequence[AreaKind]) -> tuple[Wages, ...]:
    """Give the pay of an occupation in every place of these kinds, in one year."""
    rest = "WHERE soc = ? AND year = ? AND industry = '' AND area_kind = ? ORDER BY area, level <> 'detailed'"
    columns = f"title, edition, area, {COLUMNS}"
    found = [
        row
        for kind in kinds
        for row in store.rows("oews", "wages", columns, rest, [soc, year, kind], year=year, area_kind=kind)
    ]
    areas = _areas(store, year) if found else {}
    make = _Maker(store, soc)
    best: dict[str, Wages] = {}
    for title, edition, code, *figures in found:
        if code in areas and code not in best:
            best[code] = make(title, edition, year, figures, areas[code])
    return tuple(best.values())


def settings(store: Store, soc: str, year: int) -> tuple[Wages, ...]:
    """Give the pay of an occupation in the nation by industry of four digits: those with the most jobs in a year."""
    found = store.rows(
        "oews",
        "wages",
        f"title, edition, industry, ownership, {COLUMNS}",
        "WHERE soc = ? AND year = ? AND area = 'US' AND regexp_matches(industry, ?) "
        f"ORDER BY employment DESC NULLS LAST, industry LIMIT {MOST}",
        [soc, year, FOUR_DIGITS],
        year=year,
        area_kind="nation",
    )
    if not found:
        return ()
    names, make = _industries(store, year), _Maker(store, soc)
    made: dict[tuple[str, str], Wages] = {}
    for title, edition, code, owners, *figures in found:
        name = str(names.get(code, code))
        made.setdefault((name, owners), make(title, edition, year, figures, NATION, name, OWNERS.get(owners, "")))
    return tuple(made.values())


# A store does not change once it is open.
@lru_cache(maxsize=16)
def _areas(store: Store, year: int) -> Mapping[str, Area]:
    known = store.rows("oews", "areas", "area, name, area_kind, state", edition=str(year))
    return {code: Area(code, name, cast(AreaKind, kind), state or "") for code, name, kind, state in known}


@lru_cache(maxsize=256)
def _title(store: Store, soc: str, edition: str) -> str:
    return title_of(store, soc, edition)


@lru_cache(maxsize=16)
def _industries(store: Store, year: int) -> Mapping[str, str]:
    return dict(store.rows("oews", "industries", "industry, name", edition=str(year)))


class _Maker:
    """Makes pay from rows of one occupation; what is the same for all of them is looked up once."""

    def __init__(self, store: Store, soc: str) -> None:
        self.store, self.soc, self.title = store, soc, ""
        self.cites: dict[str, tuple[Citation, ...]] = {}

    def __call__(
        self, title: str, edition: str, year: int, row: Sequence[Any], area: Area, industry: str = "", note: str = ""
    ) -> Wages:
        if edition not in self.cites:
            self.cites[edition] = (self.store.cite("oews", edition),)
        if not title and not self.title:
            self.title = _title(self.store, self.soc, edition)
        figures = [figure_of(row[at], row[at + 1]) for at in range(0, len(row), 2)]
        return Wages(
            soc=self.soc,
            title=title or self.title,
            area=area,
            year=year,
            annual=Spread(*figures[:6]),
            hourly=Spread(*figures[6:12]),
            employment=figures[12],
            employment_error=figures[13],
            wage_error=figures[14],
            industry=industry,
            cite=self.cites[edition],
            note=note,
        )


class Around(Value):
    """Where a ZIP code is taken to lie. ``sure`` says that a school with this very code lies in the state.

    Otherwise state and ``metro`` (a code, empty for none) are those of the nearest school, ``miles`` away.
    """

    zip: str
    state: str
    metro: str
    school: str
    miles: float
    sure: bool
    cite: tuple[Citation, ...] = ()


REACH = 1.0
"""Degrees around a ZIP code in which a school is looked for."""


def around(store: Store, zip_code: str) -> Around | None:
    """Say where a ZIP code lies by the schools with it or next to it; None where the data at hand does not tell."""
    editions = [kept.edition for kept in store.of("ipeds") if "schools" in kept.rows]
    if not editions:
        return None
    edition = editions[-1]
    cite: tuple[Citation, ...] = (store.cite("ipeds", edition),)
    columns = "state, cbsa, name"
    own = store.rows("ipeds", "schools", columns, "WHERE zip = ? ORDER BY unitid", [zip_code], edition=edition)
    if own and len({row[0] for row in own}) == 1:
        state, metro, name = own[0]
        return Around(zip_code, state, metro or "", name, 0.0, True, cite)
    spots = store.rows("zips", "places", "latitude, longitude", "WHERE zip = ? LIMIT 1", [zip_code])
    if not spots:
        return None
    latitude, longitude = spots[0]
    near = store.rows(
        "ipeds",
        "schools",
        f"{columns}, latitude, longitude",
        "WHERE latitude BETWEEN ? AND ? AND longitude BETWEEN ? AND ? ORDER BY unitid",
        [latitude - REACH, latitude + REACH, longitude - REACH, longitude + REACH],
        edition=edition,
    )
    if not near:
        return None
    state, metro, name, there, along = min(near, key=lambda row: miles(latitude, longitude, row[3], row[4]))
    away = miles(latitude, longitude, there, along)
    cite = (*cite, store.cite("zips", store.of("zips")[-1].edition))
    return Around(zip_code, state, metro or "", name, away, False, cite)
