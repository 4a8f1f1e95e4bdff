"""Practice questions → a content package of QTI 3.0: a manifest, a file a question, the pictures of hotspots.

The subset and how it was checked are told in docs/reference/item-exchange.md. The same questions give the same bytes.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from xml.sax.saxutils import escape, quoteattr

from lapel import __version__
from lapel.exam.lint_parts import in_order
from lapel.loading.items_file import number_text
from lapel.loading.qti_names import ANSWER, ERROR, ITEM_SPACE, MANIFEST, UNIT_CLASS, WORKING
from lapel.model.exam import Bank, Item
from lapel.reports.packing import packed
from lapel.reports.pictures.exam import FIXED, picture_of
from lapel.reports.pictures.hotspots import spot
from lapel.reports.pictures.sketch import WIDTH
from lapel.reports.qti_manifest import manifest_xml
from lapel.reports.qti_parts import DECLARATION, SCHEMA, XSI, el, identifier, item_href, lines_of, picture_href


def qti_package(bank: Bank, items: Sequence[Item], *, on: date) -> bytes:
    """Pack questions. Their areas are those of the outlines in force that day."""
    return packed({name: text.encode() for name, text in package_files(bank, items, on=on).items()})


def package_files(bank: Bank, items: Sequence[Item], *, on: date) -> dict[str, str]:
    """Give the files of a package by their names, the manifest first."""
    files = {}
    for item in items:
        files[item_href(item)] = item_xml(bank, item)
        if picture := picture_of(item):
            files[picture_href(item)] = picture.svg
    return {MANIFEST: manifest_xml(bank, items, on=on), **files}


# A question


def item_xml(bank: Bank, item: Item) -> str:
    """Write one question as an assessment item."""
    parts = (
        *_declarations(item),
        _body(item),
        _processing(item),
        *_feedback(item),
    )
    inside = "\n  ".join(parts)
    title = quoteattr(f"{bank.topics[item.topic].title}, {item.id}")
    return (
        f"{DECLARATION}<qti-assessment-item xmlns={quoteattr(ITEM_SPACE)} {XSI}\n"
        f'  xsi:schemaLocation="{ITEM_SPACE} {SCHEMA}/imsqti_asiv3p0_v1p0.xsd"\n'
        f'  identifier={quoteattr(item.id)} title={title} adaptive="false" time-dependent="false" xml:lang="en-US"\n'
        f'  tool-name="Lapel" tool-version="{__version__}">\n'
        f"  {inside}\n</qti-assessment-item>\n"
    )


CARDINALITIES = {"multi-select": "multiple", "ordering": "ordered"}


def _declarations(item: Item) -> Iterable[str]:
    numeric = item.kind == "numeric"
    right = [number_text(item.answer)] if item.answer is not None else [identifier(name) for name in item.key]
    yield el(
        "qti-response-declaration",
        el("qti-correct-response", *(el("qti-value", escape(value)) for value in right)),
        identifier=ANSWER,
        cardinality=CARDINALITIES.get(item.kind, "single"),
        base_type="float" if numeric else "identifier",
    )
    for name, value in (("SCORE", "0"), ("MAXSCORE", "1")):
        default = el("qti-default-value", el("qti-value", value))
        yield el("qti-outcome-declaration", default, identifier=name, cardinality="single", base_type="float")
    yield el("qti-outcome-declaration", identifier="FEEDBACK", cardinality="multiple", base_type="identifier")


def _body(item: Item) -> str:
    if item.kind == "numeric":
        unit = f" {el('span', escape(item.unit), class_=UNIT_CLASS)}" if item.unit else ""
        entry = el("qti-text-entry-interaction", response_identifier=ANSWER, expected_length="15")
        return el("qti-item-body", _stem(item), _image(item), el("p", entry, unit))
    prompt = el("qti-prompt", lines_of(item.stem))
    image = "" if item.kind == "hotspot" else _image(item)
    return el("qti-item-body", image, INTERACTION[item.kind](item, prompt))


def _stem(item: Item) -> str:
    return el("p", lines_of(item.stem))


def _image(item: Item) -> str:
    """The picture, with all that is told of it in words."""
    img = _img(item)
    return el("p", img) if img else ""


def _img(item: Item) -> str:
    picture = picture_of(item)
    if picture is None:
        return ""
    height = str(FIXED[item.picture]().height)
    return el("img", src=f"../{picture_href(item)}", alt=picture.words, width=str(WIDTH), height=height)


def _choices(item: Item, prompt: str) -> str:
    many = item.kind == "multi-select"
    return el(
        "qti-choice-interaction",
        prompt,
        *_simple(item),
        response_identifier=ANSWER,
        shuffle="false" if in_order(item) else "true",
        max_choices="0" if many else "1",
        min_choices="1",
    )


def _order(item: Item, prompt: str) -> str:
    return el("qti-order-interaction", prompt, *_simple(item), response_identifier=ANSWER, shuffle="true")


def _simple(item: Item) -> Iterable[str]:
    return (el("qti-simple-choice", lines_of(one.text), identifier=identifier(one.id)) for one in item.options)


def _hotspot(item: Item, prompt: str) -> str:
    regions = {region.id: region for region in FIXED[item.picture]().regions}
    choices = []
    for one in item.options:
        place = spot(regions[one.id])
        choices.append(
            el(
                "qti-hotspot-choice",
                identifier=identifier(one.id),
                shape=place.shape,
                coords=place.coords,
                hotspot_label=one.text,
            )
        )
    return el(
        "qti-hotspot-interaction",
        prompt,
        _img(item),
        *choices,
        response_identifier=ANSWER,
        max_choices="1",
        min_choices="1",
    )


INTERACTION = {"one-best": _choices, "multi-select": _choices, "ordering": _order, "hotspot": _hotspot}


# Scoring and reasons


def _processing(item: Item) -> str:
    """One point for the whole key; then the reasons: of what was chosen and of the key, or of every step."""
    given, right = el("qti-variable", identifier=ANSWER), el("qti-correct", identifier=ANSWER)
    score = el("qti-set-outcome-value", el("qti-variable", identifier="MAXSCORE"), identifier="SCORE")
    if item.kind == "numeric":
        condition = _numeric(item, score, given, right)
        return el("qti-response-processing", condition)
    condition = el("qti-response-condition", el("qti-response-if", el("qti-match", given, right), score))
    told = [given, right]
    if item.kind == "ordering":
        told = [_named(identifier(one.id)) for one in item.options]
    return el("qti-response-processing", condition, _tell(*told))


def _named(name: str) -> str:
    return el("qti-base-value", name, base_type="identifier")


def _tell(*what: str) -> str:
    return el("qti-set-outcome-value", el("qti-multiple", *what), identifier="FEEDBACK")


def _numeric(item: Item, score: str, given: str, right: str) -> str:
    def equal(to: str, tolerance: str = "") -> str:
        if not tolerance:
            return el("qti-equal", given, to, tolerance_mode="exact")
        return el("qti-equal", given, to, tolerance_mode="absolute", tolerance=f"{tolerance} {tolerance}")

    within = number_text(item.tolerance) if item.tolerance else ""
    others = (
        el(
            "qti-response-else-if",
            equal(el("qti-base-value", number_text(error.value), base_type="float")),
            _tell(_named(f"{ERROR}{place}"), _named(WORKING)),
        )
        for place, error in enumerate(item.errors, 1)
    )
    return el(
        "qti-response-condition",
        el("qti-response-if", equal(right, within), score, _tell(_named(WORKING))),
        *others,
        el("qti-response-else", _tell(_named(WORKING))),
    )


def _feedback(item: Item) -> Iterable[str]:
    told = [(identifier(one.id), one.text, one.why) for one in item.options]
    if item.kind == "numeric":
        told = [(WORKING, "The working", item.why)]
        told += [(f"{ERROR}{place}", number_text(one.value), one.why) for place, one in enumerate(item.errors, 1)]
    for name, title, why in told:
        if why:
            body = el("qti-content-body", el("p", lines_of(why)))
            shown = title.replace("\n", " ")
            yield el(
                "qti-modal-feedback",
                body,
                outcome_identifier="FEEDBACK",
                identifier=name,
                show_hide="show",
                title=shown,
            )
