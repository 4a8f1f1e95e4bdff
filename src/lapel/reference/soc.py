"""The Standard Occupational Classification: codes, definitions, and how codes changed from version to version."""

import re

from lapel.reference.shape import Column, DataSet, Layout, Table
from lapel.reference.sheets import Sheet

DEFINITIONS = Table(
    "definitions",
    (
        Column("soc", "code", ("SOCCode", "SOC Code"), needed=True, meaning="code"),
        Column("level", "text", ("SOCGroup", "SOC Group"), needed=True, meaning="Major, Minor, Broad or Detailed"),
        Column("title", "text", ("SOCTitle", "SOC Title"), needed=True, meaning="title"),
        Column("definition", "text", ("SOCDefinition", "SOC Definition"), needed=True, meaning="what the work is"),
    ),
    key=("soc",),
    meaning="The classification of 2018.",
)
STRUCTURE = (
    Column("major", "code", ("Major Group",), needed=True),
    Column("minor", "code", ("Minor Group",), needed=True),
    Column("broad", "code", ("Broad Group", "Broad Occupation"), needed=True),
    Column("detailed", "code", ("Detailed Occupation", "Detailed Group"), needed=True),
    Column("title", "text", ("SOC Title", "Title", "SOC or NEM Title")),
)
CROSSWALK = Table(
    "crosswalk",
    (
        Column("old", "code", meaning="code in the older classification"),
        Column("old_vintage", "text", meaning="SOC 2010, OEWS 2018"),
        Column("new", "code", meaning="code in the newer classification"),
        Column("new_vintage", "text", meaning="SOC 2018, OEWS 2019"),
        Column("old_title", "text", meaning="title in the older classification"),
        Column("new_title", "text", meaning="title in the newer classification"),
        Column("note", "text", meaning="what the publisher says of the change"),
    ),
    key=("old", "old_vintage", "new", "new_vintage"),
    meaning="Which codes followed which; many to many.",
)

# The marks (#) and (##) say that only a part of the occupation is meant; the rows themselves say it too.
TITLE = "trim(regexp_replace({0}, '\\(#+\\)', '', 'g'))"

FROM_2010 = (
    Column("old", "code", ("SOCCode2010", "2010 SOC Code"), needed=True),
    Column("old_title", "text", ("SOCTitle2010", "2010 SOC Title"), needed=True),
    Column("new", "code", ("SOCCode2018", "2018 SOC Code"), needed=True),
    Column("new_title", "text", ("SOCTitle2018", "2018 SOC Title"), needed=True),
)
HYBRID = (
    Column("oes19", "code", ("OES2019EstimatesCode", "OES 2019 Estimates Code"), needed=True),
    Column("oes19_title", "text", ("OES2019EstimatesTitle", "OES 2019 Estimates Title"), needed=True),
    Column("soc18", "code", ("SOCCode2018", "2018 SOC Code"), needed=True),
    Column("soc18_title", "text", ("SOCTitle2018", "2018 SOC Title"), needed=True),
    Column("oes18", "code", ("OES2018EstimatesCode", "OES 2018 Estimates Code"), needed=True),
    Column("oes18_title", "text", ("OES2018EstimatesTitle", "OES 2018 Estimates Title"), needed=True),
    Column("soc10", "code", ("SOCCode2010", "2010 SOC Code"), needed=True),
    Column("soc10_title", "text", ("SOCTitle2010", "2010 SOC Title"), needed=True),
    Column("note", "text", ("NOTES",)),
)


def _pairs(old: str, old_vintage: str, new: str, new_vintage: str) -> str:
    was, now = (TITLE.format(f"{code}_title") for code in (old, new))
    return f"""SELECT edition, {old} AS old, '{old_vintage}' AS old_vintage, {was} AS old_title,
        {new} AS new, '{new_vintage}' AS new_vintage, {now} AS new_title, note
        FROM cells WHERE {old} IS NOT NULL AND {new} IS NOT NULL"""


HYBRID_PAIRS = f"""SELECT DISTINCT ON (old, old_vintage, new, new_vintage) * FROM (
    {_pairs("oes18", "OEWS 2018", "oes19", "OEWS 2019")} UNION ALL
    {_pairs("soc18", "SOC 2018", "oes19", "OEWS 2019")} UNION ALL
    {_pairs("soc10", "SOC 2010", "oes18", "OEWS 2018")}) ORDER BY old, old_vintage, new, new_vintage, note"""

LEVELS = (("major", "Major"), ("minor", "Minor"), ("broad", "Broad"), ("detailed", "Detailed"))
STRUCTURED = f"""SELECT edition, coalesce(major, minor, broad, detailed) AS soc,
    CASE {" ".join(f"WHEN {name} IS NOT NULL THEN '{level}'" for name, level in LEVELS)} END AS level, title
    FROM cells"""


def edition(sheet: Sheet) -> str:
    """All that is published of the classification of 2018 is one edition, as are its crosswalks."""
    text = "\n".join((*sheet.places, sheet.words, *(cell for row in sheet.head[:15] for cell in row)))
    found = sorted(re.findall(r"20(?:18|28)", text))
    return found[-1] if found else ""


SET = DataSet(
    id="soc",
    name="Standard Occupational Classification",
    about="Codes and definitions of occupations, and how the codes changed.",
    publisher="U.S. Bureau of Labor Statistics",
    licence="U.S. government work, public domain",
    attribution="Source: BLS, Standard Occupational Classification.",
    url="https://www.bls.gov/soc/",
    edition=edition,
    edition_form=r"20\d\d",
    edition_example="2018",
    layouts=(
        Layout("definitions", table=DEFINITIONS),
        Layout("structure", STRUCTURE, fills=((DEFINITIONS, STRUCTURED),), where="title IS NOT NULL"),
        Layout(
            "crosswalk 2010 to 2018",
            FROM_2010,
            fills=((CROSSWALK, _pairs("old", "SOC 2010", "new", "SOC 2018").replace("note", "NULL AS note")),),
            where="old IS NOT NULL AND new IS NOT NULL",
        ),
        Layout("hybrid crosswalk", HYBRID, fills=((CROSSWALK, HYBRID_PAIRS),)),
    ),
    review_months=24,
)
