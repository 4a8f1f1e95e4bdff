"""QTI 3.0: the bank comes back, questions of other programs are read as far as they go, bad files are refused."""

import time
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import any_items
import pytest
from exam_items import ON
from hypothesis import given, settings
from hypothesis import strategies as st

from lapel.loading import items_qti, xml
from lapel.loading.compiled import load_exams
from lapel.loading.intake import Given, Intake, take
from lapel.loading.items_file import item_data
from lapel.loading.items_qti import read_qti
from lapel.loading.qti_names import CP_SPACE, ITEM_RESOURCE, ITEM_SPACE, MANIFEST
from lapel.loading.qti_question import read_question
from lapel.loading.xml import read_xml
from lapel.model.exam import Item
from lapel.model.located import Problems
from lapel.model.value import replace
from lapel.reports.items_qti import package_files, qti_package

BANK = load_exams()
ITEMS = tuple(BANK.items.values())
GIVEN = Given("coding", "recall", "0.7")


def packed(files: dict[str, str]) -> bytes:
    content = BytesIO()
    with ZipFile(content, "w", ZIP_DEFLATED) as made:
        for name, text in files.items():
            made.writestr(name, text)
    return content.getvalue()


def manifest(*resources: str) -> str:
    return f'<manifest xmlns="{CP_SPACE}"><resources>{"".join(resources)}</resources></manifest>'


def resource(name: str, *, kind: str = ITEM_RESOURCE, href: str = "") -> str:
    return f'<resource identifier="{name}" type="{kind}" href="{href or name + ".xml"}"/>'


CHOICE = """
  <qti-response-declaration identifier="R" cardinality="single" base-type="identifier">
    <qti-correct-response><qti-value>ChoiceB</qti-value></qti-correct-response>
  </qti-response-declaration>
  <qti-item-body>
    <p>A patient faints   while
      blood is drawn.</p>
    <qti-choice-interaction response-identifier="R" shuffle="true" max-choices="1">
      <qti-prompt>What comes <em>first</em>?</qti-prompt>
      <qti-simple-choice identifier="ChoiceA">Fetch water</qti-simple-choice>
      <qti-simple-choice identifier="ChoiceB">Take out the needle
        <qti-feedback-inline outcome-identifier="F" identifier="ChoiceB" show-hide="show">It comes
          before all else.</qti-feedback-inline></qti-simple-choice>
      <qti-simple-choice identifier="ChoiceC">Call for help &amp; wait</qti-simple-choice>
    </qti-choice-interaction>
  </qti-item-body>
  <qti-response-processing template="https://purl.imsglobal.org/spec/qti/v3p0/rptemplates/match_correct"/>
"""


def question(inside: str = CHOICE, name: str = "Q1", **said: str) -> str:
    more = "".join(f' {key.replace("_", "-")}="{value}"' for key, value in said.items())
    return (
        f'<qti-assessment-item xmlns="{ITEM_SPACE}" identifier="{name}" title="t"{more}>{inside}</qti-assessment-item>'
    )


def came(path: Path, raw: bytes | str) -> Intake:
    """What becomes of a file of another program."""
    path.write_bytes(raw.encode() if isinstance(raw, str) else raw)
    found = read_qti(path)
    return take(found.items, BANK, GIVEN, found.notes)


def refusal(path: Path, raw: bytes | str) -> str:
    """What is said of a file that is refused as a whole, which must not take long."""
    path.write_bytes(raw.encode() if isinstance(raw, str) else raw)
    before = time.perf_counter()
    with pytest.raises(Problems) as caught:
        read_qti(path)
    assert time.perf_counter() - before < 5
    return str(caught.value).removeprefix(str(path))


def why(found: Intake) -> str:
    [refused] = found.refused
    return "\n".join(refused.why)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "own.zip"


# There and back


def test_the_whole_bank_comes_back_as_it_was(path: Path) -> None:
    path.write_bytes(qti_package(BANK, ITEMS, on=ON))
    found = read_qti(path)
    intake = take(found.items, BANK)
    assert (found.notes, intake.refused) == ((), ())
    assert [one.data["status"] for one in found.items] == [item.status for item in ITEMS]
    assert tuple(replace(one.item, status="reviewed") for one in intake.taken) == ITEMS
    assert {said for one in intake.taken for said in one.told} == {
        "its status is draft now; it was reviewed",
        "the catalogue has the same question",
    }


@given(any_items.items())
@settings(max_examples=settings().max_examples // 2)
def test_any_item_comes_back_as_it_was(item: Item) -> None:
    files = package_files(BANK, [item], on=ON)
    with ZipFile(BytesIO(packed(files))) as made:
        parts = items_qti._parts(made, "x")
        [found] = items_qti._listed(made, parts, "x").items
    assert found.unfit == ""
    assert found.left == ()
    assert ({**found.data, "id": found.name}, found.topic) == (item_data(item), item.topic)
    [taken] = take([found], BANK).taken
    assert replace(taken.item, status=item.status) == item


def test_a_question_without_its_manifest_lacks_only_what_the_manifest_says(path: Path) -> None:
    item = BANK.items["phlebotomy-007"]
    text = package_files(BANK, [item], on=ON)[f"items/{item.id}.xml"]
    [taken] = came(path, text).taken
    for field in ("id", "stem", "options", "key", "picture", "kind"):
        assert getattr(taken.item, field) == getattr(item, field)
    assert (taken.item.level, taken.item.expected) == ("recall", 0.7)


# Questions of other programs


def test_a_choice_of_another_program_is_read(path: Path) -> None:
    [taken] = came(path, question()).taken
    item = taken.item
    assert item.stem == "A patient faints while blood is drawn.\nWhat comes first?"
    assert [(one.id, one.text, one.why) for one in item.options] == [
        ("a", "Fetch water", ""),
        ("b", "Take out the needle", "It comes before all else."),
        ("c", "Call for help & wait", ""),
    ]
    assert (item.key, item.kind, item.status) == (("b",), "one-best", "draft")
    assert taken.told[:2] == (
        "left out: the look of words (<em>); the words are kept",
        "its options are lettered a to c here",
    )


def test_several_right_answers_make_a_multi_select(path: Path) -> None:
    text = question(
        CHOICE.replace('"single"', '"multiple"').replace(
            "ChoiceB</qti-value>", "ChoiceB</qti-value><qti-value>ChoiceC</qti-value>"
        )
    )
    [taken] = came(path, text).taken
    assert (taken.item.kind, taken.item.key) == ("multi-select", ("b", "c"))


def test_points_for_parts_are_left_out_with_a_word(path: Path) -> None:
    points = """<qti-mapping default-value="0"><qti-map-entry map-key="ChoiceA" mapped-value="-1"/>
      <qti-map-entry map-key="ChoiceB" mapped-value="2"/>
      <qti-map-entry map-key="ChoiceC" mapped-value="1"/></qti-mapping>"""
    inside = CHOICE.replace('"single"', '"multiple"').replace("match_correct", "map_response")
    correct = inside[inside.index("<qti-correct-response>") : inside.index("</qti-correct-response>") + 23]
    [both] = came(path, question(inside.replace(correct, correct + points))).taken
    assert both.item.key == ("b",)
    assert any("its own way of scoring" in said for said in both.told)
    [mapped] = came(path, question(inside.replace(correct, points))).taken
    assert mapped.item.key == ("b", "c")


def test_an_order_is_read(path: Path) -> None:
    inside = CHOICE.replace("qti-choice-interaction", "qti-order-interaction").replace('"single"', '"ordered"')
    values = "".join(f"<qti-value>Choice{letter}</qti-value>" for letter in "BCA")
    [taken] = came(path, question(inside.replace("<qti-value>ChoiceB</qti-value>", values))).taken
    assert (taken.item.kind, taken.item.key) == ("ordering", ("b", "c", "a"))


def sets(name: str, value: str, base: str = "identifier") -> str:
    value = f'<qti-base-value base-type="{base}">{value}</qti-base-value>'
    return f'<qti-set-outcome-value identifier="{name}">{value}</qti-set-outcome-value>'


def shown(name: str, inside: str) -> str:
    body = f"<qti-content-body>{inside}</qti-content-body>"
    return (
        f'<qti-modal-feedback outcome-identifier="F" identifier="{name}" show-hide="show">{body}</qti-modal-feedback>'
    )


NUMBER = f"""
  <qti-response-declaration identifier="R" cardinality="single" base-type="integer">
    <qti-correct-response><qti-value>31</qti-value></qti-correct-response>
  </qti-response-declaration>
  <qti-item-body><p>Drip at <qti-text-entry-interaction response-identifier="R"/> drops a minute.</p></qti-item-body>
  <qti-response-processing><qti-response-condition>
    <qti-response-if>
      <qti-equal tolerance-mode="absolute" tolerance="0.5 0.5">
        <qti-variable identifier="R"/><qti-correct identifier="R"/></qti-equal>
      {sets("completionStatus", "completed")}{sets("SCORE", "1", "float")}{sets("F", "good")}
    </qti-response-if>
    <qti-response-else-if>
      <qti-equal tolerance-mode="exact">
        <qti-variable identifier="R"/><qti-base-value base-type="integer">62</qti-base-value></qti-equal>
      {sets("F", "twice")}
    </qti-response-else-if>
    <qti-response-else>{sets("F", "bad")}</qti-response-else>
  </qti-response-condition></qti-response-processing>
  {shown("good", "125 × 15 ÷ 60")}{shown("twice", "<p>Doubled.</p>")}{shown("bad", "Try again.")}
"""


def test_a_number_is_read_with_its_tolerance_its_working_and_its_errors(path: Path) -> None:
    [taken] = came(path, question(NUMBER)).taken
    item = taken.item
    assert item.stem == "Drip at ____ drops a minute."
    assert (str(item.answer), str(item.tolerance), item.why) == ("31", "0.5", "125 × 15 ÷ 60")
    assert [(str(error.value), error.why) for error in item.errors] == [("62", "Doubled.")]
    assert "left out: the feedback 'bad' (“Try again.”), which belongs to no option here" in taken.told


def test_feedback_of_the_right_answer_is_the_reason_of_the_key(path: Path) -> None:
    scoring = NUMBER[NUMBER.index("<qti-response-processing>") :].replace("qti-equal", "qti-match")
    inside = CHOICE[: CHOICE.index("<qti-response-processing")].replace("It comes\n          before all else.", "")
    [taken] = came(path, question(inside + scoring)).taken
    assert taken.item.options[1].why == "125 × 15 ÷ 60"
    assert any("'bad'" in said for said in taken.told)


UNFIT = {
    "another interaction": (
        question(CHOICE.replace("qti-choice-interaction", "qti-match-interaction")),
        "found <qti-match-interaction>, expected one of <qti-choice-interaction>, <qti-order-interaction>,"
        " <qti-text-entry-interaction>, <qti-hotspot-interaction>.",
    ),
    "two interactions": (
        question(CHOICE.replace("<p>", '<p><qti-text-entry-interaction response-identifier="X"/>')),
        "found 2 interactions, expected one of",
    ),
    "no interaction": (
        question("<qti-item-body><p>Read.</p></qti-item-body>"),
        "found nothing to answer, expected one of",
    ),
    "no body": (question(""), "found no <qti-item-body>"),
    "no declaration": (
        question(CHOICE.replace('declaration identifier="R"', 'declaration identifier="X"')),
        "found no declaration of the response 'R'",
    ),
    "no right answer": (
        question(CHOICE.replace("qti-correct-response", "qti-default-value")),
        "found no right answer, expected <qti-correct-response>.",
    ),
    "a right answer that is none": (
        question(CHOICE.replace(">ChoiceB<", ">ChoiceZ<")),
        "key: found ChoiceZ, expected one of its options: a, b, c.",
    ),
    "words to type": (
        question(NUMBER.replace('"integer"', '"string"')),
        "found an answer that is single and of the type string, expected single and float or integer for",
    ),
    "a relative tolerance": (
        question(NUMBER.replace("absolute", "relative")),
        "found the tolerance relative 0.5 0.5, expected one absolute number",
    ),
    "a second right number": (
        question(NUMBER.replace(sets("F", "twice"), sets("F", "twice") + sets("SCORE", "1", "float"))),
        "found 62 scoring beside 31, expected one right number.",
    ),
    "raised words": (
        question(CHOICE.replace("Fetch", "<sup>a b</sup>")),
        "found <sup> around “a b”, expected digits in it.",
    ),
    "struck words": (question(CHOICE.replace("Fetch", "<s>Fetch</s>")), "found <s> in its text, expected words."),
    "a lopsided tolerance": (
        question(NUMBER.replace("0.5 0.5", "0.5 1")),
        "found the tolerance absolute 0.5 1, expected one absolute number",
    ),
    "a picture": (
        question(CHOICE.replace("<p>", '<p><img src="a.png" alt="b"/>')),
        "found the picture 'a.png', expected words or a picture of Lapel's catalogue.",
    ),
    "a table": (question(CHOICE.replace("<p>", "<table/><p>")), "found <table> in its text, expected words."),
    "mathematics": (
        question(CHOICE.replace("Fetch", '<math xmlns="http://www.w3.org/1998/Math/MathML"/>')),
        "found <math> in its text, expected words.",
    ),
    "variables": (
        question("<qti-template-processing/>" + CHOICE),
        "found <qti-template-processing>, expected a question that stands by itself.",
    ),
    "a text of its own": (
        question('<qti-assessment-stimulus-ref href="x"/>' + CHOICE),
        "found <qti-assessment-stimulus-ref>",
    ),
    "one that adapts": (question(adaptive="true"), 'found a question that adapts itself, expected adaptive="false".'),
    "QTI 2": (
        '<assessmentItem xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1" identifier="x"/>',
        "found <assessmentItem>, which is of an older QTI",
    ),
    "QTI 1.2": ("<questestinterop/>", "which is of an older QTI"),
    "something else": ("<html/>", "found <html>, expected <qti-assessment-item> (QTI 3.0)."),
    "another namespace": (question().replace(ITEM_SPACE, "urn:x"), "found the namespace 'urn:x'"),
    "options twice": (question(CHOICE.replace('"ChoiceA"', '"ChoiceB"')), "found options with the same identifier"),
    "a region that is none": (
        question(CHOICE.replace("qti-choice-interaction", "qti-hotspot-interaction")),
        "options: found none, expected what to choose from.",
    ),
}


@pytest.mark.parametrize("kind", UNFIT)
def test_a_question_beyond_the_subset_is_refused_by_itself(kind: str, path: Path) -> None:
    text, reason = UNFIT[kind]
    found = came(
        path,
        packed(
            {MANIFEST: manifest(resource("bad"), resource("good")), "bad.xml": text, "good.xml": question(name="good")}
        ),
    )
    assert reason in why(found)
    assert [one.name for one in found.taken] == ["good"]


def test_what_stands_beside_a_question_is_left_out_with_a_word(path: Path) -> None:
    beside = """<qti-rubric-block view="scorer" use="instructions"><p>Half a point.</p></qti-rubric-block>
      <qti-feedback-block outcome-identifier="F" identifier="x" show-hide="show">Well done.</qti-feedback-block>"""
    inside = CHOICE.replace("<qti-item-body>", f"<qti-item-body>{beside}").replace(
        "</qti-item-body>", "</qti-item-body><qti-catalog-info/>"
    )
    hidden = '<qti-modal-feedback outcome-identifier="F" identifier="y" show-hide="hide">Not yet.</qti-modal-feedback>'
    [taken] = came(path, question(inside + hidden)).taken
    assert taken.item.stem.startswith("A patient faints")
    for said in (
        "left out: instructions beside the question (“Half a point.”)",
        "left out: feedback inside the question (“Well done.”)",
        "left out: <qti-catalog-info>",
        "left out: feedback that is shown unless something happens (“Not yet.”)",
    ):
        assert said in taken.told


def test_what_words_mean_by_their_look_is_kept(path: Path) -> None:
    lines = "<ol><li>10<sup>3</sup> cells</li><li>CO<sub>2</sub></li></ol><p>She says <q>ouch</q>.</p>"
    [taken] = came(path, question(CHOICE.replace("<p>", f"{lines}<p>"))).taken
    assert taken.item.stem.split("\n")[:3] == ["10³ cells", "CO₂", "She says “ouch”."]
    assert "left out: the numbers of a list; its lines are kept" in taken.told


def test_points_for_another_answer_are_left_out_with_a_word(path: Path) -> None:
    scoring = NUMBER[NUMBER.index("<qti-response-processing>") : NUMBER.index("</qti-response-processing>") + 26]
    scoring = scoring.replace(sets("F", "twice"), sets("SCORE", "0.5", "float"))
    inside = CHOICE[: CHOICE.index("<qti-response-processing")]
    [taken] = came(path, question(inside + scoring)).taken
    assert any("its own way of scoring" in said for said in taken.told)


def test_a_manifest_lists_what_is_read_and_the_rest_is_told(path: Path) -> None:
    files = {
        MANIFEST: manifest(
            resource("one"),
            resource("gone"),
            resource("out", href="../../etc/passwd"),
            resource("old", kind="imsqti_item_xmlv2p1"),
            resource("a-test", kind="imsqti_test_xmlv3p0"),
            resource("style", kind="webcontent", href="a.css"),
        ),
        "one.xml": question(),
    }
    found = came(path, packed(files))
    assert (len(found.taken), len(found.refused), found.count) == (1, 3, 4)
    assert [one.why for one in found.refused] == [
        ("found no file 'gone.xml' in the package, expected it there.",),
        ("found no file '../../etc/passwd' in the package, expected it there.",),
        ("found a question of the kind 'imsqti_item_xmlv2p1', expected 'imsqti_item_xmlv3p0' (QTI 3.0).",),
    ]
    assert found.notes == (
        f"{path}/a-test.xml: left out: a part of the kind imsqti_test_xmlv3p0; the questions are read one by one",
    )


def test_metadata_of_others_are_left_out_with_a_word(path: Path) -> None:
    lom = '<metadata><lom xmlns="http://ltsc.ieee.org/xsd/LOM"><general/></lom></metadata>'
    listed = resource("one").replace("/>", f">{lom}</resource>")
    [taken] = came(path, packed({MANIFEST: manifest(listed), "one.xml": question()})).taken
    assert "left out: its metadata in the manifest, which are not Lapel's" in taken.told


# Files that mean harm, or are no packages

BOMB = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
OUTSIDE = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]>'
NO_DOCTYPE = "found a DOCTYPE, expected XML without one: it could declare entities, and nothing here needs any"


@pytest.mark.parametrize(
    "text",
    [
        BOMB + question(CHOICE.replace("Fetch", "&b;")),
        OUTSIDE + question(CHOICE.replace("Fetch", "&e;")),
        "<!DOCTYPE x SYSTEM 'http://example.org/x.dtd'>" + question(),
        "<!doctype html>" + question(),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_no_entity_is_ever_declared(text: str, encoding: str, path: Path) -> None:
    said = refusal(path.with_suffix(".xml"), text.encode(encoding))
    assert NO_DOCTYPE in said or ("doctype" in text and "text that is not XML" in said)


def test_a_doctype_inside_a_package_refuses_that_question_alone(path: Path) -> None:
    found = came(
        path,
        packed(
            {
                MANIFEST: manifest(resource("bad"), resource("good")),
                "bad.xml": BOMB + question(),
                "good.xml": question(),
            }
        ),
    )
    assert NO_DOCTYPE in why(found)
    assert len(found.taken) == 1
    assert NO_DOCTYPE in refusal(path, packed({MANIFEST: BOMB + manifest()}))


def test_xinclude_and_undeclared_entities_fetch_nothing(path: Path) -> None:
    include = '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="file:///etc/hostname" parse="text"/>'
    assert "found <include> in its text" in why(came(path, question(CHOICE.replace("<p>", f"<p>{include}"))))
    assert "text that is not XML (undefined entity)" in refusal(path, question(CHOICE.replace("<p>", "<p>&nbsp;")))


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("../up.xml", "found the path '../up.xml', expected paths inside the package"),
        ("/etc/passwd", "found the path '/etc/passwd', expected paths inside the package"),
        ("C:/x.xml", "found the path 'C:/x.xml', expected paths inside the package"),
        ("a/../../x.xml", "found the path 'a/../../x.xml', expected paths inside the package"),
    ],
)
def test_a_path_out_of_the_package_is_refused(name: str, said: str, path: Path) -> None:
    assert said in refusal(path, packed({MANIFEST: manifest(), name: "x"}))


def test_nothing_is_ever_unpacked_to_the_disk(path: Path) -> None:
    came(path, packed({MANIFEST: manifest(resource("one")), "one.xml": question()}))
    assert list(path.parent.iterdir()) == [path]


def test_a_bomb_of_zeros_is_refused_without_being_unpacked(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    raw = packed({MANIFEST: manifest(resource("one")), "one.xml": "0" * 3_000_000})
    assert len(raw) < 10_000
    monkeypatch.setattr(items_qti, "MAX_UNPACKED", 2_000_000)
    monkeypatch.setattr(ZipFile, "open", None)
    said = refusal(path, raw)
    assert "found more when unpacked than a package of questions has, expected at most 2,000,000 bytes" in said


def test_a_part_that_lies_about_its_size_is_read_no_further(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(items_qti, "MAX_BYTES", 1000)
    found = came(path, packed({MANIFEST: manifest(resource("one")), "one.xml": question(CHOICE + " " * 2000)}))
    assert "one.xml: found more than 1,000 bytes, expected at most 1,000 bytes" in why(found)


def test_too_many_files_are_refused(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(items_qti, "MAX_PARTS", 2)
    assert "found 3 files, expected at most 2" in refusal(path, packed({MANIFEST: "", "a": "", "b": ""}))


def test_a_file_that_is_too_large_is_refused(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(items_qti, "MAX_PACKAGE", 10)
    assert "found more than 10 bytes, expected at most 10 bytes" in refusal(path, packed({MANIFEST: manifest()}))


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_file_twice_in_a_package_is_refused(path: Path) -> None:
    content = BytesIO()
    with ZipFile(content, "w") as made:
        made.writestr(MANIFEST, manifest())
        made.writestr(MANIFEST, manifest())
    assert "found the file 'imsmanifest.xml' twice, expected each file once" in refusal(path, content.getvalue())


def test_what_is_no_package_is_refused_in_a_sentence(path: Path, tmp_path: Path) -> None:
    assert "found no imsmanifest.xml, expected a QTI package" in refusal(path, packed({"a.xml": question()}))
    said = refusal(path, packed({f"folder/{MANIFEST}": manifest()}))
    assert said.endswith("Found folder/imsmanifest.xml: pack what is in the folder, not the folder.")
    assert "found a ZIP file that cannot be read" in refusal(path, packed({MANIFEST: manifest()})[:-30])
    assert "found a manifest by itself, expected the package (.zip) that it is in" in refusal(path, manifest())
    assert "found <lom>, expected <manifest>" in refusal(path, packed({MANIFEST: "<lom/>"}))
    assert "found text that is not XML (no element found), expected XML" in refusal(path, "<a>")
    assert "found neither a ZIP file nor XML, expected a QTI package (.zip) or one" in refusal(path, "id,stem\n")
    assert "This is an Anki deck, which is only written." in refusal(path, packed({"collection.anki2": ""}))
    with pytest.raises(Problems, match="found no readable file"):
        read_qti(tmp_path / "none.zip")
    with pytest.raises(Problems, match="found no readable file"):
        read_qti(tmp_path)


def test_a_package_with_a_password_is_refused(path: Path) -> None:
    raw = bytearray(packed({MANIFEST: manifest()}))
    with ZipFile(BytesIO(raw)) as made:
        info: ZipInfo = made.infolist()[0]
    at = raw.rindex(b"PK\x01\x02")
    raw[at + 8] |= 1
    raw[info.header_offset + 6] |= 1
    assert "expected a whole ZIP file without a password" in refusal(path, bytes(raw))


def test_deep_and_many_elements_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Problems, match="elements nested too deep, expected at most 60 levels"):
        read_xml(b"<a>" * 100_000, "x")
    monkeypatch.setattr(xml, "MAX_ELEMENTS", 100)
    with pytest.raises(Problems, match="too many elements, expected at most 100"):
        read_xml(b"<a>" + b"<b/>" * 200 + b"</a>", "x")


@given(st.data())
def test_a_damaged_package_is_read_or_refused(data: st.DataObject) -> None:
    raw = bytearray(SAMPLE)
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(raw)))
        raw[start : start + data.draw(st.integers(0, 9))] = data.draw(st.binary(max_size=6))
    _read_or_refused(bytes(raw))


@given(st.data())
def test_a_damaged_question_is_read_or_refused(data: st.DataObject) -> None:
    text = question(data.draw(st.sampled_from((CHOICE, NUMBER))))
    for _ in range(data.draw(st.integers(1, 3))):
        start = data.draw(st.integers(0, len(text)))
        pieces = st.sampled_from(("<p>", "</p>", "&amp;", '"', "qti-value", "<br/>", "identifier", " ", "31", "<x/>"))
        text = text[:start] + data.draw(pieces) + text[start + data.draw(st.integers(0, 9)) :]
    _read_or_refused(text.encode())


SAMPLE = qti_package(BANK, [BANK.items["ekg-003"], BANK.items["dosage-calculation-002"]], on=ON)


def _read_or_refused(raw: bytes) -> None:
    """Whatever the bytes, a report comes out or Problems."""
    try:
        if raw[:4] == b"PK\x03\x04":
            found = items_qti._package(raw, "x.zip").items
        else:
            found = (read_question(read_xml(raw, "x.xml"), "x.xml", "x"),)
    except Problems as problems:
        said = str(problems)
    else:
        said = ""
        intake = take(found, BANK, GIVEN)
        assert intake.count == len(found)
    assert all(line.isprintable() for line in said.split("\n"))
