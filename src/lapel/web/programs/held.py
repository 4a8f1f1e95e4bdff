"""What pages and verbs on programs share: the programs that were added, set up once for searching."""

from collections import OrderedDict
from collections.abc import Iterable
from threading import Lock
from typing import Any

from lapel.eligibility.decide import FOUR
from lapel.model.program import MEDICAL_ASSISTING, Offering
from lapel.programs.appraise import Person
from lapel.programs.search import Shelf
from lapel.reference.desk import Desk
from lapel.reference.schools import Gathered, field_of, gather
from lapel.web.records.mine import catalogue
from lapel.web.work.held import careers, store

_shelves: OrderedDict[tuple[Any, ...], tuple[Gathered, Shelf]] = OrderedDict()
_lock = Lock()


def shelf() -> tuple[Gathered, Shelf]:
    """Give the programs that were added, set up for searching; once for the same data."""
    held = store()
    key = held.editions
    with _lock:
        if key not in _shelves:
            gathered = gather(held)
            _shelves[key] = gathered, Shelf(gathered.offerings)
            while len(_shelves) > 1:
                _shelves.popitem(last=False)
        return _shelves[key]


def shelf_of(field: str) -> tuple[Gathered, Shelf]:
    """Give the programs of a field of study; those of medical assisting are kept, others gathered each time."""
    if field == MEDICAL_ASSISTING:
        return shelf()
    gathered = gather(store(), field)
    return gathered, Shelf(gathered.offerings)


def desk_of(person: Person, exams: Iterable[str] = FOUR) -> Desk:
    """Give what questions about programs are answered with."""
    return Desk(catalogue(), careers(), store(), person, exams, look_up=_look_up)


def _look_up(name: str) -> Offering | None:
    _, found = shelf_of(field_of(store(), name))
    return next((one for one in found.offerings if one.id == name), None)
