"""Values of a table of people, checked a column at a time and laid out as `lapel.batch.schema` says.

The same is refused here as by the record's reader of one person (`lapel.loading.records`): text is read, once for each
different text, by the very shapes that it uses. What a table adds to be checked is what only a table can say: an empty
place in a list, half a date, a name counted twice, a field both said and *unsure*.
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray
from pyarrow import types

from lapel.batch.days import EPOCH
from lapel.batch.entries import CHECKS
from lapel.batch.findings import Findings, Level, said, shown, where
from lapel.batch.fitting import is_text
from lapel.batch.places import Kind, Place
from lapel.batch.schema import PERSON_ID
from lapel.model.dates import FIRST_DATE, LAST_DATE, PartialDate
from lapel.model.located import Located, Problems
from lapel.model.shapes import Choice, Counts, ListOf, Names, Number, Shape, Text
from lapel.model.value import Value

WORD = pa.dictionary(pa.int32(), pa.string())
WHEN = pa.struct([("earliest", pa.date32()), ("latest", pa.date32())])
AMOUNT = pa.struct([("name", WORD), ("amount", pa.float64())])

FIRST, LAST = (day.toordinal() - EPOCH for day in (FIRST_DATE, LAST_DATE))
IN_RANGE = f"a date from {FIRST_DATE} to {LAST_DATE}"
LONGEST = 1_000
KEPT_TEXTS = 200_000

PLAIN: Mapping[Kind, pa.DataType] = {
    "text": WORD,
    "flag": pa.bool_(),
    "number": pa.float64(),
    "day": pa.date32(),
    "when": WHEN,
    "words": pa.list_(WORD),
    "amounts": pa.list_(AMOUNT),
}


def type_of(place: Place) -> pa.DataType:
    """Give the Arrow type of a checked column: words as codes, dates as their earliest and latest day."""
    if place.kind == "entry":
        return pa.struct([(below.name, type_of(below)) for below in place.below])
    if place.kind == "entries":
        return pa.list_(pa.struct([(below.name, type_of(below)) for below in place.below]))
    return PLAIN[place.kind]


class Checker:
    """Checks chunks of rows one after the other, and remembers the texts it has read."""

    def __init__(self, columns: tuple[Place, ...]) -> None:
        self.columns = columns
        self._texts: dict[str, dict[str, Any]] = {}

    def check(self, batch: pa.Table | pa.RecordBatch, findings: Findings) -> tuple[pa.Array, list[pa.Array]]:
        """Lay out one chunk; gives the ids of its people, and its columns in the order of ``columns``.

        Adds every bad value to ``findings``; what stands in a column in place of one means nothing.
        """
        level = Level()
        made = []
        for place in self.columns:
            held = batch.column(place.path) if place.path in batch.schema.names else None
            made.append(self._column(place, whole(held), batch.num_rows, level, findings))
        return _persons(whole(batch.column(PERSON_ID)), level, findings), made

    def _column(self, place: Place, array: pa.Array | None, size: int, level: Level, findings: Findings) -> pa.Array:
        if array is None or types.is_null(array.type):
            return pa.nulls(size, type_of(place))
        return READERS[place.kind](self, place, array, level, findings)

    def fields(self, place: Place, array: pa.Array, level: Level, findings: Findings) -> pa.Array:
        """Lay out the fields of an entry, or of each of the entries of a list."""
        made = {}
        for below in place.below:
            at = array.type.get_field_index(below.name)
            held = pc.struct_field(array, at) if at >= 0 else None
            made[below.name] = self._column(below, held, len(array), level, findings)
        for check in CHECKS:
            check(place, made, level, findings)
        return pa.StructArray.from_arrays(list(made.values()), list(made))

    def texts(
        self, place: Place, shape: Shape, array: pa.Array, level: Level, findings: Findings
    ) -> tuple[Any, list[Any]]:
        """Read text by a shape of the record's reader: gives codes (as Arrow) and what each code stands for."""
        if not types.is_dictionary(array.type):
            array = pc.dictionary_encode(array)
        known = self._texts.setdefault(place.path, {})
        if len(known) > KEPT_TEXTS:
            known.clear()
        values, bad = [], {}
        for code, text in enumerate(array.dictionary.to_pylist()):
            if text not in known:
                known[text] = _read(shape, text)
            value = known[text]
            if isinstance(value, Problems):
                bad[code] = value.found[0]
                value = None
            values.append(value)
        codes = array.indices.cast(pa.int32())
        if bad:
            numbers = pc.fill_null(codes, -1).to_numpy(zero_copy_only=False)
            for index in np.flatnonzero(np.isin(numbers, list(bad))):
                problem = bad[int(numbers[index])]
                findings.add(level, place.path, int(index), problem.found, problem.expected, problem.hint)
        return codes, values


def _read(shape: Shape, text: str | None) -> Any:
    if text is None:
        return None
    problems = Problems()
    value = shape.read(Located(text, quoted=True), problems)
    return problems if problems.found else value


def whole(column: Any) -> pa.Array | None:
    """Give a column as one array."""
    if isinstance(column, pa.ChunkedArray):
        return column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()
    return column


def as_ids(array: pa.Array) -> pa.Array:
    """Give ids as text."""
    if types.is_dictionary(array.type):
        array = array.cast(array.type.value_type)
    return array.cast(pa.string())


def _persons(array: pa.Array, level: Level, findings: Findings) -> pa.Array:
    ids = as_ids(array)
    blank = pc.fill_null(pc.equal(pc.utf8_length(pc.utf8_trim_whitespace(ids)), 0), True)
    for index in where(blank):
        findings.add(level, PERSON_ID, index, said(ids[index].as_py()), "an id of the person")
    return ids


# Plain values


def _text(self: Checker, place: Place, array: pa.Array, level: Level, findings: Findings) -> pa.Array:
    codes, values = self.texts(place, place.shape, array, level, findings)
    return pa.DictionaryArray.from_arrays(codes, pa.array(values, pa.string()))


def _flag(self: Checker, place: Place, array: pa.Array, level: Level, findings: Findings) -> pa.Array:
    if types.is_boolean(array.type):
        return array
    codes, values = self.texts(place, place.shape, array, level, findings)
    return pa.array(values, pa.bool_()).take(codes)


def _number_of_text(self: Checker, path: str, array: pa.Array, level: Level, findings: Findings) -> pa.Array:
    codes, values = self.texts(Place(path, "number", Number()), Number(), array, level, findings)
    return pa.array([None if value is None else float(value) for value in values], pa.float64()).take(codes)


def _number(self: Checker, place: Place, array: pa.Array, level: Level, findings: Findings) -> pa.Array:
    if is_text(array.type):
        codes, values = self.texts(place, place.shape, array, level, findings)
        numbers = [None if value is None else float(value) for value in values]
        array = pa.array(numbers, pa.float64()).take(codes)
    return _checked_numbers(place.shape, place.path, array, level, findings)


def _checked_numbers(shape: Any, path: str, array: pa.Array, level: Level, findings: Findings) -> pa.Array:
    made = array.cast(pa.float64())
    numbers = pc.fill_null(made, 0.0).to_numpy(zero_copy_only=False)
    bounds = shape if isinstance(shape, Number) else Number()
    within = (numbers >= bounds.least) & (numbers <= bounds.most)
    exact = numbers == np.rint(numbers * 1000) / 1000
    if within.all() and exact.all():
        return made
    for index in np.flatnonzero(~within | ~exact):
        expected = f"a number from {bounds.least} to {bounds.most}"
        if within[index]:
            expected = "a number with at most three decimals"
        findings.add(level, path, int(index), said(array[int(index)].as_py()), expected)
    return made


def _day(self: Checker, place: Place, array: pa.Array, level: Level, findings: Findings) -> pa.Array:
    if not is_text(array.type):
        return _checked_days(place.path, array, level, findings)
    codes, values = self.texts(place, place.shape, array, level, findings)
    return pa.array(values, pa.date32()).take(codes)


def _when(self: Checker, place: Place, array: pa.Array, level: Level, findings: Findings) -> pa.Array:
    if types.is_struct(array.type):
        return _bounds(place.path, array, level, findings)
    if is_text(array.type):
        codes, values = self.texts(place, place.shape, array, level, findings)
        early = pa.array([_earliest(value) for value in values], pa.date32()).take(codes)
        late = pa.array([_latest(value) for value in values], pa.date32()).take(codes)
        return pa.StructArray.from_arrays([early, late], fields=list(WHEN))
    days = _checked_days(place.path, array, level, findings)
    return pa.StructArray.from_arrays([days, days], fields=list(WHEN))


def _earliest(value: date | PartialDate | None) -> date | None:
    return value.earliest if isinstance(value, PartialDate) else value


def _latest(value: date | PartialDate | None) -> date | None:
    return value.latest if isinstance(value, PartialDate) else value


def _bounds(path: str, array: pa.Array, level: Level, findings: Findings) -> pa.Array:
    """Check a date of two days: both or neither, in their order, in the calendar that rules know."""
    bounds = {}
    for name in ("earliest", "latest"):
        at = array.type.get_field_index(name)
        held = pc.struct_field(array, at) if at >= 0 else pa.nulls(len(array), pa.date32())
        bounds[name] = held if types.is_date32(held.type) else _whole_days(path, held, level, findings)
    early, late = bounds["earliest"], bounds["latest"]
    if early.null_count or late.null_count:
        for index in where(pc.xor(pc.is_valid(early), pc.is_valid(late))):
            lone = "earliest" if early[index].is_valid else "latest"
            findings.add(level, path, index, f"the {lone} day {bounds[lone][index]} alone", BOTH)
    for name, days in bounds.items():
        for index in _outside(days):
            if not findings.knows(path, index):
                findings.add(level, path, index, f"{name} day {shown(days, index)!r}", IN_RANGE)
    for index in where(pc.greater(early, late)):
        if not findings.knows(path, index):
            found = f"earliest day {early[index]} after latest day {late[index]}"
            findings.add(level, path, index, found, "the earliest day on or before the latest")
    return pa.StructArray.from_arrays([early, late], fields=list(WHEN))


BOTH = "both the earliest and the latest day"


def _checked_days(path: str, array: pa.Array, level: Level, findings: Findings) -> pa.Array:
    days = array if types.is_date32(array.type) else _whole_days(path, array, level, findings)
    for index in _outside(days):
        findings.add(level, path, index, repr(shown(days, index)), IN_RANGE)
    return days


def _whole_days(path: str, array: pa.Array, level: Level, findings: Findings) -> pa.Array:
    """Read moments as days; one that is no midnight is no day."""
    days = array.cast(pa.date32(), safe=False)
    for index in where(pc.not_equal(days.cast(array.type), array)):
        findings.add(level, path, index, f"'{array[index]}'", "a day, without a time of day")
    return days


def _outside(days: pa.Array) -> list[int]:
    if not len(days):
        return []
    numbers = pc.fill_null(days.view(pa.int32()), 0)
    ends = pc.min_max(numbers)
    if ends["min"].as_py() >= FIRST and ends["max"].as_py() <= LAST:
        return []
    return where(pc.or_(pc.less(numbers, FIRST), pc.greater(numbers, LAST)))


# Lists


def _offsets(array: pa.Array, longest: int, path: str, level: Level, findings: Findings) -> NDArray[np.int64]:
    lengths = pc.fill_null(pc.list_value_length(array), 0).to_numpy(zero_copy_only=False)
    for index in np.flatnonzero(lengths > longest):
        findings.add(level, path, int(index), f"a list of {int(lengths[index]):,}", f"at most {longest:,} entries")
    offsets = np.zeros(len(array) + 1, np.int64)
    np.cumsum(lengths, out=offsets[1:])
    return offsets


def _as_list(array: pa.Array) -> pa.Array:
    if types.is_list(array.type) or types.is_large_list(array.type):
        return array
    return array.cast(pa.list_(array.type.value_type))


def _listed(offsets: NDArray[np.int64], values: pa.Array) -> pa.Array:
    return pa.ListArray.from_arrays(pa.array(offsets.astype(np.int32)), values)


def _words(self: Checker, place: Place, array: pa.Array, level: Level, findings: Findings) -> pa.Array:
    if is_text(array.type):
        array = _split(array)
    array = _as_list(array)
    offsets = _offsets(array, LONGEST, place.path, level, findings)
    values = pc.list_flatten(array)
    if types.is_null(values.type):
        values = values.cast(pa.string())
    inside = Level(place.path, level, offsets)
    _no_gaps(values, place.path, inside, findings, "a word")
    codes, words = self.texts(place, _word_of(place.shape), values, inside, findings)
    return _listed(offsets, pa.DictionaryArray.from_arrays(codes, pa.array(words, pa.string())))


def _split(array: pa.Array) -> pa.Array:
    """Read several words of one text, divided by semicolons."""
    if types.is_dictionary(array.type):
        array = array.cast(array.type.value_type)
    parts = pc.split_pattern(array.cast(pa.string()), ";")
    return pa.ListArray.from_arrays(parts.offsets, pc.utf8_trim_whitespace(parts.values), mask=pc.is_null(parts))


def _word_of(shape: Shape) -> Shape:
    if isinstance(shape, ListOf):
        return shape.entry
    assert isinstance(shape, Names)
    return Choice(shape.options) if shape.options is not None else Text(200)


def _no_gaps(values: pa.Array, path: str, level: Level, findings: Findings, expected: str) -> None:
    if values.null_count:
        for index in where(pc.is_null(values)):
            findings.add(level, path, index, "nothing", expected)


def _entry(self: Checker, place: Place, array: pa.Array, level: Level, findings: Findings) -> pa.Array:
    return self.fields(place, array, level, findings)


def _entries(self: Checker, place: Place, array: pa.Array, level: Level, findings: Findings) -> pa.Array:
    array = _as_list(array)
    if types.is_null(array.type.value_type):
        array = array.cast(pa.list_(pa.struct([])))
    offsets = _offsets(array, LONGEST, place.path, level, findings)
    values = pc.list_flatten(array)
    inside = Level(place.path, level, offsets)
    _no_gaps(values, place.path, inside, findings, "an entry")
    return _listed(offsets, self.fields(place, values, inside, findings))


def _amounts(self: Checker, place: Place, array: pa.Array, level: Level, findings: Findings) -> pa.Array:
    if types.is_struct(array.type):
        array = _named_fields(self, place, array, level, findings)
    if types.is_map(array.type):
        array = array.cast(pa.list_(pa.struct([("name", array.type.key_type), ("amount", array.type.item_type)])))
    array = _as_list(array)
    if types.is_null(array.type.value_type):
        array = array.cast(pa.list_(AMOUNT))
    offsets = _offsets(array, LONGEST, place.path, level, findings)
    values = pc.list_flatten(array)
    inside = Level(place.path, level, offsets)
    _no_gaps(values, place.path, inside, findings, "a name and an amount")
    held = {name: _struct_field(values, name, kind) for name, kind in (("name", pa.string()), ("amount", pa.float64()))}
    codes, names = self.texts(place, _counted(place.shape), held["name"], inside, findings)
    if is_text(held["amount"].type):
        held["amount"] = _number_of_text(self, f"{place.path}.amount", held["amount"], inside, findings)
    amounts = _checked_numbers(None, place.path, held["amount"], inside, findings)
    for name, column in held.items():
        if column.null_count:
            for index in where(pc.is_null(column)):
                if not findings.knows(place.path, index) and not findings.knows(f"{place.path}.{name}", index):
                    findings.add(inside, place.path, index, f"no {name}", "a name and an amount")
    _counted_once(codes, names, offsets, place.path, inside, findings)
    words = pa.DictionaryArray.from_arrays(codes, pa.array(names, pa.string()))
    return _listed(offsets, pa.StructArray.from_arrays([words, amounts], fields=list(AMOUNT)))


class _Name(Value):
    """The name of a count, as `Counts` takes it."""

    counts: Counts

    def read(self, node: Located, problems: Problems) -> str | None:
        """Read the name."""
        name = node.text or ""
        before = len(problems.found)
        self.counts.read(Located({name: Located("0")}), problems)
        return name if len(problems.found) == before else None

    def schema(self) -> dict[str, Any]:
        """A string."""
        return {"type": "string"}

    def write(self, value: str) -> str:
        """The name."""
        return value


def _counted(shape: Shape) -> Shape:
    assert isinstance(shape, Counts)
    return _Name(shape)


def _struct_field(values: pa.Array, name: str, kind: pa.DataType) -> pa.Array:
    at = values.type.get_field_index(name)
    held = pc.struct_field(values, at) if at >= 0 else pa.nulls(len(values), kind)
    return held.cast(kind) if types.is_null(held.type) else held


def _named_fields(self: Checker, place: Place, array: pa.Array, level: Level, findings: Findings) -> pa.Array:
    """Turn amounts in columns of their names into lists of those that were said."""
    names = [field.name for field in array.type]
    columns = []
    for name in names:
        held = pc.struct_field(array, array.type.get_field_index(name))
        if is_text(held.type):
            held = _number_of_text(self, f"{place.path}.{name}", held, level, findings)
        columns.append(held.cast(pa.float64()))
    said_at = np.stack([pc.is_valid(column).to_numpy(zero_copy_only=False) for column in columns], axis=1)
    amounts = np.stack([pc.fill_null(column, 0.0).to_numpy(zero_copy_only=False) for column in columns], axis=1)
    offsets = np.concatenate([[0], np.cumsum(said_at.sum(axis=1))])
    codes = np.broadcast_to(np.arange(len(names), dtype=np.int32), said_at.shape)[said_at]
    words = pa.DictionaryArray.from_arrays(pa.array(codes), pa.array(names, pa.string()))
    return _listed(offsets, pa.StructArray.from_arrays([words, pa.array(amounts[said_at])], fields=list(AMOUNT)))


def _counted_once(
    codes: pa.Array, names: list[Any], offsets: NDArray[np.int64], path: str, level: Level, findings: Findings
) -> None:
    """Refuse a name counted twice by one entry: it would not be known which count stands."""
    if not len(codes):
        return
    owner = np.repeat(np.arange(len(offsets) - 1), np.diff(offsets))
    numbers = pc.fill_null(codes, 0).to_numpy(zero_copy_only=False)
    keys = owner * (len(names) or 1) + numbers
    if np.bincount(keys).max() < 2 if len(names) < 64 else len(np.unique(keys)) == len(keys):
        return
    _, first = np.unique(keys, return_index=True)
    for index in np.setdiff1d(np.arange(len(keys)), first):
        if codes[int(index)].is_valid and not findings.knows(path, int(index)):
            findings.add(level, path, int(index), f"{names[numbers[index]]!r} again", "each name once")


Reader = Callable[[Checker, Place, pa.Array, Level, Findings], pa.Array]

READERS: Mapping[Kind, Reader] = {
    "text": _text,
    "flag": _flag,
    "number": _number,
    "day": _day,
    "when": _when,
    "words": _words,
    "amounts": _amounts,
    "entry": _entry,
    "entries": _entries,
}
