"""What is worked out of one plan before it is told: the record it leads to, and the days of each chain."""

from collections.abc import Mapping, Sequence
from datetime import date

from lapel.eligibility.validity import expiry
from lapel.model.record import Record
from lapel.model.rule import Rule
from lapel.model.timeline import Timeline
from lapel.model.truth import Truth
from lapel.model.value import replace
from lapel.planner.chain import Chain, Times, first_day, last_day, walk
from lapel.planner.draft import amended, certified, gifts_made, laid
from lapel.planner.room import LEAD
from lapel.planner.search import Found
from lapel.planner.world import Aim, World
from lapel.rules.evaluate import evaluate
from lapel.rules.trace import Scope, Trace


class Told:
    """What is worked out of one plan before it is told.

    Each aim has a record of its own: with every step and with the certificates that come before it.
    """

    def __init__(self, world: World, found: Found, least: Truth) -> None:
        self.world = world
        self.found = found
        self.least = least
        self.made = made = {
            name: gifts_made(world.options[name].step.gives, start, world.over(name, start))
            for name, start in found.starts.items()
        }
        self.record = laid(world.record, [entry for entries in made.values() for entry in entries])
        self.places = _places(world.record, self.record, made)
        self.scopes: dict[str, Scope] = {}
        for aim in world.aims:
            if aim.id in found.times:
                self.scopes[aim.id] = Scope(self.record)
                if aim.used:
                    self.record = laid(self.record, earned(aim, *found.times[aim.id]))
        self.chains = {identity: (chain, self._later(chain, times)) for identity, (chain, times) in found.times.items()}

    def trace(self, rule: Rule, chain: Chain) -> Trace:
        """Evaluate a rule of a chain on the record as planned."""
        return evaluate(rule, self.scopes[chain.credential.id])

    def requires(self, name: str, other: str) -> bool:
        """Tell whether a step could not start on its day without another one of the plan."""
        needs = self.world.options[name].needs
        if needs is None:
            return False
        entries = [made for step, several in self.made.items() if step not in (name, other) for made in several]
        line = evaluate(needs, Scope(laid(self.world.record, entries))).line
        return line.at(self.found.starts[name]) < self.least

    def _later(self, chain: Chain, times: Times) -> Times:
        """Put the application a month before the last day for it, where the exam waits for the end of the training."""
        whole = self.trace(chain.route.rule, chain).line
        opens = min(times.opens, first_day(whole, self.world.on.toordinal(), self.least))
        trained = self.world.ready(chain, self.found.starts)[1]
        if not chain.tests or times.tests != trained or trained == self.world.floor:
            return replace(times, opens=opens)
        fees = self.world.fees(chain)
        for day in range(times.tests, times.applies, -1):
            late = last_day(whole, times.applies, max(times.applies, day - LEAD), self.least)
            again = self.walk(chain, late)
            if again and again.certified == times.certified and fees.on(late) == fees.on(times.applies):
                return replace(again, opens=opens)
        return replace(times, opens=opens)

    def walk(self, chain: Chain, wanted: int) -> Times | None:
        """Go through a chain in this plan, with an application on a day or later."""
        world = self.world
        ready, trained = world.ready(chain, self.found.starts)

        def line(rule: Rule) -> Timeline:
            return self.trace(rule, chain).line

        return walk(chain, line, floor=ready, trained=trained, least=self.least, quick=world.quick, wanted=wanted)


def earned(aim: Aim, chain: Chain, times: Times) -> tuple[tuple[str, object, bool], ...]:
    """Make the entries of a certificate that a plan earns."""
    term = expiry(aim.credential, certified=date.fromordinal(times.certified))
    return certified(aim.credential.id, (times.tests or times.certified, times.certified), term, exam=chain.tests)


def _places(
    before: Record, after: Record, made: Mapping[str, Sequence[tuple[str, object, bool]]]
) -> dict[str, tuple[str, ...]]:
    """Name the entries of the record that each step adds or amends."""
    counts = {
        within: len(getattr(before, within))
        for entries in made.values()
        for within, _, _ in entries
        if within != "school"
    }
    places: dict[str, tuple[str, ...]] = {}
    for name, entries in made.items():
        found = []
        for within, _, amends in entries:
            if within == "school":
                found.append("school")
            elif amends:
                found.append(f"{within}[{amended(after.programs)}]")
            else:
                found.append(f"{within}[{counts[within]}]")
                counts[within] += 1
        places[name] = tuple(found)
    return places
