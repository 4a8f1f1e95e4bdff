"""``lapel study make``: new questions of a kind, as many as wanted, each from its seed."""

import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from datetime import date

from lapel.cli.common import unknown_name, width
from lapel.cli.study.common import on_a_day, print_json
from lapel.loading.compiled import load_exams, load_materials

EXAMPLES = (
    "lapel study make",
    "lapel study make dose-by-weight --seed 7",
    "lapel study make blood-pressure --seed 3 --picture dial.svg",
    "lapel study make patient-share --seed 1 --count 5 --json",
)


NO_PICTURE = (
    "lapel: --picture: found a question without a picture. Expected one with, such as: lapel study make blood-pressure"
    " --seed 3 --picture dial.svg"
)
MOST = 1000
"""Questions of one command; more are made with the next seeds."""


def _whole(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) <= 18):
        raise ArgumentTypeError(f"found {text!r}, expected a whole number of 0 or more, such as 7")
    return int(text)


def _count(text: str) -> int:
    if not 1 <= _whole(text) <= MOST:
        raise ArgumentTypeError(f"found {text!r}, expected a number from 1 to {MOST:,}")
    return int(text)


def arguments(below: ArgumentParser) -> None:
    """Add the arguments."""
    below.add_argument("name", metavar="NAME", nargs="?", help="a kind of questions (without one: which there are)")
    below.add_argument(
        "--seed",
        type=_whole,
        metavar="N",
        default=0,
        help="a whole number; the same gives the same question (default: 0)",
    )
    below.add_argument(
        "--count",
        type=_count,
        metavar="N",
        default=1,
        help="so many questions, of the seeds from there on (default: 1)",
    )
    below.add_argument("--picture", metavar="FILE", help="save the picture of the first question as SVG")
    on_a_day(below)
    below.add_argument("--json", action="store_true", help="print JSON (lapel schema study-make describes it)")


def run(args: Namespace) -> int:
    """Make the questions, print them."""
    from lapel.exam.generators import GENERATORS, make
    from lapel.reports.made import kinds_text, made_data, made_text
    from lapel.reports.pictures.exam import picture_of

    if args.name is not None and args.name not in GENERATORS:
        return unknown_name(args.name, list(GENERATORS), "the name of a kind of questions")
    bank, on = load_exams(), args.on or date.today()
    seeds = range(args.seed, args.seed + args.count) if args.name else ()
    made = [make(args.name, seed, load_materials()) for seed in seeds]
    if args.picture:
        picture = picture_of(made[0].item, made[0].drawing) if made else None
        if picture is None:
            print(NO_PICTURE, file=sys.stderr)
            return 1
        picture.save(args.picture)
    if args.json:
        kinds = [GENERATORS[args.name]] if args.name else list(GENERATORS.values())
        print_json(made_data(bank, kinds, made, on=on))
    elif made:
        print(made_text(bank, made, on=on, width=width()), end="")
    else:
        print(kinds_text(bank, GENERATORS.values(), width=width()), end="")
    return 0
