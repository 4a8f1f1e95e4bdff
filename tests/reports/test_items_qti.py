"""QTI packages: well formed, in the specification's order, and scored as Lapel scores, by another reading of them."""

import re
from collections.abc import Iterable
from decimal import Decimal
from io import BytesIO
from xml.etree import ElementTree
from xml.etree.ElementTree import Element
from zipfile import ZipFile

import any_items
import pytest
from exam_items import ON
from hypothesis import given, settings

from lapel.exam.lint_parts import in_order
from lapel.exam.marking import is_right
from lapel.loading.compiled import load_exams
from lapel.model.exam import Item
from lapel.model.value import replace
from lapel.reports.items_qti import item_xml, package_files, qti_package

BANK = load_exams()
ITEMS = tuple(BANK.items.values())
QTI = "{http://www.imsglobal.org/xsd/imsqtiasi_v3p0}"
CP = "{http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1}"
LOM = "{http://ltsc.ieee.org/xsd/LOM}"
ORDER = [
    "qti-response-declaration",
    "qti-outcome-declaration",
    "qti-item-body",
    "qti-response-processing",
    "qti-modal-feedback",
]
"""The order in which the specification lists what an assessment item holds."""
IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")


def local(element: Element) -> str:
    return element.tag.rpartition("}")[2]


def root(item: Item) -> Element:
    return ElementTree.fromstring(item_xml(BANK, item))


def found(within: Element, tag: str) -> Element:
    element = within.find(f".//{QTI}{tag}")
    assert element is not None
    return element


def sample() -> list[Item]:
    """Some of every kind, and all of the rare ones."""
    return [item for place, item in enumerate(ITEMS) if item.kind != "one-best" or place % 20 == 0]


# What is in a package


def test_a_package_lists_every_file_that_it_holds_and_no_other() -> None:
    with ZipFile(BytesIO(qti_package(BANK, ITEMS, on=ON))) as packed:
        names = packed.namelist()
        manifest = ElementTree.fromstring(packed.read("imsmanifest.xml"))
    listed = [file.get("href") for file in manifest.iter(f"{CP}file")]
    assert sorted(names) == sorted(["imsmanifest.xml", *map(str, listed)])
    resources = list(manifest.iter(f"{CP}resource"))
    own = [one.get("identifier") or "" for one in resources]
    assert len(set(own)) == len(own) == 752 + 11
    assert all(IDENTIFIER.fullmatch(name) for name in own)
    needed = [one.get("identifierref") for one in manifest.iter(f"{CP}dependency")]
    assert len(needed) == 11
    assert set(needed) <= set(own)


def test_the_same_questions_and_day_give_the_same_bytes() -> None:
    assert qti_package(BANK, sample(), on=ON) == qti_package(BANK, sample(), on=ON)


def test_the_manifest_files_a_question_under_what_is_known_of_it() -> None:
    item = BANK.items["ekg-003"]
    manifest = ElementTree.fromstring(package_files(BANK, [item], on=ON)["imsmanifest.xml"])
    filed: dict[str, list[tuple[str, ...]]] = {}
    for one in manifest.iter(f"{LOM}classification"):
        purpose = one.find(f"{LOM}purpose/{LOM}value")
        assert purpose is not None
        filed.setdefault(str(purpose.text), []).append(tuple(str(name.text) for name in one.iter(f"{LOM}id")))
    assert filed["topic"] == [("ekg",)]
    assert filed["area"] == [("3", "3f"), ("clinical", "procedures"), ("2",), ("procedural",)]
    assert (filed["level"], filed["expected"], filed["source"]) == ([("apply",)], [("0.56",)], [("aha-ecg",)])


# What is in a question


@pytest.mark.parametrize("item", sample(), ids=lambda item: item.id)
def test_a_question_is_in_the_order_of_the_specification(item: Item) -> None:
    element = root(item)
    places = [ORDER.index(local(child)) for child in element]
    assert places == sorted(places)
    assert set(places) == set(range(len(ORDER)))
    names = [node.get("identifier") for node in element.iter() if node.get("identifier")]
    assert all(IDENTIFIER.fullmatch(str(name)) for name in names)
    assert {element.get(name) for name in ("adaptive", "time-dependent")} == {"false"}
    outcomes = {one.get("identifier") for one in element.iter(f"{QTI}qti-outcome-declaration")}
    assert {one.get("outcome-identifier") for one in element.iter(f"{QTI}qti-modal-feedback")} <= outcomes


def test_kinds_have_their_interactions() -> None:
    for item in sample():
        element = root(item)
        [declared] = element.iter(f"{QTI}qti-response-declaration")
        kind = (declared.get("cardinality"), declared.get("base-type"))
        if item.kind == "numeric":
            assert kind == ("single", "float")
            assert found(element, "qti-text-entry-interaction").get("response-identifier") == "RESPONSE"
        elif item.kind == "ordering":
            assert kind == ("ordered", "identifier")
            assert found(element, "qti-order-interaction").get("shuffle") == "true"
        elif item.kind == "hotspot":
            assert kind == ("single", "identifier")
            image = found(element, "img")
            assert len(str(image.get("alt"))) > 100
            labels = [one.get("hotspot-label") for one in element.iter(f"{QTI}qti-hotspot-choice")]
            assert labels == [option.text for option in item.options]
        else:
            choice = found(element, "qti-choice-interaction")
            assert kind == ("single" if item.kind == "one-best" else "multiple", "identifier")
            assert choice.get("max-choices") == ("1" if item.kind == "one-best" else "0")
            assert choice.get("shuffle") == ("false" if in_order(item) else "true")


# Scoring, by another reading of it


def scored(element: Element, response: list[str] | float | None) -> tuple[float, set[str]]:
    """Work out the score and the feedback shown, as the response processing says and as QTI means it."""
    outcomes: dict[str, object] = {"SCORE": 0.0, "MAXSCORE": 1.0, "FEEDBACK": set()}
    [declared] = element.iter(f"{QTI}qti-response-declaration")
    values = [str(one.text) for one in declared.iter(f"{QTI}qti-value")]
    correct: object = float(values[0]) if declared.get("base-type") == "float" else values

    def value(node: Element) -> object:
        match local(node):
            case "qti-variable":
                name = str(node.get("identifier"))
                return response if name == "RESPONSE" else outcomes[name]
            case "qti-correct":
                return correct
            case "qti-base-value":
                return float(str(node.text)) if node.get("base-type") == "float" else [str(node.text)]
            case "qti-multiple":
                return {one for child in node if (held := value(child)) for one in held}  # type: ignore[attr-defined]
            case "qti-match":
                one, other = map(value, node)
                ordered = declared.get("cardinality") == "ordered"
                return one is not None and (one == other if ordered else sorted(one) == sorted(other))  # type: ignore[call-overload]
            case "qti-equal":
                one, other = map(value, node)
                within = [float(text) for text in (node.get("tolerance") or "0 0").split()]
                assert isinstance(other, float)
                return isinstance(one, float) and other - within[0] <= one <= other + within[1]
        raise AssertionError(node.tag)

    def run(nodes: Iterable[Element]) -> None:
        for node in nodes:
            if local(node) == "qti-set-outcome-value":
                outcomes[str(node.get("identifier"))] = value(node[0])
            elif local(node) == "qti-response-condition":
                for branch in node:
                    if local(branch) == "qti-response-else" or value(branch[0]):
                        run(branch if local(branch) == "qti-response-else" else branch[1:])
                        break

    run(found(element, "qti-response-processing"))
    shown = outcomes["FEEDBACK"]
    assert isinstance(shown, set)
    return float(str(outcomes["SCORE"])), shown


def name(option: str) -> str:
    return option if option[0].isalpha() else f"_{option}"


def test_a_whole_key_scores_and_anything_else_does_not() -> None:
    for item in sample():
        element = root(item)
        if item.kind == "numeric":
            continue
        ids = [option.id for option in item.options]
        tries = [list(item.key), *([one] for one in ids), ids, list(item.key)[::-1], list(item.key)[:-1], None]
        for tried in tries:
            score, _ = scored(element, tried and [name(one) for one in tried])
            assert score == (1 if tried and is_right(item, tried) else 0), (item.id, tried)


def test_reasons_of_what_was_chosen_and_of_the_key_are_shown() -> None:
    item = BANK.items["infection-control-001"]
    assert scored(root(item), ["b"])[1] == {"a", "b"}
    assert scored(root(item), None)[1] == {"a"}
    steps = BANK.items["safety-emergency-005"]
    assert scored(root(steps), ["a", "b", "c", "d"])[1] == {"a", "b", "c", "d"}


def test_a_number_scores_within_its_tolerance_and_its_errors_are_named() -> None:
    for item in (one for one in ITEMS if one.kind == "numeric"):
        element = root(item)
        assert item.answer is not None
        assert scored(element, float(item.answer)) == (1, {"working"})
        assert scored(element, float(item.answer) + 1_000_000) == (0, {"working"})
        for place, error in enumerate(item.errors, 1):
            assert scored(element, float(error.value)) == (0, {f"error-{place}", "working"})


def test_a_tolerance_holds_on_both_sides() -> None:
    item = replace(BANK.items["dosage-calculation-002"], tolerance=Decimal("0.25"), errors=())
    element = root(item)
    assert [scored(element, value)[0] for value in (1.74, 1.75, 2.0, 2.25, 2.26)] == [0, 1, 1, 1, 0]


@given(any_items.items())
@settings(max_examples=20)
def test_whatever_a_question_says_its_files_are_well_formed(item: Item) -> None:
    for file, text in package_files(BANK, [item], on=ON).items():
        assert ElementTree.fromstring(text) is not None, file
