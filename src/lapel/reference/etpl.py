"""New Jersey's Eligible Training Provider List: price, hours and length of approved programs, and what came of them."""

import re

from lapel.reference.shape import MARKS, Column, DataSet, Layout, Table
from lapel.reference.sheets import Sheet

MONEY = ("tuition", "fees", "books", "supplies", "other")

PROGRAMS = Table(
    "programs",
    (
        Column("cip", "code", meaning="field of study, six digits without the dot"),
        Column("programid", "code", meaning="the program's number in the list"),
        Column("providerid", "code", meaning="the provider's number in the list"),
        Column("title", "text", meaning="name of the program"),
        Column("provider", "text", meaning="name of the provider"),
        Column("ein", "code", meaning="the provider's employer identification number, nine digits"),
        Column("street", "text", meaning="street address"),
        Column("city", "text", meaning="city"),
        Column("state", "text", meaning="postal code of the state"),
        Column("zip", "code", meaning="five digits"),
        Column("website", "text", meaning="address of the site"),
        Column("total", "figure", unit="US dollars", meaning="tuition, fees, books, supplies and other costs"),
        *(Column(name, "figure", unit="US dollars", meaning=f"part of the price: {name}") for name in MONEY),
        Column("hours", "figure", unit="hours", meaning="total clock hours; 0 is not said"),
        Column("calendar", "code", meaning="code of the length, 1 to 10"),
        Column("award", "text", meaning="what it gives"),
        Column("leads_to", "text", meaning="certificate of an industry that the school names"),
        Column("approval", "text", meaning="accreditation as the school writes it: of the school or of the program"),
        Column("description", "text", meaning="what the school says of the program"),
        Column("features", "text", meaning="what else the school says"),
        Column("prerequisites", "text", meaning="what is needed to begin"),
        Column("help", "text", meaning="1 the school helps to find a job, 2 it does not"),
        Column("evening", "text", meaning="1 the school has evening classes, 2 it has none"),
        Column("hybrid", "flag", meaning="the text mentions hybrid classes"),
        Column("remote", "flag", meaning="the text mentions remote classes"),
        Column("in_person", "flag", meaning="the text mentions classes in person"),
        Column("status", "text", meaning="Approved, Suspended and so on"),
        Column("provider_status", "text", meaning="of the provider"),
    ),
    key=("cip", "programid"),
    meaning="Approved programs. Names, telephone numbers and mail addresses of people are not kept.",
)
OUTCOMES = Table(
    "outcomes",
    (
        Column("cip", "code", meaning="field of study, six digits without the dot"),
        Column("providerid", "code", meaning="the provider's number in the list"),
        *(
            Column(f"employed_{n}", "figure", unit="share", meaning=f"share at work {n} quarters after", most=1)
            for n in (2, 4, 8)
        ),
        *(
            Column(f"wage_{n}", "figure", unit="US dollars a quarter", meaning=f"mean pay {n} quarters after")
            for n in (2, 4, 8)
        ),
        Column("completed", "figure", unit="persons", meaning="people who finished, in the figures for 2 quarters"),
    ),
    key=("cip", "providerid"),
    meaning="What came of those who finished, by provider and field.",
)

LISTED = (
    Column("programid", "code", needed=True),
    Column("providerid", "code", needed=True),
    Column("title", "text", ("officialname",), needed=True),
    Column("tidy_title", "text", ("standardized_name",)),
    Column("cip", "code", ("cipcode",), needed=True),
    Column("provider", "text", ("name",), needed=True),
    Column("tidy_provider", "text", ("standardized_name_1",)),
    Column("number", "code", ("schoolidentificationnumber",)),
    Column("street", "text", ("street1",)),
    Column("city", "text"),
    Column("state", "text"),
    Column("zip", "code"),
    Column("website", "text"),
    Column("total", "figure", ("totalcost",), needed=True, least=0),
    Column("tuition", "figure", least=0),
    Column("fees", "figure", least=0),
    Column("books", "figure", ("booksmaterialscost",), least=0),
    Column("supplies", "figure", ("suppliestoolscost",), least=0),
    Column("other", "figure", ("othercosts",), least=0),
    Column("hours", "figure", ("totalclockhours",), least=0),
    Column("calendar", "code", ("calendarlengthid",), needed=True),
    Column("award", "text", ("degreeawardedname",)),
    Column("kind", "text", ("credentialtype",)),
    Column("leads_to", "text", ("industrycredentialname",)),
    Column("approval", "text", ("nongovapproval",)),
    Column("description", "text"),
    Column("features", "text", ("featuresdescription",)),
    Column("prerequisites", "text"),
    Column("help", "code", ("personalassist",)),
    Column("evening", "code", ("eveningcourses",)),
    Column("hybrid", "flag", ("mention_hybrid",)),
    Column("remote", "flag", ("mention_remote",)),
    Column("in_person", "flag", ("mention_inperson",)),
    Column("status", "text", ("statusname",)),
    Column("provider_status", "text", ("providerstatusname",)),
)
RESULTS = (
    Column("providerid", "code", needed=True),
    Column("cip", "code", ("cipcode",), needed=True),
    *(Column(f"employed_{n}", "figure", (f"PerEmployed{n}",), needed=n == 2, least=0, most=1) for n in (2, 4, 8)),
    *(Column(f"wage_{n}", "figure", (f"AvgQuarterlyWage{n}",), needed=n == 2, least=0) for n in (2, 4, 8)),
    Column("completed", "figure", ("NumCompleted2",), least=0),
)

# Cells come with quotation marks around them, and line breaks within. Numbers may have lost their leading zeros.
MACROS = """
CREATE OR REPLACE MACRO etpl_words(cell) AS
    nullif(trim(regexp_replace(trim(trim(cell), '"'), '[ \\t\\r]+', ' ', 'g')), '');
CREATE OR REPLACE MACRO etpl_cip(code) AS lpad(replace(code, '.', ''), 6, '0');
"""

PROGRAMS_SQL = """SELECT *,
    CASE WHEN length(number) <= 9 THEN lpad(number, 9, '0') ELSE left(lpad(number, 12, '0'), 9) END AS ein
    FROM (SELECT * REPLACE (etpl_cip(cip) AS cip, etpl_words(title) AS title, etpl_words(provider) AS provider,
        etpl_words(street) AS street, etpl_words(city) AS city,
        CASE WHEN zip IS NULL THEN NULL ELSE left(lpad(split_part(zip, '-', 1), 5, '0'), 5) END AS zip,
        CASE WHEN contains(website, '@') THEN NULL ELSE website END AS website,
        coalesce(etpl_words(award), etpl_words(kind)) AS award, etpl_words(leads_to) AS leads_to,
        etpl_words(approval) AS approval, etpl_words(description) AS description, etpl_words(features) AS features,
        etpl_words(prerequisites) AS prerequisites,
        CASE WHEN hours = 0 THEN NULL ELSE hours END AS hours,
        CASE WHEN hours = 0 THEN 'not reported' ELSE hours_mark END AS hours_mark) FROM cells)"""

NAMED = re.compile(r"(?<!\d)(20\d\d)-?(\d\d)-?(\d\d)(?!\d)")


def edition(sheet: Sheet) -> str:
    """The day in the name of the file, such as standardized_etpl_20221031.csv."""
    for place in sheet.places:
        if found := NAMED.search(place):
            return "-".join(found.groups())
    return ""


SET = DataSet(
    id="etpl",
    name="New Jersey Eligible Training Provider List",
    about="Price, hours, length and job help of approved programs in New Jersey, and what came of them.",
    publisher="New Jersey Department of Labor and Workforce Development",
    licence="MIT (My Career NJ)",
    attribution="Source: State of New Jersey, Department of Labor and Workforce Development.",
    url="https://github.com/newjersey/dol-mcnj-main",
    edition=edition,
    undated=True,
    edition_form=r"20\d\d(-\d\d-\d\d)?",
    edition_example="2022-10-31",
    macros=MACROS,
    layouts=(
        Layout("approved programs", LISTED, fills=((PROGRAMS, PROGRAMS_SQL),), near=4),
        Layout(
            "results by provider and field",
            RESULTS,
            fills=((OUTCOMES, "SELECT * REPLACE (etpl_cip(cip) AS cip) FROM cells"),),
            marks={**MARKS, "-99999": "suppressed for privacy"},
        ),
    ),
)
