"""A day of their own for people: a column that says for which day each is decided."""

from collections.abc import Iterator
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from lapel.batch.days import EPOCH
from lapel.batch.reading import Source
from lapel.model.dates import FIRST_DATE, LAST_DATE
from lapel.model.located import Problem, Problems
from lapel.model.shapes import did_you_mean

OPTION = "--on-column"


def check_own_days(name: str, source: Source, place: str) -> None:
    """Refuse a column that is none of days; raises `Problems`."""
    if not name:
        return
    carried = {field.name: field.type for field in source.carried}
    kind = carried.get(name)
    if kind is not None and (pa.types.is_date(kind) or pa.types.is_null(kind)):
        return
    expected = "a column of days beside those of the record"
    days = [each for each, held in carried.items() if pa.types.is_date(held)]
    hint = did_you_mean(name, days) or (f"Columns of days: {', '.join(days)}." if days else "There is none here.")
    found = f"{OPTION} {name}" + (f", a column of {kind}" if kind is not None else "")
    raise Problems([Problem(place, 0, "", found, expected, hint)])


def by_day(people: pa.Table, name: str, otherwise: date) -> Iterator[tuple[date, NDArray[np.int64]]]:
    """Give the days that a column names, in order, each with its rows; ``otherwise`` where it says nothing.

    Raises `Problems` for a day that no record can have.
    """
    column = people.column(name).combine_chunks().cast(pa.date32())
    days = pc.fill_null(column, pa.scalar(otherwise, pa.date32())).view(pa.int32()).to_numpy() + EPOCH
    for day in np.unique(days).tolist():
        if not FIRST_DATE.toordinal() <= day <= LAST_DATE.toordinal():
            found = str(np.datetime64(day - EPOCH, "D"))
            raise Problems([Problem("", 0, f"{OPTION} {name}", found, f"a day from {FIRST_DATE} to {LAST_DATE}")])
        yield date.fromordinal(day), np.flatnonzero(days == day)
