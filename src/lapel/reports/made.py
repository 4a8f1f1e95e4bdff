"""Generated questions → text and plain data. The text shows the question first, and its answer below."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from lapel.exam.generators.making import Generator, Made
from lapel.model.exam import Bank
from lapel.reports.exam_words import KINDS
from lapel.reports.items_json import items_data, items_schema
from lapel.reports.items_text import MARKS
from lapel.reports.json_parts import MAYBE_TEXT, TEXT, list_of, shape
from lapel.reports.pictures.exam import picture_of
from lapel.reports.plans_text import PlanPage

WHOLE = {"type": "integer", "minimum": 0}
PRACTICE = "Numbers to reckon with, made up for practice: they are no advice on a dose, a price or a patient."


def kinds_text(bank: Bank, generators: Iterable[Generator], *, width: int = 80) -> str:
    """List the kinds of questions that can be made, by topic."""
    page = PlanPage(width)
    found = list(generators)
    page.add(f"{len(found)} kinds of questions that can be made, as many of each as you like")
    page.add("─" * page.width)
    room = max(len(one.id) for one in found) + 2
    for topic in dict.fromkeys(one.topic for one in found):
        page.add()
        page.add(bank.topics[topic].title)
        page.lines += [f"  {one.id:<{room}}{one.title}" for one in found if one.topic == topic]
    page.head("Next")
    page.lines.append("    lapel study make dose-by-weight --seed 7")
    return str(page)


def made_text(bank: Bank, made: Sequence[Made], *, on: date, width: int = 80) -> str:
    """Write questions, each with its answer and the reasons below it."""
    page = PlanPage(width)
    for one in made:
        _question(page, bank, one)
        _answer(page, one)
        page.add()
    page.add(PRACTICE)
    return str(page)


def _question(page: PlanPage, bank: Bank, made: Made) -> None:
    item = made.item
    page.add(f"{made.generator}, seed {made.seed} ({bank.topics[item.topic].title}; {KINDS[item.kind]})")
    page.add("─" * page.width)
    page.add(item.stem)
    if picture := picture_of(item, made.drawing):
        page.add()
        page.add(f"The picture in words: {picture.words}")
    page.add()
    for option in item.options:
        page.add(f"{option.id}) {option.text}", 2)


def _answer(page: PlanPage, made: Made) -> None:
    item = made.item
    page.head("Answer")
    if item.kind == "numeric":
        page.add(f"{item.answer:,f} {item.unit}", 2, "✓")
        page.add(item.why, 6)
        for error in item.errors:
            page.add(f"{error.value:,f}: {error.why}", 2, "✗")
        return
    order = {name: place for place, name in enumerate(item.key, 1)}
    shown = sorted(item.options, key=lambda option: order.get(option.id, len(order) + 1))
    for option in shown if item.kind == "ordering" else item.options:
        mark = f"{order[option.id]}." if item.kind == "ordering" else MARKS[option.id in item.key]
        page.add(f"{option.id}) {option.text}", 2, mark)
        page.add(option.why, 6)


def made_data(bank: Bank, generators: Iterable[Generator], made: Sequence[Made], *, on: date) -> dict[str, Any]:
    """Give generated questions as plain data; `made_schema` describes it."""
    said = items_data(bank, [one.item for one in made], on=on)
    return {
        "on": said["on"],
        "kinds": [
            {
                "id": one.id,
                "title": one.title,
                "topic": one.topic,
                "version": one.version,
                "templates": [*one.templates],
            }
            for one in generators
        ],
        "made": [
            {
                "kind": one.generator,
                "seed": one.seed,
                "template": one.template,
                "picture_words": picture.words if (picture := picture_of(one.item, one.drawing)) else None,
                "item": item,
            }
            for one, item in zip(made, said["items"], strict=True)
        ],
        "sources": said["sources"],
    }


def made_schema() -> dict[str, Any]:
    """Give the published JSON Schema (2020-12) of `made_data`."""
    items = items_schema()
    return {
        "$schema": items["$schema"],
        "title": "Lapel study make",
        **shape(on=items["properties"]["on"], kinds=list_of("kind"), made=list_of("made"), sources=list_of("source")),
        "$defs": {
            "kind": shape(id=TEXT, title=TEXT, topic=TEXT, version=WHOLE, templates=list_of(TEXT)),
            "made": shape(
                kind=TEXT, seed=WHOLE, template=TEXT, picture_words=MAYBE_TEXT, item={"$ref": "#/$defs/item"}
            ),
            **items["$defs"],
        },
    }
