"""``lapel study resume``: go on with a session that was left, or that a crash ended."""

import sys
from argparse import ArgumentParser, Namespace

from lapel.cli.common import program, unknown_name, width
from lapel.cli.study.desk import now, open_desk, spoken, whose

EXAMPLES = ("lapel study resume", "lapel study resume --list", "lapel study resume --clock-ran")


def arguments(below: ArgumentParser) -> None:
    """Add the arguments."""
    below.add_argument("session", metavar="SESSION", nargs="?", help="the beginning of its id (default: the latest)")
    below.add_argument("--list", action="store_true", help="only list the sessions that are not over")
    below.add_argument(
        "--clock-ran", action="store_true", help="after a crash: count the time away, as on the day of the exam"
    )
    whose(below)
    below.add_argument("--json", action="store_true", help="print the result as JSON (lapel schema study-session)")


@spoken
def run(args: Namespace) -> int:
    """Find the session, take it up and go on."""
    from lapel.cli.study.terminal import play
    from lapel.loading.sittings import draw_of
    from lapel.reports.study_text import sessions_text

    desk = open_desk(args)
    waiting = desk.history.unfinished()
    if not waiting:
        print(f"There is no session to go on with. Begin one: {program()} study practice ccma-nha")
        return 0
    if args.list:
        print(sessions_text(desk.bank, waiting, program=program(), width=width()), end="")
        return 0
    named = [name for name in waiting if args.session is None or name.startswith(args.session)]
    if not named or (args.session and len(named) > 1):
        return unknown_name(args.session, [name[:8] for name in waiting], "the beginning of one session's id")
    sitting = desk.history.take_up(named[-1])
    state = sitting.state
    outline = desk.outline(state.started.exam, state.started.outline)
    if state.started.exam and outline is None:
        print(
            f"lapel: found a session of {state.started.outline!r}, which the catalogue no longer has.", file=sys.stderr
        )
        return 1
    if state.paused or not (state.timed and args.clock_ran):
        sitting.come_back(at=now())
    if state.mock:
        return play(desk, sitting, outline, args)
    return play(desk, sitting, outline, args, draw_of(desk.library, sitting, outline, now))
