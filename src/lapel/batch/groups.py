"""People by what a column says of them, so that counts can be told group by group."""

from collections.abc import Sequence
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from lapel.batch.columns import People
from lapel.batch.days import EPOCH, Days, Flags
from lapel.batch.places import Place, places
from lapel.batch.reading import Source
from lapel.batch.schema import PERSON_ID
from lapel.model.dates import BEFORE, NEVER
from lapel.model.located import Problem, Problems
from lapel.model.shapes import did_you_mean

GRADUATED = "graduated"
"""The year of the last program completed: told of the entries, as no column has it."""

NOT_SAID = "not said"
NOT_EXACT = "year not known"

MOST = 1_000
"""More values than these name people rather than groups."""

Group = tuple[np.ndarray, list[str]]


def check_groups(names: Sequence[str], source: Source, place: str) -> None:
    """Refuse columns that people cannot be grouped by; raises `Problems`."""
    carried = {field.name: field.type for field in source.carried}
    known = {found.path: found for found in _plain(places())}
    problems = Problems()
    for name in names:
        if name == GRADUATED or name in known or (name in carried and _groups(carried[name])):
            continue
        if name in carried or name == PERSON_ID:
            found = f"--by {name}, a column of {carried.get(name, 'ids')}"
            problems.found.append(Problem(place, 0, "", found, "a column of words, whole numbers, days or flags"))
        else:
            names_known = [*carried, GRADUATED, *known]
            hint = did_you_mean(name, names_known) or f"Columns: {', '.join(names_known)}."
            problems.found.append(Problem(place, 0, "", f"--by {name}", "a column of the people", hint))
    problems.raise_if_any()


def _plain(found: Sequence[Place]) -> list[Place]:
    """List the places that have one value a person."""
    below = [inside for place in found if place.kind == "entry" for inside in place.below]
    return [place for place in (*found, *below) if place.kind in ("text", "flag", "number", "when", "day")]


def _groups(kind: pa.DataType) -> bool:
    types = pa.types
    held = kind.value_type if types.is_dictionary(kind) else kind
    return bool(
        types.is_string(held)
        or types.is_large_string(held)
        or types.is_boolean(held)
        or types.is_integer(held)
        or types.is_date(held)
        or types.is_null(held)
    )


def group(people: People, name: str) -> Group:
    """Group people by a column: a code for each, and what the codes stand for. Days are grouped by their year.

    Raises `Problems` for a column with too many values.
    """
    if name == GRADUATED and people.person.column(name) is None:
        return _years(*_last_completed(people))
    column = people.person.column(name)
    if column is None or pa.types.is_null(column.type):
        return np.zeros(people.size, np.int32), [NOT_SAID]
    if pa.types.is_struct(column.type) or pa.types.is_date(column.type):
        return _years(*people.person.span(name), people.person.said(name))
    if pa.types.is_boolean(column.type):
        column = pc.if_else(column, "yes", "no")
    elif pa.types.is_floating(column.type):
        column = pc.replace_substring_regex(column.cast(pa.string()), r"\.0+$", "")
    if not pa.types.is_dictionary(column.type):
        column = pc.dictionary_encode(column.cast(pa.string()))
    words = [str(word) for word in column.dictionary.to_pylist()]
    codes = pc.fill_null(column.indices.cast(pa.int32()), len(words)).to_numpy(zero_copy_only=False)
    return _few(name, codes, [*words, NOT_SAID])


def _few(name: str, codes: np.ndarray, words: list[str]) -> Group:
    used, codes = np.unique(codes, return_inverse=True)
    if len(used) > MOST:
        hint = "Bring its values together into groups first."
        found = f"more than {MOST:,} different values"
        raise Problems([Problem("", 0, f"--by {name}", found, f"a column with at most {MOST:,}", hint)])
    return codes.astype(np.int32), [words[code] for code in used]


def _last_completed(people: People) -> tuple[Days, Days, Flags]:
    """The last day on which each person completed a program, as its earliest and latest, and who completed any."""
    programs = people.rows("programs")
    lo, hi = programs.span("completed")
    said = programs.said("completed") & ((lo > BEFORE) | (hi < NEVER))
    first, last = np.full(people.size, BEFORE, np.int32), np.full(people.size, BEFORE, np.int32)
    np.maximum.at(first, programs.owner[said], lo[said])
    np.maximum.at(last, programs.owner[said], hi[said])
    any_said = np.zeros(people.size, bool)
    any_said[programs.owner[said]] = True
    return first, last, any_said


def _years(lo: Days, hi: Days, said: Flags) -> Group:
    first, last = _year(lo), _year(hi)
    said = said & ((lo > BEFORE) | (hi < NEVER))
    codes = np.where(~said, -2, np.where(first == last, first, -1))
    used, codes = np.unique(codes, return_inverse=True)
    words = {-2: NOT_SAID, -1: NOT_EXACT}
    return codes.astype(np.int32), [words.get(int(code), str(code)) for code in used]


def _year(days: Days) -> np.ndarray:
    bounded = np.clip(days, date(1, 1, 1).toordinal(), date(9999, 12, 31).toordinal()).astype(np.int64)
    return (bounded - EPOCH).astype("datetime64[D]").astype("datetime64[Y]").astype(int) + 1970
