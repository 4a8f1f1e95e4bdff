"""O*NET: tasks, skills, knowledge, titles, preparation and kindred occupations, by occupation."""

import re

from lapel.reference.shape import Column, DataSet, Kind, Layout, Table
from lapel.reference.sheets import Sheet

CODE = Column("code", "code", ("O*NET-SOC Code",), needed=True, meaning="O*NET-SOC code, such as 31-9092.00")
ELEMENT = Column("element", "code", ("Element ID",), needed=True, meaning="what is rated: 2.A and 2.B skills, 2.C …")
NAME = Column("name", "text", ("Element Name",), meaning="the element's name")
SCALE = Column("scale", "code", ("Scale ID",), needed=True, meaning="scale: IM importance, LV level, …")
CATEGORY = Column("category", "code", ("Category",), meaning="category of the scale; empty where it has none")
VALUE = Column("value", "figure", ("Data Value",), needed=True, least=-10, most=100, meaning="value on the scale")
MEASURED = (
    Column("n", "figure", ("N",), least=0, meaning="answers"),
    Column("error", "figure", ("Standard Error",), least=0, meaning="standard error"),
    Column("lower", "figure", ("Lower CI Bound",), meaning="lower bound of the 95 % interval"),
    Column("upper", "figure", ("Upper CI Bound",), meaning="upper bound of the 95 % interval"),
    Column("suppress", "flag", ("Recommend Suppress",), meaning="too uncertain to be shown, says the publisher"),
)
DATED = (
    Column("date", "text", ("Date",), meaning="month of the data"),
    Column("source", "text", ("Domain Source",), meaning="who answered"),
)
RATINGS = Table(
    "ratings",
    (
        CODE,
        ELEMENT,
        SCALE,
        CATEGORY,
        NAME,
        VALUE,
        *MEASURED,
        Column("not_relevant", "flag", ("Not Relevant",), meaning="said not to matter in this occupation"),
        *DATED,
    ),
    key=("code", "element", "scale", "category"),
    meaning="Skills, knowledge, abilities, activities, context, interests, values, work styles and schooling, rated.",
)
TASK_RATINGS = Table(
    "task_ratings",
    (
        CODE,
        Column("task_id", "code", ("Task ID",), needed=True, meaning="task"),
        SCALE,
        CATEGORY,
        VALUE,
        *MEASURED,
        *DATED,
    ),
    key=("code", "task_id", "scale", "category"),
    meaning="How often tasks are done, and how much they matter.",
)
BLANK_CATEGORY = "SELECT * REPLACE (coalesce(nullif(lower(category), 'n/a'), '') AS category) FROM cells"
TITLES = Table(
    "titles",
    (
        CODE,
        Column("title", "text", ("Alternate Title", "Reported Job Title"), meaning="a title people use"),
        Column("kind", "text", meaning="alternate (from many sources) or reported (by those who do the work)"),
        Column("short", "text", ("Short Title",), meaning="the same, shortened"),
        Column("shown", "flag", ("Shown in My Next Move",), meaning="shown to job seekers by the publisher"),
    ),
    key=("code", "title", "kind"),
    meaning="Other titles of occupations.",
)


def _table(name: str, key: tuple[str, ...], meaning: str, *columns: tuple[str, Kind, str] | Column) -> Layout:
    """A file that goes as it is into a table: columns as our name, kind and header, all needed."""
    made = tuple(
        c if isinstance(c, Column) else Column(c[0], c[1], (c[2],), needed=True, meaning=c[2].lower()) for c in columns
    )
    return Layout(name.replace("_", " "), table=Table(name, made, key, meaning), near=4)


AS_THEY_ARE = (
    _table(
        "occupations",
        ("code",),
        "Occupations.",
        CODE,
        ("title", "text", "Title"),
        ("description", "text", "Description"),
    ),
    _table(
        "tasks",
        ("code", "task_id"),
        "What is done in an occupation.",
        CODE,
        ("task_id", "code", "Task ID"),
        ("task", "text", "Task"),
        Column("kind", "text", ("Task Type",), meaning="Core or Supplemental"),
        Column("answers", "figure", ("Incumbents Responding",), meaning="people who answered"),
        *DATED,
    ),
    _table(
        "zones", ("code",), "How much preparation an occupation takes.", CODE, ("zone", "whole", "Job Zone"), *DATED
    ),
    _table(
        "zone_reference",
        ("zone",),
        "What the job zones mean.",
        ("zone", "whole", "Job Zone"),
        ("name", "text", "Name"),
        ("experience", "text", "Experience"),
        ("education", "text", "Education"),
        ("training", "text", "Job Training"),
        Column("range", "text", ("SVP Range",), meaning="range of specific vocational preparation"),
    ),
    _table(
        "related",
        ("code", "related"),
        "Kindred occupations.",
        CODE,
        ("related", "code", "Related O*NET-SOC Code"),
        Column("tier", "text", ("Relatedness Tier",), meaning="Primary-Short, Primary-Long, Supplemental"),
        Column("rank", "whole", ("Index", "Related Index"), meaning="nearest first"),
    ),
    _table(
        "scales",
        ("scale",),
        "Scales and their ends.",
        SCALE,
        ("name", "text", "Scale Name"),
        ("least", "number", "Minimum"),
        ("most", "number", "Maximum"),
    ),
    _table(
        "categories",
        ("element", "scale", "category"),
        "Categories of scales in words.",
        ELEMENT,
        NAME,
        SCALE,
        ("category", "code", "Category"),
        ("description", "text", "Category Description"),
    ),
    _table(
        "elements",
        ("element",),
        "Everything that is described, in words.",
        ELEMENT,
        ("name", "text", "Element Name"),
        ("description", "text", "Description"),
    ),
    _table(
        "technology",
        ("code", "example", "commodity"),
        "Software and devices used.",
        CODE,
        ("example", "text", "Example"),
        ("commodity", "code", "Commodity Code"),
        ("commodity_title", "text", "Commodity Title"),
        ("hot", "flag", "Hot Technology"),
        Column("in_demand", "flag", ("In Demand",), meaning="often asked for by employers"),
    ),
    _table(
        "tools",
        ("code", "example", "commodity"),
        "Tools used.",
        CODE,
        ("example", "text", "Example"),
        ("commodity", "code", "Commodity Code"),
        ("commodity_title", "text", "Commodity Title"),
    ),
    _table(
        "activities",
        ("activity",),
        "Detailed work activities.",
        ELEMENT,
        ("wider", "code", "IWA ID"),
        ("activity", "code", "DWA ID"),
        ("title", "text", "DWA Title"),
    ),
    _table(
        "wider_activities",
        ("wider",),
        "Intermediate work activities.",
        ELEMENT,
        ("wider", "code", "IWA ID"),
        ("title", "text", "IWA Title"),
    ),
    _table(
        "task_activities",
        ("code", "task_id", "activity"),
        "Which activity a task belongs to.",
        CODE,
        ("task_id", "code", "Task ID"),
        ("activity", "code", "DWA ID"),
        *DATED,
    ),
    _table(
        "emerging_tasks",
        ("code", "task"),
        "Tasks that are new.",
        CODE,
        ("task", "text", "Task"),
        ("kind", "text", "Category"),
        ("original_id", "code", "Original Task ID"),
        ("original", "text", "Original Task"),
        *DATED,
    ),
    _table(
        "collection",
        ("code", "item", "response"),
        "How the answers were collected.",
        CODE,
        ("item", "text", "Item"),
        ("response", "text", "Response"),
        Column("n", "figure", ("N",), meaning="answers"),
        Column("percent", "figure", ("Percent",), meaning="share of answers"),
        Column("date", "text", ("Date",), meaning="month of the data"),
    ),
    _table(
        "interest_keywords",
        ("element", "keyword", "kind"),
        "Words for interests.",
        ELEMENT,
        NAME,
        ("keyword", "text", "Keyword"),
        ("kind", "text", "Keyword Type"),
    ),
    _table(
        "interest_activities",
        ("element", "activity", "kind"),
        "Activities that show an interest.",
        ELEMENT,
        NAME,
        ("kind", "text", "Interest Type"),
        ("activity", "text", "Activity"),
    ),
    _table(
        "interest_occupations",
        ("element", "code", "kind"),
        "Occupations that show an interest.",
        ELEMENT,
        NAME,
        ("kind", "text", "Interest Type"),
        CODE,
    ),
    _table(
        "ability_activities",
        ("ability", "activity"),
        "Which abilities an activity takes.",
        ("ability", "code", "Abilities Element ID"),
        ("ability_name", "text", "Abilities Element Name"),
        ("activity", "code", "Work Activities Element ID"),
        ("activity_name", "text", "Work Activities Element Name"),
    ),
    _table(
        "skill_activities",
        ("skill", "activity"),
        "Which skills an activity takes.",
        ("skill", "code", "Skills Element ID"),
        ("skill_name", "text", "Skills Element Name"),
        ("activity", "code", "Work Activities Element ID"),
        ("activity_name", "text", "Work Activities Element Name"),
    ),
)


def edition(sheet: Sheet) -> str:
    """The release: what the read-me beside the file says, else the name of the folder, the archive or the file."""
    for text in sheet.nearby.values():
        if found := re.search(r"O\*NET\S* (\d\d\.\d)", text):
            return found[1]
    for place in sheet.places:
        if found := re.search(r"(?i)db_(\d\d)(?:[_.](\d))?(?!\d)", place):
            return f"{found[1]}.{found[2]}" if found[2] else found[1]
    return ""


SET = DataSet(
    id="onet",
    name="O*NET Database",
    about="Tasks, skills, knowledge, titles, preparation and kindred occupations of about a thousand occupations.",
    publisher="U.S. Department of Labor, Employment and Training Administration",
    licence="CC BY 4.0",
    attribution="This product includes information from the O*NET Database by the U.S. Department of Labor, Employment "
    "and Training Administration (USDOL/ETA). Used under the CC BY 4.0 license. O*NET is a trademark of USDOL/ETA. "
    "Lapel has modified this information: it keeps some of the tables and columns.",
    url="https://www.onetcenter.org/database.html",
    edition=edition,
    edition_form=r"\d\d(\.\d)?",
    edition_example="30.1",
    as_of=lambda name: f"release {name}",
    layouts=(
        Layout("ratings", RATINGS.columns, fills=((RATINGS, BLANK_CATEGORY),), near=4),
        Layout("task ratings", TASK_RATINGS.columns, fills=((TASK_RATINGS, BLANK_CATEGORY),), near=4),
        Layout(
            "alternate titles",
            (
                CODE,
                Column("title", "text", ("Alternate Title",), needed=True),
                Column("short", "text", ("Short Title",), needed=True),
            ),
            fills=(
                (
                    TITLES,
                    """SELECT DISTINCT ON (code, title) edition, code, title, 'alternate' AS kind,
                    nullif(short, 'n/a') AS short FROM cells ORDER BY code, title, short""",
                ),
            ),
        ),
        Layout(
            "reported titles",
            (
                CODE,
                Column("title", "text", ("Reported Job Title",), needed=True),
                Column("shown", "flag", ("Shown in My Next Move",), needed=True),
            ),
            fills=((TITLES, "SELECT edition, code, title, 'reported' AS kind, shown FROM cells"),),
        ),
        *AS_THEY_ARE,
    ),
    review_months=6,
)
