"""The shape of a table of people: one row a person, made from the record's own nouns.

A date is a struct of the earliest and the latest day it can be (both inclusive; the same day twice where it is known),
a number a 64-bit float with at most three decimals, a list of entries a list of structs. Null means *not said*.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

import polars as pl

from lapel.model import record as nouns
from lapel.model.dates import PartialDate
from lapel.model.record import Record
from lapel.model.value import Value

PERSON_ID = "person"
"""The column that names a row; it is carried through and never looked into."""

UNUSED = ("lapel", "name", "skills", "preferences", "not_sure")
"""Fields of a record that no rule reads: a table of people does without them."""

WHEN = pl.Struct({"earliest": pl.Date, "latest": pl.Date})

AMOUNTS = pl.List(pl.Struct({"name": pl.String, "amount": pl.Float64}))


def type_of(annotation: Any) -> pl.DataType:
    """Give the column type of a field of the record."""
    if get_origin(annotation) in (Union, UnionType):
        options = [option for option in get_args(annotation) if option is not type(None)]
        return WHEN if PartialDate in options else type_of(options[0])
    if get_origin(annotation) is tuple:
        inner = get_args(annotation)[0]
        return AMOUNTS if get_origin(inner) is tuple else pl.List(type_of(inner))
    if get_origin(annotation) is frozenset:
        return pl.List(pl.String())
    if issubclass(annotation, Value):
        return struct_of(annotation)
    return PLAIN[annotation]


PLAIN: Mapping[type, pl.DataType] = {
    str: pl.String(),
    bool: pl.Boolean(),
    Decimal: pl.Float64(),
    date: pl.Date(),
}


def struct_of(noun: type[Value]) -> pl.Struct:
    """Give the struct of a noun of the record."""
    return pl.Struct(fields_of(noun))


def fields_of(noun: type[Value]) -> dict[str, pl.DataType]:
    """Give the fields of a noun with their types, in its own order."""
    hints = get_type_hints(noun)
    return {name: type_of(hints[name]) for name in noun._fields if not (noun is Record and name in UNUSED)}


SCHEMA = pl.Schema({PERSON_ID: pl.String(), **fields_of(Record)})
"""Every column that a rule can read. A table may leave columns out, and may have others, which are carried along."""


def table_of(records: Mapping[str, Record] | Iterable[tuple[str, Record]]) -> pl.DataFrame:
    """Write records as a table of people, in their order."""
    pairs = records.items() if isinstance(records, Mapping) else records
    rows = [{PERSON_ID: person, **_written(record)} for person, record in pairs]
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


def _written(value: Any) -> Any:
    match value:
        case PartialDate():
            return {"earliest": value.earliest, "latest": value.latest}
        case Value():
            hints = get_type_hints(type(value))
            return {name: _field(hints[name], getattr(value, name)) for name in fields_of(type(value))}
        case Decimal():
            return float(value)
        case frozenset():
            return sorted(value)
        case tuple():
            return [_written(item) for item in value]
    return value


def _field(annotation: Any, value: Any) -> Any:
    kind = type_of(annotation)
    if kind == WHEN and isinstance(value, date):
        return {"earliest": value, "latest": value}
    if kind == AMOUNTS:
        return [{"name": name, "amount": float(amount)} for name, amount in value]
    return _written(value)


def records_of(people: pl.DataFrame) -> list[Record]:
    """Read a table of people back as records, for those who want one person at a time."""
    return [_record(Record, row) for row in people.iter_rows(named=True)]


def _record(noun: type[Value], row: Mapping[str, Any]) -> Any:
    hints = get_type_hints(noun)
    said = {name: _read(hints[name], row[name]) for name in fields_of(noun) if row.get(name) is not None}
    return noun(**said)


def _read(annotation: Any, value: Any) -> Any:
    kind = type_of(annotation)
    if kind == WHEN:
        return _when(value["earliest"], value["latest"])
    if kind == AMOUNTS:
        return tuple((entry["name"], _decimal(entry["amount"])) for entry in value)
    if get_origin(annotation) in (Union, UnionType):
        annotation = next(option for option in get_args(annotation) if option is not type(None))
    if get_origin(annotation) is frozenset:
        return frozenset(value)
    if get_origin(annotation) is tuple:
        inner = get_args(annotation)[0]
        return tuple(_read(inner, item) for item in value)
    if isinstance(annotation, type) and issubclass(annotation, Value):
        return _record(annotation, value)
    return _decimal(value) if annotation is Decimal else value


def _when(earliest: date | None, latest: date | None) -> nouns.When:
    if earliest is None or latest is None:
        return None
    return earliest if earliest == latest else PartialDate(earliest, latest)


def _decimal(value: float) -> Decimal:
    return Decimal(repr(value)).normalize() if value % 1 else Decimal(int(value))
