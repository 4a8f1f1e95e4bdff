"""What several JSON reports share: a citation as plain data, and pieces of their schemas."""

from datetime import date
from typing import Any

from lapel.model.citation import Citation
from lapel.model.credential import Catalogue
from lapel.model.truth import Truth

TRUTHS = {Truth.TRUE: "true", Truth.FALSE: "false", Truth.UNKNOWN: "unknown"}


def day_data(day: date | None) -> str | None:
    """Give a day as ISO 8601."""
    return day.isoformat() if day else None


def cite_data(cite: Citation, on: date) -> dict[str, Any]:
    """Give a citation, and whether it is overdue for a new reading."""
    return {
        "source": cite.source.id,
        "title": cite.source.title,
        "url": cite.source.url,
        "section": cite.section,
        "confidence": cite.confidence,
        "retrieved": cite.source.retrieved.isoformat(),
        "review_by": cite.review_by.isoformat(),
        "overdue": cite.overdue(on=on),
    }


def catalogue_data(catalogue: Catalogue) -> dict[str, Any]:
    """Name the facts that an answer rests on."""
    return {"version": catalogue.version, "sha256": catalogue.sha256}


TEXT = {"type": "string"}
MAYBE_TEXT = {"type": ["string", "null"]}
FLAG = {"type": "boolean"}
DAY = {"type": "string", "format": "date"}
MAYBE_DAY = {"anyOf": [DAY, {"type": "null"}]}
TRUTH = {"enum": list(TRUTHS.values())}


def shape(optional: Any = None, **properties: Any) -> dict[str, Any]:
    """Give the schema of an object with these fields and no others."""
    return {
        "type": "object",
        "properties": {**properties, **(optional or {})},
        "required": list(properties),
        "additionalProperties": False,
    }


def list_of(entry: Any) -> dict[str, Any]:
    """Give the schema of a list; a name stands for the definition of that name."""
    return {"type": "array", "items": named(entry) if isinstance(entry, str) else entry}


def named(name: str) -> dict[str, Any]:
    """Refer to a definition of the schema."""
    return {"$ref": f"#/$defs/{name}"}


CITE = shape(
    source=TEXT,
    title=TEXT,
    url=MAYBE_TEXT,
    section=TEXT,
    confidence={"enum": ["O", "OX", "S", "U"]},
    retrieved=MAYBE_DAY,
    review_by=MAYBE_DAY,
    overdue=FLAG,
)
