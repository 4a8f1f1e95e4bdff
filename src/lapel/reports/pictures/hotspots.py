"""Where the regions of a drawing lie, as other programs want it: a circle, a rectangle or a polygon in whole pixels.

Curves become polygons. A vein, which is a line, is as broad as what takes a click on it (its ``reach``).
"""

import re
from collections.abc import Iterator
from math import atan2, cos, hypot, pi, sin

from lapel.model.value import Value
from lapel.reports.pictures.sketch import Region

STEPS = 12
"""Straight pieces of a curve."""
REACH = 17
"""Half the breadth of a vein's reach, in pixels."""

Point = tuple[float, float]
NUMBER = r"-?\d*\.?\d+"


class Spot(Value):
    """A shape (``circle``, ``rect`` or ``poly``) and its coordinates, as QTI and HTML write them."""

    shape: str
    coords: str


def spot(region: Region) -> Spot:
    """Give the place of a region; raises ValueError for a shape that is not known here."""
    found = re.search(r"<(rect|circle|ellipse|path) ([^>]*)/>", region.shape)
    if found is None:
        raise ValueError(f"the region {region.id} has no shape that is known")
    said = dict(re.findall(r'([\w-]+)="([^"]*)"', found[2]))
    if found[1] == "circle":
        return Spot("circle", _written([float(said["cx"]), float(said["cy"]), float(said["r"])]))
    if found[1] == "rect":
        x, y = float(said["x"]), float(said["y"])
        return Spot("rect", _written([x, y, x + float(said["width"]), y + float(said["height"])]))
    if found[1] == "ellipse":
        center = (float(said["cx"]), float(said["cy"]))
        return _polygon(list(_arc(center, float(said["rx"]), float(said["ry"]), 0, 2 * pi, 2 * STEPS))[:-1])
    parts = _parts(said["d"])
    if said.get("class") == "reach":
        return _polygon(_broad(parts[0]))
    # A hole is walked the other way round, over a seam of no breadth.
    return _polygon([point for part in parts for point in part] + ([part[0] for part in parts[:0:-1]]))


def _polygon(points: list[Point]) -> Spot:
    return Spot("poly", _written([number for point in (*points, points[0]) for number in point]))


def _written(numbers: list[float]) -> str:
    return ",".join(str(max(0, round(number))) for number in numbers)


def _parts(d: str) -> list[list[Point]]:
    """The lines of a path, each as its points; curves in straight pieces."""
    parts: list[list[Point]] = []
    for letter, rest in re.findall(r"([MLCAZ])([^MLCAZ]*)", d):
        numbers = [float(text) for text in re.findall(NUMBER, rest)]
        if letter == "M":
            parts.append([(numbers[0], numbers[1])])
        elif letter == "L":
            parts[-1] += _pairs(numbers)
        elif letter == "C":
            for at in range(0, len(numbers), 6):
                parts[-1] += _curve(parts[-1][-1], *_pairs(numbers[at : at + 6]))
        elif letter == "A":
            for at in range(0, len(numbers), 7):
                parts[-1] += _half(parts[-1][-1], numbers[at : at + 7])
    return parts


def _pairs(numbers: list[float]) -> list[Point]:
    return list(zip(numbers[::2], numbers[1::2], strict=True))


def _curve(a: Point, b: Point, c: Point, d: Point) -> Iterator[Point]:
    for step in range(1, STEPS + 1):
        t = step / STEPS
        weights = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t**2 * (1 - t), t**3)
        x, y = (sum(w * point[axis] for w, point in zip(weights, (a, b, c, d), strict=True)) for axis in (0, 1))
        yield (x, y)


def _half(start: Point, numbers: list[float]) -> list[Point]:
    """Half an ellipse, which is all that the drawings use of arcs."""
    rx, ry, _, _, sweep, x, y = numbers
    center = ((start[0] + x) / 2, (start[1] + y) / 2)
    first = atan2((start[1] - center[1]) / ry, (start[0] - center[0]) / rx)
    return list(_arc(center, rx, ry, first, pi if sweep else -pi, STEPS))[1:]


def _arc(center: Point, rx: float, ry: float, first: float, angle: float, steps: int) -> Iterator[Point]:
    for step in range(steps + 1):
        at = first + angle * step / steps
        yield (center[0] + rx * cos(at), center[1] + ry * sin(at))


def _broad(line: list[Point]) -> list[Point]:
    """The edge of a line of the reach's breadth: along one side, and back along the other."""
    left, right = [], []
    for at, (x, y) in enumerate(line):
        before, after = line[max(at - 1, 0)], line[min(at + 1, len(line) - 1)]
        dx, dy = after[0] - before[0], after[1] - before[1]
        long = hypot(dx, dy) or 1
        left.append((x - REACH * dy / long, y + REACH * dx / long))
        right.append((x + REACH * dy / long, y - REACH * dx / long))
    return left + right[::-1]
