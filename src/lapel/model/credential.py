"""Credentials, their routes and the values that belong to them, all dated and cited."""

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, Literal

from lapel.model.citation import Citation, Source
from lapel.model.counting import Counting
from lapel.model.rule import Rule
from lapel.model.span import Span
from lapel.model.value import Value

if TYPE_CHECKING:
    from lapel.model.preparation import Preparation

NOT_SEEN = "not known"
"""What a dated value holds when there is such a thing and its value was not seen."""

CredentialKind = Literal["certification", "registration", "permission"]

ROLE = "role"
"""The kind of what stands for a role of work among credentials: nobody issues it, one can apply for such jobs."""


class ValueReading(Value):
    """One of several values on which the sources disagree."""

    label: str
    value: Any
    cite: tuple[Citation, ...] = ()
    note: str = ""


class ValueVersion(Value):
    """A value in force from ``starts`` (inclusive) until the next version; None when it was not seen."""

    starts: date
    dating: str
    value: Any = None
    readings: tuple[ValueReading, ...] = ()
    cite: tuple[Citation, ...] = ()
    note: str = ""


Due = Literal["application", "retest", "term", "year", "return", "other"]


class DatedValue(Value):
    """A figure or fact that changes with time: a fee, a term, a pass mark.

    ``due`` tells how often a fee, or continuing education, is called for: with each application, with a further attempt
    at the exam, once a term, each year, to come back after a lapse, or only in special cases (``other``).
    """

    id: str
    topic: str
    what: str
    picked_by: str
    versions: tuple[ValueVersion, ...]
    unit: str = ""
    routes: tuple[str, ...] = ()
    when: Rule | None = None
    due: str = ""

    def in_force(self, *, on: date) -> ValueVersion | None:
        """Pick the version whose period contains ``on``; None before the first known start."""
        found = None
        for version in self.versions:
            if version.starts <= on:
                found = version
        return found


class Document(Value):
    """A document to supply: what, who sends it, and when."""

    what: str
    who: str
    when: str = ""
    cite: tuple[Citation, ...] = ()
    note: str = ""


StepKind = Literal["task", "check", "gather", "review", "apply", "send", "exam", "confirm", "earn", "after"]


class Step(Value):
    """Something to do on the way, and who does it.

    ``kind`` tells its place: make sure (``check``), get papers (``gather``), have them looked at (``review``),
    ``apply``, have something sent after that (``send``), the ``exam``, what the issuer waits for before it certifies
    (``confirm``), continuing education to ``earn``; ``after`` comes with the certificate in hand. ``takes`` is the time
    until it is over, None when it is done on the day; ``needs`` must be true on the day it is done.
    """

    what: str
    who: str = "you"
    kind: str = "task"
    takes: Span | None = None
    needs: Rule | None = None
    cite: tuple[Citation, ...] = ()
    note: str = ""


class Route(Value):
    """One way to earn a credential, or to keep it. ``rule`` is always dated."""

    id: str
    name: str
    rule: Rule
    term: str = ""
    about: str = ""
    documents: tuple[Document, ...] = ()
    steps: tuple[Step, ...] = ()


class SameLetters(Value):
    """Another credential that uses the same letters."""

    letters: str
    also: str
    note: str = ""
    cite: tuple[Citation, ...] = ()


class Recognition(Value):
    """A body that recognizes the credential."""

    body: str
    cite: tuple[Citation, ...] = ()
    note: str = ""


class Happening(Value):
    """Something that happened, for people rather than for the engine; ``on`` may be a year or a month."""

    on: str
    what: str
    cite: tuple[Citation, ...] = ()
    note: str = ""


class Credential(Value):
    """A certificate, a state credential, a permission that a state gives, or a role to be able to apply for."""

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
    counting: Counting | None = None
    history: tuple[Happening, ...] = ()

    def route(self, identity: str) -> Route:
        """Find a way to earn or keep it by id; KeyError when there is none."""
        for route in (*self.routes, *self.keep):
            if route.id == identity:
                return route
        raise KeyError(identity)


class Issuer(Value):
    """A body that issues credentials."""

    id: str
    name: str
    full_name: str
    url: str | None = None
    where: str = ""
    note: str = ""


class Accreditor(Value):
    """A body that accredits programs or schools, or approves them."""

    id: str
    name: str
    full_name: str
    kind: str
    successor_of: tuple[str, ...] = ()
    note: str = ""
    cite: tuple[Citation, ...] = ()
    values: tuple[DatedValue, ...] = ()


class State(Value):
    """What a state asks of medical assistants, in short."""

    code: str
    name: str
    summary: str
    credentials: tuple[str, ...] = ()
    cite: tuple[Citation, ...] = ()
    note: str = ""


class Coverage(Value):
    """How far the catalogue reaches for one part of one credential."""

    state: str
    why: str = ""


NOTHING: Mapping[str, Any] = {}


class Catalogue(Value):
    """Everything that is known, with the hash of the files it was read from."""

    version: str
    sha256: str
    credentials: Mapping[str, Credential]
    sources: Mapping[str, Source] = NOTHING
    issuers: Mapping[str, Issuer] = NOTHING
    accreditors: Mapping[str, Accreditor] = NOTHING
    states: Mapping[str, State] = NOTHING
    coverage: Mapping[str, Mapping[str, Coverage]] = NOTHING
    history: tuple[Happening, ...] = ()
    steps: "Mapping[str, Preparation]" = NOTHING
