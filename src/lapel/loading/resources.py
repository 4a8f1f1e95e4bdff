"""A person's own list of learning resources: CSV, spreadsheet or YAML → `lapel.model.advice.Resource`.

Nothing is guessed: a column is used when its heading is known, every other one is named, and what is wrong with a row
is reported with its line.
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from lapel.loading.advice import resource
from lapel.loading.tables import FORMULA, table_rows
from lapel.loading.transcripts import AMERICAN
from lapel.loading.tree import NOT_TEXT, read_tree
from lapel.model.advice import Advice, Resource
from lapel.model.located import Located, Problems
from lapel.model.value import Value

HEADINGS: Mapping[str, tuple[str, ...]] = {
    "name": ("name", "title", "course", "resource"),
    "kind": ("kind", "type"),
    "about": ("about", "description"),
    "provider": ("provider", "school", "sponsor"),
    "topics": ("topics", "topic"),
    "duties": ("duties", "duty", "skills", "skill"),
    "groups": ("groups", "group"),
    "level": ("level",),
    "takes": ("takes", "duration", "length"),
    "hours": ("hours",),
    "pace": ("pace",),
    "cost": ("cost", "price", "fee"),
    "unit": ("unit",),
    "amount": ("amount", "points", "credits"),
    "area": ("area", "content area"),
    "accepted_by": ("accepted_by", "accepted by", "approved by"),
    "refused_by": ("refused_by", "refused by"),
    "rating": ("rating", "stars"),
    "ratings": ("ratings", "number of ratings", "reviews"),
    "enrolled": ("enrolled", "enrollment", "learners"),
    "as_of": ("as_of", "as of", "read on"),
    "link": ("link", "url", "web page"),
    "note": ("note", "notes"),
}
"""What a column may be, with the headings by which it is known, in small letters."""

LISTS = ("topics", "duties", "groups", "accepted_by", "refused_by")
WORDS = ("kind", "level", "unit")


class Shelf(Value):
    """Resources in the order of the file; ``used`` and ``ignored`` are headings of its columns."""

    resources: tuple[Resource, ...]
    used: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()


def read_resources(path: Path, advice: Advice) -> Shelf:
    """Read a list of resources: a CSV file, an XLSX spreadsheet, or YAML (a list of mappings).

    Topics, duties and groups are the catalogue's, by id or by name. Raises `Problems` with everything that is wrong,
    each row with its line.
    """
    problems = Problems()
    if path.suffix.lower() in (".yaml", ".yml", ".json"):
        shelf = Shelf(tuple(_from_tree(path, advice, problems)))
    else:
        shelf = _from_table(path, advice, problems)
    problems.raise_if_any()
    return shelf


def _from_tree(path: Path, advice: Advice, problems: Problems) -> Iterator[Resource]:
    tree = read_tree(path, shown=str(path), problems=problems)
    entries = tree.items if tree.items is not None else (tree.fields or {}).get("resources", Located("")).items
    if entries is None:
        problems.add(tree, "a list of resources, or a mapping with the list 'resources'")
    for number, node in enumerate(entries or (), start=1):
        named = {name: _known(name, below, advice) for name, below in (node.fields or {}).items()}
        entry = Located(named, file=node.file, line=node.line, path=node.path) if node.fields is not None else node
        read = resource(f"own-{number}", None, list(advice.topics), list(advice.duties)).read(entry, problems)
        if read is not None:
            yield read


def _from_table(path: Path, advice: Advice, problems: Problems) -> Shelf:
    name = str(path)
    rows = table_rows(path, name, problems)
    first = next(rows, None)
    if first is None or not any(first[1]):
        problems.add(Located("", file=name, line=1), "headings in the first row", found="none")
        return Shelf(())
    known = {heading: what for what, headings in HEADINGS.items() for heading in headings}
    columns: dict[int, str] = {}
    for at, heading in enumerate(first[1]):
        what = known.get(heading.lower())
        if what in columns.values():
            problems.add(
                Located("", file=name, line=1), "each thing in one column", found=f"{what!r} in {heading!r} too"
            )
        elif what:
            columns[at] = what
    if "name" not in columns.values():
        hint = f"Known headings: {', '.join(HEADINGS)}."
        problems.add(Located("", file=name, line=1), "a column 'name'", found="none", hint=hint)
        return Shelf(())
    read = tuple(found for line, cells in rows if (found := _row(cells, columns, name, line, advice, problems)))
    ignored = tuple(heading for at, heading in enumerate(first[1]) if heading and at not in columns)
    return Shelf(read, tuple(first[1][at] for at in columns), ignored)


def _row(
    cells: list[str], columns: Mapping[int, str], name: str, line: int, advice: Advice, problems: Problems
) -> Resource | None:
    """Read one row; an empty row is none."""
    before = len(problems.found)
    fields: dict[str, Located] = {}
    for at, what in columns.items():
        text = cells[at] if at < len(cells) else ""
        place = Located(text, file=name, line=line, path=what)
        if FORMULA.match(text):
            problems.add(place, "plain text or a number", found=f"a formula ({text[:20]!r})")
        elif NOT_TEXT.search(text):
            problems.add(place, "text", found="control characters")
        elif text:
            fields.update(_cell(what, place, advice))
    if len(problems.found) > before or not any(cells):
        return None
    entry = Located(fields, file=name, line=line)
    shape = resource(f"own-{line}", None, list(advice.topics), list(advice.duties))
    read: Resource | None = shape.read(entry, problems)
    return read if len(problems.found) == before else None


def _cell(what: str, place: Located, advice: Advice) -> dict[str, Located]:
    """Shape a cell as the fields have it: lists by commas, sums with a dollar sign, days with the month first."""
    text = place.text or ""
    if what == "cost" and text.lower() in ("free", "0", "$0"):
        return {"free": _as("yes", place)}
    if what == "cost":
        return {what: _as(text.removeprefix("$").replace(",", ""), place)}
    if what in LISTS:
        parts = [_as(part.strip(), place) for part in re.split(r"[,;|]", text) if part.strip()]
        return {what: _known(what, Located(parts, file=place.file, line=place.line, path=what), advice)}
    if what == "as_of" and (found := AMERICAN.fullmatch(text)):
        month, day, year = map(int, found.groups())
        return {what: _as(f"{year:04}-{month:02}-{day:02}", place)}
    return {what: _as(text.lower().replace(" ", "-"), place) if what in WORDS else place}


def _as(text: str, place: Located) -> Located:
    return Located(text, file=place.file, line=place.line, path=place.path)


def _known(what: str, node: Located, advice: Advice) -> Located:
    """Take the names of topics, duties and groups for their ids; what is not known stays, to be reported."""
    if what not in LISTS:
        return node
    if node.items is not None:
        return Located(
            [_known(what, item, advice) for item in node.items], file=node.file, line=node.line, path=node.path
        )
    text = (node.text or "").strip().lower()
    topics = {said.name.lower(): name for name, said in advice.topics.items()}
    duties = {said.name.lower(): name for name, said in advice.duties.items()}
    return _as({"topics": topics, "duties": duties}.get(what, {}).get(text, text), node)
