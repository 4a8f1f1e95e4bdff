"""Credentials, their routes and the values that belong to them, all dated and cited."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from lapel.model.citation import Citation, Source
from lapel.model.rule import Rule

CredentialKind = Literal["certification", "registration", "permission"]


@dataclass(frozen=True, slots=True)
class ValueReading:
    """One of several values on which the sources disagree."""

    label: str
    value: Any
    cite: tuple[Citation, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class ValueVersion:
    """A value in force from ``starts`` (inclusive) until the next version; None when it was not seen."""

    starts: date
    dating: str
    value: Any = None
    readings: tuple[ValueReading, ...] = ()
    cite: tuple[Citation, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class DatedValue:
    """A figure or fact that changes with time: a fee, a term, a pass mark."""

    id: str
    topic: str
    what: str
    picked_by: str
    versions: tuple[ValueVersion, ...]
    unit: str = ""
    routes: tuple[str, ...] = ()
    when: Rule | None = None

    def in_force(self, *, on: date) -> ValueVersion | None:
        """Pick the version whose period contains ``on``; None before the first known start."""
        found = None
        for version in self.versions:
            if version.starts <= on:
                found = version
        return found


@dataclass(frozen=True, slots=True)
class Document:
    """A document to supply: what, who sends it, and when."""

    what: str
    who: str
    when: str = ""
    cite: tuple[Citation, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """Something to do next, and who does it."""

    what: str
    who: str = "you"
    cite: tuple[Citation, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Route:
    """One way to earn a credential, or to keep it. ``rule`` is always dated."""

    id: str
    name: str
    rule: Rule
    term: str = ""
    about: str = ""
    documents: tuple[Document, ...] = ()
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True)
class SameLetters:
    """Another credential that uses the same letters."""

    letters: str
    also: str
    note: str = ""
    cite: tuple[Citation, ...] = ()


@dataclass(frozen=True, slots=True)
class Recognition:
    """A body that recognizes the credential."""

    body: str
    cite: tuple[Citation, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that happened, for people rather than for the engine; ``on`` may be a year or a month."""

    on: str
    what: str
    cite: tuple[Citation, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Credential:
    """A certificate, a state credential, or a permission that a state gives."""

    id: str
    kind: str
    name: str
    full_name: str
    issuer: str
    routes: tuple[Route, ...]
    state: str | None = None
    confirm: str | None = None
    about: str = ""
    orientation: str = ""
    letters: tuple[SameLetters, ...] = ()
    recognized_by: tuple[Recognition, ...] = ()
    keep: tuple[Route, ...] = ()
    values: tuple[DatedValue, ...] = ()
    history: tuple[Happening, ...] = ()

    def route(self, identity: str) -> Route:
        """Find a way to earn or keep it by id; KeyError when there is none."""
        for route in (*self.routes, *self.keep):
            if route.id == identity:
                return route
        raise KeyError(identity)


@dataclass(frozen=True, slots=True)
class Issuer:
    """A body that issues credentials."""

    id: str
    name: str
    full_name: str
    url: str | None = None
    where: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Accreditor:
    """A body that accredits programs or schools, or approves them."""

    id: str
    name: str
    full_name: str
    kind: str
    successor_of: tuple[str, ...] = ()
    note: str = ""
    cite: tuple[Citation, ...] = ()
    values: tuple[DatedValue, ...] = ()


@dataclass(frozen=True, slots=True)
class State:
    """What a state asks of medical assistants, in short."""

    code: str
    name: str
    summary: str
    credentials: tuple[str, ...] = ()
    cite: tuple[Citation, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Coverage:
    """How far the catalogue reaches for one part of one credential."""

    state: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Everything that is known, with the hash of the files it was read from."""

    version: str
    sha256: str
    credentials: Mapping[str, Credential]
    sources: Mapping[str, Source] = field(default_factory=dict)
    issuers: Mapping[str, Issuer] = field(default_factory=dict)
    accreditors: Mapping[str, Accreditor] = field(default_factory=dict)
    states: Mapping[str, State] = field(default_factory=dict)
    coverage: Mapping[str, Mapping[str, Coverage]] = field(default_factory=dict)
    history: tuple[Happening, ...] = ()
