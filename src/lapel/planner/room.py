"""How much room the tasks of a plan have before the plan gets later."""

from datetime import date

from lapel.model.truth import Truth
from lapel.model.value import replace
from lapel.planner.chain import Chain
from lapel.planner.plan import Task
from lapel.planner.search import Found, Label, Search
from lapel.planner.world import World

LEAD = 30
"""Days by which a step that must not come too early is put before the last day that will do."""


def tidied(world: World, found: Found, least: Truth) -> Found:
    """Put steps that must not come too early near the day they are needed; the finish and the cost stay.

    The search gives any day that will do for them.
    """
    room = Room(world, found, least)
    for name, start in found.starts.items():
        if start > room.first(name):
            better = room.at(name, max(start, room.latest(name) - LEAD))
            if better is not None:
                room = Room(world, better, least)
    return room.found


class Room:
    """Asks what becomes of a plan when one of its steps begins later, the others as early as they then can."""

    def __init__(self, world: World, found: Found, least: Truth) -> None:
        self.world = world
        self.found = found
        self.search = Search(world, least)

    def around(self, task: Task) -> Task:
        """Give a task with the latest day on which it may start, and whether it has no room."""
        if task.kind == "given":
            return replace(task, critical=False)
        if task.id in self.found.starts:
            latest = date.fromordinal(self.latest(task.id))
            return replace(task, latest=latest, critical=latest == task.starts)
        return task

    def first(self, name: str) -> int:
        """Give the day from which a step could start, the others staying where they are."""
        taken = {other: (day, day) for other, day in self.found.starts.items()}
        bound = self.search.bound(Label({**taken, name: (self.world.floor, self.world.horizon)}, (), self._routes()))
        return bound.label.taken[name][0] if bound else self.found.starts[name]

    def at(self, name: str, start: int) -> Found | None:
        """Give the plan with a step begun on another day, if it is as soon and as cheap."""
        taken = {other: (day, day) for other, day in self.found.starts.items()}
        plan = self._corner(Label({**taken, name: (start, start)}, (), self._routes()))
        found = self.found
        return plan if plan and plan.beats(found.finish, (found.cost, found.not_known)) else None

    def _routes(self) -> dict[str, Chain | None]:
        return {identity: chain for identity, (chain, _) in self.found.times.items()}

    def latest(self, name: str) -> int:
        """Find the last start that leaves the finish where it is, by bisection."""
        low, high = self.found.starts[name], self.found.finish
        while low < high:
            middle = (low + high + 1) // 2
            if self._finish(name, middle) == self.found.finish:
                low = middle
            else:
                high = middle - 1
        return low

    def _finish(self, name: str, start: int) -> int | None:
        horizon = self.world.horizon
        taken = {other: (day, horizon) for other, day in self.found.starts.items()}
        plan = self._corner(Label({**taken, name: (start, horizon)}, (), self._routes()))
        return plan.finish if plan else None

    def _corner(self, label: Label) -> Found | None:
        bound = self.search.bound(label)
        plan = self.search.corner(bound.label) if bound else None
        return plan if isinstance(plan, Found) else None

    def soonest(self) -> date:
        """Give the finish of the same steps if each takes the shortest time seen.

        Less time is more hours a week: where these are too many, the finish stays.
        """
        quick = self.world.quickly()
        if not self.found.starts.keys() <= quick.options.keys():
            return date.fromordinal(self.found.finish)
        label = Label(
            dict.fromkeys(self.found.starts, (quick.floor, quick.horizon)),
            (),
            self._routes(),
        )
        plan = Room(quick, self.found, self.search.least)._corner(label)
        return date.fromordinal(min(plan.finish, self.found.finish) if plan else self.found.finish)
