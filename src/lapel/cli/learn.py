"""``lapel learn``: where to learn a topic, a skill, what an exam asks, or the points that are missing to renew."""

import sys
from argparse import Namespace
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from lapel.cli.common import day, guarded, parser, record_from, unknown_name, width, writes_all
from lapel.loading.compiled import load_careers, load_catalogue
from lapel.model.advice import Advice, Resource
from lapel.model.record import Record

if TYPE_CHECKING:
    from lapel.reports.learning import Learning

ABOUT = """Say where to learn something: an exam topic, a skill, what the exam of a certificate asks (--for ccma-nha),
the gaps of your own self-check (--for skills), or the points that are missing to renew (--for renewal). The order is
explained, and nobody pays to be in it. --from adds your own list of courses, CSV, XLSX or YAML."""

EXAMPLES = (
    "lapel learn --for pharmacology",
    "lapel learn --for blood-draws --from my-courses.csv",
    "lapel learn --for rma-amt --json",
    "lapel learn me.yaml --for renewal",
    "lapel learn me.yaml --for skills --role phlebotomist --csv list.csv",
)


def run(argv: Sequence[str]) -> int:
    """Parse, match, print."""
    arguments = parser("learn", ABOUT, EXAMPLES)
    arguments.add_argument(
        "record", metavar="RECORD", nargs="?", help="the person's record, for --for renewal and --for skills"
    )
    arguments.add_argument(
        "--for",
        dest="wanted",
        metavar="WHAT",
        required=True,
        help="a topic, a skill, a certificate, renewal or skills",
    )
    arguments.add_argument("--role", metavar="ID", help="with --for skills: the role (default: medical assistant)")
    arguments.add_argument("--on", type=day, metavar="DATE", help="the day asked about (default: today)")
    arguments.add_argument(
        "--from", dest="lists", action="append", default=[], metavar="FILE", help="your own list; may be repeated"
    )
    arguments.add_argument("--csv", metavar="FILE", help="also write what is shown to a CSV file")
    arguments.add_argument("--json", action="store_true", help="print JSON (lapel schema learning describes it)")
    args = arguments.parse_args(argv)
    return guarded(lambda: _learn(args))


def _learn(args: Namespace) -> int:
    from lapel.cli.skills import target_from, unknown_role
    from lapel.reports.learning import FROM_A_RECORD, askable, learning

    catalogue, careers, on = load_catalogue(), load_careers(), args.on or date.today()
    advice, wanted = careers.advice, args.wanted
    known = askable(catalogue, advice)
    if wanted not in known:
        return unknown_name(wanted, known, "a topic, a skill, a certificate, renewal or skills")
    if wanted in FROM_A_RECORD and args.record is None:
        print(f"lapel: found no record, expected one: lapel learn me.yaml --for {wanted}", file=sys.stderr)
        return 2
    if status := unknown_role(args.role, careers):
        return status
    found = learning(
        catalogue,
        advice,
        record_from(args.record) if wanted in FROM_A_RECORD else Record(),
        wanted,
        lambda: target_from(careers, args.role),
        on=on,
        resources=[*advice.resources.values(), *_own(args.lists, advice)],
    )
    if args.csv:
        from lapel.loading.writing import write_whole
        from lapel.reports.learn_csv import learn_csv

        write_whole(learn_csv(found.found), Path(args.csv))
        print(f"Wrote {args.csv}.", file=sys.stderr)
    return _print(args, found, on)


def _print(args: Namespace, found: "Learning", on: date) -> int:
    said = [str(remark) for remark in found.remarks]
    if args.json:
        import json

        from lapel.reports.learn_json import learning_data

        data = learning_data(found.found, said, wanted=args.wanted, on=on)
        print(json.dumps(data, indent=2, ensure_ascii=not writes_all(sys.stdout)))
        return 0
    from lapel.reports.learn_text import learn_text

    print(learn_text(found.found, said, on=on, width=width()), end="")
    return 0


def _own(paths: Sequence[str], advice: Advice) -> Iterator[Resource]:
    """Read a person's own lists, and say which columns were not used."""
    from lapel.loading.resources import read_resources
    from lapel.model.value import replace
    from lapel.reports.plan_words import counted

    for number, path in enumerate(paths):
        shelf = read_resources(Path(path), advice)
        print(f"{path}: {counted(len(shelf.resources), 'resource')}.", file=sys.stderr)
        if shelf.ignored:
            print(f"{path}: columns not used: {', '.join(shelf.ignored)}.", file=sys.stderr)
        yield from (replace(one, id=f"{one.id}-of-{number + 1}") for one in shelf.resources)
