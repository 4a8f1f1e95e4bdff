"""How values of the catalogue read on a page."""

import re
from typing import Any

from django import template
from django.utils.html import conditional_escape, escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from lapel.model.credential import NOT_SEEN, ValueVersion
from lapel.reports.catalogue_text import value_words
from lapel.rules.wording import plain
from lapel.web.browse.selectors import TERM
from lapel.web.browse.shelf import SHELF

register = template.Library()


@register.simple_tag
def value_of(version: ValueVersion | None, unit: str) -> SafeString | str:
    """Show a value without readings: a figure, a list, or a table."""
    return shown(version.value, unit) if version else "Not known for this day."


@register.filter
def reads(value: Any, unit: str) -> SafeString | str:
    """Show the value of a reading."""
    return shown(value, unit)


def shown(value: Any, unit: str) -> SafeString | str:
    """Show a value."""
    if isinstance(value, dict) and TERM.issuperset(value):
        return f"{value['months']} months" + (
            ", to the end of that month" if value.get("anchor") == "month-end" else ""
        )
    if isinstance(value, dict):
        return format_html('<dl class="pairs">{}</dl>', format_html_join("", PAIR, map(_pair, value.items())))
    if value == NOT_SEEN:
        return "Not known"
    if isinstance(value, tuple) and value and isinstance(value[0], dict):
        return _table(value)
    if isinstance(value, tuple):
        return format_html("<ul>{}</ul>", format_html_join("", "<li>{}</li>", ((shown(v, ""),) for v in value)))
    words = value_words(value, unit)
    return words[:1].upper() + words[1:]


INITIALS = frozenset(["aama", "amt", "ncct", "nha", "amca", "arma", "ceu", "ce", "cpr", "ged", "ekg", "im", "sc", "id"])


def label(name: str) -> str:
    """Write a field of a value as a heading.

    >>> label("aama_approved_at_least")
    'AAMA approved at least'
    """
    words = [word.upper() if word in INITIALS else word for word in plain(name).split()]
    text = " ".join(words)
    return text[:1].upper() + text[1:]


PAIR = "<div><dt>{}</dt><dd>{}</dd></div>"


def _pair(pair: tuple[str, Any]) -> tuple[str, SafeString | str]:
    name, value = pair
    return label(name), shown(value, "")


def _table(rows: tuple[dict[str, Any], ...]) -> SafeString:
    """A list of things with the same fields."""
    names = list(dict.fromkeys(name for row in rows for name in row if name != "confidence"))
    head = format_html_join("", '<th scope="col">{}</th>', ((label(name),) for name in names))
    body = format_html_join("", "<tr>{}</tr>", ((_cells(row, names),) for row in rows))
    return format_html('<table class="stack"><thead><tr>{}</tr></thead><tbody>{}</tbody></table>', head, body)


def _cells(row: dict[str, Any], names: list[str]) -> SafeString:
    cells = ((label(name), shown(row[name], "") if name in row else "") for name in names)
    return format_html_join("", '<td data-label="{}">{}</td>', cells)


@register.filter
def marked(text: str) -> SafeString:
    """Show the code and the strong words of a line of Markdown."""
    safe = str(escape(text))
    safe = re.sub(r"`([^`]+)`", r"<code>\1</code>", safe)
    return mark_safe(re.sub(r"\*\*(.+?)\*\*", r"<strong>\1</strong>", safe))  # escaped above


@register.filter
def is_item(line: str) -> bool:
    """Tell whether a line of a report is an entry of a list.

    >>> is_item("· By December 1"), is_item("1 other way is closed to you.")
    (True, False)
    """
    return line.startswith(("· ", "? "))


@register.simple_tag
def shelf() -> list[tuple[str, str]]:
    """Give the menu of these pages."""
    return list(SHELF.items())


@register.filter
def day_words(said: str) -> str:
    """Write a day, a month or a year of the history as people say it.

    >>> day_words("2012-08"), day_words("by 2026-11-21"), day_words("2015")
    ('August 2012', 'By November 21, 2026', '2015')
    """
    from lapel.model.dates import PartialDate, parse_date
    from lapel.rules.wording import long_date

    lead, _, day = said.rpartition(" ")
    try:
        read = parse_date(day)
    except ValueError:
        return said
    if isinstance(read, PartialDate):
        year, _, month = day.partition("-")
        words = f"{MONTHS[int(month) - 1]} {year}" if month else year
    else:
        words = long_date(read)
    text = f"{lead} {words}".strip()
    return str(conditional_escape(text[:1].upper() + text[1:]))


MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
