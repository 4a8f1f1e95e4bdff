"""``lapel study lint``: check the practice questions for what can be told from their text."""

from argparse import ArgumentParser, Namespace
from datetime import date
from pathlib import Path

from lapel.cli.common import unknown_name, width
from lapel.cli.study.common import on_a_day, print_json
from lapel.loading.compiled import load_exams
from lapel.model.value import replace

EXAMPLES = (
    "lapel study lint",
    "lapel study lint own.yaml",
    "lapel study lint --rule clang",
    "lapel study lint --json",
)


def arguments(below: ArgumentParser) -> None:
    """Add the arguments."""
    below.add_argument(
        "file", metavar="FILE", nargs="?", type=Path, help="check the questions of this file (default: the catalogue's)"
    )
    below.add_argument("--rule", metavar="RULE", help="only findings of this rule, such as clang")
    below.add_argument("--all", action="store_true", help="also the findings that a reviewer let stand")
    on_a_day(below)
    below.add_argument("--json", action="store_true", help="print JSON (lapel schema study-lint describes it)")


def run(args: Namespace) -> int:
    """Check, print; status 1 when an error was found."""
    from lapel.exam.lint import RULES, lint_bank, lint_beside
    from lapel.reports.items_lint import lint_data, lint_text

    if args.rule is not None and args.rule not in RULES:
        return unknown_name(args.rule, list(RULES), "the id of a rule")
    bank, on = load_exams(), args.on or date.today()
    if args.file is not None:
        from lapel.loading.items_file import read_items

        own = replace(bank, items={item.id: item for item in read_items(args.file, bank)})
        found = lint_beside(own, bank, on=on)
        bank = own
    else:
        found = lint_bank(bank, on=on)
    errors = any(one.level == "E" and not one.accepted for one in found)
    shown = [one for one in found if args.rule in (None, one.rule)]
    if args.json:
        print_json(lint_data(bank, shown, on=on))
    else:
        print(lint_text(bank, shown, accepted=args.all, width=width()), end="")
    return 1 if errors else 0
