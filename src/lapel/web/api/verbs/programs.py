"""programs/find, programs/show and programs/compare: training programs, for a person or for nobody in particular."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from itertools import chain
from typing import Any

from lapel.eligibility.decide import FOUR
from lapel.model.credential import Catalogue
from lapel.model.located import Problem, Problems
from lapel.model.program import DELIVERIES, KINDS, MEDICAL_ASSISTING
from lapel.model.record import Record
from lapel.model.shapes import Choice, Entry, ListOf, Number, Shape, Text
from lapel.model.span import Span
from lapel.model.value import Value
from lapel.model.vocabulary import STATES
from lapel.programs.appraise import Appraisal, Person, said_length
from lapel.programs.search import ORDERS, Order, Spot, Wishes, first
from lapel.programs.topics import Curriculum, lines_of
from lapel.reference.desk import RECORD, Desk
from lapel.reference.schools import near_zips, spot_of
from lapel.reports.programs_json import programs_data
from lapel.web.api.shapes import DAY, FLAG, ByName, Matching, OneOrMore, RecordIn, Time, Whole, credentials
from lapel.web.api.verbs import Verb
from lapel.web.programs.held import desk_of, shelf_of
from lapel.web.work.held import careers, store

MOST_SHOWN = 50
MOST_SIDES = 4
MOST_WEIGHT = 999
MOST_MILES = 25_000
MOST_MONTHS = 1_200
ID = Text(100)


class Asker(Value):
    """Who asks: the record or none, the days, the length as the person knows it, what counts, and which exams."""

    record: Record | None = None
    on: date | None = None
    start: date | None = None
    length: Span | None = None
    weigh: Mapping[str, Decimal] | None = None
    credentials: tuple[str, ...] = FOUR


def _asker(catalogue: Catalogue) -> dict[str, Shape]:
    return {
        "record": RecordIn(),
        "on": DAY,
        "start": DAY,
        "length": Time(),
        "weigh": ByName(list(careers().programs.factors), Number(0, MOST_WEIGHT)),
        "credentials": credentials(catalogue),
    }


def desk_for(asked: Asker, on: date) -> Desk:
    """Set up what answers; raises Problems for a length or weights that mean nothing."""
    length = said_length(asked.length) if asked.length else None
    if asked.length and length is None:
        raise _wrong("length", str(asked.length), "a time such as '10 months' or '9 to 12 months'")
    weights = {name: float(weight) for name, weight in (asked.weigh or {}).items()}
    if not any({**dict.fromkeys(careers().programs.factors, 1.0), **weights}.values()):
        raise _wrong("weigh", "a weight of 0 for every factor", "one at least that counts")
    person = Person(on, asked.start or on, asked.record, length, tuple(weights.items()))
    return desk_of(person, asked.credentials or FOUR)


def _wrong(place: str, found: str, expected: str, hint: str = "") -> Problems:
    return Problems([Problem("", 0, place, found, expected, hint)])


def _told(desk: Desk, **said: Any) -> dict[str, Any]:
    return programs_data(desk.catalogue, on=desk.person.on, **said)


def _nothing_added(desk: Desk) -> dict[str, Any]:
    """Say what to add, and what holds without data."""
    return _told(desk, guide=desk.guide, kinds=desk.kinds())


class Finding(Asker):
    """What is looked for."""

    near: str = ""
    within: Decimal | None = None
    state: str = ""
    kinds: tuple[str, ...] = ()
    max_cost: int | None = None
    max_months: Decimal | None = None
    delivery: str = ""
    evening: bool = False
    opens: str = ""
    field: str = MEDICAL_ASSISTING
    sort: Order = "distance"
    limit: int = 10


def takes_find(catalogue: Catalogue) -> Entry:
    """Give the shape of the body of a search."""
    fields: dict[str, Shape] = {
        **_asker(catalogue),
        "near": Matching(r"[0-9]{5}", "a ZIP code of five digits", "07102"),
        "within": Number(0, MOST_MILES),
        "state": Choice(sorted(STATES)),
        "kinds": ListOf(Choice(KINDS), longest=len(KINDS)),
        "max_cost": Whole(0, 9_999_999),
        "max_months": Number(0, MOST_MONTHS),
        "delivery": Choice(DELIVERIES),
        "evening": FLAG,
        "opens": Choice(list(catalogue.credentials)),
        "field": Matching(r"[0-9]{2}\.[0-9]{2,4}", "a field of study of four digits or more", "51.0801"),
        "sort": Choice(ORDERS),
        "limit": Whole(1, MOST_SHOWN),
    }
    return Entry(Finding, fields)


def find(catalogue: Catalogue, asked: Finding, on: date) -> dict[str, Any]:
    """Look for programs."""
    desk = desk_for(asked, on)
    if asked.within is not None and not asked.near:
        raise _wrong("within", f"{asked.within} miles without near", "a ZIP code in near, to measure from")
    if desk.empty:
        return _nothing_added(desk)
    gathered, shelf = shelf_of(asked.field)
    wishes = Wishes(
        asked.field,
        _spot(asked.near) if asked.near else None,
        None if asked.within is None else float(asked.within),
        asked.state,
        asked.kinds,
        None if asked.max_cost is None else float(asked.max_cost),
        None if asked.max_months is None else float(asked.max_months),
        asked.delivery,
        asked.evening,
        asked.opens,
    )
    found = desk.narrowed(shelf.find(wishes, order=asked.sort))
    appraised = [desk.appraise(match.offering) for match in chain(*first(found, asked.limit))]
    return _told(desk, found=found, appraised=appraised, sources=gathered.sources)


def _spot(zip_code: str) -> Spot:
    found = spot_of(store(), zip_code)
    if found:
        return found
    if not store().has("zips"):
        hint = "Leave near out, or name a state. Whoever keeps the site can add the ZIP code areas: lapel data add."
        raise _wrong("near", repr(zip_code), "data that says where ZIP codes lie", hint)
    near = near_zips(store(), zip_code)
    hint = f"Try one near it, such as {', '.join(near)}." if near else "Check the digits."
    raise _wrong("near", repr(zip_code), "a ZIP code that is an area on the Census Bureau's map", hint)


def _named(desk: Desk, name: str, place: str, curriculum: Curriculum | None = None) -> Appraisal:
    """Look up one program by its id; raises Problems when there is none."""
    found = desk.named(name, curriculum)
    if found:
        return found
    if name.startswith(RECORD):
        hint = f"Known: {', '.join(desk.own)}." if desk.own else "The record names no program."
        raise _wrong(place, repr(name), "the id of a program of the record", hint)
    raise _wrong(place, repr(name), "the id of a program, as /api/v1/programs/find gives it")


class Showing(Asker):
    """Which program, and what is known of what it teaches."""

    id: str = ""
    curriculum: tuple[str, ...] = ()
    whole: bool = False


def takes_show(catalogue: Catalogue) -> Entry:
    """Give the shape of the body about one program."""
    taught: dict[str, Shape] = {"curriculum": ListOf(Text(1_000), longest=2_000), "whole": FLAG}
    return Entry(Showing, {"id": ID, **_asker(catalogue), **taught}, ("id",))


def show(catalogue: Catalogue, asked: Showing, on: date) -> dict[str, Any]:
    """Appraise one program."""
    desk = desk_for(asked, on)
    if asked.whole and not asked.curriculum:
        raise _wrong("whole", "yes, without curriculum", "the lines that list all that is taught, in curriculum")
    if desk.empty and not asked.id.startswith(RECORD):
        return _nothing_added(desk)
    lines = lines_of("\n".join(asked.curriculum))
    curriculum = Curriculum(lines, complete=asked.whole, source="the request") if lines else None
    return _told(desk, appraised=[_named(desk, asked.id, "id", curriculum)])


class Comparing(Asker):
    """Which programs."""

    ids: tuple[str, ...] = ()


def takes_compare(catalogue: Catalogue) -> Entry:
    """Give the shape of the body of a comparison."""
    return Entry(Comparing, {"ids": OneOrMore(entry=ID, longest=MOST_SIDES, least=2), **_asker(catalogue)}, ("ids",))


def compare(catalogue: Catalogue, asked: Comparing, on: date) -> dict[str, Any]:
    """Set programs side by side."""
    desk = desk_for(asked, on)
    if desk.empty and not all(name.startswith(RECORD) for name in asked.ids):
        return _nothing_added(desk)
    named = {name: f"ids[{index}]" for index, name in reversed(list(enumerate(asked.ids)))}
    return _told(desk, appraised=[_named(desk, name, named[name]) for name in dict.fromkeys(asked.ids)])


WHO = (
    "`record` may be left out; with it, what holds for the person counts. `start` is the first day in the program, "
    "`length` how long it takes where that is known better, `weigh` what counts how much."
)

VERBS = (
    Verb(
        "programs/find",
        "List training programs by place, kind, price and length, and say of the others what left them out.",
        "The answer is what `lapel programs find --json` prints. What is not known leaves no program out. Where the "
        f"site has no data on schools, it says what to add and what kinds of program there are. {WHO}",
        takes_find,
        find,
        "Programs",
        points=30,
        long=True,
        options={"on": "2026-11-22", "state": "NJ", "kinds": ["certificate"], "max_cost": 8000, "weigh": {"cost": 3}},
        examples=(),
    ),
    Verb(
        "programs/show",
        "Say everything about one program: price, length, accreditation, five factors, and which exams it opens.",
        "The answer is what `lapel programs show --json` prints. `id` is one that `programs/find` gives, or `record-0` "
        "for the first program of the record. `curriculum` is a list of what is taught, `whole` says that it is all. "
        f"{WHO}",
        takes_show,
        show,
        "Programs",
        points=5,
        options={"on": "2026-11-22", "id": "record-0"},
        examples=("student-20-days-from-graduating",),
    ),
    Verb(
        "programs/compare",
        "Set two to four programs side by side.",
        f"The answer is what `lapel programs compare --json` prints. {WHO}",
        takes_compare,
        compare,
        "Programs",
        points=5,
        options={"on": "2026-11-22", "ids": ["nj-45326", "nj-42139"]},
        examples=(),
    ),
)
