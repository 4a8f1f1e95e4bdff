"""A learner's history: every event of every session, kept in one SQLite file a learner, for that learner.

An event is committed before anything follows from it, so that a kill at any moment loses no answered item. Rows are
added and never changed: the file itself refuses both. `History` reads and adds; `Sitting` is one session of it for a
command or a page, which does what `lapel.exam.sessions` says and keeps it. The whole history can be written out, read
in again, and erased: it is the learner's.

    history = open_history("me")
    sitting = history.begin(sessions.mock(form, at=now))
    sitting.enter(at=now); sitting.show(0, item, at=now); sitting.answer(item, ("b",), at=now)
    sitting = history.take_up(session_id)       # after a crash: the events folded again
"""

import csv
import json
import os
import re
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path
from typing import Any, get_args
from uuid import uuid4

from lapel.exam import sessions
from lapel.exam.events import KINDS, Answered, Ending, Event, Mode, Shown, Started, Why
from lapel.exam.forms import Slot
from lapel.exam.sessions import State, apply, replay
from lapel.model.exam import Item
from lapel.model.value import Value

LEARNER = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?")
SESSION = re.compile(r"[0-9a-f]{32}")
FORMAT = "lapel study history"
VERSION = 1
DURABLE = "FULL"
"""An answer is on the disk, not only out of the process, before the next question is shown."""
PATIENCE = 10.0
"""Seconds to wait for another process that writes."""

SCHEMA = (
    "CREATE TABLE event (session TEXT NOT NULL, number INTEGER NOT NULL, at TEXT NOT NULL, kind TEXT NOT NULL,"
    " data TEXT NOT NULL, PRIMARY KEY (session, number))",
    "CREATE TRIGGER event_is_not_changed BEFORE UPDATE ON event"
    " BEGIN SELECT RAISE(ABORT, 'a history is not changed'); END",
    "CREATE TRIGGER event_is_not_lost BEFORE DELETE ON event"
    " BEGIN SELECT RAISE(ABORT, 'a history is not changed'); END",
    f"PRAGMA user_version = {VERSION}",
)


class Elsewhere(RuntimeError):
    """A session went on elsewhere, in another window or process, since it was read."""


class Unreadable(ValueError):
    """A file is no history that can be read; the message says where, what was found and what was expected."""


class Noted(Value):
    """An event with its place: the session it belongs to, and its number in it from 0."""

    session: str
    number: int
    event: Event


def study_dir() -> Path:
    """Give the folder of histories: ``LAPEL_STUDY``, else lapel/study in ``XDG_DATA_HOME``, else in ~/.local/share."""
    if chosen := os.environ.get("LAPEL_STUDY"):
        return Path(chosen)
    home = os.environ.get("XDG_DATA_HOME")
    return (Path(home) if home else Path(os.path.expanduser("~")) / ".local" / "share") / "lapel" / "study"


def learners(folder: Path | None = None) -> list[str]:
    """List the learners who have a history."""
    found = (folder or study_dir()).glob("*.sqlite3")
    return sorted(path.stem for path in found if LEARNER.fullmatch(path.stem))


def open_history(learner: str = "me", folder: Path | None = None) -> "History":
    """Open a learner's history; the file is made with the first event. Raises Unreadable for a name that is none."""
    if not LEARNER.fullmatch(learner):
        raise Unreadable(f"found the learner {learner!r}, expected small letters, digits and hyphens, such as me")
    return History((folder or study_dir()) / f"{learner}.sqlite3", learner)


class History:
    """The events of a learner. It may be open in several processes at once."""

    def __init__(self, path: Path, learner: str) -> None:
        self.path = path
        self.learner = learner

    # Reading

    def noted(self) -> list[Noted]:
        """List all events: sessions in the order in which they began, each in its own order."""
        with self._open() as db:
            if db is None:
                return []
            first = "(SELECT at FROM event first WHERE first.session = event.session AND first.number = 0)"
            rows = db.execute(f"SELECT session, number, at, kind, data FROM event ORDER BY {first}, session, number")
            return [Noted(row[0], row[1], self._read(row)) for row in rows]

    def sessions(self) -> dict[str, tuple[Event, ...]]:
        """Give the events of each session, the oldest session first."""
        found: dict[str, list[Event]] = {}
        for noted in self.noted():
            found.setdefault(noted.session, []).append(noted.event)
        return {name: tuple(events) for name, events in found.items()}

    def session(self, name: str) -> tuple[Event, ...]:
        """Give the events of one session; nothing where there is none of this name."""
        with self._open() as db:
            wanted = "SELECT session, number, at, kind, data FROM event WHERE session = ? ORDER BY number"
            return tuple(self._read(row) for row in db.execute(wanted, (name,))) if db else ()

    def before(self, name: str) -> dict[str, tuple[Event, ...]]:
        """Give the sessions that began before this one."""
        found = self.sessions()
        names = list(found)
        return {other: found[other] for other in names[: names.index(name)]} if name in found else found

    def unfinished(self) -> dict[str, State]:
        """Give the sessions that are not over, the latest one last."""
        folded = {name: replay(events) for name, events in self.sessions().items()}
        return dict(sorted(((n, s) for n, s in folded.items() if not s.finished), key=lambda pair: pair[1].last))

    def _read(self, row: Sequence[Any]) -> Event:
        try:
            return read_event(row[3], {"at": row[2], **json.loads(row[4])})
        except (Unreadable, ValueError) as error:
            raise Unreadable(f"{self.path}: session {row[0]}, event {row[1]}: {error}") from None

    # Adding

    def begin(self, event: Started) -> "Sitting":
        """Begin a session."""
        name = uuid4().hex
        self.add([Noted(name, 0, event)])
        return Sitting(self, name, [event])

    def take_up(self, name: str) -> "Sitting":
        """Take a session up where it stands; raises KeyError where there is none of this name."""
        events = self.session(name)
        if not events:
            raise KeyError(name)
        return Sitting(self, name, events)

    def add(self, noted: Iterable[Noted]) -> None:
        """Add events, all or none of them; raises Elsewhere where one of their places is taken."""
        rows = [(one.session, one.number, *_row(one.event)) for one in noted]
        with self._open(make=True) as db:
            assert db is not None
            try:
                with db:
                    db.executemany("INSERT INTO event VALUES (?, ?, ?, ?, ?)", rows)
            except sqlite3.IntegrityError:
                raise Elsewhere("This session went on in another window since. Open it again to go on.") from None

    # The learner's own

    def merge(self, noted: Iterable[Noted]) -> int:
        """Add what is not there yet, all or nothing, and say how many events that was.

        Raises Unreadable where the same place holds another event: then two histories went different ways.
        """
        held = {(one.session, one.number): one.event for one in self.noted()}
        new = []
        for one in noted:
            known = held.get((one.session, one.number))
            if known is None:
                new.append(one)
            elif known != one.event:
                raise Unreadable(
                    f"session {one.session}, event {one.number}: found {_told(one.event)} where this history has"
                    f" {_told(known)}, expected the same session. Import it as another learner: --learner NAME."
                )
        if new:
            self.add(new)
        return len(new)

    def erase(self) -> bool:
        """Erase the whole history; False where there was none."""
        found = self.path.exists()
        for path in (self.path, *(self.path.with_name(self.path.name + end) for end in ("-journal", "-wal", "-shm"))):
            path.unlink(missing_ok=True)
        return found

    @contextmanager
    def _open(self, *, make: bool = False) -> Iterator[sqlite3.Connection | None]:
        if not make and not self.path.exists():
            yield None
            return
        self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not self.path.exists():
            os.close(os.open(self.path, os.O_CREAT | os.O_WRONLY, 0o600))
        db = sqlite3.connect(self.path, timeout=PATIENCE)
        try:
            db.execute(f"PRAGMA synchronous = {DURABLE}")
            self._prepare(db)
            yield db
        except sqlite3.OperationalError as error:
            raise Unreadable(f"{self.path}: {error}. What was kept before is kept.") from None
        except sqlite3.DatabaseError as error:
            raise Unreadable(f"{self.path}: {error}, expected the history of a learner.") from None
        finally:
            db.close()

    def _prepare(self, db: sqlite3.Connection) -> None:
        version = db.execute("PRAGMA user_version").fetchone()[0]
        if version == 0:
            with db:
                db.execute("BEGIN IMMEDIATE")
                if db.execute("PRAGMA user_version").fetchone()[0] == 0:
                    for statement in SCHEMA:
                        db.execute(statement)
        elif version != VERSION:
            raise Unreadable(
                f"{self.path}: found a history of version {version}, expected {VERSION}. A newer Lapel wrote it."
            )


class Sitting:
    """One session that goes on: what is done is kept first, and then it is so.

    ``state`` is where it stands, ``events`` are those kept. Every method takes the instant ``at``; what time alone has
    brought until then is kept before. Raises `NotNow` for what cannot be done, `Elsewhere` where the session went on in
    another window.
    """

    def __init__(self, history: History, name: str, events: Sequence[Event]) -> None:
        self.history = history
        self.name = name
        self.events = list(events)
        self.state = replay(events)

    def keep(self, *events: Event) -> None:
        """Keep events, then let them be so."""
        first = self.state.events
        self.history.add([Noted(self.name, first + i, event) for i, event in enumerate(events)])
        self.events += events
        for event in events:
            self.state = apply(self.state, event)

    def catch_up(self, *, at: datetime) -> tuple[Event, ...]:
        """Keep what time alone has brought: segments whose time is up, breaks that are over."""
        brought = sessions.arrears(self.state, at.astimezone(UTC))
        if brought:
            self.keep(*brought)
        return brought

    def _do(self, at: datetime, act: Callable[[State], Event]) -> None:
        self.catch_up(at=at)
        self.keep(act(self.state))
        self.catch_up(at=at)

    def enter(self, *, at: datetime) -> None:
        """Open the next segment."""
        self._do(at, lambda state: sessions.enter(state, at=at))

    def show(self, place: int, item: Item, *, area: str = "", options: Sequence[str] = (), at: datetime) -> None:
        """Bring an item on the screen."""
        self._do(at, lambda state: sessions.show(state, place, item, area=area, options=options, at=at))

    def answer(self, item: Item, given: Sequence[str], *, at: datetime) -> bool:
        """Answer the item on the screen; gives whether it is right, which a mock exam does not tell."""
        self._do(at, lambda state: sessions.answer(state, item, given, at=at))
        latest = next(event for event in reversed(self.events) if isinstance(event, Answered))
        return latest.right

    def flag(self, place: int, on: bool, *, at: datetime) -> None:
        """Mark a place to come back to, or take the mark off."""
        self._do(at, lambda state: sessions.flag(state, place, on, at=at))

    def leave(self, *, at: datetime) -> None:
        """Close the open segment for good."""
        self._do(at, lambda state: sessions.leave(state, at=at))

    def pause(self, *, at: datetime) -> None:
        """Stop the clock."""
        self._do(at, lambda state: sessions.pause(state, at=at))

    def come_back(self, *, at: datetime) -> None:
        """Go on after a pause or a crash; the time since the last event is given back."""
        self.keep(sessions.come_back(self.state, at=at))

    def finish(self, why: Ending, *, at: datetime) -> None:
        """End the session."""
        self._do(at, lambda state: sessions.finish(state, why, at=at))


# Events as plain data


def _row(event: Event) -> tuple[str, str, str]:
    data = plain(event)
    at = data.pop("at")
    return at, _kind(event), json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def _kind(event: Event) -> str:
    return next(name for name, shape in KINDS.items() if type(event) is shape)


def _told(event: Event) -> str:
    return f"{_kind(event)} at {_written(event.at)}"


def _written(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def plain(event: Event) -> dict[str, Any]:
    """Give an event as plain data, without its kind."""
    return {name: _plain(getattr(event, name)) for name in event._fields}


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return _written(value)
    if isinstance(value, Value):
        return {name: _plain(getattr(value, name)) for name in value._fields}
    return [_plain(one) for one in value] if isinstance(value, tuple) else value


Reader = Callable[[Any], Any]


def _of(kind: type, what: str) -> Reader:
    def read(value: Any) -> Any:
        if type(value) is not kind:
            raise Unreadable(f"found {value!r:.60}, expected {what}")
        return value

    return read


def _instant(value: Any) -> datetime:
    try:
        at = datetime.fromisoformat(value)
        if at.tzinfo is None:
            raise ValueError
    except (TypeError, ValueError):
        expected = "an instant such as 2026-11-22T08:30:00.000Z"
        raise Unreadable(f"found {value!r:.60}, expected {expected}") from None
    return at.astimezone(UTC)


def _seconds(value: Any) -> float:
    if type(value) not in (int, float) or not 0 <= value < 1e9:
        raise Unreadable(f"found {value!r:.60}, expected seconds, 0 or more")
    return float(value)


def _whole(value: Any) -> int:
    if type(value) is not int or not 0 <= value < 2**63:
        raise Unreadable(f"found {value!r:.60}, expected a whole number, 0 or more")
    return value


def _list(read: Reader) -> Reader:
    def listed(value: Any) -> tuple[Any, ...]:
        if not isinstance(value, list):
            raise Unreadable(f"found {value!r:.60}, expected a list")
        return tuple(read(one) for one in value)

    return listed


def _choice(literal: Any) -> Reader:
    def read(value: Any) -> Any:
        if value not in get_args(literal):
            raise Unreadable(f"found {value!r:.60}, expected one of {', '.join(get_args(literal))}")
        return value

    return read


def _slot(value: Any) -> Slot:
    return Slot(**_fields(value, SLOT, Slot._fields))


def _maybe(read: Reader) -> Reader:
    return lambda value: None if value is None else read(value)


TEXT, FLAG = _of(str, "text"), _of(bool, "true or false")
SLOT: Mapping[str, Reader] = {
    "item": TEXT,
    "area": TEXT,
    "scored": FLAG,
    "segment": _whole,
    "options": _list(TEXT),
}
READERS: Mapping[str, Reader] = {
    **dict.fromkeys(("place", "segment", "version", "longest", "seed"), _whole),
    **dict.fromkeys(("exam", "outline", "length", "item", "area", "focus"), TEXT),
    **dict.fromkeys(("right", "scored", "locked", "on"), FLAG),
    **dict.fromkeys(("at", "since"), _instant),
    "mode": _choice(Mode),
    "slots": _list(_slot),
    "breaks": _maybe(_whole),
    "options": _list(TEXT),
    "given": _list(TEXT),
}
BY_KIND: Mapping[str, Mapping[str, Reader]] = {
    "started": {**READERS, "seconds": _list(_whole)},
    "answered": {**READERS, "seconds": _seconds},
    "locked": {**READERS, "why": _choice(Why)},
    "finished": {**READERS, "why": _choice(Ending)},
}


def read_event(kind: str, data: Mapping[str, Any]) -> Event:
    """Read an event from plain data; raises Unreadable."""
    shape = KINDS.get(kind)
    if shape is None:
        raise Unreadable(f"found the kind {kind!r:.60}, expected one of {', '.join(KINDS)}")
    return shape(**_fields(data, BY_KIND.get(kind, READERS), shape._fields, shape._defaults))


def _fields(
    data: Any, readers: Mapping[str, Reader], names: Sequence[str], defaults: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    if not isinstance(data, Mapping):
        raise Unreadable(f"found {data!r:.60}, expected fields")
    if unknown := set(data) - set(names):
        raise Unreadable(f"found the field {min(unknown)!r}, expected only {', '.join(names)}")
    found = {}
    for name in names:
        if name not in data:
            if defaults and name in defaults:
                continue
            raise Unreadable(f"found no {name!r}, expected one")
        try:
            found[name] = readers[name](data[name])
        except Unreadable as error:
            raise Unreadable(f"{name}: {error}") from None
    return found


# Files of a whole history


CSV_COLUMNS = ("session", "number", "at", "kind", "item", "area", "given", "right", "seconds", "more")


def history_json(learner: str, noted: Sequence[Noted]) -> str:
    """Write a history as JSON: one event a line, so that it can be read and compared."""
    lines = ",\n".join(json.dumps(_exported(one), ensure_ascii=False) for one in noted)
    head = json.dumps({"format": FORMAT, "version": VERSION, "learner": learner}, ensure_ascii=False)[:-1]
    return f'{head}, "events": [\n{lines}\n]}}\n'


def _exported(one: Noted) -> dict[str, Any]:
    data = plain(one.event)
    return {"session": one.session, "number": one.number, "at": data.pop("at"), "kind": _kind(one.event), **data}


def history_csv(noted: Sequence[Noted]) -> str:
    """Write a history as a table: an event a row; what has no column of its own is in ``more``, as JSON."""
    out = StringIO()
    table = csv.writer(out, lineterminator="\n")
    table.writerow(CSV_COLUMNS)
    for one in noted:
        data = _exported(one)
        own = [data.pop("session"), data.pop("number"), data.pop("at"), data.pop("kind")]
        if isinstance(one.event, Answered):
            given = "|".join(data.pop("given"))
            own += [data.pop("item"), data.pop("area"), given, data.pop("right"), data.pop("seconds")]
        else:
            own += [data.pop("item", ""), data.pop("area", ""), "", "", ""]
        table.writerow([*own, json.dumps(data, ensure_ascii=False) if data else ""])
    return out.getvalue()


def read_history(text: str, name: str) -> list[Noted]:
    """Read a history from JSON or CSV; raises Unreadable with the file's name and the event."""
    rows = _json_rows(text, name) if text.lstrip("\ufeff \n\r\t").startswith("{") else _csv_rows(text, name)
    found = [_noted(row, where) for where, row in rows]
    by_session: dict[str, list[Noted]] = {}
    for one in sorted(found, key=lambda one: one.number):
        by_session.setdefault(one.session, []).append(one)
    for session, own in by_session.items():
        if [one.number for one in own] != list(range(len(own))):
            raise Unreadable(f"{name}: session {session}: found a gap or a number twice, expected 0, 1, 2 and so on")
    for one in found:
        if isinstance(one.event, Started) is not (one.number == 0):
            raise Unreadable(f"{name}: session {one.session}: expected its start, and only that, as event 0")
    for session, own in by_session.items():
        _hold_together([one.event for one in own], f"{name}: session {session}")
    return found


def _hold_together(events: Sequence[Event], where: str) -> None:
    """Refuse events of places or parts that their session does not have; raises Unreadable."""
    state = replay(events[:1])
    for number, event in enumerate(events[1:], 1):
        new = isinstance(event, Shown) and not state.mock
        place, segment = getattr(event, "place", None), getattr(event, "segment", 0)
        if place is not None and place >= len(state.slots) + new:
            raise Unreadable(f"{where}, event {number}: found the place {place}, expected one of {len(state.slots)}")
        if segment >= state.segments:
            raise Unreadable(f"{where}, event {number}: found the part {segment}, expected one of {state.segments}")
        state = apply(state, event)


def _json_rows(text: str, name: str) -> Iterator[tuple[str, dict[str, Any]]]:
    try:
        data = json.loads(text.lstrip("\ufeff"))
    except (ValueError, RecursionError) as error:
        raise Unreadable(f"{name}: found no JSON that can be read ({error}), expected a history") from None
    if data.get("format") != FORMAT or not isinstance(data.get("events"), list):
        raise Unreadable(f"{name}: found something else, expected the file of lapel study history export")
    if data.get("version") != VERSION:
        raise Unreadable(f"{name}: found version {data.get('version')!r}, expected {VERSION}. A newer Lapel wrote it.")
    for number, row in enumerate(data["events"]):
        if not isinstance(row, dict):
            raise Unreadable(f"{name}: event {number + 1}: found {row!r:.60}, expected fields")
        yield f"{name}: event {number + 1}", dict(row)


TRUTHS = {"True": True, "False": False}


def _csv_rows(text: str, name: str) -> Iterator[tuple[str, dict[str, Any]]]:
    table = csv.DictReader(StringIO(text.lstrip("\ufeff"), newline=""))
    try:
        rows = list(table)
    except csv.Error as error:
        raise Unreadable(f"{name}: line {table.line_num}: {error}, expected a table of a history") from None
    if tuple(table.fieldnames or ()) != CSV_COLUMNS:
        found = ", ".join(map(str, table.fieldnames or ["nothing"]))
        raise Unreadable(f"{name}: found the columns {found:.80}, expected {', '.join(CSV_COLUMNS)}")
    for number, row in enumerate(rows, 2):
        where = f"{name}: row {number}"
        try:
            data: dict[str, Any] = json.loads(row["more"]) if row["more"] else {}
            data |= {"session": row["session"], "number": int(row["number"]), "at": row["at"], "kind": row["kind"]}
            if row["kind"] == "answered":
                data |= {"given": row["given"].split("|"), "right": TRUTHS[row["right"]]}
                data["seconds"] = float(row["seconds"])
            if row["kind"] in ("answered", "shown"):
                data |= {"item": row["item"], "area": row["area"]}
        except (TypeError, ValueError, AttributeError, KeyError) as error:
            raise Unreadable(
                f"{where}: found {error}, expected a row as lapel study history export writes it"
            ) from None
        yield where, data


def _noted(row: dict[str, Any], where: str) -> Noted:
    try:
        session, number = TEXT(row.pop("session", None)), _whole(row.pop("number", None))
        if not SESSION.fullmatch(session):
            raise Unreadable(f"found the session {session!r:.60}, expected 32 hexadecimal digits")
        return Noted(session, number, read_event(TEXT(row.pop("kind", None)), row))
    except Unreadable as error:
        raise Unreadable(f"{where}: {error}") from None
