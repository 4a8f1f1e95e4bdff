"""XML from anywhere → a small tree with line numbers.

A file with a DOCTYPE is refused as soon as it is met, so no entity can be declared, none can grow and none can fetch
anything; depth, elements and bytes have bounds.
"""

from collections.abc import Iterator, Mapping
from xml.parsers import expat

from lapel.model.located import Problem, Problems

MAX_BYTES = 20_000_000
MAX_DEPTH = 60
MAX_ELEMENTS = 500_000


class Element:
    """An element: its name without a prefix, its namespace, and what it holds, texts and elements in their order."""

    __slots__ = ("attributes", "line", "parts", "space", "tag")

    def __init__(self, tag: str, space: str, attributes: Mapping[str, str], line: int) -> None:
        self.tag = tag
        self.space = space
        self.attributes = attributes
        self.line = line
        self.parts: list[str | Element] = []

    def get(self, name: str) -> str:
        """Give an attribute; an empty text where it is not written."""
        return self.attributes.get(name, "")

    @property
    def elements(self) -> "list[Element]":
        """The elements directly in it."""
        return [part for part in self.parts if isinstance(part, Element)]

    def first(self, *way: str) -> "Element | None":
        """Find the first element that lies so, each name inside the one before."""
        here: Element | None = self
        for tag in way:
            here = next((below for below in here.elements if below.tag == tag), None) if here else None
        return here

    def every(self, *tags: str) -> "Iterator[Element]":
        """Walk all elements of these names (of any name where none is given) inside it, in the order written."""
        waiting = self.elements[::-1]
        while waiting:
            element = waiting.pop()
            if not tags or element.tag in tags:
                yield element
            waiting += element.elements[::-1]

    @property
    def text(self) -> str:
        """All text in it, blanks as they are written but for those around it."""
        found, waiting = [], self.parts[::-1]
        while waiting:
            part = waiting.pop()
            if isinstance(part, str):
                found.append(part)
            else:
                waiting += part.parts[::-1]
        return "".join(found).strip()


def read_xml(raw: bytes, name: str) -> Element:
    """Read a file's bytes; raises `Problems` for what is no XML, declares entities, or passes the bounds."""
    if len(raw) > MAX_BYTES:
        raise Problems([Problem(name, 0, "", f"more than {MAX_BYTES:,} bytes", f"at most {MAX_BYTES:,} bytes")])
    return _Builder(name).build(raw)


class _Builder:
    def __init__(self, name: str) -> None:
        self.name = name
        self.open: list[Element] = []
        self.root: Element | None = None
        self.count = 0
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._said
        self.parser.StartDoctypeDeclHandler = self._refuse

    def build(self, raw: bytes) -> Element:
        try:
            self.parser.Parse(raw, True)
        except expat.ExpatError as error:
            raise self._problem(
                f"text that is not XML ({expat.ErrorString(error.code)})", "XML", error.lineno
            ) from None
        except (ValueError, LookupError):
            raise self._problem("an encoding that is not known", "XML in UTF-8", 1) from None
        assert self.root is not None
        return self.root

    def _problem(self, found: str, expected: str, line: int = 0) -> Problems:
        return Problems([Problem(self.name, line or self.parser.CurrentLineNumber, "", found, expected)])

    def _refuse(self, *said: object) -> None:
        raise self._problem("a DOCTYPE", "XML without one: it could declare entities, and nothing here needs any")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self.count += 1
        if self.count > MAX_ELEMENTS:
            raise self._problem("too many elements", f"at most {MAX_ELEMENTS:,}")
        if len(self.open) >= MAX_DEPTH:
            raise self._problem("elements nested too deep", f"at most {MAX_DEPTH} levels")
        space, _, tag = name.rpartition(" ")
        said = {key.rpartition(" ")[2]: value for key, value in attributes.items()}
        element = Element(tag, space, said, self.parser.CurrentLineNumber)
        if self.open:
            self.open[-1].parts.append(element)
        else:
            self.root = element
        self.open.append(element)

    def _end(self, name: str) -> None:
        self.open.pop()

    def _said(self, text: str) -> None:
        self.open[-1].parts.append(text)
