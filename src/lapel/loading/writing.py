"""A record as plain data: read from a file, changed place by place, and written back in one piece.

Scalars stay as they were typed (``yes``, ``2024-05``, ``ongoing``), so that a file reads as a person would write it.
"""

import json
import os
import re
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import suppress
from copy import deepcopy
from pathlib import Path
from typing import Any

from lapel.loading.records import RECORD, parse_record, record_data, record_of, set_path
from lapel.loading.tree import parse_tree, read_tree
from lapel.model.located import Located, Problems, locate
from lapel.model.shapes import NONE, Counts, Entry, ListOf, Number, Shape, not_sure

PLAIN = re.compile(r"\w(?:[\w .+/()'&@-]*[\w.)])?")
"""Scalars that every YAML reader takes as they stand; all others are quoted."""


def read_data(path: Path) -> dict[str, Any]:
    """Read a record's file as plain data, every scalar as it was typed.

    Raises `Problems` as `read_record` does.
    """
    return _checked(read_tree(path, shown=str(path)))


def parse_data(raw: bytes, *, name: str) -> dict[str, Any]:
    """Read a record's text as `read_data` reads a file; ``name`` is what errors call it."""
    return _checked(parse_tree(raw, name))


def _checked(tree: Located) -> dict[str, Any]:
    problems = Problems()
    record_of(tree, problems)
    problems.raise_if_any()
    data = _plain(tree)
    return dict(data) if isinstance(data, dict) else {}


def _plain(node: Located) -> Any:
    if node.fields is not None:
        return {name: _plain(below) for name, below in node.fields.items()}
    if node.items is not None:
        return [_plain(below) for below in node.items]
    return None if node.is_null else node.text


def look(data: Any, place: str) -> Any:
    """Give what plain data says at a place such as ``programs[0].completed``; None when it says nothing.

    >>> look({"programs": [{"started": "2024"}]}, "programs[0].started")
    '2024'
    """
    for name, index in re.findall(r"([^.\[\]]+)|\[(\d+)\]", place):
        if index and isinstance(data, list) and int(index) < len(data):
            data = data[int(index)]
        elif name and isinstance(data, dict):
            data = data.get(name)
        else:
            return None
    return data


def add_entry(data: dict[str, Any], place: str) -> None:
    """Add an empty entry to a list, which is made when there is none."""
    entries = look(data, place)
    set_path(data, place, [*(entries if isinstance(entries, list) else []), {}])


def drop(data: dict[str, Any], place: str) -> None:
    """Take back what is said at a place."""
    above, _, name = place.rpartition(".")
    holder = look(data, above) if above else data
    if isinstance(holder, dict):
        holder.pop(name, None)


def forget(data: Mapping[str, Any], place: str) -> dict[str, Any]:
    """Give plain data without what is said at a place; a list that loses an entry is no longer said to be all there is.

    >>> forget({"work": [{"role": "other"}, {"role": "phlebotomist"}], "complete": ["work"]}, "work[0]")
    {'work': [{'role': 'phlebotomist'}], 'complete': []}
    """
    left: dict[str, Any] = deepcopy(dict(data))
    entry = re.fullmatch(r"(.*)\[(\d+)\]", place)
    entries = look(left, entry[1]) if entry else None
    if entry is None:
        drop(left, place)
    elif isinstance(entries, list) and int(entry[2]) < len(entries):
        del entries[int(entry[2])]
        if not entries:
            drop(left, entry[1])
        above, _, name = entry[1].rpartition(".")
        named = look(left, f"{above}.complete" if above else "complete")
        if isinstance(named, list) and name in named:
            named.remove(name)
    return left


def close(data: dict[str, Any], place: str) -> None:
    """Say that a list holds everything there is: ``none``, or its name in the ``complete`` beside it."""
    if not look(data, place):
        set_path(data, place, NONE)
        return
    above, _, name = place.rpartition(".")
    where = f"{above}.complete" if above else "complete"
    said = look(data, where) or []
    names = said if isinstance(said, list) else [said]
    set_path(data, where, [*names, *([] if name in names else [name])])


def shape_at(place: str) -> Shape:
    """Give the shape of a place of the record; KeyError where a record has no such place."""
    shape: Shape = RECORD
    for name, index in re.findall(r"([^.\[\]]+)|\[(\d+)\]", place):
        if isinstance(shape, Entry) and name:
            shape = shape.fields[name]
        elif isinstance(shape, ListOf) and index:
            shape = shape.entry
        elif isinstance(shape, Counts) and name:
            shape = Number()
        else:
            raise KeyError(place)
    return shape


def record_text(data: Mapping[str, Any]) -> str:
    """Write plain data as YAML that `parse_record` reads back, in the record's order.

    >>> print(record_text({"complete": ["work"], "school": {"diploma": "yes"}, "work": [{"role": "other"}]}), end="")
    school:
      diploma: yes
    work:
      - role: other
    complete: [work]
    """
    return "\n".join(_mapping(_ordered(data, RECORD), "")) + "\n" if data else "{}\n"


def _ordered(data: Any, shape: Shape | None) -> Any:
    """Sort the fields of every mapping as the record's shapes list them."""
    if isinstance(data, Mapping):
        fields = shape.fields if isinstance(shape, Entry) else {}
        names = sorted(data, key=lambda name: list(fields).index(name) if name in fields else len(fields))
        return {name: _ordered(data[name], fields.get(name)) for name in names}
    if isinstance(data, list):
        return [_ordered(item, shape.entry if isinstance(shape, ListOf) else None) for item in data]
    return data


def _mapping(data: Mapping[str, Any], indent: str) -> Iterator[str]:
    for name, value in data.items():
        if isinstance(value, Mapping) and value:
            yield f"{indent}{_scalar(name)}:"
            yield from _mapping(value, indent + "  ")
        elif isinstance(value, list) and any(isinstance(item, (Mapping, list)) for item in value):
            yield f"{indent}{_scalar(name)}:"
            yield from _entries(value, indent + "  ")
        else:
            yield f"{indent}{_scalar(name)}: {_inline(value)}"


def _entries(items: list[Any], indent: str) -> Iterator[str]:
    for item in items:
        if isinstance(item, Mapping) and item:
            first, *rest = _mapping(item, indent + "  ")
            yield f"{indent}- {first.strip()}"
            yield from rest
        else:
            yield f"{indent}- {_inline(item)}"


def _inline(value: Any) -> str:
    if isinstance(value, list):
        return f"[{', '.join(map(_inline, value))}]"
    if isinstance(value, Mapping):
        return f"{{{', '.join(f'{_scalar(name)}: {_inline(below)}' for name, below in value.items())}}}"
    return _scalar(value)


def _scalar(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "yes" if value else "no"
    text = str(value)
    return text if PLAIN.fullmatch(text) and text != "null" else json.dumps(text, ensure_ascii=False)


def save_record(data: Mapping[str, Any], path: Path) -> None:
    """Replace a record's file as `write_whole` does. A name in ``.json`` gets JSON."""
    write_whole((_json(data) if path.suffix == ".json" else record_text(data)).encode(), path)


def write_whole(data: bytes, path: Path) -> None:
    """Replace a file in one piece; only its owner can read it.

    Whatever happens on the way, the file holds either what it held or all that is new. Raises OSError.
    """
    path = path.resolve()
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)  # made with permissions 0600
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(name, path)
    except BaseException:
        with suppress(OSError):
            os.unlink(name)
        raise


def _json(data: Mapping[str, Any]) -> str:
    return json.dumps(record_data(parse_record(data)), indent=2, ensure_ascii=False) + "\n"


def keep_comments(path: Path) -> Path | None:
    """Copy a hand-written file that has comments, which saving would lose; gives the copy, or None."""
    text = path.read_text(encoding="utf-8-sig")
    if path.suffix == ".json" or not re.search(r"(^|\s)#", text, re.MULTILINE) or text == record_text(read_data(path)):
        return None
    names = (path.with_name(f"{path.name}.bak{number or ''}") for number in range(1000))
    copy = next(name for name in names if not name.exists())
    with os.fdopen(os.open(copy, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(path.read_bytes())
    return copy


def forget_unsure(data: Any) -> Any:
    """Give plain data without what was said to be not sure, so that it is asked again."""
    if isinstance(data, dict):
        return {name: forget_unsure(below) for name, below in data.items() if not _is_unsure(below)}
    return [forget_unsure(item) for item in data if not _is_unsure(item)] if isinstance(data, list) else data


def _is_unsure(value: Any) -> bool:
    return isinstance(value, str) and not_sure(locate(value))
