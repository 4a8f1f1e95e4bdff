"""``lapel skills``: a self-check of duties and skills, the gap against a job or an exam, and what closes it."""

import sys
from argparse import Namespace
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from shlex import quote
from typing import Any

from lapel.careers.skills import Checked, SkillCheck, Target, check_skills
from lapel.cli.common import (
    day,
    guarded,
    parser,
    program,
    record_from,
    unknown_credential,
    unknown_name,
    width,
    writes_all,
)
from lapel.cli.talk import BACK, QUIT, UNSURE, Kept, columns, complain, listen, say, session
from lapel.loading.compiled import load_careers, load_catalogue
from lapel.model.advice import Advice
from lapel.model.careers import Careers
from lapel.model.credential import Credential
from lapel.model.located import Problem, Problems
from lapel.model.shapes import NOT_SURE
from lapel.model.vocabulary import SKILL_LEVELS

ABOUT = """Check your skills yourself: clinical, in the medical office, in any office, and with people. Each is held
against what a job or an exam asks for, the most important gap first, with the reason and what closes it. With --check
the questions are asked one at a time, and RECORD is written after every answer. There is no score. RECORD is a YAML or
JSON file (- reads standard input)."""

EXAMPLES = (
    "lapel skills me.yaml --check",
    "lapel skills me.yaml",
    "lapel skills me.yaml --role phlebotomist",
    "lapel skills me.yaml --for ccma-nha --json",
)


def run(argv: Sequence[str]) -> int:
    """Parse, ask or lay out, print."""
    arguments = parser("skills", ABOUT, EXAMPLES)
    arguments.add_argument("record", metavar="RECORD", help="the person's record, YAML or JSON")
    arguments.add_argument("--on", type=day, metavar="DATE", help="the day asked about (default: today)")
    arguments.add_argument("--role", metavar="ID", help="hold them against a role (default: medical assistant)")
    arguments.add_argument(
        "--for", dest="credential", metavar="CREDENTIAL", help="hold them against the exam of a certificate"
    )
    arguments.add_argument("--check", action="store_true", help="ask what is not answered yet, one question at a time")
    arguments.add_argument("--again", action="store_true", help="with --check: also ask what is answered")
    arguments.add_argument("--json", action="store_true", help="print JSON (lapel schema skills describes it)")
    args = arguments.parse_args(argv)
    return guarded(lambda: _skills(args))


def _skills(args: Namespace) -> int:
    catalogue, careers, on = load_catalogue(), load_careers(), args.on or date.today()
    if status := unknown_credential([args.credential] if args.credential else [], catalogue):
        return status
    if status := unknown_role(args.role, careers):
        return status
    credential = catalogue.credentials[args.credential] if args.credential else None
    target = target_from(careers, args.role, credential)
    if args.check:
        return _check(args, careers.advice, target, on)
    return _show(args, careers, target, on)


def unknown_role(name: str | None, careers: Careers) -> int:
    """Say that the role named is not in the catalogue; 0 when it is, or none is named."""
    role = name.removeprefix("role:") if name else None
    known = role is None or role in careers.roles
    return 0 if known else unknown_name(str(role), careers.roles, "the id of a role")


def target_from(careers: Careers, name: str | None, credential: Credential | None = None) -> Target:
    """Give what to hold skills against, with what added data says of it; a role goes by its id."""
    from lapel.reference.duties import held_against
    from lapel.reference.store import Store

    role = careers.roles[name.removeprefix("role:")] if name else None
    return held_against(careers.advice, Store(), role, credential)


def _show(args: Namespace, careers: Careers, target: Target, on: date) -> int:
    from lapel.careers.learning import closing

    advice, record = careers.advice, record_from(args.record)
    found = check_skills(advice, record, target, on=on)
    closes = closing(advice, [one.duty for one in found.gaps])
    if args.json:
        import json

        from lapel.reports.skills_json import skills_data

        data = skills_data(found, closes, advice, on=on)
        print(json.dumps(data, indent=2, ensure_ascii=not writes_all(sys.stdout)))
        return 0
    from lapel.reports.skills_text import skills_text

    file = quote(args.record)
    print(skills_text(found, closes, advice, record, on=on, file=file, program=program(), width=width()), end="")
    return 0


def _check(args: Namespace, advice: Advice, target: Target, on: date) -> int:
    if args.record == "-":
        wrong = Problem("-", 0, "", "standard input", "a file to keep the answers in")
        raise Problems([wrong])
    talk = Talk(Kept(Path(args.record)), advice, target, on, again=args.again)
    return session(talk.ask, talk.leave)


WORDS: Mapping[str, str] = {
    "not yet": "not-yet",
    "with help": "with-help",
    "help": "with-help",
    "alone": "alone",
    "could teach": "could-teach",
    "could teach it": "could-teach",
    "teach": "could-teach",
    **{str(number): level for number, level in enumerate(SKILL_LEVELS, start=1)},
    **{level: level for level in SKILL_LEVELS},
}

LABELS = ("not yet", "with help", "alone", "could teach it")


class Talk:
    """One session of questions, saved after each answer; what goes wrong with saving is said, and nothing is lost."""

    def __init__(self, kept: Kept, advice: Advice, target: Target, on: date, *, again: bool) -> None:
        self.kept, self.advice, self.target, self.on = kept, advice, target, on
        self.data = kept.data
        self.past: list[tuple[int, dict[str, Any]]] = []
        found = self._found()
        self.questions = [*found.open, *((*found.gaps, *found.held) if again else ()), *found.outside]
        if not again:
            self.questions = [one for one in self.questions if one.standing == "not asked"]

    def _found(self) -> SkillCheck:
        from lapel.loading.records import parse_record

        return check_skills(self.advice, parse_record(self.data), self.target, on=self.on)

    def ask(self) -> None:
        """Ask until all is asked or the person leaves."""
        say("Say how well you do each thing. Only you see it, and there is no score.")
        say("Your answers stay on this machine. They are saved after every question, in")
        print(f"  {self.kept.path}")
        at = 0
        while at < len(self.questions):
            step = self._turn(at)
            if step is None:
                return
            at = step

    def _turn(self, at: int) -> int | None:
        """Put one question; gives the next, or None to leave."""
        one = self.questions[at]
        self._put(one, at)
        while True:
            typed = listen().lower()
            if typed in COMMANDS:
                moved = COMMANDS[typed](self, at)
                if moved != STAY:
                    return None if moved == LEAVE else moved
            elif typed in WORDS:
                self._answer(at, WORDS[typed])
                return at + 1
            else:
                complain(repr(typed), "a number from 1 to 4")

    def _put(self, one: Checked, at: int) -> None:
        print("\n" + "─" * columns())
        say(f"{at + 1} of {len(self.questions)}")
        print()
        say(one.duty.asks)
        for number, label in enumerate(LABELS, start=1):
            say(label, 2, f"{number:>2}")
        if one.duty.note:
            say(one.duty.note, 2)
        say("[skip · not sure · back · why · quit]")

    def _answer(self, at: int, level: str) -> None:
        from copy import deepcopy

        self.past.append((at, deepcopy(self.data)))
        duty = self.questions[at].duty.id
        held = self.data.get("skills")
        entries = [one for one in held if one.get("id") != duty] if isinstance(held, list) else []
        said = {"id": duty, "level": level, "as_of": self.on.isoformat()}
        self.data["skills"] = [*entries, said]
        self.kept.save(self.data)

    def skip(self, at: int) -> int:
        """Leave a question for another time."""
        return at + 1

    def unsure(self, at: int) -> int:
        """Note that the person is not sure; it is not asked again."""
        self._answer(at, NOT_SURE)
        return at + 1

    def back(self, at: int) -> int:
        """Take back the last answer, and put its question again."""
        if not self.past:
            say("This is the first answer of this session: there is nothing to take back.")
            return STAY
        say("Your last answer is taken back.")
        before, self.data = self.past.pop()
        self.kept.save(self.data)
        return before

    def why(self, at: int) -> int:
        """Say why the skill matters."""
        from lapel.reports.footnotes import Footnotes
        from lapel.reports.page import Page
        from lapel.reports.skills_text import reason_words

        one, notes, page = self.questions[at], Footnotes(), Page(columns())
        words = reason_words(one.reason, one.duty, self.advice) or "Nothing we hold asks for it by name."
        page.add(words + notes.mark((*one.reason.cite, *one.duty.cite)), 2)
        notes.add_to(page, self.on)
        print(page, end="")
        return STAY

    def help(self, at: int) -> int:
        """Say what may be typed."""
        for words, meaning in HELP:
            say(f"{words:<10}{meaning}", 2)
        return STAY

    def quit(self, at: int) -> int:
        """Leave."""
        return LEAVE

    def leave(self, lead: str) -> int:
        """Say where everything is and how to go on; gives 1 when it could not be saved, 0 otherwise."""
        if not self.kept.secure():
            return 1
        if not self.past and not self.questions:
            say("Everything is answered already. To go through it again, add --again.")
        if not self.kept.there:
            say(f"{lead} You gave no answers, so there is nothing to save.".strip())
            return 0
        print(f"\n{lead} Your answers are in {self.kept.path}".replace("\n ", "\n"))
        print(f"See what is missing, and why:\n  {program()} skills {quote(str(self.kept.path))}")
        return 0


STAY, LEAVE = -1, -2

HELP = (
    ("1 to 4", "your answer; the words do too"),
    ("skip", "leaves it for another time"),
    ("not sure", "notes that you do not know; it is not asked again"),
    ("back", "takes back your last answer"),
    ("why", "says why it matters, with sources"),
    ("quit", "stops; you can go on later"),
)

COMMANDS: Mapping[str, Callable[[Talk, int], int]] = {
    **dict.fromkeys(("", "?"), Talk.help),
    **dict.fromkeys(("skip", "s"), Talk.skip),
    **dict.fromkeys(UNSURE, Talk.unsure),
    **dict.fromkeys(BACK, Talk.back),
    **dict.fromkeys(QUIT, Talk.quit),
    "why": Talk.why,
}
"""Words that are not answers; each gives the question to go on with, or STAY or LEAVE."""
