"""Which fields of study lead to which occupations, as NCES and BLS match them: many to many, without weights."""

import re

from lapel.reference.shape import Column, DataSet, Layout, Table
from lapel.reference.sheets import Sheet

PAIRS = Table(
    "pairs",
    (
        Column("cip", "code", ("CIP2020Code", "CIP2030Code", "CIPCODE"), needed=True, meaning="field of study"),
        Column("soc", "code", ("SOC2018Code", "SOC2028Code"), needed=True, meaning="occupation; 99-9999 is none"),
        Column("cip_title", "text", ("CIP2020Title", "CIP2030Title"), needed=True, meaning="title of the field"),
        Column("soc_title", "text", ("SOC2018Title", "SOC2028Title"), needed=True, meaning="title of the occupation"),
    ),
    key=("cip", "soc"),
    meaning="Fields of study and the occupations they prepare for.",
)

ROWS = "SELECT DISTINCT edition, cip, soc, rtrim(cip_title, '.') AS cip_title, soc_title FROM cells"


def edition(sheet: Sheet) -> str:
    """The years of both classifications, from the headers."""
    headers = " ".join(cell for row in sheet.head[:5] for cell in row)
    cip, soc = re.search(r"CIP ?(20\d\d)", headers), re.search(r"SOC ?(20\d\d)", headers)
    return f"{cip[1]}-{soc[1]}" if cip and soc else ""


SET = DataSet(
    id="cip_soc",
    name="CIP-SOC crosswalk",
    about="Which fields of study prepare for which occupations.",
    publisher="National Center for Education Statistics and U.S. Bureau of Labor Statistics",
    licence="U.S. government work, public domain",
    attribution="Source: NCES and BLS, CIP SOC Crosswalk.",
    url="https://nces.ed.gov/ipeds/cipcode/post3.aspx?y=56",
    edition=edition,
    edition_form=r"20\d\d-20\d\d",
    edition_example="2020-2018",
    as_of=lambda name: f"CIP {name[:4]} to SOC {name[5:]}",
    layouts=(Layout("pairs", PAIRS.columns, fills=((PAIRS, ROWS),), sheets=r"(?i)^cip[- ]?soc$"),),
    review_months=24,
)
