"""``lapel study review``: go over what was missed, each question when it is due."""

from argparse import ArgumentParser, Namespace

from lapel.cli.common import width
from lapel.cli.study.desk import SEED_HELP, now, open_desk, seed, seed_of, spoken, whose

EXAMPLES = ("lapel study review", "lapel study review --list")
LONGEST = 200


def arguments(below: ArgumentParser) -> None:
    """Add the arguments."""
    below.add_argument("--list", action="store_true", help="only say what is due, and when")
    below.add_argument("--items", type=int, default=20, metavar="NUMBER", help="at most so many (default: 20)")
    whose(below)
    below.add_argument("--seed", type=seed, metavar="NUMBER", help=SEED_HELP)
    below.add_argument("--json", action="store_true", help="print the result as JSON (lapel schema study-session)")


@spoken
def run(args: Namespace) -> int:
    """Show what is due, or go through it."""
    from lapel.cli.study.terminal import play
    from lapel.exam.queue import to_review
    from lapel.loading.sittings import begin_review, draw_of, queue_of
    from lapel.reports.study_text import queue_text

    desk = open_desk(args)
    at = now()
    queue = queue_of(desk.library, desk.history)
    if (args.list or not to_review(queue, now=at)) and not args.json:
        print(queue_text(desk.bank, queue, now=at, width=width()), end="")
        return 0
    longest = min(LONGEST, max(1, args.items))
    sitting = begin_review(desk.history, seed=seed_of(args), longest=longest, at=at)
    return play(desk, sitting, None, args, draw_of(desk.library, sitting, None, now))
