"""How hard a page is to read: the Flesch–Kincaid grade of its sentences (Kincaid et al., 1975)."""

import re
from collections.abc import Iterable, Iterator
from html.parser import HTMLParser

from lapel.model.credential import Catalogue

BLOCKS = frozenset(
    {
        "p",
        "li",
        "dt",
        "dd",
        "h1",
        "h2",
        "h3",
        "h4",
        "td",
        "th",
        "caption",
        "summary",
        "label",
        "legend",
        "button",
        "option",
        "figcaption",
        "div",
        "section",
    }
)
SHORTEST = 5
"""Words: shorter lines are labels, not sentences, and would make every page look easy."""

UNREAD = frozenset({"cite", "script", "style", "svg", "select", "pre", "nav", "progress"})
NOT_OURS = frozenset(
    {"away", "sources", "stem", "choices lettered", "choices order", "reasons", "reasons plain", "why"}
)
"""Words that repeat a heading for those who do not see it; titles of documents, and where they lie; the words of a
practice question, which are terms of the exam."""

VOID = frozenset({"br", "hr", "img", "input", "link", "meta", "rect", "circle", "path"})


class Prose(HTMLParser):
    """The sentences of a page's main part, block by block.

    Left out: titles of sources and addresses to confirm on, which are the issuers' own.
    """

    def __init__(self, page: str) -> None:
        super().__init__()
        self.blocks: list[str] = []
        self.open: list[tuple[str, bool]] = []
        self.inside = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a block, or something that is not read."""
        said = dict(attrs)
        if tag == "main":
            self.inside = True
        if tag in BLOCKS or tag == "br":
            self.blocks.append("")
        if tag not in VOID:
            self.open.append((tag, tag in UNREAD or said.get("rel") == "noreferrer" or said.get("class") in NOT_OURS))

    def handle_endtag(self, tag: str) -> None:
        """End a block."""
        if tag == "main":
            self.inside = False
        if tag in BLOCKS:
            self.blocks.append("")
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        """Note what is read."""
        if self.inside and not any(unread for _, unread in self.open):
            if not self.blocks:
                self.blocks.append("")
            self.blocks[-1] += data


def sentences(page: str) -> Iterator[str]:
    """Give every sentence of a page; a block is one even without a full stop."""
    for block in Prose(page).blocks:
        text = " ".join(block.split())
        for part in re.split(r"(?<=[a-z0-9)”][.!?:;])\s+(?=[A-Z“(0-9])", text):
            if len(part.split()) >= SHORTEST:
                yield part


def syllables(word: str) -> int:
    """Count the syllables of an English word by its groups of vowels.

    >>> [syllables(word) for word in ("plan", "route", "agreed", "table", "accredited", "certificate", "practiced")]
    [1, 1, 2, 2, 4, 4, 2]
    """
    said = word.lower()
    if not said.isascii() or not said.isalpha():
        return 1
    if len(said) > 3:
        said = re.sub(r"(?<![aeiouytd])(es|ed)$|(?<![aeiouyl])e$|(?<=[aeiouy]l)e$", "", said)
    return max(1, len(re.findall(r"[aeiouy]+", said)))


def grade(lines: Iterable[str], terms: re.Pattern[str]) -> float:
    """Give the school grade at which lines can be read; an issuer's term counts as one short word."""
    words = [re.findall(r"[A-Za-z][A-Za-z’']*|\d[\d,.]*", terms.sub(" it ", line)) for line in lines]
    words = [each for each in words if each]
    count = sum(map(len, words))
    if not count:
        return 0.0
    sounds = sum(syllables(re.sub(r"[’']\w*$", "", word)) for each in words for word in each)
    return 0.39 * count / len(words) + 11.8 * sounds / count - 15.59


def issuers_terms(catalogue: Catalogue, glossary: Iterable[str]) -> re.Pattern[str]:
    """Give the words that are not ours to choose: names of credentials, bodies and routes, and terms of the field."""
    named: set[str] = set(glossary)
    for one in catalogue.credentials.values():
        named |= {one.name, one.full_name}
        named |= {name for route in (*one.routes, *one.keep) for name in (route.name, route.term) if name}
    for issuer in catalogue.issuers.values():
        named |= {issuer.name, issuer.full_name}
    for accreditor in catalogue.accreditors.values():
        named |= {accreditor.name, accreditor.full_name}
    longest = sorted((name for name in named if name), key=len, reverse=True)
    return re.compile(r"\b(" + "|".join(map(re.escape, longest)) + r")(?!\w)", re.IGNORECASE)
