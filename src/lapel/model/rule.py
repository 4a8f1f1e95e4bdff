"""What every node of the rule language shares; the operators themselves live in `lapel.rules.nodes`."""

from typing import ClassVar

from lapel.model.citation import Citation
from lapel.model.value import Value


class Notes(Value):
    """What a rule says to the reader, what its keeper should know, and where it comes from."""

    says: str = ""
    note: str = ""
    cite: tuple[Citation, ...] = ()


NO_NOTES = Notes()


class Rule(Value, kw_only=True):
    """A node of a rule tree."""

    _silent: ClassVar[frozenset[str]] = frozenset({"notes"})

    notes: Notes = NO_NOTES
