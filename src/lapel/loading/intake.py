"""Items from elsewhere: taken over as drafts, with every change told, or refused, with the reason.

What comes is an `Incoming`: plain data in the catalogue's form, and what of it had no place there. `take` checks it by
the very shape that reads the catalogue. Nothing is lost in silence: what came is what was taken and what was refused.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from lapel.loading.items_file import Shapes, topic_of
from lapel.model.exam import NOTHING, Bank, Item
from lapel.model.located import Problem, Problems, locate
from lapel.model.value import Value, replace

LAST_NUMBER = 999
DRAFT = "draft"


class Incoming(Value):
    """An item as it came: its own name and place, its data in the catalogue's form, and what had no place in it.

    ``topic`` is the one it names, if any. With a reason in ``unfit`` the rest is not looked at.
    """

    name: str
    place: str
    data: Mapping[str, Any] = NOTHING
    topic: str = ""
    left: tuple[str, ...] = ()
    unfit: str = ""


class Given(Value):
    """What is taken for items that do not say it: each empty where nothing was given."""

    topic: str = ""
    level: str = ""
    expected: str = ""


class Taken(Value):
    """An item taken over, under the name it came with; ``told`` says what was changed, added or left out."""

    item: Item
    name: str
    place: str
    told: tuple[str, ...] = ()


class Refused(Value):
    """An item that was not taken, and every reason."""

    name: str
    place: str
    why: tuple[str, ...]


class Intake(Value):
    """All that came: the taken and the refused, each in the order it came; ``notes`` are about the whole file."""

    taken: tuple[Taken, ...]
    refused: tuple[Refused, ...]
    notes: tuple[str, ...] = ()

    @property
    def count(self) -> int:
        """Items that came."""
        return len(self.taken) + len(self.refused)


def take(incoming: Sequence[Incoming], bank: Bank, given: Given | None = None, notes: Sequence[str] = ()) -> Intake:
    """Take over what fits the catalogue's form, as drafts. Ids of the form ``coding-001`` are kept, others get one."""
    found = list(_Taking(incoming, bank, given or Given()).found())
    taken = tuple(one for one in found if isinstance(one, Taken))
    return Intake(taken, tuple(one for one in found if isinstance(one, Refused)), tuple(notes))


class _Taking:
    """A file's items on their way. ``names`` are their ids here: empty where no topic is known."""

    def __init__(self, incoming: Sequence[Incoming], bank: Bank, given: Given) -> None:
        self.incoming = incoming
        self.bank = bank
        self.given = given
        self.shapes = Shapes(bank)
        self.names = [one.name if topic_of(one.name, bank) and not one.unfit else "" for one in incoming]
        self._number()
        self.first: dict[str, Incoming] = {}
        for one, name in zip(incoming, self.names, strict=True):
            self.first.setdefault(name, one)
        self.known = {one.name: name for one, name in zip(incoming, self.names, strict=True) if name}

    def _number(self) -> None:
        """Give those without an id of our form the next free number of their topic."""
        used = {*self.bank.items, *self.names}
        free: dict[str, Iterator[str]] = {}
        for place, one in enumerate(self.incoming):
            topic = one.topic if one.topic in self.bank.topics else self.given.topic
            if self.names[place] or one.unfit or not topic:
                continue
            if topic not in free:
                last = max((int(name[-3:]) for name in used if topic_of(name, self.bank) == topic), default=0)
                free[topic] = (f"{topic}-{number:03}" for number in range(last + 1, LAST_NUMBER + 1))
            self.names[place] = next(free[topic], "")

    def found(self) -> Iterator[Taken | Refused]:
        """Take or refuse each, in the order they came."""
        for one, name in zip(self.incoming, self.names, strict=True):
            why = self._refusal(one, name)
            yield Refused(one.name, one.place, (why,)) if why else self._read(one, name)

    def _refusal(self, one: Incoming, name: str) -> str:
        """Say why an item cannot even be looked at; nothing where it can."""
        if one.unfit:
            return one.unfit
        if not name:
            found = f"the topic {one.topic!r}, which the catalogue has not" if one.topic else "no topic"
            if self.given.topic:
                return f"found no free id of the topic {self.given.topic!r}, expected one up to {LAST_NUMBER}."
            example = next(iter(self.bank.topics))
            return f"found {found}, expected one of the catalogue's. --topic gives one, such as --topic {example}."
        if self.first[name] is not one:
            return f"found the id {name!r} again (first at {self.first[name].place}), expected each id once."
        return ""

    def _read(self, one: Incoming, name: str) -> Taken | Refused:
        topic = name.rpartition("-")[0]
        data, told = {**one.data, "id": name}, list(one.left)
        if name != one.name:
            was = f"{one.name!r}, which is no id such as {topic}-001" if one.name else "no id"
            told.append(f"came with {was}; this one is new")
        told += _fill(data, self.given)
        told += self._leave_out(data)
        problems = Problems()
        item = self.shapes.of(topic).read(locate(data, file=one.place), problems)
        if problems.found or item is None:
            return Refused(one.name, one.place, tuple(_reason(problem) for problem in problems.found))
        if why := _unanswerable(item):
            return Refused(one.name, one.place, (why,))
        return Taken(item, one.name, one.place, (*told, *_beside(item, self.bank)))

    def _leave_out(self, data: dict[str, Any]) -> Iterator[str]:
        """Leave out, with a word, the sources and enemies that are not here."""
        for field, known, what in (
            ("sources", {name: name for name in self.bank.item_sources}, "source"),
            ("enemies", {**{name: name for name in self.bank.items}, **self.known}, "enemy"),
        ):
            said = data.get(field, [])
            yield from (
                f"left out: the {what} {name!r}, which the catalogue has not" for name in said if name not in known
            )
            if said:
                data[field] = [known[name] for name in said if name in known]


def _fill(data: dict[str, Any], given: Given) -> Iterator[str]:
    """Say what an item lacks and a file of items needs, where it was given; the rest its shape asks for."""
    for name, value in (("level", given.level), ("expected", given.expected)):
        if not data.get(name) and value:
            data[name] = value
            yield f"said no '{name}'; it is {value}, as --{name} says"
    data.setdefault("version", "1")
    if data.get("status", DRAFT) != DRAFT:
        yield f"its status is {DRAFT} now; it was {data['status']}"
    data["status"] = DRAFT


def _unanswerable(item: Item) -> str:
    """Say why nobody could answer an item; how well it is made is left to the linter."""
    if item.kind == "numeric":
        return "" if item.answer is not None else "answer: found no right number, expected one."
    ids = [option.id for option in item.options]
    if not ids:
        return "options: found none, expected what to choose from."
    if not item.key:
        return "key: found no right answer, expected one."
    strange = [name for name in item.key if name not in ids]
    return f"key: found {', '.join(strange)}, expected one of its options: {', '.join(ids)}." if strange else ""


def _beside(item: Item, bank: Bank) -> Iterator[str]:
    """Say whether the catalogue has an item of this id."""
    held = bank.items.get(item.id)
    if held is None:
        return
    if replace(held, status=item.status) == item:
        yield "the catalogue has the same question"
    else:
        yield f"the catalogue has another question or version under this id (version {held.version})"


def _reason(problem: Problem) -> str:
    where = f"{problem.path}: " if problem.path else ""
    hint = f" {_option(problem)}" if _option(problem) else f" {problem.hint}" if problem.hint else ""
    return f"{where}found {problem.found}, expected {problem.expected}.{hint}"


def _option(problem: Problem) -> str:
    """Name the option of the command that gives what every item lacks."""
    field = next((name for name in ("level", "expected") if problem.expected == f"the field {name!r}"), "")
    value = {"level": "apply", "expected": "0.7"}.get(field, "")
    return f"--{field} gives one for all items without it, such as --{field} {value}." if field else ""
