"""The picture of a plan: for each task a bar on one line of time. The words beside it say the same."""

from datetime import date
from typing import NamedTuple

from lapel.planner.plan import Plan, Task

WIDTH = 1000
LEAST = 10
"""The width of a thing done on one day, so that it can be seen."""


class Bar(NamedTuple):
    """A bar, in thousandths of the whole time; ``room`` is how far it could move."""

    left: int
    width: int
    room: int


class Scale(NamedTuple):
    """The whole time of a plan, and the years that begin in it, in thousandths."""

    starts: date
    ends: date
    years: tuple[tuple[int, int], ...]


def scale(plan: Plan) -> Scale:
    """Lay out the line of time."""
    starts, ends = plan.on, max([plan.finish, *(task.ends for task in plan.tasks if not task.open_ended)])
    years = tuple((year, _at(date(year, 1, 1), starts, ends)) for year in range(starts.year + 1, ends.year + 1))
    return Scale(starts, ends, years)


def bar(task: Task, line: Scale) -> Bar:
    """Lay out a task on it."""
    left = _at(max(task.starts, line.starts), line.starts, line.ends)
    right = WIDTH if task.open_ended else _at(task.ends, line.starts, line.ends)
    width = max(right - left, LEAST)
    left = min(left, WIDTH - width)
    latest = _at(task.latest, line.starts, line.ends) if task.latest else left
    return Bar(left, width, max(0, min(latest - left, WIDTH - left - width)))


def _at(day: date, starts: date, ends: date) -> int:
    days = max((ends - starts).days, 1)
    return min(max(round((day - starts).days * WIDTH / days), 0), WIDTH)
