"""The words of plans for the pages."""

from collections.abc import Callable
from typing import Any

from django import template

from lapel.reports import plan_words

register = template.Library()

WORDS: dict[str, Callable[[Any], str]] = {
    "dollars": plan_words.dollars,
    "short": plan_words.short_date,
    "span_says": plan_words.span_words,
    "room_says": plan_words.room_words,
    "days_says": plan_words.days_words,
    "line_says": plan_words.line_words,
    "finish_says": plan_words.finish_words,
    "gaps_says": plan_words.gaps_words,
    "pocket_says": plan_words.pocket_words,
    "hours_says": plan_words.hours_words,
    "cut_says": plan_words.cut_words,
    "later_says": plan_words.later_words,
    "fees_says": plan_words.fees_words,
    "closing_says": plan_words.closing_words,
    "who_says": plan_words.who_words,
    "payers_says": plan_words.payers_words,
}
for name, word in WORDS.items():
    register.filter(name, word)


@register.filter
def own_says(said: str) -> str:
    """Say a person's own figure for a step.

    >>> own_says("other-certificate.months.6-12")
    'Other certificate: 6 to 12 months'
    """
    step, kind, figure = said.split(".")
    least, _, most = figure.partition("-")
    told = {
        "price": f"${int(least):,}",
        "months": f"{least} months" if least == most else f"{least} to {most} months",
        "hours": f"{least} hours a week",
    }[kind]
    return f"{step.replace('-', ' ').capitalize()}: {told}"
