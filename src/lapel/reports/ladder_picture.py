"""A ladder → a picture: for each role within reach the years to get there, and its pay."""

from lapel.careers.ladder import Ladder, Way, citations
from lapel.model.occupation import Spread
from lapel.reports.pay_words import pay, place
from lapel.reports.pictures.frame import Picture
from lapel.reports.pictures.ladder import Rung, ladder

DAYS_IN_A_MONTH = 365.25 / 12


def ladder_picture(found: Ladder) -> Picture:
    """Draw the work of today, and each role by its way that is within reach soonest, the least pay at the bottom."""
    rows = []
    for rung in found.rungs:
        ways = [way for way in rung.ways if way.sure or rung.held]
        if ways:
            rows.append(_row(found, min(ways, key=lambda way: _finish(found, way)), rung.held))
    rows.sort(key=lambda row: row.spread.median.value or 0, reverse=True)
    title = f"Roles within reach: the way there, and pay in {place(found.area)}"
    return ladder(rows, title, citations(found))


def _finish(found: Ladder, way: Way) -> int:
    return way.sure[0].finish.toordinal() if way.sure else found.on.toordinal()


def _row(found: Ladder, way: Way, held: bool) -> Rung:
    paid = min(way.paid, key=lambda each: each.careful.value or 0)
    spread = paid.quoted.wages.annual if paid.quoted else Spread()
    days = [(point.finish - found.on).days / DAYS_IN_A_MONTH for point in (*way.sure, *way.perhaps)]
    name = way.role.name
    if paid.code.expect and paid.careful.value is not None and paid.hopeful.value is not None:
        name = f"{name}: expect {pay(paid.careful)} to {pay(paid.hopeful)}"
    return Rung(name, spread, (min(days), max(days)) if days else None, held)
