"""How the drawings of practice questions are made: plain SVG in the site's light and dark, with regions to choose.

A region is a group with ``data-region``, a name that tells where it lies, and a letter; it takes the keyboard's focus.
"""

from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape, quoteattr

from lapel.model.value import Value
from lapel.reports.pictures.frame import FONT, Picture

WIDTH = 430
LETTERS = "ABCDEFGH"

LIGHT = {
    "paper": "#ffffff",
    "ink": "#1a1a1a",
    "soft": "#555555",
    "faint": "#d9dedb",
    "body": "#f3e3d3",
    "tissue": "#d99a94",
    "cavity": "#f8e9e4",
    "red": "#c0392b",
    "blue": "#2b6cb0",
    "pick": "#0b6b63",
    "wash": "#0b6b6322",
    "grid": "#e9b3ac",
}
DARK = {
    "paper": "#182625",
    "ink": "#e9efe9",
    "soft": "#a4b2ad",
    "faint": "#3c4f4b",
    "body": "#4a4139",
    "tissue": "#8a4f4a",
    "cavity": "#3a2c2a",
    "red": "#f08a7d",
    "blue": "#7db4ef",
    "pick": "#7ed3c9",
    "wash": "#7ed3c933",
    "grid": "#6b4642",
}


def _rules(colors: Mapping[str, str]) -> str:
    fills = "".join(f".lapel-drawing .{name}{{fill:{color}}}" for name, color in colors.items())
    lines = "".join(f".lapel-drawing .l-{name}{{stroke:{color}}}" for name, color in colors.items())
    return fills + lines


def _ring(colors: Mapping[str, str]) -> str:
    """Color the ring of the region that has the focus, which is not yet the one chosen."""
    return f".lapel-drawing [data-region]:focus-visible{{outline-color:{colors['ink']}}}"


STYLE = (
    f".lapel-drawing text{{font-family:{FONT};font-size:14px}}"
    ".lapel-drawing .line{fill:none;stroke-width:2;stroke-linecap:round;stroke-linejoin:round}"
    ".lapel-drawing .edge{stroke-width:2;stroke-linejoin:round}"
    ".lapel-drawing .hair{stroke-width:1}.lapel-drawing .thin{stroke-width:.6}.lapel-drawing .thick{stroke-width:3}"
    ".lapel-drawing .dashed{stroke-dasharray:5 5}"
    ".lapel-drawing .bold{font-weight:bold}.lapel-drawing .small{font-size:12px}"
    ".lapel-drawing .area{stroke-width:2}.lapel-drawing .vein{fill:none;stroke-width:8;stroke-linecap:round}"
    ".lapel-drawing .reach{fill:none;stroke:transparent;stroke-width:34}.lapel-drawing [data-region]{cursor:pointer}"
    ".lapel-drawing [data-region]:focus{outline:none}"
    ".lapel-drawing [data-region]:focus-visible{outline:3px solid;outline-offset:2px}"
    ".lapel-drawing [data-region]:hover .area,"
    '.lapel-drawing [aria-pressed="true"] .area{stroke-width:5}'
    ".lapel-drawing [data-region]:hover .vein,"
    '.lapel-drawing [aria-pressed="true"] .vein{stroke-width:14}'
    + _rules(LIGHT)
    + _ring(LIGHT)
    + "@media (prefers-color-scheme: dark){"
    + _rules(DARK)
    + _ring(DARK)
    + "}"
)


class Region(Value):
    """A part to choose: its ``shape`` (SVG), and where its letter stands."""

    id: str
    shape: str
    at: tuple[float, float]


class Sketch(Value):
    """A drawing before it is put in words: what is told of it in ``words`` stands for it where it cannot be seen."""

    title: str
    words: str
    height: int
    body: str
    regions: tuple[Region, ...] = ()
    over: str = ""


def finished(sketch: Sketch, names: Mapping[str, str], dark: bool = False) -> Picture:
    """Put a sketch together. ``names`` tell of each region where it lies, in the order of their letters.

    ``dark`` makes it dark whatever the reader's system says.
    """
    regions = {region.id: region for region in sketch.regions}
    shown = [_region(regions[name], letter, said) for letter, (name, said) in zip(LETTERS, names.items(), strict=False)]
    listed = [f"{letter}: {said}." for letter, said in zip(LETTERS, names.values(), strict=False)]
    words = " ".join([sketch.words, *listed])
    role = "group" if shown else "img"
    style = STYLE.partition("@media")[0] + (_rules(DARK) if dark else "@media" + STYLE.partition("@media")[2])
    svg = (
        f'<svg role="{role}" aria-label={quoteattr(sketch.title)} class="lapel-drawing" xmlns="http://www.w3.org/2000/svg"'
        f' viewBox="0 0 {WIDTH} {sketch.height}" width="{WIDTH}" height="{sketch.height}">'
        f"<title>{escape(sketch.title)}</title><desc>{escape(words)}</desc><style>{escape(style)}</style>"
        f'<rect class="paper" width="{WIDTH}" height="{sketch.height}"/>{sketch.body}{join(shown)}{sketch.over}</svg>'
    )
    return Picture(sketch.title, words, svg)


def _region(region: Region, letter: str, said: str) -> str:
    x, y = region.at
    return (
        f'<g data-region="{region.id}" role="button" tabindex="0" aria-pressed="false"'
        f" aria-label={quoteattr(f'{letter}: {said}')}>{region.shape}"
        f'<circle class="paper l-pick edge" cx="{x:g}" cy="{y:g}" r="12"/>'
        f"{text(x, y + 5, letter, 'pick bold', 'middle')}</g>"
    )


def text(x: float, y: float, said: str, look: str = "ink", anchor: str = "start") -> str:
    """Write a line of text."""
    return f'<text x="{x:g}" y="{y:g}" class="{look}" text-anchor="{anchor}">{escape(said)}</text>'


def path(d: str, look: str) -> str:
    """Draw a path."""
    return f'<path d="{d}" class="{look}"/>'


def line(x1: float, y1: float, x2: float, y2: float, look: str) -> str:
    """Draw a straight line."""
    return f'<path d="M {x1:g},{y1:g} L {x2:g},{y2:g}" class="line {look}"/>'


def box(x: float, y: float, width: float, height: float, look: str, corner: float = 0) -> str:
    """Draw a rectangle."""
    return f'<rect x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" rx="{corner:g}" class="{look}"/>'


def oval(x: float, y: float, rx: float, ry: float, look: str) -> str:
    """Draw an ellipse."""
    return f'<ellipse cx="{x:g}" cy="{y:g}" rx="{rx:g}" ry="{ry:g}" class="{look}"/>'


AREA = "area wash l-pick"


def sides(y: float) -> str:
    """Say which side of the drawing is the patient's right."""
    return text(14, y, "patient's right", "soft small") + text(WIDTH - 14, y, "patient's left", "soft small", "end")


def join(parts: Sequence[str]) -> str:
    """Put parts of a drawing one over the other."""
    return "".join(parts)
