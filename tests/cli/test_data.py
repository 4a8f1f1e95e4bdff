"""``lapel data`` as its caller meets it."""

import json
import threading
from collections.abc import Iterator, Sequence
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from reference_files import OEWS_2025, contents, oews_rows, write_csv

from lapel.cli import main
from lapel.cli.data_json import data_schema
from lapel.model.located import Problems
from lapel.reference.fetch import fetch

SHAPE = Draft202012Validator(data_schema(), format_checker=Draft202012Validator.FORMAT_CHECKER)


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("LAPEL_DATA", str(tmp_path / "store"))
    return tmp_path / "store"


@pytest.fixture
def national(tmp_path: Path) -> Path:
    return write_csv(tmp_path / "national_2020.csv", oews_rows(OEWS_2025))


def outcome(args: Sequence[str], capsys: pytest.CaptureFixture[str]) -> tuple[int, str, str]:
    try:
        status = main(["data", *args])
    except SystemExit as left:  # argparse
        status = int(left.code or 0)
    said = capsys.readouterr()
    return status, said.out, said.err


def test_the_schema_is_a_json_schema() -> None:
    Draft202012Validator.check_schema(data_schema())


def test_a_file_is_added_listed_checked_and_dropped(
    store: Path, national: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert outcome(["add", str(national)], capsys) == (
        0,
        "oews 2020: Occupational Employment and Wage Statistics, May 2020\n"
        "  added: national_2020.csv: 4 rows of wages, 1 of areas, 4 of occupations\n",
        "",
    )
    assert "  already there: national_2020.csv:\n    4 rows" in outcome(["add", str(national)], capsys)[1]
    status, out, err = outcome(["list"], capsys)
    assert (status, err) == (0, "")
    assert out.startswith(
        "oews: Occupational Employment and Wage Statistics (U.S. Bureau of Labor\n  Statistics)\n  2020, "
    )
    assert max(map(len, out.splitlines())) <= 80
    assert outcome(["check"], capsys) == (0, "oews 2020: 9 rows, as they were added.\n", "")
    assert outcome(["drop", "oews", "2020"], capsys) == (
        0,
        "Dropped oews 2020: 4 rows of wages, 1 of areas, 4 of occupations.\n",
        "",
    )
    assert contents(store) == {}


def test_without_data_it_is_said_what_serves_instead(store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = outcome(["list"], capsys)
    assert status == 0
    assert out.startswith("No official data was added; a small table of facts in the catalogue serves.\n")
    assert outcome(["check"], capsys) == (0, "No official data was added: nothing to check.\n", "")
    status, _, err = outcome(["drop", "oews"], capsys)
    assert (status, err) == (1, "lapel: no official data was added. lapel data list --known says what can be.\n")
    assert not store.exists()


def test_every_verb_prints_the_published_shape(store: Path, national: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (national.parent / "empty.csv").write_bytes(b"")
    (national.parent / "notes.txt").write_text("a,b\n1,2\n")
    for verb in (
        ["add", str(national), str(national.parent / "empty.csv"), str(national.parent / "notes.txt")],
        ["list"],
        ["list", "--known"],
        ["check", "oews"],
        ["drop", "oews"],
    ):
        data = json.loads(outcome([*verb, "--json"], capsys)[1])
        SHAPE.validate(data)
        assert data
    assert not contents(store)


def test_what_is_wrong_goes_to_standard_error_with_status_1(
    store: Path, national: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    national.write_bytes(b"")
    status, out, err = outcome(["add", str(national)], capsys)
    assert (status, out) == (1, "")
    assert err == (
        "national_2020.csv: found an empty file (0 bytes), expected a table of official data (CSV, tab-separated text, "
        ".xlsx or .zip). Fetch the file again.\n1 problem. Nothing was changed.\n"
    )
    assert outcome(["add", str(store / "no-such-file")], capsys)[0] == 1


def test_a_file_that_is_not_known_is_named_with_its_columns(
    store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status, out, err = outcome(
        ["add", str(write_csv(tmp_path / "phones.csv", [["name", "phone"], ["Ann", 1]]))], capsys
    )
    assert (status, err) == (1, "")
    assert out == (
        "Not recognised, and left alone:\n"
        "  phones.csv: its columns are those of no data set known here: name, phone\n\n"
        "Nothing was added. lapel data list --known says what can be.\n"
    )


def test_a_misspelt_name_is_met_with_the_nearest(
    store: Path, national: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    outcome(["add", str(national)], capsys)
    assert outcome(["drop", "oew"], capsys) == (
        2,
        "",
        "lapel: found 'oew', expected a data set that was added.\nDid you mean 'oews'?\n",
    )
    assert outcome(["drop", "oews", "2021"], capsys)[0] == 2
    assert outcome(["check", "onet"], capsys)[0] == 2
    assert outcome(["list"], capsys)[1].count("2020, from 1 file") == 1


def test_a_changed_file_is_found_by_check(store: Path, national: Path, capsys: pytest.CaptureFixture[str]) -> None:
    outcome(["add", str(national)], capsys)
    path = next((store / "oews" / "2020").glob("wages-*"))
    path.write_bytes(b"PAR1")
    status, out, err = outcome(["check"], capsys)
    assert (status, out) == (1, "")
    assert "found another content than was written" in err


@pytest.mark.parametrize("args", [[], ["add"], ["lists"], ["drop"], ["add", "--editions", "1", "x"]])
def test_wrong_usage_ends_in_status_2(args: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    status, _, err = outcome(args, capsys)
    assert status == 2
    assert err.startswith("usage: lapel data")


# -- Addresses --------------------------------------------------------------------------------------------------------


class Pages(BaseHTTPRequestHandler):
    """A server with a table, a table that ends too early, and pointers elsewhere."""

    table = b""

    def do_GET(self) -> None:
        if self.path.startswith("/away"):
            self.send_response(302)
            self.send_header("Location", "file:///etc/passwd" if self.path == "/away-file" else "/national_2020.csv")
            self.end_headers()
            return
        if self.path == "/missing":
            self.send_error(404)
            return
        self.send_response(200)
        if self.path == "/short":
            self.send_header("Content-Length", str(len(self.table) + 100))
        self.end_headers()
        self.wfile.write(self.table)

    def log_message(self, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def server(national: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    Pages.table = national.read_bytes()
    with HTTPServer(("127.0.0.1", 0), Pages) as serving:
        thread = threading.Thread(target=serving.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{serving.server_port}"
        serving.shutdown()
        thread.join()


def test_an_address_is_fetched_and_kept_as_where_the_data_is_from(
    store: Path, server: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert outcome(["add", f"{server}/national_2020.csv"], capsys)[0] == 0
    data = json.loads(outcome(["list", "--json"], capsys)[1])
    assert data["editions"][0]["pieces"][0]["from"] == f"{server}/national_2020.csv"
    assert outcome(["add", f"{server}/away/national_2020.csv"], capsys)[0] == 0


@pytest.mark.parametrize(
    ("page", "message"),
    [
        ("/missing", "found no answer that can be used (Not Found), expected a file"),
        ("/short", "expected"),
        ("/away-file", "found no answer that can be used"),
    ],
)
def test_an_address_that_gives_no_whole_file_changes_nothing(
    store: Path, server: str, page: str, message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    status, _, err = outcome(["add", f"{server}{page}"], capsys)
    assert status == 1
    assert err.startswith(f"{server}{page}: found ")
    assert message in err
    assert contents(store) == {}


@pytest.mark.parametrize("address", ["file:///etc/passwd", "ftp://example.org/x.csv", "https://", "gopher://x/y"])
def test_only_addresses_of_the_web_are_fetched(address: str, store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, _, err = outcome(["add", address], capsys)
    assert status == 1
    assert err.startswith(f"{address}: found an address of another kind, expected an address that begins with https://")


def test_an_address_that_gives_too_much_is_not_read_on(server: str, tmp_path: Path) -> None:
    with pytest.raises(Problems, match="found more than 0 MB"):
        fetch(f"{server}/national_2020.csv", tmp_path, lambda _: None, most=100)
