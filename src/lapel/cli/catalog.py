"""``lapel catalog``: lint, coverage, diff, show and steps."""

import sys
from argparse import ArgumentParser, Namespace, RawDescriptionHelpFormatter, _SubParsersAction
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from lapel.cli.common import day, guarded, parser, unknown_name, width
from lapel.loading.compiled import CATALOGUE_DIR, load_careers, load_catalogue
from lapel.model.credential import Catalogue

ABOUT = """Look at the catalogue: the rules, fees and facts behind every answer, each with its source."""

EXAMPLES = (
    "lapel catalog show cma-aama",
    "lapel catalog show rma-amt --on 2012-01-01",
    "lapel catalog diff 2019-06-01 2026-11-21",
    "lapel catalog diff --reform examples/reforms/rma-three-years.yaml",
    "lapel catalog steps",
    "lapel catalog coverage",
    "lapel catalog lint",
)


def run(argv: Sequence[str]) -> int:
    """Parse and run one of the subcommands."""
    top = parser("catalog", ABOUT, EXAMPLES)
    verbs: _SubParsersAction[ArgumentParser] = top.add_subparsers(dest="verb", required=True, metavar="VERB")
    lint = _verb(verbs, "lint", "check schema, order, citations and names", "lapel catalog lint --overdue 2027-06-01")
    lint.add_argument("--overdue", type=day, metavar="DATE", help="also list what is due for a new reading by this day")
    _verb(verbs, "coverage", "what is complete, partial, missing", "lapel catalog coverage")
    diff = _verb(
        verbs, "diff", "what changed between two days, or by a reform", "lapel catalog diff 2019-06-01 2026-11-21"
    )
    diff.add_argument("early", type=day, nargs="?", metavar="DATE", help="the first day")
    diff.add_argument("late", type=day, nargs="?", metavar="DATE", help="the second day")
    diff.add_argument("--reform", type=Path, metavar="FILE|DIR", help="instead: what a reform writes otherwise")
    show = _verb(verbs, "show", "one credential as a person would read it", "lapel catalog show ccma-nha")
    show.add_argument("id", metavar="ID", nargs="?", help="the credential; without it all are listed")
    show.add_argument("--on", type=day, metavar="DATE", help="as it stands on this day (default: today)")
    steps = _verb(verbs, "steps", "what a plan may choose from, or one step", "lapel catalog steps cpr-card")
    steps.add_argument("id", metavar="ID", nargs="?", help="the step; without it all are listed")
    for verb in verbs.choices.values():
        verb.add_argument("--catalogue", type=Path, default=CATALOGUE_DIR, metavar="DIR", help="another catalogue")
    args = top.parse_args(argv)
    return guarded(lambda: VERBS[args.verb](args))


def _verb(verbs: "_SubParsersAction[ArgumentParser]", name: str, about: str, example: str) -> ArgumentParser:
    return verbs.add_parser(
        name,
        help=about,
        description=f"{about.capitalize()}.",
        epilog=f"example:\n  {example}",
        formatter_class=RawDescriptionHelpFormatter,
    )


def _lint(args: Namespace) -> int:
    from lapel.loading.lint import lint_catalogue, overdue

    found = lint_catalogue(args.catalogue)
    for problem in found:
        print(problem)
    if found:
        print(f"{len(found)} problem{'s' if len(found) != 1 else ''}.", file=sys.stderr)
        return 1
    catalogue = load_catalogue(args.catalogue)
    print(f"{len(catalogue.credentials)} credentials, {len(catalogue.sources)} sources: no problems.")
    if args.overdue:
        for cite in overdue(catalogue, on=args.overdue):
            print(f"due since {cite.review_by}: {cite.source.id}{' ' + cite.section if cite.section else ''}")
    return 0


def _coverage(args: Namespace) -> int:
    from lapel.reports.catalogue_text import coverage_text

    print(coverage_text(load_catalogue(args.catalogue), width=width()), end="")
    return 0


def _diff(args: Namespace) -> int:
    days = [each for each in (args.early, args.late) if each is not None]
    if len(days) != (0 if args.reform else 2):
        print("lapel: expected two days, or --reform and no day.", file=sys.stderr)
        return 2
    if args.reform:
        return _reform(args)
    from lapel.reports.catalogue_text import diff_text

    early, late = sorted((args.early, args.late))
    print(diff_text(load_catalogue(args.catalogue), early, late, width=width()), end="")
    return 0


def _reform(args: Namespace) -> int:
    from lapel.loading.compiled import load_reform
    from lapel.loading.overlay import differences
    from lapel.reports.reform_text import reform_text

    rules, reform = load_catalogue(args.catalogue), load_reform(args.reform, args.catalogue)
    print(reform_text(differences(args.reform, args.catalogue), rules, reform, width=width()), end="")
    return 0


def _show(args: Namespace) -> int:
    from lapel.reports.catalogue_text import credential_text

    catalogue = load_catalogue(args.catalogue)
    if args.id is None:
        _list(catalogue)
        return 0
    if args.id not in catalogue.credentials:
        return unknown_name(args.id, catalogue.credentials, "the id of a credential")
    print(credential_text(catalogue.credentials[args.id], on=args.on or date.today(), width=width()), end="")
    return 0


def _list(catalogue: Catalogue) -> None:
    from textwrap import fill

    longest = max((len(name) for name in catalogue.credentials), default=0)
    below = " " * (longest + 2)
    for name, credential in catalogue.credentials.items():
        print(
            fill(f"{name.ljust(longest)}  {credential.name}, {credential.full_name}", width(), subsequent_indent=below)
        )


def _steps(args: Namespace) -> int:
    from lapel.reports.steps_text import step_text, steps_text

    steps = {**load_catalogue(args.catalogue).steps, **load_careers(args.catalogue).steps}
    if args.id is not None and args.id not in steps:
        return unknown_name(args.id, steps, "the id of a step")
    text = steps_text(steps.values(), width=width()) if args.id is None else step_text(steps[args.id], width=width())
    print(text, end="")
    return 0


VERBS = {"lint": _lint, "coverage": _coverage, "diff": _diff, "show": _show, "steps": _steps}
