"""Published figures: a number, a number that is only a bound, or the reason why there is none."""

from typing import Literal

from lapel.model.value import Value

Bound = Literal["", "at least", "below"]


class Figure(Value):
    """A figure as its publisher gives it.

    ``value`` is None when it is not reported, for the reason ``why`` (never zero, never guessed). With a ``bound``, the
    publisher only says that the figure is at least, or below, ``value``: pay above the highest that is published.
    """

    value: float | None = None
    why: str = ""
    bound: Bound = ""

    @property
    def exact(self) -> float | None:
        """The number when it is one, None for a bound or a figure that is not reported."""
        return None if self.bound else self.value


NOT_REPORTED = Figure(why="not reported")


def figure(value: float) -> Figure:
    """Give a figure that is reported as a number."""
    return Figure(value)
