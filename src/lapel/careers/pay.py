"""Pay: which figures answer a question, over time with its breaks, beside other places, settings and occupations."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Protocol

from lapel.careers.lookup import Match
from lapel.model.careers import Careers
from lapel.model.figure import Figure
from lapel.model.occupation import NATION, Area, AreaKind, Break, Earlier, Occupation, OldEdition, Wages
from lapel.model.value import Value

FOUR_OCCUPATIONS = ("31-9092", "31-1131", "31-9091", "29-2052")
"""Medical, nursing and dental assistants and pharmacy technicians: the comparison that career pages make."""

FOUR_YEAR = 2021
"""The year for which those pages make it."""

ROUGH_WAGE, ROUGH_JOBS = 5.0, 20.0
"""From these relative standard errors on (percent) we call a figure rough. The limits are ours, not the publisher's."""


class Quoted(Value):
    """Pay with where it was found: in data that the user ``added``, or in the catalogue's small table.

    ``against`` is the other of the two when its median differs: both are shown.
    """

    wages: Wages
    added: bool = False
    against: Wages | None = None


class Line(Value):
    """Figures by year that were made in one way: a line may be drawn through them.

    ``after`` says why it is not joined to the line before it; empty for the first.
    """

    soc: str
    title: str
    points: tuple[Quoted, ...]
    after: str = ""


class PayOf(Value):
    """The answer for one occupation in one place.

    ``shown`` is None when there is no figure, for the reason ``missing``. ``lines`` are its figures over time,
    ``readings`` are figures for years in between that only other pages quote. ``settings`` are for the whole country.
    """

    match: Match
    area: Area
    shown: Quoted | None = None
    missing: str = ""
    nation: Quoted | None = None
    lines: tuple[Line, ...] = ()
    gaps: tuple[int, ...] = ()
    readings: tuple[OldEdition, ...] = ()
    places: tuple[Quoted, ...] = ()
    places_are: str = ""
    settings: tuple[Quoted, ...] = ()
    near: tuple[Quoted, ...] = ()
    note: str = ""


def quote(catalogue: Iterable[Wages], added: Iterable[Wages]) -> tuple[Quoted, ...]:
    """Put the figures of both together: an added one stands, with the catalogue's beside it where that differs."""
    found = {key(wages): Quoted(wages) for wages in catalogue}
    for wages in added:
        other = found.get(key(wages))
        differs = other is not None and not other.added and _differs(other.wages, wages)
        found[key(wages)] = Quoted(wages, True, other.wages if other and differs else None)
    return tuple(found.values())


def key(wages: Wages) -> tuple[str, str, int, str]:
    """Tell figures apart: occupation, place, year, setting."""
    area = wages.area
    place = area.state if area.kind == "state" else area.code if area.kind != "nation" else ""
    return wages.soc, f"{area.kind}:{place}", wages.year, wages.industry.casefold()


def _differs(one: Wages, other: Wages) -> bool:
    return None not in (one.annual.median.value, other.annual.median.value) and one.annual.median != other.annual.median


def same_place(one: Area, other: Area) -> bool:
    """Tell whether two areas are one: states go by their postal code, whatever code their file gives them."""
    if one.kind != other.kind:
        return False
    return one.kind == "nation" or (one.state == other.state if one.kind == "state" else one.code == other.code)


def newest(quoted: Iterable[Quoted], year: int | None = None) -> Quoted | None:
    """Pick the figures of a year, or of the last one that has a median; None when there are none."""
    of_year = [q for q in quoted if year in (None, q.wages.year)]
    return max(of_year, key=lambda q: (has_pay(q.wages), q.wages.year), default=None)


def has_pay(wages: Wages) -> bool:
    """Whether there is any figure of pay, a bound included."""
    return any(getattr(spread, name).value is not None for spread in (wages.annual, wages.hourly) for name in _FIGURES)


_FIGURES = ("p10", "p25", "median", "p75", "p90", "mean")


def rough(wages: Wages) -> bool:
    """Whether so few people were asked that the figure is to be taken with care."""
    return _over(wages.wage_error, ROUGH_WAGE) or _over(wages.employment_error, ROUGH_JOBS)


def _over(error: Figure, limit: float) -> bool:
    return error.value is not None and error.value >= limit


def lines_of(quoted: Iterable[Quoted], occupation: Occupation | None, breaks: Sequence[Break]) -> tuple[Line, ...]:
    """Order figures by year, and break the line wherever what was counted or how it was counted changed.

    Codes that the occupation was counted under before make lines of their own: figures are never joined across codes.
    """
    earlier = {old.soc: old for old in occupation.earlier} if occupation else {}
    ordered = sorted(quoted, key=lambda q: (q.wages.soc not in earlier, q.wages.soc, q.wages.year))
    lines: list[Line] = []
    for soc, of_code in groupby(ordered, key=lambda q: q.wages.soc):
        for points in _runs(tuple(of_code), breaks, earlier.get(soc)):
            first = points[0].wages
            lines.append(Line(soc, first.title, points))
    lines.sort(key=lambda line: (line.points[0].wages.year, line.soc))
    return tuple(
        Line(line.soc, line.title, line.points, _why(before, line, breaks, earlier) if before else "")
        for before, line in zip([None, *lines], lines, strict=False)
    )


def _runs(points: tuple[Quoted, ...], breaks: Sequence[Break], earlier: Earlier | None) -> Iterator[tuple[Quoted, ...]]:
    """Cut figures of one code at every break; those of an earlier code end with it."""
    run: list[Quoted] = []
    for point in points:
        year = point.wages.year
        if earlier and year > earlier.until:
            continue
        if run and _broken(run[-1].wages.year, year, breaks):
            yield tuple(run)
            run = []
        run.append(point)
    if run:
        yield tuple(run)


def _broken(before: int, year: int, breaks: Sequence[Break]) -> list[Break]:
    return [found for found in breaks if before < found.year <= year]


def _why(before: Line, line: Line, breaks: Sequence[Break], earlier: Mapping[str, Earlier]) -> str:
    """Say why two lines are not one."""
    said = [found.what for found in _broken(before.points[-1].wages.year, line.points[0].wages.year, breaks)]
    old = earlier.get(before.soc)
    if before.soc != line.soc:
        change = (
            {
                "renumbered": f"until {old.until} the same jobs had the code {before.soc}",
                "split": f"{before.soc} was wider: this occupation is a part of it",
                "merged": f"{before.soc} was narrower: it went into this occupation",
            }[old.how]
            if old
            else f"the code changed from {before.soc} to {line.soc}"
        )
        said.insert(0, f"{change[:1].upper()}{change[1:]}.")
    return " ".join(said)


def gaps_of(lines: Iterable[Line]) -> tuple[int, ...]:
    """List the years between the first and the last figure for which there is none."""
    years = {point.wages.year for line in lines for point in line.points}
    return tuple(year for year in range(min(years), max(years)) if year not in years) if years else ()


class Shelf(Protocol):
    """Where figures are taken from. What it does not have, it leaves out."""

    def here(self, socs: Sequence[str], area: Area) -> Sequence[Quoted]:
        """Give the figures of occupations in one place, all years, all settings together."""

    def everywhere(self, soc: str, year: int, kinds: Sequence[AreaKind]) -> Sequence[Quoted]:
        """Give the figures of one occupation in every place of these kinds, in one year."""

    def settings(self, soc: str, year: int) -> Sequence[Quoted]:
        """Give the figures of one occupation in the nation by setting, in one year."""


def pay_of(match: Match, careers: Careers, shelf: Shelf, *, area: Area = NATION, year: int | None = None) -> PayOf:
    """Gather what is known of an occupation's pay in a place, in a year (the last one, when none is named)."""
    occupation = careers.occupations.get(match.soc)
    codes = {match.soc, *(old.soc for old in occupation.earlier), *occupation.near} if occupation else {match.soc}
    found = shelf.here(sorted(codes), area)
    here = [q for q in found if q.wages.soc == match.soc]
    shown = newest(here, year)
    at = shown.wages.year if shown else year
    nation = shown if area.kind == "nation" else newest(shelf.here([match.soc], NATION), at)
    earlier = {old.soc for old in occupation.earlier} if occupation else set()
    lines = lines_of([*here, *(q for q in found if q.wages.soc in earlier)], occupation, careers.breaks)
    gaps = gaps_of(lines)
    places, places_are = places_beside(
        shelf.everywhere(match.soc, at, beside_of(area)) if at else (), area, careers.borders
    )
    return PayOf(
        match,
        area,
        shown,
        "" if shown else _no_figure(match, area, year, [q.wages.year for q in here]),
        nation,
        lines,
        gaps,
        readings=tuple(e for e in careers.handbook if e.soc == match.soc and e.median_year in gaps and area == NATION),
        places=places,
        places_are=places_are,
        settings=tuple(shelf.settings(match.soc, at)) if at else (),
        near=tuple(_beside(occupation.near if occupation else (), found, at)),
        note=occupation.note if occupation else "",
    )


def _no_figure(match: Match, area: Area, year: int | None, years: Sequence[int]) -> str:
    """Say why there is no figure, and for which years there is one."""
    if years:
        return f"No figures of May {year} are at hand; there are some of {', '.join(map(str, sorted(set(years))))}"
    when = f" of May {year}" if year else ""
    return f"No figures{when} are at hand for {match.title or 'the code ' + match.soc} in {area.name}"


def _beside(socs: Iterable[str], found: Sequence[Quoted], year: int | None) -> Iterator[Quoted]:
    for soc in socs:
        if near := newest((q for q in found if q.wages.soc == soc), year):
            yield near


Borders = Mapping[str, tuple[str, ...]]


def beside_of(area: Area) -> tuple[AreaKind, ...]:
    """Say which kinds of places are set beside one."""
    return ("state",) if area.kind in ("nation", "state") else ("metro", "nonmetro")


def places_beside(quoted: Sequence[Quoted], area: Area, borders: Borders) -> tuple[tuple[Quoted, ...], str]:
    """Give the places to set beside one, and what they are, by rising median.

    For the nation all states; for a state those it borders on; for a metropolitan area the others that share a state.
    """
    of_year = [q for q in quoted if not same_place(q.wages.area, area)]
    if area.kind == "nation":
        found, are = [q for q in of_year if q.wages.area.kind == "state"], "states"
    elif area.kind == "state":
        beside = borders.get(area.state, ())
        found, are = [q for q in of_year if q.wages.area.kind == "state" and q.wages.area.state in beside], "borders"
    else:
        found = [q for q in of_year if q.wages.area.kind in ("metro", "nonmetro") and _share_state(q.wages.area, area)]
        are = "areas"
    return tuple(sorted(found, key=lambda q: (q.wages.annual.median.value or 0, q.wages.area.name))), are


def states_in(area: Area) -> frozenset[str]:
    """List the states that an area lies in: those its name ends with, and its own."""
    _, comma, tail = area.name.rpartition(", ")
    named = tail.split("-") if comma else []
    return frozenset([area.state, *(name for name in named if len(name) == 2 and name.isupper())]) - {""}


def _share_state(one: Area, other: Area) -> bool:
    return bool(states_in(one) & states_in(other))
