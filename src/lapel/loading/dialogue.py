"""A record made by answers: the document as said so far, what is worth asking next, and what an answer makes of it.

One way of asking for the terminal and for pages. No input or output.
"""

from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from datetime import date
from functools import cached_property
from typing import Any

from lapel.eligibility.decide import FOUR, Decision, decide_all, relevant
from lapel.eligibility.forms import Form, Step, form
from lapel.eligibility.interview import Answer, Ask, Edit, begun, following, is_vague, needless, was_open, worth_asking
from lapel.loading import writing
from lapel.loading.records import parse_record, set_path
from lapel.model.credential import Catalogue, Credential
from lapel.model.record import Record
from lapel.model.value import Value


class State(Value):
    """What *back* brings back: the document, places passed over in this session, and questions already begun."""

    data: dict[str, Any]
    passed: frozenset[str] = frozenset()
    pending: tuple[Step, ...] = ()


def opened(data: dict[str, Any]) -> State:
    """Begin with a document: what an earlier session left half said is asked first."""
    return State(data, pending=begun(data))


class Dialogue:
    """What follows from a state on a day: the record, its answers, and the questions that can still change one.

    ``only`` names the credentials to ask for, ``every`` takes all; by default the four certificates of a generalist,
    what the person's state asks for, and what is held. Raises `Problems` for a document that is no record.
    """

    def __init__(
        self, catalogue: Catalogue, state: State, *, on: date, only: Sequence[str] = (), every: bool = False
    ) -> None:
        self.catalogue = catalogue
        self.state = state
        self.only = only
        self.record: Record = parse_record(state.data)
        self.chosen = self._choose(every)
        names = [credential.id for credential in self.chosen]
        self.decisions: tuple[Decision, ...] = decide_all(catalogue, self.record, on=on, only=names)
        self.asks: tuple[Ask, ...] = worth_asking(self.decisions, self._closed, self._is_vague)

    def _choose(self, every: bool) -> list[Credential]:
        known = self.catalogue.credentials
        if self.only or every:
            return [known[name] for name in self.only or known]
        held = {certificate.id for certificate in self.record.certificates}
        return [c for c in relevant(self.catalogue, self.record) if c.id in FOUR or c.state or c.id in held]

    def _closed(self, place: str) -> bool:
        return place in self.state.passed or needless(place, self.look, self.chosen)

    def _is_vague(self, place: str) -> bool:
        return is_vague(place, self.look)

    def look(self, place: str) -> Any:
        """Give what the document says at a place; None when it says nothing."""
        return writing.look(self.state.data, place)

    def next(self, *, talked: bool) -> tuple[Form | None, tuple[Step, ...]]:
        """Give the next question, and what is pending after it; None when no answer can change anything.

        Before anything was ``talked`` about, entries left half said are asked for only if an answer may change.
        """
        step, rest = following(self.asks, self.state.pending if self.asks or talked else ())
        if step is None and self._state_is_open():
            step = Step("state")
        if step is None and self.before:
            step = Step(self.before[0].place)
        return (self.put(step) if step else None), rest

    @cached_property
    def before(self) -> tuple[Ask, ...]:
        """What can tell of a closed answer whether it was open before; asked last, since it opens nothing today."""
        return worth_asking(self.decisions, self._closed, self._is_vague, was_open(self.record))

    def put(self, step: Step) -> Form:
        """Put a question of one's own choice."""
        return form(step, writing.shape_at, self.record, self.catalogue, self.chosen, self.look)

    def _state_is_open(self) -> bool:
        """Whether the person's state would add answers of its own; asked last, when the others are settled."""
        return not self.only and self.look("state") is None and "state" not in self.state.passed

    def after(self, answer: Answer, rest: Sequence[Step]) -> State:
        """Give the state after an answer; raises `Problems` when the record cannot hold it."""
        data = deepcopy(self.state.data)
        for edit in answer.edits:
            EDITS[edit.act](data, edit)
        parse_record(data)
        return State(data, self.state.passed | set(answer.passed), (*answer.steps, *rest))

    def purpose(self, put: Form) -> str:
        """Say why a question is asked."""
        settled = {ask.place: ask.names for ask in self.asks}
        if names := settled.get(put.step.place) or settled.get(put.step.purpose):
            return f"Why I ask: it can settle {_listed(names)}."
        earlier = {ask.place: ask.names for ask in self.before}
        if names := earlier.get(put.step.place) or earlier.get(put.step.purpose):
            return f"Why I ask: it can tell whether {_listed(names)} was open to you before."
        if put.step.place == "state":
            return "Why I ask: your state's rules would be added."
        return "Why I ask: it completes what you just told me."


EDITS: Mapping[str, Callable[[dict[str, Any], Edit], None]] = {
    "say": lambda data, edit: set_path(data, edit.place, edit.value),
    "drop": lambda data, edit: writing.drop(data, edit.place),
    "add": lambda data, edit: writing.add_entry(data, edit.place),
    "close": lambda data, edit: writing.close(data, edit.place),
}


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
