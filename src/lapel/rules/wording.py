"""What a rule says in plain words when its keeper has not said it better."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from lapel.model.rule import Rule
from lapel.rules import nodes

ENTRY_NAMES: Mapping[str, str] = {
    "programs": "program",
    "military": "military training",
    "work": "job",
    "certificates": "certificate",
    "exams": "exam attempt",
    "cards": "card",
    "learning": "course",
    "memberships": "membership",
}


def wording(rule: Rule) -> str:
    """Say a rule in one plain sentence: its own ``says``, or one made from its operator."""
    return rule.notes.says or WORDINGS[type(rule)](rule)


def long_date(day: date) -> str:
    """Write a day as an American reader would.

    >>> long_date(date(2026, 11, 21))
    'November 21, 2026'
    """
    return f"{day:%B} {day.day}, {day.year}"


def plain(name: object) -> str:
    """Write an identifier as words."""
    return str(name).replace("_", " ").replace("-", " ")


def _list(items: Any, joint: str) -> str:
    words = [plain(item) for item in items]
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {joint} {words[-1]}"


def _joined(parts: tuple[Rule, ...], joint: str) -> str:
    return f"; {joint} ".join(wording(part).rstrip(".") for part in parts) + "."


def _moved(rule: nodes.After | nodes.Until) -> str:
    if rule.shift is None:
        return f"the {plain(rule.date)} date"
    return f"the {plain(rule.date)} date {'plus' if rule.sign > 0 else 'minus'} {rule.shift}"


FACT_WORDS: Mapping[str, str] = {
    "at_least": "at least",
    "below": "less than",
    "before": "before",
    "on_or_after": "on or after",
    "includes": "includes",
    "includes_any": "includes one of",
    "is": "is",
}


def _fact(rule: nodes.Fact) -> str:
    value: Any = rule.value
    if isinstance(value, bool):
        return f"The answer to “{plain(rule.name)}” is {'yes' if value else 'no'}."
    shown = _list(value, "and" if rule.test == "includes" else "or") if isinstance(value, tuple) else value
    shown = long_date(shown) if isinstance(shown, date) else shown
    return f"{plain(rule.name).capitalize()}: {FACT_WORDS[rule.test]} {shown}."


def _experience(rule: nodes.Experience) -> str:
    amount = str(rule.years) if rule.years else f"{rule.hours:,} hours"
    text = f"You have {amount} of work"
    if rule.roles:
        text += f" as {_list(rule.roles, 'or')}"
    if rule.duties:
        text += f" with {_list(rule.duties, 'and')} duties"
    if rule.settings:
        text += f" in {_list(rule.settings, 'or')} care"
    text += ", full time," if rule.full_time else ""
    text += f" in the last {rule.within}" if rule.within else ""
    text += " after you finished the program" if rule.since else ""
    if rule.cap:
        text += f"; at most {rule.cap.at_most} as {_list(rule.cap.roles, 'or')} count"
    return text + "."


def _accredited(rule: nodes.Accredited) -> str:
    text = f"The program was accredited by {_list([b.upper() for b in rule.by], 'or')} while you were in it"
    return f"{text}, or became so within {rule.or_within}." if rule.or_within else f"{text}."


WORDINGS: Mapping[type[Rule], Callable[[Any], str]] = {
    nodes.All: lambda r: " ".join(wording(part) for part in r.parts),
    nodes.Any: lambda r: _joined(r.parts, "or"),
    nodes.Nothing: lambda r: f"Not so: {_joined(r.parts, 'or')}",
    nodes.AtLeast: lambda r: f"At least {r.count} of these: {_joined(r.parts, 'or')}",
    nodes.Readings: lambda r: f"{wording(r.options[0].rule)} (The sources disagree.)",
    nodes.Dated: lambda r: wording(r.versions[-1].rule),
    nodes.Use: lambda r: wording(r.rule),
    nodes.Some: lambda r: f"One {ENTRY_NAMES[r.within]}: {wording(r.where)}",
    nodes.After: lambda r: f"It is on or after {_moved(r)}.",
    nodes.Until: lambda r: f"It is not later than {_moved(r)}.",
    nodes.Fact: _fact,
    nodes.Accredited: _accredited,
    nodes.Experience: _experience,
    nodes.Failures: lambda r: f"You have failed this exam fewer than {r.fewer_than} times.",
    nodes.Waited: lambda r: f"The wait after a failed exam is over ({_list(map(str, r.after), 'then')}).",
    nodes.NotKnown: lambda r: r.reason,
    nodes.Always: lambda r: "There is no such condition." if r.value else "This way is closed.",
}
