"""Sources as numbered notes at the foot of a page, so that every line has its source and can still be read."""

from collections.abc import Iterable
from datetime import date

from lapel.model.citation import Citation
from lapel.reports.page import Page, cite_words


class Footnotes:
    """The sources named so far, each with its number."""

    def __init__(self) -> None:
        self.numbers: dict[tuple[str, str, str], tuple[int, Citation]] = {}

    def mark(self, cites: Iterable[Citation]) -> str:
        """Give the numbers of sources, as they stand behind a sentence; nothing for none."""
        found = []
        for cite in cites:
            key = (cite.source.id, cite.section, cite.confidence)
            number, _ = self.numbers.setdefault(key, (len(self.numbers) + 1, cite))
            found.append(number)
        return f" [{', '.join(map(str, dict.fromkeys(found)))}]" if found else ""

    def add_to(self, page: Page, on: date) -> None:
        """Add the list of sources, with how sure each is and whether it is overdue."""
        for number, cite in self.numbers.values():
            words = next(iter(cite_words([cite], on))).removeprefix("source: ")
            page.add(words, 2, f"[{number}]")
            if cite.source.url:
                page.lines.append(f"{' ' * (5 + len(str(number)))}{cite.source.url}")
