"""Sessions of practice → plain data of a published, stable shape."""

from typing import Any, get_args

from lapel.exam.events import KINDS, Ending, Mode
from lapel.exam.outcomes import Tally, outcome
from lapel.exam.sessions import State
from lapel.model.exam import Bank
from lapel.reports.json_parts import FLAG, MAYBE_TEXT, TEXT, list_of, shape

WHOLE = {"type": "integer", "minimum": 0}
SECONDS = {"type": "number", "minimum": 0}


def session_data(bank: Bank, name: str, state: State) -> dict[str, Any]:
    """Give a session as plain data; `session_schema` describes it. A mock exam tells nothing before its end."""
    told = not state.mock or state.finished is not None
    found = outcome(state)
    slots = list(enumerate(state.slots))
    return {
        "session": name,
        "mode": state.started.mode,
        "exam": state.started.exam or None,
        "outline": state.started.outline or None,
        "length": state.started.length or None,
        "exams": bank.sha256,
        "finished": state.finished,
        "seconds": found.seconds,
        "pauses": found.pauses,
        "seconds_paused": found.given_back,
        "result": _tally(found.whole) if told else None,
        "tried_out": found.tried_out,
        "areas": [{"area": area, **_tally(tally)} for area, tally in found.areas.items()] if told else [],
        "answers": [
            {
                "item": slot.item,
                "area": slot.area,
                "scored": slot.scored,
                "given": list(state.answers[place].given),
                "right": state.answers[place].right,
                "seconds": state.answers[place].seconds,
            }
            for place, slot in slots
            if told and place in state.answers
        ],
    }


def _tally(tally: Tally) -> dict[str, int]:
    return {"items": tally.items, "answered": tally.answered, "right": tally.right}


def session_schema() -> dict[str, Any]:
    """Give the published JSON Schema (2020-12) of `session_data`."""
    tally = {"items": WHOLE, "answered": WHOLE, "right": WHOLE}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A Lapel study session",
        **shape(
            session=TEXT,
            mode={"enum": list(get_args(Mode))},
            exam=MAYBE_TEXT,
            outline=MAYBE_TEXT,
            length=MAYBE_TEXT,
            exams=TEXT,
            finished={"enum": [*get_args(Ending), None]},
            seconds=SECONDS,
            pauses=WHOLE,
            seconds_paused=SECONDS,
            result={"anyOf": [{"$ref": "#/$defs/tally"}, {"type": "null"}]},
            tried_out=WHOLE,
            areas=list_of("area"),
            answers=list_of("answer"),
        ),
        "$defs": {
            "tally": shape(**tally),
            "area": shape(area=TEXT, **tally),
            "answer": shape(item=TEXT, area=TEXT, scored=FLAG, given=list_of(TEXT), right=FLAG, seconds=SECONDS),
        },
    }


def history_schema() -> dict[str, Any]:
    """Give the published JSON Schema (2020-12) of a history that is written out.

    Beside the fields named here an event has those of its kind, which the import checks one by one.
    """
    event = shape(
        session={"type": "string", "pattern": "^[0-9a-f]{32}$"},
        number=WHOLE,
        at={"type": "string", "format": "date-time"},
        kind={"enum": list(KINDS)},
    )
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A Lapel study history",
        **shape(format=TEXT, version=WHOLE, learner=TEXT, events=list_of("event")),
        "$defs": {"event": {**event, "additionalProperties": True}},
    }
