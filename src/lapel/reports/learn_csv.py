"""Learning resources → CSV, with nothing in it that a spreadsheet would run."""

from collections.abc import Iterator, Sequence

from lapel.careers.learning import Match, Want
from lapel.reports.keep_audit import table
from lapel.reports.learn_words import accepted_words, cost_words, rating_words, time_words, want_words

HEADS = (
    *("for", "name", "provider", "kind", "serves", "accepted", "time", "cost", "unit", "amount", "level", "ratings"),
    *("link", "source", "note"),
)


def learn_csv(found: Sequence[tuple[Want, Sequence[Match]]]) -> bytes:
    """Write matches as a table, a row each, in their order."""
    return table([HEADS, *(_row(want, match) for want, matches in found for match in matches)])


def _row(want: Want, match: Match) -> tuple[str, ...]:
    resource = match.resource
    return tuple(_cells(want, match, ", ".join(time_words(resource))))


def _cells(want: Want, match: Match, time: str) -> Iterator[str]:
    resource = match.resource
    yield from (want_words(want), resource.name, resource.provider, resource.kind, ", ".join(match.serves))
    yield from (accepted_words(match), time, cost_words(resource), resource.unit or "")
    yield from (f"{resource.amount:g}" if resource.amount is not None else "", resource.level, rating_words(resource))
    yield from (resource.link, "; ".join(cite.source.title for cite in resource.cite) or "your list", resource.note)
