"""``lapel study plan``: what to study on which day, up to the exam; rewritten as answers come in."""

import sys
from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING

from lapel.cli.common import day, hours_of_week, program, width
from lapel.cli.study.common import no_outline, on_a_day, print_json, unknown_exam
from lapel.cli.study.desk import open_desk, spoken, whose

if TYPE_CHECKING:
    from lapel.cli.study.desk import Desk
    from lapel.exam.study_plan import StudyPlan
    from lapel.model.exam import Outline

EXAMPLES = (
    "lapel study plan ccma-nha --date 2027-02-15 --hours 6",
    "lapel study plan ccma-nha --date 2027-02-15 --hours 6 --ics study.ics",
)


def arguments(below: ArgumentParser) -> None:
    """Add the arguments."""
    below.add_argument("exam", metavar="EXAM", help="an exam, such as ccma-nha")
    below.add_argument("--date", type=day, required=True, metavar="DATE", help="the day of the exam")
    below.add_argument("--hours", type=hours_of_week, default=5, metavar="HOURS", help="hours a week (default: 5)")
    below.add_argument("--ics", metavar="FILE", help="write it to a calendar; one that is there is brought up to date")
    whose(below)
    on_a_day(below)
    below.add_argument("--json", action="store_true", help="print JSON (lapel schema study-plan describes it)")


@spoken
def run(args: Namespace) -> int:
    """Make the plan, print or write it."""
    from lapel.exam.evidence import answers
    from lapel.exam.study_plan import plan_by_answers
    from lapel.reports.study_plan_json import study_plan_data
    from lapel.reports.study_plan_text import study_plan_text

    desk = open_desk(args)
    if status := unknown_exam((args.exam,), desk.bank):
        return status
    outline = desk.outline(args.exam)
    if outline is None:
        return no_outline(args.exam, desk.bank, desk.on)
    sessions = desk.history.sessions()
    try:
        plan = plan_by_answers(desk.bank, outline, desk.find, sessions, on=desk.on, sits=args.date, hours=args.hours)
    except ValueError as error:
        print(f"lapel: {error}.", file=sys.stderr)
        return 2
    if args.json:
        print_json(study_plan_data(desk.bank, plan, answers=len(answers(sessions))))
    else:
        print(study_plan_text(desk.bank, outline, plan, program=program(), width=width()), end="")
    if args.ics:
        _write(desk, outline, plan, args.ics)
    return 0


def _write(desk: "Desk", outline: "Outline", plan: "StudyPlan", path: str) -> None:
    """Write the calendar; of a file that is there, the ids and numbers of its entries are kept."""
    from datetime import UTC, datetime
    from pathlib import Path

    from lapel.loading.writing import write_whole
    from lapel.model.located import Problem, Problems
    from lapel.reports.keep_ics import read_earlier
    from lapel.reports.study_ics import study_ics

    file = Path(path)
    try:
        earlier = read_earlier(file.read_bytes()) if file.exists() and file.stat().st_size else {}
    except ValueError:
        expected = "a calendar (iCalendar) to bring up to date, or no file"
        raise Problems([Problem(path, 0, "", "a file that is no calendar", expected)]) from None
    write_whole(study_ics(desk.bank, outline, plan, stamp=datetime.now(UTC), earlier=earlier), file)
    print(f"Wrote {path}.", file=sys.stderr)
