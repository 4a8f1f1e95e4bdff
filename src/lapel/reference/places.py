"""A place as a person names it → an area for which figures are published."""

import re
from collections.abc import Callable, Sequence

from lapel.model.citation import Citation
from lapel.model.occupation import NATION, Area
from lapel.model.shapes import did_you_mean
from lapel.model.value import Value, replace
from lapel.reference.figures import Figures

SHOWN = 8


class Place(Value):
    """The area that was asked for. ``note`` says how a ZIP code was turned into it, and how sure that is.

    ``wider`` is the state of a metropolitan area that was not named: for when the area has no figures.
    """

    area: Area
    note: str = ""
    wider: Area | None = None
    cite: tuple[Citation, ...] = ()


class NoPlace(Value):
    """Why no area is meant, and what to do: ``hints`` in their order, the first the most useful."""

    says: str
    hints: tuple[str, ...] = ()


def find_place(asked: str | None, figures: Figures) -> Place | NoPlace:
    """Find an area by a state's postal code or name, a part of a metropolitan area's name, or a ZIP code.

    Nothing stands for the nation.
    """
    text = (asked or "").strip()
    if text.casefold() in ("", "us", "usa", "united states"):
        return Place(NATION)
    if re.fullmatch(r"\d{5}(-\d{4})?", text):
        return _zip(text[:5], figures)
    found = matching(text, figures.areas)
    if len(found) == 1:
        return Place(found[0])
    if found:
        names = "; ".join(area.name for area in found[:SHOWN]) + (" …" if len(found) > SHOWN else "")
        return NoPlace(f"{asked!r} is in the names of {len(found)} places: {names}.", ("Say more of the name.",))
    hint = did_you_mean(text, [area.name for area in figures.areas])
    return NoPlace(
        f"found the place {asked!r}, expected a state such as WA or Washington.",
        (hint or "Metropolitan areas answer once their figures are added: lapel data add FILE.",),
    )


def comparable(where: Place, socs: Sequence[str], figures: Figures) -> Place:
    """Give a place in which every one of some occupations has figures: the one asked for, or the nation, saying so.

    Pay of a place beside pay of the nation would not compare like with like.
    """
    asked = set(socs)
    known: set[str] = set()
    for area in filter(None, (where.area, where.wider)):
        if area == NATION:
            return where
        known = {quoted.wages.soc for quoted in figures.here(sorted(asked), area)}
        if known >= asked:
            return replace(where, area=area)
    note = (
        f"{where.area.name} has figures here for {len(known)} of {len(asked)} occupations, so all pay is that of the "
        "whole country: like is compared with like. Figures of places: lapel data add FILE."
    )
    return replace(where, area=NATION, note=f"{where.note} {note}".strip())


def matching(text: str, areas: tuple[Area, ...]) -> list[Area]:
    """List the areas of a name: a state first, then whole names, then parts of names."""
    wanted = text.casefold()
    tests: tuple[Callable[[Area], bool], ...] = (
        lambda area: area.kind == "state" and wanted in (area.state.casefold(), area.name.casefold()),
        lambda area: wanted in (area.name.casefold(), area.code.casefold()),
        lambda area: wanted in area.name.casefold(),
    )
    for test in tests:
        if found := [area for area in areas if area.kind != "nation" and test(area)]:
            return found
    return []


def _zip(code: str, figures: Figures) -> Place | NoPlace:
    """Take a ZIP code for the metropolitan area of the nearest school, or its state where that area has no figures."""
    found = figures.around(code)
    if found is None:
        return NoPlace(
            f"found the ZIP code {code}, expected a state or a metropolitan area: no data here says where that "
            "ZIP code lies.",
            ("Name the state, such as WA.", "Or add IPEDS (HD) and the ZIP code areas: lapel data add."),
        )
    near = (
        "a school with this ZIP code" if found.sure else f"the nearest school, about {max(found.miles, 1):.0f} mi away,"
    )
    metro = next((a for a in figures.areas if a.kind == "metro" and a.code == found.metro), None)
    state = next((a for a in figures.areas if a.kind == "state" and a.state == found.state), None)
    area = metro or state
    if area is None:
        return NoPlace(f"ZIP {code} seems to lie in {found.state}, for which there are no figures.")
    how = "" if found.sure and not metro else " This is approximate."
    note = f"ZIP {code} is taken for {area.name}: {near} is there ({found.school}).{how}"
    return Place(area, note, state if metro else None, found.cite)
