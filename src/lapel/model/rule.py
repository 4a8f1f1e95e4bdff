"""What every node of the rule language shares; the operators themselves live in `lapel.rules.nodes`."""

from dataclasses import dataclass, field

from lapel.model.citation import Citation


@dataclass(frozen=True, slots=True)
class Notes:
    """What a rule says to the reader, what its keeper should know, and where it comes from."""

    says: str = ""
    note: str = ""
    cite: tuple[Citation, ...] = ()


NO_NOTES = Notes()


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A node of a rule tree."""

    notes: Notes = field(default=NO_NOTES, compare=False)
