"""Rows of JSON parsed by Arrow, many at once: the fast lane beside `lapel.batch.jsonvalues`, which says what is meant.

Only what comes out the same there is taken. A row that Arrow refuses, or with any value that is not plainly in order,
is left to be read value by value, where it is understood or named with its place.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.json as pj
from numpy.typing import NDArray
from pyarrow import types

from lapel.batch.jsonvalues import BOUNDS, EXACT, NOT_SURE_WORDS, RAW_TYPES, TEXTUAL, leaf, plain, raw_type
from lapel.batch.mapping import Amiss
from lapel.batch.places import Kind, Place, places
from lapel.model.dates import FIRST_DATE, LAST_DATE
from lapel.model.shapes import Shape

PIECE = 512
"""Lines parsed at once: when one is refused, only its piece is parsed again around it."""

FEW = 2
"""Fewer lines than these are sooner read one by one."""

PATIENCE = 8
SHARE = 16
"""After so many refusals, and one in so many lines, the rest of a piece is read line by line."""

SUSPECT = rb"[:,\[][ \t\r]*-?(?:NaN|Inf)|\0"
"""What Arrow's parser and Python's take for different things."""

SIGNS = (b"NaN", b"Inf", b"\0")
"""One of these is in whatever is suspect; they are found faster."""

LONG = re.compile(rb"[0-9]{4000}")
"""Digits of a number that Python may refuse to read."""

DEEP = 500
"""More brackets in a line than these may be nested deeper than Python's parser goes, where no type bounds them."""

REFUSED_AT = re.compile(r"in row (\d+)$")

Flags = NDArray[np.bool_]
Laid = tuple[pa.Array, Flags]
"""A column, and where it holds what is to be read value by value."""


class Lane:
    """A way through rows of one file or several like it: what type each place has in the first rows.

    ``person`` is the column of ids. Rows have the columns ``texts`` of a mapping, or the shape of a record, of which
    ``every`` place is read or only those that rules read; ``carried`` are columns beside them.
    """

    def __init__(
        self,
        sample: Sequence[Mapping[str, Any]],
        person: str,
        texts: Sequence[str],
        every: bool | None,
        carried: Sequence[pa.Field],
    ) -> None:
        self.person, self.texts, self.every, self.carried = person, tuple(texts), every, tuple(carried)
        shaped = places(every=True) if every is not None else ()
        found = {name: [row[name] for row in sample if row.get(name) is not None] for name in {person, *texts}}
        kinds = {name: _scalar(values, pa.string()) for name, values in found.items()}
        kinds |= {
            place.path: _type(place, [row[place.path] for row in sample if row.get(place.path) is not None])
            for place in shaped
        }
        kinds |= {field.name: field.type for field in carried}
        self.schema = pa.schema(list(kinds.items()))
        named = any(_is_named(place, kinds[place.path]) for place in shaped)
        self.suspect = re.compile(SUSPECT + (b"|null" if named else b""))
        self.signs = (*SIGNS, b"null") if named else SIGNS

    def ids(self, lines: Sequence[bytes]) -> tuple[NDArray[np.int64], pa.Array]:
        """Read ids alone: the places of the lines that could be read, and the id of each."""
        shallow = [at for at, line in enumerate(lines) if _is_shallow(line)]
        rows, table = self._parsed([lines[at] for at in shallow], pa.schema([self.schema.field(self.person)]), "ignore")
        ids, bad = _by_value(TEXT, whole(table, self.person))
        rows = np.array(shallow, np.int64)[rows]
        return rows[~bad], ids.filter(pa.array(~bad))

    def columns(self, lines: Sequence[bytes]) -> tuple[NDArray[np.int64], pa.Array, dict[str, pa.Array]]:
        """Read whole rows: the places of the lines that could be read, their ids, and their columns by name."""
        rows, table = self._parsed(lines, self.schema, "error")
        ids, bad = _by_value(TEXT, whole(table, self.person))
        made = {}
        for name in self.texts:
            made[name], here = _by_value(TEXT, whole(table, name))
            bad = bad | here
        for place in places(every=self.every) if self.every is not None else ():
            made[place.path], here = _laid(place, whole(table, place.path))
            bad = bad | here
        for field in self.carried:
            made[field.name] = whole(table, field.name)
            if types.is_floating(field.type):
                bad = bad | _not_plain(made[field.name], 2.0**63)
        if not bad.any():
            return rows, ids, made
        good = pa.array(~bad)
        return rows[~bad], ids.filter(good), {name: column.filter(good) for name, column in made.items()}

    def _parsed(self, lines: Sequence[bytes], schema: pa.Schema, others: str) -> tuple[NDArray[np.int64], pa.Table]:
        """Parse what can be: the places of the lines, and a row of each."""
        rows, tables = [np.empty(0, np.int64)], [schema.empty_table()]
        for start in range(0, len(lines), PIECE):
            for some, table in _pieces(lines, self._sound(lines, start, start + PIECE), schema, others):
                rows.append(np.array(some, np.int64))
                tables.append(table)
        return np.concatenate(rows), pa.concat_tables(tables)

    def _sound(self, lines: Sequence[bytes], start: int, end: int) -> list[int]:
        """List the lines of which Arrow and Python think alike: one object each, of text, without what is theirs alone.

        When each line begins and ends with a bracket, no object can go over two lines, nor be beside one that does.
        """
        some = range(start, min(end, len(lines)))
        held = b"\n".join(lines[start:end])
        wary = any(sign in held for sign in self.signs) or not _is_text(held)
        return [
            at
            for at in some
            if lines[at][:1] == b"{"
            and lines[at].rstrip(b"\r")[-1:] == b"}"
            and not (wary and (self.suspect.search(lines[at]) or not _is_text(lines[at])))
        ]


def whole(table: pa.Table, name: str) -> pa.Array:
    """Give a column as one array."""
    return table.column(name).combine_chunks()


def _is_named(place: Place, kind: pa.DataType) -> bool:
    """Whether amounts stand in fields of their names, where Arrow takes one that is null for one that is not there."""
    if place.kind == "amounts":
        return types.is_struct(kind)
    held = kind.value_type if place.kind == "entries" else kind
    return any(_is_named(below, held.field(below.name).type) for below in place.below)


def _is_shallow(line: bytes) -> bool:
    """Whether Python surely parses what no type bounds."""
    return line.count(b"{") + line.count(b"[") < DEEP and (len(line) < 4_000 or not LONG.search(line))


def _is_text(held: bytes) -> bool:
    if held.isascii():
        return True
    try:
        held.decode()
    except UnicodeDecodeError:
        return False
    return True


def _pieces(
    lines: Sequence[bytes], sound: list[int], schema: pa.Schema, others: str
) -> Iterator[tuple[list[int], pa.Table]]:
    """Parse lines in as few pieces as those that are refused leave, in their order."""
    left, refusals, done = [sound], 0, 0
    while left:
        some = left.pop()
        if len(some) < FEW or refusals > PATIENCE + done // SHARE:
            continue
        table, at = _arrow([lines[n] for n in some], schema, others)
        if table is not None:
            done += len(some)
            yield some, table
            continue
        refusals += 1
        if at is None:
            left += [some[len(some) // 2 :], some[: len(some) // 2]]
        else:
            left += [some[at + 1 :], some[:at]]


def _arrow(lines: Sequence[bytes], schema: pa.Schema, others: str) -> tuple[pa.Table | None, int | None]:
    """Parse lines; where they cannot be, give the place of the one at fault, if it is told."""
    held = b"\n".join(lines)
    try:
        table = pj.read_json(
            pa.BufferReader(held),
            read_options=pj.ReadOptions(use_threads=False, block_size=len(held) + 1),
            parse_options=pj.ParseOptions(explicit_schema=schema, unexpected_field_behavior=others),
        )
    except pa.ArrowException as error:
        told = REFUSED_AT.search(str(error))
        at = int(told[1]) if told else len(lines)
        return None, at if at < len(lines) else None
    return (table, None) if table.num_rows == len(lines) else (None, None)


# Types, as the first rows have them.


def _type(place: Place, values: Sequence[Any]) -> pa.DataType:
    """Give the type in which a place is parsed: Arrow takes no other in its stead."""
    match place.kind:
        case "entry":
            return _struct(place, [value for value in values if isinstance(value, dict)])
        case "entries":
            lists = [value for value in values if isinstance(value, list)]
            return pa.list_(_struct(place, [item for value in lists for item in value if isinstance(item, dict)]))
        case "amounts" if any(values) and all(isinstance(value, dict) for value in values):
            return pa.struct([(name, pa.float64()) for name in sorted({name for value in values for name in value})])
        case "words" | "amounts":
            return RAW_TYPES[place.kind]
        case "when" if not values or any(isinstance(value, dict) for value in values):
            return pa.struct([(name, pa.string()) for name in BOUNDS])
    return _scalar(values, USUAL.get(place.kind, pa.string()))


USUAL: Mapping[Kind, pa.DataType] = {"number": pa.float64(), "flag": pa.bool_()}


def _struct(place: Place, entries: Sequence[Mapping[str, Any]]) -> pa.DataType:
    said = {below.name: [entry[below.name] for entry in entries if below.name in entry] for below in place.below}
    return pa.struct(
        [
            (below.name, _type(below, [value for value in said[below.name] if value is not None]))
            for below in place.below
        ]
    )


def _scalar(values: Sequence[Any], usual: pa.DataType) -> pa.DataType:
    """Choose the one type of plain values; where there are several, most are told from the usual."""
    kinds = {type(value) for value in values}
    if not kinds or kinds & TAKEN[str(usual)]:
        return usual
    return next((kind for of, kind in SCALARS.items() if of in kinds), usual)


SCALARS: Mapping[type, pa.DataType] = {str: pa.string(), float: pa.float64(), int: pa.int64(), bool: pa.bool_()}
TAKEN: Mapping[str, frozenset[type]] = {
    "string": frozenset({str}),
    "double": frozenset({int, float}),
    "bool": frozenset({bool}),
}


# Values.


def _laid(place: Place, array: pa.Array) -> Laid:
    """Lay a column out as `lapel.batch.jsonvalues.value_of` does."""
    match place.kind:
        case "entry":
            return _entry(place, array)
        case "entries":
            return _entries(place, array)
        case "words":
            return array, _nowhere(array)
        case "amounts" if types.is_struct(array.type):
            return _named(array)
        case "amounts":
            amounts = pc.struct_field(array.flatten(), 1)
            return array, _owners(array, _not_plain(amounts, HUGE))
        case "when" if types.is_struct(array.type):
            return _bounds(array)
        case "number" if types.is_floating(array.type):
            return array, _not_plain(array, HUGE)
        case "flag" if types.is_boolean(array.type):
            return array, _nowhere(array)
    return _by_value(place, array)


HUGE = 1e300
"""From here on, a number is read as one without bounds."""

TEXT = Place("", "text", TEXTUAL)


def _nowhere(array: pa.Array) -> Flags:
    return np.zeros(len(array), bool)


def _entry(place: Place, array: pa.Array) -> Laid:
    bad, made = _nowhere(array), []
    for below in place.below:
        column, here = _laid(below, pc.struct_field(array, array.type.get_field_index(below.name)))
        bad |= here
        made.append(column)
    held = raw_type(place)
    fields = list(held if place.kind == "entry" else held.value_type)
    return pa.StructArray.from_arrays(made, fields=fields, mask=_nulls(array)), bad


def _entries(place: Place, array: pa.Array) -> Laid:
    held, bad = _entry(place, array.flatten())
    offsets = np.concatenate([[0], np.cumsum(_lengths(array))]).astype(np.int32)
    return pa.ListArray.from_arrays(pa.array(offsets), held, mask=_nulls(array)), _owners(array, bad)


def _named(array: pa.Array) -> Laid:
    """Turn amounts in fields of their names into lists of those that are said, in the order of the names."""
    names = [field.name for field in array.type]
    columns = [pc.struct_field(array, at) for at in range(len(names))]
    said = np.stack([pc.is_valid(column).to_numpy(zero_copy_only=False) for column in columns], axis=1)
    amounts = np.stack([pc.fill_null(column, 0.0).to_numpy(zero_copy_only=False) for column in columns], axis=1)
    codes = np.broadcast_to(np.arange(len(names), dtype=np.int32), said.shape)[said]
    held = pa.StructArray.from_arrays(
        [pa.array(names, pa.string()).take(pa.array(codes)), pa.array(amounts[said])],
        fields=list(RAW_TYPES["amounts"].value_type),
    )
    offsets = pa.array(np.concatenate([[0], np.cumsum(said.sum(axis=1))]).astype(np.int32))
    laid = pa.ListArray.from_arrays(offsets, held, mask=_nulls(array))
    return laid, _owners(laid, _not_plain(held.field(1), HUGE))


def _nulls(array: pa.Array) -> pa.Array | None:
    return pc.is_null(array) if array.null_count else None


def _lengths(array: pa.Array) -> NDArray[np.int64]:
    found: NDArray[np.int64] = pc.fill_null(pc.list_value_length(array), 0).to_numpy(zero_copy_only=False)
    return found


def _owners(array: pa.Array, bad: Flags) -> Flags:
    """Flag the lists that hold a flagged entry."""
    flags = _nowhere(array)
    if bad.any():
        flags[np.repeat(np.arange(len(array)), _lengths(array))[bad]] = True
    return flags


def _bounds(array: pa.Array) -> Laid:
    bad, made = _nowhere(array), []
    for at in range(len(BOUNDS)):
        column = pc.struct_field(array, at)
        days, here = _days(column), _nowhere(column)
        if days is None:
            days, here = _read(EXACT, "", column, pa.date32())
        bad |= here
        made.append(days)
    return pa.StructArray.from_arrays(made, fields=list(RAW_TYPES["when"]), mask=_nulls(array)), bad


def _days(array: pa.Array) -> pa.Array | None:
    """Read whole days at once; None where any is none, or outside the calendar that rules know."""
    if not types.is_string(array.type):
        return None
    try:
        days = array.cast(pa.date32())
    except pa.ArrowInvalid:
        return None
    outside = pc.or_(pc.less(days, pa.scalar(FIRST_DATE)), pc.greater(days, pa.scalar(LAST_DATE)))
    return None if pc.any(outside).as_py() else days


def _not_plain(array: pa.Array, most: float) -> Flags:
    """Flag numbers that are not read alike: without bounds, or a zero below zero."""
    numbers = pc.fill_null(array, 1.0).to_numpy(zero_copy_only=False)
    found: Flags = ~(np.abs(numbers) < most) | ((numbers == 0) & np.signbit(numbers))
    return found


def _by_value(place: Place, array: pa.Array) -> Laid:
    """Read each different value once, as one alone would be read; what is not sure is left."""
    if place is TEXT and types.is_string(array.type):
        return array, _nowhere(array)
    days = _days(array) if place.kind == "when" else None
    if days is not None:
        spans = pa.StructArray.from_arrays([days, days], fields=list(RAW_TYPES["when"]), mask=_nulls(array))
        return spans, _nowhere(days)
    return _read(place, place.path, array, raw_type(place))


def _read(how: Place | Shape, path: str, array: pa.Array, kind: pa.DataType) -> Laid:
    coded = pc.dictionary_encode(array)
    values, bad = [], []
    for code, value in enumerate(coded.dictionary.to_pylist()):
        findings: Amiss = []
        # Whether 5.0 was written 5 is not known any more; a fraction is written in one way alone.
        known = value % 1 > 0 if isinstance(value, float) else str(value).lower() not in NOT_SURE_WORDS
        read = plain(how, value, path, 0, findings) if isinstance(how, Place) else leaf(how, value, path, 0, findings)
        values.append(None if findings else read)
        if findings or not known:
            bad.append(code)
    laid = pa.array(values, kind).take(coded.indices)
    if not bad:
        return laid, _nowhere(array)
    codes = pc.fill_null(coded.indices, -1).to_numpy(zero_copy_only=False)
    return laid, np.isin(codes, bad)
