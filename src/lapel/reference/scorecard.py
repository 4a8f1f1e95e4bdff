"""College Scorecard: pay and debt of former students by school and field, and what schools cost."""

import re

from lapel.reference.shape import Column, DataSet, Layout, Table
from lapel.reference.sheets import Sheet

FIELDS = Table(
    "fields",
    (
        Column("cip", "code", meaning="field of study, four digits without the dot, such as 5108"),
        Column("unitid", "code", meaning="the school's number in IPEDS; empty where only the OPEID is known"),
        Column("opeid6", "code", meaning="number of the Office of Postsecondary Education, six digits"),
        Column("level", "code", meaning="1 certificate, 2 associate, 3 bachelor and so on"),
        Column("name", "text", meaning="name of the school"),
        Column("control", "text", meaning="who runs the school, as published"),
        Column("field", "text", meaning="title of the field"),
        Column("completers", "figure", unit="persons", meaning="people who finished", least=0),
        Column("earnings_1yr", "figure", unit="US dollars a year", meaning="median pay 1 year after", least=0),
        Column("earnings_4yr", "figure", unit="US dollars a year", meaning="median pay 4 years after", least=0),
        Column("debt", "figure", unit="US dollars", meaning="median federal debt of those who finished", least=0),
    ),
    key=("cip", "unitid", "opeid6", "level"),
    meaning="Results by school and field. Only people who had federal aid; pay is that of any job.",
)
INSTITUTIONS = Table(
    "institutions",
    (
        Column("unitid", "code", meaning="the school's number in IPEDS"),
        Column("name", "text", meaning="name of the school"),
        Column("city", "text", meaning="city"),
        Column("state", "text", meaning="postal code of the state"),
        Column("website", "text", meaning="address of the site"),
        Column("operating", "code", meaning="0 for a school that no longer operates"),
        Column("net_price", "figure", unit="US dollars a year", meaning="mean price after grants, whole school"),
        Column("completion", "figure", unit="share", meaning="share of students who finish, whole school"),
        Column("pell", "figure", unit="share", meaning="share of students with a Pell grant, whole school"),
    ),
    key=("unitid",),
    meaning="Whole schools: not the figures of a program.",
)

BY_FIELD = (
    Column("school", "code", ("UNITID",), needed=True),
    Column("opeid6", "code", ("OPEID6", "OPEID")),
    Column("name", "text", ("INSTNM", "inst_name")),
    Column("control", "text", ("CONTROL",)),
    Column("field_code", "code", ("CIPCODE", "cip_code"), needed=True),
    Column("field", "text", ("CIPDESC", "cip_desc")),
    Column("level_code", "code", ("CREDLEV", "credential_level"), needed=True),
    Column("completers", "figure", ("IPEDSCOUNT2", "IPEDSCOUNT1", "completers_count"), least=0),
    Column("earnings_1yr", "figure", ("EARN_MDN_1YR", "earnings_median_1yr"), needed=True, least=0),
    Column("earnings_4yr", "figure", ("EARN_MDN_4YR", "earnings_median_4yr"), needed=True, least=0),
    Column("debt", "figure", ("DEBT_ALL_STGP_ANY_MDN", "debt_median"), needed=True, least=0),
)
WHOLE = (
    Column("unitid", "code", ("UNITID",), needed=True),
    Column("name", "text", ("INSTNM", "inst_name"), needed=True),
    Column("city", "text", ("CITY",)),
    Column("state", "text", ("STABBR", "state")),
    Column("website", "text", ("INSTURL", "school_url")),
    Column("operating", "code", ("CURROPER",)),
    Column("public_price", "figure", ("NPT4_PUB", "net_price_avg"), needed=True),
    Column("private_price", "figure", ("NPT4_PRIV",)),
    Column("completion", "figure", ("C150_4", "completion_rate"), needed=True, least=0, most=1),
    Column("completion_less", "figure", ("C150_L4",), least=0, most=1),
    Column("pell", "figure", ("PCTPELL", "pell_share"), needed=True, least=0, most=1),
)

# "NULL" and "NA" stand for a number that is not there.
MACROS = """
CREATE OR REPLACE MACRO scorecard_id(code) AS
    CASE WHEN code IS NULL OR upper(code) IN ('NULL', 'NA') THEN '' ELSE code END;
"""

FIELDS_SQL = """SELECT *, lpad(field_code, 4, '0') AS cip, scorecard_id(school) AS unitid, level_code AS level
    FROM (SELECT * REPLACE (
    CASE WHEN scorecard_id(opeid6) = '' THEN '' ELSE left(lpad(opeid6, 6, '0'), 6) END AS opeid6)
    FROM cells)"""

INSTITUTIONS_SQL = """SELECT *, coalesce(public_price, private_price) AS net_price,
    CASE WHEN coalesce(public_price, private_price) IS NULL
        THEN coalesce(public_price_mark, private_price_mark, 'not reported') END AS net_price_mark
    FROM (SELECT * REPLACE (coalesce(completion, completion_less) AS completion,
        CASE WHEN coalesce(completion, completion_less) IS NULL THEN coalesce(completion_mark, 'not reported') END
        AS completion_mark) FROM cells)"""

DAYS = (
    re.compile(r"(?P<y>20\d\d)[-_](?P<m>\d\d)[-_](?P<d>\d\d)(?!\d)"),
    re.compile(r"(?<!\d)(?P<m>\d\d)(?P<d>\d\d)(?P<y>20\d\d)(?!\d)"),
    re.compile(r"(?<!\d)(?P<y>20\d\d)(?P<m>\d\d)(?P<d>\d\d)(?!\d)"),
)


def edition(sheet: Sheet) -> str:
    """The day of the release in a name around the file, as in …_06102026.zip; the file itself does not say it."""
    for place in sheet.places:
        for pattern in DAYS:
            if found := pattern.search(place):
                return f"{found['y']}-{found['m']}-{found['d']}"
    return ""


SET = DataSet(
    id="scorecard",
    name="College Scorecard",
    about="Pay and debt of former students by school and field, and prices of whole schools.",
    publisher="U.S. Department of Education",
    licence="U.S. government work, public domain",
    attribution="Source: U.S. Department of Education, College Scorecard.",
    url="https://collegescorecard.ed.gov/data/",
    edition=edition,
    undated=True,
    edition_form=r"20\d\d(-\d\d(-\d\d)?)?",
    edition_example="2026-06-10",
    as_of=lambda name: f"release of {name}",
    macros=MACROS,
    layouts=(
        Layout(
            "field of study",
            BY_FIELD,
            fills=((FIELDS, FIELDS_SQL),),
            where="field_code IS NOT NULL AND level_code IS NOT NULL",
            near=4,
        ),
        Layout("institution", WHOLE, fills=((INSTITUTIONS, INSTITUTIONS_SQL),), near=4),
    ),
)
