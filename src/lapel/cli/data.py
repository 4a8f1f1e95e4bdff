"""``lapel data``: add, list, check and drop official data sets."""

import sys
from argparse import ArgumentParser, Namespace, RawDescriptionHelpFormatter, _SubParsersAction
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lapel.cli.common import guarded, parser, unknown_name, width, writes_all

if TYPE_CHECKING:
    from lapel.reference.add import Told
    from lapel.reference.store import Edition

ABOUT = """Add official data sets, as their publishers give them: pay, outlook,
occupations, schools. Lapel knows a file by what is in it, checks it, and keeps
it on this machine, several editions side by side. Nothing is sent anywhere;
nothing is fetched but from an address that you give. The folder is LAPEL_DATA,
or else lapel/data in XDG_DATA_HOME or ~/.local/share. Without any of it, a
small table of facts in the catalogue serves."""

EXAMPLES = (
    "lapel data add national_M2025_dl.xlsx",
    "lapel data add ~/Downloads/oesm25all.zip ~/Downloads/db_30_1_text",
    "lapel data add national_2016.csv --edition 2016",
    "lapel data list",
    "lapel data list --known",
    "lapel data check oews",
    "lapel data drop oews 2016",
)


def run(argv: Sequence[str]) -> int:
    """Parse and run one of the subcommands."""
    top = parser("data", ABOUT, EXAMPLES)
    verbs: _SubParsersAction[ArgumentParser] = top.add_subparsers(dest="verb", required=True, metavar="VERB")
    add = _verb(
        verbs,
        "add",
        "add files, folders, .zip archives or addresses",
        "lapel data add national_M2025_dl.xlsx state_M2025_dl.xlsx",
    )
    add.add_argument("what", metavar="FILE|DIR|URL", nargs="+", help="what to add; a folder with all that is in it")
    add.add_argument("--edition", default="", metavar="E", help="which edition it is, where neither file nor name says")
    add.add_argument("--replace", action="store_true", help="put a file in the place of one whose figures differ")
    listed = _verb(verbs, "list", "what was added", "lapel data list --known")
    listed.add_argument("--known", action="store_true", help="which data sets can be added, and where they are found")
    checked = _verb(verbs, "check", "read again what was added, and verify it", "lapel data check oews")
    checked.add_argument("name", metavar="NAME", nargs="?", help="only this data set")
    dropped = _verb(verbs, "drop", "remove a data set, or one edition", "lapel data drop oews 2016")
    dropped.add_argument("name", metavar="NAME", help="the data set")
    dropped.add_argument("edition", metavar="EDITION", nargs="?", help="only this edition")
    for verb in verbs.choices.values():
        verb.add_argument("--json", action="store_true", help="print JSON (lapel schema data describes it)")
    args = top.parse_args(argv)
    return guarded(lambda: VERBS[args.verb](args))


def _verb(verbs: "_SubParsersAction[ArgumentParser]", name: str, about: str, example: str) -> ArgumentParser:
    return verbs.add_parser(
        name,
        help=about,
        description=f"{about[0].upper()}{about[1:]}.",
        epilog=f"example:\n  {example}",
        formatter_class=RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )


# -- add --------------------------------------------------------------------------------------------------------------


def _add(args: Namespace) -> int:
    from lapel.reference.add import add
    from lapel.reference.store import data_dir

    with _progress() as say, _fetched(args.what, say) as (paths, origins, refused):
        told = refused + add(
            paths,
            data_dir(),
            on=date.today(),
            edition=args.edition,
            replace=args.replace,
            say=say,
            origins=origins,
        )
    if args.json:
        from lapel.cli.data_json import told_data

        _print_json(told_data(told))
    else:
        for line in _told_text(told):
            print(line)
        sys.stdout.flush()
    problems = [problem for one in told for problem in one.problems]
    for problem in problems:
        print(problem, file=sys.stderr)
    if problems:
        rest = "" if any(one.outcome == "added" for one in told) else " Nothing was changed."
        print(f"{len(problems)} problem{'s' if len(problems) != 1 else ''}.{rest}", file=sys.stderr)
    return 1 if problems or not any(one.dataset for one in told) else 0


@contextmanager
def _fetched(
    what: Iterable[str], say: Callable[[str], None]
) -> "Iterator[tuple[list[Path], dict[Path, str], list[Told]]]":
    """Paths for what is to be added; addresses are fetched into a folder that is removed at the end."""
    from tempfile import TemporaryDirectory

    from lapel.model.located import Problems
    from lapel.reference.add import Told
    from lapel.reference.fetch import fetch, is_address

    paths, origins, refused = [], {}, []
    with TemporaryDirectory(prefix="lapel-") as folder:
        for number, one in enumerate(what):
            if not is_address(one):
                paths.append(Path(one))
                continue
            try:
                into = Path(folder) / str(number)
                into.mkdir()
                path = fetch(one, into, say)
            except Problems as problems:
                refused.append(Told(one, "wrong", problems=tuple(problems.found)))
                continue
            paths.append(path)
            origins[path] = one
        yield paths, origins, refused


@contextmanager
def _progress() -> Iterator[Callable[[str], None]]:
    """Say on standard error how far long work is: in one line that changes, or, without a terminal, now and then."""
    from time import monotonic

    shown = monotonic()
    live = sys.stderr.isatty()

    def say(text: str) -> None:
        nonlocal shown
        if live:
            print(f"\r\x1b[K{text[: width() - 1]}", end="", file=sys.stderr, flush=True)
        elif monotonic() - shown > 5:
            shown = monotonic()
            print(text, file=sys.stderr, flush=True)

    try:
        yield say
    finally:
        if live:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)


def _told_text(told: "Sequence[Told]") -> list[str]:
    from textwrap import wrap

    from lapel.reference.sets import find

    lines: list[str] = []
    for at in dict.fromkeys((one.dataset, one.edition) for one in told if one.dataset):
        described = find(at[0])
        lines += wrap(
            f"{at[0]} {at[1]}: {described.name}, {described.told_edition(at[1])}", width(), subsequent_indent="  "
        )
        for one in told:
            if (one.dataset, one.edition) != at:
                continue
            verb = "added" if one.outcome == "added" else "already there"
            lines += _wrapped(f"{verb}: {one.file}", _rows(one.rows) or "nothing that was not there already")
    unknown = [one for one in told if one.outcome == "unknown"]
    if unknown:
        lines += [*([""] if lines else []), "Not recognised, and left alone:"]
        for one in unknown:
            lines += _wrapped(one.file, one.why)
    if not any(one.dataset or one.problems for one in told):
        lines += ["", "Nothing was added. lapel data list --known says what can be."]
    return lines[1:] if lines and not lines[0] else lines


def _rows(rows: Iterable[tuple[str, int]]) -> str:
    """Rows by table: 1,401 rows of wages, 54 of areas.

    >>> _rows((("wages", 1401), ("areas", 1)))
    '1,401 rows of wages, 1 of areas'
    """
    said = [f"{count:,} of {table.replace('_', ' ')}" for table, count in rows]
    if not said:
        return ""
    count, _, rest = said[0].partition(" ")
    said[0] = f"{count} {'row' if count == '1' else 'rows'} {rest}"
    return ", ".join(said)


def _wrapped(head: str, text: str) -> list[str]:
    """A name and what is to be said of it, on one line or on as many as it takes."""
    from textwrap import wrap

    if len(head) + len(text) + 4 <= width():
        return [f"  {head}: {text}"]
    inner = wrap(text, width() - 4, initial_indent="    ", subsequent_indent="    ")
    return [*wrap(f"{head}:", width() - 2, initial_indent="  ", subsequent_indent="  "), *inner]


# -- list, check, drop ------------------------------------------------------------------------------------------------


def _list(args: Namespace) -> int:
    from lapel.reference.sets import every
    from lapel.reference.store import data_dir, read_editions

    editions = list(read_editions(data_dir()))
    if args.json:
        from lapel.cli.data_json import editions_data

        _print_json(editions_data(editions, every() if args.known else ()))
    elif args.known:
        print("\n".join(_known_text()))
    else:
        print("\n".join(_list_text(editions)))
    return 0


def _known_text() -> list[str]:
    from textwrap import wrap

    from lapel.reference.sets import every

    lines = ["What can be added. Fetch it from its publisher, then: lapel data add FILE", ""]
    for known in every():
        lines.append(f"{known.id}: {known.name}")
        for text in (known.about, f"{known.publisher}. {known.licence}."):
            lines += wrap(text, width() - 2, initial_indent="  ", subsequent_indent="  ")
        lines += [f"  {known.url}", ""]
    return lines[:-1]


def _list_text(editions: "Sequence[Edition]") -> list[str]:
    from textwrap import wrap

    from lapel.reference.sets import SETS, find

    if not editions:
        return [
            "No official data was added; a small table of facts in the catalogue serves.",
            "Add some: lapel data add FILE   (lapel data list --known says what can be)",
        ]
    lines: list[str] = []
    for name in dict.fromkeys(one.dataset for one in editions):
        described = find(name) if name in SETS else None
        head = f"{name}: {described.name} ({described.publisher})" if described else name
        lines += wrap(head, width(), subsequent_indent="  ")
        for one in (e for e in editions if e.dataset == name):
            files = len(one.pieces)
            days = sorted(piece.added for piece in one.pieces)
            added = f"{days[0]}" if days[0] == days[-1] else f"{days[0]} to {days[-1]}"
            head = f"{one.edition}, from {files} file{'s' if files != 1 else ''}, added {added}"
            lines += _wrapped(head, _rows(one.rows.items()) if len(one.rows) <= MOST_TABLES else _in_all(one))
            if described and any(piece.loader != described.version for piece in one.pieces):
                lines.append("    Made by an older version of lapel, and no longer read: add its files again.")
    return lines


MOST_TABLES = 6
"""Tables that a list names one by one."""


def _in_all(edition: "Edition") -> str:
    return f"{sum(edition.rows.values()):,} rows in {len(edition.rows)} tables"


def _chosen(name: str | None, edition: str | None, editions: "Sequence[Edition]") -> "list[Edition] | int":
    """The editions meant, or the exit status when there are none of that name."""
    names = list(dict.fromkeys(one.dataset for one in editions))
    if name is None:
        return list(editions)
    if not names:
        print("lapel: no official data was added. lapel data list --known says what can be.", file=sys.stderr)
        return 1
    if name not in names:
        return unknown_name(name, names, "a data set that was added")
    of = [one for one in editions if one.dataset == name]
    if edition is not None and edition not in (one.edition for one in of):
        return unknown_name(edition, [one.edition for one in of], f"an edition of {name} that was added")
    return [one for one in of if edition in (None, one.edition)]


def _check(args: Namespace) -> int:
    from lapel.reference.check import check
    from lapel.reference.store import data_dir, read_editions

    chosen = _chosen(args.name, None, list(read_editions(data_dir())))
    if isinstance(chosen, int):
        return chosen
    found = list(check(data_dir(), tuple(chosen)))
    if args.json:
        from lapel.cli.data_json import checks_data

        _print_json(checks_data(found))
    elif not found:
        print("No official data was added: nothing to check.")
    problems = [problem for one in found for problem in one.problems]
    for one in found:
        if not one.problems and not args.json:
            rows = sum(one.edition.rows.values())
            print(f"{one.edition.dataset} {one.edition.edition}: {rows:,} rows, as they were added.")
    sys.stdout.flush()
    for problem in problems:
        print(problem, file=sys.stderr)
    if problems:
        print(f"{len(problems)} problem{'s' if len(problems) != 1 else ''}.", file=sys.stderr)
    return 1 if problems else 0


def _drop(args: Namespace) -> int:
    from lapel.reference.store import data_dir, drop, read_editions, writing

    if not data_dir().is_dir():
        chosen = _chosen(args.name, args.edition, [])
        return chosen if isinstance(chosen, int) else 1
    with writing(data_dir(), lambda: print("another lapel data is at work: waiting for it …", file=sys.stderr)):
        chosen = _chosen(args.name, args.edition, list(read_editions(data_dir())))
        if isinstance(chosen, int):
            return chosen
        drop(data_dir(), chosen)
    if args.json:
        from lapel.cli.data_json import dropped_data

        _print_json(dropped_data(chosen))
        return 0
    for one in chosen:
        print(f"Dropped {one.dataset} {one.edition}: {_rows(one.rows.items()) or 'no rows'}.")
    return 0


def _print_json(data: Any) -> None:
    import json

    print(json.dumps(data, indent=2, ensure_ascii=not writes_all(sys.stdout)))


VERBS: dict[str, Callable[[Namespace], int]] = {"add": _add, "list": _list, "check": _check, "drop": _drop}
