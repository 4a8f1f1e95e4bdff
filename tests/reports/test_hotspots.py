"""Where regions lie for other programs: what their shapes cover when they are drawn, and nothing of each other."""

import re
import zlib
from collections.abc import Iterator

import numpy as np
import pytest
import vl_convert
from numpy.typing import NDArray

from lapel.reports.pictures.exam import FIXED
from lapel.reports.pictures.hotspots import spot
from lapel.reports.pictures.sketch import WIDTH, Region

COORDS = re.compile(r"\d+(,\d+)+")
SCALE = 0.25
"""Enough to compare by, and quick to read."""
REGIONS = [(name, region.id) for name, draw in FIXED.items() for region in draw().regions]


def region(name: str, part: str) -> Region:
    return next(one for one in FIXED[name]().regions if one.id == part)


def inked(inside: str, height: int) -> NDArray[np.bool_]:
    """Which pixels a drawing in black covers."""
    size = f'viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}"'
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{inside}</svg>'
    png = vl_convert.svg_to_png(svg, scale=SCALE)
    return pixels(png)[:, :, 3] > 127


def pixels(png: bytes) -> NDArray[np.uint8]:
    """Read a PNG picture of four bytes a pixel, which is what vl-convert makes."""
    chunks = dict.fromkeys((b"IHDR", b"IDAT"), b"")
    for name, data in _chunks(png):
        if name in chunks:
            chunks[name] += data
    width, height = (int.from_bytes(chunks[b"IHDR"][at : at + 4]) for at in (0, 4))
    assert chunks[b"IHDR"][8:10] == bytes((8, 6))
    raw = np.frombuffer(zlib.decompress(chunks[b"IDAT"]), np.uint8).reshape(height, 1 + 4 * width)
    rows = np.zeros((height + 1, 4 * (width + 1)), np.int64)
    for y in range(height):
        _unfilter(int(raw[y, 0]), raw[y, 1:], rows[y], rows[y + 1])
    return rows[1:, 4:].reshape(height, width, 4).astype(np.uint8)


def _chunks(png: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 8
    while at < len(png):
        length = int.from_bytes(png[at : at + 4])
        yield png[at + 4 : at + 8], png[at + 8 : at + 8 + length]
        at += 12 + length


def _unfilter(kind: int, line: NDArray[np.uint8], above: NDArray[np.int64], row: NDArray[np.int64]) -> None:
    for x in range(4, len(row)):
        left, up, corner = int(row[x - 4]), int(above[x]), int(above[x - 4])
        near = min((left, up, corner), key=lambda v: abs(left + up - corner - v))
        row[x] = (int(line[x - 4]) + (0, left, up, (left + up) // 2, near)[kind]) % 256


def shape(one: Region) -> str:
    """The region alone in black: what is filled, or of a vein what takes the click."""
    first = re.search(r"<(rect|circle|ellipse|path) [^>]*/>", one.shape)
    assert first
    if 'class="reach"' in first[0]:
        return re.sub(r'class="[^"]*"', 'fill="none" stroke="black" stroke-width="34"', first[0])
    return re.sub(r'class="[^"]*"', 'fill="black"', first[0])


def told(one: Region) -> str:
    """The same region from its coordinates."""
    place = spot(one)
    numbers = place.coords.split(",")
    if place.shape == "circle":
        x, y, r = numbers
        return f'<circle cx="{x}" cy="{y}" r="{r}"/>'
    if place.shape == "rect":
        left, top, right, bottom = map(int, numbers)
        return f'<rect x="{left}" y="{top}" width="{right - left}" height="{bottom - top}"/>'
    points = " ".join(f"{x},{y}" for x, y in zip(numbers[::2], numbers[1::2], strict=True))
    return f'<polygon points="{points}"/>'


@pytest.mark.parametrize(("name", "part"), REGIONS)
def test_coordinates_are_whole_pixels_of_the_picture(name: str, part: str) -> None:
    place = spot(region(name, part))
    assert COORDS.fullmatch(place.coords)
    numbers = [int(text) for text in place.coords.split(",")]
    assert {"circle": len(numbers) == 3, "rect": len(numbers) == 4, "poly": len(numbers) >= 8}[place.shape]
    if place.shape == "poly":
        assert numbers[:2] == numbers[-2:]
        assert max(numbers[::2]) <= WIDTH
        assert max(numbers[1::2]) <= FIXED[name]().height


CURVED = [pair for pair in REGIONS if pair[0] in ("heart", "elbow-veins", "injection-sites", "chest-leads")]


@pytest.mark.parametrize(("name", "part"), [CURVED[1], *CURVED[4:7], *CURVED[7:9]])
def test_a_place_covers_what_the_drawing_shows(name: str, part: str) -> None:
    one = region(name, part)
    height = FIXED[name]().height
    drawn, found = inked(shape(one), height), inked(told(one), height)
    assert drawn.any()
    assert (drawn & found).sum() / (drawn | found).sum() > 0.9


@pytest.mark.parametrize("name", ["heart", "chest-leads"])
def test_places_of_a_picture_hardly_cover_each_other(name: str) -> None:
    sketch = FIXED[name]()
    found = [inked(told(one), sketch.height) for one in sketch.regions]
    total = sum(part.astype(int) for part in found)
    assert (np.asarray(total) > 1).sum() < 0.03 * sum(part.sum() for part in found)


def test_the_ring_around_the_navel_leaves_the_navel_out() -> None:
    one = region("injection-sites", "abdomen-around-navel")
    found = inked(told(one), FIXED["injection-sites"]().height)
    assert [bool(found[round(236 * SCALE), round(x * SCALE)]) for x in (183, 215, 247)] == [True, False, True]


def test_a_shape_that_is_not_known_is_told() -> None:
    with pytest.raises(ValueError, match="the region x has no shape that is known"):
        spot(Region("x", "<text/>", (0, 0)))
