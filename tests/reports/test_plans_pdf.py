"""A plan on paper: one page, tagged for screen readers, and nothing in it is read as markup."""

from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader
from pypdf.generic import DictionaryObject

import sample_plans
from lapel.model.record import Record
from lapel.planner.plan import Plan, Plans
from lapel.reports.plans_pdf import plan_pdf, sheet

ANA = Record(name="Ana (example)")


def made(plan: Plan = sample_plans.ONE.front[0], plans: Plans = sample_plans.ONE, record: Record = ANA) -> bytes:
    return plan_pdf(sample_plans.CATALOGUE, plans, plan, record)


def text(data: bytes) -> str:
    return " ".join(PdfReader(BytesIO(data)).pages[0].extract_text().split())


def tags(data: bytes) -> list[str]:
    """The structure that a screen reader follows, in order."""
    found: list[str] = []

    def walk(node: object) -> None:
        if isinstance(node, DictionaryObject):
            if "/S" in node and node.get("/Type") != "/MCR":
                found.append(str(node["/S"]))
            kids = node.get("/K")
            for kid in kids if isinstance(kids, list) else [kids]:
                walk(kid.get_object() if kid is not None else None)

    root: Any = PdfReader(BytesIO(data)).trailer["/Root"]
    walk(root["/StructTreeRoot"])
    return found


def test_it_is_one_tagged_page_with_a_title_and_a_language() -> None:
    data = made()
    reader = PdfReader(BytesIO(data))
    root: Any = reader.trailer["/Root"]
    assert data.startswith(b"%PDF")
    assert len(reader.pages) == 1
    assert [float(side) for side in reader.pages[0].mediabox[2:]] == [612, 792]
    assert root["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in root
    assert b"pdfuaid" in root["/Metadata"].get_data()
    assert str(root["/Lang"]) == "en-US"
    assert reader.metadata is not None
    assert reader.metadata.title == "Plan: CMA (AAMA)"


def test_a_screen_reader_finds_headings_a_table_with_heads_lists_and_links() -> None:
    found = tags(made())
    assert found.count("/H1") == 1
    assert found.count("/H2") >= 4
    assert found.count("/Table") == 1
    assert found.count("/TH") == 5
    assert found.count("/TD") == 5 * len(sample_plans.TASKS)
    assert {"/L", "/Link"} <= set(found)


def test_the_page_says_when_who_what_cost_and_where_to_confirm() -> None:
    shown = text(made())
    for words in (
        "Ana (example) · made for November 21, 2026",
        "Done by: February 7, 2028, not counting 1 wait of unknown length; at the soonest Oct 4, 2027",
        "Out of your own pocket: $6,010 (from $3,625 to $12,125) and 1 cost not known",
        "Start: Certificate program in medical assisting",
        "Take the exam at a test center.",
        "The school",
        "You have a high school diploma. You have this",
        "Time not known: not in the dates · can start as late as Nov 2, 2027",
        "Attempt 2: exam Feb 15, 2028, 78 days later, $125 on top.",
        "Lapel is not the issuer and grants nothing",
    ):
        assert words in shown
    page: Any = PdfReader(BytesIO(made())).pages[0]
    [link] = [annotation.get_object() for annotation in page["/Annots"]]
    assert link["/A"]["/URI"] == sample_plans.CMA.confirm


def test_the_same_plan_gives_the_same_bytes() -> None:
    assert made() == made()


@pytest.mark.parametrize("count", [0, 5, 15, 60])
def test_it_stays_one_page_however_many_steps_there_are(count: int) -> None:
    data = made(sample_plans.long(count))
    assert len(PdfReader(BytesIO(data)).pages) == 1
    assert "Take the exam at a test center." in text(data)
    assert ("more steps did not fit" in text(data)) is (count == 60)
    assert "Lapel is not the issuer" in text(data)


def test_what_was_left_out_is_said_where_to_find() -> None:
    told = "Reasons, documents, risks and sources are in what the command lapel plan prints."
    assert told not in text(made())
    assert told in text(made(sample_plans.long(6)))


def test_a_plan_that_holds_perhaps_says_so() -> None:
    shown = text(made(sample_plans.PERHAPS, sample_plans.ONLY_PERHAPS))
    assert "This plan holds only if this is so. Make sure of it first: ? NCCT has approved" in shown


MARKUP = ['#panic("x")', "#{", "*b* _c_ = h", "$x", "@y <z>", "`q", "\\", "// c", "/* c", '"', "]", '#import "x": *']


@pytest.mark.parametrize("words", MARKUP)
def test_markup_in_a_name_or_a_text_is_shown_as_it_stands(words: str) -> None:
    data = made(sample_plans.saying(words), record=Record(name=words))
    assert text(data).startswith(f"Plan: CMA (AAMA) {words} · made for")
    assert len(PdfReader(BytesIO(data)).pages) == 1


@pytest.mark.parametrize("name", ["李明", "\ufffe", "😀😀", "العربية", "x" * 500, "\u202eabc", "a\nb"])
def test_any_name_can_be_printed(name: str) -> None:
    assert len(PdfReader(BytesIO(made(record=Record(name=name)))).pages) == 1


def test_a_record_without_a_name_names_nobody() -> None:
    assert sheet(sample_plans.CATALOGUE, sample_plans.ONE, sample_plans.SLOWEST, Record())["lead"].startswith(
        "made for"
    )
