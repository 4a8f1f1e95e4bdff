"""Learning resources → text for a terminal, the closest fit first."""

from collections.abc import Sequence
from datetime import date

from lapel.careers.learning import Match, Want
from lapel.reports.footnotes import Footnotes
from lapel.reports.learn_words import (
    NOT_ADVERTISED,
    accepted_words,
    facts_words,
    order_words,
    rating_words,
    want_words,
)
from lapel.reports.plans_text import PlanPage
from lapel.rules.wording import long_date

Found = Sequence[tuple[Want, Sequence[Match]]]

MARKS = {"yes": "✓", "cannot tell": "?", "no": "✗"}


def learn_text(found: Found, said: Sequence[str], *, on: date, width: int = 80) -> str:
    """Write resources for reading; ``said`` are remarks for the top of the page."""
    page, notes = PlanPage(width), Footnotes()
    page.add(f"Where to learn, asked on {long_date(on)}")
    page.add("─" * page.width)
    page.add(NOT_ADVERTISED)
    for remark in said:
        page.add(remark)
    for want, matches in found:
        page.head(want_words(want))
        page.add(order_words(want), 2)
        if not matches:
            page.add("Nothing in the list is for this.", 2)
        for match in matches:
            _match(page, notes, match)
    if notes.numbers:
        page.head("Sources")
        notes.add_to(page, on)
    page.add()
    page.add("Confirm with your issuer that something counts, before you pay for it.")
    return str(page)


def _match(page: PlanPage, notes: Footnotes, match: Match) -> None:
    resource = match.resource
    by = f", {resource.provider}" if resource.provider else ""
    own = " (your list)" if resource.own else ""
    mark = MARKS[match.accepted.verdict] if match.accepted else "·"
    page.add(f"{resource.name}{by}{own}{notes.mark(resource.cite)}", 2, mark)
    if words := accepted_words(match):
        page.add(words, 4)
    page.add(facts_words(resource), 4)
    if match.accepted is None:
        page.add(f"For: {', '.join(match.serves)}.", 4)
    if words := rating_words(resource):
        page.add(words, 4)
    for text in filter(None, (resource.about, resource.note)):
        page.add(text, 4)
    if resource.link:
        page.lines.append(f"    {resource.link}")
