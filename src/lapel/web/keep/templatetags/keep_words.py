"""The words of keeping for the pages."""

from typing import Any

from django import template

from lapel.model.record import When
from lapel.renewals.keep import Kept, Line
from lapel.reports import holding_text, keep_text, keep_words
from lapel.web.site.days import day_words

register = template.Library()

register.filter("state_says", keep_words.state_words)
register.filter("filled_says", keep_words.filled_words)
register.filter("because_says", keep_words.because_words)
register.filter("activity_says", keep_words.activity_words)
register.filter("rung_says", holding_text.rung_words)
register.filter("glance_says", keep_text.glance)


@register.filter
def day_says(done: When) -> str:
    """Write a day in words, as exactly as it is known."""
    return day_words(done) or "no day"


@register.filter
def parts_say(filled: Any) -> list[str]:
    """Say each part of a cycle."""
    return list(keep_words.parts_words(filled))


@register.filter
def further_says(filled: Any) -> str:
    """Say what is still to be learned."""
    return keep_words.further_words(filled.further, filled.requirement)


@register.filter
def sign(line: Line) -> str:
    """Name the sign of a line of the ledger."""
    return {"counts": "met", "partly": "partly", "nowhere": "failed", "cannot tell": "unknown"}[line.verdict]


@register.filter
def tone(kept: Kept) -> str:
    """Name the pin of a state."""
    return PINS.get(kept.state.state, "cannot-tell")


PINS = {
    "current": "yes",
    "provisional": "yes",
    "expiring soon": "not-yet",
    "late, still open by credits": "not-yet",
    "not yet": "not-yet",
    "inactive": "no-longer",
    "exam only": "no-longer",
    "lapsed for good": "no",
}


@register.filter
def percent(filled: Any) -> int:
    """Give how much of a cycle is filled, from 0 to 100."""
    total = filled.requirement.total
    return min(100, int(100 * filled.points / total)) if total else 0
