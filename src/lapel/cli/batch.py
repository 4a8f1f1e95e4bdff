"""``lapel batch``: the same decisions for a whole table of people."""

import json
import sys
import time
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lapel.cli.common import day, guarded, parser, unknown_credential
from lapel.loading.compiled import load_catalogue

if TYPE_CHECKING:
    from lapel.batch.running import Order, Progress

ABOUT = """Decide every credential for every person of a table: the five answers, from when and until when. PEOPLE is a
Parquet file, a folder or a pattern of them, NDJSON or CSV with --mapping, or a folder of tables as a warehouse has them
(people, programs, work, …). lapel schema people describes the columns.

Rows that break a rule of the record are not decided: they are listed in OUT/rejects.csv with the row, the column, what
was found and what was expected. A run that was stopped goes on where it was when the same command is given again."""

EXAMPLES = (
    "lapel batch people.parquet --on 2026-11-21 --out answers",
    "lapel batch people.csv --mapping columns.yaml --on 2026-11-21 --out answers --reasons",
    "lapel batch warehouse/ --on 2026-11-21 --out answers --credential cma-aama --credential rma-amt",
    "lapel batch people.parquet --on 2026-11-21 --out reform --reform examples/reform-rma-three-years.yaml --by state",
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
    if status := unknown_credential(args.credential, load_catalogue()):
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
    )
    engine = ENGINES[args.engine]
    options = {name: getattr(args, name) for name in engine.options}
    began = time.monotonic()
    shown = Meter(began, quiet=args.quiet)
    manifest = engine.run(order, args.out, told=shown.told, **options)
    shown.end()
    if args.json:
        print(json.dumps(manifest, indent=2, ensure_ascii=False))
    else:
        print(_told(manifest, args.out, order, time.monotonic() - began))
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
        self.said = 0.0

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
        left = f", about {_lasting((progress.total - seen) / rate)} left" if rate and seen < progress.total else ""
        share = f"{seen * 100 // progress.total} %" if progress.total else "nobody"
        return f"{seen:,} of {progress.total:,} people ({share}), {rate:,.0f} a second{left}".ljust(78)

    def end(self) -> None:
        """Leave the last line standing."""
        if self.live and not self.quiet:
            print(file=sys.stderr)


def _lasting(seconds: float) -> str:
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"


def _told(manifest: Mapping[str, Any], out: Path, order: "Order", seconds: float) -> str:
    people = manifest["people"]
    lines = [
        f"{people['in']:,} people = {people['decided']:,} decided + {people['rejected']:,} rejected, on {order.on}.",
        "",
        *_answers(manifest["answers"]),
    ]
    if "alone" in manifest:
        lines += ["", *_alone(manifest)]
    if "effects" in manifest:
        lines += ["", *_effects(manifest), f"By credential and column: {out / 'gains-and-losses.csv'} and .json"]
    lines += ["", f"Answers: {out / 'answers'}   Manifest: {out / 'manifest.json'}   {_lasting(seconds)}"]
    if people["rejected"]:
        lines.append(f"Rejected rows, each with what is wrong: {out / 'rejects.csv'}")
    return "\n".join(lines)


HEADINGS = ("yes", "not-yet", "cannot-tell", "no-longer", "no")


def _answers(counted: Mapping[str, Mapping[str, int]]) -> list[str]:
    wide = max(len(name) for name in counted)
    rows = [f"{'':<{wide}}" + "".join(f"{name:>12}" for name in HEADINGS)]
    for name, told in counted.items():
        rows.append(f"{name:<{wide}}" + "".join(f"{told.get(answer, 0):>12,}" for answer in HEADINGS))
    return [row.rstrip() for row in rows]


def _alone(manifest: Mapping[str, Any]) -> list[str]:
    """For each credential what alone keeps most people out, and which one fact would settle most of the unsure."""
    lines = []
    for name in manifest["answers"]:
        out, unsure = manifest["alone"].get(name, {}), manifest.get("settles", {}).get(name, {})
        if out or unsure:
            lines.append(name)
        lines += [f"  {count:>10,} kept out by this alone: {says}" for says, count in list(out.items())[:3]]
        lines += [f"  {count:>10,} settled by knowing this: {place}" for place, count in list(unsure.items())[:3]]
    return lines


def _effects(manifest: Mapping[str, Any]) -> list[str]:
    """Tell who gains and who loses by the reform, where anybody's answer or its days change."""
    decided = manifest["people"]["decided"]
    told = {name: each for name, each in manifest["effects"].items() if each["same"] < decided}
    if not told:
        return ["The reform changes nobody's answer, and none of its days."]
    wide = max(len("under the reform"), *(len(name) for name in told))
    lines = [f"{'under the reform':<{wide}}{'gain':>18}{'lose':>18}{'other days only':>18}"]
    for name, each in told.items():
        cells = (each["gains"], each["loses"], each["other-days"])
        lines.append(f"{name:<{wide}}" + "".join(f"{_share(cell, decided):>18}" for cell in cells))
        lines += [f"  {count:>10,} {move}" for move, count in list(manifest["moves"][name].items())[:5]]
    return lines


def _share(count: int, of: int) -> str:
    return f"{count:,} ({count / of:.1%})" if count else "0"
