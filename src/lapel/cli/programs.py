"""``lapel programs``: find a program, look at one, or set up to four side by side."""

import re
import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Sequence
from datetime import date
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lapel.cli.common import (
    day,
    guarded,
    parser,
    program,
    record_from,
    unknown_credential,
    unknown_name,
    width,
    writes_all,
)
from lapel.eligibility.decide import FOUR
from lapel.model.program import DELIVERIES, KINDS, MEDICAL_ASSISTING
from lapel.model.vocabulary import STATES

if TYPE_CHECKING:
    from lapel.programs.appraise import Appraisal
    from lapel.programs.topics import Curriculum
    from lapel.reference.desk import Desk

ABOUT = """Find a training program, see what it costs and what came of its students, whether it opens the exam for you,
and what to ask the school. Schools are looked up in data that you add (lapel data add); without any, it says what to
add, what kinds of program there are, and what to ask."""

FIND = """List programs by place, kind, price and length. What is not known never leaves a program out: such programs
are listed apart. Of the rest, it is said how many each wish left out."""

SHOW = """Say everything about one program: price, length, accreditation on your days, five factors with your weights,
which exams it opens for you, what to ask the school, results, what it teaches, and how to put it into a plan. ID is
one that find lists, or record-0 for the first program of RECORD."""

COMPARE = """Set two to four programs side by side. The IDs are those that find lists, or record-0 for the first program
of RECORD; the record comes last."""

EXAMPLES = (
    "lapel programs find --near 07102 --within 20 --kind certificate --max-cost 8000",
    "lapel programs find me.yaml --state NJ --opens cma-aama --weigh cost=3,accreditation=5",
    "lapel programs show nj-45326 me.yaml --start 2027-01-11",
    "lapel programs compare nj-45326 nj-42139 me.yaml",
)

MOST_SIDES = 4
MOST_CURRICULUM = 1_000_000
ID = re.compile(r"(ipeds|nj|list|record)-[\w.-]+")


def run(argv: Sequence[str]) -> int:
    """Parse, look up, print."""
    args = _arguments().parse_args(argv)
    return guarded(lambda: int(args.act(args)))


def _arguments() -> ArgumentParser:
    arguments = parser("programs", ABOUT, EXAMPLES)
    verbs = arguments.add_subparsers(metavar="VERB", required=True)
    for name, about, short, act in (
        ("find", FIND, "list programs by place, kind, price and length", _find),
        ("show", SHOW, "everything about one program, for you", _show),
        ("compare", COMPARE, "two to four programs side by side", _compare),
    ):
        examples = [example for example in EXAMPLES if f"programs {name}" in example]
        verb = verbs.add_parser(name, help=short, **_like(parser(f"programs {name}", about, examples)))
        verb.set_defaults(act=act)
        {"find": _find_arguments, "show": _show_arguments, "compare": _compare_arguments}[name](verb)
        _person_arguments(verb)
    return arguments


def _like(model: ArgumentParser) -> dict[str, Any]:
    return {
        "description": model.description,
        "epilog": model.epilog,
        "formatter_class": model.formatter_class,
        "allow_abbrev": False,
    }


def _find_arguments(arguments: ArgumentParser) -> None:
    from lapel.programs.search import ORDERS

    add = arguments.add_argument
    add("record", nargs="?", metavar="RECORD", help="your record, YAML or JSON (- reads standard input)")
    add("--near", type=_zip, metavar="ZIP", help="a ZIP code to measure from")
    add("--within", type=_number, metavar="MILES", help="at most so many miles from it (as the crow flies)")
    add("--state", type=_state, metavar="STATE", help="in this state, such as NJ")
    add("--kind", action="append", default=[], choices=KINDS, help="only this kind; may be repeated")
    add("--max-cost", type=_dollars, metavar="DOLLARS", help="the most it may cost in all")
    add("--max-months", type=_number, metavar="MONTHS", help="the longest it may take")
    add("--delivery", choices=DELIVERIES, help="how it is taught")
    add("--evening", action="store_true", help="with evening classes")
    add("--opens", metavar="ID", help="that opens this exam for you, such as cma-aama")
    add("--field", type=_field, default=MEDICAL_ASSISTING, metavar="CIP", help="field of study (default: 51.0801)")
    add("--sort", choices=ORDERS, default="distance", help="what comes first (default: distance, else the name)")
    add("--limit", type=_count, default=10, metavar="N", help="how many to show (default: 10)")


def _show_arguments(arguments: ArgumentParser) -> None:
    arguments.add_argument("id", metavar="ID", help="the program, as find lists it")
    arguments.add_argument("record", nargs="?", metavar="RECORD", help="your record, YAML or JSON")
    arguments.add_argument(
        "--curriculum", metavar="FILE", help="what it teaches: a text or CSV file, such as its course list"
    )
    arguments.add_argument(
        "--whole", action="store_true", help="that file lists all that is taught: the rest is not covered"
    )


def _compare_arguments(arguments: ArgumentParser) -> None:
    arguments.add_argument("ids", nargs="+", metavar="ID", help="two to four programs, then your record if you like")


def _person_arguments(arguments: ArgumentParser) -> None:
    add = arguments.add_argument
    add("--on", type=day, metavar="DATE", help="the day asked about (default: today)")
    add("--start", type=day, metavar="DATE", help="your first day in the program (default: the day asked about)")
    add("--length", type=_length, metavar="TIME", help='how long it takes you, such as "10 months", if you know better')
    add("--weigh", type=_weights, default={}, metavar="FACTOR=N,…", help="what counts how much, such as cost=3")
    add("--credential", action="append", default=[], metavar="ID", help="an exam you care about; may be repeated")
    add("--json", action="store_true", help="print JSON (lapel schema programs describes it)")


# Words into values


def _zip(text: str) -> str:
    if not re.fullmatch(r"\d{5}(-\d{4})?", text):
        raise ArgumentTypeError(f"found {text!r}, expected a ZIP code of five digits, such as 07102")
    return text[:5]


def _state(text: str) -> str:
    if text.upper() not in STATES:
        raise ArgumentTypeError(f"found {text!r}, expected the two letters of a state, such as NJ")
    return text.upper()


def _field(text: str) -> str:
    if not re.fullmatch(r"\d\d(\.\d{1,4})?", text):
        raise ArgumentTypeError(f"found {text!r}, expected a field of study such as 51.0801, or its beginning, 51.08")
    return text


def _number(text: str) -> float:
    if not re.fullmatch(r"\d{1,6}(\.\d{1,3})?", text):
        raise ArgumentTypeError(f"found {text!r}, expected a number such as 25")
    return float(text)


def _dollars(text: str) -> float:
    digits = text.removeprefix("$").replace(",", "")
    if not re.fullmatch(r"\d{1,7}", digits):
        raise ArgumentTypeError(f"found {text!r}, expected whole dollars such as 8000")
    return float(digits)


def _count(text: str) -> int:
    if not re.fullmatch(r"\d{1,5}", text) or int(text) < 1:
        raise ArgumentTypeError(f"found {text!r}, expected a whole number of programs, 1 or more")
    return int(text)


def _length(text: str) -> Any:
    from lapel.model.span import parse_span
    from lapel.programs.appraise import said_length

    try:
        span = parse_span(text)
    except ValueError as error:
        raise ArgumentTypeError(str(error)) from None
    length = said_length(span)
    if length is None:
        raise ArgumentTypeError(f"found {text!r}, expected a time such as '10 months' or '9 to 12 months'")
    return length


def _weights(text: str) -> dict[str, float]:
    weights = {}
    for pair in text.split(","):
        name, sign, number = pair.strip().partition("=")
        if not (name and sign and re.fullmatch(r"\d{1,3}(\.\d{1,2})?", number)):
            raise ArgumentTypeError(f"found {pair!r}, expected a factor and a number from 0, such as cost=3")
        weights[name] = float(number)
    return weights


# The three verbs


def _desk(args: Namespace, path: str | None) -> "Desk | None":
    """Set up what every verb needs; None, with a message, when the question cannot be used. Raises `Problems`."""
    from lapel.loading.compiled import load_careers, load_catalogue
    from lapel.programs.appraise import Person
    from lapel.reference.desk import Desk
    from lapel.reference.store import Store

    catalogue, careers = load_catalogue(), load_careers()
    record = record_from(path) if path else None
    if unknown_credential([*args.credential, *filter(None, [getattr(args, "opens", None)])], catalogue):
        return None
    factors = careers.programs.factors
    for name in args.weigh:
        if name not in factors:
            unknown_name(name, factors, "a factor to weigh")
            return None
    if not any({**dict.fromkeys(factors, 1.0), **args.weigh}.values()):
        _wrong("found a weight of 0 for every factor, expected one at least that counts.")
        return None
    on: date = args.on or date.today()
    person = Person(on, args.start or on, record, args.length, tuple(args.weigh.items()))
    return Desk(catalogue, careers, Store(), person, args.credential or FOUR)


def _print_json(desk: "Desk", **said: Any) -> int:
    import json

    from lapel.reports.programs_json import programs_data

    data = programs_data(desk.catalogue, on=desk.person.on, **said)
    print(json.dumps(data, indent=2, ensure_ascii=not writes_all(sys.stdout)))
    return 0


def _named(desk: "Desk", name: str, curriculum: "Curriculum | None" = None) -> "Appraisal | None":
    """Look up one program by id; None, with a message, when there is none."""
    found = desk.named(name, curriculum)
    if found is None and name.startswith("record-"):
        print(f"lapel: found {name!r}, expected a program of a record that is given.", file=sys.stderr)
        print(f"Known: {', '.join(desk.own)}." if desk.own else "Name the record after the id.", file=sys.stderr)
    elif found is None:
        print(f"lapel: found {name!r}, expected the id of a program.", file=sys.stderr)
        print(f"{program()} programs find lists them.", file=sys.stderr)
    return found


def _find(args: Namespace) -> int:
    from lapel.programs.search import Wishes, find, first

    desk = _desk(args, args.record)
    if desk is None:
        return 2
    if desk.empty:
        return _nothing_added(args, desk)
    if args.within is not None and args.near is None:
        return _wrong("found --within without --near, expected a ZIP code to measure from, such as --near 07102.")
    from lapel.reference.schools import gather, spot_of

    spot = spot_of(desk.store, args.near) if args.near else None
    if args.near and spot is None:
        return _no_place(desk, args.near)
    gathered = gather(desk.store, args.field)
    wishes = Wishes(
        args.field,
        spot,
        args.within,
        args.state or "",
        tuple(args.kind),
        args.max_cost,
        args.max_months,
        args.delivery or "",
        args.evening,
        args.opens or "",
    )
    found = desk.narrowed(find(gathered.offerings, wishes, order=args.sort))
    shown = chain(*first(found, args.limit))
    appraised = {match.offering.id: desk.appraise(match.offering) for match in shown}
    if args.json:
        return _print_json(desk, found=found, appraised=list(appraised.values()), sources=gathered.sources)
    from lapel.reports.programs_text import found_text

    text = found_text(
        found,
        appraised,
        gathered.sources,
        on=desk.person.on,
        limit=args.limit,
        own=desk.person.record is not None,
        width=width(),
    )
    print(text, end="")
    return 0


def _no_place(desk: "Desk", zip_code: str) -> int:
    from lapel.reference.schools import near_zips

    if not desk.store.has("zips"):
        place = desk.guide.places["zips"]
        print(f"lapel: found --near {zip_code}, expected data that says where ZIP codes lie.", file=sys.stderr)
        print(f"Fetch {place.look_for} ({place.where}), then: {program()} data add FILE", file=sys.stderr)
        return 1
    print(
        f"lapel: found the ZIP code {zip_code}, expected one that is an area on the Census Bureau's map.",
        file=sys.stderr,
    )
    near = near_zips(desk.store, zip_code)
    hint = f"Try one near it, such as {', '.join(near)}." if near else "Check the digits."
    print(f"ZIP codes of post-office boxes and of single firms are not. {hint}", file=sys.stderr)
    return 1


def _show(args: Namespace) -> int:
    desk = _desk(args, args.record)
    if desk is None:
        return 2
    if desk.empty and not args.id.startswith("record-"):
        return _nothing_added(args, desk)
    if args.whole and not args.curriculum:
        return _wrong("found --whole without --curriculum, expected the file that lists all that is taught.")
    curriculum = _curriculum(args.curriculum, whole=args.whole) if args.curriculum else None
    appraisal = _named(desk, args.id, curriculum)
    if appraisal is None:
        return 2
    if args.json:
        return _print_json(desk, appraised=[appraisal])
    from lapel.reports.programs_text import shown_text

    record = args.record if args.record and args.record != "-" else "me.yaml"
    print(shown_text(appraisal, on=desk.person.on, called=program(), record=record, width=width()), end="")
    return 0


def _curriculum(path: str, *, whole: bool) -> "Curriculum":
    """Read what is taught, a line or a cell each; raises `Problems`."""
    import csv

    from lapel.model.located import Problem, Problems
    from lapel.programs.topics import Curriculum, lines_of

    raw = Path(path).read_bytes()[: MOST_CURRICULUM + 1]
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = ""
    if len(raw) > MOST_CURRICULUM or not text.strip() or "\0" in text:
        found = (
            "more than a megabyte" if len(raw) > MOST_CURRICULUM else "no text" if not raw.strip() else "no UTF-8 text"
        )
        hint = "Copy the course list into a text file, a course a line."
        raise Problems([Problem(path, 0, "", found, "a text or CSV file that lists what is taught", hint)])
    if path.casefold().endswith(".csv"):
        rows = csv.reader(text.splitlines())
        lines = tuple(" | ".join(cell.strip() for cell in row if cell.strip()) for row in rows if any(row))
    else:
        lines = lines_of(text)
    return Curriculum(lines, complete=whole, source=path)


def _compare(args: Namespace) -> int:
    ids = [name for name in args.ids if ID.fullmatch(name)]
    others = [name for name in args.ids if not ID.fullmatch(name)]
    if len(others) > 1 or (others and args.ids[-1] != others[0]):
        return _wrong(f"found {others[0]!r}, expected the id of a program, such as nj-45326; a record comes last.")
    if not 2 <= len(ids) <= MOST_SIDES:
        return _wrong(f"found {len(ids)} programs, expected two to four to set side by side.")
    desk = _desk(args, others[0] if others else None)
    if desk is None:
        return 2
    if desk.empty and not all(name.startswith("record-") for name in ids):
        return _nothing_added(args, desk)
    appraisals = []
    for name in dict.fromkeys(ids):
        appraisal = _named(desk, name)
        if appraisal is None:
            return 2
        appraisals.append(appraisal)
    if args.json:
        return _print_json(desk, appraised=appraisals)
    from lapel.reports.programs_text import compared_text

    print(compared_text(appraisals, on=desk.person.on, width=width()), end="")
    return 0


def _nothing_added(args: Namespace, desk: "Desk") -> int:
    """Say what to add, and what can be said without data."""
    answers = desk.kinds()
    if args.json:
        return _print_json(desk, guide=desk.guide, kinds=answers)
    from lapel.reports.programs_text import nothing_added_text

    print(nothing_added_text(desk.guide, answers, on=desk.person.on, width=width()), end="")
    return 0


def _wrong(message: str) -> int:
    print(f"lapel: {message}", file=sys.stderr)
    return 2
