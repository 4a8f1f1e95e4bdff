"""Damaged, renamed, disguised and hostile files: one clear message each, and nothing is changed."""

import codecs
import re
import shutil
import struct
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reference_files import OEWS_2025, ON, added, contents, oews_rows, refused, write_book, write_csv, write_zip

from lapel.reference.add import add
from lapel.reference.match import Match, match
from lapel.reference.oews import SET
from lapel.reference.sheets import Found, Sheet
from lapel.reference.store import Store

ROWS = oews_rows(OEWS_2025)
Maker = Callable[[Path], Path]


def as_bytes(name: str, content: bytes) -> Maker:
    def make(folder: Path) -> Path:
        (folder / name).write_bytes(content)
        return folder / name

    return make


def csv_bytes() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        return write_csv(Path(folder) / "x.csv", ROWS).read_bytes()


def book_bytes() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        return write_book(Path(folder) / "x.xlsx", wages=ROWS).read_bytes()


def renamed(old: str, new: str) -> Maker:
    def make(folder: Path) -> Path:
        return write_csv(folder / "national_2020.csv", [[new if c == old else c for c in ROWS[0]], *ROWS[1:]])

    return make


def bomb(folder: Path) -> Path:
    return write_zip(folder / "oesm20nat.zip", {"national.csv": b"0" * (64 << 20)})


def false_size(folder: Path) -> Path:
    """An archive that declares a tenth of what it holds."""
    path = write_zip(folder / "oesm20nat.zip", {"national.csv": b"0123456789" * 1000})
    raw = path.read_bytes()
    path.write_bytes(raw.replace(struct.pack("<L", 10_000), struct.pack("<L", 1000)))
    return path


def many(folder: Path) -> Path:
    with zipfile.ZipFile(folder / "many.zip", "w") as archive:
        for number in range(4001):
            archive.writestr(f"{number}.csv", b"")
    return folder / "many.zip"


def cell(row: int, column: str, value: object) -> Maker:
    def make(folder: Path) -> Path:
        rows = [list(r) for r in ROWS]
        rows[row][OEWS_2025.index(column)] = value
        return write_csv(folder / "national_2020.csv", rows)

    return make


CSV = csv_bytes()
BOOK = book_bytes()

DAMAGED: dict[str, tuple[Maker, str]] = {
    "nothing in it": (as_bytes("national_2020.csv", b""), r"found an empty file \(0 bytes\)"),
    "cut off in a row": (
        as_bytes("national_2020.csv", CSV[: CSV.rindex(b",") - 40]),
        r"national_2020\.csv:5: found a row of \d+ cells, expected 32, as in the header\. The file may be cut off",
    ),
    "cut off in the header": (
        as_bytes("national_2020.csv", CSV[:230]),
        r":1: found no column 'A_PCT25'.*'A_PCT90', expected",
    ),
    "only a header": (
        as_bytes("national_2020.csv", CSV[: CSV.index(b"\n") + 1]),
        r"found a header and no rows below it",
    ),
    "a quotation never closed": (
        as_bytes("national_2020.csv", CSV.replace(b'"251,650"', b'"251,650')),
        r"found a quotation mark that is never closed",
    ),
    "a column renamed": (
        renamed("A_MEDIAN", "ANNUAL_MEDIAN"),
        r"national_2020\.csv:1: found no column 'A_MEDIAN' \(nearest: 'ANNUAL_MEDIAN'\), expected the columns of "
        r"Occupational Employment and Wage Statistics, wages by occupation",
    ),
    "a word among the figures": (
        cell(2, "A_MEDIAN", "lots"),
        r"national_2020\.csv:3: A_MEDIAN: found 'lots', expected a number from 0 to 10,000,000",
    ),
    "a figure below zero": (
        cell(1, "TOT_EMP", -5),
        r"national_2020\.csv:2: TOT_EMP: found '-5', expected a number, 0 or",
    ),
    "not a number at all": (cell(1, "A_MEAN", "NaN"), r"A_MEAN: found 'NaN', expected a number"),
    "a row twice with other figures": (
        lambda folder: write_csv(folder / "national_2020.csv", [*ROWS, [35000 if c == 35850 else c for c in ROWS[1]]]),
        r"found 1 rows more than their keys: soc 31-9092, area US, .* is there with different values",
    ),
    "a workbook cut off": (as_bytes("national_M2020_dl.xlsx", BOOK[: len(BOOK) // 2]), r"found a damaged workbook"),
    "a workbook with a hole": (
        as_bytes("national_M2020_dl.xlsx", BOOK[:2000] + b"\0" * 500 + BOOK[2500:]),
        r"found a damaged workbook",
    ),
    "a workbook of the old kind": (
        as_bytes("national_M2012_dl.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600),
        r"found a workbook of the old kind \(\.xls\), .*save it as \.xlsx",
    ),
    "an archive cut off": (
        lambda folder: as_bytes("oesm20nat.zip", write_zip(folder / "x", {"n.csv": CSV}).read_bytes()[:-30])(folder),
        r"oesm20nat\.zip: found a damaged (archive|workbook)",
    ),
    "an archive that would fill the disk": (bomb, r"found 'national\.csv', packed [\d,]+ to 1, expected at most 200"),
    "an archive that hides its size": (false_size, r"found a damaged archive"),
    "an archive of too many files": (many, r"found an archive of 4,001 files, expected at most 4,000"),
    "a page of the web": (
        as_bytes("national_2020.csv", b"\n<!DOCTYPE html><html><body>Access Denied</body></html>"),
        r"found a web page, expected a table.*fetch it again",
    ),
    "a document": (as_bytes("national_2020.csv", b"%PDF-1.7\n..."), r"found a PDF document"),
    "not text": (as_bytes("national_2020.csv", bytes(range(256)) * 8), r"found a file that is not text"),
    "an unknown encoding": (
        as_bytes("national_2020.csv", CSV.replace(b"Actors", b"Actors \x81\x8d")),
        r"found text in an unknown encoding, expected UTF-8, UTF-16 or Windows-1252",
    ),
    "no sign of the year": (
        as_bytes("wages.csv", CSV),
        r"found Occupational Employment and Wage Statistics that does not say its edition, .*Say which it is: "
        r"--edition 2025",
    ),
}


@pytest.fixture(scope="module")
def one_edition(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("one")
    added(folder / "store", write_csv(folder / "national_2019.csv", ROWS[:2]))
    return folder / "store"


@pytest.mark.parametrize("name", DAMAGED)
def test_a_damaged_file_gives_one_clear_message_and_changes_nothing(
    name: str, tmp_path: Path, one_edition: Path
) -> None:
    make, message = DAMAGED[name]
    store = shutil.copytree(one_edition, tmp_path / "store")
    before = contents(store)
    (tmp_path / "new").mkdir()
    told = refused(store, make(tmp_path / "new"))
    assert told.outcome == "wrong"
    assert len(told.problems) == 1
    assert re.search(message, str(told.problems[0])), str(told.problems[0])
    assert contents(store) == before


@pytest.mark.parametrize("rows", [[["name", "phone"], ["Ann", "1"]], [["Notes"], ["none"]]])
def test_another_workbook_is_left_alone_with_its_columns_named(rows: list[list[str]], tmp_path: Path) -> None:
    told = refused(tmp_path / "store", write_book(tmp_path / "national_M2020_dl.xlsx", phones=rows))
    assert told.outcome == "unknown"
    assert told.why == f"its columns are those of no data set known here: {', '.join(rows[0])}"


def test_other_things_in_a_folder_are_left_alone_but_a_table_in_disguise_is_told(tmp_path: Path) -> None:
    (tmp_path / "files").mkdir()
    (tmp_path / "files" / "guide.pdf").write_bytes(b"%PDF-1.7")
    (tmp_path / "files" / "photo.jpg").write_bytes(bytes(range(256)) * 8)
    (tmp_path / "files" / "wages.csv").write_bytes(b"<html>Not Found</html>")
    told = {one.file: (one.outcome, one.why) for one in add([tmp_path / "files"], tmp_path / "store", on=ON)}
    assert told == {
        "guide.pdf": ("unknown", "a PDF document"),
        "photo.jpg": ("unknown", "a file that is not text"),
        "wages.csv": ("wrong", ""),
    }
    assert refused(tmp_path / "store", tmp_path / "files" / "guide.pdf").outcome == "wrong"


def test_one_damaged_file_does_not_keep_the_others_of_a_folder_out(tmp_path: Path) -> None:
    write_csv(tmp_path / "files" / "national_2019.csv", ROWS)
    (tmp_path / "files" / "national_2020.csv").write_bytes(b"")
    told = add([tmp_path / "files"], tmp_path / "store", on=ON)
    assert [one.outcome for one in told] == ["added", "wrong"]
    assert [e.edition for e in Store(tmp_path / "store").editions] == ["2019"]


def test_a_name_inside_an_archive_decides_nothing_about_where_it_is_written(tmp_path: Path) -> None:
    names = ("../../outside.csv", "/tmp/lapel-outside.csv", "..\\outside.csv")
    for number, name in enumerate(names):
        rows = [[35850 + number if c == 35850 else c for c in r] for r in ROWS]
        member = write_csv(tmp_path / "x.csv", rows)
        added(tmp_path / "store", write_zip(tmp_path / f"oesm{17 + number}nat.zip", {name: member}))
    assert not list(tmp_path.glob("*outside*"))
    assert not Path("/tmp/lapel-outside.csv").exists()
    assert [e.edition for e in Store(tmp_path / "store").editions] == ["2017", "2018", "2019"]


WAGES = "soc, title, employment, employment_mark, a_median, a_median_mark, h_median, h_median_mark"
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252")
ACCENTED = [[str(c).replace("Actors", "Acteurs à l’essai") for c in row] for row in ROWS]


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_encodings_load_the_same(encoding: str, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "national_2020.csv", ACCENTED, encoding=encoding)
    if encoding == "utf-16-le":
        assert not path.read_bytes().startswith(codecs.BOM_UTF16_LE)
    found = added(tmp_path / "store", path).rows("oews", "wages", WAGES, "ORDER BY soc")
    assert [row[1] for row in found if row[0] == "27-2011"] == ["Acteurs à l’essai"]
    assert len(found) == 4


@given(st.permutations(range(len(OEWS_2025))))
def test_columns_are_known_in_any_order(order: list[int]) -> None:
    found = match(sheet_of([[str(row[at]) for at in order] for row in ROWS]), [SET])
    assert isinstance(found, Match)
    named = {
        c.name: OEWS_2025[order[at]] for c, at in zip(found.layout.read, found.cells, strict=True) if at is not None
    }
    assert named["soc"] == "OCC_CODE"
    assert named["a_median"] == "A_MEDIAN"
    assert sorted(named.values()) == sorted(OEWS_2025)


def sheet_of(rows: list[list[str]]) -> Sheet:
    return Sheet(Found(Path("x"), "x", (), {}), "", rows, "")


def test_columns_in_another_order_load_the_same(tmp_path: Path) -> None:
    found = []
    for number, order in enumerate((range(len(OEWS_2025)), sorted(range(len(OEWS_2025)), key=lambda n: n * 7 % 32))):
        path = write_csv(tmp_path / str(number) / "national_2020.csv", [[row[at] for at in order] for row in ROWS])
        found.append(added(tmp_path / f"store{number}", path).rows("oews", "wages", "*", "ORDER BY soc"))
    assert found[0] == found[1]
    assert len(found[0]) == 4


@pytest.mark.parametrize(
    ("delimiter", "above"), [(";", []), ("\t", [["Some title of the table"], []]), ("|", [["A title"]])]
)
def test_any_delimiter_and_titles_above_the_header_are_read(
    delimiter: str, above: list[list[str]], tmp_path: Path
) -> None:
    path = write_csv(tmp_path / "national_2020.csv", [*above, *ROWS], delimiter=delimiter)
    store = added(tmp_path / "store", path)
    assert store.rows("oews", "wages", "a_median", "WHERE soc = '31-9092'") == [(35850,)]
