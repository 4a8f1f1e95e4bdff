"""The drawings of practice questions: pictures to point at, dials and strips to read, sheets and forms.

Each tells in words what it shows, as marks and places and never as the answer: who cannot see the needle is told
between which marks it stands, and has as much left to work out as everybody else.
"""

from collections.abc import Callable, Mapping
from fractions import Fraction
from math import cos, radians, sin

from lapel.exam.drawings import Claim, Dials, Drawing, Sheet, Strip, Syringe
from lapel.model.exam import Item
from lapel.reports.pictures.frame import Picture
from lapel.reports.pictures.sketch import (
    AREA,
    WIDTH,
    Region,
    Sketch,
    box,
    finished,
    join,
    line,
    oval,
    path,
    sides,
    text,
)


def picture_of(item: Item, drawing: Drawing | None = None, *, dark: bool = False) -> Picture | None:
    """Draw the picture of a question; None where it has none. A generated question brings its ``drawing``.

    The regions of a hotspot carry the letters A, B, C … in the order of the options.
    """
    if not item.picture:
        return None
    names = {option.id: option.text for option in item.options} if item.kind == "hotspot" else {}
    return finished(_sketch(item.picture, drawing), names, dark)


def _sketch(name: str, drawing: Drawing | None) -> Sketch:
    match drawing:
        case Dials():
            return dials(drawing)
        case Strip():
            return strip(drawing)
        case Sheet():
            return sheet(drawing)
        case Claim():
            return claim_form(dict(drawing.blocks))
        case Syringe() | None:
            return FIXED[name]()


# The body


def heart() -> Sketch:
    """A heart cut open, seen from the front."""
    vessels = join(
        [
            path("M 128,52 L 128,170 L 158,170 L 158,52 Z", "blue edge l-ink"),
            path("M 104,236 L 104,338 L 132,338 L 132,236 Z", "blue edge l-ink"),
            path(
                "M 196,190 C 190,150 190,120 196,98 C 206,44 314,40 318,112 L 318,150 L 290,150 L 290,116"
                " C 288,84 232,84 226,112 C 224,130 224,160 226,190 Z",
                "red edge l-ink",
            ),
            path(
                "M 236,190 L 234,134 C 226,120 200,122 176,118 L 178,94 C 206,98 226,98 248,104 C 276,100 300,98 340,96"
                " L 342,120 C 310,122 276,122 266,136 L 268,190 Z",
                "blue edge l-ink",
            ),
            path("M 300,176 L 372,164 L 374,184 L 304,196 Z", "red edge l-ink"),
            path("M 300,210 L 372,204 L 374,224 L 304,230 Z", "red edge l-ink"),
        ]
    )
    wall = path(
        "M 112,160 C 84,182 78,240 98,276 C 122,318 206,372 282,386 C 318,390 346,346 352,296 C 358,236 352,186 326,158"
        " C 300,134 262,138 232,160 C 198,134 146,134 112,160 Z",
        "tissue edge l-ink",
    )
    regions = (
        Region(
            "right-atrium",
            path(
                "M 118,176 C 98,198 98,230 112,252 L 186,254 C 202,226 202,196 190,174 C 168,156 138,158 118,176 Z",
                LOOK,
            ),
            (150, 210),
        ),
        Region(
            "right-ventricle",
            path("M 116,272 L 192,272 C 216,288 236,326 252,366 C 204,356 146,318 116,272 Z", LOOK),
            (182, 306),
        ),
        Region(
            "left-atrium",
            path(
                "M 250,174 C 270,156 298,156 316,174 C 332,194 332,218 326,238 L 252,242 C 238,220 238,192 250,174 Z",
                LOOK,
            ),
            (286, 204),
        ),
        Region(
            "left-ventricle",
            path(
                "M 252,262 L 316,256 C 324,296 318,338 300,362 C 284,362 266,330 254,302 C 246,284 246,272 252,262 Z",
                LOOK,
            ),
            (284, 296),
        ),
    )
    # Valves between the chambers of a side.
    over = line(132, 262, 178, 262, "l-ink") + line(264, 250, 312, 247, "l-ink")
    words = (
        "A heart cut open, seen from the front, so the patient's right is on the left of the drawing. Each side has an"
        " upper"
        " and a lower chamber; the point of the heart is at the lower right of the drawing."
    )
    return Sketch("The heart, seen from the front", words, 420, vessels + wall, regions, over + sides(410))


LOOK = "area cavity l-pick"


def elbow_veins() -> Sketch:
    """A right arm from the front, palm forward, the hand at the bottom."""
    hand = (
        "M 176,396 C 164,412 140,430 118,462 C 112,474 124,482 134,474 L 166,450 L 164,486"
        " L 164,520 C 164,532 184,532 184,520 L 186,494 L 190,532 C 191,544 211,544 211,532 L 212,496"
        " L 216,530 C 217,542 237,542 237,530 L 237,494 L 243,514 C 246,526 264,520 262,508 L 256,470 C 258,440"
        " 258,420 254,396"
    )
    arm = path(
        "M 148,10 C 144,80 140,140 144,200 C 136,250 146,320 176,396"
        + hand.removeprefix("M 176,396")
        + " C 284,320 296,250 286,200 C 290,140 286,80 282,10 Z",
        "body edge l-ink",
    )
    crease = path("M 152,204 C 190,214 240,214 280,204", "line l-soft")
    crease += path("M 160,214 C 194,222 236,222 272,214", "line l-soft")
    vein = '<path d="{d}" class="reach"/><path d="{d}" class="area vein l-blue"/>'
    regions = (
        Region("cephalic", vein.format(d="M 188,392 C 166,330 160,290 166,252 C 164,180 170,110 172,22"), (168, 96)),
        Region("median-cubital", vein.format(d="M 168,262 C 196,238 228,206 254,172"), (212, 217)),
        Region("basilic", vein.format(d="M 244,392 C 268,330 272,260 260,196 C 258,150 258,90 254,22"), (258, 96)),
    )
    words = (
        "The front of a right arm with the palm forward and the hand at the bottom. The thumb side is on the left. Two"
        " veins run"
        " along the arm, one on each side, and a third slants between them across the bend of the elbow."
    )
    labels = text(14, 500, "thumb side", "soft small") + text(
        WIDTH - 14, 500, "little-finger side", "soft small", "end"
    )
    labels += text(WIDTH - 14, 214, "bend of the elbow", "soft small", "end") + text(14, 24, "upper arm", "soft small")
    return Sketch("Veins in front of the right elbow", words, 560, arm + crease, regions, labels)


def abdomen() -> Sketch:
    """A torso from the front, cut in four at the navel."""
    torso = (
        "M 96,20 C 100,90 112,150 108,210 C 100,262 84,300 78,350 L 352,350 C 346,300 330,262 322,210 C 318,150 330,90"
        " 334,20 Z"
    )
    ribs = path("M 110,118 C 150,96 190,84 215,60 C 240,84 280,96 320,118", "line l-soft")
    hips = path("M 92,290 C 120,300 150,320 170,350", "line l-soft") + path(
        "M 338,290 C 310,300 280,320 260,350", "line l-soft"
    )
    clip = f'<clipPath id="lapel-torso"><path d="{torso}"/></clipPath>'
    quarters = (
        ("right-upper", (76, 60, 139, 145), (160, 140)),
        ("left-upper", (215, 60, 139, 145), (270, 140)),
        ("right-lower", (76, 205, 139, 145), (150, 262)),
        ("left-lower", (215, 205, 139, 145), (280, 262)),
    )
    regions = tuple(
        Region(name, f'<g clip-path="url(#lapel-torso)">{box(*place, AREA)}</g>', at) for name, place, at in quarters
    )
    navel = oval(215, 205, 5, 7, "tissue l-ink edge")
    words = (
        "The front of a torso from the chest to the hips, cut in four by a line down and a line across, both through"
        " the navel."
        " The patient's right is on the left of the drawing."
    )
    body = clip + path(torso, "body edge l-ink") + ribs + hips
    return Sketch("The four quadrants of the abdomen", words, 390, body, regions, navel + sides(378))


def injection_sites() -> Sketch:
    """A standing person from the front, palms forward."""
    figure = join(
        [
            path(
                "M 201,76 L 201,92 C 180,100 156,102 146,122 C 136,160 128,210 116,252 C 108,276 104,296 100,316"
                " C 100,334 116,336 120,320 C 126,300 134,282 140,262 C 150,234 158,206 164,180 C 168,210 168,236"
                " 164,262"
                " C 158,300 158,350 164,400 C 166,450 168,500 172,556 L 204,556 C 206,500 208,440 212,366 L 218,366"
                " C 222,440 224,500 226,556 L 258,556 C 262,500 264,450 266,400 C 272,350 272,300 266,262"
                " C 262,236 262,210 266,180 C 272,206 280,234 290,262 C 296,282 304,300 310,320 C 314,336 330,334"
                " 330,316"
                " C 326,296 322,276 314,252 C 302,210 294,160 284,122 C 274,102 250,100 229,92 L 229,76 Z",
                "body edge l-ink",
            ),
            oval(215, 46, 28, 34, "body edge l-ink"),
            oval(215, 236, 3, 4, "tissue l-ink edge"),
        ]
    )
    places = (
        ("deltoid", (283, 140, 13, 22), (322, 132)),
        ("anterior-forearm", (306, 272, 9, 26), (346, 262)),
        ("ventrogluteal", (262, 284, 13, 20), (302, 340)),
        ("vastus-lateralis", (256, 386, 12, 42), (302, 396)),
    )
    around = (
        "M 173,236 A 42,36 0 1 0 257,236 A 42,36 0 1 0 173,236 Z M 198,236 A 17,15 0 1 1 232,236 A 17,15 0 1 1 198,236"
        " Z"
    )
    belly = Region("abdomen-around-navel", path(around, AREA), (215, 263))
    regions = (belly, *(Region(name, oval(*place, AREA) + _lead(place, at), at) for name, place, at in places))
    words = (
        "A standing adult seen from the front with the palms forward. Marked on the patient's left, which is on the"
        " right of the"
        " drawing: places on the upper arm, the forearm, the side of the hip and the thigh; and the belly around the"
        " navel."
    )
    return Sketch("Places for an injection", words, 590, figure, regions, sides(580))


def _lead(place: tuple[float, float, float, float], at: tuple[float, float]) -> str:
    """Draw a line from a place to its letter beside it."""
    return line(place[0] + 4, place[1], at[0] - 11, at[1], "l-pick")


def chest_leads() -> Sketch:
    """A chest from the front with its ribs."""
    torso = path(
        "M 150,14 C 150,40 120,50 70,60 C 44,70 36,110 40,170 C 50,230 62,290 64,360 L 366,360 C 368,290 380,230"
        " 390,170"
        " C 394,110 386,70 360,60 C 310,50 280,40 280,14 Z",
        "body edge l-ink",
    )
    arms = path("M 74,150 C 70,200 66,250 68,300", "line l-soft") + path(
        "M 356,150 C 360,200 364,250 362,300", "line l-soft"
    )
    bones = [
        path("M 203,76 L 227,76 L 227,250 L 215,268 L 203,250 Z", "paper edge l-soft"),
        path("M 203,82 C 170,84 130,66 96,74", "line l-soft"),
        path("M 227,82 C 260,84 300,66 334,74", "line l-soft"),
    ]
    # From the breastbone a rib goes down a little and then up to the side; spaces lie between the ribs.
    for rib in range(7):
        y = 96 + 26 * rib
        bones.append(
            path(
                f"M 203,{y} C 170,{y + 2} 140,{y + 24} 116,{y + 8} C 100,{y - 4} 90,{y - 14} 82,{y - 26}",
                "line hair l-soft",
            )
        )
        bones.append(
            path(
                f"M 227,{y} C 260,{y + 2} 290,{y + 24} 314,{y + 8} C 330,{y - 4} 340,{y - 14} 348,{y - 26}",
                "line hair l-soft",
            )
        )
    numbers = [text(236, 96 + 26 * rib + 18, str(rib + 1), "soft small") for rib in (0, 1, 2)]
    spots = {"v1": (190, 188), "v2": (240, 188), "v3": (265, 206), "v4": (290, 224), "v5": (322, 224), "v6": (354, 224)}
    regions = tuple(
        Region(name, f'<circle cx="{x}" cy="{y}" r="14" class="{AREA}"/>', (x, y)) for name, (x, y) in spots.items()
    )
    middle = line(290, 66, 290, 350, "l-soft dashed hair")
    words = (
        "The front of a chest with collarbones, breastbone and ribs; the first three spaces between the ribs are"
        " numbered. A dashed"
        " line goes straight down from the middle of the left collarbone. The patient's left is on the right of the"
        " drawing."
    )
    body = torso + arms + join(bones) + join(numbers) + middle
    return Sketch("Places of the chest leads", words, 396, body, regions, sides(386))


def ecg_complex() -> Sketch:
    """One heartbeat on ruled paper."""
    grid = _grid(20, 30, 39, 24, 10)
    trace = path(
        "M 20,190 L 70,190 C 84,190 88,160 104,160 C 120,160 124,190 138,190 L 176,190 L 184,204 L 200,70 L 216,232 L"
        " 226,190"
        " L 280,190 C 300,190 306,138 328,138 C 350,138 356,190 374,190 L 410,190",
        "line l-ink thick",
    )
    bands = (
        ("p-wave", 70, 68), ("pr-segment", 138, 38), ("qrs-complex", 176, 50), ("st-segment", 226, 54),
        ("t-wave", 280, 94),
    )  # fmt: skip
    regions = tuple(
        Region(name, box(x + 1, 40, width - 2, 220, AREA, 4), (x + width / 2, 250)) for name, x, width in bands
    )
    words = (
        "One heartbeat on ECG paper, from left to right: a small rounded wave, a flat line, a tall narrow spike with a"
        " small dip"
        " before and a deeper one after it, a flat line, and a broad rounded wave."
    )
    return Sketch("One heartbeat on an ECG strip", words, 290, grid, regions, trace)


def _grid(x: float, y: float, columns: int, rows: int, step: float) -> str:
    """Rule ECG paper; each fifth line is a bold one."""
    parts = []
    for n in range(columns + 1):
        parts.append(line(x + n * step, y, x + n * step, y + rows * step, f"l-grid {'thin' if n % 5 else 'hair'}"))
    for n in range(rows + 1):
        parts.append(line(x, y + n * step, x + columns * step, y + n * step, f"l-grid {'thin' if n % 5 else 'hair'}"))
    return join(parts)


# Things of the office


def syringe() -> Sketch:
    """A 3 mL syringe, empty, its needle to the left."""
    start, each = 96.0, 76.0
    parts = [
        line(10, 92, 70, 92, "l-ink"),
        box(66, 84, 26, 16, "faint l-ink edge", 3),
        box(start - 6, 66, 3 * each + 46, 52, "paper l-ink edge", 4),
        box(start + 3 * each + 20, 72, 14, 40, "ink"),
        box(start + 3 * each + 34, 84, 58, 16, "faint l-ink edge"),
        box(start + 3 * each + 92, 64, 10, 56, "faint l-ink edge", 3),
    ]
    for tenth in range(31):
        x = start + each * tenth / 10
        half = tenth % 5 == 0
        parts.append(line(x, 66, x, 66 + (22 if half else 12), "l-ink"))
        if half:
            parts.append(
                text(x, 106, str(tenth // 10) if tenth % 10 == 0 else f"{tenth / 10:g}", "ink small", "middle")
            )
    parts.append(text(start + 3 * each + 24, 58, "mL", "soft small"))
    regions = tuple(
        Region(
            f"mark-{name}",
            box(start + each * n / 2 - 14, 62, 28, 60, AREA, 4)
            + line(start + each * n / 2, 122, start + each * n / 2, 146, "l-pick"),
            (start + each * n / 2, 158),
        )
        for n, name in enumerate(("0-5", "1", "1-5", "2", "2-5"), 1)
    )
    words = (
        "A 3 mL syringe with its needle to the left. Long marks stand at 0, 0.5, 1, 1.5, 2, 2.5 and 3 mL, short ones"
        " at each tenth"
        " of a milliliter."
    )
    return Sketch("The marks of a 3 mL syringe", words, 186, join(parts), regions)


def day_sheet() -> Sketch:
    """The five rows of a page; the stem says which are free."""
    rows = ("9:00", "9:15", "9:30", "9:45", "10:00")
    regions = tuple(
        Region(time.replace(":", "-"), box(20, 44 + 44 * n, WIDTH - 40, 40, AREA, 4), (WIDTH - 46, 64 + 44 * n))
        for n, time in enumerate(rows)
    )
    times = join([text(36, 69 + 44 * n, time, "ink bold") for n, time in enumerate(rows)])
    head = text(20, 28, "Day sheet", "ink bold")
    words = f"A page of an appointment book with {len(rows)} rows of 15 minutes, from {rows[0]} to {rows[-1]}."
    return Sketch("A page of the appointment book", words, 280, head, regions, times)


BLOCKS: Mapping[str, tuple[str, tuple[float, float, float, float]]] = {
    "patient-name": ("Patient's name", (16, 44, 240, 56)),
    "insured-id": ("Insured's ID number", (262, 44, 152, 56)),
    "diagnosis-codes": ("Diagnosis codes", (16, 128, 398, 60)),
    "procedure-codes": ("Dates, procedure codes and charges", (16, 194, 398, 84)),
    "provider-signature": ("Signature of the provider", (16, 306, 190, 60)),
    "billing-provider": ("Billing provider and NPI", (212, 306, 202, 60)),
}


def claim_form(values: Mapping[str, str] | None = None) -> Sketch:
    """A claim form of our own drawing: its blocks stand as on the common form."""
    values = values or {}
    regions = []
    labels = [text(16, 26, "Health insurance claim", "ink bold")]
    for name, (said, (x, y, width, height)) in BLOCKS.items():
        regions.append(Region(name, box(x, y, width, height, AREA, 3), (x + width - 18, y + height - 18)))
        labels.append(text(x + 8, y + 18, said, "soft small"))
        labels.append(text(x + 8, y + 42, values.get(name, ""), "ink"))
    other = [box(16, 104, 398, 18, "faint"), box(16, 284, 398, 16, "faint")]
    filled = any(values.values())
    told = [f"{said}: {values.get(name) or 'empty'}." for name, (said, _) in BLOCKS.items()] if filled else []
    words = " ".join(["A claim form with six named blocks.", *told])
    return Sketch("A claim form", words, 384, join(other), tuple(regions), join(labels))


# To read off


def dials(drawing: Dials) -> Sketch:
    """Two dials of a cuff, at the first sound and at the last."""
    body = _dial(160, drawing.systolic, "first sound") + _dial(490, drawing.diastolic, "last sound")
    words = (
        "Two looks at a round dial in mm Hg. Numbers stand at each 20 from 0 to 300, and between two numbers are ten"
        " equal steps."
        f" At the first sound the needle stands {_stands(drawing.systolic)}. At the last sound it stands"
        f" {_stands(drawing.diastolic)}."
    )
    return Sketch("The dial of a blood pressure cuff at the first and at the last sound", words, 666, body)


def _stands(value: int) -> str:
    below, steps = value // 20 * 20, value % 20 // 2
    return f"at the number {below}" if not steps else f"{steps} step{'s' * (steps > 1)} past the number {below}"


FULL, SWEEP = 300, 300
"""The last number of the dial, and the degrees from 0 to it; the gap is at the bottom."""


def angle(value: float) -> float:
    """Give the degrees of a reading, clockwise from straight up.

    >>> angle(0), angle(150), angle(300)
    (-150.0, 0.0, 150.0)
    """
    return value * SWEEP / FULL - SWEEP / 2


def _on(cx: float, cy: float, radius: float, value: float) -> tuple[float, float]:
    turn = radians(angle(value))
    return round(cx + radius * sin(turn), 2), round(cy - radius * cos(turn), 2)


def _dial(cy: float, value: int, said: str) -> str:
    cx, radius = WIDTH / 2, 150.0
    parts = [f'<circle cx="{cx:g}" cy="{cy:g}" r="{radius:g}" class="paper l-ink edge"/>']
    for mark in range(0, FULL + 1, 2):
        long = 20 if mark % 20 == 0 else 15 if mark % 10 == 0 else 9
        ends = (*_on(cx, cy, radius - 5, mark), *_on(cx, cy, radius - 5 - long, mark))
        parts.append(line(*ends, f"l-ink {'' if mark % 10 == 0 else 'hair'}"))
        if mark % 20 == 0:
            x, y = _on(cx, cy, radius - 39, mark)
            parts.append(text(x, y + 4, str(mark), "ink small", "middle"))
    tip, tail = _on(cx, cy, radius - 9, value), _on(cx, cy, -30, value)
    parts += [line(*tail, *tip, "l-red"), f'<circle cx="{cx:g}" cy="{cy:g}" r="6" class="red"/>']
    parts += [text(cx, cy + 80, "mm Hg", "soft small", "middle"), text(cx, cy + 104, said, "ink bold", "middle")]
    return join(parts)


BOX = 10
"""Boxes of a row of a strip, so that it is wide enough for small boxes on a phone."""


def strip(drawing: Strip) -> Sketch:
    """A rhythm strip, cut into rows that are wide enough to count boxes in."""
    small = 8.0
    large = 5 * small
    rows = -(-drawing.boxes // BOX)
    parts = []
    for row in range(rows):
        top = 30 + row * 150
        boxes = min(BOX, drawing.boxes - row * BOX)
        parts.append(_grid(15, top, boxes * 5, 15, small))
        for n in range(boxes):
            parts.append(text(15 + (n + 0.5) * large, top - 6, str(row * BOX + n + 1), "soft small", "middle"))
        parts.append(_trace(drawing, row * BOX, boxes, 15, top + 80, large))
    places = "; ".join(_place(beat) for beat in drawing.beats)
    words = (
        f"A rhythm strip of {drawing.boxes} numbered large boxes, in rows of {BOX}; each large box has five small ones."
        f" The R waves stand: {places}."
    )
    return Sketch("A rhythm strip", words, 30 + rows * 150, join(parts))


def _place(beat: Fraction) -> str:
    whole, rest = divmod(beat * 5, 5)
    return f"at the start of box {whole + 1}" if not rest else f"{rest} small in box {whole + 1}"


def _trace(drawing: Strip, first: int, boxes: int, left: float, base: float, large: float) -> str:
    """Draw the line of one row: flat, with a P, a spike and a T at each beat that reaches into it."""
    points: list[tuple[float, float]] = [(first, 0.0)]
    for beat in drawing.beats:
        at = float(beat)
        shape = (
            (-0.9, 0), (-0.75, 8), (-0.6, 8), (-0.45, 0), (-0.2, 0), (-0.1, -5), (0, 56), (0.12, -14), (0.2, 0),
            (0.7, 0), (0.95, 14), (1.15, 14), (1.4, 0),
        )  # fmt: skip
        points += [(at + dx, dy) for dx, dy in shape if first <= at + dx <= first + boxes]
    points.append((first + boxes, 0.0))
    points.sort(key=lambda point: point[0])
    said = " L ".join(f"{left + (x - first) * large:.1f},{base - y:.1f}" for x, y in points)
    return path(f"M {said}", "line l-ink")


def sheet(drawing: Sheet) -> Sketch:
    """A page of an appointment book, filled in."""
    parts = [text(20, 26, "Appointments", "ink bold")]
    for n, (time, name) in enumerate(drawing.rows):
        y = 38 + 32 * n
        parts.append(box(20, y, WIDTH - 40, 30, f"{'faint' if name else 'paper'} l-soft edge", 3))
        parts.append(text(34, y + 20, time, "ink bold"))
        parts.append(text(110, y + 20, name or "free", "ink" if name else "soft"))
    told = "; ".join(f"{time} {f'taken by {name}' if name else 'free'}" for time, name in drawing.rows)
    words = f"A page of an appointment book in rows of {drawing.minutes} minutes: {told}."
    return Sketch("A page of the appointment book", words, 48 + 32 * len(drawing.rows), join(parts))


FIXED: Mapping[str, Callable[[], Sketch]] = {
    "heart": heart,
    "elbow-veins": elbow_veins,
    "abdomen": abdomen,
    "ecg-complex": ecg_complex,
    "injection-sites": injection_sites,
    "chest-leads": chest_leads,
    "syringe-3ml": syringe,
    "day-sheet": day_sheet,
    "claim-form": claim_form,
}
"""The pictures of the catalogue's pictures.yaml, by id."""
