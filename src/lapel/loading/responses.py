"""Answers of many people: a CSV file with a row a person and a column an item → numbers, and the options chosen.

Nothing is guessed: 1 is right, 0 is wrong, an empty cell is not answered; anything else needs a key, or is a problem
with its line. Columns that are no items are named.
"""

import csv
from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from lapel.model.located import Located, Problem, Problems
from lapel.model.shapes import did_you_mean
from lapel.model.value import Value

MAX_BYTES = 200_000_000
MISSING = frozenset({"", "na", "n/a", "nan", "."})
PEOPLE = frozenset(
    ["id", "person", "student", "learner", "candidate", "examinee", "respondent", "subject", "user", "rownames"]
)
"""How a first column is headed that names the people."""


class Answers(Value):
    """Answers to be measured: ``scores`` persons × items, 1, 0 or NaN; ``chosen`` the options, where there is a key.

    ``counts`` is how many persons each row stands for, ``focal`` 1 or 0 for the two groups (NaN for neither); None
    where no such column was named. ``left_out`` are the headings of columns that are no items.
    """

    items: tuple[str, ...]
    scores: NDArray[np.float64]
    chosen: tuple[tuple[str, ...], ...] | None
    counts: NDArray[np.float64] | None
    focal: NDArray[np.float64] | None
    left_out: tuple[str, ...]


class Key(Value):
    """Right options, and experts' shares of right answers, by item; either may be empty."""

    right: Mapping[str, str]
    expected: Mapping[str, float]


def read_key(path: Path) -> Key:
    """Read a key: CSV with the columns ``item`` and ``key``, ``expected`` (0 to 1), or both.

    Raises `Problems` with everything that is wrong with it.
    """
    name, problems = str(path), Problems()
    rows = _rows(path, name)
    line, heads = next(rows, (1, []))
    heads = [head.lower() for head in heads]
    if "item" not in heads or not {"key", "expected"} & set(heads):
        raise Problems([Problem(name, line, "", _heads(heads), "the columns item and key, or item and expected")])
    right: dict[str, str] = {}
    expected: dict[str, float] = {}
    for line, cells in rows:
        said = dict(zip(heads, cells, strict=False))
        item = said.get("item", "")
        place = Located(item, file=name, line=line, path="item")
        if not item:
            problems.add(place, "the name of an item", found="nothing")
        elif item in right or item in expected:
            problems.add(place, "each item once", found=f"{item!r} again")
        if said.get("key"):
            right[item] = said["key"]
        if said.get("expected"):
            share = _number(said["expected"])
            if share is None or not 0 < share < 1:
                at = Located(said["expected"], file=name, line=line, path="expected")
                problems.add(at, "a share between 0 and 1, such as 0.7")
            else:
                expected[item] = share
    problems.raise_if_any()
    if not right and not expected:
        raise Problems([Problem(name, 1, "", "no item", "a row for each item")])
    return Key(right, expected)


def read_answers(
    path: Path,
    *,
    key: Mapping[str, str] | None = None,
    count: str = "",
    group: str = "",
    leave_out: tuple[str, ...] = (),
) -> Answers:
    """Read the answers; with a ``key`` the columns it names are items and hold options, else all hold 1 and 0.

    ``count`` and ``group`` name the columns of how many persons a row stands for, and of the group (two values; the
    second in the order of the alphabet is the focal one). Raises `Problems` with everything that is wrong.
    """
    name, problems = str(path), Problems()
    rows = _rows(path, name)
    line, heads = next(rows, (1, []))
    if not any(heads):
        raise Problems([Problem(name, 1, "", "nothing", "headings in the first row: a column for each item")])
    place = Located("", file=name, line=line)
    for twice in sorted({head for head in heads if head and heads.count(head) > 1}):
        problems.add(place, "each heading once", found=f"{twice!r} again")
    for asked in (*filter(None, (count, group)), *leave_out, *(key or ())):
        if asked not in heads:
            problems.add(place, f"a column {asked!r}", found="none", hint=did_you_mean(asked, heads))
    problems.raise_if_any()
    apart = {count, group, "", *leave_out} | ({heads[0]} if heads[0].lower() in PEOPLE else set())
    items = [head for head in heads if (head in key if key else head not in apart)]
    if not items:
        raise Problems([Problem(name, line, "", _heads(heads), "a column for at least one item")])
    table = _Columns(heads, name, problems)
    for line, cells in rows:
        table.add(line, cells)
    if not table.lines and not problems.found:
        problems.add(place, "a row for each person", found="no row")
    problems.raise_if_any()
    texts = [table.column(item) for item in items]
    chosen = tuple(zip(*texts, strict=True)) if key else None
    scores = [
        _against(column, key[item]) if key else table.scores(item) for item, column in zip(items, texts, strict=True)
    ]
    found = Answers(
        items=tuple(items),
        scores=np.array(scores, dtype=float).T.reshape(len(table.lines), len(items)),
        chosen=chosen,
        counts=table.counts(count) if count else None,
        focal=table.groups(group) if group else None,
        left_out=tuple(head for head in heads if head and head not in items),
    )
    problems.raise_if_any()
    return found


class _Columns:
    """The cells of a file, and how each kind of column is read."""

    def __init__(self, heads: list[str], name: str, problems: Problems) -> None:
        self.heads, self.name, self.problems = heads, name, problems
        self.lines: list[int] = []
        self.cells: list[list[str]] = []

    def add(self, line: int, cells: list[str]) -> None:
        """Take a row; an empty line is none."""
        if not any(cells):
            return
        if len(cells) != len(self.heads):
            place = Located("", file=self.name, line=line)
            self.problems.add(place, f"{len(self.heads)} cells, as there are headings", found=f"{len(cells)}")
            return
        self.lines.append(line)
        self.cells.append(cells)

    def column(self, head: str) -> list[str]:
        """Give the cells below a heading; what stands for nothing is empty."""
        at = self.heads.index(head)
        return ["" if row[at].lower() in MISSING else row[at] for row in self.cells]

    def scores(self, head: str) -> list[float]:
        """Give 1, 0 and NaN; the first cell that is none of them is a problem, for the whole column."""
        known = {"1": 1.0, "0": 0.0, "": float("nan"), "1.0": 1.0, "0.0": 0.0}
        column = self.column(head)
        wrong = [(line, cell) for line, cell in zip(self.lines, column, strict=True) if cell not in known]
        if wrong:
            line, cell = wrong[0]
            more = f", and {len(wrong) - 1:,} more like it" if len(wrong) > 1 else ""
            self.problems.add(
                Located(cell, file=self.name, line=line, path=head),
                "1 (right), 0 (wrong) or nothing (not answered)",
                found=f"{cell[:40]!r}{more}",
                hint=f"For options that were chosen give their key, --key FILE; for no item: --leave-out {head}.",
            )
        return [known.get(cell, 0.0) for cell in column]

    def counts(self, head: str) -> NDArray[np.float64]:
        """Give how many persons each row stands for."""
        numbers = []
        for line, cell in zip(self.lines, self.column(head), strict=True):
            number = _number(cell)
            if number is None or number < 0 or number != int(number) or number > 1e7:
                place = Located(cell, file=self.name, line=line, path=head)
                self.problems.add(place, "a whole number of persons")
            numbers.append(number or 0.0)
        return np.array(numbers)

    def groups(self, head: str) -> NDArray[np.float64]:
        """Give 1 for the focal group, 0 for the other, NaN where nothing is said."""
        column = self.column(head)
        names = sorted(set(column) - {""})
        if len(names) != 2:
            place = Located("", file=self.name, line=1, path=head)
            self.problems.add(place, "two groups", found=f"{len(names)} ({', '.join(names[:5])})")
        return np.array([names.index(cell) if cell else np.nan for cell in column], dtype=float)


def _against(column: list[str], right: str) -> list[float]:
    return [float("nan") if not cell else float(cell == right) for cell in column]


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _heads(heads: list[str]) -> str:
    return f"the columns {', '.join(heads[:6])}" if any(heads) else "no columns"


def _rows(path: Path, name: str) -> Iterator[tuple[int, list[str]]]:
    """Give the rows of a CSV file with their lines, every cell without blanks around it."""
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "no such name"
        raise Problems([Problem(name, 0, "", f"no readable file ({reason})", "a CSV file")]) from None
    if len(raw) > MAX_BYTES:
        raise Problems([Problem(name, 0, "", "a file that is too large", f"at most {MAX_BYTES:,} bytes")])
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise Problems([Problem(name, line, "", "bytes of another encoding", "UTF-8 text")]) from None
    lines = text.splitlines(keepends=True)
    mark = max(",;\t", key=(lines[0] if lines else "").count)
    reader = csv.reader(lines, delimiter=mark, strict=True)
    try:
        for cells in reader:
            yield reader.line_num, [cell.strip() for cell in cells]
    except csv.Error as error:
        raise Problems([Problem(name, reader.line_num, "", f"an error ({error})", "a row of a CSV file")]) from None
