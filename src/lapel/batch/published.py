"""The shape of a table of people as others need it to write one: as JSON, and as an empty Parquet file."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from lapel.batch.places import UNREAD, Kind, Place, places
from lapel.batch.schema import PERSON_ID, SCHEMA
from lapel.batch.tables import PEOPLE, WHERE
from lapel.model.shapes import Choice, Counts, Entry, ListOf, Names, Number, Shape

WORDS_FOR: Mapping[Kind, str] = {
    "text": "text",
    "flag": "true or false",
    "number": "number",
    "when": "date",
    "day": "day",
    "words": "list of text",
    "amounts": "list of {name, amount}",
    "entry": "struct",
    "entries": "list of structs",
}


def schema_document() -> dict[str, Any]:
    """Describe every column and field as JSON: its type, the words it may hold, and whether a rule reads it."""
    return {
        "version": 1,
        "key": PERSON_ID,
        "columns": [{"name": PERSON_ID, "type": "text", "read": True}, *map(_described, places(every=True))],
        "tables": {PEOPLE: "", **WHERE},
    }


def _described(place: Place) -> dict[str, Any]:
    said: dict[str, Any] = {"name": place.name, "path": place.path, "type": WORDS_FOR[place.kind]}
    said["read"] = not any(place.path == path or place.path.startswith(f"{path}.") for path in UNREAD)
    if isinstance(place.shape, Choice | Counts | Names) and place.shape.options is not None:
        said["words"] = list(place.shape.options)
    if isinstance(place.shape, Number):
        said |= {"least": place.shape.least, "most": place.shape.most}
    if place.below and (about := _about(place.shape)):
        said["meaning"] = about
    if place.below:
        said["fields"] = [_described(below) for below in place.below]
    return said


def _about(shape: Shape) -> str:
    """Take the first sentence of what the record's noun is."""
    entry = shape.entry if isinstance(shape, ListOf) else shape
    told = " ".join((entry.build.__doc__ or "").split()) if isinstance(entry, Entry) else ""
    return re.sub(r"``([^`]+)``", r"`\1`", told.partition(". ")[0].rstrip(".") + "." if told else "")


def arrow_schema() -> pa.Schema:
    """Give the Arrow schema of a table of people."""
    held = pl.DataFrame(schema=SCHEMA).to_arrow().schema
    return pa.schema([pa.field(field.name, _small(field.type)) for field in held])


def _small(kind: pa.DataType) -> pa.DataType:
    """Write a type as every reader of Arrow has it: Polars takes the large ones."""
    if pa.types.is_large_string(kind) or pa.types.is_string_view(kind):
        return pa.string()
    if pa.types.is_large_list(kind) or pa.types.is_list(kind):
        return pa.list_(_small(kind.value_type))
    if pa.types.is_struct(kind):
        return pa.struct([pa.field(field.name, _small(field.type)) for field in kind])
    return kind


def write_empty(path: Path) -> None:
    """Write a Parquet file with every column and no row, to be filled."""
    pq.write_table(arrow_schema().empty_table(), path)
