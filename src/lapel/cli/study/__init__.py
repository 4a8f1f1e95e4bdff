"""``lapel study``: practice for the exams. One module a verb; adding one is a module and a line of `VERBS`.

A module of a verb has ``EXAMPLES``, ``arguments(parser)``, which adds its arguments, and ``run(args)``, which does the
work and returns the exit status. It imports what it needs inside them.
"""

from argparse import ArgumentParser, RawDescriptionHelpFormatter, _SubParsersAction
from collections.abc import Sequence
from importlib import import_module
from keyword import iskeyword
from types import ModuleType

from lapel.cli.common import guarded, parser

ABOUT = """Practice for the exams of the CMA (AAMA), RMA (AMT), CCMA (NHA) and NCMA (NCCT): free, on this machine, with
original questions only. The real pass marks are scaled and equated; nothing here is a real score, and no percentage of
right answers passes an exam."""

EXAMPLES = ("lapel study outline", "lapel study outline ccma-nha", "lapel study items --exam ccma-nha --area 3e")

VERBS: dict[str, str] = {
    "practice": "practice, a question at a time, with the reasons after each",
    "mock": "take a mock exam: its areas, its parts, its clock",
    "review": "go over what was missed, each question when it is due",
    "weakest": "practice in the area that is weakest at each moment",
    "plan": "plan what to study on which day, up to the exam",
    "readiness": "how likely you reach a cut on another mock exam",
    "history": "your answers: show, export, import or erase them",
    "resume": "go on with a session that was left",
    "outline": "what an exam asks, and how far practice for another goes",
    "items": "look through the practice questions, with the reasons",
    "make": "make new questions of a kind: doses, units, times, money, words",
    "lint": "check the practice questions for flaws",
    "export": "take the questions elsewhere: QTI, Anki, a table",
    "import": "read questions of your own: QTI, a table",
    "calibrate": "what answers say of questions, and which keys look wrong",
}


def run(argv: Sequence[str]) -> int:
    """Parse, and run one of the verbs."""
    top = parser("study", ABOUT, EXAMPLES)
    verbs: _SubParsersAction[ArgumentParser] = top.add_subparsers(dest="verb", required=True, metavar="VERB")
    for name, about in VERBS.items():
        module = _module(name)
        shown = "\n".join(f"  {example}" for example in module.EXAMPLES)
        below = verbs.add_parser(
            name,
            help=about,
            description=f"{about[0].upper()}{about[1:]}.",
            epilog=f"examples:\n{shown}",
            formatter_class=RawDescriptionHelpFormatter,
            allow_abbrev=False,
        )
        module.arguments(below)
    args = top.parse_args(argv)
    return guarded(lambda: int(_module(args.verb).run(args)))


def _module(verb: str) -> ModuleType:
    """Give the module of a verb; one that is a word of Python has a low line behind it."""
    return import_module(f"lapel.cli.study.{verb}{'_' * iskeyword(verb)}")
