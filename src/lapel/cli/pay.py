"""``lapel pay``: what an occupation pays, where, over time, and beside others."""

import sys
from argparse import ArgumentTypeError, Namespace
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from lapel.cli.common import day, guarded, parser, place_from, width, writes_all
from lapel.model.occupation import NATION, Area
from lapel.model.value import replace

if TYPE_CHECKING:
    from lapel.careers.lookup import Found
    from lapel.careers.pay import PayOf
    from lapel.reference.figures import Figures

ABOUT = """Say what an occupation pays: a range, not a number, with its source and month. ROLE is a role such as
medical-assistant, the title of an occupation, or its code such as 31-9092; a title that is used for several
occupations shows them all. Without ROLE: medical assistants. Data that was added (lapel data add) answers
first, and the small table that comes with Lapel for the rest; which one answered is always said."""

EXAMPLES = (
    "lapel pay medical-assistant",
    "lapel pay medical-assistant --area WA",
    'lapel pay "medical biller"',
    "lapel pay phlebotomist --compare medical-assistant --compare 29-2061",
    "lapel pay medical-assistant --real 2020 --svg pay.svg --picture years",
    "lapel pay --four",
    "lapel pay --certified",
)

PICTURES = ("ranges", "years")
FIRST_YEAR = 1990


def run(argv: Sequence[str]) -> int:
    """Parse, gather, print."""
    arguments = parser("pay", ABOUT, EXAMPLES)
    arguments.add_argument("role", metavar="ROLE", nargs="?", help="a role, a title or a code")
    arguments.add_argument("--area", metavar="PLACE", help="a state, a metropolitan area or a ZIP code")
    arguments.add_argument(
        "--compare", metavar="ROLE", action="append", default=[], help="set another beside it; may be repeated"
    )
    arguments.add_argument("--year", type=_year, metavar="N", help="as measured in May of N (default: the newest)")
    arguments.add_argument("--real", type=_year, metavar="YEAR", help="over time, in dollars of this year")
    arguments.add_argument("--four", action="store_true", help="the four occupations of many career pages")
    arguments.add_argument("--certified", action="store_true", help="certified against not certified")
    arguments.add_argument("--svg", metavar="FILE", help="also draw a picture into this file")
    arguments.add_argument(
        "--picture",
        choices=PICTURES,
        default="ranges",
        help="what to draw: ranges or years (default: ranges)",
    )
    arguments.add_argument("--on", type=day, metavar="DATE", help="the day of asking (default: today)")
    arguments.add_argument("--json", action="store_true", help="print JSON (lapel schema pay describes it)")
    args = arguments.parse_args(argv)
    if (args.four or args.certified) and (args.role or args.compare):
        arguments.error("--four and --certified stand alone, without ROLE and --compare")
    return guarded(lambda: _pay(args))


def _year(text: str) -> int:
    """Read a year as an argument."""
    last = date.max.year
    if not (text.isascii() and text.isdigit() and len(text) == 4 and FIRST_YEAR <= int(text) <= last):
        raise ArgumentTypeError(f"found {text!r}, expected a year such as 2025")
    return int(text)


def _pay(args: Namespace) -> int:
    from lapel.reference.figures import Figures

    figures, on = Figures(), args.on or date.today()
    if args.certified:
        return _certified(figures, args, on)
    if args.four:
        return _four(figures, args, on)
    found = look_up([args.role or "medical-assistant", *args.compare], figures)
    if found is None:
        return 2
    where = place_from(args.area, figures)
    if where is None:
        return 2
    answers = _answers(figures, found, args, where.area)
    if where.wider and not any(answer.shown for answer in answers):
        note = f"{where.note} There are no figures for it: those of {where.wider.name} are shown."
        where = replace(where, area=where.wider, note=note)
        answers = _answers(figures, found, args, where.area)
    if args.svg:
        _draw(args, answers, figures)
    if args.json:
        from lapel.reports.pay_json import pay_data

        _print(pay_data(figures.careers, found, answers, figures.prices, place=where.note, real=args.real, on=on))
        return 0
    from lapel.reports.pay_text import Asked, pay_text

    asked = Asked(found, args.real, on, where.note, where.cite)
    print(pay_text(asked, answers, figures.prices, width=width()), end="")
    return 0


def look_up(names: Sequence[str], figures: "Figures") -> "list[Found] | None":
    """Find what each name means; says which one is not known, with the nearest, and gives None."""
    from lapel.careers.lookup import find, names_of
    from lapel.model.shapes import did_you_mean

    found = []
    for name in names:
        meant = find(name, figures.careers)
        if meant is None:
            print(
                f"lapel: found {name!r}, expected a role, the title of an occupation, or a code like 31-9092.",
                file=sys.stderr,
            )
            known = names_of(figures.careers)
            hint = did_you_mean(name.casefold(), [n.casefold() for n in known])
            print(hint or "For example: medical-assistant, phlebotomist, registered nurse.", file=sys.stderr)
            return None
        found.append(meant)
    return found


def _answers(figures: "Figures", found: "Sequence[Found]", args: Namespace, area: Area) -> "list[PayOf]":
    from lapel.careers.pay import pay_of

    matches = {match.soc: match for meant in found for match in meant.matches}
    return [pay_of(m, figures.careers, figures, area=area, year=args.year) for m in matches.values()]


def _certified(figures: "Figures", args: Namespace, on: date) -> int:
    if args.json:
        from lapel.reports.pay_json import premium_data

        _print(premium_data(figures.careers, on))
        return 0
    from lapel.reports.premium_text import premium_text

    print(premium_text(figures.careers, on, width=width()), end="")
    return 0


def _four(figures: "Figures", args: Namespace, on: date) -> int:
    from lapel.careers.pay import FOUR_OCCUPATIONS, FOUR_YEAR

    found = look_up(FOUR_OCCUPATIONS, figures)
    if found is None:
        return 2
    area = NATION
    then = _answers(figures, found, Namespace(year=FOUR_YEAR), area)
    now = _answers(figures, found, Namespace(year=args.year), area)
    if args.svg:
        _draw(args, now, figures)
    from lapel.careers.outlook import outlook_of

    added = figures.projections(FOUR_OCCUPATIONS)
    outlooks = [outlook_of(answer.match, figures.careers, added) for answer in now]
    if args.json:
        from lapel.reports.pay_json import four_data

        _print(four_data(figures.careers, then, now, outlooks, on))
        return 0
    from lapel.reports.pay_text import four_text

    print(four_text(then, now, outlooks, on, width=width()), end="")
    return 0


def _draw(args: Namespace, answers: "Sequence[PayOf]", figures: "Figures") -> None:
    from lapel.reports.pictures import pay as draw

    picture = (
        draw.years(answers, figures.prices, in_dollars_of=args.real)
        if args.picture == "years"
        else draw.ranges(answers)
    )
    picture.save(args.svg)


def _print(data: object) -> None:
    import json

    print(json.dumps(data, indent=2, ensure_ascii=not writes_all(sys.stdout)))
