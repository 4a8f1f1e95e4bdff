"""explain: the answers as text for reading, with every route, fact and source."""

from datetime import date

from lapel.model.credential import Catalogue
from lapel.reports.decisions_text import decisions_text
from lapel.web.api.verbs import Verb
from lapel.web.api.verbs.check import Asked, decisions, takes


def work(catalogue: Catalogue, asked: Asked, on: date) -> str:
    """Decide, and write the answers."""
    return decisions_text(decisions(catalogue, asked, on), asked.record, on=on, explain=True)


VERB = Verb(
    "explain",
    "Write the answers of `check` as text for reading, with every route, fact and source.",
    "The answer is what `lapel check --explain` prints.",
    takes,
    work,
    options={"on": "2026-11-22", "credentials": ["cma-aama"]},
)
