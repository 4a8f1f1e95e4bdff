"""Everything a person can write or read has its line in a reference page."""

import re
from argparse import ArgumentParser, _SubParsersAction
from collections.abc import Iterator
from typing import Any, get_args

import pytest

from lapel.cli import COMMANDS
from lapel.eligibility.verdict import ANSWERS, verdict
from lapel.loading.catalogue import PARTS
from lapel.loading.parts import TOPICS, WHO
from lapel.loading.records import RECORD, parse_record
from lapel.loading.tree import parse_tree
from lapel.model import citation, counting, exam
from lapel.model import credential as nouns
from lapel.model.located import Problems
from lapel.model.shapes import Counts, Day, Entry, ListOf, Text
from lapel.model.value import Value
from lapel.rules import nodes
from lapel.rules.evaluate import timeline_of
from lapel.rules.facts import CONTEXTS, DATES, FACTS, PERSON
from lapel.rules.parse import EXPERIENCE_LISTS, OPERATORS, TESTS, Parser, versions
from worked_cases import CASE

Pages = dict[str, str]


def words_of(text: str) -> set[str]:
    return set(re.findall(r"[a-z][a-z_0-9]*", text))


def yaml_blocks(text: str) -> list[str]:
    return re.findall(r"```yaml\n(.*?)```", text, re.DOTALL)


# Commands


def flags(parser: ArgumentParser) -> Iterator[str]:
    """Every option, positional name and verb of a parser and those below it."""
    for action in parser._actions:
        if isinstance(action, _SubParsersAction):
            for verb, below in action.choices.items():
                yield verb
                yield from flags(below)
        elif action.dest != "help":
            yield from action.option_strings or (str(action.metavar or "|".join(action.choices or ())),)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_and_flag_is_described(command: str, generator: dict[str, Any], pages: Pages) -> None:
    page = pages["docs/reference/commands.md"]
    assert f"## lapel {command}\n" in page
    section = page.split(f"## lapel {command}\n")[1].split("\n## ")[0].replace("\\|", "|")
    missing = [flag for flag in flags(generator["parsers"]()[command]) if flag not in section]
    assert not missing


# The rule language


@pytest.mark.parametrize("operator", OPERATORS)
def test_every_operator_is_described(operator: str, pages: Pages) -> None:
    assert f"| `{operator}` |" in pages["docs/reference/rules.md"]
    assert f"## `{operator}`\n" in pages["docs/reference/operators.md"]


@pytest.mark.parametrize("operator", OPERATORS)
def test_the_example_of_an_operator_can_be_read_and_uses_it(operator: str, generator: dict[str, Any]) -> None:
    example = generator["meanings"]("operators")[operator]["example"]
    problems = Problems()
    named = parse_tree(b"always: true", "named")
    rule = Parser({"attempts-left": named}, ListOf(Text()), problems).rule(parse_tree(example.encode(), operator))
    problems.raise_if_any()
    kinds, pending = set(), [rule]
    while pending:
        top = pending.pop()
        kinds.add(type(top))
        pending += nodes.children(top)
    assert generator["node_of"](operator) in kinds


def test_every_test_and_filter_is_described(pages: Pages) -> None:
    page = pages["docs/reference/rules.md"]
    tests = {test for allowed in TESTS.values() for test in allowed}
    filters = {*EXPERIENCE_LISTS, "within", "full_time", "supervised", "state", "since", "cap", "at_most"}
    assert tests | filters | set(get_args(nodes.PickedBy)) <= words_of(page)


@pytest.mark.parametrize("context", CONTEXTS)
def test_every_date_and_fact_is_described(context: str, pages: Pages) -> None:
    heading = "The person" if context == PERSON else f"`{context}`"
    names = {*DATES[context], *FACTS[context]}
    table = pages["docs/reference/facts.md"].split(f"## {heading}\n")[1].split("\n## ")[0]
    assert [name for name in names if f"| `{name}` |" not in table] == []
    named = pages["docs/reference/rules.md"].split("## Names of facts")[1]
    paragraph = next(p for p in named.split("\n\n") if p.startswith(f"**{heading}**"))
    assert names <= set(re.findall(r"`([a-z_]+)`", paragraph))


def test_every_choice_of_a_fact_is_named_in_the_rule_language(pages: Pages) -> None:
    page = pages["docs/reference/rules.md"]
    for facts in FACTS.values():
        for name, kind in facts.items():
            if kind.choices and name != "state":
                assert [choice for choice in kind.choices if f"`{choice}`" not in page] == [], name


# The record


def field_names(shape: Any) -> Iterator[str]:
    """Every field of a record's shape, at any depth."""
    if isinstance(shape, Entry):
        for name, below in shape.fields.items():
            yield name
            yield from field_names(below)
    elif isinstance(shape, ListOf):
        yield from field_names(shape.entry)
    elif isinstance(shape, Counts):
        yield from shape.options or ()


def test_every_field_of_a_record_is_described(pages: Pages) -> None:
    missing = set(field_names(RECORD)) - words_of(pages["docs/reference/record.md"])
    assert not missing


def test_the_record_shown_can_be_read(pages: Pages) -> None:
    [shown] = yaml_blocks(pages["docs/reference/record.md"])
    record = parse_record(shown, name="record.md")
    assert record.programs[0].name == "Medical Assisting Certificate"
    assert record.complete >= {"programs", "work"}


# The catalogue

ENTRIES: list[type[Value]] = [
    nouns.Credential,
    nouns.Route,
    nouns.Document,
    nouns.Step,
    nouns.DatedValue,
    nouns.ValueVersion,
    nouns.ValueReading,
    nouns.SameLetters,
    nouns.Recognition,
    nouns.Happening,
    nouns.Issuer,
    nouns.Accreditor,
    nouns.State,
    nouns.Coverage,
    counting.Counting,
    counting.AreaLeast,
    counting.Approval,
    counting.UnitPoints,
    counting.CardPoints,
    counting.Smallest,
    counting.Early,
    counting.Refused,
    counting.Deadline,
    counting.Minors,
    counting.Gap,
    citation.Source,
    citation.Citation,
    exam.Exam,
    exam.Outline,
    exam.Area,
    exam.Sitting,
    exam.KindShare,
    exam.PassMark,
    exam.Retakes,
    exam.TimeReading,
    exam.Circulating,
    exam.Topic,
    exam.Place,
    exam.Picture,
    exam.Item,
    exam.Option,
    exam.NamedError,
    exam.ItemSource,
    exam.Review,
    exam.Calibration,
]
NOT_WRITTEN = {"code", "exam", "reviews", "file", "line"}
"""A state's letters are its key; an outline stands in its exam's file, an item knows its place; `review` is a list."""


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.__name__)
def test_every_field_of_the_catalogue_is_described(entry: type[Value], pages: Pages) -> None:
    missing = set(entry._fields) - words_of(pages["src/lapel/catalog/README.md"]) - NOT_WRITTEN
    assert not missing


def test_every_word_to_choose_from_in_the_catalogue_is_described(pages: Pages) -> None:
    said = words_of(pages["src/lapel/catalog/README.md"])
    assert {*TOPICS, *WHO, *PARTS, *get_args(nouns.CredentialKind), *get_args(nodes.Dating)} <= said


def test_the_answers_page_names_every_answer(pages: Pages) -> None:
    assert [answer for answer in ANSWERS if f"| `{answer}` |" not in pages["docs/reference/answers-json.md"]] == []


# Examples


def test_every_example_has_its_line(generator: dict[str, Any], pages: Pages) -> None:
    names = [path.name for path in (generator["ROOT"] / "examples").glob("*.yaml")]
    assert names
    assert [name for name in names if name not in pages["examples/README.md"]] == []


def test_the_new_rule_shown_to_keepers_gives_the_answers_shown(pages: Pages) -> None:
    blocks = yaml_blocks(pages["docs/how-to/record-a-new-rule.md"])
    source, rule, story = (parse_tree(block.encode(), "how-to") for block in blocks)
    problems = Problems()
    cites = ListOf(Entry(dict, {"source": Text(), "section": Text(), "confidence": Text()}))
    parser = Parser({}, cites, problems)
    dated = nodes.Dated("application", versions(parser, (rule.fields or {})["versions"], PERSON))
    case = CASE.read(story, problems)
    problems.raise_if_any()
    assert set(case["source"]) == set(source.fields or {})
    line = timeline_of(dated, case["record"])
    assert [verdict(line, day["on"]).answer for day in case["days"]] == [day["answer"] for day in case["days"]]


def test_the_source_shown_to_keepers_has_its_days(pages: Pages) -> None:
    block = parse_tree(yaml_blocks(pages["docs/how-to/record-a-new-rule.md"])[0].encode(), "how-to")
    [source] = (block.fields or {}).values()
    problems = Problems()
    days = [Day(partial=False).read((source.fields or {})[name], problems) for name in ("retrieved", "review_by")]
    assert not problems.found
    retrieved, review_by = map(str, days)
    assert retrieved < review_by
