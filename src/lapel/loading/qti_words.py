"""The words of a QTI question: what stands in its elements → lines of plain text.

Paragraphs and line breaks become lines, runs of blanks one blank. What cannot be said in plain words makes a question
unfit; what only looks different is noted.
"""

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from lapel.loading.qti_names import INTERACTIONS, UNIT_CLASS
from lapel.loading.xml import Element

BLOCKS = frozenset(["p", "div", "li", "ul", "ol", "dl", "dt", "dd", "blockquote", "section", "article", "pre"])
BLOCKS |= {"h1", "h2", "h3", "h4", "h5", "h6", "qti-prompt", "qti-content-body"}
FORMATS = frozenset(["b", "strong", "i", "em", "u", "small", "code", "kbd", "samp", "var", "abbr", "cite", "dfn"])
FORMATS |= {"mark", "tt", "a", "bdo"}
FEEDBACK = ("qti-feedback-inline", "qti-feedback-block")
BESIDE = frozenset(["qti-catalog-info", "qti-stylesheet", "qti-companion-materials-info", "qti-context-declaration"])
"""What stands beside a question and is no part of it here."""

RAISED = str.maketrans("0123456789+-=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿ")
LOWERED = str.maketrans("0123456789+-=()", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎")
BLANKS = " \t\r\n"
BLANK = "____"
"""What stands in a stem where a number is to be typed in the middle of a sentence."""


class Unfit(ValueError):
    """A question has something that the subset has not; the message says what was found and what is expected."""


def short(text: str) -> str:
    """Give the beginning of a text, for a message."""
    line = " ".join(text.split())
    return f"“{line}”" if len(line) <= 60 else f"“{line[:57]}…”"


class Words:
    """Reads the texts of one question. ``left`` was left out, ``unit`` and ``pictures`` were met on the way."""

    def __init__(self) -> None:
        self.left: list[str] = []
        self.unit = ""
        self.pictures: list[str] = []

    def read(self, element: Element, interaction: Element | None = None, *, option: bool = False) -> str:
        """Give the words in an element; a number is typed where the ``interaction`` stands.

        Of an ``option`` the reason in it is read elsewhere, and a picture in it is none of the catalogue's.
        """
        lines = [""]
        for part in self._pieces(element, interaction, option):
            if part is None:
                lines.append("")
            else:
                lines[-1] += part
        tidy = (re.sub(f"[{BLANKS}]+", " ", line).strip(BLANKS) for line in lines)
        return "\n".join(line for line in tidy if line and line != BLANK)

    def _pieces(self, element: Element, interaction: Element | None, option: bool) -> Iterator[str | None]:
        """The texts of an element in their order; None where a line ends."""
        for part in element.parts:
            if isinstance(part, str):
                yield part
            elif part is interaction:
                # A number is typed inside a sentence; all else stands below the words.
                yield BLANK if part.tag == INTERACTIONS["numeric"] else None
            elif part.tag == "span" and part.get("class") == UNIT_CLASS:
                self.unit = part.text
            elif part.tag in ("sup", "sub"):
                yield _small(part)
            elif part.tag == "q":
                yield f"“{self.read(part)}”"
            elif part.tag == "img" and not option:
                self.picture(part)
            elif part.tag in BLOCKS or part.tag == "br":
                self._note_list(part)
                yield None
                yield from self._pieces(part, interaction, option)
                yield None
            elif part.tag == "span" or part.tag in FORMATS:
                if part.tag in FORMATS:
                    self.left.append(f"left out: the look of words (<{part.tag}>); the words are kept")
                yield from self._pieces(part, interaction, option)
            else:
                self._leave_out(part, option)

    def _note_list(self, block: Element) -> None:
        if block.tag == "ol":
            self.left.append("left out: the numbers of a list; its lines are kept")

    def _leave_out(self, part: Element, option: bool) -> None:
        """Note what is no part of the words, or refuse what cannot be said in words."""
        if part.tag == "qti-rubric-block":
            self.left.append(f"left out: instructions beside the question ({short(part.text)})")
        elif part.tag in FEEDBACK:
            self.left += [] if option else [f"left out: feedback inside the question ({short(part.text)})"]
        elif part.tag in BESIDE:
            self.left.append(f"left out: <{part.tag}>")
        else:
            raise Unfit(f"line {part.line}: found <{part.tag[:60]}> in its text, expected words.")

    def picture(self, image: Element) -> None:
        """Take a picture: one of the catalogue is known by its folder, and another one cannot be taken over."""
        href = image.get("src") or image.get("data")
        way = PurePosixPath(href).parts
        if len(way) < 3 or way[-3] != "pictures":
            expected = "words or a picture of Lapel's catalogue"
            raise Unfit(f"line {image.line}: found the picture {href[:80]!r}, expected {expected}.")
        self.pictures.append(way[-2])


def _small(part: Element) -> str:
    """Raised and lowered signs, as far as there are signs for them: 10³ is not 103."""
    table = RAISED if part.tag == "sup" else LOWERED
    if part.elements or not all(ord(sign) in table for sign in part.text):
        raise Unfit(f"line {part.line}: found <{part.tag}> around {short(part.text)}, expected digits in it.")
    return part.text.translate(table)
