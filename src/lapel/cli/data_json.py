"""What ``lapel data`` prints as JSON, and its published schema."""

from collections.abc import Iterable
from typing import Any

from lapel.model.located import Problem
from lapel.reference.add import Told
from lapel.reference.check import Checked
from lapel.reference.shape import DataSet
from lapel.reference.store import Edition
from lapel.reports.json_parts import DAY, MAYBE_TEXT, TEXT, list_of, shape

COUNT = {"type": "integer", "minimum": 0}


def told_data(told: Iterable[Told]) -> dict[str, Any]:
    """What became of each file."""
    return {
        "files": [
            {
                "file": one.file,
                "outcome": one.outcome,
                "set": one.dataset or None,
                "edition": one.edition or None,
                "tables": _tables(one.rows),
                "why": one.why or None,
                "problems": [_problem(problem) for problem in one.problems],
            }
            for one in told
        ]
    }


def editions_data(editions: Iterable[Edition], known: Iterable[DataSet] = ()) -> dict[str, Any]:
    """What was added, and what could be."""
    return {
        "editions": [_edition(one) for one in editions],
        "known": [
            {
                "set": one.id,
                "name": one.name,
                "about": one.about,
                "publisher": one.publisher,
                "licence": one.licence,
                "attribution": one.attribution,
                "url": one.url,
            }
            for one in known
        ],
    }


def checks_data(found: Iterable[Checked]) -> dict[str, Any]:
    """What was found of each edition."""
    return {
        "checks": [
            {"edition": _edition(one.edition), "problems": [_problem(problem) for problem in one.problems]}
            for one in found
        ]
    }


def dropped_data(editions: Iterable[Edition]) -> dict[str, Any]:
    """What was removed."""
    return {"dropped": [_edition(one) for one in editions]}


def _edition(edition: Edition) -> dict[str, Any]:
    return {
        "set": edition.dataset,
        "edition": edition.edition,
        "tables": _tables(edition.rows.items()),
        "pieces": [
            {
                "from": piece.origin,
                "sha256": piece.sha256,
                "bytes": piece.bytes,
                "added": piece.added.isoformat(),
                "loader": piece.loader,
            }
            for piece in edition.pieces
        ],
    }


def _tables(rows: Iterable[tuple[str, int]]) -> list[dict[str, Any]]:
    return [{"table": table, "rows": count} for table, count in rows]


def _problem(problem: Problem) -> dict[str, Any]:
    return {
        "file": problem.file,
        "line": problem.line or None,
        "path": problem.path or None,
        "found": problem.found,
        "expected": problem.expected,
        "hint": problem.hint or None,
    }


def data_schema() -> dict[str, Any]:
    """Give the published JSON Schema (2020-12): each verb prints one of the parts of the whole."""
    parts = {
        "files": list_of("file"),
        "editions": list_of("edition"),
        "known": list_of("known"),
        "checks": list_of(shape(edition={"$ref": "#/$defs/edition"}, problems=list_of("problem"))),
        "dropped": list_of("edition"),
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Lapel data",
        **shape(optional=parts),
        "minProperties": 1,
        "$defs": {
            "file": shape(
                file=TEXT,
                outcome={"enum": ["added", "there", "unknown", "wrong"]},
                set=MAYBE_TEXT,
                edition=MAYBE_TEXT,
                tables=list_of("table"),
                why=MAYBE_TEXT,
                problems=list_of("problem"),
            ),
            "edition": shape(set=TEXT, edition=TEXT, tables=list_of("table"), pieces=list_of("piece")),
            "table": shape(table=TEXT, rows=COUNT),
            "piece": {
                "type": "object",
                "properties": {"from": TEXT, "sha256": TEXT, "bytes": COUNT, "added": DAY, "loader": COUNT},
                "required": ["from", "sha256", "bytes", "added", "loader"],
                "additionalProperties": False,
            },
            "known": shape(set=TEXT, name=TEXT, about=TEXT, publisher=TEXT, licence=TEXT, attribution=TEXT, url=TEXT),
            "problem": shape(
                file=TEXT,
                line={"type": ["integer", "null"]},
                path=MAYBE_TEXT,
                found=TEXT,
                expected=TEXT,
                hint=MAYBE_TEXT,
            ),
        },
    }
