"""``lapel ask``: build a record by answering questions, in any terminal or from a script."""

from argparse import Namespace
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from shlex import quote

from lapel.cli.common import about_a_day, guarded, parser, program, unknown_credential
from lapel.cli.talk import BACK, QUIT, UNSURE, Kept, columns, complain, listen, say, session
from lapel.eligibility.decide import Decision
from lapel.eligibility.forms import Form
from lapel.eligibility.interview import Answer, changed, reasons, taken, unsure
from lapel.eligibility.reading import Misread, read
from lapel.loading import writing
from lapel.loading.compiled import load_catalogue
from lapel.loading.dialogue import Dialogue, State, opened
from lapel.model.credential import Catalogue
from lapel.model.located import Problems
from lapel.model.shapes import NOT_SURE
from lapel.reports.decisions_text import MARKS, change_words, verdict_words
from lapel.reports.page import cite_words

ABOUT = """Build a record by answering questions. Only what can still change an answer is asked, the most useful
question first. FILE is written after every answer, so you can stop at any time and go on later."""

EXAMPLES = (
    "lapel ask",
    "lapel ask ana.yaml --on 2027-01-15",
    "lapel ask ana.yaml --credential ccma-nha --credential cma-aama",
    "lapel ask ana.yaml --again",
)


def run(argv: Sequence[str]) -> int:
    """Parse, then talk."""
    arguments = parser("ask", ABOUT, EXAMPLES)
    arguments.add_argument(
        "file", metavar="FILE", nargs="?", default="my-record.yaml", help="the record (default: my-record.yaml)"
    )
    about_a_day(arguments)
    arguments.add_argument("--all", action="store_true", help="ask for every credential of the catalogue")
    arguments.add_argument("--again", action="store_true", help="ask again what you were not sure about")
    args = arguments.parse_args(argv)
    return guarded(lambda: _ask(args))


def _ask(args: Namespace) -> int:
    catalogue = load_catalogue()
    if status := unknown_credential(args.credential, catalogue):
        return status
    kept = Kept(Path(args.file))
    interview = Interview(catalogue, kept, args)
    return session(interview.talk, interview.leave)


class Interview:
    """One session: what has been said, what follows from it, and the talk about it."""

    def __init__(self, catalogue: Catalogue, kept: Kept, args: Namespace) -> None:
        self.catalogue = catalogue
        self.kept = kept
        self.only: list[str] = args.credential
        self.every: bool = args.all
        self.today = date.today()
        self.on: date = args.on or self.today
        self.now = self._at(opened(writing.forget_unsure(kept.data) if args.again else kept.data))
        self.past: list[State] = []

    def _at(self, state: State) -> Dialogue:
        return Dialogue(self.catalogue, state, on=self.on, only=self.only, every=self.every)

    def talk(self) -> None:
        """Ask until nothing can change an answer any more, or the person leaves."""
        self._welcome()
        going = True
        while going:
            put, self.rest = self.now.next(talked=bool(self.past))
            if put is None:
                going = self._finish()
            else:
                self._show(put)
                going = self._turn(put)

    def _turn(self, put: Form) -> bool:
        """Read until a question is answered or left; False to end the talk."""
        while True:
            typed = listen()
            command = COMMANDS.get(typed.lower())
            if command is None:
                if self._answer(put, typed):
                    return True
            elif (going := command(self, put)) is not None:
                return going

    def _answer(self, put: Form, typed: str) -> bool:
        try:
            value = read(put, typed, early=min(self.on, self.today), late=max(self.on, self.today))
            if put.kind == "date" and value not in (typed, "ongoing"):
                say(f"(I take that as {value}.)")
            self._accept(taken(put, value))
        except Misread as wrong:
            complain(f"{wrong.found!r}", wrong.expected)
            return False
        except Problems as problems:
            first = problems.found[0]
            elsewhere = f" for {first.path}" if first.path != put.step.place else ""
            complain(first.found + elsewhere, f"{first.expected}. {first.hint}".strip().rstrip("."))
            return False
        return True

    def _accept(self, answer: Answer) -> None:
        """Change the document, keep the way back, save, and say which answers changed; raises Problems."""
        state = self.now.after(answer, self.rest)
        self.past.append(self.now.state)
        self._move(state)

    def _move(self, state: State) -> None:
        before, self.now = self.now, self._at(state)
        if state.data != before.state.data:
            self.kept.save(state.data)
        for old, new in changed(before.decisions, self.now.decisions):
            if old is None or verdict_words(old.verdict) != verdict_words(new.verdict):
                say(change_words(old, new), mark="*")
        home = self.now.record.state
        if home not in (before.record.state, None):
            known = self.catalogue.states.get(home)
            say(known.summary if known else "Lapel holds no rules of this state yet.")

    def _skip(self, put: Form) -> bool:
        self._accept(unsure(put))
        return True

    def _back(self, put: Form | None = None) -> bool:
        if not self.past:
            say("This is the first question of this session: there is nothing to take back.")
            return True
        say("Your last answer is taken back.")
        self._move(self.past.pop())
        return True

    def _save_now(self, put: Form) -> None:
        if self.kept.save(self.now.state.data):
            print(f"Saved in {self.kept.path}")

    def _facts(self, put: Form) -> None:
        print(_indented(writing.record_text(self.now.state.data)) if self.now.state.data else "  Nothing yet.")

    def _why(self, put: Form) -> None:
        found = list(reasons(self.now.decisions, put.step.purpose))
        for name in dict.fromkeys(reason.name for reason in found):
            say(name, 2)
            for reason in [r for r in found if r.name == name][:3]:
                say(reason.finding.says, 4, "·")
                for line in list(cite_words(reason.finding.cite, self.on))[:1]:
                    say(line, 6)
        if not found:
            say(self.now.purpose(put), 2)

    def _help(self, put: Form) -> None:
        for words, meaning in HELP:
            say(f"{words:<9}{meaning}", 2)
        say(_how(put), 2)

    def _quit(self, put: Form) -> bool:
        return False

    def _welcome(self) -> None:
        if self.kept.there:
            print(f"Going on with {self.kept.path}")
            say("Type facts to see what you have said. Press Enter for help.")
        else:
            say("I ask only what can change an answer. If you do not know, type: not sure. Press Enter for help.")
            say("Your answers stay on this machine. They are saved after every question, in")
            print(f"  {self.kept.path}")

    def _show(self, put: Form) -> None:
        """Show a question: its words, why it is asked, how to answer, and what else may be typed."""
        known = sum(decision.verdict.answer != "cannot-tell" for decision in self.now.decisions)
        print("\n" + "─" * columns())
        say(f"{known} of {len(self.now.decisions)} answers known")
        print()
        say(put.text)
        if put.hint:
            say(put.hint, 2)
        say(self.now.purpose(put), 2)
        for number, option in enumerate(put.options, start=1):
            say(option.label, 2, f"{number:>2}")
        if not put.options or put.kind == "several":
            say(_how(put), 2)
        if isinstance(put.held, str) and put.held != NOT_SURE:
            say(f"You said {put.held}. A more exact answer can help; not sure keeps it.", 2)
        say("[not sure · back · why · facts · save · quit]")

    def _finish(self) -> bool:
        """Give every answer in short; True when the person goes back instead of ending."""
        print("\n" + "─" * columns())
        say("That is all that can change an answer. Here they are:")
        for decision in self.now.decisions:
            self._answer_in_short(decision)
        print()
        if self.now.record.not_sure or self.now.state.passed:
            say("You were not sure about some things. When you know more:")
            print(f"  {program()} ask {self._file} --again")
        say("Lapel is not the issuer and grants nothing: confirm with the issuer before you pay or apply.")
        if not self.past:
            return False
        say("Press Enter to end, or type back to take back your last answer.")
        try:
            return COMMANDS.get(listen().lower()) is Interview._back and self._back()
        except EOFError:
            return False

    def _answer_in_short(self, decision: Decision) -> None:
        print()
        say(f"{decision.credential.name}: {verdict_words(decision.verdict)}")
        best = decision.best
        if best and decision.verdict.answer in ("yes", "not-yet", "no-longer"):
            say(f"Route: {best.route.name}", 2)
        elif best and decision.verdict.answer == "cannot-tell":
            for finding in best.unknown[:2]:
                disputed = " The sources disagree." if finding.disputed else ""
                say(finding.says + disputed, 2, MARKS[finding.truth])

    @property
    def _file(self) -> str:
        return quote(str(self.kept.path))

    def leave(self, lead: str) -> int:
        """Say where everything is and how to go on; gives 1 when it could not be saved, 0 otherwise."""
        if not self.kept.secure():
            return 1
        if not self.kept.there:
            say(f"{lead} You gave no answers, so there is nothing to save.".strip())
            return 0
        print(f"\n{lead} Your answers are saved in {self.kept.path}".replace("\n ", "\n"))
        print(f"See why:\n  {program()} check {self._file}")
        print(f"Go on:\n  {program()} ask {self._file}")
        return 0


COMMANDS: Mapping[str, Callable[[Interview, Form], bool | None]] = {
    **dict.fromkeys(("", "help"), Interview._help),
    **dict.fromkeys(("?", "skip", *UNSURE), Interview._skip),
    **dict.fromkeys(BACK, Interview._back),
    **dict.fromkeys(QUIT, Interview._quit),
    "save": Interview._save_now,
    "facts": Interview._facts,
    "why": Interview._why,
}
"""Words that are not answers. True goes on with the talk, False ends it, None stays with the question."""

HELP = (
    ("not sure", "or ? skips the question: it counts as not known"),
    ("back", "takes back your last answer, as often as you like"),
    ("why", "shows the rules behind the question, with sources"),
    ("facts", "shows what you have said so far"),
    ("save", "saves now (every answer is saved anyway)"),
    ("quit", "stops; you can go on later"),
)

HOW: Mapping[str, str] = {
    "choice": "Type the number of your answer, or the word.",
    "several": "Type numbers, such as 1, 3; or none. Add ? if there may be more: 1, ?",
    "date": "Type a date such as 2024-05-10 or 5/10/2024. A month (2024-05) or a year will do.",
    "number": "Type a number.",
    "state": "Type a state, such as NJ or New Jersey.",
    "text": "Type a few words.",
}


def _how(put: Form) -> str:
    return HOW[put.kind] + (" If it goes on, type: still." if put.open_end else "")


def _indented(text: str) -> str:
    return "\n".join(f"  {line}" for line in text.splitlines())
