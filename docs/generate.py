"""Write the generated parts of the pages, and the pictures; with --check only say which are stale.

A generated part stands between two comments:

    <!-- generated: NAME -->
    <!-- end -->

NAME is a function of this file (``facts``, ``operators`` …) or a command (``lapel check …``, which may end in
``| head -N``), whose output is shown. Commands run in a folder that holds ``examples`` and the files that the same page
has shown so far: a code block after ``<!-- file: me.yaml -->`` is that file. Dates are always given with ``--on``, so
that a page does not change with the day.
"""

import os
import re
import runpy
import sys
from argparse import ArgumentParser, _SubParsersAction
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import chdir, redirect_stderr, redirect_stdout
from importlib import import_module
from importlib.util import find_spec
from io import BytesIO, TextIOWrapper
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest.mock import patch

from lapel.batch.published import schema_document
from lapel.cli import COMMANDS, main
from lapel.cli.data_json import data_schema
from lapel.cli.synth import synth_schema
from lapel.exam.generators import GENERATORS
from lapel.exam.lint import RULES
from lapel.loading.compiled import load_catalogue, load_exams
from lapel.loading.tree import read_tree
from lapel.model.citation import CONFIDENCE_WORDS
from lapel.model.credential import Catalogue, Credential, DatedValue, Route
from lapel.model.exam import Outline, Place
from lapel.model.preparation import Preparation
from lapel.model.vocabulary import STATES
from lapel.reference.sets import every
from lapel.reports.batch_json import batch_schema
from lapel.reports.calibration_json import calibration_schema
from lapel.reports.catalogue_text import DATING, TOPIC_HEADINGS, version_words
from lapel.reports.compare_json import comparison_schema
from lapel.reports.decisions_json import decisions_schema
from lapel.reports.exchange import export_schema, import_schema
from lapel.reports.fit_json import fit_schema
from lapel.reports.holding_json import holdings_schema
from lapel.reports.items_json import items_schema
from lapel.reports.items_lint import lint_schema
from lapel.reports.keep_json import keeping_schema
from lapel.reports.ladder_json import ladder_schema, shared_definitions
from lapel.reports.learn_json import learning_schema
from lapel.reports.made import made_schema
from lapel.reports.outlines_json import outlines_schema
from lapel.reports.outlook_json import outlook_schema
from lapel.reports.pay_json import four_schema, pay_schema, premium_schema
from lapel.reports.plan_words import dollars
from lapel.reports.plans_json import plans_schema
from lapel.reports.programs_json import programs_schema
from lapel.reports.readiness_json import readiness_schema
from lapel.reports.school_json import school_schema
from lapel.reports.skills_json import skills_schema
from lapel.reports.study_json import history_schema, session_schema
from lapel.reports.study_plan_json import study_plan_schema
from lapel.reports.worth_json import worth_schema
from lapel.rules import nodes
from lapel.rules.facts import CONTEXTS, DATES, FACTS, PERSON, FactKind
from lapel.rules.parse import OPERATORS, TESTS

DOCS = Path(__file__).resolve().parent
ROOT = DOCS.parent
PART = re.compile(r"(<!-- generated: (?P<name>.+?) -->\n)(?P<body>.*?)(<!-- end -->)", re.DOTALL)
FILE = re.compile(r"<!-- file: (?P<name>\S+) -->\n+```\w*\n(?P<body>.*?)```", re.DOTALL)


def pages() -> list[Path]:
    """List the pages that may hold generated parts."""
    return [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted(DOCS.rglob("*.md"))]


# Commands


class Caught(Exception):
    """Carries a parser out of the command that was about to use it."""


def parsers() -> dict[str, ArgumentParser]:
    """Give the argument parser of every command that exists, as the command itself makes it."""

    def catch(self: ArgumentParser, *args: object, **named: object) -> None:
        raise Caught(self)

    found = {}
    for name in COMMANDS:
        if find_spec(f"lapel.cli.{name}") is None:
            continue
        with patch.object(ArgumentParser, "parse_args", catch):
            try:
                import_module(f"lapel.cli.{name}").run([])
            except Caught as caught:
                found[name] = caught.args[0]
    return found


def commands() -> str:
    """Describe every command and flag."""
    return "\n".join(_command(f"lapel {name}", parser, 2) for name, parser in parsers().items())


def _command(name: str, parser: ArgumentParser, level: int) -> str:
    subs = [action for action in parser._actions if isinstance(action, _SubParsersAction)]
    shown = [
        action for action in parser._actions if not isinstance(action, _SubParsersAction) and action.dest != "help"
    ]
    usage = " ".join([name, *(["VERB"] if subs else []), *map(_brief, shown)])
    lines = [f"{'#' * level} {name}", "", (parser.description or "").strip(), "", "```text", usage, "```", ""]
    if shown:
        lines += table(("argument", "what it does"), ((f"`{_long(a)}`", a.help or "") for a in shown))
    examples = [line.strip() for line in (parser.epilog or "").splitlines() if line.startswith("  ")]
    if examples:
        lines += ["For example:", "", "```console", *(f"$ {example}" for example in examples), "```", ""]
    for sub in subs:
        lines += [_command(f"{name} {verb}", below, level + 1) for verb, below in sub.choices.items()]
    return "\n".join(lines)


def _long(action: Any) -> str:
    value = action.metavar or "|".join(map(str, action.choices or ())) or action.dest.upper()
    if not action.option_strings:
        return str(value)
    options = ", ".join(action.option_strings)
    return options if action.nargs == 0 else f"{options} {value}"


def _brief(action: Any) -> str:
    required = action.required if action.option_strings else action.nargs not in ("?", "*")
    return _long(action) if required else f"[{_long(action)}]"


# Reference tables


def table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> list[str]:
    """Write a table, with a blank line after it."""
    cells = [list(heads)]
    cells += [["---"] * len(cells[0])]
    cells += [[cell.replace("|", "\\|").replace("\n", " ") for cell in row] for row in rows]
    return [*(f"| {' | '.join(row)} |" for row in cells), ""]


def meanings(part: str) -> dict[str, dict[str, str]]:
    """Read the hand-written half of the reference pages."""
    fields = read_tree(DOCS / "reference" / "meanings.yaml").fields or {}
    groups = fields[part].fields or {}
    return {
        group: {name: said.text or "" for name, said in (node.fields or {}).items()} for group, node in groups.items()
    }


def facts() -> str:
    """List every date and fact that a rule may name, by list of the record."""
    said = meanings("facts")
    lines: list[str] = []
    for context in CONTEXTS:
        lines += ["## The person" if context == PERSON else f"## `{context}`", ""]
        rows = [(f"`{name}`", "date", f"`{', '.join(TESTS['date'])}`", said[context][name]) for name in DATES[context]]
        for name, kind in FACTS[context].items():
            rows.append(
                (f"`{name}`", _holds(kind), f"`{', '.join(TESTS[kind.kind])}`", _meaning(said[context][name], kind))
            )
        lines += table(("name", "holds", "tests", "meaning"), rows)
    return "\n".join(lines)


def _holds(kind: FactKind) -> str:
    return {"choice": "one word", "flag": "yes or no", "number": "a number", "set": "a set of words"}[kind.kind]


def _meaning(text: str, kind: FactKind) -> str:
    if kind.choices is None or kind.choices == STATES:
        return text
    return f"{text} One of {', '.join(f'`{choice}`' for choice in kind.choices)}."


def operators() -> str:
    """List every operator of the rule language with an example."""
    said = meanings("operators")
    lines: list[str] = []
    for name in OPERATORS:
        lines += [f"## `{name}`", "", _about(node_of(name)), "", said[name]["more"], ""]
        lines += ["```yaml", said[name]["example"].rstrip(), "```", ""]
    return "\n".join(lines)


def node_of(operator: str) -> type:
    """Find the node class of an operator, by its name."""
    names = {"none": "Nothing"}
    found: type = getattr(nodes, names.get(operator) or "".join(word.capitalize() for word in operator.split("_")))
    return found


def _about(node: type) -> str:
    return re.sub(r"``([^`]+)``", r"`\1`", " ".join((node.__doc__ or "").split()))


def synthetic_shares() -> str:
    """List what synthetic people are made of, and where each share comes from."""
    from lapel.batch.synth.shares import load_shares

    rows = []
    for share in load_shares().values():
        told = sorted(share.shares, key=lambda entry: -entry[1]) if len(share.shares) > 20 else share.shares
        shown = [f"{name} {100 * weight:.3g}" for name, weight in told[:12]]
        more = f" and {len(told) - 12} more" if len(told) > 12 else ""
        cited = (f"{cite.source.title} ({cite.note or cite.section})" for cite in share.cite)
        sources = "; ".join(dict.fromkeys(one.removesuffix(" ()") for one in cited))
        whence = f"*Assumed.* {share.assumed.strip()}" if share.assumed else sources
        if share.assumed and sources:
            whence += f" After: {sources}."
        rows.append((f"{share.what} (`{share.id}`)", ", ".join(shown) + more, whence))
    return "\n".join(table(("what", "shares", "from"), rows))


def synthetic_sample() -> str:
    """Summarise a sample of synthetic people."""
    from datetime import date

    import polars as pl

    from lapel.batch.synth import people

    count, on = 200_000, date(2026, 11, 21)
    frame = pl.from_arrow(people(count, on=on))
    assert isinstance(frame, pl.DataFrame)
    rows: list[tuple[str, str]] = []

    def share(what: str, of: int, whole: int = count) -> None:
        rows.append((what, f"{100 * of / whole:.2g}" if of * 100 < whole else f"{100 * of / whole:.1f}"))

    ages = frame.select(age=(on.year - pl.col("birth").struct.field("latest").dt.year())).to_series().drop_nulls()
    for low, high in ((14, 18), (19, 24), (25, 34), (35, 44), (45, 54), (55, 69)):
        found = int(ages.is_between(low, high).sum())
        share(f"age {low} to {high} by the year of birth, of those who say it", found, len(ages))
    for name in ("programs", "work", "military", "certificates", "exams", "cards", "learning", "memberships"):
        share(f"something in `{name}`", int((frame[name].list.len() > 0).sum()))
    spells = frame["work"].list.len()
    for number in range(1, 7):
        share(f"{number} spells of work" if number > 1 else "1 spell of work", int((spells == number).sum()))
    held = frame.explode("certificates")["certificates"].drop_nulls().struct.unnest()
    for name, number in held["id"].cast(pl.String).value_counts(sort=True).iter_rows():
        share(f"`{name}`", number)
    lapsed = held["expires"].struct.field("latest") < on
    share("lapsed, of certificates that say when they expire", int(lapsed.sum()), len(lapsed.drop_nulls()))
    enrolled = frame.explode("programs")["programs"].drop_nulls().struct.unnest()
    share("accreditation on record, of programs", int((enrolled["accreditation"].list.len() > 0).sum()), len(enrolled))
    sat = frame.explode("exams")["exams"].drop_nulls().struct.unnest()["result"].drop_nulls()
    share("passed, of all sittings that say so", int((sat.cast(pl.String) == "pass").sum()), len(sat))
    share("a felony", int(frame["conduct"].struct.field("felony").sum()))
    return "\n".join(table(("who", "percent"), rows))


def study_kinds() -> str:
    """List the kinds of questions that can be made."""
    bank = load_exams()
    rows = (
        (f"`{one.id}`", one.title, bank.topics[one.topic].title, ", ".join(f"`{name}`" for name in one.templates))
        for one in GENERATORS.values()
    )
    return "\n".join(table(("kind", "questions on", "topic", "templates"), rows))


def lint_rules() -> str:
    """List the rules of the linter of practice questions."""
    rows = ((f"`{name}`", rule.level, f"{rule.about[:1].upper()}{rule.about[1:]}.") for name, rule in RULES.items())
    return "\n".join(table(("rule", "level", "asks for"), rows))


def topics() -> str:
    """List the topics of the practice questions, with their place in each outline in force."""
    held = load_exams()
    day = max(source.retrieved for source in held.sources.values())
    outlines = [one for exam in held.exams.values() for one in exam.in_force(on=day)]
    heads = (
        "topic",
        "covers",
        *(f"{held.exams[one.exam].name}{f' ({one.reading})' if one.reading else ''}" for one in outlines),
    )
    rows = (
        (topic.title, topic.covers, *(_stands(topic.place(one.id), one) for one in outlines))
        for topic in held.topics.values()
    )
    return "\n".join(table(heads, rows))


def _stands(place: Place | None, outline: Outline) -> str:
    area = outline.area(place.area) if place else None
    return f"{area.name}{'' if place.placing == 'published' else ' *'}" if place and area else ""


def people() -> str:
    """List every column and field of a table of people."""
    lines: list[str] = []
    plain = []
    for column in schema_document()["columns"]:
        if "fields" not in column:
            plain.append(column)
            continue
        lines += [f"### `{column['name']}`: {column['type']}", "", f"{column['meaning']}", ""]
        lines += _people_fields(column["fields"])
    return "\n".join(["### The person", "", *_people_fields(plain), *lines])


def _people_fields(fields: Iterable[Mapping[str, Any]], lead: str = "") -> list[str]:
    rows = [(f"`{lead}{f['name']}`", f["type"], _people_words(f), "yes" if f["read"] else "") for f in fields]
    lines = table(("field", "type", "holds", "read by rules"), rows)
    for field in fields:
        if "fields" in field:
            lines += [f"Fields of `{lead}{field['name']}`: {field['meaning']}", ""]
            lines += _people_fields(field["fields"], f"{lead}{field['name']}.")
    return lines


def _people_words(field: Mapping[str, Any]) -> str:
    if "words" in field and field["name"] == "unsure":
        return "names of the fields beside it"
    if field.get("words") == list(STATES):
        return "a state's two letters"
    if "words" in field:
        return ", ".join(f"`{word}`" for word in field["words"])
    return f"{field['least']:,} to {field['most']:,}" if "least" in field else ""


def data_sets() -> str:
    """Describe every official data set that can be added, with its tables and columns."""
    lines: list[str] = []
    for known in every():
        lines += [f"### `{known.id}`: {known.name}", "", f"{known.about} {known.publisher}; {known.licence}.", ""]
        place = f"Found at <{known.url}>. " if known.url else ""
        lines += [f"{place}An edition is named like `{known.edition_example}`.", ""]
        lines += [f"> {known.attribution}", ""]
        for kept in known.tables:
            key = ", ".join(f"`{name}`" for name in kept.key)
            lines += [f"**`{kept.name}`.** {kept.meaning} One row for each {key}.", ""]
            lines += table(
                ("column", "type", "unit", "meaning"),
                ((f"`{c.name}`", c.kind, c.unit, c.meaning or "As published.") for c in kept.columns),
            )
    return "\n".join(lines)


def json_fields(schema: Mapping[str, Any], part: str, told: Iterable[str] = ()) -> str:
    """List every field of a JSON Schema with its meaning; what is ``told`` elsewhere is left out."""
    said = meanings(part)
    lines: list[str] = []
    for name, shape in {"the whole": schema, **schema["$defs"]}.items():
        if name in told:
            continue
        lines += [f"### {'The whole' if name == 'the whole' else f'`{name}`'}", ""]
        below = said[name]
        rows = ((f"`{field}`", json_type(kind), below[field]) for field, kind in shape["properties"].items())
        lines += table(("field", "type", "meaning"), rows)
    return "\n".join(lines)


def json_type(shape: Mapping[str, Any]) -> str:
    """Name the type of a part of a JSON Schema in a few words."""
    if "enum" in shape:
        return "one of " + ", ".join(f"`{choice}`" for choice in shape["enum"])
    if "$ref" in shape:
        return shape["$ref"].rsplit("/", 1)[-1]
    for several in ("anyOf", "oneOf"):
        if several in shape:
            return " or ".join(json_type(option) for option in shape[several])
    kind = shape.get("type", "any")
    if isinstance(kind, list):
        return " or ".join(kind)
    return f"list of {json_type(shape['items'])}" if kind == "array" and "items" in shape else str(kind)


# The catalogue


def catalogue() -> str:
    """List every credential with its routes and its values, each with the day to read it again."""
    held = load_catalogue()
    day = max(source.retrieved for source in held.sources.values())
    lines = [f"As the catalogue stands on {day}, the day its newest source was read.", ""]
    for credential in held.credentials.values():
        lines += _credential(credential, held, day)
    return "\n".join(lines)


def _credential(credential: Credential, held: Catalogue, day: Any) -> list[str]:
    issuer = held.issuers[credential.issuer].full_name
    lines = [f"## {credential.name}", "", f"`{credential.id}`: {credential.full_name}, from {issuer}.", ""]
    ways = [(route, "earn") for route in credential.routes] + [(route, "keep") for route in credential.keep]
    lines += table(("to", "route", "id", "rules known from"), (_way(route, to) for route, to in ways))
    if credential.values:
        heads = ("topic", "what", "now", "how sure", "read again by")
        lines += table(heads, (_value(value, day) for value in credential.values))
    return lines


def _way(route: Route, to: str) -> tuple[str, ...]:
    assert isinstance(route.rule, nodes.Dated)
    term = f" ({route.term})" if route.term else ""
    return to, f"{route.name}{term}", f"`{route.id}`", ", ".join(str(v.starts) for v in route.rule.versions)


def _value(value: DatedValue, day: Any) -> tuple[str, ...]:
    version = value.in_force(on=day)
    cites = [*version.cite, *(cite for reading in version.readings for cite in reading.cite)] if version else []
    words = version_words(version, value.unit)
    shown = words if len(words) <= 160 else f"{words[:160].rsplit(' ', 1)[0]} …"
    since = f" ({DATING[version.dating]} {version.starts})" if version else ""
    sure = "; ".join(dict.fromkeys(CONFIDENCE_WORDS[cite.confidence] for cite in cites))
    return (
        TOPIC_HEADINGS[value.topic],
        value.what,
        shown + since,
        sure,
        str(min((c.review_by for c in cites), default="")),
    )


def steps() -> str:
    """List the steps a plan may choose from."""
    heads = ("step", "id", "takes", "hours", "price in US dollars", "adds to the record")
    return "\n".join(table(heads, (_step(step) for step in load_catalogue().steps.values())))


def _step(step: Preparation) -> tuple[str, ...]:
    prices = [dollars(cost.amount) for cost in step.costs if cost.unpaid_hours is None]
    hours = f"{step.hours} in all" if step.hours else f"{step.hours_per_week} a week" if step.hours_per_week else ""
    gives = ", ".join(dict.fromkeys(gift.within for gift in step.gives)) or "nothing: advice"
    takes = "goes on" if step.open_ended else str(step.takes)
    return step.name, f"`{step.id}`", takes, hours, "; ".join(prices), gives


# What a command prints


def console(command: str, shown: Mapping[str, str]) -> str:
    """Run a command in a folder with the examples and a page's files; give it and its output as a code block."""
    line, _, head = command.partition(" | head -")
    with TemporaryDirectory() as folder, chdir(folder):
        Path("examples").symlink_to(ROOT / "examples")
        for name, text in shown.items():
            Path(name).write_text(text)
        written = BytesIO()
        printed = TextIOWrapper(written, encoding="utf-8", write_through=True)
        # Data that someone added is not in the pages.
        alone = patch.dict(os.environ, {"LAPEL_DATA": str(DOCS / "no-data")})
        with redirect_stdout(printed), redirect_stderr(printed), alone:
            main(line.split()[1:])
        lines = [text.rstrip() for text in written.getvalue().decode().rstrip().splitlines()]
    return "\n".join(["```console", f"$ {command}", *lines[: int(head) if head else None], "```", ""])


JSON: Mapping[str, tuple[Callable[[], dict[str, Any]], str, Iterable[str]]] = {
    "answers": (decisions_schema, "answers", ()),
    "plans": (plans_schema, "plans", ("cite",)),
    "holding": (holdings_schema, "holding", ("cite",)),
    "keeping": (keeping_schema, "keeping", ("cite",)),
    "comparison": (comparison_schema, "comparison", tuple(holdings_schema()["$defs"])),
    "school": (school_schema, "school", ("cite",)),
    "skills": (skills_schema, "skills", ("cite",)),
    "learning": (learning_schema, "learning", ("cite", "amount")),
    "fit": (fit_schema, "fit", ("cite",)),
    "ladder": (ladder_schema, "ladder", ("cite",)),
    "worth": (worth_schema, "worth", tuple(shared_definitions())),
    "batch-json": (batch_schema, "batch", ()),
    "synthetic-json": (synth_schema, "synth", ()),
    "offers": (programs_schema, "offers", ("cite",)),
    "pay": (pay_schema, "pay", ("cite",)),
    "pay-four": (four_schema, "pay-four", ("cite", *pay_schema()["$defs"])),
    "pay-certified": (premium_schema, "pay-certified", ("cite", "figure")),
    "outlook": (outlook_schema, "outlook", ("cite", "figure", "asked", "meant")),
    "study-outline": (outlines_schema, "study-outline", ("cite",)),
    "study-items": (items_schema, "study-items", ()),
    "study-make": (made_schema, "study-make", items_schema()["$defs"]),
    "study-lint": (lint_schema, "study-lint", ()),
    "study-export": (export_schema, "study-export", ()),
    "study-import": (import_schema, "study-import", ()),
    "study-session": (session_schema, "study-session", ()),
    "study-plan": (study_plan_schema, "study-plan", ()),
    "study-readiness": (readiness_schema, "study-readiness", ()),
    "study-history": (history_schema, "study-history", ()),
    "study-calibration": (calibration_schema, "study-calibration", ()),
    "data": (data_schema, "data", ()),
}
"""Fields of what commands print with ``--json``: the schema, the part of the meanings, and what is told elsewhere."""

PARTS: Mapping[str, Callable[[], str]] = {
    "commands": commands,
    "facts": facts,
    "operators": operators,
    "people": people,
    "study-kinds": study_kinds,
    "lint-rules": lint_rules,
    "topics": topics,
    "data-sets": data_sets,
    "synthetic-shares": synthetic_shares,
    "synthetic-sample": synthetic_sample,
    "catalogue": catalogue,
    "steps": steps,
}


def generated(name: str) -> str:
    """Write a part of a page."""
    if name not in JSON:
        return PARTS[name]()
    schema, part, told = JSON[name]
    return json_fields(schema(), part, told)


def rendered(text: str) -> str:
    """Give a page with its generated parts written anew."""

    def part(match: re.Match[str]) -> str:
        name = match["name"]
        files = {found["name"]: found["body"] for found in FILE.finditer(text[: match.start()])}
        body = console(name, files) if name.startswith("lapel ") else generated(name)
        return f"{match[1]}\n{body}\n{match[4]}"

    return PART.sub(part, text)


def outputs() -> Iterator[tuple[Path, str]]:
    """Give every page with generated parts, and every picture, as it should be."""
    for page in pages():
        if page.exists() and "<!-- generated: " in page.read_text():
            yield page, rendered(page.read_text())
    drawn = runpy.run_path(str(DOCS / "pictures" / "draw.py"))["pictures"]()
    for name, svg in drawn.items():
        yield DOCS / "pictures" / f"{name}.svg", svg


def stale() -> list[Path]:
    """List the pages and pictures that are not as they should be."""
    return [path for path, text in outputs() if not path.exists() or path.read_text() != text]


def write() -> int:
    """Write what is stale; with --check only name it and fail."""
    found = [(path, text) for path, text in outputs() if not path.exists() or path.read_text() != text]
    check = sys.argv[1:] == ["--check"]
    for path, text in found:
        print(f"{'stale' if check else 'wrote'}: {path.relative_to(ROOT)}")
        if not check:
            path.write_text(text)
    if check and found:
        print("Run 'make docs' and look at what changed.")
    return 1 if check and found else 0


if __name__ == "__main__":
    sys.exit(write())
