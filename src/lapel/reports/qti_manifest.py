"""The manifest of a QTI package: its files, and what is known of each question beside the question itself."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from hashlib import sha256
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from lapel import __version__
from lapel.loading.items_file import item_data, number_text
from lapel.loading.qti_names import CP_SPACE, INTERACTIONS, ITEM_RESOURCE, LOM_SPACE, OURS, QTI_METADATA_SPACE
from lapel.model.exam import Bank, Item
from lapel.reports.qti_parts import DECLARATION, SCHEMA, XSI, el, item_href, picture_href


def manifest_xml(bank: Bank, items: Sequence[Item], *, on: date) -> str:
    """Write the manifest, which holds what is known of each question beside the question itself."""
    names = "\n".join(item.id for item in items)
    digest = sha256(f"{bank.sha256}\n{names}".encode()).hexdigest()[:16]
    about = el("metadata", el("schema", "QTI Package"), el("schemaversion", "3.0.0"))
    resources = "\n    ".join(part for item in items for part in _resources(bank, item, on))
    return (
        f"{DECLARATION}<manifest xmlns={quoteattr(CP_SPACE)} {XSI}\n"
        f'  xsi:schemaLocation="{CP_SPACE} {SCHEMA}/imsqtiv3p0_imscpv1p2_v1p0.xsd"\n'
        f'  identifier="lapel-{digest}">\n'
        f"  {about}\n  <organizations/>\n  <resources>\n    {resources}\n  </resources>\n</manifest>\n"
    )


def _resources(bank: Bank, item: Item, on: date) -> Iterable[str]:
    href, shown = item_href(item), picture_href(item)
    metadata = el("metadata", _lom(bank, item, on), _qti_metadata(item))
    file = el("file", href=href)
    needs = el("dependency", identifierref=f"picture-{item.id}") if item.picture else ""
    yield el("resource", metadata, file, needs, identifier=f"item-{item.id}", type=ITEM_RESOURCE, href=href)
    if item.picture:
        yield el("resource", el("file", href=shown), identifier=f"picture-{item.id}", type="webcontent", href=shown)


def _qti_metadata(item: Item) -> str:
    kind = INTERACTIONS[item.kind].removeprefix("qti-").split("-")
    interaction = kind[0] + "".join(part.capitalize() for part in kind[1:])
    return (
        f"<qtiMetadata xmlns={quoteattr(QTI_METADATA_SPACE)}>"
        + el("timeDependent", "false")
        + el("composite", "false")
        + el("interactionType", interaction)
        + el("feedbackType", "nonadaptive")
        + el("solutionAvailable", "true")
        + el("toolName", "Lapel")
        + el("toolVersion", __version__)
        + "</qtiMetadata>"
    )


def _string(text: str) -> str:
    return el("string", escape(text), language="en-US")


def _vocabulary(name: str, value: str) -> str:
    return el(name, el("source", OURS), el("value", escape(value)))


def _lom(bank: Bank, item: Item, on: date) -> str:
    said = item_data(item)
    name = el("identifier", el("catalog", OURS), el("entry", item.id))
    general = el("general", name, el("title", _string(item.id)), el("language", "en-US"))
    cycle = el("lifeCycle", el("version", _string(str(item.version))), _vocabulary("status", item.status))
    reviews = "".join(_annotation(one) for one in said.get("review", ()))
    filed = "".join(_classifications(bank, item, said, on))
    return f"<lom xmlns={quoteattr(LOM_SPACE)}>{general}{cycle}{reviews}{filed}</lom>"


def _annotation(review: Mapping[str, Any]) -> str:
    """A second reading: its verdict, what was tried, and its note, as three texts."""
    told = (review["verdict"], " ".join(review.get("tried", ())), review.get("note", ""))
    description = el("description", *(_string(text) for text in told))
    return el("annotation", el("entity", escape(review["by"])), el("date", el("dateTime", review["on"])), description)


def _classifications(bank: Bank, item: Item, said: Mapping[str, Any], on: date) -> Iterable[str]:
    def filed(purpose: str, *taxa: tuple[str, str], within: str = OURS) -> str:
        path = el("taxonPath", el("source", _string(within)), *(_taxon(*taxon) for taxon in taxa))
        return el("classification", _vocabulary("purpose", purpose), path)

    topic = bank.topics[item.topic]
    yield filed("topic", (topic.id, topic.title))
    for exam in bank.exams.values():
        outline = bank.outline(exam.id, on=on)
        place = bank.place(item, outline) if outline else None
        if outline and place:
            yield filed("area", *((one.id, one.name) for one in outline.above(place)), within=outline.id)
    yield filed("level", (item.level, item.level))
    expected = number_text(item.expected)
    yield filed("expected", (expected, f"{item.expected:.0%} of just-ready candidates, by its author's estimate"))
    for name in item.sources:
        source = bank.item_sources.get(name)
        told = f"{source.publisher}: {source.title}, {source.section} (as of {source.as_of})" if source else name
        yield filed("source", (name, told))
    if item.guideline:
        yield filed("guideline", ("", item.guideline))
    for exam_id, area in item.areas:
        yield filed("placed", (area, ""), within=exam_id)
    for name in item.not_for:
        yield filed("not for", (name, ""))
    for name in item.enemies:
        yield filed("enemy", (name, ""))
    for rule, why in item.accept:
        yield filed("accept", (rule, why))
    if measured := said.get("calibration"):
        yield filed("calibration", *measured.items())


def _taxon(name: str, entry: str) -> str:
    inside = (el("id", escape(name)) if name else "", el("entry", _string(entry)) if entry else "")
    return el("taxon", *filter(None, inside))
