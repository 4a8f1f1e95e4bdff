"""How far readiness can be trusted, on people who really sat a test: ``python -m benchmarks.readiness FOLDER``.

Half of the people set the items' parameters. For the other half, half of the items are what they practised and the
other half is the mock form, whose outcome is known; then the halves of people change places. Beside it: the raw score
in two ways, and the share of all people who reach the cut.
"""

import csv
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import comb
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from lapel.exam.calibration import calibrate
from lapel.exam.readiness import Evidence, Form, readiness, share_cut

Array = NDArray[np.float64]
SPLITS = 5
CUTS = (0.5, 0.6, 0.7, 0.8)
SETS = {
    "HCI (651 students, 10 + 10 items)": ("hci_scored.csv", ("gender", "major", "total")),
    "SAPA (1,525 people, 8 + 8 items)": ("sapa_ability16.csv", ()),
    "verbal aggression (316 people, 12 + 12 items)": ("verbal_aggression_r2.csv", ("id",)),
}


@dataclass(frozen=True)
class Told:
    """Probabilities and what came of them."""

    probability: Array
    reached: Array

    @property
    def brier(self) -> float:
        """The mean squared error."""
        return float(np.square(self.probability - self.reached).mean())

    def bins(self, count: int = 10) -> Iterator[tuple[float, float, int, float, float]]:
        """Give each tenth that holds something: its ends, how many, the mean told, the share that came true."""
        place = np.minimum((self.probability * count).astype(int), count - 1)
        for k in range(count):
            held = place == k
            if held.any():
                mean, share = float(self.probability[held].mean()), float(self.reached[held].mean())
                yield k / count, (k + 1) / count, int(held.sum()), mean, share

    @property
    def ece(self) -> float:
        """The expected calibration error over ten equal bins."""
        return sum(n * abs(mean - share) for _, _, n, mean, share in self.bins()) / len(self.reached)


def matrix(path: Path, drop: tuple[str, ...] = ()) -> Array:
    """Read a matrix of answers; empty: not answered."""
    with path.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    names = [name for name in rows[0] if name not in drop]
    return np.array([[float(row[name]) if row[name] else np.nan for name in names] for row in rows])


def trial(data: Array, chance: np.random.Generator, cuts: tuple[float, ...] = CUTS) -> dict[str, Told]:
    """Split people and items once; predict every cut, for everyone who answered the whole form."""
    people, items = chance.permutation(len(data)), chance.permutation(data.shape[1])
    half, middle = data.shape[1] // 2, len(people) // 2
    found: dict[str, list[tuple[float, float]]] = {}
    for first, second in ((people[:middle], people[middle:]), (people[middle:], people[:middle])):
        for share in cuts:
            for name, pairs in _predicted(data[first], data[second], items[:half], items[half:], share).items():
                found.setdefault(name, []).extend(pairs)
    return {name: Told(*np.array(pairs).T) for name, pairs in found.items()}


def _predicted(
    earlier: Array, later: Array, known: NDArray[np.intp], asked: NDArray[np.intp], share: float
) -> dict[str, list[tuple[float, float]]]:
    """Predict one cut for the later people, from what the earlier ones tell of the items."""
    fitted = calibrate(earlier)
    assert fitted.known.all(), "an item without both kinds of answers in half of the people"
    cut = share_cut(share, len(asked))
    form = Form(fitted.items.only(asked), np.zeros(len(asked), dtype=np.intp), cut)
    tables = _tables(earlier, known, asked, cut)
    found: dict[str, list[tuple[float, float]]] = {}
    for person in later[~np.isnan(later[:, asked]).any(axis=1)]:
        answers, reached = person[known], float(person[asked].sum() >= cut)
        evidence = Evidence(fitted.items.only(known), np.zeros(len(known), dtype=np.intp), answers)
        told = {
            "readiness": readiness(evidence, form, spread=0.0).whole.probability,
            **{name: table(answers) for name, table in tables.items()},
        }
        for name, probability in told.items():
            found.setdefault(name, []).append((probability, reached))
    return found


def _tables(
    data: Array, known: NDArray[np.intp], asked: NDArray[np.intp], cut: int
) -> dict[str, Callable[[Array], float]]:
    """The peers: from a raw score by the binomial, from what people with such a score did, and the same for all."""
    whole = data[~np.isnan(data[:, asked]).any(axis=1)]
    outcome = whole[:, asked].sum(axis=1) >= cut
    share = np.nanmean(whole[:, known], axis=1)
    steps = np.rint(share * len(known))
    base = float((outcome.sum() + 1) / (len(outcome) + 2))

    def binomial(answers: Array) -> float:
        seen = ~np.isnan(answers)
        p = (np.nansum(answers) + 0.5) / (seen.sum() + 1)
        return float(sum(comb(len(asked), k) * p**k * (1 - p) ** (len(asked) - k) for k in range(cut, len(asked) + 1)))

    def table(answers: Array) -> float:
        seen = ~np.isnan(answers)
        score = np.rint(np.nansum(answers) / max(seen.sum(), 1) * len(known))
        like = steps == score
        return float((outcome[like].sum() + 2 * base) / (like.sum() + 2))

    return {
        "raw score, binomial": binomial,
        "raw score, table of earlier people": table,
        "same for everyone": lambda answers: base,
    }


def together(trials: list[dict[str, Told]]) -> dict[str, Told]:
    """Put trials into one."""
    return {
        name: Told(
            np.concatenate([one[name].probability for one in trials]),
            np.concatenate([one[name].reached for one in trials]),
        )
        for name in trials[0]
    }


def main(argv: list[str]) -> int:
    """Print the tables."""
    folder = Path(argv[0])
    for title, (name, drop) in SETS.items():
        data = matrix(folder / name, drop)
        trials = [trial(data, np.random.default_rng(seed)) for seed in range(SPLITS)]
        told = together(trials)
        print(f"\n{title}: {len(told['readiness'].reached):,} predictions, {SPLITS} splits, cuts {CUTS}\n")
        print("| | Brier | ECE | readiness better in |\n|---|---|---|---|")
        for kind, one in told.items():
            wins = sum(t["readiness"].brier < t[kind].brier for t in trials)
            print(
                f"| {kind} | {one.brier:.4f} | {one.ece:.4f} | {f'{wins} of {SPLITS}' if kind != 'readiness' else ''} |"
            )
        print("\n| told | predictions | mean told | came true | raw binomial: mean told | came true |")
        print("|---|---|---|---|---|---|")
        other = {low: rest for low, *rest in told["raw score, binomial"].bins()}
        for low, high, number, mean, share in told["readiness"].bins():
            beside = other.get(low)
            raw = f"{beside[2]:.2f} | {beside[3]:.2f}" if beside else "|"
            print(f"| {low:.1f}–{high:.1f} | {number:,} | {mean:.2f} | {share:.2f} | {raw} |")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
