"""Whether the columns of a file can hold what a table of people asks for: looked at once a file, before any row.

A whole column of the wrong type is refused, as is a field inside a column that no record has: it may be a slip of the
pen for one that rules read. Columns beside the known ones are carried along.
"""

from collections.abc import Callable, Iterable, Mapping

import pyarrow as pa
from pyarrow import types

from lapel.batch.places import Kind, Place, places
from lapel.batch.schema import PERSON_ID
from lapel.model.located import Problem, Problems
from lapel.model.shapes import did_you_mean

NAMED = ("name", "amount")
BOUNDS = ("earliest", "latest")


def is_text(kind: pa.DataType) -> bool:
    """Whether a type holds text, as it is or as codes."""
    held = kind.value_type if types.is_dictionary(kind) else kind
    return bool(types.is_string(held) or types.is_large_string(held) or types.is_string_view(held))


def is_list(kind: pa.DataType) -> bool:
    """Whether a type holds lists, of whatever layout."""
    return bool(
        types.is_list(kind)
        or types.is_large_list(kind)
        or types.is_fixed_size_list(kind)
        or types.is_list_view(kind)
        or types.is_large_list_view(kind)
    )


def is_day(kind: pa.DataType) -> bool:
    """Whether a type holds days, or moments that may be midnights of no time zone in particular."""
    return bool(types.is_date(kind) or (types.is_timestamp(kind) and kind.tz is None))


def is_number(kind: pa.DataType) -> bool:
    """Whether a type holds numbers."""
    return bool(types.is_integer(kind) or types.is_floating(kind) or types.is_decimal(kind))


def _is_when(kind: pa.DataType) -> bool:
    return is_day(kind) or is_text(kind) or (types.is_struct(kind) and all(_is_bound(field) for field in kind))


def _is_bound(field: pa.Field) -> bool:
    return field.name in BOUNDS and (is_day(field.type) or types.is_null(field.type))


def _is_amounts(kind: pa.DataType) -> bool:
    if types.is_map(kind):
        return is_text(kind.key_type) and is_number(kind.item_type)
    if types.is_struct(kind):
        return all(is_number(field.type) or is_text(field.type) or types.is_null(field.type) for field in kind)
    held = kind.value_type if is_list(kind) else None
    if held is None or types.is_null(held):
        return held is not None
    if not types.is_struct(held) or not all(field.name in NAMED for field in held):
        return False
    return all(
        types.is_null(field.type) or is_text(field.type) or (field.name == "amount" and is_number(field.type))
        for field in held
    )


Fits = Callable[[pa.DataType], bool]

FITS: Mapping[Kind, tuple[str, Fits]] = {
    "text": ("text", is_text),
    "flag": ("true or false", lambda kind: types.is_boolean(kind) or is_text(kind)),
    "number": ("numbers", lambda kind: is_number(kind) or is_text(kind)),
    "day": ("days", lambda kind: is_day(kind) or is_text(kind)),
    "when": ("days, text such as 2024-05 or 2024, or an earliest and a latest day each", _is_when),
    "words": (
        "lists of text",
        lambda kind: is_text(kind) or (is_list(kind) and (is_text(kind.value_type) or types.is_null(kind.value_type))),
    ),
    "amounts": ("lists of a name and an amount each", _is_amounts),
    "entry": ("structs", types.is_struct),
    "entries": (
        "lists of structs",
        lambda kind: is_list(kind) and (types.is_struct(kind.value_type) or types.is_null(kind.value_type)),
    ),
}
"""What a column of each kind holds, in words, and which Arrow types do. A column of nulls alone always fits."""


def check_columns(schema: pa.Schema, file: str) -> None:
    """Refuse a file whose columns cannot hold people; raises `Problems` with everything that is wrong with them."""
    problems = Problems()
    twice = sorted({name for name in schema.names if schema.names.count(name) > 1})
    for name in twice:
        problems.found.append(Problem(file, 0, name, "a column that is there more than once", "each column once"))
    if PERSON_ID not in schema.names:
        hint = f"Rename the column that names a person. Columns here: {', '.join(schema.names[:20]) or 'none'}."
        problems.found.append(Problem(file, 0, PERSON_ID, "no such column", "a column with an id of each person", hint))
    elif not twice:
        kind = schema.field(PERSON_ID).type
        if not (is_text(kind) or types.is_integer(kind)):
            problems.found.append(_wrong(file, PERSON_ID, kind, "text or whole numbers"))
    if not twice:
        for place in places(every=True):
            if place.path in schema.names:
                problems.found += _misfits(place, schema.field(place.path).type, file)
    problems.raise_if_any()


def _misfits(place: Place, kind: pa.DataType, file: str) -> Iterable[Problem]:
    if types.is_null(kind):
        return
    holds, fits = FITS[place.kind]
    if not fits(kind):
        yield _wrong(file, place.path, kind, holds)
        return
    if place.kind not in ("entry", "entries"):
        return
    held = kind if place.kind == "entry" else kind.value_type
    if types.is_null(held):
        return
    known = [field.name for field in place.below]
    for field in held:
        below = place.field(field.name)
        if below is None:
            hint = did_you_mean(field.name, known) or f"Known fields: {', '.join(known)}."
            path = f"{place.path}.{field.name}"
            yield Problem(file, 0, path, f"the field {field.name!r}", "a known field", f"{hint} {CARRY}")
        else:
            yield from _misfits(below, field.type, file)


CARRY = "What is to be carried along stands in a column of its own, outside."


def _wrong(file: str, path: str, kind: pa.DataType, holds: str) -> Problem:
    hint = f"Write the column anew as {holds}; nothing of this file was read."
    return Problem(file, 0, path, f"a column of {brief(kind)}", f"a column of {holds}", hint)


def brief(kind: pa.DataType) -> str:
    """Name a type, short enough for a message."""
    text = str(kind)
    return text if len(text) <= 80 else f"{text[:77]}..."


def carried(schema: pa.Schema) -> list[pa.Field]:
    """List the columns that are carried along, unread."""
    known = {PERSON_ID, *(place.path for place in places(every=True))}
    return [field for field in schema if field.name not in known]


def near_misses(schema: pa.Schema) -> list[Problem]:
    """Name the columns that are carried along though their names are nearly those of columns that rules read."""
    known = [place.path for place in places() if place.path not in schema.names]
    hints = ((field.name, did_you_mean(field.name, known)) for field in carried(schema))
    return [Problem("", 0, name, "a column that no rule reads", "a known column", hint) for name, hint in hints if hint]
