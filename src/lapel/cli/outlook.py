"""``lapel outlook``: how many jobs there are and will be, edition by edition, and what happened after."""

import sys
from argparse import Namespace
from collections.abc import Sequence
from datetime import date

from lapel.cli.common import day, guarded, parser, width, writes_all

ABOUT = """Say how the number of jobs in an occupation is expected to change: edition by edition, with openings and how
many of them only replace people who leave, and what earlier editions expected against what was counted later. ROLE
is a role such as medical-assistant, the title of an occupation, or its code. Without ROLE: medical assistants."""

EXAMPLES = (
    "lapel outlook medical-assistant",
    "lapel outlook medical-assistant --compare phlebotomist --compare 43-6011",
    "lapel outlook registered-nurse --svg outlook.svg",
)


def run(argv: Sequence[str]) -> int:
    """Parse, gather, print."""
    arguments = parser("outlook", ABOUT, EXAMPLES)
    arguments.add_argument("role", metavar="ROLE", nargs="?", default="medical-assistant", help="a role, title or code")
    arguments.add_argument(
        "--compare", metavar="ROLE", action="append", default=[], help="set another beside it; may be repeated"
    )
    arguments.add_argument("--svg", metavar="FILE", help="also draw a picture into this file")
    arguments.add_argument("--on", type=day, metavar="DATE", help="the day of asking (default: today)")
    arguments.add_argument("--json", action="store_true", help="print JSON (lapel schema outlook describes it)")
    args = arguments.parse_args(argv)
    return guarded(lambda: _outlook(args))


def _outlook(args: Namespace) -> int:
    from lapel.careers.outlook import outlook_of
    from lapel.cli.pay import look_up
    from lapel.reference.figures import Figures

    figures, on = Figures(), args.on or date.today()
    found = look_up([args.role, *args.compare], figures)
    if found is None:
        return 2
    matches = {match.soc: match for meant in found for match in meant.matches}
    added = figures.projections(list(matches))
    answers = [outlook_of(match, figures.careers, added) for match in matches.values()]
    if args.svg:
        from lapel.reports.pictures.outlook import editions

        editions(answers).save(args.svg)
    if args.json:
        import json

        from lapel.reports.outlook_json import outlook_data

        data = outlook_data(figures.careers, found, answers, on)
        print(json.dumps(data, indent=2, ensure_ascii=not writes_all(sys.stdout)))
        return 0
    from lapel.reports.outlook_text import outlook_text

    print(outlook_text(found, answers, on, width=width()), end="")
    return 0
