"""What the files of a QTI package share: how XML is written, and how the files are named."""

from xml.sax.saxutils import escape, quoteattr

from lapel.model.exam import Item

DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'
SCHEMA = "https://purl.imsglobal.org/spec/qti/v3p0/schema/xsd"
XSI = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'


def item_href(item: Item) -> str:
    """Name the file of a question."""
    return f"items/{item.id}.xml"


def picture_href(item: Item) -> str:
    """Name the file of a question's picture; the folder is the picture's id."""
    return f"pictures/{item.picture}/{item.id}.svg"


def el(name: str, *inside: str, **attributes: str) -> str:
    """Write an element; ``_`` in the name of an attribute stands for ``-``, and one at its end is dropped."""
    said = "".join(f" {key.rstrip('_').replace('_', '-')}={quoteattr(value)}" for key, value in attributes.items())
    return f"<{name}{said}>{''.join(inside)}</{name}>" if inside else f"<{name}{said}/>"


def lines_of(text: str) -> str:
    """Write a text; its lines are parted by ``br``."""
    return "<br/>".join(escape(line) for line in text.split("\n"))


def identifier(name: str) -> str:
    """Give an option's id as QTI wants it: it may not begin with a digit, so those get a low line.

    >>> identifier("v4"), identifier("9-00")
    ('v4', '_9-00')
    """
    return name if name[:1].isalpha() else f"_{name}"
