"""Truth over time: on which days something is true, false or unknown."""

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import lru_cache

from lapel.model.dates import BEFORE, NEVER
from lapel.model.truth import Truth

FALSE, UNKNOWN, TRUE = Truth.FALSE, Truth.UNKNOWN, Truth.TRUE


class Timeline:
    """A truth for every day, as the days on which it changes.

    ``starts[i]`` is the first ordinal of the run with ``values[i]``; ``starts[0]`` is `BEFORE`, neighbouring values
    differ, and the last run has no end.
    """

    __slots__ = ("starts", "values")

    def __init__(self, starts: Sequence[int], values: Sequence[Truth]) -> None:
        kept_starts = [BEFORE]
        kept_values = [values[0]]
        for start, value in zip(starts[1:], values[1:], strict=True):
            if start >= NEVER:
                break
            if start <= max(kept_starts[-1], BEFORE + 1):
                kept_values[-1] = value
                if len(kept_values) > 1 and kept_values[-2] == value:
                    kept_starts.pop()
                    kept_values.pop()
            elif value != kept_values[-1]:
                kept_starts.append(start)
                kept_values.append(value)
        self.starts = tuple(kept_starts)
        self.values = tuple(kept_values)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Timeline) and self.starts == other.starts and self.values == other.values

    def __hash__(self) -> int:
        return hash((self.starts, self.values))

    def __repr__(self) -> str:
        runs = [f"{v.name.lower()} from {_show(s)}" if i else v.name.lower() for i, (s, v) in enumerate(self._pairs())]
        return f"<{', '.join(runs)}>"

    def _pairs(self) -> Iterator[tuple[int, Truth]]:
        return zip(self.starts, self.values, strict=True)

    def run_at(self, ordinal: int) -> int:
        """Index of the run that holds a day."""
        return bisect_right(self.starts, ordinal) - 1

    def at(self, ordinal: int) -> Truth:
        """Truth on one day, given as an ordinal."""
        return self.values[bisect_right(self.starts, ordinal) - 1]

    def on(self, day: date) -> Truth:
        """Truth on one day."""
        return self.at(day.toordinal())

    def end_of(self, run: int) -> int:
        """First ordinal after a run; `NEVER` for the last."""
        return self.starts[run + 1] if run + 1 < len(self.starts) else NEVER

    def __invert__(self) -> "Timeline":
        return Timeline(self.starts, [~value for value in self.values])


def _show(ordinal: int) -> str:
    return "the beginning" if ordinal <= BEFORE else date.fromordinal(ordinal).isoformat()


ALWAYS = Timeline([BEFORE], [TRUE])
NOT_EVER = Timeline([BEFORE], [FALSE])
NOT_KNOWN = Timeline([BEFORE], [UNKNOWN])


def constant(truth: Truth) -> Timeline:
    """The timeline that has one truth on every day."""
    return (NOT_EVER, NOT_KNOWN, ALWAYS)[truth]


def stepping(first: Truth, *steps: tuple[int, Truth]) -> Timeline:
    """Build a timeline from its first truth and (ordinal, truth) steps in order of day."""
    return Timeline([BEFORE, *(start for start, _ in steps)], [first, *(value for _, value in steps)])


def merge(lines: Sequence[Timeline], combine: Callable[[list[Truth]], Truth]) -> Timeline:
    """Combine timelines day by day with a function of their truths on one day."""
    starts = sorted({start for line in lines for start in line.starts})
    return Timeline(starts, [combine([line.at(start) for line in lines]) for start in starts])


def all_of(lines: Sequence[Timeline]) -> Timeline:
    """Kleene's *and*; true when there are none."""
    return _fold(lines, NOT_EVER, ALWAYS, min)


def any_of(lines: Sequence[Timeline]) -> Timeline:
    """Kleene's *or*; false when there are none."""
    return _fold(lines, ALWAYS, NOT_EVER, max)


def _fold(
    lines: Sequence[Timeline], absorbing: Timeline, neutral: Timeline, pick: Callable[[list[Truth]], Truth]
) -> Timeline:
    kept = []
    for line in lines:
        if len(line.values) == 1:
            if line.values == absorbing.values:
                return absorbing
            if line.values == neutral.values:
                continue
        kept.append(line)
    if not kept:
        return neutral
    return kept[0] if len(kept) == 1 else merge(kept, pick)


def at_least(count: int, lines: Sequence[Timeline]) -> Timeline:
    """True where ``count`` or more are true, false where so many no longer can be."""

    def counted(values: list[Truth]) -> Truth:
        if sum(value is TRUE for value in values) >= count:
            return TRUE
        return UNKNOWN if sum(value is not FALSE for value in values) >= count else FALSE

    return merge(lines, counted) if lines else constant(Truth.of(count <= 0))


def agreement(lines: Sequence[Timeline]) -> Timeline:
    """What all timelines say where they agree; unknown where they do not."""
    return merge(lines, lambda values: values[0] if len(set(values)) == 1 else UNKNOWN)


@lru_cache(maxsize=8192)
def since(earliest: int, latest: int) -> Timeline:
    """False before a day, true from it on, the day lying between two ordinals (inclusive)."""
    return stepping(FALSE, (earliest, UNKNOWN), (latest, TRUE))


@lru_cache(maxsize=8192)
def through(earliest: int, latest: int) -> Timeline:
    """True up to a day (inclusive), false after it, the day lying between two ordinals (inclusive)."""
    return stepping(TRUE, (min(earliest + 1, NEVER), UNKNOWN), (min(latest + 1, NEVER), FALSE))
