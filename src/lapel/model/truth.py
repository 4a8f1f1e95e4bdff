"""Kleene's strong three-valued logic."""

from enum import IntEnum


class Truth(IntEnum):
    """False, unknown or true, ordered so that *and* is the minimum and *or* the maximum.

    Source: S. C. Kleene, Introduction to Metamathematics (1952), §64, the strong connectives.
    """

    FALSE = 0
    UNKNOWN = 1
    TRUE = 2

    def __invert__(self) -> "Truth":
        return _NEGATED[self]

    @staticmethod
    def of(value: bool | None) -> "Truth":
        """Read an optional bool: None is unknown."""
        if value is None:
            return Truth.UNKNOWN
        return Truth.TRUE if value else Truth.FALSE


_NEGATED = (Truth.TRUE, Truth.UNKNOWN, Truth.FALSE)
