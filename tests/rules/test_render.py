"""Rules written as data and read back."""

from hypothesis import given

from lapel.model.located import Problems, locate
from lapel.model.rule import Notes, Rule
from lapel.model.shapes import ListOf, Text
from lapel.model.value import replace
from lapel.rules import nodes
from lapel.rules.evaluate import EVALUATORS
from lapel.rules.parse import OPERATORS, Parser
from lapel.rules.render import RENDERERS, named_rules, render
from lapel.rules.wording import WORDINGS
from strategies import rules

CITES = ListOf(Text())


def read_back(rule: Rule) -> Rule:
    problems = Problems()
    named = {name: locate(written) for name, written in named_rules(rule).items()}
    read = Parser(named, CITES, problems).rule(locate(render(rule)))
    problems.raise_if_any()
    return read


@given(rules(most=12))
def test_a_rendered_rule_is_read_back_equal(rule: Rule) -> None:
    assert read_back(rule) == rule


def test_what_a_rule_says_is_rendered_beside_its_operator() -> None:
    rule = replace(nodes.Always(True), notes=Notes("You may.", "Not seen in print."))
    assert render(rule) == {"always": True, "says": "You may.", "note": "Not seen in print."}
    assert read_back(rule).notes == rule.notes


def test_a_named_rule_used_by_another_named_rule_is_rendered_too() -> None:
    rule = nodes.Use("outer", nodes.All((nodes.Use("inner", nodes.Always(False)),)))
    assert render(rule) == {"use": "outer"}
    assert named_rules(rule) == {"outer": {"all": [{"use": "inner"}]}, "inner": {"always": False}}


def test_every_operator_is_evaluated_worded_and_rendered() -> None:
    operators = {node for node in vars(nodes).values() if isinstance(node, type) and issubclass(node, Rule)} - {Rule}
    for table in (EVALUATORS, WORDINGS, RENDERERS):
        assert set(table) == operators


def test_every_operator_is_written_by_the_name_that_the_reader_knows() -> None:
    one = nodes.Always(True)
    examples: dict[type[Rule], Rule] = {
        nodes.AtLeast: nodes.AtLeast(1, (one,)),
        nodes.Some: nodes.Some("work", one),
        nodes.After: nodes.After("birth"),
        nodes.Until: nodes.Until("birth"),
        nodes.Fact: nodes.Fact("felony", "is", False),
        nodes.Use: nodes.Use("one", one),
        nodes.Readings: nodes.Readings(()),
        nodes.Dated: nodes.Dated("test", ()),
        nodes.Accredited: nodes.Accredited(("caahep",)),
        nodes.Experience: nodes.Experience(None, None),
        nodes.Failures: nodes.Failures("x", 1),
        nodes.Waited: nodes.Waited("x", ()),
        nodes.NotKnown: nodes.NotKnown("Not seen."),
        nodes.Always: one,
        **{build: build((one,)) for build in (nodes.All, nodes.Any, nodes.Nothing)},
    }
    names = [next(iter(render(examples[node]))) for node in RENDERERS]
    assert sorted(names) == sorted(OPERATORS)
