"""``lapel keep``: keep certificates from lapsing, and see which learning counts where."""

import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from lapel.cli.common import about_a_day, guarded, parser, record_from, unknown_credential, width, writes_all
from lapel.loading.compiled import load_catalogue
from lapel.model.dates import Duration, add, parse_duration

if TYPE_CHECKING:
    from lapel.model.credential import Catalogue
    from lapel.model.record import Learning, Record
    from lapel.renewals.keep import Keeping

ABOUT = """Say how each certificate of a record stands, what is due by when, which learning counts where, and what is
still missing: the fewest further hours, with the reason. RECORD is a YAML or JSON file (- reads standard input)."""

EXAMPLES = (
    "lapel keep me.yaml",
    "lapel keep me.yaml --credential cma-aama",
    "lapel keep me.yaml --due 90d --json",
    "lapel keep me.yaml --add courses.csv --map 'Course Name=title'",
    "lapel keep me.yaml --add courses.csv --save me.yaml",
    "lapel keep me.yaml --ics certificates.ics",
    "lapel keep me.yaml --credential cma-aama --audit audit.zip",
)


def run(argv: Sequence[str]) -> int:
    """Parse, lay out, print."""
    args = _arguments().parse_args(argv)
    return guarded(lambda: _keep(args))


def _arguments() -> ArgumentParser:
    arguments = parser("keep", ABOUT, EXAMPLES)
    arguments.add_argument("record", metavar="RECORD", help="the person's record, YAML or JSON")
    about_a_day(arguments)
    arguments.add_argument(
        "--due", type=_span, metavar="TIME", help="only what is due in this time, such as 90d, 12w, 6m or 1y"
    )
    arguments.add_argument(
        "--add", metavar="FILE", help="also count the courses of a CSV file or spreadsheet (XLSX), a row each"
    )
    arguments.add_argument(
        "--map",
        action="append",
        default=[],
        type=_mapped,
        metavar="HEADING=WHAT",
        help="what a column of that file is, such as 'Course Name=title'; may be repeated",
    )
    arguments.add_argument("--sheet", default="", metavar="NAME", help="the sheet of that spreadsheet to read")
    arguments.add_argument(
        "--save", metavar="FILE", help="write the record with the courses of --add: a new file, or RECORD itself"
    )
    arguments.add_argument(
        "--ics", metavar="FILE", help="write the last days to a calendar; one that is there is brought up to date"
    )
    arguments.add_argument(
        "--audit", metavar="FILE", help="write the running cycles with their proof: a .pdf, or a .zip with tables too"
    )
    arguments.add_argument("--json", action="store_true", help="print JSON (lapel schema keep describes it)")
    return arguments


def _write_calendar(found: "Keeping", path: str) -> None:
    """Write the calendar; of a file that is there, the ids and numbers of its entries are kept."""
    from datetime import UTC, datetime
    from pathlib import Path

    from lapel.model.located import Problem, Problems
    from lapel.reports.keep_ics import keeping_ics, read_earlier

    file = Path(path)
    try:
        earlier = read_earlier(file.read_bytes()) if file.exists() and file.stat().st_size else {}
    except ValueError:
        expected = "a calendar (iCalendar) to bring up to date, or no file"
        raise Problems([Problem(path, 0, "", "a file that is no calendar", expected)]) from None
    file.write_bytes(keeping_ics(found, stamp=datetime.now(UTC), earlier=earlier))
    print(f"Wrote {path}.", file=sys.stderr)


def _mapped(text: str) -> tuple[str, str]:
    """Read what a column is."""
    heading, found, what = text.partition("=")
    if not found or not heading or not what:
        raise ArgumentTypeError(f"found {text!r}, expected HEADING=WHAT, such as 'Course Name=title'")
    return heading, what


def _courses(path: str, mapping: Sequence[tuple[str, str]], sheet: str) -> "Sequence[Learning]":
    """Read the courses of a file, and say which columns were used."""
    from pathlib import Path

    from lapel.loading.transcripts import read_transcript
    from lapel.reports.plan_words import counted

    found = read_transcript(Path(path), mapping=dict(mapping), sheet=sheet)
    columns = ", ".join(f"{heading} ({what})" if heading != what else heading for heading, what in found.used)
    print(f"{path}: {counted(len(found.learning), 'course')} from the columns {columns}.", file=sys.stderr)
    if found.ignored:
        print(f"{path}: not used: {', '.join(found.ignored)}.", file=sys.stderr)
    return found.learning


def _save(record: str, courses: "Sequence[Learning]", target: str) -> None:
    """Write the record with its new courses; no file but the record itself is ever overwritten."""
    from pathlib import Path

    from lapel.loading import writing
    from lapel.loading.transcripts import with_courses
    from lapel.model.located import Problem, Problems

    path = Path(target)
    own = record != "-" and path.exists() and path.samefile(record)
    if path.exists() and not own:
        raise Problems([Problem(target, 0, "", "a file that is there already", "a new file, or the record itself")])
    if record == "-":
        raise Problems([Problem(target, 0, "", "a record from standard input", "a record in a file, to save it anew")])
    data = with_courses(writing.read_data(Path(record)), courses)
    copy = writing.keep_comments(path) if own else None
    writing.save_record(data, path)
    print(f"Wrote {target}." + (f" The file as it was, with its comments: {copy}" if copy else ""), file=sys.stderr)


def _write_audit(catalogue: "Catalogue", found: "Keeping", record: "Record", path: str) -> None:
    """Write what an auditor asks for."""
    from pathlib import Path

    from lapel.reports.keep_audit import audit_pdf, audit_zip

    write = audit_zip if path.lower().endswith(".zip") else audit_pdf
    Path(path).write_bytes(write(catalogue, found, record))
    print(f"Wrote {path}.", file=sys.stderr)


UNITS = {"d": "days", "w": "weeks", "m": "months", "y": "years"}


def _span(text: str) -> Duration:
    """Read a time to look ahead."""
    count, unit = text[:-1], UNITS.get(text[-1:], "")
    if not (count.isascii() and count.isdigit() and len(count) <= 5 and unit):
        raise ArgumentTypeError(f"found {text!r}, expected a time such as 90d, 12w, 6m or 1y")
    if unit == "weeks":
        return Duration(7 * int(count), "days")
    return parse_duration(f"{count} {unit}" + ("" if unit == "days" else " clamp"))


def _keep(args: Namespace) -> int:
    from lapel.model.value import replace
    from lapel.renewals.keep import keeping

    catalogue = load_catalogue()
    if status := unknown_credential(args.credential, catalogue):
        return status
    record, on = record_from(args.record), args.on or date.today()
    if args.save and not args.add:
        print("lapel keep: found --save without --add, expected courses to save.", file=sys.stderr)
        return 2
    if args.add:
        courses = _courses(args.add, args.map, args.sheet)
        record = replace(record, learning=(*record.learning, *courses))
        if args.save:
            _save(args.record, courses, args.save)
    found = keeping(catalogue, record, on=on, only=args.credential)
    until = add(on, args.due) if args.due else None
    if args.ics:
        _write_calendar(found, args.ics)
    if args.audit:
        _write_audit(catalogue, found, record, args.audit)
    if args.json:
        import json

        from lapel.reports.keep_json import keeping_data

        data = keeping_data(catalogue, found, until=until)
        print(json.dumps(data, indent=2, ensure_ascii=not writes_all(sys.stdout)))
        return 0
    from lapel.reports.keep_text import due_text, keeping_text

    if until is not None:
        print(due_text(found, until=until, width=width()), end="")
        return 0
    print(keeping_text(catalogue, found, record, width=width()), end="")
    return 0
