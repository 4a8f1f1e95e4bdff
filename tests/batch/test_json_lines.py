"""Lines of JSON mean the same whether Arrow parses them together or each is read value by value."""

import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lapel.batch import jsoncolumns
from lapel.batch.jsonlines import JsonRows
from lapel.batch.parts import Chunk
from lapel.batch.places import Place, places
from lapel.model.located import Problems

HOW = settings(deadline=None, max_examples=25, suppress_health_check=list(HealthCheck))

SEEDS = st.integers(0, 2**32)

ODD: list[Any] = [
    *(None, True, False, 0, 5, -1, 2024, 3.5, -0.0, 5.0, 1e300, 2**63, -(2**63), 2**64 + 1, 10**310, float("nan")),
    *("", " ", "x", "5", "yes", "No", "none", "not sure", "Unknown", "2024", "2024-05", "2024-05-10", "2024-02-30"),
    *(
        "1899-12-31",
        "2200-01-01",
        "0000-01-01",
        "a: Infusion",
        "NJ",
        "medical-assisting",
        "café",
        "\ud800",
        "😀",
        "a\u0000b",
        "Infinity",
        "true",
    ),
    *([], [None], ["x"], [5], [{}], {}, {"earliest": "2024-05-10"}, {"earliest": "2024-05-10", "latest": "2024-05-11"}),
    *(
        {"ekgs": 3},
        {"ekgs": None},
        {"ekgs": 1, "x": "not sure"},
        [{"name": "ekgs", "amount": 3}],
        [{"name": "ekgs"}],
        {"x": {"y": [1, {"z": 2}]}},
    ),
]

BROKEN: list[bytes] = [
    *(b"", b" ", b"\r", b"{", b"[1]", b"5", b"null", b'{"person": "a"}{"person": "b"}', b'{"person": "a"} x', b'"}'),
    *(b'{"person": "a", "person": "b"}', b' {"person": "a"}', b'{"person": "a"}\r', b'\xef\xbb\xbf{"person": "a"}'),
    *(b'{"person": "a", "state": "\xff"}', b'{"person": "caf\xe9"}', b'{"person": "\xc3\xa9"}', b'{"person": "a",}'),
    *(b'{"person": "a", "x": NaN}', b'{"person": "a", "x": Inf}', b'{"person": "a", "x": -Infinity}'),
    *(b'{"person": "a", "x": 01}', b'{"person": "a", "x": 1e400}', b'{"person": "a\\ud800"}', b'{"person": "a\tb"}'),
    *(b'{"person": "a", "x": ' + b"9" * 5000 + b"}", b'{"person": "a", "x": ' + b"[" * 3000 + b"]" * 3000 + b"}"),
    *(b'{"person": "a"}\0', b"{'person': 1}", b'{"person": "a"} // }', b'{"person":{}', b',"x":{}}'),
]


def good(place: Place, draw: random.Random, plain: bool) -> Any:
    """Make a value that a place takes: as Polars writes it, or as a person does."""
    match place.kind:
        case "entry":
            return {below.name: good(below, draw, plain) for below in place.below if draw.random() < 0.7}
        case "entries":
            some = [Place(place.path, "entry", place.shape, place.below)] * draw.choice([0, 1, 1, 2])
            return [good(entry, draw, plain) for entry in some]
        case "when" if plain:
            return draw.choice(["2024", "2024-05", "2024-05-10", "2019-01-31"])
        case "when":
            return {"earliest": "2024-05-10", "latest": draw.choice(["2024-05-10", "2024-05-31"])}
        case "day":
            return "2024-05-10"
        case "flag":
            return draw.choice(["yes", "no"]) if plain else draw.random() < 0.5
        case "number":
            return draw.choice([0, 3, 12.5])
        case "words":
            return draw.sample(["work", "exams", "topics", "x"], 2)
        case "amounts":
            names = draw.sample(["ekgs", "venipunctures", "skin_tests"], draw.randrange(3))
            return dict.fromkeys(names, 3) if plain else [{"name": name, "amount": 3} for name in names]
    return draw.choice(["NJ", "nursing", "ccma-nha", "a b", "é"])


def spoil(value: Any, draw: random.Random) -> Any:
    """Put something odd in some place of a value."""
    if isinstance(value, dict) and value and draw.random() < 0.8:
        name = draw.choice([*value, "strange", *(["\ud800"] if draw.random() < 0.1 else [])])
        return {**value, name: spoil(value.get(name), draw)}
    if isinstance(value, list) and value and draw.random() < 0.8:
        at = draw.randrange(len(value))
        return [*value[:at], spoil(value[at], draw), *value[at + 1 :]]
    return draw.choice(ODD)


def lines(draw: random.Random) -> list[bytes]:
    """Make lines: most of whom all is well, some with something odd, some that are no lines of JSON."""
    plain, numbered = draw.random() < 0.4, draw.random() < 0.2
    odd, broken = draw.choice([0, 0.05, 0.5]), draw.choice([0, 0.03, 0.3])
    made = []
    for at in range(draw.randrange(1, 40)):
        row: dict[str, Any] = {"person": at if numbered else f"p{at}"}
        row |= {place.path: good(place, draw, plain) for place in places(every=True) if draw.random() < 0.6}
        row |= {"county": draw.choice(["Ocean", None]), "rank": at, "rate": draw.choice([1, 2.5])}
        if draw.random() < odd:
            row = spoil(row, draw)
        made.append(draw.choice(BROKEN) if draw.random() < broken else json.dumps(row).encode())
    return made


def flat(draw: random.Random) -> list[bytes]:
    """Make flat lines for a mapping."""
    made = []
    for at in range(draw.randrange(1, 40)):
        row = {"id": at, "born": draw.choice(["2000", "2000-02-30"]), "hours": draw.choice([5, 5.0, 2.5]), "in": True}
        for name in row:
            if draw.random() < 0.05:
                row[name] = draw.choice(ODD)
        made.append(draw.choice(BROKEN) if draw.random() < 0.05 else json.dumps(row).encode())
    return made


MAPPING = """
person: id
fields:
  birth: born
  programs[0].academic_hours: hours
  programs[0].clinical: in
"""


def read(file: Path, mapping: Path | None, only_ids: bool, every: bool) -> list[Any]:
    rows = JsonRows([file], mapping, 17, every)
    return [told(chunk) for part in rows.partitions() for chunk in rows.read(part, only_ids=only_ids)]


def told(chunk: Chunk) -> Any:
    rows = {name: repr(chunk.rows.column(name).to_pylist()) for name in chunk.rows.schema.names}
    return chunk.rows.schema, rows, chunk.numbers.tolist(), chunk.broken, chunk.findings


def agree(file: Path, mapping: Path | None, every: bool) -> None:
    """Read a file both ways."""
    for only_ids in (True, False):
        with pytest.MonkeyPatch.context() as patched:
            quick = list(outcome(file, mapping, only_ids, every))
            patched.setattr(jsoncolumns, "FEW", 1 << 30)
            assert quick == list(outcome(file, mapping, only_ids, every))


def outcome(file: Path, mapping: Path | None, only_ids: bool, every: bool) -> Iterator[Any]:
    try:
        yield from read(file, mapping, only_ids, every)
    except Problems as problems:
        yield str(problems)


@HOW
@given(SEEDS, st.booleans())
def test_lines_read_together_mean_what_each_alone_does(
    tmp_path_factory: pytest.TempPathFactory, seed: int, every: bool
) -> None:
    draw = random.Random(seed)
    file = tmp_path_factory.getbasetemp() / "people.ndjson"
    file.write_bytes(b"\n".join(lines(draw)) + draw.choice([b"", b"\n"]))
    agree(file, None, every)


@HOW
@given(SEEDS)
def test_flat_lines_read_together_mean_what_each_alone_does(
    tmp_path_factory: pytest.TempPathFactory, seed: int
) -> None:
    draw = random.Random(seed)
    folder = tmp_path_factory.getbasetemp()
    (folder / "flat.ndjson").write_bytes(b"\n".join(flat(draw)))
    (folder / "map.yaml").write_text(MAPPING)
    agree(folder / "flat.ndjson", folder / "map.yaml", False)
