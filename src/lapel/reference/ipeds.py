"""IPEDS: every school that takes part in federal student aid, what it offers, and how many awards it gave in a year."""

import re

from lapel.reference.shape import MARKS, Column, DataSet, Layout, Table
from lapel.reference.sheets import Sheet

CODES = {**MARKS, "-1": "not reported", "-2": "not applicable", "-3": "not available"}
"""What IPEDS writes where there is no value."""

SCHOOLS = Table(
    "schools",
    (
        Column("unitid", "code", meaning="the school's number in IPEDS and in College Scorecard"),
        Column("name", "text", meaning="name of the school"),
        Column("aliases", "text", meaning="other names, divided by |"),
        Column("street", "text", meaning="street address"),
        Column("city", "text", meaning="city"),
        Column("state", "text", meaning="postal code of the state"),
        Column("zip", "code", meaning="five digits"),
        Column("opeid", "code", meaning="number of the Office of Postsecondary Education, eight digits"),
        Column("ein", "code", meaning="employer identification number, nine digits"),
        Column("website", "text", meaning="address of the site"),
        Column("control", "text", meaning="public, nonprofit or for-profit"),
        Column("status", "text", meaning="A active, C combined, D left, M closed and so on, as IPEDS has it"),
        Column("closed_on", "text", meaning="day of closing, as published"),
        Column("closed_in", "text", meaning="year in which the school was deleted from IPEDS"),
        Column("cbsa", "code", meaning="metropolitan or micropolitan area"),
        Column("county", "text", meaning="county"),
        Column("latitude", "number", unit="degrees", meaning="of the school"),
        Column("longitude", "number", unit="degrees", meaning="of the school"),
    ),
    key=("unitid",),
    meaning="Schools. The names of the people who head them are not kept.",
)
COMPLETIONS = Table(
    "completions",
    (
        Column("cip", "code", meaning="field of study, such as 51.0801"),
        Column("unitid", "code", meaning="the school"),
        Column("level", "code", meaning="award level, as IPEDS has it"),
        Column("major", "code", meaning="1 first major, 2 second: never to be added up"),
        Column("year", "whole", meaning="the year in which the school year ended", facet=True),
        Column("awards", "figure", unit="awards", meaning="awards given; 0 is offered, and none given", least=0),
    ),
    key=("cip", "unitid", "level", "major", "year"),
    meaning="Awards by field and level. A row says that the school offers the program.",
)

DIRECTORY = (
    Column("unitid", "code", ("UNITID",), needed=True),
    Column("name", "text", ("INSTNM",), needed=True),
    Column("aliases", "text", ("IALIAS",)),
    Column("street", "text", ("ADDR",)),
    Column("city", "text", ("CITY",), needed=True),
    Column("state", "text", ("STABBR",), needed=True),
    Column("zip", "code", ("ZIP",), needed=True),
    Column("opeid", "code", ("OPEID",)),
    Column("ein", "code", ("EIN",)),
    Column("website", "text", ("WEBADDR",)),
    Column("control", "code", ("CONTROL",), needed=True),
    Column("sector", "code", ("SECTOR",)),
    Column("iclevel", "code", ("ICLEVEL",)),
    Column("status", "code", ("ACT",)),
    Column("closed_on", "text", ("CLOSEDAT",)),
    Column("closed_in", "code", ("DEATHYR",)),
    Column("active", "code", ("CYACTIVE",)),
    Column("aid", "code", ("PSET4FLG",)),
    Column("cbsa", "code", ("CBSA",)),
    Column("cbsatype", "code", ("CBSATYPE",)),
    Column("county", "text", ("COUNTYNM",)),
    Column("latitude", "figure", ("LATITUDE",), least=-90, most=90),
    Column("longitude", "figure", ("LONGITUD", "LONGITUDE"), least=-180, most=180),
)
AWARDS = (
    Column("year", "whole", ("YEAR",), least=1980, most=2100),
    Column("unitid", "code", ("UNITID",), needed=True),
    Column("cip", "code", ("CIPCODE",), needed=True),
    Column("major", "code", ("MAJORNUM",)),
    Column("level", "code", ("AWLEVEL",), needed=True),
    Column("awards", "figure", ("CTOTALT",), needed=True, least=0),
)

MACROS = """
CREATE OR REPLACE MACRO ipeds_said(code) AS CASE WHEN trim(code) IN ('-1', '-2', '-3', '.') THEN NULL ELSE code END;
CREATE OR REPLACE MACRO ipeds_cip(code) AS CASE WHEN contains(code, '.')
    THEN lpad(split_part(code, '.', 1), 2, '0') || '.' || rpad(split_part(code, '.', 2), 4, '0') ELSE code END;
"""

SCHOOLS_SQL = """SELECT edition, unitid, name, ipeds_said(aliases) AS aliases, ipeds_said(street) AS street, city,
    state, left(lpad(split_part(zip, '-', 1), 5, '0'), 5) AS zip, lpad(ipeds_said(opeid), 8, '0') AS opeid,
    lpad(ipeds_said(ein), 9, '0') AS ein, ipeds_said(website) AS website,
    CASE control WHEN '1' THEN 'public' WHEN '2' THEN 'nonprofit' WHEN '3' THEN 'for-profit' ELSE '' END AS control,
    ipeds_said(status) AS status, ipeds_said(closed_on) AS closed_on, ipeds_said(closed_in) AS closed_in,
    ipeds_said(cbsa) AS cbsa, ipeds_said(county) AS county, latitude, longitude FROM cells"""

COMPLETIONS_SQL = """SELECT edition, ipeds_cip(cip) AS cip, unitid, ltrim(level, '0') AS level,
    coalesce(major, '1') AS major, coalesce(year, TRY_CAST(right(edition, 4) AS BIGINT)) AS year,
    awards, awards_mark FROM cells"""

FILE = re.compile(r"(?<![a-z])(?:hd|c)(20\d\d)(?:_(20\d\d))?(?!\d)")
ANY = re.compile(r"(?<!\d)(20\d\d)(?:[-_](20\d\d))?(?!\d)")


def edition(sheet: Sheet) -> str:
    """The year in the name of the file, such as hd2024.csv, or the first and last year of several."""
    for pattern in (FILE, ANY):
        for place in sheet.places:
            if found := pattern.search(place.casefold()):
                return f"{found[1]}-{found[2]}" if found[2] else found[1]
    return ""


SET = DataSet(
    id="ipeds",
    name="IPEDS",
    about="Schools in federal student aid, what they offer, and awards a year.",
    publisher="U.S. Department of Education, National Center for Education Statistics",
    licence="U.S. government work, public domain",
    attribution="Source: U.S. Department of Education, NCES, IPEDS.",
    url="https://nces.ed.gov/ipeds/use-the-data",
    edition=edition,
    edition_form=r"20\d\d(-20\d\d)?",
    edition_example="2024",
    macros=MACROS,
    layouts=(
        Layout("directory of schools (HD)", DIRECTORY, fills=((SCHOOLS, SCHOOLS_SQL),), marks=CODES, near=4),
        Layout(
            "completions (C_A)",
            AWARDS,
            fills=((COMPLETIONS, COMPLETIONS_SQL),),
            marks=CODES,
            where="cip IS NOT NULL AND cip NOT IN ('99', '99.0000')",
            newest="SELECT CASE min(year) WHEN max(year) THEN '' ELSE min(year) || '-' END || max(year) FROM cells",
        ),
    ),
)
