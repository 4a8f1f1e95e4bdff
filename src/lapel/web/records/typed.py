"""What a form sends → an answer as the interview reads it."""

from django.http import QueryDict

from lapel.eligibility.forms import Form
from lapel.eligibility.reading import Misread
from lapel.model.shapes import NONE, NOT_SURE

EXPECTED = {"choice": "one of the answers", "number": "a number", "state": "a state"}
LIMIT = 400
"""Characters of an answer; nothing a question asks for is longer."""


def typed(put: Form, sent: QueryDict) -> str:
    """Give what a person answered as one line; raises Misread when nothing was chosen."""
    if put.kind == "date":
        return _date(put, sent)
    if put.kind == "several":
        chosen = [word for word in sent.getlist("value") if word]
        if not chosen:
            raise Misread("nothing", "at least one choice, or “none of these”")
        if NONE in chosen and len(chosen) > 1:
            raise Misread("“none of these” beside others", "either one or more of them, or none")
        return NONE if chosen == [NONE] else ", ".join(_number(put, word) for word in chosen)
    said = " ".join(sent.get("value", "").split())[:LIMIT]
    if not said:
        expected = EXPECTED.get(put.kind, "a few words")
        raise Misread("nothing", f"{expected}; if you do not know, choose “Not sure”")
    return _number(put, said) if put.kind == "choice" else said


def _number(put: Form, word: str) -> str:
    """Write a chosen word as its number, which cannot be taken for another answer."""
    words = [option.word for option in put.options]
    return str(words.index(word) + 1) if word in words else "?" if word == NOT_SURE else word


def _date(put: Form, sent: QueryDict) -> str:
    """Write year, month and day as the record does; a day needs its month."""
    if put.open_end and sent.get("goes-on"):
        return "ongoing"
    year, month, day = (" ".join(sent.get(name, "").split())[:20] for name in ("year", "month", "day"))
    if not year:
        raise Misread("no year", "a year, such as 2024; the month and the day as far as you know them")
    if day and not month:
        raise Misread(f"the day {day} without a month", "its month too, or the year alone")
    parts = [year, *([month.zfill(2)] if month else []), *([day.zfill(2)] if day else [])]
    return "-".join(parts)
