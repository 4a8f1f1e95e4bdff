"""``lapel batch``: the same decisions for a whole table of people."""

import json
import sys
import time
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lapel.cli.common import day, guarded, parser, unknown_credential
from lapel.loading.compiled import load_catalogue
from lapel.model.credential import Catalogue

if TYPE_CHECKING:
    from lapel.batch.running import Progress

ABOUT = """Decide every credential for every person of a table: the five answers, from
when and until when. PEOPLE is a Parquet file, a folder or a pattern of them,
NDJSON or CSV, or a folder of tables as a warehouse has them (people, programs,
work, …). lapel schema people describes the columns; --mapping says what yours
mean where they have other names.

Rows that break a rule of the record are not decided: they are listed in
OUT/rejects.csv with the row, the column, what was found and what was expected.
A run that was stopped goes on where it was when the same command is given
again."""

EXAMPLES = (
    "lapel batch people.parquet --on 2026-11-21 --out answers",
    "lapel batch people.csv --mapping columns.yaml --on 2026-11-21 --out answers --reasons",
    "lapel batch warehouse/ --on 2026-11-21 --out answers --credential cma-aama --credential rma-amt",
    "lapel batch people.parquet --on 2026-11-21 --out reform --reform examples/reforms/rma-three-years.yaml --by state",
    "lapel batch people.parquet --on 2026-11-21 --out answers --engine spark --master spark://HOST:7077",
)


def run(argv: Sequence[str]) -> int:
    """Parse, decide everyone, say what came out."""
    args = _arguments().parse_args(argv)
    return guarded(lambda: _batch(args))


def _arguments() -> ArgumentParser:
    arguments = parser("batch", ABOUT, EXAMPLES)
    arguments.add_argument("people", metavar="PEOPLE", type=Path, help="the people: a file, a folder or a pattern")
    arguments.add_argument("--on", type=day, required=True, metavar="DATE", help="the day to decide for")
    arguments.add_argument(
        "--on-column",
        default="",
        metavar="COLUMN",
        help="a column with each person's own day; --on where it has none",
    )
    arguments.add_argument("--out", type=Path, required=True, metavar="DIR", help="the folder to write to")
    arguments.add_argument(
        "--credential", action="append", default=[], metavar="ID", help="only this one (may be repeated; default: all)"
    )
    arguments.add_argument(
        "--reasons", action="store_true", help="why not, what is missing, what alone would change it"
    )
    arguments.add_argument("--routes", action="store_true", help="the answer of every route as well")
    arguments.add_argument("--mapping", type=Path, metavar="FILE", help="what the columns of a CSV or JSON file mean")
    arguments.add_argument(
        "--reform", type=Path, metavar="FILE|DIR", help="other rules beside today's: who gains, who loses"
    )
    arguments.add_argument(
        "--by",
        action="append",
        default=[],
        metavar="COLUMN",
        help="tell gains and losses by this column of the people, or by 'graduated' (may be repeated)",
    )
    arguments.add_argument("--workers", type=_workers, metavar="N", help="processes at once (default: one a core)")
    arguments.add_argument(
        "--engine", choices=("process", "spark"), default="process", help="what decides (default: process)"
    )
    arguments.add_argument("--master", metavar="URL", help="the Spark master, such as local[2] or spark://HOST:7077")
    arguments.add_argument("--quiet", action="store_true", help="no progress")
    arguments.add_argument("--json", action="store_true", help="print the manifest as JSON")
    return arguments


def _workers(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:5]) <= 1024):
        raise ArgumentTypeError(f"found {text!r}, expected a number of processes from 1 to 1024")
    return int(text)


def _batch(args: Namespace) -> int:
    catalogue = load_catalogue()
    if status := unknown_credential(args.credential, catalogue):
        return status
    if wrong := _mismatched(args):
        print(f"lapel: {wrong}", file=sys.stderr)
        return 2
    from lapel.batch.engines import ENGINES
    from lapel.batch.running import Order

    order = Order(
        args.people,
        args.on,
        tuple(args.credential),
        args.reasons,
        args.routes,
        args.mapping,
        reform=args.reform,
        by=tuple(dict.fromkeys(args.by)),
        on_column=args.on_column,
    )
    engine = ENGINES[args.engine]
    options = {name: getattr(args, name) for name in engine.options}
    shown = Meter(time.monotonic(), quiet=args.quiet)
    manifest = engine.run(order, args.out, told=shown.told, **options)
    shown.end()
    if args.json:
        print(json.dumps(manifest, indent=2, ensure_ascii=False))
    else:
        print(_told(manifest, args.out, catalogue))
    return 0


def _mismatched(args: Namespace) -> str:
    """Say which arguments do not go together; empty when all do."""
    if args.by and args.reform is None:
        return "found --by without --reform, expected both: it tells gains and losses of a reform by a column."
    if args.engine == "process" and args.master:
        return "found --master without --engine spark, expected both."
    if args.engine == "spark" and args.workers:
        return "found --workers with --engine spark, expected the number in the master: --master local[N]."
    return ""


class Meter:
    """Says on standard error how far a run has come, how fast, and how long it will take."""

    def __init__(self, began: float, *, quiet: bool) -> None:
        self.began = began
        self.quiet = quiet
        self.live = sys.stderr.isatty()
        self.before: int | None = None
        self.said = began

    def told(self, progress: "Progress") -> None:
        """Show progress: in place on a terminal, a line every ten seconds elsewhere."""
        seen = progress.decided + progress.rejected
        now = time.monotonic()
        if self.before is None:
            self.before = seen
            if progress.kept and not self.quiet:
                print(f"Going on: {progress.kept} of {progress.of} parts were done already.", file=sys.stderr)
        if self.quiet or (not self.live and now - self.said < 10):
            return
        self.said = now
        print(self._line(progress, seen, now), end="\r" if self.live else "\n", file=sys.stderr, flush=True)

    def _line(self, progress: "Progress", seen: int, now: float) -> str:
        fresh, spent = seen - (self.before or 0), now - self.began
        rate = fresh / spent if spent > 0 else 0.0
        if progress.parts == progress.of:
            return f"{seen:,} people, {rate:,.0f} a second".ljust(78)
        left = f", about {_lasting((progress.total - seen) / rate)} left" if rate and seen < progress.total else ""
        share = f"{seen * 100 // progress.total} %" if progress.total else "nobody"
        return f"{seen:,} of {progress.total:,} people ({share}), {rate:,.0f} a second{left}".ljust(78)

    def end(self) -> None:
        """Leave the last line standing, and say how long it took."""
        if self.quiet:
            return
        if self.live:
            print(file=sys.stderr)
        print(f"Took {_lasting(time.monotonic() - self.began)}.", file=sys.stderr)


def _lasting(seconds: float) -> str:
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"


def _told(manifest: Mapping[str, Any], out: Path, catalogue: Catalogue) -> str:
    from lapel.cli.talk import columns
    from lapel.reports.batch_text import batch_text

    unknown = {word for words in manifest.get("unknown_ids", {}).values() for word in words}
    text = batch_text(manifest, {word: _meant(word, catalogue) for word in unknown}, width=columns())
    lines = ["", f"Answers:  {out / 'answers'}", f"Manifest: {out / 'manifest.json'}"]
    if manifest["people"]["rejected"]:
        lines.append(f"Rejects:  {out / 'rejects.csv'}, each with what is wrong")
    if "effects" in manifest:
        lines.append(f"Reform:   {out / 'gains-and-losses.csv'} and .json, by credential and column")
    return text + "\n".join(lines)


def _meant(word: str, catalogue: Catalogue) -> list[str]:
    """Name the credentials that an unknown id may mean: by its letters or its name, else by how it is written."""
    plain = word.casefold().strip()
    found = [
        name
        for name, each in catalogue.credentials.items()
        if plain in (each.name.casefold(), each.name.partition(" (")[0].casefold(), each.full_name.casefold())
        or plain in (same.letters.casefold() for same in each.letters)
    ]
    return found or get_close_matches(plain, catalogue.credentials, 1)
