"""Files made to break a reader: each is refused in a sentence, soon, and with little memory."""

import json
import os
import sys
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lapel.loading import tree
from lapel.loading.records import parse_record, read_record
from lapel.model.located import Located, Problems
from lapel.model.record import Record

EXAMPLE = Path(__file__).parents[2] / "examples" / "student-20-days-from-graduating.yaml"

BOMB = "a: &a [x, x]\n" + "".join(
    f"{chr(98 + i)}: &{chr(98 + i)} [*{chr(97 + i)}, *{chr(97 + i)}]\n" for i in range(20)
)
NO_UTF8 = "expected UTF-8 text. Save the file as UTF-8."
NO_CONTROL = "expected text without control characters"
DEEP = "found lists or mappings nested too deep, expected at most 30 levels"

REFUSED: dict[str, tuple[str | bytes, str]] = {
    "an alias bomb": (BOMB, "me.yaml:1: found an anchor or alias, expected plain values. Write the value out."),
    "an alias": ("name: *a", "me.yaml:1: found an anchor or alias, expected plain values. Write the value out."),
    "deep lists": ("[" * 100_000, f"me.yaml:1: {DEEP}"),
    "deep mappings": ("{a: " * 100_000, f"me.yaml:1: {DEEP}"),
    "deep dashes": ("- " * 100_000, f"me.yaml:1: {DEEP}"),
    "deep indents": ("".join(f"{' ' * i}a:\n" for i in range(1500)), f"me.yaml:30: {DEEP}"),
    "UTF-16": ("name: Ana".encode("utf-16"), f"me.yaml:1: found UTF-16 text, {NO_UTF8}"),
    "UTF-16 without a mark": (
        "name: Ana".encode("utf-16-le"),
        f"me.yaml:1: found the character U+0000, {NO_CONTROL}. Save the file as UTF-8.",
    ),
    "Latin-1": ("state: NJ\nname: José".encode("latin-1"), f"me.yaml:2: found the byte 0xe9, {NO_UTF8}"),
    "a NUL": (
        "state: NJ\nname: A\0na",
        f"me.yaml:2: found the character U+0000, {NO_CONTROL}. Save the file as UTF-8.",
    ),
    "an escape": ("name: \x1b[31mAna", f"me.yaml:1: found the character U+001B, {NO_CONTROL}. Save the file as UTF-8."),
    "an escape in words": ('name: "\\e[31mAna"', f"me.yaml:1: name: found the character U+001B, {NO_CONTROL}"),
    "a reversal of direction": ("name: Ana \u202e", f"me.yaml:1: name: found the character U+202E, {NO_CONTROL}"),
    "a line separator": ('name: "Ana\\L"', f"me.yaml:1: name: found the character U+2028, {NO_CONTROL}"),
    "a carriage return": (
        'work: [{employer: "A\\rB"}]',
        f"me.yaml:1: work[0].employer: found the character U+000D, {NO_CONTROL}",
    ),
    "a lone surrogate": ("name: \ud800", f"me.yaml:1: found the byte 0xed, {NO_UTF8}"),
    "binary junk": (bytes(range(256)), f"me.yaml:2: found the byte 0x80, {NO_UTF8}"),
    "a tag": (
        "!!python/object:os.system {}",
        "me.yaml:1: found the tag tag:yaml.org,2002:python/object:os.system, expected plain values. Remove the tag.",
    ),
    "a tag inside": ("name: !secret x", "me.yaml:1: found the tag !secret, expected plain values. Remove the tag."),
    "several documents": (
        "name: Ana\n---\nname: Ben",
        "me.yaml:2: found a second document, expected one document a file",
    ),
    "an empty file": ("", "me.yaml:1: found nothing, expected a record. An empty record is written {}."),
    "a comment only": ("# Ana\n", "me.yaml:1: found nothing, expected a record. An empty record is written {}."),
    "null": ("null", "me.yaml:1: found nothing, expected a record. An empty record is written {}."),
    "a long name": (
        "name: " + "a" * 4_000_000,
        "me.yaml:1: name: found 4000000 characters, expected at most 500 characters",
    ),
    "a long date": (
        "birth: " + "1" * 4_000_000,
        f"me.yaml:1: birth: found '{'1' * 57}...', expected a date such as 2024-05-10, 2024-05 or 2024",
    ),
    "a long number": (
        "lapel: " + "1" * 4_000_000,
        f"me.yaml:1: lapel: found '{'1' * 57}...', expected a number from 1 to 1",
    ),
    "a long field name": (
        "? " + "a" * 100_000 + "\n: [" + "a," * 50_000 + "]",
        "me.yaml:1: found field names that are too long, expected at most 500 characters",
    ),
    "many entries": (
        "work: [" + "a," * 300_000 + "]",
        "me.yaml:1: found too many values, expected at most 200,000 values",
    ),
    "a list as a name": ("[a, b]: c", "me.yaml:1: found a list or mapping as a field name, expected a word"),
    "a mapping as a name": ("? {a: b}\n: c", "me.yaml:1: found a list or mapping as a field name, expected a word"),
    "too many bytes": ("#" * 5_000_001, "me.yaml: found more than 5,000,000 bytes, expected at most 5,000,000 bytes"),
    "an open bracket": (
        "work: [\n",
        "me.yaml:2: found text that is not YAML (did not find expected node content), expected YAML",
    ),
    "a tabulator": (
        "school:\n\tdiploma: yes",
        "me.yaml:2: found text that is not YAML (found character that cannot start any token), expected YAML",
    ),
}

COMMA = (
    "Illegal trailing comma before end of object"
    if sys.version_info >= (3, 13)
    else "Expecting property name enclosed in double quotes"
)
"""What Python's own reader of JSON says; it has learnt to say it better."""

REFUSED_JSON: dict[str, tuple[str, str]] = {
    "deep lists": ("[" * 100_000, f"me.json:1: {DEEP}"),
    "deep mappings": ('{"a":' * 100_000, f"me.json:1: {DEEP}"),
    "a whole deep list": ("[" * 500 + "]" * 500, f"me.json:1: {DEEP}"),
    "not a number": ('{"lapel": NaN}', "me.json:1: lapel: found 'NaN', expected a number from 1 to 1"),
    "infinity": ('{"lapel": -Infinity}', "me.json:1: lapel: found '-Infinity', expected a number from 1 to 1"),
    "a huge number": (
        f'{{"lapel": {"9" * 100_000}}}',
        f"me.json:1: lapel: found '{'9' * 57}...', expected a number from 1 to 1",
    ),
    "an exponent": (
        '{"learning": [{"hours": 1e3}]}',
        "me.json:1: learning[0].hours: found '1e3', expected a number from 0 to 100000",
    ),
    "a trailing comma": (
        '{"name": "Ana",}',
        f"me.json:1: found text that is not JSON ({COMMA}), expected JSON",
    ),
    "YAML": ("name: Ana", "me.json:1: found text that is not JSON (Expecting value), expected JSON"),
    "a NUL": ('{"name": "A\\u0000"}', f"me.json:1: name: found the character U+0000, {NO_CONTROL}"),
    "a field twice": (
        '{"name": "Ana",\n "name": "Ben"}',
        "me.json:2: name: found the field 'name' again (first on line 1), expected each field once",
    ),
    "half a surrogate pair": (
        '{"name": "\\ud83d"}',
        "me.json:1: found text that is not YAML (found invalid Unicode character escape code), expected YAML",
    ),
    "an empty file": ("", "me.json:1: found text that is not JSON (Expecting value), expected JSON"),
}


def refusal(read: Callable[[], Record]) -> str:
    """What is said on refusing, which must not take long."""
    before = time.perf_counter()
    with pytest.raises(Problems) as caught:
        read()
    assert time.perf_counter() - before < 10
    return str(caught.value)


@pytest.mark.parametrize(
    "kind", ["an alias bomb", "a long field name", "a long name", "deep mappings", "too many bytes"]
)
def test_a_hostile_file_takes_little_memory(kind: str) -> None:
    text, message = REFUSED[kind]
    tracemalloc.start()
    try:
        assert refusal(lambda: parse_record(text, name="me.yaml")) == message
        assert tracemalloc.get_traced_memory()[1] < 50_000_000
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("kind", REFUSED)
def test_a_hostile_yaml_file_is_refused_in_a_sentence(kind: str) -> None:
    text, message = REFUSED[kind]
    assert refusal(lambda: parse_record(text, name="me.yaml")) == message


@pytest.mark.parametrize("kind", REFUSED_JSON)
def test_a_hostile_json_file_is_refused_in_a_sentence(kind: str) -> None:
    text, message = REFUSED_JSON[kind]
    assert refusal(lambda: parse_record(text, name="me.json")) == message


@pytest.mark.parametrize(
    "text",
    [
        "\ufeffname: Ana",
        "%YAML 1.1\n---\nname: Ana\n...\n",
        '{"name":\r\n\t"Ana"}',
        "name: Ana # 😀\u200f",
        "name:\n  Ana",
    ],
)
def test_what_is_unusual_and_harmless_is_read(text: str) -> None:
    assert parse_record(text).name == "Ana"


@pytest.mark.parametrize("name", ["me.json", "<stdin>", "me.yaml"])
def test_surrogate_pairs_of_json_are_one_character(name: str) -> None:
    assert parse_record('{"name": "\\ud83d\\ude00 \\u00e9 \\/ \\\\ud83d"}', name=name).name == "😀 é / \\ud83d"


def test_words_of_yaml_stay_words() -> None:
    record = parse_record("name: 2001-12-14t21:59:43.10-05:00\nwork: [{employer: =}, {employer: 0o14}]")
    assert record.name == "2001-12-14t21:59:43.10-05:00"
    assert [spell.employer for spell in record.work] == ["=", "0o14"]


@pytest.mark.parametrize("name", ["1", "null", "yes", "<<", "''", "?"])
def test_a_field_name_that_is_no_word_is_an_unknown_field(name: str) -> None:
    assert "expected a known field" in refusal(lambda: parse_record(f"{name}: 1"))


def test_the_name_of_a_field_cannot_act_on_the_terminal() -> None:
    message = refusal(lambda: parse_record('"\\e[2J": 1\nschool: {"\\u202e\\x9b": {"\\a": 1}}\nname: {"\\e[1m": 1}'))
    assert [c for c in message if not c.isprintable() and c != "\n"] == []
    assert "record:1: \\x1b[2J: found the field '\\x1b[2J', expected a known field." in message


def test_unknown_fields_by_the_thousand_are_told_in_time() -> None:
    text = "".join(f"program{i}: 1\n" for i in range(3_000))
    assert refusal(lambda: parse_record(text)).count("\n") == 2_999


def test_plain_data_that_holds_itself_is_refused() -> None:
    data: dict[str, Any] = {}
    data["school"] = data
    assert refusal(lambda: parse_record(data)) == f"record: {DEEP}"


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "none.yaml"
    expected = f"{path}: found no readable file (No such file or directory), expected a YAML or JSON file"
    assert refusal(lambda: read_record(path)) == expected


def test_a_directory_is_refused(tmp_path: Path) -> None:
    assert refusal(lambda: read_record(tmp_path)) == f"{tmp_path}: found a directory, expected a YAML or JSON file"


def test_a_file_of_a_hundred_megabytes_is_refused_without_being_read(tmp_path: Path) -> None:
    path = tmp_path / "big.yaml"
    path.touch()
    os.truncate(path, 100_000_000)
    expected = f"{path}: found more than 5,000,000 bytes, expected at most 5,000,000 bytes"
    assert refusal(lambda: read_record(path)) == expected


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="this system has no endless file")
def test_a_file_without_an_end_is_refused() -> None:
    assert refusal(lambda: read_record("/dev/zero")).startswith("/dev/zero: found more than 5,000,000 bytes")


def test_a_file_that_may_not_be_read_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "secret.yaml"
    path.write_text("name: Ana")
    path.chmod(0)
    if os.access(path, os.R_OK):  # the administrator may read everything

        def refuse(*args: object, **named: object) -> None:
            raise PermissionError(13, "Permission denied")

        monkeypatch.setattr(Path, "open", refuse)
    expected = f"{path}: found no readable file (Permission denied), expected a YAML or JSON file"
    assert refusal(lambda: read_record(path)) == expected


def test_a_file_name_that_cannot_be_is_refused() -> None:
    assert "expected a YAML or JSON file" in refusal(lambda: read_record("a\0b"))


def test_the_pure_python_parser_of_yaml_reads_and_refuses_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    import yaml

    record = read_record(EXAMPLE)
    monkeypatch.delattr(yaml, "CSafeLoader", raising=False)
    assert read_record(EXAMPLE) == record
    for kind in ("an alias", "deep lists", "a tag", "several documents", "a list as a name", "a NUL"):
        text, message = REFUSED[kind]
        assert refusal(lambda text=text: parse_record(text[:10_000], name="me.yaml")) == message  # type: ignore[misc]


# Chance: whatever the bytes, a record comes out or Problems.


def read_or_refuse(data: bytes | dict[str, Any], name: str = "record") -> str:
    """What is said on refusing, or nothing; any other exception fails the test."""
    try:
        read = parse_record(data, name=name)
    except Problems as problems:
        said = str(problems)
    else:
        assert isinstance(read, Record)
        return ""
    assert said
    assert all(line.isprintable() for line in said.split("\n"))
    return said


FILES = st.sampled_from(("me.yaml", "me.json"))


@given(st.binary(max_size=200), FILES)
def test_random_bytes_are_read_or_refused(raw: bytes, name: str) -> None:
    read_or_refuse(raw, name)


@given(st.text(st.sampled_from("{}[],:?-#&*!|>'\"%@` \n\tab01\\ue\u0085\ufeff"), max_size=60), FILES)
@settings(max_examples=settings().max_examples * 4)
def test_random_signs_of_yaml_are_read_or_refused(text: str, name: str) -> None:
    read_or_refuse(text.encode(), name)


@given(st.data())
@settings(max_examples=settings().max_examples * 2)
def test_a_damaged_example_is_read_or_refused(data: st.DataObject) -> None:
    raw = bytearray(EXAMPLE.read_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(raw)))
        end = min(len(raw), start + data.draw(st.integers(0, 12)))
        raw[start:end] = data.draw(
            st.one_of(st.binary(max_size=6), st.sampled_from((b"[", b"{", b": ", b"\n", b"no", b"-")))
        )
    read_or_refuse(bytes(raw), "me.yaml")


anything = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=8)),
    lambda below: st.one_of(st.lists(below, max_size=3), st.dictionaries(st.text(max_size=8), below, max_size=3)),
    max_leaves=8,
)


@given(
    st.dictionaries(
        st.sampled_from(("name", "birth", "school", "programs", "work", "complete", "lapel", "x")), anything
    )
)
def test_any_plain_data_is_read_or_refused(data: dict[str, Any]) -> None:
    read_or_refuse(data)


@given(
    st.recursive(
        st.text(max_size=5), lambda below: st.dictionaries(st.text(max_size=5), below, max_size=3), max_leaves=6
    )
)
def test_json_keeps_the_lines_of_what_it_says(data: Any) -> None:
    """JSON is read by YAML's rules; what Python's reader makes of it must be the same."""
    text = json.dumps(data, indent=1)
    said = ""
    try:
        assert _plain(tree.parse_tree(text.encode(), "me.json")) == data
    except Problems as problems:
        said = str(problems)
    assert not said or "invalid Unicode character" in said


def _plain(node: Located) -> Any:
    return node.text if node.fields is None else {name: _plain(below) for name, below in node.fields.items()}


def test_no_hostile_file_changes_how_deep_python_may_go() -> None:
    limit = sys.getrecursionlimit()
    refusal(lambda: parse_record("[" * 100_000, name="me.json"))
    assert sys.getrecursionlimit() == limit
