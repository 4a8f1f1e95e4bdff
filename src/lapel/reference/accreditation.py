"""A list of accredited programs, which anyone can make: our own published shape, as CSV or a workbook.

Neither CAAHEP nor ABHES publishes a file that we have seen. One row is one period of one program:

    school, program, accreditor, from, until, unitid, opeid, city, state, url, as of
"""

import re

from lapel.reference.shape import Column, DataSet, Layout, Table
from lapel.reference.sheets import Sheet

PERIODS = Table(
    "periods",
    (
        Column("number", "whole", meaning="row of the file"),
        Column("school", "text", meaning="name of the school"),
        Column("program", "text", meaning="name of the program; empty for the medical assisting program"),
        Column("accreditor", "text", meaning="caahep, abhes, another body, or none: not accredited"),
        Column("starts", "date", meaning="first day; empty: it had begun when the list was made"),
        Column("ends", "date", meaning="last day; empty: it goes on"),
        Column("unitid", "code", meaning="the school's number in IPEDS, six digits"),
        Column("opeid", "code", meaning="number of the Office of Postsecondary Education, six or eight digits"),
        Column("city", "text", meaning="city"),
        Column("state", "text", meaning="postal code of the state"),
        Column("url", "text", meaning="page on which the row can be confirmed"),
        Column("as_of", "date", meaning="day on which the row was looked up; empty: the day of the edition"),
        Column("award", "text", meaning="certificate, associate and so on, where it covers one award only"),
    ),
    key=("number", "school", "accreditor"),
    meaning="Periods of accreditation, by program.",
)

AS_WRITTEN = (
    Column("school", "text", ("school name", "institution", "sponsor"), needed=True),
    Column("program", "text", ("program name", "programme", "profession")),
    Column("accreditor", "text", ("accredited by", "agency", "body"), needed=True),
    Column("starts", "date", ("from", "since", "start", "start date"), needed=True),
    Column("ends", "date", ("until", "to", "through", "end", "end date"), needed=True),
    Column("unitid", "code", ("unit id", "ipeds")),
    Column("opeid", "code", ("ope id", "opeid6", "opeid8")),
    Column("city", "text"),
    Column("state", "text", ("stabbr",)),
    Column("url", "text", ("page", "link", "web address")),
    Column("as_of", "date", ("as of", "checked", "looked up")),
    Column("award", "text", ("award level", "credential")),
)

NAMED = re.compile(r"(?<!\d)(20\d\d)-?(\d\d)-?(\d\d)(?!\d)")


def edition(sheet: Sheet) -> str:
    """The day in the name of the file, such as accredited-2026-11-01.csv."""
    for place in sheet.places:
        if found := NAMED.search(place):
            return "-".join(found.groups())
    return ""


SET = DataSet(
    id="accreditation",
    name="List of accredited programs",
    about="Which programs CAAHEP, ABHES or another body accredits, and since when: a list that you make.",
    publisher="the person who made the list",
    licence="as its maker says",
    attribution="A list made by hand: confirm each row on the site of the accreditor.",
    url="",
    edition=edition,
    edition_form=r"20\d\d-\d\d-\d\d",
    edition_example="2026-11-01",
    layouts=(
        Layout(
            "accredited programs",
            AS_WRITTEN,
            fills=((PERIODS, "SELECT *, row AS number FROM cells"),),
            near=3,
            newest="SELECT max(as_of) FROM cells",
        ),
    ),
    review_months=6,
)
