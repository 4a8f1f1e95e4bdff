"""A person's own list of learning resources: read as it stands, with each mistake on its line."""

from contextlib import suppress
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lapel.loading.compiled import load_careers
from lapel.loading.resources import HEADINGS, Shelf, read_resources
from lapel.model.located import Problems
from lapel.model.money import exactly

ADVICE = load_careers().advice

GOOD = """name,provider,topics,unit,amount,area,accepted by,cost,as of,rating,reviews,link,colour
Front desk,Example College,Office work,points,2,administrative,aama,"$1,040",10/1/2026,4.4,12,https://example.org/a,red
Drugs,,pharmacology; medical terminology,,,,,free,,,,,
,,,,,,,,,,,,
"""


def read(text: str | bytes, folder: Path, name: str = "list.csv") -> Shelf:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_resources(path, ADVICE)


def wrong(text: str | bytes, folder: Path, name: str = "list.csv") -> str:
    with pytest.raises(Problems) as problems:
        read(text, folder, name)
    return str(problems.value)


def test_a_table_is_read_as_it_stands(tmp_path: Path) -> None:
    shelf = read(GOOD, tmp_path)
    desk, drugs = shelf.resources
    assert (desk.name, desk.provider, desk.topics, desk.kind) == (
        "Front desk",
        "Example College",
        ("office-work",),
        "course",
    )
    assert (desk.unit, desk.amount, desk.area, desk.accepted_by) == ("points", Decimal(2), "administrative", ("aama",))
    assert (desk.cost, desk.rating, desk.ratings) == (exactly(1040), Decimal("4.4"), 12)
    assert (str(desk.as_of), desk.link, desk.own) == ("2026-10-01", "https://example.org/a", True)
    assert (drugs.topics, drugs.free, drugs.cost) == (("pharmacology", "medical-terminology"), True, None)
    assert shelf.ignored == ("colour",)


def test_a_spreadsheet_gives_the_same(tmp_path: Path) -> None:
    from openpyxl import Workbook  # type: ignore[import-untyped]

    book, content = Workbook(), BytesIO()
    book.active.append(["name", "topics", "cost", "hours"])
    book.active.append(["Drugs", "pharmacology", 40, 2.5])
    book.save(content)
    [drugs] = read(content.getvalue(), tmp_path, "list.xlsx").resources
    assert (drugs.name, drugs.topics, drugs.cost, drugs.hours) == (
        "Drugs",
        ("pharmacology",),
        exactly(40),
        Decimal("2.5"),
    )


def test_yaml_gives_the_same(tmp_path: Path) -> None:
    text = "- {name: Drugs, topics: [Pharmacology], takes: 2 to 3 months, cost: {from: 10, usual: 20, to: 30}}\n"
    [drugs] = read(text, tmp_path, "list.yaml").resources
    [same] = read(f"resources:\n  {text}", tmp_path, "list.yaml").resources
    assert drugs == same
    assert (drugs.topics, str(drugs.takes)) == (("pharmacology",), "2 to 3 months")
    assert drugs.cost is not None
    assert (drugs.cost.low, drugs.cost.usual, drugs.cost.high) == (10, 20, 30)


def test_every_wrong_row_is_reported_with_its_line(tmp_path: Path) -> None:
    text = "name,topics,cost,rating\nA,pharmacolgy,,\nB,pharmacology,cheap,\nC,pharmacology,,4\n,pharmacology,,\nD,,,\n"
    said = wrong(text, tmp_path)
    assert [line.partition(": ")[0].rpartition(":")[2] for line in said.splitlines()] == ["2", "3", "4", "5", "6"]
    assert "Did you mean 'pharmacology'?" in said
    assert "cost: found 'cheap', expected dollars" in said


@pytest.mark.parametrize("cell", ["=cmd|calc", "+1+1", "@SUM(A1)", "-x"])
def test_a_formula_is_refused(cell: str, tmp_path: Path) -> None:
    said = wrong(f"name,topics\n{cell},pharmacology\n", tmp_path)
    assert "list.csv:2" in said
    assert "found a formula" in said


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "expected headings in the first row"),
        ("a,b\n1,2\n", "expected a column 'name'"),
        ("name,title\nA,B\n", "expected each thing in one column"),
        ("name,topics\n\xff\xfe,x\n".encode("latin-1"), "expected UTF-8 text"),
        (b"PK\x03\x04broken", "expected an XLSX spreadsheet"),
    ],
)
def test_a_damaged_file_gives_a_clear_message(text: str | bytes, message: str, tmp_path: Path) -> None:
    assert message in wrong(text, tmp_path)


def test_yaml_that_is_no_list_gives_a_clear_message(tmp_path: Path) -> None:
    assert "expected a list of resources" in wrong("a: 1\n", tmp_path, "list.yaml")
    assert "list.yaml:1" in wrong("- just text\n", tmp_path, "list.yaml")


@given(st.text(max_size=60))
@settings(max_examples=60)
def test_no_text_in_a_cell_does_harm(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    """Whatever a cell holds, it is read as text or refused with a message; nothing else comes of it."""
    path = tmp_path_factory.mktemp("list") / "list.csv"
    path.write_bytes(f'name,topics\n"{text.replace(chr(34), "")}",pharmacology\n'.encode(errors="surrogatepass"))
    with suppress(Problems):
        assert all(one.own and one.name.strip() for one in read_resources(path, ADVICE).resources)


def test_every_heading_is_described() -> None:
    page = (Path(__file__).parents[2] / "docs" / "how-to" / "get-ready.md").read_text()
    assert [what for what, words in HEADINGS.items() if not any(f"`{word}`" in page for word in words)] == []
