"""A study plan → text for a terminal: where the learner stands, and what to do on which day."""

from itertools import groupby

from lapel.exam.study_plan import Block, StudyDay, StudyPlan
from lapel.model.exam import Bank, Outline
from lapel.reports.exam_words import plural
from lapel.reports.plans_text import PlanPage
from lapel.rules.wording import long_date

REWRITTEN = (
    "Made again, the plan is rewritten by your answers since. The days of the week stay; what is done on them moves to"
    " where the most is to be won."
)
LENGTHS = {"full": "full-length", "half": "half-length", "quarter": "quarter-length"}


def block_words(outline: Outline, block: Block) -> str:
    """Say what a piece of study is."""
    if block.what == "mock":
        return f"mock exam, {LENGTHS[block.length]} ({block.minutes} min)"
    if block.what == "review":
        return f"go over what was missed ({block.minutes} min)"
    area = outline.area(block.area)
    return f"{area.name if area else block.area} ({block.minutes} min)"


def command_words(outline: Outline, block: Block, program: str = "lapel") -> str:
    """Give the command of a piece of study."""
    if block.what == "mock":
        length = "" if block.length == "full" else f" --length {block.length}"
        return f"{program} study mock {outline.exam}{length}"
    if block.what == "review":
        return f"{program} study review"
    return f"{program} study practice {outline.exam} --area {block.area}"


def page_words(outline: Outline, exam: str, block: Block) -> str:
    """Say where on the site a piece of study is; ``exam`` is the name of the exam."""
    if block.what == "mock":
        return f"Open Study, choose {exam}, then Mock exam ({block.length} length)."
    if block.what == "review":
        return "Open Study, then Go over what you missed."
    area = outline.area(block.area)
    return f"Open Study, choose {exam}, then Practice about: {area.name if area else block.area}."


def study_plan_text(bank: Bank, outline: Outline, plan: StudyPlan, *, program: str = "lapel", width: int = 80) -> str:
    """Write the areas with their part, then the days, week by week."""
    page = PlanPage(width)
    page.add(f"Study plan for the {bank.exams[plan.exam].name}: from {long_date(plan.on)} to {long_date(plan.sits)}")
    page.add("─" * page.width)
    days = plural(len(plan.days), "study day")
    page.add(f"{plural(plan.hours, 'hour')} a week; {days}, {_hours(plan.minutes)} in all.")
    for sentence in plan.untold:
        page.add(sentence, 0, "!")
    page.head("Where you stand, and the time each area gets")
    for share in sorted(plan.shares, key=lambda one: -one.minutes):
        one, area = share.standing, outline.area(share.standing.area)
        page.add(f"{area.name if area else one.area}: {_hours(share.minutes)}", 2, "·")
        seen = f"{one.right} of {one.answered} right so far" if one.answered else "no answers yet"
        page.add(f"{one.questions:.0f} questions on the exam; {seen}", 4)
    for _, group in groupby(plan.days, lambda one: one.day.isocalendar()[:2]):
        _week(page, outline, list(group))
    page.add()
    page.add(f"{long_date(plan.sits)}: the exam.")
    page.add()
    page.add(REWRITTEN)
    page.head("Next")
    if plan.days:
        page.lines.append(f"    {command_words(outline, plan.days[0].blocks[0], program)}")
    page.lines.append(f"    {program} study plan {plan.exam} --date {plan.sits} --hours {plan.hours} --ics study.ics")
    return str(page)


def _week(page: PlanPage, outline: Outline, days: list[StudyDay]) -> None:
    page.head(f"Week of {long_date(days[0].day)}")
    for day in days:
        said = "; ".join(block_words(outline, block) for block in day.blocks)
        page.add(said, 2, f"{day.day:%a} {day.day.day:>2} ")


def _hours(minutes: int) -> str:
    hours, rest = divmod(minutes, 60)
    said = [f"{hours} h"] if hours else []
    return " ".join([*said, f"{rest} min"] if rest or not said else said)
