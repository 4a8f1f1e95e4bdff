"""Who gains and who loses by a reform, in counts and shares: by credential, and by columns of the people."""

import json
import os
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from csv import writer
from pathlib import Path
from typing import Any

from lapel.batch.counting import Counts
from lapel.batch.groups import NOT_EXACT, NOT_SAID
from lapel.batch.reforms import EFFECTS, Both

NAME = "gains-and-losses"

EVERYONE = "everyone"


def gains(total: Counts, both: Both) -> dict[str, Any]:
    """Add up a run: for each credential the effects on everyone, the moves between answers, and the groups.

    Shares are of the people of the group, to four places; a group without people is not there.
    """
    told: dict[str, Any] = {}
    for name in both.names:
        effects: Mapping[str, int] = total.tallies["effects"].get(name, {})
        moves = sorted(total.tallies["moves"].get(name, Counter()).items(), key=lambda pair: (-pair[1], pair[0]))
        told[name] = {"rules_differ": name in both.changed, **_shares(effects), "moves": dict(moves), "by": {}}
    grouped = [(*json.loads(key), effects) for key, effects in total.tallies["groups"].items()]
    for name, column, value, effects in sorted(grouped, key=lambda cell: (cell[1], _order(cell[2]))):
        told[name]["by"].setdefault(column, {})[value] = _shares(effects)
    return {"credentials": told, "only_in_force": list(both.gone), "only_in_the_reform": list(both.new)}


def _order(value: str) -> tuple[bool, str]:
    return value in (NOT_SAID, NOT_EXACT), value


def _shares(effects: Mapping[str, int]) -> dict[str, Any]:
    people = sum(effects.values())
    counts = {effect: effects.get(effect, 0) for effect in EFFECTS}
    shares = {f"{effect}_share": round(counts[effect] / people, 4) if people else None for effect in ("gains", "loses")}
    return {"people": people, **counts, **shares}


def write_gains(total: Counts, both: Both, out: Path, settle: Callable[[Path, Path], None]) -> dict[str, Any]:
    """Write the gains and losses as JSON and as CSV, each whole or not at all."""
    told = gains(total, both)
    for kind in ("json", "csv"):
        beside = out / f".{NAME}.{kind}.{os.getpid()}"
        with beside.open("w", encoding="utf-8", newline="") as file:
            if kind == "json":
                file.write(json.dumps(told, indent=2, ensure_ascii=False) + "\n")
            else:
                writer(file).writerows(_rows(told))
        settle(beside, out / f"{NAME}.{kind}")
    return told


def _rows(told: Mapping[str, Any]) -> Iterator[list[Any]]:
    fields = ["people", *EFFECTS, "gains_share", "loses_share"]
    yield ["credential", "column", "value", *(field.replace("-", "_") for field in fields)]
    for name, effects in told["credentials"].items():
        groups = [(column, value, cell) for column, cells in effects["by"].items() for value, cell in cells.items()]
        for column, value, cell in [(EVERYONE, "", effects), *groups]:
            yield [name, column, value, *("" if cell[field] is None else cell[field] for field in fields)]
