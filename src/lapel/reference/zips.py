"""Where ZIP codes lie: the middle of each ZIP Code Tabulation Area, from the Census Bureau's Gazetteer."""

import re

from lapel.reference.shape import Column, DataSet, Layout, Table
from lapel.reference.sheets import Sheet

PLACES = Table(
    "places",
    (
        Column("zip", "code", meaning="five digits"),
        Column("latitude", "number", unit="degrees", meaning="of the middle of the area"),
        Column("longitude", "number", unit="degrees", meaning="of the middle of the area"),
    ),
    key=("zip",),
    meaning="ZIP Code Tabulation Areas. Not every ZIP code is one: boxes at post offices and single firms are not.",
)

AS_PUBLISHED = (
    Column("zip", "code", ("GEOID", "ZCTA", "ZIP", "ZCTA5", "GEOID20"), needed=True),
    Column("latitude", "number", ("INTPTLAT", "LAT", "INTPTLAT20"), needed=True, least=-90, most=90),
    Column("longitude", "number", ("INTPTLONG", "LONG", "LNG", "INTPTLONG20"), needed=True, least=-180, most=180),
)


def edition(sheet: Sheet) -> str:
    """The year in the name of the file, such as 2023_Gaz_zcta_national.txt."""
    for place in sheet.places:
        if found := re.search(r"(?<!\d)(20\d\d)(?!\d)", place):
            return found[1]
    return ""


SET = DataSet(
    id="zips",
    name="ZIP code areas (Gazetteer)",
    about="Where a ZIP code lies, for distances.",
    publisher="U.S. Census Bureau",
    licence="U.S. government work, public domain",
    attribution="Source: U.S. Census Bureau, Gazetteer files.",
    url="https://www.census.gov/",
    edition=edition,
    edition_form=r"20\d\d",
    edition_example="2023",
    layouts=(
        Layout(
            "ZIP code areas",
            AS_PUBLISHED,
            fills=((PLACES, "SELECT edition, lpad(zip, 5, '0') AS zip, latitude, longitude FROM cells"),),
            where="regexp_full_match(zip, '[0-9]{1,5}')",
            near=2,
        ),
    ),
    review_months=24,
)
