"""The catalogue's files on exam topics, duties, school, learning and the work → `lapel.model.advice.Advice`."""

from collections.abc import Mapping, Sequence
from typing import Any, get_args

from lapel.loading.catalogue import Reading
from lapel.loading.compiled import CAREERS
from lapel.loading.parts import ID, SpanShape
from lapel.loading.preparations import MoneyShape
from lapel.model import advice as nouns
from lapel.model import vocabulary as words
from lapel.model.located import Located, Problems
from lapel.model.shapes import Choice, Day, Entry, Flag, ListOf, Number, Shape, Text, did_you_mean
from lapel.model.value import Value

TEXT = Text()
NAMES = ListOf(TEXT, lone=True)


class Mapped(Value):
    """A mapping from names to values of one shape, as pairs in the order written; ``known`` limits the names."""

    entry: Shape
    known: Sequence[str] | None = None

    def read(self, node: Located, problems: Problems) -> tuple[tuple[str, Any], ...] | None:
        """Read every pair."""
        if node.fields is None:
            problems.add(node, "a mapping")
            return None
        for name, below in node.fields.items():
            if self.known is not None and name not in self.known:
                hint = did_you_mean(name, list(self.known))
                problems.add(below, "a name that the catalogue has", found=repr(name), hint=hint)
        read = ((name, self.entry.read(below, problems)) for name, below in node.fields.items())
        return tuple((name, value) for name, value in read if value is not None)

    def schema(self) -> dict[str, Any]:
        """Not published."""
        return {"type": "object"}

    def write(self, value: Sequence[tuple[str, Any]]) -> dict[str, Any]:
        """A mapping."""
        return {name: self.entry.write(below) for name, below in value}


class WholeShape(Value):
    """A whole number."""

    def read(self, node: Located, problems: Problems) -> int | None:
        """Read it; a fraction is a problem."""
        number = Number(0, 1_000_000_000).read(node, problems)
        if number is not None and number != int(number):
            problems.add(node, "a whole number")
            return None
        return None if number is None else int(number)

    def schema(self) -> dict[str, Any]:
        """An integer."""
        return {"type": "integer", "minimum": 0}

    def write(self, value: int) -> int:
        """The number."""
        return value


def ids(known: Sequence[str]) -> ListOf:
    """Give the shape of a list of ids that must be known."""
    return ListOf(Choice(tuple(known)), lone=True)


def read_advice(reading: Reading, cites: ListOf) -> nouns.Advice:
    """Read the files as far as it goes; what is wrong with them is added to the problems of ``reading``."""

    def part(name: str, entry: Any) -> Mapping[str, Any]:
        found: Mapping[str, Any] = reading.mapping(f"{CAREERS}/{name}", entry)
        return found

    codes = part("skills-codes", lambda key: Entry(lambda name: name, {"name": TEXT}, required=("name",)))
    topics = part("exam-topics", lambda key: _topic(key, cites))
    duties = part("duties", lambda key: _duty(key, cites, list(topics), list(codes)))
    known = (list(topics), list(duties))
    return nouns.Advice(
        topics,
        duties,
        codes,
        part("skills-profiles", lambda key: _profile(key, cites, list(codes))),
        part("school", lambda key: _preparing(key, cites, *known)),
        part("fit", lambda key: _aspect(key, cites)),
        part("learning", lambda key: resource(key, cites, *known)),
    )


def _topic(key: str, cites: ListOf) -> Entry:
    return Entry(
        lambda **said: nouns.Topic(id=key, **said),
        {"name": TEXT, "about": TEXT, "named": Flag(), "areas": Mapped(NAMES), "cite": cites, "note": TEXT},
        required=("name", "about", "cite"),
    )


def _duty(key: str, cites: ListOf, topics: Sequence[str], codes: Sequence[str]) -> Entry:
    def check(duty: nouns.Duty, node: Located, problems: Problems) -> None:
        if not duty.tasks and not duty.no_code:
            problems.add(node, "'tasks', or why no task fits ('no_code')", found="neither")

    return Entry(
        lambda **said: nouns.Duty(id=key, **said),
        {
            "name": TEXT,
            "asks": TEXT,
            "group": Choice(nouns.GROUPS),
            "tasks": ids(codes),
            "activities": ids(codes),
            "elements": ids(codes),
            "no_code": TEXT,
            "topics": ids(topics),
            "areas": Mapped(NAMES),
            "cite": cites,
            "note": TEXT,
        },
        required=("name", "asks", "group", "topics", "cite"),
        check=check,
    )


def _profile(key: str, cites: ListOf, codes: Sequence[str]) -> Entry:
    def build(
        core: tuple[str, ...] = (),
        supplemental: tuple[str, ...] = (),
        listed: tuple[str, ...] = (),
        **said: Any,
    ) -> nouns.Profile:
        activities: list[tuple[str, nouns.Reported]] = [
            *((name, "core") for name in core),
            *((name, "supplemental") for name in supplemental),
            *((name, "listed") for name in listed),
        ]
        return nouns.Profile(id=key, activities=tuple(activities), **said)

    return Entry(
        build,
        {
            "title": TEXT,
            **dict.fromkeys(get_args(nouns.Reported), ids(codes)),
            "tasks": Mapped(Choice(get_args(nouns.Reported)), codes),
            "importance": Mapped(Number(1, 5), codes),
            "cite": cites,
            "note": TEXT,
        },
        required=("title", "cite"),
    )


def _preparing(key: str, cites: ListOf, topics: Sequence[str], duties: Sequence[str]) -> Entry:
    because = Entry(
        nouns.Because,
        {"says": TEXT, "topics": ids(topics), "duties": ids(duties), "training": NAMES, "cite": cites},
        required=("says", "cite"),
    )
    return Entry(
        lambda **said: nouns.Preparing(id=key, **said),
        {
            "kind": Choice(("subject", "activity", "age")),
            "name": TEXT,
            "says": TEXT,
            "matches": NAMES,
            "because": ListOf(because),
            "cite": cites,
            "note": TEXT,
        },
        required=("kind", "name", "says", "cite"),
    )


def _aspect(key: str, cites: ListOf) -> Entry:
    return Entry(
        lambda **said: nouns.Aspect(id=key, **said),
        {
            "side": Choice(nouns.SIDES),
            "name": TEXT,
            "says": TEXT,
            "causes": NAMES,
            "leaning": Choice(words.LEANINGS),
            "credential": ID,
            "cite": cites,
            "note": TEXT,
        },
        required=("side", "name", "says", "cite"),
    )


LEVELS = ("beginner", "intermediate", "advanced", "mixed")


def resource(key: str, cites: ListOf | None, topics: Sequence[str], duties: Sequence[str]) -> Entry:
    """Give the shape of a resource; without ``cites`` it is a person's own, which needs no citation."""
    fields: dict[str, Shape] = {
        "name": Text(300),
        "kind": Choice(get_args(nouns.ResourceKind)),
        "about": Text(2_000),
        "provider": Text(300),
        "topics": ids(topics),
        "duties": ids(duties),
        "groups": ids(nouns.GROUPS),
        "level": Choice(LEVELS),
        "takes": SpanShape(),
        "hours": Number(0, 10_000),
        "pace": Text(300),
        "cost": MoneyShape(),
        "free": Flag(),
        "unit": Choice(words.LEARNING_UNITS),
        "amount": Number(0, 10_000),
        "area": Text(60),
        "accepted_by": ListOf(ID, lone=True),
        "refused_by": ListOf(ID, lone=True),
        "rating": Number(0, 5),
        "ratings": WholeShape(),
        "enrolled": WholeShape(),
        "as_of": Day(also=("not recorded",)),
        "link": LinkShape(),
        "note": Text(2_000),
    }
    if cites is not None:
        fields["cite"] = cites
    own = cites is None
    return Entry(
        lambda kind="course", **said: nouns.Resource(id=key, kind=kind, own=own, **said),
        fields,
        required=("name", "kind", "cite") if cites is not None else ("name",),
        check=_check_resource,
    )


def _check_resource(said: nouns.Resource, node: Located, problems: Problems) -> None:
    fields = node.fields or {}
    if not any(name in fields for name in ("topics", "duties", "groups", "unit")):
        problems.add(node, "'topics', 'duties', 'groups' or a 'unit'", found="nothing that says what it is for")
    for name in ("rating", "ratings", "enrolled"):
        if name in fields and getattr(said, name) is not None and "as_of" not in fields:
            problems.add(fields[name], f"the day on which {name!r} was read ('as_of')", found="no 'as_of'")
    if said.amount is not None and said.unit is None:
        problems.add(fields.get("amount", node), "'amount' together with 'unit'", found="'amount' alone")
    if both := set(said.accepted_by) & set(said.refused_by):
        problems.add(fields.get("refused_by", node), "each issuer once", found=f"{sorted(both)[0]!r} in both")
    if said.free and said.cost is not None and said.cost.high > 0:
        problems.add(fields.get("cost", node), "no cost for what is free", found="both")


class LinkShape(Value):
    """The address of a page on the web."""

    def read(self, node: Located, problems: Problems) -> str | None:
        """Read it; only http and https are taken."""
        text = Text(2_000).read(node, problems)
        if text is not None and (not text.startswith(("https://", "http://")) or any(c.isspace() for c in text)):
            problems.add(node, "an address that begins with https://")
            return None
        return text

    def schema(self) -> dict[str, Any]:
        """A string."""
        return {"type": "string", "pattern": r"^https?://\S+$"}

    def write(self, value: str) -> str:
        """The address."""
        return value
