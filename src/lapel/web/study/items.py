"""One question as a page shows it, and an answer as a form brings it."""

import re
from collections.abc import Mapping, Sequence

from django.http import QueryDict
from django.utils.safestring import SafeString, mark_safe

from lapel.exam.events import Answered
from lapel.exam.forms import Slot
from lapel.exam.marking import LETTERS, Misread, named_error, number
from lapel.model.exam import Item, Option
from lapel.model.value import Value
from lapel.reports.pictures.exam import picture_of
from lapel.reports.pictures.frame import Picture
from lapel.web.study.desk import library

STYLE = re.compile(r"<style>.*?</style>", re.DOTALL)
PRESSED = re.compile(r' role="button" tabindex="0" aria-pressed="false" aria-label="')
TYPED = "typed"
LONGEST_TYPED = 40


class Choice(Value):
    """An option as shown: its letter, whether it is chosen, its place in an order given, and how it came out."""

    letter: str
    id: str
    text: str
    why: str = ""
    chosen: bool = False
    rank: int = 0
    mark: str = ""


class Question(Value):
    """A question on a page; ``typed`` is what stands in its field, ``wrong`` what is amiss with what was sent."""

    item: Item
    choices: tuple[Choice, ...]
    picture: Picture | None = None
    typed: str = ""
    wrong: str = ""

    @property
    def svg(self) -> SafeString:
        """The drawing, without its style, which is a file of ours, and with regions that a script brings to life."""
        drawn = self.picture.svg if self.picture else ""
        return mark_safe(PRESSED.sub(' data-name="', STYLE.sub("", drawn)))  # drawn by us, all text in it escaped

    @property
    def ranks(self) -> range:
        """The places of an order."""
        return range(1, len(self.choices) + 1)


def question(
    item: Item, slot: Slot, answered: Answered | None = None, *, said: Mapping[str, str] | None = None, wrong: str = ""
) -> Question:
    """Show a question, with the answer given, or with what was ``said`` in a form that was not taken."""
    given = answered.given if answered else ()
    choices = tuple(_choice(item, letter, name, given) for letter, name in zip(LETTERS, slot.options, strict=False))
    typed = given[0] if item.kind == "numeric" and given else ""
    if said is not None:
        choices = tuple(_said(choice, item, said) for choice in choices)
        typed = said.get(TYPED, "")
    return Question(item, choices, picture(item), typed, wrong)


def _choice(item: Item, letter: str, name: str, given: Sequence[str]) -> Choice:
    option = item.option(name) or Option(name, name)
    rank = given.index(name) + 1 if item.kind == "ordering" and name in given else 0
    return Choice(letter, name, option.text, option.why, name in given, rank)


def _said(choice: Choice, item: Item, said: Mapping[str, str]) -> Choice:
    rank = said.get(f"rank-{choice.id}", "")
    chosen = choice.id in said.get("given", "").split("\n")
    return Choice(
        choice.letter, choice.id, choice.text, "", chosen, int(rank) if rank.isascii() and rank.isdigit() else 0
    )


def picture(item: Item) -> Picture | None:
    """Draw the picture of a question; None where it has none."""
    made = None if item.id in library().bank.items else library().made(item.id)
    return picture_of(item, made.drawing if made else None)


# Answers


def said_in(form: QueryDict) -> dict[str, str]:
    """Keep what a form says of an answer, to show it again."""
    ranks = {name: form.get(name, "")[:4] for name in form if name.startswith("rank-")}
    return {"given": "\n".join(form.getlist("given")), TYPED: form.get(TYPED, "")[:LONGEST_TYPED], **ranks}


def given_in(form: QueryDict, item: Item, slot: Slot) -> tuple[str, ...]:
    """Read the answer of a form: nothing where none was given; raises Misread where it is none."""
    if item.kind == "numeric":
        typed = form.get(TYPED, "").strip()[:LONGEST_TYPED]
        bare = typed[: -len(item.unit)].strip() if item.unit and typed.lower().endswith(item.unit.lower()) else typed
        return (str(number(bare)),) if bare else ()
    if item.kind == "ordering":
        return _order(form, slot)
    chosen = form.getlist("given")
    if not set(chosen) <= set(slot.options) or (item.kind != "multi-select" and len(chosen) > 1):
        raise Misread("Found an answer that this question does not have. Choose again.")
    return tuple(name for name in slot.options if name in chosen)


def _order(form: QueryDict, slot: Slot) -> tuple[str, ...]:
    ranks = {name: form.get(f"rank-{name}", "") for name in slot.options}
    if not any(ranks.values()):
        return ()
    wanted = [str(n) for n in range(1, len(slot.options) + 1)]
    if sorted(ranks.values(), key=lambda rank: rank.zfill(4)) != wanted:
        raise Misread(f"Give each step a number of its own, from 1 to {len(slot.options)}.")
    return tuple(sorted(ranks, key=lambda name: int(ranks[name])))


# Feedback


def feedback(item: Item, slot: Slot, answered: Answered | None) -> dict[str, object]:
    """Say what was right and why: each choice with its mark, the right order, or the number and what led astray."""
    shown = question(item, slot, answered)
    given = answered.given if answered else ()
    choices = [
        Choice(one.letter, one.id, one.text, one.why, one.chosen, one.rank, _mark(item, one.id, given))
        for one in shown.choices
    ]
    if item.kind == "ordering":
        choices.sort(key=lambda one: item.key.index(one.id) if one.id in item.key else len(item.key))
    error = named_error(item, given) if given else None
    return {
        "shown": shown,
        "choices": choices,
        "right": answered.right if answered else None,
        "error": error.why if error else "",
        "answer": f"{item.answer} {item.unit}".strip() if item.answer is not None else "",
    }


def _mark(item: Item, name: str, given: Sequence[str]) -> str:
    if item.kind == "ordering":
        return "right" if name in given and item.key[given.index(name) : given.index(name) + 1] == (name,) else "wrong"
    if name in item.key:
        return "right" if name in given else "missed"
    return "wrong" if name in given else ""
