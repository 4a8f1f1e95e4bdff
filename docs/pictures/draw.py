"""Draw the pictures of docs/explanation from evaluated rules, as SVG text."""

from collections.abc import Sequence
from datetime import date
from html import escape
from typing import Any

from lapel.eligibility.verdict import verdict
from lapel.loading.compiled import load_catalogue
from lapel.loading.records import parse_record, read_record
from lapel.loading.tree import parse_tree
from lapel.model.dates import NEVER
from lapel.model.located import Problems
from lapel.model.shapes import ListOf, Text
from lapel.model.timeline import Timeline
from lapel.model.truth import Truth
from lapel.reports.decisions_text import verdict_words
from lapel.rules.evaluate import timeline_of
from lapel.rules.nodes import Readings, children
from lapel.rules.parse import Parser

WIDTH, LEFT, RIGHT = 880, 280, 20
ROW, BAR = 46, 26
FILL = {Truth.TRUE: "#1b6e53", Truth.UNKNOWN: "url(#unknown)", Truth.FALSE: "#ffffff"}
INK = {Truth.TRUE: "#ffffff", Truth.UNKNOWN: "#222222", Truth.FALSE: "#444444"}
EXAMPLES = __file__.rsplit("/", 3)[0] + "/examples"


class Drawing:
    """A picture of timelines: one row a line, time from left to right."""

    def __init__(self, title: str, first: date, last: date) -> None:
        self.title = title
        self.first, self.last = first.toordinal(), last.toordinal()
        self.parts: list[str] = []
        self.height = 20

    def x(self, ordinal: int) -> float:
        """Place a day."""
        inside = min(max(ordinal, self.first), self.last)
        return LEFT + (WIDTH - LEFT - RIGHT) * (inside - self.first) / (self.last - self.first)

    def text(self, x: float, y: float, text: str, size: int = 13, anchor: str = "start", ink: str = "#222222") -> None:
        """Write a text."""
        place = f'x="{x:.1f}" y="{y:.1f}" font-size="{size}" text-anchor="{anchor}" fill="{ink}"'
        self.parts.append(f"<text {place}>{escape(text)}</text>")

    def row(self, label: str, line: Timeline, below: str = "", bold: bool = False) -> None:
        """Draw one timeline as bars."""
        middle = self.height + BAR / 2 + 5
        weight = f'<g font-weight="{"bold" if bold else "normal"}">'
        self.parts.append(weight)
        self.text(LEFT - 12, middle - (7 if below else 0), label, anchor="end")
        self.parts.append("</g>")
        if below:
            self.text(LEFT - 12, middle + 9, below, 11, "end", "#555555")
        for run, value in enumerate(line.values):
            start, end = self.x(line.starts[run]), self.x(min(line.end_of(run), NEVER))
            if end <= start:
                continue
            self.parts.append(
                f'<rect x="{start:.1f}" y="{self.height}" width="{end - start:.1f}" height="{BAR}" '
                f'fill="{FILL[value]}" stroke="#444444"/>'
            )
            if end - start > 50:
                self.text(start + 8, self.height + BAR / 2 + 4, value.name.lower(), 11, ink=INK[value])
        self.height += ROW

    def mark(self, day: date, label: str, top: int = 16, dashed: bool = True, anchor: str = "middle") -> None:
        """Draw a day as an upright line from the top to the rows above; its label goes below them."""
        x = self.x(day.toordinal())
        dash = ' stroke-dasharray="3 3"' if dashed else ' stroke-width="2"'
        self.parts.append(f'<line x1="{x:.1f}" y1="{top}" x2="{x:.1f}" y2="{self.height - 8}" stroke="#b3261e"{dash}/>')
        self.text(x, self.height + 8, label, 11, anchor, "#b3261e")

    def svg(self, extra: int = 20) -> str:
        """Give the picture."""
        height = self.height + extra
        return "\n".join(
            [
                f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" '
                f'height="{height}" font-family="Helvetica, Arial, sans-serif" role="img">',
                f"<title>{escape(self.title)}</title>",
                '<defs><pattern id="unknown" width="7" height="7" patternUnits="userSpaceOnUse" '
                'patternTransform="rotate(45)"><rect width="7" height="7" fill="#f3e3b3"/>'
                '<rect width="2" height="7" fill="#d9bf6b"/></pattern></defs>',
                f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>',
                *self.parts,
                "</svg>\n",
            ]
        )


def rule(text: str) -> Any:
    """Read a rule from YAML."""
    problems = Problems()
    read = Parser({}, ListOf(Text()), problems).rule(parse_tree(text.encode(), "rule"))
    problems.raise_if_any()
    return read


def student() -> str:
    """A student's window: two conditions, and both together."""
    record = parse_record({"programs": [{"expected": "2026-12-11"}], "complete": ["programs"]})
    near = "after: {date: completed, minus: 30 days}"
    recent = "until: {date: completed, plus: 12 months clamp}"
    drawing = Drawing("A student's window opens 30 days before she finishes and closes 12 months after", *SPAN)
    rows: Sequence[tuple[str, str, str]] = (
        ("30 days before the end, or later", near, "after: completed minus 30 days"),
        ("12 months after the end, or sooner", recent, "until: completed plus 12 months"),
        ("both", f"all: [{near}, {recent}]", "all: the lower of the two, day by day"),
    )
    for label, condition, below in rows:
        shown = timeline_of(rule(f"some: {{in: programs, where: {{{condition}}}}}"), record)
        drawing.row(label, shown, below, bold=label == "both")
    drawing.mark(date(2026, 11, 11), "Nov 11, 2026: opens", anchor="end")
    drawing.mark(date(2026, 12, 11), "Dec 11: finishes", anchor="start")
    drawing.mark(date(2027, 12, 12), "closed from Dec 12, 2027")
    return drawing.svg()


SPAN = (date(2026, 5, 1), date(2028, 5, 1))


def five_answers() -> str:
    """The five answers, read off five timelines on one day."""
    on = date(2026, 11, 21)
    record = parse_record("{}")
    days = ("2026-03-01", "2026-08-01", "2027-03-01", "2027-09-01")
    true, false, unknown = "always: true", "always: false", "not_known: It was not said."

    def steps(*values: str) -> Timeline:
        starts = ("1998-01-01", *days)
        versions = ", ".join(
            f"{{starts: {starts[i]}, dating: on, rule: {{{value}}}}}" for i, value in enumerate(values) if value
        )
        before = f"{{starts: 1990-01-01, dating: on, rule: {{{false}}}}}"
        return timeline_of(rule(f"dated: {{by: application, versions: [{before}, {versions}]}}"), record)

    drawing = Drawing("Five timelines, and the answer of each on one day", date(2026, 1, 1), date(2027, 12, 31))
    for line in (
        steps(false, true, "", "", false),
        steps(false, "", true, "", unknown),
        steps(false, "", "", true, false),
        steps(false, "", unknown, true, false),
        steps(false, "", "", unknown, ""),
        steps(true, "", false, "", ""),
        steps(false, "", unknown, "", ""),
        steps(false, "", "", "", ""),
    ):
        said, _, more = verdict_words(verdict(line, on)).partition(" today;")
        head, mark, rest = said.partition(":") if ":" in said else said.partition(",")
        drawing.row(head, line, (rest.strip() + more.strip()) if mark or more else "", bold=True)
    drawing.mark(on, "the day asked about, November 21, 2026", dashed=False)
    return drawing.svg()


def readings() -> str:
    """Three readings of one rule, and where they agree."""
    jamal = read_record(f"{EXAMPLES}/three-failed-attempts.yaml")
    category = load_catalogue().credentials["cma-aama"].route("category-2").rule
    found = next(part for part in _below(category) if isinstance(part, Readings) and len(part.options) == 3)
    drawing = Drawing("Three readings of how many attempts there are", date(2024, 10, 1), date(2026, 12, 31))
    for option in found.options:
        drawing.row(option.label, timeline_of(option.rule, jamal))
    drawing.row("what they agree on", timeline_of(found, jamal), "unknown where they do not", bold=True)
    for day, label in (
        (date(2025, 2, 11), "1st failure"),
        (date(2025, 6, 24), "2nd failure"),
        (date(2026, 1, 20), "3rd failure"),
    ):
        drawing.mark(day, label)
    return drawing.svg()


def _below(top: Any) -> list[Any]:
    """Every rule below one, itself included."""
    return [top, *(found for part in children(top) for found in _below(part))]


def pictures() -> dict[str, str]:
    """Draw them all, by name."""
    return {"student": student(), "five-answers": five_answers(), "readings": readings()}
