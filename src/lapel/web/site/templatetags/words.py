"""Words and signs for the pages; the sentences are those of the reports."""

import re
from collections.abc import Iterable
from datetime import date
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from lapel.eligibility.decide import Decision
from lapel.eligibility.verdict import Verdict
from lapel.model.citation import CONFIDENCE_WORDS, Citation
from lapel.model.record import Record
from lapel.model.truth import Truth
from lapel.reports.decisions_text import HEADINGS, fee_words, verdict_words
from lapel.rules import wording
from lapel.web.site.days import written_day

register = template.Library()

GLYPHS = {
    "yes": '<path class="glyph" d="M15 24.5l6.2 6.2L33.5 18"/>',
    "not-yet": '<path class="glyph" d="M24 15v9.5l6.5 4"/>',
    "cannot-tell": '<path class="glyph" d="M18.6 19.4c.3-3.2 2.6-5 5.6-5 3.2 0 5.5 1.9 5.5 4.8 0 4.2-5.6 4.3-5.6 8.4"/>'
    '<circle class="dot" cx="24.1" cy="32.6" r="1.9"/>',
    "no-longer": '<path class="glyph" d="M15.5 24h17"/>',
    "no": '<path class="glyph" d="M17.5 17.5l13 13M30.5 17.5l-13 13"/>',
    "lapel": '<path class="glyph" d="M13 12.5L24 37l11-24.5M17.6 22.8l-5 1.6M30.4 22.8l5 1.6"/>'
    '<circle class="dot" cx="32" cy="31" r="2.6"/>',
}


@register.simple_tag
def pin(kind: str) -> SafeString:
    """Draw a pin; it says nothing that the words beside it do not."""
    drawn = (
        f'<svg class="pin pin-{kind}" viewBox="0 0 48 48" aria-hidden="true" focusable="false">'
        '<circle class="rim" cx="24" cy="24" r="21.5"/><circle class="face" cx="24" cy="24" r="18"/>'
        f"{GLYPHS[kind]}</svg>"
    )
    return mark_safe(drawn)  # nothing in it comes from outside


@register.filter
def answer_word(verdict: Verdict) -> str:
    """Say the answer alone, such as NOT YET."""
    return HEADINGS[verdict.answer].capitalize()


@register.filter
def verdict_says(verdict: Verdict) -> str:
    """Say an answer with its dates."""
    head = HEADINGS[verdict.answer]
    return verdict_words(verdict).replace(head, head.capitalize(), 1)


@register.filter
def verdict_rest(verdict: Verdict) -> str:
    """Say the dates of an answer without its word."""
    rest = verdict_words(verdict).removeprefix(HEADINGS[verdict.answer]).lstrip(",: ")
    return rest[:1].upper() + rest[1:]


@register.filter
def mark(truth: Truth) -> str:
    """Name the truth of a condition for its sign."""
    return {Truth.TRUE: "met", Truth.FALSE: "failed", Truth.UNKNOWN: "unknown"}[truth]


@register.filter
def mark_word(truth: Truth) -> str:
    """Say the truth of a condition."""
    return {Truth.TRUE: "Met", Truth.FALSE: "Not met", Truth.UNKNOWN: "Not known"}[truth]


@register.filter
def long_date(day: date | None) -> str:
    """Write a day as people say it."""
    return wording.long_date(day) if day else ""


@register.filter
def days_in_words(text: str) -> str:
    """Write the days that a title has as numbers as people say them; what is no day stays."""
    return re.sub(r"\b\d{4}-\d\d-\d\d\b", lambda found: written_day(found[0]) or found[0], text)


@register.filter
def fee(value: Any) -> str:
    """Say a fee."""
    return fee_words(value)


@register.filter
def confidence(cite: Citation) -> str:
    """Say how sure we are of a source."""
    return CONFIDENCE_WORDS[cite.confidence]


@register.simple_tag
def at_a_glance(decisions: Iterable[Decision], record: Record) -> dict[str, Any]:
    """Sort answers for a first look: told of and not over, open, open later with the soonest first, and not settled.

    ``aim`` is the one to plan for: the first that is open and not held, else the soonest that opens later.
    """
    told = {certificate.id for certificate in record.certificates}
    dated = {certificate.id for certificate in record.certificates if certificate.expires is not None}
    over = {each.credential.id for each in decisions if each.holds is Truth.FALSE} & dated
    held = [each for each in decisions if each.credential.id in told - over]
    rest = [each for each in decisions if each not in held]
    later = [each for each in rest if each.verdict.answer in ("not-yet", "cannot-tell") and each.verdict.starts]
    later.sort(key=lambda each: each.verdict.starts or date.max)
    open_ = [each for each in rest if each.verdict.answer == "yes"]
    return {
        "held": held,
        "open": open_,
        "later": later,
        "unsettled": [each for each in rest if each.verdict.answer == "cannot-tell" and each not in later],
        "aim": next(iter(open_ + later), None),
    }


@register.simple_tag
def overdue(cites: Iterable[Citation], on: date) -> SafeString | str:
    """Mark what should have been read again by now."""
    late = [cite.review_by for cite in cites if cite.overdue(on=on)]
    if not late:
        return ""
    return format_html('<span class="late">overdue for review since {}</span>', wording.long_date(min(late)))
