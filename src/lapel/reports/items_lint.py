"""What the linter found → text for a terminal, and plain data of a published, stable shape."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any, get_args

from lapel.exam.lint import RULES, rates
from lapel.exam.lint_parts import Finding, LintLevel
from lapel.model.exam import Bank
from lapel.reports.exam_words import plural
from lapel.reports.json_parts import DAY, MAYBE_TEXT, TEXT, list_of, shape
from lapel.reports.plans_text import PlanPage

LEVELS: dict[LintLevel, str] = {
    "E": "Errors: the question must not be used",
    "B": "The bank as a whole",
    "W": "Warnings: mend it, or let it stand with a reason",
}
CANNOT = (
    "A linter cannot tell whether the key is right, whether a wrong option is plausible, or whether two options are"
    " both right. A second reader and answers tell that."
)


def lint_text(bank: Bank, findings: Sequence[Finding], *, accepted: bool = False, width: int = 80) -> str:
    """Write findings by level and rule; those that a reviewer let stand only if ``accepted``."""
    page = PlanPage(width)
    items = sum(item.usable for item in bank.items.values())
    open_ = [finding for finding in findings if not finding.accepted]
    page.add(f"{plural(items, 'question')} checked for {plural(len(RULES), 'rule')}")
    page.add("─" * page.width)
    for level, title in LEVELS.items():
        here = [one for one in open_ if one.level == level]
        page.head(f"{title} ({len(here)})")
        for name in dict.fromkeys(one.rule for one in here):
            page.add(f"{name}: {RULES[name].about}", 2)
            for one in here:
                if one.rule == name:
                    where = f"{one.file}:{one.line}: {one.item}: " if one.item else ""
                    page.add(f"{where}{one.says}", 4, "·")
    let = [one for one in findings if one.accepted]
    page.head(f"Let stand by a reviewer ({len(let)})")
    for one in let if accepted else ():
        page.add(f"{one.item}: {one.rule}: {one.says}. Reason: {one.accepted}", 4, "·")
    if let and not accepted:
        page.add("--all shows them with the reasons.", 2)
    page.head("Flawed questions of a hundred")
    found = rates(open_, items)
    page.add(f"{found.per_hundred:.1f} ({plural(found.flawed, 'question')} with a finding)", 2)
    for rule, count in found.by_rule:
        page.lines.append(f"    {rule:<22}{100 * count / items:>5.1f}")
    page.add()
    page.add(CANNOT)
    return str(page)


def lint_data(bank: Bank, findings: Sequence[Finding], *, on: date) -> dict[str, Any]:
    """Give findings as plain data; `lint_schema` describes it."""
    items = sum(item.usable for item in bank.items.values())
    found = rates(findings, items)
    levels = Counter(one.level for one in findings if not one.accepted)
    return {
        "on": on.isoformat(),
        "exams": bank.sha256,
        "items": items,
        "flawed": found.flawed,
        "per_hundred": round(found.per_hundred, 2),
        "levels": {level: levels[level] for level in get_args(LintLevel)},
        "findings": [
            {
                "rule": one.rule,
                "level": one.level,
                "item": one.item or None,
                "file": one.file or None,
                "line": one.line or None,
                "says": one.says,
                "accepted": one.accepted or None,
            }
            for one in findings
        ],
    }


def lint_schema() -> dict[str, Any]:
    """Give the published JSON Schema (2020-12) of `lint_data`."""
    whole = {"type": "integer", "minimum": 0}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Lapel study lint",
        **shape(
            on=DAY,
            exams=TEXT,
            items=whole,
            flawed=whole,
            per_hundred={"type": "number", "minimum": 0, "maximum": 100},
            levels={"$ref": "#/$defs/levels"},
            findings=list_of("finding"),
        ),
        "$defs": {
            "levels": shape(**dict.fromkeys(get_args(LintLevel), whole)),
            "finding": shape(
                rule={"enum": list(RULES)},
                level={"enum": list(get_args(LintLevel))},
                item=MAYBE_TEXT,
                file=MAYBE_TEXT,
                line={"type": ["integer", "null"]},
                says=TEXT,
                accepted=MAYBE_TEXT,
            ),
        },
    }
