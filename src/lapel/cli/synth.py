"""``lapel synth``: made-up people, for tests, demonstrations and measurements."""

import json
import sys
import time
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lapel.cli.common import day, guarded, parser, writes_all

if TYPE_CHECKING:
    from lapel.batch.synth import Missing

ABOUT = """Make N people who do not exist: students, graduates, holders of certificates, people trained on the job or
in the armed forces, in every state, with all that a rule may ask for. The same seed and day give the same people. Where
the shares come from, and which are our own guesses, is in the reference. --show prints a few as records to learn from;
--out writes a table for lapel batch."""

EXAMPLES = (
    "lapel synth 3 --show --on 2026-11-21",
    "lapel synth 100000 --out people.parquet --on 2026-11-21",
    "lapel synth 1000000 --out people --partitions 8 --on 2026-11-21 --missing 0.2",
    "lapel synth 5000 --out warehouse --format tables --on 2026-11-21 --missing dates=0.3 --missing ends=0",
)
FORMATS = ("parquet", "ndjson", "tables")
GROUPS = ("dates", "fields", "lists", "ends")
MOST = 999_999_999
MOST_SHOWN = 1_000


def run(argv: Sequence[str]) -> int:
    """Parse, make people, say where they are."""
    arguments = _arguments()
    args = arguments.parse_args(argv)
    args.on = args.on or date.today()
    if bool(args.out) is args.show:
        arguments.error("found neither --out FILE nor --show, expected one of them" if not args.show else BOTH)
    if args.show and args.people > MOST_SHOWN:
        arguments.error(f"found {args.people:,} people to show, expected at most {MOST_SHOWN:,}; --out writes more")
    return guarded(lambda: _synth(args))


BOTH = "found both --out and --show, expected one of them"


def _arguments() -> ArgumentParser:
    arguments = parser("synth", ABOUT, EXAMPLES)
    arguments.add_argument("people", metavar="N", type=_count, help="how many people")
    arguments.add_argument("--out", type=Path, metavar="FILE", help="what to write; nothing may stand there yet")
    arguments.add_argument("--show", action="store_true", help="print them as records instead")
    arguments.add_argument("--on", type=day, metavar="DATE", help="the day on which they stand (default: today)")
    arguments.add_argument("--seed", type=_seed, default=1, metavar="S", help="another seed, other people (default: 1)")
    arguments.add_argument(
        "--missing",
        action="append",
        default=[],
        type=_missing,
        metavar="SHARE",
        help="what share of facts is missing, from 0 to 1 (default: 0.1), of all or as GROUP=SHARE; may be repeated. "
        "dates: of the dates, known to the month or year only; fields: of the fields, not said; "
        "lists: of the lists, not marked complete; ends: of the spells that go on, not known to",
    )
    arguments.add_argument(
        "--format", choices=FORMATS, help="what to write (default: what the name of FILE says, else parquet)"
    )
    arguments.add_argument(
        "--partitions", type=_partitions, default=1, metavar="K", help="write K files into the folder FILE (default: 1)"
    )
    arguments.add_argument("--json", action="store_true", help="print JSON (lapel schema synth describes it)")
    return arguments


def _form(args: Namespace) -> str:
    """Choose the form: as asked for, else by the ending of the file's name."""
    named = "ndjson" if args.out is not None and args.out.suffix in (".ndjson", ".jsonl") else "parquet"
    return args.format or named


def _whole(text: str, most: int, expected: str) -> int:
    digits = text.replace(",", "").replace("_", "")
    if not (digits.isascii() and digits.isdigit() and int(digits[:12]) <= most):
        raise ArgumentTypeError(f"found {text!r}, expected {expected}")
    return int(digits)


def _count(text: str) -> int:
    return _whole(text, MOST, f"a number of people up to {MOST:,}")


def _seed(text: str) -> int:
    return _whole(text, MOST, f"a seed: a whole number up to {MOST:,}")


def _partitions(text: str) -> int:
    found = _whole(text, 10_000, "a number of files from 1 to 10,000")
    if not found:
        raise ArgumentTypeError(f"found {text!r}, expected a number of files from 1 to 10,000")
    return found


def _missing(text: str) -> dict[str, float]:
    group, named, share = text.rpartition("=")
    try:
        number = float(share)
    except ValueError:
        number = -1.0
    if not 0 <= number <= 1 or (named and group not in GROUPS):
        expected = f"a share from 0 to 1, or one of {', '.join(f'{name}=SHARE' for name in GROUPS)}"
        raise ArgumentTypeError(f"found {text!r}, expected {expected}")
    return dict.fromkeys([group] if named else GROUPS, number)


def _synth(args: Namespace) -> int:
    from lapel.batch.synth import Missing

    shares: dict[str, float] = {}
    for given in args.missing:
        shares |= given
    missing = Missing(**shares)
    return _show(args, missing) if args.show else _write(args, missing)


def _show(args: Namespace, missing: "Missing") -> int:
    import polars as pl

    from lapel.batch.schema import records_of
    from lapel.batch.synth import people
    from lapel.loading.records import record_data
    from lapel.loading.writing import record_text

    frame = pl.from_arrow(people(args.people, seed=args.seed, on=args.on, missing=missing))
    assert isinstance(frame, pl.DataFrame)
    shown = [record_data(record) for record in records_of(frame)]
    if args.json:
        return _print(args, missing, [], shown)
    for person, data in zip(frame["person"], shown, strict=True):
        print(f"---\n# {person}: made up, like everyone here.\n{record_text(data)}", end="")
    return 0


def _write(args: Namespace, missing: "Missing") -> int:
    from lapel.batch.synth.files import write

    began = time.monotonic()

    def told(made: int) -> None:
        if sys.stderr.isatty():
            rate = made / max(time.monotonic() - began, 1e-9)
            left = f"about {(args.people - made) / rate:.0f} s left"
            line = f"{made:,} of {args.people:,} people, {rate:,.0f} a second, {left}"
            print(line.ljust(78), end="\r", file=sys.stderr, flush=True)

    files = write(
        args.out,
        args.people,
        form=_form(args),
        seed=args.seed,
        on=args.on,
        missing=missing,
        partitions=args.partitions,
        told=told,
    )
    if sys.stderr.isatty():
        print(" " * 78, end="\r", file=sys.stderr)
    if args.json:
        return _print(args, missing, files, [])
    where = args.out if len(files) == 1 else f"{len(files)} files in {args.out}"
    print(f"Wrote {args.people:,} made-up people as they stand on {args.on} (seed {args.seed}) to {where}.")
    print(f"Next: lapel batch {args.out} --on {args.on} --out answers")
    return 0


def _print(args: Namespace, missing: "Missing", files: Sequence[Path], shown: list[dict[str, Any]]) -> int:
    data = {
        "people": args.people,
        "seed": args.seed,
        "on": args.on.isoformat(),
        "missing": {name: getattr(missing, name) for name in GROUPS},
        "format": _form(args) if files else None,
        "files": [str(file) for file in files],
        "records": shown,
    }
    print(json.dumps(data, indent=2, ensure_ascii=not writes_all(sys.stdout)))
    return 0


def synth_schema() -> dict[str, Any]:
    """Give the published JSON Schema (2020-12) of what ``lapel synth --json`` prints."""
    from lapel.reports.json_parts import DAY, TEXT, list_of, shape

    share = {"type": "number", "minimum": 0, "maximum": 1}
    count = {"type": "integer", "minimum": 0}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Lapel synthetic people",
        **shape(
            people=count,
            seed=count,
            on=DAY,
            missing=shape(**dict.fromkeys(GROUPS, share)),
            format={"anyOf": [{"enum": list(FORMATS)}, {"type": "null"}]},
            files=list_of(TEXT),
            records=list_of({"type": "object"}),
        ),
        "$defs": {},
    }
