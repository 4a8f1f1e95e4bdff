"""The command line. One module a command; each is imported only when it is called."""

import sys
from collections.abc import Sequence

COMMANDS: dict[str, str] = {
    "ask": "build a record by answering questions",
    "check": "what a person may do on a day, and why",
    "plan": "what to do to get a certificate, with days and money",
    "compare": "certificates side by side, for one person",
    "hold": "what it costs to hold a certificate, and to let it lapse",
    "keep": "keep certificates from lapsing: what counts, what is missing",
    "fit": "is the work for me: the hard and the good sides",
    "school": "what to take and do at school, and what a diploma opens",
    "programs": "find a school: cost, results, which exam it opens",
    "skills": "check your skills against a job or an exam",
    "study": "practice for an exam: what it asks, questions, mock forms",
    "learn": "where to learn a topic, a skill, or points to renew",
    "ladder": "roles within reach: from when, for how much, and their pay",
    "worth": "what a plan is worth: cost, debt, pay after, break-even",
    "pay": "what an occupation pays: where, over time, beside others",
    "outlook": "how many jobs there will be, and what was expected before",
    "data": "add official data: pay, outlook, occupations, schools",
    "batch": "the same answers for a table of a million people",
    "synth": "make up people: to try things, to test, to measure",
    "serve": "the same in a browser, on this machine",
    "catalog": "look at the rules: lint, coverage, diff, show",
    "schema": "print a published JSON Schema",
}

EXAMPLE = "lapel check examples/student-20-days-from-graduating.yaml --on 2026-11-21"


def usage() -> str:
    """Say what there is and how to go on."""
    lines = [f"  {name:<10}{text}" for name, text in COMMANDS.items()]
    return "\n".join(
        [
            "usage: lapel COMMAND …",
            "",
            "The road of a medical assistant: school, certificate, career, and what next.",
            "",
            *lines,
            "",
            "  lapel COMMAND --help says more.  For example:",
            f"  {EXAMPLE}",
        ]
    )


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command; returns the exit status: 0 done, 1 something was wrong with the input, 2 wrong usage."""
    args = list(sys.argv[1:] if argv is None else argv)
    if "utf" not in str(sys.stdout.encoding).lower():
        from lapel.cli.common import degrade

        degrade()
    try:
        status = _run(args)
        sys.stdout.flush()
        return status
    except BrokenPipeError:
        # Nobody reads on; what is still unwritten goes nowhere, instead of failing again at exit.
        import os

        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        print(file=sys.stderr)
        return 130


def _run(args: list[str]) -> int:
    if not args or args[0] in ("-h", "--help", "help"):
        print(usage())
        return 0
    if args[0] == "--version":
        from lapel import __version__

        print(f"lapel {__version__}")
        return 0
    if args[0] not in COMMANDS:
        from lapel.model.shapes import did_you_mean

        print(f"lapel: found the command {args[0]!r}, expected one of {', '.join(COMMANDS)}.", file=sys.stderr)
        print(did_you_mean(args[0], list(COMMANDS)) or "lapel --help lists them.", file=sys.stderr)
        return 2
    from importlib import import_module

    status: int = import_module(f"lapel.cli.{args[0]}").run(args[1:])
    return status
