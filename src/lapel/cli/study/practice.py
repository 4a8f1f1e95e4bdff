"""``lapel study practice``: adaptive practice, a question at a time, with the reasons after each."""

import sys
from argparse import ArgumentParser, Namespace
from typing import Literal

from lapel.cli.common import unknown_name
from lapel.cli.study.common import no_outline, unknown_exam
from lapel.cli.study.desk import now, of_a_session, open_desk, seed_of, spoken

EXAMPLES = ("lapel study practice ccma-nha", "lapel study practice ccma-nha --area 3e --items 10")
LONGEST = 200


def arguments(below: ArgumentParser) -> None:
    """Add the arguments."""
    below.add_argument("exam", metavar="EXAM", help="an exam, such as ccma-nha")
    below.add_argument("--items", type=int, default=20, metavar="NUMBER", help="at most so many (default: 20)")
    below.add_argument("--area", metavar="AREA", help="only this area of the outline, such as 3e")
    of_a_session(below)


@spoken
def run(args: Namespace) -> int:
    """Begin a session and go through it."""
    return begin(args, "practice")


def begin(args: Namespace, mode: Literal["practice", "weakest"]) -> int:
    """Begin a session whose items are drawn as it goes."""
    from lapel.cli.study.terminal import play
    from lapel.loading.sittings import begin_practice, draw_of

    desk = open_desk(args)
    if status := unknown_exam((args.exam,), desk.bank):
        return status
    outline = desk.outline(args.exam)
    if outline is None:
        return no_outline(args.exam, desk.bank, desk.on)
    if not 1 <= args.items <= LONGEST:
        print(f"lapel: found --items {args.items}, expected 1 to {LONGEST}.", file=sys.stderr)
        return 2
    focus = args.area or ""
    if focus and not outline.area(focus):
        return unknown_name(focus, [area.id for area in outline.every()], f"an area of {outline.id}")
    sitting = begin_practice(desk.history, mode, outline, seed=seed_of(args), longest=args.items, focus=focus, at=now())
    return play(desk, sitting, outline, args, draw_of(desk.library, sitting, outline, now))
