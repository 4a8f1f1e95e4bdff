"""The history of one visitor, in the site's database under their session: it is theirs, and goes when that ends."""

import json
from collections.abc import Iterable, Sequence
from itertools import groupby
from pathlib import Path

from django.contrib.sessions.backends.base import SessionBase
from django.db import IntegrityError, transaction
from django.http import HttpRequest

from lapel.exam.events import KINDS, Answered, Event
from lapel.exam.marking import is_right
from lapel.exam.outcomes import outcome
from lapel.exam.sessions import apply, replay, time_left
from lapel.loading.histories import Elsewhere, History, Noted, Unreadable, plain
from lapel.web.records.mine import today
from lapel.web.study.desk import library
from lapel.web.study.models import Step

KEY = "study"
"""What the session holds of practice: the last day of it. A new day saves the session, and so keeps it longer."""

MOST = 50_000
"""Events of one visitor, about 20,000 answers; no more are kept."""

SAID = ("session", "number", "at", "kind", "data")


class VisitorHistory(History):
    """The events of a visitor. Reading makes no session; adding does."""

    def __init__(self, browser: SessionBase) -> None:
        super().__init__(Path("your practice"), "me")
        self.browser = browser
        self.browser.get(KEY)  # Only what was read tells whether the session has ended; then it has no key.

    def noted(self) -> list[Noted]:
        """List all events: sessions in the order in which they began, each in its own order."""
        rows = Step.objects.filter(owner_id=self.browser.session_key).order_by("session", "number").values_list(*SAID)
        whole = [list(group) for _, group in groupby(rows, lambda row: row[0])]
        whole.sort(key=lambda group: group[0][2])
        return [Noted(row[0], row[1], self._read(row)) for group in whole for row in group]

    def session(self, name: str) -> tuple[Event, ...]:
        """Give the events of one session; nothing where there is none of this name."""
        rows = Step.objects.filter(owner_id=self.browser.session_key, session=name).order_by("number")
        return tuple(self._read(row) for row in rows.values_list(*SAID))

    def add(self, noted: Iterable[Noted]) -> None:
        """Add events, all or none of them; raises Elsewhere where one of their places is taken."""
        self._stay()
        rows = [self._step(one) for one in noted]
        if Step.objects.filter(owner_id=self.browser.session_key).count() + len(rows) > MOST:
            raise Unreadable(
                f"This site keeps {MOST:,} steps of practice. Save your practice to a file, then erase it here."
            )
        try:
            with transaction.atomic():
                Step.objects.bulk_create(rows)
        except IntegrityError:
            raise Elsewhere("This went on in another window since. Here it is as it stands now.") from None

    def erase(self) -> bool:
        """Erase the whole history; False where there was none."""
        count, _ = Step.objects.filter(owner_id=self.browser.session_key).delete()
        return bool(count)

    def _stay(self) -> None:
        """Begin the visitor's session, or let it last longer, once a day."""
        if not self.browser.session_key or not self.browser.exists(self.browser.session_key):
            self.browser.create()
        if self.browser.get(KEY) != today().isoformat():
            self.browser[KEY] = today().isoformat()

    def _step(self, one: Noted) -> Step:
        data = plain(one.event)
        return Step(
            owner_id=self.browser.session_key,
            session=one.session,
            number=one.number,
            at=data.pop("at"),
            kind=next(name for name, shape in KINDS.items() if type(one.event) is shape),
            data=json.dumps(data, ensure_ascii=False, separators=(",", ":")),
        )


def history(request: HttpRequest) -> VisitorHistory:
    """Give the visitor's own history."""
    return VisitorHistory(request.session)


def sound(noted: Iterable[Noted], name: str) -> None:
    """Go through sessions that came in a file as if they were ours; raises Unreadable where one makes no sense."""
    held: dict[str, list[Event]] = {}
    for one in sorted(noted, key=lambda one: (one.session, one.number)):
        held.setdefault(one.session, []).append(one.event)
    for session, events in held.items():
        try:
            _followed(events)
        except (ValueError, LookupError, TypeError, ArithmeticError) as error:
            raise Unreadable(f"{name}: session {session}: {error}, expected events that follow each other") from None


def _followed(events: Sequence[Event]) -> None:
    """Fold events one by one, and ask of each state what a page asks."""
    state = replay(events[:1])
    for event in events[1:]:
        state = apply(state, event)
        if state.segment > state.segments or (state.place or 0) >= max(1, len(state.slots)):
            raise LookupError("found a part or a question that this session does not have")
        if isinstance(event, Answered) and (item := library().find(event.item)):
            is_right(item, event.given)
        if not state.finished and state.segment < state.segments:
            time_left(state, state.last)
    outcome(state)
