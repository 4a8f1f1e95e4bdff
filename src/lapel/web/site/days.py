"""Days as people read them."""

from datetime import date
from typing import Any

from lapel.model.dates import PartialDate, parse_date
from lapel.rules.wording import long_date


def day_words(day: Any) -> str:
    """Write a day as exactly as it is known: with its day, its month, or its year alone; nothing for None."""
    if isinstance(day, PartialDate):
        return f"{day.earliest:%B %Y}" if day.earliest.month == day.latest.month else f"{day.earliest:%Y}"
    return long_date(day) if isinstance(day, date) else str(day or "")


def written_day(text: str) -> str:
    """Say what a record writes as a day, such as 2026-11-21 or 2026-11; nothing when it is none, or a year alone."""
    if "-" not in text:
        return ""
    try:
        return day_words(parse_date(text))
    except ValueError:
        return ""
