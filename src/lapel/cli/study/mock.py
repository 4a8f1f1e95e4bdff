"""``lapel study mock``: a mock exam as the real one is: its areas, its parts, its clock."""

from argparse import ArgumentParser, Namespace

from lapel.cli.study.common import no_outline, unknown_exam
from lapel.cli.study.desk import now, of_a_session, open_desk, seed_of, spoken

EXAMPLES = ("lapel study mock cma-aama --length quarter", "lapel study mock ccma-nha")


def arguments(below: ArgumentParser) -> None:
    """Add the arguments."""
    below.add_argument("exam", metavar="EXAM", help="an exam, such as ccma-nha")
    below.add_argument("--length", choices=("full", "half", "quarter"), default="full", help="how long (default: full)")
    of_a_session(below)


@spoken
def run(args: Namespace) -> int:
    """Draw a form and go through it."""
    from lapel.cli.study.terminal import play
    from lapel.loading.sittings import begin_mock

    desk = open_desk(args)
    if status := unknown_exam((args.exam,), desk.bank):
        return status
    outline = desk.outline(args.exam)
    if outline is None:
        return no_outline(args.exam, desk.bank, desk.on)
    sitting = begin_mock(desk.library, desk.history, outline, args.length, seed=seed_of(args), at=now())
    return play(desk, sitting, outline, args)
