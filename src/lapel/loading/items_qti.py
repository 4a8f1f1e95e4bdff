"""QTI 3.0 → items: a content package, or the file of a single question.

What is read is a subset, told in docs/reference/item-exchange.md. A question that needs more is refused by itself, with
what was found and what is expected; what a question says beside that is left out with a word, never in silence.
"""

import re
import struct
import zlib
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from zipfile import BadZipFile, ZipFile, ZipInfo

from lapel.loading.intake import Incoming
from lapel.loading.qti_names import ITEM_RESOURCE, MANIFEST, OURS
from lapel.loading.qti_question import read_question
from lapel.loading.xml import MAX_BYTES, Element, read_xml
from lapel.model.located import Problem, Problems
from lapel.model.value import Value, replace

BROKEN = (BadZipFile, NotImplementedError, RuntimeError, ValueError, EOFError, OSError, struct.error, zlib.error)
"""What reading a damaged ZIP file can raise."""
MAX_PACKAGE = 50_000_000
MAX_UNPACKED = 200_000_000
MAX_PARTS = 20_000
"""Bytes of a package, bytes of all that is in it, and files."""


class Package(Value):
    """What was read of a file: its questions, and what else was found in it."""

    items: tuple[Incoming, ...]
    notes: tuple[str, ...] = ()


def read_qti(path: Path) -> Package:
    """Read a package (``.zip``) or the file of one question (``.xml``).

    Raises `Problems` for a file that is neither, or is dangerous: too large, with a path out of the package, with a
    DOCTYPE.
    """
    name = str(path)
    raw = _bytes(path, name)
    if raw[:4] == b"PK\x03\x04":
        return _package(raw, name)
    if not re.match(rb"\s*<|\xef\xbb\xbf\s*<|\xff\xfe|\xfe\xff", raw):
        raise _problem(name, "neither a ZIP file nor XML", "a QTI package (.zip) or one question (.xml)")
    root = read_xml(raw, name)
    if root.tag == "manifest":
        raise _problem(name, "a manifest by itself", "the package (.zip) that it is in, or the file of one question")
    return Package((read_question(root, name, name),))


def _bytes(path: Path, name: str) -> bytes:
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_PACKAGE + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "no such name"
        raise _problem(name, f"no readable file ({reason})", "a QTI package (.zip) or one question (.xml)") from None
    if len(raw) > MAX_PACKAGE:
        raise _problem(name, f"more than {MAX_PACKAGE:,} bytes", f"at most {MAX_PACKAGE:,} bytes")
    return raw


def _problem(name: str, found: str, expected: str, line: int = 0, hint: str = "") -> Problems:
    return Problems([Problem(name, line, "", found, expected, hint)])


# The package


def _package(raw: bytes, name: str) -> Package:
    try:
        packed = ZipFile(BytesIO(raw))
    except BROKEN as broken:
        raise _broken(name, broken) from None
    with packed:
        parts = _parts(packed, name)
        if MANIFEST not in parts:
            raise _problem(name, f"no {MANIFEST}", f"a QTI package, with {MANIFEST} at its top", hint=_hint(parts))
        return _listed(packed, parts, name)


def _broken(name: str, error: Exception) -> Problems:
    return _problem(name, f"a ZIP file that cannot be read ({error})", "a whole ZIP file without a password")


def _hint(parts: Mapping[str, ZipInfo]) -> str:
    """Say what a package without a manifest may be."""
    if "collection.anki2" in parts:
        return "This is an Anki deck, which is only written."
    within = next((part for part in parts if part.endswith(f"/{MANIFEST}")), "")
    return f"Found {within}: pack what is in the folder, not the folder." if within else ""


def _parts(packed: ZipFile, name: str) -> dict[str, ZipInfo]:
    """The files of a package by name; raises `Problems` where names or sizes are not those of an honest one."""
    infos = packed.infolist()
    if len(infos) > MAX_PARTS:
        raise _problem(name, f"{len(infos):,} files", f"at most {MAX_PARTS:,}")
    if sum(info.file_size for info in infos) > MAX_UNPACKED:
        raise _problem(name, "more when unpacked than a package of questions has", f"at most {MAX_UNPACKED:,} bytes")
    parts: dict[str, ZipInfo] = {}
    for info in infos:
        if not _inside(info.filename):
            raise _problem(name, f"the path {info.filename[:80]!r}", "paths inside the package")
        if info.filename in parts:
            raise _problem(name, f"the file {info.filename[:80]!r} twice", "each file once")
        parts[info.filename] = info
    return parts


def _inside(path: str) -> bool:
    """Whether a path stays in its package, on every system."""
    steps = path.split("/")
    return not (path.startswith("/") or "\\" in path or ":" in steps[0] or "\0" in path or ".." in steps)


def _unpacked(packed: ZipFile, info: ZipInfo, name: str) -> bytes:
    """A part's bytes, never more than an XML file may have, whatever the package says of its size."""
    try:
        with packed.open(info) as file:
            raw = file.read(MAX_BYTES + 1)
    except BROKEN as broken:
        raise _broken(f"{name}/{info.filename}", broken) from None
    if len(raw) > MAX_BYTES:
        raise _problem(f"{name}/{info.filename}", f"more than {MAX_BYTES:,} bytes", f"at most {MAX_BYTES:,} bytes")
    return raw


def _listed(packed: ZipFile, parts: Mapping[str, ZipInfo], name: str) -> Package:
    manifest = read_xml(_unpacked(packed, parts[MANIFEST], name), f"{name}/{MANIFEST}")
    if manifest.tag != "manifest":
        raise _problem(f"{name}/{MANIFEST}", f"<{manifest.tag}>", "<manifest>", manifest.line)
    items, notes = [], []
    for resource in manifest.every("resource"):
        kind, href = resource.get("type"), resource.get("href")
        place = f"{name}/{href}"
        if kind == ITEM_RESOURCE:
            items.append(_packed(packed, parts, resource, name))
        elif "item" in kind:
            unfit = f"found a question of the kind {kind!r}, expected {ITEM_RESOURCE!r} (QTI 3.0)."
            items.append(Incoming(resource.get("identifier"), place, unfit=unfit))
        elif "test" in kind or "section" in kind or "stimulus" in kind:
            notes.append(f"{place}: left out: a part of the kind {kind}; the questions are read one by one")
    if not items:
        notes.append("the manifest lists no question")
    return Package(tuple(items), tuple(notes))


def _packed(packed: ZipFile, parts: Mapping[str, ZipInfo], resource: Element, name: str) -> Incoming:
    href, own = resource.get("href"), resource.get("identifier")
    place = f"{name}/{href}"
    if not _inside(href) or href not in parts:
        return Incoming(own, place, unfit=f"found no file {href[:80]!r} in the package, expected it there.")
    try:
        root = read_xml(_unpacked(packed, parts[href], name), place)
    except Problems as problems:
        return Incoming(own, place, unfit=f"{problems.found[0]}.")
    found = read_question(root, place, own)
    metadata = resource.first("metadata", "lom")
    return _with_metadata(found, metadata) if metadata and not found.unfit else found


# What the manifest says of a question


def _with_metadata(found: Incoming, lom: Element) -> Incoming:
    said: dict[str, list[tuple[str, str, str]]] = {}
    foreign = False
    for one in lom.elements:
        if one.tag != "classification":
            continue
        source, purpose = one.first("purpose", "source"), one.first("purpose", "value")
        if source is None or purpose is None or source.text != OURS:
            foreign = True
            continue
        for path in one.elements:
            if path.tag == "taxonPath":
                within = path.first("source", "string")
                said.setdefault(purpose.text, []).extend(
                    (_text(taxon, "id"), _text(taxon, "entry", "string"), within.text if within else "")
                    for taxon in path.elements
                    if taxon.tag == "taxon"
                )
    if not said:
        return replace(found, left=(*found.left, "left out: its metadata in the manifest, which are not Lapel's"))
    left = ("left out: classifications in the manifest that are not Lapel's",) if foreign else ()

    def ids(purpose: str) -> list[str]:
        return [name for name, _, _ in said.get(purpose, ())]

    def one_of(purpose: str) -> str:
        return next(iter(ids(purpose)), "")

    data: dict[str, object] = {
        **found.data,
        "version": _text(lom, "lifeCycle", "version", "string"),
        "status": _text(lom, "lifeCycle", "status", "value"),
        "level": one_of("level"),
        "expected": one_of("expected"),
        "sources": ids("source"),
        "guideline": next((entry for _, entry, _ in said.get("guideline", ())), ""),
        "areas": {within: area for area, _, within in said.get("placed", ())},
        "not_for": ids("not for"),
        "enemies": ids("enemy"),
        "accept": {rule: why for rule, why, _ in said.get("accept", ())},
        "review": [_review(one) for one in lom.elements if one.tag == "annotation"],
        "calibration": {name: value for name, value, _ in said.get("calibration", ())},
    }
    told = {name: value for name, value in data.items() if value not in ("", [], {})}
    return replace(found, data=told, topic=one_of("topic"), left=(*found.left, *left))


def _text(element: Element, *way: str) -> str:
    found = element.first(*way)
    return found.text if found else ""


def _review(annotation: Element) -> dict[str, object]:
    description = annotation.first("description")
    verdict, tried, note = [one.text for one in description.elements][:3] if description else ("", "", "")
    said = {
        "on": _text(annotation, "date", "dateTime"),
        "by": _text(annotation, "entity"),
        "verdict": verdict,
        "tried": tried.split(),
        "note": note,
    }
    return {name: value for name, value in said.items() if value}
