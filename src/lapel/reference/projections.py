"""Employment Projections: jobs now and in ten years, openings, and what entry takes, by occupation."""

import re

from lapel.reference.shape import Column, DataSet, Facts, Layout, Table
from lapel.reference.sheets import Sheet

OCCUPATIONS = Table(
    "occupations",
    (
        Column("soc", "code", meaning="occupation code of the projections"),
        Column("summary", "flag", meaning="whether this is a group of occupations"),
        Column("base", "whole", meaning="the year projected from"),
        Column("ends", "whole", meaning="the year projected to"),
        Column("title", "text", meaning="title"),
        Column("jobs", "figure", unit="thousands", meaning="jobs in the first year"),
        Column("jobs_then", "figure", unit="thousands", meaning="jobs in the last year"),
        Column("change", "figure", unit="thousands", meaning="change over the whole edition"),
        Column("growth", "figure", unit="percent", meaning="change over the whole edition"),
        Column("openings", "figure", unit="thousands a year", meaning="yearly average, replacement included"),
        Column("self_employed", "figure", unit="percent", meaning="self-employed in the first year"),
        Column("median", "figure", unit="US dollars a year", meaning="median wage, from OEWS"),
        Column("median_year", "whole", meaning="the year of that median"),
        Column("education", "text", meaning="typical education for entry"),
        Column("experience", "text", meaning="work experience in a related occupation"),
        Column("training", "text", meaning="typical training on the job"),
        Column("examples", "text", meaning="titles given as examples, where the publisher gives them"),
    ),
    key=("soc", "summary"),
    meaning="What the edition expects of each occupation.",
)
SEPARATIONS = Table(
    "separations",
    (
        Column("soc", "code", meaning="occupation code"),
        Column("summary", "flag", meaning="whether this is a group of occupations"),
        Column("exit_rate", "figure", unit="percent a year", meaning="leave work altogether"),
        Column("transfer_rate", "figure", unit="percent a year", meaning="leave for another occupation"),
        Column("exits", "figure", unit="thousands a year", meaning="leave work altogether"),
        Column("transfers", "figure", unit="thousands a year", meaning="leave for another occupation"),
    ),
    key=("soc", "summary"),
    meaning="Why there are openings: who leaves.",
)
FACTORS = Table(
    "factors",
    (
        Column("soc", "code", ("base National Employment Matrix occupation code",), needed=True, meaning="occupation"),
        Column("industry", "code", ("base National Employment Matrix industry code",), needed=True, meaning="industry"),
        Column("industry_title", "text", ("base National Employment Matrix industry title",), meaning="its title"),
        Column(
            "factor", "text", ("Factors affecting occupational utilization",), needed=True, meaning="what changes, why"
        ),
    ),
    key=("soc", "industry"),
    meaning="Why an occupation's share of an industry's jobs is expected to change.",
)
SCHOOLING = (
    ("less_than_high_school", "Less than high school diploma"),
    ("high_school", "High school diploma or equivalent"),
    ("some_college", "Some college, no degree"),
    ("associate", "Associate's degree"),
    ("bachelor", "Bachelor's degree"),
    ("master", "Master's degree"),
    ("doctoral", "Doctoral or professional degree"),
)
SOC = ("base National Employment Matrix code", "Occupation Code")
TITLE = ("base National Employment Matrix title", "Occupation Title")
ATTAINMENT = Table(
    "attainment",
    (
        Column("soc", "code", SOC, needed=True, meaning="occupation"),
        *(
            Column(name, "figure", (header,), needed=True, least=0, most=100, unit="percent", meaning=header)
            for name, header in SCHOOLING
        ),
    ),
    key=("soc",),
    meaning="Schooling of those who do the job now, aged 25 or more.",
)
SKILLS = Table(
    "skills",
    (
        Column("soc", "code", SOC, needed=True, meaning="occupation"),
        Column("first", "text", ("Top highest skill",), needed=True, meaning="skill that matters most"),
        Column("second", "text", ("Second highest skill",), needed=True, meaning="second"),
        Column("third", "text", ("Third highest skill",), needed=True, meaning="third"),
    ),
    key=("soc",),
    meaning="The three skills that matter most.",
)
RANKED = (
    "Adaptability",
    "Computers and information technology",
    "Creativity and innovation",
    "Critical and analytical thinking",
    "Customer service",
    "Detail oriented",
    "Fine motor",
    "Interpersonal",
    "Leadership",
    "Mathematics",
    "Mechanical",
    "Physical strength and stamina",
    "Problem solving and decision making",
    "Project management",
    "Science",
    "Speaking and listening",
    "Writing and reading",
)
SKILL_RANKS = Table(
    "skill_ranks",
    (
        Column("soc", "code", meaning="occupation"),
        Column("skill", "text", meaning="skill"),
        Column("rank", "number", unit="percentile", meaning="share of occupations in which the skill matters less"),
    ),
    key=("soc", "skill"),
    meaning="How each skill ranks among occupations.",
)

COMMON = (
    Column("title", "text", TITLE, needed=True),
    Column("soc", "code", SOC, needed=True),
    Column("kind", "text", ("Occupation type",)),
    Column("jobs", "figure", ("Employment base",), needed=True, least=0),
    Column("jobs_then", "figure", ("Employment end",), needed=True, least=0),
    Column(
        "change",
        "figure",
        ("Employment change, numeric", "Employment change", "Employment change number", "Change number"),
    ),
    Column(
        "growth",
        "figure",
        ("Employment change, percent", "Employment percent change", "Change percent", "Percent change"),
        needed=True,
        least=-100,
        most=10_000,
    ),
    Column(
        "openings",
        "figure",
        (
            "Occupational openings annual average",
            "Occupational openings base annual average",
            "Annual average occupational openings",
        ),
        needed=True,
        least=0,
    ),
)
OUTLOOK = (
    *COMMON,
    Column("self_employed", "figure", ("Percent self employed base", "Percent self employed"), least=0, most=100),
    Column(
        "median",
        "figure",
        (
            "Median annual wage, dollars, base",
            "Median annual wage, base",
            "Median annual wage, dollars",
            "Median annual wage",
        ),
        least=0,
    ),
    Column("education", "text", ("Typical education needed for entry", "Typical entry-level education")),
    Column("experience", "text", ("Work experience in a related occupation",)),
    Column(
        "training",
        "text",
        (
            "Typical on-the-job training needed to attain competency in the occupation",
            "Typical on-the-job training",
        ),
    ),
)
LEAVING = (
    *COMMON,
    Column("exit_rate", "figure", ("Labor force exit rate annual average",), needed=True),
    Column("transfer_rate", "figure", ("Occupational transfer rate annual average",), needed=True),
    Column("exits", "figure", ("Labor force exits annual average",), needed=True),
    Column("transfers", "figure", ("Occupational transfers annual average",), needed=True),
)
SKILLED = (
    *SKILLS.columns,
    *(Column(c.name, c.kind, c.headers) for c in OUTLOOK if c.name != "soc"),
)

SUMMARY = "coalesce(lower(kind) = 'summary', false)"
CLEAN = "regexp_replace(title, ' *(\\*.*|\\[[0-9]+\\])+$', '')"
DASH = "nullif({0}, '—')"
PROJECTED = f"""SELECT * REPLACE ({CLEAN} AS title, {DASH.format("education")} AS education,
    {DASH.format("experience")} AS experience, {DASH.format("training")} AS training),
    {SUMMARY} AS summary, edition[1:4]::BIGINT AS base, edition[1:4]::BIGINT + 10 AS ends,
    coalesce(wage_year, edition[1:4])::BIGINT AS median_year,
    nullif(regexp_extract(title, '\\* *(.*)$', 1), '') AS examples FROM cells"""
RANKS = (
    "SELECT edition, soc, skill, rank FROM (UNPIVOT (SELECT edition, soc, "
    + ", ".join(f's{number} AS "{skill}"' for number, skill in enumerate(RANKED))
    + " FROM cells) ON * EXCLUDE (edition, soc) INTO NAME skill VALUE rank)"
)

SPAN = re.compile(r"(20\d\d) ?[-–—] ?(?:20)?(\d\d)(?!\d)")


def edition(sheet: Sheet) -> str:
    """The ten years that the headers name, or the titles of the workbook."""
    rows = (cell for row in sheet.head[:5] for cell in row)
    for text in (*rows, sheet.words, *sheet.places):
        for first, last in SPAN.findall(text):
            if (int(last) - int(first)) % 100 == 10:
                return f"{first}-{last}"
    return ""


def _wage_year(sheet: Sheet) -> Facts:
    for row in sheet.head[:5]:
        for cell in row:
            if found := re.search(r"(?i)median annual wage.*?(20\d\d)", cell):
                return {"wage_year": found[1]}
    return {"wage_year": None}


CODED = "regexp_matches(soc, '^[0-9]{2}-[0-9]{4}$')"

SET = DataSet(
    id="projections",
    name="Employment Projections",
    about="Jobs now and in ten years, openings a year, and what entry takes, by occupation; an edition each year.",
    publisher="U.S. Bureau of Labor Statistics",
    licence="U.S. government work, public domain",
    attribution="Source: BLS, Employment Projections program.",
    url="https://www.bls.gov/emp/data/occupational-data.htm",
    edition=edition,
    edition_form=r"20\d\d-\d\d",
    edition_example="2024-34",
    layouts=(
        Layout(
            "occupations",
            OUTLOOK,
            fills=((OCCUPATIONS, PROJECTED),),
            where=CODED,
            sheets=r"Table 1\.[27]$",
            dated=True,
            facts=_wage_year,
            near=4,
        ),
        Layout(
            "separations",
            LEAVING,
            fills=((SEPARATIONS, f"SELECT *, {SUMMARY} AS summary FROM cells"),),
            where=CODED,
            sheets=r"Table 1\.10$",
            dated=True,
            near=6,
        ),
        Layout("factors", table=FACTORS, where=CODED, sheets=r"Table 1\.12$", dated=True),
        Layout("attainment", table=ATTAINMENT, where=CODED, sheets=r"Table 5\.3$", dated=True),
        Layout("skills", SKILLED, fills=((SKILLS, "FROM cells"),), where=CODED, sheets=r"Table 6\.2$", dated=True),
        Layout(
            "skill ranks",
            (
                Column("soc", "code", SOC, needed=True),
                *(
                    Column(f"s{number}", "number", (skill,), needed=True, least=0, most=100)
                    for number, skill in enumerate(RANKED)
                ),
            ),
            fills=((SKILL_RANKS, RANKS),),
            where=CODED,
            sheets=r"Table 6\.5$",
            dated=True,
        ),
    ),
)
