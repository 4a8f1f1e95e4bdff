"""What a visitor looks for in a program, read from the address."""

import re
from collections.abc import Mapping
from typing import Any

from django.http import QueryDict

from lapel.model.dates import PartialDate, parse_date
from lapel.model.program import DELIVERIES, KINDS, MEDICAL_ASSISTING, ProgramGuide
from lapel.model.value import Value
from lapel.model.vocabulary import STATES
from lapel.programs.appraise import Person
from lapel.programs.search import ORDERS, Spot, Wishes
from lapel.reference.schools import near_zips, spot_of
from lapel.reference.store import Store
from lapel.web.work.asked import Field, Numbers, numbers_of, said

NUMBERS = (
    Field("within", "Within", "miles", 3_000, 1),
    Field("cost", "Costs at most", "dollars", 1_000_000),
    Field("months", "Takes at most", "months", 120, 1),
)
FIRST, MORE = 10, 20
"""How many programs a page shows at first, and how many more each time."""

MOST = 200


class Wanted(Value):
    """Wishes as they were typed and read. ``wrong`` says by field what could not be read."""

    wishes: Wishes
    order: Any
    shown: int
    numbers: Numbers
    typed: Mapping[str, str]
    wrong: Mapping[str, str]


def wanted(sent: QueryDict, store: Store, guide: ProgramGuide, exams: Mapping[str, object]) -> Wanted:
    """Read wishes; one that cannot be read leaves nothing out."""
    names = ("near", "state", "delivery", "opens", "sort")
    typed = {name: said(sent, name) for name in names}
    numbers = numbers_of(sent, NUMBERS)
    wrong = dict(numbers.wrong)
    spot = _spot(typed["near"], store, guide, wrong)
    read = numbers.read
    if read["within"] is not None and not typed["near"]:
        wrong["near"] = "I found miles without a place, and expected a ZIP code to measure from."
    wishes = Wishes(
        MEDICAL_ASSISTING,
        spot,
        read["within"] if spot else None,
        typed["state"].upper() if typed["state"].upper() in STATES else "",
        tuple(kind for kind in KINDS if kind in sent.getlist("kind")),
        read["cost"],
        read["months"],
        typed["delivery"] if typed["delivery"] in DELIVERIES else "",
        sent.get("evening") == "yes",
        typed["opens"] if typed["opens"] in exams else "",
    )
    shown = said(sent, "show")
    count = int(shown) if shown.isascii() and shown.isdigit() and len(shown) < 5 else FIRST
    order = typed["sort"] if typed["sort"] in ORDERS else "distance"
    return Wanted(wishes, order, min(max(count, FIRST), MOST), numbers, typed, wrong)


def _spot(near: str, store: Store, guide: ProgramGuide, wrong: dict[str, str]) -> Spot | None:
    """Find where a ZIP code lies, or say why that is not known."""
    if not near:
        return None
    if not re.fullmatch(r"\d{5}(-\d{4})?", near):
        wrong["near"] = f"I found {near!r}, and expected a ZIP code of five digits, such as 07102."
        return None
    spot = spot_of(store, near[:5])
    if spot is None and not store.has("zips"):
        wrong["near"] = "No data here says where ZIP codes lie. Name a state instead."
    elif spot is None:
        others = near_zips(store, near[:5])
        hint = f"Try one near it, such as {', '.join(others)}." if others else "Check the digits."
        wrong["near"] = (
            f"I found the ZIP code {near}, which is no area on the map: those of post-office boxes and of single firms "
            f"are not. {hint}"
        )
    return spot


class Weighed(Value):
    """What counts how much, and the first day; ``wrong`` says what could not be read."""

    weights: tuple[tuple[str, float], ...]
    start: str
    wrong: Mapping[str, str]


WEIGHTS = range(6)
"""What a factor may weigh: not at all to five times."""


def weighed(sent: QueryDict, guide: ProgramGuide, person: Person) -> tuple[Person, Weighed]:
    """Read the weights and the first day into a person."""
    wrong: dict[str, str] = {}
    weights = {
        name: float(text)
        for name in guide.factors
        if (text := said(sent, f"weigh-{name}")).isascii() and text.isdigit() and int(text[:3]) in WEIGHTS
    }
    if weights and not any({**dict.fromkeys(guide.factors, 1.0), **weights}.values()):
        wrong["weights"] = "I found a weight of 0 for everything, and expected one at least that counts."
        weights = {}
    start, starts = said(sent, "start"), person.starts
    if start:
        try:
            day = parse_date(start)
        except ValueError as error:
            wrong["start"] = f"I {error}."
        else:
            if isinstance(day, PartialDate):
                wrong["start"] = f"I found {start!r}, and expected a whole date such as 2027-01-11."
            else:
                starts = day
    given = tuple(weights.items())
    shown = "" if "start" in wrong else start
    return Person(person.on, starts, person.record, person.length, given), Weighed(given, shown, wrong)
