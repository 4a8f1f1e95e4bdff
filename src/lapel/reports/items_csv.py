"""Practice questions → a table, one a row, that `lapel.loading.items_csv` reads back as it was."""

import csv
from collections.abc import Iterator, Mapping, Sequence
from io import StringIO
from typing import Any

from lapel.loading.cells import harmless
from lapel.loading.items_csv import LISTS, MEASURED, NUMBERED, SINGLE
from lapel.loading.items_file import item_data
from lapel.model.exam import Item


def items_csv(items: Sequence[Item]) -> bytes:
    """Write questions as CSV in UTF-8, with as many numbered columns as they need, and nothing that a spreadsheet runs.

    The file begins with the mark by which spreadsheets know UTF-8.
    """
    rows = [dict(_cells(item)) for item in items]
    used = {head for row in rows for head in row}
    heads = [head for head in _heads(used) if head in used or head in SINGLE]
    text = StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(heads)
    writer.writerows([harmless(row.get(head, "")) for head in heads] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def _heads(used: set[str]) -> Iterator[str]:
    """The headings in the order of a table: what is asked, the answers, then all about it."""
    question = SINGLE.index("key")
    yield from SINGLE[:question]
    for group, parts in NUMBERED.items():
        if group == "error":
            yield from SINGLE[question:]
        numbers = sorted({int(head.split("_")[1]) for head in used if head.startswith(f"{group}_")})
        yield from (f"{group}_{number}_{part}" for number in numbers for part in parts)
    yield from (f"calibration_{part}" for part in MEASURED)


def _cells(item: Item) -> Iterator[tuple[str, str]]:
    data: dict[str, Any] = {"kind": item.kind, **item_data(item), "topic": item.topic}
    for head in SINGLE:
        value = data.get(head, "")
        if head in LISTS:
            value = value if isinstance(value, str) else " ".join(value)
        elif head == "areas":
            value = " ".join(f"{name}={area}" for name, area in item.areas)
        if value:
            yield head, value
    groups: Mapping[str, Sequence[Mapping[str, Any]]] = {
        "option": [{"id": name, **said} for name, said in data.get("options", {}).items()],
        "error": data.get("errors", ()),
        "accept": [{"rule": rule, "why": why} for rule, why in data.get("accept", {}).items()],
        "review": data.get("review", ()),
    }
    for group, entries in groups.items():
        for number, entry in enumerate(entries, 1):
            for part, value in entry.items():
                yield f"{group}_{number}_{part}", value if isinstance(value, str) else " ".join(value)
    for part, value in data.get("calibration", {}).items():
        yield f"calibration_{part}", value
