"""``lapel fit``: is the work for me? The day, the hours, the hard and the good sides, and no score."""

import sys
from argparse import Namespace
from collections.abc import Sequence
from datetime import date

from lapel.cli.common import day, guarded, parser, program, record_from, width, writes_all
from lapel.loading.compiled import load_careers, load_catalogue
from lapel.model.vocabulary import LEANINGS

ABOUT = """Say what the work of a medical assistant is like: the day, the hours, what is hard and where it comes from,
what is good, which certificates lean to clinical and which to office work, what employers say of certificates, and what
to ask yourself. Every line has its source and says how sure it is. There is no score."""

EXAMPLES = (
    "lapel fit",
    "lapel fit --leaning clinical",
    "lapel fit me.yaml --json",
)


def run(argv: Sequence[str]) -> int:
    """Parse, lay out, print."""
    arguments = parser("fit", ABOUT, EXAMPLES)
    arguments.add_argument("record", metavar="RECORD", nargs="?", help="the person's record, YAML or JSON")
    arguments.add_argument("--on", type=day, metavar="DATE", help="the day asked about (default: today)")
    arguments.add_argument(
        "--leaning", choices=LEANINGS, help="what you would rather do (default: what the record says)"
    )
    arguments.add_argument("--json", action="store_true", help="print JSON (lapel schema fit describes it)")
    args = arguments.parse_args(argv)
    return guarded(lambda: _fit(args))


def _fit(args: Namespace) -> int:
    from lapel.careers.fit import CERTIFICATES, OCCUPATION, fit_of
    from lapel.model.record import Record
    from lapel.reference.figures import Figures

    catalogue, careers, on = load_catalogue(), load_careers(), args.on or date.today()
    record = record_from(args.record) if args.record else None
    credentials = [catalogue.credentials[name] for name in CERTIFICATES if name in catalogue.credentials]
    found = fit_of(careers.advice, credentials, record or Record(), args.leaning, on=on)
    pay = Figures(careers).newest(OCCUPATION)
    if args.json:
        import json

        from lapel.reports.fit_json import fit_data

        data = fit_data(found, pay, careers.employers, on=on)
        print(json.dumps(data, indent=2, ensure_ascii=not writes_all(sys.stdout)))
        return 0
    from lapel.reports.fit_text import fit_text

    print(fit_text(found, pay, careers.employers, record, on=on, program=program(), width=width()), end="")
    return 0
