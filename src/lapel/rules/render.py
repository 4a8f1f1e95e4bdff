"""Rules → plain data, as the catalogue writes them: `lapel.rules.parse` reads it back to an equal rule."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from lapel.model.dates import format_duration
from lapel.model.rule import Notes, Rule
from lapel.model.shapes import Number, Shape
from lapel.rules import nodes


def render(rule: Rule, cites: Shape | None = None) -> dict[str, Any]:
    """Write a rule as a mapping with its one operator and its notes.

    A named rule is written as its ``use``; see `named_rules`. Citations are left out unless ``cites`` writes them.
    """
    operator, written = RENDERERS[type(rule)](rule, cites)
    return {operator: written, **_notes(rule.notes, cites)}


def named_rules(rule: Rule, cites: Shape | None = None) -> dict[str, dict[str, Any]]:
    """Write every named rule that a rule uses, at any depth: what must stand in the file's ``rules``."""
    named = {rule.name: render(rule.rule, cites)} if isinstance(rule, nodes.Use) else {}
    for part in nodes.children(rule):
        named |= named_rules(part, cites)
    return named


def _notes(notes: Notes, cites: Shape | None) -> dict[str, Any]:
    written: dict[str, Any] = {"says": notes.says, "note": notes.note}
    if cites is not None and notes.cite:
        written["cite"] = cites.write(notes.cite)
    return {name: value for name, value in written.items() if value}


def _parts(parts: tuple[Rule, ...], cites: Shape | None) -> list[Any]:
    return [render(part, cites) for part in parts]


def _reading(reading: nodes.Reading, cites: Shape | None) -> dict[str, Any]:
    return {"label": reading.label, "rule": render(reading.rule, cites), **_notes(reading.notes, cites)}


def _version(version: nodes.Version, cites: Shape | None) -> dict[str, Any]:
    rule = render(version.rule, cites)
    return {"starts": str(version.starts), "dating": version.dating, "rule": rule, **_notes(version.notes, cites)}


def _dated(rule: nodes.Dated, cites: Shape | None) -> dict[str, Any]:
    return {"by": rule.by, "versions": [_version(version, cites) for version in rule.versions]}


def _against_date(rule: nodes.After | nodes.Until) -> dict[str, Any]:
    written = {"date": rule.date}
    if rule.shift is not None:
        written["plus" if rule.sign > 0 else "minus"] = format_duration(rule.shift)
    return written


def _operand(value: nodes.Operand) -> Any:
    if isinstance(value, tuple):
        return list(value)
    if isinstance(value, Decimal):
        return Number().write(value)
    return value if isinstance(value, (bool, str)) else str(value)


def _accredited(rule: nodes.Accredited) -> dict[str, Any]:
    within = {"or_within": format_duration(rule.or_within)} if rule.or_within is not None else {}
    return {"by": list(rule.by), **within}


def _experience(rule: nodes.Experience) -> dict[str, Any]:
    written: dict[str, Any] = {"amount": str(rule.years) if rule.years else f"{rule.hours} hours"}
    if rule.within is not None:
        written["within"] = str(rule.within)
    for name in ("roles", "duties", "settings", "kinds"):
        if getattr(rule, name):
            written[name] = list(getattr(rule, name))
    for name in ("full_time", "supervised", "state", "since"):
        if getattr(rule, name):
            written[name] = getattr(rule, name)
    if rule.cap is not None:
        written["cap"] = {"roles": list(rule.cap.roles), "at_most": str(rule.cap.at_most)}
    return written


Renderer = Callable[[Any, Shape | None], tuple[str, Any]]

RENDERERS: Mapping[type[Rule], Renderer] = {
    nodes.All: lambda r, c: ("all", _parts(r.parts, c)),
    nodes.Any: lambda r, c: ("any", _parts(r.parts, c)),
    nodes.Nothing: lambda r, c: ("none", _parts(r.parts, c)),
    nodes.AtLeast: lambda r, c: ("at_least", {"count": r.count, "of": _parts(r.parts, c)}),
    nodes.Readings: lambda r, c: ("readings", [_reading(option, c) for option in r.options]),
    nodes.Dated: lambda r, c: ("dated", _dated(r, c)),
    nodes.Use: lambda r, c: ("use", r.name),
    nodes.Some: lambda r, c: ("some", {"in": r.within, "where": render(r.where, c)}),
    nodes.After: lambda r, c: ("after", _against_date(r)),
    nodes.Until: lambda r, c: ("until", _against_date(r)),
    nodes.Fact: lambda r, c: ("fact", {"name": r.name, r.test: _operand(r.value)}),
    nodes.Accredited: lambda r, c: ("accredited", _accredited(r)),
    nodes.Experience: lambda r, c: ("experience", _experience(r)),
    nodes.Failures: lambda r, c: ("failures", {"exam": r.exam, "fewer_than": r.fewer_than}),
    nodes.Waited: lambda r, c: ("waited", {"exam": r.exam, "after": [format_duration(wait) for wait in r.after]}),
    nodes.NotKnown: lambda r, c: ("not_known", r.reason),
    nodes.Always: lambda r, c: ("always", r.value),
}
