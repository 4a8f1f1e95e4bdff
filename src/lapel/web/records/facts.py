"""What was said, as a list to read and to change."""

import re
from collections.abc import Iterator
from typing import Any

from lapel.eligibility.forms import Step
from lapel.eligibility.questions import describe
from lapel.loading.dialogue import Dialogue
from lapel.model.record import LISTS
from lapel.model.shapes import NONE, NOT_SURE
from lapel.model.value import Value
from lapel.rules.wording import plain

SECTIONS = {
    "": "About you",
    "school": "High school",
    "programs": "Training programs",
    "work": "Work",
    "military": "Armed forces",
    "certificates": "Certificates",
    "exams": "Exams taken",
    "cards": "Cards",
    "learning": "Courses",
    "memberships": "Memberships",
    "conduct": "Conduct",
}

LABELS = {
    "birth": "Born",
    "state": "State",
    "name": "Name",
    "as_of": "True as of",
    "diploma": "Diploma or GED",
    "by": "Accredited by",
    "starts": "From",
    "ends": "Until",
    "id": "Which",
    "felony": "Felony conviction or guilty plea",
    "institution_recognized": "School is recognized",
    "approved_by": "Approved by",
    "ekgs": "EKGs",
}


class Fact(Value):
    """One thing said: where, what it is called, and what was said; ``asked`` when a question can change it."""

    place: str
    label: str
    said: str
    asked: bool


class Group(Value):
    """Facts that belong together: one program, one job. ``place`` is set where it can be taken back as a whole."""

    title: str
    facts: tuple[Fact, ...]
    place: str = ""


class Section(Value):
    """A part of the record."""

    title: str
    groups: tuple[Group, ...]
    note: str = ""


def sections(dialogue: Dialogue) -> list[Section]:
    """Lay out a document for reading, in the record's order."""
    data = dialogue.state.data
    return [made for name, title in SECTIONS.items() if (made := _section(dialogue, data, name, title))]


def _section(dialogue: Dialogue, data: dict[str, Any], name: str, title: str) -> Section | None:
    if name in LISTS:
        return _list(dialogue, data, name, title)
    if name and name not in data:
        return None
    held = data[name] if name else {key: data[key] for key in ("name", "birth", "state", "as_of") if key in data}
    facts = tuple(_facts(dialogue, held, name))
    return Section(title, (Group("", facts),)) if facts else None


def _list(dialogue: Dialogue, data: dict[str, Any], name: str, title: str) -> Section | None:
    held = data.get(name)
    if held in (None, []):
        return None
    if not isinstance(held, list):
        return Section(title, (), "None." if held == NONE else "Not sure.")
    groups = []
    for index, entry in enumerate(held):
        place = f"{name}[{index}]"
        said = describe(f"{place}.x", dialogue.record).strip("“”")
        known = dialogue.catalogue.credentials.get(said) or dialogue.catalogue.issuers.get(said)
        title_of = known.name if known else plain(said) if name in ("cards", "exams", "work") else said
        groups.append(Group(title_of, tuple(_facts(dialogue, entry, place)), place))
    closed = name in (data.get("complete") or ())
    return Section(title, tuple(groups), "That is all there is." if closed else "")


def _facts(dialogue: Dialogue, held: Any, place: str) -> Iterator[Fact]:
    if isinstance(held, dict):
        for name, below in held.items():
            if name != "complete":
                yield from _facts(dialogue, below, f"{place}.{name}" if place else name)
    elif isinstance(held, list) and any(isinstance(each, dict) for each in held):
        for index, each in enumerate(held):
            yield from _facts(dialogue, each, f"{place}[{index}]")
    else:
        said, asked = _said(dialogue, held, place)
        yield Fact(place, _label(place), said, asked)


def _label(place: str) -> str:
    name = re.sub(r"\[\d+\]", "", place.rpartition(".")[2])
    words = LABELS.get(name) or plain(name.replace("_", "-"))
    return words[:1].upper() + words[1:]


def _said(dialogue: Dialogue, held: Any, place: str) -> tuple[str, bool]:
    """Write a value as a person reads it; and whether a question can be put for it."""
    try:
        put = dialogue.put(Step(place, exact=True))
    except (KeyError, IndexError, AttributeError):
        return _plain(held, {}), False
    labels = {option.word: option.label for option in put.options}
    return _plain(held, labels), True


def _plain(held: Any, labels: dict[str, str]) -> str:
    if isinstance(held, list):
        return ", ".join(_plain(each, labels) for each in held)
    if held is None or held == NOT_SURE:
        return "not sure"
    return labels.get(str(held), str(held))
