"""Where a value comes from, and how sure we are of it."""

from datetime import date
from typing import Literal

from lapel.model.value import Value

Confidence = Literal["O", "OX", "S", "U"]

CONFIDENCE_WORDS: dict[Confidence, str] = {
    "O": "official page",
    "OX": "official page, older edition",
    "S": "secondary page only",
    "U": "uncertain",
}

SourceKind = Literal["official", "official-old", "secondary", "background"]


class Source(Value):
    """A document that was read. ``url`` is None when its complete address is not known."""

    id: str
    title: str
    kind: SourceKind
    retrieved: date
    review_by: date
    publisher: str = ""
    url: str | None = None
    where: str = ""
    note: str = ""


class Citation(Value):
    """One source behind a value. ``review_by`` is the last day on which the value need not be read again."""

    source: Source
    confidence: Confidence
    review_by: date
    section: str = ""
    note: str = ""

    def overdue(self, *, on: date) -> bool:
        """Tell whether the source should have been read again before ``on``."""
        return on > self.review_by
