"""What the page of all answers says, worked out once for the same facts and the same day."""

import json
from collections import OrderedDict
from datetime import date
from hashlib import sha256
from threading import Lock

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from lapel.eligibility.decide import Decision, decide_all
from lapel.eligibility.verdict import ANSWERS
from lapel.model.value import Value
from lapel.reports.decisions_text import cautions
from lapel.web.records.mine import Mine, catalogue, today

MOST = 256
"""How many visitors' answers a process keeps; each takes some 50 kB of memory, and goes when others come."""

_kept: "OrderedDict[str, Told]" = OrderedDict()
_lock = Lock()


class Told(Value):
    """The answers, the most welcome first, and the board that shows them."""

    decisions: tuple[Decision, ...]
    board: SafeString
    cautions: tuple[str, ...]
    name: str
    open: bool


def told(held: Mine, *, on: date) -> Told:
    """Give the answers for a day, from memory where the same facts were asked about before."""
    said = json.dumps([held.data, on.isoformat(), today().isoformat()], sort_keys=True)
    key = sha256(said.encode()).hexdigest()
    with _lock:
        if key in _kept:
            _kept.move_to_end(key)
            return _kept[key]
    made = _made(held, on)
    with _lock:
        _kept[key] = made
        while len(_kept) > MOST:
            _kept.popitem(last=False)
    return made


def forget() -> None:
    """Forget what is kept."""
    with _lock:
        _kept.clear()


def _made(held: Mine, on: date) -> Told:
    record = held.record
    found = decide_all(catalogue(), record, on=on)
    decisions = tuple(sorted(found, key=lambda decision: ANSWERS.index(decision.verdict.answer)))
    board = render_to_string("answers/board.html", {"decisions": decisions, "on": on, "is_today": on == today()})
    asks = any(decision.ask_next for decision in decisions)
    return Told(decisions, board, tuple(cautions(record, on)), record.name or "", asks)
