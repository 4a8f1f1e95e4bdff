"""Money of one year in money of another: by the yearly averages of a consumer price index, and only by those."""

from collections.abc import Iterable

from lapel.model.figure import Figure
from lapel.model.occupation import Prices, Spread


def ratio(prices: Prices | None, *, of: int, to: int) -> float | None:
    """Give the price level of year ``to`` over that of year ``of``; None when either is not known.

    The years in between are not needed, and no year is guessed from its neighbours.
    """
    averages = dict(prices.averages) if prices else {}
    before, after = averages.get(of), averages.get(to)
    if of == to:
        return 1.0
    return after / before if before and after else None


def real(figure: Figure, prices: Prices | None, *, of: int, to: int) -> Figure:
    """Express a figure of year ``of`` in money of year ``to``; a bound stays a bound.

    Without a price average for one of the years the figure is not reported, for that reason.
    """
    if figure.value is None:
        return figure
    factor = ratio(prices, of=of, to=to)
    if factor is None:
        averages = dict(prices.averages) if prices else {}
        unknown = " and ".join(str(year) for year in (of, to) if year not in averages)
        return Figure(why=f"the average of consumer prices for {unknown} is not known")
    return Figure(figure.value * factor, bound=figure.bound)


def real_spread(spread: Spread, prices: Prices | None, *, of: int, to: int) -> Spread:
    """Express every figure of a spread in money of another year."""
    return Spread(*(real(getattr(spread, name), prices, of=of, to=to) for name in Spread._fields))


def usual_year(years: Iterable[int], prices: Prices | None) -> int | None:
    """Choose the year in whose money to show figures: the last of theirs with a known average, or just the last."""
    known = dict(prices.averages) if prices else {}
    found = sorted(years)
    return max((year for year in found if year in known), default=found[-1] if found else None)
