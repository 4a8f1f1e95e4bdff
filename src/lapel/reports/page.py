"""Lines of text for a terminal, and the words that several reports share."""

from collections.abc import Iterable, Iterator
from datetime import date
from textwrap import wrap

from lapel.model.citation import CONFIDENCE_WORDS, Citation
from lapel.model.credential import NOT_SEEN


class Page:
    """Lines of text, wrapped to a width."""

    def __init__(self, width: int = 80) -> None:
        self.width = max(width, 40)
        self.lines: list[str] = []

    def add(self, text: str = "", indent: int = 0, mark: str = "") -> None:
        """Add a paragraph; ``mark`` hangs before it."""
        lead = " " * indent + (f"{mark} " if mark else "")
        lines = wrap(text, self.width, initial_indent=lead, subsequent_indent=" " * len(lead), break_long_words=False)
        self.lines += lines or [""]

    def __str__(self) -> str:
        return "\n".join(self.lines) + "\n"


def cite_words(cites: Iterable[Citation], on: date) -> Iterator[str]:
    """Name each source, how sure we are of it, and whether it is overdue for a new reading."""
    for cite in cites:
        section = f", {cite.section}" if cite.section else ""
        text = (
            f"source: {cite.source.title}{section} ({CONFIDENCE_WORDS[cite.confidence]}; read {cite.source.retrieved})"
        )
        yield text + overdue_words([cite], on)


def overdue_words(cites: Iterable[Citation], on: date) -> str:
    """Warn that sources should have been read again, with an official page if one is known; otherwise say nothing."""
    late = [cite for cite in cites if cite.overdue(on=on)]
    if not late:
        return ""
    where = next((cite.source.url for cite in late if cite.source.url and cite.source.kind == "official"), None)
    since = min(cite.review_by for cite in late)
    return f" — overdue for review since {since}: confirm it first" + (f" on {where}" if where else "")


def money(value: object, unit: str) -> str:
    """Write an amount with its unit."""
    if unit == "USD" and isinstance(value, (int, float)):
        return f"${value:,}"
    return f"{value} {unit}".strip() if value != NOT_SEEN else "amount not known"
