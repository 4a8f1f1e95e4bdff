"""What was exported or imported of practice questions → plain data of a published, stable shape, and text."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, get_args

from lapel.loading.intake import Intake
from lapel.model import exam as nouns
from lapel.model.exam import Bank, Item
from lapel.model.located import visible
from lapel.reports.exam_words import KINDS, plural
from lapel.reports.json_parts import DAY, MAYBE_TEXT, TEXT, list_of, shape
from lapel.reports.page import Page

WHOLE = {"type": "integer", "minimum": 0}
FORMS = {"qti": "a QTI 3.0 package", "anki": "an Anki deck", "csv": "a table"}
NEXT = {
    "qti": "Read it in wherever QTI 3.0 is read, or back here with: {program} study import {file}",
    "anki": "Open it in Anki. A later export, opened again, brings the words up to date and keeps what you learned.",
    "csv": "Open it in a spreadsheet. Changed questions can be read back with: {program} study import {file}",
}


def export_data(
    bank: Bank, items: Sequence[Item], *, form: str, file: str, size: int, exam: str | None, withdrawn: int, on: date
) -> dict[str, Any]:
    """Tell of a file of questions that was written; `export_schema` describes it."""
    kinds = Counter(item.kind for item in items)
    return {
        "on": on.isoformat(),
        "exams": bank.sha256,
        "exam": exam,
        "format": form,
        "file": file,
        "bytes": size,
        "items": len(items),
        "kinds": {kind: kinds[kind] for kind in get_args(nouns.Kind)},
        "pictures": sum(bool(item.picture) for item in items),
        "withdrawn": withdrawn,
    }


def export_schema() -> dict[str, Any]:
    """Give the published JSON Schema (2020-12) of `export_data`."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Lapel study export",
        **shape(
            on=DAY,
            exams=TEXT,
            exam=MAYBE_TEXT,
            format={"enum": list(FORMS)},
            file=TEXT,
            bytes=WHOLE,
            items=WHOLE,
            kinds={"$ref": "#/$defs/kinds"},
            pictures=WHOLE,
            withdrawn=WHOLE,
        ),
        "$defs": {"kinds": shape(**dict.fromkeys(get_args(nouns.Kind), WHOLE))},
    }


def export_text(bank: Bank, data: Mapping[str, Any], *, program: str = "lapel", width: int = 80) -> str:
    """Say what is in the file, and what to do with it."""
    page = Page(width)
    whose = f" for {bank.exams[data['exam']].name}" if data["exam"] else ""
    page.add(f"Wrote {plural(data['items'], 'question')}{whose} to {data['file']}: {FORMS[data['format']]}.")
    for kind, count in data["kinds"].items():
        if count:
            page.add(f"{KINDS[kind]}: {count:,}", 2, "·")
    if data["pictures"] and data["format"] == "csv":
        have = plural(data["pictures"], "question has", "questions have")
        page.add(f"{have} a picture, which a table cannot hold: its id is there.")
    elif data["pictures"]:
        page.add(f"{plural(data['pictures'], 'picture')}, each with its words.")
    if data["withdrawn"]:
        page.add(f"Left out: {plural(data['withdrawn'], 'withdrawn question')}.")
    page.add()
    page.add(NEXT[data["format"]].format(program=program, file=data["file"]))
    return str(page)


def import_data(intake: Intake, *, file: str, out: str | None) -> dict[str, Any]:
    """Tell what became of every question of a file; `import_schema` describes it."""
    return {
        "file": file,
        "came": intake.count,
        "taken": [
            {
                "id": one.item.id,
                "name": one.name or None,
                "place": one.place,
                "topic": one.item.topic,
                "kind": one.item.kind,
                "told": list(one.told),
            }
            for one in intake.taken
        ],
        "refused": [{"name": one.name or None, "place": one.place, "why": list(one.why)} for one in intake.refused],
        "notes": list(intake.notes),
        "out": out,
    }


def import_schema() -> dict[str, Any]:
    """Give the published JSON Schema (2020-12) of `import_data`."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Lapel study import",
        **shape(
            file=TEXT,
            came=WHOLE,
            taken=list_of("taken"),
            refused=list_of("refused"),
            notes=list_of(TEXT),
            out=MAYBE_TEXT,
        ),
        "$defs": {
            "taken": shape(
                id=TEXT,
                name=MAYBE_TEXT,
                place=TEXT,
                topic=TEXT,
                kind={"enum": list(get_args(nouns.Kind))},
                told=list_of(TEXT),
            ),
            "refused": shape(name=MAYBE_TEXT, place=TEXT, why=list_of(TEXT)),
        },
    }


def import_text(data: Mapping[str, Any], *, program: str = "lapel", width: int = 80) -> str:
    """Say how many came and what became of them; what is the same of many questions is said once."""
    page = Page(width)
    taken, refused = data["taken"], data["refused"]
    page.add(f"{data['file']}: {plural(data['came'], 'question')} came: {len(taken):,} taken, {len(refused):,} refused")
    page.add("─" * page.width)
    for note in data["notes"]:
        page.add(visible(note), 2, "·")
    _taken(page, taken)
    if refused:
        page.add()
        page.add(f"REFUSED ({len(refused):,})")
        for one in refused:
            page.add(visible(f"{one['name'] or 'a question without an id'} ({one['place']})"), 2, "·")
            for why in one["why"]:
                page.add(visible(why), 6)
    page.add()
    page.add("WRITTEN")
    if data["out"] is None:
        page.add(f"Nothing. {'--out FILE writes what was taken.' if taken else 'No question was taken.'}", 2)
        return str(page)
    page.add(f"{data['out']}: {plural(len(taken), 'draft')}.", 2)
    page.add()
    page.add("NEXT")
    page.lines.append(f"    {program} study lint {data['out']}")
    return str(page)


def _taken(page: Page, taken: Sequence[Mapping[str, Any]]) -> None:
    same: dict[str, list[str]] = defaultdict(list)
    for one in taken:
        for told in one["told"]:
            same[told].append(one["id"])
    if same:
        page.add()
        page.add(f"TAKEN ({len(taken):,}), and what to know of them")
    for told, names in same.items():
        whose = names[0] if len(names) == 1 else plural(len(names), "question")
        page.add(visible(f"{whose}: {told}"), 2, "·")
