"""What the decisions of many people add up to: answers, what alone keeps people out, what would settle most of them."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from lapel.batch.columns import People
from lapel.batch.groups import group
from lapel.batch.reforms import EFFECTS, moves
from lapel.batch.strangers import most, strangers
from lapel.batch.telling import Plan
from lapel.eligibility.verdict import ANSWERS


class Counts:
    """Counts of one part of a run; those of several add up.

    ``answers`` counts each answer; ``alone`` those whom one condition alone keeps out of the route that their answer
    speaks of; ``settles`` those who cannot be told for want of one kind of fact alone; ``lacks`` everyone who lacks it.
    Of a reform, ``effects`` counts who gains and who loses, ``moves`` from which answer to which; ``groups`` has the
    effects by values of columns, each under a credential, a column and a value. ``unknown_ids`` counts, by place, the
    entries whose id nothing in the catalogue knows.
    """

    TALLIES = ("answers", "alone", "settles", "lacks", "changes", "effects", "moves", "groups", "unknown_ids")

    def __init__(self, part: str) -> None:
        self.part = part
        self.people = 0
        self.rejected = 0
        self.tallies: dict[str, dict[str, Counter[str]]] = {name: {} for name in self.TALLIES}

    def seen(self, people: int, rejected: int) -> None:
        """Count people read, and those among them that were rejected."""
        self.people += people
        self.rejected += rejected

    def told(self, table: pa.Table, plan: Plan) -> None:
        """Count the decisions of a table of them."""
        for ways in plan.ways:
            self._credential(ways.credential.id, table.column(ways.credential.id).combine_chunks())

    def read(self, people: People, known: frozenset[str]) -> None:
        """Count what the people name that nothing knows."""
        for place, words in strangers(people, known).items():
            self.tallies["unknown_ids"].setdefault(place, Counter()).update(words)

    def compared(self, table: pa.Table, names: Iterable[str], people: People, by: Sequence[str] = ()) -> None:
        """Count who gains and who loses by a reform, over all and by columns of the people."""
        grouped = {column: group(people, column) for column in by}
        for name in names:
            told = table.column(name).combine_chunks()
            effect = pc.struct_field(told, ["reform", "effect"])
            codes = effect.indices.to_numpy(zero_copy_only=False)
            self.tallies["moves"].setdefault(name, Counter()).update(moves(told))
            self._effects("effects", name, np.bincount(codes, minlength=len(EFFECTS)))
            for column, (values, words) in grouped.items():
                cells = np.bincount(values * len(EFFECTS) + codes, minlength=len(words) * len(EFFECTS))
                for word, counts in zip(words, cells.reshape(-1, len(EFFECTS)), strict=True):
                    self._effects("groups", json.dumps([name, column, word]), counts)

    def _effects(self, tally: str, name: str, counts: Any) -> None:
        counted = self.tallies[tally].setdefault(name, Counter())
        counted.update({effect: int(count) for effect, count in zip(EFFECTS, counts, strict=True) if count})

    def _credential(self, name: str, told: pa.StructArray) -> None:
        answer = told.field("answer")
        self._add("answers", name, answer)
        if told.type.get_field_index("failed") < 0:
            return
        failed, unknown, missing = told.field("failed"), told.field("unknown"), told.field("missing")
        one_failed = pc.equal(pc.list_value_length(failed), 1)
        certain = pc.equal(pc.list_value_length(unknown), 0)
        self._add("alone", name, pc.list_flatten(failed.filter(pc.and_(one_failed, certain))))
        doubtful = pc.equal(answer.indices, answer.dictionary.index("cannot-tell").as_py())
        one_missing = pc.equal(pc.list_value_length(missing), 1)
        self._add("settles", name, pc.list_flatten(missing.filter(pc.and_(one_missing, doubtful))))
        self._add("lacks", name, pc.list_flatten(missing.filter(doubtful)))
        self._add("changes", name, told.field("change").drop_null())

    def _add(self, tally: str, name: str, values: pa.DictionaryArray) -> None:
        counted = self.tallies[tally].setdefault(name, Counter())
        words = values.dictionary.to_pylist()
        for place, count in enumerate(np.bincount(values.indices.to_numpy(), minlength=len(words)).tolist()):
            if count:
                counted[words[place]] += count

    def data(self) -> dict[str, Any]:
        """Give the counts for a file."""
        return {"part": self.part, "in": self.people, "rejected": self.rejected, "tallies": self.tallies}

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> "Counts":
        """Read counts back."""
        counts = cls(data["part"])
        counts.seen(data["in"], data["rejected"])
        for tally, names in data["tallies"].items():
            counts.tallies[tally] = {name: Counter(told) for name, told in names.items()}
        return counts

    @classmethod
    def sum(cls, parts: Iterable["Counts"]) -> "Counts":
        """Add counts."""
        total = cls("")
        for counts in parts:
            total.seen(counts.people, counts.rejected)
            for tally, names in counts.tallies.items():
                for name, told in names.items():
                    total.tallies[tally].setdefault(name, Counter()).update(told)
        return total

    def summary(self) -> dict[str, Any]:
        """Give every tally but the groups, the most frequent first; answers from the most welcome on."""
        found: dict[str, Any] = {}
        for tally, names in self.tallies.items():
            if tally == "groups":
                continue
            told = {name: _in_order(tally, counts) for name, counts in names.items()}
            if any(told.values()):
                found[tally] = told
        return found


def _in_order(tally: str, counts: Counter[str]) -> dict[str, int]:
    if tally == "answers":
        return {answer: counts[answer] for answer in ANSWERS if counts[answer]}
    if tally == "effects":
        return {effect: counts[effect] for effect in EFFECTS}
    if tally == "unknown_ids":
        return most(counts)
    return dict(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))
