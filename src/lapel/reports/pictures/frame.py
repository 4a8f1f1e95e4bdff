"""What every picture shares: its frame, its look, and how a chart becomes an SVG with a text alternative.

Pictures are narrow enough for a phone, so names stand above what they name and not beside it.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from textwrap import wrap
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

from lapel.model.citation import Citation
from lapel.model.value import Value

if TYPE_CHECKING:
    import altair

WIDTH = 430
"""Width of the drawn area, in pixels of the picture's own size."""

INK, SOFT, FAINT, PAPER = "#1a1a1a", "#555555", "#e4e4e4", "white"
BLUE = "#0072b2"
SHAPES = ("circle", "square", "triangle-up", "diamond", "cross")
DASHES: Sequence[Sequence[int]] = ([2, 3], [7, 4], [1, 0], [10, 3, 2, 3], [4, 1])
FONT = "Liberation Sans, Arial, Helvetica, sans-serif"

LOOK: Mapping[str, Any] = {
    "background": PAPER,
    "font": FONT,
    "padding": 12,
    "view": {"stroke": None},
    "axis": {
        "labelFontSize": 13,
        "titleFontSize": 13,
        "titleFontWeight": "normal",
        "labelColor": INK,
        "titleColor": INK,
        "gridColor": FAINT,
        "domainColor": "#8a8a8a",
        "tickColor": "#8a8a8a",
    },
    "title": {
        "fontSize": 16,
        "fontWeight": "bold",
        "color": INK,
        "subtitleColor": SOFT,
        "subtitleFontSize": 13,
        "subtitlePadding": 6,
        "offset": 14,
        "anchor": "start",
        "frame": "bounds",
    },
    "text": {"font": FONT, "fontSize": 13, "color": INK},
    "legend": {"labelFontSize": 13, "titleFontSize": 13, "titleFontWeight": "normal", "orient": "top"},
}


class Picture(Value):
    """A finished picture: its title, the words that stand for it, and the SVG that holds both."""

    title: str
    words: str
    svg: str

    def save(self, path: str) -> None:
        """Write the SVG to a file."""
        Path(path).write_text(self.svg, encoding="utf-8")

    def png(self, scale: float = 1) -> bytes:
        """Give the picture as PNG."""
        import vl_convert

        png: bytes = vl_convert.svg_to_png(self.svg, scale=scale)
        return png


def finish(chart: "altair.TopLevelMixin", title: str, below: Sequence[str], words: str) -> Picture:
    """Turn a chart into a picture. ``below`` are the lines under the title: how to read it, and the source."""
    import vl_convert

    spec = chart.to_dict()
    spec["title"] = {"text": wrap(title, 54), "subtitle": [line for text in below for line in wrap(text, 74)]}
    spec["config"] = {**LOOK, **spec.get("config", {})}
    svg: str = vl_convert.vegalite_to_svg(spec)
    return Picture(title, words, _told(svg, title, words))


def _told(svg: str, title: str, words: str) -> str:
    """Give an SVG one role, a name and a description; what it is made of says nothing of its own."""
    svg = re.sub(r' (role|aria-[a-z]+)="[^"]*"', "", svg)
    head = f"<title>{escape(title)}</title><desc>{escape(words)}</desc>"
    opening = f'<svg role="img" aria-label="{escape(title, {chr(34): "&quot;"})}" '
    return re.sub(r"<svg ([^>]*)>", lambda found: f"{opening}{found[1]}>{head}", svg, count=1)


def source_line(cites: Iterable[Citation]) -> str:
    """Name the sources of a picture, each once."""
    titles = dict.fromkeys(cite.source.title for cite in cites)
    return f"Source: {'; '.join(titles)}." if titles else "Source: not given."


def data(rows: Iterable[Mapping[str, Any]]) -> "altair.InlineData":
    """Give rows to a chart."""
    import altair

    return altair.InlineData(values=[dict(row) for row in rows])


def padded(values: Iterable[float], below: float = 0.1, above: float = 0.12) -> list[float]:
    """Give the ends of a scale that leaves room for labels around the values."""
    known = list(values) or [0.0, 1.0]
    low, high = min(known), max(known)
    room = (high - low) or abs(high) or 1
    return [low - below * room, high + above * room]


class Spot(Value):
    """Where a label goes beside its point: to which side, and how far right and down, in pixels."""

    align: str
    dx: int
    dy: int


SPOTS = (
    Spot("left", 10, 0),
    Spot("left", 10, 15),
    Spot("right", -10, -13),
    Spot("right", -10, 15),
    Spot("left", 10, -15),
)
LETTER, LINE, MARK = 7.2, 16, 7


def spots(labels: Sequence[tuple[float, float, str]]) -> list[Spot]:
    """Choose a place for each label, in the order given, where it covers no other point and no label before it.

    ``labels`` are the places of the points in pixels, with their texts. Where nothing is free the first spot is taken.

    >>> [spot.dy for spot in spots([(0, 0, "one"), (30, 2, "two")])]
    [-13, 0]
    """
    taken = [(x - MARK, y - MARK, x + MARK, y + MARK) for x, y, _ in labels]
    chosen = []
    for number, (x, y, text) in enumerate(labels):
        others = taken[:number] + taken[number + 1 :]
        boxes = {spot: _box(x, y, text, spot) for spot in SPOTS}
        spot = next((s for s in SPOTS if not any(_meet(boxes[s], other) for other in others)), SPOTS[0])
        taken.append(boxes[spot])
        chosen.append(spot)
    return chosen


Box = tuple[float, float, float, float]


def _box(x: float, y: float, text: str, spot: Spot) -> Box:
    width = LETTER * len(text)
    left = x + spot.dx - (width if spot.align == "right" else 0)
    return left, y + spot.dy - LINE / 2, left + width, y + spot.dy + LINE / 2


def _meet(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
