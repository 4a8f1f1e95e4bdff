"""Consumer price indexes: series by month, with yearly averages."""

import re

from lapel.reference.shape import Column, DataSet, Layout, Table
from lapel.reference.sheets import Sheet

INDEXES = Table(
    "indexes",
    (
        Column("series", "code", ("series_id", "Series ID"), needed=True, meaning="series, such as CUUR0000SA0"),
        Column("year", "whole", needed=True, least=1913, most=2100, meaning="calendar year"),
        Column(
            "period", "code", needed=True, meaning="M01 … M12 a month, M13 the yearly average, S01 … S03 half years"
        ),
        Column("index", "figure", ("value",), needed=True, least=0, unit="index", meaning="index, 1982-84 = 100"),
        Column("footnotes", "code", ("footnote_codes",), meaning="codes of footnotes"),
    ),
    key=("series", "year", "period"),
    meaning="Consumer price indexes by series and month.",
)


LAST = "SELECT max(year || '-' || period[2:]) FROM cells WHERE period <= 'M12'"


def edition(sheet: Sheet) -> str:
    """The month that a name says; a file that says none is of the last month it holds."""
    return next((found[0] for place in sheet.places if (found := re.search(r"20\d\d-\d\d", place))), "")


SET = DataSet(
    id="cpi",
    name="Consumer Price Index",
    about="What a basket of goods costs, month by month: turns dollars of one year into those of another.",
    publisher="U.S. Bureau of Labor Statistics",
    licence="U.S. government work, public domain",
    attribution="Source: BLS, Consumer Price Index.",
    url="https://www.bls.gov/cpi/data.htm",
    edition=edition,
    edition_form=r"20\d\d-\d\d",
    edition_example="2026-08",
    as_of=lambda name: f"to {name}",
    layouts=(
        Layout(
            "price indexes",
            table=INDEXES,
            where="regexp_matches(series, '^C[UW][US]R')",
            newest=LAST,
            holds=r"C[UW][US]R",
        ),
    ),
    review_months=1,
)
