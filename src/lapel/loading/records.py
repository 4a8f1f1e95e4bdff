"""Records: YAML, JSON or Python data → `lapel.model.record.Record`, and back."""

import re
from collections.abc import Mapping
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

from lapel.loading.tree import MAX_DEPTH, parse_tree, read_tree
from lapel.model import record as nouns
from lapel.model import vocabulary as words
from lapel.model.dates import PartialDate
from lapel.model.located import Located, Problem, Problems, locate
from lapel.model.shapes import NOT_SURE, Choice, Counts, Day, Entry, Flag, ListOf, Names, Number, Shape, Text, not_sure
from lapel.model.value import replace

TEXT = Text(500)
WHEN = Day()
ONGOING = ("ongoing", "present", "still there", "now")
OPEN_END = Day(also=ONGOING)
HOURS = Number()
STATE = Choice(words.STATES)


def _in_order(*names: str) -> Any:
    """Make a check that the dates named follow one another."""

    def check(entry: Any, node: Located, problems: Problems) -> None:
        said = [(name, getattr(entry, name)) for name in names if getattr(entry, name) is not None]
        for (first, early), (second, late) in pairwise(said):
            if _earliest(early) > _latest(late):
                place = (node.fields or {}).get(second, node)
                problems.add(place, f"a day on or after {first!r} ({early})", found=f"{str(late)!r}")

    return check


def _earliest(said: date | PartialDate) -> date:
    return said.earliest if isinstance(said, PartialDate) else said


def _latest(said: date | PartialDate) -> date:
    return said.latest if isinstance(said, PartialDate) else said


def _check_program(program: nouns.Program, node: Located, problems: Problems) -> None:
    _in_order("started", "completed")(program, node, problems)
    _in_order("started", "expected")(program, node, problems)
    _in_order("started", "left")(program, node, problems)
    if program.left is not None and program.completed is not None:
        problems.add(node, "'completed' or 'left', not both", found="both 'completed' and 'left'")


def _unsure(build: Any, fields: Mapping[str, Shape], **more: Any) -> Entry:
    return Entry(build, fields, unsure=True, **more)


def _check_learning(learning: nouns.Learning, node: Located, problems: Problems) -> None:
    if (learning.unit is None) is not (learning.amount is None):
        said, missing = ("unit", "amount") if learning.unit else ("amount", "unit")
        place = (node.fields or {}).get(said, node)
        unsure = not_sure((node.fields or {}).get(missing, Located("")))
        if not unsure:
            problems.add(place, f"{said!r} together with {missing!r}", found=f"{said!r} alone")


PROGRAM_LISTS = ("accreditation", "approved_by", "topics")

_spell = {"started": WHEN, "ended": OPEN_END}
PERIOD = _unsure(
    nouns.Period,
    {"by": Text(60), "starts": WHEN, "ends": OPEN_END},
    check=_in_order("starts", "ends"),
    title="Accreditation by one body; `ends` is exclusive.",
)
VOLUNTEERING = _unsure(
    nouns.Volunteering, {"where": TEXT, **_spell, "hours": HOURS}, check=_in_order("started", "ended")
)
SCHOOL = _unsure(
    nouns.School,
    {
        "diploma": Flag(),
        "kind": Choice(words.DIPLOMA_KINDS),
        "earned": WHEN,
        "expected": WHEN,
        "student": Flag(),
        "courses": ListOf(TEXT),
        "volunteering": ListOf(VOLUNTEERING),
    },
)
PROGRAM = _unsure(
    nouns.Program,
    {
        "id": Text(60),
        "name": TEXT,
        "school": TEXT,
        "state": STATE,
        "field": Choice(words.FIELDS),
        "kind": Choice(words.PROGRAM_KINDS),
        "started": WHEN,
        "completed": WHEN,
        "expected": WHEN,
        "left": WHEN,
        "award": Choice(words.AWARDS),
        "semesters": HOURS,
        "academic_hours": HOURS,
        "practicum_hours": HOURS,
        "clock_hours": HOURS,
        "laboratory_hours": HOURS,
        "practicum_setting": Choice(words.PRACTICUM_SETTINGS),
        "clinical": Flag(),
        "administrative": Flag(),
        "accreditation": ListOf(PERIOD),
        "institution_recognized": Flag(),
        "institution_accreditor": TEXT,
        "approved_by": ListOf(Text(60)),
        "procedures": Counts(words.PROCEDURES),
        "topics": ListOf(Text(60)),
        "complete": Names(PROGRAM_LISTS),
    },
    lists=PROGRAM_LISTS,
    check=_check_program,
)
WORK = _unsure(
    nouns.Work,
    {
        "id": Text(60),
        "role": Choice(words.ROLES),
        "employer": TEXT,
        **_spell,
        "hours_per_week": Number(0, 168),
        "full_time": Flag(),
        "setting": Choice(words.WORK_SETTINGS),
        "clinical": Flag(),
        "administrative": Flag(),
        "supervised": Flag(),
        "kind": Choice(words.WORK_KINDS),
        "state": STATE,
    },
    check=_in_order("started", "ended"),
)
MILITARY = _unsure(
    nouns.Military,
    {
        "id": Text(60),
        "branch": TEXT,
        "kind": Choice(words.MILITARY_KINDS),
        "started": WHEN,
        "completed": WHEN,
        "expected": WHEN,
    },
    check=_in_order("started", "completed"),
)
CERTIFICATE = _unsure(
    nouns.Certificate,
    {
        "id": Text(60),
        "earned": WHEN,
        "renewed": WHEN,
        "expires": WHEN,
        "number": TEXT,
        "provisional": Flag(),
    },
    check=_in_order("earned", "renewed", "expires"),
)
EXAM = _unsure(nouns.ExamAttempt, {"exam": Text(60), "taken": WHEN, "result": Choice(words.RESULTS)})
CARD = _unsure(
    nouns.Card,
    {
        "kind": Choice(words.CARD_KINDS),
        "level": Choice(words.CARD_LEVELS),
        "issued": WHEN,
        "expires": WHEN,
        "issuer": TEXT,
    },
    check=_in_order("issued", "expires"),
)
LEARNING = _unsure(
    nouns.Learning,
    {
        "title": TEXT,
        "kind": Choice(words.LEARNING_KINDS),
        "completed": WHEN,
        "hours": HOURS,
        "clinical_hours": HOURS,
        "provider": TEXT,
        "areas": Counts(),
        "unit": Choice(words.LEARNING_UNITS),
        "amount": HOURS,
        "approved_by": ListOf(Text(60), lone=True),
        "evidence": Flag(),
        "used_for": ListOf(_unsure(nouns.Use, {"credential": Text(60), "cycle": WHEN}), lone=True),
        "planned": Flag(),
        "cost": HOURS,
    },
    check=_check_learning,
)
MEMBERSHIP = _unsure(
    nouns.Membership, {"organization": Text(60), "starts": WHEN, "ends": OPEN_END}, check=_in_order("starts", "ends")
)
CONDUCT = _unsure(
    nouns.Conduct,
    {
        "felony": Flag(),
        "waivers": ListOf(_unsure(nouns.Waiver, {"issuer": Text(60), "granted": Flag()})),
    },
)
SKILL = _unsure(nouns.Skill, {"id": Text(60), "level": Choice(words.SKILL_LEVELS), "as_of": WHEN})
PREFERENCES = _unsure(nouns.Preferences, {"leaning": Choice(words.LEANINGS)})
RECORD = _unsure(
    nouns.Record,
    {
        "lapel": Number(1, 1),
        "name": TEXT,
        "as_of": Day(partial=False),
        "birth": WHEN,
        "state": STATE,
        "school": SCHOOL,
        "programs": ListOf(PROGRAM),
        "work": ListOf(WORK),
        "military": ListOf(MILITARY),
        "certificates": ListOf(CERTIFICATE),
        "exams": ListOf(EXAM),
        "cards": ListOf(CARD),
        "learning": ListOf(LEARNING),
        "memberships": ListOf(MEMBERSHIP),
        "conduct": CONDUCT,
        "skills": ListOf(SKILL),
        "preferences": PREFERENCES,
        "complete": Names(nouns.LISTS),
    },
    lists=nouns.LISTS,
    title="What is known about one person. What is not said is unknown, which is not the same as no.",
)


def read_record(path: str | Path) -> nouns.Record:
    """Read a record from a YAML or JSON file.

    Raises `Problems` holding every error at once, each with file, line, path, what was found and what was expected.
    """
    problems = Problems()
    return _record(read_tree(Path(path), shown=str(path), problems=problems), problems)


def parse_record(data: bytes | str | Mapping[str, Any], *, name: str = "record") -> nouns.Record:
    """Read a record from YAML or JSON text, or from plain Python data; raises `Problems` as `read_record` does.

    >>> parse_record({"birth": "2007-03-14"}).birth
    datetime.date(2007, 3, 14)
    """
    problems = Problems()
    if isinstance(data, Mapping):
        try:
            return _record(locate(data, file=name), problems)
        except RecursionError:
            deep = Problem(name, 0, "", "lists or mappings nested too deep", f"at most {MAX_DEPTH} levels")
            raise Problems([deep]) from None
    # A lone surrogate is no text; parse_tree says so of its bytes.
    raw = data.encode(errors="surrogatepass") if isinstance(data, str) else data
    return _record(parse_tree(raw, name, problems), problems)


def _record(tree: Located, problems: Problems) -> nouns.Record:
    record = record_of(tree, problems)
    problems.raise_if_any()
    assert record is not None
    return record


def record_of(tree: Located, problems: Problems) -> nouns.Record | None:
    """Read a record from located data; adds every problem, and returns None when there is any."""
    before = len(problems.found)
    if tree.is_null:
        problems.add(tree, "a record", hint="An empty record is written {}.")
        return None
    record: nouns.Record | None = RECORD.read(tree, problems)
    if record is not None:
        _check_ids(tree, problems)
    return _with_unsure(record, tree) if record is not None and len(problems.found) == before else None


def _check_ids(tree: Located, problems: Problems) -> None:
    """Refuse two entries of one list with the same id."""
    for name in ("programs", "work", "military"):
        seen: dict[str, Located] = {}
        for entry in (tree.fields or {}).get(name, Located([])).items or ():
            identity = (entry.fields or {}).get("id")
            if identity is None or identity.text is None:
                continue
            if identity.text in seen:
                problems.add(identity, f"an id of its own (line {seen[identity.text].line} has it)")
            seen.setdefault(identity.text, identity)


def _with_unsure(record: nouns.Record, tree: Located) -> nouns.Record:
    """Note which places say ``not sure``, also on the entries where leaving a field out would say something."""
    lead = f"{tree.path}." if tree.path else ""
    unsure = frozenset(path.removeprefix(lead) for path in _unsure_paths(tree))
    if not unsure:
        return record
    lists = {name: _marked(getattr(record, name), name, unsure) for name in ("programs", "work", "memberships")}
    lists["programs"] = tuple(
        replace(program, accreditation=_marked(program.accreditation, f"programs[{i}].accreditation", unsure))
        for i, program in enumerate(lists["programs"])
    )
    return replace(record, **lists, not_sure=unsure)


def _marked(entries: tuple[Any, ...], name: str, unsure: frozenset[str]) -> tuple[Any, ...]:
    """Give each entry of a list the names of its own fields that are not sure."""
    marked = []
    for i, entry in enumerate(entries):
        fields = frozenset(field for field in entry._fields if f"{name}[{i}].{field}" in unsure)
        marked.append(replace(entry, unsure=fields) if fields else entry)
    return tuple(marked)


def _unsure_paths(node: Located) -> list[str]:
    if not_sure(node):
        return [node.path]
    below = node.items if node.items is not None else list((node.fields or {}).values())
    return [path for child in below for path in _unsure_paths(child)]


def record_data(record: nouns.Record) -> dict[str, Any]:
    """Write a record as plain data that `parse_record` reads back."""
    data = RECORD.write(record)
    for path in sorted(record.not_sure):
        set_path(data, path, NOT_SURE)
    return data


def set_path(data: dict[str, Any], path: str, value: Any) -> None:
    """Set a place such as ``programs[0].completed`` in plain data, making what is missing on the way."""
    steps: list[str | int] = [
        int(number) if number else name for name, number in re.findall(r"([^.\[\]]+)|\[(\d+)\]", path) if name or number
    ]
    steps = [int(s) if isinstance(s, str) and s.isdigit() else s for s in steps]
    here: Any = data
    for step, after in pairwise(steps):
        empty: Any = [] if isinstance(after, int) else {}
        if isinstance(here, list):
            assert isinstance(step, int)
            while len(here) <= step:
                here.append({})
            here = here[step]
        else:
            if not isinstance(here.get(step), (list, dict)):
                here[step] = empty
            here = here[step]
    here[steps[-1]] = value


def record_schema() -> dict[str, Any]:
    """Give the published JSON Schema (2020-12) of a record."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Lapel record",
        **RECORD.schema(),
    }
