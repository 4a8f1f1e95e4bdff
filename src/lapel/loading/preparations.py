"""The catalogue's steps → `lapel.model.preparation.Preparation`."""

import re
from datetime import date, timedelta
from typing import Any, get_args

from lapel.loading import records
from lapel.loading.parts import WHO, FileShapes, Plain, RuleShape, SpanShape
from lapel.model import preparation as nouns
from lapel.model.dates import FIRST_DATE, LAST_DATE, parse_duration
from lapel.model.located import Located, Problems
from lapel.model.money import Amount, between
from lapel.model.shapes import Choice, Entry, Flag, ListOf, Number, Shape, Text
from lapel.model.value import Value, replace

GIFTS: dict[str, Entry] = {
    "school": records.SCHOOL,
    "programs": records.PROGRAM,
    "work": records.WORK,
    "certificates": records.CERTIFICATE,
    "cards": records.CARD,
    "learning": records.LEARNING,
    "memberships": records.MEMBERSHIP,
}

MOMENT = re.compile(r"(start|finish)(?: \+ (.+))?")


class MoneyShape(Value):
    """A sum: a number, ``{from, usual, to}`` or ``not known``."""

    def read(self, node: Located, problems: Problems) -> Amount | None:
        """Read the sum."""
        plain = Plain().read(node, problems)
        if plain == "not known":
            return None
        amount = between([plain])
        if isinstance(plain, dict) and set(plain) == {"from", "usual", "to"}:
            sums = [plain[name] for name in ("from", "usual", "to")]
            amount = Amount(*sums) if between(sums) and sums == sorted(sums) else None
        if amount is None:
            problems.add(node, "dollars: a number, {from, usual, to} in rising order, or 'not known'")
        return amount

    def schema(self) -> dict[str, Any]:
        """Not published."""
        return {}

    def write(self, value: Amount) -> Any:
        """The three figures."""
        return {"from": value.low, "usual": value.usual, "to": value.high}


class GiftsShape(Value):
    """What a step adds: by list of the record, entries whose dates may be ``start`` or ``finish``, shifted."""

    amends: bool = False

    def read(self, node: Located, problems: Problems) -> tuple[nouns.Gift, ...]:
        """Read every entry."""
        gifts = []
        for name, below in (node.fields or {}).items():
            shape = GIFTS.get(name)
            if shape is None:
                problems.add(below, f"one of {', '.join(GIFTS)}", found=f"the list {name!r}")
                continue
            for entry in below.items if below.items is not None else [below]:
                gift = self._gift(name, shape, entry, problems)
                gifts += [gift] if gift else []
        return tuple(gifts)

    def _gift(self, name: str, shape: Entry, node: Located, problems: Problems) -> nouns.Gift | None:
        moments: list[tuple[str, nouns.Moment]] = []
        fields = {}
        for field, value in (node.fields or {}).items():
            found = MOMENT.fullmatch(value.text or "")
            if found:
                try:
                    shift = parse_duration(found[2]) if found[2] else None
                except ValueError as error:
                    problems.add(value, str(error).partition(", expected ")[2])
                    continue
                moments.append((field, nouns.Moment(found[1], shift)))  # type: ignore[arg-type]
                value = Located(str(_stand_in(found[1])), file=value.file, line=value.line, path=value.path)
            fields[field] = value
        entry = shape.read(Located(fields, file=node.file, line=node.line, path=node.path), problems)
        if entry is None:
            return None
        if name == "programs" and not self.amends:
            entry = replace(
                entry,
                accreditation=tuple(replace(p, starts=p.starts or FIRST_DATE) for p in entry.accreditation),
                complete=entry.complete | {"accreditation"},
            )
        return nouns.Gift(name, entry, tuple(moments), self.amends)

    def schema(self) -> dict[str, Any]:
        """Not published."""
        return {}

    def write(self, value: Any) -> Any:
        """Not written."""
        return value


def _stand_in(edge: str) -> date:
    """A day that stands for an edge while the entry is read, in the right order."""
    return LAST_DATE - timedelta(days=2000 if edge == "start" else 1000)


def preparation(key: str, shapes: FileShapes) -> Entry:
    """Give the shape of one step of the catalogue."""
    text, money = Text(), MoneyShape()
    cost = Entry(
        nouns.Cost,
        {
            "what": text,
            "amount": money,
            "due": Choice(get_args(nouns.Edge)),
            "refundable": Flag(),
            "paid_by": ListOf(Choice(nouns.PAYERS), lone=True),
            "unpaid_hours": _Whole(),
            "cite": shapes.cites,
            "note": text,
        },
        required=("what",),
    )
    pay = Entry(nouns.Pay, {"per_year": money, "cite": shapes.cites, "note": text}, required=("per_year",))
    again = Entry(
        nouns.Again,
        {
            "wait": SpanShape(),
            "costs": ListOf(cost),
            "most": _Whole(),
            "closing": text,
            "cite": shapes.cites,
            "note": text,
        },
        required=("wait", "closing", "cite"),
    )
    fields: dict[str, Shape] = {
        "name": text,
        "stage": Choice(nouns.STAGES),
        "who": Choice(WHO),
        "about": text,
        "needs": RuleShape(shapes.parser),
        "takes": SpanShape(),
        "open_ended": Flag(),
        "hours": _Whole(),
        "hours_per_week": _Whole(),
        "gives": GiftsShape(),
        "amends": GiftsShape(amends=True),
        "costs": ListOf(cost),
        "pay": pay,
        "again": again,
        "checks": shapes.steps,
        "documents": shapes.documents,
        "cite": shapes.cites,
        "note": text,
    }

    def build(gives: tuple[Any, ...] = (), amends: tuple[Any, ...] = (), **said: Any) -> nouns.Preparation:
        return nouns.Preparation(id=key, gives=gives + amends, **said)

    return Entry(build, fields, required=("name", "stage", "cite"))


class _Whole(Value):
    """A whole number."""

    def read(self, node: Located, problems: Problems) -> int | None:
        """Read it."""
        number = Number().read(node, problems)
        return None if number is None else int(number)

    def schema(self) -> dict[str, Any]:
        """A number."""
        return Number().schema()

    def write(self, value: int) -> int:
        """The number."""
        return value
