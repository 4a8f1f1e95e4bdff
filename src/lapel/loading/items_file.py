"""Items in a file of one's own, in the form of the catalogue's: read and written, and as plain data."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from textwrap import wrap
from typing import Any

from lapel.loading.exams import ItemShape, item_shape
from lapel.loading.tree import read_tree
from lapel.model.exam import Bank, Item
from lapel.model.located import Problems
from lapel.model.shapes import did_you_mean

NUMBERED = re.compile(r"(?P<topic>[a-z][a-z-]*)-(?P<number>\d{3})")
WIDTH = 120
PLAIN = re.compile(r"[A-Za-z](?:[A-Za-z0-9 _.-]*[A-Za-z0-9.])?|\d{4}-\d\d-\d\d|\d+(?:\.\d+)?")
WORDS = frozenset({"null", "true", "false", "yes", "no", "on", "off", "y", "n"})
"""Scalars that some reader of YAML takes for something else."""


# Writing


def item_data(item: Item) -> dict[str, Any]:
    """Give an item as plain data in the form of the catalogue's files; what it does not say is left out.

    Numbers are texts as they are written. `lapel.loading.exams.item_shape` reads the same item from it.
    """
    measured = item.calibration
    data: dict[str, Any] = {
        "id": item.id,
        "kind": item.kind if item.kind != "one-best" else "",
        "stem": item.stem,
        "picture": item.picture,
        "options": {one.id: _said({"text": one.text, "why": one.why}) for one in item.options},
        "key": item.key[0] if len(item.key) == 1 else list(item.key),
        "answer": "" if item.answer is None else number_text(item.answer),
        "unit": item.unit,
        "tolerance": number_text(item.tolerance) if item.tolerance else "",
        "why": item.why,
        "errors": [{"value": number_text(one.value), "why": one.why} for one in item.errors],
        "level": item.level,
        "expected": number_text(item.expected),
        "sources": list(item.sources),
        "guideline": item.guideline,
        "version": str(item.version),
        "status": item.status,
        "areas": dict(item.areas),
        "not_for": list(item.not_for),
        "enemies": list(item.enemies),
        "accept": dict(item.accept),
        "review": [
            _said(
                {
                    "on": one.on.isoformat(),
                    "by": one.by,
                    "verdict": one.verdict,
                    "tried": list(one.tried),
                    "note": one.note,
                }
            )
            for one in item.reviews
        ],
        "calibration": _said(
            {
                "model": measured.model,
                "a": number_text(measured.a),
                "b": number_text(measured.b),
                "se_a": "" if measured.se_a is None else number_text(measured.se_a),
                "se_b": "" if measured.se_b is None else number_text(measured.se_b),
                "answers": str(measured.answers),
                "on": measured.on.isoformat(),
                "source": measured.source,
                "version": "" if measured.version is None else str(measured.version),
            }
        )
        if measured
        else {},
    }
    return _said(data)


def _said(data: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in data.items() if value not in ("", [], {})}


def number_text(value: Decimal | float) -> str:
    """Write a number without an exponent.

    >>> number_text(0.00001), number_text(Decimal("7.50")), number_text(Decimal("2E+3"))
    ('0.00001', '7.50', '2000')
    """
    return format(value if isinstance(value, Decimal) else Decimal(repr(value)), "f")


def items_yaml(items: Sequence[Item], *, head: str = "") -> str:
    """Write items as a file of the catalogue's form, under a comment."""
    lines = [f"# {line}".rstrip() for line in head.splitlines()]
    for item in items:
        first, *rest = _entry(item_data(item))
        lines += [f"- {first}", *(f"  {line}" for line in rest)]
    return "\n".join([*lines, *([] if items else ["[]"])]) + "\n"


def _entry(data: Mapping[str, Any]) -> Iterator[str]:
    for name, value in data.items():
        if name == "stem":
            yield from _folded(name, value)
        elif name == "options":
            yield f"{name}:"
            yield from (f"  {_scalar(one)}: {_inline(said)}" for one, said in value.items())
        elif name in ("errors", "review"):
            yield f"{name}:"
            yield from (f"  - {_inline(one)}" for one in value)
        else:
            yield f"{name}: {_inline(value)}"


def _folded(name: str, text: str) -> Iterator[str]:
    """A long text, folded where its blanks are single ones and come back as they were."""
    if not re.fullmatch(r"\S+(?: \S+)*", text):
        yield f"{name}: {_quoted(text)}"
        return
    yield f"{name}: >-"
    lines = wrap(text, WIDTH - 4, break_long_words=False, break_on_hyphens=False)
    yield from (f"  {line}" for line in lines)


def _inline(value: Any) -> str:
    if isinstance(value, Mapping):
        # What is said is quoted even where it need not be: it will be edited.
        told = (f"{_name(n)}: {_quoted(v) if n in ('text', 'why', 'note') else _inline(v)}" for n, v in value.items())
        return f"{{{', '.join(told)}}}"
    if isinstance(value, list):
        return f"[{', '.join(map(_inline, value))}]"
    return _scalar(value)


def _name(text: str) -> str:
    return text if PLAIN.fullmatch(text) else _quoted(text)


def _scalar(text: str) -> str:
    return text if PLAIN.fullmatch(text) and text.lower() not in WORDS else _quoted(text)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


# Reading


def read_items(path: Path, bank: Bank) -> tuple[Item, ...]:
    """Read a file of items, each of the topic that its id begins with; raises `Problems` with all that is wrong.

    Sources, exams, areas and pictures must be the catalogue's; enemies may be of the catalogue or of the file.
    """
    problems = Problems()
    tree = read_tree(path, problems=problems)
    if tree.items is None and not tree.is_null:
        problems.add(tree, "a list of items, as `lapel study import` writes it")
    shapes = Shapes(bank)
    found: dict[str, Item] = {}
    places = []
    for node in tree.items or ():
        name = (node.fields or {}).get("id", node)
        topic = topic_of(name.text or "", bank)
        if topic is None:
            problems.add(name, "an id such as coding-001, of a topic of the catalogue", hint=_near(name.text, bank))
            continue
        item = shapes.of(topic).read(node, problems)
        if item is not None and item.id in found:
            problems.add(name, "each id once", found=f"the id {item.id!r} again")
        if item is not None:
            found[item.id] = item
            places.append((item, node))
    for item, node in places:
        for other in item.enemies:
            if other not in found and other not in bank.items:
                problems.add(node, "the id of an item in 'enemies'", found=repr(other))
    problems.raise_if_any()
    return tuple(found.values())


def _near(name: str | None, bank: Bank) -> str:
    return did_you_mean((name or "").rstrip("0123456789-"), list(bank.topics))


def topic_of(name: str, bank: Bank) -> str | None:
    """Give the topic that an item's id names; None where it names none of the catalogue's."""
    found = NUMBERED.fullmatch(name)
    return found["topic"] if found and found["topic"] in bank.topics else None


class Shapes:
    """The shapes of items by topic, each made once."""

    def __init__(self, bank: Bank) -> None:
        self.bank = bank
        self.made: dict[str, ItemShape] = {}

    def of(self, topic: str) -> ItemShape:
        """Give the shape of an item of a topic."""
        if topic not in self.made:
            bank = self.bank
            self.made[topic] = item_shape(topic, bank.exams, bank.pictures, list(bank.item_sources))
        return self.made[topic]
