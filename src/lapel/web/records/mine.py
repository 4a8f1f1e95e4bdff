"""The record of one visitor, in the session: read here, changed here, and nowhere else."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest
from django.utils import timezone

from lapel.eligibility.forms import Step
from lapel.loading.compiled import load_catalogue
from lapel.loading.dialogue import Dialogue, State, opened
from lapel.loading.records import parse_record
from lapel.model.credential import Catalogue
from lapel.model.record import Record

KEY = "mine"
MOST_BACK = 100
"""How many answers can be taken back one by one."""


def today() -> date:
    """Give the day it is where the site runs."""
    return timezone.localdate()


class Mine:
    """What the session holds: the document, the way back, and what the last answer changed."""

    def __init__(self, session: SessionBase) -> None:
        self.session = session
        held: Mapping[str, Any] = session.get(KEY, {})
        self.state = _state(held) if held else opened({})
        self.past: list[Mapping[str, Any]] = list(held.get("past", ()))
        self.example: str = held.get("example", "")
        self.followed: str = held.get("followed", "")

    @property
    def data(self) -> dict[str, Any]:
        """The document, as plain data."""
        return self.state.data

    @property
    def begun(self) -> bool:
        """Whether anything was said."""
        return bool(self.data or self.past)

    @property
    def record(self) -> Record:
        """The record."""
        return parse_record(self.data)

    def dialogue(self, *, on: date) -> Dialogue:
        """Work out what follows from what was said."""
        return Dialogue(catalogue(), self.state, on=on)

    def move(self, state: State, news: Iterable[str] = ()) -> None:
        """Go on to another state, keeping the way back; ``news`` is shown once, on the next page."""
        self.past = [*self.past, _held(self.state)][-MOST_BACK:]
        self.state = state
        self._keep(news)

    def back(self) -> bool:
        """Take back the last answer; False when there is none."""
        if not self.past:
            return False
        self.state = _state(self.past.pop())
        self._keep()
        return True

    def start(self, data: dict[str, Any], *, example: str = "") -> None:
        """Begin anew with a document."""
        self.state, self.past, self.example, self.followed = opened(data), [], example, ""
        self._keep()

    def follow(self, plan: str) -> None:
        """Keep which plan the visitor's calendar is to hold, as the address of its page asks for it."""
        self.followed = plan
        self._keep()

    def news(self) -> list[str]:
        """Give what the last answer changed; only once."""
        held = self.session.get(KEY, {})
        if not held.get("news"):
            return []
        told: list[str] = held["news"]
        self.session[KEY] = {**held, "news": []}
        return told

    def erase(self) -> None:
        """Forget everything, practice and the session's id included."""
        self.session.flush()

    def leave(self) -> None:
        """Forget the record alone: who only looked at an example keeps what they practiced."""
        self.session.pop(KEY, None)

    def _keep(self, news: Iterable[str] = ()) -> None:
        self.session[KEY] = {
            **_held(self.state),
            "past": self.past,
            "example": self.example,
            "followed": self.followed,
            "news": list(news),
        }


def _held(state: State) -> dict[str, Any]:
    steps = [[step.place, step.root, step.always, step.exact] for step in state.pending]
    return {"data": state.data, "passed": sorted(state.passed), "pending": steps}


def _state(held: Mapping[str, Any]) -> State:
    steps = tuple(Step(*step) for step in held["pending"])
    return State(held["data"], frozenset(held["passed"]), steps)


def mine(request: HttpRequest) -> Mine:
    """Give the visitor's own record; the same object all through a request."""
    found = getattr(request, "lapel_mine", None)
    if found is None:
        found = request.lapel_mine = Mine(request.session)  # type: ignore[attr-defined]
    made: Mine = found
    return made


_loaded: list[Catalogue] = []


def catalogue() -> Catalogue:
    """Give the catalogue, read once by each process."""
    if not _loaded:
        _loaded.append(load_catalogue())
    return _loaded[0]
