"""What was said, as a list to read and to change."""

import re
from collections.abc import Iterator
from typing import Any

from django.urls import reverse

from lapel.eligibility.forms import Step
from lapel.eligibility.questions import describe
from lapel.loading.dialogue import Dialogue
from lapel.model.record import LISTS
from lapel.model.shapes import NONE, NOT_SURE
from lapel.model.value import Value, replace
from lapel.reports.skills_text import GROUP_WORDS, LEVEL_WORDS
from lapel.rules.wording import plain
from lapel.web.site.days import written_day
from lapel.web.work.held import careers

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
    "skills": "Skills",
    "preferences": "What you would rather do",
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
    "leaning": "Would rather do",
}


ABOUT = ("name", "birth", "state", "as_of")
BESIDE = ("lapel", "complete")
"""What a document says of itself."""


class Fact(Value):
    """One thing said: where, what it is called, and what was said; ``asked`` when a question can change it."""

    place: str
    label: str
    said: str
    asked: bool


class Group(Value):
    """Facts that belong together: one program, one job.

    ``place`` is set where it can be taken back as a whole; ``change`` is the address of the page to change it on.
    """

    title: str
    facts: tuple[Fact, ...]
    place: str = ""
    change: str = ""


class Section(Value):
    """A part of the record."""

    title: str
    groups: tuple[Group, ...]
    note: str = ""


def sections(dialogue: Dialogue) -> list[Section]:
    """Lay out a document for reading, in the record's order."""
    data = dialogue.state.data
    more = {name: _words(name) for name in data if name not in {*SECTIONS, *ABOUT, *BESIDE}}
    return [made for name, title in (SECTIONS | more).items() if (made := _section(dialogue, data, name, title))]


def _section(dialogue: Dialogue, data: dict[str, Any], name: str, title: str) -> Section | None:
    if name == "skills":
        return _skills(data.get(name), title)
    if name in LISTS:
        return _list(dialogue, data, name, title)
    if name and name not in data:
        return None
    held = data[name] if name else {key: data[key] for key in ABOUT if key in data}
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
        title_of = known.name if known else _words(said) if name in ("cards", "exams", "work") else said
        if name == "cards":
            day = written_day(str(entry.get("issued"))) if isinstance(entry, dict) else ""
            title_of = f"{said.upper() if said == 'cpr' else title_of} card" + (f", {day}" if day else "")
        change = f"{reverse('keep:course')}?at={index}" if name == "learning" else ""
        facts = tuple(_facts(dialogue, entry, place))
        if change:  # a course is changed on a page of its own, as a whole
            facts = tuple(replace(fact, asked=False) for fact in facts)
        groups.append(Group(title_of, facts, place, change))
    closed = name in (data.get("complete") or ())
    return Section(title, tuple(groups), "That is all there is." if closed else "")


def _skills(held: Any, title: str) -> Section | None:
    """Lay out the self-check, a group for each of its pages."""
    if not isinstance(held, list):
        return Section(title, (), "None." if held == NONE else "Not sure.") if held else None
    duties = careers().advice.duties
    found: dict[str, list[Fact]] = {}
    for index, entry in enumerate(held):
        duty = duties.get(str(entry.get("id")))
        level = str(entry.get("level") or NOT_SURE)
        said = "not sure" if level == NOT_SURE else LEVEL_WORDS.get(level, level)
        label = duty.name if duty else _words(str(entry.get("id")))
        found.setdefault(duty.group if duty else "", []).append(Fact(f"skills[{index}]", label, said, False))
    groups = (
        Group(
            GROUP_WORDS.get(group, "Others"), tuple(facts), change=reverse("work:check", args=[group]) if group else ""
        )
        for group, facts in found.items()
    )
    return Section(title, tuple(groups))


def _words(name: str) -> str:
    words = plain(name)
    return words[:1].upper() + words[1:]


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
    words = LABELS.get(name) or plain(name)
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
    if day := written_day(str(held)):
        return day
    return labels.get(str(held), str(held))
