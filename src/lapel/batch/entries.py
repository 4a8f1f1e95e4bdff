"""Entries as wholes: what one field of a program, a spell of work or a card says of the others."""

from collections.abc import Callable, Mapping
from itertools import combinations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray
from pyarrow import types

from lapel.batch.findings import Findings, Level, said, shown, where
from lapel.batch.fitting import is_list
from lapel.batch.places import ORDERS, OWN_IDS, Place


def _in_order(place: Place, made: Mapping[str, pa.Array], level: Level, findings: Findings) -> None:
    """Dates that follow one another; one that is not said is passed over."""
    for chain in ORDERS.get(place.path, ()):
        names = [name for name in chain if name in made]
        for first, second in combinations(names, 2):
            late = pc.greater(pc.struct_field(made[first], 0), pc.struct_field(made[second], 1))
            for index in where(late):
                between = names[names.index(first) + 1 : names.index(second)]
                if any(made[name][index].as_py()["earliest"] is not None for name in between):
                    continue
                if any(findings.knows(f"{place.path}.{name}", index) for name in (first, second)):
                    continue
                expected = f"a day on or after {first!r} ({_day_of(made[first], 0, index)})"
                findings.add(level, f"{place.path}.{second}", index, repr(_day_of(made[second], 1, index)), expected)


def _day_of(column: pa.Array, bound: int, index: int) -> str:
    return shown(pc.struct_field(column, bound), index)


def _not_both(place: Place, made: Mapping[str, pa.Array], level: Level, findings: Findings) -> None:
    """A program is completed or left."""
    if place.path != "programs":
        return
    completed, left = (pc.is_valid(pc.struct_field(made[name], 0)) for name in ("completed", "left"))
    for index in where(pc.and_(completed, left)):
        findings.add(level, place.path, index, "both 'completed' and 'left'", "'completed' or 'left', not both")


def _own_ids(place: Place, made: Mapping[str, pa.Array], level: Level, findings: Findings) -> None:
    """An id names one entry of a person's list."""
    if place.path not in OWN_IDS or "id" not in made or not len(made["id"]):
        return
    assert level.offsets is not None
    codes = pc.fill_null(made["id"].indices, -1).to_numpy(zero_copy_only=False)
    owner = np.repeat(np.arange(len(level.offsets) - 1), np.diff(level.offsets))
    named = np.flatnonzero(codes >= 0)
    keys = owner[named] * np.int64(len(made["id"].dictionary) or 1) + codes[named]
    _, first = np.unique(keys, return_index=True)
    for at in np.setdiff1d(np.arange(len(named)), first):
        index = int(named[at])
        path = f"{place.path}.id"
        findings.add(level, path, index, said(made["id"][index].as_py()), OWN_ID)


OWN_ID = "an id of its own, which no entry before it has"


def _learned(place: Place, made: Mapping[str, pa.Array], level: Level, findings: Findings) -> None:
    """An amount of learning has a unit, and a unit an amount."""
    if place.path != "learning" or "unit" not in made:
        return
    for here, missing in (("unit", "amount"), ("amount", "unit")):
        for index in where(pc.and_(pc.is_valid(made[here]), pc.is_null(made[missing]))):
            if not findings.knows(f"learning.{missing}", index):
                findings.add(level, f"learning.{here}", index, f"{here!r} alone", f"{here!r} together with {missing!r}")


def _surely(place: Place, made: Mapping[str, pa.Array], level: Level, findings: Findings) -> None:
    """What an entry is not sure of, it does not say: the evaluator and the columns would read it differently."""
    unsure = made.get("unsure")
    if unsure is None or not len(unsure):
        return
    words = pc.list_flatten(unsure)
    if not len(words):
        return
    owner = pc.list_parent_indices(unsure).to_numpy()
    codes = pc.fill_null(words.indices, -1).to_numpy(zero_copy_only=False)
    for code, name in enumerate(words.dictionary.to_pylist()):
        if name not in made:
            continue
        mine = owner[codes == code]
        for index in np.unique(mine[_said(made[name])[mine]]):
            path = f"{place.path}.{name}"
            findings.add(level, path, int(index), "a value", f"no value where 'unsure' names {name!r}")


def _said(column: pa.Array) -> NDArray[np.bool_]:
    if types.is_struct(column.type):
        column = pc.struct_field(column, 0)
    flags = pc.is_valid(column) if not is_list(column.type) else pc.greater(pc.list_value_length(column), 0)
    found: NDArray[np.bool_] = pc.fill_null(flags, False).to_numpy(zero_copy_only=False)
    return found


Check = Callable[[Place, Mapping[str, pa.Array], Level, Findings], None]

CHECKS: tuple[Check, ...] = (_in_order, _not_both, _own_ids, _learned, _surely)
"""What is looked at, in this order."""
