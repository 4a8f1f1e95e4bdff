"""A table of people as NumPy columns: every date and fact that a rule may name, for all rows at once.

`lapel.rules.facts` says what each of them means for one person; the agreement tests hold the two together. A truth for
many rows is a pair of flags: surely true, and possibly true (not false).
"""

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import Any, TypeVar

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from lapel.batch.days import EPOCH, Days, Flags
from lapel.model import vocabulary as words
from lapel.model.dates import BEFORE, NEVER
from lapel.rules.facts import PERSON

T = TypeVar("T")

Span = tuple[Days, Days]
Planes = tuple[Flags, Flags]
Numbers = tuple[NDArray[np.int64], Flags]

THOUSAND = 1000
"""Numbers are counted in thousandths, so that sums are exact."""


FEW = 4
"""So many words are faster compared one by one than looked up in a table."""


class Rows:
    """The rows of one context: the people themselves, or all entries of one of their lists.

    ``offsets`` (for entries) tells where each person's entries begin; ``owner`` whose an entry is.
    """

    def __init__(self, context: str, size: int, fields: Mapping[str, pa.Array], offsets: NDArray[np.int64] | None):
        self.context = context
        self.size = size
        self.fields = fields
        self.offsets = offsets if offsets is not None else np.arange(size + 1, dtype=np.int64)
        self._kept: dict[Any, Any] = {}

    @cached_property
    def counts(self) -> NDArray[np.int64]:
        """How many entries each person has."""
        return np.diff(self.offsets)

    @cached_property
    def having(self) -> NDArray[np.int64]:
        """People who have any."""
        return np.flatnonzero(self.counts)

    @cached_property
    def owner(self) -> NDArray[np.int64]:
        """Row of the person an entry belongs to."""
        return np.repeat(np.arange(len(self.counts)), self.counts)

    def column(self, path: str) -> pa.Array | None:
        """Give a field, such as ``kind`` or ``school.kind``; None where the table does not have it."""
        found: Any = self.fields.get(path.partition(".")[0])
        for name in path.split(".")[1:]:
            if found is None or found.type.get_field_index(name) < 0:
                return None
            found = pc.struct_field(found, name)
        return found

    def once(self, key: Any, make: Callable[[], T]) -> T:
        """Keep what was worked out for these rows."""
        if key not in self._kept:
            self._kept[key] = make()
        found: T = self._kept[key]
        return found

    def said(self, path: str) -> Flags:
        """Tell where a field was said at all."""
        column = self.column(path)
        if column is None:
            return np.zeros(self.size, bool)
        # A date can come as a struct that is there and says nothing.
        return _valid(pc.struct_field(column, "earliest") if pa.types.is_struct(column.type) else column)

    def span(self, path: str) -> Span:
        """Read a date field as the earliest and the latest day it can be; a day not said can be any."""
        return self.once(("span", path), lambda: self._span(path))

    def _span(self, path: str) -> Span:
        column = self.column(path)
        if column is None:
            return np.full(self.size, BEFORE, np.int32), np.full(self.size, NEVER, np.int32)
        if pa.types.is_struct(column.type):
            return (
                _days(pc.struct_field(column, "earliest"), BEFORE),
                _days(pc.struct_field(column, "latest"), NEVER),
            )
        return _days(column, BEFORE), _days(column, NEVER)

    def flag(self, path: str) -> Planes:
        """Read a yes-or-no field as a truth."""
        return self.once(("flag", path), lambda: self._flag(path))

    def _flag(self, path: str) -> Planes:
        column = self.column(path)
        if column is None:
            return np.zeros(self.size, bool), np.ones(self.size, bool)
        return _bools(column, False), _bools(column, True)

    def number(self, path: str) -> Numbers:
        """Read a number in thousandths, and where it was said."""
        return self.once(("number", path), lambda: self._number(path))

    def _number(self, path: str) -> Numbers:
        column = self.column(path)
        if column is None:
            return np.zeros(self.size, np.int64), np.zeros(self.size, bool)
        return _thousandths(column), _valid(column)

    def word(self, path: str) -> tuple[NDArray[np.int32], list[str]]:
        """Read a field of words as codes, -1 where nothing was said, and the words that the codes stand for."""
        return self.once(("word", path), lambda: _codes(self.column(path), self.size))

    def word_in(self, path: str, wanted: Sequence[str]) -> Planes:
        """Tell where a field says one of some words."""
        codes, found = self.word(path)
        unsaid = self.once(("unsaid", path), lambda: codes < 0)
        among = [word in wanted for word in found]
        if among.count(True) <= FEW:
            sure = np.zeros(self.size, bool)
            for code in np.flatnonzero(among):
                sure |= codes == code
        else:
            # Where nothing was said, the code is -1: the last. NumPy takes by this type of number alone.
            places = self.once(("places", path), lambda: codes.astype(np.intp))
            sure = np.array([*among, False]).take(places, mode="wrap")
        return sure, sure | unsaid

    def lists(self, path: str, word: str) -> Flags:
        """Tell where a list of words holds a word."""
        return self.once(("lists", path, word), lambda: self._lists(path, word))

    def _lists(self, path: str, word: str) -> Flags:
        found = np.zeros(self.size, bool)
        parents, codes, names = self.once(("members", path), lambda: self._members(path))
        if word in names:
            found[parents[codes == names.index(word)]] = True
        return found

    def _members(self, path: str) -> tuple[NDArray[np.int64], NDArray[np.int32], list[str]]:
        column = self.column(path)
        if column is None:
            return np.empty(0, np.int64), np.empty(0, np.int32), []
        codes, names = _codes(pc.list_flatten(column), 0)
        return _parents(column), codes, names

    def below(self, path: str) -> "Rows":
        """Give the entries of a list of structs inside these rows, as rows of their own."""
        return self.once(("below", path), lambda: entries_of(path, self.column(path), self.size))


def entries_of(context: str, column: pa.Array | None, size: int) -> Rows:
    """Flatten a column of lists of structs."""
    if column is None or pa.types.is_null(column.type):
        return Rows(context, 0, {}, np.zeros(size + 1, np.int64))
    lengths = pc.fill_null(pc.list_value_length(column), 0).to_numpy(zero_copy_only=False)
    offsets = np.zeros(size + 1, np.int64)
    np.cumsum(lengths, out=offsets[1:])
    values = pc.list_flatten(column)
    fields = {field.name: pc.struct_field(values, field.name) for field in values.type}
    return Rows(context, len(values), fields, offsets)


def _valid(column: pa.Array) -> Flags:
    if column.null_count == 0:
        return np.ones(len(column), bool)
    found: Flags = pc.is_valid(column).to_numpy(zero_copy_only=False)
    return found


def _bools(column: pa.Array, missing: bool) -> Flags:
    if pa.types.is_null(column.type):
        return np.full(len(column), missing)
    found: Flags = pc.fill_null(column, missing).to_numpy(zero_copy_only=False)
    return found


def _days(column: pa.Array, missing: int) -> Days:
    if pa.types.is_null(column.type):
        return np.full(len(column), missing, np.int32)
    if column.null_count:
        column = pc.fill_null(column, pa.scalar(missing - EPOCH, pa.int32()).cast(pa.date32()))
    found: Days = column.view(pa.int32()).to_numpy() + np.int32(EPOCH)
    return found


def _thousandths(column: pa.Array) -> NDArray[np.int64]:
    if pa.types.is_null(column.type):
        return np.zeros(len(column), np.int64)
    values = pc.fill_null(column.cast(pa.float64()), 0.0).to_numpy(zero_copy_only=False)
    return np.rint(values * THOUSAND).astype(np.int64)


def _codes(column: pa.Array | None, size: int) -> tuple[NDArray[np.int32], list[str]]:
    if column is None or pa.types.is_null(column.type):
        return np.full(size if column is None else len(column), -1, np.int32), []
    if not pa.types.is_dictionary(column.type):
        column = pc.dictionary_encode(column)
    codes: NDArray[np.int32] = pc.fill_null(column.indices.cast(pa.int32()), -1).to_numpy(zero_copy_only=False)
    return codes, column.dictionary.to_pylist()


def _parents(column: pa.Array) -> NDArray[np.int64]:
    lengths = pc.fill_null(pc.list_value_length(column), 0).to_numpy(zero_copy_only=False)
    return np.repeat(np.arange(len(column)), lengths)


class People:
    """A table of people, ready for rules. Its rows are people; `rows` gives those of any context.

    ``on`` is the day the records are taken to describe where they do not say (`Record.as_of`).
    """

    def __init__(self, table: Any, *, on: int) -> None:
        batch = as_arrow(table)
        fields = {name: _whole(batch.column(name)) for name in batch.schema.names}
        self.size = batch.num_rows
        self.on = on
        self.person = Rows(PERSON, self.size, fields, None)

    def rows(self, context: str) -> Rows:
        """Give the rows of a context."""
        return self.person if context == PERSON else self.person.below(context)

    def complete(self, name: str) -> Flags:
        """Tell whose list holds everything there is."""
        return self.person.lists("complete", name)

    def date(self, context: str, name: str) -> Span:
        """Read a date that rules may name, for all rows of its context."""
        rows = self.rows(context)
        read = OWN_DATES.get((context, name))
        return rows.once(("date", name), lambda: read(self, rows) if read else rows.span(name))


def as_arrow(table: Any) -> pa.Table | pa.RecordBatch:
    """Take an Arrow table or batch, or a Polars frame."""
    return table if isinstance(table, (pa.Table, pa.RecordBatch)) else table.to_arrow()


def _whole(column: Any) -> pa.Array:
    if isinstance(column, pa.ChunkedArray):
        return column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()
    return column


def _pick(choices: Sequence[tuple[Flags, Span]], otherwise: Span) -> Span:
    """Take the first span whose flag is set."""
    flags = [flag for flag, _ in choices]
    return (
        np.select(flags, [span[0] for _, span in choices], otherwise[0]).astype(np.int32, copy=False),
        np.select(flags, [span[1] for _, span in choices], otherwise[1]).astype(np.int32, copy=False),
    )


def _never(size: int) -> Span:
    days = np.full(size, NEVER, np.int32)
    return days, days


def _diploma(people: People, rows: Rows) -> Span:
    has, may = rows.flag("school.diploma")
    as_of, _ = rows.span("as_of")
    before = np.where(as_of > BEFORE, as_of, people.on).astype(np.int32) - np.int32(1)
    earned, expected = rows.span("school.earned"), rows.span("school.expected")
    return _pick(
        [
            (rows.said("school.earned"), earned),
            (has, (np.full(rows.size, BEFORE, np.int32), before)),
            (rows.said("school.expected"), expected),
            (~may, _never(rows.size)),
        ],
        rows.span("school.earned"),
    )


def _finish(people: People, rows: Rows) -> Span:
    return _pick(
        [(rows.said("completed"), rows.span("completed")), (rows.said("left"), _never(rows.size))],
        rows.span("expected"),
    )


def _enrolled_until(people: People, rows: Rows) -> Span:
    return _pick([(rows.said("left"), rows.span("left"))], people.date(rows.context, "completed"))


def open_end(rows: Rows, name: str) -> Span:
    """Read the end of an open-ended spell: when not said, it goes on, unless it is named as not sure."""
    lo, hi = rows.span(name)
    goes_on = ~rows.said(name) & ~rows.lists("unsure", name)
    return np.where(goes_on, np.int32(NEVER), lo), hi


def _last_day(people: People, rows: Rows) -> Span:
    lo, hi = open_end(rows, "ends")
    return (
        np.where(lo < NEVER, np.maximum(lo - np.int32(1), np.int32(BEFORE)), lo),
        np.where(hi < NEVER, hi - np.int32(1), hi),
    )


OWN_DATES: Mapping[tuple[str, str], Callable[[People, Rows], Span]] = {
    (PERSON, "diploma"): _diploma,
    ("programs", "completed"): _finish,
    ("programs", "enrolled_until"): _enrolled_until,
    ("military", "completed"): _finish,
    ("work", "ended"): lambda people, rows: open_end(rows, "ended"),
    ("memberships", "ends"): _last_day,
}
"""Dates that are not read from a field of their own name."""


class KnownSet:
    """What is known of a set, for many rows: who surely has a name in it, and who surely has not."""

    def __init__(self, has: Callable[[str], Flags], lacks: Callable[[str], Flags]) -> None:
        self.has = has
        self.lacks = lacks

    def holds(self, name: str) -> Planes:
        """Tell whether a name is in the set."""
        has = self.has(name)
        return has, has | ~self.lacks(name)


def set_of(rows: Rows, name: str) -> KnownSet:
    """Read a list of names; who it does not name is left out only where the list is complete."""
    if name != "waived_by":
        return KnownSet(lambda word: rows.lists(name, word), lambda word: rows.lists("complete", name))
    waivers = rows.below("conduct.waivers")
    issuers, found = waivers.word("issuer")
    granted, perhaps = waivers.flag("granted")

    def whose(word: str, which: Flags) -> Flags:
        flags = np.zeros(rows.size, bool)
        if word in found:
            flags[waivers.owner[which & (issuers == found.index(word))]] = True
        return flags

    return KnownSet(lambda word: whose(word, granted), lambda word: whose(word, ~perhaps) & ~whose(word, granted))


def taught(rows: Rows, content: str) -> Planes:
    """Clinical or administrative content: as said, else by the field, whose name means it."""
    sure, may = rows.flag(content)
    codes, found = rows.word("field")

    def named(word: str) -> Flags:
        return codes == (found.index(word) if word in found else -2)

    silent = ~rows.said(content)
    teaches = named("medical-assisting") | (named("medical-administrative") & (content == "administrative"))
    lacks = named("medical-administrative") & (content != "administrative")
    unsure = rows.lists("unsure", content)
    return (sure | (silent & teaches)) & ~unsure, (may & ~(silent & lacks)) | unsure


def procedure(rows: Rows, name: str) -> Numbers:
    """Read how often a procedure was done; the last of several counts of one name stands."""
    counts = rows.below("procedures")
    codes, found = counts.word("name")
    amount, said = counts.number("amount")
    total, known = np.zeros(rows.size, np.int64), np.zeros(rows.size, bool)
    if name in found:
        mine = codes == found.index(name)
        total[counts.owner[mine]] = amount[mine]
        known[counts.owner[mine]] = said[mine]
    return total, known


def _sum_of(parts: Sequence[Numbers]) -> tuple[Numbers, NDArray[np.int64]]:
    """Add parts: the sum where all were said, and the sum of what was said."""
    known = np.sum([np.where(said, amount, 0) for amount, said in parts], axis=0)
    return (known, np.all([said for _, said in parts], axis=0)), known


def amount(rows: Rows, name: str) -> tuple[Numbers, NDArray[np.int64] | None]:
    """Read a number that rules may name, and the least it can be where it is a total of parts."""
    return rows.once(("amount", name), lambda: _amount(rows, name))


def _amount(rows: Rows, name: str) -> tuple[Numbers, NDArray[np.int64] | None]:
    if rows.context == "programs" and name in words.PROCEDURES:
        said = procedure(rows, name)
        if name != "injections":
            return said, None
        summed, known = _sum_of([procedure(rows, route) for route in words.INJECTION_ROUTES])
        return _first(said, summed), known
    if rows.context == "programs" and name == "total_hours":
        summed, known = _sum_of([rows.number("academic_hours"), rows.number("practicum_hours")])
        return _first(rows.number("clock_hours"), summed), known
    return rows.number(name), None


def _first(said: Numbers, otherwise: Numbers) -> Numbers:
    return np.where(said[1], said[0], otherwise[0]), said[1] | otherwise[1]
