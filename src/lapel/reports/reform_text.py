"""A reform → text: what it writes otherwise, credential by credential, and the ways in that change by it."""

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from lapel.loading.overlay import Difference
from lapel.model.credential import Catalogue, Credential
from lapel.reports.page import Page

LONGEST = 300


def reform_text(found: Iterable[Difference], rules: Catalogue, reform: Catalogue, *, width: int = 80) -> str:
    """Write what a reform changes; ``rules`` are those in force, ``reform`` what they become."""
    page = Page(width)
    for name, differences in groupby(found, key=lambda difference: difference.credential):
        before, after = rules.credentials.get(name), reform.credentials.get(name)
        if page.lines:
            page.add()
        if before is None or after is None:
            page.add(f"{name}: {'only in the reform' if before is None else 'not in the reform'}")
            continue
        page.add(before.name)
        for difference in differences:
            _difference(page, difference)
        ways = changed_ways(before, after)
        page.add(f"Ways whose rule changes: {'; '.join(ways) or 'none'}.", 2)
    return str(page) if page.lines else "The reform changes nothing in the files of credentials.\n"


def _difference(page: Page, found: Difference) -> None:
    verb = "new" if found.was is None else "becomes"
    page.add(found.path, 2, "·")
    if found.was is not None:
        page.add(f"was: {_shown(found.was)}", 6)
    page.add("is taken out" if found.now is None else f"{verb}: {_shown(found.now)}", 6)


def _shown(value: Any) -> str:
    text = _flow(value)
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def _flow(value: Any) -> str:
    if isinstance(value, dict):
        return "; ".join(f"{name}: {_flow(held)}" for name, held in value.items())
    if isinstance(value, list):
        return "[" + ", ".join(_flow(held) for held in value) + "]"
    return " ".join(str(value).split())


def changed_ways(before: Credential, after: Credential) -> list[str]:
    """Name the ways in, and the ways to keep it, whose rule is another or that only one of the two has."""
    first, second = ({way.id: way for way in (*each.routes, *each.keep)} for each in (before, after))
    return [
        f"{(second.get(name) or first[name]).name} [{name}]"
        for name in dict.fromkeys((*first, *second))
        if name not in first or name not in second or first[name].rule != second[name].rule
    ]
