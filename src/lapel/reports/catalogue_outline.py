"""The rules of the catalogue → outlines: what a route asks for on a day, as nested conditions."""

from collections.abc import Iterator
from datetime import date

from lapel.model.citation import Citation
from lapel.model.credential import Route
from lapel.model.rule import Rule
from lapel.model.value import Value, replace
from lapel.reports.catalogue_text import below
from lapel.rules import nodes
from lapel.rules.explain import version_in_force
from lapel.rules.wording import long_date, wording


class Condition(Value):
    """One thing that a rule asks for.

    ``lead`` tells when, or in which reading, it is asked for. With ``disputed`` the parts are what each source says.
    """

    says: str
    lead: str = ""
    note: str = ""
    cite: tuple[Citation, ...] = ()
    disputed: bool = False
    parts: "tuple[Condition, ...]" = ()


class Outline(Value):
    """The rule of a route as it stands on a day; ``ends`` is the next version's first day, None without one."""

    starts: date
    ends: date | None
    dating: str
    picked_by: str
    conditions: tuple[Condition, ...]
    cite: tuple[Citation, ...]
    note: str = ""


def outline(route: Route, *, on: date) -> Outline | None:
    """Write out what a route asks for on a day; None before its first known rule."""
    rule = route.rule
    assert isinstance(rule, nodes.Dated)
    chosen = version_in_force(rule, on)
    if chosen is None:
        return None
    version = rule.versions[chosen]
    later = rule.versions[chosen + 1 :]
    return Outline(
        version.starts,
        later[0].starts if later else None,
        version.dating,
        rule.by,
        tuple(_conditions(version.rule, on)),
        version.notes.cite,
        version.notes.note,
    )


def _conditions(rule: Rule, on: date, lead: str = "") -> Iterator[Condition]:
    if isinstance(rule, nodes.Use):
        inner = rule.rule
        yield from _conditions(replace(inner, notes=rule.notes) if rule.notes.says else inner, on, lead)
    elif isinstance(rule, nodes.All) and not rule.notes.says:
        for part in rule.parts:
            yield from _conditions(part, on, lead)
    else:
        says, parts = _says(rule), tuple(_parts(rule, on))
        if len(parts) == 1 and parts[0].says == says:
            yield replace(parts[0], lead=lead or parts[0].lead)
            return
        disputed = isinstance(rule, nodes.Readings)
        yield Condition(says, lead, rule.notes.note, rule.notes.cite, disputed, parts)


def _says(rule: Rule) -> str:
    """Say a rule; one that only joins its parts does not say them twice, and one that is never met says so."""
    if isinstance(rule, nodes.Always) and not rule.value and rule.notes.says:
        return f"Not so: {rule.notes.says}"
    if not rule.notes.says:
        match rule:
            case nodes.Any():
                return "One of these:"
            case nodes.Nothing():
                return "None of these:"
            case nodes.AtLeast(count=count):
                return f"At least {count} of these:"
            case nodes.Some(where=nodes.All()):
                return f"{wording(rule).partition(':')[0]} of which all of this is so:"
    return wording(rule)


def _parts(rule: Rule, on: date) -> Iterator[Condition]:
    if isinstance(rule, nodes.Readings):
        for option in rule.options:
            for part in _conditions(option.rule, on, option.label):
                yield replace(part, cite=option.notes.cite or part.cite, note=option.notes.note or part.note)
    elif isinstance(rule, nodes.Dated) and rule.by in ("application", "test"):
        chosen = version_in_force(rule, on)
        if chosen is not None:
            version = rule.versions[chosen]
            for part in _conditions(version.rule, on, f"Since {long_date(version.starts)}"):
                yield replace(part, cite=version.notes.cite or part.cite, note=version.notes.note or part.note)
    elif isinstance(rule, nodes.Dated):
        for version in rule.versions:
            lead = f"If the {rule.by} date is {long_date(version.starts)} or later"
            for part in _conditions(version.rule, on, lead):
                yield replace(part, cite=version.notes.cite or part.cite, note=version.notes.note or part.note)
    else:
        for _, part_rule in below(rule, on):
            yield from _conditions(part_rule, on)
