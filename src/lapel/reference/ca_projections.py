"""California's own projections of occupations; its openings are totals of ten years, and are kept as yearly ones."""

import re

from lapel.reference.shape import Column, DataSet, Layout, Table
from lapel.reference.sheets import Sheet

OCCUPATIONS = Table(
    "occupations",
    (
        Column("soc", "code", meaning="occupation code"),
        Column("level", "whole", meaning="1 major group … 4 detailed occupation"),
        Column("title", "text", meaning="title"),
        Column("base", "whole", meaning="the year projected from"),
        Column("ends", "whole", meaning="the year projected to"),
        Column("jobs", "figure", unit="persons", meaning="jobs in the first year"),
        Column("jobs_then", "figure", unit="persons", meaning="jobs in the last year"),
        Column("change", "figure", unit="persons", meaning="change over the whole edition"),
        Column("growth", "figure", unit="percent", meaning="change over the whole edition"),
        Column("openings", "figure", unit="persons a year", meaning="the published total over its ten years"),
        Column("exits", "figure", unit="persons a year", meaning="the published total over its ten years"),
        Column("transfers", "figure", unit="persons a year", meaning="the published total over its ten years"),
        Column("h_median", "figure", unit="US dollars an hour", meaning="median wage in the state"),
        Column("a_median", "figure", unit="US dollars a year", meaning="median wage in the state"),
        Column("education", "text", meaning="typical education for entry"),
        Column("experience", "text", meaning="work experience in a related occupation"),
        Column("training", "text", meaning="typical training on the job"),
    ),
    key=("soc", "level"),
    meaning="What the edition expects of each occupation in California.",
)
PUBLISHED = (
    Column("level", "whole", ("SOC Level",), needed=True, least=0, most=5),
    Column("soc", "code", ("SOC Code",), needed=True),
    Column("title", "text", ("Occupational Title",), needed=True),
    Column("jobs", "figure", ("Base Year Employment Estimate base",), needed=True, least=0),
    Column("jobs_then", "figure", ("Projected Year Employment Estimate end",), needed=True, least=0),
    Column("change", "figure", ("Numeric Change",), needed=True),
    Column("share", "figure", ("Percent-age Change", "Percentage Change"), needed=True, least=-1, most=100),
    Column("exits", "figure", ("Exits",), least=0),
    Column("transfers", "figure", ("Transfers",), least=0),
    Column("openings", "figure", ("Total Job Openings",), needed=True, least=0),
    Column("h_median", "figure", ("Median Hourly Wages",), least=0),
    Column("a_median", "figure", ("Median Annual Wages",), least=0),
    Column("education", "text", ("Entry Level Education",)),
    Column("experience", "text", ("Work Experience",)),
    Column("training", "text", ("On-the-Job Training",)),
)
TEN = ", ".join(f"{name} / 10 AS {name}" for name in ("openings", "exits", "transfers"))
WORDS = ", ".join(f"nullif({name}, 'N/A') AS {name}" for name in ("education", "experience", "training"))
ROWS = f"""SELECT * REPLACE ({TEN}, {WORDS}), first::BIGINT AS base, last::BIGINT AS ends,
    round(share * 100, 4) AS growth, share_mark AS growth_mark FROM cells"""

SPAN = re.compile(r"(20\d\d) ?[-–—] ?(20\d\d)")


def edition(sheet: Sheet) -> str:
    """The years that the title of the sheet names; only the state as a whole is read."""
    for row in sheet.head[:5]:
        for cell in row:
            if found := SPAN.search(cell):
                return f"{found[1]}-{found[2][2:]}"
    return ""


SET = DataSet(
    id="ca_projections",
    name="California long-term occupational projections",
    about="Jobs now and in ten years by occupation, in California.",
    publisher="California Employment Development Department, Labor Market Information Division",
    licence="public information; cite EDD/LMID",
    attribution="Source: California EDD/LMID, occupational employment projections.",
    url="https://labormarketinfo.edd.ca.gov",
    edition=edition,
    edition_form=r"20\d\d-\d\d",
    edition_example="2023-33",
    layouts=(
        Layout(
            "occupations",
            PUBLISHED,
            fills=((OCCUPATIONS, ROWS),),
            where="regexp_matches(soc, '^[0-9]{2}-[0-9]{4}$')",
            dated=True,
            near=5,
        ),
    ),
)
