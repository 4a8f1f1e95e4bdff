"""Courses as a form sends them, and as a file holds them → entries of the record's learning."""

from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict

from lapel.loading.records import parse_record
from lapel.loading.transcripts import AREAS, read_transcript, with_courses
from lapel.loading.writing import look
from lapel.model.located import Problem, Problems
from lapel.model.value import replace

FIELDS = ("title", "completed", "kind", "amount", "unit", "provider", "cost")
FLAGS = ("evidence", "planned")
ASKED = (*FIELDS, *FLAGS, "areas", "approved_by")
LONGEST = 200


def entry_of(sent: QueryDict) -> dict[str, Any]:
    """Give the entry that a form says; fields left empty are not said."""
    entry: dict[str, Any] = {name: said for name in FIELDS if (said := " ".join(sent.get(name, "").split())[:LONGEST])}
    entry |= {name: sent[name] for name in FLAGS if sent.get(name) in ("yes", "no")}
    areas = {name: said for name in AREAS if (said := sent.get(f"area-{name}", "").strip()[:20])}
    bodies = [body[:60] for body in sent.getlist("approved_by") if body]
    return entry | ({"areas": areas} if areas else {}) | ({"approved_by": bodies} if bodies else {})


def with_entry(data: Mapping[str, Any], entry: dict[str, Any], at: int | None) -> dict[str, Any]:
    """Put an entry in the place of another one, or at the end; raises `Problems` when no record can hold it."""
    held = look(data, "learning")
    entries = list(held) if isinstance(held, list) else []
    if at is not None and at < len(entries):
        # What the form does not ask stays as it was.
        entries[at] = {**{name: value for name, value in entries[at].items() if name not in ASKED}, **entry}
    else:
        entries.append(entry)
    changed = {**data, "learning": entries}
    if not entry.get("title") or not entry.get("completed"):
        missing = "title" if not entry.get("title") else "completed"
        raise Problems([Problem("", 0, missing, "nothing", LACKING[missing])])
    parse_record(changed)
    return changed


LACKING = {"title": "the name of the course", "completed": "a day, such as 2026-05-10; a month or a year will do"}


def brought(
    data: Mapping[str, Any], file: "UploadedFile[Any]", mapping: Mapping[str, str]
) -> tuple[dict[str, Any], int, str]:
    """Add the courses of a file; gives the document, how many they are, and which columns were not used.

    Raises `Problems` with every row that is wrong; nothing is added then.
    """
    name = Path(file.name or "courses.csv").name[-80:] or "courses.csv"
    with TemporaryDirectory() as folder:
        path = Path(folder) / name
        with path.open("wb") as copy:
            for chunk in file.chunks():
                copy.write(chunk)
        try:
            found = read_transcript(path, mapping=mapping)
        except Problems as problems:
            raise Problems([replace(problem, file=name) for problem in problems.found]) from None
    changed = with_courses(data, found.learning)
    parse_record(changed)
    return changed, len(found.learning), ", ".join(found.ignored)
