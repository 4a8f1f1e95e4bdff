"""What generated questions are made of: parts of medical words, abbreviations, drugs and their strengths."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Literal

from lapel.model.value import Value

DrugForm = Literal["tablet", "capsule", "liquid", "injection"]
PartKind = Literal["prefix", "root", "suffix"]


class Part(Value):
    """A part of words: ``-itis``, ``hyper-``, or ``gastr/o``, whose stroke parts the root from its combining vowel."""

    id: str
    meaning: str

    @property
    def kind(self) -> PartKind:
        """Tell by its form what it is."""
        return "suffix" if self.id.startswith("-") else "prefix" if self.id.endswith("-") else "root"


class Term(Value):
    """A medical word, the ids of the parts it is built of, and its meaning."""

    id: str
    parts: tuple[str, ...]
    meaning: str


class Plural(Value):
    """An ending of singular words, what it becomes when there are several, and words that do so."""

    id: str
    becomes: str
    words: tuple[str, ...]


class Abbreviation(Value):
    """An abbreviation that may be used; those of one ``field`` are easily confused."""

    id: str
    meaning: str
    field: str


class Unsafe(Value):
    """A way of writing not to be used: what is meant by it, what it was taken for, orders with this flaw alone.

    ``lists`` holds ``jc`` (the Joint Commission's official list) and ``ismp``; ``shown`` is an example of what is not
    an abbreviation.
    """

    id: str
    lists: tuple[str, ...]
    meant: str
    taken_for: str
    orders: tuple[str, ...]
    shown: str = ""


class ByWeight(Value):
    """A dose by weight: ``mg`` for each kg, a dose or (``per_day``) a day in so many doses; up to ``most`` mg a dose.

    ``kg`` are the lightest and the heaviest weight it is asked for.
    """

    mg: Decimal
    kg: tuple[int, ...]
    most: int
    per_day: int | None = None


class Drug(Value):
    """A drug as it is commonly labeled: so much in one tablet, or in ``volume`` mL; and plausible single doses."""

    id: str
    name: str
    form: DrugForm
    unit: str
    strengths: tuple[Decimal, ...]
    doses: tuple[Decimal, ...]
    volume: int = 1
    route: str = "by mouth"
    halves: bool = False
    by_weight: tuple[ByWeight, ...] = ()


class Materials(Value):
    """All of it, with the hash of the files it was read from."""

    sha256: str
    parts: Mapping[str, Part]
    terms: Mapping[str, Term]
    plurals: Mapping[str, Plural]
    abbreviations: Mapping[str, Abbreviation]
    unsafe: Mapping[str, Unsafe]
    orders: Mapping[str, str]
    drugs: Mapping[str, Drug]
