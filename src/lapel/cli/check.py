"""``lapel check``: the answers for one record on one day."""

import sys
from argparse import Namespace
from collections.abc import Sequence
from datetime import date

from lapel.cli.common import about_a_day, guarded, parser, program, unknown_credential, width, writes_all
from lapel.eligibility.decide import decide_all
from lapel.loading.compiled import load_catalogue
from lapel.loading.records import parse_record, read_record
from lapel.loading.tree import MAX_BYTES

ABOUT = """Say for each certificate whether the person may go for it on a day: yes, not yet, no longer,
no, or cannot tell; from when, until when, by which route, and why. Without --credential or --all, it answers for the
certificates of a generalist medical assistant, those held, and what the person's state asks for. RECORD is a YAML or
JSON file (- reads standard input)."""

EXAMPLES = (
    "lapel check me.yaml",
    "lapel check me.yaml --on 2027-01-15 --credential cma-aama --explain",
    "lapel check me.json --json > answers.json",
)


def run(argv: Sequence[str]) -> int:
    """Parse, check, print."""
    arguments = parser("check", ABOUT, EXAMPLES)
    arguments.add_argument("record", metavar="RECORD", help="the person's record, YAML or JSON")
    about_a_day(arguments)
    arguments.add_argument("--all", action="store_true", help="every credential of the catalogue")
    arguments.add_argument("--explain", action="store_true", help="every route, with facts used and sources")
    arguments.add_argument("--json", action="store_true", help="print JSON (lapel schema decisions describes it)")
    args = arguments.parse_args(argv)
    return guarded(lambda: _check(args))


def _check(args: Namespace) -> int:
    catalogue = load_catalogue()
    if status := unknown_credential(args.credential, catalogue):
        return status
    stdin = args.record == "-"
    record = parse_record(sys.stdin.buffer.read(MAX_BYTES + 1), name="<stdin>") if stdin else read_record(args.record)
    on = args.on or date.today()
    chosen = list(catalogue.credentials) if args.all else args.credential
    decisions = decide_all(catalogue, record, on=on, only=chosen)
    if args.json:
        import json

        from lapel.reports.decisions_json import decisions_data

        data = decisions_data(catalogue, decisions, record, on=on)
        print(json.dumps(data, indent=2, ensure_ascii=not writes_all(sys.stdout)))
        return 0
    from lapel.reports.decisions_text import decisions_text

    print(decisions_text(decisions, record, on=on, explain=args.explain, width=width()), end="")
    if not args.explain and not stdin:
        from shlex import quote

        print(f"\nEvery route, with sources:\n  {program()} check {quote(args.record)} --explain")
        print(f"The same on another day:\n  {program()} check {quote(args.record)} --on DATE")
    return 0
