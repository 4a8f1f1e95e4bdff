"""``lapel hold``: what it costs to hold a certificate, and what if it lapses."""

import sys
from argparse import Namespace
from collections.abc import Sequence
from datetime import date

from lapel.cli.common import (
    about_a_day,
    day,
    guarded,
    parser,
    record_from,
    unknown_credential,
    whole_years,
    width,
    writes_all,
)
from lapel.eligibility.decide import FOUR
from lapel.loading.compiled import load_catalogue

ABOUT = """Say what it costs to hold a certificate for some years: fees, dues, continuing education and renewals,
each on its day, and what it takes to come back after letting it lapse. Without --credential, for four national
certificates side by side: CMA (AAMA), RMA (AMT), NCMA (NCCT) and CCMA (NHA). A certificate that the record has
counts from its own days, any other as if earned on the day asked about. RECORD is a YAML or JSON file (- reads
standard input)."""

EXAMPLES = (
    "lapel hold me.yaml",
    "lapel hold me.yaml --credential cma-aama --years 10",
    "lapel hold me.yaml --certified 2026-12-01 --json > holding.json",
)


def run(argv: Sequence[str]) -> int:
    """Parse, lay out, print."""
    arguments = parser("hold", ABOUT, EXAMPLES)
    arguments.add_argument("record", metavar="RECORD", help="the person's record, YAML or JSON")
    about_a_day(arguments)
    arguments.add_argument("--years", type=whole_years, default=5, metavar="N", help="for how many years (default: 5)")
    arguments.add_argument(
        "--certified",
        type=day,
        metavar="DATE",
        help="the day on which a certificate that the record does not have is earned (default: the day asked about)",
    )
    arguments.add_argument("--json", action="store_true", help="print JSON (lapel schema holding describes it)")
    args = arguments.parse_args(argv)
    return guarded(lambda: _hold(args))


def _hold(args: Namespace) -> int:
    from lapel.renewals.holding import holding_of

    catalogue = load_catalogue()
    if status := unknown_credential(args.credential, catalogue):
        return status
    record, on = record_from(args.record), args.on or date.today()
    holdings = [
        holding_of(catalogue.credentials[name], record, years=args.years, on=on, certified=args.certified)
        for name in args.credential or FOUR
    ]
    if args.json:
        import json

        from lapel.reports.holding_json import holdings_data

        data = holdings_data(catalogue, holdings, years=args.years, on=on)
        print(json.dumps(data, indent=2, ensure_ascii=not writes_all(sys.stdout)))
        return 0
    from lapel.reports.holding_text import holdings_text

    print(holdings_text(catalogue, holdings, record, years=args.years, on=on, width=width()), end="")
    return 0
