"""Two sets of rules over the same people in one pass: who gains by a reform, and who loses.

Both lie in one circuit, so that what they share is worked out once. An answer is better when it comes earlier in
`lapel.eligibility.verdict.ANSWERS`; the same answer with another first or last day is told apart from no change.
"""

from collections.abc import Mapping, Sequence
from copy import copy
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from lapel.batch.days import Days
from lapel.batch.telling import Batch, Plan
from lapel.eligibility.verdict import ANSWERS
from lapel.model.credential import Catalogue, Credential
from lapel.model.value import replace

EFFECTS = ("gains", "loses", "other-days", "same")
GAINS, LOSES, OTHER_DAYS, SAME = range(len(EFFECTS))

COMPARED = ("answer", "starts", "until", "firm", "route")
"""What is told of the answer under a reform, where the rules of a credential are the same in it."""


class Both:
    """The rules in force and those of a reform, as two plans in one circuit.

    ``names`` are the credentials that both have; those that only one has are listed in ``gone`` and ``new``. Raises
    KeyError for one of ``only`` that is not among the rules in force.
    """

    def __init__(
        self, rules: Catalogue, reform: Catalogue, *, on: date, only: Sequence[str] = (), reasons: bool = False
    ) -> None:
        now = [rules.credentials[name] for name in only or rules.credentials]
        self.names = tuple(credential.id for credential in now if credential.id in reform.credentials)
        self.gone = tuple(credential.id for credential in now if credential.id not in reform.credentials)
        self.new = () if only else tuple(name for name in reform.credentials if name not in rules.credentials)
        then = [reform.credentials[name] for name in self.names if differ(rules, reform, name)]
        # A plan keeps what it knows of a credential under its id.
        whole = Plan([*now, *(replace(each, id=_beside(each.id)) for each in then)], on=on, reasons=reasons)
        self.before = _part(whole, now, 0)
        self.after = _part(whole, then, len(now))
        self.changed = frozenset(credential.id for credential in then)

    def decide(self, people: Any, *, routes: bool = False, carry: Sequence[str] = ()) -> tuple[Batch, pa.Table]:
        """Decide a table of people under both.

        Gives the columns of `Batch.table`, each credential with a further field ``reform``: the answer under the reform
        and its ``effect``.
        """
        batch = Batch(self.before, people)
        beside = copy(batch)
        beside.plan = self.after
        before, after = batch.table(routes=routes, carry=carry), beside.table(routes=routes)
        for name in self.names:
            told = before.column(name).combine_chunks()
            then = after.column(name).combine_chunks() if name in self.changed else _only(told, COMPARED)
            found = effects(told, then) if name in self.changed else np.full(len(told), SAME, np.int8)
            reformed = _with(then, "effect", _words(found))
            before = before.set_column(before.schema.get_field_index(name), name, _with(told, "reform", reformed))
        return batch, before


def differ(rules: Catalogue, reform: Catalogue, name: str) -> bool:
    """Tell whether the routes of a credential, or their rules, differ between two catalogues."""
    first, second = ([(route.id, route.rule) for route in each.credentials[name].routes] for each in (rules, reform))
    return first != second


def _beside(name: str) -> str:
    return f"{name} (reform)"


def _part(whole: Plan, credentials: Sequence[Credential], first: int) -> Plan:
    """Give a plan of some of the credentials of another, under their own ids."""
    part = copy(whole)
    part.ways = whole.ways[first : first + len(credentials)]
    part.conditions, part.changes, part.last = {}, {}, {}
    for ways, credential in zip(part.ways, credentials, strict=True):
        part.last[credential.id] = whole.last.get(ways.credential.id, ())
        if whole.reasons:
            part.conditions[credential.id] = whole.conditions[ways.credential.id]
            part.changes[credential.id] = whole.changes[ways.credential.id]
        ways.credential = credential
    return part


def effects(before: pa.StructArray, after: pa.StructArray) -> NDArray[np.int8]:
    """Compare the answers of two columns of decisions, person by person; gives places in `EFFECTS`."""
    first, second = _ranks(before), _ranks(after)
    moved = np.zeros(len(first), bool)
    for name in ("starts", "until"):
        moved |= _days(before, name) != _days(after, name)
    chosen = np.select([second < first, second > first, moved], [GAINS, LOSES, OTHER_DAYS], SAME)
    return chosen.astype(np.int8)


def _ranks(told: pa.StructArray) -> NDArray[Any]:
    answer = pc.struct_field(told, "answer")
    if not pa.types.is_dictionary(answer.type):
        answer = pc.dictionary_encode(answer)
    rank = np.array([ANSWERS.index(word) for word in answer.dictionary.to_pylist()], np.int8)
    return rank[answer.indices.to_numpy(zero_copy_only=False)]


def _days(told: pa.StructArray, name: str) -> Days:
    days = pc.struct_field(told, name).cast(pa.int32())
    return pc.fill_null(days, np.iinfo(np.int32).max).to_numpy(zero_copy_only=False)


def _words(codes: NDArray[np.int8]) -> pa.DictionaryArray:
    return pa.DictionaryArray.from_arrays(pa.array(codes.astype(np.int32)), pa.array(EFFECTS, pa.string()))


def _only(told: pa.StructArray, names: Sequence[str]) -> pa.StructArray:
    return pa.StructArray.from_arrays([pc.struct_field(told, name) for name in names], list(names))


def _with(told: pa.StructArray, name: str, field: pa.Array) -> pa.StructArray:
    names = [held.name for held in told.type]
    return pa.StructArray.from_arrays([*(pc.struct_field(told, held) for held in names), field], [*names, name])


def moves(told: pa.StructArray) -> Mapping[str, int]:
    """Count those whose answer is another, by both answers."""
    first, second = _ranks(told), _ranks(pc.struct_field(told, "reform"))
    codes, counts = np.unique((first * len(ANSWERS) + second)[first != second], return_counts=True)
    pairs = [divmod(int(code), len(ANSWERS)) for code in codes]
    return {f"{ANSWERS[a]} → {ANSWERS[b]}": int(n) for (a, b), n in zip(pairs, counts, strict=True)}
