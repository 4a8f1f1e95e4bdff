"""The ladder of a person, with the pay at hand set beside each way."""

from collections.abc import Callable, Collection, Sequence
from datetime import date

from lapel.careers.ladder import Ladder, Paid, best_pay, paid, standing
from lapel.model.credential import Catalogue
from lapel.model.occupation import NATION, Area
from lapel.model.record import Record
from lapel.model.role import Code
from lapel.planner.ladder import rungs
from lapel.planner.plan import Limits
from lapel.reference.figures import Figures
from lapel.reference.places import Place, comparable


def climbed(
    catalogue: Catalogue,
    figures: Figures,
    record: Record,
    place: Place,
    *,
    on: date,
    limits: Limits,
    only: Collection[str] = (),
) -> Ladder:
    """Plan the way to each role (``only`` some, by id), and set the pay beside it.

    The pay is that of ``place``, or of the nation where the place lacks figures for one of the occupations.
    """
    careers = figures.careers
    roles = {name: role for name, role in careers.roles.items() if not only or name in only}
    stands = standing(record, careers.roles, on=on)
    codes = [code for role in (*roles.values(), *stands.roles) for code in role.codes]
    place = comparable(place, sorted({code.soc for code in codes}), figures)
    pays = pay_at(figures, [code for role in roles.values() for code in role.codes], place.area)
    found = rungs(catalogue, roles, careers.steps, record, pays, on=on, limits=limits, held=stands.roles)
    best = best_pay(way for rung in found for way in rung.ways)
    return Ladder(on, place.area, stands, found, best, limits.by, limits.budget, place.note, place.cite)


def pay_at(figures: Figures, codes: Sequence[Code], area: Area) -> Callable[[Sequence[Code]], tuple[Paid, ...]]:
    """Look up the pay of occupations in one place and in the nation; what that gives says what some of them pay."""
    socs = sorted({code.soc for code in codes})
    there, nation = figures.here(socs, area), figures.here(socs, NATION)
    projections = [*figures.careers.projections, *figures.projections(socs)]
    return lambda some: paid(some, there, nation, projections)
