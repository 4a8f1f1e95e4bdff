"""The verbs: each a module that says what it takes, what it gives and how it is worked out; one line here adds it."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from lapel.model.credential import Catalogue
from lapel.model.shapes import Entry
from lapel.model.value import Value


class Verb(Value):
    """A question that a program may ask about a record, or about nobody in particular.

    ``takes`` gives the shape of the body. ``work`` answers: with plain data of the schema named ``gives``, or with text
    when there is none. ``points`` count toward the limit; ``long`` tells that plans are searched for. ``options`` are
    the fields beside the record in the examples; without example people it asks about nobody.
    """

    name: str
    says: str
    about: str
    takes: Callable[[Catalogue], Entry]
    work: Callable[[Catalogue, Any, date], Any]
    gives: str = ""
    points: int = 2
    long: bool = False
    options: Mapping[str, Any] = {}
    examples: tuple[str, ...] = ("student-20-days-from-graduating", "ten-years-of-work")


def verbs() -> tuple[Verb, ...]:
    """Give every verb, in the order of the page."""
    from lapel.web.api.verbs import (
        check,
        compare,
        explain,
        fit,
        hold,
        keep,
        ladder,
        learn,
        outlook,
        pay,
        plan,
        programs,
        school,
        skills,
        worth,
    )

    about_a_person = (check, explain, plan, hold, keep, compare, ladder, worth, school, skills)
    others = (fit, learn, pay, outlook)
    return (*(module.VERB for module in about_a_person), *programs.VERBS, *(module.VERB for module in others))
