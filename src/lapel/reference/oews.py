"""Occupational Employment and Wage Statistics: pay and jobs by occupation, area, industry and year."""

import re
from collections.abc import Mapping

from lapel.reference.shape import MARKS, Column, DataSet, Facts, Layout, Table
from lapel.reference.sheets import Sheet

WAGE_MARKS = {
    **MARKS,
    "*": "wage not available",
    "**": "employment not available",
    "#": "at least",
    "~": "below",
}

IN_ORDER = """AL AK . AZ AR CA . CO CT DE DC FL GA . HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY
NC ND OH OK OR PA . RI SC SD TN TX UT VT VA . WA WV WI WY"""
TERRITORIES = {"60": "AS", "66": "GU", "69": "MP", "72": "PR", "78": "VI"}
STATE_OF = {f"{number:02}": code for number, code in enumerate(IN_ORDER.split(), 1) if code != "."} | TERRITORIES
"""Postal codes by the two digits of the states and territories (FIPS)."""

PERCENTILES = ("pct10", "pct25", "median", "pct75", "pct90")


def _wage(name: str, header: str, unit: str, meaning: str) -> Column:
    return Column(name, "figure", (header,), unit=unit, meaning=meaning, least=0, most=10_000_000)


HOURLY = tuple(
    _wage(f"h_{p}", f"H_{p.upper()}", "US dollars an hour", f"hourly wage, {p.replace('pct', 'percentile ')}")
    for p in ("mean", *PERCENTILES)
)
ANNUAL = tuple(
    _wage(f"a_{p}", f"A_{p.upper()}", "US dollars a year", f"annual wage, {p.replace('pct', 'percentile ')}")
    for p in ("mean", *PERCENTILES)
)

WAGES = Table(
    "wages",
    (
        Column("year", "whole", meaning="the year of the reference month, May", facet=True),
        Column("soc", "code", meaning="occupation code of that year's survey"),
        Column("area", "code", meaning="US, a state's two digits, a metro's five, or a nonmetropolitan area's seven"),
        Column("area_kind", "text", meaning="nation, state, metro or nonmetro", facet=True),
        Column("industry", "code", meaning="NAICS code; empty for all industries and owners together", facet=False),
        Column("ownership", "code", meaning="who owns the establishments: 1235 is everybody"),
        Column("level", "text", meaning="total, major, minor, broad or detailed"),
        Column("industry_level", "text", meaning="cross-industry, sector, 3-digit … 6-digit"),
        Column("title", "text", meaning="the occupation's title"),
        Column("employment", "figure", unit="persons", meaning="jobs, without the self-employed"),
        Column("employment_error", "figure", unit="percent", meaning="relative standard error of the employment"),
        Column("wage_error", "figure", unit="percent", meaning="relative standard error of the mean wage"),
        Column("per_1000", "figure", unit="jobs per 1,000", meaning="jobs of this occupation in 1,000 of the area"),
        Column("quotient", "figure", unit="ratio", meaning="share in the area over the share in the nation"),
        Column("share", "figure", unit="percent", meaning="share of the industry's jobs"),
        Column("reporting", "figure", unit="percent", meaning="establishments of the industry that report it"),
        *HOURLY,
        *ANNUAL,
        Column("annual_only", "flag", meaning="paid by the year: no hourly wage"),
        Column("hourly_only", "flag", meaning="paid by the hour for less than a full year: no annual wage"),
    ),
    key=("soc", "area", "industry", "ownership", "level", "industry_level", "year"),
    meaning="What an occupation pays in an area, an industry, a year.",
)
AREAS = Table(
    "areas",
    (
        Column("area", "code", meaning="code, as in wages"),
        Column("name", "text", meaning="the area's name in that year"),
        Column("area_kind", "text", meaning="nation, state, metro or nonmetro"),
        Column("state", "text", meaning="postal code of the (first) state"),
    ),
    key=("area",),
    meaning="Areas of an edition.",
)
INDUSTRIES = Table(
    "industries",
    (Column("industry", "code", meaning="code, as in wages"), Column("name", "text", meaning="the industry's name")),
    key=("industry",),
    meaning="Industries of an edition.",
)
OCCUPATIONS = Table(
    "occupations",
    (Column("soc", "code", meaning="code, as in wages"), Column("title", "text", meaning="title in that year")),
    key=("soc",),
    meaning="Occupations of an edition.",
)

AS_PUBLISHED = (
    Column("area_code", "code", ("AREA",)),
    Column("area_name", "text", ("AREA_TITLE", "AREA_NAME", "STATE")),
    Column("area_type", "code", ("AREA_TYPE",)),
    Column("prim_state", "code", ("PRIM_STATE", "ST")),
    Column("naics", "code", ("NAICS",)),
    Column("naics_title", "text", ("NAICS_TITLE",)),
    Column("i_group", "text", ("I_GROUP",)),
    Column("own_code", "code", ("OWN_CODE",)),
    Column("soc", "code", ("OCC_CODE",), needed=True),
    Column("title", "text", ("OCC_TITLE",), needed=True),
    Column("level", "text", ("O_GROUP", "OCC_GROUP", "GROUP")),
    Column("employment", "figure", ("TOT_EMP",), needed=True, least=0),
    Column("employment_error", "figure", ("EMP_PRSE",), least=0),
    Column("per_1000", "figure", ("JOBS_1000",), least=0),
    Column("quotient", "figure", ("LOC_QUOTIENT", "LOC_Q"), least=0),
    Column("share", "figure", ("PCT_TOTAL",), least=0, most=100),
    Column("reporting", "figure", ("PCT_RPT",), least=0, most=100),
    Column("wage_error", "figure", ("MEAN_PRSE",), least=0),
    *(Column(c.name, c.kind, c.headers, needed=True, least=c.least, most=c.most) for c in (*HOURLY, *ANNUAL)),
    Column("annual_only", "flag", ("ANNUAL",)),
    Column("hourly_only", "flag", ("HOURLY",)),
)

FLAT = (
    Column("series", "code", ("series_id",), needed=True),
    Column("year", "whole", needed=True, least=1988, most=2100),
    Column("period", "code", needed=True),
    Column("value", "figure", needed=True, least=0),
    Column("footnotes", "code", ("footnote_codes",), needed=True),
)

# A state's code is its two digits, a metro's its five, a nonmetropolitan area's seven with zeros in front; the flat
# files write a state as 0600000 and pad a metro with zeros.
MACROS = (
    """
CREATE OR REPLACE MACRO oews_area(code) AS CASE
    WHEN code IS NULL OR TRY_CAST(code AS INTEGER) IN (0, 99) THEN 'US'
    WHEN TRY_CAST(code AS INTEGER) < 99 THEN lpad(TRY_CAST(code AS INTEGER)::VARCHAR, 2, '0')
    WHEN TRY_CAST(code AS INTEGER) % 100000 = 0 THEN lpad((TRY_CAST(code AS INTEGER) // 100000)::VARCHAR, 2, '0')
    WHEN TRY_CAST(code AS INTEGER) < 100000 THEN lpad(TRY_CAST(code AS INTEGER)::VARCHAR, 5, '0')
    WHEN TRY_CAST(code AS INTEGER) IS NOT NULL THEN lpad(TRY_CAST(code AS INTEGER)::VARCHAR, 7, '0')
    ELSE code END;
CREATE OR REPLACE MACRO oews_kind(area) AS CASE WHEN area = 'US' THEN 'nation'
    WHEN length(area) = 2 THEN 'state' WHEN length(area) = 5 THEN 'metro' ELSE 'nonmetro' END;
CREATE OR REPLACE MACRO oews_industry(naics, own) AS CASE
    WHEN naics IS NULL OR naics IN ('000000', '0') THEN
        CASE WHEN coalesce(own, '1235') = '1235' THEN '' ELSE '000000' END
    WHEN naics IN ('31--33', '44--45', '48--49') THEN replace(naics, '--', '-')
    WHEN regexp_matches(naics, '^[0-9]{2}--[0-9]{2}$') THEN left(naics, 2)
    ELSE naics END;
CREATE OR REPLACE MACRO oews_soc(code) AS
    CASE WHEN code LIKE '__-____' THEN code ELSE left(code, 2) || '-' || right(code, 4) END;
CREATE OR REPLACE MACRO oews_postal(fips) AS MAP """
    + str(STATE_OF)
    + "[fips];"
)

PLACED = """(SELECT *, oews_area(area_code) AS area, oews_industry(naics, own_code) AS industry FROM cells)"""

BOOK_FILLS = (
    (
        WAGES,
        f"""SELECT *, edition::BIGINT AS year, oews_kind(area) AS area_kind,
        CASE WHEN industry = '' THEN '' ELSE coalesce(own_code, '') END AS ownership,
        CASE WHEN industry = '' THEN '' ELSE coalesce(i_group, '') END AS industry_level
        FROM (SELECT * REPLACE (oews_soc(soc) AS soc, lower(coalesce(level, 'detailed')) AS level) FROM {PLACED})""",
    ),
    (
        AREAS,
        f"""SELECT DISTINCT ON (area) edition, area, oews_kind(area) AS area_kind,
        CASE area WHEN 'US' THEN 'United States' ELSE area_name END AS name,
        CASE area WHEN 'US' THEN '' ELSE prim_state END AS state FROM {PLACED} ORDER BY area, row""",
    ),
    (
        INDUSTRIES,
        f"""SELECT DISTINCT ON (industry) edition, industry, naics_title AS name FROM {PLACED}
        WHERE industry <> '' AND naics_title IS NOT NULL ORDER BY industry, row""",
    ),
    (OCCUPATIONS, "SELECT DISTINCT ON (soc) edition, oews_soc(soc) AS soc, title FROM cells ORDER BY soc, row"),
)

DATATYPES: Mapping[str, str] = {
    "01": "employment",
    "02": "employment_error",
    "03": "h_mean",
    "04": "a_mean",
    "05": "wage_error",
    "06": "h_pct10",
    "07": "h_pct25",
    "08": "h_median",
    "09": "h_pct75",
    "10": "h_pct90",
    "11": "a_pct10",
    "12": "a_pct25",
    "13": "a_median",
    "14": "a_pct75",
    "15": "a_pct90",
    "16": "per_1000",
    "17": "quotient",
}

# What the footnote codes of the flat files say where there is no value.
FLAT_MARK = """CASE WHEN list_contains(notes, '5') THEN 'at least'
    WHEN list_contains(notes, '4') THEN 'paid by the year or by the hour only' ELSE 'not released' END"""


def _flat_fills() -> tuple[tuple[Table, str], ...]:
    figures = ", ".join(
        f"max(amount) FILTER (kind = '{code}') AS {name}, max(mark) FILTER (kind = '{code}') AS {name}_mark"
        for code, name in DATATYPES.items()
    )
    series = f"""SELECT edition, year, series[24:25] AS kind, oews_area(series[5:11]) AS area,
        oews_soc(series[18:23]) AS soc,
        CASE series[12:17] WHEN '000000' THEN '' WHEN '000001' THEN '000000'
            ELSE oews_industry(series[12:17], NULL) END AS industry,
        CASE series[12:17] WHEN '000001' THEN '5' ELSE '' END AS ownership,
        string_split_regex(coalesce(footnotes, ''), '[^0-9]+') AS notes,
        CASE WHEN value_mark IS NULL THEN value
            WHEN list_contains(notes, '5') THEN CASE
                WHEN series[24:25] IN ('03', '06', '07', '08', '09', '10') THEN hourly_top ELSE annual_top END
            END AS amount,
        CASE WHEN value IS NULL THEN {FLAT_MARK} END AS noted,
        CASE WHEN noted = 'at least' AND amount IS NULL THEN 'above the highest that is published'
            ELSE noted END AS mark
        FROM cells"""
    wages = f"""SELECT edition, year, area, oews_kind(area) AS area_kind, soc, industry, ownership,
        CASE soc WHEN '00-0000' THEN 'total' ELSE CASE WHEN soc LIKE '%-0000' THEN 'major'
            WHEN soc LIKE '%000' THEN 'minor' ELSE 'detailed' END END AS level,
        '' AS industry_level, {figures} FROM ({series}) GROUP BY ALL"""
    return ((WAGES, wages),)


def _codes(name: str, meaning: str) -> Table:
    columns = (Column("code", "code", meaning="code"), Column("says", "text", meaning="what it stands for"))
    return Table(name, columns, ("code",), meaning)


def _lookup(name: str, *headers: str, fills: tuple[Table, str]) -> Layout:
    columns = tuple(Column(header, "code", needed=True) for header in headers)
    return Layout(f"look-up of {name}", columns, fills=(fills,))


LOOKUPS: tuple[Layout, ...] = (
    _lookup(
        "areas",
        "state_code",
        "area_code",
        "areatype_code",
        "area_name",
        fills=(
            AREAS,
            """SELECT edition, oews_area(area_code) AS area, oews_kind(oews_area(area_code)) AS area_kind,
            CASE areatype_code WHEN 'N' THEN 'United States' ELSE area_name END AS name,
            oews_postal(state_code) AS state FROM cells""",
        ),
    ),
    _lookup(
        "occupations",
        "occupation_code",
        "occupation_name",
        fills=(OCCUPATIONS, "SELECT edition, oews_soc(occupation_code) AS soc, occupation_name AS title FROM cells"),
    ),
    _lookup(
        "industries",
        "industry_code",
        "industry_name",
        fills=(
            INDUSTRIES,
            """SELECT DISTINCT ON (industry) edition, oews_industry(industry_code, NULL) AS industry,
            industry_name AS name FROM cells WHERE industry_code NOT IN ('000000', '000001') ORDER BY industry, row""",
        ),
    ),
)
LOOKUPS += tuple(
    _lookup(
        f"{name}s",
        f"{name}_code",
        says,
        fills=(_codes(f"{name}s", meaning), f"SELECT edition, {name}_code AS code, {says} AS says FROM cells"),
    )
    for name, says, meaning in (
        ("datatype", "datatype_name", "What the last two digits of a series measure."),
        ("footnote", "footnote_text", "What the footnotes of the flat files say."),
    )
)

TOPS = re.compile(r"\$([\d.,]+) per hour or \$([\d,]+) per year")


def _tops(sheet: Sheet, year: str) -> tuple[float, float] | None:
    """The wage at and above which only ``#`` is published, by the hour and by the year.

    As the file or the footnotes beside it say; otherwise as the field descriptions of those years do.
    """
    for text in (sheet.words, *sheet.nearby.values()):
        if found := TOPS.search(text):
            return float(found[1].replace(",", "")), float(found[2].replace(",", ""))
    if "2016" <= year <= "2021":
        return 100.0, 208_000.0
    return (115.0, 239_200.0) if "2022" <= year <= "2025" else None


def _bounds(sheet: Sheet) -> Mapping[str, float]:
    tops = _tops(sheet, edition(sheet))
    bounds = {"share": 0.5, "reporting": 0.5}
    if tops:
        bounds |= dict.fromkeys((c.name for c in HOURLY), tops[0]) | dict.fromkeys((c.name for c in ANNUAL), tops[1])
    return bounds


def _flat_facts(sheet: Sheet) -> Facts:
    year = max((row[1] for row in sheet.head if len(row) > 1 and row[1].isdigit()), default="")
    tops = _tops(sheet, year)
    hourly, annual = tops or (None, None)
    return {"edition": year, "hourly_top": hourly, "annual_top": annual}


IN_WORDS = re.compile(r"\bMay ((?:19|20)\d\d)\b")
IN_SERIES = re.compile(r"^OE\w{23}\s+((?:19|20)\d\d)\s", re.MULTILINE)
IN_NAME = re.compile(r"(?<!\d)(?:19|20)(\d\d)(?!\d)|oe[sw]*m?(\d\d)(?!\d)")


def edition(sheet: Sheet) -> str:
    """The year: what the workbook says of itself, else what the names around it say."""
    if found := IN_WORDS.search(sheet.words):
        return found[1]
    for text in sheet.nearby.values():
        if found := IN_SERIES.search(text):
            return found[1]
    for place in sheet.places:
        if found := IN_NAME.search(place.casefold()):
            return f"20{found[1] or found[2]}"
    return ""


SET = DataSet(
    id="oews",
    name="Occupational Employment and Wage Statistics",
    about="Pay at percentiles and jobs by occupation: nation, states, metros and industries, each May.",
    publisher="U.S. Bureau of Labor Statistics",
    licence="U.S. government work, public domain",
    attribution="Source: BLS OEWS. BLS cannot vouch for the data or analyses derived from it after it was retrieved.",
    url="https://www.bls.gov/oes/tables.htm",
    edition=edition,
    edition_form=r"20\d\d",
    edition_example="2025",
    as_of=lambda name: f"May {name}",
    macros=MACROS,
    layouts=(
        Layout(
            "wages by occupation",
            AS_PUBLISHED,
            fills=BOOK_FILLS,
            marks=WAGE_MARKS,
            bounds=_bounds,
            near=6,
            where="soc IS NOT NULL AND title IS NOT NULL",
        ),
        Layout(
            "flat file of series",
            FLAT,
            fills=_flat_fills(),
            facts=_flat_facts,
            where="series LIKE 'OE%'",
            holds=r"OE[A-Z]{2}\d",
        ),
        *LOOKUPS,
    ),
)
