"""``lapel school``: what to take and to do at school, why it helps, and what a diploma opens."""

import sys
from argparse import Namespace
from collections.abc import Sequence
from datetime import date
from shlex import quote

from lapel.cli.common import day, guarded, parser, program, record_from, unknown_credential, width, writes_all
from lapel.loading.compiled import load_careers, load_catalogue

ABOUT = """Say what to take and to do at school and why each helps, what of it is in the record, what a diploma or GED
opens and from when, and what age has to do with it. Nothing of it is a rule but what is said to be asked for. RECORD is
a YAML or JSON file (- reads standard input)."""

EXAMPLES = (
    "lapel school me.yaml",
    "lapel school me.yaml --goal cma-aama",
    "lapel school me.yaml --json > school.json",
)


def run(argv: Sequence[str]) -> int:
    """Parse, lay out, print."""
    arguments = parser("school", ABOUT, EXAMPLES)
    arguments.add_argument("record", metavar="RECORD", help="the person's record, YAML or JSON")
    arguments.add_argument("--on", type=day, metavar="DATE", help="the day asked about (default: today)")
    arguments.add_argument(
        "--goal", metavar="ID", default="ccma-nha", help="the certificate to name in the plan (default: ccma-nha)"
    )
    arguments.add_argument("--json", action="store_true", help="print JSON (lapel schema school describes it)")
    args = arguments.parse_args(argv)
    return guarded(lambda: _school(args))


def _school(args: Namespace) -> int:
    from lapel.careers.school import schooling
    from lapel.eligibility.decide import relevant

    catalogue, careers = load_catalogue(), load_careers()
    if status := unknown_credential([args.goal], catalogue):
        return status
    record, on = record_from(args.record), args.on or date.today()
    preparing = careers.advice.preparing.values()
    found = schooling(preparing, relevant(catalogue, record), catalogue.steps, record, on=on)
    if args.json:
        import json

        from lapel.reports.school_json import school_data

        print(json.dumps(school_data(found), indent=2, ensure_ascii=not writes_all(sys.stdout)))
        return 0
    from lapel.reports.school_text import school_text

    text = school_text(
        found, careers.advice, record, file=quote(args.record), goal=args.goal, program=program(), width=width()
    )
    print(text, end="")
    return 0
