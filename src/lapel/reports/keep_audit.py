"""The learning of the running cycles → what an auditor asks for: one tagged PDF, and a ZIP with the same as tables."""

import json
from collections.abc import Iterable, Iterator, Sequence
from importlib.resources import files
from typing import Any

import typst

from lapel import __version__
from lapel.loading.cells import harmless as harmless
from lapel.model.credential import Catalogue
from lapel.model.record import Record
from lapel.renewals.allocation import Counted, Filled
from lapel.renewals.keep import Keeping, number
from lapel.renewals.ledger import Activity
from lapel.reports.keep_words import (
    activity_words,
    cycle_name,
    filled_words,
    further_words,
    parts_words,
    points_words,
    reasons,
    when_words,
)
from lapel.reports.packing import packed
from lapel.reports.plan_words import NOT_THE_ISSUER, upper
from lapel.reports.plans_pdf import latin
from lapel.rules.wording import long_date

NO_FORM = "This is no form of any issuer. It lists what the record says; the issuer may ask for more."


def audit_pdf(catalogue: Catalogue, keeping: Keeping, record: Record) -> bytes:
    """Write the running cycle of each certificate: by area, then by day, with the proof that is on file or missing."""
    data = json.dumps(pack(catalogue, keeping, record), ensure_ascii=False)
    template = files("lapel.reports").joinpath("audit.typ").read_bytes()
    for text, own_fonts in ((data, True), (data, False), (latin(data), True)):
        try:
            return typst.compile(
                template, format="pdf", pdf_standards=["ua-1"], sys_inputs={"pack": text}, ignore_system_fonts=own_fonts
            )
        except typst.TypstError as error:
            if "could not be displayed" not in str(error):
                raise
    raise AssertionError("the fonts that come with Typst have all Latin letters")


def audit_zip(catalogue: Catalogue, keeping: Keeping, record: Record) -> bytes:
    """Pack the PDF with tables of the activities, of where they count, and of their proof, as CSV.

    The same record gives the same bytes. A cell that a spreadsheet would take for a formula begins with an apostrophe.
    """
    parts = {
        "audit.pdf": audit_pdf(catalogue, keeping, record),
        "activities.csv": table(activity_rows(keeping)),
        "allocation.csv": table(allocation_rows(keeping)),
        "evidence.csv": table(evidence_rows(keeping)),
    }
    return packed(parts)


def table(rows: Iterable[Sequence[str]]) -> bytes:
    """Write rows as CSV in UTF-8, with nothing in it that a spreadsheet would run."""
    import csv
    from io import StringIO

    text = StringIO(newline="")
    csv.writer(text).writerows([harmless(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def running(keeping: Keeping) -> Iterator[Filled]:
    """List the cycles that an audit is about."""
    return (kept.running for kept in keeping.kept if kept.running is not None)


def in_audit_order(filled: Filled) -> list[Counted]:
    """List what counts by area and day."""
    return sorted(filled.counted, key=lambda line: (line.area, str(line.activity.done), line.activity.place))


def activity_rows(keeping: Keeping) -> Iterator[Sequence[str]]:
    """List all activities of the record."""
    yield "place", "title", "date", "amount", "unit", "approved by", "provider", "planned", "proof", "verdict", "why"
    for line in keeping.lines:
        activity = line.activity
        yield (
            activity.place,
            activity.title,
            when_words(activity.done),
            "" if activity.amount is None else number(activity.amount),
            activity.unit or "",
            ", ".join(activity.approved_by),
            activity.provider or "",
            "yes" if activity.planned else "no",
            proof(activity),
            line.verdict,
            " ".join(reasons(keeping, line)),
        )


def allocation_rows(keeping: Keeping) -> Iterator[Sequence[str]]:
    """List what counts where."""
    yield "certificate", "cycle from", "cycle to", "area", "place", "title", "counts", "unit", "approved"
    for filled in running(keeping):
        requirement = filled.requirement
        for line in in_audit_order(filled):
            yield (
                requirement.credential.name,
                requirement.starts.isoformat(),
                requirement.ends.isoformat(),
                line.area,
                line.activity.place,
                line.activity.title,
                number(line.points),
                requirement.unit,
                "yes" if line.approved else "no",
            )


def evidence_rows(keeping: Keeping) -> Iterator[Sequence[str]]:
    """List the proof of everything that counts."""
    yield "certificate", "place", "title", "date", "proof"
    for filled in running(keeping):
        for activity in activities_of(filled):
            name = filled.requirement.credential.name
            yield name, activity.place, activity.title, when_words(activity.done), proof(activity)


def activities_of(filled: Filled) -> list[Activity]:
    """List the activities that count in a cycle, each once."""
    return list({line.activity.place: line.activity for line in in_audit_order(filled)}.values())


def proof(activity: Activity) -> str:
    """Say whether proof is on file."""
    if activity.planned:
        return "still to come"
    return {True: "on file", False: "missing", None: "not said"}[activity.evidence]


def pack(catalogue: Catalogue, keeping: Keeping, record: Record) -> dict[str, Any]:
    """Give all that the PDF says, as plain text by its places."""
    name = f"{record.name[:60]} · " if record.name else ""
    left = [
        f"{when_words(line.activity.done)}: {activity_words(line.activity)}. {' '.join(reasons(keeping, line))}"
        for line in keeping.lines
        if not line.counted
    ]
    return {
        "title": "Continuing education by cycle",
        "lead": f"{name}made for {long_date(keeping.on)}. {NO_FORM}",
        "parts": [_part(keeping, filled) for filled in running(keeping)],
        "left": left,
        "closing": NOT_THE_ISSUER,
        "confirm": [
            (kept.credential.name, kept.credential.confirm) for kept in keeping.kept if kept.credential.confirm
        ],
        "footer": f"Lapel {__version__} · facts {catalogue.sha256[:12]}",
    }


def _part(keeping: Keeping, filled: Filled) -> dict[str, Any]:
    requirement = filled.requirement
    span = f"Cycle: {long_date(requirement.starts)} to {long_date(requirement.ends)}"
    lacking = [] if filled.met else [f"Still missing: {further_words(filled.further, requirement)}."]
    parts = [f"{upper('; '.join(parts_words(filled)))}."] if requirement.areas or requirement.approval else []
    missing = [
        f"{when_words(activity.done)}: {activity.title} ({proof(activity)})"
        for activity in activities_of(filled)
        if activity.evidence is not True
    ]
    return {
        "name": cycle_name(keeping, requirement),
        "lines": [f"{span}. In all, {filled_words(filled)}.", *parts, *lacking],
        "rows": [
            (
                line.area or "any",
                line.activity.title,
                when_words(line.activity.done),
                points_words(line.points, requirement.unit),
                line.activity.provider or "not said",
                proof(line.activity),
            )
            for line in in_audit_order(filled)
        ],
        "missing": missing,
    }
