"""Many made rules on one day: ``python -m benchmarks.batch_rules WAY FILE RULES RUNS [PEOPLE]``.

Rules are trees over conditions on a person and on entries of the record; the people are synthetic, read in slices.
"""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from importlib.metadata import version
from pathlib import Path
from random import Random
from time import process_time
from typing import Any

import numpy as np

from benchmarks.batch import ON, answer, timed

ROWS = 1 << 17

COLUMNS = ("person", "as_of", "birth", "state", "school", "programs", "cards", "conduct", "complete")
"""What the rules look at."""


def make(file: str, people: int) -> dict[str, Any]:
    """Write synthetic people, as far as the rules look at them."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    from lapel.batch.synth import blocks

    parts = [pa.table({name: block.column(name) for name in COLUMNS}) for block in blocks(people, seed=1, on=ON)]
    pq.write_table(pa.concat_tables(parts), file, row_group_size=ROWS, store_schema=False)
    return {}


def conditions(dice: Random) -> list[Any]:
    """Make conditions: two hundred on the person, twenty on programs and cards."""
    from lapel.model import vocabulary as words
    from lapel.model.dates import Duration
    from lapel.rules import nodes

    def length(most: int) -> Duration:
        return Duration(dice.randint(1, most), "months", "clamp")

    found: list[Any] = [nodes.Fact("state", "is", tuple(sorted(dice.sample(words.STATES, 12)))) for _ in range(70)]
    found += [nodes.After("birth", Duration(months, "months", "clamp")) for months in range(16 * 12, 16 * 12 + 60)]
    found += [dice.choice((nodes.After, nodes.Until))("diploma", length(120), dice.choice((1, -1))) for _ in range(60)]
    found += [nodes.Fact(name, "is", value) for name in ("felony", "high_school_student") for value in (True, False)]
    found += [nodes.Fact("diploma_kind", "is", (kind,)) for kind in words.DIPLOMA_KINDS]
    for _ in range(15):
        hours = nodes.Fact("total_hours", "at_least", Decimal(dice.randint(40, 90) * 10))
        field = nodes.Fact("field", "is", (dice.choice(words.FIELDS),))
        found.append(nodes.Some("programs", nodes.All((field, hours, nodes.After("completed")))))
    for kind in words.CARD_KINDS[:5]:
        valid = nodes.All((nodes.Fact("kind", "is", (kind,)), nodes.After("issued"), nodes.Until("expires")))
        found.append(nodes.Some("cards", valid))
    return found


def made_rules(count: int) -> list[Any]:
    """Make rules of about ten conditions each, a quarter of them with two versions."""
    from lapel.rules import nodes

    dice = Random(5)
    pool = conditions(dice)

    def group() -> Any:
        parts = tuple(dice.sample(pool, dice.randint(2, 4)))
        kind = dice.choice((nodes.All, nodes.Any, nodes.Any, None))
        return kind(parts) if kind else nodes.AtLeast(2, parts)

    def tree() -> Any:
        parts = (*(group() for _ in range(dice.randint(2, 3))), *dice.sample(pool, 1))
        return dice.choice((nodes.All, nodes.Any))(parts)

    def rule() -> Any:
        if dice.random() < 0.75:
            return tree()
        starts = (date(2015, 1, 1), date(2021, 7, 1))
        return nodes.Dated("application", tuple(nodes.Version(day, "on", tree()) for day in starts))

    return [rule() for _ in range(count)]


def slices(file: str, people: int) -> Iterator[Any]:
    """Read people as `lapel batch` does, words as codes, a slice at a time."""
    import pyarrow as pa

    from lapel.batch.parquet import ParquetRows

    pa.set_cpu_count(1)
    rows = ParquetRows([Path(file)], ROWS, every=False)
    for part in rows.partitions():
        for chunk in rows.read(part):
            if people <= 0:
                return
            yield chunk.rows.slice(0, people)
            people -= ROWS


def planned(rules: int) -> tuple[list[Any], Any, list[float]]:
    """Plan the rules, afresh each time: what to work out, how, and how long that took."""
    from lapel.batch.circuit import Circuit
    from lapel.batch.packed import Program

    asked = made_rules(rules)

    def run() -> tuple[list[Any], Any]:
        circuit = Circuit()
        wanted = [circuit.add(rule) for rule in asked]
        return wanted, Program(wanted, ON.toordinal())

    times, (wanted, program) = timed(run, 5)
    return wanted, program, times


def by_bits(file: str, rules: int, runs: int, people: int = 1 << 40) -> dict[str, Any]:
    """Work all rules out as packed bits and keep them; reading the file is not counted."""
    from lapel.batch.circuit import Work
    from lapel.batch.columns import People
    from lapel.batch.packed import unpacked

    wanted, program, plan = planned(rules)
    times, leaf_times, rule_times = [], [], []
    kept: list[tuple[Any, int]] = []
    for _ in range(runs):
        kept.clear()
        leaf_took = rule_took = 0.0
        for batch in slices(file, people):
            started = process_time()
            leaves = program.conditions(Work(People(batch, on=ON.toordinal())))
            half = process_time()
            kept.append((program.over(leaves), batch.num_rows))
            leaf_took, rule_took = leaf_took + half - started, rule_took + process_time() - half
        leaf_times.append(leaf_took)
        rule_times.append(rule_took)
        times.append(leaf_took + rule_took)
    sure = [sum(int(unpacked(words[place, 0], rows).sum()) for words, rows in kept) for place in range(len(wanted))]
    told = {"times": times, "leaf_times": leaf_times, "rule_times": rule_times, "plan": plan, "sure": sure}
    return {**told, "nodes": len(program.steps), "leaves": len(program.leaves)}


def by_flags(file: str, rules: int, runs: int, people: int) -> dict[str, Any]:
    """Work all rules out as flags."""
    from lapel.batch.circuit import Cells, Work
    from lapel.batch.columns import People

    wanted, _, _ = planned(rules)
    times, sure = [], np.zeros(rules, np.int64)
    for _ in range(runs):
        took, sure = 0.0, np.zeros(rules, np.int64)
        for batch in slices(file, people):
            started = process_time()
            cells = Cells(Work(People(batch, on=ON.toordinal())), "person", None, ON.toordinal())
            found = [cells.truth(node) for node in wanted]
            took += process_time() - started
            sure += [int(truth[0].sum()) for truth in found]
        times.append(took)
    return {"times": times, "sure": sure.tolist()}


def by_openfisca(file: str, rules: int, runs: int, people: int) -> dict[str, Any]:
    """Work the rules out in OpenFisca over conditions that are given; what is not known is false."""
    from benchmarks.batch_fisca import Given, simulation, told
    from lapel.batch.circuit import Cells, Work
    from lapel.batch.columns import People

    wanted, program, _ = planned(rules)
    times, sure = [], np.zeros(rules, np.int64)
    for batch in slices(file, people):
        cells = Cells(Work(People(batch, on=ON.toordinal())), "person", None, ON.toordinal())
        leaves = [leaf for leaf in program.leaves if leaf not in (None, True, False)]
        given: dict[str, Given] = {f"leaf_{leaf.place}": (bool, cells.truth(leaf)[0]) for leaf in leaves}
        formulas = {f"rule_{place}": formula(node) for place, node in enumerate(wanted)}
        simulated = simulation(batch.num_rows, given, formulas)
        took, found = timed(lambda made=simulated, named=formulas: told(made, named, named), runs, warm=0)  # type: ignore[misc]
        times.append(took)
        sure += [int(one.sum()) for one in found]
    return {"times": np.sum(times, axis=0).tolist(), "sure": sure.tolist(), "version": version("openfisca-core")}


def formula(node: Any) -> Any:
    """Write a rule as a formula: the version in force today, bit by bit."""
    return lambda person, period: _value(node, person, period)


def _value(node: Any, person: Any, period: Any) -> Any:
    from lapel.rules import nodes

    rule = node.rule
    if isinstance(rule, nodes.Dated):
        return _value([p for v, p in zip(rule.versions, node.parts, strict=True) if v.starts <= ON][-1], person, period)
    if not isinstance(rule, (nodes.All, nodes.Any, nodes.AtLeast)):
        return person(f"leaf_{node.place}", period)
    parts = [_value(part, person, period) for part in node.parts]
    if isinstance(rule, nodes.AtLeast):
        return np.sum(parts, axis=0, dtype=np.int8) >= rule.count
    return (np.logical_and if isinstance(rule, nodes.All) else np.logical_or).reduce(parts)


if __name__ == "__main__":
    answer({"make": make, "bits": by_bits, "flags": by_flags, "openfisca": by_openfisca})
