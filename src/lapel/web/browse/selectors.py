"""What the pages read: the catalogue, grouped and filtered; nothing is decided here."""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from lapel.model.citation import Citation, Source
from lapel.model.credential import (
    Catalogue,
    Coverage,
    Credential,
    DatedValue,
    Route,
    SameLetters,
    ValueReading,
    ValueVersion,
)
from lapel.model.value import Value
from lapel.reports.catalogue_outline import Outline, outline
from lapel.reports.catalogue_text import DATING, TOPIC_HEADINGS, Change, changes
from lapel.reports.compare_text import ORIENTATIONS
from lapel.rules.wording import plain

KINDS: Mapping[str, str] = {
    "certification": "National certificate",
    "registration": "State credential",
    "permission": "State permission",
}

DUE: Mapping[str, str] = {
    "application": "each time you apply",
    "retest": "for another try at the exam",
    "term": "once each term",
    "year": "each year",
    "return": "to come back after a lapse",
    "other": "in special cases",
}


class Group(Value):
    """Credentials under one heading."""

    title: str
    credentials: tuple[Credential, ...]
    state: str = ""


class Wanted(Value):
    """What a visitor looks for; an empty word means any."""

    words: str = ""
    kind: str = ""
    leaning: str = ""
    state: str = ""

    def fits(self, credential: Credential, issuer: str) -> bool:
        """Tell whether a credential is one of them."""
        text = f"{credential.name} {credential.full_name} {credential.about} {issuer} {credential.state or ''}".lower()
        return (
            all(word in text for word in self.words.lower().split())
            and self.kind in ("", credential.kind)
            and self.leaning in ("", credential.orientation)
            and self.state in ("", credential.state)
        )


def groups(catalogue: Catalogue, wanted: Wanted) -> list[Group]:
    """Give the credentials that fit: the national ones first, then each state's."""
    found = [c for c in catalogue.credentials.values() if wanted.fits(c, issuer_name(catalogue, c))]
    national = tuple(c for c in found if c.state is None)
    listed = [Group("National certificates", national)] if national else []
    for code, state in catalogue.states.items():
        own = tuple(c for c in found if c.state == code)
        if own:
            listed.append(Group(state.name, own, code))
    return listed


def leanings(catalogue: Catalogue) -> list[tuple[str, str]]:
    """Give what credentials lean to, with its words."""
    known = dict.fromkeys(c.orientation for c in catalogue.credentials.values() if c.orientation)
    return [(name, ORIENTATIONS.get(name, name)) for name in known]


def issuer_name(catalogue: Catalogue, credential: Credential) -> str:
    """Name who issues a credential."""
    issuer = catalogue.issuers.get(credential.issuer)
    return issuer.full_name if issuer else credential.issuer.upper()


TERM = frozenset({"months", "anchor"})
"""What the value that tells how long a certificate lasts is made of."""


class Way(Value):
    """A route as it stands on a day; ``rule`` is None before its first known rule."""

    route: Route
    rule: Outline | None
    first: date


def ways(routes: Iterable[Route], on: date) -> list[Way]:
    """Give routes as they stand on a day."""
    return [Way(route, outline(route, on=on), route.rule.versions[0].starts) for route in routes]  # type: ignore[attr-defined]


class Fact(Value):
    """A dated value as it stands on a day; ``version`` is None where nothing is known."""

    value: DatedValue
    version: ValueVersion | None
    routes: tuple[str, ...] = ()

    @property
    def dated(self) -> str:
        """How sure its first day is."""
        return DATING[self.version.dating] if self.version else ""

    @property
    def due(self) -> str:
        """When it is called for."""
        return DUE.get(self.value.due, "")

    @property
    def unit(self) -> str:
        """The unit of figures that are shown without it."""
        told = [self.version.value] if self.version else []
        bare = any(isinstance(value, dict) and not TERM.issuperset(value) for value in told)
        return self.value.unit if bare and self.value.unit in ("minutes", "percent", "hours", "points", "days") else ""

    @property
    def cite(self) -> tuple[Citation, ...]:
        """Its sources; those of readings stand with the readings."""
        return self.version.cite if self.version else ()

    @property
    def readings(self) -> tuple[ValueReading, ...]:
        """What each source says, where they disagree."""
        return self.version.readings if self.version else ()


def facts(credential: Credential, topic: str, on: date) -> list[Fact]:
    """Give the values of a topic as they stand on a day."""
    return [fact(credential, value, on) for value in credential.values if value.topic == topic]


def fact(credential: Credential, value: DatedValue, on: date) -> Fact:
    """Give a value as it stands on a day, with the names of the routes it is for."""
    routes = {route.id: route.name for route in (*credential.routes, *credential.keep)}
    return Fact(value, value.in_force(on=on), tuple(routes[name] for name in value.routes if name in routes))


def topics(credential: Credential, on: date, *names: str) -> list[tuple[str, list[Fact]]]:
    """Give the topics that have values, with their headings."""
    found = ((TOPIC_HEADINGS[name], facts(credential, name, on)) for name in names)
    return [(heading, told) for heading, told in found if told]


class Year(Value):
    """What changed in a year, the latest first."""

    year: int
    changes: tuple[Change, ...]


BEGINNING = date(1900, 1, 1)


def years(credential: Credential, until: date) -> list[Year]:
    """Give what changed up to a day; what is merely first known then did not change."""
    found: dict[int, list[Change]] = {}
    for change in reversed(changes(credential, BEGINNING, until)):
        if not change.first:
            found.setdefault(change.starts.year, []).append(change)
    return [Year(year, tuple(those)) for year, those in found.items()]


def changed(catalogue: Catalogue, after: date, until: date) -> list[tuple[Credential, list[Change]]]:
    """Give what changed between two days for each credential that has anything."""
    found = []
    for credential in catalogue.credentials.values():
        those = [change for change in changes(credential, after, until) if not change.first]
        if those:
            found.append((credential, those))
    return found


def coverage_of(catalogue: Catalogue, credential: Credential) -> list[tuple[str, Coverage]]:
    """Give the parts of which something is missing, and why."""
    return [(plain(p), c) for p, c in catalogue.coverage.get(credential.id, {}).items() if c.state != "complete"]


class Letters(Value):
    """Letters that stand for several things: ``ours`` are in the catalogue, ``others`` are not."""

    letters: str
    ours: tuple[Credential, ...]
    others: tuple[SameLetters, ...]


def collisions(catalogue: Catalogue) -> list[Letters]:
    """Give the letters that stand for several things."""
    ours: dict[str, dict[str, Credential]] = {}
    others: dict[str, list[SameLetters]] = {}
    for credential in catalogue.credentials.values():
        for same in credential.letters:
            ours.setdefault(same.letters, {})[credential.id] = credential
            if not _is_ours(same.also, catalogue):
                others.setdefault(same.letters, []).append(same)
    return [Letters(name, tuple(mine.values()), tuple(others.get(name, ()))) for name, mine in sorted(ours.items())]


def _is_ours(name: str, catalogue: Catalogue) -> bool:
    """Whether a name, perhaps a longer one, is that of a credential of the catalogue."""
    return any(name.startswith(credential.name.rstrip(")")) for credential in catalogue.credentials.values())


class Used(Value):
    """A source, and whether it should have been read again by now."""

    source: Source
    overdue: bool


def sources_of(catalogue: Catalogue, on: date, *, words: str = "", overdue: bool = False) -> list[Used]:
    """Give the sources that fit, in the order of their publishers."""
    found = []
    for source in catalogue.sources.values():
        late = on > source.review_by
        text = f"{source.title} {source.publisher} {source.where} {source.url or ''}".lower()
        if all(word in text for word in words.lower().split()) and (late or not overdue):
            found.append(Used(source, late))
    return sorted(
        found, key=lambda used: (not used.source.publisher, used.source.publisher.lower(), used.source.title.lower())
    )


# In an installed package it lies beside the code, in a checkout among the documentation.
GLOSSARY = (
    Path(__file__).parents[2] / "glossary.md",
    Path(__file__).parents[4] / "docs" / "reference" / "glossary.md",
)


@cache
def glossary_of() -> list[tuple[str, list[tuple[str, str]]]]:
    """Give the words and what they mean, by the headings of the project's own glossary; empty where it is missing."""
    path = next((path for path in GLOSSARY if path.is_file()), None)
    if path is None:
        return []
    return list(_words(path.read_text(encoding="utf-8")))


def _words(text: str) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    for part in re.split(r"^## ", text, flags=re.MULTILINE)[1:]:
        heading, _, table = part.partition("\n")
        yield heading, re.findall(r"^\| \*\*(.+?)\*\* \| (.+?) \|$", table, re.MULTILINE)


def context(catalogue: Catalogue, credential: Credential, on: date) -> dict[str, Any]:
    """Give all that the page of a credential shows."""
    return {
        "credential": credential,
        "kind": KINDS.get(credential.kind, credential.kind),
        "leaning": ORIENTATIONS.get(credential.orientation, credential.orientation),
        "issuer": catalogue.issuers.get(credential.issuer),
        "state": catalogue.states.get(credential.state or ""),
        "ways": ways(credential.routes, on),
        "keep": ways(credential.keep, on),
        "fees": facts(credential, "fee", on),
        "main": topics(credential, on, "exam", "validity", "renewal"),
        "more": topics(credential, on, "timing", "discipline", "accreditation", "note"),
        "years": years(credential, on),
        "missing": coverage_of(catalogue, credential),
        "recognized": [(catalogue.accreditors.get(r.body), r) for r in credential.recognized_by],
    }
