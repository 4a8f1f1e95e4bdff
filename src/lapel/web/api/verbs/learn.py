"""learn: where to learn a topic, a skill, what an exam asks, or the points that are missing to renew."""

from datetime import date
from functools import partial
from typing import Any

from lapel.model.credential import Catalogue
from lapel.model.located import Located, Problems
from lapel.model.record import Record
from lapel.model.shapes import Choice, Entry, Shape
from lapel.model.value import Value
from lapel.reference.duties import held_against
from lapel.reports.learn_json import learning_data
from lapel.reports.learning import FROM_A_RECORD, askable, learning
from lapel.web.api.shapes import DAY, RecordIn
from lapel.web.api.verbs import Verb
from lapel.web.work.held import careers, store


class Asked(Value):
    """What to learn, the record where it is asked of one, the day, and the role for the gaps of the self-check."""

    wanted: str
    record: Record | None = None
    on: date | None = None
    role: str = ""


def asked(**said: Any) -> Asked:
    """Build it from the fields of the body; ``for`` is no name of Python's."""
    return Asked(said.pop("for"), **said)


def takes(catalogue: Catalogue) -> Entry:
    """Give the shape of the body."""
    fields: dict[str, Shape] = {
        "for": Choice(askable(catalogue, careers().advice)),
        "record": RecordIn(),
        "on": DAY,
        "role": Choice(list(careers().roles)),
    }
    return Entry(asked, fields, ("for",), check=_check)


def _check(asked: Asked, node: Located, problems: Problems) -> None:
    record = (node.fields or {}).get("record")
    if asked.wanted in FROM_A_RECORD and (record is None or record.is_null):
        problems.add(node, f"the field 'record', which 'for': {asked.wanted!r} is asked of")


def work(catalogue: Catalogue, asked: Asked, on: date) -> dict[str, Any]:
    """Match."""
    advice = careers().advice
    found = learning(
        catalogue,
        advice,
        asked.record or Record(),
        asked.wanted,
        partial(held_against, advice, store(), careers().roles.get(asked.role)),
        on=on,
        resources=list(advice.resources.values()),
    )
    return learning_data(found.found, [str(remark) for remark in found.remarks], wanted=asked.wanted, on=on)


VERB = Verb(
    "learn",
    "Say where to learn an exam topic, a skill, what an exam asks, the gaps of a self-check, or the points to renew.",
    "The answer is what `lapel learn --json` prints. `for` is the id of a topic, a skill or a credential; or `renewal` "
    "or `skills`, which are asked of the record. Nobody pays to be in the list, and its order is explained.",
    takes,
    work,
    "Learning",
    options={"on": "2026-11-22", "for": "renewal"},
    examples=("certified-with-courses",),
)
