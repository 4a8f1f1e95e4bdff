"""Decision diagrams against truth tables."""

from collections.abc import Iterator
from itertools import product
from math import isclose

from hypothesis import given
from hypothesis import strategies as st

from lapel.model.record import Record
from lapel.model.rule import Rule
from lapel.rules import nodes
from lapel.rules.diagram import Diagram, build
from lapel.rules.evaluate import evaluate
from lapel.rules.trace import Scope
from strategies import rules

DAY = 730_000
PLACES = {
    nodes.Fact("felony", "is", False): "conduct.felony",
    nodes.Fact("state", "is", ("NJ",)): "state",
    nodes.Fact("diploma_kind", "is", ("ged",)): "school.kind",
    nodes.Fact("high_school_student", "is", True): "school.student",
    nodes.After("birth"): "birth",
}
LEAVES = st.one_of(st.sampled_from(list(PLACES)), st.sampled_from(list(PLACES)), st.booleans().map(nodes.Always))
World = dict[Rule, bool]


def holds(rule: Rule, world: World) -> bool:
    """What a rule says when every condition is settled; readings that disagree are settled by a coin of their own."""
    parts = [holds(part, world) for part in nodes.children(rule)]
    match rule:
        case nodes.Always(value=value):
            return value
        case nodes.Any():
            return any(parts)
        case nodes.Nothing():
            return not any(parts)
        case nodes.AtLeast(count=count):
            return sum(parts) >= count
        case nodes.Readings():
            return parts[0] if len(set(parts)) == 1 else world[rule]
        case nodes.Dated(versions=versions):
            in_force = [n for n, version in enumerate(versions) if version.starts.toordinal() <= DAY]
            return parts[in_force[-1]] if in_force else world[rule]
        case nodes.All() | nodes.Use():
            return all(parts)
    return world[rule]


def open_conditions(rule: Rule) -> Iterator[Rule]:
    if rule in PLACES or isinstance(rule, (nodes.Readings, nodes.Dated)):
        yield rule
    for part in nodes.children(rule):
        yield from open_conditions(part)


def small(rule: Rule) -> bool:
    return len(set(open_conditions(rule))) <= 8


@given(rules(most=10, leaf=LEAVES).filter(small))
def test_a_diagram_holds_the_conditions_that_matter_and_weighs_them_as_a_truth_table_does(rule: Rule) -> None:
    diagram = Diagram()
    found = diagram.influence(build(diagram, evaluate(rule, Scope(Record())), DAY))
    expected = influence(rule)
    assert set(found) == set(expected)
    assert all(isclose(found[places], expected[places]) for places in expected)


def influence(rule: Rule) -> dict[tuple[str, ...], float]:
    """By every world: the square of the difference that a condition makes on average, a quarter of it, by place."""
    conditions = list(dict.fromkeys(open_conditions(rule)))
    settled: dict[tuple[str, ...], float] = {}
    for one in conditions:
        others = [other for other in conditions if other != one]
        worlds = [dict(zip(others, values, strict=True)) for values in product((False, True), repeat=len(others))]
        swings = [holds(rule, world | {one: True}) - holds(rule, world | {one: False}) for world in worlds]
        if any(swings):
            places = (PLACES[one],) if one in PLACES else ()
            settled[places] = settled.get(places, 0.0) + (sum(swings) / len(swings)) ** 2 / 4
    return settled


@given(rules(most=10, leaf=LEAVES).filter(small), rules(most=10, leaf=LEAVES).filter(small))
def test_rules_that_say_the_same_in_every_world_have_one_diagram(one: Rule, other: Rule) -> None:
    conditions = list(dict.fromkeys([*open_conditions(one), *open_conditions(other)]))
    if len(conditions) > 8:
        return
    worlds = [dict(zip(conditions, values, strict=True)) for values in product((False, True), repeat=len(conditions))]
    diagram = Diagram()
    built = [build(diagram, evaluate(rule, Scope(Record())), DAY) for rule in (one, other)]
    assert (built[0] == built[1]) is all(holds(one, world) == holds(other, world) for world in worlds)
