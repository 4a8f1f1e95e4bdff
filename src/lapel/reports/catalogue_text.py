"""The catalogue → text: one credential as a person would read it, coverage, and what changed between two days."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from lapel.model.citation import CONFIDENCE_WORDS, Citation
from lapel.model.credential import Catalogue, Credential, DatedValue, Happening, Route, ValueVersion
from lapel.model.rule import Rule
from lapel.model.value import Value, replace
from lapel.reports.page import Page, cite_words, money
from lapel.rules import nodes
from lapel.rules.explain import version_in_force
from lapel.rules.wording import long_date, plain, wording

DATING = {"on": "since", "by": "in force by", "assumed": "taken to be in force since"}


def credential_text(credential: Credential, *, on: date, width: int = 80) -> str:
    """Write one credential, as it stands on a day, for reading."""
    page = Page(width)
    page.add(f"{credential.name}: {credential.full_name} ({credential.kind}, on {long_date(on)})")
    page.add("─" * page.width)
    page.add(credential.about)
    for other in credential.letters:
        page.add()
        page.add(f"Not to be confused: “{other.letters}” also stands for {other.also}. {other.note}")
    for heading, routes in (
        ("Ways to earn it", credential.routes),
        ("Ways to keep it or bring it back", credential.keep),
    ):
        if routes:
            page.add()
            page.add(heading.upper())
            for route in routes:
                _route(page, route, on)
    _values(page, credential, on)
    if credential.history:
        page.add()
        page.add("WHAT CHANGED WHEN")
        for happening in credential.history:
            _happening(page, happening, on)
    if credential.confirm:
        page.add()
        page.add(f"Confirm on {credential.confirm}")
    return str(page)


def _route(page: Page, route: Route, on: date) -> None:
    page.add()
    page.add(route.name + (f" ({route.term})" if route.term else "") + f"  [{route.id}]", 2)
    rule = route.rule
    assert isinstance(rule, nodes.Dated)
    chosen = version_in_force(rule, on)
    if chosen is None:
        page.add(f"No rule is known for this day; the first known one starts {rule.versions[0].starts}.", 4)
        return
    version = rule.versions[chosen]
    later = rule.versions[chosen + 1 :]
    ends = f", until {later[0].starts}" if later else ""
    page.add(f"Rule {DATING[version.dating]} {version.starts}{ends}, picked by the {rule.by} date.", 4)
    _rule(page, version.rule, 4, on)
    _cites(page, version.notes.cite, 4, on)
    for document in route.documents:
        page.add(f"Document: {document.what} (from {document.who}{', ' + document.when if document.when else ''})", 4)
    for step in route.steps:
        page.add(step.what, 4, "→")


JOINTS = {nodes.Any: "one of:", nodes.Nothing: "none of:", nodes.Readings: "the sources disagree:"}


def _rule(page: Page, rule: Rule, indent: int, on: date) -> None:
    """Write a rule as nested lines."""
    if isinstance(rule, nodes.Use):
        _rule(page, rule.rule if not rule.notes.says else _named(rule), indent, on)
    elif isinstance(rule, nodes.All) and not rule.notes.says:
        for part in rule.parts:
            _rule(page, part, indent, on)
    else:
        page.add(wording(rule), indent, "•")
        for lead, part in below(rule, on):
            if lead:
                page.add(lead, indent + 2)
            _rule(page, part, indent + 4, on)


def _named(rule: nodes.Use) -> Rule:
    return replace(rule.rule, notes=rule.notes)


def below(rule: Rule, on: date) -> Iterator[tuple[str, Rule]]:
    """Give the parts of a rule that are worth reading below it, each with a lead-in."""
    match rule:
        case nodes.Readings(options=options):
            for option in options:
                yield f"{option.label} ({_sure(option.notes.cite)}):", option.rule
        case nodes.Nothing() if rule.notes.says:
            return
        case nodes.Any(parts=parts) | nodes.Nothing(parts=parts) | nodes.AtLeast(parts=parts) | nodes.All(parts=parts):
            for i, part in enumerate(parts):
                yield (JOINTS.get(type(rule), "") if i == 0 else ""), part
        case nodes.Some(where=nodes.All(parts=parts)):
            for part in parts:
                yield "", part
        case nodes.Dated(by=by, versions=versions) if by in ("application", "test"):
            chosen = version_in_force(rule, on)
            if chosen is not None:
                yield f"since {versions[chosen].starts}:", versions[chosen].rule
        case nodes.Dated(by=by, versions=versions):
            for version in versions:
                yield f"{by} date from {version.starts}:", version.rule


def _sure(cites: Iterable[Citation]) -> str:
    return ", ".join(dict.fromkeys(CONFIDENCE_WORDS[cite.confidence] for cite in cites)) or "no source"


def _cites(page: Page, cites: Iterable[Citation], indent: int, on: date) -> None:
    for line in cite_words(cites, on):
        page.add(line, indent)


TOPIC_HEADINGS = {
    "fee": "Fees",
    "exam": "The exam",
    "validity": "How long it lasts",
    "renewal": "Renewal",
    "discipline": "Conduct",
    "timing": "Timing",
    "accreditation": "Accreditation",
    "note": "Notes",
}


def _values(page: Page, credential: Credential, on: date) -> None:
    for topic, heading in TOPIC_HEADINGS.items():
        values = [value for value in credential.values if value.topic == topic]
        if values:
            page.add()
            page.add(heading.upper())
        for value in values:
            _value(page, value, on)


def _value(page: Page, value: DatedValue, on: date) -> None:
    version = value.in_force(on=on)
    page.add(f"{value.what}: {version_words(version, value.unit)}", 2)
    if version:
        cites = version.cite or tuple(cite for reading in version.readings for cite in reading.cite)
        page.add(f"{DATING[version.dating]} {version.starts}", 4)
        _cites(page, cites, 4, on)


def version_words(version: ValueVersion | None, unit: str) -> str:
    """Say a dated value's version, each reading where the sources disagree."""
    if version is None:
        return "not known for this day"
    if version.readings:
        shown = " or ".join(f"{value_words(r.value, unit)} ({r.label})" for r in version.readings)
        return f"{shown}: the sources disagree"
    return value_words(version.value, unit)


def value_words(value: Any, unit: str) -> str:
    """Say a value: a number with its unit, a list, or a mapping."""
    if isinstance(value, dict):
        return ", ".join(f"{plain(name)} {value_words(part, '')}" for name, part in value.items())
    if isinstance(value, tuple):
        return "; ".join(value_words(part, "") for part in value)
    return money(value, unit if isinstance(value, (int, float)) else "")


def _happening(page: Page, happening: Happening, on: date) -> None:
    page.add(f"{happening.on}: {happening.what}", 2)
    _cites(page, happening.cite, 4, on)


def coverage_text(catalogue: Catalogue, *, width: int = 80) -> str:
    """Write what is complete, partial or missing, as a table and then the reasons."""
    page = Page(width)
    marks = {"complete": "●", "partial": "◐", "missing": "○"}
    parts = list(next(iter(catalogue.coverage.values()), {}))
    longest = max((len(name) for name in catalogue.coverage), default=0)
    page.lines.append("● complete   ◐ partial   ○ missing")
    page.lines.append((" " * longest + "  " + "".join(part[:5].ljust(6) for part in parts)).rstrip())
    for name, covered in catalogue.coverage.items():
        row = "".join(marks[covered[part].state].ljust(6) for part in parts)
        page.lines.append(f"{name.ljust(longest)}  {row}".rstrip())
    for name, covered in catalogue.coverage.items():
        page.add()
        page.add(name)
        for part, coverage in covered.items():
            if coverage.why:
                page.add(f"{part}: {coverage.state}. {coverage.why}", 2)
    return str(page)


def diff_text(catalogue: Catalogue, early: date, late: date, *, width: int = 80) -> str:
    """Write what changed after one day and up to another, in the order of time, one credential after the other."""
    page = Page(width)
    count = 0
    for credential in catalogue.credentials.values():
        found = changes(credential, early, late)
        if found:
            page.add()
            page.add(credential.name)
        for change in found:
            page.add(f"{CHANGED[change.dating]} {change.starts}: {change.what}: {change.says}", 2, "·")
        count += len(found)
    if not count:
        return f"Nothing that the catalogue knows of changed between {early} and {late}.\n"
    return f"{count} change{'s' if count != 1 else ''} from {early} to {late}\n{page}"


CHANGED = {"on": "on", "by": "by", "assumed": "about"}


class Change(Value):
    """A version that came into force: when, how sure that day is (``dating``), and what it says.

    ``first`` tells that nothing is known of the time before; otherwise ``was`` says what held then, for a value.
    """

    starts: date
    dating: str
    what: str
    now: str
    first: bool
    was: str = ""

    @property
    def says(self) -> str:
        """What was, and what is."""
        if self.first:
            return f"first known: {self.now}"
        return f"{self.was} → {self.now}" if self.was else self.now


def changes(credential: Credential, early: date, late: date) -> list[Change]:
    """List what changed for a credential after one day and up to another, in the order of time."""
    found = [*_value_changes(credential, early, late)]
    for route in (*credential.routes, *credential.keep):
        found += dict.fromkeys(_rule_changes(route.name, route.rule, early, late))
    return sorted(found, key=lambda change: (change.starts, change.dating, f"{change.what}: {change.says}"))


def _value_changes(credential: Credential, early: date, late: date) -> Iterator[Change]:
    for value in credential.values:
        for before, after in zip((None, *value.versions), value.versions, strict=False):
            if early < after.starts <= late:
                was = version_words(before, value.unit) if before else ""
                now = version_words(after, value.unit)
                yield Change(after.starts, after.dating, value.what, now, before is None, was)


def _rule_changes(what: str, rule: Rule, early: date, late: date) -> Iterator[Change]:
    """Versions that start in the time asked about, in a rule and inside its parts."""
    if isinstance(rule, nodes.Dated) and rule.by in ("application", "test"):
        for before, after in zip((None, *rule.versions), rule.versions, strict=False):
            if early < after.starts <= late:
                now = f"{wording(after.rule)} {after.notes.note}".strip()
                yield Change(after.starts, after.dating, what, now, before is None)
    for part in nodes.children(rule):
        yield from _rule_changes(what, part, early, late)
